//! DescribeQuorum (key 55), versions 0-2: who leads the metadata quorum and how far everybody is (KIP-595).
//!
//! v1 times of the last fetch · v2 directory ids, addresses and error texts (KIP-853)

use std::sync::Arc;

use kavka_controller::QuorumStatus;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_quorum_response::{
    Listener, Node, PartitionData, ReplicaState, TopicData,
};
use kavka_protocol::messages::{BrokerId, DescribeQuorumRequest, DescribeQuorumResponse};
use kavka_protocol::wire::StrBytes;

use super::{Outcome, RequestContext};
use crate::Broker;

const METADATA_TOPIC: &str = "__cluster_metadata";

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DescribeQuorumRequest,
) -> Outcome {
    let status = broker.controller.quorum_status();
    let only_metadata = match &request.topics[..] {
        [topic] => {
            *topic.topic_name.0 == *METADATA_TOPIC
                && matches!(&topic.partitions[..], [partition] if partition.partition_index == 0)
        }
        _ => false,
    };
    if !only_metadata {
        return Outcome::reply(ctx, &unknown(&request, ctx.api_version));
    }
    let now_ms = crate::time::now_ms();
    let mut partition = PartitionData::default()
        .with_partition_index(0)
        .with_leader_id(BrokerId(status.leader_id.unwrap_or(-1)))
        .with_leader_epoch(status.epoch)
        .with_high_watermark(status.high_watermark)
        .with_current_voters(voters(&status, ctx.api_version, now_ms));
    partition.observers = Vec::new();
    let mut response = DescribeQuorumResponse::default().with_topics(vec![
        TopicData::default()
            .with_topic_name(StrBytes::from_static_str(METADATA_TOPIC).into())
            .with_partitions(vec![partition]),
    ]);
    if ctx.api_version >= 2 {
        response.nodes = nodes(&status);
    }
    Outcome::reply(ctx, &response)
}

/// The leader is where its log ends, and up to date at any time.
fn voters(status: &QuorumStatus, version: i16, now_ms: i64) -> Vec<ReplicaState> {
    status
        .voters
        .iter()
        .map(|voter| {
            let mut state = ReplicaState::default()
                .with_replica_id(BrokerId(voter.key.id))
                .with_log_end_offset(status.log_end_offset);
            if version >= 1 {
                state.last_fetch_timestamp = now_ms;
                state.last_caught_up_timestamp = now_ms;
            }
            if version >= 2 {
                state.replica_directory_id = voter.key.directory_id;
            }
            state
        })
        .collect()
}

fn nodes(status: &QuorumStatus) -> Vec<Node> {
    let listener = |endpoint: &kavka_controller::image::Endpoint| {
        Listener::default()
            .with_name(StrBytes::from_string(endpoint.name.to_string()))
            .with_host(StrBytes::from_string(endpoint.host.to_string()))
            .with_port(endpoint.port)
    };
    status
        .voters
        .iter()
        .map(|voter| {
            Node::default()
                .with_node_id(BrokerId(voter.key.id))
                .with_listeners(voter.listeners.iter().map(listener).collect())
        })
        .collect()
}

fn unknown(request: &DescribeQuorumRequest, version: i16) -> DescribeQuorumResponse {
    let error = ErrorCode::UnknownTopicOrPartition;
    let topics = request.topics.iter().map(|topic| {
        let partition = |p: &kavka_protocol::messages::describe_quorum_request::PartitionData| {
            let partition = PartitionData::default()
                .with_partition_index(p.partition_index)
                .with_error_code(error.code());
            match version {
                2.. => partition.with_error_message(Some(StrBytes::from_static_str(error.message()))),
                _ => partition,
            }
        };
        TopicData::default()
            .with_topic_name(topic.topic_name.clone())
            .with_partitions(topic.partitions.iter().map(partition).collect())
    });
    DescribeQuorumResponse::default().with_topics(topics.collect())
}
