//! JoinGroup (key 11), versions 0-9: into the next generation of a classic group.
//!
//! v1 rebalance timeout (KIP-62); before, the session timeout counts
//! v4 a new dynamic member is given an id and must come back with it (KIP-394)
//! v5 static members (KIP-345)
//! v7 protocol type in the answer (KIP-559)
//! v8 reason (KIP-800)
//! v9 a static leader may be told to skip the assignment (KIP-814)

use std::sync::Arc;

use bytes::Bytes;
use kavka_coordinator::group::messages as group;
use kavka_protocol::messages::join_group_response::JoinGroupResponseMember;
use kavka_protocol::messages::{JoinGroupRequest, JoinGroupResponse};
use uuid::Uuid;

use super::groups::{answer, caller, own, text};
use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(broker: &Arc<Broker>, ctx: &RequestContext, request: JoinGroupRequest) -> Outcome {
    let version = ctx.api_version;
    let rebalance_timeout_ms =
        if version == 0 { request.session_timeout_ms } else { request.rebalance_timeout_ms };
    // Copied: what a member keeps for hours must not pin the frame it came in.
    let protocols = request
        .protocols
        .iter()
        .map(|protocol| (protocol.name.to_string(), Bytes::copy_from_slice(&protocol.metadata)))
        .collect();
    let request = group::JoinGroupRequest {
        api_version: version,
        group_id: request.group_id.to_string(),
        session_timeout_ms: request.session_timeout_ms,
        rebalance_timeout_ms,
        member_id: request.member_id.to_string(),
        group_instance_id: own(request.group_instance_id),
        protocol_type: request.protocol_type.to_string(),
        protocols,
        reason: own(request.reason),
        fresh_id: Uuid::new_v4(),
    };
    answer(ctx, broker.groups.join_group(caller(ctx), request), move |joined| shape(version, joined))
}

fn shape(version: i16, joined: group::JoinGroupResponse) -> JoinGroupResponse {
    let members = joined.members.into_iter().map(|member| {
        JoinGroupResponseMember::default()
            .with_member_id(text(member.member_id))
            .with_group_instance_id(member.group_instance_id.filter(|_| version >= 5).map(text))
            .with_metadata(member.metadata)
    });
    // Null only from version 7 on.
    let protocol_name = match joined.protocol_name {
        None if version < 7 => Some(String::new()),
        name => name,
    };
    JoinGroupResponse::default()
        .with_error_code(joined.error.code())
        .with_generation_id(joined.generation_id)
        .with_protocol_type(joined.protocol_type.filter(|_| version >= 7).map(text))
        .with_protocol_name(protocol_name.map(text))
        .with_leader(text(joined.leader))
        .with_skip_assignment(joined.skip_assignment && version >= 9)
        .with_member_id(text(joined.member_id))
        .with_members(members.collect())
}
