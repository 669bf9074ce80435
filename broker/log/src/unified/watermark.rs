//! High watermark, last stable offset and log start.

use std::io;
use std::sync::atomic::Ordering;

use super::{Position, StartOffsetReason, UnifiedLog, Writer};
use crate::Offset;
use crate::errors::LogError;

impl UnifiedLog {
    /// Moves the high watermark up or down, kept within the log, and returns what it became. For those who know the
    /// truth: a follower told by its leader, or a start from a checkpoint.
    pub fn update_high_watermark(&self, offset: Offset) -> Offset {
        let new = {
            let end = *self.end.lock();
            let new = if offset >= end.offset {
                end
            } else {
                Position::unknown(offset.max(self.log_start_offset()))
            };
            let mut marks = self.marks.lock();
            // A position that is known already is worth keeping.
            if marks.high_watermark.offset != new.offset || new.is_known() {
                marks.high_watermark = new;
            }
            self.high_watermark.store(new.offset, Ordering::Release);
            new.offset
        };
        self.on_high_watermark(new);
        new
    }

    /// Moves the high watermark up only, kept within the log. Returns the former value if it moved.
    pub fn maybe_increment_high_watermark(&self, offset: Offset) -> Option<Offset> {
        let (before, new) = {
            let end = *self.end.lock();
            let new = if offset >= end.offset { end } else { Position::unknown(offset) };
            let mut marks = self.marks.lock();
            let before = marks.high_watermark.offset;
            if new.offset <= before {
                return None;
            }
            marks.high_watermark = new;
            self.high_watermark.store(new.offset, Ordering::Release);
            (before, new.offset)
        };
        self.on_high_watermark(new);
        Some(before)
    }

    /// Ended transactions may have become stable. Without any, no lock is taken here: an append that writes one sets
    /// the flag before its end can be replicated.
    fn on_high_watermark(&self, high_watermark: Offset) {
        if self.has_transactions.load(Ordering::Acquire) {
            let mut writer = self.writer.lock();
            // A later, higher one may have overtaken this.
            writer.producers.on_high_watermark(high_watermark.max(self.high_watermark()));
            self.update_first_unstable(&writer);
        }
    }

    /// Takes the first unstable offset over from the producer state.
    pub(super) fn update_first_unstable(&self, writer: &Writer) {
        let log_start = self.log_start_offset();
        let first = writer.producers.first_unstable_offset().map(|first| first.max(log_start));
        let mut marks = self.marks.lock();
        if marks.first_unstable.map(|first| first.offset) != first {
            marks.first_unstable = first.map(Position::unknown);
        }
        self.first_unstable_offset.store(first.unwrap_or(i64::MAX), Ordering::Release);
        self.has_transactions.store(writer.producers.has_transactions(), Ordering::Release);
    }

    /// Moves the log's start up. Returns whether it moved.
    ///
    /// # Errors
    /// [`LogError::OffsetOutOfRange`] above the high watermark, [`LogError::DirOffline`].
    pub fn increment_log_start_offset(
        &self,
        offset: Offset,
        reason: StartOffsetReason,
    ) -> Result<bool, LogError> {
        self.check_online()?;
        self.increment_log_start_locked(&mut self.writer.lock(), offset, reason)
    }

    pub(super) fn increment_log_start_locked(
        &self,
        writer: &mut Writer,
        offset: Offset,
        reason: StartOffsetReason,
    ) -> Result<bool, LogError> {
        let high_watermark = self.high_watermark();
        if offset > high_watermark {
            let partition = self.partition.clone();
            return Err(LogError::OffsetOutOfRange { partition, requested: offset, high_watermark });
        }
        if offset <= self.log_start_offset() {
            return Ok(false);
        }
        tracing::info!(partition = %self.partition, offset, ?reason, "log start offset is incremented");
        self.log_start_offset.store(offset, Ordering::Release);
        self.recovery_point.fetch_max(offset, Ordering::AcqRel);
        self.epochs.lock().truncate_from_start(offset);
        writer.producers.on_log_start(offset);
        writer.snapshots.on_log_start(offset);
        self.update_first_unstable(writer);
        Ok(true)
    }

    /// Publishes the log's end, which is the end of the active segment.
    pub(super) fn publish_end(&self, offset: Offset) {
        let active = self.active();
        let new = Position { offset, segment_base: active.base_offset(), position: active.size() };
        *self.end.lock() = new;
        self.log_end_offset.store(offset, Ordering::Release);
        self.recovery_point.fetch_min(offset, Ordering::AcqRel);
    }

    /// The high watermark with its position.
    pub(super) fn high_watermark_position(&self) -> io::Result<Position> {
        let mark = self.marks.lock().high_watermark;
        if mark.is_known() {
            return Ok(mark);
        }
        let resolved = self.resolve(mark.offset)?;
        let mut marks = self.marks.lock();
        if marks.high_watermark.offset == resolved.offset {
            marks.high_watermark = resolved;
        }
        Ok(resolved)
    }

    /// The last stable offset with its position.
    pub(super) fn last_stable_position(&self) -> io::Result<Position> {
        let high_watermark = self.high_watermark_position()?;
        let first_unstable = self.marks.lock().first_unstable;
        let Some(mark) = first_unstable.filter(|first| first.offset < high_watermark.offset) else {
            return Ok(high_watermark);
        };
        if mark.is_known() {
            return Ok(mark);
        }
        let resolved = self.resolve(mark.offset)?;
        let mut marks = self.marks.lock();
        if marks.first_unstable.is_some_and(|first| first.offset == resolved.offset) {
            marks.first_unstable = Some(resolved);
        }
        Ok(resolved)
    }

    /// Where the batch with an offset begins.
    fn resolve(&self, offset: Offset) -> io::Result<Position> {
        let end = *self.end.lock();
        if offset >= end.offset {
            return Ok(Position { offset, ..end });
        }
        let mut segment = self.segments.floor(offset).or_else(|| self.segments.first());
        while let Some(current) = segment {
            if let Some(found) = current.translate(offset)? {
                let segment_base = current.base_offset();
                return Ok(Position { offset, segment_base, position: found.position });
            }
            segment = self.segments.higher(current.base_offset());
        }
        Ok(Position { offset, ..end })
    }
}
