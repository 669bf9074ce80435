//! Cleaning one log: mapping its dirty section, then copying what stays.

use std::fs::File;
use std::io;
use std::sync::Arc;

use kavka_protocol::record::{BatchView, RecordError, Scratch, batches};

use super::offset_map::OffsetMap;
use super::plan::{Candidate, group};
use super::retention::{CleanerStats, Filter, Rules, control_type};
use super::throttle::Throttle;
use super::transactions::CleanedTransactions;
use crate::names::LOG;
use crate::scan::read_up_to;
use crate::segment::Segment;
use crate::unified::UnifiedLog;

/// What a cleaning may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    pub(crate) map_bytes: u64,
    pub(crate) map_load_factor: f64,
    pub(crate) io_buffer_bytes: usize,
}

/// Why a log was not cleaned.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CleanError {
    /// Told to stop, or the log was closed, cut or deleted meanwhile. It may be tried again.
    #[error("cleaning was aborted")]
    Aborted,
    /// The file system failed.
    #[error("cleaning failed")]
    Io(#[source] io::Error),
    /// What is in the log cannot be read; trying again would fail again.
    #[error("the log is damaged: {0}")]
    Damaged(String),
}

impl From<io::Error> for CleanError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData => Self::Damaged(error.to_string()),
            _ => Self::Io(error),
        }
    }
}

impl From<RecordError> for CleanError {
    fn from(error: RecordError) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// One cleaning of one log.
pub(crate) struct Cleaning<'a> {
    pub(crate) log: &'a UnifiedLog,
    pub(crate) candidate: Candidate,
    pub(crate) budget: Budget,
    pub(crate) now_ms: i64,
    pub(crate) throttle: &'a Throttle,
    /// Asked before each read.
    pub(crate) should_stop: &'a dyn Fn() -> bool,
}

impl Cleaning<'_> {
    /// Cleans the log. Returns the first offset that is dirty now, and what was read and kept.
    pub(crate) fn run(&self) -> Result<(i64, CleanerStats), CleanError> {
        let map = self.build_map()?;
        let end_offset = map.latest_offset() + 1;
        let segments = self.log.clean_segments(0, end_offset);
        let config = self.log.config();
        let upper_bound = self.candidate.first_uncleanable_offset;
        let facts = self.log.clean_facts(None)?;
        let facts: Vec<_> =
            facts.segments.into_iter().filter(|facts| facts.base_offset < end_offset).collect();
        if !facts.iter().map(|facts| facts.base_offset).eq(segments.iter().map(|s| s.base_offset())) {
            return Err(CleanError::Aborted);
        }
        let mut round = Round {
            cleaning: self,
            map: &map,
            transactions: CleanedTransactions::default(),
            filter: Filter::default(),
            reader: Reader::new(self.budget.io_buffer_bytes),
            stats: CleanerStats::default(),
            legacy_horizon_ms: self.legacy_horizon(config.delete_retention_ms)?,
            delete_retention_ms: config.delete_retention_ms,
        };
        for range in group(&facts, &config, upper_bound) {
            round.clean_group(&segments[range])?;
        }
        Ok((end_offset, round.stats))
    }

    /// Tombstones of formats 0 and 1 go from segments that were last written before this.
    fn legacy_horizon(&self, delete_retention_ms: i64) -> Result<i64, CleanError> {
        let clean = self.log.clean_segments(0, self.candidate.first_dirty_offset);
        match clean.last() {
            Some(last) => Ok(last.modified_ms()?.saturating_sub(delete_retention_ms)),
            None => Ok(0),
        }
    }

    /// Maps keys to their latest offsets, as far as the map has room.
    fn build_map(&self) -> Result<OffsetMap, CleanError> {
        let (start, end) = (self.candidate.first_dirty_offset, self.candidate.first_uncleanable_offset);
        let mut map = OffsetMap::new(self.budget.map_bytes, self.budget.map_load_factor);
        map.set_latest_offset(start - 1);
        let mut transactions = CleanedTransactions::default();
        transactions.add_aborted(self.log.aborted_in(start, end)?);
        let segments = self.log.clean_segments(start, end);
        let mut reader = Reader::new(self.budget.io_buffer_bytes);
        for (index, segment) in segments.iter().enumerate() {
            if !self.map_segment(segment, start, &mut map, &mut transactions, &mut reader)? {
                break;
            }
            // Offsets may be missing at the end of a segment; they are covered too.
            let next = segments.get(index + 1).map_or(end, |next| next.base_offset());
            map.set_latest_offset(next - 1);
        }
        Ok(map)
    }

    /// Whether the whole segment fitted the map.
    fn map_segment(
        &self,
        segment: &Segment,
        start: i64,
        map: &mut OffsetMap,
        transactions: &mut CleanedTransactions,
        reader: &mut Reader,
    ) -> Result<bool, CleanError> {
        let file = segment.file()?;
        let mut position = u64::from(segment.index.lookup(start).map_err(io::Error::from)?.position);
        let mut scratch = Scratch::new();
        while let Some(chunk) = reader.next(&file, position, segment.size())? {
            self.pause(chunk.len())?;
            let mut walk = batches(chunk);
            for batch in &mut walk {
                if !map_batch(&batch?, start, map, transactions, &mut scratch)? {
                    return Ok(false);
                }
            }
            position += walk.position() as u64;
        }
        Ok(true)
    }

    /// Keeps to the allowed rate, and stops when told to.
    fn pause(&self, bytes: usize) -> Result<(), CleanError> {
        if (self.should_stop)() || self.log.is_offline() {
            return Err(CleanError::Aborted);
        }
        self.throttle.spend(bytes as u64);
        Ok(())
    }
}

/// Whether the batch fitted the map. The map's end moves only behind whole batches.
fn map_batch(
    batch: &BatchView<'_>,
    start: i64,
    map: &mut OffsetMap,
    transactions: &mut CleanedTransactions,
    scratch: &mut Scratch,
) -> Result<bool, CleanError> {
    let header = batch.header();
    if header.is_control() {
        transactions.on_control_batch(header, control_type(batch, scratch)?);
    } else if !transactions.on_batch(header) {
        for record in batch.records(scratch)? {
            let record = record?;
            if let Some(key) = record.key.filter(|_| record.offset >= start)
                && map.put(key, record.offset).is_err()
            {
                return Ok(false);
            }
        }
    }
    if header.last_offset() >= start {
        map.set_latest_offset(header.last_offset());
    }
    Ok(true)
}

/// What the groups of segments share.
struct Round<'a> {
    cleaning: &'a Cleaning<'a>,
    map: &'a OffsetMap,
    transactions: CleanedTransactions,
    filter: Filter,
    reader: Reader,
    stats: CleanerStats,
    legacy_horizon_ms: i64,
    delete_retention_ms: i64,
}

impl Round<'_> {
    fn clean_group(&mut self, segments: &[Arc<Segment>]) -> Result<(), CleanError> {
        let Some(first) = segments.first() else { return Ok(()) };
        let log = self.cleaning.log;
        let cleaned = Arc::new(log.create_cleaned(first.base_offset(), self.cleaning.now_ms)?);
        // The index of the cleaned segment may have more entries than theirs had, never more than it needs.
        cleaned.set_index_size_max(u32::MAX);
        let replaced = self.fill(segments, &cleaned).and_then(|()| {
            cleaned.set_index_size_max(log.config().segment_index_bytes);
            Ok(log.replace_segments(Arc::clone(&cleaned), segments, self.cleaning.now_ms)?)
        });
        match replaced {
            Ok(true) => Ok(()),
            Ok(false) => abandon(&cleaned, CleanError::Aborted),
            Err(error) => abandon(&cleaned, error),
        }
    }

    fn fill(&mut self, segments: &[Arc<Segment>], cleaned: &Segment) -> Result<(), CleanError> {
        let log = self.cleaning.log;
        // Taken once for the group: a producer that becomes active later writes above what is cleaned.
        let active_producers = log.last_records();
        for (index, segment) in segments.iter().enumerate() {
            let upper = match segments.get(index + 1) {
                Some(next) => next.base_offset(),
                None => segment.read_next_offset()?,
            };
            self.transactions.add_aborted(log.aborted_in(segment.base_offset(), upper)?);
            let rules = Rules {
                map: self.map,
                active_producers: &active_producers,
                upper_bound_offset: self.cleaning.candidate.first_uncleanable_offset,
                retain_legacy_deletes: segment.modified_ms()? > self.legacy_horizon_ms,
                delete_retention_ms: self.delete_retention_ms,
                now_ms: self.cleaning.now_ms,
            };
            self.copy(segment, cleaned, &rules)?;
        }
        cleaned.seal()?;
        if let Some(last) = segments.last() {
            // Retention by time goes by this where records have no timestamps.
            let modified = std::fs::metadata(last.path(LOG))?.modified()?;
            cleaned.file()?.set_modified(modified)?;
        }
        Ok(cleaned.flush()?)
    }

    fn copy(&mut self, from: &Segment, to: &Segment, rules: &Rules<'_>) -> Result<(), CleanError> {
        let file = from.file()?;
        let interval = self.cleaning.log.config().index_interval_bytes;
        let (mut position, mut out) = (0, Vec::new());
        while let Some(chunk) = self.reader.next(&file, position, from.size())? {
            self.cleaning.pause(chunk.len())?;
            out.clear();
            let mut walk = batches(chunk);
            for batch in &mut walk {
                self.filter.filter(&batch?, rules, &mut self.transactions, &mut self.stats, &mut out)?;
            }
            position += walk.position() as u64;
            if !out.is_empty() {
                to.append(&out, interval)?;
                self.cleaning.throttle.spend(out.len() as u64);
            }
            for entry in self.transactions.take_retained() {
                to.txn_index.append(&entry).map_err(io::Error::from)?;
            }
        }
        Ok(())
    }
}

/// Removes what was written so far; should that fail too, recovery does it.
fn abandon(cleaned: &Segment, error: CleanError) -> Result<(), CleanError> {
    if let Err(left) = cleaned.delete() {
        tracing::warn!(error = %left, "files of an aborted cleaning are left until the next start");
    }
    Err(error)
}

/// Reads whole batches into one buffer, which grows for a batch that is larger.
struct Reader {
    buffer: Vec<u8>,
    bytes: usize,
}

impl Reader {
    fn new(bytes: usize) -> Self {
        Self { buffer: Vec::new(), bytes: bytes.max(4096) }
    }

    /// At least one whole batch from `position` on, with maybe a part of another after it; `None` at `end`.
    fn next(&mut self, file: &File, position: u64, end: u64) -> Result<Option<&[u8]>, CleanError> {
        let left = end.saturating_sub(position);
        if left == 0 {
            return Ok(None);
        }
        let mut wanted = left.min(self.bytes as u64) as usize;
        loop {
            self.buffer.resize(wanted, 0);
            let filled = read_up_to(file, &mut self.buffer, position)?;
            match BatchView::parse(&self.buffer[..filled]) {
                Ok(_) => return Ok(Some(&self.buffer[..filled])),
                Err(RecordError::Truncated { need, .. }) if need as u64 <= left && need > wanted => {
                    wanted = need
                }
                Err(error) => return Err(CleanError::Damaged(format!("{error} at position {position}"))),
            }
        }
    }
}
