//! SaslHandshake (key 17), versions 0-1, and SaslAuthenticate (key 36), versions 0-2, where they have no business:
//! on a listener without SASL, or after authentication. What belongs to SASL is answered before requests get here.

use std::sync::Arc;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::{
    SaslAuthenticateRequest, SaslAuthenticateResponse, SaslHandshakeRequest, SaslHandshakeResponse,
};
use kavka_protocol::wire::StrBytes;

use super::{Outcome, RequestContext};
use crate::Broker;

/// SaslHandshake.
pub(crate) mod handshake {
    use super::*;

    pub(crate) async fn handle(_: &Arc<Broker>, ctx: &RequestContext, _: SaslHandshakeRequest) -> Outcome {
        let response = SaslHandshakeResponse::default().with_error_code(ErrorCode::IllegalSaslState.code());
        Outcome::reply(ctx, &response)
    }
}

/// SaslAuthenticate.
pub(crate) mod authenticate {
    use super::*;

    pub(crate) async fn handle(_: &Arc<Broker>, ctx: &RequestContext, _: SaslAuthenticateRequest) -> Outcome {
        let text = "SaslAuthenticate request received after successful authentication";
        let response = SaslAuthenticateResponse::default()
            .with_error_code(ErrorCode::IllegalSaslState.code())
            .with_error_message(Some(StrBytes::from_static_str(text)));
        Outcome::reply(ctx, &response)
    }
}
