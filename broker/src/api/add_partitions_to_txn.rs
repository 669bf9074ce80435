//! AddPartitionsToTxn (key 24), versions 0-5: partitions become part of a transaction (KIP-98).
//!
//! v2 PRODUCER_FENCED · v3 flexible · v4 of brokers: several transactions, or only asks (KIP-890)
//! v5 TRANSACTION_ABORTABLE

use std::sync::Arc;

use futures::future::{BoxFuture, join_all};
use kavka_coordinator::transaction::messages::{AddPartitions, VerifyPartitions};
use kavka_coordinator::transaction::{PartitionSet, VerifiedPartitions};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::add_partitions_to_txn_request::{
    AddPartitionsToTxnTopic, AddPartitionsToTxnTransaction,
};
use kavka_protocol::messages::add_partitions_to_txn_response::{
    AddPartitionsToTxnPartitionResult, AddPartitionsToTxnResult, AddPartitionsToTxnTopicResult,
};
use kavka_protocol::messages::{AddPartitionsToTxnRequest, AddPartitionsToTxnResponse, TransactionalId};

use super::topic_name::is_internal;
use super::transactions::{for_version, producer};
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;

/// First version of brokers.
const BATCHED: i16 = 4;

/// The code of a partition.
type CodeOf = Box<dyn Fn(&str, i32) -> ErrorCode + Send>;

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
            let adding = add(broker, version, &transaction);
            async move {
                let code_of = adding.await;
                (transaction.transactional_id, topics(transaction.topics, &code_of))
            }
        })
        .collect();
    Outcome::Waiting(Box::pin(async move {
        ResponseBody::encode(&shape(version, join_all(answers).await), version)
    }))
}

fn add(
    broker: &Broker,
    version: i16,
    transaction: &AddPartitionsToTxnTransaction,
) -> BoxFuture<'static, CodeOf> {
    let image = broker.image();
    let refusal = move |topic: &str, number: i32| {
        if version < BATCHED && is_internal(topic) {
            // Clients add a group's partition by its group.
            Some(ErrorCode::TopicAuthorizationFailed)
        } else if image.topics.partition(topic, number).is_none() {
            Some(ErrorCode::UnknownTopicOrPartition)
        } else {
            None
        }
    };
    let partitions = partitions(&transaction.topics);
    if partitions.iter().any(|(topic, number)| refusal(topic, number).is_some()) {
        // One that cannot be added keeps all out.
        let code_of: CodeOf =
            Box::new(move |topic, number| refusal(topic, number).unwrap_or(ErrorCode::OperationNotAttempted));
        return Box::pin(std::future::ready(code_of));
    }
    let transactional_id = transaction.transactional_id.to_string();
    let producer = producer(transaction.producer_id, transaction.producer_epoch);
    if transaction.verify_only {
        let request = VerifyPartitions { transactional_id, producer, partitions };
        let verifying = broker.transactions.verify_partitions(request);
        return Box::pin(async move { verified(verifying.await) });
    }
    let adding = broker.transactions.add_partitions(AddPartitions {
        transactional_id,
        producer,
        partitions,
        client_transaction_version: if version >= BATCHED { 2 } else { 0 },
    });
    Box::pin(async move {
        let code = for_version(adding.await, version, 2);
        Box::new(move |_: &str, _| code) as CodeOf
    })
}

fn verified(verified: VerifiedPartitions) -> CodeOf {
    match verified {
        Ok(codes) => Box::new(move |topic, number| {
            let own = codes.iter().find(|(name, partition, _)| &**name == topic && *partition == number);
            own.map_or(ErrorCode::None, |(_, _, code)| *code)
        }),
        Err(code) => Box::new(move |_, _| code),
    }
}

fn partitions(topics: &[AddPartitionsToTxnTopic]) -> PartitionSet {
    let named = topics
        .iter()
        .flat_map(|topic| topic.partitions.iter().map(move |number| (topic.name.as_str(), *number)));
    named.collect()
}

/// What was asked for, with codes.
fn topics(asked: Vec<AddPartitionsToTxnTopic>, code_of: &CodeOf) -> Vec<AddPartitionsToTxnTopicResult> {
    let topics = asked.into_iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|number| {
            AddPartitionsToTxnPartitionResult::default()
                .with_partition_index(*number)
                .with_partition_error_code(code_of(&topic.name, *number).code())
        });
        let partitions = partitions.collect();
        AddPartitionsToTxnTopicResult::default().with_name(topic.name).with_results_by_partition(partitions)
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
