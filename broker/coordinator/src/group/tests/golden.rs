//! Partitions of `__consumer_offsets` as Apache Kafka 4.3 wrote them.

use std::sync::Arc;

use bytes::Bytes;
use kavka_protocol::{
    ErrorCode,
    coordinator_records::partition_for,
    record::{Scratch, TransactionMarker, batches},
};

use super::{
    super::{
        GroupConfig,
        consumer::records::Change,
        messages::{ListGroupsRequest, Request, Response},
        records,
        shard::GroupShard,
        view::ClusterView,
    },
    fixture::{Fixture, START_MS, join},
};
use crate::{
    log::{AppendError, CoordinatorLog, LogBounds, ReadError},
    runtime::{Now, Record, loader},
};

const PARTITIONS: [&[u8]; 5] = [
    include_bytes!("../../../tests/golden/consumer_offsets-0.log"),
    include_bytes!("../../../tests/golden/consumer_offsets-1.log"),
    include_bytes!("../../../tests/golden/consumer_offsets-2.log"),
    include_bytes!("../../../tests/golden/consumer_offsets-3.log"),
    include_bytes!("../../../tests/golden/consumer_offsets-4.log"),
];

/// The samples as a log that is only read, one batch at a time.
struct Samples;

impl CoordinatorLog for Samples {
    fn append(&self, _: i32, _: i32, _: bytes::BytesMut, _: i64) -> Result<i64, AppendError> {
        Err(AppendError::NotLeader)
    }

    fn append_transactional(
        &self,
        _: i32,
        _: i32,
        _: bytes::BytesMut,
        _: u64,
        _: i64,
    ) -> Result<i64, AppendError> {
        Err(AppendError::NotLeader)
    }

    fn append_marker(&self, _: i32, _: i32, _: &TransactionMarker, _: i64) -> Result<i64, AppendError> {
        Err(AppendError::NotLeader)
    }

    fn read(&self, partition: i32, start: i64, _: usize) -> Result<Bytes, ReadError> {
        let bytes = PARTITIONS[usize::try_from(partition).expect("small")];
        let batch = batches(bytes).map(|b| b.expect("whole")).find(|b| b.header().last_offset() >= start);
        Ok(batch.map(|batch| Bytes::copy_from_slice(batch.bytes())).unwrap_or_default())
    }

    fn bounds(&self, _: i32) -> Option<LogBounds> {
        Some(LogBounds { log_start_offset: 0, high_watermark: 0, log_end_offset: 0 })
    }

    fn max_batch_bytes(&self, _: i32) -> usize {
        1 << 20
    }
}

fn load(partition: i32) -> (GroupShard, i64) {
    let config = GroupConfig::default();
    let view = Arc::new(ClusterView::new(&config));
    let mut shard = GroupShard::new(Arc::new(config), view);
    let now = Now { wall_ms: START_MS, tick_ms: 0 };
    let end =
        loader::load(&mut shard, &Samples, partition, 1, now, || true).expect("reads").expect("to its end");
    (shard, end)
}

#[test]
fn every_record_of_apache_kafka_is_understood_and_written_back_the_same() {
    let mut seen = std::collections::BTreeMap::<&str, usize>::new();
    for bytes in PARTITIONS {
        for batch in batches(bytes) {
            let batch = batch.expect("whole");
            let mut scratch = Scratch::new();
            for record in batch.records(&mut scratch).expect("plain") {
                let record = record.expect("well formed");
                if batch.header().is_control() {
                    continue;
                }
                let record = Record {
                    key: Bytes::copy_from_slice(record.key.expect("key")),
                    value: record.value.map(Bytes::copy_from_slice),
                };
                let (name, again) = match records::decode(&record).expect("understood") {
                    records::Decoded::OffsetCommit { group, topic, partition, value } => {
                        ("offset", Some(records::offset_commit(&group, &topic, partition, value)))
                    }
                    records::Decoded::GroupMetadata { group, value: Some(value) } => {
                        ("group", Some(records::group_metadata(&group, value)))
                    }
                    records::Decoded::GroupMetadata { group, value: None } => {
                        ("tombstone", Some(records::group_metadata_tombstone(&group)))
                    }
                    records::Decoded::Consumer { group, change } => {
                        ("consumer", consumer_again(&group, change))
                    }
                    records::Decoded::Modern { .. } => ("modern", None),
                    records::Decoded::Unknown => ("unknown", None),
                };
                *seen.entry(name).or_default() += 1;
                let Some(again) = again else { continue };
                if name == "consumer" {
                    // Kafka writes topics in the order of a hash map, so only what is said can be compared, and how long.
                    assert_eq!(again.key, record.key);
                    assert_eq!(again.value.as_ref().map(Bytes::len), record.value.as_ref().map(Bytes::len));
                    assert_eq!(records::decode(&again), records::decode(&record));
                } else {
                    assert_eq!(again, record);
                }
            }
        }
    }
    assert!(seen["offset"] > 0 && seen["group"] > 0 && seen["consumer"] > 0, "{seen:?}");
    assert!(!seen.contains_key("unknown"));
}

/// The record again, from what was understood of it.
fn consumer_again(group: &str, change: Change) -> Option<Record> {
    use super::super::consumer::{Member, records};
    Some(match change {
        Change::Epoch(value) => records::epoch(group, value),
        Change::TargetEpoch(value) => records::target_epoch(group, value),
        Change::Target(member, value) => records::target(group, &member, value.as_ref()),
        Change::Regex(regex, value) => records::regex(group, &regex, value.as_ref()),
        Change::Member(id, None) => records::member_tombstone(group, &id),
        Change::Assignment(id, None) => records::assignment_tombstone(group, &id),
        Change::Member(id, Some(value)) => {
            let mut member = Member::new(id.as_str().into());
            member.update_with(*value);
            records::member(group, &member)
        }
        Change::Assignment(id, Some(value)) => {
            let mut member = Member::new(id.as_str().into());
            member.update_assignment(value);
            records::assignment(group, &member)
        }
        Change::SubscriptionMetadata(false) => records::subscription_metadata_tombstone(group),
        Change::SubscriptionMetadata(true) => return None,
    })
}

#[test]
fn the_partitions_load_with_their_groups() {
    let mut listed = Vec::new();
    for partition in 0..5 {
        let (shard, end) = load(partition);
        assert!(end > 0);
        for group in shard.list(&ListGroupsRequest::default()) {
            // They were written with five partitions.
            assert_eq!(partition_for(&group.group_id, 5), partition, "{}", group.group_id);
            listed.push(format!("{} {} {}", group.group_id, group.group_type, group.group_state));
        }
    }
    listed.sort();
    assert_eq!(listed, GROUPS);
}

/// The groups the samples hold at their ends.
const GROUPS: &[&str] = &[
    "B-mm2 classic Empty",
    "connect-cluster classic Stable",
    "console-consumer-1385 classic Empty",
    "console-consumer-55369 classic Empty",
    "console-consumer-89579 classic Empty",
    "g-consumer consumer Empty",
    "mmgrp1 classic Empty",
    "perf-consumer-33121 classic Empty",
];

#[test]
fn an_empty_consumer_group_is_described_and_deleted() {
    let mut f = Fixture::new();
    f.shard = load(2).0;
    let group = f.shard.describe_consumer("g-consumer");
    assert_eq!((group.error, group.group_state.as_str()), (ErrorCode::None, "Empty"));
    assert!(group.group_epoch > 0 && group.members.is_empty());
    assert_eq!(f.describe("g-consumer").error, ErrorCode::GroupIdNotFound);
    assert_eq!(f.shard.describe_consumer("mmgrp1").error, ErrorCode::GroupIdNotFound);
    let ticket = f.send(Request::Delete(vec!["g-consumer".into()]));
    assert_eq!(f.reply(ticket), Some(Response::Delete(vec![("g-consumer".into(), ErrorCode::None)])));
    assert!(!f.shard.groups.contains_key("g-consumer"));
    let kinds: Vec<u8> =
        f.log.iter().filter(|record| record.value.is_none()).map(|record| record.key[1]).collect();
    assert_eq!(kinds.last(), Some(&3), "the group's own record goes last: {kinds:?}");
}

#[test]
fn an_empty_consumer_group_becomes_classic_when_a_classic_member_joins() {
    let mut f = Fixture::new();
    f.shard = load(2).0;
    let ticket = f.join(join("g-consumer"));
    assert_eq!(f.join_reply(ticket).expect("at once").error, ErrorCode::MemberIdRequired);
    assert_eq!(f.state("g-consumer"), "Empty");
    f.restart();
    assert_eq!(f.state("g-consumer"), "Empty", "stored as a classic group");
}
