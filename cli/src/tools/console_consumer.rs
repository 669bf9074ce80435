//! `kafka-console-consumer`: records as lines on stdout.

mod coordinator;
mod formatter;
mod json;

use std::io::{BufWriter, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use kavka_client::admin::OffsetSpec;
use kavka_client::{Consumer, Properties, TopicPartition};

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{Unreachable, add_pairs, block_on, properties_file};
use crate::pattern::TopicPattern;
use formatter::Formatter;

const SPEC: Spec = Spec {
    tool: "kafka-console-consumer",
    about: "This tool helps to read data from Kafka topics and outputs it to standard output.",
    options: &[
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("command-config", "file", "properties of the consumer"),
        Opt::one("command-property", "name=value", "a property of the consumer; may be repeated"),
        Opt::one("consumer-property", "name=value", "deprecated for --command-property"),
        Opt::one("consumer.config", "file", "deprecated for --command-config"),
        Opt::flag("enable-systest-events", "accepted, without effect"),
        Opt::one(
            "formatter",
            "class",
            "DefaultMessageFormatter, LoggingMessageFormatter, NoOpMessageFormatter or, for internal topics, \
             OffsetsMessageFormatter, GroupMetadataMessageFormatter, ShareGroupMessageFormatter, \
             TransactionLogMessageFormatter, ShareGroupStateMessageFormatter; and Kavka's own json: a record is an \
             object on a line, with bytes that are no UTF-8 as base64 in keyBase64 or valueBase64",
        ),
        Opt::one("formatter-config", "file", "properties of the formatter"),
        Opt::one("formatter-property", "name=value", "print.key, print.timestamp, key.separator, …"),
        Opt::flag("from-beginning", "start at the earliest record where there is no committed offset"),
        Opt::one("group", "group", "the consumer group"),
        Opt::one("include", "pattern", "topics to read, as a regular expression"),
        Opt::one("isolation-level", "level", "read_committed or read_uncommitted (the default)"),
        Opt::one("key-deserializer", "class", "StringDeserializer, LongDeserializer, IntegerDeserializer, …"),
        Opt::one("max-messages", "count", "end after so many"),
        Opt::one("offset", "offset", "with --partition: an offset, earliest or latest"),
        Opt::one("partition", "number", "read only this partition"),
        Opt::one("property", "name=value", "deprecated for --formatter-property"),
        Opt::flag("skip-message-on-error", "go on after a record that cannot be shown"),
        Opt::one("timeout-ms", "ms", "end when nothing came for so long"),
        Opt::one("topic", "topic", "the topic to read"),
        Opt::one(
            "value-deserializer",
            "class",
            "StringDeserializer, LongDeserializer, IntegerDeserializer, …",
        ),
    ],
};

/// How long one poll waits; a signal is seen after at most this.
const POLL: Duration = Duration::from_millis(500);

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    check(parsed)?;
    let properties = consumer_properties(parsed)?;
    let formatter = Formatter::from_options(parsed)?;
    let limit = parsed.parse_one::<i64>("max-messages")?.and_then(|count| u64::try_from(count).ok());
    let timeout = parsed.parse_one::<i64>("timeout-ms")?.and_then(|ms| u64::try_from(ms).ok());
    block_on(async {
        let mut consumer = Consumer::new(&properties).map_err(ToolError::failed)?;
        start(parsed, &mut consumer)?;
        let until = Until {
            count: limit,
            idle: timeout.map(Duration::from_millis),
            unreadable: !parsed.has("skip-message-on-error"),
        };
        let outcome = consume(&mut consumer, &formatter, &until).await;
        consumer.close().await;
        let (count, end) = outcome?;
        if let Some(line) = end {
            eprintln!("{line}");
        }
        eprintln!("Processed a total of {count} messages");
        Ok(ExitCode::SUCCESS)
    })
}

fn check(parsed: &Parsed) -> Result<(), ToolError> {
    parsed.require(&["bootstrap-server"])?;
    let usage = |line: &str| Err(ToolError::Usage(line.to_string()));
    match (parsed.has("topic"), parsed.has("include")) {
        (true, true) | (false, false) => return usage("Exactly one of --include/--topic is required. "),
        _ => {}
    }
    if parsed.has("partition") && !parsed.has("topic") {
        return usage("The topic is required when partition is specified.");
    }
    if parsed.has("partition") && parsed.has("group") {
        return usage("Options group and partition cannot be specified together.");
    }
    if parsed.has("offset") && !parsed.has("partition") {
        return usage("The partition is required when offset is specified.");
    }
    if parsed.has("offset") && parsed.has("from-beginning") {
        return usage("Options from-beginning and offset cannot be specified together.");
    }
    parsed.exclude("consumer-property", &["command-property"])?;
    parsed.exclude("consumer.config", &["command-config"])
}

fn consumer_properties(parsed: &Parsed) -> Result<Properties, ToolError> {
    let mut properties = match parsed.one("command-config")?.or(parsed.one("consumer.config")?) {
        Some(path) => properties_file(path)?,
        None => Properties::new(),
    };
    add_pairs(&mut properties, parsed.all("consumer-property").chain(parsed.all("command-property")))?;
    properties.insert("bootstrap.servers".to_string(), parsed.required("bootstrap-server")?.to_string());
    if parsed.has("isolation-level") || !properties.contains_key("isolation.level") {
        let level = parsed.one("isolation-level")?.unwrap_or("read_uncommitted");
        properties.insert("isolation.level".to_string(), level.to_string());
    }
    let reset = if parsed.has("from-beginning") { "earliest" } else { "latest" };
    match properties.get("auto.offset.reset") {
        Some(given) if parsed.has("from-beginning") && given != "earliest" => {
            return Err(ToolError::failed(format!(
                "Can't simultaneously specify --from-beginning and 'auto.offset.reset={given}', please remove one option"
            )));
        }
        Some(_) => {}
        None => {
            properties.insert("auto.offset.reset".to_string(), reset.to_string());
        }
    }
    if let Some(group) = parsed.one("group")? {
        let other =
            properties.insert("group.id".to_string(), group.to_string()).filter(|other| other != group);
        if let Some(other) = other {
            return Err(ToolError::failed(format!(
                "The group ids provided in different places (directly using '--group', via '--consumer-property', or via \
                 '--consumer.config') do not match. Detected group ids: '{group}', '{other}'"
            )));
        }
    }
    if !properties.contains_key("group.id") && !parsed.has("partition") {
        // A group of its own, of which nothing is to stay.
        properties
            .insert("group.id".to_string(), format!("console-consumer-{}", rand::random_range(0..100_000)));
        properties.entry("enable.auto.commit".to_string()).or_insert_with(|| "false".to_string());
    }
    properties.entry("client.id".to_string()).or_insert_with(|| "console-consumer".to_string());
    Ok(properties)
}

/// Assigns or subscribes.
fn start(parsed: &Parsed, consumer: &mut Consumer) -> Result<(), ToolError> {
    let Some(topic) = parsed.one("topic")? else {
        let pattern = TopicPattern::new(parsed.required("include")?)?;
        return consumer.subscribe_pattern(pattern.text()).map_err(ToolError::failed);
    };
    let Some(partition) = parsed.parse_one::<i32>("partition")? else {
        return consumer.subscribe([topic.to_string()]).map_err(ToolError::failed);
    };
    let at = TopicPartition::new(topic, partition);
    consumer.assign([at.clone()]);
    match parse_offset(parsed.one("offset")?, parsed.has("from-beginning"))? {
        Start::At(offset) => consumer.seek(&at, offset),
        Start::Find(spec) => consumer.seek_to(&at, spec),
    }
    Ok(())
}

#[derive(Debug, PartialEq)]
enum Start {
    At(i64),
    Find(OffsetSpec),
}

fn parse_offset(text: Option<&str>, from_beginning: bool) -> Result<Start, ToolError> {
    let wrong = |text: &str| {
        ToolError::Usage(format!(
            "The provided offset value '{text}' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long."
        ))
    };
    Ok(match text.map(str::to_lowercase).as_deref() {
        None if from_beginning => Start::Find(OffsetSpec::Earliest),
        None | Some("latest" | "-1") => Start::Find(OffsetSpec::Latest),
        Some("earliest" | "-2") => Start::Find(OffsetSpec::Earliest),
        Some(number) => match number.parse() {
            Ok(offset) if offset >= 0 => Start::At(offset),
            _ => return Err(wrong(number)),
        },
    })
}

/// When to end.
struct Until {
    /// After so many records.
    count: Option<u64>,
    /// When nothing came for so long.
    idle: Option<Duration>,
    /// At a record that cannot be shown.
    unreadable: bool,
}

/// Prints records until the limit, the timeout or a signal; returns their number and why it ended, if
/// that is worth a line.
async fn consume(
    consumer: &mut Consumer,
    formatter: &Formatter,
    until: &Until,
) -> Result<(u64, Option<String>), ToolError> {
    let (limit, timeout) = (until.count, until.idle);
    let mut out = BufWriter::with_capacity(64 * 1024, std::io::stdout());
    let mut count = 0;
    let mut last = Instant::now();
    let mut unreachable = Unreachable::new();
    let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
    while limit.is_none_or(|limit| count < limit) {
        let wait = timeout.map_or(POLL, |timeout| timeout.saturating_sub(last.elapsed()).min(POLL));
        let records = tokio::select! {
            polled = consumer.poll(wait) => unreachable.of_poll(polled).map_err(ToolError::failed)?,
            _ = &mut stop => return Ok((count, None)),
        };
        if records.is_empty() && timeout.is_some_and(|timeout| last.elapsed() >= timeout) {
            let line = "Error processing message, terminating consumer process: \norg.apache.kafka.common.errors.TimeoutException";
            return Ok((count, Some(line.to_string())));
        }
        for record in records {
            if limit.is_some_and(|limit| count >= limit) {
                break;
            }
            count += 1;
            last = Instant::now();
            let written = formatter.write(&record, &mut out);
            if let Err(error) = &written
                && error.kind() == std::io::ErrorKind::InvalidData
            {
                if until.unreadable {
                    let line = format!("Error processing message, terminating consumer process: \n{error}");
                    return Ok((count, Some(line)));
                }
                eprintln!("Error processing message, skipping this message: \n{error}");
                continue;
            }
            if written.is_err() {
                // The reader is gone, as with `head`.
                return Ok((count, Some("Unable to write to standard out, closing consumer.".to_string())));
            }
        }
        if out.flush().is_err() {
            return Ok((count, Some("Unable to write to standard out, closing consumer.".to_string())));
        }
    }
    Ok((count, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Parsed {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        Parsed::parse(&SPEC, &args).unwrap()
    }

    #[test]
    fn options_that_do_not_go_together_are_refused() {
        let error = |line: &str| check(&parsed(line)).unwrap_err().to_string();
        assert!(error("--bootstrap-server a:1").starts_with("Exactly one of --include/--topic"));
        assert!(
            error("--bootstrap-server a:1 --topic t --offset 1").starts_with("The partition is required")
        );
        assert!(
            error("--bootstrap-server a:1 --topic t --partition 0 --group g")
                .contains("cannot be specified together")
        );
        assert!(check(&parsed("--bootstrap-server a:1 --topic t")).is_ok());
    }

    #[test]
    fn without_a_group_one_is_made_up_that_commits_nothing() {
        let properties =
            consumer_properties(&parsed("--bootstrap-server a:1 --topic t --from-beginning")).unwrap();
        assert!(properties["group.id"].starts_with("console-consumer-"));
        assert_eq!(properties["enable.auto.commit"], "false");
        assert_eq!(properties["auto.offset.reset"], "earliest");
        let properties =
            consumer_properties(&parsed("--bootstrap-server a:1 --topic t --partition 0")).unwrap();
        assert!(!properties.contains_key("group.id"));
    }

    #[test]
    fn offsets_are_words_or_numbers() {
        assert_eq!(parse_offset(None, true).unwrap(), Start::Find(OffsetSpec::Earliest));
        assert_eq!(parse_offset(Some("Latest"), false).unwrap(), Start::Find(OffsetSpec::Latest));
        assert_eq!(parse_offset(Some("7"), false).unwrap(), Start::At(7));
        assert!(parse_offset(Some("x"), false).is_err());
    }
}
