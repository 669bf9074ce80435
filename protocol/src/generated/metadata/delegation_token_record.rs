// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `DelegationTokenRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct DelegationTokenRecord {
    /// `Owner`, versions 0.
    pub owner: StrBytes,
    /// `Requester`, versions 0.
    pub requester: StrBytes,
    /// `Renewers`, versions 0.
    pub renewers: Vec<StrBytes>,
    /// `IssueTimestamp`, versions 0.
    pub issue_timestamp: i64,
    /// `MaxTimestamp`, versions 0.
    pub max_timestamp: i64,
    /// `ExpirationTimestamp`, versions 0.
    pub expiration_timestamp: i64,
    /// `TokenId`, versions 0.
    pub token_id: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl DelegationTokenRecord {
    /// Sets `owner`.
    #[must_use]
    pub fn with_owner(mut self, value: StrBytes) -> Self {
        self.owner = value;
        self
    }
    /// Sets `requester`.
    #[must_use]
    pub fn with_requester(mut self, value: StrBytes) -> Self {
        self.requester = value;
        self
    }
    /// Sets `renewers`.
    #[must_use]
    pub fn with_renewers(mut self, value: Vec<StrBytes>) -> Self {
        self.renewers = value;
        self
    }
    /// Sets `issue_timestamp`.
    #[must_use]
    pub fn with_issue_timestamp(mut self, value: i64) -> Self {
        self.issue_timestamp = value;
        self
    }
    /// Sets `max_timestamp`.
    #[must_use]
    pub fn with_max_timestamp(mut self, value: i64) -> Self {
        self.max_timestamp = value;
        self
    }
    /// Sets `expiration_timestamp`.
    #[must_use]
    pub fn with_expiration_timestamp(mut self, value: i64) -> Self {
        self.expiration_timestamp = value;
        self
    }
    /// Sets `token_id`.
    #[must_use]
    pub fn with_token_id(mut self, value: StrBytes) -> Self {
        self.token_id = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for DelegationTokenRecord {
    fn default() -> Self {
        Self {
            owner: Default::default(),
            requester: Default::default(),
            renewers: Default::default(),
            issue_timestamp: 0,
            max_timestamp: 0,
            expiration_timestamp: 0,
            token_id: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for DelegationTokenRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.owner, true)?;
        put_string(w, &self.requester, true)?;
        put_count(w, self.renewers.len(), true)?;
        for item in &self.renewers {
            put_string(w, &item, true)?;
        }
        w.put(&self.issue_timestamp.to_be_bytes());
        w.put(&self.max_timestamp.to_be_bytes());
        w.put(&self.expiration_timestamp.to_be_bytes());
        put_string(w, &self.token_id, true)?;
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let owner: StrBytes = get_string(buf, true)?;
        let requester: StrBytes = get_string(buf, true)?;
        let renewers: Vec<StrBytes> = get_array(buf, true, |b| get_string(b, true))?;
        let issue_timestamp: i64 = get_i64(buf)?;
        let max_timestamp: i64 = get_i64(buf)?;
        let expiration_timestamp: i64 = get_i64(buf)?;
        let token_id: StrBytes = get_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            owner,
            requester,
            renewers,
            issue_timestamp,
            max_timestamp,
            expiration_timestamp,
            token_id,
            unknown_tagged_fields,
        })
    }
}

impl_message!(DelegationTokenRecord, 0, 0);
