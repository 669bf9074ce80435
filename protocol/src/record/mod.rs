//! Record batches: the unit that is produced, stored, replicated and fetched.
//!
//! [`batches`] walks a run of batches, [`BatchView`] looks at one without copying, [`RecordView`] borrows one
//! record. [`BatchBuilder`] writes batches; the `patch_*` functions change the fields that a broker assigns, in
//! place. Message formats 0 and 1, which Kafka 4 reads and does not write, are read through the same types.
//!
//! Nothing here trusts a count or a length from outside: nothing is allocated for one, and no input panics.

mod batch;
mod builder;
mod control;
mod error;
mod header;
mod legacy;
mod validate;
mod varint;
mod view;

#[cfg(test)]
mod tests;

pub use batch::{BatchIter, BatchView, Scratch, batches};
pub use builder::{BatchBuilder, BatchOptions, write_empty_batch};
pub use control::{ControlRecord, ControlType, TransactionMarker};
pub use error::RecordError;
pub use header::{
    BatchHeader, TimestampType, patch_base_offset, patch_base_sequence, patch_leader_epoch,
    patch_max_timestamp, patch_producer, recompute_crc,
};
pub use validate::{Structure, validate_sequence, validate_structure};
pub use varint::{read_varint, read_varlong, varint_len, varlong_len, write_varint, write_varlong};
pub use view::{Header, HeaderIter, Headers, RecordIter, RecordMark, RecordView};

/// Bytes of base offset and length, which precede what the length counts.
pub const LOG_OVERHEAD: usize = 12;
/// The least that the length of a message can be in any format: that of format 0 without key and value.
pub const MESSAGE_OVERHEAD: usize = 14;
/// Bytes of a batch header of format 2, and so of an empty batch.
pub const BATCH_OVERHEAD: usize = 61;
/// The message format that is written.
pub const MAGIC: i8 = 2;
/// Absent producer id.
pub const NO_PRODUCER_ID: i64 = -1;
/// Absent producer epoch.
pub const NO_PRODUCER_EPOCH: i16 = -1;
/// Absent sequence number.
pub const NO_SEQUENCE: i32 = -1;
/// Absent timestamp.
pub const NO_TIMESTAMP: i64 = -1;
/// Absent leader epoch.
pub const NO_LEADER_EPOCH: i32 = -1;

/// The CRC-32C (Castagnoli) of `bytes`.
pub fn crc32c(bytes: &[u8]) -> u32 {
    crc_fast::crc32_iscsi(bytes)
}

/// The sequence number `increment` records after `sequence`; sequences wrap from `i32::MAX` to 0.
pub fn increment_sequence(sequence: i32, increment: i32) -> i32 {
    if sequence > i32::MAX - increment { increment - (i32::MAX - sequence) - 1 } else { sequence + increment }
}

/// The sequence number `decrement` records before `sequence`.
pub fn decrement_sequence(sequence: i32, decrement: i32) -> i32 {
    if sequence < decrement { i32::MAX - (decrement - sequence) + 1 } else { sequence - decrement }
}
