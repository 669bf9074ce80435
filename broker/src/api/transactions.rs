//! What the handlers of transaction APIs share.

use kavka_coordinator::transaction::messages::Producer;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::ProducerId;

/// Clients before version `since` of an API do not know `PRODUCER_FENCED`.
pub(super) fn for_version(code: ErrorCode, version: i16, since: i16) -> ErrorCode {
    match code {
        ErrorCode::ProducerFenced if version < since => ErrorCode::InvalidProducerEpoch,
        code => code,
    }
}

pub(super) fn producer(producer_id: ProducerId, producer_epoch: i16) -> Producer {
    Producer { producer_id: producer_id.0, producer_epoch }
}
