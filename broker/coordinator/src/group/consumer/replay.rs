//! Records of consumer groups into the state.

use std::{collections::btree_map::Entry, sync::Arc};

use super::{ConsumerGroup, Member, member::LEAVE_EPOCH, records::Change};
use crate::group::shard::{Group, GroupShard};

impl GroupShard {
    /// Applies a record of a consumer group. A removal from a group that is not there, or is of another kind by now,
    /// is left over by compaction.
    pub(in crate::group) fn replay_consumer(&mut self, group_id: &str, change: Change) -> Result<(), String> {
        if is_removal(&change) {
            let Some(Group::Consumer(group)) = self.groups.get_mut(group_id) else { return Ok(()) };
            if group.remove(change)? {
                self.groups.remove(group_id);
            }
            return Ok(());
        }
        let group = match self.groups.entry(group_id.into()) {
            Entry::Vacant(entry) => {
                let group = ConsumerGroup::new(Arc::clone(entry.key()));
                entry.insert(Group::Consumer(Box::new(group)))
            }
            Entry::Occupied(mut entry) => {
                // A group that only held offsets, or one that was removed and made again as another kind.
                if !matches!(entry.get(), Group::Consumer(_)) {
                    let group = ConsumerGroup::new(Arc::clone(entry.key()));
                    entry.insert(Group::Consumer(Box::new(group)));
                }
                entry.into_mut()
            }
        };
        if let Group::Consumer(group) = group {
            group.apply(change);
        }
        Ok(())
    }
}

fn is_removal(change: &Change) -> bool {
    match change {
        Change::Epoch(value) | Change::TargetEpoch(value) => value.is_none(),
        Change::Member(_, value) => value.is_none(),
        Change::Target(_, value) => value.is_none(),
        Change::Assignment(_, value) => value.is_none(),
        Change::Regex(_, value) => value.is_none(),
        Change::SubscriptionMetadata(exists) => !exists,
    }
}

impl ConsumerGroup {
    fn known(&self, member_id: &str) -> Member {
        match self.members.get(member_id) {
            Some(member) => (**member).clone(),
            None => Member::new(member_id.into()),
        }
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Epoch(Some((epoch, hash))) => {
                self.epoch = epoch;
                self.metadata_hash = hash;
            }
            Change::TargetEpoch(Some((epoch, timestamp))) => {
                self.target_epoch = epoch;
                self.target_timestamp = timestamp;
            }
            Change::Member(member_id, Some(value)) => {
                let mut member = self.known(&member_id);
                member.update_with(*value);
                self.update_member(member);
            }
            Change::Assignment(member_id, Some(value)) => {
                let mut member = self.known(&member_id);
                member.update_assignment(value);
                self.update_member(member);
            }
            Change::Target(member_id, Some(partitions)) => {
                self.targets.insert(member_id.into(), Arc::new(partitions));
            }
            Change::Regex(regex, resolved @ Some(_)) => self.set_resolved(&regex, resolved),
            Change::SubscriptionMetadata(exists) => self.has_subscription_metadata_record = exists,
            removal => debug_assert!(is_removal(&removal), "handled above"),
        }
    }

    /// Takes something away. True when that is the group itself.
    fn remove(&mut self, change: Change) -> Result<bool, String> {
        match change {
            Change::Epoch(_) => {
                if !self.members.is_empty() {
                    return Err(format!("group {} is removed and has members", self.group_id));
                }
                return Ok(true);
            }
            Change::TargetEpoch(_) => {
                self.target_epoch = -1;
                self.target_timestamp = 0;
            }
            Change::Member(member_id, _) => self.remove_member(&member_id),
            Change::Assignment(member_id, _) => {
                if let Some(member) = self.members.get(member_id.as_str()) {
                    let mut member = (**member).clone();
                    member.epoch = LEAVE_EPOCH;
                    member.previous_epoch = LEAVE_EPOCH;
                    member.assigned = Arc::default();
                    member.revoking = Arc::default();
                    self.update_member(member);
                }
            }
            Change::Target(member_id, _) => drop(self.targets.remove(member_id.as_str())),
            Change::Regex(regex, _) => self.set_resolved(&regex, None),
            Change::SubscriptionMetadata(_) => self.has_subscription_metadata_record = false,
        }
        Ok(false)
    }
}
