//! `kafka-console-producer`: lines of stdin as records.

mod reader;

use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;

use kavka_client::Producer;
use kavka_client::producer::ProduceError;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{Unreachable, add_pairs, block_on, properties_file};
use reader::LineReader;

const SPEC: Spec = Spec {
    tool: "kafka-console-producer",
    about: "This tool helps to read data from standard input and publish it to Kafka.",
    options: &[
        Opt::one("batch-size", "bytes", "batch.size of the producer; 16384 by default"),
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("command-config", "file", "properties of the producer"),
        Opt::one("command-property", "name=value", "a property of the producer; may be repeated"),
        Opt::maybe(
            "compression-codec",
            "codec",
            "none, gzip, snappy, lz4 or zstd; gzip if no codec is named",
        ),
        Opt::one("line-reader", "class", "only org.apache.kafka.tools.LineMessageReader"),
        Opt::one("max-block-ms", "ms", "most time to wait for a full buffer; 60000 by default"),
        Opt::one("max-memory-bytes", "bytes", "buffer.memory of the producer; 33554432 by default"),
        Opt::one("max-partition-memory-bytes", "bytes", "deprecated for --batch-size"),
        Opt::one("message-send-max-retries", "count", "retries of the producer; 3 by default"),
        Opt::one("metadata-expiry-ms", "ms", "metadata.max.age.ms of the producer; 300000 by default"),
        Opt::one("producer-property", "name=value", "deprecated for --command-property"),
        Opt::one("producer.config", "file", "deprecated for --command-config"),
        Opt::one("property", "name=value", "deprecated for --reader-property"),
        Opt::one("reader-config", "file", "properties of the line reader"),
        Opt::one(
            "reader-property",
            "name=value",
            "parse.key, key.separator, parse.headers, null.marker, ignore.error, …",
        ),
        Opt::one("request-required-acks", "acks", "acks of the producer; -1 by default"),
        Opt::one("request-timeout-ms", "ms", "request.timeout.ms of the producer; 1500 by default"),
        Opt::one("retry-backoff-ms", "ms", "retry.backoff.ms of the producer; 100 by default"),
        Opt::one("socket-buffer-size", "bytes", "accepted; the system sizes its buffers itself"),
        Opt::flag("sync", "wait for each record to be acknowledged"),
        Opt::one("timeout", "ms", "linger.ms of the producer; 1000 by default"),
        Opt::one("topic", "topic", "REQUIRED: the topic to write to"),
    ],
};

/// Lines read ahead of the producer.
const LINES_AHEAD: usize = 1024;

/// Options that set a property, and what it is without them.
const MAPPED: &[(&str, &str, &str)] = &[
    ("max-block-ms", "max.block.ms", "60000"),
    ("max-memory-bytes", "buffer.memory", "33554432"),
    ("message-send-max-retries", "retries", "3"),
    ("metadata-expiry-ms", "metadata.max.age.ms", "300000"),
    ("request-required-acks", "acks", "-1"),
    ("request-timeout-ms", "request.timeout.ms", "1500"),
    ("retry-backoff-ms", "retry.backoff.ms", "100"),
    ("timeout", "linger.ms", "1000"),
];

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    parsed.require(&["topic", "bootstrap-server"])?;
    let reader = LineReader::new(parsed.required("topic")?, &reader_properties(parsed)?)?;
    let properties = producer_properties(parsed)?;
    let sync = parsed.has("sync");
    block_on(async {
        let producer = Producer::new(&properties).map_err(ToolError::failed)?;
        let mut lines = read_lines();
        let (mut unreachable, mut answers) = (Unreachable::new(), JoinSet::new());
        while let Some(line) = lines.recv().await {
            let record = reader.record(&line)?;
            let told = {
                let (topic, key, value) = (record.topic.clone(), size(&record.key), size(&record.value));
                move |error: ProduceError| {
                    format!(
                        "Error when sending message to topic {topic} with key: {key}, value: {value} with error: {error}"
                    )
                }
            };
            match unreachable.send(&producer, &record).await {
                // The first failure ends it.
                Ok(delivery) if sync => {
                    delivery.await.map_err(|error| ToolError::failed(told(error)))?;
                }
                Err(error) if sync => return Err(ToolError::failed(told(error))),
                // A failure is told, and what comes after is tried all the same.
                Ok(delivery) => {
                    answers.spawn(async move {
                        if let Err(error) = delivery.await {
                            eprintln!("{}", told(error));
                        }
                    });
                }
                Err(error) => eprintln!("{}", told(error)),
            }
            while answers.try_join_next().is_some() {}
        }
        producer.close().await;
        while answers.join_next().await.is_some() {}
        Ok(ExitCode::SUCCESS)
    })
}

fn size(part: &Option<bytes::Bytes>) -> String {
    part.as_ref().map_or("null".to_string(), |bytes| format!("{} bytes", bytes.len()))
}

/// Lines of stdin, read on a thread of their own, since a read from a terminal cannot be broken off.
fn read_lines() -> mpsc::Receiver<Vec<u8>> {
    let (sender, lines) = mpsc::channel(LINES_AHEAD);
    std::thread::spawn(move || {
        let has_prompt = std::io::stdin().is_terminal();
        let mut input = std::io::stdin().lock();
        loop {
            if has_prompt {
                print!(">");
                let _ = std::io::stdout().flush();
            }
            let mut line = Vec::new();
            if !matches!(input.read_until(b'\n', &mut line), Ok(count) if count > 0) {
                return;
            }
            if line.last() == Some(&b'\n') {
                line.pop();
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
            }
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}

fn reader_properties(parsed: &Parsed) -> Result<kavka_client::Properties, ToolError> {
    let mut properties = match parsed.one("reader-config")? {
        Some(path) => properties_file(path)?,
        None => kavka_client::Properties::new(),
    };
    add_pairs(&mut properties, parsed.all("property").chain(parsed.all("reader-property")))?;
    Ok(properties)
}

fn producer_properties(parsed: &Parsed) -> Result<kavka_client::Properties, ToolError> {
    parsed.exclude("producer.config", &["command-config"])?;
    parsed.exclude("producer-property", &["command-property"])?;
    let mut properties = match parsed.one("command-config")?.or(parsed.one("producer.config")?) {
        Some(path) => properties_file(path)?,
        None => kavka_client::Properties::new(),
    };
    add_pairs(&mut properties, parsed.all("producer-property").chain(parsed.all("command-property")))?;
    properties.insert("bootstrap.servers".to_string(), parsed.required("bootstrap-server")?.to_string());
    let codec = match (parsed.has("compression-codec"), parsed.one("compression-codec")?) {
        (true, codec) => Some(codec.unwrap_or("gzip").to_string()),
        (false, _) => None,
    };
    let mut set = |name: &str, given: Option<String>, default: &str| {
        if given.is_some() || !properties.contains_key(name) {
            properties.insert(name.to_string(), given.unwrap_or_else(|| default.to_string()));
        }
    };
    for (option, name, default) in MAPPED {
        set(name, parsed.one(option)?.map(str::to_string), default);
    }
    let batch = parsed.one("batch-size")?.or(parsed.one("max-partition-memory-bytes")?);
    set("batch.size", batch.map(str::to_string), "16384");
    set("compression.type", codec, "none");
    set("client.id", None, "console-producer");
    Ok(properties)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_win_over_properties_and_properties_over_defaults() {
        let line = "--topic t --bootstrap-server a:1 --command-property linger.ms=7 --command-property acks=1 \
                    --request-required-acks all --compression-codec";
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        let properties = producer_properties(&Parsed::parse(&SPEC, &args).unwrap()).unwrap();
        let value = |name: &str| properties.get(name).map(String::as_str);
        assert_eq!(value("linger.ms"), Some("7"));
        assert_eq!(value("acks"), Some("all"));
        assert_eq!(value("compression.type"), Some("gzip"));
        assert_eq!(value("retries"), Some("3"));
    }
}
