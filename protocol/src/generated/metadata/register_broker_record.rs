// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `RegisterBrokerRecord`, versions 0-4.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterBrokerRecord {
    /// `BrokerId`, versions 0-4.
    pub broker_id: i32,
    /// `IsMigratingZkBroker`, versions 2-4.
    pub is_migrating_zk_broker: bool,
    /// `IncarnationId`, versions 0-4.
    pub incarnation_id: Uuid,
    /// `BrokerEpoch`, versions 0-4.
    pub broker_epoch: i64,
    /// `EndPoints`, versions 0-4.
    pub end_points: Vec<BrokerEndpoint>,
    /// `Features`, versions 0-4.
    pub features: Vec<BrokerFeature>,
    /// `Rack`, versions 0-4.
    pub rack: Option<StrBytes>,
    /// `Fenced`, versions 0-4.
    pub fenced: bool,
    /// `InControlledShutdown`, versions 1-4.
    pub in_controlled_shutdown: bool,
    /// `LogDirs`, versions 3-4, tag 0.
    pub log_dirs: Vec<Uuid>,
    /// `CordonedLogDirs`, versions 4, tag 1.
    pub cordoned_log_dirs: Option<Vec<Uuid>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl RegisterBrokerRecord {
    /// Sets `broker_id`.
    #[must_use]
    pub fn with_broker_id(mut self, value: i32) -> Self {
        self.broker_id = value;
        self
    }
    /// Sets `is_migrating_zk_broker`.
    #[must_use]
    pub fn with_is_migrating_zk_broker(mut self, value: bool) -> Self {
        self.is_migrating_zk_broker = value;
        self
    }
    /// Sets `incarnation_id`.
    #[must_use]
    pub fn with_incarnation_id(mut self, value: Uuid) -> Self {
        self.incarnation_id = value;
        self
    }
    /// Sets `broker_epoch`.
    #[must_use]
    pub fn with_broker_epoch(mut self, value: i64) -> Self {
        self.broker_epoch = value;
        self
    }
    /// Sets `end_points`.
    #[must_use]
    pub fn with_end_points(mut self, value: Vec<BrokerEndpoint>) -> Self {
        self.end_points = value;
        self
    }
    /// Sets `features`.
    #[must_use]
    pub fn with_features(mut self, value: Vec<BrokerFeature>) -> Self {
        self.features = value;
        self
    }
    /// Sets `rack`.
    #[must_use]
    pub fn with_rack(mut self, value: Option<StrBytes>) -> Self {
        self.rack = value;
        self
    }
    /// Sets `fenced`.
    #[must_use]
    pub fn with_fenced(mut self, value: bool) -> Self {
        self.fenced = value;
        self
    }
    /// Sets `in_controlled_shutdown`.
    #[must_use]
    pub fn with_in_controlled_shutdown(mut self, value: bool) -> Self {
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

impl Default for RegisterBrokerRecord {
    fn default() -> Self {
        Self {
            broker_id: 0,
            is_migrating_zk_broker: false,
            incarnation_id: Default::default(),
            broker_epoch: 0,
            end_points: Default::default(),
            features: Default::default(),
            rack: Some(Default::default()),
            fenced: true,
            in_controlled_shutdown: false,
            log_dirs: Default::default(),
            cordoned_log_dirs: None,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for RegisterBrokerRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.broker_id.to_be_bytes());
        if v >= 2 {
        w.put(&[u8::from(self.is_migrating_zk_broker)]);
        }
        if !(v >= 2) && self.is_migrating_zk_broker {
            return Err(CodecError::NotInVersion { field: "IsMigratingZkBroker", version: v });
        }
        w.put(self.incarnation_id.as_bytes());
        w.put(&self.broker_epoch.to_be_bytes());
        put_count(w, self.end_points.len(), true)?;
        for item in &self.end_points {
            item.write(w, v)?;
        }
        put_count(w, self.features.len(), true)?;
        for item in &self.features {
            item.write(w, v)?;
        }
        match &self.rack {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        w.put(&[u8::from(self.fenced)]);
        if v >= 1 {
        w.put(&[u8::from(self.in_controlled_shutdown)]);
        }
        if !(v >= 1) && self.in_controlled_shutdown {
            return Err(CodecError::NotInVersion { field: "InControlledShutdown", version: v });
        }
        if !(v >= 3) && !self.log_dirs.is_empty() {
            return Err(CodecError::NotInVersion { field: "LogDirs", version: v });
        }
        if !(v >= 4) && self.cordoned_log_dirs.is_some() {
            return Err(CodecError::NotInVersion { field: "CordonedLogDirs", version: v });
        }
        let mut known = 0;
        let has_log_dirs = v >= 3 && !self.log_dirs.is_empty();
        known += u32::from(has_log_dirs);
        let has_cordoned_log_dirs = v >= 4 && self.cordoned_log_dirs.is_some();
        known += u32::from(has_cordoned_log_dirs);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_log_dirs {
            put_tag(w, 0, |w| {
            put_count(w, self.log_dirs.len(), true)?;
        for item in &self.log_dirs {
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
        let broker_id: i32 = get_i32(buf)?;
        let is_migrating_zk_broker: bool = if v >= 2 { get_i8(buf)? != 0 } else { false };
        let incarnation_id: Uuid = get_uuid(buf)?;
        let broker_epoch: i64 = get_i64(buf)?;
        let end_points: Vec<BrokerEndpoint> = get_array(buf, true, |b| BrokerEndpoint::read(b, v))?;
        let features: Vec<BrokerFeature> = get_array(buf, true, |b| BrokerFeature::read(b, v))?;
        let rack: Option<StrBytes> = get_nullable_string(buf, true)?;
        let fenced: bool = get_i8(buf)? != 0;
        let in_controlled_shutdown: bool = if v >= 1 { get_i8(buf)? != 0 } else { false };
        let mut log_dirs: Vec<Uuid> = Default::default();
        let mut cordoned_log_dirs: Option<Vec<Uuid>> = None;
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 if v >= 3 => log_dirs = get_array(b, true, |b| get_uuid(b))?,
                1 if v >= 4 => cordoned_log_dirs = get_nullable_array(b, true, |b| get_uuid(b))?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            broker_id,
            is_migrating_zk_broker,
            incarnation_id,
            broker_epoch,
            end_points,
            features,
            rack,
            fenced,
            in_controlled_shutdown,
            log_dirs,
            cordoned_log_dirs,
            unknown_tagged_fields,
        })
    }
}

impl_message!(RegisterBrokerRecord, 0, 4);

/// `BrokerEndpoint` in [`RegisterBrokerRecord`], versions 0-4.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokerEndpoint {
    /// `Name`, versions 0-4.
    pub name: StrBytes,
    /// `Host`, versions 0-4.
    pub host: StrBytes,
    /// `Port`, versions 0-4.
    pub port: u16,
    /// `SecurityProtocol`, versions 0-4.
    pub security_protocol: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl BrokerEndpoint {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
        self.name = value;
        self
    }
    /// Sets `host`.
    #[must_use]
    pub fn with_host(mut self, value: StrBytes) -> Self {
        self.host = value;
        self
    }
    /// Sets `port`.
    #[must_use]
    pub fn with_port(mut self, value: u16) -> Self {
        self.port = value;
        self
    }
    /// Sets `security_protocol`.
    #[must_use]
    pub fn with_security_protocol(mut self, value: i16) -> Self {
        self.security_protocol = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for BrokerEndpoint {
    fn default() -> Self {
        Self {
            name: Default::default(),
            host: Default::default(),
            port: 0,
            security_protocol: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for BrokerEndpoint {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name, true)?;
        put_string(w, &self.host, true)?;
        w.put(&self.port.to_be_bytes());
        w.put(&self.security_protocol.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: StrBytes = get_string(buf, true)?;
        let host: StrBytes = get_string(buf, true)?;
        let port: u16 = get_i16(buf)? as u16;
        let security_protocol: i16 = get_i16(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            host,
            port,
            security_protocol,
            unknown_tagged_fields,
        })
    }
}

impl_message!(BrokerEndpoint, 0, 4);

/// `BrokerFeature` in [`RegisterBrokerRecord`], versions 0-4.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokerFeature {
    /// `Name`, versions 0-4.
    pub name: StrBytes,
    /// `MinSupportedVersion`, versions 0-4.
    pub min_supported_version: i16,
    /// `MaxSupportedVersion`, versions 0-4.
    pub max_supported_version: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl BrokerFeature {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
        self.name = value;
        self
    }
    /// Sets `min_supported_version`.
    #[must_use]
    pub fn with_min_supported_version(mut self, value: i16) -> Self {
        self.min_supported_version = value;
        self
    }
    /// Sets `max_supported_version`.
    #[must_use]
    pub fn with_max_supported_version(mut self, value: i16) -> Self {
        self.max_supported_version = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for BrokerFeature {
    fn default() -> Self {
        Self {
            name: Default::default(),
            min_supported_version: 0,
            max_supported_version: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for BrokerFeature {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name, true)?;
        w.put(&self.min_supported_version.to_be_bytes());
        w.put(&self.max_supported_version.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: StrBytes = get_string(buf, true)?;
        let min_supported_version: i16 = get_i16(buf)?;
        let max_supported_version: i16 = get_i16(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            min_supported_version,
            max_supported_version,
            unknown_tagged_fields,
        })
    }
}

impl_message!(BrokerFeature, 0, 4);
