//! Records of the coordinators' topics as JSON, one object after the other without a break, as Kafka does.

use std::io::{self, Write};

use kavka_client::consumer::ConsumedRecord;
use serde_json::{Value, json};

use crate::tools::dump_log::{SchemaError, coordinator_record};

/// Which records are shown; the others are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CoordinatorFormatter {
    /// Committed offsets, in `__consumer_offsets`.
    Offsets,
    /// Classic groups, in `__consumer_offsets`.
    GroupMetadata,
    /// Share groups, in `__consumer_offsets`.
    ShareGroup,
    /// `__transaction_state`
    TransactionLog,
    /// `__share_group_state`
    ShareState,
}

impl CoordinatorFormatter {
    /// The formatter with this class name, given without its package.
    pub(super) fn from_class(name: &str) -> Option<Self> {
        Some(match name {
            "OffsetsMessageFormatter" => Self::Offsets,
            "GroupMetadataMessageFormatter" => Self::GroupMetadata,
            "ShareGroupMessageFormatter" => Self::ShareGroup,
            "TransactionLogMessageFormatter" => Self::TransactionLog,
            "ShareGroupStateMessageFormatter" => Self::ShareState,
            _ => return None,
        })
    }

    /// Whether records are shown whose schemas have this name. The topics number their types alike.
    fn takes(self, schema: &str) -> bool {
        match self {
            Self::Offsets => schema.starts_with("OffsetCommit") || schema.starts_with("LegacyOffsetCommit"),
            Self::GroupMetadata => schema.starts_with("GroupMetadata"),
            Self::ShareGroup => schema.starts_with("ShareGroup"),
            Self::TransactionLog => schema.starts_with("TransactionLog"),
            Self::ShareState => schema.starts_with("ShareSnapshot") || schema.starts_with("ShareUpdate"),
        }
    }

    /// Writes a record; one of another type or without a key is nothing.
    ///
    /// # Errors
    /// `InvalidData` for a record that does not fit its schema.
    pub(super) fn write(self, record: &ConsumedRecord, out: &mut impl Write) -> io::Result<()> {
        let Some(key) = record.key.as_deref() else { return Ok(()) };
        let read = match coordinator_record(key, record.value.as_deref(), |name| self.takes(name)) {
            Ok(read) => read,
            Err(SchemaError::UnknownType(_)) => return Ok(()),
            Err(error) => {
                let text = format!("Could not read record at offset {} due to: {error}", record.offset);
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
        };
        let value =
            read.value.map_or(Value::Null, |(version, data)| json!({"version": version, "data": data}));
        write!(out, "{}", json!({"key": {"type": read.id, "data": read.key}, "value": value}))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use kavka_client::TopicPartition;
    use kavka_protocol::record::TimestampType;

    fn shown(formatter: CoordinatorFormatter, key: &[u8], value: Option<&[u8]>) -> io::Result<String> {
        let record = ConsumedRecord {
            at: TopicPartition::new("__consumer_offsets", 0).into(),
            offset: 7,
            timestamp: 0,
            timestamp_type: TimestampType::CreateTime,
            leader_epoch: 0,
            key: Some(Bytes::copy_from_slice(key)),
            value: value.map(Bytes::copy_from_slice),
            headers: Vec::new(),
        };
        let mut out = Vec::new();
        formatter.write(&record, &mut out).map(|()| String::from_utf8(out).unwrap())
    }

    /// The key of the first offset in the recording.
    fn offset_key() -> Vec<u8> {
        let mut key = vec![0, 1, 0, 6];
        key.extend(b"mmgrp1");
        key.extend([0, 6]);
        key.extend(b"mm-one");
        key.extend([0, 0, 0, 0]);
        key
    }

    #[test]
    fn an_offset_reads_as_recorded() {
        let mut value = vec![0, 3];
        value.extend(3i64.to_be_bytes());
        value.extend((-1i32).to_be_bytes());
        value.extend([0, 6]);
        value.extend(b"meta-x");
        value.extend(1_795_365_220_591_i64.to_be_bytes());
        let golden = include_str!("../../../tests/golden/console-consumer-offsets.txt");
        let first = golden.lines().nth(2).unwrap();
        let first = &first[..first.find("}}}").unwrap() + 3];
        // The recording's version also has the topic's id.
        let expected = first.replace("\"version\":4", "\"version\":3");
        let at = expected.find(",\"topicId\"").unwrap();
        let expected = format!("{}}}}}}}", &expected[..at]);
        assert_eq!(shown(CoordinatorFormatter::Offsets, &offset_key(), Some(&value)).unwrap(), expected);
        assert_eq!(shown(CoordinatorFormatter::GroupMetadata, &offset_key(), Some(&value)).unwrap(), "");
    }

    #[test]
    fn a_tombstone_has_no_value_and_nonsense_is_told() {
        let text = shown(CoordinatorFormatter::Offsets, &offset_key(), None).unwrap();
        assert!(text.ends_with("\"partition\":0}},\"value\":null}"), "{text}");
        let error = shown(CoordinatorFormatter::Offsets, &offset_key(), Some(&[0, 3, 1])).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert!(error.to_string().starts_with("Could not read record at offset 7"));
        assert_eq!(shown(CoordinatorFormatter::Offsets, &[0, 99], None).unwrap(), "");
    }
}
