//! Answers that the controller gives.

use std::future::Future;

use kavka_controller::ControllerError;
use kavka_protocol::wire::Encodable;

use super::{Outcome, RequestContext};

/// The answer once the controller has decided and the change is published. The connection's next request waits,
/// so that it finds what was changed, as in Kafka.
///
/// A controller that has stopped answers nobody: the connection ends, and clients ask again.
pub(crate) async fn reply<R: Encodable>(
    ctx: &RequestContext,
    decision: impl Future<Output = Result<R, ControllerError>>,
) -> Outcome {
    match decision.await {
        Ok(response) => Outcome::reply(ctx, &response),
        Err(ControllerError::Stopped) => Outcome::Close,
    }
}
