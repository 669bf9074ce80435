//! AlterPartitionReassignments (key 45), versions 0-1: moves replicas (KIP-455).

use std::sync::Arc;

use kavka_protocol::messages::AlterPartitionReassignmentsRequest;

use super::{Outcome, RequestContext, controller_reply};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: AlterPartitionReassignmentsRequest,
) -> Outcome {
    controller_reply::reply(ctx, broker.controller.alter_partition_reassignments(request)).await
}
