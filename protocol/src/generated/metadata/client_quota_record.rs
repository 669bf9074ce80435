// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ClientQuotaRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientQuotaRecord {
    /// `Entity`, versions 0.
    pub entity: Vec<EntityData>,
    /// `Key`, versions 0.
    pub key: StrBytes,
    /// `Value`, versions 0.
    pub value: f64,
    /// `Remove`, versions 0.
    pub remove: bool,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ClientQuotaRecord {
    /// Sets `entity`.
    #[must_use]
    pub fn with_entity(mut self, value: Vec<EntityData>) -> Self {
        self.entity = value;
        self
    }
    /// Sets `key`.
    #[must_use]
    pub fn with_key(mut self, value: StrBytes) -> Self {
        self.key = value;
        self
    }
    /// Sets `value`.
    #[must_use]
    pub fn with_value(mut self, value: f64) -> Self {
        self.value = value;
        self
    }
    /// Sets `remove`.
    #[must_use]
    pub fn with_remove(mut self, value: bool) -> Self {
        self.remove = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ClientQuotaRecord {
    fn default() -> Self {
        Self {
            entity: Default::default(),
            key: Default::default(),
            value: 0.0,
            remove: false,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ClientQuotaRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.entity.len(), true)?;
        for item in &self.entity {
            item.write(w, v)?;
        }
        put_string(w, &self.key, true)?;
        w.put(&self.value.to_be_bytes());
        w.put(&[u8::from(self.remove)]);
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let entity: Vec<EntityData> = get_array(buf, true, |b| EntityData::read(b, v))?;
        let key: StrBytes = get_string(buf, true)?;
        let value: f64 = f64::from_bits(get_i64(buf)? as u64);
        let remove: bool = get_i8(buf)? != 0;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            entity,
            key,
            value,
            remove,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ClientQuotaRecord, 0, 0);

/// `EntityData` in [`ClientQuotaRecord`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityData {
    /// `EntityType`, versions 0.
    pub entity_type: StrBytes,
    /// `EntityName`, versions 0.
    pub entity_name: Option<StrBytes>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl EntityData {
    /// Sets `entity_type`.
    #[must_use]
    pub fn with_entity_type(mut self, value: StrBytes) -> Self {
        self.entity_type = value;
        self
    }
    /// Sets `entity_name`.
    #[must_use]
    pub fn with_entity_name(mut self, value: Option<StrBytes>) -> Self {
        self.entity_name = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for EntityData {
    fn default() -> Self {
        Self {
            entity_type: Default::default(),
            entity_name: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for EntityData {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.entity_type, true)?;
        match &self.entity_name {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let entity_type: StrBytes = get_string(buf, true)?;
        let entity_name: Option<StrBytes> = get_nullable_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            entity_type,
            entity_name,
            unknown_tagged_fields,
        })
    }
}

impl_message!(EntityData, 0, 0);
