//! Who has and who leads partitions: elections and reassignments.

use std::collections::BTreeMap;

use kavka_protocol::messages::alter_partition_reassignments_request::{
    ReassignablePartition, ReassignableTopic,
};
use kavka_protocol::messages::elect_leaders_request::TopicPartitions;
use kavka_protocol::messages::list_partition_reassignments_request::ListPartitionReassignmentsTopics;
use kavka_protocol::messages::{
    AlterPartitionReassignmentsRequest, BrokerId, ElectLeadersRequest, ListPartitionReassignmentsRequest,
};

use super::Admin;
use super::driver::Outcomes;
use crate::TopicPartition;
use crate::error::ClientError;
use crate::text::topic_name;

/// Which replica is to lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i8)]
pub enum ElectionType {
    /// The first of the replicas, which must be in sync.
    Preferred = 0,
    /// Any that is alive, where none in sync is: records may be lost.
    Unclean = 1,
}

/// How it went for each partition.
pub type PartitionResults = Outcomes<TopicPartition, ()>;

/// A partition on its way to other brokers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reassignment {
    /// All that have it now.
    pub replicas: Vec<i32>,
    /// Those it is copied to.
    pub adding: Vec<i32>,
    /// Those that will drop it.
    pub removing: Vec<i32>,
}

impl Admin {
    /// Elects leaders of these partitions, or of all that need it. Those that already have the right one
    /// are in the result as `ELECTION_NOT_NEEDED` where they were named, and left out where not.
    ///
    /// # Errors
    /// [`ClientError`] of the call; refusals of single partitions are in the result.
    pub async fn elect_leaders(
        &self,
        kind: ElectionType,
        partitions: Option<&[TopicPartition]>,
    ) -> Result<PartitionResults, ClientError> {
        let mut request = ElectLeadersRequest::default();
        request.election_type = kind as i8;
        request.timeout_ms = self.request_timeout_ms();
        request.topic_partitions = partitions.map(|partitions| {
            let topics = grouped(partitions).into_iter();
            topics
                .map(|(name, indexes)| {
                    let mut topic = TopicPartitions::default();
                    topic.topic = topic_name(name);
                    topic.partitions = indexes;
                    topic
                })
                .collect()
        });
        let response = self
            .ask_any("an election", &request, |response| ClientError::check(response.error_code, None))
            .await?;
        let results = response.replica_election_results.iter().flat_map(|topic| {
            topic.partition_result.iter().map(|result| {
                let at = TopicPartition::new(topic.topic.to_string(), result.partition_id);
                (at, ClientError::check(result.error_code, result.error_message.as_deref()))
            })
        });
        Ok(results.collect())
    }

    /// Moves partitions to other brokers, the preferred leader first; `None` cancels a move under way.
    ///
    /// # Errors
    /// [`ClientError`] of the call; refusals of single partitions, such as
    /// `NO_REASSIGNMENT_IN_PROGRESS`, are in the result.
    pub async fn alter_reassignments(
        &self,
        targets: &BTreeMap<TopicPartition, Option<Vec<i32>>>,
        allow_replication_factor_change: bool,
    ) -> Result<PartitionResults, ClientError> {
        let mut request = AlterPartitionReassignmentsRequest::default();
        request.timeout_ms = self.request_timeout_ms();
        request.allow_replication_factor_change = allow_replication_factor_change;
        for (at, replicas) in targets {
            let mut partition = ReassignablePartition::default();
            partition.partition_index = at.partition;
            partition.replicas = replicas.as_ref().map(|ids| ids.iter().map(|id| BrokerId(*id)).collect());
            match request.topics.last_mut().filter(|topic| topic.name.as_str() == at.topic) {
                Some(topic) => topic.partitions.push(partition),
                None => {
                    let mut topic = ReassignableTopic::default();
                    topic.name = topic_name(&at.topic);
                    topic.partitions = vec![partition];
                    request.topics.push(topic);
                }
            }
        }
        let response = self
            .ask_any("a reassignment", &request, |response| {
                ClientError::check(response.error_code, response.error_message.as_deref())
            })
            .await?;
        let results = response.responses.iter().flat_map(|topic| {
            topic.partitions.iter().map(|result| {
                let at = TopicPartition::new(topic.name.to_string(), result.partition_index);
                (at, ClientError::check(result.error_code, result.error_message.as_deref()))
            })
        });
        Ok(results.collect())
    }

    /// Partitions that are being moved.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn reassignments(&self) -> Result<BTreeMap<TopicPartition, Reassignment>, ClientError> {
        self.reassignments_of(None).await
    }

    /// Those of the given partitions that are being moved, or all that are.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn reassignments_of(
        &self,
        partitions: Option<&[TopicPartition]>,
    ) -> Result<BTreeMap<TopicPartition, Reassignment>, ClientError> {
        let topic = |(name, indexes): (&str, Vec<i32>)| {
            let mut topic = ListPartitionReassignmentsTopics::default();
            topic.name = topic_name(name);
            topic.partition_indexes = indexes;
            topic
        };
        let mut request = ListPartitionReassignmentsRequest::default();
        request.timeout_ms = self.request_timeout_ms();
        request.topics = partitions.map(|all| grouped(all).into_iter().map(topic).collect());
        let response = self
            .ask_any("the list of reassignments", &request, |response| {
                ClientError::check(response.error_code, response.error_message.as_deref())
            })
            .await?;
        let moves = response.topics.iter().flat_map(|topic| {
            topic.partitions.iter().map(|partition| {
                let at = TopicPartition::new(topic.name.to_string(), partition.partition_index);
                let reassignment = Reassignment {
                    replicas: ids(&partition.replicas),
                    adding: ids(&partition.adding_replicas),
                    removing: ids(&partition.removing_replicas),
                };
                (at, reassignment)
            })
        });
        Ok(moves.collect())
    }
}

fn ids(nodes: &[BrokerId]) -> Vec<i32> {
    nodes.iter().map(|node| node.0).collect()
}

/// Indexes of partitions by topic.
pub(super) fn grouped(partitions: &[TopicPartition]) -> BTreeMap<&str, Vec<i32>> {
    let mut topics = BTreeMap::<&str, Vec<i32>>::new();
    for at in partitions {
        topics.entry(&at.topic).or_default().push(at.partition);
    }
    topics
}
