// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `QuorumStateData`, versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct QuorumStateData {
    /// `ClusterId`, versions 0.
    pub cluster_id: StrBytes,
    /// `LeaderId`, versions 0-1.
    pub leader_id: i32,
    /// `LeaderEpoch`, versions 0-1.
    pub leader_epoch: i32,
    /// `VotedId`, versions 0-1.
    pub voted_id: i32,
    /// `VotedDirectoryId`, versions 1.
    pub voted_directory_id: Uuid,
    /// `AppliedOffset`, versions 0.
    pub applied_offset: i64,
    /// `CurrentVoters`, versions 0.
    pub current_voters: Option<Vec<Voter>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl QuorumStateData {
    /// Sets `cluster_id`.
    #[must_use]
    pub fn with_cluster_id(mut self, value: StrBytes) -> Self {
        self.cluster_id = value;
        self
    }
    /// Sets `leader_id`.
    #[must_use]
    pub fn with_leader_id(mut self, value: i32) -> Self {
        self.leader_id = value;
        self
    }
    /// Sets `leader_epoch`.
    #[must_use]
    pub fn with_leader_epoch(mut self, value: i32) -> Self {
        self.leader_epoch = value;
        self
    }
    /// Sets `voted_id`.
    #[must_use]
    pub fn with_voted_id(mut self, value: i32) -> Self {
        self.voted_id = value;
        self
    }
    /// Sets `voted_directory_id`.
    #[must_use]
    pub fn with_voted_directory_id(mut self, value: Uuid) -> Self {
        self.voted_directory_id = value;
        self
    }
    /// Sets `applied_offset`.
    #[must_use]
    pub fn with_applied_offset(mut self, value: i64) -> Self {
        self.applied_offset = value;
        self
    }
    /// Sets `current_voters`.
    #[must_use]
    pub fn with_current_voters(mut self, value: Option<Vec<Voter>>) -> Self {
        self.current_voters = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for QuorumStateData {
    fn default() -> Self {
        Self {
            cluster_id: Default::default(),
            leader_id: -1,
            leader_epoch: -1,
            voted_id: -1,
            voted_directory_id: Default::default(),
            applied_offset: 0,
            current_voters: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for QuorumStateData {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        if v <= 0 {
        put_string(w, &self.cluster_id, true)?;
        }
        if !(v <= 0) && !self.cluster_id.is_empty() {
            return Err(CodecError::NotInVersion { field: "ClusterId", version: v });
        }
        w.put(&self.leader_id.to_be_bytes());
        w.put(&self.leader_epoch.to_be_bytes());
        w.put(&self.voted_id.to_be_bytes());
        if v >= 1 {
        w.put(self.voted_directory_id.as_bytes());
        }
        if !(v >= 1) && !self.voted_directory_id.is_nil() {
            return Err(CodecError::NotInVersion { field: "VotedDirectoryId", version: v });
        }
        if v <= 0 {
        w.put(&self.applied_offset.to_be_bytes());
        }
        if !(v <= 0) && self.applied_offset != 0 {
            return Err(CodecError::NotInVersion { field: "AppliedOffset", version: v });
        }
        if v <= 0 {
        match &self.current_voters {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, true),
        }
        }
        if !(v <= 0) && self.current_voters != Some(Default::default()) {
            return Err(CodecError::NotInVersion { field: "CurrentVoters", version: v });
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let cluster_id: StrBytes = if v <= 0 { get_string(buf, true)? } else { Default::default() };
        let leader_id: i32 = get_i32(buf)?;
        let leader_epoch: i32 = get_i32(buf)?;
        let voted_id: i32 = get_i32(buf)?;
        let voted_directory_id: Uuid = if v >= 1 { get_uuid(buf)? } else { Default::default() };
        let applied_offset: i64 = if v <= 0 { get_i64(buf)? } else { 0 };
        let current_voters: Option<Vec<Voter>> = if v <= 0 { get_nullable_array(buf, true, |b| Voter::read(b, v))? } else { Some(Default::default()) };
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            cluster_id,
            leader_id,
            leader_epoch,
            voted_id,
            voted_directory_id,
            applied_offset,
            current_voters,
            unknown_tagged_fields,
        })
    }
}

impl_message!(QuorumStateData, 0, 1);

/// `Voter` in [`QuorumStateData`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Voter {
    /// `VoterId`, versions 0.
    pub voter_id: i32,
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
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for Voter {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        if v <= 0 {
        w.put(&self.voter_id.to_be_bytes());
        }
        if !(v <= 0) && self.voter_id != 0 {
            return Err(CodecError::NotInVersion { field: "VoterId", version: v });
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let voter_id: i32 = if v <= 0 { get_i32(buf)? } else { 0 };
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            voter_id,
            unknown_tagged_fields,
        })
    }
}

impl_message!(Voter, 0, 1);
