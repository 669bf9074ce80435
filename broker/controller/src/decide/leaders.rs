//! Elections that somebody asks for, and reassignments of replicas.

use kavka_protocol::error_code::ErrorCode;
use kavka_protocol::messages::alter_partition_reassignments_request::ReassignablePartition;
use kavka_protocol::messages::alter_partition_reassignments_response::{
    ReassignablePartitionResponse, ReassignableTopicResponse,
};
use kavka_protocol::messages::elect_leaders_response::{PartitionResult, ReplicaElectionResult};
use kavka_protocol::messages::list_partition_reassignments_response::{
    OngoingPartitionReassignment, OngoingTopicReassignment,
};
use kavka_protocol::messages::{
    AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse, BrokerId, ElectLeadersRequest,
    ElectLeadersResponse, ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse, TopicName,
};
use kavka_protocol::metadata_records::MetadataRecord;
use kavka_protocol::wire::StrBytes;

use super::brokers::is_active;
use super::partition_change::{Election, PartitionChange};
use super::placement::check_manual;
use super::{ApiError, Context, Decision};
use crate::image::{MetadataImage, NO_LEADER, TopicImage};

const PREFERRED: i8 = 0;
const UNCLEAN: i8 = 1;

/// ElectLeaders.
///
/// Source: KIP-183, KIP-460; `ReplicationControlManager` in Apache Kafka.
pub fn elect_leaders(
    context: &mut Context<'_>,
    request: &ElectLeadersRequest,
) -> Decision<ElectLeadersResponse> {
    if ![PREFERRED, UNCLEAN].contains(&request.election_type) {
        let code = ErrorCode::InvalidRequest.code();
        return Decision::answer(ElectLeadersResponse::default().with_error_code(code));
    }
    let mut records = Vec::new();
    let mut results = Vec::new();
    let image = context.image;
    let wanted: Vec<(TopicName, Vec<i32>)> = match &request.topic_partitions {
        Some(topics) => topics.iter().map(|topic| (topic.topic.clone(), topic.partitions.clone())).collect(),
        None => image
            .topics
            .iter()
            .map(|topic| (name(&topic.name), topic.partitions.keys().copied().collect()))
            .collect(),
    };
    for (topic, partitions) in wanted {
        let mut partition_results = Vec::new();
        for number in partitions {
            let error = match elect(context, &topic.0, number, request.election_type) {
                Ok(record) => {
                    records.push(record);
                    ApiError::NONE
                }
                Err(error) => error,
            };
            // With all partitions asked for, those that need nothing are left out.
            if request.topic_partitions.is_some() || error.code != ErrorCode::ElectionNotNeeded {
                partition_results.push(
                    PartitionResult::default()
                        .with_partition_id(number)
                        .with_error_code(error.code.code())
                        .with_error_message(error.wire_message()),
                );
            }
        }
        results.push(
            ReplicaElectionResult::default().with_topic(topic).with_partition_result(partition_results),
        );
    }
    Decision { records, response: ElectLeadersResponse::default().with_replica_election_results(results) }
}

fn elect(context: &Context<'_>, topic: &str, number: i32, kind: i8) -> Result<MetadataRecord, ApiError> {
    let unknown = |message: String| ApiError::new(ErrorCode::UnknownTopicOrPartition, message);
    let topic_image =
        context.image.topics.by_name(topic).ok_or_else(|| unknown(format!("No such topic as {topic}")))?;
    let partition = topic_image
        .partitions
        .get(&number)
        .ok_or_else(|| unknown(format!("No such partition as {topic}-{number}")))?;
    let preferred = partition.leader == partition.preferred_replica();
    if (kind == PREFERRED && preferred) || (kind == UNCLEAN && partition.leader != NO_LEADER) {
        return Err(ErrorCode::ElectionNotNeeded.into());
    }
    let election = if kind == UNCLEAN { Election::Unclean } else { Election::Preferred };
    PartitionChange::new(context, topic_image, number, partition)
        .election(election)
        .build(|broker| is_active(context, broker))
        .ok_or_else(|| {
            if kind == PREFERRED {
                ErrorCode::PreferredLeaderNotAvailable.into()
            } else {
                ErrorCode::EligibleLeadersNotAvailable.into()
            }
        })
}

/// AlterPartitionReassignments, as far as one node goes: a target that is what is there already, and the end of
/// a reassignment that does not exist. Others need followers, which are not there yet.
///
/// Source: KIP-455; `ReplicationControlManager` in Apache Kafka.
pub fn alter_partition_reassignments(
    context: &mut Context<'_>,
    request: &AlterPartitionReassignmentsRequest,
) -> Decision<AlterPartitionReassignmentsResponse> {
    let responses = request.topics.iter().map(|topic| {
        let partition = |p: &ReassignablePartition| {
            let error = reassign(context, &topic.name.0, p).err().unwrap_or(ApiError::NONE);
            ReassignablePartitionResponse::default()
                .with_partition_index(p.partition_index)
                .with_error_code(error.code.code())
                .with_error_message(error.wire_message())
        };
        ReassignableTopicResponse::default()
            .with_name(topic.name.clone())
            .with_partitions(topic.partitions.iter().map(partition).collect())
    });
    let responses = responses.collect();
    Decision::answer(
        AlterPartitionReassignmentsResponse::default()
            .with_allow_replication_factor_change(request.allow_replication_factor_change)
            .with_error_message(None)
            .with_responses(responses),
    )
}

fn reassign(context: &Context<'_>, topic: &str, target: &ReassignablePartition) -> Result<(), ApiError> {
    let number = target.partition_index;
    let unknown = |message: String| ApiError::new(ErrorCode::UnknownTopicOrPartition, message);
    let topic_image = context
        .image
        .topics
        .by_name(topic)
        .ok_or_else(|| unknown(format!("Unable to find a topic named {topic}.")))?;
    let partition = topic_image
        .partitions
        .get(&number)
        .ok_or_else(|| unknown(format!("Unable to find partition {topic}:{number}.")))?;
    let Some(replicas) = &target.replicas else {
        return Err(ErrorCode::NoReassignmentInProgress.into());
    };
    let replicas: Vec<i32> = replicas.iter().map(|id| id.0).collect();
    check_manual(context, &replicas, None)?;
    if replicas == partition.replicas {
        return Ok(());
    }
    let message = "Moving replicas between brokers is not supported by this version.";
    Err(ApiError::new(ErrorCode::InvalidReplicaAssignment, message))
}

/// ListPartitionReassignments.
pub fn list_partition_reassignments(
    image: &MetadataImage,
    request: &ListPartitionReassignmentsRequest,
) -> ListPartitionReassignmentsResponse {
    let ongoing = |topic: &TopicImage, wanted: Option<&[i32]>| {
        let ids = |ids: &[i32]| ids.iter().map(|id| BrokerId(*id)).collect::<Vec<_>>();
        let partitions: Vec<OngoingPartitionReassignment> = topic
            .partitions
            .iter()
            .filter(|(number, p)| p.is_reassigning() && wanted.is_none_or(|wanted| wanted.contains(number)))
            .map(|(number, p)| {
                OngoingPartitionReassignment::default()
                    .with_partition_index(*number)
                    .with_replicas(ids(&p.replicas))
                    .with_adding_replicas(ids(&p.adding_replicas))
                    .with_removing_replicas(ids(&p.removing_replicas))
            })
            .collect();
        let topic = OngoingTopicReassignment::default().with_name(name(&topic.name));
        (!partitions.is_empty()).then(|| topic.with_partitions(partitions))
    };
    let topics = match &request.topics {
        None => image.topics.iter().filter_map(|topic| ongoing(topic, None)).collect(),
        Some(topics) => topics
            .iter()
            .filter_map(|t| ongoing(image.topics.by_name(&t.name.0)?, Some(&t.partition_indexes)))
            .collect(),
    };
    ListPartitionReassignmentsResponse::default().with_error_message(None).with_topics(topics)
}

fn name(text: &str) -> TopicName {
    TopicName(StrBytes::from_string(text.to_owned()))
}
