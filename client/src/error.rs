//! Errors of calls to a cluster.

use std::time::Duration;

use kavka_config::ConfigError;
use kavka_protocol::ErrorCode;

use crate::net::NetError;

/// A call did not succeed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ClientError {
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The connection failed; see [`NetError::outcome_is_unknown`].
    #[error(transparent)]
    Net(#[from] NetError),
    /// The broker refused.
    #[error("{message}")]
    Broker {
        /// The code.
        code: ErrorCode,
        /// The broker's message, or the usual one of the code.
        message: String,
    },
    /// Not done in time; the last failure says why.
    #[error("timed out after {} ms waiting for {doing}: {last}", after.as_millis())]
    Timeout {
        /// What was to be done.
        doing: String,
        /// The time allowed.
        after: Duration,
        /// The last failure, or what was missing.
        last: String,
    },
    /// The client was used in a way it cannot serve.
    #[error("{0}")]
    Invalid(String),
}

impl ClientError {
    /// The refusal with this code and the broker's message, if it sent one.
    pub fn broker(code: ErrorCode, message: Option<&str>) -> Self {
        let message = message.filter(|text| !text.is_empty()).unwrap_or(code.message()).to_string();
        Self::Broker { code, message }
    }

    /// The error for a code on the wire, unless it is success.
    pub(crate) fn check(code: i16, message: Option<&str>) -> Result<(), Self> {
        match code_of(code) {
            ErrorCode::None => Ok(()),
            code => Err(Self::broker(code, message)),
        }
    }

    /// The broker's code, if it was the broker who refused.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Broker { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// Whether another try can help.
    pub fn is_retriable(&self) -> bool {
        match self {
            Self::Net(error) => error.is_retriable(),
            Self::Broker { code, .. } => code.is_retriable(),
            Self::Config(_) | Self::Timeout { .. } | Self::Invalid(_) => false,
        }
    }
}

/// The error of a code on the wire; one that Kafka 4.3 does not have is an unknown server error.
pub(crate) fn code_of(code: i16) -> ErrorCode {
    ErrorCode::from_code(code).unwrap_or(ErrorCode::UnknownServerError)
}
