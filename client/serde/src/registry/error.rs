//! Why the registry gave no answer.

/// Asking a schema registry failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RegistryError {
    /// It answered, and refused.
    #[error("{message}; error code: {code} (HTTP {status}) of schema registry {url}")]
    Refused {
        /// Which one.
        url: String,
        /// The HTTP status.
        status: u16,
        /// Its own code, such as 40403 for an unknown schema; the status where it sent none.
        code: i32,
        /// Its message.
        message: String,
    },
    /// None of the URLs could be reached in time.
    #[error("schema registry {url} cannot be reached: {reason}")]
    Unreachable {
        /// The last one tried.
        url: String,
        /// What happened.
        reason: String,
    },
    /// The answer is not one of a schema registry.
    #[error("schema registry {url} answered with something else than expected: {reason}")]
    Malformed {
        /// Which one.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The schema cannot be used: a reference leads nowhere, or it is of another kind.
    #[error("{0}")]
    Unusable(String),
}

impl RegistryError {
    /// Whether asking again later may help.
    pub fn is_retriable(&self) -> bool {
        match self {
            Self::Refused { status, .. } => is_retriable_status(*status),
            Self::Unreachable { .. } => true,
            Self::Malformed { .. } | Self::Unusable(_) => false,
        }
    }

    /// Whether the registry does not know the schema, subject or version: it never will, unless somebody registers it.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}

/// Source: Confluent's clients.
pub(super) fn is_retriable_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}
