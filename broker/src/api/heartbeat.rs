//! Heartbeat (key 12), versions 0-4: a member of a classic group lives.
//!
//! v3 static members (KIP-345)

use std::sync::Arc;

use kavka_coordinator::group::messages as group;
use kavka_protocol::messages::{HeartbeatRequest, HeartbeatResponse};

use super::groups::{answer, own};
use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(broker: &Arc<Broker>, ctx: &RequestContext, request: HeartbeatRequest) -> Outcome {
    let request = group::HeartbeatRequest {
        group_id: request.group_id.to_string(),
        generation_id: request.generation_id,
        member_id: request.member_id.to_string(),
        group_instance_id: own(request.group_instance_id),
    };
    answer(ctx, broker.groups.heartbeat(request), |error| {
        HeartbeatResponse::default().with_error_code(error.code())
    })
}
