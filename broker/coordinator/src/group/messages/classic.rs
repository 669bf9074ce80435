//! Requests and answers of the classic protocol.

use bytes::Bytes;
use kavka_protocol::ErrorCode;
use uuid::Uuid;

/// JoinGroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinGroupRequest {
    /// Version of the API: from 4 a new dynamic member must come back with the id it is given (KIP-394), from 9 a
    /// static leader may be told to skip the assignment (KIP-814).
    pub api_version: i16,
    /// The group.
    pub group_id: String,
    /// Session timeout in milliseconds.
    pub session_timeout_ms: i32,
    /// Rebalance timeout in milliseconds; version 0 has none and sends the session timeout.
    pub rebalance_timeout_ms: i32,
    /// Empty for a member without id.
    pub member_id: String,
    /// `group.instance.id` of a static member (KIP-345).
    pub group_instance_id: Option<String>,
    /// `consumer`, `connect`, …
    pub protocol_type: String,
    /// Protocols in the member's order of preference, with its metadata for each.
    pub protocols: Vec<(String, Bytes)>,
    /// Why the client joins (KIP-800).
    pub reason: Option<String>,
    /// Random part of the member id, should one be needed. Given, so that deciding needs no randomness.
    pub fresh_id: Uuid,
}

/// Answer to JoinGroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinGroupResponse {
    /// `NONE` or why not.
    pub error: ErrorCode,
    /// Generation, -1 on error.
    pub generation_id: i32,
    /// Protocol type of the group.
    pub protocol_type: Option<String>,
    /// Chosen protocol.
    pub protocol_name: Option<String>,
    /// Member id of the leader.
    pub leader: String,
    /// The leader is to keep the present assignment (KIP-814).
    pub skip_assignment: bool,
    /// The member's own id.
    pub member_id: String,
    /// All members, for the leader only.
    pub members: Vec<JoinedMember>,
}

impl JoinGroupResponse {
    /// A refusal.
    pub fn error(error: ErrorCode, member_id: impl Into<String>) -> Self {
        Self {
            error,
            generation_id: -1,
            protocol_type: None,
            protocol_name: None,
            leader: String::new(),
            skip_assignment: false,
            member_id: member_id.into(),
            members: Vec::new(),
        }
    }
}

/// A member as the leader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinedMember {
    /// Its id.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub group_instance_id: Option<String>,
    /// Its metadata for the chosen protocol.
    pub metadata: Bytes,
}

/// SyncGroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncGroupRequest {
    /// The group.
    pub group_id: String,
    /// Generation the member joined.
    pub generation_id: i32,
    /// The member.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub group_instance_id: Option<String>,
    /// Protocol type the member believes in (from version 5).
    pub protocol_type: Option<String>,
    /// Protocol the member believes in (from version 5).
    pub protocol_name: Option<String>,
    /// The leader's assignments, by member id.
    pub assignments: Vec<(String, Bytes)>,
}

/// Answer to SyncGroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncGroupResponse {
    /// `NONE` or why not.
    pub error: ErrorCode,
    /// Protocol type of the group.
    pub protocol_type: Option<String>,
    /// Protocol of the group.
    pub protocol_name: Option<String>,
    /// The member's assignment.
    pub assignment: Bytes,
}

impl SyncGroupResponse {
    /// A refusal.
    pub fn error(error: ErrorCode) -> Self {
        Self { error, protocol_type: None, protocol_name: None, assignment: Bytes::new() }
    }
}

/// Heartbeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeartbeatRequest {
    /// The group.
    pub group_id: String,
    /// Generation of the member.
    pub generation_id: i32,
    /// The member.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub group_instance_id: Option<String>,
}

/// LeaveGroup; versions before 3 name one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveGroupRequest {
    /// The group.
    pub group_id: String,
    /// Who leaves.
    pub members: Vec<LeavingMember>,
}

/// One who leaves: by member id, or by instance id with an empty member id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeavingMember {
    /// Member id, empty when removed by instance id.
    pub member_id: String,
    /// Instance id.
    pub group_instance_id: Option<String>,
    /// Why (KIP-800).
    pub reason: Option<String>,
}

/// Answer to LeaveGroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveGroupResponse {
    /// Error for the whole request.
    pub error: ErrorCode,
    /// Per member, in the request's order: id, instance id, error.
    pub members: Vec<(String, Option<String>, ErrorCode)>,
}
