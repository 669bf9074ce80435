// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ClearElrRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ClearElrRecord {
    /// `TopicName`, versions 0.
    pub topic_name: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ClearElrRecord {
    /// Sets `topic_name`.
    #[must_use]
    pub fn with_topic_name(mut self, value: StrBytes) -> Self {
        self.topic_name = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ClearElrRecord {
    fn default() -> Self {
        Self {
            topic_name: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ClearElrRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.topic_name, true)?;
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_name: StrBytes = get_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_name,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ClearElrRecord, 0, 0);
