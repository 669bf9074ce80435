// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `TopicRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicRecord {
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `TopicId`, versions 0.
    pub topic_id: Uuid,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicRecord {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
        self.name = value;
        self
    }
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TopicRecord {
    fn default() -> Self {
        Self {
            name: Default::default(),
            topic_id: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name, true)?;
        w.put(self.topic_id.as_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: StrBytes = get_string(buf, true)?;
        let topic_id: Uuid = get_uuid(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            topic_id,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicRecord, 0, 0);
