//! The partition log: segments, indexes, recovery, retention, compaction.
//!
//! Byte-compatible with Kafka's data directory. [`LogManager`] owns the log directories of a broker and the
//! [`UnifiedLog`] of each partition in them. A log appends validated batches with one write, and answers a
//! read with a [`FileRange`] instead of bytes, so that the network layer can hand it to `sendfile`.
//!
//! Files of a log directory: [`meta_properties`], [`checkpoint`], [`clean_shutdown`]. Files of a partition:
//! [`offset_index`], [`time_index`], [`transaction_index`], [`producer_snapshot`], [`partition_metadata`] and
//! the leader-epoch [`checkpoint`].
//!
//! Nothing here reads a clock or starts a thread: time comes as `now_ms`, and periodic work is done by
//! `tick`-style calls of the manager.

pub mod atomic_file;
pub mod checkpoint;
pub mod clean_shutdown;
pub mod kafka_uuid;
pub mod meta_properties;
pub mod offset_index;
pub mod partition_metadata;
pub mod producer_snapshot;
pub mod time_index;
pub mod transaction_index;

mod append;
mod cleaner;
mod config;
mod context;
mod epoch_cache;
mod errors;
mod index;
mod loader;
mod manager;
mod names;
mod partition;
mod producer_load;
mod producer_state;
mod read;
mod scan;
mod segment;
mod segments;
mod snapshots;
mod unified;
mod validator;

pub use append::{AppendInfo, AppendOptions, AppendOrigin};
pub use cleaner::{Cleaned, CleanerConfig, CleanerStats, LogCleaner};
pub use config::{CompressionConfig, LogConfig, TimestampType};
pub use errors::{AppendError, LogError, ReadError, RecordError};
pub use index::IndexError;
pub use manager::{DirLocks, LogDirEvent, LogDirInfo, LogManager, LogManagerConfig};
pub use partition::{TopicPartition, TopicPartitionError};
pub use producer_state::{FirstBatch, VerificationGuard};
pub use read::{AbortedTransaction, FileRange, Isolation, OffsetSnapshot, ReadInfo, TimestampOffset};
pub use unified::{ActiveProducer, EpochEndOffset, LogOpenOptions, StartOffsetReason, UnifiedLog};

/// A position in a partition's log.
pub type Offset = i64;
