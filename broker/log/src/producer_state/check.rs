//! The rules that a batch of a producer has to keep, with Kafka's sentences for those who break them.

use kavka_protocol::record::{BatchHeader, NO_PRODUCER_EPOCH};

use super::verification::Verification;
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
        if epoch >= producer.epoch {
            return Ok(());
        }
        self.fenced(producer, epoch, "<", -1)
    }

    /// From transaction version 2 on, the coordinator raises the epoch with every transaction: a marker of the epoch
    /// that the producer has is of a transaction that has begun since. Only where there is none, or the epoch cannot
    /// rise any more, it is the same marker written again.
    pub(super) fn marker_epoch(
        &self,
        producer: &Producer,
        epoch: i16,
        transaction_version: i16,
    ) -> Result<(), AppendError> {
        let is_strict = transaction_version >= 2;
        let is_again = epoch == producer.epoch && (producer.txn_first_offset.is_none() || epoch == i16::MAX);
        if epoch > producer.epoch || (epoch == producer.epoch && !is_strict) || is_again {
            return Ok(());
        }
        self.fenced(producer, epoch, if is_strict { "<=" } else { "<" }, transaction_version)
    }

    fn fenced(
        &self,
        producer: &Producer,
        epoch: i16,
        is: &str,
        transaction_version: i16,
    ) -> Result<(), AppendError> {
        if self.origin == Origin::Replication {
            return Ok(());
        }
        let Self { producer_id, offset, partition, .. } = self;
        let message = format!(
            "Epoch of producer {producer_id} at offset {offset} in {partition} is {epoch}, which is {is} the last seen epoch {} (TV{transaction_version})",
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

    pub(super) fn sequence(
        &self,
        producer: &Producer,
        header: &BatchHeader,
        verification: Option<&Verification>,
    ) -> Result<(), AppendError> {
        let Self { producer_id, offset, partition, .. } = self;
        if let Some(verification) = verification {
            self.verified_sequence(producer, header.base_sequence, verification)?;
        }
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

    /// The first batches of a transaction come in their order, also where the look-up of an earlier one failed.
    fn verified_sequence(
        &self,
        producer: &Producer,
        first: i32,
        verification: &Verification,
    ) -> Result<(), AppendError> {
        let Self { producer_id, offset, partition, .. } = self;
        let message = if verification.supports_epoch_bump && first != 0 && producer.recent.last().is_none() {
            format!(
                "Invalid sequence number for producer {producer_id} at offset {offset} in partition {partition}: {first} (incoming seq. number). Expected sequence 0 for transactions v2 idempotent producer with no existing state."
            )
        } else if first > verification.lowest_sequence {
            format!(
                "Out of order sequence number for producer {producer_id} at offset {offset} in partition {partition}: {first} (incoming seq. number), {} (earliest seen sequence)",
                verification.lowest_sequence
            )
        } else {
            return Ok(());
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
