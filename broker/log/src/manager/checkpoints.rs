//! Writing the offset checkpoints.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::{Dir, LogManager};
use crate::Offset;
use crate::checkpoint::{
    self, LOG_START_OFFSET_CHECKPOINT, RECOVERY_POINT_CHECKPOINT, REPLICATION_OFFSET_CHECKPOINT,
};
use crate::unified::UnifiedLog;

impl LogManager {
    /// Writes all high watermarks.
    pub fn checkpoint_high_watermarks(&self) {
        let logs = self.logs();
        for dir in self.dirs.iter().filter(|dir| dir.is_usable()) {
            write(dir, REPLICATION_OFFSET_CHECKPOINT, &logs, |log| Some(log.high_watermark()));
        }
    }

    /// Writes all recovery points.
    pub fn checkpoint_recovery_points(&self) {
        let logs = self.all_logs();
        for dir in self.dirs.iter().filter(|dir| dir.is_usable()) {
            write_recovery_points(dir, &logs);
        }
    }

    /// Writes all log start offsets.
    pub fn checkpoint_log_start_offsets(&self) {
        let logs = self.all_logs();
        for dir in self.dirs.iter().filter(|dir| dir.is_usable()) {
            write_start_offsets(dir, &logs);
        }
    }

    /// Writes the checkpoints of a directory if a log was removed or truncated since: what they say of it would
    /// mislead the recovery of its successor.
    pub(super) fn write_stale_checkpoints(&self, dir: &Dir) {
        if dir.is_usable() && dir.context.take_checkpoints_stale() {
            let logs = self.all_logs();
            write_recovery_points(dir, &logs);
            write_start_offsets(dir, &logs);
            write(dir, REPLICATION_OFFSET_CHECKPOINT, &self.logs(), |log| Some(log.high_watermark()));
        }
    }
}

fn write_recovery_points(dir: &Dir, logs: &[Arc<UnifiedLog>]) {
    write(dir, RECOVERY_POINT_CHECKPOINT, logs, |log| Some(log.recovery_point()));
}

/// Only those that the first segment does not tell.
fn write_start_offsets(dir: &Dir, logs: &[Arc<UnifiedLog>]) {
    write(dir, LOG_START_OFFSET_CHECKPOINT, logs, |log| {
        let start = log.log_start_offset();
        (start > log.first_segment_offset()).then_some(start)
    });
}

fn write(
    dir: &Dir,
    name: &'static str,
    logs: &[Arc<UnifiedLog>],
    offset: impl Fn(&UnifiedLog) -> Option<Offset>,
) {
    let in_dir = logs.iter().filter(|log| log.parent_dir() == dir.context.path);
    let mut entries: Vec<_> = in_dir
        .filter_map(|log| Some((&*log.partition().topic, log.partition().partition, offset(log)?)))
        .collect();
    entries.sort_unstable();
    let mut hasher = DefaultHasher::new();
    entries.hash(&mut hasher);
    let hash = hasher.finish();
    let mut written = dir.written.lock();
    if written.get(name) == Some(&hash) {
        return;
    }
    match checkpoint::write_offsets(&dir.context.path.join(name), entries.into_iter()) {
        Ok(()) => {
            written.insert(name, hash);
        }
        Err(error) => dir.context.fail("checkpoint cannot be written", &error),
    }
}
