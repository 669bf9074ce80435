//! The producer snapshot files of a log.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use crate::Offset;
use crate::names::{self, DELETED, SNAPSHOT};
use crate::producer_snapshot::{self, ProducerSnapshotError};
use crate::producer_state::ProducerState;
use crate::segment::{SharedDir, remove_if_exists, rename_if_exists};

/// Which snapshots there are.
#[derive(Debug)]
pub(crate) struct Snapshots {
    dir: SharedDir,
    offsets: BTreeSet<Offset>,
    /// No snapshot is needed at or below.
    last: Offset,
}

/// Whose producers have been idle too long to be loaded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expiration {
    pub(crate) now_ms: i64,
    pub(crate) after_ms: i64,
}

impl Snapshots {
    pub(crate) fn new(dir: SharedDir, offsets: BTreeSet<Offset>) -> Self {
        Self { dir, offsets, last: 0 }
    }

    pub(crate) fn latest(&self) -> Option<Offset> {
        self.offsets.last().copied()
    }

    fn path(&self, offset: Offset) -> PathBuf {
        names::segment_file(&self.dir.read(), offset, SNAPSHOT, "")
    }

    /// Writes a snapshot at the state's end unless there is one. Returns its file if one was written.
    pub(crate) fn take(&mut self, state: &ProducerState, sync: bool) -> io::Result<Option<PathBuf>> {
        let offset = state.map_end_offset();
        if offset <= self.last {
            return Ok(None);
        }
        let path = self.path(offset);
        producer_snapshot::write(&path, &state.snapshot(), sync)?;
        self.offsets.insert(offset);
        self.last = offset;
        Ok(Some(path))
    }

    /// Loads the latest sound snapshot within the log and drops all others outside of it.
    pub(crate) fn truncate_and_reload(
        &mut self,
        state: &mut ProducerState,
        log_start: Offset,
        log_end: Offset,
        expiration: Expiration,
    ) -> io::Result<()> {
        let outside = |offset: &Offset| *offset > log_end || *offset <= log_start;
        for offset in self.offsets.iter().copied().filter(outside).collect::<Vec<_>>() {
            self.delete(offset)?;
        }
        if state.map_end_offset() == log_end {
            state.on_log_start(log_start);
            self.last = self.latest().unwrap_or(log_start);
            return Ok(());
        }
        while let Some(offset) = self.latest() {
            match producer_snapshot::read(&self.path(offset)) {
                Ok(entries) => {
                    state.load(offset, &entries, expiration.now_ms, expiration.after_ms);
                    self.last = offset;
                    return Ok(());
                }
                Err(ProducerSnapshotError::Corrupt { path, reason }) => {
                    tracing::warn!(file = %path.display(), reason, "corrupt producer snapshot is deleted");
                    self.delete(offset)?;
                }
                Err(ProducerSnapshotError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                    self.offsets.remove(&offset);
                }
                Err(ProducerSnapshotError::Io { source, .. }) => return Err(source),
            }
        }
        state.reset(log_start);
        self.last = log_start;
        Ok(())
    }

    /// The log's start moved up to here.
    pub(crate) fn on_log_start(&mut self, log_start: Offset) {
        self.last = self.latest().unwrap_or(log_start);
    }

    /// After loading: keeps those at segment starts and the newest one beyond them.
    pub(crate) fn remove_strays(&mut self, segment_bases: &BTreeSet<Offset>) -> io::Result<()> {
        let strays = self.offsets.iter().copied().filter(|offset| !segment_bases.contains(offset));
        let mut strays: Vec<_> = strays.collect();
        let newest = strays.pop();
        let last_base = segment_bases.last().copied().unwrap_or(0);
        if let Some(newest) = newest.filter(|newest| *newest < last_base) {
            strays.push(newest);
        }
        for offset in strays {
            self.delete(offset)?;
        }
        Ok(())
    }

    pub(crate) fn delete(&mut self, offset: Offset) -> io::Result<()> {
        if self.offsets.remove(&offset) {
            remove_if_exists(&self.path(offset))?;
        }
        Ok(())
    }

    /// Drops all of them.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        for offset in std::mem::take(&mut self.offsets) {
            remove_if_exists(&self.path(offset))?;
        }
        self.last = 0;
        Ok(())
    }

    /// Renames the snapshot of a deleted segment to `.deleted` and returns that file.
    pub(crate) fn mark_deleted(&mut self, offset: Offset) -> io::Result<Option<PathBuf>> {
        if !self.offsets.remove(&offset) {
            return Ok(None);
        }
        let deleted = names::segment_file(&self.dir.read(), offset, SNAPSHOT, DELETED);
        rename_if_exists(&self.path(offset), &deleted)?;
        Ok(Some(deleted))
    }
}
