//! Settings of the producer.

use std::time::Duration;

use kavka_config::{ConfigError, ParsedConfig, Properties};
use kavka_protocol::compression::Codec;

use super::accumulator::Batching;
use crate::config::{CommonConfig, PRODUCER, millis, parse};

/// Settings of the producer.
#[derive(Debug, Clone)]
pub struct ProducerConfig {
    /// What all clients have.
    pub common: CommonConfig,
    /// `acks`: -1 for all.
    pub acks: i16,
    /// `enable.idempotence`, unless what else is set rules it out.
    pub idempotent: bool,
    /// `batch.size`, in bytes.
    pub batch_size: usize,
    /// `linger.ms`.
    pub linger: Duration,
    /// `buffer.memory`, in bytes.
    pub buffer_memory: usize,
    /// `max.block.ms`.
    pub max_block: Duration,
    /// `max.request.size`, in bytes.
    pub max_request_size: usize,
    /// `max.in.flight.requests.per.connection`.
    pub max_in_flight: usize,
    /// `delivery.timeout.ms`.
    pub delivery_timeout: Duration,
    /// `retries`.
    pub retries: u32,
    /// `compression.type`.
    pub codec: Codec,
    /// `compression.<codec>.level`.
    pub level: Option<i32>,
    /// `partitioner.ignore.keys`.
    pub ignore_keys: bool,
    /// `partitioner.adaptive.partitioning.enable`.
    pub adaptive_partitioning: bool,
    /// `partitioner.availability.timeout.ms`; zero is never.
    pub availability_timeout: Duration,
    /// `metadata.max.idle.ms`.
    pub metadata_max_idle: Duration,
    /// `transactional.id`.
    pub transactional_id: Option<String>,
    /// `transaction.timeout.ms`.
    pub transaction_timeout: Duration,
}

/// Requests in flight that the broker can still order by sequence (it keeps five batches).
const IDEMPOTENT_IN_FLIGHT_MAX: i32 = 5;

impl ProducerConfig {
    /// From properties with Kafka's names.
    ///
    /// # Errors
    /// [`ConfigError`] with Kafka's text.
    pub fn from_properties(properties: &Properties) -> Result<Self, ConfigError> {
        let parsed = parse(&PRODUCER, properties)?;
        let acks = match parsed.string("acks") {
            "0" => 0,
            "1" => 1,
            _ => -1,
        };
        let codec_name = parsed.string("compression.type");
        let codec = Codec::from_name(codec_name)
            .ok_or_else(|| ConfigError::invalid("compression.type", codec_name, "unknown codec"))?;
        let transactional_id = parsed.optional_string("transactional.id").map(str::to_string);
        let idempotent = idempotent(&parsed, acks)?;
        if transactional_id.is_some() && !idempotent {
            let told = "Cannot set a transactional.id without also enabling idempotence.";
            return Err(ConfigError::Rule(told.to_string()));
        }
        if parsed.boolean("transaction.two.phase.commit.enable") {
            let told = "two-phase commit is not supported";
            return Err(ConfigError::invalid("transaction.two.phase.commit.enable", "true", told));
        }
        if let Some(class) = parsed.optional_string("partitioner.class") {
            let told = "a partitioner is given to the producer as a value";
            return Err(ConfigError::invalid("partitioner.class", class, told));
        }
        let default_client_id = match &transactional_id {
            Some(id) => format!("producer-{id}"),
            None => "producer-1".to_string(),
        };
        Ok(Self {
            common: CommonConfig::from_parsed(&parsed, &default_client_id)?,
            acks,
            idempotent,
            batch_size: size(i64::from(parsed.int("batch.size"))),
            linger: millis(parsed.long("linger.ms")),
            buffer_memory: size(parsed.long("buffer.memory")),
            max_block: millis(parsed.long("max.block.ms")),
            max_request_size: size(i64::from(parsed.int("max.request.size"))),
            max_in_flight: size(i64::from(parsed.int("max.in.flight.requests.per.connection"))),
            delivery_timeout: delivery_timeout(&parsed)?,
            retries: u32::try_from(parsed.int("retries")).unwrap_or(0),
            codec,
            level: level(&parsed, codec),
            ignore_keys: parsed.boolean("partitioner.ignore.keys"),
            adaptive_partitioning: parsed.boolean("partitioner.adaptive.partitioning.enable"),
            availability_timeout: millis(parsed.long("partitioner.availability.timeout.ms")),
            metadata_max_idle: millis(parsed.long("metadata.max.idle.ms")),
            transactional_id,
            transaction_timeout: millis(i64::from(parsed.int("transaction.timeout.ms"))),
        })
    }

    pub(super) fn batching(&self, keeps_timestamps: bool) -> Batching {
        Batching {
            batch_size: self.batch_size,
            linger: self.linger,
            delivery_timeout: self.delivery_timeout,
            retries: self.retries,
            retry_backoff: self.common.retry_backoff,
            retry_backoff_max: self.common.retry_backoff_max,
            max_request_size: self.max_request_size,
            codec: self.codec,
            level: self.level,
            idempotent: self.idempotent,
            in_order: self.max_in_flight == 1,
            ignore_keys: self.ignore_keys,
            adaptive: self.adaptive_partitioning,
            availability_timeout: self.availability_timeout,
            buffer_memory: self.buffer_memory,
            keeps_timestamps,
        }
    }
}

/// It must leave time for lingering and one request; the default gives way to what was given.
fn delivery_timeout(parsed: &ParsedConfig) -> Result<Duration, ConfigError> {
    let given = i64::from(parsed.int("delivery.timeout.ms"));
    let needed = parsed.long("linger.ms").saturating_add(i64::from(parsed.int("request.timeout.ms")));
    if given >= needed {
        return Ok(millis(given));
    }
    if parsed.is_given("delivery.timeout.ms") {
        let told = "delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms";
        return Err(ConfigError::Rule(told.to_string()));
    }
    tracing::warn!(
        "delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms. Setting it to {needed}."
    );
    Ok(millis(needed))
}

/// Idempotence is the default, and gives way to settings it cannot live with unless it was asked for.
fn idempotent(parsed: &ParsedConfig, acks: i16) -> Result<bool, ConfigError> {
    if !parsed.boolean("enable.idempotence") {
        return Ok(false);
    }
    let was_asked_for = parsed.is_given("enable.idempotence") || parsed.is_given("transactional.id");
    let conflict = if acks != -1 {
        Some((
            "acks",
            parsed.string("acks").to_string(),
            "Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.",
        ))
    } else if parsed.int("retries") == 0 {
        Some(("retries", "0".to_string(), "Must set retries to non-zero when using the idempotent producer."))
    } else if parsed.int("max.in.flight.requests.per.connection") > IDEMPOTENT_IN_FLIGHT_MAX {
        let given = parsed.int("max.in.flight.requests.per.connection").to_string();
        Some((
            "max.in.flight.requests.per.connection",
            given,
            "Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer.",
        ))
    } else {
        None
    };
    match conflict {
        Some((name, value, reason)) if was_asked_for => Err(ConfigError::invalid(name, value, reason)),
        conflict => Ok(conflict.is_none()),
    }
}

fn level(parsed: &ParsedConfig, codec: Codec) -> Option<i32> {
    let name = match codec {
        Codec::Gzip => "compression.gzip.level",
        Codec::Lz4 => "compression.lz4.level",
        Codec::Zstd => "compression.zstd.level",
        Codec::None | Codec::Snappy => return None,
    };
    parsed.is_given(name).then(|| parsed.int(name))
}

fn size(value: i64) -> usize {
    usize::try_from(value).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(pairs: &[(&str, &str)]) -> Result<ProducerConfig, ConfigError> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string()));
        ProducerConfig::from_properties(&pairs.collect())
    }

    #[test]
    fn idempotence_gives_way_unless_asked_for() {
        assert!(config(&[]).unwrap().idempotent);
        assert!(!config(&[("acks", "1")]).unwrap().idempotent);
        let error = config(&[("acks", "1"), ("enable.idempotence", "true")]).unwrap_err().to_string();
        assert!(error.contains("Must set acks to all"), "{error}");
    }

    #[test]
    fn a_level_counts_only_for_its_codec() {
        let given = config(&[
            ("compression.type", "zstd"),
            ("compression.zstd.level", "7"),
            ("compression.gzip.level", "2"),
        ]);
        assert_eq!(given.unwrap().level, Some(7));
        assert_eq!(config(&[("compression.type", "lz4")]).unwrap().level, None);
    }
}
