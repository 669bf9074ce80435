// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ShareSnapshotKey`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareSnapshotKey {
    /// `GroupId`, versions 0.
    pub group_id: StrBytes,
    /// `TopicId`, versions 0.
    pub topic_id: Uuid,
    /// `Partition`, versions 0.
    pub partition: i32,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ShareSnapshotKey {
    /// Sets `group_id`.
    #[must_use]
    pub fn with_group_id(mut self, value: StrBytes) -> Self {
        self.group_id = value;
        self
    }
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
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

impl Default for ShareSnapshotKey {
    fn default() -> Self {
        Self {
            group_id: Default::default(),
            topic_id: Default::default(),
            partition: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ShareSnapshotKey {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.group_id, false)?;
        w.put(self.topic_id.as_bytes());
        w.put(&self.partition.to_be_bytes());
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let group_id: StrBytes = get_string(buf, false)?;
        let topic_id: Uuid = get_uuid(buf)?;
        let partition: i32 = get_i32(buf)?;
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            group_id,
            topic_id,
            partition,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ShareSnapshotKey, 0, 0);
