// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `GroupMetadataValue`, versions 0-4.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupMetadataValue {
    /// `protocolType`, versions 0-4.
    pub protocol_type: StrBytes,
    /// `generation`, versions 0-4.
    pub generation: i32,
    /// `protocol`, versions 0-4.
    pub protocol: Option<StrBytes>,
    /// `leader`, versions 0-4.
    pub leader: Option<StrBytes>,
    /// `currentStateTimestamp`, versions 2-4.
    pub current_state_timestamp: i64,
    /// `members`, versions 0-4.
    pub members: Vec<MemberMetadata>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl GroupMetadataValue {
    /// Sets `protocol_type`.
    #[must_use]
    pub fn with_protocol_type(mut self, value: StrBytes) -> Self {
        self.protocol_type = value;
        self
    }
    /// Sets `generation`.
    #[must_use]
    pub fn with_generation(mut self, value: i32) -> Self {
        self.generation = value;
        self
    }
    /// Sets `protocol`.
    #[must_use]
    pub fn with_protocol(mut self, value: Option<StrBytes>) -> Self {
        self.protocol = value;
        self
    }
    /// Sets `leader`.
    #[must_use]
    pub fn with_leader(mut self, value: Option<StrBytes>) -> Self {
        self.leader = value;
        self
    }
    /// Sets `current_state_timestamp`.
    #[must_use]
    pub fn with_current_state_timestamp(mut self, value: i64) -> Self {
        self.current_state_timestamp = value;
        self
    }
    /// Sets `members`.
    #[must_use]
    pub fn with_members(mut self, value: Vec<MemberMetadata>) -> Self {
        self.members = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for GroupMetadataValue {
    fn default() -> Self {
        Self {
            protocol_type: Default::default(),
            generation: 0,
            protocol: Some(Default::default()),
            leader: Some(Default::default()),
            current_state_timestamp: -1,
            members: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for GroupMetadataValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 4;
        put_string(w, &self.protocol_type, flex)?;
        w.put(&self.generation.to_be_bytes());
        match &self.protocol {
            Some(value) => {  put_string(w, value, flex)?; }
            None => put_null_string(w, flex),
        }
        match &self.leader {
            Some(value) => {  put_string(w, value, flex)?; }
            None => put_null_string(w, flex),
        }
        if v >= 2 {
        w.put(&self.current_state_timestamp.to_be_bytes());
        }
        put_count(w, self.members.len(), flex)?;
        for item in &self.members {
            item.write(w, v)?;
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 4;
        let protocol_type: StrBytes = get_string(buf, flex)?;
        let generation: i32 = get_i32(buf)?;
        let protocol: Option<StrBytes> = get_nullable_string(buf, flex)?;
        let leader: Option<StrBytes> = get_nullable_string(buf, flex)?;
        let current_state_timestamp: i64 = if v >= 2 { get_i64(buf)? } else { -1 };
        let members: Vec<MemberMetadata> = get_array(buf, flex, |b| MemberMetadata::read(b, v))?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            protocol_type,
            generation,
            protocol,
            leader,
            current_state_timestamp,
            members,
            unknown_tagged_fields,
        })
    }
}

impl_message!(GroupMetadataValue, 0, 4);

/// `MemberMetadata` in [`GroupMetadataValue`], versions 0-4.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberMetadata {
    /// `memberId`, versions 0-4.
    pub member_id: StrBytes,
    /// `groupInstanceId`, versions 3-4.
    pub group_instance_id: Option<StrBytes>,
    /// `clientId`, versions 0-4.
    pub client_id: StrBytes,
    /// `clientHost`, versions 0-4.
    pub client_host: StrBytes,
    /// `rebalanceTimeout`, versions 1-4.
    pub rebalance_timeout: i32,
    /// `sessionTimeout`, versions 0-4.
    pub session_timeout: i32,
    /// `subscription`, versions 0-4.
    pub subscription: Bytes,
    /// `assignment`, versions 0-4.
    pub assignment: Bytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl MemberMetadata {
    /// Sets `member_id`.
    #[must_use]
    pub fn with_member_id(mut self, value: StrBytes) -> Self {
        self.member_id = value;
        self
    }
    /// Sets `group_instance_id`.
    #[must_use]
    pub fn with_group_instance_id(mut self, value: Option<StrBytes>) -> Self {
        self.group_instance_id = value;
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
    /// Sets `rebalance_timeout`.
    #[must_use]
    pub fn with_rebalance_timeout(mut self, value: i32) -> Self {
        self.rebalance_timeout = value;
        self
    }
    /// Sets `session_timeout`.
    #[must_use]
    pub fn with_session_timeout(mut self, value: i32) -> Self {
        self.session_timeout = value;
        self
    }
    /// Sets `subscription`.
    #[must_use]
    pub fn with_subscription(mut self, value: Bytes) -> Self {
        self.subscription = value;
        self
    }
    /// Sets `assignment`.
    #[must_use]
    pub fn with_assignment(mut self, value: Bytes) -> Self {
        self.assignment = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for MemberMetadata {
    fn default() -> Self {
        Self {
            member_id: Default::default(),
            group_instance_id: None,
            client_id: Default::default(),
            client_host: Default::default(),
            rebalance_timeout: -1,
            session_timeout: 0,
            subscription: Default::default(),
            assignment: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for MemberMetadata {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 4;
        put_string(w, &self.member_id, flex)?;
        if v >= 3 {
        match &self.group_instance_id {
            Some(value) => {  put_string(w, value, flex)?; }
            None => put_null_string(w, flex),
        }
        }
        put_string(w, &self.client_id, flex)?;
        put_string(w, &self.client_host, flex)?;
        if v >= 1 {
        w.put(&self.rebalance_timeout.to_be_bytes());
        }
        w.put(&self.session_timeout.to_be_bytes());
        put_bytes(w, &self.subscription, flex)?;
        put_bytes(w, &self.assignment, flex)?;
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 4;
        let member_id: StrBytes = get_string(buf, flex)?;
        let group_instance_id: Option<StrBytes> = if v >= 3 { get_nullable_string(buf, flex)? } else { None };
        let client_id: StrBytes = get_string(buf, flex)?;
        let client_host: StrBytes = get_string(buf, flex)?;
        let rebalance_timeout: i32 = if v >= 1 { get_i32(buf)? } else { -1 };
        let session_timeout: i32 = get_i32(buf)?;
        let subscription: Bytes = get_bytes(buf, flex)?;
        let assignment: Bytes = get_bytes(buf, flex)?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            member_id,
            group_instance_id,
            client_id,
            client_host,
            rebalance_timeout,
            session_timeout,
            subscription,
            assignment,
            unknown_tagged_fields,
        })
    }
}

impl_message!(MemberMetadata, 0, 4);
