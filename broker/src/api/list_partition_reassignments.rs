//! ListPartitionReassignments (key 46), versions 0: reassignments that are going on (KIP-455).

use std::sync::Arc;

use kavka_controller::decide;
use kavka_protocol::messages::ListPartitionReassignmentsRequest;

use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: ListPartitionReassignmentsRequest,
) -> Outcome {
    Outcome::reply(ctx, &decide::list_partition_reassignments(&broker.image(), &request))
}
