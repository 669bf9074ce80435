//! ConsumerGroupHeartbeat: a member joins, says what has changed of it, and is told its assignment.
//!
//! Source: `GroupMetadataManager.consumerGroupHeartbeat` in Apache Kafka 4.3; KIP-848, KIP-1082 (member ids of clients).

use std::sync::Arc;

use kavka_protocol::ErrorCode;
use uuid::Uuid;

use super::{
    ConsumerGroup, Member, Refusal,
    member::{LEAVE_EPOCH, Owned, STATIC_LEAVE_EPOCH},
    records,
    scene::{Change, RegexChange},
};
use crate::{
    group::{
        GroupConfig,
        messages::{Caller, ConsumerHeartbeatRequest, ConsumerHeartbeatResponse, Response},
        shard::{Group, GroupShard, TimerKey},
    },
    runtime::{Actions, Now, Record, Then, Ticket},
};

/// First version in which clients choose their member id.
const MEMBER_ID_REQUIRED: i16 = 1;

/// What is wrong with a heartbeat whatever the group.
///
/// # Errors
/// `INVALID_REQUEST`, `UNSUPPORTED_ASSIGNOR`.
pub(crate) fn validate(config: &GroupConfig, request: &ConsumerHeartbeatRequest) -> Result<(), Refusal> {
    let invalid = |message: &str| Err(Refusal::new(ErrorCode::InvalidRequest, message));
    let is_blank = |text: &str| text.trim_matches(|c| c <= ' ').is_empty();
    let maybe_blank = |text: &Option<String>| text.as_deref().is_some_and(is_blank);
    let epoch = request.member_epoch;
    let needs_id = request.api_version >= MEMBER_ID_REQUIRED || epoch > 0 || epoch == LEAVE_EPOCH;
    if needs_id && is_blank(&request.member_id) {
        return invalid("MemberId can't be empty.");
    }
    if is_blank(&request.group_id) {
        return invalid("GroupId can't be empty.");
    }
    if maybe_blank(&request.instance_id) {
        return invalid("InstanceId can't be empty.");
    }
    if maybe_blank(&request.rack_id) {
        return invalid("RackId can't be empty.");
    }
    if epoch == 0 {
        if request.rebalance_timeout_ms == -1 {
            return invalid("RebalanceTimeoutMs must be provided in first request.");
        }
        if request.owned.as_ref().is_none_or(|owned| !owned.is_empty()) {
            return invalid("TopicPartitions must be empty when (re-)joining.");
        }
        if request.topics.is_none() && request.regex.is_none() {
            return invalid(
                "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.",
            );
        }
    } else if epoch == STATIC_LEAVE_EPOCH {
        if request.instance_id.is_none() {
            return invalid("InstanceId can't be null.");
        }
    } else if epoch < STATIC_LEAVE_EPOCH {
        return invalid("MemberEpoch is invalid.");
    }
    let known = &config.consumer.assignors;
    if let Some(assignor) = request.assignor.as_ref().filter(|assignor| !known.contains(assignor)) {
        let known = known.join(", ");
        let message = format!("ServerAssignor {assignor} is not supported. Supported assignors: {known}.");
        return Err(Refusal::new(ErrorCode::UnsupportedAssignor, message));
    }
    Ok(())
}

impl GroupShard {
    /// A heartbeat that has been validated.
    pub(in crate::group) fn consumer_heartbeat(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        caller: &Caller,
        request: ConsumerHeartbeatRequest,
    ) {
        if request.member_epoch < 0 {
            return self.consumer_leave(now, actions, ticket, &request);
        }
        let mut records = Vec::new();
        let answer = self
            .group_to_beat_in(now, actions, &request, &mut records)
            .and_then(|fresh| self.beat(now, caller, &request, fresh, &mut records));
        match answer {
            Ok(response) => {
                let then = Then::Reply(ticket, Response::ConsumerHeartbeat(response));
                self.step(now, actions).write(records, true, then);
            }
            Err(refusal) => {
                let response = Response::ConsumerHeartbeat(ConsumerHeartbeatResponse::refused(refusal));
                self.step(now, actions).reply(ticket, response);
            }
        }
    }

    /// Finds the group. `Some` is one that is not in the state until the records are written: a new one, or one made
    /// out of a classic group.
    fn group_to_beat_in(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        request: &ConsumerHeartbeatRequest,
        records: &mut Vec<Record>,
    ) -> Result<Option<Box<ConsumerGroup>>, Refusal> {
        let group_id = request.group_id.as_str();
        let is_join = request.member_epoch == 0;
        let not_found = |message: String| Err(Refusal::new(ErrorCode::GroupIdNotFound, message));
        match self.groups.get(group_id) {
            Some(Group::Consumer(_)) => Ok(None),
            None if is_join => Ok(Some(Box::new(ConsumerGroup::new(group_id.into())))),
            None => not_found(format!("Consumer group {group_id} not found.")),
            Some(group @ Group::Classic(_)) if is_join && group.is_empty() => {
                records.push(crate::group::records::group_metadata_tombstone(group_id));
                Ok(Some(Box::new(ConsumerGroup::new(group_id.into()))))
            }
            Some(Group::Classic(_)) if is_join => self.upgrade(now, actions, group_id, records).map(Some),
            Some(_) => not_found(format!("Group {group_id} is not a consumer group.")),
        }
    }

    /// The heartbeat of a member that stays or comes. Takes no longer in a large group than in a small one unless
    /// something has changed.
    fn beat(
        &mut self,
        now: Now,
        caller: &Caller,
        request: &ConsumerHeartbeatRequest,
        fresh: Option<Box<ConsumerGroup>>,
        records: &mut Vec<Record>,
    ) -> Result<ConsumerHeartbeatResponse, Refusal> {
        let (groups, mut scene) = self.scene(now, records);
        let group = match (&fresh, groups.get(request.group_id.as_str())) {
            (Some(group), _) | (None, Some(Group::Consumer(group))) => group,
            (None, _) => {
                let message = format!("Consumer group {} not found.", request.group_id);
                return Err(Refusal::new(ErrorCode::GroupIdNotFound, message));
            }
        };
        group.check_size(scene.config.consumer.max_size, &request.member_id)?;
        let owned = request.owned.as_deref();
        let old = group.arriving(request, scene.records)?;
        let new = updated(&old, caller, request);
        let changed = new.as_ref().unwrap_or(&old);
        let change = Change { group, old: &old, new: changed };
        let names_changed = scene.update_member(&change);
        let regex_change = scene.update_regexes(&change)?;
        let has_subscription_changed = names_changed || regex_change != RegexChange::None;
        let must_bump = names_changed || regex_change == RegexChange::Resolved;
        let (mut epoch, mut kind) = (group.epoch, None);
        let refreshes = must_bump || group.needs_refresh();
        if refreshes {
            let (next, kind_then) = scene.update_metadata(&change, must_bump);
            (epoch, kind) = (next, Some(kind_then));
        }
        let next = if !has_subscription_changed
            && group.target_epoch >= epoch
            && changed.is_reconciled_to(group.target_epoch)
        {
            None
        } else {
            let kind = kind.unwrap_or_else(|| group.subscription_type());
            let target = scene.maybe_assign(&change, epoch, kind)?;
            scene.reconcile(group, changed, &target, has_subscription_changed, owned)?
        };
        let member = next.as_ref().unwrap_or(changed);
        let session = TimerKey::Session(Arc::clone(&group.group_id), Arc::clone(&member.member_id));
        let timeout = scene.session_timeout_ms(&group.group_id);
        scene.schedule(session, timeout);
        // A full request comes from a member that has lost track: its first, or after an error.
        let is_full = request.rebalance_timeout_ms != -1
            && (request.topics.is_some() || request.regex.is_some())
            && request.owned.is_some();
        let tells = request.member_epoch == 0 || is_full || old.assigned != member.assigned;
        let response = ConsumerHeartbeatResponse {
            error: ErrorCode::None,
            error_message: None,
            member_id: Some(member.member_id.to_string()),
            member_epoch: member.epoch,
            heartbeat_interval_ms: scene.heartbeat_interval_ms(&group.group_id),
            assignment: tells.then(|| partitions(&member.assigned)),
        };
        if refreshes && let Some(Group::Consumer(group)) = self.groups.get_mut(request.group_id.as_str()) {
            group.refreshed(epoch);
        }
        Ok(response)
    }
}

fn partitions(owned: &Owned) -> Vec<(Uuid, Vec<i32>)> {
    owned.iter().map(|(id, partitions)| (*id, partitions.keys().copied().collect())).collect()
}

/// The member with what the request says, `None` when it says nothing new.
fn updated(old: &Member, caller: &Caller, request: &ConsumerHeartbeatRequest) -> Option<Member> {
    let differs =
        |new: &Option<String>, old: &Option<Arc<str>>| new.is_some() && new.as_deref() != old.as_deref();
    let topics_differ = request.topics.as_ref().is_some_and(|topics| {
        topics.len() != old.topics.len() || !topics.iter().all(|topic| old.topics.contains(topic.as_str()))
    });
    let timeout = request.rebalance_timeout_ms;
    let is_same = !topics_differ
        && (timeout == -1 || timeout == old.rebalance_timeout_ms)
        && !differs(&request.instance_id, &old.instance_id)
        && !differs(&request.rack_id, &old.rack_id)
        && !differs(&request.assignor, &old.assignor)
        && !differs(&request.regex, &old.regex)
        && *caller.client_id == *old.client_id
        && *caller.client_host == *old.client_host
        && old.classic.is_none();
    if is_same {
        return None;
    }
    let maybe =
        |new: &Option<String>, old: &Option<Arc<str>>| new.as_deref().map(Arc::from).or_else(|| old.clone());
    let mut new = old.clone();
    new.instance_id = maybe(&request.instance_id, &old.instance_id);
    new.rack_id = maybe(&request.rack_id, &old.rack_id);
    new.assignor = maybe(&request.assignor, &old.assignor);
    new.regex = maybe(&request.regex, &old.regex);
    if let Some(topics) = &request.topics {
        new.topics = Arc::new(topics.iter().map(|topic| Arc::from(topic.as_str())).collect());
    }
    if timeout != -1 {
        new.rebalance_timeout_ms = timeout;
    }
    new.client_id = caller.client_id.as_str().into();
    new.client_host = caller.client_host.as_str().into();
    new.classic = None;
    Some(new)
}

impl ConsumerGroup {
    /// Whether there is room for the member.
    ///
    /// # Errors
    /// `GROUP_MAX_SIZE_REACHED`.
    pub fn check_size(&self, max_size: usize, member_id: &str) -> Result<(), Refusal> {
        if self.members.len() < max_size || self.members.contains_key(member_id) {
            return Ok(());
        }
        let message = format!("The consumer group has reached its maximum capacity of {max_size} members.");
        Err(Refusal::new(ErrorCode::GroupMaxSizeReached, message))
    }

    /// The member that a heartbeat speaks for, made new when it joins.
    fn arriving(
        &self,
        request: &ConsumerHeartbeatRequest,
        records: &mut Vec<Record>,
    ) -> Result<Arc<Member>, Refusal> {
        let is_join = request.member_epoch == 0;
        let member_id: Arc<str> = if request.member_id.is_empty() {
            super::kafka_id(request.fresh_id).into()
        } else {
            request.member_id.as_str().into()
        };
        let member = match &request.instance_id {
            None => self.dynamic_member(&member_id, is_join)?,
            Some(instance_id) => self.static_arrival(&member_id, instance_id, is_join, false, records)?,
        };
        check_epoch(&member, request)?;
        if is_join {
            tracing::info!(group = %self.group_id, member = %member_id, "member joins by the consumer protocol");
        }
        Ok(member)
    }

    /// A dynamic member, made new if need be.
    pub fn dynamic_member(&self, member_id: &Arc<str>, may_create: bool) -> Result<Arc<Member>, Refusal> {
        match self.members.get(member_id) {
            Some(member) => Ok(Arc::clone(member)),
            None if may_create => Ok(Arc::new(Member::new(Arc::clone(member_id)))),
            None => self.member(member_id).cloned(),
        }
    }

    /// A static member. One that comes back under another id takes the place of the one before, with its target and
    /// its partitions.
    pub fn static_arrival(
        &self,
        member_id: &Arc<str>,
        instance_id: &str,
        may_create: bool,
        is_classic: bool,
        records: &mut Vec<Record>,
    ) -> Result<Arc<Member>, Refusal> {
        let existing = self.static_member(instance_id);
        if !may_create {
            let existing = known_static(existing, instance_id)?;
            check_instance(existing, member_id, instance_id)?;
            return Ok(Arc::clone(existing));
        }
        let Some(existing) = existing else { return self.dynamic_member(member_id, true) };
        if !is_classic && !existing.uses_classic_protocol() && existing.epoch != STATIC_LEAVE_EPOCH {
            let message = format!(
                "Static member {member_id} with instance id {instance_id} cannot join the group because the instance \
                 id is owned by {} member.",
                existing.member_id
            );
            return Err(Refusal::new(ErrorCode::UnreleasedInstanceId, message));
        }
        let mut new = (**existing).clone();
        new.member_id = Arc::clone(member_id);
        new.epoch = 0;
        new.previous_epoch = 0;
        let group = &*self.group_id;
        records::remove_member(group, &existing.member_id, records);
        records.push(records::member(group, &new));
        let target = self.targets.get(&existing.member_id).cloned().unwrap_or_default();
        records.push(records::target(group, member_id, Some(&target)));
        records.push(records::assignment(group, &new));
        tracing::info!(group, old = %existing.member_id, new = %member_id, "static member has returned");
        Ok(Arc::new(new))
    }
}

/// The static member, which must be there.
pub(super) fn known_static<'a>(
    member: Option<&'a Arc<Member>>,
    instance_id: &str,
) -> Result<&'a Arc<Member>, Refusal> {
    member.ok_or_else(|| {
        let message = format!("Instance id {instance_id} is unknown.");
        Refusal::new(ErrorCode::UnknownMemberId, message)
    })
}

/// Whether the instance id is still that of `member_id`.
pub(super) fn check_instance(member: &Member, member_id: &str, instance_id: &str) -> Result<(), Refusal> {
    if &*member.member_id == member_id {
        return Ok(());
    }
    let message = format!(
        "Static member {member_id} with instance id {instance_id} was fenced by member {}.",
        member.member_id
    );
    Err(Refusal::new(ErrorCode::FencedInstanceId, message))
}

/// Whether the member is at the epoch it says. The epoch before will do if the answer with the new one was lost:
/// then it has nothing but what it was to keep.
fn check_epoch(member: &Member, request: &ConsumerHeartbeatRequest) -> Result<(), Refusal> {
    let received = request.member_epoch;
    if received == 0 || received == member.epoch {
        return Ok(());
    }
    let is_retry = received < member.epoch
        && received == member.previous_epoch
        && request.owned.as_deref().is_some_and(|owned| {
            owned.iter().all(|(topic_id, partitions)| {
                let assigned = member.assigned.get(topic_id);
                assigned.is_some_and(|assigned| partitions.iter().all(|p| assigned.contains_key(p)))
            })
        });
    if is_retry {
        return Ok(());
    }
    let size = if received > member.epoch { "greater" } else { "smaller" };
    let message = format!(
        "The consumer group member has a {size} member epoch ({received}) than the one known by the group coordinator \
         ({}). The member must abandon all its partitions and rejoin.",
        member.epoch
    );
    Err(Refusal::new(ErrorCode::FencedMemberEpoch, message))
}
