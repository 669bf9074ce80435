//! OffsetDelete (key 47), version 0: removes offsets of topics a group does not read (KIP-496).

use std::sync::Arc;

use indexmap::IndexMap;
use kavka_coordinator::group::messages as group;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::offset_delete_response::{
    OffsetDeleteResponsePartition, OffsetDeleteResponseTopic,
};
use kavka_protocol::messages::{OffsetDeleteRequest, OffsetDeleteResponse, TopicName};

use super::groups::{answer, text};
use super::{Outcome, RequestContext};
use crate::Broker;

type Answered = (String, Vec<(i32, ErrorCode)>);

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: OffsetDeleteRequest,
) -> Outcome {
    let image = broker.image();
    let mut refused: Vec<Answered> = Vec::new();
    let mut topics: Vec<(String, Vec<i32>)> = Vec::new();
    for topic in &request.topics {
        let name = topic.name.to_string();
        let indexes = topic.partitions.iter().map(|partition| partition.partition_index);
        let (known, unknown): (Vec<i32>, Vec<i32>) =
            indexes.partition(|index| image.topics.partition(&name, *index).is_some());
        if !unknown.is_empty() {
            let error = ErrorCode::UnknownTopicOrPartition;
            refused.push((name.clone(), unknown.into_iter().map(|index| (index, error)).collect()));
        }
        if !known.is_empty() {
            topics.push((name, known));
        }
    }
    let request = group::OffsetDeleteRequest { group_id: request.group_id.to_string(), topics };
    answer(ctx, broker.groups.delete_offsets(request), move |deleted| {
        if deleted.error != ErrorCode::None {
            return OffsetDeleteResponse::default().with_error_code(deleted.error.code());
        }
        shape(merge(refused, deleted.topics))
    })
}

fn merge(refused: Vec<Answered>, deleted: Vec<Answered>) -> Vec<Answered> {
    let mut topics: IndexMap<String, Vec<(i32, ErrorCode)>> = IndexMap::new();
    for (name, partitions) in refused.into_iter().chain(deleted) {
        topics.entry(name).or_default().extend(partitions);
    }
    topics.into_iter().collect()
}

fn shape(topics: Vec<Answered>) -> OffsetDeleteResponse {
    let topics = topics.into_iter().map(|(name, partitions)| {
        let partitions = partitions.into_iter().map(|(partition, error)| {
            OffsetDeleteResponsePartition::default()
                .with_partition_index(partition)
                .with_error_code(error.code())
        });
        OffsetDeleteResponseTopic::default()
            .with_name(TopicName(text(name)))
            .with_partitions(partitions.collect())
    });
    OffsetDeleteResponse::default().with_topics(topics.collect())
}
