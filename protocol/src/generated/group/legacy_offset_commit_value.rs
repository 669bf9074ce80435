// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `LegacyOffsetCommitValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct LegacyOffsetCommitValue {
    /// `offset`, versions 0.
    pub offset: i64,
    /// `metadata`, versions 0.
    pub metadata: StrBytes,
    /// `commitTimestamp`, versions 0.
    pub commit_timestamp: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl LegacyOffsetCommitValue {
    /// Sets `offset`.
    #[must_use]
    pub fn with_offset(mut self, value: i64) -> Self {
        self.offset = value;
        self
    }
    /// Sets `metadata`.
    #[must_use]
    pub fn with_metadata(mut self, value: StrBytes) -> Self {
        self.metadata = value;
        self
    }
    /// Sets `commit_timestamp`.
    #[must_use]
    pub fn with_commit_timestamp(mut self, value: i64) -> Self {
        self.commit_timestamp = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for LegacyOffsetCommitValue {
    fn default() -> Self {
        Self {
            offset: 0,
            metadata: Default::default(),
            commit_timestamp: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for LegacyOffsetCommitValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.offset.to_be_bytes());
        put_string(w, &self.metadata, false)?;
        w.put(&self.commit_timestamp.to_be_bytes());
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let offset: i64 = get_i64(buf)?;
        let metadata: StrBytes = get_string(buf, false)?;
        let commit_timestamp: i64 = get_i64(buf)?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            offset,
            metadata,
            commit_timestamp,
            unknown_tagged_fields,
        })
    }
}

impl_message!(LegacyOffsetCommitValue, 0, 0);
