//! What a producer has done so far, as numbers.

use std::time::Duration;

/// Counts since the producer was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Records put in batches.
    pub records_sent: u64,
    /// Records whose delivery succeeded.
    pub records_acknowledged: u64,
    /// Records whose delivery failed.
    pub records_failed: u64,
    /// Records in batches that were sent again, counted each time.
    pub records_retried: u64,
    /// Batches sent, tries included.
    pub batches_sent: u64,
    /// Bytes of those batches.
    pub bytes_sent: u64,
    /// Batches that were too large for the broker and were split.
    pub batches_split: u64,
    /// Produce requests sent.
    pub requests_sent: u64,
    /// Produce requests that got an answer.
    pub responses_received: u64,
    /// Time from each request to its answer, added up.
    pub request_time: Duration,
    /// Time from each batch's first record to its being sent, added up.
    pub queue_time: Duration,
    /// Times the idempotent producer's epoch was bumped, after batches that could not be written.
    pub epoch_bumps: u64,
    /// Transactions begun.
    pub transactions: u64,
}

/// [`Counters`], and how things stand now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProducerMetrics {
    /// Counts so far.
    pub counters: Counters,
    /// Bytes of `buffer.memory` that are free.
    pub buffer_available_bytes: usize,
    /// Bytes of `buffer.memory` in all.
    pub buffer_total_bytes: usize,
    /// Callers that wait for memory.
    pub waiting_callers: usize,
}
