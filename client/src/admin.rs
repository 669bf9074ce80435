//! Managing a cluster. A file per family of calls.
//!
//! Each call retries what is worth retrying until `default.api.timeout.ms` has passed. An operation
//! whose outcome is unknown may be tried twice; the second try then reports what it finds, such as
//! that the topic exists.

mod cluster;
mod configs;
mod groups;
mod log_dirs;
mod offsets;
mod partitions;
mod quorum;
mod quotas;
mod records;
mod scram;
mod topics;
mod transactions;

use std::time::Duration;

use kavka_config::{ConfigError, Properties};
use kavka_protocol::wire::Request;

pub use cluster::{
    BrokerApis, DescribedCluster, DescribedNode, FeatureUpdate, Features, FinalizedFeature, SupportedFeature,
    UpgradeType,
};
pub use configs::{AlterOp, ConfigChange, ConfigEntry, ConfigSource, ConfigSynonym, ResourceType};
pub(crate) use groups::{CONSUMER_PROTOCOL, decode_subscription};
pub use groups::{GroupDescription, GroupListing, GroupMember, MemberAssignment};
pub use log_dirs::{DirDescription, DirReplica};
pub(crate) use offsets::offsets_of_leader;
pub use offsets::{CommittedOffset, FoundOffset, OffsetSpec};
pub use partitions::{ElectionType, PartitionResults, Reassignment};
pub use quorum::{QuorumDescription, QuorumReplica, VoterEndpoint};
pub use quotas::{QuotaEntity, QuotaMatch};
pub use scram::{ScramChange, ScramCredential, ScramMechanism};
pub use topics::{NewTopic, PartitionDescription, TopicDescription};
pub use transactions::{
    AbortSpec, PartitionProducer, TransactionDescription, TransactionFilter, TransactionListing,
};

use crate::cluster::{Cluster, CoordinatorType};
use crate::config::{ADMIN, CommonConfig, millis, parse};
use crate::error::ClientError;

/// Settings of the admin client.
#[derive(Debug, Clone)]
pub struct AdminConfig {
    /// What all clients have.
    pub common: CommonConfig,
    /// `default.api.timeout.ms`: the limit for one call with its retries.
    pub api_timeout: Duration,
}

impl AdminConfig {
    /// From properties with Kafka's names.
    ///
    /// # Errors
    /// [`ConfigError`] with Kafka's text.
    pub fn from_properties(properties: &Properties) -> Result<Self, ConfigError> {
        let parsed = parse(&ADMIN, properties)?;
        Ok(Self {
            common: CommonConfig::from_parsed(&parsed, "adminclient-1")?,
            api_timeout: millis(i64::from(parsed.int("default.api.timeout.ms"))),
        })
    }
}

/// The admin client; cheap to clone.
#[derive(Debug, Clone)]
pub struct Admin {
    cluster: Cluster,
    api_timeout: Duration,
}

impl Admin {
    /// A client for the cluster that `config` names. Connects when first used.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] or [`ClientError::Net`] for unusable bootstrap addresses.
    pub fn new(config: AdminConfig) -> Result<Self, ClientError> {
        Ok(Self { cluster: Cluster::new(config.common)?, api_timeout: config.api_timeout })
    }

    /// A client over the connections of another.
    pub(crate) fn over(cluster: Cluster, api_timeout: Duration) -> Self {
        Self { cluster, api_timeout }
    }

    /// The cluster it works on.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// The time the broker is given for a change.
    fn request_timeout_ms(&self) -> i32 {
        i32::try_from(self.cluster.config().dial.request_timeout.as_millis()).unwrap_or(i32::MAX)
    }

    /// A request to any broker, with retries of connections and of what `check` finds retriable.
    async fn ask_any<R: Request>(
        &self,
        doing: &str,
        request: &R,
        check: impl Fn(&R::Response) -> Result<(), ClientError>,
    ) -> Result<R::Response, ClientError> {
        self.cluster
            .retrying(doing, self.api_timeout, async || {
                let response = self.cluster.any().await?.call(request).await?;
                check(&response)?;
                Ok(response)
            })
            .await
    }

    /// A request to the coordinator of a group.
    async fn ask_coordinator<R: Request>(
        &self,
        doing: &str,
        group: &str,
        at_most: i16,
        build: impl Fn(i16) -> R,
        check: impl Fn(&R::Response) -> Result<(), ClientError>,
    ) -> Result<R::Response, ClientError> {
        self.ask_coordinator_of(CoordinatorType::Group, doing, group, at_most, build, check).await
    }

    /// A request to the coordinator of a group or of a transactional id.
    async fn ask_coordinator_of<R: Request>(
        &self,
        kind: CoordinatorType,
        doing: &str,
        key: &str,
        at_most: i16,
        build: impl Fn(i16) -> R,
        check: impl Fn(&R::Response) -> Result<(), ClientError>,
    ) -> Result<R::Response, ClientError> {
        self.cluster
            .retrying(doing, self.api_timeout, async || {
                let connection = self.cluster.coordinator(kind, key).await?;
                let version = connection.version_at_most::<R>(at_most)?;
                let response = connection.call_at(version, &build(version)).await?;
                check(&response)?;
                Ok(response)
            })
            .await
    }
}
