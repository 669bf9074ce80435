//! A member of a classic group.

use std::sync::Arc;

use bytes::Bytes;

use crate::runtime::Ticket;

/// A member, with the requests it has parked here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub member_id: Arc<str>,
    pub group_instance_id: Option<Arc<str>>,
    pub client_id: Box<str>,
    pub client_host: Box<str>,
    pub rebalance_timeout_ms: i32,
    pub session_timeout_ms: i32,
    /// In the member's order of preference.
    pub protocols: Vec<(String, Bytes)>,
    pub assignment: Bytes,
    /// JoinGroup that waits for the generation to form.
    pub awaiting_join: Option<Ticket>,
    /// SyncGroup that waits for the leader's assignment.
    pub awaiting_sync: Option<Ticket>,
    /// Joined but not yet in any generation. Such a member can expire although its JoinGroup is parked, since its
    /// client may be gone without our knowing.
    pub is_new: bool,
}

impl Member {
    /// Metadata for the chosen protocol, empty when the member does not name it.
    pub fn metadata(&self, protocol: &str) -> Bytes {
        self.protocols
            .iter()
            .find(|(name, _)| name == protocol)
            .map(|(_, bytes)| bytes.clone())
            .unwrap_or_default()
    }

    /// Members that wait for us cannot send heartbeats, so waiting counts as one.
    pub fn has_satisfied_heartbeat(&self) -> bool {
        !self.is_new && (self.awaiting_join.is_some() || self.awaiting_sync.is_some())
    }

    /// The member's choice among `candidates`.
    pub fn vote<'a>(&'a self, candidates: &[&str]) -> Option<&'a str> {
        self.protocols.iter().map(|(name, _)| name.as_str()).find(|name| candidates.contains(name))
    }
}
