//! Sessions and rebalance phases that run out.

use std::sync::Arc;

use super::{ClassicGroup, GroupState};
use crate::group::shard::{Step, TimerKey};

impl ClassicGroup {
    /// No sign of life for a session timeout, from a member or from an id that was given out.
    pub fn session_expired(&mut self, step: &mut Step<'_>, member_id: &str) {
        if self.pending_join.contains(member_id) {
            self.remove(member_id);
            if self.state == GroupState::PreparingRebalance && self.has_all_members_joined() {
                self.complete_join_phase(step);
            }
            return;
        }
        let Some(member) = self.members.get(member_id) else { return };
        if member.has_satisfied_heartbeat() {
            return;
        }
        tracing::info!(group = %self.group_id, member = member_id, "member's session has ended");
        self.drop_member(step, member_id);
        match self.state {
            GroupState::Stable | GroupState::CompletingRebalance => self.prepare_rebalance(step),
            GroupState::PreparingRebalance if self.has_all_members_joined() => self.complete_join_phase(step),
            GroupState::PreparingRebalance | GroupState::Empty => {}
        }
    }

    /// Some members have not sent SyncGroup within a rebalance timeout: they are out.
    pub fn sync_timer(&mut self, step: &mut Step<'_>) {
        if !matches!(self.state, GroupState::CompletingRebalance | GroupState::Stable)
            || self.pending_sync.is_empty()
        {
            return;
        }
        let late: Vec<Arc<str>> = self.pending_sync.iter().cloned().collect();
        for member_id in late {
            tracing::info!(group = %self.group_id, member = %member_id, "member did not sync in time");
            self.drop_member(step, &member_id);
            step.cancel(&TimerKey::Session(self.group_id.clone(), member_id));
        }
        self.prepare_rebalance(step);
    }
}
