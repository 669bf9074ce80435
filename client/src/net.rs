//! Connections to brokers: dialling, version negotiation, pipelined requests, and a pool of them.

mod codec;
mod connection;
mod dial;
mod error;
mod frame;
mod pool;

pub use connection::{Connection, FinalizedFeatures};
pub(crate) use dial::split_address;
pub use dial::{DialConfig, dial};
pub use error::NetError;
pub use pool::Pool;

#[cfg(test)]
mod tests;
