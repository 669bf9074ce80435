//! Settings of the transaction coordinator.

use std::time::Duration;

/// The broker settings that steer transactions, with Kafka's defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionConfig {
    /// `transaction.max.timeout.ms`: longest transaction timeout a producer may ask for (15 min).
    pub transaction_max_timeout: Duration,
    /// `transactional.id.expiration.ms`: how long the id of a producer without a transaction is kept (7 days).
    pub transactional_id_expiration: Duration,
    /// `transaction.abort.timed.out.transaction.cleanup.interval.ms`: how often transactions that have run out of
    /// time are looked for (10 s).
    pub transaction_abort_timed_out_transaction_cleanup_interval: Duration,
    /// `transaction.remove.expired.transaction.cleanup.interval.ms`: how often expired ids are looked for (1 h).
    pub transaction_remove_expired_transaction_cleanup_interval: Duration,
    /// `transaction.two.phase.commit.enable`: whether producers may have transactions without timeout (false).
    pub transaction_two_phase_commit_enable: bool,
    /// `transaction.state.log.load.buffer.size`: how much is read at once when a partition is loaded (5 MiB).
    pub transaction_state_log_load_buffer_size: usize,
    /// `transaction.state.log.num.partitions`: partitions of `__transaction_state`, when it does not exist yet (50).
    pub transaction_state_log_num_partitions: i32,
    /// `transaction.state.log.replication.factor` (3).
    pub transaction_state_log_replication_factor: i16,
    /// `transaction.state.log.min.isr` (2).
    pub transaction_state_log_min_isr: i32,
    /// `transaction.state.log.segment.bytes` (100 MiB).
    pub transaction_state_log_segment_bytes: i32,
    /// `request.timeout.ms`: how long a write may wait for the high watermark before its client is told (30 s).
    pub request_timeout: Duration,
}

impl Default for TransactionConfig {
    fn default() -> Self {
        Self {
            transaction_max_timeout: Duration::from_secs(900),
            transactional_id_expiration: Duration::from_secs(7 * 24 * 3600),
            transaction_abort_timed_out_transaction_cleanup_interval: Duration::from_secs(10),
            transaction_remove_expired_transaction_cleanup_interval: Duration::from_secs(3600),
            transaction_two_phase_commit_enable: false,
            transaction_state_log_load_buffer_size: 5 * 1024 * 1024,
            transaction_state_log_num_partitions: 50,
            transaction_state_log_replication_factor: 3,
            transaction_state_log_min_isr: 2,
            transaction_state_log_segment_bytes: 104_857_600,
            request_timeout: Duration::from_secs(30),
        }
    }
}

/// A duration as the milliseconds of a timer.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
