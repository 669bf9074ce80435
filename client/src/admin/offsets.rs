//! Offsets of partitions by time.

use std::collections::BTreeMap;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kavka_protocol::messages::{BrokerId, ListOffsetsRequest, ListOffsetsResponse};

use super::Admin;
use super::driver::{Handler, Outcome, Outcomes};
use super::partitions::grouped;
use super::routing::{Leader, Target};
use crate::TopicPartition;
use crate::cluster::Cluster;
use crate::error::ClientError;
use crate::text::topic_name;

/// The first version of ListOffsets that knows the special timestamps: -3 (KIP-734), -4 (KIP-405), -5 (KIP-1005), -6
/// (KIP-1023).
const SPECIAL_SINCE: [(i64, i16); 4] = [(-3, 7), (-4, 8), (-5, 9), (-6, 11)];

/// The first version with a time limit, for what the broker must look up in remote storage (KIP-1075).
const TIMEOUT_SINCE: i16 = 10;

/// Which offset of a partition to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OffsetSpec {
    /// The next to be written, or that a consumer may read up to.
    Latest,
    /// The first.
    Earliest,
    /// That of the record with the greatest timestamp (KIP-734).
    MaxTimestamp,
    /// The first on local disk (KIP-405).
    EarliestLocal,
    /// The last in remote storage (KIP-1005).
    LatestTiered,
    /// The first not yet in remote storage (KIP-1023).
    EarliestPendingUpload,
    /// That of the first record at this time or later, in ms.
    Timestamp(i64),
}

impl OffsetSpec {
    /// The number on the wire.
    pub fn timestamp(self) -> i64 {
        match self {
            Self::Latest => -1,
            Self::Earliest => -2,
            Self::MaxTimestamp => -3,
            Self::EarliestLocal => -4,
            Self::LatestTiered => -5,
            Self::EarliestPendingUpload => -6,
            Self::Timestamp(ms) => ms,
        }
    }
}

/// An offset found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundOffset {
    /// The offset; -1 where no record qualifies.
    pub offset: i64,
    /// The record's timestamp; -1 where none is told.
    pub timestamp: i64,
    /// The epoch of the leader that wrote it; -1 where it is not known.
    pub leader_epoch: i32,
}

impl Admin {
    /// Offsets of partitions, each by its own rule.
    ///
    /// # Errors
    /// [`ClientError::Timeout`] where nothing at all was found in time; whatever else happens to single partitions is
    /// in the result.
    pub async fn list_offsets(
        &self,
        wanted: &BTreeMap<TopicPartition, OffsetSpec>,
        read_committed: bool,
    ) -> Result<Outcomes<TopicPartition, FoundOffset>, ClientError> {
        let handler = ListOffsets { wanted, read_committed, timeout_ms: self.request_timeout_ms() };
        let found = self.drive(&handler, &Leader, wanted.keys().cloned().collect()).await;
        let is_of_the_call = |outcome: &Result<FoundOffset, ClientError>| {
            matches!(outcome, Err(ClientError::Timeout { .. } | ClientError::Net(_)))
        };
        match found.values().next() {
            Some(Err(error)) if found.values().all(is_of_the_call) => Err(error.clone()),
            _ => Ok(found),
        }
    }
}

struct ListOffsets<'a> {
    wanted: &'a BTreeMap<TopicPartition, OffsetSpec>,
    read_committed: bool,
    timeout_ms: i32,
}

impl Handler for ListOffsets<'_> {
    type Key = TopicPartition;
    type Request = ListOffsetsRequest;
    type Value = FoundOffset;
    const DOING: &'static str = "offsets";

    fn request(&self, version: i16, keys: &[TopicPartition]) -> Result<ListOffsetsRequest, ClientError> {
        let wanted = keys.iter().filter_map(|at| self.wanted.get(at)).map(|spec| spec.timestamp());
        for (timestamp, since) in SPECIAL_SINCE {
            if version < since && wanted.clone().any(|wanted| wanted == timestamp) {
                let told = format!("the broker is too old to find offsets by the timestamp {timestamp}");
                return Err(ClientError::broker(ErrorCode::UnsupportedVersion, Some(&told)));
            }
        }
        let timeout_ms = if version >= TIMEOUT_SINCE { self.timeout_ms } else { 0 };
        Ok(list_offsets_request(keys, self.wanted, self.read_committed, timeout_ms))
    }

    fn answer(
        &self,
        _: &Target,
        _: &[TopicPartition],
        response: ListOffsetsResponse,
    ) -> Vec<(TopicPartition, Outcome<FoundOffset>)> {
        let outcome = |(at, code, found)| (at, Outcome::of(code, None, || found));
        told(&response).map(outcome).collect()
    }
}

/// Asks a leader once for offsets of its partitions.
pub(crate) async fn offsets_of_leader(
    cluster: &Cluster,
    leader: i32,
    wanted: &BTreeMap<TopicPartition, OffsetSpec>,
    read_committed: bool,
) -> Result<Vec<(TopicPartition, Result<FoundOffset, ClientError>)>, ClientError> {
    let timeout_ms = i32::try_from(cluster.config().dial.request_timeout.as_millis()).unwrap_or(i32::MAX);
    let handler = ListOffsets { wanted, read_committed, timeout_ms };
    let connection = cluster.broker(leader).await?;
    let version = connection.version_of::<ListOffsetsRequest>()?;
    let partitions: Vec<TopicPartition> = wanted.keys().cloned().collect();
    let response = connection.call_at(version, &handler.request(version, &partitions)?).await?;
    let answer = |(at, code, found)| (at, ClientError::check(code, None).map(|()| found));
    Ok(told(&response).map(answer).collect())
}

/// Partitions, codes and offsets of an answer.
fn told(response: &ListOffsetsResponse) -> impl Iterator<Item = (TopicPartition, i16, FoundOffset)> {
    response.topics.iter().flat_map(|topic| {
        topic.partitions.iter().map(|partition| {
            let found = FoundOffset {
                offset: partition.offset,
                timestamp: partition.timestamp,
                leader_epoch: partition.leader_epoch,
            };
            (
                TopicPartition::new(topic.name.to_string(), partition.partition_index),
                partition.error_code,
                found,
            )
        })
    })
}

fn list_offsets_request(
    partitions: &[TopicPartition],
    wanted: &BTreeMap<TopicPartition, OffsetSpec>,
    read_committed: bool,
    timeout_ms: i32,
) -> ListOffsetsRequest {
    let mut request = ListOffsetsRequest::default();
    request.replica_id = BrokerId(-1);
    request.isolation_level = i8::from(read_committed);
    request.topics = grouped(partitions)
        .into_iter()
        .map(|(name, indexes)| {
            let mut topic = ListOffsetsTopic::default();
            topic.name = topic_name(name);
            topic.partitions = indexes
                .into_iter()
                .map(|index| {
                    let spec =
                        wanted.get(&TopicPartition::new(name, index)).copied().unwrap_or(OffsetSpec::Latest);
                    let mut partition = ListOffsetsPartition::default();
                    partition.partition_index = index;
                    partition.current_leader_epoch = -1;
                    partition.timestamp = spec.timestamp();
                    partition
                })
                .collect();
            topic
        })
        .collect();
    request.timeout_ms = timeout_ms;
    request
}
