//! AlterClientQuotas (key 49), versions 0-1: sets and removes client quotas (KIP-546).

use std::sync::Arc;

use kavka_protocol::messages::AlterClientQuotasRequest;

use super::{Outcome, RequestContext, controller_reply};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: AlterClientQuotasRequest,
) -> Outcome {
    controller_reply::reply(ctx, broker.controller.alter_client_quotas(request)).await
}
