// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `WriteTxnMarkersRequest`, versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteTxnMarkersRequest {
    /// `Markers`, versions 1-2.
    pub markers: Vec<WritableTxnMarker>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl WriteTxnMarkersRequest {
    /// Sets `markers`.
    #[must_use]
    pub fn with_markers(mut self, value: Vec<WritableTxnMarker>) -> Self {
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

impl Default for WriteTxnMarkersRequest {
    fn default() -> Self {
        Self {
            markers: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for WriteTxnMarkersRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.markers.len(), true)?;
        for item in &self.markers {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let markers: Vec<WritableTxnMarker> = get_array(buf, true, |b| WritableTxnMarker::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            markers,
            unknown_tagged_fields,
        })
    }
}

impl_message!(WriteTxnMarkersRequest, 1, 2);

/// `WritableTxnMarker` in [`WriteTxnMarkersRequest`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct WritableTxnMarker {
    /// `ProducerId`, versions 1-2.
    pub producer_id: ProducerId,
    /// `ProducerEpoch`, versions 1-2.
    pub producer_epoch: i16,
    /// `TransactionResult`, versions 1-2.
    pub transaction_result: bool,
    /// `Topics`, versions 1-2.
    pub topics: Vec<WritableTxnMarkerTopic>,
    /// `CoordinatorEpoch`, versions 1-2.
    pub coordinator_epoch: i32,
    /// `TransactionVersion`, versions 2.
    pub transaction_version: i8,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl WritableTxnMarker {
    /// Sets `producer_id`.
    #[must_use]
    pub fn with_producer_id(mut self, value: ProducerId) -> Self {
        self.producer_id = value;
        self
    }
    /// Sets `producer_epoch`.
    #[must_use]
    pub fn with_producer_epoch(mut self, value: i16) -> Self {
        self.producer_epoch = value;
        self
    }
    /// Sets `transaction_result`.
    #[must_use]
    pub fn with_transaction_result(mut self, value: bool) -> Self {
        self.transaction_result = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<WritableTxnMarkerTopic>) -> Self {
        self.topics = value;
        self
    }
    /// Sets `coordinator_epoch`.
    #[must_use]
    pub fn with_coordinator_epoch(mut self, value: i32) -> Self {
        self.coordinator_epoch = value;
        self
    }
    /// Sets `transaction_version`.
    #[must_use]
    pub fn with_transaction_version(mut self, value: i8) -> Self {
        self.transaction_version = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for WritableTxnMarker {
    fn default() -> Self {
        Self {
            producer_id: ProducerId(0),
            producer_epoch: 0,
            transaction_result: false,
            topics: Default::default(),
            coordinator_epoch: 0,
            transaction_version: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for WritableTxnMarker {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.producer_id.0.to_be_bytes());
        w.put(&self.producer_epoch.to_be_bytes());
        w.put(&[u8::from(self.transaction_result)]);
        put_count(w, self.topics.len(), true)?;
        for item in &self.topics {
            item.write(w, v)?;
        }
        w.put(&self.coordinator_epoch.to_be_bytes());
        if v >= 2 {
        w.put(&self.transaction_version.to_be_bytes());
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let producer_id: ProducerId = ProducerId(get_i64(buf)?);
        let producer_epoch: i16 = get_i16(buf)?;
        let transaction_result: bool = get_i8(buf)? != 0;
        let topics: Vec<WritableTxnMarkerTopic> = get_array(buf, true, |b| WritableTxnMarkerTopic::read(b, v))?;
        let coordinator_epoch: i32 = get_i32(buf)?;
        let transaction_version: i8 = if v >= 2 { get_i8(buf)? } else { 0 };
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            producer_id,
            producer_epoch,
            transaction_result,
            topics,
            coordinator_epoch,
            transaction_version,
            unknown_tagged_fields,
        })
    }
}

impl_message!(WritableTxnMarker, 1, 2);

/// `WritableTxnMarkerTopic` in [`WriteTxnMarkersRequest`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct WritableTxnMarkerTopic {
    /// `Name`, versions 1-2.
    pub name: TopicName,
    /// `PartitionIndexes`, versions 1-2.
    pub partition_indexes: Vec<i32>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl WritableTxnMarkerTopic {
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

impl Default for WritableTxnMarkerTopic {
    fn default() -> Self {
        Self {
            name: Default::default(),
            partition_indexes: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for WritableTxnMarkerTopic {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name.0, true)?;
        put_count(w, self.partition_indexes.len(), true)?;
        for item in &self.partition_indexes {
            w.put(&item.to_be_bytes());
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: TopicName = TopicName(get_string(buf, true)?);
        let partition_indexes: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            partition_indexes,
            unknown_tagged_fields,
        })
    }
}

impl_message!(WritableTxnMarkerTopic, 1, 2);

impl HeaderVersion for WriteTxnMarkersRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 1 { 2 } else { 1 }
    }
}

impl Request for WriteTxnMarkersRequest {
    const KEY: i16 = 27;
    type Response = super::WriteTxnMarkersResponse;
}
