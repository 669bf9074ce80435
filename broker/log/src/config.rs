//! The topic settings that a log needs.

/// Settings of one log, from the topic's configuration over the broker's defaults.
///
/// Each field is named for its topic-level key; `i64::MAX` and negative values mean what they mean in Kafka.
/// All can change at run time through [`crate::UnifiedLog::update_config`].
#[derive(Debug, Clone, PartialEq)]
pub struct LogConfig {
    /// `segment.bytes`: a segment does not grow above this.
    pub segment_bytes: u32,
    /// `segment.ms`: age at which a segment is rolled.
    pub segment_ms: i64,
    /// `segment.jitter.ms`: at most this much is taken off `segment_ms`, at random per segment.
    pub segment_jitter_ms: i64,
    /// `segment.index.bytes`: size at which an offset or time index is full.
    pub segment_index_bytes: u32,
    /// `flush.messages`: records after which the log is synced.
    pub flush_messages: i64,
    /// `flush.ms`: time after which the log is synced.
    pub flush_ms: i64,
    /// `retention.bytes`: -1 for no limit.
    pub retention_bytes: i64,
    /// `retention.ms`: -1 for no limit.
    pub retention_ms: i64,
    /// `max.message.bytes`: largest batch accepted from a client.
    pub max_message_bytes: u32,
    /// `index.interval.bytes`: bytes between two index entries.
    pub index_interval_bytes: u32,
    /// `file.delete.delay.ms`: time a file stays as `.deleted`.
    pub file_delete_delay_ms: i64,
    /// `delete.retention.ms`: time tombstones are kept after compaction.
    pub delete_retention_ms: i64,
    /// `min.compaction.lag.ms`
    pub min_compaction_lag_ms: i64,
    /// `max.compaction.lag.ms`
    pub max_compaction_lag_ms: i64,
    /// `min.cleanable.dirty.ratio`
    pub min_cleanable_dirty_ratio: f64,
    /// `cleanup.policy` has `compact`.
    pub compact: bool,
    /// `cleanup.policy` has `delete`.
    pub delete: bool,
    /// `compression.type` with its level.
    pub compression: CompressionConfig,
    /// `preallocate`: files of new segments are given their full size at once.
    pub preallocate: bool,
    /// `message.timestamp.type`
    pub message_timestamp_type: TimestampType,
    /// `message.timestamp.before.max.ms`
    pub message_timestamp_before_max_ms: i64,
    /// `message.timestamp.after.max.ms`
    pub message_timestamp_after_max_ms: i64,
}

impl Default for LogConfig {
    /// Kafka 4.3's defaults.
    fn default() -> Self {
        Self {
            segment_bytes: 1 << 30,
            segment_ms: 7 * 24 * 3_600_000,
            segment_jitter_ms: 0,
            segment_index_bytes: 10 << 20,
            flush_messages: i64::MAX,
            flush_ms: i64::MAX,
            retention_bytes: -1,
            retention_ms: 7 * 24 * 3_600_000,
            max_message_bytes: (1 << 20) + 12,
            index_interval_bytes: 4096,
            file_delete_delay_ms: 60_000,
            delete_retention_ms: 24 * 3_600_000,
            min_compaction_lag_ms: 0,
            max_compaction_lag_ms: i64::MAX,
            min_cleanable_dirty_ratio: 0.5,
            compact: false,
            delete: true,
            compression: CompressionConfig::Producer,
            preallocate: false,
            message_timestamp_type: TimestampType::CreateTime,
            message_timestamp_before_max_ms: i64::MAX,
            message_timestamp_after_max_ms: 3_600_000,
        }
    }
}

/// Which codec batches are stored with (`compression.type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompressionConfig {
    /// `producer`: as they came.
    Producer,
    /// `uncompressed`
    Uncompressed,
    /// `gzip` with `compression.gzip.level`.
    Gzip(i32),
    /// `snappy`
    Snappy,
    /// `lz4` with `compression.lz4.level`.
    Lz4(i32),
    /// `zstd` with `compression.zstd.level`.
    Zstd(i32),
}

/// Whose clock a record's timestamp is from (`message.timestamp.type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampType {
    /// `CreateTime`: the producer's.
    CreateTime,
    /// `LogAppendTime`: the broker's at the append.
    LogAppendTime,
}
