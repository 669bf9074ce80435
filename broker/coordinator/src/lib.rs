//! Group, transaction and share coordinators as state machines.
//!
//! A coordinator owns the partitions of one internal topic, one shard per partition. An operation decides on records
//! and an answer; [`runtime`] appends the records through a [`CoordinatorLog`], replays them into the shard's state
//! and lets the answer go once the high watermark has passed them. Loading replays the same records.
//!
//! [`group`] is the group coordinator on `__consumer_offsets`, [`transaction`] the transaction coordinator on
//! `__transaction_state`: [`GroupCoordinator`] and [`TransactionCoordinator`] are the handles the broker holds.
//! [`assignor`] decides who of a KIP-848 group reads what.

pub mod assignor;
pub mod group;
pub mod log;
pub mod runtime;
pub mod transaction;

pub use group::{GroupConfig, GroupCoordinator};
pub use log::{AppendError, CoordinatorLog, LogBounds, ReadError};
pub use transaction::{TransactionConfig, TransactionCoordinator};
