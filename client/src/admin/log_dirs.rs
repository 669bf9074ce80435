//! Log directories of brokers.

use std::collections::BTreeMap;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::alter_replica_log_dirs_request::{AlterReplicaLogDir, AlterReplicaLogDirTopic};
use kavka_protocol::messages::describe_log_dirs_response::DescribeLogDirsResult;
use kavka_protocol::messages::{
    AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse, DescribeLogDirsRequest, DescribeLogDirsResponse,
};

use super::Admin;
use super::driver::{Handler, Outcome, Outcomes, for_all, only};
use super::partitions::{PartitionResults, grouped};
use super::routing::{Named, Target};
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
    /// Bytes of its volume; `None` where it is not known (KIP-827).
    pub total_bytes: Option<i64>,
    /// Bytes of its volume that are free; `None` where it is not known.
    pub usable_bytes: Option<i64>,
    /// Whether no new replicas go there (KIP-1066).
    pub is_cordoned: bool,
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

/// Where a replica is on its broker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplicaDirs {
    /// The directory it is in; `None` where the broker does not have it.
    pub current: Option<String>,
    /// How far it is behind there.
    pub current_lag: i64,
    /// The directory it is being moved to.
    pub future: Option<String>,
    /// How far it is behind there.
    pub future_lag: i64,
}

impl Admin {
    /// The log directories of a broker, with all partitions.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_log_dirs(&self, broker: i32) -> Result<Vec<DirDescription>, ClientError> {
        only(self.describe_log_dirs_of(&[broker]).await)
    }

    /// The log directories of brokers, with all partitions.
    pub async fn describe_log_dirs_of(&self, brokers: &[i32]) -> Outcomes<i32, Vec<DirDescription>> {
        self.drive(&DescribeLogDirs { partitions: None }, &Named(|id| Some(*id)), brokers.to_vec()).await
    }

    /// Where replicas of partitions are on these brokers.
    pub async fn describe_replica_log_dirs(
        &self,
        replicas: &[(TopicPartition, i32)],
    ) -> Outcomes<(TopicPartition, i32), ReplicaDirs> {
        let mut by_broker = BTreeMap::<i32, Vec<TopicPartition>>::new();
        for (at, broker) in replicas {
            by_broker.entry(*broker).or_default().push(at.clone());
        }
        let brokers = by_broker.keys().copied().collect();
        let handler = DescribeLogDirs { partitions: Some(&by_broker) };
        let described = self.drive(&handler, &Named(|id| Some(*id)), brokers).await;
        let dirs = |(at, broker): &(TopicPartition, i32)| match &described[broker] {
            Ok(dirs) => Ok(replica_dirs(at, dirs)),
            Err(error) => Err(error.clone()),
        };
        replicas.iter().map(|replica| (replica.clone(), dirs(replica))).collect()
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
        let all = BTreeMap::from([(broker, targets.clone())]);
        only(self.alter_replica_log_dirs_of(&all).await)
    }

    /// As [`Admin::alter_replica_log_dirs`], on several brokers.
    pub async fn alter_replica_log_dirs_of(
        &self,
        targets: &BTreeMap<i32, BTreeMap<TopicPartition, String>>,
    ) -> Outcomes<i32, PartitionResults> {
        let brokers = targets.keys().copied().collect();
        self.drive(&AlterReplicaLogDirs { targets }, &Named(|id| Some(*id)), brokers).await
    }
}

fn replica_dirs(at: &TopicPartition, dirs: &[DirDescription]) -> ReplicaDirs {
    let mut found = ReplicaDirs { current_lag: -1, future_lag: -1, ..ReplicaDirs::default() };
    for dir in dirs {
        for replica in dir.replicas.iter().filter(|replica| replica.at == *at) {
            let path = Some(dir.path.clone());
            if replica.is_future {
                (found.future, found.future_lag) = (path, replica.offset_lag);
            } else {
                (found.current, found.current_lag) = (path, replica.offset_lag);
            }
        }
    }
    found
}

struct DescribeLogDirs<'a> {
    /// Of each broker; all of all if absent.
    partitions: Option<&'a BTreeMap<i32, Vec<TopicPartition>>>,
}

impl Handler for DescribeLogDirs<'_> {
    type Key = i32;
    type Request = DescribeLogDirsRequest;
    type Value = Vec<DirDescription>;
    const DOING: &'static str = "log directories";

    fn request(&self, _: i16, keys: &[i32]) -> Result<DescribeLogDirsRequest, ClientError> {
        let topic = |(name, partitions): (&str, Vec<i32>)| {
            let mut topic =
                kavka_protocol::messages::describe_log_dirs_request::DescribableLogDirTopic::default();
            topic.topic = topic_name(name);
            topic.partitions = partitions;
            topic
        };
        let wanted = self.partitions.and_then(|all| all.get(keys.first()?));
        let mut request = DescribeLogDirsRequest::default();
        request.topics = wanted.map(|partitions| grouped(partitions).into_iter().map(topic).collect());
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[i32],
        response: DescribeLogDirsResponse,
    ) -> Vec<(i32, Outcome<Vec<DirDescription>>)> {
        let code = code_of(response.error_code);
        if code != ErrorCode::None {
            return for_all(keys, code, None);
        }
        let dirs = response.results.iter().map(description).collect();
        keys.first().map(|broker| (*broker, Outcome::Done(dirs))).into_iter().collect()
    }
}

struct AlterReplicaLogDirs<'a> {
    targets: &'a BTreeMap<i32, BTreeMap<TopicPartition, String>>,
}

impl Handler for AlterReplicaLogDirs<'_> {
    type Key = i32;
    type Request = AlterReplicaLogDirsRequest;
    type Value = PartitionResults;
    const DOING: &'static str = "a move of replicas";

    fn request(&self, _: i16, keys: &[i32]) -> Result<AlterReplicaLogDirsRequest, ClientError> {
        let mut by_dir = BTreeMap::<&str, Vec<TopicPartition>>::new();
        for (at, dir) in keys.iter().filter_map(|broker| self.targets.get(broker)).flatten() {
            by_dir.entry(dir).or_default().push(at.clone());
        }
        let mut request = AlterReplicaLogDirsRequest::default();
        request.dirs = by_dir.into_iter().map(|(path, partitions)| dir_to_fill(path, &partitions)).collect();
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[i32],
        response: AlterReplicaLogDirsResponse,
    ) -> Vec<(i32, Outcome<PartitionResults>)> {
        let results = response.results.iter().flat_map(|topic| {
            topic.partitions.iter().map(|result| {
                let at = TopicPartition::new(topic.topic_name.to_string(), result.partition_index);
                (at, ClientError::check(result.error_code, None))
            })
        });
        let results = results.collect();
        keys.first().map(|broker| (*broker, Outcome::Done(results))).into_iter().collect()
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

fn description(result: &DescribeLogDirsResult) -> DirDescription {
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
        total_bytes: (result.total_bytes >= 0).then_some(result.total_bytes),
        usable_bytes: (result.usable_bytes >= 0).then_some(result.usable_bytes),
        is_cordoned: result.is_cordoned,
    }
}
