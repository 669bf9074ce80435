use kavka_protocol::compression::Compressor;
use kavka_protocol::record::{BatchBuilder, BatchOptions};

use super::*;

const HOW: Reading = Reading { read_committed: false, check_crcs: true };

fn batch(base_offset: i64, codec: Codec, values: &[&str]) -> Vec<u8> {
    let mut builder = BatchBuilder::new(BatchOptions { base_offset, codec, ..BatchOptions::default() });
    for value in values {
        let headers = [(&b"h"[..], Some(value.as_bytes()))];
        builder.append(7, Some(b"key"), Some(value.as_bytes()), &headers).unwrap();
    }
    builder.build(&mut Compressor::new()).unwrap().to_vec()
}

fn marker(base_offset: i64) -> Vec<u8> {
    let options = BatchOptions {
        base_offset,
        control: true,
        transactional: true,
        producer_id: 9,
        producer_epoch: 0,
        ..BatchOptions::default()
    };
    let mut builder = BatchBuilder::new(options);
    // Version 0, type 0: abort.
    builder.append(7, Some(&[0, 0, 0, 0]), Some(&[0, 0, 0, 0, 0, 0]), &[]).unwrap();
    builder.build(&mut Compressor::new()).unwrap().to_vec()
}

fn reader(from: i64, batches: &[Vec<u8>]) -> Reader {
    Reader::new(Fetched {
        at: Arc::new(TopicPartition::new("t", 0)),
        from,
        bytes: batches.concat().into(),
        aborted: Vec::new(),
        high_watermark: 0,
        last_stable_offset: 0,
        log_start_offset: 0,
        preferred: None,
    })
}

/// Offsets and values, `limit` at a time.
fn read_by(mut reader: Reader, limit: usize) -> Vec<(i64, String)> {
    let mut memory = Memory::new();
    let mut all = Vec::new();
    loop {
        let mut some = Vec::new();
        let is_empty = reader.read(HOW, limit, &mut memory, &mut some).unwrap();
        assert!(some.len() <= limit);
        assert!(is_empty || some.len() == limit, "as many as there are");
        for record in some {
            let value = String::from_utf8(record.value.unwrap().to_vec()).unwrap();
            assert_eq!(record.headers, [(Bytes::from_static(b"h"), Some(Bytes::from(value.clone())))]);
            assert_eq!((record.key.as_deref(), record.timestamp), (Some(&b"key"[..]), 7));
            all.push((record.offset, value));
        }
        if is_empty {
            return all;
        }
    }
}

#[test]
fn parts_add_up_to_the_whole_with_every_codec() {
    for codec in Codec::ALL {
        let batches = [
            batch(10, codec, &["a", "b", "c"]),
            marker(13),
            batch(14, codec, &["d"]),
            marker(15),
            marker(16),
        ];
        let expected: Vec<_> =
            [(11, "b"), (12, "c"), (14, "d")].map(|(offset, value)| (offset, value.to_string())).into();
        for limit in [1, 2, 3, 100] {
            assert_eq!(read_by(reader(11, &batches), limit), expected, "{codec:?} by {limit}");
        }
    }
}

#[test]
fn the_last_record_shown_is_the_end_where_only_markers_follow() {
    let mut records = Vec::new();
    let mut reader = reader(0, &[batch(0, Codec::None, &["a"]), marker(1)]);
    assert!(reader.is_untouched());
    assert!(reader.read(HOW, 1, &mut Memory::new(), &mut records).unwrap());
    assert_eq!((records.len(), reader.is_untouched(), reader.left()), (1, false, 0));
}

#[test]
fn records_before_damage_are_read_and_the_damage_stays() {
    let mut damaged = batch(2, Codec::Lz4, &["c", "d"]);
    *damaged.last_mut().unwrap() ^= 1;
    let mut reader = reader(0, &[batch(0, Codec::Lz4, &["a", "b"]), damaged]);
    let mut memory = Memory::new();
    let mut records = Vec::new();
    for _ in 0..3 {
        assert!(matches!(reader.read(HOW, 10, &mut memory, &mut records), Err(RecordError::BadCrc { .. })));
        assert_eq!(records.len(), 2);
    }
}

#[test]
fn aborted_transactions_are_left_out_of_committed_reading() {
    let options = BatchOptions {
        transactional: true,
        producer_id: 9,
        producer_epoch: 0,
        base_sequence: 0,
        ..BatchOptions::default()
    };
    let mut builder = BatchBuilder::new(options);
    builder.append(7, None, Some(b"undone"), &[]).unwrap();
    let undone = builder.build(&mut Compressor::new()).unwrap().to_vec();
    let mut reader = reader(0, &[undone, marker(1), batch(2, Codec::None, &["a"])]);
    let mut transaction = AbortedTransaction::default();
    (transaction.producer_id.0, transaction.first_offset) = (9, 0);
    reader.aborted = Aborted::new(&[transaction]);
    let mut records = Vec::new();
    let how = Reading { read_committed: true, ..HOW };
    assert!(reader.read(how, 10, &mut Memory::new(), &mut records).unwrap());
    assert_eq!(records.iter().map(|record| record.offset).collect::<Vec<_>>(), [2]);
}
