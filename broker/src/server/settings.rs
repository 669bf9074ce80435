//! Settings of the parts, from the broker's configuration and the metadata.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use kavka_broker_config::{BrokerConfig, Endpoint, Properties, TopicConfig, topic_defaults};
use kavka_controller::image::{ConfigMap, ConfigResource};
use kavka_controller::{ControllerConfig, MetadataImage, decide};
use kavka_coordinator::group::{ConsumerConfig, MigrationPolicy};
use kavka_coordinator::{GroupConfig, TransactionConfig};
use kavka_log::{CleanerConfig, LogManagerConfig};
use uuid::Uuid;

use super::directories::Directories;
use crate::replica::{TopicSettings, log_config};

/// A topic's settings: its own over the broker's dynamic ones over `server.properties`.
pub(crate) fn topic_settings(config: &BrokerConfig, image: &MetadataImage, topic: &str) -> TopicSettings {
    let defaults = topic_defaults(config, &decide::dynamic_broker_configs(image, config.node_id));
    let own =
        image.configs.of(&ConfigResource::topic(topic)).map(|map| to_properties(map)).unwrap_or_default();
    match TopicConfig::new(&defaults, &own) {
        Ok(config) => from_topic_config(&config),
        Err(error) => {
            // The controller checks before it writes; only a log written by someone else can get here.
            tracing::error!(topic, %error, "ignoring the topic's own settings");
            match TopicConfig::new(&defaults, &Properties::new()) {
                Ok(config) => from_topic_config(&config),
                Err(_) => TopicSettings::default(),
            }
        }
    }
}

fn from_topic_config(config: &TopicConfig) -> TopicSettings {
    TopicSettings { log: log_config(config.values()), min_insync_replicas: config.min_insync_replicas() }
}

fn to_properties(map: &ConfigMap) -> Properties {
    map.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

/// What the log manager runs with.
pub(super) fn log_manager(config: &BrokerConfig, log_dirs: Vec<PathBuf>) -> LogManagerConfig {
    let values = config.values();
    LogManagerConfig {
        log_dirs,
        cordoned_log_dirs: config.cordoned_log_dirs(),
        defaults: topic_settings(config, &MetadataImage::default(), "").log,
        recovery_threads_per_dir: usize::try_from(values.int("num.recovery.threads.per.data.dir"))
            .unwrap_or(1),
        flush_check_interval_ms: values.long("log.flush.scheduler.interval.ms"),
        recovery_point_checkpoint_interval_ms: i64::from(
            values.int("log.flush.offset.checkpoint.interval.ms"),
        ),
        start_offset_checkpoint_interval_ms: i64::from(
            values.int("log.flush.start.offset.checkpoint.interval.ms"),
        ),
        high_watermark_checkpoint_interval_ms: values.long("replica.high.watermark.checkpoint.interval.ms"),
        retention_check_interval_ms: values.long("log.retention.check.interval.ms"),
        producer_id_expiration_ms: i64::from(values.int("producer.id.expiration.ms")),
        verify_transactions: values.boolean("transaction.partition.verification.enable"),
        transaction_max_timeout_ms: i64::from(values.int("transaction.max.timeout.ms")),
        producer_id_expiration_check_interval_ms: i64::from(
            values.int("producer.id.expiration.check.interval.ms"),
        ),
    }
}

/// What the log cleaner runs with.
pub(super) fn cleaner(config: &BrokerConfig) -> CleanerConfig {
    let values = config.values();
    let size = |name: &str| usize::try_from(values.int(name)).unwrap_or(0);
    CleanerConfig {
        threads: if values.boolean("log.cleaner.enable") { size("log.cleaner.threads") } else { 0 },
        dedupe_buffer_size: u64::try_from(values.long("log.cleaner.dedupe.buffer.size")).unwrap_or(0),
        dedupe_buffer_load_factor: values.double("log.cleaner.io.buffer.load.factor"),
        io_buffer_size: size("log.cleaner.io.buffer.size"),
        io_max_bytes_per_second: values.double("log.cleaner.io.max.bytes.per.second"),
        backoff_ms: u64::try_from(values.long("log.cleaner.backoff.ms")).unwrap_or(0),
    }
}

/// What the group coordinator runs with.
pub(super) fn groups(config: &BrokerConfig) -> GroupConfig {
    let values = config.values();
    let millis = |ms: i32| Duration::from_millis(u64::try_from(ms).unwrap_or(0));
    let size = |name: &str| usize::try_from(values.int(name)).unwrap_or(0);
    GroupConfig {
        group_min_session_timeout: millis(values.int("group.min.session.timeout.ms")),
        group_max_session_timeout: millis(values.int("group.max.session.timeout.ms")),
        group_initial_rebalance_delay: millis(values.int("group.initial.rebalance.delay.ms")),
        group_max_size: size("group.max.size"),
        offset_metadata_max_bytes: size("offset.metadata.max.bytes"),
        offsets_retention: Duration::from_secs(
            60 * values.int("offsets.retention.minutes").unsigned_abs() as u64,
        ),
        offsets_retention_check_interval: Duration::from_millis(
            u64::try_from(values.long("offsets.retention.check.interval.ms")).unwrap_or(0),
        ),
        offsets_commit_timeout: millis(values.int("offsets.commit.timeout.ms")),
        offsets_load_buffer_size: size("offsets.load.buffer.size"),
        offsets_topic_num_partitions: values.int("offsets.topic.num.partitions"),
        offsets_topic_replication_factor: values.short("offsets.topic.replication.factor"),
        offsets_topic_segment_bytes: values.int("offsets.topic.segment.bytes"),
        offsets_topic_compression_codec: values.int("offsets.topic.compression.codec"),
        consumer: consumer_groups(config),
    }
}

/// What groups of the consumer protocol run with.
fn consumer_groups(config: &BrokerConfig) -> ConsumerConfig {
    let values = config.values();
    let policy = values.string("group.consumer.migration.policy");
    let defaults = ConsumerConfig::default();
    ConsumerConfig {
        session_timeout_ms: values.int("group.consumer.session.timeout.ms"),
        heartbeat_interval_ms: values.int("group.consumer.heartbeat.interval.ms"),
        assignment_interval_ms: values.int("group.consumer.assignment.interval.ms"),
        max_size: usize::try_from(values.int("group.consumer.max.size")).unwrap_or(0),
        assignors: values.list("group.consumer.assignors").iter().map(|name| assignor_name(name)).collect(),
        migration_policy: MigrationPolicy::from_name(policy).unwrap_or(defaults.migration_policy),
        regex_refresh_interval_ms: values.int("group.consumer.regex.refresh.interval.ms"),
    }
}

/// Kafka takes the classes of its assignors for their names.
fn assignor_name(setting: &str) -> String {
    match setting.rsplit('.').next() {
        Some("UniformAssignor") => "uniform".to_owned(),
        Some("RangeAssignor") => "range".to_owned(),
        _ => setting.to_owned(),
    }
}

/// What the transaction coordinator runs with.
pub(super) fn transactions(config: &BrokerConfig) -> TransactionConfig {
    let values = config.values();
    let millis = |name: &str| Duration::from_millis(u64::try_from(values.int(name)).unwrap_or(0));
    TransactionConfig {
        transaction_max_timeout: millis("transaction.max.timeout.ms"),
        transactional_id_expiration: millis("transactional.id.expiration.ms"),
        transaction_abort_timed_out_transaction_cleanup_interval: millis(
            "transaction.abort.timed.out.transaction.cleanup.interval.ms",
        ),
        transaction_remove_expired_transaction_cleanup_interval: millis(
            "transaction.remove.expired.transaction.cleanup.interval.ms",
        ),
        transaction_two_phase_commit_enable: values.boolean("transaction.two.phase.commit.enable"),
        transaction_state_log_load_buffer_size: usize::try_from(
            values.int("transaction.state.log.load.buffer.size"),
        )
        .unwrap_or(0),
        transaction_state_log_num_partitions: values.int("transaction.state.log.num.partitions"),
        transaction_state_log_replication_factor: values.short("transaction.state.log.replication.factor"),
        transaction_state_log_min_isr: values.int("transaction.state.log.min.isr"),
        transaction_state_log_segment_bytes: values.int("transaction.state.log.segment.bytes"),
        request_timeout: millis("request.timeout.ms"),
    }
}

/// What the controller runs with.
pub(super) fn controller(
    config: &Arc<BrokerConfig>,
    directories: &Directories,
    incarnation_id: Uuid,
    advertised: &[Endpoint],
) -> ControllerConfig {
    ControllerConfig::new(
        Arc::clone(config),
        Arc::from(directories.cluster_id.as_str()),
        directories.metadata_directory_id,
        incarnation_id,
        advertised,
    )
}
