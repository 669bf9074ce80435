// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ConsumerProtocolSubscription`, versions 0-3.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerProtocolSubscription {
    /// `Topics`, versions 0-3.
    pub topics: Vec<StrBytes>,
    /// `UserData`, versions 0-3.
    pub user_data: Option<Bytes>,
    /// `OwnedPartitions`, versions 1-3.
    pub owned_partitions: Vec<TopicPartition>,
    /// `GenerationId`, versions 2-3.
    pub generation_id: i32,
    /// `RackId`, versions 3.
    pub rack_id: Option<StrBytes>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ConsumerProtocolSubscription {
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<StrBytes>) -> Self {
        self.topics = value;
        self
    }
    /// Sets `user_data`.
    #[must_use]
    pub fn with_user_data(mut self, value: Option<Bytes>) -> Self {
        self.user_data = value;
        self
    }
    /// Sets `owned_partitions`.
    #[must_use]
    pub fn with_owned_partitions(mut self, value: Vec<TopicPartition>) -> Self {
        self.owned_partitions = value;
        self
    }
    /// Sets `generation_id`.
    #[must_use]
    pub fn with_generation_id(mut self, value: i32) -> Self {
        self.generation_id = value;
        self
    }
    /// Sets `rack_id`.
    #[must_use]
    pub fn with_rack_id(mut self, value: Option<StrBytes>) -> Self {
        self.rack_id = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ConsumerProtocolSubscription {
    fn default() -> Self {
        Self {
            topics: Default::default(),
            user_data: None,
            owned_partitions: Default::default(),
            generation_id: -1,
            rack_id: None,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ConsumerProtocolSubscription {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.topics.len(), false)?;
        for item in &self.topics {
            put_string(w, &item, false)?;
        }
        match &self.user_data {
            Some(value) => {  put_bytes(w, value, false)?; }
            None => put_null_bytes(w, false),
        }
        if v >= 1 {
        put_count(w, self.owned_partitions.len(), false)?;
        for item in &self.owned_partitions {
            item.write(w, v)?;
        }
        }
        if v >= 2 {
        w.put(&self.generation_id.to_be_bytes());
        }
        if v >= 3 {
        match &self.rack_id {
            Some(value) => {  put_string(w, value, false)?; }
            None => put_null_string(w, false),
        }
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topics: Vec<StrBytes> = get_array(buf, false, |b| get_string(b, false))?;
        let user_data: Option<Bytes> = get_nullable_bytes(buf, false)?;
        let owned_partitions: Vec<TopicPartition> = if v >= 1 { get_array(buf, false, |b| TopicPartition::read(b, v))? } else { Default::default() };
        let generation_id: i32 = if v >= 2 { get_i32(buf)? } else { -1 };
        let rack_id: Option<StrBytes> = if v >= 3 { get_nullable_string(buf, false)? } else { None };
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            topics,
            user_data,
            owned_partitions,
            generation_id,
            rack_id,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ConsumerProtocolSubscription, 0, 3);

/// `TopicPartition` in [`ConsumerProtocolSubscription`], versions 1-3.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicPartition {
    /// `Topic`, versions 1-3.
    pub topic: StrBytes,
    /// `Partitions`, versions 1-3.
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
        if v >= 1 {
        put_string(w, &self.topic, false)?;
        }
        if !(v >= 1) && !self.topic.is_empty() {
            return Err(CodecError::NotInVersion { field: "Topic", version: v });
        }
        if v >= 1 {
        put_count(w, self.partitions.len(), false)?;
        for item in &self.partitions {
            w.put(&item.to_be_bytes());
        }
        }
        if !(v >= 1) && !self.partitions.is_empty() {
            return Err(CodecError::NotInVersion { field: "Partitions", version: v });
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic: StrBytes = if v >= 1 { get_string(buf, false)? } else { Default::default() };
        let partitions: Vec<i32> = if v >= 1 { get_array(buf, false, |b| get_i32(b))? } else { Default::default() };
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            topic,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicPartition, 0, 3);
