//! CreatePartitions (key 37), versions 0-3: more partitions for topics that exist.

use std::sync::Arc;

use kavka_protocol::messages::CreatePartitionsRequest;

use super::{Outcome, RequestContext, controller_reply};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: CreatePartitionsRequest,
) -> Outcome {
    controller_reply::reply(ctx, broker.controller.create_partitions(request)).await
}
