//! From fetched bytes to records.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use kavka_protocol::messages::fetch_response::AbortedTransaction;
use kavka_protocol::record::{BatchView, ControlRecord, RecordError, Scratch, TimestampType, batches};

use crate::TopicPartition;

/// A record that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumedRecord {
    /// Topic and partition.
    pub at: Arc<TopicPartition>,
    /// Its offset.
    pub offset: i64,
    /// In ms since 1970; -1 for none.
    pub timestamp: i64,
    /// Who set the timestamp.
    pub timestamp_type: TimestampType,
    /// The epoch of the leader that wrote it; -1 where it is not known.
    pub leader_epoch: i32,
    /// The key.
    pub key: Option<Bytes>,
    /// The value.
    pub value: Option<Bytes>,
    /// In order; keys may repeat.
    pub headers: Vec<(Bytes, Option<Bytes>)>,
}

/// What a fetch brought for a partition.
#[derive(Debug)]
pub(super) struct Fetched {
    pub at: Arc<TopicPartition>,
    /// The first offset that was asked for.
    pub from: i64,
    pub bytes: Bytes,
    pub aborted: Vec<AbortedTransaction>,
    pub high_watermark: i64,
    pub last_stable_offset: i64,
    pub log_start_offset: i64,
    /// A replica nearby that is to be asked instead.
    pub preferred: Option<i32>,
}

/// Where to go on after these bytes. What is cut off at the end comes again.
pub(super) fn next_offset(fetched: &Fetched) -> Result<i64, RecordError> {
    let mut next = fetched.from;
    for batch in batches(&fetched.bytes) {
        next = next.max(batch?.header().next_offset());
    }
    Ok(next)
}

/// How to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub read_committed: bool,
    pub check_crcs: bool,
}

/// The records for the application.
pub(super) fn decode(
    fetched: &Fetched,
    how: Reading,
    scratch: &mut Scratch,
) -> Result<Vec<ConsumedRecord>, RecordError> {
    let mut records = Vec::new();
    let mut aborted = Aborted::new(&fetched.aborted);
    for batch in batches(&fetched.bytes) {
        let batch = batch?;
        if how.check_crcs {
            batch.verify_crc()?;
        }
        let is_hidden = how.read_committed && aborted.hides(&batch, scratch)?;
        if !is_hidden && !batch.header().is_control() {
            read_batch(fetched, &batch, scratch, &mut records)?;
        }
    }
    Ok(records)
}

fn read_batch(
    fetched: &Fetched,
    batch: &BatchView<'_>,
    scratch: &mut Scratch,
    records: &mut Vec<ConsumedRecord>,
) -> Result<(), RecordError> {
    // Records that were not compressed are slices of the frame; the others are copied once.
    let whole = batch.bytes().as_ptr_range();
    let own = |part: &[u8]| {
        let is_inside = whole.contains(&part.as_ptr()) && !part.is_empty();
        if is_inside { fetched.bytes.slice_ref(part) } else { Bytes::copy_from_slice(part) }
    };
    let header = *batch.header();
    for record in batch.records(scratch)? {
        let record = record?;
        // A batch may begin before the offset that was asked for.
        if record.offset < fetched.from {
            continue;
        }
        records.push(ConsumedRecord {
            at: fetched.at.clone(),
            offset: record.offset,
            timestamp: record.timestamp,
            timestamp_type: header.timestamp_type(),
            leader_epoch: header.partition_leader_epoch,
            key: record.key.map(own),
            value: record.value.map(own),
            headers: record.headers.iter().map(|header| (own(header.key), header.value.map(own))).collect(),
        });
    }
    Ok(())
}

/// Transactions that were aborted, as the broker lists them for a fetch.
pub(super) struct Aborted {
    /// Latest first, so that the next one is at the end.
    to_come: Vec<(i64, i64)>,
    open: HashSet<i64>,
}

impl Aborted {
    pub(super) fn new(transactions: &[AbortedTransaction]) -> Self {
        let mut to_come: Vec<(i64, i64)> =
            transactions.iter().map(|one| (one.first_offset, one.producer_id.0)).collect();
        to_come.sort_unstable_by(|a, b| b.cmp(a));
        Self { to_come, open: HashSet::new() }
    }

    /// Whether the batch belongs to an aborted transaction; an abort marker ends that of its producer.
    pub(super) fn hides(
        &mut self,
        batch: &BatchView<'_>,
        scratch: &mut Scratch,
    ) -> Result<bool, RecordError> {
        let header = batch.header();
        while let Some((_, producer)) = self.to_come.pop_if(|(first, _)| *first <= header.last_offset()) {
            self.open.insert(producer);
        }
        if header.is_control() {
            if let Some(record) = batch.records(scratch)?.next() {
                let record = record?;
                if matches!(
                    ControlRecord::parse(record.key, record.value)?,
                    ControlRecord::EndTransaction { commit: false, .. }
                ) {
                    self.open.remove(&header.producer_id);
                }
            }
            return Ok(true);
        }
        Ok(header.is_transactional() && self.open.contains(&header.producer_id))
    }
}
