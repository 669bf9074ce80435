// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `BrokerHeartbeatRequest`, versions 0-2.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokerHeartbeatRequest {
    /// `BrokerId`, versions 0-2.
    pub broker_id: BrokerId,
    /// `BrokerEpoch`, versions 0-2.
    pub broker_epoch: i64,
    /// `CurrentMetadataOffset`, versions 0-2.
    pub current_metadata_offset: i64,
    /// `WantFence`, versions 0-2.
    pub want_fence: bool,
    /// `WantShutDown`, versions 0-2.
    pub want_shut_down: bool,
    /// `OfflineLogDirs`, versions 1-2, tag 0.
    pub offline_log_dirs: Vec<Uuid>,
    /// `CordonedLogDirs`, versions 2, tag 1.
    pub cordoned_log_dirs: Option<Vec<Uuid>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl BrokerHeartbeatRequest {
    /// Sets `broker_id`.
    #[must_use]
    pub fn with_broker_id(mut self, value: BrokerId) -> Self {
        self.broker_id = value;
        self
    }
    /// Sets `broker_epoch`.
    #[must_use]
    pub fn with_broker_epoch(mut self, value: i64) -> Self {
        self.broker_epoch = value;
        self
    }
    /// Sets `current_metadata_offset`.
    #[must_use]
    pub fn with_current_metadata_offset(mut self, value: i64) -> Self {
        self.current_metadata_offset = value;
        self
    }
    /// Sets `want_fence`.
    #[must_use]
    pub fn with_want_fence(mut self, value: bool) -> Self {
        self.want_fence = value;
        self
    }
    /// Sets `want_shut_down`.
    #[must_use]
    pub fn with_want_shut_down(mut self, value: bool) -> Self {
        self.want_shut_down = value;
        self
    }
    /// Sets `offline_log_dirs`.
    #[must_use]
    pub fn with_offline_log_dirs(mut self, value: Vec<Uuid>) -> Self {
        self.offline_log_dirs = value;
        self
    }
    /// Sets `cordoned_log_dirs`.
    #[must_use]
    pub fn with_cordoned_log_dirs(mut self, value: Option<Vec<Uuid>>) -> Self {
        self.cordoned_log_dirs = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for BrokerHeartbeatRequest {
    fn default() -> Self {
        Self {
            broker_id: BrokerId(0),
            broker_epoch: -1,
            current_metadata_offset: 0,
            want_fence: false,
            want_shut_down: false,
            offline_log_dirs: Default::default(),
            cordoned_log_dirs: None,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for BrokerHeartbeatRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.broker_id.0.to_be_bytes());
        w.put(&self.broker_epoch.to_be_bytes());
        w.put(&self.current_metadata_offset.to_be_bytes());
        w.put(&[u8::from(self.want_fence)]);
        w.put(&[u8::from(self.want_shut_down)]);
        if !(v >= 1) && !self.offline_log_dirs.is_empty() {
            return Err(CodecError::NotInVersion { field: "OfflineLogDirs", version: v });
        }
        if !(v >= 2) && self.cordoned_log_dirs.is_some() {
            return Err(CodecError::NotInVersion { field: "CordonedLogDirs", version: v });
        }
        let mut known = 0;
        let has_offline_log_dirs = v >= 1 && !self.offline_log_dirs.is_empty();
        known += u32::from(has_offline_log_dirs);
        let has_cordoned_log_dirs = v >= 2 && self.cordoned_log_dirs.is_some();
        known += u32::from(has_cordoned_log_dirs);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_offline_log_dirs {
            put_tag(w, 0, |w| {
            put_count(w, self.offline_log_dirs.len(), true)?;
        for item in &self.offline_log_dirs {
            w.put(item.as_bytes());
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..1)?;
        if has_cordoned_log_dirs {
            put_tag(w, 1, |w| {
            match &self.cordoned_log_dirs {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            w.put(item.as_bytes());
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
        let broker_id: BrokerId = BrokerId(get_i32(buf)?);
        let broker_epoch: i64 = get_i64(buf)?;
        let current_metadata_offset: i64 = get_i64(buf)?;
        let want_fence: bool = get_i8(buf)? != 0;
        let want_shut_down: bool = get_i8(buf)? != 0;
        let mut offline_log_dirs: Vec<Uuid> = Default::default();
        let mut cordoned_log_dirs: Option<Vec<Uuid>> = None;
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 if v >= 1 => offline_log_dirs = get_array(b, true, |b| get_uuid(b))?,
                1 if v >= 2 => cordoned_log_dirs = get_nullable_array(b, true, |b| get_uuid(b))?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            broker_id,
            broker_epoch,
            current_metadata_offset,
            want_fence,
            want_shut_down,
            offline_log_dirs,
            cordoned_log_dirs,
            unknown_tagged_fields,
        })
    }
}

impl_message!(BrokerHeartbeatRequest, 0, 2);

impl HeaderVersion for BrokerHeartbeatRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 0 { 2 } else { 1 }
    }
}

impl Request for BrokerHeartbeatRequest {
    const KEY: i16 = 63;
    type Response = super::BrokerHeartbeatResponse;
}
