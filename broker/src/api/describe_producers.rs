//! DescribeProducers (key 61), version 0: who wrote to partitions lately (KIP-664).

use std::sync::Arc;

use kavka_controller::decide::validate_topic_name;
use kavka_log::ActiveProducer;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_producers_response::{
    PartitionResponse, ProducerState, TopicResponse,
};
use kavka_protocol::messages::{DescribeProducersRequest, DescribeProducersResponse};
use kavka_protocol::wire::StrBytes;

use super::topic_name::is_valid;
use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DescribeProducersRequest,
) -> Outcome {
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partition_indexes.iter().map(|number| {
            let answer = PartitionResponse::default().with_partition_index(*number);
            match producers(broker, &topic.name, *number) {
                Ok(producers) => answer.with_active_producers(producers),
                Err(code) => {
                    answer.with_error_code(code.code()).with_error_message(message(broker, &topic.name, code))
                }
            }
        });
        TopicResponse::default().with_name(topic.name.clone()).with_partitions(partitions.collect())
    });
    Outcome::reply(ctx, &DescribeProducersResponse::default().with_topics(topics.collect()))
}

/// Kafka has words for topics only.
fn message(broker: &Broker, topic: &str, code: ErrorCode) -> Option<StrBytes> {
    let text = match code {
        ErrorCode::InvalidTopicException => validate_topic_name(topic).err()?.message?,
        code if broker.image().topics.by_name(topic).is_none() => code.message().to_owned(),
        _ => return None,
    };
    Some(StrBytes::from_string(text))
}

fn producers(broker: &Broker, topic: &str, number: i32) -> Result<Vec<ProducerState>, ErrorCode> {
    if !is_valid(topic) {
        return Err(ErrorCode::InvalidTopicException);
    }
    let partition = broker.replicas.partition(topic, number).map_err(|error| error.error_code())?;
    let log = partition.log().ok_or(ErrorCode::NotLeaderOrFollower)?;
    Ok(log.producers().into_iter().map(state).collect())
}

fn state(producer: ActiveProducer) -> ProducerState {
    ProducerState::default()
        .with_producer_id(producer.producer_id.into())
        .with_producer_epoch(i32::from(producer.producer_epoch))
        .with_last_sequence(producer.last_sequence)
        .with_last_timestamp(producer.last_timestamp)
        .with_coordinator_epoch(producer.coordinator_epoch)
        .with_current_txn_start_offset(producer.current_txn_start_offset.unwrap_or(-1))
}
