//! LeaveGroup.

use std::sync::Arc;

use kavka_protocol::ErrorCode;

use super::{ClassicGroup, GroupState};
use crate::group::{
    messages::{JoinGroupResponse, LeaveGroupRequest, LeaveGroupResponse, LeavingMember, SyncGroupResponse},
    shard::{Step, TimerKey},
};

impl ClassicGroup {
    /// Removes the members named, and rebalances the rest if anyone has left.
    pub fn leave(&mut self, step: &mut Step<'_>, request: LeaveGroupRequest) -> LeaveGroupResponse {
        let mut members = Vec::with_capacity(request.members.len());
        for leaving in request.members {
            let error = self.leave_one(step, &leaving).err().unwrap_or(ErrorCode::None);
            members.push((leaving.member_id, leaving.group_instance_id, error));
        }
        if members.iter().any(|(_, _, error)| *error == ErrorCode::None) {
            match self.state {
                GroupState::Stable | GroupState::CompletingRebalance => self.prepare_rebalance(step),
                GroupState::PreparingRebalance => self.complete_if_all_joined(step),
                GroupState::Empty => {}
            }
        }
        LeaveGroupResponse { error: ErrorCode::None, members }
    }

    fn leave_one(&mut self, step: &mut Step<'_>, leaving: &LeavingMember) -> Result<(), ErrorCode> {
        let instance_id = leaving.group_instance_id.as_deref();
        let member_id: Arc<str> = if leaving.member_id.is_empty() {
            // An administrator removes a static member by its instance id.
            let existing = instance_id.and_then(|instance_id| self.static_members.get(instance_id));
            existing.cloned().ok_or(ErrorCode::UnknownMemberId)?
        } else if self.pending_join.contains(leaving.member_id.as_str()) {
            leaving.member_id.as_str().into()
        } else {
            self.validate_member(&leaving.member_id, instance_id)?;
            leaving.member_id.as_str().into()
        };
        tracing::info!(group = %self.group_id, member = %member_id, reason = leaving.reason, "member leaves");
        self.drop_member(step, &member_id);
        step.cancel(&TimerKey::Session(self.group_id.clone(), member_id));
        Ok(())
    }

    /// Removes a member; whatever it has parked is answered, so that a client which still lives joins again.
    pub(super) fn drop_member(&mut self, step: &mut Step<'_>, member_id: &str) {
        self.complete_join(step, member_id, JoinGroupResponse::error(ErrorCode::UnknownMemberId, ""));
        self.complete_sync(step, member_id, SyncGroupResponse::error(ErrorCode::UnknownMemberId));
        self.remove(member_id);
    }
}
