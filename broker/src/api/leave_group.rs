//! LeaveGroup (key 13), versions 0-5: members leave a classic group.
//!
//! v3 several members at once, static ones by instance id (KIP-345)
//! v5 reason (KIP-800)

use std::sync::Arc;

use kavka_coordinator::group::messages as group;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::leave_group_response::MemberResponse;
use kavka_protocol::messages::{LeaveGroupRequest, LeaveGroupResponse};

use super::groups::{answer, own, text};
use super::{Outcome, RequestContext};
use crate::Broker;

/// First version with a list of members.
const BATCH: i16 = 3;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: LeaveGroupRequest,
) -> Outcome {
    let version = ctx.api_version;
    let members = if version >= BATCH {
        let leaving = request.members.into_iter().map(|member| group::LeavingMember {
            member_id: member.member_id.to_string(),
            group_instance_id: own(member.group_instance_id),
            reason: own(member.reason),
        });
        leaving.collect()
    } else {
        let member_id = request.member_id.to_string();
        vec![group::LeavingMember { member_id, group_instance_id: None, reason: None }]
    };
    let request = group::LeaveGroupRequest { group_id: request.group_id.to_string(), members };
    answer(ctx, broker.groups.leave_group(request), move |left| shape(version, left))
}

fn shape(version: i16, left: group::LeaveGroupResponse) -> LeaveGroupResponse {
    if version < BATCH {
        let of_member = left.members.first().map_or(ErrorCode::None, |(_, _, error)| *error);
        let error = if left.error == ErrorCode::None { of_member } else { left.error };
        return LeaveGroupResponse::default().with_error_code(error.code());
    }
    let members = left.members.into_iter().map(|(member_id, instance_id, error)| {
        MemberResponse::default()
            .with_member_id(text(member_id))
            .with_group_instance_id(instance_id.map(text))
            .with_error_code(error.code())
    });
    LeaveGroupResponse::default().with_error_code(left.error.code()).with_members(members.collect())
}
