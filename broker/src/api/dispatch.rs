//! The table from API key to handler, and the way of a frame through it: header, version, guard,
//! typed decode, handler.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use kavka_protocol::header::RequestHeader;
use kavka_protocol::messages;
use kavka_protocol::wire::{self, Decodable, DecodeError};
use kavka_protocol::{ApiKey, guard};

use super::{BoxFuture, Outcome, RequestContext, Side};
use crate::Broker;
use crate::network::{ConnectionInfo, Handler, ResponseHead};

/// One API key that is served.
pub(crate) struct Api {
    pub(crate) key: ApiKey,
    handle: HandleFn,
}

impl Api {
    /// Whether it is served on listeners of this side. What only the quorum's own members ask for is not, as there is
    /// one member: Fetch of the metadata log is such a request.
    pub(crate) fn is_served(&self, side: Side) -> bool {
        let listeners = self.key.info().listeners;
        match side {
            Side::Broker => listeners.broker(),
            Side::Controller => listeners.controller() && self.key != ApiKey::Fetch,
        }
    }
}

type HandleFn = fn(Arc<Broker>, RequestContext, Bytes) -> BoxFuture<'static, Result<Outcome, DecodeError>>;

/// `api!(Produce, produce, ProduceRequest)`: the key, the module with its `handle`, and the request's type.
macro_rules! api {
    ($key:ident, $($module:ident)::+, $request:ident) => {
        Api {
            key: ApiKey::$key,
            handle: |broker, ctx, body| {
                Box::pin(async move {
                    let request: messages::$request = decode(body, ctx.api_version)?;
                    Ok(super::$($module)::+::handle(&broker, &ctx, request).await)
                })
            },
        }
    };
}

/// Everything that is served, in the order of the keys. ApiVersions answers exactly this.
pub(crate) static APIS: &[Api] = &[
    api!(Produce, produce, ProduceRequest),
    api!(Fetch, fetch, FetchRequest),
    api!(ListOffsets, list_offsets, ListOffsetsRequest),
    api!(Metadata, metadata, MetadataRequest),
    api!(OffsetCommit, offset_commit, OffsetCommitRequest),
    api!(OffsetFetch, offset_fetch, OffsetFetchRequest),
    api!(FindCoordinator, find_coordinator, FindCoordinatorRequest),
    api!(JoinGroup, join_group, JoinGroupRequest),
    api!(Heartbeat, heartbeat, HeartbeatRequest),
    api!(LeaveGroup, leave_group, LeaveGroupRequest),
    api!(SyncGroup, sync_group, SyncGroupRequest),
    api!(DescribeGroups, describe_groups, DescribeGroupsRequest),
    api!(ListGroups, list_groups, ListGroupsRequest),
    api!(SaslHandshake, sasl::handshake, SaslHandshakeRequest),
    api!(ApiVersions, api_versions, ApiVersionsRequest),
    api!(CreateTopics, create_topics, CreateTopicsRequest),
    api!(DeleteTopics, delete_topics, DeleteTopicsRequest),
    api!(DeleteRecords, delete_records, DeleteRecordsRequest),
    api!(InitProducerId, init_producer_id, InitProducerIdRequest),
    api!(OffsetForLeaderEpoch, offset_for_leader_epoch, OffsetForLeaderEpochRequest),
    api!(AddPartitionsToTxn, add_partitions_to_txn, AddPartitionsToTxnRequest),
    api!(AddOffsetsToTxn, add_offsets_to_txn, AddOffsetsToTxnRequest),
    api!(EndTxn, end_txn, EndTxnRequest),
    api!(WriteTxnMarkers, write_txn_markers, WriteTxnMarkersRequest),
    api!(TxnOffsetCommit, txn_offset_commit, TxnOffsetCommitRequest),
    api!(DescribeAcls, describe_acls, DescribeAclsRequest),
    api!(CreateAcls, create_acls, CreateAclsRequest),
    api!(DeleteAcls, delete_acls, DeleteAclsRequest),
    api!(DescribeConfigs, describe_configs, DescribeConfigsRequest),
    api!(AlterConfigs, alter_configs, AlterConfigsRequest),
    api!(AlterReplicaLogDirs, alter_replica_log_dirs, AlterReplicaLogDirsRequest),
    api!(DescribeLogDirs, describe_log_dirs, DescribeLogDirsRequest),
    api!(SaslAuthenticate, sasl::authenticate, SaslAuthenticateRequest),
    api!(CreatePartitions, create_partitions, CreatePartitionsRequest),
    api!(DeleteGroups, delete_groups, DeleteGroupsRequest),
    api!(ElectLeaders, elect_leaders, ElectLeadersRequest),
    api!(IncrementalAlterConfigs, incremental_alter_configs, IncrementalAlterConfigsRequest),
    api!(AlterPartitionReassignments, alter_partition_reassignments, AlterPartitionReassignmentsRequest),
    api!(ListPartitionReassignments, list_partition_reassignments, ListPartitionReassignmentsRequest),
    api!(OffsetDelete, offset_delete, OffsetDeleteRequest),
    api!(DescribeClientQuotas, describe_client_quotas, DescribeClientQuotasRequest),
    api!(AlterClientQuotas, alter_client_quotas, AlterClientQuotasRequest),
    api!(DescribeUserScramCredentials, describe_user_scram_credentials, DescribeUserScramCredentialsRequest),
    api!(AlterUserScramCredentials, alter_user_scram_credentials, AlterUserScramCredentialsRequest),
    api!(DescribeQuorum, describe_quorum, DescribeQuorumRequest),
    api!(UpdateFeatures, update_features, UpdateFeaturesRequest),
    api!(DescribeCluster, describe_cluster, DescribeClusterRequest),
    api!(DescribeProducers, describe_producers, DescribeProducersRequest),
    api!(UnregisterBroker, unregister_broker, UnregisterBrokerRequest),
    api!(DescribeTransactions, describe_transactions, DescribeTransactionsRequest),
    api!(ListTransactions, list_transactions, ListTransactionsRequest),
    api!(ConsumerGroupHeartbeat, consumer_group_heartbeat, ConsumerGroupHeartbeatRequest),
    api!(ConsumerGroupDescribe, consumer_group_describe, ConsumerGroupDescribeRequest),
    api!(ListConfigResources, list_config_resources, ListConfigResourcesRequest),
    api!(DescribeTopicPartitions, describe_topic_partitions, DescribeTopicPartitionsRequest),
];

/// The table by key.
static BY_KEY: LazyLock<Vec<Option<&'static Api>>> = LazyLock::new(|| {
    let mut by_key = Vec::new();
    for api in APIS {
        let index = usize::from(api.key.code().unsigned_abs());
        if by_key.len() <= index {
            by_key.resize(index + 1, None);
        }
        by_key[index] = Some(api);
    }
    by_key
});

fn decode<T: Decodable>(mut body: Bytes, version: i16) -> Result<T, DecodeError> {
    wire::decode(&mut body, version)
}

fn find(key: ApiKey) -> Option<&'static Api> {
    BY_KEY.get(usize::from(key.code().unsigned_abs())).copied().flatten()
}

/// Gives the frames of client connections to the handlers of one broker.
pub struct Dispatcher {
    broker: Arc<Broker>,
    side: Side,
    /// Every plaintext connection has the same principal, and every client id is short-lived.
    anonymous: Arc<str>,
}

impl Dispatcher {
    /// Serves `broker` on listeners of one side.
    pub fn new(broker: Arc<Broker>, side: Side) -> Self {
        Self { broker, side, anonymous: Arc::from("User:ANONYMOUS") }
    }

    fn dispatch(
        &self,
        connection: &ConnectionInfo,
        mut frame: Bytes,
    ) -> Result<(ResponseHead, BoxFuture<'static, Result<Outcome, DecodeError>>), Refusal> {
        let header = RequestHeader::parse(&mut frame).map_err(|error| Refusal(error.to_string()))?;
        let (key, version) = (header.api_key, header.api_version);
        let refuse = |reason: &str| Refusal(format!("{} version {version}: {reason}", key.name()));
        let api = find(key).filter(|api| api.is_served(self.side)).ok_or_else(|| refuse("not served"))?;
        let ctx = RequestContext {
            api_key: key,
            api_version: version,
            correlation_id: header.correlation_id,
            client_id: header.client_id.as_deref().map(Arc::from),
            client_host: connection.peer,
            side: self.side,
            listener: Arc::clone(&connection.listener),
            principal: Arc::clone(&self.anonymous),
            connection_id: connection.id,
        };
        let head = ResponseHead {
            correlation_id: header.correlation_id,
            flexible: key.response_header_version(version) >= 1,
        };
        if !key.supports(version) {
            // A client that is newer than we are learns by this which version of ApiVersions to use.
            if key == ApiKey::ApiVersions {
                let outcome = super::api_versions::unsupported_version();
                let head = ResponseHead { flexible: false, ..head };
                return Ok((head, Box::pin(std::future::ready(Ok(outcome)))));
            }
            return Err(refuse("version is not supported"));
        }
        guard::check_request(key, version, &frame).map_err(|error| refuse(&error.to_string()))?;
        Ok((head, (api.handle)(Arc::clone(&self.broker), ctx, frame)))
    }
}

/// Why a frame ends its connection, as it does in Kafka.
struct Refusal(String);

impl Handler for Dispatcher {
    fn handle(
        &self,
        connection: &Arc<ConnectionInfo>,
        frame: Bytes,
    ) -> BoxFuture<'static, (ResponseHead, Outcome)> {
        match self.dispatch(connection, frame) {
            Ok((head, handling)) => {
                let connection = Arc::clone(connection);
                Box::pin(async move {
                    match handling.await {
                        Ok(outcome) => (head, outcome),
                        Err(error) => {
                            tracing::debug!(peer = %connection.peer, %error, "closing connection: malformed request");
                            (head, Outcome::Close)
                        }
                    }
                })
            }
            Err(Refusal(reason)) => {
                tracing::debug!(peer = %connection.peer, reason, "closing connection");
                let head = ResponseHead { correlation_id: 0, flexible: false };
                Box::pin(std::future::ready((head, Outcome::Close)))
            }
        }
    }

    fn closed(&self, _connection: &ConnectionInfo) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_every_key_is_for_someone() {
        let codes: Vec<i16> = APIS.iter().map(|api| api.key.code()).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
        for api in APIS {
            assert!(api.is_served(Side::Broker) || api.is_served(Side::Controller), "{}", api.key.name());
            assert!(find(api.key).is_some());
        }
    }
}
