//! The cleaner of a log manager: which logs it takes, its checkpoint, and what it leaves alone.

mod common;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use common::{NOW, append_options, plain};
use kavka_log::meta_properties::{self, MetaProperties};
use kavka_log::{
    AppendOrigin, CleanerConfig, LogCleaner, LogConfig, LogManager, LogManagerConfig, TopicPartition,
    UnifiedLog, kafka_uuid,
};

fn manager(dir: &Path) -> Arc<LogManager> {
    if meta_properties::read(dir).unwrap().is_none() {
        let meta = MetaProperties {
            version: 1,
            cluster_id: Some("c".to_owned()),
            node_id: Some(1),
            directory_id: Some(kafka_uuid::random()),
        };
        meta_properties::write(dir, &meta, UNIX_EPOCH).unwrap();
    }
    let config = LogManagerConfig {
        log_dirs: vec![dir.to_path_buf()],
        cordoned_log_dirs: Vec::new(),
        defaults: LogConfig::default(),
        recovery_threads_per_dir: 1,
        flush_check_interval_ms: i64::MAX,
        recovery_point_checkpoint_interval_ms: 60_000,
        start_offset_checkpoint_interval_ms: 60_000,
        high_watermark_checkpoint_interval_ms: 5_000,
        retention_check_interval_ms: 300_000,
        producer_id_expiration_ms: 86_400_000,
        verify_transactions: false,
        transaction_max_timeout_ms: 900_000,
        producer_id_expiration_check_interval_ms: 600_000,
    };
    LogManager::open(config, &|topic| settings(topic != "deleted"), NOW).unwrap()
}

fn settings(compact: bool) -> LogConfig {
    LogConfig { compact, delete: !compact, ..LogConfig::default() }
}

/// A log with one value, one key, written ten times, of which nine can go.
fn fill(manager: &LogManager, topic: &str, batches: usize) -> Arc<UnifiedLog> {
    let partition = TopicPartition::new(topic, 0);
    let log = manager.get_or_create(&partition, None, settings(topic != "deleted"), None, NOW).unwrap();
    for number in 0..batches {
        log.append_as_leader(plain(&[&number.to_string()]), append_options(AppendOrigin::Client)).unwrap();
    }
    log.update_high_watermark(log.log_end_offset());
    log.roll(NOW).unwrap();
    log
}

fn cleaner(manager: &Arc<LogManager>) -> Arc<LogCleaner> {
    LogCleaner::new(Arc::clone(manager), CleanerConfig::default())
}

#[test]
fn compacted_logs_are_cleaned_once_and_others_never() {
    let dir = tempfile::tempdir().unwrap();
    let logs = manager(dir.path());
    let (log, deleted) = (fill(&logs, "compacted", 10), fill(&logs, "deleted", 10));
    let before = deleted.size();
    let cleaned = cleaner(&logs).clean_filthiest(NOW).unwrap();
    assert_eq!((&*cleaned.partition.topic, cleaned.from, cleaned.to), ("compacted", 0, 10));
    assert_eq!((cleaned.stats.records_read, cleaned.stats.records_written), (10, 1));
    assert_eq!(log.log_end_offset(), 10);
    assert_eq!(deleted.size(), before);
    // Another cleaner learns from the checkpoint that there is nothing left to do.
    assert!(cleaner(&logs).clean_filthiest(NOW).is_none());
    let text = std::fs::read_to_string(dir.path().join("cleaner-offset-checkpoint")).unwrap();
    assert_eq!(text, "0\n1\ncompacted 0 10\n");
}

#[test]
fn a_topic_made_again_is_cleaned_from_its_start() {
    let dir = tempfile::tempdir().unwrap();
    let logs = manager(dir.path());
    drop(fill(&logs, "t", 10));
    let cleaner = cleaner(&logs);
    assert_eq!(cleaner.clean_filthiest(NOW).unwrap().to, 10);
    logs.delete_log(&TopicPartition::new("t", 0), NOW).unwrap();
    drop(fill(&logs, "t", 12));
    let cleaned = cleaner.clean_filthiest(NOW).unwrap();
    assert_eq!((cleaned.from, cleaned.to), (0, 12));
}

#[test]
fn a_damaged_log_is_tried_once() {
    let dir = tempfile::tempdir().unwrap();
    let logs = manager(dir.path());
    let log = fill(&logs, "t", 10);
    let path = log.dir().join("00000000000000000000.log");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[61] = 0x7f;
    std::fs::write(&path, bytes).unwrap();
    let cleaner = cleaner(&logs);
    assert!(cleaner.clean_filthiest(NOW).is_none());
    assert_eq!(cleaner.uncleanable(), [TopicPartition::new("t", 0)]);
    assert!(cleaner.clean_filthiest(NOW).is_none());
    // The directory is not to blame.
    assert!(!log.is_offline());
}

#[test]
fn a_running_cleaner_stops() {
    let dir = tempfile::tempdir().unwrap();
    let logs = manager(dir.path());
    let log = fill(&logs, "t", 10);
    let before = log.size();
    let cleaner = cleaner(&logs);
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| cleaner.run(0, || NOW));
        while log.size() == before {
            std::thread::sleep(Duration::from_millis(5));
        }
        cleaner.stop();
        thread.join().unwrap();
    });
}
