//! Appending the ends of transactions.

use kavka_protocol::record::{
    BatchView, TimestampType, TransactionMarker, patch_base_offset, patch_leader_epoch,
};

use super::{UnifiedLog, Writer};
use crate::Offset;
use crate::append::AppendInfo;
use crate::config::{self, LogConfig};
use crate::errors::AppendError;
use crate::producer_state::{Marker, Origin, Pending};

/// Bytes of markers written at once, which is some hundreds of them.
const WRITE_BYTES_MAX: usize = 32 << 10;

/// What is the same for all markers of an append.
#[derive(Clone, Copy)]
struct Stamp {
    leader_epoch: i32,
    timestamp_type: TimestampType,
    now_ms: i64,
}

/// Markers that are valid and have their offsets, but are not written yet.
#[derive(Default)]
struct Chunk {
    bytes: Vec<u8>,
    pending: Pending,
    count: i64,
}

impl UnifiedLog {
    /// Appends the ends of transactions, each as a batch of its own, with as few writes as possible. The answers are
    /// in the order of the markers.
    ///
    /// A marker is also written where its transaction has written nothing, since it carries the producer's epoch.
    ///
    /// # Errors
    /// The outer one is the file's, and what was written before it stays. The inner ones are of single markers:
    /// [`AppendError::InvalidProducerEpoch`] of a fenced producer, [`AppendError::TransactionCoordinatorFenced`] of a
    /// coordinator that has been replaced.
    pub fn append_markers(
        &self,
        markers: &[TransactionMarker],
        leader_epoch: i32,
        now_ms: i64,
    ) -> Result<Vec<Result<AppendInfo, AppendError>>, AppendError> {
        self.context.set_now(now_ms);
        let config = self.config();
        let timestamp_type = match config.message_timestamp_type {
            config::TimestampType::CreateTime => TimestampType::CreateTime,
            config::TimestampType::LogAppendTime => TimestampType::LogAppendTime,
        };
        let stamp = Stamp { leader_epoch, timestamp_type, now_ms };
        let chunk_bytes = WRITE_BYTES_MAX.min(config.segment_bytes as usize);
        let mut writer = self.lock_writer()?;
        let mut chunk = Chunk::default();
        let mut answers = Vec::with_capacity(markers.len());
        for marker in markers {
            let batch = marker.to_batch(stamp.timestamp_type, now_ms);
            if chunk.bytes.len() + batch.len() > chunk_bytes {
                self.write_markers(&mut writer, std::mem::take(&mut chunk), &config, stamp)?;
            }
            answers.push(self.add_marker(&writer, &mut chunk, marker, batch, stamp));
        }
        self.write_markers(&mut writer, chunk, &config, stamp)?;
        self.after_append(writer, &config);
        Ok(answers)
    }

    fn add_marker(
        &self,
        writer: &Writer,
        chunk: &mut Chunk,
        marker: &TransactionMarker,
        mut batch: bytes::BytesMut,
        stamp: Stamp,
    ) -> Result<AppendInfo, AppendError> {
        let offset = self.log_end_offset() + chunk.count;
        patch_base_offset(&mut batch, offset);
        patch_leader_epoch(&mut batch, stamp.leader_epoch);
        let header = *BatchView::parse(&batch)
            .map_err(|error| AppendError::CorruptRecord { message: error.to_string() })?
            .header();
        let content = Some(Marker::new(marker, stamp.now_ms));
        let pending = &mut chunk.pending;
        writer.producers.prepare(pending, &header, content, Origin::Coordinator, &self.partition)?;
        chunk.bytes.extend_from_slice(&batch);
        chunk.count += 1;
        Ok(self.marker_info(offset, batch.len(), stamp))
    }

    fn marker_info(&self, offset: Offset, bytes: usize, stamp: Stamp) -> AppendInfo {
        let log_append_time = match stamp.timestamp_type {
            TimestampType::CreateTime => -1,
            TimestampType::LogAppendTime => stamp.now_ms,
        };
        AppendInfo {
            first_offset: offset,
            last_offset: offset,
            max_timestamp: stamp.now_ms,
            log_append_time,
            log_start_offset: self.log_start_offset(),
            last_leader_epoch: stamp.leader_epoch,
            bytes,
            record_count: 1,
            duplicate: false,
        }
    }

    fn write_markers(
        &self,
        writer: &mut Writer,
        chunk: Chunk,
        config: &LogConfig,
        stamp: Stamp,
    ) -> Result<(), AppendError> {
        if chunk.count == 0 {
            return Ok(());
        }
        let first_offset = self.log_end_offset();
        let last_offset = first_offset + chunk.count - 1;
        let info = AppendInfo { first_offset, ..self.marker_info(last_offset, chunk.bytes.len(), stamp) };
        self.roll_for(writer, config, stamp.now_ms, &info)?;
        self.write(writer, &chunk.bytes, chunk.pending, config, last_offset)?;
        self.epochs.lock().assign(stamp.leader_epoch, first_offset);
        Ok(())
    }
}
