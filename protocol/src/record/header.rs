//! The header of a batch, and the fields that a broker changes in place.

use super::{
    BATCH_OVERHEAD, LOG_OVERHEAD, MESSAGE_OVERHEAD, NO_LEADER_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID,
    NO_SEQUENCE, NO_TIMESTAMP, RecordError, crc32c, increment_sequence, legacy,
};
use crate::compression::Codec;

pub(super) const CODEC_MASK: i16 = 0x07;
pub(super) const LOG_APPEND_TIME: i16 = 1 << 3;
pub(super) const TRANSACTIONAL: i16 = 1 << 4;
pub(super) const CONTROL: i16 = 1 << 5;
pub(super) const DELETE_HORIZON: i16 = 1 << 6;

pub(super) const LENGTH_AT: usize = 8;
pub(super) const LEADER_EPOCH_AT: usize = 12;
pub(super) const MAGIC_AT: usize = 16;
pub(super) const CRC_AT: usize = 17;
pub(super) const ATTRIBUTES_AT: usize = 21;
pub(super) const LAST_OFFSET_DELTA_AT: usize = 23;
pub(super) const BASE_TIMESTAMP_AT: usize = 27;
pub(super) const MAX_TIMESTAMP_AT: usize = 35;
pub(super) const PRODUCER_ID_AT: usize = 43;
pub(super) const PRODUCER_EPOCH_AT: usize = 51;
pub(super) const BASE_SEQUENCE_AT: usize = 53;
pub(super) const COUNT_AT: usize = 57;

/// Who sets the timestamps of a batch (`message.timestamp.type`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TimestampType {
    /// The producer.
    #[default]
    CreateTime,
    /// The broker: the batch's max timestamp is the timestamp of every record.
    LogAppendTime,
}

impl TimestampType {
    /// Kafka's name, as in `message.timestamp.type` and in the output of tools.
    pub fn name(self) -> &'static str {
        match self {
            TimestampType::CreateTime => "CreateTime",
            TimestampType::LogAppendTime => "LogAppendTime",
        }
    }
}

/// The parsed header of a batch. For formats 0 and 1 it describes one message, or one compressed set of messages:
/// then `base_offset` is the offset of the *last* of them, `records_count` is 1 and what the format lacks is -1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchHeader {
    /// Offset of the first record, also when compaction has removed it.
    pub base_offset: i64,
    /// Bytes after the length field.
    pub batch_length: i32,
    /// Epoch of the leader that appended the batch; outside the CRC.
    pub partition_leader_epoch: i32,
    /// Message format, 0 to 2.
    pub magic: i8,
    /// CRC-32C (format 2) or CRC-32 of what follows it.
    pub crc: u32,
    /// Codec, timestamp type and flags.
    pub attributes: i16,
    /// Distance of the last record; kept through compaction.
    pub last_offset_delta: i32,
    /// What timestamp deltas count from; the delete horizon where that flag is set.
    pub base_timestamp: i64,
    /// Greatest timestamp of the batch.
    pub max_timestamp: i64,
    /// -1 without idempotence.
    pub producer_id: i64,
    /// -1 without idempotence.
    pub producer_epoch: i16,
    /// Sequence number of the record at `base_offset`; -1 without idempotence and in control batches.
    pub base_sequence: i32,
    /// Records present.
    pub records_count: i32,
}

impl BatchHeader {
    /// Parses the header at the start of `bytes`. The rest of the batch need not be there.
    ///
    /// # Errors
    /// [`RecordError::TooSmall`], [`RecordError::BadMagic`], or [`RecordError::Truncated`] where not even the
    /// header is complete. The CRC is not looked at.
    pub fn parse(bytes: &[u8]) -> Result<BatchHeader, RecordError> {
        let truncated = |need: usize| RecordError::Truncated { have: bytes.len(), need };
        // The length is judged before the magic has arrived.
        let Some((framed, _)) = bytes.split_first_chunk::<LOG_OVERHEAD>() else {
            return Err(truncated(MAGIC_AT + 1));
        };
        let length = i32_at(framed, LENGTH_AT);
        let too_small = |min: usize| RecordError::TooSmall { size: i64::from(length), min };
        if length < MESSAGE_OVERHEAD as i32 {
            return Err(too_small(MESSAGE_OVERHEAD));
        }
        let Some((fixed, _)) = bytes.split_first_chunk::<{ MAGIC_AT + 1 }>() else {
            return Err(truncated(MAGIC_AT + 1));
        };
        match fixed[MAGIC_AT] as i8 {
            2 if length < (BATCH_OVERHEAD - LOG_OVERHEAD) as i32 => {
                Err(too_small(BATCH_OVERHEAD - LOG_OVERHEAD))
            }
            2 => match bytes.first_chunk::<BATCH_OVERHEAD>() {
                Some(header) => Ok(Self::parse_v2(header)),
                None => Err(truncated(BATCH_OVERHEAD)),
            },
            magic @ (0 | 1) => legacy::parse_header(bytes, magic),
            magic => Err(RecordError::BadMagic { magic }),
        }
    }

    fn parse_v2(b: &[u8; BATCH_OVERHEAD]) -> BatchHeader {
        BatchHeader {
            base_offset: i64_at(b, 0),
            batch_length: i32_at(b, LENGTH_AT),
            partition_leader_epoch: i32_at(b, LEADER_EPOCH_AT),
            magic: b[MAGIC_AT] as i8,
            crc: i32_at(b, CRC_AT) as u32,
            attributes: i16_at(b, ATTRIBUTES_AT),
            last_offset_delta: i32_at(b, LAST_OFFSET_DELTA_AT),
            base_timestamp: i64_at(b, BASE_TIMESTAMP_AT),
            max_timestamp: i64_at(b, MAX_TIMESTAMP_AT),
            producer_id: i64_at(b, PRODUCER_ID_AT),
            producer_epoch: i16_at(b, PRODUCER_EPOCH_AT),
            base_sequence: i32_at(b, BASE_SEQUENCE_AT),
            records_count: i32_at(b, COUNT_AT),
        }
    }

    /// A header as formats 0 and 1 have it.
    pub(super) fn legacy(
        offset: i64,
        length: i32,
        magic: i8,
        crc: u32,
        attributes: i8,
        timestamp: i64,
    ) -> Self {
        BatchHeader {
            base_offset: offset,
            batch_length: length,
            partition_leader_epoch: NO_LEADER_EPOCH,
            magic,
            crc,
            attributes: i16::from(attributes),
            last_offset_delta: 0,
            base_timestamp: timestamp,
            max_timestamp: timestamp,
            producer_id: NO_PRODUCER_ID,
            producer_epoch: NO_PRODUCER_EPOCH,
            base_sequence: NO_SEQUENCE,
            records_count: 1,
        }
    }

    /// Bytes of the whole batch.
    pub fn size(&self) -> usize {
        LOG_OVERHEAD + self.batch_length as usize
    }

    /// Offset of the last record, also when compaction has removed it.
    pub fn last_offset(&self) -> i64 {
        self.base_offset.wrapping_add(i64::from(self.last_offset_delta))
    }

    /// The offset after the batch.
    pub fn next_offset(&self) -> i64 {
        self.last_offset().wrapping_add(1)
    }

    /// The codec of the records.
    ///
    /// # Errors
    /// [`RecordError::UnknownCodec`].
    pub fn compression(&self) -> Result<Codec, RecordError> {
        let id = (self.attributes & CODEC_MASK) as u8;
        Codec::from_id(id).ok_or(RecordError::UnknownCodec { id })
    }

    /// Whether any codec is named, known or not.
    pub fn is_compressed(&self) -> bool {
        self.attributes & CODEC_MASK != 0
    }

    /// Who set the timestamps.
    pub fn timestamp_type(&self) -> TimestampType {
        if self.attributes & LOG_APPEND_TIME != 0 {
            TimestampType::LogAppendTime
        } else {
            TimestampType::CreateTime
        }
    }

    /// Whether the batch belongs to a transaction.
    pub fn is_transactional(&self) -> bool {
        self.magic >= 2 && self.attributes & TRANSACTIONAL != 0
    }

    /// Whether the records are for brokers and not for consumers.
    pub fn is_control(&self) -> bool {
        self.magic >= 2 && self.attributes & CONTROL != 0
    }

    /// When tombstones and markers of the batch may go, in ms, once the cleaner has decided (KIP-534).
    pub fn delete_horizon_ms(&self) -> Option<i64> {
        (self.magic >= 2 && self.attributes & DELETE_HORIZON != 0).then_some(self.base_timestamp)
    }

    /// Whether an idempotent or transactional producer wrote the batch.
    pub fn has_producer_id(&self) -> bool {
        self.producer_id != NO_PRODUCER_ID
    }

    /// Sequence number of the last record, -1 without idempotence.
    pub fn last_sequence(&self) -> i32 {
        if self.base_sequence == NO_SEQUENCE {
            NO_SEQUENCE
        } else {
            increment_sequence(self.base_sequence, self.last_offset_delta)
        }
    }

    /// The timestamp of every record where the broker set them.
    pub fn log_append_time(&self) -> Option<i64> {
        (self.timestamp_type() == TimestampType::LogAppendTime && self.max_timestamp != NO_TIMESTAMP)
            .then_some(self.max_timestamp)
    }
}

fn i64_at(bytes: &[u8], at: usize) -> i64 {
    i64::from_be_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

fn i32_at(bytes: &[u8], at: usize) -> i32 {
    i32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

fn i16_at(bytes: &[u8], at: usize) -> i16 {
    i16::from_be_bytes([bytes[at], bytes[at + 1]])
}

/// Sets the base offset of the batch at the start of `batch`; outside the CRC.
///
/// # Panics
/// The patch functions take batches that were parsed, and panic on fewer bytes than a header has.
pub fn patch_base_offset(batch: &mut [u8], base_offset: i64) {
    batch[..8].copy_from_slice(&base_offset.to_be_bytes());
}

/// Sets the partition leader epoch of the batch at the start of `batch`; outside the CRC.
pub fn patch_leader_epoch(batch: &mut [u8], leader_epoch: i32) {
    batch[LEADER_EPOCH_AT..LEADER_EPOCH_AT + 4].copy_from_slice(&leader_epoch.to_be_bytes());
}

/// Sets timestamp type and max timestamp of `batch`, which is one whole batch, and recomputes the CRC if that
/// changed anything.
pub fn patch_max_timestamp(batch: &mut [u8], timestamp_type: TimestampType, max_timestamp: i64) {
    let attributes = i16_at(batch, ATTRIBUTES_AT);
    let wanted = match timestamp_type {
        TimestampType::CreateTime => attributes & !LOG_APPEND_TIME,
        TimestampType::LogAppendTime => attributes | LOG_APPEND_TIME,
    };
    if wanted == attributes && i64_at(batch, MAX_TIMESTAMP_AT) == max_timestamp {
        return;
    }
    batch[ATTRIBUTES_AT..ATTRIBUTES_AT + 2].copy_from_slice(&wanted.to_be_bytes());
    batch[MAX_TIMESTAMP_AT..MAX_TIMESTAMP_AT + 8].copy_from_slice(&max_timestamp.to_be_bytes());
    recompute_crc(batch);
}

/// Sets producer id and epoch of `batch`, one whole batch. The CRC is left for [`recompute_crc`].
pub fn patch_producer(batch: &mut [u8], producer_id: i64, producer_epoch: i16) {
    batch[PRODUCER_ID_AT..PRODUCER_ID_AT + 8].copy_from_slice(&producer_id.to_be_bytes());
    batch[PRODUCER_EPOCH_AT..PRODUCER_EPOCH_AT + 2].copy_from_slice(&producer_epoch.to_be_bytes());
}

/// Sets the base sequence of `batch`, one whole batch. The CRC is left for [`recompute_crc`].
pub fn patch_base_sequence(batch: &mut [u8], base_sequence: i32) {
    batch[BASE_SEQUENCE_AT..BASE_SEQUENCE_AT + 4].copy_from_slice(&base_sequence.to_be_bytes());
}

/// Recomputes the CRC of `batch`, which is one whole batch and nothing after it.
pub fn recompute_crc(batch: &mut [u8]) {
    let crc = crc32c(&batch[ATTRIBUTES_AT..]);
    batch[CRC_AT..CRC_AT + 4].copy_from_slice(&crc.to_be_bytes());
}
