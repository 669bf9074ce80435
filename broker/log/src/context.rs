//! What the logs of one log directory share: whether it is online, and work to be done later.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::Offset;
use crate::segment::remove_if_exists;
use crate::unified::UnifiedLog;

/// Work that an append, a roll or a truncation leaves to the thread that calls `tick`.
#[derive(Debug)]
pub(crate) enum Task {
    /// Sync a log up to an offset, after a roll.
    Flush { log: Weak<UnifiedLog>, to: Offset },
    /// Remove files that were renamed to `.deleted`.
    DeleteFiles { due_ms: i64, files: Vec<PathBuf> },
}

/// One log directory.
#[derive(Debug)]
pub(crate) struct DirContext {
    pub(crate) path: PathBuf,
    offline: AtomicBool,
    tasks: Mutex<Vec<Task>>,
    /// The latest time anyone told, for operations that are not told one.
    now_ms: AtomicI64,
    /// The checkpoints say more of a log than there is now.
    checkpoints_stale: AtomicBool,
    /// No manager ticks: the one log does its work for later when it is flushed.
    pub(crate) is_standalone: bool,
}

impl DirContext {
    pub(crate) fn new(path: PathBuf, now_ms: i64) -> Arc<Self> {
        Self::build(path, now_ms, false)
    }

    /// The context of a log that no manager owns.
    pub(crate) fn standalone(path: PathBuf, now_ms: i64) -> Arc<Self> {
        Self::build(path, now_ms, true)
    }

    fn build(path: PathBuf, now_ms: i64, is_standalone: bool) -> Arc<Self> {
        Arc::new(Self {
            path,
            offline: AtomicBool::new(false),
            tasks: Mutex::default(),
            now_ms: AtomicI64::new(now_ms),
            checkpoints_stale: AtomicBool::new(false),
            is_standalone,
        })
    }

    pub(crate) fn is_offline(&self) -> bool {
        self.offline.load(Ordering::Acquire)
    }

    /// Takes the directory offline: after a failed file operation nobody knows what is on disk, so nothing more
    /// is written or answered from it until the broker restarts and recovers.
    pub(crate) fn fail(&self, what: &str, error: &io::Error) {
        if !self.offline.swap(true, Ordering::AcqRel) {
            tracing::error!(dir = %self.path.display(), %error, "{what}, log directory goes offline");
        }
    }

    /// The error for operations on an offline directory.
    pub(crate) fn check_online(&self) -> io::Result<()> {
        if self.is_offline() {
            return Err(io::Error::other(format!("log directory {} is offline", self.path.display())));
        }
        Ok(())
    }

    /// Asks for the checkpoints to be written at the next tick or before the next log is made.
    pub(crate) fn set_checkpoints_stale(&self) {
        self.checkpoints_stale.store(true, Ordering::Release);
    }

    pub(crate) fn take_checkpoints_stale(&self) -> bool {
        self.checkpoints_stale.swap(false, Ordering::AcqRel)
    }

    pub(crate) fn set_now(&self, now_ms: i64) {
        self.now_ms.fetch_max(now_ms, Ordering::Relaxed);
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    pub(crate) fn later(&self, task: Task) {
        self.tasks.lock().push(task);
    }

    /// Does all work that is due.
    pub(crate) fn run_due(&self, now_ms: i64) {
        self.set_now(now_ms);
        let tasks = std::mem::take(&mut *self.tasks.lock());
        if self.is_offline() {
            return;
        }
        let (due, later): (Vec<_>, Vec<_>) = tasks.into_iter().partition(|task| match task {
            Task::Flush { .. } => true,
            Task::DeleteFiles { due_ms, .. } => *due_ms <= now_ms,
        });
        self.tasks.lock().extend(later);
        for task in due {
            self.run(task);
        }
    }

    fn run(&self, task: Task) {
        match task {
            Task::Flush { log, to } => {
                if let Some(log) = log.upgrade()
                    && let Err(error) = log.flush_to(to)
                {
                    tracing::error!(partition = %log.partition(), %error, "flush after a roll failed");
                }
            }
            Task::DeleteFiles { files, .. } => {
                for file in files {
                    // The whole directory may be gone by now, which is fine.
                    if let Err(error) = remove_if_exists(&file) {
                        return self.fail("deleting segment files failed", &error);
                    }
                }
            }
        }
    }
}
