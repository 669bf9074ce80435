// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

pub use kafka_protocol::messages::{produce_request, ProduceRequest};
pub use kafka_protocol::messages::{produce_response, ProduceResponse};
pub use kafka_protocol::messages::{fetch_request, FetchRequest};
pub use kafka_protocol::messages::{fetch_response, FetchResponse};
/// `ListOffsetsRequest` of Kafka 4.3.
pub mod list_offsets_request;
pub use list_offsets_request::ListOffsetsRequest;
/// `ListOffsetsResponse` of Kafka 4.3.
pub mod list_offsets_response;
pub use list_offsets_response::ListOffsetsResponse;
pub use kafka_protocol::messages::{metadata_request, MetadataRequest};
pub use kafka_protocol::messages::{metadata_response, MetadataResponse};
/// `OffsetCommitRequest` of Kafka 4.3.
pub mod offset_commit_request;
pub use offset_commit_request::OffsetCommitRequest;
/// `OffsetCommitResponse` of Kafka 4.3.
pub mod offset_commit_response;
pub use offset_commit_response::OffsetCommitResponse;
/// `OffsetFetchRequest` of Kafka 4.3.
pub mod offset_fetch_request;
pub use offset_fetch_request::OffsetFetchRequest;
/// `OffsetFetchResponse` of Kafka 4.3.
pub mod offset_fetch_response;
pub use offset_fetch_response::OffsetFetchResponse;
pub use kafka_protocol::messages::{find_coordinator_request, FindCoordinatorRequest};
pub use kafka_protocol::messages::{find_coordinator_response, FindCoordinatorResponse};
pub use kafka_protocol::messages::{join_group_request, JoinGroupRequest};
pub use kafka_protocol::messages::{join_group_response, JoinGroupResponse};
pub use kafka_protocol::messages::{heartbeat_request, HeartbeatRequest};
pub use kafka_protocol::messages::{heartbeat_response, HeartbeatResponse};
pub use kafka_protocol::messages::{leave_group_request, LeaveGroupRequest};
pub use kafka_protocol::messages::{leave_group_response, LeaveGroupResponse};
pub use kafka_protocol::messages::{sync_group_request, SyncGroupRequest};
pub use kafka_protocol::messages::{sync_group_response, SyncGroupResponse};
pub use kafka_protocol::messages::{describe_groups_request, DescribeGroupsRequest};
pub use kafka_protocol::messages::{describe_groups_response, DescribeGroupsResponse};
pub use kafka_protocol::messages::{list_groups_request, ListGroupsRequest};
pub use kafka_protocol::messages::{list_groups_response, ListGroupsResponse};
pub use kafka_protocol::messages::{sasl_handshake_request, SaslHandshakeRequest};
pub use kafka_protocol::messages::{sasl_handshake_response, SaslHandshakeResponse};
pub use kafka_protocol::messages::{api_versions_request, ApiVersionsRequest};
pub use kafka_protocol::messages::{api_versions_response, ApiVersionsResponse};
pub use kafka_protocol::messages::{create_topics_request, CreateTopicsRequest};
pub use kafka_protocol::messages::{create_topics_response, CreateTopicsResponse};
pub use kafka_protocol::messages::{delete_topics_request, DeleteTopicsRequest};
pub use kafka_protocol::messages::{delete_topics_response, DeleteTopicsResponse};
pub use kafka_protocol::messages::{delete_records_request, DeleteRecordsRequest};
pub use kafka_protocol::messages::{delete_records_response, DeleteRecordsResponse};
pub use kafka_protocol::messages::{init_producer_id_request, InitProducerIdRequest};
pub use kafka_protocol::messages::{init_producer_id_response, InitProducerIdResponse};
pub use kafka_protocol::messages::{offset_for_leader_epoch_request, OffsetForLeaderEpochRequest};
pub use kafka_protocol::messages::{offset_for_leader_epoch_response, OffsetForLeaderEpochResponse};
pub use kafka_protocol::messages::{add_partitions_to_txn_request, AddPartitionsToTxnRequest};
pub use kafka_protocol::messages::{add_partitions_to_txn_response, AddPartitionsToTxnResponse};
pub use kafka_protocol::messages::{add_offsets_to_txn_request, AddOffsetsToTxnRequest};
pub use kafka_protocol::messages::{add_offsets_to_txn_response, AddOffsetsToTxnResponse};
pub use kafka_protocol::messages::{end_txn_request, EndTxnRequest};
pub use kafka_protocol::messages::{end_txn_response, EndTxnResponse};
/// `WriteTxnMarkersRequest` of Kafka 4.3.
pub mod write_txn_markers_request;
pub use write_txn_markers_request::WriteTxnMarkersRequest;
/// `WriteTxnMarkersResponse` of Kafka 4.3.
pub mod write_txn_markers_response;
pub use write_txn_markers_response::WriteTxnMarkersResponse;
pub use kafka_protocol::messages::{txn_offset_commit_request, TxnOffsetCommitRequest};
pub use kafka_protocol::messages::{txn_offset_commit_response, TxnOffsetCommitResponse};
pub use kafka_protocol::messages::{describe_acls_request, DescribeAclsRequest};
pub use kafka_protocol::messages::{describe_acls_response, DescribeAclsResponse};
pub use kafka_protocol::messages::{create_acls_request, CreateAclsRequest};
pub use kafka_protocol::messages::{create_acls_response, CreateAclsResponse};
pub use kafka_protocol::messages::{delete_acls_request, DeleteAclsRequest};
pub use kafka_protocol::messages::{delete_acls_response, DeleteAclsResponse};
pub use kafka_protocol::messages::{describe_configs_request, DescribeConfigsRequest};
pub use kafka_protocol::messages::{describe_configs_response, DescribeConfigsResponse};
pub use kafka_protocol::messages::{alter_configs_request, AlterConfigsRequest};
pub use kafka_protocol::messages::{alter_configs_response, AlterConfigsResponse};
pub use kafka_protocol::messages::{alter_replica_log_dirs_request, AlterReplicaLogDirsRequest};
pub use kafka_protocol::messages::{alter_replica_log_dirs_response, AlterReplicaLogDirsResponse};
/// `DescribeLogDirsRequest` of Kafka 4.3.
pub mod describe_log_dirs_request;
pub use describe_log_dirs_request::DescribeLogDirsRequest;
/// `DescribeLogDirsResponse` of Kafka 4.3.
pub mod describe_log_dirs_response;
pub use describe_log_dirs_response::DescribeLogDirsResponse;
pub use kafka_protocol::messages::{sasl_authenticate_request, SaslAuthenticateRequest};
pub use kafka_protocol::messages::{sasl_authenticate_response, SaslAuthenticateResponse};
pub use kafka_protocol::messages::{create_partitions_request, CreatePartitionsRequest};
pub use kafka_protocol::messages::{create_partitions_response, CreatePartitionsResponse};
pub use kafka_protocol::messages::{create_delegation_token_request, CreateDelegationTokenRequest};
pub use kafka_protocol::messages::{create_delegation_token_response, CreateDelegationTokenResponse};
pub use kafka_protocol::messages::{renew_delegation_token_request, RenewDelegationTokenRequest};
pub use kafka_protocol::messages::{renew_delegation_token_response, RenewDelegationTokenResponse};
pub use kafka_protocol::messages::{expire_delegation_token_request, ExpireDelegationTokenRequest};
pub use kafka_protocol::messages::{expire_delegation_token_response, ExpireDelegationTokenResponse};
pub use kafka_protocol::messages::{describe_delegation_token_request, DescribeDelegationTokenRequest};
pub use kafka_protocol::messages::{describe_delegation_token_response, DescribeDelegationTokenResponse};
pub use kafka_protocol::messages::{delete_groups_request, DeleteGroupsRequest};
pub use kafka_protocol::messages::{delete_groups_response, DeleteGroupsResponse};
pub use kafka_protocol::messages::{elect_leaders_request, ElectLeadersRequest};
pub use kafka_protocol::messages::{elect_leaders_response, ElectLeadersResponse};
pub use kafka_protocol::messages::{incremental_alter_configs_request, IncrementalAlterConfigsRequest};
pub use kafka_protocol::messages::{incremental_alter_configs_response, IncrementalAlterConfigsResponse};
pub use kafka_protocol::messages::{alter_partition_reassignments_request, AlterPartitionReassignmentsRequest};
pub use kafka_protocol::messages::{alter_partition_reassignments_response, AlterPartitionReassignmentsResponse};
pub use kafka_protocol::messages::{list_partition_reassignments_request, ListPartitionReassignmentsRequest};
pub use kafka_protocol::messages::{list_partition_reassignments_response, ListPartitionReassignmentsResponse};
pub use kafka_protocol::messages::{offset_delete_request, OffsetDeleteRequest};
pub use kafka_protocol::messages::{offset_delete_response, OffsetDeleteResponse};
pub use kafka_protocol::messages::{describe_client_quotas_request, DescribeClientQuotasRequest};
pub use kafka_protocol::messages::{describe_client_quotas_response, DescribeClientQuotasResponse};
pub use kafka_protocol::messages::{alter_client_quotas_request, AlterClientQuotasRequest};
pub use kafka_protocol::messages::{alter_client_quotas_response, AlterClientQuotasResponse};
pub use kafka_protocol::messages::{describe_user_scram_credentials_request, DescribeUserScramCredentialsRequest};
pub use kafka_protocol::messages::{describe_user_scram_credentials_response, DescribeUserScramCredentialsResponse};
pub use kafka_protocol::messages::{alter_user_scram_credentials_request, AlterUserScramCredentialsRequest};
pub use kafka_protocol::messages::{alter_user_scram_credentials_response, AlterUserScramCredentialsResponse};
pub use kafka_protocol::messages::{vote_request, VoteRequest};
pub use kafka_protocol::messages::{vote_response, VoteResponse};
pub use kafka_protocol::messages::{begin_quorum_epoch_request, BeginQuorumEpochRequest};
pub use kafka_protocol::messages::{begin_quorum_epoch_response, BeginQuorumEpochResponse};
pub use kafka_protocol::messages::{end_quorum_epoch_request, EndQuorumEpochRequest};
pub use kafka_protocol::messages::{end_quorum_epoch_response, EndQuorumEpochResponse};
pub use kafka_protocol::messages::{describe_quorum_request, DescribeQuorumRequest};
pub use kafka_protocol::messages::{describe_quorum_response, DescribeQuorumResponse};
pub use kafka_protocol::messages::{alter_partition_request, AlterPartitionRequest};
pub use kafka_protocol::messages::{alter_partition_response, AlterPartitionResponse};
pub use kafka_protocol::messages::{update_features_request, UpdateFeaturesRequest};
pub use kafka_protocol::messages::{update_features_response, UpdateFeaturesResponse};
pub use kafka_protocol::messages::{envelope_request, EnvelopeRequest};
pub use kafka_protocol::messages::{envelope_response, EnvelopeResponse};
pub use kafka_protocol::messages::{fetch_snapshot_request, FetchSnapshotRequest};
pub use kafka_protocol::messages::{fetch_snapshot_response, FetchSnapshotResponse};
pub use kafka_protocol::messages::{describe_cluster_request, DescribeClusterRequest};
pub use kafka_protocol::messages::{describe_cluster_response, DescribeClusterResponse};
pub use kafka_protocol::messages::{describe_producers_request, DescribeProducersRequest};
pub use kafka_protocol::messages::{describe_producers_response, DescribeProducersResponse};
pub use kafka_protocol::messages::{broker_registration_request, BrokerRegistrationRequest};
pub use kafka_protocol::messages::{broker_registration_response, BrokerRegistrationResponse};
/// `BrokerHeartbeatRequest` of Kafka 4.3.
pub mod broker_heartbeat_request;
pub use broker_heartbeat_request::BrokerHeartbeatRequest;
/// `BrokerHeartbeatResponse` of Kafka 4.3.
pub mod broker_heartbeat_response;
pub use broker_heartbeat_response::BrokerHeartbeatResponse;
pub use kafka_protocol::messages::{unregister_broker_request, UnregisterBrokerRequest};
pub use kafka_protocol::messages::{unregister_broker_response, UnregisterBrokerResponse};
pub use kafka_protocol::messages::{describe_transactions_request, DescribeTransactionsRequest};
pub use kafka_protocol::messages::{describe_transactions_response, DescribeTransactionsResponse};
pub use kafka_protocol::messages::{list_transactions_request, ListTransactionsRequest};
pub use kafka_protocol::messages::{list_transactions_response, ListTransactionsResponse};
pub use kafka_protocol::messages::{allocate_producer_ids_request, AllocateProducerIdsRequest};
pub use kafka_protocol::messages::{allocate_producer_ids_response, AllocateProducerIdsResponse};
pub use kafka_protocol::messages::{consumer_group_heartbeat_request, ConsumerGroupHeartbeatRequest};
pub use kafka_protocol::messages::{consumer_group_heartbeat_response, ConsumerGroupHeartbeatResponse};
pub use kafka_protocol::messages::{consumer_group_describe_request, ConsumerGroupDescribeRequest};
pub use kafka_protocol::messages::{consumer_group_describe_response, ConsumerGroupDescribeResponse};
pub use kafka_protocol::messages::{controller_registration_request, ControllerRegistrationRequest};
pub use kafka_protocol::messages::{controller_registration_response, ControllerRegistrationResponse};
pub use kafka_protocol::messages::{get_telemetry_subscriptions_request, GetTelemetrySubscriptionsRequest};
pub use kafka_protocol::messages::{get_telemetry_subscriptions_response, GetTelemetrySubscriptionsResponse};
pub use kafka_protocol::messages::{push_telemetry_request, PushTelemetryRequest};
pub use kafka_protocol::messages::{push_telemetry_response, PushTelemetryResponse};
pub use kafka_protocol::messages::{assign_replicas_to_dirs_request, AssignReplicasToDirsRequest};
pub use kafka_protocol::messages::{assign_replicas_to_dirs_response, AssignReplicasToDirsResponse};
pub use kafka_protocol::messages::{list_config_resources_request, ListConfigResourcesRequest};
pub use kafka_protocol::messages::{list_config_resources_response, ListConfigResourcesResponse};
pub use kafka_protocol::messages::{describe_topic_partitions_request, DescribeTopicPartitionsRequest};
pub use kafka_protocol::messages::{describe_topic_partitions_response, DescribeTopicPartitionsResponse};
pub use kafka_protocol::messages::{share_group_heartbeat_request, ShareGroupHeartbeatRequest};
pub use kafka_protocol::messages::{share_group_heartbeat_response, ShareGroupHeartbeatResponse};
pub use kafka_protocol::messages::{share_group_describe_request, ShareGroupDescribeRequest};
pub use kafka_protocol::messages::{share_group_describe_response, ShareGroupDescribeResponse};
/// `ShareFetchRequest` of Kafka 4.3.
pub mod share_fetch_request;
pub use share_fetch_request::ShareFetchRequest;
/// `ShareFetchResponse` of Kafka 4.3.
pub mod share_fetch_response;
pub use share_fetch_response::ShareFetchResponse;
/// `ShareAcknowledgeRequest` of Kafka 4.3.
pub mod share_acknowledge_request;
pub use share_acknowledge_request::ShareAcknowledgeRequest;
/// `ShareAcknowledgeResponse` of Kafka 4.3.
pub mod share_acknowledge_response;
pub use share_acknowledge_response::ShareAcknowledgeResponse;
/// `AddRaftVoterRequest` of Kafka 4.3.
pub mod add_raft_voter_request;
pub use add_raft_voter_request::AddRaftVoterRequest;
/// `AddRaftVoterResponse` of Kafka 4.3.
pub mod add_raft_voter_response;
pub use add_raft_voter_response::AddRaftVoterResponse;
pub use kafka_protocol::messages::{remove_raft_voter_request, RemoveRaftVoterRequest};
pub use kafka_protocol::messages::{remove_raft_voter_response, RemoveRaftVoterResponse};
pub use kafka_protocol::messages::{update_raft_voter_request, UpdateRaftVoterRequest};
pub use kafka_protocol::messages::{update_raft_voter_response, UpdateRaftVoterResponse};
pub use kafka_protocol::messages::{initialize_share_group_state_request, InitializeShareGroupStateRequest};
pub use kafka_protocol::messages::{initialize_share_group_state_response, InitializeShareGroupStateResponse};
pub use kafka_protocol::messages::{read_share_group_state_request, ReadShareGroupStateRequest};
pub use kafka_protocol::messages::{read_share_group_state_response, ReadShareGroupStateResponse};
/// `WriteShareGroupStateRequest` of Kafka 4.3.
pub mod write_share_group_state_request;
pub use write_share_group_state_request::WriteShareGroupStateRequest;
/// `WriteShareGroupStateResponse` of Kafka 4.3.
pub mod write_share_group_state_response;
pub use write_share_group_state_response::WriteShareGroupStateResponse;
pub use kafka_protocol::messages::{delete_share_group_state_request, DeleteShareGroupStateRequest};
pub use kafka_protocol::messages::{delete_share_group_state_response, DeleteShareGroupStateResponse};
/// `ReadShareGroupStateSummaryRequest` of Kafka 4.3.
pub mod read_share_group_state_summary_request;
pub use read_share_group_state_summary_request::ReadShareGroupStateSummaryRequest;
/// `ReadShareGroupStateSummaryResponse` of Kafka 4.3.
pub mod read_share_group_state_summary_response;
pub use read_share_group_state_summary_response::ReadShareGroupStateSummaryResponse;
/// `StreamsGroupHeartbeatRequest` of Kafka 4.3.
pub mod streams_group_heartbeat_request;
pub use streams_group_heartbeat_request::StreamsGroupHeartbeatRequest;
/// `StreamsGroupHeartbeatResponse` of Kafka 4.3.
pub mod streams_group_heartbeat_response;
pub use streams_group_heartbeat_response::StreamsGroupHeartbeatResponse;
/// `StreamsGroupDescribeRequest` of Kafka 4.3.
pub mod streams_group_describe_request;
pub use streams_group_describe_request::StreamsGroupDescribeRequest;
/// `StreamsGroupDescribeResponse` of Kafka 4.3.
pub mod streams_group_describe_response;
pub use streams_group_describe_response::StreamsGroupDescribeResponse;
/// `DescribeShareGroupOffsetsRequest` of Kafka 4.3.
pub mod describe_share_group_offsets_request;
pub use describe_share_group_offsets_request::DescribeShareGroupOffsetsRequest;
/// `DescribeShareGroupOffsetsResponse` of Kafka 4.3.
pub mod describe_share_group_offsets_response;
pub use describe_share_group_offsets_response::DescribeShareGroupOffsetsResponse;
pub use kafka_protocol::messages::{alter_share_group_offsets_request, AlterShareGroupOffsetsRequest};
pub use kafka_protocol::messages::{alter_share_group_offsets_response, AlterShareGroupOffsetsResponse};
pub use kafka_protocol::messages::{delete_share_group_offsets_request, DeleteShareGroupOffsetsRequest};
pub use kafka_protocol::messages::{delete_share_group_offsets_response, DeleteShareGroupOffsetsResponse};
pub use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

/// Calls macro `$then` with `Key Request Response;` for each API.
#[macro_export]
macro_rules! for_each_api {
    ($then:ident) => {
        $then! {
            Produce ProduceRequest ProduceResponse;
            Fetch FetchRequest FetchResponse;
            ListOffsets ListOffsetsRequest ListOffsetsResponse;
            Metadata MetadataRequest MetadataResponse;
            OffsetCommit OffsetCommitRequest OffsetCommitResponse;
            OffsetFetch OffsetFetchRequest OffsetFetchResponse;
            FindCoordinator FindCoordinatorRequest FindCoordinatorResponse;
            JoinGroup JoinGroupRequest JoinGroupResponse;
            Heartbeat HeartbeatRequest HeartbeatResponse;
            LeaveGroup LeaveGroupRequest LeaveGroupResponse;
            SyncGroup SyncGroupRequest SyncGroupResponse;
            DescribeGroups DescribeGroupsRequest DescribeGroupsResponse;
            ListGroups ListGroupsRequest ListGroupsResponse;
            SaslHandshake SaslHandshakeRequest SaslHandshakeResponse;
            ApiVersions ApiVersionsRequest ApiVersionsResponse;
            CreateTopics CreateTopicsRequest CreateTopicsResponse;
            DeleteTopics DeleteTopicsRequest DeleteTopicsResponse;
            DeleteRecords DeleteRecordsRequest DeleteRecordsResponse;
            InitProducerId InitProducerIdRequest InitProducerIdResponse;
            OffsetForLeaderEpoch OffsetForLeaderEpochRequest OffsetForLeaderEpochResponse;
            AddPartitionsToTxn AddPartitionsToTxnRequest AddPartitionsToTxnResponse;
            AddOffsetsToTxn AddOffsetsToTxnRequest AddOffsetsToTxnResponse;
            EndTxn EndTxnRequest EndTxnResponse;
            WriteTxnMarkers WriteTxnMarkersRequest WriteTxnMarkersResponse;
            TxnOffsetCommit TxnOffsetCommitRequest TxnOffsetCommitResponse;
            DescribeAcls DescribeAclsRequest DescribeAclsResponse;
            CreateAcls CreateAclsRequest CreateAclsResponse;
            DeleteAcls DeleteAclsRequest DeleteAclsResponse;
            DescribeConfigs DescribeConfigsRequest DescribeConfigsResponse;
            AlterConfigs AlterConfigsRequest AlterConfigsResponse;
            AlterReplicaLogDirs AlterReplicaLogDirsRequest AlterReplicaLogDirsResponse;
            DescribeLogDirs DescribeLogDirsRequest DescribeLogDirsResponse;
            SaslAuthenticate SaslAuthenticateRequest SaslAuthenticateResponse;
            CreatePartitions CreatePartitionsRequest CreatePartitionsResponse;
            CreateDelegationToken CreateDelegationTokenRequest CreateDelegationTokenResponse;
            RenewDelegationToken RenewDelegationTokenRequest RenewDelegationTokenResponse;
            ExpireDelegationToken ExpireDelegationTokenRequest ExpireDelegationTokenResponse;
            DescribeDelegationToken DescribeDelegationTokenRequest DescribeDelegationTokenResponse;
            DeleteGroups DeleteGroupsRequest DeleteGroupsResponse;
            ElectLeaders ElectLeadersRequest ElectLeadersResponse;
            IncrementalAlterConfigs IncrementalAlterConfigsRequest IncrementalAlterConfigsResponse;
            AlterPartitionReassignments AlterPartitionReassignmentsRequest AlterPartitionReassignmentsResponse;
            ListPartitionReassignments ListPartitionReassignmentsRequest ListPartitionReassignmentsResponse;
            OffsetDelete OffsetDeleteRequest OffsetDeleteResponse;
            DescribeClientQuotas DescribeClientQuotasRequest DescribeClientQuotasResponse;
            AlterClientQuotas AlterClientQuotasRequest AlterClientQuotasResponse;
            DescribeUserScramCredentials DescribeUserScramCredentialsRequest DescribeUserScramCredentialsResponse;
            AlterUserScramCredentials AlterUserScramCredentialsRequest AlterUserScramCredentialsResponse;
            Vote VoteRequest VoteResponse;
            BeginQuorumEpoch BeginQuorumEpochRequest BeginQuorumEpochResponse;
            EndQuorumEpoch EndQuorumEpochRequest EndQuorumEpochResponse;
            DescribeQuorum DescribeQuorumRequest DescribeQuorumResponse;
            AlterPartition AlterPartitionRequest AlterPartitionResponse;
            UpdateFeatures UpdateFeaturesRequest UpdateFeaturesResponse;
            Envelope EnvelopeRequest EnvelopeResponse;
            FetchSnapshot FetchSnapshotRequest FetchSnapshotResponse;
            DescribeCluster DescribeClusterRequest DescribeClusterResponse;
            DescribeProducers DescribeProducersRequest DescribeProducersResponse;
            BrokerRegistration BrokerRegistrationRequest BrokerRegistrationResponse;
            BrokerHeartbeat BrokerHeartbeatRequest BrokerHeartbeatResponse;
            UnregisterBroker UnregisterBrokerRequest UnregisterBrokerResponse;
            DescribeTransactions DescribeTransactionsRequest DescribeTransactionsResponse;
            ListTransactions ListTransactionsRequest ListTransactionsResponse;
            AllocateProducerIds AllocateProducerIdsRequest AllocateProducerIdsResponse;
            ConsumerGroupHeartbeat ConsumerGroupHeartbeatRequest ConsumerGroupHeartbeatResponse;
            ConsumerGroupDescribe ConsumerGroupDescribeRequest ConsumerGroupDescribeResponse;
            ControllerRegistration ControllerRegistrationRequest ControllerRegistrationResponse;
            GetTelemetrySubscriptions GetTelemetrySubscriptionsRequest GetTelemetrySubscriptionsResponse;
            PushTelemetry PushTelemetryRequest PushTelemetryResponse;
            AssignReplicasToDirs AssignReplicasToDirsRequest AssignReplicasToDirsResponse;
            ListConfigResources ListConfigResourcesRequest ListConfigResourcesResponse;
            DescribeTopicPartitions DescribeTopicPartitionsRequest DescribeTopicPartitionsResponse;
            ShareGroupHeartbeat ShareGroupHeartbeatRequest ShareGroupHeartbeatResponse;
            ShareGroupDescribe ShareGroupDescribeRequest ShareGroupDescribeResponse;
            ShareFetch ShareFetchRequest ShareFetchResponse;
            ShareAcknowledge ShareAcknowledgeRequest ShareAcknowledgeResponse;
            AddRaftVoter AddRaftVoterRequest AddRaftVoterResponse;
            RemoveRaftVoter RemoveRaftVoterRequest RemoveRaftVoterResponse;
            UpdateRaftVoter UpdateRaftVoterRequest UpdateRaftVoterResponse;
            InitializeShareGroupState InitializeShareGroupStateRequest InitializeShareGroupStateResponse;
            ReadShareGroupState ReadShareGroupStateRequest ReadShareGroupStateResponse;
            WriteShareGroupState WriteShareGroupStateRequest WriteShareGroupStateResponse;
            DeleteShareGroupState DeleteShareGroupStateRequest DeleteShareGroupStateResponse;
            ReadShareGroupStateSummary ReadShareGroupStateSummaryRequest ReadShareGroupStateSummaryResponse;
            StreamsGroupHeartbeat StreamsGroupHeartbeatRequest StreamsGroupHeartbeatResponse;
            StreamsGroupDescribe StreamsGroupDescribeRequest StreamsGroupDescribeResponse;
            DescribeShareGroupOffsets DescribeShareGroupOffsetsRequest DescribeShareGroupOffsetsResponse;
            AlterShareGroupOffsets AlterShareGroupOffsetsRequest AlterShareGroupOffsetsResponse;
            DeleteShareGroupOffsets DeleteShareGroupOffsetsRequest DeleteShareGroupOffsetsResponse;
        }
    };
}
