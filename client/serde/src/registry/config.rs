//! Settings of the registry's client, by Confluent's names.

use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use kavka_config::{ConfigDef, ConfigError, ParsedConfig, Properties};
use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::serde_config::{Row, table};

const TABLE: [Row; 22] = [
    ("schema.registry.url", "LIST", None, "HIGH", "URLs of the schema registry, tried in this order."),
    (
        "basic.auth.credentials.source",
        "STRING",
        Some("URL"),
        "MEDIUM",
        "Where name and password come from: URL (of the registry), USER_INFO (basic.auth.user.info) or SASL_INHERIT (the client's sasl.jaas.config).",
    ),
    ("basic.auth.user.info", "PASSWORD", Some(""), "MEDIUM", "name:password for USER_INFO."),
    (
        "bearer.auth.credentials.source",
        "STRING",
        None,
        "MEDIUM",
        "STATIC_TOKEN to send bearer.auth.token with each request.",
    ),
    ("bearer.auth.token", "PASSWORD", Some(""), "MEDIUM", "The token for STATIC_TOKEN."),
    ("bearer.auth.logical.cluster", "STRING", None, "MEDIUM", "Sent as target-sr-cluster with a token."),
    (
        "bearer.auth.identity.pool.id",
        "STRING",
        None,
        "MEDIUM",
        "Sent as Confluent-Identity-Pool-Id with a token.",
    ),
    ("http.connect.timeout.ms", "INT", Some("60000"), "LOW", "Limit in ms for a connection to the registry."),
    ("http.read.timeout.ms", "INT", Some("60000"), "LOW", "Limit in ms for an answer of the registry."),
    (
        "max.retries",
        "INT",
        Some("3"),
        "LOW",
        "How often a request is tried again after a failure that can pass.",
    ),
    (
        "retries.wait.ms",
        "INT",
        Some("1000"),
        "LOW",
        "The longest pause in ms before the first retry; it doubles each time.",
    ),
    ("retries.max.wait.ms", "INT", Some("20000"), "LOW", "The longest pause in ms between retries."),
    ("max.schemas.per.subject", "INT", Some("1000"), "LOW", "How many answers of each sort are kept."),
    (
        "latest.cache.ttl.sec",
        "LONG",
        Some("-1"),
        "LOW",
        "How long in s the latest version of a subject counts as the latest; -1 for ever.",
    ),
    (
        "missing.id.cache.ttl.sec",
        "LONG",
        Some("0"),
        "LOW",
        "How long in s an unknown id counts as unknown before the registry is asked again.",
    ),
    (
        "schema.registry.ssl.truststore.location",
        "STRING",
        None,
        "MEDIUM",
        "PEM file with the certificates of the authorities to trust; the system's if absent.",
    ),
    ("schema.registry.ssl.truststore.certificates", "PASSWORD", None, "MEDIUM", "The same as text."),
    ("schema.registry.ssl.truststore.type", "STRING", Some("PEM"), "MEDIUM", "PEM."),
    (
        "schema.registry.ssl.keystore.location",
        "STRING",
        None,
        "MEDIUM",
        "PEM file with this client's certificates and its private key, not encrypted.",
    ),
    (
        "schema.registry.ssl.keystore.certificate.chain",
        "PASSWORD",
        None,
        "MEDIUM",
        "This client's certificates as text.",
    ),
    ("schema.registry.ssl.keystore.key", "PASSWORD", None, "MEDIUM", "Their private key as text."),
    ("schema.registry.ssl.keystore.type", "STRING", Some("PEM"), "MEDIUM", "PEM."),
];

/// The settings of a registry's client.
pub static REGISTRY: LazyLock<ConfigDef> = LazyLock::new(|| table(&TABLE));

/// Who is asking.
#[derive(Clone, PartialEq, Eq)]
pub enum Auth {
    /// Nobody.
    None,
    /// A name and a password.
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// A token.
    Bearer {
        /// The token.
        token: String,
        /// `target-sr-cluster`.
        logical_cluster: Option<String>,
        /// `Confluent-Identity-Pool-Id`.
        identity_pool: Option<String>,
    },
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Basic { .. } => "Basic([hidden])",
            Self::Bearer { .. } => "Bearer([hidden])",
        })
    }
}

/// Certificates and keys in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pem {
    File(PathBuf),
    Text(String),
}

/// How to ask a registry.
#[derive(Debug, Clone)]
pub struct RegistryConfig {
    /// Base URLs, tried in order.
    pub urls: Vec<String>,
    /// Who is asking.
    pub auth: Auth,
    /// Limit for a connection.
    pub connect_timeout: Duration,
    /// Limit for an answer.
    pub read_timeout: Duration,
    /// Tries after the first.
    pub max_retries: u32,
    /// The longest pause before the first retry.
    pub retry_wait: Duration,
    /// The longest pause of all.
    pub retry_wait_max: Duration,
    /// Answers of each sort that are kept.
    pub capacity: usize,
    /// How long the latest version counts as the latest; none is for ever.
    pub latest_ttl: Option<Duration>,
    /// How long an unknown id counts as unknown; none is not at all.
    pub missing_id_ttl: Option<Duration>,
    pub(super) trusted: Option<Pem>,
    pub(super) certificates: Option<Pem>,
    pub(super) key: Option<Pem>,
}

impl RegistryConfig {
    /// The settings of a registry at these URLs, without more.
    ///
    /// # Errors
    /// [`ConfigError`] for no URL, or one that is none.
    pub fn at<S: AsRef<str>>(urls: &[S]) -> Result<Self, ConfigError> {
        let urls: Vec<&str> = urls.iter().map(AsRef::as_ref).collect();
        Self::from_properties(&Properties::from([("schema.registry.url".to_owned(), urls.join(","))]))
    }

    /// Reads properties; names that begin with `schema.registry.` may leave that out, but for the URL and `ssl.*`, and
    /// the other way round, as with Confluent's serializers. Keys of other tables are left alone.
    ///
    /// # Errors
    /// [`ConfigError`] that names the key and what is allowed.
    pub fn from_properties(properties: &Properties) -> Result<Self, ConfigError> {
        let parsed = parse(properties)?;
        let urls = parsed.list("schema.registry.url");
        if urls.is_empty() {
            return Err(ConfigError::MissingRequired { name: "schema.registry.url".to_owned() });
        }
        let mut urls = urls.iter().map(|url| checked_url(url)).collect::<Result<Vec<_>, _>>()?;
        for kind in ["schema.registry.ssl.truststore.type", "schema.registry.ssl.keystore.type"] {
            let given = parsed.string(kind);
            if given != "PEM" {
                return Err(ConfigError::invalid(
                    kind,
                    given,
                    "only PEM is supported; convert the store to PEM",
                ));
            }
        }
        let (truststore, keystore) = ("schema.registry.ssl.truststore", "schema.registry.ssl.keystore");
        let keys = pem(&parsed, keystore, "key");
        let auth = match auth(&parsed, properties)? {
            Auth::None => login_of_urls(&urls),
            auth => auth,
        };
        for url in &mut urls {
            // Neither can fail for a URL with a host. What is left may be shown.
            let _done = (url.set_username(""), url.set_password(None));
        }
        Ok(Self {
            urls: urls.iter().map(|url| url.as_str().trim_end_matches('/').to_owned()).collect(),
            auth,
            connect_timeout: millis(&parsed, "http.connect.timeout.ms"),
            read_timeout: millis(&parsed, "http.read.timeout.ms"),
            max_retries: u32::try_from(parsed.int("max.retries")).unwrap_or(0),
            retry_wait: millis(&parsed, "retries.wait.ms"),
            retry_wait_max: millis(&parsed, "retries.max.wait.ms"),
            capacity: usize::try_from(parsed.int("max.schemas.per.subject")).unwrap_or(1),
            latest_ttl: u64::try_from(parsed.long("latest.cache.ttl.sec")).ok().map(Duration::from_secs),
            missing_id_ttl: match parsed.long("missing.id.cache.ttl.sec") {
                ..=0 => None,
                seconds => Some(Duration::from_secs(seconds.unsigned_abs())),
            },
            trusted: pem(&parsed, truststore, "certificates"),
            certificates: pem(&parsed, keystore, "certificate.chain"),
            key: keys,
        })
    }
}

/// As text, else the store's file.
fn pem(parsed: &ParsedConfig, store: &str, what: &str) -> Option<Pem> {
    let text = parsed.optional_string(&format!("{store}.{what}")).map(|text| Pem::Text(text.to_owned()));
    text.or_else(|| parsed.optional_string(&format!("{store}.location")).map(|file| Pem::File(file.into())))
}

fn parse(properties: &Properties) -> Result<ParsedConfig, ConfigError> {
    let mut known = Properties::new();
    for (name, value) in properties {
        let bare = name.strip_prefix("schema.registry.").unwrap_or(name);
        // The client's own ssl.* settings are for brokers.
        let prefixed = format!("schema.registry.{bare}");
        if REGISTRY.contains(&prefixed) && name.starts_with("schema.registry.") {
            known.insert(prefixed, value.clone());
        } else if REGISTRY.contains(bare) {
            known.insert(bare.to_owned(), value.clone());
        } else if name.starts_with("schema.registry.ssl.") {
            return Err(ConfigError::invalid(name, value, "this setting of TLS is not supported"));
        }
    }
    REGISTRY.parse(known.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn checked_url(url: &str) -> Result<Url, ConfigError> {
    let told = |reason: &str| ConfigError::invalid("schema.registry.url", url, reason);
    let parsed = Url::parse(url).map_err(|error| told(&error.to_string()))?;
    if !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
        return Err(told("a URL must begin with http:// or https:// and name a host"));
    }
    Ok(parsed)
}

/// The first `name:password@` in the URLs.
fn login_of_urls(urls: &[Url]) -> Auth {
    let Some(url) = urls.iter().find(|url| !url.username().is_empty()) else { return Auth::None };
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    Auth::Basic { user: plain(url.username()), password: plain(url.password().unwrap_or("")) }
}

fn auth(parsed: &ParsedConfig, properties: &Properties) -> Result<Auth, ConfigError> {
    if let Some(source) = parsed.optional_string("bearer.auth.credentials.source") {
        if source != "STATIC_TOKEN" {
            return Err(ConfigError::invalid(
                "bearer.auth.credentials.source",
                source,
                "must be STATIC_TOKEN: fetch the token yourself for other sources",
            ));
        }
        let token = parsed.string("bearer.auth.token").to_owned();
        if token.is_empty() {
            return Err(ConfigError::MissingRequired { name: "bearer.auth.token".to_owned() });
        }
        let optional = |name| parsed.optional_string(name).map(str::to_owned);
        let logical_cluster = optional("bearer.auth.logical.cluster");
        return Ok(Auth::Bearer {
            token,
            logical_cluster,
            identity_pool: optional("bearer.auth.identity.pool.id"),
        });
    }
    match parsed.string("basic.auth.credentials.source") {
        "URL" => Ok(Auth::None),
        "USER_INFO" => {
            let (user, password) =
                parsed.string("basic.auth.user.info").split_once(':').ok_or_else(|| {
                    ConfigError::invalid("basic.auth.user.info", "[hidden]", "must be name:password")
                })?;
            Ok(Auth::Basic { user: user.to_owned(), password: password.to_owned() })
        }
        "SASL_INHERIT" => inherited(properties),
        other => Err(ConfigError::invalid(
            "basic.auth.credentials.source",
            other,
            "must be URL, USER_INFO or SASL_INHERIT",
        )),
    }
}

/// Name and password of the client's own login: `username="…"` and `password="…"` in `sasl.jaas.config`.
fn inherited(properties: &Properties) -> Result<Auth, ConfigError> {
    let login = properties.get("sasl.jaas.config").map_or("", String::as_str);
    let option = |name: &str| {
        let (_, after) = login.split_once(&format!("{name}="))?;
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        after[1..].split_once(quote).map(|(value, _)| value.to_owned())
    };
    match (option("username"), option("password")) {
        (Some(user), Some(password)) => Ok(Auth::Basic { user, password }),
        _ => Err(ConfigError::invalid(
            "sasl.jaas.config",
            "[hidden]",
            "SASL_INHERIT needs username=\"…\" and password=\"…\" in it",
        )),
    }
}

fn millis(parsed: &ParsedConfig, name: &str) -> Duration {
    Duration::from_millis(u64::try_from(parsed.int(name)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(pairs: &[(&str, &str)]) -> Result<RegistryConfig, ConfigError> {
        let url = [("schema.registry.url", "http://a:1/, https://b")];
        let pairs = url.iter().chain(pairs);
        RegistryConfig::from_properties(
            &pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        )
    }

    #[test]
    fn settings_go_by_confluents_names_with_and_without_prefix() {
        let read = config(&[
            ("basic.auth.credentials.source", "USER_INFO"),
            ("schema.registry.basic.auth.user.info", "me:pass:word"),
            ("missing.id.cache.ttl.sec", "5"),
        ]);
        let read = read.unwrap();
        assert_eq!(read.urls, ["http://a:1", "https://b"]);
        assert_eq!(read.auth, Auth::Basic { user: "me".into(), password: "pass:word".into() });
        assert_eq!(read.missing_id_ttl, Some(Duration::from_secs(5)));
        assert_eq!((read.latest_ttl, read.max_retries), (None, 3));
        assert!(!format!("{read:?}").contains("word"), "passwords are not shown");
    }

    #[test]
    fn a_login_in_the_url_is_taken_out_of_it() {
        let read = RegistryConfig::at(&["https://me:p%40ss@host/base/"]).unwrap();
        assert_eq!(read.urls, ["https://host/base"]);
        assert_eq!(read.auth, Auth::Basic { user: "me".into(), password: "p@ss".into() });
    }

    #[test]
    fn the_login_of_the_client_can_be_inherited() {
        let login = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"me\" password=\"it\";";
        let read = config(&[("basic.auth.credentials.source", "SASL_INHERIT"), ("sasl.jaas.config", login)]);
        assert_eq!(read.unwrap().auth, Auth::Basic { user: "me".into(), password: "it".into() });
    }

    #[test]
    fn bad_settings_say_what_to_fix() {
        let told = |pairs: &[(&str, &str)]| config(pairs).unwrap_err().to_string();
        assert!(told(&[("schema.registry.url", "localhost:8081")]).contains("http://"));
        assert!(told(&[("schema.registry.url", "")]).contains("schema.registry.url"));
        assert!(told(&[("basic.auth.credentials.source", "USER_INFO")]).contains("name:password"));
        assert!(told(&[("schema.registry.ssl.truststore.type", "JKS")]).contains("PEM"));
        assert!(
            told(&[("schema.registry.ssl.endpoint.identification.algorithm", "")]).contains("not supported")
        );
        assert!(told(&[("bearer.auth.credentials.source", "STATIC_TOKEN")]).contains("bearer.auth.token"));
    }
}
