//! The target assignment of a group: who shall have what.
//!
//! Source: `TargetAssignmentBuilder` in Apache Kafka 4.3; KIP-848, KIP-1263 (the interval between assignments).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kavka_protocol::ErrorCode;
use uuid::Uuid;

use super::{ConsumerGroup, Member, Refusal, records};
use crate::{
    assignor::{Assignor, GroupSpec, MemberSpec, Partitions, SubscriptionType, TopicDescriber},
    group::view::TopicsView,
    runtime::Record,
};

/// A change of a group that asks for another assignment.
pub(crate) struct Change<'a> {
    /// The epoch the group will have.
    pub epoch: i32,
    /// The member as it will be.
    pub member: &'a Member,
    pub kind: SubscriptionType,
}

/// An assignment, and what must be written for it.
pub(crate) struct Assigned {
    pub records: Vec<Record>,
    /// What the changed member shall have.
    pub target: Arc<Partitions>,
}

/// Whether the interval since the last assignment has passed, so that changes that come together are taken together.
pub(crate) fn is_due(last_ms: i64, interval_ms: i32, now_ms: i64) -> bool {
    last_ms == 0 || interval_ms == 0 || now_ms >= last_ms.saturating_add(i64::from(interval_ms))
}

impl ConsumerGroup {
    /// Makes the assignment for a change that is not in the state yet.
    ///
    /// # Errors
    /// `UNKNOWN_SERVER_ERROR` when the assignor fails.
    pub fn assign(
        &self,
        assignor: &dyn Assignor,
        change: &Change<'_>,
        topics: &dyn TopicsView,
        now_ms: i64,
    ) -> Result<Assigned, Refusal> {
        let spec = GroupSpec { members: self.member_specs(change, topics), subscription_type: change.kind };
        let assigned = assignor.assign(&spec, &Describer(topics)).map_err(|error| {
            let message =
                format!("Failed to compute a new target assignment for epoch {}: {error}", change.epoch);
            tracing::error!(group = %self.group_id, message, "assignor has failed");
            Refusal::new(ErrorCode::UnknownServerError, message)
        })?;
        let group = &*self.group_id;
        let mut records = Vec::new();
        for member_id in spec.members.keys() {
            let new = assigned.get(member_id).cloned().unwrap_or_default();
            if self.targets.get(member_id.as_str()) != Some(&new) {
                records.push(records::target(group, member_id, Some(&new)));
            }
        }
        records.push(records::target_epoch(group, Some((change.epoch, now_ms))));
        let target = assigned.get(&*change.member.member_id).cloned().unwrap_or_default();
        tracing::info!(
            group,
            epoch = change.epoch,
            assignor = assignor.name(),
            members = spec.members.len(),
            "new assignment"
        );
        Ok(Assigned { records, target })
    }

    fn member_specs(&self, change: &Change<'_>, topics: &dyn TopicsView) -> BTreeMap<String, MemberSpec> {
        let mut ids = TopicIds { group: self, topics, last: Arc::default() };
        let changed = change.member;
        let previous = changed.instance_id.as_ref().and_then(|id| self.static_members.get(id));
        let mut specs: BTreeMap<String, MemberSpec> = self
            .members
            .values()
            .filter(|member| member.member_id != changed.member_id && Some(&member.member_id) != previous)
            .map(|member| {
                let target = self.targets.get(&member.member_id).cloned().unwrap_or_default();
                (member.member_id.to_string(), ids.spec(member, target))
            })
            .collect();
        let target_id = previous.unwrap_or(&changed.member_id);
        let target = self.targets.get(target_id).cloned().unwrap_or_default();
        specs.insert(changed.member_id.to_string(), ids.spec(changed, target));
        specs
    }
}

/// Topic ids of members. Most members of a group want the same, so equal sets are shared.
struct TopicIds<'a> {
    group: &'a ConsumerGroup,
    topics: &'a dyn TopicsView,
    last: Arc<BTreeSet<Uuid>>,
}

impl TopicIds<'_> {
    fn spec(&mut self, member: &Member, assigned: Arc<Partitions>) -> MemberSpec {
        let ids = self.group.topic_ids(member, self.topics);
        if *self.last != ids {
            self.last = Arc::new(ids);
        }
        MemberSpec {
            instance_id: member.instance_id.as_deref().map(str::to_owned),
            rack_id: member.rack_id.as_deref().map(str::to_owned),
            topics: Arc::clone(&self.last),
            assigned,
        }
    }
}

/// The cluster as assignors see it.
struct Describer<'a>(&'a dyn TopicsView);

impl TopicDescriber for Describer<'_> {
    fn partition_count(&self, topic: Uuid) -> Option<i32> {
        self.0.by_id(topic).map(|topic| topic.partition_count)
    }

    fn racks(&self, topic: Uuid, partition: i32) -> BTreeSet<String> {
        self.0.racks(topic, partition).into_iter().collect()
    }
}
