//! Kafka client: connections, producer, consumer, admin.
//!
//! [`Producer`] writes records, [`Consumer`] reads them, [`Admin`] manages a cluster. [`cluster::Cluster`] is what every client stands on: brokers,
//! their connections and who leads what; [`net`] is one connection. Settings have Kafka's names
//! ([`config`]).

#![allow(
    clippy::field_reassign_with_default,
    reason = "messages are filled in field by field: most cannot be written as literals"
)]

pub mod admin;
mod buffers;
pub mod cluster;
pub mod config;
pub mod consumer;
mod error;
mod group_metadata;
pub mod metrics;
pub mod net;
pub mod producer;
pub mod raw;
pub mod retry;
mod telemetry;
mod text;
pub mod typed;

pub use admin::Admin;
pub use consumer::Consumer;
pub use error::ClientError;
pub use group_metadata::GroupMetadata;
pub use kavka_config::Properties;
pub use kavka_serde as serde;
pub use producer::Producer;

/// A topic and the number of one of its partitions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TopicPartition {
    /// The topic's name.
    pub topic: String,
    /// The partition's number.
    pub partition: i32,
}

impl TopicPartition {
    /// Partition `partition` of `topic`.
    pub fn new(topic: impl Into<String>, partition: i32) -> Self {
        Self { topic: topic.into(), partition }
    }
}

impl std::fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition)
    }
}
