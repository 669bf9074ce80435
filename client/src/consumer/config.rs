//! Settings of the consumer.

use std::time::Duration;

use kavka_config::{ConfigError, ParsedConfig, Properties};

use crate::admin::OffsetSpec;
use crate::config::{CONSUMER, CommonConfig, millis, parse};

/// What to do where a partition has no position: `auto.offset.reset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OffsetReset {
    /// Start there.
    To(OffsetSpec),
    /// Start at what is so old: `by_duration:PnDTnHnMn.nS` (KIP-1106).
    Ago(Duration),
    /// Fail.
    Fail,
}

/// How the members of a group agree: `group.protocol`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupProtocol {
    /// A member decides for all.
    Classic,
    /// The broker decides (KIP-848).
    Consumer,
}

/// Settings of the consumer.
#[derive(Debug, Clone)]
pub struct ConsumerConfig {
    /// What all clients have.
    pub common: CommonConfig,
    /// `group.id`.
    pub group_id: Option<String>,
    /// `group.protocol`.
    pub group_protocol: GroupProtocol,
    /// `group.remote.assignor`: which of the broker's assignors to use; it chooses where none is named.
    pub remote_assignor: Option<String>,
    /// `group.instance.id`: static membership.
    pub group_instance_id: Option<String>,
    /// `client.rack`.
    pub rack: String,
    /// `session.timeout.ms`.
    pub session_timeout: Duration,
    /// `heartbeat.interval.ms`.
    pub heartbeat_interval: Duration,
    /// `max.poll.interval.ms`.
    pub max_poll_interval: Duration,
    /// `max.poll.records`.
    pub max_poll_records: usize,
    /// `partition.assignment.strategy`, in order of preference: names of protocols or of Java's classes.
    pub assignors: Vec<String>,
    /// `auto.commit.interval.ms`, where `enable.auto.commit` is on.
    pub auto_commit: Option<Duration>,
    /// `auto.offset.reset`.
    pub offset_reset: OffsetReset,
    /// `isolation.level` is `read_committed`.
    pub read_committed: bool,
    /// `fetch.min.bytes`.
    pub fetch_min_bytes: i32,
    /// `fetch.max.bytes`.
    pub fetch_max_bytes: i32,
    /// `max.partition.fetch.bytes`.
    pub partition_max_bytes: i32,
    /// `fetch.max.wait.ms`.
    pub fetch_max_wait: Duration,
    /// `check.crcs`.
    pub check_crcs: bool,
    /// `allow.auto.create.topics`.
    pub create_topics: bool,
    /// `exclude.internal.topics`.
    pub exclude_internal_topics: bool,
    /// `default.api.timeout.ms`.
    pub api_timeout: Duration,
}

impl ConsumerConfig {
    /// From properties with Kafka's names.
    ///
    /// # Errors
    /// [`ConfigError`] with Kafka's text.
    pub fn from_properties(properties: &Properties) -> Result<Self, ConfigError> {
        let parsed = parse(&CONSUMER, properties)?;
        let is_classic = parsed.string("group.protocol").eq_ignore_ascii_case("classic");
        let group_protocol = if is_classic { GroupProtocol::Classic } else { GroupProtocol::Consumer };
        refuse_settings_of_the_other(group_protocol, properties)?;
        let group_id = parsed.optional_string("group.id").filter(|id| !id.is_empty()).map(str::to_string);
        let auto_commit = match parsed.boolean("enable.auto.commit") && group_id.is_some() {
            true => Some(millis(i64::from(parsed.int("auto.commit.interval.ms")))),
            false => None,
        };
        Ok(Self {
            common: CommonConfig::from_parsed(&parsed, "consumer-1")?,
            group_id,
            group_protocol,
            remote_assignor: parsed.optional_string("group.remote.assignor").map(str::to_string),
            group_instance_id: parsed.optional_string("group.instance.id").map(str::to_string),
            rack: parsed.optional_string("client.rack").unwrap_or_default().to_string(),
            session_timeout: duration(&parsed, "session.timeout.ms"),
            heartbeat_interval: duration(&parsed, "heartbeat.interval.ms"),
            max_poll_interval: duration(&parsed, "max.poll.interval.ms"),
            max_poll_records: usize::try_from(parsed.int("max.poll.records")).unwrap_or(1),
            assignors: assignors(&parsed),
            auto_commit,
            offset_reset: offset_reset(parsed.string("auto.offset.reset"))?,
            read_committed: parsed.string("isolation.level") == "read_committed",
            fetch_min_bytes: parsed.int("fetch.min.bytes"),
            fetch_max_bytes: parsed.int("fetch.max.bytes"),
            partition_max_bytes: parsed.int("max.partition.fetch.bytes"),
            fetch_max_wait: duration(&parsed, "fetch.max.wait.ms"),
            check_crcs: parsed.boolean("check.crcs"),
            create_topics: parsed.boolean("allow.auto.create.topics"),
            exclude_internal_topics: parsed.boolean("exclude.internal.topics"),
            api_timeout: duration(&parsed, "default.api.timeout.ms"),
        })
    }
}

/// Settings that only the other protocol has are an error, in Kafka's words: they would do nothing.
fn refuse_settings_of_the_other(protocol: GroupProtocol, properties: &Properties) -> Result<(), ConfigError> {
    let (name, others): (&str, &[&str]) = match protocol {
        GroupProtocol::Classic => ("CLASSIC", &["group.remote.assignor"]),
        GroupProtocol::Consumer => {
            ("CONSUMER", &["partition.assignment.strategy", "heartbeat.interval.ms", "session.timeout.ms"])
        }
    };
    match others.iter().find(|key| properties.contains_key(**key)) {
        Some(key) => Err(ConfigError::Rule(format!("{key} cannot be set when group.protocol={name}"))),
        None => Ok(()),
    }
}

fn duration(parsed: &ParsedConfig, name: &str) -> Duration {
    millis(i64::from(parsed.int(name)))
}

/// Assignors by the last parts of their class names, or by their protocol names.
fn assignors(parsed: &ParsedConfig) -> Vec<String> {
    let last_part = |text: &String| {
        text.trim().trim_start_matches("class ").rsplit('.').next().unwrap_or_default().to_string()
    };
    parsed.list("partition.assignment.strategy").iter().map(last_part).collect()
}

fn offset_reset(text: &str) -> Result<OffsetReset, ConfigError> {
    let lower = text.to_ascii_lowercase();
    if let Some(duration) = lower.strip_prefix("by_duration:").and_then(iso_duration) {
        return Ok(OffsetReset::Ago(duration));
    }
    Ok(match lower.as_str() {
        "latest" => OffsetReset::To(OffsetSpec::Latest),
        "earliest" => OffsetReset::To(OffsetSpec::Earliest),
        "none" => OffsetReset::Fail,
        _ => {
            let reason = "must be one of latest, earliest, none, by_duration:PnDTnHnMn.nS";
            return Err(ConfigError::invalid("auto.offset.reset", text, reason));
        }
    })
}

/// `pndtnhnmn.ns`, in small letters and already known to be well-formed but for its size.
fn iso_duration(text: &str) -> Option<Duration> {
    let mut seconds = 0.0;
    let mut number = String::new();
    for letter in text.strip_prefix('p')?.chars() {
        let unit = match letter {
            't' => continue,
            'd' => 86_400.0,
            'h' => 3600.0,
            'm' => 60.0,
            's' => 1.0,
            digit => {
                number.push(digit);
                continue;
            }
        };
        seconds += std::mem::take(&mut number).parse::<f64>().ok()? * unit;
    }
    Duration::try_from_secs_f64(seconds).ok().filter(|_| number.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_kafkas() {
        let config = ConsumerConfig::from_properties(&Properties::new()).unwrap();
        assert_eq!(config.assignors, ["RangeAssignor", "CooperativeStickyAssignor"]);
        assert_eq!(config.offset_reset, OffsetReset::To(OffsetSpec::Latest));
        assert_eq!(config.auto_commit, None, "there is no group to commit for");
    }

    #[test]
    fn a_duration_is_read_as_java_reads_it() {
        let reset = |text: &str| offset_reset(text).unwrap();
        assert_eq!(reset("by_duration:P1DT2H3M4.5S"), OffsetReset::Ago(Duration::from_millis(93_784_500)));
        assert_eq!(reset("by_duration:PT30M"), OffsetReset::Ago(Duration::from_secs(1800)));
    }

    #[test]
    fn settings_of_the_other_protocol_are_refused() {
        let refused = |protocol: &str, key: &str, value: &str| {
            let pairs = [("group.protocol", protocol), (key, value)];
            let properties = pairs.map(|(key, value)| (key.to_string(), value.to_string())).into();
            ConsumerConfig::from_properties(&properties).unwrap_err().to_string()
        };
        assert_eq!(
            refused("consumer", "session.timeout.ms", "6000"),
            "session.timeout.ms cannot be set when group.protocol=CONSUMER"
        );
        assert_eq!(
            refused("classic", "group.remote.assignor", "range"),
            "group.remote.assignor cannot be set when group.protocol=CLASSIC"
        );
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for (name, value) in [("group.protocol", "sharing"), ("auto.offset.reset", "yesterday")] {
            let properties = Properties::from([(name.to_string(), value.to_string())]);
            let error = ConsumerConfig::from_properties(&properties).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(value), "{error}");
        }
    }
}
