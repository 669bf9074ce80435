//! What can be wrong with a partition, an append or a read, and the codes that clients get for it.

use kavka_log::{AppendError, ReadError};
use kavka_protocol::ErrorCode;

/// Why a partition cannot be used as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartitionError {
    /// No such topic, or no such partition in it.
    #[error("unknown topic or partition")]
    UnknownTopicOrPartition,
    /// No topic has the id.
    #[error("unknown topic id")]
    UnknownTopicId,
    /// The partition is led by another broker.
    #[error("not the leader of the partition")]
    NotLeader,
    /// The client knows an older leader epoch.
    #[error("leader epoch {asked} is older than {current}")]
    FencedLeaderEpoch {
        /// The client's.
        asked: i32,
        /// Ours.
        current: i32,
    },
    /// The client knows a newer leader epoch.
    #[error("leader epoch {asked} is newer than {current}")]
    UnknownLeaderEpoch {
        /// The client's.
        asked: i32,
        /// Ours.
        current: i32,
    },
    /// The log directory of the partition is offline.
    #[error("the partition's log directory is offline")]
    Offline,
    /// The high watermark has not reached the start of the leader's epoch.
    #[error("offsets are not available until the high watermark has caught up")]
    OffsetNotAvailable,
}

impl PartitionError {
    /// The code for clients.
    pub fn error_code(self) -> ErrorCode {
        match self {
            PartitionError::UnknownTopicOrPartition => ErrorCode::UnknownTopicOrPartition,
            PartitionError::UnknownTopicId => ErrorCode::UnknownTopicId,
            PartitionError::NotLeader => ErrorCode::NotLeaderOrFollower,
            PartitionError::FencedLeaderEpoch { .. } => ErrorCode::FencedLeaderEpoch,
            PartitionError::UnknownLeaderEpoch { .. } => ErrorCode::UnknownLeaderEpoch,
            PartitionError::Offline => ErrorCode::KafkaStorageError,
            PartitionError::OffsetNotAvailable => ErrorCode::OffsetNotAvailable,
        }
    }
}

/// Why an append to a partition failed; nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendFailure {
    /// The partition.
    #[error(transparent)]
    Partition(#[from] PartitionError),
    /// acks=all, and the ISR is below `min.insync.replicas`.
    #[error(
        "the size of the current ISR {isr:?} is insufficient to satisfy the min.isr requirement of {required}"
    )]
    NotEnoughReplicas {
        /// The ISR.
        isr: Vec<i32>,
        /// `min.insync.replicas`
        required: usize,
    },
    /// The log.
    #[error(transparent)]
    Log(#[from] AppendError),
}

impl AppendFailure {
    /// The code for clients.
    pub fn error_code(&self) -> ErrorCode {
        match self {
            AppendFailure::Partition(error) => error.error_code(),
            AppendFailure::NotEnoughReplicas { .. } => ErrorCode::NotEnoughReplicas,
            AppendFailure::Log(error) => append_error_code(error),
        }
    }
}

fn append_error_code(error: &AppendError) -> ErrorCode {
    match error {
        AppendError::CorruptRecord { .. } => ErrorCode::CorruptMessage,
        AppendError::MessageTooLarge { .. } | AppendError::DecompressedTooLarge { .. } => {
            ErrorCode::MessageTooLarge
        }
        AppendError::BatchSetTooLarge { .. } => ErrorCode::RecordListTooLarge,
        AppendError::InvalidRecord { .. } => ErrorCode::InvalidRecord,
        AppendError::InvalidTimestamp { .. } => ErrorCode::InvalidTimestamp,
        AppendError::UnsupportedCompressionType { .. } => ErrorCode::UnsupportedCompressionType,
        AppendError::UnsupportedForMessageFormat { .. } => ErrorCode::UnsupportedForMessageFormat,
        AppendError::OutOfOrderSequence { .. } => ErrorCode::OutOfOrderSequenceNumber,
        AppendError::InvalidProducerEpoch { .. } => ErrorCode::InvalidProducerEpoch,
        AppendError::TransactionCoordinatorFenced { .. } => ErrorCode::TransactionCoordinatorFenced,
        AppendError::InvalidTxnState { .. } => ErrorCode::InvalidTxnState,
        AppendError::Undecodable { .. }
        | AppendError::UnexpectedOffset { .. }
        | AppendError::OffsetsOutOfOrder { .. } => ErrorCode::UnknownServerError,
        AppendError::Storage { .. } => ErrorCode::KafkaStorageError,
    }
}

/// Why a read of a partition failed.
#[derive(Debug, thiserror::Error)]
pub enum ReadFailure {
    /// The partition.
    #[error(transparent)]
    Partition(#[from] PartitionError),
    /// The wanted offset, or the epoch that the reader last saw, is not in the log.
    #[error("offset {requested} is out of range")]
    OffsetOutOfRange {
        /// The wanted offset.
        requested: i64,
    },
    /// The disk.
    #[error(transparent)]
    Log(ReadError),
}

impl From<ReadError> for ReadFailure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::OffsetOutOfRange { requested, .. } => ReadFailure::OffsetOutOfRange { requested },
            error => ReadFailure::Log(error),
        }
    }
}

impl ReadFailure {
    /// The code for clients.
    pub fn error_code(&self) -> ErrorCode {
        match self {
            ReadFailure::Partition(error) => error.error_code(),
            ReadFailure::OffsetOutOfRange { .. } => ErrorCode::OffsetOutOfRange,
            ReadFailure::Log(ReadError::OffsetOutOfRange { .. }) => ErrorCode::OffsetOutOfRange,
            ReadFailure::Log(ReadError::Storage { .. }) => ErrorCode::KafkaStorageError,
        }
    }
}
