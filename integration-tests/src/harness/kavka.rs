//! A `kavka` process under test.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};
use tempfile::TempDir;

use super::{free_port, project_root};

/// The `kavka` binary, built on first use: release where `KAVKA_TEST_RELEASE` is set, else the dev profile; or the one
/// that `KAVKA_TEST_BINARY` names, as it is.
///
/// # Errors
/// Where it does not build.
pub fn kavka_binary() -> Result<PathBuf> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    BUILT
        .get_or_init(|| build().map_err(|error| format!("{error:#}")))
        .clone()
        .map_err(|error| anyhow!(error))
}

fn build() -> Result<PathBuf> {
    if let Some(binary) = std::env::var_os("KAVKA_TEST_BINARY") {
        return Ok(PathBuf::from(binary));
    }
    let release = std::env::var_os("KAVKA_TEST_RELEASE").is_some();
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(project_root()).args(["build", "--quiet", "--bin", "kavka"]);
    if release {
        command.arg("--release");
    }
    ensure!(command.status().context("cargo build")?.success(), "kavka does not build");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project_root().join("target"), PathBuf::from);
    Ok(target.join(if release { "release" } else { "debug" }).join("kavka"))
}

/// Long enough for a machine that is busy with other things.
const COMES_UP: Duration = Duration::from_secs(90);

/// How to start it.
#[derive(Debug, Default)]
pub struct KavkaOptions {
    /// An existing data directory to take over; a temporary one otherwise.
    pub data: Option<PathBuf>,
    /// A fixed port; a free one otherwise.
    pub port: Option<u16>,
    /// Make [`Kavka::limit_file_size`] fail writes instead of killing the process.
    pub ignore_file_size_signal: bool,
}

/// A running `kavka up`. Killed when dropped.
#[derive(Debug)]
pub struct Kavka {
    child: Child,
    port: u16,
    data: PathBuf,
    log: PathBuf,
    ready_line: String,
    launched: Instant,
    _temporary: TempDir,
}

impl Kavka {
    /// Starts `kavka up` on an empty directory and a free port, and waits until it accepts clients.
    ///
    /// # Errors
    /// Where it does not come up within 90 s; the error holds its log.
    pub fn start() -> Result<Self> {
        Self::start_with(KavkaOptions::default())
    }

    /// As [`Self::start`], with options.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_with(options: KavkaOptions) -> Result<Self> {
        let temporary = tempfile::tempdir()?;
        let data = options.data.unwrap_or_else(|| temporary.path().join("data"));
        let port = options.port.map_or_else(free_port, Ok)?;
        let log = temporary.path().join("stderr.log");
        let binary = kavka_binary()?;
        let launched = Instant::now();
        let mut command = if options.ignore_file_size_signal {
            // An ignored signal is inherited, and a shell is the one that ignores it without unsafe code.
            let mut shell = Command::new("sh");
            shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(binary);
            shell
        } else {
            Command::new(binary)
        };
        let mut child = command
            .args(["up", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .context("start kavka")?;
        let stdout = child.stdout.take().context("no stdout")?;
        let mut this =
            Self { child, port, data, log, ready_line: String::new(), launched, _temporary: temporary };
        this.ready_line = this.first_line(stdout)?;
        Ok(this)
    }

    /// Starts `kavka broker DIR/server.properties`, whose client listener is on `port`, and waits until it accepts
    /// connections.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_broker(dir: &Path, port: u16) -> Result<Self> {
        let temporary = tempfile::tempdir()?;
        let log = temporary.path().join("stderr.log");
        let binary = kavka_binary()?;
        let launched = Instant::now();
        let child = Command::new(binary)
            .arg("broker")
            .arg(dir.join("server.properties"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()
            .context("start kavka broker")?;
        let data = dir.join("data");
        let ready_line = String::new();
        let mut this = Self { child, port, data, log, ready_line, launched, _temporary: temporary };
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = this.child.try_wait()?;
            ensure!(ended.is_none(), "kavka broker ended with {ended:?}:\n{}", this.log());
            ensure!(launched.elapsed() < COMES_UP, "kavka broker is not ready:\n{}", this.log());
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(this)
    }

    fn first_line(&mut self, stdout: std::process::ChildStdout) -> Result<String> {
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            let mut line = String::new();
            // A failed read reaches the waiter as an empty line.
            if reader.read_line(&mut line).is_err() {
                line.clear();
            }
            // Nobody waits any more where the send fails; the rest is drained so that the process never blocks.
            let _gone = sender.send(line);
            std::io::copy(&mut reader, &mut std::io::sink())
        });
        let line = receiver.recv_timeout(COMES_UP).unwrap_or_default();
        if !line.starts_with("kavka ready: ") {
            bail!("kavka did not come up: first line {line:?}, log:\n{}", self.log());
        }
        Ok(line.trim_end().to_owned())
    }

    /// `127.0.0.1:PORT`.
    pub fn bootstrap(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The port of its client listener.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its data directory.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The first line it printed.
    pub fn ready_line(&self) -> &str {
        &self.ready_line
    }

    /// When its process was started.
    pub fn launched(&self) -> Instant {
        self.launched
    }

    /// All it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// From now on no file can grow above this, as on a full disk. See [`KavkaOptions::ignore_file_size_signal`].
    ///
    /// # Errors
    /// Where the process is gone.
    pub fn limit_file_size(&self, bytes: u64) -> Result<()> {
        let pid = rustix::process::Pid::from_child(&self.child);
        let limit = rustix::process::Rlimit { current: Some(bytes), maximum: None };
        rustix::process::prlimit(Some(pid), rustix::process::Resource::Fsize, limit)?;
        Ok(())
    }

    /// `kill -9`, then waits for the process to be gone.
    ///
    /// # Errors
    /// Where the process cannot be killed.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// SIGTERM, then waits for a clean end.
    ///
    /// # Errors
    /// Where it does not end with code 0 within 30 s; the error holds its log.
    pub fn stop(&mut self) -> Result<()> {
        rustix::process::kill_process(
            rustix::process::Pid::from_child(&self.child),
            rustix::process::Signal::TERM,
        )?;
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            match self.child.try_wait()? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => bail!("kavka ended with {status} after SIGTERM, log:\n{}", self.log()),
                None if Instant::now() > deadline => {
                    bail!("kavka did not stop within 30 s, log:\n{}", self.log())
                }
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        }
    }
}

impl Drop for Kavka {
    fn drop(&mut self) {
        // Already gone is as good as killed.
        let _ended = self.kill();
    }
}
