//! The group coordinator: classic groups, consumer groups (KIP-848) and their committed offsets, on
//! `__consumer_offsets`. Share and streams groups of Apache Kafka are kept and guarded, not served.

mod admin;
mod classic;
mod commit;
mod config;
mod consumer;
mod coordinator;
mod machine;
pub mod messages;
mod modern;
mod offsets;
mod records;
mod shard;
mod transactional;
pub mod view;

pub use config::{ConsumerConfig, GroupConfig, MigrationPolicy};
pub use coordinator::{Answer, GroupCoordinator};

#[cfg(test)]
mod tests;
