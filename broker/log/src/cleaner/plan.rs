//! Which log to clean, how far, and which segments become one. Nothing here touches a file.

use crate::config::LogConfig;

/// A segment as far as decisions need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SegmentFacts {
    pub(crate) base_offset: i64,
    pub(crate) bytes: u64,
    /// Largest timestamp, or time of the last write if no record has one.
    pub(crate) largest_timestamp: i64,
    /// Timestamp of the first batch, -1 if there is none.
    pub(crate) first_timestamp: i64,
    /// Size of the offset index.
    pub(crate) index_bytes: u64,
    /// Size of the time index.
    pub(crate) time_index_bytes: u64,
}

/// A log as far as decisions need it.
#[derive(Debug, Clone)]
pub(crate) struct LogFacts {
    pub(crate) log_start_offset: i64,
    pub(crate) last_stable_offset: i64,
    pub(crate) log_end_offset: i64,
    /// First dirty offset by the checkpoint.
    pub(crate) checkpoint: Option<i64>,
    /// All segments by offset; the last is the active one. Never empty.
    pub(crate) segments: Vec<SegmentFacts>,
}

/// A log with what could be cleaned of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) first_dirty_offset: i64,
    /// A segment's base offset.
    pub(crate) first_uncleanable_offset: i64,
    pub(crate) cleanable_bytes: u64,
    pub(crate) total_bytes: u64,
    /// How long some record has waited beyond `max.compaction.lag.ms`, 0 if none has.
    pub(crate) overdue_ms: i64,
    /// The checkpoint is not about this log any more and must be written anew.
    pub(crate) resets_checkpoint: bool,
}

impl Candidate {
    /// Looks at a compacted log.
    pub(crate) fn of(log: &LogFacts, config: &LogConfig, now_ms: i64) -> Self {
        let (first_dirty_offset, resets_checkpoint) = first_dirty(log);
        let uncleanable = first_uncleanable(log, config, first_dirty_offset, now_ms).max(first_dirty_offset);
        let active = log.segments.last().map_or(0, |segment| segment.base_offset);
        // Segments are cleaned whole: up to the first that is not inactive and wholly cleanable.
        let containing = segments_from(log, uncleanable);
        let first_uncleanable_offset = containing
            .iter()
            .map(|segment| segment.base_offset)
            .find(|base| *base < active)
            .unwrap_or(active);
        let bytes = |from: i64, to: i64| -> u64 {
            let covering = segments_from(log, from).iter().take_while(|segment| segment.base_offset < to);
            covering.map(|segment| segment.bytes).sum()
        };
        let clean_bytes = log
            .segments
            .iter()
            .take_while(|segment| segment.base_offset < first_dirty_offset)
            .map(|segment| segment.bytes)
            .sum::<u64>();
        let cleanable_bytes =
            bytes(first_dirty_offset.min(first_uncleanable_offset), first_uncleanable_offset);
        Self {
            first_dirty_offset,
            first_uncleanable_offset,
            cleanable_bytes,
            total_bytes: clean_bytes + cleanable_bytes,
            overdue_ms: overdue(log, config, first_dirty_offset, now_ms),
            resets_checkpoint,
        }
    }

    /// Share of bytes that are dirty.
    pub(crate) fn dirty_ratio(&self) -> f64 {
        if self.total_bytes == 0 { 0.0 } else { self.cleanable_bytes as f64 / self.total_bytes as f64 }
    }

    /// Whether it is worth, or due for, cleaning.
    pub(crate) fn is_cleanable(&self, config: &LogConfig) -> bool {
        let is_overdue = self.overdue_ms > 0 && self.cleanable_bytes > 0;
        self.total_bytes > 0 && (is_overdue || self.dirty_ratio() > config.min_cleanable_dirty_ratio)
    }
}

/// The dirtiest of the logs, all of which are worth cleaning.
pub(crate) fn filthiest<T>(cleanable: impl IntoIterator<Item = (T, Candidate)>) -> Option<(T, Candidate)> {
    cleanable.into_iter().max_by(|(_, a), (_, b)| a.dirty_ratio().total_cmp(&b.dirty_ratio()))
}

/// The segment that holds `offset` and all after it.
fn segments_from(log: &LogFacts, offset: i64) -> &[SegmentFacts] {
    let after = log.segments.partition_point(|segment| segment.base_offset <= offset);
    &log.segments[after.saturating_sub(1)..]
}

fn first_dirty(log: &LogFacts) -> (i64, bool) {
    let start = log.log_start_offset;
    match log.checkpoint {
        None => (start, false),
        // The start moved on (retention, DeleteRecords), or the log was cut below what was cleaned.
        Some(offset) if offset < start || offset > log.log_end_offset => (start, true),
        Some(offset) => (offset, false),
    }
}

fn first_uncleanable(log: &LogFacts, config: &LogConfig, first_dirty: i64, now_ms: i64) -> i64 {
    let (active, inactive) = match log.segments.split_last() {
        Some((active, _)) => (active.base_offset, inactive_from(log, first_dirty)),
        None => (0, &[][..]),
    };
    let lag_ms = config.min_compaction_lag_ms;
    let too_young = inactive
        .iter()
        .find(|segment| lag_ms > 0 && segment.largest_timestamp > now_ms.saturating_sub(lag_ms))
        .map(|segment| segment.base_offset);
    log.last_stable_offset.min(active).min(too_young.unwrap_or(i64::MAX))
}

fn inactive_from(log: &LogFacts, offset: i64) -> &[SegmentFacts] {
    let from = segments_from(log, offset);
    from.split_last().map_or(&[], |(_, inactive)| inactive)
}

fn overdue(log: &LogFacts, config: &LogConfig, first_dirty: i64, now_ms: i64) -> i64 {
    let timestamps = inactive_from(log, first_dirty).iter().map(|segment| segment.first_timestamp);
    let Some(earliest) = timestamps.filter(|timestamp| *timestamp > 0).min() else { return 0 };
    let clean_until = now_ms.saturating_sub(config.max_compaction_lag_ms.max(0));
    clean_until.saturating_sub(earliest).max(0)
}

/// Groups of neighbouring segments that fit one segment together, as index ranges.
///
/// `next_offset` is the base offset of the segment after the last.
pub(crate) fn group(
    segments: &[SegmentFacts],
    config: &LogConfig,
    next_offset: i64,
) -> Vec<std::ops::Range<usize>> {
    let mut groups = Vec::new();
    let mut start = 0;
    while start < segments.len() {
        let mut end = start + 1;
        let mut sum = segments[start];
        while let Some(next) = segments.get(end) {
            let last_offset = segments.get(end + 1).map_or(next_offset, |after| after.base_offset) - 1;
            sum.bytes += next.bytes;
            sum.index_bytes += next.index_bytes;
            sum.time_index_bytes += next.time_index_bytes;
            let fits = sum.bytes <= u64::from(config.segment_bytes)
                && sum.index_bytes <= u64::from(config.segment_index_bytes)
                && sum.time_index_bytes <= u64::from(config.segment_index_bytes)
                // An empty segment adds no offsets, so a gap of 2^31 offsets does not leave it behind for ever.
                && (next.bytes == 0 || last_offset - sum.base_offset <= i64::from(i32::MAX));
            if !fits {
                break;
            }
            end += 1;
        }
        groups.push(start..end);
        start = end;
    }
    groups
}

#[cfg(test)]
mod tests;
