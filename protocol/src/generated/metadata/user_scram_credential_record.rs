// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `UserScramCredentialRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct UserScramCredentialRecord {
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `Mechanism`, versions 0.
    pub mechanism: i8,
    /// `Salt`, versions 0.
    pub salt: Bytes,
    /// `StoredKey`, versions 0.
    pub stored_key: Bytes,
    /// `ServerKey`, versions 0.
    pub server_key: Bytes,
    /// `Iterations`, versions 0.
    pub iterations: i32,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl UserScramCredentialRecord {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
        self.name = value;
        self
    }
    /// Sets `mechanism`.
    #[must_use]
    pub fn with_mechanism(mut self, value: i8) -> Self {
        self.mechanism = value;
        self
    }
    /// Sets `salt`.
    #[must_use]
    pub fn with_salt(mut self, value: Bytes) -> Self {
        self.salt = value;
        self
    }
    /// Sets `stored_key`.
    #[must_use]
    pub fn with_stored_key(mut self, value: Bytes) -> Self {
        self.stored_key = value;
        self
    }
    /// Sets `server_key`.
    #[must_use]
    pub fn with_server_key(mut self, value: Bytes) -> Self {
        self.server_key = value;
        self
    }
    /// Sets `iterations`.
    #[must_use]
    pub fn with_iterations(mut self, value: i32) -> Self {
        self.iterations = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for UserScramCredentialRecord {
    fn default() -> Self {
        Self {
            name: Default::default(),
            mechanism: 0,
            salt: Default::default(),
            stored_key: Default::default(),
            server_key: Default::default(),
            iterations: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for UserScramCredentialRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name, true)?;
        w.put(&self.mechanism.to_be_bytes());
        put_bytes(w, &self.salt, true)?;
        put_bytes(w, &self.stored_key, true)?;
        put_bytes(w, &self.server_key, true)?;
        w.put(&self.iterations.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: StrBytes = get_string(buf, true)?;
        let mechanism: i8 = get_i8(buf)?;
        let salt: Bytes = get_bytes(buf, true)?;
        let stored_key: Bytes = get_bytes(buf, true)?;
        let server_key: Bytes = get_bytes(buf, true)?;
        let iterations: i32 = get_i32(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            mechanism,
            salt,
            stored_key,
            server_key,
            iterations,
            unknown_tagged_fields,
        })
    }
}

impl_message!(UserScramCredentialRecord, 0, 0);
