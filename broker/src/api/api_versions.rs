//! ApiVersions (key 18), versions 0-4: what is served on the listener, in which versions, and the feature levels.
//!
//! v3 the client says its software's name and version (KIP-511) and features are told (KIP-584)
//! v4 features that begin at level 0 are told too (KIP-1022)

use std::sync::Arc;

use kavka_controller::features;
use kavka_protocol::messages::api_versions_response::{ApiVersion, FinalizedFeatureKey, SupportedFeatureKey};
use kavka_protocol::messages::{ApiVersionsRequest, ApiVersionsResponse};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};

use super::dispatch::APIS;
use super::{Outcome, RequestContext, ResponseBody, Side};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: ApiVersionsRequest,
) -> Outcome {
    if ctx.api_version >= 3
        && !(is_software_name(&request.client_software_name)
            && is_software_name(&request.client_software_version))
    {
        let response = ApiVersionsResponse::default().with_error_code(ErrorCode::InvalidRequest.code());
        return Outcome::reply(ctx, &response);
    }
    Outcome::reply(ctx, &response(broker, ctx.side, ctx.api_version))
}

/// The answer to a version that is not known: in version 0, with the versions of ApiVersions alone.
pub(super) fn unsupported_version() -> Outcome {
    let response = ApiVersionsResponse::default()
        .with_error_code(ErrorCode::UnsupportedVersion.code())
        .with_api_keys(vec![api_version(ApiKey::ApiVersions)]);
    Outcome::Done(ResponseBody::encode(&response, 0))
}

fn response(broker: &Broker, side: Side, version: i16) -> ApiVersionsResponse {
    let image = broker.image();
    let mut response = ApiVersionsResponse::default()
        .with_api_keys(
            APIS.iter().filter(|api| api.is_served(side)).map(|api| api_version(api.key)).collect(),
        )
        .with_finalized_features_epoch(image.provenance.last_offset);
    response.supported_features = features::supported_features()
        .filter(|(_, range)| version >= 4 || range.min > 0)
        .map(|(name, range)| {
            SupportedFeatureKey::default()
                .with_name(StrBytes::from_static_str(name))
                .with_min_version(range.min)
                .with_max_version(range.max)
        })
        .collect();
    response.finalized_features = features::supported_features()
        .map(|(name, _)| (name, image.features.level(name)))
        .filter(|(_, level)| *level > 0)
        .map(|(name, level)| {
            FinalizedFeatureKey::default()
                .with_name(StrBytes::from_static_str(name))
                .with_min_version_level(level)
                .with_max_version_level(level)
        })
        .collect();
    response
}

fn api_version(key: ApiKey) -> ApiVersion {
    let info = key.info();
    // Kafka 4 answers Produce below 3 with an error, yet says it knows them: old librdkafka takes
    // the absence of version 0 for a broker without any compression (KAFKA-18659).
    let min_version = if key == ApiKey::Produce { 0 } else { info.min_version };
    ApiVersion::default()
        .with_api_key(key.code())
        .with_min_version(min_version)
        .with_max_version(info.max_version)
}

/// Letters, digits, and in between also `-` and `.`.
fn is_software_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_inner = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) => {
            first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() && bytes.iter().all(is_inner)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_software_name;

    #[test]
    fn software_names_are_checked() {
        for good in ["apache-kafka-java", "4.3.0", "a", "x.y-z"] {
            assert!(is_software_name(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a b", "a_b", "é"] {
            assert!(!is_software_name(bad), "{bad}");
        }
    }
}
