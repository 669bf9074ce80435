//! OffsetForLeaderEpoch (key 23), versions 2-4: where a leader epoch ended (KIP-101, KIP-320).

use std::sync::Arc;

use kavka_protocol::messages::offset_for_leader_epoch_response::{
    EpochEndOffset, OffsetForLeaderTopicResult,
};
use kavka_protocol::messages::{OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse};

use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: OffsetForLeaderEpochRequest,
) -> Outcome {
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|asked| {
            let answer = EpochEndOffset::default()
                .with_partition(asked.partition)
                .with_leader_epoch(-1)
                .with_end_offset(-1);
            let end = broker.replicas.partition(&topic.topic, asked.partition).and_then(|partition| {
                partition.epoch_end_offset(asked.current_leader_epoch, asked.leader_epoch)
            });
            match end {
                Ok(Some(end)) => answer.with_leader_epoch(end.leader_epoch).with_end_offset(end.end_offset),
                Ok(None) => answer,
                Err(error) => answer.with_error_code(error.error_code().code()),
            }
        });
        OffsetForLeaderTopicResult::default()
            .with_topic(topic.topic.clone())
            .with_partitions(partitions.collect())
    });
    Outcome::reply(ctx, &OffsetForLeaderEpochResponse::default().with_topics(topics.collect()))
}
