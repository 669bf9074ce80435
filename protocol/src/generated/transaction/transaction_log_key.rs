// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `TransactionLogKey`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TransactionLogKey {
    /// `TransactionalId`, versions 0.
    pub transactional_id: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TransactionLogKey {
    /// Sets `transactional_id`.
    #[must_use]
    pub fn with_transactional_id(mut self, value: StrBytes) -> Self {
        self.transactional_id = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TransactionLogKey {
    fn default() -> Self {
        Self {
            transactional_id: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TransactionLogKey {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.transactional_id, false)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let transactional_id: StrBytes = get_string(buf, false)?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            transactional_id,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TransactionLogKey, 0, 0);
