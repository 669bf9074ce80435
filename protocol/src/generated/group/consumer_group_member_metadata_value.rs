// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ConsumerGroupMemberMetadataValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerGroupMemberMetadataValue {
    /// `InstanceId`, versions 0.
    pub instance_id: Option<StrBytes>,
    /// `RackId`, versions 0.
    pub rack_id: Option<StrBytes>,
    /// `ClientId`, versions 0.
    pub client_id: StrBytes,
    /// `ClientHost`, versions 0.
    pub client_host: StrBytes,
    /// `SubscribedTopicNames`, versions 0.
    pub subscribed_topic_names: Vec<StrBytes>,
    /// `SubscribedTopicRegex`, versions 0.
    pub subscribed_topic_regex: Option<StrBytes>,
    /// `RebalanceTimeoutMs`, versions 0.
    pub rebalance_timeout_ms: i32,
    /// `ServerAssignor`, versions 0.
    pub server_assignor: Option<StrBytes>,
    /// `ClassicMemberMetadata`, versions 0, tag 0.
    pub classic_member_metadata: Option<ClassicMemberMetadata>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ConsumerGroupMemberMetadataValue {
    /// Sets `instance_id`.
    #[must_use]
    pub fn with_instance_id(mut self, value: Option<StrBytes>) -> Self {
        self.instance_id = value;
        self
    }
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
    /// Sets `subscribed_topic_regex`.
    #[must_use]
    pub fn with_subscribed_topic_regex(mut self, value: Option<StrBytes>) -> Self {
        self.subscribed_topic_regex = value;
        self
    }
    /// Sets `rebalance_timeout_ms`.
    #[must_use]
    pub fn with_rebalance_timeout_ms(mut self, value: i32) -> Self {
        self.rebalance_timeout_ms = value;
        self
    }
    /// Sets `server_assignor`.
    #[must_use]
    pub fn with_server_assignor(mut self, value: Option<StrBytes>) -> Self {
        self.server_assignor = value;
        self
    }
    /// Sets `classic_member_metadata`.
    #[must_use]
    pub fn with_classic_member_metadata(mut self, value: Option<ClassicMemberMetadata>) -> Self {
        self.classic_member_metadata = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ConsumerGroupMemberMetadataValue {
    fn default() -> Self {
        Self {
            instance_id: Some(Default::default()),
            rack_id: Some(Default::default()),
            client_id: Default::default(),
            client_host: Default::default(),
            subscribed_topic_names: Default::default(),
            subscribed_topic_regex: Some(Default::default()),
            rebalance_timeout_ms: -1,
            server_assignor: Some(Default::default()),
            classic_member_metadata: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ConsumerGroupMemberMetadataValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        match &self.instance_id {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
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
        match &self.subscribed_topic_regex {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        w.put(&self.rebalance_timeout_ms.to_be_bytes());
        match &self.server_assignor {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        let mut known = 0;
        let has_classic_member_metadata = self.classic_member_metadata != Some(ClassicMemberMetadata::default());
        known += u32::from(has_classic_member_metadata);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_classic_member_metadata {
            put_tag(w, 0, |w| {
            match &self.classic_member_metadata {
            Some(value) => { put_uvarint(w, 1); value.write(w, v)?; }
            None => put_uvarint(w, 0),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let instance_id: Option<StrBytes> = get_nullable_string(buf, true)?;
        let rack_id: Option<StrBytes> = get_nullable_string(buf, true)?;
        let client_id: StrBytes = get_string(buf, true)?;
        let client_host: StrBytes = get_string(buf, true)?;
        let subscribed_topic_names: Vec<StrBytes> = get_array(buf, true, |b| get_string(b, true))?;
        let subscribed_topic_regex: Option<StrBytes> = get_nullable_string(buf, true)?;
        let rebalance_timeout_ms: i32 = get_i32(buf)?;
        let server_assignor: Option<StrBytes> = get_nullable_string(buf, true)?;
        let mut classic_member_metadata: Option<ClassicMemberMetadata> = Some(Default::default());
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => classic_member_metadata = if get_uvarint(b)? == 0 { None } else { Some(ClassicMemberMetadata::read(b, v)?) },
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            instance_id,
            rack_id,
            client_id,
            client_host,
            subscribed_topic_names,
            subscribed_topic_regex,
            rebalance_timeout_ms,
            server_assignor,
            classic_member_metadata,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ConsumerGroupMemberMetadataValue, 0, 0);

/// `ClassicMemberMetadata` in [`ConsumerGroupMemberMetadataValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassicMemberMetadata {
    /// `SessionTimeoutMs`, versions 0.
    pub session_timeout_ms: i32,
    /// `SupportedProtocols`, versions 0.
    pub supported_protocols: Vec<ClassicProtocol>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ClassicMemberMetadata {
    /// Sets `session_timeout_ms`.
    #[must_use]
    pub fn with_session_timeout_ms(mut self, value: i32) -> Self {
        self.session_timeout_ms = value;
        self
    }
    /// Sets `supported_protocols`.
    #[must_use]
    pub fn with_supported_protocols(mut self, value: Vec<ClassicProtocol>) -> Self {
        self.supported_protocols = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ClassicMemberMetadata {
    fn default() -> Self {
        Self {
            session_timeout_ms: 0,
            supported_protocols: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ClassicMemberMetadata {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.session_timeout_ms.to_be_bytes());
        put_count(w, self.supported_protocols.len(), true)?;
        for item in &self.supported_protocols {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let session_timeout_ms: i32 = get_i32(buf)?;
        let supported_protocols: Vec<ClassicProtocol> = get_array(buf, true, |b| ClassicProtocol::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            session_timeout_ms,
            supported_protocols,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ClassicMemberMetadata, 0, 0);

/// `ClassicProtocol` in [`ConsumerGroupMemberMetadataValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassicProtocol {
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `Metadata`, versions 0.
    pub metadata: Bytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ClassicProtocol {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
        self.name = value;
        self
    }
    /// Sets `metadata`.
    #[must_use]
    pub fn with_metadata(mut self, value: Bytes) -> Self {
        self.metadata = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ClassicProtocol {
    fn default() -> Self {
        Self {
            name: Default::default(),
            metadata: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ClassicProtocol {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name, true)?;
        put_bytes(w, &self.metadata, true)?;
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: StrBytes = get_string(buf, true)?;
        let metadata: Bytes = get_bytes(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            metadata,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ClassicProtocol, 0, 0);
