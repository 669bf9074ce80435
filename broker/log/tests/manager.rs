//! Log directories: loading, checkpoints, deletion, several directories, a directory that fails.

mod common;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::*;
use kavka_log::{Isolation, LogConfig, LogDirEvent, LogError, LogManager, LogManagerConfig, TopicPartition};
use uuid::Uuid;

fn config(dirs: &[&Path]) -> LogManagerConfig {
    LogManagerConfig {
        log_dirs: dirs.iter().map(|dir| dir.to_path_buf()).collect(),
        cordoned_log_dirs: Vec::new(),
        defaults: LogConfig::default(),
        recovery_threads_per_dir: 2,
        flush_check_interval_ms: i64::MAX,
        recovery_point_checkpoint_interval_ms: 60_000,
        start_offset_checkpoint_interval_ms: 60_000,
        high_watermark_checkpoint_interval_ms: 5_000,
        retention_check_interval_ms: 300_000,
        producer_id_expiration_ms: 86_400_000,
        verify_transactions: false,
        transaction_max_timeout_ms: 900_000,
        producer_id_expiration_check_interval_ms: 600_000,
    }
}

fn open_manager(dirs: &[&Path]) -> Arc<LogManager> {
    LogManager::open(config(dirs), &|_| LogConfig::default(), NOW).unwrap()
}

fn partition(number: i32) -> TopicPartition {
    TopicPartition::new("t", number)
}

fn create(manager: &LogManager, number: i32) -> Arc<kavka_log::UnifiedLog> {
    manager
        .get_or_create(&partition(number), Some(Uuid::from_u128(7)), LogConfig::default(), None, NOW)
        .unwrap()
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_clean_stop_is_marked_and_everything_is_there_again() {
    let dir = tempfile::tempdir().unwrap();
    let manager = open_manager(&[dir.path()]);
    for number in 0..40 {
        let log = create(&manager, number);
        append(&log, plain(&["a", "b"]));
        log.update_high_watermark(2);
    }
    assert!(!dir.path().join(".kafka_cleanshutdown").exists());
    manager.shutdown(Some(5));
    assert!(dir.path().join(".kafka_cleanshutdown").exists());
    let manager = open_manager(&[dir.path()]);
    assert!(!dir.path().join(".kafka_cleanshutdown").exists());
    assert_eq!(manager.clean_shutdown_broker_epoch(), Some(5));
    assert_eq!(manager.logs().len(), 40);
    for log in manager.logs() {
        assert_eq!((log.log_end_offset(), log.high_watermark(), log.recovery_point()), (2, 2, 2));
        assert_eq!(log.topic_id(), Some(Uuid::from_u128(7)));
        assert_eq!(read_all(&log, 0, 100, Isolation::HighWatermark).len(), 2);
    }
}

#[test]
fn a_crash_loses_nothing_that_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let manager = open_manager(&[dir.path()]);
    let log = create(&manager, 0);
    append(&log, plain(&["a", "b"]));
    manager.tick(NOW + 60_000);
    append(&log, plain(&["c"]));
    drop((manager, log));
    let manager = open_manager(&[dir.path()]);
    let log = manager.log(&partition(0)).unwrap();
    assert_eq!(log.log_end_offset(), 3);
    assert_eq!(read_all(&log, 0, 100, Isolation::LogEnd).len(), 3);
}

#[test]
fn a_directory_has_one_user() {
    let dir = tempfile::tempdir().unwrap();
    let manager = open_manager(&[dir.path()]);
    let second = LogManager::open(config(&[dir.path()]), &|_| LogConfig::default(), NOW);
    assert!(matches!(second, Err(LogError::Unusable { .. })));
    manager.shutdown(None);
    open_manager(&[dir.path()]);
}

#[test]
fn logs_spread_over_directories() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let manager = open_manager(&[dirs[0].path(), dirs[1].path()]);
    for number in 0..6 {
        create(&manager, number);
    }
    for dir in &dirs {
        assert_eq!(names(dir.path()).iter().filter(|name| name.starts_with("t-")).count(), 3);
    }
}

#[test]
fn a_deleted_log_is_renamed_at_once_and_removed_later() {
    let dir = tempfile::tempdir().unwrap();
    let manager = open_manager(&[dir.path()]);
    append(&create(&manager, 0), plain(&["old", "old"]));
    manager.delete_log(&partition(0), NOW).unwrap();
    assert!(manager.log(&partition(0)).is_none());
    let renamed = names(dir.path()).into_iter().find(|name| name.starts_with("t-0")).unwrap();
    assert!(renamed.ends_with("-delete"), "{renamed}");
    let log = create(&manager, 0);
    assert_eq!(log.log_end_offset(), 0);
    manager.tick(NOW + 59_000);
    assert!(dir.path().join(&renamed).exists());
    manager.tick(NOW + 60_000);
    assert!(!dir.path().join(&renamed).exists());
    assert_eq!(manager.log(&partition(0)).unwrap().log_end_offset(), 0);
}

#[test]
fn a_recreated_topic_does_not_inherit_the_start_of_the_deleted_one() {
    let dir = tempfile::tempdir().unwrap();
    let manager = open_manager(&[dir.path()]);
    let log = create(&manager, 0);
    append(&log, plain(&["a", "b", "c"]));
    log.update_high_watermark(3);
    log.increment_log_start_offset(2, kavka_log::StartOffsetReason::ClientRecordDeletion).unwrap();
    manager.checkpoint_log_start_offsets();
    manager.delete_log(&partition(0), NOW).unwrap();
    append(&create(&manager, 0), plain(&["new"]));
    drop((manager, log));
    let log = open_manager(&[dir.path()]).log(&partition(0)).unwrap();
    assert_eq!((log.log_start_offset(), log.log_end_offset()), (0, 1));
}

#[test]
fn a_future_log_takes_the_place_of_the_current_one() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let paths = [dirs[0].path(), dirs[1].path()];
    let manager = open_manager(&paths);
    let current =
        manager.get_or_create(&partition(0), None, LogConfig::default(), Some(paths[0]), NOW).unwrap();
    append(&current, plain(&["a"]));
    current.update_high_watermark(1);
    let future =
        manager.get_or_create_future(&partition(0), None, LogConfig::default(), paths[1], NOW).unwrap();
    assert!(future.is_future());
    let copy =
        current.read(0, 1000, Isolation::LogEnd, true).unwrap().range.unwrap().read_to_bytes().unwrap();
    future.append_as_follower(copy, 0, NOW).unwrap();
    manager.replace_current_with_future(&partition(0), NOW).unwrap();
    let moved = manager.log(&partition(0)).unwrap();
    assert_eq!(moved.parent_dir(), paths[1]);
    assert_eq!((moved.high_watermark(), moved.is_future()), (1, false));
    append(&moved, plain(&["b"]));
    assert_eq!(read_all(&moved, 0, 100, Isolation::LogEnd).len(), 2);
    manager.shutdown(None);
    let manager = open_manager(&paths);
    assert_eq!(manager.log(&partition(0)).unwrap().log_end_offset(), 2);
    assert!(manager.future_logs().is_empty());
}

#[test]
fn a_failed_directory_goes_offline_with_its_logs() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let manager = open_manager(&[dirs[0].path(), dirs[1].path()]);
    for number in 0..4 {
        create(&manager, number);
    }
    let told: Arc<parking_lot::Mutex<Vec<LogDirEvent>>> = Arc::default();
    let seen = Arc::clone(&told);
    manager.set_event_listener(Box::new(move |event| seen.lock().push(event)));
    let bad: PathBuf = manager.log(&partition(0)).unwrap().parent_dir().to_owned();
    let log = manager.log(&partition(0)).unwrap();
    manager.take_dir_offline(&bad);
    assert!(log.append_as_leader(plain(&["x"]), append_options(kavka_log::AppendOrigin::Client)).is_err());
    assert!(manager.log(&partition(0)).is_none());
    assert_eq!(manager.logs().len(), 2);
    assert!(!manager.is_dir_online(&bad));
    let LogDirEvent::Offline { dir, partitions, .. } = told.lock()[0].clone();
    assert_eq!((dir, partitions.len()), (bad, 2));
    manager.shutdown(None);
    let marks = dirs.iter().filter(|dir| dir.path().join(".kafka_cleanshutdown").exists());
    assert_eq!(marks.count(), 1);
}

#[test]
fn a_log_that_may_be_in_an_offline_directory_is_not_made_again() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let ids = [Uuid::from_u128(1000), Uuid::from_u128(2000)];
    for (dir, id) in dirs.iter().zip(ids) {
        let id = kavka_log::kafka_uuid::to_string(id);
        let text = format!("version=1\nnode.id=1\ncluster.id=c\ndirectory.id={id}\n");
        std::fs::write(dir.path().join("meta.properties"), text).unwrap();
    }
    let manager = open_manager(&[dirs[0].path(), dirs[1].path()]);
    let (unassigned, unknown) = (Uuid::from_u128(0), Uuid::from_u128(3000));
    assert_eq!(manager.placement(Some(ids[1]), false).unwrap().as_deref(), Some(dirs[1].path()));
    assert_eq!(manager.placement(Some(unassigned), false).unwrap(), None);
    assert_eq!(manager.placement(Some(unknown), false).unwrap(), None);
    manager.take_dir_offline(dirs[1].path());
    assert_eq!(manager.placement(Some(ids[0]), false).unwrap().as_deref(), Some(dirs[0].path()));
    for (id, is_new) in [(ids[1], false), (ids[1], true), (unassigned, false), (unknown, false)] {
        assert!(matches!(manager.placement(Some(id), is_new), Err(LogError::DirOffline { .. })));
    }
    assert_eq!(manager.placement(Some(unassigned), true).unwrap(), None);
}
