//! What the group coordinator is asked and what it answers, free of wire types.
//!
//! The wire structs borrow from the request's frame; a member's metadata kept for hours would pin that frame. So the
//! request handlers copy what is kept into these, and the state machine stays independent of API versions but for the
//! few that change behaviour.

mod admin;
mod classic;
mod consumer;
mod offsets;

use std::{collections::BTreeMap, sync::Arc};

use kavka_protocol::{ErrorCode, record::TransactionMarker};
use uuid::Uuid;

pub use admin::*;
pub use classic::*;
pub use consumer::*;
pub use offsets::*;

use super::consumer::ResolvedRegex;

/// Who asks: kept with the member and shown by DescribeGroups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// `client.id` of the request header, empty when absent.
    pub client_id: String,
    /// Address of the peer as Kafka prints it (`/127.0.0.1`).
    pub client_host: String,
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
