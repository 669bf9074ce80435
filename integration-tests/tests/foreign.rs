//! Goal: clients of other makers, unmodified, take kavka for Apache Kafka: topics, every codec, groups that rebalance,
//! seeks by time, headers, tombstones, admin calls. Method: each client's own program below `clients/`, which ends
//! with another code than 0 at its first surprise, against a broker of its own.
//!
//! With `KAVKA_TEST_BOOTSTRAP=HOST:PORT` the programs run against that broker instead: run them against Apache Kafka
//! to check the programs themselves.

#[expect(dead_code, reason = "its other functions are for the tests of groups and transactions")]
mod programs;

use std::time::Duration;

use anyhow::{Result, ensure};
use kavka_integration_tests::harness::{Kavka, cache_dir, run, run_in};
use programs::{INSTALL, clients, confluent_rust, go, java, python, text};

const SCENARIO: Duration = Duration::from_secs(500);

/// Either the broker named from outside or one of our own.
struct Broker(Option<Kavka>, String);

impl Broker {
    fn start() -> Result<Self> {
        if let Ok(bootstrap) = std::env::var("KAVKA_TEST_BOOTSTRAP") {
            return Ok(Self(None, bootstrap));
        }
        let kavka = Kavka::start()?;
        let bootstrap = kavka.bootstrap();
        Ok(Self(Some(kavka), bootstrap))
    }

    /// Runs a client's program against the broker; on failure the broker's log is shown before the error.
    fn check(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let output = run(program, arguments, SCENARIO)
            .inspect_err(|_| println!("{}", self.0.as_ref().map_or_else(String::new, Kavka::log)))?;
        ensure!(output.contains(": ok "), "{program} checked nothing:\n{output}");
        print!("{output}");
        Ok(())
    }
}

#[test]
fn python_clients() -> Result<()> {
    let python = python()?;
    for program in ["confluent.py", "kafka_python.py"] {
        let broker = Broker::start()?;
        broker.check(text(&python), &[text(&clients("python").join(program)), &broker.1])?;
    }
    Ok(())
}

#[test]
fn go_clients() -> Result<()> {
    let bin = go()?;
    for program in ["franz", "sarama"] {
        let broker = Broker::start()?;
        broker.check(text(&bin.join(program)), &[&broker.1])?;
    }
    Ok(())
}

#[test]
fn node_client() -> Result<()> {
    let dir = cache_dir("node")?;
    for file in ["package.json", "kafkajs.js"] {
        std::fs::copy(clients("node").join(file), dir.join(file))?;
    }
    run_in(&dir, "npm", &["install", "--no-audit", "--no-fund", "--no-package-lock"], INSTALL)?;
    let broker = Broker::start()?;
    broker.check("node", &[text(&dir.join("kafkajs.js")), &broker.1])
}

#[test]
fn java_clients_of_4_3_and_4_4() -> Result<()> {
    for version in ["4.3.0", "4.4.0"] {
        let classpath = java(version)?;
        let broker = Broker::start()?;
        broker.check("java", &["-cp", &classpath, "JavaClient", &broker.1])?;
    }
    Ok(())
}

#[test]
fn confluent_rust_client() -> Result<()> {
    let bin = confluent_rust()?;
    let broker = Broker::start()?;
    broker.check(text(&bin.join("confluent-rust-client")), &[&broker.1, "confluent-rust"])
}

#[test]
fn kcat() -> Result<()> {
    let broker = Broker::start()?;
    let dir = tempfile::tempdir()?;
    let (topic, input) = (format!("kcat-{}", std::process::id()), dir.path().join("input"));
    let lines: Vec<String> = (0..500).map(|i| format!("key-{i}:value {i}")).collect();
    std::fs::write(&input, lines.join("\n"))?;
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"] {
        let acks = ["-X", "request.required.acks=-1", "-X", "topic.metadata.refresh.interval.ms=100"];
        let base = ["-P", "-b", &broker.1, "-t", &topic, "-K:", "-z", codec, "-l", text(&input)];
        run("kcat", &[&base[..], &acks[..]].concat(), SCENARIO)?;
    }
    let read =
        run("kcat", &["-C", "-b", &broker.1, "-t", &topic, "-e", "-q", "-K:", "-o", "beginning"], SCENARIO)?;
    let found: Vec<&str> = read.lines().collect();
    ensure!(found.len() == 5 * lines.len(), "{} lines of {}", found.len(), 5 * lines.len());
    ensure!(
        lines.iter().all(|line| found.iter().filter(|l| *l == line).count() == 5),
        "a line is missing or doubled"
    );
    let listed = run("kcat", &["-L", "-b", &broker.1], SCENARIO)?;
    ensure!(listed.contains(&format!("topic \"{topic}\"")), "{listed}");
    Ok(())
}
