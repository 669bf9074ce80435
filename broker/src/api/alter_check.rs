//! What a broker checks of config changes before the controller decides on them.
//!
//! Source: `ConfigAdminManager`, `DynamicBrokerConfig` in Apache Kafka.

use std::collections::{BTreeMap, BTreeSet};

use kavka_broker_config::{BROKER, ConfigType, UpdateMode};
use kavka_controller::MetadataImage;
use kavka_controller::decide::ApiError;
use kavka_controller::image::{ConfigResource, ConfigResourceType};
use kavka_protocol::ErrorCode;

/// A change of one key: Kafka's number for its kind, and the value.
pub(crate) struct KeyChange<'a> {
    pub(crate) name: &'a str,
    pub(crate) operation: i8,
    pub(crate) value: Option<&'a str>,
}

/// Settings that change at run time for single listeners only.
const SECURITY: [&str; 10] = [
    "ssl.keystore.type",
    "ssl.keystore.location",
    "ssl.keystore.password",
    "ssl.key.password",
    "ssl.keystore.key",
    "ssl.keystore.certificate.chain",
    "ssl.truststore.type",
    "ssl.truststore.location",
    "ssl.truststore.password",
    "ssl.truststore.certificates",
];

const SET: i8 = 0;
const DELETE: i8 = 1;
const APPEND: i8 = 2;
const SUBTRACT: i8 = 3;

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidRequest, message)
}

/// The error of all resources that appear more than once.
pub(crate) fn repeated<'a>(resources: impl Iterator<Item = (i8, &'a str)>) -> BTreeSet<(i8, String)> {
    let mut seen = BTreeSet::new();
    resources.filter(|r| !seen.insert(*r)).map(|(kind, name)| (kind, name.to_owned())).collect()
}

/// What is said of them.
pub(crate) fn repeated_error() -> ApiError {
    invalid("Each resource must appear at most once.")
}

/// Checks the changes of one resource. `false` in the answer: nothing is left for the controller.
pub(crate) fn check(
    node_id: i32,
    image: &MetadataImage,
    resource_type: i8,
    resource: &str,
    changes: &[KeyChange<'_>],
    replaces_all: bool,
) -> Result<(), ApiError> {
    let mut names = BTreeSet::new();
    if !changes.iter().all(|change| names.insert(change.name)) {
        return Err(invalid("Error due to duplicate config keys"));
    }
    let null: Vec<&str> =
        changes.iter().filter(|c| c.operation != DELETE && c.value.is_none()).map(|c| c.name).collect();
    if !null.is_empty() {
        return Err(invalid(format!("Null value not supported for : {}", null.join(", "))));
    }
    match ConfigResourceType::from_code(resource_type) {
        Some(ConfigResourceType::Broker) => check_broker(node_id, image, resource, changes, replaces_all),
        Some(ConfigResourceType::BrokerLogger) if !replaces_all => check_loggers(node_id, resource, changes),
        Some(ConfigResourceType::Topic | ConfigResourceType::ClientMetrics | ConfigResourceType::Group) => {
            Ok(())
        }
        Some(ConfigResourceType::BrokerLogger) | None => {
            Err(invalid(format!("Unknown resource type {resource_type}")))
        }
    }
}

fn check_node_id(node_id: i32, name: &str) -> Result<(), ApiError> {
    match name.parse::<i32>() {
        Err(_) => Err(invalid(format!("Node id must be an integer, but it is: {name}"))),
        Ok(id) if id != node_id => {
            Err(invalid(format!("Unexpected broker id, expected {node_id}, but received {name}")))
        }
        Ok(_) => Ok(()),
    }
}

fn check_broker(
    node_id: i32,
    image: &MetadataImage,
    resource: &str,
    changes: &[KeyChange<'_>],
    replaces_all: bool,
) -> Result<(), ApiError> {
    if !resource.is_empty() {
        check_node_id(node_id, resource)?;
    }
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    if !replaces_all
        && let Some(current) = image.configs.of(&ConfigResource::new(ConfigResourceType::Broker, resource))
    {
        values.extend(current.iter().map(|(key, value)| (key.to_string(), value.to_string())));
    }
    for change in changes {
        apply(change, &mut values)?;
    }
    let named = |problem: &dyn Fn(&str) -> bool| -> Vec<&str> {
        values.keys().map(String::as_str).filter(|name| problem(name)).collect()
    };
    let refuse = |text: &str, names: Vec<&str>| {
        if names.is_empty() { Ok(()) } else { Err(invalid(format!("{text}: [{}]", names.join(", ")))) }
    };
    let known = |name: &str| BROKER.key(base_name(name)).is_some();
    let mode = |name: &str| BROKER.update_mode(base_name(name));
    refuse(
        "Cannot update these configs dynamically",
        named(&|name| known(name) && mode(name) == UpdateMode::ReadOnly),
    )?;
    refuse(
        "These security configs can be dynamically updated only per-listener using the listener prefix",
        named(&|name| SECURITY.contains(&name)),
    )?;
    for (name, value) in &values {
        if let Some(key) = BROKER.key(base_name(name)) {
            key.parse(value).map_err(|error| invalid(error.to_string()))?;
        }
    }
    check_cleaner_threads(image, node_id, &values)?;
    if resource.is_empty() {
        refuse(
            "Cannot update these configs at default cluster level, broker id must be specified",
            named(&|name| {
                name.starts_with("listener.name.") || (known(name) && mode(name) == UpdateMode::PerBroker)
            }),
        )?;
    }
    Ok(())
}

/// The number of cleaner threads may be halved or doubled at a time.
fn check_cleaner_threads(
    image: &MetadataImage,
    node_id: i32,
    values: &BTreeMap<String, String>,
) -> Result<(), ApiError> {
    const KEY: &str = "log.cleaner.threads";
    let Some(wanted) = values.get(KEY).and_then(|value| value.trim().parse::<i64>().ok()) else {
        return Ok(());
    };
    let set =
        |resource: ConfigResource| image.configs.value(&resource, KEY).and_then(|value| value.parse().ok());
    let current: i64 =
        set(ConfigResource::broker(node_id)).or_else(|| set(ConfigResource::default_broker())).unwrap_or(1);
    let invalid_change = |what: String| {
        Err(invalid(format!(
            "Invalid value org.apache.kafka.common.config.ConfigException: Log cleaner threads cannot be {what} the current value {current} for configuration Invalid dynamic configuration"
        )))
    };
    if wanted < current / 2 || wanted < 1 {
        return invalid_change("reduced to less than half".to_owned());
    }
    if wanted > current * 2 {
        return invalid_change("increased to more than double".to_owned());
    }
    Ok(())
}

/// The setting behind one that is given for a listener.
fn base_name(name: &str) -> &str {
    match name.strip_prefix("listener.name.").and_then(|rest| rest.split_once('.')) {
        Some((_, base)) => base,
        None => name,
    }
}

fn apply(change: &KeyChange<'_>, values: &mut BTreeMap<String, String>) -> Result<(), ApiError> {
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
            values.remove(change.name);
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

/// Levels of loggers cannot be changed while the broker runs, so the first change is refused, in Kafka's words where
/// Kafka refuses it too.
fn check_loggers(node_id: i32, resource: &str, changes: &[KeyChange<'_>]) -> Result<(), ApiError> {
    check_node_id(node_id, resource)?;
    changes.first().map_or(Ok(()), |change| Err(logger_refusal(change)))
}

fn logger_refusal(change: &KeyChange<'_>) -> ApiError {
    const LEVELS: [&str; 6] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
    let invalid_config = |message: String| ApiError::new(ErrorCode::InvalidConfig, message);
    match change.operation {
        SET | DELETE if change.name != "root" => {
            invalid_config(format!("Logger {} does not exist!", change.name))
        }
        SET => match change.value.unwrap_or_default() {
            level if LEVELS.contains(&level) => invalid("Log levels of this broker are set when it starts"),
            level => invalid_config(format!(
                "Cannot set the log level of {} to {level} as it is not a supported log level. Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN",
                change.name
            )),
        },
        DELETE => invalid("Removing the log level of the root logger is not allowed"),
        operation => {
            let name = if operation == APPEND { "APPEND" } else { "SUBTRACT" };
            invalid(format!("{name} operation is not allowed for the BROKER_LOGGER resource"))
        }
    }
}
