//! Changes of finalized features.

use kavka_protocol::error_code::ErrorCode;
use kavka_protocol::messages::update_features_request::FeatureUpdateKey;
use kavka_protocol::messages::update_features_response::UpdatableFeatureResult;
use kavka_protocol::messages::{UpdateFeaturesRequest, UpdateFeaturesResponse};
use kavka_protocol::metadata_records::{FeatureLevelRecord, MetadataRecord};
use kavka_protocol::wire::StrBytes;

use super::{ApiError, Context, Decision};
use crate::features::{FEATURES, KRAFT_VERSION, METADATA_VERSION, MetadataVersion, supported_range};
use crate::image::VersionRange;

/// Kinds of update.
const UPGRADE: i8 = 1;
const SAFE_DOWNGRADE: i8 = 2;
const UNSAFE_DOWNGRADE: i8 = 3;

/// Levels of `metadata.version` that changed what the log may hold.
const METADATA_CHANGED: [i16; 9] = [8, 11, 13, 14, 15, 17, 23, 30, 7];

/// UpdateFeatures: all of a request, or nothing.
///
/// Source: KIP-584, KIP-1022; `FeatureControlManager` in Apache Kafka.
pub fn update_features(
    context: &mut Context<'_>,
    request: &UpdateFeaturesRequest,
    version: i16,
) -> Decision<UpdateFeaturesResponse> {
    let mut records = Vec::new();
    for update in &request.feature_updates {
        let kraft_version = context.image.features.kraft_version;
        if *update.feature == *KRAFT_VERSION && update.max_version_level == kraft_version {
            // It stands in control records, and stays as it is.
            continue;
        }
        match update_feature(context, update, request, version) {
            Ok(record) => records.push(record),
            Err(error) => {
                let message = format!(
                    "The update failed for all features since the following feature had an error: {}",
                    error.message.unwrap_or_default()
                );
                let response = UpdateFeaturesResponse::default()
                    .with_error_code(error.code.code())
                    .with_error_message(Some(StrBytes::from_string(message)));
                return Decision::answer(response);
            }
        }
    }
    if request.validate_only {
        records.clear();
    }
    let done = |update: &FeatureUpdateKey| {
        UpdatableFeatureResult::default()
            .with_feature(update.feature.clone())
            .with_error_message(Some(StrBytes::from_static_str(ErrorCode::None.message())))
    };
    let results = if version <= 1 { request.feature_updates.iter().map(done).collect() } else { Vec::new() };
    Decision {
        records,
        response: UpdateFeaturesResponse::default().with_error_message(None).with_results(results),
    }
}

fn update_feature(
    context: &Context<'_>,
    update: &FeatureUpdateKey,
    request: &UpdateFeaturesRequest,
    version: i16,
) -> Result<MetadataRecord, ApiError> {
    let (name, level): (&str, i16) = (&update.feature, update.max_version_level);
    let kind = match (version, update.allow_downgrade) {
        (0, true) => SAFE_DOWNGRADE,
        (0, false) => UPGRADE,
        _ => update.upgrade_type,
    };
    let invalid = |reason: &str| {
        let message = format!("Invalid update version {level} for feature {name}. {reason}");
        Err(ApiError::new(ErrorCode::InvalidUpdateVersion, message))
    };
    if ![UPGRADE, SAFE_DOWNGRADE, UNSAFE_DOWNGRADE].contains(&kind) {
        return invalid("The controller does not support the given upgrade type.");
    }
    let current = context.image.features.level(name);
    if level < 0 {
        return invalid("A feature version cannot be less than 0.");
    }
    if let Some(reason) = not_supported(context, name, level) {
        return invalid(&reason);
    }
    if level < current && kind == UPGRADE {
        return invalid(
            "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade.",
        );
    }
    if level > current && kind != UPGRADE {
        return invalid("Can't downgrade to a newer version.");
    }
    if name == METADATA_VERSION {
        check_metadata_version(current, level, kind)?;
    } else if let Some(reason) = missing_dependency(context, name, level, request) {
        return invalid(&reason);
    }
    let record = FeatureLevelRecord::default().with_name(update.feature.clone()).with_feature_level(level);
    Ok(MetadataRecord::FeatureLevel(record))
}

/// Why a level cannot be: this controller, or a broker, does not know it.
fn not_supported(context: &Context<'_>, name: &str, level: i16) -> Option<String> {
    let local = format!("Local controller {}", context.settings.broker.node_id);
    let mut known = vec![(local, supported_range(name).filter(|_| name != KRAFT_VERSION))];
    for broker in context.image.cluster.brokers.values() {
        known.push((format!("Broker {}", broker.id), broker.features.get(name).copied()));
    }
    known.into_iter().find_map(|(who, range)| {
        let range = range.unwrap_or(VersionRange { min: 0, max: 0 });
        if range.contains(level) {
            None
        } else if range.max == 0 {
            Some(format!("{who} does not support this feature."))
        } else {
            Some(format!("{who} only supports versions {}-{}", range.min, range.max))
        }
    })
}

fn check_metadata_version(current: i16, level: i16, kind: i8) -> Result<(), ApiError> {
    let invalid = |reason: &str| {
        let message = format!("Invalid metadata.version {level}. {reason}");
        Err(ApiError::new(ErrorCode::InvalidUpdateVersion, message))
    };
    if MetadataVersion(level).name().is_none() {
        return invalid("Unknown metadata.version.");
    }
    let changed = METADATA_CHANGED.iter().any(|at| (level + 1..=current).contains(at));
    if level < current && changed {
        return invalid(if kind == UNSAFE_DOWNGRADE {
            "Unsafe metadata downgrade is not supported in this version."
        } else {
            "Refusing to perform the requested downgrade because it might delete metadata information."
        });
    }
    Ok(())
}

/// The level of `metadata.version` that a feature's level cannot do without, if it will not be there.
fn missing_dependency(
    context: &Context<'_>,
    name: &str,
    level: i16,
    request: &UpdateFeaturesRequest,
) -> Option<String> {
    let feature = FEATURES.iter().find(|f| f.name == name)?;
    let required = *feature.required_metadata_versions.get(usize::try_from(level).ok()?)?;
    let proposed = request.feature_updates.iter().find(|u| *u.feature == *METADATA_VERSION);
    let then = proposed.map_or(context.image.features.metadata_version, |u| u.max_version_level);
    (then < required).then(|| {
        format!("{name} could not be set to {level} because it depends on metadata.version level {required}")
    })
}
