//! `kavka up`: one node, ready to use, without a config file.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

use kavka_broker_config::{BrokerConfig, Properties};
use kavka_controller::format::{self, FeatureLevels, FormatOptions, InitialVoter};
use kavka_log::{DirLocks, kafka_uuid, meta_properties};

use crate::args::{ToolError, clap_args};
use crate::broker;

/// Serves one node, both broker and controller, ready to use. Formats the data directory on first use.
#[derive(Debug, clap::Parser)]
#[command(name = "kavka up", bin_name = "kavka up")]
struct Up {
    /// The data directory.
    #[arg(long, value_name = "DIR", default_value = "kavka-data")]
    data: PathBuf,
    /// Where clients connect.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:9092")]
    listen: String,
    /// A setting of server.properties; may be repeated.
    #[arg(long = "override", value_name = "KEY=VALUE")]
    overrides: Vec<String>,
}

const NODE_ID: i32 = 1;

/// Runs the command.
pub fn run(args: Vec<String>) -> ExitCode {
    let begun = Instant::now();
    broker::without_huge_pages();
    let options: Up = match clap_args("kavka up", args) {
        Ok(options) => options,
        Err(code) => return code,
    };
    match prepare(&options) {
        Ok((properties, locks)) => broker::serve(&properties, Some(locks), begun),
        Err(error) => {
            eprintln!("kavka up: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The settings of the node, with its data directory formatted, and the lock on it.
///
/// The lock comes first and stays: of two first starts at once only one may format and serve.
fn prepare(options: &Up) -> Result<(Properties, DirLocks), ToolError> {
    let listen = &options.listen;
    let (host, port) = split_address(listen)
        .ok_or_else(|| ToolError::failed(format!("--listen {listen} does not have the form host:port")))?;
    let mut properties = settings(&options.data, &host, port);
    broker::apply_overrides(&mut properties, &options.overrides)?;
    let config = BrokerConfig::from_properties(&properties).map_err(ToolError::failed)?;
    let dirs: BTreeSet<PathBuf> = config.log_dirs.iter().chain([&config.metadata_log_dir]).cloned().collect();
    let locks = DirLocks::acquire(&dirs).map_err(ToolError::failed)?;
    format_on_first_use(&config, dirs)?;
    Ok((properties, locks))
}

fn split_address(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    Some((host.to_owned(), port.parse().ok()?))
}

/// The controller's port: the one after the clients', for tools with `--bootstrap-controller`. Where that is taken, or
/// the clients' is left to the system, the system chooses it: a second node beside the first is started more often than
/// a controller is asked directly, and the metadata log is told at each start where the controller listens.
fn controller_port(port: u16) -> u16 {
    let next = if port == 0 { None } else { port.checked_add(1) };
    next.filter(|next| TcpListener::bind(("127.0.0.1", *next)).is_ok()).unwrap_or(0)
}

fn settings(data: &Path, host: &str, port: u16) -> Properties {
    let controller = format!("127.0.0.1:{}", controller_port(port));
    let pairs = [
        ("process.roles", "broker,controller".to_owned()),
        ("node.id", NODE_ID.to_string()),
        ("listeners", format!("PLAINTEXT://{host}:{port},CONTROLLER://{controller}")),
        ("controller.listener.names", "CONTROLLER".to_owned()),
        ("controller.quorum.bootstrap.servers", controller),
        ("log.dirs", data.display().to_string()),
        ("offsets.topic.replication.factor", "1".to_owned()),
        ("transaction.state.log.replication.factor", "1".to_owned()),
        ("transaction.state.log.min.isr", "1".to_owned()),
        ("share.coordinator.state.topic.replication.factor", "1".to_owned()),
        ("share.coordinator.state.topic.min.isr", "1".to_owned()),
        ("group.initial.rebalance.delay.ms", "0".to_owned()),
    ];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn format_on_first_use(config: &BrokerConfig, dirs: BTreeSet<PathBuf>) -> Result<(), ToolError> {
    if meta_properties::read(&config.metadata_log_dir).map_err(ToolError::failed)?.is_some() {
        return Ok(());
    }
    let listener = config.listeners.controller_listeners().next();
    let listener = listener.ok_or_else(|| ToolError::failed("no controller listener is left"))?;
    let voter = InitialVoter {
        id: config.node_id,
        directory_id: kafka_uuid::random(),
        host: listener.host.clone(),
        port: listener.port,
    };
    let options = FormatOptions {
        node_id: config.node_id,
        cluster_id: kafka_uuid::to_string(kafka_uuid::random()),
        log_dirs: dirs,
        metadata_log_dir: config.metadata_log_dir.clone(),
        levels: FeatureLevels::latest(),
        records: Vec::new(),
        controller_listener: listener.listener_name.clone(),
        initial_voters: Some(vec![voter]),
        ignore_formatted: false,
        now: SystemTime::now(),
    };
    format::format(&options, |_| {}).map_err(ToolError::failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_are_those_of_a_valid_node() {
        let config = BrokerConfig::from_properties(&settings(Path::new("d"), "127.0.0.1", 9092)).unwrap();
        assert_eq!(config.unknown_keys().count(), 0);
        assert_eq!(config.listeners.advertised[0].to_string(), "PLAINTEXT://127.0.0.1:9092");
    }
}
