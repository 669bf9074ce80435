//! The task that sends batches. It ends when the producer is closed and everything is answered.

mod coordinators;
mod produce;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use kavka_protocol::compression::Compressor;
use kavka_protocol::messages::ProduceResponse;

use super::Shared;
use super::accumulator::{Decided, Request, is_about_metadata};
use super::sequences::ProducerId;
use crate::ClientError;
use crate::TopicPartition;
use crate::cluster::Wanted;
use crate::net::{Connection, NetError};
use crate::retry::Backoff;
use coordinators::Coordinators;

pub(super) async fn run(shared: Arc<Shared>) {
    let mut sender = Sender::new(shared);
    while !sender.is_done() {
        let worked = Instant::now();
        sender.work(worked);
        let wait = sender.wait(worked);
        let first = tokio::select! {
            Some(event) = sender.tasks.next(), if !sender.tasks.is_empty() => Some(event),
            () = sender.shared.wake.notified() => None,
            () = tokio::time::sleep(wait) => None,
        };
        // All that has happened is dealt with before anything is sent.
        let mut next = first;
        while let Some(event) = next {
            sender.handle(event);
            next = if sender.tasks.is_empty() { None } else { sender.tasks.next().now_or_never().flatten() };
        }
    }
    sender.shared.cluster.close();
}

/// What a task of the sender came to.
enum Event {
    Connected(i32, Result<Connection, ClientError>),
    Produced(u64, Result<Option<ProduceResponse>, NetError>),
    Refreshed(Result<(), ClientError>),
    Identified(Result<ProducerId, ClientError>),
    Coordinated(Box<coordinators::Answered>),
}

/// A broker the sender has to do with.
#[derive(Default)]
struct Node {
    connection: Option<Connection>,
    is_dialling: bool,
    /// Requests without an answer.
    in_flight: usize,
    /// After a failure, or as the broker asks by its quota.
    not_before: Option<Instant>,
}

impl Node {
    /// Whether it has no connection, and nothing is to be waited for before one is made.
    fn wants_dial(&self) -> bool {
        !self.is_dialling
            && self.not_before.is_none()
            && self.connection.as_ref().is_none_or(Connection::is_closed)
    }
}

struct InFlight {
    request: Request,
    sent: Instant,
}

struct Sender {
    shared: Arc<Shared>,
    nodes: HashMap<i32, Node>,
    in_flight: HashMap<u64, InFlight>,
    tasks: FuturesUnordered<BoxFuture<'static, Event>>,
    compressor: Compressor,
    /// Memory for the next compressed batch.
    spare: Vec<u8>,
    wants_metadata: bool,
    is_refreshing: bool,
    /// When metadata was last asked for.
    refreshed: Instant,
    metadata_backoff: Backoff,
    metadata_not_before: Option<Instant>,
    coordinators: Coordinators,
}

impl Sender {
    fn new(shared: Arc<Shared>) -> Self {
        let backoff = new_backoff(&shared);
        Self {
            coordinators: Coordinators::new(new_backoff(&shared)),
            shared,
            nodes: HashMap::new(),
            in_flight: HashMap::new(),
            tasks: FuturesUnordered::new(),
            compressor: Compressor::new(),
            spare: Vec::new(),
            wants_metadata: false,
            is_refreshing: false,
            refreshed: Instant::now(),
            metadata_backoff: backoff,
            metadata_not_before: None,
        }
    }

    fn is_done(&self) -> bool {
        let accumulator = self.shared.accumulator.lock();
        accumulator.is_closed() && !accumulator.has_incomplete() && self.in_flight.is_empty()
    }

    /// Starts everything that can be started now.
    fn work(&mut self, now: Instant) {
        self.expire_in_flight(now);
        let (wants_id, transactional, decided, leaders) = {
            let mut accumulator = self.shared.accumulator.lock();
            accumulator.step(now);
            let has_batches = accumulator.has_incomplete();
            let request = match &mut accumulator.transactions {
                Some(transactions) => {
                    let request = transactions.next_request(has_batches);
                    request.map(|request| (request, coordinators::Who::of(transactions)))
                }
                None => None,
            };
            self.wants_metadata |= accumulator.lacks_leader();
            let wants_id = accumulator.take_wish_for_identity();
            (wants_id, request, accumulator.take_decided(), accumulator.leaders())
        };
        if self.shared.config.transactional_id.is_some() {
            self.shared.results.notify_waiters();
        }
        self.tell_interceptors(decided);
        if wants_id {
            self.tasks.push(coordinators::identify(self.shared.clone()).map(Event::Identified).boxed());
        }
        if let Some((request, who)) = transactional {
            let asked = self.coordinators.ask(self.shared.clone(), who, request);
            self.tasks.push(asked.map(|answered| Event::Coordinated(Box::new(answered))).boxed());
        }
        self.connect(&leaders, now);
        self.send_ready(now);
        self.shared.accumulator.lock().weigh();
        self.refresh_metadata(now);
    }

    fn handle(&mut self, event: Event) {
        let now = Instant::now();
        match event {
            Event::Connected(node, result) => {
                let backoff = self.shared.config.common.reconnect_backoff;
                let node = self.nodes.entry(node).or_default();
                node.is_dialling = false;
                match result {
                    Ok(connection) => node.connection = Some(connection),
                    Err(error) => {
                        tracing::debug!(%error, "no connection yet");
                        node.not_before = Some(now + backoff.max(Duration::from_millis(1)));
                        self.wants_metadata = true;
                    }
                }
            }
            Event::Produced(id, result) => self.produced(id, result, now),
            Event::Refreshed(result) => {
                self.is_refreshing = false;
                match result {
                    Ok(()) => {
                        let view = self.shared.cluster.view();
                        let mut accumulator = self.shared.accumulator.lock();
                        accumulator.learn(&view);
                        self.metadata_not_before =
                            accumulator.lacks_leader().then(|| now + self.metadata_backoff.next_delay());
                        if self.metadata_not_before.is_none() {
                            self.metadata_backoff = new_backoff(&self.shared);
                        }
                    }
                    Err(error) => {
                        tracing::debug!(%error, "metadata not refreshed");
                        self.wants_metadata = true;
                        self.metadata_not_before = Some(now + self.metadata_backoff.next_delay());
                    }
                }
            }
            Event::Identified(result) => {
                if let Err(error) = &result {
                    tracing::warn!(%error, "no producer id");
                }
                self.shared.accumulator.lock().identified(result);
            }
            Event::Coordinated(answered) => self.coordinators.answered(&self.shared, *answered),
        }
    }

    /// How long there is nothing to do unless something happens.
    ///
    /// `worked` is the moment that the work before it went by: what has become due since has not been looked at yet, and
    /// if it were taken for past, nothing would wake the sender for it.
    fn wait(&self, worked: Instant) -> Duration {
        const AGAIN: Duration = Duration::from_millis(1);
        let accumulator = self.shared.accumulator.lock();
        // A connection may have ended after the work had looked, which is no event where nothing was in flight.
        if accumulator.leaders().iter().any(|id| self.nodes.get(id).is_none_or(Node::wants_dial)) {
            return AGAIN;
        }
        let in_flight = self.in_flight.values().flat_map(|one| &one.request.batches);
        let expiry = in_flight.filter_map(|batch| accumulator.expiry(batch)).min();
        let nodes = self.nodes.values().filter_map(|node| node.not_before).filter(|at| *at > worked).min();
        let metadata =
            if self.wants_metadata { self.metadata_not_before.filter(|at| *at > worked) } else { None };
        let age = self.refreshed + self.shared.config.common.metadata_max_age;
        let deadlines = [accumulator.next_deadline(worked), expiry, nodes, metadata, Some(age)];
        let next = deadlines.into_iter().flatten().min().unwrap_or(age);
        next.saturating_duration_since(Instant::now()).max(AGAIN)
    }

    fn tell_interceptors(&self, decided: Vec<Decided>) {
        for Decided { topic, partition, verdict, timestamps } in decided {
            let at = Arc::new(TopicPartition::new(&*topic, partition));
            for (index, timestamp) in (0..).zip(timestamps) {
                let result = verdict.of_record(&at, index, timestamp);
                for interceptor in &self.shared.plugins.interceptors {
                    interceptor.on_acknowledgement(&at, result.as_ref());
                }
            }
        }
    }

    /// Dials brokers that lead something and have no connection.
    fn connect(&mut self, leaders: &[i32], now: Instant) {
        for id in leaders.iter().copied() {
            let node = self.nodes.entry(id).or_default();
            node.not_before = node.not_before.filter(|at| *at > now);
            if node.wants_dial() {
                node.connection = None;
                node.is_dialling = true;
                let cluster = self.shared.cluster.clone();
                let dial = async move { Event::Connected(id, cluster.broker(id).await) };
                self.tasks.push(dial.boxed());
            }
        }
    }

    fn refresh_metadata(&mut self, now: Instant) {
        let is_old =
            now.saturating_duration_since(self.refreshed) >= self.shared.config.common.metadata_max_age;
        let may_ask = !self.is_refreshing && self.metadata_not_before.is_none_or(|at| at <= now);
        if !(is_old || self.wants_metadata) || !may_ask {
            return;
        }
        self.wants_metadata = false;
        self.metadata_not_before = None;
        self.is_refreshing = true;
        self.refreshed = now;
        let since = now.checked_sub(self.shared.config.metadata_max_idle);
        let topics = self.shared.accumulator.lock().topic_names(since);
        let cluster = self.shared.cluster.clone();
        let refresh = async move {
            let wanted = if topics.is_empty() { Wanted::Brokers } else { Wanted::Topics(topics) };
            Event::Refreshed(cluster.refresh(&wanted, false).await.map(drop))
        };
        self.tasks.push(refresh.boxed());
    }

    fn expire_in_flight(&mut self, now: Instant) {
        let mut accumulator = self.shared.accumulator.lock();
        for batch in self.in_flight.values_mut().flat_map(|one| &mut one.request.batches) {
            accumulator.expire_in_flight(batch, now);
        }
    }
}

fn new_backoff(shared: &Shared) -> Backoff {
    Backoff::new(shared.config.common.retry_backoff, shared.config.common.retry_backoff_max)
}
