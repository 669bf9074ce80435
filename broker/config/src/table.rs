//! Reading of the fact tables.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use kavka_config::{ConfigDef, ConfigKey, ConfigType, Default, Importance, Validator};

use crate::docs;

/// `server.properties` and the dynamic settings of brokers.
pub static BROKER: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../facts/broker.tsv"), docs::BROKER));
/// Settings of topics. Their synonyms are the broker's settings that give the defaults.
pub static TOPIC: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../facts/topic.tsv"), docs::TOPIC));
/// Settings of groups.
pub static GROUP: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../facts/group.tsv"), docs::GROUP));
/// Settings of client metrics subscriptions.
pub static CLIENT_METRICS: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../facts/client-metrics.tsv"), docs::CLIENT_METRICS));
/// Quotas of an IP address.
pub static QUOTA_IP: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../facts/quota-ip.tsv"), ""));
/// Quotas of a user or client id.
pub static QUOTA_USER_CLIENT: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("../facts/quota-user-client.tsv"), ""));

/// When a change of a broker setting takes effect, and for whom it can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateMode {
    /// After a restart.
    ReadOnly,
    /// At once, for one broker.
    PerBroker,
    /// At once, for one broker or as the default of all.
    ClusterWide,
}

/// The settings of one kind of resource.
#[derive(Debug)]
pub struct Table {
    def: ConfigDef,
    update_modes: HashMap<&'static str, UpdateMode>,
    synonyms: HashMap<&'static str, Vec<&'static str>>,
}

impl Table {
    /// The definitions.
    pub fn def(&self) -> &ConfigDef {
        &self.def
    }

    /// The setting with this name.
    pub fn key(&self, name: &str) -> Option<&ConfigKey> {
        self.def.key(name)
    }

    /// When a change of this setting takes effect; settings of topics and groups always at once.
    pub fn update_mode(&self, name: &str) -> UpdateMode {
        self.update_modes.get(name).copied().unwrap_or(UpdateMode::ReadOnly)
    }

    /// Broker settings that decide this one's value, the first that is set wins. For a broker
    /// setting the list holds the setting itself.
    pub fn synonyms(&self, name: &str) -> &[&'static str] {
        self.synonyms.get(name).map_or(&[], Vec::as_slice)
    }

    /// A wrong line is a defect of the checked-in table, found by the first test that touches it.
    fn read(facts: &'static str, docs: &'static str) -> Self {
        let docs: HashMap<&str, &'static str> =
            docs.lines().filter_map(|line| line.split_once('\t')).collect();
        let mut table =
            Self { def: ConfigDef::new(), update_modes: HashMap::new(), synonyms: HashMap::new() };
        for line in facts.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&'static str> = line.split('\t').collect();
            let key =
                read_key(&fields, &docs).unwrap_or_else(|| panic!("malformed line in fact table: {line}"));
            let name = fields[0];
            // The broker's table has the update mode before the synonyms, the topics' has synonyms alone.
            match fields[6..] {
                [mode, synonyms] => {
                    table.update_modes.insert(name, read_mode(mode));
                    table.synonyms.insert(
                        name,
                        if synonyms.is_empty() { vec![name] } else { synonyms.split(',').collect() },
                    );
                }
                [synonyms] if !synonyms.is_empty() => {
                    table.synonyms.insert(name, synonyms.split(',').collect());
                }
                _ => {}
            }
            table.def.define(key);
        }
        table
    }
}

fn read_mode(text: &str) -> UpdateMode {
    match text {
        "per-broker" => UpdateMode::PerBroker,
        "cluster-wide" => UpdateMode::ClusterWide,
        _ => UpdateMode::ReadOnly,
    }
}

fn read_key(fields: &[&'static str], docs: &HashMap<&str, &'static str>) -> Option<ConfigKey> {
    let [name, type_name, default, validator, importance, internal, ..] = *fields else { return None };
    let config_type = ConfigType::from_name(type_name)?;
    let default = match default {
        "<required>" => Default::Required,
        "null" => Default::Null,
        text => Default::Value(config_type.parse(name, text).ok()?),
    };
    Some(ConfigKey {
        name: Cow::Borrowed(name),
        config_type,
        default,
        validator: Validator::from_notation(validator)?,
        importance: match importance {
            "HIGH" => Importance::High,
            "MEDIUM" => Importance::Medium,
            _ => Importance::Low,
        },
        documentation: Cow::Borrowed(docs.get(name).copied().unwrap_or("")),
        internal: internal == "y",
    })
}
