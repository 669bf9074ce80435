// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ZkMigrationStateRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ZkMigrationStateRecord {
    /// `ZkMigrationState`, versions 0.
    pub zk_migration_state: i8,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ZkMigrationStateRecord {
    /// Sets `zk_migration_state`.
    #[must_use]
    pub fn with_zk_migration_state(mut self, value: i8) -> Self {
        self.zk_migration_state = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ZkMigrationStateRecord {
    fn default() -> Self {
        Self {
            zk_migration_state: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ZkMigrationStateRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.zk_migration_state.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let zk_migration_state: i8 = get_i8(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            zk_migration_state,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ZkMigrationStateRecord, 0, 0);
