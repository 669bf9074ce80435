//! Writing records.
//!
//! [`Producer::send`] puts a record in the batch of its partition and returns a future that resolves when the broker
//! has acknowledged it. One task (`sender`) sends the batches. What is in which batch, what may be sent now and what to
//! do with each answer is decided by the accumulator, the sequences and the transactions, which know no sockets and no
//! clock.

mod accumulator;
mod batch;
mod config;
mod delivery;
mod error;
mod interceptor;
mod measured;
mod metrics;
mod partitioner;
mod record;
pub(crate) mod request;
mod sender;
mod sequences;
mod transaction;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use kavka_config::Properties;
use kavka_protocol::ErrorCode;
use parking_lot::Mutex;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

pub use crate::admin::CommittedOffset;
pub use config::ProducerConfig;
pub use delivery::Delivery;
pub use error::{ProduceError, TransactionError};
pub use interceptor::{Interceptor, Partitioner};
pub use metrics::{Counters, ProducerMetrics};
pub use partitioner::{murmur2, partition_for_key};
pub use record::{HeadersRef, Record, RecordRef, Written};

use crate::cluster::{Cluster, Partition, Topic};
use crate::metrics::{ClientKind, Measure, Metric};
use crate::retry::Backoff;
use crate::telemetry::{self, Telemetry};
use crate::{ClientError, GroupMetadata, TopicPartition};
use accumulator::{Accumulator, Appended};
use transaction::{Ticket, Transactions};

/// What programs plug into a producer.
#[derive(Default, Clone)]
pub struct Plugins {
    /// Chooses partitions in place of the built-in way.
    pub partitioner: Option<Arc<dyn Partitioner>>,
    /// See every record, in order.
    pub interceptors: Vec<Arc<dyn Interceptor>>,
}

impl std::fmt::Debug for Plugins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugins").field("interceptors", &self.interceptors.len()).finish_non_exhaustive()
    }
}

/// A producer. Share it by reference; batches are better the more records go through one.
///
/// ```no_run
/// use kavka_client::Producer;
/// use kavka_client::config::ProducerConfigBuilder;
/// use kavka_client::producer::RecordRef;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let config = ProducerConfigBuilder::new().bootstrap_servers("localhost:9092").build()?;
/// let producer = Producer::from_config(config)?;
/// let delivery = producer.send(RecordRef::new("greetings", b"hello").with_key(b"en")).await?;
/// println!("at offset {}", delivery.await?.offset);
/// producer.close().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Producer {
    shared: Arc<Shared>,
    sender: Option<tokio::task::JoinHandle<()>>,
    telemetry: Option<Telemetry>,
}

#[derive(Debug)]
struct Shared {
    config: ProducerConfig,
    plugins: Plugins,
    cluster: Cluster,
    accumulator: Mutex<Accumulator>,
    /// Bytes of `buffer.memory` that are free.
    memory: Arc<Semaphore>,
    /// Something for the sender to look at.
    wake: Notify,
    /// A transactional call may have its result.
    results: Notify,
}

impl Producer {
    /// A producer with these properties. Must be called in a tokio runtime, where its task runs.
    ///
    /// # Errors
    /// [`ProduceError::Client`] for a bad setting or address.
    pub fn new(properties: &Properties) -> Result<Self, ProduceError> {
        Self::from_config(ProducerConfig::from_properties(properties)?)
    }

    /// A producer with these settings. Must be called in a tokio runtime, where its task runs.
    ///
    /// # Errors
    /// [`ProduceError::Client`] for a bad address.
    pub fn from_config(config: ProducerConfig) -> Result<Self, ProduceError> {
        Self::with_plugins(config, Plugins::default())
    }

    /// A producer with a partitioner or interceptors. Must be called in a tokio runtime, where its task runs.
    ///
    /// # Errors
    /// [`ProduceError::Client`] for a bad address.
    pub fn with_plugins(config: ProducerConfig, plugins: Plugins) -> Result<Self, ProduceError> {
        let cluster = Cluster::measured_as(ClientKind::Producer, config.common.clone())?;
        let memory = Arc::new(Semaphore::new(config.buffer_memory.min(Semaphore::MAX_PERMITS)));
        let transactions = config.transactional_id.clone().map(Transactions::new);
        let batching = config.batching(!plugins.interceptors.is_empty());
        let mut accumulator = Accumulator::new(batching, memory.clone(), transactions);
        accumulator.meter = Some(cluster.meter().clone());
        let accumulator = Mutex::new(accumulator);
        let (wake, results) = (Notify::new(), Notify::new());
        let shared = Arc::new(Shared { config, plugins, cluster, accumulator, memory, wake, results });
        let sender = Some(tokio::spawn(sender::run(shared.clone())));
        let telemetry = shared.start_telemetry();
        Ok(Self { shared, sender, telemetry })
    }

    /// Puts a record in a batch: its bytes are copied there. Waits, up to `max.block.ms`, for the topic's partitions to
    /// be known and for room in `buffer.memory`; nothing is sent if this future is dropped.
    ///
    /// # Errors
    /// [`ProduceError::TooLarge`], [`ProduceError::BufferFull`], [`ProduceError::Client`],
    /// [`ProduceError::Transaction`], [`ProduceError::Closed`].
    pub async fn send<'a>(&self, record: impl Into<RecordRef<'a>>) -> Result<Delivery, ProduceError> {
        let record = record.into();
        if !self.shared.plugins.interceptors.is_empty() {
            return Box::pin(self.send_intercepted(record)).await;
        }
        self.append(&record).await
    }

    async fn send_intercepted(&self, record: RecordRef<'_>) -> Result<Delivery, ProduceError> {
        let interceptors = &self.shared.plugins.interceptors;
        let changed =
            interceptors.iter().fold(record.to_owned(), |record, interceptor| interceptor.on_send(record));
        let sent = self.append(&(&changed).into()).await;
        if let Err(error) = &sent {
            let at = TopicPartition::new(changed.topic.clone(), changed.partition.unwrap_or(-1));
            interceptors.iter().for_each(|interceptor| interceptor.on_acknowledgement(&at, Err(error)));
        }
        sent
    }

    async fn append(&self, record: &RecordRef<'_>) -> Result<Delivery, ProduceError> {
        let headers = accumulator::header_views(&record.headers);
        self.shared.check_size(accumulator::size_max(record, &headers))?;
        let mut memory = None;
        match self.shared.try_append(record, &headers, &mut memory)? {
            Appended::Done { delivery, wakes } => {
                if wakes {
                    self.shared.wake.notify_one();
                }
                Ok(delivery)
            }
            // The usual way above must not carry the state of the waits below.
            missing => Box::pin(self.append_waiting(record, &headers, missing)).await,
        }
    }

    async fn append_waiting(
        &self,
        record: &RecordRef<'_>,
        headers: &[(&[u8], Option<&[u8]>)],
        mut missing: Appended,
    ) -> Result<Delivery, ProduceError> {
        let shared = &self.shared;
        let started = Instant::now();
        let mut memory = None;
        loop {
            let left = shared.config.max_block.saturating_sub(started.elapsed());
            match missing {
                Appended::Done { delivery, .. } => {
                    shared.wake.notify_one();
                    return Ok(delivery);
                }
                Appended::NeedsTopic => shared.wait_for_topic(record, left).await?,
                Appended::NeedsMemory(bytes) => memory = Some(shared.wait_for_memory(bytes, left).await?),
            }
            missing = shared.try_append(record, headers, &mut memory)?;
        }
    }

    /// The partitions of a topic, asking the cluster where it is not known.
    ///
    /// # Errors
    /// [`ProduceError::Client`] where it is not known within `max.block.ms`.
    pub async fn partitions_for(&self, topic: &str) -> Result<Vec<Partition>, ProduceError> {
        let known = self.shared.topic(topic, self.shared.config.max_block).await?;
        Ok(known.partitions)
    }

    /// Sends what is buffered now, whatever `linger.ms` says, and waits until all of it has been
    /// acknowledged or has failed.
    pub async fn flush(&self) {
        let started = Instant::now();
        let done = self.shared.accumulator.lock().flush();
        self.shared.wake.notify_one();
        // The accumulator answers when nothing is left, or is dropped with the task.
        let _ = done.await;
        self.shared.cluster.meter().record_ns_since(Measure::Flush, started);
    }

    /// Sends what is buffered, aborts a transaction that was not committed, and ends the task and its connections.
    pub async fn close(self) {
        self.close_within(Duration::from_secs(u64::from(u32::MAX))).await;
    }

    /// As [`Producer::close`]; what is not acknowledged within `limit` fails. Says whether that was not needed.
    pub async fn close_within(mut self, limit: Duration) -> bool {
        let shared = self.shared.clone();
        let sender = self.sender.take();
        let orderly = async {
            let is_ongoing =
                shared.accumulator.lock().transactions.as_ref().is_some_and(Transactions::is_ongoing);
            if is_ongoing {
                // A transaction that cannot be aborted is aborted by the coordinator in the end.
                let _ = self.abort_transaction().await;
            }
            self.flush().await;
            shared.accumulator.lock().close();
            shared.wake.notify_one();
        };
        let is_orderly = tokio::time::timeout(limit, orderly).await.is_ok();
        if !is_orderly {
            shared.accumulator.lock().drop_all();
            shared.wake.notify_one();
        }
        if let Some(telemetry) = self.telemetry.take() {
            telemetry.close(limit).await;
        }
        if let Some(sender) = sender {
            let abort = sender.abort_handle();
            if !is_orderly || tokio::time::timeout(limit, sender).await.is_err() {
                abort.abort();
                shared.cluster.close();
            }
        }
        is_orderly
    }

    /// What it has done so far and how things stand.
    pub fn metrics(&self) -> ProducerMetrics {
        self.shared.metrics()
    }

    /// All metrics now, under the names of the Java producer.
    pub fn all_metrics(&self) -> Vec<Metric> {
        self.shared.all_metrics()
    }

    /// The id that the broker has given this client for its telemetry (KIP-714).
    ///
    /// # Errors
    /// [`ClientError::Invalid`] where `enable.metrics.push` is off, [`ClientError::Timeout`] where there is none within
    /// `limit`.
    pub async fn client_instance_id(&self, limit: Duration) -> Result<uuid::Uuid, ClientError> {
        match &self.telemetry {
            Some(telemetry) => telemetry.client_instance_id(limit).await,
            None => Err(telemetry::is_off()),
        }
    }

    /// The settings it was made with.
    pub fn config(&self) -> &ProducerConfig {
        &self.shared.config
    }

    // Transactions.

    /// Gets the producer id of `transactional.id`, fences off older producers of that name and ends what they left.
    /// To be called once, before the first transaction.
    ///
    /// # Errors
    /// [`TransactionError`]; after [`TransactionError::TimedOut`] it may be called again.
    pub async fn init_transactions(&self) -> Result<(), TransactionError> {
        let ticket = self.shared.call(Transactions::init)?;
        self.shared.result("InitProducerId", ticket).await
    }

    /// Begins a transaction: all records sent until it is committed or aborted belong to it.
    ///
    /// # Errors
    /// [`TransactionError`].
    pub fn begin_transaction(&self) -> Result<(), TransactionError> {
        let mut accumulator = self.shared.accumulator.lock();
        let started = Instant::now();
        transactions(&mut accumulator)?.begin()?;
        accumulator.counters.transactions += 1;
        self.shared.cluster.meter().record_ns_since(Measure::TransactionBegin, started);
        Ok(())
    }

    /// Commits offsets of a consumer group with the transaction. `group` is the consumer's metadata, so that a member
    /// that has lost its partitions is refused.
    ///
    /// # Errors
    /// [`TransactionError`]; after [`TransactionError::TimedOut`] the transaction must be aborted.
    pub async fn send_offsets_to_transaction(
        &self,
        offsets: HashMap<TopicPartition, CommittedOffset>,
        group: GroupMetadata,
    ) -> Result<(), TransactionError> {
        if offsets.is_empty() {
            return self.shared.call(Transactions::check_send);
        }
        let ticket = self.shared.call(|transactions| transactions.send_offsets(offsets, group))?;
        self.shared.result("sendOffsetsToTransaction", ticket).await
    }

    /// Sends what is buffered and commits the transaction.
    ///
    /// # Errors
    /// [`TransactionError`]. After [`TransactionError::TimedOut`] the outcome is unknown: call it again to learn it.
    pub async fn commit_transaction(&self) -> Result<(), TransactionError> {
        let ticket = self.shared.call(Transactions::commit)?;
        self.shared.result("commitTransaction", ticket).await
    }

    /// Drops what is buffered and aborts the transaction.
    ///
    /// # Errors
    /// [`TransactionError`]. After [`TransactionError::TimedOut`] the outcome is unknown: call it again to learn it.
    pub async fn abort_transaction(&self) -> Result<(), TransactionError> {
        let ticket = self.shared.call(Transactions::abort)?;
        self.shared.result("abortTransaction", ticket).await
    }
}

impl Drop for Producer {
    fn drop(&mut self) {
        if let Some(sender) = self.sender.take() {
            sender.abort();
            self.shared.accumulator.lock().drop_all();
            self.shared.cluster.close();
        }
    }
}

fn transactions(accumulator: &mut Accumulator) -> Result<&mut Transactions, TransactionError> {
    let told = "Transactional method invoked on a non-transactional producer.";
    accumulator.transactions.as_mut().ok_or_else(|| TransactionError::InvalidState(told.to_string()))
}

impl Shared {
    fn metrics(&self) -> ProducerMetrics {
        let accumulator = self.accumulator.lock();
        ProducerMetrics {
            counters: accumulator.counters.clone(),
            buffer_available_bytes: self.memory.available_permits(),
            buffer_total_bytes: self.config.buffer_memory,
            waiting_callers: accumulator.memory_waiters,
        }
    }

    fn all_metrics(&self) -> Vec<Metric> {
        let now = self.metrics();
        let in_flight = now.counters.requests_sent.saturating_sub(now.counters.responses_received);
        self.cluster.metrics(&[
            ("buffer-available-bytes", now.buffer_available_bytes as f64),
            ("buffer-total-bytes", now.buffer_total_bytes as f64),
            ("waiting-threads", now.waiting_callers as f64),
            ("requests-in-flight", in_flight as f64),
        ])
    }

    fn start_telemetry(self: &Arc<Self>) -> Option<Telemetry> {
        let of_client = Arc::downgrade(self);
        let source = move || of_client.upgrade().map(|shared| shared.all_metrics()).unwrap_or_default();
        let transactional_id = self.config.transactional_id.iter();
        let resource = transactional_id.map(|id| ("transactional_id".to_string(), id.clone())).collect();
        Telemetry::start(&self.cluster, Box::new(source), resource)
    }

    fn check_size(&self, size: usize) -> Result<(), ProduceError> {
        let config = &self.config;
        let too_large = |max, setting| Err(ProduceError::TooLarge { size, max, setting });
        if size > config.max_request_size {
            return too_large(config.max_request_size, "max.request.size");
        }
        if size > config.buffer_memory {
            return too_large(config.buffer_memory, "buffer.memory");
        }
        Ok(())
    }

    fn try_append(
        &self,
        record: &RecordRef<'_>,
        headers: &[(&[u8], Option<&[u8]>)],
        memory: &mut Option<OwnedSemaphorePermit>,
    ) -> Result<Appended, ProduceError> {
        let chosen = match (record.partition, &self.plugins.partitioner) {
            (Some(partition), _) => Some(partition),
            (None, Some(partitioner)) => match self.cluster.view().topics.get(record.topic) {
                Some(topic) => {
                    let chosen = partitioner.partition(record.topic, record.key, record.value, topic);
                    Some(in_range(chosen, topic)?)
                }
                None => return Ok(Appended::NeedsTopic),
            },
            (None, None) => None,
        };
        let timestamp = record.timestamp.unwrap_or_else(now_ms);
        self.accumulator.lock().append(record, headers, timestamp, chosen, memory, &Instant::now)
    }

    async fn wait_for_topic(&self, record: &RecordRef<'_>, limit: Duration) -> Result<(), ProduceError> {
        let started = Instant::now();
        let mut known = self.topic(record.topic, limit).await?;
        self.cluster.meter().record_ns_since(Measure::MetadataWait, started);
        if let Some(partition) = record.partition
            && in_range(partition, &known).is_err()
        {
            // The topic may have grown since it was looked at.
            self.cluster.forget_topic(record.topic);
            known = self.topic(record.topic, limit).await?;
            in_range(partition, &known)?;
        }
        self.accumulator.lock().add_topic(record.topic, &known, Instant::now());
        Ok(())
    }

    async fn topic(&self, name: &str, limit: Duration) -> Result<Topic, ProduceError> {
        let started = Instant::now();
        let common = &self.config.common;
        let mut backoff = Backoff::new(common.retry_backoff, common.retry_backoff_max);
        // A loop in place of `Cluster::retrying`, with which this future could not move between threads.
        loop {
            let left = limit.saturating_sub(started.elapsed());
            let error = match tokio::time::timeout(left, self.topic_once(name)).await {
                Ok(Ok(topic)) => return Ok(topic),
                Ok(Err(error)) => error,
                Err(_) => ClientError::Invalid("no answer".to_string()),
            };
            let delay = backoff.next_delay();
            if started.elapsed() + delay >= limit {
                let doing = format!("metadata of topic {name}");
                return Err(ClientError::Timeout { doing, after: limit, last: error.to_string() }.into());
            }
            if !error.is_retriable() || self.cluster.gives_up_first_connect(&error, started) {
                return Err(error.into());
            }
            tokio::time::sleep(delay).await;
        }
    }

    async fn topic_once(&self, name: &str) -> Result<Topic, ClientError> {
        let view = self.cluster.with_topics(&[name.to_string()], true).await?;
        match view.topics.get(name).filter(|topic| is_usable(topic)) {
            Some(topic) => Ok(topic.clone()),
            None => {
                self.cluster.forget_topic(name);
                Err(ClientError::broker(ErrorCode::LeaderNotAvailable, None))
            }
        }
    }

    async fn wait_for_memory(
        &self,
        bytes: usize,
        limit: Duration,
    ) -> Result<OwnedSemaphorePermit, ProduceError> {
        let permits = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.accumulator.lock().memory_waiters += 1;
        self.wake.notify_one();
        let _waiting = Waiting(self);
        let (started, meter) = (Instant::now(), self.cluster.meter());
        let granted = tokio::time::timeout(limit, self.memory.clone().acquire_many_owned(permits)).await;
        meter.record_ns_since(Measure::BufferWait, started);
        let granted = granted.map_err(|_| {
            meter.record(Measure::BufferExhausted, 1.0, Instant::now());
            ProduceError::BufferFull { after: self.config.max_block }
        })?;
        granted.map_err(|_| ProduceError::Closed)
    }

    /// A transactional call, and the sender woken for it.
    fn call<T>(
        &self,
        call: impl FnOnce(&mut Transactions) -> Result<T, TransactionError>,
    ) -> Result<T, TransactionError> {
        let result = call(transactions(&mut self.accumulator.lock())?);
        self.wake.notify_one();
        result
    }

    async fn result(&self, operation: &'static str, ticket: Ticket) -> Result<(), TransactionError> {
        let started = Instant::now();
        let wait = async {
            loop {
                let changed = self.results.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                let taken = transactions(&mut self.accumulator.lock())?.take(ticket);
                match taken {
                    Some(result) => return result,
                    None => changed.await,
                }
            }
        };
        let after = self.config.max_block;
        let timed_out = |_| TransactionError::TimedOut { operation, after };
        let result = tokio::time::timeout(after, wait).await.map_err(timed_out)?;
        self.cluster.meter().record_ns_since(measured::of_transaction(operation), started);
        result
    }
}

/// A caller that waits for memory, also where its future is dropped.
struct Waiting<'a>(&'a Shared);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.accumulator.lock().memory_waiters -= 1;
    }
}

/// Callers spawn tasks that send.
#[expect(dead_code, reason = "checked by the compiler, never called")]
fn futures_move_between_threads(producer: &Producer, record: &Record) {
    fn moves(_: impl Send) {}
    moves(producer.send(record));
    moves(producer.commit_transaction());
    moves(producer.flush());
}

fn in_range(partition: i32, topic: &Topic) -> Result<i32, ProduceError> {
    if topic.partition(partition).is_some() {
        return Ok(partition);
    }
    let count = topic.partitions.len();
    let line = format!("Invalid partition given with record: {partition} is not in the range [0...{count}).");
    Err(ClientError::Invalid(line).into())
}

fn is_usable(topic: &Topic) -> bool {
    topic.error == ErrorCode::None && !topic.partitions.is_empty()
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
