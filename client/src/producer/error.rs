//! Why a record was not written, or a transaction not carried out.

use std::sync::Arc;
use std::time::Duration;

use kavka_config::ConfigError;
use kavka_protocol::ErrorCode;

use crate::ClientError;

/// A record was not written, or it is not known whether it was ([`ProduceError::outcome_is_unknown`]).
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProduceError {
    /// A setting is wrong, the cluster cannot be reached, or the broker refused.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The record cannot be sent at all.
    #[error(
        "The message is {size} bytes when serialized which is larger than {max}, which is the value of the {setting} configuration."
    )]
    TooLarge {
        /// The most it may take in a batch.
        size: usize,
        /// The limit.
        max: usize,
        /// The limit's name.
        setting: &'static str,
    },
    /// `buffer.memory` was full for `max.block.ms`; nothing was sent.
    #[error("Failed to allocate memory within the configured max blocking time {} ms.", after.as_millis())]
    BufferFull {
        /// `max.block.ms`.
        after: Duration,
    },
    /// Not acknowledged within `delivery.timeout.ms`.
    #[error("Expiring {count} record(s) for {at}:{} ms has passed since batch creation", after.as_millis())]
    Expired {
        /// Records in the batch.
        count: usize,
        /// The partition.
        at: crate::TopicPartition,
        /// The time that passed.
        after: Duration,
        /// It was sent, and no answer said what became of it.
        maybe_written: bool,
    },
    /// The last try failed, and an earlier one may have written the record although no answer came.
    #[error("{error} (an earlier try got no answer, so the record may have been written)")]
    Unknown {
        /// The last failure.
        error: Arc<ProduceError>,
    },
    /// The record was in a batch with others that the broker finds invalid.
    #[error("Failed to append record because it was part of a batch which had one more more invalid records")]
    OthersInvalid,
    /// What the transaction does not allow, or why it failed.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// The producer was closed.
    #[error("the producer is closed")]
    Closed,
}

impl ProduceError {
    /// Whether the record may have been written all the same.
    pub fn outcome_is_unknown(&self) -> bool {
        match self {
            Self::Client(ClientError::Net(error)) => error.outcome_is_unknown(),
            Self::Client(ClientError::Broker { code, .. }) => leaves_unknown(*code),
            Self::Expired { maybe_written, .. } => *maybe_written,
            Self::Unknown { .. } => true,
            Self::Client(_)
            | Self::TooLarge { .. }
            | Self::BufferFull { .. }
            | Self::OthersInvalid
            | Self::Transaction(_)
            | Self::Closed => false,
        }
    }

    /// The broker's code, if it was the broker who refused.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Client(error) => error.code(),
            Self::Unknown { error } => error.code(),
            Self::Transaction(error) => error.code(),
            _ => None,
        }
    }
}

/// Answers after which the batch may be in the log: it is on the leader, and perhaps on some followers.
pub(super) fn leaves_unknown(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::RequestTimedOut | ErrorCode::NotEnoughReplicasAfterAppend)
}

impl From<ConfigError> for ProduceError {
    fn from(error: ConfigError) -> Self {
        Self::Client(error.into())
    }
}

/// A transactional call did not succeed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TransactionError {
    /// A newer producer with the same transactional id has taken over: close this one.
    #[error(
        "Producer with transactionalId '{transactional_id}' has been fenced by another producer with the same transactionalId"
    )]
    Fenced {
        /// `transactional.id`.
        transactional_id: String,
    },
    /// The transaction must be aborted; then the producer can go on.
    #[error("the transaction must be aborted: {cause}")]
    Abortable {
        /// What went wrong first.
        cause: Arc<ProduceError>,
    },
    /// The producer must be closed.
    #[error("the producer can make no more transactions: {cause}")]
    Fatal {
        /// What went wrong first.
        cause: Arc<ProduceError>,
    },
    /// The call does not fit what was called before.
    #[error("{0}")]
    InvalidState(String),
    /// No answer within `max.block.ms`. The outcome is unknown: call the same method again to learn it.
    #[error("Timeout expired after {}ms while awaiting {operation}", after.as_millis())]
    TimedOut {
        /// The call.
        operation: &'static str,
        /// The time that passed.
        after: Duration,
    },
    /// Undecided records of the transaction were dropped because it was aborted.
    #[error("Failing batch since transaction was aborted")]
    Aborted,
}

impl TransactionError {
    /// Whether `abort_transaction` lets the producer go on.
    pub fn is_abortable(&self) -> bool {
        matches!(self, Self::Abortable { .. })
    }

    /// Whether nothing is left but to close the producer.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Fenced { .. } | Self::Fatal { .. })
    }

    /// The broker's code behind it.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Fenced { .. } => Some(ErrorCode::ProducerFenced),
            Self::Abortable { cause } | Self::Fatal { cause } => cause.code(),
            Self::InvalidState(_) | Self::TimedOut { .. } | Self::Aborted => None,
        }
    }
}
