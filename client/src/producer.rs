//! Writing records.
//!
//! [`Producer::send`] puts a record in the batch of its partition and returns a future that resolves
//! when the broker has acknowledged it. One task (`sender`) sends the batches. What is in which
//! batch, what may be sent now and what to do with each answer is decided by the accumulator, which
//! knows no sockets and no clock.

mod accumulator;
mod config;
mod error;
mod partitioner;
mod sender;

use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use kavka_config::Properties;
use parking_lot::Mutex;
use tokio::sync::{Notify, Semaphore, oneshot};

pub use config::ProducerConfig;
pub use error::ProduceError;
pub use partitioner::{murmur2, partition_for_key};

use crate::TopicPartition;
use crate::cluster::{Cluster, Topic};
use accumulator::{Accumulator, Pending};

/// A record to write.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Where to.
    pub topic: String,
    /// The partition; by key, or any, if absent.
    pub partition: Option<i32>,
    /// In ms since 1970; now if absent.
    pub timestamp: Option<i64>,
    /// The key.
    pub key: Option<bytes::Bytes>,
    /// The value; none is a tombstone in a compacted topic.
    pub value: Option<bytes::Bytes>,
    /// In order; keys may repeat.
    pub headers: Vec<(String, Option<bytes::Bytes>)>,
}

impl Record {
    /// A record without key for a topic.
    pub fn new(topic: impl Into<String>, value: impl Into<bytes::Bytes>) -> Self {
        Self { topic: topic.into(), value: Some(value.into()), ..Self::default() }
    }

    /// The same record with a key.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<bytes::Bytes>) -> Self {
        self.key = Some(key.into());
        self
    }
}

/// Where a record has been written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Topic and partition.
    pub at: TopicPartition,
    /// The record's offset; -1 with acks=0 and where the broker no longer knows it.
    pub offset: i64,
    /// Its timestamp: the broker's with LogAppendTime, else the record's.
    pub timestamp: i64,
}

/// Resolves once the record is acknowledged or has failed. Dropping it does not take the record back.
#[derive(Debug)]
pub struct Delivery(oneshot::Receiver<Result<Written, ProduceError>>);

impl Future for Delivery {
    type Output = Result<Written, ProduceError>;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Self::Output> {
        std::pin::Pin::new(&mut self.0)
            .poll(context)
            .map(|outcome| outcome.unwrap_or(Err(ProduceError::Closed)))
    }
}

/// A producer. Share it by reference; batches are better the more records go through one.
#[derive(Debug)]
pub struct Producer {
    shared: Arc<Shared>,
    sender: Option<tokio::task::JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    config: ProducerConfig,
    cluster: Cluster,
    accumulator: Mutex<Accumulator>,
    /// Bytes of `buffer.memory` that are free.
    memory: Arc<Semaphore>,
    /// Something for the sender to look at.
    wake: Notify,
}

impl Producer {
    /// A producer with these properties. Must be called in a tokio runtime, where its task runs.
    ///
    /// # Errors
    /// [`ProduceError::Client`] for a bad setting or address.
    pub fn new(properties: &Properties) -> Result<Self, ProduceError> {
        let config = ProducerConfig::from_properties(properties)?;
        let cluster = Cluster::new(config.common.clone())?;
        let memory = Arc::new(Semaphore::new(config.buffer_memory));
        let accumulator = Mutex::new(Accumulator::new(config.batching()));
        let shared = Arc::new(Shared { config, cluster, accumulator, memory, wake: Notify::new() });
        let sender = Some(tokio::spawn(sender::run(shared.clone())));
        Ok(Self { shared, sender })
    }

    /// Puts a record in a batch. Waits, up to `max.block.ms`, for the topic's partitions to be known
    /// and for room in `buffer.memory`; nothing is sent if this future is dropped.
    ///
    /// # Errors
    /// [`ProduceError::TooLarge`], [`ProduceError::BufferFull`], [`ProduceError::Client`].
    pub async fn send(&self, record: Record) -> Result<Delivery, ProduceError> {
        let shared = &self.shared;
        let size = accumulator::size_max(&record);
        if size > shared.config.max_request_size {
            return Err(ProduceError::TooLarge { size, max: shared.config.max_request_size });
        }
        if size > shared.config.buffer_memory {
            return Err(ProduceError::TooLarge { size, max: shared.config.buffer_memory });
        }
        let known = shared.cluster.view();
        let partition_count = match known.topics.get(&record.topic).filter(|topic| is_usable(topic)) {
            Some(topic) => topic.partitions.len(),
            None => self.wait_for_topic(&record.topic).await?,
        };
        let permits =
            u32::try_from(size).map_err(|_| ProduceError::TooLarge { size, max: u32::MAX as usize })?;
        let memory = match shared.memory.clone().try_acquire_many_owned(permits) {
            Ok(memory) => memory,
            Err(_) => {
                shared.wake.notify_one();
                let waiting = shared.memory.clone().acquire_many_owned(permits);
                let max_block = shared.config.max_block;
                let granted = tokio::time::timeout(max_block, waiting).await;
                let granted = granted.map_err(|_| ProduceError::BufferFull { after: max_block })?;
                granted.map_err(|_| ProduceError::Closed)?
            }
        };
        let timestamp = record.timestamp.unwrap_or_else(now_ms);
        let (reply, delivery) = oneshot::channel();
        let pending = Pending { reply, timestamp };
        let needs_sender = {
            let mut accumulator = shared.accumulator.lock();
            let count = i32::try_from(partition_count).unwrap_or(i32::MAX);
            accumulator.append(&record, count, pending, memory, Instant::now())?
        };
        if needs_sender {
            shared.wake.notify_one();
        }
        Ok(Delivery(delivery))
    }

    async fn wait_for_topic(&self, topic: &str) -> Result<usize, ProduceError> {
        let topics = [topic.to_string()];
        let shared = &self.shared;
        let view = shared
            .cluster
            .retrying(&format!("metadata of topic {topic}"), shared.config.max_block, async || {
                let view = shared.cluster.with_topics(&topics, true).await?;
                match view.topics.get(topic).filter(|topic| is_usable(topic)) {
                    Some(_) => Ok(view),
                    None => {
                        shared.cluster.forget_topic(topic);
                        Err(crate::ClientError::broker(kavka_protocol::ErrorCode::LeaderNotAvailable, None))
                    }
                }
            })
            .await?;
        Ok(view.topics.get(topic).map_or(0, |topic| topic.partitions.len()))
    }

    /// Sends what is buffered now, whatever `linger.ms` says, and waits until all of it has been
    /// acknowledged or has failed.
    pub async fn flush(&self) {
        let done = self.shared.accumulator.lock().flush();
        self.shared.wake.notify_one();
        // The accumulator answers when nothing is left, or is dropped with the task.
        let _ = done.await;
    }

    /// Flushes, then ends the task and its connections.
    pub async fn close(mut self) {
        self.flush().await;
        self.shared.accumulator.lock().close();
        self.shared.wake.notify_one();
        if let Some(sender) = self.sender.take() {
            let _ = sender.await;
        }
    }
}

impl Drop for Producer {
    fn drop(&mut self) {
        if let Some(sender) = self.sender.take() {
            sender.abort();
            self.shared.accumulator.lock().close();
        }
    }
}

fn is_usable(topic: &Topic) -> bool {
    topic.error == kavka_protocol::ErrorCode::None && !topic.partitions.is_empty()
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
