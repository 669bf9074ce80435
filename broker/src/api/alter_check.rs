//! What a broker checks of config changes before the controller decides on them.
//!
//! Source: `ConfigAdminManager`, `DynamicBrokerConfig` in Apache Kafka.

use std::collections::{BTreeMap, BTreeSet};

use kavka_broker_config::{BROKER, ConfigType, Properties, Scope};
use kavka_controller::MetadataImage;
use kavka_controller::decide::{self, ApiError};
use kavka_controller::image::{ConfigResource, ConfigResourceType};
use kavka_protocol::ErrorCode;

use super::Side;
use crate::Broker;

mod loggers;

/// A change of one key: Kafka's number for its kind, and the value.
pub(crate) struct KeyChange<'a> {
    pub(crate) name: &'a str,
    pub(crate) operation: i8,
    pub(crate) value: Option<&'a str>,
}

const SET: i8 = 0;
const DELETE: i8 = 1;
const APPEND: i8 = 2;
const SUBTRACT: i8 = 3;

/// The request's own fault.
fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidRequest, message)
}

/// A resource of either request.
pub(crate) struct Changes<'a> {
    pub(crate) resource_type: i8,
    pub(crate) resource: &'a str,
    pub(crate) keys: Vec<KeyChange<'a>>,
}

/// Which request it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// IncrementalAlterConfigs.
    Incremental {
        /// Nothing is to change.
        validate_only: bool,
    },
    /// AlterConfigs, which replaces all that is set.
    ReplaceAll,
}

/// What has been said of each resource already; `None` leaves it to the controller. Levels of loggers are changed
/// here: they are this process's own.
pub(crate) fn preprocess(
    broker: &Broker,
    side: Side,
    kind: Kind,
    resources: &[Changes<'_>],
) -> Vec<Option<ApiError>> {
    let image = broker.image();
    let mut times: BTreeMap<(i8, &str), usize> = BTreeMap::new();
    for resource in resources {
        *times.entry((resource.resource_type, resource.resource)).or_default() += 1;
    }
    let check = |resource: &Changes<'_>| {
        if times[&(resource.resource_type, resource.resource)] > 1 {
            return Some(invalid(match side {
                Side::Broker => "Each resource must appear at most once.",
                Side::Controller => "Duplicate resource.",
            }));
        }
        let checked = match side {
            Side::Broker => check(broker, &image, kind, resource),
            Side::Controller => check_for_controller(broker, &image, kind, resource),
        };
        match checked {
            Ok(Verdict::Done) => Some(ApiError::NONE),
            Ok(Verdict::ForController) => None,
            Err(error) => Some(error),
        }
    };
    resources.iter().map(check).collect()
}

/// Who still has to do with a resource that passed the checks.
enum Verdict {
    Done,
    ForController,
}

fn check(
    broker: &Broker,
    image: &MetadataImage,
    kind: Kind,
    resource: &Changes<'_>,
) -> Result<Verdict, ApiError> {
    let changes = &resource.keys;
    let mut names = BTreeSet::new();
    if !changes.iter().all(|change| names.insert(change.name)) {
        return Err(invalid("Error due to duplicate config keys"));
    }
    let null: Vec<&str> =
        changes.iter().filter(|c| c.operation != DELETE && c.value.is_none()).map(|c| c.name).collect();
    if !null.is_empty() {
        return Err(invalid(format!("Null value not supported for : {}", null.join(", "))));
    }
    match (ConfigResourceType::from_code(resource.resource_type), kind) {
        (Some(ConfigResourceType::Broker), _) => {
            check_broker(broker, image, resource.resource, changes, kind)?;
            Ok(Verdict::ForController)
        }
        (Some(ConfigResourceType::BrokerLogger), Kind::Incremental { validate_only }) => {
            loggers::alter(broker, resource.resource, changes, validate_only)?;
            Ok(Verdict::Done)
        }
        (
            Some(ConfigResourceType::Topic | ConfigResourceType::ClientMetrics | ConfigResourceType::Group),
            _,
        ) => Ok(Verdict::ForController),
        (Some(ConfigResourceType::BrokerLogger), Kind::ReplaceAll) | (None, _) => {
            Err(invalid(format!("Unknown resource type {}", resource.resource_type)))
        }
    }
}

/// What a controller checks of requests that do not come by way of a broker: it knows nothing of any broker's settings.
fn check_for_controller(
    broker: &Broker,
    image: &MetadataImage,
    kind: Kind,
    resource: &Changes<'_>,
) -> Result<Verdict, ApiError> {
    match (ConfigResourceType::from_code(resource.resource_type), kind) {
        (None, _) => Err(ApiError::new(
            ErrorCode::UnsupportedVersion,
            format!("Unknown resource type {}.", resource.resource_type),
        )),
        (Some(ConfigResourceType::BrokerLogger), Kind::Incremental { validate_only }) => {
            loggers::alter(broker, resource.resource, &resource.keys, validate_only)?;
            Ok(Verdict::Done)
        }
        (Some(ConfigResourceType::BrokerLogger), Kind::ReplaceAll) => {
            Err(invalid("Unexpected resource type BROKER_LOGGER."))
        }
        (Some(of), _) => {
            check_cordoned(image, &ConfigResource::new(of, resource.resource), &resource.keys)?;
            Ok(Verdict::ForController)
        }
    }
}

/// A controller does not know which directories a broker has, so it only lets some of the cordoned ones go (KIP-1066).
fn check_cordoned(
    image: &MetadataImage,
    resource: &ConfigResource,
    changes: &[KeyChange<'_>],
) -> Result<(), ApiError> {
    const KEY: &str = "cordoned.log.dirs";
    if resource.resource_type != ConfigResourceType::Broker {
        return Ok(());
    }
    let current = image.configs.value(resource, KEY).map(|value| value.to_string()).unwrap_or_default();
    let listed = |text: &str, dir: &str| text.split(',').any(|item| item.trim() == dir.trim());
    let new = changes.iter().filter(|change| change.name == KEY && change.operation != DELETE);
    for value in new.filter_map(|change| change.value).filter(|value| !value.trim().is_empty()) {
        if !value.split(',').all(|dir| listed(&current, dir)) {
            let text = "When updating cordoned.log.dirs via controllers,  the new value must be a subset of the current configuration value.";
            return Err(ApiError::new(ErrorCode::InvalidConfig, text));
        }
    }
    Ok(())
}

/// The answers in the order of the request: those of `preprocess`, and between them those of the controller.
pub(crate) fn in_order<R>(
    said: Vec<Option<ApiError>>,
    decided: Vec<R>,
    answer: impl Fn(usize, ApiError) -> R,
) -> Vec<R> {
    let mut decided = decided.into_iter();
    let one = |(at, said): (usize, Option<ApiError>)| match said {
        Some(error) => answer(at, error),
        None => decided.next().unwrap_or_else(|| answer(at, ErrorCode::UnknownServerError.into())),
    };
    said.into_iter().enumerate().map(one).collect()
}

fn check_broker(
    broker: &Broker,
    image: &MetadataImage,
    resource: &str,
    changes: &[KeyChange<'_>],
    kind: Kind,
) -> Result<(), ApiError> {
    let node_id = broker.config.node_id;
    let scope = if resource.is_empty() { Scope::AllBrokers } else { Scope::Broker };
    if scope == Scope::Broker {
        match resource.parse::<i32>() {
            Err(_) => return Err(invalid(format!("Node id must be an integer, but it is: {resource}"))),
            Ok(id) if id != node_id => {
                let text = format!("Unexpected broker id, expected {node_id}, but received {resource}");
                return Err(invalid(text));
            }
            Ok(_) => {}
        }
    }
    let mut values = match kind {
        Kind::ReplaceAll => Properties::new(),
        Kind::Incremental { .. } => {
            decide::dynamic_settings(image, &ConfigResource::new(ConfigResourceType::Broker, resource))
        }
    };
    changes.iter().try_for_each(|change| apply(change, &mut values))?;
    broker.dynamic.check(image, scope, &values).map_err(|error| invalid(error.to_string()))
}

fn apply(change: &KeyChange<'_>, values: &mut Properties) -> Result<(), ApiError> {
    let value = change.value.unwrap_or_default();
    let list = |verb: &str| {
        let Some(key) = BROKER.key(change.name) else {
            return Err(ApiError::new(
                ErrorCode::InvalidConfig,
                format!("Unknown config name: {}", change.name),
            ));
        };
        if key.config_type != ConfigType::List {
            let message = format!("Config value {verb} is not allowed for config key: {}", change.name);
            return Err(ApiError::new(ErrorCode::InvalidConfig, message));
        }
        let default = key.default_value().map(|value| value.to_config_string()).unwrap_or_default();
        let old = values.get(change.name).cloned().unwrap_or(default);
        Ok(old.split(',').filter(|item| !item.is_empty()).map(str::to_owned).collect::<Vec<_>>())
    };
    let new = match change.operation {
        SET => value.to_owned(),
        DELETE => {
            values.shift_remove(change.name);
            return Ok(());
        }
        APPEND => {
            let mut items = list("append")?;
            let new: Vec<&str> =
                value.split(',').filter(|item| !items.iter().any(|old| old == item)).collect();
            items.extend(new.into_iter().map(str::to_owned));
            items.join(",")
        }
        SUBTRACT => {
            let mut items = list("subtract")?;
            items.retain(|item| !value.split(',').any(|gone| gone == item));
            items.join(",")
        }
        other => return Err(invalid(format!("Unknown operations type {other}"))),
    };
    values.insert(change.name.to_owned(), new);
    Ok(())
}
