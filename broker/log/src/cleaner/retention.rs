//! Which records of a batch stay, and the batch without the others.

use std::collections::HashMap;

use kavka_protocol::compression::Compressor;
use kavka_protocol::record::{
    BatchBuilder, BatchHeader, BatchOptions, BatchView, ControlType, RecordError, RecordView, Scratch,
    write_empty_batch,
};

use super::offset_map::OffsetMap;
use super::transactions::CleanedTransactions;

/// What the producer state knows of a producer that is still active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LastRecord {
    /// Offset of its last data record; `None` if the last thing it has in the log is a marker.
    pub(crate) last_data_offset: Option<i64>,
    /// Its epoch.
    pub(crate) producer_epoch: i16,
}

/// What decides about records besides the transactions.
pub(crate) struct Rules<'a> {
    /// The latest offset of each key.
    pub(crate) map: &'a OffsetMap,
    /// Producers whose last sequence must not be forgotten.
    pub(crate) active_producers: &'a HashMap<i64, LastRecord>,
    /// First offset that this round does not clean.
    pub(crate) upper_bound_offset: i64,
    /// Whether tombstones of formats 0 and 1 stay, which have no delete horizon.
    pub(crate) retain_legacy_deletes: bool,
    /// `delete.retention.ms`
    pub(crate) delete_retention_ms: i64,
    /// The time.
    pub(crate) now_ms: i64,
}

/// What was read and kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CleanerStats {
    /// Bytes of the batches looked at.
    pub bytes_read: u64,
    /// Bytes of the batches kept.
    pub bytes_written: u64,
    /// Records looked at.
    pub records_read: u64,
    /// Records kept.
    pub records_written: u64,
    /// Records without a key, which a compacted topic should not have.
    pub invalid_records: u64,
}

/// What becomes of a batch that has no records left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WhenEmpty {
    Keep,
    Delete,
}

struct Verdict {
    when_empty: WhenEmpty,
    /// All records go, whatever their keys.
    discard_records: bool,
    /// A marker whose transaction is gone: its horizon starts now.
    starts_horizon: bool,
}

/// Filters batches one by one. Keeps memory between them.
#[derive(Default)]
pub(crate) struct Filter {
    scratch: Scratch,
    control_scratch: Scratch,
    compressor: Compressor,
}

impl Filter {
    /// Appends to `out` what stays of `batch`.
    ///
    /// # Errors
    /// [`RecordError`] for a damaged batch; the log is not cleaned then.
    pub(crate) fn filter(
        &mut self,
        batch: &BatchView<'_>,
        rules: &Rules<'_>,
        transactions: &mut CleanedTransactions,
        stats: &mut CleanerStats,
        out: &mut Vec<u8>,
    ) -> Result<(), RecordError> {
        let header = batch.header();
        stats.bytes_read += header.size() as u64;
        let before = out.len();
        let verdict = self.judge(batch, rules, transactions)?;
        if verdict.discard_records && verdict.when_empty == WhenEmpty::Delete {
            return Ok(());
        }
        let mut read = 0;
        let mut tombstones = false;
        let mut kept: Vec<RecordView<'_>> = Vec::new();
        for record in batch.records(&mut self.scratch)? {
            let record = record?;
            read += 1;
            if !verdict.discard_records && rules.retains(header, &record, stats) {
                tombstones |= record.value.is_none();
                kept.push(record);
            }
        }
        stats.records_read += read;
        stats.records_written += kept.len() as u64;
        let all_kept = kept.len() as u64 == read;
        let sets_horizon = header.magic >= 2
            && (tombstones || verdict.starts_horizon)
            && header.delete_horizon_ms().is_none();
        match (kept.is_empty(), verdict.when_empty) {
            (true, WhenEmpty::Keep) => write_empty_batch(header, out),
            (true, WhenEmpty::Delete) => {}
            (false, _) if all_kept && !sets_horizon => out.extend_from_slice(batch.bytes()),
            (false, _) => {
                let horizon = match sets_horizon {
                    true => Some(rules.now_ms.saturating_add(rules.delete_retention_ms)),
                    false => header.delete_horizon_ms(),
                };
                rebuild(header, &kept, horizon, &mut self.compressor, out)?;
            }
        }
        stats.bytes_written += (out.len() - before) as u64;
        Ok(())
    }

    fn judge(
        &mut self,
        batch: &BatchView<'_>,
        rules: &Rules<'_>,
        transactions: &mut CleanedTransactions,
    ) -> Result<Verdict, RecordError> {
        let header = batch.header();
        let is_control = header.is_control();
        let not_needed = match is_control {
            true => transactions.on_control_batch(header, control_type(batch, &mut self.control_scratch)?),
            false => transactions.on_batch(header),
        };
        let is_due = header.delete_horizon_ms().is_some_and(|horizon| horizon <= rules.now_ms);
        let keep_empty = rules.is_last_of_producer(header)
            // The last batch of the round tells where the cleaned section ends, even if it is empty.
            || header.next_offset() == rules.upper_bound_offset;
        Ok(Verdict {
            // Formats 0 and 1 have no empty batches.
            when_empty: if keep_empty && header.magic >= 2 { WhenEmpty::Keep } else { WhenEmpty::Delete },
            discard_records: not_needed && (!is_control || is_due),
            starts_horizon: not_needed && is_control,
        })
    }
}

/// The type of the first record of a control batch, if it has one.
pub(crate) fn control_type(
    batch: &BatchView<'_>,
    scratch: &mut Scratch,
) -> Result<Option<ControlType>, RecordError> {
    match batch.records(scratch)?.next() {
        Some(record) => ControlType::parse_key(record?.key).map(Some),
        None => Ok(None),
    }
}

impl Rules<'_> {
    /// Whether the batch is what the state of an active producer is rebuilt from: the last sequence number, or
    /// the epoch of the last marker, which fences older ones.
    fn is_last_of_producer(&self, header: &BatchHeader) -> bool {
        let Some(last) = self.active_producers.get(&header.producer_id).filter(|_| header.has_producer_id())
        else {
            return false;
        };
        match last.last_data_offset {
            Some(offset) => header.last_offset() == offset,
            None => header.is_control() && header.producer_epoch == last.producer_epoch,
        }
    }

    fn retains(&self, header: &BatchHeader, record: &RecordView<'_>, stats: &mut CleanerStats) -> bool {
        if header.is_control() || record.offset > self.map.latest_offset() {
            return true;
        }
        let Some(key) = record.key else {
            stats.invalid_records += 1;
            return false;
        };
        let is_latest = self.map.get(key).is_none_or(|latest| record.offset >= latest);
        let retains_deletes = match header.magic {
            2.. => header.delete_horizon_ms().is_none_or(|horizon| self.now_ms < horizon),
            _ => self.retain_legacy_deletes,
        };
        is_latest && (record.value.is_some() || retains_deletes)
    }
}

/// The batch with fewer records. What the header says of offsets, producer and sequence stays, so that the
/// producer's state can be rebuilt; formats 0 and 1 are rewritten as format 2, which they have no need of.
fn rebuild(
    header: &BatchHeader,
    kept: &[RecordView<'_>],
    delete_horizon_ms: Option<i64>,
    compressor: &mut Compressor,
    out: &mut Vec<u8>,
) -> Result<(), RecordError> {
    let mut options = BatchOptions { delete_horizon_ms, ..BatchOptions::like(header)? };
    if header.magic < 2 {
        options.base_offset = kept.first().map_or(header.base_offset, |record| record.offset);
        options.last_offset = None;
    }
    let bytes = kept.iter().map(|record| record.size).sum();
    let mut builder = BatchBuilder::with_capacity(options, bytes);
    for record in kept {
        builder.append_at(record.offset, record)?;
    }
    out.extend_from_slice(&builder.build(compressor)?);
    Ok(())
}

#[cfg(test)]
mod tests;
