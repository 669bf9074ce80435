use super::*;
use crate::compression::{Codec, Compressor};
use proptest::prelude::*;

type OwnedRecord = (i64, Option<Vec<u8>>, Option<Vec<u8>>, Vec<(Vec<u8>, Option<Vec<u8>>)>);

fn build(options: BatchOptions, records: &[OwnedRecord]) -> Vec<u8> {
    let mut builder = BatchBuilder::new(options);
    for (timestamp, key, value, headers) in records {
        let headers: Vec<(&[u8], Option<&[u8]>)> =
            headers.iter().map(|(key, value)| (key.as_slice(), value.as_deref())).collect();
        let (key, value) = (key.as_deref(), value.as_deref());
        let before = builder.size();
        builder.append(*timestamp, key, value, &headers).unwrap();
        assert!(builder.size() - before <= BatchBuilder::record_size_max(key, value, &headers));
    }
    builder.build(&mut Compressor::new()).unwrap().to_vec()
}

fn simple(count: usize) -> Vec<OwnedRecord> {
    (0..count).map(|i| (1000 + i as i64, Some(vec![i as u8]), Some(vec![7; 100]), vec![])).collect()
}

fn validated(bytes: &[u8]) -> Result<Structure, RecordError> {
    let batch = BatchView::parse(bytes).unwrap();
    validate_sequence(batch.header())?;
    validate_structure(&batch, &mut Scratch::new(), |_, _| {})
}

#[test]
fn patches_outside_the_crc_keep_it_and_others_recompute_it() {
    let mut batch = build(BatchOptions::default(), &simple(3));
    patch_base_offset(&mut batch, 42);
    patch_leader_epoch(&mut batch, 7);
    let view = BatchView::parse(&batch).unwrap();
    view.verify_crc().unwrap();
    assert_eq!((view.header().base_offset, view.header().last_offset()), (42, 44));
    assert_eq!(view.header().partition_leader_epoch, 7);
    let crc = view.header().crc;

    patch_max_timestamp(&mut batch, TimestampType::CreateTime, 1002);
    assert_eq!(BatchView::parse(&batch).unwrap().header().crc, crc, "nothing to change");
    patch_max_timestamp(&mut batch, TimestampType::LogAppendTime, 5000);
    let view = BatchView::parse(&batch).unwrap();
    view.verify_crc().unwrap();
    assert_ne!(view.header().crc, crc);
    let mut scratch = Scratch::new();
    assert!(view.records(&mut scratch).unwrap().all(|record| record.unwrap().timestamp == 5000));
}

#[test]
fn duplicate_headers_keep_their_order_and_null_is_not_empty() {
    let headers = vec![
        (b"a".to_vec(), Some(b"0".to_vec())),
        (b"b".to_vec(), None),
        (b"a".to_vec(), Some(vec![])),
        (vec![0xff], Some(b"key is not text".to_vec())),
    ];
    let batch = build(BatchOptions::default(), &[(1, None, None, headers.clone())]);
    let mut scratch = Scratch::new();
    let record = BatchView::parse(&batch).unwrap().records(&mut scratch).unwrap().next().unwrap().unwrap();
    let read: Vec<(Vec<u8>, Option<Vec<u8>>)> =
        record.headers.iter().map(|header| (header.key.to_vec(), header.value.map(<[u8]>::to_vec))).collect();
    assert_eq!(read, headers);
    assert_eq!((record.key, record.value), (None, None));
    assert!(record.headers.iter().last().unwrap().key_str().is_err());
}

#[test]
fn structure_of_a_producers_batch_is_checked() {
    let sound = build(BatchOptions { producer_id: 5, base_sequence: 0, ..Default::default() }, &simple(3));
    let found = validated(&sound).unwrap();
    assert_eq!((found.max_timestamp, found.offset_of_max_timestamp), (1002, 2));
    assert!(found.consecutive_offsets);

    let with = |at: usize, value: &[u8]| {
        let mut bytes = sound.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        validated(&bytes).unwrap_err()
    };
    assert!(matches!(with(23, &(-1i32).to_be_bytes()), RecordError::BadOffsetRange { .. }));
    assert!(matches!(with(23, &3i32.to_be_bytes()), RecordError::InconsistentCount { .. }));
    assert!(matches!(with(57, &(-1i32).to_be_bytes()), RecordError::BadCount { count: -1 }));
    assert!(matches!(with(53, &(-1i32).to_be_bytes()), RecordError::BadSequence { sequence: -1, .. }));
    assert!(matches!(with(0, &i64::MAX.to_be_bytes()), RecordError::BadOffsetRange { .. }));

    let mut fewer = sound.clone();
    fewer[23..27].copy_from_slice(&1i32.to_be_bytes());
    fewer[57..61].copy_from_slice(&2i32.to_be_bytes());
    assert!(matches!(
        validated(&fewer).unwrap_err(),
        RecordError::CountMismatch("records still remaining in file")
    ));
    let mut more = sound.clone();
    more[23..27].copy_from_slice(&3i32.to_be_bytes());
    more[57..61].copy_from_slice(&4i32.to_be_bytes());
    assert!(matches!(validated(&more).unwrap_err(), RecordError::CountMismatch("premature EOF reached")));
}

#[test]
fn gaps_between_offsets_are_reported_and_kept() {
    let source = build(BatchOptions::default(), &simple(1));
    let mut scratch = Scratch::new();
    let record = BatchView::parse(&source).unwrap().records(&mut scratch).unwrap().next().unwrap().unwrap();
    let options = BatchOptions { base_offset: 10, last_offset: Some(19), ..Default::default() };
    let mut builder = BatchBuilder::new(options);
    builder.append_at(12, &record).unwrap();
    builder.append_at(15, &record).unwrap();
    assert!(builder.append_at(15, &record).is_err(), "offsets go up");
    let bytes = builder.build(&mut Compressor::new()).unwrap();
    let view = BatchView::parse(&bytes).unwrap();
    assert_eq!((view.header().base_offset, view.header().last_offset()), (10, 19));
    let mut scratch = Scratch::new();
    let offsets: Vec<i64> =
        view.records(&mut scratch).unwrap().map(|record| record.unwrap().offset).collect();
    assert_eq!(offsets, [12, 15]);
}

#[test]
fn delete_horizon_takes_the_place_of_the_base_timestamp() {
    let options = BatchOptions { delete_horizon_ms: Some(900), ..Default::default() };
    let bytes = build(options, &simple(2));
    let view = BatchView::parse(&bytes).unwrap();
    assert_eq!(view.header().delete_horizon_ms(), Some(900));
    let mut scratch = Scratch::new();
    let times: Vec<i64> =
        view.records(&mut scratch).unwrap().map(|record| record.unwrap().timestamp).collect();
    assert_eq!(times, [1000, 1001]);
}

#[test]
fn emptied_batches_keep_offsets_and_sequences() {
    let options = BatchOptions {
        base_offset: 100,
        producer_id: 3,
        producer_epoch: 1,
        base_sequence: 50,
        transactional: true,
        codec: Codec::Lz4,
        ..Default::default()
    };
    let full = build(options, &simple(4));
    let header = BatchHeader::parse(&full).unwrap();
    let mut out = Vec::new();
    write_empty_batch(&header, &mut out);
    assert_eq!(out.len(), BATCH_OVERHEAD);
    let empty = BatchView::parse(&out).unwrap();
    empty.verify_crc().unwrap();
    let kept =
        |h: &BatchHeader| (h.base_offset, h.last_offset(), h.last_sequence(), h.producer_id, h.max_timestamp);
    assert_eq!(kept(empty.header()), kept(&header));
    assert!(empty.header().is_transactional() && !empty.header().is_compressed());
    assert_eq!(empty.records(&mut Scratch::new()).unwrap().count(), 0);
}

#[test]
fn sequences_wrap_as_kafka_wraps_them() {
    assert_eq!(increment_sequence(i32::MAX, 1), 0);
    assert_eq!(increment_sequence(i32::MAX - 1, 5), 3);
    assert_eq!(decrement_sequence(0, 1), i32::MAX);
    assert_eq!(decrement_sequence(3, 5), i32::MAX - 1);
}

#[test]
fn markers_parse_and_build() {
    let key = ControlType::Commit.key();
    let value = ControlRecord::end_transaction_value(9);
    let marker = ControlRecord::parse(Some(&key), Some(&value)).unwrap();
    assert_eq!(marker, ControlRecord::EndTransaction { commit: true, coordinator_epoch: 9 });
    assert!(ControlRecord::parse(Some(&key[..3]), Some(&value)).is_err());
    assert!(ControlRecord::parse(None, None).is_err());
    assert!(ControlRecord::parse(Some(&key), Some(&value[..5])).is_err());
}

/// A message of format 0 or 1.
fn message(magic: u8, offset: i64, attributes: u8, key: Option<&[u8]>, value: &[u8]) -> Vec<u8> {
    let mut body = vec![magic, attributes];
    if magic == 1 {
        body.extend_from_slice(&(5000 + offset).to_be_bytes());
    }
    match key {
        Some(key) => {
            body.extend_from_slice(&(key.len() as i32).to_be_bytes());
            body.extend_from_slice(key);
        }
        None => body.extend_from_slice(&(-1i32).to_be_bytes()),
    }
    body.extend_from_slice(&(value.len() as i32).to_be_bytes());
    body.extend_from_slice(value);
    let mut out = offset.to_be_bytes().to_vec();
    out.extend_from_slice(&(body.len() as i32 + 4).to_be_bytes());
    out.extend_from_slice(&crc_fast::crc32_iso_hdlc(&body).to_be_bytes());
    out.extend_from_slice(&body);
    out
}

#[test]
fn old_formats_are_read_one_by_one_and_out_of_compressed_sets() {
    let mut log = message(0, 10, 0, Some(b"k"), b"zero");
    log.extend(message(1, 11, 0, None, b"one"));
    let inner: Vec<u8> = (0..3).flat_map(|i| message(1, i, 0, None, format!("in{i}").as_bytes())).collect();
    let mut packed = Vec::new();
    Compressor::new().compress(Codec::Gzip, None, &inner, &mut packed).unwrap();
    log.extend(message(1, 14, Codec::Gzip.id(), None, &packed));
    // Log append time of the wrapper is that of its messages.
    log.extend(message(1, 17, Codec::Gzip.id() | 8, None, &packed));

    let mut scratch = Scratch::new();
    let mut read = Vec::new();
    for batch in batches(&log) {
        let batch = batch.unwrap();
        batch.verify_crc().unwrap();
        for record in batch.records(&mut scratch).unwrap() {
            let record = record.unwrap();
            read.push((
                record.offset,
                record.timestamp,
                String::from_utf8_lossy(record.value.unwrap()).into_owned(),
            ));
        }
    }
    let expect = [
        (10, -1, "zero"),
        (11, 5011, "one"),
        (12, 5000, "in0"),
        (13, 5001, "in1"),
        (14, 5002, "in2"),
        (15, 5017, "in0"),
        (16, 5017, "in1"),
        (17, 5017, "in2"),
    ];
    let expect: Vec<(i64, i64, String)> = expect.iter().map(|(o, t, v)| (*o, *t, v.to_string())).collect();
    assert_eq!(read, expect);
}

#[test]
fn frames_that_are_no_batches_are_errors() {
    let mut short = vec![0; 17];
    short[11] = 13;
    assert!(matches!(batches(&short).next(), Some(Err(RecordError::TooSmall { .. }))));
    short[11] = 100;
    short[16] = 3;
    assert!(matches!(batches(&short).next(), Some(Err(RecordError::BadMagic { magic: 3 }))));
    short[16] = 2;
    short[11] = 48;
    assert!(matches!(batches(&short).next(), Some(Err(RecordError::TooSmall { min: 49, .. }))));
    short[8] = 0xff;
    assert!(matches!(batches(&short).next(), Some(Err(RecordError::TooSmall { .. }))));
}

fn arbitrary_records() -> impl Strategy<Value = Vec<OwnedRecord>> {
    let bytes = || proptest::collection::vec(any::<u8>(), 0..40);
    let header = (bytes(), proptest::option::of(bytes()));
    let record = (
        0i64..2_000_000_000_000,
        proptest::option::of(bytes()),
        proptest::option::of(bytes()),
        proptest::collection::vec(header, 0..4),
    );
    proptest::collection::vec(record, 1..20)
}

proptest! {
    #[test]
    fn varints_round_trip(int in any::<i32>(), long in any::<i64>()) {
        let mut out = Vec::new();
        write_varint(int, &mut out);
        prop_assert_eq!(out.len(), varint_len(int));
        write_varlong(long, &mut out);
        prop_assert_eq!(out.len(), varint_len(int) + varlong_len(long));
        let mut rest = out.as_slice();
        prop_assert_eq!(read_varint(&mut rest).unwrap(), int);
        prop_assert_eq!(read_varlong(&mut rest).unwrap(), long);
        prop_assert!(rest.is_empty());
    }

    #[test]
    fn batches_round_trip(records in arbitrary_records(), codec in 0u8..5, base_offset in 0i64..1 << 40) {
        let options = BatchOptions { base_offset, codec: Codec::from_id(codec).unwrap(), ..Default::default() };
        let bytes = build(options, &records);
        let view = BatchView::parse(&bytes).unwrap();
        view.verify_crc().unwrap();
        let found = validated(&bytes).unwrap();
        prop_assert!(found.consecutive_offsets);
        prop_assert_eq!(found.max_timestamp, view.header().max_timestamp);
        let mut scratch = Scratch::new();
        let read: Vec<OwnedRecord> = view.records(&mut scratch).unwrap().map(|record| {
            let r = record.unwrap();
            let headers = r.headers.iter().map(|h| (h.key.to_vec(), h.value.map(<[u8]>::to_vec))).collect();
            (r.timestamp, r.key.map(<[u8]>::to_vec), r.value.map(<[u8]>::to_vec), headers)
        }).collect();
        prop_assert_eq!(read, records);
    }

    #[test]
    fn any_payload_with_any_count_is_safe(payload in proptest::collection::vec(any::<u8>(), 0..300), count in any::<i32>(), attributes in 0u8..128) {
        let mut batch = build(BatchOptions::default(), &[]);
        batch.extend_from_slice(&payload);
        let length = (batch.len() - LOG_OVERHEAD) as i32;
        batch[8..12].copy_from_slice(&length.to_be_bytes());
        batch[22] = attributes;
        batch[57..61].copy_from_slice(&count.to_be_bytes());
        let mut scratch = Scratch::with_limit(1 << 16);
        if let Ok(records) = BatchView::parse(&batch).unwrap().records(&mut scratch) {
            prop_assert!(records.count() <= 1 << 16);
        }
    }
}
