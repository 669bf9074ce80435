//! IncrementalAlterConfigs (key 44), versions 0-1: sets, removes and appends single config keys (KIP-339).

use std::sync::Arc;

use kavka_controller::ControllerError;
use kavka_controller::decide::ApiError;
use kavka_protocol::messages::incremental_alter_configs_response::AlterConfigsResourceResponse;
use kavka_protocol::messages::{IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse};

use super::alter_check::{self, KeyChange};
use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    mut request: IncrementalAlterConfigsRequest,
) -> Outcome {
    let image = broker.image();
    let repeated =
        alter_check::repeated(request.resources.iter().map(|r| (r.resource_type, &*r.resource_name)));
    let mut refused = Vec::new();
    request.resources.retain(|resource| {
        let error = if repeated.contains(&(resource.resource_type, resource.resource_name.to_string())) {
            Some(alter_check::repeated_error())
        } else {
            let changes: Vec<KeyChange<'_>> = resource.configs.iter().map(key_change).collect();
            let (kind, name) = (resource.resource_type, &resource.resource_name);
            alter_check::check(broker.config.node_id, &image, kind, name, &changes, false).err()
        };
        let kept = error.is_none();
        refused.extend(
            error.map(|error| refusal(resource.resource_type, resource.resource_name.clone(), &error)),
        );
        kept
    });
    match broker.controller.incremental_alter_configs(request).await {
        Ok(IncrementalAlterConfigsResponse { mut responses, .. }) => {
            responses.extend(refused);
            Outcome::reply(ctx, &IncrementalAlterConfigsResponse::default().with_responses(responses))
        }
        Err(ControllerError::Stopped) => Outcome::Close,
    }
}

fn key_change(
    config: &kavka_protocol::messages::incremental_alter_configs_request::AlterableConfig,
) -> KeyChange<'_> {
    KeyChange { name: &config.name, operation: config.config_operation, value: config.value.as_deref() }
}

fn refusal(
    resource_type: i8,
    name: kavka_protocol::wire::StrBytes,
    error: &ApiError,
) -> AlterConfigsResourceResponse {
    AlterConfigsResourceResponse::default()
        .with_error_code(error.code.code())
        .with_error_message(error.wire_message())
        .with_resource_type(resource_type)
        .with_resource_name(name)
}
