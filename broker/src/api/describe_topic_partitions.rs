//! DescribeTopicPartitions (key 75), version 0: partitions of topics, in pages (KIP-966).

use std::collections::BTreeSet;
use std::sync::Arc;

use kavka_controller::MetadataImage;
use kavka_controller::image::{NO_LEADER, PartitionImage, TopicImage};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_topic_partitions_request::TopicRequest;
use kavka_protocol::messages::describe_topic_partitions_response::{
    Cursor, DescribeTopicPartitionsResponsePartition, DescribeTopicPartitionsResponseTopic,
};
use kavka_protocol::messages::{
    BrokerId, DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse, TopicName,
};
use kavka_protocol::wire::StrBytes;

use super::metadata::offline_replicas;
use super::{Outcome, RequestContext, authorized_operations, topic_name};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DescribeTopicPartitionsRequest,
) -> Outcome {
    let image = broker.image();
    let limit =
        broker.config.values().int("max.request.partition.size.limit").min(request.response_partition_limit);
    let cursor = request.cursor.as_ref().map(|cursor| (cursor.topic_name.as_str(), cursor.partition_index));
    if cursor.is_some_and(|(name, partition)| partition < 0 || !may_start_at(&request, name)) {
        return Outcome::reply(ctx, &refused(&request));
    }
    let from = cursor.map_or("", |(name, _)| name);
    let names: BTreeSet<&str> = if request.topics.is_empty() {
        image.topics.from_name(from).map(|topic| &*topic.name).collect()
    } else {
        request.topics.iter().map(|topic| topic.name.as_str()).filter(|name| *name >= from).collect()
    };
    let mut page = Page {
        image: &image,
        listener: &ctx.listener,
        // As in Kafka, an answer holds one partition at least.
        left: usize::try_from(limit).unwrap_or(0).max(1),
        next: None,
    };
    let mut response = DescribeTopicPartitionsResponse::default();
    for name in names {
        let first = cursor.filter(|(topic, _)| *topic == name).map_or(0, |(_, partition)| partition);
        match page.topic(name, first) {
            Some(topic) => response.topics.push(topic),
            None => break,
        }
    }
    response.next_cursor = page.next;
    Outcome::reply(ctx, &response)
}

/// A cursor stands at one of the topics asked for.
fn may_start_at(request: &DescribeTopicPartitionsRequest, name: &str) -> bool {
    request.topics.is_empty() || request.topics.iter().any(|topic| *topic.name.0 == *name)
}

fn refused(request: &DescribeTopicPartitionsRequest) -> DescribeTopicPartitionsResponse {
    let topic = |asked: &TopicRequest| {
        DescribeTopicPartitionsResponseTopic::default()
            .with_name(Some(asked.name.clone()))
            .with_error_code(ErrorCode::InvalidRequest.code())
            .with_topic_authorized_operations(authorized_operations::OMITTED)
    };
    DescribeTopicPartitionsResponse::default().with_topics(request.topics.iter().map(topic).collect())
}

/// What still fits into one answer.
struct Page<'a> {
    image: &'a MetadataImage,
    listener: &'a str,
    left: usize,
    next: Option<Cursor>,
}

impl Page<'_> {
    /// A topic with its partitions from `first`, as many as fit; `None` once the page is full.
    fn topic(&mut self, name: &str, first: i32) -> Option<DescribeTopicPartitionsResponseTopic> {
        if self.next.is_some() {
            return None;
        }
        let shown = DescribeTopicPartitionsResponseTopic::default()
            .with_name(Some(TopicName(StrBytes::from_string(name.to_owned()))))
            .with_is_internal(topic_name::is_internal(name));
        let Some(topic) = self.image.topics.by_name(name) else {
            let error = ErrorCode::UnknownTopicOrPartition;
            let error = if topic_name::is_valid(name) { error } else { ErrorCode::InvalidTopicException };
            return Some(
                shown
                    .with_error_code(error.code())
                    .with_topic_authorized_operations(authorized_operations::TOPIC),
            );
        };
        if self.left == 0 {
            self.next = Some(cursor(topic, first));
            return None;
        }
        let mut partitions = Vec::new();
        for (index, state) in topic.partitions.range(first..) {
            if self.left == 0 {
                self.next = Some(cursor(topic, *index));
                break;
            }
            self.left -= 1;
            partitions.push(self.partition(*index, state));
        }
        Some(
            shown
                .with_topic_id(topic.id)
                .with_partitions(partitions)
                .with_topic_authorized_operations(authorized_operations::TOPIC),
        )
    }

    fn partition(&self, index: i32, state: &PartitionImage) -> DescribeTopicPartitionsResponsePartition {
        let leader = self.image.cluster.alive_broker(state.leader);
        let (error, leader_id) = match leader {
            None => (ErrorCode::LeaderNotAvailable, NO_LEADER),
            Some(leader) if leader.endpoint(self.listener).is_none() => {
                (ErrorCode::ListenerNotFound, NO_LEADER)
            }
            Some(leader) => (ErrorCode::None, leader.id),
        };
        let ids = |ids: &[i32]| ids.iter().copied().map(BrokerId).collect::<Vec<_>>();
        DescribeTopicPartitionsResponsePartition::default()
            .with_error_code(error.code())
            .with_partition_index(index)
            .with_leader_id(BrokerId(leader_id))
            .with_leader_epoch(state.leader_epoch)
            .with_replica_nodes(ids(&state.replicas))
            .with_isr_nodes(ids(&state.isr))
            .with_eligible_leader_replicas(Some(ids(&state.elr)))
            .with_last_known_elr(Some(ids(&state.last_known_elr)))
            .with_offline_replicas(offline_replicas(self.image, state, self.listener))
    }
}

fn cursor(topic: &TopicImage, partition: i32) -> Cursor {
    Cursor::default()
        .with_topic_name(TopicName(StrBytes::from_string(topic.name.to_string())))
        .with_partition_index(partition)
}
