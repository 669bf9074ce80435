//! What the tests of the log share: building batches and looking at what was read.
#![allow(dead_code, reason = "each test uses some of it")]

use std::path::Path;
use std::sync::Arc;

use bytes::BytesMut;
use kavka_log::{
    AppendInfo, AppendOptions, AppendOrigin, Isolation, LogConfig, LogOpenOptions, TopicPartition,
    UnifiedLog, VerificationGuard,
};
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::record::{
    BatchBuilder, BatchOptions, Scratch, TimestampType, TransactionMarker, batches,
};

pub const NOW: i64 = 1_700_000_000_000;

pub fn options(dir: &Path, config: &LogConfig) -> LogOpenOptions {
    LogOpenOptions {
        dir: dir.join("t-0"),
        partition: TopicPartition::new("t", 0),
        topic_id: None,
        config: config.clone(),
        log_start_offset: 0,
        recovery_point: 0,
        clean_shutdown: true,
        producer_id_expiration_ms: 86_400_000,
        verify_transactions: false,
        now_ms: NOW,
    }
}

pub fn open(dir: &Path, config: &LogConfig) -> Arc<UnifiedLog> {
    UnifiedLog::open(options(dir, config)).unwrap()
}

/// Opens as after a crash.
pub fn reopen_after_crash(dir: &Path, config: &LogConfig, recovery_point: i64) -> Arc<UnifiedLog> {
    let options = LogOpenOptions { clean_shutdown: false, recovery_point, ..options(dir, config) };
    UnifiedLog::open(options).unwrap()
}

pub fn append_options(origin: AppendOrigin) -> AppendOptions {
    AppendOptions { leader_epoch: 0, origin, now_ms: NOW, verification: VerificationGuard::NONE }
}

/// A batch of records with these values.
pub fn batch(values: &[&str], options: BatchOptions) -> BytesMut {
    let mut builder = BatchBuilder::new(options);
    for value in values {
        builder.append(NOW, Some(b"k"), Some(value.as_bytes()), &[]).unwrap();
    }
    builder.build(&mut Compressor::new()).unwrap()
}

pub fn plain(values: &[&str]) -> BytesMut {
    batch(values, BatchOptions::default())
}

pub fn with_codec(values: &[&str], codec: Codec) -> BytesMut {
    batch(values, BatchOptions { codec, ..BatchOptions::default() })
}

pub fn idempotent(values: &[&str], producer_id: i64, producer_epoch: i16, base_sequence: i32) -> BytesMut {
    batch(values, BatchOptions { producer_id, producer_epoch, base_sequence, ..BatchOptions::default() })
}

pub fn transactional(values: &[&str], producer_id: i64, producer_epoch: i16, base_sequence: i32) -> BytesMut {
    let options = BatchOptions {
        producer_id,
        producer_epoch,
        base_sequence,
        transactional: true,
        ..BatchOptions::default()
    };
    batch(values, options)
}

pub fn marker(producer_id: i64, producer_epoch: i16, commit: bool, coordinator_epoch: i32) -> BytesMut {
    let marker = TransactionMarker {
        producer_id,
        producer_epoch,
        coordinator_epoch,
        committed: commit,
        transaction_version: 0,
    };
    marker.to_batch(TimestampType::CreateTime, NOW)
}

pub fn append(log: &UnifiedLog, records: BytesMut) -> AppendInfo {
    log.append_as_leader(records, append_options(AppendOrigin::Client)).unwrap()
}

pub fn append_marker(log: &UnifiedLog, records: BytesMut) -> AppendInfo {
    log.append_as_leader(records, append_options(AppendOrigin::Coordinator)).unwrap()
}

/// All records from an offset on, as offset and value, read in steps of `max_bytes`.
pub fn read_all(log: &UnifiedLog, from: i64, max_bytes: usize, isolation: Isolation) -> Vec<(i64, String)> {
    let mut found = Vec::new();
    let mut next = from;
    let mut scratch = Scratch::new();
    loop {
        let info = log.read(next, max_bytes, isolation, true).unwrap();
        let Some(range) = info.range else { return found };
        let bytes = range.read_to_bytes().unwrap();
        assert_eq!(bytes.len(), range.len);
        let before = next;
        for batch in batches(&bytes) {
            let batch = batch.unwrap();
            batch.verify_crc().unwrap();
            for record in batch.records(&mut scratch).unwrap() {
                let record = record.unwrap();
                if record.offset >= next {
                    let value = record.value.map(String::from_utf8_lossy);
                    found.push((record.offset, value.unwrap_or_default().into_owned()));
                }
            }
            next = next.max(batch.header().next_offset());
        }
        assert!(next > before, "a read must make progress");
    }
}
