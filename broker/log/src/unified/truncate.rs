//! Cutting the end off a log, or all of it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{Position, UnifiedLog, Writer};
use crate::Offset;
use crate::errors::LogError;
use crate::names::DELETED;
use crate::producer_load::Rebuild;
use crate::segment::Segment;
use crate::snapshots::Expiration;

impl UnifiedLog {
    /// Cuts the log so that it ends at `offset`. Returns whether anything was cut.
    ///
    /// A batch that only begins below `offset` goes whole, as in Kafka.
    ///
    /// # Errors
    /// [`LogError::Storage`], [`LogError::DirOffline`].
    pub fn truncate_to(&self, offset: Offset) -> Result<bool, LogError> {
        assert!(offset >= 0, "cannot truncate {} to negative offset {offset}", self.partition);
        self.check_online()?;
        let mut writer = self.writer.lock();
        let end = self.log_end_offset();
        if offset >= end {
            self.epochs.lock().truncate_from_end(end);
            self.write_epochs_checked()?;
            return Ok(false);
        }
        tracing::info!(partition = %self.partition, offset, end, "log is truncated");
        let first_base = self.segments.first().map_or(0, |segment| segment.base_offset());
        let truncated = if first_base > offset {
            self.restart_at(&mut writer, offset, offset)
        } else {
            self.truncate_segments(&mut writer, offset)
        };
        self.context.set_checkpoints_stale();
        self.storage("error while truncating", truncated)?;
        Ok(true)
    }

    fn truncate_segments(&self, writer: &mut Writer, offset: Offset) -> io::Result<()> {
        let now_ms = self.context.now_ms();
        // The recovery point goes first: a crash in between must look at what is left.
        self.recovery_point.fetch_min(offset, Ordering::AcqRel);
        self.lower_high_watermark(offset);
        let above: Vec<_> =
            self.segments.all().into_iter().filter(|segment| segment.base_offset() > offset).collect();
        self.remove_segments(writer, &above, now_ms)?;
        self.active().truncate_to(offset, now_ms)?;
        self.log_start_offset.fetch_min(offset, Ordering::AcqRel);
        self.publish_end(offset);
        self.epochs.lock().truncate_from_end(offset);
        self.write_epochs()?;
        self.rebuild_producers(writer, offset)
    }

    /// Drops everything; the log begins and ends at `offset`, or starts at `log_start_offset` if that is given.
    ///
    /// # Errors
    /// [`LogError::Storage`], [`LogError::DirOffline`].
    pub fn truncate_fully_and_start_at(
        &self,
        offset: Offset,
        log_start_offset: Option<Offset>,
    ) -> Result<(), LogError> {
        self.check_online()?;
        tracing::info!(partition = %self.partition, offset, "log is emptied");
        let mut writer = self.writer.lock();
        let restarted = self.restart_at(&mut writer, offset, log_start_offset.unwrap_or(offset));
        self.context.set_checkpoints_stale();
        self.storage("error while truncating", restarted)
    }

    fn restart_at(&self, writer: &mut Writer, offset: Offset, log_start_offset: Offset) -> io::Result<()> {
        let now_ms = self.context.now_ms();
        self.recovery_point.fetch_min(offset, Ordering::AcqRel);
        writer.snapshots.clear()?;
        let all = self.segments.all();
        for segment in &all {
            segment.change_suffix(DELETED)?;
        }
        let bases: Vec<_> = all.iter().map(|segment| segment.base_offset()).collect();
        let segment = Segment::open(&self.dir, offset, &self.config(), now_ms, None)?;
        self.segments.replace(&bases, [Arc::new(segment)]);
        self.delete_files_later(all.iter().flat_map(|segment| segment.files()).collect(), now_ms);
        self.log_start_offset.store(log_start_offset, Ordering::Release);
        self.publish_end(offset);
        self.recovery_point.store(offset, Ordering::Release);
        self.epochs.lock().clear();
        self.write_epochs()?;
        writer.producers.reset(offset);
        self.update_first_unstable(writer);
        let end = *self.end.lock();
        self.marks.lock().high_watermark = end;
        self.high_watermark.store(offset, Ordering::Release);
        Ok(())
    }

    /// Keeps the high watermark below a new end before the end moves.
    fn lower_high_watermark(&self, end: Offset) {
        let mut marks = self.marks.lock();
        // The position is looked up again: the file below it is about to change.
        let offset = marks.high_watermark.offset.min(end);
        marks.high_watermark = Position::unknown(offset);
        self.high_watermark.store(offset, Ordering::Release);
    }

    fn rebuild_producers(&self, writer: &mut Writer, end: Offset) -> io::Result<()> {
        let Writer { producers, snapshots, .. } = writer;
        let expiration = Expiration {
            now_ms: self.context.now_ms(),
            after_ms: self.producer_id_expiration_ms.load(Ordering::Relaxed),
        };
        let segments = &self.segments;
        let mut rebuild = Rebuild { partition: &self.partition, segments, snapshots, expiration };
        rebuild.run(producers, self.log_start_offset(), end, false)?;
        producers.on_high_watermark(self.high_watermark());
        self.update_first_unstable(writer);
        Ok(())
    }
}
