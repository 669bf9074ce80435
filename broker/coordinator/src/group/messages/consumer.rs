//! Requests and answers of the consumer protocol (KIP-848).

use kavka_protocol::ErrorCode;
use uuid::Uuid;

use crate::group::consumer::Refusal;

/// ConsumerGroupHeartbeat. What is `None` has not changed since the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerHeartbeatRequest {
    /// Version of the API: from 1 the client chooses its member id (KIP-1082).
    pub api_version: i16,
    /// The group.
    pub group_id: String,
    /// The member; empty only for one that joins by version 0.
    pub member_id: String,
    /// Its epoch: 0 to join, -1 to leave, -2 to leave for a while as a static member.
    pub member_epoch: i32,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<String>,
    /// `client.rack`.
    pub rack_id: Option<String>,
    /// How long it may take to revoke partitions, -1 for no change.
    pub rebalance_timeout_ms: i32,
    /// Topics it subscribes to by name.
    pub topics: Option<Vec<String>>,
    /// The regular expression it subscribes by, empty for none.
    pub regex: Option<String>,
    /// The server's assignor it asks for.
    pub assignor: Option<String>,
    /// Partitions it has, by topic id.
    pub owned: Option<Vec<(Uuid, Vec<i32>)>>,
    /// Random part of a member id, should one be needed. Given, so that deciding needs no randomness.
    pub fresh_id: Uuid,
}

/// Answer to ConsumerGroupHeartbeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerHeartbeatResponse {
    /// `NONE` or why not.
    pub error: ErrorCode,
    /// Text for the error.
    pub error_message: Option<String>,
    /// The member's id.
    pub member_id: Option<String>,
    /// The epoch it is at now.
    pub member_epoch: i32,
    /// When to send the next one.
    pub heartbeat_interval_ms: i32,
    /// All it has by now, by topic id; `None` when that has not changed.
    pub assignment: Option<Vec<(Uuid, Vec<i32>)>>,
}

impl ConsumerHeartbeatResponse {
    /// A refusal.
    pub fn error(error: ErrorCode, message: Option<String>) -> Self {
        Self {
            error,
            error_message: message,
            member_id: None,
            member_epoch: 0,
            heartbeat_interval_ms: 0,
            assignment: None,
        }
    }

    pub(crate) fn refused(refusal: Refusal) -> Self {
        Self::error(refusal.error, Some(refusal.message))
    }
}

/// A group of the consumer protocol as ConsumerGroupDescribe shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedConsumerGroup {
    /// `GROUP_ID_NOT_FOUND` for a group that is not there or is of another type.
    pub error: ErrorCode,
    /// Text for the error.
    pub error_message: Option<String>,
    /// The group.
    pub group_id: String,
    /// `Empty` and so on.
    pub group_state: String,
    /// Epoch of the group.
    pub group_epoch: i32,
    /// Epoch of the target assignment.
    pub assignment_epoch: i32,
    /// The assignor that makes it.
    pub assignor: String,
    /// Its members.
    pub members: Vec<DescribedConsumerMember>,
}

impl DescribedConsumerGroup {
    /// A group that cannot be described.
    pub fn error(group_id: impl Into<String>, error: ErrorCode) -> Self {
        Self {
            error,
            error_message: None,
            group_id: group_id.into(),
            group_state: String::new(),
            group_epoch: 0,
            assignment_epoch: 0,
            assignor: String::new(),
            members: Vec::new(),
        }
    }
}

/// A member as ConsumerGroupDescribe shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedConsumerMember {
    /// Its id.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub instance_id: Option<String>,
    /// Its rack.
    pub rack_id: Option<String>,
    /// Its epoch.
    pub epoch: i32,
    /// Client id.
    pub client_id: String,
    /// Address.
    pub client_host: String,
    /// Topics it names.
    pub topics: Vec<String>,
    /// Its regular expression, empty for none.
    pub regex: Option<String>,
    /// Partitions it has, those included that it is giving up.
    pub assignment: Vec<DescribedPartitions>,
    /// Partitions it shall have.
    pub target_assignment: Vec<DescribedPartitions>,
    /// Whether it speaks the classic protocol.
    pub uses_classic_protocol: bool,
}

/// Partitions of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedPartitions {
    /// The topic's id.
    pub topic_id: Uuid,
    /// Its name.
    pub topic: String,
    /// The partitions.
    pub partitions: Vec<i32>,
}
