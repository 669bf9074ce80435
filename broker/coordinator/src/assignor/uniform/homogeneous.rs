//! All members want the same topics: every partition will do for everyone, so it is a matter of counting.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;

use super::{partition_count, walk_members};
use crate::assignor::{AssignorError, GroupAssignment, GroupSpec, Partitions, TopicDescriber};
use kavka_protocol::java_order::{copied, grown, walk};

struct Builder<'a> {
    group: &'a GroupSpec,
    topics: &'a BTreeSet<Uuid>,
    unassigned: Vec<(Uuid, i32)>,
    /// Members below their quota, and by how much.
    unfilled: Vec<(&'a str, usize)>,
    target: GroupAssignment,
}

pub(super) fn assign(
    group: &GroupSpec,
    describer: &dyn TopicDescriber,
) -> Result<GroupAssignment, AssignorError> {
    let Some(topics) = group.members.values().next().map(|member| &*member.topics) else {
        return Ok(GroupAssignment::new());
    };
    if topics.is_empty() {
        return Ok(GroupAssignment::new());
    }
    let target = GroupAssignment::new();
    let mut builder = Builder { group, topics, unassigned: Vec::new(), unfilled: Vec::new(), target };
    let total = builder.find_unassigned(describer)?;
    builder.revoke(total);
    builder.assign_remaining()?;
    Ok(builder.target)
}

impl<'a> Builder<'a> {
    /// Notes the partitions nobody has, and counts all.
    fn find_unassigned(&mut self, describer: &dyn TopicDescriber) -> Result<usize, AssignorError> {
        let assigned: BTreeSet<(Uuid, i32)> = self
            .group
            .members
            .values()
            .flat_map(|member| member.assigned.iter())
            .flat_map(|(topic, partitions)| partitions.iter().map(|partition| (*topic, *partition)))
            .collect();
        let mut total = 0;
        for topic in walk(self.topics.iter(), copied(self.topics.len())) {
            let count = partition_count(describer, *topic)?;
            let open = (0..count).map(|partition| (*topic, partition));
            self.unassigned.extend(open.filter(|at| !assigned.contains(at)));
            total += usize::try_from(count).unwrap_or(0);
        }
        Ok(total)
    }

    /// Takes away what members no longer want or have too much of.
    fn revoke(&mut self, total: usize) {
        let member_count = self.group.members.len();
        let (least, mut extra) = (total / member_count, total % member_count);
        for (index, id) in walk_members(self.group).into_iter().enumerate() {
            let takes_extra = extra > 0;
            let quota = least + usize::from(takes_extra);
            let (kept, mut room) = self.keep(id, quota);
            // An odd one that it does not have already may go to a later member, which perhaps does.
            let gives_way = room > 0 && takes_extra && member_count - index > extra;
            room -= usize::from(gives_way);
            if room > 0 {
                self.unfilled.push((id, room));
            }
            extra -= usize::from(takes_extra && !gives_way);
            self.target.insert(id.to_string(), kept);
        }
    }

    /// What a member keeps within its quota, and what is left of the quota.
    fn keep(&mut self, id: &'a str, mut quota: usize) -> (Arc<Partitions>, usize) {
        let assigned = &self.group.members[id].assigned;
        let mut changed = None;
        for topic in walk(assigned.keys(), grown(assigned.len())) {
            let partitions = &assigned[topic];
            if !self.topics.contains(topic) {
                changed.get_or_insert_with(|| Partitions::clone(assigned)).remove(topic);
                continue;
            }
            if partitions.len() <= quota {
                quota -= partitions.len();
                continue;
            }
            for partition in walk(partitions.iter(), copied(partitions.len())).split_off(quota) {
                let kept = changed.get_or_insert_with(|| Partitions::clone(assigned));
                if let Some(of_topic) = kept.get_mut(topic) {
                    of_topic.remove(partition);
                }
                self.unassigned.push((*topic, *partition));
            }
            quota = 0;
            if let Some(kept) = &mut changed {
                kept.retain(|_, partitions| !partitions.is_empty());
            }
        }
        (changed.map_or_else(|| assigned.clone(), Arc::new), quota)
    }

    /// Fills the members up.
    fn assign_remaining(&mut self) -> Result<(), AssignorError> {
        let mut open = self.unassigned.iter();
        for (id, room) in &self.unfilled {
            let given: Vec<&(Uuid, i32)> = open.by_ref().take(*room).collect();
            let Some(target) = self.target.get_mut(*id).filter(|_| !given.is_empty()) else { continue };
            let target = Arc::make_mut(target);
            for (topic, partition) in given {
                target.entry(*topic).or_default().insert(*partition);
            }
        }
        if open.next().is_some() { Err(AssignorError::LeftUnassigned) } else { Ok(()) }
    }
}
