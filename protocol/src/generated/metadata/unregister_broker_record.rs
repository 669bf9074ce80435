// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `UnregisterBrokerRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct UnregisterBrokerRecord {
    /// `BrokerId`, versions 0.
    pub broker_id: i32,
    /// `BrokerEpoch`, versions 0.
    pub broker_epoch: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl UnregisterBrokerRecord {
    /// Sets `broker_id`.
    #[must_use]
    pub fn with_broker_id(mut self, value: i32) -> Self {
        self.broker_id = value;
        self
    }
    /// Sets `broker_epoch`.
    #[must_use]
    pub fn with_broker_epoch(mut self, value: i64) -> Self {
        self.broker_epoch = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for UnregisterBrokerRecord {
    fn default() -> Self {
        Self {
            broker_id: 0,
            broker_epoch: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for UnregisterBrokerRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.broker_id.to_be_bytes());
        w.put(&self.broker_epoch.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let broker_id: i32 = get_i32(buf)?;
        let broker_epoch: i64 = get_i64(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            broker_id,
            broker_epoch,
            unknown_tagged_fields,
        })
    }
}

impl_message!(UnregisterBrokerRecord, 0, 0);
