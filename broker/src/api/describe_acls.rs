//! DescribeAcls (key 29), versions 1-3: there is no authorizer yet, and so no ACLs (KIP-140).

use std::sync::Arc;

use kavka_protocol::messages::{DescribeAclsRequest, DescribeAclsResponse};
use kavka_protocol::wire::StrBytes;

use super::{Outcome, RequestContext, acls_disabled};
use crate::Broker;

pub(crate) async fn handle(
    _broker: &Arc<Broker>,
    ctx: &RequestContext,
    _request: DescribeAclsRequest,
) -> Outcome {
    let response = DescribeAclsResponse::default()
        .with_error_code(acls_disabled::CODE)
        // A little longer than what changes of ACLs are told.
        .with_error_message(Some(StrBytes::from_static_str("No Authorizer is configured on the broker")));
    Outcome::reply(ctx, &response)
}
