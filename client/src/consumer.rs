//! Reading records, from partitions chosen by hand or shared in a group.
//!
//! [`Consumer::poll`] does everything in its own time: rejoins the group, finds positions, takes the
//! next fetched records. Only fetches on their way, a round of joining and heartbeats go on between
//! polls. A consumer belongs to one task.

pub mod assignor;
mod config;
mod fetch;
mod group;
mod records;
mod session;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kavka_config::Properties;
use kavka_protocol::ErrorCode;
use kavka_protocol::record::Scratch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use assignor::PartitionAssignor;
pub use config::{ConsumerConfig, OffsetReset};
pub use records::ConsumedRecord;

use crate::admin::{Admin, CommittedOffset, OffsetSpec};
use crate::cluster::Cluster;
use crate::{ClientError, TopicPartition};
use fetch::Fetcher;
use group::{Group, JoinPlan, Joined};

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
}

impl From<kavka_config::ConfigError> for ConsumeError {
    fn from(error: kavka_config::ConfigError) -> Self {
        Self::Client(error.into())
    }
}

/// Where reading stands in a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    /// At what the group has committed, or else by `auto.offset.reset`.
    Committed,
    /// At what the broker says this is.
    Find(OffsetSpec),
    /// Here.
    At { offset: i64, leader_epoch: i32 },
}

#[derive(Debug)]
struct Assigned {
    position: Position,
    /// Where the next fetch begins; ahead of the position while records wait to be polled.
    fetch_offset: Option<i64>,
    /// Changes with every seek, so that what was fetched before is known to be stale.
    version: u64,
}

/// A consumer.
pub struct Consumer {
    config: Arc<ConsumerConfig>,
    cluster: Cluster,
    admin: Admin,
    assigned: BTreeMap<TopicPartition, Assigned>,
    next_version: u64,
    fetcher: Fetcher,
    /// Records decoded and not yet polled, by partition and its version at the time.
    ready: VecDeque<(TopicPartition, u64, VecDeque<ConsumedRecord>, i64)>,
    scratch: Scratch,
    group: Option<Group>,
    subscription: BTreeSet<String>,
    joining: Option<JoinHandle<Result<Joined, ClientError>>>,
    heartbeat_stop: CancellationToken,
    committed_at: Instant,
    is_rebalanced: bool,
}

impl std::fmt::Debug for Consumer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Consumer").field("assigned", &self.assigned).finish_non_exhaustive()
    }
}

impl Consumer {
    /// A consumer with these properties. Polls must run in a tokio runtime.
    ///
    /// # Errors
    /// [`ConsumeError::Client`] for a bad setting or address.
    pub fn new(properties: &Properties) -> Result<Self, ConsumeError> {
        let config = Arc::new(ConsumerConfig::from_properties(properties)?);
        let cluster = Cluster::new(config.common.clone())?;
        let assignors = resolve(&config)?;
        let group =
            config.group_id.clone().map(|id| Group::new(id, cluster.clone(), config.clone(), assignors));
        Ok(Self {
            admin: Admin::over(cluster.clone(), config.api_timeout),
            assigned: BTreeMap::new(),
            next_version: 0,
            fetcher: Fetcher::new(cluster.clone(), config.clone()),
            ready: VecDeque::new(),
            scratch: Scratch::new(),
            group,
            subscription: BTreeSet::new(),
            joining: None,
            heartbeat_stop: CancellationToken::new(),
            committed_at: Instant::now(),
            is_rebalanced: false,
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

    /// Reads these partitions and no others.
    pub fn assign(&mut self, partitions: impl IntoIterator<Item = TopicPartition>) {
        self.subscription.clear();
        self.set_assignment(partitions.into_iter().collect());
    }

    /// Shares these topics with the other members of the group.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] without `group.id`.
    pub fn subscribe(&mut self, topics: impl IntoIterator<Item = String>) -> Result<(), ConsumeError> {
        let Some(group) = &self.group else {
            let line = "To use the group management or offset commit APIs, you must provide a valid group.id in the consumer configuration.";
            return Err(ClientError::Invalid(line.to_string()).into());
        };
        self.subscription = topics.into_iter().collect();
        group.membership.lock().must_join = true;
        Ok(())
    }

    /// The partitions it reads now.
    pub fn assignment(&self) -> impl Iterator<Item = &TopicPartition> {
        self.assigned.keys()
    }

    /// Whether the group has given us an assignment since the last call.
    pub fn take_rebalanced(&mut self) -> bool {
        std::mem::take(&mut self.is_rebalanced)
    }

    /// Goes on reading at `offset`.
    pub fn seek(&mut self, at: &TopicPartition, offset: i64) {
        self.set_position(at, Position::At { offset, leader_epoch: -1 });
    }

    /// Goes on reading where the broker says this is: at the start, the end, or at a time.
    pub fn seek_to(&mut self, at: &TopicPartition, spec: OffsetSpec) {
        self.set_position(at, Position::Find(spec));
    }

    /// The offset of the next record that poll will return, once it is known.
    pub fn position(&self, at: &TopicPartition) -> Option<i64> {
        match self.assigned.get(at)?.position {
            Position::At { offset, .. } => Some(offset),
            Position::Committed | Position::Find(_) => None,
        }
    }

    fn set_position(&mut self, at: &TopicPartition, position: Position) {
        self.next_version += 1;
        if let Some(assigned) = self.assigned.get_mut(at) {
            *assigned = Assigned { position, fetch_offset: None, version: self.next_version };
        }
    }

    fn set_assignment(&mut self, partitions: BTreeSet<TopicPartition>) {
        self.assigned.retain(|at, _| partitions.contains(at));
        for at in partitions {
            self.next_version += 1;
            let version = self.next_version;
            let position = if self.group.is_some() { Position::Committed } else { self.reset_position() };
            self.assigned.entry(at).or_insert(Assigned { position, fetch_offset: None, version });
        }
    }

    fn reset_position(&self) -> Position {
        match self.config.offset_reset {
            OffsetReset::To(spec) => Position::Find(spec),
            OffsetReset::Fail => Position::Committed,
        }
    }

    /// Records to work on, up to `max.poll.records`; none if none came within `timeout`.
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`ConsumeError`]; what can pass is retried until `timeout`, and in the next poll.
    pub async fn poll(&mut self, timeout: Duration) -> Result<Vec<ConsumedRecord>, ConsumeError> {
        let deadline = Instant::now() + timeout;
        if let Some(group) = &self.group {
            group.membership.lock().last_poll = Instant::now();
        }
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let step = tokio::time::timeout(left, self.step());
            match step.await {
                Ok(Ok(())) => {}
                Ok(Err(ConsumeError::Client(error))) if error.is_retriable() => {
                    tracing::debug!(%error, "poll goes on");
                    if deadline.saturating_duration_since(Instant::now()).is_zero() {
                        return self.give_up(error);
                    }
                    let pause = self
                        .config
                        .common
                        .retry_backoff
                        .min(deadline.saturating_duration_since(Instant::now()));
                    tokio::time::sleep(pause).await;
                }
                Ok(Err(error)) => return Err(error),
                Err(_) => return Ok(Vec::new()),
            }
            let records = self.take_ready();
            if !records.is_empty() || Instant::now() >= deadline {
                return Ok(records);
            }
        }
    }

    /// Out of time with a passing failure: silence, unless the cluster was never reached.
    fn give_up(&self, error: ClientError) -> Result<Vec<ConsumedRecord>, ConsumeError> {
        if self.cluster.view().brokers.is_empty() { Err(error.into()) } else { Ok(Vec::new()) }
    }

    /// One piece of work: group, commits, positions, then a fetch unless records are ready.
    async fn step(&mut self) -> Result<(), ConsumeError> {
        self.keep_membership().await?;
        self.auto_commit().await?;
        self.find_positions().await?;
        self.start_fetches().await?;
        if self.ready.is_empty() {
            self.await_fetch().await?;
        }
        Ok(())
    }

    async fn keep_membership(&mut self) -> Result<(), ConsumeError> {
        let Some(group) = self.group.clone().filter(|_| !self.subscription.is_empty()) else { return Ok(()) };
        if let Some(error) = group.membership.lock().fenced.clone() {
            return Err(error.into());
        }
        if self.joining.is_none() {
            let (must_join, is_lost) = {
                let membership = group.membership.lock();
                (membership.must_join, membership.is_lost)
            };
            if !must_join {
                return Ok(());
            }
            self.heartbeat_stop.cancel();
            if is_lost {
                self.set_assignment(BTreeSet::new());
            } else if let Err(error) = self.commit_positions().await {
                tracing::warn!(%error, "offsets not committed before rebalancing");
            }
            if !group.is_cooperative() {
                self.set_assignment(BTreeSet::new());
            }
            // Not before: a poll that runs out of time above begins again with the next one.
            {
                let mut membership = group.membership.lock();
                (membership.must_join, membership.is_lost) = (false, false);
            }
            let plan = JoinPlan {
                topics: self.subscription.clone(),
                owned: self.assigned.keys().cloned().collect(),
            };
            self.joining = Some(tokio::spawn(group.clone().join(plan)));
        }
        let Some(joining) = &mut self.joining else { return Ok(()) };
        let outcome = joining.await;
        self.joining = None;
        let joined =
            outcome.map_err(|error| ClientError::Invalid(error.to_string())).and_then(|joined| joined);
        let joined = joined.inspect_err(|_| group.membership.lock().must_join = true)?;
        self.adopt(&group, joined);
        Ok(())
    }

    /// Takes an assignment over. What had to be let go is told by joining once more (KIP-429).
    fn adopt(&mut self, group: &Group, joined: Joined) {
        let new: BTreeSet<TopicPartition> = joined.assignment.into_iter().collect();
        let lets_go = self.assigned.keys().any(|at| !new.contains(at));
        tracing::info!(
            group = group.id,
            generation = joined.identity.generation,
            partitions = new.len(),
            "assigned"
        );
        self.set_assignment(new);
        self.is_rebalanced = true;
        if joined.is_cooperative && lets_go {
            group.membership.lock().must_join = true;
        }
        self.heartbeat_stop = CancellationToken::new();
        tokio::spawn(group.clone().heartbeat(joined.identity, self.heartbeat_stop.clone()));
    }

    async fn auto_commit(&mut self) -> Result<(), ConsumeError> {
        let is_due = self.config.auto_commit.is_some_and(|interval| self.committed_at.elapsed() >= interval);
        if is_due {
            self.committed_at = Instant::now();
            if let Err(error) = self.commit().await {
                // The next one, or the next member, will do it; at worst records are read twice.
                tracing::warn!(%error, "offsets not committed");
            }
        }
        Ok(())
    }

    async fn commit_positions(&mut self) -> Result<(), ConsumeError> {
        if self.config.auto_commit.is_some() { self.commit().await } else { Ok(()) }
    }

    /// Commits the positions of all partitions.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `REBALANCE_IN_PROGRESS`.
    pub async fn commit(&mut self) -> Result<(), ConsumeError> {
        let Some(group) = &self.group else { return Ok(()) };
        let offsets: BTreeMap<TopicPartition, CommittedOffset> = self
            .assigned
            .iter()
            .filter_map(|(at, assigned)| match assigned.position {
                Position::At { offset, leader_epoch } => {
                    Some((at.clone(), CommittedOffset { offset, leader_epoch, metadata: String::new() }))
                }
                Position::Committed | Position::Find(_) => None,
            })
            .collect();
        if offsets.is_empty() {
            return Ok(());
        }
        Ok(group.commit(&offsets).await?)
    }

    async fn find_positions(&mut self) -> Result<(), ConsumeError> {
        let open = |assigned: &Assigned| assigned.position == Position::Committed;
        if self.assigned.values().any(open) {
            let committed = match &self.group {
                Some(group) => self.admin.stable_group_offsets(&group.id).await?,
                None => BTreeMap::new(),
            };
            let reset = self.config.offset_reset;
            for (at, assigned) in self.assigned.iter_mut().filter(|(_, assigned)| open(assigned)) {
                assigned.position = match (committed.get(at), reset) {
                    (Some(found), _) => {
                        Position::At { offset: found.offset, leader_epoch: found.leader_epoch }
                    }
                    (None, OffsetReset::To(spec)) => Position::Find(spec),
                    (None, OffsetReset::Fail) => return Err(ConsumeError::NoOffset(at.clone())),
                };
            }
        }
        let wanted: BTreeMap<TopicPartition, OffsetSpec> = self
            .assigned
            .iter()
            .filter_map(|(at, assigned)| match assigned.position {
                Position::Find(spec) => Some((at.clone(), spec)),
                Position::Committed | Position::At { .. } => None,
            })
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let found = self.admin.list_offsets(&wanted, self.config.read_committed).await?;
        for (at, offset) in found {
            let offset = offset?.offset;
            match self.assigned.get_mut(&at) {
                Some(assigned) if offset >= 0 => {
                    assigned.position = Position::At { offset, leader_epoch: -1 }
                }
                // No record is so late: go on at the end.
                Some(assigned) => assigned.position = Position::Find(OffsetSpec::Latest),
                None => {}
            }
        }
        Ok(())
    }

    async fn start_fetches(&mut self) -> Result<(), ConsumeError> {
        let wanted: BTreeMap<TopicPartition, (i64, u64)> = self
            .assigned
            .iter()
            // One answer ahead of the application keeps it busy.
            .filter(|(at, _)| self.ready.iter().filter(|(ready, ..)| ready == *at).count() <= 1)
            .filter_map(|(at, assigned)| match assigned.position {
                Position::At { offset, .. } => {
                    Some((at.clone(), (assigned.fetch_offset.unwrap_or(offset), assigned.version)))
                }
                Position::Committed | Position::Find(_) => None,
            })
            .collect();
        Ok(self.fetcher.start(&wanted).await?)
    }

    async fn await_fetch(&mut self) -> Result<(), ConsumeError> {
        for outcome in self.fetcher.next().await {
            let is_current =
                self.assigned.get(&outcome.at).is_some_and(|assigned| assigned.version == outcome.version);
            if !is_current {
                continue;
            }
            match outcome.result {
                Ok(fetched) => self.keep(fetched, outcome.version)?,
                Err(error) => self.fetch_failed(&outcome.at, outcome.offset, error)?,
            }
        }
        Ok(())
    }

    fn keep(&mut self, fetched: records::Fetched, version: u64) -> Result<(), ConsumeError> {
        let how = records::Reading {
            read_committed: self.config.read_committed,
            check_crcs: self.config.check_crcs,
        };
        let (records, next) = records::decode(&fetched, how, &mut self.scratch).map_err(|error| {
            ConsumeError::Corrupt { at: fetched.at.clone(), offset: fetched.from, reason: error.to_string() }
        })?;
        let Some(assigned) = self.assigned.get_mut(&fetched.at) else { return Ok(()) };
        assigned.fetch_offset = Some(next);
        if records.is_empty() {
            let leader_epoch = match assigned.position {
                Position::At { leader_epoch, .. } => leader_epoch,
                Position::Committed | Position::Find(_) => -1,
            };
            assigned.position = Position::At { offset: next, leader_epoch };
        } else {
            self.ready.push_back((fetched.at, version, records.into(), next));
        }
        Ok(())
    }

    fn fetch_failed(
        &mut self,
        at: &TopicPartition,
        offset: i64,
        error: ClientError,
    ) -> Result<(), ConsumeError> {
        match error.code() {
            Some(ErrorCode::OffsetOutOfRange) => match self.config.offset_reset {
                OffsetReset::To(spec) => self.seek_to(at, spec),
                OffsetReset::Fail => return Err(ConsumeError::OutOfRange { at: at.clone(), offset }),
            },
            Some(code) if code.refreshes_metadata() || code.is_retriable() => {
                self.cluster.forget_topic(&at.topic)
            }
            None if error.is_retriable() => self.cluster.forget_topic(&at.topic),
            _ => return Err(error.into()),
        }
        Ok(())
    }

    /// Records in the order they came, whole partitions first.
    fn take_ready(&mut self) -> Vec<ConsumedRecord> {
        let mut taken = Vec::new();
        while taken.len() < self.config.max_poll_records {
            let Some((at, version, records, next)) = self.ready.front_mut() else { break };
            let assigned = self.assigned.get_mut(at).filter(|assigned| assigned.version == *version);
            let Some(assigned) = assigned else {
                // Sought elsewhere, or given to another member, since it was fetched.
                self.ready.pop_front();
                continue;
            };
            let count = records.len().min(self.config.max_poll_records - taken.len());
            taken.extend(records.drain(..count));
            let leader_epoch = taken.last().map_or(-1, |last| last.leader_epoch);
            let offset = records.front().map_or(*next, |record| record.offset);
            assigned.position = Position::At { offset, leader_epoch };
            if records.is_empty() {
                self.ready.pop_front();
            }
        }
        taken
    }

    /// Commits if that is automatic, leaves the group and closes the connections.
    pub async fn close(mut self) {
        if let Err(error) = self.commit_positions().await {
            tracing::warn!(%error, "offsets not committed");
        }
        self.heartbeat_stop.cancel();
        if let Some(group) = &self.group {
            group.leave().await;
        }
        self.cluster.close();
    }
}

fn resolve(config: &ConsumerConfig) -> Result<Vec<Arc<dyn PartitionAssignor>>, ConsumeError> {
    let find = |name: &String| {
        let unknown =
            || kavka_config::ConfigError::invalid("partition.assignment.strategy", name, "unknown assignor");
        Ok(assignor::built_in(name).ok_or_else(unknown)?)
    };
    config.assignors.iter().map(find).collect()
}

impl Drop for Consumer {
    fn drop(&mut self) {
        self.heartbeat_stop.cancel();
        if let Some(joining) = &self.joining {
            joining.abort();
        }
    }
}
