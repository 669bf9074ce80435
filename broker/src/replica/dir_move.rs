//! Moving a replica between the log directories of this broker: a future log is filled from the current one by a
//! thread of its own, and takes its place once it has everything.

use std::path::Path;
use std::sync::Arc;

use kavka_log::{Isolation, LogError, LogManager, UnifiedLog};
use kavka_protocol::ErrorCode;
use tracing::{info, warn};

use super::{Partition, PartitionError, ReplicaManager};
use crate::time::now_ms;

/// Bytes copied in one step.
const STEP_BYTES: usize = 1 << 20;
/// The longest name of a partition directory with its suffix that file systems take.
const DIR_NAME_MAX: usize = 255;
/// What `.<uuid>-future` adds to it.
const FUTURE_SUFFIX: usize = 40;

impl ReplicaManager {
    /// Begins to move a partition's log to `dir`; the code says whether it has begun.
    pub fn move_to_dir(&self, topic: &str, number: i32, dir: &Path, now_ms: i64) -> ErrorCode {
        if topic.len() + number.to_string().len() + 1 + FUTURE_SUFFIX > DIR_NAME_MAX {
            return ErrorCode::InvalidTopicException;
        }
        match self.logs().dirs().iter().find(|info| info.path == dir) {
            None => return ErrorCode::LogDirNotFound,
            Some(info) if !info.online => return ErrorCode::KafkaStorageError,
            Some(info) if info.cordoned => return ErrorCode::InvalidReplicaAssignment,
            Some(_) => {}
        }
        let partition = match self.partition(topic, number) {
            Ok(partition) => partition,
            Err(PartitionError::NotLeader) => return ErrorCode::ReplicaNotAvailable,
            Err(error) => return error.error_code(),
        };
        let Some(current) = partition.log() else { return ErrorCode::KafkaStorageError };
        match begin(self.logs(), &partition, &current, dir, now_ms) {
            Ok(()) => ErrorCode::None,
            Err(error) => {
                warn!(partition = %partition.id(), dir = %dir.display(), %error, "cannot move the log");
                ErrorCode::KafkaStorageError
            }
        }
    }
}

fn begin(
    logs: &Arc<LogManager>,
    partition: &Arc<Partition>,
    current: &Arc<UnifiedLog>,
    dir: &Path,
    now_ms: i64,
) -> Result<(), LogError> {
    let id = partition.id();
    if let Some(future) = logs.future_log(id) {
        if future.parent_dir() == dir {
            return Ok(());
        }
        // A move elsewhere is given up; its thread sees that its log is gone.
        logs.delete_future_log(id, now_ms)?;
    }
    if current.parent_dir() == dir {
        return Ok(());
    }
    let config = (*current.config()).clone();
    let future = logs.get_or_create_future(id, Some(partition.topic_id()), config, dir, now_ms)?;
    if future.log_end_offset() < current.log_start_offset() {
        let start = current.log_start_offset();
        future.truncate_fully_and_start_at(start, Some(start))?;
    }
    let (logs, partition) = (Arc::clone(logs), Arc::clone(partition));
    let spawned = std::thread::Builder::new().name("log-dir-move".into()).spawn(move || {
        let id = partition.id();
        match copy(&logs, &partition, &future) {
            Ok(true) => info!(partition = %id, dir = %future.parent_dir().display(), "log has moved"),
            Ok(false) => info!(partition = %id, "move of the log was given up"),
            Err(error) => warn!(partition = %id, error, "move of the log has stopped"),
        }
    });
    spawned.map(drop).map_err(|source| LogError::Storage {
        action: "cannot start the thread that copies".into(),
        dir: dir.to_path_buf(),
        source,
    })
}

/// Copies until both ends meet and then swaps. `false` if the move was given up or the replica went away.
fn copy(logs: &LogManager, partition: &Partition, future: &Arc<UnifiedLog>) -> Result<bool, String> {
    let id = partition.id();
    loop {
        let still_wanted = logs.future_log(id).is_some_and(|log| Arc::ptr_eq(&log, future));
        let Some(current) = partition.log() else { return Ok(false) };
        if !still_wanted {
            return Ok(false);
        }
        if copy_step(&current, future, partition.leader().1)? {
            continue;
        }
        // Both ends met; with appends held back they still do, or there is one more step to do.
        if partition.swap_log(|current| swap(logs, current, future)).map_err(|error| error.to_string())? {
            return Ok(true);
        }
    }
}

fn copy_step(current: &UnifiedLog, future: &UnifiedLog, leader_epoch: i32) -> Result<bool, String> {
    let from = future.log_end_offset();
    if from >= current.log_end_offset() {
        return Ok(false);
    }
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let found = current.read(from, STEP_BYTES, Isolation::LogEnd, true).map_err(|error| text(&error))?;
    let Some(range) = found.range else { return Ok(false) };
    let bytes = range.read_to_bytes().map_err(|error| text(&error))?;
    future.append_as_follower(bytes, leader_epoch, now_ms()).map_err(|error| text(&error))?;
    future.update_high_watermark(current.high_watermark());
    Ok(true)
}

fn swap(
    logs: &LogManager,
    current: &UnifiedLog,
    future: &Arc<UnifiedLog>,
) -> Result<Option<Arc<UnifiedLog>>, LogError> {
    if future.log_end_offset() < current.log_end_offset() {
        return Ok(None);
    }
    future.update_high_watermark(current.high_watermark());
    logs.replace_current_with_future(current.partition(), now_ms())?;
    Ok(Some(Arc::clone(future)))
}
