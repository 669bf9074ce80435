//! Changes of configs, and which value is in force.

use std::collections::BTreeMap;

use kavka_broker_config::{
    CLIENT_METRICS, ConfigType, Scope, TOPIC, topic_defaults, topic_synonyms, usable_dynamic,
};
use kavka_config::{ConfigValue, Properties};
use kavka_protocol::error_code::ErrorCode;
use kavka_protocol::messages::{
    AlterConfigsRequest, AlterConfigsResponse, IncrementalAlterConfigsRequest,
    IncrementalAlterConfigsResponse, alter_configs_response, incremental_alter_configs_response,
};
use kavka_protocol::metadata_records::{ConfigRecord, MetadataRecord};
use kavka_protocol::wire::StrBytes;

use super::{ApiError, Context, Decision, RECORDS_PER_USER_OPERATION_MAX, topics};
use crate::features::ELR_VERSION;
use crate::image::{ConfigResource, ConfigResourceType, MetadataImage};

/// Longest value, in UTF-16 units, as Kafka counts.
const VALUE_LENGTH_MAX: usize = 32_767;

/// What is done to one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Set(String),
    Delete,
    Append(String),
    Subtract(String),
}

impl Change {
    /// The change with Kafka's number for its kind.
    fn from_wire(kind: i8, value: Option<&str>) -> Result<Self, ApiError> {
        let value = || value.unwrap_or_default().to_owned();
        Ok(match kind {
            0 => Self::Set(value()),
            1 => Self::Delete,
            2 => Self::Append(value()),
            3 => Self::Subtract(value()),
            // As in Kafka, which has no words for it.
            _ => return Err(ApiError { code: ErrorCode::UnknownServerError, message: None }),
        })
    }
}

/// Where a value in force comes from (`DescribeConfigsResponse.ConfigSource`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i8)]
pub enum ConfigSource {
    /// Set on the topic.
    Topic = 1,
    /// Set on the broker at run time.
    DynamicBroker = 2,
    /// Set on all brokers at run time.
    DynamicDefaultBroker = 3,
    /// From `server.properties`.
    StaticBroker = 4,
    /// Kafka's default.
    Default = 5,
}

/// Every value of a topic setting that is set somewhere, the one in force first, with the name it is set under.
pub fn topic_value_sources(
    image: &MetadataImage,
    broker: &kavka_broker_config::BrokerConfig,
    own: Option<&str>,
    key: &str,
) -> Vec<(&'static str, String, ConfigSource)> {
    let Some(definition) = TOPIC.key(key) else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(own) = own {
        found.push((static_name(key), own.to_owned(), ConfigSource::Topic));
    }
    let dynamic = |resource: &ConfigResource, name: &str| image.configs.value(resource, name).cloned();
    let of_broker = ConfigResource::broker(broker.node_id);
    for (resource, source) in [
        (of_broker, ConfigSource::DynamicBroker),
        (ConfigResource::default_broker(), ConfigSource::DynamicDefaultBroker),
    ] {
        for synonym in topic_synonyms(key) {
            if let Some(value) = dynamic(&resource, synonym.name) {
                found.push((synonym.name, synonym.convert(&value), source));
            }
        }
    }
    for synonym in topic_synonyms(key) {
        if let Some(value) = broker.values().originals().get(synonym.name) {
            found.push((synonym.name, synonym.convert(value), ConfigSource::StaticBroker));
        }
    }
    if let Some(default) = definition.default_value() {
        let name = topic_synonyms(key).next().map_or(static_name(key), |synonym| synonym.name);
        found.push((name, default.to_config_string(), ConfigSource::Default));
    }
    found
}

/// The table's own copy of a topic setting's name.
fn static_name(key: &str) -> &'static str {
    match TOPIC.key(key).map(|definition| &definition.name) {
        Some(std::borrow::Cow::Borrowed(name)) => name,
        _ => "",
    }
}

/// The broker settings changed at run time: those of the broker over those of all brokers.
pub fn dynamic_broker_configs(image: &MetadataImage, node_id: i32) -> Properties {
    let mut merged = dynamic_settings(image, &ConfigResource::default_broker());
    merged.extend(dynamic_settings(image, &ConfigResource::broker(node_id)));
    merged
}

/// What is set at run time on one broker, or on all for the resource without a name, as far as it can be in force.
pub fn dynamic_settings(image: &MetadataImage, resource: &ConfigResource) -> Properties {
    let scope = if resource.name.is_empty() { Scope::AllBrokers } else { Scope::Broker };
    let values = image.configs.of(resource).into_iter().flat_map(|values| values.iter());
    usable_dynamic(scope, values.map(|(key, value)| (key.to_string(), value.to_string())).collect())
}

/// IncrementalAlterConfigs, without what only a broker can check.
pub fn incremental_alter_configs(
    context: &mut Context<'_>,
    request: &IncrementalAlterConfigsRequest,
) -> Decision<IncrementalAlterConfigsResponse> {
    let mut records = Vec::new();
    let mut response = IncrementalAlterConfigsResponse::default();
    for resource in &request.resources {
        let altered = resource_of(resource.resource_type, &resource.resource_name).and_then(|target| {
            let changes = resource
                .configs
                .iter()
                .map(|c| Ok((c.name.to_string(), Change::from_wire(c.config_operation, c.value.as_deref())?)))
                .collect::<Result<Vec<_>, ApiError>>()?;
            alter(context, &target, changes, false)
        });
        let error = collect(altered, &mut records);
        response.responses.push(
            incremental_alter_configs_response::AlterConfigsResourceResponse::default()
                .with_error_code(error.code.code())
                .with_error_message(error.wire_message())
                .with_resource_type(resource.resource_type)
                .with_resource_name(resource.resource_name.clone()),
        );
    }
    if request.validate_only {
        records.clear();
    }
    Decision { records, response }
}

/// AlterConfigs, which replaces all of a resource's configs, without what only a broker can check.
pub fn legacy_alter_configs(
    context: &mut Context<'_>,
    request: &AlterConfigsRequest,
) -> Decision<AlterConfigsResponse> {
    let mut records = Vec::new();
    let mut response = AlterConfigsResponse::default();
    for resource in &request.resources {
        let altered = resource_of(resource.resource_type, &resource.resource_name).and_then(|target| {
            let mut changes: Vec<(String, Change)> = resource
                .configs
                .iter()
                .map(|c| (c.name.to_string(), Change::Set(c.value.as_deref().unwrap_or_default().to_owned())))
                .collect();
            for key in context.image.configs.of(&target).into_iter().flat_map(|values| values.keys()) {
                if !resource.configs.iter().any(|c| *c.name == **key) {
                    changes.push((key.to_string(), Change::Delete));
                }
            }
            alter(context, &target, changes, false)
        });
        let error = collect(altered, &mut records);
        response.responses.push(
            alter_configs_response::AlterConfigsResourceResponse::default()
                .with_error_code(error.code.code())
                .with_error_message(error.wire_message())
                .with_resource_type(resource.resource_type)
                .with_resource_name(resource.resource_name.clone()),
        );
    }
    if request.validate_only {
        records.clear();
    }
    Decision { records, response }
}

fn collect(altered: Result<Vec<MetadataRecord>, ApiError>, records: &mut Vec<MetadataRecord>) -> ApiError {
    match altered {
        Ok(new) if records.len() + new.len() > RECORDS_PER_USER_OPERATION_MAX => topics::too_many_records(),
        Ok(new) => {
            records.extend(new);
            ApiError::NONE
        }
        Err(error) => error,
    }
}

fn resource_of(code: i8, name: &str) -> Result<ConfigResource, ApiError> {
    match ConfigResourceType::from_code(code) {
        Some(resource_type) if resource_type != ConfigResourceType::BrokerLogger => {
            Ok(ConfigResource::new(resource_type, name))
        }
        known => {
            let name = known.map_or("UNKNOWN", ConfigResourceType::name);
            Err(ApiError::new(ErrorCode::InvalidRequest, format!("Unknown resource type {name}")))
        }
    }
}

/// Works out the records that change `resource`, and checks what comes out.
pub(crate) fn alter(
    context: &Context<'_>,
    resource: &ConfigResource,
    changes: Vec<(String, Change)>,
    is_new: bool,
) -> Result<Vec<MetadataRecord>, ApiError> {
    let current = context.image.configs.of(resource);
    let mut values: BTreeMap<String, String> =
        current.iter().flat_map(|v| v.iter()).map(|(k, v)| (k.to_string(), v.to_string())).collect();
    let mut records = Vec::new();
    for (key, change) in changes {
        let old = values.get(&key).cloned();
        let new = match change {
            Change::Set(value) => Some(value),
            Change::Delete => None,
            Change::Append(value) => Some(change_list(resource, &key, old.as_deref(), "APPEND", |list| {
                for item in value.split(',') {
                    if !list.iter().any(|known| known == item) {
                        list.push(item.to_owned());
                    }
                }
            })?),
            Change::Subtract(value) => {
                Some(change_list(resource, &key, old.as_deref(), "SUBTRACT", |list| {
                    for item in value.split(',') {
                        if let Some(at) = list.iter().position(|known| known == item) {
                            list.remove(at);
                        }
                    }
                })?)
            }
        };
        check_record(context, resource, &key, new.as_deref())?;
        // A broker reloads files, such as key stores, when its configs are set to what they are.
        if new != old || resource.resource_type == ConfigResourceType::Broker {
            records.push(config_record(resource, &key, new.as_deref()));
        }
        match new {
            Some(value) => values.insert(key, value),
            None => values.remove(&key),
        };
    }
    validate(context, resource, &values)?;
    if !is_new {
        check_exists(context, resource)?;
    }
    Ok(records)
}

/// What holds for single changes, whatever the values around them.
fn check_record(
    context: &Context<'_>,
    resource: &ConfigResource,
    key: &str,
    new: Option<&str>,
) -> Result<(), ApiError> {
    let refuse = |message: &str| Err(ApiError::new(ErrorCode::InvalidConfig, message));
    // With eligible leader replicas the minimum ISR is that of the whole cluster (KIP-966).
    let is_min_isr = resource.resource_type == ConfigResourceType::Broker && key == "min.insync.replicas";
    if is_min_isr && context.image.features.level(ELR_VERSION) > 0 {
        if !resource.name.is_empty() {
            return refuse("Broker-level min.insync.replicas cannot be altered while ELR is enabled.");
        }
        if new.is_none() {
            return refuse("Cluster-level min.insync.replicas cannot be removed while ELR is enabled.");
        }
    }
    if new.is_some_and(|value| value.encode_utf16().count() > VALUE_LENGTH_MAX) {
        return refuse(
            "The configuration value cannot be added because it exceeds the maximum value size of 32767 bytes.",
        );
    }
    Ok(())
}

fn config_record(resource: &ConfigResource, key: &str, value: Option<&str>) -> MetadataRecord {
    let text = |text: &str| StrBytes::from_string(text.to_owned());
    MetadataRecord::Config(
        ConfigRecord::default()
            .with_resource_type(resource.resource_type.code())
            .with_resource_name(text(&resource.name))
            .with_name(text(key))
            .with_value(value.map(text)),
    )
}

fn change_list(
    resource: &ConfigResource,
    key: &str,
    old: Option<&str>,
    operation: &str,
    change: impl FnOnce(&mut Vec<String>),
) -> Result<String, ApiError> {
    // Kafka's controller knows the types of these two kinds only.
    let definition = match resource.resource_type {
        ConfigResourceType::Topic => TOPIC.key(key),
        ConfigResourceType::Broker => kavka_broker_config::BROKER.key(key),
        _ => None,
    };
    if definition.is_none_or(|definition| definition.config_type != ConfigType::List) {
        let message = format!("Can't {operation} to key {key} because its type is not LIST.");
        return Err(ApiError::new(ErrorCode::InvalidConfig, message));
    }
    let default = || definition.and_then(|d| d.default_value()).map(|value| value.to_config_string());
    let old = old.map(str::to_owned).or_else(default).unwrap_or_default();
    let mut list: Vec<String> = old.split(',').filter(|item| !item.is_empty()).map(str::to_owned).collect();
    change(&mut list);
    Ok(list.join(","))
}

/// Checks the configs that a resource would have.
fn validate(
    context: &Context<'_>,
    resource: &ConfigResource,
    values: &BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let invalid_request = |message: &str| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    let invalid_config =
        |error: kavka_config::ConfigError| ApiError::new(ErrorCode::InvalidConfig, error.to_string());
    let properties: Properties = values.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let broker = &context.settings.broker;
    match resource.resource_type {
        ConfigResourceType::Topic => {
            if resource.name.is_empty() {
                return invalid_request("Default topic resources are not allowed.");
            }
            topics::validate_topic_name(&resource.name)?;
            let dynamic = dynamic_broker_configs(context.image, broker.node_id);
            let defaults = topic_defaults(broker, &dynamic);
            kavka_broker_config::validate_topic_config(&properties, &defaults).map_err(invalid_config)
        }
        ConfigResourceType::Broker => match resource.name.parse::<i32>() {
            _ if resource.name.is_empty() => Ok(()),
            Ok(id) if id < 0 => invalid_request("Invalid negative broker ID."),
            Ok(_) => Ok(()),
            Err(_) => invalid_request("Unable to parse broker name as a base 10 number."),
        },
        ConfigResourceType::Group => {
            if resource.name.is_empty() {
                return invalid_request("Default group resources are not allowed.");
            }
            kavka_broker_config::validate_group_config(&properties, broker).map_err(invalid_config)
        }
        ConfigResourceType::ClientMetrics => validate_client_metrics(resource, values),
        ConfigResourceType::BrokerLogger => invalid_request("Unknown resource type BROKER_LOGGER"),
    }
}

/// Source: KIP-714; `ClientMetricsConfigs` in Apache Kafka.
fn validate_client_metrics(
    resource: &ConfigResource,
    values: &BTreeMap<String, String>,
) -> Result<(), ApiError> {
    let invalid = |message: String| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    if resource.name.is_empty() {
        return invalid("Subscription name can't be empty".to_owned());
    }
    for (key, value) in values {
        let Some(definition) = CLIENT_METRICS.key(key) else {
            return invalid(format!("Unknown client metrics configuration: {key}"));
        };
        if let Err(error) = definition.parse(value) {
            return Err(ApiError::new(ErrorCode::InvalidConfig, error.to_string()));
        }
    }
    let value = |key: &str| values.get(key).and_then(|text| CLIENT_METRICS.key(key)?.parse(text).ok());
    if let Some(ConfigValue::Int(interval)) = value("interval.ms")
        && !(100..=3_600_000).contains(&interval)
    {
        return invalid(format!(
            "Invalid value {interval} for interval.ms, interval must be between 100 and 3600000 (1 hour)"
        ));
    }
    if let Some(ConfigValue::List(patterns)) = value("match")
        && let Some(illegal) = patterns.iter().find(|pattern| !is_client_pattern(pattern))
    {
        let message = format!("Illegal client matching pattern: {illegal}");
        return Err(ApiError::new(ErrorCode::InvalidConfig, message));
    }
    Ok(())
}

/// Whether the pattern is what is known of clients, and an expression for it.
fn is_client_pattern(pattern: &str) -> bool {
    const KNOWN: [&str; 6] = [
        "client_instance_id",
        "client_id",
        "client_software_name",
        "client_software_version",
        "client_source_address",
        "client_source_port",
    ];
    // As Java splits: nothing behind the last `=` is no part.
    let parts: Vec<&str> = pattern.trim_end_matches('=').split('=').collect();
    match parts[..] {
        [name, expression] => KNOWN.contains(&name.trim()) && regex::Regex::new(expression.trim()).is_ok(),
        _ => false,
    }
}

fn check_exists(context: &Context<'_>, resource: &ConfigResource) -> Result<(), ApiError> {
    let image = context.image;
    match resource.resource_type {
        ConfigResourceType::Topic if image.topics.by_name(&resource.name).is_none() => {
            let message = format!("The topic '{}' does not exist.", resource.name);
            Err(ApiError::new(ErrorCode::UnknownTopicOrPartition, message))
        }
        ConfigResourceType::Broker if !resource.name.is_empty() => {
            let known = resource.name.parse().is_ok_and(|id: i32| {
                image.cluster.brokers.contains_key(&id) || image.cluster.controllers.contains_key(&id)
            });
            let message = format!("No node with id {} found.", resource.name);
            if known { Ok(()) } else { Err(ApiError::new(ErrorCode::BrokerIdNotRegistered, message)) }
        }
        _ => Ok(()),
    }
}
