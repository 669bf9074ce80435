//! Reading records, from partitions chosen by hand or shared in a group.
//!
//! [`Consumer::poll`] decides everything in its own time: takes part in rebalances, starts fetches, takes the next fetched
//! records. Requests on their way, a round of joining and heartbeats go on between polls, which may therefore be as short
//! as they like. A consumer belongs to one task.
//!
//! ```no_run
//! use std::time::Duration;
//! use kavka_client::{Consumer, Properties};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let properties: Properties = [
//!     ("bootstrap.servers", "127.0.0.1:9092"),
//!     ("group.id", "greeters"),
//!     ("group.protocol", "consumer"),
//!     ("auto.offset.reset", "earliest"),
//! ]
//! .map(|(name, value)| (name.to_string(), value.to_string()))
//! .into_iter()
//! .collect();
//! let mut consumer = Consumer::new(&properties)?;
//! consumer.subscribe(["greetings".to_string()])?;
//! for record in consumer.poll(Duration::from_secs(1)).await? {
//!     println!("{} offset {}: {:?}", record.at, record.offset, record.value);
//! }
//! consumer.close().await;
//! # Ok(())
//! # }
//! ```

pub mod assignor;
mod background;
mod borrowed;
mod commit;
mod config;
mod fetch;
mod group;
mod interceptor;
mod lookup;
mod measured;
mod membership;
mod positions;
mod raw;
mod rebalance;
mod records;
mod session;
mod step;
mod subscribe;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::{Stream, stream};
use kavka_config::Properties;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

pub use assignor::PartitionAssignor;
pub use config::{ConsumerConfig, GroupProtocol, OffsetReset};
pub use interceptor::{ConsumerInterceptor, ConsumerMetrics};
pub use membership::Leave;
pub use raw::RawBatches;
pub use rebalance::RebalanceListener;
pub use records::ConsumedRecord;

use crate::admin::Admin;
use crate::cluster::Cluster;
use crate::metrics::{ClientKind, Measure, Metric};
use crate::telemetry::{self, Telemetry};
use crate::{ClientError, TopicPartition};
use background::Background;
use fetch::Fetcher;
use group::{Group, Line};
use positions::{Position, Positions};
use records::{Fetched, Memory, Reader};
use subscribe::Subscribed;

/// Reading failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ConsumeError {
    /// A setting is wrong, the cluster cannot be reached, or the broker refused.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// `auto.offset.reset=none`, and the group has committed nothing for the partition.
    #[error("Undefined offset with no reset policy for partitions: [{0}]")]
    NoOffset(TopicPartition),
    /// `auto.offset.reset=none`, and the partition does not have the offset.
    #[error("Fetch position {offset} is out of range for partition {at}, and no reset policy is configured.")]
    OutOfRange {
        /// The partition.
        at: TopicPartition,
        /// The offset asked for.
        offset: i64,
    },
    /// `auto.offset.reset=none`, and the log was cut below the position (KIP-320).
    #[error("Truncated partition {at}: position {offset} is beyond the end {end_offset} of its epoch")]
    Truncated {
        /// The partition.
        at: TopicPartition,
        /// The position.
        offset: i64,
        /// Where the log of the leader parts from what was read: the place to seek to, to read all that is new. -1 where
        /// the leader does not know the epoch.
        end_offset: i64,
        /// The epoch of the record before that, for [`Consumer::seek_checked`]; -1 where it is not known.
        epoch: i32,
    },
    /// What was fetched is damaged.
    #[error("Record batch for partition {at} at offset {offset} is invalid, cause: {reason}")]
    Corrupt {
        /// The partition.
        at: TopicPartition,
        /// Where in it.
        offset: i64,
        /// What is wrong.
        reason: String,
    },
    /// The partition is not one that the consumer reads.
    #[error("No current assignment for partition {0}")]
    NotAssigned(TopicPartition),
    /// [`Waker::wake`] was called.
    #[error("the poll was woken up")]
    Woken,
}

impl From<kavka_config::ConfigError> for ConsumeError {
    fn from(error: kavka_config::ConfigError) -> Self {
        Self::Client(error.into())
    }
}

/// Ends a poll from elsewhere; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Waker {
    shared: Arc<(AtomicBool, Notify)>,
}

impl Waker {
    /// Makes the poll that waits, or else the next one, fail with [`ConsumeError::Woken`].
    pub fn wake(&self) {
        self.shared.0.store(true, Ordering::Release);
        self.shared.1.notify_one();
    }

    fn take(&self) -> bool {
        self.shared.0.swap(false, Ordering::AcqRel)
    }

    async fn woken(&self) {
        while !self.shared.0.load(Ordering::Acquire) {
            self.shared.1.notified().await;
        }
    }
}

/// What was fetched and waits to be polled.
#[derive(Debug)]
struct Ready {
    at: Arc<TopicPartition>,
    /// Of the assignment when it was fetched.
    version: u64,
    /// The broker it came from.
    broker: i32,
    reader: Reader,
    /// Where to go on after all of it.
    next: i64,
}

/// A consumer.
pub struct Consumer {
    config: Arc<ConsumerConfig>,
    cluster: Cluster,
    admin: Admin,
    assignors: Arc<Vec<Arc<dyn PartitionAssignor>>>,
    interceptors: Vec<Arc<dyn ConsumerInterceptor>>,
    listener: Option<Arc<dyn RebalanceListener>>,
    waker: Waker,
    positions: Positions,
    fetcher: Fetcher,
    background: Background,
    /// Topics to ask about again: a leader turned out wrong, or was not told.
    stale: BTreeSet<String>,
    /// What keeps questions from being answered, as far as it can pass.
    trouble: Option<ClientError>,
    ready: VecDeque<Ready>,
    /// When a poll last looked at what is due beside records.
    looked: Option<Instant>,
    memory: Memory,
    subscribed: Subscribed,
    /// With `group.id`.
    line: Option<Line>,
    /// From the first poll after a subscription on.
    group: Option<Group>,
    committing: Option<JoinHandle<Result<(), ClientError>>>,
    committed_at: Instant,
    is_rebalanced: bool,
    metrics: ConsumerMetrics,
    telemetry: Option<Telemetry>,
}

impl std::fmt::Debug for Consumer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Consumer").field("positions", &self.positions).finish_non_exhaustive()
    }
}

/// What a consumer is made of beside its settings.
#[derive(Clone, Default)]
pub struct ConsumerParts {
    /// Assignors that `partition.assignment.strategy` may name beside the built-in ones.
    pub assignors: Vec<Arc<dyn PartitionAssignor>>,
    /// See every record and every commit, in this order.
    pub interceptors: Vec<Arc<dyn ConsumerInterceptor>>,
}

impl std::fmt::Debug for ConsumerParts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConsumerParts").field("assignors", &self.assignors).finish_non_exhaustive()
    }
}

impl Consumer {
    /// A consumer with these properties. Polls must run in a tokio runtime.
    ///
    /// # Errors
    /// [`ConsumeError::Client`] for a bad setting or address.
    pub fn new(properties: &Properties) -> Result<Self, ConsumeError> {
        Self::with_parts(properties, ConsumerParts::default())
    }

    /// Like [`Consumer::new`], with assignors and interceptors of the application's own.
    ///
    /// # Errors
    /// As [`Consumer::new`]; also for an assignor that is named and not known.
    pub fn with_parts(properties: &Properties, parts: ConsumerParts) -> Result<Self, ConsumeError> {
        Self::from_config(ConsumerConfig::from_properties(properties)?, parts)
    }

    /// A consumer with settings that are already read, and perhaps changed where properties cannot say it.
    ///
    /// # Errors
    /// As [`Consumer::with_parts`].
    pub fn from_config(config: ConsumerConfig, parts: ConsumerParts) -> Result<Self, ConsumeError> {
        let config = Arc::new(config);
        let kind = match config.group_protocol {
            GroupProtocol::Classic => ClientKind::Consumer,
            GroupProtocol::Consumer => ClientKind::ModernConsumer,
        };
        let cluster = Cluster::measured_as(kind, config.common.clone())?;
        Ok(Self {
            assignors: Arc::new(resolve(&config, &parts.assignors)?),
            interceptors: parts.interceptors,
            listener: None,
            waker: Waker::default(),
            admin: Admin::over(cluster.clone(), config.api_timeout),
            positions: Positions::default(),
            fetcher: Fetcher::new(cluster.clone(), config.clone()),
            background: Background::new(&config.common),
            stale: BTreeSet::new(),
            trouble: None,
            ready: VecDeque::new(),
            looked: None,
            memory: Memory::new(),
            subscribed: Subscribed::default(),
            line: config.group_id.as_deref().map(|id| Line::new(cluster.clone(), id)),
            group: None,
            committing: None,
            committed_at: Instant::now(),
            is_rebalanced: false,
            metrics: ConsumerMetrics::default(),
            telemetry: start_telemetry(&cluster, &config),
            config,
            cluster,
        })
    }

    /// The cluster it reads from.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// An admin client over the same connections.
    pub fn admin(&self) -> &Admin {
        &self.admin
    }

    /// All metrics now, under the names of the Java consumer of the same group protocol.
    pub fn all_metrics(&self) -> Vec<Metric> {
        self.cluster.metrics(&[])
    }

    /// The id that the broker has given this client for its telemetry (KIP-714).
    ///
    /// # Errors
    /// [`ClientError::Invalid`] where `enable.metrics.push` is off, [`ClientError::Timeout`] where there is none within
    /// `limit`.
    pub async fn client_instance_id(&self, limit: Duration) -> Result<uuid::Uuid, ConsumeError> {
        match &self.telemetry {
            Some(telemetry) => Ok(telemetry.client_instance_id(limit).await?),
            None => Err(telemetry::is_off().into()),
        }
    }

    /// A handle to end polls with.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// What it has done so far.
    pub fn metrics(&self) -> ConsumerMetrics {
        self.metrics
    }

    /// Records to work on, up to `max.poll.records`; none if none came within `timeout`.
    ///
    /// Dropping the future loses no record. The limit does not hold for callbacks of a [`RebalanceListener`].
    ///
    /// # Errors
    /// [`ConsumeError`]; what can pass is retried until `timeout`, and in the next poll.
    pub async fn poll(&mut self, timeout: Duration) -> Result<Vec<ConsumedRecord>, ConsumeError> {
        let records = self.poll_for(timeout, Self::take_records).await?;
        if records.is_empty() {
            return Ok(records);
        }
        let records =
            self.interceptors.iter().fold(records, |records, interceptor| interceptor.on_consume(records));
        self.metrics.records += records.len() as u64;
        Ok(records)
    }

    /// Records one by one, for as long as polls go well. The stream ends after an error; the consumer does not.
    pub fn stream(&mut self) -> impl Stream<Item = Result<ConsumedRecord, ConsumeError>> + '_ {
        const PATIENCE: Duration = Duration::from_secs(1);
        let start = (Some(self), VecDeque::<ConsumedRecord>::new());
        stream::unfold(start, async |(consumer, mut records)| {
            let consumer: &mut Self = consumer?;
            loop {
                if let Some(record) = records.pop_front() {
                    return Some((Ok(record), (Some(consumer), records)));
                }
                match consumer.poll(PATIENCE).await {
                    Ok(polled) => records = polled.into(),
                    Err(error) => return Some((Err(error), (None, records))),
                }
            }
        })
    }

    /// Polls, and takes what `take` finds ready.
    async fn poll_for<T>(
        &mut self,
        timeout: Duration,
        take: impl Fn(&mut Self) -> Result<Vec<T>, ConsumeError>,
    ) -> Result<Vec<T>, ConsumeError> {
        let deadline = Instant::now() + timeout;
        self.cluster.meter().end(Measure::TimeBetweenPolls);
        self.cluster.meter().begin(Measure::TimeBetweenPolls);
        if timeout.is_zero() {
            // Or else a caller that tries again and again would leave no time for the tasks.
            tokio::task::yield_now().await;
        }
        self.start_membership()?;
        loop {
            if let Some(group) = &mut self.group {
                group.polled();
            }
            self.rebalance().await?;
            if self.waker.take() {
                return Err(ConsumeError::Woken);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if let Ok(outcome) = tokio::time::timeout(left, self.step()).await {
                outcome?;
            }
            let taken = take(self)?;
            if !taken.is_empty() {
                return Ok(taken);
            }
            if Instant::now() >= deadline {
                return self.give_up();
            }
        }
    }

    /// Out of time: silence, unless the cluster was never reached.
    fn give_up<T>(&self) -> Result<Vec<T>, ConsumeError> {
        match &self.trouble {
            Some(error) if self.cluster.view().brokers.is_empty() => Err(error.clone().into()),
            _ => Ok(Vec::new()),
        }
    }

    /// Forgets what was fetched before a seek, or for another member.
    fn drop_stale(&mut self) {
        let positions = &mut self.positions;
        self.ready.retain(|ready| positions.current(&ready.at, ready.version).is_some());
    }

    fn is_paused(&self, at: &TopicPartition) -> bool {
        self.positions.get(at).is_some_and(|assigned| assigned.is_paused)
    }

    fn has_ready(&mut self) -> bool {
        self.drop_stale();
        self.ready.iter().any(|ready| !self.is_paused(&ready.at))
    }

    /// Records in the order they came, whole partitions first.
    fn take_records(&mut self) -> Result<Vec<ConsumedRecord>, ConsumeError> {
        let mut taken = Vec::new();
        self.drop_stale();
        let mut at = 0;
        while taken.len() < self.config.max_poll_records && at < self.ready.len() {
            if self.is_paused(&self.ready[at].at) {
                at += 1;
                continue;
            }
            let before = taken.len();
            let result = self.take_some(at, &mut taken);
            if let Some(first) = taken.get(before) {
                measured::given(self.cluster.meter(), &first.at.topic, taken.len() - before);
            }
            match result {
                Ok(()) => {}
                // What was taken before is not lost; the next poll comes to the same place again.
                Err(error) if taken.is_empty() => return Err(error),
                Err(_) => break,
            }
        }
        Ok(taken)
    }

    /// Adds records of one that is ready, up to `max.poll.records` in all; it goes away when it is empty. Moves the
    /// position, also where the records end with an error.
    fn take_some(&mut self, at: usize, taken: &mut Vec<ConsumedRecord>) -> Result<(), ConsumeError> {
        let how = records::Reading {
            read_committed: self.config.read_committed,
            check_crcs: self.config.check_crcs,
        };
        let ready = &mut self.ready[at];
        let before = taken.len();
        let limit = self.config.max_poll_records - before;
        let result = ready.reader.read(how, limit, &mut self.memory, taken);
        let is_empty = *result.as_ref().unwrap_or(&false);
        if let Some(assigned) = self.positions.current(&ready.at, ready.version)
            && let Position::At { offset, leader_epoch } = assigned.position
        {
            let last = taken[before..].last();
            let leader_epoch = last.map_or(leader_epoch, |last| last.leader_epoch);
            let offset = if is_empty { ready.next } else { last.map_or(offset, |last| last.offset + 1) };
            assigned.position = Position::At { offset, leader_epoch };
        }
        let result = result.map_err(|error| corrupt(&ready.reader.fetched, &error));
        if is_empty {
            self.ready.remove(at);
        }
        result.map(drop)
    }
}

fn corrupt(fetched: &Fetched, error: &kavka_protocol::record::RecordError) -> ConsumeError {
    ConsumeError::Corrupt {
        at: TopicPartition::clone(&fetched.at),
        offset: fetched.from,
        reason: error.to_string(),
    }
}

fn resolve(
    config: &ConsumerConfig,
    own: &[Arc<dyn PartitionAssignor>],
) -> Result<Vec<Arc<dyn PartitionAssignor>>, ConsumeError> {
    let find = |name: &String| {
        let unknown =
            || kavka_config::ConfigError::invalid("partition.assignment.strategy", name, "unknown assignor");
        let found = own.iter().find(|assignor| assignor.name() == name).cloned();
        Ok(found.or_else(|| assignor::built_in(name)).ok_or_else(unknown)?)
    };
    config.assignors.iter().map(find).collect()
}

fn start_telemetry(cluster: &Cluster, config: &ConsumerConfig) -> Option<Telemetry> {
    let labels = [
        ("group_id", config.group_id.clone()),
        ("group_instance_id", config.group_instance_id.clone()),
        ("client_rack", Some(config.rack.clone()).filter(|rack| !rack.is_empty())),
    ];
    let given = labels.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?)));
    let of_client = cluster.clone();
    Telemetry::start(cluster, Box::new(move || of_client.metrics(&[])), given.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An application may put its consumer into a task of its own.
    #[test]
    fn a_consumer_and_its_futures_can_move_between_threads() {
        fn is_send<T: Send>(_: &T) {}
        let at = TopicPartition::new("t", 0);
        let properties = Properties::from([("bootstrap.servers".to_string(), "127.0.0.1:1".to_string())]);
        let mut consumer = Consumer::new(&properties).unwrap();
        is_send(&consumer.poll(Duration::ZERO));
        is_send(&consumer.commit());
        is_send(&consumer.committed([]));
        is_send(&consumer.find_position(&at));
        is_send(&consumer.unsubscribe());
        is_send(&consumer.close());
    }
}
