//! Periodic work, and the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{Dir, LogManager, LogManagerConfig};
use crate::clean_shutdown;
use crate::unified::UnifiedLog;

/// When each piece of work is due next.
#[derive(Debug)]
pub(super) struct Schedule {
    flush_ms: i64,
    recovery_points_ms: i64,
    start_offsets_ms: i64,
    high_watermarks_ms: i64,
    retention_ms: i64,
    producers_ms: i64,
}

impl Schedule {
    pub(super) fn starting(config: &LogManagerConfig, now_ms: i64) -> Self {
        let first = |interval_ms: i64| now_ms.saturating_add(interval_ms);
        Self {
            flush_ms: first(config.flush_check_interval_ms),
            recovery_points_ms: first(config.recovery_point_checkpoint_interval_ms),
            start_offsets_ms: first(config.start_offset_checkpoint_interval_ms),
            high_watermarks_ms: first(config.high_watermark_checkpoint_interval_ms),
            retention_ms: first(config.retention_check_interval_ms),
            producers_ms: first(config.producer_id_expiration_check_interval_ms),
        }
    }
}

/// Whether something is due; if so it is next due an interval later. An interval that was made shorter counts at once.
fn is_due(next_ms: &mut i64, interval_ms: i64, now_ms: i64) -> bool {
    let after = now_ms.saturating_add(interval_ms.max(1));
    *next_ms = (*next_ms).min(after);
    if *next_ms > now_ms {
        return false;
    }
    *next_ms = after;
    true
}

impl LogManager {
    /// Does everything that is due: flushes, checkpoints, retention, deferred deletes, producer expiry, and tells of
    /// failed directories. Blocks on files, so it belongs on a thread of its own.
    pub fn tick(&self, now_ms: i64) {
        self.now_ms.store(now_ms, Ordering::Relaxed);
        for dir in self.dirs.iter().filter(|dir| dir.is_usable()) {
            dir.context.run_due(now_ms);
            dir.remove_deleted(now_ms);
            self.write_stale_checkpoints(dir);
        }
        let config = self.config();
        let mut schedule = self.schedule.lock();
        if is_due(&mut schedule.flush_ms, config.flush_check_interval_ms, now_ms) {
            self.flush_by_time(now_ms);
        }
        if is_due(&mut schedule.retention_ms, config.retention_check_interval_ms, now_ms) {
            self.delete_old_segments(now_ms);
        }
        if is_due(&mut schedule.producers_ms, config.producer_id_expiration_check_interval_ms, now_ms) {
            for log in self.all_logs() {
                log.remove_expired_producers(now_ms);
                if log.has_late_transaction(now_ms, config.transaction_max_timeout_ms) {
                    tracing::warn!(partition = %log.partition(), "a transaction has been open for longer than any may last");
                }
            }
        }
        if is_due(&mut schedule.recovery_points_ms, config.recovery_point_checkpoint_interval_ms, now_ms) {
            self.checkpoint_recovery_points();
        }
        if is_due(&mut schedule.start_offsets_ms, config.start_offset_checkpoint_interval_ms, now_ms) {
            self.checkpoint_log_start_offsets();
        }
        if is_due(&mut schedule.high_watermarks_ms, config.high_watermark_checkpoint_interval_ms, now_ms) {
            self.checkpoint_high_watermarks();
        }
        drop(schedule);
        self.give_up_failed_dirs();
    }

    /// `flush.ms`
    fn flush_by_time(&self, now_ms: i64) {
        for log in self.all_logs() {
            let flush_ms = log.config().flush_ms;
            if flush_ms != i64::MAX && now_ms.saturating_sub(log.last_flush_ms()) >= flush_ms {
                report(&log, "flush by time failed", log.flush());
            }
        }
    }

    fn delete_old_segments(&self, now_ms: i64) {
        for log in self.all_logs() {
            report(&log, "retention failed", log.delete_old_segments(now_ms));
        }
    }

    /// Closes all logs, writes the checkpoints and the clean-shutdown mark, lets go of the locks. Nothing can be
    /// appended afterwards.
    pub fn shutdown(&self, broker_epoch: Option<i64>) {
        if self.stopped.swap(true, Ordering::AcqRel) {
            return;
        }
        let now_ms = self.now_ms();
        let logs = self.all_logs();
        for dir in &self.dirs {
            if dir.is_usable() {
                self.close_dir(dir, &logs, now_ms, broker_epoch);
            }
            dir.unlock();
        }
    }

    fn close_dir(&self, dir: &Dir, logs: &[Arc<UnifiedLog>], now_ms: i64, broker_epoch: Option<i64>) {
        let in_dir: Vec<_> = logs.iter().filter(|log| log.parent_dir() == dir.context.path).collect();
        let next = AtomicUsize::new(0);
        let all_closed = std::sync::atomic::AtomicBool::new(true);
        let work = || {
            while let Some(log) = in_dir.get(next.fetch_add(1, Ordering::Relaxed)) {
                if let Err(error) = log.close() {
                    tracing::error!(partition = %log.partition(), %error, "log cannot be closed");
                    all_closed.store(false, Ordering::Relaxed);
                }
            }
        };
        let threads = self.config.read().recovery_threads_per_dir.clamp(1, 64).min(in_dir.len() / 16 + 1);
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        dir.context.run_due(now_ms);
        self.checkpoint_recovery_points();
        self.checkpoint_log_start_offsets();
        self.checkpoint_high_watermarks();
        let is_clean = all_closed.into_inner() && dir.is_loaded.load(Ordering::Acquire) && dir.is_usable();
        if is_clean && let Err(error) = clean_shutdown::write(&dir.context.path, broker_epoch.unwrap_or(-1)) {
            tracing::error!(dir = %dir.context.path.display(), %error, "clean shutdown cannot be marked");
        }
    }
}

fn report<T>(log: &UnifiedLog, what: &str, result: Result<T, crate::errors::LogError>) {
    if let Err(error) = result {
        tracing::error!(partition = %log.partition(), %error, "{what}");
    }
}
