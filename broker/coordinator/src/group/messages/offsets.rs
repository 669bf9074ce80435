//! Requests and answers about committed offsets.

use kavka_protocol::ErrorCode;
use uuid::Uuid;

use crate::runtime::TransactionalProducer;

/// OffsetCommit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffsetCommitRequest {
    /// Version of the API: from 9 an unknown group is `GROUP_ID_NOT_FOUND`, before `ILLEGAL_GENERATION`.
    pub api_version: i16,
    /// The group, which may be empty here.
    pub group_id: String,
    /// Generation, or member epoch, -1 outside group management.
    pub generation_id: i32,
    /// The member, empty outside group management.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub group_instance_id: Option<String>,
    /// Retention asked for by versions 2 to 4, -1 for the broker's.
    pub retention_time_ms: i64,
    /// What to commit.
    pub topics: Vec<OffsetCommitTopic>,
}

/// TxnOffsetCommit: offsets that come to be when a transaction commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TxnOffsetCommitRequest {
    /// The group.
    pub group_id: String,
    /// Generation, or member epoch, -1 outside group management and from clients before KIP-447.
    pub generation_id: i32,
    /// The member, empty likewise.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub group_instance_id: Option<String>,
    /// Whose transaction.
    pub producer: TransactionalProducer,
    /// What to commit.
    pub topics: Vec<OffsetCommitTopic>,
}

/// Offsets of a topic to commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffsetCommitTopic {
    /// Topic name.
    pub name: String,
    /// Topic id, nil when unknown.
    pub topic_id: Uuid,
    /// Its partitions.
    pub partitions: Vec<OffsetCommitPartition>,
}

/// An offset to commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffsetCommitPartition {
    /// Partition.
    pub partition: i32,
    /// Next offset to be read.
    pub committed_offset: i64,
    /// Leader epoch of the last record read, -1 when unknown.
    pub leader_epoch: i32,
    /// The client's own note.
    pub metadata: Option<String>,
}

/// Name and id of a topic, and the error of each partition asked for.
pub type CommittedTopic = (String, Uuid, Vec<(i32, ErrorCode)>);

/// Answer to OffsetCommit, in the request's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffsetCommitResponse {
    /// What became of each topic.
    pub topics: Vec<CommittedTopic>,
}

impl OffsetCommitResponse {
    /// The same error for everything that was asked.
    pub fn error(topics: &[OffsetCommitTopic], error: ErrorCode) -> Self {
        let topic = |topic: &OffsetCommitTopic| {
            let partitions = topic.partitions.iter().map(|p| (p.partition, error)).collect();
            (topic.name.clone(), topic.topic_id, partitions)
        };
        Self { topics: topics.iter().map(topic).collect() }
    }
}

/// OffsetFetch for one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffsetFetchRequest {
    /// The group, which may be empty here.
    pub group_id: String,
    /// Member of a KIP-848 group.
    pub member_id: Option<String>,
    /// Its epoch, -1 otherwise.
    pub member_epoch: i32,
    /// Name, id (nil when unknown) and partitions; `None` for all offsets of the group.
    pub topics: Option<Vec<(String, Uuid, Vec<i32>)>>,
    /// Offsets in an open transaction are `UNSTABLE_OFFSET_COMMIT` (KIP-447).
    pub require_stable: bool,
}

/// Answer to OffsetFetch for one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffsetFetchResponse {
    /// The group.
    pub group_id: String,
    /// Error for the whole group.
    pub error: ErrorCode,
    /// Name, id and offsets.
    pub topics: Vec<(String, Uuid, Vec<FetchedOffset>)>,
}

/// A committed offset, -1 when there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedOffset {
    /// Partition.
    pub partition: i32,
    /// Offset or -1.
    pub committed_offset: i64,
    /// Leader epoch or -1.
    pub leader_epoch: i32,
    /// The client's own note.
    pub metadata: String,
    /// `UNSTABLE_OFFSET_COMMIT` or `NONE`.
    pub error: ErrorCode,
}

impl FetchedOffset {
    /// Nothing to tell about a partition.
    pub fn none(partition: i32, error: ErrorCode) -> Self {
        Self { partition, committed_offset: -1, leader_epoch: -1, metadata: String::new(), error }
    }
}

/// OffsetDelete (KIP-496).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffsetDeleteRequest {
    /// The group.
    pub group_id: String,
    /// Topics and partitions.
    pub topics: Vec<(String, Vec<i32>)>,
}

/// Answer to OffsetDelete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffsetDeleteResponse {
    /// Error for the whole request.
    pub error: ErrorCode,
    /// Topics, and error per partition.
    pub topics: Vec<(String, Vec<(i32, ErrorCode)>)>,
}
