//! Settings with the places their values come from.

use std::collections::BTreeMap;
use std::sync::Arc;

use kavka_broker_config::{
    BROKER, BrokerConfig, CLIENT_METRICS, ConfigKey, ConfigType, GROUP, Properties, TOPIC, UpdateMode,
    broker_synonyms, listener_override, topic_synonyms,
};
use kavka_controller::MetadataImage;
use kavka_controller::image::{ConfigMap, ConfigResource};
use kavka_protocol::messages::describe_configs_response::{
    DescribeConfigsResourceResult, DescribeConfigsSynonym,
};
use kavka_protocol::wire::StrBytes;

use crate::loggers::{LogLevel, Loggers};

/// Kafka's numbers of config sources.
const TOPIC_CONFIG: i8 = 1;
const DYNAMIC_BROKER_CONFIG: i8 = 2;
const DYNAMIC_DEFAULT_BROKER_CONFIG: i8 = 3;
const STATIC_BROKER_CONFIG: i8 = 4;
const DEFAULT_CONFIG: i8 = 5;
const DYNAMIC_BROKER_LOGGER_CONFIG: i8 = 6;
const CLIENT_METRICS_CONFIG: i8 = 7;
const GROUP_CONFIG: i8 = 8;

/// One setting of a resource.
pub(super) struct Entry {
    pub(super) name: String,
    value: Option<String>,
    source: i8,
    sensitive: bool,
    read_only: bool,
    synonyms: Vec<Synonym>,
    config_type: i8,
    documentation: Option<String>,
}

struct Synonym {
    name: String,
    value: Option<String>,
    source: i8,
}

impl Entry {
    /// As a response has it.
    pub(super) fn into_wire(
        self,
        with_synonyms: bool,
        with_documentation: bool,
    ) -> DescribeConfigsResourceResult {
        let text = StrBytes::from_string;
        let synonym = |s: Synonym| {
            DescribeConfigsSynonym::default()
                .with_name(text(s.name))
                .with_value(s.value.map(text))
                .with_source(s.source)
        };
        DescribeConfigsResourceResult::default()
            .with_name(text(self.name))
            .with_value(self.value.map(text))
            .with_config_source(self.source)
            .with_is_sensitive(self.sensitive)
            .with_read_only(self.read_only)
            .with_config_type(self.config_type)
            .with_synonyms(if with_synonyms {
                self.synonyms.into_iter().map(synonym).collect()
            } else {
                Vec::new()
            })
            .with_documentation(self.documentation.filter(|_| with_documentation).map(text))
    }

    /// A value that is simply set, of which no more is told.
    fn plain(name: &str, value: &str, source: i8) -> Self {
        Self {
            name: name.to_owned(),
            value: Some(value.to_owned()),
            source,
            sensitive: false,
            read_only: false,
            synonyms: Vec::new(),
            config_type: 0,
            documentation: None,
        }
    }
}

/// The places that broker-side values come from.
pub(super) struct Sources<'a> {
    config: &'a BrokerConfig,
    current: Arc<BrokerConfig>,
    image: &'a MetadataImage,
    given: BTreeMap<String, String>,
    of_broker: BTreeMap<String, String>,
    of_all: BTreeMap<String, String>,
}

fn map(values: Option<&Arc<ConfigMap>>) -> BTreeMap<String, String> {
    values.iter().flat_map(|map| map.iter()).map(|(k, v)| (k.to_string(), v.to_string())).collect()
}

impl<'a> Sources<'a> {
    pub(super) fn new(
        config: &'a BrokerConfig,
        current: Arc<BrokerConfig>,
        image: &'a MetadataImage,
    ) -> Self {
        let of = |resource| map(image.configs.of(&resource));
        let mut given: BTreeMap<String, String> =
            config.values().originals().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        // Kafka gives either of the two names the value of the other.
        for (name, other) in [("broker.id", "node.id"), ("node.id", "broker.id")] {
            if let (None, Some(value)) = (given.get(name), given.get(other).cloned()) {
                given.insert(name.to_owned(), value);
            }
        }
        Self {
            config,
            current,
            image,
            given,
            of_broker: of(ConfigResource::broker(config.node_id)),
            of_all: of(ConfigResource::default_broker()),
        }
    }

    pub(super) fn image(&self) -> &MetadataImage {
        self.image
    }

    /// What is set for a broker setting and those that stand in for it, what wins first.
    ///
    /// As in Kafka, whatever stands before the setting's own first appearance is left out, so that a setting that
    /// is given only through another one shows nothing.
    fn broker_synonyms(&self, primary: &str, sensitive: bool) -> Vec<Synonym> {
        let names: Vec<&str> = broker_synonyms(primary).map(|synonym| synonym.name).collect();
        let default = |name: &str| {
            BROKER.key(name).and_then(ConfigKey::default_value).map(|value| value.to_config_string())
        };
        let mut found = Vec::new();
        let mut add = |source: i8, value_of: &dyn Fn(&str) -> Option<String>| {
            for name in &names {
                if let Some(value) = value_of(name) {
                    let value = (!sensitive).then_some(value);
                    found.push(Synonym { name: (*name).to_owned(), value, source });
                }
            }
        };
        add(DYNAMIC_BROKER_CONFIG, &|name| self.of_broker.get(name).cloned());
        add(DYNAMIC_DEFAULT_BROKER_CONFIG, &|name| self.of_all.get(name).cloned());
        add(STATIC_BROKER_CONFIG, &|name| self.given.get(name).cloned());
        add(DEFAULT_CONFIG, &default);
        found.into_iter().skip_while(|synonym| synonym.name != primary).collect()
    }

    /// A topic's settings.
    pub(super) fn topic(&self, topic: &str) -> Vec<Entry> {
        let own = map(self.image.configs.of(&ConfigResource::topic(topic)));
        let mut dynamic = Properties::new();
        dynamic.extend(self.of_all.clone());
        dynamic.extend(self.of_broker.clone());
        let defaults = kavka_broker_config::topic_defaults(self.config, &dynamic);
        shown(TOPIC.def().keys(), |name| own.contains_key(name))
            .into_iter()
            .map(|key| {
                let mut synonyms = topic_synonyms(&key.name)
                    .next()
                    .map_or_else(Vec::new, |synonym| self.broker_synonyms(synonym.name, false));
                let set = own.get(&*key.name);
                let raw = set.or_else(|| defaults.get(&*key.name));
                let value = raw.map(|raw| normal(key, raw));
                if set.is_some() {
                    let name = key.name.to_string();
                    synonyms.insert(0, Synonym { name, value: value.clone(), source: TOPIC_CONFIG });
                }
                entry(key, value, synonyms, false)
            })
            .collect()
    }

    /// A group's settings.
    pub(super) fn group(&self, group: &str) -> Vec<Entry> {
        let own = map(self.image.configs.of(&ConfigResource::group(group)));
        shown(GROUP.def().keys(), |name| own.contains_key(name))
            .into_iter()
            .map(|key| {
                let mut synonyms = self.broker_synonyms(&format!("group.{}", key.name), false);
                let default = key.default_value().map(|value| value.to_config_string());
                if synonyms.is_empty() {
                    let name = key.name.to_string();
                    synonyms.push(Synonym { name, value: default.clone(), source: DEFAULT_CONFIG });
                }
                let set = own.get(&*key.name).map(|raw| normal(key, raw));
                let value =
                    set.clone().or_else(|| synonyms.first().and_then(|s| s.value.clone())).or(default);
                if set.is_some() {
                    let name = key.name.to_string();
                    synonyms.insert(0, Synonym { name, value: set, source: GROUP_CONFIG });
                }
                entry(key, value, synonyms, false)
            })
            .collect()
    }

    /// All settings of this broker.
    pub(super) fn broker(&self) -> Vec<Entry> {
        let mut raw: BTreeMap<&str, &str> =
            self.given.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        for dynamic in [&self.of_all, &self.of_broker] {
            raw.extend(dynamic.iter().map(|(k, v)| (k.as_str(), v.as_str())));
        }
        // What is set may not be in force: a controller takes what a broker would have refused.
        let in_force = self.current.values();
        let known = shown(BROKER.def().keys(), |name| raw.contains_key(name)).into_iter().map(|key| {
            let given = self.given.get(&*key.name).map(|raw| normal(key, raw));
            let current = in_force.get(&key.name).map(|value| value.to_config_string());
            self.broker_entry(&key.name, Some(key), if is_node_id(&key.name) { given } else { current })
        });
        let unknown = raw.iter().filter(|(name, _)| BROKER.key(name).is_none());
        let unknown =
            unknown.map(|(name, raw)| self.broker_entry(name, overridden(name), Some((*raw).to_owned())));
        known.chain(unknown).collect()
    }

    /// The settings made at run time for all brokers.
    pub(super) fn default_broker(&self) -> Vec<Entry> {
        self.of_all
            .iter()
            .map(|(name, raw)| {
                let key = BROKER.key(name).or_else(|| overridden(name));
                let mut entry = self.broker_entry(name, key, Some(raw.clone()));
                entry.synonyms.retain(|synonym| synonym.source == DYNAMIC_DEFAULT_BROKER_CONFIG);
                entry.source = entry.synonyms.first().map_or(DEFAULT_CONFIG, |synonym| synonym.source);
                entry
            })
            .collect()
    }

    fn broker_entry(&self, name: &str, key: Option<&ConfigKey>, value: Option<String>) -> Entry {
        // Nobody knows whether the setting of a plugin is a secret.
        let sensitive = key.is_none_or(ConfigKey::is_sensitive);
        let mut synonyms = self.broker_synonyms(name, sensitive);
        if BROKER.key(name).is_none() {
            let found = [
                (&self.of_broker, DYNAMIC_BROKER_CONFIG),
                (&self.of_all, DYNAMIC_DEFAULT_BROKER_CONFIG),
                (&self.given, STATIC_BROKER_CONFIG),
            ];
            let found = found.into_iter().filter_map(|(values, source)| {
                let value = values.get(name)?.clone();
                Some(Synonym { name: name.to_owned(), value: (!sensitive).then_some(value), source })
            });
            synonyms = found.collect();
        }
        let read_only = BROKER.update_mode(name) == UpdateMode::ReadOnly;
        Entry {
            name: name.to_owned(),
            value: value.filter(|_| !sensitive),
            source: synonyms.first().map_or(DEFAULT_CONFIG, |synonym| synonym.source),
            sensitive,
            read_only,
            synonyms,
            config_type: key.map_or(0, |key| key.config_type.code()),
            documentation: key.map(|key| key.documentation.to_string()),
        }
    }
}

/// Kafka gives either of the two the other's value, wherever that comes from.
fn is_node_id(name: &str) -> bool {
    matches!(name, "node.id" | "broker.id")
}

/// The setting that is given for a listener.
fn overridden(name: &str) -> Option<&'static ConfigKey> {
    BROKER.key(listener_override(name)?.1)
}

/// Keys to show, by name: all that are public, and others where they are set.
fn shown<'k>(keys: impl Iterator<Item = &'k ConfigKey>, is_set: impl Fn(&str) -> bool) -> Vec<&'k ConfigKey> {
    let mut keys: Vec<&ConfigKey> = keys.filter(|key| !key.internal || is_set(&key.name)).collect();
    keys.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    keys
}

/// The value as Kafka writes it, whatever way it was given.
fn normal(key: &ConfigKey, raw: &str) -> String {
    key.parse(raw).map_or_else(|_| raw.to_owned(), |value| value.to_config_string())
}

fn entry(key: &ConfigKey, value: Option<String>, synonyms: Vec<Synonym>, read_only: bool) -> Entry {
    let sensitive = key.config_type == ConfigType::Password;
    Entry {
        name: key.name.to_string(),
        value: value.filter(|_| !sensitive),
        source: synonyms.first().map_or(DEFAULT_CONFIG, |synonym| synonym.source),
        sensitive,
        read_only,
        synonyms,
        config_type: key.config_type.code(),
        documentation: Some(key.documentation.to_string()),
    }
}

/// The settings of a subscription of client metrics.
pub(super) fn client_metrics(image: &MetadataImage, resource: &ConfigResource) -> Vec<Entry> {
    let own = map(image.configs.of(resource));
    shown(CLIENT_METRICS.def().keys(), |name| own.contains_key(name))
        .into_iter()
        .map(|key| {
            let set = own.get(&*key.name).map(|raw| normal(key, raw));
            let default = key.default_value().map(|value| value.to_config_string());
            let synonym = set.clone().map(|value| Synonym {
                name: key.name.to_string(),
                value: Some(value),
                source: CLIENT_METRICS_CONFIG,
            });
            entry(key, set.or(default), synonym.into_iter().collect(), false)
        })
        .collect()
}

/// The loggers of this broker.
pub(super) fn loggers(loggers: &Loggers) -> Vec<Entry> {
    let entry =
        |(name, level): (String, LogLevel)| Entry::plain(&name, level.name(), DYNAMIC_BROKER_LOGGER_CONFIG);
    loggers.all().into_iter().map(entry).collect()
}
