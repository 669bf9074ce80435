//! What producers and consumers of several makers cost in CPU time of their own process, with the same load on the same
//! broker: ours, Apache Kafka's Java client, librdkafka from C and Confluent's Rust client.
//!
//! `cargo run --release -p kavka-integration-tests --bin bench-client [quick] [apache | HOST:PORT] [WORD…]` starts a
//! kavka unless told otherwise. Each WORD is a client (`kavka`, `java`, `librdkafka`, `confluent`), a direction
//! (`produce`, `consume`), a codec, a size or `1p`, `6p`; what is not named in a kind of which one is named is left out.
//!
//! See `docs/benchmarks.md` for what is equal between them and what each figure means.

mod own;
mod programs;
mod table;

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use kavka_client::Properties;
use kavka_client::admin::{Admin, AdminConfig};
use kavka_integration_tests::harness::{Kavka, Make, Node, probe};
use programs::Client;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use table::{Cost, Measured, Row};

/// Records of a load are these over and over.
const DISTINCT_PAYLOADS: usize = 1000;

enum Broker {
    Apache(Node),
    Kavka(Kavka),
    Given(String),
}

impl Broker {
    fn bootstrap(&self) -> String {
        match self {
            Broker::Apache(node) => node.bootstrap(),
            Broker::Kavka(kavka) => kavka.bootstrap(),
            Broker::Given(address) => address.clone(),
        }
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, load, rest @ ..] = &arguments[..]
        && first == programs::OWN_LOAD
    {
        return own::run(own::Load::from_word(load)?, rest);
    }
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    let is_quick = has("quick");
    let broker = match arguments.iter().find(|argument| argument.contains(':')) {
        Some(address) => Broker::Given(address.clone()),
        None if has("apache") => Broker::Apache(Node::start(Make::Apache, "")?),
        None => {
            // SAFETY: no other thread runs yet.
            unsafe { std::env::set_var("KAVKA_TEST_RELEASE", "1") };
            Broker::Kavka(Kavka::start()?)
        }
    };
    let rows = rows(&arguments, is_quick);
    ensure!(!rows.is_empty(), "no rows are left");
    let wanted = chosen(&arguments, &["kavka", "java", "librdkafka", "confluent"]);
    let clients = programs::build(&wanted)?;
    let bench = Bench {
        bootstrap: broker.bootstrap(),
        clients,
        bytes: if is_quick { 200_000_000 } else { 400_000_000 },
        warmup: Duration::from_secs(if is_quick { 5 } else { 12 }),
        payloads: tempfile::tempdir()?,
    };
    let mut measured = Vec::new();
    for pair in rows.chunk_by(|a, b| a.same_records(b)) {
        bench.measure(pair, &mut measured)?;
    }
    table::print_comparison(&measured);
    Ok(())
}

/// The words of `known` that were given, or all where none was.
fn chosen<'a>(arguments: &[String], known: &[&'a str]) -> Vec<&'a str> {
    let given: Vec<&str> = known.iter().copied().filter(|word| arguments.iter().any(|a| a == word)).collect();
    if given.is_empty() { known.to_vec() } else { given }
}

fn rows(arguments: &[String], is_quick: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut counts = chosen(arguments, &["6p", "1p"]);
    if is_quick {
        counts.truncate(1);
    }
    for partitions in counts {
        for size in chosen(arguments, &["100", "1024"]) {
            for codec in chosen(arguments, &["none", "lz4"]) {
                for direction in chosen(arguments, &["produce", "consume"]) {
                    let codec = if codec == "lz4" { "lz4" } else { "none" };
                    let partitions = if partitions == "6p" { 6 } else { 1 };
                    let size = if size == "100" { 100 } else { 1024 };
                    rows.push(Row { consumes: direction == "consume", size, codec, partitions });
                }
            }
        }
    }
    rows
}

struct Bench {
    bootstrap: String,
    clients: Vec<Client>,
    /// Of values, per measured load.
    bytes: usize,
    /// In CPU time, for clients that need one.
    warmup: Duration,
    payloads: tempfile::TempDir,
}

impl Bench {
    /// The rows about the same kind of records: what our producer wrote is what everyone reads.
    fn measure(&self, rows: &[Row], measured: &mut Vec<Measured>) -> Result<()> {
        let (size, codec, partitions) = (rows[0].size, rows[0].codec, rows[0].partitions);
        let count = self.bytes / size;
        let path = self.payloads.path().join(size.to_string());
        std::fs::write(&path, payloads(size).concat())?;
        let payloads = path.to_str().context("path is not text")?;
        let produce = |client: &Client, topic: &str| -> Result<Cost> {
            probe::create_topic(&self.bootstrap, topic, partitions)?;
            self.run_load(
                client,
                &["produce", &self.bootstrap, topic, payloads, &size.to_string(), codec],
                count,
            )
        };
        for row in rows.iter().filter(|row| !row.consumes) {
            for client in &self.clients {
                let topic = format!("{}-{size}-{codec}-{partitions}", client.name.replace(' ', "-"));
                let cost = produce(client, &topic)?;
                table::print_detail(row, client.name, &cost);
                measured.push(Measured { row: *row, client: client.name, cost });
                self.delete(&topic)?;
            }
        }
        if !rows.iter().any(|row| row.consumes) {
            return Ok(());
        }
        let topic = format!("read-{size}-{codec}-{partitions}");
        produce(&programs::own()?, &topic)?;
        let partitions = partitions.to_string();
        // All there are, those of the producer's warm-up too: which ones come first is chance.
        let all = count + count / 4;
        let words = ["consume", &self.bootstrap, &topic, &partitions];
        for row in rows.iter().filter(|row| row.consumes) {
            let mut sums = Vec::new();
            for client in &self.clients {
                let cost = self.run_load(client, &words, all)?;
                sums.push(cost.sum);
                table::print_detail(row, client.name, &cost);
                measured.push(Measured { row: *row, client: client.name, cost });
            }
            ensure!(sums.windows(2).all(|pair| pair[0] == pair[1]), "they read different records: {sums:?}");
        }
        self.delete(&topic)
    }

    /// The disk would not take them all.
    fn delete(&self, topic: &str) -> Result<()> {
        let properties = Properties::from([("bootstrap.servers".to_string(), self.bootstrap.clone())]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            Admin::new(AdminConfig::from_properties(&properties)?)?.delete_topic(topic).await?;
            Ok(())
        })
    }

    /// Runs a client's program to its end.
    fn run_load(&self, client: &Client, words: &[&str], count: usize) -> Result<Cost> {
        let warmup = if client.needs_warmup { self.warmup.as_secs() } else { 0 };
        let before = children_cpu_seconds()?;
        let output = Command::new(&client.program)
            .args(&client.fixed)
            .args(words)
            .args([warmup.to_string(), count.to_string()])
            .output()
            .with_context(|| format!("start {}", client.program.display()))?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            bail!("{} {}: {}\n{errors}", client.name, words[0], output.status);
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let field = |name: &str| {
            let found = text.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            found.with_context(|| format!("{}: no {name} in {text:?}", client.name))
        };
        Ok(Cost {
            count,
            cpu: Duration::from_secs_f64(field("cpu")?.parse()?),
            elapsed: Duration::from_secs_f64(field("seconds")?.parse()?),
            whole: Duration::from_secs_f64(children_cpu_seconds()? - before),
            whole_count: count + field("warmed")?.parse::<usize>()?,
            sum: field("sum")?.parse()?,
        })
    }
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
    (0..DISTINCT_PAYLOADS).map(payload).collect()
}
