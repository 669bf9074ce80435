//! Log directories of brokers.

use kavka_protocol::messages::DescribeLogDirsRequest;
use kavka_protocol::{ErrorCode, messages};

use super::Admin;
use crate::TopicPartition;
use crate::error::{ClientError, code_of};

/// A log directory of a broker.
#[derive(Debug, Clone)]
pub struct DirDescription {
    /// Its path.
    pub path: String,
    /// `None` when it is usable.
    pub error: ErrorCode,
    /// The partitions in it.
    pub replicas: Vec<DirReplica>,
}

/// A partition in a log directory.
#[derive(Debug, Clone)]
pub struct DirReplica {
    /// The partition.
    pub at: TopicPartition,
    /// Bytes of its segments.
    pub size: i64,
    /// How far behind it is.
    pub offset_lag: i64,
    /// Whether it is being moved here.
    pub is_future: bool,
}

impl Admin {
    /// The log directories of a broker, with all partitions.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_log_dirs(&self, broker: i32) -> Result<Vec<DirDescription>, ClientError> {
        let mut request = DescribeLogDirsRequest::default();
        request.topics = None;
        let response = self
            .cluster
            .retrying("log directories", self.api_timeout, async || {
                let response = self.cluster.broker(broker).await?.call(&request).await?;
                ClientError::check(response.error_code, None)?;
                Ok(response)
            })
            .await?;
        Ok(response.results.iter().map(description).collect())
    }
}

fn description(result: &messages::describe_log_dirs_response::DescribeLogDirsResult) -> DirDescription {
    let replicas = result.topics.iter().flat_map(|topic| {
        topic.partitions.iter().map(|partition| DirReplica {
            at: TopicPartition::new(topic.name.to_string(), partition.partition_index),
            size: partition.partition_size,
            offset_lag: partition.offset_lag,
            is_future: partition.is_future_key,
        })
    });
    DirDescription {
        path: result.log_dir.to_string(),
        error: code_of(result.error_code),
        replicas: replicas.collect(),
    }
}
