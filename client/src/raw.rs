//! Low level: whole batches as bytes, for mirrors and tools. Nothing is decompressed or checked. Batches are read by
//! [`Consumer::poll_batches`](crate::Consumer::poll_batches).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::{ProduceRequest, ProduceResponse};
use kavka_protocol::record::{BATCH_OVERHEAD, patch_base_offset};
use uuid::Uuid;

use crate::cluster::Cluster;
use crate::error::code_of;
use crate::producer::request::{Envelope, Part, TOPIC_IDS_SINCE, encode};
use crate::{ClientError, TopicPartition};

/// A batch for a partition: exactly one of format 2, as the broker demands.
#[derive(Debug, Clone)]
pub struct RawBatch {
    /// Where to.
    pub at: TopicPartition,
    /// The batch, compressed or not, at whatever offset it was. All of it is written as it is here but for what a broker
    /// sets: base offset and leader epoch, and timestamps where the topic has `LogAppendTime`. A batch of an idempotent
    /// or transactional producer keeps its sequence, so it is accepted where it is next in line, or new; control batches
    /// are refused, since markers are the coordinator's.
    pub batch: Bytes,
}

/// Where a batch has been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawWritten {
    /// Offset of its first record; -1 with acks=0.
    pub base_offset: i64,
    /// The broker's timestamp with LogAppendTime, else -1.
    pub log_append_time: i64,
    /// The first offset of the partition; -1 where the broker does not tell.
    pub log_start_offset: i64,
}

/// How batches are to be written.
#[derive(Debug, Clone)]
pub struct RawOptions {
    /// `acks`: -1 for all replicas in sync.
    pub acks: i16,
    /// How long the broker may wait for replicas.
    pub timeout: Duration,
    /// The transaction that the batches belong to.
    pub transactional_id: Option<String>,
}

impl Default for RawOptions {
    fn default() -> Self {
        Self { acks: -1, timeout: Duration::from_secs(30), transactional_id: None }
    }
}

impl Cluster {
    /// Writes batches, one for each partition, with one request per leader. Nothing is tried again; an error with an
    /// unknown outcome says so ([`crate::net::NetError::outcome_is_unknown`]).
    ///
    /// # Errors
    /// [`ClientError`] of the metadata; what became of each batch is in the result, in the order of `batches`.
    pub async fn produce_raw(
        &self,
        batches: &[RawBatch],
        options: &RawOptions,
    ) -> Result<Vec<Result<RawWritten, ClientError>>, ClientError> {
        let mut topics: Vec<String> = batches.iter().map(|batch| batch.at.topic.clone()).collect();
        topics.sort_unstable();
        topics.dedup();
        let view = self.with_topics(&topics, false).await?;
        let unled = || Err(ClientError::broker(ErrorCode::LeaderNotAvailable, None));
        let mut results: Vec<Result<RawWritten, ClientError>> = batches.iter().map(|_| unled()).collect();
        let mut by_leader = HashMap::<i32, Vec<(usize, Part)>>::new();
        for (index, raw) in batches.iter().enumerate() {
            let Some(leader) = view.leader(&raw.at.topic, raw.at.partition) else { continue };
            let part = Part {
                topic: raw.at.topic.as_str().into(),
                topic_id: view.topics.get(&raw.at.topic).map_or(Uuid::nil(), |topic| topic.id),
                partition: raw.at.partition,
                records: at_zero(&raw.batch),
            };
            by_leader.entry(leader).or_default().push((index, part));
        }
        for (leader, mut parts) in by_leader {
            parts.sort_by(|(_, a), (_, b)| (&a.topic, a.partition).cmp(&(&b.topic, b.partition)));
            let (indexes, parts): (Vec<usize>, Vec<Part>) = parts.into_iter().unzip();
            let answer = self.produce_to(leader, &parts, options).await;
            for (index, part) in indexes.into_iter().zip(&parts) {
                results[index] = match &answer {
                    Ok(response) => written(response.as_ref(), part),
                    Err(error) => Err(error.clone()),
                };
                if results[index]
                    .as_ref()
                    .err()
                    .and_then(ClientError::code)
                    .is_some_and(ErrorCode::refreshes_metadata)
                {
                    self.forget_topic(&part.topic);
                }
            }
        }
        Ok(results)
    }

    async fn produce_to(
        &self,
        leader: i32,
        parts: &[Part],
        options: &RawOptions,
    ) -> Result<Option<ProduceResponse>, ClientError> {
        let connection = self.broker(leader).await?;
        let has_ids = parts.iter().all(|part| !part.topic_id.is_nil());
        let limit = if has_ids { i16::MAX } else { TOPIC_IDS_SINCE - 1 };
        let version = connection.version_at_most::<ProduceRequest>(limit)?;
        let envelope = Envelope {
            transactional_id: options.transactional_id.as_deref(),
            acks: options.acks,
            timeout_ms: i32::try_from(options.timeout.as_millis()).unwrap_or(i32::MAX),
        };
        let body = encode(version, envelope, parts);
        let started = connection.start::<ProduceRequest>(version, body, options.acks != 0)?;
        Ok(started.answer(self.config().dial.request_timeout.max(options.timeout)).await?)
    }
}

/// Producers count from 0, and brokers refuse compressed batches that do not.
fn at_zero(batch: &Bytes) -> Bytes {
    if batch.len() < BATCH_OVERHEAD || batch.starts_with(&[0; size_of::<i64>()]) {
        return batch.clone();
    }
    let mut moved = batch.to_vec();
    patch_base_offset(&mut moved, 0);
    moved.into()
}

fn written(response: Option<&ProduceResponse>, part: &Part) -> Result<RawWritten, ClientError> {
    let Some(response) = response else {
        return Ok(RawWritten { base_offset: -1, log_append_time: -1, log_start_offset: -1 });
    };
    let is_it = |name: &str, id: Uuid| {
        Arc::<str>::as_ref(&part.topic) == name || (!id.is_nil() && id == part.topic_id)
    };
    let topic = response.responses.iter().find(|topic| is_it(topic.name.as_str(), topic.topic_id));
    let partition = topic
        .and_then(|topic| topic.partition_responses.iter().find(|answer| answer.index == part.partition))
        .ok_or_else(|| ClientError::Invalid("the answer to Produce lacks the partition".to_string()))?;
    match code_of(partition.error_code) {
        ErrorCode::None => Ok(RawWritten {
            base_offset: partition.base_offset,
            log_append_time: partition.log_append_time_ms,
            log_start_offset: partition.log_start_offset,
        }),
        code => Err(ClientError::broker(code, partition.error_message.as_deref())),
    }
}
