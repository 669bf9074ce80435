//! Apache Kafka 4.3 under test: jars through Maven, one node in both roles, its tools.

use std::fs::File;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use super::{cache_dir, free_port, project_root, run};

/// The class path of Apache Kafka 4.3 and its tools; fetched through Maven on first use.
///
/// # Errors
/// Where Maven fails.
pub fn apache_classpath() -> Result<String> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let dir = cache_dir("apache-kafka-4.3.0")?;
    let complete = dir.join("complete");
    if !complete.exists() {
        let pom = project_root().join("integration-tests/oracle/pom.xml");
        let output = format!("-DoutputDirectory={}", dir.display());
        let pom = pom.display().to_string();
        run(
            "mvn",
            &["-q", "-B", "-f", &pom, "dependency:copy-dependencies", &output],
            Duration::from_secs(900),
        )?;
        File::create(complete)?;
    }
    Ok(format!("{}/*", dir.display()))
}

/// The folder of classes that every Apache Kafka broker under test has on its class path: plugins that tests compile.
///
/// # Errors
/// Where it cannot be made.
pub fn broker_plugins() -> Result<PathBuf> {
    cache_dir("broker-plugins")
}

/// Runs the main class of one of Apache Kafka's tools and gives its stdout.
///
/// # Errors
/// As [`run`].
pub fn apache_tool(class: &str, arguments: &[&str]) -> Result<String> {
    let classpath = apache_classpath()?;
    let all = [&["-Xmx256m", "-cp", classpath.as_str(), class], arguments].concat();
    run("java", &all, Duration::from_secs(300))
}

/// A running Apache Kafka broker and controller in one process. Killed when dropped.
#[derive(Debug)]
pub struct Apache {
    child: Child,
    port: u16,
    controller_port: u16,
    dir: PathBuf,
    launched: Instant,
    _temporary: Option<TempDir>,
}

impl Apache {
    /// Formats an empty directory and starts a node on free ports.
    ///
    /// # Errors
    /// Where it does not accept connections within 60 s; the error holds its log.
    pub fn start() -> Result<Self> {
        let temporary = tempfile::tempdir()?;
        let dir = temporary.path().to_path_buf();
        let (port, controller_port) = (free_port()?, free_port()?);
        let properties = write_properties(&dir, port, controller_port, "")?;
        let properties = properties.display().to_string();
        apache_tool(
            "kafka.tools.StorageTool",
            &["format", "--standalone", "-t", "AAAAAAAAQACAAAAAAAAAAA", "-c", &properties],
        )?;
        let mut this = Self::launch(dir, port, controller_port)?;
        this._temporary = Some(temporary);
        Ok(this)
    }

    /// Starts a node on `dir`, which holds `server.properties` and the formatted folder `data` beside it.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn launch(dir: PathBuf, port: u16, controller_port: u16) -> Result<Self> {
        Self::launch_with(dir, port, controller_port, &["-Xmx1g"])
    }

    /// As [`Self::launch`], with these options of the virtual machine.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn launch_with(dir: PathBuf, port: u16, controller_port: u16, java: &[&str]) -> Result<Self> {
        let mut this = Self::spawn(dir, port, controller_port, java)?;
        this.wait_until_ready()?;
        Ok(this)
    }

    /// As [`Self::launch_with`], without waiting. Its log goes on.
    ///
    /// # Errors
    /// Where there is no Java.
    pub fn spawn(dir: PathBuf, port: u16, controller_port: u16, java: &[&str]) -> Result<Self> {
        let log = File::options().create(true).append(true).open(dir.join("apache.log"))?;
        let classpath = format!("{}:{}", apache_classpath()?, broker_plugins()?.display());
        let launched = Instant::now();
        let child = Command::new("java")
            .args(java)
            .args(["-cp", &classpath, "kafka.Kafka"])
            .arg(dir.join("server.properties"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("start Apache Kafka")?;
        Ok(Self { child, port, controller_port, dir, launched, _temporary: None })
    }

    /// Waits until it accepts connections.
    ///
    /// # Errors
    /// Where it ends, or is not ready after 60 s; the error holds its log.
    pub fn wait_until_ready(&mut self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.child.try_wait()?;
            ensure!(ended.is_none(), "Apache Kafka ended with {ended:?}:\n{}", self.log());
            ensure!(Instant::now() < deadline, "Apache Kafka is not ready after 60 s:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// `127.0.0.1:PORT`.
    pub fn bootstrap(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The port of its client listener.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The port of its controller listener.
    pub fn controller_port(&self) -> u16 {
        self.controller_port
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The folder with `server.properties`, the log and `data`.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// When its process was started.
    pub fn launched(&self) -> Instant {
        self.launched
    }

    /// All it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.join("apache.log")).unwrap_or_default()
    }

    /// Sends it a signal.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn signal(&self, signal: rustix::process::Signal) -> Result<()> {
        Ok(rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), signal)?)
    }

    /// SIGTERM, then waits for the end of its clean shutdown.
    ///
    /// # Errors
    /// Where it does not end within 60 s.
    pub fn stop(&mut self) -> Result<()> {
        self.signal(rustix::process::Signal::TERM)?;
        let deadline = Instant::now() + Duration::from_secs(60);
        while self.child.try_wait()?.is_none() {
            if Instant::now() > deadline {
                bail!("Apache Kafka did not stop within 60 s:\n{}", self.log());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Apache {
    fn drop(&mut self) {
        // Already gone is as good as killed.
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Writes the `server.properties` of a one-node cluster with its data in `dir/data`; `extra` lines go last, and may name
/// the ports as `{port}` and `{controller_port}`, and the folder as `{dir}`.
///
/// # Errors
/// Where the file cannot be written.
pub fn write_properties(dir: &Path, port: u16, controller_port: u16, extra: &str) -> Result<PathBuf> {
    let path = dir.join("server.properties");
    let extra = extra.replace("{port}", &port.to_string());
    let extra = extra.replace("{controller_port}", &controller_port.to_string());
    let extra = extra.replace("{dir}", &dir.display().to_string());
    let text = format!(
        "process.roles=broker,controller\n\
         node.id=1\n\
         controller.quorum.bootstrap.servers=127.0.0.1:{controller_port}\n\
         listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}\n\
         advertised.listeners=PLAINTEXT://127.0.0.1:{port}\n\
         controller.listener.names=CONTROLLER\n\
         log.dirs={}\n\
         offsets.topic.replication.factor=1\n\
         transaction.state.log.replication.factor=1\n\
         transaction.state.log.min.isr=1\n\
         share.coordinator.state.topic.replication.factor=1\n\
         share.coordinator.state.topic.min.isr=1\n\
         {extra}\n",
        dir.join("data").display()
    );
    std::fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
    Ok(path)
}
