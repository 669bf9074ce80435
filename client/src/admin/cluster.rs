//! The cluster itself: nodes, API versions, features.

use kavka_protocol::messages::update_features_request::FeatureUpdateKey;
use kavka_protocol::messages::{
    ApiVersionsRequest, BrokerId, DescribeClusterRequest, UnregisterBrokerRequest, UpdateFeaturesRequest,
};

use super::Admin;
use crate::cluster::{Broker, Wanted};
use crate::error::ClientError;
use crate::text::text;

/// The cluster and its nodes.
#[derive(Debug, Clone)]
pub struct DescribedCluster {
    /// Its id.
    pub cluster_id: String,
    /// The node that takes controller requests.
    pub controller_id: i32,
    /// Its nodes.
    pub nodes: Vec<DescribedNode>,
}

/// A node of the cluster.
#[derive(Debug, Clone)]
pub struct DescribedNode {
    /// Where it is.
    pub broker: Broker,
    /// Whether it is registered but not serving.
    pub is_fenced: bool,
}

/// Which nodes a description is of.
#[derive(Debug, Clone, Copy)]
#[repr(i8)]
enum EndpointType {
    Brokers = 1,
    Controllers = 2,
}

/// What one broker serves.
#[derive(Debug, Clone)]
pub struct BrokerApis {
    /// The broker.
    pub node: DescribedNode,
    /// Key, lowest and highest version, sorted; or why it did not answer.
    pub apis: Result<Vec<(i16, i16, i16)>, ClientError>,
}

/// The features of a cluster.
#[derive(Debug, Clone)]
pub struct Features {
    /// Those finalized.
    pub finalized: Vec<FinalizedFeature>,
    /// The metadata offset at which they were read; -1 for none.
    pub epoch: i64,
    /// Those the broker supports.
    pub supported: Vec<SupportedFeature>,
}

/// A feature in use.
#[derive(Debug, Clone)]
pub struct FinalizedFeature {
    /// Its name.
    pub name: String,
    /// The level in use.
    pub level: i16,
}

/// A feature a broker supports.
#[derive(Debug, Clone)]
pub struct SupportedFeature {
    /// Its name.
    pub name: String,
    /// The lowest level.
    pub min: i16,
    /// The highest level.
    pub max: i16,
}

/// Which changes of a level are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i8)]
pub enum UpgradeType {
    /// Upwards only.
    Upgrade = 1,
    /// Downwards where no metadata is lost.
    SafeDowngrade = 2,
    /// Downwards in any case.
    UnsafeDowngrade = 3,
}

/// A feature to set.
#[derive(Debug, Clone)]
pub struct FeatureUpdate {
    /// Its name.
    pub name: String,
    /// The level; 0 takes it out of use.
    pub level: i16,
    /// The allowed direction.
    pub upgrade_type: UpgradeType,
}

impl Admin {
    /// The cluster's id and nodes, fenced ones too if asked for.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_cluster(&self, include_fenced: bool) -> Result<DescribedCluster, ClientError> {
        self.describe_nodes(EndpointType::Brokers, include_fenced).await
    }

    /// The cluster's id and controllers; the bootstrap addresses must be those of controllers (KIP-919).
    ///
    /// # Errors
    /// [`ClientError`] of the call; `MISMATCHED_ENDPOINT_TYPE` from a broker.
    pub async fn describe_controllers(&self) -> Result<DescribedCluster, ClientError> {
        self.describe_nodes(EndpointType::Controllers, false).await
    }

    async fn describe_nodes(
        &self,
        kind: EndpointType,
        include_fenced: bool,
    ) -> Result<DescribedCluster, ClientError> {
        let mut request = DescribeClusterRequest::default();
        request.include_fenced_brokers = include_fenced;
        request.endpoint_type = kind as i8;
        let response = self
            .ask_any("the description of the cluster", &request, |response| {
                ClientError::check(response.error_code, response.error_message.as_deref())
            })
            .await?;
        let nodes = response.brokers.iter().map(|broker| DescribedNode {
            broker: Broker {
                id: broker.broker_id.0,
                host: broker.host.to_string(),
                port: u16::try_from(broker.port).unwrap_or(0),
                rack: broker.rack.as_ref().map(ToString::to_string),
            },
            is_fenced: broker.is_fenced,
        });
        Ok(DescribedCluster {
            cluster_id: response.cluster_id.to_string(),
            controller_id: response.controller_id.0,
            nodes: nodes.collect(),
        })
    }

    /// The brokers of the cluster, asked anew.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn brokers(&self) -> Result<Vec<Broker>, ClientError> {
        let refresh = async || self.cluster.refresh(&Wanted::Brokers, false).await;
        let view = self.cluster.retrying("the list of brokers", self.api_timeout, refresh).await?;
        Ok(view.brokers.values().cloned().collect())
    }

    /// What each broker serves.
    ///
    /// # Errors
    /// [`ClientError`] when the brokers cannot be learnt; failures of single brokers are in the result.
    pub async fn broker_apis(&self) -> Result<Vec<BrokerApis>, ClientError> {
        let described = self.describe_cluster(false).await?;
        self.brokers().await?;
        let mut all = Vec::new();
        for node in described.nodes {
            let apis = self.cluster.broker(node.broker.id).await.map(|connection| {
                let mut apis: Vec<_> =
                    connection.versions().iter().map(|(key, (min, max))| (*key, *min, *max)).collect();
                apis.sort_unstable();
                apis
            });
            all.push(BrokerApis { node, apis });
        }
        Ok(all)
    }

    /// The features of the cluster, as any broker or the given one knows them.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_features(&self, node: Option<i32>) -> Result<Features, ClientError> {
        let mut request = ApiVersionsRequest::default();
        request.client_software_name = text("kavka");
        request.client_software_version = text(env!("CARGO_PKG_VERSION"));
        if node.is_some() {
            self.brokers().await?;
        }
        let ask = async || {
            let connection = match node {
                Some(id) => self.cluster.broker(id).await?,
                None => self.cluster.any().await?,
            };
            let response = connection.call(&request).await?;
            ClientError::check(response.error_code, None)?;
            Ok(response)
        };
        let response = self.cluster.retrying("features", self.api_timeout, ask).await?;
        let finalized = response.finalized_features.iter();
        let supported = response.supported_features.iter();
        Ok(Features {
            finalized: finalized
                .map(|feature| FinalizedFeature {
                    name: feature.name.to_string(),
                    level: feature.max_version_level,
                })
                .collect(),
            epoch: response.finalized_features_epoch,
            supported: supported
                .map(|feature| SupportedFeature {
                    name: feature.name.to_string(),
                    min: feature.min_version,
                    max: feature.max_version,
                })
                .collect(),
        })
    }

    /// Sets features, all or none.
    ///
    /// # Errors
    /// [`ClientError::Broker`] with the broker's message.
    pub async fn update_features(
        &self,
        updates: &[FeatureUpdate],
        validate_only: bool,
    ) -> Result<(), ClientError> {
        let mut request = UpdateFeaturesRequest::default();
        request.timeout_ms = self.request_timeout_ms();
        request.validate_only = validate_only;
        request.feature_updates = updates
            .iter()
            .map(|update| {
                let mut key = FeatureUpdateKey::default();
                key.feature = text(&update.name);
                key.max_version_level = update.level;
                key.upgrade_type = update.upgrade_type as i8;
                key
            })
            .collect();
        self.ask_any("a change of features", &request, |response| {
            ClientError::check(response.error_code, response.error_message.as_deref())?;
            let mut results = response.results.iter();
            results
                .try_for_each(|result| ClientError::check(result.error_code, result.error_message.as_deref()))
        })
        .await?;
        Ok(())
    }

    /// Forgets a broker that will not come back.
    ///
    /// # Errors
    /// [`ClientError::Broker`] with the broker's message.
    pub async fn unregister_broker(&self, id: i32) -> Result<(), ClientError> {
        let mut request = UnregisterBrokerRequest::default();
        request.broker_id = BrokerId(id);
        self.ask_any("the removal of a broker", &request, |response| {
            ClientError::check(response.error_code, response.error_message.as_deref())
        })
        .await?;
        Ok(())
    }
}
