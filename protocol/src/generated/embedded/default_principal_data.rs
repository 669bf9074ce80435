// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `DefaultPrincipalData`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct DefaultPrincipalData {
    /// `Type`, versions 0.
    pub _type: StrBytes,
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `TokenAuthenticated`, versions 0.
    pub token_authenticated: bool,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl DefaultPrincipalData {
    /// Sets `_type`.
    #[must_use]
    pub fn with_type(mut self, value: StrBytes) -> Self {
        self._type = value;
        self
    }
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
        self.name = value;
        self
    }
    /// Sets `token_authenticated`.
    #[must_use]
    pub fn with_token_authenticated(mut self, value: bool) -> Self {
        self.token_authenticated = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for DefaultPrincipalData {
    fn default() -> Self {
        Self {
            _type: Default::default(),
            name: Default::default(),
            token_authenticated: false,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for DefaultPrincipalData {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self._type, true)?;
        put_string(w, &self.name, true)?;
        w.put(&[u8::from(self.token_authenticated)]);
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let _type: StrBytes = get_string(buf, true)?;
        let name: StrBytes = get_string(buf, true)?;
        let token_authenticated: bool = get_i8(buf)? != 0;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            _type,
            name,
            token_authenticated,
            unknown_tagged_fields,
        })
    }
}

impl_message!(DefaultPrincipalData, 0, 0);
