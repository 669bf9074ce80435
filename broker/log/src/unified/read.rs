//! Reading by offset: finding the bytes, not reading them.

use std::io;

use super::{Position, UnifiedLog};
use crate::Offset;
use crate::errors::ReadError;
use crate::read::{AbortedTransaction, FileRange, Isolation, OffsetSnapshot, ReadInfo};
use crate::segment::Segment;

/// How often a read that loses its segment to retention looks again.
const RETRIES: usize = 3;

/// What a caller wants to read.
#[derive(Clone, Copy)]
struct Request {
    start_offset: Offset,
    max_bytes: usize,
    isolation: Isolation,
    min_one_message: bool,
}

impl UnifiedLog {
    /// Finds what to read from `start_offset` on, without reading it.
    ///
    /// The range begins with the batch that holds the offset. It is at most `max_bytes` long, which may cut the last
    /// batch; with `min_one_message` the first batch is whole whatever the limit.
    ///
    /// # Errors
    /// [`ReadError::OffsetOutOfRange`] below the log's start and above its end, [`ReadError::Storage`].
    pub fn read(
        &self,
        start_offset: Offset,
        max_bytes: usize,
        isolation: Isolation,
        min_one_message: bool,
    ) -> Result<ReadInfo, ReadError> {
        let offsets = self.offsets();
        if start_offset < offsets.log_start_offset || self.is_above_end(start_offset) {
            return Err(self.out_of_range(start_offset));
        }
        let request = Request { start_offset, max_bytes, isolation, min_one_message };
        for _ in 0..RETRIES {
            let found = self.context.check_online().and_then(|()| self.find(request, offsets));
            match found {
                // The start moves before segments go, so a look-up that missed one of them shows here: it may have
                // found a later segment, and a reader must not skip what was deleted without being told.
                Ok(_) if start_offset < self.log_start_offset() => {
                    return Err(self.out_of_range(start_offset));
                }
                Ok(info) => return Ok(info),
                // Retention may have removed the files between the look-up and the open.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    if start_offset < self.log_start_offset() {
                        return Err(self.out_of_range(start_offset));
                    }
                }
                Err(source) => return Err(self.read_failed(source)),
            }
        }
        Err(self.read_failed(io::Error::from(io::ErrorKind::NotFound)))
    }

    /// Readers up to the log's end see its position a moment before the offset is published; whoever has read that far
    /// must not be told that there is no such offset.
    fn is_above_end(&self, offset: Offset) -> bool {
        offset > self.log_end_offset() && offset > self.end.lock().offset
    }

    fn find(&self, request: Request, offsets: OffsetSnapshot) -> io::Result<ReadInfo> {
        let Request { start_offset, max_bytes, isolation, min_one_message } = request;
        let upper = match isolation {
            Isolation::LogEnd => *self.end.lock(),
            Isolation::HighWatermark => self.high_watermark_position()?,
            Isolation::TxnCommitted => self.last_stable_position()?,
        };
        let nothing = ReadInfo {
            range: None,
            first_batch_base_offset: start_offset,
            first_batch_incomplete: false,
            aborted_transactions: Vec::new(),
            offsets,
        };
        if start_offset >= upper.offset {
            return Ok(nothing);
        }
        let mut next = self.segments.floor(start_offset).or_else(|| self.segments.first());
        while let Some(segment) = next {
            let Some(limit) = readable_to(&segment, upper) else { break };
            let Some(first) = segment.translate(start_offset)? else {
                next = self.segments.higher(segment.base_offset());
                continue;
            };
            let first_size = first.header.size();
            let wanted = if min_one_message { max_bytes.max(first_size) } else { max_bytes };
            let available = limit.saturating_sub(first.position);
            let len = wanted.min(usize::try_from(available).unwrap_or(usize::MAX));
            if len == 0 {
                break;
            }
            let aborted_transactions = match isolation {
                Isolation::TxnCommitted => {
                    self.aborted(&segment, start_offset, first.position + len as u64)?
                }
                _ => Vec::new(),
            };
            return Ok(ReadInfo {
                range: Some(FileRange { file: segment.file()?, position: first.position, len }),
                first_batch_base_offset: first.header.base_offset,
                first_batch_incomplete: wanted < first_size,
                aborted_transactions,
                offsets,
            });
        }
        Ok(nothing)
    }

    /// The aborted transactions that a read up to a position of a segment may show.
    fn aborted(
        &self,
        segment: &Segment,
        start_offset: Offset,
        end: u64,
    ) -> io::Result<Vec<AbortedTransaction>> {
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        let upper_bound = match segment.index.upper_bound(end)? {
            Some(entry) => entry.offset,
            None => self
                .segments
                .higher(segment.base_offset())
                .map_or_else(|| self.log_end_offset(), |higher| higher.base_offset()),
        };
        let mut aborted = Vec::new();
        let mut search = Some(segment.txn_index.collect(start_offset, upper_bound)?);
        let mut base_offset = segment.base_offset();
        while let Some(found) = search.take() {
            aborted.extend(found.aborted.iter().map(|entry| AbortedTransaction {
                producer_id: entry.producer_id,
                first_offset: entry.first_offset,
            }));
            if !found.is_complete
                && let Some(higher) = self.segments.higher(base_offset)
            {
                base_offset = higher.base_offset();
                search = Some(higher.txn_index.collect(start_offset, upper_bound)?);
            }
        }
        Ok(aborted)
    }

    pub(super) fn out_of_range(&self, requested: Offset) -> ReadError {
        ReadError::OffsetOutOfRange {
            partition: self.partition.clone(),
            requested,
            log_start_offset: self.log_start_offset(),
            log_end_offset: self.log_end_offset(),
        }
    }

    pub(super) fn read_failed(&self, source: io::Error) -> ReadError {
        // A batch that makes no sense is no failure of the disk, nor is a file that is gone because the log is being
        // renamed or deleted: other reads go on.
        if !matches!(source.kind(), io::ErrorKind::InvalidData | io::ErrorKind::NotFound) {
            self.context.fail("reading failed", &source);
        }
        ReadError::Storage { partition: self.partition.clone(), dir: self.context.path.clone(), source }
    }
}

/// How far a segment may be read; `None` if it lies above the bound.
fn readable_to(segment: &Segment, upper: Position) -> Option<u64> {
    match segment.base_offset().cmp(&upper.segment_base) {
        std::cmp::Ordering::Less => Some(segment.size()),
        // The cleaner may have put a shorter segment in the place of the one the bound was looked up in.
        std::cmp::Ordering::Equal => Some(upper.position.min(segment.size())),
        std::cmp::Ordering::Greater => None,
    }
}
