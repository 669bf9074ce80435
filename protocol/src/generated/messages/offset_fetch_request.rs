// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `OffsetFetchRequest`, versions 1-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetFetchRequest {
    /// `GroupId`, versions 1-7.
    pub group_id: GroupId,
    /// `Topics`, versions 1-7.
    pub topics: Option<Vec<OffsetFetchRequestTopic>>,
    /// `Groups`, versions 8-10.
    pub groups: Vec<OffsetFetchRequestGroup>,
    /// `RequireStable`, versions 7-10.
    pub require_stable: bool,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetFetchRequest {
    /// Sets `group_id`.
    #[must_use]
    pub fn with_group_id(mut self, value: GroupId) -> Self {
        self.group_id = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Option<Vec<OffsetFetchRequestTopic>>) -> Self {
        self.topics = value;
        self
    }
    /// Sets `groups`.
    #[must_use]
    pub fn with_groups(mut self, value: Vec<OffsetFetchRequestGroup>) -> Self {
        self.groups = value;
        self
    }
    /// Sets `require_stable`.
    #[must_use]
    pub fn with_require_stable(mut self, value: bool) -> Self {
        self.require_stable = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for OffsetFetchRequest {
    fn default() -> Self {
        Self {
            group_id: Default::default(),
            topics: Some(Default::default()),
            groups: Default::default(),
            require_stable: false,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetFetchRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if v <= 7 {
        put_string(w, &self.group_id.0, flex)?;
        }
        if !(v <= 7) && self.group_id != GroupId::default() {
            return Err(CodecError::NotInVersion { field: "GroupId", version: v });
        }
        if v <= 7 {
        match &self.topics {
            Some(value) => {  put_count(w, value.len(), flex)?;
        for item in value {
            item.write(w, v)?;
        } }
            None if v >= 2 => put_null_count(w, flex),
            None => return Err(CodecError::Null("Topics")),
        }
        }
        if !(v <= 7) && self.topics != Some(Default::default()) {
            return Err(CodecError::NotInVersion { field: "Topics", version: v });
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
        if v >= 7 {
        w.put(&[u8::from(self.require_stable)]);
        }
        if !(v >= 7) && self.require_stable {
            return Err(CodecError::NotInVersion { field: "RequireStable", version: v });
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let group_id: GroupId = if v <= 7 { GroupId(get_string(buf, flex)?) } else { Default::default() };
        let topics: Option<Vec<OffsetFetchRequestTopic>> = if v <= 7 { if v >= 2 { get_nullable_array(buf, flex, |b| OffsetFetchRequestTopic::read(b, v))? } else { Some(get_array(buf, flex, |b| OffsetFetchRequestTopic::read(b, v))?) } } else { Some(Default::default()) };
        let groups: Vec<OffsetFetchRequestGroup> = if v >= 8 { get_array(buf, flex, |b| OffsetFetchRequestGroup::read(b, v))? } else { Default::default() };
        let require_stable: bool = if v >= 7 { get_i8(buf)? != 0 } else { false };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            group_id,
            topics,
            groups,
            require_stable,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetFetchRequest, 1, 10);

/// `OffsetFetchRequestTopic` in [`OffsetFetchRequest`], versions 1-7.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetFetchRequestTopic {
    /// `Name`, versions 1-7.
    pub name: TopicName,
    /// `PartitionIndexes`, versions 1-7.
    pub partition_indexes: Vec<i32>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetFetchRequestTopic {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: TopicName) -> Self {
        self.name = value;
        self
    }
    /// Sets `partition_indexes`.
    #[must_use]
    pub fn with_partition_indexes(mut self, value: Vec<i32>) -> Self {
        self.partition_indexes = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for OffsetFetchRequestTopic {
    fn default() -> Self {
        Self {
            name: Default::default(),
            partition_indexes: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetFetchRequestTopic {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if v <= 7 {
        put_string(w, &self.name.0, flex)?;
        }
        if !(v <= 7) && self.name != TopicName::default() {
            return Err(CodecError::NotInVersion { field: "Name", version: v });
        }
        if v <= 7 {
        put_count(w, self.partition_indexes.len(), flex)?;
        for item in &self.partition_indexes {
            w.put(&item.to_be_bytes());
        }
        }
        if !(v <= 7) && !self.partition_indexes.is_empty() {
            return Err(CodecError::NotInVersion { field: "PartitionIndexes", version: v });
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let name: TopicName = if v <= 7 { TopicName(get_string(buf, flex)?) } else { Default::default() };
        let partition_indexes: Vec<i32> = if v <= 7 { get_array(buf, flex, |b| get_i32(b))? } else { Default::default() };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            name,
            partition_indexes,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetFetchRequestTopic, 1, 10);

/// `OffsetFetchRequestGroup` in [`OffsetFetchRequest`], versions 8-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetFetchRequestGroup {
    /// `GroupId`, versions 8-10.
    pub group_id: GroupId,
    /// `MemberId`, versions 9-10.
    pub member_id: Option<StrBytes>,
    /// `MemberEpoch`, versions 9-10.
    pub member_epoch: i32,
    /// `Topics`, versions 8-10.
    pub topics: Option<Vec<OffsetFetchRequestTopics>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetFetchRequestGroup {
    /// Sets `group_id`.
    #[must_use]
    pub fn with_group_id(mut self, value: GroupId) -> Self {
        self.group_id = value;
        self
    }
    /// Sets `member_id`.
    #[must_use]
    pub fn with_member_id(mut self, value: Option<StrBytes>) -> Self {
        self.member_id = value;
        self
    }
    /// Sets `member_epoch`.
    #[must_use]
    pub fn with_member_epoch(mut self, value: i32) -> Self {
        self.member_epoch = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Option<Vec<OffsetFetchRequestTopics>>) -> Self {
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

impl Default for OffsetFetchRequestGroup {
    fn default() -> Self {
        Self {
            group_id: Default::default(),
            member_id: None,
            member_epoch: -1,
            topics: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetFetchRequestGroup {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if v >= 8 {
        put_string(w, &self.group_id.0, flex)?;
        }
        if !(v >= 8) && self.group_id != GroupId::default() {
            return Err(CodecError::NotInVersion { field: "GroupId", version: v });
        }
        if v >= 9 {
        match &self.member_id {
            Some(value) => {  put_string(w, value, flex)?; }
            None => put_null_string(w, flex),
        }
        }
        if v >= 9 {
        w.put(&self.member_epoch.to_be_bytes());
        }
        if v >= 8 {
        match &self.topics {
            Some(value) => {  put_count(w, value.len(), flex)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, flex),
        }
        }
        if !(v >= 8) && self.topics != Some(Default::default()) {
            return Err(CodecError::NotInVersion { field: "Topics", version: v });
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 6;
        let group_id: GroupId = if v >= 8 { GroupId(get_string(buf, flex)?) } else { Default::default() };
        let member_id: Option<StrBytes> = if v >= 9 { get_nullable_string(buf, flex)? } else { None };
        let member_epoch: i32 = if v >= 9 { get_i32(buf)? } else { -1 };
        let topics: Option<Vec<OffsetFetchRequestTopics>> = if v >= 8 { get_nullable_array(buf, flex, |b| OffsetFetchRequestTopics::read(b, v))? } else { Some(Default::default()) };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            group_id,
            member_id,
            member_epoch,
            topics,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetFetchRequestGroup, 1, 10);

/// `OffsetFetchRequestTopics` in [`OffsetFetchRequest`], versions 8-10.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetFetchRequestTopics {
    /// `Name`, versions 8-9.
    pub name: TopicName,
    /// `TopicId`, versions 10.
    pub topic_id: Uuid,
    /// `PartitionIndexes`, versions 8-10.
    pub partition_indexes: Vec<i32>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetFetchRequestTopics {
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
    /// Sets `partition_indexes`.
    #[must_use]
    pub fn with_partition_indexes(mut self, value: Vec<i32>) -> Self {
        self.partition_indexes = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for OffsetFetchRequestTopics {
    fn default() -> Self {
        Self {
            name: Default::default(),
            topic_id: Default::default(),
            partition_indexes: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetFetchRequestTopics {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 6;
        if (8..=9).contains(&v) {
        put_string(w, &self.name.0, flex)?;
        }
        if v >= 10 {
        w.put(self.topic_id.as_bytes());
        }
        if v >= 8 {
        put_count(w, self.partition_indexes.len(), flex)?;
        for item in &self.partition_indexes {
            w.put(&item.to_be_bytes());
        }
        }
        if !(v >= 8) && !self.partition_indexes.is_empty() {
            return Err(CodecError::NotInVersion { field: "PartitionIndexes", version: v });
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
        let partition_indexes: Vec<i32> = if v >= 8 { get_array(buf, flex, |b| get_i32(b))? } else { Default::default() };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            name,
            topic_id,
            partition_indexes,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetFetchRequestTopics, 1, 10);

impl HeaderVersion for OffsetFetchRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 6 { 2 } else { 1 }
    }
}

impl Request for OffsetFetchRequest {
    const KEY: i16 = 9;
    type Response = super::OffsetFetchResponse;
}
