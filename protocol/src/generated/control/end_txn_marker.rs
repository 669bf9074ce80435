// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `EndTxnMarker`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct EndTxnMarker {
    /// `CoordinatorEpoch`, versions 0.
    pub coordinator_epoch: i32,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl EndTxnMarker {
    /// Sets `coordinator_epoch`.
    #[must_use]
    pub fn with_coordinator_epoch(mut self, value: i32) -> Self {
        self.coordinator_epoch = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for EndTxnMarker {
    fn default() -> Self {
        Self {
            coordinator_epoch: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for EndTxnMarker {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.coordinator_epoch.to_be_bytes());
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let coordinator_epoch: i32 = get_i32(buf)?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            coordinator_epoch,
            unknown_tagged_fields,
        })
    }
}

impl_message!(EndTxnMarker, 0, 0);
