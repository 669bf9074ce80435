//! Goal: whoever asks Kavka gets the answer that Apache Kafka 4.3 would give. Method: scripts of requests, good and
//! bad, at every version served on one node, are played against a fresh node of each; the decoded answers, written
//! as text with what must differ masked (ids, times, ports, paths), have to be equal line by line.
//!
//! Differences that are meant to be are listed in `accepted.rs`, each with its reason.
//!
//! `KAVKA_ORACLE_ONLY=topics,groups` plays some scripts only. `KAVKA_ORACLE_SUBJECT=apache` plays them against a second
//! Apache Kafka in Kavka's place, which shows what the masks fail to hide.
//! `KAVKA_ORACLE_SHOW=1` prints all of Apache Kafka's answers.

#[macro_use]
mod player;
mod accepted;
mod api_versions;
mod cluster;
mod configs;
mod fetch;
mod group_errors;
mod groups;
mod log_reads;
mod metadata;
mod offsets;
mod produce;
mod text;
mod topics;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::harness::{Apache, free_port, kavka_binary, run, write_properties};
use player::{NOTE, Session, Step};

type Script = fn(&mut Session) -> Result<()>;

/// In the order of what they need: a broker that cannot create topics fails everything after the first two.
const SCRIPTS: &[(&str, Script)] = &[
    ("api_versions", api_versions::script),
    ("cluster", cluster::script),
    ("topics", topics::script),
    ("metadata", metadata::script),
    ("configs", configs::script),
    ("produce", produce::script),
    ("fetch", fetch::script),
    ("log_reads", log_reads::script),
    ("groups", groups::script),
    ("group_errors", group_errors::script),
    ("offsets", offsets::script),
];

/// Both nodes run on such a file, so that their settings are the same.
const EXTRA: &str = "auto.create.topics.enable=true\ngroup.initial.rebalance.delay.ms=0\nnum.partitions=1\n\
                     offsets.topic.num.partitions=4\n";

/// A node started from `server.properties`, of either make.
enum Node {
    Apache(Apache),
    Kavka { child: Child, bootstrap: String, _dir: tempfile::TempDir },
}

impl Node {
    fn apache() -> Result<Node> {
        let dir = tempfile::tempdir()?.keep();
        let (port, controller_port) = (free_port()?, free_port()?);
        let properties = write_properties(&dir, port, controller_port, EXTRA)?;
        kavka_integration_tests::harness::apache_tool(
            "kafka.tools.StorageTool",
            &["format", "--standalone", "-t", CLUSTER_ID, "-c", &properties.display().to_string()],
        )?;
        Ok(Node::Apache(Apache::launch(dir, port, controller_port)?))
    }

    fn kavka() -> Result<Node> {
        let dir = tempfile::tempdir()?;
        let (port, controller_port) = (free_port()?, free_port()?);
        let properties = write_properties(dir.path(), port, controller_port, EXTRA)?;
        let properties = properties.display().to_string();
        let binary = kavka_binary()?.display().to_string();
        let format = ["storage", "format", "--standalone", "-t", CLUSTER_ID, "-c", &properties];
        run(&binary, &format, Duration::from_secs(30))?;
        let log = std::fs::File::create(dir.path().join("kavka.log"))?;
        let child = Command::new(&binary)
            .args(["broker", &properties])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("start kavka")?;
        let node = Node::Kavka { child, bootstrap: format!("127.0.0.1:{port}"), _dir: dir };
        let deadline = Instant::now() + Duration::from_secs(30);
        while std::net::TcpStream::connect(node.bootstrap()).is_err() {
            ensure!(Instant::now() < deadline, "kavka is not ready:\n{}", node.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(node)
    }

    fn bootstrap(&self) -> String {
        match self {
            Node::Apache(apache) => apache.bootstrap(),
            Node::Kavka { bootstrap, .. } => bootstrap.clone(),
        }
    }

    fn log(&self) -> String {
        match self {
            Node::Apache(apache) => apache.log(),
            Node::Kavka { _dir, .. } => {
                std::fs::read_to_string(_dir.path().join("kavka.log")).unwrap_or_default()
            }
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        match self {
            Node::Apache(apache) => {
                let dir = apache.dir().to_path_buf();
                // Its files go with it; a folder left behind is no reason to fail.
                let _removed = std::fs::remove_dir_all(dir);
            }
            Node::Kavka { child, .. } => {
                // Already gone is as good as killed.
                let _killed = child.kill();
                let _reaped = child.wait();
            }
        }
    }
}

const CLUSTER_ID: &str = "AAAAAAAAQACAAAAAAAAAAA";

fn play(node: &Node, script: Script) -> Vec<Step> {
    let mut session = Session::new(node.bootstrap());
    if let Err(error) = script(&mut session) {
        session.note(format!("script ends early: {error:#}"));
    }
    session.into_steps()
}

#[test]
fn answers_are_those_of_apache_kafka() -> Result<()> {
    let only = std::env::var("KAVKA_ORACLE_ONLY").unwrap_or_default();
    let wanted = |name: &str| only.is_empty() || only.split(',').any(|part| part == name);
    let oracle = Node::apache()?;
    let is_kavka = std::env::var("KAVKA_ORACLE_SUBJECT").as_deref() != Ok("apache");
    let subject = if is_kavka { Node::kavka()? } else { Node::apache()? };
    let mut differing = 0;
    let mut total = 0;
    for (name, script) in SCRIPTS.iter().filter(|(name, _)| wanted(name)) {
        let (expected, found) = std::thread::scope(|scope| {
            let expected = scope.spawn(|| play(&oracle, *script));
            let found = play(&subject, *script);
            (expected.join(), found)
        });
        let expected = expected.expect("the script ran");
        for step in expected.iter().filter(|step| step.label == NOTE) {
            println!("{name}, against Apache Kafka: {}", step.answer);
        }
        if std::env::var_os("KAVKA_ORACLE_SHOW").is_some() {
            expected.iter().for_each(|step| println!("{}\n{}", step.label, step.answer));
        }
        let differences = text::compare(name, &expected, &found);
        let (accepted, wrong): (Vec<_>, Vec<_>) = differences
            .into_iter()
            .partition(|found| is_kavka && accepted::find(name, &found.step).is_some());
        println!(
            "{name}: {} answers, {} differ, {} as accepted",
            expected.len(),
            wrong.len(),
            accepted.len()
        );
        for difference in &wrong {
            println!("{}", difference.shown);
        }
        let is_stale = |entry: &&accepted::Accepted| {
            entry.script == *name
                && !entry.by_timing
                && !accepted.iter().any(|found| found.step == entry.step)
        };
        for entry in accepted::ACCEPTED.iter().filter(is_stale).filter(|_| is_kavka) {
            println!("  {name}: {}\n      is accepted, but does not differ: {}", entry.step, entry.reason);
            differing += 1;
        }
        total += expected.len();
        differing += wrong.len();
    }
    ensure!(differing == 0, "{differing} of {total} answers differ from Apache Kafka's");
    Ok(())
}
