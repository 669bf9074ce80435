//! What can go wrong between the client and one broker.

use std::sync::Arc;
use std::time::Duration;

use super::TlsFailure;

/// A connection could not be made, or a request on it got no usable answer.
///
/// Cheap to clone, since every request waiting on a connection learns of its end.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NetError {
    /// The address is not `host:port`.
    #[error("invalid address '{address}': expected host:port")]
    InvalidAddress {
        /// As it was given.
        address: String,
    },
    /// The host name has no address.
    #[error("cannot resolve {address}: {source}")]
    Resolve {
        /// `host:port`.
        address: String,
        /// What the resolver says.
        source: Arc<std::io::Error>,
    },
    /// Nobody listens there, or there is no way to it.
    #[error("cannot connect to {address}: {source}")]
    Connect {
        /// `host:port`.
        address: String,
        /// What the system says.
        source: Arc<std::io::Error>,
    },
    /// No connection, or no version handshake, in time.
    #[error("cannot connect to {address}: no answer within {after:?}")]
    ConnectTimeout {
        /// `host:port`.
        address: String,
        /// The time allowed.
        after: Duration,
    },
    /// The connection ended before the answer came. The request may have been applied.
    #[error("connection to {address} closed: {reason}")]
    Closed {
        /// `host:port`.
        address: String,
        /// Why.
        reason: String,
    },
    /// No answer within `request.timeout.ms`; the connection is closed. The request may have been applied.
    #[error("{api} to {address} got no answer within {after:?}")]
    RequestTimeout {
        /// Name of the request.
        api: &'static str,
        /// `host:port`.
        address: String,
        /// The time allowed.
        after: Duration,
    },
    /// No secure connection; the failure says what to do.
    #[error("TLS with {address} failed: {failure}")]
    Tls {
        /// `host:port`.
        address: String,
        /// Why.
        failure: TlsFailure,
    },
    /// The broker did not let us in, or did not prove who it is.
    #[error("authentication at {address} failed: {reason}")]
    Authentication {
        /// `host:port`.
        address: String,
        /// What is wrong, mostly in the broker's words.
        reason: String,
    },
    /// There is no token to sign in with, for now.
    #[error("no token to sign in at {address} with: {reason}")]
    NoToken {
        /// `host:port`.
        address: String,
        /// What is wrong.
        reason: String,
    },
    /// The broker does not serve the request at a version we can use.
    #[error("the broker at {address} does not support {api}{needed}")]
    UnsupportedVersion {
        /// Name of the request.
        api: &'static str,
        /// `host:port`.
        address: String,
        /// What was needed, empty or starting with a space.
        needed: String,
    },
    /// The answer is not what the protocol says.
    #[error("bad {api} response from {address}: {reason}")]
    BadResponse {
        /// Name of the request.
        api: &'static str,
        /// `host:port`.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The request cannot be written at the version in use.
    #[error("cannot write {api} v{version}: {reason}")]
    Encode {
        /// Name of the request.
        api: &'static str,
        /// The version.
        version: i16,
        /// What is wrong with it.
        reason: String,
    },
}

impl NetError {
    /// Whether another try, perhaps at another broker, can help.
    pub fn is_retriable(&self) -> bool {
        match self {
            Self::Connect { .. }
            | Self::ConnectTimeout { .. }
            | Self::NoToken { .. }
            | Self::Closed { .. }
            | Self::RequestTimeout { .. } => true,
            Self::InvalidAddress { .. }
            | Self::Resolve { .. }
            | Self::Tls { .. }
            | Self::Authentication { .. }
            | Self::UnsupportedVersion { .. }
            | Self::BadResponse { .. }
            | Self::Encode { .. } => false,
        }
    }

    /// Whether the broker may have acted on the request although no answer came.
    pub fn outcome_is_unknown(&self) -> bool {
        matches!(self, Self::Closed { .. } | Self::RequestTimeout { .. } | Self::BadResponse { .. })
    }
}
