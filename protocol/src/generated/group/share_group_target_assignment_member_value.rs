// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ShareGroupTargetAssignmentMemberValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareGroupTargetAssignmentMemberValue {
    /// `TopicPartitions`, versions 0.
    pub topic_partitions: Vec<TopicPartition>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ShareGroupTargetAssignmentMemberValue {
    /// Sets `topic_partitions`.
    #[must_use]
    pub fn with_topic_partitions(mut self, value: Vec<TopicPartition>) -> Self {
        self.topic_partitions = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ShareGroupTargetAssignmentMemberValue {
    fn default() -> Self {
        Self {
            topic_partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ShareGroupTargetAssignmentMemberValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.topic_partitions.len(), true)?;
        for item in &self.topic_partitions {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_partitions: Vec<TopicPartition> = get_array(buf, true, |b| TopicPartition::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ShareGroupTargetAssignmentMemberValue, 0, 0);

/// `TopicPartition` in [`ShareGroupTargetAssignmentMemberValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicPartition {
    /// `TopicId`, versions 0.
    pub topic_id: Uuid,
    /// `Partitions`, versions 0.
    pub partitions: Vec<i32>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicPartition {
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
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

impl Default for TopicPartition {
    fn default() -> Self {
        Self {
            topic_id: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicPartition {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(self.topic_id.as_bytes());
        put_count(w, self.partitions.len(), true)?;
        for item in &self.partitions {
            w.put(&item.to_be_bytes());
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_id: Uuid = get_uuid(buf)?;
        let partitions: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_id,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicPartition, 0, 0);
