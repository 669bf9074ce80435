//! Looking at records and commits on their way, and counts of what a consumer did.

use std::collections::BTreeMap;

use super::ConsumedRecord;
use crate::TopicPartition;
use crate::admin::CommittedOffset;

/// Sees records before the application, and commits after the broker (KIP-42).
pub trait ConsumerInterceptor: Send + Sync {
    /// May change records, leave some out or add some. The position goes on as if nothing had been changed.
    fn on_consume(&self, records: Vec<ConsumedRecord>) -> Vec<ConsumedRecord> {
        records
    }

    /// These offsets are committed. Called from the task that committed them.
    fn on_commit(&self, offsets: &BTreeMap<TopicPartition, CommittedOffset>) {
        let _ = offsets;
    }
}

/// What a consumer has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConsumerMetrics {
    /// Records given to the application.
    pub records: u64,
    /// Bytes of batches fetched, as they came over the network.
    pub fetched_bytes: u64,
    /// Answers to fetches, by partition.
    pub fetches: u64,
    /// Commits begun.
    pub commits: u64,
    /// Assignments taken over.
    pub rebalances: u64,
}
