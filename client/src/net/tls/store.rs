//! Keystores and truststores: PEM and PKCS#12. Which settings go together is as in Kafka's `DefaultSslEngineFactory`.

use kavka_config::{ConfigError, ParsedConfig};
use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12ImportPolicy};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::pem;

/// What this client shows of itself.
pub(super) struct Identity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

/// The settings of one store: a file, or PEM as the values of settings.
struct Source<'a> {
    kind: &'a str,
    location: Option<&'a str>,
    password: Option<&'a str>,
}

impl<'a> Source<'a> {
    fn from_parsed(parsed: &'a ParsedConfig, store: &str) -> Self {
        let text = |what: &str| parsed.optional_string(&format!("ssl.{store}.{what}"));
        Self {
            kind: text("type").unwrap_or("JKS"),
            location: text("location").filter(|path| !path.is_empty()),
            password: text("password"),
        }
    }

    fn is_pem(&self) -> bool {
        self.kind == "PEM"
    }
}

fn rule<T>(text: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError::Rule(text.into()))
}

/// The trusted certificates of the `ssl.truststore.*` settings; `None` where they name none.
pub(super) fn trusted(parsed: &ParsedConfig) -> Result<Option<Vec<CertificateDer<'static>>>, ConfigError> {
    let source = Source::from_parsed(parsed, "truststore");
    match (parsed.optional_string("ssl.truststore.certificates"), source.location) {
        (Some(_), _) if !source.is_pem() => rule(format!(
            "SSL trust store certs can be specified only for PEM, but trust store type is {}.",
            source.kind
        )),
        (Some(_), Some(_)) => {
            rule("Both SSL trust store location and separate trust certificates are specified.")
        }
        (Some(_), None) | (None, Some(_)) if source.is_pem() && source.password.is_some() => {
            rule("SSL trust store password cannot be specified for PEM format.")
        }
        (Some(text), None) => pem::certificates(text)
            .map(Some)
            .or_else(|error| rule(format!("ssl.truststore.certificates: {error}"))),
        (None, None) if source.password.is_some() => {
            rule("SSL trust store is not specified, but trust store password is specified.")
        }
        (None, None) => Ok(None),
        (None, Some(path)) if source.is_pem() => {
            let text = read_text(path)?;
            pem::certificates(&text).map(Some).or_else(|error| rule(format!("{path}: {error}")))
        }
        (None, Some(path)) => {
            let entries = read_pkcs12(path, &source, "ssl.truststore")?;
            let certificates = entries.entries().filter_map(|(_, entry)| match entry {
                KeyStoreEntry::Certificate(certificate) => {
                    Some(CertificateDer::from(certificate.as_der().to_vec()))
                }
                KeyStoreEntry::PrivateKeyChain(_) | KeyStoreEntry::Secret(_) => None,
            });
            let found: Vec<_> = certificates.collect();
            if found.is_empty() {
                rule(format!("{path} has no trusted certificates"))
            } else {
                Ok(Some(found))
            }
        }
    }
}

/// The certificate and key of the `ssl.keystore.*` settings; `None` where they name none.
pub(super) fn identity(parsed: &ParsedConfig) -> Result<Option<Identity>, ConfigError> {
    let source = Source::from_parsed(parsed, "keystore");
    let key = parsed.optional_string("ssl.keystore.key");
    let chain = parsed.optional_string("ssl.keystore.certificate.chain");
    let key_password = parsed.optional_string("ssl.key.password");
    match (key, chain, source.location) {
        (Some(_), _, _) if !source.is_pem() => rule(format!(
            "SSL private key can be specified only for PEM, but key store type is {}.",
            source.kind
        )),
        (Some(_), None, _) => rule("SSL private key is specified, but certificate chain is not specified."),
        (Some(_), Some(_), Some(_)) => {
            rule("Both SSL key store location and separate private key are specified.")
        }
        (None, Some(_), _) => rule("SSL certificate chain is specified, but private key is not specified"),
        (Some(_), Some(_), None) | (None, None, Some(_)) if source.is_pem() && source.password.is_some() => {
            rule(
                "SSL key store password cannot be specified with PEM format, only key password may be specified.",
            )
        }
        (Some(key), Some(chain), None) => of_pem(key, chain, key_password).map(Some),
        (None, None, None) if source.password.is_some() => {
            rule("SSL key store is not specified, but key store password is specified.")
        }
        (None, None, None) => Ok(None),
        (None, None, Some(path)) if source.is_pem() => {
            let text = read_text(path)?;
            let named = |error: ConfigError| ConfigError::Rule(format!("{path}: {error}"));
            of_pem(&text, &text, key_password).map(Some).map_err(named)
        }
        (None, None, Some(_)) if source.password.is_none() => {
            rule("SSL key store is specified, but key store password is not specified.")
        }
        (None, None, Some(path)) => of_pkcs12(&source, path).map(Some),
    }
}

fn of_pem(key: &str, chain: &str, password: Option<&str>) -> Result<Identity, ConfigError> {
    let wrong = |error: pem::PemError| ConfigError::Rule(format!("Invalid PEM keystore configs: {error}"));
    let chain = pem::certificates(chain).map_err(wrong)?;
    Ok(Identity { chain, key: pem::private_key(key, password).map_err(wrong)? })
}

fn of_pkcs12(source: &Source<'_>, path: &str) -> Result<Identity, ConfigError> {
    let store = read_pkcs12(path, source, "ssl.keystore")?;
    let found = store.entries().find_map(|(_, entry)| match entry {
        KeyStoreEntry::PrivateKeyChain(chain) => Some(chain),
        KeyStoreEntry::Certificate(_) | KeyStoreEntry::Secret(_) => None,
    });
    let Some(found) = found else { return rule(format!("{path} has no private key")) };
    let chain = found.certs().iter().map(|certificate| CertificateDer::from(certificate.as_der().to_vec()));
    let key = PrivatePkcs8KeyDer::from(found.key().as_der().to_vec());
    Ok(Identity { chain: chain.collect(), key: PrivateKeyDer::Pkcs8(key) })
}

fn read(path: &str) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(path)
        .map_err(|error| ConfigError::Rule(format!("Failed to load SSL keystore {path}: {error}")))
}

fn read_text(path: &str) -> Result<String, ConfigError> {
    String::from_utf8(read(path)?)
        .or_else(|_| rule(format!("{path} is not PEM; set the store's type to PKCS12 if it is that")))
}

/// The first bytes of a JKS file.
const JKS_MAGIC: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];

/// Java reads PKCS#12 also where the type says JKS, the default; so does this.
fn read_pkcs12(path: &str, source: &Source<'_>, prefix: &str) -> Result<KeyStore, ConfigError> {
    let kind = source.kind;
    if !["PKCS12", "JKS"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return rule(format!("{prefix}.type {kind} cannot be read; use PEM or PKCS12"));
    }
    let bytes = read(path)?;
    if bytes.starts_with(&JKS_MAGIC) {
        return rule(format!(
            "{path} is a JKS file, which cannot be read; make a PKCS12 file of it: keytool -importkeystore \
             -srckeystore {path} -destkeystore store.p12 -deststoretype PKCS12"
        ));
    }
    if bytes.starts_with(b"-----BEGIN") {
        return rule(format!("{path} is PEM; set {prefix}.type=PEM"));
    }
    let Some(password) = source.password else {
        return rule(format!("{path} needs {prefix}.password"));
    };
    KeyStore::from_pkcs12(&bytes, password, Pkcs12ImportPolicy::Relaxed).map_err(|error| {
        ConfigError::Rule(format!(
            "Failed to load SSL keystore {path} of type PKCS12: {error}; is {prefix}.password right?"
        ))
    })
}
