//! What partitions need of a topic's settings.

use std::sync::Arc;

use kavka_config::ParsedConfig;
use kavka_log::{CompressionConfig, LogConfig, TimestampType};

/// Settings of a topic, for its partitions.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicSettings {
    /// What the log needs.
    pub log: LogConfig,
    /// `min.insync.replicas`
    pub min_insync_replicas: usize,
}

impl Default for TopicSettings {
    fn default() -> Self {
        TopicSettings { log: LogConfig::default(), min_insync_replicas: 1 }
    }
}

/// Gives the settings of a topic in a metadata image.
pub(super) type SettingsSource =
    Arc<dyn Fn(&kavka_controller::MetadataImage, &str) -> TopicSettings + Send + Sync>;

/// The log's settings from a topic's values (`kavka_broker_config::TopicConfig`).
pub fn log_config(values: &ParsedConfig) -> LogConfig {
    let size = |name: &str| u32::try_from(values.int(name)).unwrap_or(0);
    let policies = values.list("cleanup.policy");
    LogConfig {
        segment_bytes: size("segment.bytes"),
        segment_ms: values.long("segment.ms"),
        segment_jitter_ms: values.long("segment.jitter.ms"),
        segment_index_bytes: size("segment.index.bytes"),
        flush_messages: values.long("flush.messages"),
        flush_ms: values.long("flush.ms"),
        retention_bytes: values.long("retention.bytes"),
        retention_ms: values.long("retention.ms"),
        max_message_bytes: size("max.message.bytes"),
        index_interval_bytes: size("index.interval.bytes"),
        file_delete_delay_ms: values.long("file.delete.delay.ms"),
        delete_retention_ms: values.long("delete.retention.ms"),
        min_compaction_lag_ms: values.long("min.compaction.lag.ms"),
        max_compaction_lag_ms: values.long("max.compaction.lag.ms"),
        min_cleanable_dirty_ratio: values.double("min.cleanable.dirty.ratio"),
        compact: policies.iter().any(|policy| policy == "compact"),
        delete: policies.iter().any(|policy| policy == "delete"),
        compression: match values.string("compression.type") {
            "uncompressed" => CompressionConfig::Uncompressed,
            "gzip" => CompressionConfig::Gzip(values.int("compression.gzip.level")),
            "snappy" => CompressionConfig::Snappy,
            "lz4" => CompressionConfig::Lz4(values.int("compression.lz4.level")),
            "zstd" => CompressionConfig::Zstd(values.int("compression.zstd.level")),
            _ => CompressionConfig::Producer,
        },
        preallocate: values.boolean("preallocate"),
        message_timestamp_type: match values.string("message.timestamp.type") {
            "LogAppendTime" => TimestampType::LogAppendTime,
            _ => TimestampType::CreateTime,
        },
        message_timestamp_before_max_ms: values.long("message.timestamp.before.max.ms"),
        message_timestamp_after_max_ms: values.long("message.timestamp.after.max.ms"),
    }
}
