//! ListOffsets (key 2), versions 1-11: offsets by timestamp, and the ends of the log.
//!
//! v2 isolation level · v4 leader epochs (KIP-320) · v5 OFFSET_NOT_AVAILABLE (KIP-207) · v7 max timestamp (KIP-734)
//! v8 earliest local (KIP-405) · v9 latest in remote storage (KIP-1005) · v10 timeout (KIP-1075)
//! v11 earliest not yet in remote storage (KIP-1023)

use std::collections::HashSet;
use std::sync::Arc;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kavka_protocol::messages::list_offsets_response::{
    ListOffsetsPartitionResponse, ListOffsetsTopicResponse,
};
use kavka_protocol::messages::{ListOffsetsRequest, ListOffsetsResponse};

use super::{Outcome, RequestContext};
use crate::Broker;
use crate::replica::{ReadFailure, Reader};

const CONSUMER: i32 = -1;
/// A tool that may ask any replica.
const DEBUGGING: i32 = -2;

/// Special timestamps, each with the first version that may ask for it.
const SPECIAL: [(i64, i16); 6] = [(-1, 1), (-2, 1), (-3, 7), (-4, 8), (-5, 9), (-6, 11)];

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: ListOffsetsRequest,
) -> Outcome {
    let replica_id = request.replica_id.0;
    let reader = match replica_id {
        CONSUMER => Reader::Consumer { read_committed: request.isolation_level == 1 },
        _ => Reader::Replica,
    };
    let call = Call { broker, version: ctx.api_version, reader, leader_only: replica_id != DEBUGGING };
    let repeated = repeated(&request.topics);
    let topics = request.topics.iter().map(|topic| {
        let mut refused = HashSet::new();
        // One answer for all mentions of a repeated partition.
        let asked = topic.partitions.iter().filter(|partition| {
            let is_repeated = repeated.contains(&(&**topic.name, partition.partition_index));
            !is_repeated || refused.insert(partition.partition_index)
        });
        let partitions = asked.map(|partition| {
            let is_repeated = repeated.contains(&(&topic.name, partition.partition_index));
            if !(0..=1).contains(&request.isolation_level) {
                return nothing(partition).with_error_code(ErrorCode::UnknownServerError.code());
            }
            match call.look_up(topic, partition, is_repeated) {
                Ok(answer) => answer,
                Err(code) => nothing(partition).with_error_code(code.code()),
            }
        });
        ListOffsetsTopicResponse::default()
            .with_name(topic.name.clone())
            .with_partitions(partitions.collect())
    });
    Outcome::reply(ctx, &ListOffsetsResponse::default().with_topics(topics.collect()))
}

/// Partitions that the request names more than once; Kafka answers each mention with an error.
fn repeated(topics: &[ListOffsetsTopic]) -> HashSet<(&str, i32)> {
    let mut seen = HashSet::new();
    let mut repeated = HashSet::new();
    for topic in topics {
        for partition in &topic.partitions {
            let key = (&**topic.name, partition.partition_index);
            if !seen.insert(key) {
                repeated.insert(key);
            }
        }
    }
    repeated
}

fn nothing(partition: &ListOffsetsPartition) -> ListOffsetsPartitionResponse {
    ListOffsetsPartitionResponse::default()
        .with_partition_index(partition.partition_index)
        .with_timestamp(-1)
        .with_offset(-1)
        .with_leader_epoch(-1)
}

struct Call<'a> {
    broker: &'a Broker,
    version: i16,
    reader: Reader,
    leader_only: bool,
}

impl Call<'_> {
    fn look_up(
        &self,
        topic: &ListOffsetsTopic,
        asked: &ListOffsetsPartition,
        is_repeated: bool,
    ) -> Result<ListOffsetsPartitionResponse, ErrorCode> {
        if is_repeated {
            return Err(ErrorCode::InvalidRequest);
        }
        let known = |(special, since): &(i64, i16)| *special == asked.timestamp && self.version >= *since;
        if asked.timestamp < 0 && !SPECIAL.iter().any(known) {
            return Err(ErrorCode::UnsupportedVersion);
        }
        let partition = self
            .broker
            .replicas
            .partition(&topic.name, asked.partition_index)
            .map_err(|error| error.error_code())?;
        let found = partition
            .offset_for_timestamp(asked.timestamp, self.reader, asked.current_leader_epoch, self.leader_only)
            .map_err(|failure| self.code(&failure))?;
        let mut answer = nothing(asked);
        if let Some(found) = found {
            answer.timestamp = found.timestamp;
            answer.offset = found.offset;
            if self.version >= 4 {
                answer.leader_epoch = found.leader_epoch.unwrap_or(-1);
            }
        }
        Ok(answer)
    }

    fn code(&self, failure: &ReadFailure) -> ErrorCode {
        match failure.error_code() {
            ErrorCode::OffsetNotAvailable if self.version < 5 => ErrorCode::LeaderNotAvailable,
            code => code,
        }
    }
}
