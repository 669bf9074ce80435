// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `ReadShareGroupStateSummaryResponse`, versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadShareGroupStateSummaryResponse {
    /// `Results`, versions 0-1.
    pub results: Vec<ReadStateSummaryResult>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ReadShareGroupStateSummaryResponse {
    /// Sets `results`.
    #[must_use]
    pub fn with_results(mut self, value: Vec<ReadStateSummaryResult>) -> Self {
        self.results = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ReadShareGroupStateSummaryResponse {
    fn default() -> Self {
        Self {
            results: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ReadShareGroupStateSummaryResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.results.len(), true)?;
        for item in &self.results {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let results: Vec<ReadStateSummaryResult> = get_array(buf, true, |b| ReadStateSummaryResult::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            results,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ReadShareGroupStateSummaryResponse, 0, 1);

/// `ReadStateSummaryResult` in [`ReadShareGroupStateSummaryResponse`], versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadStateSummaryResult {
    /// `TopicId`, versions 0-1.
    pub topic_id: Uuid,
    /// `Partitions`, versions 0-1.
    pub partitions: Vec<PartitionResult>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ReadStateSummaryResult {
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<PartitionResult>) -> Self {
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

impl Default for ReadStateSummaryResult {
    fn default() -> Self {
        Self {
            topic_id: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ReadStateSummaryResult {
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
        let partitions: Vec<PartitionResult> = get_array(buf, true, |b| PartitionResult::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_id,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ReadStateSummaryResult, 0, 1);

/// `PartitionResult` in [`ReadShareGroupStateSummaryResponse`], versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionResult {
    /// `Partition`, versions 0-1.
    pub partition: i32,
    /// `ErrorCode`, versions 0-1.
    pub error_code: i16,
    /// `ErrorMessage`, versions 0-1.
    pub error_message: Option<StrBytes>,
    /// `StateEpoch`, versions 0-1.
    pub state_epoch: i32,
    /// `LeaderEpoch`, versions 0-1.
    pub leader_epoch: i32,
    /// `StartOffset`, versions 0-1.
    pub start_offset: i64,
    /// `DeliveryCompleteCount`, versions 1.
    pub delivery_complete_count: i32,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl PartitionResult {
    /// Sets `partition`.
    #[must_use]
    pub fn with_partition(mut self, value: i32) -> Self {
        self.partition = value;
        self
    }
    /// Sets `error_code`.
    #[must_use]
    pub fn with_error_code(mut self, value: i16) -> Self {
        self.error_code = value;
        self
    }
    /// Sets `error_message`.
    #[must_use]
    pub fn with_error_message(mut self, value: Option<StrBytes>) -> Self {
        self.error_message = value;
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
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for PartitionResult {
    fn default() -> Self {
        Self {
            partition: 0,
            error_code: 0,
            error_message: None,
            state_epoch: 0,
            leader_epoch: 0,
            start_offset: 0,
            delivery_complete_count: -1,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for PartitionResult {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.partition.to_be_bytes());
        w.put(&self.error_code.to_be_bytes());
        match &self.error_message {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        w.put(&self.state_epoch.to_be_bytes());
        w.put(&self.leader_epoch.to_be_bytes());
        w.put(&self.start_offset.to_be_bytes());
        if v >= 1 {
        w.put(&self.delivery_complete_count.to_be_bytes());
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let partition: i32 = get_i32(buf)?;
        let error_code: i16 = get_i16(buf)?;
        let error_message: Option<StrBytes> = get_nullable_string(buf, true)?;
        let state_epoch: i32 = get_i32(buf)?;
        let leader_epoch: i32 = get_i32(buf)?;
        let start_offset: i64 = get_i64(buf)?;
        let delivery_complete_count: i32 = if v >= 1 { get_i32(buf)? } else { -1 };
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            partition,
            error_code,
            error_message,
            state_epoch,
            leader_epoch,
            start_offset,
            delivery_complete_count,
            unknown_tagged_fields,
        })
    }
}

impl_message!(PartitionResult, 0, 1);

impl HeaderVersion for ReadShareGroupStateSummaryResponse {
    fn header_version(version: i16) -> i16 {
        if version >= 0 { 1 } else { 0 }
    }
}
