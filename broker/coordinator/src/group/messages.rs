//! What the group coordinator is asked and what it answers, free of wire types.
//!
//! The wire structs borrow from the request's frame; a member's metadata kept for hours would pin that frame. So the
//! request handlers copy what is kept into these, and the state machine stays independent of API versions but for the
//! few that change behaviour.

mod consumer;

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use kavka_protocol::{ErrorCode, record::TransactionMarker};
use uuid::Uuid;

pub use consumer::{
    ConsumerHeartbeatRequest, ConsumerHeartbeatResponse, DescribedConsumerGroup, DescribedConsumerMember,
    DescribedPartitions,
};

use super::consumer::ResolvedRegex;
use crate::runtime::TransactionalProducer;

/// Who asks: kept with the member and shown by DescribeGroups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// `client.id` of the request header, empty when absent.
    pub client_id: String,
    /// Address of the peer as Kafka prints it (`/127.0.0.1`).
    pub client_host: String,
}

/// JoinGroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinGroupRequest {
    /// Version of the API: from 4 a new dynamic member must come back with the id it is given (KIP-394), from 9 a
    /// static leader may be told to skip the assignment (KIP-814).
    pub api_version: i16,
    /// The group.
    pub group_id: String,
    /// Session timeout in milliseconds.
    pub session_timeout_ms: i32,
    /// Rebalance timeout in milliseconds; version 0 has none and sends the session timeout.
    pub rebalance_timeout_ms: i32,
    /// Empty for a member without id.
    pub member_id: String,
    /// `group.instance.id` of a static member (KIP-345).
    pub group_instance_id: Option<String>,
    /// `consumer`, `connect`, …
    pub protocol_type: String,
    /// Protocols in the member's order of preference, with its metadata for each.
    pub protocols: Vec<(String, Bytes)>,
    /// Why the client joins (KIP-800).
    pub reason: Option<String>,
    /// Random part of the member id, should one be needed. Given, so that deciding needs no randomness.
    pub fresh_id: Uuid,
}

/// Answer to JoinGroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinGroupResponse {
    /// `NONE` or why not.
    pub error: ErrorCode,
    /// Generation, -1 on error.
    pub generation_id: i32,
    /// Protocol type of the group.
    pub protocol_type: Option<String>,
    /// Chosen protocol.
    pub protocol_name: Option<String>,
    /// Member id of the leader.
    pub leader: String,
    /// The leader is to keep the present assignment (KIP-814).
    pub skip_assignment: bool,
    /// The member's own id.
    pub member_id: String,
    /// All members, for the leader only.
    pub members: Vec<JoinedMember>,
}

impl JoinGroupResponse {
    /// A refusal.
    pub fn error(error: ErrorCode, member_id: impl Into<String>) -> Self {
        Self {
            error,
            generation_id: -1,
            protocol_type: None,
            protocol_name: None,
            leader: String::new(),
            skip_assignment: false,
            member_id: member_id.into(),
            members: Vec::new(),
        }
    }
}

/// A member as the leader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinedMember {
    /// Its id.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub group_instance_id: Option<String>,
    /// Its metadata for the chosen protocol.
    pub metadata: Bytes,
}

/// SyncGroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncGroupRequest {
    /// The group.
    pub group_id: String,
    /// Generation the member joined.
    pub generation_id: i32,
    /// The member.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub group_instance_id: Option<String>,
    /// Protocol type the member believes in (from version 5).
    pub protocol_type: Option<String>,
    /// Protocol the member believes in (from version 5).
    pub protocol_name: Option<String>,
    /// The leader's assignments, by member id.
    pub assignments: Vec<(String, Bytes)>,
}

/// Answer to SyncGroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncGroupResponse {
    /// `NONE` or why not.
    pub error: ErrorCode,
    /// Protocol type of the group.
    pub protocol_type: Option<String>,
    /// Protocol of the group.
    pub protocol_name: Option<String>,
    /// The member's assignment.
    pub assignment: Bytes,
}

impl SyncGroupResponse {
    /// A refusal.
    pub fn error(error: ErrorCode) -> Self {
        Self { error, protocol_type: None, protocol_name: None, assignment: Bytes::new() }
    }
}

/// Heartbeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeartbeatRequest {
    /// The group.
    pub group_id: String,
    /// Generation of the member.
    pub generation_id: i32,
    /// The member.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub group_instance_id: Option<String>,
}

/// LeaveGroup; versions before 3 name one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveGroupRequest {
    /// The group.
    pub group_id: String,
    /// Who leaves.
    pub members: Vec<LeavingMember>,
}

/// One who leaves: by member id, or by instance id with an empty member id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeavingMember {
    /// Member id, empty when removed by instance id.
    pub member_id: String,
    /// Instance id.
    pub group_instance_id: Option<String>,
    /// Why (KIP-800).
    pub reason: Option<String>,
}

/// Answer to LeaveGroup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveGroupResponse {
    /// Error for the whole request.
    pub error: ErrorCode,
    /// Per member, in the request's order: id, instance id, error.
    pub members: Vec<(String, Option<String>, ErrorCode)>,
}

/// A group as DescribeGroups shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedGroup {
    /// `GROUP_ID_NOT_FOUND` when there is no such classic group; versions before 6 show it as dead without error.
    pub error: ErrorCode,
    /// Text for the error, from version 6.
    pub error_message: Option<String>,
    /// The group.
    pub group_id: String,
    /// `Stable` and so on, empty on error.
    pub group_state: String,
    /// Protocol type.
    pub protocol_type: String,
    /// Protocol, of a stable group only.
    pub protocol_data: String,
    /// Members; metadata only when stable.
    pub members: Vec<DescribedMember>,
}

/// A member as DescribeGroups shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedMember {
    /// Its id.
    pub member_id: String,
    /// Its `group.instance.id`.
    pub group_instance_id: Option<String>,
    /// Client id.
    pub client_id: String,
    /// Address.
    pub client_host: String,
    /// Metadata for the chosen protocol.
    pub metadata: Bytes,
    /// Assignment.
    pub assignment: Bytes,
}

/// ListGroups. Names are compared without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListGroupsRequest {
    /// Only groups in one of these states; empty for all (KIP-518).
    pub states_filter: Vec<String>,
    /// Only groups of one of these types; empty for all (KIP-848).
    pub types_filter: Vec<String>,
}

/// A group as ListGroups shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedGroup {
    /// The group.
    pub group_id: String,
    /// Protocol type, empty for simple groups.
    pub protocol_type: String,
    /// State.
    pub group_state: String,
    /// `classic`, `consumer`, `share` or `streams`.
    pub group_type: String,
}

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

/// Any request to a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    Join(Caller, JoinGroupRequest),
    Sync(SyncGroupRequest),
    Heartbeat(HeartbeatRequest),
    Leave(LeaveGroupRequest),
    Describe(Vec<String>),
    DescribeConsumer(String),
    List(ListGroupsRequest),
    Delete(Vec<String>),
    Commit(OffsetCommitRequest),
    CommitTransactional(TxnOffsetCommitRequest),
    EndTransaction(TransactionMarker),
    Fetch(OffsetFetchRequest),
    DeleteOffsets(OffsetDeleteRequest),
    /// These topics (name and id) are gone, and their offsets with them.
    TopicsDeleted(Vec<(String, Uuid)>),
    ConsumerHeartbeat(Caller, ConsumerHeartbeatRequest),
    /// These topics have been made, changed or deleted.
    TopicsChanged(Arc<[Arc<str>]>),
    /// What the expressions of a group stand for.
    RegexesResolved(Arc<str>, BTreeMap<Arc<str>, ResolvedRegex>),
}

/// Any answer of a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Response {
    Join(JoinGroupResponse),
    Sync(SyncGroupResponse),
    Heartbeat(ErrorCode),
    Leave(LeaveGroupResponse),
    Describe(Vec<DescribedGroup>),
    DescribeConsumer(DescribedConsumerGroup),
    List(ErrorCode, Vec<ListedGroup>),
    Delete(Vec<(String, ErrorCode)>),
    /// To transactional commits as well.
    Commit(OffsetCommitResponse),
    EndTransaction(ErrorCode),
    Fetch(OffsetFetchResponse),
    DeleteOffsets(OffsetDeleteResponse),
    ConsumerHeartbeat(ConsumerHeartbeatResponse),
    /// To what needs no answer.
    Done,
}

impl Response {
    /// Turns a prepared answer into a refusal, when its records could not be written or committed.
    pub fn fail(self, error: ErrorCode) -> Self {
        match self {
            Self::Join(response) => Self::Join(JoinGroupResponse::error(error, response.member_id)),
            Self::Sync(_) => Self::Sync(SyncGroupResponse::error(error)),
            Self::Heartbeat(_) => Self::Heartbeat(error),
            Self::Leave(_) => Self::Leave(LeaveGroupResponse { error, members: Vec::new() }),
            Self::Describe(groups) => Self::Describe(
                groups.into_iter().map(|group| DescribedGroup::error(group.group_id, error)).collect(),
            ),
            Self::DescribeConsumer(group) => {
                Self::DescribeConsumer(DescribedConsumerGroup::error(group.group_id, error))
            }
            Self::List(..) => list_refusal(error),
            Self::Delete(groups) => Self::Delete(groups.into_iter().map(|(id, _)| (id, error)).collect()),
            Self::Commit(mut response) => {
                let partitions = response.topics.iter_mut().flat_map(|(_, _, partitions)| partitions);
                partitions.for_each(|(_, code)| *code = error);
                Self::Commit(response)
            }
            Self::EndTransaction(_) => Self::EndTransaction(error),
            Self::Fetch(response) => Self::Fetch(OffsetFetchResponse {
                group_id: response.group_id,
                error: fetch_error(error),
                topics: Vec::new(),
            }),
            Self::DeleteOffsets(_) => Self::DeleteOffsets(OffsetDeleteResponse { error, topics: Vec::new() }),
            Self::ConsumerHeartbeat(_) => consumer_refusal(error),
            Self::Done => Self::Done,
        }
    }
}

impl Request {
    /// The answer when the shard cannot even look at the request.
    pub fn refuse(&self, error: ErrorCode) -> Response {
        match self {
            Self::Join(_, request) => Response::Join(JoinGroupResponse::error(error, &request.member_id)),
            Self::Sync(_) => Response::Sync(SyncGroupResponse::error(error)),
            // The group is loading: the member cannot know, and must not be made to rejoin.
            Self::Heartbeat(_) if error == ErrorCode::CoordinatorLoadInProgress => {
                Response::Heartbeat(ErrorCode::None)
            }
            Self::Heartbeat(_) => Response::Heartbeat(error),
            Self::Leave(_) => Response::Leave(LeaveGroupResponse { error, members: Vec::new() }),
            Self::Describe(ids) => {
                Response::Describe(ids.iter().map(|id| DescribedGroup::error(id.clone(), error)).collect())
            }
            Self::DescribeConsumer(id) => {
                Response::DescribeConsumer(DescribedConsumerGroup::error(id.clone(), error))
            }
            Self::List(_) => list_refusal(error),
            Self::Delete(ids) => Response::Delete(ids.iter().map(|id| (id.clone(), error)).collect()),
            Self::Commit(request) => Response::Commit(OffsetCommitResponse::error(&request.topics, error)),
            Self::CommitTransactional(request) => {
                Response::Commit(OffsetCommitResponse::error(&request.topics, error))
            }
            Self::EndTransaction(_) => Response::EndTransaction(error),
            Self::Fetch(request) => Response::Fetch(OffsetFetchResponse {
                group_id: request.group_id.clone(),
                error: fetch_error(error),
                topics: Vec::new(),
            }),
            Self::DeleteOffsets(_) => {
                Response::DeleteOffsets(OffsetDeleteResponse { error, topics: Vec::new() })
            }
            Self::ConsumerHeartbeat(..) => consumer_refusal(error),
            Self::TopicsDeleted(_) | Self::TopicsChanged(_) | Self::RegexesResolved(..) => Response::Done,
        }
    }
}

fn consumer_refusal(error: ErrorCode) -> Response {
    let message = Some(error.message().to_owned()).filter(|_| error != ErrorCode::NotCoordinator);
    Response::ConsumerHeartbeat(ConsumerHeartbeatResponse::error(error, message))
}

/// Groups that have moved to another broker are listed there.
fn list_refusal(error: ErrorCode) -> Response {
    match error {
        ErrorCode::NotCoordinator => Response::List(ErrorCode::None, Vec::new()),
        other => Response::List(other, Vec::new()),
    }
}

/// Consumers before 3.9 know no `COORDINATOR_NOT_AVAILABLE` in OffsetFetch and would give up; `NOT_COORDINATOR` makes
/// them look the coordinator up again.
fn fetch_error(error: ErrorCode) -> ErrorCode {
    match error {
        ErrorCode::CoordinatorNotAvailable => ErrorCode::NotCoordinator,
        other => other,
    }
}

impl DescribedGroup {
    /// A group that cannot be described.
    pub fn error(group_id: impl Into<String>, error: ErrorCode) -> Self {
        Self {
            error,
            error_message: None,
            group_id: group_id.into(),
            group_state: String::new(),
            protocol_type: String::new(),
            protocol_data: String::new(),
            members: Vec::new(),
        }
    }
}
