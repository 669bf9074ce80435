//! The things that are measured.

macro_rules! measures {
    ($($(#[$about:meta])* $name:ident,)*) => {
        /// A thing that is measured; times are in ms unless they say ns.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Measure { $($(#[$about])* $name,)* }

        impl Measure {
            /// All of them, in the order of their numbers.
            pub const ALL: &[Measure] = &[$(Measure::$name,)*];
        }
    };
}

measures! {
    /// Bytes of a request.
    Sent,
    /// Bytes of an answer.
    Received,
    /// From a request to its answer.
    RequestLatency,
    /// A connection was made.
    ConnectionCreated,
    /// A connection ended.
    ConnectionClosed,
    /// Somebody was let in.
    AuthenticationSucceeded,
    /// Somebody was not let in.
    AuthenticationFailed,
    /// Bytes of a batch as sent.
    BatchSize,
    /// A batch was split.
    BatchSplit,
    /// A record found no room in time.
    BufferExhausted,
    /// ns waited for room.
    BufferWait,
    /// Bytes sent for each byte of records.
    Compression,
    /// ns in `flush`.
    Flush,
    /// ns waited for a topic's partitions.
    MetadataWait,
    /// What the broker asks to wait after a Produce.
    ProduceThrottle,
    /// Records that failed.
    RecordError,
    /// From a batch's first record to its being sent.
    RecordQueueTime,
    /// Records sent again.
    RecordRetry,
    /// Records sent.
    RecordSend,
    /// Bytes of a record.
    RecordSize,
    /// Records in a request.
    RecordsPerRequest,
    /// Bytes of batches, of a topic.
    TopicBytes,
    /// From a Produce to its answer.
    ProduceLatency,
    /// ns in `init_transactions`.
    TransactionInit,
    /// ns in `begin_transaction`.
    TransactionBegin,
    /// ns in `send_offsets_to_transaction`.
    TransactionSendOffsets,
    /// ns in `commit_transaction`.
    TransactionCommit,
    /// ns in `abort_transaction`.
    TransactionAbort,
    /// ns in `prepare_transaction`.
    TransactionPrepare,
    /// ns in a commit that is waited for.
    CommitSync,
    /// ns in `committed`.
    Committed,
    /// From an OffsetCommit to its answer.
    Commit,
    /// From a heartbeat to its answer.
    Heartbeat,
    /// A join.
    Join,
    /// A sync.
    Sync,
    /// A rebalance that came to an end.
    Rebalance,
    /// A rebalance that did not.
    RebalanceFailed,
    /// In the callback for partitions that come.
    PartitionsAssigned,
    /// In the callback for partitions that go.
    PartitionsRevoked,
    /// In the callback for partitions that are gone.
    PartitionsLost,
    /// From a Fetch to its answer.
    FetchLatency,
    /// Bytes of records in a Fetch's answer.
    FetchSize,
    /// What the broker asks to wait after a Fetch.
    FetchThrottle,
    /// Bytes of records given to the application.
    BytesConsumed,
    /// Records given to the application.
    RecordsConsumed,
    /// Records in a Fetch's answer.
    RecordsPerFetch,
    /// Records behind the end.
    RecordsLag,
    /// Records after the start.
    RecordsLead,
    /// The replica that the leader has named; -1 for none.
    PreferredReplica,
    /// From one poll to the next.
    TimeBetweenPolls,
    /// The share of time spent in polls.
    PollIdle,
    /// Not measured: looked up when asked for.
    Gauge,
}

/// Of each broker.
pub(super) const OF_NODE: [Measure; 3] = [Measure::Sent, Measure::Received, Measure::RequestLatency];

/// Of each topic that is written to.
pub(super) const OF_PRODUCED_TOPIC: [Measure; 5] = [
    Measure::RecordSend,
    Measure::TopicBytes,
    Measure::Compression,
    Measure::RecordRetry,
    Measure::RecordError,
];

/// Of each topic that is read.
pub(super) const OF_CONSUMED_TOPIC: [Measure; 4] =
    [Measure::BytesConsumed, Measure::FetchSize, Measure::RecordsConsumed, Measure::RecordsPerFetch];

/// Of each partition that is read.
pub(super) const OF_PARTITION: [Measure; 3] =
    [Measure::RecordsLag, Measure::RecordsLead, Measure::PreferredReplica];
