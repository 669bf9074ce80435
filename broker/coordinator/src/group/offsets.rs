//! Committed offsets of all groups of a shard, and those of open transactions.
//!
//! Source: `OffsetMetadataManager` in Apache Kafka 4.3; KIP-211 (expiry), KIP-447 (stable offsets), KIP-496 (deletion).

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use uuid::Uuid;

use super::{
    messages::OffsetCommitPartition,
    records::{self, OffsetCommitValue},
};
use crate::runtime::Record;

/// A committed offset and what was said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OffsetAndMetadata {
    pub committed_offset: i64,
    /// -1 when unknown.
    pub leader_epoch: i32,
    pub metadata: Box<str>,
    /// Wall clock of the commit.
    pub commit_timestamp: i64,
    /// When it expires, if the client chose (OffsetCommit 2 to 4).
    pub expire_timestamp: Option<i64>,
    /// Where its record stands in the log.
    pub record_offset: i64,
    /// Nil when the commit did not name it.
    pub topic_id: Uuid,
}

impl OffsetAndMetadata {
    /// The value to write for a commit.
    pub fn value(
        partition: &OffsetCommitPartition,
        topic_id: Uuid,
        now_wall_ms: i64,
        retention_ms: i64,
    ) -> OffsetCommitValue {
        OffsetCommitValue {
            offset: partition.committed_offset,
            leader_epoch: partition.leader_epoch,
            metadata: partition.metadata.clone().unwrap_or_default(),
            commit_timestamp: now_wall_ms,
            expire_timestamp: if retention_ms == -1 { -1 } else { now_wall_ms.saturating_add(retention_ms) },
            topic_id,
        }
    }

    fn from_record(record_offset: i64, value: OffsetCommitValue) -> Self {
        Self {
            committed_offset: value.offset,
            leader_epoch: value.leader_epoch,
            metadata: value.metadata.into(),
            commit_timestamp: value.commit_timestamp,
            expire_timestamp: (value.expire_timestamp != -1).then_some(value.expire_timestamp),
            record_offset,
            topic_id: value.topic_id,
        }
    }

    /// Whether it belongs to another topic of the same name: one that was deleted since.
    pub fn is_of_another_topic(&self, topic_id: Uuid) -> bool {
        !self.topic_id.is_nil() && !topic_id.is_nil() && self.topic_id != topic_id
    }
}

/// By topic and partition.
pub(crate) type TopicOffsets = BTreeMap<Arc<str>, BTreeMap<i32, OffsetAndMetadata>>;

/// Offsets by group, topic and partition. No empty maps are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Offsets {
    groups: HashMap<Arc<str>, TopicOffsets>,
}

impl Offsets {
    fn get(&self, group: &str, topic: &str, partition: i32) -> Option<&OffsetAndMetadata> {
        self.groups.get(group)?.get(topic)?.get(&partition)
    }

    fn put(&mut self, group: &str, topic: &str, partition: i32, offset: OffsetAndMetadata) {
        if !self.groups.contains_key(group) {
            self.groups.insert(group.into(), TopicOffsets::new());
        }
        let Some(topics) = self.groups.get_mut(group) else { return };
        match topics.get_mut(topic) {
            Some(partitions) => {
                partitions.insert(partition, offset);
            }
            None => {
                topics.insert(topic.into(), BTreeMap::from([(partition, offset)]));
            }
        }
    }

    fn remove(&mut self, group: &str, topic: &str, partition: i32) {
        let Some(topics) = self.groups.get_mut(group) else { return };
        if let Some(partitions) = topics.get_mut(topic) {
            partitions.remove(&partition);
            if partitions.is_empty() {
                topics.remove(topic);
            }
        }
        if topics.is_empty() {
            self.groups.remove(group);
        }
    }
}

/// The offsets of a shard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OffsetStore {
    committed: Offsets,
    /// By producer id: what its open transaction will commit.
    pending: HashMap<i64, Offsets>,
    /// Producers with offsets in `pending`, by group. Invariant: exactly those.
    open: HashMap<Arc<str>, HashSet<i64>>,
}

impl OffsetStore {
    /// Offsets of a group, `None` when it has none.
    pub fn of_group(&self, group: &str) -> Option<&TopicOffsets> {
        self.committed.groups.get(group)
    }

    /// The committed offset of a partition.
    pub fn get(&self, group: &str, topic: &str, partition: i32) -> Option<&OffsetAndMetadata> {
        self.committed.get(group, topic, partition)
    }

    /// Whether an open transaction will commit an offset for the partition.
    pub fn has_pending(&self, group: &str, topic: &str, partition: i32) -> bool {
        self.pending_of(group).any(|offsets| offsets.get(group, topic, partition).is_some())
    }

    /// Whether an open transaction has to do with the group.
    pub fn has_open_transactions(&self, group: &str) -> bool {
        self.open.contains_key(group)
    }

    fn pending_of(&self, group: &str) -> impl Iterator<Item = &Offsets> {
        self.open.get(group).into_iter().flatten().filter_map(|producer_id| self.pending.get(producer_id))
    }

    /// Tombstones for everything the group has, pending offsets included.
    pub fn delete_all(&self, group: &str, records: &mut Vec<Record>) {
        let mut seen = HashSet::new();
        let committed = self.committed.groups.get(group);
        let pending = self.pending_of(group).filter_map(|offsets| offsets.groups.get(group));
        for (topic, partitions) in committed.into_iter().chain(pending).flatten() {
            for partition in partitions.keys() {
                if seen.insert((topic.clone(), *partition)) {
                    records.push(records::offset_commit(group, topic, *partition, None));
                }
            }
        }
    }

    /// Tombstones for all offsets of deleted topics. An offset that names another id belongs to a later topic.
    pub fn topics_deleted(&self, topics: &[(String, Uuid)], records: &mut Vec<Record>) {
        for offsets in std::iter::once(&self.committed).chain(self.pending.values()) {
            for (group, by_topic) in &offsets.groups {
                for (topic, topic_id) in topics {
                    let partitions = by_topic.get(topic.as_str()).into_iter().flatten();
                    for (partition, _) in partitions.filter(|(_, o)| !o.is_of_another_topic(*topic_id)) {
                        records.push(records::offset_commit(group, topic, *partition, None));
                    }
                }
            }
        }
    }

    /// Applies a record. A tombstone also removes what open transactions hold for the partition.
    pub fn replay(
        &mut self,
        group: &str,
        topic: &str,
        partition: i32,
        position: (i64, i64),
        value: Option<OffsetCommitValue>,
    ) {
        let (record_offset, producer_id) = position;
        match value {
            Some(value) if producer_id == -1 => {
                let offset = OffsetAndMetadata::from_record(record_offset, value);
                self.committed.put(group, topic, partition, offset);
            }
            Some(value) => {
                let offset = OffsetAndMetadata::from_record(record_offset, value);
                self.pending.entry(producer_id).or_default().put(group, topic, partition, offset);
                self.open.entry(group.into()).or_default().insert(producer_id);
            }
            None => {
                self.committed.remove(group, topic, partition);
                self.remove_pending(group, topic, partition);
            }
        }
    }

    /// Drops what open transactions hold for a partition.
    fn remove_pending(&mut self, group: &str, topic: &str, partition: i32) {
        let Self { pending, open, .. } = self;
        let Some(producers) = open.get_mut(group) else { return };
        producers.retain(|producer_id| {
            let Some(offsets) = pending.get_mut(producer_id) else { return false };
            offsets.remove(group, topic, partition);
            let keeps = offsets.groups.contains_key(group);
            if offsets.groups.is_empty() {
                pending.remove(producer_id);
            }
            keeps
        });
        if producers.is_empty() {
            open.remove(group);
        }
    }

    /// Ends a transaction: what it holds is committed or dropped.
    pub fn end_transaction(&mut self, producer_id: i64, committed: bool) {
        let Some(offsets) = self.pending.remove(&producer_id) else { return };
        for group in offsets.groups.keys() {
            if let Some(producers) = self.open.get_mut(group) {
                producers.remove(&producer_id);
                if producers.is_empty() {
                    self.open.remove(group);
                }
            }
        }
        if !committed {
            return;
        }
        for (group, topics) in offsets.groups {
            for (topic, partitions) in topics {
                for (partition, offset) in partitions {
                    // A plain commit may have come after the transactional one; compaction keeps the later record,
                    // so the later one must win here as well.
                    let newer = self.committed.get(&group, &topic, partition);
                    if newer.is_none_or(|existing| offset.record_offset > existing.record_offset) {
                        self.committed.put(&group, &topic, partition, offset);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(offset: i64) -> OffsetCommitValue {
        OffsetCommitValue {
            offset,
            leader_epoch: -1,
            metadata: String::new(),
            commit_timestamp: 7,
            expire_timestamp: -1,
            topic_id: Uuid::nil(),
        }
    }

    #[test]
    fn a_transaction_commits_or_aborts_its_offsets() {
        let mut store = OffsetStore::default();
        store.replay("g", "t", 0, (10, 5), Some(value(1)));
        store.replay("g", "t", 1, (11, 6), Some(value(2)));
        assert!(store.has_pending("g", "t", 0) && store.get("g", "t", 0).is_none());
        store.end_transaction(5, true);
        store.end_transaction(6, false);
        assert_eq!(store.get("g", "t", 0).map(|o| o.committed_offset), Some(1));
        assert_eq!(store.get("g", "t", 1), None);
        assert!(!store.has_open_transactions("g") && !store.has_pending("g", "t", 1));
    }

    #[test]
    fn a_later_plain_commit_wins_over_an_earlier_transactional_one() {
        let mut store = OffsetStore::default();
        store.replay("g", "t", 0, (10, 5), Some(value(1)));
        store.replay("g", "t", 0, (11, -1), Some(value(2)));
        store.end_transaction(5, true);
        assert_eq!(store.get("g", "t", 0).map(|o| o.committed_offset), Some(2));
    }

    #[test]
    fn a_tombstone_removes_committed_and_pending_offsets() {
        let mut store = OffsetStore::default();
        store.replay("g", "t", 0, (1, -1), Some(value(1)));
        store.replay("g", "t", 0, (2, 5), Some(value(2)));
        store.replay("g", "t", 0, (3, -1), None);
        store.end_transaction(5, true);
        assert_eq!(store, OffsetStore::default());
    }

    #[test]
    fn deleting_a_topic_spares_its_successor() {
        let (old, new) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut store = OffsetStore::default();
        store.replay("g", "t", 0, (1, -1), Some(OffsetCommitValue { topic_id: new, ..value(1) }));
        store.replay("g", "t", 1, (2, -1), Some(OffsetCommitValue { topic_id: old, ..value(1) }));
        store.replay("g", "t", 2, (3, -1), Some(value(1)));
        let mut records = Vec::new();
        store.topics_deleted(&[("t".into(), old)], &mut records);
        let expected = [1, 2].map(|partition| records::offset_commit("g", "t", partition, None));
        assert_eq!(records, expected);
    }

    #[test]
    fn deleting_a_group_covers_pending_offsets_once() {
        let mut store = OffsetStore::default();
        store.replay("g", "t", 0, (1, -1), Some(value(1)));
        store.replay("g", "t", 0, (2, 5), Some(value(1)));
        store.replay("g", "t", 1, (3, 5), Some(value(1)));
        let mut records = Vec::new();
        store.delete_all("g", &mut records);
        assert_eq!(records.len(), 2);
    }
}
