//! DescribeCluster (key 60), versions 0-2: the cluster's id and its nodes.
//!
//! v1 brokers or controllers (KIP-919); a broker tells of brokers only
//! v2 fenced brokers too, where asked for (KIP-1073)

use std::sync::Arc;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_cluster_response::DescribeClusterBroker;
use kavka_protocol::messages::{BrokerId, DescribeClusterRequest, DescribeClusterResponse};
use kavka_protocol::wire::StrBytes;

use super::{Outcome, RequestContext, authorized_operations};
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
    if ctx.api_version >= 1 && request.endpoint_type != BROKERS {
        return Outcome::reply(ctx, &wrong_endpoint_type(request.endpoint_type));
    }
    let image = broker.image();
    let mut response = DescribeClusterResponse::default()
        .with_endpoint_type(BROKERS)
        .with_cluster_id(StrBytes::from_string(broker.cluster_id.to_string()))
        .with_cluster_authorized_operations(authorized_operations::OMITTED);
    let shown =
        image.cluster.brokers.values().filter(|broker| !broker.fenced || request.include_fenced_brokers);
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
    if request.include_cluster_authorized_operations {
        response.cluster_authorized_operations = authorized_operations::CLUSTER;
    }
    Outcome::reply(ctx, &response)
}

fn wrong_endpoint_type(asked: i8) -> DescribeClusterResponse {
    let (error, message) = if asked == CONTROLLERS {
        let text = "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER";
        (ErrorCode::MismatchedEndpointType, text.to_owned())
    } else {
        (ErrorCode::UnsupportedEndpointType, format!("Unsupported endpoint type {asked}"))
    };
    DescribeClusterResponse::default()
        .with_error_code(error.code())
        .with_error_message(Some(StrBytes::from_string(message)))
        .with_endpoint_type(BROKERS)
        .with_cluster_authorized_operations(authorized_operations::OMITTED)
}
