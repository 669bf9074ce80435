//! Leader epochs of a log.

use std::io;

use super::{EpochEndOffset, UnifiedLog};
use crate::Offset;
use crate::checkpoint::{self, LEADER_EPOCH_CHECKPOINT};
use crate::errors::LogError;

impl UnifiedLog {
    /// Epoch of the last batch or of the last known leadership.
    pub fn latest_epoch(&self) -> Option<i32> {
        self.epochs.lock().latest().map(|latest| latest.epoch)
    }

    /// Start of a leadership: an epoch begins at an offset, usually the log's end.
    ///
    /// Only noted in memory: until a batch of the epoch is on disk nobody needs it after a crash, and a start of
    /// thousands of partitions should not wait for as many syncs.
    ///
    /// # Errors
    /// [`LogError::DirOffline`]
    pub fn assign_epoch_start_offset(&self, epoch: i32, start_offset: Offset) -> Result<(), LogError> {
        self.check_online()?;
        self.epochs.lock().assign(epoch, start_offset);
        Ok(())
    }

    /// The end of the largest epoch not above `epoch`.
    pub fn epoch_end_offset(&self, epoch: i32) -> Option<EpochEndOffset> {
        self.epochs.lock().end_offset_for(epoch, self.log_end_offset())
    }

    /// Epoch of the record at an offset.
    pub fn epoch_for_offset(&self, offset: Offset) -> Option<i32> {
        self.epochs.lock().epoch_for_offset(offset)
    }

    /// The known epochs with their start offsets, ascending.
    pub fn epoch_entries(&self) -> Vec<checkpoint::EpochEntry> {
        self.epochs.lock().entries().to_vec()
    }

    pub(super) fn write_epochs(&self) -> io::Result<()> {
        let Some(entries) = self.epochs.lock().take_dirty() else { return Ok(()) };
        let path = self.dir.read().join(LEADER_EPOCH_CHECKPOINT);
        checkpoint::write_epochs(&path, &entries).inspect_err(|_| self.epochs.lock().mark_dirty())
    }

    pub(super) fn write_epochs_checked(&self) -> Result<(), LogError> {
        self.storage("error while writing leader epochs", self.write_epochs())
    }
}
