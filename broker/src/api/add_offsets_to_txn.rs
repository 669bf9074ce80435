//! AddOffsetsToTxn (key 25), versions 0-4: a group's offsets become part of a transaction (KIP-98).
//!
//! v2 PRODUCER_FENCED · v3 flexible · v4 TRANSACTION_ABORTABLE (KIP-890). Clients of transaction version 2 leave it out.

use std::sync::Arc;

use kavka_coordinator::transaction::messages::AddPartitions;
use kavka_protocol::messages::{AddOffsetsToTxnRequest, AddOffsetsToTxnResponse};

use super::transactions::{for_version, producer};
use super::{CONSUMER_OFFSETS, Outcome, RequestContext, ResponseBody};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: AddOffsetsToTxnRequest,
) -> Outcome {
    let version = ctx.api_version;
    let partition = broker.groups.partition_for(&request.group_id);
    let adding = broker.transactions.add_partitions(AddPartitions {
        transactional_id: request.transactional_id.to_string(),
        producer: producer(request.producer_id, request.producer_epoch),
        partitions: [(CONSUMER_OFFSETS, partition)].into_iter().collect(),
        client_transaction_version: 0,
    });
    Outcome::Waiting(Box::pin(async move {
        let code = for_version(adding.await, version, 2);
        ResponseBody::encode(&AddOffsetsToTxnResponse::default().with_error_code(code.code()), version)
    }))
}
