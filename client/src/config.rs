//! Settings of the clients: Kafka's names, types, defaults and rules.

use std::sync::LazyLock;
use std::time::Duration;

use kavka_config::{
    ConfigDef, ConfigError, ConfigKey, ConfigType, Default, Importance, ParsedConfig, Properties, Validator,
};

use crate::net::DialConfig;

/// Settings of the producer.
pub static PRODUCER: LazyLock<ConfigDef> = LazyLock::new(|| table(include_str!("../settings/producer.tsv")));
/// Settings of the consumer.
pub static CONSUMER: LazyLock<ConfigDef> = LazyLock::new(|| table(include_str!("../settings/consumer.tsv")));
/// Settings of the admin client.
pub static ADMIN: LazyLock<ConfigDef> = LazyLock::new(|| table(include_str!("../settings/admin.tsv")));

/// Reads a table of `name, type, default, validator`, which is part of the program.
fn table(text: &'static str) -> ConfigDef {
    let mut definitions = ConfigDef::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let key = table_line(line).unwrap_or_else(|| panic!("line of a settings table: {line:?}"));
        definitions.define(key);
    }
    definitions
}

fn table_line(line: &'static str) -> Option<ConfigKey> {
    let mut fields = line.split('\t');
    let name = fields.next()?;
    let config_type = ConfigType::from_name(fields.next()?)?;
    let default = match fields.next()? {
        "null" => Default::Null,
        text => Default::Value(config_type.parse(name, text).ok()?),
    };
    Some(ConfigKey {
        name: name.into(),
        config_type,
        default,
        validator: Validator::from_notation(fields.next()?)?,
        importance: Importance::Medium,
        documentation: "".into(),
        internal: false,
    })
}

/// Checks `properties` against a table.
///
/// # Errors
/// [`ConfigError`] with Kafka's text, also where TLS or SASL is asked for, which these clients do not have.
pub(crate) fn parse(definitions: &ConfigDef, properties: &Properties) -> Result<ParsedConfig, ConfigError> {
    let pairs = properties.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let parsed = definitions.parse(pairs)?;
    let protocol = parsed.string("security.protocol");
    if !protocol.eq_ignore_ascii_case("PLAINTEXT") {
        return Err(ConfigError::invalid("security.protocol", protocol, "only PLAINTEXT is supported"));
    }
    Ok(parsed)
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
}

impl CommonConfig {
    pub(crate) fn from_parsed(parsed: &ParsedConfig, default_client_id: &str) -> Self {
        let client_id = match parsed.string("client.id") {
            "" => default_client_id.to_string(),
            given => given.to_string(),
        };
        Self {
            bootstrap_servers: parsed.list("bootstrap.servers").to_vec(),
            dial: DialConfig {
                client_id,
                request_timeout: millis(i64::from(parsed.int("request.timeout.ms"))),
                connect_timeout: millis(parsed.long("socket.connection.setup.timeout.ms")),
            },
            reconnect_backoff: millis(parsed.long("reconnect.backoff.ms")),
            retry_backoff: millis(parsed.long("retry.backoff.ms")),
            retry_backoff_max: millis(parsed.long("retry.backoff.max.ms")),
            metadata_max_age: millis(parsed.long("metadata.max.age.ms")),
        }
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
    fn a_protocol_we_do_not_speak_is_refused() {
        let properties = Properties::from([("security.protocol".to_string(), "SSL".to_string())]);
        let error = parse(&ADMIN, &properties).unwrap_err().to_string();
        assert_eq!(
            error,
            "Invalid value SSL for configuration security.protocol: only PLAINTEXT is supported"
        );
    }
}
