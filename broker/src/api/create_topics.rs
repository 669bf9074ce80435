//! CreateTopics (key 19), versions 2-7: topics with their configs, decided by the controller.
//!
//! v4 default partition count and replication factor (KIP-464)
//! v5 configs in the answer (KIP-525)
//! v7 topic ids (KIP-516)

use std::sync::Arc;

use kavka_protocol::messages::CreateTopicsRequest;

use super::{Outcome, RequestContext, controller_reply};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: CreateTopicsRequest,
) -> Outcome {
    controller_reply::reply(ctx, broker.controller.create_topics(request)).await
}
