//! Members of KIP-848 groups that are none: fenced, stale, unknown, malformed; and their offsets.

use anyhow::Result;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::consumer_group_heartbeat_request::TopicPartitions as Owned;
use kavka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kavka_protocol::messages::offset_delete_request::{
    OffsetDeleteRequestPartition, OffsetDeleteRequestTopic,
};
use kavka_protocol::messages::offset_fetch_request::{OffsetFetchRequestGroup, OffsetFetchRequestTopics};
use kavka_protocol::messages::txn_offset_commit_request::{
    TxnOffsetCommitRequestPartition, TxnOffsetCommitRequestTopic,
};
use kavka_protocol::messages::{
    AddOffsetsToTxnRequest, AddOffsetsToTxnResponse, ConsumerGroupHeartbeatRequest, OffsetCommitRequest,
    OffsetCommitResponse, OffsetDeleteRequest, OffsetDeleteResponse, OffsetFetchRequest, OffsetFetchResponse,
    ProducerId, TxnOffsetCommitRequest, TxnOffsetCommitResponse,
};
use uuid::Uuid;

use crate::groups::await_coordinator;
use crate::member::{Member, Topics, describe, list};
use crate::player::{Session, group, s, topic};
use crate::txn::{Producer, await_state, txn_id};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let topics = Topics::make(session, &[("me", 4)])?;
    await_coordinator(session, "me")?;
    joins(session, &topics);
    epochs(session, &topics);
    let member = offsets(session, &topics);
    in_transactions(session, &member)?;
    let mut member = member;
    member.leave(session);
    after_leaving(session, &topics, &member);
    Ok(())
}

fn joins(session: &mut Session, topics: &Topics) {
    type Change = fn(&mut ConsumerGroupHeartbeatRequest);
    let changes: &[(&str, Change)] = &[
        ("an empty group", |r| r.group_id = group("")),
        ("a blank group", |r| r.group_id = group("  ")),
        ("no member id", |r| r.member_id = s("")),
        ("no rebalance timeout", |r| r.rebalance_timeout_ms = -1),
        ("rebalance timeout 0", |r| r.rebalance_timeout_ms = 0),
        ("no subscription", |r| r.subscribed_topic_names = None),
        ("an empty subscription", |r| r.subscribed_topic_names = Some(vec![])),
        ("no partitions said", |r| r.topic_partitions = None),
        ("partitions it cannot have", |r| {
            r.topic_partitions =
                Some(vec![make!(Owned { topic_id: Uuid::from_u128(5), partitions: vec![0] })]);
        }),
        ("an empty instance", |r| r.instance_id = Some(s(""))),
        ("an empty rack", |r| r.rack_id = Some(s(""))),
        ("a rack", |r| r.rack_id = Some(s("r1"))),
        ("an empty assignor", |r| r.server_assignor = Some(s(""))),
        ("an unknown assignor", |r| r.server_assignor = Some(s("mine"))),
        ("epoch 1", |r| r.member_epoch = 1),
        ("epoch -1", |r| r.member_epoch = -1),
        ("epoch -2", |r| r.member_epoch = -2),
        ("epoch -2 of an instance", |r| {
            r.member_epoch = -2;
            r.instance_id = Some(s("i"));
        }),
        ("epoch -3", |r| r.member_epoch = -3),
        ("a topic twice", |r| r.subscribed_topic_names = Some(vec![topic("me"), topic("me")])),
        ("a bad topic name", |r| r.subscribed_topic_names = Some(vec![topic("a b")])),
        ("an empty topic name", |r| r.subscribed_topic_names = Some(vec![topic("")])),
        ("a long member id", |r| r.member_id = s(&"m".repeat(300))),
        ("an odd member id", |r| r.member_id = s("a b")),
    ];
    for version in 0..=1 {
        for (at, (label, change)) in changes.iter().enumerate() {
            let name = format!("me-new-{version}-{at}");
            let mut member = Member::new(topics, version, &name, "m");
            let mut request = member.joining(&["me"]);
            change(&mut request);
            member.beat(session, label, &request);
        }
        let mut member = Member::new(topics, version, &format!("me-regex-{version}"), "m");
        let mut request = member.joining(&["me"]);
        if version >= 1 {
            request.subscribed_topic_regex = Some(s("m.*"));
            member.beat(session, "names and an expression", &request);
            request.subscribed_topic_names = None;
            request.subscribed_topic_regex = Some(s(""));
            member.beat(session, "an empty expression alone", &request);
        }
    }
    list(session, "what was made", "me-new", &[], &[]);
}

fn epochs(session: &mut Session, topics: &Topics) {
    let name = "me-epochs";
    let mut member = Member::new(topics, 1, name, "first");
    member.join(session, &["me"]);
    member.adopt(session);
    let mut second = Member::new(topics, 1, name, "second");
    second.join(session, &["me"]);
    member.live(session, "is told to give up");
    member.adopt(session);
    second.live(session, "is given");
    second.adopt(session);
    member.live(session, "lives");
    describe(session, "before the errors", 1, &[name], &["first", "second"]);
    let epoch = member.epoch;
    let owned = member.assigned.clone();
    for (label, epoch) in [
        ("the epoch before", epoch - 1),
        ("an old epoch", epoch - 2),
        ("an epoch to come", epoch + 1),
        ("a far epoch", epoch + 100),
    ] {
        let mut stranger = member.clone();
        let mut request = member.alive();
        request.member_epoch = epoch;
        stranger.beat(session, label, &request);
        let mut request = member.owning(&owned);
        request.member_epoch = epoch;
        stranger.beat(session, &format!("{label}, with what it owns"), &request);
        let mut request = member.owning(&[0, 1, 2, 3]);
        request.member_epoch = epoch;
        stranger.beat(session, &format!("{label}, with more than it owns"), &request);
    }
    let mut stranger = Member::new(topics, 1, name, "stranger");
    stranger.epoch = epoch;
    stranger.live(session, "unknown");
    stranger.leave(session);
    stranger.group = "me-none".to_owned();
    stranger.live(session, "unknown in an unknown group");
    stranger.leave(session);
    let more = member.owning(&[0, 1, 2, 3]);
    member.beat(session, "claims what is another's", &more);
    let odd = member.owning(&[77]);
    member.beat(session, "claims what is not", &odd);
    // A member that begins again loses nothing.
    let again = member.joining(&["me"]);
    member.beat(session, "begins again", &again);
    describe(session, "after the errors", 1, &[name], &["first", "second"]);
    member.leave(session);
    second.leave(session);
}

fn commit_request(version: i16, member: &Member, topics: &Topics, offset: i64) -> OffsetCommitRequest {
    let mut partition = make!(OffsetCommitRequestPartition { partition_index: 0, committed_offset: offset });
    partition.committed_leader_epoch = -1;
    partition.committed_metadata = Some(s(""));
    let (name, id) = if version >= 10 { ("", topics.id(0)) } else { ("me", Uuid::nil()) };
    let wanted =
        make!(OffsetCommitRequestTopic { name: topic(name), topic_id: id, partitions: vec![partition] });
    make!(OffsetCommitRequest {
        group_id: group(&member.group),
        member_id: s(&member.id),
        generation_id_or_member_epoch: member.epoch,
        topics: vec![wanted],
    })
}

fn fetch_offsets(session: &mut Session, label: &str, name: &str, member: Option<(&str, i32)>, id: Uuid) {
    for version in 8..=10 {
        let mut wanted = make!(OffsetFetchRequestTopics { partition_indexes: vec![0, 1] });
        if version >= 10 {
            wanted.topic_id = id;
        } else {
            wanted.name = topic("me");
        }
        let mut asked = make!(OffsetFetchRequestGroup { group_id: group(name), topics: Some(vec![wanted]) });
        asked.member_epoch = -1;
        if let Some((member, epoch)) = member.filter(|_| version >= 9) {
            asked.member_id = Some(s(member));
            asked.member_epoch = epoch;
        }
        let request = make!(OffsetFetchRequest { groups: vec![asked] });
        session.call::<_, OffsetFetchResponse>(label, ApiKey::OffsetFetch, version, &request);
    }
}

fn offsets(session: &mut Session, topics: &Topics) -> Member {
    let name = "me-offsets";
    let mut member = Member::new(topics, 1, name, "first");
    member.join(session, &["me"]);
    member.adopt(session);
    // A second epoch, so that there is one before it.
    let mut second = Member::new(topics, 1, name, "second");
    second.join(session, &["me"]);
    second.leave(session);
    member.live(session, "lives");
    for version in 2..=10 {
        let mut ask = |label: &str, change: &dyn Fn(&mut OffsetCommitRequest)| {
            let mut request = commit_request(version, &member, topics, 100 + i64::from(version));
            change(&mut request);
            session.call::<_, OffsetCommitResponse>(label, ApiKey::OffsetCommit, version, &request);
        };
        ask("by a member", &|_| {});
        ask("of the epoch before", &|r| r.generation_id_or_member_epoch -= 1);
        ask("of an older epoch", &|r| r.generation_id_or_member_epoch = 0);
        ask("of an epoch to come", &|r| r.generation_id_or_member_epoch += 1);
        ask("of epoch -1", &|r| r.generation_id_or_member_epoch = -1);
        ask("by a stranger", &|r| r.member_id = s("stranger"));
        ask("by nobody", &|r| {
            r.member_id = s("");
            r.generation_id_or_member_epoch = -1;
        });
        if version >= 7 {
            ask("by an instance", &|r| r.group_instance_id = Some(s("i")));
        }
    }
    let id = topics.id(0);
    fetch_offsets(session, "by nobody", name, None, id);
    for (label, by, epoch) in [
        ("by a member", "first", member.epoch),
        ("of the epoch before", "first", member.epoch - 1),
        ("of an older epoch", "first", 0),
        ("of an epoch to come", "first", member.epoch + 1),
        ("of epoch -1", "first", -1),
        ("by a stranger", "stranger", member.epoch),
        ("without a name", "", member.epoch),
    ] {
        fetch_offsets(session, label, name, Some((by, epoch)), id);
    }
    for (label, wanted) in [("subscribed", "me"), ("unknown topic", "me-none")] {
        let partition = make!(OffsetDeleteRequestPartition { partition_index: 0 });
        let wanted = make!(OffsetDeleteRequestTopic { name: topic(wanted), partitions: vec![partition] });
        let request = make!(OffsetDeleteRequest { group_id: group(name), topics: vec![wanted] });
        session.call::<_, OffsetDeleteResponse>(label, ApiKey::OffsetDelete, 0, &request);
    }
    member
}

fn in_transactions(session: &mut Session, member: &Member) -> Result<()> {
    for version in 3..=5 {
        let id = ["me-txn-3", "me-txn-4", "me-txn-5"][version as usize - 3];
        let mut producer = Producer::quietly(session, id, 60_000)?;
        let request = make!(AddOffsetsToTxnRequest {
            transactional_id: txn_id(id),
            producer_id: ProducerId(producer.producer_id),
            producer_epoch: producer.epoch,
            group_id: group(&member.group),
        });
        let _: AddOffsetsToTxnResponse = session.quiet(ApiKey::AddOffsetsToTxn, 3, &request)?;
        for (label, by, epoch) in [
            ("by a member", "first", member.epoch),
            ("of the epoch before", "first", member.epoch - 1),
            ("of an older epoch", "first", 0),
            ("of an epoch to come", "first", member.epoch + 1),
            ("of epoch -1", "first", -1),
            ("by a stranger", "stranger", member.epoch),
            ("by nobody", "", -1),
        ] {
            let partition = make!(TxnOffsetCommitRequestPartition {
                partition_index: 1,
                committed_offset: 50 + i64::from(version),
                committed_leader_epoch: -1,
                committed_metadata: Some(s("")),
            });
            let wanted =
                make!(TxnOffsetCommitRequestTopic { name: topic("me"), partitions: vec![partition] });
            let request = make!(TxnOffsetCommitRequest {
                transactional_id: txn_id(id),
                group_id: group(&member.group),
                producer_id: ProducerId(producer.producer_id),
                producer_epoch: producer.epoch,
                generation_id: epoch,
                member_id: s(by),
                topics: vec![wanted],
            });
            session.call::<_, TxnOffsetCommitResponse>(label, ApiKey::TxnOffsetCommit, version, &request);
        }
        producer.end(session, "of a member", 4, true);
        await_state(session, id, "CompleteCommit")?;
    }
    Ok(())
}

fn after_leaving(session: &mut Session, topics: &Topics, member: &Member) {
    for version in [8, 9, 10] {
        let mut request = commit_request(version, member, topics, 200);
        session.call::<_, OffsetCommitResponse>("after it left", ApiKey::OffsetCommit, version, &request);
        request.member_id = s("");
        request.generation_id_or_member_epoch = -1;
        session.call::<_, OffsetCommitResponse>(
            "by nobody, empty group",
            ApiKey::OffsetCommit,
            version,
            &request,
        );
    }
    fetch_offsets(session, "empty group", "me-offsets", None, topics.id(0));
    fetch_offsets(session, "by one that left", "me-offsets", Some(("first", member.epoch)), topics.id(0));
}
