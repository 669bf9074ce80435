//! Groups of KIP-848: members join, share, give up, leave; static members, expressions, assignors, settings.

use anyhow::{Context, Result};
use kavka_protocol::ApiKey;
use kavka_protocol::messages::incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
use kavka_protocol::messages::{
    DeleteGroupsRequest, DeleteGroupsResponse, IncrementalAlterConfigsRequest,
    IncrementalAlterConfigsResponse,
};

use crate::groups::await_coordinator;
use crate::member::{Member, Topics, describe, describe_classic, list};
use crate::player::{Session, group, s, topic};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let topics = Topics::make(session, &[("cg", 4), ("cg-other", 2)])?;
    await_coordinator(session, "cg")?;
    for version in 0..=1 {
        alone(session, &topics, version);
    }
    shared(session, &topics);
    three(session, &topics);
    static_members(session, &topics);
    expressions(session, &topics)?;
    assignors(session, &topics);
    settings(session, &topics)?;
    look(session, &topics);
    Ok(())
}

/// One member at every version: join, live, change its subscription, leave.
fn alone(session: &mut Session, topics: &Topics, version: i16) {
    let name = format!("cg-alone-{version}");
    let mut member = Member::new(topics, version, &name, if version == 0 { "" } else { "only" });
    member.join(session, &["cg"]);
    describe(session, "joined", version, &[&name], &["only"]);
    member.live(session, "lives");
    member.adopt(session);
    member.live(session, "lives on");
    describe(session, "settled", version, &[&name], &["only"]);
    describe_classic(session, "a consumer group", &[0, 4, 5, 6], &name);
    let mut whole = member.joining(&["cg"]);
    whole.member_epoch = member.epoch;
    member.beat(session, "says all again", &whole);
    let mut both = member.alive();
    both.subscribed_topic_names = Some(vec![topic("cg-other"), topic("cg")]);
    member.beat(session, "subscribes to a second topic", &both);
    member.live(session, "lives with two topics");
    let mut none = member.alive();
    none.subscribed_topic_names = Some(vec![topic("cg-none")]);
    member.beat(session, "subscribes to a topic that is not", &none);
    describe(session, "without its topic", version, &[&name], &["only"]);
    let gone = member.owning(&[]);
    member.beat(session, "owns nothing", &gone);
    describe(session, "owns nothing", version, &[&name], &["only"]);
    let mut empty = member.alive();
    empty.subscribed_topic_names = Some(vec![]);
    member.beat(session, "subscribes to nothing", &empty);
    member.leave(session);
    member.leave(session);
    describe(session, "empty", version, &[&name], &["only"]);
    // Anew, with an id that was there before.
    let mut again = Member::new(topics, version, &name, if version == 0 { "" } else { "only" });
    again.join(session, &["cg"]);
    describe(session, "anew", version, &[&name], &["only"]);
    again.leave(session);
}

/// Two members: one has all, gives up half when told, and gets it back.
fn shared(session: &mut Session, topics: &Topics) {
    let name = "cg-shared";
    let mut first = Member::new(topics, 1, name, "first");
    let mut second = Member::new(topics, 1, name, "second");
    first.join(session, &["cg"]);
    first.adopt(session);
    second.join(session, &["cg"]);
    describe(session, "a second came", 1, &[name], &["first", "second"]);
    second.live(session, "waits");
    let before = first.assigned.clone();
    first.live(session, "is told to give up");
    describe(session, "told to give up", 1, &[name], &["first", "second"]);
    let keeps = first.owning(&before);
    first.beat(session, "still has all", &keeps);
    second.live(session, "waits on");
    first.adopt(session);
    describe(session, "gave up", 1, &[name], &["first", "second"]);
    second.live(session, "is given");
    second.adopt(session);
    first.live(session, "lives");
    describe(session, "share", 1, &[name], &["first", "second"]);
    list(session, "share", name, &[], &[]);
    // Sent again, as if the answer had been lost.
    let again = second.owning(&second.assigned.clone());
    second.beat(session, "repeats itself", &again);
    second.leave(session);
    first.live(session, "gets it back");
    first.adopt(session);
    describe(session, "one is left", 1, &[name], &["first", "second"]);
    first.leave(session);
    list(session, "left", name, &[], &[]);
}

/// Three on four partitions, one of which gives nothing up before it leaves.
fn three(session: &mut Session, topics: &Topics) {
    let name = "cg-three";
    let ids = ["a", "b", "c"];
    let mut members = ids.map(|id| Member::new(topics, 1, name, id));
    for member in &mut members {
        member.join(session, &["cg"]);
        member.adopt(session);
    }
    for _ in 0..4 {
        for member in &mut members {
            member.live(session, "lives");
            member.adopt(session);
        }
    }
    describe(session, "three share", 1, &[name], &ids);
    members[1].leave(session);
    for _ in 0..3 {
        for at in [0, 2] {
            members[at].live(session, "lives on");
            members[at].adopt(session);
        }
    }
    describe(session, "two are left", 1, &[name], &ids);
    members[0].leave(session);
    members[2].leave(session);
}

fn static_members(session: &mut Session, topics: &Topics) {
    let name = "cg-static";
    let joining = |member: &Member, instance: &str| {
        let mut request = member.joining(&["cg"]);
        request.instance_id = Some(s(instance));
        request
    };
    let mut first = Member::new(topics, 1, name, "first");
    let request = joining(&first, "i");
    first.beat(session, "joins as an instance", &request);
    first.adopt(session);
    let mut taker = Member::new(topics, 1, name, "taker");
    let request = joining(&taker, "i");
    taker.beat(session, "joins as an instance that lives", &request);
    describe(session, "static", 1, &[name], &["first", "taker"]);
    let mut away = first.alive();
    away.member_epoch = -2;
    away.instance_id = Some(s("i"));
    first.beat(session, "goes for a while", &away);
    describe(session, "away", 1, &[name], &["first", "taker"]);
    first.beat(session, "goes again", &away);
    let request = joining(&taker, "i");
    taker.beat(session, "takes the place", &request);
    taker.adopt(session);
    describe(session, "taken over", 1, &[name], &["first", "taker"]);
    let mut late = first.alive();
    late.member_epoch = taker.epoch;
    late.instance_id = Some(s("i"));
    first.beat(session, "comes late with its instance", &late);
    late.instance_id = None;
    first.beat(session, "comes late without it", &late);
    late.instance_id = Some(s("j"));
    taker.beat(session, "as an instance that is not", &late);
    let mut other = taker.alive();
    other.instance_id = Some(s("j"));
    taker.beat(session, "under another instance", &other);
    let mut gone = taker.alive();
    gone.member_epoch = -1;
    gone.instance_id = Some(s("i"));
    taker.beat(session, "leaves for good", &gone);
    taker.beat(session, "leaves for good, again", &gone);
    describe(session, "without its instance", 1, &[name], &["first", "taker"]);
}

/// Expressions are resolved by the broker, aside and a moment later.
fn expressions(session: &mut Session, topics: &Topics) -> Result<()> {
    let name = "cg-regex";
    let mut member = Member::new(topics, 1, name, "only");
    let mut request = member.joining(&[]);
    request.subscribed_topic_names = None;
    for bad in ["[", "cg(", "*", "\\p{Nope}"] {
        request.subscribed_topic_regex = Some(s(bad));
        member.beat(session, &format!("joins for {bad:?}"), &request);
    }
    request.subscribed_topic_regex = Some(s("cg|cg-oth.*"));
    member.beat(session, "joins for an expression", &request);
    let settled = session.until(|session| {
        let alive = member.alive();
        let answer: kavka_protocol::messages::ConsumerGroupHeartbeatResponse =
            session.quiet(ApiKey::ConsumerGroupHeartbeat, 1, &alive)?;
        if answer.error_code == 0 {
            member.epoch = answer.member_epoch;
        }
        let found = answer.assignment.map_or(0, |given| given.topic_partitions.len());
        Ok((found == 2).then_some(()))
    });
    settled.context("the expression is never resolved")?;
    describe(session, "an expression", 1, &[name], &["only"]);
    let mut request = member.alive();
    request.subscribed_topic_regex = Some(s(""));
    request.subscribed_topic_names = Some(vec![topic("cg")]);
    member.beat(session, "names a topic instead", &request);
    describe(session, "a name instead", 1, &[name], &["only"]);
    member.leave(session);
    Ok(())
}

fn assignors(session: &mut Session, topics: &Topics) {
    for (at, assignor) in ["range", "uniform", "sticky", "", "RANGE"].iter().enumerate() {
        let name = format!("cg-assignor-{at}");
        let ids = ["a", "b"];
        let mut members = ids.map(|id| Member::new(topics, 1, &name, id));
        for member in &mut members {
            let mut request = member.joining(&["cg"]);
            request.server_assignor = Some(s(assignor));
            member.beat(session, &format!("joins for {assignor:?}"), &request);
        }
        for _ in 0..2 {
            for member in &mut members {
                member.live(session, "lives");
                member.adopt(session);
            }
        }
        describe(session, &format!("{assignor:?}"), 1, &[&name], &ids);
        let mut request = members[0].alive();
        request.server_assignor = Some(s("uniform"));
        members[0].beat(session, "wants another", &request);
        describe(session, "one wants another", 1, &[&name], &ids);
        members.iter_mut().for_each(|member| member.leave(session));
    }
}

/// Settings of a group, which hold from its next heartbeat.
fn settings(session: &mut Session, topics: &Topics) -> Result<()> {
    let name = "cg-settings";
    for (key, value) in [
        ("consumer.heartbeat.interval.ms", "6000"),
        ("consumer.session.timeout.ms", "50000"),
        ("consumer.heartbeat.interval.ms", "4999"),
        ("consumer.heartbeat.interval.ms", "15001"),
        ("consumer.session.timeout.ms", "44999"),
        ("consumer.session.timeout.ms", "60001"),
        ("consumer.session.timeout.ms", "many"),
        ("consumer.assignment.interval.ms", "0"),
        ("consumer.odd", "1"),
    ] {
        let config = make!(AlterableConfig { name: s(key), config_operation: 0, value: Some(s(value)) });
        let resource =
            make!(AlterConfigsResource { resource_type: 32, resource_name: s(name), configs: vec![config] });
        let request = make!(IncrementalAlterConfigsRequest { resources: vec![resource] });
        session.call::<_, IncrementalAlterConfigsResponse>(
            &format!("{key}={value}"),
            ApiKey::IncrementalAlterConfigs,
            1,
            &request,
        );
    }
    session.settle();
    let mut member = Member::new(topics, 1, name, "only");
    member.join(session, &["cg"]);
    member.leave(session);
    Ok(())
}

fn look(session: &mut Session, topics: &Topics) {
    let mut member = Member::new(topics, 1, "cg-look", "only");
    member.join(session, &["cg"]);
    for version in 0..=1 {
        let mut ask = |label: &str, names: &[&str]| describe(session, label, version, names, &["only"]);
        ask("several", &["cg-look", "cg-shared", "cg-unknown"]);
        ask("unknown", &["cg-unknown"]);
        ask("empty id", &[""]);
        ask("none", &[]);
        ask("twice", &["cg-look", "cg-look"]);
    }
    for (states, types) in [
        (vec![], vec!["consumer"]),
        (vec![], vec!["classic"]),
        (vec!["Stable"], vec![]),
        (vec!["Empty"], vec!["consumer"]),
        (vec!["Reconciling", "Assigning"], vec![]),
        (vec!["stable"], vec!["CONSUMER"]),
        (vec!["Dead"], vec![]),
        (vec![], vec!["share"]),
        (vec![], vec!["odd"]),
    ] {
        list(session, "some", "cg-", &states, &types);
    }
    for version in 0..=2 {
        for name in ["cg-look", "cg-unknown"] {
            let request = make!(DeleteGroupsRequest { groups_names: vec![group(name)] });
            session.call::<_, DeleteGroupsResponse>(name, ApiKey::DeleteGroups, version, &request);
        }
    }
    member.leave(session);
    let request = make!(DeleteGroupsRequest { groups_names: vec![group("cg-look"), group("cg-shared")] });
    session.call_then::<_, DeleteGroupsResponse>(
        "empty ones",
        ApiKey::DeleteGroups,
        2,
        &request,
        |response| {
            response.results.sort_by(|a, b| a.group_id.cmp(&b.group_id));
        },
    );
    list(session, "after deletion", "cg-look", &[], &[]);
    describe(session, "after deletion", 1, &["cg-look"], &[]);
}
