// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `OffsetCommitKey`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetCommitKey {
    /// `group`, versions 0.
    pub group: StrBytes,
    /// `topic`, versions 0.
    pub topic: StrBytes,
    /// `partition`, versions 0.
    pub partition: i32,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetCommitKey {
    /// Sets `group`.
    #[must_use]
    pub fn with_group(mut self, value: StrBytes) -> Self {
        self.group = value;
        self
    }
    /// Sets `topic`.
    #[must_use]
    pub fn with_topic(mut self, value: StrBytes) -> Self {
        self.topic = value;
        self
    }
    /// Sets `partition`.
    #[must_use]
    pub fn with_partition(mut self, value: i32) -> Self {
        self.partition = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for OffsetCommitKey {
    fn default() -> Self {
        Self {
            group: Default::default(),
            topic: Default::default(),
            partition: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetCommitKey {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.group, false)?;
        put_string(w, &self.topic, false)?;
        w.put(&self.partition.to_be_bytes());
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let group: StrBytes = get_string(buf, false)?;
        let topic: StrBytes = get_string(buf, false)?;
        let partition: i32 = get_i32(buf)?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            group,
            topic,
            partition,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetCommitKey, 0, 0);
