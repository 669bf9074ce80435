use std::time::Duration;

use bytes::Bytes;
use kavka_protocol::ErrorCode;

use super::{
    super::{GroupConfig, messages::*},
    fixture::{Commits, Fixture, REBALANCE_MS, SESSION_MS, commit, join, subscription},
};

#[test]
fn a_new_dynamic_member_is_given_an_id_first() {
    let mut f = Fixture::new();
    let ticket = f.join(join("g"));
    let reply = f.join_reply(ticket).expect("at once");
    assert_eq!(reply.error, ErrorCode::MemberIdRequired);
    assert!(reply.member_id.starts_with("client-") && reply.member_id.len() == "client-".len() + 36);
    assert_eq!(f.log.len(), 1, "the group itself is stored");
    let older = f.join(JoinGroupRequest { api_version: 3, ..join("g") });
    assert_eq!(f.join_reply(older), None, "before version 4 a member joins at once");
}

#[test]
fn an_id_given_out_is_forgotten_after_a_session_timeout() {
    let mut f = Fixture::new();
    let ticket = f.join(join("g"));
    let id = f.join_reply(ticket).expect("at once").member_id;
    f.pass(i64::from(SESSION_MS));
    let ticket = f.join(JoinGroupRequest { member_id: id, ..join("g") });
    assert_eq!(f.join_reply(ticket).expect("at once").error, ErrorCode::UnknownMemberId);
}

#[test]
fn the_first_generation_waits_for_the_initial_delay() {
    let mut f = Fixture::new();
    let (a, join_a) = f.join_dynamic("g");
    let (b, join_b) = f.join_dynamic("g");
    f.pass(2_999);
    assert_eq!(f.join_reply(join_a), None);
    f.pass(3_001);
    let (reply_a, reply_b) = (f.join_reply(join_a).expect("formed"), f.join_reply(join_b).expect("formed"));
    assert_eq!((reply_a.error, reply_a.generation_id), (ErrorCode::None, 1));
    assert_eq!((reply_a.leader.as_str(), reply_b.leader.as_str()), (a.as_str(), a.as_str()));
    assert_eq!(reply_a.protocol_name.as_deref(), Some("range"));
    let mut ids: Vec<_> = reply_a.members.iter().map(|member| member.member_id.clone()).collect();
    ids.sort();
    let mut expected = vec![a, b];
    expected.sort();
    assert_eq!(ids, expected);
    assert!(reply_b.members.is_empty(), "only the leader sees the members");
    assert_eq!(f.state("g"), "CompletingRebalance");
}

#[test]
fn members_that_keep_coming_extend_the_initial_delay_up_to_the_rebalance_timeout() {
    let mut f = Fixture::new();
    let old = |rebalance| JoinGroupRequest { api_version: 3, rebalance_timeout_ms: rebalance, ..join("g") };
    let first = f.join(old(7_000));
    for _ in 0..3 {
        f.pass(2_000);
        f.join(old(7_000));
    }
    assert_eq!(f.join_reply(first), None, "six seconds in, extended twice");
    f.pass(1_000);
    let reply = f.join_reply(first).expect("seven seconds are all there is");
    assert_eq!(reply.members.len(), 4);
}

#[test]
fn the_leaders_assignment_reaches_everyone() {
    let mut f = Fixture::new();
    let (a, _) = f.join_dynamic("g");
    let (b, _) = f.join_dynamic("g");
    f.pass(6_000);
    let sync_b = f.sync("g", &b, 1, &[]);
    assert_eq!(f.sync_reply(sync_b), None, "waits for the leader");
    let sync_a = f.sync("g", &a, 1, &[(&a, "first"), (&b, "second")]);
    let (reply_a, reply_b) = (f.sync_reply(sync_a).expect("synced"), f.sync_reply(sync_b).expect("synced"));
    assert_eq!((reply_a.assignment, reply_b.assignment), (Bytes::from("first"), Bytes::from("second")));
    assert_eq!(
        (reply_b.protocol_type.as_deref(), reply_b.protocol_name.as_deref()),
        (Some("consumer"), Some("range"))
    );
    assert_eq!(f.state("g"), "Stable");
    assert_eq!(f.heartbeat("g", &b, 1), ErrorCode::None);
    let again = f.sync("g", &b, 1, &[]);
    assert_eq!(f.sync_reply(again).expect("stable").assignment, Bytes::from("second"));
}

#[test]
fn members_without_assignment_get_an_empty_one() {
    let mut f = Fixture::new();
    let (a, _) = f.join_dynamic("g");
    let (b, _) = f.join_dynamic("g");
    f.pass(6_000);
    let sync_b = f.sync("g", &b, 1, &[]);
    f.sync("g", &a, 1, &[(&a, "all"), ("stranger", "none")]);
    let reply = f.sync_reply(sync_b).expect("synced");
    assert_eq!((reply.error, reply.assignment), (ErrorCode::None, Bytes::new()));
}

#[test]
fn nobody_is_told_of_an_assignment_before_it_is_committed() {
    let mut f = Fixture::without_delay();
    let (a, _) = f.join_dynamic("g");
    f.pass(0);
    f.commits = Commits::Held;
    let ticket = f.sync("g", &a, 1, &[(&a, "all")]);
    assert_eq!(f.sync_reply(ticket), None);
    assert_eq!(f.state("g"), "CompletingRebalance");
    f.commit();
    assert_eq!(f.sync_reply(ticket).expect("committed").assignment, Bytes::from("all"));
    assert_eq!(f.state("g"), "Stable");
}

#[test]
fn an_assignment_that_cannot_be_stored_leads_to_a_rebalance() {
    let mut f = Fixture::without_delay();
    let (a, _) = f.join_dynamic("g");
    f.pass(0);
    f.commits = Commits::Refused;
    let ticket = f.sync("g", &a, 1, &[(&a, "all")]);
    assert_eq!(f.sync_reply(ticket).expect("answered").error, ErrorCode::CoordinatorNotAvailable);
    assert_eq!(f.heartbeat("g", &a, 1), ErrorCode::RebalanceInProgress);
}

#[test]
fn an_assignment_committed_too_late_is_ignored() {
    let mut f = Fixture::without_delay();
    let (a, _) = f.join_dynamic("g");
    f.pass(0);
    f.commits = Commits::Held;
    let sync = f.sync("g", &a, 1, &[(&a, "all")]);
    let (_, _) = f.join_dynamic("g");
    assert_eq!(f.sync_reply(sync).expect("cancelled").error, ErrorCode::RebalanceInProgress);
    f.commit();
    assert_eq!(f.state("g"), "PreparingRebalance");
}

#[test]
fn a_joining_member_makes_the_others_rejoin() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    let (b, join_b) = f.join_dynamic("g");
    assert_eq!(f.heartbeat("g", &a, 1), ErrorCode::RebalanceInProgress);
    assert_eq!(f.join_reply(join_b), None);
    let join_a = f.join(JoinGroupRequest { member_id: a.clone(), ..join("g") });
    let reply = f.join_reply(join_a).expect("all here");
    assert_eq!((reply.generation_id, reply.members.len()), (2, 2));
    assert_eq!(f.join_reply(join_b).expect("all here").member_id, b);
}

#[test]
fn who_does_not_rejoin_in_time_is_out() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    let (b, join_b) = f.join_dynamic("g");
    for _ in 0..REBALANCE_MS / 5_000 {
        // Heartbeats keep the session but do not make it a member of the next generation.
        assert_eq!(f.heartbeat("g", &a, 1), ErrorCode::RebalanceInProgress);
        f.pass(5_000);
    }
    let reply = f.join_reply(join_b).expect("rebalance timeout");
    assert_eq!((reply.generation_id, reply.leader, reply.members.len()), (2, b, 1));
    assert_eq!(f.heartbeat("g", &a, 1), ErrorCode::UnknownMemberId);
}

#[test]
fn a_silent_member_is_removed_after_its_session_timeout() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    f.pass(i64::from(SESSION_MS) - 1);
    assert_eq!(f.heartbeat("g", &a, 1), ErrorCode::None);
    f.pass(i64::from(SESSION_MS) - 1);
    assert_eq!(f.state("g"), "Stable");
    f.pass(1);
    assert_eq!(f.state("g"), "Empty");
    assert_eq!(f.heartbeat("g", &a, 1), ErrorCode::UnknownMemberId);
    f.restart();
    assert_eq!(f.state("g"), "Empty", "the empty generation is stored");
}

#[test]
fn a_parked_request_counts_as_a_heartbeat() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    let (_, join_b) = f.join_dynamic("g");
    let join_a = f.join(JoinGroupRequest { member_id: a.clone(), ..join("g") });
    assert!(f.join_reply(join_a).is_some() && f.join_reply(join_b).is_some());
    let sync = f.sync("g", &a, 2, &[]);
    assert!(f.sync_reply(sync).is_some(), "the leader's own");
}

#[test]
fn who_does_not_sync_in_time_is_out() {
    let mut f = Fixture::new();
    let (a, _) = f.join_dynamic("g");
    let (b, _) = f.join_dynamic("g");
    f.pass(6_000);
    f.sync("g", &a, 1, &[(&a, "all")]);
    for _ in 0..REBALANCE_MS / 5_000 {
        f.pass(5_000);
        f.heartbeat("g", &a, 1);
        f.heartbeat("g", &b, 1);
    }
    assert_eq!(f.heartbeat("g", &b, 1), ErrorCode::UnknownMemberId);
    assert_eq!(f.heartbeat("g", &a, 1), ErrorCode::RebalanceInProgress);
}

#[test]
fn rejoining_with_the_same_metadata_repeats_the_generation() {
    let mut f = Fixture::new();
    let (a, _) = f.join_dynamic("g");
    let (b, _) = f.join_dynamic("g");
    f.pass(6_000);
    let again = f.join(JoinGroupRequest { member_id: b.clone(), ..join("g") });
    assert_eq!(f.join_reply(again).expect("at once").generation_id, 1, "completing");
    f.sync("g", &a, 1, &[]);
    let again = f.join(JoinGroupRequest { member_id: b.clone(), ..join("g") });
    let reply = f.join_reply(again).expect("at once");
    assert_eq!(
        (reply.generation_id, reply.leader, reply.members.len()),
        (1, a.clone(), 0),
        "stable follower"
    );
    let leader = f.join(JoinGroupRequest { member_id: a, ..join("g") });
    assert_eq!(f.join_reply(leader), None, "a leader that joins again wants a rebalance");
    assert_eq!(f.state("g"), "PreparingRebalance");
}

#[test]
fn rejoining_with_other_metadata_makes_a_rebalance() {
    let mut f = Fixture::new();
    let (a, _) = f.join_dynamic("g");
    let (b, _) = f.join_dynamic("g");
    f.pass(6_000);
    f.sync("g", &a, 1, &[]);
    let other = vec![("range".into(), subscription(&["other"]))];
    f.join(JoinGroupRequest { member_id: b, protocols: other, ..join("g") });
    assert_eq!(f.state("g"), "PreparingRebalance");
}

#[test]
fn the_protocol_all_support_and_most_prefer_is_chosen() {
    let protocols = |names: &[&str]| {
        let named = |name: &&str| ((*name).to_owned(), subscription(&["t"]));
        JoinGroupRequest { api_version: 3, protocols: names.iter().map(named).collect(), ..join("g") }
    };
    let mut f = Fixture::new();
    let first = f.join(protocols(&["a", "b", "c"]));
    f.join(protocols(&["c", "b"]));
    f.join(protocols(&["b", "c"]));
    f.pass(6_000);
    assert_eq!(f.join_reply(first).expect("formed").protocol_name.as_deref(), Some("b"));
    let stranger = f.join(protocols(&["a"]));
    assert_eq!(f.join_reply(stranger).expect("refused").error, ErrorCode::InconsistentGroupProtocol);
    let connect = f.join(JoinGroupRequest { protocol_type: "connect".into(), ..protocols(&["b"]) });
    assert_eq!(f.join_reply(connect).expect("refused").error, ErrorCode::InconsistentGroupProtocol);
}

#[test]
fn nonsense_is_refused_at_the_door() {
    let mut f = Fixture::new();
    let mut error = |request: JoinGroupRequest| {
        let ticket = f.join(request);
        f.join_reply(ticket).expect("refused").error
    };
    assert_eq!(error(join("")), ErrorCode::InvalidGroupId);
    for session in [-1, 0, 5_999, 1_800_001, i32::MAX] {
        let request = JoinGroupRequest { session_timeout_ms: session, ..join("g") };
        assert_eq!(error(request), ErrorCode::InvalidSessionTimeout);
    }
    let request = JoinGroupRequest { member_id: "who".into(), ..join("g") };
    assert_eq!(error(request), ErrorCode::UnknownMemberId, "no such group");
    let request = JoinGroupRequest { protocols: Vec::new(), ..join("g") };
    assert_eq!(error(request), ErrorCode::InconsistentGroupProtocol);
    let request = JoinGroupRequest { protocol_type: String::new(), ..join("g") };
    assert_eq!(error(request), ErrorCode::InconsistentGroupProtocol);
}

#[test]
fn a_group_grows_to_its_maximum_size() {
    let config = GroupConfig { group_max_size: 2, ..GroupConfig::default() };
    let mut f = Fixture::with(config);
    let old = || JoinGroupRequest { api_version: 3, ..join("g") };
    f.join(old());
    f.join(old());
    let third = f.join(old());
    assert_eq!(f.join_reply(third).expect("refused").error, ErrorCode::GroupMaxSizeReached);
    f.pass(10_000);
    let third = f.join(old());
    assert_eq!(f.join_reply(third).expect("refused").error, ErrorCode::GroupMaxSizeReached);
}

#[test]
fn sync_and_heartbeat_check_who_asks() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    f.commit_offset(commit(""));
    let mut error = |group: &str, member: &str, generation: i32| {
        let ticket = f.sync(group, member, generation, &[]);
        let sync = f.sync_reply(ticket).expect("answered").error;
        assert_eq!(sync, f.heartbeat(group, member, generation));
        sync
    };
    assert_eq!(error("", &a, 1), ErrorCode::InvalidGroupId);
    assert_eq!(error("other", &a, 1), ErrorCode::UnknownMemberId);
    assert_eq!(error("g", "who", 1), ErrorCode::UnknownMemberId);
    assert_eq!(error("g", &a, 2), ErrorCode::IllegalGeneration);
    let request = SyncGroupRequest {
        group_id: "g".into(),
        generation_id: 1,
        member_id: a,
        group_instance_id: None,
        protocol_type: Some("connect".into()),
        protocol_name: None,
        assignments: Vec::new(),
    };
    let ticket = f.send(Request::Sync(request));
    assert_eq!(f.sync_reply(ticket).expect("answered").error, ErrorCode::InconsistentGroupProtocol);
}

#[test]
fn the_last_member_to_leave_leaves_an_empty_generation() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    assert_eq!(f.leave("g", &[(&a, None)]).members[0].2, ErrorCode::None);
    assert_eq!(f.state("g"), "Empty");
    f.restart();
    let group = f.describe("g");
    assert_eq!((group.group_state.as_str(), group.protocol_type.as_str()), ("Empty", "consumer"));
    assert_eq!(f.leave("g", &[(&a, None)]).members[0].2, ErrorCode::UnknownMemberId);
    let unknown = f.leave("other", &[(&a, None)]);
    assert_eq!((unknown.error, unknown.members[0].2), (ErrorCode::None, ErrorCode::UnknownMemberId));
}

#[test]
fn leaving_ends_a_rebalance_that_waits_for_the_leaver() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    let (_, join_b) = f.join_dynamic("g");
    assert_eq!(f.join_reply(join_b), None);
    f.leave("g", &[(&a, None)]);
    assert_eq!(f.join_reply(join_b).expect("nobody else to wait for").generation_id, 2);
}

#[test]
fn a_new_member_whose_client_may_be_gone_is_dropped_after_five_minutes() {
    let mut f = Fixture::without_delay();
    let slow = JoinGroupRequest { api_version: 3, rebalance_timeout_ms: 600_000, ..join("g") };
    let ticket = f.join(slow);
    f.pass(0);
    let a = f.join_reply(ticket).expect("formed").member_id;
    f.sync("g", &a, 1, &[]);
    let (_, join_b) = f.join_dynamic("g");
    for _ in 0..60 {
        assert_eq!(f.join_reply(join_b), None);
        f.heartbeat("g", &a, 1);
        f.pass(5_000);
    }
    assert_eq!(f.join_reply(join_b).expect("dropped").error, ErrorCode::UnknownMemberId);
}

#[test]
fn a_group_that_cannot_be_stored_is_not_kept() {
    let mut f = Fixture::new();
    f.commits = Commits::Refused;
    let ticket = f.join(JoinGroupRequest { api_version: 3, ..join("g") });
    assert_eq!(f.join_reply(ticket).expect("refused").error, ErrorCode::CoordinatorNotAvailable);
    assert!(f.shard.groups.is_empty());
    f.commits = Commits::AtOnce;
    f.pass(60_000);
    assert!(f.log.is_empty());
}

#[test]
fn a_loaded_group_is_stable_and_its_sessions_start_over() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    f.pass(9_000);
    f.restart();
    assert_eq!(f.state("g"), "Stable");
    f.pass(9_000);
    assert_eq!(f.heartbeat("g", &a, 1), ErrorCode::None);
    let group = f.describe("g");
    assert_eq!(group.members[0].assignment, Bytes::from("all"));
    assert_eq!(group.members[0].client_host, "/127.0.0.1");
}

#[test]
fn a_group_that_loads_above_the_limit_rebalances() {
    let mut f = Fixture::new();
    let (a, _) = f.join_dynamic("g");
    let (_, _) = f.join_dynamic("g");
    f.pass(6_000);
    f.sync("g", &a, 1, &[]);
    f.shard.config = std::sync::Arc::new(GroupConfig { group_max_size: 1, ..GroupConfig::default() });
    f.restart();
    assert_eq!(f.state("g"), "PreparingRebalance");
}

#[test]
fn a_zero_initial_delay_still_forms_a_generation() {
    let config = GroupConfig { group_initial_rebalance_delay: Duration::ZERO, ..GroupConfig::default() };
    let mut f = Fixture::with(config);
    let (_, ticket) = f.join_dynamic("g");
    f.pass(0);
    assert_eq!(f.join_reply(ticket).expect("formed").generation_id, 1);
}
