//! Members that leave, or are put out.

use std::sync::Arc;

use kavka_protocol::ErrorCode;

use super::{
    ConsumerGroup, Member, Refusal,
    heartbeat::{check_instance, known_static},
    member::{MemberState, STATIC_LEAVE_EPOCH},
    records,
};
use crate::{
    group::{
        messages::{ConsumerHeartbeatRequest, ConsumerHeartbeatResponse, Response},
        shard::{Group, GroupShard, Pending, Step, TimerKey},
    },
    runtime::{Actions, Now, Then, Ticket},
};

/// After how long a member is put out again when that could not be written.
const RETRY_MS: i64 = 1000;

/// Members on their way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fenced {
    pub group_id: Arc<str>,
    pub members: Vec<Arc<str>>,
    /// Who waits for it, with the answer.
    pub reply: Option<(Ticket, Box<Response>)>,
}

impl ConsumerGroup {
    /// Starts the timers of its members after loading.
    pub fn loaded(&self, step: &mut Step<'_>, session_timeout_ms: i32) {
        for member in self.members.values() {
            let key = |kind: fn(Arc<str>, Arc<str>) -> TimerKey| {
                kind(Arc::clone(&self.group_id), Arc::clone(&member.member_id))
            };
            step.schedule(key(TimerKey::Session), i64::from(session_timeout_ms));
            if member.state == MemberState::UnrevokedPartitions {
                step.schedule(key(TimerKey::Revoke), i64::from(member.rebalance_timeout_ms));
            }
        }
    }
}

impl GroupShard {
    /// ConsumerGroupHeartbeat with one of the epochs that say goodbye.
    pub(super) fn consumer_leave(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        request: &ConsumerHeartbeatRequest,
    ) {
        let member = match self.leaving_member(request) {
            Ok(member) => member,
            Err(refusal) => {
                let response = Response::ConsumerHeartbeat(ConsumerHeartbeatResponse::refused(refusal));
                return self.step(now, actions).reply(ticket, response);
            }
        };
        let response = |member_id: String| {
            Response::ConsumerHeartbeat(ConsumerHeartbeatResponse {
                error: ErrorCode::None,
                error_message: None,
                member_id: Some(member_id),
                member_epoch: request.member_epoch,
                heartbeat_interval_ms: 0,
                assignment: None,
            })
        };
        let group_id: Arc<str> = request.group_id.as_str().into();
        tracing::info!(group = %group_id, member = %member.member_id, epoch = request.member_epoch, "member leaves");
        if request.instance_id.is_some() && request.member_epoch == STATIC_LEAVE_EPOCH {
            // It stays in the group without an epoch, and its partitions with it, until it returns or its session ends.
            let mut away = (*member).clone();
            away.epoch = STATIC_LEAVE_EPOCH;
            away.revoking = Arc::default();
            if !away.assigned.is_empty() {
                let partitions = super::member::without_epochs(&away.assigned);
                away.assigned = Arc::new(super::member::with_epoch(&partitions, 0));
            }
            let record = records::assignment(&group_id, &away);
            let then = Then::Reply(ticket, response(member.member_id.to_string()));
            return self.step(now, actions).write(vec![record], true, then);
        }
        let reply = Some((ticket, Box::new(response(request.member_id.clone()))));
        self.fence(now, actions, &group_id, &[member], reply);
    }

    fn leaving_member(&self, request: &ConsumerHeartbeatRequest) -> Result<Arc<Member>, Refusal> {
        let group_id = &request.group_id;
        let not_found = |message: String| Err(Refusal::new(ErrorCode::GroupIdNotFound, message));
        let group = match self.groups.get(group_id.as_str()) {
            Some(Group::Consumer(group)) => group,
            Some(_) => return not_found(format!("Group {group_id} is not a consumer group.")),
            None => return not_found(format!("Group {group_id} not found.")),
        };
        match &request.instance_id {
            None => group.member(&request.member_id).cloned(),
            Some(instance_id) => {
                let member = known_static(group.static_member(instance_id), instance_id)?;
                check_instance(member, &request.member_id, instance_id)?;
                Ok(Arc::clone(member))
            }
        }
    }

    /// Puts members out of a consumer group. If only members of the classic protocol are left, the group becomes a
    /// classic one, as far as the migration policy allows.
    pub(super) fn fence(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        group_id: &Arc<str>,
        leaving: &[Arc<Member>],
        reply: Option<(Ticket, Box<Response>)>,
    ) {
        if self.may_downgrade_without(group_id, leaving) {
            return self.downgrade_without(now, actions, group_id, leaving, reply);
        }
        let mut records = Vec::new();
        let (groups, mut scene) = self.scene(now, &mut records);
        let Some(Group::Consumer(group)) = groups.get(group_id) else { return };
        if !leaving.is_empty() {
            for member in leaving {
                records::remove_member(group_id, &member.member_id, scene.records);
            }
            let (subscriptions, unused) = group.prospect_without(leaving);
            for regex in &unused {
                scene.records.push(records::regex(group_id, regex, None));
            }
            let hash = scene.metadata_hash(&subscriptions);
            let epoch = group.epoch + 1;
            tracing::info!(group = %group_id, epoch, hash, "group epoch moves on");
            scene.records.push(records::epoch(group_id, Some((epoch, hash))));
        }
        let members: Vec<Arc<str>> = leaving.iter().map(|member| Arc::clone(&member.member_id)).collect();
        let mut step = self.step(now, actions);
        members.iter().for_each(|member| step.cancel_member(group_id, member));
        let fenced = Fenced { group_id: Arc::clone(group_id), members, reply };
        step.write(records, true, Then::Continue(Pending::Fenced(fenced)));
    }

    /// Members have been put out, or that could not be written: then they are put out later, lest one that is gone
    /// keeps its partitions for ever.
    pub(in crate::group) fn fenced(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        fenced: Fenced,
        result: Result<(), ErrorCode>,
    ) {
        let mut step = self.step(now, actions);
        if let Err(error) = result {
            tracing::warn!(group = %fenced.group_id, ?error, "members could not be put out");
            for member in fenced.members {
                step.schedule(TimerKey::Session(Arc::clone(&fenced.group_id), member), RETRY_MS);
            }
        }
        if let Some((ticket, response)) = fenced.reply {
            step.reply(
                ticket,
                result.map_or_else(|error| response.clone().fail(error), |()| *response.clone()),
            );
        }
    }

    /// A timer of a member of a consumer group has run out.
    pub(in crate::group) fn consumer_timer(&mut self, now: Now, actions: &mut Actions<Self>, key: &TimerKey) {
        let (TimerKey::Session(group_id, member_id)
        | TimerKey::Revoke(group_id, member_id)
        | TimerKey::MemberJoin(group_id, member_id)
        | TimerKey::MemberSync(group_id, member_id)) = key
        else {
            return;
        };
        let Some(Group::Consumer(group)) = self.groups.get(group_id) else { return };
        let Some(member) = group.members.get(member_id).cloned() else { return };
        let reason = match key {
            TimerKey::Session(..) => "the member session expired",
            // Once it has revoked, or left for a while, it is somebody else's turn.
            TimerKey::Revoke(..) if member.state != MemberState::UnrevokedPartitions || member.epoch < 0 => {
                return;
            }
            TimerKey::Revoke(..) => "the member did not revoke its partitions in time",
            TimerKey::MemberJoin(..) => "the classic member failed to join within the rebalance timeout",
            _ => "the member failed to sync within timeout",
        };
        tracing::info!(group = %group_id, member = %member_id, reason, "member is put out");
        let group_id = Arc::clone(group_id);
        self.fence(now, actions, &group_id, &[member], None);
    }
}
