//! Cleaning whole logs, compared with a map from keys to values.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bytes::BytesMut;
use kavka_protocol::compression::Compressor;
use kavka_protocol::record::{BatchBuilder, BatchOptions, ControlRecord, ControlType, Scratch, batches};
use proptest::prelude::*;

use super::*;
use crate::{AppendOptions, AppendOrigin, Isolation, LogConfig, LogOpenOptions, VerificationGuard};

const NOW: i64 = 1_700_000_000_000;

fn config() -> LogConfig {
    LogConfig {
        compact: true,
        delete: false,
        segment_bytes: 600,
        index_interval_bytes: 100,
        segment_ms: i64::MAX,
        min_cleanable_dirty_ratio: 0.0,
        delete_retention_ms: 1000,
        ..LogConfig::default()
    }
}

fn open_after(dir: &Path, config: &LogConfig, clean_shutdown: bool) -> Arc<UnifiedLog> {
    let log = UnifiedLog::open(LogOpenOptions {
        dir: dir.join("t-0"),
        partition: TopicPartition::new("t", 0),
        topic_id: None,
        config: config.clone(),
        log_start_offset: 0,
        recovery_point: 0,
        clean_shutdown,
        producer_id_expiration_ms: 86_400_000,
        verify_transactions: false,
        now_ms: NOW,
    })
    .unwrap();
    log.update_high_watermark(log.log_end_offset());
    log
}

fn append(log: &UnifiedLog, batch: BytesMut, origin: AppendOrigin) {
    log.append_as_leader(
        batch,
        AppendOptions { leader_epoch: 0, origin, now_ms: NOW, verification: VerificationGuard::NONE },
    )
    .unwrap();
    log.update_high_watermark(log.log_end_offset());
}

fn batch(options: BatchOptions, records: &[(&str, Option<&str>)]) -> BytesMut {
    let mut builder = BatchBuilder::new(options);
    for (key, value) in records {
        builder.append(NOW, Some(key.as_bytes()), value.map(str::as_bytes), &[]).unwrap();
    }
    builder.build(&mut Compressor::new()).unwrap()
}

fn put(log: &UnifiedLog, key: &str, value: Option<&str>) {
    append(log, batch(BatchOptions::default(), &[(key, value)]), AppendOrigin::Client);
}

/// Rolls, so that everything written so far can be cleaned.
fn roll(log: &UnifiedLog) {
    log.roll(NOW).unwrap();
}

fn clean(log: &UnifiedLog, from: i64, now_ms: i64, map_bytes: u64) -> (i64, CleanerStats) {
    let facts = log.clean_facts(Some(from)).unwrap();
    let cleaning = Cleaning {
        log,
        candidate: Candidate::of(&facts, &log.config(), now_ms),
        budget: Budget { map_bytes, map_load_factor: 0.9, io_buffer_bytes: 4096 },
        now_ms,
        throttle: &Throttle::new(f64::MAX),
        should_stop: &|| false,
    };
    cleaning.run().unwrap()
}

/// All records, through reads as a fetch does them: offset, key, value.
fn records(log: &UnifiedLog) -> Vec<(i64, String, Option<String>)> {
    let mut found = Vec::new();
    let mut scratch = Scratch::new();
    let mut offset = log.log_start_offset();
    while offset < log.log_end_offset() {
        let read = log.read(offset, 300, Isolation::LogEnd, true).unwrap();
        let Some(range) = read.range else { break };
        let bytes = range.read_to_bytes().unwrap();
        for batch in batches(&bytes) {
            let batch = batch.unwrap();
            batch.verify_crc().unwrap();
            offset = batch.header().next_offset();
            if batch.header().is_control() {
                continue;
            }
            for record in batch.records(&mut scratch).unwrap() {
                let record = record.unwrap();
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                found.push((record.offset, text(record.key.unwrap()), record.value.map(text)));
            }
        }
    }
    found
}

fn table(records: &[(i64, String, Option<String>)]) -> BTreeMap<String, String> {
    let mut table = BTreeMap::new();
    for (_, key, value) in records {
        match value {
            Some(value) => table.insert(key.clone(), value.clone()),
            None => table.remove(key),
        };
    }
    table
}

#[test]
fn a_log_keeps_the_last_value_of_each_key() {
    let dir = tempfile::tempdir().unwrap();
    let log = open_after(dir.path(), &config(), true);
    for number in 0..200 {
        put(&log, &format!("k{}", number % 7), Some(&format!("v{number}")));
    }
    roll(&log);
    put(&log, "k0", Some("active"));
    let before = table(&records(&log));
    let segments = log.segment_count();
    let (to, stats) = clean(&log, 0, NOW, 1 << 20);
    assert_eq!(to, 200);
    assert_eq!((stats.records_read, stats.records_written), (200, 7));
    assert_eq!(table(&records(&log)), before);
    let offsets: Vec<_> = records(&log).iter().map(|record| record.0).collect();
    assert_eq!(offsets, [193, 194, 195, 196, 197, 198, 199, 200]);
    // Segments are grouped by their sizes before the round, so it takes another one to make them fewer.
    assert_eq!(log.segment_count(), segments);
    assert_eq!(clean(&log, 0, NOW, 1 << 20).1.records_written, 7);
    assert!(log.segment_count() < 4, "{} of {segments}", log.segment_count());
    assert_eq!(log.log_end_offset(), 201);
    // Nothing is left of the copies, and the old files wait for their deletion.
    let names: Vec<_> = fs::read_dir(log.dir())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!names.iter().any(|name| name.ends_with(".cleaned") || name.ends_with(".swap")), "{names:?}");
    assert!(names.iter().any(|name| name.ends_with(".deleted")));
    log.run_background_work(NOW + 100_000_000);
    let left = fs::read_dir(log.dir())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().ends_with(".deleted"));
    assert_eq!(left.count(), 0);
}

#[test]
fn a_small_map_cleans_in_several_rounds() {
    let dir = tempfile::tempdir().unwrap();
    let log = open_after(dir.path(), &config(), true);
    for number in 0..100 {
        put(&log, &format!("k{number}"), Some("1"));
    }
    for number in 0..100 {
        put(&log, &format!("k{number}"), Some("2"));
    }
    roll(&log);
    let (mut dirty, mut rounds) = (0, 0);
    while dirty < 200 {
        // Room for 40 keys.
        let (to, _) = clean(&log, dirty, NOW, 24 * 45);
        assert!(to > dirty);
        dirty = to;
        rounds += 1;
    }
    assert_eq!(rounds, 5);
    let found = records(&log);
    assert_eq!(found.len(), 100);
    assert!(found.iter().all(|(offset, _, value)| *offset >= 100 && value.as_deref() == Some("2")));
}

#[test]
fn tombstones_go_after_their_horizon() {
    let dir = tempfile::tempdir().unwrap();
    let log = open_after(dir.path(), &config(), true);
    put(&log, "a", Some("1"));
    put(&log, "a", None);
    put(&log, "b", Some("1"));
    roll(&log);
    clean(&log, 0, NOW, 1 << 20);
    assert_eq!(records(&log).len(), 2);
    clean(&log, 0, NOW + 999, 1 << 20);
    assert_eq!(records(&log).len(), 2);
    clean(&log, 0, NOW + 1000, 1 << 20);
    assert_eq!(records(&log).iter().map(|record| record.0).collect::<Vec<_>>(), [2]);
}

#[test]
fn aborted_data_goes_and_read_committed_stays_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let log = open_after(dir.path(), &config(), true);
    let mut sequence = 0;
    for number in 0..12 {
        let options = BatchOptions {
            producer_id: 5,
            producer_epoch: 0,
            base_sequence: sequence,
            transactional: true,
            ..BatchOptions::default()
        };
        let key = format!("k{}", number % 4);
        append(&log, batch(options, &[(&key, Some("x")), (&key, Some("y"))]), AppendOrigin::Client);
        sequence += 2;
        let kind = if number % 3 == 0 { ControlType::Abort } else { ControlType::Commit };
        let options = BatchOptions {
            producer_id: 5,
            producer_epoch: 0,
            transactional: true,
            control: true,
            ..Default::default()
        };
        let mut marker = BatchBuilder::new(options);
        marker.append(NOW, Some(&kind.key()), Some(&ControlRecord::end_transaction_value(0)), &[]).unwrap();
        append(&log, marker.build(&mut Compressor::new()).unwrap(), AppendOrigin::Coordinator);
    }
    roll(&log);
    clean(&log, 0, NOW, 1 << 20);
    // 9 is the last abort, 10 and 11 the last commits; key 3 was last committed by 7, key 0 by 8.
    let kept: Vec<_> = records(&log).iter().map(|record| (record.0, record.1.clone())).collect();
    let expected = [(22, "k3"), (25, "k0"), (31, "k2"), (34, "k3")].map(|(o, k)| (o, k.to_owned()));
    assert_eq!(kept[kept.len() - 2..], expected[2..]);
    assert!(records(&log).iter().all(|record| ![0, 3, 6, 9].contains(&(record.0 / 3))), "{kept:?}");
    let end = log.log_end_offset();
    let producers = log.producers();
    log.close().unwrap();
    drop(log);
    // The state of producers is the same after a crash too, when it is read from the cleaned batches.
    for snapshot in fs::read_dir(dir.path().join("t-0")).unwrap() {
        let path = snapshot.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "snapshot") {
            fs::remove_file(path).unwrap();
        }
    }
    let log = open_after(dir.path(), &config(), false);
    assert_eq!(log.log_end_offset(), end);
    let state = |producers: &[crate::ActiveProducer]| {
        producers.iter().map(|p| (p.producer_id, p.producer_epoch, p.last_sequence)).collect::<Vec<_>>()
    };
    assert_eq!(state(&log.producers()), state(&producers));
    assert!(log.aborted_in(0, end).unwrap().is_empty());
}

#[test]
fn a_log_that_was_cut_meanwhile_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let log = open_after(dir.path(), &config(), true);
    for number in 0..50 {
        put(&log, &format!("k{}", number % 3), Some("v"));
    }
    roll(&log);
    let old = log.clean_segments(0, 50);
    let copy = Arc::new(log.create_cleaned(0, NOW).unwrap());
    log.truncate_fully_and_start_at(20, None).unwrap();
    assert!(!log.replace_segments(Arc::clone(&copy), &old, NOW).unwrap());
    assert_eq!(log.log_start_offset(), 20);
}

#[test]
fn stopping_leaves_the_log_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let log = open_after(dir.path(), &config(), true);
    for number in 0..50 {
        put(&log, &format!("k{}", number % 3), Some("v"));
    }
    roll(&log);
    let before = records(&log);
    let facts = log.clean_facts(None).unwrap();
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let cleaning = Cleaning {
        log: &log,
        candidate: Candidate::of(&facts, &log.config(), NOW),
        budget: Budget { map_bytes: 1 << 20, map_load_factor: 0.9, io_buffer_bytes: 4096 },
        now_ms: NOW,
        throttle: &Throttle::new(f64::MAX),
        // Stops in the middle of the copying, after one question per segment while mapping.
        should_stop: &|| asked.fetch_add(1, Ordering::Relaxed) > facts.segments.len() + 1,
    };
    assert!(matches!(cleaning.run(), Err(CleanError::Aborted)));
    assert_eq!(table(&records(&log)), table(&before));
    let has_copies = fs::read_dir(log.dir())
        .unwrap()
        .any(|entry| entry.unwrap().file_name().to_str().unwrap().ends_with(".cleaned"));
    assert!(!has_copies);
}

#[test]
fn a_damaged_batch_is_reported_as_such() {
    let dir = tempfile::tempdir().unwrap();
    let log = open_after(dir.path(), &config(), true);
    put(&log, "a", Some("1"));
    roll(&log);
    let path = log.dir().join("00000000000000000000.log");
    let mut bytes = fs::read(&path).unwrap();
    bytes[61] = 0x7f;
    fs::write(&path, bytes).unwrap();
    let facts = log.clean_facts(None).unwrap();
    let cleaning = Cleaning {
        log: &log,
        candidate: Candidate::of(&facts, &log.config(), NOW),
        budget: Budget { map_bytes: 1 << 20, map_load_factor: 0.9, io_buffer_bytes: 4096 },
        now_ms: NOW,
        throttle: &Throttle::new(f64::MAX),
        should_stop: &|| false,
    };
    assert!(matches!(cleaning.run(), Err(CleanError::Damaged(_))));
}

#[test]
fn checkpoints_are_kept_per_directory_and_forget_other_logs() {
    let dir = tempfile::tempdir().unwrap();
    let log = open_after(dir.path(), &config(), true);
    let mut checkpoints = Checkpoints::default();
    assert_eq!(checkpoints.get(&log), None);
    checkpoints.set(&log, 42, |_| true).unwrap();
    assert_eq!(checkpoints.get(&log), Some(42));
    let path = dir.path().join("cleaner-offset-checkpoint");
    assert_eq!(fs::read_to_string(&path).unwrap(), "0\n1\nt 0 42\n");
    let mut reread = Checkpoints::default();
    assert_eq!(reread.get(&log), Some(42));
    // The topic is made again: another log of the same name.
    let again = tempfile::tempdir().unwrap();
    let other = open_after(again.path(), &config(), true);
    fs::write(again.path().join("cleaner-offset-checkpoint"), "0\n2\nt 0 7\ngone 0 9\n").unwrap();
    assert_eq!(reread.get(&other), Some(7));
    other.close().unwrap();
    drop(other);
    let other = open_after(again.path(), &config(), true);
    assert_eq!(reread.get(&other), None);
    reread.set(&other, 1, |partition| &*partition.topic == "t").unwrap();
    let text = fs::read_to_string(again.path().join("cleaner-offset-checkpoint")).unwrap();
    assert_eq!(text, "0\n1\nt 0 1\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is written and cleaned, a reader that builds a table from the log gets the same table, before
    /// and after a crash.
    #[test]
    fn a_table_built_from_the_log_never_changes(
        steps in prop::collection::vec((0..20u8, 0..12u8, any::<bool>()), 1..150),
        map_bytes in 200..3000u64,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut log = open_after(dir.path(), &config(), true);
        let (mut dirty, mut model) = (0, BTreeMap::new());
        for (number, (action, key, is_tombstone)) in steps.into_iter().enumerate() {
            let key = format!("k{key}");
            match action {
                0 => {
                    roll(&log);
                    dirty = clean(&log, dirty, NOW + number as i64 * 200, map_bytes).0;
                }
                1 => {
                    log.flush().unwrap();
                    drop(log);
                    log = open_after(dir.path(), &config(), false);
                }
                _ if is_tombstone => {
                    put(&log, &key, None);
                    model.remove(&key);
                }
                _ => {
                    let value = format!("v{number}");
                    put(&log, &key, Some(&value));
                    model.insert(key, value);
                }
            }
            prop_assert_eq!(&table(&records(&log)), &model);
        }
    }
}
