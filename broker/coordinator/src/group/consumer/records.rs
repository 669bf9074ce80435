//! The records of a consumer group, as Kafka 4.3 writes them.

use kavka_protocol::{
    coordinator_records::{
        ConsumerGroupCurrentMemberAssignmentKey, ConsumerGroupCurrentMemberAssignmentValue,
        ConsumerGroupMemberMetadataKey, ConsumerGroupMemberMetadataValue, ConsumerGroupMetadataKey,
        ConsumerGroupMetadataValue, ConsumerGroupPartitionMetadataKey, ConsumerGroupRegularExpressionKey,
        ConsumerGroupRegularExpressionValue, ConsumerGroupTargetAssignmentMemberKey,
        ConsumerGroupTargetAssignmentMemberValue, ConsumerGroupTargetAssignmentMetadataKey,
        ConsumerGroupTargetAssignmentMetadataValue, GroupKey, GroupValue,
        consumer_group_target_assignment_member_value::TopicPartition,
    },
    wire::StrBytes,
};

use super::{Member, ResolvedRegex};
use crate::{assignor::Partitions, runtime::Record};

/// What a record says about a consumer group. A change without value is a removal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// Epoch and hash of the group's topics.
    Epoch(Option<(i32, i64)>),
    /// A member by id.
    Member(String, Option<Box<ConsumerGroupMemberMetadataValue>>),
    /// Epoch and time of the target assignment.
    TargetEpoch(Option<(i32, i64)>),
    /// Target of a member.
    Target(String, Option<Partitions>),
    /// Where a member stands.
    Assignment(String, Option<ConsumerGroupCurrentMemberAssignmentValue>),
    /// What a regular expression stands for.
    Regex(String, Option<ResolvedRegex>),
    /// Topics as Kafka before 4.1 noted them; only that the record is there matters.
    SubscriptionMetadata(bool),
}

/// Reads a record of a consumer group, `None` for any other.
pub(crate) fn understand(key: &GroupKey, value: Option<&GroupValue>) -> Option<(String, Change)> {
    use {GroupKey as K, GroupValue as V};
    let (group, change) = match (key, value) {
        (K::ConsumerGroupMetadata(key), value) => {
            let value = match value {
                Some(V::ConsumerGroupMetadata(value)) => Some((value.epoch, value.metadata_hash)),
                _ => None,
            };
            (&key.group_id, Change::Epoch(value))
        }
        (K::ConsumerGroupMemberMetadata(key), value) => {
            let value = match value {
                Some(V::ConsumerGroupMemberMetadata(value)) => Some(Box::new(value.clone())),
                _ => None,
            };
            (&key.group_id, Change::Member(key.member_id.to_string(), value))
        }
        (K::ConsumerGroupTargetAssignmentMetadata(key), value) => {
            let value = match value {
                Some(V::ConsumerGroupTargetAssignmentMetadata(value)) => {
                    Some((value.assignment_epoch, value.assignment_timestamp))
                }
                _ => None,
            };
            (&key.group_id, Change::TargetEpoch(value))
        }
        (K::ConsumerGroupTargetAssignmentMember(key), value) => {
            let value = match value {
                Some(V::ConsumerGroupTargetAssignmentMember(value)) => {
                    let topic = |t: &TopicPartition| (t.topic_id, t.partitions.iter().copied().collect());
                    let topics = value.topic_partitions.iter().filter(|t| !t.partitions.is_empty());
                    Some(topics.map(topic).collect())
                }
                _ => None,
            };
            (&key.group_id, Change::Target(key.member_id.to_string(), value))
        }
        (K::ConsumerGroupCurrentMemberAssignment(key), value) => {
            let value = match value {
                Some(V::ConsumerGroupCurrentMemberAssignment(value)) => Some(value.clone()),
                _ => None,
            };
            (&key.group_id, Change::Assignment(key.member_id.to_string(), value))
        }
        (K::ConsumerGroupRegularExpression(key), value) => {
            let value = match value {
                Some(V::ConsumerGroupRegularExpression(value)) => Some(ResolvedRegex {
                    topics: value.topics.iter().map(|topic| (&**topic).into()).collect(),
                    version: value.version,
                    timestamp: value.timestamp,
                }),
                _ => None,
            };
            (&key.group_id, Change::Regex(key.regular_expression.to_string(), value))
        }
        (K::ConsumerGroupPartitionMetadata(key), value) => {
            (&key.group_id, Change::SubscriptionMetadata(value.is_some()))
        }
        _ => return None,
    };
    Some((group.to_string(), change))
}

pub(crate) fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

/// A record, or a tombstone. As elsewhere, a string too long for its field leaves a record that replay refuses.
fn record(key: GroupKey, value: Option<GroupValue>) -> Record {
    Record {
        key: key.encode().unwrap_or_default(),
        value: value.map(|value| value.encode(0).unwrap_or_default()),
    }
}

pub(crate) fn epoch(group: &str, value: Option<(i32, i64)>) -> Record {
    let key = ConsumerGroupMetadataKey::default().with_group_id(text(group));
    let value = value.map(|(epoch, hash)| {
        ConsumerGroupMetadataValue::default().with_epoch(epoch).with_metadata_hash(hash).into()
    });
    record(key.into(), value)
}

pub(crate) fn member(group: &str, member: &Member) -> Record {
    record(member_key(group, &member.member_id), Some(member.metadata_value().into()))
}

pub(crate) fn member_tombstone(group: &str, member_id: &str) -> Record {
    record(member_key(group, member_id), None)
}

fn member_key(group: &str, member_id: &str) -> GroupKey {
    let key = ConsumerGroupMemberMetadataKey::default();
    key.with_group_id(text(group)).with_member_id(text(member_id)).into()
}

pub(crate) fn target_epoch(group: &str, value: Option<(i32, i64)>) -> Record {
    let key = ConsumerGroupTargetAssignmentMetadataKey::default().with_group_id(text(group));
    let value = value.map(|(epoch, timestamp)| {
        ConsumerGroupTargetAssignmentMetadataValue::default()
            .with_assignment_epoch(epoch)
            .with_assignment_timestamp(timestamp)
            .into()
    });
    record(key.into(), value)
}

pub(crate) fn target(group: &str, member_id: &str, value: Option<&Partitions>) -> Record {
    let key = ConsumerGroupTargetAssignmentMemberKey::default()
        .with_group_id(text(group))
        .with_member_id(text(member_id));
    let value = value.map(|partitions| {
        let topic = |(id, partitions): (&uuid::Uuid, &std::collections::BTreeSet<i32>)| {
            TopicPartition::default().with_topic_id(*id).with_partitions(partitions.iter().copied().collect())
        };
        ConsumerGroupTargetAssignmentMemberValue::default()
            .with_topic_partitions(partitions.iter().map(topic).collect())
            .into()
    });
    record(key.into(), value)
}

pub(crate) fn assignment(group: &str, member: &Member) -> Record {
    record(assignment_key(group, &member.member_id), Some(member.assignment_value().into()))
}

pub(crate) fn assignment_tombstone(group: &str, member_id: &str) -> Record {
    record(assignment_key(group, member_id), None)
}

fn assignment_key(group: &str, member_id: &str) -> GroupKey {
    let key = ConsumerGroupCurrentMemberAssignmentKey::default();
    key.with_group_id(text(group)).with_member_id(text(member_id)).into()
}

pub(crate) fn regex(group: &str, regex: &str, value: Option<&ResolvedRegex>) -> Record {
    let key = ConsumerGroupRegularExpressionKey::default()
        .with_group_id(text(group))
        .with_regular_expression(text(regex));
    let value = value.map(|resolved| {
        ConsumerGroupRegularExpressionValue::default()
            .with_topics(resolved.topics.iter().map(|topic| text(topic)).collect())
            .with_version(resolved.version)
            .with_timestamp(resolved.timestamp)
            .into()
    });
    record(key.into(), value)
}

pub(crate) fn subscription_metadata_tombstone(group: &str) -> Record {
    record(ConsumerGroupPartitionMetadataKey::default().with_group_id(text(group)).into(), None)
}

/// Tombstones of a member, in the order in which Kafka can replay them.
pub(crate) fn remove_member(group: &str, member_id: &str, records: &mut Vec<Record>) {
    records.push(assignment_tombstone(group, member_id));
    records.push(target(group, member_id, None));
    records.push(member_tombstone(group, member_id));
}
