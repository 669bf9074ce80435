// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `AddRaftVoterResponse`, versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct AddRaftVoterResponse {
    /// `ThrottleTimeMs`, versions 0-1.
    pub throttle_time_ms: i32,
    /// `ErrorCode`, versions 0-1.
    pub error_code: i16,
    /// `ErrorMessage`, versions 0-1.
    pub error_message: Option<StrBytes>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl AddRaftVoterResponse {
    /// Sets `throttle_time_ms`.
    #[must_use]
    pub fn with_throttle_time_ms(mut self, value: i32) -> Self {
        self.throttle_time_ms = value;
        self
    }
    /// Sets `error_code`.
    #[must_use]
    pub fn with_error_code(mut self, value: i16) -> Self {
        self.error_code = value;
        self
    }
    /// Sets `error_message`.
    #[must_use]
    pub fn with_error_message(mut self, value: Option<StrBytes>) -> Self {
        self.error_message = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for AddRaftVoterResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: 0,
            error_message: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for AddRaftVoterResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.throttle_time_ms.to_be_bytes());
        w.put(&self.error_code.to_be_bytes());
        match &self.error_message {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let throttle_time_ms: i32 = get_i32(buf)?;
        let error_code: i16 = get_i16(buf)?;
        let error_message: Option<StrBytes> = get_nullable_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            throttle_time_ms,
            error_code,
            error_message,
            unknown_tagged_fields,
        })
    }
}

impl_message!(AddRaftVoterResponse, 0, 1);

impl HeaderVersion for AddRaftVoterResponse {
    fn header_version(version: i16) -> i16 {
        if version >= 0 { 1 } else { 0 }
    }
}
