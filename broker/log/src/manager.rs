//! The log directories of a broker and the logs in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use uuid::Uuid;

use crate::Offset;
use crate::config::LogConfig;
use crate::errors::LogError;
use crate::partition::TopicPartition;
use crate::unified::UnifiedLog;

/// Settings of the log manager, from the broker's configuration.
#[derive(Debug, Clone)]
pub struct LogManagerConfig {
    /// `log.dirs`
    pub log_dirs: Vec<PathBuf>,
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
    /// `directory.id` of its `meta.properties`.
    pub directory_id: Uuid,
    /// Whether it can be used.
    pub online: bool,
    /// Size of its file system, -1 if unknown.
    pub total_bytes: i64,
    /// Free space of its file system, -1 if unknown.
    pub usable_bytes: i64,
}

/// Owns all logs of a broker.
#[derive(Debug)]
pub struct LogManager {}

#[expect(
    unused_variables,
    clippy::unimplemented,
    reason = "signatures first; bodies follow in the next commits"
)]
impl LogManager {
    /// Locks the directories and loads all logs in them, in parallel, recovering where the last stop was not clean.
    ///
    /// `topic_config` gives the settings of a topic; called from several threads.
    ///
    /// # Errors
    /// Only if no directory is usable or one is locked by another process; a bad directory alone goes offline.
    pub fn open(
        config: LogManagerConfig,
        topic_config: &(dyn Fn(&str) -> LogConfig + Sync),
        now_ms: i64,
    ) -> Result<Arc<Self>, LogError> {
        unimplemented!()
    }
    /// Who is told of directory failures. Failures from before are told at once.
    pub fn set_event_listener(&self, listener: Box<dyn Fn(LogDirEvent) + Send + Sync>) {
        unimplemented!()
    }

    /// The log of a partition.
    pub fn log(&self, partition: &TopicPartition) -> Option<Arc<UnifiedLog>> {
        unimplemented!()
    }
    /// The future log of a partition that moves between directories.
    pub fn future_log(&self, partition: &TopicPartition) -> Option<Arc<UnifiedLog>> {
        unimplemented!()
    }
    /// All current logs (no future ones).
    pub fn logs(&self) -> Vec<Arc<UnifiedLog>> {
        unimplemented!()
    }
    /// All future logs.
    pub fn future_logs(&self) -> Vec<Arc<UnifiedLog>> {
        unimplemented!()
    }
    /// The log of a partition, made if there is none: in `dir`, else in the directory with fewest logs.
    pub fn get_or_create(
        &self,
        partition: &TopicPartition,
        topic_id: Option<Uuid>,
        config: LogConfig,
        dir: Option<&Path>,
        now_ms: i64,
    ) -> Result<Arc<UnifiedLog>, LogError> {
        unimplemented!()
    }
    /// Makes the future log of a partition in `dir`, or returns the one there is.
    pub fn get_or_create_future(
        &self,
        partition: &TopicPartition,
        topic_id: Option<Uuid>,
        config: LogConfig,
        dir: &Path,
        now_ms: i64,
    ) -> Result<Arc<UnifiedLog>, LogError> {
        unimplemented!()
    }
    /// Puts the future log in the place of the current one, which is deleted.
    pub fn replace_current_with_future(
        &self,
        partition: &TopicPartition,
        now_ms: i64,
    ) -> Result<(), LogError> {
        unimplemented!()
    }
    /// Takes a log away: renamed to `-delete` at once, removed after `file.delete.delay.ms`.
    pub fn delete_log(&self, partition: &TopicPartition, now_ms: i64) -> Result<(), LogError> {
        unimplemented!()
    }
    /// Takes a future log away.
    pub fn delete_future_log(&self, partition: &TopicPartition, now_ms: i64) -> Result<(), LogError> {
        unimplemented!()
    }
    /// Sets a log aside as `-stray`: it is on disk but not in the metadata.
    pub fn mark_stray(&self, partition: &TopicPartition, now_ms: i64) -> Result<(), LogError> {
        unimplemented!()
    }
    /// Gives all logs of a topic new settings.
    pub fn update_topic_config(&self, topic: &str, config: &LogConfig) {
        unimplemented!()
    }
    /// Changes `producer.id.expiration.ms`, log defaults and intervals.
    pub fn update_config(&self, config: LogManagerConfig) {
        unimplemented!()
    }

    /// All log directories.
    pub fn dirs(&self) -> Vec<LogDirInfo> {
        unimplemented!()
    }
    /// Whether a directory can be used.
    pub fn is_dir_online(&self, dir: &Path) -> bool {
        unimplemented!()
    }
    /// Takes a directory offline after a failed file operation.
    pub fn take_dir_offline(&self, dir: &Path) {
        unimplemented!()
    }
    /// The high watermark of a partition in its directory's checkpoint at the start; `None` if not there.
    pub fn checkpointed_high_watermark(&self, partition: &TopicPartition) -> Option<Offset> {
        unimplemented!()
    }

    /// Does everything that is due: flushes, checkpoints, retention, deferred deletes, producer expiry. Blocking.
    pub fn tick(&self, now_ms: i64) {
        unimplemented!()
    }
    /// Writes all high watermarks.
    pub fn checkpoint_high_watermarks(&self) {
        unimplemented!()
    }
    /// Writes all recovery points.
    pub fn checkpoint_recovery_points(&self) {
        unimplemented!()
    }
    /// Writes all log start offsets.
    pub fn checkpoint_log_start_offsets(&self) {
        unimplemented!()
    }
    /// Closes all logs, writes the checkpoints and the clean-shutdown marker, lets go of the locks.
    pub fn shutdown(&self, broker_epoch: Option<i64>) {
        unimplemented!()
    }
}
