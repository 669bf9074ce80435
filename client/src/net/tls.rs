//! TLS of connections, as the `ssl.*` settings say (KIP-651 for PEM).
//!
//! The cryptography is named where a configuration is built, so a program need not install a provider of rustls.

mod failure;
mod pem;
mod settings;
mod store;
mod verifier;

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub use failure::TlsFailure;
pub(super) use failure::of_io_error;
pub(crate) use settings::from_parsed;

/// How connections are encrypted and brokers recognised; cheap to clone.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ClientConfig>,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

impl Tls {
    /// With a configuration of rustls, for programs that need more than the settings can say.
    pub fn new(config: Arc<ClientConfig>) -> Self {
        Self { config }
    }

    /// For a client that never speaks TLS and must be given some.
    #[cfg(feature = "oauth-http")]
    pub(super) fn trusting_nobody() -> Self {
        Self::new(Arc::new(settings::trusting_nobody()))
    }

    /// What rustls takes.
    #[cfg(feature = "oauth-http")]
    pub(super) fn client_config(&self) -> ClientConfig {
        ClientConfig::clone(&self.config)
    }

    /// Shakes hands with the broker `host`.
    pub(super) async fn connect(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let invalid = |error| std::io::Error::new(std::io::ErrorKind::InvalidInput, error);
        let name = ServerName::try_from(host.to_owned()).map_err(invalid)?;
        TlsConnector::from(Arc::clone(&self.config)).connect(name, stream).await
    }
}

/// A private key in PEM, opened with the password where it is encrypted.
///
/// # Errors
/// What is wrong with it.
#[cfg(feature = "oauth-http")]
pub(super) fn private_key_from_pem(
    text: &str,
    password: Option<&str>,
) -> Result<rustls::pki_types::PrivateKeyDer<'static>, String> {
    pem::private_key(text, password).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
