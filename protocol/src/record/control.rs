//! Control records: transaction markers and the quorum's own records.

use bytes::BytesMut;

use super::{BatchBuilder, BatchOptions, RecordError, TimestampType};
use crate::compression::Compressor;

/// What a control record says, by the `type` of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlType {
    /// End of an aborted transaction.
    Abort,
    /// End of a committed transaction.
    Commit,
    /// A new leader of the quorum (KIP-595).
    LeaderChange,
    /// First record of a snapshot (KIP-630).
    SnapshotHeader,
    /// Last record of a snapshot (KIP-630).
    SnapshotFooter,
    /// `kraft.version` of the quorum (KIP-853).
    KRaftVersion,
    /// Voters of the quorum (KIP-853).
    KRaftVoters,
    /// A type that this version does not know.
    Unknown(i16),
}

impl ControlType {
    /// The type with this number.
    pub fn from_id(id: i16) -> ControlType {
        match id {
            0 => ControlType::Abort,
            1 => ControlType::Commit,
            2 => ControlType::LeaderChange,
            3 => ControlType::SnapshotHeader,
            4 => ControlType::SnapshotFooter,
            5 => ControlType::KRaftVersion,
            6 => ControlType::KRaftVoters,
            other => ControlType::Unknown(other),
        }
    }

    /// The number in the key.
    pub fn id(self) -> i16 {
        match self {
            ControlType::Abort => 0,
            ControlType::Commit => 1,
            ControlType::LeaderChange => 2,
            ControlType::SnapshotHeader => 3,
            ControlType::SnapshotFooter => 4,
            ControlType::KRaftVersion => 5,
            ControlType::KRaftVoters => 6,
            ControlType::Unknown(id) => id,
        }
    }

    /// Parses the key of a control record: version, then type.
    ///
    /// # Errors
    /// [`RecordError::BadControl`].
    pub fn parse_key(key: Option<&[u8]>) -> Result<ControlType, RecordError> {
        match key {
            Some([v0, v1, t0, t1, ..]) if i16::from_be_bytes([*v0, *v1]) >= 0 => {
                Ok(ControlType::from_id(i16::from_be_bytes([*t0, *t1])))
            }
            Some([_, _, _, _, ..]) => Err(RecordError::BadControl("negative version of the key")),
            _ => Err(RecordError::BadControl("key is shorter than version and type")),
        }
    }

    /// The key of a control record of this type.
    pub fn key(self) -> [u8; 4] {
        let [high, low] = self.id().to_be_bytes();
        [0, 0, high, low]
    }
}

/// A parsed control record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlRecord<'a> {
    /// The end of a transaction.
    EndTransaction {
        /// Committed, else aborted.
        commit: bool,
        /// Epoch of the coordinator that wrote the marker.
        coordinator_epoch: i32,
    },
    /// Any other; the value is a message of its own, decoded by `messages`.
    Other {
        /// From the key.
        kind: ControlType,
        /// The value's bytes.
        value: &'a [u8],
    },
}

impl<'a> ControlRecord<'a> {
    /// Parses key and value of a record of a control batch.
    ///
    /// # Errors
    /// [`RecordError::BadControl`].
    pub fn parse(key: Option<&'a [u8]>, value: Option<&'a [u8]>) -> Result<ControlRecord<'a>, RecordError> {
        let kind = ControlType::parse_key(key)?;
        let value = value.unwrap_or(&[]);
        match kind {
            ControlType::Abort | ControlType::Commit => {
                let (version, rest) = value
                    .split_first_chunk::<2>()
                    .ok_or(RecordError::BadControl("marker without a version"))?;
                if i16::from_be_bytes(*version) < 0 {
                    return Err(RecordError::BadControl("negative version of the marker"));
                }
                let epoch =
                    rest.first_chunk::<4>().ok_or(RecordError::BadControl("marker without an epoch"))?;
                Ok(ControlRecord::EndTransaction {
                    commit: kind == ControlType::Commit,
                    coordinator_epoch: i32::from_be_bytes(*epoch),
                })
            }
            kind => Ok(ControlRecord::Other { kind, value }),
        }
    }

    /// The value of a transaction marker.
    pub fn end_transaction_value(coordinator_epoch: i32) -> [u8; 6] {
        let e = coordinator_epoch.to_be_bytes();
        [0, 0, e[0], e[1], e[2], e[3]]
    }
}

/// The end of a transaction in one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionMarker {
    /// Whose transaction ends.
    pub producer_id: i64,
    /// The epoch that the producer has from now on; from transaction version 2 on it is a new one (KIP-890).
    pub producer_epoch: i16,
    /// Epoch of the transaction coordinator.
    pub coordinator_epoch: i32,
    /// Committed, else aborted.
    pub committed: bool,
    /// The `transaction.version` that the transaction was begun under; not part of the record.
    pub transaction_version: i16,
}

impl TransactionMarker {
    /// The control batch that says so. Both timestamp types have the same time.
    pub fn to_batch(&self, timestamp_type: TimestampType, now_ms: i64) -> BytesMut {
        let mut builder = BatchBuilder::new(BatchOptions {
            producer_id: self.producer_id,
            producer_epoch: self.producer_epoch,
            transactional: true,
            control: true,
            timestamp_type,
            log_append_time: now_ms,
            ..BatchOptions::default()
        });
        let kind = if self.committed { ControlType::Commit } else { ControlType::Abort };
        let value = ControlRecord::end_transaction_value(self.coordinator_epoch);
        builder
            .append(now_ms, Some(&kind.key()), Some(&value), &[])
            .and_then(|()| builder.build(&mut Compressor::new()))
            .expect("ten bytes fit into a batch")
    }
}
