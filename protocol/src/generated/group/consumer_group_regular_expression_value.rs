// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ConsumerGroupRegularExpressionValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerGroupRegularExpressionValue {
    /// `Topics`, versions 0.
    pub topics: Vec<StrBytes>,
    /// `Version`, versions 0.
    pub version: i64,
    /// `Timestamp`, versions 0.
    pub timestamp: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ConsumerGroupRegularExpressionValue {
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<StrBytes>) -> Self {
        self.topics = value;
        self
    }
    /// Sets `version`.
    #[must_use]
    pub fn with_version(mut self, value: i64) -> Self {
        self.version = value;
        self
    }
    /// Sets `timestamp`.
    #[must_use]
    pub fn with_timestamp(mut self, value: i64) -> Self {
        self.timestamp = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ConsumerGroupRegularExpressionValue {
    fn default() -> Self {
        Self {
            topics: Default::default(),
            version: 0,
            timestamp: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ConsumerGroupRegularExpressionValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.topics.len(), true)?;
        for item in &self.topics {
            put_string(w, &item, true)?;
        }
        w.put(&self.version.to_be_bytes());
        w.put(&self.timestamp.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topics: Vec<StrBytes> = get_array(buf, true, |b| get_string(b, true))?;
        let version: i64 = get_i64(buf)?;
        let timestamp: i64 = get_i64(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topics,
            version,
            timestamp,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ConsumerGroupRegularExpressionValue, 0, 0);
