//! The structure that a producer's batch must have (Kafka's `LogValidator`).

use super::{BatchHeader, BatchView, RecordError, RecordView, Scratch};

/// What [`validate_structure`] found in a sound batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Structure {
    /// Greatest timestamp of a record, -1 if none has one.
    pub max_timestamp: i64,
    /// Offset of the first record with it, -1 if none has one.
    pub offset_of_max_timestamp: i64,
    /// Whether offsets count up by one from the base offset. Kafka does not refuse other deltas: it rewrites
    /// compressed batches that have them.
    pub consecutive_offsets: bool,
    /// Bytes of the records, decompressed.
    pub uncompressed_bytes: usize,
}

/// Checks a producer's batch, of which the CRC has been checked, and shows every record to `visit`, with its
/// index in the batch.
///
/// # Errors
/// [`RecordError`]; of a batch with a sound header, only that records are malformed or not as many as it says.
pub fn validate_structure(
    batch: &BatchView<'_>,
    scratch: &mut Scratch,
    mut visit: impl FnMut(i32, &RecordView<'_>),
) -> Result<Structure, RecordError> {
    let header = batch.header();
    if header.magic >= 2 {
        validate_header(batch)?;
    }
    let mut found = Structure {
        max_timestamp: -1,
        offset_of_max_timestamp: -1,
        consecutive_offsets: true,
        uncompressed_bytes: 0,
    };
    batch.records(scratch)?.try_for_each_record(|index, record| {
        found.consecutive_offsets &= record.offset == header.base_offset.wrapping_add(i64::from(index));
        found.uncompressed_bytes += record.size;
        if record.timestamp > found.max_timestamp {
            found.max_timestamp = record.timestamp;
            found.offset_of_max_timestamp = record.offset;
        }
        visit(index, record);
    })?;
    Ok(found)
}

fn validate_header(batch: &BatchView<'_>) -> Result<(), RecordError> {
    let header = batch.header();
    let (base, last, count) = (header.base_offset, header.last_offset(), header.records_count);
    let in_range = last.checked_sub(base).and_then(|distance| distance.checked_add(1));
    match in_range {
        Some(in_range) if in_range > 0 => {
            if count <= 0 {
                return Err(RecordError::BadCount { count });
            }
            if in_range != i64::from(count) {
                return Err(RecordError::InconsistentCount { base, last, count });
            }
        }
        _ => return Err(RecordError::BadOffsetRange { base, last }),
    }
    Ok(())
}

/// Checks that a batch with a producer id has a sequence. Those of coordinators need none.
///
/// # Errors
/// [`RecordError::BadSequence`].
pub fn validate_sequence(header: &BatchHeader) -> Result<(), RecordError> {
    let (sequence, producer_id) = (header.base_sequence, header.producer_id);
    if header.has_producer_id() && sequence < 0 {
        return Err(RecordError::BadSequence { sequence, producer_id });
    }
    Ok(())
}
