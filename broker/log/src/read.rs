//! What a read answers: a range of a file, not bytes.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use crate::Offset;

/// How far a read may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// Everything written (followers).
    LogEnd,
    /// Everything replicated (consumers with `read_uncommitted`).
    HighWatermark,
    /// Everything decided (consumers with `read_committed`).
    TxnCommitted,
}

/// Bytes of a segment file. Holding it keeps the file open, also when it was deleted meanwhile.
#[derive(Debug, Clone)]
pub struct FileRange {
    /// The segment's file.
    pub file: Arc<File>,
    /// First byte.
    pub position: u64,
    /// Number of bytes.
    pub len: usize,
}

impl FileRange {
    /// Reads the range. Fewer bytes than `len` come back if the file was truncated meanwhile.
    ///
    /// # Errors
    /// The file's.
    pub fn read_to_bytes(&self) -> io::Result<Bytes> {
        let mut data = BytesMut::zeroed(self.len);
        let mut filled = 0;
        while filled < data.len() {
            match self.file.read_at(&mut data[filled..], self.position + filled as u64) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        data.truncate(filled);
        Ok(data.freeze())
    }
}

/// A transaction that was aborted and touches what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AbortedTransaction {
    /// The producer that aborted.
    pub producer_id: i64,
    /// First offset of the transaction.
    pub first_offset: Offset,
}

/// What a read found.
#[derive(Debug, Clone)]
pub struct ReadInfo {
    /// Where the bytes are; `None` if there is nothing to read (yet). The last batch may be cut short by
    /// the byte limit, and the first one may begin before the wanted offset.
    pub range: Option<FileRange>,
    /// Base offset of the first batch in the range; the wanted offset if there is none.
    pub first_batch_base_offset: Offset,
    /// The limit cut even the first batch.
    pub first_batch_incomplete: bool,
    /// Transactions to skip, for [`Isolation::TxnCommitted`] only, otherwise empty.
    pub aborted_transactions: Vec<AbortedTransaction>,
    /// The log's offsets, taken before the read.
    pub offsets: OffsetSnapshot,
}

impl ReadInfo {
    /// Number of bytes found.
    pub fn len(&self) -> usize {
        self.range.as_ref().map_or(0, |range| range.len)
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The offsets of a log at one moment.
///
/// Invariant: `log_start_offset <= last_stable_offset <= high_watermark <= log_end_offset`, except that the
/// start may pass the high watermark for a moment while a follower's log is being moved forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OffsetSnapshot {
    /// First readable offset.
    pub log_start_offset: Offset,
    /// Start of the oldest undecided transaction, else the high watermark.
    pub last_stable_offset: Offset,
    /// First offset not yet replicated.
    pub high_watermark: Offset,
    /// Next offset to be written.
    pub log_end_offset: Offset,
}

/// Where a timestamp was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampOffset {
    /// The timestamp, -1 where Kafka gives none.
    pub timestamp: i64,
    /// The record's offset.
    pub offset: Offset,
    /// Leader epoch of the record, if known.
    pub leader_epoch: Option<i32>,
}
