//! ListGroups (key 16), versions 0-5: the groups this broker coordinates.
//!
//! v4 states, and a filter for them (KIP-518)
//! v5 types, and a filter for them (KIP-848)

use std::sync::Arc;

use kavka_coordinator::group::messages as group;
use kavka_protocol::messages::list_groups_response::ListedGroup;
use kavka_protocol::messages::{GroupId, ListGroupsRequest, ListGroupsResponse};

use super::groups::text;
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: ListGroupsRequest,
) -> Outcome {
    let version = ctx.api_version;
    let names =
        |names: &[kavka_protocol::wire::StrBytes]| names.iter().map(|name| name.to_string()).collect();
    let filters = group::ListGroupsRequest {
        states_filter: names(&request.states_filter),
        types_filter: names(&request.types_filter),
    };
    let listed = broker.groups.list_groups(&filters);
    Outcome::Waiting(Box::pin(async move {
        let (error, groups) = listed.await;
        let groups = groups.into_iter().map(|group| shape(version, group)).collect();
        let response = ListGroupsResponse::default().with_error_code(error.code()).with_groups(groups);
        ResponseBody::encode(&response, version)
    }))
}

fn shape(version: i16, group: group::ListedGroup) -> ListedGroup {
    let mut listed = ListedGroup::default()
        .with_group_id(GroupId(text(group.group_id)))
        .with_protocol_type(text(group.protocol_type));
    if version >= 4 {
        listed.group_state = text(group.group_state);
    }
    if version >= 5 {
        // Kafka writes types as in `GroupType.toString`.
        listed.group_type = text(group.group_type);
    }
    listed
}
