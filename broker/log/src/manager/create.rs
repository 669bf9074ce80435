//! Making logs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use uuid::Uuid;

use super::{Dir, LogManager};
use crate::config::LogConfig;
use crate::errors::LogError;
use crate::names::DirKind;
use crate::partition::TopicPartition;
use crate::unified::{LogOpenOptions, UnifiedLog};

/// Directory ids below this mean something else: 0 not assigned, 1 lost, 2 of a replica that moved from ZooKeeper.
const RESERVED_IDS: u128 = 100;

impl LogManager {
    /// Where the log of a partition belongs that the metadata assigns to a directory: its path, or `None` if it may
    /// be made anywhere.
    ///
    /// A replica that exists must not be made again, empty, beside the one in a directory that is offline: it would
    /// be taken for the real one. `is_new` tells that it cannot exist yet.
    ///
    /// # Errors
    /// [`LogError::DirOffline`] if the log is, or may be, in a directory that is offline.
    pub fn placement(&self, directory_id: Option<Uuid>, is_new: bool) -> Result<Option<PathBuf>, LogError> {
        let assigned = directory_id.filter(|id| id.as_u128() >= RESERVED_IDS);
        if let Some(dir) = assigned.and_then(|id| self.dirs.iter().find(|dir| dir.id == id)) {
            let path = dir.context.path.clone();
            return if dir.is_usable() { Ok(Some(path)) } else { Err(LogError::DirOffline { dir: path }) };
        }
        match self.dirs.iter().find(|dir| !dir.is_usable()) {
            Some(offline) if !is_new => Err(LogError::DirOffline { dir: offline.context.path.clone() }),
            _ => Ok(None),
        }
    }

    /// The log of a partition, made if there is none: in `dir`, else in the directory with fewest logs.
    ///
    /// # Errors
    /// [`LogError::DirOffline`], [`LogError::Storage`], [`LogError::Corrupt`] if the log there is has another
    /// topic id.
    pub fn get_or_create(
        &self,
        partition: &TopicPartition,
        topic_id: Option<Uuid>,
        config: LogConfig,
        dir: Option<&Path>,
        now_ms: i64,
    ) -> Result<Arc<UnifiedLog>, LogError> {
        let _creation = self.creation.lock();
        if let Some(log) = self.log(partition) {
            if let Some(topic_id) = topic_id {
                log.assign_topic_id(topic_id)?;
            }
            return Ok(log);
        }
        let log = self.create(partition, topic_id, config, dir, DirKind::Current, now_ms)?;
        self.current.write().insert(partition.clone(), Arc::clone(&log));
        Ok(log)
    }

    /// Makes the future log of a partition in `dir`, or returns the one there is.
    ///
    /// # Errors
    /// As [`Self::get_or_create`].
    pub fn get_or_create_future(
        &self,
        partition: &TopicPartition,
        topic_id: Option<Uuid>,
        config: LogConfig,
        dir: &Path,
        now_ms: i64,
    ) -> Result<Arc<UnifiedLog>, LogError> {
        let _creation = self.creation.lock();
        if let Some(log) = self.future_log(partition) {
            return Ok(log);
        }
        let log = self.create(partition, topic_id, config, Some(dir), DirKind::Future, now_ms)?;
        self.future.write().insert(partition.clone(), Arc::clone(&log));
        Ok(log)
    }

    fn create(
        &self,
        partition: &TopicPartition,
        topic_id: Option<Uuid>,
        config: LogConfig,
        dir: Option<&Path>,
        kind: DirKind,
        now_ms: i64,
    ) -> Result<Arc<UnifiedLog>, LogError> {
        let offline = |dir: &Path| LogError::DirOffline { dir: dir.to_owned() };
        let mut last_error = offline(dir.unwrap_or(Path::new("")));
        for candidate in self.candidates(dir) {
            // A former log of that name may have left its start offset in a checkpoint, which would cut this one.
            self.write_stale_checkpoints(candidate);
            let opened = UnifiedLog::open_in(
                LogOpenOptions {
                    dir: candidate.context.path.join(kind.dir_name(partition)),
                    partition: partition.clone(),
                    topic_id,
                    config: config.clone(),
                    log_start_offset: 0,
                    recovery_point: 0,
                    clean_shutdown: true,
                    producer_id_expiration_ms: self.config.read().producer_id_expiration_ms,
                    verify_transactions: self.config.read().verify_transactions,
                    now_ms,
                },
                Arc::clone(&candidate.context),
            );
            match opened {
                Ok(log) => return Ok(log),
                Err(LogError::Storage { action, dir, source }) => {
                    candidate.context.fail(&action, &source);
                    last_error = LogError::Storage { action, dir, source };
                }
                Err(error) => return Err(error),
            }
        }
        Err(last_error)
    }

    /// The wanted directory, or all by their number of logs, as far as they are online and not cordoned.
    fn candidates(&self, wanted: Option<&Path>) -> Vec<&Dir> {
        let usable = self.dirs.iter().filter(|dir| dir.is_usable());
        if let Some(wanted) = wanted {
            return usable.filter(|dir| dir.context.path == wanted).collect();
        }
        let mut candidates: Vec<_> = usable.collect();
        // A single directory is taken whether it is cordoned or not; the controller places nothing there then.
        if candidates.len() > 1 {
            let config = self.config.read();
            candidates.retain(|dir| !config.cordoned_log_dirs.contains(&dir.context.path));
            drop(config);
            let mut counts: HashMap<_, usize> = HashMap::new();
            for log in self.all_logs() {
                *counts.entry(log.parent_dir().to_owned()).or_default() += 1;
            }
            candidates.sort_by_key(|dir| counts.get(&dir.context.path).copied().unwrap_or(0));
        }
        candidates
    }
}
