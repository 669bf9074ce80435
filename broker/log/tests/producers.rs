//! Idempotence, fencing and transactions.

mod common;

use common::*;
use kavka_log::{AbortedTransaction, AppendError, AppendOrigin, Isolation, LogConfig, UnifiedLog};

fn refuse(log: &UnifiedLog, records: bytes::BytesMut, origin: AppendOrigin) -> AppendError {
    log.append_as_leader(records, append_options(origin)).unwrap_err()
}

#[test]
fn the_last_five_batches_are_recognised_when_sent_again() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig::default());
    for sequence in 0..7 {
        append(&log, idempotent(&["a", "b"], 1, 0, sequence * 2));
    }
    for sequence in 2..7 {
        let again = append(&log, idempotent(&["a", "b"], 1, 0, sequence * 2));
        let first = i64::from(sequence) * 2;
        assert_eq!((again.duplicate, again.first_offset, again.last_offset), (true, first, first + 1));
    }
    assert_eq!(log.log_end_offset(), 14);
    let error = refuse(&log, idempotent(&["a", "b"], 1, 0, 2), AppendOrigin::Client);
    assert!(matches!(error, AppendError::OutOfOrderSequence { .. }));
    let error = refuse(&log, idempotent(&["a"], 1, 0, 15), AppendOrigin::Client);
    assert_eq!(
        error.to_string(),
        "Out of order sequence number for producer 1 at offset 14 in partition t-0: 15 (incoming seq. number), 13 (current end sequence number)"
    );
}

#[test]
fn batches_in_flight_at_a_crash_are_recognised_when_sent_again() {
    let dir = tempfile::tempdir().unwrap();
    let config = LogConfig::default();
    let log = open(dir.path(), &config);
    for sequence in 0..7 {
        append(&log, idempotent(&["a"], 1, 0, sequence));
    }
    drop(log);
    let log = reopen_after_crash(dir.path(), &config, 0);
    for sequence in 2..7 {
        assert!(append(&log, idempotent(&["a"], 1, 0, sequence)).duplicate, "{sequence}");
    }
    assert_eq!(log.log_end_offset(), 7);
}

#[test]
fn sequences_wrap_and_unknown_producers_may_begin_anywhere() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig::default());
    append(&log, idempotent(&["a", "b"], 1, 0, i32::MAX - 2));
    append(&log, idempotent(&["c", "d", "e"], 1, 0, i32::MAX));
    let again = append(&log, idempotent(&["c", "d", "e"], 1, 0, i32::MAX));
    assert!(again.duplicate);
    append(&log, idempotent(&["f"], 1, 0, 2));
    assert_eq!(log.producers()[0].last_sequence, 2);
}

#[test]
fn a_new_epoch_begins_at_sequence_zero_and_fences_the_old_one() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig::default());
    append(&log, idempotent(&["a"], 1, 3, 10));
    let error = refuse(&log, idempotent(&["a"], 1, 4, 11), AppendOrigin::Client);
    assert!(matches!(error, AppendError::OutOfOrderSequence { .. }));
    append(&log, idempotent(&["a"], 1, 4, 0));
    let error = refuse(&log, idempotent(&["a"], 1, 3, 11), AppendOrigin::Client);
    assert!(matches!(error, AppendError::InvalidProducerEpoch { .. }));
}

#[test]
fn producer_state_survives_a_clean_stop_and_a_crash() {
    for clean in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let config = LogConfig { segment_bytes: 300, ..LogConfig::default() };
        let log = open(dir.path(), &config);
        for sequence in 0..20 {
            append(&log, idempotent(&["a"], i64::from(sequence % 2), 0, sequence / 2));
        }
        append(&log, transactional(&["t"], 9, 0, 0));
        let mut before = log.producers();
        before.sort_by_key(|producer| producer.producer_id);
        let log = if clean {
            log.close().unwrap();
            open(dir.path(), &config)
        } else {
            drop(log);
            reopen_after_crash(dir.path(), &config, 0)
        };
        let mut after = log.producers();
        after.sort_by_key(|producer| producer.producer_id);
        assert_eq!(before, after);
        assert!(append(&log, idempotent(&["a"], 1, 0, 9)).duplicate);
        log.update_high_watermark(21);
        assert_eq!(log.last_stable_offset(), 20);
    }
}

#[test]
fn idle_producers_expire_but_not_those_in_a_transaction() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig::default());
    append(&log, idempotent(&["a"], 1, 0, 0));
    append(&log, transactional(&["a"], 2, 0, 0));
    log.remove_expired_producers(NOW + 86_399_999);
    assert_eq!(log.producers().len(), 2);
    log.remove_expired_producers(NOW + 86_400_000);
    assert_eq!(log.producers().iter().map(|producer| producer.producer_id).collect::<Vec<_>>(), [2]);
}

#[test]
fn the_last_stable_offset_waits_for_open_and_unreplicated_transactions() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig::default());
    append(&log, plain(&["0"]));
    append(&log, transactional(&["1"], 1, 0, 0));
    append(&log, transactional(&["2"], 2, 0, 0));
    log.update_high_watermark(3);
    assert_eq!(log.last_stable_offset(), 1);
    let seen = |log: &UnifiedLog| read_all(log, 0, 1000, Isolation::TxnCommitted).len();
    assert_eq!(seen(&log), 1);
    append_marker(&log, marker(1, 0, false, 0));
    log.update_high_watermark(3);
    assert_eq!(log.last_stable_offset(), 1, "the marker is not replicated");
    log.update_high_watermark(4);
    assert_eq!(log.last_stable_offset(), 2);
    append_marker(&log, marker(2, 0, true, 0));
    log.update_high_watermark(5);
    assert_eq!(log.last_stable_offset(), 5);
    let info = log.read(0, 1 << 20, Isolation::TxnCommitted, true).unwrap();
    assert_eq!(info.aborted_transactions, [AbortedTransaction { producer_id: 1, first_offset: 1 }]);
    let info = log.read(4, 1 << 20, Isolation::TxnCommitted, true).unwrap();
    assert!(info.aborted_transactions.is_empty());
    assert!(log.read(0, 1 << 20, Isolation::HighWatermark, true).unwrap().aborted_transactions.is_empty());
}

#[test]
fn aborted_transactions_are_found_across_segments_and_after_a_crash() {
    let dir = tempfile::tempdir().unwrap();
    let config = LogConfig { segment_bytes: 200, ..LogConfig::default() };
    let mut log = open(dir.path(), &config);
    append(&log, transactional(&["0"], 1, 0, 0));
    append(&log, transactional(&["1"], 2, 0, 0));
    for sequence in 1..6 {
        append(&log, transactional(&["x"], 1, 0, sequence));
    }
    append_marker(&log, marker(1, 0, false, 0));
    append_marker(&log, marker(2, 0, false, 0));
    assert!(log.segment_count() > 3);
    for _ in 0..2 {
        log.update_high_watermark(9);
        let info = log.read(0, 80, Isolation::TxnCommitted, true).unwrap();
        let mut aborted: Vec<_> = info.aborted_transactions.iter().map(|txn| txn.producer_id).collect();
        aborted.sort();
        assert_eq!(aborted, [1, 2]);
        drop(log);
        log = reopen_after_crash(dir.path(), &config, 0);
    }
}

#[test]
fn a_follower_finds_interleaved_transactions_of_one_fetch() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let leader = open(dirs[0].path(), &LogConfig::default());
    append(&leader, transactional(&["0"], 1, 0, 0));
    append(&leader, transactional(&["1"], 2, 0, 0));
    append_marker(&leader, marker(1, 0, false, 0));
    append_marker(&leader, marker(2, 0, false, 0));
    let bytes =
        leader.read(0, 1 << 20, Isolation::LogEnd, true).unwrap().range.unwrap().read_to_bytes().unwrap();
    let follower = open(dirs[1].path(), &LogConfig::default());
    let info = follower.append_as_follower(bytes, 0, NOW).unwrap();
    assert_eq!((info.first_offset, info.last_offset, follower.log_end_offset()), (0, 3, 4));
    let index = |dir: &std::path::Path| std::fs::read(dir.join("t-0/00000000000000000000.txnindex")).unwrap();
    assert_eq!(index(dirs[0].path()), index(dirs[1].path()));
}

#[test]
fn zombie_coordinators_and_plain_writes_into_a_transaction_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig::default());
    append(&log, transactional(&["0"], 1, 0, 0));
    let error = refuse(&log, idempotent(&["x"], 1, 0, 1), AppendOrigin::Client);
    assert!(matches!(error, AppendError::InvalidTxnState { .. }));
    append_marker(&log, marker(1, 0, true, 7));
    append(&log, transactional(&["1"], 1, 0, 1));
    let error = refuse(&log, marker(1, 0, true, 6), AppendOrigin::Coordinator);
    assert!(matches!(error, AppendError::TransactionCoordinatorFenced { .. }));
}

#[test]
fn a_follower_takes_no_batches_of_a_later_leader_and_none_twice() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let leader = open(dirs[0].path(), &LogConfig::default());
    append(&leader, plain(&["a"]));
    let later = kavka_log::AppendOptions { leader_epoch: 4, ..append_options(AppendOrigin::Client) };
    leader.append_as_leader(plain(&["b"]), later).unwrap();
    let bytes =
        leader.read(0, 1 << 20, Isolation::LogEnd, true).unwrap().range.unwrap().read_to_bytes().unwrap();
    let follower = open(dirs[1].path(), &LogConfig::default());
    assert_eq!(follower.append_as_follower(bytes.clone(), 3, NOW).unwrap().last_offset, 0);
    let error = follower.append_as_follower(bytes.clone(), 4, NOW).unwrap_err();
    assert!(matches!(error, AppendError::UnexpectedOffset { next_offset: 1, .. }));
    let first = bytes.len() / 2;
    follower.append_as_follower(bytes.slice(first..), 4, NOW).unwrap();
    assert_eq!(follower.latest_epoch(), Some(4));
    assert_eq!(follower.epoch_end_offset(0).unwrap().end_offset, 1);
    follower.truncate_to(1).unwrap();
    assert_eq!((follower.latest_epoch(), follower.log_end_offset()), (Some(0), 1));
}
