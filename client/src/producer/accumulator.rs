//! Batches: filled by callers, taken by the sender, kept until their answer is final. Knows no sockets and no clock.
//!
//! Per partition, batches wait in the order of their records. One that has to be sent again goes back to its place in
//! that order. When an idempotent producer may send which is decided by [`super::sequences`], when a transactional one,
//! by [`super::transaction`].

mod answer;
mod append;
#[cfg(test)]
mod golden;
mod queue;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kavka_protocol::ErrorCode;
use kavka_protocol::compression::Codec;
use tokio::sync::{Semaphore, oneshot};
use uuid::Uuid;

pub(super) use answer::{Answer, Refusal};
pub(super) use append::{Appended, header_views, size_max};
use queue::{Queue, Topic};

use super::ProduceError;
use super::batch::{Batch, Place};
use super::delivery::{Outcome, Verdict};
use super::metrics::Counters;
use super::partitioner::Load;
use super::sequences::ProducerId;
use super::transaction::Transactions;
use crate::cluster::ClusterView;
use crate::metrics::{Measure, Meter};

/// The part of the settings that decides about batches.
#[derive(Debug, Clone)]
pub(super) struct Batching {
    pub batch_size: usize,
    pub linger: Duration,
    pub delivery_timeout: Duration,
    pub retries: u32,
    pub retry_backoff: Duration,
    pub retry_backoff_max: Duration,
    pub max_request_size: usize,
    pub codec: Codec,
    pub level: Option<i32>,
    pub idempotent: bool,
    /// `max.in.flight.requests.per.connection` is 1: batches of a partition go one after the other.
    pub in_order: bool,
    pub ignore_keys: bool,
    pub adaptive: bool,
    pub availability_timeout: Duration,
    pub buffer_memory: usize,
    pub keeps_timestamps: bool,
}

/// Batches for one broker.
#[derive(Debug)]
pub(super) struct Request {
    pub id: u64,
    pub node: i32,
    pub batches: Vec<Batch>,
}

/// A verdict that interceptors hear of.
#[derive(Debug)]
pub(super) struct Decided {
    pub topic: Arc<str>,
    pub partition: i32,
    pub verdict: Verdict,
    pub timestamps: Vec<i64>,
}

/// The sender's view of a broker, for `partitioner.availability.timeout.ms`.
#[derive(Debug, Clone, Copy)]
struct NodeStats {
    ready: Instant,
    drained: Instant,
}

/// The producer id of an idempotent producer without transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Identity {
    NotNeeded,
    Wanted,
    Asked,
    Known(ProducerId),
}

/// All batches of a producer, and who it is.
pub(super) struct Accumulator {
    config: Batching,
    topics: Vec<Topic>,
    by_name: HashMap<Arc<str>, usize>,
    /// Where the last record went: most go to the same topic as the one before.
    last_topic: usize,
    /// Partitions with batches that wait.
    active: Vec<Place>,
    identity: Identity,
    pub transactions: Option<Transactions>,
    memory: Arc<Semaphore>,
    /// Callers that wait for memory: then batches do not linger.
    pub memory_waiters: usize,
    spare: Vec<Vec<u8>>,
    next_id: u64,
    /// Batches without a verdict.
    incomplete: usize,
    flushes: Vec<oneshot::Sender<()>>,
    is_closed: bool,
    nodes: HashMap<i32, NodeStats>,
    decided: Vec<Decided>,
    pub counters: Counters,
    /// Where metrics are taken; nowhere in tests.
    pub meter: Option<Arc<Meter>>,
}

impl std::fmt::Debug for Accumulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accumulator").field("incomplete", &self.incomplete).finish_non_exhaustive()
    }
}

impl Accumulator {
    pub(super) fn new(config: Batching, memory: Arc<Semaphore>, transactions: Option<Transactions>) -> Self {
        let identity = match (&transactions, config.idempotent) {
            (None, true) => Identity::Wanted,
            _ => Identity::NotNeeded,
        };
        Self {
            config,
            topics: Vec::new(),
            by_name: HashMap::new(),
            last_topic: 0,
            active: Vec::new(),
            identity,
            transactions,
            memory,
            memory_waiters: 0,
            spare: Vec::new(),
            next_id: 0,
            incomplete: 0,
            flushes: Vec::new(),
            is_closed: false,
            nodes: HashMap::new(),
            decided: Vec::new(),
            counters: Counters::default(),
            meter: None,
        }
    }

    fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn queue(&mut self, place: Place) -> &mut Queue {
        &mut self.topics[place.topic].queues[place.partition as usize]
    }

    /// Name and id of a topic that has batches.
    pub(super) fn topic(&self, place: Place) -> (&Arc<str>, Uuid) {
        let topic = &self.topics[place.topic];
        (&topic.name, topic.id)
    }

    /// Names of the topics that records went to since `since`.
    pub(super) fn topic_names(&self, since: Option<Instant>) -> Vec<String> {
        let is_used = |topic: &&Topic| since.is_none_or(|since| topic.used >= since);
        self.topics.iter().filter(is_used).map(|topic| topic.name.to_string()).collect()
    }

    /// Takes over partitions and leaders.
    pub(super) fn learn(&mut self, view: &ClusterView) {
        for topic in &mut self.topics {
            if let Some(known) = view.topics.get(&*topic.name) {
                topic.learn(known);
            }
        }
    }

    /// Makes a topic known, so that records can go to it.
    pub(super) fn add_topic(&mut self, name: &str, known: &crate::cluster::Topic, now: Instant) {
        let at = match self.by_name.get(name) {
            Some(at) => *at,
            None => {
                let shared: Arc<str> = name.into();
                self.topics.push(Topic::new(shared.clone(), now));
                self.by_name.insert(shared, self.topics.len() - 1);
                self.topics.len() - 1
            }
        };
        self.topics[at].learn(known);
    }

    // Who the producer is.

    fn producer(&self) -> Option<ProducerId> {
        match (&self.transactions, self.identity) {
            (Some(transactions), _) => transactions.producer(),
            (None, Identity::Known(producer)) => Some(producer),
            _ => None,
        }
    }

    fn has_sequences(&self) -> bool {
        self.config.idempotent
    }

    /// Whether the sender must ask for a producer id; it says so once.
    pub(super) fn take_wish_for_identity(&mut self) -> bool {
        let wishes = self.identity == Identity::Wanted && self.incomplete > 0;
        if wishes {
            self.identity = Identity::Asked;
        }
        wishes
    }

    /// The answer to the wish. What waits fails with a refusal; the next record asks again.
    pub(super) fn identified(&mut self, result: Result<ProducerId, crate::ClientError>) {
        match result {
            Ok(producer) => self.identity = Identity::Known(producer),
            Err(error) => {
                self.identity = Identity::Wanted;
                self.drop_batches(&error.into(), true);
            }
        }
    }

    /// Gives out new numbers where some are missing for good and nothing of the partition is on its way.
    fn renumber(&mut self) {
        for at in 0..self.active.len() {
            let place = self.active[at];
            let queue = self.queue(place);
            if queue.in_flight > 0 {
                continue;
            }
            queue.sequences.resolve();
            if !queue.sequences.must_bump() {
                continue;
            }
            if let Some(producer) = self.bumped() {
                self.counters.epoch_bumps += 1;
                let is_transactional = self.transactions.is_some();
                self.queue(place).renumber(producer, is_transactional);
            }
        }
    }

    /// A new epoch of an idempotent producer, which needs nobody's leave; an id of its own after the last epoch.
    fn bumped(&mut self) -> Option<ProducerId> {
        match &mut self.identity {
            Identity::Known(producer) if producer.epoch == i16::MAX => {
                self.identity = Identity::Wanted;
                None
            }
            Identity::Known(producer) => {
                producer.epoch += 1;
                Some(*producer)
            }
            _ => None,
        }
    }

    /// After a transaction with a new epoch, and for a new one: partitions start anew.
    fn follow_transactions(&mut self) {
        let Some(transactions) = &mut self.transactions else { return };
        if transactions.take_reset() {
            for queue in self.topics.iter_mut().flat_map(|topic| &mut topic.queues) {
                queue.sequences = super::sequences::Sequences::default();
            }
        }
    }

    // What the sender takes.

    /// Work before batches are taken: time limits, dropped records, new numbers. Gives nothing back; see
    /// [`Accumulator::take_decided`].
    pub(super) fn step(&mut self, now: Instant) {
        self.follow_transactions();
        self.drop_undrained();
        self.expire(now);
        if self.transactions.is_none() && self.has_sequences() {
            self.renumber();
        }
        let topics = &self.topics;
        let is_done = |place: &Place| {
            let queue = &topics[place.topic].queues[place.partition as usize];
            queue.batches.is_empty() && queue.in_flight == 0 && !queue.sequences.must_bump()
        };
        let mut idle = Vec::new();
        self.active.retain(|place| {
            let keep = !is_done(place);
            if !keep {
                idle.push(*place);
            }
            keep
        });
        for place in idle {
            self.queue(place).is_active = false;
        }
    }

    /// Records that a failed or aborted transaction will not send.
    fn drop_undrained(&mut self) {
        let Some(transactions) = &self.transactions else { return };
        let Some(error) = transactions.drops_records() else { return };
        let is_fatal = transactions.has_fatal_error();
        self.drop_batches(&error, is_fatal);
    }

    /// Fails batches that wait: those without a number, or all of them.
    fn drop_batches(&mut self, error: &ProduceError, all: bool) {
        for place in self.active.clone() {
            let queue = self.queue(place);
            let (gone, kept) = std::mem::take(&mut queue.batches)
                .into_iter()
                .partition(|batch: &Batch| all || batch.numbered.is_none());
            queue.batches = kept;
            for batch in gone {
                self.conclude(batch, Verdict::failed(error.clone()));
            }
        }
    }

    fn expire(&mut self, now: Instant) {
        let limit = self.config.delivery_timeout;
        for at in 0..self.active.len() {
            let place = self.active[at];
            while let Some(batch) =
                self.queue(place).batches.pop_front_if(|batch| batch.has_expired(limit, now))
            {
                let error = self.expired_error(&batch, now);
                self.fail_waiting(batch, error);
            }
        }
    }

    pub(super) fn expired_error(&self, batch: &Batch, now: Instant) -> ProduceError {
        let (topic, _) = self.topic(batch.place);
        ProduceError::Expired {
            count: batch.count as usize,
            at: crate::TopicPartition::new(&**topic, batch.place.partition),
            after: now.saturating_duration_since(batch.created),
            maybe_written: batch.maybe_written,
        }
    }

    /// A request for the next broker that has something to take and passes `can_send`.
    pub(super) fn take_request(
        &mut self,
        now: Instant,
        mut can_send: impl FnMut(i32) -> bool,
    ) -> Option<Request> {
        if self.has_sequences() && self.producer().is_none() {
            return None;
        }
        let mut request: Option<Request> = None;
        let mut size = 0;
        for at in 0..self.active.len() {
            let place = self.active[at];
            let Some(leader) = self.queue(place).leader else { continue };
            if request.as_ref().is_some_and(|request| request.node != leader)
                || self.ready_at(place, now).is_none_or(|ready| ready > now)
                || (request.is_none() && !can_send(leader))
            {
                continue;
            }
            let queue = self.queue(place);
            let next = queue.next().map_or(0, |at| queue.batches[at].size());
            if request.is_some() && size + next > self.config.max_request_size {
                continue;
            }
            if let Some(batch) = self.take(place, now) {
                size += next;
                let request = match &mut request {
                    Some(request) => request,
                    none => none.insert(Request { id: self.new_id(), node: leader, batches: Vec::new() }),
                };
                request.batches.push(batch);
            }
        }
        // Another partition is first the next time.
        if self.active.len() > 1 {
            self.active.rotate_left(1);
        }
        if let Some(request) = &mut request {
            request.batches.sort_by_key(|batch| (batch.place.topic, batch.place.partition));
            self.note_drain(request.node, now);
        }
        request
    }

    /// Takes the first batch of a partition, numbered.
    fn take(&mut self, place: Place, now: Instant) -> Option<Batch> {
        let producer = self.producer();
        let is_transactional = self.transactions.is_some();
        let has_sequences = self.has_sequences();
        let queue = self.queue(place);
        let mut batch = queue.next().and_then(|at| queue.batches.remove(at))?;
        if has_sequences && batch.numbered.is_none() {
            let numbers =
                producer.and_then(|producer| queue.sequences.number(producer, batch.id, batch.count as i32));
            let Some((producer, base)) = numbers else {
                queue.batches.push_front(batch);
                return None;
            };
            batch.number(producer, base, is_transactional);
        }
        batch.leader_epoch = queue.leader_epoch;
        batch.attempts += 1;
        batch.not_before = None;
        queue.in_flight += 1;
        let waited = now.saturating_duration_since(batch.created);
        self.counters.queue_time += waited;
        if let Some(meter) = &self.meter {
            meter.record(Measure::RecordQueueTime, waited.as_secs_f64() * 1e3, now);
        }
        Some(batch)
    }

    /// When the first batch of a partition may be sent; none as long as something else must happen first.
    fn ready_at(&self, place: Place, now: Instant) -> Option<Instant> {
        let topic = &self.topics[place.topic];
        let queue = &topic.queues[place.partition as usize];
        let batch = &queue.batches[queue.next()?];
        if self.config.in_order && queue.in_flight > 0 {
            return None;
        }
        if batch.numbered.is_some() && !queue.sequences.may_resend(batch.id) {
            return None;
        }
        if batch.numbered.is_none() && (queue.sequences.must_bump() || queue.sequences.is_unresolved()) {
            return None;
        }
        let mut completes = false;
        if let Some(transactions) = &self.transactions {
            completes = transactions.is_completing();
            let at = || crate::TopicPartition::new(&*topic.name, place.partition);
            if transactions.has_fatal_error() || !transactions.is_added(&at()) {
                return None;
            }
        }
        if let Some(not_before) = batch.not_before {
            // A new leader is asked at once.
            let has_moved = queue.leader_epoch > batch.leader_epoch;
            return Some(if has_moved { now } else { not_before });
        }
        let hurries = queue.batches.len() > 1
            || batch.attempts > 0
            || batch.is_full(self.ratio(place.topic))
            || completes
            || self.memory_waiters > 0
            || !self.flushes.is_empty()
            || self.is_closed;
        Some(if hurries { batch.created } else { batch.created + self.config.linger })
    }

    /// When to look again if nothing else happens.
    pub(super) fn next_deadline(&self, now: Instant) -> Option<Instant> {
        let of = |place: &Place| {
            let queue = &self.topics[place.topic].queues[place.partition as usize];
            let expiry = queue.batches.front().map(|batch| batch.created + self.config.delivery_timeout);
            let ready = self.ready_at(*place, now).filter(|ready| *ready > now);
            [expiry, ready].into_iter().flatten().min()
        };
        self.active.iter().filter_map(of).min()
    }

    /// Whether a batch waits for a partition without a leader.
    pub(super) fn lacks_leader(&self) -> bool {
        self.active.iter().any(|place| {
            let queue = &self.topics[place.topic].queues[place.partition as usize];
            queue.leader.is_none() && !queue.batches.is_empty()
        })
    }

    /// Brokers that lead partitions with batches.
    pub(super) fn leaders(&self) -> Vec<i32> {
        let mut leaders: Vec<i32> = self
            .active
            .iter()
            .map(|place| &self.topics[place.topic].queues[place.partition as usize])
            .filter(|queue| !queue.batches.is_empty())
            .filter_map(|queue| queue.leader)
            .collect();
        leaders.sort_unstable();
        leaders.dedup();
        leaders
    }

    // Adaptive partitioning.

    fn note_drain(&mut self, node: i32, now: Instant) {
        if !self.config.availability_timeout.is_zero() {
            self.nodes.insert(node, NodeStats { ready: now, drained: now });
        }
    }

    /// A broker has batches and cannot take them.
    pub(super) fn note_blocked(&mut self, node: i32, now: Instant) {
        if !self.config.availability_timeout.is_zero() {
            self.nodes.entry(node).or_insert(NodeStats { ready: now, drained: now }).ready = now;
        }
    }

    /// Weighs the partitions of each topic for records without key.
    pub(super) fn weigh(&mut self) {
        if !self.config.adaptive {
            return;
        }
        let timeout = self.config.availability_timeout;
        let nodes = &self.nodes;
        for topic in self.topics.iter_mut().filter(|topic| topic.queues.len() > 1) {
            let is_available = |leader: i32| match nodes.get(&leader) {
                Some(stats) if !timeout.is_zero() => {
                    stats.ready.saturating_duration_since(stats.drained) <= timeout
                }
                _ => true,
            };
            let loads: Vec<Load> = (0..)
                .zip(&topic.queues)
                .filter_map(|(partition, queue)| {
                    let is_available = is_available(queue.leader?);
                    Some(Load { partition, queued: queue.batches.len() as u32, is_available })
                })
                .collect();
            topic.sticky.weigh(&loads, topic.queues.len());
        }
    }

    /// Takes the records of a batch for the producer and for the topic.
    fn measure(&self, batch: &Batch, measure: Measure) {
        if let Some(meter) = &self.meter {
            let (now, count) = (Instant::now(), f64::from(batch.count));
            meter.record(measure, count, now);
            meter.topic(self.topic(batch.place).0).record(measure, count, now);
        }
    }

    // Ends.

    /// Gives a batch its verdict and takes it off the books.
    fn conclude(&mut self, mut batch: Batch, verdict: Verdict) {
        self.decide(&mut batch, verdict);
        self.recycle(batch);
    }

    fn decide(&mut self, batch: &mut Batch, verdict: Verdict) {
        if batch.is_done {
            return;
        }
        match &verdict {
            Verdict::Written { .. } => self.counters.records_acknowledged += u64::from(batch.count),
            Verdict::Failed { .. } => {
                self.counters.records_failed += u64::from(batch.count);
                self.measure(batch, Measure::RecordError);
            }
        }
        if self.config.keeps_timestamps {
            let (topic, _) = self.topic(batch.place);
            let (topic, partition) = (topic.clone(), batch.place.partition);
            let timestamps = std::mem::take(&mut batch.timestamps);
            self.decided.push(Decided { topic, partition, verdict: verdict.clone(), timestamps });
        }
        batch.decide(verdict);
        self.incomplete -= 1;
        self.settle();
    }

    /// Verdicts since the last call, for interceptors.
    pub(super) fn take_decided(&mut self) -> Vec<Decided> {
        std::mem::take(&mut self.decided)
    }

    /// Makes everything ready at once; resolves when nothing is left.
    pub(super) fn flush(&mut self) -> oneshot::Receiver<()> {
        let (done, receiver) = oneshot::channel();
        self.flushes.push(done);
        self.settle();
        receiver
    }

    /// Takes no more records; those that wait are still sent.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
    }

    /// Fails everything that waits.
    pub(super) fn drop_all(&mut self) {
        self.is_closed = true;
        self.drop_batches(&ProduceError::Closed, true);
        if let Some(transactions) = &mut self.transactions {
            transactions.close();
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    pub(super) fn has_incomplete(&self) -> bool {
        self.incomplete > 0
    }

    fn settle(&mut self) {
        if self.incomplete == 0 {
            for flush in self.flushes.drain(..) {
                let _ = flush.send(());
            }
        }
    }

    // Memory.

    /// A buffer that was used before, or a new one for `size` bytes.
    pub(super) fn spare_buffer(&mut self, size: usize) -> Vec<u8> {
        self.spare.pop().unwrap_or_else(|| Vec::with_capacity(size))
    }

    /// Keeps a buffer for later use, as many as `buffer.memory` stands for.
    pub(super) fn keep_buffer(&mut self, buffer: Vec<u8>) {
        let size = self.config.batch_size.max(1);
        let is_usual = buffer.capacity() >= size && buffer.capacity() <= 4 * size + 4096;
        if is_usual && (self.spare.len() + 1) * size <= self.config.buffer_memory {
            self.spare.push(buffer);
        }
    }

    /// Keeps the buffer of a batch that is over.
    fn recycle(&mut self, batch: Batch) {
        match batch.body {
            super::batch::Body::Closed(bytes) => {
                if bytes.is_unique() {
                    let mut bytes = bytes;
                    bytes.truncate(0);
                    self.keep_buffer(bytes.into());
                }
            }
            super::batch::Body::Open(_) => {}
        }
    }

    fn ratio(&self, topic: usize) -> Option<f32> {
        (self.config.codec != Codec::None).then(|| self.topics[topic].ratio)
    }

    fn new_outcome(&self, place: Place) -> Arc<Outcome> {
        Outcome::new(&self.topics[place.topic].name, place.partition)
    }
}

/// Whether metadata may be the reason for a refusal.
pub(super) fn is_about_metadata(code: ErrorCode) -> bool {
    code.refreshes_metadata()
}
