//! A group and its topics by number rather than by name, as the built-in assignors look at them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use kavka_protocol::java_order::{compare_text, grown, walk};

use super::{Assignment, Subscription};
use crate::TopicPartition;
use crate::cluster::ClusterView;

/// A topic by its place in [`GroupView::topics`], and the place of a partition in it.
pub(super) type At = (usize, usize);

/// A topic somebody wants and that is there.
#[derive(Debug)]
pub(super) struct TopicView<'a> {
    pub name: &'a str,
    /// Of each partition: its number, and the racks of the brokers that have it.
    pub partitions: Vec<(i32, BTreeSet<&'a str>)>,
    /// Places of the members that want it, ascending.
    pub readers: Vec<usize>,
}

/// Members and topics, each in the order of Java's `String.compareTo`, so that places compare as names do.
#[derive(Debug)]
pub(super) struct GroupView<'a> {
    pub members: Vec<(&'a str, &'a Subscription)>,
    pub topics: Vec<TopicView<'a>>,
    /// Places of topics by name.
    pub places: HashMap<&'a str, usize>,
}

impl<'a> GroupView<'a> {
    pub(super) fn new(cluster: &'a ClusterView, group: &'a BTreeMap<String, Subscription>) -> Self {
        let mut members: Vec<(&str, &Subscription)> =
            group.iter().map(|(id, subscription)| (id.as_str(), subscription)).collect();
        members.sort_by(|one, other| compare_text(one.0, other.0));
        let wanted: BTreeSet<&str> =
            group.values().flat_map(|subscription| subscription.topics.iter().map(String::as_str)).collect();
        let mut topics: Vec<TopicView<'_>> =
            wanted.into_iter().filter_map(|name| topic_view(cluster, name, &members)).collect();
        topics.sort_by(|one, other| compare_text(one.name, other.name));
        let places = topics.iter().enumerate().map(|(place, topic)| (topic.name, place)).collect();
        Self { members, topics, places }
    }

    /// Members as Java walks over a map of them.
    pub(super) fn walk(&self) -> Vec<usize> {
        let places: HashMap<&str, usize> =
            self.members.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
        let ids = self.members.iter().map(|(id, _)| *id);
        walk(ids, grown(self.members.len())).into_iter().map(|id| places[id]).collect()
    }

    /// Whether the member wants the topic.
    pub(super) fn wants(&self, member: usize, topic: usize) -> bool {
        self.topics[topic].readers.binary_search(&member).is_ok()
    }

    pub(super) fn partition_count(&self) -> usize {
        self.topics.iter().map(|topic| topic.partitions.len()).sum()
    }

    /// Where a partition stands here, if its topic is wanted and it exists.
    pub(super) fn find(&self, at: &TopicPartition) -> Option<At> {
        let topic = *self.places.get(at.topic.as_str())?;
        let found = self.topics[topic].partitions.binary_search_by_key(&at.partition, |one| one.0);
        found.ok().map(|partition| (topic, partition))
    }

    /// Static members first, by instance; then the others.
    pub(super) fn compare_members(&self, one: usize, other: usize) -> Ordering {
        match (&self.members[one].1.instance_id, &self.members[other].1.instance_id) {
            (Some(one), Some(other)) => compare_text(one, other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => one.cmp(&other),
        }
    }

    /// The decision by name; `given` is in the order of the members.
    pub(super) fn named(&self, given: Vec<Vec<At>>) -> BTreeMap<String, Assignment> {
        let name = |(topic, partition): At| {
            let topic = &self.topics[topic];
            TopicPartition::new(topic.name, topic.partitions[partition].0)
        };
        let one = |((id, _), partitions): (&(&str, &Subscription), Vec<At>)| {
            let partitions = partitions.into_iter().map(name).collect();
            ((*id).to_string(), Assignment { partitions, user_data: None })
        };
        self.members.iter().zip(given).map(one).collect()
    }

    /// The member's rack, if it told one.
    pub(super) fn rack(&self, member: usize) -> Option<&'a str> {
        self.members[member].1.rack.as_deref().filter(|rack| !rack.is_empty())
    }
}

fn topic_view<'a>(
    cluster: &'a ClusterView,
    name: &'a str,
    members: &[(&str, &Subscription)],
) -> Option<TopicView<'a>> {
    let topic = cluster.topics.get(name).filter(|topic| !topic.partitions.is_empty())?;
    let rack = |id: &i32| cluster.brokers.get(id)?.rack.as_deref();
    let partitions = topic.partitions.iter().map(|partition| {
        let racks = partition.replicas.iter().filter_map(rack).collect();
        (partition.index, racks)
    });
    let readers =
        members.iter().enumerate().filter(|(_, (_, member))| member.topics.iter().any(|one| one == name));
    Some(TopicView {
        name,
        partitions: partitions.collect(),
        readers: readers.map(|(place, _)| place).collect(),
    })
}

/// Whether racks can matter: members and partitions have some in common, and not every partition is in all of them.
pub(super) fn racks_matter<'a>(
    members: &BTreeSet<&str>,
    partitions: impl Iterator<Item = &'a BTreeSet<&'a str>> + Clone,
) -> bool {
    let all: BTreeSet<&str> = partitions.clone().flatten().copied().collect();
    !members.is_disjoint(&all) && !partitions.into_iter().all(|racks| *racks == all)
}
