//! Offsets: of partitions by time, and those that groups have committed.

use std::collections::BTreeMap;

use futures::FutureExt;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kavka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kavka_protocol::messages::offset_delete_request::{
    OffsetDeleteRequestPartition, OffsetDeleteRequestTopic,
};
use kavka_protocol::messages::offset_fetch_request::OffsetFetchRequestGroup;
use kavka_protocol::messages::{
    BrokerId, ListOffsetsRequest, OffsetCommitRequest, OffsetDeleteRequest, OffsetFetchRequest,
};

use super::Admin;
use super::partitions::grouped;
use crate::TopicPartition;
use crate::cluster::Cluster;
use crate::error::{ClientError, code_of};
use crate::retry::Tries;
use crate::text::{group_id, text, topic_name};

/// From this version on, OffsetFetch asks for several groups (KIP-709).
const FETCH_GROUPS_SINCE: i16 = 8;
/// The last version of OffsetFetch and OffsetCommit that names topics rather than their ids.
pub(crate) const NAMES_UNTIL: i16 = 9;

/// Which offset of a partition to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OffsetSpec {
    /// The next to be written, or that a consumer may read up to.
    Latest,
    /// The first.
    Earliest,
    /// That of the record with the greatest timestamp (KIP-734).
    MaxTimestamp,
    /// The first on local disk (KIP-405).
    EarliestLocal,
    /// The last in remote storage (KIP-1005).
    LatestTiered,
    /// The first not yet in remote storage (KIP-1023).
    EarliestPendingUpload,
    /// That of the first record at this time or later, in ms.
    Timestamp(i64),
}

impl OffsetSpec {
    /// The number on the wire.
    pub fn timestamp(self) -> i64 {
        match self {
            Self::Latest => -1,
            Self::Earliest => -2,
            Self::MaxTimestamp => -3,
            Self::EarliestLocal => -4,
            Self::LatestTiered => -5,
            Self::EarliestPendingUpload => -6,
            Self::Timestamp(ms) => ms,
        }
    }
}

/// An offset found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundOffset {
    /// The offset; -1 where no record qualifies.
    pub offset: i64,
    /// The record's timestamp; -1 where none is told.
    pub timestamp: i64,
    /// The epoch of the leader that wrote it; -1 where it is not known.
    pub leader_epoch: i32,
}

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

impl Admin {
    /// Offsets of partitions, each by its own rule.
    ///
    /// # Errors
    /// [`ClientError`] of the call; refusals of single partitions are in the result.
    pub async fn list_offsets(
        &self,
        wanted: &BTreeMap<TopicPartition, OffsetSpec>,
        read_committed: bool,
    ) -> Result<BTreeMap<TopicPartition, Result<FoundOffset, ClientError>>, ClientError> {
        let mut found: BTreeMap<TopicPartition, Result<FoundOffset, ClientError>> = BTreeMap::new();
        let mut tries = Tries::new("offsets", self.api_timeout, self.cluster.config());
        loop {
            let attempt = self.list_offsets_once(wanted, read_committed, &mut found);
            match tries.one(attempt.boxed()).await {
                Ok(()) => return Ok(found),
                Err(error) => tries.again(error).await?,
            }
        }
    }

    /// Finds what has not been found yet.
    async fn list_offsets_once(
        &self,
        wanted: &BTreeMap<TopicPartition, OffsetSpec>,
        read_committed: bool,
        found: &mut BTreeMap<TopicPartition, Result<FoundOffset, ClientError>>,
    ) -> Result<(), ClientError> {
        let open: Vec<TopicPartition> = wanted.keys().filter(|at| !found.contains_key(at)).cloned().collect();
        let mut retriable = None;
        for (leader, partitions) in self.leaders(&open).await? {
            let of_leader = partitions.iter().map(|at| (at.clone(), wanted[at])).collect();
            let answers = match offsets_of_leader(&self.cluster, leader, &of_leader, read_committed).await {
                Ok(answers) => answers,
                Err(error) => {
                    // Another broker may lead by now.
                    partitions.iter().for_each(|at| self.cluster.forget_topic(&at.topic));
                    return Err(error);
                }
            };
            for (at, answer) in answers {
                match answer {
                    Err(error) if error.is_retriable() => {
                        self.cluster.forget_topic(&at.topic);
                        retriable = Some(error);
                    }
                    answer => _ = found.insert(at, answer),
                }
            }
        }
        retriable.map_or(Ok(()), Err)
    }

    /// All offsets a group has committed.
    ///
    /// # Errors
    /// [`ClientError::Broker`] of the group or of the first partition refused.
    pub async fn group_offsets(
        &self,
        group: &str,
    ) -> Result<BTreeMap<TopicPartition, CommittedOffset>, ClientError> {
        self.offsets_of(group, false).await
    }

    /// Like [`Admin::group_offsets`], but waits while transactions that set some are undecided (KIP-447).
    ///
    /// # Errors
    /// As [`Admin::group_offsets`].
    pub async fn stable_group_offsets(
        &self,
        group: &str,
    ) -> Result<BTreeMap<TopicPartition, CommittedOffset>, ClientError> {
        self.offsets_of(group, true).await
    }

    async fn offsets_of(
        &self,
        group: &str,
        require_stable: bool,
    ) -> Result<BTreeMap<TopicPartition, CommittedOffset>, ClientError> {
        let build = |version| all_offsets_request(group, version, require_stable);
        let response = self
            .ask_coordinator(
                "committed offsets",
                group,
                NAMES_UNTIL,
                build,
                |response: &kavka_protocol::messages::OffsetFetchResponse| {
                    ClientError::check(response.error_code, None)?;
                    response.groups.iter().try_for_each(|group| ClientError::check(group.error_code, None))
                },
            )
            .await?;
        let mut offsets = BTreeMap::new();
        let new = response.groups.iter().flat_map(|group| &group.topics).flat_map(|topic| {
            topic.partitions.iter().map(|p| {
                (
                    topic.name.to_string(),
                    p.partition_index,
                    p.error_code,
                    p.committed_offset,
                    p.committed_leader_epoch,
                    p.metadata.clone(),
                )
            })
        });
        let old = response.topics.iter().flat_map(|topic| {
            topic.partitions.iter().map(|p| {
                (
                    topic.name.to_string(),
                    p.partition_index,
                    p.error_code,
                    p.committed_offset,
                    p.committed_leader_epoch,
                    p.metadata.clone(),
                )
            })
        });
        for (topic, partition, code, offset, leader_epoch, metadata) in new.chain(old) {
            ClientError::check(code, None)?;
            if offset >= 0 {
                let metadata = metadata.map(|text| text.to_string()).unwrap_or_default();
                offsets.insert(
                    TopicPartition { topic, partition },
                    CommittedOffset { offset, leader_epoch, metadata },
                );
            }
        }
        Ok(offsets)
    }

    /// Commits offsets for a group without members.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `UNKNOWN_MEMBER_ID` while the group has members.
    pub async fn alter_group_offsets(
        &self,
        group: &str,
        offsets: &BTreeMap<TopicPartition, CommittedOffset>,
    ) -> Result<(), ClientError> {
        let build = |_| {
            let mut request = OffsetCommitRequest::default();
            request.group_id = group_id(group);
            request.generation_id_or_member_epoch = -1;
            request.topics = commit_topics(offsets);
            request
        };
        self.ask_coordinator(
            "a change of offsets",
            group,
            NAMES_UNTIL,
            build,
            |response: &kavka_protocol::messages::OffsetCommitResponse| {
                let mut partitions = response.topics.iter().flat_map(|topic| &topic.partitions);
                partitions.try_for_each(|partition| ClientError::check(partition.error_code, None))
            },
        )
        .await?;
        Ok(())
    }

    /// Deletes committed offsets of a group; the result says for each partition how it went.
    ///
    /// # Errors
    /// [`ClientError::Broker`] of the group, such as `GROUP_ID_NOT_FOUND`.
    pub async fn delete_group_offsets(
        &self,
        group: &str,
        partitions: &[TopicPartition],
    ) -> Result<BTreeMap<TopicPartition, ErrorCode>, ClientError> {
        let build = |_| {
            let mut request = OffsetDeleteRequest::default();
            request.group_id = group_id(group);
            request.topics = delete_topics(partitions);
            request
        };
        let response = self
            .ask_coordinator(
                "the deletion of offsets",
                group,
                i16::MAX,
                build,
                |response: &kavka_protocol::messages::OffsetDeleteResponse| {
                    ClientError::check(response.error_code, None)
                },
            )
            .await?;
        let results = response.topics.iter().flat_map(|topic| {
            topic.partitions.iter().map(|partition| {
                (
                    TopicPartition::new(topic.name.to_string(), partition.partition_index),
                    code_of(partition.error_code),
                )
            })
        });
        Ok(results.collect())
    }
}

/// Asks a leader once for offsets of its partitions.
pub(crate) async fn offsets_of_leader(
    cluster: &Cluster,
    leader: i32,
    wanted: &BTreeMap<TopicPartition, OffsetSpec>,
    read_committed: bool,
) -> Result<Vec<(TopicPartition, Result<FoundOffset, ClientError>)>, ClientError> {
    let partitions: Vec<TopicPartition> = wanted.keys().cloned().collect();
    let request = list_offsets_request(&partitions, wanted, read_committed);
    let response = cluster.broker(leader).await?.call(&request).await?;
    let answers = response.topics.iter().flat_map(|topic| {
        topic.partitions.iter().map(|partition| {
            let at = TopicPartition::new(topic.name.to_string(), partition.partition_index);
            let offset = FoundOffset {
                offset: partition.offset,
                timestamp: partition.timestamp,
                leader_epoch: partition.leader_epoch,
            };
            (at, ClientError::check(partition.error_code, None).map(|()| offset))
        })
    });
    Ok(answers.collect())
}

fn list_offsets_request(
    partitions: &[TopicPartition],
    wanted: &BTreeMap<TopicPartition, OffsetSpec>,
    read_committed: bool,
) -> ListOffsetsRequest {
    let mut request = ListOffsetsRequest::default();
    request.replica_id = BrokerId(-1);
    request.isolation_level = i8::from(read_committed);
    request.topics = grouped(partitions)
        .into_iter()
        .map(|(name, indexes)| {
            let mut topic = ListOffsetsTopic::default();
            topic.name = topic_name(name);
            topic.partitions = indexes
                .into_iter()
                .map(|index| {
                    let spec =
                        wanted.get(&TopicPartition::new(name, index)).copied().unwrap_or(OffsetSpec::Latest);
                    let mut partition = ListOffsetsPartition::default();
                    partition.partition_index = index;
                    partition.current_leader_epoch = -1;
                    partition.timestamp = spec.timestamp();
                    partition
                })
                .collect();
            topic
        })
        .collect();
    request
}

fn all_offsets_request(group: &str, version: i16, require_stable: bool) -> OffsetFetchRequest {
    let mut request = OffsetFetchRequest::default();
    // Version 7 brought the flag; before, there was nothing to wait for.
    request.require_stable = require_stable && version >= 7;
    if version >= FETCH_GROUPS_SINCE {
        let mut asked = OffsetFetchRequestGroup::default();
        asked.group_id = group_id(group);
        asked.topics = None;
        request.groups = vec![asked];
    } else {
        request.group_id = group_id(group);
        request.topics = None;
    }
    request
}

/// The topics of an OffsetCommit.
pub(crate) fn commit_topics(
    offsets: &BTreeMap<TopicPartition, CommittedOffset>,
) -> Vec<OffsetCommitRequestTopic> {
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
