//! Descriptions of groups of consumers and of the classic protocol.

use bytes::Bytes;
use kavka_protocol::ErrorCode;
use kavka_protocol::group_metadata::{ConsumerProtocolAssignment, ConsumerProtocolSubscription};
use kavka_protocol::messages::consumer_group_describe_response;
use kavka_protocol::messages::describe_groups_response::{DescribedGroup, DescribedGroupMember};
use kavka_protocol::messages::{
    ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse, DescribeGroupsRequest,
    DescribeGroupsResponse,
};

use super::authorized::operations;
use super::driver::{Handler, Outcome, Outcomes, is_unsupported, only};
use super::routing::{Coordinator, Target};
use super::{AclOperation, Admin};
use crate::cluster::{Broker, CoordinatorType};
use crate::error::ClientError;
use crate::text::group_id;

/// The protocol type of consumers.
pub(crate) const CONSUMER_PROTOCOL: &str = "consumer";

/// A group of consumers or of the classic protocol, as its coordinator describes it.
#[derive(Debug, Clone)]
pub struct GroupDescription {
    /// Its id.
    pub id: String,
    /// `Classic` or `Consumer`.
    pub group_type: String,
    /// `consumer` for consumers; empty for a group that only has offsets.
    pub protocol_type: String,
    /// Its state, such as `Stable`.
    pub state: String,
    /// The assignor in use; empty for none.
    pub assignor: String,
    /// Subscription changes so far; consumer groups only.
    pub group_epoch: Option<i32>,
    /// The epoch of the target assignment; consumer groups only.
    pub target_assignment_epoch: Option<i32>,
    /// Its members.
    pub members: Vec<GroupMember>,
    /// Its coordinator.
    pub coordinator: Broker,
    /// What this client may do with it, where the broker tells.
    pub authorized_operations: Option<Vec<AclOperation>>,
}

/// A member of a group.
#[derive(Debug, Clone)]
pub struct GroupMember {
    /// Its id.
    pub id: String,
    /// `group.instance.id`.
    pub instance_id: Option<String>,
    /// `client.id`.
    pub client_id: String,
    /// The address it comes from.
    pub host: String,
    /// What it has.
    pub assignment: MemberAssignment,
    /// What it is to have; consumer groups only.
    pub target: Option<MemberAssignment>,
    /// The epoch it has reached; consumer groups only.
    pub epoch: Option<i32>,
    /// Whether it speaks the consumer group protocol (KIP-848); consumer groups only.
    pub is_upgraded: Option<bool>,
}

/// Partitions by topic, both sorted.
pub type MemberAssignment = std::collections::BTreeMap<String, Vec<i32>>;

impl Admin {
    /// Describes a group of consumers, of either protocol.
    ///
    /// # Errors
    /// `GROUP_ID_NOT_FOUND` where the broker says so; older brokers describe an unknown group as `Dead`.
    pub async fn describe_group(&self, id: &str) -> Result<GroupDescription, ClientError> {
        only(self.describe_groups(&[id.to_string()]).await)
    }

    /// Describes groups of consumers, of either protocol, each for itself; those of one coordinator are asked for at
    /// once.
    pub async fn describe_groups(&self, ids: &[String]) -> Outcomes<String, GroupDescription> {
        let routing = Coordinator(CoordinatorType::Group);
        let mut described = self.drive(&ConsumerGroups, &routing, ids.to_vec()).await;
        let is_of_another_type = |outcome: &Result<GroupDescription, ClientError>| {
            let error = outcome.as_ref().err();
            error.is_some_and(|error| {
                is_unsupported(error) || error.code() == Some(ErrorCode::GroupIdNotFound)
            })
        };
        let others = described.iter().filter(|(_, outcome)| is_of_another_type(outcome));
        let others: Vec<String> = others.map(|(id, _)| id.clone()).collect();
        for (id, classic) in self.drive(&ClassicGroups, &routing, others).await {
            let outcome = match classic {
                Ok(group) if !group.is_of_consumers() => {
                    let line = format!("GroupId {id} is not a consumer group ({}).", group.protocol_type);
                    Err(ClientError::Invalid(line))
                }
                // A group of neither type: what was said first counts, as with the Java client.
                Err(error) if error.code() == Some(ErrorCode::GroupIdNotFound) => match described.remove(&id)
                {
                    Some(Err(first)) if !is_unsupported(&first) || first.code().is_some() => Err(first),
                    _ => Err(error),
                },
                outcome => outcome,
            };
            described.insert(id, outcome);
        }
        described
    }

    /// Describes a group of the classic protocol, whatever its members are: consumers, Connect workers, ….
    ///
    /// # Errors
    /// As [`Admin::describe_group`].
    pub async fn describe_classic_group(&self, id: &str) -> Result<GroupDescription, ClientError> {
        only(self.describe_classic_groups(&[id.to_string()]).await)
    }

    /// As [`Admin::describe_classic_group`], of several groups, each for itself.
    pub async fn describe_classic_groups(&self, ids: &[String]) -> Outcomes<String, GroupDescription> {
        self.drive(&ClassicGroups, &Coordinator(CoordinatorType::Group), ids.to_vec()).await
    }
}

impl GroupDescription {
    fn is_of_consumers(&self) -> bool {
        self.protocol_type.is_empty() || self.protocol_type == CONSUMER_PROTOCOL
    }
}

struct ConsumerGroups;

impl Handler for ConsumerGroups {
    type Key = String;
    type Request = ConsumerGroupDescribeRequest;
    type Value = GroupDescription;
    const DOING: &'static str = "the description of groups";

    fn request(&self, _: i16, keys: &[String]) -> Result<ConsumerGroupDescribeRequest, ClientError> {
        let mut request = ConsumerGroupDescribeRequest::default();
        request.group_ids = keys.iter().map(|id| group_id(id)).collect();
        request.include_authorized_operations = true;
        Ok(request)
    }

    fn answer(
        &self,
        from: &Target,
        _: &[String],
        response: ConsumerGroupDescribeResponse,
    ) -> Vec<(String, Outcome<GroupDescription>)> {
        let outcome = |group: &consumer_group_describe_response::DescribedGroup| {
            let description = || consumer_description(group, from.coordinator());
            let outcome = Outcome::of(group.error_code, group.error_message.as_deref(), description);
            (group.group_id.to_string(), outcome)
        };
        response.groups.iter().map(outcome).collect()
    }
}

struct ClassicGroups;

impl Handler for ClassicGroups {
    type Key = String;
    type Request = DescribeGroupsRequest;
    type Value = GroupDescription;
    const DOING: &'static str = "the description of groups";

    fn request(&self, version: i16, keys: &[String]) -> Result<DescribeGroupsRequest, ClientError> {
        let mut request = DescribeGroupsRequest::default();
        request.groups = keys.iter().map(|id| group_id(id)).collect();
        request.include_authorized_operations = version >= 3;
        Ok(request)
    }

    fn answer(
        &self,
        from: &Target,
        _: &[String],
        response: DescribeGroupsResponse,
    ) -> Vec<(String, Outcome<GroupDescription>)> {
        let outcome = |group: &DescribedGroup| {
            let description = || classic_description(group, from.coordinator());
            let outcome = Outcome::of(group.error_code, group.error_message.as_deref(), description);
            (group.group_id.to_string(), outcome)
        };
        response.groups.iter().map(outcome).collect()
    }
}

fn consumer_description(
    group: &consumer_group_describe_response::DescribedGroup,
    coordinator: Broker,
) -> GroupDescription {
    GroupDescription {
        id: group.group_id.to_string(),
        group_type: "Consumer".to_string(),
        protocol_type: CONSUMER_PROTOCOL.to_string(),
        state: group.group_state.to_string(),
        assignor: group.assignor_name.to_string(),
        group_epoch: Some(group.group_epoch),
        target_assignment_epoch: Some(group.assignment_epoch),
        members: group.members.iter().map(consumer_member).collect(),
        coordinator,
        authorized_operations: operations(group.authorized_operations),
    }
}

fn classic_description(group: &DescribedGroup, coordinator: Broker) -> GroupDescription {
    GroupDescription {
        id: group.group_id.to_string(),
        group_type: "Classic".to_string(),
        protocol_type: group.protocol_type.to_string(),
        state: group.group_state.to_string(),
        assignor: group.protocol_data.to_string(),
        group_epoch: None,
        target_assignment_epoch: None,
        members: group.members.iter().map(classic_member).collect(),
        coordinator,
        authorized_operations: operations(group.authorized_operations),
    }
}

fn classic_member(member: &DescribedGroupMember) -> GroupMember {
    GroupMember {
        id: member.member_id.to_string(),
        instance_id: member.group_instance_id.as_ref().map(ToString::to_string),
        client_id: member.client_id.to_string(),
        host: member.client_host.to_string(),
        assignment: decode_assignment(&member.member_assignment),
        target: None,
        epoch: None,
        is_upgraded: None,
    }
}

fn consumer_member(member: &consumer_group_describe_response::Member) -> GroupMember {
    let partitions = |assignment: &consumer_group_describe_response::Assignment| {
        let topics = assignment.topic_partitions.iter();
        topics.map(|topic| (topic.topic_name.to_string(), sorted(&topic.partitions))).collect()
    };
    GroupMember {
        id: member.member_id.to_string(),
        instance_id: member.instance_id.as_ref().map(ToString::to_string),
        client_id: member.client_id.to_string(),
        host: member.client_host.to_string(),
        assignment: partitions(&member.assignment),
        target: Some(partitions(&member.target_assignment)),
        epoch: Some(member.member_epoch),
        is_upgraded: match member.member_type {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        },
    }
}

/// The assignment of a classic member. Members write it themselves, so nonsense counts as nothing.
fn decode_assignment(blob: &Bytes) -> MemberAssignment {
    let Ok((assignment, _)) = ConsumerProtocolAssignment::from_bytes(blob.clone()) else {
        return MemberAssignment::new();
    };
    let mut topics = MemberAssignment::new();
    for topic in assignment.assigned_partitions {
        topics.entry(topic.topic.to_string()).or_default().extend(topic.partitions);
    }
    topics.values_mut().for_each(|partitions| partitions.sort_unstable());
    topics
}

/// The topics a classic member subscribes to, if it says so in the way consumers do.
pub(crate) fn decode_subscription(blob: &Bytes) -> Option<ConsumerProtocolSubscription> {
    ConsumerProtocolSubscription::from_bytes(blob.clone()).ok().map(|(subscription, _)| subscription)
}

fn sorted(partitions: &[i32]) -> Vec<i32> {
    let mut partitions = partitions.to_vec();
    partitions.sort_unstable();
    partitions
}
