//! SyncGroup (key 14), versions 0-5: the leader hands in the assignment, everyone gets its own.
//!
//! v3 static members (KIP-345)
//! v5 protocol type and name are checked (KIP-559)

use std::sync::Arc;

use bytes::Bytes;
use kavka_coordinator::group::messages as group;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::{SyncGroupRequest, SyncGroupResponse};

use super::groups::{answer, own, text};
use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(broker: &Arc<Broker>, ctx: &RequestContext, request: SyncGroupRequest) -> Outcome {
    let version = ctx.api_version;
    if version >= 5 && (request.protocol_type.is_none() || request.protocol_name.is_none()) {
        let error = group::SyncGroupResponse::error(ErrorCode::InconsistentGroupProtocol);
        return Outcome::reply(ctx, &shape(version, error));
    }
    let assignments = request
        .assignments
        .iter()
        .map(|given| (given.member_id.to_string(), Bytes::copy_from_slice(&given.assignment)))
        .collect();
    let request = group::SyncGroupRequest {
        group_id: request.group_id.to_string(),
        generation_id: request.generation_id,
        member_id: request.member_id.to_string(),
        group_instance_id: own(request.group_instance_id),
        protocol_type: own(request.protocol_type),
        protocol_name: own(request.protocol_name),
        assignments,
    };
    answer(ctx, broker.groups.sync_group(request), move |synced| shape(version, synced))
}

fn shape(version: i16, synced: group::SyncGroupResponse) -> SyncGroupResponse {
    SyncGroupResponse::default()
        .with_error_code(synced.error.code())
        .with_protocol_type(synced.protocol_type.filter(|_| version >= 5).map(text))
        .with_protocol_name(synced.protocol_name.filter(|_| version >= 5).map(text))
        .with_assignment(synced.assignment)
}
