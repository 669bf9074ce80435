//! Connections to brokers: dialling, version negotiation, SASL, pipelined requests, and a pool of them.

mod codec;
mod connection;
mod dial;
mod error;
mod frame;
mod pool;
mod sasl;

pub use connection::{Connection, FinalizedFeatures};
pub(crate) use dial::split_address;
pub use dial::{DialConfig, dial};
pub use error::NetError;
pub use pool::Pool;
pub use sasl::Sasl;

#[cfg(test)]
mod tests;
