//! Who of a classic group reads what: decided by the member that leads.

use std::collections::{BTreeMap, BTreeSet};

use crate::TopicPartition;

/// A strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignor {
    /// Neighbouring partitions of each topic.
    Range,
    /// As even as can be with as few moves as can be, in two rounds (KIP-429).
    CooperativeSticky,
}

/// A member, as its subscription says.
#[derive(Debug, Clone, Default)]
pub(super) struct Subscriber {
    pub topics: BTreeSet<String>,
    /// What it had in the last generation it knows of.
    pub owned: Vec<TopicPartition>,
    pub generation: i32,
    pub instance_id: Option<String>,
}

pub(super) type Assignment = BTreeMap<String, BTreeSet<TopicPartition>>;

impl Assignor {
    /// By protocol name or the last part of the class name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "range" | "RangeAssignor" => Some(Self::Range),
            "cooperative-sticky" | "CooperativeStickyAssignor" => Some(Self::CooperativeSticky),
            _ => None,
        }
    }

    /// The name in the group protocol.
    pub fn name(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::CooperativeSticky => "cooperative-sticky",
        }
    }

    /// Whether members keep what they have while the group rebalances.
    pub fn is_cooperative(self) -> bool {
        self == Self::CooperativeSticky
    }

    pub(super) fn assign(
        self,
        partition_counts: &BTreeMap<String, i32>,
        members: &BTreeMap<String, Subscriber>,
    ) -> Assignment {
        match self {
            Self::Range => range(partition_counts, members),
            Self::CooperativeSticky => cooperative_sticky(partition_counts, members),
        }
    }
}

fn range(partition_counts: &BTreeMap<String, i32>, members: &BTreeMap<String, Subscriber>) -> Assignment {
    let mut assignment: Assignment = members.keys().map(|id| (id.clone(), BTreeSet::new())).collect();
    for (topic, count) in partition_counts {
        let mut readers: Vec<(&String, &Subscriber)> =
            members.iter().filter(|(_, member)| member.topics.contains(topic)).collect();
        // Static members come in the order of their instance ids, so a restart moves nothing.
        readers.sort_by_key(|(id, member)| {
            (member.instance_id.is_none(), member.instance_id.clone(), (*id).clone())
        });
        let reader_count = i32::try_from(readers.len()).unwrap_or(i32::MAX);
        if reader_count == 0 {
            continue;
        }
        let (share, extra) = (count / reader_count, count % reader_count);
        let mut next = 0;
        for (at, (id, _)) in (0..).zip(readers) {
            let end = next + share + i32::from(at < extra);
            let partitions = (next..end).map(|index| TopicPartition::new(topic.clone(), index));
            assignment.entry(id.clone()).or_default().extend(partitions);
            next = end;
        }
    }
    assignment
}

fn cooperative_sticky(
    partition_counts: &BTreeMap<String, i32>,
    members: &BTreeMap<String, Subscriber>,
) -> Assignment {
    let owners = owners(partition_counts, members);
    let mut assignment: Assignment = members.keys().map(|id| (id.clone(), BTreeSet::new())).collect();
    let mut open = Vec::new();
    for (topic, count) in partition_counts {
        for index in 0..*count {
            let at = TopicPartition::new(topic.clone(), index);
            match owners.get(&at) {
                Some(owner) => {
                    assignment.entry(owner.clone()).or_default().insert(at);
                }
                None => open.push(at),
            }
        }
    }
    for at in open {
        let readers = members.iter().filter(|(_, member)| member.topics.contains(&at.topic));
        let least = readers.map(|(id, _)| (assignment[id].len(), id.clone())).min();
        if let Some((_, id)) = least {
            assignment.entry(id).or_default().insert(at);
        }
    }
    while let Some((from, to, at)) = improving_move(&assignment, members) {
        assignment.entry(from).or_default().remove(&at);
        assignment.entry(to).or_default().insert(at);
    }
    // What someone else still reads is given only in the next round, when it has been let go.
    for (id, partitions) in &mut assignment {
        partitions.retain(|at| owners.get(at).is_none_or(|owner| owner == id));
    }
    assignment
}

/// Who owns what: claims of the newest generation count, and two claims of one cancel each other.
fn owners(
    partition_counts: &BTreeMap<String, i32>,
    members: &BTreeMap<String, Subscriber>,
) -> BTreeMap<TopicPartition, String> {
    let newest = members.values().map(|member| member.generation).max().unwrap_or(-1);
    let mut owners = BTreeMap::<TopicPartition, Option<String>>::new();
    for (id, member) in members.iter().filter(|(_, member)| member.generation == newest) {
        for at in &member.owned {
            let exists =
                partition_counts.get(&at.topic).is_some_and(|count| (0..*count).contains(&at.partition));
            if exists && member.topics.contains(&at.topic) {
                owners
                    .entry(at.clone())
                    .and_modify(|owner| *owner = None)
                    .or_insert_with(|| Some(id.clone()));
            }
        }
    }
    owners.into_iter().filter_map(|(at, owner)| Some((at, owner?))).collect()
}

/// A move from a member to one that has at least two partitions fewer.
fn improving_move(
    assignment: &Assignment,
    members: &BTreeMap<String, Subscriber>,
) -> Option<(String, String, TopicPartition)> {
    let mut by_load: Vec<(usize, &String)> =
        assignment.iter().map(|(id, partitions)| (partitions.len(), id)).collect();
    by_load.sort();
    for (load, to) in &by_load {
        for (other_load, from) in by_load.iter().rev().take_while(|(other_load, _)| *other_load >= load + 2) {
            debug_assert!(other_load > load);
            let wanted = &members[*to].topics;
            if let Some(at) = assignment[*from].iter().rev().find(|at| wanted.contains(&at.topic)) {
                return Some(((*from).clone(), (*to).clone(), at.clone()));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(topics: &[(&str, i32)]) -> BTreeMap<String, i32> {
        topics.iter().map(|(topic, count)| ((*topic).to_string(), *count)).collect()
    }

    fn member(topics: &[&str], owned: &[(&str, i32)]) -> Subscriber {
        Subscriber {
            topics: topics.iter().map(|topic| (*topic).to_string()).collect(),
            owned: owned.iter().map(|(topic, index)| TopicPartition::new(*topic, *index)).collect(),
            generation: if owned.is_empty() { -1 } else { 1 },
            instance_id: None,
        }
    }

    fn members(all: Vec<(&str, Subscriber)>) -> BTreeMap<String, Subscriber> {
        all.into_iter().map(|(id, member)| (id.to_string(), member)).collect()
    }

    fn shown(assignment: &Assignment, id: &str) -> Vec<String> {
        assignment[id].iter().map(ToString::to_string).collect()
    }

    #[test]
    fn range_gives_neighbours_and_the_first_one_more() {
        let group = members(vec![("a", member(&["t", "u"], &[])), ("b", member(&["t"], &[]))]);
        let assignment = Assignor::Range.assign(&counts(&[("t", 3), ("u", 2)]), &group);
        assert_eq!(shown(&assignment, "a"), ["t-0", "t-1", "u-0", "u-1"]);
        assert_eq!(shown(&assignment, "b"), ["t-2"]);
    }

    #[test]
    fn range_orders_static_members_by_instance() {
        let named =
            |instance: &str| Subscriber { instance_id: Some(instance.to_string()), ..member(&["t"], &[]) };
        let group = members(vec![("a", named("2")), ("b", named("1")), ("c", member(&["t"], &[]))]);
        let assignment = Assignor::Range.assign(&counts(&[("t", 3)]), &group);
        assert_eq!(
            [shown(&assignment, "b"), shown(&assignment, "a"), shown(&assignment, "c")].concat(),
            ["t-0", "t-1", "t-2"]
        );
    }

    #[test]
    fn a_new_member_gets_its_share_once_the_others_let_go() {
        let owned: Vec<(&str, i32)> = (0..4).map(|index| ("t", index)).collect();
        let group = members(vec![("a", member(&["t"], &owned)), ("b", member(&["t"], &[]))]);
        let first = Assignor::CooperativeSticky.assign(&counts(&[("t", 4)]), &group);
        assert_eq!(shown(&first, "a"), ["t-0", "t-1"]);
        assert!(first["b"].is_empty(), "a still has them");
        let group = members(vec![("a", member(&["t"], &owned[..2])), ("b", member(&["t"], &[]))]);
        let second = Assignor::CooperativeSticky.assign(&counts(&[("t", 4)]), &group);
        assert_eq!(shown(&second, "a"), ["t-0", "t-1"]);
        assert_eq!(shown(&second, "b"), ["t-2", "t-3"]);
    }

    #[test]
    fn nothing_moves_where_the_load_is_even() {
        let group =
            members(vec![("a", member(&["t"], &[("t", 2), ("t", 0)])), ("b", member(&["t"], &[("t", 1)]))]);
        let assignment = Assignor::CooperativeSticky.assign(&counts(&[("t", 3)]), &group);
        assert_eq!(shown(&assignment, "a"), ["t-0", "t-2"]);
        assert_eq!(shown(&assignment, "b"), ["t-1"]);
    }

    #[test]
    fn two_claims_on_a_partition_cancel_each_other() {
        let group = members(vec![("a", member(&["t"], &[("t", 0)])), ("b", member(&["t"], &[("t", 0)]))]);
        assert!(owners(&counts(&[("t", 1)]), &group).is_empty());
        let stale = Subscriber { generation: 0, ..member(&["t"], &[("t", 0)]) };
        let group = members(vec![("a", member(&["t"], &[("t", 0)])), ("b", stale)]);
        assert_eq!(owners(&counts(&[("t", 1)]), &group)[&TopicPartition::new("t", 0)], "a");
    }
}
