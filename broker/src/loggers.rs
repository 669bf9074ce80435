//! Levels of loggers, changed while the broker runs (KIP-412).
//!
//! A logger is a target of `tracing`: a crate, or a module of one. Those without a level of their own have the one of
//! the nearest above them, at last that of `root`.

use std::collections::BTreeMap;

use parking_lot::Mutex;

/// The logger above all.
pub const ROOT: &str = "root";

/// The loggers there are, besides [`ROOT`].
const TARGETS: [&str; 25] = [
    "kavka",
    "kavka::broker",
    "kavka_broker",
    "kavka_broker::api",
    "kavka_broker::network",
    "kavka_broker::network::connection",
    "kavka_broker::producer_ids",
    "kavka_broker::purgatory",
    "kavka_broker::replica",
    "kavka_broker::server",
    "kavka_client",
    "kavka_client::consumer",
    "kavka_client::net",
    "kavka_client::producer",
    "kavka_controller",
    "kavka_controller::decide",
    "kavka_controller::raft",
    "kavka_controller::service",
    "kavka_coordinator",
    "kavka_coordinator::group",
    "kavka_coordinator::runtime",
    "kavka_log",
    "kavka_log::cleaner",
    "kavka_log::manager",
    "kavka_log::unified",
];

/// Kafka's levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "Kafka's six")]
pub enum LogLevel {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    /// Nothing here is logged as fatal, so this is silence.
    Fatal,
}

impl LogLevel {
    /// All of them, sorted by name.
    pub const ALL: [Self; 6] = [Self::Debug, Self::Error, Self::Fatal, Self::Info, Self::Trace, Self::Warn];

    /// Kafka's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trace => "TRACE",
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
            Self::Fatal => "FATAL",
        }
    }

    /// The level with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// The levels that are set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLevels {
    /// Of [`ROOT`].
    pub root: LogLevel,
    /// Of single targets.
    pub targets: BTreeMap<String, LogLevel>,
}

impl Default for LogLevels {
    fn default() -> Self {
        Self { root: LogLevel::Info, targets: BTreeMap::new() }
    }
}

impl LogLevels {
    /// The level in force for a logger.
    fn of(&self, logger: &str) -> LogLevel {
        let mut name = logger;
        loop {
            if let Some(level) = self.targets.get(name) {
                return *level;
            }
            match name.rsplit_once("::") {
                Some((above, _)) => name = above,
                None => return self.root,
            }
        }
    }
}

/// The levels in force, and what makes them so.
pub struct Loggers {
    levels: Mutex<LogLevels>,
    apply: Box<dyn Fn(&LogLevels) + Send + Sync>,
}

impl Loggers {
    /// Begins with `levels`; `apply` is called with all of them whenever one has changed.
    pub fn new(levels: LogLevels, apply: impl Fn(&LogLevels) + Send + Sync + 'static) -> Self {
        Self { levels: Mutex::new(levels), apply: Box::new(apply) }
    }

    /// All loggers with the levels in force, by name.
    pub fn all(&self) -> Vec<(String, LogLevel)> {
        let levels = self.levels.lock();
        let mut all: BTreeMap<&str, LogLevel> = levels
            .targets
            .keys()
            .map(String::as_str)
            .chain(TARGETS)
            .map(|name| (name, levels.of(name)))
            .collect();
        all.insert(ROOT, levels.root);
        all.into_iter().map(|(name, level)| (name.to_owned(), level)).collect()
    }

    /// Whether there is such a logger.
    pub fn exists(&self, name: &str) -> bool {
        name == ROOT || TARGETS.contains(&name) || self.levels.lock().targets.contains_key(name)
    }

    /// Sets a logger's level; `None` leaves it to the one above it. The root keeps one.
    pub fn set(&self, name: &str, level: Option<LogLevel>) {
        let mut levels = self.levels.lock();
        match (name, level) {
            (ROOT, Some(level)) => levels.root = level,
            (ROOT, None) => {}
            (name, Some(level)) => {
                levels.targets.insert(name.to_owned(), level);
            }
            (name, None) => {
                levels.targets.remove(name);
            }
        }
        (self.apply)(&levels);
        tracing::warn!(logger = name, level = level.map_or("inherited", LogLevel::name), "log level changed");
    }
}

impl Default for Loggers {
    /// Levels that nothing follows, for a broker inside another program.
    fn default() -> Self {
        Self::new(LogLevels::default(), |_| {})
    }
}

impl std::fmt::Debug for Loggers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loggers").field("levels", &self.levels).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logger_without_a_level_has_that_of_the_one_above() {
        let loggers = Loggers::default();
        loggers.set("kavka_log", Some(LogLevel::Debug));
        let level = |name: &str| loggers.all().into_iter().find(|(n, _)| n == name).unwrap().1;
        assert_eq!([level("kavka_log::cleaner"), level("kavka_client")], [LogLevel::Debug, LogLevel::Info]);
        loggers.set(ROOT, Some(LogLevel::Error));
        loggers.set("kavka_log", None);
        assert_eq!([level("kavka_log::cleaner"), level(ROOT)], [LogLevel::Error, LogLevel::Error]);
        loggers.set(ROOT, None);
        assert_eq!(level(ROOT), LogLevel::Error);
    }

    /// A crate's targets are its modules, so a listed one must be there.
    #[test]
    fn every_listed_target_is_a_module() {
        let workspace = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for target in TARGETS {
            let mut parts = target.split("::");
            let folder = match parts.next().unwrap() {
                "kavka" => "cli",
                "kavka_broker" => "broker",
                "kavka_client" => "client",
                "kavka_controller" => "broker/controller",
                "kavka_coordinator" => "broker/coordinator",
                "kavka_log" => "broker/log",
                other => panic!("{other}"),
            };
            let module: std::path::PathBuf = parts.collect();
            let path = workspace.join(folder).join("src").join(&module);
            assert!(path.is_dir() || path.with_extension("rs").is_file(), "{target}");
        }
    }
}
