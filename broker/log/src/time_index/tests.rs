use std::fs;

use proptest::prelude::*;

use super::*;

const BASE: i64 = 1000;

fn index(dir: &tempfile::TempDir, entries: u32) -> TimeIndex {
    TimeIndex::open(dir.path().join("00000000000000001000.timeindex"), BASE, entries * 12 + 11).unwrap()
}

fn entry(timestamp: i64, offset: i64) -> TimeIndexEntry {
    TimeIndexEntry { timestamp, offset }
}

#[test]
fn reads_kafkas_index() {
    let name = "tests/golden/g-index-0/00000000000000000000.timeindex";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let index = TimeIndex::open(path, 0, 10 << 20).unwrap();
    index.sanity_check().unwrap();
    let entries = index.entries().unwrap();
    assert_eq!(entries, 20);
    for number in 0..entries {
        let found = index.entry(number).unwrap();
        assert_eq!(index.lookup(found.timestamp).unwrap(), found);
    }
    assert_eq!(index.lookup(0).unwrap(), entry(NO_TIMESTAMP, 0));
    assert_eq!(index.last_entry().unwrap(), index.entry(entries - 1).unwrap());
}

#[test]
fn keeps_the_last_slot_for_the_roll() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir, 3);
    index.maybe_append(entry(10, BASE)).unwrap();
    assert!(!index.is_full().unwrap());
    index.maybe_append(entry(20, BASE + 1)).unwrap();
    assert!(index.is_full().unwrap());
    // What is not later needs no slot.
    index.maybe_append(entry(20, BASE + 2)).unwrap();
    assert!(matches!(index.maybe_append(entry(30, BASE + 2)), Err(IndexError::Full { .. })));
    index.maybe_append_last(entry(30, BASE + 2)).unwrap();
    assert_eq!(index.last_entry().unwrap(), entry(30, BASE + 2));
    assert!(matches!(index.maybe_append_last(entry(40, BASE + 3)), Err(IndexError::Full { .. })));
}

#[test]
fn refuses_what_goes_back() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir, 100);
    index.maybe_append(entry(10, BASE + 5)).unwrap();
    for bad in [entry(11, BASE + 4), entry(9, BASE + 6)] {
        assert!(matches!(index.maybe_append(bad), Err(IndexError::NotAscending { .. })));
    }
    let far = entry(11, BASE + (1 << 31));
    assert!(matches!(index.maybe_append(far), Err(IndexError::OffsetOverflow { .. })));
}

#[test]
fn a_presized_file_with_a_zero_tail_opens_and_is_trimmed() {
    let dir = tempfile::tempdir().unwrap();
    for count in [0, 1, 340, 341, 342, 2000] {
        let index = index(&dir, 10_000);
        for number in 0..count {
            index.maybe_append(entry(1 + number, BASE + number)).unwrap();
        }
        let path = index.path();
        index.flush().unwrap();
        drop(index);
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(10_485_756).unwrap();
        let index = TimeIndex::open(path.clone(), BASE, 10 << 20).unwrap();
        assert_eq!(index.entries().unwrap(), count as u32);
        index.trim_to_valid_size().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), 12 * count as u64);
        index.delete().unwrap();
    }
}

#[test]
fn a_decreasing_index_is_corrupt() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.timeindex");
    let mut content = Vec::new();
    for (timestamp, relative) in [(20i64, 1i32), (10, 2)] {
        content.extend(timestamp.to_be_bytes());
        content.extend(relative.to_be_bytes());
    }
    fs::write(&path, &content).unwrap();
    let index = TimeIndex::open(path.clone(), BASE, 1 << 20).unwrap();
    assert!(matches!(index.sanity_check(), Err(IndexError::Corrupt { .. })));
    fs::write(&path, &content[..13]).unwrap();
    let index = TimeIndex::open(path, BASE, 1 << 20).unwrap();
    assert!(matches!(index.sanity_check(), Err(IndexError::Corrupt { .. })));
}

proptest! {
    #[test]
    fn behaves_as_a_sorted_list(
        steps in prop::collection::vec((0..4i64, 0..5i64), 0..1500),
        targets in prop::collection::vec(-10..8000i64, 20),
        cut in 0..6000i64,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let index = index(&dir, 10_000);
        let mut model: Vec<TimeIndexEntry> = Vec::new();
        let (mut timestamp, mut offset) = (5, BASE);
        for (later, further) in steps {
            timestamp += later;
            offset += further;
            index.maybe_append(entry(timestamp, offset)).unwrap();
            if model.last().is_none_or(|last| last.timestamp < timestamp) {
                model.push(entry(timestamp, offset));
            }
        }
        let check = |model: &[TimeIndexEntry], index: &TimeIndex| {
            for target in &targets {
                let below = model.iter().rev().find(|entry| entry.timestamp <= *target);
                let expected = *below.unwrap_or(&entry(NO_TIMESTAMP, BASE));
                assert_eq!(index.lookup(*target).unwrap(), expected);
            }
        };
        check(&model, &index);
        index.truncate_to(BASE + cut).unwrap();
        model.retain(|entry| entry.offset < BASE + cut);
        check(&model, &index);
        index.flush().unwrap();
        check(&model, &TimeIndex::open(index.path(), BASE, 1 << 20).unwrap());
    }

    #[test]
    fn nonsense_never_panics(content in prop::collection::vec(any::<u8>(), 0..20_000), target in any::<i64>()) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.timeindex");
        fs::write(&path, &content).unwrap();
        let index = TimeIndex::open(path, BASE, 1 << 20).unwrap();
        let _ = index.sanity_check();
        let _ = index.lookup(target);
        let _ = index.maybe_append(entry(target, target));
        let _ = index.truncate_to(target);
        index.reset().unwrap();
        index.sanity_check().unwrap();
        index.maybe_append(entry(1, BASE)).unwrap();
    }
}
