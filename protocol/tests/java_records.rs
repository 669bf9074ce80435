//! Records: values that Apache Kafka's serializers wrote at every version, and records found in
//! the logs of a running one, come out of a round trip as the same bytes.

mod common;

use bytes::{Bytes, BytesMut};
use common::{rows, unhex};
use kavka_protocol::control_records::*;
use kavka_protocol::coordinator_records::*;
use kavka_protocol::group_metadata::*;
use kavka_protocol::metadata_records::MetadataRecord;
use kavka_protocol::storage_records::*;
use kavka_protocol::wire;

fn through<T: wire::Decodable + wire::Encodable>(version: i16, body: &[u8]) -> BytesMut {
    let mut bytes = Bytes::copy_from_slice(body);
    let record: T = wire::decode(&mut bytes, version).unwrap();
    assert!(bytes.is_empty());
    let mut out = BytesMut::new();
    wire::encode(&record, version, &mut out).unwrap();
    assert_eq!(record.compute_size(version).unwrap(), out.len());
    out
}

fn prefixed(number: i16, body: &[u8]) -> Bytes {
    Bytes::from([&number.to_be_bytes()[..], body].concat())
}

fn metadata_id(name: &str) -> Option<i16> {
    (0..64).find(|id| MetadataRecord::name_of(*id) == Some(name))
}

/// The record in its framing, read and written.
fn recode(name: &str, version: i16, body: &[u8]) -> (Bytes, Bytes) {
    if let Some(id) = metadata_id(name) {
        let framed = Bytes::from([&[1, id as u8, version as u8][..], body].concat());
        let record = MetadataRecord::decode(&framed).unwrap();
        return (record.encode(version).unwrap(), framed);
    }
    macro_rules! coordinator {
        ($key:ident, $value:ident) => {
            if let Some(id) = (0..64).find(|id| $key::name_of(*id) == Some(name)) {
                let framed = prefixed(id, body);
                return ($key::decode(framed.clone()).unwrap().encode().unwrap(), framed);
            }
            if let Some(id) = (0..64).find(|id| $value::name_of(*id) == Some(name)) {
                let framed = prefixed(version, body);
                let (value, read) = $value::decode(id, framed.clone()).unwrap();
                assert_eq!(read, version);
                return (value.encode(version).unwrap(), framed);
            }
        };
    }
    coordinator!(GroupKey, GroupValue);
    coordinator!(TransactionKey, TransactionValue);
    coordinator!(ShareStateKey, ShareStateValue);
    macro_rules! plain {
        ($($name:ident)*) => {
            match name {
                $(stringify!($name) => through::<$name>(version, body),)*
                other => panic!("no test for {other}"),
            }
        };
    }
    let out = plain!(LeaderChangeMessage SnapshotHeaderRecord SnapshotFooterRecord KRaftVersionRecord VotersRecord
        EndTxnMarker ControlRecordTypeSchema QuorumStateData ProducerSnapshot RemoteLogSegmentMetadataRecord
        RemoteLogSegmentMetadataSnapshotRecord RemoteLogSegmentMetadataUpdateRecord
        RemotePartitionDeleteMetadataRecord ConsumerProtocolSubscription ConsumerProtocolAssignment
        DefaultPrincipalData);
    (out.freeze(), Bytes::copy_from_slice(body))
}

#[test]
fn every_record_schema_reads_and_writes_javas_bytes() {
    let mut seen = std::collections::BTreeSet::new();
    for row in rows(include_str!("golden/java-records.tsv")) {
        let (again, body) = recode(row[0], row[1].parse().unwrap(), &unhex(row[2]));
        assert_eq!(again, body, "{} v{}", row[0], row[1]);
        seen.insert(row[0]);
    }
    assert_eq!(seen.len(), 92);
}

#[test]
fn recorded_records_come_out_as_they_went_in() {
    let mut seen = 0;
    for row in rows(include_str!("golden/recorded-records.tsv")).skip(1) {
        let (source, name, key, value) = (row[0], row[1], unhex(row[3]), row[4]);
        let tombstone = value.starts_with('(');
        let bytes = if tombstone { Bytes::new() } else { Bytes::from(unhex(value)) };
        seen += 1;
        if source.ends_with("control") {
            let kind = i16::from_be_bytes([key[2], key[3]]);
            let record = RaftControlRecord::decode(kind, bytes.clone()).unwrap();
            assert_eq!(record.key(), key);
            assert_eq!(record.encode().unwrap(), bytes, "{name}");
        } else if source.starts_with("__cluster_metadata") {
            let (record, version) = MetadataRecord::decode_versioned(bytes.clone()).unwrap();
            assert!(name.starts_with(record.name()), "{name} is {record:?}");
            assert_eq!(record.encode(version).unwrap(), bytes, "{name}");
        } else {
            macro_rules! coordinator {
                ($key:ident, $value:ident) => {{
                    let read = $key::decode(Bytes::from(key.clone())).unwrap();
                    assert!(name.starts_with(read.name()), "{name} is {read:?}");
                    assert_eq!(read.encode().unwrap(), key);
                    if !tombstone {
                        let (read, version) = $value::decode(read.id(), bytes.clone()).unwrap();
                        assert_eq!(read.encode(version).unwrap(), bytes, "{name}");
                    }
                }};
            }
            match source {
                "consumer_offsets" => coordinator!(GroupKey, GroupValue),
                "transaction_state" => coordinator!(TransactionKey, TransactionValue),
                "share_group_state" => coordinator!(ShareStateKey, ShareStateValue),
                other => panic!("source {other}"),
            }
        }
    }
    assert!(seen > 30, "{seen} records");
}

#[test]
fn unknown_record_types_and_frames_are_errors() {
    assert!(MetadataRecord::decode(&[1, 99, 0]).is_err());
    assert!(MetadataRecord::decode(&[2, 12, 0]).is_err());
    assert!(MetadataRecord::decode(&[1, 20, 9, 0]).is_err(), "version 9 of NoOpRecord");
    assert!(MetadataRecord::decode(&[1, 20, 0, 0, 7]).is_err(), "a byte too many");
    assert!(GroupKey::decode(Bytes::from_static(&[0, 99])).is_err());
    assert!(GroupValue::decode(1, Bytes::from_static(&[0, 99])).is_err());
}

#[test]
fn coordinator_partition_is_that_of_javas_hash() {
    // What `Utils.abs(key.hashCode()) % count` of Kafka 4.3 gives.
    for (key, partitions, partition) in PARTITIONS {
        assert_eq!(partition_for(key, *partitions), *partition, "{key}");
    }
}

const PARTITIONS: &[(&str, i32, i32)] = include!("golden/partitions.in");
