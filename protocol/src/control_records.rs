//! Values of control records: transaction markers and what the quorum writes into its own log;
//! and the quorum's state file.

use bytes::{Bytes, BytesMut};

pub use crate::generated::control::*;
use crate::wire::CodecError;
use crate::wire::codec::{Store, Wire, get_i16};

/// A control record that a raft quorum writes, with the type its key carries.
#[derive(Debug, Clone, PartialEq)]
pub enum RaftControlRecord {
    /// Type 2: a new leader's first record.
    LeaderChange(LeaderChangeMessage),
    /// Type 3: first record of a snapshot.
    SnapshotHeader(SnapshotHeaderRecord),
    /// Type 4: last record of a snapshot.
    SnapshotFooter(SnapshotFooterRecord),
    /// Type 5: the finalized `kraft.version`.
    KRaftVersion(KRaftVersionRecord),
    /// Type 6: the voter set.
    KRaftVoters(VotersRecord),
}

impl RaftControlRecord {
    /// The type that the record's key carries.
    pub fn control_type(&self) -> i16 {
        match self {
            Self::LeaderChange(_) => 2,
            Self::SnapshotHeader(_) => 3,
            Self::SnapshotFooter(_) => 4,
            Self::KRaftVersion(_) => 5,
            Self::KRaftVoters(_) => 6,
        }
    }

    /// The record's key: version 0 and the type.
    pub fn key(&self) -> Bytes {
        let mut key = [0; 4];
        key[2..].copy_from_slice(&self.control_type().to_be_bytes());
        Bytes::copy_from_slice(&key)
    }

    /// Reads a control record's value; the type comes from its key.
    ///
    /// # Errors
    /// The type is not one of a quorum, or the bytes are not of it.
    pub fn decode(control_type: i16, mut value: Bytes) -> Result<RaftControlRecord, CodecError> {
        // Each value begins with its own version as its first field.
        let version = get_i16(&mut value.clone())?;
        let buf = &mut value;
        Ok(match control_type {
            2 => Self::LeaderChange(LeaderChangeMessage::read(buf, clamp(version, 1)?)?),
            3 => Self::SnapshotHeader(SnapshotHeaderRecord::read(buf, clamp(version, 0)?)?),
            4 => Self::SnapshotFooter(SnapshotFooterRecord::read(buf, clamp(version, 0)?)?),
            5 => Self::KRaftVersion(KRaftVersionRecord::read(buf, clamp(version, 0)?)?),
            6 => Self::KRaftVoters(VotersRecord::read(buf, clamp(version, 0)?)?),
            other => return Err(CodecError::UnknownType(other)),
        })
    }

    /// The record's value, at the version its own first field says.
    ///
    /// # Errors
    /// That version does not exist.
    pub fn encode(&self) -> Result<Bytes, CodecError> {
        let mut out = BytesMut::with_capacity(64);
        let w = &mut Store(&mut out);
        match self {
            Self::LeaderChange(m) => m.write(w, clamp(m.version, 1)?)?,
            Self::SnapshotHeader(m) => m.write(w, clamp(m.version, 0)?)?,
            Self::SnapshotFooter(m) => m.write(w, clamp(m.version, 0)?)?,
            Self::KRaftVersion(m) => m.write(w, clamp(m.version, 0)?)?,
            Self::KRaftVoters(m) => m.write(w, clamp(m.version, 0)?)?,
        }
        Ok(out.freeze())
    }
}

/// Later versions only add tagged fields, so they read as the last one known.
fn clamp(version: i16, max: i16) -> Result<i16, CodecError> {
    if version < 0 { Err(CodecError::Version(version)) } else { Ok(version.min(max)) }
}
