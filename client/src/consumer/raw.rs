//! Batches as they came, neither decompressed nor looked into: for copying, and for heavy use.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kavka_protocol::messages::fetch_response::AbortedTransaction;

use super::positions::Position;
use super::records::{Fetched, Memory, Reader, Reading};
use super::{ConsumeError, ConsumedRecord, Consumer};
use crate::TopicPartition;

/// What one fetch brought of one partition.
#[derive(Debug, Clone, PartialEq)]
pub struct RawBatches {
    /// The partition.
    pub at: Arc<TopicPartition>,
    /// The first offset that was asked for. The first batch may begin before it.
    pub from: i64,
    /// The offset to go on from; the position, once this is polled.
    pub next: i64,
    /// Whole record batches in Kafka's format, and perhaps a part of one at the end: a slice of the answer.
    pub bytes: Bytes,
    /// Transactions that were aborted, under `isolation.level=read_committed`: batches of their producers from the
    /// first offset on, up to the abort marker, are not to be shown.
    pub aborted: Vec<AbortedTransaction>,
    /// The first offset not yet committed by the replicas.
    pub high_watermark: i64,
    /// The first offset of a transaction that is undecided, else the high watermark.
    pub last_stable_offset: i64,
    /// The first offset there is.
    pub log_start_offset: i64,
}

impl Consumer {
    /// Like [`Consumer::poll`], with batches for records: nothing is decompressed, copied, checked or left out, control
    /// batches included. `max.poll.records` and interceptors play no part.
    ///
    /// # Errors
    /// As [`Consumer::poll`].
    pub async fn poll_batches(&mut self, timeout: Duration) -> Result<Vec<RawBatches>, ConsumeError> {
        self.poll_for(timeout, |consumer| Ok(consumer.take_batches())).await
    }

    fn take_batches(&mut self) -> Vec<RawBatches> {
        self.drop_stale();
        let (paused, ready) = std::mem::take(&mut self.ready)
            .into_iter()
            .partition(|ready| self.is_paused(&ready.at) || !ready.reader.is_untouched());
        self.ready = paused;
        let mut taken = Vec::new();
        for one in ready {
            let fetched = one.reader.fetched;
            if let Some(assigned) = self.positions.current(&one.at, one.version) {
                assigned.position = Position::At { offset: one.next, leader_epoch: -1 };
            }
            taken.push(RawBatches {
                at: one.at,
                from: fetched.from,
                next: one.next,
                bytes: fetched.bytes,
                aborted: fetched.aborted,
                high_watermark: fetched.high_watermark,
                last_stable_offset: fetched.last_stable_offset,
                log_start_offset: fetched.log_start_offset,
            });
        }
        taken
    }
}

impl RawBatches {
    /// The records in them that a consumer of this isolation would see.
    ///
    /// # Errors
    /// [`ConsumeError::Corrupt`] for bytes that are no batches.
    pub fn records(&self, read_committed: bool) -> Result<Vec<ConsumedRecord>, ConsumeError> {
        let fetched = Fetched {
            at: self.at.clone(),
            from: self.from,
            bytes: self.bytes.clone(),
            aborted: self.aborted.clone(),
            high_watermark: self.high_watermark,
            last_stable_offset: self.last_stable_offset,
            log_start_offset: self.log_start_offset,
            preferred: None,
        };
        let how = Reading { read_committed, check_crcs: true };
        let mut records = Vec::new();
        let mut reader = Reader::new(fetched);
        let read = reader.read(how, usize::MAX, &mut Memory::new(), &mut records);
        read.map_err(|error| super::corrupt(&reader.fetched, &error))?;
        Ok(records)
    }
}
