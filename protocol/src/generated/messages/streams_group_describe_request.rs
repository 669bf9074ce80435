// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `StreamsGroupDescribeRequest`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamsGroupDescribeRequest {
    /// `GroupIds`, versions 0.
    pub group_ids: Vec<GroupId>,
    /// `IncludeAuthorizedOperations`, versions 0.
    pub include_authorized_operations: bool,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl StreamsGroupDescribeRequest {
    /// Sets `group_ids`.
    #[must_use]
    pub fn with_group_ids(mut self, value: Vec<GroupId>) -> Self {
        self.group_ids = value;
        self
    }
    /// Sets `include_authorized_operations`.
    #[must_use]
    pub fn with_include_authorized_operations(mut self, value: bool) -> Self {
        self.include_authorized_operations = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for StreamsGroupDescribeRequest {
    fn default() -> Self {
        Self {
            group_ids: Default::default(),
            include_authorized_operations: false,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for StreamsGroupDescribeRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.group_ids.len(), true)?;
        for item in &self.group_ids {
            put_string(w, &item.0, true)?;
        }
        w.put(&[u8::from(self.include_authorized_operations)]);
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let group_ids: Vec<GroupId> = get_array(buf, true, |b| Ok(GroupId(get_string(b, true)?)))?;
        let include_authorized_operations: bool = get_i8(buf)? != 0;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            group_ids,
            include_authorized_operations,
            unknown_tagged_fields,
        })
    }
}

impl_message!(StreamsGroupDescribeRequest, 0, 0);

impl HeaderVersion for StreamsGroupDescribeRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 0 { 2 } else { 1 }
    }
}

impl Request for StreamsGroupDescribeRequest {
    const KEY: i16 = 89;
    type Response = super::StreamsGroupDescribeResponse;
}
