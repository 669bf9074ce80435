//! Fetches on their way: at most one per broker, each in a task of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::fetch_response::PartitionData;
use kavka_protocol::messages::{BrokerId, FetchRequest, FetchResponse};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::config::ConsumerConfig;
use super::measured;
use super::records::Fetched;
use super::session::{Session, Wanted};
use crate::cluster::{Cluster, ClusterView};
use crate::error::code_of;
use crate::retry::Backoff;
use crate::text::text;
use crate::{ClientError, TopicPartition};

/// The last version of Fetch that names topics rather than their ids.
const NAMES_UNTIL: i16 = 12;

/// What to fetch of a partition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    pub offset: i64,
    /// The version of the assignment, for [`Outcome::version`].
    pub version: u64,
    /// A follower that the leader has named (KIP-392).
    pub preferred: Option<i32>,
    /// The leader is to serve the records itself.
    pub wants_leader: bool,
}

/// What a fetch came to for one partition.
#[derive(Debug)]
pub(super) struct Outcome {
    pub at: TopicPartition,
    pub broker: i32,
    pub offset: i64,
    pub version: u64,
    /// Who was asked was not the leader.
    pub from_follower: bool,
    pub result: Result<Fetched, ClientError>,
}

#[derive(Debug, Clone, Copy)]
struct Asked {
    order: Order,
    topic_id: Uuid,
    from_follower: bool,
}

type AskedOf = BTreeMap<TopicPartition, Asked>;

/// The fetches of a consumer.
pub(super) struct Fetcher {
    cluster: Cluster,
    config: Arc<ConsumerConfig>,
    sessions: HashMap<i32, Session>,
    /// Tasks, so that a fetch goes out at once and not when the application polls next.
    in_flight: JoinSet<(i32, AskedOf, Result<FetchResponse, ClientError>)>,
    busy: BTreeSet<i32>,
    /// Brokers that could not be reached, until when to leave them alone, and for how long the next time.
    held: HashMap<i32, (Instant, Backoff)>,
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetcher").field("busy", &self.busy).finish_non_exhaustive()
    }
}

impl Fetcher {
    pub(super) fn new(cluster: Cluster, config: Arc<ConsumerConfig>) -> Self {
        Self {
            cluster,
            config,
            sessions: HashMap::new(),
            in_flight: JoinSet::new(),
            busy: BTreeSet::new(),
            held: HashMap::new(),
        }
    }

    /// Starts a fetch at each broker that has none on its way and has some of `orders`, unless more bytes of that
    /// broker are `waiting` to be read than a fetch may bring. Gives the topics of partitions without a leader, which
    /// are passed over.
    pub(super) fn start(
        &mut self,
        view: &ClusterView,
        orders: &BTreeMap<TopicPartition, Order>,
        waiting: &HashMap<i32, usize>,
    ) -> BTreeSet<String> {
        let mut leaderless = BTreeSet::new();
        let mut by_broker = HashMap::<i32, (AskedOf, BTreeMap<TopicPartition, Wanted>)>::new();
        for (at, order) in orders {
            let topic = view.topics.get(&at.topic);
            let partition = topic.and_then(|topic| topic.partition(at.partition));
            let Some((partition, leader)) = partition.and_then(|one| Some((one, one.leader?))) else {
                leaderless.insert(at.topic.clone());
                continue;
            };
            let is_there = |id: &i32| view.brokers.contains_key(id) && !partition.offline.contains(id);
            let broker = order.preferred.filter(is_there).unwrap_or(leader);
            let topic_id = topic.map(|topic| topic.id).unwrap_or_default();
            let one = Wanted {
                topic_id,
                offset: order.offset,
                leader_epoch: partition.leader_epoch,
                max_bytes: self.config.partition_max_bytes,
            };
            let (asked, wanted) = by_broker.entry(broker).or_default();
            asked.insert(at.clone(), Asked { order: *order, topic_id, from_follower: broker != leader });
            wanted.insert(at.clone(), one);
        }
        let now = Instant::now();
        for (broker, (asked, wanted)) in by_broker {
            let is_held = self.held.get(&broker).is_some_and(|(until, _)| *until > now);
            // One answer ahead of the application keeps it busy.
            let ahead = waiting.get(&broker).copied().unwrap_or(0);
            if !is_held && ahead <= self.answer_bytes(wanted.len()) && self.busy.insert(broker) {
                self.send(broker, asked, &wanted);
            }
        }
        leaderless
    }

    /// What an answer about so many partitions brings at most.
    fn answer_bytes(&self, partitions: usize) -> usize {
        let each = usize::try_from(self.config.partition_max_bytes).unwrap_or(0);
        let all = usize::try_from(self.config.fetch_max_bytes).unwrap_or(0);
        all.min(each.saturating_mul(partitions))
    }

    /// Whether no fetch is on its way.
    pub(super) fn is_idle(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// When a broker that could not be reached may be tried again.
    pub(super) fn next_time(&self, now: Instant) -> Option<Instant> {
        self.held.values().map(|(until, _)| *until).filter(|until| *until > now).min()
    }

    fn hold(&mut self, broker: i32) {
        let common = &self.config.common;
        let fresh = || (Instant::now(), Backoff::new(common.retry_backoff, common.retry_backoff_max));
        let (until, backoff) = self.held.entry(broker).or_insert_with(fresh);
        *until = Instant::now() + backoff.next_delay();
    }

    fn send(&mut self, broker: i32, asked: AskedOf, wanted: &BTreeMap<TopicPartition, Wanted>) {
        let request = self.request(broker, &asked, wanted);
        let knows_ids = wanted.values().all(|one| !one.topic_id.is_nil());
        let at_most = if knows_ids { i16::MAX } else { NAMES_UNTIL };
        let cluster = self.cluster.clone();
        let limit = self.config.common.dial.request_timeout + self.config.fetch_max_wait;
        self.in_flight.spawn(async move {
            let started = Instant::now();
            let response = exchange(&cluster, broker, at_most, &request, limit).await;
            if let Ok(response) = &response {
                measured::answered(cluster.meter(), response, started);
            }
            (broker, asked, response)
        });
    }

    fn request(
        &mut self,
        broker: i32,
        asked: &AskedOf,
        wanted: &BTreeMap<TopicPartition, Wanted>,
    ) -> FetchRequest {
        let ask = self.sessions.entry(broker).or_default().ask(wanted);
        let mut request = FetchRequest::default();
        request.replica_id = BrokerId(-1);
        request.max_wait_ms = i32::try_from(self.config.fetch_max_wait.as_millis()).unwrap_or(i32::MAX);
        request.min_bytes = self.config.fetch_min_bytes;
        request.max_bytes = self.config.fetch_max_bytes;
        request.isolation_level = i8::from(self.config.read_committed);
        request.session_id = ask.session_id;
        request.session_epoch = ask.session_epoch;
        request.topics = ask.topics;
        request.forgotten_topics_data = ask.forgotten;
        // A leader that knows the rack names a replica there, and sends nothing itself.
        if !asked.values().any(|asked| asked.order.wants_leader) {
            request.rack_id = text(&self.config.rack);
        }
        request
    }

    /// The outcome of the next fetch to come back; never, with none on its way. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Vec<Outcome> {
        let (broker, asked, response) = match self.in_flight.join_next().await {
            Some(Ok(fetched)) => fetched,
            Some(Err(panicked)) => {
                tracing::error!(%panicked, "a fetch broke off");
                self.in_flight.abort_all();
                self.busy.clear();
                self.sessions.clear();
                return Vec::new();
            }
            None => std::future::pending().await,
        };
        self.busy.remove(&broker);
        let session = self.sessions.entry(broker).or_default();
        match response {
            Ok(response) => {
                session.answered(response.session_id);
                self.held.remove(&broker);
                outcomes(broker, &asked, response)
            }
            Err(error) => {
                session.reset();
                // An error of the session concerns no partition: the next fetch opens a new one.
                if error.code().is_some_and(is_of_session) {
                    return Vec::new();
                }
                self.hold(broker);
                let all = asked.into_iter();
                all.map(|(at, asked)| outcome(at, broker, asked, Err(error.clone()))).collect()
            }
        }
    }

    /// Ends the sessions, so that brokers need not keep them until others push them out. Nobody waits for it.
    pub(super) async fn close_sessions(&mut self) {
        for (broker, session) in self.sessions.drain() {
            let Some(id) = session.open_id() else { continue };
            let mut request = FetchRequest::default();
            (request.replica_id, request.session_id, request.session_epoch) = (BrokerId(-1), id, -1);
            let sent = async {
                let connection = self.cluster.broker(broker).await?;
                let version = connection.version_of::<FetchRequest>()?;
                connection.call_within(version, &request, Duration::from_millis(500)).await.map(|_| ())?;
                Ok::<(), ClientError>(())
            };
            if let Err(error) = sent.await {
                tracing::debug!(%error, broker, "fetch session not closed");
            }
        }
    }
}

fn is_of_session(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::FetchSessionIdNotFound | ErrorCode::InvalidFetchSessionEpoch)
}

async fn exchange(
    cluster: &Cluster,
    broker: i32,
    at_most: i16,
    request: &FetchRequest,
    limit: Duration,
) -> Result<FetchResponse, ClientError> {
    let connection = cluster.broker(broker).await?;
    let version = connection.version_at_most::<FetchRequest>(at_most)?;
    let response = connection.call_within(version, request, limit).await?;
    ClientError::check(response.error_code, None)?;
    Ok(response)
}

fn outcome(at: TopicPartition, broker: i32, asked: Asked, result: Result<Fetched, ClientError>) -> Outcome {
    let Asked { order, from_follower, .. } = asked;
    Outcome { at, broker, offset: order.offset, version: order.version, from_follower, result }
}

fn outcomes(broker: i32, asked: &AskedOf, response: FetchResponse) -> Vec<Outcome> {
    let names: HashMap<Uuid, &str> =
        asked.iter().map(|(at, asked)| (asked.topic_id, at.topic.as_str())).collect();
    let mut outcomes = Vec::new();
    for topic in response.responses {
        let by_id = names.get(&topic.topic_id).filter(|_| topic.topic.is_empty());
        let name = by_id.map_or_else(|| topic.topic.to_string(), |name| (*name).to_string());
        for partition in topic.partitions {
            let at = TopicPartition::new(name.clone(), partition.partition_index);
            if let Some(asked) = asked.get(&at) {
                let result = fetched(&at, asked.order.offset, partition);
                outcomes.push(outcome(at, broker, *asked, result));
            }
        }
    }
    outcomes
}

fn fetched(at: &TopicPartition, from: i64, partition: PartitionData) -> Result<Fetched, ClientError> {
    ClientError::check(code_of(partition.error_code).code(), None)?;
    Ok(Fetched {
        at: Arc::new(at.clone()),
        from,
        bytes: partition.records.unwrap_or_default(),
        aborted: partition.aborted_transactions.unwrap_or_default(),
        high_watermark: partition.high_watermark,
        last_stable_offset: partition.last_stable_offset,
        log_start_offset: partition.log_start_offset,
        preferred: Some(partition.preferred_read_replica.0).filter(|id| *id >= 0),
    })
}
