// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `UnfenceBrokerRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct UnfenceBrokerRecord {
    /// `Id`, versions 0.
    pub id: i32,
    /// `Epoch`, versions 0.
    pub epoch: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl UnfenceBrokerRecord {
    /// Sets `id`.
    #[must_use]
    pub fn with_id(mut self, value: i32) -> Self {
        self.id = value;
        self
    }
    /// Sets `epoch`.
    #[must_use]
    pub fn with_epoch(mut self, value: i64) -> Self {
        self.epoch = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for UnfenceBrokerRecord {
    fn default() -> Self {
        Self {
            id: 0,
            epoch: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for UnfenceBrokerRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.id.to_be_bytes());
        w.put(&self.epoch.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let id: i32 = get_i32(buf)?;
        let epoch: i64 = get_i64(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            id,
            epoch,
            unknown_tagged_fields,
        })
    }
}

impl_message!(UnfenceBrokerRecord, 0, 0);
