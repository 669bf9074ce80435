//! What a coordinator needs of the log it writes to.

use bytes::{Bytes, BytesMut};
use kavka_protocol::record::TransactionMarker;

/// The partitions of one internal topic (`__consumer_offsets`, `__transaction_state`), as their leader sees them.
///
/// The replica manager implements it. Calls may touch disk but must not wait for other brokers, since a shard makes
/// them under its lock. An implementation must not call back into the coordinator from inside a call except through
/// [`crate::GroupCoordinator::on_high_watermark`], which is safe there.
pub trait CoordinatorLog: Send + Sync + 'static {
    /// Appends one record batch (magic 2, base offset 0, no producer id) as the leader and returns the offset after it.
    ///
    /// The batch is checked against `leader_epoch`: a leader that has moved on refuses. It is appended as with
    /// acks=all: refused when the ISR is smaller than `min.insync.replicas`. The call does not wait for followers.
    ///
    /// # Errors
    /// Nothing was appended; see [`AppendError`].
    fn append(
        &self,
        partition: i32,
        leader_epoch: i32,
        batch: BytesMut,
        now_ms: i64,
    ) -> Result<i64, AppendError>;

    /// Appends one batch of a transaction, as [`Self::append`] does. `verification` is what the log gave out before
    /// the transaction's coordinator was asked about it (KIP-890), 0 if it gave out nothing.
    ///
    /// # Errors
    /// Nothing was appended; see [`AppendError`].
    fn append_transactional(
        &self,
        partition: i32,
        leader_epoch: i32,
        batch: BytesMut,
        verification: u64,
        now_ms: i64,
    ) -> Result<i64, AppendError>;

    /// Appends the end of a transaction as the leader and returns the offset after it.
    ///
    /// # Errors
    /// Nothing was appended; see [`AppendError`].
    fn append_marker(
        &self,
        partition: i32,
        leader_epoch: i32,
        marker: &TransactionMarker,
        now_ms: i64,
    ) -> Result<i64, AppendError>;

    /// Reads whole batches from `start_offset` up to the log end (not the high watermark), about `max_bytes` of them
    /// but at least one batch. The first batch may begin below `start_offset`. Empty means the end was reached.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn read(&self, partition: i32, start_offset: i64, max_bytes: usize) -> Result<Bytes, ReadError>;

    /// The offsets of the partition now, `None` when this broker does not host it.
    fn bounds(&self, partition: i32) -> Option<LogBounds>;

    /// The largest batch the topic takes (`max.message.bytes`).
    fn max_batch_bytes(&self, partition: i32) -> usize;
}

/// Offsets of a partition that a coordinator cares about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogBounds {
    /// First offset that can be read.
    pub log_start_offset: i64,
    /// First offset that is not yet committed.
    pub high_watermark: i64,
    /// Next offset to be written.
    pub log_end_offset: i64,
}

/// Why a batch was not appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// `NOT_LEADER_OR_FOLLOWER`: this broker does not lead the partition at the given epoch.
    #[error("not the leader of the partition")]
    NotLeader,
    /// `UNKNOWN_TOPIC_OR_PARTITION`: the partition is not hosted here.
    #[error("partition is not hosted here")]
    UnknownPartition,
    /// `NOT_ENOUGH_REPLICAS`: the ISR is below `min.insync.replicas`.
    #[error("too few in-sync replicas")]
    NotEnoughReplicas,
    /// `MESSAGE_TOO_LARGE`: the batch exceeds what the topic takes.
    #[error("batch is too large")]
    TooLarge,
    /// `KAFKA_STORAGE_ERROR`: the log directory is offline.
    #[error("log directory is offline: {0}")]
    Storage(String),
    /// `INVALID_TXN_STATE`: a batch of a transaction that its coordinator does not know to be open here.
    #[error("record was not part of an ongoing transaction")]
    InvalidTxnState,
    /// `INVALID_PRODUCER_EPOCH`: the producer was fenced.
    #[error("producer was fenced")]
    InvalidProducerEpoch,
    /// `TRANSACTION_COORDINATOR_FENCED`: a later transaction coordinator has written a marker.
    #[error("transaction coordinator was fenced")]
    TransactionCoordinatorFenced,
    /// Anything else, answered with `UNKNOWN_SERVER_ERROR`.
    #[error("append failed: {0}")]
    Other(String),
}

/// Why the log could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The partition is not hosted here, or no longer.
    #[error("partition is not hosted here")]
    UnknownPartition,
    /// The log directory is offline or a file could not be read.
    #[error("cannot read the log: {0}")]
    Storage(String),
}
