//! The same producer load by several clients against the same broker, and what each costs in CPU time of its own process.
//! `cargo run --release -p kavka-integration-tests --bin bench-client [quick]` starts a kavka; a further argument
//! `BOOTSTRAP` takes a running broker.
//!
//! Every client has batch.size=65536, linger.ms=5, acks=all and idempotence, 64 MiB of buffer and one topic of 6
//! partitions. CPU is user plus system time of the client's whole process, start and just-in-time compilation included.
//! librdkafka comes by way of Python, whose own time is in its figure.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_client::Producer;
use kavka_client::config::ProducerConfigBuilder;
use kavka_client::producer::RecordRef;
use kavka_integration_tests::harness::{Kavka, apache_classpath, cache_dir, probe, project_root, run};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, bootstrap, topic, count, size, codec] = &arguments[..]
        && mode == "produce"
    {
        return produce(bootstrap, topic, count.parse()?, size.parse()?, codec);
    }
    let is_quick = arguments.first().is_some_and(|first| first == "quick");
    let bytes = if is_quick { 100_000_000 } else { 500_000_000 };
    let given = arguments.iter().find(|argument| argument.contains(':')).cloned();
    let node = if given.is_none() {
        // SAFETY: no other thread runs yet.
        unsafe { std::env::set_var("KAVKA_TEST_RELEASE", "1") };
        Some(Kavka::start()?)
    } else {
        None
    };
    let bootstrap = given.or(node.as_ref().map(Kavka::bootstrap)).context("no broker")?;
    let clients = clients()?;
    println!("| producer load | client | CPU s per million records | records per CPU s | seconds |");
    println!("|---|---|---:|---:|---:|");
    for (size, codec) in [(100, "none"), (100, "lz4"), (1024, "none"), (1024, "lz4")] {
        let count = bytes / size;
        for (name, program, fixed) in &clients {
            let topic = format!("{}-{size}-{codec}-{}", name.replace(' ', "-"), std::process::id());
            probe::create_topic(&bootstrap, &topic, 6)?;
            let (count_text, size_text) = (count.to_string(), size.to_string());
            let mut command = Command::new(program);
            command.args(fixed);
            // Java's load takes its mode after the address.
            if *program == Path::new("java") {
                command.args([&bootstrap, "produce", &topic, &count_text, &size_text, codec]);
            } else {
                command.args([&bootstrap, &topic, &count_text, &size_text, codec]);
            }
            let before = children_cpu_seconds()?;
            let started = Instant::now();
            let output = command.output().with_context(|| format!("start {}", program.display()))?;
            ensure!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            let cpu = children_cpu_seconds()? - before;
            let per_million = cpu * 1e6 / count as f64;
            let seconds = started.elapsed().as_secs_f64();
            println!(
                "| {size} B, {codec} | {name} | {per_million:.2} | {:.0} | {seconds:.1} |",
                count as f64 / cpu
            );
        }
    }
    Ok(())
}

/// Name, program and first arguments of each client that is there.
fn clients() -> Result<Vec<(&'static str, PathBuf, Vec<String>)>> {
    let own = std::env::current_exe()?;
    let mut clients = vec![("kavka", own, vec!["produce".to_string()])];
    let load = project_root().join("integration-tests/clients/load");
    let classes = cache_dir("load")?;
    let jars = apache_classpath()?;
    let source = load.join("Load.java").display().to_string();
    let classes = classes.display().to_string();
    run("javac", &["-cp", &jars, "-d", &classes, &source], Duration::from_secs(120))?;
    let quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error".to_string();
    let classpath = format!("{jars}:{classes}");
    let java = vec!["-Xmx512m".to_string(), quiet, "-cp".to_string(), classpath, "Load".to_string()];
    clients.push(("Java", PathBuf::from("java"), java));
    if run("python3", &["-c", "import confluent_kafka"], Duration::from_secs(20)).is_ok() {
        let script = load.join("load.py").display().to_string();
        clients.push(("librdkafka by Python", PathBuf::from("python3"), vec![script]));
    }
    Ok(clients)
}

/// CPU seconds of the children that have ended.
fn children_cpu_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let rest = stat.rsplit_once(") ").context("odd /proc stat line")?.1;
    let fields: Vec<&str> = rest.split(' ').collect();
    // In hundredths of a second (USER_HZ).
    Ok((fields[13].parse::<f64>()? + fields[14].parse::<f64>()?) / 100.0)
}

/// Text that compresses about as well as log lines do: words in random order.
fn payloads(size: usize) -> Vec<Vec<u8>> {
    const WORDS: [&str; 12] = [
        "order",
        "created",
        "customer",
        "2026-11-22T10:00:00Z",
        "\"amount\":",
        "INFO",
        "payment",
        "status=200",
        "user",
        "session",
        "latency_ms=",
        "checkout",
    ];
    let mut rng = StdRng::seed_from_u64(42);
    let payload = |_| {
        let mut text = String::new();
        while text.len() < size {
            text.push_str(WORDS[rng.random_range(0..WORDS.len())]);
            text.push_str(&format!("{} ", rng.random_range(0..10_000)));
        }
        text.truncate(size);
        text.into_bytes()
    };
    (0..1000).map(payload).collect()
}

#[tokio::main]
async fn produce(bootstrap: &str, topic: &str, count: usize, size: usize, codec: &str) -> Result<()> {
    let payloads = payloads(size);
    let config = ProducerConfigBuilder::new()
        .bootstrap_servers(bootstrap)
        .compression_type(codec)
        .batch_size(65_536)
        .linger(Duration::from_millis(5))
        .buffer_memory(67_108_864)
        .build()?;
    let started = Instant::now();
    let producer = Producer::from_config(config)?;
    for number in 0..count {
        producer.send(RecordRef::new(topic, &payloads[number % payloads.len()])).await?.forget();
    }
    producer.flush().await;
    let counters = producer.metrics().counters;
    ensure!(counters.records_acknowledged == count as u64, "{counters:?}");
    eprintln!("{counters:?}");
    println!("seconds={}", started.elapsed().as_secs_f64());
    producer.close().await;
    Ok(())
}
