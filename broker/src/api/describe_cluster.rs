//! DescribeCluster (key 60), versions 0-2: the cluster's id and its nodes.
//!
//! v1 brokers or controllers (KIP-919): listeners of brokers tell of brokers, those of controllers of controllers
//! v2 fenced brokers too, where asked for (KIP-1073)

use std::sync::Arc;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_cluster_response::DescribeClusterBroker;
use kavka_protocol::messages::{BrokerId, DescribeClusterRequest, DescribeClusterResponse};
use kavka_protocol::wire::StrBytes;

use super::{Outcome, RequestContext, Side, authorized_operations};
use crate::Broker;

/// `endpoint_type`: brokers.
const BROKERS: i8 = 1;
/// `endpoint_type`: controllers.
const CONTROLLERS: i8 = 2;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DescribeClusterRequest,
) -> Outcome {
    let served = match ctx.side {
        Side::Broker => BROKERS,
        Side::Controller => CONTROLLERS,
    };
    // Version 0 has no such field, and means brokers.
    if request.endpoint_type != served {
        return Outcome::reply(ctx, &wrong_endpoint_type(served, request.endpoint_type, ctx.api_version));
    }
    let mut response = DescribeClusterResponse::default()
        .with_endpoint_type(served)
        .with_cluster_id(StrBytes::from_string(broker.cluster_id.to_string()))
        .with_cluster_authorized_operations(authorized_operations::OMITTED);
    if request.include_cluster_authorized_operations {
        response.cluster_authorized_operations = authorized_operations::CLUSTER;
    }
    match ctx.side {
        Side::Broker => brokers(broker, ctx, request.include_fenced_brokers, &mut response),
        Side::Controller => controllers(broker, ctx, &mut response),
    }
    Outcome::reply(ctx, &response)
}

fn brokers(
    broker: &Broker,
    ctx: &RequestContext,
    include_fenced: bool,
    response: &mut DescribeClusterResponse,
) {
    let image = broker.image();
    let shown = image.cluster.brokers.values().filter(|broker| !broker.fenced || include_fenced);
    for registration in shown {
        let Some(endpoint) = registration.endpoint(&ctx.listener) else { continue };
        let rack = registration.rack.as_deref().map(|rack| StrBytes::from_string(rack.to_owned()));
        response.brokers.push(
            DescribeClusterBroker::default()
                .with_broker_id(BrokerId(registration.id))
                .with_host(StrBytes::from_string(endpoint.host.to_string()))
                .with_port(i32::from(endpoint.port))
                .with_rack(rack)
                .with_is_fenced(registration.fenced),
        );
    }
    // Any broker passes on what is for the controller, so any that is alive is named.
    response.controller_id =
        image.cluster.alive_brokers().next().map_or(BrokerId(-1), |broker| BrokerId(broker.id));
}

/// The controllers that registered, and of them the one that leads.
fn controllers(broker: &Broker, ctx: &RequestContext, response: &mut DescribeClusterResponse) {
    let image = broker.image();
    for registration in image.cluster.controllers.values() {
        let Some(endpoint) = registration.endpoints.iter().find(|e| *e.name == *ctx.listener) else {
            continue;
        };
        response.brokers.push(
            DescribeClusterBroker::default()
                .with_broker_id(BrokerId(registration.id))
                .with_host(StrBytes::from_string(endpoint.host.to_string()))
                .with_port(i32::from(endpoint.port)),
        );
    }
    let leader = broker.controller.quorum_status().leader_id.unwrap_or(-1);
    let is_shown = response.brokers.iter().any(|shown| shown.broker_id == leader);
    response.controller_id = BrokerId(if is_shown { leader } else { -1 });
}

fn wrong_endpoint_type(served: i8, asked: i8, version: i16) -> DescribeClusterResponse {
    let name = |kind| if kind == CONTROLLERS { "CONTROLLER" } else { "BROKER" };
    let (error, message) = if matches!(asked, BROKERS | CONTROLLERS) {
        let (served, asked) = (name(served), name(asked));
        let text = format!(
            "The request was sent to an endpoint of type {served}, but we wanted an endpoint of type {asked}"
        );
        (ErrorCode::MismatchedEndpointType, text)
    } else {
        (ErrorCode::UnsupportedEndpointType, format!("Unsupported endpoint type {asked}"))
    };
    let error = if version == 0 { ErrorCode::InvalidRequest } else { error };
    DescribeClusterResponse::default()
        .with_error_code(error.code())
        .with_error_message(Some(StrBytes::from_string(message)))
        .with_endpoint_type(BROKERS)
        .with_cluster_authorized_operations(authorized_operations::OMITTED)
}
