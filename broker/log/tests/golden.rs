//! Data directories that Apache Kafka 4.3 left behind open and read whole.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{NOW, read_all};
use kavka_log::{Isolation, LogConfig, LogOpenOptions, TopicPartition, UnifiedLog};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn partitions() -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(golden())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| name.starts_with("g-"));
    names.sort();
    assert!(names.len() >= 12);
    names
}

fn copy(name: &str, to: &Path) -> PathBuf {
    let to = to.join(name);
    fs::create_dir_all(&to).unwrap();
    for entry in fs::read_dir(golden().join(name)).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
    to
}

fn open(dir: PathBuf, clean_shutdown: bool) -> std::sync::Arc<UnifiedLog> {
    let name = dir.file_name().unwrap().to_str().unwrap().to_owned();
    UnifiedLog::open(LogOpenOptions {
        dir,
        partition: TopicPartition::from_dir_name(&name).unwrap(),
        topic_id: None,
        config: LogConfig::default(),
        log_start_offset: 0,
        recovery_point: 0,
        clean_shutdown,
        producer_id_expiration_ms: i64::MAX,
        verify_transactions: false,
        now_ms: NOW,
    })
    .unwrap()
}

fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn opening_and_closing_changes_no_byte() {
    for name in partitions() {
        let dir = tempfile::tempdir().unwrap();
        let copied = copy(&name, dir.path());
        let log = open(copied.clone(), true);
        assert!(log.log_end_offset() > 0, "{name}");
        assert!(log.topic_id().is_some());
        assert!(!read_all(&log, log.log_start_offset(), 1000, Isolation::LogEnd).is_empty());
        log.close().unwrap();
        let (before, after) = (files(&golden().join(&name)), files(&copied));
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(before.0, after.0, "{name}");
            assert!(before.1 == after.1, "{name}/{} changed", before.0);
        }
        assert_eq!(before.len(), after.len(), "{name}");
    }
}

#[test]
fn recovery_rebuilds_what_kafka_wrote() {
    for name in partitions() {
        let dir = tempfile::tempdir().unwrap();
        let copied = copy(&name, dir.path());
        let clean = open(copied.clone(), true);
        let expected = read_all(&clean, 0, 1000, Isolation::LogEnd);
        let producers = |log: &UnifiedLog| {
            let mut producers = log.producers();
            producers.sort_by_key(|producer| producer.producer_id);
            producers
        };
        let expected_producers = producers(&clean);
        drop(clean);
        fs::remove_file(copied.join("leader-epoch-checkpoint")).unwrap();
        for (file, _) in files(&copied) {
            if file.ends_with(".snapshot") || file.ends_with(".txnindex") || file.ends_with("index") {
                fs::remove_file(copied.join(file)).unwrap();
            }
        }
        let recovered = open(copied.clone(), false);
        assert_eq!(read_all(&recovered, 0, 1000, Isolation::LogEnd), expected, "{name}");
        assert_eq!(recovered.latest_epoch(), Some(0), "{name}");
        // Compaction drops batches of producers but not their last one, so their state comes back. (Kafka's snapshots
        // of some samples are empty: their producers had expired.)
        let found = producers(&recovered);
        assert!(expected_producers.iter().all(|producer| found.contains(producer)), "{name}");
        recovered.close().unwrap();
        for (file, bytes) in files(&golden().join(&name)) {
            // Recovery counts bytes between index entries from the last entry, not from the segment's start.
            if file.ends_with(".txnindex") || file.ends_with(".log") {
                assert!(fs::read(copied.join(&file)).unwrap() == bytes, "{name}/{file} changed");
            }
        }
    }
}

#[test]
fn every_timestamp_finds_its_record() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(copy("g-index-0", dir.path()), true);
    let earliest = log.offset_for_timestamp(0).unwrap().unwrap();
    assert_eq!(earliest.offset, 0);
    let latest = log.offset_for_timestamp(-3).unwrap().unwrap();
    assert_eq!(log.offset_for_timestamp(latest.timestamp).unwrap().unwrap().offset, latest.offset);
    assert_eq!(log.offset_for_timestamp(latest.timestamp + 1).unwrap(), None);
}
