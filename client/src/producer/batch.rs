//! One batch, from its first record to its verdict.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::record::{
    BATCH_OVERHEAD, BatchBuilder, BatchOptions, BatchView, RecordError, Scratch, increment_sequence,
    patch_base_sequence, patch_producer, recompute_crc,
};
use tokio::sync::OwnedSemaphorePermit;

use super::ProduceError;
use super::delivery::{Outcome, Verdict};
use super::sequences::ProducerId;

/// A partition, as the accumulator numbers topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub topic: usize,
    pub partition: i32,
}

#[derive(Debug)]
pub(super) enum Body {
    /// Takes records.
    Open(BatchBuilder),
    /// The bytes to send.
    Closed(Bytes),
}

/// A batch.
#[derive(Debug)]
pub(super) struct Batch {
    pub id: u64,
    pub place: Place,
    pub body: Body,
    pub outcome: Arc<Outcome>,
    pub created: Instant,
    pub count: u32,
    /// Times it was sent.
    pub attempts: u32,
    /// Not to be sent again before.
    pub not_before: Option<Instant>,
    /// The leader epoch it was last sent under.
    pub leader_epoch: i32,
    /// Producer and first sequence, once it was to be sent.
    pub numbered: Option<(ProducerId, i32)>,
    pub was_renumbered: bool,
    /// A try of it got no clear answer.
    pub maybe_written: bool,
    pub is_done: bool,
    /// The limit on its bytes.
    pub write_limit: usize,
    /// Timestamps of the records, where interceptors want to know.
    pub timestamps: Vec<i64>,
    /// The room it takes in `buffer.memory`.
    pub memory: Option<OwnedSemaphorePermit>,
    /// Bytes of records before compression.
    pub raw_size: usize,
}

impl Batch {
    /// Bytes now: of what is sent, or of the records so far.
    pub(super) fn size(&self) -> usize {
        match &self.body {
            Body::Open(builder) => builder.size(),
            Body::Closed(bytes) => bytes.len(),
        }
    }

    /// Estimated bytes when sent, as Java's producer estimates them.
    pub(super) fn estimated_size(&self, ratio: Option<f32>) -> usize {
        match (&self.body, ratio) {
            (Body::Open(builder), Some(ratio)) => {
                const SAFETY: f32 = 1.05;
                let raw = builder.size() - BATCH_OVERHEAD;
                BATCH_OVERHEAD + (raw as f32 * ratio * SAFETY) as usize
            }
            _ => self.size(),
        }
    }

    /// Whether it takes no more records.
    pub(super) fn is_full(&self, ratio: Option<f32>) -> bool {
        match &self.body {
            Body::Open(builder) => builder.count() > 0 && self.estimated_size(ratio) >= self.write_limit,
            Body::Closed(_) => true,
        }
    }

    pub(super) fn has_expired(&self, limit: Duration, now: Instant) -> bool {
        now.saturating_duration_since(self.created) >= limit
    }

    /// Gives it producer and sequence; they are in the header, so a finished batch is changed in place.
    pub(super) fn number(&mut self, producer: ProducerId, base: i32, transactional: bool) {
        self.numbered = Some((producer, base));
        match &mut self.body {
            Body::Open(builder) => {
                let options = builder.options_mut();
                (options.producer_id, options.producer_epoch) = (producer.id, producer.epoch);
                (options.base_sequence, options.transactional) = (base, transactional);
            }
            Body::Closed(bytes) => {
                let mut changed = match std::mem::take(bytes).try_into_mut() {
                    Ok(owned) => owned,
                    Err(shared) => BytesMut::from(&shared[..]),
                };
                patch_producer(&mut changed, producer.id, producer.epoch);
                patch_base_sequence(&mut changed, base);
                recompute_crc(&mut changed);
                *bytes = changed.freeze();
            }
        }
    }

    /// The last sequence, -1 without a number.
    pub(super) fn last_sequence(&self) -> i32 {
        self.numbered.map_or(-1, |(_, base)| increment_sequence(base, self.count as i32 - 1))
    }

    /// Compresses and closes it. `spare` is memory to use; the buffer of the records comes back in it.
    pub(super) fn finish(
        &mut self,
        compressor: &mut Compressor,
        spare: &mut Vec<u8>,
    ) -> Result<(), RecordError> {
        let Body::Open(builder) = &mut self.body else { return Ok(()) };
        let options = *builder.options();
        let builder = std::mem::replace(builder, BatchBuilder::over(options, Vec::new()));
        self.raw_size = builder.size();
        self.body = Body::Closed(builder.build_with(compressor, spare)?.into());
        Ok(())
    }

    /// Gives the verdict, once; says whether this was it.
    pub(super) fn decide(&mut self, verdict: Verdict) -> bool {
        if self.is_done {
            return false;
        }
        self.is_done = true;
        self.memory = None;
        self.outcome.decide(verdict)
    }

    /// The error with the remark that it may have been written all the same, if it may.
    pub(super) fn with_doubt(&self, error: ProduceError) -> ProduceError {
        if self.maybe_written && !error.outcome_is_unknown() {
            ProduceError::Unknown { error: Arc::new(error) }
        } else {
            error
        }
    }

    /// Splits it into batches of at most `limit` bytes; they share its memory and its deadline.
    pub(super) fn split(
        &mut self,
        limit: usize,
        codec: Codec,
        level: Option<i32>,
        mut next_id: impl FnMut() -> u64,
        outcome: impl Fn() -> Arc<Outcome>,
    ) -> Result<Vec<Batch>, RecordError> {
        let Body::Closed(bytes) = &self.body else { return Ok(Vec::new()) };
        let mut scratch = Scratch::new();
        let view = BatchView::parse(bytes)?;
        let options = BatchOptions { codec, level, ..BatchOptions::default() };
        let mut builders: Vec<BatchBuilder> = Vec::new();
        for record in view.records(&mut scratch)? {
            let record = record?;
            let headers: Vec<_> = record.headers.iter().map(|header| (header.key, header.value)).collect();
            let (timestamp, key, value) = (record.timestamp, record.key, record.value);
            let fits = match builders.last_mut() {
                Some(last) => {
                    let room = limit.saturating_sub(last.size());
                    last.append_within(room, timestamp, key, value, &headers)?
                }
                None => false,
            };
            if !fits {
                let mut builder = BatchBuilder::new(options);
                builder.append(timestamp, key, value, &headers)?;
                builders.push(builder);
            }
        }
        let mut memory = self.memory.take();
        let mut first = 0;
        let mut parts = Vec::new();
        for builder in builders {
            let count = builder.count() as u32;
            let timestamps = self.timestamps.get(first..first + count as usize).unwrap_or_default().to_vec();
            parts.push(Batch {
                id: next_id(),
                place: self.place,
                outcome: outcome(),
                created: self.created,
                count,
                attempts: self.attempts,
                not_before: None,
                leader_epoch: self.leader_epoch,
                numbered: None,
                was_renumbered: false,
                maybe_written: false,
                is_done: false,
                write_limit: 0,
                timestamps,
                memory: memory.take(),
                raw_size: builder.size(),
                body: Body::Open(builder),
            });
            first += count as usize;
        }
        if let Some((producer, mut base)) = self.numbered {
            for part in &mut parts {
                part.number(producer, base, view.header().is_transactional());
                base = increment_sequence(base, part.count as i32);
            }
        }
        let firsts = parts.iter().scan(0, |sum, part| {
            let first = *sum;
            *sum += part.count;
            Some((first, part.outcome.clone()))
        });
        self.is_done = true;
        self.outcome.split(firsts.collect());
        Ok(parts)
    }
}

/// The verdict for a batch of which the broker names invalid records.
pub(super) fn invalid_records(error: ProduceError, each: HashMap<u32, ProduceError>) -> Verdict {
    if each.is_empty() {
        Verdict::failed(error)
    } else {
        Verdict::Failed { error: ProduceError::OthersInvalid, each }
    }
}
