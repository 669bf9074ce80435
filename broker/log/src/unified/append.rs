//! Appending.

use std::io;
use std::sync::atomic::Ordering;

use bytes::{Bytes, BytesMut};
use kavka_protocol::record::{self, BatchView, RecordError, patch_base_offset, patch_leader_epoch};
use parking_lot::MutexGuard;

use super::{UnifiedLog, Writer};
use crate::Offset;
use crate::append::{AppendInfo, AppendOptions, AppendOrigin};
use crate::config::{LogConfig, TimestampType};
use crate::errors::AppendError;
use crate::producer_state::{Marker, Origin, Pending, RecentBatch, VerificationGuard, Verified};
use crate::segment::RollCheck;
use crate::validator::{Rules, ValidatedBatch};

/// Batches that already have their offsets.
#[derive(Debug, Default)]
struct Assigned {
    first_offset: Offset,
    last_offset: Offset,
    max_timestamp: i64,
    last_leader_epoch: i32,
    record_count: i64,
    bytes: usize,
}

impl UnifiedLog {
    /// Appends a batch of a client or coordinator: validates, assigns offsets, writes once.
    ///
    /// The data is in the page cache on return, not on disk. With [`AppendOrigin::Raft`] there may be several
    /// batches, which bring their offsets and epochs, as the quorum's leader builds them.
    ///
    /// A batch that an idempotent producer sent before is not appended again; the answer then tells where it is.
    ///
    /// # Errors
    /// [`AppendError`]; nothing was appended then.
    pub fn append_as_leader(
        &self,
        records: BytesMut,
        options: AppendOptions,
    ) -> Result<AppendInfo, AppendError> {
        self.context.set_now(options.now_ms);
        let config = self.config();
        if options.origin == AppendOrigin::Raft {
            return self.append_assigned(&records, options.leader_epoch, &config, options.now_ms, true);
        }
        let rules = Rules {
            partition: &self.partition,
            config: &config,
            origin: options.origin,
            now_ms: options.now_ms,
        };
        let batch = rules.validate(records)?;
        let size = batch.bytes.len();
        let mut writer = self.lock_writer()?;
        let info = self.append_validated(&mut writer, batch, options, &config)?;
        self.after_append(writer, &config);
        debug_assert!(info.duplicate || info.bytes == size);
        Ok(info)
    }

    fn append_validated(
        &self,
        writer: &mut Writer,
        batch: ValidatedBatch,
        options: AppendOptions,
        config: &LogConfig,
    ) -> Result<AppendInfo, AppendError> {
        let ValidatedBatch { mut bytes, mut header } = batch;
        let first_offset = self.log_end_offset();
        header.base_offset = first_offset;
        header.partition_leader_epoch = options.leader_epoch;
        let last_offset = header.last_offset();
        let log_append_time = match config.message_timestamp_type {
            TimestampType::CreateTime => -1,
            TimestampType::LogAppendTime => options.now_ms,
        };
        let mut info = AppendInfo {
            first_offset,
            last_offset,
            max_timestamp: header.max_timestamp,
            log_append_time,
            log_start_offset: self.log_start_offset(),
            last_leader_epoch: options.leader_epoch,
            bytes: bytes.len(),
            record_count: i64::from(header.records_count),
            duplicate: false,
        };
        let mut pending = Pending::default();
        if header.has_producer_id() {
            if options.origin == AppendOrigin::Client
                && let Some(earlier) = writer.producers.find_duplicate(&header)
            {
                return Ok(duplicate(info, &earlier));
            }
            if !header.is_control() {
                writer.producers.check_verified(&header, self.verified(options.verification))?;
            }
            let origin = match options.origin {
                AppendOrigin::Client => Origin::Client,
                AppendOrigin::Coordinator | AppendOrigin::Raft => Origin::Coordinator,
            };
            let view = BatchView::parse(&bytes).map_err(|error| corrupt(&error))?;
            let marker = Marker::read(&view)?;
            writer.producers.prepare(&mut pending, &header, marker, origin, &self.partition)?;
        }
        self.roll_for(writer, config, options.now_ms, &info)?;
        patch_base_offset(&mut bytes, first_offset);
        patch_leader_epoch(&mut bytes, options.leader_epoch);
        self.write(writer, &bytes, pending, config, last_offset)?;
        self.epochs.lock().assign(options.leader_epoch, first_offset);
        info.log_start_offset = self.log_start_offset();
        Ok(info)
    }

    fn verified(&self, guard: VerificationGuard) -> Verified {
        match self.verify_transactions.load(Ordering::Relaxed) {
            true => Verified::Guard(guard),
            false => Verified::Unasked,
        }
    }

    /// Appends batches fetched from the leader, whose offsets and epochs they keep.
    ///
    /// A partial batch at the end is dropped. `leader_epoch` is the epoch of this replica's leader: batches with a
    /// higher one, and what follows them, come from a leader that this replica does not know yet, and are dropped.
    ///
    /// # Errors
    /// [`AppendError`]; nothing was appended then.
    pub fn append_as_follower(
        &self,
        records: Bytes,
        leader_epoch: i32,
        now_ms: i64,
    ) -> Result<AppendInfo, AppendError> {
        self.context.set_now(now_ms);
        let config = self.config();
        self.append_assigned(&records, leader_epoch, &config, now_ms, false)
    }

    fn append_assigned(
        &self,
        records: &[u8],
        leader_epoch: i32,
        config: &LogConfig,
        now_ms: i64,
        from_raft_leader: bool,
    ) -> Result<AppendInfo, AppendError> {
        let assigned = self.analyze(records, leader_epoch, config, from_raft_leader)?;
        let mut info = AppendInfo {
            first_offset: assigned.first_offset,
            last_offset: assigned.last_offset,
            max_timestamp: assigned.max_timestamp,
            log_append_time: -1,
            log_start_offset: self.log_start_offset(),
            last_leader_epoch: assigned.last_leader_epoch,
            bytes: assigned.bytes,
            record_count: assigned.record_count,
            duplicate: false,
        };
        if assigned.bytes == 0 {
            return Ok(info);
        }
        let records = &records[..assigned.bytes];
        let mut writer = self.lock_writer()?;
        let next_offset = self.log_end_offset();
        if assigned.first_offset < next_offset {
            return Err(AppendError::UnexpectedOffset {
                partition: self.partition.clone(),
                first_offset: assigned.first_offset,
                last_offset: assigned.last_offset,
                next_offset,
            });
        }
        let pending = self.prepare_assigned(&writer, records)?;
        self.roll_for(&mut writer, config, now_ms, &info)?;
        self.write(&mut writer, records, pending, config, assigned.last_offset)?;
        self.assign_epochs(records);
        info.log_start_offset = self.log_start_offset();
        self.after_append(writer, config);
        Ok(info)
    }

    /// Checks batches that keep their offsets.
    fn analyze(
        &self,
        records: &[u8],
        leader_epoch: i32,
        config: &LogConfig,
        from_raft_leader: bool,
    ) -> Result<Assigned, AppendError> {
        let mut found = Assigned {
            first_offset: -1,
            last_offset: -1,
            max_timestamp: -1,
            last_leader_epoch: -1,
            ..Assigned::default()
        };
        for batch in record::batches(records) {
            let batch = batch.map_err(|error| corrupt(&error))?;
            let header = batch.header();
            let epoch = header.partition_leader_epoch;
            if from_raft_leader && epoch != leader_epoch {
                return Err(AppendError::InvalidRecord {
                    message: format!(
                        "Append from Raft leader did not set the batch epoch correctly, expected {leader_epoch} but the batch has {epoch}"
                    ),
                    record_errors: Vec::new(),
                });
            }
            if epoch > leader_epoch {
                tracing::info!(partition = %self.partition, epoch, leader_epoch, "batches of a later leader are skipped");
                break;
            }
            let max = config.max_message_bytes as usize;
            if from_raft_leader && header.size() > max {
                let (partition, size) = (self.partition.clone(), header.size());
                return Err(AppendError::MessageTooLarge { partition, size, max });
            }
            batch.verify_crc().map_err(|error| corrupt(&error))?;
            if header.last_offset() <= found.last_offset || header.last_offset() < header.base_offset {
                return Err(AppendError::OffsetsOutOfOrder { partition: self.partition.clone() });
            }
            if found.bytes == 0 {
                found.first_offset = header.base_offset;
            }
            found.last_offset = header.last_offset();
            found.max_timestamp = found.max_timestamp.max(header.max_timestamp);
            found.last_leader_epoch = epoch;
            found.record_count += i64::from(header.records_count.max(0));
            found.bytes += header.size();
        }
        Ok(found)
    }

    fn prepare_assigned(&self, writer: &Writer, records: &[u8]) -> Result<Pending, AppendError> {
        let mut pending = Pending::default();
        for batch in record::batches(records) {
            let batch = batch.map_err(|error| corrupt(&error))?;
            if batch.header().has_producer_id() {
                let marker = Marker::read(&batch)?;
                let header = batch.header();
                writer.producers.prepare(
                    &mut pending,
                    header,
                    marker,
                    Origin::Replication,
                    &self.partition,
                )?;
            }
        }
        Ok(pending)
    }

    fn assign_epochs(&self, records: &[u8]) {
        let mut epochs = self.epochs.lock();
        for batch in record::batches(records).flatten() {
            let header = batch.header();
            if header.magic >= record::MAGIC {
                epochs.assign(header.partition_leader_epoch, header.base_offset);
            } else {
                epochs.clear();
            }
        }
    }

    /// Rolls the active segment if the append does not fit into it.
    pub(super) fn roll_for(
        &self,
        writer: &mut Writer,
        config: &LogConfig,
        now_ms: i64,
        info: &AppendInfo,
    ) -> Result<(), AppendError> {
        if info.bytes as u64 > u64::from(config.segment_bytes) {
            return Err(AppendError::BatchSetTooLarge {
                partition: self.partition.clone(),
                size: info.bytes,
                max: config.segment_bytes as usize,
            });
        }
        let check = RollCheck {
            now_ms,
            max_timestamp: info.max_timestamp,
            last_offset: info.last_offset,
            bytes: info.bytes,
        };
        let active = self.active();
        let rolled = active.should_roll(config, check).and_then(|should_roll| match should_roll {
            true => self.roll_locked(writer, info.first_offset, now_ms).map(drop),
            false => Ok(()),
        });
        rolled.map_err(|source| self.append_failed(source))
    }

    /// Writes to the active segment and publishes the new end.
    ///
    /// The producer state is taken over before the end moves: a reader that sees a transactional record must find
    /// the transaction open, or a `read_committed` consumer would be shown undecided records.
    pub(super) fn write(
        &self,
        writer: &mut Writer,
        records: &[u8],
        pending: Pending,
        config: &LogConfig,
        last_offset: Offset,
    ) -> Result<(), AppendError> {
        let active = self.active();
        let written = active.append(records, config.index_interval_bytes).and_then(|()| {
            writer.producers.apply(pending, |aborted| Ok(active.txn_index.append(&aborted)?))
        });
        written.map_err(|source| self.append_failed(source))?;
        writer.producers.set_map_end_offset(last_offset + 1);
        if writer.producers.has_transactions() || self.has_transactions.load(Ordering::Relaxed) {
            self.update_first_unstable(writer);
        }
        self.publish_end(last_offset + 1);
        Ok(())
    }

    pub(super) fn lock_writer(&self) -> Result<MutexGuard<'_, Writer>, AppendError> {
        let writer = self.writer.lock();
        if writer.closed {
            return Err(self.storage_error(io::Error::other("the log is closed")));
        }
        self.context.check_online().map_err(|source| self.storage_error(source))?;
        Ok(writer)
    }

    /// `flush.messages`
    pub(super) fn after_append(&self, writer: MutexGuard<'_, Writer>, config: &LogConfig) {
        drop(writer);
        let unflushed = self.log_end_offset() - self.recovery_point();
        if unflushed >= config.flush_messages
            && let Err(error) = self.flush()
        {
            // The append itself is done; the directory is offline now, which later calls tell.
            tracing::error!(partition = %self.partition, %error, "flush after an append failed");
        }
    }

    fn append_failed(&self, source: io::Error) -> AppendError {
        self.context.fail(&format!("error while appending records to {}", self.partition), &source);
        self.storage_error(source)
    }

    fn storage_error(&self, source: io::Error) -> AppendError {
        AppendError::Storage { partition: self.partition.clone(), dir: self.context.path.clone(), source }
    }
}

fn duplicate(info: AppendInfo, earlier: &RecentBatch) -> AppendInfo {
    AppendInfo {
        first_offset: earlier.first_offset(),
        last_offset: earlier.last_offset,
        // Kafka gives the batch's timestamp here, whatever the topic's timestamp type.
        log_append_time: earlier.timestamp,
        bytes: 0,
        duplicate: true,
        ..info
    }
}

fn corrupt(error: &RecordError) -> AppendError {
    AppendError::CorruptRecord { message: error.to_string() }
}
