// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ConsumerGroupMetadataValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerGroupMetadataValue {
    /// `Epoch`, versions 0.
    pub epoch: i32,
    /// `MetadataHash`, versions 0, tag 0.
    pub metadata_hash: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ConsumerGroupMetadataValue {
    /// Sets `epoch`.
    #[must_use]
    pub fn with_epoch(mut self, value: i32) -> Self {
        self.epoch = value;
        self
    }
    /// Sets `metadata_hash`.
    #[must_use]
    pub fn with_metadata_hash(mut self, value: i64) -> Self {
        self.metadata_hash = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ConsumerGroupMetadataValue {
    fn default() -> Self {
        Self {
            epoch: 0,
            metadata_hash: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ConsumerGroupMetadataValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.epoch.to_be_bytes());
        let mut known = 0;
        let has_metadata_hash = self.metadata_hash != 0;
        known += u32::from(has_metadata_hash);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_metadata_hash {
            put_tag(w, 0, |w| {
            w.put(&self.metadata_hash.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let epoch: i32 = get_i32(buf)?;
        let mut metadata_hash: i64 = 0;
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => metadata_hash = get_i64(b)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            epoch,
            metadata_hash,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ConsumerGroupMetadataValue, 0, 0);
