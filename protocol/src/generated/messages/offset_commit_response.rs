// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `OffsetCommitResponse`, versions 2-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetCommitResponse {
    /// `ThrottleTimeMs`, versions 3-10.
    pub throttle_time_ms: i32,
    /// `Topics`, versions 2-10.
    pub topics: Vec<OffsetCommitResponseTopic>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetCommitResponse {
    /// Sets `throttle_time_ms`.
    #[must_use]
    pub fn with_throttle_time_ms(mut self, value: i32) -> Self {
        self.throttle_time_ms = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<OffsetCommitResponseTopic>) -> Self {
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

impl Default for OffsetCommitResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            topics: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetCommitResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 8;
        if v >= 3 {
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
        let flex = v >= 8;
        let throttle_time_ms: i32 = if v >= 3 { get_i32(buf)? } else { 0 };
        let topics: Vec<OffsetCommitResponseTopic> = get_array(buf, flex, |b| OffsetCommitResponseTopic::read(b, v))?;
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

impl_message!(OffsetCommitResponse, 2, 10);

/// `OffsetCommitResponseTopic` in [`OffsetCommitResponse`], versions 2-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetCommitResponseTopic {
    /// `Name`, versions 2-9.
    pub name: TopicName,
    /// `TopicId`, versions 10.
    pub topic_id: Uuid,
    /// `Partitions`, versions 2-10.
    pub partitions: Vec<OffsetCommitResponsePartition>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetCommitResponseTopic {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: TopicName) -> Self {
        self.name = value;
        self
    }
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<OffsetCommitResponsePartition>) -> Self {
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

impl Default for OffsetCommitResponseTopic {
    fn default() -> Self {
        Self {
            name: Default::default(),
            topic_id: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetCommitResponseTopic {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 8;
        if v <= 9 {
        put_string(w, &self.name.0, flex)?;
        }
        if v >= 10 {
        w.put(self.topic_id.as_bytes());
        }
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
        let flex = v >= 8;
        let name: TopicName = if v <= 9 { TopicName(get_string(buf, flex)?) } else { Default::default() };
        let topic_id: Uuid = if v >= 10 { get_uuid(buf)? } else { Default::default() };
        let partitions: Vec<OffsetCommitResponsePartition> = get_array(buf, flex, |b| OffsetCommitResponsePartition::read(b, v))?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            name,
            topic_id,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetCommitResponseTopic, 2, 10);

/// `OffsetCommitResponsePartition` in [`OffsetCommitResponse`], versions 2-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetCommitResponsePartition {
    /// `PartitionIndex`, versions 2-10.
    pub partition_index: i32,
    /// `ErrorCode`, versions 2-10.
    pub error_code: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetCommitResponsePartition {
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
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for OffsetCommitResponsePartition {
    fn default() -> Self {
        Self {
            partition_index: 0,
            error_code: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetCommitResponsePartition {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 8;
        w.put(&self.partition_index.to_be_bytes());
        w.put(&self.error_code.to_be_bytes());
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 8;
        let partition_index: i32 = get_i32(buf)?;
        let error_code: i16 = get_i16(buf)?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            partition_index,
            error_code,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetCommitResponsePartition, 2, 10);

impl HeaderVersion for OffsetCommitResponse {
    fn header_version(version: i16) -> i16 {
        if version >= 8 { 1 } else { 0 }
    }
}
