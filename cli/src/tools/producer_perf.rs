//! `kafka-producer-perf-test`: how fast records can be written, and how long each takes.

mod stats;
mod throttle;
mod transactions;

use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use kavka_client::metrics::Metric;
use kavka_client::producer::RecordRef;
use kavka_client::{Producer, Properties};
use parking_lot::Mutex;
use rand::Rng;

use crate::args::{Command, Opt, Parsed, Spec, ToolError, run_command};
use crate::connect::{Unreachable, add_pairs, block_on, properties_file};
use crate::output::{metric_json, metric_table, print_line};
use crate::progress::Progress;
use stats::Stats;
pub(super) use throttle::Throttle;
use transactions::Transactions;

/// One of these says what is written.
const PAYLOADS: [Opt; 3] = [
    Opt::one("record-size", "RECORD-SIZE", "message size in bytes"),
    Opt::one("payload-file", "PAYLOAD-FILE", "file to take payloads from, at random"),
    Opt::flag("payload-monotonic", "payloads are increasing numbers"),
];

const TOOL: Command = Command {
    spec: Spec {
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
            PAYLOADS[0],
            PAYLOADS[1],
            PAYLOADS[2],
            Opt::flag("print-metrics", "print what the producer counted at the end"),
            Opt::one("transactional-id", "TRANSACTIONAL-ID", "write in transactions, under this id"),
            Opt::one(
                "transaction-duration-ms",
                "TRANSACTION-DURATION",
                "write in transactions that are committed after so many ms; 3000 by default",
            ),
            Opt::flag("json", "Kavka's own: only the totals on stdout, as one JSON object"),
        ],
    },
    required: &["topic", "num-records", "throughput"],
    run: execute,
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_command(&TOOL, &args)
}

/// The value of an option that must be positive, and is of the type that Java calls `java_type`.
fn above_zero<T>(parsed: &Parsed, name: &str, java_type: &str) -> Result<Option<u64>, ToolError>
where
    T: FromStr + Into<i64>,
{
    let Some(number) = parsed.number::<T>(name, java_type)? else { return Ok(None) };
    let number = u64::try_from(number.into()).ok().filter(|number| *number > 0);
    number.map(Some).ok_or_else(|| ToolError::Usage(format!("--{name} should be greater than zero.")))
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let count = above_zero::<i64>(parsed, "num-records", "Long")?.unwrap_or(0);
    let warmup: i64 = parsed.number("warmup-records", "Long")?.unwrap_or(0);
    let warmup = u64::try_from(warmup).unwrap_or(0);
    if warmup >= count {
        let line = "The value for --warmup-records must be strictly fewer than the number of records in the test, --num-records.";
        return Err(ToolError::Usage(line.to_string()));
    }
    let topic = parsed.needed("topic")?.to_string();
    let throughput = parsed.number::<f64>("throughput", "Double")?.unwrap_or(-1.0);
    let interval = above_zero::<i64>(parsed, "reporting-interval", "Long")?.unwrap_or(5000);
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
            return Err(ToolError::Usage(format!("--{new} and --{old} cannot be specified together.")));
        }
        if parsed.has(old) {
            let line = format!(
                "Option --{old} has been deprecated and will be removed in a future version. Use --{new} instead."
            );
            remark(parsed, &line);
        }
    }
    let sources =
        ["bootstrap-server", "command-property", "producer-props", "producer.config", "command-config"];
    if !sources.iter().any(|name| parsed.has(name)) {
        let line = "At least one of --bootstrap-server, --command-property, --producer-props, --producer.config or \
                    --command-config must be specified.";
        return Err(ToolError::Usage(line.to_string()));
    }
    let mut properties = match parsed.last("command-config").or(parsed.last("producer.config")) {
        Some(path) => properties_file(path)?,
        None => Properties::new(),
    };
    add_pairs(&mut properties, parsed.all("producer-props").chain(parsed.all("command-property")))?;
    if let Some(servers) = parsed.last("bootstrap-server") {
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
        parsed.one_of(&PAYLOADS, true)?;
        if let Some(size) = above_zero::<i32>(parsed, "record-size", "Integer")? {
            return Ok(Self::Random(vec![0; usize::try_from(size).map_err(ToolError::failed)?]));
        }
        let Some(path) = parsed.last("payload-file") else { return Ok(Self::Monotonic) };
        let text =
            std::fs::read_to_string(path).map_err(|error| ToolError::failed(format!("{path}: {error}")))?;
        let delimiter = parsed.last("payload-delimiter").unwrap_or("\\n").replace("\\n", "\n");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_read_as_those_of_the_original() {
        let error = |line: &str| {
            let line = format!("--topic t --throughput -1 {line}");
            let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
            execute(&TOOL.parse(&args).unwrap()).unwrap_err().to_string()
        };
        assert_eq!(error("--num-records 0"), "--num-records should be greater than zero.");
        assert_eq!(
            error("--num-records 5 --record-size 1 --payload-monotonic"),
            "argument --payload-monotonic: not allowed with argument --record-size"
        );
        assert_eq!(
            error("--num-records 5"),
            "one of the arguments --record-size --payload-file --payload-monotonic is required"
        );
        assert!(error("--num-records 5 --record-size 1").starts_with("At least one of --bootstrap-server, "));
        assert_eq!(
            error("--num-records 5 --record-size 1 --producer-props a=b --command-property c=d"),
            "--command-property and --producer-props cannot be specified together."
        );
    }
}
