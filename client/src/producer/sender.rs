//! The task that sends batches. It ends when the producer is closed and everything is answered.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::{
    InitProducerIdRequest, ProduceRequest, ProduceResponse, ProducerId as WireProducerId,
};

use super::Shared;
use super::accumulator::{Answer, Batch, ProducerId};
use crate::ClientError;
use crate::cluster::Wanted;
use crate::net::Connection;
use crate::retry::Backoff;
use crate::text::topic_name;

/// The last version of Produce that names topics rather than their ids.
const NAMES_UNTIL: i16 = 12;

type Answered = (i32, Vec<(Batch, Answer)>);

pub(super) async fn run(shared: Arc<Shared>) {
    let mut requests = FuturesUnordered::new();
    let mut in_flight = HashMap::<i32, usize>::new();
    let mut backoff = new_backoff(&shared);
    let mut refreshed = Instant::now();
    loop {
        if shared.accumulator.lock().needs_producer_id() && has_work(&shared) {
            match ask_producer_id(&shared).await {
                Ok(id) => shared.accumulator.lock().set_producer_id(id),
                Err(error) => {
                    tracing::warn!(%error, "no producer id yet");
                    tokio::time::sleep(backoff.next_delay()).await;
                }
            }
        }
        shared.accumulator.lock().expire(Instant::now());
        let (sends, is_waiting_for_leaders) = collect(&shared, &mut in_flight);
        for (node, batches) in sends {
            requests.push(send(shared.clone(), node, batches));
        }
        if shared.accumulator.lock().is_done() {
            shared.cluster.close();
            return;
        }
        if is_waiting_for_leaders || refreshed.elapsed() > shared.config.common.metadata_max_age {
            refreshed = Instant::now();
            let topics = shared.cluster.view().topics.keys().cloned().collect();
            if let Err(error) = shared.cluster.refresh(&Wanted::Topics(topics), false).await {
                tracing::debug!(%error, "metadata not refreshed");
            }
        }
        let deadline = shared.accumulator.lock().next_deadline();
        // A leader that is missing, or a full pipeline, is looked at again soon in any case.
        let pause = shared.config.common.retry_backoff.max(std::time::Duration::from_millis(1));
        let wait = deadline
            .map_or(shared.config.common.metadata_max_age, |at| at.saturating_duration_since(Instant::now()));
        let wait = if wait.is_zero() { pause } else { wait };
        tokio::select! {
            Some((node, answers)) = requests.next(), if !requests.is_empty() => {
                let slots: &mut usize = in_flight.entry(node).or_default();
                *slots = slots.saturating_sub(1);
                settle(&shared, answers, &mut backoff);
            }
            () = shared.wake.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

fn new_backoff(shared: &Shared) -> Backoff {
    Backoff::new(shared.config.common.retry_backoff, shared.config.common.retry_backoff_max)
}

fn has_work(shared: &Shared) -> bool {
    shared.accumulator.lock().next_deadline().is_some()
}

async fn ask_producer_id(shared: &Shared) -> Result<ProducerId, ClientError> {
    let mut request = InitProducerIdRequest::default();
    request.transactional_id = None;
    request.transaction_timeout_ms = i32::MAX;
    request.producer_id = WireProducerId(-1);
    request.producer_epoch = -1;
    let response = shared.cluster.any().await?.call(&request).await?;
    ClientError::check(response.error_code, None)?;
    Ok(ProducerId { id: response.producer_id.0, epoch: response.producer_epoch })
}

/// Takes what can be sent now: for each broker with a free slot, one batch per partition it leads.
fn collect(shared: &Shared, in_flight: &mut HashMap<i32, usize>) -> (Vec<(i32, Vec<Batch>)>, bool) {
    let now = Instant::now();
    let view = shared.cluster.view();
    let mut accumulator = shared.accumulator.lock();
    let mut by_node = HashMap::<i32, Vec<_>>::new();
    let mut is_waiting_for_leaders = false;
    for at in accumulator.ready(now) {
        match view.leader(&at.topic, at.partition) {
            Some(node) => by_node.entry(node).or_default().push(at),
            None => is_waiting_for_leaders = true,
        }
    }
    let mut sends = Vec::new();
    for (node, partitions) in by_node {
        let slots = in_flight.entry(node).or_default();
        let mut skipped = HashSet::new();
        // Batches pipeline: each request takes the next one of every partition that has one ready.
        while *slots < shared.config.max_in_flight {
            let mut batches: Vec<Batch> = Vec::new();
            let mut bytes = 0;
            for at in partitions.iter().filter(|at| !skipped.contains(*at)).collect::<Vec<_>>() {
                if bytes >= shared.config.max_request_size {
                    break;
                }
                match accumulator.take(at, now) {
                    Some(batch) => {
                        bytes += batch.bytes.len();
                        batches.push(batch);
                    }
                    None => {
                        skipped.insert(at.clone());
                    }
                }
            }
            if batches.is_empty() {
                break;
            }
            *slots += 1;
            sends.push((node, batches));
        }
    }
    (sends, is_waiting_for_leaders)
}

async fn send(shared: Arc<Shared>, node: i32, batches: Vec<Batch>) -> Answered {
    let outcome = async {
        let connection = shared.cluster.broker(node).await?;
        exchange(&shared, &connection, &batches).await
    };
    let answers = match outcome.await {
        Ok(Some(response)) => batches.into_iter().map(|batch| answer_of(batch, &response)).collect(),
        // acks=0: nobody will ever know.
        Ok(None) => batches
            .into_iter()
            .map(|batch| (batch, Answer::Written { base_offset: -1, log_append_time: -1 }))
            .collect(),
        Err(error) => batches.into_iter().map(|batch| (batch, Answer::Refused(error.clone()))).collect(),
    };
    (node, answers)
}

async fn exchange(
    shared: &Shared,
    connection: &Connection,
    batches: &[Batch],
) -> Result<Option<ProduceResponse>, ClientError> {
    let version = connection.version_at_most::<ProduceRequest>(NAMES_UNTIL)?;
    let mut request = ProduceRequest::default();
    request.acks = shared.config.acks;
    let timeout = shared.config.common.dial.request_timeout;
    request.timeout_ms = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
    let mut topics = HashMap::<&str, Vec<PartitionProduceData>>::new();
    for batch in batches {
        let mut partition = PartitionProduceData::default();
        partition.index = batch.at.partition;
        partition.records = Some(batch.bytes.clone());
        topics.entry(&batch.at.topic).or_default().push(partition);
    }
    request.topic_data = topics
        .into_iter()
        .map(|(name, partitions)| {
            let mut topic = TopicProduceData::default();
            topic.name = topic_name(name);
            topic.partition_data = partitions;
            topic
        })
        .collect();
    if shared.config.acks == 0 {
        connection.send_only(version, &request).await?;
        return Ok(None);
    }
    Ok(Some(connection.call_at(version, &request).await?))
}

fn answer_of(batch: Batch, response: &ProduceResponse) -> (Batch, Answer) {
    let topic = response.responses.iter().find(|topic| topic.name.as_str() == batch.at.topic);
    let partition = topic.and_then(|topic| {
        topic.partition_responses.iter().find(|partition| partition.index == batch.at.partition)
    });
    let answer = match partition {
        None => Answer::Refused(ClientError::Invalid(format!("the answer to Produce lacks {}", batch.at))),
        Some(partition) => match crate::error::code_of(partition.error_code) {
            // The broker has it already: an earlier try was written although its answer was lost.
            ErrorCode::None | ErrorCode::DuplicateSequenceNumber => Answer::Written {
                base_offset: partition.base_offset,
                log_append_time: partition.log_append_time_ms,
            },
            code => {
                let record_error = partition
                    .record_errors
                    .first()
                    .and_then(|error| error.batch_index_error_message.as_deref());
                Answer::Refused(ClientError::broker(
                    code,
                    partition.error_message.as_deref().or(record_error),
                ))
            }
        },
    };
    (batch, answer)
}

/// Hands the answers to the accumulator; looks up leaders anew where they may have moved.
fn settle(shared: &Shared, answers: Vec<(Batch, Answer)>, backoff: &mut Backoff) {
    let mut delay = None;
    for (batch, answer) in answers {
        match &answer {
            Answer::Refused(error) => {
                let moved = error.code().is_none_or(|code| code.refreshes_metadata());
                if moved {
                    shared.cluster.forget_leader(&batch.at);
                }
                delay.get_or_insert_with(|| backoff.next_delay());
            }
            Answer::Written { .. } => *backoff = new_backoff(shared),
        }
        let delay = delay.unwrap_or_default();
        shared.accumulator.lock().answered(batch, answer, Instant::now(), delay);
    }
}
