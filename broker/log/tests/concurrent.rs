//! Readers beside an appender, a high watermark that moves, rolls, retention and flushes.
//!
//! Every reader checks what any consumer may rely on: offsets are dense from where it began, values are those that were
//! written, and nothing above the high watermark is seen.

mod common;

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;

use common::*;
use kavka_log::{Isolation, LogConfig, ReadError, UnifiedLog};
use kavka_protocol::record::{Scratch, batches};

const RECORDS: i64 = 4000;

fn follow(log: &UnifiedLog, isolation: Isolation, done: &AtomicBool, bound: &AtomicI64) -> i64 {
    let (mut next, mut seen) = (0, 0);
    let mut scratch = Scratch::new();
    loop {
        let finished = done.load(Ordering::Acquire);
        let info = match log.read(next, 700, isolation, true) {
            Ok(info) => info,
            Err(ReadError::OffsetOutOfRange { log_start_offset, .. }) => {
                assert!(log_start_offset > next);
                next = log_start_offset;
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        let Some(range) = info.range else {
            if finished {
                return seen;
            }
            thread::yield_now();
            continue;
        };
        let bytes = range.read_to_bytes().unwrap();
        let most = bound.load(Ordering::Acquire);
        for batch in batches(&bytes) {
            let batch = batch.unwrap();
            batch.verify_crc().unwrap();
            for record in batch.records(&mut scratch).unwrap() {
                let record = record.unwrap();
                if record.offset < next {
                    continue;
                }
                assert_eq!(record.offset, next);
                assert_eq!(record.value.unwrap(), format!("value-{next}").as_bytes());
                assert!(
                    isolation == Isolation::LogEnd || record.offset < most,
                    "seen above the high watermark"
                );
                next += 1;
                seen += 1;
            }
        }
    }
}

#[test]
fn readers_see_whole_records_in_order_while_everything_moves() {
    let dir = tempfile::tempdir().unwrap();
    let config = LogConfig {
        segment_bytes: 4000,
        index_interval_bytes: 200,
        retention_bytes: 20_000,
        file_delete_delay_ms: 0,
        flush_messages: 500,
        ..LogConfig::default()
    };
    let log = open(dir.path(), &config);
    let (done, bound) = (AtomicBool::new(false), AtomicI64::new(0));
    thread::scope(|scope| {
        let (log, done, bound) = (&log, &done, &bound);
        let readers: Vec<_> = [Isolation::LogEnd, Isolation::HighWatermark, Isolation::TxnCommitted]
            .map(|isolation| scope.spawn(move || follow(log, isolation, done, bound)))
            .into_iter()
            .collect();
        scope.spawn(move || {
            while !done.load(Ordering::Acquire) {
                log.delete_old_segments(NOW).unwrap();
                log.run_background_work(NOW);
                thread::yield_now();
            }
        });
        for offset in 0..RECORDS {
            append(log, plain(&[&format!("value-{offset}")]));
            if offset % 3 == 0 {
                // The bound is raised first: a reader must never see more than was ever allowed.
                bound.store(offset - 1, Ordering::Release);
                log.maybe_increment_high_watermark(offset - 1);
            }
        }
        bound.store(RECORDS, Ordering::Release);
        log.update_high_watermark(RECORDS);
        done.store(true, Ordering::Release);
        for reader in readers {
            assert!(reader.join().unwrap() > 0);
        }
    });
    assert!(log.log_start_offset() > 0);
    assert!(log.recovery_point() > RECORDS - 501);
}
