//! The same load against Apache Kafka 4.3 and against kavka, one after the other on this machine; prints a table of
//! ratios. `cargo run --release -p kavka-integration-tests --bin bench [quick] [SECTION]...`.
//!
//! The load comes from Apache Kafka's Java client in both cases, and for latencies also from a native one. Broker CPU is user plus system time of the broker's
//! process; each row is warmed up with the same load first, so that Apache Kafka's compiler has done its work.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::harness::{
    Apache, Kavka, apache_classpath, cache_dir, memory, probe, process, project_root, run,
};
use kavka_integration_tests::load::{Classics, Consumers, latency};

/// One figure of one row, lower is better.
type Figures = BTreeMap<String, f64>;

/// How often a fetch row reads its topic; the figure is the mean.
const FETCH_PASSES: usize = 4;

/// What the client takes of the memory that was touched for the broker's page cache: its heap and all around it.
const CLIENT_MEMORY: usize = 2 << 30;

struct Size {
    /// Bytes produced in one measured run.
    bytes: usize,
    latency_seconds: usize,
    transactions: usize,
    heartbeats: usize,
}

/// What is measured; each part has a broker of its own, just started.
const SECTIONS: [(&str, Section); 5] = [
    ("footprint", footprint),
    ("throughput", throughput),
    ("fixed-rate", fixed_rate),
    ("transactions", transactions),
    ("groups", groups),
];

type Section = fn(&Load, &Broker, &Size) -> Result<Figures>;

/// The process under test.
struct Broker {
    bootstrap: String,
    pid: u32,
    launched: Instant,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let quick = arguments.iter().any(|argument| argument == "quick");
    let wanted: Vec<&String> = arguments.iter().filter(|argument| *argument != "quick").collect();
    for name in &wanted {
        let known = SECTIONS.map(|(known, _)| known);
        ensure!(known.contains(&name.as_str()), "no section {name}; there are {}", known.join(", "));
    }
    let size = if quick {
        Size { bytes: 50_000_000, latency_seconds: 9, transactions: 2_000, heartbeats: 100_000 }
    } else {
        Size { bytes: 400_000_000, latency_seconds: 30, transactions: 10_000, heartbeats: 500_000 }
    };
    // A thousand connections on either side.
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let raised = rustix::process::Rlimit { current: limit.maximum, ..limit };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, raised).context("raise the file limit")?;
    // SAFETY: no other thread runs yet.
    unsafe { std::env::set_var("KAVKA_TEST_RELEASE", "1") };
    let load = Load::compile()?;
    kavka_integration_tests::harness::kavka_binary()?;

    println!("| figure | Apache Kafka 4.3 | Kavka | Kavka / Apache |");
    println!("|---|---:|---:|---:|");
    for (name, section) in SECTIONS {
        if wanted.is_empty() || wanted.iter().any(|wanted| *wanted == name) {
            eprintln!("bench: {name}");
            compare(&load, &size, section)?;
        }
    }
    Ok(())
}

/// One section against both, one after the other, and its rows.
fn compare(load: &Load, size: &Size, section: Section) -> Result<()> {
    let apache = Apache::start()?;
    let broker = Broker { bootstrap: apache.bootstrap(), pid: apache.pid(), launched: apache.launched() };
    let theirs = section(load, &broker, size)?;
    drop(apache);
    let kavka = Kavka::start()?;
    let broker = Broker { bootstrap: kavka.bootstrap(), pid: kavka.pid(), launched: kavka.launched() };
    let ours = section(load, &broker, size)?;
    for (name, their) in &theirs {
        let our = ours.get(name).with_context(|| format!("no figure {name}"))?;
        println!("| {name} | {their:.2} | {our:.2} | {:.3} |", our / their);
    }
    Ok(())
}

/// Start-up time and memory of a broker just started, process begun at `launched`. Kavka formats its directory within
/// that time; Apache Kafka's was formatted before.
fn footprint(_: &Load, broker: &Broker, _: &Size) -> Result<Figures> {
    let Broker { bootstrap, pid, launched } = broker;
    let mut figures = Figures::new();
    probe::first_acknowledged_produce(bootstrap, "first")?;
    figures.insert("start to first acknowledged produce (ms)".into(), launched.elapsed().as_secs_f64() * 1e3);
    std::thread::sleep(Duration::from_secs(2));
    figures.insert("RSS idle (MiB)".into(), process::memory(*pid)?.resident_mib);
    probe::create_topic(bootstrap, "many", 2_000)?;
    std::thread::sleep(Duration::from_secs(2));
    figures.insert("RSS with 2,000 partitions (MiB)".into(), process::memory(*pid)?.resident_mib);
    Ok(figures)
}

fn throughput(load: &Load, broker: &Broker, size: &Size) -> Result<Figures> {
    let Broker { bootstrap, pid, .. } = broker;
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
        memory::touch(size.bytes + CLIENT_MEMORY)?;
        let (seconds, cpu) = load.timed(*pid, || produce(count))?;
        let gib = (count * record) as f64 / (1u64 << 30) as f64;
        figures.insert(format!("produce CPU s per GiB: {name}"), cpu / gib);
        figures.insert(format!("produce CPU s per million records: {name}"), cpu * 1e6 / count as f64);
        figures.insert(format!("produce s per GiB: {name}"), seconds / gib);
        let consume = |count: usize| load.run(bootstrap, &["consume", &topic, &count.to_string()]);
        consume(count / 4)?;
        // Sending costs so little that one pass would be a dozen ticks of the kernel's clock.
        let mut passes = Vec::with_capacity(FETCH_PASSES);
        for _ in 0..FETCH_PASSES {
            passes.push(load.timed(*pid, || consume(count))?);
        }
        let seconds = passes.iter().map(|(seconds, _)| seconds).sum::<f64>() / FETCH_PASSES as f64;
        let cpu = passes.iter().map(|(_, cpu)| cpu).sum::<f64>() / FETCH_PASSES as f64;
        figures.insert(format!("fetch CPU s per GiB: {name}"), cpu / gib);
        figures.insert(format!("fetch s per GiB: {name}"), seconds / gib);
    }
    figures.insert("RSS peak (MiB)".into(), process::memory(*pid)?.peak_mib);
    Ok(figures)
}

fn fixed_rate(load: &Load, broker: &Broker, size: &Size) -> Result<Figures> {
    let mut figures = Figures::new();
    for rate in [5_000, 20_000] {
        figures.append(&mut at_fixed_rate(load, &broker.bootstrap, broker.pid, rate, size.latency_seconds)?);
    }
    Ok(figures)
}

/// The same rate by the Java client, and by a client that has no pauses of its own.
fn at_fixed_rate(load: &Load, bootstrap: &str, pid: u32, rate: usize, seconds: usize) -> Result<Figures> {
    let mut figures = Figures::new();
    let topic = format!("latency-{rate}");
    load.run(bootstrap, &["create", &topic, "1"])?;
    let before = process::cpu_seconds(pid)?;
    let line = load.run(bootstrap, &["latency", &topic, &rate.to_string(), &seconds.to_string(), "100"])?;
    let cpu = process::cpu_seconds(pid)? - before;
    let records = (rate * seconds) as f64;
    figures.insert(format!("CPU s per million records at {rate}/s, Java client"), cpu * 1e6 / records);
    for (key, label) in [("p50_us", "p50"), ("p99_us", "p99"), ("p999_us", "p99.9")] {
        figures.insert(format!("end to end {label} at {rate}/s, Java client (us)"), value(&line, key)?);
    }
    let before = process::cpu_seconds(pid)?;
    let took = latency(bootstrap, &topic, rate, seconds, 100)?;
    let cpu = process::cpu_seconds(pid)? - before;
    figures.insert(format!("CPU s per million records at {rate}/s, native client"), cpu * 1e6 / records);
    for (label, took) in [("p50", took.p50), ("p99", took.p99), ("p99.9", took.p999)] {
        figures.insert(format!("end to end {label} at {rate}/s, native client (us)"), took);
    }
    Ok(figures)
}

/// Small transactions of Java producers: one record to each of three partitions.
fn transactions(load: &Load, broker: &Broker, size: &Size) -> Result<Figures> {
    let mut figures = Figures::new();
    load.run(&broker.bootstrap, &["create", "transacted", "3"])?;
    for producers in [1, 8] {
        let run = |count: usize| {
            let (producers, count) = (producers.to_string(), count.to_string());
            load.run(&broker.bootstrap, &["transactions", "transacted", &producers, &count])
        };
        run(size.transactions)?;
        let (seconds, cpu) = load.timed(broker.pid, || run(size.transactions))?;
        let thousands = size.transactions as f64 / 1e3;
        figures.insert(format!("CPU s per 1,000 transactions, {producers} producers"), cpu / thousands);
        figures.insert(format!("s per 1,000 transactions, {producers} producers"), seconds / thousands);
    }
    Ok(figures)
}

/// Members of each group.
const MEMBERS: usize = 1_000;

/// Heartbeats of one large group of either protocol that is at rest.
fn groups(_: &Load, broker: &Broker, size: &Size) -> Result<Figures> {
    let Broker { bootstrap, pid, .. } = broker;
    let mut figures = Figures::new();
    probe::create_topic(bootstrap, "beaten", MEMBERS as i32)?;
    let before = process::cpu_seconds(*pid)?;
    let began = Instant::now();
    let consumers = Consumers::join(bootstrap, "consumers", "beaten", MEMBERS)?;
    figures.insert("CPU s for 1,000 consumer members to join".into(), process::cpu_seconds(*pid)? - before);
    figures.insert("s for 1,000 consumer members to join".into(), began.elapsed().as_secs_f64());
    let mut measure = |members: &str, beat: &dyn Fn(usize) -> Result<f64>| -> Result<()> {
        beat(size.heartbeats)?;
        let before = process::cpu_seconds(*pid)?;
        let seconds = beat(size.heartbeats)?;
        let cpu = process::cpu_seconds(*pid)? - before;
        let millions = size.heartbeats as f64 / 1e6;
        figures.insert(format!("CPU s per million heartbeats, {members}"), cpu / millions);
        figures.insert(format!("s per million heartbeats, {members}"), seconds / millions);
        Ok(())
    };
    measure("1,000 consumer members", &|count| consumers.beat(bootstrap, count))?;
    let classics = Classics::join(bootstrap, "classics", MEMBERS)?;
    measure("classic members", &|count| classics.beat(bootstrap, count))?;
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
