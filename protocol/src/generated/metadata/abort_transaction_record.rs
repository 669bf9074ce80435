// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `AbortTransactionRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct AbortTransactionRecord {
    /// `Reason`, versions 0, tag 0.
    pub reason: Option<StrBytes>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl AbortTransactionRecord {
    /// Sets `reason`.
    #[must_use]
    pub fn with_reason(mut self, value: Option<StrBytes>) -> Self {
        self.reason = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for AbortTransactionRecord {
    fn default() -> Self {
        Self {
            reason: None,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for AbortTransactionRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let mut known = 0;
        let has_reason = self.reason.is_some();
        known += u32::from(has_reason);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_reason {
            put_tag(w, 0, |w| {
            match &self.reason {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let mut reason: Option<StrBytes> = None;
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => reason = get_nullable_string(b, true)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            reason,
            unknown_tagged_fields,
        })
    }
}

impl_message!(AbortTransactionRecord, 0, 0);
