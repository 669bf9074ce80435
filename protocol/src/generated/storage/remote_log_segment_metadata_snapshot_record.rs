// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `RemoteLogSegmentMetadataSnapshotRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteLogSegmentMetadataSnapshotRecord {
    /// `SegmentId`, versions 0.
    pub segment_id: Uuid,
    /// `StartOffset`, versions 0.
    pub start_offset: i64,
    /// `EndOffset`, versions 0.
    pub end_offset: i64,
    /// `BrokerId`, versions 0.
    pub broker_id: i32,
    /// `MaxTimestampMs`, versions 0.
    pub max_timestamp_ms: i64,
    /// `EventTimestampMs`, versions 0.
    pub event_timestamp_ms: i64,
    /// `SegmentLeaderEpochs`, versions 0.
    pub segment_leader_epochs: Vec<SegmentLeaderEpochEntry>,
    /// `SegmentSizeInBytes`, versions 0.
    pub segment_size_in_bytes: i32,
    /// `CustomMetadata`, versions 0.
    pub custom_metadata: Option<Bytes>,
    /// `RemoteLogSegmentState`, versions 0.
    pub remote_log_segment_state: i8,
    /// `TxnIndexEmpty`, versions 0, tag 0.
    pub txn_index_empty: bool,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl RemoteLogSegmentMetadataSnapshotRecord {
    /// Sets `segment_id`.
    #[must_use]
    pub fn with_segment_id(mut self, value: Uuid) -> Self {
        self.segment_id = value;
        self
    }
    /// Sets `start_offset`.
    #[must_use]
    pub fn with_start_offset(mut self, value: i64) -> Self {
        self.start_offset = value;
        self
    }
    /// Sets `end_offset`.
    #[must_use]
    pub fn with_end_offset(mut self, value: i64) -> Self {
        self.end_offset = value;
        self
    }
    /// Sets `broker_id`.
    #[must_use]
    pub fn with_broker_id(mut self, value: i32) -> Self {
        self.broker_id = value;
        self
    }
    /// Sets `max_timestamp_ms`.
    #[must_use]
    pub fn with_max_timestamp_ms(mut self, value: i64) -> Self {
        self.max_timestamp_ms = value;
        self
    }
    /// Sets `event_timestamp_ms`.
    #[must_use]
    pub fn with_event_timestamp_ms(mut self, value: i64) -> Self {
        self.event_timestamp_ms = value;
        self
    }
    /// Sets `segment_leader_epochs`.
    #[must_use]
    pub fn with_segment_leader_epochs(mut self, value: Vec<SegmentLeaderEpochEntry>) -> Self {
        self.segment_leader_epochs = value;
        self
    }
    /// Sets `segment_size_in_bytes`.
    #[must_use]
    pub fn with_segment_size_in_bytes(mut self, value: i32) -> Self {
        self.segment_size_in_bytes = value;
        self
    }
    /// Sets `custom_metadata`.
    #[must_use]
    pub fn with_custom_metadata(mut self, value: Option<Bytes>) -> Self {
        self.custom_metadata = value;
        self
    }
    /// Sets `remote_log_segment_state`.
    #[must_use]
    pub fn with_remote_log_segment_state(mut self, value: i8) -> Self {
        self.remote_log_segment_state = value;
        self
    }
    /// Sets `txn_index_empty`.
    #[must_use]
    pub fn with_txn_index_empty(mut self, value: bool) -> Self {
        self.txn_index_empty = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for RemoteLogSegmentMetadataSnapshotRecord {
    fn default() -> Self {
        Self {
            segment_id: Default::default(),
            start_offset: 0,
            end_offset: 0,
            broker_id: 0,
            max_timestamp_ms: 0,
            event_timestamp_ms: 0,
            segment_leader_epochs: Default::default(),
            segment_size_in_bytes: 0,
            custom_metadata: None,
            remote_log_segment_state: 0,
            txn_index_empty: false,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for RemoteLogSegmentMetadataSnapshotRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(self.segment_id.as_bytes());
        w.put(&self.start_offset.to_be_bytes());
        w.put(&self.end_offset.to_be_bytes());
        w.put(&self.broker_id.to_be_bytes());
        w.put(&self.max_timestamp_ms.to_be_bytes());
        w.put(&self.event_timestamp_ms.to_be_bytes());
        put_count(w, self.segment_leader_epochs.len(), true)?;
        for item in &self.segment_leader_epochs {
            item.write(w, v)?;
        }
        w.put(&self.segment_size_in_bytes.to_be_bytes());
        match &self.custom_metadata {
            Some(value) => {  put_bytes(w, value, true)?; }
            None => put_null_bytes(w, true),
        }
        w.put(&self.remote_log_segment_state.to_be_bytes());
        let mut known = 0;
        let has_txn_index_empty = self.txn_index_empty;
        known += u32::from(has_txn_index_empty);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_txn_index_empty {
            put_tag(w, 0, |w| {
            w.put(&[u8::from(self.txn_index_empty)]);
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let segment_id: Uuid = get_uuid(buf)?;
        let start_offset: i64 = get_i64(buf)?;
        let end_offset: i64 = get_i64(buf)?;
        let broker_id: i32 = get_i32(buf)?;
        let max_timestamp_ms: i64 = get_i64(buf)?;
        let event_timestamp_ms: i64 = get_i64(buf)?;
        let segment_leader_epochs: Vec<SegmentLeaderEpochEntry> = get_array(buf, true, |b| SegmentLeaderEpochEntry::read(b, v))?;
        let segment_size_in_bytes: i32 = get_i32(buf)?;
        let custom_metadata: Option<Bytes> = get_nullable_bytes(buf, true)?;
        let remote_log_segment_state: i8 = get_i8(buf)?;
        let mut txn_index_empty: bool = false;
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => txn_index_empty = get_i8(b)? != 0,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            segment_id,
            start_offset,
            end_offset,
            broker_id,
            max_timestamp_ms,
            event_timestamp_ms,
            segment_leader_epochs,
            segment_size_in_bytes,
            custom_metadata,
            remote_log_segment_state,
            txn_index_empty,
            unknown_tagged_fields,
        })
    }
}

impl_message!(RemoteLogSegmentMetadataSnapshotRecord, 0, 0);

/// `SegmentLeaderEpochEntry` in [`RemoteLogSegmentMetadataSnapshotRecord`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentLeaderEpochEntry {
    /// `LeaderEpoch`, versions 0.
    pub leader_epoch: i32,
    /// `Offset`, versions 0.
    pub offset: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl SegmentLeaderEpochEntry {
    /// Sets `leader_epoch`.
    #[must_use]
    pub fn with_leader_epoch(mut self, value: i32) -> Self {
        self.leader_epoch = value;
        self
    }
    /// Sets `offset`.
    #[must_use]
    pub fn with_offset(mut self, value: i64) -> Self {
        self.offset = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for SegmentLeaderEpochEntry {
    fn default() -> Self {
        Self {
            leader_epoch: 0,
            offset: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for SegmentLeaderEpochEntry {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.leader_epoch.to_be_bytes());
        w.put(&self.offset.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let leader_epoch: i32 = get_i32(buf)?;
        let offset: i64 = get_i64(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            leader_epoch,
            offset,
            unknown_tagged_fields,
        })
    }
}

impl_message!(SegmentLeaderEpochEntry, 0, 0);
