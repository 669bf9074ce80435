//! A cluster: its brokers, their connections, who leads what, and calls with retries.

mod coordinator;
mod view;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::metadata_request::MetadataRequestTopic;
use kavka_protocol::messages::{MetadataRequest, TopicName};
use kavka_protocol::wire::{Request, StrBytes};
use parking_lot::Mutex;
use rand::seq::SliceRandom;

pub use coordinator::CoordinatorType;
pub use view::{Broker, ClusterView, Partition, Topic};

use crate::config::{CommonConfig, MetadataRecovery};
use crate::error::ClientError;
use crate::metrics::{ClientKind, Meter, Metric};
use crate::net::{Connection, NetError, Pool};
use crate::retry::Backoff;

/// How long a cluster that nobody has reached yet may refuse connections before calls give up:
/// long enough for a broker that is just starting, short enough for a person with a wrong address.
const FIRST_CONNECT_PATIENCE: Duration = Duration::from_secs(5);

/// How long a broker may think about what any broker could answer, before another is asked too.
const ANSWER_PATIENCE: Duration = Duration::from_secs(1);

/// Which topics to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Brokers only.
    Brokers,
    /// All topics.
    All,
    /// These topics.
    Topics(Vec<String>),
}

/// A handle on a cluster; cheap to clone.
#[derive(Clone, Debug)]
pub struct Cluster {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    config: CommonConfig,
    pool: Pool,
    /// Connections to coordinators are their own: a coordinator holds a join back, and what is sent after it.
    coordinators: Pool,
    view: Mutex<Arc<ClusterView>>,
    was_reached: AtomicBool,
    /// Since when metadata has been asked for in vain.
    in_vain_since: Mutex<Option<Instant>>,
    /// When metadata was last had.
    refreshed: Mutex<Instant>,
    meter: Arc<Meter>,
}

impl Cluster {
    /// A cluster known by its bootstrap addresses. Connects when first used.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] without an address, [`ClientError::Net`] for one that is not `host:port`.
    pub fn new(config: CommonConfig) -> Result<Self, ClientError> {
        Self::measured_as(ClientKind::Admin, config)
    }

    /// As [`Cluster::new`], with metrics of another client than the admin client.
    pub(crate) fn measured_as(kind: ClientKind, config: CommonConfig) -> Result<Self, ClientError> {
        if config.bootstrap_servers.is_empty() {
            return Err(ClientError::Invalid("no bootstrap servers: set bootstrap.servers".to_string()));
        }
        for address in &config.bootstrap_servers {
            crate::net::split_address(address)?;
        }
        let meter = Arc::new(Meter::new(kind, &config.dial.client_id, config.metrics_windows));
        let pool = Pool::new(config.dial.clone(), config.reconnect_backoff, meter.clone());
        let coordinators = Pool::new(config.dial.clone(), config.reconnect_backoff, meter.clone());
        let shared = Shared {
            config,
            pool,
            coordinators,
            view: Mutex::default(),
            was_reached: AtomicBool::new(false),
            in_vain_since: Mutex::new(None),
            refreshed: Mutex::new(Instant::now()),
            meter,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// What the clients have in common.
    pub fn config(&self) -> &CommonConfig {
        &self.shared.config
    }

    /// Where the client's metrics are taken.
    pub(crate) fn meter(&self) -> &Arc<Meter> {
        &self.shared.meter
    }

    /// The client's metrics now; `gauges` are those that only it can look up, by name.
    pub(crate) fn metrics(&self, gauges: &[(&str, f64)]) -> Vec<Metric> {
        let now = Instant::now();
        let open = self.shared.pool.open_count() + self.shared.coordinators.open_count();
        let age = now.saturating_duration_since(*self.shared.refreshed.lock()).as_secs_f64();
        let assigned = self.shared.meter.assigned_partitions();
        let own = [
            ("connection-count", open as f64),
            ("metadata-age", age),
            ("assigned-partitions", assigned as f64),
        ];
        let all: Vec<(&str, f64)> = own.into_iter().chain(gauges.iter().copied()).collect();
        let nodes = self.view().brokers.values().map(|broker| (broker.address(), broker.id)).collect();
        self.shared.meter.snapshot(now, &all, &nodes)
    }

    /// What is known now; empty before the first [`Cluster::refresh`].
    pub fn view(&self) -> Arc<ClusterView> {
        self.shared.view.lock().clone()
    }

    /// Closes all connections. Calls that wait fail.
    pub fn close(&self) {
        self.shared.pool.close();
        self.shared.coordinators.close();
    }

    /// A connection to any broker, tried in random order, the bootstrap addresses last.
    ///
    /// # Errors
    /// The failure of the last one tried.
    pub async fn any(&self) -> Result<Connection, ClientError> {
        let mut last = no_broker();
        for address in self.addresses() {
            match self.dial(&address).await {
                Ok(connection) => return Ok(connection),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// What any broker answers. One that takes its time, because it is paused or the way to it is cut, does not keep
    /// the others from being asked: whoever answers first is heard.
    ///
    /// # Errors
    /// The failure of the last one that failed, if all did.
    pub(crate) async fn first_answer<T: Send>(
        &self,
        ask: impl Fn(Connection) -> BoxFuture<'static, Result<T, ClientError>> + Sync,
    ) -> Result<T, ClientError> {
        let mut last = no_broker();
        let mut asked = FuturesUnordered::new();
        let mut addresses = self.addresses().into_iter();
        loop {
            let next = addresses.next();
            let are_more = next.is_some();
            if let Some(address) = next {
                let ask = &ask;
                asked.push(async move { ask(self.dial(&address).await?).await });
            } else if asked.is_empty() {
                return Err(last);
            }
            let pause = async {
                if are_more {
                    tokio::time::sleep(ANSWER_PATIENCE).await
                } else {
                    std::future::pending().await
                }
            };
            tokio::select! {
                Some(answer) = asked.next() => match answer {
                    Ok(answer) => return Ok(answer),
                    Err(error) => last = error,
                },
                () = pause => {}
            }
        }
    }

    /// As [`Cluster::first_answer`], to one and the same request.
    ///
    /// # Errors
    /// As [`Cluster::first_answer`].
    pub(crate) async fn call_any<R>(&self, request: &R) -> Result<R::Response, ClientError>
    where
        R: Request + Clone + Send + Sync + 'static,
        R::Response: Send,
    {
        let ask = |connection: Connection| {
            let request = request.clone();
            async move { Ok(connection.call(&request).await?) }.boxed()
        };
        self.first_answer(ask).await
    }

    async fn dial(&self, address: &str) -> Result<Connection, ClientError> {
        let connection = self.shared.pool.get(address).await?;
        self.shared.was_reached.store(true, Ordering::Relaxed);
        Ok(connection)
    }

    /// Where to ask what any broker knows, in random order, the bootstrap addresses last.
    fn addresses(&self) -> Vec<String> {
        let mut addresses: Vec<String> = self.view().brokers.values().map(Broker::address).collect();
        addresses.shuffle(&mut rand::rng());
        let bootstrap = self.shared.config.bootstrap_servers.iter().cloned();
        match self.shared.config.metadata_recovery {
            MetadataRecovery::None if !addresses.is_empty() => {}
            // Those that are known have not told for long.
            MetadataRecovery::Rebootstrap { after }
                if self.shared.in_vain_since.lock().is_some_and(|since| since.elapsed() > after) =>
            {
                addresses = bootstrap.collect();
            }
            MetadataRecovery::None | MetadataRecovery::Rebootstrap { .. } => {
                let new: Vec<String> = bootstrap.filter(|address| !addresses.contains(address)).collect();
                addresses.extend(new);
            }
        }
        addresses
    }

    /// A connection to the broker with this id.
    ///
    /// # Errors
    /// `BROKER_NOT_AVAILABLE` when it is not known.
    pub async fn broker(&self, id: i32) -> Result<Connection, ClientError> {
        let address = self.view().brokers.get(&id).map(Broker::address);
        let address = address.ok_or_else(|| ClientError::broker(ErrorCode::BrokerNotAvailable, None))?;
        Ok(self.shared.pool.get(&address).await?)
    }

    /// Asks a broker for its view, once, and keeps it. Topics that were not asked about stay known.
    ///
    /// # Errors
    /// [`ClientError`]; errors of single topics are in the view.
    pub async fn refresh(
        &self,
        wanted: &Wanted,
        create_missing: bool,
    ) -> Result<Arc<ClusterView>, ClientError> {
        let request = metadata_request(wanted, create_missing);
        self.shared.in_vain_since.lock().get_or_insert_with(Instant::now);
        let mut response = self.call_any(&request).await?;
        if response.error_code == ErrorCode::RebootstrapRequired.code() {
            // The broker sends us away (KIP-1102), and what is known led to it.
            *self.shared.view.lock() = Arc::default();
            response = self.call_any(&request).await?;
        }
        ClientError::check(response.error_code, None)?;
        *self.shared.in_vain_since.lock() = None;
        *self.shared.refreshed.lock() = Instant::now();
        let mut view = self.shared.view.lock();
        let merged = Arc::new(view.merged(&response, *wanted == Wanted::All));
        *view = merged.clone();
        Ok(merged)
    }

    /// Asks about topics by their ids; those that no longer exist are left out.
    ///
    /// # Errors
    /// As [`Cluster::refresh`].
    pub async fn refresh_ids(&self, ids: &[uuid::Uuid]) -> Result<Arc<ClusterView>, ClientError> {
        let mut request = MetadataRequest::default();
        let of_id = |id: &uuid::Uuid| {
            let mut topic = MetadataRequestTopic::default();
            (topic.topic_id, topic.name) = (*id, None);
            topic
        };
        request.topics = Some(ids.iter().map(of_id).collect());
        let response = self.call_any(&request).await?;
        let mut view = self.shared.view.lock();
        let merged = Arc::new(view.merged(&response, false));
        *view = merged.clone();
        Ok(merged)
    }

    /// The view with those of `topics` that can be had now, asking for what is not known.
    ///
    /// # Errors
    /// As [`Cluster::refresh`]; what is wrong with single topics is in the view.
    pub async fn with_what_is_known_of(
        &self,
        topics: &std::collections::BTreeSet<&str>,
        create_missing: bool,
    ) -> Result<Arc<ClusterView>, ClientError> {
        let view = self.view();
        let is_missing =
            |name: &str| view.topics.get(name).is_none_or(|topic| topic.error != ErrorCode::None);
        let missing: Vec<String> =
            topics.iter().filter(|name| is_missing(name)).map(|name| (*name).to_string()).collect();
        if missing.is_empty() {
            Ok(view)
        } else {
            self.refresh(&Wanted::Topics(missing), create_missing).await
        }
    }

    /// The view with every one of `topics`, asking for those that are not known.
    ///
    /// # Errors
    /// The first error of a topic, or [`ClientError`] of the call.
    pub async fn with_topics(
        &self,
        topics: &[String],
        create_missing: bool,
    ) -> Result<Arc<ClusterView>, ClientError> {
        let mut view = self.view();
        let missing: Vec<String> =
            topics.iter().filter(|topic| !view.topics.contains_key(*topic)).cloned().collect();
        if !missing.is_empty() {
            view = self.refresh(&Wanted::Topics(missing), create_missing).await?;
        }
        for topic in topics {
            match view.topics.get(topic).map(|topic| topic.error) {
                Some(ErrorCode::None) => {}
                Some(code) => {
                    self.forget_topic(topic);
                    return Err(ClientError::broker(code, None));
                }
                None => return Err(ClientError::broker(ErrorCode::UnknownTopicOrPartition, None)),
            }
        }
        Ok(view)
    }

    /// Makes the next [`Cluster::with_topics`] ask about `topic`, after its leader has turned out wrong.
    pub fn forget_topic(&self, topic: &str) {
        let mut view = self.shared.view.lock();
        let mut changed = ClusterView::clone(&view);
        changed.topics.remove(topic);
        *view = Arc::new(changed);
    }

    /// Forgets who leads a partition, so that nobody is asked in its place; the topic stays known.
    pub fn forget_leader(&self, at: &crate::TopicPartition) {
        let mut view = self.shared.view.lock();
        let mut changed = ClusterView::clone(&view);
        let partitions = changed.topics.get_mut(&at.topic).map(|topic| &mut topic.partitions);
        for partition in partitions.into_iter().flatten().filter(|partition| partition.index == at.partition)
        {
            partition.leader = None;
        }
        *view = Arc::new(changed);
    }

    /// Forgets which node takes controller requests.
    pub(crate) fn forget_controller(&self) {
        let mut view = self.shared.view.lock();
        if view.controller.is_some() {
            *view = Arc::new(ClusterView { controller: None, ..ClusterView::clone(&view) });
        }
    }

    /// Forgets where a broker is, so that it is asked about before it is called again.
    pub(crate) fn forget_broker(&self, id: i32) {
        let mut view = self.shared.view.lock();
        if view.brokers.contains_key(&id) {
            let mut changed = ClusterView::clone(&view);
            changed.brokers.remove(&id);
            *view = Arc::new(changed);
        }
    }

    /// Takes over nodes learnt by another request than Metadata: controllers, which do not serve it.
    pub(crate) fn know_nodes(&self, cluster_id: String, controller: Option<i32>, nodes: Vec<Broker>) {
        *self.shared.in_vain_since.lock() = None;
        *self.shared.refreshed.lock() = Instant::now();
        let mut view = self.shared.view.lock();
        *view = Arc::new(ClusterView {
            cluster_id: Some(cluster_id),
            controller,
            brokers: nodes.into_iter().map(|node| (node.id, node)).collect(),
            topics: view.topics.clone(),
        });
    }

    /// Makes tries of `call` until one succeeds, fails for good, or `limit` has passed.
    ///
    /// # Errors
    /// That of the last try, in [`ClientError::Timeout`] if time ran out.
    pub async fn retrying<T>(
        &self,
        doing: &str,
        limit: Duration,
        mut call: impl AsyncFnMut() -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        let started = Instant::now();
        let mut backoff = Backoff::new(self.config().retry_backoff, self.config().retry_backoff_max);
        loop {
            let left = limit.saturating_sub(started.elapsed());
            let timed_out =
                |last: String| ClientError::Timeout { doing: doing.to_string(), after: limit, last };
            let error = match tokio::time::timeout(left, call()).await {
                Ok(Ok(done)) => return Ok(done),
                Ok(Err(error)) => error,
                Err(_) => return Err(timed_out("no answer".to_string())),
            };
            if !error.is_retriable() || self.gives_up_first_connect(&error, started) {
                return Err(error);
            }
            let delay = backoff.next_delay();
            if started.elapsed() + delay >= limit {
                return Err(timed_out(error.to_string()));
            }
            tracing::debug!(%error, doing, "trying again in {delay:?}");
            tokio::time::sleep(delay).await;
        }
    }

    /// Whether a wrong address is likelier than a broker that is just starting.
    pub(crate) fn gives_up_first_connect(&self, error: &ClientError, started: Instant) -> bool {
        let cannot_connect = matches!(
            error,
            ClientError::Net(
                NetError::Connect { .. } | NetError::ConnectTimeout { .. } | NetError::NoToken { .. }
            )
        );
        let is_new = !self.shared.was_reached.load(Ordering::Relaxed);
        cannot_connect && is_new && started.elapsed() >= FIRST_CONNECT_PATIENCE
    }
}

fn no_broker() -> ClientError {
    ClientError::Invalid("no broker is known".to_string())
}

fn metadata_request(wanted: &Wanted, create_missing: bool) -> MetadataRequest {
    let mut request = MetadataRequest::default();
    request.allow_auto_topic_creation = create_missing;
    request.topics = match wanted {
        Wanted::All => None,
        Wanted::Brokers => Some(Vec::new()),
        Wanted::Topics(names) => Some(names.iter().map(|name| topic_to_ask(name)).collect()),
    };
    request
}

fn topic_to_ask(name: &str) -> MetadataRequestTopic {
    let mut topic = MetadataRequestTopic::default();
    topic.name = Some(TopicName(StrBytes::from_string(name.to_string())));
    topic
}
