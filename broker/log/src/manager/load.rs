//! Loading all logs at the start.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::thread;

use parking_lot::{Mutex, RwLock};

use super::{Dir, DirLocks, LogManager, LogManagerConfig, Logs, tick};
use crate::Offset;
use crate::checkpoint::{
    LOG_START_OFFSET_CHECKPOINT, RECOVERY_POINT_CHECKPOINT, REPLICATION_OFFSET_CHECKPOINT,
};
use crate::config::LogConfig;
use crate::errors::LogError;
use crate::names::{self, DirKind};
use crate::partition::TopicPartition;
use crate::unified::{LogOpenOptions, UnifiedLog};

/// The quorum opens its own log.
const METADATA_TOPIC: &str = "__cluster_metadata";

/// A directory to load and what is known of its log.
struct Job<'a> {
    dir: &'a Dir,
    path: PathBuf,
    partition: TopicPartition,
    is_future: bool,
    log_start_offset: Offset,
    recovery_point: Offset,
}

impl LogManager {
    /// Locks the directories and loads all logs in them, in parallel, recovering where the last stop was not clean.
    ///
    /// `topic_config` gives the settings of a topic; called from several threads.
    ///
    /// # Errors
    /// [`LogError::Unusable`] if one is locked by another process or a partition is in two of them,
    /// [`LogError::DirOffline`] if none is usable; a bad directory alone goes offline.
    pub fn open(
        config: LogManagerConfig,
        topic_config: &(dyn Fn(&str) -> LogConfig + Sync),
        now_ms: i64,
    ) -> Result<Arc<Self>, LogError> {
        let locks = DirLocks::acquire(&config.log_dirs)?;
        Self::open_locked(&locks, config, topic_config, now_ms)
    }

    /// As [`LogManager::open`], with directories that were locked before. One that is not among them is offline.
    ///
    /// # Errors
    /// As [`LogManager::open`].
    pub fn open_locked(
        locks: &DirLocks,
        config: LogManagerConfig,
        topic_config: &(dyn Fn(&str) -> LogConfig + Sync),
        now_ms: i64,
    ) -> Result<Arc<Self>, LogError> {
        let mut dirs: Vec<Dir> = config.log_dirs.iter().map(|path| Dir::open(path, locks, now_ms)).collect();
        let (current, future) = load_all(&mut dirs, &config, topic_config, now_ms)?;
        if !dirs.iter().any(Dir::is_usable) {
            return Err(LogError::DirOffline { dir: PathBuf::new() });
        }
        let schedule = tick::Schedule::starting(&config, now_ms);
        let manager = Self {
            config: RwLock::new(config),
            dirs,
            current: RwLock::new(current),
            future: RwLock::new(future),
            creation: Mutex::new(()),
            listener: Mutex::new(None),
            untold: Mutex::default(),
            schedule: Mutex::new(schedule),
            now_ms: AtomicI64::new(now_ms),
            stopped: AtomicBool::new(false),
        };
        manager.give_up_failed_dirs();
        Ok(Arc::new(manager))
    }
}

fn load_all(
    dirs: &mut [Dir],
    config: &LogManagerConfig,
    topic_config: &(dyn Fn(&str) -> LogConfig + Sync),
    now_ms: i64,
) -> Result<(Logs, Logs), LogError> {
    for dir in dirs.iter_mut().filter(|dir| dir.is_usable()) {
        match dir.read_checkpoint(REPLICATION_OFFSET_CHECKPOINT) {
            Ok(high_watermarks) => dir.high_watermarks = high_watermarks,
            Err(error) => dir.context.fail("checkpoint cannot be read", &error),
        }
    }
    let dirs = &*dirs;
    let logs = Mutex::new((Logs::new(), Logs::new()));
    let failure = Mutex::new(None);
    thread::scope(|scope| {
        for dir in dirs.iter().filter(|dir| dir.is_usable()) {
            let (logs, failure) = (&logs, &failure);
            scope.spawn(move || load_dir(dir, config, topic_config, now_ms, logs, failure));
        }
    });
    match failure.into_inner() {
        Some(error) => Err(error),
        None => Ok(logs.into_inner()),
    }
}

fn load_dir(
    dir: &Dir,
    config: &LogManagerConfig,
    topic_config: &(dyn Fn(&str) -> LogConfig + Sync),
    now_ms: i64,
    logs: &Mutex<(Logs, Logs)>,
    failure: &Mutex<Option<LogError>>,
) {
    let jobs = match find_jobs(dir, config, now_ms) {
        Ok(Ok(jobs)) => jobs,
        Ok(Err(error)) => {
            failure.lock().get_or_insert(error);
            return;
        }
        Err(error) => return dir.context.fail("log directory cannot be read", &error),
    };
    tracing::info!(dir = %dir.context.path.display(), logs = jobs.len(), clean = dir.was_clean, "loading logs");
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = load_log(job, config, topic_config, now_ms, logs) {
                failure.lock().get_or_insert(error);
            }
        }
    };
    let threads = config.recovery_threads_per_dir.clamp(1, 64).min(jobs.len() / 16 + 1);
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    if dir.is_usable() {
        dir.set_loaded();
    }
}

/// The logs of a directory; deleted ones are put on the list of what is to be removed.
fn find_jobs<'a>(
    dir: &'a Dir,
    config: &LogManagerConfig,
    now_ms: i64,
) -> io::Result<Result<Vec<Job<'a>>, LogError>> {
    let recovery_points = dir.read_checkpoint(RECOVERY_POINT_CHECKPOINT)?;
    let log_starts = dir.read_checkpoint(LOG_START_OFFSET_CHECKPOINT)?;
    let offset = |offsets: &HashMap<TopicPartition, Offset>, partition: &TopicPartition| {
        offsets.get(partition).copied().unwrap_or(0)
    };
    let mut jobs = Vec::new();
    for entry in fs::read_dir(&dir.context.path)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            continue;
        }
        let name = entry.file_name();
        let parsed = match names::parse_dir(&name.to_string_lossy()) {
            Ok(parsed) => parsed,
            // Made by mkfs, and Kafka's own cache of indexes of remote segments.
            Err(_) if name == "lost+found" || name == "remote-log-index-cache" => continue,
            Err(error) => {
                return Ok(Err(LogError::Unusable { message: unknown_dir(&entry.path(), &error.name) }));
            }
        };
        match parsed {
            (partition, _) if &*partition.topic == METADATA_TOPIC => {}
            (_, DirKind::Delete) => {
                let due_ms = now_ms.saturating_add(config.defaults.file_delete_delay_ms);
                dir.delete_later(due_ms, entry.path());
            }
            (_, DirKind::Stray) => {
                tracing::warn!(dir = %entry.path().display(), "stray log is left alone");
            }
            (partition, kind) => jobs.push(Job {
                dir,
                path: entry.path(),
                is_future: kind == DirKind::Future,
                log_start_offset: offset(&log_starts, &partition),
                recovery_point: offset(&recovery_points, &partition),
                partition,
            }),
        }
    }
    Ok(Ok(jobs))
}

fn unknown_dir(path: &Path, name: &str) -> String {
    format!(
        "Found directory {}, '{name}' is not in the form of topic-partition or topic-partition.uniqueId-delete (if marked for deletion). Kafka's log directories (and children) should only contain Kafka topic data.",
        path.display()
    )
}

fn load_log(
    job: &Job<'_>,
    config: &LogManagerConfig,
    topic_config: &(dyn Fn(&str) -> LogConfig + Sync),
    now_ms: i64,
    logs: &Mutex<(Logs, Logs)>,
) -> Result<(), LogError> {
    let dir = job.dir;
    if !dir.is_usable() {
        return Ok(());
    }
    let opened = UnifiedLog::open_in(
        LogOpenOptions {
            dir: job.path.clone(),
            partition: job.partition.clone(),
            topic_id: None,
            config: topic_config(&job.partition.topic),
            log_start_offset: job.log_start_offset,
            recovery_point: job.recovery_point,
            clean_shutdown: dir.was_clean,
            producer_id_expiration_ms: config.producer_id_expiration_ms,
            verify_transactions: config.verify_transactions,
            now_ms,
        },
        Arc::clone(&dir.context),
    );
    let log = match opened {
        Ok(log) => log,
        Err(LogError::Storage { action, source, .. }) => {
            dir.context.fail(&action, &source);
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    log.update_high_watermark(dir.high_watermarks.get(&job.partition).copied().unwrap_or(0));
    let mut logs = logs.lock();
    let map = if job.is_future { &mut logs.1 } else { &mut logs.0 };
    match map.insert(job.partition.clone(), log) {
        None => Ok(()),
        Some(other) => Err(LogError::Unusable {
            message: format!(
                "Duplicate log directories for {} are found in both {} and {}. It is likely because log directory failure happened while broker was replacing current replica with future replica. Recover broker from this failure by manually deleting one of the two directories for this partition. It is recommended to delete the partition in the log directory that is known to have failed recently.",
                job.partition,
                job.path.display(),
                other.dir().display()
            ),
        }),
    }
}
