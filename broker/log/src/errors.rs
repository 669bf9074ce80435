//! Why operations on a log fail.

use std::io;
use std::path::PathBuf;

use crate::{Offset, TopicPartition};

/// Why one record of a batch was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordError {
    /// Index of the record in its batch.
    pub batch_index: i32,
    /// What is wrong with it, in Kafka's words.
    pub message: String,
}

/// Why an append failed. Nothing of it was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// `CORRUPT_MESSAGE`: checksum, size or header does not hold.
    #[error("{message}")]
    CorruptRecord {
        /// What does not hold, in Kafka's words.
        message: String,
    },
    /// `MESSAGE_TOO_LARGE`: a batch is larger than `max.message.bytes`.
    #[error(
        "the record batch size in the append to {partition} is {size} bytes which exceeds the maximum configured value of {max}"
    )]
    MessageTooLarge {
        /// The log.
        partition: TopicPartition,
        /// Bytes of the batch.
        size: usize,
        /// `max.message.bytes`
        max: usize,
    },
    /// `MESSAGE_TOO_LARGE`, which makes a producer split the batch: its records take more memory than one batch may.
    #[error("the records in the append to {partition} take more than {max} bytes without compression")]
    DecompressedTooLarge {
        /// The log.
        partition: TopicPartition,
        /// What they may take, in bytes.
        max: usize,
    },
    /// `RECORD_LIST_TOO_LARGE`: all batches together are larger than `segment.bytes`.
    #[error(
        "message batch size is {size} bytes in append to partition {partition}, which exceeds the maximum configured segment size of {max}"
    )]
    BatchSetTooLarge {
        /// The log.
        partition: TopicPartition,
        /// Bytes of all batches.
        size: usize,
        /// `segment.bytes`
        max: usize,
    },
    /// `INVALID_RECORD`: records break a rule.
    #[error("{message}")]
    InvalidRecord {
        /// Kafka's sentence for the whole batch.
        message: String,
        /// The refused records, if it is about single ones.
        record_errors: Vec<RecordError>,
    },
    /// `UNKNOWN_SERVER_ERROR`: the records cannot be decompressed, which Kafka has no code for.
    #[error("{message}")]
    Undecodable {
        /// What is wrong.
        message: String,
    },
    /// `INVALID_TIMESTAMP`: timestamps are out of the topic's bounds.
    #[error("{message}")]
    InvalidTimestamp {
        /// Kafka's sentence for the whole batch.
        message: String,
        /// The refused records.
        record_errors: Vec<RecordError>,
    },
    /// `UNSUPPORTED_COMPRESSION_TYPE`
    #[error("{message}")]
    UnsupportedCompressionType {
        /// Kafka's sentence.
        message: String,
    },
    /// `UNSUPPORTED_FOR_MESSAGE_FORMAT`
    #[error("{message}")]
    UnsupportedForMessageFormat {
        /// Kafka's sentence.
        message: String,
    },
    /// `OUT_OF_ORDER_SEQUENCE_NUMBER`
    #[error("{message}")]
    OutOfOrderSequence {
        /// Kafka's sentence.
        message: String,
    },
    /// `INVALID_PRODUCER_EPOCH`
    #[error("{message}")]
    InvalidProducerEpoch {
        /// Kafka's sentence.
        message: String,
    },
    /// `TRANSACTION_COORDINATOR_FENCED`
    #[error("{message}")]
    TransactionCoordinatorFenced {
        /// Kafka's sentence.
        message: String,
    },
    /// `INVALID_TXN_STATE`
    #[error("{message}")]
    InvalidTxnState {
        /// Kafka's sentence.
        message: String,
    },
    /// `UNKNOWN_SERVER_ERROR`: a leader's batches do not continue this follower's log.
    #[error(
        "unexpected offset in append to {partition}: first offset {first_offset} or last offset {last_offset} of the append is less than the next offset {next_offset}"
    )]
    UnexpectedOffset {
        /// The log.
        partition: TopicPartition,
        /// First offset of the append.
        first_offset: Offset,
        /// Last offset of the append.
        last_offset: Offset,
        /// The log's end.
        next_offset: Offset,
    },
    /// `UNKNOWN_SERVER_ERROR`: a leader's offsets go backwards within one append.
    #[error("out of order offsets found in append to {partition}")]
    OffsetsOutOfOrder {
        /// The log.
        partition: TopicPartition,
    },
    /// `KAFKA_STORAGE_ERROR`: the file system failed, or the directory was taken offline before.
    #[error("error while appending records to {partition} in dir {dir}")]
    Storage {
        /// The log.
        partition: TopicPartition,
        /// Its log directory.
        dir: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

/// Why a read failed.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// `OFFSET_OUT_OF_RANGE`
    #[error(
        "received request for offset {requested} for partition {partition}, but we only have log segments from offset {log_start_offset} up to {log_end_offset}"
    )]
    OffsetOutOfRange {
        /// The log.
        partition: TopicPartition,
        /// The wanted offset.
        requested: Offset,
        /// First readable offset.
        log_start_offset: Offset,
        /// The log's end.
        log_end_offset: Offset,
    },
    /// `KAFKA_STORAGE_ERROR`
    #[error("exception while reading from {partition} in dir {dir}")]
    Storage {
        /// The log.
        partition: TopicPartition,
        /// Its log directory.
        dir: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

/// Why another operation on a log or a log directory failed.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// `OFFSET_OUT_OF_RANGE`: the wanted start lies above the high watermark.
    #[error(
        "cannot increment the log start offset to {requested} of partition {partition} since it is larger than the high watermark {high_watermark}"
    )]
    OffsetOutOfRange {
        /// The log.
        partition: TopicPartition,
        /// The wanted start.
        requested: Offset,
        /// The high watermark.
        high_watermark: Offset,
    },
    /// `KAFKA_STORAGE_ERROR`: the file system failed.
    #[error("{action} in {dir}")]
    Storage {
        /// What was being done.
        action: String,
        /// Where.
        dir: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// `KAFKA_STORAGE_ERROR`: the directory is offline, or no directory is online.
    #[error("log directory {dir} is offline")]
    DirOffline {
        /// The directory; empty if it is about all of them.
        dir: PathBuf,
    },
    /// A directory cannot be used at all: locked by another process, or of another cluster.
    #[error("{message}")]
    Unusable {
        /// Why.
        message: String,
    },
    /// Data on disk contradicts itself in a way that recovery must not guess about.
    #[error("{message}")]
    Corrupt {
        /// What was found.
        message: String,
    },
}
