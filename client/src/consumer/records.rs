//! From fetched bytes to records.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use bytes::Bytes;
use kavka_protocol::compression::Codec;
use kavka_protocol::messages::fetch_response::AbortedTransaction;
use kavka_protocol::record::{
    BatchHeader, BatchView, ControlRecord, RecordError, RecordMark, RecordView, Scratch, TimestampType,
    batches,
};

use crate::TopicPartition;
use crate::buffers::{Buffers, Limits};

/// A record that was read. Its parts are slices of its batch's or its fetch's memory, all of which stays as long as one
/// of them: who keeps few records of many for long does well to copy those.
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

/// Memory that readings share.
pub(super) struct Memory {
    scratch: Scratch,
    /// Of decompressed batches, which their records are slices of.
    batches: Buffers,
    /// What the last batch took decompressed.
    usual: usize,
}

impl Memory {
    pub(super) fn new() -> Self {
        let batches = Buffers::new(Limits { worth: 16 * 1024, count: 16, bytes: 8 * 1024 * 1024 });
        Self { scratch: Scratch::new(), batches, usual: 0 }
    }

    /// The records of a batch of format 2, decompressed: a slice of the frame where there is no codec.
    fn open(&mut self, batch: &BatchView<'_>, frame: &Bytes) -> Result<Bytes, RecordError> {
        // What decoders ask for beyond the end.
        const SLACK: usize = 64 * 1024;
        let payload = batch.payload();
        match batch.header().compression()? {
            Codec::None => Ok(frame.slice_ref(payload)),
            codec => {
                let mut buffer = self.batches.take(self.usual.max(payload.len()) + SLACK);
                self.usual = self.scratch.decompress_over(codec, payload, &mut buffer)?;
                Ok(self.batches.give(buffer).slice(..self.usual))
            }
        }
    }
}

/// Reads what was fetched, as many records at a time as are asked for.
#[derive(Debug)]
pub(super) struct Reader {
    pub fetched: Fetched,
    aborted: Aborted,
    /// Where the next batch begins.
    at: usize,
    /// Whether that batch was checked, and is one to show.
    is_checked: bool,
    /// What is shown of the batch before it.
    open: Option<Open>,
    is_untouched: bool,
}

/// A batch of which some records are left.
#[derive(Debug)]
enum Open {
    Current {
        header: BatchHeader,
        data: Bytes,
        mark: RecordMark,
    },
    /// Formats 0 and 1, which cannot be read in parts.
    Legacy(std::vec::IntoIter<ConsumedRecord>),
}

impl Reader {
    pub(super) fn new(fetched: Fetched) -> Self {
        let aborted = Aborted::new(&fetched.aborted);
        Self { fetched, aborted, at: 0, is_checked: false, open: None, is_untouched: true }
    }

    /// Whether nothing was read of it.
    pub(super) fn is_untouched(&self) -> bool {
        self.is_untouched
    }

    /// Bytes that were not read.
    pub(super) fn left(&self) -> usize {
        self.fetched.bytes.len() - self.at
    }

    /// Adds up to `limit` records. Says whether there are no more.
    ///
    /// # Errors
    /// For bytes that are no batches; where they begin, reading stands still.
    pub(super) fn read(
        &mut self,
        how: Reading,
        limit: usize,
        memory: &mut Memory,
        records: &mut Vec<ConsumedRecord>,
    ) -> Result<bool, RecordError> {
        self.is_untouched = false;
        let until = records.len().saturating_add(limit);
        loop {
            match &mut self.open {
                Some(Open::Current { header, data, mark }) => {
                    let (at, from) = (&self.fetched.at, self.fetched.from);
                    read_batch(at, from, header, data, mark, until, records)?;
                    if !mark.is_end() {
                        return Ok(false);
                    }
                }
                Some(Open::Legacy(rest)) => {
                    records.extend(rest.take(until - records.len()));
                    if !rest.as_slice().is_empty() {
                        return Ok(false);
                    }
                }
                None => {}
            }
            self.open = None;
            if !self.find_shown(how, memory)? {
                return Ok(true);
            }
            if records.len() >= until {
                return Ok(false);
            }
            self.open_next(memory)?;
        }
    }

    /// Goes past batches that are not shown: markers, and what was aborted. Whether another one comes.
    fn find_shown(&mut self, how: Reading, memory: &mut Memory) -> Result<bool, RecordError> {
        while !self.is_checked {
            let Some(batch) = batches(&self.fetched.bytes[self.at..]).next() else { return Ok(false) };
            let batch = batch?;
            if how.check_crcs {
                batch.verify_crc()?;
            }
            let is_hidden = how.read_committed && self.aborted.hides(&batch, &mut memory.scratch)?;
            self.is_checked = !is_hidden && !batch.header().is_control();
            if !self.is_checked {
                self.at += batch.bytes().len();
            }
        }
        Ok(true)
    }

    fn open_next(&mut self, memory: &mut Memory) -> Result<(), RecordError> {
        let batch = BatchView::parse(&self.fetched.bytes[self.at..])?;
        let header = *batch.header();
        self.open = Some(if header.magic < 2 {
            Open::Legacy(read_legacy(&self.fetched, &batch, &mut memory.scratch)?.into_iter())
        } else {
            let data = memory.open(&batch, &self.fetched.bytes)?;
            let mark = RecordMark::start(&header, data.len())?;
            Open::Current { header, data, mark }
        });
        self.at += header.size();
        self.is_checked = false;
        Ok(())
    }
}

/// Adds records of a batch until there are `until`.
fn read_batch(
    at: &Arc<TopicPartition>,
    from: i64,
    header: &BatchHeader,
    data: &Bytes,
    mark: &mut RecordMark,
    until: usize,
    records: &mut Vec<ConsumedRecord>,
) -> Result<(), RecordError> {
    // No record is smaller, so a lying count reserves no more than there is.
    const RECORD_BYTES_MIN: usize = 7;
    let count = usize::try_from(header.records_count).unwrap_or(0).min(data.len() / RECORD_BYTES_MIN);
    records.reserve(count.min(until - records.len()));
    let timestamp_type = header.timestamp_type();
    mark.walk(header, data, |record| {
        // A batch may begin before the offset that was asked for.
        if record.offset >= from {
            records.push(ConsumedRecord {
                at: at.clone(),
                offset: record.offset,
                timestamp: record.timestamp,
                timestamp_type,
                leader_epoch: header.partition_leader_epoch,
                key: record.key.map(|key| data.slice_ref(key)),
                value: record.value.map(|value| data.slice_ref(value)),
                headers: if record.headers.is_empty() { Vec::new() } else { headers(record, data) },
            });
        }
        if records.len() < until { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })
}

fn headers(record: &RecordView<'_>, data: &Bytes) -> Vec<(Bytes, Option<Bytes>)> {
    let own = |part: &[u8]| data.slice_ref(part);
    record.headers.iter().map(|header| (own(header.key), header.value.map(own))).collect()
}

/// The records of an old format, copied.
fn read_legacy(
    fetched: &Fetched,
    batch: &BatchView<'_>,
    scratch: &mut Scratch,
) -> Result<Vec<ConsumedRecord>, RecordError> {
    let timestamp_type = batch.header().timestamp_type();
    let mut records = Vec::new();
    for record in batch.records(scratch)? {
        let record = record?;
        if record.offset >= fetched.from {
            records.push(ConsumedRecord {
                at: fetched.at.clone(),
                offset: record.offset,
                timestamp: record.timestamp,
                timestamp_type,
                leader_epoch: -1,
                key: record.key.map(Bytes::copy_from_slice),
                value: record.value.map(Bytes::copy_from_slice),
                headers: Vec::new(),
            });
        }
    }
    Ok(records)
}

/// Transactions that were aborted, as the broker lists them for a fetch.
#[derive(Debug)]
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

#[cfg(test)]
mod tests;
