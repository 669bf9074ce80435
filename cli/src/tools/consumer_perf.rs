//! `kafka-consumer-perf-test`: how fast records can be read.

use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use kavka_client::{Consumer, Properties};
use serde_json::{Value, json};

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{Unreachable, add_pairs, block_on, properties_file};
use crate::output::{metric_json, metric_table, print_line};
use crate::pattern::TopicPattern;
use crate::progress::Progress;
use crate::time::format_ms;

const SPEC: Spec = Spec {
    tool: "kafka-consumer-perf-test",
    about: "This tool is used to verify the consumer performance.",
    options: &[
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("command-config", "file", "properties of the consumer"),
        Opt::one("command-property", "name=value", "a property of the consumer; may be repeated"),
        Opt::one("consumer.config", "file", "deprecated for --command-config"),
        Opt::one("date-format", "pattern", "yyyy-MM-dd HH:mm:ss:SSS by default"),
        Opt::one("fetch-size", "bytes", "most to fetch of a partition at once; 1048576 by default"),
        Opt::flag("from-latest", "start at the latest record where there is no committed offset"),
        Opt::one("group", "group", "the consumer group; one of its own by default"),
        Opt::flag("hide-header", "leave the first line out"),
        Opt::one("include", "pattern", "topics to read, as a regular expression"),
        Opt::one("messages", "count", "deprecated for --num-records"),
        Opt::one("num-records", "count", "REQUIRED: the number of records to read"),
        Opt::flag("print-metrics", "print what the consumer counted at the end"),
        Opt::one("reporting-interval", "ms", "ms between lines; 5000 by default"),
        Opt::flag("show-detailed-stats", "a line for each interval"),
        Opt::one("socket-buffer-size", "bytes", "accepted; the system sizes its buffers itself"),
        Opt::maybe("timeout", "ms", "most time between records; 10000 by default"),
        Opt::one("topic", "topic", "the topic to read"),
        Opt::flag("json", "Kavka's own: only the totals on stdout, as one JSON object"),
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

struct Settings {
    count: u64,
    timeout: Duration,
    date_format: String,
    /// The interval of the lines, where they are wanted.
    details: Option<Duration>,
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    parsed.require(&["bootstrap-server"])?;
    if parsed.has("topic") == parsed.has("include") {
        return Err(ToolError::Usage(
            "Exactly one of the arguments (topic, include) is required".to_string(),
        ));
    }
    parsed.exclude("json", &["show-detailed-stats"])?;
    let count = match parsed.parse_one::<u64>("num-records")? {
        Some(count) => Some(count),
        None => parsed.parse_one("messages")?,
    };
    let interval = Duration::from_millis(parsed.parse_one("reporting-interval")?.unwrap_or(5000));
    let settings = Settings {
        count: count
            .ok_or_else(|| ToolError::Usage("Missing required argument \"[num-records]\"".to_string()))?,
        timeout: Duration::from_millis(parsed.parse_one("timeout")?.unwrap_or(10_000)),
        date_format: parsed.one("date-format")?.unwrap_or("yyyy-MM-dd HH:mm:ss:SSS").to_string(),
        details: parsed.has("show-detailed-stats").then_some(interval),
    };
    let properties = properties(parsed)?;
    if !parsed.has("hide-header") && !parsed.has("json") {
        let start = if settings.details.is_some() { "time, threadId" } else { "start.time, end.time" };
        print_line(&format!(
            "{start}, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec"
        ));
    }
    block_on(async {
        let mut consumer = Consumer::new(&properties).map_err(ToolError::failed)?;
        match parsed.one("topic")? {
            Some(topic) => consumer.subscribe([topic.to_string()]),
            None => consumer.subscribe_pattern(TopicPattern::new(parsed.required("include")?)?.text()),
        }
        .map_err(ToolError::failed)?;
        let run = consume(&mut consumer, &settings).await?;
        let counted = parsed.has("print-metrics").then(|| consumer.all_metrics());
        consumer.close().await;
        if run.is_short {
            let line = format!(
                "WARNING: Exiting before consuming the expected number of records: timeout ({} ms) exceeded. You can use the --timeout option to increase the timeout.",
                settings.timeout.as_millis()
            );
            if parsed.has("json") { eprintln!("{line}") } else { print_line(&line) }
        }
        if parsed.has("json") {
            let mut object = run.json();
            if let Some(counted) = counted {
                object["metrics"] = metric_json(&counted);
            }
            print_line(&object.to_string());
            return Ok(ExitCode::SUCCESS);
        }
        if settings.details.is_none() {
            print_line(&run.line(&settings.date_format));
        }
        counted.iter().flat_map(|counted| metric_table(counted)).for_each(|line| print_line(&line));
        Ok(ExitCode::SUCCESS)
    })
}

fn properties(parsed: &Parsed) -> Result<Properties, ToolError> {
    let mut properties = match parsed.one("command-config")?.or(parsed.one("consumer.config")?) {
        Some(path) => properties_file(path)?,
        None => Properties::new(),
    };
    add_pairs(&mut properties, parsed.all("command-property"))?;
    properties.insert("bootstrap.servers".to_string(), parsed.required("bootstrap-server")?.to_string());
    let group = match parsed.one("group")? {
        Some(group) => group.to_string(),
        None => format!("perf-consumer-{}", rand::random_range(0..100_000)),
    };
    properties.insert("group.id".to_string(), group);
    let fetch_size = parsed.one("fetch-size")?.unwrap_or("1048576").to_string();
    properties.insert("max.partition.fetch.bytes".to_string(), fetch_size);
    let reset = if parsed.has("from-latest") { "latest" } else { "earliest" };
    properties.insert("auto.offset.reset".to_string(), reset.to_string());
    properties.insert("check.crcs".to_string(), "false".to_string());
    properties.entry("client.id".to_string()).or_insert_with(|| "perf-consumer-client".to_string());
    Ok(properties)
}

/// What has been read since some moment.
#[derive(Debug, Clone, Copy, Default)]
struct Read {
    count: u64,
    bytes: u64,
    joining: Duration,
}

/// A whole run.
#[derive(Debug)]
struct Run {
    read: Read,
    elapsed: Duration,
    /// When it began and ended, in ms since 1970.
    times_ms: (i64, i64),
    /// Whether the records ended before the count was reached.
    is_short: bool,
}

/// Reads until the count or the timeout.
async fn consume(consumer: &mut Consumer, settings: &Settings) -> Result<Run, ToolError> {
    let (started, started_ms) = (Instant::now(), now_ms());
    let mut total = Read::default();
    let mut window = (started, Read::default());
    let (mut last, mut is_short) = (started, false);
    let mut progress = Progress::new(settings.count, started);
    let mut unreachable = Unreachable::new();
    while total.count < settings.count {
        let polled = consumer.poll(Duration::from_millis(100)).await;
        let records = unreachable.of_poll(polled).map_err(ToolError::failed)?;
        if consumer.take_rebalanced() {
            // The first one counts from the start, as the original's does.
            total.joining += last.elapsed();
        }
        if !records.is_empty() {
            last = Instant::now();
        } else if last.elapsed() > settings.timeout {
            is_short = true;
            break;
        }
        for record in &records {
            total.count += 1;
            let size = |part: &Option<bytes::Bytes>| part.as_ref().map_or(0, |bytes| bytes.len() as u64);
            total.bytes += size(&record.key) + size(&record.value);
        }
        if let Some(interval) = settings.details
            && window.0.elapsed() >= interval
        {
            let since = Read {
                count: total.count - window.1.count,
                bytes: total.bytes - window.1.bytes,
                joining: total.joining - window.1.joining,
            };
            let time = format!("{}, 0", format_ms(now_ms(), &settings.date_format));
            progress.clear();
            print_line(&line(&time, total, since, window.0.elapsed()));
            window = (Instant::now(), total);
        }
        progress.advance(total.count, Instant::now());
    }
    Ok(Run { read: total, elapsed: started.elapsed(), times_ms: (started_ms, now_ms()), is_short })
}

impl Run {
    fn line(&self, date_format: &str) -> String {
        let format = |ms| format_ms(ms, date_format);
        let times = format!("{}, {}", format(self.times_ms.0), format(self.times_ms.1));
        line(&times, self.read, self.read, self.elapsed)
    }

    fn json(&self) -> Value {
        let rates = Rates::new(self.read, self.elapsed);
        json!({
            "startMs": self.times_ms.0,
            "endMs": self.times_ms.1,
            "records": self.read.count,
            "bytes": self.read.bytes,
            "recordsPerSec": rates.records,
            "mibPerSec": rates.mebibytes,
            "rebalanceMs": rates.joining_ms,
            "fetchMs": rates.fetching_ms,
            "fetchRecordsPerSec": rates.fetched_records,
            "fetchMibPerSec": rates.fetched_mebibytes,
            "isComplete": !self.is_short,
        })
    }
}

/// Rates over the time that was measured, and over the part of it after the group was joined.
struct Rates {
    records: f64,
    mebibytes: f64,
    joining_ms: u64,
    fetching_ms: u64,
    fetched_records: f64,
    fetched_mebibytes: f64,
}

impl Rates {
    fn new(measured: Read, elapsed: Duration) -> Self {
        let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let seconds = elapsed.as_secs_f64().max(0.001);
        let joining_ms = ms(measured.joining.min(elapsed));
        let fetching_ms = ms(elapsed).saturating_sub(joining_ms);
        let fetching = (fetching_ms as f64 / 1000.0).max(0.001);
        Self {
            records: measured.count as f64 / seconds,
            mebibytes: mebibytes(measured.bytes) / seconds,
            joining_ms,
            fetching_ms,
            fetched_records: measured.count as f64 / fetching,
            fetched_mebibytes: mebibytes(measured.bytes) / fetching,
        }
    }
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / (1024.0 * 1024.0)
}

/// The totals, and the rates over the time that was measured.
fn line(times: &str, total: Read, measured: Read, elapsed: Duration) -> String {
    let rates = Rates::new(measured, elapsed);
    format!(
        "{times}, {:.4}, {:.4}, {}, {:.4}, {}, {}, {:.4}, {:.4}",
        mebibytes(total.bytes),
        rates.mebibytes,
        total.count,
        rates.records,
        rates.joining_ms,
        rates.fetching_ms,
        rates.fetched_mebibytes,
        rates.fetched_records,
    )
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_run_reads_as_recorded() {
        let golden = "2026-11-22 16:42:15:681, 2026-11-22 16:42:25:799, 0.0000, 0.0000, 0, 0.0000, 559, 9559, 0.0000, 0.0000";
        let pattern = "yyyy-MM-dd HH:mm:ss:SSS";
        let times =
            format!("{}, {}", format_ms(1_795_365_735_681, pattern), format_ms(1_795_365_745_799, pattern));
        let read = Read { joining: Duration::from_millis(559), ..Read::default() };
        assert_eq!(line(&times, read, read, Duration::from_millis(10_118)), golden);
    }

    #[test]
    fn rates_are_over_the_time_measured() {
        let read = Read { count: 1000, bytes: 2 << 20, joining: Duration::from_secs(1) };
        let text = line("a, b", read, read, Duration::from_secs(3));
        assert_eq!(text, "a, b, 2.0000, 0.6667, 1000, 333.3333, 1000, 2000, 1.0000, 500.0000");
    }

    #[test]
    fn a_run_as_json_has_the_numbers_of_the_line() {
        let read = Read { count: 1000, bytes: 2 << 20, joining: Duration::from_secs(2) };
        let run = Run { read, elapsed: Duration::from_secs(4), times_ms: (5, 4005), is_short: true };
        let expected = json!({
            "startMs": 5, "endMs": 4005, "records": 1000, "bytes": 2 << 20, "recordsPerSec": 250.0, "mibPerSec": 0.5,
            "rebalanceMs": 2000, "fetchMs": 2000, "fetchRecordsPerSec": 500.0, "fetchMibPerSec": 1.0,
            "isComplete": false,
        });
        assert_eq!(run.json(), expected);
    }
}
