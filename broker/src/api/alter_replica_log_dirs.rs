//! AlterReplicaLogDirs (key 34), versions 1-2: moves replicas between the directories of this broker (KIP-113).
//!
//! The answer says that the move has begun; DescribeLogDirs shows how far it is.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use kavka_protocol::messages::alter_replica_log_dirs_response::{
    AlterReplicaLogDirPartitionResult, AlterReplicaLogDirTopicResult,
};
use kavka_protocol::messages::{AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse, TopicName};
use kavka_protocol::wire::StrBytes;

use super::{Outcome, RequestContext};
use crate::Broker;
use crate::time::now_ms;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: AlterReplicaLogDirsRequest,
) -> Outcome {
    let mut results: BTreeMap<String, Vec<AlterReplicaLogDirPartitionResult>> = BTreeMap::new();
    for dir in &request.dirs {
        for topic in &dir.topics {
            for number in &topic.partitions {
                let path = Path::new(&*dir.path);
                let code = broker.replicas.move_to_dir(&topic.name, *number, path, now_ms());
                results.entry(topic.name.to_string()).or_default().push(
                    AlterReplicaLogDirPartitionResult::default()
                        .with_partition_index(*number)
                        .with_error_code(code.code()),
                );
            }
        }
    }
    let results = results.into_iter().map(|(name, partitions)| {
        AlterReplicaLogDirTopicResult::default()
            .with_topic_name(TopicName(StrBytes::from_string(name)))
            .with_partitions(partitions)
    });
    Outcome::reply(ctx, &AlterReplicaLogDirsResponse::default().with_results(results.collect()))
}
