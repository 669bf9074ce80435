//! InitProducerId (key 22), versions 0-5: an id for an idempotent or transactional producer (KIP-98).
//!
//! v2 flexible · v3 resuming with an epoch (KIP-360) · v4 PRODUCER_FENCED · v5 transaction version 2 (KIP-890)

use std::sync::Arc;

use kavka_coordinator::transaction::messages::{InitProducerId, Producer};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::{InitProducerIdRequest, InitProducerIdResponse};

use super::transactions::{for_version, producer};
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;

/// First version whose clients know `PRODUCER_FENCED`.
const FENCED_SINCE: i16 = 4;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: InitProducerIdRequest,
) -> Outcome {
    let version = ctx.api_version;
    let expected = match (request.producer_id.0, request.producer_epoch) {
        (-1, -1) => None,
        // An id to go on with needs its epoch, and an epoch its id.
        (-1, _) | (_, -1) => return Outcome::reply(ctx, &shape(version, Err(ErrorCode::InvalidRequest))),
        (_, epoch) => Some(producer(request.producer_id, epoch)),
    };
    let Some(transactional_id) = &request.transactional_id else {
        return idempotent(broker, version);
    };
    // Refused whoever coordinates it, hence before anybody is asked.
    if transactional_id.is_empty() {
        return Outcome::reply(ctx, &shape(version, Err(ErrorCode::InvalidRequest)));
    }
    let initializing = broker.transactions.init_producer_id(InitProducerId {
        transactional_id: transactional_id.to_string(),
        transaction_timeout_ms: request.transaction_timeout_ms,
        expected,
        enable_2pc: request.enable_2_pc,
        keep_prepared: request.keep_prepared_txn,
    });
    Outcome::Waiting(Box::pin(
        async move { ResponseBody::encode(&shape(version, initializing.await), version) },
    ))
}

/// The next block of ids comes from the controller; other requests need not wait for it.
fn idempotent(broker: &Arc<Broker>, version: i16) -> Outcome {
    let broker = Arc::clone(broker);
    Outcome::Waiting(Box::pin(async move {
        let next = broker.producer_ids.next().await;
        let next = next
            .map(|producer_id| Producer { producer_id, producer_epoch: 0 })
            // Kafka has its clients try again, whatever the controller said.
            .map_err(|_| ErrorCode::CoordinatorLoadInProgress);
        ResponseBody::encode(&shape(version, next), version)
    }))
}

fn shape(version: i16, result: Result<Producer, ErrorCode>) -> InitProducerIdResponse {
    match result {
        Ok(producer) => InitProducerIdResponse::default()
            .with_producer_id(producer.producer_id.into())
            .with_producer_epoch(producer.producer_epoch),
        Err(code) => InitProducerIdResponse::default()
            .with_error_code(for_version(code, version, FENCED_SINCE).code())
            .with_producer_id((-1).into())
            .with_producer_epoch(-1),
    }
}
