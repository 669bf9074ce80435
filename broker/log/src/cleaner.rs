//! Log compaction: of each key only the latest value stays.
//!
//! A round maps the keys of a log's dirty section to their latest offsets ([`offset_map`]), then copies all
//! segments up to the end of that section without the records that have a later one ([`retention`]), and swaps
//! the copies in. Which log is next, how far it may be cleaned and which segments become one is decided by
//! [`plan`], which touches no file.
//!
//! Deleting, cutting or closing a log needs no word with the cleaner: its copies are swapped in under the
//! log's writer lock, and only if the segments they stand for are still the log's.
//!
//! Source: `LogCleaner`, `LogCleanerManager` and `Cleaner` in Apache Kafka 4.3; KIP-58, KIP-354, KIP-534.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::{Condvar, Mutex, RwLock};

use crate::manager::LogManager;
use crate::partition::TopicPartition;
use crate::unified::UnifiedLog;

mod checkpoints;
mod offset_map;
pub(crate) mod plan;
pub(crate) mod retention;
mod run;
mod throttle;
mod transactions;

use checkpoints::Checkpoints;
use plan::Candidate;
pub use retention::CleanerStats;
use run::{Budget, CleanError, Cleaning};
use throttle::Throttle;

/// Settings of the cleaner. All can change at run time, the number of threads by starting others.
#[derive(Debug, Clone, PartialEq)]
pub struct CleanerConfig {
    /// `log.cleaner.threads`
    pub threads: usize,
    /// `log.cleaner.dedupe.buffer.size`: the most that all threads together take for keys.
    pub dedupe_buffer_size: u64,
    /// `log.cleaner.io.buffer.load.factor`: how full that may get.
    pub dedupe_buffer_load_factor: f64,
    /// `log.cleaner.io.buffer.size`, of all threads together.
    pub io_buffer_size: usize,
    /// `log.cleaner.io.max.bytes.per.second`
    pub io_max_bytes_per_second: f64,
    /// `log.cleaner.backoff.ms`: pause when there is nothing to clean.
    pub backoff_ms: u64,
}

impl Default for CleanerConfig {
    /// Kafka 4.3's defaults.
    fn default() -> Self {
        Self {
            threads: 1,
            dedupe_buffer_size: 128 << 20,
            dedupe_buffer_load_factor: 0.9,
            io_buffer_size: 512 << 10,
            io_max_bytes_per_second: f64::MAX,
            backoff_ms: 15_000,
        }
    }
}

/// What one cleaning did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The log.
    pub partition: TopicPartition,
    /// First offset that was dirty before.
    pub from: i64,
    /// First offset that is dirty now.
    pub to: i64,
    /// What was read and kept.
    pub stats: CleanerStats,
}

/// Compacts the logs of a [`LogManager`]. An idle one holds no memory to speak of.
///
/// Each thread calls [`LogCleaner::run`]. Locks, in their order: `busy`, then `checkpoints`; neither is held
/// while a log is cleaned.
pub struct LogCleaner {
    manager: Arc<LogManager>,
    config: RwLock<CleanerConfig>,
    throttle: Throttle,
    busy: Mutex<Busy>,
    checkpoints: Mutex<Checkpoints>,
    stopped: AtomicBool,
    pause: (Mutex<()>, Condvar),
}

#[derive(Debug, Default)]
struct Busy {
    in_progress: HashSet<TopicPartition>,
    /// Damaged logs: cleaning them again would fail again.
    uncleanable: HashSet<TopicPartition>,
}

impl LogCleaner {
    /// A cleaner for all compacted logs of `manager`.
    pub fn new(manager: Arc<LogManager>, config: CleanerConfig) -> Arc<Self> {
        Arc::new(Self {
            manager,
            throttle: Throttle::new(config.io_max_bytes_per_second),
            config: RwLock::new(config),
            busy: Mutex::default(),
            checkpoints: Mutex::default(),
            stopped: AtomicBool::new(false),
            pause: Default::default(),
        })
    }

    /// Takes new settings, from the next cleaning on. More threads are the caller's to start.
    pub fn update_config(&self, config: CleanerConfig) {
        self.throttle.set_rate(config.io_max_bytes_per_second);
        *self.config.write() = config;
        let _guard = self.pause.0.lock();
        self.pause.1.notify_all();
    }

    /// Cleans whatever is worth it until [`LogCleaner::stop`], or until there are to be no more than `number` threads
    /// (they count from 0); blocks the thread. `now_ms` tells the time.
    pub fn run(&self, number: usize, now_ms: impl Fn() -> i64) {
        let is_wanted = || !self.stopped.load(Ordering::Acquire) && number < self.config.read().threads;
        while is_wanted() {
            if self.clean_filthiest(now_ms()).is_none() {
                let backoff = Duration::from_millis(self.config.read().backoff_ms);
                let mut guard = self.pause.0.lock();
                if is_wanted() {
                    self.pause.1.wait_for(&mut guard, backoff);
                }
            }
        }
    }

    /// Ends all [`LogCleaner::run`] calls soon; what is being cleaned is abandoned.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        let _guard = self.pause.0.lock();
        self.pause.1.notify_all();
    }

    /// Logs that are not cleaned any more because they are damaged.
    pub fn uncleanable(&self) -> Vec<TopicPartition> {
        self.busy.lock().uncleanable.iter().cloned().collect()
    }

    /// Cleans the log that is most worth it. `None` if there is none, or if it could not be cleaned.
    pub fn clean_filthiest(&self, now_ms: i64) -> Option<Cleaned> {
        let (log, candidate) = self.grab(now_ms)?;
        let partition = log.partition().clone();
        let outcome = self.clean(&log, candidate, now_ms);
        self.busy.lock().in_progress.remove(&partition);
        match outcome {
            Ok(cleaned) => Some(cleaned),
            Err(CleanError::Aborted) => None,
            Err(CleanError::Io(error)) => {
                log.clean_failed(&error);
                None
            }
            Err(CleanError::Damaged(error)) => {
                tracing::warn!(%partition, error, "log cannot be cleaned and is left alone from now on");
                self.busy.lock().uncleanable.insert(partition);
                None
            }
        }
    }

    /// Chooses a log and marks it as being cleaned.
    fn grab(&self, now_ms: i64) -> Option<(Arc<UnifiedLog>, Candidate)> {
        let mut busy = self.busy.lock();
        if !busy.uncleanable.is_empty() {
            busy.uncleanable.retain(|partition| self.manager.log(partition).is_some());
        }
        let mut cleanable = Vec::new();
        for log in self.manager.logs() {
            // With one segment there is only the active one: the usual case, and the cheapest to tell.
            let is_compacted = log.config().compact && log.segment_count() > 1 && !log.is_offline();
            if !is_compacted
                || busy.in_progress.contains(log.partition())
                || busy.uncleanable.contains(log.partition())
            {
                continue;
            }
            match self.look(&log, now_ms) {
                Ok(candidate) if candidate.is_cleanable(&log.config()) => cleanable.push((log, candidate)),
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(partition = %log.partition(), %error, "log cannot be looked at for cleaning");
                    busy.uncleanable.insert(log.partition().clone());
                }
            }
        }
        let (log, candidate) = plan::filthiest(cleanable)?;
        busy.in_progress.insert(log.partition().clone());
        Some((log, candidate))
    }

    fn look(&self, log: &Arc<UnifiedLog>, now_ms: i64) -> Result<Candidate, CleanError> {
        let mut checkpoints = self.checkpoints.lock();
        let facts = log.clean_facts(checkpoints.get(log))?;
        let candidate = Candidate::of(&facts, &log.config(), now_ms);
        if candidate.resets_checkpoint {
            let exists = |partition: &TopicPartition| self.manager.log(partition).is_some();
            checkpoints.set(log, candidate.first_dirty_offset, exists)?;
        }
        Ok(candidate)
    }

    fn clean(&self, log: &Arc<UnifiedLog>, candidate: Candidate, now_ms: i64) -> Result<Cleaned, CleanError> {
        let config = self.config.read().clone();
        let threads = config.threads.max(1);
        let cleaning = Cleaning {
            log,
            candidate,
            budget: Budget {
                map_bytes: config.dedupe_buffer_size / threads as u64,
                map_load_factor: config.dedupe_buffer_load_factor,
                io_buffer_bytes: config.io_buffer_size / threads / 2,
            },
            now_ms,
            throttle: &self.throttle,
            should_stop: &|| self.stopped.load(Ordering::Acquire),
        };
        let (to, stats) = cleaning.run()?;
        let exists = |partition: &TopicPartition| self.manager.log(partition).is_some();
        self.checkpoints.lock().set(log, to, exists)?;
        let from = candidate.first_dirty_offset;
        let CleanerStats { bytes_read, bytes_written, records_read, records_written, .. } = stats;
        let partition = log.partition().clone();
        tracing::info!(%partition, from, to, bytes_read, bytes_written, records_read, records_written, "log cleaned");
        if stats.invalid_records > 0 {
            tracing::warn!(%partition, count = stats.invalid_records, "records without a key were removed");
        }
        Ok(Cleaned { partition, from, to, stats })
    }
}

impl std::fmt::Debug for LogCleaner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogCleaner").field("busy", &self.busy).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
