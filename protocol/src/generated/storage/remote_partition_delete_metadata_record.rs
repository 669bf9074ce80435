// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `RemotePartitionDeleteMetadataRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct RemotePartitionDeleteMetadataRecord {
    /// `TopicIdPartition`, versions 0.
    pub topic_id_partition: TopicIdPartitionEntry,
    /// `BrokerId`, versions 0.
    pub broker_id: i32,
    /// `EventTimestampMs`, versions 0.
    pub event_timestamp_ms: i64,
    /// `RemotePartitionDeleteState`, versions 0.
    pub remote_partition_delete_state: i8,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl RemotePartitionDeleteMetadataRecord {
    /// Sets `topic_id_partition`.
    #[must_use]
    pub fn with_topic_id_partition(mut self, value: TopicIdPartitionEntry) -> Self {
        self.topic_id_partition = value;
        self
    }
    /// Sets `broker_id`.
    #[must_use]
    pub fn with_broker_id(mut self, value: i32) -> Self {
        self.broker_id = value;
        self
    }
    /// Sets `event_timestamp_ms`.
    #[must_use]
    pub fn with_event_timestamp_ms(mut self, value: i64) -> Self {
        self.event_timestamp_ms = value;
        self
    }
    /// Sets `remote_partition_delete_state`.
    #[must_use]
    pub fn with_remote_partition_delete_state(mut self, value: i8) -> Self {
        self.remote_partition_delete_state = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for RemotePartitionDeleteMetadataRecord {
    fn default() -> Self {
        Self {
            topic_id_partition: Default::default(),
            broker_id: 0,
            event_timestamp_ms: 0,
            remote_partition_delete_state: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for RemotePartitionDeleteMetadataRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        self.topic_id_partition.write(w, v)?;
        w.put(&self.broker_id.to_be_bytes());
        w.put(&self.event_timestamp_ms.to_be_bytes());
        w.put(&self.remote_partition_delete_state.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_id_partition: TopicIdPartitionEntry = TopicIdPartitionEntry::read(buf, v)?;
        let broker_id: i32 = get_i32(buf)?;
        let event_timestamp_ms: i64 = get_i64(buf)?;
        let remote_partition_delete_state: i8 = get_i8(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_id_partition,
            broker_id,
            event_timestamp_ms,
            remote_partition_delete_state,
            unknown_tagged_fields,
        })
    }
}

impl_message!(RemotePartitionDeleteMetadataRecord, 0, 0);

/// `TopicIdPartitionEntry` in [`RemotePartitionDeleteMetadataRecord`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicIdPartitionEntry {
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `Id`, versions 0.
    pub id: Uuid,
    /// `Partition`, versions 0.
    pub partition: i32,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicIdPartitionEntry {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
        self.name = value;
        self
    }
    /// Sets `id`.
    #[must_use]
    pub fn with_id(mut self, value: Uuid) -> Self {
        self.id = value;
        self
    }
    /// Sets `partition`.
    #[must_use]
    pub fn with_partition(mut self, value: i32) -> Self {
        self.partition = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TopicIdPartitionEntry {
    fn default() -> Self {
        Self {
            name: Default::default(),
            id: Default::default(),
            partition: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicIdPartitionEntry {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name, true)?;
        w.put(self.id.as_bytes());
        w.put(&self.partition.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: StrBytes = get_string(buf, true)?;
        let id: Uuid = get_uuid(buf)?;
        let partition: i32 = get_i32(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            id,
            partition,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicIdPartitionEntry, 0, 0);
