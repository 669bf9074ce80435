//! The cluster itself: nodes, and what each serves.

use futures::FutureExt;
use kavka_protocol::messages::{
    BrokerId, DescribeClusterRequest, DescribeClusterResponse, GetTelemetrySubscriptionsRequest,
    UnregisterBrokerRequest,
};
use uuid::Uuid;

use super::authorized::operations;
use super::{AclOperation, Admin};
use crate::cluster::Broker;
use crate::error::ClientError;

/// The cluster and its nodes.
#[derive(Debug, Clone)]
pub struct DescribedCluster {
    /// Its id.
    pub cluster_id: String,
    /// The node that takes controller requests.
    pub controller_id: i32,
    /// Its nodes.
    pub nodes: Vec<DescribedNode>,
    /// What this client may do with the cluster; `None` unless asked for.
    pub authorized_operations: Option<Vec<AclOperation>>,
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

impl Admin {
    /// The cluster's id and nodes, fenced ones too if asked for; the controllers where those are what the client
    /// talks to.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_cluster(&self, include_fenced: bool) -> Result<DescribedCluster, ClientError> {
        let kind = if self.asks_controllers { EndpointType::Controllers } else { EndpointType::Brokers };
        self.describe_nodes(&describe_request(kind, include_fenced, false)).await
    }

    /// As [`Admin::describe_cluster`], with what this client may do with the cluster.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_cluster_with_operations(
        &self,
        include_fenced: bool,
    ) -> Result<DescribedCluster, ClientError> {
        let kind = if self.asks_controllers { EndpointType::Controllers } else { EndpointType::Brokers };
        self.describe_nodes(&describe_request(kind, include_fenced, true)).await
    }

    /// The cluster's id and controllers; the bootstrap addresses must be those of controllers (KIP-919).
    ///
    /// # Errors
    /// [`ClientError`] of the call; `MISMATCHED_ENDPOINT_TYPE` from a broker.
    pub async fn describe_controllers(&self) -> Result<DescribedCluster, ClientError> {
        self.describe_nodes(&describe_request(EndpointType::Controllers, false, false)).await
    }

    async fn describe_nodes(
        &self,
        request: &DescribeClusterRequest,
    ) -> Result<DescribedCluster, ClientError> {
        self.tried("the description of the cluster", || self.describe_nodes_once(request).boxed()).await
    }

    async fn describe_nodes_once(
        &self,
        request: &DescribeClusterRequest,
    ) -> Result<DescribedCluster, ClientError> {
        let response = self.cluster.any().await?.call(request).await?;
        ClientError::check(response.error_code, response.error_message.as_deref())?;
        Ok(described(&response))
    }

    /// The controllers, which the client keeps in mind.
    pub(super) async fn describe_controllers_once(&self) -> Result<DescribedCluster, ClientError> {
        let request = describe_request(EndpointType::Controllers, false, false);
        let described = self.describe_nodes_once(&request).await?;
        let nodes = described.nodes.iter().map(|node| node.broker.clone()).collect();
        let controller = (described.controller_id >= 0).then_some(described.controller_id);
        self.cluster.know_nodes(described.cluster_id.clone(), controller, nodes);
        Ok(described)
    }

    /// The nodes of the cluster, asked anew.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn brokers(&self) -> Result<Vec<Broker>, ClientError> {
        self.tried("the list of brokers", || self.learn_nodes().boxed()).await?;
        Ok(self.cluster.view().brokers.values().cloned().collect())
    }

    /// Their ids: the keys of calls to all brokers.
    pub(super) async fn broker_ids(&self) -> Result<Vec<i32>, ClientError> {
        Ok(self.brokers().await?.iter().map(|broker| broker.id).collect())
    }

    /// The id that the broker gives this client for its metrics (KIP-714).
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn client_instance_id(&self) -> Result<Uuid, ClientError> {
        let request = GetTelemetrySubscriptionsRequest::default();
        let response = self
            .ask_any("the client's instance id", &request, |response| {
                ClientError::check(response.error_code, None)
            })
            .await?;
        Ok(response.client_instance_id)
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

fn describe_request(
    kind: EndpointType,
    include_fenced: bool,
    with_operations: bool,
) -> DescribeClusterRequest {
    let mut request = DescribeClusterRequest::default();
    request.include_fenced_brokers = include_fenced;
    request.endpoint_type = kind as i8;
    request.include_cluster_authorized_operations = with_operations;
    request
}

fn described(response: &DescribeClusterResponse) -> DescribedCluster {
    let nodes = response.brokers.iter().map(|broker| DescribedNode {
        broker: Broker {
            id: broker.broker_id.0,
            host: broker.host.to_string(),
            port: u16::try_from(broker.port).unwrap_or(0),
            rack: broker.rack.as_ref().map(ToString::to_string),
        },
        is_fenced: broker.is_fenced,
    });
    DescribedCluster {
        cluster_id: response.cluster_id.to_string(),
        controller_id: response.controller_id.0,
        nodes: nodes.collect(),
        authorized_operations: operations(response.cluster_authorized_operations),
    }
}
