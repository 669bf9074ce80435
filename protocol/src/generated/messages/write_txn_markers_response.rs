// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `WriteTxnMarkersResponse`, versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteTxnMarkersResponse {
    /// `Markers`, versions 1-2.
    pub markers: Vec<WritableTxnMarkerResult>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl WriteTxnMarkersResponse {
    /// Sets `markers`.
    #[must_use]
    pub fn with_markers(mut self, value: Vec<WritableTxnMarkerResult>) -> Self {
        self.markers = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for WriteTxnMarkersResponse {
    fn default() -> Self {
        Self {
            markers: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for WriteTxnMarkersResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.markers.len(), true)?;
        for item in &self.markers {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let markers: Vec<WritableTxnMarkerResult> = get_array(buf, true, |b| WritableTxnMarkerResult::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            markers,
            unknown_tagged_fields,
        })
    }
}

impl_message!(WriteTxnMarkersResponse, 1, 2);

/// `WritableTxnMarkerResult` in [`WriteTxnMarkersResponse`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct WritableTxnMarkerResult {
    /// `ProducerId`, versions 1-2.
    pub producer_id: ProducerId,
    /// `Topics`, versions 1-2.
    pub topics: Vec<WritableTxnMarkerTopicResult>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl WritableTxnMarkerResult {
    /// Sets `producer_id`.
    #[must_use]
    pub fn with_producer_id(mut self, value: ProducerId) -> Self {
        self.producer_id = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<WritableTxnMarkerTopicResult>) -> Self {
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

impl Default for WritableTxnMarkerResult {
    fn default() -> Self {
        Self {
            producer_id: ProducerId(0),
            topics: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for WritableTxnMarkerResult {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.producer_id.0.to_be_bytes());
        put_count(w, self.topics.len(), true)?;
        for item in &self.topics {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let producer_id: ProducerId = ProducerId(get_i64(buf)?);
        let topics: Vec<WritableTxnMarkerTopicResult> = get_array(buf, true, |b| WritableTxnMarkerTopicResult::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            producer_id,
            topics,
            unknown_tagged_fields,
        })
    }
}

impl_message!(WritableTxnMarkerResult, 1, 2);

/// `WritableTxnMarkerTopicResult` in [`WriteTxnMarkersResponse`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct WritableTxnMarkerTopicResult {
    /// `Name`, versions 1-2.
    pub name: TopicName,
    /// `Partitions`, versions 1-2.
    pub partitions: Vec<WritableTxnMarkerPartitionResult>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl WritableTxnMarkerTopicResult {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: TopicName) -> Self {
        self.name = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<WritableTxnMarkerPartitionResult>) -> Self {
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

impl Default for WritableTxnMarkerTopicResult {
    fn default() -> Self {
        Self {
            name: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for WritableTxnMarkerTopicResult {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name.0, true)?;
        put_count(w, self.partitions.len(), true)?;
        for item in &self.partitions {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: TopicName = TopicName(get_string(buf, true)?);
        let partitions: Vec<WritableTxnMarkerPartitionResult> = get_array(buf, true, |b| WritableTxnMarkerPartitionResult::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(WritableTxnMarkerTopicResult, 1, 2);

/// `WritableTxnMarkerPartitionResult` in [`WriteTxnMarkersResponse`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct WritableTxnMarkerPartitionResult {
    /// `PartitionIndex`, versions 1-2.
    pub partition_index: i32,
    /// `ErrorCode`, versions 1-2.
    pub error_code: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl WritableTxnMarkerPartitionResult {
    /// Sets `partition_index`.
    #[must_use]
    pub fn with_partition_index(mut self, value: i32) -> Self {
        self.partition_index = value;
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

impl Default for WritableTxnMarkerPartitionResult {
    fn default() -> Self {
        Self {
            partition_index: 0,
            error_code: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for WritableTxnMarkerPartitionResult {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.partition_index.to_be_bytes());
        w.put(&self.error_code.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let partition_index: i32 = get_i32(buf)?;
        let error_code: i16 = get_i16(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            partition_index,
            error_code,
            unknown_tagged_fields,
        })
    }
}

impl_message!(WritableTxnMarkerPartitionResult, 1, 2);

impl HeaderVersion for WriteTxnMarkersResponse {
    fn header_version(version: i16) -> i16 {
        if version >= 1 { 1 } else { 0 }
    }
}
