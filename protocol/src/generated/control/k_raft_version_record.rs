// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `KRaftVersionRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct KRaftVersionRecord {
    /// `Version`, versions 0.
    pub version: i16,
    /// `KRaftVersion`, versions 0.
    pub k_raft_version: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl KRaftVersionRecord {
    /// Sets `version`.
    #[must_use]
    pub fn with_version(mut self, value: i16) -> Self {
        self.version = value;
        self
    }
    /// Sets `k_raft_version`.
    #[must_use]
    pub fn with_k_raft_version(mut self, value: i16) -> Self {
        self.k_raft_version = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for KRaftVersionRecord {
    fn default() -> Self {
        Self {
            version: 0,
            k_raft_version: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for KRaftVersionRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.version.to_be_bytes());
        w.put(&self.k_raft_version.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let version: i16 = get_i16(buf)?;
        let k_raft_version: i16 = get_i16(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            version,
            k_raft_version,
            unknown_tagged_fields,
        })
    }
}

impl_message!(KRaftVersionRecord, 0, 0);
