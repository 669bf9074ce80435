//! DeleteAcls (key 31), versions 1-3: there is no authorizer yet (KIP-140).

use std::sync::Arc;

use kavka_protocol::messages::delete_acls_response::DeleteAclsFilterResult;
use kavka_protocol::messages::{DeleteAclsRequest, DeleteAclsResponse};

use super::{Outcome, RequestContext, acls_disabled};
use crate::Broker;

pub(crate) async fn handle(
    _broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DeleteAclsRequest,
) -> Outcome {
    let refused = DeleteAclsFilterResult::default()
        .with_error_code(acls_disabled::CODE)
        .with_error_message(acls_disabled::message());
    let results = vec![refused; request.filters.len()];
    Outcome::reply(ctx, &DeleteAclsResponse::default().with_filter_results(results))
}
