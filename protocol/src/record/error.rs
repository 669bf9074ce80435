use crate::compression::CompressionError;

/// Why a batch or a record cannot be used.
///
/// Kafka answers `CORRUPT_MESSAGE` for what it finds in a batch's frame ([`RecordError::is_corrupt`]) and
/// `INVALID_RECORD` for what it finds inside.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The frame is shorter than any message can be.
    #[error("Record size {size} is less than the minimum record overhead ({min})")]
    TooSmall {
        /// What the frame says, in bytes.
        size: i64,
        /// In bytes.
        min: usize,
    },
    /// Fewer bytes than the frame says.
    #[error("batch is cut short: {have} of {need} bytes")]
    Truncated {
        /// Bytes there are.
        have: usize,
        /// Bytes the frame says.
        need: usize,
    },
    /// A message format that does not exist.
    #[error("Invalid magic found in record: {magic}")]
    BadMagic {
        /// As found.
        magic: i8,
    },
    /// The content does not match its checksum.
    #[error("record is corrupt (stored crc = {stored}, computed crc = {computed})")]
    BadCrc {
        /// In the batch.
        stored: u32,
        /// Over the batch.
        computed: u32,
    },
    /// A codec id that does not exist.
    #[error("unknown compression type id: {id}")]
    UnknownCodec {
        /// Bits 0-2 of the attributes.
        id: u8,
    },
    /// The payload does not decompress.
    #[error("failed to decompress record stream: {0}")]
    Decompression(#[from] CompressionError),
    /// The offsets of the batch header are not a range.
    #[error("batch has an invalid offset range: [{base}, {last}]")]
    BadOffsetRange {
        /// Base offset.
        base: i64,
        /// Last offset.
        last: i64,
    },
    /// The count of records in the header is not one that a producer can send.
    #[error("invalid reported count for record batch: {count}")]
    BadCount {
        /// As reported.
        count: i32,
    },
    /// Count and offset range disagree.
    #[error("inconsistent batch offset range [{base}, {last}] and count of records {count}")]
    InconsistentCount {
        /// Base offset.
        base: i64,
        /// Last offset.
        last: i64,
        /// As reported.
        count: i32,
    },
    /// The header's count is not how many records there are.
    #[error("incorrect declared batch size, {0}")]
    CountMismatch(&'static str),
    /// A record is not well formed.
    #[error("found invalid record structure: {0}")]
    BadRecord(&'static str),
    /// A control record is not well formed.
    #[error("invalid control record: {0}")]
    BadControl(&'static str),
    /// A batch with a producer id and no sequence.
    #[error("invalid sequence number {sequence} in record batch with producerId {producer_id}")]
    BadSequence {
        /// As sent.
        sequence: i32,
        /// As sent.
        producer_id: i64,
    },
    /// A value is too large for the format.
    #[error("batch would exceed the largest size of {max} bytes")]
    TooLarge {
        /// In bytes.
        max: usize,
    },
}

impl RecordError {
    /// Whether Kafka calls this a corrupt message rather than an invalid record.
    pub fn is_corrupt(&self) -> bool {
        matches!(
            self,
            RecordError::TooSmall { .. }
                | RecordError::Truncated { .. }
                | RecordError::BadMagic { .. }
                | RecordError::BadCrc { .. }
        )
    }
}
