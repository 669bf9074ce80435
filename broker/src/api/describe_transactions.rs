//! DescribeTransactions (key 65), version 0: the state of transactional ids (KIP-664).

use std::sync::Arc;

use kavka_coordinator::transaction::messages::DescribedTransaction;
use kavka_protocol::messages::describe_transactions_response::{TopicData, TransactionState};
use kavka_protocol::messages::{
    DescribeTransactionsRequest, DescribeTransactionsResponse, TopicName, TransactionalId,
};

use super::groups::text;
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DescribeTransactionsRequest,
) -> Outcome {
    let version = ctx.api_version;
    let ids = request.transactional_ids.iter().map(|id| id.to_string()).collect();
    let describing = broker.transactions.describe_transactions(ids);
    Outcome::Waiting(Box::pin(async move {
        let states = describing.await.into_iter().map(state).collect();
        let response = DescribeTransactionsResponse::default().with_transaction_states(states);
        ResponseBody::encode(&response, version)
    }))
}

fn state(found: DescribedTransaction) -> TransactionState {
    let topics = found.partitions.topics().map(|(topic, partitions)| {
        TopicData::default()
            .with_topic(TopicName(text(&**topic)))
            .with_partitions(partitions.iter().copied().collect())
    });
    TransactionState::default()
        .with_error_code(found.error.code())
        .with_transaction_state(text(found.state.map_or("", |state| state.name())))
        .with_transaction_timeout_ms(found.transaction_timeout_ms)
        .with_transaction_start_time_ms(found.transaction_start_ms)
        .with_producer_id(found.producer.producer_id.into())
        .with_producer_epoch(found.producer.producer_epoch)
        .with_topics(topics.collect())
        .with_transactional_id(TransactionalId(text(found.transactional_id)))
}
