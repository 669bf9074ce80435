//! The partitions of a transaction.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

/// Partitions by topic, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartitionSet {
    /// Invariant: no topic without partitions.
    topics: BTreeMap<Arc<str>, BTreeSet<i32>>,
}

impl PartitionSet {
    /// No partitions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a partition; whether it was not there yet.
    pub fn insert(&mut self, topic: &str, partition: i32) -> bool {
        if let Some(partitions) = self.topics.get_mut(topic) {
            return partitions.insert(partition);
        }
        self.topics.insert(topic.into(), BTreeSet::from([partition]));
        true
    }

    /// Takes a partition out; whether it was there.
    pub fn remove(&mut self, topic: &str, partition: i32) -> bool {
        let Some(partitions) = self.topics.get_mut(topic) else { return false };
        let was_there = partitions.remove(&partition);
        if partitions.is_empty() {
            self.topics.remove(topic);
        }
        was_there
    }

    /// Adds all of `others`.
    pub fn extend(&mut self, others: &Self) {
        for (topic, partitions) in &others.topics {
            match self.topics.entry(Arc::clone(topic)) {
                Entry::Occupied(mut mine) => mine.get_mut().extend(partitions),
                Entry::Vacant(none) => {
                    none.insert(partitions.clone());
                }
            }
        }
    }

    /// Whether the partition is in.
    pub fn contains(&self, topic: &str, partition: i32) -> bool {
        self.topics.get(topic).is_some_and(|partitions| partitions.contains(&partition))
    }

    /// Whether all of these are in `others`.
    pub fn is_subset(&self, others: &Self) -> bool {
        self.topics
            .iter()
            .all(|(topic, mine)| others.topics.get(topic).is_some_and(|theirs| mine.is_subset(theirs)))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }

    /// How many partitions there are.
    pub fn len(&self) -> usize {
        self.topics.values().map(BTreeSet::len).sum()
    }

    /// Topics with their partitions, in order.
    pub fn topics(&self) -> impl Iterator<Item = (&Arc<str>, &BTreeSet<i32>)> {
        self.topics.iter()
    }

    /// Topic and number of every partition, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, i32)> {
        self.topics
            .iter()
            .flat_map(|(topic, partitions)| partitions.iter().map(move |number| (topic, *number)))
    }
}

impl<T: AsRef<str>> FromIterator<(T, i32)> for PartitionSet {
    fn from_iter<I: IntoIterator<Item = (T, i32)>>(partitions: I) -> Self {
        let mut set = Self::new();
        for (topic, partition) in partitions {
            set.insert(topic.as_ref(), partition);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_without_partitions_is_gone() {
        let mut set: PartitionSet = [("a", 1), ("a", 2), ("b", 1)].into_iter().collect();
        assert_eq!(set.len(), 3);
        assert!(set.remove("b", 1));
        assert!(!set.remove("b", 1));
        assert_eq!(set.topics().count(), 1);
        assert_eq!(set, [("a", 2), ("a", 1), ("a", 1)].into_iter().collect());
    }

    #[test]
    fn subsets() {
        let all: PartitionSet = [("a", 1), ("a", 2), ("b", 1)].into_iter().collect();
        let mut some: PartitionSet = [("a", 2)].into_iter().collect();
        assert!(some.is_subset(&all));
        assert!(!all.is_subset(&some));
        some.extend(&all);
        assert_eq!(some, all);
        assert!(PartitionSet::new().is_subset(&some));
    }
}
