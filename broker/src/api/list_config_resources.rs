//! ListConfigResources (key 74), versions 0-1: names of what has configs (KIP-714, KIP-1142).
//!
//! v0 subscriptions of client metrics only · v1 any kinds; an empty list asks for all

use std::collections::BTreeSet;
use std::sync::Arc;

use kavka_controller::image::ConfigResourceType;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::list_config_resources_response::ConfigResource;
use kavka_protocol::messages::{ListConfigResourcesRequest, ListConfigResourcesResponse};
use kavka_protocol::wire::StrBytes;

use super::{Outcome, RequestContext};
use crate::Broker;

const ALL: [ConfigResourceType; 5] = [
    ConfigResourceType::Topic,
    ConfigResourceType::Broker,
    ConfigResourceType::BrokerLogger,
    ConfigResourceType::ClientMetrics,
    ConfigResourceType::Group,
];

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: ListConfigResourcesRequest,
) -> Outcome {
    let wanted: Option<Vec<ConfigResourceType>> = match ctx.api_version {
        0 => Some(vec![ConfigResourceType::ClientMetrics]),
        _ if request.resource_types.is_empty() => Some(ALL.to_vec()),
        _ => request.resource_types.iter().map(|code| ConfigResourceType::from_code(*code)).collect(),
    };
    let Some(wanted) = wanted else {
        let code = ErrorCode::UnsupportedVersion.code();
        return Outcome::reply(ctx, &ListConfigResourcesResponse::default().with_error_code(code));
    };
    let image = broker.image();
    let mut found: BTreeSet<(i8, String)> = BTreeSet::new();
    for kind in wanted {
        match kind {
            ConfigResourceType::Topic => {
                found.extend(image.topics.iter().map(|topic| (kind.code(), topic.name.to_string())));
            }
            ConfigResourceType::Broker | ConfigResourceType::BrokerLogger => {
                found
                    .extend(image.cluster.alive_brokers().map(|broker| (kind.code(), broker.id.to_string())));
            }
            ConfigResourceType::ClientMetrics | ConfigResourceType::Group => {
                let of_kind = image.configs.iter().filter(|(resource, _)| resource.resource_type == kind);
                found.extend(of_kind.map(|(resource, _)| (kind.code(), resource.name.to_string())));
            }
        }
    }
    let resource = |(kind, name)| {
        ConfigResource::default().with_resource_type(kind).with_resource_name(StrBytes::from_string(name))
    };
    let resources = found.into_iter().map(resource).collect();
    Outcome::reply(ctx, &ListConfigResourcesResponse::default().with_config_resources(resources))
}
