//! Streams groups: their topology, their members and the tasks of each (KIP-1071).
//!
//! Their offsets are read and changed as those of groups of consumers are: [`Admin::offsets_of_groups`],
//! [`Admin::alter_each_group_offset`], [`Admin::delete_group_offsets`]; they are deleted by [`Admin::delete_groups`].

use std::collections::BTreeMap;

use kavka_protocol::messages::streams_group_describe_response as wire;
use kavka_protocol::messages::{StreamsGroupDescribeRequest, StreamsGroupDescribeResponse};

use super::authorized::operations;
use super::driver::{Handler, Outcome, Outcomes};
use super::routing::{Coordinator, Target};
use super::{AclOperation, Admin};
use crate::cluster::{Broker, CoordinatorType};
use crate::error::ClientError;
use crate::text::group_id;

/// A streams group as its coordinator describes it.
#[derive(Debug, Clone)]
pub struct StreamsGroupDescription {
    /// Its id.
    pub id: String,
    /// Its state, such as `Stable`.
    pub state: String,
    /// Changes so far.
    pub group_epoch: i32,
    /// The epoch of the target assignment.
    pub target_assignment_epoch: i32,
    /// The version of the topology; `None` before there is one.
    pub topology_epoch: Option<i32>,
    /// The parts of the topology.
    pub subtopologies: Vec<Subtopology>,
    /// Its members.
    pub members: Vec<StreamsGroupMember>,
    /// Its coordinator.
    pub coordinator: Broker,
    /// What this client may do with it, where the broker tells.
    pub authorized_operations: Option<Vec<AclOperation>>,
}

/// A part of a topology that runs as tasks of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtopology {
    /// Its id.
    pub id: String,
    /// Topics it reads.
    pub source_topics: Vec<String>,
    /// Repartition topics it writes.
    pub repartition_sink_topics: Vec<String>,
    /// Changelogs of its stores.
    pub state_changelog_topics: Vec<StreamsTopic>,
    /// Repartition topics it reads.
    pub repartition_source_topics: Vec<StreamsTopic>,
}

/// An internal topic of a topology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamsTopic {
    /// Its name.
    pub name: String,
    /// Its partitions; 0 where they follow from its sources.
    pub partitions: i32,
    /// Its replicas; 0 for the broker's default.
    pub replication_factor: i16,
    /// Its own configs.
    pub configs: BTreeMap<String, String>,
}

/// A member of a streams group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamsGroupMember {
    /// Its id.
    pub id: String,
    /// The epoch it has reached.
    pub epoch: i32,
    /// `group.instance.id`.
    pub instance_id: Option<String>,
    /// `client.rack`.
    pub rack: Option<String>,
    /// `client.id`.
    pub client_id: String,
    /// The address it comes from.
    pub host: String,
    /// The version of the topology it has.
    pub topology_epoch: i32,
    /// The process it is part of.
    pub process_id: String,
    /// `application.server`.
    pub user_endpoint: Option<StreamsEndpoint>,
    /// `client.tag.*`.
    pub client_tags: BTreeMap<String, String>,
    /// How far its tasks are.
    pub task_offsets: Vec<TaskOffset>,
    /// The ends of what its tasks restore.
    pub task_end_offsets: Vec<TaskOffset>,
    /// The tasks it has.
    pub assignment: TaskAssignment,
    /// The tasks it is to have.
    pub target: TaskAssignment,
    /// Whether it speaks the classic protocol.
    pub is_classic: bool,
}

/// Where an application can be asked for its stores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamsEndpoint {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
}

/// How far a task is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskOffset {
    /// The part of the topology.
    pub subtopology: String,
    /// The partition.
    pub partition: i32,
    /// The sum of its offsets.
    pub offset: i64,
}

/// Tasks: partitions by part of the topology.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskAssignment {
    /// Those that work.
    pub active: BTreeMap<String, Vec<i32>>,
    /// Those that keep a copy of a store.
    pub standby: BTreeMap<String, Vec<i32>>,
    /// Those that make a copy to take over.
    pub warmup: BTreeMap<String, Vec<i32>>,
}

impl Admin {
    /// Describes streams groups, each for itself.
    pub async fn describe_streams_groups(&self, ids: &[String]) -> Outcomes<String, StreamsGroupDescription> {
        self.drive(&DescribeStreamsGroups, &Coordinator(CoordinatorType::Group), ids.to_vec()).await
    }
}

struct DescribeStreamsGroups;

impl Handler for DescribeStreamsGroups {
    type Key = String;
    type Request = StreamsGroupDescribeRequest;
    type Value = StreamsGroupDescription;
    const DOING: &'static str = "the description of streams groups";

    fn request(&self, _: i16, keys: &[String]) -> Result<StreamsGroupDescribeRequest, ClientError> {
        let mut request = StreamsGroupDescribeRequest::default();
        request.group_ids = keys.iter().map(|id| group_id(id)).collect();
        request.include_authorized_operations = true;
        Ok(request)
    }

    fn answer(
        &self,
        from: &Target,
        _: &[String],
        response: StreamsGroupDescribeResponse,
    ) -> Vec<(String, Outcome<StreamsGroupDescription>)> {
        let outcome = |group: &wire::DescribedGroup| {
            let description = || description(group, from.coordinator());
            let outcome = Outcome::of(group.error_code, group.error_message.as_deref(), description);
            (group.group_id.to_string(), outcome)
        };
        response.groups.iter().map(outcome).collect()
    }
}

fn description(group: &wire::DescribedGroup, coordinator: Broker) -> StreamsGroupDescription {
    let subtopologies = group.topology.iter().flat_map(|topology| topology.subtopologies.iter().flatten());
    StreamsGroupDescription {
        id: group.group_id.to_string(),
        state: group.group_state.to_string(),
        group_epoch: group.group_epoch,
        target_assignment_epoch: group.assignment_epoch,
        topology_epoch: group.topology.as_ref().map(|topology| topology.epoch),
        subtopologies: subtopologies.map(subtopology).collect(),
        members: group.members.iter().map(member).collect(),
        coordinator,
        authorized_operations: operations(group.authorized_operations),
    }
}

fn subtopology(part: &wire::Subtopology) -> Subtopology {
    let names =
        |topics: &[kavka_protocol::messages::TopicName]| topics.iter().map(|name| name.to_string()).collect();
    Subtopology {
        id: part.subtopology_id.to_string(),
        source_topics: names(&part.source_topics),
        repartition_sink_topics: names(&part.repartition_sink_topics),
        state_changelog_topics: part.state_changelog_topics.iter().map(topic).collect(),
        repartition_source_topics: part.repartition_source_topics.iter().map(topic).collect(),
    }
}

fn topic(topic: &wire::TopicInfo) -> StreamsTopic {
    StreamsTopic {
        name: topic.name.to_string(),
        partitions: topic.partitions,
        replication_factor: topic.replication_factor,
        configs: pairs(&topic.topic_configs),
    }
}

fn pairs(pairs: &[wire::KeyValue]) -> BTreeMap<String, String> {
    pairs.iter().map(|pair| (pair.key.to_string(), pair.value.to_string())).collect()
}

fn member(member: &wire::Member) -> StreamsGroupMember {
    let endpoint = |at: &wire::Endpoint| StreamsEndpoint { host: at.host.to_string(), port: at.port };
    StreamsGroupMember {
        id: member.member_id.to_string(),
        epoch: member.member_epoch,
        instance_id: member.instance_id.as_ref().map(ToString::to_string),
        rack: member.rack_id.as_ref().map(ToString::to_string),
        client_id: member.client_id.to_string(),
        host: member.client_host.to_string(),
        topology_epoch: member.topology_epoch,
        process_id: member.process_id.to_string(),
        user_endpoint: member.user_endpoint.as_ref().map(endpoint),
        client_tags: pairs(&member.client_tags),
        task_offsets: member.task_offsets.iter().map(task_offset).collect(),
        task_end_offsets: member.task_end_offsets.iter().map(task_offset).collect(),
        assignment: assignment(&member.assignment),
        target: assignment(&member.target_assignment),
        is_classic: member.is_classic,
    }
}

fn task_offset(offset: &wire::TaskOffset) -> TaskOffset {
    TaskOffset {
        subtopology: offset.subtopology_id.to_string(),
        partition: offset.partition,
        offset: offset.offset,
    }
}

fn assignment(assignment: &wire::Assignment) -> TaskAssignment {
    let tasks = |ids: &[wire::TaskIds]| {
        ids.iter().map(|ids| (ids.subtopology_id.to_string(), ids.partitions.clone())).collect()
    };
    TaskAssignment {
        active: tasks(&assignment.active_tasks),
        standby: tasks(&assignment.standby_tasks),
        warmup: tasks(&assignment.warmup_tasks),
    }
}
