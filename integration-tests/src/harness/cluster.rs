//! Apache Kafka 4.3 as a cluster: a controller of its own and three brokers, each in a rack of its own and behind a proxy.
//!
//! Clients come through the proxies, which can reset, delay and count; brokers speak to each other past them. Ports stay
//! for life, so a broker that was killed comes back under its address.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_protocol::ApiKey;
use kavka_protocol::messages::{MetadataRequest, MetadataResponse};
use rustix::process::Signal;
use tempfile::TempDir;

use super::{Apache, CLUSTER_ID, Proxy, Raw, apache_tool, free_port};

/// The node id of the controller.
pub const CONTROLLER_ID: i32 = 100;

/// The brokers, and the rack of each.
const RACKS: [(i32, &str); 3] = [(1, "a"), (2, "b"), (3, "c")];

/// Small and quick to start: several run beside each other, and none lives long.
const JAVA: [&str; 4] = ["-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k"];

/// How long the cluster may take to come up, on a machine with more to do.
const START_LIMIT: Duration = Duration::from_secs(180);

/// A running cluster. Killed when dropped.
#[derive(Debug)]
pub struct ApacheCluster {
    brokers: BTreeMap<i32, Broker>,
    controller: Apache,
    dir: TempDir,
}

#[derive(Debug)]
struct Broker {
    process: Option<Apache>,
    proxy: Proxy,
    /// Behind the proxy.
    port: u16,
    dir: PathBuf,
}

impl ApacheCluster {
    /// Formats directories and starts all nodes; `extra` lines end each broker's `server.properties`.
    ///
    /// # Errors
    /// Where it does not come up; the error holds a log.
    pub fn start(extra: &str) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let controller_port = free_port()?;
        let controller = start_controller(dir.path(), controller_port)?;
        let mut brokers = BTreeMap::new();
        for (id, rack) in RACKS {
            let (port, internal_port, proxy_port) = (free_port()?, free_port()?, free_port()?);
            let dir = dir.path().join(format!("broker-{id}"));
            let ports = format!(
                "listeners=CLIENT://127.0.0.1:{port},INTERNAL://127.0.0.1:{internal_port}\n\
                 advertised.listeners=CLIENT://127.0.0.1:{proxy_port},INTERNAL://127.0.0.1:{internal_port}\n"
            );
            write_broker(&dir, id, rack, controller_port, &format!("{ports}{extra}"))?;
            let proxy = Proxy::start(proxy_port, SocketAddr::from(([127, 0, 0, 1], port)))?;
            brokers.insert(id, Broker { process: None, proxy, port, dir });
        }
        let mut this = Self { brokers, controller, dir };
        this.controller.wait_until_ready()?;
        for (id, _) in RACKS {
            this.launch(id)?;
        }
        this.wait_for(&RACKS.map(|(id, _)| id))?;
        Ok(this)
    }

    /// The addresses of all brokers.
    pub fn bootstrap(&self) -> String {
        let all: Vec<String> = self.brokers.values().map(|broker| broker.proxy.bootstrap()).collect();
        all.join(",")
    }

    /// The proxy in front of a broker.
    ///
    /// # Panics
    /// Where there is no such broker.
    pub fn proxy(&self, id: i32) -> &Proxy {
        &self.brokers[&id].proxy
    }

    /// `kill -9`. Nobody waits for the others to notice.
    pub fn kill(&mut self, id: i32) {
        if let Some(broker) = self.brokers.get_mut(&id) {
            broker.process = None;
        }
    }

    /// SIGTERM, then waits for a clean end, which moves its leaderships away.
    ///
    /// # Errors
    /// Where it does not end.
    pub fn stop(&mut self, id: i32) -> Result<()> {
        let broker = self.brokers.get_mut(&id).context("no such broker")?;
        if let Some(process) = &mut broker.process {
            process.stop()?;
        }
        broker.process = None;
        Ok(())
    }

    /// Whether it was started and neither killed nor stopped since.
    pub fn is_running(&self, id: i32) -> bool {
        self.brokers.get(&id).is_some_and(|broker| broker.process.is_some())
    }

    /// Stops it where it stands, with its connections open.
    ///
    /// # Errors
    /// Where it does not run.
    pub fn pause(&self, id: i32) -> Result<()> {
        self.signal(id, Signal::STOP)
    }

    /// Lets a paused one go on.
    ///
    /// # Errors
    /// Where it does not run.
    pub fn resume(&self, id: i32) -> Result<()> {
        self.signal(id, Signal::CONT)
    }

    fn signal(&self, id: i32, signal: Signal) -> Result<()> {
        let process = self.brokers.get(&id).and_then(|broker| broker.process.as_ref());
        process.with_context(|| format!("broker {id} does not run"))?.signal(signal)
    }

    /// Starts a broker that was killed or stopped, and waits until the cluster has it.
    ///
    /// # Errors
    /// Where it does not come up; the error holds its log.
    pub fn restart(&mut self, id: i32) -> Result<()> {
        self.launch(id)?;
        self.wait_for(&[id])
    }

    fn launch(&mut self, id: i32) -> Result<()> {
        let controller_port = self.controller.controller_port();
        let broker = self.brokers.get_mut(&id).context("no such broker")?;
        // The old one gives its port back first.
        broker.process = None;
        broker.process = Some(Apache::spawn(broker.dir.clone(), broker.port, controller_port, &JAVA)?);
        Ok(())
    }

    /// Waits until these are part of the cluster in the eyes of each of them.
    ///
    /// # Errors
    /// Where they are not in time; the error holds the log of one that is missing.
    pub fn wait_for(&self, ids: &[i32]) -> Result<()> {
        let deadline = Instant::now() + START_LIMIT;
        for id in ids {
            let seen_by = |id: &i32| self.members(*id).unwrap_or_default();
            while !ids.iter().all(|other| seen_by(id).contains(other)) {
                ensure!(
                    Instant::now() < deadline,
                    "broker {id} is not part of the cluster:\n{}",
                    self.log(*id)
                );
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        Ok(())
    }

    /// The brokers that live in the eyes of one of them.
    fn members(&self, id: i32) -> Result<Vec<i32>> {
        let port = self.brokers.get(&id).context("no such broker")?.port;
        let mut connection = Raw::connect(&format!("127.0.0.1:{port}"))?;
        let request = MetadataRequest::default().with_topics(Some(Vec::new()));
        let response: MetadataResponse = connection.call(ApiKey::Metadata, 9, &request)?;
        Ok(response.brokers.iter().map(|broker| broker.node_id.0).collect())
    }

    /// All that a broker, or the controller, has logged.
    pub fn log(&self, id: i32) -> String {
        let dir = self.brokers.get(&id).map_or(self.dir.path(), |broker| &broker.dir);
        std::fs::read_to_string(dir.join("apache.log")).unwrap_or_default()
    }
}

fn start_controller(dir: &Path, port: u16) -> Result<Apache> {
    let path = dir.join("server.properties");
    let data = dir.join("data");
    let text = format!(
        "process.roles=controller\n\
         node.id={CONTROLLER_ID}\n\
         controller.quorum.bootstrap.servers=127.0.0.1:{port}\n\
         listeners=CONTROLLER://127.0.0.1:{port}\n\
         controller.listener.names=CONTROLLER\n\
         log.dirs={}\n\
         {}",
        data.display(),
        COMMON
    );
    std::fs::write(&path, text)?;
    let properties = path.display().to_string();
    apache_tool("kafka.tools.StorageTool", &["format", "--standalone", "-t", CLUSTER_ID, "-c", &properties])?;
    Apache::spawn(dir.to_path_buf(), port, port, &JAVA)
}

/// What controller and brokers have in common: failures are noticed soon, but not so soon that a busy machine makes some.
const COMMON: &str = "broker.session.timeout.ms=6000\n\
    broker.heartbeat.interval.ms=1000\n\
    auto.leader.rebalance.enable=false\n\
    default.replication.factor=3\n\
    min.insync.replicas=1\n";

/// Broker-only nodes need no more formatting than this file.
fn write_broker(dir: &Path, id: i32, rack: &str, controller_port: u16, extra: &str) -> Result<()> {
    let data = dir.join("data");
    std::fs::create_dir_all(&data)?;
    std::fs::write(
        data.join("meta.properties"),
        format!("version=1\ncluster.id={CLUSTER_ID}\nnode.id={id}\n"),
    )?;
    let text = format!(
        "process.roles=broker\n\
         node.id={id}\n\
         broker.rack={rack}\n\
         replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector\n\
         controller.quorum.bootstrap.servers=127.0.0.1:{controller_port}\n\
         controller.listener.names=CONTROLLER\n\
         listener.security.protocol.map=CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT\n\
         inter.broker.listener.name=INTERNAL\n\
         log.dirs={}\n\
         num.network.threads=2\n\
         num.io.threads=4\n\
         num.recovery.threads.per.data.dir=1\n\
         log.cleaner.dedupe.buffer.size=8000000\n\
         replica.fetch.wait.max.ms=200\n\
         offsets.topic.num.partitions=3\n\
         transaction.state.log.num.partitions=3\n\
         transaction.state.log.min.isr=1\n\
         group.initial.rebalance.delay.ms=100\n\
         {COMMON}{extra}\n",
        data.display()
    );
    Ok(std::fs::write(dir.join("server.properties"), text)?)
}
