// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `AccessControlEntryRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessControlEntryRecord {
    /// `Id`, versions 0.
    pub id: Uuid,
    /// `ResourceType`, versions 0.
    pub resource_type: i8,
    /// `ResourceName`, versions 0.
    pub resource_name: StrBytes,
    /// `PatternType`, versions 0.
    pub pattern_type: i8,
    /// `Principal`, versions 0.
    pub principal: StrBytes,
    /// `Host`, versions 0.
    pub host: StrBytes,
    /// `Operation`, versions 0.
    pub operation: i8,
    /// `PermissionType`, versions 0.
    pub permission_type: i8,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl AccessControlEntryRecord {
    /// Sets `id`.
    #[must_use]
    pub fn with_id(mut self, value: Uuid) -> Self {
        self.id = value;
        self
    }
    /// Sets `resource_type`.
    #[must_use]
    pub fn with_resource_type(mut self, value: i8) -> Self {
        self.resource_type = value;
        self
    }
    /// Sets `resource_name`.
    #[must_use]
    pub fn with_resource_name(mut self, value: StrBytes) -> Self {
        self.resource_name = value;
        self
    }
    /// Sets `pattern_type`.
    #[must_use]
    pub fn with_pattern_type(mut self, value: i8) -> Self {
        self.pattern_type = value;
        self
    }
    /// Sets `principal`.
    #[must_use]
    pub fn with_principal(mut self, value: StrBytes) -> Self {
        self.principal = value;
        self
    }
    /// Sets `host`.
    #[must_use]
    pub fn with_host(mut self, value: StrBytes) -> Self {
        self.host = value;
        self
    }
    /// Sets `operation`.
    #[must_use]
    pub fn with_operation(mut self, value: i8) -> Self {
        self.operation = value;
        self
    }
    /// Sets `permission_type`.
    #[must_use]
    pub fn with_permission_type(mut self, value: i8) -> Self {
        self.permission_type = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for AccessControlEntryRecord {
    fn default() -> Self {
        Self {
            id: Default::default(),
            resource_type: 0,
            resource_name: Default::default(),
            pattern_type: 0,
            principal: Default::default(),
            host: Default::default(),
            operation: 0,
            permission_type: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for AccessControlEntryRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(self.id.as_bytes());
        w.put(&self.resource_type.to_be_bytes());
        put_string(w, &self.resource_name, true)?;
        w.put(&self.pattern_type.to_be_bytes());
        put_string(w, &self.principal, true)?;
        put_string(w, &self.host, true)?;
        w.put(&self.operation.to_be_bytes());
        w.put(&self.permission_type.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let id: Uuid = get_uuid(buf)?;
        let resource_type: i8 = get_i8(buf)?;
        let resource_name: StrBytes = get_string(buf, true)?;
        let pattern_type: i8 = get_i8(buf)?;
        let principal: StrBytes = get_string(buf, true)?;
        let host: StrBytes = get_string(buf, true)?;
        let operation: i8 = get_i8(buf)?;
        let permission_type: i8 = get_i8(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            id,
            resource_type,
            resource_name,
            pattern_type,
            principal,
            host,
            operation,
            permission_type,
            unknown_tagged_fields,
        })
    }
}

impl_message!(AccessControlEntryRecord, 0, 0);
