//! Configs, features, quotas, credentials, ACLs, tokens and producer ids.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use uuid::Uuid;

use super::SortedMap;

/// What a config belongs to (`ConfigResource.Type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i8)]
pub enum ConfigResourceType {
    /// A topic.
    Topic = 2,
    /// A broker; the empty name stands for all.
    Broker = 4,
    /// Log levels of a broker; never in the metadata log.
    BrokerLogger = 8,
    /// A subscription of client metrics (KIP-714).
    ClientMetrics = 16,
    /// A group.
    Group = 32,
}

impl ConfigResourceType {
    /// Kafka's number of it.
    pub fn code(self) -> i8 {
        self as i8
    }

    /// The type with Kafka's number `code`.
    pub fn from_code(code: i8) -> Option<Self> {
        Some(match code {
            2 => Self::Topic,
            4 => Self::Broker,
            8 => Self::BrokerLogger,
            16 => Self::ClientMetrics,
            32 => Self::Group,
            _ => return None,
        })
    }

    /// Kafka's name of it, as it appears in error messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Topic => "TOPIC",
            Self::Broker => "BROKER",
            Self::BrokerLogger => "BROKER_LOGGER",
            Self::ClientMetrics => "CLIENT_METRICS",
            Self::Group => "GROUP",
        }
    }
}

/// Whose configs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigResource {
    /// Its kind.
    pub resource_type: ConfigResourceType,
    /// Topic, broker id, group or subscription.
    pub name: Arc<str>,
}

impl ConfigResource {
    /// A resource of `resource_type` called `name`.
    pub fn new(resource_type: ConfigResourceType, name: impl Into<Arc<str>>) -> Self {
        Self { resource_type, name: name.into() }
    }

    /// A topic.
    pub fn topic(name: &str) -> Self {
        Self::new(ConfigResourceType::Topic, name)
    }

    /// A broker.
    pub fn broker(id: i32) -> Self {
        Self::new(ConfigResourceType::Broker, id.to_string())
    }

    /// The defaults of all brokers.
    pub fn default_broker() -> Self {
        Self::new(ConfigResourceType::Broker, "")
    }

    /// A group.
    pub fn group(name: &str) -> Self {
        Self::new(ConfigResourceType::Group, name)
    }
}

/// Keys and values set on one resource.
pub type ConfigMap = BTreeMap<Arc<str>, Arc<str>>;

/// The configs of all resources that have any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConfigsImage {
    pub(crate) resources: SortedMap<ConfigResource, Arc<ConfigMap>>,
}

impl ConfigsImage {
    /// What is set on `resource`, if anything.
    pub fn of(&self, resource: &ConfigResource) -> Option<&Arc<ConfigMap>> {
        self.resources.get(resource)
    }

    /// One value.
    pub fn value(&self, resource: &ConfigResource, key: &str) -> Option<&Arc<str>> {
        self.of(resource)?.get(key)
    }

    /// All resources with configs.
    pub fn iter(&self) -> impl Iterator<Item = (&ConfigResource, &Arc<ConfigMap>)> {
        self.resources.iter()
    }
}

/// Finalized features.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FeaturesImage {
    /// Level of `metadata.version`; 0 while the log is empty.
    pub metadata_version: i16,
    /// All other finalized features with a level above 0.
    pub finalized: BTreeMap<Arc<str>, i16>,
    /// `kraft.version`, kept in control records.
    pub kraft_version: i16,
}

impl FeaturesImage {
    /// The level of a feature, `metadata.version` and `kraft.version` included; 0 if not finalized.
    pub fn level(&self, name: &str) -> i16 {
        match name {
            crate::features::METADATA_VERSION => self.metadata_version,
            crate::features::KRAFT_VERSION => self.kraft_version,
            _ => self.finalized.get(name).copied().unwrap_or(0),
        }
    }
}

/// Whom a quota is for: entity type (`user`, `client-id`, `ip`) to name, `None` for the default entity.
pub type QuotaEntity = BTreeMap<Arc<str>, Option<Arc<str>>>;

/// Client quotas.
pub type ClientQuotasImage = SortedMap<QuotaEntity, Arc<BTreeMap<Arc<str>, f64>>>;

/// A SCRAM credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScramCredential {
    /// Salt.
    pub salt: Bytes,
    /// Stored key.
    pub stored_key: Bytes,
    /// Server key.
    pub server_key: Bytes,
    /// Iterations.
    pub iterations: i32,
}

/// SCRAM credentials by mechanism (1 SCRAM-SHA-256, 2 SCRAM-SHA-512) and user.
pub type ScramImage = SortedMap<(i8, Arc<str>), Arc<ScramCredential>>;

/// An ACL, with Kafka's numbers for its enums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acl {
    /// Kind of resource.
    pub resource_type: i8,
    /// Its name.
    pub resource_name: Arc<str>,
    /// Literal or prefixed.
    pub pattern_type: i8,
    /// Such as `User:alice`.
    pub principal: Arc<str>,
    /// Host or `*`.
    pub host: Arc<str>,
    /// Operation.
    pub operation: i8,
    /// Allow or deny.
    pub permission_type: i8,
}

/// ACLs by id.
pub type AclsImage = SortedMap<Uuid, Arc<Acl>>;

/// A delegation token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationToken {
    /// Its owner, as `Type:name`.
    pub owner: Arc<str>,
    /// Who asked for it.
    pub requester: Arc<str>,
    /// Who may renew it.
    pub renewers: Vec<Arc<str>>,
    /// Milliseconds since the epoch.
    pub issue_timestamp: i64,
    /// Milliseconds since the epoch.
    pub max_timestamp: i64,
    /// Milliseconds since the epoch.
    pub expiration_timestamp: i64,
}

/// Delegation tokens by id.
pub type DelegationTokensImage = SortedMap<Arc<str>, Arc<DelegationToken>>;

/// The next producer id to be handed out, and who took the last block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProducerIdsImage {
    /// Broker that took the last block.
    pub broker_id: i32,
    /// Its epoch.
    pub broker_epoch: i64,
    /// First id of the next block.
    pub next_producer_id: i64,
}

impl Default for ProducerIdsImage {
    fn default() -> Self {
        Self { broker_id: -1, broker_epoch: -1, next_producer_id: 0 }
    }
}
