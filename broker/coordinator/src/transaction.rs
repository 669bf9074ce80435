//! The transaction coordinator: transactional ids and the two-phase commit of their transactions, on
//! `__transaction_state`.
//!
//! `decide` says what a request does to one transactional id; `shard` holds the ids of a partition and takes prepared
//! transactions to their end; [`TransactionCoordinator`] is the handle. Markers and producer ids come from the broker,
//! through [`MarkerSender`] and [`ProducerIdSource`].

mod config;
mod coordinator;
mod decide;
mod dispatch;
mod ending;
mod markers;
pub mod messages;
mod partitions;
mod records;
mod shard;
mod state;

pub use config::TransactionConfig;
pub use coordinator::{TransactionCoordinator, VerifiedPartitions};
pub use markers::{Marker, MarkerOutcome, MarkerOutcomes, MarkerSender, ProducerIdSource};
pub use partitions::PartitionSet;
pub use state::TransactionState;

#[cfg(test)]
mod tests;
