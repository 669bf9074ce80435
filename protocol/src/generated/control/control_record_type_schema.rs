// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ControlRecordTypeSchema`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlRecordTypeSchema {
    /// `Type`, versions 0.
    pub _type: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ControlRecordTypeSchema {
    /// Sets `_type`.
    #[must_use]
    pub fn with_type(mut self, value: i16) -> Self {
        self._type = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ControlRecordTypeSchema {
    fn default() -> Self {
        Self {
            _type: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ControlRecordTypeSchema {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self._type.to_be_bytes());
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let _type: i16 = get_i16(buf)?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            _type,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ControlRecordTypeSchema, 0, 0);
