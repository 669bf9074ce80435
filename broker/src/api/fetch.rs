//! Fetch (key 1), versions 4-18: reads several partitions, waiting until there is enough.
//!
//! v5 log start offset · v7 fetch sessions (KIP-227) · v9 leader epochs (KIP-320) · v10 zstd (KIP-110)
//! v11 rack (KIP-392) · v12 last fetched epoch (KIP-595) · v13 topic ids (KIP-516) · v15 replica state (KIP-903)
//! v16 leader hints (KIP-951) · v17 directory ids (KIP-853) · v18 high watermark of the follower
//!
//! Planning what to send and sending it are apart: the plan holds file ranges, and large ones go to the socket
//! by `sendfile`. A plan is made anew each time the request wakes.

mod encode;
pub(crate) mod session;

use std::sync::Arc;
use std::time::Duration;

use kavka_controller::MetadataImage;
use kavka_log::{CompressionConfig, ReadInfo};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::FetchRequest;
use kavka_protocol::messages::fetch_request::{FetchTopic, ForgottenTopic};
use tokio::time::Instant;

use self::encode::PartitionAnswer;
pub use self::session::FetchSessions;
use self::session::{FetchContext, Head, Key, Request, Told, TopicKey, Wanted};
use super::leader_hint::{LeaderNode, leader_node};
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;
use crate::purgatory::Waiter;
use crate::replica::{FetchOutcome, FetchSpec, HostedTopic, Partition, PartitionError, ReadFailure, Reader};
use crate::time::now_ms;

pub(crate) async fn handle(broker: &Arc<Broker>, ctx: &RequestContext, request: FetchRequest) -> Outcome {
    if !(0..=1).contains(&request.isolation_level) {
        return Outcome::Done(refuse(request, ctx.api_version, ErrorCode::UnknownServerError));
    }
    let call = Call::new(broker, ctx, &request);
    let replica_id = call.replica_id;
    let context = broker.fetch_sessions.open(
        request.session_id,
        request.session_epoch,
        requested(request.topics, ctx.api_version),
        &forgotten(&request.forgotten_topics_data, ctx.api_version),
        ctx.api_version >= 13,
        replica_id >= 0,
        call.now_ms,
    );
    drop(request.rack_id);
    let wanted = context.wanted();
    let plan = call.plan(&wanted);
    let wait = Duration::from_millis(u64::try_from(request.max_wait_ms).unwrap_or(0));
    if plan.is_enough(call.min_bytes) || wait.is_zero() {
        return Outcome::Done(call.answer(context, &wanted, plan));
    }
    let deadline = Instant::now() + wait;
    Outcome::Waiting(Box::pin(async move {
        let plan = call.wait(&wanted, plan, deadline).await;
        call.answer(context, &wanted, plan)
    }))
}

/// The answer to a request that is wrong as a whole. Clients before version 13 look at the partitions only.
fn refuse(request: FetchRequest, version: i16, error: ErrorCode) -> ResponseBody {
    let head = Head { error, session_id: request.session_id };
    let asked = if version < 13 { requested(request.topics, version) } else { Request::new() };
    let answers: Vec<(&TopicKey, PartitionAnswer)> =
        asked.keys().map(|key| (&key.topic, PartitionAnswer::error(key.partition, error))).collect();
    encode::response(version, head, &answers, &[])
}

/// The partitions that a request names, as sessions know them.
fn requested(topics: Vec<FetchTopic>, version: i16) -> Request {
    let mut request = Request::new();
    for topic in topics {
        let key = topic_key(topic.topic_id, &topic.topic, version);
        for partition in topic.partitions {
            let wanted = Wanted {
                fetch_offset: partition.fetch_offset,
                max_bytes: partition.partition_max_bytes,
                current_leader_epoch: partition.current_leader_epoch,
                last_fetched_epoch: partition.last_fetched_epoch,
            };
            request.insert(Key { topic: key.clone(), partition: partition.partition }, wanted);
        }
    }
    request
}

fn forgotten(topics: &[ForgottenTopic], version: i16) -> Vec<Key> {
    let mut keys = Vec::new();
    for topic in topics {
        let key = topic_key(topic.topic_id, &topic.topic, version);
        keys.extend(topic.partitions.iter().map(|number| Key { topic: key.clone(), partition: *number }));
    }
    keys
}

fn topic_key(id: uuid::Uuid, name: &str, version: i16) -> TopicKey {
    if version >= 13 { TopicKey::Id(id) } else { TopicKey::Name(name.into()) }
}

/// What holds for the whole request, also while it waits.
struct Call {
    broker: Arc<Broker>,
    version: i16,
    listener: Arc<str>,
    now_ms: i64,
    reader: Reader,
    /// Of the broker that fetches; below 0 for consumers.
    replica_id: i32,
    leader_only: bool,
    /// Below 0 nothing can be read.
    max_bytes: i32,
    min_bytes: usize,
}

/// What a look at the partitions found.
struct Plan {
    /// In the order of the request.
    found: Vec<Found>,
    bytes: usize,
    /// An error or a diverging epoch: the client should hear of it now.
    urgent: bool,
}

struct Found {
    answer: PartitionAnswer,
    /// The partition, where it is here, and the end of what the reader sees of it.
    seen: Option<(Arc<Partition>, i64)>,
    /// Not known at all, so that it comes last in the answer.
    unknown: bool,
}

impl Plan {
    fn is_enough(&self, min_bytes: usize) -> bool {
        // Partitions that nobody knows are told with the rest; they end the wait only where there is no rest, so
        // that a client that follows a deleted topic does not ask again and again.
        self.urgent || self.bytes >= min_bytes || self.found.iter().all(|found| found.unknown)
    }
}

impl Call {
    fn new(broker: &Arc<Broker>, ctx: &RequestContext, request: &FetchRequest) -> Self {
        let version = ctx.api_version;
        let replica_id =
            if version >= 15 { request.replica_state.replica_id.0 } else { request.replica_id.0 };
        let is_follower = replica_id >= 0;
        let max_bytes = match is_follower {
            true => request.max_bytes,
            false => request.max_bytes.min(i32::try_from(broker.fetch_max_bytes).unwrap_or(i32::MAX)),
        };
        let reader = match is_follower {
            true => Reader::Replica,
            false => Reader::Consumer { read_committed: request.isolation_level == 1 },
        };
        Call {
            broker: Arc::clone(broker),
            version,
            listener: Arc::clone(&ctx.listener),
            now_ms: now_ms(),
            reader,
            replica_id,
            // Consumers that say where they are may read from a follower (KIP-392).
            leader_only: is_follower || version < 11,
            max_bytes,
            min_bytes: usize::try_from(request.min_bytes.min(max_bytes)).unwrap_or(0),
        }
    }

    /// Looks at every partition once.
    fn plan(&self, wanted: &[(Key, Wanted)]) -> Plan {
        let mut plan = Plan { found: Vec::with_capacity(wanted.len()), bytes: 0, urgent: false };
        let mut topic: Option<(&TopicKey, Option<Arc<HostedTopic>>)> = None;
        let mut nothing_yet = true;
        for (key, want) in wanted {
            // Partitions of a topic come together, so one look-up serves them all.
            if !topic.as_ref().is_some_and(|(known, _)| **known == key.topic) {
                topic = Some((&key.topic, self.hosted(&key.topic)));
            }
            let hosted = topic.as_ref().and_then(|(_, hosted)| hosted.as_deref());
            // A limit below 0 holds for the first partition only, and has no bytes left for the others.
            let read = i32::try_from(plan.bytes).unwrap_or(i32::MAX);
            let left = match plan.found.is_empty() {
                true => self.max_bytes,
                false => self.max_bytes.saturating_sub(read).max(0),
            };
            let found = match hosted.and_then(|hosted| hosted.partition(key.partition)) {
                Some(partition) => self.read(partition, key.partition, want, left, nothing_yet),
                None => self.not_here(key),
            };
            let bytes = found.answer.records.as_ref().map_or(0, |range| range.len);
            nothing_yet &= bytes == 0;
            plan.bytes += bytes;
            let failed = found.answer.error != ErrorCode::None && !found.unknown;
            plan.urgent |= failed || found.answer.diverging.is_some();
            plan.found.push(found);
        }
        plan
    }

    fn hosted(&self, topic: &TopicKey) -> Option<Arc<HostedTopic>> {
        match topic {
            TopicKey::Id(id) => self.broker.replicas.topic_by_id(id),
            TopicKey::Name(name) => self.broker.replicas.topic(name),
        }
    }

    fn not_here(&self, key: &Key) -> Found {
        let image = self.broker.replicas.image();
        let topic = match &key.topic {
            TopicKey::Id(id) => image.topics.by_id(id),
            TopicKey::Name(name) => image.topics.by_name(name),
        };
        let (error, unknown) = match (topic, &key.topic) {
            (Some(topic), _) if topic.partitions.contains_key(&key.partition) => {
                (ErrorCode::NotLeaderOrFollower, false)
            }
            (None, TopicKey::Id(_)) => (ErrorCode::UnknownTopicId, true),
            _ => (ErrorCode::UnknownTopicOrPartition, true),
        };
        let mut answer = PartitionAnswer::error(key.partition, error);
        if !unknown {
            answer.aborted = None;
        }
        Found { answer, seen: None, unknown }
    }

    fn read(
        &self,
        partition: Arc<Partition>,
        number: i32,
        want: &Wanted,
        left: i32,
        min_one_batch: bool,
    ) -> Found {
        let limit = want.max_bytes.min(left);
        let spec = FetchSpec {
            offset: want.fetch_offset,
            max_bytes: usize::try_from(limit).unwrap_or(0),
            min_one_batch: min_one_batch || limit < 0,
            current_leader_epoch: want.current_leader_epoch,
            last_fetched_epoch: if self.version >= 12 { want.last_fetched_epoch } else { -1 },
            leader_only: self.leader_only,
            reader: self.reader,
        };
        // Clients before version 10 cannot read zstd; Kafka goes by the topic's setting, not by the batches.
        let zstd = self.version < 10
            && partition
                .log()
                .is_some_and(|log| matches!(log.config().compression, CompressionConfig::Zstd(_)));
        let read = partition.fetch(&spec);
        // A broker that holds no replica hears that it asked in the wrong place, unless that is so for its epoch.
        let is_stranger = self.replica_id >= 0
            && matches!(read, Ok(_) | Err(ReadFailure::OffsetOutOfRange { .. }))
            && !partition.has_follower(self.replica_id);
        let (answer, end) = match read {
            _ if zstd => (PartitionAnswer::error(number, ErrorCode::UnsupportedCompressionType), None),
            _ if is_stranger => (self.failure(number, PartitionError::NotLeader.error_code()), None),
            Ok(FetchOutcome::Read(info)) if limit < 0 && info.range.is_some() => {
                (self.failure(number, ErrorCode::UnknownServerError), None)
            }
            Ok(FetchOutcome::Read(info)) => {
                let end = self.visible_end(&info);
                (self.success(number, info, None), Some(end))
            }
            Ok(FetchOutcome::Diverging(end, info)) => {
                (self.success(number, info, Some((end.leader_epoch, end.end_offset))), None)
            }
            Err(failure) => (self.failure(number, failure.error_code()), None),
        };
        Found { answer, seen: end.map(|end| (partition, end)), unknown: false }
    }

    fn visible_end(&self, info: &ReadInfo) -> i64 {
        match self.reader {
            Reader::Consumer { read_committed: true } => info.offsets.last_stable_offset,
            Reader::Consumer { read_committed: false } => info.offsets.high_watermark,
            Reader::Replica => info.offsets.log_end_offset,
        }
    }

    fn success(&self, number: i32, info: ReadInfo, diverging: Option<(i32, i64)>) -> PartitionAnswer {
        let read_committed = self.reader == Reader::Consumer { read_committed: true };
        PartitionAnswer {
            partition: number,
            error: ErrorCode::None,
            high_watermark: info.offsets.high_watermark,
            last_stable_offset: info.offsets.last_stable_offset,
            log_start_offset: info.offsets.log_start_offset,
            diverging,
            current_leader: None,
            aborted: read_committed.then_some(info.aborted_transactions),
            // A first batch that the limit has cut is of no use to anyone.
            records: info.range.filter(|_| !info.first_batch_incomplete),
        }
    }

    fn failure(&self, number: i32, error: ErrorCode) -> PartitionAnswer {
        // Clients this old take a storage error for a fatal one, where a look for the new leader helps.
        let old = self.version <= 5 && error == ErrorCode::KafkaStorageError;
        let error = if old { PartitionError::NotLeader.error_code() } else { error };
        PartitionAnswer { aborted: None, ..PartitionAnswer::error(number, error) }
    }

    /// Waits until a plan has enough or the deadline comes, and returns the last plan.
    async fn wait(&self, wanted: &[(Key, Wanted)], mut plan: Plan, deadline: Instant) -> Plan {
        loop {
            let missing = self.min_bytes.saturating_sub(plan.bytes).max(1);
            let waiter = Waiter::new(i64::try_from(missing).unwrap_or(i64::MAX));
            for (partition, _) in plan.found.iter().filter_map(|found| found.seen.as_ref()) {
                match self.reader {
                    Reader::Replica => partition.watches().watch_appended(&waiter),
                    Reader::Consumer { .. } => partition.watches().watch_committed(&waiter),
                }
            }
            // What came between the look and the watch has woken nobody.
            let moved = plan
                .found
                .iter()
                .filter_map(|found| found.seen.as_ref())
                .any(|(partition, end)| partition.visible_end(self.reader) != Some(*end));
            let in_time = moved || waiter.wait(deadline).await;
            plan = self.plan(wanted);
            if !in_time || plan.is_enough(self.min_bytes) {
                return plan;
            }
        }
    }

    /// Settles with the session what is told, and encodes it.
    fn answer(&self, context: FetchContext, wanted: &[(Key, Wanted)], plan: Plan) -> ResponseBody {
        let mut pairs: Vec<(&Key, Found)> = wanted.iter().map(|(key, _)| key).zip(plan.found).collect();
        pairs.sort_by_key(|(_, found)| found.unknown);
        let told: Vec<(&Key, Told)> = pairs.iter().map(|(key, found)| (*key, told(&found.answer))).collect();
        let (head, tell) = self.broker.fetch_sessions.settle(context, &told, self.now_ms);
        let mut answers: Vec<(&TopicKey, PartitionAnswer)> = pairs
            .into_iter()
            .zip(tell)
            .filter(|(_, tell)| *tell)
            .map(|((key, found), _)| (&key.topic, found.answer))
            .collect();
        let nodes = if self.version >= 16 { self.hint_leaders(&mut answers) } else { Vec::new() };
        encode::response(self.version, head, &answers, &nodes)
    }

    fn hint_leaders(&self, answers: &mut [(&TopicKey, PartitionAnswer)]) -> Vec<LeaderNode> {
        let strayed = |error| matches!(error, ErrorCode::NotLeaderOrFollower | ErrorCode::FencedLeaderEpoch);
        let mut nodes: Vec<LeaderNode> = Vec::new();
        for (topic, answer) in answers.iter_mut().filter(|(_, answer)| strayed(answer.error)) {
            let image = self.broker.replicas.image();
            let Some(name) = topic_name(&image, topic) else { continue };
            let (leader, epoch) = self.broker.replicas.leader_of(&name, answer.partition);
            answer.current_leader = Some((leader, epoch));
            // Brokers know where the others are.
            if self.replica_id < 0 && !nodes.iter().any(|node| node.id == leader) {
                nodes.extend(leader_node(&image, leader, &self.listener));
            }
        }
        nodes
    }
}

fn topic_name(image: &MetadataImage, topic: &TopicKey) -> Option<Arc<str>> {
    match topic {
        TopicKey::Id(id) => image.topics.by_id(id).map(|topic| Arc::clone(&topic.name)),
        TopicKey::Name(name) => Some(Arc::clone(name)),
    }
}

fn told(answer: &PartitionAnswer) -> Told {
    Told {
        high_watermark: answer.high_watermark,
        log_start_offset: answer.log_start_offset,
        has_records: answer.records.as_ref().is_some_and(|range| range.len > 0),
        has_error: answer.error != ErrorCode::None,
        is_diverging: answer.diverging.is_some(),
    }
}
