//! Share groups: their members, and where each partition starts (KIP-932, KIP-1226).

use std::collections::BTreeMap;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::alter_share_group_offsets_request::{
    AlterShareGroupOffsetsRequestPartition, AlterShareGroupOffsetsRequestTopic,
};
use kavka_protocol::messages::delete_share_group_offsets_request::DeleteShareGroupOffsetsRequestTopic;
use kavka_protocol::messages::describe_share_group_offsets_request::{
    DescribeShareGroupOffsetsRequestGroup, DescribeShareGroupOffsetsRequestTopic,
};
use kavka_protocol::messages::describe_share_group_offsets_response::{
    DescribeShareGroupOffsetsResponseGroup, DescribeShareGroupOffsetsResponsePartition,
};
use kavka_protocol::messages::share_group_describe_response::{DescribedGroup, Member};
use kavka_protocol::messages::{
    AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse, DeleteShareGroupOffsetsRequest,
    DeleteShareGroupOffsetsResponse, DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse,
    ShareGroupDescribeRequest, ShareGroupDescribeResponse,
};

use super::authorized::operations;
use super::driver::{Handler, Outcome, Outcomes, for_all, only};
use super::partitions::grouped;
use super::routing::{Coordinator, Target};
use super::{AclOperation, Admin, MemberAssignment};
use crate::TopicPartition;
use crate::cluster::{Broker, CoordinatorType};
use crate::error::{ClientError, code_of};
use crate::text::{group_id, topic_name};

/// A share group as its coordinator describes it.
#[derive(Debug, Clone)]
pub struct ShareGroupDescription {
    /// Its id.
    pub id: String,
    /// Its state, such as `Stable`.
    pub state: String,
    /// Subscription changes so far.
    pub group_epoch: i32,
    /// The epoch of the target assignment.
    pub target_assignment_epoch: i32,
    /// The assignor in use.
    pub assignor: String,
    /// Its members.
    pub members: Vec<ShareGroupMember>,
    /// Its coordinator.
    pub coordinator: Broker,
    /// What this client may do with it, where the broker tells.
    pub authorized_operations: Option<Vec<AclOperation>>,
}

/// A member of a share group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareGroupMember {
    /// Its id.
    pub id: String,
    /// `client.rack`.
    pub rack: Option<String>,
    /// The epoch it has reached.
    pub epoch: i32,
    /// `client.id`.
    pub client_id: String,
    /// The address it comes from.
    pub host: String,
    /// The topics it subscribes to.
    pub topics: Vec<String>,
    /// What it has.
    pub assignment: MemberAssignment,
}

/// Where a share group is in a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareOffset {
    /// The share-partition start offset: the first record not yet settled.
    pub start_offset: i64,
    /// The epoch of the leader it was read at; `None` where it is not known.
    pub leader_epoch: Option<i32>,
    /// Records still to be delivered; `None` where it is not known.
    pub lag: Option<i64>,
}

/// Outcomes by partition; `None` where the group has no offset.
type ShareOffsets = Outcomes<TopicPartition, Option<ShareOffset>>;

impl Admin {
    /// Describes share groups, each for itself.
    pub async fn describe_share_groups(&self, ids: &[String]) -> Outcomes<String, ShareGroupDescription> {
        self.drive(&DescribeShareGroups, &Coordinator(CoordinatorType::Group), ids.to_vec()).await
    }

    /// Where share groups are: in the given partitions, or in all that they have an offset of.
    pub async fn share_group_offsets(
        &self,
        groups: &BTreeMap<String, Option<Vec<TopicPartition>>>,
    ) -> Outcomes<String, ShareOffsets> {
        let routing = Coordinator(CoordinatorType::Group);
        self.drive(&DescribeOffsets { groups }, &routing, groups.keys().cloned().collect()).await
    }

    /// Sets where a share group without members starts.
    ///
    /// # Errors
    /// [`ClientError::Broker`] of the group, such as `NON_EMPTY_GROUP`; refusals of single partitions are in the
    /// result.
    pub async fn alter_share_group_offsets(
        &self,
        group: &str,
        offsets: &BTreeMap<TopicPartition, i64>,
    ) -> Result<Outcomes<TopicPartition, ()>, ClientError> {
        let routing = Coordinator(CoordinatorType::Group);
        only(self.drive(&AlterOffsets { offsets }, &routing, vec![group.to_string()]).await)
    }

    /// Deletes where a share group without members is in these topics.
    ///
    /// # Errors
    /// [`ClientError::Broker`] of the group, such as `NON_EMPTY_GROUP`; refusals of single topics are in the result.
    pub async fn delete_share_group_offsets(
        &self,
        group: &str,
        topics: &[String],
    ) -> Result<Outcomes<String, ()>, ClientError> {
        let routing = Coordinator(CoordinatorType::Group);
        only(self.drive(&DeleteOffsets { topics }, &routing, vec![group.to_string()]).await)
    }
}

struct DescribeShareGroups;

impl Handler for DescribeShareGroups {
    type Key = String;
    type Request = ShareGroupDescribeRequest;
    type Value = ShareGroupDescription;
    const DOING: &'static str = "the description of share groups";

    fn request(&self, _: i16, keys: &[String]) -> Result<ShareGroupDescribeRequest, ClientError> {
        let mut request = ShareGroupDescribeRequest::default();
        request.group_ids = keys.iter().map(|id| group_id(id)).collect();
        request.include_authorized_operations = true;
        Ok(request)
    }

    fn answer(
        &self,
        from: &Target,
        _: &[String],
        response: ShareGroupDescribeResponse,
    ) -> Vec<(String, Outcome<ShareGroupDescription>)> {
        let outcome = |group: &DescribedGroup| {
            let description = || description(group, from.coordinator());
            let outcome = Outcome::of(group.error_code, group.error_message.as_deref(), description);
            (group.group_id.to_string(), outcome)
        };
        response.groups.iter().map(outcome).collect()
    }
}

fn description(group: &DescribedGroup, coordinator: Broker) -> ShareGroupDescription {
    ShareGroupDescription {
        id: group.group_id.to_string(),
        state: group.group_state.to_string(),
        group_epoch: group.group_epoch,
        target_assignment_epoch: group.assignment_epoch,
        assignor: group.assignor_name.to_string(),
        members: group.members.iter().map(member).collect(),
        coordinator,
        authorized_operations: operations(group.authorized_operations),
    }
}

fn member(member: &Member) -> ShareGroupMember {
    let assigned = member.assignment.topic_partitions.iter();
    ShareGroupMember {
        id: member.member_id.to_string(),
        rack: member.rack_id.as_ref().map(ToString::to_string),
        epoch: member.member_epoch,
        client_id: member.client_id.to_string(),
        host: member.client_host.to_string(),
        topics: member.subscribed_topic_names.iter().map(|name| name.to_string()).collect(),
        assignment: assigned.map(|topic| (topic.topic_name.to_string(), topic.partitions.clone())).collect(),
    }
}

struct DescribeOffsets<'a> {
    groups: &'a BTreeMap<String, Option<Vec<TopicPartition>>>,
}

impl Handler for DescribeOffsets<'_> {
    type Key = String;
    type Request = DescribeShareGroupOffsetsRequest;
    type Value = ShareOffsets;
    const DOING: &'static str = "the offsets of share groups";

    fn request(&self, _: i16, keys: &[String]) -> Result<DescribeShareGroupOffsetsRequest, ClientError> {
        let topic = |(name, partitions): (&str, Vec<i32>)| {
            let mut topic = DescribeShareGroupOffsetsRequestTopic::default();
            topic.topic_name = topic_name(name);
            topic.partitions = partitions;
            topic
        };
        let group = |id: &String| {
            let partitions = self.groups.get(id).and_then(Option::as_deref);
            let mut group = DescribeShareGroupOffsetsRequestGroup::default();
            group.group_id = group_id(id);
            group.topics = partitions.map(|all| grouped(all).into_iter().map(topic).collect());
            group
        };
        let mut request = DescribeShareGroupOffsetsRequest::default();
        request.groups = keys.iter().map(group).collect();
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        _: &[String],
        response: DescribeShareGroupOffsetsResponse,
    ) -> Vec<(String, Outcome<ShareOffsets>)> {
        let outcome = |group: &DescribeShareGroupOffsetsResponseGroup| {
            let offsets = || {
                let rows = group.topics.iter().flat_map(|topic| {
                    topic.partitions.iter().map(|partition| {
                        let at = TopicPartition::new(topic.topic_name.to_string(), partition.partition_index);
                        (at, share_offset(partition))
                    })
                });
                rows.collect()
            };
            let outcome = Outcome::of(group.error_code, group.error_message.as_deref(), offsets);
            (group.group_id.to_string(), outcome)
        };
        response.groups.iter().map(outcome).collect()
    }
}

fn share_offset(
    partition: &DescribeShareGroupOffsetsResponsePartition,
) -> Result<Option<ShareOffset>, ClientError> {
    ClientError::check(partition.error_code, partition.error_message.as_deref())?;
    Ok((partition.start_offset >= 0).then_some(ShareOffset {
        start_offset: partition.start_offset,
        leader_epoch: (partition.leader_epoch >= 0).then_some(partition.leader_epoch),
        lag: (partition.lag >= 0).then_some(partition.lag),
    }))
}

struct AlterOffsets<'a> {
    offsets: &'a BTreeMap<TopicPartition, i64>,
}

impl Handler for AlterOffsets<'_> {
    type Key = String;
    type Request = AlterShareGroupOffsetsRequest;
    type Value = Outcomes<TopicPartition, ()>;
    const DOING: &'static str = "a change of offsets of a share group";
    const KEYS_MAX: usize = 1;

    fn request(&self, _: i16, keys: &[String]) -> Result<AlterShareGroupOffsetsRequest, ClientError> {
        let mut topics = BTreeMap::<&str, AlterShareGroupOffsetsRequestTopic>::new();
        for (at, offset) in self.offsets {
            let mut partition = AlterShareGroupOffsetsRequestPartition::default();
            partition.partition_index = at.partition;
            partition.start_offset = *offset;
            let topic = topics.entry(&at.topic).or_default();
            topic.topic_name = topic_name(&at.topic);
            topic.partitions.push(partition);
        }
        let mut request = AlterShareGroupOffsetsRequest::default();
        request.group_id = group_id(keys.first().map_or("", String::as_str));
        request.topics = topics.into_values().collect();
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[String],
        response: AlterShareGroupOffsetsResponse,
    ) -> Vec<(String, Outcome<Self::Value>)> {
        let code = code_of(response.error_code);
        if code != ErrorCode::None {
            return for_all(keys, code, response.error_message.as_deref());
        }
        let rows = response.responses.iter().flat_map(|topic| {
            topic.partitions.iter().map(|partition| {
                let at = TopicPartition::new(topic.topic_name.to_string(), partition.partition_index);
                (at, ClientError::check(partition.error_code, partition.error_message.as_deref()))
            })
        });
        let rows = rows.collect();
        keys.first().map(|group| (group.clone(), Outcome::Done(rows))).into_iter().collect()
    }
}

struct DeleteOffsets<'a> {
    topics: &'a [String],
}

impl Handler for DeleteOffsets<'_> {
    type Key = String;
    type Request = DeleteShareGroupOffsetsRequest;
    type Value = Outcomes<String, ()>;
    const DOING: &'static str = "the deletion of offsets of a share group";
    const KEYS_MAX: usize = 1;

    fn request(&self, _: i16, keys: &[String]) -> Result<DeleteShareGroupOffsetsRequest, ClientError> {
        let topic = |name: &String| {
            let mut topic = DeleteShareGroupOffsetsRequestTopic::default();
            topic.topic_name = topic_name(name);
            topic
        };
        let mut request = DeleteShareGroupOffsetsRequest::default();
        request.group_id = group_id(keys.first().map_or("", String::as_str));
        request.topics = self.topics.iter().map(topic).collect();
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[String],
        response: DeleteShareGroupOffsetsResponse,
    ) -> Vec<(String, Outcome<Self::Value>)> {
        let code = code_of(response.error_code);
        if code != ErrorCode::None {
            return for_all(keys, code, response.error_message.as_deref());
        }
        let rows = response.responses.iter().map(|topic| {
            let outcome = ClientError::check(topic.error_code, topic.error_message.as_deref());
            (topic.topic_name.to_string(), outcome)
        });
        let rows = rows.collect();
        keys.first().map(|group| (group.clone(), Outcome::Done(rows))).into_iter().collect()
    }
}
