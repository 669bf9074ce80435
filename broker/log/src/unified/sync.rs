//! Rolling, flushing and closing.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{UnifiedLog, Writer};
use crate::Offset;
use crate::atomic_file::sync_dir;
use crate::context::Task;
use crate::errors::LogError;
use crate::names::{self, DELETED, INDEX, LOG, TIME_INDEX, TXN_INDEX};
use crate::segment::{Segment, remove_if_exists};

impl UnifiedLog {
    /// Closes the active segment and opens a new one at the log's end, whose offset is returned.
    ///
    /// # Errors
    /// [`LogError::Storage`], [`LogError::DirOffline`].
    pub fn roll(&self, now_ms: i64) -> Result<Offset, LogError> {
        self.check_online()?;
        self.context.set_now(now_ms);
        let mut writer = self.writer.lock();
        let rolled = self.roll_locked(&mut writer, 0, now_ms);
        self.storage("error while rolling a segment", rolled)
    }

    /// Rolls; the new segment begins at `expected` if that is above the log's end (a follower's log with a hole).
    pub(super) fn roll_locked(
        &self,
        writer: &mut Writer,
        expected: Offset,
        now_ms: i64,
    ) -> io::Result<Offset> {
        let end = self.log_end_offset();
        let base_offset = expected.max(end);
        let active = self.active();
        if active.base_offset() == base_offset && active.size() == 0 {
            // Its index is full though no record is in it; a fresh one takes its place.
            self.replace_active(&active, base_offset, now_ms)?;
        } else {
            let dir = self.dir.read().clone();
            for kind in [LOG, INDEX, TIME_INDEX, TXN_INDEX] {
                remove_if_exists(&names::segment_file(&dir, base_offset, kind, ""))?;
            }
            active.seal()?;
            let segment = Segment::open(&self.dir, base_offset, &self.config(), now_ms, None)?;
            self.segments.add(Arc::new(segment));
        }
        self.publish_end(end);
        writer.producers.set_map_end_offset(base_offset);
        writer.snapshots.take(&writer.producers, false)?;
        self.flush_later(base_offset);
        tracing::info!(partition = %self.partition, base_offset, "new segment");
        Ok(base_offset)
    }

    /// What was written to the former segment is synced outside of the append.
    fn flush_later(&self, to: Offset) {
        self.context.later(Task::Flush { log: self.this.clone(), to });
    }

    /// Puts an empty segment in the place of the active one.
    pub(super) fn replace_active(
        &self,
        active: &Arc<Segment>,
        base_offset: Offset,
        now_ms: i64,
    ) -> io::Result<()> {
        // The name must be free for the new one.
        active.change_suffix(DELETED)?;
        let segment = Segment::open(&self.dir, base_offset, &self.config(), now_ms, None)?;
        self.segments.replace(&[active.base_offset()], [Arc::new(segment)]);
        self.delete_files_later(active.files().to_vec(), now_ms);
        Ok(())
    }

    pub(super) fn delete_files_later(&self, files: Vec<PathBuf>, now_ms: i64) {
        let due_ms = now_ms.saturating_add(self.config().file_delete_delay_ms);
        self.context.later(Task::DeleteFiles { due_ms, files });
    }

    /// Syncs everything written so far and moves the recovery point there.
    ///
    /// # Errors
    /// [`LogError::Storage`], [`LogError::DirOffline`].
    pub fn flush(&self) -> Result<(), LogError> {
        self.flush_to(self.log_end_offset())?;
        if self.context.is_standalone {
            self.context.run_due(self.context.now_ms());
        }
        Ok(())
    }

    /// Syncs what is below an offset.
    pub(crate) fn flush_to(&self, offset: Offset) -> Result<(), LogError> {
        self.check_online()?;
        let from = self.recovery_point();
        if offset <= from {
            return Ok(());
        }
        self.storage("error while flushing", self.sync_segments(from, offset))?;
        self.write_epochs_checked()?;
        // A truncation may have gone below meanwhile; what was synced above its end does not count.
        let _writer = self.writer.lock();
        self.recovery_point.fetch_max(offset.min(self.log_end_offset()), Ordering::AcqRel);
        self.last_flush_ms.store(self.context.now_ms(), Ordering::Relaxed);
        Ok(())
    }

    fn sync_segments(&self, from: Offset, to: Offset) -> io::Result<()> {
        let mut has_new = false;
        for segment in self.segments.covering(from, to) {
            match segment.flush() {
                Ok(()) => {}
                // Retention removed it meanwhile.
                Err(error)
                    if error.kind() == io::ErrorKind::NotFound
                        && !self.segments.contains(segment.base_offset()) => {}
                Err(error) => return Err(error),
            }
            has_new |= segment.base_offset() >= from;
        }
        if has_new {
            sync_dir(&self.dir.read())?;
        }
        Ok(())
    }

    /// Syncs, snapshots producers, trims the indexes and lets go of the files. Later appends fail.
    ///
    /// # Errors
    /// [`LogError::Storage`], [`LogError::DirOffline`].
    pub fn close(&self) -> Result<(), LogError> {
        self.flush()?;
        let mut writer = self.writer.lock();
        if writer.closed {
            return Ok(());
        }
        writer.closed = true;
        let closed = self.close_files(&mut writer);
        self.storage("error while closing", closed)
    }

    fn close_files(&self, writer: &mut Writer) -> io::Result<()> {
        writer.snapshots.take(&writer.producers, true)?;
        self.active().seal()?;
        for segment in self.segments.all() {
            segment.release();
        }
        self.write_epochs()
    }

    /// Gives the log's directory another name in the same log directory.
    pub(crate) fn rename_dir(&self, name: &str) -> Result<(), LogError> {
        let _writer = self.writer.lock();
        let renamed = (|| {
            let mut dir = self.dir.write();
            let target = self.context.path.join(name);
            fs::rename(&*dir, &target)?;
            *dir = target;
            sync_dir(&self.context.path)
        })();
        for segment in self.segments.all() {
            segment.update_dir();
        }
        self.storage("error while renaming the directory", renamed)
    }

    /// Refuses further appends and lets go of the files, without writing anything.
    pub(crate) fn abandon(&self) {
        self.writer.lock().closed = true;
        for segment in self.segments.all() {
            segment.release();
        }
    }
}
