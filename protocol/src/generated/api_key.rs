// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

use crate::api_key::{ApiInfo, Listeners};

/// The requests Kafka 4.3 knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(i16)]
pub enum ApiKey {
    /// `Produce`, versions 3-13.
    Produce = 0,
    /// `Fetch`, versions 4-18.
    Fetch = 1,
    /// `ListOffsets`, versions 1-11.
    ListOffsets = 2,
    /// `Metadata`, versions 0-13.
    Metadata = 3,
    /// `OffsetCommit`, versions 2-10.
    OffsetCommit = 8,
    /// `OffsetFetch`, versions 1-10.
    OffsetFetch = 9,
    /// `FindCoordinator`, versions 0-6.
    FindCoordinator = 10,
    /// `JoinGroup`, versions 0-9.
    JoinGroup = 11,
    /// `Heartbeat`, versions 0-4.
    Heartbeat = 12,
    /// `LeaveGroup`, versions 0-5.
    LeaveGroup = 13,
    /// `SyncGroup`, versions 0-5.
    SyncGroup = 14,
    /// `DescribeGroups`, versions 0-6.
    DescribeGroups = 15,
    /// `ListGroups`, versions 0-5.
    ListGroups = 16,
    /// `SaslHandshake`, versions 0-1.
    SaslHandshake = 17,
    /// `ApiVersions`, versions 0-4.
    ApiVersions = 18,
    /// `CreateTopics`, versions 2-7.
    CreateTopics = 19,
    /// `DeleteTopics`, versions 1-6.
    DeleteTopics = 20,
    /// `DeleteRecords`, versions 0-2.
    DeleteRecords = 21,
    /// `InitProducerId`, versions 0-5.
    InitProducerId = 22,
    /// `OffsetForLeaderEpoch`, versions 2-4.
    OffsetForLeaderEpoch = 23,
    /// `AddPartitionsToTxn`, versions 0-5.
    AddPartitionsToTxn = 24,
    /// `AddOffsetsToTxn`, versions 0-4.
    AddOffsetsToTxn = 25,
    /// `EndTxn`, versions 0-5.
    EndTxn = 26,
    /// `WriteTxnMarkers`, versions 1-2.
    WriteTxnMarkers = 27,
    /// `TxnOffsetCommit`, versions 0-5.
    TxnOffsetCommit = 28,
    /// `DescribeAcls`, versions 1-3.
    DescribeAcls = 29,
    /// `CreateAcls`, versions 1-3.
    CreateAcls = 30,
    /// `DeleteAcls`, versions 1-3.
    DeleteAcls = 31,
    /// `DescribeConfigs`, versions 1-4.
    DescribeConfigs = 32,
    /// `AlterConfigs`, versions 0-2.
    AlterConfigs = 33,
    /// `AlterReplicaLogDirs`, versions 1-2.
    AlterReplicaLogDirs = 34,
    /// `DescribeLogDirs`, versions 1-5.
    DescribeLogDirs = 35,
    /// `SaslAuthenticate`, versions 0-2.
    SaslAuthenticate = 36,
    /// `CreatePartitions`, versions 0-3.
    CreatePartitions = 37,
    /// `CreateDelegationToken`, versions 1-3.
    CreateDelegationToken = 38,
    /// `RenewDelegationToken`, versions 1-2.
    RenewDelegationToken = 39,
    /// `ExpireDelegationToken`, versions 1-2.
    ExpireDelegationToken = 40,
    /// `DescribeDelegationToken`, versions 1-3.
    DescribeDelegationToken = 41,
    /// `DeleteGroups`, versions 0-2.
    DeleteGroups = 42,
    /// `ElectLeaders`, versions 0-2.
    ElectLeaders = 43,
    /// `IncrementalAlterConfigs`, versions 0-1.
    IncrementalAlterConfigs = 44,
    /// `AlterPartitionReassignments`, versions 0-1.
    AlterPartitionReassignments = 45,
    /// `ListPartitionReassignments`, versions 0-0.
    ListPartitionReassignments = 46,
    /// `OffsetDelete`, versions 0-0.
    OffsetDelete = 47,
    /// `DescribeClientQuotas`, versions 0-1.
    DescribeClientQuotas = 48,
    /// `AlterClientQuotas`, versions 0-1.
    AlterClientQuotas = 49,
    /// `DescribeUserScramCredentials`, versions 0-0.
    DescribeUserScramCredentials = 50,
    /// `AlterUserScramCredentials`, versions 0-0.
    AlterUserScramCredentials = 51,
    /// `Vote`, versions 0-2.
    Vote = 52,
    /// `BeginQuorumEpoch`, versions 0-1.
    BeginQuorumEpoch = 53,
    /// `EndQuorumEpoch`, versions 0-1.
    EndQuorumEpoch = 54,
    /// `DescribeQuorum`, versions 0-2.
    DescribeQuorum = 55,
    /// `AlterPartition`, versions 2-3.
    AlterPartition = 56,
    /// `UpdateFeatures`, versions 0-2.
    UpdateFeatures = 57,
    /// `Envelope`, versions 0-0.
    Envelope = 58,
    /// `FetchSnapshot`, versions 0-1.
    FetchSnapshot = 59,
    /// `DescribeCluster`, versions 0-2.
    DescribeCluster = 60,
    /// `DescribeProducers`, versions 0-0.
    DescribeProducers = 61,
    /// `BrokerRegistration`, versions 0-4.
    BrokerRegistration = 62,
    /// `BrokerHeartbeat`, versions 0-2.
    BrokerHeartbeat = 63,
    /// `UnregisterBroker`, versions 0-0.
    UnregisterBroker = 64,
    /// `DescribeTransactions`, versions 0-0.
    DescribeTransactions = 65,
    /// `ListTransactions`, versions 0-2.
    ListTransactions = 66,
    /// `AllocateProducerIds`, versions 0-0.
    AllocateProducerIds = 67,
    /// `ConsumerGroupHeartbeat`, versions 0-1.
    ConsumerGroupHeartbeat = 68,
    /// `ConsumerGroupDescribe`, versions 0-1.
    ConsumerGroupDescribe = 69,
    /// `ControllerRegistration`, versions 0-0.
    ControllerRegistration = 70,
    /// `GetTelemetrySubscriptions`, versions 0-0.
    GetTelemetrySubscriptions = 71,
    /// `PushTelemetry`, versions 0-0.
    PushTelemetry = 72,
    /// `AssignReplicasToDirs`, versions 0-0.
    AssignReplicasToDirs = 73,
    /// `ListConfigResources`, versions 0-1.
    ListConfigResources = 74,
    /// `DescribeTopicPartitions`, versions 0-0.
    DescribeTopicPartitions = 75,
    /// `ShareGroupHeartbeat`, versions 1-1.
    ShareGroupHeartbeat = 76,
    /// `ShareGroupDescribe`, versions 1-1.
    ShareGroupDescribe = 77,
    /// `ShareFetch`, versions 1-2.
    ShareFetch = 78,
    /// `ShareAcknowledge`, versions 1-2.
    ShareAcknowledge = 79,
    /// `AddRaftVoter`, versions 0-1.
    AddRaftVoter = 80,
    /// `RemoveRaftVoter`, versions 0-0.
    RemoveRaftVoter = 81,
    /// `UpdateRaftVoter`, versions 0-0.
    UpdateRaftVoter = 82,
    /// `InitializeShareGroupState`, versions 0-0.
    InitializeShareGroupState = 83,
    /// `ReadShareGroupState`, versions 0-0.
    ReadShareGroupState = 84,
    /// `WriteShareGroupState`, versions 0-1.
    WriteShareGroupState = 85,
    /// `DeleteShareGroupState`, versions 0-0.
    DeleteShareGroupState = 86,
    /// `ReadShareGroupStateSummary`, versions 0-1.
    ReadShareGroupStateSummary = 87,
    /// `StreamsGroupHeartbeat`, versions 0-0.
    StreamsGroupHeartbeat = 88,
    /// `StreamsGroupDescribe`, versions 0-0.
    StreamsGroupDescribe = 89,
    /// `DescribeShareGroupOffsets`, versions 0-1.
    DescribeShareGroupOffsets = 90,
    /// `AlterShareGroupOffsets`, versions 0-0.
    AlterShareGroupOffsets = 91,
    /// `DeleteShareGroupOffsets`, versions 0-0.
    DeleteShareGroupOffsets = 92,
}

/// Every key, in the order of codes.
pub(crate) const ALL: [ApiKey; 89] = [
    ApiKey::Produce,
    ApiKey::Fetch,
    ApiKey::ListOffsets,
    ApiKey::Metadata,
    ApiKey::OffsetCommit,
    ApiKey::OffsetFetch,
    ApiKey::FindCoordinator,
    ApiKey::JoinGroup,
    ApiKey::Heartbeat,
    ApiKey::LeaveGroup,
    ApiKey::SyncGroup,
    ApiKey::DescribeGroups,
    ApiKey::ListGroups,
    ApiKey::SaslHandshake,
    ApiKey::ApiVersions,
    ApiKey::CreateTopics,
    ApiKey::DeleteTopics,
    ApiKey::DeleteRecords,
    ApiKey::InitProducerId,
    ApiKey::OffsetForLeaderEpoch,
    ApiKey::AddPartitionsToTxn,
    ApiKey::AddOffsetsToTxn,
    ApiKey::EndTxn,
    ApiKey::WriteTxnMarkers,
    ApiKey::TxnOffsetCommit,
    ApiKey::DescribeAcls,
    ApiKey::CreateAcls,
    ApiKey::DeleteAcls,
    ApiKey::DescribeConfigs,
    ApiKey::AlterConfigs,
    ApiKey::AlterReplicaLogDirs,
    ApiKey::DescribeLogDirs,
    ApiKey::SaslAuthenticate,
    ApiKey::CreatePartitions,
    ApiKey::CreateDelegationToken,
    ApiKey::RenewDelegationToken,
    ApiKey::ExpireDelegationToken,
    ApiKey::DescribeDelegationToken,
    ApiKey::DeleteGroups,
    ApiKey::ElectLeaders,
    ApiKey::IncrementalAlterConfigs,
    ApiKey::AlterPartitionReassignments,
    ApiKey::ListPartitionReassignments,
    ApiKey::OffsetDelete,
    ApiKey::DescribeClientQuotas,
    ApiKey::AlterClientQuotas,
    ApiKey::DescribeUserScramCredentials,
    ApiKey::AlterUserScramCredentials,
    ApiKey::Vote,
    ApiKey::BeginQuorumEpoch,
    ApiKey::EndQuorumEpoch,
    ApiKey::DescribeQuorum,
    ApiKey::AlterPartition,
    ApiKey::UpdateFeatures,
    ApiKey::Envelope,
    ApiKey::FetchSnapshot,
    ApiKey::DescribeCluster,
    ApiKey::DescribeProducers,
    ApiKey::BrokerRegistration,
    ApiKey::BrokerHeartbeat,
    ApiKey::UnregisterBroker,
    ApiKey::DescribeTransactions,
    ApiKey::ListTransactions,
    ApiKey::AllocateProducerIds,
    ApiKey::ConsumerGroupHeartbeat,
    ApiKey::ConsumerGroupDescribe,
    ApiKey::ControllerRegistration,
    ApiKey::GetTelemetrySubscriptions,
    ApiKey::PushTelemetry,
    ApiKey::AssignReplicasToDirs,
    ApiKey::ListConfigResources,
    ApiKey::DescribeTopicPartitions,
    ApiKey::ShareGroupHeartbeat,
    ApiKey::ShareGroupDescribe,
    ApiKey::ShareFetch,
    ApiKey::ShareAcknowledge,
    ApiKey::AddRaftVoter,
    ApiKey::RemoveRaftVoter,
    ApiKey::UpdateRaftVoter,
    ApiKey::InitializeShareGroupState,
    ApiKey::ReadShareGroupState,
    ApiKey::WriteShareGroupState,
    ApiKey::DeleteShareGroupState,
    ApiKey::ReadShareGroupStateSummary,
    ApiKey::StreamsGroupHeartbeat,
    ApiKey::StreamsGroupDescribe,
    ApiKey::DescribeShareGroupOffsets,
    ApiKey::AlterShareGroupOffsets,
    ApiKey::DeleteShareGroupOffsets,
];

/// By position in [`ALL`].
pub(crate) static INFO: [ApiInfo; ALL.len()] = [
    ApiInfo { name: "Produce", min_version: 3, max_version: 13, max_version_with_unstable: 13, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 9, response_flexible_since: 9 },
    ApiInfo { name: "Fetch", min_version: 4, max_version: 18, max_version_with_unstable: 18, latest_version_unstable: false, listeners: Listeners::Both, forwardable: false, cluster_action: false, request_flexible_since: 12, response_flexible_since: 12 },
    ApiInfo { name: "ListOffsets", min_version: 1, max_version: 11, max_version_with_unstable: 11, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 6, response_flexible_since: 6 },
    ApiInfo { name: "Metadata", min_version: 0, max_version: 13, max_version_with_unstable: 13, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 9, response_flexible_since: 9 },
    ApiInfo { name: "OffsetCommit", min_version: 2, max_version: 10, max_version_with_unstable: 10, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 8, response_flexible_since: 8 },
    ApiInfo { name: "OffsetFetch", min_version: 1, max_version: 10, max_version_with_unstable: 10, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 6, response_flexible_since: 6 },
    ApiInfo { name: "FindCoordinator", min_version: 0, max_version: 6, max_version_with_unstable: 6, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 3, response_flexible_since: 3 },
    ApiInfo { name: "JoinGroup", min_version: 0, max_version: 9, max_version_with_unstable: 9, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 6, response_flexible_since: 6 },
    ApiInfo { name: "Heartbeat", min_version: 0, max_version: 4, max_version_with_unstable: 4, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 4, response_flexible_since: 4 },
    ApiInfo { name: "LeaveGroup", min_version: 0, max_version: 5, max_version_with_unstable: 5, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 4, response_flexible_since: 4 },
    ApiInfo { name: "SyncGroup", min_version: 0, max_version: 5, max_version_with_unstable: 5, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 4, response_flexible_since: 4 },
    ApiInfo { name: "DescribeGroups", min_version: 0, max_version: 6, max_version_with_unstable: 6, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 5, response_flexible_since: 5 },
    ApiInfo { name: "ListGroups", min_version: 0, max_version: 5, max_version_with_unstable: 5, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 3, response_flexible_since: 3 },
    ApiInfo { name: "SaslHandshake", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Both, forwardable: false, cluster_action: false, request_flexible_since: 32767, response_flexible_since: 32767 },
    ApiInfo { name: "ApiVersions", min_version: 0, max_version: 4, max_version_with_unstable: 4, latest_version_unstable: false, listeners: Listeners::Both, forwardable: false, cluster_action: false, request_flexible_since: 3, response_flexible_since: 3 },
    ApiInfo { name: "CreateTopics", min_version: 2, max_version: 7, max_version_with_unstable: 7, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 5, response_flexible_since: 5 },
    ApiInfo { name: "DeleteTopics", min_version: 1, max_version: 6, max_version_with_unstable: 6, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 4, response_flexible_since: 4 },
    ApiInfo { name: "DeleteRecords", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "InitProducerId", min_version: 0, max_version: 5, max_version_with_unstable: 6, latest_version_unstable: true, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "OffsetForLeaderEpoch", min_version: 2, max_version: 4, max_version_with_unstable: 4, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 4, response_flexible_since: 4 },
    ApiInfo { name: "AddPartitionsToTxn", min_version: 0, max_version: 5, max_version_with_unstable: 5, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 3, response_flexible_since: 3 },
    ApiInfo { name: "AddOffsetsToTxn", min_version: 0, max_version: 4, max_version_with_unstable: 4, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 3, response_flexible_since: 3 },
    ApiInfo { name: "EndTxn", min_version: 0, max_version: 5, max_version_with_unstable: 5, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 3, response_flexible_since: 3 },
    ApiInfo { name: "WriteTxnMarkers", min_version: 1, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: true, request_flexible_since: 1, response_flexible_since: 1 },
    ApiInfo { name: "TxnOffsetCommit", min_version: 0, max_version: 5, max_version_with_unstable: 5, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 3, response_flexible_since: 3 },
    ApiInfo { name: "DescribeAcls", min_version: 1, max_version: 3, max_version_with_unstable: 3, latest_version_unstable: false, listeners: Listeners::Both, forwardable: false, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "CreateAcls", min_version: 1, max_version: 3, max_version_with_unstable: 3, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "DeleteAcls", min_version: 1, max_version: 3, max_version_with_unstable: 3, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "DescribeConfigs", min_version: 1, max_version: 4, max_version_with_unstable: 4, latest_version_unstable: false, listeners: Listeners::Both, forwardable: false, cluster_action: false, request_flexible_since: 4, response_flexible_since: 4 },
    ApiInfo { name: "AlterConfigs", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "AlterReplicaLogDirs", min_version: 1, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "DescribeLogDirs", min_version: 1, max_version: 5, max_version_with_unstable: 5, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "SaslAuthenticate", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Both, forwardable: false, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "CreatePartitions", min_version: 0, max_version: 3, max_version_with_unstable: 3, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "CreateDelegationToken", min_version: 1, max_version: 3, max_version_with_unstable: 3, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "RenewDelegationToken", min_version: 1, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "ExpireDelegationToken", min_version: 1, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "DescribeDelegationToken", min_version: 1, max_version: 3, max_version_with_unstable: 3, latest_version_unstable: false, listeners: Listeners::Both, forwardable: false, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "DeleteGroups", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "ElectLeaders", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "IncrementalAlterConfigs", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 1, response_flexible_since: 1 },
    ApiInfo { name: "AlterPartitionReassignments", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "ListPartitionReassignments", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "OffsetDelete", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 32767, response_flexible_since: 32767 },
    ApiInfo { name: "DescribeClientQuotas", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 1, response_flexible_since: 1 },
    ApiInfo { name: "AlterClientQuotas", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 1, response_flexible_since: 1 },
    ApiInfo { name: "DescribeUserScramCredentials", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Both, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "AlterUserScramCredentials", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "Vote", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "BeginQuorumEpoch", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: true, request_flexible_since: 1, response_flexible_since: 1 },
    ApiInfo { name: "EndQuorumEpoch", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: true, request_flexible_since: 1, response_flexible_since: 1 },
    ApiInfo { name: "DescribeQuorum", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "AlterPartition", min_version: 2, max_version: 3, max_version_with_unstable: 3, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: true, request_flexible_since: 2, response_flexible_since: 2 },
    ApiInfo { name: "UpdateFeatures", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "Envelope", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "FetchSnapshot", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "DescribeCluster", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Both, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "DescribeProducers", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "BrokerRegistration", min_version: 0, max_version: 4, max_version_with_unstable: 4, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "BrokerHeartbeat", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "UnregisterBroker", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "DescribeTransactions", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "ListTransactions", min_version: 0, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "AllocateProducerIds", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: true, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "ConsumerGroupHeartbeat", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "ConsumerGroupDescribe", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "ControllerRegistration", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "GetTelemetrySubscriptions", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "PushTelemetry", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "AssignReplicasToDirs", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "ListConfigResources", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "DescribeTopicPartitions", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "ShareGroupHeartbeat", min_version: 1, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 1, response_flexible_since: 1 },
    ApiInfo { name: "ShareGroupDescribe", min_version: 1, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 1, response_flexible_since: 1 },
    ApiInfo { name: "ShareFetch", min_version: 1, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 1, response_flexible_since: 1 },
    ApiInfo { name: "ShareAcknowledge", min_version: 1, max_version: 2, max_version_with_unstable: 2, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 1, response_flexible_since: 1 },
    ApiInfo { name: "AddRaftVoter", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "RemoveRaftVoter", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Both, forwardable: true, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "UpdateRaftVoter", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Controller, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "InitializeShareGroupState", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "ReadShareGroupState", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "WriteShareGroupState", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "DeleteShareGroupState", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "ReadShareGroupStateSummary", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: true, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "StreamsGroupHeartbeat", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "StreamsGroupDescribe", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "DescribeShareGroupOffsets", min_version: 0, max_version: 1, max_version_with_unstable: 1, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "AlterShareGroupOffsets", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
    ApiInfo { name: "DeleteShareGroupOffsets", min_version: 0, max_version: 0, max_version_with_unstable: 0, latest_version_unstable: false, listeners: Listeners::Broker, forwardable: false, cluster_action: false, request_flexible_since: 0, response_flexible_since: 0 },
];

/// Position in [`ALL`] by code; -1 for codes that Kafka no longer has.
pub(crate) static POSITION: [i8; 93] = [
0, 1, 2, 3, -1, -1, -1, -1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 
];
