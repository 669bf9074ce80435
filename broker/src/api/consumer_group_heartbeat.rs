//! ConsumerGroupHeartbeat (key 68), versions 0-1: a member of a consumer group joins, lives, changes and leaves (KIP-848).
//!
//! v1 member ids of the client's own (KIP-1082), subscriptions by regular expression

use std::sync::Arc;

use kavka_coordinator::group::messages as group;
use kavka_protocol::messages::consumer_group_heartbeat_request::TopicPartitions as Owned;
use kavka_protocol::messages::consumer_group_heartbeat_response::{Assignment, TopicPartitions};
use kavka_protocol::messages::{ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse};
use uuid::Uuid;

use super::groups::{answer, caller, own, text};
use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: ConsumerGroupHeartbeatRequest,
) -> Outcome {
    let owned = |owned: &Owned| (owned.topic_id, owned.partitions.clone());
    let request = group::ConsumerHeartbeatRequest {
        api_version: ctx.api_version,
        group_id: request.group_id.to_string(),
        member_id: request.member_id.to_string(),
        member_epoch: request.member_epoch,
        instance_id: own(request.instance_id),
        rack_id: own(request.rack_id),
        rebalance_timeout_ms: request.rebalance_timeout_ms,
        topics: request.subscribed_topic_names.map(|names| names.iter().map(|n| n.to_string()).collect()),
        regex: own(request.subscribed_topic_regex),
        assignor: own(request.server_assignor),
        owned: request.topic_partitions.map(|topics| topics.iter().map(owned).collect()),
        fresh_id: fresh_id(request.member_id.is_empty()),
    };
    answer(ctx, broker.groups.consumer_heartbeat(caller(ctx), request), shape)
}

/// Randomness is drawn only where an id may be needed.
fn fresh_id(may_be_needed: bool) -> Uuid {
    if may_be_needed { Uuid::new_v4() } else { Uuid::nil() }
}

fn shape(answer: group::ConsumerHeartbeatResponse) -> ConsumerGroupHeartbeatResponse {
    let topic = |(id, partitions): (Uuid, Vec<i32>)| {
        TopicPartitions::default().with_topic_id(id).with_partitions(partitions)
    };
    let assignment = answer
        .assignment
        .map(|topics| Assignment::default().with_topic_partitions(topics.into_iter().map(topic).collect()));
    ConsumerGroupHeartbeatResponse::default()
        .with_error_code(answer.error.code())
        .with_error_message(answer.error_message.map(text))
        .with_member_id(answer.member_id.map(text))
        .with_member_epoch(answer.member_epoch)
        .with_heartbeat_interval_ms(answer.heartbeat_interval_ms)
        .with_assignment(assignment)
}
