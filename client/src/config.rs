//! Settings of the clients: Kafka's names, types, defaults and rules.
//!
//! One table, `settings/clients.tsv`, declares them all; [`PRODUCER`], [`CONSUMER`] and [`ADMIN`] are the parts of it
//! that each client has. [`ProducerConfigBuilder`] and its like set the same keys by typed methods.

mod builder;
mod security;

use std::sync::LazyLock;
use std::time::Duration;

use kavka_config::{
    ConfigDef, ConfigError, ConfigKey, ConfigType, Default, Importance, ParsedConfig, Properties, Validator,
};

pub use builder::{AdminConfigBuilder, ConsumerConfigBuilder, ProducerConfigBuilder};

use crate::metrics::Windows;
use crate::net::DialConfig;

const TABLE: &str = include_str!("../settings/clients.tsv");

/// Settings of the producer.
pub static PRODUCER: LazyLock<ConfigDef> = LazyLock::new(|| table('p'));
/// Settings of the consumer.
pub static CONSUMER: LazyLock<ConfigDef> = LazyLock::new(|| table('c'));
/// Settings of the admin client.
pub static ADMIN: LazyLock<ConfigDef> = LazyLock::new(|| table('a'));

/// The lines of the table, which is part of the program, for one kind of client.
fn table(client: char) -> ConfigDef {
    let mut definitions = ConfigDef::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let (clients, key) = table_line(line).unwrap_or_else(|| panic!("line of a settings table: {line:?}"));
        if clients.contains(client) {
            definitions.define(key);
        }
    }
    definitions
}

fn table_line(line: &'static str) -> Option<(&'static str, ConfigKey)> {
    let mut fields = line.split('\t');
    let name = fields.next()?;
    let clients = fields.next()?;
    let config_type = ConfigType::from_name(fields.next()?)?;
    let default = match fields.next()? {
        "null" => Default::Null,
        text => Default::Value(config_type.parse(name, text).ok()?),
    };
    let key = ConfigKey {
        name: name.into(),
        config_type,
        default,
        validator: Validator::from_notation(fields.next()?)?,
        importance: match fields.next()? {
            "HIGH" => Importance::High,
            "MEDIUM" => Importance::Medium,
            "LOW" => Importance::Low,
            _ => return None,
        },
        documentation: fields.next()?.into(),
        internal: clients.contains('i'),
    };
    Some((clients, key))
}

/// Checks `properties` against a table.
///
/// # Errors
/// [`ConfigError`] with Kafka's text.
pub(crate) fn parse(definitions: &ConfigDef, properties: &Properties) -> Result<ParsedConfig, ConfigError> {
    let pairs = properties.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let parsed = definitions.parse(pairs)?;
    let unknown: Vec<&str> = parsed.unknown().filter(|name| !belongs_to_a_plugin(name)).collect();
    if !unknown.is_empty() {
        tracing::warn!("these configurations were given but are not known: {}", unknown.join(", "));
    }
    Ok(parsed)
}

/// Whether a key's name is made by the user, such as that of an option of a config provider.
fn belongs_to_a_plugin(name: &str) -> bool {
    name.starts_with("config.providers.")
}

/// What to do when no known broker can be reached: `metadata.recovery.strategy` (KIP-899).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetadataRecovery {
    /// Go on trying the brokers that are known.
    None,
    /// Begin again with `bootstrap.servers`: when none can be reached, and after so long without fresh metadata
    /// (`metadata.recovery.rebootstrap.trigger.ms`, KIP-1102).
    Rebootstrap {
        /// The time without fresh metadata.
        after: Duration,
    },
}

/// What every client has in common.
#[derive(Debug, Clone)]
pub struct CommonConfig {
    /// `bootstrap.servers`.
    pub bootstrap_servers: Vec<String>,
    /// How connections are made.
    pub dial: DialConfig,
    /// `reconnect.backoff.ms`.
    pub reconnect_backoff: Duration,
    /// `retry.backoff.ms`.
    pub retry_backoff: Duration,
    /// `retry.backoff.max.ms`.
    pub retry_backoff_max: Duration,
    /// `metadata.max.age.ms`.
    pub metadata_max_age: Duration,
    /// `metadata.recovery.strategy`.
    pub metadata_recovery: MetadataRecovery,
    /// `metrics.num.samples` and `metrics.sample.window.ms`.
    pub metrics_windows: Windows,
    /// `enable.metrics.push`.
    pub metrics_push: bool,
}

impl CommonConfig {
    /// # Errors
    /// [`ConfigError`] for security settings that do not go together, and stores that cannot be read.
    pub(crate) fn from_parsed(parsed: &ParsedConfig, default_client_id: &str) -> Result<Self, ConfigError> {
        let client_id = match parsed.string("client.id") {
            "" => default_client_id.to_string(),
            given => given.to_string(),
        };
        let (tls, sasl) = security::from_parsed(parsed)?;
        Ok(Self {
            bootstrap_servers: parsed.list("bootstrap.servers").to_vec(),
            dial: DialConfig {
                client_id,
                request_timeout: millis(i64::from(parsed.int("request.timeout.ms"))),
                connect_timeout: millis(parsed.long("socket.connection.setup.timeout.ms")),
                tls,
                sasl,
            },
            reconnect_backoff: millis(parsed.long("reconnect.backoff.ms")),
            retry_backoff: millis(parsed.long("retry.backoff.ms")),
            retry_backoff_max: millis(parsed.long("retry.backoff.max.ms")),
            metadata_max_age: millis(parsed.long("metadata.max.age.ms")),
            metadata_recovery: match parsed.string("metadata.recovery.strategy") {
                none if none.eq_ignore_ascii_case("none") => MetadataRecovery::None,
                _ => MetadataRecovery::Rebootstrap {
                    after: millis(parsed.long("metadata.recovery.rebootstrap.trigger.ms")),
                },
            },
            metrics_windows: Windows {
                count: usize::try_from(parsed.int("metrics.num.samples")).unwrap_or(1),
                length: millis(parsed.long("metrics.sample.window.ms")),
            },
            metrics_push: parsed.boolean("enable.metrics.push"),
        })
    }
}

/// A duration from a setting in ms; a negative one is none.
pub(crate) fn millis(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_read_and_have_kafkas_defaults() {
        let none = Properties::new();
        let producer = parse(&PRODUCER, &none).unwrap();
        assert_eq!(producer.int("batch.size"), 16384);
        assert_eq!(producer.long("linger.ms"), 5);
        assert_eq!(parse(&CONSUMER, &none).unwrap().int("max.poll.records"), 500);
        assert_eq!(parse(&ADMIN, &none).unwrap().int("default.api.timeout.ms"), 60000);
    }

    #[test]
    fn a_bad_value_names_key_value_and_what_is_allowed() {
        let told = |name: &str, value: &str| {
            let properties = Properties::from([(name.to_string(), value.to_string())]);
            parse(&PRODUCER, &properties).unwrap_err().to_string()
        };
        assert_eq!(
            told("acks", "2"),
            "Invalid value 2 for configuration acks: String must be one of: all, -1, 0, 1"
        );
        assert_eq!(
            told("linger.ms", "-1"),
            "Invalid value -1 for configuration linger.ms: Value must be at least 0"
        );
        assert_eq!(
            told("batch.size", "big"),
            "Invalid value big for configuration batch.size: Not a number of type INT"
        );
    }
}
