//! Who had what: claims of newer generations count, and two claims of one generation cancel each other.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::TopicPartition;
use crate::consumer::assignor::group_view::{At, GroupView};

/// What a member had by its own account.
#[derive(Debug)]
pub(super) struct MemberData {
    pub partitions: Vec<TopicPartition>,
    pub generation: Option<i32>,
}

/// The claims of a group, settled.
#[derive(Debug)]
pub(super) struct Claims {
    pub all_want_the_same: bool,
    /// By place of the member.
    pub owned: Vec<Vec<At>>,
    /// Claimed twice in one generation.
    pub disputed: BTreeSet<At>,
    pub newest_generation: i32,
}

impl Claims {
    pub(super) fn new(view: &GroupView<'_>, data: &[MemberData]) -> Self {
        let mut claims = Self {
            all_want_the_same: true,
            owned: vec![Vec::new(); data.len()],
            disputed: BTreeSet::new(),
            newest_generation: -1,
        };
        let mut first = HashSet::<&str>::new();
        let mut owners = BTreeMap::<At, usize>::new();
        for member in view.walk() {
            let topics = &view.members[member].1.topics;
            if first.is_empty() {
                first.extend(topics.iter().map(String::as_str));
            } else if topics.len() != first.len()
                || !topics.iter().all(|topic| first.contains(topic.as_str()))
            {
                claims.all_want_the_same = false;
            }
            let generation = data[member].generation.unwrap_or(-1);
            claims.newest_generation = claims.newest_generation.max(generation);
            for at in data[member].partitions.iter().filter_map(|at| view.find(at)) {
                claims.add(view, &mut owners, member, generation, at);
            }
        }
        claims
    }

    fn add(
        &mut self,
        view: &GroupView<'_>,
        owners: &mut BTreeMap<At, usize>,
        member: usize,
        generation: i32,
        at: At,
    ) {
        let Some(other) = owners.get(&at).copied() else {
            self.owned[member].push(at);
            owners.insert(at, member);
            return;
        };
        // Java takes the other's generation from its subscription even where this one's is from its user data.
        let other_generation = view.members[other].1.generation.unwrap_or(-1);
        if generation < other_generation {
            return;
        }
        if generation == other_generation {
            self.disputed.insert(at);
        } else {
            self.owned[member].push(at);
        }
        if let Some(index) = self.owned[other].iter().position(|owned| *owned == at) {
            self.owned[other].remove(index);
        }
        owners.insert(at, member);
    }
}
