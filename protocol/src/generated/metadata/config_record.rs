// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ConfigRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigRecord {
    /// `ResourceType`, versions 0.
    pub resource_type: i8,
    /// `ResourceName`, versions 0.
    pub resource_name: StrBytes,
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `Value`, versions 0.
    pub value: Option<StrBytes>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ConfigRecord {
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
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
        self.name = value;
        self
    }
    /// Sets `value`.
    #[must_use]
    pub fn with_value(mut self, value: Option<StrBytes>) -> Self {
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

impl Default for ConfigRecord {
    fn default() -> Self {
        Self {
            resource_type: 0,
            resource_name: Default::default(),
            name: Default::default(),
            value: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ConfigRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.resource_type.to_be_bytes());
        put_string(w, &self.resource_name, true)?;
        put_string(w, &self.name, true)?;
        match &self.value {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let resource_type: i8 = get_i8(buf)?;
        let resource_name: StrBytes = get_string(buf, true)?;
        let name: StrBytes = get_string(buf, true)?;
        let value: Option<StrBytes> = get_nullable_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            resource_type,
            resource_name,
            name,
            value,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ConfigRecord, 0, 0);
