//! Topics: list, create, delete, and add partitions.

use futures::FutureExt;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::create_partitions_request::{
    CreatePartitionsAssignment, CreatePartitionsTopic,
};
use kavka_protocol::messages::create_topics_request::{
    CreatableReplicaAssignment, CreatableTopic, CreatableTopicConfig,
};
use kavka_protocol::messages::create_topics_response::CreatableTopicResult;
use kavka_protocol::messages::delete_topics_request::DeleteTopicState;
use kavka_protocol::messages::{
    BrokerId, CreatePartitionsRequest, CreatePartitionsResponse, CreateTopicsRequest, CreateTopicsResponse,
    DeleteTopicsRequest, DeleteTopicsResponse,
};
use uuid::Uuid;

use super::Admin;
use super::configs::{ConfigEntry, ConfigSource};
use super::driver::{Handler, Outcome, Outcomes, only};
use super::routing::{Controller, Target};
use crate::cluster::{ClusterView, Wanted};
use crate::error::ClientError;
use crate::text::{text, topic_name};

/// From this version on, DeleteTopics takes ids beside names (KIP-516).
const DELETE_IDS_SINCE: i16 = 6;

/// A topic to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
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

/// A topic in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicListing {
    /// Its name.
    pub name: String,
    /// Its id; nil from brokers that do not tell.
    pub id: Uuid,
    /// Whether it is one of Kafka's own.
    pub is_internal: bool,
}

/// A topic as it was created, or would have been.
#[derive(Debug, Clone)]
pub struct CreatedTopic {
    /// Its id; nil where nothing was created.
    pub id: Uuid,
    /// Its partitions; -1 where this client may not know.
    pub partitions: i32,
    /// Replicas of each; -1 where this client may not know.
    pub replication_factor: i16,
    /// Its configs, without their synonyms; `None` where this client may not know.
    pub configs: Option<Vec<ConfigEntry>>,
}

/// More partitions for a topic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewPartitions {
    /// The topic.
    pub topic: String,
    /// How many it is to have in all.
    pub count: i32,
    /// Replicas of the new ones; the broker chooses if absent.
    pub assignments: Option<Vec<Vec<i32>>>,
}

/// How topics are changed; the default is Kafka's.
#[derive(Debug, Clone, Copy)]
pub struct TopicChangeOptions {
    /// Whether the change is checked and not made. Deletions have no such thing.
    pub validate_only: bool,
    /// Whether what the controller refuses for a quota is tried again until time is up (KIP-599).
    pub retry_on_quota_violation: bool,
}

impl Default for TopicChangeOptions {
    fn default() -> Self {
        Self { validate_only: false, retry_on_quota_violation: true }
    }
}

impl TopicChangeOptions {
    fn outcome<V>(self, code: i16, message: Option<&str>, value: impl FnOnce() -> V) -> Outcome<V> {
        match Outcome::of_change(code, message, value) {
            Outcome::Retry(error) if !self.retry_on_quota_violation => Outcome::Failed(error),
            outcome => outcome,
        }
    }
}

impl Admin {
    /// Names of all topics in order, and whether they are Kafka's own.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn list_topics(&self) -> Result<Vec<(String, bool)>, ClientError> {
        let listed = self.list_topics_with(true).await?;
        Ok(listed.into_iter().map(|topic| (topic.name, topic.is_internal)).collect())
    }

    /// All topics in the order of their names, Kafka's own only if asked for.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn list_topics_with(&self, internal: bool) -> Result<Vec<TopicListing>, ClientError> {
        let view = self.all_topics().await?;
        let wanted = view.topics.iter().filter(|(_, topic)| internal || !topic.is_internal);
        let listing = |(name, topic): (&String, &crate::cluster::Topic)| TopicListing {
            name: name.clone(),
            id: topic.id,
            is_internal: topic.is_internal,
        };
        let mut topics: Vec<TopicListing> = wanted.map(listing).collect();
        topics.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(topics)
    }

    /// The cluster with all its topics.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn all_topics(&self) -> Result<std::sync::Arc<ClusterView>, ClientError> {
        self.tried("the list of topics", || self.cluster.refresh(&Wanted::All, false).boxed()).await
    }

    /// Creates a topic.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `TOPIC_ALREADY_EXISTS`.
    pub async fn create_topic(&self, topic: &NewTopic) -> Result<(), ClientError> {
        let created = self.create_topics(std::slice::from_ref(topic), TopicChangeOptions::default()).await;
        only(created).map(drop)
    }

    /// Creates topics, each for itself.
    pub async fn create_topics(
        &self,
        topics: &[NewTopic],
        options: TopicChangeOptions,
    ) -> Outcomes<String, CreatedTopic> {
        let handler = CreateTopics { topics, options, timeout_ms: self.request_timeout_ms() };
        self.drive(&handler, &Controller, topics.iter().map(|topic| topic.name.clone()).collect()).await
    }

    /// Deletes a topic.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `UNKNOWN_TOPIC_OR_PARTITION`.
    pub async fn delete_topic(&self, name: &str) -> Result<(), ClientError> {
        only(self.delete_topics(&[name.to_string()], TopicChangeOptions::default()).await)
    }

    /// Deletes topics, each for itself.
    pub async fn delete_topics(&self, names: &[String], options: TopicChangeOptions) -> Outcomes<String, ()> {
        let handler = DeleteByName { options, timeout_ms: self.request_timeout_ms() };
        let deleted = self.drive(&handler, &Controller, names.to_vec()).await;
        names.iter().for_each(|name| self.cluster.forget_topic(name));
        deleted
    }

    /// Deletes topics with these ids, each for itself (KIP-516).
    pub async fn delete_topics_by_id(&self, ids: &[Uuid], options: TopicChangeOptions) -> Outcomes<Uuid, ()> {
        let handler = DeleteById { options, timeout_ms: self.request_timeout_ms() };
        self.drive(&handler, &Controller, ids.to_vec()).await
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
        let topic = name.to_string();
        let new = NewPartitions { topic, count, assignments: assignments.map(<[_]>::to_vec) };
        only(self.create_partitions_of(&[new], TopicChangeOptions::default()).await)
    }

    /// Adds partitions to topics, each for itself.
    pub async fn create_partitions_of(
        &self,
        topics: &[NewPartitions],
        options: TopicChangeOptions,
    ) -> Outcomes<String, ()> {
        let handler = CreatePartitions { topics, options, timeout_ms: self.request_timeout_ms() };
        let names: Vec<String> = topics.iter().map(|topic| topic.topic.clone()).collect();
        let created = self.drive(&handler, &Controller, names.clone()).await;
        names.iter().for_each(|name| self.cluster.forget_topic(name));
        created
    }
}

struct CreateTopics<'a> {
    topics: &'a [NewTopic],
    options: TopicChangeOptions,
    timeout_ms: i32,
}

impl Handler for CreateTopics<'_> {
    type Key = String;
    type Request = CreateTopicsRequest;
    type Value = CreatedTopic;
    const DOING: &'static str = "the creation of topics";

    fn request(&self, _: i16, keys: &[String]) -> Result<CreateTopicsRequest, ClientError> {
        let wanted = self.topics.iter().filter(|topic| keys.contains(&topic.name));
        let mut request = CreateTopicsRequest::default();
        request.topics = wanted.map(creatable).collect();
        request.validate_only = self.options.validate_only;
        request.timeout_ms = self.timeout_ms;
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        _: &[String],
        response: CreateTopicsResponse,
    ) -> Vec<(String, Outcome<CreatedTopic>)> {
        let outcome = |topic: &CreatableTopicResult| {
            let message = topic.error_message.as_deref();
            let outcome = self.options.outcome(topic.error_code, message, || created(topic));
            (topic.name.to_string(), outcome)
        };
        response.topics.iter().map(outcome).collect()
    }
}

struct DeleteByName {
    options: TopicChangeOptions,
    timeout_ms: i32,
}

impl Handler for DeleteByName {
    type Key = String;
    type Request = DeleteTopicsRequest;
    type Value = ();
    const DOING: &'static str = "the deletion of topics";

    fn request(&self, version: i16, keys: &[String]) -> Result<DeleteTopicsRequest, ClientError> {
        let mut request = DeleteTopicsRequest::default();
        request.timeout_ms = self.timeout_ms;
        if version >= DELETE_IDS_SINCE {
            request.topics = keys.iter().map(|name| delete_state(Some(name), Uuid::nil())).collect();
        } else {
            request.topic_names = keys.iter().map(|name| topic_name(name)).collect();
        }
        Ok(request)
    }

    fn answer(&self, _: &Target, _: &[String], response: DeleteTopicsResponse) -> Vec<(String, Outcome<()>)> {
        let results = response.responses.iter().filter_map(|result| {
            let outcome = self.options.outcome(result.error_code, result.error_message.as_deref(), || ());
            Some((result.name.as_ref()?.to_string(), outcome))
        });
        results.collect()
    }
}

struct DeleteById {
    options: TopicChangeOptions,
    timeout_ms: i32,
}

impl Handler for DeleteById {
    type Key = Uuid;
    type Request = DeleteTopicsRequest;
    type Value = ();
    const DOING: &'static str = "the deletion of topics";

    fn request(&self, version: i16, keys: &[Uuid]) -> Result<DeleteTopicsRequest, ClientError> {
        if version < DELETE_IDS_SINCE {
            let told = "the broker is too old to delete topics by their ids";
            return Err(ClientError::broker(ErrorCode::UnsupportedVersion, Some(told)));
        }
        let mut request = DeleteTopicsRequest::default();
        request.timeout_ms = self.timeout_ms;
        request.topics = keys.iter().map(|id| delete_state(None, *id)).collect();
        Ok(request)
    }

    fn answer(&self, _: &Target, _: &[Uuid], response: DeleteTopicsResponse) -> Vec<(Uuid, Outcome<()>)> {
        let results = response.responses.iter();
        let outcome = |code, message| self.options.outcome(code, message, || ());
        results
            .map(|result| (result.topic_id, outcome(result.error_code, result.error_message.as_deref())))
            .collect()
    }
}

struct CreatePartitions<'a> {
    topics: &'a [NewPartitions],
    options: TopicChangeOptions,
    timeout_ms: i32,
}

impl Handler for CreatePartitions<'_> {
    type Key = String;
    type Request = CreatePartitionsRequest;
    type Value = ();
    const DOING: &'static str = "new partitions";

    fn request(&self, _: i16, keys: &[String]) -> Result<CreatePartitionsRequest, ClientError> {
        let wanted = self.topics.iter().filter(|new| keys.contains(&new.topic));
        let mut request = CreatePartitionsRequest::default();
        request.topics = wanted.map(new_partitions).collect();
        request.validate_only = self.options.validate_only;
        request.timeout_ms = self.timeout_ms;
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        _: &[String],
        response: CreatePartitionsResponse,
    ) -> Vec<(String, Outcome<()>)> {
        let outcome = |code, message| self.options.outcome(code, message, || ());
        let results = response.results.iter();
        results
            .map(|result| {
                (result.name.to_string(), outcome(result.error_code, result.error_message.as_deref()))
            })
            .collect()
    }
}

fn delete_state(name: Option<&str>, id: Uuid) -> DeleteTopicState {
    let mut state = DeleteTopicState::default();
    state.name = name.map(topic_name);
    state.topic_id = id;
    state
}

fn created(topic: &CreatableTopicResult) -> CreatedTopic {
    let entry =
        |config: &kavka_protocol::messages::create_topics_response::CreatableTopicConfigs| ConfigEntry {
            name: config.name.to_string(),
            value: config.value.as_ref().map(ToString::to_string),
            source: ConfigSource::from_code(config.config_source),
            is_sensitive: config.is_sensitive,
            is_read_only: config.read_only,
            ..ConfigEntry::default()
        };
    CreatedTopic {
        id: topic.topic_id,
        partitions: topic.num_partitions,
        replication_factor: topic.replication_factor,
        configs: topic.configs.as_ref().map(|configs| configs.iter().map(entry).collect()),
    }
}

fn new_partitions(new: &NewPartitions) -> CreatePartitionsTopic {
    let mut topic = CreatePartitionsTopic::default();
    topic.name = topic_name(&new.topic);
    topic.count = new.count;
    let assignments = new.assignments.as_ref();
    topic.assignments = assignments.map(|replicas| replicas.iter().map(|ids| new_partition(ids)).collect());
    topic
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
