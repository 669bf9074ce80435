//! Offsets that groups have committed: read, set, delete.

use std::collections::BTreeMap;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kavka_protocol::messages::offset_delete_request::{
    OffsetDeleteRequestPartition, OffsetDeleteRequestTopic,
};
use kavka_protocol::messages::offset_fetch_request::{
    OffsetFetchRequestGroup, OffsetFetchRequestTopic, OffsetFetchRequestTopics,
};
use kavka_protocol::messages::offset_fetch_response::OffsetFetchResponseGroup;
use kavka_protocol::messages::{
    OffsetCommitRequest, OffsetCommitResponse, OffsetDeleteRequest, OffsetDeleteResponse, OffsetFetchRequest,
    OffsetFetchResponse,
};

use super::Admin;
use super::driver::{Handler, Outcome, Outcomes, for_all, only, refusal};
use super::partitions::grouped;
use super::routing::{Coordinator, Target};
use crate::TopicPartition;
use crate::cluster::CoordinatorType;
use crate::error::{ClientError, code_of};
use crate::text::{group_id, text, topic_name};

/// From this version on, OffsetFetch asks for several groups (KIP-709).
const FETCH_GROUPS_SINCE: i16 = 8;
/// The last version of OffsetFetch and OffsetCommit that names topics rather than their ids.
const NAMES_UNTIL: i16 = 9;

/// An offset a group has committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommittedOffset {
    /// The next offset to read.
    pub offset: i64,
    /// The epoch of the record before it; -1 where it is not known.
    pub leader_epoch: i32,
    /// The consumer's own words.
    pub metadata: String,
}

/// Committed offsets by partition.
pub type CommittedOffsets = BTreeMap<TopicPartition, CommittedOffset>;

impl Admin {
    /// All offsets a group has committed.
    ///
    /// # Errors
    /// [`ClientError::Broker`] of the group.
    pub async fn group_offsets(&self, group: &str) -> Result<CommittedOffsets, ClientError> {
        only(self.offsets_of_groups(&BTreeMap::from([(group.to_string(), None)]), false).await)
    }

    /// Like [`Admin::group_offsets`], but waits while transactions that set some are undecided (KIP-447).
    ///
    /// # Errors
    /// As [`Admin::group_offsets`].
    pub async fn stable_group_offsets(&self, group: &str) -> Result<CommittedOffsets, ClientError> {
        only(self.offsets_of_groups(&BTreeMap::from([(group.to_string(), None)]), true).await)
    }

    /// Offsets that groups have committed, of consumers and of Streams: of the given partitions, or of all. Groups of
    /// one coordinator are asked for at once. Partitions without an offset, or whose offset this client may not see,
    /// are left out.
    pub async fn offsets_of_groups(
        &self,
        groups: &BTreeMap<String, Option<Vec<TopicPartition>>>,
        require_stable: bool,
    ) -> Outcomes<String, CommittedOffsets> {
        let handler = FetchOffsets { groups, require_stable };
        let routing = Coordinator(CoordinatorType::Group);
        self.drive(&handler, &routing, groups.keys().cloned().collect()).await
    }

    /// Commits offsets for a group without members.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `UNKNOWN_MEMBER_ID` while the group has members; that of the first partition
    /// refused.
    pub async fn alter_group_offsets(
        &self,
        group: &str,
        offsets: &CommittedOffsets,
    ) -> Result<(), ClientError> {
        self.alter_each_group_offset(group, offsets).await?.into_values().collect()
    }

    /// As [`Admin::alter_group_offsets`], of consumers or of Streams, with an outcome for each partition.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn alter_each_group_offset(
        &self,
        group: &str,
        offsets: &CommittedOffsets,
    ) -> Result<Outcomes<TopicPartition, ()>, ClientError> {
        let routing = Coordinator(CoordinatorType::Group);
        only(self.drive(&CommitOffsets { offsets }, &routing, vec![group.to_string()]).await)
    }

    /// Deletes committed offsets of a group, of consumers or of Streams; the result says for each partition how it
    /// went.
    ///
    /// # Errors
    /// [`ClientError::Broker`] of the group, such as `GROUP_ID_NOT_FOUND`.
    pub async fn delete_group_offsets(
        &self,
        group: &str,
        partitions: &[TopicPartition],
    ) -> Result<BTreeMap<TopicPartition, ErrorCode>, ClientError> {
        let routing = Coordinator(CoordinatorType::Group);
        only(self.drive(&DeleteOffsets { partitions }, &routing, vec![group.to_string()]).await)
    }
}

struct FetchOffsets<'a> {
    groups: &'a BTreeMap<String, Option<Vec<TopicPartition>>>,
    require_stable: bool,
}

impl FetchOffsets<'_> {
    fn partitions(&self, group: &str) -> Option<BTreeMap<&str, Vec<i32>>> {
        self.groups.get(group).and_then(Option::as_deref).map(grouped)
    }
}

impl Handler for FetchOffsets<'_> {
    type Key = String;
    type Request = OffsetFetchRequest;
    type Value = CommittedOffsets;
    const DOING: &'static str = "committed offsets";
    const VERSION_MAX: i16 = NAMES_UNTIL;

    fn keys_max(version: i16) -> usize {
        if version >= FETCH_GROUPS_SINCE { usize::MAX } else { 1 }
    }

    fn request(&self, version: i16, keys: &[String]) -> Result<OffsetFetchRequest, ClientError> {
        let mut request = OffsetFetchRequest::default();
        // Version 7 brought the flag; before, there was nothing to wait for.
        request.require_stable = self.require_stable && version >= 7;
        if version >= FETCH_GROUPS_SINCE {
            request.groups = keys.iter().map(|group| asked(group, self.partitions(group))).collect();
        } else if let Some(group) = keys.first() {
            request.group_id = group_id(group);
            request.topics = self.partitions(group).map(|topics| topics.into_iter().map(old_topic).collect());
        }
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[String],
        response: OffsetFetchResponse,
    ) -> Vec<(String, Outcome<CommittedOffsets>)> {
        if !response.groups.is_empty() {
            let outcome = |group: &OffsetFetchResponseGroup| {
                let rows = group.topics.iter().flat_map(|topic| {
                    topic.partitions.iter().map(move |p| {
                        let at = TopicPartition::new(topic.name.to_string(), p.partition_index);
                        (
                            at,
                            p.error_code,
                            p.committed_offset,
                            p.committed_leader_epoch,
                            p.metadata.as_deref(),
                        )
                    })
                });
                (group.group_id.to_string(), committed(group.error_code, rows))
            };
            return response.groups.iter().map(outcome).collect();
        }
        let rows = response.topics.iter().flat_map(|topic| {
            topic.partitions.iter().map(move |p| {
                let at = TopicPartition::new(topic.name.to_string(), p.partition_index);
                (at, p.error_code, p.committed_offset, p.committed_leader_epoch, p.metadata.as_deref())
            })
        });
        let outcome = committed(response.error_code, rows);
        keys.first().map(|group| (group.clone(), outcome)).into_iter().collect()
    }
}

/// The offsets of a group: partition, code, offset, leader epoch, metadata.
fn committed<'a>(
    group_code: i16,
    rows: impl Iterator<Item = (TopicPartition, i16, i64, i32, Option<&'a str>)>,
) -> Outcome<CommittedOffsets> {
    if code_of(group_code) != ErrorCode::None {
        return refusal(code_of(group_code), None);
    }
    let mut offsets = CommittedOffsets::new();
    for (at, code, offset, leader_epoch, metadata) in rows {
        match code_of(code) {
            ErrorCode::None if offset >= 0 => {
                let metadata = metadata.unwrap_or_default().to_string();
                offsets.insert(at, CommittedOffset { offset, leader_epoch, metadata });
            }
            ErrorCode::None => {}
            code @ ErrorCode::UnstableOffsetCommit => return Outcome::Retry(ClientError::broker(code, None)),
            code => tracing::warn!(%at, %code, "no committed offset is told"),
        }
    }
    Outcome::Done(offsets)
}

fn asked(group: &str, partitions: Option<BTreeMap<&str, Vec<i32>>>) -> OffsetFetchRequestGroup {
    let topic = |(name, indexes): (&str, Vec<i32>)| {
        let mut topic = OffsetFetchRequestTopics::default();
        topic.name = topic_name(name);
        topic.partition_indexes = indexes;
        topic
    };
    let mut asked = OffsetFetchRequestGroup::default();
    asked.group_id = group_id(group);
    asked.topics = partitions.map(|topics| topics.into_iter().map(topic).collect());
    asked
}

fn old_topic((name, indexes): (&str, Vec<i32>)) -> OffsetFetchRequestTopic {
    let mut topic = OffsetFetchRequestTopic::default();
    topic.name = topic_name(name);
    topic.partition_indexes = indexes;
    topic
}

struct CommitOffsets<'a> {
    offsets: &'a CommittedOffsets,
}

impl Handler for CommitOffsets<'_> {
    type Key = String;
    type Request = OffsetCommitRequest;
    type Value = Outcomes<TopicPartition, ()>;
    const DOING: &'static str = "a change of offsets";
    const KEYS_MAX: usize = 1;
    const VERSION_MAX: i16 = NAMES_UNTIL;

    fn request(&self, _: i16, keys: &[String]) -> Result<OffsetCommitRequest, ClientError> {
        let mut request = OffsetCommitRequest::default();
        request.group_id = group_id(keys.first().map_or("", String::as_str));
        request.generation_id_or_member_epoch = -1;
        request.topics = commit_topics(self.offsets);
        Ok(request)
    }

    /// One partition that must be tried again takes the others with it, as the request is about the group.
    fn answer(
        &self,
        _: &Target,
        keys: &[String],
        response: OffsetCommitResponse,
    ) -> Vec<(String, Outcome<Self::Value>)> {
        let Some(group) = keys.first() else { return Vec::new() };
        let mut outcomes = Outcomes::new();
        for topic in &response.topics {
            for partition in &topic.partitions {
                let code = code_of(partition.error_code);
                let is_of_the_group = matches!(
                    code,
                    ErrorCode::CoordinatorLoadInProgress
                        | ErrorCode::RebalanceInProgress
                        | ErrorCode::CoordinatorNotAvailable
                        | ErrorCode::NotCoordinator
                );
                if is_of_the_group {
                    return vec![(group.clone(), refusal(code, None))];
                }
                let at = TopicPartition::new(topic.name.to_string(), partition.partition_index);
                outcomes.insert(at, ClientError::check(partition.error_code, None));
            }
        }
        vec![(group.clone(), Outcome::Done(outcomes))]
    }
}

struct DeleteOffsets<'a> {
    partitions: &'a [TopicPartition],
}

impl Handler for DeleteOffsets<'_> {
    type Key = String;
    type Request = OffsetDeleteRequest;
    type Value = BTreeMap<TopicPartition, ErrorCode>;
    const DOING: &'static str = "the deletion of offsets";
    const KEYS_MAX: usize = 1;

    fn request(&self, _: i16, keys: &[String]) -> Result<OffsetDeleteRequest, ClientError> {
        let mut request = OffsetDeleteRequest::default();
        request.group_id = group_id(keys.first().map_or("", String::as_str));
        request.topics = delete_topics(self.partitions);
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[String],
        response: OffsetDeleteResponse,
    ) -> Vec<(String, Outcome<Self::Value>)> {
        let code = code_of(response.error_code);
        if code != ErrorCode::None {
            return for_all(keys, code, None);
        }
        let results = response.topics.iter().flat_map(|topic| {
            topic.partitions.iter().map(|partition| {
                let at = TopicPartition::new(topic.name.to_string(), partition.partition_index);
                (at, code_of(partition.error_code))
            })
        });
        let results = results.collect();
        keys.first().map(|group| (group.clone(), Outcome::Done(results))).into_iter().collect()
    }
}

/// The topics of an OffsetCommit.
fn commit_topics(offsets: &BTreeMap<TopicPartition, CommittedOffset>) -> Vec<OffsetCommitRequestTopic> {
    let mut topics: Vec<OffsetCommitRequestTopic> = Vec::new();
    for (at, committed) in offsets {
        let mut partition = OffsetCommitRequestPartition::default();
        partition.partition_index = at.partition;
        partition.committed_offset = committed.offset;
        partition.committed_leader_epoch = committed.leader_epoch;
        partition.committed_metadata = Some(text(&committed.metadata));
        match topics.last_mut().filter(|topic| topic.name.as_str() == at.topic) {
            Some(topic) => topic.partitions.push(partition),
            None => {
                let mut topic = OffsetCommitRequestTopic::default();
                topic.name = topic_name(&at.topic);
                topic.partitions = vec![partition];
                topics.push(topic);
            }
        }
    }
    topics
}

fn delete_topics(partitions: &[TopicPartition]) -> Vec<OffsetDeleteRequestTopic> {
    let topic_of = |(name, indexes): (&str, Vec<i32>)| {
        let mut topic = OffsetDeleteRequestTopic::default();
        topic.name = topic_name(name);
        topic.partitions = indexes
            .into_iter()
            .map(|index| {
                let mut partition = OffsetDeleteRequestPartition::default();
                partition.partition_index = index;
                partition
            })
            .collect();
        topic
    };
    grouped(partitions).into_iter().map(topic_of).collect()
}
