//! The same load against Apache Kafka 4.3 and against kavka, one after the other on this machine; prints a table of
//! ratios. `cargo run --release -p kavka-integration-tests --bin bench [quick]`.
//!
//! The load comes from Apache Kafka's Java client in both cases. Broker CPU is user plus system time of the broker's
//! process; each row is warmed up with the same load first, so that Apache Kafka's compiler has done its work.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::harness::{
    Apache, Kavka, apache_classpath, cache_dir, probe, process, project_root, run,
};

/// One figure of one row, lower is better.
type Figures = BTreeMap<String, f64>;

struct Size {
    /// Bytes produced in one measured run.
    bytes: usize,
    latency_seconds: usize,
}

fn main() -> Result<()> {
    let quick = std::env::args().nth(1).is_some_and(|argument| argument == "quick");
    let size = if quick {
        Size { bytes: 50_000_000, latency_seconds: 9 }
    } else {
        Size { bytes: 400_000_000, latency_seconds: 30 }
    };
    // SAFETY: no other thread runs yet.
    unsafe { std::env::set_var("KAVKA_TEST_RELEASE", "1") };
    let load = Load::compile()?;
    kavka_integration_tests::harness::kavka_binary()?;

    eprintln!("bench: Apache Kafka 4.3");
    let apache = Apache::start()?;
    let mut theirs = footprint(&apache.bootstrap(), apache.pid(), apache.launched())?;
    drop(apache);
    let apache = Apache::start()?;
    theirs.append(&mut measure(&load, &apache.bootstrap(), apache.pid(), &size)?);
    drop(apache);

    eprintln!("bench: kavka");
    let kavka = Kavka::start()?;
    let mut ours = footprint(&kavka.bootstrap(), kavka.pid(), kavka.launched())?;
    drop(kavka);
    let kavka = Kavka::start()?;
    ours.append(&mut measure(&load, &kavka.bootstrap(), kavka.pid(), &size)?);
    drop(kavka);

    println!("| figure | Apache Kafka 4.3 | Kavka | Kavka / Apache |");
    println!("|---|---:|---:|---:|");
    for (name, their) in &theirs {
        let our = ours.get(name).with_context(|| format!("no figure {name}"))?;
        println!("| {name} | {their:.2} | {our:.2} | {:.3} |", our / their);
    }
    Ok(())
}

/// Start-up time and memory of a broker just started, process begun at `launched`. Kavka formats its directory within
/// that time; Apache Kafka's was formatted before.
fn footprint(bootstrap: &str, pid: u32, launched: Instant) -> Result<Figures> {
    let mut figures = Figures::new();
    probe::first_acknowledged_produce(bootstrap, "first")?;
    figures.insert("start to first acknowledged produce (ms)".into(), launched.elapsed().as_secs_f64() * 1e3);
    std::thread::sleep(Duration::from_secs(2));
    figures.insert("RSS idle (MiB)".into(), process::memory(pid)?.resident_mib);
    probe::create_topic(bootstrap, "many", 2_000)?;
    std::thread::sleep(Duration::from_secs(2));
    figures.insert("RSS with 2,000 partitions (MiB)".into(), process::memory(pid)?.resident_mib);
    Ok(figures)
}

fn measure(load: &Load, bootstrap: &str, pid: u32, size: &Size) -> Result<Figures> {
    let mut figures = Figures::new();
    for (record, partitions, codec) in
        [(100, 1, "none"), (1024, 1, "none"), (100, 6, "none"), (1024, 6, "lz4"), (100, 6, "lz4")]
    {
        let name = format!("{record} B, {partitions} partitions, {codec}");
        let count = size.bytes / record;
        let topic = name.replace([' ', ','], "-");
        load.run(bootstrap, &["create", &topic, &partitions.to_string()])?;
        let produce = |count: usize| {
            load.run(bootstrap, &["produce", &topic, &count.to_string(), &record.to_string(), codec])
        };
        produce(count / 4)?;
        let (seconds, cpu) = load.timed(pid, || produce(count))?;
        let gib = (count * record) as f64 / (1u64 << 30) as f64;
        figures.insert(format!("produce CPU s per GiB: {name}"), cpu / gib);
        figures.insert(format!("produce CPU s per million records: {name}"), cpu * 1e6 / count as f64);
        figures.insert(format!("produce s per GiB: {name}"), seconds / gib);
        let consume = |count: usize| load.run(bootstrap, &["consume", &topic, &count.to_string()]);
        consume(count / 4)?;
        let (seconds, cpu) = load.timed(pid, || consume(count))?;
        figures.insert(format!("fetch CPU s per GiB: {name}"), cpu / gib);
        figures.insert(format!("fetch s per GiB: {name}"), seconds / gib);
    }
    for rate in [5_000, 20_000] {
        let topic = format!("latency-{rate}");
        load.run(bootstrap, &["create", &topic, "1"])?;
        let before = process::cpu_seconds(pid)?;
        let line = load.run(
            bootstrap,
            &["latency", &topic, &rate.to_string(), &size.latency_seconds.to_string(), "100"],
        )?;
        let cpu = process::cpu_seconds(pid)? - before;
        figures.insert(
            format!("CPU s per million records at {rate}/s"),
            cpu * 1e6 / (rate * size.latency_seconds) as f64,
        );
        for (key, label) in [("p50_us", "p50"), ("p99_us", "p99"), ("p999_us", "p99.9")] {
            figures.insert(format!("end to end {label} at {rate}/s (us)"), value(&line, key)?);
        }
    }
    figures.insert("RSS peak (MiB)".into(), process::memory(pid)?.peak_mib);
    Ok(figures)
}

struct Load {
    classpath: String,
}

impl Load {
    fn compile() -> Result<Self> {
        let classes = cache_dir("load")?;
        let jars = apache_classpath()?;
        let source = project_root().join("integration-tests/clients/load/Load.java");
        let arguments = ["-cp", &jars, "-d", text(&classes)?, text(&source)?];
        run("javac", &arguments, Duration::from_secs(120))?;
        Ok(Self { classpath: format!("{jars}:{}", text(&classes)?) })
    }

    fn run(&self, bootstrap: &str, arguments: &[&str]) -> Result<String> {
        let quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error";
        let all = [&["-Xmx1g", quiet, "-cp", &self.classpath, "Load", bootstrap], arguments].concat();
        run("java", &all, Duration::from_secs(600))
    }

    /// Seconds the load took by its own clock, and CPU seconds of process `pid` meanwhile.
    fn timed(&self, pid: u32, load: impl Fn() -> Result<String>) -> Result<(f64, f64)> {
        let before = process::cpu_seconds(pid)?;
        let line = load()?;
        Ok((value(&line, "seconds")?, process::cpu_seconds(pid)? - before))
    }
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is not UTF-8")
}

/// The number behind `key=` in the load's line.
fn value(line: &str, key: &str) -> Result<f64> {
    let start =
        line.find(&format!("{key}=")).with_context(|| format!("no {key} in {line:?}"))? + key.len() + 1;
    let digits = line[start..].split_whitespace().next().unwrap_or_default();
    ensure!(!digits.is_empty(), "no value of {key} in {line:?}");
    digits.parse().with_context(|| format!("{key} in {line:?}"))
}
