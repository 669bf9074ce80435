//! Records as JSON, an object on each line: a format of our own, for scripts.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use kavka_client::Properties;
use kavka_client::consumer::ConsumedRecord;
use kavka_protocol::record::TimestampType;
use serde_json::{Map, Value, json};

use super::formatter::Deserializer;
use crate::args::ToolError;

/// Shows whole records. Bytes that are no UTF-8 stand as base64 in `keyBase64` or `valueBase64` instead.
#[derive(Debug)]
pub(super) struct JsonFormatter {
    key: Deserializer,
    value: Deserializer,
    header: Deserializer,
}

impl JsonFormatter {
    /// # Errors
    /// A deserializer that there is not.
    pub(super) fn new(properties: &Properties) -> Result<Self, ToolError> {
        Ok(Self {
            key: Deserializer::from_property(properties, "key.deserializer")?,
            value: Deserializer::from_property(properties, "value.deserializer")?,
            header: Deserializer::from_property(properties, "headers.deserializer")?,
        })
    }

    /// Writes a record and ends the line.
    pub(super) fn write(&self, record: &ConsumedRecord, out: &mut impl Write) -> io::Result<()> {
        let (timestamp, kind) = match (record.timestamp, record.timestamp_type) {
            (..0, _) => (Value::Null, "NoTimestampType"),
            (ms, TimestampType::CreateTime) => (json!(ms), "CreateTime"),
            (ms, TimestampType::LogAppendTime) => (json!(ms), "LogAppendTime"),
        };
        let mut object = Map::new();
        object.insert("topic".to_owned(), json!(record.at.topic));
        object.insert("partition".to_owned(), json!(record.at.partition));
        object.insert("offset".to_owned(), json!(record.offset));
        object.insert("timestamp".to_owned(), timestamp);
        object.insert("timestampType".to_owned(), json!(kind));
        insert(&mut object, "key", record.key.as_ref(), self.key);
        insert(&mut object, "value", record.value.as_ref(), self.value);
        let headers = record.headers.iter().map(|(key, value)| {
            let mut header = Map::new();
            header.insert("key".to_owned(), json!(String::from_utf8_lossy(key)));
            insert(&mut header, "value", value.as_ref(), self.header);
            Value::Object(header)
        });
        object.insert("headers".to_owned(), headers.collect());
        writeln!(out, "{}", Value::Object(object))
    }
}

fn insert(object: &mut Map<String, Value>, name: &str, bytes: Option<&Bytes>, deserializer: Deserializer) {
    let Some(bytes) = bytes else {
        object.insert(name.to_owned(), Value::Null);
        return;
    };
    let text = deserializer.text(bytes);
    // Numbers and truth values read the same in JSON; what is no number there, such as NaN, stays text.
    let plain = deserializer.reads(bytes).then(|| serde_json::from_slice(&text).ok()).flatten();
    match (plain, String::from_utf8(text)) {
        (Some(plain), _) => object.insert(name.to_owned(), plain),
        (None, Ok(text)) => object.insert(name.to_owned(), Value::String(text)),
        (None, Err(error)) => {
            object.insert(format!("{name}Base64"), Value::String(STANDARD.encode(error.as_bytes())))
        }
    };
}

#[cfg(test)]
mod tests {
    use kavka_client::TopicPartition;

    use super::*;

    fn shown(pairs: &[(&str, &str)], record: &ConsumedRecord) -> Value {
        let properties =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut out = Vec::new();
        JsonFormatter::new(&properties).unwrap().write(record, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.find('\n'), Some(text.len() - 1), "one line: {text}");
        serde_json::from_str(&text).unwrap()
    }

    fn record(key: Option<&'static [u8]>, value: Option<&'static [u8]>) -> ConsumedRecord {
        ConsumedRecord {
            at: TopicPartition::new("t", 3).into(),
            offset: 7,
            timestamp: 1_700_000_000_000,
            timestamp_type: TimestampType::LogAppendTime,
            leader_epoch: 0,
            key: key.map(Bytes::from_static),
            value: value.map(Bytes::from_static),
            headers: Vec::new(),
        }
    }

    #[test]
    fn a_record_is_an_object_on_a_line() {
        let mut record = record(None, Some(b"two\nlines \"quoted\""));
        let header =
            |key, value: Option<&'static [u8]>| (Bytes::from_static(key), value.map(Bytes::from_static));
        record.headers = vec![header(b"h", Some(b"v")), header(b"h", None), header(b"raw", Some(&[0xff]))];
        let expected = json!({
            "topic": "t", "partition": 3, "offset": 7,
            "timestamp": 1_700_000_000_000_i64, "timestampType": "LogAppendTime",
            "key": null, "value": "two\nlines \"quoted\"",
            "headers": [{"key": "h", "value": "v"}, {"key": "h", "value": null}, {"key": "raw", "valueBase64": "/w=="}],
        });
        assert_eq!(shown(&[], &record), expected);
    }

    #[test]
    fn bytes_that_are_no_text_are_base64_under_a_name_of_their_own() {
        let object = shown(&[], &record(Some(&[0, 0xfe]), Some(&[0xff, 1, 2])));
        assert_eq!((&object["keyBase64"], &object["valueBase64"]), (&json!("AP4="), &json!("/wEC")));
        assert!(object.get("key").is_none() && object.get("value").is_none());
    }

    #[test]
    fn deserializers_make_numbers_and_no_timestamp_is_null() {
        let mut record = record(Some(b"7"), Some(&[0xff; 8]));
        record.timestamp = -1;
        let class = "org.apache.kafka.common.serialization.LongDeserializer";
        let object = shown(&[("value.deserializer", class)], &record);
        assert_eq!((&object["key"], &object["value"]), (&json!("7"), &json!(-1)));
        assert_eq!(
            (&object["timestamp"], &object["timestampType"]),
            (&Value::Null, &json!("NoTimestampType"))
        );
        let object =
            shown(&[("key.deserializer", class), ("value.deserializer", "DoubleDeserializer")], &record);
        assert_eq!(object["key"], json!("7"), "too short for a number");
        assert_eq!(object["value"], json!("NaN"));
    }
}
