// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `ListOffsetsResponse`, versions 1-11.
#[derive(Debug, Clone, PartialEq)]
pub struct ListOffsetsResponse {
    /// `ThrottleTimeMs`, versions 2-11.
    pub throttle_time_ms: i32,
    /// `Topics`, versions 1-11.
    pub topics: Vec<ListOffsetsTopicResponse>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ListOffsetsResponse {
    /// Sets `throttle_time_ms`.
    #[must_use]
    pub fn with_throttle_time_ms(mut self, value: i32) -> Self {
        self.throttle_time_ms = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<ListOffsetsTopicResponse>) -> Self {
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

impl Default for ListOffsetsResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            topics: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ListOffsetsResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if v >= 2 {
        w.put(&self.throttle_time_ms.to_be_bytes());
        }
        put_count(w, self.topics.len(), flex)?;
        for item in &self.topics {
            item.write(w, v)?;
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let throttle_time_ms: i32 = if v >= 2 { get_i32(buf)? } else { 0 };
        let topics: Vec<ListOffsetsTopicResponse> = get_array(buf, flex, |b| ListOffsetsTopicResponse::read(b, v))?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            throttle_time_ms,
            topics,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ListOffsetsResponse, 1, 11);

/// `ListOffsetsTopicResponse` in [`ListOffsetsResponse`], versions 1-11.
#[derive(Debug, Clone, PartialEq)]
pub struct ListOffsetsTopicResponse {
    /// `Name`, versions 1-11.
    pub name: TopicName,
    /// `Partitions`, versions 1-11.
    pub partitions: Vec<ListOffsetsPartitionResponse>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ListOffsetsTopicResponse {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: TopicName) -> Self {
        self.name = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<ListOffsetsPartitionResponse>) -> Self {
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

impl Default for ListOffsetsTopicResponse {
    fn default() -> Self {
        Self {
            name: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ListOffsetsTopicResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        put_string(w, &self.name.0, flex)?;
        put_count(w, self.partitions.len(), flex)?;
        for item in &self.partitions {
            item.write(w, v)?;
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let name: TopicName = TopicName(get_string(buf, flex)?);
        let partitions: Vec<ListOffsetsPartitionResponse> = get_array(buf, flex, |b| ListOffsetsPartitionResponse::read(b, v))?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            name,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ListOffsetsTopicResponse, 1, 11);

/// `ListOffsetsPartitionResponse` in [`ListOffsetsResponse`], versions 1-11.
#[derive(Debug, Clone, PartialEq)]
pub struct ListOffsetsPartitionResponse {
    /// `PartitionIndex`, versions 1-11.
    pub partition_index: i32,
    /// `ErrorCode`, versions 1-11.
    pub error_code: i16,
    /// `Timestamp`, versions 1-11.
    pub timestamp: i64,
    /// `Offset`, versions 1-11.
    pub offset: i64,
    /// `LeaderEpoch`, versions 4-11.
    pub leader_epoch: i32,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ListOffsetsPartitionResponse {
    /// Sets `partition_index`.
    #[must_use]
    pub fn with_partition_index(mut self, value: i32) -> Self {
        self.partition_index = value;
        self
    }
    /// Sets `error_code`.
    #[must_use]
    pub fn with_error_code(mut self, value: i16) -> Self {
        self.error_code = value;
        self
    }
    /// Sets `timestamp`.
    #[must_use]
    pub fn with_timestamp(mut self, value: i64) -> Self {
        self.timestamp = value;
        self
    }
    /// Sets `offset`.
    #[must_use]
    pub fn with_offset(mut self, value: i64) -> Self {
        self.offset = value;
        self
    }
    /// Sets `leader_epoch`.
    #[must_use]
    pub fn with_leader_epoch(mut self, value: i32) -> Self {
        self.leader_epoch = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ListOffsetsPartitionResponse {
    fn default() -> Self {
        Self {
            partition_index: 0,
            error_code: 0,
            timestamp: -1,
            offset: -1,
            leader_epoch: -1,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ListOffsetsPartitionResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        w.put(&self.partition_index.to_be_bytes());
        w.put(&self.error_code.to_be_bytes());
        w.put(&self.timestamp.to_be_bytes());
        w.put(&self.offset.to_be_bytes());
        if v >= 4 {
        w.put(&self.leader_epoch.to_be_bytes());
        }
        if !(v >= 4) && self.leader_epoch != -1 {
            return Err(CodecError::NotInVersion { field: "LeaderEpoch", version: v });
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let partition_index: i32 = get_i32(buf)?;
        let error_code: i16 = get_i16(buf)?;
        let timestamp: i64 = get_i64(buf)?;
        let offset: i64 = get_i64(buf)?;
        let leader_epoch: i32 = if v >= 4 { get_i32(buf)? } else { -1 };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            partition_index,
            error_code,
            timestamp,
            offset,
            leader_epoch,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ListOffsetsPartitionResponse, 1, 11);

impl HeaderVersion for ListOffsetsResponse {
    fn header_version(version: i16) -> i16 {
        if version >= 6 { 1 } else { 0 }
    }
}
