//! DescribeLogDirs (key 35), versions 1-5: log directories and what lies in them (KIP-113).
//!
//! v3 an error for the whole · v4 size of the file system (KIP-827) · v5 cordoned directories (KIP-1066)

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use kavka_controller::features::MetadataVersion;
use kavka_log::{TopicPartition, UnifiedLog};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_log_dirs_response::{
    DescribeLogDirsPartition, DescribeLogDirsResult, DescribeLogDirsTopic,
};
use kavka_protocol::messages::{DescribeLogDirsRequest, DescribeLogDirsResponse, TopicName};
use kavka_protocol::wire::StrBytes;

use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DescribeLogDirsRequest,
) -> Outcome {
    let wanted: Option<HashSet<(String, i32)>> = request.topics.map(|topics| {
        topics
            .iter()
            .flat_map(|topic| topic.partitions.iter().map(|number| (topic.topic.to_string(), *number)))
            .collect()
    });
    let is_wanted = |id: &TopicPartition| {
        wanted.as_ref().is_none_or(|wanted| wanted.contains(&(id.topic.to_string(), id.partition)))
    };
    let manager = broker.replicas.logs();
    let mut by_dir: BTreeMap<PathBuf, BTreeMap<Arc<str>, Vec<DescribeLogDirsPartition>>> = BTreeMap::new();
    for log in manager.logs().into_iter().chain(manager.future_logs()) {
        let id = log.partition();
        if is_wanted(id) {
            let topics = by_dir.entry(log.parent_dir().to_path_buf()).or_default();
            topics.entry(Arc::clone(&id.topic)).or_default().push(partition(broker, &log));
        }
    }
    let supports_cordoned =
        MetadataVersion(broker.image().features.metadata_version).supports_cordoned_directories();
    let results = manager.dirs().into_iter().map(|dir| {
        let result = DescribeLogDirsResult::default()
            .with_log_dir(StrBytes::from_string(dir.path.display().to_string()));
        if !dir.online {
            return result
                .with_error_code(ErrorCode::KafkaStorageError.code())
                .with_total_bytes(-1)
                .with_usable_bytes(-1);
        }
        let topics = by_dir.remove(&dir.path).unwrap_or_default().into_iter().map(|(name, partitions)| {
            DescribeLogDirsTopic::default()
                .with_name(TopicName(StrBytes::from_string(name.to_string())))
                .with_partitions(partitions)
        });
        result
            .with_topics(topics.collect())
            .with_total_bytes(dir.total_bytes)
            .with_usable_bytes(dir.usable_bytes)
            .with_is_cordoned(dir.cordoned && supports_cordoned)
    });
    Outcome::reply(ctx, &DescribeLogDirsResponse::default().with_results(results.collect()))
}

fn partition(broker: &Broker, log: &UnifiedLog) -> DescribeLogDirsPartition {
    DescribeLogDirsPartition::default()
        .with_partition_index(log.partition().partition)
        .with_partition_size(i64::try_from(log.size()).unwrap_or(i64::MAX))
        .with_offset_lag(offset_lag(broker, log))
        .with_is_future_key(log.is_future())
}

/// How far a future copy is behind the current one, or the log behind the high watermark.
fn offset_lag(broker: &Broker, log: &UnifiedLog) -> i64 {
    let id = log.partition();
    let current = broker.replicas.topic(&id.topic).and_then(|topic| topic.partition(id.partition));
    match current.and_then(|partition| partition.log()) {
        Some(current) if log.is_future() => current.log_end_offset() - log.log_end_offset(),
        Some(current) => (current.high_watermark() - log.log_end_offset()).max(0),
        None => -1,
    }
}
