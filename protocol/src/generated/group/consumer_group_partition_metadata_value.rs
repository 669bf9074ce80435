// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ConsumerGroupPartitionMetadataValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerGroupPartitionMetadataValue {
    /// `Topics`, versions 0.
    pub topics: Vec<TopicMetadata>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ConsumerGroupPartitionMetadataValue {
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<TopicMetadata>) -> Self {
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

impl Default for ConsumerGroupPartitionMetadataValue {
    fn default() -> Self {
        Self {
            topics: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ConsumerGroupPartitionMetadataValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.topics.len(), true)?;
        for item in &self.topics {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topics: Vec<TopicMetadata> = get_array(buf, true, |b| TopicMetadata::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topics,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ConsumerGroupPartitionMetadataValue, 0, 0);

/// `TopicMetadata` in [`ConsumerGroupPartitionMetadataValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicMetadata {
    /// `TopicId`, versions 0.
    pub topic_id: Uuid,
    /// `TopicName`, versions 0.
    pub topic_name: StrBytes,
    /// `NumPartitions`, versions 0.
    pub num_partitions: i32,
    /// `PartitionMetadata`, versions 0.
    pub partition_metadata: Vec<PartitionMetadata>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicMetadata {
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
    /// Sets `num_partitions`.
    #[must_use]
    pub fn with_num_partitions(mut self, value: i32) -> Self {
        self.num_partitions = value;
        self
    }
    /// Sets `partition_metadata`.
    #[must_use]
    pub fn with_partition_metadata(mut self, value: Vec<PartitionMetadata>) -> Self {
        self.partition_metadata = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TopicMetadata {
    fn default() -> Self {
        Self {
            topic_id: Default::default(),
            topic_name: Default::default(),
            num_partitions: 0,
            partition_metadata: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicMetadata {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(self.topic_id.as_bytes());
        put_string(w, &self.topic_name, true)?;
        w.put(&self.num_partitions.to_be_bytes());
        put_count(w, self.partition_metadata.len(), true)?;
        for item in &self.partition_metadata {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_id: Uuid = get_uuid(buf)?;
        let topic_name: StrBytes = get_string(buf, true)?;
        let num_partitions: i32 = get_i32(buf)?;
        let partition_metadata: Vec<PartitionMetadata> = get_array(buf, true, |b| PartitionMetadata::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_id,
            topic_name,
            num_partitions,
            partition_metadata,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicMetadata, 0, 0);

/// `PartitionMetadata` in [`ConsumerGroupPartitionMetadataValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionMetadata {
    /// `Partition`, versions 0.
    pub partition: i32,
    /// `Racks`, versions 0.
    pub racks: Vec<StrBytes>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl PartitionMetadata {
    /// Sets `partition`.
    #[must_use]
    pub fn with_partition(mut self, value: i32) -> Self {
        self.partition = value;
        self
    }
    /// Sets `racks`.
    #[must_use]
    pub fn with_racks(mut self, value: Vec<StrBytes>) -> Self {
        self.racks = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for PartitionMetadata {
    fn default() -> Self {
        Self {
            partition: 0,
            racks: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for PartitionMetadata {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.partition.to_be_bytes());
        put_count(w, self.racks.len(), true)?;
        for item in &self.racks {
            put_string(w, &item, true)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let partition: i32 = get_i32(buf)?;
        let racks: Vec<StrBytes> = get_array(buf, true, |b| get_string(b, true))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            partition,
            racks,
            unknown_tagged_fields,
        })
    }
}

impl_message!(PartitionMetadata, 0, 0);
