//! Rebuilding a segment from its batches after a crash.

use std::io;
use std::sync::atomic::Ordering;

use kavka_protocol::record::{BATCH_OVERHEAD, BatchView, RecordError};

use super::{Segment, State, position_u32};
use crate::scan::read_up_to;
use crate::time_index;

/// What is read at once; a batch may be larger, then the buffer grows to it.
const CHUNK: usize = 1 << 20;

impl Segment {
    /// Checks every batch, rebuilds the indexes and cuts the file after the last sound batch.
    ///
    /// `on_batch` sees each sound batch in order and may refuse it, which cuts there too. Returns the bytes cut.
    pub(crate) fn recover(
        &self,
        index_interval_bytes: u32,
        mut on_batch: impl FnMut(&BatchView<'_>) -> io::Result<bool>,
    ) -> io::Result<u64> {
        self.index.reset()?;
        self.time_index.reset()?;
        self.txn_index.reset()?;
        let mut largest =
            time_index::TimeIndexEntry { timestamp: time_index::NO_TIMESTAMP, offset: self.base_offset };
        let (mut valid, mut last_entry) = (0, 0);
        let mut first_timestamp = None;
        // A former size may be gone: the file itself is what there is.
        let length = self.file()?.metadata()?.len();
        self.each_sound_batch(length, |batch, position| {
            let header = batch.header();
            if !self.fits(header.last_offset()) || !on_batch(batch)? {
                return Ok(false);
            }
            first_timestamp.get_or_insert(header.max_timestamp);
            if header.max_timestamp > largest.timestamp {
                largest = time_index::TimeIndexEntry {
                    timestamp: header.max_timestamp,
                    offset: header.last_offset(),
                };
            }
            if position - last_entry > u64::from(index_interval_bytes) {
                self.index.append(header.last_offset(), position_u32(position)?)?;
                self.time_index.maybe_append(largest)?;
                last_entry = position;
            }
            valid = position + header.size() as u64;
            Ok(true)
        })?;
        self.file()?.set_len(valid)?;
        self.size.store(valid, Ordering::Release);
        *self.state.lock() =
            State { largest: Some(largest), first_timestamp, bytes_since_index_entry: valid - last_entry };
        self.index.trim_to_valid_size()?;
        self.time_index.maybe_append_last(largest)?;
        self.time_index.trim_to_valid_size()?;
        Ok(length - valid)
    }

    /// Shows batches whose checksum holds, in order, until one does not, the file ends or `visit` says no.
    pub(crate) fn each_sound_batch(
        &self,
        end: u64,
        mut visit: impl FnMut(&BatchView<'_>, u64) -> io::Result<bool>,
    ) -> io::Result<()> {
        let file = self.file()?;
        let mut buffer = vec![0; CHUNK.min(usize::try_from(end).unwrap_or(CHUNK).max(BATCH_OVERHEAD))];
        // `buffer[at..filled]` are the bytes of the file from `position` on.
        let (mut position, mut at, mut filled) = (0, 0, 0);
        while position < end {
            match BatchView::parse(&buffer[at..filled]) {
                Ok(batch) => {
                    if let Err(error) = batch.verify_crc() {
                        tracing::warn!(segment = %self.path(".log").display(), position, %error, "invalid batch");
                        return Ok(());
                    }
                    if !visit(&batch, position)? {
                        return Ok(());
                    }
                    position += batch.bytes().len() as u64;
                    at += batch.bytes().len();
                }
                Err(RecordError::Truncated { need, .. }) => {
                    if position + need as u64 > end {
                        return Ok(());
                    }
                    // Bounded by the file's own length, as just checked.
                    if buffer.len() < need {
                        buffer.resize(need, 0);
                    }
                    let want = usize::try_from(end - position).unwrap_or(usize::MAX).min(buffer.len());
                    filled = read_up_to(&file, &mut buffer[..want], position)?;
                    at = 0;
                    if filled < need {
                        return Ok(());
                    }
                }
                Err(error) => {
                    tracing::warn!(segment = %self.path(".log").display(), position, %error, "invalid batch");
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}
