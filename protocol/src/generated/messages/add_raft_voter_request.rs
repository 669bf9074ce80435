// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `AddRaftVoterRequest`, versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct AddRaftVoterRequest {
    /// `ClusterId`, versions 0-1.
    pub cluster_id: Option<StrBytes>,
    /// `TimeoutMs`, versions 0-1.
    pub timeout_ms: i32,
    /// `VoterId`, versions 0-1.
    pub voter_id: i32,
    /// `VoterDirectoryId`, versions 0-1.
    pub voter_directory_id: Uuid,
    /// `Listeners`, versions 0-1.
    pub listeners: Vec<Listener>,
    /// `AckWhenCommitted`, versions 1.
    pub ack_when_committed: bool,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl AddRaftVoterRequest {
    /// Sets `cluster_id`.
    #[must_use]
    pub fn with_cluster_id(mut self, value: Option<StrBytes>) -> Self {
        self.cluster_id = value;
        self
    }
    /// Sets `timeout_ms`.
    #[must_use]
    pub fn with_timeout_ms(mut self, value: i32) -> Self {
        self.timeout_ms = value;
        self
    }
    /// Sets `voter_id`.
    #[must_use]
    pub fn with_voter_id(mut self, value: i32) -> Self {
        self.voter_id = value;
        self
    }
    /// Sets `voter_directory_id`.
    #[must_use]
    pub fn with_voter_directory_id(mut self, value: Uuid) -> Self {
        self.voter_directory_id = value;
        self
    }
    /// Sets `listeners`.
    #[must_use]
    pub fn with_listeners(mut self, value: Vec<Listener>) -> Self {
        self.listeners = value;
        self
    }
    /// Sets `ack_when_committed`.
    #[must_use]
    pub fn with_ack_when_committed(mut self, value: bool) -> Self {
        self.ack_when_committed = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for AddRaftVoterRequest {
    fn default() -> Self {
        Self {
            cluster_id: Some(Default::default()),
            timeout_ms: 0,
            voter_id: 0,
            voter_directory_id: Default::default(),
            listeners: Default::default(),
            ack_when_committed: true,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for AddRaftVoterRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        match &self.cluster_id {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        w.put(&self.timeout_ms.to_be_bytes());
        w.put(&self.voter_id.to_be_bytes());
        w.put(self.voter_directory_id.as_bytes());
        put_count(w, self.listeners.len(), true)?;
        for item in &self.listeners {
            item.write(w, v)?;
        }
        if v >= 1 {
        w.put(&[u8::from(self.ack_when_committed)]);
        }
        if !(v >= 1) && !self.ack_when_committed {
            return Err(CodecError::NotInVersion { field: "AckWhenCommitted", version: v });
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let cluster_id: Option<StrBytes> = get_nullable_string(buf, true)?;
        let timeout_ms: i32 = get_i32(buf)?;
        let voter_id: i32 = get_i32(buf)?;
        let voter_directory_id: Uuid = get_uuid(buf)?;
        let listeners: Vec<Listener> = get_array(buf, true, |b| Listener::read(b, v))?;
        let ack_when_committed: bool = if v >= 1 { get_i8(buf)? != 0 } else { true };
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            cluster_id,
            timeout_ms,
            voter_id,
            voter_directory_id,
            listeners,
            ack_when_committed,
            unknown_tagged_fields,
        })
    }
}

impl_message!(AddRaftVoterRequest, 0, 1);

/// `Listener` in [`AddRaftVoterRequest`], versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct Listener {
    /// `Name`, versions 0-1.
    pub name: StrBytes,
    /// `Host`, versions 0-1.
    pub host: StrBytes,
    /// `Port`, versions 0-1.
    pub port: u16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl Listener {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
        self.name = value;
        self
    }
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

impl Default for Listener {
    fn default() -> Self {
        Self {
            name: Default::default(),
            host: Default::default(),
            port: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for Listener {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name, true)?;
        put_string(w, &self.host, true)?;
        w.put(&self.port.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: StrBytes = get_string(buf, true)?;
        let host: StrBytes = get_string(buf, true)?;
        let port: u16 = get_i16(buf)? as u16;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            host,
            port,
            unknown_tagged_fields,
        })
    }
}

impl_message!(Listener, 0, 1);

impl HeaderVersion for AddRaftVoterRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 0 { 2 } else { 1 }
    }
}

impl Request for AddRaftVoterRequest {
    const KEY: i16 = 80;
    type Response = super::AddRaftVoterResponse;
}
