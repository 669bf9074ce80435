//! Writing batches.

use super::header::{
    ATTRIBUTES_AT, BASE_SEQUENCE_AT, BASE_TIMESTAMP_AT, CONTROL, COUNT_AT, CRC_AT, DELETE_HORIZON,
    LAST_OFFSET_DELTA_AT, LEADER_EPOCH_AT, LENGTH_AT, LOG_APPEND_TIME, MAGIC_AT, MAX_TIMESTAMP_AT,
    PRODUCER_EPOCH_AT, PRODUCER_ID_AT, TRANSACTIONAL,
};
use super::{
    BATCH_OVERHEAD, BatchHeader, LOG_OVERHEAD, MAGIC, NO_LEADER_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID,
    NO_SEQUENCE, NO_TIMESTAMP, RecordError, RecordView, TimestampType, crc32c, varint_len, varlong_len,
    write_varint, write_varlong,
};
use crate::compression::{Codec, Compressor};
use bytes::BytesMut;

/// What a batch says about all its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchOptions {
    /// Offset of the first record; 0 from a producer.
    pub base_offset: i64,
    /// The codec.
    pub codec: Codec,
    /// The codec's level; `None` is Kafka's default.
    pub level: Option<i32>,
    /// Who set the timestamps; for the broker's, see [`BatchOptions::log_append_time`].
    pub timestamp_type: TimestampType,
    /// The timestamp of all records where the broker sets it.
    pub log_append_time: i64,
    /// -1 without idempotence.
    pub producer_id: i64,
    /// -1 without idempotence.
    pub producer_epoch: i16,
    /// -1 without idempotence.
    pub base_sequence: i32,
    /// Part of a transaction.
    pub transactional: bool,
    /// For brokers, not for consumers.
    pub control: bool,
    /// -1 from a producer.
    pub partition_leader_epoch: i32,
    /// When the tombstones of the batch may go (the cleaner's).
    pub delete_horizon_ms: Option<i64>,
    /// Offset of the last record where that is not the last one present, as after compaction.
    pub last_offset: Option<i64>,
}

impl Default for BatchOptions {
    fn default() -> Self {
        BatchOptions {
            base_offset: 0,
            codec: Codec::None,
            level: None,
            timestamp_type: TimestampType::CreateTime,
            log_append_time: NO_TIMESTAMP,
            producer_id: NO_PRODUCER_ID,
            producer_epoch: NO_PRODUCER_EPOCH,
            base_sequence: NO_SEQUENCE,
            transactional: false,
            control: false,
            partition_leader_epoch: NO_LEADER_EPOCH,
            delete_horizon_ms: None,
            last_offset: None,
        }
    }
}

impl BatchOptions {
    /// What another batch says, for rewriting it: offsets, producer, flags, timestamps and codec are kept.
    ///
    /// # Errors
    /// [`RecordError::UnknownCodec`].
    pub fn like(header: &BatchHeader) -> Result<BatchOptions, RecordError> {
        Ok(BatchOptions {
            base_offset: header.base_offset,
            codec: header.compression()?,
            level: None,
            timestamp_type: header.timestamp_type(),
            log_append_time: header.log_append_time().unwrap_or(NO_TIMESTAMP),
            producer_id: header.producer_id,
            producer_epoch: header.producer_epoch,
            base_sequence: header.base_sequence,
            transactional: header.is_transactional(),
            control: header.is_control(),
            partition_leader_epoch: header.partition_leader_epoch,
            delete_horizon_ms: header.delete_horizon_ms(),
            last_offset: Some(header.last_offset()),
        })
    }

    fn attributes(&self) -> i16 {
        let flag = |set: bool, bit: i16| if set { bit } else { 0 };
        i16::from(self.codec.id())
            | flag(self.timestamp_type == TimestampType::LogAppendTime, LOG_APPEND_TIME)
            | flag(self.transactional, TRANSACTIONAL)
            | flag(self.control, CONTROL)
            | flag(self.delete_horizon_ms.is_some(), DELETE_HORIZON)
    }
}

/// Collects records into one batch.
#[derive(Debug)]
pub struct BatchBuilder {
    options: BatchOptions,
    /// Room for the header, then the records, not compressed.
    buffer: Vec<u8>,
    count: i32,
    base_timestamp: i64,
    max_timestamp: i64,
    last_offset: i64,
}

impl BatchBuilder {
    /// The largest body: the length is 32 bits.
    const BODY_MAX: usize = i32::MAX as usize - BATCH_OVERHEAD;

    /// An empty builder.
    pub fn new(options: BatchOptions) -> Self {
        BatchBuilder::with_capacity(options, 0)
    }

    /// An empty builder with room for `bytes` of records.
    pub fn with_capacity(options: BatchOptions, bytes: usize) -> Self {
        BatchBuilder::over(options, Vec::with_capacity(BATCH_OVERHEAD + bytes))
    }

    /// An empty builder that writes into a buffer that has been used before; what it held is gone.
    pub fn over(options: BatchOptions, mut buffer: Vec<u8>) -> Self {
        buffer.clear();
        buffer.resize(BATCH_OVERHEAD, 0);
        BatchBuilder {
            options,
            buffer,
            count: 0,
            base_timestamp: options.delete_horizon_ms.unwrap_or(NO_TIMESTAMP),
            max_timestamp: NO_TIMESTAMP,
            last_offset: options.base_offset - 1,
        }
    }

    /// What was given to [`BatchBuilder::new`].
    pub fn options(&self) -> &BatchOptions {
        &self.options
    }

    /// Changes what the batch says about its records, such as producer id and sequence once they are known.
    /// Base offset and delete horizon must stay as they are once there are records, which refer to them.
    pub fn options_mut(&mut self) -> &mut BatchOptions {
        &mut self.options
    }

    /// Records so far.
    pub fn count(&self) -> i32 {
        self.count
    }

    /// Bytes of the batch so far, not compressed.
    pub fn size(&self) -> usize {
        self.buffer.len()
    }

    /// Greatest timestamp so far.
    pub fn max_timestamp(&self) -> i64 {
        self.max_timestamp
    }

    /// Appends a record at the next offset.
    ///
    /// # Errors
    /// [`RecordError::TooLarge`], and then the batch is as before.
    pub fn append(
        &mut self,
        timestamp: i64,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: &[(&[u8], Option<&[u8]>)],
    ) -> Result<(), RecordError> {
        self.append_within(usize::MAX, timestamp, key, value, headers).map(drop)
    }

    /// As [`BatchBuilder::append`], unless the record takes more than `room` bytes and is not the first: then it says
    /// false and changes nothing.
    ///
    /// # Errors
    /// [`RecordError::TooLarge`], and then the batch is as before.
    pub fn append_within(
        &mut self,
        room: usize,
        timestamp: i64,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: &[(&[u8], Option<&[u8]>)],
    ) -> Result<bool, RecordError> {
        let headers_len: usize =
            headers.iter().map(|(key, value)| bytes_len(Some(key)) + bytes_len(*value)).sum();
        let offset = self.last_offset + 1;
        self.record(room, offset, timestamp, key, value, headers.len(), headers_len, |out| {
            for (key, value) in headers {
                write_bytes(Some(key), out);
                write_bytes(*value, out);
            }
        })
    }

    /// Appends a record as it is, at `offset`, which must be greater than those before.
    ///
    /// # Errors
    /// [`RecordError::TooLarge`]; [`RecordError::BadOffsetRange`] for an offset that does not fit.
    pub fn append_at(&mut self, offset: i64, record: &RecordView<'_>) -> Result<(), RecordError> {
        let raw = record.headers.raw();
        let count = record.headers.len();
        let (key, value) = (record.key, record.value);
        self.record(usize::MAX, offset, record.timestamp, key, value, count, raw.len(), |out| {
            out.extend_from_slice(raw);
        })
        .map(drop)
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a record")]
    fn record(
        &mut self,
        room: usize,
        offset: i64,
        timestamp: i64,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        header_count: usize,
        headers_len: usize,
        write_headers: impl FnOnce(&mut Vec<u8>),
    ) -> Result<bool, RecordError> {
        let bad_offset = RecordError::BadOffsetRange { base: self.options.base_offset, last: offset };
        if offset <= self.last_offset {
            return Err(bad_offset);
        }
        let Ok(offset_delta) = i32::try_from(offset - self.options.base_offset) else {
            return Err(bad_offset);
        };
        let is_first = self.count == 0;
        let base_timestamp = if is_first && self.options.delete_horizon_ms.is_none() {
            timestamp
        } else {
            self.base_timestamp
        };
        let timestamp_delta = timestamp.wrapping_sub(base_timestamp);
        let header_count = header_count as i32;
        let body = 1
            + varlong_len(timestamp_delta)
            + varint_len(offset_delta)
            + bytes_len(key)
            + bytes_len(value)
            + varint_len(header_count)
            + headers_len;
        if self.buffer.len() + body + 5 > Self::BODY_MAX {
            return Err(RecordError::TooLarge { max: Self::BODY_MAX });
        }
        if !is_first && varint_len(body as i32) + body > room {
            return Ok(false);
        }
        self.base_timestamp = base_timestamp;
        let out = &mut self.buffer;
        out.reserve(body + 5);
        write_varint(body as i32, out);
        out.push(0);
        write_varlong(timestamp_delta, out);
        write_varint(offset_delta, out);
        write_bytes(key, out);
        write_bytes(value, out);
        write_varint(header_count, out);
        write_headers(out);
        self.count += 1;
        self.last_offset = offset;
        self.max_timestamp = self.max_timestamp.max(timestamp);
        Ok(true)
    }

    /// The most bytes that [`BatchBuilder::append`] adds for a record.
    pub fn record_size_max(
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: &[(&[u8], Option<&[u8]>)],
    ) -> usize {
        let headers_len: usize =
            headers.iter().map(|(key, value)| bytes_len(Some(key)) + bytes_len(*value)).sum();
        5 + 1 + 10 + 5 + bytes_len(key) + bytes_len(value) + varint_len(headers.len() as i32) + headers_len
    }

    /// The finished batch. `compressor` is used where the options name a codec.
    ///
    /// # Errors
    /// [`RecordError::Decompression`] if the encoder fails, [`RecordError::TooLarge`].
    pub fn build(self, compressor: &mut Compressor) -> Result<BytesMut, RecordError> {
        let mut packed = Vec::new();
        if self.options.codec != Codec::None {
            packed.reserve(BATCH_OVERHEAD + (self.buffer.len() - BATCH_OVERHEAD) / 2);
        }
        let batch = self.build_with(compressor, &mut packed)?;
        Ok(BytesMut::from(bytes::Bytes::from(batch)))
    }

    /// As [`BatchBuilder::build`] with memory for the compressed batch in `spare`, in place of which the buffer of the
    /// records comes back. Without a codec `spare` stays as it is.
    ///
    /// # Errors
    /// As [`BatchBuilder::build`].
    pub fn build_with(
        mut self,
        compressor: &mut Compressor,
        spare: &mut Vec<u8>,
    ) -> Result<Vec<u8>, RecordError> {
        if self.options.codec != Codec::None {
            let mut packed = std::mem::take(spare);
            packed.clear();
            packed.resize(BATCH_OVERHEAD, 0);
            let (codec, level) = (self.options.codec, self.options.level);
            compressor.compress(codec, level, &self.buffer[BATCH_OVERHEAD..], &mut packed)?;
            *spare = std::mem::replace(&mut self.buffer, packed);
        }
        if self.buffer.len() > Self::BODY_MAX {
            return Err(RecordError::TooLarge { max: Self::BODY_MAX });
        }
        let max_timestamp = match self.options.timestamp_type {
            TimestampType::CreateTime => self.max_timestamp,
            TimestampType::LogAppendTime => self.options.log_append_time,
        };
        let last_offset = self.options.last_offset.unwrap_or(self.last_offset);
        let header = BatchHeader {
            base_offset: self.options.base_offset,
            batch_length: (self.buffer.len() - LOG_OVERHEAD) as i32,
            partition_leader_epoch: self.options.partition_leader_epoch,
            magic: MAGIC,
            crc: 0,
            attributes: self.options.attributes(),
            last_offset_delta: i32::try_from(last_offset - self.options.base_offset).map_err(|_| {
                RecordError::BadOffsetRange { base: self.options.base_offset, last: last_offset }
            })?,
            base_timestamp: self.base_timestamp,
            max_timestamp,
            producer_id: self.options.producer_id,
            producer_epoch: self.options.producer_epoch,
            base_sequence: self.options.base_sequence,
            records_count: self.count,
        };
        write_header(&header, &mut self.buffer);
        Ok(self.buffer)
    }
}

/// Appends a batch without records that stands for one that compaction has emptied: offsets, producer and
/// sequence are kept, since the producer's state is rebuilt from them.
pub fn write_empty_batch(like: &BatchHeader, out: &mut Vec<u8>) {
    let header = BatchHeader {
        batch_length: (BATCH_OVERHEAD - LOG_OVERHEAD) as i32,
        magic: MAGIC,
        attributes: like.attributes & (LOG_APPEND_TIME | TRANSACTIONAL | CONTROL),
        base_timestamp: NO_TIMESTAMP,
        records_count: 0,
        ..*like
    };
    let at = out.len();
    out.resize(at + BATCH_OVERHEAD, 0);
    write_header(&header, &mut out[at..]);
}

/// Writes `header` over the start of `batch`, which is one whole batch, and computes the CRC.
fn write_header(header: &BatchHeader, batch: &mut [u8]) {
    let mut put = |at: usize, bytes: &[u8]| batch[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &header.base_offset.to_be_bytes());
    put(LENGTH_AT, &header.batch_length.to_be_bytes());
    put(LEADER_EPOCH_AT, &header.partition_leader_epoch.to_be_bytes());
    put(MAGIC_AT, &header.magic.to_be_bytes());
    put(ATTRIBUTES_AT, &header.attributes.to_be_bytes());
    put(LAST_OFFSET_DELTA_AT, &header.last_offset_delta.to_be_bytes());
    put(BASE_TIMESTAMP_AT, &header.base_timestamp.to_be_bytes());
    put(MAX_TIMESTAMP_AT, &header.max_timestamp.to_be_bytes());
    put(PRODUCER_ID_AT, &header.producer_id.to_be_bytes());
    put(PRODUCER_EPOCH_AT, &header.producer_epoch.to_be_bytes());
    put(BASE_SEQUENCE_AT, &header.base_sequence.to_be_bytes());
    put(COUNT_AT, &header.records_count.to_be_bytes());
    let crc = crc32c(&batch[ATTRIBUTES_AT..]);
    batch[CRC_AT..CRC_AT + 4].copy_from_slice(&crc.to_be_bytes());
}

fn bytes_len(bytes: Option<&[u8]>) -> usize {
    match bytes {
        Some(bytes) => varint_len(bytes.len() as i32) + bytes.len(),
        None => 1,
    }
}

fn write_bytes(bytes: Option<&[u8]>, out: &mut Vec<u8>) {
    match bytes {
        Some(bytes) => {
            write_varint(bytes.len() as i32, out);
            out.extend_from_slice(bytes);
        }
        None => write_varint(-1, out),
    }
}
