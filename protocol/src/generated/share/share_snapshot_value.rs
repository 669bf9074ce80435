// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ShareSnapshotValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareSnapshotValue {
    /// `SnapshotEpoch`, versions 0.
    pub snapshot_epoch: i32,
    /// `StateEpoch`, versions 0.
    pub state_epoch: i32,
    /// `LeaderEpoch`, versions 0.
    pub leader_epoch: i32,
    /// `StartOffset`, versions 0.
    pub start_offset: i64,
    /// `DeliveryCompleteCount`, versions 0, tag 0.
    pub delivery_complete_count: i32,
    /// `CreateTimestamp`, versions 0.
    pub create_timestamp: i64,
    /// `WriteTimestamp`, versions 0.
    pub write_timestamp: i64,
    /// `StateBatches`, versions 0.
    pub state_batches: Vec<StateBatch>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ShareSnapshotValue {
    /// Sets `snapshot_epoch`.
    #[must_use]
    pub fn with_snapshot_epoch(mut self, value: i32) -> Self {
        self.snapshot_epoch = value;
        self
    }
    /// Sets `state_epoch`.
    #[must_use]
    pub fn with_state_epoch(mut self, value: i32) -> Self {
        self.state_epoch = value;
        self
    }
    /// Sets `leader_epoch`.
    #[must_use]
    pub fn with_leader_epoch(mut self, value: i32) -> Self {
        self.leader_epoch = value;
        self
    }
    /// Sets `start_offset`.
    #[must_use]
    pub fn with_start_offset(mut self, value: i64) -> Self {
        self.start_offset = value;
        self
    }
    /// Sets `delivery_complete_count`.
    #[must_use]
    pub fn with_delivery_complete_count(mut self, value: i32) -> Self {
        self.delivery_complete_count = value;
        self
    }
    /// Sets `create_timestamp`.
    #[must_use]
    pub fn with_create_timestamp(mut self, value: i64) -> Self {
        self.create_timestamp = value;
        self
    }
    /// Sets `write_timestamp`.
    #[must_use]
    pub fn with_write_timestamp(mut self, value: i64) -> Self {
        self.write_timestamp = value;
        self
    }
    /// Sets `state_batches`.
    #[must_use]
    pub fn with_state_batches(mut self, value: Vec<StateBatch>) -> Self {
        self.state_batches = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ShareSnapshotValue {
    fn default() -> Self {
        Self {
            snapshot_epoch: 0,
            state_epoch: 0,
            leader_epoch: 0,
            start_offset: 0,
            delivery_complete_count: -1,
            create_timestamp: 0,
            write_timestamp: 0,
            state_batches: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ShareSnapshotValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.snapshot_epoch.to_be_bytes());
        w.put(&self.state_epoch.to_be_bytes());
        w.put(&self.leader_epoch.to_be_bytes());
        w.put(&self.start_offset.to_be_bytes());
        w.put(&self.create_timestamp.to_be_bytes());
        w.put(&self.write_timestamp.to_be_bytes());
        put_count(w, self.state_batches.len(), true)?;
        for item in &self.state_batches {
            item.write(w, v)?;
        }
        let mut known = 0;
        let has_delivery_complete_count = self.delivery_complete_count != -1;
        known += u32::from(has_delivery_complete_count);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_delivery_complete_count {
            put_tag(w, 0, |w| {
            w.put(&self.delivery_complete_count.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let snapshot_epoch: i32 = get_i32(buf)?;
        let state_epoch: i32 = get_i32(buf)?;
        let leader_epoch: i32 = get_i32(buf)?;
        let start_offset: i64 = get_i64(buf)?;
        let mut delivery_complete_count: i32 = -1;
        let create_timestamp: i64 = get_i64(buf)?;
        let write_timestamp: i64 = get_i64(buf)?;
        let state_batches: Vec<StateBatch> = get_array(buf, true, |b| StateBatch::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => delivery_complete_count = get_i32(b)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            snapshot_epoch,
            state_epoch,
            leader_epoch,
            start_offset,
            delivery_complete_count,
            create_timestamp,
            write_timestamp,
            state_batches,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ShareSnapshotValue, 0, 0);

/// `StateBatch` in [`ShareSnapshotValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct StateBatch {
    /// `FirstOffset`, versions 0.
    pub first_offset: i64,
    /// `LastOffset`, versions 0.
    pub last_offset: i64,
    /// `DeliveryState`, versions 0.
    pub delivery_state: i8,
    /// `DeliveryCount`, versions 0.
    pub delivery_count: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl StateBatch {
    /// Sets `first_offset`.
    #[must_use]
    pub fn with_first_offset(mut self, value: i64) -> Self {
        self.first_offset = value;
        self
    }
    /// Sets `last_offset`.
    #[must_use]
    pub fn with_last_offset(mut self, value: i64) -> Self {
        self.last_offset = value;
        self
    }
    /// Sets `delivery_state`.
    #[must_use]
    pub fn with_delivery_state(mut self, value: i8) -> Self {
        self.delivery_state = value;
        self
    }
    /// Sets `delivery_count`.
    #[must_use]
    pub fn with_delivery_count(mut self, value: i16) -> Self {
        self.delivery_count = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for StateBatch {
    fn default() -> Self {
        Self {
            first_offset: 0,
            last_offset: 0,
            delivery_state: 0,
            delivery_count: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for StateBatch {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.first_offset.to_be_bytes());
        w.put(&self.last_offset.to_be_bytes());
        w.put(&self.delivery_state.to_be_bytes());
        w.put(&self.delivery_count.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let first_offset: i64 = get_i64(buf)?;
        let last_offset: i64 = get_i64(buf)?;
        let delivery_state: i8 = get_i8(buf)?;
        let delivery_count: i16 = get_i16(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            first_offset,
            last_offset,
            delivery_state,
            delivery_count,
            unknown_tagged_fields,
        })
    }
}

impl_message!(StateBatch, 0, 0);
