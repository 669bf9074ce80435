//! Broker settings that change at run time: where each may be set, what a change may be, and what all of them
//! come to together with `server.properties`.
//!
//! Source: `DynamicBrokerConfig` and what it reconfigures, in Apache Kafka 4.3.

use kavka_config::{ConfigError, Properties};

use crate::{BROKER, BrokerConfig, UpdateMode, broker_synonyms};

/// For whom settings are set at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One broker.
    Broker,
    /// All brokers that set nothing themselves.
    AllBrokers,
}

/// Settings that change at run time for single listeners only.
const SECURITY: [&str; 10] = [
    "ssl.keystore.type",
    "ssl.keystore.location",
    "ssl.keystore.password",
    "ssl.key.password",
    "ssl.keystore.key",
    "ssl.keystore.certificate.chain",
    "ssl.truststore.type",
    "ssl.truststore.location",
    "ssl.truststore.password",
    "ssl.truststore.certificates",
];

/// Settings of listeners that may be set for all brokers at once.
const LISTENER_LIMITS: [&str; 3] = ["max.connections", "max.connection.creation.rate", "num.network.threads"];

/// Thread pools, which may be halved or doubled in one step.
const THREAD_POOLS: [&str; 4] =
    ["num.io.threads", "num.replica.fetchers", "num.recovery.threads.per.data.dir", "background.threads"];

/// Settings of tiered storage that must stay positive.
const REMOTE_POSITIVE: [&str; 3] = [
    "remote.log.index.file.cache.total.size.bytes",
    "remote.log.manager.copy.max.bytes.per.second",
    "remote.log.manager.fetch.max.bytes.per.second",
];

/// The listener and the setting of `listener.name.<listener>.<setting>`.
pub fn listener_override(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("listener.name.")?.split_once('.')
}

/// The setting itself, or the one that is given for a listener.
fn base_name(name: &str) -> &str {
    listener_override(name).map_or(name, |(_, base)| base)
}

fn is_read_only(name: &str) -> bool {
    BROKER.key(name).is_some() && BROKER.update_mode(name) == UpdateMode::ReadOnly
}

fn is_per_broker(name: &str) -> bool {
    match listener_override(name) {
        Some((_, base)) => !LISTENER_LIMITS.contains(&base),
        None => BROKER.update_mode(name) == UpdateMode::PerBroker,
    }
}

fn check_type(name: &str, value: &str) -> Result<(), ConfigError> {
    BROKER.key(base_name(name)).map_or(Ok(()), |key| key.parse(value).map(drop))
}

/// Checks names and values of everything that is set at run time in one place.
///
/// # Errors
/// [`ConfigError`] with Kafka's text; its code is `INVALID_REQUEST`.
pub fn check_dynamic(scope: Scope, values: &Properties) -> Result<(), ConfigError> {
    let refuse = |text: &str, is_wrong: &dyn Fn(&str) -> bool| {
        let mut names: Vec<&str> = values.keys().map(String::as_str).filter(|name| is_wrong(name)).collect();
        names.sort_unstable();
        match &names[..] {
            [] => Ok(()),
            names => Err(ConfigError::Rule(format!("{text}: [{}]", names.join(", ")))),
        }
    };
    refuse("Cannot update these configs dynamically", &is_read_only)?;
    refuse(
        "These security configs can be dynamically updated only per-listener using the listener prefix",
        &|name| SECURITY.contains(&name),
    )?;
    values.iter().try_for_each(|(name, value)| check_type(name, value))?;
    match scope {
        Scope::Broker => Ok(()),
        Scope::AllBrokers => refuse(
            "Cannot update these configs at default cluster level, broker id must be specified",
            &is_per_broker,
        ),
    }
}

/// The settings of `values` that can be in force, without those that this broker would not have accepted there: a
/// metadata log may have been written by another version.
pub fn usable_dynamic(scope: Scope, values: Properties) -> Properties {
    let is_usable = |name: &String, value: &mut String| {
        let is_wrong = is_read_only(name)
            || SECURITY.contains(&name.as_str())
            || check_type(name, value).is_err()
            || (scope == Scope::AllBrokers && is_per_broker(name));
        !is_wrong
    };
    let mut values = values;
    values.retain(is_usable);
    values
}

impl BrokerConfig {
    /// These settings, those of `server.properties`, with the ones set at run time over them: those for all brokers,
    /// then those for this one. Settings that stand in for one that is set at run time give way to it.
    ///
    /// # Errors
    /// The first [`ConfigError`].
    pub fn with_dynamic(&self, of_all: &Properties, of_broker: &Properties) -> Result<Self, ConfigError> {
        let mut given = self.values().originals().clone();
        for (name, value) in of_all.iter().chain(of_broker) {
            for synonym in broker_synonyms(name) {
                given.shift_remove(synonym.name);
            }
            given.insert(name.clone(), value.clone());
        }
        Self::from_properties(&given)
    }

    /// Whether a running broker may go on with `new` instead of these settings.
    ///
    /// # Errors
    /// [`ConfigError`] with Kafka's text.
    pub fn check_change(&self, new: &Self) -> Result<(), ConfigError> {
        let checks = [
            Self::check_metric_reporters,
            Self::check_listener_limits,
            Self::check_thread_pools,
            Self::check_cleaner_threads,
            Self::check_local_retention,
            Self::check_listeners,
            Self::check_producer_ids,
            Self::check_remote_log,
        ];
        checks.iter().try_for_each(|check| check(self, new)).map_err(|reason| {
            // Kafka puts the exception where the value belongs.
            ConfigError::Rule(format!(
                "Invalid value org.apache.kafka.common.config.ConfigException: {reason} for configuration Invalid dynamic configuration"
            ))
        })
    }

    fn check_thread_pools(&self, new: &Self) -> Result<(), String> {
        let mut pools = THREAD_POOLS.iter();
        pools.try_for_each(|name| check_thread_count(name, self.values().int(name), new.values().int(name)))
    }

    fn check_cleaner_threads(&self, new: &Self) -> Result<(), String> {
        const KEY: &str = "log.cleaner.threads";
        let (old, new) = (self.values().int(KEY), new.values().int(KEY));
        match new {
            ..1 => Err("Log cleaner threads should be at least 1".to_owned()),
            _ if new < old / 2 => Err(format!(
                "Log cleaner threads cannot be reduced to less than half the current value {old}"
            )),
            _ if i64::from(new) > 2 * i64::from(old) => Err(format!(
                "Log cleaner threads cannot be increased to more than double the current value {old}"
            )),
            _ => Ok(()),
        }
    }

    /// What is kept locally of tiered topics lies within what is kept at all.
    fn check_local_retention(&self, new: &Self) -> Result<(), String> {
        let check = |local_key: &str, key: &str, what: &str, kept: i64| {
            let local = new.values().long(local_key);
            let reason = match local {
                _ if kept == -1 || local == -2 => return Ok(()),
                -1 => format!("Value must not be -1 as {key} value is set as {kept}."),
                _ if local > kept => format!("Value must not be more than {what}{kept}"),
                _ => return Ok(()),
            };
            Err(ConfigError::invalid(local_key, local, reason).to_string())
        };
        check(
            "log.local.retention.ms",
            "log.retention.ms",
            "log.retention.ms property value: ",
            new.log_retention_ms(),
        )?;
        check(
            "log.local.retention.bytes",
            "log.retention.bytes",
            "log.retention.bytes property value: ",
            new.values().long("log.retention.bytes"),
        )
    }

    fn check_producer_ids(&self, new: &Self) -> Result<(), String> {
        const KEY: &str = "producer.id.expiration.ms";
        let (old, new) = (self.values().int(KEY), new.values().int(KEY));
        if new < 0 {
            return Err(format!(
                "{KEY} cannot be less than 0, current value is {old}, and new value is {new}"
            ));
        }
        Ok(())
    }

    fn check_remote_log(&self, new: &Self) -> Result<(), String> {
        let mut changed = REMOTE_POSITIVE
            .iter()
            .map(|name| (name, new.values().long(name)))
            .filter(|(name, value)| *value != self.values().long(name));
        match changed.find(|(_, value)| *value <= 0) {
            Some((name, value)) => Err(format!(
                "Dynamic remote log manager config update validation failed for {name}={value}, value should be at least 1"
            )),
            None => Ok(()),
        }
    }

    /// There are no reporters to load: metrics leave another way.
    fn check_metric_reporters(&self, new: &Self) -> Result<(), String> {
        const KEY: &str = "metric.reporters";
        if self.values().list(KEY) == new.values().list(KEY) || new.values().list(KEY).is_empty() {
            return Ok(());
        }
        Err(format!(
            "Validation of dynamic config update of Set({KEY}) failed with class class kafka.server.DynamicMetricsReporters"
        ))
    }

    /// Limits of listeners can change.
    fn check_listener_limits(&self, new: &Self) -> Result<(), String> {
        for endpoint in &self.listeners.listeners {
            let name = endpoint.listener_name.as_str();
            check_thread_count(
                "num.network.threads",
                self.listener_int(name, "num.network.threads"),
                new.listener_int(name, "num.network.threads"),
            )?;
            for limit in ["max.connections", "max.connection.creation.rate"] {
                let value = new.listener_int(name, limit);
                if value <= 0 && value != self.listener_int(name, limit) {
                    return Err(format!("Invalid {limit} {value}"));
                }
            }
        }
        Ok(())
    }

    /// Everything else about listeners is for a restart. As in Kafka this is looked at only when a setting of listeners
    /// changes that has no listener's name before it.
    fn check_listeners(&self, new: &Self) -> Result<(), String> {
        let is_of_listeners =
            |name: &str| LISTENER_LIMITS.contains(&name) || BROKER.update_mode(name) == UpdateMode::PerBroker;
        let (old, given) = (self.values().originals(), new.values().originals());
        let mut names = old.keys().chain(given.keys());
        if !names.any(|name| is_of_listeners(name) && old.get(name) != given.get(name)) {
            return Ok(());
        }
        for endpoint in &self.listeners.listeners {
            let name = endpoint.listener_name.as_str();
            if self.fixed_overrides(name) != new.fixed_overrides(name) {
                return Err(format!(
                    "Configs cannot be updated dynamically for existing listener ListenerName({name}), \
                     restart broker or create a new listener for update"
                ));
            }
            if self.listeners.protocols.get(name) != new.listeners.protocols.get(name) {
                return Err(format!(
                    "Security protocol cannot be updated for existing listener ListenerName({name})"
                ));
            }
        }
        if self.listeners.advertised != new.listeners.advertised {
            return Err(
                "Advertised listeners cannot be altered when using a Raft-based metadata quorum.".to_owned()
            );
        }
        Ok(())
    }

    /// What is given for a listener and cannot change while it runs.
    fn fixed_overrides(&self, listener: &str) -> Vec<(&str, &str)> {
        let given = self.values().originals().iter();
        let mut fixed: Vec<(&str, &str)> = given
            .filter_map(|(name, value)| {
                let (of, base) = listener_override(name)?;
                let is_fixed = !SECURITY.contains(&base) && !LISTENER_LIMITS.contains(&base);
                (of.eq_ignore_ascii_case(listener) && is_fixed).then_some((base, value.as_str()))
            })
            .collect();
        fixed.sort_unstable();
        fixed
    }

    /// An INT of a listener: `listener.name.<listener>.<setting>` if that is given and valid, else the setting itself.
    pub fn listener_int(&self, listener: &str, name: &str) -> i32 {
        let own = format!("listener.name.{}.{name}", listener.to_ascii_lowercase());
        let given = self.values().originals().get(&own);
        let parsed = given.and_then(|text| match BROKER.key(name)?.parse(text).ok()? {
            kavka_config::ConfigValue::Int(value) => Some(value),
            _ => None,
        });
        parsed.unwrap_or_else(|| self.values().int(name))
    }
}

fn check_thread_count(name: &str, old: i32, new: i32) -> Result<(), String> {
    let refuse =
        |rule: String| Err(format!("Dynamic thread count update validation failed for {name}={new}, {rule}"));
    match new {
        _ if new == old => Ok(()),
        ..1 => refuse("value should be at least 1".to_owned()),
        _ if new < old / 2 => refuse(format!("value should be at least half the current value {old}")),
        _ if i64::from(new) > 2 * i64::from(old) => {
            refuse(format!("value should not be greater than double the current value {old}"))
        }
        _ => Ok(()),
    }
}
