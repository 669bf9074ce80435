//! The log of one partition.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use uuid::Uuid;

use crate::Offset;
use crate::append::{AppendInfo, AppendOptions};
use crate::config::LogConfig;
use crate::errors::{AppendError, LogError, ReadError};
use crate::partition::TopicPartition;
use crate::read::{Isolation, OffsetSnapshot, ReadInfo, TimestampOffset};

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
#[derive(Debug)]
pub struct UnifiedLog {}

#[expect(
    unused_variables,
    clippy::unimplemented,
    reason = "signatures first; bodies follow in the next commits"
)]
impl UnifiedLog {
    /// Opens or makes the log in a directory, recovering what a crash left behind.
    pub fn open(options: LogOpenOptions) -> Result<Arc<Self>, LogError> {
        unimplemented!()
    }
    /// The partition.
    pub fn partition(&self) -> &TopicPartition {
        unimplemented!()
    }
    /// The partition's directory (it moves on rename).
    pub fn dir(&self) -> PathBuf {
        unimplemented!()
    }
    /// The log directory (of `log.dirs`) it lies in.
    pub fn parent_dir(&self) -> PathBuf {
        unimplemented!()
    }
    /// The topic's id, if known.
    pub fn topic_id(&self) -> Option<Uuid> {
        unimplemented!()
    }
    /// Writes `partition.metadata` if the log has no topic id yet.
    pub fn assign_topic_id(&self, topic_id: Uuid) -> Result<(), LogError> {
        unimplemented!()
    }
    /// The settings now in force.
    pub fn config(&self) -> Arc<LogConfig> {
        unimplemented!()
    }
    /// Takes new settings, from the next append on.
    pub fn update_config(&self, config: LogConfig) {
        unimplemented!()
    }
    /// Whether it is the future copy of a replica that moves between directories.
    pub fn is_future(&self) -> bool {
        unimplemented!()
    }

    /// First readable offset.
    pub fn log_start_offset(&self) -> Offset {
        unimplemented!()
    }
    /// Next offset to be written.
    pub fn log_end_offset(&self) -> Offset {
        unimplemented!()
    }
    /// First offset not yet replicated.
    pub fn high_watermark(&self) -> Offset {
        unimplemented!()
    }
    /// Start of the oldest undecided transaction, else the high watermark.
    pub fn last_stable_offset(&self) -> Offset {
        unimplemented!()
    }
    /// Everything below is synced to disk.
    pub fn recovery_point(&self) -> Offset {
        unimplemented!()
    }
    /// All four offsets at one moment.
    pub fn offsets(&self) -> OffsetSnapshot {
        unimplemented!()
    }
    /// Bytes of all segments.
    pub fn size(&self) -> u64 {
        unimplemented!()
    }
    /// Number of segments.
    pub fn segment_count(&self) -> usize {
        unimplemented!()
    }
    /// Bytes between an offset and the log's end (a move between directories shows its lag with it).
    pub fn end_position_lag(&self, offset: Offset) -> i64 {
        unimplemented!()
    }

    /// Appends a client's or coordinator's batches: validates, assigns offsets, writes once.
    pub fn append_as_leader(
        &self,
        records: BytesMut,
        options: AppendOptions,
    ) -> Result<AppendInfo, AppendError> {
        unimplemented!()
    }
    /// Appends batches fetched from the leader, whose offsets and epochs they keep.
    ///
    /// A partial batch at the end is dropped. `leader_epoch` bounds the batches' epochs: what has a larger one is not appended.
    pub fn append_as_follower(
        &self,
        records: Bytes,
        leader_epoch: i32,
        now_ms: i64,
    ) -> Result<AppendInfo, AppendError> {
        unimplemented!()
    }

    /// Finds what to read from `start_offset` on, without reading it.
    pub fn read(
        &self,
        start_offset: Offset,
        max_bytes: usize,
        isolation: Isolation,
        min_one_message: bool,
    ) -> Result<ReadInfo, ReadError> {
        unimplemented!()
    }

    /// Moves the high watermark up or down within the log's bounds and returns what it became. For leaders and
    /// followers that know the truth; see [`Self::maybe_increment_high_watermark`].
    pub fn update_high_watermark(&self, offset: Offset) -> Offset {
        unimplemented!()
    }
    /// Moves the high watermark up only. Returns the former value if it moved.
    pub fn maybe_increment_high_watermark(&self, offset: Offset) -> Option<Offset> {
        unimplemented!()
    }
    /// Moves the log's start up. Returns whether it moved.
    pub fn increment_log_start_offset(
        &self,
        offset: Offset,
        reason: StartOffsetReason,
    ) -> Result<bool, LogError> {
        unimplemented!()
    }

    /// Looks up a timestamp: -1 end of the log (no isolation applied), -2 its start, -3 the record with the largest
    /// timestamp, -4 its local start, -5 end of what is in remote storage; otherwise the first record not older.
    pub fn offset_for_timestamp(&self, timestamp: i64) -> Result<Option<TimestampOffset>, ReadError> {
        unimplemented!()
    }
    /// Epoch of the last batch or of the last known leadership.
    pub fn latest_epoch(&self) -> Option<i32> {
        unimplemented!()
    }
    /// Start of a leadership: an epoch begins at the log's end.
    pub fn assign_epoch_start_offset(&self, epoch: i32, start_offset: Offset) -> Result<(), LogError> {
        unimplemented!()
    }
    /// The end of the largest epoch not above `epoch`.
    pub fn epoch_end_offset(&self, epoch: i32) -> Option<EpochEndOffset> {
        unimplemented!()
    }
    /// Epoch of the record at an offset.
    pub fn epoch_for_offset(&self, offset: Offset) -> Option<i32> {
        unimplemented!()
    }

    /// Cuts the log so that it ends at `offset`. Returns whether anything was cut.
    pub fn truncate_to(&self, offset: Offset) -> Result<bool, LogError> {
        unimplemented!()
    }
    /// Drops everything; the log begins and ends at `offset` (and starts at `log_start_offset` if that is given).
    pub fn truncate_fully_and_start_at(
        &self,
        offset: Offset,
        log_start_offset: Option<Offset>,
    ) -> Result<(), LogError> {
        unimplemented!()
    }
    /// Deletes segments by time, size and log start. Returns how many.
    pub fn delete_old_segments(&self, now_ms: i64) -> Result<usize, LogError> {
        unimplemented!()
    }
    /// Closes the active segment and opens a new one.
    pub fn roll(&self, now_ms: i64) -> Result<Offset, LogError> {
        unimplemented!()
    }

    /// Producers with state, for DescribeProducers.
    pub fn producers(&self) -> Vec<ActiveProducer> {
        unimplemented!()
    }
    /// Forgets producers idle for `producer.id.expiration.ms`.
    pub fn remove_expired_producers(&self, now_ms: i64) {
        unimplemented!()
    }

    /// Syncs everything written so far and moves the recovery point there.
    pub fn flush(&self) -> Result<(), LogError> {
        unimplemented!()
    }
    /// Time of the last flush.
    pub fn last_flush_ms(&self) -> i64 {
        unimplemented!()
    }
    /// Syncs, snapshots producers, trims the indexes and lets go of the files.
    pub fn close(&self) -> Result<(), LogError> {
        unimplemented!()
    }
}
