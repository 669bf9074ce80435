//! Batches of the metadata log and of snapshots.

use std::io;

use bytes::{Bytes, BytesMut};
use kavka_protocol::compression::Compressor;
use kavka_protocol::control_records::{
    KRaftVersionRecord, LeaderChangeMessage, RaftControlRecord, SnapshotFooterRecord, SnapshotHeaderRecord,
    VotersRecord, leader_change_message, voters_record,
};
use kavka_protocol::metadata_records::MetadataRecord;
use kavka_protocol::record::{
    BatchBuilder, BatchOptions, BatchView, ControlRecord, ControlType, RecordError, Scratch, batches,
};
use kavka_protocol::wire::StrBytes;

use super::{ReplicaKey, Voter, VoterSet};
use crate::features::MetadataVersion;
use crate::image::{Endpoint, VersionRange};

/// Why bytes of a log or snapshot are not metadata batches, or records cannot become one.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The batch itself.
    #[error("bad batch at offset {offset}")]
    Batch {
        /// Its base offset, as far as known.
        offset: i64,
        /// What is wrong.
        #[source]
        source: RecordError,
    },
    /// A record in it.
    #[error("bad record at offset {offset}: {reason}")]
    Record {
        /// Its offset.
        offset: i64,
        /// What is wrong.
        reason: String,
    },
    /// A record cannot be written.
    #[error("cannot encode {record}: {reason}")]
    Encode {
        /// Kind of record.
        record: &'static str,
        /// Why not.
        reason: String,
    },
}

impl From<BatchError> for io::Error {
    fn from(error: BatchError) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, error)
    }
}

/// A control record of the metadata log.
#[derive(Debug, Clone, PartialEq)]
pub enum Control {
    /// A leader began its epoch.
    LeaderChange {
        /// The leader.
        leader_id: i32,
        /// The voters.
        voters: Vec<i32>,
        /// Who voted for it.
        granting_voters: Vec<i32>,
    },
    /// First record of a snapshot.
    SnapshotHeader {
        /// Time of the last batch the snapshot covers.
        last_contained_log_timestamp: i64,
    },
    /// Last record of a snapshot.
    SnapshotFooter,
    /// Level of `kraft.version`.
    KRaftVersion(i16),
    /// The voters.
    Voters(VoterSet),
}

/// Where a batch stands.
#[derive(Debug, Clone, Copy)]
pub struct BatchPosition {
    /// Offset of its first record.
    pub base_offset: i64,
    /// Epoch of the leader that wrote it.
    pub epoch: i32,
    /// Time of its records, in milliseconds.
    pub timestamp: i64,
}

/// A record read from a log or snapshot.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// Of the quorum.
    Control(Control),
    /// Of the metadata.
    Data(Box<MetadataRecord>),
}

/// The version that `record` is written with at `mv`.
pub fn record_version(record: &MetadataRecord, mv: MetadataVersion) -> i16 {
    match record {
        MetadataRecord::RegisterBroker(_) => mv.register_broker_record_version(),
        MetadataRecord::Partition(_) | MetadataRecord::PartitionChange(_) => mv.partition_record_version(),
        // Kafka writes this one at the lowest version that holds what is set.
        MetadataRecord::BrokerRegistrationChange(r) if r.cordoned_log_dirs.is_some() => 3,
        MetadataRecord::BrokerRegistrationChange(r) if !r.log_dirs.is_empty() => 2,
        MetadataRecord::BrokerRegistrationChange(r) if r.in_controlled_shutdown != 0 => 1,
        _ => 0,
    }
}

/// A batch of metadata records.
///
/// # Errors
/// [`BatchError::Encode`].
pub fn data_batch(
    position: BatchPosition,
    records: &[MetadataRecord],
    mv: MetadataVersion,
) -> Result<BytesMut, BatchError> {
    let mut builder = BatchBuilder::new(options(position, false));
    for record in records {
        let encode = |reason: String| BatchError::Encode { record: record.name(), reason };
        let value = record.encode(record_version(record, mv)).map_err(|e| encode(e.to_string()))?;
        builder.append(position.timestamp, None, Some(&value), &[]).map_err(|e| encode(e.to_string()))?;
    }
    finish(builder)
}

/// A batch of control records.
///
/// # Errors
/// [`BatchError::Encode`].
pub fn control_batch(position: BatchPosition, records: &[Control]) -> Result<BytesMut, BatchError> {
    let mut builder = BatchBuilder::new(options(position, true));
    for record in records {
        let encode = |reason: String| BatchError::Encode { record: "control record", reason };
        let record = wire_control(record);
        let value = record.encode().map_err(|e| encode(e.to_string()))?;
        builder
            .append(position.timestamp, Some(&record.key()), Some(&value), &[])
            .map_err(|e| encode(e.to_string()))?;
    }
    finish(builder)
}

fn options(position: BatchPosition, control: bool) -> BatchOptions {
    BatchOptions {
        base_offset: position.base_offset,
        partition_leader_epoch: position.epoch,
        control,
        ..BatchOptions::default()
    }
}

fn finish(builder: BatchBuilder) -> Result<BytesMut, BatchError> {
    let encode = |e: RecordError| BatchError::Encode { record: "batch", reason: e.to_string() };
    builder.build(&mut Compressor::new()).map_err(encode)
}

/// Walks the whole batches of `bytes`, calls `visit` for each record with its offset, and returns the number of
/// bytes walked.
///
/// # Errors
/// [`BatchError`] where bytes are damaged; those of `visit`.
pub fn read_batches<E: From<BatchError>>(
    bytes: &[u8],
    mut visit: impl FnMut(&BatchView<'_>, i64, Entry) -> Result<(), E>,
) -> Result<usize, E> {
    let mut scratch = Scratch::new();
    let mut walk = batches(bytes);
    let mut offset = -1;
    for batch in walk.by_ref() {
        let bad = |source| BatchError::Batch { offset, source };
        let batch = batch.map_err(bad)?;
        offset = batch.header().base_offset;
        let bad = |source| BatchError::Batch { offset, source };
        batch.verify_crc().map_err(bad)?;
        for record in batch.records(&mut scratch).map_err(bad)? {
            let record = record.map_err(bad)?;
            let bad = |reason: String| BatchError::Record { offset: record.offset, reason };
            let entry = if batch.header().is_control() {
                decode_control(record.key, record.value).map_err(bad)?.map(Entry::Control)
            } else {
                let decoded = MetadataRecord::decode(record.value.unwrap_or(&[]));
                Some(Entry::Data(Box::new(decoded.map_err(|e| bad(e.to_string()))?)))
            };
            if let Some(entry) = entry {
                visit(&batch, record.offset, entry)?;
            }
        }
    }
    Ok(walk.position())
}

fn wire_control(record: &Control) -> RaftControlRecord {
    let voter = |id: &i32| leader_change_message::Voter::default().with_voter_id(*id);
    match record {
        // Apache Kafka 4.3 writes version 0, without directory ids, also at kraft.version 1.
        Control::LeaderChange { leader_id, voters, granting_voters } => RaftControlRecord::LeaderChange(
            LeaderChangeMessage::default()
                .with_leader_id(*leader_id)
                .with_voters(voters.iter().map(voter).collect())
                .with_granting_voters(granting_voters.iter().map(voter).collect()),
        ),
        Control::SnapshotHeader { last_contained_log_timestamp: timestamp } => {
            RaftControlRecord::SnapshotHeader(
                SnapshotHeaderRecord::default().with_last_contained_log_timestamp(*timestamp),
            )
        }
        Control::SnapshotFooter => RaftControlRecord::SnapshotFooter(SnapshotFooterRecord::default()),
        Control::KRaftVersion(level) => {
            RaftControlRecord::KRaftVersion(KRaftVersionRecord::default().with_k_raft_version(*level))
        }
        Control::Voters(voters) => RaftControlRecord::KRaftVoters(voters_record(voters)),
    }
}

/// `None` for a type that is not the quorum's.
fn decode_control(key: Option<&[u8]>, value: Option<&[u8]>) -> Result<Option<Control>, String> {
    let ControlRecord::Other { kind, value } = ControlRecord::parse(key, value).map_err(|e| e.to_string())?
    else {
        return Ok(None);
    };
    if matches!(kind, ControlType::Unknown(_)) {
        return Ok(None);
    }
    let record =
        RaftControlRecord::decode(kind.id(), Bytes::copy_from_slice(value)).map_err(|e| e.to_string())?;
    Ok(Some(match record {
        RaftControlRecord::LeaderChange(message) => Control::LeaderChange {
            leader_id: message.leader_id,
            voters: message.voters.iter().map(|v| v.voter_id).collect(),
            granting_voters: message.granting_voters.iter().map(|v| v.voter_id).collect(),
        },
        RaftControlRecord::SnapshotHeader(header) => {
            Control::SnapshotHeader { last_contained_log_timestamp: header.last_contained_log_timestamp }
        }
        RaftControlRecord::SnapshotFooter(_) => Control::SnapshotFooter,
        RaftControlRecord::KRaftVersion(record) => Control::KRaftVersion(record.k_raft_version),
        RaftControlRecord::KRaftVoters(record) => Control::Voters(voter_set(&record)),
    }))
}

fn voters_record(voters: &VoterSet) -> VotersRecord {
    let text = |value: &str| StrBytes::from_string(value.to_owned());
    let endpoint = |e: &Endpoint| {
        voters_record::Endpoint::default().with_name(text(&e.name)).with_host(text(&e.host)).with_port(e.port)
    };
    let voter = |v: &Voter| {
        voters_record::Voter::default()
            .with_voter_id(v.key.id)
            .with_voter_directory_id(v.key.directory_id)
            .with_endpoints(v.listeners.iter().map(endpoint).collect())
            .with_k_raft_version_feature(
                voters_record::KRaftVersionFeature::default()
                    .with_min_supported_version(v.kraft_version.min)
                    .with_max_supported_version(v.kraft_version.max),
            )
    };
    VotersRecord::default().with_voters(voters.iter().map(voter).collect())
}

fn voter_set(record: &VotersRecord) -> VoterSet {
    let endpoint = |e: &voters_record::Endpoint| Endpoint {
        name: (&*e.name).into(),
        host: (&*e.host).into(),
        port: e.port,
        security_protocol: 0,
    };
    let voter = |v: &voters_record::Voter| Voter {
        key: ReplicaKey { id: v.voter_id, directory_id: v.voter_directory_id },
        listeners: v.endpoints.iter().map(endpoint).collect(),
        kraft_version: VersionRange {
            min: v.k_raft_version_feature.min_supported_version,
            max: v.k_raft_version_feature.max_supported_version,
        },
    };
    record.voters.iter().map(voter).collect()
}
