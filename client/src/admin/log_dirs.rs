//! Log directories of brokers.

use std::collections::BTreeMap;

use kavka_protocol::messages::alter_replica_log_dirs_request::{AlterReplicaLogDir, AlterReplicaLogDirTopic};
use kavka_protocol::messages::{AlterReplicaLogDirsRequest, DescribeLogDirsRequest};
use kavka_protocol::{ErrorCode, messages};

use super::Admin;
use super::partitions::{PartitionResults, grouped};
use crate::TopicPartition;
use crate::error::{ClientError, code_of};
use crate::text::{text, topic_name};

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

    /// Moves replicas on a broker to other log directories, given by their absolute paths.
    ///
    /// # Errors
    /// [`ClientError`] of the call; refusals of single partitions, such as `LOG_DIR_NOT_FOUND`, are in
    /// the result.
    pub async fn alter_replica_log_dirs(
        &self,
        broker: i32,
        targets: &BTreeMap<TopicPartition, String>,
    ) -> Result<PartitionResults, ClientError> {
        let mut by_dir = BTreeMap::<&str, Vec<TopicPartition>>::new();
        for (at, dir) in targets {
            by_dir.entry(dir).or_default().push(at.clone());
        }
        let mut request = AlterReplicaLogDirsRequest::default();
        request.dirs = by_dir.into_iter().map(|(path, partitions)| dir_to_fill(path, &partitions)).collect();
        self.brokers().await?;
        let ask = async || Ok(self.cluster.broker(broker).await?.call(&request).await?);
        let response = self.cluster.retrying("a move of replicas", self.api_timeout, ask).await?;
        let results = response.results.iter().flat_map(|topic| {
            topic.partitions.iter().map(|result| {
                let at = TopicPartition::new(topic.topic_name.to_string(), result.partition_index);
                (at, ClientError::check(result.error_code, None))
            })
        });
        Ok(results.collect())
    }
}

fn dir_to_fill(path: &str, partitions: &[TopicPartition]) -> AlterReplicaLogDir {
    let topic = |(name, indexes): (&str, Vec<i32>)| {
        let mut topic = AlterReplicaLogDirTopic::default();
        topic.name = topic_name(name);
        topic.partitions = indexes;
        topic
    };
    let mut dir = AlterReplicaLogDir::default();
    dir.path = text(path);
    dir.topics = grouped(partitions).into_iter().map(topic).collect();
    dir
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
