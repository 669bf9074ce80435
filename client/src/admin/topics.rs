//! Topics and partitions.

use std::collections::BTreeSet;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::create_partitions_request::{
    CreatePartitionsAssignment, CreatePartitionsTopic,
};
use kavka_protocol::messages::create_topics_request::{
    CreatableReplicaAssignment, CreatableTopic, CreatableTopicConfig,
};
use kavka_protocol::messages::delete_topics_request::DeleteTopicState;
use kavka_protocol::messages::describe_topic_partitions_request::{Cursor, TopicRequest};
use kavka_protocol::messages::describe_topic_partitions_response::{
    DescribeTopicPartitionsResponsePartition, DescribeTopicPartitionsResponseTopic,
};
use kavka_protocol::messages::metadata_request::MetadataRequestTopic;
use kavka_protocol::messages::{
    BrokerId, CreatePartitionsRequest, CreateTopicsRequest, DeleteTopicsRequest,
    DescribeTopicPartitionsRequest, MetadataRequest,
};
use uuid::Uuid;

use super::Admin;
use crate::cluster::{ClusterView, Wanted};
use crate::error::{ClientError, code_of};
use crate::text::{text, topic_name};

const UNKNOWN_TOPIC: ErrorCode = ErrorCode::UnknownTopicOrPartition;

/// A topic to create.
#[derive(Debug, Clone, Default)]
pub struct NewTopic {
    /// Its name.
    pub name: String,
    /// Partitions; the broker's default if absent.
    pub partitions: Option<i32>,
    /// Replicas of each partition; the broker's default if absent.
    pub replication_factor: Option<i16>,
    /// Replicas by partition, in place of the two above.
    pub assignments: Vec<Vec<i32>>,
    /// Own configs.
    pub configs: Vec<(String, String)>,
}

/// A topic as its brokers describe it.
#[derive(Debug, Clone)]
pub struct TopicDescription {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: Uuid,
    /// Whether it is one of Kafka's own.
    pub is_internal: bool,
    /// In the order of their number.
    pub partitions: Vec<PartitionDescription>,
}

/// A partition as its brokers describe it.
#[derive(Debug, Clone)]
pub struct PartitionDescription {
    /// Its number.
    pub index: i32,
    /// The leader, if there is one.
    pub leader: Option<i32>,
    /// Its replicas, the preferred leader first.
    pub replicas: Vec<i32>,
    /// Those in sync.
    pub isr: Vec<i32>,
    /// Those that may lead although not in sync (KIP-966); `None` where the broker does not tell.
    pub elr: Option<Vec<i32>>,
    /// Those that were so before an unclean shutdown.
    pub last_known_elr: Option<Vec<i32>>,
}

impl Admin {
    /// Names of all topics in order.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn list_topics(&self) -> Result<Vec<(String, bool)>, ClientError> {
        let view = self.all_topics().await?;
        let mut names: Vec<_> =
            view.topics.iter().map(|(name, topic)| (name.clone(), topic.is_internal)).collect();
        names.sort();
        Ok(names)
    }

    /// The cluster with all its topics.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn all_topics(&self) -> Result<std::sync::Arc<ClusterView>, ClientError> {
        let refresh = async || self.cluster.refresh(&Wanted::All, false).await;
        self.cluster.retrying("the list of topics", self.api_timeout, refresh).await
    }

    /// Creates a topic.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `TOPIC_ALREADY_EXISTS`.
    pub async fn create_topic(&self, topic: &NewTopic) -> Result<(), ClientError> {
        let mut request = CreateTopicsRequest::default();
        request.topics = vec![creatable(topic)];
        request.timeout_ms = self.request_timeout_ms();
        self.ask_any("the creation of a topic", &request, |response| {
            response
                .topics
                .iter()
                .try_for_each(|topic| ClientError::check(topic.error_code, topic.error_message.as_deref()))
        })
        .await?;
        Ok(())
    }

    /// Deletes a topic.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `UNKNOWN_TOPIC_OR_PARTITION`.
    pub async fn delete_topic(&self, name: &str) -> Result<(), ClientError> {
        let mut request = DeleteTopicsRequest::default();
        let mut state = DeleteTopicState::default();
        state.name = Some(topic_name(name));
        request.topics = vec![state];
        request.timeout_ms = self.request_timeout_ms();
        let connection_request = async || {
            let connection = self.cluster.any().await?;
            let version = connection.version_of::<DeleteTopicsRequest>()?;
            let mut request = request.clone();
            if version < 6 {
                request.topics.clear();
                request.topic_names = vec![topic_name(name)];
            }
            let response = connection.call_at(version, &request).await?;
            response
                .responses
                .iter()
                .try_for_each(|result| ClientError::check(result.error_code, result.error_message.as_deref()))
        };
        self.cluster.retrying("the deletion of a topic", self.api_timeout, connection_request).await?;
        self.cluster.forget_topic(name);
        Ok(())
    }

    /// Raises the number of partitions to `count`, with the replicas of the new ones if given.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `INVALID_PARTITIONS`.
    pub async fn create_partitions(
        &self,
        name: &str,
        count: i32,
        assignments: Option<&[Vec<i32>]>,
    ) -> Result<(), ClientError> {
        let mut topic = CreatePartitionsTopic::default();
        topic.name = topic_name(name);
        topic.count = count;
        topic.assignments =
            assignments.map(|replicas| replicas.iter().map(|ids| new_partition(ids)).collect());
        let mut request = CreatePartitionsRequest::default();
        request.topics = vec![topic];
        request.timeout_ms = self.request_timeout_ms();
        self.ask_any("new partitions", &request, |response| {
            response
                .results
                .iter()
                .try_for_each(|topic| ClientError::check(topic.error_code, topic.error_message.as_deref()))
        })
        .await?;
        self.cluster.forget_topic(name);
        Ok(())
    }

    /// Describes topics in the order of their names, at most `limit` partitions per response.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `UNKNOWN_TOPIC_OR_PARTITION` for the first topic that is not there.
    pub async fn describe_topics(
        &self,
        names: &[String],
        limit: i32,
    ) -> Result<Vec<TopicDescription>, ClientError> {
        let names: BTreeSet<&String> = names.iter().collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut topics: Vec<TopicDescription> = Vec::new();
        let mut request = DescribeTopicPartitionsRequest::default();
        request.topics = names.iter().map(|name| topic_request(name)).collect();
        request.response_partition_limit = limit;
        loop {
            // A topic that is not there is told at once: to wait for it is for those who write to it.
            let is_unknown =
                |topic: &DescribeTopicPartitionsResponseTopic| code_of(topic.error_code) == UNKNOWN_TOPIC;
            let response = self
                .ask_any("the description of topics", &request, |response| {
                    let mut known = response.topics.iter().filter(|topic| !is_unknown(topic));
                    known.try_for_each(|topic| ClientError::check(topic.error_code, None))
                })
                .await?;
            if response.topics.iter().any(is_unknown) {
                return Err(ClientError::broker(UNKNOWN_TOPIC, None));
            }
            for topic in &response.topics {
                let described = topic_description(topic);
                match topics.last_mut().filter(|last| last.name == described.name) {
                    Some(last) => last.partitions.extend(described.partitions),
                    None => topics.push(described),
                }
            }
            let Some(next) = response.next_cursor else { break };
            let mut cursor = Cursor::default();
            cursor.topic_name = next.topic_name;
            cursor.partition_index = next.partition_index;
            request.topics.retain(|topic| topic.name.as_str() >= cursor.topic_name.as_str());
            request.cursor = Some(cursor);
        }
        Ok(topics)
    }

    /// The name of the topic with this id.
    ///
    /// # Errors
    /// `UNKNOWN_TOPIC_ID` when there is none.
    pub async fn topic_name_of(&self, id: Uuid) -> Result<String, ClientError> {
        let mut topic = MetadataRequestTopic::default();
        topic.topic_id = id;
        topic.name = None;
        let mut request = MetadataRequest::default();
        request.topics = Some(vec![topic]);
        request.allow_auto_topic_creation = false;
        let response = self
            .ask_any("the name of a topic", &request, |response| {
                response.topics.iter().try_for_each(|topic| ClientError::check(topic.error_code, None))
            })
            .await?;
        let name = response.topics.first().and_then(|topic| topic.name.as_ref()).map(|name| name.to_string());
        name.ok_or_else(|| ClientError::broker(ErrorCode::UnknownTopicId, None))
    }
}

fn ids(nodes: &[BrokerId]) -> Vec<i32> {
    nodes.iter().map(|node| node.0).collect()
}

fn brokers(ids: &[i32]) -> Vec<BrokerId> {
    ids.iter().map(|id| BrokerId(*id)).collect()
}

fn creatable(topic: &NewTopic) -> CreatableTopic {
    let mut creatable = CreatableTopic::default();
    creatable.name = topic_name(&topic.name);
    let is_assigned = !topic.assignments.is_empty();
    creatable.num_partitions = topic.partitions.filter(|_| !is_assigned).unwrap_or(-1);
    creatable.replication_factor = topic.replication_factor.filter(|_| !is_assigned).unwrap_or(-1);
    creatable.assignments =
        (0..).zip(&topic.assignments).map(|(index, ids)| assignment(index, ids)).collect();
    creatable.configs = topic.configs.iter().map(|(name, value)| config(name, value)).collect();
    creatable
}

fn assignment(index: i32, ids: &[i32]) -> CreatableReplicaAssignment {
    let mut assignment = CreatableReplicaAssignment::default();
    assignment.partition_index = index;
    assignment.broker_ids = brokers(ids);
    assignment
}

fn new_partition(ids: &[i32]) -> CreatePartitionsAssignment {
    let mut assignment = CreatePartitionsAssignment::default();
    assignment.broker_ids = brokers(ids);
    assignment
}

fn config(name: &str, value: &str) -> CreatableTopicConfig {
    let mut config = CreatableTopicConfig::default();
    config.name = text(name);
    config.value = Some(text(value));
    config
}

fn topic_request(name: &str) -> TopicRequest {
    let mut topic = TopicRequest::default();
    topic.name = topic_name(name);
    topic
}

fn topic_description(topic: &DescribeTopicPartitionsResponseTopic) -> TopicDescription {
    TopicDescription {
        name: topic.name.as_ref().map(|name| name.to_string()).unwrap_or_default(),
        id: topic.topic_id,
        is_internal: topic.is_internal,
        partitions: topic.partitions.iter().map(partition_description).collect(),
    }
}

fn partition_description(partition: &DescribeTopicPartitionsResponsePartition) -> PartitionDescription {
    PartitionDescription {
        index: partition.partition_index,
        leader: (partition.leader_id.0 >= 0).then_some(partition.leader_id.0),
        replicas: ids(&partition.replica_nodes),
        isr: ids(&partition.isr_nodes),
        elr: partition.eligible_leader_replicas.as_deref().map(ids),
        last_known_elr: partition.last_known_elr.as_deref().map(ids),
    }
}
