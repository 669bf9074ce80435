//! From the `ssl.*` settings to a configuration of rustls.

use std::sync::Arc;

use kavka_config::{ConfigError, ParsedConfig};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::CertificateDer;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, SupportedCipherSuite, SupportedProtocolVersion};

use super::verifier::Verifier;
use super::{Tls, store};

/// TLS as the settings say.
///
/// # Errors
/// [`ConfigError`] that names the setting or the file, and what to do.
pub(crate) fn from_parsed(parsed: &ParsedConfig) -> Result<Tls, ConfigError> {
    let trusted = match store::trusted(parsed)? {
        Some(trusted) => trusted,
        None => of_the_system()?,
    };
    let provider = Arc::new(CryptoProvider {
        cipher_suites: cipher_suites(parsed.list("ssl.cipher.suites"))?,
        ..aws_lc_rs::default_provider()
    });
    let verifier = Verifier::new(trusted, checks_host(parsed)?, provider.signature_verification_algorithms);
    let wrong = |error: rustls::Error| ConfigError::Rule(format!("the ssl settings cannot be used: {error}"));
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions(parsed)?)
        .map_err(wrong)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let config = match store::identity(parsed)? {
        Some(identity) => builder.with_client_auth_cert(identity.chain, identity.key).map_err(wrong)?,
        None => builder.with_no_client_auth(),
    };
    Ok(Tls::new(Arc::new(config)))
}

/// A configuration for connections that are none of TLS.
#[cfg(feature = "oauth-http")]
pub(super) fn trusting_nobody() -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has suites for the default versions")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

/// The certificates that this system trusts, in place of those of a Java installation; `SSL_CERT_FILE` names others.
fn of_the_system() -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        let why: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        return Err(ConfigError::Rule(format!(
            "this system has no trusted certificates ({}); set ssl.truststore.location",
            why.join(", ")
        )));
    }
    Ok(found.certs)
}

fn checks_host(parsed: &ParsedConfig) -> Result<bool, ConfigError> {
    let name = "ssl.endpoint.identification.algorithm";
    match parsed.optional_string(name).unwrap_or_default() {
        "" => Ok(false),
        algorithm if algorithm.eq_ignore_ascii_case("https") => Ok(true),
        other => {
            Err(ConfigError::invalid(name, other, "it is https, or empty for no check of the host name"))
        }
    }
}

/// `ssl.enabled.protocols`. `ssl.protocol` names the context that Java takes them from, and limits nothing.
fn versions(parsed: &ParsedConfig) -> Result<Vec<&'static SupportedProtocolVersion>, ConfigError> {
    const CONTEXTS: [&str; 6] = ["TLS", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "SSL"];
    let context = parsed.string("ssl.protocol");
    if !CONTEXTS.contains(&context) {
        return Err(ConfigError::invalid("ssl.protocol", context, "it is TLSv1.2 or TLSv1.3"));
    }
    let name = "ssl.enabled.protocols";
    let given = parsed.list(name);
    if given.is_empty() {
        return Ok(vec![&TLS12, &TLS13]);
    }
    let mut versions = Vec::new();
    for version in given {
        match version.as_str() {
            "TLSv1.2" => versions.push(&TLS12),
            "TLSv1.3" => versions.push(&TLS13),
            "TLSv1" | "TLSv1.1" | "SSLv3" => {
                tracing::warn!("{name}: {version} is broken and not offered");
            }
            other => return Err(ConfigError::invalid(name, other, "it is TLSv1.2 or TLSv1.3")),
        }
    }
    if versions.is_empty() {
        return Err(ConfigError::invalid(name, given.join(","), "TLSv1.2 or TLSv1.3 must be among them"));
    }
    Ok(versions)
}

/// Those of Kafka's names, or all where none is given.
fn cipher_suites(names: &[String]) -> Result<Vec<SupportedCipherSuite>, ConfigError> {
    if names.is_empty() {
        return Ok(aws_lc_rs::DEFAULT_CIPHER_SUITES.to_vec());
    }
    let known = aws_lc_rs::ALL_CIPHER_SUITES;
    let suite = |name: &String| known.iter().find(|suite| java_name(suite) == *name).copied();
    let unknown: Vec<&str> = names.iter().filter(|name| suite(name).is_none()).map(String::as_str).collect();
    let found: Vec<SupportedCipherSuite> = names.iter().filter_map(suite).collect();
    if found.is_empty() {
        let all: Vec<String> = known.iter().map(java_name).collect();
        let allowed = format!("none is supported; there are {}", all.join(", "));
        return Err(ConfigError::invalid("ssl.cipher.suites", names.join(","), allowed));
    }
    if !unknown.is_empty() {
        tracing::warn!("ssl.cipher.suites: not supported and not offered: {}", unknown.join(", "));
    }
    Ok(found)
}

/// The name that Java gives a suite.
fn java_name(suite: &SupportedCipherSuite) -> String {
    let name = format!("{:?}", suite.suite());
    match name.strip_prefix("TLS13_") {
        Some(rest) => format!("TLS_{rest}"),
        None => name,
    }
}
