//! What a leader checks of a batch before it is appended, and the little it changes.
//!
//! All of it is independent of where the batch goes in the log, so it runs before the log's lock is taken. Bytes are
//! kept as they came: timestamps are patched in place, and only a topic with another codec, or a compressed batch
//! whose inner offsets are not consecutive, is written anew. Source: `LogValidator` in Apache Kafka 4.3.

use std::cell::RefCell;

use bytes::BytesMut;
use kavka_protocol::compression::{Codec, CompressionError, Compressor};
use kavka_protocol::record::{
    self, BatchBuilder, BatchHeader, BatchOptions, BatchView, RecordView, Scratch, Structure,
    patch_max_timestamp, validate_sequence, validate_structure,
};

use crate::append::AppendOrigin;
use crate::config::{CompressionConfig, LogConfig, TimestampType};
use crate::errors::{AppendError, RecordError};
use crate::partition::TopicPartition;

/// A single batch that may be appended once offset and epoch are patched in.
#[derive(Debug)]
pub(crate) struct ValidatedBatch {
    pub(crate) bytes: BytesMut,
    /// As it is in `bytes`.
    pub(crate) header: BatchHeader,
}

/// What the rules depend on.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) partition: &'a TopicPartition,
    pub(crate) config: &'a LogConfig,
    pub(crate) origin: AppendOrigin,
    pub(crate) now_ms: i64,
}

thread_local! {
    /// Memory of the codecs, kept between batches.
    static WORKSPACE: RefCell<(Scratch, Compressor)> = RefCell::new((Scratch::new(), Compressor::new()));
}

impl Rules<'_> {
    /// Checks the one batch in `bytes`. An incomplete batch behind it is cut off.
    pub(crate) fn validate(self, mut bytes: BytesMut) -> Result<ValidatedBatch, AppendError> {
        let header = self.check_frames(&bytes)?;
        bytes.truncate(header.size());
        WORKSPACE.with_borrow_mut(|(scratch, compressor)| {
            let structure = self.check_batch(&bytes, scratch)?;
            let source = header.compression().map_err(|error| self.record_error(&error))?;
            let target = self.target_codec(source);
            let is_kept = source == target.0 || (source == Codec::None && header.is_control());
            // Inner offsets matter only where Kafka looks at them: in compressed batches.
            let is_consecutive = structure.consecutive_offsets || source == Codec::None;
            if !(is_kept && is_consecutive) {
                let bytes = self.rewrite(&bytes, target, scratch, compressor)?;
                return self.finish(bytes);
            }
            match self.config.message_timestamp_type {
                TimestampType::CreateTime => {
                    patch_max_timestamp(
                        &mut bytes,
                        record::TimestampType::CreateTime,
                        structure.max_timestamp,
                    );
                }
                TimestampType::LogAppendTime => {
                    patch_max_timestamp(&mut bytes, record::TimestampType::LogAppendTime, self.now_ms);
                }
            }
            self.finish(bytes)
        })
    }

    fn finish(self, bytes: BytesMut) -> Result<ValidatedBatch, AppendError> {
        let header = BatchHeader::parse(&bytes).map_err(|error| self.record_error(&error))?;
        Ok(ValidatedBatch { bytes, header })
    }

    /// Checks frames and checksums of all batches, and that there is one.
    fn check_frames(self, bytes: &[u8]) -> Result<BatchHeader, AppendError> {
        let partition = self.partition;
        let mut first = None;
        let mut count = 0;
        for batch in record::batches(bytes) {
            let batch = batch.map_err(|error| self.record_error(&error))?;
            self.check_frame(&batch)?;
            first.get_or_insert(*batch.header());
            count += 1;
        }
        let Some(header) = first else {
            return Err(invalid_record("Record batch has no batches at all".to_owned()));
        };
        if header.magic < record::MAGIC {
            return Err(invalid_record(format!(
                "Message format v{} is not supported in topic partition {partition}, only v2 record batches can be written",
                header.magic
            )));
        }
        if count > 1 {
            return Err(invalid_record("Compressed outer record has more than one batch".to_owned()));
        }
        Ok(header)
    }

    fn check_frame(self, batch: &BatchView<'_>) -> Result<(), AppendError> {
        let (partition, header) = (self.partition, batch.header());
        if self.origin == AppendOrigin::Client && header.magic >= record::MAGIC && header.base_offset != 0 {
            return Err(invalid_record(format!(
                "The baseOffset of the record batch in the append to {partition} should be 0, but it is {}",
                header.base_offset
            )));
        }
        self.check_size(header.size())?;
        batch.verify_crc().map_err(|_| AppendError::CorruptRecord {
            message: format!(
                "Record is corrupt (stored crc = {}) in topic partition {partition}.",
                header.crc
            ),
        })
    }

    fn check_size(self, size: usize) -> Result<(), AppendError> {
        let max = self.config.max_message_bytes as usize;
        if size > max {
            return Err(AppendError::MessageTooLarge { partition: self.partition.clone(), size, max });
        }
        Ok(())
    }

    /// Checks header and records.
    fn check_batch(self, bytes: &[u8], scratch: &mut Scratch) -> Result<Structure, AppendError> {
        let batch = BatchView::parse(bytes).map_err(|error| self.record_error(&error))?;
        let header = batch.header();
        if self.origin == AppendOrigin::Client && header.is_control() {
            return Err(invalid_record(format!(
                "Clients are not allowed to write control records in topic partition {}",
                self.partition
            )));
        }
        if self.origin == AppendOrigin::Client {
            validate_sequence(header).map_err(|error| self.record_error(&error))?;
        }
        let mut errors = RecordErrors::default();
        let structure = validate_structure(&batch, scratch, |index, record| {
            self.check_record(header, index, record, &mut errors);
        });
        let structure = structure.map_err(|error| self.record_error(&error))?;
        errors.finish()?;
        Ok(structure)
    }

    #[inline(always)]
    fn check_record(
        self,
        header: &BatchHeader,
        index: i32,
        record: &RecordView<'_>,
        errors: &mut RecordErrors,
    ) {
        let Self { config, now_ms, .. } = self;
        if config.compact && record.key.is_none() {
            return self.refuse_without_key(index, errors);
        }
        let timestamp = record.timestamp;
        if config.message_timestamp_type == TimestampType::CreateTime && timestamp != record::NO_TIMESTAMP {
            let age = now_ms.wrapping_sub(timestamp);
            if age > config.message_timestamp_before_max_ms
                || age.wrapping_neg() > config.message_timestamp_after_max_ms
            {
                self.refuse_timestamp(index, record, errors);
            }
        } else if header.timestamp_type() == record::TimestampType::LogAppendTime {
            refuse_log_append_time(index, record, errors);
        }
    }

    #[cold]
    fn refuse_without_key(self, index: i32, errors: &mut RecordErrors) {
        let partition = self.partition;
        let message =
            format!("Compacted topic cannot accept message without key in topic partition {partition}");
        errors.push(index, message, false);
    }

    #[cold]
    fn refuse_timestamp(self, index: i32, record: &RecordView<'_>, errors: &mut RecordErrors) {
        let Self { config, now_ms, .. } = self;
        let message = format!(
            "Timestamp {} of message with offset {} is out of range. The timestamp should be within [{}, {}]",
            record.timestamp,
            record.offset,
            now_ms.wrapping_sub(config.message_timestamp_before_max_ms),
            now_ms.wrapping_add(config.message_timestamp_after_max_ms)
        );
        errors.push(index, message, true);
    }

    fn target_codec(self, source: Codec) -> (Codec, Option<i32>) {
        match self.config.compression {
            CompressionConfig::Producer => (source, None),
            CompressionConfig::Uncompressed => (Codec::None, None),
            CompressionConfig::Gzip(level) => (Codec::Gzip, Some(level)),
            CompressionConfig::Snappy => (Codec::Snappy, None),
            CompressionConfig::Lz4(level) => (Codec::Lz4, Some(level)),
            CompressionConfig::Zstd(level) => (Codec::Zstd, Some(level)),
        }
    }

    /// Writes the batch anew with another codec or with consecutive offsets.
    fn rewrite(
        self,
        bytes: &[u8],
        (codec, level): (Codec, Option<i32>),
        scratch: &mut Scratch,
        compressor: &mut Compressor,
    ) -> Result<BytesMut, AppendError> {
        let batch = BatchView::parse(bytes).map_err(|error| self.record_error(&error))?;
        let header = *batch.header();
        let timestamp_type = match self.config.message_timestamp_type {
            TimestampType::CreateTime => record::TimestampType::CreateTime,
            TimestampType::LogAppendTime => record::TimestampType::LogAppendTime,
        };
        let mut builder = BatchBuilder::new(BatchOptions {
            codec,
            level,
            timestamp_type,
            log_append_time: self.now_ms,
            producer_id: header.producer_id,
            producer_epoch: header.producer_epoch,
            base_sequence: header.base_sequence,
            transactional: header.is_transactional(),
            ..BatchOptions::default()
        });
        let records = batch.records(scratch).map_err(|error| self.record_error(&error))?;
        for (offset, record) in (0..).zip(records) {
            let record = record.map_err(|error| self.record_error(&error))?;
            builder.append_at(offset, &record).map_err(|error| self.record_error(&error))?;
        }
        let rewritten = builder.build(compressor).map_err(|error| self.record_error(&error))?;
        self.check_size(rewritten.len())?;
        Ok(rewritten)
    }

    /// The batch's fault in Kafka's words.
    fn record_error(self, error: &record::RecordError) -> AppendError {
        use record::RecordError as E;
        let partition = self.partition;
        let message = match error {
            E::BadOffsetRange { base, last } => {
                format!("Batch has an invalid offset range: [{base}, {last}] in topic partition {partition}")
            }
            E::BadCount { count } => {
                format!("Invalid reported count for record batch: {count} in topic partition {partition}")
            }
            E::InconsistentCount { base, last, count } => format!(
                "Inconsistent batch offset range [{base}, {last}] and count of records {count} in topic partition {partition}"
            ),
            E::BadSequence { sequence, producer_id } => format!(
                "Invalid sequence number {sequence} in record batch with producerId {producer_id} in topic partition {partition}"
            ),
            error => format!("{error} in topic partition {partition}"),
        };
        match error {
            E::Decompression(CompressionError::TooLarge { limit }) => {
                AppendError::DecompressedTooLarge { partition: partition.clone(), max: *limit }
            }
            E::UnknownCodec { .. } | E::Decompression(_) => AppendError::Undecodable { message },
            error if error.is_corrupt() => AppendError::CorruptRecord { message },
            _ => invalid_record(message),
        }
    }
}

#[cold]
fn refuse_log_append_time(index: i32, record: &RecordView<'_>, errors: &mut RecordErrors) {
    let message = format!(
        "Invalid timestamp type in message DefaultRecord(offset={}, timestamp={}, key={} bytes, value={} bytes). Producer should not set timestamp type to LogAppendTime.",
        record.offset,
        record.timestamp,
        record.key.map_or(0, <[u8]>::len),
        record.value.map_or(0, <[u8]>::len)
    );
    errors.push(index, message, true);
}

fn invalid_record(message: String) -> AppendError {
    AppendError::InvalidRecord { message, record_errors: Vec::new() }
}

/// The refused records of a batch.
#[derive(Default)]
struct RecordErrors {
    errors: Vec<RecordError>,
    timestamp: bool,
}

impl RecordErrors {
    fn push(&mut self, batch_index: i32, message: String, timestamp: bool) {
        self.errors.push(RecordError { batch_index, message });
        self.timestamp |= timestamp;
    }

    fn finish(self) -> Result<(), AppendError> {
        let Self { errors: record_errors, timestamp } = self;
        if record_errors.is_empty() {
            return Ok(());
        }
        if timestamp {
            let message = "One or more records have been rejected due to invalid timestamp".to_owned();
            return Err(AppendError::InvalidTimestamp { message, record_errors });
        }
        let shown = |error: &RecordError| {
            format!("RecordError(batchIndex={}, message='{}')", error.batch_index, error.message)
        };
        let first: Vec<_> = record_errors.iter().take(3).map(shown).collect();
        let message = format!(
            "One or more records have been rejected due to {} record errors in total, and only showing the first three errors at most: [{}]",
            record_errors.len(),
            first.join(", ")
        );
        Err(AppendError::InvalidRecord { message, record_errors })
    }
}
