//! Neighbouring partitions of each topic; the same of every topic where the topics are alike.
//!
//! Where members tell their racks, partitions go first to members in a rack that has them, as far as balance and
//! alikeness of topics allow (KIP-881).
//!
//! Source: `org.apache.kafka.clients.consumer.RangeAssignor` of Apache Kafka 4.3.

use std::collections::{BTreeMap, BTreeSet};

use super::group_view::{At, GroupView, racks_matter};
use super::{Assignment, AssignorError, PartitionAssignor, Subscription};
use crate::cluster::ClusterView;

/// `range`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Range;

impl PartitionAssignor for Range {
    fn name(&self) -> &str {
        "range"
    }

    fn assign(
        &self,
        cluster: &ClusterView,
        group: &BTreeMap<String, Subscription>,
    ) -> Result<BTreeMap<String, Assignment>, AssignorError> {
        let view = GroupView::new(cluster, group);
        let mut states: Vec<State<'_>> =
            (0..view.topics.len()).map(|topic| State::new(&view, topic)).collect();
        let mut given = vec![Vec::new(); view.members.len()];
        let is_rack_aware = states.iter().any(|state| state.racks_matter);
        if is_rack_aware {
            match_racks(&mut states, &mut given);
        }
        for state in &mut states {
            state.assign_ranges(|_, _, _| true, &mut given);
        }
        if is_rack_aware {
            given.iter_mut().for_each(|partitions| partitions.sort_unstable());
        }
        Ok(view.named(given))
    }
}

/// How far a topic is shared out.
struct State<'a> {
    view: &'a GroupView<'a>,
    topic: usize,
    /// Its readers, in their order.
    readers: Vec<usize>,
    /// Whether some reader tells its rack.
    knows_racks: bool,
    racks_matter: bool,
    unassigned: Vec<usize>,
    /// By place of the member.
    counts: BTreeMap<usize, usize>,
    share: usize,
    /// How many readers may still get one more than the share.
    extra: usize,
}

impl<'a> State<'a> {
    fn new(view: &'a GroupView<'a>, topic: usize) -> Self {
        let shown = &view.topics[topic];
        let mut readers = shown.readers.clone();
        readers.sort_by(|one, other| view.compare_members(*one, *other));
        let racks: BTreeSet<&str> = readers.iter().filter_map(|reader| view.rack(*reader)).collect();
        let (count, reader_count) = (shown.partitions.len(), readers.len().max(1));
        Self {
            view,
            topic,
            knows_racks: !racks.is_empty(),
            racks_matter: racks_matter(&racks, shown.partitions.iter().map(|(_, racks)| racks)),
            unassigned: (0..count).collect(),
            counts: readers.iter().map(|reader| (*reader, 0)).collect(),
            share: count / reader_count,
            extra: count % reader_count,
            readers,
        }
    }

    /// How many more the reader may get.
    fn room(&self, reader: usize) -> usize {
        (self.share + usize::from(self.extra > 0)).saturating_sub(self.counts[&reader])
    }

    fn racks_match(&self, reader: usize, partition: usize) -> bool {
        let racks = &self.view.topics[self.topic].partitions[partition].1;
        self.view.rack(reader).is_none_or(|rack| racks.contains(rack))
    }

    /// Each reader in turn gets the first ones that will do, up to its share.
    fn assign_ranges(&mut self, will_do: impl Fn(&Self, usize, usize) -> bool, given: &mut [Vec<At>]) {
        for reader in self.readers.clone() {
            let partitions: Vec<usize> = self
                .unassigned
                .iter()
                .copied()
                .filter(|partition| will_do(self, reader, *partition))
                .take(self.room(reader))
                .collect();
            if !partitions.is_empty() {
                self.assign(reader, &partitions, given);
            }
        }
    }

    fn assign(&mut self, reader: usize, partitions: &[usize], given: &mut [Vec<At>]) {
        given[reader].extend(partitions.iter().map(|partition| (self.topic, *partition)));
        self.unassigned.retain(|partition| !partitions.contains(partition));
        if let Some(count) = self.counts.get_mut(&reader) {
            *count += partitions.len();
            if *count > self.share {
                self.extra = self.extra.saturating_sub(1);
            }
        }
    }
}

/// Topics with the same readers and as many partitions go together, so that what belongs together stays so.
fn match_racks(states: &mut [State<'_>], given: &mut [Vec<At>]) {
    let mut alike = BTreeMap::<(Vec<usize>, usize), Vec<usize>>::new();
    for (at, state) in states.iter().enumerate() {
        let size = if state.knows_racks { state.unassigned.len() } else { 0 };
        alike.entry((state.readers.clone(), size)).or_default().push(at);
    }
    for ((readers, size), group) in alike {
        if let [single] = group[..] {
            if states[single].racks_matter {
                states[single].assign_ranges(State::racks_match, given);
            }
        } else {
            match_racks_together(states, &group, readers, size, given);
        }
    }
}

fn match_racks_together(
    states: &mut [State<'_>],
    group: &[usize],
    mut readers: Vec<usize>,
    size: usize,
    given: &mut [Vec<At>],
) {
    for partition in 0..size {
        let fits = |reader: &usize| {
            let mut topics = group.iter().map(|at| &states[*at]);
            topics.all(|state| state.racks_match(*reader, partition) && state.room(*reader) > 0)
        };
        let Some(reader) = readers.iter().copied().find(|reader| fits(reader)) else { continue };
        for at in group {
            states[*at].assign(reader, &[partition], given);
        }
        if group.iter().all(|at| states[*at].room(reader) == 0) {
            readers.retain(|other| *other != reader);
        }
    }
}
