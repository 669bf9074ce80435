// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `WriteShareGroupStateRequest`, versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteShareGroupStateRequest {
    /// `GroupId`, versions 0-1.
    pub group_id: StrBytes,
    /// `Topics`, versions 0-1.
    pub topics: Vec<WriteStateData>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl WriteShareGroupStateRequest {
    /// Sets `group_id`.
    #[must_use]
    pub fn with_group_id(mut self, value: StrBytes) -> Self {
        self.group_id = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<WriteStateData>) -> Self {
        self.topics = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for WriteShareGroupStateRequest {
    fn default() -> Self {
        Self {
            group_id: Default::default(),
            topics: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for WriteShareGroupStateRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.group_id, true)?;
        put_count(w, self.topics.len(), true)?;
        for item in &self.topics {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let group_id: StrBytes = get_string(buf, true)?;
        let topics: Vec<WriteStateData> = get_array(buf, true, |b| WriteStateData::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            group_id,
            topics,
            unknown_tagged_fields,
        })
    }
}

impl_message!(WriteShareGroupStateRequest, 0, 1);

/// `WriteStateData` in [`WriteShareGroupStateRequest`], versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteStateData {
    /// `TopicId`, versions 0-1.
    pub topic_id: Uuid,
    /// `Partitions`, versions 0-1.
    pub partitions: Vec<PartitionData>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl WriteStateData {
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<PartitionData>) -> Self {
        self.partitions = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for WriteStateData {
    fn default() -> Self {
        Self {
            topic_id: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for WriteStateData {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(self.topic_id.as_bytes());
        put_count(w, self.partitions.len(), true)?;
        for item in &self.partitions {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_id: Uuid = get_uuid(buf)?;
        let partitions: Vec<PartitionData> = get_array(buf, true, |b| PartitionData::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_id,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(WriteStateData, 0, 1);

/// `PartitionData` in [`WriteShareGroupStateRequest`], versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionData {
    /// `Partition`, versions 0-1.
    pub partition: i32,
    /// `StateEpoch`, versions 0-1.
    pub state_epoch: i32,
    /// `LeaderEpoch`, versions 0-1.
    pub leader_epoch: i32,
    /// `StartOffset`, versions 0-1.
    pub start_offset: i64,
    /// `DeliveryCompleteCount`, versions 1.
    pub delivery_complete_count: i32,
    /// `StateBatches`, versions 0-1.
    pub state_batches: Vec<StateBatch>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl PartitionData {
    /// Sets `partition`.
    #[must_use]
    pub fn with_partition(mut self, value: i32) -> Self {
        self.partition = value;
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

impl Default for PartitionData {
    fn default() -> Self {
        Self {
            partition: 0,
            state_epoch: 0,
            leader_epoch: 0,
            start_offset: 0,
            delivery_complete_count: -1,
            state_batches: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for PartitionData {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.partition.to_be_bytes());
        w.put(&self.state_epoch.to_be_bytes());
        w.put(&self.leader_epoch.to_be_bytes());
        w.put(&self.start_offset.to_be_bytes());
        if v >= 1 {
        w.put(&self.delivery_complete_count.to_be_bytes());
        }
        put_count(w, self.state_batches.len(), true)?;
        for item in &self.state_batches {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let partition: i32 = get_i32(buf)?;
        let state_epoch: i32 = get_i32(buf)?;
        let leader_epoch: i32 = get_i32(buf)?;
        let start_offset: i64 = get_i64(buf)?;
        let delivery_complete_count: i32 = if v >= 1 { get_i32(buf)? } else { -1 };
        let state_batches: Vec<StateBatch> = get_array(buf, true, |b| StateBatch::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            partition,
            state_epoch,
            leader_epoch,
            start_offset,
            delivery_complete_count,
            state_batches,
            unknown_tagged_fields,
        })
    }
}

impl_message!(PartitionData, 0, 1);

/// `StateBatch` in [`WriteShareGroupStateRequest`], versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct StateBatch {
    /// `FirstOffset`, versions 0-1.
    pub first_offset: i64,
    /// `LastOffset`, versions 0-1.
    pub last_offset: i64,
    /// `DeliveryState`, versions 0-1.
    pub delivery_state: i8,
    /// `DeliveryCount`, versions 0-1.
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

impl_message!(StateBatch, 0, 1);

impl HeaderVersion for WriteShareGroupStateRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 0 { 2 } else { 1 }
    }
}

impl Request for WriteShareGroupStateRequest {
    const KEY: i16 = 85;
    type Response = super::WriteShareGroupStateResponse;
}
