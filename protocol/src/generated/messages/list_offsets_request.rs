// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `ListOffsetsRequest`, versions 1-11.
#[derive(Debug, Clone, PartialEq)]
pub struct ListOffsetsRequest {
    /// `ReplicaId`, versions 1-11.
    pub replica_id: BrokerId,
    /// `IsolationLevel`, versions 2-11.
    pub isolation_level: i8,
    /// `Topics`, versions 1-11.
    pub topics: Vec<ListOffsetsTopic>,
    /// `TimeoutMs`, versions 10-11.
    pub timeout_ms: i32,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ListOffsetsRequest {
    /// Sets `replica_id`.
    #[must_use]
    pub fn with_replica_id(mut self, value: BrokerId) -> Self {
        self.replica_id = value;
        self
    }
    /// Sets `isolation_level`.
    #[must_use]
    pub fn with_isolation_level(mut self, value: i8) -> Self {
        self.isolation_level = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<ListOffsetsTopic>) -> Self {
        self.topics = value;
        self
    }
    /// Sets `timeout_ms`.
    #[must_use]
    pub fn with_timeout_ms(mut self, value: i32) -> Self {
        self.timeout_ms = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ListOffsetsRequest {
    fn default() -> Self {
        Self {
            replica_id: BrokerId(0),
            isolation_level: 0,
            topics: Default::default(),
            timeout_ms: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ListOffsetsRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        w.put(&self.replica_id.0.to_be_bytes());
        if v >= 2 {
        w.put(&self.isolation_level.to_be_bytes());
        }
        if !(v >= 2) && self.isolation_level != 0 {
            return Err(CodecError::NotInVersion { field: "IsolationLevel", version: v });
        }
        put_count(w, self.topics.len(), flex)?;
        for item in &self.topics {
            item.write(w, v)?;
        }
        if v >= 10 {
        w.put(&self.timeout_ms.to_be_bytes());
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let replica_id: BrokerId = BrokerId(get_i32(buf)?);
        let isolation_level: i8 = if v >= 2 { get_i8(buf)? } else { 0 };
        let topics: Vec<ListOffsetsTopic> = get_array(buf, flex, |b| ListOffsetsTopic::read(b, v))?;
        let timeout_ms: i32 = if v >= 10 { get_i32(buf)? } else { 0 };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            replica_id,
            isolation_level,
            topics,
            timeout_ms,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ListOffsetsRequest, 1, 11);

/// `ListOffsetsTopic` in [`ListOffsetsRequest`], versions 1-11.
#[derive(Debug, Clone, PartialEq)]
pub struct ListOffsetsTopic {
    /// `Name`, versions 1-11.
    pub name: TopicName,
    /// `Partitions`, versions 1-11.
    pub partitions: Vec<ListOffsetsPartition>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ListOffsetsTopic {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: TopicName) -> Self {
        self.name = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<ListOffsetsPartition>) -> Self {
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

impl Default for ListOffsetsTopic {
    fn default() -> Self {
        Self {
            name: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ListOffsetsTopic {
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
        let partitions: Vec<ListOffsetsPartition> = get_array(buf, flex, |b| ListOffsetsPartition::read(b, v))?;
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

impl_message!(ListOffsetsTopic, 1, 11);

/// `ListOffsetsPartition` in [`ListOffsetsRequest`], versions 1-11.
#[derive(Debug, Clone, PartialEq)]
pub struct ListOffsetsPartition {
    /// `PartitionIndex`, versions 1-11.
    pub partition_index: i32,
    /// `CurrentLeaderEpoch`, versions 4-11.
    pub current_leader_epoch: i32,
    /// `Timestamp`, versions 1-11.
    pub timestamp: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ListOffsetsPartition {
    /// Sets `partition_index`.
    #[must_use]
    pub fn with_partition_index(mut self, value: i32) -> Self {
        self.partition_index = value;
        self
    }
    /// Sets `current_leader_epoch`.
    #[must_use]
    pub fn with_current_leader_epoch(mut self, value: i32) -> Self {
        self.current_leader_epoch = value;
        self
    }
    /// Sets `timestamp`.
    #[must_use]
    pub fn with_timestamp(mut self, value: i64) -> Self {
        self.timestamp = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ListOffsetsPartition {
    fn default() -> Self {
        Self {
            partition_index: 0,
            current_leader_epoch: -1,
            timestamp: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ListOffsetsPartition {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        w.put(&self.partition_index.to_be_bytes());
        if v >= 4 {
        w.put(&self.current_leader_epoch.to_be_bytes());
        }
        w.put(&self.timestamp.to_be_bytes());
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let partition_index: i32 = get_i32(buf)?;
        let current_leader_epoch: i32 = if v >= 4 { get_i32(buf)? } else { -1 };
        let timestamp: i64 = get_i64(buf)?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            partition_index,
            current_leader_epoch,
            timestamp,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ListOffsetsPartition, 1, 11);

impl HeaderVersion for ListOffsetsRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 6 { 2 } else { 1 }
    }
}

impl Request for ListOffsetsRequest {
    const KEY: i16 = 2;
    type Response = super::ListOffsetsResponse;
}
