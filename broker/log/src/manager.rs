//! The log directories of a broker and the logs in them.
//!
//! Locks, in their order: `creation` (one log is made, renamed or deleted at a time), then the maps of logs (look-ups
//! and inserts only), then those of a log.

mod checkpoints;
mod create;
mod dir;
mod load;
mod remove;
mod tick;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use parking_lot::{Mutex, RwLock};
use uuid::Uuid;

use crate::Offset;
use crate::config::LogConfig;
use crate::partition::TopicPartition;
use crate::unified::UnifiedLog;

pub use dir::DirLocks;

use dir::Dir;

type Logs = HashMap<TopicPartition, Arc<UnifiedLog>>;
type Listener = Box<dyn Fn(LogDirEvent) + Send + Sync>;

/// Settings of the log manager, from the broker's configuration.
#[derive(Debug, Clone)]
pub struct LogManagerConfig {
    /// `log.dirs`
    pub log_dirs: Vec<PathBuf>,
    /// `cordoned.log.dirs`: those of them that get no new logs unless a log is assigned to one (KIP-1066).
    pub cordoned_log_dirs: Vec<PathBuf>,
    /// Defaults for topics without own settings.
    pub defaults: LogConfig,
    /// `num.recovery.threads.per.data.dir`
    pub recovery_threads_per_dir: usize,
    /// `log.flush.scheduler.interval.ms`
    pub flush_check_interval_ms: i64,
    /// `log.flush.offset.checkpoint.interval.ms`
    pub recovery_point_checkpoint_interval_ms: i64,
    /// `log.flush.start.offset.checkpoint.interval.ms`
    pub start_offset_checkpoint_interval_ms: i64,
    /// `replica.high.watermark.checkpoint.interval.ms`
    pub high_watermark_checkpoint_interval_ms: i64,
    /// `log.retention.check.interval.ms`
    pub retention_check_interval_ms: i64,
    /// `producer.id.expiration.ms`
    pub producer_id_expiration_ms: i64,
    /// `transaction.partition.verification.enable`
    pub verify_transactions: bool,
    /// `transaction.max.timeout.ms`
    pub transaction_max_timeout_ms: i64,
    /// `producer.id.expiration.check.interval.ms`
    pub producer_id_expiration_check_interval_ms: i64,
}

/// A change in what is usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogDirEvent {
    /// A file operation failed; the directory and all its logs are offline until the broker restarts.
    Offline {
        /// The directory.
        dir: PathBuf,
        /// Its id.
        directory_id: Uuid,
        /// The logs that went with it.
        partitions: Vec<TopicPartition>,
    },
}

/// A log directory, as DescribeLogDirs shows it.
#[derive(Debug, Clone)]
pub struct LogDirInfo {
    /// Absolute path.
    pub path: PathBuf,
    /// `directory.id` of its `meta.properties`; nil if that could not be read.
    pub directory_id: Uuid,
    /// Whether it can be used.
    pub online: bool,
    /// Whether it gets no new logs.
    pub cordoned: bool,
    /// Size of its file system, -1 if unknown.
    pub total_bytes: i64,
    /// Free space of its file system, -1 if unknown.
    pub usable_bytes: i64,
}

/// Owns all logs of a broker.
pub struct LogManager {
    config: RwLock<LogManagerConfig>,
    dirs: Vec<Dir>,
    current: RwLock<Logs>,
    future: RwLock<Logs>,
    creation: Mutex<()>,
    listener: Mutex<Option<Listener>>,
    /// Failures nobody was told of yet.
    untold: Mutex<Vec<LogDirEvent>>,
    schedule: Mutex<tick::Schedule>,
    now_ms: AtomicI64,
    stopped: AtomicBool,
}

impl LogManager {
    /// Who is told of directory failures. Failures from before are told at once.
    ///
    /// The listener is called from the thread that calls [`Self::tick`], or that took the directory offline.
    pub fn set_event_listener(&self, listener: Listener) {
        *self.listener.lock() = Some(listener);
        self.tell_events();
    }

    /// The log of a partition.
    pub fn log(&self, partition: &TopicPartition) -> Option<Arc<UnifiedLog>> {
        self.current.read().get(partition).map(Arc::clone)
    }

    /// The future log of a partition that moves between directories.
    pub fn future_log(&self, partition: &TopicPartition) -> Option<Arc<UnifiedLog>> {
        self.future.read().get(partition).map(Arc::clone)
    }

    /// `transaction.partition.verification.enable`, as it is now.
    pub fn verifies_transactions(&self) -> bool {
        self.config.read().verify_transactions
    }

    /// All current logs (no future ones).
    pub fn logs(&self) -> Vec<Arc<UnifiedLog>> {
        self.current.read().values().map(Arc::clone).collect()
    }

    /// All future logs.
    pub fn future_logs(&self) -> Vec<Arc<UnifiedLog>> {
        self.future.read().values().map(Arc::clone).collect()
    }

    fn all_logs(&self) -> Vec<Arc<UnifiedLog>> {
        let mut logs = self.logs();
        logs.extend(self.future_logs());
        logs
    }

    /// Gives all logs of a topic new settings.
    pub fn update_topic_config(&self, topic: &str, config: &LogConfig) {
        for log in self.all_logs() {
            if &*log.partition().topic == topic {
                log.update_config(config.clone());
            }
        }
    }

    /// Changes intervals, defaults of new logs and `producer.id.expiration.ms`; the directories stay.
    pub fn update_config(&self, config: LogManagerConfig) {
        for log in self.all_logs() {
            log.set_producer_id_expiration_ms(config.producer_id_expiration_ms);
            log.set_verify_transactions(config.verify_transactions);
        }
        *self.config.write() = config;
    }

    /// The settings now in force.
    pub fn config(&self) -> LogManagerConfig {
        self.config.read().clone()
    }

    /// All log directories.
    pub fn dirs(&self) -> Vec<LogDirInfo> {
        let config = self.config.read();
        self.dirs.iter().map(|dir| dir.info(config.cordoned_log_dirs.contains(&dir.context.path))).collect()
    }

    /// Whether a directory can be used.
    pub fn is_dir_online(&self, dir: &Path) -> bool {
        self.dirs.iter().any(|known| known.context.path == dir && !known.context.is_offline())
    }

    /// The high watermark of a partition in its directory's checkpoint at the start; `None` if not there. Logs that
    /// were loaded have it already.
    pub fn checkpointed_high_watermark(&self, partition: &TopicPartition) -> Option<Offset> {
        self.dirs.iter().find_map(|dir| dir.high_watermarks.get(partition).copied())
    }

    /// Epoch of the broker in the clean-shutdown marks, if all directories had one with the same epoch.
    pub fn clean_shutdown_broker_epoch(&self) -> Option<i64> {
        let mut epochs = self.dirs.iter().map(|dir| dir.clean_shutdown_epoch);
        let first = epochs.next()??;
        epochs.all(|epoch| epoch == Some(first)).then_some(first)
    }

    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    fn dir_of(&self, log: &UnifiedLog) -> Option<&Dir> {
        self.dirs.iter().find(|dir| dir.context.path == log.parent_dir())
    }
}

impl fmt::Debug for LogManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogManager")
            .field("dirs", &self.dirs.iter().map(|dir| &dir.context.path).collect::<Vec<_>>())
            .field("logs", &self.current.read().len())
            .finish_non_exhaustive()
    }
}
