// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `StreamsGroupMetadataValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamsGroupMetadataValue {
    /// `Epoch`, versions 0.
    pub epoch: i32,
    /// `MetadataHash`, versions 0.
    pub metadata_hash: i64,
    /// `ValidatedTopologyEpoch`, versions 0, tag 0.
    pub validated_topology_epoch: i32,
    /// `LastAssignmentConfigs`, versions 0, tag 1.
    pub last_assignment_configs: Option<Vec<LastAssignmentConfig>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl StreamsGroupMetadataValue {
    /// Sets `epoch`.
    #[must_use]
    pub fn with_epoch(mut self, value: i32) -> Self {
        self.epoch = value;
        self
    }
    /// Sets `metadata_hash`.
    #[must_use]
    pub fn with_metadata_hash(mut self, value: i64) -> Self {
        self.metadata_hash = value;
        self
    }
    /// Sets `validated_topology_epoch`.
    #[must_use]
    pub fn with_validated_topology_epoch(mut self, value: i32) -> Self {
        self.validated_topology_epoch = value;
        self
    }
    /// Sets `last_assignment_configs`.
    #[must_use]
    pub fn with_last_assignment_configs(mut self, value: Option<Vec<LastAssignmentConfig>>) -> Self {
        self.last_assignment_configs = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for StreamsGroupMetadataValue {
    fn default() -> Self {
        Self {
            epoch: 0,
            metadata_hash: 0,
            validated_topology_epoch: -1,
            last_assignment_configs: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for StreamsGroupMetadataValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.epoch.to_be_bytes());
        w.put(&self.metadata_hash.to_be_bytes());
        let mut known = 0;
        let has_validated_topology_epoch = self.validated_topology_epoch != -1;
        known += u32::from(has_validated_topology_epoch);
        let has_last_assignment_configs = self.last_assignment_configs != Some(Default::default());
        known += u32::from(has_last_assignment_configs);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_validated_topology_epoch {
            put_tag(w, 0, |w| {
            w.put(&self.validated_topology_epoch.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..1)?;
        if has_last_assignment_configs {
            put_tag(w, 1, |w| {
            match &self.last_assignment_configs {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, true),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 2..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let epoch: i32 = get_i32(buf)?;
        let metadata_hash: i64 = get_i64(buf)?;
        let mut validated_topology_epoch: i32 = -1;
        let mut last_assignment_configs: Option<Vec<LastAssignmentConfig>> = Some(Default::default());
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => validated_topology_epoch = get_i32(b)?,
                1 => last_assignment_configs = get_nullable_array(b, true, |b| LastAssignmentConfig::read(b, v))?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            epoch,
            metadata_hash,
            validated_topology_epoch,
            last_assignment_configs,
            unknown_tagged_fields,
        })
    }
}

impl_message!(StreamsGroupMetadataValue, 0, 0);

/// `LastAssignmentConfig` in [`StreamsGroupMetadataValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct LastAssignmentConfig {
    /// `Key`, versions 0.
    pub key: StrBytes,
    /// `Value`, versions 0.
    pub value: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl LastAssignmentConfig {
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

impl Default for LastAssignmentConfig {
    fn default() -> Self {
        Self {
            key: Default::default(),
            value: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for LastAssignmentConfig {
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

impl_message!(LastAssignmentConfig, 0, 0);
