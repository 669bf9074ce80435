// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ShareGroupStatePartitionMetadataValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareGroupStatePartitionMetadataValue {
    /// `InitializingTopics`, versions 0.
    pub initializing_topics: Vec<TopicPartitionsInfo>,
    /// `InitializedTopics`, versions 0.
    pub initialized_topics: Vec<TopicPartitionsInfo>,
    /// `DeletingTopics`, versions 0.
    pub deleting_topics: Vec<TopicInfo>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ShareGroupStatePartitionMetadataValue {
    /// Sets `initializing_topics`.
    #[must_use]
    pub fn with_initializing_topics(mut self, value: Vec<TopicPartitionsInfo>) -> Self {
        self.initializing_topics = value;
        self
    }
    /// Sets `initialized_topics`.
    #[must_use]
    pub fn with_initialized_topics(mut self, value: Vec<TopicPartitionsInfo>) -> Self {
        self.initialized_topics = value;
        self
    }
    /// Sets `deleting_topics`.
    #[must_use]
    pub fn with_deleting_topics(mut self, value: Vec<TopicInfo>) -> Self {
        self.deleting_topics = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ShareGroupStatePartitionMetadataValue {
    fn default() -> Self {
        Self {
            initializing_topics: Default::default(),
            initialized_topics: Default::default(),
            deleting_topics: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ShareGroupStatePartitionMetadataValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.initializing_topics.len(), true)?;
        for item in &self.initializing_topics {
            item.write(w, v)?;
        }
        put_count(w, self.initialized_topics.len(), true)?;
        for item in &self.initialized_topics {
            item.write(w, v)?;
        }
        put_count(w, self.deleting_topics.len(), true)?;
        for item in &self.deleting_topics {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let initializing_topics: Vec<TopicPartitionsInfo> = get_array(buf, true, |b| TopicPartitionsInfo::read(b, v))?;
        let initialized_topics: Vec<TopicPartitionsInfo> = get_array(buf, true, |b| TopicPartitionsInfo::read(b, v))?;
        let deleting_topics: Vec<TopicInfo> = get_array(buf, true, |b| TopicInfo::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            initializing_topics,
            initialized_topics,
            deleting_topics,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ShareGroupStatePartitionMetadataValue, 0, 0);

/// `TopicPartitionsInfo` in [`ShareGroupStatePartitionMetadataValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicPartitionsInfo {
    /// `TopicId`, versions 0.
    pub topic_id: Uuid,
    /// `TopicName`, versions 0.
    pub topic_name: StrBytes,
    /// `Partitions`, versions 0.
    pub partitions: Vec<i32>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicPartitionsInfo {
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `topic_name`.
    #[must_use]
    pub fn with_topic_name(mut self, value: StrBytes) -> Self {
        self.topic_name = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<i32>) -> Self {
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

impl Default for TopicPartitionsInfo {
    fn default() -> Self {
        Self {
            topic_id: Default::default(),
            topic_name: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicPartitionsInfo {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(self.topic_id.as_bytes());
        put_string(w, &self.topic_name, true)?;
        put_count(w, self.partitions.len(), true)?;
        for item in &self.partitions {
            w.put(&item.to_be_bytes());
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_id: Uuid = get_uuid(buf)?;
        let topic_name: StrBytes = get_string(buf, true)?;
        let partitions: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_id,
            topic_name,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicPartitionsInfo, 0, 0);

/// `TopicInfo` in [`ShareGroupStatePartitionMetadataValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicInfo {
    /// `TopicId`, versions 0.
    pub topic_id: Uuid,
    /// `TopicName`, versions 0.
    pub topic_name: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicInfo {
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `topic_name`.
    #[must_use]
    pub fn with_topic_name(mut self, value: StrBytes) -> Self {
        self.topic_name = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TopicInfo {
    fn default() -> Self {
        Self {
            topic_id: Default::default(),
            topic_name: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicInfo {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(self.topic_id.as_bytes());
        put_string(w, &self.topic_name, true)?;
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_id: Uuid = get_uuid(buf)?;
        let topic_name: StrBytes = get_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_id,
            topic_name,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicInfo, 0, 0);
