//! OffsetFetch (key 9), versions 1-10: where groups go on reading.
//!
//! v2 all offsets of a group; an error for the group
//! v5 leader epochs (KIP-320)
//! v7 only stable offsets (KIP-447)
//! v8 several groups (KIP-709)
//! v9 members of KIP-848 groups
//! v10 topic ids in place of names

use std::sync::Arc;

use futures::future::join_all;
use kavka_controller::MetadataImage;
use kavka_coordinator::group::messages as group;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::offset_fetch_request::OffsetFetchRequestGroup;
use kavka_protocol::messages::offset_fetch_response::{
    OffsetFetchResponseGroup, OffsetFetchResponsePartition, OffsetFetchResponsePartitions,
    OffsetFetchResponseTopic, OffsetFetchResponseTopics,
};
use kavka_protocol::messages::{GroupId, OffsetFetchRequest, OffsetFetchResponse, TopicName};
use uuid::Uuid;

use super::groups::{own, text};
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;

/// First version with an error for the group as a whole.
const GROUP_ERROR: i16 = 2;
/// First version with several groups.
const GROUPS: i16 = 8;
/// First version with topic ids.
const TOPIC_IDS: i16 = 10;

type Topic = (String, Uuid, Vec<group::FetchedOffset>);

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: OffsetFetchRequest,
) -> Outcome {
    let version = ctx.api_version;
    let image = broker.image();
    let mut answers = Vec::new();
    for asked in groups(version, &request) {
        let (refused, request) = resolve(version, &image, asked, request.require_stable);
        let asked = request.topics.clone();
        answers.push((refused, asked, broker.groups.fetch_offsets(request)));
    }
    Outcome::Waiting(Box::pin(async move {
        let waiting = answers.into_iter().map(|(refused, asked, answer)| async move {
            let mut fetched = answer.await;
            if fetched.error == ErrorCode::None {
                fetched.topics.extend(refused);
            } else if version < GROUP_ERROR {
                fetched.topics = spread(asked, fetched.error);
            }
            fetched
        });
        let fetched = join_all(waiting).await;
        ResponseBody::encode(&shape(version, &image, fetched), version)
    }))
}

/// The groups asked for; the older versions have one, beside the list.
fn groups(version: i16, request: &OffsetFetchRequest) -> Vec<group::OffsetFetchRequest> {
    if version >= GROUPS {
        return request.groups.iter().map(group_request).collect();
    }
    let topics = request.topics.as_ref().map(|topics| {
        let topic = |topic: &kavka_protocol::messages::offset_fetch_request::OffsetFetchRequestTopic| {
            (topic.name.to_string(), Uuid::nil(), topic.partition_indexes.clone())
        };
        topics.iter().map(topic).collect()
    });
    vec![group::OffsetFetchRequest {
        group_id: request.group_id.to_string(),
        member_id: None,
        member_epoch: -1,
        topics,
        require_stable: false,
    }]
}

fn group_request(asked: &OffsetFetchRequestGroup) -> group::OffsetFetchRequest {
    let topics = asked.topics.as_ref().map(|topics| {
        topics
            .iter()
            .map(|topic| (topic.name.to_string(), topic.topic_id, topic.partition_indexes.clone()))
            .collect()
    });
    group::OffsetFetchRequest {
        group_id: asked.group_id.to_string(),
        member_id: own(asked.member_id.clone()),
        member_epoch: asked.member_epoch,
        topics,
        require_stable: false,
    }
}

/// Finds names for ids. Topics whose id nobody knows are answered here.
fn resolve(
    version: i16,
    image: &MetadataImage,
    mut request: group::OffsetFetchRequest,
    require_stable: bool,
) -> (Vec<Topic>, group::OffsetFetchRequest) {
    request.require_stable = require_stable && version >= 7;
    let mut refused = Vec::new();
    if version >= TOPIC_IDS
        && let Some(topics) = &mut request.topics
    {
        topics.retain_mut(|(name, id, partitions)| match image.topics.by_id(id) {
            Some(topic) => {
                *name = topic.name.to_string();
                true
            }
            None => {
                let unknown = |p: &i32| group::FetchedOffset::none(*p, ErrorCode::UnknownTopicId);
                refused.push((String::new(), *id, partitions.iter().map(unknown).collect()));
                false
            }
        });
    }
    (refused, request)
}

/// The error of a group, on every partition asked for.
fn spread(asked: Option<Vec<(String, Uuid, Vec<i32>)>>, error: ErrorCode) -> Vec<Topic> {
    let topic = |(name, id, partitions): (String, Uuid, Vec<i32>)| {
        let offsets = partitions.into_iter().map(|partition| group::FetchedOffset::none(partition, error));
        (name, id, offsets.collect())
    };
    asked.into_iter().flatten().map(topic).collect()
}

fn shape(
    version: i16,
    image: &MetadataImage,
    fetched: Vec<group::OffsetFetchResponse>,
) -> OffsetFetchResponse {
    if version >= GROUPS {
        let groups = fetched.into_iter().map(|group| shape_group(version, image, group)).collect();
        return OffsetFetchResponse::default().with_groups(groups);
    }
    let Some(fetched) = fetched.into_iter().next() else { return OffsetFetchResponse::default() };
    let topics = fetched.topics.into_iter().map(|(name, _, offsets)| {
        let offsets = offsets.into_iter().map(|offset| {
            OffsetFetchResponsePartition::default()
                .with_partition_index(offset.partition)
                .with_committed_offset(offset.committed_offset)
                .with_committed_leader_epoch(if version >= 5 { offset.leader_epoch } else { -1 })
                .with_metadata(Some(text(offset.metadata)))
                .with_error_code(offset.error.code())
        });
        OffsetFetchResponseTopic::default()
            .with_name(TopicName(text(name)))
            .with_partitions(offsets.collect())
    });
    let response = OffsetFetchResponse::default().with_topics(topics.collect());
    if version >= GROUP_ERROR { response.with_error_code(fetched.error.code()) } else { response }
}

fn shape_group(
    version: i16,
    image: &MetadataImage,
    group: group::OffsetFetchResponse,
) -> OffsetFetchResponseGroup {
    let topics = group.topics.into_iter().filter_map(|(name, id, offsets)| {
        let offsets = offsets.into_iter().map(|offset| {
            OffsetFetchResponsePartitions::default()
                .with_partition_index(offset.partition)
                .with_committed_offset(offset.committed_offset)
                .with_committed_leader_epoch(offset.leader_epoch)
                .with_metadata(Some(text(offset.metadata)))
                .with_error_code(offset.error.code())
        });
        let topic = OffsetFetchResponseTopics::default().with_partitions(offsets.collect());
        if version < TOPIC_IDS {
            return Some(topic.with_name(TopicName(text(name))));
        }
        // All offsets of a group come by name; those of topics that are gone have no id to tell.
        let id = if id.is_nil() { image.topics.by_name(&name)?.id } else { id };
        Some(topic.with_topic_id(id))
    });
    OffsetFetchResponseGroup::default()
        .with_group_id(GroupId(text(group.group_id)))
        .with_topics(topics.collect())
        .with_error_code(group.error.code())
}
