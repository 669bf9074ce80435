//! Reading a partition into a state machine.

use bytes::Bytes;
use kavka_protocol::record::{BatchView, ControlRecord, Scratch, batches};

use super::{Now, Record, StateMachine};
use crate::log::{CoordinatorLog, ReadError};

/// Replays the partition from its start to its end, which is returned.
///
/// The log may have been compacted: offsets have holes, batches may be empty, markers may stand alone. `still_wanted`
/// is asked between reads; `Ok(None)` when it says no.
///
/// # Errors
/// The log cannot be read.
pub(crate) fn load<M: StateMachine>(
    machine: &mut M,
    log: &dyn CoordinatorLog,
    partition: i32,
    buffer_size: usize,
    now: Now,
    still_wanted: impl Fn() -> bool,
) -> Result<Option<i64>, ReadError> {
    let bounds = log.bounds(partition).ok_or(ReadError::UnknownPartition)?;
    let mut offset = bounds.log_start_offset;
    let mut scratch = Scratch::new();
    loop {
        if !still_wanted() {
            return Ok(None);
        }
        let bytes = log.read(partition, offset, buffer_size)?;
        let before = offset;
        offset = replay(machine, &bytes, offset, now, &mut scratch, partition);
        if offset == before {
            return Ok(Some(offset));
        }
    }
}

/// Replays whole batches and returns the offset after them. What cannot be read is logged and skipped, as one bad
/// record must not take a fiftieth of all groups with it.
pub(crate) fn replay<M: StateMachine>(
    machine: &mut M,
    bytes: &Bytes,
    from: i64,
    now: Now,
    scratch: &mut Scratch,
    partition: i32,
) -> i64 {
    let mut next = from;
    for batch in batches(bytes) {
        let batch = match batch {
            Ok(batch) => batch,
            Err(error) => {
                tracing::error!(partition, next, %error, "unreadable batch in a coordinator's log");
                break;
            }
        };
        if batch.header().last_offset() < next {
            continue;
        }
        if let Err(error) = replay_batch(machine, &batch, from, now, scratch) {
            tracing::error!(
                partition,
                offset = batch.header().base_offset,
                error,
                "unreadable records skipped"
            );
        }
        next = next.max(batch.header().next_offset());
    }
    next
}

fn replay_batch<M: StateMachine>(
    machine: &mut M,
    batch: &BatchView<'_>,
    from: i64,
    now: Now,
    scratch: &mut Scratch,
) -> Result<(), String> {
    let header = *batch.header();
    let producer_id = if header.is_transactional() { header.producer_id } else { -1 };
    for record in batch.records(scratch).map_err(|error| error.to_string())? {
        let record = record.map_err(|error| error.to_string())?;
        if header.is_control() {
            let control =
                ControlRecord::parse(record.key, record.value).map_err(|error| error.to_string())?;
            if let ControlRecord::EndTransaction { commit, .. } = control {
                machine.replay_marker(header.producer_id, commit);
            }
            continue;
        }
        if record.offset < from {
            continue;
        }
        let Some(key) = record.key else {
            tracing::warn!(offset = record.offset, "record without key in a coordinator's log");
            continue;
        };
        let found =
            Record { key: Bytes::copy_from_slice(key), value: record.value.map(Bytes::copy_from_slice) };
        if let Err(error) = machine.replay(now, record.offset, producer_id, &found) {
            tracing::error!(offset = record.offset, error, "record in a coordinator's log not understood");
        }
    }
    Ok(())
}
