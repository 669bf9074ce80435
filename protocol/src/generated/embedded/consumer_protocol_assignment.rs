// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ConsumerProtocolAssignment`, versions 0-3.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerProtocolAssignment {
    /// `AssignedPartitions`, versions 0-3.
    pub assigned_partitions: Vec<TopicPartition>,
    /// `UserData`, versions 0-3.
    pub user_data: Option<Bytes>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ConsumerProtocolAssignment {
    /// Sets `assigned_partitions`.
    #[must_use]
    pub fn with_assigned_partitions(mut self, value: Vec<TopicPartition>) -> Self {
        self.assigned_partitions = value;
        self
    }
    /// Sets `user_data`.
    #[must_use]
    pub fn with_user_data(mut self, value: Option<Bytes>) -> Self {
        self.user_data = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ConsumerProtocolAssignment {
    fn default() -> Self {
        Self {
            assigned_partitions: Default::default(),
            user_data: None,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ConsumerProtocolAssignment {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.assigned_partitions.len(), false)?;
        for item in &self.assigned_partitions {
            item.write(w, v)?;
        }
        match &self.user_data {
            Some(value) => {  put_bytes(w, value, false)?; }
            None => put_null_bytes(w, false),
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let assigned_partitions: Vec<TopicPartition> = get_array(buf, false, |b| TopicPartition::read(b, v))?;
        let user_data: Option<Bytes> = get_nullable_bytes(buf, false)?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            assigned_partitions,
            user_data,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ConsumerProtocolAssignment, 0, 3);

/// `TopicPartition` in [`ConsumerProtocolAssignment`], versions 0-3.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicPartition {
    /// `Topic`, versions 0-3.
    pub topic: StrBytes,
    /// `Partitions`, versions 0-3.
    pub partitions: Vec<i32>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicPartition {
    /// Sets `topic`.
    #[must_use]
    pub fn with_topic(mut self, value: StrBytes) -> Self {
        self.topic = value;
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
            topic: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicPartition {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.topic, false)?;
        put_count(w, self.partitions.len(), false)?;
        for item in &self.partitions {
            w.put(&item.to_be_bytes());
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic: StrBytes = get_string(buf, false)?;
        let partitions: Vec<i32> = get_array(buf, false, |b| get_i32(b))?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            topic,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicPartition, 0, 3);
