//! Produce (key 0), versions 3-13: appends one batch to each of several partitions.
//!
//! v5 log start offset · v7 zstd (KIP-110) · v8 errors of single records (KIP-467) · v10 leader hints (KIP-951)
//! v11 TRANSACTION_ABORTABLE · v12 adds partitions to transactions by itself (KIP-890) · v13 topic ids (KIP-516)
//!
//! acks=0 is not answered; an error then closes the connection, which is how the client learns of it.

mod records;
mod refused;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kavka_coordinator::transaction::messages::Producer;
use kavka_log::{AppendInfo, VerificationGuard};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::produce_request::TopicProduceData;
use kavka_protocol::messages::produce_response::{
    LeaderIdAndEpoch, NodeEndpoint, PartitionProduceResponse, TopicProduceResponse,
};
use kavka_protocol::messages::{ProduceRequest, ProduceResponse, TopicName};
use kavka_protocol::record::BatchHeader;
use kavka_protocol::wire::StrBytes;
use tokio::time::Instant;

use self::records::{first_batch, one_batch, transactional_producer};
use self::refused::Refused;
use super::leader_hint::leader_node;
use super::topic_name::is_internal;
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;
use crate::purgatory::Waiter;
use crate::replica::{AppendSpec, Appended, Commit, HostedTopic, Partition, PartitionError};
use crate::time::now_ms;
use crate::transactions::{ClientSupport, FirstAppend, Verification, Verified};

/// The admin client may write to internal topics.
const ADMIN_CLIENT_ID: &str = "__admin_client";

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    mut request: ProduceRequest,
) -> Outcome {
    // A topic without partitions is not answered.
    request.topic_data.retain(|topic| !topic.partition_data.is_empty());
    let acks = request.acks;
    let timeout = Duration::from_millis(u64::try_from(request.timeout_ms).unwrap_or(0));
    let mut call = Call {
        broker,
        ctx,
        acks,
        now_ms: now_ms(),
        verified: HashMap::new(),
        waiting: Vec::new(),
        failed: false,
    };
    let (producer, refusal) = match transactional_producer(&request) {
        Ok(producer) => (producer, None),
        Err(refusal) => (None, Some(refusal)),
    };
    if let (Some(producer), Some(id)) = (producer, &request.transactional_id) {
        // The requests behind this one wait, as they must not overtake it.
        call.verify(id, producer, &request.topic_data).await;
    }
    let topics = request.topic_data.into_iter().enumerate();
    let responses = topics.map(|(at, topic)| call.topic(at, topic, refusal.as_ref())).collect();
    let Call { waiting, failed, .. } = call;
    let response = ProduceResponse::default().with_responses(responses);
    if acks == 0 {
        return if failed { Outcome::Close } else { Outcome::NoReply };
    }
    if waiting.is_empty() {
        return Outcome::Done(finish(broker, ctx, response));
    }
    let (broker, ctx) = (Arc::clone(broker), ctx.clone());
    let deadline = Instant::now() + timeout;
    Outcome::Waiting(Box::pin(async move {
        let response = wait_for_commit(response, waiting, deadline).await;
        finish(&broker, &ctx, response)
    }))
}

/// A batch that was appended and waits for the in-sync replicas.
struct Pending {
    partition: Arc<Partition>,
    required_offset: i64,
    leader_epoch: i32,
    /// Where its answer is.
    at: (usize, usize),
}

struct Call<'a> {
    broker: &'a Arc<Broker>,
    ctx: &'a RequestContext,
    acks: i16,
    now_ms: i64,
    /// What became of the verification of a transaction, by place in the request.
    verified: HashMap<(usize, usize), Verified>,
    waiting: Vec<Pending>,
    failed: bool,
}

impl Call<'_> {
    /// Has the transaction's coordinator look at the partitions that the transaction has not written to yet.
    async fn verify(&mut self, transactional_id: &str, producer: Producer, topics: &[TopicProduceData]) {
        let mut places = Vec::new();
        let mut appends = Vec::new();
        for (at, topic) in topics.iter().enumerate() {
            let hosted = self.hosted(topic);
            for (within, data) in topic.partition_data.iter().enumerate() {
                let header = first_batch(data.records.as_ref()).filter(BatchHeader::is_transactional);
                let Some(header) = header else { continue };
                if let Some(partition) = hosted.as_ref().and_then(|hosted| hosted.partition(data.index)) {
                    places.push((at, within));
                    appends.push(FirstAppend { partition, sequence: header.base_sequence });
                } else {
                    // It may be there by the time of the append, which must not do without the look-up.
                    self.verified.insert((at, within), Err(ErrorCode::NotLeaderOrFollower));
                }
            }
        }
        let support = ClientSupport::of_produce(self.ctx.api_version);
        let verification = Verification { broker: self.broker, transactional_id, producer, support };
        let verified = verification.with_patience(&appends).await;
        self.verified.extend(places.into_iter().zip(verified));
    }

    fn hosted(&self, topic: &TopicProduceData) -> Option<Arc<HostedTopic>> {
        match self.ctx.api_version >= 13 {
            true => self.broker.replicas.topic_by_id(&topic.topic_id),
            false => self.broker.replicas.topic(&topic.name),
        }
    }

    /// The guard to append with.
    fn guard(&self, place: (usize, usize)) -> Result<VerificationGuard, Refused> {
        match self.verified.get(&place) {
            None => Ok(VerificationGuard::NONE),
            Some(verified) => verified
                .map_err(|code| Refused::unverified(code, ClientSupport::of_produce(self.ctx.api_version))),
        }
    }

    fn topic(
        &mut self,
        at: usize,
        topic: TopicProduceData,
        refusal: Option<&Refused>,
    ) -> TopicProduceResponse {
        let by_id = self.ctx.api_version >= 13;
        let hosted = self.hosted(&topic);
        let missing = hosted.is_none().then(|| self.missing(&topic, by_id));
        let name = match &hosted {
            _ if by_id => TopicName::default(),
            // The request's own string would keep its whole frame from being reused.
            Some(hosted) => TopicName(StrBytes::from_string(hosted.name().to_string())),
            None => TopicName(StrBytes::from_string(topic.name.to_string())),
        };
        let mut response = TopicProduceResponse::default().with_name(name).with_topic_id(topic.topic_id);
        drop(topic.name);
        for data in topic.partition_data {
            let result = match (refusal, missing, &hosted) {
                (Some(refusal), ..) => Err(refusal.clone()),
                (None, Some(code), _) => Err(Refused::plain(code)),
                (None, None, Some(hosted)) => {
                    let place = (at, response.partition_responses.len());
                    self.partition(hosted, data.index, data.records, place)
                }
                (None, None, None) => Err(Refused::plain(ErrorCode::UnknownTopicOrPartition)),
            };
            let answer = match result {
                Ok((appended, partition)) => {
                    if self.acks == -1 && !appended.committed {
                        let required_offset = appended.info.last_offset + 1;
                        let at = (at, response.partition_responses.len());
                        let leader_epoch = appended.leader_epoch;
                        self.waiting.push(Pending { partition, required_offset, leader_epoch, at });
                    }
                    success(data.index, &appended.info)
                }
                Err(refused) => {
                    self.failed = true;
                    refused.answer(data.index)
                }
            };
            response.partition_responses.push(answer);
        }
        response
    }

    fn missing(&self, topic: &TopicProduceData, by_id: bool) -> ErrorCode {
        let image = self.broker.replicas.image();
        let elsewhere = if by_id {
            image.topics.by_id(&topic.topic_id).is_some()
        } else {
            image.topics.by_name(&topic.name).is_some()
        };
        match (elsewhere, by_id) {
            (true, _) => ErrorCode::NotLeaderOrFollower,
            (false, true) => ErrorCode::UnknownTopicId,
            (false, false) => ErrorCode::UnknownTopicOrPartition,
        }
    }

    fn partition(
        &self,
        topic: &HostedTopic,
        index: i32,
        records: Option<Bytes>,
        place: (usize, usize),
    ) -> Result<(Appended, Arc<Partition>), Refused> {
        let Some(partition) = topic.partition(index) else {
            let known = self.broker.replicas.image().topics.partition(topic.name(), index).is_some();
            let error =
                if known { PartitionError::NotLeader } else { PartitionError::UnknownTopicOrPartition };
            return Err(Refused::plain(error.error_code()));
        };
        let records = one_batch(records.unwrap_or_default(), self.ctx.api_version)?;
        if is_internal(topic.name()) && self.ctx.client_id() != ADMIN_CLIENT_ID {
            return Err(Refused::plain(ErrorCode::InvalidTopicException));
        }
        let spec = AppendSpec::client(self.acks == -1, self.guard(place)?);
        match partition.append(records, spec, self.now_ms) {
            Ok(appended) => Ok((appended, partition)),
            Err(failure) => Err(Refused::append(failure, &partition)),
        }
    }
}

fn success(index: i32, info: &AppendInfo) -> PartitionProduceResponse {
    PartitionProduceResponse::default()
        .with_index(index)
        .with_base_offset(info.first_offset)
        .with_log_append_time_ms(info.log_append_time)
        .with_log_start_offset(info.log_start_offset)
}

/// Waits until every batch is committed, cannot be any more, or the time is up, and says so in the answers.
async fn wait_for_commit(
    mut response: ProduceResponse,
    mut waiting: Vec<Pending>,
    deadline: Instant,
) -> ProduceResponse {
    let mut in_time = true;
    loop {
        let waiter = Waiter::new(waiting.len() as i64);
        for pending in &waiting {
            pending.partition.watches().watch_offset(pending.required_offset, &waiter);
        }
        // What was committed before the watch began is seen now.
        waiting.retain(|pending| {
            let (topic, partition) = pending.at;
            let answer = &mut response.responses[topic].partition_responses[partition];
            let code = match pending.partition.commit_state(pending.required_offset, pending.leader_epoch) {
                Commit::Done => ErrorCode::None,
                Commit::TooFewReplicas => ErrorCode::NotEnoughReplicasAfterAppend,
                Commit::LeaderChanged => ErrorCode::NotLeaderOrFollower,
                Commit::Pending if in_time => return true,
                Commit::Pending => ErrorCode::RequestTimedOut,
            };
            answer.error_code = code.code();
            if code != ErrorCode::None {
                answer.base_offset = -1;
                answer.log_append_time_ms = -1;
                answer.log_start_offset = -1;
            }
            waiter.satisfy(1);
            false
        });
        if waiting.is_empty() {
            return response;
        }
        in_time = waiter.wait(deadline).await;
    }
}

/// Adds the leaders that a client should go to, and encodes.
fn finish(broker: &Broker, ctx: &RequestContext, mut response: ProduceResponse) -> ResponseBody {
    let strayed = |partition: &&mut PartitionProduceResponse| {
        partition.error_code == ErrorCode::NotLeaderOrFollower.code()
    };
    if ctx.api_version >= 10 {
        let image = broker.replicas.image();
        let mut nodes: Vec<NodeEndpoint> = Vec::new();
        for topic in &mut response.responses {
            for partition in topic.partition_responses.iter_mut().filter(strayed) {
                let name = match image.topics.by_id(&topic.topic_id) {
                    Some(found) => found.name.to_string(),
                    None => topic.name.to_string(),
                };
                let (leader, epoch) = broker.replicas.leader_of(&name, partition.index);
                partition.current_leader =
                    LeaderIdAndEpoch::default().with_leader_id(leader.into()).with_leader_epoch(epoch);
                let known = nodes.iter().any(|node| node.node_id.0 == leader);
                if let (false, Some(node)) = (known, leader_node(&image, leader, &ctx.listener)) {
                    nodes.push(
                        NodeEndpoint::default()
                            .with_node_id(node.id.into())
                            .with_host(node.host)
                            .with_port(node.port)
                            .with_rack(node.rack),
                    );
                }
            }
        }
        response.node_endpoints = nodes;
    }
    ResponseBody::encode(&response, ctx.api_version)
}
