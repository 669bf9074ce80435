//! What the transaction coordinator needs of the broker: markers written, and producer ids.

use std::sync::Arc;

use futures::future::BoxFuture;
use kavka_protocol::ErrorCode;

use super::PartitionSet;

/// The end of a transaction, to be written to its partitions (WriteTxnMarkers).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// The producer whose transaction ends.
    pub producer_id: i64,
    /// Its epoch in the marker: from transaction version 2 on the one after that of the transaction's records.
    pub producer_epoch: i16,
    /// Leader epoch of the coordinator's partition, by which partitions fence coordinators of the past.
    pub coordinator_epoch: i32,
    /// Committed or aborted.
    pub committed: bool,
    /// Version of the transaction: 2 has its epoch raised at each end (KIP-890).
    pub transaction_version: i16,
    /// Where to write it.
    pub partitions: PartitionSet,
}

/// What became of a marker in one partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkerOutcome {
    /// Written and committed.
    Written,
    /// The partition does not exist any more, nor will it again.
    Gone,
    /// Not written as far as is known.
    Failed(ErrorCode),
}

/// Topic, partition, and what became of the marker there.
pub type MarkerOutcomes = Vec<(Arc<str>, i32, MarkerOutcome)>;

/// Writes markers to the leaders of partitions, on this broker and on others.
pub trait MarkerSender: Send + Sync + 'static {
    /// Writes every marker to each of its partitions and tells what became of them, in the order of the markers.
    ///
    /// One attempt: the coordinator tries again what has failed, so a partition may get the same marker twice and must
    /// take that as done. A partition may be left out of the outcomes; it counts as failed. The future must end, in
    /// bounded time even if brokers do not answer. Partitions of `__consumer_offsets` are data partitions here too:
    /// their marker also settles the offsets that wait for the transaction.
    fn write_markers(&self, markers: Vec<Marker>) -> BoxFuture<'static, Vec<MarkerOutcomes>>;
}

/// Hands out producer ids that nobody else gets.
pub trait ProducerIdSource: Send + Sync + 'static {
    /// The next one.
    ///
    /// # Errors
    /// The code for the client; one that it tries again on, as long as the controller may yet answer.
    fn next(&self) -> BoxFuture<'static, Result<i64, ErrorCode>>;
}
