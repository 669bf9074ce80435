//! TxnOffsetCommit (key 28), versions 0-5: a group's offsets, committed with a transaction (KIP-98).
//!
//! v2 leader epochs (KIP-320); older clients do not know COORDINATOR_LOAD_IN_PROGRESS
//! v3 the group's member, which is fenced (KIP-447) · v4 TRANSACTION_ABORTABLE (KIP-890)
//! v5 the group's partition is added to the transaction by this (KIP-890)

use std::sync::Arc;

use kavka_coordinator::group::messages as group;
use kavka_coordinator::runtime::TransactionalProducer;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::txn_offset_commit_response::{
    TxnOffsetCommitResponsePartition, TxnOffsetCommitResponseTopic,
};
use kavka_protocol::messages::{TopicName, TxnOffsetCommitRequest, TxnOffsetCommitResponse};
use uuid::Uuid;

use super::groups::{answer, own, text};
use super::transactions::producer;
use super::{CONSUMER_OFFSETS, Outcome, RequestContext};
use crate::Broker;
use crate::transactions::{ClientSupport, FirstAppend, Verification};

/// Topic name and the errors of its partitions.
type Answered = Vec<(String, Vec<(i32, ErrorCode)>)>;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: TxnOffsetCommitRequest,
) -> Outcome {
    let version = ctx.api_version;
    let (mut answered, topics) = sort_out(broker, &request);
    if topics.is_empty() {
        return Outcome::reply(ctx, &shape(version, answered));
    }
    let verified = if request.group_id.is_empty() {
        Err(ErrorCode::InvalidGroupId)
    } else {
        verify(broker, version, &request).await
    };
    let verification = match verified {
        Ok(verification) => verification,
        Err(code) => {
            add(&mut answered, group::OffsetCommitResponse::error(&topics, code));
            return Outcome::reply(ctx, &shape(version, answered));
        }
    };
    let request = group::TxnOffsetCommitRequest {
        group_id: request.group_id.to_string(),
        generation_id: request.generation_id,
        member_id: request.member_id.to_string(),
        group_instance_id: own(request.group_instance_id),
        producer: TransactionalProducer {
            producer_id: request.producer_id.0,
            producer_epoch: request.producer_epoch,
            verification,
        },
        topics,
    };
    answer(ctx, broker.groups.commit_transactional_offsets(request), move |committed| {
        add(&mut answered, committed);
        shape(version, answered)
    })
}

/// Which partitions do not exist, and the offsets of those that do.
fn sort_out(broker: &Broker, request: &TxnOffsetCommitRequest) -> (Answered, Vec<group::OffsetCommitTopic>) {
    let image = broker.image();
    let mut unknown = Answered::new();
    let mut topics = Vec::new();
    for topic in &request.topics {
        let mut partitions = Vec::new();
        for partition in &topic.partitions {
            let number = partition.partition_index;
            if image.topics.partition(&topic.name, number).is_none() {
                let code = ErrorCode::UnknownTopicOrPartition;
                match unknown.iter_mut().find(|(name, _)| **name == **topic.name) {
                    Some((_, partitions)) => partitions.push((number, code)),
                    None => unknown.push((topic.name.to_string(), vec![(number, code)])),
                }
                continue;
            }
            partitions.push(group::OffsetCommitPartition {
                partition: number,
                committed_offset: partition.committed_offset,
                leader_epoch: partition.committed_leader_epoch,
                metadata: own(partition.committed_metadata.clone()),
            });
        }
        if !partitions.is_empty() {
            // The request names no topic ids, so none are kept.
            let name = topic.name.to_string();
            topics.push(group::OffsetCommitTopic { name, topic_id: Uuid::nil(), partitions });
        }
    }
    (unknown, topics)
}

/// Has the transaction coordinator look whether the group's partition is part of the transaction, or make it so.
async fn verify(broker: &Broker, version: i16, request: &TxnOffsetCommitRequest) -> Result<u64, ErrorCode> {
    let number = broker.groups.partition_for(&request.group_id);
    let partition = broker
        .replicas
        .partition(CONSUMER_OFFSETS, number)
        .map_err(|error| for_client(error.error_code()))?;
    let verification = Verification {
        broker,
        transactional_id: &request.transactional_id,
        producer: producer(request.producer_id, request.producer_epoch),
        support: ClientSupport::of_txn_offset_commit(version),
    };
    match verification.once(&[FirstAppend { partition, sequence: -1 }]).await.pop() {
        Some(Ok(guard)) => Ok(guard.to_raw()),
        Some(Err(code)) => Err(for_client(code)),
        None => Err(ErrorCode::UnknownServerError),
    }
}

/// Errors of the log as a coordinator's.
fn for_client(code: ErrorCode) -> ErrorCode {
    match code {
        ErrorCode::NetworkException => ErrorCode::CoordinatorLoadInProgress,
        ErrorCode::UnknownTopicOrPartition | ErrorCode::NotEnoughReplicas | ErrorCode::RequestTimedOut => {
            ErrorCode::CoordinatorNotAvailable
        }
        ErrorCode::NotLeaderOrFollower | ErrorCode::KafkaStorageError => ErrorCode::NotCoordinator,
        code => code,
    }
}

/// A topic appears once where some of the request was refused, and else as often as it was asked for.
fn add(answered: &mut Answered, committed: group::OffsetCommitResponse) {
    let merges = !answered.is_empty();
    for (name, _, partitions) in committed.topics {
        match answered.iter_mut().find(|(known, _)| merges && *known == name) {
            Some((_, known)) => known.extend(partitions),
            None => answered.push((name, partitions)),
        }
    }
}

fn shape(version: i16, topics: Answered) -> TxnOffsetCommitResponse {
    let known = |code: ErrorCode| match code {
        ErrorCode::CoordinatorLoadInProgress if version < 2 => ErrorCode::CoordinatorNotAvailable,
        code => code,
    };
    let topics = topics.into_iter().map(|(name, partitions)| {
        let partitions = partitions.into_iter().map(|(number, code)| {
            TxnOffsetCommitResponsePartition::default()
                .with_partition_index(number)
                .with_error_code(known(code).code())
        });
        TxnOffsetCommitResponseTopic::default()
            .with_name(TopicName(text(name)))
            .with_partitions(partitions.collect())
    });
    TxnOffsetCommitResponse::default().with_topics(topics.collect())
}
