//! A group that changes its protocol while it lives (KIP-848): classic to consumer, and back; and the requests of
//! classic members in a consumer group.

use anyhow::{Context, Result};
use bytes::Bytes;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::join_group_request::JoinGroupRequestProtocol;
use kavka_protocol::messages::leave_group_request::MemberIdentity;
use kavka_protocol::messages::{
    HeartbeatRequest, HeartbeatResponse, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest,
    LeaveGroupResponse, SyncGroupRequest, SyncGroupResponse,
};
use kavka_protocol::wire::StrBytes;

use crate::groups::await_coordinator;
use crate::member::{Member, Topics, describe, describe_classic, list};
use crate::player::{Session, group, s};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let topics = Topics::make(session, &[("mi", 4)])?;
    await_coordinator(session, "mi")?;
    upgrade(session, &topics)?;
    classic_joins(session, &topics)?;
    refused(session, &topics)?;
    empty_groups(session, &topics)
}

/// Version 1 of a subscription: topic `mi`, no user data, partitions owned.
fn subscription(owned: &[i32]) -> Bytes {
    let mut bytes = vec![0, 1, 0, 0, 0, 1, 0, 2, b'm', b'i', 0xff, 0xff, 0xff, 0xff];
    if owned.is_empty() {
        bytes.extend([0, 0, 0, 0]);
    } else {
        bytes.extend([0, 0, 0, 1, 0, 2, b'm', b'i']);
        bytes.extend((owned.len() as u32).to_be_bytes());
        owned.iter().for_each(|partition| bytes.extend(partition.to_be_bytes()));
    }
    bytes.into()
}

/// A classic member as the script drives it.
struct Classic {
    group: &'static str,
    id: StrBytes,
    generation: i32,
}

impl Classic {
    fn join_request(&self, owned: &[i32]) -> JoinGroupRequest {
        let protocol = make!(JoinGroupRequestProtocol { name: s("range"), metadata: subscription(owned) });
        make!(JoinGroupRequest {
            group_id: group(self.group),
            session_timeout_ms: 30_000,
            rebalance_timeout_ms: 30_000,
            member_id: self.id.clone(),
            protocol_type: s("consumer"),
            protocols: vec![protocol],
        })
    }

    /// Joins; gets its id first where it has none.
    fn join(&mut self, session: &mut Session, label: &str, owned: &[i32]) -> Result<JoinGroupResponse> {
        loop {
            let request = self.join_request(owned);
            let mut given = None;
            session.call_then::<_, JoinGroupResponse>(label, ApiKey::JoinGroup, 9, &request, |response| {
                given = Some(response.clone());
                masked(response);
            });
            let answer = given.context("no answer")?;
            if answer.error_code == 79 {
                self.id = answer.member_id;
                continue;
            }
            if answer.error_code == 0 {
                (self.id, self.generation) = (answer.member_id.clone(), answer.generation_id);
            }
            return Ok(answer);
        }
    }

    fn sync(&self, session: &mut Session, label: &str) {
        let mut request = make!(SyncGroupRequest {
            group_id: group(self.group),
            generation_id: self.generation,
            member_id: self.id.clone(),
        });
        request.protocol_type = Some(s("consumer"));
        request.protocol_name = Some(s("range"));
        session.call::<_, SyncGroupResponse>(label, ApiKey::SyncGroup, 5, &request);
    }

    fn beat(&self, session: &mut Session, label: &str, generation: i32) {
        let request = make!(HeartbeatRequest {
            group_id: group(self.group),
            generation_id: generation,
            member_id: self.id.clone()
        });
        session.call::<_, HeartbeatResponse>(label, ApiKey::Heartbeat, 4, &request);
    }

    fn leave(&self, session: &mut Session, label: &str) {
        let leaver = make!(MemberIdentity { member_id: self.id.clone() });
        let request = make!(LeaveGroupRequest { group_id: group(self.group), members: vec![leaver] });
        session.call_then::<_, LeaveGroupResponse>(label, ApiKey::LeaveGroup, 5, &request, |response| {
            for member in &mut response.members {
                member.member_id = StrBytes::from_static_str("<given>");
            }
        });
    }
}

fn masked(response: &mut JoinGroupResponse) {
    for id in [&mut response.member_id, &mut response.leader] {
        if id.len() > 20 {
            *id = StrBytes::from_static_str("<given>");
        }
    }
    for member in response.members.iter_mut().filter(|member| member.member_id.len() > 20) {
        member.member_id = StrBytes::from_static_str("<given>");
    }
}

/// A classic group takes in a new member, and is classic again when that leaves.
fn upgrade(session: &mut Session, topics: &Topics) -> Result<()> {
    let name = "mi-upgrade";
    let mut classic = Classic { group: name, id: s(""), generation: -1 };
    classic.join(session, "classic joins", &[])?;
    classic.sync(session, "classic syncs nothing");
    list(session, "classic", name, &[], &[]);
    let mut new = Member::new(topics, 1, name, "new");
    new.join(session, &["mi"]);
    list(session, "upgraded", name, &[], &[]);
    describe(session, "upgraded", 1, &[name], &["new"]);
    describe_classic(session, "upgraded", &[5, 6], name);
    classic.beat(session, "classic lives", classic.generation);
    new.live(session, "lives");
    classic.join(session, "classic joins again", &[])?;
    classic.sync(session, "classic syncs");
    classic.beat(session, "classic lives on", classic.generation);
    new.live(session, "lives on");
    new.adopt(session);
    classic.beat(session, "classic lives on", classic.generation);
    describe(session, "of both", 1, &[name], &["new"]);
    classic.beat(session, "classic of an old generation", classic.generation - 1);
    classic.beat(session, "classic of a generation to come", classic.generation + 1);
    // The last new member goes, and what is left is classic.
    new.leave(session);
    list(session, "downgraded", name, &[], &[]);
    describe(session, "downgraded", 1, &[name], &["new"]);
    classic.beat(session, "classic is left", classic.generation);
    describe_classic(session, "downgraded", &[5], name);
    classic.join(session, "classic, once more", &[0, 1])?;
    classic.leave(session, "classic leaves");
    list(session, "left", name, &[], &[]);
    Ok(())
}

/// A classic member comes into a consumer group, and leaves it.
fn classic_joins(session: &mut Session, topics: &Topics) -> Result<()> {
    let name = "mi-joins";
    let mut new = Member::new(topics, 1, name, "new");
    new.join(session, &["mi"]);
    new.adopt(session);
    let mut classic = Classic { group: name, id: s(""), generation: -1 };
    classic.join(session, "classic joins", &[])?;
    describe(session, "a classic member came", 1, &[name], &["new"]);
    classic.sync(session, "classic syncs early");
    new.live(session, "is told to give up");
    new.adopt(session);
    classic.beat(session, "classic hears of it", classic.generation);
    classic.join(session, "classic joins again", &[])?;
    classic.sync(session, "classic syncs");
    new.live(session, "lives");
    describe(session, "settled with a classic member", 1, &[name], &["new"]);
    classic.leave(session, "classic leaves");
    classic.leave(session, "classic leaves again");
    new.live(session, "gets it back");
    new.adopt(session);
    describe(session, "without a classic member", 1, &[name], &["new"]);
    new.leave(session);
    list(session, "left", name, &[], &[]);
    Ok(())
}

fn refused(session: &mut Session, topics: &Topics) -> Result<()> {
    let name = "mi-refused";
    let mut new = Member::new(topics, 1, name, "new");
    new.join(session, &["mi"]);
    new.adopt(session);
    let classic = Classic { group: name, id: s(""), generation: -1 };
    type Change = fn(&mut JoinGroupRequest);
    let changes: &[(&str, Change)] = &[
        ("another protocol type", |r| r.protocol_type = s("connect")),
        ("no protocols", |r| r.protocols.clear()),
        ("an unreadable subscription", |r| r.protocols[0].metadata = Bytes::from_static(&[9])),
        ("an empty subscription", |r| r.protocols[0].metadata = Bytes::new()),
        ("an unknown member", |r| r.member_id = s("stranger")),
        ("a new member's id", |r| r.member_id = s("new")),
        ("session timeout too short", |r| r.session_timeout_ms = 1),
    ];
    for (label, change) in changes {
        let mut request = classic.join_request(&[]);
        change(&mut request);
        session.call_then::<_, JoinGroupResponse>(label, ApiKey::JoinGroup, 9, &request, masked);
    }
    let stranger = Classic { group: name, id: s("stranger"), generation: 1 };
    stranger.beat(session, "stranger", 1);
    stranger.sync(session, "stranger");
    stranger.leave(session, "stranger");
    let posing = Classic { group: name, id: s("new"), generation: new.epoch };
    posing.beat(session, "a new member's id", new.epoch);
    posing.sync(session, "a new member's id");
    posing.leave(session, "a new member's id");
    describe(session, "after the refusals", 1, &[name], &["new"]);
    new.leave(session);
    // A group of something else than consumers is never upgraded.
    let other = Classic { group: "mi-connect", id: s(""), generation: -1 };
    let mut request = other.join_request(&[]);
    request.protocol_type = s("connect");
    let given: JoinGroupResponse = session.quiet(ApiKey::JoinGroup, 9, &request)?;
    request.member_id = given.member_id;
    let _: JoinGroupResponse = session.quiet(ApiKey::JoinGroup, 9, &request)?;
    let mut new = Member::new(topics, 1, "mi-connect", "new");
    new.join(session, &["mi"]);
    Ok(())
}

/// Empty groups change their protocol without more ado.
fn empty_groups(session: &mut Session, topics: &Topics) -> Result<()> {
    let name = "mi-empty";
    let mut classic = Classic { group: name, id: s(""), generation: -1 };
    classic.join(session, "classic joins", &[])?;
    classic.leave(session, "classic leaves");
    list(session, "empty classic", name, &[], &[]);
    let mut new = Member::new(topics, 1, name, "new");
    new.join(session, &["mi"]);
    list(session, "now consumer", name, &[], &[]);
    describe(session, "was classic", 1, &[name], &["new"]);
    new.leave(session);
    list(session, "empty consumer", name, &[], &[]);
    let mut classic = Classic { group: name, id: s(""), generation: -1 };
    classic.join(session, "classic joins an empty one", &[])?;
    list(session, "now classic", name, &[], &[]);
    classic.sync(session, "classic syncs");
    classic.leave(session, "classic leaves, too");
    Ok(())
}
