//! Produce requests and their answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::ProduceRequest;
use kavka_protocol::messages::produce_response::{PartitionProduceResponse, ProduceResponse};
use uuid::Uuid;

use super::{Event, InFlight, Sender, is_about_metadata};
use crate::ClientError;
use crate::error::code_of;
use crate::net::{Connection, NetError};
use crate::producer::accumulator::{Answer, Refusal, Request};
use crate::producer::batch::{Batch, Body};
use crate::producer::measured;
use crate::producer::request::{self, Envelope, Part, TOPIC_IDS_SINCE};

/// The last version that a transaction of version 1 may use: later ones add partitions by writing to them.
const TRANSACTIONS_V1_UNTIL: i16 = 11;

impl Sender {
    /// Sends requests as long as there are batches ready and brokers with room for them.
    pub(super) fn send_ready(&mut self, now: Instant) {
        loop {
            let request = {
                let mut accumulator = self.shared.accumulator.lock();
                let (nodes, max) = (&self.nodes, self.shared.config.max_in_flight);
                let mut blocked = Vec::new();
                let request = accumulator.take_request(now, |id| {
                    let has_room = nodes.get(&id).is_some_and(|node| {
                        node.in_flight < max
                            && node.not_before.is_none_or(|at| at <= now)
                            && node.connection.as_ref().is_some_and(Connection::has_room)
                    });
                    if !has_room {
                        blocked.push(id);
                    }
                    has_room
                });
                for id in blocked {
                    accumulator.note_blocked(id, now);
                }
                request
            };
            match request {
                Some(request) => self.send(request, now),
                None => return,
            }
        }
    }

    fn send(&mut self, mut request: Request, now: Instant) {
        self.finish_batches(&mut request);
        if request.batches.is_empty() {
            return;
        }
        let started = self.start(&request);
        let Some(node) = self.nodes.get_mut(&request.node) else { return };
        let id = request.id;
        match started {
            Ok(started) => {
                node.in_flight += 1;
                self.tasks.push(started.map(move |answer| Event::Produced(id, answer)).boxed());
                let mut accumulator = self.shared.accumulator.lock();
                accumulator.counters.requests_sent += 1;
                for batch in &request.batches {
                    accumulator.sent(batch);
                }
                drop(accumulator);
                self.in_flight.insert(id, InFlight { request, sent: now });
            }
            Err(error) => {
                node.connection = None;
                self.settle(request.batches, |_| Answer::Failed(error.clone()), now);
            }
        }
    }

    /// Compresses what is still open, outside the lock.
    fn finish_batches(&mut self, request: &mut Request) {
        let mut failed = Vec::new();
        for mut batch in std::mem::take(&mut request.batches) {
            if matches!(batch.body, Body::Open(_)) && self.spare.capacity() == 0 {
                self.spare = self.shared.accumulator.lock().spare_buffer(batch.size());
            }
            match batch.finish(&mut self.compressor, &mut self.spare) {
                Ok(()) => request.batches.push(batch),
                Err(error) => failed.push((batch, ClientError::Invalid(error.to_string()))),
            }
        }
        if !failed.is_empty() {
            let mut accumulator = self.shared.accumulator.lock();
            failed.into_iter().for_each(|(batch, error)| accumulator.unsendable(batch, error));
        }
    }

    /// Puts the request on the wire; gives what waits for the answer.
    fn start(
        &self,
        request: &Request,
    ) -> Result<impl Future<Output = Result<Option<ProduceResponse>, NetError>> + use<>, ClientError> {
        let config = &self.shared.config;
        let node = self.nodes.get(&request.node);
        let gone = || ClientError::broker(ErrorCode::BrokerNotAvailable, None);
        let connection = node.and_then(|node| node.connection.clone()).ok_or_else(gone)?;
        let (parts, is_version_1) = {
            let accumulator = self.shared.accumulator.lock();
            let parts: Vec<Part> =
                request.batches.iter().map(|batch| part(accumulator.topic(batch.place), batch)).collect();
            let is_version_1 =
                accumulator.transactions.as_ref().is_some_and(|transactions| !transactions.is_version_2());
            (parts, is_version_1)
        };
        let mut limit = if is_version_1 { TRANSACTIONS_V1_UNTIL } else { i16::MAX };
        if parts.iter().any(|part| part.topic_id.is_nil()) {
            limit = limit.min(TOPIC_IDS_SINCE - 1);
        }
        let version = connection.version_at_most::<ProduceRequest>(limit)?;
        let timeout = config.common.dial.request_timeout;
        let envelope = Envelope {
            transactional_id: config.transactional_id.as_deref(),
            acks: config.acks,
            timeout_ms: i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX),
        };
        let body = request::encode(version, envelope, &parts);
        let started = connection.start::<ProduceRequest>(version, body, config.acks != 0)?;
        Ok(started.answer(timeout))
    }

    pub(super) fn produced(
        &mut self,
        id: u64,
        result: Result<Option<ProduceResponse>, NetError>,
        now: Instant,
    ) {
        let Some(InFlight { request, sent }) = self.in_flight.remove(&id) else { return };
        if let Some(node) = self.nodes.get_mut(&request.node) {
            node.in_flight -= 1;
            if let Ok(Some(response)) = &result
                && let Some(throttle @ 1..) = u64::try_from(response.throttle_time_ms).ok()
            {
                node.not_before = Some(now + Duration::from_millis(throttle));
            }
        }
        match result {
            Ok(None) => {
                // acks=0: nobody will ever know.
                let answer = Answer::Written { base_offset: -1, log_append_time: -1 };
                self.settle(request.batches, |_| answer.clone(), now);
            }
            Ok(Some(response)) => {
                {
                    let mut accumulator = self.shared.accumulator.lock();
                    accumulator.counters.responses_received += 1;
                    accumulator.counters.request_time += now.saturating_duration_since(sent);
                }
                let records = request.batches.iter().map(|batch| batch.count).sum();
                let latency = now.saturating_duration_since(sent);
                let meter = self.shared.cluster.meter();
                measured::answered(meter, records, latency, response.throttle_time_ms, now);
                let mut answers = self.answers(&request, &response);
                self.settle(request.batches, |at| answers[at].take().unwrap_or_else(missing), now);
            }
            Err(error) => {
                self.wants_metadata = true;
                self.settle(request.batches, |_| Answer::Failed(error.clone().into()), now);
            }
        }
    }

    /// The answer for each batch of the request.
    fn answers(&self, request: &Request, response: &ProduceResponse) -> Vec<Option<Answer>> {
        let mut answers = vec![None; request.batches.len()];
        let accumulator = self.shared.accumulator.lock();
        for topic in &response.responses {
            let is_it = |(name, id): (&Arc<str>, Uuid)| {
                **name == *topic.name.as_str() || (!topic.topic_id.is_nil() && id == topic.topic_id)
            };
            // Batches of one topic stand together.
            let Some(first) = request.batches.iter().position(|batch| is_it(accumulator.topic(batch.place)))
            else {
                continue;
            };
            for partition in &topic.partition_responses {
                let key = (request.batches[first].place.topic, partition.index);
                let found = request
                    .batches
                    .binary_search_by_key(&key, |batch| (batch.place.topic, batch.place.partition));
                if let Ok(at) = found {
                    answers[at] = Some(answer(partition));
                }
            }
        }
        answers
    }

    /// Hands the answers to the accumulator; asks for metadata where they may be stale.
    fn settle(&mut self, batches: Vec<Batch>, mut answer: impl FnMut(usize) -> Answer, now: Instant) {
        let mut accumulator = self.shared.accumulator.lock();
        for (at, batch) in batches.into_iter().enumerate() {
            let answer = answer(at);
            if let Answer::Refused(refusal) = &answer {
                self.wants_metadata |= is_about_metadata(refusal.code);
            }
            accumulator.answered(batch, answer, now);
        }
    }
}

fn part((topic, topic_id): (&Arc<str>, Uuid), batch: &Batch) -> Part {
    let records = match &batch.body {
        Body::Closed(bytes) => bytes.clone(),
        Body::Open(_) => bytes::Bytes::new(),
    };
    Part { topic: topic.clone(), topic_id, partition: batch.place.partition, records }
}

fn missing() -> Answer {
    Answer::Failed(ClientError::Invalid("the answer to Produce lacks the partition".to_string()))
}

fn answer(partition: &PartitionProduceResponse) -> Answer {
    match code_of(partition.error_code) {
        ErrorCode::None => Answer::Written {
            base_offset: partition.base_offset,
            log_append_time: partition.log_append_time_ms,
        },
        code => Answer::Refused(Refusal {
            code,
            message: partition.error_message.as_ref().map(ToString::to_string),
            records: partition
                .record_errors
                .iter()
                .filter_map(|error| {
                    let message = error.batch_index_error_message.as_ref().map(ToString::to_string);
                    Some((u32::try_from(error.batch_index).ok()?, message))
                })
                .collect(),
        }),
    }
}
