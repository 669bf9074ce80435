//! What the cleaner needs of a log: facts to decide by, and putting cleaned segments in the place of others.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::{Position, UnifiedLog};
use crate::Offset;
use crate::atomic_file::sync_dir;
use crate::cleaner::plan::{LogFacts, SegmentFacts};
use crate::cleaner::retention::LastRecord;
use crate::names::{CLEANED, DELETED, SWAP};
use crate::segment::Segment;
use crate::transaction_index::TransactionIndexEntry;

impl UnifiedLog {
    /// What decides about cleaning; `checkpoint` is the first dirty offset as far as is known.
    pub(crate) fn clean_facts(&self, checkpoint: Option<Offset>) -> io::Result<LogFacts> {
        // The bounds come before the segments, so that a roll in between only makes them too small.
        let offsets = self.offsets();
        let segments = self.segments.all().iter().map(facts).collect::<io::Result<_>>()?;
        Ok(LogFacts {
            log_start_offset: offsets.log_start_offset,
            last_stable_offset: offsets.last_stable_offset,
            log_end_offset: offsets.log_end_offset,
            checkpoint,
            segments,
        })
    }

    /// The segments that hold offsets of `from..to`.
    pub(crate) fn clean_segments(&self, from: Offset, to: Offset) -> Vec<Arc<Segment>> {
        self.segments.covering(from, to)
    }

    /// The last record of every producer that is still active.
    pub(crate) fn last_records(&self) -> HashMap<i64, LastRecord> {
        let records = self.writer.lock().producers.last_records();
        let last = |(offset, epoch)| LastRecord { last_data_offset: offset, producer_epoch: epoch };
        records.into_iter().map(|(id, record)| (id, last(record))).collect()
    }

    /// Aborted transactions with records in `from..to`.
    pub(crate) fn aborted_in(&self, from: Offset, to: Offset) -> io::Result<Vec<TransactionIndexEntry>> {
        let mut aborted = Vec::new();
        let mut segment = self.segments.floor(from);
        while let Some(current) = segment {
            let search = current.txn_index.collect(from, to)?;
            aborted.extend(search.aborted);
            if search.is_complete {
                break;
            }
            segment = self.segments.higher(current.base_offset());
        }
        Ok(aborted)
    }

    /// Puts `cleaned`, whose files are synced and end with `.cleaned`, in the place of `old`.
    ///
    /// The order makes a crash harmless: until the files are `.swap` recovery undoes everything, from then on it
    /// finishes it. Returns false, with nothing changed, if the log is not what it was when the cleaning began:
    /// closed, or with some of the segments deleted or cut.
    pub(crate) fn replace_segments(
        &self,
        cleaned: Arc<Segment>,
        old: &[Arc<Segment>],
        now_ms: i64,
    ) -> io::Result<bool> {
        let mut writer = self.writer.lock();
        self.context.check_online()?;
        let is_same = |segment: &Arc<Segment>| {
            self.segments.floor(segment.base_offset()).is_some_and(|found| Arc::ptr_eq(&found, segment))
        };
        if writer.closed || !old.iter().all(is_same) {
            return Ok(false);
        }
        cleaned.change_suffix(SWAP)?;
        sync_dir(&self.dir.read())?;
        let bases: Vec<_> = old.iter().map(|segment| segment.base_offset()).collect();
        self.segments.replace(&bases, [Arc::clone(&cleaned)]);
        self.forget_positions(&bases);
        let mut files = Vec::new();
        for segment in old {
            segment.change_suffix(DELETED)?;
            files.extend(segment.files());
            if segment.base_offset() != cleaned.base_offset() {
                files.extend(writer.snapshots.mark_deleted(segment.base_offset())?);
            }
        }
        cleaned.change_suffix("")?;
        sync_dir(&self.dir.read())?;
        self.delete_files_later(files, now_ms);
        Ok(true)
    }

    /// Positions in segments that are no more are looked up again.
    fn forget_positions(&self, bases: &[Offset]) {
        let mut marks = self.marks.lock();
        if bases.contains(&marks.high_watermark.segment_base) {
            marks.high_watermark = Position::unknown(marks.high_watermark.offset);
        }
        if let Some(unstable) = marks.first_unstable.filter(|position| bases.contains(&position.segment_base))
        {
            marks.first_unstable = Some(Position::unknown(unstable.offset));
        }
    }

    /// A new segment to clean into; what an earlier attempt left is removed.
    pub(crate) fn create_cleaned(&self, base_offset: Offset, now_ms: i64) -> io::Result<Segment> {
        let config = self.config();
        let open = || Segment::open_with_suffix(&self.dir, base_offset, &config, now_ms, None, CLEANED);
        open()?.delete()?;
        open()
    }

    /// Reports a failed file operation of the cleaner.
    pub(crate) fn clean_failed(&self, error: &io::Error) {
        self.context.fail(&format!("cleaning {} failed", self.partition), error);
    }
}

fn facts(segment: &Arc<Segment>) -> io::Result<SegmentFacts> {
    Ok(SegmentFacts {
        base_offset: segment.base_offset(),
        bytes: segment.size(),
        largest_timestamp: segment.largest_timestamp_or_modified()?,
        first_timestamp: segment.first_timestamp()?.unwrap_or(-1),
        index_bytes: u64::from(segment.index.entries()?) * 8,
        time_index_bytes: u64::from(segment.time_index.entries()?) * 12,
    })
}
