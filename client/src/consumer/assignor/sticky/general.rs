//! Members want different topics: what is open goes to those that have least, then partitions are moved one by one
//! from those that have much while that makes it more even.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::movements::Movements;
use super::previous::{Claims, MemberData};
use super::racks::Racks;
use crate::consumer::assignor::group_view::{At, GroupView};

struct Builder<'a> {
    view: &'a GroupView<'a>,
    racks: Racks<'a>,
    /// Partitions of members that take part, by place; the others are kept in `fixed`.
    current: BTreeMap<usize, Vec<At>>,
    owners: HashMap<At, usize>,
    /// All that may move, those that fewest want first.
    sorted: Vec<At>,
    /// Members by how many they have.
    by_load: BTreeSet<(usize, usize)>,
    /// Something had to be taken away, so balance comes before keeping the rest.
    must_revoke: bool,
    /// Who had a partition before a newer claim, and in which generation.
    before: HashMap<At, (usize, i32)>,
    movements: Movements,
}

pub(super) fn assign(view: &GroupView<'_>, data: &[MemberData], claims: Claims) -> Vec<Vec<At>> {
    let mut topics: Vec<usize> = (0..view.topics.len()).collect();
    topics.sort_by_key(|topic| (view.topics[*topic].readers.len(), *topic));
    let partitions_of = |topic: usize| (0..view.topics[topic].partitions.len()).map(move |at| (topic, at));
    let mut builder = Builder {
        view,
        racks: Racks::new(view),
        before: before(view, data, claims.newest_generation),
        owners: HashMap::new(),
        sorted: topics.into_iter().flat_map(partitions_of).collect(),
        current: claims.owned.into_iter().enumerate().collect(),
        by_load: BTreeSet::new(),
        must_revoke: false,
        movements: Movements::default(),
    };
    builder.keep();
    let unassigned: Vec<At> =
        builder.sorted.iter().copied().filter(|at| !builder.owners.contains_key(at)).collect();
    builder.by_load = builder.current.iter().map(|(member, has)| (has.len(), *member)).collect();
    builder.balance(unassigned);
    builder.current.into_values().collect()
}

/// Claims of generations before the newest: such an owner is preferred where its partition has to move.
fn before(view: &GroupView<'_>, data: &[MemberData], newest: i32) -> HashMap<At, (usize, i32)> {
    let mut before = HashMap::<At, (usize, i32)>::new();
    for member in view.walk() {
        let generation = match data[member].generation {
            Some(generation) if generation < newest => generation,
            None if newest > -1 => -1,
            _ => continue,
        };
        for at in data[member].partitions.iter().filter_map(|at| view.find(at)) {
            let known = before.entry(at).or_insert((member, generation));
            if generation > known.1 {
                *known = (member, generation);
            }
        }
    }
    before
}

impl Builder<'_> {
    /// Takes away what members no longer want, or what is in another rack.
    fn keep(&mut self) {
        for (member, partitions) in &mut self.current {
            let count = partitions.len();
            partitions.retain(|at| self.view.wants(*member, at.0) && !self.racks.mismatch(*member, *at));
            self.must_revoke |= partitions.len() < count;
            self.owners.extend(partitions.iter().map(|at| (*at, *member)));
        }
    }

    fn count(&self, member: usize) -> usize {
        self.current.get(&member).map_or(0, Vec::len)
    }

    fn can_move(&self, topic: usize) -> bool {
        self.view.topics[topic].readers.len() >= 2
    }

    /// How many partitions the member could have.
    fn most(&self, member: usize) -> usize {
        let wanted = (0..self.view.topics.len()).filter(|topic| self.view.wants(member, *topic));
        wanted.map(|topic| self.view.topics[topic].partitions.len()).sum()
    }

    fn takes_part(&self, member: usize) -> bool {
        self.count(member) < self.most(member)
            || self.current.get(&member).is_some_and(|has| has.iter().any(|at| self.can_move(at.0)))
    }

    fn balance(&mut self, mut unassigned: Vec<At>) {
        let is_new = self.by_load.last().is_none_or(|(count, _)| *count == 0);
        if self.racks.matter {
            let far: Vec<At> = unassigned.iter().copied().filter(|at| !self.give(*at, true)).collect();
            far.into_iter().for_each(|at| {
                self.give(at, false);
            });
        } else {
            for at in &unassigned {
                self.give(*at, false);
            }
        }
        let movable: HashSet<usize> =
            (0..self.view.topics.len()).filter(|topic| self.can_move(*topic)).collect();
        self.sorted.retain(|at| movable.contains(&at.0));
        unassigned.retain(|at| movable.contains(&at.0));
        let mut fixed = BTreeMap::new();
        for member in 0..self.view.members.len() {
            if !self.takes_part(member) {
                self.by_load.remove(&(self.count(member), member));
                fixed.extend(self.current.remove_entry(&member));
            }
        }
        let start = self.current.clone();
        // Moving only what is new costs nobody anything.
        if !self.must_revoke {
            self.reassign(&unassigned);
        }
        let all = std::mem::take(&mut self.sorted);
        let has_moved = self.reassign(&all);
        if !is_new && has_moved && score(&self.current) >= score(&start) {
            self.current = start;
        }
        self.current.extend(fixed);
    }

    /// Gives to whoever has least of those that want it; whether there was one.
    fn give(&mut self, at: At, only_near: bool) -> bool {
        let will_do =
            |member: usize| self.view.wants(member, at.0) && !(only_near && self.racks.mismatch(member, at));
        let Some((count, member)) = self.by_load.iter().copied().find(|(_, member)| will_do(*member)) else {
            return false;
        };
        self.by_load.remove(&(count, member));
        self.current.entry(member).or_default().push(at);
        self.owners.insert(at, member);
        self.by_load.insert((count + 1, member));
        true
    }

    /// Moves partitions for as long as that helps; whether any was moved.
    fn reassign(&mut self, partitions: &[At]) -> bool {
        let mut has_moved = false;
        loop {
            let mut is_changed = false;
            for at in partitions {
                if self.is_balanced() {
                    break;
                }
                is_changed |= self.reassign_one(*at);
            }
            has_moved |= is_changed;
            if !is_changed {
                return has_moved;
            }
        }
    }

    fn reassign_one(&mut self, at: At) -> bool {
        let Some(owner) = self.owners.get(&at).copied() else { return false };
        let load = self.count(owner);
        if let Some((had, _)) = self.before.get(&at).copied()
            && load > self.count(had) + 1
            && self.current.contains_key(&had)
            && self.view.wants(had, at.0)
        {
            self.move_to(at, had);
            return true;
        }
        let is_lighter = |builder: &Self, other: usize| load > builder.count(other) + 1;
        let readers = &self.view.topics[at.0].readers;
        let near_is_lighter = self.racks.match_surely(owner, at)
            && readers.iter().any(|other| self.racks.match_surely(*other, at) && is_lighter(self, *other));
        if near_is_lighter {
            self.move_to_lightest(at);
        }
        // Java looks at the owner as it was, even where the partition has just moved: but then it looks no further.
        if near_is_lighter || !readers.iter().any(|other| is_lighter(self, *other)) {
            return near_is_lighter;
        }
        self.move_to_lightest(at);
        true
    }

    fn move_to_lightest(&mut self, at: At) {
        let lightest = self.by_load.iter().find(|(_, member)| self.view.wants(*member, at.0));
        if let Some((_, member)) = lightest.copied() {
            self.move_to(at, member);
        }
    }

    fn move_to(&mut self, at: At, to: usize) {
        let Some(owner) = self.owners.get(&at).copied() else { return };
        let at = self.movements.in_place_of(at, owner, to);
        let Some(from) = self.owners.get(&at).copied() else { return };
        self.by_load.remove(&(self.count(from), from));
        self.by_load.remove(&(self.count(to), to));
        self.movements.add(self.view, at, from, to);
        if let Some(partitions) = self.current.get_mut(&from) {
            partitions.retain(|one| *one != at);
        }
        self.current.entry(to).or_default().push(at);
        self.owners.insert(at, to);
        self.by_load.insert((self.count(to), to));
        self.by_load.insert((self.count(from), from));
    }

    /// Whether nothing can be moved to a member that has two fewer.
    fn is_balanced(&self) -> bool {
        let (Some((least, _)), Some((most, _))) = (self.by_load.first(), self.by_load.last()) else {
            return true;
        };
        if least + 1 >= *most {
            return true;
        }
        let heavier = |member: usize, at: At| {
            let owner = self.owners.get(&at).filter(|owner| **owner != member);
            owner.is_some_and(|owner| self.count(member) + 1 < self.count(*owner))
        };
        self.by_load.iter().all(|(_, member)| {
            let mut wanted = (0..self.view.topics.len()).filter(|topic| self.view.wants(*member, *topic));
            !wanted.any(|topic| {
                (0..self.view.topics[topic].partitions.len())
                    .any(|partition| heavier(*member, (topic, partition)))
            })
        })
    }
}

/// The sum of all differences between two members: 0 is perfectly even.
fn score(assignment: &BTreeMap<usize, Vec<At>>) -> usize {
    let sizes: Vec<usize> = assignment.values().map(Vec::len).collect();
    let pairs =
        sizes.iter().enumerate().flat_map(|(at, one)| sizes[at + 1..].iter().map(move |other| (one, other)));
    pairs.map(|(one, other)| one.abs_diff(*other)).sum()
}
