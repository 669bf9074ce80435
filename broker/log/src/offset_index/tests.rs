use std::fs;

use proptest::prelude::*;

use super::*;

const BASE: i64 = 1000;

fn index(dir: &tempfile::TempDir) -> OffsetIndex {
    OffsetIndex::open(dir.path().join("00000000000000001000.index"), BASE, 8 * 4096 + 3).unwrap()
}

fn golden() -> OffsetIndex {
    let name = "tests/golden/g-index-0/00000000000000000000.index";
    OffsetIndex::open(Path::new(env!("CARGO_MANIFEST_DIR")).join(name), 0, 10 << 20).unwrap()
}

#[test]
fn reads_kafkas_index() {
    let index = golden();
    let entries = index.entries().unwrap();
    assert_eq!(entries, 19);
    index.sanity_check().unwrap();
    let first = index.entry(0).unwrap();
    assert_eq!(index.lookup(first.offset - 1).unwrap(), OffsetPosition { offset: 0, position: 0 });
    for number in 0..entries {
        let entry = index.entry(number).unwrap();
        assert_eq!(index.lookup(entry.offset).unwrap(), entry);
        assert_eq!(index.upper_bound(entry.position).unwrap(), Some(entry));
    }
    let last = index.entry(entries - 1).unwrap();
    assert_eq!(index.last_offset().unwrap(), last.offset);
    assert_eq!(index.lookup(i64::MAX).unwrap(), last);
    assert_eq!(index.upper_bound(last.position + 1).unwrap(), None);
}

#[test]
fn an_empty_index_points_to_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    assert_eq!(index.lookup(5000).unwrap(), OffsetPosition { offset: BASE, position: 0 });
    assert_eq!(index.upper_bound(0).unwrap(), None);
    assert_eq!(index.last_offset().unwrap(), BASE);
    index.sanity_check().unwrap();
}

#[test]
fn refuses_what_cannot_be_stored() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    index.append(BASE + 5, 100).unwrap();
    assert!(matches!(index.append(BASE + 5, 200), Err(IndexError::NotAscending { .. })));
    assert!(matches!(index.append(BASE + (1 << 31), 200), Err(IndexError::OffsetOverflow { .. })));
    for number in 1..4096 {
        assert!(!index.is_full().unwrap());
        index.append(BASE + 5 + number, 100 + number as u32).unwrap();
    }
    assert!(index.is_full().unwrap());
    assert!(matches!(index.append(BASE + 9999, 9999), Err(IndexError::Full { .. })));
}

#[test]
fn a_presized_file_with_a_zero_tail_opens_and_is_trimmed() {
    let dir = tempfile::tempdir().unwrap();
    for count in [0, 1, 2, 511, 512, 513, 3000] {
        let index = index(&dir);
        for number in 0..count {
            index.append(BASE + 1 + number, 10 + number as u32).unwrap();
        }
        let path = index.path();
        index.flush().unwrap();
        drop(index);
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(10 << 20).unwrap();
        let index = OffsetIndex::open(path.clone(), BASE, 10 << 20).unwrap();
        assert_eq!(index.entries().unwrap(), count as u32);
        index.append(BASE + 9000, 9000).unwrap();
        index.trim_to_valid_size().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), 8 * (count as u64 + 1));
        assert_eq!(index.lookup(BASE + 9001).unwrap().position, 9000);
        index.delete().unwrap();
    }
}

#[test]
fn appending_goes_on_after_trim_rename_and_reset() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    index.append(BASE + 1, 1).unwrap();
    index.trim_to_valid_size().unwrap();
    index.rename(dir.path().join("x.index")).unwrap();
    index.append(BASE + 2, 2).unwrap();
    index.flush().unwrap();
    assert_eq!(index.lookup(BASE + 1).unwrap().position, 1);
    index.reset().unwrap();
    assert_eq!(fs::metadata(dir.path().join("x.index")).unwrap().len(), 0);
    index.append(BASE + 1, 7).unwrap();
    assert_eq!(index.lookup(BASE + 1).unwrap().position, 7);
}

#[test]
fn entries_are_written_some_at_a_time_and_found_before() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    let path = index.path();
    let written = || fs::metadata(&path).unwrap().len();
    let all_are_found = |count: i64| {
        for number in 1..=count {
            let entry = OffsetPosition { offset: BASE + number, position: 10 * number as u32 };
            assert_eq!(index.entry(number as u32 - 1).unwrap(), entry);
            assert_eq!(index.lookup(entry.offset).unwrap(), entry);
            assert_eq!(index.upper_bound(entry.position).unwrap(), Some(entry));
        }
        assert_eq!(index.lookup(BASE).unwrap(), OffsetPosition { offset: BASE, position: 0 });
    };
    for number in 1..=100 {
        index.append(BASE + number, 10 * number as u32).unwrap();
        all_are_found(number);
    }
    assert!((1..800).contains(&written()), "{} bytes", written());
    // In the tail, then in the file.
    index.truncate_to(BASE + 100).unwrap();
    all_are_found(99);
    index.flush().unwrap();
    assert_eq!(written(), 8 * 99);
    index.append(BASE + 100, 1000).unwrap();
    index.truncate_to(BASE + 3).unwrap();
    all_are_found(2);
    assert_eq!(written(), 8 * 2);
    index.append(BASE + 3, 30).unwrap();
    index.trim_to_valid_size().unwrap();
    all_are_found(3);
    assert_eq!(written(), 8 * 3);
}

#[test]
fn look_ups_survive_truncation_beside_them() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..20 {
                for number in 0..2000 {
                    index.append(BASE + 1 + number, number as u32).unwrap();
                }
                index.truncate_to(BASE + 1).unwrap();
            }
        });
        while !writer.is_finished() {
            let found = index.lookup(BASE + 1000).unwrap();
            assert!(found.offset <= BASE + 1000);
        }
        writer.join().unwrap();
    });
}

proptest! {
    #[test]
    fn behaves_as_a_sorted_list(
        steps in prop::collection::vec(1..5i64, 0..1500),
        targets in prop::collection::vec(-10..8000i64, 20),
        cut in 0..6000i64,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let index = index(&dir);
        let mut model = Vec::new();
        let mut offset = BASE;
        for step in steps {
            offset += step;
            let position = (offset - BASE) as u32 * 3;
            index.append(offset, position).unwrap();
            model.push(OffsetPosition { offset, position });
        }
        let check = |model: &[OffsetPosition], index: &OffsetIndex| {
            for target in &targets {
                let target = BASE + target;
                let start = OffsetPosition { offset: BASE, position: 0 };
                let below = model.iter().rev().find(|entry| entry.offset <= target);
                assert_eq!(index.lookup(target).unwrap(), *below.unwrap_or(&start));
                let position = (target - BASE).max(0) as u32;
                let above = model.iter().find(|entry| entry.position >= position);
                assert_eq!(index.upper_bound(position).unwrap(), above.copied());
            }
        };
        check(&model, &index);
        index.truncate_to(BASE + cut).unwrap();
        model.retain(|entry| entry.offset < BASE + cut);
        check(&model, &index);
        index.flush().unwrap();
        check(&model, &index);
        let reopened = OffsetIndex::open(index.path(), BASE, 1 << 20).unwrap();
        check(&model, &reopened);
    }

    #[test]
    fn nonsense_never_panics(content in prop::collection::vec(any::<u8>(), 0..20_000), target in any::<i64>()) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.index");
        fs::write(&path, &content).unwrap();
        let index = OffsetIndex::open(path, BASE, 1 << 20).unwrap();
        let _ = index.sanity_check();
        let _ = index.lookup(target);
        let _ = index.upper_bound(target as u32);
        let _ = index.append(target, 1);
        let _ = index.truncate_to(target);
        index.reset().unwrap();
        index.sanity_check().unwrap();
        index.append(BASE + 1, 1).unwrap();
    }
}
