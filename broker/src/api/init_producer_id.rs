//! InitProducerId (key 22), versions 0-5: an id for an idempotent producer (KIP-98).
//!
//! v2 flexible · v3 resuming with an epoch (KIP-360) · v4 PRODUCER_FENCED
//!
//! There is no transaction coordinator yet: who names a transactional id is told that it is not available, which
//! clients try again.

use std::sync::Arc;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::{InitProducerIdRequest, InitProducerIdResponse};

use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: InitProducerIdRequest,
) -> Outcome {
    if let Some(code) = refusal(&request) {
        return Outcome::reply(ctx, &failed(code));
    }
    // The next block of ids comes from the controller; other requests need not wait for it.
    let (broker, version) = (Arc::clone(broker), ctx.api_version);
    Outcome::Waiting(Box::pin(async move {
        let response = match broker.producer_ids.next().await {
            Ok(id) => InitProducerIdResponse::default().with_producer_id(id.into()).with_producer_epoch(0),
            // Kafka has its clients try again, whatever the controller said.
            Err(_) => failed(ErrorCode::CoordinatorLoadInProgress),
        };
        ResponseBody::encode(&response, version)
    }))
}

fn refusal(request: &InitProducerIdRequest) -> Option<ErrorCode> {
    let has_id = request.producer_id.0 != -1;
    let has_epoch = request.producer_epoch != -1;
    match &request.transactional_id {
        // An id to go on with needs its epoch, and an epoch its id.
        _ if has_id != has_epoch => Some(ErrorCode::InvalidRequest),
        Some(id) if id.is_empty() => Some(ErrorCode::InvalidRequest),
        Some(_) => Some(ErrorCode::CoordinatorNotAvailable),
        None => None,
    }
}

fn failed(code: ErrorCode) -> InitProducerIdResponse {
    InitProducerIdResponse::default()
        .with_error_code(code.code())
        .with_producer_id((-1).into())
        .with_producer_epoch(-1)
}
