// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `OffsetFetchResponse`, versions 1-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetFetchResponse {
    /// `ThrottleTimeMs`, versions 3-10.
    pub throttle_time_ms: i32,
    /// `Topics`, versions 1-7.
    pub topics: Vec<OffsetFetchResponseTopic>,
    /// `ErrorCode`, versions 2-7.
    pub error_code: i16,
    /// `Groups`, versions 8-10.
    pub groups: Vec<OffsetFetchResponseGroup>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetFetchResponse {
    /// Sets `throttle_time_ms`.
    #[must_use]
    pub fn with_throttle_time_ms(mut self, value: i32) -> Self {
        self.throttle_time_ms = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<OffsetFetchResponseTopic>) -> Self {
        self.topics = value;
        self
    }
    /// Sets `error_code`.
    #[must_use]
    pub fn with_error_code(mut self, value: i16) -> Self {
        self.error_code = value;
        self
    }
    /// Sets `groups`.
    #[must_use]
    pub fn with_groups(mut self, value: Vec<OffsetFetchResponseGroup>) -> Self {
        self.groups = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for OffsetFetchResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            topics: Default::default(),
            error_code: 0,
            groups: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetFetchResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if v >= 3 {
        w.put(&self.throttle_time_ms.to_be_bytes());
        }
        if v <= 7 {
        put_count(w, self.topics.len(), flex)?;
        for item in &self.topics {
            item.write(w, v)?;
        }
        }
        if !(v <= 7) && !self.topics.is_empty() {
            return Err(CodecError::NotInVersion { field: "Topics", version: v });
        }
        if (2..=7).contains(&v) {
        w.put(&self.error_code.to_be_bytes());
        }
        if v >= 8 {
        put_count(w, self.groups.len(), flex)?;
        for item in &self.groups {
            item.write(w, v)?;
        }
        }
        if !(v >= 8) && !self.groups.is_empty() {
            return Err(CodecError::NotInVersion { field: "Groups", version: v });
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let throttle_time_ms: i32 = if v >= 3 { get_i32(buf)? } else { 0 };
        let topics: Vec<OffsetFetchResponseTopic> = if v <= 7 { get_array(buf, flex, |b| OffsetFetchResponseTopic::read(b, v))? } else { Default::default() };
        let error_code: i16 = if (2..=7).contains(&v) { get_i16(buf)? } else { 0 };
        let groups: Vec<OffsetFetchResponseGroup> = if v >= 8 { get_array(buf, flex, |b| OffsetFetchResponseGroup::read(b, v))? } else { Default::default() };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            throttle_time_ms,
            topics,
            error_code,
            groups,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetFetchResponse, 1, 10);

/// `OffsetFetchResponseTopic` in [`OffsetFetchResponse`], versions 1-7.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetFetchResponseTopic {
    /// `Name`, versions 1-7.
    pub name: TopicName,
    /// `Partitions`, versions 1-7.
    pub partitions: Vec<OffsetFetchResponsePartition>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetFetchResponseTopic {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: TopicName) -> Self {
        self.name = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<OffsetFetchResponsePartition>) -> Self {
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

impl Default for OffsetFetchResponseTopic {
    fn default() -> Self {
        Self {
            name: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetFetchResponseTopic {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if v <= 7 {
        put_string(w, &self.name.0, flex)?;
        }
        if !(v <= 7) && self.name != TopicName::default() {
            return Err(CodecError::NotInVersion { field: "Name", version: v });
        }
        if v <= 7 {
        put_count(w, self.partitions.len(), flex)?;
        for item in &self.partitions {
            item.write(w, v)?;
        }
        }
        if !(v <= 7) && !self.partitions.is_empty() {
            return Err(CodecError::NotInVersion { field: "Partitions", version: v });
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let name: TopicName = if v <= 7 { TopicName(get_string(buf, flex)?) } else { Default::default() };
        let partitions: Vec<OffsetFetchResponsePartition> = if v <= 7 { get_array(buf, flex, |b| OffsetFetchResponsePartition::read(b, v))? } else { Default::default() };
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

impl_message!(OffsetFetchResponseTopic, 1, 10);

/// `OffsetFetchResponsePartition` in [`OffsetFetchResponse`], versions 1-7.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetFetchResponsePartition {
    /// `PartitionIndex`, versions 1-7.
    pub partition_index: i32,
    /// `CommittedOffset`, versions 1-7.
    pub committed_offset: i64,
    /// `CommittedLeaderEpoch`, versions 5-7.
    pub committed_leader_epoch: i32,
    /// `Metadata`, versions 1-7.
    pub metadata: Option<StrBytes>,
    /// `ErrorCode`, versions 1-7.
    pub error_code: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetFetchResponsePartition {
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
    /// Sets `metadata`.
    #[must_use]
    pub fn with_metadata(mut self, value: Option<StrBytes>) -> Self {
        self.metadata = value;
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

impl Default for OffsetFetchResponsePartition {
    fn default() -> Self {
        Self {
            partition_index: 0,
            committed_offset: 0,
            committed_leader_epoch: -1,
            metadata: Some(Default::default()),
            error_code: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetFetchResponsePartition {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if v <= 7 {
        w.put(&self.partition_index.to_be_bytes());
        }
        if !(v <= 7) && self.partition_index != 0 {
            return Err(CodecError::NotInVersion { field: "PartitionIndex", version: v });
        }
        if v <= 7 {
        w.put(&self.committed_offset.to_be_bytes());
        }
        if !(v <= 7) && self.committed_offset != 0 {
            return Err(CodecError::NotInVersion { field: "CommittedOffset", version: v });
        }
        if (5..=7).contains(&v) {
        w.put(&self.committed_leader_epoch.to_be_bytes());
        }
        if v <= 7 {
        match &self.metadata {
            Some(value) => {  put_string(w, value, flex)?; }
            None => put_null_string(w, flex),
        }
        }
        if !(v <= 7) && self.metadata != Some(Default::default()) {
            return Err(CodecError::NotInVersion { field: "Metadata", version: v });
        }
        if v <= 7 {
        w.put(&self.error_code.to_be_bytes());
        }
        if !(v <= 7) && self.error_code != 0 {
            return Err(CodecError::NotInVersion { field: "ErrorCode", version: v });
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let partition_index: i32 = if v <= 7 { get_i32(buf)? } else { 0 };
        let committed_offset: i64 = if v <= 7 { get_i64(buf)? } else { 0 };
        let committed_leader_epoch: i32 = if (5..=7).contains(&v) { get_i32(buf)? } else { -1 };
        let metadata: Option<StrBytes> = if v <= 7 { get_nullable_string(buf, flex)? } else { Some(Default::default()) };
        let error_code: i16 = if v <= 7 { get_i16(buf)? } else { 0 };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            partition_index,
            committed_offset,
            committed_leader_epoch,
            metadata,
            error_code,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetFetchResponsePartition, 1, 10);

/// `OffsetFetchResponseGroup` in [`OffsetFetchResponse`], versions 8-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetFetchResponseGroup {
    /// `GroupId`, versions 8-10.
    pub group_id: GroupId,
    /// `Topics`, versions 8-10.
    pub topics: Vec<OffsetFetchResponseTopics>,
    /// `ErrorCode`, versions 8-10.
    pub error_code: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetFetchResponseGroup {
    /// Sets `group_id`.
    #[must_use]
    pub fn with_group_id(mut self, value: GroupId) -> Self {
        self.group_id = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<OffsetFetchResponseTopics>) -> Self {
        self.topics = value;
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

impl Default for OffsetFetchResponseGroup {
    fn default() -> Self {
        Self {
            group_id: Default::default(),
            topics: Default::default(),
            error_code: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetFetchResponseGroup {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if v >= 8 {
        put_string(w, &self.group_id.0, flex)?;
        }
        if !(v >= 8) && self.group_id != GroupId::default() {
            return Err(CodecError::NotInVersion { field: "GroupId", version: v });
        }
        if v >= 8 {
        put_count(w, self.topics.len(), flex)?;
        for item in &self.topics {
            item.write(w, v)?;
        }
        }
        if !(v >= 8) && !self.topics.is_empty() {
            return Err(CodecError::NotInVersion { field: "Topics", version: v });
        }
        if v >= 8 {
        w.put(&self.error_code.to_be_bytes());
        }
        if !(v >= 8) && self.error_code != 0 {
            return Err(CodecError::NotInVersion { field: "ErrorCode", version: v });
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let group_id: GroupId = if v >= 8 { GroupId(get_string(buf, flex)?) } else { Default::default() };
        let topics: Vec<OffsetFetchResponseTopics> = if v >= 8 { get_array(buf, flex, |b| OffsetFetchResponseTopics::read(b, v))? } else { Default::default() };
        let error_code: i16 = if v >= 8 { get_i16(buf)? } else { 0 };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            group_id,
            topics,
            error_code,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetFetchResponseGroup, 1, 10);

/// `OffsetFetchResponseTopics` in [`OffsetFetchResponse`], versions 8-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetFetchResponseTopics {
    /// `Name`, versions 8-9.
    pub name: TopicName,
    /// `TopicId`, versions 10.
    pub topic_id: Uuid,
    /// `Partitions`, versions 8-10.
    pub partitions: Vec<OffsetFetchResponsePartitions>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetFetchResponseTopics {
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
    pub fn with_partitions(mut self, value: Vec<OffsetFetchResponsePartitions>) -> Self {
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

impl Default for OffsetFetchResponseTopics {
    fn default() -> Self {
        Self {
            name: Default::default(),
            topic_id: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetFetchResponseTopics {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if (8..=9).contains(&v) {
        put_string(w, &self.name.0, flex)?;
        }
        if v >= 10 {
        w.put(self.topic_id.as_bytes());
        }
        if v >= 8 {
        put_count(w, self.partitions.len(), flex)?;
        for item in &self.partitions {
            item.write(w, v)?;
        }
        }
        if !(v >= 8) && !self.partitions.is_empty() {
            return Err(CodecError::NotInVersion { field: "Partitions", version: v });
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let name: TopicName = if (8..=9).contains(&v) { TopicName(get_string(buf, flex)?) } else { Default::default() };
        let topic_id: Uuid = if v >= 10 { get_uuid(buf)? } else { Default::default() };
        let partitions: Vec<OffsetFetchResponsePartitions> = if v >= 8 { get_array(buf, flex, |b| OffsetFetchResponsePartitions::read(b, v))? } else { Default::default() };
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

impl_message!(OffsetFetchResponseTopics, 1, 10);

/// `OffsetFetchResponsePartitions` in [`OffsetFetchResponse`], versions 8-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetFetchResponsePartitions {
    /// `PartitionIndex`, versions 8-10.
    pub partition_index: i32,
    /// `CommittedOffset`, versions 8-10.
    pub committed_offset: i64,
    /// `CommittedLeaderEpoch`, versions 8-10.
    pub committed_leader_epoch: i32,
    /// `Metadata`, versions 8-10.
    pub metadata: Option<StrBytes>,
    /// `ErrorCode`, versions 8-10.
    pub error_code: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetFetchResponsePartitions {
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
    /// Sets `metadata`.
    #[must_use]
    pub fn with_metadata(mut self, value: Option<StrBytes>) -> Self {
        self.metadata = value;
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

impl Default for OffsetFetchResponsePartitions {
    fn default() -> Self {
        Self {
            partition_index: 0,
            committed_offset: 0,
            committed_leader_epoch: -1,
            metadata: Some(Default::default()),
            error_code: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetFetchResponsePartitions {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if v >= 8 {
        w.put(&self.partition_index.to_be_bytes());
        }
        if !(v >= 8) && self.partition_index != 0 {
            return Err(CodecError::NotInVersion { field: "PartitionIndex", version: v });
        }
        if v >= 8 {
        w.put(&self.committed_offset.to_be_bytes());
        }
        if !(v >= 8) && self.committed_offset != 0 {
            return Err(CodecError::NotInVersion { field: "CommittedOffset", version: v });
        }
        if v >= 8 {
        w.put(&self.committed_leader_epoch.to_be_bytes());
        }
        if v >= 8 {
        match &self.metadata {
            Some(value) => {  put_string(w, value, flex)?; }
            None => put_null_string(w, flex),
        }
        }
        if !(v >= 8) && self.metadata != Some(Default::default()) {
            return Err(CodecError::NotInVersion { field: "Metadata", version: v });
        }
        if v >= 8 {
        w.put(&self.error_code.to_be_bytes());
        }
        if !(v >= 8) && self.error_code != 0 {
            return Err(CodecError::NotInVersion { field: "ErrorCode", version: v });
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let partition_index: i32 = if v >= 8 { get_i32(buf)? } else { 0 };
        let committed_offset: i64 = if v >= 8 { get_i64(buf)? } else { 0 };
        let committed_leader_epoch: i32 = if v >= 8 { get_i32(buf)? } else { -1 };
        let metadata: Option<StrBytes> = if v >= 8 { get_nullable_string(buf, flex)? } else { Some(Default::default()) };
        let error_code: i16 = if v >= 8 { get_i16(buf)? } else { 0 };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            partition_index,
            committed_offset,
            committed_leader_epoch,
            metadata,
            error_code,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetFetchResponsePartitions, 1, 10);

impl HeaderVersion for OffsetFetchResponse {
    fn header_version(version: i16) -> i16 {
        if version >= 6 { 1 } else { 0 }
    }
}
