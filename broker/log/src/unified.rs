//! The log of one partition.
//!
//! Locks, in their order: `writer` (appends, rolls, truncation, retention; held during file writes), then `epochs`,
//! then `end` or `marks` (held to copy a few numbers). A read takes the last two only, and the segment map's.

mod append;
mod clean;
mod epochs;
mod markers;
mod open;
mod read;
mod retention;
mod sync;
mod timestamps;
mod truncate;
mod watermark;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::{Mutex, RwLock};
use uuid::Uuid;

use crate::config::LogConfig;
use crate::context::DirContext;
use crate::epoch_cache::EpochCache;
use crate::errors::{AppendError, LogError};
use crate::names::{self, DirKind};
use crate::partition::TopicPartition;
use crate::producer_state::{FirstBatch, ProducerState, VerificationGuard};
use crate::read::OffsetSnapshot;
use crate::segment::{Segment, SharedDir};
use crate::segments::Segments;
use crate::snapshots::Snapshots;
use crate::{Offset, partition_metadata};

/// How to open a log.
#[derive(Debug, Clone)]
pub struct LogOpenOptions {
    /// The partition's directory; made if missing.
    pub dir: PathBuf,
    /// The partition it holds.
    pub partition: TopicPartition,
    /// The topic's id, written to `partition.metadata` if that is missing.
    pub topic_id: Option<Uuid>,
    /// The topic's settings.
    pub config: LogConfig,
    /// Start of the log as checkpointed; 0 if unknown.
    pub log_start_offset: Offset,
    /// Everything below is on disk and needs no recovery; 0 if unknown.
    pub recovery_point: Offset,
    /// The directory was closed in order, so that nothing needs recovery.
    pub clean_shutdown: bool,
    /// `producer.id.expiration.ms`
    pub producer_id_expiration_ms: i64,
    /// `transaction.partition.verification.enable`
    pub verify_transactions: bool,
    /// The broker's time.
    pub now_ms: i64,
}

/// Why the start of a log moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartOffsetReason {
    /// Segments were deleted by retention.
    SegmentDeletion,
    /// A follower follows its leader's start.
    LeaderOffsetIncremented,
    /// DeleteRecords.
    ClientRecordDeletion,
    /// A metadata snapshot replaces the records below it.
    SnapshotGenerated,
}

/// End of an epoch, as OffsetForLeaderEpoch answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpochEndOffset {
    /// The largest epoch not above the wanted one.
    pub leader_epoch: i32,
    /// First offset of the next larger epoch, or the log's end.
    pub end_offset: Offset,
}

/// A producer with recent or open writes, as DescribeProducers shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActiveProducer {
    /// Its id.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
    /// Last sequence written, -1 if none.
    pub last_sequence: i32,
    /// Timestamp of the last write.
    pub last_timestamp: i64,
    /// Epoch of the coordinator that last ended one of its transactions, -1 if none.
    pub coordinator_epoch: i32,
    /// Start of its open transaction.
    pub current_txn_start_offset: Option<Offset>,
}

/// The log of one partition: appends, reads, truncation, retention.
///
/// All methods take `&self`. Appends, truncation and rolling exclude each other by one lock; the offsets are
/// atomics, and a read takes no lock that is held during file writes.
pub struct UnifiedLog {
    partition: TopicPartition,
    dir: SharedDir,
    context: Arc<DirContext>,
    topic_id: Mutex<Option<Uuid>>,
    config: RwLock<Arc<LogConfig>>,
    segments: Segments,
    writer: Mutex<Writer>,
    epochs: Mutex<EpochCache>,
    end: Mutex<Position>,
    marks: Mutex<Marks>,
    log_start_offset: AtomicI64,
    log_end_offset: AtomicI64,
    high_watermark: AtomicI64,
    /// `i64::MAX` if all is stable.
    first_unstable_offset: AtomicI64,
    /// Whether the producer state cares for the high watermark.
    has_transactions: AtomicBool,
    recovery_point: AtomicI64,
    last_flush_ms: AtomicI64,
    producer_id_expiration_ms: AtomicI64,
    verify_transactions: AtomicBool,
    /// For work that outlives the call that asks for it.
    this: Weak<Self>,
}

/// What belongs to the one that appends.
#[derive(Debug)]
struct Writer {
    producers: ProducerState,
    snapshots: Snapshots,
    closed: bool,
}

/// An offset and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    offset: Offset,
    /// -1 if not looked up yet.
    segment_base: Offset,
    position: u64,
}

impl Position {
    fn unknown(offset: Offset) -> Self {
        Self { offset, segment_base: -1, position: 0 }
    }

    fn is_known(&self) -> bool {
        self.segment_base >= 0
    }
}

/// How far readers may go, with positions once they were looked up.
#[derive(Debug)]
struct Marks {
    high_watermark: Position,
    first_unstable: Option<Position>,
}

impl UnifiedLog {
    /// The partition.
    pub fn partition(&self) -> &TopicPartition {
        &self.partition
    }

    /// The partition's directory (it moves on rename).
    pub fn dir(&self) -> PathBuf {
        self.dir.read().clone()
    }

    /// The log directory (of `log.dirs`) it lies in.
    pub fn parent_dir(&self) -> &Path {
        &self.context.path
    }

    /// The topic's id, if known.
    pub fn topic_id(&self) -> Option<Uuid> {
        *self.topic_id.lock()
    }

    /// Writes `partition.metadata` if the log has no topic id yet.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] if it has another id, [`LogError::Storage`].
    pub fn assign_topic_id(&self, topic_id: Uuid) -> Result<(), LogError> {
        let mut current = self.topic_id.lock();
        match *current {
            Some(known) if known == topic_id => Ok(()),
            Some(known) => Err(LogError::Corrupt {
                message: format!(
                    "tried to assign topic id {topic_id} to the log of {}, but it already has topic id {known}",
                    self.partition
                ),
            }),
            None => {
                let written = partition_metadata::write(&self.dir.read(), topic_id);
                self.storage("error while writing partition metadata", written)?;
                *current = Some(topic_id);
                Ok(())
            }
        }
    }

    /// The settings now in force.
    pub fn config(&self) -> Arc<LogConfig> {
        Arc::clone(&self.config.read())
    }

    /// Takes new settings, from the next append on.
    pub fn update_config(&self, config: LogConfig) {
        let index_bytes = config.segment_index_bytes;
        *self.config.write() = Arc::new(config);
        if let Some(active) = self.segments.last() {
            active.set_index_size_max(index_bytes);
        }
    }

    /// Whether it is the future copy of a replica that moves between directories.
    pub fn is_future(&self) -> bool {
        let dir = self.dir.read();
        let name = dir.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        matches!(names::parse_dir(name), Ok((_, DirKind::Future)))
    }

    /// Whether its log directory failed.
    pub fn is_offline(&self) -> bool {
        self.context.is_offline()
    }

    /// First readable offset.
    pub fn log_start_offset(&self) -> Offset {
        self.log_start_offset.load(Ordering::Acquire)
    }

    /// Next offset to be written.
    pub fn log_end_offset(&self) -> Offset {
        self.log_end_offset.load(Ordering::Acquire)
    }

    /// First offset not yet replicated.
    pub fn high_watermark(&self) -> Offset {
        self.high_watermark.load(Ordering::Acquire)
    }

    /// Start of the oldest undecided transaction, else the high watermark.
    pub fn last_stable_offset(&self) -> Offset {
        self.first_unstable_offset.load(Ordering::Acquire).min(self.high_watermark())
    }

    /// Everything below is synced to disk.
    pub fn recovery_point(&self) -> Offset {
        self.recovery_point.load(Ordering::Acquire)
    }

    /// All four offsets, in an order of loading that keeps them consistent while they only grow.
    pub fn offsets(&self) -> OffsetSnapshot {
        let last_stable_offset = self.last_stable_offset();
        let high_watermark = self.high_watermark();
        OffsetSnapshot {
            log_start_offset: self.log_start_offset(),
            last_stable_offset,
            high_watermark,
            log_end_offset: self.log_end_offset(),
        }
    }

    /// Bytes of all segments.
    pub fn size(&self) -> u64 {
        self.segments.bytes()
    }

    /// Base offset of the first segment.
    pub(crate) fn first_segment_offset(&self) -> Offset {
        self.segments.first().map_or(0, |segment| segment.base_offset())
    }

    /// Number of segments.
    pub fn segment_count(&self) -> usize {
        self.segments.len()
    }

    /// Time of the last flush.
    pub fn last_flush_ms(&self) -> i64 {
        self.last_flush_ms.load(Ordering::Relaxed)
    }

    /// Producers with state, for DescribeProducers.
    pub fn producers(&self) -> Vec<ActiveProducer> {
        self.writer.lock().producers.active()
    }

    /// Forgets producers idle for `producer.id.expiration.ms`.
    pub fn remove_expired_producers(&self, now_ms: i64) {
        let expiration_ms = self.producer_id_expiration_ms.load(Ordering::Relaxed);
        self.writer.lock().producers.remove_expired(now_ms, expiration_ms);
    }

    /// Changes `producer.id.expiration.ms`.
    pub fn set_producer_id_expiration_ms(&self, expiration_ms: i64) {
        self.producer_id_expiration_ms.store(expiration_ms, Ordering::Relaxed);
    }

    /// Changes `transaction.partition.verification.enable`.
    pub fn set_verify_transactions(&self, verify: bool) {
        self.verify_transactions.store(verify, Ordering::Relaxed);
    }

    /// A guard for the first batch of a transaction, to be got before the transaction's coordinator is asked whether
    /// it knows of this partition, and given to the append. None if the transaction has written here before.
    ///
    /// # Errors
    /// [`AppendError::InvalidProducerEpoch`] (`INVALID_PRODUCER_EPOCH`) if the producer was fenced.
    ///
    /// Source: KIP-890.
    pub fn start_verification(
        &self,
        batch: &FirstBatch,
        now_ms: i64,
    ) -> Result<VerificationGuard, AppendError> {
        self.writer.lock().producers.start_verification(batch, now_ms)
    }

    /// Whether the oldest open transaction was last written to longer ago than any transaction may last: its
    /// producer or coordinator must have lost it.
    pub fn has_late_transaction(&self, now_ms: i64, max_transaction_timeout_ms: i64) -> bool {
        const BUFFER_MS: i64 = 5 * 60 * 1000;
        let oldest = self.writer.lock().producers.oldest_transaction_timestamp();
        oldest.is_some_and(|oldest| {
            oldest > 0 && now_ms.saturating_sub(oldest) > max_transaction_timeout_ms.saturating_add(BUFFER_MS)
        })
    }

    /// Does the work that appends left for later: syncs after rolls, removal of deleted files. For logs that no
    /// [`crate::LogManager`] owns, which does this for its own.
    pub fn run_background_work(&self, now_ms: i64) {
        self.context.run_due(now_ms);
    }

    fn active(&self) -> Arc<Segment> {
        self.segments.last().expect("a log always has a segment")
    }

    /// Turns a failed file operation into an error and takes the directory offline.
    fn storage<T>(&self, action: &str, result: io::Result<T>) -> Result<T, LogError> {
        result.map_err(|source| {
            let action = format!("{action} for {}", self.partition);
            self.context.fail(&action, &source);
            LogError::Storage { action, dir: self.context.path.clone(), source }
        })
    }

    fn check_online(&self) -> Result<(), LogError> {
        if self.context.is_offline() {
            return Err(LogError::DirOffline { dir: self.context.path.clone() });
        }
        Ok(())
    }
}

impl fmt::Debug for UnifiedLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnifiedLog")
            .field("dir", &*self.dir.read())
            .field("offsets", &self.offsets())
            .finish_non_exhaustive()
    }
}
