// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ProducerSnapshot`, versions 1.
#[derive(Debug, Clone, PartialEq)]
pub struct ProducerSnapshot {
    /// `Crc`, versions 1.
    pub crc: u32,
    /// `ProducerEntries`, versions 1.
    pub producer_entries: Vec<ProducerEntry>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ProducerSnapshot {
    /// Sets `crc`.
    #[must_use]
    pub fn with_crc(mut self, value: u32) -> Self {
        self.crc = value;
        self
    }
    /// Sets `producer_entries`.
    #[must_use]
    pub fn with_producer_entries(mut self, value: Vec<ProducerEntry>) -> Self {
        self.producer_entries = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ProducerSnapshot {
    fn default() -> Self {
        Self {
            crc: 0,
            producer_entries: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ProducerSnapshot {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.crc.to_be_bytes());
        put_count(w, self.producer_entries.len(), false)?;
        for item in &self.producer_entries {
            item.write(w, v)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let crc: u32 = get_i32(buf)? as u32;
        let producer_entries: Vec<ProducerEntry> = get_array(buf, false, |b| ProducerEntry::read(b, v))?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            crc,
            producer_entries,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ProducerSnapshot, 1, 1);

/// `ProducerEntry` in [`ProducerSnapshot`], versions 1.
#[derive(Debug, Clone, PartialEq)]
pub struct ProducerEntry {
    /// `ProducerId`, versions 1.
    pub producer_id: i64,
    /// `Epoch`, versions 1.
    pub epoch: i16,
    /// `LastSequence`, versions 1.
    pub last_sequence: i32,
    /// `LastOffset`, versions 1.
    pub last_offset: i64,
    /// `OffsetDelta`, versions 1.
    pub offset_delta: i32,
    /// `Timestamp`, versions 1.
    pub timestamp: i64,
    /// `CoordinatorEpoch`, versions 1.
    pub coordinator_epoch: i32,
    /// `CurrentTxnFirstOffset`, versions 1.
    pub current_txn_first_offset: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ProducerEntry {
    /// Sets `producer_id`.
    #[must_use]
    pub fn with_producer_id(mut self, value: i64) -> Self {
        self.producer_id = value;
        self
    }
    /// Sets `epoch`.
    #[must_use]
    pub fn with_epoch(mut self, value: i16) -> Self {
        self.epoch = value;
        self
    }
    /// Sets `last_sequence`.
    #[must_use]
    pub fn with_last_sequence(mut self, value: i32) -> Self {
        self.last_sequence = value;
        self
    }
    /// Sets `last_offset`.
    #[must_use]
    pub fn with_last_offset(mut self, value: i64) -> Self {
        self.last_offset = value;
        self
    }
    /// Sets `offset_delta`.
    #[must_use]
    pub fn with_offset_delta(mut self, value: i32) -> Self {
        self.offset_delta = value;
        self
    }
    /// Sets `timestamp`.
    #[must_use]
    pub fn with_timestamp(mut self, value: i64) -> Self {
        self.timestamp = value;
        self
    }
    /// Sets `coordinator_epoch`.
    #[must_use]
    pub fn with_coordinator_epoch(mut self, value: i32) -> Self {
        self.coordinator_epoch = value;
        self
    }
    /// Sets `current_txn_first_offset`.
    #[must_use]
    pub fn with_current_txn_first_offset(mut self, value: i64) -> Self {
        self.current_txn_first_offset = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ProducerEntry {
    fn default() -> Self {
        Self {
            producer_id: 0,
            epoch: 0,
            last_sequence: 0,
            last_offset: 0,
            offset_delta: 0,
            timestamp: 0,
            coordinator_epoch: 0,
            current_txn_first_offset: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ProducerEntry {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.producer_id.to_be_bytes());
        w.put(&self.epoch.to_be_bytes());
        w.put(&self.last_sequence.to_be_bytes());
        w.put(&self.last_offset.to_be_bytes());
        w.put(&self.offset_delta.to_be_bytes());
        w.put(&self.timestamp.to_be_bytes());
        w.put(&self.coordinator_epoch.to_be_bytes());
        w.put(&self.current_txn_first_offset.to_be_bytes());
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let producer_id: i64 = get_i64(buf)?;
        let epoch: i16 = get_i16(buf)?;
        let last_sequence: i32 = get_i32(buf)?;
        let last_offset: i64 = get_i64(buf)?;
        let offset_delta: i32 = get_i32(buf)?;
        let timestamp: i64 = get_i64(buf)?;
        let coordinator_epoch: i32 = get_i32(buf)?;
        let current_txn_first_offset: i64 = get_i64(buf)?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            producer_id,
            epoch,
            last_sequence,
            last_offset,
            offset_delta,
            timestamp,
            coordinator_epoch,
            current_txn_first_offset,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ProducerEntry, 1, 1);
