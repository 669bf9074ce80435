//! Settings of the group coordinator.

use std::time::Duration;

/// The broker settings that steer groups and their offsets, with Kafka's defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupConfig {
    /// `group.min.session.timeout.ms`: shortest session timeout a classic member may ask for (6 s).
    pub group_min_session_timeout: Duration,
    /// `group.max.session.timeout.ms`: longest session timeout a classic member may ask for (30 min).
    pub group_max_session_timeout: Duration,
    /// `group.initial.rebalance.delay.ms`: how long a new group waits for more members (3 s).
    pub group_initial_rebalance_delay: Duration,
    /// `group.max.size`: most members of a classic group (2,147,483,647).
    pub group_max_size: usize,
    /// `offset.metadata.max.bytes`: longest metadata string of a commit, in UTF-16 units as Kafka counts (4096).
    pub offset_metadata_max_bytes: usize,
    /// `offsets.retention.minutes`: how long offsets of an empty group are kept (7 days).
    pub offsets_retention: Duration,
    /// `offsets.retention.check.interval.ms`: how often expired offsets are looked for (10 min).
    pub offsets_retention_check_interval: Duration,
    /// `offsets.commit.timeout.ms`: how long a write may wait for the high watermark (5 s).
    pub offsets_commit_timeout: Duration,
    /// `offsets.load.buffer.size`: how much is read at once when a partition is loaded (5 MiB).
    pub offsets_load_buffer_size: usize,
    /// `offsets.topic.num.partitions`: partitions of `__consumer_offsets`, when it does not exist yet (50).
    pub offsets_topic_num_partitions: i32,
    /// `offsets.topic.replication.factor` (3).
    pub offsets_topic_replication_factor: i16,
    /// `offsets.topic.segment.bytes` (100 MiB).
    pub offsets_topic_segment_bytes: i32,
    /// `offsets.topic.compression.codec`: codec of batches written by the coordinator, by its id (0, none).
    pub offsets_topic_compression_codec: i32,
}

impl Default for GroupConfig {
    fn default() -> Self {
        Self {
            group_min_session_timeout: Duration::from_secs(6),
            group_max_session_timeout: Duration::from_secs(1800),
            group_initial_rebalance_delay: Duration::from_secs(3),
            group_max_size: i32::MAX as usize,
            offset_metadata_max_bytes: 4096,
            offsets_retention: Duration::from_secs(10_080 * 60),
            offsets_retention_check_interval: Duration::from_secs(600),
            offsets_commit_timeout: Duration::from_secs(5),
            offsets_load_buffer_size: 5 * 1024 * 1024,
            offsets_topic_num_partitions: 50,
            offsets_topic_replication_factor: 3,
            offsets_topic_segment_bytes: 104_857_600,
            offsets_topic_compression_codec: 0,
        }
    }
}

impl GroupConfig {
    pub(crate) fn initial_rebalance_delay_ms(&self) -> i64 {
        millis(self.group_initial_rebalance_delay)
    }

    pub(crate) fn retention_check_interval_ms(&self) -> i64 {
        millis(self.offsets_retention_check_interval)
    }

    pub(crate) fn commit_timeout_ms(&self) -> i64 {
        millis(self.offsets_commit_timeout)
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
