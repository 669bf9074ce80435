// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `VotersRecord`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct VotersRecord {
    /// `Version`, versions 0.
    pub version: i16,
    /// `Voters`, versions 0.
    pub voters: Vec<Voter>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl VotersRecord {
    /// Sets `version`.
    #[must_use]
    pub fn with_version(mut self, value: i16) -> Self {
        self.version = value;
        self
    }
    /// Sets `voters`.
    #[must_use]
    pub fn with_voters(mut self, value: Vec<Voter>) -> Self {
        self.voters = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for VotersRecord {
    fn default() -> Self {
        Self {
            version: 0,
            voters: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for VotersRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.version.to_be_bytes());
        put_count(w, self.voters.len(), true)?;
        for item in &self.voters {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let version: i16 = get_i16(buf)?;
        let voters: Vec<Voter> = get_array(buf, true, |b| Voter::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            version,
            voters,
            unknown_tagged_fields,
        })
    }
}

impl_message!(VotersRecord, 0, 0);

/// `Voter` in [`VotersRecord`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Voter {
    /// `VoterId`, versions 0.
    pub voter_id: i32,
    /// `VoterDirectoryId`, versions 0.
    pub voter_directory_id: Uuid,
    /// `Endpoints`, versions 0.
    pub endpoints: Vec<Endpoint>,
    /// `KRaftVersionFeature`, versions 0.
    pub k_raft_version_feature: KRaftVersionFeature,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl Voter {
    /// Sets `voter_id`.
    #[must_use]
    pub fn with_voter_id(mut self, value: i32) -> Self {
        self.voter_id = value;
        self
    }
    /// Sets `voter_directory_id`.
    #[must_use]
    pub fn with_voter_directory_id(mut self, value: Uuid) -> Self {
        self.voter_directory_id = value;
        self
    }
    /// Sets `endpoints`.
    #[must_use]
    pub fn with_endpoints(mut self, value: Vec<Endpoint>) -> Self {
        self.endpoints = value;
        self
    }
    /// Sets `k_raft_version_feature`.
    #[must_use]
    pub fn with_k_raft_version_feature(mut self, value: KRaftVersionFeature) -> Self {
        self.k_raft_version_feature = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for Voter {
    fn default() -> Self {
        Self {
            voter_id: 0,
            voter_directory_id: Default::default(),
            endpoints: Default::default(),
            k_raft_version_feature: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for Voter {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.voter_id.to_be_bytes());
        w.put(self.voter_directory_id.as_bytes());
        put_count(w, self.endpoints.len(), true)?;
        for item in &self.endpoints {
            item.write(w, v)?;
        }
        self.k_raft_version_feature.write(w, v)?;
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let voter_id: i32 = get_i32(buf)?;
        let voter_directory_id: Uuid = get_uuid(buf)?;
        let endpoints: Vec<Endpoint> = get_array(buf, true, |b| Endpoint::read(b, v))?;
        let k_raft_version_feature: KRaftVersionFeature = KRaftVersionFeature::read(buf, v)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            voter_id,
            voter_directory_id,
            endpoints,
            k_raft_version_feature,
            unknown_tagged_fields,
        })
    }
}

impl_message!(Voter, 0, 0);

/// `Endpoint` in [`VotersRecord`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `Host`, versions 0.
    pub host: StrBytes,
    /// `Port`, versions 0.
    pub port: u16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl Endpoint {
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
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for Endpoint {
    fn default() -> Self {
        Self {
            name: Default::default(),
            host: Default::default(),
            port: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for Endpoint {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name, true)?;
        put_string(w, &self.host, true)?;
        w.put(&self.port.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: StrBytes = get_string(buf, true)?;
        let host: StrBytes = get_string(buf, true)?;
        let port: u16 = get_i16(buf)? as u16;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            host,
            port,
            unknown_tagged_fields,
        })
    }
}

impl_message!(Endpoint, 0, 0);

/// `KRaftVersionFeature` in [`VotersRecord`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct KRaftVersionFeature {
    /// `MinSupportedVersion`, versions 0.
    pub min_supported_version: i16,
    /// `MaxSupportedVersion`, versions 0.
    pub max_supported_version: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl KRaftVersionFeature {
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

impl Default for KRaftVersionFeature {
    fn default() -> Self {
        Self {
            min_supported_version: 0,
            max_supported_version: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for KRaftVersionFeature {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.min_supported_version.to_be_bytes());
        w.put(&self.max_supported_version.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let min_supported_version: i16 = get_i16(buf)?;
        let max_supported_version: i16 = get_i16(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            min_supported_version,
            max_supported_version,
            unknown_tagged_fields,
        })
    }
}

impl_message!(KRaftVersionFeature, 0, 0);
