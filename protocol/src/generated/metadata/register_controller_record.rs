// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `RegisterControllerRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterControllerRecord {
    /// `ControllerId`, versions 0.
    pub controller_id: i32,
    /// `IncarnationId`, versions 0.
    pub incarnation_id: Uuid,
    /// `ZkMigrationReady`, versions 0.
    pub zk_migration_ready: bool,
    /// `EndPoints`, versions 0.
    pub end_points: Vec<ControllerEndpoint>,
    /// `Features`, versions 0.
    pub features: Vec<ControllerFeature>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl RegisterControllerRecord {
    /// Sets `controller_id`.
    #[must_use]
    pub fn with_controller_id(mut self, value: i32) -> Self {
        self.controller_id = value;
        self
    }
    /// Sets `incarnation_id`.
    #[must_use]
    pub fn with_incarnation_id(mut self, value: Uuid) -> Self {
        self.incarnation_id = value;
        self
    }
    /// Sets `zk_migration_ready`.
    #[must_use]
    pub fn with_zk_migration_ready(mut self, value: bool) -> Self {
        self.zk_migration_ready = value;
        self
    }
    /// Sets `end_points`.
    #[must_use]
    pub fn with_end_points(mut self, value: Vec<ControllerEndpoint>) -> Self {
        self.end_points = value;
        self
    }
    /// Sets `features`.
    #[must_use]
    pub fn with_features(mut self, value: Vec<ControllerFeature>) -> Self {
        self.features = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for RegisterControllerRecord {
    fn default() -> Self {
        Self {
            controller_id: 0,
            incarnation_id: Default::default(),
            zk_migration_ready: false,
            end_points: Default::default(),
            features: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for RegisterControllerRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.controller_id.to_be_bytes());
        w.put(self.incarnation_id.as_bytes());
        w.put(&[u8::from(self.zk_migration_ready)]);
        put_count(w, self.end_points.len(), true)?;
        for item in &self.end_points {
            item.write(w, v)?;
        }
        put_count(w, self.features.len(), true)?;
        for item in &self.features {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let controller_id: i32 = get_i32(buf)?;
        let incarnation_id: Uuid = get_uuid(buf)?;
        let zk_migration_ready: bool = get_i8(buf)? != 0;
        let end_points: Vec<ControllerEndpoint> = get_array(buf, true, |b| ControllerEndpoint::read(b, v))?;
        let features: Vec<ControllerFeature> = get_array(buf, true, |b| ControllerFeature::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            controller_id,
            incarnation_id,
            zk_migration_ready,
            end_points,
            features,
            unknown_tagged_fields,
        })
    }
}

impl_message!(RegisterControllerRecord, 0, 0);

/// `ControllerEndpoint` in [`RegisterControllerRecord`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ControllerEndpoint {
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `Host`, versions 0.
    pub host: StrBytes,
    /// `Port`, versions 0.
    pub port: u16,
    /// `SecurityProtocol`, versions 0.
    pub security_protocol: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ControllerEndpoint {
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

impl Default for ControllerEndpoint {
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

impl Wire for ControllerEndpoint {
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

impl_message!(ControllerEndpoint, 0, 0);

/// `ControllerFeature` in [`RegisterControllerRecord`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ControllerFeature {
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `MinSupportedVersion`, versions 0.
    pub min_supported_version: i16,
    /// `MaxSupportedVersion`, versions 0.
    pub max_supported_version: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ControllerFeature {
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

impl Default for ControllerFeature {
    fn default() -> Self {
        Self {
            name: Default::default(),
            min_supported_version: 0,
            max_supported_version: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ControllerFeature {
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

impl_message!(ControllerFeature, 0, 0);
