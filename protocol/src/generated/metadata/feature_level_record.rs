// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `FeatureLevelRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureLevelRecord {
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `FeatureLevel`, versions 0.
    pub feature_level: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl FeatureLevelRecord {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
        self.name = value;
        self
    }
    /// Sets `feature_level`.
    #[must_use]
    pub fn with_feature_level(mut self, value: i16) -> Self {
        self.feature_level = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for FeatureLevelRecord {
    fn default() -> Self {
        Self {
            name: Default::default(),
            feature_level: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for FeatureLevelRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name, true)?;
        w.put(&self.feature_level.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: StrBytes = get_string(buf, true)?;
        let feature_level: i16 = get_i16(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            feature_level,
            unknown_tagged_fields,
        })
    }
}

impl_message!(FeatureLevelRecord, 0, 0);
