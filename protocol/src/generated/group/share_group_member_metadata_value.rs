// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ShareGroupMemberMetadataValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareGroupMemberMetadataValue {
    /// `RackId`, versions 0.
    pub rack_id: Option<StrBytes>,
    /// `ClientId`, versions 0.
    pub client_id: StrBytes,
    /// `ClientHost`, versions 0.
    pub client_host: StrBytes,
    /// `SubscribedTopicNames`, versions 0.
    pub subscribed_topic_names: Vec<StrBytes>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ShareGroupMemberMetadataValue {
    /// Sets `rack_id`.
    #[must_use]
    pub fn with_rack_id(mut self, value: Option<StrBytes>) -> Self {
        self.rack_id = value;
        self
    }
    /// Sets `client_id`.
    #[must_use]
    pub fn with_client_id(mut self, value: StrBytes) -> Self {
        self.client_id = value;
        self
    }
    /// Sets `client_host`.
    #[must_use]
    pub fn with_client_host(mut self, value: StrBytes) -> Self {
        self.client_host = value;
        self
    }
    /// Sets `subscribed_topic_names`.
    #[must_use]
    pub fn with_subscribed_topic_names(mut self, value: Vec<StrBytes>) -> Self {
        self.subscribed_topic_names = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ShareGroupMemberMetadataValue {
    fn default() -> Self {
        Self {
            rack_id: Some(Default::default()),
            client_id: Default::default(),
            client_host: Default::default(),
            subscribed_topic_names: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ShareGroupMemberMetadataValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        match &self.rack_id {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        put_string(w, &self.client_id, true)?;
        put_string(w, &self.client_host, true)?;
        put_count(w, self.subscribed_topic_names.len(), true)?;
        for item in &self.subscribed_topic_names {
            put_string(w, &item, true)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let rack_id: Option<StrBytes> = get_nullable_string(buf, true)?;
        let client_id: StrBytes = get_string(buf, true)?;
        let client_host: StrBytes = get_string(buf, true)?;
        let subscribed_topic_names: Vec<StrBytes> = get_array(buf, true, |b| get_string(b, true))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            rack_id,
            client_id,
            client_host,
            subscribed_topic_names,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ShareGroupMemberMetadataValue, 0, 0);
