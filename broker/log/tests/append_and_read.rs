//! Appending, reading back, rolling, reopening.

mod common;

use common::*;
use kavka_log::{
    AppendError, AppendOrigin, CompressionConfig, Isolation, LogConfig, ReadError, TimestampType,
};
use kavka_protocol::compression::Codec;
use kavka_protocol::record::{BatchHeader, BatchView, batches};

fn values(range: std::ops::Range<i64>) -> Vec<(i64, String)> {
    range.map(|offset| (offset, format!("value-{offset}"))).collect()
}

fn fill(log: &kavka_log::UnifiedLog, range: std::ops::Range<i64>) {
    for offset in range {
        let info = append(log, plain(&[&format!("value-{offset}")]));
        assert_eq!((info.first_offset, info.last_offset), (offset, offset));
    }
}

#[test]
fn records_come_back_at_their_offsets_whatever_the_limit() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig { index_interval_bytes: 100, ..LogConfig::default() });
    fill(&log, 0..50);
    for max_bytes in [1, 80, 200, 1 << 20] {
        assert_eq!(read_all(&log, 0, max_bytes, Isolation::LogEnd), values(0..50));
        assert_eq!(read_all(&log, 37, max_bytes, Isolation::LogEnd), values(37..50));
    }
    assert!(matches!(log.read(51, 1, Isolation::LogEnd, true), Err(ReadError::OffsetOutOfRange { .. })));
    assert!(log.read(50, 1, Isolation::LogEnd, true).unwrap().is_empty());
}

#[test]
fn a_read_from_the_middle_of_a_batch_gets_the_whole_batch() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig::default());
    append(&log, plain(&["a", "b", "c"]));
    append(&log, plain(&["d"]));
    let info = log.read(1, 1 << 20, Isolation::LogEnd, false).unwrap();
    assert_eq!(info.first_batch_base_offset, 0);
    let bytes = info.range.unwrap().read_to_bytes().unwrap();
    assert_eq!(batches(&bytes).count(), 2);
    let cut = log.read(1, 10, Isolation::LogEnd, false).unwrap();
    assert_eq!((cut.len(), cut.first_batch_incomplete), (10, true));
}

#[test]
fn a_consumer_sees_nothing_above_the_high_watermark() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig { segment_bytes: 300, ..LogConfig::default() });
    fill(&log, 0..20);
    assert!(log.segment_count() > 3);
    assert!(read_all(&log, 0, 1000, Isolation::HighWatermark).is_empty());
    for high_watermark in [1, 2, 7, 19, 20] {
        assert_eq!(log.update_high_watermark(high_watermark), high_watermark);
        assert_eq!(read_all(&log, 0, 1000, Isolation::HighWatermark), values(0..high_watermark));
    }
    assert_eq!(log.update_high_watermark(100), 20);
    assert_eq!(log.maybe_increment_high_watermark(5), None);
    assert_eq!(log.high_watermark(), 20);
}

#[test]
fn segments_roll_by_bytes_and_a_closed_log_reopens_equal() {
    let dir = tempfile::tempdir().unwrap();
    let config = LogConfig { segment_bytes: 500, index_interval_bytes: 100, ..LogConfig::default() };
    let log = open(dir.path(), &config);
    fill(&log, 0..60);
    let segments = log.segment_count();
    assert!(segments > 5);
    log.close().unwrap();
    assert!(matches!(
        log.append_as_leader(plain(&["x"]), append_options(AppendOrigin::Client)),
        Err(AppendError::Storage { .. })
    ));
    let log = open(dir.path(), &config);
    assert_eq!((log.log_end_offset(), log.segment_count()), (60, segments));
    assert_eq!(log.recovery_point(), 60);
    assert_eq!(log.latest_epoch(), Some(0));
    fill(&log, 60..70);
    assert_eq!(read_all(&log, 0, 700, Isolation::LogEnd), values(0..70));
}

#[test]
fn segments_roll_by_the_records_clock() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig { segment_ms: 1000, ..LogConfig::default() });
    append(&log, plain(&["a"]));
    append(&log, plain(&["b"]));
    assert_eq!(log.segment_count(), 1);
    let mut builder = kavka_protocol::record::BatchBuilder::new(Default::default());
    builder.append(NOW + 1001, None, Some(b"late"), &[]).unwrap();
    append(&log, builder.build(&mut kavka_protocol::compression::Compressor::new()).unwrap());
    assert_eq!(log.segment_count(), 2);
}

#[test]
fn bytes_are_stored_as_they_came_but_for_offset_and_epoch() {
    for codec in Codec::ALL {
        let dir = tempfile::tempdir().unwrap();
        let log = open(dir.path(), &LogConfig::default());
        append(&log, plain(&["first"]));
        let sent = with_codec(&["a", "b", "c"], codec);
        append(&log, sent.clone());
        let info = log.read(1, 1 << 20, Isolation::LogEnd, true).unwrap();
        let stored = info.range.unwrap().read_to_bytes().unwrap();
        assert_eq!(stored[16..], sent[16..], "{codec:?}");
        let header = BatchHeader::parse(&stored).unwrap();
        assert_eq!((header.base_offset, header.partition_leader_epoch), (1, 0));
    }
}

#[test]
fn another_codec_is_recompressed_and_log_append_time_is_patched() {
    let dir = tempfile::tempdir().unwrap();
    let config = LogConfig {
        compression: CompressionConfig::Zstd(3),
        message_timestamp_type: TimestampType::LogAppendTime,
        ..LogConfig::default()
    };
    let log = open(dir.path(), &config);
    let info = append(&log, with_codec(&["value-0", "value-1"], Codec::Gzip));
    assert_eq!(info.log_append_time, NOW);
    let stored =
        log.read(0, 1 << 20, Isolation::LogEnd, true).unwrap().range.unwrap().read_to_bytes().unwrap();
    let stored = BatchView::parse(&stored).unwrap();
    assert_eq!(stored.header().compression().unwrap(), Codec::Zstd);
    assert_eq!(stored.header().log_append_time(), Some(NOW));
    stored.verify_crc().unwrap();
    assert_eq!(read_all(&log, 0, 100, Isolation::LogEnd), values(0..2));
}

#[test]
fn bad_batches_are_refused_and_leave_no_trace() {
    let dir = tempfile::tempdir().unwrap();
    let config = LogConfig { compact: true, max_message_bytes: 200, ..LogConfig::default() };
    let log = open(dir.path(), &config);
    let refuse = |records| log.append_as_leader(records, append_options(AppendOrigin::Client)).unwrap_err();
    let mut corrupt = plain(&["a"]);
    *corrupt.last_mut().unwrap() ^= 1;
    assert!(matches!(refuse(corrupt), AppendError::CorruptRecord { .. }));
    assert!(matches!(refuse(plain(&[&"x".repeat(300)])), AppendError::MessageTooLarge { .. }));
    assert!(matches!(refuse(marker(1, 0, true, 0)), AppendError::InvalidRecord { .. }));
    let mut two = plain(&["a"]);
    two.extend_from_slice(&plain(&["b"]));
    assert!(matches!(refuse(two), AppendError::InvalidRecord { .. }));
    let mut keyless = kavka_protocol::record::BatchBuilder::new(Default::default());
    keyless.append(NOW, Some(b"k"), None, &[]).unwrap();
    keyless.append(NOW, None, None, &[]).unwrap();
    let keyless = keyless.build(&mut kavka_protocol::compression::Compressor::new()).unwrap();
    match refuse(keyless) {
        AppendError::InvalidRecord { record_errors, .. } => {
            assert_eq!(record_errors.len(), 1);
            assert_eq!(record_errors[0].batch_index, 1);
        }
        other => panic!("{other}"),
    }
    let mut future = kavka_protocol::record::BatchBuilder::new(Default::default());
    future.append(NOW + 3_600_001, Some(b"k"), None, &[]).unwrap();
    let future = future.build(&mut kavka_protocol::compression::Compressor::new()).unwrap();
    assert!(matches!(refuse(future), AppendError::InvalidTimestamp { .. }));
    assert_eq!((log.log_end_offset(), log.size()), (0, 0));
}

#[test]
fn a_batch_that_unpacks_to_more_than_the_limit_is_to_be_split() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig::default());
    let long = "x".repeat(1 << 20);
    let bomb = with_codec(&vec![long.as_str(); 101], Codec::Zstd);
    assert!(bomb.len() < 100_000);
    let error = log.append_as_leader(bomb, append_options(AppendOrigin::Client)).unwrap_err();
    assert!(matches!(error, AppendError::DecompressedTooLarge { max: 104_857_600, .. }), "{error}");
    append(&log, with_codec(&vec![long.as_str(); 50], Codec::Zstd));
}

#[test]
fn time_finds_offsets() {
    let dir = tempfile::tempdir().unwrap();
    let config = LogConfig { segment_bytes: 400, index_interval_bytes: 100, ..LogConfig::default() };
    let log = open(dir.path(), &config);
    for (offset, timestamp) in (0..40).map(|offset| (offset, NOW + offset * 10)) {
        let mut builder = kavka_protocol::record::BatchBuilder::new(Default::default());
        builder.append(timestamp, None, Some(format!("{offset}").as_bytes()), &[]).unwrap();
        append(&log, builder.build(&mut kavka_protocol::compression::Compressor::new()).unwrap());
    }
    let find = |timestamp| log.offset_for_timestamp(timestamp).unwrap().map(|found| found.offset);
    for offset in 0..40 {
        assert_eq!(find(NOW + offset * 10), Some(offset));
        assert_eq!(find(NOW + offset * 10 - 5), Some(offset));
    }
    assert_eq!(find(NOW + 391), None);
    assert_eq!((find(-1), find(-2), find(-3)), (Some(40), Some(0), Some(39)));
}
