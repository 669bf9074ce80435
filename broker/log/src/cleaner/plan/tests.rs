use super::*;

fn segment(base_offset: i64, bytes: u64, timestamp: i64) -> SegmentFacts {
    SegmentFacts {
        base_offset,
        bytes,
        largest_timestamp: timestamp,
        first_timestamp: timestamp,
        index_bytes: bytes / 100,
        time_index_bytes: bytes / 100,
    }
}

/// Segments of 100 bytes and 10 offsets, written at 1000, 2000, …; the last is active.
fn log(segments: i64, checkpoint: Option<i64>) -> LogFacts {
    LogFacts {
        log_start_offset: 0,
        last_stable_offset: segments * 10,
        log_end_offset: segments * 10,
        checkpoint,
        segments: (0..segments).map(|n| segment(n * 10, 100, (n + 1) * 1000)).collect(),
    }
}

fn config() -> LogConfig {
    LogConfig { compact: true, delete: false, ..LogConfig::default() }
}

#[test]
fn all_but_the_active_segment_is_dirty_at_first() {
    let candidate = Candidate::of(&log(4, None), &config(), 10_000);
    assert_eq!(
        candidate,
        Candidate {
            first_dirty_offset: 0,
            first_uncleanable_offset: 30,
            cleanable_bytes: 300,
            total_bytes: 300,
            overdue_ms: 0,
            resets_checkpoint: false,
        }
    );
    assert!(candidate.is_cleanable(&config()));
}

#[test]
fn a_cleaned_log_waits_for_its_ratio() {
    let candidate = Candidate::of(&log(4, Some(20)), &config(), 10_000);
    assert_eq!((candidate.cleanable_bytes, candidate.total_bytes), (100, 300));
    assert!(!candidate.is_cleanable(&config()));
    let eager = LogConfig { min_cleanable_dirty_ratio: 0.3, ..config() };
    assert!(candidate.is_cleanable(&eager));
    let clean = Candidate::of(&log(4, Some(30)), &eager, 10_000);
    assert_eq!(clean.cleanable_bytes, 0);
    assert!(!clean.is_cleanable(&LogConfig { min_cleanable_dirty_ratio: 0.0, ..config() }));
}

#[test]
fn max_compaction_lag_overrules_the_ratio() {
    let lagging = LogConfig { max_compaction_lag_ms: 2000, ..config() };
    let candidate = Candidate::of(&log(4, Some(20)), &lagging, 6000);
    assert_eq!(candidate.overdue_ms, 1000);
    assert!(candidate.is_cleanable(&lagging));
    assert_eq!(Candidate::of(&log(4, Some(20)), &lagging, 5000).overdue_ms, 0);
    // Nothing is left to clean, however old it is.
    assert!(!Candidate::of(&log(4, Some(30)), &lagging, 100_000).is_cleanable(&lagging));
}

#[test]
fn neither_young_nor_undecided_segments_are_cleaned() {
    let young = LogConfig { min_compaction_lag_ms: 1000, ..config() };
    assert_eq!(Candidate::of(&log(4, None), &young, 2500).first_uncleanable_offset, 10);
    assert_eq!(Candidate::of(&log(4, None), &young, 3000).first_uncleanable_offset, 20);
    assert_eq!(Candidate::of(&log(4, None), &young, 9000).first_uncleanable_offset, 30);
    // An open transaction begins in the middle of the second segment, which stays whole.
    let undecided = LogFacts { last_stable_offset: 15, ..log(4, None) };
    let candidate = Candidate::of(&undecided, &config(), 9000);
    assert_eq!((candidate.first_uncleanable_offset, candidate.cleanable_bytes), (10, 100));
    let at_start = LogFacts { last_stable_offset: 0, ..log(4, None) };
    assert_eq!(Candidate::of(&at_start, &config(), 9000).cleanable_bytes, 0);
}

#[test]
fn a_checkpoint_of_another_log_is_forgotten() {
    for (start, checkpoint, dirty) in [(5, Some(3), 5), (0, Some(41), 0)] {
        let facts = LogFacts { log_start_offset: start, ..log(4, checkpoint) };
        let candidate = Candidate::of(&facts, &config(), 9000);
        assert_eq!((candidate.first_dirty_offset, candidate.resets_checkpoint), (dirty, true));
    }
    assert!(!Candidate::of(&log(4, Some(40)), &config(), 9000).resets_checkpoint);
}

#[test]
fn a_log_with_one_segment_is_never_cleaned() {
    let lagging = LogConfig { max_compaction_lag_ms: 0, min_cleanable_dirty_ratio: 0.0, ..config() };
    let candidate = Candidate::of(&log(1, None), &lagging, 9000);
    assert_eq!((candidate.total_bytes, candidate.first_uncleanable_offset), (0, 0));
    assert!(!candidate.is_cleanable(&lagging));
}

#[test]
fn the_dirtiest_goes_first() {
    let of = |checkpoint| Candidate::of(&log(8, checkpoint), &config(), 9000);
    let found = filthiest([("a", of(Some(50))), ("b", of(Some(10))), ("c", of(Some(30)))]);
    assert_eq!(found.map(|(name, _)| name), Some("b"));
    assert!(filthiest::<()>([]).is_none());
}

#[test]
fn groups_stay_within_bytes_indexes_and_offsets() {
    let segments: Vec<_> = (0..6).map(|n| segment(n * 10, 100, 0)).collect();
    let by = |config: &LogConfig| group(&segments, config, 60);
    assert_eq!(by(&config()), [0..6]);
    assert_eq!(by(&LogConfig { segment_bytes: 250, ..config() }), [0..2, 2..4, 4..6]);
    assert_eq!(by(&LogConfig { segment_index_bytes: 4, ..config() }), [0..4, 4..6]);
    assert_eq!(by(&LogConfig { segment_bytes: 10, ..config() }).len(), 6);
    assert!(group(&[], &config(), 0).is_empty());

    let far = i64::from(i32::MAX);
    let gap = [segment(0, 100, 0), segment(10, 100, 0), segment(far, 100, 0)];
    // The second goes up to the base of the third, which is just in reach; the third itself is not.
    assert_eq!(group(&gap, &config(), far + 10), [0..2, 2..3]);
    let empty = [segment(0, 100, 0), segment(far + 10, 0, 0)];
    assert_eq!(group(&empty, &config(), far + 20), [0..2]);
}
