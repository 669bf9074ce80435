use bytes::Bytes;
use kavka_protocol::ErrorCode;
use uuid::Uuid;

use super::{
    super::messages::*,
    fixture::{Commits, Fixture, START_MS, commit, join, subscription},
};
use crate::runtime::StateMachine;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn fetch_all(f: &Fixture, group: &str, require_stable: bool) -> OffsetFetchResponse {
    f.shard.fetch_offsets(&OffsetFetchRequest {
        group_id: group.into(),
        member_id: None,
        member_epoch: -1,
        topics: None,
        require_stable,
    })
}

#[test]
fn a_commit_from_outside_makes_a_simple_group() {
    let mut f = Fixture::new();
    assert_eq!(f.commit_offset(commit("g")), ErrorCode::None);
    assert_eq!(f.fetch_offset("g", "t", Uuid::nil()), 42);
    assert_eq!(f.state("g"), "Empty");
    f.restart();
    let fetched = fetch_all(&f, "g", false);
    let offset = &fetched.topics[0].2[0];
    assert_eq!((offset.committed_offset, offset.leader_epoch, offset.metadata.as_str()), (42, 3, ""));
    assert_eq!(f.commit_offset(commit("")), ErrorCode::None, "the empty group id may commit");
}

#[test]
fn commits_check_member_and_generation() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    let as_member = |member: &str, generation| OffsetCommitRequest {
        member_id: member.into(),
        generation_id: generation,
        ..commit("g")
    };
    assert_eq!(f.commit_offset(as_member(&a, 1)), ErrorCode::None);
    assert_eq!(f.commit_offset(as_member(&a, 2)), ErrorCode::IllegalGeneration);
    assert_eq!(f.commit_offset(as_member("who", 1)), ErrorCode::UnknownMemberId);
    assert_eq!(
        f.commit_offset(commit("g")),
        ErrorCode::UnknownMemberId,
        "from outside, while it has members"
    );
    let instance = OffsetCommitRequest { group_instance_id: Some("who".into()), ..as_member(&a, 1) };
    assert_eq!(f.commit_offset(instance), ErrorCode::UnknownMemberId);
    let unknown = |version| OffsetCommitRequest { api_version: version, generation_id: 1, ..commit("other") };
    assert_eq!(f.commit_offset(unknown(9)), ErrorCode::GroupIdNotFound);
    assert_eq!(f.commit_offset(unknown(8)), ErrorCode::IllegalGeneration);
    f.join_dynamic("g");
    assert_eq!(f.commit_offset(as_member(&a, 1)), ErrorCode::None, "before it rejoins");
    f.join(JoinGroupRequest { member_id: a.clone(), ..join("g") });
    assert_eq!(f.state("g"), "CompletingRebalance");
    assert_eq!(f.commit_offset(as_member(&a, 2)), ErrorCode::RebalanceInProgress);
}

#[test]
fn a_commit_counts_as_a_heartbeat() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    for _ in 0..5 {
        f.pass(9_000);
        let request = OffsetCommitRequest { member_id: a.clone(), generation_id: 1, ..commit("g") };
        assert_eq!(f.commit_offset(request), ErrorCode::None);
    }
}

#[test]
fn metadata_that_is_too_long_fails_its_partition_only() {
    let mut f = Fixture::new();
    let mut request = commit("g");
    let partition = request.topics[0].partitions[0].clone();
    request.topics[0].partitions = vec![
        OffsetCommitPartition { metadata: Some("x".repeat(4097)), ..partition.clone() },
        OffsetCommitPartition { partition: 1, metadata: Some("x".repeat(4096)), ..partition },
    ];
    let ticket = f.send(Request::Commit(request));
    let Some(Response::Commit(response)) = f.reply(ticket) else { panic!("no answer") };
    assert_eq!(response.topics[0].2, [(0, ErrorCode::OffsetMetadataTooLarge), (1, ErrorCode::None)]);
    assert_eq!(fetch_all(&f, "g", false).topics[0].2.len(), 1);
}

#[test]
fn a_refused_write_changes_nothing_and_says_so() {
    let mut f = Fixture::new();
    f.commits = Commits::Refused;
    assert_eq!(f.commit_offset(commit("g")), ErrorCode::CoordinatorNotAvailable);
    assert!(f.shard.groups.is_empty() && f.log.is_empty());
}

#[test]
fn a_fetch_waits_for_the_commits_before_it() {
    let mut f = Fixture::new();
    f.commits = Commits::Held;
    let commit = f.send(Request::Commit(commit("g")));
    let fetch = f.send(Request::Fetch(OffsetFetchRequest {
        group_id: "g".into(),
        member_id: None,
        member_epoch: -1,
        topics: None,
        require_stable: false,
    }));
    assert_eq!((f.reply(commit), f.reply(fetch)), (None, None));
    f.commit();
    assert!(f.reply(commit).is_some());
    let Some(Response::Fetch(response)) = f.reply(fetch) else { panic!("no answer") };
    assert_eq!(response.topics[0].2[0].committed_offset, 42);
}

#[test]
fn an_offset_of_a_deleted_topic_is_not_given_to_its_successor() {
    let (old, new) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let mut f = Fixture::new();
    let mut request = commit("g");
    request.topics[0].topic_id = old;
    f.commit_offset(request);
    assert_eq!(f.fetch_offset("g", "t", old), 42);
    assert_eq!(f.fetch_offset("g", "t", Uuid::nil()), 42, "a client that does not know ids");
    assert_eq!(f.fetch_offset("g", "t", new), -1);
    let ticket = f.send(Request::TopicsDeleted(vec![("t".into(), old)]));
    assert_eq!(f.reply(ticket), Some(Response::Done));
    assert_eq!(f.fetch_offset("g", "t", old), -1);
}

#[test]
fn offsets_in_an_open_transaction_are_unstable_for_those_who_care() {
    let mut f = Fixture::new();
    f.commit_offset(commit("g"));
    let record = f.log[0].clone();
    let now = f.now;
    f.shard.replay(now, 5, 77, &record).expect("understood");
    assert_eq!(fetch_all(&f, "g", true).topics[0].2[0].error, ErrorCode::UnstableOffsetCommit);
    assert_eq!(fetch_all(&f, "g", false).topics[0].2[0].committed_offset, 42);
    f.shard.replay_marker(77, true);
    assert_eq!(fetch_all(&f, "g", true).topics[0].2[0].committed_offset, 42);
}

#[test]
fn offsets_of_topics_that_are_read_cannot_be_deleted() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    let mut request = OffsetCommitRequest { member_id: a.clone(), generation_id: 1, ..commit("g") };
    request.topics.push(OffsetCommitTopic { name: "other".into(), ..request.topics[0].clone() });
    f.commit_offset(request);
    let mut delete = |group: &str| {
        let topics = vec![("t".into(), vec![0]), ("other".into(), vec![0, 7])];
        let ticket = f.send(Request::DeleteOffsets(OffsetDeleteRequest { group_id: group.into(), topics }));
        match f.reply(ticket) {
            Some(Response::DeleteOffsets(response)) => response,
            other => panic!("answered with {other:?}"),
        }
    };
    assert_eq!(delete("").error, ErrorCode::InvalidGroupId);
    assert_eq!(delete("who").error, ErrorCode::GroupIdNotFound);
    let response = delete("g");
    assert_eq!(response.topics[0].1, [(0, ErrorCode::GroupSubscribedToTopic)]);
    assert_eq!(response.topics[1].1, [(0, ErrorCode::None), (7, ErrorCode::None)]);
    assert_eq!((f.fetch_offset("g", "t", Uuid::nil()), f.fetch_offset("g", "other", Uuid::nil())), (42, -1));
}

#[test]
fn offsets_of_other_protocols_cannot_be_deleted_while_there_are_members() {
    let mut f = Fixture::without_delay();
    let request = JoinGroupRequest { api_version: 3, protocol_type: "connect".into(), ..join("g") };
    f.join(request);
    let topics = vec![("t".into(), vec![0])];
    let ticket = f.send(Request::DeleteOffsets(OffsetDeleteRequest { group_id: "g".into(), topics }));
    let Some(Response::DeleteOffsets(response)) = f.reply(ticket) else { panic!("no answer") };
    assert_eq!(response.error, ErrorCode::NonEmptyGroup);
}

#[test]
fn offsets_of_a_simple_group_expire_by_their_own_age_and_the_group_with_them() {
    let mut f = Fixture::new();
    f.commit_offset(commit("g"));
    f.pass(7 * DAY_MS - 1_000_000);
    f.commit_offset(commit("g"));
    f.pass(2_000_000);
    assert_eq!(f.fetch_offset("g", "t", Uuid::nil()), 42);
    f.pass(7 * DAY_MS);
    assert!(f.shard.groups.is_empty());
    f.restart();
    assert!(f.shard.groups.is_empty());
}

#[test]
fn offsets_of_a_group_are_kept_from_when_it_became_empty() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    f.commit_offset(OffsetCommitRequest { member_id: a.clone(), generation_id: 1, ..commit("g") });
    for _ in 0..(8 * DAY_MS / 9_000) {
        f.pass(9_000);
        assert_eq!(f.heartbeat("g", &a, 1), ErrorCode::None);
    }
    assert_eq!(f.fetch_offset("g", "t", Uuid::nil()), 42, "it reads the topic");
    f.leave("g", &[(&a, None)]);
    f.pass(7 * DAY_MS - 1_000_000);
    assert_eq!(f.fetch_offset("g", "t", Uuid::nil()), 42);
    f.pass(2_000_000);
    assert!(f.shard.groups.is_empty());
}

#[test]
fn offsets_of_topics_no_longer_read_expire_while_the_group_lives() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    let mut request = OffsetCommitRequest { member_id: a.clone(), generation_id: 1, ..commit("g") };
    request.topics[0].name = "other".into();
    f.commit_offset(request);
    for _ in 0..(8 * DAY_MS / 9_000) {
        f.pass(9_000);
        f.heartbeat("g", &a, 1);
    }
    assert_eq!(f.fetch_offset("g", "other", Uuid::nil()), -1);
    assert_eq!(f.state("g"), "Stable");
}

#[test]
fn a_commit_that_brings_its_own_retention_expires_by_that() {
    let mut f = Fixture::new();
    f.commit_offset(OffsetCommitRequest { retention_time_ms: 1_000_000, ..commit("g") });
    assert_eq!(f.log[0].value.as_ref().expect("value")[..2], [0, 1], "version 1 has the expiry");
    f.restart();
    f.pass(600_000);
    assert_eq!(f.fetch_offset("g", "t", Uuid::nil()), 42);
    f.pass(600_000);
    assert_eq!(f.fetch_offset("g", "t", Uuid::nil()), -1);
}

#[test]
fn a_clock_that_jumps_does_not_end_sessions() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    f.now.wall_ms = START_MS + 365 * DAY_MS;
    f.pass(1_000);
    f.now.wall_ms = START_MS - 365 * DAY_MS;
    f.pass(1_000);
    assert_eq!(f.heartbeat("g", &a, 1), ErrorCode::None);
}

#[test]
fn subscriptions_that_cannot_be_read_protect_all_topics() {
    let mut f = Fixture::without_delay();
    let garbage = vec![("range".to_owned(), Bytes::from_static(b"\xff"))];
    let ticket = f.join(JoinGroupRequest { api_version: 3, protocols: garbage, ..join("g") });
    f.pass(0);
    assert!(f.join_reply(ticket).is_some());
    assert!(f.shard.groups["g"].is_subscribed_to("anything"));
    let mut newer = subscription(&["t"]).to_vec();
    newer[1] = 99;
    assert_eq!(super::super::records::subscribed_topics(&newer.into()), Some(vec!["t".to_owned()]));
}
