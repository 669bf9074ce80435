//! The settings of one node, checked and typed.

use std::path::PathBuf;
use std::time::Duration;

use indexmap::IndexMap;
use kavka_config::{ConfigError, ParsedConfig, Properties};

use crate::quorum::split_address;
use crate::{BROKER, Listeners, QuorumVoter};

/// What a node does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessRole {
    /// Serves clients.
    Broker,
    /// Takes part in the quorum.
    Controller,
}

/// All settings of a node. The fields hold what code on the request path needs; every other
/// setting is at hand through [`BrokerConfig::values`].
#[derive(Debug, Clone)]
pub struct BrokerConfig {
    values: ParsedConfig,
    /// `node.id`
    pub node_id: i32,
    /// `process.roles`
    pub process_roles: Vec<ProcessRole>,
    /// `listeners` and what belongs to them.
    pub listeners: Listeners,
    /// `controller.quorum.voters`
    pub controller_quorum_voters: Vec<QuorumVoter>,
    /// `controller.quorum.bootstrap.servers` as host and port.
    pub controller_quorum_bootstrap_servers: Vec<(String, u16)>,
    /// `log.dirs`, or `log.dir` where that is not given.
    pub log_dirs: Vec<PathBuf>,
    /// `metadata.log.dir`, or the first of `log.dirs`.
    pub metadata_log_dir: PathBuf,
    /// `broker.rack`
    pub broker_rack: Option<String>,
    /// `auto.create.topics.enable`
    pub auto_create_topics_enable: bool,
    /// `num.partitions`
    pub num_partitions: i32,
    /// `default.replication.factor`
    pub default_replication_factor: i16,
    /// `socket.request.max.bytes`
    pub socket_request_max_bytes: usize,
    /// `queued.max.request.bytes`; `None` where it is not limited.
    pub queued_max_request_bytes: Option<usize>,
    /// `max.connections`
    pub max_connections: usize,
    /// `max.connections.per.ip`
    pub max_connections_per_ip: usize,
    /// `max.connections.per.ip.overrides` by host name or address.
    pub max_connections_per_ip_overrides: IndexMap<String, usize>,
    /// `max.connection.creation.rate`, connections per second.
    pub max_connection_creation_rate: u32,
    /// `connections.max.idle.ms`; `None` where connections may idle for ever.
    pub connections_max_idle: Option<Duration>,
    /// `socket.send.buffer.bytes`; `None` leaves it to the system.
    pub socket_send_buffer_bytes: Option<usize>,
    /// `socket.receive.buffer.bytes`; `None` leaves it to the system.
    pub socket_receive_buffer_bytes: Option<usize>,
    /// `socket.listen.backlog.size`
    pub socket_listen_backlog_size: i32,
}

impl BrokerConfig {
    /// Checks all settings of a node: each alone, then the rules between them.
    ///
    /// # Errors
    /// The first [`ConfigError`], on one line.
    pub fn from_properties(properties: &Properties) -> Result<Self, ConfigError> {
        let values = BROKER.def().parse(properties.iter().map(|(k, v)| (k.as_str(), v.as_str())))?;
        Self::from_parsed(values)
    }

    fn from_parsed(values: ParsedConfig) -> Result<Self, ConfigError> {
        let config = Self {
            node_id: values.int("node.id"),
            process_roles: values.list("process.roles").iter().map(|role| read_role(role)).collect(),
            listeners: Listeners::from_config(&values)?,
            controller_quorum_voters: values
                .list("controller.quorum.voters")
                .iter()
                .filter_map(|item| QuorumVoter::parse(item))
                .collect(),
            controller_quorum_bootstrap_servers: values
                .list("controller.quorum.bootstrap.servers")
                .iter()
                .filter_map(|item| split_address(item))
                .collect(),
            log_dirs: log_dirs(&values),
            metadata_log_dir: metadata_log_dir(&values)?,
            broker_rack: values.optional_string("broker.rack").map(str::to_owned),
            auto_create_topics_enable: values.boolean("auto.create.topics.enable"),
            num_partitions: values.int("num.partitions"),
            default_replication_factor: default_replication_factor(&values)?,
            socket_request_max_bytes: to_usize(values.int("socket.request.max.bytes")),
            queued_max_request_bytes: usize::try_from(values.long("queued.max.request.bytes"))
                .ok()
                .filter(|n| *n > 0),
            max_connections: to_usize(values.int("max.connections")),
            max_connections_per_ip: to_usize(values.int("max.connections.per.ip")),
            max_connections_per_ip_overrides: per_ip_overrides(&values)?,
            max_connection_creation_rate: values.int("max.connection.creation.rate").unsigned_abs(),
            connections_max_idle: u64::try_from(values.long("connections.max.idle.ms"))
                .ok()
                .map(Duration::from_millis),
            socket_send_buffer_bytes: usize::try_from(values.int("socket.send.buffer.bytes")).ok(),
            socket_receive_buffer_bytes: usize::try_from(values.int("socket.receive.buffer.bytes")).ok(),
            socket_listen_backlog_size: values.int("socket.listen.backlog.size"),
            values,
        };
        config.check()?;
        Ok(config)
    }

    /// Every setting by its Kafka name.
    pub fn values(&self) -> &ParsedConfig {
        &self.values
    }

    /// Whether the node serves clients.
    pub fn is_broker(&self) -> bool {
        self.process_roles.contains(&ProcessRole::Broker)
    }

    /// Whether the node takes part in the quorum.
    pub fn is_controller(&self) -> bool {
        self.process_roles.contains(&ProcessRole::Controller)
    }

    /// Keys that no table knows. Settings of listeners (`listener.name.…`), config providers and
    /// pluggable parts are not among them.
    pub fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        const PREFIXES: [&str; 5] =
            ["listener.name.", "config.providers.", "rlmm.config.", "rsm.config.", "metrics."];
        self.values.unknown().filter(|key| !PREFIXES.iter().any(|prefix| key.starts_with(prefix)))
    }

    /// `log.roll.ms`, else `log.roll.hours`.
    pub fn log_roll_ms(&self) -> i64 {
        hours_or_ms(&self.values, "log.roll.ms", "log.roll.hours")
    }

    /// `log.roll.jitter.ms`, else `log.roll.jitter.hours`.
    pub fn log_roll_jitter_ms(&self) -> i64 {
        hours_or_ms(&self.values, "log.roll.jitter.ms", "log.roll.jitter.hours")
    }

    /// `log.retention.ms`, else `log.retention.minutes`, else `log.retention.hours`; negative is -1.
    pub fn log_retention_ms(&self) -> i64 {
        let ms = match (
            self.values.optional_long("log.retention.ms"),
            self.values.optional_int("log.retention.minutes"),
        ) {
            (Some(ms), _) => ms,
            (None, Some(minutes)) => i64::from(minutes) * 60_000,
            (None, None) => i64::from(self.values.int("log.retention.hours")) * 3_600_000,
        };
        ms.max(-1)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let rule =
            |broken: bool, text: &str| if broken { Err(ConfigError::Rule(text.to_owned())) } else { Ok(()) };
        let values = &self.values;
        rule(
            values.is_given("broker.id") && values.int("broker.id") != self.node_id,
            "You must set `node.id` to the same value as `broker.id`.",
        )?;
        rule(self.log_roll_ms() < 1, "log.roll.ms must be greater than or equal to 1")?;
        rule(self.log_roll_jitter_ms() < 0, "log.roll.jitter.ms must be greater than or equal to 0")?;
        rule(
            self.log_retention_ms() == 0,
            "log.retention.ms must be unlimited (-1) or, greater than or equal to 1",
        )?;
        rule(
            values.long("log.cleaner.dedupe.buffer.size")
                / i64::from(values.int("log.cleaner.threads")).max(1)
                <= 1 << 20,
            "log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.",
        )?;
        rule(
            values.int("replica.fetch.wait.max.ms") > values.int("replica.socket.timeout.ms"),
            "replica.socket.timeout.ms should always be at least replica.fetch.wait.max.ms to prevent unnecessary socket timeouts",
        )?;
        rule(
            i64::from(values.int("replica.fetch.wait.max.ms")) > values.long("replica.lag.time.max.ms"),
            "replica.fetch.wait.max.ms should always be less than or equal to replica.lag.time.max.ms to prevent frequent changes in ISR",
        )?;
        rule(
            self.queued_max_request_bytes.is_some_and(|limit| limit < self.socket_request_max_bytes),
            "queued.max.request.bytes must be larger or equal to socket.request.max.bytes",
        )?;
        let listed = values.list("cordoned.log.dirs");
        rule(
            listed.len() > 1 && listed.iter().any(|dir| dir == "*"),
            "When cordoned.log.dirs is set to *, it must not contain other values",
        )?;
        let cordoned = self.cordoned_log_dirs();
        let strange: Vec<String> = cordoned
            .iter()
            .filter(|dir| !self.log_dirs.contains(dir))
            .map(|dir| dir.display().to_string())
            .collect();
        rule(
            !strange.is_empty(),
            &format!(
                "All entries in cordoned.log.dirs must be present in log.dirs or log.dir. Missing entries : {}",
                strange.join(", ")
            ),
        )?;
        rule(
            self.max_connections_per_ip == 0 && self.max_connections_per_ip_overrides.is_empty(),
            "max.connections.per.ip can be set to zero only if max.connections.per.ip.overrides property is set.",
        )?;
        self.check_roles()
    }

    /// `cordoned.log.dirs`, where `*` stands for all of `log.dirs`.
    pub fn cordoned_log_dirs(&self) -> Vec<PathBuf> {
        let listed = self.values.list("cordoned.log.dirs");
        if listed.iter().any(|dir| dir == "*") {
            return self.log_dirs.clone();
        }
        listed.iter().map(PathBuf::from).collect()
    }

    fn check_roles(&self) -> Result<(), ConfigError> {
        let rule = |text: String| Err(ConfigError::Rule(text));
        let voter_ids: Vec<i32> = self.controller_quorum_voters.iter().map(|voter| voter.id).collect();
        if voter_ids.is_empty() && self.controller_quorum_bootstrap_servers.is_empty() {
            return rule(
                "If using process.roles, either controller.quorum.bootstrap.servers must contain the set of \
                 bootstrap controllers or controller.quorum.voters must contain a parseable set of controllers."
                    .to_owned(),
            );
        }
        if self.is_controller() {
            if !voter_ids.is_empty() && !voter_ids.contains(&self.node_id) {
                return rule(format!(
                    "If process.roles contains the 'controller' role, the node id {} must be included in the set \
                     of voters controller.quorum.voters={voter_ids:?}",
                    self.node_id
                ));
            }
            self.listeners.check_controller()?;
        } else {
            if voter_ids.contains(&self.node_id) {
                return rule(format!(
                    "If process.roles contains just the 'broker' role, the node id {} must not be included in the \
                     set of voters controller.quorum.voters={voter_ids:?}",
                    self.node_id
                ));
            }
            self.listeners.check_broker_only()?;
        }
        if self.is_broker() {
            self.listeners.check_broker()
        } else if self.listeners.broker_listeners().next().is_some() {
            rule(
                "The listeners config must only contain KRaft controller listeners from controller.listener.names \
                 when process.roles=controller"
                    .to_owned(),
            )
        } else {
            Ok(())
        }
    }
}

fn read_role(name: &str) -> ProcessRole {
    if name == "controller" { ProcessRole::Controller } else { ProcessRole::Broker }
}

/// Sizes and limits of the table are at least zero by their validators.
fn to_usize(value: i32) -> usize {
    usize::try_from(value).unwrap_or(0)
}

fn log_dirs(values: &ParsedConfig) -> Vec<PathBuf> {
    let key = if values.get("log.dirs").is_some() { "log.dirs" } else { "log.dir" };
    values.list(key).iter().map(PathBuf::from).collect()
}

fn metadata_log_dir(values: &ParsedConfig) -> Result<PathBuf, ConfigError> {
    let first = || log_dirs(values).into_iter().next();
    let given = values.optional_string("metadata.log.dir").map(PathBuf::from);
    given.or_else(first).ok_or_else(|| {
        ConfigError::Rule("At least one log directory must be defined via log.dirs or log.dir.".to_owned())
    })
}

fn default_replication_factor(values: &ParsedConfig) -> Result<i16, ConfigError> {
    let factor = values.int("default.replication.factor");
    i16::try_from(factor).map_err(|_| {
        ConfigError::invalid("default.replication.factor", factor, "Value must be no more than 32767")
    })
}

fn hours_or_ms(values: &ParsedConfig, ms: &str, hours: &str) -> i64 {
    values.optional_long(ms).unwrap_or_else(|| i64::from(values.int(hours)) * 3_600_000)
}

fn per_ip_overrides(values: &ParsedConfig) -> Result<IndexMap<String, usize>, ConfigError> {
    const KEY: &str = "max.connections.per.ip.overrides";
    let mut overrides = IndexMap::new();
    for pair in values.string(KEY).split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let limit =
            pair.rsplit_once(':').and_then(|(host, limit)| Some((host.trim(), limit.trim().parse().ok()?)));
        match limit {
            Some((host, limit)) if !host.is_empty() => overrides.insert(host.to_owned(), limit),
            _ => return Err(ConfigError::invalid(KEY, pair, "each item must have the form host:count")),
        };
    }
    Ok(overrides)
}
