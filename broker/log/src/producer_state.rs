//! What a log knows of its producers: sequences for idempotence, epochs for fencing, open transactions.
//!
//! A plain state machine. An append first collects its changes in [`Pending`], which validates them against the
//! state without touching it; they are applied after the bytes are in the file. Source: KIP-98, KIP-360;
//! `ProducerStateManager` and `ProducerAppendInfo` in Apache Kafka 4.3.

use std::collections::{BTreeMap, HashMap};

use kavka_protocol::record::{
    BatchHeader, BatchView, ControlRecord, NO_PRODUCER_EPOCH, NO_SEQUENCE, Scratch, TransactionMarker,
    decrement_sequence,
};

use crate::Offset;
use crate::errors::AppendError;
use crate::partition::TopicPartition;
use crate::producer_snapshot::ProducerSnapshotEntry;
use crate::transaction_index::TransactionIndexEntry;
use crate::unified::ActiveProducer;

mod check;
mod verification;

use check::Check;
use verification::Verifications;
pub use verification::{FirstBatch, VerificationGuard};

/// How many batches per producer are known for duplicate detection: as many as a client may have in flight.
const RECENT_BATCHES: usize = 5;

/// Who an append comes from, as far as producer state cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Client,
    Coordinator,
    /// From a leader or from the log itself: it was checked there.
    Replication,
}

/// How the transaction that a batch is part of is known to be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verified {
    /// Nobody asks (`transaction.partition.verification.enable` is off, or the batch was checked elsewhere).
    Unasked,
    /// By this guard, unless the transaction has written to the partition before.
    Guard(VerificationGuard),
}

/// A batch that was appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecentBatch {
    pub(crate) last_sequence: i32,
    pub(crate) last_offset: Offset,
    pub(crate) offset_delta: i32,
    pub(crate) timestamp: i64,
}

impl RecentBatch {
    pub(crate) fn first_offset(&self) -> Offset {
        self.last_offset - i64::from(self.offset_delta)
    }

    fn first_sequence(&self) -> i32 {
        decrement_sequence(self.last_sequence, self.offset_delta)
    }
}

/// The latest batches of one producer, oldest first.
#[derive(Debug, Clone, Copy, Default)]
struct Recent {
    batches: [Option<RecentBatch>; RECENT_BATCHES],
}

impl Recent {
    fn push(&mut self, batch: RecentBatch) {
        match self.batches.iter_mut().find(|slot| slot.is_none()) {
            Some(slot) => *slot = Some(batch),
            None => {
                self.batches.rotate_left(1);
                self.batches[RECENT_BATCHES - 1] = Some(batch);
            }
        }
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &RecentBatch> {
        self.batches.iter().flatten()
    }

    fn last(&self) -> Option<&RecentBatch> {
        self.iter().next_back()
    }
}

/// What is known of one producer.
#[derive(Debug, Clone, Copy)]
struct Producer {
    epoch: i16,
    coordinator_epoch: i32,
    last_timestamp: i64,
    txn_first_offset: Option<Offset>,
    recent: Recent,
}

impl Producer {
    const UNKNOWN: Self = Self {
        epoch: NO_PRODUCER_EPOCH,
        coordinator_epoch: -1,
        last_timestamp: -1,
        txn_first_offset: None,
        recent: Recent { batches: [None; RECENT_BATCHES] },
    };

    fn last_sequence(&self) -> i32 {
        self.recent.last().map_or(NO_SEQUENCE, |batch| batch.last_sequence)
    }

    fn set_epoch(&mut self, epoch: i16) {
        if self.epoch != epoch {
            self.recent = Recent::default();
            self.epoch = epoch;
        }
    }
}

/// A transaction whose marker was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CompletedTxn {
    producer_id: i64,
    first_offset: Offset,
    last_offset: Offset,
    aborted: bool,
}

/// Changes that an append makes once it is written.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    producers: Vec<(i64, Producer)>,
    /// First offset and producer of each transaction that begins, also if it ends in the same append.
    started: Vec<(Offset, i64)>,
    completed: Vec<CompletedTxn>,
    /// Batches of transactions, which use up what was looked up before them.
    transactional: Vec<BatchHeader>,
}

impl Pending {
    fn get(&self, producer_id: i64) -> Option<Producer> {
        self.producers.iter().find(|(id, _)| *id == producer_id).map(|(_, producer)| *producer)
    }

    fn set(&mut self, producer_id: i64, producer: Producer) {
        match self.producers.iter_mut().find(|(id, _)| *id == producer_id) {
            Some((_, known)) => *known = producer,
            None => self.producers.push((producer_id, producer)),
        }
    }
}

/// All producers of a log.
#[derive(Debug, Default)]
pub(crate) struct ProducerState {
    producers: HashMap<i64, Producer>,
    /// Open transactions: first offset to producer.
    ongoing: BTreeMap<Offset, i64>,
    /// Ended ones whose marker is not yet replicated: first to last offset.
    unreplicated: BTreeMap<Offset, Offset>,
    verifications: Verifications,
    /// The state covers everything below.
    map_end_offset: Offset,
}

impl ProducerState {
    pub(crate) fn map_end_offset(&self) -> Offset {
        self.map_end_offset
    }

    pub(crate) fn set_map_end_offset(&mut self, offset: Offset) {
        self.map_end_offset = offset;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.producers.is_empty() && self.unreplicated.is_empty()
    }

    /// Whether the last stable offset may differ from the high watermark.
    pub(crate) fn has_transactions(&self) -> bool {
        !self.ongoing.is_empty() || !self.unreplicated.is_empty()
    }

    /// Where the oldest transaction begins that is open or whose end is not replicated.
    pub(crate) fn first_unstable_offset(&self) -> Option<Offset> {
        let ongoing = self.ongoing.keys().next().copied();
        let unreplicated = self.unreplicated.keys().next().copied();
        ongoing.into_iter().chain(unreplicated).min()
    }

    /// The earlier append of the same batch, if it is one of the producer's latest.
    pub(crate) fn find_duplicate(&self, header: &BatchHeader) -> Option<RecentBatch> {
        let producer = self.producers.get(&header.producer_id)?;
        if producer.epoch != header.producer_epoch {
            return None;
        }
        let (first, last) = (header.base_sequence, header.last_sequence());
        let same = |batch: &&RecentBatch| batch.first_sequence() == first && batch.last_sequence == last;
        producer.recent.iter().find(same).copied()
    }

    /// Whether the producer, at this epoch, has an open transaction.
    fn has_ongoing_transaction(&self, producer_id: i64, epoch: i16) -> bool {
        self.producers
            .get(&producer_id)
            .is_some_and(|producer| producer.txn_first_offset.is_some() && producer.epoch == epoch)
    }

    fn refuse_older_epoch(&self, producer_id: i64, epoch: i16) -> Result<(), AppendError> {
        match self.producers.get(&producer_id) {
            Some(producer) if epoch < producer.epoch => Err(AppendError::InvalidProducerEpoch {
                message: format!(
                    "Epoch of producer {producer_id} is {epoch}, which is smaller than the last seen epoch {}",
                    producer.epoch
                ),
            }),
            _ => Ok(()),
        }
    }

    /// A guard for the first batch of a transaction, whose coordinator is to be asked; none if the transaction has
    /// written here before.
    pub(crate) fn start_verification(
        &mut self,
        batch: &FirstBatch,
        now_ms: i64,
    ) -> Result<VerificationGuard, AppendError> {
        self.refuse_older_epoch(batch.producer_id, batch.epoch)?;
        if self.has_ongoing_transaction(batch.producer_id, batch.epoch) {
            return Ok(VerificationGuard::NONE);
        }
        Ok(self.verifications.start(batch, now_ms))
    }

    /// Whether a batch of records is of a transaction that is known to be open.
    pub(crate) fn check_verified(&self, header: &BatchHeader, verified: Verified) -> Result<(), AppendError> {
        let (producer_id, epoch) = (header.producer_id, header.producer_epoch);
        if !header.is_transactional() || self.has_ongoing_transaction(producer_id, epoch) {
            return Ok(());
        }
        self.refuse_older_epoch(producer_id, epoch)?;
        let is_good = match verified {
            Verified::Unasked => true,
            Verified::Guard(guard) => {
                !guard.is_none()
                    && self.verifications.get(producer_id).is_some_and(|state| state.guard == guard)
            }
        };
        if is_good {
            return Ok(());
        }
        let message = "Record was not part of an ongoing transaction".to_owned();
        Err(AppendError::InvalidTxnState { message })
    }

    /// Validates a batch of a producer, with its marker if it is a control batch, and collects what it changes.
    pub(crate) fn prepare(
        &self,
        pending: &mut Pending,
        header: &BatchHeader,
        marker: Option<Marker>,
        origin: Origin,
        partition: &TopicPartition,
    ) -> Result<(), AppendError> {
        let check = Check { producer_id: header.producer_id, offset: header.base_offset, origin, partition };
        let known = || self.producers.get(&header.producer_id).copied();
        let mut producer = pending.get(header.producer_id).or_else(known).unwrap_or(Producer::UNKNOWN);
        if header.is_control() {
            let Some(marker) = marker else { return Ok(()) };
            check.marker_epoch(&producer, header.producer_epoch, marker.transaction_version)?;
            check.coordinator_epoch(&producer, marker.coordinator_epoch)?;
            let first_offset = producer.txn_first_offset.take();
            producer.set_epoch(header.producer_epoch);
            producer.coordinator_epoch = marker.coordinator_epoch;
            producer.last_timestamp = marker.timestamp;
            pending.completed.extend(first_offset.map(|first_offset| CompletedTxn {
                producer_id: header.producer_id,
                first_offset,
                last_offset: header.base_offset,
                aborted: !marker.commit,
            }));
            pending.set(header.producer_id, producer);
            pending.transactional.push(*header);
            return Ok(());
        }
        check.epoch(&producer, header.producer_epoch)?;
        if origin == Origin::Client {
            check.sequence(&producer, header, self.verifications.get(header.producer_id))?;
        }
        check.transaction(&producer, header)?;
        producer.set_epoch(header.producer_epoch);
        producer.recent.push(RecentBatch {
            last_sequence: header.last_sequence(),
            last_offset: header.last_offset(),
            offset_delta: header.last_offset_delta,
            timestamp: header.max_timestamp,
        });
        producer.last_timestamp = header.max_timestamp;
        if header.is_transactional() && producer.txn_first_offset.is_none() {
            producer.txn_first_offset = Some(header.base_offset);
            pending.started.push((header.base_offset, header.producer_id));
        }
        pending.set(header.producer_id, producer);
        if header.is_transactional() {
            pending.transactional.push(*header);
        }
        Ok(())
    }

    /// Takes over what an append changed. `on_aborted` gets what belongs into the transaction index.
    pub(crate) fn apply(
        &mut self,
        pending: Pending,
        mut on_aborted: impl FnMut(TransactionIndexEntry) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        self.producers.extend(pending.producers);
        for header in &pending.transactional {
            self.verifications.on_append(header);
        }
        // All of them before any is completed: an end that was interleaved with another transaction must see that
        // one as open, or the transaction index gets too high a last stable offset and reads stop too early.
        self.ongoing.extend(pending.started);
        for txn in pending.completed {
            let others = self.ongoing.iter().find(|(_, producer)| **producer != txn.producer_id);
            let last_stable_offset = others.map_or(txn.last_offset + 1, |(first_offset, _)| *first_offset);
            if txn.aborted {
                on_aborted(TransactionIndexEntry {
                    producer_id: txn.producer_id,
                    first_offset: txn.first_offset,
                    last_offset: txn.last_offset,
                    last_stable_offset,
                })?;
            }
            self.ongoing.remove(&txn.first_offset);
            self.unreplicated.insert(txn.first_offset, txn.last_offset);
        }
        Ok(())
    }

    /// The high watermark moved: ended transactions below it are stable.
    pub(crate) fn on_high_watermark(&mut self, high_watermark: Offset) {
        self.unreplicated.retain(|_, last_offset| *last_offset >= high_watermark);
    }

    /// The log's start moved.
    pub(crate) fn on_log_start(&mut self, log_start_offset: Offset) {
        self.on_high_watermark(log_start_offset);
        self.map_end_offset = self.map_end_offset.max(log_start_offset);
    }

    /// Forgets everything; the state covers up to `offset`.
    pub(crate) fn reset(&mut self, offset: Offset) {
        *self = Self { map_end_offset: offset, ..Self::default() };
    }

    /// Forgets producers without writes for so long.
    pub(crate) fn remove_expired(&mut self, now_ms: i64, expiration_ms: i64) {
        self.producers.retain(|_, producer| !is_expired(producer, now_ms, expiration_ms));
        self.verifications.remove_expired(now_ms, expiration_ms);
    }

    /// Starts from a snapshot, which covers up to `offset`.
    pub(crate) fn load(
        &mut self,
        offset: Offset,
        entries: &[ProducerSnapshotEntry],
        now_ms: i64,
        expiration_ms: i64,
    ) {
        self.reset(offset);
        for entry in entries {
            let mut producer = Producer {
                epoch: entry.producer_epoch,
                coordinator_epoch: entry.coordinator_epoch,
                last_timestamp: entry.timestamp,
                txn_first_offset: Some(entry.current_txn_first_offset).filter(|first| *first >= 0),
                recent: Recent::default(),
            };
            if entry.last_offset >= 0 {
                producer.recent.push(RecentBatch {
                    last_sequence: entry.last_sequence,
                    last_offset: entry.last_offset,
                    offset_delta: entry.offset_delta,
                    timestamp: entry.timestamp,
                });
            }
            if is_expired(&producer, now_ms, expiration_ms) {
                continue;
            }
            if let Some(first_offset) = producer.txn_first_offset {
                self.ongoing.insert(first_offset, entry.producer_id);
            }
            self.producers.insert(entry.producer_id, producer);
        }
    }

    /// What a snapshot at [`Self::map_end_offset`] holds.
    pub(crate) fn snapshot(&self) -> Vec<ProducerSnapshotEntry> {
        let entry = |(producer_id, producer): (&i64, &Producer)| {
            let last = producer.recent.last();
            ProducerSnapshotEntry {
                producer_id: *producer_id,
                producer_epoch: producer.epoch,
                last_sequence: producer.last_sequence(),
                last_offset: last.map_or(-1, |batch| batch.last_offset),
                offset_delta: last.map_or(0, |batch| batch.offset_delta),
                timestamp: producer.last_timestamp,
                coordinator_epoch: producer.coordinator_epoch,
                current_txn_first_offset: producer.txn_first_offset.unwrap_or(-1),
            }
        };
        let mut entries: Vec<_> = self.producers.iter().map(entry).collect();
        entries.sort_unstable_by_key(|entry| entry.producer_id);
        entries
    }

    /// The producers, for DescribeProducers.
    pub(crate) fn active(&self) -> Vec<ActiveProducer> {
        let active = |(producer_id, producer): (&i64, &Producer)| ActiveProducer {
            producer_id: *producer_id,
            producer_epoch: producer.epoch,
            last_sequence: producer.last_sequence(),
            last_timestamp: producer.last_timestamp,
            coordinator_epoch: producer.coordinator_epoch,
            current_txn_start_offset: producer.txn_first_offset,
        };
        self.producers.iter().map(active).collect()
    }

    /// When the oldest open transaction was last written to, on its producer's clock.
    pub(crate) fn oldest_transaction_timestamp(&self) -> Option<i64> {
        let (_, producer_id) = self.ongoing.first_key_value()?;
        self.producers.get(producer_id).map(|producer| producer.last_timestamp)
    }

    /// Last data offset and epoch of each producer: the cleaner keeps those batches.
    pub(crate) fn last_records(&self) -> HashMap<i64, (Option<Offset>, i16)> {
        let last = |producer: &Producer| producer.recent.last().map(|batch| batch.last_offset);
        self.producers.iter().map(|(id, producer)| (*id, (last(producer), producer.epoch))).collect()
    }
}

fn is_expired(producer: &Producer, now_ms: i64, expiration_ms: i64) -> bool {
    producer.txn_first_offset.is_none() && now_ms.saturating_sub(producer.last_timestamp) >= expiration_ms
}

/// The end of a transaction, as a control batch says it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marker {
    commit: bool,
    coordinator_epoch: i32,
    timestamp: i64,
    /// 0 where it is not known: in a log, and from replication.
    transaction_version: i16,
}

impl Marker {
    /// The marker as it is about to be written.
    pub(crate) fn new(marker: &TransactionMarker, timestamp: i64) -> Self {
        Self {
            commit: marker.committed,
            coordinator_epoch: marker.coordinator_epoch,
            timestamp,
            transaction_version: marker.transaction_version,
        }
    }

    /// The marker in a control batch, if it has one (the quorum's control records are not markers).
    pub(crate) fn read(batch: &BatchView<'_>) -> Result<Option<Self>, AppendError> {
        if !batch.header().is_control() {
            return Ok(None);
        }
        let mut scratch = Scratch::new();
        let invalid = |error: kavka_protocol::record::RecordError| AppendError::InvalidRecord {
            message: error.to_string(),
            record_errors: Vec::new(),
        };
        let Some(record) = batch.records(&mut scratch).map_err(invalid)?.next() else {
            return Ok(None);
        };
        let record = record.map_err(invalid)?;
        match ControlRecord::parse(record.key, record.value).map_err(invalid)? {
            ControlRecord::EndTransaction { commit, coordinator_epoch } => {
                let timestamp = record.timestamp;
                Ok(Some(Self { commit, coordinator_epoch, timestamp, transaction_version: 0 }))
            }
            ControlRecord::Other { .. } => Ok(None),
        }
    }
}
