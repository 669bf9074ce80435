//! EndTxn (key 26), versions 0-5: commits or aborts a transaction (KIP-98).
//!
//! v2 PRODUCER_FENCED · v3 flexible · v4 TRANSACTION_ABORTABLE · v5 answers the producer's next epoch (KIP-890)

use std::sync::Arc;

use kavka_coordinator::transaction::messages::EndTransaction;
use kavka_protocol::messages::{EndTxnRequest, EndTxnResponse};

use super::transactions::{for_version, producer};
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;

/// First version of clients with transaction version 2.
const TRANSACTION_V2: i16 = 5;

pub(crate) async fn handle(broker: &Arc<Broker>, ctx: &RequestContext, request: EndTxnRequest) -> Outcome {
    let version = ctx.api_version;
    let ending = broker.transactions.end_transaction(EndTransaction {
        transactional_id: request.transactional_id.to_string(),
        producer: producer(request.producer_id, request.producer_epoch),
        committed: request.committed,
        client_transaction_version: if version >= TRANSACTION_V2 { 2 } else { 0 },
    });
    Outcome::Waiting(Box::pin(async move {
        let response = match ending.await {
            Ok(next) if version >= TRANSACTION_V2 => EndTxnResponse::default()
                .with_producer_id(next.producer_id.into())
                .with_producer_epoch(next.producer_epoch),
            Ok(_) => EndTxnResponse::default(),
            Err(code) => {
                let code = for_version(code, version, 2);
                EndTxnResponse::default()
                    .with_error_code(code.code())
                    .with_producer_id((-1).into())
                    .with_producer_epoch(-1)
            }
        };
        ResponseBody::encode(&response, version)
    }))
}
