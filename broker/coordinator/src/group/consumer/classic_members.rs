//! Members of the classic protocol in a consumer group, while a group changes from one protocol to the other: their
//! JoinGroup, SyncGroup, Heartbeat and LeaveGroup speak of the group's epochs as generations.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use kavka_protocol::{
    ErrorCode,
    group_metadata::{
        ConsumerProtocolAssignment, ConsumerProtocolSubscription,
        consumer_protocol_assignment::TopicPartition,
    },
};
use uuid::Uuid;

use super::{
    ConsumerGroup, Member, Refusal,
    heartbeat::{check_instance, known_static},
    member::{ClassicMetadata, MemberState},
    records::text,
    scene::{Change, RegexChange},
};
use crate::{
    assignor::Partitions,
    group::{
        classic::{CONSUMER_PROTOCOL, REQUIRES_KNOWN_MEMBER_ID},
        messages::{
            Caller, HeartbeatRequest, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest,
            LeaveGroupResponse, LeavingMember, Response, SyncGroupRequest, SyncGroupResponse,
        },
        shard::{Group, GroupShard, TimerKey},
        view::TopicsView,
    },
    runtime::{Actions, Now, Record, Then, Ticket},
};

/// A classic member's way into a consumer group.
struct Joined {
    response: JoinGroupResponse,
    /// The group as it becomes a classic one by this.
    downgrade: Option<super::convert::Downgrade>,
}

impl GroupShard {
    /// JoinGroup to a consumer group that has members.
    pub(in crate::group) fn join_consumer(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        caller: &Caller,
        request: &JoinGroupRequest,
    ) {
        let mut records = Vec::new();
        match self.admit_classic(now, caller, request, &mut records) {
            Ok(Joined { response, downgrade: Some(downgrade) }) => {
                let reply = Some((ticket, Box::new(Response::Join(response))));
                self.write_downgrade(now, actions, downgrade, records, reply);
            }
            Ok(Joined { response, downgrade: None }) => {
                let then = Then::Reply(ticket, Response::Join(response));
                self.step(now, actions).write(records, true, then);
            }
            Err(refusal) => {
                let id = if refusal.error == ErrorCode::MemberIdRequired {
                    refusal.message
                } else {
                    request.member_id.clone()
                };
                self.step(now, actions).refuse_join(ticket, refusal.error, &id);
            }
        }
    }

    fn admit_classic(
        &mut self,
        now: Now,
        caller: &Caller,
        request: &JoinGroupRequest,
        records: &mut Vec<Record>,
    ) -> Result<Joined, Refusal> {
        let (groups, mut scene) = self.scene(now, records);
        let Some(Group::Consumer(group)) = groups.get(request.group_id.as_str()) else {
            return Err(Refusal::new(ErrorCode::UnknownMemberId, "not a consumer group"));
        };
        let is_new = request.member_id.is_empty();
        let member_id: Arc<str> =
            if is_new { super::kafka_id(request.fresh_id).into() } else { request.member_id.as_str().into() };
        group.check_size(scene.config.consumer.max_size, &member_id)?;
        let names: BTreeSet<&str> = request.protocols.iter().map(|(name, _)| name.as_str()).collect();
        if !group.supports_classic_protocols(&request.protocol_type, &names) {
            let message = format!("Member {member_id}'s protocols are not supported.");
            return Err(Refusal::new(ErrorCode::InconsistentGroupProtocol, message));
        }
        let instance_id = request.group_instance_id.as_deref();
        if is_new && instance_id.is_none() && request.api_version >= REQUIRES_KNOWN_MEMBER_ID {
            return Err(Refusal::new(ErrorCode::MemberIdRequired, &*member_id));
        }
        let subscription = request.protocols.first().map(|(_, metadata)| metadata.clone());
        let subscription = subscription.and_then(|m| ConsumerProtocolSubscription::from_bytes(m).ok());
        let Some((subscription, _)) = subscription else {
            let message = "Malformed embedded consumer protocol in subscription deserialization.";
            return Err(Refusal::new(ErrorCode::UnknownServerError, message));
        };
        let old = match instance_id {
            None => group.dynamic_member(&member_id, true)?,
            Some(id) => group.static_arrival(&member_id, id, is_new, true, scene.records)?,
        };
        let replaced = instance_id.and_then(|id| group.static_member(id)).cloned();
        let becomes_classic =
            replaced.as_ref().is_some_and(|replaced| scene.may_downgrade_replacing(group, replaced));
        let new = classic_member(&old, caller, request, &subscription);
        let change = Change { group, old: &old, new: &new };
        let names_changed = scene.update_member(&change);
        let regex_change = scene.update_regexes(&change)?;
        let must_bump = names_changed || regex_change != RegexChange::None;
        let (mut epoch, mut kind) = (group.epoch, group.subscription_type());
        if must_bump || group.needs_refresh() {
            (epoch, kind) = scene.update_metadata(&change, must_bump);
        }
        let owned = owned_by_id(&subscription, &*scene.view.topics());
        let (member, downgrade) = if becomes_classic {
            let must_rebalance = group.target_epoch < epoch;
            let mut member = new.clone();
            if !must_rebalance {
                let target = scene.maybe_assign(&change, group.target_epoch, kind)?;
                let next = scene.reconcile(group, &new, &target, must_bump, Some(&owned))?;
                member = next.unwrap_or(member);
            }
            let replaced = replaced.as_deref().map(|old| (old, &member));
            let downgrade = scene.downgrade(group, &[], replaced, must_rebalance)?;
            (member, Some(downgrade))
        } else {
            let target = scene.maybe_assign(&change, epoch, kind)?;
            let next = scene.reconcile(group, &new, &target, must_bump, Some(&owned))?;
            let member = next.unwrap_or_else(|| new.clone());
            scene.timers.cancel(&TimerKey::MemberJoin(group.group_id.clone(), member_id.clone()));
            let session = TimerKey::Session(group.group_id.clone(), member_id.clone());
            scene.schedule(session, request.session_timeout_ms);
            let sync = TimerKey::MemberSync(group.group_id.clone(), member_id.clone());
            scene.schedule(sync, request.rebalance_timeout_ms);
            (member, None)
        };
        let response = JoinGroupResponse {
            error: ErrorCode::None,
            generation_id: member.epoch,
            protocol_type: Some(CONSUMER_PROTOCOL.to_owned()),
            protocol_name: request.protocols.first().map(|(name, _)| name.clone()),
            leader: String::new(),
            skip_assignment: false,
            member_id: member.member_id.to_string(),
            members: Vec::new(),
        };
        Ok(Joined { response, downgrade })
    }

    /// SyncGroup to a consumer group: the assignment is there already.
    pub(in crate::group) fn sync_consumer(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        request: SyncGroupRequest,
    ) {
        let mut records = Vec::new();
        let (groups, mut scene) = self.scene(now, &mut records);
        let Some(Group::Consumer(group)) = groups.get(request.group_id.as_str()) else { return };
        let synced = group.sync(&request).and_then(|(member, classic)| {
            if group.target_epoch > member.epoch && member.state != MemberState::UnrevokedPartitions {
                scene.schedule_join_if_absent(group, member);
                return Err(ErrorCode::RebalanceInProgress);
            }
            let sync = TimerKey::MemberSync(group.group_id.clone(), member.member_id.clone());
            scene.timers.cancel(&sync);
            let session = TimerKey::Session(group.group_id.clone(), member.member_id.clone());
            scene.schedule(session, classic.session_timeout_ms);
            let partitions = super::member::without_epochs(&member.assigned);
            let metadata = classic.protocols.first().map(|(_, metadata)| metadata.clone());
            let topics = scene.view.topics();
            encode_assignment(&partitions, &metadata.unwrap_or_default(), &*topics)
                .ok_or(ErrorCode::UnknownServerError)
        });
        let response = match synced {
            Ok(assignment) => SyncGroupResponse {
                error: ErrorCode::None,
                protocol_type: request.protocol_type,
                protocol_name: request.protocol_name,
                assignment,
            },
            Err(error) => SyncGroupResponse::error(error),
        };
        self.step(now, actions).reply_committed(ticket, Response::Sync(response));
    }

    /// Heartbeat of a classic member in a consumer group.
    pub(in crate::group) fn heartbeat_consumer(&mut self, now: Now, request: &HeartbeatRequest) -> ErrorCode {
        let mut records = Vec::new();
        let (groups, mut scene) = self.scene(now, &mut records);
        let Some(Group::Consumer(group)) = groups.get(request.group_id.as_str()) else {
            return ErrorCode::UnknownMemberId;
        };
        let speaks = group.classic_speaker(
            &request.member_id,
            request.group_instance_id.as_deref(),
            request.generation_id,
        );
        let (member, classic) = match speaks {
            Ok(found) => found,
            Err(error) => return error,
        };
        let session = TimerKey::Session(group.group_id.clone(), member.member_id.clone());
        scene.schedule(session, classic.session_timeout_ms);
        let must_rejoin = member.epoch < group.target_epoch
            || member.state == MemberState::UnrevokedPartitions
            || (member.state == MemberState::UnreleasedPartitions && !group.waits_for_partitions(member));
        if must_rejoin {
            scene.schedule_join_if_absent(group, member);
            return ErrorCode::RebalanceInProgress;
        }
        ErrorCode::None
    }

    /// LeaveGroup to a consumer group. An administrator removes members of either protocol by it.
    pub(in crate::group) fn leave_consumer(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        request: LeaveGroupRequest,
    ) {
        let Some(Group::Consumer(group)) = self.groups.get(request.group_id.as_str()) else { return };
        let group_id = Arc::clone(&group.group_id);
        let mut leaving: Vec<Arc<Member>> = Vec::new();
        let mut members = Vec::with_capacity(request.members.len());
        for asked in request.members {
            let error = match group.leaver(&asked) {
                Ok(member) => {
                    if !leaving.iter().any(|other| other.member_id == member.member_id) {
                        tracing::info!(group = %group_id, member = %member.member_id, reason = asked.reason, "member leaves");
                        leaving.push(Arc::clone(member));
                    }
                    ErrorCode::None
                }
                Err(refusal) => refusal.error,
            };
            members.push((asked.member_id, asked.group_instance_id, error));
        }
        let response = Response::Leave(LeaveGroupResponse { error: ErrorCode::None, members });
        self.fence(now, actions, &group_id, &leaving, Some((ticket, Box::new(response))));
    }
}

impl super::scene::Scene<'_> {
    /// A member is told to rejoin: it has one rebalance timeout for that, from the first time it was told.
    fn schedule_join_if_absent(&mut self, group: &ConsumerGroup, member: &Member) {
        let key = TimerKey::MemberJoin(group.group_id.clone(), member.member_id.clone());
        if self.timers.deadline(&key).is_none() {
            self.schedule(key, member.rebalance_timeout_ms);
        }
    }
}

impl ConsumerGroup {
    fn sync(&self, request: &SyncGroupRequest) -> Result<(&Arc<Member>, &Arc<ClassicMetadata>), ErrorCode> {
        let instance_id = request.group_instance_id.as_deref();
        let found = self.classic_speaker(&request.member_id, instance_id, request.generation_id)?;
        let protocol = found.1.protocols.first().map(|(name, _)| name.as_str());
        let differs =
            |asked: &Option<String>, ours: Option<&str>| asked.is_some() && asked.as_deref() != ours;
        if differs(&request.protocol_type, Some(CONSUMER_PROTOCOL))
            || differs(&request.protocol_name, protocol)
        {
            return Err(ErrorCode::InconsistentGroupProtocol);
        }
        Ok(found)
    }

    /// The classic member that a request speaks for.
    fn classic_speaker(
        &self,
        member_id: &str,
        instance_id: Option<&str>,
        generation_id: i32,
    ) -> Result<(&Arc<Member>, &Arc<ClassicMetadata>), ErrorCode> {
        let member = match instance_id {
            None => self.member(member_id).map_err(|refusal| refusal.error)?,
            Some(instance_id) => {
                let member = self.static_member(instance_id).ok_or(ErrorCode::UnknownMemberId)?;
                check_instance(member, member_id, instance_id).map_err(|refusal| refusal.error)?;
                member
            }
        };
        let classic = member.classic.as_ref().ok_or(ErrorCode::UnknownMemberId)?;
        if generation_id != member.epoch {
            return Err(ErrorCode::IllegalGeneration);
        }
        Ok((member, classic))
    }

    fn leaver(&self, asked: &LeavingMember) -> Result<&Arc<Member>, Refusal> {
        let Some(instance_id) = asked.group_instance_id.as_deref() else {
            return self.member(&asked.member_id);
        };
        let member = known_static(self.static_member(instance_id), instance_id)?;
        if !asked.member_id.is_empty() {
            check_instance(member, &asked.member_id, instance_id)?;
        }
        Ok(member)
    }
}

/// The member with what its JoinGroup says.
fn classic_member(
    old: &Member,
    caller: &Caller,
    request: &JoinGroupRequest,
    subscription: &ConsumerProtocolSubscription,
) -> Member {
    let mut new = old.clone();
    if let Some(instance_id) = request.group_instance_id.as_deref() {
        new.instance_id = Some(instance_id.into());
    }
    if let Some(rack_id) = subscription.rack_id.as_deref().filter(|rack| !rack.is_empty()) {
        new.rack_id = Some(rack_id.into());
    }
    if request.rebalance_timeout_ms != -1 {
        new.rebalance_timeout_ms = request.rebalance_timeout_ms;
    }
    new.topics = Arc::new(subscription.topics.iter().map(|topic| Arc::from(&**topic)).collect());
    new.regex = Some("".into());
    new.client_id = caller.client_id.as_str().into();
    new.client_host = caller.client_host.as_str().into();
    let protocols = request.protocols.clone();
    new.classic =
        Some(Arc::new(ClassicMetadata { session_timeout_ms: request.session_timeout_ms, protocols }));
    new
}

/// What the subscription says the member has, by topic id.
fn owned_by_id(
    subscription: &ConsumerProtocolSubscription,
    topics: &dyn TopicsView,
) -> Vec<(Uuid, Vec<i32>)> {
    let owned = subscription.owned_partitions.iter();
    owned.filter_map(|o| topics.by_name(&o.topic).map(|topic| (topic.id, o.partitions.clone()))).collect()
}

/// An assignment as classic members read it, in the version of the subscription they sent. `None` when that has none.
pub(super) fn encode_assignment(
    partitions: &Partitions,
    subscription: &Bytes,
    topics: &dyn TopicsView,
) -> Option<Bytes> {
    let version = i16::from_be_bytes([*subscription.first()?, *subscription.get(1)?]);
    let assigned = partitions.iter().filter_map(|(topic_id, partitions)| {
        let topic = topics.by_id(*topic_id)?;
        let partitions = partitions.iter().copied().collect();
        Some(TopicPartition::default().with_topic(text(&topic.name)).with_partitions(partitions))
    });
    let assignment = ConsumerProtocolAssignment::default().with_assigned_partitions(assigned.collect());
    assignment.to_bytes(version.clamp(0, 3)).ok()
}
