//! How keys and values are shown.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kavka_protocol::record::RecordView;
use serde_json::{Value, json};

use super::bytes::Reader;
use super::frame;
use super::remote;
use super::schema::{SchemaError, by_id, by_name};

/// What the records of a log are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoder {
    /// Plain data, with a decoder each for keys and values.
    Plain(Plain, Plain),
    /// `__consumer_offsets`
    Offsets,
    /// `__transaction_state`
    Transactions,
    /// `__share_group_state`
    ShareState,
    /// The KRaft log and its snapshots.
    Metadata,
    /// `__remote_log_metadata`
    RemoteMetadata,
}

/// The decoders that come with Kafka.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    /// UTF-8 text.
    Text,
    /// Four bytes.
    Integer,
    /// Eight bytes.
    Long,
}

impl Plain {
    /// The decoder with this class name.
    pub fn from_class(class: &str) -> Option<Self> {
        match class.rsplit('.').next()? {
            "StringDecoder" => Some(Self::Text),
            "IntegerDecoder" => Some(Self::Integer),
            "LongDecoder" => Some(Self::Long),
            _ => None,
        }
    }

    fn show(self, bytes: &[u8]) -> String {
        let mut reader = Reader::new(bytes);
        let number = match self {
            Self::Text => None,
            Self::Integer => reader.i32().ok().map(i64::from),
            Self::Long => reader.i64().ok(),
        };
        number.map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), |number| number.to_string())
    }
}

/// Key and payload of a record as text; `None` where nothing is shown.
pub fn show(decoder: Decoder, record: &RecordView<'_>) -> Result<(Option<String>, Option<String>), String> {
    match decoder {
        Decoder::Plain(key, value) => {
            Ok((record.key.map(|bytes| key.show(bytes)), record.value.map(|bytes| value.show(bytes))))
        }
        Decoder::Offsets => show_coordinator(record, |name| {
            !name.starts_with("TransactionLog")
                && !name.starts_with("ShareSnapshot")
                && !name.starts_with("ShareUpdate")
        }),
        Decoder::Transactions => show_coordinator(record, |name| name.starts_with("TransactionLog")),
        Decoder::ShareState => show_coordinator(record, |name| {
            name.starts_with("ShareSnapshot") || name.starts_with("ShareUpdate")
        }),
        Decoder::Metadata => Ok((None, Some(show_metadata(record)))),
        Decoder::RemoteMetadata => {
            let shown = remote::show(record.value)
                .unwrap_or_else(|error| format!("Error at offset {}, skipping. {error}", record.offset));
            Ok((None, Some(shown)))
        }
    }
}

fn show_coordinator(
    record: &RecordView<'_>,
    is_wanted: impl Fn(&str) -> bool + Copy,
) -> Result<(Option<String>, Option<String>), String> {
    let offset = record.offset;
    let Some(key) = record.key else {
        return Err(format!(
            "Failed to decode message at offset {offset} using the specified decoder (message had a missing key)"
        ));
    };
    Ok(match coordinator_json(key, record.value, is_wanted) {
        Ok((key, value)) => {
            let value = value.map_or_else(|| "<DELETE>".to_owned(), |value| value.to_string());
            (Some(key.to_string()), Some(value))
        }
        Err(SchemaError::UnknownType(id)) => {
            (Some(format!("Unknown record type {id} at offset {offset}, skipping.")), None)
        }
        Err(error) => (Some(format!("Error at offset {offset}, skipping. {error}")), None),
    })
}

fn coordinator_json(
    key: &[u8],
    value: Option<&[u8]>,
    is_wanted: impl Fn(&str) -> bool + Copy,
) -> Result<(Value, Option<Value>), SchemaError> {
    let record = coordinator_record(key, value, is_wanted)?;
    let key = json!({ "type": record.id.to_string(), "data": record.key });
    let value = record.value.map(|(version, mut data)| {
        if record.name == "GroupMetadataKey" && data["protocolType"] == "consumer" {
            open_members(&mut data);
        }
        json!({ "version": version.to_string(), "data": data })
    });
    Ok((key, value))
}

/// A record of a coordinator's topic.
pub struct CoordinatorRecord {
    /// Its type.
    pub id: i16,
    /// The name of the key's schema.
    pub name: &'static str,
    /// The key's fields.
    pub key: Value,
    /// Version and fields of the value; none in a tombstone.
    pub value: Option<(i16, Value)>,
}

/// Reads a record of a coordinator's topic by its schemas, if its schemas' names are wanted.
pub fn coordinator_record(
    key: &[u8],
    value: Option<&[u8]>,
    is_wanted: impl Fn(&str) -> bool + Copy,
) -> Result<CoordinatorRecord, SchemaError> {
    let mut reader = Reader::new(key);
    let id = reader.i16().map_err(|_| SchemaError::NoVersion("key"))?;
    let schema = by_id("coordinator-key", id, is_wanted).ok_or(SchemaError::UnknownType(id))?;
    let key = schema.read(0, &mut reader)?;
    let name = schema.name.as_str();
    let Some(value) = value else { return Ok(CoordinatorRecord { id, name, key, value: None }) };
    let schema = by_id("coordinator-value", id, is_wanted).ok_or(SchemaError::UnknownType(id))?;
    let mut reader = Reader::new(value);
    let version = reader.i16().map_err(|_| SchemaError::NoVersion("value"))?;
    let data = schema.read(version, &mut reader)?;
    Ok(CoordinatorRecord { id, name, key, value: Some((version, data)) })
}

/// Shows what the members of a consumer group have subscribed to and been assigned, where that can be read.
fn open_members(data: &mut Value) {
    let Some(members) = data["members"].as_array_mut() else { return };
    for member in members {
        for (field, name) in
            [("subscription", "ConsumerProtocolSubscription"), ("assignment", "ConsumerProtocolAssignment")]
        {
            let Some(bytes) = member[field].as_str().and_then(|text| STANDARD.decode(text).ok()) else {
                continue;
            };
            let mut reader = Reader::new(&bytes);
            let opened = reader.i16().ok().zip(by_name(name));
            if let Some(Ok(opened)) = opened.map(|(version, schema)| schema.read(version, &mut reader)) {
                member[field] = opened;
            }
        }
    }
}

/// A record of the KRaft log.
fn show_metadata(record: &RecordView<'_>) -> String {
    match frame::read(record.value, |name| !name.starts_with("Remote")) {
        Ok(framed) => {
            let kind = upper_snake(framed.name);
            json!({ "type": kind, "version": framed.version, "data": framed.data }).to_string()
        }
        Err(error) => format!("Error at {}, skipping. {error}", record.offset),
    }
}

/// `TopicRecord` as `TOPIC_RECORD`.
fn upper_snake(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && index > 0 {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

/// A control record's value as JSON, by its schema. Its version stands in its first field.
pub fn show_control(name: &str, value: Option<&[u8]>) -> String {
    let value = value.unwrap_or_default();
    let version = Reader::new(value).i16().unwrap_or_default();
    match by_name(name).map(|schema| schema.read(version, &mut Reader::new(value))) {
        Some(Ok(value)) => value.to_string(),
        Some(Err(error)) => format!("<{error}>"),
        None => String::from("<no schema>"),
    }
}
