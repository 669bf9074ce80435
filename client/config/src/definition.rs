//! Tables of settings.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::{ConfigError, ConfigType, ConfigValue, ParsedConfig, Validator};

/// How much attention a setting deserves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "Kafka's three grades")]
pub enum Importance {
    High,
    Medium,
    Low,
}

/// What a setting is when nothing is said.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    /// It must be given.
    Required,
    /// Absent (Kafka's null).
    Null,
    /// This.
    Value(ConfigValue),
}

/// One setting.
#[derive(Debug, Clone)]
pub struct ConfigKey {
    /// Kafka's name, such as `min.insync.replicas`.
    pub name: Cow<'static, str>,
    /// Its type.
    pub config_type: ConfigType,
    /// Its default.
    pub default: Default,
    /// What it may be.
    pub validator: Validator,
    /// How important it is.
    pub importance: Importance,
    /// One or two sentences; empty where the name says it all.
    pub documentation: Cow<'static, str>,
    /// Not shown to users.
    pub internal: bool,
}

impl ConfigKey {
    /// Reads and checks one value.
    ///
    /// # Errors
    /// [`ConfigError`] with Kafka's text.
    pub fn parse(&self, text: &str) -> Result<ConfigValue, ConfigError> {
        let value = self.config_type.parse(&self.name, text)?;
        self.validator.check(&self.name, Some(&value))?;
        Ok(value)
    }

    /// The default; `None` where it is absent or required.
    pub fn default_value(&self) -> Option<&ConfigValue> {
        match &self.default {
            Default::Value(value) => Some(value),
            Default::Required | Default::Null => None,
        }
    }

    /// Whether the value must never be shown.
    pub fn is_sensitive(&self) -> bool {
        self.config_type == ConfigType::Password
    }
}

/// A table of settings in the order they were declared.
#[derive(Debug, Clone, std::default::Default)]
pub struct ConfigDef {
    keys: IndexMap<Cow<'static, str>, ConfigKey>,
}

impl ConfigDef {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a setting, or replaces the one with that name.
    pub fn define(&mut self, key: ConfigKey) {
        self.keys.insert(key.name.clone(), key);
    }

    /// The setting with this name.
    pub fn key(&self, name: &str) -> Option<&ConfigKey> {
        self.keys.get(name)
    }

    /// Whether there is a setting with this name.
    pub fn contains(&self, name: &str) -> bool {
        self.keys.contains_key(name)
    }

    /// All settings in order.
    pub fn keys(&self) -> impl Iterator<Item = &ConfigKey> {
        self.keys.values()
    }

    /// Reads all settings from key-value pairs, later pairs over earlier ones, and fills in the
    /// defaults. Keys that are not in the table are kept as text ([`ParsedConfig::unknown`]).
    ///
    /// # Errors
    /// The first [`ConfigError`] in the order of the table.
    pub fn parse<'a, I>(&self, pairs: I) -> Result<ParsedConfig, ConfigError>
    where
        I: IntoIterator<Item = (&'a str, &'a str)>,
    {
        let originals: IndexMap<String, String> =
            pairs.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let mut values = IndexMap::with_capacity(self.keys.len());
        for (name, key) in &self.keys {
            let value = match (originals.get(name.as_ref()), &key.default) {
                (Some(text), _) => Some(key.parse(text)?),
                (None, Default::Value(value)) => Some(value.clone()),
                (None, Default::Null) => None,
                (None, Default::Required) => {
                    return Err(ConfigError::MissingRequired { name: name.to_string() });
                }
            };
            values.insert(name.clone(), value);
        }
        Ok(ParsedConfig::new(values, originals))
    }
}
