// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

use crate::guard::{Body, Field, Kind, Shape};

/// Request and response, in the order of `api_key::ALL`.
pub(crate) static BODIES: [[Body; 2]; 89] = [
    [Body { shape: 2, min: 3, max: 13, flexible: 9 }, Body { shape: 8, min: 3, max: 13, flexible: 9 }, ], // Produce
    [Body { shape: 13, min: 4, max: 18, flexible: 12 }, Body { shape: 21, min: 4, max: 18, flexible: 12 }, ], // Fetch
    [Body { shape: 24, min: 1, max: 11, flexible: 6 }, Body { shape: 27, min: 1, max: 11, flexible: 6 }, ], // ListOffsets
    [Body { shape: 29, min: 0, max: 13, flexible: 9 }, Body { shape: 33, min: 0, max: 13, flexible: 9 }, ], // Metadata
    [Body { shape: 36, min: 2, max: 10, flexible: 8 }, Body { shape: 39, min: 2, max: 10, flexible: 8 }, ], // OffsetCommit
    [Body { shape: 43, min: 1, max: 10, flexible: 6 }, Body { shape: 49, min: 1, max: 10, flexible: 6 }, ], // OffsetFetch
    [Body { shape: 50, min: 0, max: 6, flexible: 3 }, Body { shape: 52, min: 0, max: 6, flexible: 3 }, ], // FindCoordinator
    [Body { shape: 54, min: 0, max: 9, flexible: 6 }, Body { shape: 56, min: 0, max: 9, flexible: 6 }, ], // JoinGroup
    [Body { shape: 57, min: 0, max: 4, flexible: 4 }, Body { shape: 58, min: 0, max: 4, flexible: 4 }, ], // Heartbeat
    [Body { shape: 60, min: 0, max: 5, flexible: 4 }, Body { shape: 62, min: 0, max: 5, flexible: 4 }, ], // LeaveGroup
    [Body { shape: 64, min: 0, max: 5, flexible: 4 }, Body { shape: 65, min: 0, max: 5, flexible: 4 }, ], // SyncGroup
    [Body { shape: 66, min: 0, max: 6, flexible: 5 }, Body { shape: 69, min: 0, max: 6, flexible: 5 }, ], // DescribeGroups
    [Body { shape: 70, min: 0, max: 5, flexible: 3 }, Body { shape: 72, min: 0, max: 5, flexible: 3 }, ], // ListGroups
    [Body { shape: 73, min: 0, max: 1, flexible: 127 }, Body { shape: 74, min: 0, max: 1, flexible: 127 }, ], // SaslHandshake
    [Body { shape: 75, min: 0, max: 4, flexible: 3 }, Body { shape: 79, min: 0, max: 4, flexible: 3 }, ], // ApiVersions
    [Body { shape: 83, min: 2, max: 7, flexible: 5 }, Body { shape: 86, min: 2, max: 7, flexible: 5 }, ], // CreateTopics
    [Body { shape: 88, min: 1, max: 6, flexible: 4 }, Body { shape: 90, min: 1, max: 6, flexible: 4 }, ], // DeleteTopics
    [Body { shape: 93, min: 0, max: 2, flexible: 2 }, Body { shape: 96, min: 0, max: 2, flexible: 2 }, ], // DeleteRecords
    [Body { shape: 97, min: 0, max: 6, flexible: 2 }, Body { shape: 98, min: 0, max: 6, flexible: 2 }, ], // InitProducerId
    [Body { shape: 101, min: 2, max: 4, flexible: 4 }, Body { shape: 104, min: 2, max: 4, flexible: 4 }, ], // OffsetForLeaderEpoch
    [Body { shape: 108, min: 0, max: 5, flexible: 3 }, Body { shape: 114, min: 0, max: 5, flexible: 3 }, ], // AddPartitionsToTxn
    [Body { shape: 115, min: 0, max: 4, flexible: 3 }, Body { shape: 116, min: 0, max: 4, flexible: 3 }, ], // AddOffsetsToTxn
    [Body { shape: 117, min: 0, max: 5, flexible: 3 }, Body { shape: 118, min: 0, max: 5, flexible: 3 }, ], // EndTxn
    [Body { shape: 121, min: 1, max: 2, flexible: 1 }, Body { shape: 125, min: 1, max: 2, flexible: 1 }, ], // WriteTxnMarkers
    [Body { shape: 128, min: 0, max: 5, flexible: 3 }, Body { shape: 131, min: 0, max: 5, flexible: 3 }, ], // TxnOffsetCommit
    [Body { shape: 132, min: 1, max: 3, flexible: 2 }, Body { shape: 135, min: 1, max: 3, flexible: 2 }, ], // DescribeAcls
    [Body { shape: 137, min: 1, max: 3, flexible: 2 }, Body { shape: 139, min: 1, max: 3, flexible: 2 }, ], // CreateAcls
    [Body { shape: 141, min: 1, max: 3, flexible: 2 }, Body { shape: 144, min: 1, max: 3, flexible: 2 }, ], // DeleteAcls
    [Body { shape: 146, min: 1, max: 4, flexible: 4 }, Body { shape: 150, min: 1, max: 4, flexible: 4 }, ], // DescribeConfigs
    [Body { shape: 153, min: 0, max: 2, flexible: 2 }, Body { shape: 155, min: 0, max: 2, flexible: 2 }, ], // AlterConfigs
    [Body { shape: 158, min: 1, max: 2, flexible: 2 }, Body { shape: 161, min: 1, max: 2, flexible: 2 }, ], // AlterReplicaLogDirs
    [Body { shape: 163, min: 1, max: 5, flexible: 2 }, Body { shape: 167, min: 1, max: 5, flexible: 2 }, ], // DescribeLogDirs
    [Body { shape: 168, min: 0, max: 2, flexible: 2 }, Body { shape: 169, min: 0, max: 2, flexible: 2 }, ], // SaslAuthenticate
    [Body { shape: 172, min: 0, max: 3, flexible: 2 }, Body { shape: 174, min: 0, max: 3, flexible: 2 }, ], // CreatePartitions
    [Body { shape: 176, min: 1, max: 3, flexible: 2 }, Body { shape: 177, min: 1, max: 3, flexible: 2 }, ], // CreateDelegationToken
    [Body { shape: 178, min: 1, max: 2, flexible: 2 }, Body { shape: 179, min: 1, max: 2, flexible: 2 }, ], // RenewDelegationToken
    [Body { shape: 180, min: 1, max: 2, flexible: 2 }, Body { shape: 181, min: 1, max: 2, flexible: 2 }, ], // ExpireDelegationToken
    [Body { shape: 183, min: 1, max: 3, flexible: 2 }, Body { shape: 186, min: 1, max: 3, flexible: 2 }, ], // DescribeDelegationToken
    [Body { shape: 187, min: 0, max: 2, flexible: 2 }, Body { shape: 189, min: 0, max: 2, flexible: 2 }, ], // DeleteGroups
    [Body { shape: 191, min: 0, max: 2, flexible: 2 }, Body { shape: 194, min: 0, max: 2, flexible: 2 }, ], // ElectLeaders
    [Body { shape: 197, min: 0, max: 1, flexible: 1 }, Body { shape: 199, min: 0, max: 1, flexible: 1 }, ], // IncrementalAlterConfigs
    [Body { shape: 202, min: 0, max: 1, flexible: 0 }, Body { shape: 205, min: 0, max: 1, flexible: 0 }, ], // AlterPartitionReassignments
    [Body { shape: 207, min: 0, max: 0, flexible: 0 }, Body { shape: 210, min: 0, max: 0, flexible: 0 }, ], // ListPartitionReassignments
    [Body { shape: 213, min: 0, max: 0, flexible: 127 }, Body { shape: 216, min: 0, max: 0, flexible: 127 }, ], // OffsetDelete
    [Body { shape: 218, min: 0, max: 1, flexible: 1 }, Body { shape: 222, min: 0, max: 1, flexible: 1 }, ], // DescribeClientQuotas
    [Body { shape: 226, min: 0, max: 1, flexible: 1 }, Body { shape: 229, min: 0, max: 1, flexible: 1 }, ], // AlterClientQuotas
    [Body { shape: 231, min: 0, max: 0, flexible: 0 }, Body { shape: 234, min: 0, max: 0, flexible: 0 }, ], // DescribeUserScramCredentials
    [Body { shape: 237, min: 0, max: 0, flexible: 0 }, Body { shape: 239, min: 0, max: 0, flexible: 0 }, ], // AlterUserScramCredentials
    [Body { shape: 242, min: 0, max: 2, flexible: 0 }, Body { shape: 246, min: 0, max: 2, flexible: 0 }, ], // Vote
    [Body { shape: 250, min: 0, max: 1, flexible: 1 }, Body { shape: 254, min: 0, max: 1, flexible: 1 }, ], // BeginQuorumEpoch
    [Body { shape: 259, min: 0, max: 1, flexible: 1 }, Body { shape: 263, min: 0, max: 1, flexible: 1 }, ], // EndQuorumEpoch
    [Body { shape: 266, min: 0, max: 2, flexible: 0 }, Body { shape: 273, min: 0, max: 2, flexible: 0 }, ], // DescribeQuorum
    [Body { shape: 277, min: 2, max: 3, flexible: 2 }, Body { shape: 280, min: 2, max: 3, flexible: 2 }, ], // AlterPartition
    [Body { shape: 282, min: 0, max: 2, flexible: 0 }, Body { shape: 284, min: 0, max: 2, flexible: 0 }, ], // UpdateFeatures
    [Body { shape: 285, min: 0, max: 0, flexible: 0 }, Body { shape: 286, min: 0, max: 0, flexible: 0 }, ], // Envelope
    [Body { shape: 290, min: 0, max: 1, flexible: 0 }, Body { shape: 296, min: 0, max: 1, flexible: 0 }, ], // FetchSnapshot
    [Body { shape: 297, min: 0, max: 2, flexible: 0 }, Body { shape: 299, min: 0, max: 2, flexible: 0 }, ], // DescribeCluster
    [Body { shape: 301, min: 0, max: 0, flexible: 0 }, Body { shape: 305, min: 0, max: 0, flexible: 0 }, ], // DescribeProducers
    [Body { shape: 308, min: 0, max: 4, flexible: 0 }, Body { shape: 309, min: 0, max: 4, flexible: 0 }, ], // BrokerRegistration
    [Body { shape: 310, min: 0, max: 2, flexible: 0 }, Body { shape: 311, min: 0, max: 2, flexible: 0 }, ], // BrokerHeartbeat
    [Body { shape: 312, min: 0, max: 0, flexible: 0 }, Body { shape: 313, min: 0, max: 0, flexible: 0 }, ], // UnregisterBroker
    [Body { shape: 314, min: 0, max: 0, flexible: 0 }, Body { shape: 317, min: 0, max: 0, flexible: 0 }, ], // DescribeTransactions
    [Body { shape: 318, min: 0, max: 2, flexible: 0 }, Body { shape: 320, min: 0, max: 2, flexible: 0 }, ], // ListTransactions
    [Body { shape: 321, min: 0, max: 0, flexible: 0 }, Body { shape: 322, min: 0, max: 0, flexible: 0 }, ], // AllocateProducerIds
    [Body { shape: 324, min: 0, max: 1, flexible: 0 }, Body { shape: 327, min: 0, max: 1, flexible: 0 }, ], // ConsumerGroupHeartbeat
    [Body { shape: 328, min: 0, max: 1, flexible: 0 }, Body { shape: 335, min: 0, max: 1, flexible: 0 }, ], // ConsumerGroupDescribe
    [Body { shape: 338, min: 0, max: 0, flexible: 0 }, Body { shape: 339, min: 0, max: 0, flexible: 0 }, ], // ControllerRegistration
    [Body { shape: 340, min: 0, max: 0, flexible: 0 }, Body { shape: 341, min: 0, max: 0, flexible: 0 }, ], // GetTelemetrySubscriptions
    [Body { shape: 342, min: 0, max: 0, flexible: 0 }, Body { shape: 343, min: 0, max: 0, flexible: 0 }, ], // PushTelemetry
    [Body { shape: 347, min: 0, max: 0, flexible: 0 }, Body { shape: 351, min: 0, max: 0, flexible: 0 }, ], // AssignReplicasToDirs
    [Body { shape: 352, min: 0, max: 1, flexible: 0 }, Body { shape: 354, min: 0, max: 1, flexible: 0 }, ], // ListConfigResources
    [Body { shape: 357, min: 0, max: 0, flexible: 0 }, Body { shape: 361, min: 0, max: 0, flexible: 0 }, ], // DescribeTopicPartitions
    [Body { shape: 362, min: 1, max: 1, flexible: 1 }, Body { shape: 365, min: 1, max: 1, flexible: 1 }, ], // ShareGroupHeartbeat
    [Body { shape: 366, min: 1, max: 1, flexible: 1 }, Body { shape: 371, min: 1, max: 1, flexible: 1 }, ], // ShareGroupDescribe
    [Body { shape: 376, min: 1, max: 2, flexible: 1 }, Body { shape: 382, min: 1, max: 2, flexible: 1 }, ], // ShareFetch
    [Body { shape: 386, min: 1, max: 2, flexible: 1 }, Body { shape: 391, min: 1, max: 2, flexible: 1 }, ], // ShareAcknowledge
    [Body { shape: 393, min: 0, max: 1, flexible: 0 }, Body { shape: 394, min: 0, max: 1, flexible: 0 }, ], // AddRaftVoter
    [Body { shape: 395, min: 0, max: 0, flexible: 0 }, Body { shape: 396, min: 0, max: 0, flexible: 0 }, ], // RemoveRaftVoter
    [Body { shape: 399, min: 0, max: 0, flexible: 0 }, Body { shape: 401, min: 0, max: 0, flexible: 0 }, ], // UpdateRaftVoter
    [Body { shape: 404, min: 0, max: 0, flexible: 0 }, Body { shape: 407, min: 0, max: 0, flexible: 0 }, ], // InitializeShareGroupState
    [Body { shape: 410, min: 0, max: 0, flexible: 0 }, Body { shape: 414, min: 0, max: 0, flexible: 0 }, ], // ReadShareGroupState
    [Body { shape: 418, min: 0, max: 1, flexible: 0 }, Body { shape: 421, min: 0, max: 1, flexible: 0 }, ], // WriteShareGroupState
    [Body { shape: 424, min: 0, max: 0, flexible: 0 }, Body { shape: 427, min: 0, max: 0, flexible: 0 }, ], // DeleteShareGroupState
    [Body { shape: 430, min: 0, max: 1, flexible: 0 }, Body { shape: 433, min: 0, max: 1, flexible: 0 }, ], // ReadShareGroupStateSummary
    [Body { shape: 448, min: 0, max: 0, flexible: 0 }, Body { shape: 457, min: 0, max: 0, flexible: 0 }, ], // StreamsGroupHeartbeat
    [Body { shape: 458, min: 0, max: 0, flexible: 0 }, Body { shape: 479, min: 0, max: 0, flexible: 0 }, ], // StreamsGroupDescribe
    [Body { shape: 482, min: 0, max: 1, flexible: 0 }, Body { shape: 486, min: 0, max: 1, flexible: 0 }, ], // DescribeShareGroupOffsets
    [Body { shape: 489, min: 0, max: 0, flexible: 0 }, Body { shape: 492, min: 0, max: 0, flexible: 0 }, ], // AlterShareGroupOffsets
    [Body { shape: 494, min: 0, max: 0, flexible: 0 }, Body { shape: 496, min: 0, max: 0, flexible: 0 }, ], // DeleteShareGroupOffsets
];

pub(crate) static SHAPES: [Shape; 497] = [
    Shape { first: 0, count: 2, memory: 64 }, // PartitionProduceData
    Shape { first: 2, count: 3, memory: 96 }, // TopicProduceData
    Shape { first: 5, count: 4, memory: 88 }, // ProduceRequest
    Shape { first: 9, count: 2, memory: 64 }, // BatchIndexAndErrorMessage
    Shape { first: 11, count: 2, memory: 32 }, // LeaderIdAndEpoch
    Shape { first: 13, count: 8, memory: 144 }, // PartitionProduceResponse
    Shape { first: 21, count: 3, memory: 96 }, // TopicProduceResponse
    Shape { first: 24, count: 4, memory: 96 }, // NodeEndpoint
    Shape { first: 28, count: 3, memory: 80 }, // ProduceResponse
    Shape { first: 31, count: 8, memory: 80 }, // FetchPartition
    Shape { first: 39, count: 3, memory: 96 }, // FetchTopic
    Shape { first: 42, count: 3, memory: 96 }, // ForgottenTopic
    Shape { first: 45, count: 2, memory: 40 }, // ReplicaState
    Shape { first: 47, count: 12, memory: 208 }, // FetchRequest
    Shape { first: 59, count: 2, memory: 40 }, // AbortedTransaction
    Shape { first: 61, count: 2, memory: 40 }, // EpochEndOffset
    Shape { first: 63, count: 2, memory: 32 }, // LeaderIdAndEpoch
    Shape { first: 65, count: 2, memory: 40 }, // SnapshotId
    Shape { first: 67, count: 11, memory: 232 }, // PartitionData
    Shape { first: 78, count: 3, memory: 96 }, // FetchableTopicResponse
    Shape { first: 81, count: 4, memory: 96 }, // NodeEndpoint
    Shape { first: 85, count: 5, memory: 88 }, // FetchResponse
    Shape { first: 90, count: 3, memory: 40 }, // ListOffsetsPartition
    Shape { first: 93, count: 2, memory: 80 }, // ListOffsetsTopic
    Shape { first: 95, count: 4, memory: 64 }, // ListOffsetsRequest
    Shape { first: 99, count: 5, memory: 56 }, // ListOffsetsPartitionResponse
    Shape { first: 104, count: 2, memory: 80 }, // ListOffsetsTopicResponse
    Shape { first: 106, count: 2, memory: 56 }, // ListOffsetsResponse
    Shape { first: 108, count: 2, memory: 72 }, // MetadataRequestTopic
    Shape { first: 110, count: 4, memory: 56 }, // MetadataRequest
    Shape { first: 114, count: 4, memory: 96 }, // MetadataResponseBroker
    Shape { first: 118, count: 7, memory: 112 }, // MetadataResponsePartition
    Shape { first: 125, count: 6, memory: 104 }, // MetadataResponseTopic
    Shape { first: 131, count: 7, memory: 120 }, // MetadataResponse
    Shape { first: 138, count: 4, memory: 72 }, // OffsetCommitRequestPartition
    Shape { first: 142, count: 3, memory: 96 }, // OffsetCommitRequestTopic
    Shape { first: 145, count: 6, memory: 160 }, // OffsetCommitRequest
    Shape { first: 151, count: 2, memory: 32 }, // OffsetCommitResponsePartition
    Shape { first: 153, count: 3, memory: 96 }, // OffsetCommitResponseTopic
    Shape { first: 156, count: 2, memory: 56 }, // OffsetCommitResponse
    Shape { first: 158, count: 2, memory: 80 }, // OffsetFetchRequestTopic
    Shape { first: 160, count: 3, memory: 96 }, // OffsetFetchRequestTopics
    Shape { first: 163, count: 4, memory: 120 }, // OffsetFetchRequestGroup
    Shape { first: 167, count: 4, memory: 112 }, // OffsetFetchRequest
    Shape { first: 171, count: 5, memory: 80 }, // OffsetFetchResponsePartition
    Shape { first: 176, count: 2, memory: 80 }, // OffsetFetchResponseTopic
    Shape { first: 178, count: 5, memory: 80 }, // OffsetFetchResponsePartitions
    Shape { first: 183, count: 3, memory: 96 }, // OffsetFetchResponseTopics
    Shape { first: 186, count: 3, memory: 88 }, // OffsetFetchResponseGroup
    Shape { first: 189, count: 4, memory: 80 }, // OffsetFetchResponse
    Shape { first: 193, count: 3, memory: 88 }, // FindCoordinatorRequest
    Shape { first: 196, count: 6, memory: 136 }, // Coordinator
    Shape { first: 202, count: 7, memory: 128 }, // FindCoordinatorResponse
    Shape { first: 209, count: 2, memory: 88 }, // JoinGroupRequestProtocol
    Shape { first: 211, count: 8, memory: 216 }, // JoinGroupRequest
    Shape { first: 219, count: 3, memory: 120 }, // JoinGroupResponseMember
    Shape { first: 222, count: 9, memory: 192 }, // JoinGroupResponse
    Shape { first: 231, count: 4, memory: 128 }, // HeartbeatRequest
    Shape { first: 235, count: 2, memory: 32 }, // HeartbeatResponse
    Shape { first: 237, count: 3, memory: 120 }, // MemberIdentity
    Shape { first: 240, count: 3, memory: 112 }, // LeaveGroupRequest
    Shape { first: 243, count: 3, memory: 96 }, // MemberResponse
    Shape { first: 246, count: 3, memory: 56 }, // LeaveGroupResponse
    Shape { first: 249, count: 2, memory: 88 }, // SyncGroupRequestAssignment
    Shape { first: 251, count: 7, memory: 216 }, // SyncGroupRequest
    Shape { first: 258, count: 5, memory: 128 }, // SyncGroupResponse
    Shape { first: 263, count: 2, memory: 56 }, // DescribeGroupsRequest
    Shape { first: 265, count: 6, memory: 216 }, // DescribedGroupMember
    Shape { first: 271, count: 8, memory: 216 }, // DescribedGroup
    Shape { first: 279, count: 2, memory: 56 }, // DescribeGroupsResponse
    Shape { first: 281, count: 2, memory: 72 }, // ListGroupsRequest
    Shape { first: 283, count: 4, memory: 152 }, // ListedGroup
    Shape { first: 287, count: 3, memory: 56 }, // ListGroupsResponse
    Shape { first: 290, count: 1, memory: 56 }, // SaslHandshakeRequest
    Shape { first: 291, count: 2, memory: 56 }, // SaslHandshakeResponse
    Shape { first: 293, count: 2, memory: 88 }, // ApiVersionsRequest
    Shape { first: 295, count: 3, memory: 32 }, // ApiVersion
    Shape { first: 298, count: 3, memory: 64 }, // SupportedFeatureKey
    Shape { first: 301, count: 3, memory: 64 }, // FinalizedFeatureKey
    Shape { first: 304, count: 7, memory: 112 }, // ApiVersionsResponse
    Shape { first: 311, count: 2, memory: 56 }, // CreatableReplicaAssignment
    Shape { first: 313, count: 2, memory: 88 }, // CreatableTopicConfig
    Shape { first: 315, count: 5, memory: 112 }, // CreatableTopic
    Shape { first: 320, count: 3, memory: 56 }, // CreateTopicsRequest
    Shape { first: 323, count: 5, memory: 96 }, // CreatableTopicConfigs
    Shape { first: 328, count: 8, memory: 144 }, // CreatableTopicResult
    Shape { first: 336, count: 2, memory: 56 }, // CreateTopicsResponse
    Shape { first: 338, count: 2, memory: 72 }, // DeleteTopicState
    Shape { first: 340, count: 3, memory: 80 }, // DeleteTopicsRequest
    Shape { first: 343, count: 4, memory: 112 }, // DeletableTopicResult
    Shape { first: 347, count: 2, memory: 56 }, // DeleteTopicsResponse
    Shape { first: 349, count: 2, memory: 40 }, // DeleteRecordsPartition
    Shape { first: 351, count: 2, memory: 80 }, // DeleteRecordsTopic
    Shape { first: 353, count: 2, memory: 56 }, // DeleteRecordsRequest
    Shape { first: 355, count: 3, memory: 40 }, // DeleteRecordsPartitionResult
    Shape { first: 358, count: 2, memory: 80 }, // DeleteRecordsTopicResult
    Shape { first: 360, count: 2, memory: 56 }, // DeleteRecordsResponse
    Shape { first: 362, count: 6, memory: 72 }, // InitProducerIdRequest
    Shape { first: 368, count: 6, memory: 56 }, // InitProducerIdResponse
    Shape { first: 374, count: 3, memory: 40 }, // OffsetForLeaderPartition
    Shape { first: 377, count: 2, memory: 80 }, // OffsetForLeaderTopic
    Shape { first: 379, count: 2, memory: 56 }, // OffsetForLeaderEpochRequest
    Shape { first: 381, count: 4, memory: 48 }, // EpochEndOffset
    Shape { first: 385, count: 2, memory: 80 }, // OffsetForLeaderTopicResult
    Shape { first: 387, count: 2, memory: 56 }, // OffsetForLeaderEpochResponse
    Shape { first: 389, count: 2, memory: 80 }, // AddPartitionsToTxnTopic
    Shape { first: 391, count: 5, memory: 96 }, // AddPartitionsToTxnTransaction
    Shape { first: 396, count: 2, memory: 80 }, // AddPartitionsToTxnTopic
    Shape { first: 398, count: 5, memory: 120 }, // AddPartitionsToTxnRequest
    Shape { first: 403, count: 2, memory: 32 }, // AddPartitionsToTxnPartitionResult
    Shape { first: 405, count: 2, memory: 80 }, // AddPartitionsToTxnTopicResult
    Shape { first: 407, count: 2, memory: 80 }, // AddPartitionsToTxnResult
    Shape { first: 409, count: 2, memory: 32 }, // AddPartitionsToTxnPartitionResult
    Shape { first: 411, count: 2, memory: 80 }, // AddPartitionsToTxnTopicResult
    Shape { first: 413, count: 4, memory: 80 }, // AddPartitionsToTxnResponse
    Shape { first: 417, count: 4, memory: 104 }, // AddOffsetsToTxnRequest
    Shape { first: 421, count: 2, memory: 32 }, // AddOffsetsToTxnResponse
    Shape { first: 423, count: 4, memory: 72 }, // EndTxnRequest
    Shape { first: 427, count: 4, memory: 40 }, // EndTxnResponse
    Shape { first: 431, count: 2, memory: 80 }, // WritableTxnMarkerTopic
    Shape { first: 433, count: 6, memory: 64 }, // WritableTxnMarker
    Shape { first: 439, count: 1, memory: 48 }, // WriteTxnMarkersRequest
    Shape { first: 440, count: 2, memory: 32 }, // WritableTxnMarkerPartitionResult
    Shape { first: 442, count: 2, memory: 80 }, // WritableTxnMarkerTopicResult
    Shape { first: 444, count: 2, memory: 56 }, // WritableTxnMarkerResult
    Shape { first: 446, count: 1, memory: 48 }, // WriteTxnMarkersResponse
    Shape { first: 447, count: 4, memory: 72 }, // TxnOffsetCommitRequestPartition
    Shape { first: 451, count: 2, memory: 80 }, // TxnOffsetCommitRequestTopic
    Shape { first: 453, count: 8, memory: 192 }, // TxnOffsetCommitRequest
    Shape { first: 461, count: 2, memory: 32 }, // TxnOffsetCommitResponsePartition
    Shape { first: 463, count: 2, memory: 80 }, // TxnOffsetCommitResponseTopic
    Shape { first: 465, count: 2, memory: 56 }, // TxnOffsetCommitResponse
    Shape { first: 467, count: 7, memory: 128 }, // DescribeAclsRequest
    Shape { first: 474, count: 4, memory: 96 }, // AclDescription
    Shape { first: 478, count: 4, memory: 88 }, // DescribeAclsResource
    Shape { first: 482, count: 4, memory: 88 }, // DescribeAclsResponse
    Shape { first: 486, count: 7, memory: 128 }, // AclCreation
    Shape { first: 493, count: 1, memory: 48 }, // CreateAclsRequest
    Shape { first: 494, count: 2, memory: 64 }, // AclCreationResult
    Shape { first: 496, count: 2, memory: 56 }, // CreateAclsResponse
    Shape { first: 498, count: 7, memory: 128 }, // DeleteAclsFilter
    Shape { first: 505, count: 1, memory: 48 }, // DeleteAclsRequest
    Shape { first: 506, count: 9, memory: 160 }, // DeleteAclsMatchingAcl
    Shape { first: 515, count: 3, memory: 88 }, // DeleteAclsFilterResult
    Shape { first: 518, count: 2, memory: 56 }, // DeleteAclsResponse
    Shape { first: 520, count: 3, memory: 88 }, // DescribeConfigsResource
    Shape { first: 523, count: 3, memory: 56 }, // DescribeConfigsRequest
    Shape { first: 526, count: 3, memory: 96 }, // DescribeConfigsSynonym
    Shape { first: 529, count: 8, memory: 152 }, // DescribeConfigsResourceResult
    Shape { first: 537, count: 5, memory: 120 }, // DescribeConfigsResult
    Shape { first: 542, count: 2, memory: 56 }, // DescribeConfigsResponse
    Shape { first: 544, count: 2, memory: 88 }, // AlterableConfig
    Shape { first: 546, count: 3, memory: 88 }, // AlterConfigsResource
    Shape { first: 549, count: 2, memory: 56 }, // AlterConfigsRequest
    Shape { first: 551, count: 4, memory: 96 }, // AlterConfigsResourceResponse
    Shape { first: 555, count: 2, memory: 56 }, // AlterConfigsResponse
    Shape { first: 557, count: 2, memory: 80 }, // AlterReplicaLogDirTopic
    Shape { first: 559, count: 2, memory: 80 }, // AlterReplicaLogDir
    Shape { first: 561, count: 1, memory: 48 }, // AlterReplicaLogDirsRequest
    Shape { first: 562, count: 2, memory: 32 }, // AlterReplicaLogDirPartitionResult
    Shape { first: 564, count: 2, memory: 80 }, // AlterReplicaLogDirTopicResult
    Shape { first: 566, count: 2, memory: 56 }, // AlterReplicaLogDirsResponse
    Shape { first: 568, count: 2, memory: 80 }, // DescribableLogDirTopic
    Shape { first: 570, count: 1, memory: 48 }, // DescribeLogDirsRequest
    Shape { first: 571, count: 4, memory: 48 }, // DescribeLogDirsPartition
    Shape { first: 575, count: 2, memory: 80 }, // DescribeLogDirsTopic
    Shape { first: 577, count: 6, memory: 104 }, // DescribeLogDirsResult
    Shape { first: 583, count: 3, memory: 56 }, // DescribeLogDirsResponse
    Shape { first: 586, count: 1, memory: 56 }, // SaslAuthenticateRequest
    Shape { first: 587, count: 4, memory: 104 }, // SaslAuthenticateResponse
    Shape { first: 591, count: 1, memory: 48 }, // CreatePartitionsAssignment
    Shape { first: 592, count: 3, memory: 88 }, // CreatePartitionsTopic
    Shape { first: 595, count: 3, memory: 56 }, // CreatePartitionsRequest
    Shape { first: 598, count: 3, memory: 96 }, // CreatePartitionsTopicResult
    Shape { first: 601, count: 2, memory: 56 }, // CreatePartitionsResponse
    Shape { first: 603, count: 2, memory: 88 }, // CreatableRenewers
    Shape { first: 605, count: 4, memory: 120 }, // CreateDelegationTokenRequest
    Shape { first: 609, count: 11, memory: 248 }, // CreateDelegationTokenResponse
    Shape { first: 620, count: 2, memory: 64 }, // RenewDelegationTokenRequest
    Shape { first: 622, count: 3, memory: 40 }, // RenewDelegationTokenResponse
    Shape { first: 625, count: 2, memory: 64 }, // ExpireDelegationTokenRequest
    Shape { first: 627, count: 3, memory: 40 }, // ExpireDelegationTokenResponse
    Shape { first: 630, count: 2, memory: 88 }, // DescribeDelegationTokenOwner
    Shape { first: 632, count: 1, memory: 48 }, // DescribeDelegationTokenRequest
    Shape { first: 633, count: 2, memory: 88 }, // DescribedDelegationTokenRenewer
    Shape { first: 635, count: 10, memory: 264 }, // DescribedDelegationToken
    Shape { first: 645, count: 3, memory: 56 }, // DescribeDelegationTokenResponse
    Shape { first: 648, count: 1, memory: 48 }, // DeleteGroupsRequest
    Shape { first: 649, count: 2, memory: 64 }, // DeletableGroupResult
    Shape { first: 651, count: 2, memory: 56 }, // DeleteGroupsResponse
    Shape { first: 653, count: 2, memory: 80 }, // TopicPartitions
    Shape { first: 655, count: 3, memory: 56 }, // ElectLeadersRequest
    Shape { first: 658, count: 3, memory: 64 }, // PartitionResult
    Shape { first: 661, count: 2, memory: 80 }, // ReplicaElectionResult
    Shape { first: 663, count: 3, memory: 56 }, // ElectLeadersResponse
    Shape { first: 666, count: 3, memory: 96 }, // AlterableConfig
    Shape { first: 669, count: 3, memory: 88 }, // AlterConfigsResource
    Shape { first: 672, count: 2, memory: 56 }, // IncrementalAlterConfigsRequest
    Shape { first: 674, count: 4, memory: 96 }, // AlterConfigsResourceResponse
    Shape { first: 678, count: 2, memory: 56 }, // IncrementalAlterConfigsResponse
    Shape { first: 680, count: 2, memory: 56 }, // ReassignablePartition
    Shape { first: 682, count: 2, memory: 80 }, // ReassignableTopic
    Shape { first: 684, count: 3, memory: 56 }, // AlterPartitionReassignmentsRequest
    Shape { first: 687, count: 3, memory: 64 }, // ReassignablePartitionResponse
    Shape { first: 690, count: 2, memory: 80 }, // ReassignableTopicResponse
    Shape { first: 692, count: 5, memory: 88 }, // AlterPartitionReassignmentsResponse
    Shape { first: 697, count: 2, memory: 80 }, // ListPartitionReassignmentsTopics
    Shape { first: 699, count: 2, memory: 56 }, // ListPartitionReassignmentsRequest
    Shape { first: 701, count: 4, memory: 104 }, // OngoingPartitionReassignment
    Shape { first: 705, count: 2, memory: 80 }, // OngoingTopicReassignment
    Shape { first: 707, count: 4, memory: 88 }, // ListPartitionReassignmentsResponse
    Shape { first: 711, count: 1, memory: 32 }, // OffsetDeleteRequestPartition
    Shape { first: 712, count: 2, memory: 80 }, // OffsetDeleteRequestTopic
    Shape { first: 714, count: 2, memory: 80 }, // OffsetDeleteRequest
    Shape { first: 716, count: 2, memory: 32 }, // OffsetDeleteResponsePartition
    Shape { first: 718, count: 2, memory: 80 }, // OffsetDeleteResponseTopic
    Shape { first: 720, count: 3, memory: 56 }, // OffsetDeleteResponse
    Shape { first: 723, count: 3, memory: 96 }, // ComponentData
    Shape { first: 726, count: 2, memory: 56 }, // DescribeClientQuotasRequest
    Shape { first: 728, count: 2, memory: 88 }, // EntityData
    Shape { first: 730, count: 2, memory: 64 }, // ValueData
    Shape { first: 732, count: 2, memory: 72 }, // EntryData
    Shape { first: 734, count: 4, memory: 88 }, // DescribeClientQuotasResponse
    Shape { first: 738, count: 2, memory: 88 }, // EntityData
    Shape { first: 740, count: 3, memory: 72 }, // OpData
    Shape { first: 743, count: 2, memory: 72 }, // EntryData
    Shape { first: 745, count: 2, memory: 56 }, // AlterClientQuotasRequest
    Shape { first: 747, count: 2, memory: 88 }, // EntityData
    Shape { first: 749, count: 3, memory: 88 }, // EntryData
    Shape { first: 752, count: 2, memory: 56 }, // AlterClientQuotasResponse
    Shape { first: 754, count: 1, memory: 56 }, // UserName
    Shape { first: 755, count: 1, memory: 48 }, // DescribeUserScramCredentialsRequest
    Shape { first: 756, count: 2, memory: 32 }, // CredentialInfo
    Shape { first: 758, count: 4, memory: 120 }, // DescribeUserScramCredentialsResult
    Shape { first: 762, count: 4, memory: 88 }, // DescribeUserScramCredentialsResponse
    Shape { first: 766, count: 2, memory: 64 }, // ScramCredentialDeletion
    Shape { first: 768, count: 5, memory: 128 }, // ScramCredentialUpsertion
    Shape { first: 773, count: 2, memory: 72 }, // AlterUserScramCredentialsRequest
    Shape { first: 775, count: 3, memory: 96 }, // AlterUserScramCredentialsResult
    Shape { first: 778, count: 2, memory: 56 }, // AlterUserScramCredentialsResponse
    Shape { first: 780, count: 8, memory: 88 }, // PartitionData
    Shape { first: 788, count: 2, memory: 80 }, // TopicData
    Shape { first: 790, count: 3, memory: 88 }, // VoteRequest
    Shape { first: 793, count: 5, memory: 40 }, // PartitionData
    Shape { first: 798, count: 2, memory: 80 }, // TopicData
    Shape { first: 800, count: 3, memory: 64 }, // NodeEndpoint
    Shape { first: 803, count: 3, memory: 80 }, // VoteResponse
    Shape { first: 806, count: 4, memory: 56 }, // PartitionData
    Shape { first: 810, count: 2, memory: 80 }, // TopicData
    Shape { first: 812, count: 3, memory: 96 }, // LeaderEndpoint
    Shape { first: 815, count: 4, memory: 112 }, // BeginQuorumEpochRequest
    Shape { first: 819, count: 4, memory: 40 }, // PartitionData
    Shape { first: 823, count: 2, memory: 80 }, // TopicData
    Shape { first: 825, count: 3, memory: 64 }, // NodeEndpoint
    Shape { first: 828, count: 3, memory: 80 }, // BeginQuorumEpochResponse
    Shape { first: 831, count: 2, memory: 48 }, // ReplicaInfo
    Shape { first: 833, count: 5, memory: 88 }, // PartitionData
    Shape { first: 838, count: 2, memory: 80 }, // TopicData
    Shape { first: 840, count: 3, memory: 96 }, // LeaderEndpoint
    Shape { first: 843, count: 3, memory: 104 }, // EndQuorumEpochRequest
    Shape { first: 846, count: 4, memory: 40 }, // PartitionData
    Shape { first: 850, count: 2, memory: 80 }, // TopicData
    Shape { first: 852, count: 3, memory: 64 }, // NodeEndpoint
    Shape { first: 855, count: 3, memory: 80 }, // EndQuorumEpochResponse
    Shape { first: 858, count: 1, memory: 32 }, // PartitionData
    Shape { first: 859, count: 2, memory: 80 }, // TopicData
    Shape { first: 861, count: 1, memory: 48 }, // DescribeQuorumRequest
    Shape { first: 862, count: 5, memory: 72 }, // ReplicaState
    Shape { first: 867, count: 5, memory: 72 }, // ReplicaState
    Shape { first: 872, count: 8, memory: 128 }, // PartitionData
    Shape { first: 880, count: 2, memory: 80 }, // TopicData
    Shape { first: 882, count: 3, memory: 96 }, // Listener
    Shape { first: 885, count: 2, memory: 56 }, // Node
    Shape { first: 887, count: 4, memory: 112 }, // DescribeQuorumResponse
    Shape { first: 891, count: 2, memory: 40 }, // BrokerState
    Shape { first: 893, count: 6, memory: 88 }, // PartitionData
    Shape { first: 899, count: 2, memory: 64 }, // TopicData
    Shape { first: 901, count: 3, memory: 64 }, // AlterPartitionRequest
    Shape { first: 904, count: 7, memory: 72 }, // PartitionData
    Shape { first: 911, count: 2, memory: 64 }, // TopicData
    Shape { first: 913, count: 3, memory: 56 }, // AlterPartitionResponse
    Shape { first: 916, count: 4, memory: 64 }, // FeatureUpdateKey
    Shape { first: 920, count: 3, memory: 56 }, // UpdateFeaturesRequest
    Shape { first: 923, count: 3, memory: 96 }, // UpdatableFeatureResult
    Shape { first: 926, count: 4, memory: 88 }, // UpdateFeaturesResponse
    Shape { first: 930, count: 3, memory: 120 }, // EnvelopeRequest
    Shape { first: 933, count: 2, memory: 64 }, // EnvelopeResponse
    Shape { first: 935, count: 2, memory: 40 }, // SnapshotId
    Shape { first: 937, count: 5, memory: 96 }, // PartitionSnapshot
    Shape { first: 942, count: 2, memory: 80 }, // TopicSnapshot
    Shape { first: 944, count: 4, memory: 88 }, // FetchSnapshotRequest
    Shape { first: 948, count: 2, memory: 40 }, // SnapshotId
    Shape { first: 950, count: 2, memory: 32 }, // LeaderIdAndEpoch
    Shape { first: 952, count: 7, memory: 152 }, // PartitionSnapshot
    Shape { first: 959, count: 2, memory: 80 }, // TopicSnapshot
    Shape { first: 961, count: 3, memory: 64 }, // NodeEndpoint
    Shape { first: 964, count: 4, memory: 80 }, // FetchSnapshotResponse
    Shape { first: 968, count: 3, memory: 32 }, // DescribeClusterRequest
    Shape { first: 971, count: 5, memory: 104 }, // DescribeClusterBroker
    Shape { first: 976, count: 8, memory: 128 }, // DescribeClusterResponse
    Shape { first: 984, count: 2, memory: 80 }, // TopicRequest
    Shape { first: 986, count: 1, memory: 48 }, // DescribeProducersRequest
    Shape { first: 987, count: 6, memory: 64 }, // ProducerState
    Shape { first: 993, count: 4, memory: 88 }, // PartitionResponse
    Shape { first: 997, count: 2, memory: 80 }, // TopicResponse
    Shape { first: 999, count: 2, memory: 56 }, // DescribeProducersResponse
    Shape { first: 1001, count: 4, memory: 96 }, // Listener
    Shape { first: 1005, count: 3, memory: 64 }, // Feature
    Shape { first: 1008, count: 9, memory: 192 }, // BrokerRegistrationRequest
    Shape { first: 1017, count: 3, memory: 40 }, // BrokerRegistrationResponse
    Shape { first: 1020, count: 7, memory: 96 }, // BrokerHeartbeatRequest
    Shape { first: 1027, count: 5, memory: 40 }, // BrokerHeartbeatResponse
    Shape { first: 1032, count: 1, memory: 32 }, // UnregisterBrokerRequest
    Shape { first: 1033, count: 3, memory: 64 }, // UnregisterBrokerResponse
    Shape { first: 1036, count: 1, memory: 48 }, // DescribeTransactionsRequest
    Shape { first: 1037, count: 2, memory: 80 }, // TopicData
    Shape { first: 1039, count: 8, memory: 136 }, // TransactionState
    Shape { first: 1047, count: 2, memory: 56 }, // DescribeTransactionsResponse
    Shape { first: 1049, count: 4, memory: 112 }, // ListTransactionsRequest
    Shape { first: 1053, count: 3, memory: 96 }, // TransactionState
    Shape { first: 1056, count: 4, memory: 80 }, // ListTransactionsResponse
    Shape { first: 1060, count: 2, memory: 40 }, // AllocateProducerIdsRequest
    Shape { first: 1062, count: 4, memory: 48 }, // AllocateProducerIdsResponse
    Shape { first: 1066, count: 2, memory: 64 }, // TopicPartitions
    Shape { first: 1068, count: 10, memory: 272 }, // ConsumerGroupHeartbeatRequest
    Shape { first: 1078, count: 2, memory: 64 }, // TopicPartitions
    Shape { first: 1080, count: 1, memory: 48 }, // Assignment
    Shape { first: 1081, count: 7, memory: 160 }, // ConsumerGroupHeartbeatResponse
    Shape { first: 1088, count: 2, memory: 56 }, // ConsumerGroupDescribeRequest
    Shape { first: 1090, count: 3, memory: 96 }, // TopicPartitions
    Shape { first: 1093, count: 1, memory: 48 }, // Assignment
    Shape { first: 1094, count: 3, memory: 96 }, // TopicPartitions
    Shape { first: 1097, count: 1, memory: 48 }, // Assignment
    Shape { first: 1098, count: 11, memory: 344 }, // Member
    Shape { first: 1109, count: 9, memory: 192 }, // DescribedGroup
    Shape { first: 1118, count: 2, memory: 56 }, // ConsumerGroupDescribeResponse
    Shape { first: 1120, count: 4, memory: 96 }, // Listener
    Shape { first: 1124, count: 3, memory: 64 }, // Feature
    Shape { first: 1127, count: 5, memory: 96 }, // ControllerRegistrationRequest
    Shape { first: 1132, count: 3, memory: 64 }, // ControllerRegistrationResponse
    Shape { first: 1135, count: 1, memory: 40 }, // GetTelemetrySubscriptionsRequest
    Shape { first: 1136, count: 9, memory: 112 }, // GetTelemetrySubscriptionsResponse
    Shape { first: 1145, count: 5, memory: 80 }, // PushTelemetryRequest
    Shape { first: 1150, count: 2, memory: 32 }, // PushTelemetryResponse
    Shape { first: 1152, count: 1, memory: 32 }, // PartitionData
    Shape { first: 1153, count: 2, memory: 64 }, // TopicData
    Shape { first: 1155, count: 2, memory: 64 }, // DirectoryData
    Shape { first: 1157, count: 3, memory: 64 }, // AssignReplicasToDirsRequest
    Shape { first: 1160, count: 2, memory: 32 }, // PartitionData
    Shape { first: 1162, count: 2, memory: 64 }, // TopicData
    Shape { first: 1164, count: 2, memory: 64 }, // DirectoryData
    Shape { first: 1166, count: 3, memory: 56 }, // AssignReplicasToDirsResponse
    Shape { first: 1169, count: 1, memory: 48 }, // ListConfigResourcesRequest
    Shape { first: 1170, count: 2, memory: 64 }, // ConfigResource
    Shape { first: 1172, count: 3, memory: 56 }, // ListConfigResourcesResponse
    Shape { first: 1175, count: 1, memory: 56 }, // TopicRequest
    Shape { first: 1176, count: 2, memory: 64 }, // Cursor
    Shape { first: 1178, count: 3, memory: 128 }, // DescribeTopicPartitionsRequest
    Shape { first: 1181, count: 9, memory: 160 }, // DescribeTopicPartitionsResponsePartition
    Shape { first: 1190, count: 6, memory: 104 }, // DescribeTopicPartitionsResponseTopic
    Shape { first: 1196, count: 2, memory: 64 }, // Cursor
    Shape { first: 1198, count: 3, memory: 128 }, // DescribeTopicPartitionsResponse
    Shape { first: 1201, count: 5, memory: 152 }, // ShareGroupHeartbeatRequest
    Shape { first: 1206, count: 2, memory: 64 }, // TopicPartitions
    Shape { first: 1208, count: 1, memory: 48 }, // Assignment
    Shape { first: 1209, count: 7, memory: 160 }, // ShareGroupHeartbeatResponse
    Shape { first: 1216, count: 2, memory: 56 }, // ShareGroupDescribeRequest
    Shape { first: 1218, count: 3, memory: 96 }, // TopicPartitions
    Shape { first: 1221, count: 1, memory: 48 }, // Assignment
    Shape { first: 1222, count: 7, memory: 232 }, // Member
    Shape { first: 1229, count: 9, memory: 192 }, // DescribedGroup
    Shape { first: 1238, count: 2, memory: 56 }, // ShareGroupDescribeResponse
    Shape { first: 1240, count: 3, memory: 64 }, // AcknowledgementBatch
    Shape { first: 1243, count: 2, memory: 56 }, // FetchPartition
    Shape { first: 1245, count: 2, memory: 64 }, // FetchTopic
    Shape { first: 1247, count: 2, memory: 64 }, // ForgottenTopic
    Shape { first: 1249, count: 12, memory: 168 }, // ShareFetchRequest
    Shape { first: 1261, count: 2, memory: 32 }, // LeaderIdAndEpoch
    Shape { first: 1263, count: 3, memory: 48 }, // AcquiredRecords
    Shape { first: 1266, count: 8, memory: 184 }, // PartitionData
    Shape { first: 1274, count: 2, memory: 64 }, // ShareFetchableTopicResponse
    Shape { first: 1276, count: 4, memory: 96 }, // NodeEndpoint
    Shape { first: 1280, count: 6, memory: 120 }, // ShareFetchResponse
    Shape { first: 1286, count: 3, memory: 64 }, // AcknowledgementBatch
    Shape { first: 1289, count: 2, memory: 56 }, // AcknowledgePartition
    Shape { first: 1291, count: 2, memory: 64 }, // AcknowledgeTopic
    Shape { first: 1293, count: 5, memory: 120 }, // ShareAcknowledgeRequest
    Shape { first: 1298, count: 2, memory: 32 }, // LeaderIdAndEpoch
    Shape { first: 1300, count: 4, memory: 96 }, // PartitionData
    Shape { first: 1304, count: 2, memory: 64 }, // ShareAcknowledgeTopicResponse
    Shape { first: 1306, count: 4, memory: 96 }, // NodeEndpoint
    Shape { first: 1310, count: 6, memory: 120 }, // ShareAcknowledgeResponse
    Shape { first: 1316, count: 3, memory: 96 }, // Listener
    Shape { first: 1319, count: 6, memory: 112 }, // AddRaftVoterRequest
    Shape { first: 1325, count: 3, memory: 64 }, // AddRaftVoterResponse
    Shape { first: 1328, count: 3, memory: 80 }, // RemoveRaftVoterRequest
    Shape { first: 1331, count: 3, memory: 64 }, // RemoveRaftVoterResponse
    Shape { first: 1334, count: 3, memory: 96 }, // Listener
    Shape { first: 1337, count: 2, memory: 32 }, // KRaftVersionFeature
    Shape { first: 1339, count: 6, memory: 136 }, // UpdateRaftVoterRequest
    Shape { first: 1345, count: 4, memory: 72 }, // CurrentLeader
    Shape { first: 1349, count: 3, memory: 104 }, // UpdateRaftVoterResponse
    Shape { first: 1352, count: 3, memory: 40 }, // PartitionData
    Shape { first: 1355, count: 2, memory: 64 }, // InitializeStateData
    Shape { first: 1357, count: 2, memory: 80 }, // InitializeShareGroupStateRequest
    Shape { first: 1359, count: 3, memory: 64 }, // PartitionResult
    Shape { first: 1362, count: 2, memory: 64 }, // InitializeStateResult
    Shape { first: 1364, count: 1, memory: 48 }, // InitializeShareGroupStateResponse
    Shape { first: 1365, count: 2, memory: 32 }, // PartitionData
    Shape { first: 1367, count: 2, memory: 64 }, // ReadStateData
    Shape { first: 1369, count: 2, memory: 80 }, // ReadShareGroupStateRequest
    Shape { first: 1371, count: 4, memory: 48 }, // StateBatch
    Shape { first: 1375, count: 6, memory: 104 }, // PartitionResult
    Shape { first: 1381, count: 2, memory: 64 }, // ReadStateResult
    Shape { first: 1383, count: 1, memory: 48 }, // ReadShareGroupStateResponse
    Shape { first: 1384, count: 4, memory: 48 }, // StateBatch
    Shape { first: 1388, count: 6, memory: 72 }, // PartitionData
    Shape { first: 1394, count: 2, memory: 64 }, // WriteStateData
    Shape { first: 1396, count: 2, memory: 80 }, // WriteShareGroupStateRequest
    Shape { first: 1398, count: 3, memory: 64 }, // PartitionResult
    Shape { first: 1401, count: 2, memory: 64 }, // WriteStateResult
    Shape { first: 1403, count: 1, memory: 48 }, // WriteShareGroupStateResponse
    Shape { first: 1404, count: 1, memory: 32 }, // PartitionData
    Shape { first: 1405, count: 2, memory: 64 }, // DeleteStateData
    Shape { first: 1407, count: 2, memory: 80 }, // DeleteShareGroupStateRequest
    Shape { first: 1409, count: 3, memory: 64 }, // PartitionResult
    Shape { first: 1412, count: 2, memory: 64 }, // DeleteStateResult
    Shape { first: 1414, count: 1, memory: 48 }, // DeleteShareGroupStateResponse
    Shape { first: 1415, count: 2, memory: 32 }, // PartitionData
    Shape { first: 1417, count: 2, memory: 64 }, // ReadStateSummaryData
    Shape { first: 1419, count: 2, memory: 80 }, // ReadShareGroupStateSummaryRequest
    Shape { first: 1421, count: 7, memory: 88 }, // PartitionResult
    Shape { first: 1428, count: 2, memory: 64 }, // ReadStateSummaryResult
    Shape { first: 1430, count: 1, memory: 48 }, // ReadShareGroupStateSummaryResponse
    Shape { first: 1431, count: 2, memory: 88 }, // KeyValue
    Shape { first: 1433, count: 4, memory: 88 }, // TopicInfo
    Shape { first: 1437, count: 2, memory: 88 }, // KeyValue
    Shape { first: 1439, count: 4, memory: 88 }, // TopicInfo
    Shape { first: 1443, count: 3, memory: 96 }, // CopartitionGroup
    Shape { first: 1446, count: 7, memory: 200 }, // Subtopology
    Shape { first: 1453, count: 2, memory: 56 }, // Topology
    Shape { first: 1455, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1457, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1459, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1461, count: 2, memory: 64 }, // Endpoint
    Shape { first: 1463, count: 2, memory: 88 }, // KeyValue
    Shape { first: 1465, count: 3, memory: 72 }, // TaskOffset
    Shape { first: 1468, count: 3, memory: 72 }, // TaskOffset
    Shape { first: 1471, count: 17, memory: 480 }, // StreamsGroupHeartbeatRequest
    Shape { first: 1488, count: 2, memory: 64 }, // Status
    Shape { first: 1490, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1492, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1494, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1496, count: 2, memory: 64 }, // Endpoint
    Shape { first: 1498, count: 2, memory: 80 }, // TopicPartition
    Shape { first: 1500, count: 2, memory: 80 }, // TopicPartition
    Shape { first: 1502, count: 3, memory: 136 }, // EndpointToPartitions
    Shape { first: 1505, count: 14, memory: 240 }, // StreamsGroupHeartbeatResponse
    Shape { first: 1519, count: 2, memory: 56 }, // StreamsGroupDescribeRequest
    Shape { first: 1521, count: 2, memory: 88 }, // KeyValue
    Shape { first: 1523, count: 4, memory: 88 }, // TopicInfo
    Shape { first: 1527, count: 2, memory: 88 }, // KeyValue
    Shape { first: 1529, count: 4, memory: 88 }, // TopicInfo
    Shape { first: 1533, count: 5, memory: 152 }, // Subtopology
    Shape { first: 1538, count: 2, memory: 56 }, // Topology
    Shape { first: 1540, count: 2, memory: 64 }, // Endpoint
    Shape { first: 1542, count: 2, memory: 88 }, // KeyValue
    Shape { first: 1544, count: 3, memory: 72 }, // TaskOffset
    Shape { first: 1547, count: 3, memory: 72 }, // TaskOffset
    Shape { first: 1550, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1552, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1554, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1556, count: 3, memory: 96 }, // Assignment
    Shape { first: 1559, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1561, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1563, count: 2, memory: 80 }, // TaskIds
    Shape { first: 1565, count: 3, memory: 96 }, // Assignment
    Shape { first: 1568, count: 15, memory: 568 }, // Member
    Shape { first: 1583, count: 9, memory: 224 }, // DescribedGroup
    Shape { first: 1592, count: 2, memory: 56 }, // StreamsGroupDescribeResponse
    Shape { first: 1594, count: 2, memory: 80 }, // DescribeShareGroupOffsetsRequestTopic
    Shape { first: 1596, count: 2, memory: 80 }, // DescribeShareGroupOffsetsRequestGroup
    Shape { first: 1598, count: 1, memory: 48 }, // DescribeShareGroupOffsetsRequest
    Shape { first: 1599, count: 6, memory: 88 }, // DescribeShareGroupOffsetsResponsePartition
    Shape { first: 1605, count: 3, memory: 96 }, // DescribeShareGroupOffsetsResponseTopic
    Shape { first: 1608, count: 4, memory: 120 }, // DescribeShareGroupOffsetsResponseGroup
    Shape { first: 1612, count: 2, memory: 56 }, // DescribeShareGroupOffsetsResponse
    Shape { first: 1614, count: 2, memory: 40 }, // AlterShareGroupOffsetsRequestPartition
    Shape { first: 1616, count: 2, memory: 80 }, // AlterShareGroupOffsetsRequestTopic
    Shape { first: 1618, count: 2, memory: 80 }, // AlterShareGroupOffsetsRequest
    Shape { first: 1620, count: 3, memory: 64 }, // AlterShareGroupOffsetsResponsePartition
    Shape { first: 1623, count: 3, memory: 96 }, // AlterShareGroupOffsetsResponseTopic
    Shape { first: 1626, count: 4, memory: 88 }, // AlterShareGroupOffsetsResponse
    Shape { first: 1630, count: 1, memory: 56 }, // DeleteShareGroupOffsetsRequestTopic
    Shape { first: 1631, count: 2, memory: 80 }, // DeleteShareGroupOffsetsRequest
    Shape { first: 1633, count: 4, memory: 112 }, // DeleteShareGroupOffsetsResponseTopic
    Shape { first: 1637, count: 4, memory: 88 }, // DeleteShareGroupOffsetsResponse
];

pub(crate) static FIELDS: [Field; 1641] = [
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 3, to: 13, null_from: 3, null_to: 13, tag: -1, kind: Kind::Bytes },
    Field { from: 3, to: 12, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 13, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(0) },
    Field { from: 3, to: 13, null_from: 3, null_to: 13, tag: -1, kind: Kind::String },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(1) },
    Field { from: 8, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 8, to: 13, null_from: 8, null_to: 13, tag: -1, kind: Kind::String },
    Field { from: 10, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 10, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 5, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 8, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(3) },
    Field { from: 8, to: 13, null_from: 8, null_to: 13, tag: -1, kind: Kind::String },
    Field { from: 10, to: 13, null_from: 127, null_to: -1, tag: 0, kind: Kind::Struct(4) },
    Field { from: 3, to: 12, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 13, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(5) },
    Field { from: 10, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 10, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 10, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 10, to: 13, null_from: 10, null_to: 13, tag: -1, kind: Kind::String },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(6) },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 10, to: 13, null_from: 127, null_to: -1, tag: 0, kind: Kind::Structs(7) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 9, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 12, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 5, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 17, to: 18, null_from: 127, null_to: -1, tag: 0, kind: Kind::Fixed(16) },
    Field { from: 18, to: 18, null_from: 127, null_to: -1, tag: 1, kind: Kind::Fixed(8) },
    Field { from: 4, to: 12, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 13, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(9) },
    Field { from: 7, to: 12, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 13, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 7, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 15, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 15, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 4, to: 14, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 7, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 7, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(10) },
    Field { from: 7, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(11) },
    Field { from: 11, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 12, to: 18, null_from: 12, null_to: 18, tag: 0, kind: Kind::String },
    Field { from: 15, to: 18, null_from: 127, null_to: -1, tag: 1, kind: Kind::Struct(12) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 12, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 12, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 12, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 12, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 12, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 12, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 5, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 4, to: 18, null_from: 4, null_to: 18, tag: -1, kind: Kind::Structs(14) },
    Field { from: 11, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 18, null_from: 4, null_to: 18, tag: -1, kind: Kind::Bytes },
    Field { from: 12, to: 18, null_from: 127, null_to: -1, tag: 0, kind: Kind::Struct(15) },
    Field { from: 12, to: 18, null_from: 127, null_to: -1, tag: 1, kind: Kind::Struct(16) },
    Field { from: 12, to: 18, null_from: 127, null_to: -1, tag: 2, kind: Kind::Struct(17) },
    Field { from: 4, to: 12, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 13, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(18) },
    Field { from: 16, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 16, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 16, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 16, to: 18, null_from: 16, null_to: 18, tag: -1, kind: Kind::String },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 7, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 7, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 18, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(19) },
    Field { from: 16, to: 18, null_from: 127, null_to: -1, tag: 0, kind: Kind::Structs(20) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(22) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(23) },
    Field { from: 10, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 4, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(25) },
    Field { from: 2, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 11, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(26) },
    Field { from: 10, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 13, null_from: 10, null_to: 13, tag: -1, kind: Kind::String },
    Field { from: 0, to: 13, null_from: 1, null_to: 13, tag: -1, kind: Kind::Structs(28) },
    Field { from: 4, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 8, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 13, null_from: 1, null_to: 13, tag: -1, kind: Kind::String },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 7, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 5, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 13, null_from: 12, null_to: 13, tag: -1, kind: Kind::String },
    Field { from: 10, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 1, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(31) },
    Field { from: 8, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 3, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(30) },
    Field { from: 2, to: 13, null_from: 2, null_to: 13, tag: -1, kind: Kind::String },
    Field { from: 1, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(32) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 13, to: 13, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 6, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 10, null_from: 2, null_to: 10, tag: -1, kind: Kind::String },
    Field { from: 2, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 10, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(34) },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 7, to: 10, null_from: 7, null_to: 10, tag: -1, kind: Kind::String },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(35) },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 10, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(37) },
    Field { from: 3, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(38) },
    Field { from: 1, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 8, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 10, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 9, to: 10, null_from: 9, null_to: 10, tag: -1, kind: Kind::String },
    Field { from: 9, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 8, to: 10, null_from: 8, null_to: 10, tag: -1, kind: Kind::Structs(41) },
    Field { from: 1, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 7, null_from: 2, null_to: 7, tag: -1, kind: Kind::Structs(40) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(42) },
    Field { from: 7, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 5, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 7, null_from: 1, null_to: 7, tag: -1, kind: Kind::String },
    Field { from: 1, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(44) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 8, to: 10, null_from: 8, null_to: 10, tag: -1, kind: Kind::String },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 8, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 10, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(46) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(47) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 3, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(45) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 8, to: 10, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(48) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 4, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 4, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 4, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 4, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 4, to: 6, null_from: 4, null_to: 6, tag: -1, kind: Kind::String },
    Field { from: 1, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(51) },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 5, to: 9, null_from: 5, null_to: 9, tag: -1, kind: Kind::String },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(53) },
    Field { from: 8, to: 9, null_from: 8, null_to: 9, tag: -1, kind: Kind::String },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 5, to: 9, null_from: 5, null_to: 9, tag: -1, kind: Kind::String },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 2, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 7, to: 9, null_from: 7, null_to: 9, tag: -1, kind: Kind::String },
    Field { from: 0, to: 9, null_from: 7, null_to: 9, tag: -1, kind: Kind::String },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 9, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 9, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(55) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 4, null_from: 3, null_to: 4, tag: -1, kind: Kind::String },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 3, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 5, null_from: 3, null_to: 5, tag: -1, kind: Kind::String },
    Field { from: 5, to: 5, null_from: 5, null_to: 5, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(59) },
    Field { from: 3, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 5, null_from: 3, null_to: 5, tag: -1, kind: Kind::String },
    Field { from: 3, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 3, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(61) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 5, null_from: 3, null_to: 5, tag: -1, kind: Kind::String },
    Field { from: 5, to: 5, null_from: 5, null_to: 5, tag: -1, kind: Kind::String },
    Field { from: 5, to: 5, null_from: 5, null_to: 5, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(63) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 5, to: 5, null_from: 5, null_to: 5, tag: -1, kind: Kind::String },
    Field { from: 5, to: 5, null_from: 5, null_to: 5, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 3, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 4, to: 6, null_from: 4, null_to: 6, tag: -1, kind: Kind::String },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 6, to: 6, null_from: 6, null_to: 6, tag: -1, kind: Kind::String },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(67) },
    Field { from: 3, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(68) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 5, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 5, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(71) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(76) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: 0, kind: Kind::Structs(77) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: 1, kind: Kind::Fixed(8) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: 2, kind: Kind::Structs(78) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: 3, kind: Kind::Fixed(1) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 2, to: 7, null_from: 2, null_to: 7, tag: -1, kind: Kind::String },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(80) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(81) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(82) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 5, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 5, to: 7, null_from: 5, null_to: 7, tag: -1, kind: Kind::String },
    Field { from: 5, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 5, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 5, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 7, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 7, null_from: 2, null_to: 7, tag: -1, kind: Kind::String },
    Field { from: 5, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 5, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 5, to: 7, null_from: 5, null_to: 7, tag: -1, kind: Kind::Structs(84) },
    Field { from: 5, to: 7, null_from: 127, null_to: -1, tag: 0, kind: Kind::Fixed(2) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 7, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(85) },
    Field { from: 6, to: 6, null_from: 6, null_to: 6, tag: -1, kind: Kind::String },
    Field { from: 6, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 6, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(87) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 1, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 6, null_from: 6, null_to: 6, tag: -1, kind: Kind::String },
    Field { from: 6, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 1, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 5, to: 6, null_from: 5, null_to: 6, tag: -1, kind: Kind::String },
    Field { from: 1, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(89) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(91) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(92) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(94) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(95) },
    Field { from: 0, to: 6, null_from: 0, null_to: 6, tag: -1, kind: Kind::String },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 3, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 3, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 6, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 6, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 6, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 6, to: 6, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(99) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(100) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(102) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(103) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(105) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(106) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(107) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(109) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(110) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(112) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(111) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(113) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 5, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 5, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(119) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(120) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(122) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(123) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(124) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 2, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 0, null_to: 5, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(126) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 3, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 3, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 5, null_from: 3, null_to: 5, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(127) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(129) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(130) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(133) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(134) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(136) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(138) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(140) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(142) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(143) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 4, null_from: 1, null_to: 4, tag: -1, kind: Kind::Strings },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(145) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 4, null_from: 1, null_to: 4, tag: -1, kind: Kind::String },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 4, null_from: 1, null_to: 4, tag: -1, kind: Kind::String },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(147) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 3, to: 4, null_from: 3, null_to: 4, tag: -1, kind: Kind::String },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 4, null_from: 1, null_to: 4, tag: -1, kind: Kind::String },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(148) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(149) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 0, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(151) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(152) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 0, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(154) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(156) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(157) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(159) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(160) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 1, to: 5, null_from: 1, null_to: 5, tag: -1, kind: Kind::Structs(162) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(164) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(165) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 4, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 5, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 3, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 5, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(166) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 0, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 3, null_from: 0, null_to: 3, tag: -1, kind: Kind::Structs(170) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(171) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 3, null_from: 0, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(173) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 3, null_from: 3, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 3, to: 3, null_from: 3, null_to: 3, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(175) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 1, null_to: 3, tag: -1, kind: Kind::Structs(182) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 3, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(184) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(185) },
    Field { from: 1, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(188) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 0, null_to: 2, tag: -1, kind: Kind::Structs(190) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 0, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(192) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(193) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(195) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(196) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(198) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(200) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(201) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(203) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(204) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(206) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(208) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(209) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(211) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(212) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(214) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(215) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(217) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(219) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(220) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::Structs(221) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(223) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(224) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(225) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(227) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(228) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(230) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(232) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(233) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(235) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(236) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(238) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(240) },
    Field { from: 0, to: 2, null_from: 0, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(241) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(243) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(244) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: 0, kind: Kind::Structs(245) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(247) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(248) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(249) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(251) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(252) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: 0, kind: Kind::Structs(253) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(255) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(256) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(257) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(258) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(260) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(261) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: 0, kind: Kind::Structs(262) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(264) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(265) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 2, null_from: 2, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(267) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(268) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(269) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(271) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 2, null_from: 2, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(270) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(272) },
    Field { from: 3, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 3, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 3, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(274) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(275) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(276) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(278) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 2, to: 3, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(279) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(281) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 0, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(283) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(287) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: 0, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(288) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(289) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: 0, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(291) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: 0, kind: Kind::Struct(292) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(293) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(294) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: 0, kind: Kind::Structs(295) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 0, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 0, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(298) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(300) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(302) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(303) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(304) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(306) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(307) },
    Field { from: 0, to: 4, null_from: 0, null_to: 4, tag: -1, kind: Kind::String },
    Field { from: 1, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 2, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(16) },
    Field { from: 3, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 4, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: 0, kind: Kind::FixedArray(16) },
    Field { from: 2, to: 2, null_from: 2, null_to: 2, tag: 1, kind: Kind::FixedArray(16) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(315) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(316) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 2, to: 2, null_from: 2, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(319) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::Strings },
    Field { from: 1, to: 1, null_from: 1, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::Structs(323) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(325) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::Struct(326) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(329) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(331) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(330) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(332) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(333) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(334) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(336) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(337) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(344) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(345) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(346) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(348) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(349) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(350) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(353) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(355) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Struct(356) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(358) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(359) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Struct(360) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 1, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 1, null_to: 1, tag: -1, kind: Kind::Strings },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(363) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 1, null_from: 1, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 1, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 1, null_to: 1, tag: -1, kind: Kind::Struct(364) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(367) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 1, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(368) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 1, null_from: 1, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(369) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(370) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(1) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(372) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(373) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(374) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(375) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(377) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Bytes },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(378) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(379) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(380) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(381) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(1) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(383) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(384) },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(385) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(387) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(388) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 1, to: 2, null_from: 1, null_to: 2, tag: -1, kind: Kind::String },
    Field { from: 2, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(389) },
    Field { from: 1, to: 2, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(390) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(392) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(397) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(398) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: 0, kind: Kind::Struct(400) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(402) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(403) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(405) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(406) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(408) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(409) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(411) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(412) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(413) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(415) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(416) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(417) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(419) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(420) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(422) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(423) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(425) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(426) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(428) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(429) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(431) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(432) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(434) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(436) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(435) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(437) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(438) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(439) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Struct(440) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(441) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(442) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(443) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Struct(444) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(445) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(446) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(447) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(453) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(454) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(455) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(449) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(450) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(451) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(452) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(456) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(459) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(461) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Strings },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(460) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(462) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Structs(463) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(469) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(470) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(471) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(473) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(474) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(475) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Struct(465) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(466) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(467) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(468) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(472) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Struct(476) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(1) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::Struct(464) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(477) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(478) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::FixedArray(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::Structs(480) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(481) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 1, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(483) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(484) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 1, null_from: 0, null_to: 1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 1, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(485) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(8) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(487) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(488) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(490) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(491) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(493) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(16) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(4) },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Fixed(2) },
    Field { from: 0, to: 0, null_from: 0, null_to: 0, tag: -1, kind: Kind::String },
    Field { from: 0, to: 0, null_from: 127, null_to: -1, tag: -1, kind: Kind::Structs(495) },
];
