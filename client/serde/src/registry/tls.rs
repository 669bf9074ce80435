//! TLS towards the registry.

use std::sync::Arc;

use kavka_config::ConfigError;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::RegistryConfig;
use super::config::Pem;

const TRUSTSTORE: &str = "schema.registry.ssl.truststore.location";
const KEYSTORE: &str = "schema.registry.ssl.keystore.location";

/// The configuration for these settings. Certificates are read only where a URL needs them.
pub(super) fn configuration(config: &RegistryConfig) -> Result<ClientConfig, ConfigError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ConfigError::Rule(format!("TLS cannot be set up: {error}")))?;
    let is_needed = config.urls.iter().any(|url| url.starts_with("https:"));
    let builder =
        builder.with_root_certificates(if is_needed { roots(config)? } else { RootCertStore::empty() });
    match (&config.certificates, &config.key) {
        (Some(chain), Some(key)) if is_needed => {
            let (chain, key) = (certificates(chain, KEYSTORE)?, private_key(key)?);
            let told = |error: rustls::Error| ConfigError::invalid(KEYSTORE, "[hidden]", error.to_string());
            builder.with_client_auth_cert(chain, key).map_err(told)
        }
        _ => Ok(builder.with_no_client_auth()),
    }
}

fn roots(config: &RegistryConfig) -> Result<RootCertStore, ConfigError> {
    let mut roots = RootCertStore::empty();
    match &config.trusted {
        Some(pem) => {
            for certificate in certificates(pem, TRUSTSTORE)? {
                let told =
                    |error: rustls::Error| ConfigError::invalid(TRUSTSTORE, shown(pem), error.to_string());
                roots.add(certificate).map_err(told)?;
            }
        }
        None => {
            // Certificates of the system that cannot be read are left out, as everywhere.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        let told = "no certificate of an authority is known: set it to a PEM file";
        return Err(ConfigError::invalid(TRUSTSTORE, "", told));
    }
    Ok(roots)
}

fn shown(pem: &Pem) -> String {
    match pem {
        Pem::File(path) => path.display().to_string(),
        Pem::Text(_) => "[hidden]".to_owned(),
    }
}

fn text(pem: &Pem, key: &str) -> Result<Vec<u8>, ConfigError> {
    match pem {
        Pem::Text(text) => Ok(text.as_bytes().to_vec()),
        Pem::File(path) => {
            std::fs::read(path).map_err(|error| ConfigError::invalid(key, shown(pem), error.to_string()))
        }
    }
}

fn certificates(pem: &Pem, key: &str) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let told = |reason: String| ConfigError::invalid(key, shown(pem), reason);
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text(pem, key)?).collect();
    let read = read.map_err(|error| told(error.to_string()))?;
    if read.is_empty() { Err(told("holds no certificate in PEM".to_owned())) } else { Ok(read) }
}

fn private_key(pem: &Pem) -> Result<PrivateKeyDer<'static>, ConfigError> {
    PrivateKeyDer::from_pem_slice(&text(pem, KEYSTORE)?).map_err(|error| {
        let reason = format!("holds no private key in PEM that is not encrypted: {error}");
        ConfigError::invalid(KEYSTORE, shown(pem), reason)
    })
}
