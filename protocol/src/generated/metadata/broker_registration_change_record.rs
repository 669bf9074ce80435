// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `BrokerRegistrationChangeRecord`, versions 0-3.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokerRegistrationChangeRecord {
    /// `BrokerId`, versions 0-3.
    pub broker_id: i32,
    /// `BrokerEpoch`, versions 0-3.
    pub broker_epoch: i64,
    /// `Fenced`, versions 0-3, tag 0.
    pub fenced: i8,
    /// `InControlledShutdown`, versions 1-3, tag 1.
    pub in_controlled_shutdown: i8,
    /// `LogDirs`, versions 2-3, tag 2.
    pub log_dirs: Vec<Uuid>,
    /// `CordonedLogDirs`, versions 3, tag 3.
    pub cordoned_log_dirs: Option<Vec<Uuid>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl BrokerRegistrationChangeRecord {
    /// Sets `broker_id`.
    #[must_use]
    pub fn with_broker_id(mut self, value: i32) -> Self {
        self.broker_id = value;
        self
    }
    /// Sets `broker_epoch`.
    #[must_use]
    pub fn with_broker_epoch(mut self, value: i64) -> Self {
        self.broker_epoch = value;
        self
    }
    /// Sets `fenced`.
    #[must_use]
    pub fn with_fenced(mut self, value: i8) -> Self {
        self.fenced = value;
        self
    }
    /// Sets `in_controlled_shutdown`.
    #[must_use]
    pub fn with_in_controlled_shutdown(mut self, value: i8) -> Self {
        self.in_controlled_shutdown = value;
        self
    }
    /// Sets `log_dirs`.
    #[must_use]
    pub fn with_log_dirs(mut self, value: Vec<Uuid>) -> Self {
        self.log_dirs = value;
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

impl Default for BrokerRegistrationChangeRecord {
    fn default() -> Self {
        Self {
            broker_id: 0,
            broker_epoch: 0,
            fenced: 0,
            in_controlled_shutdown: 0,
            log_dirs: Default::default(),
            cordoned_log_dirs: None,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for BrokerRegistrationChangeRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.broker_id.to_be_bytes());
        w.put(&self.broker_epoch.to_be_bytes());
        if !(v >= 1) && self.in_controlled_shutdown != 0 {
            return Err(CodecError::NotInVersion { field: "InControlledShutdown", version: v });
        }
        if !(v >= 2) && !self.log_dirs.is_empty() {
            return Err(CodecError::NotInVersion { field: "LogDirs", version: v });
        }
        if !(v >= 3) && self.cordoned_log_dirs.is_some() {
            return Err(CodecError::NotInVersion { field: "CordonedLogDirs", version: v });
        }
        let mut known = 0;
        let has_fenced = self.fenced != 0;
        known += u32::from(has_fenced);
        let has_in_controlled_shutdown = v >= 1 && self.in_controlled_shutdown != 0;
        known += u32::from(has_in_controlled_shutdown);
        let has_log_dirs = v >= 2 && !self.log_dirs.is_empty();
        known += u32::from(has_log_dirs);
        let has_cordoned_log_dirs = v >= 3 && self.cordoned_log_dirs.is_some();
        known += u32::from(has_cordoned_log_dirs);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_fenced {
            put_tag(w, 0, |w| {
            w.put(&self.fenced.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..1)?;
        if has_in_controlled_shutdown {
            put_tag(w, 1, |w| {
            w.put(&self.in_controlled_shutdown.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 2..2)?;
        if has_log_dirs {
            put_tag(w, 2, |w| {
            put_count(w, self.log_dirs.len(), true)?;
        for item in &self.log_dirs {
            w.put(item.as_bytes());
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 3..3)?;
        if has_cordoned_log_dirs {
            put_tag(w, 3, |w| {
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
        put_unknown(w, &self.unknown_tagged_fields, 4..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let broker_id: i32 = get_i32(buf)?;
        let broker_epoch: i64 = get_i64(buf)?;
        let mut fenced: i8 = 0;
        let mut in_controlled_shutdown: i8 = 0;
        let mut log_dirs: Vec<Uuid> = Default::default();
        let mut cordoned_log_dirs: Option<Vec<Uuid>> = None;
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => fenced = get_i8(b)?,
                1 if v >= 1 => in_controlled_shutdown = get_i8(b)?,
                2 if v >= 2 => log_dirs = get_array(b, true, |b| get_uuid(b))?,
                3 if v >= 3 => cordoned_log_dirs = get_nullable_array(b, true, |b| get_uuid(b))?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            broker_id,
            broker_epoch,
            fenced,
            in_controlled_shutdown,
            log_dirs,
            cordoned_log_dirs,
            unknown_tagged_fields,
        })
    }
}

impl_message!(BrokerRegistrationChangeRecord, 0, 3);
