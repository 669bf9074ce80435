//! Settings of the group coordinator.

use std::time::Duration;

use crate::assignor::{Assignor, Range, Uniform};

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
    /// Groups of the consumer protocol.
    pub consumer: ConsumerConfig,
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
            consumer: ConsumerConfig::default(),
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

/// The broker settings that steer groups of the consumer protocol (KIP-848), with Kafka's defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerConfig {
    /// `group.consumer.session.timeout.ms` (45 s), unless the group has its own.
    pub session_timeout_ms: i32,
    /// `group.consumer.heartbeat.interval.ms` (5 s), unless the group has its own.
    pub heartbeat_interval_ms: i32,
    /// `group.consumer.assignment.interval.ms` (1 s): time between two assignments of a group, unless it has its own.
    pub assignment_interval_ms: i32,
    /// `group.consumer.max.size`: most members of a group (2,147,483,647).
    pub max_size: usize,
    /// `group.consumer.assignors`: names of the assignors members may ask for; the first is the default.
    pub assignors: Vec<String>,
    /// `group.consumer.migration.policy`: which changes between the protocols happen to groups with members.
    pub migration_policy: MigrationPolicy,
    /// `group.consumer.regex.refresh.interval.ms`: how long what an expression stands for may be used (10 min).
    pub regex_refresh_interval_ms: i32,
}

impl Default for ConsumerConfig {
    fn default() -> Self {
        Self {
            session_timeout_ms: 45_000,
            heartbeat_interval_ms: 5_000,
            assignment_interval_ms: 1_000,
            max_size: i32::MAX as usize,
            assignors: vec!["uniform".to_owned(), "range".to_owned()],
            migration_policy: MigrationPolicy::Bidirectional,
            regex_refresh_interval_ms: 600_000,
        }
    }
}

/// Which changes of protocol a group with members may go through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MigrationPolicy {
    /// From classic to consumer, and back.
    #[default]
    Bidirectional,
    /// From classic to consumer only.
    Upgrade,
    /// From consumer to classic only.
    Downgrade,
    /// None; a group must be empty to change.
    Disabled,
}

impl MigrationPolicy {
    /// The policy by its name in the settings, whatever the case.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Bidirectional, Self::Upgrade, Self::Downgrade, Self::Disabled];
        let names = ["bidirectional", "upgrade", "downgrade", "disabled"];
        names.iter().position(|known| known.eq_ignore_ascii_case(name)).map(|index| all[index])
    }

    pub(crate) fn allows_upgrade(self) -> bool {
        matches!(self, Self::Bidirectional | Self::Upgrade)
    }

    pub(crate) fn allows_downgrade(self) -> bool {
        matches!(self, Self::Bidirectional | Self::Downgrade)
    }
}

/// The server's assignor of that name.
pub(crate) fn assignor_named(name: &str) -> Option<&'static dyn Assignor> {
    static ALL: [&dyn Assignor; 2] = [&Uniform, &Range];
    ALL.into_iter().find(|assignor| assignor.name() == name)
}
