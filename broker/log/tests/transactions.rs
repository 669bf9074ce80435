//! Goal: whatever producers do, a `read_committed` reader sees the records of committed transactions below the last
//! stable offset and no others, also after a crash that tore the end off the log. Method: random interleavings of
//! transactions, compared with a list of what was appended.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use common::*;
use kavka_log::{
    AppendError, AppendOptions, AppendOrigin, FirstBatch, Isolation, LogConfig, LogOpenOptions, UnifiedLog,
    VerificationGuard,
};
use kavka_protocol::record::{ControlRecord, Scratch, TransactionMarker, batches};
use proptest::prelude::*;

const PRODUCERS: i64 = 4;

/// What a batch of the log is.
#[derive(Debug, Clone, Copy)]
enum Event {
    Plain,
    Data { producer_id: i64 },
    End { producer_id: i64, committed: bool },
}

/// What was appended, by base offset, with the number of records.
#[derive(Debug, Clone, Default)]
struct Model {
    events: BTreeMap<i64, (Event, i64)>,
    end: i64,
}

impl Model {
    fn push(&mut self, event: Event, count: i64) {
        self.events.insert(self.end, (event, count));
        self.end += count;
    }

    /// What is left when the log ends earlier.
    fn cut(&mut self, end: i64) {
        self.events.retain(|offset, _| *offset < end);
        self.end = end;
    }

    /// The open transactions at an end of the log, and first offset, marker's offset and outcome of those that have
    /// ended, by producer.
    fn transactions(&self) -> (BTreeMap<i64, i64>, Vec<(i64, i64, i64, bool)>) {
        let mut open = BTreeMap::new();
        let mut ended = Vec::new();
        for (offset, (event, _)) in &self.events {
            match event {
                Event::Plain => {}
                Event::Data { producer_id } => {
                    open.entry(*producer_id).or_insert(*offset);
                }
                Event::End { producer_id, committed } => {
                    if let Some(first) = open.remove(producer_id) {
                        ended.push((*producer_id, first, *offset, *committed));
                    }
                }
            }
        }
        (open, ended)
    }

    /// Everything below is decided, and the decision is replicated.
    fn last_stable_offset(&self, high_watermark: i64) -> i64 {
        let (open, ended) = self.transactions();
        let unreplicated = ended.iter().filter(|(_, _, last, _)| *last >= high_watermark).map(|t| t.1);
        open.values().copied().chain(unreplicated).fold(high_watermark, i64::min)
    }

    /// Offsets that a `read_committed` reader sees.
    fn visible(&self, high_watermark: i64) -> BTreeSet<i64> {
        let end = self.last_stable_offset(high_watermark);
        let (_, ended) = self.transactions();
        let is_aborted = |producer_id: i64, offset: i64| {
            ended.iter().any(|(id, first, last, committed)| {
                *id == producer_id && !committed && (*first..*last).contains(&offset)
            })
        };
        let mut visible = BTreeSet::new();
        for (offset, (event, count)) in self.events.range(..end) {
            let shown = match event {
                Event::Plain => true,
                Event::Data { producer_id } => !is_aborted(*producer_id, *offset),
                Event::End { .. } => false,
            };
            if shown {
                visible.extend(*offset..offset + count);
            }
        }
        visible
    }
}

/// A `read_committed` reader as clients are: batches of aborted transactions are left out, from the transaction's
/// first offset to its marker.
fn read_committed(log: &UnifiedLog, from: i64, max_bytes: usize) -> BTreeSet<i64> {
    let mut visible = BTreeSet::new();
    let mut next = from;
    let mut scratch = Scratch::new();
    loop {
        let info = log.read(next, max_bytes, Isolation::TxnCommitted, true).unwrap();
        let Some(range) = info.range else { return visible };
        let bytes = range.read_to_bytes().unwrap();
        let mut aborted = info.aborted_transactions.clone();
        aborted.sort_by_key(|transaction| transaction.first_offset);
        let mut skipped = BTreeSet::new();
        for batch in batches(&bytes).flatten() {
            let header = *batch.header();
            let due = aborted.partition_point(|transaction| transaction.first_offset <= header.last_offset());
            skipped.extend(aborted.drain(..due).map(|transaction| transaction.producer_id));
            if header.is_control() {
                let record = batch.records(&mut scratch).unwrap().next().unwrap().unwrap();
                let control = ControlRecord::parse(record.key, record.value).unwrap();
                if matches!(control, ControlRecord::EndTransaction { commit: false, .. }) {
                    skipped.remove(&header.producer_id);
                }
            } else if !(header.is_transactional() && skipped.contains(&header.producer_id)) {
                visible.extend((header.base_offset..=header.last_offset()).filter(|offset| *offset >= from));
            }
            next = next.max(header.next_offset());
        }
    }
}

/// Producers as a coordinator of transaction version 2 has them: every transaction its own epoch.
struct Driver {
    log: Arc<UnifiedLog>,
    model: Model,
    epochs: [i16; PRODUCERS as usize],
    sequences: [i32; PRODUCERS as usize],
}

impl Driver {
    fn epoch(&mut self, producer_id: i64) -> &mut i16 {
        &mut self.epochs[producer_id as usize]
    }

    fn guard(&mut self, producer_id: i64) -> VerificationGuard {
        let (epoch, sequence) = (*self.epoch(producer_id), self.sequences[producer_id as usize]);
        let batch = FirstBatch { producer_id, epoch, sequence, supports_epoch_bump: true };
        self.log.start_verification(&batch, NOW).unwrap()
    }

    fn data(&mut self, producer_id: i64, count: usize) {
        let verification = self.guard(producer_id);
        let epoch = *self.epoch(producer_id);
        let sequence = &mut self.sequences[producer_id as usize];
        let records = transactional(&vec!["v"; count], producer_id, epoch, *sequence);
        *sequence += count as i32;
        let options = AppendOptions { verification, ..append_options(AppendOrigin::Client) };
        let info = self.log.append_as_leader(records, options).unwrap();
        assert_eq!(info.first_offset, self.model.end);
        self.model.push(Event::Data { producer_id }, count as i64);
    }

    fn end(&mut self, ends: &[(i64, bool)]) {
        let mut markers = Vec::new();
        for (producer_id, committed) in ends {
            let epoch = self.epoch(*producer_id);
            *epoch += 1;
            markers.push(TransactionMarker {
                producer_id: *producer_id,
                producer_epoch: *epoch,
                coordinator_epoch: 0,
                committed: *committed,
                transaction_version: 2,
            });
            self.sequences[*producer_id as usize] = 0;
        }
        for answer in self.log.append_markers(&markers, 0, NOW).unwrap() {
            assert_eq!(answer.unwrap().first_offset, self.model.end);
            let (producer_id, committed) = ends[(self.model.end - self.first_of(ends)) as usize];
            self.model.push(Event::End { producer_id, committed }, 1);
        }
    }

    /// Where the markers under way began.
    fn first_of(&self, ends: &[(i64, bool)]) -> i64 {
        self.log.log_end_offset() - ends.len() as i64
    }

    /// A batch whose guard was got before the transaction ended is not taken.
    fn late(&mut self, producer_id: i64, committed: bool) {
        if self.model.transactions().0.contains_key(&producer_id) {
            return;
        }
        let verification = self.guard(producer_id);
        let epoch = *self.epoch(producer_id);
        self.end(&[(producer_id, committed)]);
        let options = AppendOptions { verification, ..append_options(AppendOrigin::Client) };
        let records = transactional(&["late"], producer_id, epoch, 0);
        let refused = self.log.append_as_leader(records, options).unwrap_err();
        assert!(matches!(refused, AppendError::InvalidProducerEpoch { .. }), "{refused:?}");
        let next = transactional(&["late"], producer_id, epoch + 1, 0);
        let refused = self.log.append_as_leader(next, options).unwrap_err();
        assert!(matches!(refused, AppendError::InvalidTxnState { .. }), "{refused:?}");
    }

    fn check(&self) {
        let high_watermark = self.log.high_watermark();
        assert_eq!(self.log.last_stable_offset(), self.model.last_stable_offset(high_watermark));
        let expected = self.model.visible(high_watermark);
        for (from, max_bytes) in [(0, 1 << 20), (0, 100), (self.model.end / 2, 300)] {
            let seen = read_committed(&self.log, from, max_bytes);
            assert_eq!(seen, expected.range(from..).copied().collect(), "from {from}, {max_bytes} bytes");
        }
        let (open, _) = self.model.transactions();
        let shown = self.log.producers().into_iter();
        let shown: BTreeMap<i64, i64> =
            shown.filter_map(|p| Some((p.producer_id, p.current_txn_start_offset?))).collect();
        assert_eq!(shown, open);
    }

    /// Cuts bytes off the last segment, as a crash may, and opens the log again.
    fn crash(&mut self, dir: &Path, config: &LogConfig, cut: u64) {
        let mut segments: Vec<_> = std::fs::read_dir(dir.join("t-0"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "log"))
            .collect();
        segments.sort();
        let last = std::fs::OpenOptions::new().write(true).open(segments.last().unwrap()).unwrap();
        let size = last.metadata().unwrap().len();
        last.set_len(size.saturating_sub(cut)).unwrap();
        self.log = open_verifying(dir, config, false);
        let end = self.log.log_end_offset();
        self.log.update_high_watermark(end);
        self.model.cut(end);
        // The producers learn from their coordinator, which has lost nothing, at which epoch they go on; a transaction
        // whose first records were lost begins anew.
        for producer_id in 0..PRODUCERS {
            let known = self.log.producers().into_iter().find(|p| p.producer_id == producer_id);
            self.sequences[producer_id as usize] = match known {
                Some(known) if known.producer_epoch == self.epochs[producer_id as usize] => {
                    known.last_sequence + 1
                }
                _ => 0,
            };
        }
    }
}

fn open_verifying(dir: &Path, config: &LogConfig, clean_shutdown: bool) -> Arc<UnifiedLog> {
    UnifiedLog::open(LogOpenOptions { clean_shutdown, verify_transactions: true, ..options(dir, config) })
        .unwrap()
}

#[derive(Debug, Clone)]
enum Step {
    Plain,
    Data(i64, usize),
    End(Vec<(i64, bool)>),
    Late(i64, bool),
    /// How much of what is not replicated yet is, in tenths.
    Replicate(i64),
    Crash(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let ends = prop::collection::btree_map(0..PRODUCERS, any::<bool>(), 1..4);
    let step = prop_oneof![
        1 => Just(Step::Plain),
        6 => (0..PRODUCERS, 1usize..4).prop_map(|(producer, count)| Step::Data(producer, count)),
        3 => ends.prop_map(|ends| Step::End(ends.into_iter().collect())),
        1 => (0..PRODUCERS, any::<bool>()).prop_map(|(producer, committed)| Step::Late(producer, committed)),
        3 => (0i64..=10).prop_map(Step::Replicate),
        1 => (0u64..300).prop_map(Step::Crash),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn readers_see_what_is_committed_and_nothing_else(steps in steps()) {
        let dir = tempfile::tempdir().unwrap();
        let config = LogConfig { segment_bytes: 700, index_interval_bytes: 150, ..LogConfig::default() };
        let mut driver = Driver {
            log: open_verifying(dir.path(), &config, true),
            model: Model::default(),
            epochs: [0; PRODUCERS as usize],
            sequences: [0; PRODUCERS as usize],
        };
        for step in steps {
            match step {
                Step::Plain => {
                    append(&driver.log, plain(&["plain"]));
                    driver.model.push(Event::Plain, 1);
                }
                Step::Data(producer_id, count) => driver.data(producer_id, count),
                Step::End(ends) => driver.end(&ends),
                Step::Late(producer_id, committed) => driver.late(producer_id, committed),
                Step::Replicate(tenths) => {
                    let from = driver.log.high_watermark();
                    driver.log.maybe_increment_high_watermark(from + (driver.model.end - from) * tenths / 10);
                }
                Step::Crash(cut) => driver.crash(dir.path(), &config, cut),
            }
            driver.check();
        }
    }
}

#[test]
fn a_batch_of_a_transaction_needs_a_guard_that_is_still_good() {
    let dir = tempfile::tempdir().unwrap();
    let log = open_verifying(dir.path(), &LogConfig::default(), true);
    let refuse = |records, options| log.append_as_leader(records, options).unwrap_err();
    let options = append_options(AppendOrigin::Client);
    assert!(matches!(refuse(transactional(&["a"], 1, 0, 0), options), AppendError::InvalidTxnState { .. }));
    let batch = FirstBatch { producer_id: 1, epoch: 0, sequence: 3, supports_epoch_bump: false };
    let verification = log.start_verification(&batch, NOW).unwrap();
    assert_eq!(log.start_verification(&batch, NOW).unwrap(), verification, "of the same look-up");
    let other =
        AppendOptions { verification: VerificationGuard::from_raw(verification.to_raw() + 1), ..options };
    assert!(matches!(refuse(transactional(&["a"], 1, 0, 0), other), AppendError::InvalidTxnState { .. }));
    let verified = AppendOptions { verification, ..options };
    // The batch before it has not been written yet: its look-up failed, and it comes again.
    let error = refuse(transactional(&["a"], 1, 0, 4), verified);
    assert!(matches!(error, AppendError::OutOfOrderSequence { .. }), "{error}");
    log.append_as_leader(transactional(&["a"], 1, 0, 3), verified).unwrap();
    assert!(log.start_verification(&batch, NOW).unwrap().is_none(), "the transaction is open here");
    log.append_as_leader(transactional(&["a"], 1, 0, 4), options).unwrap();
    let newer = FirstBatch { epoch: 1, ..batch };
    assert!(!log.start_verification(&newer, NOW).unwrap().is_none());
    append_marker(&log, marker(1, 2, false, 0));
    assert!(log.start_verification(&newer, NOW).is_err(), "fenced by the marker's epoch");
}

#[test]
fn first_sequence_of_a_version_2_transaction_is_zero() {
    let dir = tempfile::tempdir().unwrap();
    let log = open_verifying(dir.path(), &LogConfig::default(), true);
    let batch = FirstBatch { producer_id: 1, epoch: 0, sequence: 5, supports_epoch_bump: true };
    let verification = log.start_verification(&batch, NOW).unwrap();
    let options = AppendOptions { verification, ..append_options(AppendOrigin::Client) };
    let error = log.append_as_leader(transactional(&["a"], 1, 0, 5), options).unwrap_err();
    assert!(matches!(error, AppendError::OutOfOrderSequence { .. }), "{error}");
}

#[test]
fn markers_are_fenced_by_epochs() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig::default());
    let write = |producer_epoch, coordinator_epoch, transaction_version| {
        let marker = TransactionMarker {
            producer_id: 1,
            producer_epoch,
            coordinator_epoch,
            committed: true,
            transaction_version,
        };
        log.append_markers(&[marker], 0, NOW).unwrap().remove(0)
    };
    append(&log, transactional(&["a"], 1, 5, 0));
    // Version 2 raises the epoch with each end: one of the open transaction's epoch is of an earlier one.
    assert!(matches!(write(5, 3, 2), Err(AppendError::InvalidProducerEpoch { .. })));
    assert!(write(6, 3, 2).is_ok());
    assert!(write(6, 3, 2).is_ok(), "written again by a coordinator that did not hear of it");
    assert!(matches!(write(5, 3, 0), Err(AppendError::InvalidProducerEpoch { .. })));
    assert!(matches!(write(7, 2, 2), Err(AppendError::TransactionCoordinatorFenced { .. })));
    append(&log, transactional(&["a"], 1, 6, 0));
    assert!(write(6, 4, 1).is_ok(), "before version 2 the epoch stays");
    assert_eq!(log.last_stable_offset(), log.high_watermark());
}

#[test]
fn a_transaction_is_late_five_minutes_after_it_had_to_end() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path(), &LogConfig::default());
    let late_at = |seconds: i64| log.has_late_transaction(NOW + seconds * 1000, 900_000);
    assert!(!late_at(100_000));
    append(&log, transactional(&["a"], 1, 0, 0));
    assert!(!late_at(1200) && late_at(1201));
    append_marker(&log, marker(1, 0, false, 0));
    assert!(!late_at(100_000));
}
