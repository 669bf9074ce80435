//! No batch, compressed payload or schema record, however mangled, makes its reader panic or reserve more than its limit.
//!
//! Segments and records that Apache Kafka wrote are mutated and read, while this binary's allocator adds up what is
//! asked of it. Checksums are made right again in half of the cases, so that what lies behind them is reached.
//! `KAVKA_FUZZ_SECONDS` makes the run longer.

mod common;

use std::time::Instant;

use bytes::Bytes;
use common::mutation::{Change, apply, asked_for, changes, deadline};
use common::{rows, unhex};
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::coordinator_records::*;
use kavka_protocol::group_metadata::*;
use kavka_protocol::metadata_records::MetadataRecord;
use kavka_protocol::record::{
    BatchView, ControlRecord, RecordError, Scratch, batches, recompute_crc, validate_structure,
};
use kavka_protocol::wire;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};

/// What one batch may decompress to in these tests.
const LIMIT: usize = 256 * 1024;
/// A buffer that doubles up to the limit asks for twice that in sum, the codecs' own tables are less than this.
const DECOMPRESSION_BUDGET: usize = 4 * LIMIT + 512 * 1024;

fn segments() -> Vec<Vec<u8>> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/log");
    let files = std::fs::read_dir(dir).expect("golden segments").map(|entry| entry.expect("entry").path());
    let logs = files.filter(|path| path.extension().is_some_and(|extension| extension == "log"));
    logs.map(|path| std::fs::read(path).expect("segment")).collect()
}

/// Reads all there is in a batch; the number of records that could be read.
fn read_batch(batch: &BatchView<'_>, scratch: &mut Scratch) -> Result<usize, RecordError> {
    let control = batch.header().is_control();
    let mut read = 0;
    for record in batch.records(scratch)? {
        let record = record?;
        assert!(record.key.map_or(0, <[u8]>::len) <= LIMIT);
        assert!(record.headers.iter().count() <= LIMIT);
        if control {
            // Any answer will do, as long as there is one.
            let _ = ControlRecord::parse(record.key, record.value);
        }
        read += 1;
    }
    Ok(read)
}

fn read_segment(bytes: &[u8]) {
    let mut scratch = Scratch::with_limit(LIMIT);
    let mut asked_by_batches = 0;
    let asked = asked_for(|| {
        for batch in batches(bytes) {
            let Ok(batch) = batch else { break };
            asked_by_batches += DECOMPRESSION_BUDGET;
            let read = read_batch(&batch, &mut scratch);
            let whole = validate_structure(&batch, &mut scratch, |_, _| {});
            // What passes the stricter check is readable to the end.
            assert!(whole.is_err() || read.is_ok(), "{read:?} but {whole:?}");
        }
    });
    let limit = asked_by_batches + 64 * 1024;
    assert!(asked <= limit, "{asked} bytes asked for, {limit} allowed, for {} bytes", bytes.len());
}

/// Makes the checksum of every whole batch right.
fn repair_checksums(bytes: &mut [u8]) {
    let mut start = 0;
    while let Some(Ok(batch)) = batches(&bytes[start..]).next() {
        let size = batch.header().size();
        if batch.header().magic >= 2 {
            recompute_crc(&mut bytes[start..start + size]);
        }
        start += size;
    }
}

fn some_changes(strategy: &impl Strategy<Value = Vec<Change>>, runner: &mut TestRunner) -> Vec<Change> {
    strategy.new_tree(runner).expect("strategy").current()
}

#[test]
fn mutated_segments_are_read_within_their_budget() {
    let (samples, until) = (segments(), deadline());
    assert!(samples.len() > 10, "{} golden segments", samples.len());
    let (mut runner, strategy) = (TestRunner::new(Config::default()), changes());
    loop {
        for sample in &samples {
            read_segment(sample);
            for round in 0..20 {
                let mut bytes = sample.clone();
                apply(&mut bytes, &some_changes(&strategy, &mut runner));
                if round % 2 == 0 {
                    repair_checksums(&mut bytes);
                }
                read_segment(&bytes);
            }
        }
        if Instant::now() >= until {
            break;
        }
    }
}

#[test]
fn mutated_payloads_are_decompressed_within_their_budget() {
    let until = deadline();
    let plain: Vec<u8> = (0..40_000u32).flat_map(|n| (n / 7).to_be_bytes()).collect();
    let payloads: Vec<(Codec, Vec<u8>)> = [Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd]
        .into_iter()
        .map(|codec| {
            let mut payload = Vec::new();
            Compressor::new().compress(codec, None, &plain, &mut payload).expect("compress");
            assert!(payload.len() < plain.len() / 2, "{codec:?}: {}", payload.len());
            (codec, payload)
        })
        .collect();
    let (mut runner, strategy) = (TestRunner::new(Config::default()), changes());
    loop {
        for (codec, payload) in &payloads {
            for _ in 0..20 {
                let mut bytes = payload.clone();
                apply(&mut bytes, &some_changes(&strategy, &mut runner));
                let asked = asked_for(|| {
                    let mut scratch = Scratch::with_limit(LIMIT);
                    let length = scratch.decompress(*codec, &bytes).map_or(0, <[u8]>::len);
                    assert!(length <= LIMIT, "{codec:?}: {length} bytes");
                });
                assert!(asked <= DECOMPRESSION_BUDGET, "{codec:?}: {asked} bytes asked for");
            }
        }
        if Instant::now() >= until {
            break;
        }
    }
}

#[test]
fn a_bomb_is_refused_at_the_limit() {
    let plain = vec![0; 64 * LIMIT];
    for codec in [Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd] {
        let mut payload = Vec::new();
        Compressor::new().compress(codec, None, &plain, &mut payload).expect("compress");
        let asked = asked_for(|| assert!(Scratch::with_limit(LIMIT).decompress(codec, &payload).is_err()));
        assert!(asked <= DECOMPRESSION_BUDGET, "{codec:?}: {asked} bytes asked for");
    }
}

/// Reads a value as each kind of record that has its name; clients send the last two in JoinGroup and SyncGroup.
fn read_record(name: &str, version: i16, body: &[u8]) {
    let framed = |number: i16| Bytes::from([&number.to_be_bytes()[..], body].concat());
    for id in 0..64i16 {
        if MetadataRecord::name_of(id) == Some(name) {
            let _ = MetadataRecord::decode(&[&[1, id as u8, version as u8][..], body].concat());
        }
        if GroupValue::name_of(id) == Some(name) {
            let _ = GroupValue::decode(id, framed(version));
        }
        if TransactionValue::name_of(id) == Some(name) {
            let _ = TransactionValue::decode(id, framed(version));
        }
        if ShareStateValue::name_of(id) == Some(name) {
            let _ = ShareStateValue::decode(id, framed(version));
        }
    }
    let mut bytes = Bytes::copy_from_slice(body);
    if name == "ConsumerProtocolSubscription" {
        let _ = wire::decode::<ConsumerProtocolSubscription>(&mut bytes, version);
    } else if name == "ConsumerProtocolAssignment" {
        let _ = wire::decode::<ConsumerProtocolAssignment>(&mut bytes, version);
    }
}

#[test]
fn mutated_schema_records_stay_within_their_budget() {
    let until = deadline();
    let samples: Vec<(&str, i16, Vec<u8>)> = rows(include_str!("golden/java-records.tsv"))
        .map(|row| (row[0], row[1].parse().expect("version"), unhex(row[2])))
        .collect();
    let (mut runner, strategy) = (TestRunner::new(Config::default()), changes());
    loop {
        for (name, version, sample) in &samples {
            for _ in 0..10 {
                let mut body = sample.clone();
                apply(&mut body, &some_changes(&strategy, &mut runner));
                let asked = asked_for(|| read_record(name, *version, &body));
                let limit = 256 * body.len() + 64 * 1024;
                assert!(asked <= limit, "{name} v{version}: {asked} bytes for {}: {body:02x?}", body.len());
            }
        }
        if Instant::now() >= until {
            break;
        }
    }
}
