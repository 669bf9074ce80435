// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `BrokerHeartbeatResponse`, versions 0-2.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokerHeartbeatResponse {
    /// `ThrottleTimeMs`, versions 0-2.
    pub throttle_time_ms: i32,
    /// `ErrorCode`, versions 0-2.
    pub error_code: i16,
    /// `IsCaughtUp`, versions 0-2.
    pub is_caught_up: bool,
    /// `IsFenced`, versions 0-2.
    pub is_fenced: bool,
    /// `ShouldShutDown`, versions 0-2.
    pub should_shut_down: bool,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl BrokerHeartbeatResponse {
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
    /// Sets `is_caught_up`.
    #[must_use]
    pub fn with_is_caught_up(mut self, value: bool) -> Self {
        self.is_caught_up = value;
        self
    }
    /// Sets `is_fenced`.
    #[must_use]
    pub fn with_is_fenced(mut self, value: bool) -> Self {
        self.is_fenced = value;
        self
    }
    /// Sets `should_shut_down`.
    #[must_use]
    pub fn with_should_shut_down(mut self, value: bool) -> Self {
        self.should_shut_down = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for BrokerHeartbeatResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: 0,
            is_caught_up: false,
            is_fenced: true,
            should_shut_down: false,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for BrokerHeartbeatResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.throttle_time_ms.to_be_bytes());
        w.put(&self.error_code.to_be_bytes());
        w.put(&[u8::from(self.is_caught_up)]);
        w.put(&[u8::from(self.is_fenced)]);
        w.put(&[u8::from(self.should_shut_down)]);
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let throttle_time_ms: i32 = get_i32(buf)?;
        let error_code: i16 = get_i16(buf)?;
        let is_caught_up: bool = get_i8(buf)? != 0;
        let is_fenced: bool = get_i8(buf)? != 0;
        let should_shut_down: bool = get_i8(buf)? != 0;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            throttle_time_ms,
            error_code,
            is_caught_up,
            is_fenced,
            should_shut_down,
            unknown_tagged_fields,
        })
    }
}

impl_message!(BrokerHeartbeatResponse, 0, 2);

impl HeaderVersion for BrokerHeartbeatResponse {
    fn header_version(version: i16) -> i16 {
        if version >= 0 { 1 } else { 0 }
    }
}
