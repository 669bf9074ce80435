//! FindCoordinator (key 10), versions 0-6: which broker looks after a group or a transactional id.
//!
//! v1 kinds of coordinators: groups, transactions, share groups' state
//! v4 several keys at once (KIP-699)
//!
//! Share groups are not served yet; who asks for them is told so at once with `INVALID_REQUEST`, as Kafka does for a
//! kind that is switched off, instead of waiting in vain.

use std::sync::Arc;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::find_coordinator_response::Coordinator;
use kavka_protocol::messages::{BrokerId, FindCoordinatorRequest, FindCoordinatorResponse};
use kavka_protocol::wire::StrBytes;

use super::auto_create::{self, CONSUMER_OFFSETS, TRANSACTION_STATE};
use super::{Outcome, RequestContext};
use crate::Broker;

/// `key_type`: groups.
const GROUP: i8 = 0;
/// `key_type`: transactional ids.
const TRANSACTION: i8 = 1;
/// `key_type`: share partitions, the highest there is.
const SHARE: i8 = 2;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: FindCoordinatorRequest,
) -> Outcome {
    if let Some(topic) = topic_of(request.key_type)
        && broker.image().topics.by_name(topic).is_none()
    {
        auto_create::create(broker, &[topic]).await;
    }
    let mut response = FindCoordinatorResponse::default();
    if ctx.api_version >= 4 {
        response.coordinators = request
            .coordinator_keys
            .iter()
            .map(|key| coordinator(broker, ctx, request.key_type, key))
            .collect();
    } else {
        let found = coordinator(broker, ctx, request.key_type, &request.key);
        response.error_code = found.error_code;
        let error = ErrorCode::from_code(found.error_code).unwrap_or(ErrorCode::UnknownServerError);
        // Kafka's text for success is the name of the code.
        let message = if error == ErrorCode::None { error.name() } else { error.message() };
        response.error_message = Some(StrBytes::from_static_str(message));
        (response.node_id, response.host, response.port) = (found.node_id, found.host, found.port);
    }
    Outcome::reply(ctx, &response)
}

fn coordinator(broker: &Broker, ctx: &RequestContext, key_type: i8, key: &StrBytes) -> Coordinator {
    let found = Coordinator::default().with_key(key.clone());
    match locate(broker, ctx, key_type, key) {
        Ok((id, host, port)) => {
            found.with_node_id(BrokerId(id)).with_host(StrBytes::from_string(host)).with_port(i32::from(port))
        }
        Err(error) => {
            // Kafka has a text only where the type itself is none it knows.
            let message = if (GROUP..=SHARE).contains(&key_type) { "" } else { error.message() };
            found
                .with_node_id(BrokerId(-1))
                .with_port(-1)
                .with_error_code(error.code())
                .with_error_message(Some(StrBytes::from_static_str(message)))
        }
    }
}

/// The topic that a kind of coordinator keeps its state in.
fn topic_of(key_type: i8) -> Option<&'static str> {
    match key_type {
        GROUP => Some(CONSUMER_OFFSETS),
        TRANSACTION => Some(TRANSACTION_STATE),
        _ => None,
    }
}

/// The broker that leads the partition of the group or id, where the client can reach it.
fn locate(
    broker: &Broker,
    ctx: &RequestContext,
    key_type: i8,
    key: &str,
) -> Result<(i32, String, u16), ErrorCode> {
    let topic = topic_of(key_type).ok_or(ErrorCode::InvalidRequest)?;
    let number = match key_type {
        TRANSACTION => broker.transactions.partition_for(key),
        _ => broker.groups.partition_for(key),
    };
    let image = broker.image();
    let partition = image.topics.partition(topic, number);
    partition
        .and_then(|partition| image.cluster.alive_broker(partition.leader))
        .and_then(|leader| Some((leader.id, leader.endpoint(&ctx.listener)?)))
        .map(|(id, endpoint)| (id, endpoint.host.to_string(), endpoint.port))
        .ok_or(ErrorCode::CoordinatorNotAvailable)
}
