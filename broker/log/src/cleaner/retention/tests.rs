use std::fs;

use bytes::BytesMut;
use kavka_protocol::record::{ControlRecord, TimestampType, batches};

use super::*;
use crate::transaction_index::TransactionIndexEntry;

const NOW: i64 = 1_000_000;
const RETENTION: i64 = 500;

type Pair<'a> = (i64, &'a str, Option<&'a str>);

fn batch(options: BatchOptions, records: &[Pair<'_>]) -> BytesMut {
    let mut builder = BatchBuilder::new(options);
    for (offset, key, value) in records {
        let record = RecordView {
            offset: *offset,
            timestamp: 10,
            sequence: -1,
            attributes: 0,
            key: Some(key.as_bytes()),
            value: value.map(str::as_bytes),
            headers: Default::default(),
            size: 0,
        };
        builder.append_at(*offset, &record).unwrap();
    }
    builder.build(&mut Compressor::new()).unwrap()
}

fn plain(base_offset: i64, records: &[Pair<'_>]) -> BytesMut {
    batch(BatchOptions { base_offset, ..Default::default() }, records)
}

fn transactional(base_offset: i64, producer_id: i64, records: &[Pair<'_>]) -> BytesMut {
    let options = BatchOptions {
        base_offset,
        producer_id,
        producer_epoch: 0,
        base_sequence: 0,
        transactional: true,
        ..Default::default()
    };
    batch(options, records)
}

fn marker(offset: i64, producer_id: i64, kind: ControlType) -> BytesMut {
    let options = BatchOptions {
        base_offset: offset,
        producer_id,
        producer_epoch: 0,
        transactional: true,
        control: true,
        ..Default::default()
    };
    let mut builder = BatchBuilder::new(options);
    builder.append(10, Some(&kind.key()), Some(&ControlRecord::end_transaction_value(0)), &[]).unwrap();
    builder.build(&mut Compressor::new()).unwrap()
}

/// Maps all keys of the input and then filters it, as one round of cleaning does.
struct Round {
    active: HashMap<i64, LastRecord>,
    aborted: Vec<TransactionIndexEntry>,
    upper_bound: i64,
    now_ms: i64,
}

impl Default for Round {
    fn default() -> Self {
        Self { active: HashMap::new(), aborted: Vec::new(), upper_bound: 1000, now_ms: NOW }
    }
}

impl Round {
    fn run(&self, input: &[u8]) -> (Vec<u8>, CleanerStats, Vec<TransactionIndexEntry>) {
        let mut map = OffsetMap::new(1 << 20, 0.9);
        let mut scratch = Scratch::new();
        let mut transactions = CleanedTransactions::default();
        transactions.add_aborted(self.aborted.iter().copied());
        for batch in batches(input) {
            let batch = batch.unwrap();
            if batch.header().is_control() {
                transactions.on_control_batch(batch.header(), control_type(&batch, &mut scratch).unwrap());
            } else if !transactions.on_batch(batch.header()) {
                for record in batch.records(&mut scratch).unwrap() {
                    let record = record.unwrap();
                    map.put(record.key.unwrap_or_default(), record.offset).unwrap();
                }
            }
            map.set_latest_offset(batch.header().last_offset());
        }
        let rules = Rules {
            map: &map,
            active_producers: &self.active,
            upper_bound_offset: self.upper_bound,
            retain_legacy_deletes: true,
            delete_retention_ms: RETENTION,
            now_ms: self.now_ms,
        };
        let mut transactions = CleanedTransactions::default();
        transactions.add_aborted(self.aborted.iter().copied());
        let (mut stats, mut out, mut filter) = (CleanerStats::default(), Vec::new(), Filter::default());
        for batch in batches(input) {
            filter.filter(&batch.unwrap(), &rules, &mut transactions, &mut stats, &mut out).unwrap();
        }
        (out, stats, transactions.take_retained())
    }
}

/// Offsets of the records, or `None` for a batch without any, with the batch's last offset.
fn shape(bytes: &[u8]) -> Vec<(i64, Vec<i64>)> {
    let mut scratch = Scratch::new();
    let mut found = Vec::new();
    for batch in batches(bytes) {
        let batch = batch.unwrap();
        batch.verify_crc().unwrap();
        let records = batch.records(&mut scratch).unwrap();
        found.push((batch.header().last_offset(), records.map(|record| record.unwrap().offset).collect()));
    }
    found
}

#[test]
fn only_the_last_value_of_a_key_stays() {
    let input = [
        plain(0, &[(0, "a", Some("1")), (1, "b", Some("1"))]),
        plain(2, &[(2, "a", Some("2"))]),
        plain(3, &[(3, "c", Some("1")), (4, "c", Some("2"))]),
    ]
    .concat();
    let (out, stats, _) = Round::default().run(&input);
    assert_eq!(shape(&out), [(1, vec![1]), (2, vec![2]), (4, vec![4])]);
    assert_eq!((stats.records_read, stats.records_written), (5, 3));
    assert_eq!((stats.bytes_read, stats.bytes_written), (input.len() as u64, out.len() as u64));
}

#[test]
fn an_untouched_batch_stays_as_it_is_byte_for_byte() {
    let input = plain(0, &[(0, "a", Some("1")), (1, "b", Some("1"))]);
    assert_eq!(Round::default().run(&input).0, input);
}

#[test]
fn a_tombstone_gets_a_horizon_and_goes_after_it() {
    let input = plain(0, &[(0, "a", Some("1")), (1, "b", None)]);
    let (once, ..) = Round::default().run(&input);
    let header = *BatchView::parse(&once).unwrap().header();
    assert_eq!(header.delete_horizon_ms(), Some(NOW + RETENTION));
    assert_eq!((header.max_timestamp, header.records_count), (10, 2));
    assert_eq!(shape(&once), [(1, vec![0, 1])]);
    let before = Round { now_ms: NOW + RETENTION - 1, ..Default::default() };
    assert_eq!(before.run(&once).0, once);
    let after = Round { now_ms: NOW + RETENTION, ..Default::default() };
    let (gone, ..) = after.run(&once);
    assert_eq!(shape(&gone), [(1, vec![0])]);
    // The horizon stays on the batch, whose other records refer to it.
    assert_eq!(BatchView::parse(&gone).unwrap().header().delete_horizon_ms(), Some(NOW + RETENTION));
}

#[test]
fn records_without_key_go_and_are_counted() {
    let mut builder = BatchBuilder::new(BatchOptions::default());
    builder.append(1, None, Some(b"x"), &[]).unwrap();
    builder.append(1, Some(b"k"), Some(b"x"), &[]).unwrap();
    let input = builder.build(&mut Compressor::new()).unwrap();
    let (out, stats, _) = Round::default().run(&input);
    assert_eq!(shape(&out), [(1, vec![1])]);
    assert_eq!(stats.invalid_records, 1);
}

#[test]
fn the_last_batch_of_an_active_producer_stays_empty() {
    let options = BatchOptions { producer_id: 7, producer_epoch: 3, base_sequence: 40, ..Default::default() };
    let input =
        [batch(options, &[(0, "a", Some("1")), (1, "a", Some("2"))]), plain(2, &[(2, "a", Some("3"))])];
    let last = LastRecord { last_data_offset: Some(1), producer_epoch: 3 };
    let round = Round { active: HashMap::from([(7, last)]), ..Default::default() };
    let (out, ..) = round.run(&input.concat());
    assert_eq!(shape(&out), [(1, vec![]), (2, vec![2])]);
    let header = *BatchView::parse(&out).unwrap().header();
    assert_eq!((header.producer_id, header.producer_epoch), (7, 3));
    assert_eq!((header.base_sequence, header.last_sequence()), (40, 41));
    // Once the producer is forgotten its batch goes too.
    assert_eq!(shape(&Round::default().run(&out).0), [(2, vec![2])]);
}

#[test]
fn the_last_batch_of_the_round_stays_empty() {
    let input = [plain(0, &[(0, "a", Some("1"))]), plain(1, &[(1, "b", None), (2, "b", None)])].concat();
    let (once, ..) = Round { upper_bound: 3, ..Default::default() }.run(&input);
    assert_eq!(shape(&once), [(0, vec![0]), (2, vec![2])]);
    let (gone, ..) = Round { upper_bound: 3, now_ms: i64::MAX, ..Default::default() }.run(&once);
    assert_eq!(shape(&gone), [(0, vec![0]), (2, vec![])]);
}

#[test]
fn data_of_aborted_transactions_goes_at_once_and_their_markers_later() {
    let input = [
        transactional(0, 1, &[(0, "a", Some("1"))]),
        transactional(1, 2, &[(1, "a", Some("2"))]),
        marker(2, 2, ControlType::Abort),
        marker(3, 1, ControlType::Commit),
    ]
    .concat();
    let entry =
        TransactionIndexEntry { producer_id: 2, first_offset: 1, last_offset: 2, last_stable_offset: 0 };
    let mut round = Round { aborted: vec![entry], ..Default::default() };
    let (once, _, index) = round.run(&input);
    assert_eq!(shape(&once), [(0, vec![0]), (2, vec![2]), (3, vec![3])]);
    assert_eq!(index, [entry]);
    let horizons = |bytes: &[u8]| -> Vec<_> {
        batches(bytes).map(|batch| batch.unwrap().header().delete_horizon_ms()).collect()
    };
    assert_eq!(horizons(&once), [None, None, None]);
    // The second round finds the abort marker without data, and starts its horizon.
    let (twice, _, index) = round.run(&once);
    assert_eq!(horizons(&twice), [None, Some(NOW + RETENTION), None]);
    assert_eq!(index, []);
    round.now_ms = NOW + RETENTION;
    assert_eq!(shape(&round.run(&twice).0), [(0, vec![0]), (3, vec![3])]);
}

#[test]
fn a_batch_beyond_the_map_is_left_alone() {
    let map = OffsetMap::new(1 << 20, 0.9);
    let active_producers = HashMap::new();
    let rules = Rules {
        map: &map,
        active_producers: &active_producers,
        upper_bound_offset: 1000,
        retain_legacy_deletes: true,
        delete_retention_ms: RETENTION,
        now_ms: NOW,
    };
    let input = plain(5, &[(5, "a", Some("1")), (6, "a", Some("2"))]);
    let mut out = Vec::new();
    let (mut transactions, mut stats) = (CleanedTransactions::default(), CleanerStats::default());
    let view = BatchView::parse(&input).unwrap();
    Filter::default().filter(&view, &rules, &mut transactions, &mut stats, &mut out).unwrap();
    assert_eq!(out, input);
}

#[test]
fn codec_and_log_append_time_survive() {
    for codec in kavka_protocol::compression::Codec::ALL {
        let options = BatchOptions {
            codec,
            timestamp_type: TimestampType::LogAppendTime,
            log_append_time: 777,
            ..Default::default()
        };
        let input = batch(options, &[(0, "a", Some("1")), (1, "a", Some("2"))]);
        let (out, ..) = Round::default().run(&input);
        let view = BatchView::parse(&out).unwrap();
        assert_eq!(view.header().compression().unwrap(), codec);
        assert_eq!(view.header().log_append_time(), Some(777));
        assert_eq!(shape(&out), [(1, vec![1])]);
    }
}

#[test]
fn what_kafka_has_cleaned_stays_as_it_is() {
    // Cleaned by Kafka a moment ago, so nothing but what the horizons hold back could go.
    for (name, upper_bound) in [("g-compact-0", 25), ("g-compact-txn-0", 11)] {
        let path = format!("{}/tests/golden/{name}/00000000000000000000.log", env!("CARGO_MANIFEST_DIR"));
        let input = fs::read(path).unwrap();
        let snapshot =
            format!("{}/tests/golden/{name}/{upper_bound:020}.snapshot", env!("CARGO_MANIFEST_DIR"));
        let active = crate::producer_snapshot::read(snapshot.as_ref()).unwrap();
        let active = active
            .iter()
            .map(|entry| {
                let last_data_offset = (entry.last_offset >= 0).then_some(entry.last_offset);
                (entry.producer_id, LastRecord { last_data_offset, producer_epoch: entry.producer_epoch })
            })
            .collect();
        let round = Round { active, upper_bound, ..Default::default() };
        let (out, ..) = round.run(&input);
        assert_eq!(shape(&out), shape(&input), "{name}");
    }
}
