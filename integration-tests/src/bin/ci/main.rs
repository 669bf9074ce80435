//! The project's chores, each one command: `cargo ci [lane]...`.
//!
//! Without a lane it runs `style` and `test`. Changes no files. Ends with exit code 1 at the first failure; its last
//! lines say which tests failed and why.

mod failures;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use failures::Failures;

/// Name, what it does, how.
type Lane = (&'static str, &'static str, fn() -> Result<()>);

const LANES: [Lane; 5] = [
    ("style", "formatting, lints and docs, warnings are errors", style),
    ("test", "the workspace's tests", test),
    ("quick-start", "the README's first command, release build, from an empty directory", quick_start),
    ("oracle", "the same input to Apache Kafka 4.3 and to kavka, answers compared (Java, Maven)", oracle),
    ("foreign", "unmodified clients in other languages (Java, Python, Go, Node.js, kcat)", foreign),
];

fn main() -> ExitCode {
    let mut wanted: Vec<String> = std::env::args().skip(1).collect();
    if wanted.is_empty() {
        wanted = vec!["style".to_owned(), "test".to_owned()];
    }
    for name in &wanted {
        let Some((_, _, run)) = LANES.iter().find(|(lane, _, _)| lane == name) else {
            eprintln!("cargo ci: no lane '{name}'; there are:");
            for (lane, about, _) in LANES {
                eprintln!("  {lane:12} {about}");
            }
            return ExitCode::from(2);
        };
        println!("ci: {name}");
        if let Err(error) = run() {
            eprintln!("ci: {name} failed: {error:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn cargo(arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .envs(environment.iter().copied())
        .status()
        .with_context(|| format!("cargo {}", arguments.join(" ")))?;
    ensure!(status.success(), "cargo {} ended with {status}", arguments.join(" "));
    Ok(())
}

fn style() -> Result<()> {
    cargo(&["fmt", "--all", "--check"], &[])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"], &[])?;
    cargo(&["doc", "--workspace", "--no-deps", "--quiet"], &[("RUSTDOCFLAGS", "-D warnings")])
}

/// Runs `cargo test` and passes its output on. Backtraces are off: they hide the reason of a failure.
fn cargo_test(arguments: &[&str]) -> Result<()> {
    let mut child = Command::new(env!("CARGO"))
        .arg("test")
        .args(arguments)
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo test")?;
    let mut output = BufReader::new(child.stdout.take().context("no stdout")?);
    let (mut failures, mut line) = (Failures::default(), Vec::new());
    while output.read_until(b'\n', &mut line)? > 0 {
        std::io::stdout().write_all(&line)?;
        failures.line(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
    let status = child.wait()?;
    ensure!(
        status.success(),
        "cargo test {} ended with {status}\n  {}",
        arguments.join(" "),
        failures.found().join("\n  ")
    );
    Ok(())
}

fn test() -> Result<()> {
    cargo_test(&["--workspace"])
}

fn oracle() -> Result<()> {
    let tests = [
        "oracle",
        "interchange",
        "interchange_groups",
        "tools",
        "admin",
        "cordon",
        "client_metrics",
        "consumer",
        "cluster",
        "secure",
    ];
    let first = ["-p", "kavka-integration-tests", "--features", "oracle"];
    cargo_test(&[&first[..], tests.map(|test| ["--test", test]).as_flattened()].concat())
}

/// One test after the other, so that nothing is installed or built beside a scenario that waits for something.
fn foreign() -> Result<()> {
    // The library's tests are there for kavka-serde, which has most of them behind its features.
    let first = ["-p", "kavka-integration-tests", "-p", "kavka-serde", "--lib", "--features"];
    let features = ["kavka-integration-tests/foreign,kavka-integration-tests/registry"];
    let tests = ["foreign", "shared_group", "exactly_once", "schema_registry", "settings_docs"];
    let last = ["--", "--test-threads=1", "--show-output"];
    cargo_test(&[&first[..], &features, tests.map(|test| ["--test", test]).as_flattened(), &last].concat())
}

/// Starts `kavka up` as the README says, on a free port and an empty directory, waits for its first line, and
/// expects a clean end on SIGTERM.
fn quick_start() -> Result<()> {
    let data = tempfile::tempdir()?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let address = format!("127.0.0.1:{port}");
    let mut child = Command::new(env!("CARGO"))
        .args(["run", "--release", "--", "up", "--listen", &address, "--data"])
        .arg(data.path().join("kavka-data"))
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo run --release -- up")?;
    let outcome = first_line(&mut child).and_then(|line| {
        ensure!(
            line.starts_with(&format!("kavka ready: PLAINTEXT://{address} node=1 cluster=")),
            "first line: {line}"
        );
        println!("{line}");
        let mut connection = TcpStream::connect(&address).context("connect to the started broker")?;
        connection.write_all(&[0, 0, 0, 0]).context("write to the started broker")
    });
    terminate(&mut child)?;
    outcome
}

fn first_line(child: &mut std::process::Child) -> Result<String> {
    let stdout = child.stdout.take().context("no stdout")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).context("read stdout")?;
    Ok(line.trim_end().to_owned())
}

fn terminate(child: &mut std::process::Child) -> Result<()> {
    let pid = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).context("SIGTERM")?;
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => bail!("kavka up ended with {status} after SIGTERM"),
            None if Instant::now() > deadline => {
                child.kill()?;
                bail!("kavka up did not stop within 20 s of SIGTERM");
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}
