//! What tools ask of groups of the classic protocol, and of all groups.

use bytes::Bytes;
use kavka_protocol::ErrorCode;

/// A group as DescribeGroups shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedGroup {
    /// `GROUP_ID_NOT_FOUND` when there is no such classic group; versions before 6 show it as dead without error.
    pub error: ErrorCode,
    /// Text for the error, from version 6.
    pub error_message: Option<String>,
    /// The group.
    pub group_id: String,
    /// `Stable` and so on, empty on error.
    pub group_state: String,
    /// Protocol type.
    pub protocol_type: String,
    /// Protocol, of a stable group only.
    pub protocol_data: String,
    /// Members; metadata only when stable.
    pub members: Vec<DescribedMember>,
}

/// A member as DescribeGroups shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedMember {
    /// Its id.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub group_instance_id: Option<String>,
    /// Client id.
    pub client_id: String,
    /// Address.
    pub client_host: String,
    /// Metadata for the chosen protocol.
    pub metadata: Bytes,
    /// Assignment.
    pub assignment: Bytes,
}

impl DescribedGroup {
    /// A group that cannot be described.
    pub fn error(group_id: impl Into<String>, error: ErrorCode) -> Self {
        Self {
            error,
            error_message: None,
            group_id: group_id.into(),
            group_state: String::new(),
            protocol_type: String::new(),
            protocol_data: String::new(),
            members: Vec::new(),
        }
    }
}

/// ListGroups. Names are compared without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListGroupsRequest {
    /// Only groups in one of these states; empty for all (KIP-518).
    pub states_filter: Vec<String>,
    /// Only groups of one of these types; empty for all (KIP-848).
    pub types_filter: Vec<String>,
}

/// A group as ListGroups shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedGroup {
    /// The group.
    pub group_id: String,
    /// Protocol type, empty for simple groups.
    pub protocol_type: String,
    /// State.
    pub group_state: String,
    /// `classic`, `consumer`, `share` or `streams`.
    pub group_type: String,
}
