//! AlterConfigs (key 33), versions 0-2: replaces all configs of a resource.

use std::sync::Arc;

use kavka_controller::ControllerError;
use kavka_protocol::messages::alter_configs_request::AlterConfigsResource;
use kavka_protocol::messages::alter_configs_response::AlterConfigsResourceResponse;
use kavka_protocol::messages::{AlterConfigsRequest, AlterConfigsResponse};

use super::alter_check::{self, Changes, KeyChange, Kind};
use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    mut request: AlterConfigsRequest,
) -> Outcome {
    let said = {
        let resources: Vec<Changes<'_>> = request.resources.iter().map(changes).collect();
        alter_check::preprocess(broker, ctx.side, Kind::ReplaceAll, &resources)
    };
    let asked = request.resources.clone();
    let mut left = said.iter().map(Option::is_none);
    request.resources.retain(|_| left.next().unwrap_or(false));
    let decided = if request.resources.is_empty() {
        Vec::new()
    } else {
        match broker.controller.legacy_alter_configs(request).await {
            Ok(response) => response.responses,
            Err(ControllerError::Stopped) => return Outcome::Close,
        }
    };
    let responses = alter_check::in_order(said, decided, |at, error| {
        AlterConfigsResourceResponse::default()
            .with_error_code(error.code.code())
            .with_error_message(error.wire_message())
            .with_resource_type(asked[at].resource_type)
            .with_resource_name(asked[at].resource_name.clone())
    });
    Outcome::reply(ctx, &AlterConfigsResponse::default().with_responses(responses))
}

fn changes(resource: &AlterConfigsResource) -> Changes<'_> {
    let keys = resource.configs.iter();
    let keys = keys.map(|c| KeyChange { name: &c.name, operation: 0, value: c.value.as_deref() });
    Changes { resource_type: resource.resource_type, resource: &resource.resource_name, keys: keys.collect() }
}
