//! AddPartitionsToTxn (key 24), versions 0-5: partitions become part of a transaction (KIP-98).
//!
//! v2 PRODUCER_FENCED · v3 flexible · v4 of brokers: several transactions, or only asks (KIP-890)
//! v5 TRANSACTION_ABORTABLE

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::{BoxFuture, join_all};
use kavka_coordinator::transaction::PartitionSet;
use kavka_coordinator::transaction::messages::{AddPartitions, VerifyPartitions};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::add_partitions_to_txn_request::{
    AddPartitionsToTxnTopic, AddPartitionsToTxnTransaction,
};
use kavka_protocol::messages::add_partitions_to_txn_response::{
    AddPartitionsToTxnPartitionResult, AddPartitionsToTxnResult, AddPartitionsToTxnTopicResult,
};
use kavka_protocol::messages::{
    AddPartitionsToTxnRequest, AddPartitionsToTxnResponse, TopicName, TransactionalId,
};

use super::groups::text;
use super::transactions::{for_version, producer};
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;

/// First version of brokers.
const BATCHED: i16 = 4;

/// The code of every partition.
type Codes = Vec<(Arc<str>, i32, ErrorCode)>;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: AddPartitionsToTxnRequest,
) -> Outcome {
    let version = ctx.api_version;
    let transactions = if version >= BATCHED {
        request.transactions
    } else {
        vec![
            AddPartitionsToTxnTransaction::default()
                .with_transactional_id(request.v3_and_below_transactional_id)
                .with_producer_id(request.v3_and_below_producer_id)
                .with_producer_epoch(request.v3_and_below_producer_epoch)
                .with_topics(request.v3_and_below_topics),
        ]
    };
    let answers: Vec<_> = transactions
        .into_iter()
        .map(|transaction| {
            let id = transaction.transactional_id.clone();
            let adding = add(broker, version, transaction);
            async move { (id, topics(adding.await)) }
        })
        .collect();
    Outcome::Waiting(Box::pin(async move {
        ResponseBody::encode(&shape(version, join_all(answers).await), version)
    }))
}

fn add(
    broker: &Broker,
    version: i16,
    transaction: AddPartitionsToTxnTransaction,
) -> BoxFuture<'static, Codes> {
    let image = broker.image();
    let partitions = partitions(&transaction.topics);
    let missing = |topic: &str, number: i32| image.topics.partition(topic, number).is_none();
    if partitions.iter().any(|(topic, number)| missing(topic, number)) {
        // One that does not exist keeps all out.
        let code = |topic: &str, number: i32| match missing(topic, number) {
            true => ErrorCode::UnknownTopicOrPartition,
            false => ErrorCode::OperationNotAttempted,
        };
        let codes = partitions.iter().map(|(topic, number)| (Arc::clone(topic), number, code(topic, number)));
        return Box::pin(std::future::ready(codes.collect()));
    }
    let transactional_id = transaction.transactional_id.to_string();
    let producer = producer(transaction.producer_id, transaction.producer_epoch);
    if transaction.verify_only {
        let request = VerifyPartitions { transactional_id, producer, partitions: partitions.clone() };
        let verifying = broker.transactions.verify_partitions(request);
        return Box::pin(async move { verifying.await.unwrap_or_else(|code| all(&partitions, code)) });
    }
    let adding = broker.transactions.add_partitions(AddPartitions {
        transactional_id,
        producer,
        partitions: partitions.clone(),
        client_transaction_version: if version >= BATCHED { 2 } else { 0 },
    });
    Box::pin(async move { all(&partitions, for_version(adding.await, version, 2)) })
}

fn partitions(topics: &[AddPartitionsToTxnTopic]) -> PartitionSet {
    let named = topics
        .iter()
        .flat_map(|topic| topic.partitions.iter().map(move |number| (topic.name.as_str(), *number)));
    named.collect()
}

fn all(partitions: &PartitionSet, code: ErrorCode) -> Codes {
    partitions.iter().map(|(topic, number)| (Arc::clone(topic), number, code)).collect()
}

fn topics(codes: Codes) -> Vec<AddPartitionsToTxnTopicResult> {
    let mut topics: BTreeMap<Arc<str>, Vec<AddPartitionsToTxnPartitionResult>> = BTreeMap::new();
    for (topic, number, code) in codes {
        topics.entry(topic).or_default().push(
            AddPartitionsToTxnPartitionResult::default()
                .with_partition_index(number)
                .with_partition_error_code(code.code()),
        );
    }
    let topics = topics.into_iter().map(|(topic, partitions)| {
        AddPartitionsToTxnTopicResult::default()
            .with_name(TopicName(text(&*topic)))
            .with_results_by_partition(partitions)
    });
    topics.collect()
}

fn shape(
    version: i16,
    results: Vec<(TransactionalId, Vec<AddPartitionsToTxnTopicResult>)>,
) -> AddPartitionsToTxnResponse {
    let response = AddPartitionsToTxnResponse::default();
    if version < BATCHED {
        let topics = results.into_iter().flat_map(|(_, topics)| topics);
        return response.with_results_by_topic_v3_and_below(topics.collect());
    }
    let results = results.into_iter().map(|(id, topics)| {
        AddPartitionsToTxnResult::default().with_transactional_id(id).with_topic_results(topics)
    });
    response.with_results_by_transaction(results.collect())
}
