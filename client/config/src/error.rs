//! Why a setting was refused, in Kafka's words.

/// A setting that is missing or has a value it cannot have. The text is that of Kafka's
/// `ConfigException`, since it reaches users and clients.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A value of the wrong type or outside the range.
    #[error("Invalid value {value} for configuration {name}: {reason}")]
    InvalidValue {
        /// The key.
        name: String,
        /// The value as the validator saw it.
        value: String,
        /// What is allowed.
        reason: String,
    },
    /// A key without a default has no value.
    #[error("Missing required configuration \"{name}\" which has no default value.")]
    MissingRequired {
        /// The key.
        name: String,
    },
    /// A rule whose text does not follow the pattern, most of them about several keys at once.
    #[error("{0}")]
    Rule(String),
}

impl ConfigError {
    /// A value that is refused for `reason`.
    pub fn invalid(name: &str, value: impl ToString, reason: impl Into<String>) -> Self {
        Self::InvalidValue { name: name.to_owned(), value: value.to_string(), reason: reason.into() }
    }
}
