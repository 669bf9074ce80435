//! Records of `__consumer_offsets`: what is written, and what is understood when read.

use bytes::{BufMut, Bytes, BytesMut};
use kavka_protocol::{
    coordinator_records::{
        self as wire, GroupKey, GroupMetadataKey, GroupMetadataValue, GroupValue, OffsetCommitKey,
        group_metadata_value,
    },
    group_metadata::ConsumerProtocolSubscription,
    wire::StrBytes,
};
use uuid::Uuid;

use super::{
    consumer::records as consumer,
    modern::{Change, GroupKind},
};
use crate::runtime::Record;

/// Version of `OffsetCommitValue` that Kafka 4.3 writes; version 1 is for commits that bring their own retention.
const OFFSET_COMMIT_VERSION: i16 = 4;
const OFFSET_COMMIT_VERSION_WITH_EXPIRY: i16 = 1;
/// Version of `GroupMetadataValue` that Kafka 4.3 writes.
const GROUP_METADATA_VERSION: i16 = 3;

/// Value of an offset commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OffsetCommitValue {
    pub offset: i64,
    pub leader_epoch: i32,
    pub metadata: String,
    pub commit_timestamp: i64,
    /// -1 for none.
    pub expire_timestamp: i64,
    pub topic_id: Uuid,
}

/// Value that describes a classic group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GroupMetadata {
    /// Empty for none.
    pub protocol_type: String,
    pub generation: i32,
    pub protocol: Option<String>,
    pub leader: Option<String>,
    /// -1 for none.
    pub state_timestamp: i64,
    pub members: Vec<MemberMetadata>,
}

/// A member in [`GroupMetadata`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MemberMetadata {
    pub member_id: String,
    pub group_instance_id: Option<String>,
    pub client_id: String,
    pub client_host: String,
    /// -1 for none.
    pub rebalance_timeout_ms: i32,
    pub session_timeout_ms: i32,
    pub subscription: Bytes,
    pub assignment: Bytes,
}

/// What a record of the topic says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Decoded {
    OffsetCommit {
        group: String,
        topic: String,
        partition: i32,
        value: Option<OffsetCommitValue>,
    },
    GroupMetadata {
        group: String,
        value: Option<GroupMetadata>,
    },
    /// Of a group of the consumer protocol.
    Consumer {
        group: String,
        change: consumer::Change,
    },
    /// Of a group that is only kept.
    Modern {
        group: String,
        kind: GroupKind,
        change: Change,
    },
    /// Of a type that a later Kafka has added, or of one that no longer means anything.
    Unknown,
}

/// The record of a committed offset, or the tombstone of one.
pub(crate) fn offset_commit(
    group: &str,
    topic: &str,
    partition: i32,
    value: Option<OffsetCommitValue>,
) -> Record {
    let key =
        OffsetCommitKey::default().with_group(text(group)).with_topic(text(topic)).with_partition(partition);
    let value = value.map(|value| {
        let version = match value.expire_timestamp {
            -1 => OFFSET_COMMIT_VERSION,
            _ => OFFSET_COMMIT_VERSION_WITH_EXPIRY,
        };
        let mut out = wire::OffsetCommitValue::default()
            .with_offset(value.offset)
            .with_metadata(value.metadata.into())
            .with_commit_timestamp(value.commit_timestamp)
            .with_expire_timestamp(value.expire_timestamp);
        if version == OFFSET_COMMIT_VERSION {
            out = out.with_leader_epoch(value.leader_epoch).with_topic_id(value.topic_id);
        }
        encode(&out.into(), version)
    });
    Record { key: encode_key(&key.into()), value }
}

/// The record of a classic group.
pub(crate) fn group_metadata(group: &str, value: GroupMetadata) -> Record {
    let members = value.members.into_iter().map(|member| {
        group_metadata_value::MemberMetadata::default()
            .with_member_id(member.member_id.into())
            .with_group_instance_id(member.group_instance_id.map(Into::into))
            .with_client_id(member.client_id.into())
            .with_client_host(member.client_host.into())
            .with_rebalance_timeout(member.rebalance_timeout_ms)
            .with_session_timeout(member.session_timeout_ms)
            .with_subscription(member.subscription)
            .with_assignment(member.assignment)
    });
    let out = GroupMetadataValue::default()
        .with_protocol_type(value.protocol_type.into())
        .with_generation(value.generation)
        .with_protocol(value.protocol.map(Into::into))
        .with_leader(value.leader.map(Into::into))
        .with_current_state_timestamp(value.state_timestamp)
        .with_members(members.collect());
    Record { key: group_key(group), value: Some(encode(&out.into(), GROUP_METADATA_VERSION)) }
}

/// The tombstone of a classic group.
pub(crate) fn group_metadata_tombstone(group: &str) -> Record {
    Record { key: group_key(group), value: None }
}

fn group_key(group: &str) -> Bytes {
    encode_key(&GroupMetadataKey::default().with_group(text(group)).into())
}

/// Strings in these records come from requests, where they had a 16-bit length as well, or are ids made from such a
/// string; one that is too long for its field leaves an empty record that replay refuses, rather than a torn one.
fn encode_key(key: &GroupKey) -> Bytes {
    key.encode().unwrap_or_default()
}

fn encode(value: &GroupValue, version: i16) -> Bytes {
    value.encode(version).unwrap_or_default()
}

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

/// Reads a record.
///
/// # Errors
/// The key or value cannot be read.
pub(crate) fn decode(record: &Record) -> Result<Decoded, String> {
    use kavka_protocol::wire::CodecError;
    let key = match GroupKey::decode(record.key.clone()) {
        Ok(key) => key,
        Err(CodecError::UnknownType(_)) => return Ok(Decoded::Unknown),
        Err(error) => return Err(format!("key: {error}")),
    };
    let value = match &record.value {
        Some(value) => {
            let decoded = GroupValue::decode(key.id(), value.clone());
            Some(decoded.map_err(|error| format!("value: {error}"))?.0)
        }
        None => None,
    };
    if let Some((group, change)) = consumer::understand(&key, value.as_ref()) {
        return Ok(Decoded::Consumer { group, change });
    }
    Ok(understand(key, value))
}

fn understand(key: GroupKey, value: Option<GroupValue>) -> Decoded {
    use {GroupKey as K, GroupValue as V};
    let share = |group: StrBytes, change| modern(group, GroupKind::Share, change);
    let streams = |group: StrBytes, change| modern(group, GroupKind::Streams, change);
    match (key, value) {
        (K::LegacyOffsetCommit(key), value) => {
            let value = match value {
                Some(V::LegacyOffsetCommit(value)) => Some(OffsetCommitValue {
                    offset: value.offset,
                    leader_epoch: -1,
                    metadata: value.metadata.to_string(),
                    commit_timestamp: value.commit_timestamp,
                    expire_timestamp: -1,
                    topic_id: Uuid::nil(),
                }),
                _ => None,
            };
            offset(&key.group, &key.topic, key.partition, value)
        }
        (K::OffsetCommit(key), value) => {
            let value = match value {
                Some(V::OffsetCommit(value)) => Some(OffsetCommitValue {
                    offset: value.offset,
                    leader_epoch: value.leader_epoch,
                    metadata: value.metadata.to_string(),
                    commit_timestamp: value.commit_timestamp,
                    expire_timestamp: value.expire_timestamp,
                    topic_id: value.topic_id,
                }),
                _ => None,
            };
            offset(&key.group, &key.topic, key.partition, value)
        }
        (K::GroupMetadata(key), value) => {
            let value = match value {
                Some(V::GroupMetadata(value)) => Some(classic(value)),
                _ => None,
            };
            Decoded::GroupMetadata { group: key.group.to_string(), value }
        }
        (K::ShareGroupMetadata(key), value) => {
            let epoch = match value {
                Some(V::ShareGroupMetadata(value)) => Some(value.epoch),
                _ => None,
            };
            share(key.group_id, Change::Epoch(epoch))
        }
        (K::ShareGroupMemberMetadata(key), value) => {
            let topics = match value {
                Some(V::ShareGroupMemberMetadata(value)) => Some(strings(value.subscribed_topic_names)),
                _ => None,
            };
            share(key.group_id, Change::Member(key.member_id.to_string(), topics))
        }
        (K::ShareGroupTargetAssignmentMetadata(key), _) => share(key.group_id, Change::Other),
        (K::ShareGroupTargetAssignmentMember(key), _) => share(key.group_id, Change::Other),
        (K::ShareGroupCurrentMemberAssignment(key), _) => share(key.group_id, Change::Other),
        (K::ShareGroupStatePartitionMetadata(key), _) => share(key.group_id, Change::Other),
        (K::StreamsGroupMetadata(key), value) => {
            let epoch = match value {
                Some(V::StreamsGroupMetadata(value)) => Some(value.epoch),
                _ => None,
            };
            streams(key.group_id, Change::Epoch(epoch))
        }
        (K::StreamsGroupMemberMetadata(key), value) => {
            let member = value.map(|_| Vec::new());
            streams(key.group_id, Change::Member(key.member_id.to_string(), member))
        }
        (K::StreamsGroupTargetAssignmentMetadata(key), value) => {
            let epoch = match value {
                Some(V::StreamsGroupTargetAssignmentMetadata(value)) => Some(value.assignment_epoch),
                _ => None,
            };
            streams(key.group_id, Change::TargetEpoch(epoch))
        }
        (K::StreamsGroupCurrentMemberAssignment(key), value) => {
            let epoch = match value {
                Some(V::StreamsGroupCurrentMemberAssignment(value)) => {
                    Some((value.member_epoch, value.state == STABLE_MEMBER))
                }
                _ => None,
            };
            streams(key.group_id, Change::MemberEpoch(key.member_id.to_string(), epoch))
        }
        (K::StreamsGroupTargetAssignmentMember(key), _) => streams(key.group_id, Change::Other),
        (K::StreamsGroupTopology(key), _) => streams(key.group_id, Change::Other),
        // Understood before.
        (
            K::ConsumerGroupMetadata(_)
            | K::ConsumerGroupMemberMetadata(_)
            | K::ConsumerGroupTargetAssignmentMetadata(_)
            | K::ConsumerGroupTargetAssignmentMember(_)
            | K::ConsumerGroupCurrentMemberAssignment(_)
            | K::ConsumerGroupRegularExpression(_)
            | K::ConsumerGroupPartitionMetadata(_),
            _,
        ) => Decoded::Unknown,
    }
}

/// `MemberState.STABLE` of Kafka.
const STABLE_MEMBER: i8 = 0;

fn offset(group: &str, topic: &str, partition: i32, value: Option<OffsetCommitValue>) -> Decoded {
    Decoded::OffsetCommit { group: group.to_owned(), topic: topic.to_owned(), partition, value }
}

fn modern(group: StrBytes, kind: GroupKind, change: Change) -> Decoded {
    Decoded::Modern { group: group.to_string(), kind, change }
}

fn strings(strings: Vec<StrBytes>) -> Vec<String> {
    strings.iter().map(|text| text.to_string()).collect()
}

fn classic(value: GroupMetadataValue) -> GroupMetadata {
    let members = value.members.into_iter().map(|member| MemberMetadata {
        member_id: member.member_id.to_string(),
        group_instance_id: member.group_instance_id.map(|id| id.to_string()),
        client_id: member.client_id.to_string(),
        client_host: member.client_host.to_string(),
        rebalance_timeout_ms: member.rebalance_timeout,
        session_timeout_ms: member.session_timeout,
        // Copied: a slice would keep the whole batch that was read alive.
        subscription: Bytes::copy_from_slice(&member.subscription),
        assignment: Bytes::copy_from_slice(&member.assignment),
    });
    GroupMetadata {
        protocol_type: value.protocol_type.to_string(),
        generation: value.generation,
        protocol: value.protocol.map(|text| text.to_string()),
        leader: value.leader.map(|text| text.to_string()),
        state_timestamp: value.current_state_timestamp,
        members: members.collect(),
    }
}

/// Topics in a consumer's subscription, `None` if it cannot be read.
///
/// Read as version 0 whatever its version: later versions only append, and a client may be newer than this broker.
pub(crate) fn subscribed_topics(subscription: &Bytes) -> Option<Vec<String>> {
    let body = subscription.get(2..)?;
    let mut as_version_0 = BytesMut::with_capacity(subscription.len());
    as_version_0.put_i16(0);
    as_version_0.put_slice(body);
    let (decoded, _) = ConsumerProtocolSubscription::from_bytes(as_version_0.freeze()).ok()?;
    Some(strings(decoded.topics))
}
