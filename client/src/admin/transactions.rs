//! Transactions: list, describe, their producers, and ending those that nobody will end.

use std::collections::{BTreeMap, HashMap};

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_producers_request::TopicRequest;
use kavka_protocol::messages::describe_transactions_response::TransactionState;
use kavka_protocol::messages::write_txn_markers_request::{WritableTxnMarker, WritableTxnMarkerTopic};
use kavka_protocol::messages::{
    DescribeProducersRequest, DescribeProducersResponse, DescribeTransactionsRequest,
    DescribeTransactionsResponse, InitProducerIdRequest, InitProducerIdResponse, ListTransactionsRequest,
    ListTransactionsResponse, ProducerId, TransactionalId, WriteTxnMarkersRequest, WriteTxnMarkersResponse,
};

use super::Admin;
use super::driver::{Handler, Outcome, Outcomes, all_or_first_error, only, refusal};
use super::routing::{Coordinator, Leader, Named, Target};
use crate::TopicPartition;
use crate::cluster::CoordinatorType;
use crate::error::{ClientError, code_of};
use crate::text::{text, topic_name};

/// Which transactions to list; the default is all.
#[derive(Debug, Clone, Default)]
pub struct TransactionFilter {
    /// In one of these states; empty means any.
    pub states: Vec<String>,
    /// Of one of these producers; empty means any.
    pub producer_ids: Vec<i64>,
    /// Open for longer than so many ms.
    pub open_longer_than_ms: Option<i64>,
    /// Whose transactional id fits this regular expression (RE2J).
    pub id_pattern: Option<String>,
}

/// A transactional id in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionListing {
    /// The transactional id.
    pub id: String,
    /// Its producer id.
    pub producer_id: i64,
    /// Its state, such as `Ongoing`.
    pub state: String,
    /// The broker that coordinates it.
    pub coordinator: i32,
}

/// A transactional id as its coordinator describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionDescription {
    /// The transactional id.
    pub id: String,
    /// The broker that coordinates it.
    pub coordinator: i32,
    /// Its state, such as `Ongoing`.
    pub state: String,
    /// Its producer id.
    pub producer_id: i64,
    /// Its producer epoch.
    pub producer_epoch: i16,
    /// How long a transaction may take.
    pub timeout_ms: i32,
    /// When the current one began; `None` when there is none.
    pub started_ms: Option<i64>,
    /// What the current one has written to and is not yet marked.
    pub partitions: Vec<TopicPartition>,
}

/// A producer that has written to a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionProducer {
    /// Its id.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i32,
    /// The sequence of its last record; -1 after a marker.
    pub last_sequence: i32,
    /// When it last wrote, in ms.
    pub last_timestamp: i64,
    /// The epoch of the coordinator that last wrote a marker; `None` before the first.
    pub coordinator_epoch: Option<i32>,
    /// Where its open transaction starts; `None` when it has none.
    pub transaction_start: Option<i64>,
}

/// A transaction on one partition, to be aborted without its coordinator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbortSpec {
    /// The partition.
    pub at: TopicPartition,
    /// The producer of the transaction.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
    /// The last known epoch of its coordinator.
    pub coordinator_epoch: i32,
}

impl std::fmt::Display for AbortSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { at, producer_id, producer_epoch, coordinator_epoch } = self;
        write!(
            f,
            "AbortTransactionSpec(topicPartition={at}, producerId={producer_id}, \
             producerEpoch={producer_epoch}, coordinatorEpoch={coordinator_epoch})"
        )
    }
}

impl Admin {
    /// Transactional ids of all coordinators that pass the filter, broker by broker.
    ///
    /// # Errors
    /// [`ClientError`], also when only one broker fails; [`ClientError::Net`] where a broker is too
    /// old for the filter: durations need Kafka 3.8 (KIP-994), patterns 4.1 (KIP-1152).
    pub async fn list_transactions(
        &self,
        filter: &TransactionFilter,
    ) -> Result<Vec<TransactionListing>, ClientError> {
        let mut found = Vec::new();
        for listed in self.list_transactions_by_broker(filter).await?.into_values() {
            found.extend(listed?);
        }
        Ok(found)
    }

    /// As [`Admin::list_transactions`], by broker: one of them may fail alone.
    ///
    /// # Errors
    /// [`ClientError`] when the brokers cannot be learnt.
    pub async fn list_transactions_by_broker(
        &self,
        filter: &TransactionFilter,
    ) -> Result<Outcomes<i32, Vec<TransactionListing>>, ClientError> {
        let brokers = self.broker_ids().await?;
        Ok(self.drive(&ListTransactions { filter }, &Named(|id| Some(*id)), brokers).await)
    }

    /// Describes a transactional id.
    ///
    /// # Errors
    /// `TRANSACTIONAL_ID_NOT_FOUND` for one that nobody uses.
    pub async fn describe_transaction(&self, id: &str) -> Result<TransactionDescription, ClientError> {
        only(self.describe_transactions(&[id.to_string()]).await)
    }

    /// Describes transactional ids, each for itself; those of one coordinator are asked for at once.
    pub async fn describe_transactions(&self, ids: &[String]) -> Outcomes<String, TransactionDescription> {
        let routing = Coordinator(CoordinatorType::Transaction);
        self.drive(&DescribeTransactions, &routing, ids.to_vec()).await
    }

    /// The producers that partitions know, as their leaders or the given broker tells.
    ///
    /// # Errors
    /// [`ClientError`] of the call, or of the first partition refused.
    pub async fn describe_producers(
        &self,
        partitions: &[TopicPartition],
        broker: Option<i32>,
    ) -> Result<BTreeMap<TopicPartition, Vec<PartitionProducer>>, ClientError> {
        all_or_first_error(self.describe_each_producer(partitions, broker).await)
    }

    /// As [`Admin::describe_producers`], with an outcome for each partition.
    pub async fn describe_each_producer(
        &self,
        partitions: &[TopicPartition],
        broker: Option<i32>,
    ) -> Outcomes<TopicPartition, Vec<PartitionProducer>> {
        let Some(id) = broker else {
            return self.drive(&DescribeProducers, &Leader, partitions.to_vec()).await;
        };
        let keys = partitions.iter().map(|at| (id, at.clone())).collect();
        let found = self.drive(&DescribeProducersOn, &Named(|(id, _)| Some(*id)), keys).await;
        found.into_iter().map(|((_, at), outcome)| (at, outcome)).collect()
    }

    /// Aborts a transaction on one partition by a marker of our own, where its coordinator has forgotten it.
    ///
    /// # Errors
    /// `INVALID_PRODUCER_EPOCH`, `TRANSACTION_COORDINATOR_FENCED` and the like.
    pub async fn abort_transaction(&self, spec: &AbortSpec) -> Result<(), ClientError> {
        only(self.drive(&AbortTransaction { spec }, &Leader, vec![spec.at.clone()]).await)
    }

    /// Fences the producers of a transactional id: its open transaction is aborted and its epoch raised.
    /// Returns the producer id and the epoch that nobody has.
    ///
    /// # Errors
    /// [`ClientError::Broker`] of the coordinator.
    pub async fn fence_producer(&self, id: &str) -> Result<(i64, i16), ClientError> {
        only(self.fence_producers(&[id.to_string()]).await)
    }

    /// As [`Admin::fence_producer`], of several transactional ids, each for itself.
    pub async fn fence_producers(&self, ids: &[String]) -> Outcomes<String, (i64, i16)> {
        let handler = FenceProducers { timeout_ms: self.request_timeout_ms() };
        self.drive(&handler, &Coordinator(CoordinatorType::Transaction), ids.to_vec()).await
    }

    /// Ends whatever transaction a transactional id has open, prepared ones too (KIP-939).
    ///
    /// # Errors
    /// As [`Admin::fence_producer`], by which it is done.
    pub async fn force_terminate_transaction(&self, id: &str) -> Result<(), ClientError> {
        self.fence_producer(id).await.map(|_| ())
    }

    /// Transactions that hold up the readers of these partitions and that nobody will end: open for
    /// longer than `open_longer_than_ms` at `now_ms`, and unknown to a coordinator.
    ///
    /// # Errors
    /// [`ClientError`] of one of the calls.
    pub async fn find_hanging(
        &self,
        partitions: &[TopicPartition],
        broker: Option<i32>,
        open_longer_than_ms: i64,
        now_ms: i64,
    ) -> Result<Vec<(TopicPartition, PartitionProducer)>, ClientError> {
        /// Partitions in one request, so that none takes a broker too long.
        const BATCH: usize = 500;
        let mut open = Vec::new();
        for batch in partitions.chunks(BATCH) {
            for (at, producers) in self.describe_producers(batch, broker).await? {
                let old = producers.into_iter().filter(|producer| {
                    let open_for = now_ms.saturating_sub(producer.last_timestamp);
                    producer.transaction_start.is_some() && open_for > open_longer_than_ms
                });
                open.extend(old.map(|producer| (at.clone(), producer)));
            }
        }
        if open.is_empty() {
            return Ok(open);
        }
        let known = self.open_partitions(open.iter().map(|(_, producer)| producer.producer_id)).await?;
        open.retain(|(at, producer)| {
            known.get(&producer.producer_id).is_none_or(|partitions| !partitions.contains(at))
        });
        Ok(open)
    }

    /// What the coordinators know these producers to have open.
    async fn open_partitions(
        &self,
        producer_ids: impl Iterator<Item = i64>,
    ) -> Result<HashMap<i64, Vec<TopicPartition>>, ClientError> {
        let mut producer_ids: Vec<i64> = producer_ids.collect();
        producer_ids.sort_unstable();
        producer_ids.dedup();
        let filter = TransactionFilter { producer_ids, ..TransactionFilter::default() };
        let mut known = HashMap::new();
        let listed = self.list_transactions(&filter).await?;
        let ids: Vec<String> = listed.iter().map(|listed| listed.id.clone()).collect();
        let mut described = self.describe_transactions(&ids).await;
        for listed in listed {
            match described.remove(&listed.id) {
                Some(Ok(described)) => known.insert(listed.producer_id, described.partitions),
                Some(Err(error)) if error.code() != Some(ErrorCode::TransactionalIdNotFound) => {
                    return Err(error);
                }
                Some(Err(_)) | None => None,
            };
        }
        Ok(known)
    }
}

struct ListTransactions<'a> {
    filter: &'a TransactionFilter,
}

impl Handler for ListTransactions<'_> {
    type Key = i32;
    type Request = ListTransactionsRequest;
    type Value = Vec<TransactionListing>;
    const DOING: &'static str = "the list of transactions";

    fn request(&self, _: i16, _: &[i32]) -> Result<ListTransactionsRequest, ClientError> {
        let filter = self.filter;
        let mut request = ListTransactionsRequest::default();
        request.state_filters = filter.states.iter().map(|state| text(state)).collect();
        request.producer_id_filters = filter.producer_ids.iter().map(|id| ProducerId(*id)).collect();
        request.duration_filter = filter.open_longer_than_ms.unwrap_or(-1);
        request.transactional_id_pattern = filter.id_pattern.as_deref().map(text);
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[i32],
        response: ListTransactionsResponse,
    ) -> Vec<(i32, Outcome<Vec<TransactionListing>>)> {
        let Some(&coordinator) = keys.first() else { return Vec::new() };
        let error = |code| ClientError::broker(code, None);
        let outcome = match code_of(response.error_code) {
            ErrorCode::None => match response.unknown_state_filters.first() {
                Some(state) => {
                    Outcome::Failed(ClientError::Invalid(format!("unknown transaction state '{state}'")))
                }
                None => {
                    let listed = response.transaction_states.iter().map(|listed| TransactionListing {
                        id: listed.transactional_id.to_string(),
                        producer_id: listed.producer_id.0,
                        state: listed.transaction_state.to_string(),
                        coordinator,
                    });
                    Outcome::Done(listed.collect())
                }
            },
            code @ ErrorCode::CoordinatorLoadInProgress => Outcome::Retry(error(code)),
            code => Outcome::Failed(error(code)),
        };
        vec![(coordinator, outcome)]
    }
}

struct DescribeTransactions;

impl Handler for DescribeTransactions {
    type Key = String;
    type Request = DescribeTransactionsRequest;
    type Value = TransactionDescription;
    const DOING: &'static str = "the description of transactions";

    fn request(&self, _: i16, keys: &[String]) -> Result<DescribeTransactionsRequest, ClientError> {
        let mut request = DescribeTransactionsRequest::default();
        request.transactional_ids = keys.iter().map(|id| TransactionalId(text(id))).collect();
        Ok(request)
    }

    fn answer(
        &self,
        from: &Target,
        _: &[String],
        response: DescribeTransactionsResponse,
    ) -> Vec<(String, Outcome<TransactionDescription>)> {
        let coordinator = from.coordinator().id;
        let outcome = |state: &TransactionState| {
            let outcome = Outcome::of(state.error_code, None, || description(state, coordinator));
            (state.transactional_id.to_string(), outcome)
        };
        response.transaction_states.iter().map(outcome).collect()
    }
}

struct DescribeProducers;

impl Handler for DescribeProducers {
    type Key = TopicPartition;
    type Request = DescribeProducersRequest;
    type Value = Vec<PartitionProducer>;
    const DOING: &'static str = "the producers of partitions";

    fn request(&self, _: i16, keys: &[TopicPartition]) -> Result<DescribeProducersRequest, ClientError> {
        Ok(producers_request(keys))
    }

    fn answer(
        &self,
        _: &Target,
        _: &[TopicPartition],
        response: DescribeProducersResponse,
    ) -> Vec<(TopicPartition, Outcome<Vec<PartitionProducer>>)> {
        producers(&response)
    }
}

/// As [`DescribeProducers`], of a broker that need not be the leader.
struct DescribeProducersOn;

impl Handler for DescribeProducersOn {
    type Key = (i32, TopicPartition);
    type Request = DescribeProducersRequest;
    type Value = Vec<PartitionProducer>;
    const DOING: &'static str = "the producers of partitions";

    fn request(&self, _: i16, keys: &[Self::Key]) -> Result<DescribeProducersRequest, ClientError> {
        let partitions: Vec<TopicPartition> = keys.iter().map(|(_, at)| at.clone()).collect();
        Ok(producers_request(&partitions))
    }

    /// The named broker is the one that counts, whoever leads.
    fn answer(
        &self,
        _: &Target,
        keys: &[Self::Key],
        response: DescribeProducersResponse,
    ) -> Vec<(Self::Key, Outcome<Vec<PartitionProducer>>)> {
        let Some(&(id, _)) = keys.first() else { return Vec::new() };
        let fixed = |(at, outcome): (TopicPartition, Outcome<_>)| match outcome {
            Outcome::Moved(error) if error.code() == Some(ErrorCode::NotLeaderOrFollower) => {
                ((id, at), Outcome::Failed(error))
            }
            outcome => ((id, at), outcome),
        };
        producers(&response).into_iter().map(fixed).collect()
    }
}

fn producers(response: &DescribeProducersResponse) -> Vec<(TopicPartition, Outcome<Vec<PartitionProducer>>)> {
    let outcomes = response.topics.iter().flat_map(|topic| {
        topic.partitions.iter().map(move |partition| {
            let at = TopicPartition::new(topic.name.to_string(), partition.partition_index);
            let found = || partition.active_producers.iter().map(producer).collect();
            (at, Outcome::of(partition.error_code, partition.error_message.as_deref(), found))
        })
    });
    outcomes.collect()
}

struct AbortTransaction<'a> {
    spec: &'a AbortSpec,
}

impl Handler for AbortTransaction<'_> {
    type Key = TopicPartition;
    type Request = WriteTxnMarkersRequest;
    type Value = ();
    const DOING: &'static str = "the abort of a transaction";

    fn request(&self, _: i16, _: &[TopicPartition]) -> Result<WriteTxnMarkersRequest, ClientError> {
        let spec = self.spec;
        let mut topic = WritableTxnMarkerTopic::default();
        topic.name = topic_name(&spec.at.topic);
        topic.partition_indexes = vec![spec.at.partition];
        let mut marker = WritableTxnMarker::default();
        marker.producer_id = ProducerId(spec.producer_id);
        marker.producer_epoch = spec.producer_epoch;
        marker.coordinator_epoch = spec.coordinator_epoch;
        marker.transaction_result = false;
        marker.topics = vec![topic];
        let mut request = WriteTxnMarkersRequest::default();
        request.markers = vec![marker];
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        _: &[TopicPartition],
        response: WriteTxnMarkersResponse,
    ) -> Vec<(TopicPartition, Outcome<()>)> {
        let topics = response.markers.iter().flat_map(|marker| &marker.topics);
        let outcomes = topics.flat_map(|topic| {
            topic.partitions.iter().map(|partition| {
                let at = TopicPartition::new(topic.name.to_string(), partition.partition_index);
                (at, Outcome::of(partition.error_code, None, || ()))
            })
        });
        outcomes.collect()
    }
}

struct FenceProducers {
    timeout_ms: i32,
}

impl Handler for FenceProducers {
    type Key = String;
    type Request = InitProducerIdRequest;
    type Value = (i64, i16);
    const DOING: &'static str = "the fencing of producers";
    const KEYS_MAX: usize = 1;

    fn request(&self, _: i16, keys: &[String]) -> Result<InitProducerIdRequest, ClientError> {
        let mut request = InitProducerIdRequest::default();
        request.transactional_id = keys.first().map(|id| TransactionalId(text(id)));
        request.transaction_timeout_ms = self.timeout_ms;
        request.producer_id = ProducerId(-1);
        request.producer_epoch = -1;
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[String],
        response: InitProducerIdResponse,
    ) -> Vec<(String, Outcome<(i64, i16)>)> {
        let outcome = match code_of(response.error_code) {
            ErrorCode::None => Outcome::Done((response.producer_id.0, response.producer_epoch)),
            code => refusal(code, None),
        };
        keys.first().map(|id| (id.clone(), outcome)).into_iter().collect()
    }
}

fn description(state: &TransactionState, coordinator: i32) -> TransactionDescription {
    let partitions = state.topics.iter().flat_map(|topic| {
        topic.partitions.iter().map(|index| TopicPartition::new(topic.topic.to_string(), *index))
    });
    TransactionDescription {
        id: state.transactional_id.to_string(),
        coordinator,
        state: state.transaction_state.to_string(),
        producer_id: state.producer_id.0,
        producer_epoch: state.producer_epoch,
        timeout_ms: state.transaction_timeout_ms,
        started_ms: (state.transaction_start_time_ms >= 0).then_some(state.transaction_start_time_ms),
        partitions: partitions.collect(),
    }
}

fn producers_request(partitions: &[TopicPartition]) -> DescribeProducersRequest {
    let mut request = DescribeProducersRequest::default();
    for at in partitions {
        match request.topics.iter_mut().find(|topic| topic.name.as_str() == at.topic) {
            Some(topic) => topic.partition_indexes.push(at.partition),
            None => {
                let mut topic = TopicRequest::default();
                topic.name = topic_name(&at.topic);
                topic.partition_indexes = vec![at.partition];
                request.topics.push(topic);
            }
        }
    }
    request
}

fn producer(
    state: &kavka_protocol::messages::describe_producers_response::ProducerState,
) -> PartitionProducer {
    PartitionProducer {
        producer_id: state.producer_id.0,
        producer_epoch: state.producer_epoch,
        last_sequence: state.last_sequence,
        last_timestamp: state.last_timestamp,
        coordinator_epoch: (state.coordinator_epoch >= 0).then_some(state.coordinator_epoch),
        transaction_start: (state.current_txn_start_offset >= 0).then_some(state.current_txn_start_offset),
    }
}
