//! Settings after reading and checking.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::ConfigValue;

/// The typed values of all settings of a table, with the text they came from.
///
/// The typed getters are for code that knows the table: asking for a key that is not in it, or as
/// another type than it has, is a defect and panics with the key's name.
#[derive(Debug, Clone)]
pub struct ParsedConfig {
    values: IndexMap<Cow<'static, str>, Option<ConfigValue>>,
    originals: IndexMap<String, String>,
}

impl ParsedConfig {
    pub(crate) fn new(
        values: IndexMap<Cow<'static, str>, Option<ConfigValue>>,
        originals: IndexMap<String, String>,
    ) -> Self {
        Self { values, originals }
    }

    /// The value; `None` where it is absent.
    pub fn get(&self, name: &str) -> Option<&ConfigValue> {
        match self.values.get(name) {
            Some(value) => value.as_ref(),
            None => panic!("setting {name} is not in the table"),
        }
    }

    /// A BOOLEAN.
    pub fn boolean(&self, name: &str) -> bool {
        self.optional_boolean(name).unwrap_or_else(|| absent(name))
    }

    /// A BOOLEAN that may be absent.
    pub fn optional_boolean(&self, name: &str) -> Option<bool> {
        self.get(name).map(|value| match value {
            ConfigValue::Boolean(v) => *v,
            other => mistyped(name, other),
        })
    }

    /// An INT.
    pub fn int(&self, name: &str) -> i32 {
        self.optional_int(name).unwrap_or_else(|| absent(name))
    }

    /// An INT that may be absent.
    pub fn optional_int(&self, name: &str) -> Option<i32> {
        self.get(name).map(|value| match value {
            ConfigValue::Int(v) => *v,
            other => mistyped(name, other),
        })
    }

    /// A SHORT.
    pub fn short(&self, name: &str) -> i16 {
        match self.get(name) {
            Some(ConfigValue::Short(v)) => *v,
            Some(other) => mistyped(name, other),
            None => absent(name),
        }
    }

    /// A LONG.
    pub fn long(&self, name: &str) -> i64 {
        self.optional_long(name).unwrap_or_else(|| absent(name))
    }

    /// A LONG that may be absent.
    pub fn optional_long(&self, name: &str) -> Option<i64> {
        self.get(name).map(|value| match value {
            ConfigValue::Long(v) => *v,
            other => mistyped(name, other),
        })
    }

    /// A DOUBLE.
    pub fn double(&self, name: &str) -> f64 {
        match self.get(name) {
            Some(ConfigValue::Double(v)) => *v,
            Some(other) => mistyped(name, other),
            None => absent(name),
        }
    }

    /// A STRING, CLASS or PASSWORD.
    pub fn string(&self, name: &str) -> &str {
        self.optional_string(name).unwrap_or_else(|| absent(name))
    }

    /// A STRING, CLASS or PASSWORD that may be absent.
    pub fn optional_string(&self, name: &str) -> Option<&str> {
        self.get(name).map(|value| match value {
            ConfigValue::String(v) | ConfigValue::Class(v) | ConfigValue::Password(v) => v.as_str(),
            other => mistyped(name, other),
        })
    }

    /// A LIST; absent ones are empty.
    pub fn list(&self, name: &str) -> &[String] {
        match self.get(name) {
            Some(ConfigValue::List(v)) => v,
            Some(other) => mistyped(name, other),
            None => &[],
        }
    }

    /// Whether the key was given rather than defaulted.
    pub fn is_given(&self, name: &str) -> bool {
        self.originals.contains_key(name)
    }

    /// All pairs as they were given.
    pub fn originals(&self) -> &IndexMap<String, String> {
        &self.originals
    }

    /// Keys that were given but are not in the table.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.originals.keys().map(String::as_str).filter(|name| !self.values.contains_key(*name))
    }
}

fn absent(name: &str) -> ! {
    panic!("setting {name} has no value")
}

fn mistyped(name: &str, value: &ConfigValue) -> ! {
    panic!("setting {name} has the value {value}, which is of another type")
}
