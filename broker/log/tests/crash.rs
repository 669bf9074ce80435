//! What is left of a log after its files were cut or damaged at any point.
//!
//! Method: write a log with several segments, copy it, cut the last bytes of one file, open it as after a crash and
//! compare with the batches that are whole below the cut. What is below the recovery point was synced, so only the
//! segments from there on are damaged.

mod common;

use std::fs;
use std::path::Path;

use common::*;
use kavka_log::{Isolation, LogConfig, UnifiedLog};

fn config() -> LogConfig {
    LogConfig { segment_bytes: 700, index_interval_bytes: 150, ..LogConfig::default() }
}

/// Batches of one to three records; returns the end offset and end position of each batch in its segment.
fn write(log: &UnifiedLog) -> Vec<(i64, String)> {
    let mut all = Vec::new();
    for number in 0..30 {
        let values: Vec<_> = (0..1 + number % 3).map(|record| format!("v{number}-{record}")).collect();
        let refs: Vec<_> = values.iter().map(String::as_str).collect();
        let info = match number % 3 {
            0 => append(log, idempotent(&refs, 1, 0, number / 3)),
            _ => append(log, plain(&refs)),
        };
        all.extend((info.first_offset..).zip(values));
    }
    all
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn cut(path: &Path, length: u64) {
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(length).unwrap();
}

/// Opens, compares with a prefix of `all` that has at least `acknowledged` records, appends and opens again.
fn check(dir: &Path, all: &[(i64, String)], end: i64, recovery_point: i64) {
    let log = reopen_after_crash(dir, &config(), recovery_point);
    assert_eq!(log.log_end_offset(), end);
    let mut expected: Vec<_> = all.iter().filter(|(offset, _)| *offset < end).cloned().collect();
    assert_eq!(read_all(&log, 0, 300, Isolation::LogEnd), expected);
    let info = append(&log, plain(&["after"]));
    assert_eq!(info.first_offset, end);
    expected.push((end, "after".to_owned()));
    log.close().unwrap();
    let log = open(dir, &config());
    assert_eq!(read_all(&log, 0, 300, Isolation::LogEnd), expected);
}

#[test]
fn a_log_cut_at_any_byte_keeps_all_whole_batches() {
    let source = tempfile::tempdir().unwrap();
    let log = open(source.path(), &config());
    let all = write(&log);
    let bases: Vec<_> = segment_bases(&source.path().join("t-0"));
    assert!(bases.len() > 3);
    drop(log);
    for base in &bases[bases.len() - 2..] {
        let name = format!("{base:020}.log");
        let bytes = fs::read(source.path().join("t-0").join(&name)).unwrap();
        let mut ends = vec![(0, *base)];
        let mut position = 0;
        for batch in kavka_protocol::record::batches(&bytes) {
            let header = *batch.unwrap().header();
            position += header.size();
            ends.push((position, header.next_offset()));
        }
        // Every byte of the last batch, and some before.
        let last = bytes.len().saturating_sub(100);
        for length in (0..last).step_by(23).chain(last..=bytes.len()) {
            let dir = tempfile::tempdir().unwrap();
            copy(&source.path().join("t-0"), &dir.path().join("t-0"));
            cut(&dir.path().join("t-0").join(&name), length as u64);
            let whole = ends.iter().rev().find(|(end, _)| *end <= length).unwrap();
            // A segment cut exactly at its end is whole, and what follows it stays.
            let end = if length == bytes.len() { all.len() as i64 } else { whole.1 };
            // A cut at a batch's end in a segment with successors cannot be told from a whole one but by the gap.
            if length < bytes.len() && *base != bases[bases.len() - 1] && whole.0 == length {
                continue;
            }
            check(dir.path(), &all, end, bases[bases.len() - 2]);
        }
    }
}

#[test]
fn indexes_and_snapshots_cut_anywhere_or_gone_lose_nothing() {
    let source = tempfile::tempdir().unwrap();
    let log = open(source.path(), &config());
    let all = write(&log);
    drop(log);
    for entry in fs::read_dir(source.path().join("t-0")).unwrap() {
        let name = entry.unwrap().file_name();
        if Path::new(&name).extension().is_some_and(|extension| extension == "log") {
            continue;
        }
        let length = fs::metadata(source.path().join("t-0").join(&name)).unwrap().len();
        for cut_to in (0..=length).step_by(11) {
            let dir = tempfile::tempdir().unwrap();
            copy(&source.path().join("t-0"), &dir.path().join("t-0"));
            cut(&dir.path().join("t-0").join(&name), cut_to);
            check(dir.path(), &all, all.len() as i64, 0);
        }
        let dir = tempfile::tempdir().unwrap();
        copy(&source.path().join("t-0"), &dir.path().join("t-0"));
        fs::remove_file(dir.path().join("t-0").join(&name)).unwrap();
        check(dir.path(), &all, all.len() as i64, 0);
    }
}

#[test]
fn zeros_garbage_and_stale_batches_at_the_end_are_cut() {
    let source = tempfile::tempdir().unwrap();
    let log = open(source.path(), &config());
    let all = write(&log);
    drop(log);
    let last = segment_bases(&source.path().join("t-0")).pop().unwrap();
    let stale = fs::read(source.path().join("t-0/00000000000000000000.log")).unwrap();
    for tail in [&[0; 5000][..], &[0xff; 333], b"x", &stale] {
        let dir = tempfile::tempdir().unwrap();
        copy(&source.path().join("t-0"), &dir.path().join("t-0"));
        let path = dir.path().join(format!("t-0/{last:020}.log"));
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(tail);
        fs::write(&path, bytes).unwrap();
        check(dir.path(), &all, all.len() as i64, last);
    }
}

#[test]
fn a_flipped_bit_cuts_there_and_drops_later_segments() {
    let source = tempfile::tempdir().unwrap();
    let log = open(source.path(), &config());
    let all = write(&log);
    drop(log);
    let bases = segment_bases(&source.path().join("t-0"));
    let base = bases[bases.len() - 2];
    let path = source.path().join(format!("t-0/{base:020}.log"));
    let mut bytes = fs::read(&path).unwrap();
    let first = kavka_protocol::record::BatchHeader::parse(&bytes).unwrap();
    bytes[first.size() + 30] ^= 4;
    fs::write(&path, bytes).unwrap();
    check(source.path(), &all, first.next_offset(), base);
}

#[test]
fn leftovers_of_deletion_and_compaction_are_finished_or_undone() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &config());
    let all = write(&log);
    log.close().unwrap();
    drop(log);
    let t = dir.path().join("t-0");
    let bases = segment_bases(&t);
    fs::write(t.join("00000000000000000000.log.deleted"), b"x").unwrap();
    fs::write(t.join("00000000000000000003.index"), b"").unwrap();
    // A compaction that had all its files renamed to .swap: it takes the place of the first segment.
    for kind in ["log", "index", "timeindex"] {
        let name = format!("{:020}.{kind}", bases[0]);
        fs::copy(t.join(&name), t.join(format!("{name}.swap"))).unwrap();
        fs::write(t.join(&name), b"").unwrap();
    }
    // One that had not: its files go.
    fs::write(t.join(format!("{:020}.log.cleaned", bases[2])), b"half").unwrap();
    fs::write(t.join(format!("{:020}.log.swap", bases[2])), b"other half").unwrap();
    check(dir.path(), &all, all.len() as i64, 0);
    let left: Vec<_> =
        fs::read_dir(&t).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(
        left.iter()
            .all(|name| !name.contains("deleted") && !name.contains("swap") && !name.contains("cleaned"))
    );
    assert!(!left.contains(&"00000000000000000003.index".to_owned()));
}

fn segment_bases(dir: &Path) -> Vec<i64> {
    let mut bases: Vec<i64> = fs::read_dir(dir)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".log")?.parse().ok())
        .collect();
    bases.sort();
    bases
}
