//! Connections to brokers: dialling, TLS, version negotiation, SASL, pipelined requests, and a pool of them.

mod codec;
mod connection;
mod dial;
mod error;
mod frame;
mod pool;
mod sasl;
mod tls;

pub use connection::{Connection, FinalizedFeatures};
pub(crate) use dial::split_address;
pub use dial::{DialConfig, dial};
pub use error::NetError;
pub use pool::Pool;
pub use sasl::{AccessToken, RefreshConfig, Sasl, TokenError, TokenProvider};
pub(crate) use tls::from_parsed as tls_from_parsed;
#[cfg(feature = "oauth-http")]
use tls::private_key_from_pem;
pub use tls::{Tls, TlsFailure};

#[cfg(test)]
mod tests;
