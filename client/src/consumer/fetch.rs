//! Fetches on their way: at most one per broker, each in a task of its own.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use kavka_protocol::messages::{BrokerId, FetchRequest, FetchResponse};

use super::config::ConsumerConfig;
use super::records::Fetched;
use super::session::{Session, Wanted};
use crate::cluster::Cluster;
use crate::error::code_of;
use crate::text::text;
use crate::{ClientError, TopicPartition};

/// The last version of Fetch that names topics rather than their ids.
const NAMES_UNTIL: i16 = 12;

/// What a fetch came to for one partition.
#[derive(Debug)]
pub(super) struct Outcome {
    pub at: TopicPartition,
    pub offset: i64,
    pub version: u64,
    pub result: Result<Fetched, ClientError>,
}

/// What was asked of one broker: offset and version by partition.
type Asked = BTreeMap<TopicPartition, (i64, u64)>;
type InFlight = BoxFuture<'static, (i32, Asked, Result<FetchResponse, ClientError>)>;

/// The fetches of a consumer.
pub(super) struct Fetcher {
    cluster: Cluster,
    config: Arc<ConsumerConfig>,
    sessions: HashMap<i32, Session>,
    in_flight: FuturesUnordered<InFlight>,
    busy: HashMap<i32, Asked>,
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
            in_flight: FuturesUnordered::new(),
            busy: HashMap::new(),
        }
    }

    /// Starts a fetch at each broker that has none on its way and leads some of `wanted`.
    pub(super) async fn start(&mut self, wanted: &Asked) -> Result<(), ClientError> {
        if wanted.is_empty() {
            return Ok(());
        }
        let topics: Vec<String> = wanted.keys().map(|at| at.topic.clone()).collect();
        let view = self.cluster.with_topics(&topics, false).await?;
        let mut by_leader = HashMap::<i32, (Asked, BTreeMap<TopicPartition, Wanted>)>::new();
        for (at, (offset, version)) in wanted {
            let partition = view.topics.get(&at.topic).and_then(|topic| topic.partition(at.partition));
            let Some(leader) = partition.and_then(|partition| partition.leader) else {
                self.cluster.forget_topic(&at.topic);
                continue;
            };
            let one = Wanted {
                offset: *offset,
                leader_epoch: partition.map_or(-1, |partition| partition.leader_epoch),
                max_bytes: self.config.partition_max_bytes,
            };
            let (asked, wanted) = by_leader.entry(leader).or_default();
            asked.insert(at.clone(), (*offset, *version));
            wanted.insert(at.clone(), one);
        }
        for (leader, (asked, wanted)) in by_leader {
            if self.busy.contains_key(&leader) {
                continue;
            }
            let request = self.request(leader, &wanted);
            let cluster = self.cluster.clone();
            let limit = self.config.common.dial.request_timeout + self.config.fetch_max_wait;
            self.busy.insert(leader, asked.clone());
            // A task, so that it goes out now and not when the application polls next.
            let fetch = tokio::spawn(async move { exchange(&cluster, leader, &request, limit).await });
            self.in_flight.push(Box::pin(async move {
                let response =
                    fetch.await.unwrap_or_else(|error| Err(ClientError::Invalid(error.to_string())));
                (leader, asked, response)
            }));
        }
        Ok(())
    }

    fn request(&mut self, leader: i32, wanted: &BTreeMap<TopicPartition, Wanted>) -> FetchRequest {
        let ask = self.sessions.entry(leader).or_default().ask(wanted);
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
        request.rack_id = text(&self.config.rack);
        request
    }

    /// The outcome of the next fetch to come back; with none on its way it waits a little, since
    /// only time (a leader, an assignment) can bring one. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Vec<Outcome> {
        let Some((leader, asked, response)) = self.in_flight.next().await else {
            tokio::time::sleep(self.config.common.retry_backoff).await;
            return Vec::new();
        };
        self.busy.remove(&leader);
        let session = self.sessions.entry(leader).or_default();
        match response {
            Ok(response) => {
                session.answered(response.session_id);
                outcomes(&asked, response)
            }
            Err(error) => {
                session.reset();
                // An error of the session concerns no partition: the next fetch opens a new one.
                if error.code().is_some() {
                    return Vec::new();
                }
                let all = asked.into_iter();
                all.map(|(at, (offset, version))| Outcome { at, offset, version, result: Err(error.clone()) })
                    .collect()
            }
        }
    }
}

async fn exchange(
    cluster: &Cluster,
    leader: i32,
    request: &FetchRequest,
    limit: Duration,
) -> Result<FetchResponse, ClientError> {
    let connection = cluster.broker(leader).await?;
    let version = connection.version_at_most::<FetchRequest>(NAMES_UNTIL)?;
    let response = connection.call_within(version, request, limit).await?;
    ClientError::check(response.error_code, None)?;
    Ok(response)
}

fn outcomes(asked: &Asked, response: FetchResponse) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for topic in response.responses {
        for partition in topic.partitions {
            let at = TopicPartition::new(topic.topic.to_string(), partition.partition_index);
            let Some((offset, version)) = asked.get(&at).copied() else { continue };
            let bytes = partition.records.unwrap_or_default();
            let aborted = partition.aborted_transactions.unwrap_or_default();
            let code = code_of(partition.error_code);
            let result = match ClientError::check(code.code(), None) {
                Ok(()) => Ok(Fetched { at: at.clone(), from: offset, bytes, aborted }),
                Err(error) => Err(error),
            };
            outcomes.push(Outcome { at, offset, version, result });
        }
    }
    outcomes
}
