// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `RemoveDelegationTokenRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoveDelegationTokenRecord {
    /// `TokenId`, versions 0.
    pub token_id: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl RemoveDelegationTokenRecord {
    /// Sets `token_id`.
    #[must_use]
    pub fn with_token_id(mut self, value: StrBytes) -> Self {
        self.token_id = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for RemoveDelegationTokenRecord {
    fn default() -> Self {
        Self {
            token_id: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for RemoveDelegationTokenRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.token_id, true)?;
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let token_id: StrBytes = get_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            token_id,
            unknown_tagged_fields,
        })
    }
}

impl_message!(RemoveDelegationTokenRecord, 0, 0);
