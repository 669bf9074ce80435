//! Where a setting's value may come from, in order of precedence, as DescribeConfigs lists it.

use crate::{BROKER, TOPIC};

/// A broker setting that can give a value, and how it has to be converted for the setting asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Synonym {
    /// The broker setting.
    pub name: &'static str,
    /// What its number is multiplied by: hours and minutes to milliseconds.
    pub factor: i64,
}

impl Synonym {
    fn of(name: &'static str) -> Self {
        let factor = match name {
            _ if name.ends_with(".hours") => 3_600_000,
            _ if name.ends_with(".minutes") => 60_000,
            _ => 1,
        };
        Self { name, factor }
    }

    /// The text of this setting's value in the unit of the setting asked for.
    pub fn convert(&self, text: &str) -> String {
        match text.trim().parse::<i64>() {
            Ok(number) if self.factor != 1 => number.saturating_mul(self.factor).to_string(),
            _ => text.to_owned(),
        }
    }
}

/// Broker settings that give the default of a topic setting, first that is set wins; empty for
/// settings without a counterpart on the broker.
pub fn topic_synonyms(name: &str) -> impl Iterator<Item = Synonym> {
    TOPIC.synonyms(name).iter().copied().map(Synonym::of)
}

/// The broker setting itself and those that stand in for it, first that is set wins.
pub fn broker_synonyms(name: &str) -> impl Iterator<Item = Synonym> {
    BROKER.synonyms(name).iter().copied().map(Synonym::of)
}
