//! ListTransactions (key 66), versions 0-2: the transactional ids that this broker coordinates (KIP-664).
//!
//! v1 only those open for long (KIP-994) · v2 only those whose id matches a pattern (KIP-1152)

use std::sync::Arc;

use kavka_coordinator::transaction::messages::{ListTransactions, ListedTransaction, TransactionList};
use kavka_protocol::messages::list_transactions_response::TransactionState;
use kavka_protocol::messages::{ListTransactionsRequest, ListTransactionsResponse, TransactionalId};

use super::groups::{own, text};
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: ListTransactionsRequest,
) -> Outcome {
    let version = ctx.api_version;
    let listing = broker.transactions.list_transactions(ListTransactions {
        states: request.state_filters.iter().map(ToString::to_string).collect(),
        producer_ids: request.producer_id_filters.iter().map(|id| id.0).collect(),
        duration_ms: request.duration_filter,
        transactional_id_pattern: own(request.transactional_id_pattern),
    });
    Outcome::Waiting(Box::pin(async move { ResponseBody::encode(&shape(listing.await), version) }))
}

fn shape(list: TransactionList) -> ListTransactionsResponse {
    ListTransactionsResponse::default()
        .with_error_code(list.error.code())
        .with_unknown_state_filters(list.unknown_states.into_iter().map(text).collect())
        .with_transaction_states(list.transactions.into_iter().map(state).collect())
}

fn state(listed: ListedTransaction) -> TransactionState {
    TransactionState::default()
        .with_transactional_id(TransactionalId(text(listed.transactional_id)))
        .with_producer_id(listed.producer_id.into())
        .with_transaction_state(text(listed.state.name()))
}
