// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `StreamsGroupMemberMetadataValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamsGroupMemberMetadataValue {
    /// `InstanceId`, versions 0.
    pub instance_id: Option<StrBytes>,
    /// `RackId`, versions 0.
    pub rack_id: Option<StrBytes>,
    /// `ClientId`, versions 0.
    pub client_id: StrBytes,
    /// `ClientHost`, versions 0.
    pub client_host: StrBytes,
    /// `RebalanceTimeoutMs`, versions 0.
    pub rebalance_timeout_ms: i32,
    /// `TopologyEpoch`, versions 0.
    pub topology_epoch: i32,
    /// `ProcessId`, versions 0.
    pub process_id: StrBytes,
    /// `UserEndpoint`, versions 0.
    pub user_endpoint: Option<Endpoint>,
    /// `ClientTags`, versions 0.
    pub client_tags: Vec<KeyValue>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl StreamsGroupMemberMetadataValue {
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
    /// Sets `rebalance_timeout_ms`.
    #[must_use]
    pub fn with_rebalance_timeout_ms(mut self, value: i32) -> Self {
        self.rebalance_timeout_ms = value;
        self
    }
    /// Sets `topology_epoch`.
    #[must_use]
    pub fn with_topology_epoch(mut self, value: i32) -> Self {
        self.topology_epoch = value;
        self
    }
    /// Sets `process_id`.
    #[must_use]
    pub fn with_process_id(mut self, value: StrBytes) -> Self {
        self.process_id = value;
        self
    }
    /// Sets `user_endpoint`.
    #[must_use]
    pub fn with_user_endpoint(mut self, value: Option<Endpoint>) -> Self {
        self.user_endpoint = value;
        self
    }
    /// Sets `client_tags`.
    #[must_use]
    pub fn with_client_tags(mut self, value: Vec<KeyValue>) -> Self {
        self.client_tags = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for StreamsGroupMemberMetadataValue {
    fn default() -> Self {
        Self {
            instance_id: Some(Default::default()),
            rack_id: Some(Default::default()),
            client_id: Default::default(),
            client_host: Default::default(),
            rebalance_timeout_ms: -1,
            topology_epoch: 0,
            process_id: Default::default(),
            user_endpoint: None,
            client_tags: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for StreamsGroupMemberMetadataValue {
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
        w.put(&self.rebalance_timeout_ms.to_be_bytes());
        w.put(&self.topology_epoch.to_be_bytes());
        put_string(w, &self.process_id, true)?;
        match &self.user_endpoint {
            Some(value) => { w.put(&[1]); value.write(w, v)?; }
            None => w.put(&[0xff]),
        }
        put_count(w, self.client_tags.len(), true)?;
        for item in &self.client_tags {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let instance_id: Option<StrBytes> = get_nullable_string(buf, true)?;
        let rack_id: Option<StrBytes> = get_nullable_string(buf, true)?;
        let client_id: StrBytes = get_string(buf, true)?;
        let client_host: StrBytes = get_string(buf, true)?;
        let rebalance_timeout_ms: i32 = get_i32(buf)?;
        let topology_epoch: i32 = get_i32(buf)?;
        let process_id: StrBytes = get_string(buf, true)?;
        let user_endpoint: Option<Endpoint> = if get_i8(buf)? < 0 { None } else { Some(Endpoint::read(buf, v)?) };
        let client_tags: Vec<KeyValue> = get_array(buf, true, |b| KeyValue::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            instance_id,
            rack_id,
            client_id,
            client_host,
            rebalance_timeout_ms,
            topology_epoch,
            process_id,
            user_endpoint,
            client_tags,
            unknown_tagged_fields,
        })
    }
}

impl_message!(StreamsGroupMemberMetadataValue, 0, 0);

/// `Endpoint` in [`StreamsGroupMemberMetadataValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// `Host`, versions 0.
    pub host: StrBytes,
    /// `Port`, versions 0.
    pub port: u16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl Endpoint {
    /// Sets `host`.
    #[must_use]
    pub fn with_host(mut self, value: StrBytes) -> Self {
        self.host = value;
        self
    }
    /// Sets `port`.
    #[must_use]
    pub fn with_port(mut self, value: u16) -> Self {
        self.port = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for Endpoint {
    fn default() -> Self {
        Self {
            host: Default::default(),
            port: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for Endpoint {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.host, true)?;
        w.put(&self.port.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let host: StrBytes = get_string(buf, true)?;
        let port: u16 = get_i16(buf)? as u16;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            host,
            port,
            unknown_tagged_fields,
        })
    }
}

impl_message!(Endpoint, 0, 0);

/// `KeyValue` in [`StreamsGroupMemberMetadataValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyValue {
    /// `Key`, versions 0.
    pub key: StrBytes,
    /// `Value`, versions 0.
    pub value: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl KeyValue {
    /// Sets `key`.
    #[must_use]
    pub fn with_key(mut self, value: StrBytes) -> Self {
        self.key = value;
        self
    }
    /// Sets `value`.
    #[must_use]
    pub fn with_value(mut self, value: StrBytes) -> Self {
        self.value = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for KeyValue {
    fn default() -> Self {
        Self {
            key: Default::default(),
            value: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for KeyValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.key, true)?;
        put_string(w, &self.value, true)?;
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let key: StrBytes = get_string(buf, true)?;
        let value: StrBytes = get_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            key,
            value,
            unknown_tagged_fields,
        })
    }
}

impl_message!(KeyValue, 0, 0);
