//! DescribeGroups (key 15), versions 0-6: state and members of classic groups.
//!
//! v3 what the client may do (KIP-430)
//! v4 instance ids (KIP-345)
//! v6 a group that is not there is `GROUP_ID_NOT_FOUND` (KIP-1043); before, it is dead

use std::sync::Arc;

use kavka_coordinator::group::messages as group;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_groups_response::{DescribedGroup, DescribedGroupMember};
use kavka_protocol::messages::{DescribeGroupsRequest, DescribeGroupsResponse, GroupId};

use super::groups::text;
use super::{Outcome, RequestContext, ResponseBody, authorized_operations};
use crate::Broker;

/// First version that tells a missing group by its error.
const KNOWS_GROUP_ID_NOT_FOUND: i16 = 6;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DescribeGroupsRequest,
) -> Outcome {
    let version = ctx.api_version;
    let operations = match version {
        3.. if request.include_authorized_operations => authorized_operations::GROUP,
        _ => authorized_operations::OMITTED,
    };
    let ids = request.groups.iter().map(|id| id.to_string()).collect();
    let described = broker.groups.describe_groups(ids);
    Outcome::Waiting(Box::pin(async move {
        let groups = described.await.into_iter().map(|group| shape(version, operations, group));
        let response = DescribeGroupsResponse::default().with_groups(groups.collect());
        ResponseBody::encode(&response, version)
    }))
}

fn shape(version: i16, operations: i32, group: group::DescribedGroup) -> DescribedGroup {
    let error = match group.error {
        ErrorCode::GroupIdNotFound if version < KNOWS_GROUP_ID_NOT_FOUND => ErrorCode::None,
        error => error,
    };
    let members = group.members.into_iter().map(|member| {
        DescribedGroupMember::default()
            .with_member_id(text(member.member_id))
            .with_group_instance_id(member.group_instance_id.filter(|_| version >= 4).map(text))
            .with_client_id(text(member.client_id))
            .with_client_host(text(member.client_host))
            .with_member_metadata(member.metadata)
            .with_member_assignment(member.assignment)
    });
    DescribedGroup::default()
        .with_error_code(error.code())
        .with_error_message(group.error_message.filter(|_| version >= KNOWS_GROUP_ID_NOT_FOUND).map(text))
        .with_group_id(GroupId(text(group.group_id)))
        .with_group_state(text(group.group_state))
        .with_protocol_type(text(group.protocol_type))
        .with_protocol_data(text(group.protocol_data))
        .with_members(members.collect())
        .with_authorized_operations(if error == ErrorCode::None {
            operations
        } else {
            authorized_operations::OMITTED
        })
}
