// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `OffsetCommitRequest`, versions 2-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetCommitRequest {
    /// `GroupId`, versions 2-10.
    pub group_id: GroupId,
    /// `GenerationIdOrMemberEpoch`, versions 2-10.
    pub generation_id_or_member_epoch: i32,
    /// `MemberId`, versions 2-10.
    pub member_id: StrBytes,
    /// `GroupInstanceId`, versions 7-10.
    pub group_instance_id: Option<StrBytes>,
    /// `RetentionTimeMs`, versions 2-4.
    pub retention_time_ms: i64,
    /// `Topics`, versions 2-10.
    pub topics: Vec<OffsetCommitRequestTopic>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetCommitRequest {
    /// Sets `group_id`.
    #[must_use]
    pub fn with_group_id(mut self, value: GroupId) -> Self {
        self.group_id = value;
        self
    }
    /// Sets `generation_id_or_member_epoch`.
    #[must_use]
    pub fn with_generation_id_or_member_epoch(mut self, value: i32) -> Self {
        self.generation_id_or_member_epoch = value;
        self
    }
    /// Sets `member_id`.
    #[must_use]
    pub fn with_member_id(mut self, value: StrBytes) -> Self {
        self.member_id = value;
        self
    }
    /// Sets `group_instance_id`.
    #[must_use]
    pub fn with_group_instance_id(mut self, value: Option<StrBytes>) -> Self {
        self.group_instance_id = value;
        self
    }
    /// Sets `retention_time_ms`.
    #[must_use]
    pub fn with_retention_time_ms(mut self, value: i64) -> Self {
        self.retention_time_ms = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<OffsetCommitRequestTopic>) -> Self {
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

impl Default for OffsetCommitRequest {
    fn default() -> Self {
        Self {
            group_id: Default::default(),
            generation_id_or_member_epoch: -1,
            member_id: Default::default(),
            group_instance_id: None,
            retention_time_ms: -1,
            topics: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetCommitRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 8;
        put_string(w, &self.group_id.0, flex)?;
        w.put(&self.generation_id_or_member_epoch.to_be_bytes());
        put_string(w, &self.member_id, flex)?;
        if v >= 7 {
        match &self.group_instance_id {
            Some(value) => {  put_string(w, value, flex)?; }
            None => put_null_string(w, flex),
        }
        }
        if !(v >= 7) && self.group_instance_id.is_some() {
            return Err(CodecError::NotInVersion { field: "GroupInstanceId", version: v });
        }
        if v <= 4 {
        w.put(&self.retention_time_ms.to_be_bytes());
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
        let group_id: GroupId = GroupId(get_string(buf, flex)?);
        let generation_id_or_member_epoch: i32 = get_i32(buf)?;
        let member_id: StrBytes = get_string(buf, flex)?;
        let group_instance_id: Option<StrBytes> = if v >= 7 { get_nullable_string(buf, flex)? } else { None };
        let retention_time_ms: i64 = if v <= 4 { get_i64(buf)? } else { -1 };
        let topics: Vec<OffsetCommitRequestTopic> = get_array(buf, flex, |b| OffsetCommitRequestTopic::read(b, v))?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            group_id,
            generation_id_or_member_epoch,
            member_id,
            group_instance_id,
            retention_time_ms,
            topics,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetCommitRequest, 2, 10);

/// `OffsetCommitRequestTopic` in [`OffsetCommitRequest`], versions 2-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetCommitRequestTopic {
    /// `Name`, versions 2-9.
    pub name: TopicName,
    /// `TopicId`, versions 10.
    pub topic_id: Uuid,
    /// `Partitions`, versions 2-10.
    pub partitions: Vec<OffsetCommitRequestPartition>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetCommitRequestTopic {
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
    pub fn with_partitions(mut self, value: Vec<OffsetCommitRequestPartition>) -> Self {
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

impl Default for OffsetCommitRequestTopic {
    fn default() -> Self {
        Self {
            name: Default::default(),
            topic_id: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetCommitRequestTopic {
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
        let partitions: Vec<OffsetCommitRequestPartition> = get_array(buf, flex, |b| OffsetCommitRequestPartition::read(b, v))?;
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

impl_message!(OffsetCommitRequestTopic, 2, 10);

/// `OffsetCommitRequestPartition` in [`OffsetCommitRequest`], versions 2-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetCommitRequestPartition {
    /// `PartitionIndex`, versions 2-10.
    pub partition_index: i32,
    /// `CommittedOffset`, versions 2-10.
    pub committed_offset: i64,
    /// `CommittedLeaderEpoch`, versions 6-10.
    pub committed_leader_epoch: i32,
    /// `CommittedMetadata`, versions 2-10.
    pub committed_metadata: Option<StrBytes>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetCommitRequestPartition {
    /// Sets `partition_index`.
    #[must_use]
    pub fn with_partition_index(mut self, value: i32) -> Self {
        self.partition_index = value;
        self
    }
    /// Sets `committed_offset`.
    #[must_use]
    pub fn with_committed_offset(mut self, value: i64) -> Self {
        self.committed_offset = value;
        self
    }
    /// Sets `committed_leader_epoch`.
    #[must_use]
    pub fn with_committed_leader_epoch(mut self, value: i32) -> Self {
        self.committed_leader_epoch = value;
        self
    }
    /// Sets `committed_metadata`.
    #[must_use]
    pub fn with_committed_metadata(mut self, value: Option<StrBytes>) -> Self {
        self.committed_metadata = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for OffsetCommitRequestPartition {
    fn default() -> Self {
        Self {
            partition_index: 0,
            committed_offset: 0,
            committed_leader_epoch: -1,
            committed_metadata: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetCommitRequestPartition {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 8;
        w.put(&self.partition_index.to_be_bytes());
        w.put(&self.committed_offset.to_be_bytes());
        if v >= 6 {
        w.put(&self.committed_leader_epoch.to_be_bytes());
        }
        match &self.committed_metadata {
            Some(value) => {  put_string(w, value, flex)?; }
            None => put_null_string(w, flex),
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 8;
        let partition_index: i32 = get_i32(buf)?;
        let committed_offset: i64 = get_i64(buf)?;
        let committed_leader_epoch: i32 = if v >= 6 { get_i32(buf)? } else { -1 };
        let committed_metadata: Option<StrBytes> = get_nullable_string(buf, flex)?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            partition_index,
            committed_offset,
            committed_leader_epoch,
            committed_metadata,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetCommitRequestPartition, 2, 10);

impl HeaderVersion for OffsetCommitRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 8 { 2 } else { 1 }
    }
}

impl Request for OffsetCommitRequest {
    const KEY: i16 = 8;
    type Response = super::OffsetCommitResponse;
}
