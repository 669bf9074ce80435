//! UnregisterBroker (key 64), versions 0: forgets a broker that is gone for good (KIP-746).

use std::sync::Arc;

use kavka_protocol::messages::UnregisterBrokerRequest;

use super::{Outcome, RequestContext, controller_reply};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: UnregisterBrokerRequest,
) -> Outcome {
    controller_reply::reply(ctx, broker.controller.unregister_broker(request)).await
}
