//! DescribeConfigs (key 32), versions 1-4: settings of topics, brokers, groups and subscriptions, with where their
//! values come from.
//!
//! v1 synonyms · v3 documentation and types (KIP-569)

mod entries;

use std::sync::Arc;

use kavka_controller::decide;
use kavka_controller::image::{ConfigResource, ConfigResourceType};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kavka_protocol::messages::describe_configs_response::DescribeConfigsResult;
use kavka_protocol::messages::{DescribeConfigsRequest, DescribeConfigsResponse};
use kavka_protocol::wire::StrBytes;

use super::{Outcome, RequestContext};
use crate::Broker;
use entries::{Entry, Sources};

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DescribeConfigsRequest,
) -> Outcome {
    if request.resources.iter().any(|r| ConfigResourceType::from_code(r.resource_type).is_none()) {
        return Outcome::reply(ctx, &all_refused(&request));
    }
    let image = broker.image();
    let sources = Sources::new(&broker.config, broker.dynamic.current(), &image);
    let mut response = DescribeConfigsResponse::default();
    for resource in &request.resources {
        let (code, message, entries) = match describe(broker, &sources, resource) {
            // Kafka leaves the message at its default, which is not null.
            Ok(entries) => (ErrorCode::None, Some(String::new()), entries),
            Err((code, message)) => (code, message.or_else(|| Some(String::new())), Vec::new()),
        };
        let wanted = |entry: &Entry| match &resource.configuration_keys {
            Some(keys) if !keys.is_empty() => keys.iter().any(|key| **key == *entry.name),
            _ => true,
        };
        let result = DescribeConfigsResult::default()
            .with_error_code(code.code())
            // Kafka leaves the words empty, not null, where nothing went wrong.
            .with_error_message(
                message.or_else(|| code.is_none().then(String::new)).map(StrBytes::from_string),
            )
            .with_resource_type(resource.resource_type)
            .with_resource_name(resource.resource_name.clone())
            .with_configs(
                entries
                    .into_iter()
                    .filter(wanted)
                    .map(|entry| entry.into_wire(request.include_synonyms, request.include_documentation))
                    .collect(),
            );
        response.results.push(result);
    }
    Outcome::reply(ctx, &response)
}

/// One resource of a kind that does not exist spoils the whole request.
fn all_refused(request: &DescribeConfigsRequest) -> DescribeConfigsResponse {
    let error = ErrorCode::InvalidRequest;
    let refused = |resource: &DescribeConfigsResource| {
        DescribeConfigsResult::default()
            .with_error_code(error.code())
            .with_error_message(Some(StrBytes::from_static_str(error.message())))
            .with_resource_type(resource.resource_type)
            .with_resource_name(resource.resource_name.clone())
    };
    DescribeConfigsResponse::default().with_results(request.resources.iter().map(refused).collect())
}

type Refusal = (ErrorCode, Option<String>);

fn invalid(message: impl Into<String>) -> Refusal {
    (ErrorCode::InvalidRequest, Some(message.into()))
}

fn describe(
    broker: &Broker,
    sources: &Sources<'_>,
    resource: &DescribeConfigsResource,
) -> Result<Vec<Entry>, Refusal> {
    let name: &str = &resource.resource_name;
    let Some(kind) = ConfigResourceType::from_code(resource.resource_type) else {
        return Err(invalid(format!("Unexpected resource type UNKNOWN for resource {name}")));
    };
    let image = sources.image();
    match kind {
        ConfigResourceType::Topic => {
            decide::validate_topic_name(name).map_err(|error| (error.code, error.message))?;
            if image.topics.by_name(name).is_none() {
                return Err((ErrorCode::UnknownTopicOrPartition, None));
            }
            Ok(sources.topic(name))
        }
        ConfigResourceType::Broker if name.is_empty() => Ok(sources.default_broker()),
        ConfigResourceType::Broker => match broker_id(name)? {
            id if id == broker.config.node_id => Ok(sources.broker()),
            _ => Err(invalid(format!(
                "Unexpected broker id, expected {} or empty string, but received {name}",
                broker.config.node_id
            ))),
        },
        ConfigResourceType::BrokerLogger if name.is_empty() => Err(invalid("Broker id must not be empty")),
        ConfigResourceType::BrokerLogger => match broker_id(name)? {
            id if id == broker.config.node_id => Ok(entries::loggers(&broker.loggers)),
            _ => Err(invalid(format!(
                "Unexpected broker id, expected {} but received {name}",
                broker.config.node_id
            ))),
        },
        ConfigResourceType::ClientMetrics if name.is_empty() => {
            Err(invalid("Client metrics subscription name must not be empty"))
        }
        ConfigResourceType::ClientMetrics => {
            Ok(entries::client_metrics(image, &ConfigResource::new(kind, name)))
        }
        ConfigResourceType::Group if name.is_empty() => Err(invalid("Group name must not be empty")),
        ConfigResourceType::Group => Ok(sources.group(name)),
    }
}

fn broker_id(name: &str) -> Result<i32, Refusal> {
    name.parse().map_err(|_| invalid(format!("Broker id must be an integer, but it is: {name}")))
}
