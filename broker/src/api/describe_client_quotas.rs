//! DescribeClientQuotas (key 48), versions 0-1: the quotas of those that match a filter (KIP-546).

use std::sync::Arc;

use kavka_controller::decide;
use kavka_protocol::messages::DescribeClientQuotasRequest;

use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DescribeClientQuotasRequest,
) -> Outcome {
    Outcome::reply(ctx, &decide::describe_client_quotas(&broker.image(), &request))
}
