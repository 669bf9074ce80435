//! Descriptions of topics, by name in pages (KIP-966), or by id (KIP-516).

use std::collections::BTreeSet;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_topic_partitions_request::{Cursor, TopicRequest};
use kavka_protocol::messages::describe_topic_partitions_response::{
    DescribeTopicPartitionsResponsePartition, DescribeTopicPartitionsResponseTopic,
};
use kavka_protocol::messages::metadata_request::MetadataRequestTopic;
use kavka_protocol::messages::metadata_response::{MetadataResponsePartition, MetadataResponseTopic};
use kavka_protocol::messages::{
    BrokerId, DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse, MetadataRequest,
    MetadataResponse,
};
use uuid::Uuid;

use super::authorized::operations;
use super::driver::{Handler, Outcome, Outcomes, is_unsupported};
use super::routing::{Controller, Target};
use super::{AclOperation, Admin};
use crate::error::{ClientError, code_of};
use crate::text::topic_name;

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
    /// What this client may do with it, where the broker tells.
    pub authorized_operations: Option<Vec<AclOperation>>,
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
    /// Describes topics in the order of their names, at most `limit` partitions per response.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `UNKNOWN_TOPIC_OR_PARTITION` for the first topic that is not there.
    pub async fn describe_topics(
        &self,
        names: &[String],
        limit: i32,
    ) -> Result<Vec<TopicDescription>, ClientError> {
        self.describe_each_topic(names, limit).await?.into_values().collect()
    }

    /// As [`Admin::describe_topics`], with an outcome for each name.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_each_topic(
        &self,
        names: &[String],
        limit: i32,
    ) -> Result<Outcomes<String, TopicDescription>, ClientError> {
        let names: BTreeSet<&String> = names.iter().collect();
        let mut topics = Outcomes::new();
        if names.is_empty() {
            return Ok(topics);
        }
        let mut request = DescribeTopicPartitionsRequest::default();
        request.topics = names.iter().map(|name| topic_request(name)).collect();
        request.response_partition_limit = limit;
        loop {
            let response = match self.ask_any("the description of topics", &request, check_topics).await {
                Ok(response) => response,
                Err(error) if is_unsupported(&error) => return Ok(self.described_by_metadata(&names).await),
                Err(error) => return Err(error),
            };
            for topic in &response.topics {
                add(&mut topics, topic);
            }
            let Some(next) = response.next_cursor else { return Ok(topics) };
            let mut cursor = Cursor::default();
            cursor.topic_name = next.topic_name;
            cursor.partition_index = next.partition_index;
            request.topics.retain(|topic| topic.name.as_str() >= cursor.topic_name.as_str());
            request.cursor = Some(cursor);
        }
    }

    /// Describes topics with these ids.
    pub async fn describe_topics_by_id(&self, ids: &[Uuid]) -> Outcomes<Uuid, TopicDescription> {
        self.drive(&ById, &Controller, ids.to_vec()).await
    }

    /// The name of the topic with this id.
    ///
    /// # Errors
    /// `UNKNOWN_TOPIC_ID` when there is none.
    pub async fn topic_name_of(&self, id: Uuid) -> Result<String, ClientError> {
        let described = self.describe_topics_by_id(&[id]).await.remove(&id);
        let missing = || Err(ClientError::broker(ErrorCode::UnknownTopicId, None));
        described.unwrap_or_else(missing).map(|topic| topic.name)
    }

    /// For brokers before Kafka 3.7.
    async fn described_by_metadata(&self, names: &BTreeSet<&String>) -> Outcomes<String, TopicDescription> {
        self.drive(&ByName, &Controller, names.iter().map(ToString::to_string).collect()).await
    }
}

/// A topic that is not there is told at once: to wait for it is for those who write to it. Whatever else may pass
/// does not spoil the others either.
fn check_topics(response: &DescribeTopicPartitionsResponse) -> Result<(), ClientError> {
    let codes = response.topics.iter().map(|topic| code_of(topic.error_code));
    let mut worth_another_try = codes.filter(|code| matches!(code, ErrorCode::LeaderNotAvailable));
    worth_another_try.next().map_or(Ok(()), |code| Err(ClientError::broker(code, None)))
}

/// Adds a page of a topic's partitions.
fn add(topics: &mut Outcomes<String, TopicDescription>, page: &DescribeTopicPartitionsResponseTopic) {
    let described = topic_description(page);
    if let Err(error) = ClientError::check(page.error_code, None) {
        topics.insert(described.name, Err(error));
        return;
    }
    match topics.get_mut(&described.name) {
        Some(Ok(known)) => known.partitions.extend(described.partitions),
        _ => {
            topics.insert(described.name.clone(), Ok(described));
        }
    }
}

struct ById;

impl Handler for ById {
    type Key = Uuid;
    type Request = MetadataRequest;
    type Value = TopicDescription;
    const DOING: &'static str = "the description of topics";

    fn request(&self, _: i16, keys: &[Uuid]) -> Result<MetadataRequest, ClientError> {
        let topics = keys.iter().map(|id| {
            let mut topic = MetadataRequestTopic::default();
            (topic.topic_id, topic.name) = (*id, None);
            topic
        });
        Ok(metadata_request(topics.collect()))
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[Uuid],
        response: MetadataResponse,
    ) -> Vec<(Uuid, Outcome<TopicDescription>)> {
        let missing =
            |id: &Uuid| (*id, Outcome::Failed(ClientError::broker(ErrorCode::UnknownTopicId, None)));
        let found = |id: &Uuid| response.topics.iter().find(|topic| topic.topic_id == *id);
        let answer = |id: &Uuid| found(id).map_or_else(|| missing(id), |topic| (*id, by_metadata(topic)));
        keys.iter().map(answer).collect()
    }
}

struct ByName;

impl Handler for ByName {
    type Key = String;
    type Request = MetadataRequest;
    type Value = TopicDescription;
    const DOING: &'static str = "the description of topics";

    fn request(&self, _: i16, keys: &[String]) -> Result<MetadataRequest, ClientError> {
        let topics = keys.iter().map(|name| {
            let mut topic = MetadataRequestTopic::default();
            topic.name = Some(topic_name(name));
            topic
        });
        Ok(metadata_request(topics.collect()))
    }

    fn answer(
        &self,
        _: &Target,
        _: &[String],
        response: MetadataResponse,
    ) -> Vec<(String, Outcome<TopicDescription>)> {
        let name = |topic: &MetadataResponseTopic| topic.name.as_ref().map(|name| name.to_string());
        let topics = response.topics.iter();
        topics.filter_map(|topic| Some((name(topic)?, by_metadata(topic)))).collect()
    }
}

fn metadata_request(topics: Vec<MetadataRequestTopic>) -> MetadataRequest {
    let mut request = MetadataRequest::default();
    request.topics = Some(topics);
    request.allow_auto_topic_creation = false;
    request
}

/// What Metadata says of a topic: a topic without a leader is described all the same.
fn by_metadata(topic: &MetadataResponseTopic) -> Outcome<TopicDescription> {
    let error = |code| ClientError::broker(code, None);
    match code_of(topic.error_code) {
        ErrorCode::None => {}
        code @ ErrorCode::LeaderNotAvailable => return Outcome::Retry(error(code)),
        code => return Outcome::Failed(error(code)),
    }
    let mut partitions: Vec<_> = topic.partitions.iter().map(partition_by_metadata).collect();
    partitions.sort_by_key(|partition| partition.index);
    Outcome::Done(TopicDescription {
        name: topic.name.as_ref().map(|name| name.to_string()).unwrap_or_default(),
        id: topic.topic_id,
        is_internal: topic.is_internal,
        partitions,
        authorized_operations: operations(topic.topic_authorized_operations),
    })
}

fn partition_by_metadata(partition: &MetadataResponsePartition) -> PartitionDescription {
    PartitionDescription {
        index: partition.partition_index,
        leader: (partition.leader_id.0 >= 0).then_some(partition.leader_id.0),
        replicas: ids(&partition.replica_nodes),
        isr: ids(&partition.isr_nodes),
        elr: None,
        last_known_elr: None,
    }
}

fn ids(nodes: &[BrokerId]) -> Vec<i32> {
    nodes.iter().map(|node| node.0).collect()
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
        authorized_operations: operations(topic.topic_authorized_operations),
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
