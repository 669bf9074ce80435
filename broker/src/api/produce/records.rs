//! What is seen of a request's records before any of them is appended.

use bytes::{Bytes, BytesMut};
use kavka_coordinator::transaction::messages::Producer;
use kavka_protocol::ErrorCode;
use kavka_protocol::compression::Codec;
use kavka_protocol::messages::ProduceRequest;
use kavka_protocol::record::{
    BATCH_OVERHEAD, BatchHeader, LOG_OVERHEAD, MESSAGE_OVERHEAD, RecordError, batches,
};

use super::refused::Refused;

/// What the length of a batch must be at least.
const BATCH_OVERHEAD_AFTER_LENGTH: usize = BATCH_OVERHEAD - LOG_OVERHEAD;
/// Where the producer id of a batch ends, which Kafka reads of every batch before it appends the first.
const PRODUCER_ID_END: usize = 51;

/// Refuses the whole request for what Kafka finds when it only looks for transactions: bytes that are no batch, up to
/// the first batch of a transaction, and a batch of the current format that ends before its producer id.
fn refuse_unreadable(request: &ProduceRequest) -> Result<(), Refused> {
    let partitions = request.topic_data.iter().flat_map(|topic| &topic.partition_data);
    let mut is_looking = true;
    let mut cut_short = false;
    for partition in partitions {
        let first = partition.records.as_ref().and_then(|records| batches(records).next());
        match first {
            Some(Ok(batch)) => is_looking &= !batch.header().is_transactional(),
            Some(Err(RecordError::TooSmall { size, min: BATCH_OVERHEAD_AFTER_LENGTH })) => {
                cut_short |= (size as usize) < PRODUCER_ID_END - LOG_OVERHEAD;
            }
            // The walk itself knows of one minimum only, that of the oldest format.
            Some(Err(
                error @ (RecordError::TooSmall { min: MESSAGE_OVERHEAD, .. } | RecordError::BadMagic { .. }),
            )) if is_looking => {
                return Err(Refused::corrupt(&error));
            }
            Some(Err(_)) | None => {}
        }
    }
    if cut_short { Err(Refused::plain(ErrorCode::UnknownServerError)) } else { Ok(()) }
}

/// Whose transaction the request's records are part of, if they are.
///
/// # Errors
/// What is wrong with the request as a whole.
pub(super) fn transactional_producer(request: &ProduceRequest) -> Result<Option<Producer>, Refused> {
    refuse_unreadable(request)?;
    if !matches!(request.acks, -1..=1) {
        return Err(Refused::plain(ErrorCode::InvalidRequiredAcks));
    }
    let mut found = None;
    let partitions = request.topic_data.iter().flat_map(|topic| &topic.partition_data);
    for header in partitions.filter_map(|partition| first_batch(partition.records.as_ref())) {
        if !header.is_transactional() {
            continue;
        }
        // Kafka takes records of a transaction from nobody who does not name it.
        if request.transactional_id.is_none() {
            return Err(Refused::plain(ErrorCode::TransactionalIdAuthorizationFailed));
        }
        let producer = Producer { producer_id: header.producer_id, producer_epoch: header.producer_epoch };
        if found.is_some_and(|other| other != producer) {
            return Err(Refused::plain(ErrorCode::InvalidProducerIdMapping));
        }
        found = header.has_producer_id().then_some(producer);
    }
    Ok(found)
}

pub(super) fn first_batch(records: Option<&Bytes>) -> Option<BatchHeader> {
    batches(records?).next()?.ok().map(|batch| *batch.header())
}

/// The records of a partition: exactly one batch, in a format and codec that the version may carry.
pub(super) fn one_batch(records: Bytes, version: i16) -> Result<BytesMut, Refused> {
    let invalid = || Refused::plain(ErrorCode::InvalidRecord);
    let mut walk = batches(&records);
    let first = match walk.next() {
        Some(Ok(batch)) => *batch.header(),
        // A batch of the current format with a header that is cut short; in an old format it is refused as such.
        Some(Err(RecordError::TooSmall { min: BATCH_OVERHEAD_AFTER_LENGTH, .. })) => {
            return Err(Refused::plain(ErrorCode::CorruptMessage));
        }
        Some(Err(_)) | None => return Err(invalid()),
    };
    if first.magic != 2 {
        return Err(invalid());
    }
    if version < 7 && first.compression().is_ok_and(|codec| codec == Codec::Zstd) {
        return Err(Refused::plain(ErrorCode::UnsupportedCompressionType));
    }
    match walk.next() {
        None => {}
        Some(Ok(_)) => return Err(invalid()),
        Some(Err(_)) => return Err(Refused::plain(ErrorCode::CorruptMessage)),
    }
    // Where nobody else holds a piece of the frame, the batch is changed and written in place.
    let mut records = records.try_into_mut().unwrap_or_else(|shared| BytesMut::from(&shared[..]));
    records.truncate(first.size());
    Ok(records)
}
