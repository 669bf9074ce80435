use proptest::prelude::*;

use super::*;

fn aborted(producer_id: i64, first: i64, last: i64, stable: i64) -> TransactionIndexEntry {
    TransactionIndexEntry { producer_id, first_offset: first, last_offset: last, last_stable_offset: stable }
}

fn index(dir: &tempfile::TempDir) -> TransactionIndex {
    TransactionIndex::new(dir.path().join("00000000000000000000.txnindex"), 0)
}

#[test]
fn rewrites_kafkas_index() {
    let name = "tests/golden/g-txn-0/00000000000000000001.txnindex";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let golden = TransactionIndex::new(path.clone(), 1);
    golden.sanity_check().unwrap();
    assert_eq!(golden.all().unwrap(), [aborted(13, 2, 4, 5)]);
    let dir = tempfile::tempdir().unwrap();
    let copy = index(&dir);
    copy.append(&aborted(13, 2, 4, 5)).unwrap();
    assert_eq!(fs::read(copy.path()).unwrap(), fs::read(path).unwrap());
}

#[test]
fn a_missing_file_is_an_empty_index() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    assert_eq!(index.all().unwrap(), []);
    index.truncate_to(0).unwrap();
    index.reset().unwrap();
    index.flush().unwrap();
    index.delete().unwrap();
    index.rename(dir.path().join("other")).unwrap();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn collects_what_overlaps_and_knows_when_it_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    let entries =
        [aborted(0, 0, 10, 11), aborted(1, 5, 15, 13), aborted(2, 18, 35, 25), aborted(3, 32, 50, 40)];
    for entry in &entries {
        index.append(entry).unwrap();
    }
    let collect = |from, to| index.collect(from, to).unwrap();
    assert_eq!(collect(0, 100), TransactionSearch { aborted: entries.to_vec(), is_complete: false });
    assert_eq!(collect(0, 32), TransactionSearch { aborted: entries[..3].to_vec(), is_complete: true });
    assert_eq!(collect(0, 35).aborted, entries);
    assert!(collect(0, 35).is_complete);
    assert_eq!(collect(10, 35).aborted, entries);
    assert_eq!(collect(11, 35).aborted, entries[1..]);
    assert_eq!(collect(20, 41).aborted, entries[2..]);
    assert!(!collect(20, 41).is_complete);
}

#[test]
fn truncates_by_the_marker() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    let entries = [aborted(0, 0, 10, 2), aborted(1, 5, 15, 16), aborted(2, 18, 35, 25)];
    for entry in &entries {
        index.append(entry).unwrap();
    }
    assert!(matches!(index.append(&aborted(3, 1, 35, 25)), Err(IndexError::NotAscending { .. })));
    index.truncate_to(36).unwrap();
    assert_eq!(index.all().unwrap(), entries);
    index.truncate_to(15).unwrap();
    assert_eq!(index.all().unwrap(), entries[..1]);
    index.append(&entries[1]).unwrap();
    index.reset().unwrap();
    assert_eq!(index.all().unwrap(), []);
}

#[test]
fn a_torn_entry_is_ignored_and_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    index.append(&aborted(0, 0, 10, 2)).unwrap();
    index.append(&aborted(1, 5, 15, 16)).unwrap();
    OpenOptions::new().write(true).open(index.path()).unwrap().set_len(50).unwrap();
    assert_eq!(index.all().unwrap().len(), 1);
    index.append(&aborted(1, 5, 15, 16)).unwrap();
    assert_eq!(index.all().unwrap(), [aborted(0, 0, 10, 2), aborted(1, 5, 15, 16)]);
}

#[test]
fn an_unknown_version_is_corrupt() {
    let dir = tempfile::tempdir().unwrap();
    let index = index(&dir);
    fs::write(index.path(), [1; 34]).unwrap();
    assert!(matches!(index.all(), Err(IndexError::Corrupt { .. })));
    assert!(matches!(index.collect(0, 1), Err(IndexError::Corrupt { .. })));
    let below = TransactionIndex::new(index.path(), 1000);
    below.reset().unwrap();
    below.append(&aborted(0, 0, 10, 2)).unwrap();
    assert!(matches!(below.sanity_check(), Err(IndexError::Corrupt { .. })));
}

proptest! {
    #[test]
    fn nonsense_never_panics(content in prop::collection::vec(any::<u8>(), 0..2000), offset in any::<i64>()) {
        let dir = tempfile::tempdir().unwrap();
        let index = index(&dir);
        fs::write(index.path(), &content).unwrap();
        let _ = index.sanity_check();
        let _ = index.collect(offset, offset);
        let _ = index.append(&aborted(1, 2, offset, 4));
        let _ = index.truncate_to(offset);
        index.reset().unwrap();
        assert_eq!(index.all().unwrap(), []);
    }
}
