//! ElectLeaders (key 43), versions 0-2: elects preferred leaders, and from v1 unclean ones (KIP-183, KIP-460).

use std::sync::Arc;

use kavka_protocol::messages::ElectLeadersRequest;

use super::{Outcome, RequestContext, controller_reply};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: ElectLeadersRequest,
) -> Outcome {
    controller_reply::reply(ctx, broker.controller.elect_leaders(request)).await
}
