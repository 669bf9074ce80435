//! Turns records into batches.

use bytes::BytesMut;
use kavka_protocol::{
    compression::{Codec, Compressor},
    record::{BatchBuilder, BatchOptions},
};

use super::{Record, TransactionalProducer};
use crate::log::AppendError;

/// How batches are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BatchFormat {
    pub codec: Codec,
    /// The log refuses larger batches.
    pub max_bytes: usize,
    /// The transaction that the records are part of.
    pub producer: Option<TransactionalProducer>,
}

/// Encodes as many of `records` as fit into one batch and returns how many that are. Never none.
///
/// # Errors
/// A record is too large even alone.
pub(crate) fn next_batch(
    records: &[Record],
    format: BatchFormat,
    now_ms: i64,
) -> Result<(BytesMut, usize), AppendError> {
    let mut options = BatchOptions { codec: format.codec, ..BatchOptions::default() };
    if let Some(producer) = format.producer {
        options.producer_id = producer.producer_id;
        options.producer_epoch = producer.producer_epoch;
        options.transactional = true;
    }
    let mut builder = BatchBuilder::new(options);
    let mut taken = 0;
    for record in records {
        let value = record.value.as_deref();
        let size = BatchBuilder::record_size_max(Some(&record.key), value, &[]);
        if taken > 0 && builder.size() + size > format.max_bytes {
            break;
        }
        match builder.append(now_ms, Some(&record.key), value, &[]) {
            Ok(()) => taken += 1,
            Err(_) if taken > 0 => break,
            Err(_) => return Err(AppendError::TooLarge),
        }
    }
    let batch =
        builder.build(&mut Compressor::new()).map_err(|error| AppendError::Other(error.to_string()))?;
    // None at all: the partition is not here, which is for the log to say.
    if format.max_bytes > 0 && batch.len() > format.max_bytes {
        return Err(AppendError::TooLarge);
    }
    Ok((batch, taken))
}
