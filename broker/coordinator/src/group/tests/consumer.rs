//! What members of the consumer protocol see. Source: `GroupMetadataManagerTest` of Apache Kafka.

use kavka_protocol::{
    ErrorCode,
    coordinator_records::{
        ConsumerGroupCurrentMemberAssignmentKey, ConsumerGroupPartitionMetadataKey,
        ConsumerGroupPartitionMetadataValue, GroupKey, GroupValue,
    },
    group_metadata::{ConsumerProtocolAssignment, consumer_protocol_assignment::TopicPartition},
};

use super::{
    super::{GroupConfig, config::ConsumerConfig, config::MigrationPolicy, consumer::records, messages::*},
    consumer_fixture::{Topics, alive, joining, of, topic_id},
    fixture::{Commits, Fixture, commit, join, subscription},
};
use crate::runtime::Record;

#[test]
fn a_member_gets_all_and_gives_up_half_to_the_next() {
    let mut f = Fixture::with_topics(&[("t", 4)]);
    let (epoch, assigned) = f.beat_ok(joining("a", &["t"]));
    assert_eq!((epoch, assigned), (2, Some(vec![of("t", &[0, 1, 2, 3])])));
    assert_eq!(f.consumer_group("g").state_name(), "Stable");
    f.pass(1000);
    let (epoch, assigned) = f.beat_ok(joining("b", &["t"]));
    assert_eq!((epoch, assigned), (3, Some(Vec::new())), "nothing is free yet");
    let (epoch, assigned) = f.beat_ok(alive("a", 2));
    assert_eq!(epoch, 2, "it must revoke before it moves on");
    let kept = assigned.expect("told what to keep");
    assert_eq!(kept[0].1.len(), 2);
    assert_eq!(f.beat_ok(alive("b", 3)), (3, None), "still not released");
    let has = ConsumerHeartbeatRequest { owned: Some(kept.clone()), ..alive("a", 2) };
    assert_eq!(f.beat_ok(has), (3, None));
    let (epoch, assigned) = f.beat_ok(alive("b", 3));
    assert_eq!((epoch, assigned.map(|topics| topics[0].1.len())), (3, Some(2)));
    assert_eq!(f.consumer_group("g").state_name(), "Stable");
    f.consumer_group("g").assert_partitions_are_held_once();
}

#[test]
fn assignments_that_come_together_are_made_once_an_interval() {
    let mut f = Fixture::with_topics(&[("t", 4)]);
    f.beat_ok(joining("a", &["t"]));
    assert_eq!(f.beat_ok(joining("b", &["t"])), (2, Some(Vec::new())), "the epoch of the last assignment");
    let group = f.consumer_group("g");
    assert_eq!((group.epoch, group.target_epoch, group.state_name()), (3, 2, "Assigning"));
    f.pass(1000);
    assert_eq!(f.beat_ok(alive("b", 2)).0, 3);
    assert_eq!(f.consumer_group("g").target_epoch, 3);
}

#[test]
fn a_member_that_does_not_revoke_in_time_is_put_out() {
    let mut f = Fixture::with_topics(&[("t", 2)]);
    let slow = ConsumerHeartbeatRequest { rebalance_timeout_ms: 5_000, ..joining("a", &["t"]) };
    f.beat_ok(slow);
    f.pass(1000);
    f.beat_ok(joining("b", &["t"]));
    f.beat_ok(alive("a", 2));
    f.pass(4_999);
    assert_eq!(f.beat_ok(alive("a", 2)), (2, None));
    f.pass(1);
    assert_eq!(f.beat(alive("a", 2)).error, ErrorCode::UnknownMemberId);
    f.pass(1_000);
    assert_eq!(f.beat_ok(alive("b", 3)), (4, Some(vec![of("t", &[0, 1])])));
}

#[test]
fn a_member_that_is_not_heard_of_is_put_out_and_several_at_once_do_not_get_in_each_others_way() {
    let mut f = Fixture::with_topics(&[("t", 2)]);
    for member in ["a", "b", "c"] {
        f.beat_ok(joining(member, &["t"]));
    }
    let epoch = f.consumer_group("g").epoch;
    f.pass(45_000);
    let group = f.consumer_group("g");
    assert_eq!((group.state_name(), group.epoch), ("Empty", epoch + 3));
    f.restart();
    assert_eq!(f.consumer_group("g").state_name(), "Empty");
}

#[test]
fn epochs_fence() {
    let mut f = Fixture::with_topics(&[("t", 2)]);
    let (epoch, _) = f.beat_ok(joining("a", &["t"]));
    assert_eq!(f.beat(alive("a", epoch + 1)).error, ErrorCode::FencedMemberEpoch);
    assert_eq!(f.beat(alive("a", epoch - 1)).error, ErrorCode::FencedMemberEpoch);
    assert_eq!(f.beat(alive("x", epoch)).error, ErrorCode::UnknownMemberId);
    let other = ConsumerHeartbeatRequest { group_id: "other".into(), ..alive("a", epoch) };
    assert_eq!(f.beat(other).error, ErrorCode::GroupIdNotFound);
}

#[test]
fn a_lost_answer_is_given_again() {
    let mut f = Fixture::with_topics(&[("t", 4)]);
    f.beat_ok(joining("a", &["t"]));
    f.pass(1000);
    f.beat_ok(joining("b", &["t"]));
    let kept = f.beat_ok(alive("a", 2)).1.expect("told");
    let has = ConsumerHeartbeatRequest { owned: Some(kept.clone()), ..alive("a", 2) };
    assert_eq!(f.beat_ok(has.clone()).0, 3);
    assert_eq!(f.beat_ok(has).0, 3, "it did not hear of the new epoch");
    let too_much = vec![of("t", &[0, 1, 2, 3])];
    let wrong = ConsumerHeartbeatRequest { owned: Some(too_much), ..alive("a", 2) };
    assert_eq!(f.beat(wrong).error, ErrorCode::FencedMemberEpoch);
}

#[test]
fn a_static_member_comes_back_to_its_partitions() {
    let mut f = Fixture::with_topics(&[("t", 2)]);
    let static_join =
        |id: &str| ConsumerHeartbeatRequest { instance_id: Some("i".into()), ..joining(id, &["t"]) };
    f.beat_ok(static_join("a"));
    assert_eq!(f.beat(static_join("b")).error, ErrorCode::UnreleasedInstanceId);
    let away = ConsumerHeartbeatRequest { instance_id: Some("i".into()), ..alive("a", -2) };
    assert_eq!(f.beat_ok(away), (-2, None));
    let epoch = f.consumer_group("g").epoch;
    assert_eq!(f.beat_ok(static_join("b")), (epoch, Some(vec![of("t", &[0, 1])])));
    assert_eq!(f.consumer_group("g").epoch, epoch, "nobody else is bothered");
    let old = ConsumerHeartbeatRequest { instance_id: Some("i".into()), ..alive("a", epoch) };
    assert_eq!(f.beat(old).error, ErrorCode::FencedInstanceId);
    f.restart();
    assert_eq!(f.consumer_group("g").members.keys().map(|id| &**id).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn an_expression_is_resolved_by_the_server_and_follows_new_topics() {
    let mut f = Fixture::with_topics(&[("foo-1", 1), ("bar", 1)]);
    let by_regex =
        ConsumerHeartbeatRequest { topics: None, regex: Some("foo.*".into()), ..joining("a", &[]) };
    assert_eq!(f.beat_ok(by_regex), (1, Some(Vec::new())), "what it stands for is not known yet");
    f.resolve();
    assert_eq!(f.beat_ok(alive("a", 1)), (2, Some(vec![of("foo-1", &[0])])));
    let more = Topics { version: 9, ..Topics::of(&[("foo-1", 1), ("foo-2", 1), ("bar", 1)]) };
    f.change_topics(more, true, &["foo-2"]);
    f.pass(10_001);
    f.beat_ok(alive("a", 2));
    f.resolve();
    f.pass(1_000);
    let (epoch, assigned) = f.beat_ok(alive("a", 2));
    assert_eq!((epoch, assigned.map(|topics| topics.len())), (3, Some(2)));
    let none = ConsumerHeartbeatRequest { regex: Some(String::new()), ..alive("a", 3) };
    f.pass(1_000);
    assert_eq!(f.beat_ok(none).1, Some(Vec::new()));
    assert!(f.consumer_group("g").resolved.is_empty());
    let bad = ConsumerHeartbeatRequest { regex: Some("(".into()), ..joining("b", &[]) };
    assert_eq!(f.beat(bad).error, ErrorCode::InvalidRegularExpression);
}

#[test]
fn new_partitions_are_assigned_when_a_member_asks() {
    let mut f = Fixture::with_topics(&[("t", 1)]);
    f.beat_ok(joining("a", &["t"]));
    f.pass(1_000);
    assert_eq!(f.beat_ok(alive("a", 2)), (2, None));
    f.change_topics(Topics::of(&[("t", 3)]), false, &["t"]);
    assert_eq!(f.beat_ok(alive("a", 2)), (3, Some(vec![of("t", &[0, 1, 2])])));
}

#[test]
fn the_group_takes_no_more_members_than_it_may() {
    let consumer = ConsumerConfig { max_size: 1, ..ConsumerConfig::default() };
    let mut f = Fixture::with(GroupConfig { consumer, ..GroupConfig::default() });
    f.beat_ok(joining("a", &["t"]));
    assert_eq!(f.beat(joining("b", &["t"])).error, ErrorCode::GroupMaxSizeReached);
    f.beat_ok(joining("a", &["t"]));
}

#[test]
fn commits_are_fenced_by_the_epoch_in_which_a_partition_was_given() {
    let mut f = Fixture::with_topics(&[("t", 2)]);
    let (epoch, _) = f.beat_ok(joining("a", &["t"]));
    let by = |member: &str, epoch: i32, version: i16| {
        let mut request = commit("g");
        request.api_version = version;
        request.member_id = member.into();
        request.generation_id = epoch;
        request.topics[0].topic_id = topic_id("t");
        request
    };
    assert_eq!(f.commit_offset(by("a", epoch, 9)), ErrorCode::None);
    assert_eq!(f.commit_offset(by("a", epoch, 8)), ErrorCode::UnsupportedVersion);
    assert_eq!(f.commit_offset(by("a", epoch + 1, 9)), ErrorCode::StaleMemberEpoch);
    assert_eq!(f.commit_offset(by("a", epoch - 1, 9)), ErrorCode::StaleMemberEpoch);
    assert_eq!(f.commit_offset(by("b", epoch, 9)), ErrorCode::UnknownMemberId);
    assert_eq!(f.commit_offset(commit("g")), ErrorCode::UnknownMemberId);
    // Another member comes: the epoch moves on, the partitions that stay were given before.
    f.pass(1_000);
    f.beat_ok(joining("b", &["t"]));
    let kept = f.beat_ok(alive("a", epoch)).1.expect("told");
    f.beat_ok(ConsumerHeartbeatRequest { owned: Some(kept.clone()), ..alive("a", epoch) });
    let mut late = by("a", epoch, 9);
    late.topics[0].partitions[0].partition = kept[0].1[0];
    assert_eq!(f.commit_offset(late.clone()), ErrorCode::None);
    late.topics[0].partitions[0].partition = 1 - kept[0].1[0];
    assert_eq!(f.commit_offset(late), ErrorCode::StaleMemberEpoch);
}

#[test]
fn what_cannot_be_written_has_not_happened() {
    let mut f = Fixture::with_topics(&[("t", 2)]);
    f.beat_ok(joining("a", &["t"]));
    f.commits = Commits::Refused;
    assert_eq!(f.beat(joining("b", &["t"])).error, ErrorCode::CoordinatorNotAvailable);
    f.pass(45_000);
    f.commits = Commits::AtOnce;
    assert_eq!(
        f.consumer_group("g").members.len(),
        1,
        "its session has ended, but that could not be written"
    );
    f.pass(1_000);
    assert!(f.consumer_group("g").is_empty(), "so it is put out later");
}

/// A classic group with one member that reads these partitions of `t`. Returns its id.
fn classic_group(f: &mut Fixture, partitions: &[i32]) -> String {
    let (member, ticket) = f.join_dynamic("g");
    f.pass(3_000);
    let generation_id = f.join_reply(ticket).expect("generation formed").generation_id;
    let topic =
        TopicPartition::default().with_topic("t".to_owned().into()).with_partitions(partitions.to_vec());
    let assignment = ConsumerProtocolAssignment::default().with_assigned_partitions(vec![topic]);
    let ticket = f.send(Request::Sync(SyncGroupRequest {
        group_id: "g".into(),
        generation_id,
        member_id: member.clone(),
        group_instance_id: None,
        protocol_type: None,
        protocol_name: None,
        assignments: vec![(member.clone(), assignment.to_bytes(1).expect("encodes"))],
    }));
    assert_eq!(f.sync_reply(ticket).expect("synced").error, ErrorCode::None);
    member
}

#[test]
fn a_group_goes_to_the_new_protocol_and_back_with_its_members() {
    let mut f = Fixture::with_topics(&[("t", 2)]);
    let classic = classic_group(&mut f, &[0, 1]);
    assert_eq!(f.beat_ok(joining("new", &["t"])), (2, Some(Vec::new())), "the classic member has all");
    let group = f.consumer_group("g");
    assert_eq!((group.members.len(), group.classic_member_count()), (2, 1));
    // The classic member is told to rejoin, and gets its share by the old requests.
    assert_eq!(f.heartbeat("g", &classic, 1), ErrorCode::RebalanceInProgress);
    let rejoin = || JoinGroupRequest { member_id: classic.clone(), ..join("g") };
    let ticket = f.join(rejoin());
    let joined = f.join_reply(ticket).expect("at once");
    assert_eq!((joined.error, joined.generation_id), (ErrorCode::None, 2));
    let ticket = f.sync("g", &classic, 2, &[]);
    let synced = f.sync_reply(ticket).expect("at once");
    assert_eq!(synced.error, ErrorCode::None);
    f.restart();
    assert_eq!(f.consumer_group("g").classic_member_count(), 1);
    // The last member of the new protocol leaves.
    assert_eq!(f.beat_ok(alive("new", -1)).0, -1);
    assert_eq!(f.state("g"), "PreparingRebalance");
    let ticket = f.join(rejoin());
    assert_eq!(f.join_reply(ticket).expect("a generation forms").error, ErrorCode::None);
    f.restart();
    assert_eq!(f.state("g"), "Stable");
}

#[test]
fn the_migration_policy_is_kept() {
    let consumer =
        ConsumerConfig { migration_policy: MigrationPolicy::Disabled, ..ConsumerConfig::default() };
    let mut f = Fixture::with(GroupConfig { consumer, ..GroupConfig::default() });
    f.stable_group("g");
    let refused = f.beat(joining("new", &["t"]));
    assert_eq!(refused.error, ErrorCode::GroupIdNotFound);
    assert_eq!(
        refused.error_message.as_deref(),
        Some("Cannot upgrade classic group g to consumer group because online upgrade is disabled.")
    );
    assert_eq!(f.state("g"), "Stable");
}

#[test]
fn an_empty_classic_group_is_taken_over_and_given_back() {
    let mut f = Fixture::with_topics(&[("t", 2)]);
    let member = f.stable_group("g");
    f.leave("g", &[(&member, None)]);
    assert_eq!(f.beat_ok(joining("a", &["t"])).0, 2);
    f.beat_ok(alive("a", -1));
    let classic = JoinGroupRequest { protocols: vec![("range".into(), subscription(&["t"]))], ..join("g") };
    let ticket = f.join(classic);
    assert_eq!(f.join_reply(ticket).expect("at once").error, ErrorCode::MemberIdRequired);
    assert_eq!(f.state("g"), "Empty");
    f.restart();
    assert_eq!(f.state("g"), "Empty");
}

#[test]
fn a_group_of_kafka_4_0_is_taken_over() {
    let mut f = Fixture::with_topics(&[("t", 2)]);
    f.beat_ok(joining("a", &["t"]));
    // Kafka 4.0 noted the topics themselves, no hash of them, and no epochs of partitions.
    let key = ConsumerGroupPartitionMetadataKey::default().with_group_id("g".to_owned().into());
    let topics = Record {
        key: GroupKey::from(key).encode().expect("encodes"),
        value: Some(
            GroupValue::from(ConsumerGroupPartitionMetadataValue::default()).encode(0).expect("encodes"),
        ),
    };
    let mut value = f.consumer_group("g").members["a"].assignment_value();
    value.assigned_partitions.iter_mut().for_each(|topic| topic.assignment_epochs = None);
    let key = ConsumerGroupCurrentMemberAssignmentKey::default()
        .with_group_id("g".to_owned().into())
        .with_member_id("a".to_owned().into());
    let assignment = Record {
        key: GroupKey::from(key).encode().expect("encodes"),
        value: Some(GroupValue::from(value).encode(0).expect("encodes")),
    };
    f.log.extend([records::epoch("g", Some((2, 0))), topics.clone(), assignment]);
    f.restart();
    let member = &f.consumer_group("g").members["a"];
    assert_eq!(member.assignment_epoch(topic_id("t"), 0), Some(2), "the member's own epoch");
    // The first heartbeat finds another hash and writes the new form.
    f.pass(1_000);
    assert_eq!(f.beat_ok(alive("a", 2)), (3, None));
    let group = f.consumer_group("g");
    assert!(group.metadata_hash != 0 && !group.has_subscription_metadata_record);
    assert!(f.log.contains(&Record { value: None, ..topics }));
}
