//! What has moved between which members, so that two partitions of a topic do not change places.

use std::collections::HashMap;

use kavka_protocol::coordinator_records::java_string_hash;
use kavka_protocol::java_order::{bucket, grown};

use crate::consumer::assignor::group_view::{At, GroupView};

/// From one member to another.
type Pair = (usize, usize);

#[derive(Debug, Default)]
pub(super) struct Movements {
    by_topic: HashMap<usize, HashMap<Pair, JavaSet>>,
    by_partition: HashMap<At, Pair>,
}

impl Movements {
    pub(super) fn add(&mut self, view: &GroupView<'_>, at: At, from: usize, to: usize) {
        let Some(before) = self.by_partition.remove(&at) else {
            self.record(view, at, (from, to));
            return;
        };
        if let Some(pairs) = self.by_topic.get_mut(&at.0) {
            if let Some(set) = pairs.get_mut(&before) {
                set.remove(at);
                if set.items.is_empty() {
                    pairs.remove(&before);
                }
            }
            if pairs.is_empty() {
                self.by_topic.remove(&at.0);
            }
        }
        // Not where it goes back to whom it came from.
        if before.0 != to {
            self.record(view, at, (before.0, to));
        }
    }

    fn record(&mut self, view: &GroupView<'_>, at: At, pair: Pair) {
        self.by_partition.insert(at, pair);
        self.by_topic.entry(at.0).or_default().entry(pair).or_default().add(view, at);
    }

    /// The partition to move in place of `at`: one that went the other way before, if there is one.
    pub(super) fn in_place_of(&self, at: At, from: usize, to: usize) -> At {
        let from = self.by_partition.get(&at).map_or(from, |pair| pair.0);
        let back = self.by_topic.get(&at.0).and_then(|pairs| pairs.get(&(to, from)));
        back.and_then(JavaSet::first).unwrap_or(at)
    }
}

/// A `HashSet` of partitions, of which only the first matters.
#[derive(Debug, Default)]
struct JavaSet {
    /// With their hashes, in the order they came.
    items: Vec<(i32, At)>,
    /// The table never shrinks.
    largest: usize,
}

impl JavaSet {
    fn add(&mut self, view: &GroupView<'_>, at: At) {
        let topic = &view.topics[at.0];
        let number = topic.partitions[at.1].0;
        // `TopicPartition.hashCode` of Java.
        let hash = 31_i32.wrapping_add(number).wrapping_mul(31).wrapping_add(java_string_hash(topic.name));
        self.items.push((hash, at));
        self.largest = self.largest.max(self.items.len());
    }

    fn remove(&mut self, at: At) {
        self.items.retain(|(_, item)| *item != at);
    }

    fn first(&self) -> Option<At> {
        let buckets = grown(self.largest);
        self.items.iter().min_by_key(|(hash, _)| bucket(*hash, buckets)).map(|(_, at)| *at)
    }
}
