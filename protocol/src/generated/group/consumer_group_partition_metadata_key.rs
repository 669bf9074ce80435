// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ConsumerGroupPartitionMetadataKey`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerGroupPartitionMetadataKey {
    /// `GroupId`, versions 0.
    pub group_id: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ConsumerGroupPartitionMetadataKey {
    /// Sets `group_id`.
    #[must_use]
    pub fn with_group_id(mut self, value: StrBytes) -> Self {
        self.group_id = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ConsumerGroupPartitionMetadataKey {
    fn default() -> Self {
        Self {
            group_id: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ConsumerGroupPartitionMetadataKey {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.group_id, false)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let group_id: StrBytes = get_string(buf, false)?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            group_id,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ConsumerGroupPartitionMetadataKey, 0, 0);
