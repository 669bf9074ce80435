//! Settings of a topic and of a group: the broker's defaults below, the resource's own values above.

use kavka_config::{ConfigError, ParsedConfig, Properties};

use crate::{BrokerConfig, GROUP, TOPIC, topic_synonyms};

/// The values that topics have when they set nothing themselves, as text, in the order of the table.
///
/// `dynamic` holds the broker settings changed at run time (those of the broker over those of all
/// brokers); they win over `server.properties`.
pub fn topic_defaults(broker: &BrokerConfig, dynamic: &Properties) -> Properties {
    let mut defaults = Properties::new();
    for key in TOPIC.def().keys() {
        let given = topic_synonyms(&key.name).find_map(|synonym| {
            dynamic
                .get(synonym.name)
                .or_else(|| broker.values().originals().get(synonym.name))
                .map(|text| synonym.convert(text))
        });
        if let Some(text) = given.or_else(|| key.default_value().map(|value| value.to_config_string())) {
            defaults.insert(key.name.to_string(), text);
        }
    }
    defaults
}

/// Checks the settings that a topic sets itself, as the controller does before it writes them:
/// names, values, and the rules between them with the defaults filled in.
///
/// # Errors
/// [`ConfigError`] with Kafka's text; its code is `INVALID_CONFIG`.
pub fn validate_topic_config(overrides: &Properties, defaults: &Properties) -> Result<(), ConfigError> {
    if let Some(name) = overrides.keys().find(|name| !TOPIC.def().contains(name)) {
        return Err(ConfigError::Rule(format!("Unknown topic config name: {name}")));
    }
    let values = parse_over(defaults, overrides)?;
    let (min, max) = (values.long("min.compaction.lag.ms"), values.long("max.compaction.lag.ms"));
    if min > max {
        return Err(ConfigError::Rule(format!(
            "conflict topic config setting min.compaction.lag.ms ({min}) > max.compaction.lag.ms ({max})"
        )));
    }
    if values.boolean("remote.storage.enable") {
        return Err(ConfigError::Rule(
            "Tiered Storage functionality is disabled in the broker. \
             Topic cannot be configured with remote log storage."
                .to_owned(),
        ));
    }
    Ok(())
}

fn parse_over(defaults: &Properties, overrides: &Properties) -> Result<ParsedConfig, ConfigError> {
    TOPIC.def().parse(defaults.iter().chain(overrides).map(|(k, v)| (k.as_str(), v.as_str())))
}

/// All settings of one topic, typed.
#[derive(Debug, Clone)]
pub struct TopicConfig {
    values: ParsedConfig,
}

impl TopicConfig {
    /// The topic's own settings over the defaults of [`topic_defaults`].
    ///
    /// # Errors
    /// The first [`ConfigError`]; settings that the controller accepted do not fail.
    pub fn new(defaults: &Properties, overrides: &Properties) -> Result<Self, ConfigError> {
        Ok(Self { values: parse_over(defaults, overrides)? })
    }

    /// Every setting by its Kafka name.
    pub fn values(&self) -> &ParsedConfig {
        &self.values
    }

    /// `min.insync.replicas`
    pub fn min_insync_replicas(&self) -> usize {
        usize::try_from(self.values.int("min.insync.replicas")).unwrap_or(1)
    }

    /// Whether `cleanup.policy` has `compact`.
    pub fn is_compacted(&self) -> bool {
        self.values.list("cleanup.policy").iter().any(|policy| policy == "compact")
    }

    /// Whether `cleanup.policy` has `delete`.
    pub fn is_deleted(&self) -> bool {
        self.values.list("cleanup.policy").iter().any(|policy| policy == "delete")
    }
}

/// Checks the settings that a group sets itself: names, values, and that they lie within the broker's bounds.
///
/// # Errors
/// [`ConfigError`] with Kafka's text; its code is `INVALID_CONFIG`.
pub fn validate_group_config(overrides: &Properties, broker: &BrokerConfig) -> Result<(), ConfigError> {
    if let Some(name) = overrides.keys().find(|name| !GROUP.def().contains(name)) {
        return Err(ConfigError::Rule(format!("Unknown group config name: {name}")));
    }
    let config = GroupConfig::new(broker, overrides)?;
    for name in overrides.keys() {
        config.check_bounds(name, broker)?;
    }
    for kind in ["consumer", "share", "streams"] {
        let (session, heartbeat) =
            (format!("{kind}.session.timeout.ms"), format!("{kind}.heartbeat.interval.ms"));
        if config.values.int(&session) <= config.values.int(&heartbeat) {
            return Err(ConfigError::Rule(format!("{session} must be greater than {heartbeat}")));
        }
    }
    Ok(())
}

/// All settings of one group, typed.
#[derive(Debug, Clone)]
pub struct GroupConfig {
    values: ParsedConfig,
}

impl GroupConfig {
    /// The group's own settings over the broker's, whose names are the same with `group.` before them.
    ///
    /// # Errors
    /// The first [`ConfigError`].
    pub fn new(broker: &BrokerConfig, overrides: &Properties) -> Result<Self, ConfigError> {
        let given = broker.values().originals();
        let defaults = GROUP.def().keys().filter_map(|key| {
            given.get(&format!("group.{}", key.name)).map(|text| (key.name.as_ref(), text.as_str()))
        });
        let own = overrides.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        Ok(Self { values: GROUP.def().parse(defaults.chain(own))? })
    }

    /// Every setting by its Kafka name.
    pub fn values(&self) -> &ParsedConfig {
        &self.values
    }

    /// The bounds of `kind.some.name` are the broker's `group.kind.min.some.name` and `…max…`.
    fn check_bounds(&self, name: &str, broker: &BrokerConfig) -> Result<(), ConfigError> {
        let Some((kind, rest)) = name.split_once('.') else { return Ok(()) };
        let bounds = broker.values();
        let standby_max = "group.streams.max.standby.replicas".to_owned();
        let max = if name == "streams.num.standby.replicas" {
            standby_max
        } else {
            format!("group.{kind}.max.{rest}")
        };
        let min = format!("group.{kind}.min.{rest}");
        let known = |bound: &str| crate::BROKER.def().contains(bound);
        if known(&min) && self.values.int(name) < bounds.int(&min) {
            return Err(ConfigError::Rule(format!("{name} must be greater than or equal to {min}")));
        }
        if known(&max) && self.values.int(name) > bounds.int(&max) {
            return Err(ConfigError::Rule(format!("{name} must be less than or equal to {max}")));
        }
        Ok(())
    }
}
