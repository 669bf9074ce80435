// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `ShareAcknowledgeRequest`, versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareAcknowledgeRequest {
    /// `GroupId`, versions 1-2.
    pub group_id: Option<GroupId>,
    /// `MemberId`, versions 1-2.
    pub member_id: Option<StrBytes>,
    /// `ShareSessionEpoch`, versions 1-2.
    pub share_session_epoch: i32,
    /// `IsRenewAck`, versions 2.
    pub is_renew_ack: bool,
    /// `Topics`, versions 1-2.
    pub topics: Vec<AcknowledgeTopic>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ShareAcknowledgeRequest {
    /// Sets `group_id`.
    #[must_use]
    pub fn with_group_id(mut self, value: Option<GroupId>) -> Self {
        self.group_id = value;
        self
    }
    /// Sets `member_id`.
    #[must_use]
    pub fn with_member_id(mut self, value: Option<StrBytes>) -> Self {
        self.member_id = value;
        self
    }
    /// Sets `share_session_epoch`.
    #[must_use]
    pub fn with_share_session_epoch(mut self, value: i32) -> Self {
        self.share_session_epoch = value;
        self
    }
    /// Sets `is_renew_ack`.
    #[must_use]
    pub fn with_is_renew_ack(mut self, value: bool) -> Self {
        self.is_renew_ack = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<AcknowledgeTopic>) -> Self {
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

impl Default for ShareAcknowledgeRequest {
    fn default() -> Self {
        Self {
            group_id: None,
            member_id: Some(Default::default()),
            share_session_epoch: 0,
            is_renew_ack: false,
            topics: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ShareAcknowledgeRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        match &self.group_id {
            Some(value) => {  put_string(w, &value.0, true)?; }
            None => put_null_string(w, true),
        }
        match &self.member_id {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        w.put(&self.share_session_epoch.to_be_bytes());
        if v >= 2 {
        w.put(&[u8::from(self.is_renew_ack)]);
        }
        if !(v >= 2) && self.is_renew_ack {
            return Err(CodecError::NotInVersion { field: "IsRenewAck", version: v });
        }
        put_count(w, self.topics.len(), true)?;
        for item in &self.topics {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let group_id: Option<GroupId> = get_nullable_string(buf, true)?.map(GroupId);
        let member_id: Option<StrBytes> = get_nullable_string(buf, true)?;
        let share_session_epoch: i32 = get_i32(buf)?;
        let is_renew_ack: bool = if v >= 2 { get_i8(buf)? != 0 } else { false };
        let topics: Vec<AcknowledgeTopic> = get_array(buf, true, |b| AcknowledgeTopic::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            group_id,
            member_id,
            share_session_epoch,
            is_renew_ack,
            topics,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ShareAcknowledgeRequest, 1, 2);

/// `AcknowledgeTopic` in [`ShareAcknowledgeRequest`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct AcknowledgeTopic {
    /// `TopicId`, versions 1-2.
    pub topic_id: Uuid,
    /// `Partitions`, versions 1-2.
    pub partitions: Vec<AcknowledgePartition>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl AcknowledgeTopic {
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<AcknowledgePartition>) -> Self {
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

impl Default for AcknowledgeTopic {
    fn default() -> Self {
        Self {
            topic_id: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for AcknowledgeTopic {
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
        let partitions: Vec<AcknowledgePartition> = get_array(buf, true, |b| AcknowledgePartition::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_id,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(AcknowledgeTopic, 1, 2);

/// `AcknowledgePartition` in [`ShareAcknowledgeRequest`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct AcknowledgePartition {
    /// `PartitionIndex`, versions 1-2.
    pub partition_index: i32,
    /// `AcknowledgementBatches`, versions 1-2.
    pub acknowledgement_batches: Vec<AcknowledgementBatch>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl AcknowledgePartition {
    /// Sets `partition_index`.
    #[must_use]
    pub fn with_partition_index(mut self, value: i32) -> Self {
        self.partition_index = value;
        self
    }
    /// Sets `acknowledgement_batches`.
    #[must_use]
    pub fn with_acknowledgement_batches(mut self, value: Vec<AcknowledgementBatch>) -> Self {
        self.acknowledgement_batches = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for AcknowledgePartition {
    fn default() -> Self {
        Self {
            partition_index: 0,
            acknowledgement_batches: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for AcknowledgePartition {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.partition_index.to_be_bytes());
        put_count(w, self.acknowledgement_batches.len(), true)?;
        for item in &self.acknowledgement_batches {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let partition_index: i32 = get_i32(buf)?;
        let acknowledgement_batches: Vec<AcknowledgementBatch> = get_array(buf, true, |b| AcknowledgementBatch::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            partition_index,
            acknowledgement_batches,
            unknown_tagged_fields,
        })
    }
}

impl_message!(AcknowledgePartition, 1, 2);

/// `AcknowledgementBatch` in [`ShareAcknowledgeRequest`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct AcknowledgementBatch {
    /// `FirstOffset`, versions 1-2.
    pub first_offset: i64,
    /// `LastOffset`, versions 1-2.
    pub last_offset: i64,
    /// `AcknowledgeTypes`, versions 1-2.
    pub acknowledge_types: Vec<i8>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl AcknowledgementBatch {
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
    /// Sets `acknowledge_types`.
    #[must_use]
    pub fn with_acknowledge_types(mut self, value: Vec<i8>) -> Self {
        self.acknowledge_types = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for AcknowledgementBatch {
    fn default() -> Self {
        Self {
            first_offset: 0,
            last_offset: 0,
            acknowledge_types: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for AcknowledgementBatch {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.first_offset.to_be_bytes());
        w.put(&self.last_offset.to_be_bytes());
        put_count(w, self.acknowledge_types.len(), true)?;
        for item in &self.acknowledge_types {
            w.put(&item.to_be_bytes());
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let first_offset: i64 = get_i64(buf)?;
        let last_offset: i64 = get_i64(buf)?;
        let acknowledge_types: Vec<i8> = get_array(buf, true, |b| get_i8(b))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            first_offset,
            last_offset,
            acknowledge_types,
            unknown_tagged_fields,
        })
    }
}

impl_message!(AcknowledgementBatch, 1, 2);

impl HeaderVersion for ShareAcknowledgeRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 1 { 2 } else { 1 }
    }
}

impl Request for ShareAcknowledgeRequest {
    const KEY: i16 = 79;
    type Response = super::ShareAcknowledgeResponse;
}
