//! SASL/OAUTHBEARER (RFC 7628, KIP-255, KIP-768, KIP-1139): tokens, where they come from, and how they are shown.

#[cfg(feature = "oauth-http")]
mod assertion;
mod file;
#[cfg(feature = "oauth-http")]
mod http;
mod jwt;
pub(super) mod message;
mod refresh;
mod settings;
mod source;
mod unsecured;

use std::collections::BTreeMap;
use std::time::SystemTime;

use futures::future::BoxFuture;

pub use refresh::RefreshConfig;
pub(super) use settings::from_parsed;
pub(super) use source::TokenSource;

/// A token that lets its bearer in.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// As it is sent: mostly a JSON Web Token.
    pub value: String,
    /// About whom it is, for logs.
    pub principal: String,
    /// From when on it holds, if that is known.
    pub starts: Option<SystemTime>,
    /// Until when it holds; another is fetched ahead of that.
    pub expires: SystemTime,
    /// SASL extensions that are sent with it (KIP-342).
    pub extensions: BTreeMap<String, String>,
}

impl AccessToken {
    /// A JSON Web Token whose claims `sub`, `exp` and perhaps `iat` say the rest. Its signature is the broker's to check.
    ///
    /// # Errors
    /// [`TokenError`] for what is not one, or lacks a claim.
    pub fn from_jwt(value: &str) -> Result<Self, TokenError> {
        jwt::Claims::default().read(value)
    }
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessToken")
            .field("principal", &self.principal)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct TokenError {
    /// One line that says what is wrong.
    pub reason: String,
    /// Whether a later try may find the identity provider better disposed.
    pub is_retriable: bool,
}

impl TokenError {
    /// An error that stays until something is changed.
    pub fn fatal(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_retriable: false }
    }

    /// An error that may pass.
    pub fn retriable(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_retriable: true }
    }
}

/// Where tokens come from. Kafka's own ways are had by settings; a program may bring another with
/// [`Sasl::oauth_bearer`](super::Sasl::oauth_bearer).
///
/// It is called once for each token, by one task for all connections of a client: when the first is wanted, and ahead of
/// the end of each. It should limit its own time, as connections wait for the first token.
pub trait TokenProvider: Send + Sync {
    /// Fetches a new token.
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>>;
}
