//! What an append takes and what it tells.

use crate::{Offset, VerificationGuard};

/// Who an append comes from, which decides what it may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppendOrigin {
    /// A producer: no control batches, everything checked.
    Client,
    /// A coordinator writing its own topic or transaction markers.
    Coordinator,
    /// The KRaft leader writing the metadata log.
    Raft,
}

/// How to append as a leader.
#[derive(Debug, Clone, Copy)]
pub struct AppendOptions {
    /// The leader epoch that the batches are stamped with.
    pub leader_epoch: i32,
    /// Who they come from.
    pub origin: AppendOrigin,
    /// The broker's time, in milliseconds since the epoch.
    pub now_ms: i64,
    /// From [`crate::UnifiedLog::start_verification`], for the first batch of a transaction.
    pub verification: VerificationGuard,
}

/// What an append did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppendInfo {
    /// Offset of the first record, or of the earlier copy if `duplicate`. -1 if nothing was appended.
    pub first_offset: Offset,
    /// Offset of the last record. -1 if nothing was appended.
    pub last_offset: Offset,
    /// Largest timestamp of the records, -1 if none.
    pub max_timestamp: i64,
    /// The time of the append if the topic uses `LogAppendTime`, else -1.
    pub log_append_time: i64,
    /// Start of the log after the append.
    pub log_start_offset: Offset,
    /// Leader epoch of the last batch, -1 if none.
    pub last_leader_epoch: i32,
    /// Bytes written to the log; 0 for a duplicate.
    pub bytes: usize,
    /// Records the append held, counted by batch headers.
    pub record_count: i64,
    /// The batch was appended before (idempotence) and was not written again.
    pub duplicate: bool,
}
