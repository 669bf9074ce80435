//! Finding positions in a segment.

use std::io;

use kavka_protocol::record::{BatchView, Scratch};

use super::Segment;
use crate::Offset;
use crate::read::TimestampOffset;
use crate::scan::{Found, Scanner};
use crate::time_index;

impl Segment {
    /// The batch that holds `offset`, or the next one after a hole; `None` if that is beyond this segment.
    pub(crate) fn translate(&self, offset: Offset) -> io::Result<Option<Found>> {
        let end = self.size();
        if end == 0 {
            return Ok(None);
        }
        let start = u64::from(self.index.lookup(offset)?.position);
        let file = self.file()?;
        let mut scanner = Scanner::new(&file, start, end);
        while let Some(found) = scanner.next()? {
            if found.header.last_offset() >= offset {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The offset after the last batch; the base offset if there is none.
    pub(crate) fn read_next_offset(&self) -> io::Result<Offset> {
        let end = self.size();
        if end == 0 {
            return Ok(self.base_offset);
        }
        let start = u64::from(self.index.lookup(self.index.last_offset()?)?.position);
        let file = self.file()?;
        let mut scanner = Scanner::new(&file, start, end);
        let mut next_offset = self.base_offset;
        while let Some(found) = scanner.next()? {
            next_offset = found.header.next_offset();
        }
        Ok(next_offset)
    }

    /// The largest timestamp, from the time index and the batches after its last entry.
    pub(super) fn read_largest(&self) -> io::Result<time_index::TimeIndexEntry> {
        let mut largest = self.time_index.last_entry()?;
        if self.size() == 0 {
            return Ok(largest);
        }
        let start = u64::from(self.index.lookup(largest.offset)?.position);
        let file = self.file()?;
        let mut scanner = Scanner::new(&file, start, self.size());
        while let Some(found) = scanner.next()? {
            if found.header.max_timestamp > largest.timestamp {
                largest = time_index::TimeIndexEntry {
                    timestamp: found.header.max_timestamp,
                    offset: found.header.last_offset(),
                };
            }
        }
        Ok(largest)
    }

    /// The first record at or after `start_offset` whose timestamp is not below `timestamp`.
    pub(crate) fn find_timestamp(
        &self,
        timestamp: i64,
        start_offset: Offset,
    ) -> io::Result<Option<TimestampOffset>> {
        let from = self.time_index.lookup(timestamp)?.offset.max(start_offset);
        let start = u64::from(self.index.lookup(from)?.position);
        let file = self.file()?;
        let mut scanner = Scanner::new(&file, start, self.size());
        let mut scratch = Scratch::new();
        while let Some(found) = scanner.next()? {
            if found.header.max_timestamp < timestamp || found.header.last_offset() < start_offset {
                continue;
            }
            let matches =
                |record: &TimestampOffset| record.timestamp >= timestamp && record.offset >= start_offset;
            if let Some(record) = self.find_record(&found, &mut scratch, matches)? {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    /// The record with the largest timestamp of the segment.
    pub(crate) fn find_largest(&self) -> io::Result<Option<TimestampOffset>> {
        let largest = self.largest()?;
        let start = u64::from(self.index.lookup(largest.offset)?.position);
        let file = self.file()?;
        let mut scanner = Scanner::new(&file, start, self.size());
        let mut scratch = Scratch::new();
        while let Some(found) = scanner.next()? {
            if found.header.max_timestamp == largest.timestamp {
                let matches = |record: &TimestampOffset| record.timestamp == largest.timestamp;
                return self.find_record(&found, &mut scratch, matches);
            }
        }
        Ok(None)
    }

    fn find_record(
        &self,
        found: &Found,
        scratch: &mut Scratch,
        matches: impl Fn(&TimestampOffset) -> bool,
    ) -> io::Result<Option<TimestampOffset>> {
        let bytes = self.read_batch(found)?;
        let corrupt = |error: kavka_protocol::record::RecordError| {
            io::Error::new(io::ErrorKind::InvalidData, error.to_string())
        };
        let batch = BatchView::parse(&bytes).map_err(corrupt)?;
        let epoch = found.header.partition_leader_epoch;
        for record in batch.records(scratch).map_err(corrupt)? {
            let record = record.map_err(corrupt)?;
            let candidate = TimestampOffset {
                timestamp: record.timestamp,
                offset: record.offset,
                leader_epoch: (epoch >= 0).then_some(epoch),
            };
            if matches(&candidate) {
                return Ok(Some(candidate));
            }
        }
        Ok(None)
    }
}
