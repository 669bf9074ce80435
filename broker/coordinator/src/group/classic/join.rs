//! JoinGroup, and forming a generation.

use std::sync::Arc;

use bytes::Bytes;
use kavka_protocol::ErrorCode;

use super::{ClassicGroup, GroupState, Member};
use crate::{
    group::{
        messages::{Caller, JoinGroupRequest, JoinGroupResponse, Response, SyncGroupResponse},
        shard::{Pending, Step, TimerKey},
    },
    runtime::{Then, Ticket},
};

/// First version in which a new dynamic member is only given an id and must come back with it.
pub(crate) const REQUIRES_KNOWN_MEMBER_ID: i16 = 4;
/// First version whose clients understand `skip_assignment`.
const SUPPORTS_SKIPPING_ASSIGNMENT: i16 = 9;
/// How long a new member is kept whose JoinGroup is parked: its client cannot send heartbeats and may be gone.
pub(super) const NEW_MEMBER_JOIN_TIMEOUT_MS: i64 = 5 * 60 * 1000;

/// What a static member was before another took its place, to go back if that cannot be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replaced {
    pub group_id: Arc<str>,
    pub api_version: i16,
    pub old: Member,
    pub new_member_id: Arc<str>,
    pub leader_before: Option<Arc<str>>,
    pub ticket: Ticket,
}

impl ClassicGroup {
    /// A JoinGroup to this group, which may just have been created.
    pub fn join(&mut self, step: &mut Step<'_>, ticket: Ticket, caller: Caller, request: JoinGroupRequest) {
        if !self.accepts(&request.member_id, step.config.group_max_size) {
            self.remove(&request.member_id);
            return step.refuse_join(ticket, ErrorCode::GroupMaxSizeReached, "");
        }
        if request.member_id.is_empty() {
            self.join_new(step, ticket, caller, request);
        } else {
            self.join_existing(step, ticket, caller, request);
        }
    }

    fn accepts(&self, member_id: &str, max_size: usize) -> bool {
        let member = self.members.get(member_id);
        match self.state {
            GroupState::Empty => true,
            // Those awaiting are counted, not the members: the group may be above the limit already, and so the last
            // to rejoin are the ones turned away.
            GroupState::PreparingRebalance => {
                member.is_some_and(|member| member.awaiting_join.is_some())
                    || self.awaiting_join_count() < max_size
            }
            GroupState::CompletingRebalance | GroupState::Stable => {
                member.is_some() || self.members.len() < max_size
            }
        }
    }

    fn join_new(&mut self, step: &mut Step<'_>, ticket: Ticket, caller: Caller, request: JoinGroupRequest) {
        if !self.supports_protocols(&request.protocol_type, &request.protocols) {
            return step.refuse_join(ticket, ErrorCode::InconsistentGroupProtocol, "");
        }
        let prefix = request.group_instance_id.as_deref().unwrap_or(&caller.client_id);
        let member_id: Arc<str> = format!("{prefix}-{}", request.fresh_id.hyphenated()).into();
        if let Some(instance_id) = &request.group_instance_id {
            match self.static_members.get(instance_id.as_str()).cloned() {
                Some(old) => self.replace_static(step, ticket, request, &old, member_id),
                None => self.add_and_rebalance(step, ticket, caller, request, member_id),
            }
        } else if request.api_version >= REQUIRES_KNOWN_MEMBER_ID {
            self.pending_join.insert(member_id.clone());
            step.schedule(
                TimerKey::Session(self.group_id.clone(), member_id.clone()),
                i64::from(request.session_timeout_ms),
            );
            step.refuse_join(ticket, ErrorCode::MemberIdRequired, &member_id);
        } else {
            self.add_and_rebalance(step, ticket, caller, request, member_id);
        }
    }

    fn join_existing(
        &mut self,
        step: &mut Step<'_>,
        ticket: Ticket,
        caller: Caller,
        request: JoinGroupRequest,
    ) {
        let member_id: Arc<str> = request.member_id.as_str().into();
        if !self.supports_protocols(&request.protocol_type, &request.protocols) {
            return step.refuse_join(ticket, ErrorCode::InconsistentGroupProtocol, &member_id);
        }
        if self.pending_join.contains(&member_id) {
            // An id given out belongs to a dynamic member; Kafka fails with an internal error here.
            if request.group_instance_id.is_some() {
                return step.refuse_join(ticket, ErrorCode::UnknownServerError, &member_id);
            }
            return self.add_and_rebalance(step, ticket, caller, request, member_id);
        }
        if let Err(error) = self.validate_member(&member_id, request.group_instance_id.as_deref()) {
            return step.refuse_join(ticket, error, &member_id);
        }
        let unchanged = self.members[&member_id].protocols == request.protocols;
        match self.state {
            GroupState::PreparingRebalance => self.update_and_rebalance(step, ticket, request),
            // The same metadata again: the first answer was lost, so give it again.
            GroupState::CompletingRebalance if unchanged => {
                step.reply(ticket, Response::Join(self.join_response(&member_id)));
            }
            // A leader that joins again wants a rebalance: topics may have changed while its metadata has not.
            GroupState::Stable if unchanged && !self.is_leader(&member_id) => {
                step.reply(ticket, Response::Join(self.join_response(&member_id)));
            }
            GroupState::CompletingRebalance | GroupState::Stable => {
                self.update_and_rebalance(step, ticket, request);
            }
            GroupState::Empty => step.refuse_join(ticket, ErrorCode::UnknownMemberId, &member_id),
        }
    }

    fn add_and_rebalance(
        &mut self,
        step: &mut Step<'_>,
        ticket: Ticket,
        caller: Caller,
        request: JoinGroupRequest,
        member_id: Arc<str>,
    ) {
        let member = Member {
            member_id: member_id.clone(),
            group_instance_id: request.group_instance_id.map(Into::into),
            client_id: caller.client_id.into(),
            client_host: caller.client_host.into(),
            rebalance_timeout_ms: request.rebalance_timeout_ms,
            session_timeout_ms: request.session_timeout_ms,
            protocols: request.protocols,
            assignment: Bytes::new(),
            awaiting_join: Some(ticket),
            awaiting_sync: None,
            is_new: true,
        };
        if self.state == GroupState::PreparingRebalance && self.previous_state == GroupState::Empty {
            self.new_member_added = true;
        }
        self.add(member, &request.protocol_type);
        step.schedule(TimerKey::Session(self.group_id.clone(), member_id), NEW_MEMBER_JOIN_TIMEOUT_MS);
        self.rebalance_or_complete(step);
    }

    fn update_and_rebalance(&mut self, step: &mut Step<'_>, ticket: Ticket, request: JoinGroupRequest) {
        self.update_member(step, ticket, request);
        self.rebalance_or_complete(step);
    }

    fn update_member(&mut self, step: &mut Step<'_>, ticket: Ticket, request: JoinGroupRequest) {
        let Some(member) = self.members.get_mut(request.member_id.as_str()) else { return };
        member.protocols = request.protocols;
        member.rebalance_timeout_ms = request.rebalance_timeout_ms;
        member.session_timeout_ms = request.session_timeout_ms;
        // The client has sent again, so the earlier request's connection is gone; nobody else may claim the answer.
        if let Some(earlier) = member.awaiting_join.replace(ticket) {
            step.refuse_join(earlier, ErrorCode::RebalanceInProgress, &request.member_id);
        }
    }

    /// A static member with a known instance id but no member id has restarted: it takes over what it was.
    fn replace_static(
        &mut self,
        step: &mut Step<'_>,
        ticket: Ticket,
        mut request: JoinGroupRequest,
        old_member_id: &Arc<str>,
        new_member_id: Arc<str>,
    ) {
        tracing::info!(group = %self.group_id, old = %old_member_id, new = %new_member_id, "static member has returned");
        let leader_before = self.leader.clone();
        let Some(old) = self.swap_member_id(step, old_member_id, new_member_id.clone()) else { return };
        let session = i64::from(old.session_timeout_ms);
        step.schedule(TimerKey::Session(self.group_id.clone(), new_member_id.clone()), session);
        request.member_id = new_member_id.to_string();
        let api_version = request.api_version;
        self.update_member(step, ticket, request);
        match self.state {
            GroupState::Stable if self.protocol_name == self.select_protocol() => {
                // Nothing changes for the others, so no rebalance; but the new id must be stored before it is told.
                let record = self.to_record(|member| member.assignment.clone());
                let group_id = self.group_id.clone();
                let replaced = Replaced { group_id, api_version, old, new_member_id, leader_before, ticket };
                let then = Then::Continue(Pending::StaticMember(Box::new(replaced)));
                step.write(vec![record], false, then);
            }
            GroupState::Stable => self.rebalance_or_complete(step),
            // The leader may be assigning to the old id right now, and the new one would get nothing.
            GroupState::CompletingRebalance => self.prepare_rebalance(step),
            GroupState::PreparingRebalance | GroupState::Empty => self.complete_if_all_joined(step),
        }
    }

    /// Gives a static member a new id and fences whatever the old one has parked. Returns the old member.
    fn swap_member_id(&mut self, step: &mut Step<'_>, old_id: &Arc<str>, new_id: Arc<str>) -> Option<Member> {
        let fenced = ErrorCode::FencedInstanceId;
        self.complete_join(step, old_id, JoinGroupResponse::error(fenced, &**old_id));
        self.complete_sync(step, old_id, SyncGroupResponse::error(fenced));
        let old = self.members.remove(old_id)?;
        if let Some(instance_id) = &old.group_instance_id {
            self.static_members.insert(instance_id.clone(), new_id.clone());
        }
        if self.is_leader(old_id) {
            self.leader = Some(new_id.clone());
        }
        if self.pending_sync.remove(old_id) {
            self.pending_sync.insert(new_id.clone());
        }
        let member = Member { member_id: new_id.clone(), is_new: false, ..old.clone() };
        self.members.insert(new_id, member);
        Some(old)
    }

    /// The record of a replaced static member is committed, or could not be written.
    pub fn static_member_written(
        &mut self,
        step: &mut Step<'_>,
        replaced: Replaced,
        result: Result<(), ErrorCode>,
    ) {
        let Replaced { api_version, old, new_member_id, leader_before, ticket, .. } = replaced;
        match result {
            Ok(()) => {
                let mut response = self.join_response(&new_member_id);
                if api_version >= SUPPORTS_SKIPPING_ASSIGNMENT {
                    response.skip_assignment = self.is_leader(&new_member_id);
                } else {
                    // Older clients would assign again if they found themselves the leader.
                    response.members.clear();
                    response.leader = leader_before.as_deref().unwrap_or_default().to_owned();
                }
                self.complete_join(step, &new_member_id, response);
            }
            Err(error) => {
                tracing::warn!(group = %self.group_id, ?error, "static member could not be stored, going back");
                let mut response = self.join_response("");
                response.error = error;
                response.members.clear();
                response.leader = leader_before.as_deref().unwrap_or_default().to_owned();
                if let Some(member) = self.members.get_mut(&new_member_id)
                    && member.awaiting_join == Some(ticket)
                {
                    member.awaiting_join = None;
                    step.reply(ticket, Response::Join(response));
                    let session = i64::from(old.session_timeout_ms);
                    let old_id = old.member_id.clone();
                    self.swap_member_id(step, &new_member_id, old_id.clone());
                    self.members.insert(old_id.clone(), old);
                    step.schedule(TimerKey::Session(self.group_id.clone(), old_id), session);
                }
            }
        }
    }

    /// Starts a rebalance, or finishes the one under way if everyone is here.
    pub(super) fn rebalance_or_complete(&mut self, step: &mut Step<'_>) {
        if self.state == GroupState::PreparingRebalance {
            self.complete_if_all_joined(step);
        } else {
            self.prepare_rebalance(step);
        }
    }

    /// Finishes the join phase if it waits only for members who are all here. The initial one waits for time.
    pub(super) fn complete_if_all_joined(&mut self, step: &mut Step<'_>) {
        if self.state == GroupState::PreparingRebalance
            && self.previous_state != GroupState::Empty
            && self.has_all_members_joined()
        {
            self.complete_join_phase(step);
        }
    }

    /// Asks everyone to join again.
    pub fn prepare_rebalance(&mut self, step: &mut Step<'_>) {
        if self.state == GroupState::CompletingRebalance {
            self.reset_assignment(step, ErrorCode::RebalanceInProgress);
        }
        self.pending_sync.clear();
        step.cancel(&TimerKey::Sync(self.group_id.clone()));
        let is_initial = self.state == GroupState::Empty;
        self.transition_to(GroupState::PreparingRebalance, step.now.wall_ms);
        tracing::debug!(group = %self.group_id, generation = self.generation_id, "preparing to rebalance");
        let join = TimerKey::Join(self.group_id.clone());
        if is_initial {
            let delay = step.config.initial_rebalance_delay_ms();
            self.initial_delay = Some((delay, (self.rebalance_timeout_ms() - delay).max(0)));
            self.new_member_added = false;
            step.schedule(join, delay);
        } else if self.has_all_members_joined() {
            self.complete_join_phase(step);
        } else {
            step.schedule(join, self.rebalance_timeout_ms());
        }
    }

    /// The timer of the join phase has fired.
    pub fn join_timer(&mut self, step: &mut Step<'_>) {
        if self.state != GroupState::PreparingRebalance {
            return;
        }
        match self.initial_delay.take() {
            // Members keep coming: wait for more of them, but no longer than one rebalance timeout in all.
            Some((delay, remaining)) if self.new_member_added && remaining > 0 => {
                self.new_member_added = false;
                let next = step.config.initial_rebalance_delay_ms().min(remaining);
                self.initial_delay = Some((next, (remaining - delay).max(0)));
                step.schedule(TimerKey::Join(self.group_id.clone()), next);
            }
            _ => self.complete_join_phase(step),
        }
    }

    /// Ends the join phase: who has not rejoined is out, and the next generation begins.
    pub(super) fn complete_join_phase(&mut self, step: &mut Step<'_>) {
        step.cancel(&TimerKey::Join(self.group_id.clone()));
        self.initial_delay = None;
        let absent = |member: &&Member| member.awaiting_join.is_none() && member.group_instance_id.is_none();
        let absent: Vec<Arc<str>> =
            self.members.values().filter(absent).map(|member| member.member_id.clone()).collect();
        for member_id in absent {
            tracing::info!(group = %self.group_id, member = %member_id, "member did not rejoin in time");
            self.remove(&member_id);
            step.cancel(&TimerKey::Session(self.group_id.clone(), member_id));
        }
        if !self.elect_joined_leader() && !self.members.is_empty() {
            // Only static members are left and none has rejoined: wait until their sessions end or they come back.
            step.schedule(TimerKey::Join(self.group_id.clone()), self.rebalance_timeout_ms());
            return;
        }
        self.init_next_generation(step.now.wall_ms);
        tracing::info!(
            group = %self.group_id, generation = self.generation_id, members = self.members.len(), "new generation"
        );
        if self.members.is_empty() {
            // If this is lost, the last generation comes back after a failover and its members time out again.
            let record = self.to_record(|_| Bytes::new());
            step.write(vec![record], false, Then::Nothing);
            return;
        }
        let ids: Vec<Arc<str>> = self.members.keys().cloned().collect();
        for member_id in ids {
            let response = self.join_response(&member_id);
            self.complete_join(step, &member_id, response);
            self.heard_from(step, &member_id);
            if let Some(member) = self.members.get_mut(&member_id) {
                member.is_new = false;
            }
            self.pending_sync.insert(member_id);
        }
        step.schedule(TimerKey::Sync(self.group_id.clone()), self.rebalance_timeout_ms());
    }

    /// The member has shown that it lives: its session starts over.
    pub fn heard_from(&self, step: &mut Step<'_>, member_id: &str) {
        if let Some(member) = self.members.get(member_id) {
            let session = i64::from(member.session_timeout_ms);
            step.schedule(TimerKey::Session(self.group_id.clone(), member.member_id.clone()), session);
        }
    }
}
