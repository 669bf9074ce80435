//! Configs of topics, brokers, loggers, groups and client metrics.

use std::collections::BTreeMap;

use kavka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kavka_protocol::messages::describe_configs_response::{
    DescribeConfigsResourceResult, DescribeConfigsResult,
};
use kavka_protocol::messages::incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
use kavka_protocol::messages::{
    DescribeConfigsRequest, DescribeConfigsResponse, IncrementalAlterConfigsRequest,
    IncrementalAlterConfigsResponse, ListConfigResourcesRequest,
};

use super::Admin;
use super::driver::{Handler, Outcome, Outcomes, only};
use super::routing::{Named, Target};
use crate::error::ClientError;
use crate::text::text;

/// What has configs; the number is that on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i8)]
#[allow(missing_docs, reason = "Kafka's own names")]
pub enum ResourceType {
    Topic = 2,
    Broker = 4,
    BrokerLogger = 8,
    ClientMetrics = 16,
    Group = 32,
}

impl ResourceType {
    fn from_code(code: i8) -> Option<Self> {
        let all = [Self::Topic, Self::Broker, Self::BrokerLogger, Self::ClientMetrics, Self::Group];
        all.into_iter().find(|kind| *kind as i8 == code)
    }
}

/// Something that has configs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigResource {
    /// What it is.
    pub kind: ResourceType,
    /// Its name: of a broker its id, or nothing for the default of all brokers.
    pub name: String,
}

impl ConfigResource {
    /// The resource of this kind and name.
    pub fn new(kind: ResourceType, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }
}

/// What a description of configs holds.
#[derive(Debug, Clone, Default)]
pub struct DescribeConfigsOptions {
    /// Whether to tell where else a value may come from.
    pub include_synonyms: bool,
    /// Whether to tell what each config is for.
    pub include_documentation: bool,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "Kafka's own names")]
pub enum ConfigSource {
    #[default]
    Unknown,
    DynamicTopicConfig,
    DynamicBrokerConfig,
    DynamicDefaultBrokerConfig,
    StaticBrokerConfig,
    DefaultConfig,
    DynamicBrokerLoggerConfig,
    DynamicClientMetricsConfig,
    DynamicGroupConfig,
}

impl ConfigSource {
    pub(super) fn from_code(code: i8) -> Self {
        match code {
            1 => Self::DynamicTopicConfig,
            2 => Self::DynamicBrokerConfig,
            3 => Self::DynamicDefaultBrokerConfig,
            4 => Self::StaticBrokerConfig,
            5 => Self::DefaultConfig,
            6 => Self::DynamicBrokerLoggerConfig,
            7 => Self::DynamicClientMetricsConfig,
            8 => Self::DynamicGroupConfig,
            _ => Self::Unknown,
        }
    }

    /// Kafka's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN",
            Self::DynamicTopicConfig => "DYNAMIC_TOPIC_CONFIG",
            Self::DynamicBrokerConfig => "DYNAMIC_BROKER_CONFIG",
            Self::DynamicDefaultBrokerConfig => "DYNAMIC_DEFAULT_BROKER_CONFIG",
            Self::StaticBrokerConfig => "STATIC_BROKER_CONFIG",
            Self::DefaultConfig => "DEFAULT_CONFIG",
            Self::DynamicBrokerLoggerConfig => "DYNAMIC_BROKER_LOGGER_CONFIG",
            Self::DynamicClientMetricsConfig => "DYNAMIC_CLIENT_METRICS_CONFIG",
            Self::DynamicGroupConfig => "DYNAMIC_GROUP_CONFIG",
        }
    }
}

/// A config of a resource.
#[derive(Debug, Clone, Default)]
pub struct ConfigEntry {
    /// Its key.
    pub name: String,
    /// Its value; `None` where it is hidden or null.
    pub value: Option<String>,
    /// Where the value comes from.
    pub source: ConfigSource,
    /// Whether it is a secret.
    pub is_sensitive: bool,
    /// Whether it cannot be changed at run time.
    pub is_read_only: bool,
    /// What the value would be, from the first that counts to the last.
    pub synonyms: Vec<ConfigSynonym>,
    /// The number of its type (`ConfigDef.Type`); 0 where it is not known.
    pub config_type: i8,
    /// What it is for, if asked for.
    pub documentation: Option<String>,
}

/// A place a value may come from.
#[derive(Debug, Clone)]
pub struct ConfigSynonym {
    /// The key there.
    pub name: String,
    /// The value there.
    pub value: Option<String>,
    /// The place.
    pub source: ConfigSource,
}

/// How a config is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i8)]
pub enum AlterOp {
    /// Set to the value.
    Set = 0,
    /// Back to its default.
    Delete = 1,
    /// Add the value to a list.
    Append = 2,
    /// Take the value from a list.
    Subtract = 3,
}

/// A change of one config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigChange {
    /// The key.
    pub name: String,
    /// What to do.
    pub op: AlterOp,
    /// With this.
    pub value: Option<String>,
}

impl Admin {
    /// All configs of a resource with their synonyms, in the order the broker gives them.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `UNKNOWN_TOPIC_OR_PARTITION`.
    pub async fn describe_configs(
        &self,
        kind: ResourceType,
        name: &str,
    ) -> Result<Vec<ConfigEntry>, ClientError> {
        let options = DescribeConfigsOptions { include_synonyms: true, include_documentation: false };
        only(self.describe_configs_of(&[ConfigResource::new(kind, name)], &options).await)
    }

    /// All configs of resources. Those of one broker are asked of that broker, all others in one request.
    pub async fn describe_configs_of(
        &self,
        resources: &[ConfigResource],
        options: &DescribeConfigsOptions,
    ) -> Outcomes<ConfigResource, Vec<ConfigEntry>> {
        self.drive(&DescribeConfigs { options }, &Named(broker_of), resources.to_vec()).await
    }

    /// Changes configs of a resource, all or none.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `INVALID_CONFIG` with the broker's message.
    pub async fn alter_configs(
        &self,
        kind: ResourceType,
        name: &str,
        changes: &[ConfigChange],
    ) -> Result<(), ClientError> {
        let changes = BTreeMap::from([(ConfigResource::new(kind, name), changes.to_vec())]);
        only(self.incremental_alter_configs(&changes, false).await)
    }

    /// Changes configs of resources, or only checks the changes; of each resource all or none.
    pub async fn incremental_alter_configs(
        &self,
        changes: &BTreeMap<ConfigResource, Vec<ConfigChange>>,
        validate_only: bool,
    ) -> Outcomes<ConfigResource, ()> {
        let handler = AlterConfigs { changes, validate_only };
        self.drive(&handler, &Named(broker_of), changes.keys().cloned().collect()).await
    }

    /// Names of the resources of a type that have configs, sorted.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn list_config_resources(&self, kind: ResourceType) -> Result<Vec<String>, ClientError> {
        let listed = self.list_all_config_resources(&[kind]).await?;
        Ok(listed.into_iter().map(|resource| resource.name).collect())
    }

    /// The resources of these types that have configs, sorted; no type means any (KIP-1142).
    ///
    /// # Errors
    /// [`ClientError`] of the call; before Kafka 4.1 brokers can only tell of client metrics.
    pub async fn list_all_config_resources(
        &self,
        kinds: &[ResourceType],
    ) -> Result<Vec<ConfigResource>, ClientError> {
        let mut request = ListConfigResourcesRequest::default();
        request.resource_types = kinds.iter().map(|kind| *kind as i8).collect();
        let response = self
            .ask_any("the list of resources", &request, |response| {
                ClientError::check(response.error_code, None)
            })
            .await?;
        let resources = response.config_resources.iter().filter_map(|resource| {
            let kind = ResourceType::from_code(resource.resource_type)?;
            Some(ConfigResource::new(kind, resource.resource_name.to_string()))
        });
        let mut resources: Vec<ConfigResource> = resources.collect();
        resources.sort();
        Ok(resources)
    }
}

struct DescribeConfigs<'a> {
    options: &'a DescribeConfigsOptions,
}

impl Handler for DescribeConfigs<'_> {
    type Key = ConfigResource;
    type Request = DescribeConfigsRequest;
    type Value = Vec<ConfigEntry>;
    const DOING: &'static str = "configs";

    fn request(&self, _: i16, keys: &[ConfigResource]) -> Result<DescribeConfigsRequest, ClientError> {
        let resource = |key: &ConfigResource| {
            let mut resource = DescribeConfigsResource::default();
            resource.resource_type = key.kind as i8;
            resource.resource_name = text(&key.name);
            resource.configuration_keys = None;
            resource
        };
        let mut request = DescribeConfigsRequest::default();
        request.resources = keys.iter().map(resource).collect();
        request.include_synonyms = self.options.include_synonyms;
        request.include_documentation = self.options.include_documentation;
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        _: &[ConfigResource],
        response: DescribeConfigsResponse,
    ) -> Vec<(ConfigResource, Outcome<Vec<ConfigEntry>>)> {
        let outcome = |result: &DescribeConfigsResult| {
            let kind = ResourceType::from_code(result.resource_type)?;
            let key = ConfigResource::new(kind, result.resource_name.to_string());
            let entries = || result.configs.iter().map(entry).collect();
            Some((key, Outcome::of_change(result.error_code, result.error_message.as_deref(), entries)))
        };
        response.results.iter().filter_map(outcome).collect()
    }
}

struct AlterConfigs<'a> {
    changes: &'a BTreeMap<ConfigResource, Vec<ConfigChange>>,
    validate_only: bool,
}

impl Handler for AlterConfigs<'_> {
    type Key = ConfigResource;
    type Request = IncrementalAlterConfigsRequest;
    type Value = ();
    const DOING: &'static str = "a change of configs";

    fn request(
        &self,
        _: i16,
        keys: &[ConfigResource],
    ) -> Result<IncrementalAlterConfigsRequest, ClientError> {
        let resource = |key: &ConfigResource| {
            let mut resource = AlterConfigsResource::default();
            resource.resource_type = key.kind as i8;
            resource.resource_name = text(&key.name);
            resource.configs = self.changes.get(key).into_iter().flatten().map(alterable).collect();
            resource
        };
        let mut request = IncrementalAlterConfigsRequest::default();
        request.resources = keys.iter().map(resource).collect();
        request.validate_only = self.validate_only;
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        _: &[ConfigResource],
        response: IncrementalAlterConfigsResponse,
    ) -> Vec<(ConfigResource, Outcome<()>)> {
        let results = response.responses.iter().filter_map(|result| {
            let kind = ResourceType::from_code(result.resource_type)?;
            let key = ConfigResource::new(kind, result.resource_name.to_string());
            Some((key, Outcome::of_change(result.error_code, result.error_message.as_deref(), || ())))
        });
        results.collect()
    }
}

/// Configs of one broker are asked of that broker, which alone knows its file.
fn broker_of(resource: &ConfigResource) -> Option<i32> {
    match resource.kind {
        ResourceType::Broker | ResourceType::BrokerLogger => resource.name.parse().ok(),
        ResourceType::Topic | ResourceType::ClientMetrics | ResourceType::Group => None,
    }
}

fn entry(result: &DescribeConfigsResourceResult) -> ConfigEntry {
    ConfigEntry {
        name: result.name.to_string(),
        value: result.value.as_ref().map(ToString::to_string),
        source: ConfigSource::from_code(result.config_source),
        is_sensitive: result.is_sensitive,
        is_read_only: result.read_only,
        synonyms: result
            .synonyms
            .iter()
            .map(|synonym| ConfigSynonym {
                name: synonym.name.to_string(),
                value: synonym.value.as_ref().map(ToString::to_string),
                source: ConfigSource::from_code(synonym.source),
            })
            .collect(),
        config_type: result.config_type,
        documentation: result.documentation.as_ref().map(ToString::to_string),
    }
}

fn alterable(change: &ConfigChange) -> AlterableConfig {
    let mut config = AlterableConfig::default();
    config.name = text(&change.name);
    config.config_operation = change.op as i8;
    config.value = change.value.as_deref().map(text);
    config
}
