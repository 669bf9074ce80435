//! Batches: filled by callers, taken by the sender, kept until their answer is final.
//!
//! Per partition, batches wait in the order of their records. An idempotent producer numbers a batch
//! when it is first taken. A batch that has to be sent again goes back to its place in that order,
//! and nothing of the partition is sent until what is in flight has been answered; so the broker
//! sees the sequence without gaps.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use kavka_protocol::ErrorCode;
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::record::{
    BatchBuilder, BatchOptions, NO_SEQUENCE, increment_sequence, patch_base_sequence, patch_producer,
    recompute_crc,
};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::partitioner::{Sticky, partition_for_key};
use super::{ProduceError, Record, Written};
use crate::{ClientError, TopicPartition};

/// The part of the settings that decides about batches.
#[derive(Debug, Clone)]
pub(super) struct Batching {
    pub batch_size: usize,
    pub linger: Duration,
    pub delivery_timeout: Duration,
    pub retries: u32,
    pub codec: Codec,
    pub level: Option<i32>,
    pub idempotent: bool,
    pub ignore_keys: bool,
}

/// A caller that waits for its record.
#[derive(Debug)]
pub(super) struct Pending {
    pub reply: oneshot::Sender<Result<Written, ProduceError>>,
    pub timestamp: i64,
}

/// A batch on its way to a broker.
#[derive(Debug)]
pub(super) struct Batch {
    pub at: TopicPartition,
    /// The bytes to send.
    pub bytes: Bytes,
    base_sequence: i32,
    pending: Vec<Pending>,
    created: Instant,
    attempts: u32,
    _memory: OwnedSemaphorePermit,
}

/// What the broker said about a batch.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Written { base_offset: i64, log_append_time: i64 },
    Refused(ClientError),
}

#[derive(Debug)]
struct Open {
    builder: BatchBuilder,
    pending: Vec<Pending>,
    created: Instant,
    memory: OwnedSemaphorePermit,
}

#[derive(Debug, Default)]
struct Queue {
    /// Still being filled, or full and not yet taken; the last one takes records.
    open: VecDeque<Open>,
    /// To be sent again, in the order of their sequence.
    again: VecDeque<Batch>,
    not_before: Option<Instant>,
    /// Batches that await an answer.
    in_flight: usize,
    next_sequence: i32,
}

impl Queue {
    fn is_empty(&self) -> bool {
        self.open.is_empty() && self.again.is_empty() && self.in_flight == 0
    }
}

/// The producer id an idempotent producer writes under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ProducerId {
    pub id: i64,
    pub epoch: i16,
}

/// All batches of a producer.
pub(super) struct Accumulator {
    config: Batching,
    queues: HashMap<TopicPartition, Queue>,
    sticky: Sticky,
    compressor: Compressor,
    producer_id: Option<ProducerId>,
    /// A gap in some sequence: nothing is taken until all is answered, then a new id is asked for.
    must_renew_id: bool,
    flushes: Vec<oneshot::Sender<()>>,
    is_closed: bool,
}

impl std::fmt::Debug for Accumulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accumulator").field("queues", &self.queues.len()).finish_non_exhaustive()
    }
}

fn header_views(record: &Record) -> Vec<(&[u8], Option<&[u8]>)> {
    record.headers.iter().map(|(key, value)| (key.as_bytes(), value.as_deref())).collect()
}

/// The most bytes a record takes, with a batch around it.
pub(super) fn size_max(record: &Record) -> usize {
    let body =
        BatchBuilder::record_size_max(record.key.as_deref(), record.value.as_deref(), &header_views(record));
    body + kavka_protocol::record::BATCH_OVERHEAD
}

impl Accumulator {
    pub(super) fn new(config: Batching) -> Self {
        Self {
            config,
            queues: HashMap::new(),
            sticky: Sticky::default(),
            compressor: Compressor::new(),
            producer_id: None,
            must_renew_id: false,
            flushes: Vec::new(),
            is_closed: false,
        }
    }

    /// Puts a record in a batch; says whether the sender should look: the batch is new or full.
    pub(super) fn append(
        &mut self,
        record: &Record,
        partition_count: i32,
        pending: Pending,
        memory: OwnedSemaphorePermit,
        now: Instant,
    ) -> Result<bool, ProduceError> {
        if self.is_closed {
            return Err(ProduceError::Closed);
        }
        let size = memory.num_permits();
        let batch_size = self.config.batch_size;
        let key = record.key.as_deref().filter(|_| !self.config.ignore_keys);
        let partition = match (record.partition, key) {
            (Some(partition), _) => partition,
            (None, Some(key)) => partition_for_key(key, partition_count),
            (None, None) => self.sticky.partition(&record.topic, partition_count, size, batch_size),
        };
        if !(0..partition_count).contains(&partition) {
            let line = format!(
                "Invalid partition given with record: {partition} is not in the range [0...{partition_count})."
            );
            return Err(ClientError::Invalid(line).into());
        }
        let queue = self.queues.entry(TopicPartition::new(record.topic.clone(), partition)).or_default();
        let fits = queue.open.back().is_some_and(|open| open.builder.size() + size <= batch_size);
        if !fits {
            let options = BatchOptions {
                codec: self.config.codec,
                level: self.config.level,
                ..BatchOptions::default()
            };
            // A batch of many small records grows; one of a large record is made to measure.
            let builder = BatchBuilder::with_capacity(options, size.min(batch_size));
            let none = OwnedSemaphorePermit::semaphore(&memory).clone().try_acquire_many_owned(0);
            let Ok(none) = none else { return Err(ProduceError::Closed) };
            queue.open.push_back(Open { builder, pending: Vec::new(), created: now, memory: none });
        }
        let open = queue.open.back_mut().expect("there is a batch that fits");
        let headers = header_views(record);
        let (key, value) = (record.key.as_deref(), record.value.as_deref());
        let appended = open.builder.append(pending.timestamp, key, value, &headers);
        appended.map_err(|error| ClientError::Invalid(error.to_string()))?;
        open.pending.push(pending);
        open.memory.merge(memory);
        Ok(!fits || open.builder.size() >= batch_size)
    }

    /// Whether a producer id is needed before anything can be taken: (needed, all is answered).
    pub(super) fn needs_producer_id(&self) -> bool {
        let is_missing = self.config.idempotent && self.producer_id.is_none();
        is_missing || (self.must_renew_id && self.queues.values().all(|queue| queue.in_flight == 0))
    }

    /// A new producer id: every sequence starts again, also of batches that were numbered before.
    pub(super) fn set_producer_id(&mut self, id: ProducerId) {
        self.producer_id = Some(id);
        self.must_renew_id = false;
        for queue in self.queues.values_mut() {
            queue.next_sequence = 0;
            for batch in &mut queue.again {
                batch.base_sequence = queue.next_sequence;
                let mut bytes = BytesMut::from(&batch.bytes[..]);
                patch_producer(&mut bytes, id.id, id.epoch);
                patch_base_sequence(&mut bytes, batch.base_sequence);
                recompute_crc(&mut bytes);
                batch.bytes = bytes.freeze();
                queue.next_sequence = increment_sequence(queue.next_sequence, count(&batch.pending));
            }
        }
    }

    /// Whether batches must wait for a producer id.
    fn is_blocked(&self) -> bool {
        self.must_renew_id || (self.config.idempotent && self.producer_id.is_none())
    }

    /// Partitions with a batch to send now.
    pub(super) fn ready(&self, now: Instant) -> Vec<TopicPartition> {
        if self.is_blocked() {
            return Vec::new();
        }
        let is_ready = |queue: &Queue| self.ready_at(queue).is_some_and(|at| at <= now);
        self.queues.iter().filter(|(_, queue)| is_ready(queue)).map(|(at, _)| at.clone()).collect()
    }

    /// When the next batch becomes ready or the next one expires, if nothing else happens.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let expiry = |queue: &Queue| {
            let open = queue.open.front().map(|open| open.created);
            let again = queue.again.front().map(|batch| batch.created);
            open.into_iter().chain(again).min().map(|created| created + self.config.delivery_timeout)
        };
        let ready = |queue: &Queue| if self.is_blocked() { None } else { self.ready_at(queue) };
        self.queues.values().flat_map(|queue| [expiry(queue), ready(queue)]).flatten().min()
    }

    fn ready_at(&self, queue: &Queue) -> Option<Instant> {
        if !queue.again.is_empty() {
            return if queue.in_flight == 0 {
                Some(queue.not_before.unwrap_or_else(Instant::now))
            } else {
                None
            };
        }
        let first = queue.open.front()?;
        let is_full = queue.open.len() > 1 || first.builder.size() >= self.config.batch_size;
        let hurries = is_full || !self.flushes.is_empty() || self.is_closed;
        Some(if hurries { first.created } else { first.created + self.config.linger })
    }

    /// Takes the first batch of a partition that is ready, numbered and in its final bytes.
    pub(super) fn take(&mut self, at: &TopicPartition, now: Instant) -> Option<Batch> {
        let is_blocked = self.is_blocked();
        let queue = self.queues.get(at)?;
        if is_blocked || self.ready_at(queue).is_none_or(|ready| ready > now) {
            return None;
        }
        let queue = self.queues.get_mut(at)?;
        if let Some(mut batch) = queue.again.pop_front() {
            queue.in_flight += 1;
            batch.attempts += 1;
            return Some(batch);
        }
        let Open { mut builder, pending, created, memory } = queue.open.pop_front()?;
        let base_sequence = match self.producer_id {
            Some(id) => {
                let options = builder.options_mut();
                (options.producer_id, options.producer_epoch) = (id.id, id.epoch);
                options.base_sequence = queue.next_sequence;
                queue.next_sequence
            }
            None => NO_SEQUENCE,
        };
        match builder.build(&mut self.compressor) {
            Ok(bytes) => {
                if base_sequence != NO_SEQUENCE {
                    queue.next_sequence = increment_sequence(base_sequence, count(&pending));
                }
                queue.in_flight += 1;
                let bytes = bytes.freeze();
                Some(Batch {
                    at: at.clone(),
                    bytes,
                    base_sequence,
                    pending,
                    created,
                    attempts: 0,
                    _memory: memory,
                })
            }
            Err(error) => {
                fail(pending, &ClientError::Invalid(error.to_string()).into());
                self.settle();
                None
            }
        }
    }

    /// Deals with the broker's answer to a batch.
    pub(super) fn answered(&mut self, batch: Batch, answer: Answer, now: Instant, backoff: Duration) {
        let Some(queue) = self.queues.get_mut(&batch.at) else { return };
        queue.in_flight -= 1;
        match answer {
            Answer::Written { base_offset, log_append_time } => deliver(batch, base_offset, log_append_time),
            Answer::Refused(error) => {
                let has_earlier = queue.in_flight > 0
                    || queue.again.iter().any(|other| is_before(other.base_sequence, batch.base_sequence));
                let is_gap = matches!(
                    error.code(),
                    Some(
                        ErrorCode::OutOfOrderSequenceNumber
                            | ErrorCode::UnknownProducerId
                            | ErrorCode::InvalidProducerEpoch
                    )
                );
                // Refused for an earlier batch that is still to be sent again: its turn will come.
                let waits_for_earlier = is_gap && self.config.idempotent && has_earlier;
                let has_time = now < batch.created + self.config.delivery_timeout
                    && batch.attempts < self.config.retries;
                if (error.is_retriable() || waits_for_earlier) && has_time {
                    queue.not_before = Some(now + backoff);
                    let at = queue
                        .again
                        .iter()
                        .position(|other| is_before(batch.base_sequence, other.base_sequence));
                    queue.again.insert(at.unwrap_or(queue.again.len()), batch);
                } else {
                    // What follows in the sequence would be refused for the gap that this one leaves.
                    self.must_renew_id |= self.config.idempotent;
                    fail(batch.pending, &error.into());
                }
            }
        }
        self.settle();
    }

    /// Fails batches that have waited too long.
    pub(super) fn expire(&mut self, now: Instant) {
        let timeout = self.config.delivery_timeout;
        for (at, queue) in &mut self.queues {
            let expired = |count: usize, created: Instant| ProduceError::Expired {
                count,
                at: at.clone(),
                after: now.saturating_duration_since(created),
            };
            while let Some(open) = queue.open.pop_front_if(|open| open.created + timeout <= now) {
                let error = expired(open.pending.len(), open.created);
                fail(open.pending, &error);
            }
            while let Some(batch) = queue.again.pop_front_if(|batch| batch.created + timeout <= now) {
                self.must_renew_id |= self.config.idempotent;
                let error = expired(batch.pending.len(), batch.created);
                fail(batch.pending, &error);
            }
        }
        self.settle();
    }

    /// Makes everything ready at once; resolves when nothing is left.
    pub(super) fn flush(&mut self) -> oneshot::Receiver<()> {
        let (done, receiver) = oneshot::channel();
        self.flushes.push(done);
        self.settle();
        receiver
    }

    /// Takes no more records; fails those not sent yet.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        for queue in self.queues.values_mut() {
            queue.open.drain(..).for_each(|open| fail(open.pending, &ProduceError::Closed));
            queue.again.drain(..).for_each(|batch| fail(batch.pending, &ProduceError::Closed));
        }
        self.settle();
    }

    pub(super) fn is_done(&self) -> bool {
        self.is_closed && self.queues.values().all(Queue::is_empty)
    }

    fn settle(&mut self) {
        if !self.flushes.is_empty() && self.queues.values().all(Queue::is_empty) {
            for flush in self.flushes.drain(..) {
                let _ = flush.send(());
            }
        }
    }
}

fn count(pending: &[Pending]) -> i32 {
    i32::try_from(pending.len()).unwrap_or(i32::MAX)
}

/// Whether sequence `a` comes before `b`; they wrap at the top.
fn is_before(a: i32, b: i32) -> bool {
    a != NO_SEQUENCE && b.wrapping_sub(a) & i32::MAX < i32::MAX / 2 && a != b
}

fn fail(pending: Vec<Pending>, error: &ProduceError) {
    for one in pending {
        let _ = one.reply.send(Err(error.clone()));
    }
}

fn deliver(batch: Batch, base_offset: i64, log_append_time: i64) {
    for (at, one) in (0..).zip(batch.pending) {
        let offset = if base_offset < 0 { -1 } else { base_offset + at };
        let timestamp = if log_append_time >= 0 { log_append_time } else { one.timestamp };
        // A caller that no longer listens is fine.
        let _ = one.reply.send(Ok(Written { at: batch.at.clone(), offset, timestamp }));
    }
}

#[cfg(test)]
mod tests;
