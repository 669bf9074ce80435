//! The settings by typed methods. Each method sets one key of the table; [`build`](ProducerConfigBuilder::build) checks
//! them all, as for properties.

use std::time::Duration;

use kavka_config::{ConfigError, Properties};

use crate::admin::AdminConfig;
use crate::consumer::ConsumerConfig;
use crate::producer::ProducerConfig;

/// How a typed value is written in properties.
trait Written {
    fn written(self) -> String;
}

impl Written for Duration {
    fn written(self) -> String {
        self.as_millis().to_string()
    }
}

impl Written for &str {
    fn written(self) -> String {
        self.to_string()
    }
}

macro_rules! written_as_displayed {
    ($($kind:ty),*) => {
        $(impl Written for $kind {
            fn written(self) -> String {
                self.to_string()
            }
        })*
    };
}

written_as_displayed!(bool, i32, u32, u64, usize);

macro_rules! builder {
    ($(#[$about:meta])* $name:ident for $config:ty { $($method:ident($kind:ty) = $key:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default)]
        pub struct $name {
            properties: Properties,
        }

        impl $name {
            /// Nothing set: Kafka's defaults.
            pub fn new() -> Self {
                Self::default()
            }

            /// Any key by its name, also one without a method.
            #[must_use]
            pub fn set(mut self, key: &str, value: impl ToString) -> Self {
                self.properties.insert(key.to_string(), value.to_string());
                self
            }

            /// What has been set, as properties.
            pub fn properties(&self) -> &Properties {
                &self.properties
            }

            /// Checks the settings.
            ///
            /// # Errors
            /// [`ConfigError`] that names the key, its value and what is allowed.
            pub fn build(&self) -> Result<$config, ConfigError> {
                <$config>::from_properties(&self.properties)
            }

            $(
                #[doc = concat!("`", $key, "`.")]
                #[must_use]
                pub fn $method(self, value: $kind) -> Self {
                    self.set($key, value.written())
                }
            )*
        }
    };
}

builder! {
    /// Settings of a producer.
    ///
    /// ```
    /// use std::time::Duration;
    /// use kavka_client::config::ProducerConfigBuilder;
    ///
    /// let config = ProducerConfigBuilder::new()
    ///     .bootstrap_servers("localhost:9092")
    ///     .compression_type("zstd")
    ///     .linger(Duration::from_millis(20))
    ///     .build()?;
    /// assert_eq!(config.linger, Duration::from_millis(20));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ProducerConfigBuilder for ProducerConfig {
        bootstrap_servers(&str) = "bootstrap.servers";
        client_id(&str) = "client.id";
        security_protocol(&str) = "security.protocol";
        acks(&str) = "acks";
        enable_idempotence(bool) = "enable.idempotence";
        transactional_id(&str) = "transactional.id";
        transaction_timeout(Duration) = "transaction.timeout.ms";
        batch_size(usize) = "batch.size";
        linger(Duration) = "linger.ms";
        buffer_memory(u64) = "buffer.memory";
        max_block(Duration) = "max.block.ms";
        max_request_size(usize) = "max.request.size";
        max_in_flight(u32) = "max.in.flight.requests.per.connection";
        compression_type(&str) = "compression.type";
        gzip_level(i32) = "compression.gzip.level";
        lz4_level(i32) = "compression.lz4.level";
        zstd_level(i32) = "compression.zstd.level";
        delivery_timeout(Duration) = "delivery.timeout.ms";
        request_timeout(Duration) = "request.timeout.ms";
        retries(u32) = "retries";
        retry_backoff(Duration) = "retry.backoff.ms";
        retry_backoff_max(Duration) = "retry.backoff.max.ms";
        adaptive_partitioning(bool) = "partitioner.adaptive.partitioning.enable";
        availability_timeout(Duration) = "partitioner.availability.timeout.ms";
        ignore_keys(bool) = "partitioner.ignore.keys";
        metadata_max_age(Duration) = "metadata.max.age.ms";
    }
}

builder! {
    /// Settings of a consumer.
    ///
    /// ```
    /// use kavka_client::config::ConsumerConfigBuilder;
    ///
    /// let config = ConsumerConfigBuilder::new()
    ///     .bootstrap_servers("localhost:9092")
    ///     .group_id("readers")
    ///     .auto_offset_reset("earliest")
    ///     .build()?;
    /// assert_eq!(config.group_id.as_deref(), Some("readers"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ConsumerConfigBuilder for ConsumerConfig {
        bootstrap_servers(&str) = "bootstrap.servers";
        client_id(&str) = "client.id";
        client_rack(&str) = "client.rack";
        security_protocol(&str) = "security.protocol";
        group_id(&str) = "group.id";
        group_instance_id(&str) = "group.instance.id";
        group_protocol(&str) = "group.protocol";
        group_remote_assignor(&str) = "group.remote.assignor";
        partition_assignment_strategy(&str) = "partition.assignment.strategy";
        auto_offset_reset(&str) = "auto.offset.reset";
        enable_auto_commit(bool) = "enable.auto.commit";
        auto_commit_interval(Duration) = "auto.commit.interval.ms";
        isolation_level(&str) = "isolation.level";
        session_timeout(Duration) = "session.timeout.ms";
        heartbeat_interval(Duration) = "heartbeat.interval.ms";
        max_poll_interval(Duration) = "max.poll.interval.ms";
        max_poll_records(u32) = "max.poll.records";
        fetch_min_bytes(u32) = "fetch.min.bytes";
        fetch_max_bytes(u32) = "fetch.max.bytes";
        fetch_max_wait(Duration) = "fetch.max.wait.ms";
        max_partition_fetch_bytes(u32) = "max.partition.fetch.bytes";
        check_crcs(bool) = "check.crcs";
        allow_auto_create_topics(bool) = "allow.auto.create.topics";
        request_timeout(Duration) = "request.timeout.ms";
        default_api_timeout(Duration) = "default.api.timeout.ms";
        retry_backoff(Duration) = "retry.backoff.ms";
        metadata_max_age(Duration) = "metadata.max.age.ms";
    }
}

builder! {
    /// Settings of an admin client.
    ///
    /// ```
    /// use kavka_client::config::AdminConfigBuilder;
    ///
    /// let error = AdminConfigBuilder::new().set("retries", -1).build().unwrap_err();
    /// assert!(error.to_string().contains("retries"));
    /// ```
    AdminConfigBuilder for AdminConfig {
        bootstrap_servers(&str) = "bootstrap.servers";
        bootstrap_controllers(&str) = "bootstrap.controllers";
        client_id(&str) = "client.id";
        security_protocol(&str) = "security.protocol";
        request_timeout(Duration) = "request.timeout.ms";
        default_api_timeout(Duration) = "default.api.timeout.ms";
        retries(i32) = "retries";
        retry_backoff(Duration) = "retry.backoff.ms";
        metadata_max_age(Duration) = "metadata.max.age.ms";
    }
}
