//! Records in the frame that the KRaft log and remote log metadata have: frame version, type, version, body.

use serde_json::Value;

use super::bytes::Reader;
use super::schema::{SchemaError, by_id};

/// Why a record cannot be shown, in the words of Kafka where it has some.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// A tombstone, which these logs do not have.
    #[error("the record has no value")]
    NoValue,
    /// The bytes end before this part.
    #[error("Error while reading {0}")]
    Cut(&'static str),
    /// A frame of before Kafka 3.0.
    #[error(
        "Could not deserialize metadata record with frame version 0. Note that upgrades from the preview release of KRaft in 2.8 to newer versions are not supported."
    )]
    PreviewFrame,
    /// No frame at all.
    #[error(
        "Could not deserialize metadata record due to unknown frame version {0}(only frame version 1 is supported)"
    )]
    UnknownFrame(u32),
    /// There is no such record type.
    #[error("org.apache.kafka.common.errors.UnsupportedVersionException: Unknown metadata id {0}")]
    UnknownType(u32),
    /// The version is unknown, or the bytes are not such a record.
    #[error("Failed to deserialize record with type {0}")]
    Damaged(u32),
    /// There is more than the record.
    #[error("Found {count} byte(s) of garbage after {id}")]
    Garbage {
        /// How much more.
        count: usize,
        /// The record's type.
        id: u32,
    },
    /// A state that there is not.
    #[error("state can not be null")]
    UnknownState,
}

/// A record's name, version and fields.
pub struct Framed {
    pub name: &'static str,
    pub version: u32,
    pub data: Value,
}

/// Reads a record's value, if its schema's name is wanted.
pub fn read(value: Option<&[u8]>, is_wanted: impl Fn(&str) -> bool) -> Result<Framed, FrameError> {
    let mut reader = Reader::new(value.ok_or(FrameError::NoValue)?);
    let mut number = |part| reader.unsigned_varint().map_err(|_| FrameError::Cut(part));
    match number("frame version")? {
        0 => return Err(FrameError::PreviewFrame),
        1 => {}
        frame => return Err(FrameError::UnknownFrame(frame)),
    }
    let (id, version) = (number("type")?, number("version")?);
    let schema = i16::try_from(id).ok().and_then(|id| by_id("metadata", id, is_wanted));
    let schema = schema.ok_or(FrameError::UnknownType(id))?;
    let damaged = |_: SchemaError| FrameError::Damaged(id);
    let data = schema.read(i16::try_from(version).unwrap_or(-1), &mut reader).map_err(damaged)?;
    match reader.remaining() {
        0 => Ok(Framed { name: &schema.name, version, data }),
        count => Err(FrameError::Garbage { count, id }),
    }
}
