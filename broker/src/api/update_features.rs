//! UpdateFeatures (key 57), versions 0-2: changes finalized features (KIP-584).
//!
//! v1 kinds of update, and dry runs (KIP-778) · v2 no more results by feature (KIP-1022)

use std::sync::Arc;

use kavka_protocol::messages::UpdateFeaturesRequest;

use super::{Outcome, RequestContext, controller_reply};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: UpdateFeaturesRequest,
) -> Outcome {
    controller_reply::reply(ctx, broker.controller.update_features(request, ctx.api_version)).await
}
