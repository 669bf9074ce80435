//! Why a record was not written.

use std::time::Duration;

use kavka_config::ConfigError;

use crate::ClientError;

/// A record was not written, or it is not known whether it was.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProduceError {
    /// A setting is wrong, the cluster cannot be reached, or the broker refused.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The record cannot be sent at all.
    #[error(
        "The message is {size} bytes when serialized which is larger than {max}, which is the value of the max.request.size configuration."
    )]
    TooLarge {
        /// The most it may take in a batch.
        size: usize,
        /// The limit.
        max: usize,
    },
    /// `buffer.memory` was full for `max.block.ms`; nothing was sent.
    #[error("Failed to allocate memory within the configured max blocking time {} ms.", after.as_millis())]
    BufferFull {
        /// `max.block.ms`.
        after: Duration,
    },
    /// Not acknowledged within `delivery.timeout.ms`. It may have been written.
    #[error("Expiring {count} record(s) for {at}:{} ms has passed since batch creation", after.as_millis())]
    Expired {
        /// Records in the batch.
        count: usize,
        /// The partition.
        at: crate::TopicPartition,
        /// The time that passed.
        after: Duration,
    },
    /// The producer was closed.
    #[error("the producer is closed")]
    Closed,
}

impl From<ConfigError> for ProduceError {
    fn from(error: ConfigError) -> Self {
        Self::Client(error.into())
    }
}
