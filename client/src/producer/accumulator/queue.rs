//! What waits for one partition, and what is known of a topic.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;

use crate::producer::batch::Batch;
use crate::producer::partitioner::Sticky;
use crate::producer::sequences::{ProducerId, Sequences};

#[derive(Debug, Default)]
pub(super) struct Queue {
    /// To be sent, the first one first; the last one takes records.
    pub batches: VecDeque<Batch>,
    /// Batches that await an answer.
    pub in_flight: usize,
    pub sequences: Sequences,
    pub leader: Option<i32>,
    pub leader_epoch: i32,
    /// In the accumulator's list of partitions with work.
    pub is_active: bool,
    /// The transaction that knows of the partition.
    pub transaction: u64,
}

impl Queue {
    /// Which batch is next to be sent: the first one, but for those that are in doubt.
    pub(super) fn next(&self) -> Option<usize> {
        if !self.sequences.has_doubt() {
            return (!self.batches.is_empty()).then_some(0);
        }
        let next = self.batches.iter().position(|batch| !self.sequences.is_in_doubt(batch.id))?;
        self.batches[next].numbered.is_some().then_some(next)
    }

    /// Puts a batch back in its place: before those that come later.
    pub(super) fn put_back(&mut self, batch: Batch) {
        let at = match self.sequences.position(batch.id) {
            None => 0,
            Some(own) => {
                let is_later = |other: &Batch| self.sequences.position(other.id).is_none_or(|its| its > own);
                self.batches.iter().position(is_later).unwrap_or(self.batches.len())
            }
        };
        self.batches.insert(at, batch);
    }

    /// Numbers everything anew that has numbers.
    pub(super) fn renumber(&mut self, producer: ProducerId, is_transactional: bool) {
        for (id, base) in self.sequences.renumber(producer) {
            if let Some(batch) = self.batches.iter_mut().find(|batch| batch.id == id) {
                batch.number(producer, base, is_transactional);
                batch.was_renumbered = true;
            }
        }
    }
}

#[derive(Debug)]
pub(super) struct Topic {
    pub name: Arc<str>,
    pub id: Uuid,
    /// By partition.
    pub queues: Vec<Queue>,
    /// How many partitions the topic has.
    pub partition_count: i32,
    /// Partitions with a leader.
    pub available: Vec<i32>,
    pub sticky: Sticky,
    /// Compressed size over size, as it has lately been.
    pub ratio: f32,
    pub used: Instant,
}

impl Topic {
    pub(super) fn new(name: Arc<str>, now: Instant) -> Self {
        Self {
            name,
            id: Uuid::nil(),
            queues: Vec::new(),
            partition_count: 0,
            available: Vec::new(),
            sticky: Sticky::default(),
            ratio: 1.0,
            used: now,
        }
    }

    pub(super) fn learn(&mut self, known: &crate::cluster::Topic) {
        if known.error != kavka_protocol::ErrorCode::None {
            return;
        }
        self.id = known.id;
        let highest = known.partitions.iter().map(|partition| partition.index).max();
        let count = highest.and_then(|highest| usize::try_from(highest + 1).ok()).unwrap_or(0);
        if count > self.queues.len() {
            self.queues.resize_with(count, Queue::default);
        }
        self.partition_count = i32::try_from(count).unwrap_or(i32::MAX);
        self.available.clear();
        for partition in &known.partitions {
            let Some(queue) = usize::try_from(partition.index).ok().and_then(|at| self.queues.get_mut(at))
            else {
                continue;
            };
            queue.leader = partition.leader;
            queue.leader_epoch = partition.leader_epoch;
            if partition.leader.is_some() {
                self.available.push(partition.index);
            }
        }
    }

    /// Takes note of how well a batch was compressed, as Java's producer does: quick to despair, slow to hope.
    pub(super) fn observe_ratio(&mut self, observed: f32) {
        const DETERIORATE: f32 = 0.05;
        const IMPROVE: f32 = 0.005;
        if observed > self.ratio {
            self.ratio = (self.ratio + DETERIORATE).max(observed);
        } else if observed < self.ratio {
            self.ratio = (self.ratio - IMPROVE).max(observed);
        }
    }
}
