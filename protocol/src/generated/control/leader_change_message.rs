// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `LeaderChangeMessage`, versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaderChangeMessage {
    /// `Version`, versions 0-1.
    pub version: i16,
    /// `LeaderId`, versions 0-1.
    pub leader_id: i32,
    /// `Voters`, versions 0-1.
    pub voters: Vec<Voter>,
    /// `GrantingVoters`, versions 0-1.
    pub granting_voters: Vec<Voter>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl LeaderChangeMessage {
    /// Sets `version`.
    #[must_use]
    pub fn with_version(mut self, value: i16) -> Self {
        self.version = value;
        self
    }
    /// Sets `leader_id`.
    #[must_use]
    pub fn with_leader_id(mut self, value: i32) -> Self {
        self.leader_id = value;
        self
    }
    /// Sets `voters`.
    #[must_use]
    pub fn with_voters(mut self, value: Vec<Voter>) -> Self {
        self.voters = value;
        self
    }
    /// Sets `granting_voters`.
    #[must_use]
    pub fn with_granting_voters(mut self, value: Vec<Voter>) -> Self {
        self.granting_voters = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for LeaderChangeMessage {
    fn default() -> Self {
        Self {
            version: 0,
            leader_id: 0,
            voters: Default::default(),
            granting_voters: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for LeaderChangeMessage {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.version.to_be_bytes());
        w.put(&self.leader_id.to_be_bytes());
        put_count(w, self.voters.len(), true)?;
        for item in &self.voters {
            item.write(w, v)?;
        }
        put_count(w, self.granting_voters.len(), true)?;
        for item in &self.granting_voters {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let version: i16 = get_i16(buf)?;
        let leader_id: i32 = get_i32(buf)?;
        let voters: Vec<Voter> = get_array(buf, true, |b| Voter::read(b, v))?;
        let granting_voters: Vec<Voter> = get_array(buf, true, |b| Voter::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            version,
            leader_id,
            voters,
            granting_voters,
            unknown_tagged_fields,
        })
    }
}

impl_message!(LeaderChangeMessage, 0, 1);

/// `Voter` in [`LeaderChangeMessage`], versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct Voter {
    /// `VoterId`, versions 0-1.
    pub voter_id: i32,
    /// `VoterDirectoryId`, versions 1.
    pub voter_directory_id: Uuid,
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
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for Voter {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.voter_id.to_be_bytes());
        if v >= 1 {
        w.put(self.voter_directory_id.as_bytes());
        }
        if !(v >= 1) && !self.voter_directory_id.is_nil() {
            return Err(CodecError::NotInVersion { field: "VoterDirectoryId", version: v });
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let voter_id: i32 = get_i32(buf)?;
        let voter_directory_id: Uuid = if v >= 1 { get_uuid(buf)? } else { Default::default() };
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            voter_id,
            voter_directory_id,
            unknown_tagged_fields,
        })
    }
}

impl_message!(Voter, 0, 1);
