//! What values a setting may have.

use std::collections::HashSet;

use crate::{ConfigError, ConfigValue};

const THROTTLED_FORMAT: &str = "[partitionId]:[brokerId],[partitionId]:[brokerId],...";

/// A rule on one typed value. Its [`std::fmt::Display`] is the column "valid values" of Kafka's docs.
#[derive(Debug, Clone, PartialEq)]
pub enum Validator {
    /// Anything.
    Any,
    /// A number within bounds, both inclusive. The bounds are kept as text too, since that is how they are shown.
    Range {
        /// Lower bound.
        min: Option<Bound>,
        /// Upper bound.
        max: Option<Bound>,
    },
    /// One of these texts.
    OneOf(Vec<String>),
    /// One of these texts in any case.
    OneOfIgnoringCase(Vec<String>),
    /// A list without duplicates or empty items.
    List {
        /// Allowed items; empty means any.
        items: Vec<String>,
        /// Whether the list may be empty.
        empty_allowed: bool,
        /// Whether the value may be absent.
        null_allowed: bool,
    },
    /// Text of at least one character.
    NonEmpty,
    /// Any text, but not absent.
    NonNull,
    /// -1 or 1 to 9.
    GzipLevel,
    /// `*` or a list of `partition:broker`.
    ThrottledReplicas,
    /// `id@host:port` items.
    QuorumVoters,
    /// `host:port` items.
    BootstrapServers,
    /// `earliest`, `latest` or `by_duration:` with an ISO 8601 duration.
    ShareOffsetReset,
    /// As [`Validator::ShareOffsetReset`], or `none`.
    OffsetReset,
}

/// One end of a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    text: String,
    value: f64,
}

impl Bound {
    fn parse(text: &str) -> Option<Self> {
        Some(Self { value: text.parse().ok()?, text: text.to_owned() })
    }
}

impl Validator {
    /// Reads the notation of the fact tables: `[1,...]`, `[0,...,1]`, `in:a|b`, `list:en:a|b`, …
    pub fn from_notation(text: &str) -> Option<Self> {
        let items =
            |text: &str| text.split('|').filter(|s| !s.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        Some(match text {
            "" => Self::Any,
            "non-empty" => Self::NonEmpty,
            "non-null" => Self::NonNull,
            "gzip-level" => Self::GzipLevel,
            "throttled-replicas" => Self::ThrottledReplicas,
            "quorum-voters" => Self::QuorumVoters,
            "bootstrap-servers" => Self::BootstrapServers,
            "share-offset-reset" => Self::ShareOffsetReset,
            "offset-reset" => Self::OffsetReset,
            _ => {
                if let Some(range) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
                    return Self::range_from_notation(range);
                }
                let (kind, rest) = text.split_once(':')?;
                match kind {
                    "in" => Self::OneOf(items(rest)),
                    "in-any-case" => Self::OneOfIgnoringCase(items(rest)),
                    "list" => {
                        let (flags, rest) = rest.split_once(':')?;
                        Self::List {
                            items: items(rest),
                            empty_allowed: flags.contains('e'),
                            null_allowed: flags.contains('n'),
                        }
                    }
                    _ => return None,
                }
            }
        })
    }

    fn range_from_notation(text: &str) -> Option<Self> {
        let mut ends = text.split("...");
        let (min, max) = (ends.next()?.trim_end_matches(','), ends.next()?.trim_start_matches(','));
        let bound = |text: &str| if text.is_empty() { Some(None) } else { Bound::parse(text).map(Some) };
        Some(Self::Range { min: bound(min)?, max: bound(max)? })
    }

    /// Checks a value; `None` is the absent one.
    ///
    /// # Errors
    /// [`ConfigError`] with Kafka's text.
    pub fn check(&self, name: &str, value: Option<&ConfigValue>) -> Result<(), ConfigError> {
        let shown = || value.map_or_else(|| "null".to_owned(), ToString::to_string);
        let refuse = |reason: String| Err(ConfigError::invalid(name, shown(), reason));
        match self {
            Self::Any => Ok(()),
            Self::Range { min, max } => {
                let Some(number) = value.and_then(as_number) else {
                    return refuse("Value must be non-null".to_owned());
                };
                match (min, max) {
                    (Some(min), _) if number < min.value => {
                        refuse(format!("Value must be at least {}", min.text))
                    }
                    (_, Some(max)) if number > max.value => {
                        refuse(format!("Value must be no more than {}", max.text))
                    }
                    _ => Ok(()),
                }
            }
            Self::OneOf(items) => check_one_of(name, value.and_then(as_text), &shown(), items),
            Self::OneOfIgnoringCase(items) => match value.and_then(as_text) {
                Some(text) if items.iter().any(|item| item.eq_ignore_ascii_case(text)) => Ok(()),
                _ => refuse(format!("String must be one of (case insensitive): {}", items.join(", "))),
            },
            Self::List { items, empty_allowed, null_allowed } => {
                check_list(name, value, items, *empty_allowed, *null_allowed)
            }
            Self::NonEmpty => match value.and_then(as_text) {
                Some("") => refuse("String must be non-empty".to_owned()),
                _ => Ok(()),
            },
            Self::NonNull if value.is_none() => refuse("entry must be non null".to_owned()),
            Self::NonNull => Ok(()),
            Self::GzipLevel => match value {
                Some(ConfigValue::Int(-1 | 1..=9)) => Ok(()),
                _ => refuse("Value must be between 1 and 9 or equal to -1".to_owned()),
            },
            Self::ThrottledReplicas => check_throttled(name, value),
            Self::QuorumVoters => check_voters(name, value),
            Self::BootstrapServers => check_bootstrap_servers(name, value),
            Self::OffsetReset => match value.and_then(as_text) {
                Some(text) if text.eq_ignore_ascii_case("none") || is_share_reset(text) => Ok(()),
                _ => refuse(format!(
                    "Invalid value `{}` for configuration {name}. The value must be either 'earliest', 'latest', 'none' \
                     or of the format 'by_duration:<PnDTnHnMn.nS>'.",
                    shown()
                )),
            },
            Self::ShareOffsetReset => match value.and_then(as_text) {
                Some(text) if is_share_reset(text) => Ok(()),
                // Kafka wraps one error into another here.
                _ => refuse(format!(
                    "Invalid value `{}` for configuration {name}. The value must be either 'earliest', 'latest' \
                     or of the format 'by_duration:<PnDTnHnMn.nS>'.",
                    shown()
                )),
            },
        }
    }
}

impl std::fmt::Display for Validator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => Ok(()),
            Self::Range { min, max } => match (min, max) {
                (Some(min), Some(max)) => write!(f, "[{},...,{}]", min.text, max.text),
                (Some(min), None) => write!(f, "[{},...]", min.text),
                (None, Some(max)) => write!(f, "[...,{}]", max.text),
                (None, None) => f.write_str("[...]"),
            },
            Self::OneOf(items) => write!(f, "[{}]", items.join(", ")),
            Self::OneOfIgnoringCase(items) => write!(f, "(case insensitive) [{}]", items.join(", ")),
            Self::List { items, .. } if items.is_empty() => Ok(()),
            Self::List { items, .. } => write!(f, "[{}]", items.join(", ")),
            Self::NonEmpty => f.write_str("non-empty string"),
            Self::NonNull => f.write_str("non-null string"),
            Self::GzipLevel => f.write_str("[1,...,9] or -1"),
            Self::ThrottledReplicas => f.write_str(THROTTLED_FORMAT),
            Self::QuorumVoters | Self::BootstrapServers => f.write_str("non-empty list"),
            Self::OffsetReset => f.write_str("[latest, earliest, none, by_duration:PnDTnHnMn.nS]"),
            Self::ShareOffsetReset => f.write_str("[latest, earliest, by_duration:PnDTnHnMn.nS]"),
        }
    }
}

/// Bounds of Kafka's settings are small or at the ends of the type, so the rounding of `i64` does no harm.
fn as_number(value: &ConfigValue) -> Option<f64> {
    Some(match value {
        ConfigValue::Int(v) => f64::from(*v),
        ConfigValue::Short(v) => f64::from(*v),
        ConfigValue::Long(v) => *v as f64,
        ConfigValue::Double(v) => *v,
        _ => return None,
    })
}

fn as_text(value: &ConfigValue) -> Option<&str> {
    match value {
        ConfigValue::String(v) | ConfigValue::Class(v) | ConfigValue::Password(v) => Some(v),
        _ => None,
    }
}

fn as_list(value: Option<&ConfigValue>) -> &[String] {
    match value {
        Some(ConfigValue::List(items)) => items,
        _ => &[],
    }
}

fn check_one_of(name: &str, value: Option<&str>, shown: &str, items: &[String]) -> Result<(), ConfigError> {
    match value {
        Some(text) if items.iter().any(|item| item == text) => Ok(()),
        _ => Err(ConfigError::invalid(name, shown, format!("String must be one of: {}", items.join(", ")))),
    }
}

fn check_list(
    name: &str,
    value: Option<&ConfigValue>,
    allowed: &[String],
    empty_allowed: bool,
    null_allowed: bool,
) -> Result<(), ConfigError> {
    if value.is_none() {
        let text = format!("Configuration '{name}' values must not be null.");
        return if null_allowed { Ok(()) } else { Err(ConfigError::Rule(text)) };
    }
    let items = as_list(value);
    if items.is_empty() && !empty_allowed {
        let valid = if allowed.is_empty() {
            "any non-empty value".to_owned()
        } else {
            format!("[{}]", allowed.join(", "))
        };
        return Err(ConfigError::Rule(format!(
            "Configuration '{name}' must not be empty. Valid values include: {valid}"
        )));
    }
    if items.iter().collect::<HashSet<_>>().len() != items.len() {
        return Err(ConfigError::Rule(format!("Configuration '{name}' values must not be duplicated.")));
    }
    for item in items {
        if item.is_empty() {
            return Err(ConfigError::Rule(format!("Configuration '{name}' values must not be empty.")));
        }
        if !allowed.is_empty() {
            check_one_of(name, Some(item), item, allowed)?;
        }
    }
    Ok(())
}

fn check_throttled(name: &str, value: Option<&ConfigValue>) -> Result<(), ConfigError> {
    let items = as_list(value);
    let is_pair = |item: &str| {
        item.is_empty() || item.split_once(':').is_some_and(|(a, b)| is_digits(a) && is_digits(b))
    };
    if items.iter().all(|item| is_pair(item)) || matches!(items, [star] if star == "*") {
        return Ok(());
    }
    // Java shows the list in brackets here.
    let shown = format!("[{}]", items.join(", "));
    let rule = "must be the literal '*' or a list of replicas in the following format";
    Err(ConfigError::invalid(name, shown, format!("{name} {rule}: {THROTTLED_FORMAT}")))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn check_voters(name: &str, value: Option<&ConfigValue>) -> Result<(), ConfigError> {
    let is_voter = |item: &String| {
        item.split_once('@')
            .is_some_and(|(id, address)| id.parse::<i32>().is_ok() && host_and_port(address).is_some())
    };
    if as_list(value).iter().all(is_voter) {
        return Ok(());
    }
    Err(ConfigError::Rule(format!(
        "Invalid configuration value for {name}. Each entry should be in the form `{{id}}@{{host}}:{{port}}`."
    )))
}

fn check_bootstrap_servers(name: &str, value: Option<&ConfigValue>) -> Result<(), ConfigError> {
    match as_list(value).iter().find(|item| host_and_port(item).is_none()) {
        None => Ok(()),
        Some(item) => Err(ConfigError::Rule(format!(
            "Failed to parse host name from {item} for the configuration {name}. \
             Each entry should be in the form \"{{host}}:{{port}}\""
        ))),
    }
}

/// Splits `host:port`, with brackets around an IPv6 address.
fn host_and_port(address: &str) -> Option<(&str, u16)> {
    let (host, port) = address.rsplit_once(':')?;
    let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    (!host.is_empty()).then_some(())?;
    Some((host, port.parse().ok()?))
}

fn is_share_reset(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    match lower.strip_prefix("by_duration:") {
        Some(duration) => is_iso_duration(&duration.to_ascii_uppercase()),
        None => lower == "earliest" || lower == "latest",
    }
}

/// `PnDTnHnMn.nS` without a sign, as Java's `Duration.parse` reads it.
fn is_iso_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (days, time) = match rest.split_once('T') {
        Some((days, time)) => (days, Some(time)),
        None => (rest, None),
    };
    let days_ok = days.is_empty() || days.strip_suffix('D').is_some_and(is_digits);
    let time_ok = match time {
        None => !days.is_empty(),
        Some(time) => !time.is_empty() && is_iso_time(time),
    };
    days_ok && time_ok
}

fn is_iso_time(mut time: &str) -> bool {
    for unit in ['H', 'M', 'S'] {
        if let Some((number, rest)) = time.split_once(unit) {
            let digits = if unit == 'S' { number.replacen('.', "", 1) } else { number.to_owned() };
            if !is_digits(&digits) {
                return false;
            }
            time = rest;
        }
    }
    time.is_empty()
}
