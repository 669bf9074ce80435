//! DeleteRecords (key 21), versions 0-2: moves the start of logs up (KIP-107).
//!
//! v2 flexible. The answer's low watermark is the least start offset of all replicas.

use std::sync::Arc;

use kavka_log::LogError;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::delete_records_response::{
    DeleteRecordsPartitionResult, DeleteRecordsTopicResult,
};
use kavka_protocol::messages::{DeleteRecordsRequest, DeleteRecordsResponse};

use super::topic_name::is_internal;
use super::{Outcome, RequestContext};
use crate::Broker;

/// Stands for everything below the high watermark.
const HIGH_WATERMARK: i64 = -1;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DeleteRecordsRequest,
) -> Outcome {
    let topics = request.topics.iter().map(|topic| {
        let partitions = topic.partitions.iter().map(|asked| {
            let result = delete(broker, &topic.name, asked.partition_index, asked.offset);
            let (code, low_watermark) = match result {
                Ok(low_watermark) => (ErrorCode::None, low_watermark),
                Err(code) => (code, -1),
            };
            DeleteRecordsPartitionResult::default()
                .with_partition_index(asked.partition_index)
                .with_error_code(code.code())
                .with_low_watermark(low_watermark)
        });
        DeleteRecordsTopicResult::default()
            .with_name(topic.name.clone())
            .with_partitions(partitions.collect())
    });
    Outcome::reply(ctx, &DeleteRecordsResponse::default().with_topics(topics.collect()))
}

fn delete(broker: &Broker, topic: &str, number: i32, offset: i64) -> Result<i64, ErrorCode> {
    let partition = broker.replicas.partition(topic, number).map_err(|error| error.error_code())?;
    if is_internal(topic) {
        return Err(ErrorCode::InvalidTopicException);
    }
    let log = partition.leader_log(-1).map_err(|error| error.error_code())?;
    if !log.config().delete {
        return Err(ErrorCode::PolicyViolation);
    }
    let offset = match offset {
        HIGH_WATERMARK => None,
        ..0 => return Err(ErrorCode::OffsetOutOfRange),
        offset => Some(offset),
    };
    match partition.delete_records(offset).map_err(|error| error.error_code())? {
        Ok((_, low_watermark)) => Ok(low_watermark),
        Err(LogError::OffsetOutOfRange { .. }) => Err(ErrorCode::OffsetOutOfRange),
        Err(LogError::Storage { .. } | LogError::DirOffline { .. }) => Err(ErrorCode::KafkaStorageError),
        Err(LogError::Unusable { .. } | LogError::Corrupt { .. }) => Err(ErrorCode::UnknownServerError),
    }
}
