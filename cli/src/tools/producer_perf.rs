//! `kafka-producer-perf-test`: how fast records can be written, and how long each takes.

mod stats;
mod throttle;
mod transactions;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use kavka_client::metrics::Metric;
use kavka_client::producer::RecordRef;
use kavka_client::{Producer, Properties};
use parking_lot::Mutex;
use rand::Rng;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{Unreachable, add_pairs, block_on, properties_file};
use crate::output::{metric_json, metric_table, print_line};
use crate::progress::Progress;
use stats::Stats;
pub(super) use throttle::Throttle;
use transactions::Transactions;

const SPEC: Spec = Spec {
    tool: "kafka-producer-perf-test",
    about: "This tool is used to verify the producer performance.",
    options: &[
        Opt::one("bootstrap-server", "BOOTSTRAP-SERVER", "the brokers to connect to"),
        Opt::one("topic", "TOPIC", "produce messages to this topic"),
        Opt::one("num-records", "NUM-RECORDS", "number of messages to produce"),
        Opt::one(
            "payload-delimiter",
            "PAYLOAD-DELIMITER",
            "what parts the payloads of the file; a newline by default",
        ),
        Opt::one("throughput", "THROUGHPUT", "records per second at most; -1 for no limit"),
        Opt::many("producer-props", "PROP-NAME=PROP-VALUE", "deprecated for --command-property"),
        Opt::many("command-property", "PROP-NAME=PROP-VALUE", "properties of the producer"),
        Opt::one("producer.config", "CONFIG-FILE", "deprecated for --command-config"),
        Opt::one("command-config", "CONFIG-FILE", "file of properties of the producer"),
        Opt::one("warmup-records", "WARMUP-RECORDS", "records at the start that the totals leave out"),
        Opt::one("reporting-interval", "INTERVAL-MS", "ms between lines; 5000 by default"),
        Opt::one("record-size", "RECORD-SIZE", "message size in bytes"),
        Opt::one("payload-file", "PAYLOAD-FILE", "file to take payloads from, at random"),
        Opt::flag("payload-monotonic", "payloads are increasing numbers"),
        Opt::flag("print-metrics", "print what the producer counted at the end"),
        Opt::one("transactional-id", "TRANSACTIONAL-ID", "write in transactions, under this id"),
        Opt::one(
            "transaction-duration-ms",
            "TRANSACTION-DURATION",
            "write in transactions that are committed after so many ms; 3000 by default",
        ),
        Opt::flag("json", "Kavka's own: only the totals on stdout, as one JSON object"),
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    parsed.require(&["topic", "num-records", "throughput"])?;
    let count = parsed.parse_one::<u64>("num-records")?.filter(|count| *count > 0);
    let count =
        count.ok_or_else(|| ToolError::Usage("--num-records should be greater than zero".to_string()))?;
    let warmup = parsed.parse_one::<u64>("warmup-records")?.unwrap_or(0);
    if warmup >= count {
        let line = "The value for --warmup-records must be strictly fewer than the number of records in the test, --num-records.";
        return Err(ToolError::Usage(line.to_string()));
    }
    let topic = parsed.required("topic")?.to_string();
    let throughput = parsed.parse_one::<f64>("throughput")?.unwrap_or(-1.0);
    let interval = parsed.parse_one::<u64>("reporting-interval")?.unwrap_or(5000);
    let mut payloads = Payloads::from_options(parsed)?;
    let mut properties = properties(parsed)?;
    let mut transactions = Transactions::from_options(parsed, &mut properties)?;
    block_on(async {
        let producer = Producer::new(&properties).map_err(ToolError::failed)?;
        let mut unreachable = Unreachable::new();
        if transactions.is_some() {
            unreachable.find_topic(&producer, &topic).await.map_err(ToolError::failed)?;
            producer.init_transactions().await.map_err(ToolError::failed)?;
        }
        let stats = Arc::new(Mutex::new(Stats::new(Instant::now(), interval, count)));
        let steady = Arc::new(Mutex::new(None::<Stats>));
        let throttle = Throttle::new(throughput, Instant::now());
        let shown = Shown { lines: !parsed.has("json"), progress: Progress::new(count, Instant::now()) };
        let (answers, mut to_await) = tokio::sync::mpsc::unbounded_channel();
        let collector =
            tokio::spawn(collect(stats.clone(), steady.clone(), shown, async move || to_await.recv().await));
        for sent in 0..count {
            if sent == warmup && warmup > 0 {
                *steady.lock() = Some(Stats::new(Instant::now(), interval, count - warmup));
            }
            let payload = payloads.next(sent);
            let size = payload.len();
            if let Some(transactions) = &mut transactions {
                transactions.begin(&producer)?;
            }
            let started = Instant::now();
            let record = RecordRef::new(&topic, &payload);
            let delivery = unreachable.send(&producer, record).await.map_err(ToolError::failed)?;
            let is_measured = warmup == 0 || sent >= warmup;
            // The collector lives as long as this loop.
            let _ = answers.send((delivery, started, size, is_measured));
            if let Some(transactions) = &mut transactions {
                transactions.commit_if_due(&producer).await?;
            }
            if let Some(pause) = throttle.pause(sent + 1, Instant::now()) {
                tokio::time::sleep(pause).await;
            }
        }
        if let Some(transactions) = &mut transactions {
            transactions.commit(&producer).await?;
        }
        producer.flush().await;
        drop(answers);
        let _ = collector.await;
        let metrics = parsed.has("print-metrics").then(|| producer.all_metrics());
        let lines =
            totals(&stats.lock(), steady.lock().as_ref(), metrics, parsed.has("json"), Instant::now());
        lines.iter().for_each(|line| print_line(line));
        producer.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// What is printed at the end: the totals, those after the warm-up, and the metrics, in lines or as one JSON object.
fn totals(
    stats: &Stats,
    steady: Option<&Stats>,
    metrics: Option<Vec<Metric>>,
    is_json: bool,
    now: Instant,
) -> Vec<String> {
    if is_json {
        let mut object = stats.total_json(now);
        if let Some(steady) = steady {
            object["afterWarmup"] = steady.total_json(now);
        }
        if let Some(metrics) = metrics {
            object["metrics"] = metric_json(&metrics);
        }
        return vec![object.to_string()];
    }
    let mut lines = vec![stats.total(now)];
    lines.extend(steady.map(|steady| steady.total(now)));
    lines.extend(metrics.iter().flat_map(|metrics| metric_table(metrics)));
    lines
}

/// What is shown while records are written.
struct Shown {
    /// Whether each interval has its line on stdout.
    lines: bool,
    progress: Progress,
}

type Sent = (kavka_client::producer::Delivery, Instant, usize, bool);

/// Awaits the answers in the order of sending and keeps the books.
async fn collect(
    stats: Arc<Mutex<Stats>>,
    steady: Arc<Mutex<Option<Stats>>>,
    mut shown: Shown,
    mut next: impl AsyncFnMut() -> Option<Sent>,
) {
    let mut done = 0;
    while let Some((delivery, started, size, is_measured)) = next().await {
        let outcome = delivery.await;
        let now = Instant::now();
        done += 1;
        match outcome {
            Ok(_) => {
                let line = stats.lock().record(started, now, size);
                if let Some(line) = line.filter(|_| shown.lines) {
                    shown.progress.clear();
                    print_line(&line);
                }
                if let Some(steady) = steady.lock().as_mut().filter(|_| is_measured) {
                    let _ = steady.record(started, now, size);
                }
            }
            Err(error) => {
                shown.progress.clear();
                eprintln!("{error}");
            }
        }
        shown.progress.advance(done, now);
    }
}

/// A line beside the results: on stdout as the original's, but with `--json` on stderr.
fn remark(parsed: &Parsed, line: &str) {
    if parsed.has("json") {
        eprintln!("{line}");
    } else {
        print_line(line);
    }
}

fn properties(parsed: &Parsed) -> Result<Properties, ToolError> {
    for (old, new) in [("producer-props", "command-property"), ("producer.config", "command-config")] {
        if parsed.has(old) && parsed.has(new) {
            return Err(ToolError::Usage(format!("argument --{new}: not allowed with argument --{old}")));
        }
        if parsed.has(old) {
            let line = format!(
                "Option --{old} has been deprecated and will be removed in a future version. Use --{new} instead."
            );
            remark(parsed, &line);
        }
    }
    let mut properties = match parsed.one("command-config")?.or(parsed.one("producer.config")?) {
        Some(path) => properties_file(path)?,
        None => Properties::new(),
    };
    add_pairs(&mut properties, parsed.all("producer-props").chain(parsed.all("command-property")))?;
    if let Some(servers) = parsed.one("bootstrap-server")? {
        properties.insert("bootstrap.servers".to_string(), servers.to_string());
    }
    properties.entry("client.id".to_string()).or_insert_with(|| "perf-producer-client".to_string());
    Ok(properties)
}

/// What the records hold.
#[derive(Debug)]
enum Payloads {
    /// So many random capital letters, drawn anew for each.
    Random(Vec<u8>),
    /// One of these.
    File(Vec<Bytes>),
    /// The record's number.
    Monotonic,
}

impl Payloads {
    fn from_options(parsed: &Parsed) -> Result<Self, ToolError> {
        let given = ["record-size", "payload-file", "payload-monotonic"]
            .iter()
            .filter(|name| parsed.has(name))
            .count();
        if given != 1 {
            let line = "one of the arguments --record-size --payload-file --payload-monotonic is required";
            return Err(ToolError::Usage(line.to_string()));
        }
        if let Some(size) = parsed.parse_one::<usize>("record-size")? {
            if size == 0 {
                return Err(ToolError::Usage("--record-size should be greater than zero".to_string()));
            }
            return Ok(Self::Random(vec![0; size]));
        }
        let Some(path) = parsed.one("payload-file")? else { return Ok(Self::Monotonic) };
        let text =
            std::fs::read_to_string(path).map_err(|error| ToolError::failed(format!("{path}: {error}")))?;
        let delimiter = parsed.one("payload-delimiter")?.unwrap_or("\\n").replace("\\n", "\n");
        let mut payloads: Vec<Bytes> = text
            .split(delimiter.as_str())
            .map(|payload| Bytes::copy_from_slice(payload.as_bytes()))
            .collect();
        // As Java's split, without the empty end.
        payloads.truncate(payloads.iter().rposition(|payload| !payload.is_empty()).map_or(0, |at| at + 1));
        remark(parsed, &format!("Reading payloads from: {path}"));
        remark(parsed, &format!("Number of records read: {}", payloads.len()));
        if payloads.is_empty() {
            return Err(ToolError::failed(format!("File does not exist or empty file provided: {path}")));
        }
        Ok(Self::File(payloads))
    }

    fn next(&mut self, number: u64) -> Bytes {
        let mut random = rand::rng();
        match self {
            Self::Random(buffer) => {
                random.fill(&mut buffer[..]);
                buffer.iter_mut().for_each(|byte| *byte = b'A' + *byte % 26);
                Bytes::copy_from_slice(buffer)
            }
            Self::File(payloads) => payloads[random.random_range(0..payloads.len())].clone(),
            Self::Monotonic => Bytes::from(number.to_string()),
        }
    }
}
