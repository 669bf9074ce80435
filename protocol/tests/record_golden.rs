//! Goal: batches that Apache Kafka 4.3 wrote are read as Apache Kafka's own dump tool reads them.
//! Method: segments of a 4.3.0 broker in `golden/log`, each with the tool's output; the output is rendered again
//! from our view of the segment. Batches without a codec are rebuilt too, which must give the same bytes.

use kavka_protocol::compression::Compressor;
use kavka_protocol::record::{
    BatchBuilder, BatchHeader, BatchOptions, BatchView, ControlRecord, RecordView, Scratch, batches,
};
use std::fmt::Write;
use std::path::PathBuf;

fn segments() -> Vec<(PathBuf, Vec<u8>, String)> {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/log");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "log") {
            let dump = std::fs::read_to_string(path.with_extension("txt")).unwrap();
            found.push((path.clone(), std::fs::read(&path).unwrap(), dump));
        }
    }
    assert_eq!(found.len(), 15);
    found
}

fn batch_line(header: &BatchHeader, position: usize, valid: bool) -> String {
    let horizon = match header.delete_horizon_ms() {
        Some(ms) => format!("OptionalLong[{ms}]"),
        None => "OptionalLong.empty".into(),
    };
    format!(
        "baseOffset: {} lastOffset: {} count: {} baseSequence: {} lastSequence: {} producerId: {} \
         producerEpoch: {} partitionLeaderEpoch: {} isTransactional: {} isControl: {} deleteHorizonMs: {} \
         position: {} {}: {} size: {} magic: {} compresscodec: {} crc: {} isvalid: {}\n",
        header.base_offset,
        header.last_offset(),
        header.records_count,
        header.base_sequence,
        header.last_sequence(),
        header.producer_id,
        header.producer_epoch,
        header.partition_leader_epoch,
        header.is_transactional(),
        header.is_control(),
        horizon,
        position,
        header.timestamp_type().name(),
        header.max_timestamp,
        header.size(),
        header.magic,
        header.compression().unwrap().name(),
        header.crc,
        valid,
    )
}

fn record_line(header: &BatchHeader, record: &RecordView<'_>) -> String {
    let size = |bytes: Option<&[u8]>| bytes.map_or(-1, |bytes| bytes.len() as i64);
    let keys: Vec<&str> = record.headers.iter().map(|header| header.key_str().unwrap()).collect();
    let mut line = format!(
        "| offset: {} {}: {} keySize: {} valueSize: {} sequence: {} headerKeys: [{}]",
        record.offset,
        header.timestamp_type().name(),
        record.timestamp,
        size(record.key),
        size(record.value),
        record.sequence,
        keys.join(","),
    );
    if header.is_control() {
        match ControlRecord::parse(record.key, record.value).unwrap() {
            ControlRecord::EndTransaction { commit, coordinator_epoch } => {
                let kind = if commit { "COMMIT" } else { "ABORT" };
                write!(line, " endTxnMarker: {kind} coordinatorEpoch: {coordinator_epoch}").unwrap();
            }
            other => panic!("{other:?}"),
        }
    } else {
        for (name, bytes) in [("key", record.key), ("payload", record.value)] {
            if let Some(bytes) = bytes {
                write!(line, " {name}: {}", String::from_utf8_lossy(bytes)).unwrap();
            }
        }
    }
    line.push('\n');
    line
}

#[test]
fn segments_read_as_the_dump_tool_reads_them() {
    for (path, bytes, dump) in segments() {
        let deep = dump.lines().any(|line| line.starts_with("| "));
        let mut rendered = String::new();
        let mut scratch = Scratch::new();
        let mut walk = batches(&bytes);
        let mut position = 0;
        while let Some(batch) = walk.next() {
            let batch = batch.unwrap();
            rendered += &batch_line(batch.header(), position, batch.verify_crc().is_ok());
            if deep {
                for record in batch.records(&mut scratch).unwrap() {
                    rendered += &record_line(batch.header(), &record.unwrap());
                }
            }
            position = walk.position();
        }
        assert_eq!(position, bytes.len(), "{path:?}");
        let expected: String = dump
            .lines()
            .filter(|line| line.starts_with("| ") || line.starts_with("baseOffset"))
            .flat_map(|line| [line, "\n"])
            .collect();
        assert_eq!(rendered, expected, "{path:?}");
    }
}

fn rebuild(batch: &BatchView<'_>) -> Vec<u8> {
    let mut scratch = Scratch::new();
    let mut builder = BatchBuilder::new(BatchOptions::like(batch.header()).unwrap());
    for record in batch.records(&mut scratch).unwrap() {
        let record = record.unwrap();
        builder.append_at(record.offset, &record).unwrap();
    }
    builder.build(&mut Compressor::new()).unwrap().to_vec()
}

#[test]
fn rebuilt_batches_are_the_bytes_that_kafka_wrote() {
    let mut compared = 0;
    for (path, bytes, _) in segments() {
        for batch in batches(&bytes).map(Result::unwrap) {
            // Compaction keeps the base timestamp of records that are gone, and the encoders of other codecs
            // choose other bytes; a broker's timestamp hides those of the records.
            let header = batch.header();
            let plain = !header.is_compressed() && header.log_append_time().is_none();
            if plain && i64::from(header.records_count) == i64::from(header.last_offset_delta) + 1 {
                assert_eq!(rebuild(&batch), batch.bytes(), "{path:?} at {}", header.base_offset);
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn recompressed_batches_hold_the_same_records() {
    for (path, bytes, _) in segments() {
        for batch in batches(&bytes).map(Result::unwrap) {
            let rebuilt = rebuild(&batch);
            let again = BatchView::parse(&rebuilt).unwrap();
            again.verify_crc().unwrap();
            assert_eq!(again.header().compression().unwrap(), batch.header().compression().unwrap());
            let (mut left, mut right) = (Scratch::new(), Scratch::new());
            let before: Vec<_> = batch.records(&mut left).unwrap().map(Result::unwrap).collect();
            let after: Vec<_> = again.records(&mut right).unwrap().map(Result::unwrap).collect();
            let core = |r: &RecordView<'_>| (r.offset, r.timestamp, r.sequence);
            assert_eq!(
                before.iter().map(core).collect::<Vec<_>>(),
                after.iter().map(core).collect::<Vec<_>>(),
                "{path:?}"
            );
            for (one, other) in before.iter().zip(&after) {
                assert_eq!((one.key, one.value), (other.key, other.value));
                assert!(one.headers.iter().eq(other.headers.iter()));
            }
        }
    }
}

#[test]
fn any_cut_ends_the_walk_cleanly() {
    let (_, bytes, _) =
        segments().into_iter().find(|(path, ..)| path.ends_with("headers-00000000000000000000.log")).unwrap();
    let whole: Vec<usize> = {
        let mut walk = batches(&bytes);
        let mut ends = vec![0];
        while walk.next().is_some() {
            ends.push(walk.position());
        }
        ends
    };
    for cut in 0..bytes.len() {
        let mut walk = batches(&bytes[..cut]);
        let seen = walk.by_ref().map(Result::unwrap).count();
        assert_eq!(walk.position(), whole[seen]);
        assert_eq!(walk.rest().len(), cut - whole[seen]);
    }
}

/// Every byte changed in every way that flips one bit, and some that set extremes: nothing may panic, and with a
/// sound CRC only the fields outside it can have changed.
#[test]
fn damaged_segments_never_panic() {
    let mut scratch = Scratch::with_limit(1 << 20);
    for (_, bytes, _) in segments() {
        let mut bytes = bytes[..bytes.len().min(600)].to_vec();
        for at in 0..bytes.len() {
            let original = bytes[at];
            for changed in (0..8).map(|bit| original ^ 1 << bit).chain([0, 0x7f, 0x80, 0xff]) {
                bytes[at] = changed;
                for batch in batches(&bytes).flatten() {
                    let _ = batch.verify_crc();
                    let Ok(records) = batch.records(&mut scratch) else { continue };
                    for record in records.flatten() {
                        let _ = ControlRecord::parse(record.key, record.value);
                        assert!(record.headers.iter().count() == record.headers.len());
                    }
                }
            }
            bytes[at] = original;
        }
    }
}
