//! Who commits offsets.

/// A member of a consumer group, as a transaction that commits offsets for it must name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMetadata {
    /// `group.id`.
    pub group_id: String,
    /// Generation, or epoch of the member; -1 outside the group.
    pub generation_id: i32,
    /// The member's id; empty outside the group.
    pub member_id: String,
    /// `group.instance.id`.
    pub group_instance_id: Option<String>,
}

impl GroupMetadata {
    /// Someone who is no member, such as a consumer with partitions assigned by hand.
    pub fn new(group_id: impl Into<String>) -> Self {
        Self {
            group_id: group_id.into(),
            generation_id: -1,
            member_id: String::new(),
            group_instance_id: None,
        }
    }
}
