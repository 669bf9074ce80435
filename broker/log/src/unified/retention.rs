//! Deleting old segments by log start, size and time.

use std::sync::Arc;

use super::{StartOffsetReason, UnifiedLog, Writer};
use crate::errors::LogError;
use crate::names::DELETED;
use crate::segment::Segment;

impl UnifiedLog {
    /// Deletes segments by time, size and log start. Returns how many.
    ///
    /// # Errors
    /// [`LogError::Storage`], [`LogError::DirOffline`].
    pub fn delete_old_segments(&self, now_ms: i64) -> Result<usize, LogError> {
        self.check_online()?;
        self.context.set_now(now_ms);
        let config = self.config();
        let mut writer = self.writer.lock();
        let log_start = self.log_start_offset();
        let mut deleted = self.delete_while(&mut writer, now_ms, "log start offset", |_, next| {
            Ok(next.is_some_and(|next| next.base_offset() <= log_start))
        })?;
        if !config.delete {
            return Ok(deleted);
        }
        if config.retention_bytes >= 0 {
            let mut excess = (self.size() as i64).saturating_sub(config.retention_bytes);
            deleted += self.delete_while(&mut writer, now_ms, "retention size", |segment, _| {
                let is_excess = excess >= segment.size() as i64 && excess >= 0;
                if is_excess {
                    excess -= segment.size() as i64;
                }
                Ok(is_excess)
            })?;
        }
        if config.retention_ms >= 0 {
            deleted += self.delete_while(&mut writer, now_ms, "retention time", |segment, _| {
                Ok(now_ms.saturating_sub(segment.largest_timestamp_or_modified()?) > config.retention_ms)
            })?;
        }
        Ok(deleted)
    }

    /// Deletes segments from the oldest on as long as `is_old` says so and all of a segment is replicated.
    fn delete_while(
        &self,
        writer: &mut Writer,
        now_ms: i64,
        reason: &'static str,
        mut is_old: impl FnMut(&Segment, Option<&Arc<Segment>>) -> std::io::Result<bool>,
    ) -> Result<usize, LogError> {
        let segments = self.segments.all();
        let high_watermark = self.high_watermark();
        let mut deletable = Vec::new();
        for (index, segment) in segments.iter().enumerate() {
            let next = segments.get(index + 1);
            let upper = next.map_or_else(|| self.log_end_offset(), |next| next.base_offset());
            let is_empty_active = next.is_none() && segment.size() == 0;
            if high_watermark < upper || is_empty_active {
                break;
            }
            let old = is_old(segment, next);
            if !self.storage("error while looking for old segments", old)? {
                break;
            }
            deletable.push(Arc::clone(segment));
        }
        let Some(last) = deletable.last() else { return Ok(0) };
        if deletable.len() == segments.len() {
            // The log must keep a segment to append to.
            let rolled = self.roll_locked(writer, 0, now_ms);
            self.storage("error while rolling a segment", rolled)?;
        }
        let new_start = self.segments.higher(last.base_offset()).map_or(0, |higher| higher.base_offset());
        tracing::info!(partition = %self.partition, count = deletable.len(), new_start, reason, "segments are deleted");
        // First the start, then the files: a reader that finds a file gone must find its offset out of range.
        self.increment_log_start_locked(writer, new_start, StartOffsetReason::SegmentDeletion)?;
        let removed = self.remove_segments(writer, &deletable, now_ms);
        self.storage("error while deleting segments", removed)?;
        Ok(deletable.len())
    }

    /// Takes segments out of the log; their files are renamed at once and removed later.
    pub(super) fn remove_segments(
        &self,
        writer: &mut Writer,
        segments: &[Arc<Segment>],
        now_ms: i64,
    ) -> std::io::Result<()> {
        let mut files = Vec::new();
        for segment in segments {
            self.segments.remove(segment.base_offset());
            segment.change_suffix(DELETED)?;
            files.extend(segment.files());
            files.extend(writer.snapshots.mark_deleted(segment.base_offset())?);
        }
        if !files.is_empty() {
            self.delete_files_later(files, now_ms);
        }
        Ok(())
    }
}
