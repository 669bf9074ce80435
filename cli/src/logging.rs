//! Logs of a node: to stderr, with levels that change while it runs.

use std::sync::Arc;

use kavka_broker::loggers::{LogLevel, LogLevels, Loggers};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, reload};

/// Which logs are wanted, such as `info,kavka_broker::network=debug`.
const VARIABLE: &str = "KAVKA_LOG";

/// Starts logging at the levels of `KAVKA_LOG`, by default `info`, and returns what changes them.
pub fn start() -> Arc<Loggers> {
    let given = std::env::var(VARIABLE).ok();
    let levels = given.as_deref().and_then(read).unwrap_or_default();
    let (filter, handle) = reload::Layer::new(targets(&levels));
    let ansi = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let output = fmt::layer().with_ansi(ansi).with_writer(std::io::stderr);
    if let Err(error) = tracing_subscriber::registry().with(filter).with(output).try_init() {
        eprintln!("cannot start logging: {error}");
    }
    if given.as_deref().is_some_and(|text| read(text).is_none()) {
        tracing::warn!("{VARIABLE} is not understood; it is a list such as info,kavka_broker::network=debug");
    }
    Arc::new(Loggers::new(levels, move |levels| {
        if let Err(error) = handle.reload(targets(levels)) {
            tracing::error!(%error, "cannot change log levels");
        }
    }))
}

fn read(text: &str) -> Option<LogLevels> {
    let parsed: Targets = text.parse().ok()?;
    let level = |filter: LevelFilter| match filter {
        LevelFilter::TRACE => LogLevel::Trace,
        LevelFilter::DEBUG => LogLevel::Debug,
        LevelFilter::INFO => LogLevel::Info,
        LevelFilter::WARN => LogLevel::Warn,
        LevelFilter::ERROR => LogLevel::Error,
        _ => LogLevel::Fatal,
    };
    Some(LogLevels {
        root: parsed.default_level().map_or(LogLevel::Info, level),
        targets: parsed.iter().map(|(target, filter)| (target.to_owned(), level(filter))).collect(),
    })
}

fn targets(levels: &LogLevels) -> Targets {
    let filter = |level: LogLevel| match level {
        LogLevel::Trace => LevelFilter::TRACE,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Fatal => LevelFilter::OFF,
    };
    let targets = levels.targets.iter().map(|(target, level)| (target.clone(), filter(*level)));
    Targets::new().with_default(filter(levels.root)).with_targets(targets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_gives_the_levels() {
        let levels = read("warn,kavka_log=debug,kavka_client=off").unwrap();
        assert_eq!(levels.root, LogLevel::Warn);
        assert_eq!(levels.targets["kavka_log"], LogLevel::Debug);
        assert_eq!(levels.targets["kavka_client"], LogLevel::Fatal);
        assert!(read("kavka_log=loud").is_none());
        assert!(targets(&levels).would_enable("kavka_log::cleaner", &tracing::Level::DEBUG));
        assert!(!targets(&levels).would_enable("kavka_broker", &tracing::Level::INFO));
    }
}
