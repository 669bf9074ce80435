//! Managing a cluster: every call of Kafka's `Admin`. A file per family of calls.
//!
//! Each call retries what is worth retrying until `default.api.timeout.ms` has passed, or the time that
//! [`Admin::within`] gives. An operation whose outcome is unknown may be tried twice; the second try then reports what
//! it finds, such as that the topic exists. Calls about several things have an outcome for each ([`Outcomes`]). A call
//! that the broker does not serve fails with [`NetError::UnsupportedVersion`](crate::net::NetError), which names it.

mod acls;
mod authorized;
mod cluster;
mod configs;
mod driver;
mod features;
mod group_offsets;
mod groups;
mod groups_described;
mod log_dirs;
mod offsets;
mod partitions;
mod quorum;
mod quotas;
mod records;
mod routing;
mod scram;
mod share_groups;
mod streams_groups;
mod tokens;
mod topics;
mod topics_described;
mod transactions;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;

use kavka_config::{ConfigError, Properties};
use kavka_protocol::wire::Request;

pub use acls::{Acl, AclFilter, AclOperation, AclPermission, AclResource, DeletedAcls, PatternType};
pub use cluster::{BrokerApis, DescribedCluster, DescribedNode};
pub use configs::{
    AlterOp, ConfigChange, ConfigEntry, ConfigResource, ConfigSource, ConfigSynonym, DescribeConfigsOptions,
    ResourceType,
};
pub use driver::Outcomes;
pub use features::{FeatureUpdate, Features, FinalizedFeature, SupportedFeature, UpgradeType};
pub use group_offsets::{CommittedOffset, CommittedOffsets};
pub use groups::{GroupFilter, GroupListing};
pub(crate) use groups_described::{CONSUMER_PROTOCOL, decode_subscription};
pub use groups_described::{GroupDescription, GroupMember, MemberAssignment};
pub use log_dirs::{DirDescription, DirReplica, ReplicaDirs};
pub(crate) use offsets::offsets_of_leader;
pub use offsets::{FoundOffset, OffsetSpec};
pub use partitions::{ElectionType, PartitionResults, Reassignment};
pub use quorum::{QuorumDescription, QuorumReplica, VoterEndpoint};
pub use quotas::{QuotaAlteration, QuotaEntity, QuotaMatch};
pub use scram::{ScramChange, ScramCredential, ScramMechanism};
pub use share_groups::{ShareGroupDescription, ShareGroupMember, ShareOffset};
pub use streams_groups::{
    StreamsEndpoint, StreamsGroupDescription, StreamsGroupMember, StreamsTopic, Subtopology, TaskAssignment,
    TaskOffset,
};
pub use tokens::{DelegationToken, Principal, TokenOptions};
pub use topics::{CreatedTopic, NewPartitions, NewTopic, TopicChangeOptions, TopicListing};
pub use topics_described::{PartitionDescription, TopicDescription};
pub use transactions::{
    AbortSpec, PartitionProducer, TransactionDescription, TransactionFilter, TransactionListing,
};

use crate::cluster::{Cluster, Wanted};
use crate::config::{ADMIN, CommonConfig, millis, parse};
use crate::error::ClientError;
use crate::retry::Tries;
use crate::telemetry::Telemetry;

/// Settings of the admin client.
#[derive(Debug, Clone)]
pub struct AdminConfig {
    /// What all clients have.
    pub common: CommonConfig,
    /// `default.api.timeout.ms`: the limit for one call with its retries.
    pub api_timeout: Duration,
    /// Whether the bootstrap addresses are those of controllers (`bootstrap.controllers`, KIP-919).
    pub asks_controllers: bool,
}

impl AdminConfig {
    /// From properties with Kafka's names.
    ///
    /// # Errors
    /// [`ConfigError`] with Kafka's text.
    pub fn from_properties(properties: &Properties) -> Result<Self, ConfigError> {
        let parsed = parse(&ADMIN, properties)?;
        let mut common = CommonConfig::from_parsed(&parsed, "adminclient-1")?;
        let controllers = parsed.list("bootstrap.controllers").to_vec();
        let asks_controllers = !controllers.is_empty();
        match (common.bootstrap_servers.is_empty(), asks_controllers) {
            (true, true) => common.bootstrap_servers = controllers,
            (true, false) => {
                let told = "You must set either bootstrap.servers or bootstrap.controllers";
                return Err(ConfigError::Rule(told.to_string()));
            }
            (false, true) => {
                let told = "You cannot set both bootstrap.servers and bootstrap.controllers";
                return Err(ConfigError::Rule(told.to_string()));
            }
            (false, false) => {}
        }
        let api_timeout = millis(i64::from(parsed.int("default.api.timeout.ms")));
        Ok(Self { common, api_timeout, asks_controllers })
    }
}

/// The admin client; cheap to clone.
#[derive(Debug, Clone)]
pub struct Admin {
    cluster: Cluster,
    api_timeout: Duration,
    asks_controllers: bool,
    telemetry: Option<Arc<Telemetry>>,
}

impl Admin {
    /// A client for the cluster that `config` names. Connects when first used.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] or [`ClientError::Net`] for unusable bootstrap addresses.
    pub fn new(config: AdminConfig) -> Result<Self, ClientError> {
        let AdminConfig { common, api_timeout, asks_controllers } = config;
        let cluster = Cluster::new(common)?;
        let of_client = cluster.clone();
        let source = Box::new(move || of_client.metrics(&[]));
        let telemetry = Telemetry::start(&cluster, source, BTreeMap::new()).map(Arc::new);
        Ok(Self { cluster, api_timeout, asks_controllers, telemetry })
    }

    /// A client over the connections of another.
    pub(crate) fn over(cluster: Cluster, api_timeout: Duration) -> Self {
        Self { cluster, api_timeout, asks_controllers: false, telemetry: None }
    }

    /// The same client with another time limit for its calls (`timeoutMs` of the options in Java).
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        Self { api_timeout: limit, ..self.clone() }
    }

    /// The cluster it works on.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// All metrics now, under the names of the Java admin client; those of the consumer for a consumer's.
    pub fn all_metrics(&self) -> Vec<crate::metrics::Metric> {
        self.cluster.metrics(&[])
    }

    /// Ends its telemetry, with a last push where a broker wants one, and its connections; calls that wait fail. Other
    /// handles on the same client end with it.
    pub async fn close(self, limit: Duration) {
        if let Some(telemetry) = self.telemetry.and_then(Arc::into_inner) {
            telemetry.close(limit).await;
        }
        self.cluster.close();
    }

    /// Whether it talks to controllers rather than brokers.
    fn asks_controllers(&self) -> bool {
        self.asks_controllers
    }

    /// The time the broker is given for a change.
    fn request_timeout_ms(&self) -> i32 {
        i32::try_from(self.cluster.config().dial.request_timeout.as_millis()).unwrap_or(i32::MAX)
    }

    /// Learns the nodes of the cluster, once.
    async fn learn_nodes(&self) -> Result<(), ClientError> {
        if self.asks_controllers {
            self.describe_controllers_once().await.map(drop)
        } else {
            self.cluster.refresh(&Wanted::Brokers, false).await.map(drop)
        }
    }

    /// Learns the id of the active controller, once.
    async fn active_controller(&self) -> Result<i32, ClientError> {
        self.learn_nodes().await?;
        let missing = || ClientError::broker(kavka_protocol::ErrorCode::NotController, None);
        self.cluster.view().controller.ok_or_else(missing)
    }

    /// A request to any broker or the active controller, with retries of connections and of what `check` finds
    /// retriable.
    async fn ask_any<R: Request + Sync>(
        &self,
        doing: &'static str,
        request: &R,
        check: impl Fn(&R::Response) -> Result<(), ClientError> + Sync,
    ) -> Result<R::Response, ClientError>
    where
        R::Response: Send,
    {
        self.ask(doing, None, request, check).await
    }

    /// As [`Admin::ask_any`], to the given node if there is one.
    async fn ask<R: Request + Sync>(
        &self,
        doing: &'static str,
        node: Option<i32>,
        request: &R,
        check: impl Fn(&R::Response) -> Result<(), ClientError> + Sync,
    ) -> Result<R::Response, ClientError>
    where
        R::Response: Send,
    {
        let check = &check;
        let attempt = || {
            async move {
                let response = self.connection(node).await?.call(request).await?;
                check(&response)?;
                Ok(response)
            }
            .boxed()
        };
        self.tried(doing, attempt).await
    }

    /// Tries of `attempt` until one succeeds, fails for good, or the time of a call is over.
    async fn tried<'a, T>(
        &self,
        doing: &'static str,
        attempt: impl Fn() -> BoxFuture<'a, Result<T, ClientError>> + Sync,
    ) -> Result<T, ClientError> {
        let started = Instant::now();
        let mut tries = Tries::new(doing, self.api_timeout, self.cluster.config());
        loop {
            match tries.one(attempt()).await {
                Ok(done) => return Ok(done),
                Err(error) if self.cluster.gives_up_first_connect(&error, started) => return Err(error),
                Err(error) => {
                    self.cluster.forget_controller();
                    tries.again(error).await?;
                }
            }
        }
    }

    /// A connection to the given node; to any broker or the active controller where none is given.
    async fn connection(&self, node: Option<i32>) -> Result<crate::net::Connection, ClientError> {
        let id = match node {
            None if !self.asks_controllers => return self.cluster.any().await,
            None => match self.cluster.view().controller {
                Some(id) => id,
                None => self.active_controller().await?,
            },
            Some(id) => {
                if !self.cluster.view().brokers.contains_key(&id) {
                    self.learn_nodes().await?;
                }
                id
            }
        };
        self.cluster.broker(id).await
    }
}
