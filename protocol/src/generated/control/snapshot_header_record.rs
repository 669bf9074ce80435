// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `SnapshotHeaderRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct SnapshotHeaderRecord {
    /// `Version`, versions 0.
    pub version: i16,
    /// `LastContainedLogTimestamp`, versions 0.
    pub last_contained_log_timestamp: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl SnapshotHeaderRecord {
    /// Sets `version`.
    #[must_use]
    pub fn with_version(mut self, value: i16) -> Self {
        self.version = value;
        self
    }
    /// Sets `last_contained_log_timestamp`.
    #[must_use]
    pub fn with_last_contained_log_timestamp(mut self, value: i64) -> Self {
        self.last_contained_log_timestamp = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for SnapshotHeaderRecord {
    fn default() -> Self {
        Self {
            version: 0,
            last_contained_log_timestamp: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for SnapshotHeaderRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.version.to_be_bytes());
        w.put(&self.last_contained_log_timestamp.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let version: i16 = get_i16(buf)?;
        let last_contained_log_timestamp: i64 = get_i64(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            version,
            last_contained_log_timestamp,
            unknown_tagged_fields,
        })
    }
}

impl_message!(SnapshotHeaderRecord, 0, 0);
