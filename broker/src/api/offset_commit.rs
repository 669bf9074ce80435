//! OffsetCommit (key 8), versions 2-10: where a group goes on reading.
//!
//! v2-4 with the client's own retention
//! v6 leader epochs (KIP-320)
//! v7 static members (KIP-345)
//! v9 members of KIP-848 groups; an unknown group is `GROUP_ID_NOT_FOUND`
//! v10 topic ids in place of names

use std::sync::Arc;

use indexmap::IndexMap;
use kavka_coordinator::group::messages as group;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::offset_commit_request::OffsetCommitRequestTopic;
use kavka_protocol::messages::offset_commit_response::{
    OffsetCommitResponsePartition, OffsetCommitResponseTopic,
};
use kavka_protocol::messages::{OffsetCommitRequest, OffsetCommitResponse, TopicName};
use uuid::Uuid;

use super::groups::{answer, own, text};
use super::{Outcome, RequestContext};
use crate::Broker;

/// First version with topic ids.
const TOPIC_IDS: i16 = 10;

/// Topic name, its id, and the errors of its partitions.
type Answered = (String, Uuid, Vec<(i32, ErrorCode)>);

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: OffsetCommitRequest,
) -> Outcome {
    let version = ctx.api_version;
    let image = broker.image();
    let mut refused: Vec<Answered> = Vec::new();
    let mut topics = Vec::new();
    for topic in &request.topics {
        let found = if version >= TOPIC_IDS {
            image.topics.by_id(&topic.topic_id)
        } else {
            image.topics.by_name(&topic.name)
        };
        let Some(found) = found else {
            let error = if version >= TOPIC_IDS {
                ErrorCode::UnknownTopicId
            } else {
                ErrorCode::UnknownTopicOrPartition
            };
            refused.push(refuse_all(topic, error));
            continue;
        };
        let known = |partition: i32| found.partitions.contains_key(&partition);
        let (name, topic_id) = (found.name.to_string(), found.id);
        let unknown: Vec<(i32, ErrorCode)> = topic
            .partitions
            .iter()
            .filter(|partition| !known(partition.partition_index))
            .map(|partition| (partition.partition_index, ErrorCode::UnknownTopicOrPartition))
            .collect();
        if !unknown.is_empty() {
            refused.push((name.clone(), topic_id, unknown));
        }
        let partitions: Vec<_> = topic
            .partitions
            .iter()
            .filter(|partition| known(partition.partition_index))
            .map(|partition| group::OffsetCommitPartition {
                partition: partition.partition_index,
                committed_offset: partition.committed_offset,
                leader_epoch: partition.committed_leader_epoch,
                metadata: own(partition.committed_metadata.clone()),
            })
            .collect();
        if !partitions.is_empty() {
            topics.push(group::OffsetCommitTopic { name, topic_id, partitions });
        }
    }
    if topics.is_empty() && !refused.is_empty() {
        return Outcome::reply(ctx, &shape(version, refused));
    }
    let request = group::OffsetCommitRequest {
        api_version: version,
        group_id: request.group_id.to_string(),
        generation_id: request.generation_id_or_member_epoch,
        member_id: request.member_id.to_string(),
        group_instance_id: own(request.group_instance_id),
        retention_time_ms: if version <= 4 { request.retention_time_ms } else { -1 },
        topics,
    };
    answer(ctx, broker.groups.commit_offsets(request), move |committed| {
        shape(version, merge(refused, committed.topics))
    })
}

fn refuse_all(topic: &OffsetCommitRequestTopic, error: ErrorCode) -> Answered {
    let partitions = topic.partitions.iter().map(|partition| (partition.partition_index, error));
    (topic.name.to_string(), topic.topic_id, partitions.collect())
}

/// A topic with partitions in both appears once.
fn merge(refused: Vec<Answered>, committed: Vec<Answered>) -> Vec<Answered> {
    let mut topics: IndexMap<(String, Uuid), Vec<(i32, ErrorCode)>> = IndexMap::new();
    for (name, id, partitions) in refused.into_iter().chain(committed) {
        topics.entry((name, id)).or_default().extend(partitions);
    }
    topics.into_iter().map(|((name, id), partitions)| (name, id, partitions)).collect()
}

fn shape(version: i16, topics: Vec<Answered>) -> OffsetCommitResponse {
    let topics = topics.into_iter().map(|(name, id, partitions)| {
        let partitions = partitions.into_iter().map(|(partition, error)| {
            OffsetCommitResponsePartition::default()
                .with_partition_index(partition)
                .with_error_code(error.code())
        });
        let topic = OffsetCommitResponseTopic::default().with_partitions(partitions.collect());
        if version >= TOPIC_IDS { topic.with_topic_id(id) } else { topic.with_name(TopicName(text(name))) }
    });
    OffsetCommitResponse::default().with_topics(topics.collect())
}
