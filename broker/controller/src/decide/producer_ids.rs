//! Blocks of producer ids.

use kavka_protocol::error_code::ErrorCode;
use kavka_protocol::messages::{AllocateProducerIdsRequest, AllocateProducerIdsResponse, ProducerId};
use kavka_protocol::metadata_records::{MetadataRecord, ProducerIdsRecord};

use super::{Context, Decision};

/// Ids in a block (`ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE`).
const BLOCK_IDS: i32 = 1000;

/// AllocateProducerIds: the next block, for one broker alone (KIP-730).
pub fn allocate_producer_ids(
    context: &mut Context<'_>,
    request: &AllocateProducerIdsRequest,
) -> Decision<AllocateProducerIdsResponse> {
    let id = request.broker_id.0;
    let refuse = |code: ErrorCode| {
        Decision::answer(AllocateProducerIdsResponse::default().with_error_code(code.code()))
    };
    match context.image.cluster.brokers.get(&id) {
        None => return refuse(ErrorCode::BrokerIdNotRegistered),
        Some(broker) if broker.epoch != request.broker_epoch => return refuse(ErrorCode::StaleBrokerEpoch),
        Some(_) => {}
    }
    let first = context.image.producer_ids.next_producer_id;
    let Some(next) = first.checked_add(i64::from(BLOCK_IDS)) else {
        return refuse(ErrorCode::UnknownServerError);
    };
    let record = ProducerIdsRecord::default()
        .with_broker_id(id)
        .with_broker_epoch(request.broker_epoch)
        .with_next_producer_id(next);
    Decision {
        records: vec![MetadataRecord::ProducerIds(record)],
        response: AllocateProducerIdsResponse::default()
            .with_producer_id_start(ProducerId(first))
            .with_producer_id_len(BLOCK_IDS),
    }
}
