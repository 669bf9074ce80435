//! How a partition's refused append is answered.

use kavka_log::AppendError;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::produce_response::{BatchIndexAndErrorMessage, PartitionProduceResponse};
use kavka_protocol::record::RecordError;
use kavka_protocol::wire::StrBytes;

use crate::replica::{AppendFailure, Partition};
use crate::transactions::ClientSupport;

/// An append that did not happen.
#[derive(Clone)]
pub(super) struct Refused {
    code: ErrorCode,
    log_start_offset: i64,
    message: Option<String>,
    record_errors: Vec<kavka_log::RecordError>,
}

impl Refused {
    pub(super) fn plain(code: ErrorCode) -> Self {
        Refused { code, log_start_offset: -1, message: None, record_errors: Vec::new() }
    }

    /// What is found on the way from batch to batch is told with its reason.
    pub(super) fn corrupt(error: &RecordError) -> Self {
        Refused { message: Some(error.to_string()), ..Refused::plain(ErrorCode::CorruptMessage) }
    }

    /// The transaction's coordinator did not agree. Errors that older clients would not try again on become one that
    /// they do, and that does not make them ask for metadata.
    pub(super) fn unverified(code: ErrorCode, support: ClientSupport) -> Self {
        let may_try_again = match code {
            ErrorCode::NetworkException
            | ErrorCode::CoordinatorLoadInProgress
            | ErrorCode::CoordinatorNotAvailable
            | ErrorCode::NotCoordinator => true,
            ErrorCode::ConcurrentTransactions => support != ClientSupport::ImplicitAdd,
            _ => false,
        };
        if may_try_again {
            let message = format!(
                "Unable to verify the partition has been added to the transaction. Underlying error: {}",
                code.name()
            );
            return Refused { message: Some(message), ..Refused::plain(ErrorCode::NotEnoughReplicas) };
        }
        let message = (code == ErrorCode::InvalidTxnState)
            .then(|| "Partition was not added to the transaction".to_owned());
        Refused { message, ..Refused::plain(code) }
    }

    /// Kafka gives its own text only with errors of single records, and the log's start unless the error is one
    /// that is found before the log is looked at.
    pub(super) fn append(failure: AppendFailure, partition: &Partition) -> Self {
        let code = failure.error_code();
        let early = matches!(
            code,
            ErrorCode::UnknownTopicOrPartition
                | ErrorCode::NotLeaderOrFollower
                | ErrorCode::MessageTooLarge
                | ErrorCode::RecordListTooLarge
                | ErrorCode::CorruptMessage
                | ErrorCode::KafkaStorageError
        );
        let log_start_offset = match partition.log() {
            Some(log) if !early => log.log_start_offset(),
            _ => -1,
        };
        let (message, record_errors) = match failure {
            AppendFailure::Log(
                AppendError::InvalidRecord { message, record_errors }
                | AppendError::InvalidTimestamp { message, record_errors },
            ) if !record_errors.is_empty() => (Some(message), record_errors),
            _ => (None, Vec::new()),
        };
        Refused { code, log_start_offset, message, record_errors }
    }

    pub(super) fn answer(self, index: i32) -> PartitionProduceResponse {
        let record_errors = self.record_errors.into_iter().map(|error| {
            BatchIndexAndErrorMessage::default()
                .with_batch_index(error.batch_index)
                .with_batch_index_error_message(Some(StrBytes::from_string(error.message)))
        });
        PartitionProduceResponse::default()
            .with_index(index)
            .with_error_code(self.code.code())
            .with_base_offset(-1)
            .with_log_append_time_ms(-1)
            .with_log_start_offset(self.log_start_offset)
            .with_record_errors(record_errors.collect())
            .with_error_message(self.message.map(StrBytes::from_string))
    }
}
