//! The way of a member from what it has to its target: revoke first, then move on, then wait for what others hold.
//!
//! Source: `CurrentAssignmentBuilder` in Apache Kafka 4.3; KIP-848, KIP-1251 (assignment epochs).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kavka_protocol::ErrorCode;
use uuid::Uuid;

use super::{
    ConsumerGroup, Member, Refusal,
    member::{MemberState, Owned},
};
use crate::{assignor::Partitions, group::view::TopicsView};

/// What a member is to be reconciled with.
pub(crate) struct Goal<'a> {
    pub topics: &'a dyn TopicsView,
    pub target_epoch: i32,
    pub target: &'a Partitions,
    /// The member's own subscription has just changed, so it may hold partitions it no longer wants.
    pub has_subscription_changed: bool,
    /// Partitions the member says it has; `None` when it does not say.
    pub owned: Option<&'a [(Uuid, Vec<i32>)]>,
}

impl ConsumerGroup {
    /// The member's next step, `None` when there is none.
    ///
    /// # Errors
    /// `FENCED_MEMBER_EPOCH` for a member in a state of a later Kafka, which must begin anew.
    pub fn reconcile(&self, member: &Member, goal: &Goal<'_>) -> Result<Option<Member>, Refusal> {
        if !goal.has_subscription_changed && member.is_reconciled_to(goal.target_epoch) {
            return Ok(None);
        }
        let next = match member.state {
            MemberState::Stable if member.epoch != goal.target_epoch => {
                self.advance(member, member.epoch, goal)
            }
            MemberState::Stable => self.drop_unsubscribed(member, goal),
            MemberState::UnrevokedPartitions if still_owns(goal.owned, &member.revoking) => {
                if !goal.has_subscription_changed {
                    return Ok(None);
                }
                self.drop_unsubscribed(member, goal)
            }
            MemberState::UnrevokedPartitions | MemberState::UnreleasedPartitions => {
                self.advance(member, member.epoch, goal)
            }
            MemberState::Unknown if goal.owned.is_some_and(<[_]>::is_empty) => {
                self.advance(member, goal.target_epoch, goal)
            }
            MemberState::Unknown => {
                let message = "The consumer group member is in a unknown state. The member must abandon all its \
                               partitions and rejoin.";
                return Err(Refusal::new(ErrorCode::FencedMemberEpoch, message));
            }
        };
        Ok((next != *member).then_some(next))
    }

    /// Takes from a member what it has unsubscribed from, without moving it towards another target.
    fn drop_unsubscribed(&self, member: &Member, goal: &Goal<'_>) -> Member {
        let wanted = self.topic_ids(member, goal.topics);
        let mut assigned = (*member.assigned).clone();
        assigned.retain(|topic_id, _| wanted.contains(topic_id));
        if assigned.len() == member.assigned.len() {
            return member.clone();
        }
        let mut revoking = (*member.revoking).clone();
        for (topic_id, partitions) in member.assigned.iter().filter(|(id, _)| !wanted.contains(id)) {
            revoking.entry(*topic_id).or_default().extend(partitions);
        }
        let mut next = member.clone();
        next.advance(member.epoch);
        next.assigned = Arc::new(assigned);
        if still_owns(goal.owned, &revoking) {
            next.state = MemberState::UnrevokedPartitions;
            next.revoking = Arc::new(revoking);
        }
        next
    }

    /// Moves a member towards its target as far as it goes now.
    fn advance(&self, member: &Member, epoch: i32, goal: &Goal<'_>) -> Member {
        let wanted = self.topic_ids(member, goal.topics);
        let none = BTreeSet::new();
        let (mut assigned, mut revoking) = (Owned::new(), Owned::new());
        let mut pending: BTreeMap<Uuid, Vec<i32>> = BTreeMap::new();
        let mut has_unreleased = false;
        let topics: BTreeSet<Uuid> = goal.target.keys().chain(member.assigned.keys()).copied().collect();
        for topic_id in topics {
            let target = goal.target.get(&topic_id).filter(|_| wanted.contains(&topic_id)).unwrap_or(&none);
            let current = member.assigned.get(&topic_id);
            let (keeps, gives): (BTreeMap<i32, i32>, BTreeMap<i32, i32>) = current
                .into_iter()
                .flatten()
                .map(|(p, epoch)| (*p, *epoch))
                .partition(|(p, _)| target.contains(p));
            let mut gets = Vec::new();
            for partition in target.iter().filter(|partition| !keeps.contains_key(partition)) {
                // What the member itself gives up right now is not in its way.
                let own = member.revoking.get(&topic_id).is_some_and(|p| p.contains_key(partition));
                if self.partition_epoch(topic_id, *partition).is_some() && !own {
                    has_unreleased = true;
                } else {
                    gets.push(*partition);
                }
            }
            put(&mut assigned, topic_id, keeps);
            put(&mut revoking, topic_id, gives);
            if !gets.is_empty() {
                pending.insert(topic_id, gets);
            }
        }
        let mut next = member.clone();
        if !revoking.is_empty() && still_owns(goal.owned, &revoking) {
            next.state = MemberState::UnrevokedPartitions;
            next.advance(epoch);
            next.assigned = Arc::new(assigned);
            next.revoking = Arc::new(revoking);
            return next;
        }
        for (topic_id, partitions) in pending {
            let with_epoch = partitions.into_iter().map(|partition| (partition, goal.target_epoch));
            assigned.entry(topic_id).or_default().extend(with_epoch);
        }
        next.state = if has_unreleased { MemberState::UnreleasedPartitions } else { MemberState::Stable };
        next.advance(goal.target_epoch);
        next.assigned = Arc::new(assigned);
        next.revoking = Arc::default();
        next
    }

    /// Ids of the topics a member wants, by name and by expression, as far as they exist.
    pub fn topic_ids(&self, member: &Member, topics: &dyn TopicsView) -> BTreeSet<Uuid> {
        let resolved = member.regex().and_then(|regex| self.resolved.get(regex));
        let by_regex = resolved.into_iter().flat_map(|resolved| &resolved.topics);
        member.topics.iter().chain(by_regex).filter_map(|name| topics.by_name(name)).map(|t| t.id).collect()
    }
}

fn put(owned: &mut Owned, topic_id: Uuid, partitions: BTreeMap<i32, i32>) {
    if !partitions.is_empty() {
        owned.insert(topic_id, partitions);
    }
}

/// Whether the member has, or may have, one of these. A member that does not say has not given up anything.
fn still_owns(owned: Option<&[(Uuid, Vec<i32>)]>, revoking: &Owned) -> bool {
    let Some(owned) = owned else { return true };
    owned.iter().any(|(topic_id, partitions)| {
        let revoking = revoking.get(topic_id);
        revoking.is_some_and(|revoking| partitions.iter().any(|partition| revoking.contains_key(partition)))
    })
}
