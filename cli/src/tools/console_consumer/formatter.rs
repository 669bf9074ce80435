//! How a record is shown: the properties of Kafka's `DefaultMessageFormatter`.

use std::io::{self, Write};

use super::coordinator::CoordinatorFormatter;
use super::json::JsonFormatter;
use bytes::Bytes;
use kavka_client::Properties;
use kavka_client::consumer::ConsumedRecord;
use kavka_protocol::record::TimestampType;

use crate::args::{Parsed, ToolError};
use crate::connect::{add_pairs, properties_file};

/// A way to show records.
#[derive(Debug)]
pub(super) enum Formatter {
    Default(DefaultFormatter),
    Coordinator(CoordinatorFormatter),
    Json(JsonFormatter),
    Logging,
    NoOp,
}

/// Parts of a record, parted by separators.
#[derive(Debug)]
pub(super) struct DefaultFormatter {
    timestamp: bool,
    partition: bool,
    offset: bool,
    epoch: bool,
    headers: bool,
    key: bool,
    value: bool,
    key_separator: Vec<u8>,
    line_separator: Vec<u8>,
    headers_separator: Vec<u8>,
    null_literal: Vec<u8>,
    key_deserializer: Deserializer,
    value_deserializer: Deserializer,
    headers_deserializer: Deserializer,
}

/// Kafka's deserializers whose values have a text of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deserializer {
    Bytes,
    Short,
    Integer,
    Long,
    Float,
    Double,
    Boolean,
}

impl Formatter {
    pub(super) fn from_options(parsed: &Parsed) -> Result<Self, ToolError> {
        let mut properties = match parsed.one("formatter-config")? {
            Some(path) => properties_file(path)?,
            None => Properties::new(),
        };
        add_pairs(&mut properties, parsed.all("property").chain(parsed.all("formatter-property")))?;
        for (option, name) in
            [("key-deserializer", "key.deserializer"), ("value-deserializer", "value.deserializer")]
        {
            if let Some(class) = parsed.one(option)? {
                properties.insert(name.to_string(), class.to_string());
            }
        }
        let class = parsed.one("formatter")?.unwrap_or("DefaultMessageFormatter");
        match class.rsplit('.').next().unwrap_or(class) {
            "DefaultMessageFormatter" => Ok(Self::Default(DefaultFormatter::new(&properties)?)),
            "LoggingMessageFormatter" => Ok(Self::Logging),
            "NoOpMessageFormatter" => Ok(Self::NoOp),
            // No class of Kafka's is called so.
            "json" => Ok(Self::Json(JsonFormatter::new(&properties)?)),
            name => match CoordinatorFormatter::from_class(name) {
                Some(formatter) => Ok(Self::Coordinator(formatter)),
                None => Err(ToolError::failed(format!("Unsupported formatter {class}"))),
            },
        }
    }

    pub(super) fn write(&self, record: &ConsumedRecord, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Default(formatter) => formatter.write(record, out),
            Self::Coordinator(formatter) => formatter.write(record, out),
            Self::Json(formatter) => formatter.write(record, out),
            Self::Logging => {
                let shown = |part: &Option<Bytes>| {
                    part.as_ref()
                        .map_or("null".to_string(), |bytes| String::from_utf8_lossy(bytes).into_owned())
                };
                eprintln!(
                    "{} key:{}, value:{}",
                    timestamp_text(record),
                    shown(&record.key),
                    shown(&record.value)
                );
                Ok(())
            }
            Self::NoOp => Ok(()),
        }
    }
}

fn timestamp_text(record: &ConsumedRecord) -> String {
    match record.timestamp {
        ..0 => "NO_TIMESTAMP".to_string(),
        ms => {
            let kind = match record.timestamp_type {
                TimestampType::CreateTime => "CreateTime",
                TimestampType::LogAppendTime => "LogAppendTime",
            };
            format!("{kind}:{ms}")
        }
    }
}

impl DefaultFormatter {
    fn new(properties: &Properties) -> Result<Self, ToolError> {
        let flag = |name: &str, default: bool| {
            properties.get(name).map_or(default, |value| value.trim().eq_ignore_ascii_case("true"))
        };
        let text = |name: &str, default: &str| {
            properties.get(name).map_or(default, String::as_str).as_bytes().to_vec()
        };
        let deserializer = |name: &str| Deserializer::from_property(properties, name);
        Ok(Self {
            timestamp: flag("print.timestamp", false),
            partition: flag("print.partition", false),
            offset: flag("print.offset", false),
            epoch: flag("print.epoch", false),
            headers: flag("print.headers", false),
            key: flag("print.key", false),
            value: flag("print.value", true),
            key_separator: text("key.separator", "\t"),
            line_separator: text("line.separator", "\n"),
            headers_separator: text("headers.separator", ","),
            null_literal: text("null.literal", "null"),
            key_deserializer: deserializer("key.deserializer")?,
            value_deserializer: deserializer("value.deserializer")?,
            headers_deserializer: deserializer("headers.deserializer")?,
        })
    }

    fn write(&self, record: &ConsumedRecord, out: &mut impl Write) -> io::Result<()> {
        let mut parts: Vec<Vec<u8>> = Vec::with_capacity(7);
        if self.timestamp {
            parts.push(timestamp_text(record).into_bytes());
        }
        if self.partition {
            parts.push(format!("Partition:{}", record.at.partition).into_bytes());
        }
        if self.offset {
            parts.push(format!("Offset:{}", record.offset).into_bytes());
        }
        if self.epoch && record.leader_epoch >= 0 {
            parts.push(format!("Epoch:{}", record.leader_epoch).into_bytes());
        }
        if self.headers {
            parts.push(self.headers_text(record));
        }
        if self.key {
            parts.push(self.shown(record.key.as_ref(), self.key_deserializer));
        }
        if self.value {
            parts.push(self.shown(record.value.as_ref(), self.value_deserializer));
        }
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                out.write_all(&self.key_separator)?;
            }
            out.write_all(part)?;
        }
        out.write_all(&self.line_separator)
    }

    fn headers_text(&self, record: &ConsumedRecord) -> Vec<u8> {
        if record.headers.is_empty() {
            return b"NO_HEADERS".to_vec();
        }
        let one = |(key, value): &(Bytes, Option<Bytes>)| {
            let mut text = [key.as_ref(), b":"].concat();
            text.extend(self.shown(value.as_ref(), self.headers_deserializer));
            text
        };
        record.headers.iter().map(one).collect::<Vec<_>>().join(&self.headers_separator[..])
    }

    fn shown(&self, part: Option<&Bytes>, deserializer: Deserializer) -> Vec<u8> {
        part.map_or_else(|| self.null_literal.clone(), |bytes| deserializer.text(bytes))
    }
}

impl Deserializer {
    /// The one that a property names; bytes as they are where it is absent.
    ///
    /// # Errors
    /// A class that is not known here.
    pub(super) fn from_property(properties: &Properties, name: &str) -> Result<Self, ToolError> {
        properties.get(name).map_or(Ok(Self::Bytes), |class| Self::from_class(class))
    }

    fn from_class(class: &str) -> Result<Self, ToolError> {
        Ok(match class.rsplit('.').next().unwrap_or(class) {
            "StringDeserializer" | "ByteArrayDeserializer" => Self::Bytes,
            "ShortDeserializer" => Self::Short,
            "IntegerDeserializer" => Self::Integer,
            "LongDeserializer" => Self::Long,
            "FloatDeserializer" => Self::Float,
            "DoubleDeserializer" => Self::Double,
            "BooleanDeserializer" => Self::Boolean,
            _ => return Err(ToolError::failed(format!("Unsupported deserializer {class}"))),
        })
    }

    /// Whether these bytes are a number or a truth value for it, not just bytes.
    pub(super) fn reads(self, bytes: &[u8]) -> bool {
        let size = match self {
            Self::Bytes => return false,
            Self::Boolean => 1,
            Self::Short => 2,
            Self::Integer | Self::Float => 4,
            Self::Long | Self::Double => 8,
        };
        bytes.len() == size
    }

    /// The value's text; bytes of another length are shown as they are.
    pub(super) fn text(self, bytes: &[u8]) -> Vec<u8> {
        let text = match (self, bytes) {
            (Self::Short, [a, b]) => i16::from_be_bytes([*a, *b]).to_string(),
            (Self::Integer, [a, b, c, d]) => i32::from_be_bytes([*a, *b, *c, *d]).to_string(),
            (Self::Float, [a, b, c, d]) => format!("{:?}", f32::from_be_bytes([*a, *b, *c, *d])),
            (Self::Boolean, [one]) => (*one != 0).to_string(),
            (Self::Long, bytes) if bytes.len() == 8 => long(bytes).to_string(),
            (Self::Double, bytes) if bytes.len() == 8 => {
                kavka_config::java_double(f64::from_bits(long(bytes) as u64))
            }
            _ => return bytes.to_vec(),
        };
        text.into_bytes()
    }
}

fn long(bytes: &[u8]) -> i64 {
    bytes.iter().fold(0, |value, byte| (value << 8) | i64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;
    use kavka_client::TopicPartition;

    fn record(offset: i64, key: Option<&'static str>, value: Option<&'static str>) -> ConsumedRecord {
        ConsumedRecord {
            at: TopicPartition::new("g-headers", 0).into(),
            offset,
            timestamp: 1_700_000_000_000 + offset,
            timestamp_type: TimestampType::CreateTime,
            leader_epoch: 0,
            key: key.map(Bytes::from),
            value: value.map(Bytes::from),
            headers: Vec::new(),
        }
    }

    fn shown(pairs: &[(&str, &str)], record: &ConsumedRecord) -> String {
        let properties =
            pairs.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect();
        let mut out = Vec::new();
        DefaultFormatter::new(&properties).unwrap().write(record, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn records_read_as_recorded() {
        let all = ["timestamp", "partition", "offset", "headers", "key"];
        let names: Vec<String> = all.iter().map(|part| format!("print.{part}")).collect();
        let pairs: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "true")).collect();
        let mut first = record(0, Some("k"), Some("v"));
        let header =
            |key: &'static str, value: Option<&'static str>| (Bytes::from(key), value.map(Bytes::from));
        first.headers = vec![
            header("h1", Some("v1")),
            header("h1", Some("v1b")),
            header("nullh", None),
            header("empty", Some("")),
        ];
        let lines: String = [first, record(1, None, Some("nokey")), record(2, Some("tomb"), None)]
            .iter()
            .map(|record| shown(&pairs, record))
            .collect();
        assert_eq!(lines.trim_end(), recorded(include_str!("../../../tests/golden/console-consumer.txt")));
    }

    #[test]
    fn numbers_are_shown_as_numbers() {
        let mut record = record(0, None, None);
        record.value = Some(Bytes::copy_from_slice(&(-7i64).to_be_bytes()));
        let class = "org.apache.kafka.common.serialization.LongDeserializer";
        assert_eq!(shown(&[("value.deserializer", class)], &record), "-7\n");
        record.value = Some(Bytes::from_static(b"odd"));
        assert_eq!(shown(&[("value.deserializer", class)], &record), "odd\n");
        record.timestamp = -1;
        assert_eq!(
            shown(&[("print.timestamp", "true"), ("print.value", "false")], &record),
            "NO_TIMESTAMP\n"
        );
    }
}
