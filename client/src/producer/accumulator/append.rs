//! A record into its batch.

use std::time::Instant;

use kavka_protocol::record::{BATCH_OVERHEAD, BatchBuilder, BatchOptions};
use tokio::sync::OwnedSemaphorePermit;

use super::{Accumulator, Queue};
use crate::producer::batch::{Batch, Body, Place};
use crate::producer::delivery::Delivery;
use crate::producer::partitioner::partition_for_key;
use crate::producer::record::{HeadersRef, RecordRef};
use crate::producer::{ProduceError, TransactionError};
use crate::{ClientError, TopicPartition};

/// What came of a record.
#[derive(Debug)]
pub(in crate::producer) enum Appended {
    /// It is in a batch; `wakes`: the sender should look, since the batch is new or full.
    Done { delivery: Delivery, wakes: bool },
    /// The topic, or that partition of it, is not known.
    NeedsTopic,
    /// A new batch needs so much of `buffer.memory`.
    NeedsMemory(usize),
}

/// The most bytes a record takes, with a batch around it.
pub(in crate::producer) fn size_max(record: &RecordRef<'_>, headers: &[(&[u8], Option<&[u8]>)]) -> usize {
    BATCH_OVERHEAD + BatchBuilder::record_size_max(record.key, record.value, headers)
}

impl Accumulator {
    /// Puts a record in a batch. `chosen` is the partition that the record or a partitioner names; `memory` is what the
    /// caller has waited for, used if a new batch is needed.
    pub(in crate::producer) fn append(
        &mut self,
        record: &RecordRef<'_>,
        headers: &[(&[u8], Option<&[u8]>)],
        timestamp: i64,
        chosen: Option<i32>,
        memory: &mut Option<OwnedSemaphorePermit>,
        clock: &dyn Fn() -> Instant,
    ) -> Result<Appended, ProduceError> {
        if self.is_closed {
            return Err(ProduceError::Closed);
        }
        let Some(topic) = self.find_topic(record.topic) else { return Ok(Appended::NeedsTopic) };
        let key = record.key.filter(|_| !self.config.ignore_keys);
        let count = self.topics[topic].partition_count;
        let (partition, is_sticky) = match (chosen, key) {
            (Some(partition), _) if (0..count).contains(&partition) => (partition, false),
            (Some(_), _) => return Ok(Appended::NeedsTopic),
            (None, Some(key)) => (partition_for_key(key, count), false),
            (None, None) => (self.sticky_partition(topic), true),
        };
        let place = Place { topic, partition };
        self.join_transaction(place)?;
        let before = self.last_size(place);
        let appended = match self.append_to_last(place, record, headers, timestamp)? {
            Some(appended) => appended,
            None => match self.append_to_new(place, record, headers, timestamp, memory, clock())? {
                Some(appended) => appended,
                None => return Ok(Appended::NeedsMemory(self.charge(record, headers))),
            },
        };
        self.counters.records_sent += 1;
        if is_sticky {
            self.leave_sticky(place, before);
        }
        Ok(appended)
    }

    fn find_topic(&mut self, name: &str) -> Option<usize> {
        if self.topics.get(self.last_topic).is_none_or(|topic| &*topic.name != name) {
            self.last_topic = *self.by_name.get(name)?;
        }
        (self.topics[self.last_topic].partition_count > 0).then_some(self.last_topic)
    }

    /// Tells the transaction of a partition's first record.
    fn join_transaction(&mut self, place: Place) -> Result<(), TransactionError> {
        let Some(transactions) = &mut self.transactions else { return Ok(()) };
        let topic = &mut self.topics[place.topic];
        let queue = &mut topic.queues[place.partition as usize];
        if queue.transaction == transactions.number() {
            return transactions.check_send();
        }
        transactions.add_partition(&TopicPartition::new(&*topic.name, place.partition))?;
        queue.transaction = transactions.number();
        Ok(())
    }

    // KIP-794.

    fn sticky_partition(&mut self, topic: usize) -> i32 {
        let batch_size = self.config.batch_size;
        let ratio = self.ratio(topic);
        let topic = &mut self.topics[topic];
        let partition = topic.sticky.current(&topic.available, topic.partition_count, rand::random);
        let partition = if (0..topic.partition_count).contains(&partition) { partition } else { 0 };
        // It may have been kept because its batch was not full; that batch may be gone now.
        if topic.sticky.is_due(batch_size) && all_full(&topic.queues[partition as usize], ratio) {
            let (available, count) = (&topic.available, topic.partition_count);
            topic.sticky.produced(0, batch_size, true, available, count, rand::random);
            return topic.sticky.current(&topic.available, topic.partition_count, rand::random);
        }
        partition
    }

    fn leave_sticky(&mut self, place: Place, before: Option<(u64, usize)>) {
        let batch_size = self.config.batch_size;
        let ratio = self.ratio(place.topic);
        let now = self.last_size(place);
        let bytes = match (before, now) {
            (Some((old, size)), Some((new, grown))) if old == new => grown - size,
            (_, now) => now.map_or(0, |(_, size)| size),
        };
        let topic = &mut self.topics[place.topic];
        let may_change = all_full(&topic.queues[place.partition as usize], ratio);
        let (available, count) = (&topic.available, topic.partition_count);
        topic.sticky.produced(bytes, batch_size, may_change, available, count, rand::random);
    }

    /// Which batch is last, and its estimated size.
    fn last_size(&self, place: Place) -> Option<(u64, usize)> {
        let ratio = self.ratio(place.topic);
        let queue = &self.topics[place.topic].queues[place.partition as usize];
        queue.batches.back().map(|batch| (batch.id, batch.estimated_size(ratio)))
    }

    // Batches.

    /// Into the last batch, if it has room.
    fn append_to_last(
        &mut self,
        place: Place,
        record: &RecordRef<'_>,
        headers: &[(&[u8], Option<&[u8]>)],
        timestamp: i64,
    ) -> Result<Option<Appended>, ProduceError> {
        let ratio = self.ratio(place.topic);
        let chunk = self.config.batch_size.max(1);
        let keeps_timestamps = self.config.keeps_timestamps;
        let memory = &self.memory;
        let queue = &mut self.topics[place.topic].queues[place.partition as usize];
        let is_alone = queue.batches.len() == 1;
        let Some(batch) = queue.batches.back_mut() else { return Ok(None) };
        if batch.numbered.is_some() || batch.is_full(ratio) {
            return Ok(None);
        }
        let room = batch.write_limit - batch.estimated_size(ratio).min(batch.write_limit);
        let Body::Open(builder) = &mut batch.body else { return Ok(None) };
        // Records that will shrink take more memory until then; it counts like any other.
        if let Some(charged) = &mut batch.memory
            && builder.size() > charged.num_permits()
        {
            match memory.clone().try_acquire_many_owned(u32::try_from(chunk).unwrap_or(u32::MAX)) {
                Ok(more) => charged.merge(more),
                Err(_) => return Ok(None),
            }
        }
        if !append_record(builder, room, record, headers, timestamp)? {
            return Ok(None);
        }
        let index = batch.count;
        batch.count += 1;
        if keeps_timestamps {
            batch.timestamps.push(timestamp);
        }
        let wakes = is_alone && batch.is_full(ratio);
        Ok(Some(Appended::Done { delivery: Delivery::new(batch.outcome.clone(), index, timestamp), wakes }))
    }

    /// What a batch that begins with the record takes of `buffer.memory`.
    fn charge(&self, record: &RecordRef<'_>, headers: &[(&[u8], Option<&[u8]>)]) -> usize {
        size_max(record, headers).max(self.config.batch_size)
    }

    /// Into a new batch; none without memory for it.
    fn append_to_new(
        &mut self,
        place: Place,
        record: &RecordRef<'_>,
        headers: &[(&[u8], Option<&[u8]>)],
        timestamp: i64,
        memory: &mut Option<OwnedSemaphorePermit>,
        now: Instant,
    ) -> Result<Option<Appended>, ProduceError> {
        let write_limit = self.charge(record, headers);
        let permits = u32::try_from(write_limit).unwrap_or(u32::MAX);
        let memory = match memory.take().filter(|memory| memory.num_permits() >= write_limit) {
            Some(memory) => memory,
            None => match self.memory.clone().try_acquire_many_owned(permits) {
                Ok(memory) => memory,
                Err(_) => return Ok(None),
            },
        };
        let options =
            BatchOptions { codec: self.config.codec, level: self.config.level, ..BatchOptions::default() };
        let mut builder = BatchBuilder::over(options, self.spare_buffer(write_limit));
        append_record(&mut builder, usize::MAX, record, headers, timestamp)?;
        let outcome = self.new_outcome(place);
        let delivery = Delivery::new(outcome.clone(), 0, timestamp);
        let batch = Batch {
            id: self.new_id(),
            place,
            body: Body::Open(builder),
            outcome,
            created: now,
            count: 1,
            attempts: 0,
            not_before: None,
            leader_epoch: -1,
            numbered: None,
            was_renumbered: false,
            maybe_written: false,
            is_done: false,
            write_limit,
            timestamps: if self.config.keeps_timestamps { vec![timestamp] } else { Vec::new() },
            memory: Some(memory),
            raw_size: 0,
        };
        self.incomplete += 1;
        self.topics[place.topic].used = now;
        let queue = self.queue(place);
        queue.batches.push_back(batch);
        if !std::mem::replace(&mut queue.is_active, true) {
            self.active.push(place);
        }
        Ok(Some(Appended::Done { delivery, wakes: true }))
    }
}

fn all_full(queue: &Queue, ratio: Option<f32>) -> bool {
    queue.batches.back().is_none_or(|last| last.is_full(ratio))
}

fn append_record(
    builder: &mut BatchBuilder,
    room: usize,
    record: &RecordRef<'_>,
    headers: &[(&[u8], Option<&[u8]>)],
    timestamp: i64,
) -> Result<bool, ProduceError> {
    let appended = builder.append_within(room, timestamp, record.key, record.value, headers);
    appended.map_err(|error| ClientError::Invalid(error.to_string()).into())
}

/// The headers as the batch takes them; without any, nothing is allocated.
pub(in crate::producer) fn header_views<'a>(
    headers: &'a HeadersRef<'_>,
) -> Vec<(&'a [u8], Option<&'a [u8]>)> {
    headers.views()
}
