//! Requests to coordinators: producer ids and transactions.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::add_partitions_to_txn_request::AddPartitionsToTxnTopic;
use kavka_protocol::messages::txn_offset_commit_request::{
    TxnOffsetCommitRequestPartition, TxnOffsetCommitRequestTopic,
};
use kavka_protocol::messages::{
    AddOffsetsToTxnRequest, AddPartitionsToTxnRequest, EndTxnRequest, InitProducerIdRequest,
    ProducerId as WireProducerId, TransactionalId, TxnOffsetCommitRequest,
};
use kavka_protocol::wire::Request as WireRequest;

use crate::admin::CommittedOffset;
use crate::cluster::{Broker, CoordinatorType};
use crate::error::code_of;
use crate::net::Connection;
use crate::producer::Shared;
use crate::producer::sequences::ProducerId;
use crate::producer::transaction::{Coordinator, Reply, Request, Transactions};
use crate::retry::Backoff;
use crate::text::{group_id, text, topic_name};
use crate::{ClientError, GroupMetadata, TopicPartition};

/// The last version of AddPartitionsToTxn that is for clients; later ones are for brokers.
const ADD_PARTITIONS_UNTIL: i16 = 3;
/// The last versions for transactions of version 1.
const END_V1_UNTIL: i16 = 4;
const OFFSETS_V1_UNTIL: i16 = 4;
/// First version of EndTxn that ends a transaction of version 2, and so bumps the epoch.
const END_V2_SINCE: i16 = 5;
/// How soon the first partition of a transaction is tried again while the one before completes.
const CONCURRENT_BACKOFF: Duration = Duration::from_millis(20);

/// Asks any broker for a producer id, for idempotence alone; tries again until there is one.
pub(super) async fn identify(shared: Arc<Shared>) -> Result<ProducerId, ClientError> {
    let mut request = InitProducerIdRequest::default();
    request.transactional_id = None;
    request.transaction_timeout_ms = i32::MAX;
    request.producer_id = WireProducerId(-1);
    request.producer_epoch = -1;
    let started = Instant::now();
    let common = &shared.config.common;
    let mut backoff = Backoff::new(common.retry_backoff, common.retry_backoff_max);
    loop {
        let error = match identify_once(&shared, &request).await {
            Ok(producer) => return Ok(producer),
            Err(error) => error,
        };
        if !error.is_retriable() || started.elapsed() > shared.config.delivery_timeout {
            return Err(error);
        }
        tokio::time::sleep(backoff.next_delay()).await;
    }
}

async fn identify_once(shared: &Shared, request: &InitProducerIdRequest) -> Result<ProducerId, ClientError> {
    let response = shared.cluster.call_any(request).await?;
    ClientError::check(response.error_code, None)?;
    Ok(ProducerId { id: response.producer_id.0, epoch: response.producer_epoch })
}

/// Who asks.
#[derive(Debug, Clone)]
pub(super) struct Who {
    transactional_id: String,
    producer: ProducerId,
    is_version_2: bool,
}

impl Who {
    pub(super) fn of(transactions: &Transactions) -> Self {
        Self {
            transactional_id: transactions.transactional_id().to_string(),
            producer: transactions.producer().unwrap_or(ProducerId { id: -1, epoch: -1 }),
            is_version_2: transactions.is_version_2(),
        }
    }

    fn id(&self) -> TransactionalId {
        TransactionalId(text(&self.transactional_id))
    }
}

/// A request with its answer.
pub(super) struct Answered {
    request: Request,
    reply: Reply,
    /// Whom it was asked of, by kind and key.
    found: Option<((Coordinator, String), Broker)>,
    /// Features of the cluster: their epoch and the level of `transaction.version`.
    features: Option<(i64, i16)>,
}

/// Where the coordinators are.
pub(super) struct Coordinators {
    known: HashMap<(Coordinator, String), Broker>,
    delay: Option<Duration>,
    backoff: Backoff,
    fresh: Backoff,
}

impl Coordinators {
    pub(super) fn new(backoff: Backoff) -> Self {
        Self { known: HashMap::new(), delay: None, fresh: backoff.clone(), backoff }
    }

    /// Sends a request, after a pause if the last one has to be tried again.
    pub(super) fn ask(
        &mut self,
        shared: Arc<Shared>,
        who: Who,
        request: Request,
    ) -> impl Future<Output = Answered> + Send + use<> {
        let delay = self.delay.take();
        let key = key_of(&request, &who);
        let known = self.known.get(&key).cloned();
        async move {
            if let Some(delay) = delay {
                tokio::time::sleep(delay).await;
            }
            let broker = match known {
                Some(broker) => Ok(broker),
                None => find(&shared, &key).await,
            };
            match broker {
                Ok(broker) => {
                    let (reply, features) = exchange(&shared, &who, &broker, &request).await;
                    Answered { request, reply, found: Some((key, broker)), features }
                }
                Err(reply) => Answered { request, reply, found: None, features: None },
            }
        }
    }

    pub(super) fn answered(&mut self, shared: &Shared, answered: Answered) {
        let Answered { request, reply, found, features } = answered;
        if let Some((key, broker)) = found {
            self.known.insert(key, broker);
        }
        self.delay = match &reply {
            Reply::Code(ErrorCode::None) | Reply::ProducerId(_) | Reply::Failed(_) => None,
            Reply::Partitions(answers) if answers.iter().all(|(_, code)| *code == ErrorCode::None) => None,
            Reply::Partitions(answers)
                if matches!(request, Request::AddPartitions { is_first: true, .. })
                    && answers.iter().any(|(_, code)| *code == ErrorCode::ConcurrentTransactions) =>
            {
                Some(CONCURRENT_BACKOFF)
            }
            _ => Some(self.backoff.next_delay()),
        };
        if self.delay.is_none() {
            self.backoff = self.fresh.clone();
        }
        let coordinator = request.coordinator();
        let mut accumulator = shared.accumulator.lock();
        let Some(transactions) = &mut accumulator.transactions else { return };
        if let (Reply::ProducerId(_), Some((epoch, level))) = (&reply, features)
            && matches!(request, Request::InitProducerId { .. })
        {
            transactions.learn_features(epoch, level);
        }
        if transactions.answered(request, reply).is_some() {
            self.known.retain(|(kind, _), _| *kind != coordinator);
        }
    }
}

fn key_of(request: &Request, who: &Who) -> (Coordinator, String) {
    match request {
        Request::CommitOffsets { group, .. } => (Coordinator::Group, group.group_id.clone()),
        _ => (Coordinator::Transaction, who.transactional_id.clone()),
    }
}

async fn find(shared: &Shared, (kind, key): &(Coordinator, String)) -> Result<Broker, Reply> {
    let kind = match kind {
        Coordinator::Transaction => CoordinatorType::Transaction,
        Coordinator::Group => CoordinatorType::Group,
    };
    match shared.cluster.find_coordinator(kind, key).await {
        Ok(broker) => Ok(broker),
        Err(ClientError::Broker { code, message }) => {
            Err(Reply::CoordinatorRefused { code, message: Some(message) })
        }
        Err(error) if error.is_retriable() => Err(Reply::Disconnected),
        Err(error) => Err(Reply::Failed(error)),
    }
}

async fn exchange(
    shared: &Shared,
    who: &Who,
    broker: &Broker,
    request: &Request,
) -> (Reply, Option<(i64, i16)>) {
    let connection = match shared.cluster.at(broker).await {
        Ok(connection) => connection,
        Err(error) => return (lost(error), None),
    };
    let features = connection.features();
    let level = features.levels.get("transaction.version").copied().unwrap_or(0);
    let reply = match request {
        Request::InitProducerId { producer, .. } => init(shared, who, &connection, *producer).await,
        Request::AddPartitions { partitions, .. } => add_partitions(who, &connection, partitions).await,
        Request::AddOffsets { group, .. } => add_offsets(who, &connection, group).await,
        Request::CommitOffsets { group, offsets, .. } => {
            commit_offsets(who, &connection, group, offsets).await
        }
        Request::EndTxn { commit, .. } => end(who, &connection, *commit).await,
    };
    (reply.unwrap_or_else(lost), Some((features.epoch, level)))
}

fn lost(error: ClientError) -> Reply {
    if error.is_retriable() { Reply::Disconnected } else { Reply::Failed(error) }
}

async fn call<R: WireRequest>(
    connection: &Connection,
    at_most: i16,
    request: &R,
) -> Result<R::Response, ClientError> {
    let version = connection.version_at_most::<R>(at_most)?;
    Ok(connection.call_at(version, request).await?)
}

async fn init(
    shared: &Shared,
    who: &Who,
    connection: &Connection,
    producer: Option<ProducerId>,
) -> Result<Reply, ClientError> {
    let mut request = InitProducerIdRequest::default();
    request.transactional_id = Some(who.id());
    let timeout = shared.config.transaction_timeout.as_millis();
    request.transaction_timeout_ms = i32::try_from(timeout).unwrap_or(i32::MAX);
    request.producer_id = WireProducerId(producer.map_or(-1, |producer| producer.id));
    request.producer_epoch = producer.map_or(-1, |producer| producer.epoch);
    let response = call(connection, i16::MAX, &request).await?;
    Ok(match code_of(response.error_code) {
        ErrorCode::None => {
            Reply::ProducerId(ProducerId { id: response.producer_id.0, epoch: response.producer_epoch })
        }
        code => Reply::Code(code),
    })
}

async fn add_partitions(
    who: &Who,
    connection: &Connection,
    partitions: &[TopicPartition],
) -> Result<Reply, ClientError> {
    let mut request = AddPartitionsToTxnRequest::default();
    request.v3_and_below_transactional_id = who.id();
    request.v3_and_below_producer_id = WireProducerId(who.producer.id);
    request.v3_and_below_producer_epoch = who.producer.epoch;
    let mut topics = HashMap::<&str, Vec<i32>>::new();
    for at in partitions {
        topics.entry(&at.topic).or_default().push(at.partition);
    }
    for (name, partitions) in topics {
        let mut topic = AddPartitionsToTxnTopic::default();
        topic.name = topic_name(name);
        topic.partitions = partitions;
        request.v3_and_below_topics.push(topic);
    }
    let response = call(connection, ADD_PARTITIONS_UNTIL, &request).await?;
    let answers = response.results_by_topic_v3_and_below.iter().flat_map(|topic| {
        topic.results_by_partition.iter().map(|partition| {
            let at = TopicPartition::new(topic.name.as_str(), partition.partition_index);
            (at, code_of(partition.partition_error_code))
        })
    });
    Ok(Reply::Partitions(answers.collect()))
}

async fn add_offsets(
    who: &Who,
    connection: &Connection,
    group: &GroupMetadata,
) -> Result<Reply, ClientError> {
    let mut request = AddOffsetsToTxnRequest::default();
    request.transactional_id = who.id();
    request.producer_id = WireProducerId(who.producer.id);
    request.producer_epoch = who.producer.epoch;
    request.group_id = group_id(&group.group_id);
    let response = call(connection, i16::MAX, &request).await?;
    Ok(Reply::Code(code_of(response.error_code)))
}

async fn commit_offsets(
    who: &Who,
    connection: &Connection,
    group: &GroupMetadata,
    offsets: &HashMap<TopicPartition, CommittedOffset>,
) -> Result<Reply, ClientError> {
    let mut request = TxnOffsetCommitRequest::default();
    request.transactional_id = who.id();
    request.group_id = group_id(&group.group_id);
    request.producer_id = WireProducerId(who.producer.id);
    request.producer_epoch = who.producer.epoch;
    request.generation_id = group.generation_id;
    request.member_id = text(&group.member_id);
    request.group_instance_id = group.group_instance_id.as_deref().map(text);
    let mut topics = HashMap::<&str, Vec<TxnOffsetCommitRequestPartition>>::new();
    for (at, offset) in offsets {
        let mut partition = TxnOffsetCommitRequestPartition::default();
        partition.partition_index = at.partition;
        partition.committed_offset = offset.offset;
        partition.committed_leader_epoch = offset.leader_epoch;
        partition.committed_metadata = Some(text(&offset.metadata));
        topics.entry(&at.topic).or_default().push(partition);
    }
    for (name, partitions) in topics {
        let mut topic = TxnOffsetCommitRequestTopic::default();
        topic.name = topic_name(name);
        topic.partitions = partitions;
        request.topics.push(topic);
    }
    let at_most = if who.is_version_2 { i16::MAX } else { OFFSETS_V1_UNTIL };
    let response = call(connection, at_most, &request).await?;
    let answers = response.topics.iter().flat_map(|topic| {
        topic.partitions.iter().map(|partition| {
            let at = TopicPartition::new(topic.name.as_str(), partition.partition_index);
            (at, code_of(partition.error_code))
        })
    });
    Ok(Reply::Partitions(answers.collect()))
}

async fn end(who: &Who, connection: &Connection, commit: bool) -> Result<Reply, ClientError> {
    let mut request = EndTxnRequest::default();
    request.transactional_id = who.id();
    request.producer_id = WireProducerId(who.producer.id);
    request.producer_epoch = who.producer.epoch;
    request.committed = commit;
    let at_most = if who.is_version_2 { i16::MAX } else { END_V1_UNTIL };
    let version = connection.version_at_most::<EndTxnRequest>(at_most)?;
    let response = connection.call_at(version, &request).await?;
    Ok(match code_of(response.error_code) {
        ErrorCode::None if version >= END_V2_SINCE && response.producer_id.0 >= 0 => {
            let (id, epoch) = (response.producer_id.0, response.producer_epoch);
            Reply::ProducerId(ProducerId { id, epoch })
        }
        code => Reply::Code(code),
    })
}
