//! Deleting, setting aside and exchanging logs, and giving up a failed directory.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{LogDirEvent, LogManager};
use crate::errors::LogError;
use crate::names::DirKind;
use crate::partition::TopicPartition;
use crate::unified::UnifiedLog;

impl LogManager {
    /// Takes a log away: renamed to `-delete` at once, removed after `file.delete.delay.ms`. Fine if there is none.
    ///
    /// # Errors
    /// [`LogError::Storage`]; [`LogError::DirOffline`] if it may be in a directory that is offline.
    pub fn delete_log(&self, partition: &TopicPartition, now_ms: i64) -> Result<(), LogError> {
        let _creation = self.creation.lock();
        let log = self.current.write().remove(partition);
        self.take_away(log, DirKind::Delete, now_ms)
    }

    /// Takes a future log away.
    ///
    /// # Errors
    /// As [`Self::delete_log`].
    pub fn delete_future_log(&self, partition: &TopicPartition, now_ms: i64) -> Result<(), LogError> {
        let _creation = self.creation.lock();
        let log = self.future.write().remove(partition);
        self.take_away(log, DirKind::Delete, now_ms)
    }

    /// Sets a log aside as `-stray`: it is on disk but not in the metadata.
    ///
    /// # Errors
    /// As [`Self::delete_log`].
    pub fn mark_stray(&self, partition: &TopicPartition, now_ms: i64) -> Result<(), LogError> {
        let _creation = self.creation.lock();
        let log = self.current.write().remove(partition);
        self.take_away(log, DirKind::Stray, now_ms)
    }

    fn take_away(&self, log: Option<Arc<UnifiedLog>>, kind: DirKind, now_ms: i64) -> Result<(), LogError> {
        let Some(log) = log else {
            let offline = self.dirs.iter().find(|dir| dir.context.is_offline());
            return match offline {
                Some(dir) => Err(LogError::DirOffline { dir: dir.context.path.clone() }),
                None => Ok(()),
            };
        };
        let name = kind.dir_name(log.partition());
        tracing::info!(partition = %log.partition(), name, "log is taken out of use");
        log.abandon();
        log.rename_dir(&name)?;
        if let Some(dir) = self.dir_of(&log) {
            if kind == DirKind::Delete {
                dir.delete_later(now_ms.saturating_add(log.config().file_delete_delay_ms), log.dir());
            }
            dir.context.set_checkpoints_stale();
        }
        Ok(())
    }

    /// Puts the future log in the place of the current one, which is deleted.
    ///
    /// # Errors
    /// [`LogError::Unusable`] if there is no such pair, [`LogError::Storage`].
    pub fn replace_current_with_future(
        &self,
        partition: &TopicPartition,
        now_ms: i64,
    ) -> Result<(), LogError> {
        let _creation = self.creation.lock();
        let (Some(current), Some(future)) = (self.log(partition), self.future_log(partition)) else {
            let message = format!("the current or future replica for {partition} is offline");
            return Err(LogError::Unusable { message });
        };
        future.rename_dir(&DirKind::Current.dir_name(partition))?;
        future.update_high_watermark(current.high_watermark());
        self.future.write().remove(partition);
        self.current.write().insert(partition.clone(), Arc::clone(&future));
        if let Some(dir) = self.dir_of(&future) {
            dir.context.set_checkpoints_stale();
        }
        self.take_away(Some(current), DirKind::Delete, now_ms)
    }

    /// Takes a directory offline after a failed file operation.
    pub fn take_dir_offline(&self, dir: &Path) {
        if let Some(known) = self.dirs.iter().find(|known| known.context.path == dir) {
            known.context.fail("log directory is taken offline", &std::io::Error::other("on request"));
            self.give_up_failed_dirs();
        }
    }

    /// Drops the logs of directories that failed since and tells the listener.
    pub(super) fn give_up_failed_dirs(&self) {
        for dir in &self.dirs {
            if !dir.context.is_offline() || dir.is_given_up.swap(true, Ordering::AcqRel) {
                continue;
            }
            let mut partitions = Vec::new();
            for logs in [&self.current, &self.future] {
                logs.write().retain(|partition, log| {
                    let stays = log.parent_dir() != dir.context.path;
                    if !stays {
                        partitions.push(partition.clone());
                    }
                    stays
                });
            }
            partitions.sort();
            partitions.dedup();
            tracing::error!(dir = %dir.context.path.display(), partitions = partitions.len(), "log directory is offline");
            self.untold.lock().push(LogDirEvent::Offline {
                dir: dir.context.path.clone(),
                directory_id: dir.id,
                partitions,
            });
        }
        self.tell_events();
    }

    pub(super) fn tell_events(&self) {
        let listener = self.listener.lock();
        if let Some(listener) = &*listener {
            let events = std::mem::take(&mut *self.untold.lock());
            for event in events {
                listener(event);
            }
        }
    }
}
