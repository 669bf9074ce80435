//! Types of settings and how their text is read.

use std::fmt;

use crate::ConfigError;

/// The type of a setting. Its [`fmt::Display`] is Kafka's name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConfigType {
    /// `true` or `false`, in any case.
    Boolean,
    /// Text.
    String,
    /// 32-bit integer.
    Int,
    /// 16-bit integer.
    Short,
    /// 64-bit integer.
    Long,
    /// 64-bit floating point number.
    Double,
    /// Texts between commas.
    List,
    /// Name of a Java class; here a name that stands for a built-in part.
    Class,
    /// Text that is never shown.
    Password,
}

impl ConfigType {
    /// The type with this name in Kafka's tables.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "BOOLEAN" => Self::Boolean,
            "STRING" => Self::String,
            "INT" => Self::Int,
            "SHORT" => Self::Short,
            "LONG" => Self::Long,
            "DOUBLE" => Self::Double,
            "LIST" => Self::List,
            "CLASS" => Self::Class,
            "PASSWORD" => Self::Password,
            _ => return None,
        })
    }

    /// The number that DescribeConfigs uses for the type.
    pub fn code(self) -> i8 {
        match self {
            Self::Boolean => 1,
            Self::String => 2,
            Self::Int => 3,
            Self::Short => 4,
            Self::Long => 5,
            Self::Double => 6,
            Self::List => 7,
            Self::Class => 8,
            Self::Password => 9,
        }
    }

    /// Reads `text` as this type, as Kafka's `ConfigDef.parseType` does.
    ///
    /// # Errors
    /// [`ConfigError::InvalidValue`] with the text as it was given.
    pub fn parse(self, name: &str, text: &str) -> Result<ConfigValue, ConfigError> {
        let trimmed = java_trim(text);
        let not_a_number = || ConfigError::invalid(name, text, format!("Not a number of type {self}"));
        Ok(match self {
            Self::Boolean if trimmed.eq_ignore_ascii_case("true") => ConfigValue::Boolean(true),
            Self::Boolean if trimmed.eq_ignore_ascii_case("false") => ConfigValue::Boolean(false),
            Self::Boolean => {
                return Err(ConfigError::invalid(name, text, "Expected value to be either true or false"));
            }
            Self::String => ConfigValue::String(trimmed.to_owned()),
            Self::Password => ConfigValue::Password(trimmed.to_owned()),
            Self::Int => ConfigValue::Int(trimmed.parse().map_err(|_| not_a_number())?),
            Self::Short => ConfigValue::Short(trimmed.parse().map_err(|_| not_a_number())?),
            Self::Long => ConfigValue::Long(trimmed.parse().map_err(|_| not_a_number())?),
            Self::Double => ConfigValue::Double(parse_java_double(trimmed).ok_or_else(not_a_number)?),
            Self::List => ConfigValue::List(split_list(trimmed)),
            Self::Class if is_known_class(trimmed) => ConfigValue::Class(trimmed.to_owned()),
            Self::Class => {
                return Err(ConfigError::invalid(name, text, format!("Class {text} could not be found.")));
            }
        })
    }
}

impl fmt::Display for ConfigType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Boolean => "BOOLEAN",
            Self::String => "STRING",
            Self::Int => "INT",
            Self::Short => "SHORT",
            Self::Long => "LONG",
            Self::Double => "DOUBLE",
            Self::List => "LIST",
            Self::Class => "CLASS",
            Self::Password => "PASSWORD",
        })
    }
}

/// A typed value. Its [`fmt::Display`] is the form that DescribeConfigs shows, except that a
/// password is hidden.
#[derive(Clone, PartialEq)]
#[allow(missing_docs, reason = "one variant per ConfigType")]
pub enum ConfigValue {
    Boolean(bool),
    String(String),
    Int(i32),
    Short(i16),
    Long(i64),
    Double(f64),
    List(Vec<String>),
    Class(String),
    Password(String),
}

impl ConfigValue {
    /// The text that, parsed again, gives this value. Unlike the display form it shows passwords.
    pub fn to_config_string(&self) -> String {
        match self {
            Self::Password(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for ConfigValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(v) => v.fmt(f),
            Self::String(v) | Self::Class(v) => v.fmt(f),
            Self::Int(v) => v.fmt(f),
            Self::Short(v) => v.fmt(f),
            Self::Long(v) => v.fmt(f),
            Self::Double(v) => f.write_str(&java_double(*v)),
            Self::List(v) => f.write_str(&v.join(",")),
            Self::Password(_) => f.write_str("[hidden]"),
        }
    }
}

impl fmt::Debug for ConfigValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A double as Java's `Double.toString` writes it: `1.0`, `1.0E10`, `5.0E-4`.
pub fn java_double(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let magnitude = value.abs();
    if magnitude == 0.0 || (1e-3..1e7).contains(&magnitude) {
        return format!("{value:?}");
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let dot = if mantissa.contains('.') { "" } else { ".0" };
    format!("{mantissa}{dot}E{exponent}")
}

/// Java's `String.trim`: everything up to the space is white.
fn java_trim(text: &str) -> &str {
    text.trim_matches(|c: char| c <= ' ')
}

fn split_list(trimmed: &str) -> Vec<String> {
    if trimmed.is_empty() {
        return Vec::new();
    }
    trimmed.split(',').map(|item| item.trim_matches(|c: char| c.is_ascii_whitespace()).to_owned()).collect()
}

/// Java takes a trailing type letter and writes infinity out; Rust takes `inf` and friends, Java does not.
fn parse_java_double(text: &str) -> Option<f64> {
    let number = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    match number.strip_prefix(['+', '-']).unwrap_or(number) {
        "Infinity" | "NaN" => return number.parse().ok(),
        unsigned if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') => return None,
        _ => {}
    }
    number.parse().ok()
}

/// Kafka loads the class; we know by their prefix those that Kafka itself brings, and no others.
fn is_known_class(name: &str) -> bool {
    ["org.apache.kafka.", "kafka.", "java."]
        .iter()
        .any(|prefix| name.len() > prefix.len() && name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::java_double;

    #[test]
    fn doubles_print_as_in_java() {
        let cases = [
            (0.0, "0.0"),
            (1.0, "1.0"),
            (0.5, "0.5"),
            (1e7, "1.0E7"),
            (9_999_999.0, "9999999.0"),
            (f64::MAX, "1.7976931348623157E308"),
            (9.9999999999e10, "9.9999999999E10"),
            (0.0005, "5.0E-4"),
            (2_147_483_647.0, "2.147483647E9"),
            (-3.0, "-3.0"),
        ];
        for (value, text) in cases {
            assert_eq!(java_double(value), text);
        }
    }
}
