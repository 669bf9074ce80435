//! One log directory: its lock, identity and the checkpoints read at the start.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use rustix::fs::FlockOperation;
use uuid::Uuid;

use super::LogDirInfo;
use crate::checkpoint::{self, CheckpointError};
use crate::context::DirContext;
use crate::errors::LogError;
use crate::partition::TopicPartition;
use crate::{Offset, clean_shutdown, meta_properties};

const LOCK: &str = ".lock";

pub(super) struct Dir {
    pub(super) context: Arc<DirContext>,
    pub(super) id: Uuid,
    pub(super) high_watermarks: HashMap<TopicPartition, Offset>,
    pub(super) clean_shutdown_epoch: Option<i64>,
    pub(super) was_clean: bool,
    /// All logs were loaded, so a stop may say that it was clean.
    pub(super) is_loaded: AtomicBool,
    /// The failure was told, and the logs were dropped.
    pub(super) is_given_up: AtomicBool,
    /// Directories of deleted logs and when they go.
    pub(super) deleted: Mutex<Vec<(i64, PathBuf)>>,
    /// What was last written, so that nothing is synced for nothing.
    pub(super) written: Mutex<HashMap<&'static str, u64>>,
    lock: Mutex<Option<Arc<File>>>,
}

/// Exclusive use of directories, against other processes and other nodes of this one. Ends when this and every
/// [`LogManager`](crate::LogManager) that was opened with it let go.
#[derive(Debug, Default)]
pub struct DirLocks {
    held: HashMap<PathBuf, Arc<File>>,
}

impl DirLocks {
    /// Locks each directory, made if need be. One whose file system fails is left out: it will be offline.
    ///
    /// To be held before anything in the directories is written, the metadata log included.
    ///
    /// # Errors
    /// [`LogError::Unusable`] if someone else holds one.
    pub fn acquire<'a>(dirs: impl IntoIterator<Item = &'a PathBuf>) -> Result<Self, LogError> {
        let mut locks = Self::default();
        for path in dirs {
            if locks.held.contains_key(path) {
                continue;
            }
            match fs::create_dir_all(path).and_then(|()| lock(path)) {
                Ok(Some(file)) => drop(locks.held.insert(path.clone(), Arc::new(file))),
                Ok(None) => {
                    return Err(LogError::Unusable {
                        message: format!(
                            "Failed to acquire lock on file {LOCK} in {}. A Kafka instance in another process or thread is using this directory.",
                            path.display()
                        ),
                    });
                }
                Err(error) => {
                    tracing::error!(dir = %path.display(), %error, "log directory cannot be locked")
                }
            }
        }
        Ok(locks)
    }
}

impl Dir {
    /// Takes a locked directory's clean-shutdown mark away. One that is not locked, or whose file system fails, is
    /// offline.
    pub(super) fn open(path: &Path, locks: &DirLocks, now_ms: i64) -> Self {
        let context = DirContext::new(path.to_owned(), now_ms);
        let mut dir = Self {
            context,
            id: Uuid::nil(),
            high_watermarks: HashMap::new(),
            clean_shutdown_epoch: None,
            was_clean: false,
            is_loaded: AtomicBool::new(false),
            is_given_up: AtomicBool::new(false),
            deleted: Mutex::default(),
            written: Mutex::default(),
            lock: Mutex::new(None),
        };
        if let Err(error) = dir.prepare(path, locks) {
            dir.context.fail("log directory cannot be opened", &error);
        }
        dir
    }

    fn prepare(&mut self, path: &Path, locks: &DirLocks) -> io::Result<()> {
        let lock = locks.held.get(path).ok_or_else(|| io::Error::other("it could not be locked"))?;
        *self.lock.get_mut() = Some(Arc::clone(lock));
        let meta = meta_properties::read(path).map_err(io::Error::other)?;
        self.id = meta.and_then(|meta| meta.directory_id).unwrap_or_default();
        self.was_clean = clean_shutdown::exists(path);
        self.clean_shutdown_epoch = clean_shutdown::read_broker_epoch(path);
        // From here on a crash needs recovery.
        clean_shutdown::delete(path)?;
        Ok(())
    }

    /// The offsets of a checkpoint; an unreadable one counts as empty, since recovery copes with that.
    pub(super) fn read_checkpoint(&self, name: &str) -> io::Result<HashMap<TopicPartition, Offset>> {
        match checkpoint::read_offsets(&self.context.path.join(name)) {
            Ok(entries) => Ok(entries
                .into_iter()
                .map(|entry| (TopicPartition::new(entry.topic, entry.partition), entry.offset))
                .collect()),
            Err(CheckpointError::Io { source, .. }) if source.kind() != io::ErrorKind::InvalidData => {
                Err(source)
            }
            Err(error) => {
                tracing::warn!(%error, "checkpoint is unreadable and counts as empty");
                Ok(HashMap::new())
            }
        }
    }

    pub(super) fn info(&self, cordoned: bool) -> LogDirInfo {
        let space = rustix::fs::statvfs(&self.context.path).ok();
        let bytes = |blocks: u64, size: u64| i64::try_from(blocks.saturating_mul(size)).unwrap_or(i64::MAX);
        LogDirInfo {
            path: self.context.path.clone(),
            directory_id: self.id,
            online: !self.context.is_offline(),
            cordoned,
            total_bytes: space.as_ref().map_or(-1, |space| bytes(space.f_blocks, space.f_frsize)),
            usable_bytes: space.as_ref().map_or(-1, |space| bytes(space.f_bavail, space.f_frsize)),
        }
    }

    pub(super) fn is_usable(&self) -> bool {
        !self.context.is_offline()
    }

    pub(super) fn delete_later(&self, due_ms: i64, path: PathBuf) {
        self.deleted.lock().push((due_ms, path));
    }

    /// Removes directories of deleted logs that are due.
    pub(super) fn remove_deleted(&self, now_ms: i64) {
        let due: Vec<_> = {
            let mut deleted = self.deleted.lock();
            let (due, later) =
                std::mem::take(&mut *deleted).into_iter().partition(|(due_ms, _)| *due_ms <= now_ms);
            *deleted = later;
            due
        };
        for (_, path) in due {
            match fs::remove_dir_all(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return self.context.fail("a deleted log cannot be removed", &error);
                }
                _ => tracing::info!(dir = %path.display(), "deleted log is removed"),
            }
        }
    }

    pub(super) fn unlock(&self) {
        *self.lock.lock() = None;
    }

    pub(super) fn set_loaded(&self) {
        self.is_loaded.store(true, Ordering::Release);
    }
}

/// Locks the directory's lock file, `None` if someone else has it.
///
/// Two locks: Java takes the one that belongs to a process, which does not exclude two users in one process; the
/// other one does.
fn lock(dir: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(dir.join(LOCK))?;
    // One after the other: who fails at the first must not hold the second even for a moment, or of two at once neither
    // gets both.
    for take in [
        (|file| rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive)) as fn(&File) -> _,
        |file| rustix::fs::fcntl_lock(file, FlockOperation::NonBlockingLockExclusive),
    ] {
        match take(&file) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK | rustix::io::Errno::ACCESS) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Some(file))
}
