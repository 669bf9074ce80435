//! AlterUserScramCredentials (key 51), version 0: makes, changes and removes SCRAM credentials (KIP-554).

use std::sync::Arc;

use kavka_protocol::messages::AlterUserScramCredentialsRequest;

use super::{Outcome, RequestContext, controller_reply};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: AlterUserScramCredentialsRequest,
) -> Outcome {
    controller_reply::reply(ctx, broker.controller.alter_user_scram_credentials(request)).await
}
