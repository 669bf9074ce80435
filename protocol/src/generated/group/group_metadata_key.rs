// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `GroupMetadataKey`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupMetadataKey {
    /// `group`, versions 0.
    pub group: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl GroupMetadataKey {
    /// Sets `group`.
    #[must_use]
    pub fn with_group(mut self, value: StrBytes) -> Self {
        self.group = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for GroupMetadataKey {
    fn default() -> Self {
        Self {
            group: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for GroupMetadataKey {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.group, false)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let group: StrBytes = get_string(buf, false)?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            group,
            unknown_tagged_fields,
        })
    }
}

impl_message!(GroupMetadataKey, 0, 0);
