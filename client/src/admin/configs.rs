//! Configs of topics, brokers, loggers, groups and client metrics.

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kavka_protocol::messages::describe_configs_response::DescribeConfigsResourceResult;
use kavka_protocol::messages::incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
use kavka_protocol::messages::{
    DescribeConfigsRequest, IncrementalAlterConfigsRequest, ListConfigResourcesRequest,
};

use super::Admin;
use crate::error::ClientError;
use crate::text::text;

/// What has configs; the number is that on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i8)]
#[allow(missing_docs, reason = "Kafka's own names")]
pub enum ResourceType {
    Topic = 2,
    Broker = 4,
    BrokerLogger = 8,
    ClientMetrics = 16,
    Group = 32,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "Kafka's own names")]
pub enum ConfigSource {
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
    fn from_code(code: i8) -> Self {
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
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
pub struct ConfigChange {
    /// The key.
    pub name: String,
    /// What to do.
    pub op: AlterOp,
    /// With this.
    pub value: Option<String>,
}

impl Admin {
    /// All configs of a resource, in the order the broker gives them.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `UNKNOWN_TOPIC_OR_PARTITION`.
    pub async fn describe_configs(
        &self,
        kind: ResourceType,
        name: &str,
    ) -> Result<Vec<ConfigEntry>, ClientError> {
        let mut resource = DescribeConfigsResource::default();
        resource.resource_type = kind as i8;
        resource.resource_name = text(name);
        resource.configuration_keys = None;
        let mut request = DescribeConfigsRequest::default();
        request.resources = vec![resource];
        request.include_synonyms = true;
        let check =
            |results: &[kavka_protocol::messages::describe_configs_response::DescribeConfigsResult]| {
                results.iter().try_for_each(|result| {
                    ClientError::check(result.error_code, result.error_message.as_deref())
                })
            };
        let target = broker_of(kind, name);
        let response = self
            .cluster
            .retrying("configs", self.api_timeout, async || {
                let response = self.connection_for(target).await?.call(&request).await?;
                at_once(check(&response.results)).map(|outcome| outcome.map(|()| response))
            })
            .await??;
        Ok(response.results.iter().flat_map(|result| result.configs.iter().map(entry)).collect())
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
        let mut resource = AlterConfigsResource::default();
        resource.resource_type = kind as i8;
        resource.resource_name = text(name);
        resource.configs = changes.iter().map(alterable).collect();
        let mut request = IncrementalAlterConfigsRequest::default();
        request.resources = vec![resource];
        let target = broker_of(kind, name);
        self.cluster
            .retrying("a change of configs", self.api_timeout, async || {
                let response = self.connection_for(target).await?.call(&request).await?;
                at_once(response.responses.iter().try_for_each(|result| {
                    ClientError::check(result.error_code, result.error_message.as_deref())
                }))
            })
            .await?
    }

    /// Names of the resources of a type that have configs, sorted.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn list_config_resources(&self, kind: ResourceType) -> Result<Vec<String>, ClientError> {
        let mut request = ListConfigResourcesRequest::default();
        request.resource_types = vec![kind as i8];
        let response = self
            .ask_any("the list of resources", &request, |response| {
                ClientError::check(response.error_code, None)
            })
            .await?;
        let mut names: Vec<String> =
            response.config_resources.iter().map(|resource| resource.resource_name.to_string()).collect();
        names.sort();
        Ok(names)
    }

    async fn connection_for(&self, broker: Option<i32>) -> Result<crate::net::Connection, ClientError> {
        let Some(id) = broker else { return self.cluster.any().await };
        if !self.cluster.view().brokers.contains_key(&id) {
            self.cluster.refresh(&crate::cluster::Wanted::Brokers, false).await?;
        }
        self.cluster.broker(id).await
    }
}

/// Keeps a topic that is not there from being waited for.
fn at_once(outcome: Result<(), ClientError>) -> Result<Result<(), ClientError>, ClientError> {
    match outcome {
        Err(error) if error.code() == Some(ErrorCode::UnknownTopicOrPartition) => Ok(Err(error)),
        outcome => outcome.map(Ok),
    }
}

/// Configs of one broker are asked of that broker, which alone knows its file.
fn broker_of(kind: ResourceType, name: &str) -> Option<i32> {
    match kind {
        ResourceType::Broker | ResourceType::BrokerLogger => name.parse().ok(),
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
    }
}

fn alterable(change: &ConfigChange) -> AlterableConfig {
    let mut config = AlterableConfig::default();
    config.name = text(&change.name);
    config.config_operation = change.op as i8;
    config.value = change.value.as_deref().map(text);
    config
}
