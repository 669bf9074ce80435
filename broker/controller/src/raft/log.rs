//! The metadata log on disk: `__cluster_metadata-0` with its snapshots.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::BytesMut;
use kavka_log::{
    AppendError, AppendOptions, AppendOrigin, Isolation, LogConfig, LogError, LogOpenOptions, ReadError,
    StartOffsetReason, TopicPartition, UnifiedLog, VerificationGuard,
};
use uuid::Uuid;

use super::batch::{BatchError, Entry, read_batches};
use super::snapshot::{self, SnapshotError, SnapshotId};
use crate::image::ApplyError;

/// Id of `__cluster_metadata`, a constant of Kafka's.
pub const METADATA_TOPIC_ID: Uuid = Uuid::from_u128(1);

/// Bytes read at once while replaying.
const READ_BYTES: usize = 8 << 20;

/// Settings of the metadata log.
#[derive(Debug, Clone)]
pub struct MetadataLogConfig {
    /// `metadata.log.dir`, or the first of `log.dirs`.
    pub log_dir: PathBuf,
    /// `metadata.log.segment.bytes`
    pub segment_bytes: u32,
    /// `metadata.log.segment.ms`
    pub segment_ms: i64,
    /// `metadata.max.retention.bytes`; snapshots and segments above it go, but for the newest snapshot.
    pub retention_bytes: i64,
    /// `metadata.max.retention.ms`
    pub retention_ms: i64,
}

/// Why the metadata log could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum MetadataLogError {
    /// The log.
    #[error("the metadata log failed")]
    Log(#[from] LogError),
    /// An append.
    #[error("cannot append to the metadata log")]
    Append(#[from] AppendError),
    /// A read.
    #[error("cannot read the metadata log")]
    Read(#[from] ReadError),
    /// A file.
    #[error("a file of the metadata log failed")]
    Io(#[from] io::Error),
    /// A batch.
    #[error("the metadata log is damaged")]
    Batch(#[from] BatchError),
    /// A snapshot.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A record that does not fit what came before.
    #[error("offset {offset} of the metadata log does not fit what came before")]
    Apply {
        /// Its offset.
        offset: i64,
        /// Why not.
        #[source]
        source: ApplyError,
    },
    /// Records are missing between snapshot and log.
    #[error("the metadata log begins at offset {log_start_offset}, and no snapshot reaches so far")]
    Gap {
        /// Where it begins.
        log_start_offset: i64,
    },
}

/// The log and snapshots of `__cluster_metadata-0`.
#[derive(Debug)]
pub struct MetadataLog {
    dir: PathBuf,
    log: Arc<UnifiedLog>,
    config: MetadataLogConfig,
}

/// Where a record was read.
#[derive(Debug, Clone, Copy)]
pub struct EntryPosition {
    /// Its offset; -1 from a snapshot.
    pub offset: i64,
    /// Epoch of its batch.
    pub epoch: i32,
    /// Time of its batch.
    pub timestamp: i64,
}

impl MetadataLog {
    /// Opens the log, recovering what a crash left behind.
    ///
    /// # Errors
    /// [`MetadataLogError`].
    pub fn open(config: MetadataLogConfig, now_ms: i64) -> Result<Self, MetadataLogError> {
        let dir = config.log_dir.join(crate::format::METADATA_LOG);
        std::fs::create_dir_all(&dir)?;
        let newest = snapshot::list(&dir)?.last().copied();
        let log = UnifiedLog::open(LogOpenOptions {
            dir: dir.clone(),
            partition: TopicPartition::new("__cluster_metadata", 0),
            topic_id: Some(METADATA_TOPIC_ID),
            config: log_config(&config),
            log_start_offset: 0,
            // All that was flushed was committed at once, but which that is was not noted.
            recovery_point: 0,
            clean_shutdown: false,
            producer_id_expiration_ms: i64::MAX,
            verify_transactions: false,
            now_ms,
        })?;
        if let Some(newest) = newest
            && newest.end_offset > log.log_end_offset()
        {
            // The snapshot was fetched and the log had not begun after it.
            log.truncate_fully_and_start_at(newest.end_offset, Some(newest.end_offset))?;
            log.assign_epoch_start_offset(newest.epoch, newest.end_offset)?;
        }
        Ok(Self { dir, log, config })
    }

    /// Bytes of records that `snapshot` does not hold; all if there is none.
    pub fn bytes_after(&self, snapshot: Option<SnapshotId>) -> u64 {
        match snapshot {
            Some(id) if id.end_offset >= self.end_offset() => 0,
            // An estimate by the share of offsets is enough to decide on the next snapshot.
            Some(id) => {
                let (start, end) = (self.start_offset(), self.end_offset());
                let all = (end - start).max(1) as u64;
                self.log.size() / all * (end - id.end_offset.max(start)) as u64
            }
            None => self.log.size(),
        }
    }

    /// Its directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// First offset that is not in the log yet.
    pub fn end_offset(&self) -> i64 {
        self.log.log_end_offset()
    }

    /// First offset in the log.
    pub fn start_offset(&self) -> i64 {
        self.log.log_start_offset()
    }

    /// Epoch of the last record, 0 if there is none.
    pub fn last_epoch(&self) -> i32 {
        self.log.latest_epoch().unwrap_or(0)
    }

    /// Reads the newest snapshot and the log after it.
    ///
    /// # Errors
    /// [`MetadataLogError`], also what `visit` returns.
    pub fn replay(
        &self,
        mut visit: impl FnMut(EntryPosition, Entry) -> Result<(), ApplyError>,
    ) -> Result<Option<SnapshotId>, MetadataLogError> {
        let newest = snapshot::list(&self.dir)?.last().copied();
        let mut next = 0;
        if let Some(id) = newest {
            let position = EntryPosition { offset: -1, epoch: id.epoch, timestamp: -1 };
            let mut failed = Ok(());
            snapshot::read(&self.dir.join(id.file_name()), |entry| {
                if failed.is_ok() {
                    failed = visit(position, entry);
                }
            })?;
            failed.map_err(|source| MetadataLogError::Apply { offset: id.end_offset, source })?;
            next = id.end_offset;
        }
        if self.start_offset() > next {
            return Err(MetadataLogError::Gap { log_start_offset: self.start_offset() });
        }
        while next < self.end_offset() {
            next = self.replay_some(next, &mut visit)?;
        }
        Ok(newest)
    }

    /// Reads some batches from `next` on and returns the offset after them.
    fn replay_some(
        &self,
        next: i64,
        visit: &mut impl FnMut(EntryPosition, Entry) -> Result<(), ApplyError>,
    ) -> Result<i64, MetadataLogError> {
        let found = self.log.read(next, READ_BYTES, Isolation::LogEnd, true)?;
        let bytes = found.range.map(|range| range.read_to_bytes()).transpose()?.unwrap_or_default();
        let mut end = next;
        read_batches::<MetadataLogError>(&bytes, |batch, offset, entry| {
            let header = batch.header();
            end = end.max(header.next_offset());
            if offset < next {
                return Ok(());
            }
            let position = EntryPosition {
                offset,
                epoch: header.partition_leader_epoch,
                timestamp: header.max_timestamp,
            };
            visit(position, entry).map_err(|source| MetadataLogError::Apply { offset, source })
        })?;
        if end == next {
            let reason = format!("no batch although the log ends at {}", self.end_offset());
            return Err(BatchError::Record { offset: next, reason }.into());
        }
        Ok(end)
    }

    /// Writes batches whose offsets and epochs are set, and waits until they are on disk.
    ///
    /// # Errors
    /// [`MetadataLogError`]; part of it may be on disk then.
    pub fn append(&self, batches: BytesMut, leader_epoch: i32, now_ms: i64) -> Result<(), MetadataLogError> {
        self.log.append_as_leader(
            batches,
            AppendOptions {
                leader_epoch,
                origin: AppendOrigin::Raft,
                now_ms,
                verification: VerificationGuard::NONE,
            },
        )?;
        self.log.flush()?;
        Ok(())
    }

    /// Notes what is committed.
    pub fn update_high_watermark(&self, offset: i64) {
        self.log.update_high_watermark(offset);
    }

    /// Removes snapshots above the limits, oldest first and never the newest, and the records below the oldest
    /// one that stays.
    ///
    /// # Errors
    /// [`MetadataLogError`].
    pub fn clean(&self, now_ms: i64) -> Result<(), MetadataLogError> {
        let mut snapshots = snapshot::list(&self.dir)?;
        while let [oldest, next, ..] = snapshots[..] {
            let (size, age_ms) = self.size_and_age(&snapshots, now_ms)?;
            let too_large = self.config.retention_bytes >= 0 && size > self.config.retention_bytes as u64;
            let too_old = self.config.retention_ms >= 0 && age_ms > self.config.retention_ms;
            // The checkpoint of formatting goes with the first snapshot: it is all in there.
            if !too_large && !too_old && oldest != SnapshotId::BOOTSTRAP {
                break;
            }
            if oldest != SnapshotId::BOOTSTRAP {
                self.log.increment_log_start_offset(next.end_offset, StartOffsetReason::SnapshotGenerated)?;
                self.log.delete_old_segments(now_ms)?;
            }
            snapshot::remove(&self.dir, oldest)?;
            snapshots.remove(0);
        }
        Ok(())
    }

    /// Bytes of log and snapshots, and the age of the oldest snapshot.
    fn size_and_age(&self, snapshots: &[SnapshotId], now_ms: i64) -> io::Result<(u64, i64)> {
        let mut size = self.log.size();
        let mut oldest_ms = now_ms;
        for (i, id) in snapshots.iter().enumerate() {
            let metadata = std::fs::metadata(self.dir.join(id.file_name()))?;
            size += metadata.len();
            if i == 0
                && let Ok(modified) = metadata.modified()?.duration_since(std::time::UNIX_EPOCH)
            {
                oldest_ms = i64::try_from(modified.as_millis()).unwrap_or(now_ms);
            }
        }
        Ok((size, now_ms.saturating_sub(oldest_ms)))
    }

    /// Closes the log in order.
    ///
    /// # Errors
    /// [`MetadataLogError`].
    pub fn close(&self) -> Result<(), MetadataLogError> {
        Ok(self.log.close()?)
    }
}

fn log_config(config: &MetadataLogConfig) -> LogConfig {
    LogConfig {
        segment_bytes: config.segment_bytes,
        segment_ms: config.segment_ms,
        // Segments go when a snapshot lets them, not by their own size or age.
        retention_bytes: -1,
        retention_ms: -1,
        max_message_bytes: 8 << 20,
        ..LogConfig::default()
    }
}
