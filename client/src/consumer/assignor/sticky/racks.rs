//! Racks of members and partitions, where they matter.

use std::collections::{BTreeSet, HashMap};

use crate::consumer::assignor::group_view::{At, GroupView, racks_matter};

pub(super) struct Racks<'a> {
    view: &'a GroupView<'a>,
    /// Whether partitions are to go where their racks are.
    pub matter: bool,
    members_by_rack: HashMap<&'a str, usize>,
}

impl<'a> Racks<'a> {
    pub(super) fn new(view: &'a GroupView<'a>) -> Self {
        let mut members_by_rack = HashMap::<&str, usize>::new();
        for rack in (0..view.members.len()).filter_map(|member| view.rack(member)) {
            *members_by_rack.entry(rack).or_default() += 1;
        }
        let known: BTreeSet<&str> = members_by_rack.keys().copied().collect();
        let partitions = view.topics.iter().flat_map(|topic| topic.partitions.iter().map(|(_, racks)| racks));
        Self { view, matter: racks_matter(&known, partitions), members_by_rack }
    }

    /// The member's rack, if racks matter.
    fn member(&self, member: usize) -> Option<&'a str> {
        self.view.rack(member).filter(|_| self.matter)
    }

    fn partition(&self, at: At) -> &BTreeSet<&'a str> {
        &self.view.topics[at.0].partitions[at.1].1
    }

    /// Whether the member is in a rack that the partition is not in.
    pub(super) fn mismatch(&self, member: usize, at: At) -> bool {
        self.member(member).is_some_and(|rack| !self.partition(at).contains(rack))
    }

    /// Whether the member is known to be in a rack that the partition is in.
    pub(super) fn match_surely(&self, member: usize, at: At) -> bool {
        self.member(member).is_some_and(|rack| self.partition(at).contains(rack))
    }

    /// Those that fewest members are near to come first, so that they find one of them.
    pub(super) fn sort_by_near_members(&self, partitions: &mut [At]) {
        if self.members_by_rack.is_empty() {
            return;
        }
        let near = |at: At| -> usize {
            self.partition(at).iter().filter_map(|rack| self.members_by_rack.get(rack)).sum()
        };
        partitions.sort_by_key(|at| near(*at));
    }

    /// The index of the next of `members` that is near to the partition, from `first` on and round.
    pub(super) fn next_near(&self, at: At, members: &[usize], first: usize) -> Option<usize> {
        let indexes = (0..members.len()).map(|step| (first + step) % members.len());
        let mut near = indexes.filter(|index| self.match_surely(members[*index], at));
        near.next()
    }
}
