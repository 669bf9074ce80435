//! The files of a segment: sealing, syncing, renaming, deleting.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::Segment;
use crate::index::IndexError;
use crate::names::{self, INDEX, LOG, TIME_INDEX, TXN_INDEX};

impl Segment {
    /// Closes the segment for appends: the last time index entry is written, the files are cut to their content.
    pub(crate) fn seal(&self) -> io::Result<()> {
        let largest = self.largest()?;
        self.time_index.maybe_append_last(largest)?;
        self.index.trim_to_valid_size()?;
        self.time_index.trim_to_valid_size()?;
        self.trim_log()
    }

    /// Cuts off what was preallocated.
    fn trim_log(&self) -> io::Result<()> {
        let path = self.path(LOG);
        if fs::metadata(&path)?.len() > self.size() {
            self.file()?.set_len(self.size())?;
        }
        Ok(())
    }

    /// Writes all files to disk.
    pub(crate) fn flush(&self) -> io::Result<()> {
        self.file()?.sync_data()?;
        self.index.flush()?;
        self.time_index.flush()?;
        self.txn_index.flush()?;
        Ok(())
    }

    /// Renames all files from the present suffix to another.
    pub(crate) fn change_suffix(&self, suffix: &'static str) -> io::Result<()> {
        let dir = self.dir.read().clone();
        let path = |kind, suffix| names::segment_file(&dir, self.base_offset, kind, suffix);
        let mut current = self.suffix.lock();
        rename_if_exists(&path(LOG, *current), &path(LOG, suffix))?;
        self.index.rename(path(INDEX, suffix)).or_else(missing_is_fine)?;
        self.time_index.rename(path(TIME_INDEX, suffix)).or_else(missing_is_fine)?;
        self.txn_index.rename(path(TXN_INDEX, suffix))?;
        *current = suffix;
        Ok(())
    }

    /// Tells the indexes that the directory was renamed.
    pub(crate) fn update_dir(&self) {
        let dir = self.dir.read();
        self.index.update_dir(&dir);
        self.time_index.update_dir(&dir);
        self.txn_index.update_dir(&dir);
    }

    /// The files, whether they exist or not.
    pub(crate) fn files(&self) -> [PathBuf; 4] {
        [LOG, INDEX, TIME_INDEX, TXN_INDEX].map(|kind| self.path(kind))
    }

    /// Removes the files.
    pub(crate) fn delete(&self) -> io::Result<()> {
        self.release();
        remove_if_exists(&self.path(LOG))?;
        self.index.delete()?;
        self.time_index.delete()?;
        self.txn_index.delete()?;
        Ok(())
    }

    /// The size of `segment.index.bytes` from now on.
    pub(crate) fn set_index_size_max(&self, size_max: u32) {
        self.index.set_size_max(size_max);
        self.time_index.set_size_max(size_max);
    }
}

fn missing_is_fine(error: IndexError) -> Result<(), IndexError> {
    match &error {
        IndexError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    }
}

pub(crate) fn rename_if_exists(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

pub(crate) fn remove_if_exists(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Reserves space without changing the size, so that a crash leaves no zeros to recover from. File systems
/// that cannot are left as they are: it is only a hint.
pub(super) fn preallocate(file: &File, bytes: u64) {
    use rustix::fs::{FallocateFlags, fallocate};
    if let Err(error) = fallocate(file, FallocateFlags::KEEP_SIZE, 0, bytes) {
        tracing::debug!(%error, "space for a segment cannot be reserved");
    }
}

pub(super) fn open_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}
