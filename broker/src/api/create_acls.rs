//! CreateAcls (key 30), versions 1-3: there is no authorizer yet (KIP-140).

use std::sync::Arc;

use kavka_protocol::messages::create_acls_response::AclCreationResult;
use kavka_protocol::messages::{CreateAclsRequest, CreateAclsResponse};

use super::{Outcome, RequestContext, acls_disabled};
use crate::Broker;

pub(crate) async fn handle(
    _broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: CreateAclsRequest,
) -> Outcome {
    let refused = AclCreationResult::default()
        .with_error_code(acls_disabled::CODE)
        .with_error_message(acls_disabled::message());
    let results = vec![refused; request.creations.len()];
    Outcome::reply(ctx, &CreateAclsResponse::default().with_results(results))
}
