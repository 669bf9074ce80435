//! Clusters under test, simulation, recorded behaviour of Apache Kafka.
//!
//! - [`harness`]: real processes: `kavka`, Apache Kafka from its Maven jars, foreign clients.
//! - [`load`]: loads of our own for the benchmark.
//! - [`client`]: our client's settings, topics and reading, as tests use them.
//! - [`writer`]: our producer, writing numbers until it is stopped.
//! - [`committed`]: an independent reader of committed transactions.
//! - [`log_check`]: an independent look at the files of a stopped broker.
//! - [`members`]: group members made of raw requests.
//! - [`transactor`]: a transactional producer made of raw requests.

pub mod client;
pub mod committed;
pub mod harness;
pub mod load;
pub mod log_check;
pub mod members;
pub mod transactor;
pub mod writer;
