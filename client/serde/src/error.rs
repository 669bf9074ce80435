//! Why data could not be turned into bytes, or bytes into data.

/// A key or value could not be serialized or deserialized.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SerdeError {
    /// The bytes or the value do not fit the format.
    #[error("{0}")]
    Data(String),
    /// A schema has to be fetched first: await what `prepare` gives, and try again.
    #[error("the schema has not been looked up yet")]
    NotPrepared,
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] kavka_config::ConfigError),
    /// The schema registry refused, or could not be asked.
    #[cfg(feature = "registry")]
    #[error(transparent)]
    Registry(#[from] crate::registry::RegistryError),
}

impl SerdeError {
    /// The bytes or the value do not fit the format, for this reason.
    pub fn data(reason: impl ToString) -> Self {
        Self::Data(reason.to_string())
    }

    /// Whether the same record may succeed later: nothing is wrong with it.
    pub fn is_retriable(&self) -> bool {
        match self {
            Self::NotPrepared => true,
            Self::Data(_) | Self::Config(_) => false,
            #[cfg(feature = "registry")]
            Self::Registry(error) => error.is_retriable(),
        }
    }
}
