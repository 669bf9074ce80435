//! Brokers and controllers.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

/// All registered brokers and controllers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClusterImage {
    /// Brokers by id.
    pub brokers: BTreeMap<i32, Arc<BrokerRegistration>>,
    /// Controllers by id.
    pub controllers: BTreeMap<i32, Arc<ControllerRegistration>>,
}

impl ClusterImage {
    /// The broker if it is registered and not fenced.
    pub fn alive_broker(&self, id: i32) -> Option<&Arc<BrokerRegistration>> {
        self.brokers.get(&id).filter(|broker| !broker.fenced)
    }

    /// Brokers that are not fenced, by id.
    pub fn alive_brokers(&self) -> impl Iterator<Item = &Arc<BrokerRegistration>> {
        self.brokers.values().filter(|broker| !broker.fenced)
    }
}

/// Where a node listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Listener name, such as `PLAINTEXT`.
    pub name: Arc<str>,
    /// Host as clients are told.
    pub host: Arc<str>,
    /// Port.
    pub port: u16,
    /// Kafka's number of the security protocol: 0 PLAINTEXT, 1 SSL, 2 SASL_PLAINTEXT, 3 SASL_SSL.
    pub security_protocol: i16,
}

/// Levels of a feature that a node supports, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionRange {
    /// Lowest.
    pub min: i16,
    /// Highest.
    pub max: i16,
}

impl VersionRange {
    /// Whether `level` is in the range.
    pub fn contains(self, level: i16) -> bool {
        (self.min..=self.max).contains(&level)
    }
}

/// A broker as it registered.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokerRegistration {
    /// `node.id`
    pub id: i32,
    /// The offset of its registration record.
    pub epoch: i64,
    /// Made anew at each start of the process.
    pub incarnation_id: Uuid,
    /// Where it listens, in the order it said.
    pub endpoints: Vec<Endpoint>,
    /// Features it supports.
    pub features: BTreeMap<Arc<str>, VersionRange>,
    /// `broker.rack`
    pub rack: Option<Arc<str>>,
    /// Not to be used: not heard of, or not ready.
    pub fenced: bool,
    /// On its way out.
    pub in_controlled_shutdown: bool,
    /// Its online log directories, sorted.
    pub directories: Vec<Uuid>,
    /// Those that take no new replicas (KIP-1066); `None` where the broker never said.
    pub cordoned_directories: Option<Vec<Uuid>>,
}

impl BrokerRegistration {
    /// The endpoint of a listener.
    pub fn endpoint(&self, listener: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| &*endpoint.name == listener)
    }

    /// Whether one of its directories may take new replicas. Of a broker that named none this is not known, and it may.
    pub fn has_uncordoned_directories(&self) -> bool {
        let cordoned = self.cordoned_directories.as_deref().unwrap_or_default();
        self.directories.is_empty() || self.directories.iter().any(|dir| !cordoned.contains(dir))
    }
}

/// A controller as it registered.
#[derive(Debug, Clone, PartialEq)]
pub struct ControllerRegistration {
    /// `node.id`
    pub id: i32,
    /// Made anew at each start of the process.
    pub incarnation_id: Uuid,
    /// Ready for a migration from ZooKeeper; kept as stored.
    pub zk_migration_ready: bool,
    /// Where it listens.
    pub endpoints: Vec<Endpoint>,
    /// Features it supports.
    pub features: BTreeMap<Arc<str>, VersionRange>,
}
