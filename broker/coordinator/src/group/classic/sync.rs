//! SyncGroup and Heartbeat.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use kavka_protocol::ErrorCode;

use super::{ClassicGroup, GroupState};
use crate::{
    group::{
        messages::{HeartbeatRequest, Response, SyncGroupRequest, SyncGroupResponse},
        shard::{Pending, Step, TimerKey},
    },
    runtime::{Then, Ticket},
};

/// An assignment on its way to the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assigned {
    pub group_id: Arc<str>,
    pub generation_id: i32,
    /// Members that are missing get an empty one.
    pub assignments: HashMap<String, Bytes>,
}

impl ClassicGroup {
    /// A SyncGroup: the leader's brings the assignment, the others wait for it.
    pub fn sync(&mut self, step: &mut Step<'_>, ticket: Ticket, request: SyncGroupRequest) {
        if let Err(error) = self.validate_sync(&request) {
            return step.reply(ticket, Response::Sync(SyncGroupResponse::error(error)));
        }
        match self.state {
            GroupState::Empty => {
                step.reply(ticket, Response::Sync(SyncGroupResponse::error(ErrorCode::UnknownMemberId)));
            }
            GroupState::PreparingRebalance => {
                step.reply(ticket, Response::Sync(SyncGroupResponse::error(ErrorCode::RebalanceInProgress)));
            }
            GroupState::CompletingRebalance => self.sync_completing(step, ticket, request),
            GroupState::Stable => {
                self.synced(step, &request.member_id);
                let assignment = self.members[request.member_id.as_str()].assignment.clone();
                step.reply(ticket, Response::Sync(self.sync_response(assignment)));
            }
        }
    }

    fn validate_sync(&self, request: &SyncGroupRequest) -> Result<(), ErrorCode> {
        self.validate_member(&request.member_id, request.group_instance_id.as_deref())?;
        if request.generation_id != self.generation_id {
            return Err(ErrorCode::IllegalGeneration);
        }
        let differs = |theirs: &Option<String>, ours: &Option<String>| matches!((theirs, ours), (Some(theirs), Some(ours)) if theirs != ours);
        if differs(&request.protocol_type, &self.protocol_type)
            || differs(&request.protocol_name, &self.protocol_name)
        {
            return Err(ErrorCode::InconsistentGroupProtocol);
        }
        Ok(())
    }

    fn sync_completing(&mut self, step: &mut Step<'_>, ticket: Ticket, request: SyncGroupRequest) {
        self.synced(step, &request.member_id);
        if let Some(member) = self.members.get_mut(request.member_id.as_str())
            && let Some(earlier) = member.awaiting_sync.replace(ticket)
        {
            // Sent again after a lost connection; the earlier request has no reader any more.
            step.reply(earlier, Response::Sync(SyncGroupResponse::error(ErrorCode::RebalanceInProgress)));
        }
        if !self.is_leader(&request.member_id) {
            return;
        }
        let assignments: HashMap<String, Bytes> = request.assignments.into_iter().collect();
        let record =
            self.to_record(|member| assignments.get(&*member.member_id).cloned().unwrap_or_default());
        let (group_id, generation_id) = (self.group_id.clone(), self.generation_id);
        let assigned = Assigned { group_id, generation_id, assignments };
        step.write(vec![record], false, Then::Continue(Pending::Assigned(assigned)));
    }

    /// The assignment is committed, or could not be written. Meanwhile the group may have moved on.
    pub fn assignment_written(
        &mut self,
        step: &mut Step<'_>,
        assigned: Assigned,
        result: Result<(), ErrorCode>,
    ) {
        if self.state != GroupState::CompletingRebalance || self.generation_id != assigned.generation_id {
            return;
        }
        if let Err(error) = result {
            tracing::warn!(group = %self.group_id, ?error, "assignment could not be stored, rebalancing");
            self.reset_assignment(step, error);
            return self.rebalance_or_complete(step);
        }
        let mut assignments = assigned.assignments;
        let ids: Vec<Arc<str>> = self.members.keys().cloned().collect();
        for member_id in ids {
            let assignment = assignments.remove(&*member_id).unwrap_or_default();
            if let Some(member) = self.members.get_mut(&member_id) {
                member.assignment = assignment.clone();
            }
            let response = self.sync_response(assignment);
            self.hand_out(step, &member_id, response);
        }
        self.transition_to(GroupState::Stable, step.now.wall_ms);
    }

    /// Takes back what was assigned and tells those who wait for it.
    pub(super) fn reset_assignment(&mut self, step: &mut Step<'_>, error: ErrorCode) {
        let ids: Vec<Arc<str>> = self.members.keys().cloned().collect();
        for member_id in ids {
            if let Some(member) = self.members.get_mut(&member_id) {
                member.assignment = Bytes::new();
            }
            self.hand_out(step, &member_id, SyncGroupResponse::error(error));
        }
    }

    /// While its SyncGroup was parked the member's session may have ended unnoticed, so a new one starts.
    fn hand_out(&mut self, step: &mut Step<'_>, member_id: &str, response: SyncGroupResponse) {
        if self.complete_sync(step, member_id, response) {
            self.heard_from(step, member_id);
        }
    }

    fn sync_response(&self, assignment: Bytes) -> SyncGroupResponse {
        SyncGroupResponse {
            error: ErrorCode::None,
            protocol_type: self.protocol_type.clone(),
            protocol_name: self.protocol_name.clone(),
            assignment,
        }
    }

    fn synced(&mut self, step: &mut Step<'_>, member_id: &str) {
        self.pending_sync.remove(member_id);
        if self.pending_sync.is_empty() {
            step.cancel(&TimerKey::Sync(self.group_id.clone()));
        }
    }

    /// A Heartbeat. In CompletingRebalance too: clients start once they have the answer to JoinGroup.
    pub fn heartbeat(&mut self, step: &mut Step<'_>, request: &HeartbeatRequest) -> ErrorCode {
        if let Err(error) = self.validate_member(&request.member_id, request.group_instance_id.as_deref()) {
            return error;
        }
        if request.generation_id != self.generation_id {
            return ErrorCode::IllegalGeneration;
        }
        match self.state {
            GroupState::Empty => ErrorCode::UnknownMemberId,
            GroupState::PreparingRebalance => {
                self.heard_from(step, &request.member_id);
                ErrorCode::RebalanceInProgress
            }
            GroupState::CompletingRebalance | GroupState::Stable => {
                self.heard_from(step, &request.member_id);
                ErrorCode::None
            }
        }
    }
}
