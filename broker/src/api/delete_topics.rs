//! DeleteTopics (key 20), versions 1-6: topics by name, and from v6 by id (KIP-516).

use std::sync::Arc;

use kavka_protocol::messages::DeleteTopicsRequest;

use super::{Outcome, RequestContext, controller_reply};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DeleteTopicsRequest,
) -> Outcome {
    controller_reply::reply(ctx, broker.controller.delete_topics(request, ctx.api_version)).await
}
