//! Looking up offsets by time: ListOffsets.

use std::io;

use super::UnifiedLog;
use crate::errors::ReadError;
use crate::read::TimestampOffset;

const LATEST: i64 = -1;
const EARLIEST: i64 = -2;
const MAX_TIMESTAMP: i64 = -3;
const EARLIEST_LOCAL: i64 = -4;
const LATEST_TIERED: i64 = -5;
/// KIP-1005: first offset that is still to be copied to remote storage.
const EARLIEST_PENDING_UPLOAD: i64 = -6;

impl UnifiedLog {
    /// Looks up a timestamp: -1 end of the log (no isolation applied), -2 its start, -3 the record with the largest
    /// timestamp, -4 its local start, -5 and -6 the borders of what is in remote storage (nothing is); otherwise the
    /// first record not older.
    ///
    /// # Errors
    /// [`ReadError::Storage`]
    pub fn offset_for_timestamp(&self, timestamp: i64) -> Result<Option<TimestampOffset>, ReadError> {
        self.context.check_online().map_err(|source| self.read_failed(source))?;
        let at = |offset, leader_epoch| TimestampOffset { timestamp: -1, offset, leader_epoch };
        match timestamp {
            LATEST => Ok(Some(at(self.log_end_offset(), self.latest_epoch()))),
            EARLIEST | EARLIEST_LOCAL => {
                let start = self.log_start_offset();
                let earliest = self.epochs.lock().earliest();
                let epoch = earliest.filter(|earliest| earliest.start_offset <= start);
                Ok(Some(at(start, epoch.map(|earliest| earliest.epoch))))
            }
            LATEST_TIERED | EARLIEST_PENDING_UPLOAD => Ok(Some(at(-1, Some(-1)))),
            MAX_TIMESTAMP => self.find_max_timestamp().map_err(|source| self.read_failed(source)),
            _ => self.find_timestamp(timestamp).map_err(|source| self.read_failed(source)),
        }
    }

    fn find_max_timestamp(&self) -> io::Result<Option<TimestampOffset>> {
        let mut latest = None;
        for segment in self.segments.all() {
            let timestamp = segment.largest()?.timestamp;
            // The first of equals, as Kafka takes it.
            if latest.as_ref().is_none_or(|(largest, _)| timestamp > *largest) {
                latest = Some((timestamp, segment));
            }
        }
        match latest {
            Some((_, segment)) => segment.find_largest(),
            None => Ok(None),
        }
    }

    fn find_timestamp(&self, timestamp: i64) -> io::Result<Option<TimestampOffset>> {
        let start = self.log_start_offset();
        for segment in self.segments.all() {
            if segment.largest_timestamp_or_modified()? >= timestamp {
                return segment.find_timestamp(timestamp, start);
            }
        }
        Ok(None)
    }
}
