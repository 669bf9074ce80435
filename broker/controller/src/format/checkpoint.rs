//! The two snapshot files of a new node.
//!
//! Both are snapshots of the metadata log (KIP-630): a control batch with the header, the content, and a
//! control batch with the footer, with offsets that start at 0.

use std::time::{SystemTime, UNIX_EPOCH};

use kavka_protocol::compression::Compressor;
use kavka_protocol::metadata_records::MetadataRecord;
use kavka_protocol::record::{BatchBuilder, BatchOptions, ControlType};

use super::{FeatureLevels, InitialVoter};
use crate::raft::batch::record_version;

/// Name of the file with the features that the cluster starts with.
pub const BOOTSTRAP_CHECKPOINT: &str = "bootstrap.checkpoint";
/// Name of the first snapshot of the metadata log.
pub const FIRST_SNAPSHOT: &str = "00000000000000000000-0000000000.checkpoint";

/// Frame version, api key and version of FeatureLevelRecord.
const FEATURE_LEVEL_RECORD: [u8; 3] = [1, 12, 0];
/// The levels of `kraft.version` that a voter supports.
const KRAFT_VERSIONS: [i16; 2] = [0, 1];
/// No tagged fields.
const NO_TAGS: u8 = 0;

/// The content of `bootstrap.checkpoint`.
pub fn bootstrap_checkpoint(levels: &FeatureLevels, records: &[MetadataRecord], now: SystemTime) -> Vec<u8> {
    let mut snapshot = Snapshot::new(now);
    // Kafka's bootstrap file says 0 here: there is no log yet that it could contain.
    snapshot.control(&[(ControlType::SnapshotHeader, header(0))]);
    let features = levels.bootstrap_records().map(|(name, level)| feature_level(name, level));
    let records = records.iter().map(|record| {
        let version = record_version(record, levels.metadata_version());
        record.encode(version).expect("records made here are complete").to_vec()
    });
    snapshot.data(features.chain(records));
    snapshot.finish()
}

/// The content of the first snapshot: the voters, if the quorum is a dynamic one.
pub fn first_snapshot(
    kraft_version: i16,
    voters: &[InitialVoter],
    listener: &str,
    now: SystemTime,
) -> Vec<u8> {
    let mut snapshot = Snapshot::new(now);
    let mut records = vec![(ControlType::SnapshotHeader, header(snapshot.now_ms))];
    if kraft_version > 0 {
        records.push((
            ControlType::KRaftVersion,
            [&[0, 0], &kraft_version.to_be_bytes()[..], &[NO_TAGS]].concat(),
        ));
        records.push((ControlType::KRaftVoters, voter_set(voters, listener)));
    }
    snapshot.control(&records);
    snapshot.finish()
}

struct Snapshot {
    now_ms: i64,
    next_offset: i64,
    bytes: Vec<u8>,
}

impl Snapshot {
    fn new(now: SystemTime) -> Self {
        let now_ms = now.duration_since(UNIX_EPOCH).map_or(0, |age| age.as_millis() as i64);
        Self { now_ms, next_offset: 0, bytes: Vec::new() }
    }

    fn control(&mut self, records: &[(ControlType, Vec<u8>)]) {
        let keys: Vec<_> = records.iter().map(|(kind, _)| kind.key()).collect();
        let records = keys.iter().zip(records).map(|(key, (_, value))| (Some(&key[..]), value.clone()));
        self.batch(true, records);
    }

    fn data(&mut self, values: impl Iterator<Item = Vec<u8>>) {
        self.batch(false, values.map(|value| (None, value)));
    }

    fn batch<'a>(&mut self, control: bool, records: impl Iterator<Item = (Option<&'a [u8]>, Vec<u8>)>) {
        let mut batch = BatchBuilder::new(BatchOptions {
            base_offset: self.next_offset,
            control,
            partition_leader_epoch: 0,
            ..BatchOptions::default()
        });
        for (key, value) in records {
            batch.append(self.now_ms, key, Some(&value), &[]).expect("a few small records fit a batch");
        }
        self.next_offset += i64::from(batch.count());
        let bytes = batch.build(&mut Compressor::new()).expect("a small batch without a codec always builds");
        self.bytes.extend_from_slice(&bytes);
    }

    fn finish(mut self) -> Vec<u8> {
        self.control(&[(ControlType::SnapshotFooter, vec![0, 0, NO_TAGS])]);
        self.bytes
    }
}

fn header(last_contained_log_timestamp: i64) -> Vec<u8> {
    [&[0, 0], &last_contained_log_timestamp.to_be_bytes()[..], &[NO_TAGS]].concat()
}

fn feature_level(name: &str, level: i16) -> Vec<u8> {
    let mut out = FEATURE_LEVEL_RECORD.to_vec();
    put_string(name, &mut out);
    out.extend(level.to_be_bytes());
    out.push(NO_TAGS);
    out
}

/// VotersRecord version 0.
fn voter_set(voters: &[InitialVoter], listener: &str) -> Vec<u8> {
    let mut out = vec![0, 0];
    put_length(voters.len(), &mut out);
    for voter in voters {
        out.extend(voter.id.to_be_bytes());
        out.extend(voter.directory_id.as_bytes());
        put_length(1, &mut out);
        put_string(listener, &mut out);
        put_string(&voter.host, &mut out);
        out.extend(voter.port.to_be_bytes());
        out.push(NO_TAGS);
        out.extend(KRAFT_VERSIONS.iter().flat_map(|level| level.to_be_bytes()));
        out.extend([NO_TAGS, NO_TAGS]);
    }
    out.push(NO_TAGS);
    out
}

fn put_string(text: &str, out: &mut Vec<u8>) {
    put_length(text.len(), out);
    out.extend(text.as_bytes());
}

/// A compact length: one more than the length, seven bits a byte, lowest first.
fn put_length(length: usize, out: &mut Vec<u8>) {
    let mut rest = length + 1;
    while rest >= 0x80 {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}
