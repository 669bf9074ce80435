//! Clusters under test, simulation, recorded behaviour of Apache Kafka.
//!
//! - [`harness`]: real processes: `kavka`, Apache Kafka from its Maven jars, foreign clients.

pub mod harness;
