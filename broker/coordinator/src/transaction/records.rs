//! Records of `__transaction_state`.

use std::{collections::BTreeSet, sync::Arc};

use kavka_protocol::coordinator_records::{
    TransactionKey, TransactionLogKey, TransactionLogValue, TransactionValue,
    transaction_log_value::PartitionsSchema,
};
use kavka_protocol::wire::StrBytes;

use super::{
    PartitionSet, TransactionState,
    state::{NO_PRODUCER_EPOCH, Transaction},
};
use crate::runtime::Record;

/// A record, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decoded {
    Transaction(Arc<str>, Transaction),
    Removed(Arc<str>),
    /// Of a type that a later Kafka writes.
    Unknown,
}

/// The record of `transaction`, in the format of the finalized `transaction.version`.
///
/// # Errors
/// A topic or the id is longer than the format allows.
pub(crate) fn encode(
    id: &str,
    transaction: &Transaction,
    transaction_version: i16,
) -> Result<Record, String> {
    let version = i16::from(transaction_version >= 1);
    let mut value = TransactionLogValue::default()
        .with_producer_id(transaction.producer_id)
        .with_producer_epoch(transaction.producer_epoch)
        .with_transaction_timeout_ms(transaction.timeout_ms)
        .with_transaction_status(transaction.state.id())
        .with_transaction_last_update_timestamp_ms(transaction.last_update_ms)
        .with_transaction_start_timestamp_ms(transaction.start_ms)
        .with_transaction_partitions(
            (transaction.state != TransactionState::Empty).then(|| schema(&transaction.partitions)),
        );
    if version >= 1 {
        value = value
            .with_previous_producer_id(transaction.previous_producer_id)
            .with_next_producer_id(transaction.next_producer_id)
            .with_client_transaction_version(transaction.client_transaction_version);
    }
    let value = TransactionValue::from(value).encode(version).map_err(|error| error.to_string())?;
    Ok(Record { key: encode_key(id)?, value: Some(value) })
}

/// The record that removes a transactional id.
///
/// # Errors
/// The id is longer than the format allows.
pub(crate) fn tombstone(id: &str) -> Result<Record, String> {
    Ok(Record { key: encode_key(id)?, value: None })
}

fn encode_key(id: &str) -> Result<bytes::Bytes, String> {
    let key = TransactionLogKey::default().with_transactional_id(StrBytes::from_string(id.to_owned()));
    TransactionKey::from(key).encode().map_err(|error| error.to_string())
}

fn schema(partitions: &PartitionSet) -> Vec<PartitionsSchema> {
    let topic = |(topic, partitions): (&Arc<str>, &BTreeSet<i32>)| {
        PartitionsSchema::default()
            .with_topic(StrBytes::from_string(topic.to_string()))
            .with_partition_ids(partitions.iter().copied().collect())
    };
    partitions.topics().map(topic).collect()
}

/// Reads a record.
///
/// # Errors
/// The text says what is wrong with it.
pub(crate) fn decode(record: &Record) -> Result<Decoded, String> {
    let id = match record.key.first_chunk::<2>() {
        Some(id) => i16::from_be_bytes(*id),
        None => return Err("key without type".to_owned()),
    };
    if TransactionKey::versions(id).is_none() {
        return Ok(Decoded::Unknown);
    }
    let TransactionKey::TransactionLog(key) =
        TransactionKey::decode(record.key.clone()).map_err(|error| error.to_string())?;
    let transactional_id: Arc<str> = key.transactional_id.as_str().into();
    let Some(value) = &record.value else { return Ok(Decoded::Removed(transactional_id)) };
    let (TransactionValue::TransactionLog(value), _) =
        TransactionValue::decode(id, value.clone()).map_err(|error| error.to_string())?;
    Ok(Decoded::Transaction(transactional_id, transaction(&value)?))
}

fn transaction(value: &TransactionLogValue) -> Result<Transaction, String> {
    let state = TransactionState::from_id(value.transaction_status)
        .ok_or_else(|| format!("unknown transaction status {}", value.transaction_status))?;
    let mut partitions = PartitionSet::new();
    for topic in value.transaction_partitions.iter().flatten().filter(|_| state != TransactionState::Empty) {
        for partition in &topic.partition_ids {
            partitions.insert(&topic.topic, *partition);
        }
    }
    Ok(Transaction {
        producer_id: value.producer_id,
        previous_producer_id: value.previous_producer_id,
        next_producer_id: value.next_producer_id,
        producer_epoch: value.producer_epoch,
        last_producer_epoch: NO_PRODUCER_EPOCH,
        timeout_ms: value.transaction_timeout_ms,
        state,
        partitions,
        start_ms: value.transaction_start_timestamp_ms,
        last_update_ms: value.transaction_last_update_timestamp_ms,
        client_transaction_version: value.client_transaction_version,
    })
}

/// What is left of a transaction when its record is read back: version 0 has no room for some of it.
#[cfg(test)]
pub(crate) fn as_read_back(transaction: &Transaction, transaction_version: i16) -> Transaction {
    let mut read = Transaction { last_producer_epoch: NO_PRODUCER_EPOCH, ..transaction.clone() };
    if transaction_version < 1 {
        read.previous_producer_id = super::state::NO_PRODUCER_ID;
        read.next_producer_id = super::state::NO_PRODUCER_ID;
        read.client_transaction_version = 0;
    }
    read
}
