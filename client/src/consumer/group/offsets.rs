//! OffsetCommit and OffsetFetch as a member, by topic ids where the broker knows them (version 10).

use std::collections::{BTreeMap, HashMap};

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kavka_protocol::messages::offset_fetch_request::{
    OffsetFetchRequestGroup, OffsetFetchRequestTopic, OffsetFetchRequestTopics,
};
use kavka_protocol::messages::{OffsetCommitRequest, OffsetFetchRequest};
use uuid::Uuid;

use super::Line;
use crate::admin::CommittedOffset;
use crate::consumer::membership::Identity;
use crate::error::code_of;
use crate::text::{group_id, text, topic_name};
use crate::{ClientError, TopicPartition};

/// From this version on topics have ids and no names.
const IDS_SINCE: i16 = 10;
/// From this version on OffsetFetch asks for groups.
const GROUPS_SINCE: i16 = 8;
/// From this version on OffsetFetch tells the member.
const MEMBER_SINCE: i16 = 9;

/// Offsets to commit.
pub(in crate::consumer) type Wish = BTreeMap<TopicPartition, CommittedOffset>;
/// Offsets that are committed.
pub(in crate::consumer) type Committed = BTreeMap<TopicPartition, CommittedOffset>;

/// Names and ids of the topics of a request.
struct Names {
    ids: HashMap<String, Uuid>,
    names: HashMap<Uuid, String>,
}

impl Names {
    /// `None` where a topic has no known id: such a request goes by name.
    fn new<'a>(line: &Line, topics: impl Iterator<Item = &'a TopicPartition>) -> Option<Self> {
        let view = line.cluster.view();
        let mut ids = HashMap::new();
        for at in topics {
            let id = view.topics.get(&at.topic).map(|topic| topic.id).filter(|id| !id.is_nil())?;
            ids.insert(at.topic.clone(), id);
        }
        let names = ids.iter().map(|(name, id)| (*id, name.clone())).collect();
        Some(Self { ids, names })
    }
}

impl Line {
    /// Commits once.
    pub(in crate::consumer) async fn commit(
        &self,
        identity: &Identity,
        instance_id: Option<&str>,
        offsets: &Wish,
    ) -> Result<(), ClientError> {
        let connection = self.connection().await?;
        let names = Names::new(self, offsets.keys());
        let at_most = if names.is_some() { i16::MAX } else { IDS_SINCE - 1 };
        let version = connection.version_at_most::<OffsetCommitRequest>(at_most)?;
        let mut request = OffsetCommitRequest::default();
        request.group_id = group_id(&self.group_id);
        request.generation_id_or_member_epoch = identity.generation;
        request.member_id = text(&identity.member_id);
        let is_member = !identity.member_id.is_empty();
        request.group_instance_id = instance_id.filter(|_| is_member).map(text);
        for (at, committed) in offsets {
            let mut partition = OffsetCommitRequestPartition::default();
            partition.partition_index = at.partition;
            partition.committed_offset = committed.offset;
            partition.committed_leader_epoch = committed.leader_epoch;
            partition.committed_metadata = Some(text(&committed.metadata));
            let id =
                names.as_ref().and_then(|names| names.ids.get(&at.topic)).filter(|_| version >= IDS_SINCE);
            match request.topics.last_mut().filter(|topic| topic.name.as_str() == at.topic) {
                Some(topic) => topic.partitions.push(partition),
                None => {
                    let mut topic = OffsetCommitRequestTopic::default();
                    topic.name = topic_name(&at.topic);
                    topic.topic_id = id.copied().unwrap_or_default();
                    topic.partitions = vec![partition];
                    request.topics.push(topic);
                }
            }
        }
        let response = connection.call_at(version, &request).await?;
        let mut partitions = response.topics.iter().flat_map(|topic| &topic.partitions);
        partitions.try_for_each(|partition| ClientError::check(partition.error_code, None))
    }

    /// One try for what is committed, after one for the ids of the topics: a topic that is gone has nothing committed.
    pub(in crate::consumer) async fn committed_now(
        &self,
        identity: &Identity,
        wanted: &[TopicPartition],
    ) -> Result<Committed, ClientError> {
        let topics = wanted.iter().map(|at| at.topic.as_str()).collect();
        self.cluster.with_what_is_known_of(&topics, false).await?;
        self.committed(identity, wanted).await
    }

    /// What is committed for these partitions, waiting for transactions that are undecided about them (KIP-447).
    async fn committed(
        &self,
        identity: &Identity,
        wanted: &[TopicPartition],
    ) -> Result<Committed, ClientError> {
        let connection = self.connection().await?;
        let names = Names::new(self, wanted.iter());
        let at_most = if names.is_some() { i16::MAX } else { IDS_SINCE - 1 };
        let version = connection.version_at_most::<OffsetFetchRequest>(at_most)?;
        let names = names.filter(|_| version >= IDS_SINCE);
        let request = fetch_request(self, identity, wanted, version, names.as_ref());
        let response = connection.call_at(version, &request).await?;
        ClientError::check(response.error_code, None)?;
        let mut found = Committed::new();
        for group in &response.groups {
            ClientError::check(group.error_code, None)?;
            for topic in &group.topics {
                let name = match &names {
                    Some(names) => names.names.get(&topic.topic_id).cloned(),
                    None => Some(topic.name.to_string()),
                };
                let Some(name) = name else { continue };
                for one in &topic.partitions {
                    let metadata = one.metadata.as_deref().unwrap_or_default();
                    let offset = (one.committed_offset, one.committed_leader_epoch, metadata);
                    keep(
                        &mut found,
                        TopicPartition::new(name.clone(), one.partition_index),
                        one.error_code,
                        offset,
                    )?;
                }
            }
        }
        for topic in &response.topics {
            for one in &topic.partitions {
                let metadata = one.metadata.as_deref().unwrap_or_default();
                let offset = (one.committed_offset, one.committed_leader_epoch, metadata);
                let at = TopicPartition::new(topic.name.to_string(), one.partition_index);
                keep(&mut found, at, one.error_code, offset)?;
            }
        }
        Ok(found)
    }
}

fn keep(
    found: &mut Committed,
    at: TopicPartition,
    code: i16,
    (offset, leader_epoch, metadata): (i64, i32, &str),
) -> Result<(), ClientError> {
    match code_of(code) {
        ErrorCode::None => {}
        // Gone since: nothing is committed for it.
        ErrorCode::UnknownTopicOrPartition | ErrorCode::UnknownTopicId => return Ok(()),
        code => return Err(ClientError::broker(code, None)),
    }
    if offset >= 0 {
        found.insert(at, CommittedOffset { offset, leader_epoch, metadata: metadata.to_string() });
    }
    Ok(())
}

fn by_topic(wanted: &[TopicPartition]) -> BTreeMap<&str, Vec<i32>> {
    let mut topics = BTreeMap::<&str, Vec<i32>>::new();
    for at in wanted {
        topics.entry(&at.topic).or_default().push(at.partition);
    }
    topics
}

fn fetch_request(
    line: &Line,
    identity: &Identity,
    wanted: &[TopicPartition],
    version: i16,
    names: Option<&Names>,
) -> OffsetFetchRequest {
    let mut request = OffsetFetchRequest::default();
    // Version 7 brought the flag; before, there was nothing to wait for.
    request.require_stable = version >= 7;
    let topics = by_topic(wanted).into_iter();
    if version < GROUPS_SINCE {
        request.group_id = group_id(&line.group_id);
        let of_topic = |(name, partitions)| {
            let mut topic = OffsetFetchRequestTopic::default();
            (topic.name, topic.partition_indexes) = (topic_name(name), partitions);
            topic
        };
        request.topics = Some(topics.map(of_topic).collect());
        return request;
    }
    let mut group = OffsetFetchRequestGroup::default();
    group.group_id = group_id(&line.group_id);
    if version >= MEMBER_SINCE && !identity.member_id.is_empty() && identity.generation > 0 {
        group.member_id = Some(text(&identity.member_id));
        group.member_epoch = identity.generation;
    } else {
        group.member_epoch = -1;
    }
    let of_topic = |(name, partitions)| {
        let mut topic = OffsetFetchRequestTopics::default();
        topic.name = topic_name(name);
        topic.topic_id = names.and_then(|names| names.ids.get(name)).copied().unwrap_or_default();
        topic.partition_indexes = partitions;
        topic
    };
    group.topics = Some(topics.map(of_topic).collect());
    request.groups = vec![group];
    request
}
