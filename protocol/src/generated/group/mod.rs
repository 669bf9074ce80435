// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

/// Kafka's `ConsumerGroupCurrentMemberAssignmentKey`.
pub mod consumer_group_current_member_assignment_key;
pub use consumer_group_current_member_assignment_key::ConsumerGroupCurrentMemberAssignmentKey;
/// Kafka's `ConsumerGroupCurrentMemberAssignmentValue`.
pub mod consumer_group_current_member_assignment_value;
pub use consumer_group_current_member_assignment_value::ConsumerGroupCurrentMemberAssignmentValue;
/// Kafka's `ConsumerGroupMemberMetadataKey`.
pub mod consumer_group_member_metadata_key;
pub use consumer_group_member_metadata_key::ConsumerGroupMemberMetadataKey;
/// Kafka's `ConsumerGroupMemberMetadataValue`.
pub mod consumer_group_member_metadata_value;
pub use consumer_group_member_metadata_value::ConsumerGroupMemberMetadataValue;
/// Kafka's `ConsumerGroupMetadataKey`.
pub mod consumer_group_metadata_key;
pub use consumer_group_metadata_key::ConsumerGroupMetadataKey;
/// Kafka's `ConsumerGroupMetadataValue`.
pub mod consumer_group_metadata_value;
pub use consumer_group_metadata_value::ConsumerGroupMetadataValue;
/// Kafka's `ConsumerGroupPartitionMetadataKey`.
pub mod consumer_group_partition_metadata_key;
pub use consumer_group_partition_metadata_key::ConsumerGroupPartitionMetadataKey;
/// Kafka's `ConsumerGroupPartitionMetadataValue`.
pub mod consumer_group_partition_metadata_value;
pub use consumer_group_partition_metadata_value::ConsumerGroupPartitionMetadataValue;
/// Kafka's `ConsumerGroupRegularExpressionKey`.
pub mod consumer_group_regular_expression_key;
pub use consumer_group_regular_expression_key::ConsumerGroupRegularExpressionKey;
/// Kafka's `ConsumerGroupRegularExpressionValue`.
pub mod consumer_group_regular_expression_value;
pub use consumer_group_regular_expression_value::ConsumerGroupRegularExpressionValue;
/// Kafka's `ConsumerGroupTargetAssignmentMemberKey`.
pub mod consumer_group_target_assignment_member_key;
pub use consumer_group_target_assignment_member_key::ConsumerGroupTargetAssignmentMemberKey;
/// Kafka's `ConsumerGroupTargetAssignmentMemberValue`.
pub mod consumer_group_target_assignment_member_value;
pub use consumer_group_target_assignment_member_value::ConsumerGroupTargetAssignmentMemberValue;
/// Kafka's `ConsumerGroupTargetAssignmentMetadataKey`.
pub mod consumer_group_target_assignment_metadata_key;
pub use consumer_group_target_assignment_metadata_key::ConsumerGroupTargetAssignmentMetadataKey;
/// Kafka's `ConsumerGroupTargetAssignmentMetadataValue`.
pub mod consumer_group_target_assignment_metadata_value;
pub use consumer_group_target_assignment_metadata_value::ConsumerGroupTargetAssignmentMetadataValue;
/// Kafka's `GroupMetadataKey`.
pub mod group_metadata_key;
pub use group_metadata_key::GroupMetadataKey;
/// Kafka's `GroupMetadataValue`.
pub mod group_metadata_value;
pub use group_metadata_value::GroupMetadataValue;
/// Kafka's `LegacyOffsetCommitKey`.
pub mod legacy_offset_commit_key;
pub use legacy_offset_commit_key::LegacyOffsetCommitKey;
/// Kafka's `LegacyOffsetCommitValue`.
pub mod legacy_offset_commit_value;
pub use legacy_offset_commit_value::LegacyOffsetCommitValue;
/// Kafka's `OffsetCommitKey`.
pub mod offset_commit_key;
pub use offset_commit_key::OffsetCommitKey;
/// Kafka's `OffsetCommitValue`.
pub mod offset_commit_value;
pub use offset_commit_value::OffsetCommitValue;
/// Kafka's `ShareGroupCurrentMemberAssignmentKey`.
pub mod share_group_current_member_assignment_key;
pub use share_group_current_member_assignment_key::ShareGroupCurrentMemberAssignmentKey;
/// Kafka's `ShareGroupCurrentMemberAssignmentValue`.
pub mod share_group_current_member_assignment_value;
pub use share_group_current_member_assignment_value::ShareGroupCurrentMemberAssignmentValue;
/// Kafka's `ShareGroupMemberMetadataKey`.
pub mod share_group_member_metadata_key;
pub use share_group_member_metadata_key::ShareGroupMemberMetadataKey;
/// Kafka's `ShareGroupMemberMetadataValue`.
pub mod share_group_member_metadata_value;
pub use share_group_member_metadata_value::ShareGroupMemberMetadataValue;
/// Kafka's `ShareGroupMetadataKey`.
pub mod share_group_metadata_key;
pub use share_group_metadata_key::ShareGroupMetadataKey;
/// Kafka's `ShareGroupMetadataValue`.
pub mod share_group_metadata_value;
pub use share_group_metadata_value::ShareGroupMetadataValue;
/// Kafka's `ShareGroupStatePartitionMetadataKey`.
pub mod share_group_state_partition_metadata_key;
pub use share_group_state_partition_metadata_key::ShareGroupStatePartitionMetadataKey;
/// Kafka's `ShareGroupStatePartitionMetadataValue`.
pub mod share_group_state_partition_metadata_value;
pub use share_group_state_partition_metadata_value::ShareGroupStatePartitionMetadataValue;
/// Kafka's `ShareGroupTargetAssignmentMemberKey`.
pub mod share_group_target_assignment_member_key;
pub use share_group_target_assignment_member_key::ShareGroupTargetAssignmentMemberKey;
/// Kafka's `ShareGroupTargetAssignmentMemberValue`.
pub mod share_group_target_assignment_member_value;
pub use share_group_target_assignment_member_value::ShareGroupTargetAssignmentMemberValue;
/// Kafka's `ShareGroupTargetAssignmentMetadataKey`.
pub mod share_group_target_assignment_metadata_key;
pub use share_group_target_assignment_metadata_key::ShareGroupTargetAssignmentMetadataKey;
/// Kafka's `ShareGroupTargetAssignmentMetadataValue`.
pub mod share_group_target_assignment_metadata_value;
pub use share_group_target_assignment_metadata_value::ShareGroupTargetAssignmentMetadataValue;
/// Kafka's `StreamsGroupCurrentMemberAssignmentKey`.
pub mod streams_group_current_member_assignment_key;
pub use streams_group_current_member_assignment_key::StreamsGroupCurrentMemberAssignmentKey;
/// Kafka's `StreamsGroupCurrentMemberAssignmentValue`.
pub mod streams_group_current_member_assignment_value;
pub use streams_group_current_member_assignment_value::StreamsGroupCurrentMemberAssignmentValue;
/// Kafka's `StreamsGroupMemberMetadataKey`.
pub mod streams_group_member_metadata_key;
pub use streams_group_member_metadata_key::StreamsGroupMemberMetadataKey;
/// Kafka's `StreamsGroupMemberMetadataValue`.
pub mod streams_group_member_metadata_value;
pub use streams_group_member_metadata_value::StreamsGroupMemberMetadataValue;
/// Kafka's `StreamsGroupMetadataKey`.
pub mod streams_group_metadata_key;
pub use streams_group_metadata_key::StreamsGroupMetadataKey;
/// Kafka's `StreamsGroupMetadataValue`.
pub mod streams_group_metadata_value;
pub use streams_group_metadata_value::StreamsGroupMetadataValue;
/// Kafka's `StreamsGroupTargetAssignmentMemberKey`.
pub mod streams_group_target_assignment_member_key;
pub use streams_group_target_assignment_member_key::StreamsGroupTargetAssignmentMemberKey;
/// Kafka's `StreamsGroupTargetAssignmentMemberValue`.
pub mod streams_group_target_assignment_member_value;
pub use streams_group_target_assignment_member_value::StreamsGroupTargetAssignmentMemberValue;
/// Kafka's `StreamsGroupTargetAssignmentMetadataKey`.
pub mod streams_group_target_assignment_metadata_key;
pub use streams_group_target_assignment_metadata_key::StreamsGroupTargetAssignmentMetadataKey;
/// Kafka's `StreamsGroupTargetAssignmentMetadataValue`.
pub mod streams_group_target_assignment_metadata_value;
pub use streams_group_target_assignment_metadata_value::StreamsGroupTargetAssignmentMetadataValue;
/// Kafka's `StreamsGroupTopologyKey`.
pub mod streams_group_topology_key;
pub use streams_group_topology_key::StreamsGroupTopologyKey;
/// Kafka's `StreamsGroupTopologyValue`.
pub mod streams_group_topology_value;
pub use streams_group_topology_value::StreamsGroupTopologyValue;

/// The key of a coordinator's record, by record type.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "records are short-lived; boxing each costs more")]
pub enum GroupKey {
    /// Type 0, versions 0-0.
    LegacyOffsetCommit(LegacyOffsetCommitKey),
    /// Type 1, versions 0-0.
    OffsetCommit(OffsetCommitKey),
    /// Type 2, versions 0-0.
    GroupMetadata(GroupMetadataKey),
    /// Type 3, versions 0-0.
    ConsumerGroupMetadata(ConsumerGroupMetadataKey),
    /// Type 4, versions 0-0.
    ConsumerGroupPartitionMetadata(ConsumerGroupPartitionMetadataKey),
    /// Type 5, versions 0-0.
    ConsumerGroupMemberMetadata(ConsumerGroupMemberMetadataKey),
    /// Type 6, versions 0-0.
    ConsumerGroupTargetAssignmentMetadata(ConsumerGroupTargetAssignmentMetadataKey),
    /// Type 7, versions 0-0.
    ConsumerGroupTargetAssignmentMember(ConsumerGroupTargetAssignmentMemberKey),
    /// Type 8, versions 0-0.
    ConsumerGroupCurrentMemberAssignment(ConsumerGroupCurrentMemberAssignmentKey),
    /// Type 10, versions 0-0.
    ShareGroupMemberMetadata(ShareGroupMemberMetadataKey),
    /// Type 11, versions 0-0.
    ShareGroupMetadata(ShareGroupMetadataKey),
    /// Type 12, versions 0-0.
    ShareGroupTargetAssignmentMetadata(ShareGroupTargetAssignmentMetadataKey),
    /// Type 13, versions 0-0.
    ShareGroupTargetAssignmentMember(ShareGroupTargetAssignmentMemberKey),
    /// Type 14, versions 0-0.
    ShareGroupCurrentMemberAssignment(ShareGroupCurrentMemberAssignmentKey),
    /// Type 15, versions 0-0.
    ShareGroupStatePartitionMetadata(ShareGroupStatePartitionMetadataKey),
    /// Type 16, versions 0-0.
    ConsumerGroupRegularExpression(ConsumerGroupRegularExpressionKey),
    /// Type 17, versions 0-0.
    StreamsGroupMetadata(StreamsGroupMetadataKey),
    /// Type 19, versions 0-0.
    StreamsGroupMemberMetadata(StreamsGroupMemberMetadataKey),
    /// Type 20, versions 0-0.
    StreamsGroupTargetAssignmentMetadata(StreamsGroupTargetAssignmentMetadataKey),
    /// Type 21, versions 0-0.
    StreamsGroupTargetAssignmentMember(StreamsGroupTargetAssignmentMemberKey),
    /// Type 22, versions 0-0.
    StreamsGroupCurrentMemberAssignment(StreamsGroupCurrentMemberAssignmentKey),
    /// Type 23, versions 0-0.
    StreamsGroupTopology(StreamsGroupTopologyKey),
}

impl GroupKey {
    /// The record's type as written in front of it.
    pub fn id(&self) -> i16 {
        match self {
            Self::LegacyOffsetCommit(_) => 0,
            Self::OffsetCommit(_) => 1,
            Self::GroupMetadata(_) => 2,
            Self::ConsumerGroupMetadata(_) => 3,
            Self::ConsumerGroupPartitionMetadata(_) => 4,
            Self::ConsumerGroupMemberMetadata(_) => 5,
            Self::ConsumerGroupTargetAssignmentMetadata(_) => 6,
            Self::ConsumerGroupTargetAssignmentMember(_) => 7,
            Self::ConsumerGroupCurrentMemberAssignment(_) => 8,
            Self::ShareGroupMemberMetadata(_) => 10,
            Self::ShareGroupMetadata(_) => 11,
            Self::ShareGroupTargetAssignmentMetadata(_) => 12,
            Self::ShareGroupTargetAssignmentMember(_) => 13,
            Self::ShareGroupCurrentMemberAssignment(_) => 14,
            Self::ShareGroupStatePartitionMetadata(_) => 15,
            Self::ConsumerGroupRegularExpression(_) => 16,
            Self::StreamsGroupMetadata(_) => 17,
            Self::StreamsGroupMemberMetadata(_) => 19,
            Self::StreamsGroupTargetAssignmentMetadata(_) => 20,
            Self::StreamsGroupTargetAssignmentMember(_) => 21,
            Self::StreamsGroupCurrentMemberAssignment(_) => 22,
            Self::StreamsGroupTopology(_) => 23,
        }
    }

    /// Lowest and highest version of records of type `id`, if there are such.
    pub fn versions(id: i16) -> Option<(i16, i16)> {
        Some(match id {
            0 => (0, 0),
            1 => (0, 0),
            2 => (0, 0),
            3 => (0, 0),
            4 => (0, 0),
            5 => (0, 0),
            6 => (0, 0),
            7 => (0, 0),
            8 => (0, 0),
            10 => (0, 0),
            11 => (0, 0),
            12 => (0, 0),
            13 => (0, 0),
            14 => (0, 0),
            15 => (0, 0),
            16 => (0, 0),
            17 => (0, 0),
            19 => (0, 0),
            20 => (0, 0),
            21 => (0, 0),
            22 => (0, 0),
            23 => (0, 0),
            _ => return None,
        })
    }

    /// The record's name in Kafka.
    pub fn name(&self) -> &'static str {
        match self {
            Self::LegacyOffsetCommit(_) => "LegacyOffsetCommitKey",
            Self::OffsetCommit(_) => "OffsetCommitKey",
            Self::GroupMetadata(_) => "GroupMetadataKey",
            Self::ConsumerGroupMetadata(_) => "ConsumerGroupMetadataKey",
            Self::ConsumerGroupPartitionMetadata(_) => "ConsumerGroupPartitionMetadataKey",
            Self::ConsumerGroupMemberMetadata(_) => "ConsumerGroupMemberMetadataKey",
            Self::ConsumerGroupTargetAssignmentMetadata(_) => "ConsumerGroupTargetAssignmentMetadataKey",
            Self::ConsumerGroupTargetAssignmentMember(_) => "ConsumerGroupTargetAssignmentMemberKey",
            Self::ConsumerGroupCurrentMemberAssignment(_) => "ConsumerGroupCurrentMemberAssignmentKey",
            Self::ShareGroupMemberMetadata(_) => "ShareGroupMemberMetadataKey",
            Self::ShareGroupMetadata(_) => "ShareGroupMetadataKey",
            Self::ShareGroupTargetAssignmentMetadata(_) => "ShareGroupTargetAssignmentMetadataKey",
            Self::ShareGroupTargetAssignmentMember(_) => "ShareGroupTargetAssignmentMemberKey",
            Self::ShareGroupCurrentMemberAssignment(_) => "ShareGroupCurrentMemberAssignmentKey",
            Self::ShareGroupStatePartitionMetadata(_) => "ShareGroupStatePartitionMetadataKey",
            Self::ConsumerGroupRegularExpression(_) => "ConsumerGroupRegularExpressionKey",
            Self::StreamsGroupMetadata(_) => "StreamsGroupMetadataKey",
            Self::StreamsGroupMemberMetadata(_) => "StreamsGroupMemberMetadataKey",
            Self::StreamsGroupTargetAssignmentMetadata(_) => "StreamsGroupTargetAssignmentMetadataKey",
            Self::StreamsGroupTargetAssignmentMember(_) => "StreamsGroupTargetAssignmentMemberKey",
            Self::StreamsGroupCurrentMemberAssignment(_) => "StreamsGroupCurrentMemberAssignmentKey",
            Self::StreamsGroupTopology(_) => "StreamsGroupTopologyKey",
        }
    }

    /// Kafka's name of the records of type `id`.
    pub fn name_of(id: i16) -> Option<&'static str> {
        Some(match id {
            0 => "LegacyOffsetCommitKey",
            1 => "OffsetCommitKey",
            2 => "GroupMetadataKey",
            3 => "ConsumerGroupMetadataKey",
            4 => "ConsumerGroupPartitionMetadataKey",
            5 => "ConsumerGroupMemberMetadataKey",
            6 => "ConsumerGroupTargetAssignmentMetadataKey",
            7 => "ConsumerGroupTargetAssignmentMemberKey",
            8 => "ConsumerGroupCurrentMemberAssignmentKey",
            10 => "ShareGroupMemberMetadataKey",
            11 => "ShareGroupMetadataKey",
            12 => "ShareGroupTargetAssignmentMetadataKey",
            13 => "ShareGroupTargetAssignmentMemberKey",
            14 => "ShareGroupCurrentMemberAssignmentKey",
            15 => "ShareGroupStatePartitionMetadataKey",
            16 => "ConsumerGroupRegularExpressionKey",
            17 => "StreamsGroupMetadataKey",
            19 => "StreamsGroupMemberMetadataKey",
            20 => "StreamsGroupTargetAssignmentMetadataKey",
            21 => "StreamsGroupTargetAssignmentMemberKey",
            22 => "StreamsGroupCurrentMemberAssignmentKey",
            23 => "StreamsGroupTopologyKey",
            _ => return None,
        })
    }

    pub(crate) fn read_body<B: crate::wire::ByteBuf>(id: i16, version: i16, buf: &mut B) -> Result<Self, crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        Ok(match id {
            0 => Self::LegacyOffsetCommit(LegacyOffsetCommitKey::read(buf, version)?),
            1 => Self::OffsetCommit(OffsetCommitKey::read(buf, version)?),
            2 => Self::GroupMetadata(GroupMetadataKey::read(buf, version)?),
            3 => Self::ConsumerGroupMetadata(ConsumerGroupMetadataKey::read(buf, version)?),
            4 => Self::ConsumerGroupPartitionMetadata(ConsumerGroupPartitionMetadataKey::read(buf, version)?),
            5 => Self::ConsumerGroupMemberMetadata(ConsumerGroupMemberMetadataKey::read(buf, version)?),
            6 => Self::ConsumerGroupTargetAssignmentMetadata(ConsumerGroupTargetAssignmentMetadataKey::read(buf, version)?),
            7 => Self::ConsumerGroupTargetAssignmentMember(ConsumerGroupTargetAssignmentMemberKey::read(buf, version)?),
            8 => Self::ConsumerGroupCurrentMemberAssignment(ConsumerGroupCurrentMemberAssignmentKey::read(buf, version)?),
            10 => Self::ShareGroupMemberMetadata(ShareGroupMemberMetadataKey::read(buf, version)?),
            11 => Self::ShareGroupMetadata(ShareGroupMetadataKey::read(buf, version)?),
            12 => Self::ShareGroupTargetAssignmentMetadata(ShareGroupTargetAssignmentMetadataKey::read(buf, version)?),
            13 => Self::ShareGroupTargetAssignmentMember(ShareGroupTargetAssignmentMemberKey::read(buf, version)?),
            14 => Self::ShareGroupCurrentMemberAssignment(ShareGroupCurrentMemberAssignmentKey::read(buf, version)?),
            15 => Self::ShareGroupStatePartitionMetadata(ShareGroupStatePartitionMetadataKey::read(buf, version)?),
            16 => Self::ConsumerGroupRegularExpression(ConsumerGroupRegularExpressionKey::read(buf, version)?),
            17 => Self::StreamsGroupMetadata(StreamsGroupMetadataKey::read(buf, version)?),
            19 => Self::StreamsGroupMemberMetadata(StreamsGroupMemberMetadataKey::read(buf, version)?),
            20 => Self::StreamsGroupTargetAssignmentMetadata(StreamsGroupTargetAssignmentMetadataKey::read(buf, version)?),
            21 => Self::StreamsGroupTargetAssignmentMember(StreamsGroupTargetAssignmentMemberKey::read(buf, version)?),
            22 => Self::StreamsGroupCurrentMemberAssignment(StreamsGroupCurrentMemberAssignmentKey::read(buf, version)?),
            23 => Self::StreamsGroupTopology(StreamsGroupTopologyKey::read(buf, version)?),
            other => return Err(crate::wire::CodecError::UnknownType(other)),
        })
    }

    pub(crate) fn write_body<W: crate::wire::codec::Sink>(&self, version: i16, w: &mut W) -> Result<(), crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        match self {
            Self::LegacyOffsetCommit(record) => record.write(w, version),
            Self::OffsetCommit(record) => record.write(w, version),
            Self::GroupMetadata(record) => record.write(w, version),
            Self::ConsumerGroupMetadata(record) => record.write(w, version),
            Self::ConsumerGroupPartitionMetadata(record) => record.write(w, version),
            Self::ConsumerGroupMemberMetadata(record) => record.write(w, version),
            Self::ConsumerGroupTargetAssignmentMetadata(record) => record.write(w, version),
            Self::ConsumerGroupTargetAssignmentMember(record) => record.write(w, version),
            Self::ConsumerGroupCurrentMemberAssignment(record) => record.write(w, version),
            Self::ShareGroupMemberMetadata(record) => record.write(w, version),
            Self::ShareGroupMetadata(record) => record.write(w, version),
            Self::ShareGroupTargetAssignmentMetadata(record) => record.write(w, version),
            Self::ShareGroupTargetAssignmentMember(record) => record.write(w, version),
            Self::ShareGroupCurrentMemberAssignment(record) => record.write(w, version),
            Self::ShareGroupStatePartitionMetadata(record) => record.write(w, version),
            Self::ConsumerGroupRegularExpression(record) => record.write(w, version),
            Self::StreamsGroupMetadata(record) => record.write(w, version),
            Self::StreamsGroupMemberMetadata(record) => record.write(w, version),
            Self::StreamsGroupTargetAssignmentMetadata(record) => record.write(w, version),
            Self::StreamsGroupTargetAssignmentMember(record) => record.write(w, version),
            Self::StreamsGroupCurrentMemberAssignment(record) => record.write(w, version),
            Self::StreamsGroupTopology(record) => record.write(w, version),
        }
    }
}

impl From<LegacyOffsetCommitKey> for GroupKey {
    fn from(record: LegacyOffsetCommitKey) -> Self {
        Self::LegacyOffsetCommit(record)
    }
}

impl From<OffsetCommitKey> for GroupKey {
    fn from(record: OffsetCommitKey) -> Self {
        Self::OffsetCommit(record)
    }
}

impl From<GroupMetadataKey> for GroupKey {
    fn from(record: GroupMetadataKey) -> Self {
        Self::GroupMetadata(record)
    }
}

impl From<ConsumerGroupMetadataKey> for GroupKey {
    fn from(record: ConsumerGroupMetadataKey) -> Self {
        Self::ConsumerGroupMetadata(record)
    }
}

impl From<ConsumerGroupPartitionMetadataKey> for GroupKey {
    fn from(record: ConsumerGroupPartitionMetadataKey) -> Self {
        Self::ConsumerGroupPartitionMetadata(record)
    }
}

impl From<ConsumerGroupMemberMetadataKey> for GroupKey {
    fn from(record: ConsumerGroupMemberMetadataKey) -> Self {
        Self::ConsumerGroupMemberMetadata(record)
    }
}

impl From<ConsumerGroupTargetAssignmentMetadataKey> for GroupKey {
    fn from(record: ConsumerGroupTargetAssignmentMetadataKey) -> Self {
        Self::ConsumerGroupTargetAssignmentMetadata(record)
    }
}

impl From<ConsumerGroupTargetAssignmentMemberKey> for GroupKey {
    fn from(record: ConsumerGroupTargetAssignmentMemberKey) -> Self {
        Self::ConsumerGroupTargetAssignmentMember(record)
    }
}

impl From<ConsumerGroupCurrentMemberAssignmentKey> for GroupKey {
    fn from(record: ConsumerGroupCurrentMemberAssignmentKey) -> Self {
        Self::ConsumerGroupCurrentMemberAssignment(record)
    }
}

impl From<ShareGroupMemberMetadataKey> for GroupKey {
    fn from(record: ShareGroupMemberMetadataKey) -> Self {
        Self::ShareGroupMemberMetadata(record)
    }
}

impl From<ShareGroupMetadataKey> for GroupKey {
    fn from(record: ShareGroupMetadataKey) -> Self {
        Self::ShareGroupMetadata(record)
    }
}

impl From<ShareGroupTargetAssignmentMetadataKey> for GroupKey {
    fn from(record: ShareGroupTargetAssignmentMetadataKey) -> Self {
        Self::ShareGroupTargetAssignmentMetadata(record)
    }
}

impl From<ShareGroupTargetAssignmentMemberKey> for GroupKey {
    fn from(record: ShareGroupTargetAssignmentMemberKey) -> Self {
        Self::ShareGroupTargetAssignmentMember(record)
    }
}

impl From<ShareGroupCurrentMemberAssignmentKey> for GroupKey {
    fn from(record: ShareGroupCurrentMemberAssignmentKey) -> Self {
        Self::ShareGroupCurrentMemberAssignment(record)
    }
}

impl From<ShareGroupStatePartitionMetadataKey> for GroupKey {
    fn from(record: ShareGroupStatePartitionMetadataKey) -> Self {
        Self::ShareGroupStatePartitionMetadata(record)
    }
}

impl From<ConsumerGroupRegularExpressionKey> for GroupKey {
    fn from(record: ConsumerGroupRegularExpressionKey) -> Self {
        Self::ConsumerGroupRegularExpression(record)
    }
}

impl From<StreamsGroupMetadataKey> for GroupKey {
    fn from(record: StreamsGroupMetadataKey) -> Self {
        Self::StreamsGroupMetadata(record)
    }
}

impl From<StreamsGroupMemberMetadataKey> for GroupKey {
    fn from(record: StreamsGroupMemberMetadataKey) -> Self {
        Self::StreamsGroupMemberMetadata(record)
    }
}

impl From<StreamsGroupTargetAssignmentMetadataKey> for GroupKey {
    fn from(record: StreamsGroupTargetAssignmentMetadataKey) -> Self {
        Self::StreamsGroupTargetAssignmentMetadata(record)
    }
}

impl From<StreamsGroupTargetAssignmentMemberKey> for GroupKey {
    fn from(record: StreamsGroupTargetAssignmentMemberKey) -> Self {
        Self::StreamsGroupTargetAssignmentMember(record)
    }
}

impl From<StreamsGroupCurrentMemberAssignmentKey> for GroupKey {
    fn from(record: StreamsGroupCurrentMemberAssignmentKey) -> Self {
        Self::StreamsGroupCurrentMemberAssignment(record)
    }
}

impl From<StreamsGroupTopologyKey> for GroupKey {
    fn from(record: StreamsGroupTopologyKey) -> Self {
        Self::StreamsGroupTopology(record)
    }
}

/// The value of a coordinator's record, by record type.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "records are short-lived; boxing each costs more")]
pub enum GroupValue {
    /// Type 0, versions 0-0.
    LegacyOffsetCommit(LegacyOffsetCommitValue),
    /// Type 1, versions 0-4.
    OffsetCommit(OffsetCommitValue),
    /// Type 2, versions 0-4.
    GroupMetadata(GroupMetadataValue),
    /// Type 3, versions 0-0.
    ConsumerGroupMetadata(ConsumerGroupMetadataValue),
    /// Type 4, versions 0-0.
    ConsumerGroupPartitionMetadata(ConsumerGroupPartitionMetadataValue),
    /// Type 5, versions 0-0.
    ConsumerGroupMemberMetadata(ConsumerGroupMemberMetadataValue),
    /// Type 6, versions 0-0.
    ConsumerGroupTargetAssignmentMetadata(ConsumerGroupTargetAssignmentMetadataValue),
    /// Type 7, versions 0-0.
    ConsumerGroupTargetAssignmentMember(ConsumerGroupTargetAssignmentMemberValue),
    /// Type 8, versions 0-0.
    ConsumerGroupCurrentMemberAssignment(ConsumerGroupCurrentMemberAssignmentValue),
    /// Type 10, versions 0-0.
    ShareGroupMemberMetadata(ShareGroupMemberMetadataValue),
    /// Type 11, versions 0-0.
    ShareGroupMetadata(ShareGroupMetadataValue),
    /// Type 12, versions 0-0.
    ShareGroupTargetAssignmentMetadata(ShareGroupTargetAssignmentMetadataValue),
    /// Type 13, versions 0-0.
    ShareGroupTargetAssignmentMember(ShareGroupTargetAssignmentMemberValue),
    /// Type 14, versions 0-0.
    ShareGroupCurrentMemberAssignment(ShareGroupCurrentMemberAssignmentValue),
    /// Type 15, versions 0-0.
    ShareGroupStatePartitionMetadata(ShareGroupStatePartitionMetadataValue),
    /// Type 16, versions 0-0.
    ConsumerGroupRegularExpression(ConsumerGroupRegularExpressionValue),
    /// Type 17, versions 0-0.
    StreamsGroupMetadata(StreamsGroupMetadataValue),
    /// Type 19, versions 0-0.
    StreamsGroupMemberMetadata(StreamsGroupMemberMetadataValue),
    /// Type 20, versions 0-0.
    StreamsGroupTargetAssignmentMetadata(StreamsGroupTargetAssignmentMetadataValue),
    /// Type 21, versions 0-0.
    StreamsGroupTargetAssignmentMember(StreamsGroupTargetAssignmentMemberValue),
    /// Type 22, versions 0-0.
    StreamsGroupCurrentMemberAssignment(StreamsGroupCurrentMemberAssignmentValue),
    /// Type 23, versions 0-0.
    StreamsGroupTopology(StreamsGroupTopologyValue),
}

impl GroupValue {
    /// The record's type as written in front of it.
    pub fn id(&self) -> i16 {
        match self {
            Self::LegacyOffsetCommit(_) => 0,
            Self::OffsetCommit(_) => 1,
            Self::GroupMetadata(_) => 2,
            Self::ConsumerGroupMetadata(_) => 3,
            Self::ConsumerGroupPartitionMetadata(_) => 4,
            Self::ConsumerGroupMemberMetadata(_) => 5,
            Self::ConsumerGroupTargetAssignmentMetadata(_) => 6,
            Self::ConsumerGroupTargetAssignmentMember(_) => 7,
            Self::ConsumerGroupCurrentMemberAssignment(_) => 8,
            Self::ShareGroupMemberMetadata(_) => 10,
            Self::ShareGroupMetadata(_) => 11,
            Self::ShareGroupTargetAssignmentMetadata(_) => 12,
            Self::ShareGroupTargetAssignmentMember(_) => 13,
            Self::ShareGroupCurrentMemberAssignment(_) => 14,
            Self::ShareGroupStatePartitionMetadata(_) => 15,
            Self::ConsumerGroupRegularExpression(_) => 16,
            Self::StreamsGroupMetadata(_) => 17,
            Self::StreamsGroupMemberMetadata(_) => 19,
            Self::StreamsGroupTargetAssignmentMetadata(_) => 20,
            Self::StreamsGroupTargetAssignmentMember(_) => 21,
            Self::StreamsGroupCurrentMemberAssignment(_) => 22,
            Self::StreamsGroupTopology(_) => 23,
        }
    }

    /// Lowest and highest version of records of type `id`, if there are such.
    pub fn versions(id: i16) -> Option<(i16, i16)> {
        Some(match id {
            0 => (0, 0),
            1 => (0, 4),
            2 => (0, 4),
            3 => (0, 0),
            4 => (0, 0),
            5 => (0, 0),
            6 => (0, 0),
            7 => (0, 0),
            8 => (0, 0),
            10 => (0, 0),
            11 => (0, 0),
            12 => (0, 0),
            13 => (0, 0),
            14 => (0, 0),
            15 => (0, 0),
            16 => (0, 0),
            17 => (0, 0),
            19 => (0, 0),
            20 => (0, 0),
            21 => (0, 0),
            22 => (0, 0),
            23 => (0, 0),
            _ => return None,
        })
    }

    /// The record's name in Kafka.
    pub fn name(&self) -> &'static str {
        match self {
            Self::LegacyOffsetCommit(_) => "LegacyOffsetCommitValue",
            Self::OffsetCommit(_) => "OffsetCommitValue",
            Self::GroupMetadata(_) => "GroupMetadataValue",
            Self::ConsumerGroupMetadata(_) => "ConsumerGroupMetadataValue",
            Self::ConsumerGroupPartitionMetadata(_) => "ConsumerGroupPartitionMetadataValue",
            Self::ConsumerGroupMemberMetadata(_) => "ConsumerGroupMemberMetadataValue",
            Self::ConsumerGroupTargetAssignmentMetadata(_) => "ConsumerGroupTargetAssignmentMetadataValue",
            Self::ConsumerGroupTargetAssignmentMember(_) => "ConsumerGroupTargetAssignmentMemberValue",
            Self::ConsumerGroupCurrentMemberAssignment(_) => "ConsumerGroupCurrentMemberAssignmentValue",
            Self::ShareGroupMemberMetadata(_) => "ShareGroupMemberMetadataValue",
            Self::ShareGroupMetadata(_) => "ShareGroupMetadataValue",
            Self::ShareGroupTargetAssignmentMetadata(_) => "ShareGroupTargetAssignmentMetadataValue",
            Self::ShareGroupTargetAssignmentMember(_) => "ShareGroupTargetAssignmentMemberValue",
            Self::ShareGroupCurrentMemberAssignment(_) => "ShareGroupCurrentMemberAssignmentValue",
            Self::ShareGroupStatePartitionMetadata(_) => "ShareGroupStatePartitionMetadataValue",
            Self::ConsumerGroupRegularExpression(_) => "ConsumerGroupRegularExpressionValue",
            Self::StreamsGroupMetadata(_) => "StreamsGroupMetadataValue",
            Self::StreamsGroupMemberMetadata(_) => "StreamsGroupMemberMetadataValue",
            Self::StreamsGroupTargetAssignmentMetadata(_) => "StreamsGroupTargetAssignmentMetadataValue",
            Self::StreamsGroupTargetAssignmentMember(_) => "StreamsGroupTargetAssignmentMemberValue",
            Self::StreamsGroupCurrentMemberAssignment(_) => "StreamsGroupCurrentMemberAssignmentValue",
            Self::StreamsGroupTopology(_) => "StreamsGroupTopologyValue",
        }
    }

    /// Kafka's name of the records of type `id`.
    pub fn name_of(id: i16) -> Option<&'static str> {
        Some(match id {
            0 => "LegacyOffsetCommitValue",
            1 => "OffsetCommitValue",
            2 => "GroupMetadataValue",
            3 => "ConsumerGroupMetadataValue",
            4 => "ConsumerGroupPartitionMetadataValue",
            5 => "ConsumerGroupMemberMetadataValue",
            6 => "ConsumerGroupTargetAssignmentMetadataValue",
            7 => "ConsumerGroupTargetAssignmentMemberValue",
            8 => "ConsumerGroupCurrentMemberAssignmentValue",
            10 => "ShareGroupMemberMetadataValue",
            11 => "ShareGroupMetadataValue",
            12 => "ShareGroupTargetAssignmentMetadataValue",
            13 => "ShareGroupTargetAssignmentMemberValue",
            14 => "ShareGroupCurrentMemberAssignmentValue",
            15 => "ShareGroupStatePartitionMetadataValue",
            16 => "ConsumerGroupRegularExpressionValue",
            17 => "StreamsGroupMetadataValue",
            19 => "StreamsGroupMemberMetadataValue",
            20 => "StreamsGroupTargetAssignmentMetadataValue",
            21 => "StreamsGroupTargetAssignmentMemberValue",
            22 => "StreamsGroupCurrentMemberAssignmentValue",
            23 => "StreamsGroupTopologyValue",
            _ => return None,
        })
    }

    pub(crate) fn read_body<B: crate::wire::ByteBuf>(id: i16, version: i16, buf: &mut B) -> Result<Self, crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        Ok(match id {
            0 => Self::LegacyOffsetCommit(LegacyOffsetCommitValue::read(buf, version)?),
            1 => Self::OffsetCommit(OffsetCommitValue::read(buf, version)?),
            2 => Self::GroupMetadata(GroupMetadataValue::read(buf, version)?),
            3 => Self::ConsumerGroupMetadata(ConsumerGroupMetadataValue::read(buf, version)?),
            4 => Self::ConsumerGroupPartitionMetadata(ConsumerGroupPartitionMetadataValue::read(buf, version)?),
            5 => Self::ConsumerGroupMemberMetadata(ConsumerGroupMemberMetadataValue::read(buf, version)?),
            6 => Self::ConsumerGroupTargetAssignmentMetadata(ConsumerGroupTargetAssignmentMetadataValue::read(buf, version)?),
            7 => Self::ConsumerGroupTargetAssignmentMember(ConsumerGroupTargetAssignmentMemberValue::read(buf, version)?),
            8 => Self::ConsumerGroupCurrentMemberAssignment(ConsumerGroupCurrentMemberAssignmentValue::read(buf, version)?),
            10 => Self::ShareGroupMemberMetadata(ShareGroupMemberMetadataValue::read(buf, version)?),
            11 => Self::ShareGroupMetadata(ShareGroupMetadataValue::read(buf, version)?),
            12 => Self::ShareGroupTargetAssignmentMetadata(ShareGroupTargetAssignmentMetadataValue::read(buf, version)?),
            13 => Self::ShareGroupTargetAssignmentMember(ShareGroupTargetAssignmentMemberValue::read(buf, version)?),
            14 => Self::ShareGroupCurrentMemberAssignment(ShareGroupCurrentMemberAssignmentValue::read(buf, version)?),
            15 => Self::ShareGroupStatePartitionMetadata(ShareGroupStatePartitionMetadataValue::read(buf, version)?),
            16 => Self::ConsumerGroupRegularExpression(ConsumerGroupRegularExpressionValue::read(buf, version)?),
            17 => Self::StreamsGroupMetadata(StreamsGroupMetadataValue::read(buf, version)?),
            19 => Self::StreamsGroupMemberMetadata(StreamsGroupMemberMetadataValue::read(buf, version)?),
            20 => Self::StreamsGroupTargetAssignmentMetadata(StreamsGroupTargetAssignmentMetadataValue::read(buf, version)?),
            21 => Self::StreamsGroupTargetAssignmentMember(StreamsGroupTargetAssignmentMemberValue::read(buf, version)?),
            22 => Self::StreamsGroupCurrentMemberAssignment(StreamsGroupCurrentMemberAssignmentValue::read(buf, version)?),
            23 => Self::StreamsGroupTopology(StreamsGroupTopologyValue::read(buf, version)?),
            other => return Err(crate::wire::CodecError::UnknownType(other)),
        })
    }

    pub(crate) fn write_body<W: crate::wire::codec::Sink>(&self, version: i16, w: &mut W) -> Result<(), crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        match self {
            Self::LegacyOffsetCommit(record) => record.write(w, version),
            Self::OffsetCommit(record) => record.write(w, version),
            Self::GroupMetadata(record) => record.write(w, version),
            Self::ConsumerGroupMetadata(record) => record.write(w, version),
            Self::ConsumerGroupPartitionMetadata(record) => record.write(w, version),
            Self::ConsumerGroupMemberMetadata(record) => record.write(w, version),
            Self::ConsumerGroupTargetAssignmentMetadata(record) => record.write(w, version),
            Self::ConsumerGroupTargetAssignmentMember(record) => record.write(w, version),
            Self::ConsumerGroupCurrentMemberAssignment(record) => record.write(w, version),
            Self::ShareGroupMemberMetadata(record) => record.write(w, version),
            Self::ShareGroupMetadata(record) => record.write(w, version),
            Self::ShareGroupTargetAssignmentMetadata(record) => record.write(w, version),
            Self::ShareGroupTargetAssignmentMember(record) => record.write(w, version),
            Self::ShareGroupCurrentMemberAssignment(record) => record.write(w, version),
            Self::ShareGroupStatePartitionMetadata(record) => record.write(w, version),
            Self::ConsumerGroupRegularExpression(record) => record.write(w, version),
            Self::StreamsGroupMetadata(record) => record.write(w, version),
            Self::StreamsGroupMemberMetadata(record) => record.write(w, version),
            Self::StreamsGroupTargetAssignmentMetadata(record) => record.write(w, version),
            Self::StreamsGroupTargetAssignmentMember(record) => record.write(w, version),
            Self::StreamsGroupCurrentMemberAssignment(record) => record.write(w, version),
            Self::StreamsGroupTopology(record) => record.write(w, version),
        }
    }
}

impl From<LegacyOffsetCommitValue> for GroupValue {
    fn from(record: LegacyOffsetCommitValue) -> Self {
        Self::LegacyOffsetCommit(record)
    }
}

impl From<OffsetCommitValue> for GroupValue {
    fn from(record: OffsetCommitValue) -> Self {
        Self::OffsetCommit(record)
    }
}

impl From<GroupMetadataValue> for GroupValue {
    fn from(record: GroupMetadataValue) -> Self {
        Self::GroupMetadata(record)
    }
}

impl From<ConsumerGroupMetadataValue> for GroupValue {
    fn from(record: ConsumerGroupMetadataValue) -> Self {
        Self::ConsumerGroupMetadata(record)
    }
}

impl From<ConsumerGroupPartitionMetadataValue> for GroupValue {
    fn from(record: ConsumerGroupPartitionMetadataValue) -> Self {
        Self::ConsumerGroupPartitionMetadata(record)
    }
}

impl From<ConsumerGroupMemberMetadataValue> for GroupValue {
    fn from(record: ConsumerGroupMemberMetadataValue) -> Self {
        Self::ConsumerGroupMemberMetadata(record)
    }
}

impl From<ConsumerGroupTargetAssignmentMetadataValue> for GroupValue {
    fn from(record: ConsumerGroupTargetAssignmentMetadataValue) -> Self {
        Self::ConsumerGroupTargetAssignmentMetadata(record)
    }
}

impl From<ConsumerGroupTargetAssignmentMemberValue> for GroupValue {
    fn from(record: ConsumerGroupTargetAssignmentMemberValue) -> Self {
        Self::ConsumerGroupTargetAssignmentMember(record)
    }
}

impl From<ConsumerGroupCurrentMemberAssignmentValue> for GroupValue {
    fn from(record: ConsumerGroupCurrentMemberAssignmentValue) -> Self {
        Self::ConsumerGroupCurrentMemberAssignment(record)
    }
}

impl From<ShareGroupMemberMetadataValue> for GroupValue {
    fn from(record: ShareGroupMemberMetadataValue) -> Self {
        Self::ShareGroupMemberMetadata(record)
    }
}

impl From<ShareGroupMetadataValue> for GroupValue {
    fn from(record: ShareGroupMetadataValue) -> Self {
        Self::ShareGroupMetadata(record)
    }
}

impl From<ShareGroupTargetAssignmentMetadataValue> for GroupValue {
    fn from(record: ShareGroupTargetAssignmentMetadataValue) -> Self {
        Self::ShareGroupTargetAssignmentMetadata(record)
    }
}

impl From<ShareGroupTargetAssignmentMemberValue> for GroupValue {
    fn from(record: ShareGroupTargetAssignmentMemberValue) -> Self {
        Self::ShareGroupTargetAssignmentMember(record)
    }
}

impl From<ShareGroupCurrentMemberAssignmentValue> for GroupValue {
    fn from(record: ShareGroupCurrentMemberAssignmentValue) -> Self {
        Self::ShareGroupCurrentMemberAssignment(record)
    }
}

impl From<ShareGroupStatePartitionMetadataValue> for GroupValue {
    fn from(record: ShareGroupStatePartitionMetadataValue) -> Self {
        Self::ShareGroupStatePartitionMetadata(record)
    }
}

impl From<ConsumerGroupRegularExpressionValue> for GroupValue {
    fn from(record: ConsumerGroupRegularExpressionValue) -> Self {
        Self::ConsumerGroupRegularExpression(record)
    }
}

impl From<StreamsGroupMetadataValue> for GroupValue {
    fn from(record: StreamsGroupMetadataValue) -> Self {
        Self::StreamsGroupMetadata(record)
    }
}

impl From<StreamsGroupMemberMetadataValue> for GroupValue {
    fn from(record: StreamsGroupMemberMetadataValue) -> Self {
        Self::StreamsGroupMemberMetadata(record)
    }
}

impl From<StreamsGroupTargetAssignmentMetadataValue> for GroupValue {
    fn from(record: StreamsGroupTargetAssignmentMetadataValue) -> Self {
        Self::StreamsGroupTargetAssignmentMetadata(record)
    }
}

impl From<StreamsGroupTargetAssignmentMemberValue> for GroupValue {
    fn from(record: StreamsGroupTargetAssignmentMemberValue) -> Self {
        Self::StreamsGroupTargetAssignmentMember(record)
    }
}

impl From<StreamsGroupCurrentMemberAssignmentValue> for GroupValue {
    fn from(record: StreamsGroupCurrentMemberAssignmentValue) -> Self {
        Self::StreamsGroupCurrentMemberAssignment(record)
    }
}

impl From<StreamsGroupTopologyValue> for GroupValue {
    fn from(record: StreamsGroupTopologyValue) -> Self {
        Self::StreamsGroupTopology(record)
    }
}
