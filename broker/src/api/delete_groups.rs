//! DeleteGroups (key 42), versions 0-2: groups without members, with their offsets.

use std::sync::Arc;

use indexmap::IndexSet;
use kavka_protocol::messages::delete_groups_response::DeletableGroupResult;
use kavka_protocol::messages::{DeleteGroupsRequest, DeleteGroupsResponse, GroupId};

use super::groups::text;
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DeleteGroupsRequest,
) -> Outcome {
    let version = ctx.api_version;
    // Asked for twice, a group is answered once.
    let ids: IndexSet<String> = request.groups_names.iter().map(|id| id.to_string()).collect();
    let deleted = broker.groups.delete_groups(ids.into_iter().collect());
    Outcome::Waiting(Box::pin(async move {
        let results = deleted.await.into_iter().map(|(id, error)| {
            DeletableGroupResult::default().with_group_id(GroupId(text(id))).with_error_code(error.code())
        });
        let response = DeleteGroupsResponse::default().with_results(results.collect());
        ResponseBody::encode(&response, version)
    }))
}
