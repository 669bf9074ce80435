use bytes::Bytes;
use kavka_protocol::ErrorCode;

use super::{
    super::messages::*,
    fixture::{Commits, Fixture, REBALANCE_MS, SESSION_MS, join, subscription},
};

fn static_join(instance: &str) -> JoinGroupRequest {
    JoinGroupRequest { group_instance_id: Some(instance.into()), ..join("g") }
}

/// Two static members, stable in generation 1. Their ids: the leader's first.
fn stable(f: &mut Fixture) -> (String, String) {
    let (a, b) = (f.join(static_join("a")), f.join(static_join("b")));
    f.pass(6_000);
    let (a, b) = (f.join_reply(a).expect("formed").member_id, f.join_reply(b).expect("formed").member_id);
    f.sync("g", &a, 1, &[(&a, "for a"), (&b, "for b")]);
    f.sync("g", &b, 1, &[]);
    assert_eq!(f.state("g"), "Stable");
    (a, b)
}

#[test]
fn a_static_member_joins_without_being_given_an_id_first() {
    let mut f = Fixture::new();
    let ticket = f.join(static_join("a"));
    f.pass(3_000);
    let reply = f.join_reply(ticket).expect("formed");
    assert!(reply.member_id.starts_with("a-"), "{}", reply.member_id);
    assert_eq!(reply.members[0].group_instance_id.as_deref(), Some("a"));
}

#[test]
fn a_restarted_follower_takes_its_place_without_a_rebalance() {
    let mut f = Fixture::new();
    let (a, b) = stable(&mut f);
    let ticket = f.join(static_join("b"));
    let reply = f.join_reply(ticket).expect("stored at once");
    assert_eq!((reply.error, reply.generation_id, reply.leader.as_str()), (ErrorCode::None, 1, a.as_str()));
    assert!(!reply.skip_assignment && reply.members.is_empty());
    assert_eq!(f.state("g"), "Stable");
    assert_eq!(f.heartbeat_as("g", &b, 1, Some("b")), ErrorCode::FencedInstanceId);
    assert_eq!(f.heartbeat("g", &b, 1), ErrorCode::UnknownMemberId);
    let new = reply.member_id;
    assert_eq!(f.heartbeat_as("g", &new, 1, Some("b")), ErrorCode::None);
    let sync = f.sync("g", &new, 1, &[]);
    assert_eq!(f.sync_reply(sync).expect("stable").assignment, Bytes::from("for b"));
    f.restart();
    assert_eq!(f.heartbeat_as("g", &new, 1, Some("b")), ErrorCode::None, "the new id is stored");
}

#[test]
fn a_restarted_leader_skips_the_assignment_if_its_version_can() {
    let mut f = Fixture::new();
    stable(&mut f);
    let ticket = f.join(static_join("a"));
    let reply = f.join_reply(ticket).expect("stored");
    assert!(reply.skip_assignment);
    assert_eq!((reply.leader == reply.member_id, reply.members.len()), (true, 2));

    let mut f = Fixture::new();
    let (a, _) = stable(&mut f);
    let ticket = f.join(JoinGroupRequest { api_version: 8, ..static_join("a") });
    let reply = f.join_reply(ticket).expect("stored");
    assert_eq!((reply.skip_assignment, reply.leader, reply.members.len()), (false, a, 0));
}

#[test]
fn a_static_member_that_changes_the_protocol_makes_a_rebalance() {
    let mut f = Fixture::new();
    let ticket = f.join(static_join("a"));
    f.pass(3_000);
    let a = f.join_reply(ticket).expect("formed").member_id;
    f.sync("g", &a, 1, &[]);
    let both = vec![("sticky".into(), subscription(&["t"])), ("range".into(), subscription(&["t"]))];
    let ticket = f.join(JoinGroupRequest { protocols: both, ..static_join("a") });
    let reply = f.join_reply(ticket).expect("alone, so at once");
    assert_eq!((reply.generation_id, reply.protocol_name.as_deref()), (2, Some("sticky")));
}

#[test]
fn a_replacement_that_cannot_be_stored_is_undone() {
    let mut f = Fixture::new();
    let (_, b) = stable(&mut f);
    f.commits = Commits::Refused;
    let ticket = f.join(static_join("b"));
    let reply = f.join_reply(ticket).expect("refused");
    assert_eq!((reply.error, reply.member_id.as_str()), (ErrorCode::CoordinatorNotAvailable, ""));
    assert_eq!(f.heartbeat_as("g", &b, 1, Some("b")), ErrorCode::None);
}

#[test]
fn a_static_member_survives_a_rebalance_it_sleeps_through_but_not_its_session() {
    let mut f = Fixture::new();
    let long = |instance: &str| JoinGroupRequest { session_timeout_ms: 200_000, ..static_join(instance) };
    let (ticket, _) = (f.join(long("a")), f.join(long("b")));
    f.pass(6_000);
    let a = f.join_reply(ticket).expect("formed").member_id;
    let ticket = f.join(JoinGroupRequest { member_id: a.clone(), ..long("a") });
    let again = JoinGroupRequest { protocols: vec![("range".into(), subscription(&["u"]))], ..long("a") };
    let changed = f.join(JoinGroupRequest { member_id: a, ..again });
    assert!(f.join_reply(ticket).is_some());
    f.pass(i64::from(REBALANCE_MS));
    assert_eq!(f.join_reply(changed).expect("timeout").members.len(), 2, "b is still there");
    f.pass(200_000);
    assert!(f.describe("g").members.len() < 2, "b's session has ended");
}

#[test]
fn an_administrator_removes_a_static_member_by_its_instance_id() {
    let mut f = Fixture::new();
    let (_, b) = stable(&mut f);
    let reply = f
        .leave("g", &[("", Some("a")), ("", Some("who")), ("", None), ("wrong", Some("b")), (&b, Some("b"))]);
    let errors: Vec<_> = reply.members.iter().map(|(_, _, error)| *error).collect();
    let unknown = ErrorCode::UnknownMemberId;
    assert_eq!(errors, [ErrorCode::None, unknown, unknown, ErrorCode::FencedInstanceId, ErrorCode::None]);
    assert_eq!(f.state("g"), "Empty");
}

#[test]
fn a_second_process_with_the_same_instance_id_fences_the_first_while_it_waits() {
    let mut f = Fixture::new();
    let first = f.join(static_join("a"));
    let second = f.join(static_join("a"));
    assert_eq!(f.join_reply(first).expect("fenced").error, ErrorCode::FencedInstanceId);
    f.pass(6_000);
    assert_eq!(f.join_reply(second).expect("formed").members.len(), 1);
}

#[test]
fn a_static_member_that_returns_during_assignment_makes_a_rebalance() {
    let mut f = Fixture::new();
    let (a, b) = (f.join(static_join("a")), f.join(static_join("b")));
    f.pass(6_000);
    let (a, b) = (f.join_reply(a).expect("formed").member_id, f.join_reply(b).expect("formed").member_id);
    let sync = f.sync("g", &b, 1, &[]);
    let ticket = f.join(static_join("b"));
    assert_eq!(f.sync_reply(sync).expect("fenced").error, ErrorCode::FencedInstanceId);
    assert_eq!(f.join_reply(ticket), None);
    assert_eq!(f.heartbeat_as("g", &a, 1, Some("a")), ErrorCode::RebalanceInProgress);
    f.pass(i64::from(SESSION_MS));
}
