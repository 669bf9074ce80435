//! `kavka broker`: a node from an Apache Kafka `server.properties`, and the life of its process.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use kavka_broker::server::{Server, StartOptions};
use kavka_broker_config::{BrokerConfig, Properties};
use kavka_config::{read_properties, resolve_references};
use kavka_log::DirLocks;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::args::{ToolError, clap_args};
use crate::logging;
use crate::output::print_line;

/// Serves one node as an Apache Kafka server.properties says. The directories must be formatted
/// (kavka storage format).
#[derive(Debug, clap::Parser)]
#[command(name = "kavka broker", bin_name = "kavka broker")]
struct Broker {
    /// The settings, as Apache Kafka 4.3 takes them.
    #[arg(value_name = "server.properties")]
    file: PathBuf,
    /// A setting that wins over the file; may be repeated.
    #[arg(long = "override", value_name = "KEY=VALUE")]
    overrides: Vec<String>,
}

/// Runs the command.
pub fn run(args: Vec<String>) -> ExitCode {
    let begun = Instant::now();
    without_huge_pages();
    let options: Broker = match clap_args("kavka broker", args) {
        Ok(options) => options,
        Err(code) => return code,
    };
    match load(&options) {
        Ok(properties) => serve(&properties, None, begun),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn load(options: &Broker) -> Result<Properties, ToolError> {
    let mut properties = read_properties(&options.file).map_err(ToolError::failed)?;
    apply_overrides(&mut properties, &options.overrides)?;
    resolve_references(&mut properties).map_err(ToolError::failed)?;
    Ok(properties)
}

/// Turns huge pages off for this process; called before much memory is touched.
///
/// The allocator asks the kernel for them, and each place that a thread first writes to would then
/// cost 2 MiB: an idle node is 24 MiB with huge pages and 11 MiB without.
pub fn without_huge_pages() {
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "huge pages stay on");
    }
}

/// Puts `key=value` texts over what is there.
pub fn apply_overrides(properties: &mut Properties, overrides: &[String]) -> Result<(), ToolError> {
    for text in overrides {
        let (key, value) = text.split_once('=').ok_or_else(|| {
            ToolError::failed(format!("--override {text} does not have the form key=value"))
        })?;
        properties.insert(key.trim().to_owned(), value.trim().to_owned());
    }
    Ok(())
}

/// Checks the settings and serves until a signal. What is wrong with them is one line on stderr. `locks` are those on
/// the node's directories, if they are held already.
pub fn serve(properties: &Properties, locks: Option<DirLocks>, begun: Instant) -> ExitCode {
    let config = match BrokerConfig::from_properties(properties) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let loggers = logging::start();
    for key in config.unknown_keys() {
        tracing::warn!(key, "unknown setting");
    }
    raise_file_limit();
    // Handlers do not block; two threads more than cores would only add switches.
    let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(1, 8));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .max_blocking_threads(16)
        .thread_name("kavka")
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cannot start threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(run_server(config, StartOptions { loggers, locks }, begun));
    // Nothing that still runs is worth waiting for: all that must be on disk is there.
    runtime.shutdown_background();
    code
}

async fn run_server(config: BrokerConfig, options: StartOptions, begun: Instant) -> ExitCode {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        eprintln!("cannot listen for signals");
        return ExitCode::FAILURE;
    };
    let server = tokio::select! {
        started = Server::start_with(config, options) => match started {
            Ok(server) => server,
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        },
        () = either(&mut terminate, &mut interrupt) => return ExitCode::FAILURE,
    };
    let ready = server.ready();
    print_line(&format!(
        "kavka ready: {} node={} cluster={} in {} ms",
        ready.endpoints.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
        ready.node_id,
        ready.cluster_id,
        begun.elapsed().as_millis()
    ));
    let failed = tokio::select! {
        () = either(&mut terminate, &mut interrupt) => false,
        () = server.failed() => true,
    };
    tokio::select! {
        () = server.stop() => {}
        // A second signal means now; recovery at the next start sees to the rest.
        () = either(&mut terminate, &mut interrupt) => return ExitCode::FAILURE,
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

async fn either(first: &mut Signal, second: &mut Signal) {
    tokio::select! {
        _ = first.recv() => {}
        _ = second.recv() => {}
    }
}

/// Every connection and every segment is a file; the soft limit of most systems is far below what they allow.
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })
    {
        tracing::warn!(%error, "cannot raise the limit of open files");
    }
}
