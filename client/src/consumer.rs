//! Reading records, from partitions chosen by hand or shared in a group.
//!
//! [`Consumer::poll`] does everything in its own time: takes part in rebalances, finds positions, takes the next fetched
//! records. Only fetches and commits on their way, a round of joining and heartbeats go on between polls. A consumer
//! belongs to one task.
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
mod commit;
mod config;
mod fetch;
mod group;
mod interceptor;
mod lookup;
mod membership;
mod positions;
mod raw;
mod rebalance;
mod records;
mod session;
mod subscribe;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::{Stream, stream};
use kavka_config::Properties;
use kavka_protocol::ErrorCode;
use kavka_protocol::record::Scratch;
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
use crate::cluster::{Cluster, ClusterView};
use crate::{ClientError, TopicPartition};
use fetch::{Fetcher, Outcome};
use group::{Group, Line};
use positions::{Position, Positions};
use records::Fetched;
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
        /// Where the epoch ends now; -1 where the leader does not know the epoch.
        end_offset: i64,
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
    contents: Contents,
    /// Where to go on after all of it.
    next: i64,
}

#[derive(Debug)]
enum Contents {
    Fetched(Fetched),
    Decoded(VecDeque<ConsumedRecord>),
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
    ready: VecDeque<Ready>,
    scratch: Scratch,
    subscribed: Subscribed,
    /// With `group.id`.
    line: Option<Line>,
    /// From the first poll after a subscription on.
    group: Option<Group>,
    committing: Option<JoinHandle<Result<(), ClientError>>>,
    committed_at: Instant,
    is_rebalanced: bool,
    metrics: ConsumerMetrics,
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
        let config = Arc::new(ConsumerConfig::from_properties(properties)?);
        let cluster = Cluster::new(config.common.clone())?;
        Ok(Self {
            assignors: Arc::new(resolve(&config, &parts.assignors)?),
            interceptors: parts.interceptors,
            listener: None,
            waker: Waker::default(),
            admin: Admin::over(cluster.clone(), config.api_timeout),
            positions: Positions::default(),
            fetcher: Fetcher::new(cluster.clone(), config.clone()),
            ready: VecDeque::new(),
            scratch: Scratch::new(),
            subscribed: Subscribed::default(),
            line: config.group_id.as_deref().map(|id| Line::new(cluster.clone(), id)),
            group: None,
            committing: None,
            committed_at: Instant::now(),
            is_rebalanced: false,
            metrics: ConsumerMetrics::default(),
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
            match tokio::time::timeout(left, self.step()).await {
                Ok(Ok(())) | Err(_) => {}
                Ok(Err(ConsumeError::Client(error))) if error.is_retriable() => {
                    tracing::debug!(%error, "poll goes on");
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return self.give_up(error);
                    }
                    tokio::time::sleep(self.config.common.retry_backoff.min(left)).await;
                }
                Ok(Err(error)) => return Err(error),
            }
            let taken = take(self)?;
            if !taken.is_empty() || Instant::now() >= deadline {
                return Ok(taken);
            }
        }
    }

    /// Out of time with a passing failure: silence, unless the cluster was never reached.
    fn give_up<T>(&self, error: ClientError) -> Result<Vec<T>, ConsumeError> {
        if self.cluster.view().brokers.is_empty() { Err(error.into()) } else { Ok(Vec::new()) }
    }

    /// One piece of work: topics, commits, positions, then a fetch unless records are ready.
    async fn step(&mut self) -> Result<(), ConsumeError> {
        self.keep_topics_fresh().await?;
        self.auto_commit();
        self.find_positions().await?;
        let view = self.view_of_assigned().await?;
        self.check_positions(&view).await?;
        self.start_fetches(&view);
        if self.has_ready() {
            return Ok(());
        }
        let notified = async {
            match &self.group {
                Some(group) => group.notified().await,
                None => std::future::pending().await,
            }
        };
        let fetcher = &mut self.fetcher;
        let outcomes = tokio::select! {
            outcomes = fetcher.next() => outcomes,
            () = notified => return Ok(()),
            () = self.waker.woken() => return Ok(()),
        };
        outcomes.into_iter().try_for_each(|outcome| self.take_outcome(outcome))
    }

    async fn view_of_assigned(&self) -> Result<Arc<ClusterView>, ConsumeError> {
        let topics = self.positions.partitions().map(|at| at.topic.as_str()).collect();
        let view = self.cluster.with_what_is_known_of(&topics, self.config.create_topics).await?;
        for topic in topics {
            let error = view.topics.get(topic).map(|topic| topic.error);
            if let Some(code @ (ErrorCode::TopicAuthorizationFailed | ErrorCode::InvalidTopicException)) =
                error
            {
                self.cluster.forget_topic(topic);
                return Err(ClientError::broker(code, Some(&format!("{}: {topic}", code.message()))).into());
            }
        }
        Ok(view)
    }

    fn start_fetches(&mut self, view: &ClusterView) {
        let waiting = |at: &TopicPartition| self.ready.iter().filter(|ready| *ready.at == *at).count();
        // One answer ahead of the application keeps it busy.
        let orders = self.positions.orders(Instant::now(), |at| waiting(at) <= 1);
        if !orders.is_empty() {
            self.fetcher.start(view, &orders);
        }
    }

    fn take_outcome(&mut self, outcome: Outcome) -> Result<(), ConsumeError> {
        let Outcome { at, offset, version, from_follower, result } = outcome;
        if self.positions.current(&at, version).is_none() {
            return Ok(());
        }
        match result {
            Ok(fetched) => self.keep(fetched, version),
            Err(error) => self.fetch_failed(&at, offset, from_follower, error),
        }
    }

    fn keep(&mut self, fetched: Fetched, version: u64) -> Result<(), ConsumeError> {
        let next = records::next_offset(&fetched).map_err(|error| corrupt(&fetched, &error))?;
        self.metrics.fetches += 1;
        self.metrics.fetched_bytes += fetched.bytes.len() as u64;
        let trust_until = Instant::now() + self.config.common.metadata_max_age;
        let Some(assigned) = self.positions.current(&fetched.at, version) else { return Ok(()) };
        assigned.heard(&fetched, trust_until);
        assigned.fetch_offset = Some(next);
        if next > fetched.from {
            let at = fetched.at.clone();
            self.ready.push_back(Ready { at, version, contents: Contents::Fetched(fetched), next });
        }
        Ok(())
    }

    fn fetch_failed(
        &mut self,
        at: &TopicPartition,
        offset: i64,
        from_follower: bool,
        error: ClientError,
    ) -> Result<(), ConsumeError> {
        if from_follower {
            // Whatever it is, the leader knows better.
            if let Some(assigned) = self.positions.get_mut(at) {
                assigned.preferred = None;
            }
            return Ok(());
        }
        match error.code() {
            Some(ErrorCode::OffsetOutOfRange) => {
                let out_of_range = || ConsumeError::OutOfRange { at: at.clone(), offset };
                let reset = self.reset_position().ok_or_else(out_of_range)?;
                self.positions.seek(at, reset);
            }
            Some(code) if code.refreshes_metadata() || code.is_retriable() => {
                self.cluster.forget_topic(&at.topic);
            }
            None if error.is_retriable() => self.cluster.forget_topic(&at.topic),
            _ => return Err(error.into()),
        }
        Ok(())
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
            match self.take_some(at, self.config.max_poll_records - taken.len()) {
                Ok(records) => taken.extend(records),
                // What was taken before is not lost; the next poll comes to the same place again.
                Err(error) if taken.is_empty() => return Err(error),
                Err(_) => break,
            }
        }
        Ok(taken)
    }

    /// Up to `limit` records of one that is ready, which goes away when it is empty. Moves the position.
    fn take_some(&mut self, at: usize, limit: usize) -> Result<Vec<ConsumedRecord>, ConsumeError> {
        let how = records::Reading {
            read_committed: self.config.read_committed,
            check_crcs: self.config.check_crcs,
        };
        let ready = &mut self.ready[at];
        if let Contents::Fetched(fetched) = &ready.contents {
            let records = records::decode(fetched, how, &mut self.scratch);
            let records = records.map_err(|error| corrupt(fetched, &error))?;
            ready.contents = Contents::Decoded(records.into());
        }
        let Contents::Decoded(records) = &mut ready.contents else { return Ok(Vec::new()) };
        let count = records.len().min(limit);
        let taken: Vec<ConsumedRecord> = records.drain(..count).collect();
        let offset = records.front().map_or(ready.next, |record| record.offset);
        let is_empty = records.is_empty();
        if let Some(assigned) = self.positions.current(&ready.at, ready.version) {
            let before = match assigned.position {
                Position::At { leader_epoch, .. } => leader_epoch,
                Position::Committed | Position::Find(_) => -1,
            };
            let leader_epoch = taken.last().map_or(before, |last| last.leader_epoch);
            assigned.position = Position::At { offset, leader_epoch };
        }
        if is_empty {
            self.ready.remove(at);
        }
        Ok(taken)
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
