//! Groups: list, describe, delete.

use bytes::Bytes;
use kavka_protocol::ErrorCode;
use kavka_protocol::group_metadata::{ConsumerProtocolAssignment, ConsumerProtocolSubscription};
use kavka_protocol::messages::consumer_group_describe_response;
use kavka_protocol::messages::describe_groups_response::{DescribedGroup, DescribedGroupMember};
use kavka_protocol::messages::leave_group_request::MemberIdentity;
use kavka_protocol::messages::{
    ConsumerGroupDescribeRequest, DeleteGroupsRequest, DescribeGroupsRequest, LeaveGroupRequest,
    ListGroupsRequest,
};
use kavka_protocol::wire::Request;

use super::Admin;
use crate::cluster::{Broker, CoordinatorType};
use crate::error::{ClientError, code_of};
use crate::net::NetError;
use crate::text::{group_id, text};

/// The protocol type of consumers.
pub(crate) const CONSUMER_PROTOCOL: &str = "consumer";

/// The version of LeaveGroup that takes a reason (KIP-800).
const LEAVE_REASON_SINCE: i16 = 5;

/// A group in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupListing {
    /// Its id.
    pub id: String,
    /// `consumer` for consumers; empty for a group that only has offsets.
    pub protocol_type: String,
    /// Its state; empty where the broker does not tell.
    pub state: String,
    /// `Classic`, `Consumer`, …; empty where the broker does not tell.
    pub group_type: String,
}

/// A group as its coordinator describes it.
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
    /// All groups on all brokers whose state and type are among those given; empty means any.
    ///
    /// # Errors
    /// [`ClientError`], also when only one broker fails.
    pub async fn list_groups(
        &self,
        states: &[String],
        types: &[String],
    ) -> Result<Vec<GroupListing>, ClientError> {
        let mut request = ListGroupsRequest::default();
        request.states_filter = states.iter().map(|state| text(state)).collect();
        request.types_filter = types.iter().map(|kind| text(kind)).collect();
        let mut groups: Vec<GroupListing> = Vec::new();
        for broker in self.brokers().await? {
            let response = self
                .cluster
                .retrying("the list of groups", self.api_timeout, async || {
                    let response = self.cluster.broker(broker.id).await?.call(&request).await?;
                    ClientError::check(response.error_code, None)?;
                    Ok(response)
                })
                .await?;
            groups.extend(response.groups.iter().map(|group| GroupListing {
                id: group.group_id.to_string(),
                protocol_type: group.protocol_type.to_string(),
                state: group.group_state.to_string(),
                group_type: capitalized(&group.group_type),
            }));
        }
        Ok(groups)
    }

    /// Describes a group of consumers, of either protocol.
    ///
    /// # Errors
    /// `GROUP_ID_NOT_FOUND` where the broker says so; older brokers describe an unknown group as `Dead`.
    pub async fn describe_group(&self, id: &str) -> Result<GroupDescription, ClientError> {
        let coordinator = self.group_coordinator(id).await?;
        let refusal = match self.describe_consumer_group(id, &coordinator).await {
            Err(ClientError::Net(NetError::UnsupportedVersion { .. })) => None,
            Err(error) if is_not_of_this_type(error.code()) => Some(error),
            described => return described,
        };
        let group = match self.describe_classic_group(id).await {
            Ok(group) => group,
            // A group of neither type: what was said first counts, as with the Java client.
            Err(error) if error.code() == Some(ErrorCode::GroupIdNotFound) => {
                return Err(refusal.unwrap_or(error));
            }
            Err(error) => return Err(error),
        };
        if !group.protocol_type.is_empty() && group.protocol_type != CONSUMER_PROTOCOL {
            let line = format!("GroupId {id} is not a consumer group ({}).", group.protocol_type);
            return Err(ClientError::Invalid(line));
        }
        Ok(group)
    }

    async fn describe_consumer_group(
        &self,
        id: &str,
        coordinator: &Broker,
    ) -> Result<GroupDescription, ClientError> {
        let mut request = ConsumerGroupDescribeRequest::default();
        request.group_ids = vec![group_id(id)];
        let outcome = |group: &consumer_group_describe_response::DescribedGroup| {
            ClientError::check(group.error_code, group.error_message.as_deref())
        };
        let group = self.describe_one(id, &request, |response| response.groups, outcome).await?;
        Ok(GroupDescription {
            id: id.to_string(),
            group_type: "Consumer".to_string(),
            protocol_type: CONSUMER_PROTOCOL.to_string(),
            state: group.group_state.to_string(),
            assignor: group.assignor_name.to_string(),
            group_epoch: Some(group.group_epoch),
            target_assignment_epoch: Some(group.assignment_epoch),
            members: group.members.iter().map(consumer_member).collect(),
            coordinator: coordinator.clone(),
        })
    }

    /// Describes a group of the classic protocol, whatever its members are: consumers, Connect workers, ….
    ///
    /// # Errors
    /// As [`Admin::describe_group`].
    pub async fn describe_classic_group(&self, id: &str) -> Result<GroupDescription, ClientError> {
        let coordinator = self.group_coordinator(id).await?;
        let mut request = DescribeGroupsRequest::default();
        request.groups = vec![group_id(id)];
        let outcome =
            |group: &DescribedGroup| ClientError::check(group.error_code, group.error_message.as_deref());
        let group = self.describe_one(id, &request, |response| response.groups, outcome).await?;
        Ok(classic_description(id, &group, &coordinator))
    }

    /// The broker that coordinates a group.
    pub(super) async fn group_coordinator(&self, id: &str) -> Result<Broker, ClientError> {
        let find = async || self.cluster.find_coordinator(CoordinatorType::Group, id).await;
        self.cluster.retrying("the coordinator of a group", self.api_timeout, find).await
    }

    /// The one group that a description is about, from the coordinator that has it.
    pub(super) async fn describe_one<R: Request + Clone, G>(
        &self,
        id: &str,
        request: &R,
        groups: impl Fn(R::Response) -> Vec<G>,
        outcome: impl Fn(&G) -> Result<(), ClientError>,
    ) -> Result<G, ClientError>
    where
        R::Response: Clone,
    {
        let response = self
            .ask_coordinator(
                "the description of a group",
                id,
                i16::MAX,
                |_| request.clone(),
                |response| groups(response.clone()).iter().try_for_each(&outcome),
            )
            .await?;
        let group = groups(response).into_iter().next();
        group.ok_or_else(|| ClientError::broker(ErrorCode::GroupIdNotFound, None))
    }

    /// Takes static members (by `group.instance.id`) out of a classic or consumer group, or all members
    /// when none is named. Returns how it went for each.
    ///
    /// # Errors
    /// [`ClientError::Broker`] of the group, such as `GROUP_ID_NOT_FOUND`.
    pub async fn remove_members(
        &self,
        id: &str,
        instances: &[String],
        reason: &str,
    ) -> Result<Vec<(String, ErrorCode)>, ClientError> {
        let leaving = |member_id: &str, instance: Option<&str>| {
            let mut member = MemberIdentity::default();
            member.member_id = text(member_id);
            member.group_instance_id = instance.map(text);
            member.reason = Some(text(reason));
            member
        };
        let members: Vec<MemberIdentity> = if instances.is_empty() {
            let described = self.describe_group(id).await?;
            let all = described.members.iter();
            // A static member is known by its instance, whatever id it has now.
            all.map(|member| match &member.instance_id {
                Some(instance) => leaving("", Some(instance)),
                None => leaving(&member.id, None),
            })
            .collect()
        } else {
            instances.iter().map(|instance| leaving("", Some(instance))).collect()
        };
        let build = |version| {
            let mut request = LeaveGroupRequest::default();
            request.group_id = group_id(id);
            request.members = members.clone();
            if version < LEAVE_REASON_SINCE {
                request.members.iter_mut().for_each(|member| member.reason = None);
            }
            request
        };
        let response = self
            .ask_coordinator("the removal of members", id, i16::MAX, build, |response| {
                ClientError::check(response.error_code, None)
            })
            .await?;
        let results = response.members.iter().map(|member| {
            let name = member.group_instance_id.as_ref().unwrap_or(&member.member_id);
            (name.to_string(), code_of(member.error_code))
        });
        Ok(results.collect())
    }

    /// Deletes a group without members.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `NON_EMPTY_GROUP` or `GROUP_ID_NOT_FOUND`.
    pub async fn delete_group(&self, id: &str) -> Result<(), ClientError> {
        self.ask_coordinator(
            "the deletion of a group",
            id,
            i16::MAX,
            |_| {
                let mut request = DeleteGroupsRequest::default();
                request.groups_names = vec![group_id(id)];
                request
            },
            |response| {
                response.results.iter().try_for_each(|result| ClientError::check(result.error_code, None))
            },
        )
        .await?;
        Ok(())
    }
}

fn is_not_of_this_type(code: Option<ErrorCode>) -> bool {
    matches!(code, Some(ErrorCode::GroupIdNotFound | ErrorCode::UnsupportedVersion))
}

fn classic_description(id: &str, group: &DescribedGroup, coordinator: &Broker) -> GroupDescription {
    GroupDescription {
        id: id.to_string(),
        group_type: "Classic".to_string(),
        protocol_type: group.protocol_type.to_string(),
        state: group.group_state.to_string(),
        assignor: group.protocol_data.to_string(),
        group_epoch: None,
        target_assignment_epoch: None,
        members: group.members.iter().map(classic_member).collect(),
        coordinator: coordinator.clone(),
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
pub(crate) fn decode_assignment(blob: &Bytes) -> MemberAssignment {
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

/// `classic` on the wire is `Classic` in Kafka's words.
fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn sorted(partitions: &[i32]) -> Vec<i32> {
    let mut partitions = partitions.to_vec();
    partitions.sort_unstable();
    partitions
}

impl GroupListing {
    /// Whether consumers use it, or did.
    pub fn is_of_consumers(&self) -> bool {
        self.group_type.eq_ignore_ascii_case("consumer")
            || self.protocol_type == CONSUMER_PROTOCOL
            || (self.protocol_type.is_empty()
                && !self.group_type.eq_ignore_ascii_case("share")
                && !self.group_type.eq_ignore_ascii_case("streams"))
    }
}
