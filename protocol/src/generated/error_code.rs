// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

/// What a response says went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(i16)]
pub enum ErrorCode {
    /// `UNKNOWN_SERVER_ERROR`.
    UnknownServerError = -1,
    /// `NONE`.
    None = 0,
    /// `OFFSET_OUT_OF_RANGE`.
    OffsetOutOfRange = 1,
    /// `CORRUPT_MESSAGE`.
    CorruptMessage = 2,
    /// `UNKNOWN_TOPIC_OR_PARTITION`.
    UnknownTopicOrPartition = 3,
    /// `INVALID_FETCH_SIZE`.
    InvalidFetchSize = 4,
    /// `LEADER_NOT_AVAILABLE`.
    LeaderNotAvailable = 5,
    /// `NOT_LEADER_OR_FOLLOWER`.
    NotLeaderOrFollower = 6,
    /// `REQUEST_TIMED_OUT`.
    RequestTimedOut = 7,
    /// `BROKER_NOT_AVAILABLE`.
    BrokerNotAvailable = 8,
    /// `REPLICA_NOT_AVAILABLE`.
    ReplicaNotAvailable = 9,
    /// `MESSAGE_TOO_LARGE`.
    MessageTooLarge = 10,
    /// `STALE_CONTROLLER_EPOCH`.
    StaleControllerEpoch = 11,
    /// `OFFSET_METADATA_TOO_LARGE`.
    OffsetMetadataTooLarge = 12,
    /// `NETWORK_EXCEPTION`.
    NetworkException = 13,
    /// `COORDINATOR_LOAD_IN_PROGRESS`.
    CoordinatorLoadInProgress = 14,
    /// `COORDINATOR_NOT_AVAILABLE`.
    CoordinatorNotAvailable = 15,
    /// `NOT_COORDINATOR`.
    NotCoordinator = 16,
    /// `INVALID_TOPIC_EXCEPTION`.
    InvalidTopicException = 17,
    /// `RECORD_LIST_TOO_LARGE`.
    RecordListTooLarge = 18,
    /// `NOT_ENOUGH_REPLICAS`.
    NotEnoughReplicas = 19,
    /// `NOT_ENOUGH_REPLICAS_AFTER_APPEND`.
    NotEnoughReplicasAfterAppend = 20,
    /// `INVALID_REQUIRED_ACKS`.
    InvalidRequiredAcks = 21,
    /// `ILLEGAL_GENERATION`.
    IllegalGeneration = 22,
    /// `INCONSISTENT_GROUP_PROTOCOL`.
    InconsistentGroupProtocol = 23,
    /// `INVALID_GROUP_ID`.
    InvalidGroupId = 24,
    /// `UNKNOWN_MEMBER_ID`.
    UnknownMemberId = 25,
    /// `INVALID_SESSION_TIMEOUT`.
    InvalidSessionTimeout = 26,
    /// `REBALANCE_IN_PROGRESS`.
    RebalanceInProgress = 27,
    /// `INVALID_COMMIT_OFFSET_SIZE`.
    InvalidCommitOffsetSize = 28,
    /// `TOPIC_AUTHORIZATION_FAILED`.
    TopicAuthorizationFailed = 29,
    /// `GROUP_AUTHORIZATION_FAILED`.
    GroupAuthorizationFailed = 30,
    /// `CLUSTER_AUTHORIZATION_FAILED`.
    ClusterAuthorizationFailed = 31,
    /// `INVALID_TIMESTAMP`.
    InvalidTimestamp = 32,
    /// `UNSUPPORTED_SASL_MECHANISM`.
    UnsupportedSaslMechanism = 33,
    /// `ILLEGAL_SASL_STATE`.
    IllegalSaslState = 34,
    /// `UNSUPPORTED_VERSION`.
    UnsupportedVersion = 35,
    /// `TOPIC_ALREADY_EXISTS`.
    TopicAlreadyExists = 36,
    /// `INVALID_PARTITIONS`.
    InvalidPartitions = 37,
    /// `INVALID_REPLICATION_FACTOR`.
    InvalidReplicationFactor = 38,
    /// `INVALID_REPLICA_ASSIGNMENT`.
    InvalidReplicaAssignment = 39,
    /// `INVALID_CONFIG`.
    InvalidConfig = 40,
    /// `NOT_CONTROLLER`.
    NotController = 41,
    /// `INVALID_REQUEST`.
    InvalidRequest = 42,
    /// `UNSUPPORTED_FOR_MESSAGE_FORMAT`.
    UnsupportedForMessageFormat = 43,
    /// `POLICY_VIOLATION`.
    PolicyViolation = 44,
    /// `OUT_OF_ORDER_SEQUENCE_NUMBER`.
    OutOfOrderSequenceNumber = 45,
    /// `DUPLICATE_SEQUENCE_NUMBER`.
    DuplicateSequenceNumber = 46,
    /// `INVALID_PRODUCER_EPOCH`.
    InvalidProducerEpoch = 47,
    /// `INVALID_TXN_STATE`.
    InvalidTxnState = 48,
    /// `INVALID_PRODUCER_ID_MAPPING`.
    InvalidProducerIdMapping = 49,
    /// `INVALID_TRANSACTION_TIMEOUT`.
    InvalidTransactionTimeout = 50,
    /// `CONCURRENT_TRANSACTIONS`.
    ConcurrentTransactions = 51,
    /// `TRANSACTION_COORDINATOR_FENCED`.
    TransactionCoordinatorFenced = 52,
    /// `TRANSACTIONAL_ID_AUTHORIZATION_FAILED`.
    TransactionalIdAuthorizationFailed = 53,
    /// `SECURITY_DISABLED`.
    SecurityDisabled = 54,
    /// `OPERATION_NOT_ATTEMPTED`.
    OperationNotAttempted = 55,
    /// `KAFKA_STORAGE_ERROR`.
    KafkaStorageError = 56,
    /// `LOG_DIR_NOT_FOUND`.
    LogDirNotFound = 57,
    /// `SASL_AUTHENTICATION_FAILED`.
    SaslAuthenticationFailed = 58,
    /// `UNKNOWN_PRODUCER_ID`.
    UnknownProducerId = 59,
    /// `REASSIGNMENT_IN_PROGRESS`.
    ReassignmentInProgress = 60,
    /// `DELEGATION_TOKEN_AUTH_DISABLED`.
    DelegationTokenAuthDisabled = 61,
    /// `DELEGATION_TOKEN_NOT_FOUND`.
    DelegationTokenNotFound = 62,
    /// `DELEGATION_TOKEN_OWNER_MISMATCH`.
    DelegationTokenOwnerMismatch = 63,
    /// `DELEGATION_TOKEN_REQUEST_NOT_ALLOWED`.
    DelegationTokenRequestNotAllowed = 64,
    /// `DELEGATION_TOKEN_AUTHORIZATION_FAILED`.
    DelegationTokenAuthorizationFailed = 65,
    /// `DELEGATION_TOKEN_EXPIRED`.
    DelegationTokenExpired = 66,
    /// `INVALID_PRINCIPAL_TYPE`.
    InvalidPrincipalType = 67,
    /// `NON_EMPTY_GROUP`.
    NonEmptyGroup = 68,
    /// `GROUP_ID_NOT_FOUND`.
    GroupIdNotFound = 69,
    /// `FETCH_SESSION_ID_NOT_FOUND`.
    FetchSessionIdNotFound = 70,
    /// `INVALID_FETCH_SESSION_EPOCH`.
    InvalidFetchSessionEpoch = 71,
    /// `LISTENER_NOT_FOUND`.
    ListenerNotFound = 72,
    /// `TOPIC_DELETION_DISABLED`.
    TopicDeletionDisabled = 73,
    /// `FENCED_LEADER_EPOCH`.
    FencedLeaderEpoch = 74,
    /// `UNKNOWN_LEADER_EPOCH`.
    UnknownLeaderEpoch = 75,
    /// `UNSUPPORTED_COMPRESSION_TYPE`.
    UnsupportedCompressionType = 76,
    /// `STALE_BROKER_EPOCH`.
    StaleBrokerEpoch = 77,
    /// `OFFSET_NOT_AVAILABLE`.
    OffsetNotAvailable = 78,
    /// `MEMBER_ID_REQUIRED`.
    MemberIdRequired = 79,
    /// `PREFERRED_LEADER_NOT_AVAILABLE`.
    PreferredLeaderNotAvailable = 80,
    /// `GROUP_MAX_SIZE_REACHED`.
    GroupMaxSizeReached = 81,
    /// `FENCED_INSTANCE_ID`.
    FencedInstanceId = 82,
    /// `ELIGIBLE_LEADERS_NOT_AVAILABLE`.
    EligibleLeadersNotAvailable = 83,
    /// `ELECTION_NOT_NEEDED`.
    ElectionNotNeeded = 84,
    /// `NO_REASSIGNMENT_IN_PROGRESS`.
    NoReassignmentInProgress = 85,
    /// `GROUP_SUBSCRIBED_TO_TOPIC`.
    GroupSubscribedToTopic = 86,
    /// `INVALID_RECORD`.
    InvalidRecord = 87,
    /// `UNSTABLE_OFFSET_COMMIT`.
    UnstableOffsetCommit = 88,
    /// `THROTTLING_QUOTA_EXCEEDED`.
    ThrottlingQuotaExceeded = 89,
    /// `PRODUCER_FENCED`.
    ProducerFenced = 90,
    /// `RESOURCE_NOT_FOUND`.
    ResourceNotFound = 91,
    /// `DUPLICATE_RESOURCE`.
    DuplicateResource = 92,
    /// `UNACCEPTABLE_CREDENTIAL`.
    UnacceptableCredential = 93,
    /// `INCONSISTENT_VOTER_SET`.
    InconsistentVoterSet = 94,
    /// `INVALID_UPDATE_VERSION`.
    InvalidUpdateVersion = 95,
    /// `FEATURE_UPDATE_FAILED`.
    FeatureUpdateFailed = 96,
    /// `PRINCIPAL_DESERIALIZATION_FAILURE`.
    PrincipalDeserializationFailure = 97,
    /// `SNAPSHOT_NOT_FOUND`.
    SnapshotNotFound = 98,
    /// `POSITION_OUT_OF_RANGE`.
    PositionOutOfRange = 99,
    /// `UNKNOWN_TOPIC_ID`.
    UnknownTopicId = 100,
    /// `DUPLICATE_BROKER_REGISTRATION`.
    DuplicateBrokerRegistration = 101,
    /// `BROKER_ID_NOT_REGISTERED`.
    BrokerIdNotRegistered = 102,
    /// `INCONSISTENT_TOPIC_ID`.
    InconsistentTopicId = 103,
    /// `INCONSISTENT_CLUSTER_ID`.
    InconsistentClusterId = 104,
    /// `TRANSACTIONAL_ID_NOT_FOUND`.
    TransactionalIdNotFound = 105,
    /// `FETCH_SESSION_TOPIC_ID_ERROR`.
    FetchSessionTopicIdError = 106,
    /// `INELIGIBLE_REPLICA`.
    IneligibleReplica = 107,
    /// `NEW_LEADER_ELECTED`.
    NewLeaderElected = 108,
    /// `OFFSET_MOVED_TO_TIERED_STORAGE`.
    OffsetMovedToTieredStorage = 109,
    /// `FENCED_MEMBER_EPOCH`.
    FencedMemberEpoch = 110,
    /// `UNRELEASED_INSTANCE_ID`.
    UnreleasedInstanceId = 111,
    /// `UNSUPPORTED_ASSIGNOR`.
    UnsupportedAssignor = 112,
    /// `STALE_MEMBER_EPOCH`.
    StaleMemberEpoch = 113,
    /// `MISMATCHED_ENDPOINT_TYPE`.
    MismatchedEndpointType = 114,
    /// `UNSUPPORTED_ENDPOINT_TYPE`.
    UnsupportedEndpointType = 115,
    /// `UNKNOWN_CONTROLLER_ID`.
    UnknownControllerId = 116,
    /// `UNKNOWN_SUBSCRIPTION_ID`.
    UnknownSubscriptionId = 117,
    /// `TELEMETRY_TOO_LARGE`.
    TelemetryTooLarge = 118,
    /// `INVALID_REGISTRATION`.
    InvalidRegistration = 119,
    /// `TRANSACTION_ABORTABLE`.
    TransactionAbortable = 120,
    /// `INVALID_RECORD_STATE`.
    InvalidRecordState = 121,
    /// `SHARE_SESSION_NOT_FOUND`.
    ShareSessionNotFound = 122,
    /// `INVALID_SHARE_SESSION_EPOCH`.
    InvalidShareSessionEpoch = 123,
    /// `FENCED_STATE_EPOCH`.
    FencedStateEpoch = 124,
    /// `INVALID_VOTER_KEY`.
    InvalidVoterKey = 125,
    /// `DUPLICATE_VOTER`.
    DuplicateVoter = 126,
    /// `VOTER_NOT_FOUND`.
    VoterNotFound = 127,
    /// `INVALID_REGULAR_EXPRESSION`.
    InvalidRegularExpression = 128,
    /// `REBOOTSTRAP_REQUIRED`.
    RebootstrapRequired = 129,
    /// `STREAMS_INVALID_TOPOLOGY`.
    StreamsInvalidTopology = 130,
    /// `STREAMS_INVALID_TOPOLOGY_EPOCH`.
    StreamsInvalidTopologyEpoch = 131,
    /// `STREAMS_TOPOLOGY_FENCED`.
    StreamsTopologyFenced = 132,
    /// `SHARE_SESSION_LIMIT_REACHED`.
    ShareSessionLimitReached = 133,
}

pub(crate) struct ErrorInfo {
    pub(crate) code: ErrorCode,
    pub(crate) name: &'static str,
    pub(crate) retriable: bool,
    pub(crate) refreshes_metadata: bool,
    pub(crate) message: &'static str,
}

/// In the order of codes, the first being -1.
pub(crate) static INFO: [ErrorInfo; 135] = [
    ErrorInfo { code: ErrorCode::UnknownServerError, name: "UNKNOWN_SERVER_ERROR", retriable: false, refreshes_metadata: false, message: "The server experienced an unexpected error when processing the request." },
    ErrorInfo { code: ErrorCode::None, name: "NONE", retriable: false, refreshes_metadata: false, message: "NONE" },
    ErrorInfo { code: ErrorCode::OffsetOutOfRange, name: "OFFSET_OUT_OF_RANGE", retriable: false, refreshes_metadata: false, message: "The requested offset is not within the range of offsets maintained by the server." },
    ErrorInfo { code: ErrorCode::CorruptMessage, name: "CORRUPT_MESSAGE", retriable: true, refreshes_metadata: false, message: "This message has failed its CRC checksum, exceeds the valid size, has a null key for a compacted topic, or is otherwise corrupt." },
    ErrorInfo { code: ErrorCode::UnknownTopicOrPartition, name: "UNKNOWN_TOPIC_OR_PARTITION", retriable: true, refreshes_metadata: true, message: "This server does not host this topic-partition." },
    ErrorInfo { code: ErrorCode::InvalidFetchSize, name: "INVALID_FETCH_SIZE", retriable: false, refreshes_metadata: false, message: "The requested fetch size is invalid." },
    ErrorInfo { code: ErrorCode::LeaderNotAvailable, name: "LEADER_NOT_AVAILABLE", retriable: true, refreshes_metadata: true, message: "There is no leader for this topic-partition as we are in the middle of a leadership election." },
    ErrorInfo { code: ErrorCode::NotLeaderOrFollower, name: "NOT_LEADER_OR_FOLLOWER", retriable: true, refreshes_metadata: true, message: "For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition." },
    ErrorInfo { code: ErrorCode::RequestTimedOut, name: "REQUEST_TIMED_OUT", retriable: true, refreshes_metadata: false, message: "The request timed out." },
    ErrorInfo { code: ErrorCode::BrokerNotAvailable, name: "BROKER_NOT_AVAILABLE", retriable: false, refreshes_metadata: false, message: "The broker is not available." },
    ErrorInfo { code: ErrorCode::ReplicaNotAvailable, name: "REPLICA_NOT_AVAILABLE", retriable: true, refreshes_metadata: true, message: "The replica is not available for the requested topic-partition. Produce/Fetch requests and other requests intended only for the leader or follower return NOT_LEADER_OR_FOLLOWER if the broker is not a replica of the topic-partition." },
    ErrorInfo { code: ErrorCode::MessageTooLarge, name: "MESSAGE_TOO_LARGE", retriable: false, refreshes_metadata: false, message: "The request included a message larger than the max message size the server will accept." },
    ErrorInfo { code: ErrorCode::StaleControllerEpoch, name: "STALE_CONTROLLER_EPOCH", retriable: false, refreshes_metadata: false, message: "The controller moved to another broker." },
    ErrorInfo { code: ErrorCode::OffsetMetadataTooLarge, name: "OFFSET_METADATA_TOO_LARGE", retriable: false, refreshes_metadata: false, message: "The metadata field of the offset request was too large." },
    ErrorInfo { code: ErrorCode::NetworkException, name: "NETWORK_EXCEPTION", retriable: true, refreshes_metadata: true, message: "The server disconnected before a response was received." },
    ErrorInfo { code: ErrorCode::CoordinatorLoadInProgress, name: "COORDINATOR_LOAD_IN_PROGRESS", retriable: true, refreshes_metadata: false, message: "The coordinator is loading and hence can't process requests." },
    ErrorInfo { code: ErrorCode::CoordinatorNotAvailable, name: "COORDINATOR_NOT_AVAILABLE", retriable: true, refreshes_metadata: false, message: "The coordinator is not available." },
    ErrorInfo { code: ErrorCode::NotCoordinator, name: "NOT_COORDINATOR", retriable: true, refreshes_metadata: false, message: "This is not the correct coordinator." },
    ErrorInfo { code: ErrorCode::InvalidTopicException, name: "INVALID_TOPIC_EXCEPTION", retriable: false, refreshes_metadata: false, message: "The request attempted to perform an operation on an invalid topic." },
    ErrorInfo { code: ErrorCode::RecordListTooLarge, name: "RECORD_LIST_TOO_LARGE", retriable: false, refreshes_metadata: false, message: "The request included message batch larger than the configured segment size on the server." },
    ErrorInfo { code: ErrorCode::NotEnoughReplicas, name: "NOT_ENOUGH_REPLICAS", retriable: true, refreshes_metadata: false, message: "Messages are rejected since there are fewer in-sync replicas than required." },
    ErrorInfo { code: ErrorCode::NotEnoughReplicasAfterAppend, name: "NOT_ENOUGH_REPLICAS_AFTER_APPEND", retriable: true, refreshes_metadata: false, message: "Messages are written to the log, but to fewer in-sync replicas than required." },
    ErrorInfo { code: ErrorCode::InvalidRequiredAcks, name: "INVALID_REQUIRED_ACKS", retriable: false, refreshes_metadata: false, message: "Produce request specified an invalid value for required acks." },
    ErrorInfo { code: ErrorCode::IllegalGeneration, name: "ILLEGAL_GENERATION", retriable: false, refreshes_metadata: false, message: "Specified group generation id is not valid." },
    ErrorInfo { code: ErrorCode::InconsistentGroupProtocol, name: "INCONSISTENT_GROUP_PROTOCOL", retriable: false, refreshes_metadata: false, message: "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list." },
    ErrorInfo { code: ErrorCode::InvalidGroupId, name: "INVALID_GROUP_ID", retriable: false, refreshes_metadata: false, message: "The group id is invalid." },
    ErrorInfo { code: ErrorCode::UnknownMemberId, name: "UNKNOWN_MEMBER_ID", retriable: false, refreshes_metadata: false, message: "The coordinator is not aware of this member." },
    ErrorInfo { code: ErrorCode::InvalidSessionTimeout, name: "INVALID_SESSION_TIMEOUT", retriable: false, refreshes_metadata: false, message: "The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms)." },
    ErrorInfo { code: ErrorCode::RebalanceInProgress, name: "REBALANCE_IN_PROGRESS", retriable: false, refreshes_metadata: false, message: "The group is rebalancing, so a rejoin is needed." },
    ErrorInfo { code: ErrorCode::InvalidCommitOffsetSize, name: "INVALID_COMMIT_OFFSET_SIZE", retriable: false, refreshes_metadata: false, message: "The committing offset data size is not valid." },
    ErrorInfo { code: ErrorCode::TopicAuthorizationFailed, name: "TOPIC_AUTHORIZATION_FAILED", retriable: false, refreshes_metadata: false, message: "Topic authorization failed." },
    ErrorInfo { code: ErrorCode::GroupAuthorizationFailed, name: "GROUP_AUTHORIZATION_FAILED", retriable: false, refreshes_metadata: false, message: "Group authorization failed." },
    ErrorInfo { code: ErrorCode::ClusterAuthorizationFailed, name: "CLUSTER_AUTHORIZATION_FAILED", retriable: false, refreshes_metadata: false, message: "Cluster authorization failed." },
    ErrorInfo { code: ErrorCode::InvalidTimestamp, name: "INVALID_TIMESTAMP", retriable: false, refreshes_metadata: false, message: "The timestamp of the message is out of acceptable range." },
    ErrorInfo { code: ErrorCode::UnsupportedSaslMechanism, name: "UNSUPPORTED_SASL_MECHANISM", retriable: false, refreshes_metadata: false, message: "The broker does not support the requested SASL mechanism." },
    ErrorInfo { code: ErrorCode::IllegalSaslState, name: "ILLEGAL_SASL_STATE", retriable: false, refreshes_metadata: false, message: "Request is not valid given the current SASL state." },
    ErrorInfo { code: ErrorCode::UnsupportedVersion, name: "UNSUPPORTED_VERSION", retriable: false, refreshes_metadata: false, message: "The version of API is not supported." },
    ErrorInfo { code: ErrorCode::TopicAlreadyExists, name: "TOPIC_ALREADY_EXISTS", retriable: false, refreshes_metadata: false, message: "Topic with this name already exists." },
    ErrorInfo { code: ErrorCode::InvalidPartitions, name: "INVALID_PARTITIONS", retriable: false, refreshes_metadata: false, message: "Number of partitions is below 1." },
    ErrorInfo { code: ErrorCode::InvalidReplicationFactor, name: "INVALID_REPLICATION_FACTOR", retriable: false, refreshes_metadata: false, message: "Replication factor is below 1 or larger than the number of available brokers." },
    ErrorInfo { code: ErrorCode::InvalidReplicaAssignment, name: "INVALID_REPLICA_ASSIGNMENT", retriable: false, refreshes_metadata: false, message: "Replica assignment is invalid." },
    ErrorInfo { code: ErrorCode::InvalidConfig, name: "INVALID_CONFIG", retriable: false, refreshes_metadata: false, message: "Configuration is invalid." },
    ErrorInfo { code: ErrorCode::NotController, name: "NOT_CONTROLLER", retriable: true, refreshes_metadata: false, message: "This is not the correct controller for this cluster." },
    ErrorInfo { code: ErrorCode::InvalidRequest, name: "INVALID_REQUEST", retriable: false, refreshes_metadata: false, message: "This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details." },
    ErrorInfo { code: ErrorCode::UnsupportedForMessageFormat, name: "UNSUPPORTED_FOR_MESSAGE_FORMAT", retriable: false, refreshes_metadata: false, message: "The message format version on the broker does not support the request." },
    ErrorInfo { code: ErrorCode::PolicyViolation, name: "POLICY_VIOLATION", retriable: false, refreshes_metadata: false, message: "Request parameters do not satisfy the configured policy." },
    ErrorInfo { code: ErrorCode::OutOfOrderSequenceNumber, name: "OUT_OF_ORDER_SEQUENCE_NUMBER", retriable: false, refreshes_metadata: false, message: "The broker received an out of order sequence number." },
    ErrorInfo { code: ErrorCode::DuplicateSequenceNumber, name: "DUPLICATE_SEQUENCE_NUMBER", retriable: false, refreshes_metadata: false, message: "The broker received a duplicate sequence number." },
    ErrorInfo { code: ErrorCode::InvalidProducerEpoch, name: "INVALID_PRODUCER_EPOCH", retriable: false, refreshes_metadata: false, message: "Producer attempted to produce with an old epoch." },
    ErrorInfo { code: ErrorCode::InvalidTxnState, name: "INVALID_TXN_STATE", retriable: false, refreshes_metadata: false, message: "The producer attempted a transactional operation in an invalid state." },
    ErrorInfo { code: ErrorCode::InvalidProducerIdMapping, name: "INVALID_PRODUCER_ID_MAPPING", retriable: false, refreshes_metadata: false, message: "The producer attempted to use a producer id which is not currently assigned to its transactional id." },
    ErrorInfo { code: ErrorCode::InvalidTransactionTimeout, name: "INVALID_TRANSACTION_TIMEOUT", retriable: false, refreshes_metadata: false, message: "The transaction timeout is larger than the maximum value allowed by the broker (as configured by transaction.max.timeout.ms)." },
    ErrorInfo { code: ErrorCode::ConcurrentTransactions, name: "CONCURRENT_TRANSACTIONS", retriable: true, refreshes_metadata: false, message: "The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing." },
    ErrorInfo { code: ErrorCode::TransactionCoordinatorFenced, name: "TRANSACTION_COORDINATOR_FENCED", retriable: false, refreshes_metadata: false, message: "Indicates that the transaction coordinator sending a WriteTxnMarker is no longer the current coordinator for a given producer." },
    ErrorInfo { code: ErrorCode::TransactionalIdAuthorizationFailed, name: "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", retriable: false, refreshes_metadata: false, message: "Transactional Id authorization failed." },
    ErrorInfo { code: ErrorCode::SecurityDisabled, name: "SECURITY_DISABLED", retriable: false, refreshes_metadata: false, message: "Security features are disabled." },
    ErrorInfo { code: ErrorCode::OperationNotAttempted, name: "OPERATION_NOT_ATTEMPTED", retriable: false, refreshes_metadata: false, message: "The broker did not attempt to execute this operation. This may happen for batched RPCs where some operations in the batch failed, causing the broker to respond without trying the rest." },
    ErrorInfo { code: ErrorCode::KafkaStorageError, name: "KAFKA_STORAGE_ERROR", retriable: true, refreshes_metadata: true, message: "Disk error when trying to access log file on the disk." },
    ErrorInfo { code: ErrorCode::LogDirNotFound, name: "LOG_DIR_NOT_FOUND", retriable: false, refreshes_metadata: false, message: "The user-specified log directory is not found in the broker config." },
    ErrorInfo { code: ErrorCode::SaslAuthenticationFailed, name: "SASL_AUTHENTICATION_FAILED", retriable: false, refreshes_metadata: false, message: "SASL Authentication failed." },
    ErrorInfo { code: ErrorCode::UnknownProducerId, name: "UNKNOWN_PRODUCER_ID", retriable: false, refreshes_metadata: false, message: "This exception is raised by the broker if it could not locate the producer metadata associated with the producerId in question. This could happen if, for instance, the producer's records were deleted because their retention time had elapsed. Once the last records of the producerId are removed, the producer's metadata is removed from the broker, and future appends by the producer will return this exception." },
    ErrorInfo { code: ErrorCode::ReassignmentInProgress, name: "REASSIGNMENT_IN_PROGRESS", retriable: false, refreshes_metadata: false, message: "A partition reassignment is in progress." },
    ErrorInfo { code: ErrorCode::DelegationTokenAuthDisabled, name: "DELEGATION_TOKEN_AUTH_DISABLED", retriable: false, refreshes_metadata: false, message: "Delegation Token feature is not enabled." },
    ErrorInfo { code: ErrorCode::DelegationTokenNotFound, name: "DELEGATION_TOKEN_NOT_FOUND", retriable: false, refreshes_metadata: false, message: "Delegation Token is not found on server." },
    ErrorInfo { code: ErrorCode::DelegationTokenOwnerMismatch, name: "DELEGATION_TOKEN_OWNER_MISMATCH", retriable: false, refreshes_metadata: false, message: "Specified Principal is not valid Owner/Renewer." },
    ErrorInfo { code: ErrorCode::DelegationTokenRequestNotAllowed, name: "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED", retriable: false, refreshes_metadata: false, message: "Delegation Token requests are not allowed on PLAINTEXT/1-way SSL channels and on delegation token authenticated channels." },
    ErrorInfo { code: ErrorCode::DelegationTokenAuthorizationFailed, name: "DELEGATION_TOKEN_AUTHORIZATION_FAILED", retriable: false, refreshes_metadata: false, message: "Delegation Token authorization failed." },
    ErrorInfo { code: ErrorCode::DelegationTokenExpired, name: "DELEGATION_TOKEN_EXPIRED", retriable: false, refreshes_metadata: false, message: "Delegation Token is expired." },
    ErrorInfo { code: ErrorCode::InvalidPrincipalType, name: "INVALID_PRINCIPAL_TYPE", retriable: false, refreshes_metadata: false, message: "Supplied principalType is not supported." },
    ErrorInfo { code: ErrorCode::NonEmptyGroup, name: "NON_EMPTY_GROUP", retriable: false, refreshes_metadata: false, message: "The group is not empty." },
    ErrorInfo { code: ErrorCode::GroupIdNotFound, name: "GROUP_ID_NOT_FOUND", retriable: false, refreshes_metadata: false, message: "The group id does not exist." },
    ErrorInfo { code: ErrorCode::FetchSessionIdNotFound, name: "FETCH_SESSION_ID_NOT_FOUND", retriable: true, refreshes_metadata: false, message: "The fetch session ID was not found." },
    ErrorInfo { code: ErrorCode::InvalidFetchSessionEpoch, name: "INVALID_FETCH_SESSION_EPOCH", retriable: true, refreshes_metadata: false, message: "The fetch session epoch is invalid." },
    ErrorInfo { code: ErrorCode::ListenerNotFound, name: "LISTENER_NOT_FOUND", retriable: true, refreshes_metadata: true, message: "There is no listener on the leader broker that matches the listener on which metadata request was processed." },
    ErrorInfo { code: ErrorCode::TopicDeletionDisabled, name: "TOPIC_DELETION_DISABLED", retriable: false, refreshes_metadata: false, message: "Topic deletion is disabled." },
    ErrorInfo { code: ErrorCode::FencedLeaderEpoch, name: "FENCED_LEADER_EPOCH", retriable: true, refreshes_metadata: true, message: "The leader epoch in the request is older than the epoch on the broker." },
    ErrorInfo { code: ErrorCode::UnknownLeaderEpoch, name: "UNKNOWN_LEADER_EPOCH", retriable: true, refreshes_metadata: false, message: "The leader epoch in the request is newer than the epoch on the broker." },
    ErrorInfo { code: ErrorCode::UnsupportedCompressionType, name: "UNSUPPORTED_COMPRESSION_TYPE", retriable: false, refreshes_metadata: false, message: "The requesting client does not support the compression type of given partition." },
    ErrorInfo { code: ErrorCode::StaleBrokerEpoch, name: "STALE_BROKER_EPOCH", retriable: false, refreshes_metadata: false, message: "Broker epoch has changed." },
    ErrorInfo { code: ErrorCode::OffsetNotAvailable, name: "OFFSET_NOT_AVAILABLE", retriable: true, refreshes_metadata: false, message: "The leader high watermark has not caught up from a recent leader election so the offsets cannot be guaranteed to be monotonically increasing." },
    ErrorInfo { code: ErrorCode::MemberIdRequired, name: "MEMBER_ID_REQUIRED", retriable: false, refreshes_metadata: false, message: "The group member needs to have a valid member id before actually entering a consumer group." },
    ErrorInfo { code: ErrorCode::PreferredLeaderNotAvailable, name: "PREFERRED_LEADER_NOT_AVAILABLE", retriable: true, refreshes_metadata: true, message: "The preferred leader was not available." },
    ErrorInfo { code: ErrorCode::GroupMaxSizeReached, name: "GROUP_MAX_SIZE_REACHED", retriable: false, refreshes_metadata: false, message: "The group has reached its maximum size." },
    ErrorInfo { code: ErrorCode::FencedInstanceId, name: "FENCED_INSTANCE_ID", retriable: false, refreshes_metadata: false, message: "The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id." },
    ErrorInfo { code: ErrorCode::EligibleLeadersNotAvailable, name: "ELIGIBLE_LEADERS_NOT_AVAILABLE", retriable: true, refreshes_metadata: true, message: "Eligible topic partition leaders are not available." },
    ErrorInfo { code: ErrorCode::ElectionNotNeeded, name: "ELECTION_NOT_NEEDED", retriable: true, refreshes_metadata: true, message: "Leader election not needed for topic partition." },
    ErrorInfo { code: ErrorCode::NoReassignmentInProgress, name: "NO_REASSIGNMENT_IN_PROGRESS", retriable: false, refreshes_metadata: false, message: "No partition reassignment is in progress." },
    ErrorInfo { code: ErrorCode::GroupSubscribedToTopic, name: "GROUP_SUBSCRIBED_TO_TOPIC", retriable: false, refreshes_metadata: false, message: "Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to it." },
    ErrorInfo { code: ErrorCode::InvalidRecord, name: "INVALID_RECORD", retriable: false, refreshes_metadata: false, message: "This record has failed the validation on broker and hence will be rejected." },
    ErrorInfo { code: ErrorCode::UnstableOffsetCommit, name: "UNSTABLE_OFFSET_COMMIT", retriable: true, refreshes_metadata: false, message: "There are unstable offsets that need to be cleared." },
    ErrorInfo { code: ErrorCode::ThrottlingQuotaExceeded, name: "THROTTLING_QUOTA_EXCEEDED", retriable: true, refreshes_metadata: false, message: "The throttling quota has been exceeded." },
    ErrorInfo { code: ErrorCode::ProducerFenced, name: "PRODUCER_FENCED", retriable: false, refreshes_metadata: false, message: "There is a newer producer with the same transactionalId which fences the current one." },
    ErrorInfo { code: ErrorCode::ResourceNotFound, name: "RESOURCE_NOT_FOUND", retriable: false, refreshes_metadata: false, message: "A request illegally referred to a resource that does not exist." },
    ErrorInfo { code: ErrorCode::DuplicateResource, name: "DUPLICATE_RESOURCE", retriable: false, refreshes_metadata: false, message: "A request illegally referred to the same resource twice." },
    ErrorInfo { code: ErrorCode::UnacceptableCredential, name: "UNACCEPTABLE_CREDENTIAL", retriable: false, refreshes_metadata: false, message: "Requested credential would not meet criteria for acceptability." },
    ErrorInfo { code: ErrorCode::InconsistentVoterSet, name: "INCONSISTENT_VOTER_SET", retriable: false, refreshes_metadata: false, message: "Indicates that the either the sender or recipient of a voter-only request is not one of the expected voters." },
    ErrorInfo { code: ErrorCode::InvalidUpdateVersion, name: "INVALID_UPDATE_VERSION", retriable: false, refreshes_metadata: false, message: "The given update version was invalid." },
    ErrorInfo { code: ErrorCode::FeatureUpdateFailed, name: "FEATURE_UPDATE_FAILED", retriable: false, refreshes_metadata: false, message: "Unable to update finalized features due to an unexpected server error." },
    ErrorInfo { code: ErrorCode::PrincipalDeserializationFailure, name: "PRINCIPAL_DESERIALIZATION_FAILURE", retriable: false, refreshes_metadata: false, message: "Request principal deserialization failed during forwarding. This indicates an internal error on the broker cluster security setup." },
    ErrorInfo { code: ErrorCode::SnapshotNotFound, name: "SNAPSHOT_NOT_FOUND", retriable: false, refreshes_metadata: false, message: "Requested snapshot was not found." },
    ErrorInfo { code: ErrorCode::PositionOutOfRange, name: "POSITION_OUT_OF_RANGE", retriable: false, refreshes_metadata: false, message: "Requested position is not greater than or equal to zero, and less than the size of the snapshot." },
    ErrorInfo { code: ErrorCode::UnknownTopicId, name: "UNKNOWN_TOPIC_ID", retriable: true, refreshes_metadata: true, message: "This server does not host this topic ID." },
    ErrorInfo { code: ErrorCode::DuplicateBrokerRegistration, name: "DUPLICATE_BROKER_REGISTRATION", retriable: false, refreshes_metadata: false, message: "This broker ID is already in use." },
    ErrorInfo { code: ErrorCode::BrokerIdNotRegistered, name: "BROKER_ID_NOT_REGISTERED", retriable: false, refreshes_metadata: false, message: "The given broker ID was not registered." },
    ErrorInfo { code: ErrorCode::InconsistentTopicId, name: "INCONSISTENT_TOPIC_ID", retriable: true, refreshes_metadata: true, message: "The log's topic ID did not match the topic ID in the request." },
    ErrorInfo { code: ErrorCode::InconsistentClusterId, name: "INCONSISTENT_CLUSTER_ID", retriable: false, refreshes_metadata: false, message: "The clusterId in the request does not match that found on the server." },
    ErrorInfo { code: ErrorCode::TransactionalIdNotFound, name: "TRANSACTIONAL_ID_NOT_FOUND", retriable: false, refreshes_metadata: false, message: "The transactionalId could not be found." },
    ErrorInfo { code: ErrorCode::FetchSessionTopicIdError, name: "FETCH_SESSION_TOPIC_ID_ERROR", retriable: true, refreshes_metadata: false, message: "The fetch session encountered inconsistent topic ID usage." },
    ErrorInfo { code: ErrorCode::IneligibleReplica, name: "INELIGIBLE_REPLICA", retriable: false, refreshes_metadata: false, message: "The new ISR contains at least one ineligible replica." },
    ErrorInfo { code: ErrorCode::NewLeaderElected, name: "NEW_LEADER_ELECTED", retriable: false, refreshes_metadata: false, message: "The AlterPartition request successfully updated the partition state but the leader has changed." },
    ErrorInfo { code: ErrorCode::OffsetMovedToTieredStorage, name: "OFFSET_MOVED_TO_TIERED_STORAGE", retriable: false, refreshes_metadata: false, message: "The requested offset is moved to tiered storage." },
    ErrorInfo { code: ErrorCode::FencedMemberEpoch, name: "FENCED_MEMBER_EPOCH", retriable: false, refreshes_metadata: false, message: "The member epoch is fenced by the group coordinator. The member must abandon all its partitions and rejoin." },
    ErrorInfo { code: ErrorCode::UnreleasedInstanceId, name: "UNRELEASED_INSTANCE_ID", retriable: false, refreshes_metadata: false, message: "The instance ID is still used by another member in the consumer group. That member must leave first." },
    ErrorInfo { code: ErrorCode::UnsupportedAssignor, name: "UNSUPPORTED_ASSIGNOR", retriable: false, refreshes_metadata: false, message: "The assignor or its version range is not supported by the consumer group." },
    ErrorInfo { code: ErrorCode::StaleMemberEpoch, name: "STALE_MEMBER_EPOCH", retriable: false, refreshes_metadata: false, message: "The member epoch is stale. The member must retry after receiving its updated member epoch via the ConsumerGroupHeartbeat API." },
    ErrorInfo { code: ErrorCode::MismatchedEndpointType, name: "MISMATCHED_ENDPOINT_TYPE", retriable: false, refreshes_metadata: false, message: "The request was sent to an endpoint of the wrong type." },
    ErrorInfo { code: ErrorCode::UnsupportedEndpointType, name: "UNSUPPORTED_ENDPOINT_TYPE", retriable: false, refreshes_metadata: false, message: "This endpoint type is not supported yet." },
    ErrorInfo { code: ErrorCode::UnknownControllerId, name: "UNKNOWN_CONTROLLER_ID", retriable: false, refreshes_metadata: false, message: "This controller ID is not known." },
    ErrorInfo { code: ErrorCode::UnknownSubscriptionId, name: "UNKNOWN_SUBSCRIPTION_ID", retriable: false, refreshes_metadata: false, message: "Client sent a push telemetry request with an invalid or outdated subscription ID." },
    ErrorInfo { code: ErrorCode::TelemetryTooLarge, name: "TELEMETRY_TOO_LARGE", retriable: false, refreshes_metadata: false, message: "Client sent a push telemetry request larger than the maximum size the broker will accept." },
    ErrorInfo { code: ErrorCode::InvalidRegistration, name: "INVALID_REGISTRATION", retriable: false, refreshes_metadata: false, message: "The controller has considered the broker registration to be invalid." },
    ErrorInfo { code: ErrorCode::TransactionAbortable, name: "TRANSACTION_ABORTABLE", retriable: false, refreshes_metadata: false, message: "The server encountered an error with the transaction. The client can abort the transaction to continue using this transactional ID." },
    ErrorInfo { code: ErrorCode::InvalidRecordState, name: "INVALID_RECORD_STATE", retriable: false, refreshes_metadata: false, message: "The record state is invalid. The acknowledgement of delivery could not be completed." },
    ErrorInfo { code: ErrorCode::ShareSessionNotFound, name: "SHARE_SESSION_NOT_FOUND", retriable: true, refreshes_metadata: false, message: "The share session was not found." },
    ErrorInfo { code: ErrorCode::InvalidShareSessionEpoch, name: "INVALID_SHARE_SESSION_EPOCH", retriable: true, refreshes_metadata: false, message: "The share session epoch is invalid." },
    ErrorInfo { code: ErrorCode::FencedStateEpoch, name: "FENCED_STATE_EPOCH", retriable: false, refreshes_metadata: false, message: "The share coordinator rejected the request because the share-group state epoch did not match." },
    ErrorInfo { code: ErrorCode::InvalidVoterKey, name: "INVALID_VOTER_KEY", retriable: false, refreshes_metadata: false, message: "The voter key doesn't match the receiving replica's key." },
    ErrorInfo { code: ErrorCode::DuplicateVoter, name: "DUPLICATE_VOTER", retriable: false, refreshes_metadata: false, message: "The voter is already part of the set of voters." },
    ErrorInfo { code: ErrorCode::VoterNotFound, name: "VOTER_NOT_FOUND", retriable: false, refreshes_metadata: false, message: "The voter is not part of the set of voters." },
    ErrorInfo { code: ErrorCode::InvalidRegularExpression, name: "INVALID_REGULAR_EXPRESSION", retriable: false, refreshes_metadata: false, message: "The regular expression is not valid." },
    ErrorInfo { code: ErrorCode::RebootstrapRequired, name: "REBOOTSTRAP_REQUIRED", retriable: false, refreshes_metadata: false, message: "Client metadata is stale. The client should rebootstrap to obtain new metadata." },
    ErrorInfo { code: ErrorCode::StreamsInvalidTopology, name: "STREAMS_INVALID_TOPOLOGY", retriable: false, refreshes_metadata: false, message: "The supplied topology is invalid." },
    ErrorInfo { code: ErrorCode::StreamsInvalidTopologyEpoch, name: "STREAMS_INVALID_TOPOLOGY_EPOCH", retriable: false, refreshes_metadata: false, message: "The supplied topology epoch is invalid." },
    ErrorInfo { code: ErrorCode::StreamsTopologyFenced, name: "STREAMS_TOPOLOGY_FENCED", retriable: false, refreshes_metadata: false, message: "The supplied topology epoch is outdated." },
    ErrorInfo { code: ErrorCode::ShareSessionLimitReached, name: "SHARE_SESSION_LIMIT_REACHED", retriable: true, refreshes_metadata: false, message: "The limit of share sessions has been reached." },
];
