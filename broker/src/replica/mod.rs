//! The partitions that this broker hosts: leadership, in-sync replicas, high watermark, and the way from a topic's
//! name or id to its log.
//!
//! [`ReplicaManager`] follows the metadata image; [`Partition`] answers appends and reads under its leadership.
//! Requests wait in the [`crate::purgatory`] lists of the partitions.
//!
//! Lock order: manager's `changes`, then a partition's `state`, then the log's own, then a watch list's.

mod coordinator_log;
mod dir_move;
mod error;
mod manager;
mod partition;
mod settings;

#[cfg(test)]
mod tests;

pub use coordinator_log::InternalTopicLog;
pub use error::{AppendFailure, PartitionError, ReadFailure};
pub use manager::{HostedTopic, LeadershipListener, ReplicaManager};
pub use partition::{AppendSpec, Appended, Commit, FetchOutcome, FetchSpec, Partition, Reader};
pub use settings::{TopicSettings, log_config};
