// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `DescribeLogDirsRequest`, versions 1-5.
#[derive(Debug, Clone, PartialEq)]
pub struct DescribeLogDirsRequest {
    /// `Topics`, versions 1-5.
    pub topics: Option<Vec<DescribableLogDirTopic>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl DescribeLogDirsRequest {
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Option<Vec<DescribableLogDirTopic>>) -> Self {
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

impl Default for DescribeLogDirsRequest {
    fn default() -> Self {
        Self {
            topics: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for DescribeLogDirsRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 2;
        match &self.topics {
            Some(value) => {  put_count(w, value.len(), flex)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, flex),
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 2;
        let topics: Option<Vec<DescribableLogDirTopic>> = get_nullable_array(buf, flex, |b| DescribableLogDirTopic::read(b, v))?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            topics,
            unknown_tagged_fields,
        })
    }
}

impl_message!(DescribeLogDirsRequest, 1, 5);

/// `DescribableLogDirTopic` in [`DescribeLogDirsRequest`], versions 1-5.
#[derive(Debug, Clone, PartialEq)]
pub struct DescribableLogDirTopic {
    /// `Topic`, versions 1-5.
    pub topic: TopicName,
    /// `Partitions`, versions 1-5.
    pub partitions: Vec<i32>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl DescribableLogDirTopic {
    /// Sets `topic`.
    #[must_use]
    pub fn with_topic(mut self, value: TopicName) -> Self {
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

impl Default for DescribableLogDirTopic {
    fn default() -> Self {
        Self {
            topic: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for DescribableLogDirTopic {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 2;
        put_string(w, &self.topic.0, flex)?;
        put_count(w, self.partitions.len(), flex)?;
        for item in &self.partitions {
            w.put(&item.to_be_bytes());
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 2;
        let topic: TopicName = TopicName(get_string(buf, flex)?);
        let partitions: Vec<i32> = get_array(buf, flex, |b| get_i32(b))?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            topic,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(DescribableLogDirTopic, 1, 5);

impl HeaderVersion for DescribeLogDirsRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 2 { 2 } else { 1 }
    }
}

impl Request for DescribeLogDirsRequest {
    const KEY: i16 = 35;
    type Response = super::DescribeLogDirsResponse;
}
