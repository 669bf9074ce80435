//! State of a consumer group, and what follows from it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use kavka_protocol::ErrorCode;
use uuid::Uuid;

use super::{
    Member, Refusal, ResolvedRegex, records,
    subscriptions::{Subscriptions, count_down, count_up},
};
use crate::{
    assignor::{Partitions, SubscriptionType},
    group::classic::java_hash_bucket,
    runtime::Record,
};

/// A group of the consumer protocol. All but `refresh_due` and `refreshed_epoch` comes from records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConsumerGroup {
    pub group_id: Arc<str>,
    /// Moves on with every change of members' subscriptions or of their topics.
    pub epoch: i32,
    /// Hash of the topics at that epoch.
    pub metadata_hash: i64,
    /// The epoch the target assignment was made for; never above `epoch`, -1 while the group is being removed.
    pub target_epoch: i32,
    /// Wall clock of that assignment, 0 when none was made.
    pub target_timestamp: i64,
    pub members: BTreeMap<Arc<str>, Arc<Member>>,
    /// Target of each member.
    pub targets: BTreeMap<Arc<str>, Arc<Partitions>>,
    /// What members' expressions stand for.
    pub resolved: BTreeMap<Arc<str>, ResolvedRegex>,
    /// Left by Kafka before 4.1: to be removed with the next change of subscriptions.
    pub has_subscription_metadata_record: bool,
    /// Member id by instance id.
    pub static_members: HashMap<Arc<str>, Arc<str>>,
    /// Members by the assignor they ask for.
    assignors: BTreeMap<Arc<str>, usize>,
    /// Topics the group reads.
    pub subscriptions: Subscriptions,
    /// Members by expression.
    pub regex_members: BTreeMap<Arc<str>, usize>,
    /// Epoch of the member that holds the partition, whether it reads it or is giving it up.
    partition_epochs: HashMap<Uuid, HashMap<i32, i32>>,
    classic_members: usize,
    /// Members of the classic protocol by the assignors they can use themselves.
    classic_protocols: BTreeMap<String, usize>,
    /// Topics must be looked at again: they have changed, or may have while nobody looked.
    pub refresh_due: bool,
    /// The group's epoch when its topics were last looked at. One above the group's tells of a write that failed.
    pub refreshed_epoch: i32,
}

impl ConsumerGroup {
    /// A group without members.
    pub fn new(group_id: Arc<str>) -> Self {
        Self {
            group_id,
            epoch: 1,
            metadata_hash: 0,
            target_epoch: 1,
            target_timestamp: 0,
            members: BTreeMap::new(),
            targets: BTreeMap::new(),
            resolved: BTreeMap::new(),
            has_subscription_metadata_record: false,
            static_members: HashMap::new(),
            assignors: BTreeMap::new(),
            subscriptions: Subscriptions::default(),
            regex_members: BTreeMap::new(),
            partition_epochs: HashMap::new(),
            classic_members: 0,
            classic_protocols: BTreeMap::new(),
            refresh_due: true,
            refreshed_epoch: 0,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The name of its state that clients see.
    pub fn state_name(&self) -> &'static str {
        if self.members.is_empty() {
            "Empty"
        } else if self.epoch > self.target_epoch {
            "Assigning"
        } else if self.members.values().all(|member| member.is_reconciled_to(self.target_epoch)) {
            "Stable"
        } else {
            "Reconciling"
        }
    }

    pub fn is_subscribed_to(&self, topic: &str) -> bool {
        self.subscriptions.contains(topic)
    }

    /// The member of that id.
    ///
    /// # Errors
    /// `UNKNOWN_MEMBER_ID`.
    pub fn member(&self, member_id: &str) -> Result<&Arc<Member>, Refusal> {
        self.members.get(member_id).ok_or_else(|| {
            let message = format!("Member {member_id} is not a member of group {}.", self.group_id);
            Refusal::new(ErrorCode::UnknownMemberId, message)
        })
    }

    /// The static member that has the instance id now.
    pub fn static_member(&self, instance_id: &str) -> Option<&Arc<Member>> {
        self.members.get(self.static_members.get(instance_id)?)
    }

    /// The target of a member, or of the static member whose place it takes.
    pub fn target_of(&self, member: &Member) -> Arc<Partitions> {
        let id = match &member.instance_id {
            Some(instance_id) => self.static_members.get(instance_id),
            None => Some(&member.member_id),
        };
        id.and_then(|id| self.targets.get(id)).cloned().unwrap_or_default()
    }

    /// The epoch of the member that holds a partition, if one does.
    pub fn partition_epoch(&self, topic_id: Uuid, partition: i32) -> Option<i32> {
        self.partition_epochs.get(&topic_id)?.get(&partition).copied()
    }

    /// Members that subscribe by this expression.
    pub fn regex_member_count(&self, regex: &str) -> usize {
        self.regex_members.get(regex).copied().unwrap_or(0)
    }

    /// The assignor that most members ask for, were `old` replaced by `new`.
    pub fn preferred_assignor(&self, old: Option<&Member>, new: Option<&Member>) -> Option<Arc<str>> {
        let mut counts = self.assignors.clone();
        if let Some(assignor) = old.and_then(|member| member.assignor.as_ref()) {
            count_down(&mut counts, assignor);
        }
        if let Some(assignor) = new.and_then(|member| member.assignor.as_ref()) {
            count_up(&mut counts, assignor);
        }
        // Kafka takes the first of those with the most members in the order of a hash map.
        counts
            .into_iter()
            .min_by_key(|(name, count)| (usize::MAX - count, java_hash_bucket(name)))
            .map(|(name, _)| name)
    }

    /// Whether its members now all want the same topics, by Kafka's counts.
    pub fn subscription_type(&self) -> SubscriptionType {
        self.subscriptions.kind(&self.regex_members, self.members.len())
    }

    /// Whether its topics have to be looked at even if nobody's subscription has changed.
    pub fn needs_refresh(&self) -> bool {
        self.refresh_due || self.epoch < self.refreshed_epoch
    }

    /// Its topics were looked at for `epoch`.
    pub fn refreshed(&mut self, epoch: i32) {
        self.refresh_due = false;
        self.refreshed_epoch = epoch;
    }

    /// Adds a member or takes over what has changed of it.
    pub fn update_member(&mut self, new: Member) {
        let new = Arc::new(new);
        let old = self.members.insert(Arc::clone(&new.member_id), Arc::clone(&new));
        self.recount(old.as_deref(), Some(&new));
        if let Some(instance_id) = &new.instance_id {
            self.static_members.insert(Arc::clone(instance_id), Arc::clone(&new.member_id));
        }
    }

    /// Removes a member.
    pub fn remove_member(&mut self, member_id: &str) {
        let Some(old) = self.members.remove(member_id) else { return };
        self.recount(Some(&old), None);
        if let Some(instance_id) = &old.instance_id {
            self.static_members.remove(instance_id);
        }
    }

    fn recount(&mut self, old: Option<&Member>, new: Option<&Member>) {
        if old.map(|m| &m.topics) != new.map(|m| &m.topics) {
            old.into_iter().flat_map(|m| &*m.topics).for_each(|name| self.subscriptions.remove_name(name));
            new.into_iter().flat_map(|m| &*m.topics).for_each(|name| self.subscriptions.add_name(name));
        }
        old.and_then(|m| m.assignor.as_ref()).into_iter().for_each(|a| count_down(&mut self.assignors, a));
        new.and_then(|m| m.assignor.as_ref()).into_iter().for_each(|a| count_up(&mut self.assignors, a));
        old.and_then(Member::regex).into_iter().for_each(|r| count_down(&mut self.regex_members, r));
        new.and_then(Member::regex).into_iter().for_each(|r| count_up(&mut self.regex_members, r));
        let holds = |m: &Member| (m.epoch, Arc::clone(&m.assigned), Arc::clone(&m.revoking));
        if old.map(holds) != new.map(holds) {
            old.into_iter().for_each(|member| self.release(member));
            new.into_iter().for_each(|member| self.hold(member));
        }
        for (member, add) in [(old, false), (new, true)] {
            let Some(classic) = member.and_then(|member| member.classic.as_ref()) else { continue };
            self.classic_members = if add { self.classic_members + 1 } else { self.classic_members - 1 };
            for (name, _) in &classic.protocols {
                if add {
                    count_up(&mut self.classic_protocols, name);
                } else {
                    count_down(&mut self.classic_protocols, name);
                }
            }
        }
    }

    /// Notes that a member holds its partitions. Another that held one of them at a later epoch would have been given
    /// it before this one gave it up, which must never be.
    fn hold(&mut self, member: &Member) {
        for (topic_id, partitions) in member.assigned.iter().chain(&*member.revoking) {
            let epochs = self.partition_epochs.entry(*topic_id).or_default();
            for partition in partitions.keys() {
                let before = epochs.insert(*partition, member.epoch);
                if let Some(before) = before.filter(|before| *before >= member.epoch) {
                    tracing::error!(
                        group = %self.group_id, member = %member.member_id, %topic_id, partition,
                        epoch = member.epoch, before, "partition is held by two members"
                    );
                }
            }
        }
    }

    /// A static member's successor may hold the partitions already, at its own epoch: they stay its own.
    fn release(&mut self, member: &Member) {
        for (topic_id, partitions) in member.assigned.iter().chain(&*member.revoking) {
            let Some(epochs) = self.partition_epochs.get_mut(topic_id) else { continue };
            for partition in partitions.keys() {
                if epochs.get(partition) == Some(&member.epoch) {
                    epochs.remove(partition);
                }
            }
            if epochs.is_empty() {
                self.partition_epochs.remove(topic_id);
            }
        }
    }

    /// What an expression stands for, or no longer.
    pub fn set_resolved(&mut self, regex: &str, resolved: Option<ResolvedRegex>) {
        if let Some(old) = self.resolved.remove(regex) {
            old.topics.iter().for_each(|topic| self.subscriptions.remove_regex(topic));
        }
        if let Some(new) = resolved {
            new.topics.iter().for_each(|topic| self.subscriptions.add_regex(topic));
            self.resolved.insert(regex.into(), new);
        }
    }

    /// How many members speak the classic protocol.
    pub fn classic_member_count(&self) -> usize {
        self.classic_members
    }

    /// Whether all members speak the classic protocol once these have left.
    pub fn is_classic_without(&self, leaving: &[Arc<Member>]) -> bool {
        let classic = leaving.iter().filter(|member| member.uses_classic_protocol()).count();
        self.classic_members - classic == self.members.len() - leaving.len()
    }

    /// Whether a member with these protocols could join the classic members that are here.
    pub fn supports_classic_protocols(&self, protocol_type: &str, names: &BTreeSet<&str>) -> bool {
        if protocol_type != crate::group::classic::CONSUMER_PROTOCOL {
            return false;
        }
        if self.is_empty() {
            return !names.is_empty();
        }
        names
            .iter()
            .any(|name| self.classic_protocols.get(*name).copied().unwrap_or(0) == self.classic_members)
    }

    /// Whether the member still waits for partitions that others hold.
    pub fn waits_for_partitions(&self, member: &Member) -> bool {
        let Some(target) = self.targets.get(&member.member_id) else { return false };
        target.iter().any(|(topic_id, partitions)| {
            let assigned = member.assigned.get(topic_id);
            partitions.iter().any(|partition| {
                !assigned.is_some_and(|assigned| assigned.contains_key(partition))
                    && self.partition_epoch(*topic_id, *partition).is_some()
            })
        })
    }

    /// Tombstones for all that the group has, in the order in which Kafka can replay them. With `replaced`, what
    /// stands under the first id is removed under the second, which a record before has put in its place.
    pub fn tombstones(&self, replaced: Option<(&str, &str)>, out: &mut Vec<Record>) {
        let group = &*self.group_id;
        let id = |member_id: &Arc<str>| match replaced {
            Some((old, new)) if &**member_id == old => new.to_owned(),
            _ => member_id.to_string(),
        };
        out.extend(self.members.keys().map(|member| records::assignment_tombstone(group, &id(member))));
        out.extend(self.members.keys().map(|member| records::target(group, &id(member), None)));
        out.push(records::target_epoch(group, None));
        out.extend(self.members.keys().map(|member| records::member_tombstone(group, &id(member))));
        out.extend(self.resolved.keys().map(|regex| records::regex(group, regex, None)));
        out.push(records::subscription_metadata_tombstone(group));
        out.push(records::epoch(group, None));
    }

    /// Checks the invariant that a partition is held by one member at most.
    #[cfg(test)]
    pub fn assert_partitions_are_held_once(&self) {
        let mut seen: BTreeMap<(Uuid, i32), &Arc<str>> = BTreeMap::new();
        for member in self.members.values() {
            let held = |owned: &super::member::Owned| -> Vec<(Uuid, i32)> {
                owned.iter().flat_map(|(t, ps)| ps.keys().map(|p| (*t, *p))).collect()
            };
            for partition in held(&member.assigned).into_iter().chain(held(&member.revoking)) {
                if let Some(other) = seen.insert(partition, &member.member_id) {
                    panic!("{partition:?} is held by {other} and {}", member.member_id);
                }
                assert_eq!(self.partition_epoch(partition.0, partition.1), Some(member.epoch));
            }
        }
        let noted: usize = self.partition_epochs.values().map(HashMap::len).sum();
        assert_eq!(noted, seen.len(), "every noted partition is held");
    }
}
