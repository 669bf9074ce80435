//! The rules that a batch of a producer has to keep, with Kafka's sentences for those who break them.

use kavka_protocol::record::{BatchHeader, NO_PRODUCER_EPOCH};

use super::{Origin, Producer};
use crate::Offset;
use crate::errors::AppendError;
use crate::partition::TopicPartition;

/// The rules a batch of a producer has to keep.
pub(super) struct Check<'a> {
    pub(super) producer_id: i64,
    pub(super) offset: Offset,
    pub(super) origin: Origin,
    pub(super) partition: &'a TopicPartition,
}

impl Check<'_> {
    pub(super) fn epoch(&self, producer: &Producer, epoch: i16) -> Result<(), AppendError> {
        if epoch >= producer.epoch || self.origin == Origin::Replication {
            return Ok(());
        }
        let Self { producer_id, offset, partition, .. } = self;
        let message = format!(
            "Epoch of producer {producer_id} at offset {offset} in {partition} is {epoch}, which is < the last seen epoch {} (TV0)",
            producer.epoch
        );
        Err(AppendError::InvalidProducerEpoch { message })
    }

    pub(super) fn coordinator_epoch(&self, producer: &Producer, epoch: i32) -> Result<(), AppendError> {
        if epoch >= producer.coordinator_epoch || self.origin == Origin::Replication {
            return Ok(());
        }
        let Self { producer_id, offset, partition, .. } = self;
        let message = format!(
            "Invalid coordinator epoch for producerId {producer_id} at offset {offset} in partition {partition}: {epoch} (zombie), {} (current)",
            producer.coordinator_epoch
        );
        Err(AppendError::TransactionCoordinatorFenced { message })
    }

    pub(super) fn sequence(&self, producer: &Producer, header: &BatchHeader) -> Result<(), AppendError> {
        let Self { producer_id, offset, partition, .. } = self;
        // A producer that is not known may begin anywhere: its state may have expired.
        if producer.epoch == NO_PRODUCER_EPOCH {
            return Ok(());
        }
        let (epoch, first) = (header.producer_epoch, header.base_sequence);
        let message = if epoch != producer.epoch {
            if first == 0 {
                return Ok(());
            }
            format!(
                "Invalid sequence number for new epoch of producer {producer_id}at offset {offset} in partition {partition}: {epoch} (request epoch), {first} (seq. number), {} (current producer epoch)",
                producer.epoch
            )
        } else {
            let last = producer.last_sequence();
            if i64::from(first) == i64::from(last) + 1 || (first == 0 && last == i32::MAX) {
                return Ok(());
            }
            format!(
                "Out of order sequence number for producer {producer_id} at offset {offset} in partition {partition}: {first} (incoming seq. number), {last} (current end sequence number)"
            )
        };
        Err(AppendError::OutOfOrderSequence { message })
    }

    pub(super) fn transaction(&self, producer: &Producer, header: &BatchHeader) -> Result<(), AppendError> {
        if producer.txn_first_offset.is_none() || header.is_transactional() {
            return Ok(());
        }
        let Self { producer_id, offset, partition, .. } = self;
        let message = format!(
            "Expected transactional write from producer {producer_id} at offset {offset} in partition {partition}"
        );
        Err(AppendError::InvalidTxnState { message })
    }
}
