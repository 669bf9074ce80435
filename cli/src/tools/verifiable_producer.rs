//! `kafka-verifiable-producer`: numbers as records, and a line of JSON for each answer.

use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use kavka_client::producer::{ProduceError, Record, Written};
use kavka_client::{Producer, Properties};
use serde_json::{Value, json};

use super::producer_perf::Throttle;
use crate::args::{Command, Opt, Parsed, Spec, ToolError, run_command};
use crate::connect::{Unreachable, block_on, properties_file};
use crate::output::print_line;

const TOOL: Command = Command {
    spec: Spec {
        tool: "verifiable-producer",
        about: "This tool produces increasing integers to the specified topic and prints JSON metadata to stdout on \
                each \"send\" request, making externally visible which messages have been acked and which have not.",
        options: &[
            Opt::one("topic", "TOPIC", "Produce messages to this topic."),
            Opt::one("max-messages", "MAX-MESSAGES", "Produce so many messages; without end by default."),
            Opt::one(
                "throughput",
                "THROUGHPUT",
                "About so many messages a second; as many as possible by default.",
            ),
            Opt::one("acks", "ACKS", "Acks required on each produced message; all by default."),
            Opt::one("producer.config", "CONFIG-FILE", "deprecated for --command-config"),
            Opt::one(
                "message-create-time",
                "CREATE-TIME",
                "The time of the first message, in ms since 1970.",
            ),
            Opt::one("value-prefix", "VALUE-PREFIX", "A number before each value, with a dot between."),
            Opt::one(
                "repeating-keys",
                "REPEATING-KEYS",
                "Keys from 0 to below this number, again and again.",
            ),
            Opt::one("command-config", "CONFIG-FILE", "Producer config properties file."),
            Opt::one("bootstrap-server", "HOST1:PORT1[,HOST2:PORT2[...]]", "The brokers to connect to."),
        ],
    },
    required: &["topic", "bootstrap-server"],
    run: execute,
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_command(&TOOL, &args)
}

/// What the options ask for.
struct Plan {
    topic: String,
    count: u64,
    throughput: i64,
    create_time: Option<i64>,
    prefix: Option<i32>,
    key_count: Option<u64>,
}

impl Plan {
    fn from_options(parsed: &Parsed) -> Result<Self, ToolError> {
        let count: i32 = parsed.number("max-messages", "Integer")?.unwrap_or(-1);
        let create_time: i64 = parsed.number("message-create-time", "Long")?.unwrap_or(-1);
        let key_count: Option<i32> = parsed.number("repeating-keys", "Integer")?;
        Ok(Self {
            topic: parsed.needed("topic")?.to_string(),
            count: u64::try_from(count).unwrap_or(u64::MAX),
            throughput: parsed.number::<i32>("throughput", "Integer")?.unwrap_or(-1).into(),
            create_time: (create_time != -1).then_some(create_time),
            prefix: parsed.number("value-prefix", "Integer")?,
            key_count: key_count.and_then(|count| u64::try_from(count).ok()).filter(|count| *count > 0),
        })
    }

    fn key(&self, nth: u64) -> Option<String> {
        self.key_count.map(|count| (nth % count).to_string())
    }

    fn value(&self, nth: u64) -> String {
        self.prefix.map_or_else(|| nth.to_string(), |prefix| format!("{prefix}.{nth}"))
    }
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let plan = Plan::from_options(parsed)?;
    let properties = properties(parsed)?;
    block_on(produce(plan, properties)).map(|()| ExitCode::SUCCESS)
}

fn properties(parsed: &Parsed) -> Result<Properties, ToolError> {
    let mut properties = match parsed.last("command-config").or(parsed.last("producer.config")) {
        Some(path) => properties_file(path)?,
        None => Properties::new(),
    };
    let acks: i32 = parsed.number("acks", "Integer")?.unwrap_or(-1);
    for (name, value) in [
        ("bootstrap.servers", parsed.needed("bootstrap-server")?.to_string()),
        ("acks", acks.to_string()),
        // What is told must be what happened: no retries that could write twice.
        ("retries", "0".to_string()),
    ] {
        properties.insert(name.to_string(), value);
    }
    if acks != -1 {
        properties.entry("enable.idempotence".to_string()).or_insert_with(|| "false".to_string());
    }
    Ok(properties)
}

async fn produce(plan: Plan, properties: Properties) -> Result<(), ToolError> {
    let producer = Producer::new(&properties).map_err(ToolError::failed)?;
    print_line(&event("startup_complete", json!({})));
    let started = Instant::now();
    let throttle = Throttle::new(plan.throughput as f64, started);
    let (answers, mut to_await) = tokio::sync::mpsc::unbounded_channel();
    let topic = plan.topic.clone();
    let collector = tokio::spawn(async move {
        let mut acked = 0u64;
        while let Some((key, value, delivery)) = to_await.recv().await {
            let delivery: Result<kavka_client::producer::Delivery, ProduceError> = delivery;
            let outcome = match delivery {
                Ok(delivery) => delivery.await,
                Err(error) => Err(error),
            };
            acked += u64::from(outcome.is_ok());
            print_line(&answer(&topic, key, value, outcome));
        }
        acked
    });
    let mut stop = std::pin::pin!(stopped());
    let (mut sent, mut unreachable) = (0, Unreachable::new());
    while sent < plan.count {
        let (key, value) = (plan.key(sent), plan.value(sent));
        let mut record = Record::new(plan.topic.clone(), value.clone());
        record.key = key.clone().map(Into::into);
        let elapsed = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
        record.timestamp = plan.create_time.map(|time| time.saturating_add(elapsed));
        let delivery = tokio::select! {
            delivery = unreachable.send(&producer, &record) => delivery,
            () = &mut stop => break,
        };
        sent += 1;
        // The collector lives as long as this loop.
        let _ = answers.send((key, value, delivery));
        if let Some(pause) = throttle.pause(sent, Instant::now()) {
            tokio::time::sleep(pause).await;
        }
    }
    drop(answers);
    producer.flush().await;
    let acked = collector.await.unwrap_or(0);
    producer.close().await;
    print_line(&event("shutdown_complete", json!({})));
    let average = acked as f64 / started.elapsed().as_secs_f64();
    let data = json!({"sent": sent, "acked": acked, "target_throughput": plan.throughput, "avg_throughput": average});
    print_line(&event("tool_data", data));
    Ok(())
}

/// SIGTERM or ctrl-c.
pub(super) async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

fn answer(topic: &str, key: Option<String>, value: String, outcome: Result<Written, ProduceError>) -> String {
    match outcome {
        Ok(written) => event(
            "producer_send_success",
            json!({
                "key": key,
                "value": value,
                "offset": written.offset,
                "topic": written.at.topic,
                "partition": written.at.partition,
            }),
        ),
        Err(error) => {
            let class = match error.code() {
                Some(code) => crate::java::exception_class(code),
                None => "org.apache.kafka.common.KafkaException".to_string(),
            };
            event(
                "producer_send_error",
                json!({
                    "key": key,
                    "value": value,
                    "topic": topic,
                    "exception": format!("class {class}"),
                    "message": error.to_string(),
                }),
            )
        }
    }
}

/// A line with the time, the event's name and its fields.
pub(super) fn event(name: &str, fields: Value) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let mut line = json!({"timestamp": u64::try_from(now).unwrap_or(u64::MAX), "name": name});
    if let (Some(line), Value::Object(fields)) = (line.as_object_mut(), fields) {
        line.extend(fields);
    }
    line.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_repeat_and_values_count() {
        let args: Vec<String> =
            "--topic t --bootstrap-server a:1 --repeating-keys 2 --value-prefix 7 --max-messages 3"
                .split_whitespace()
                .map(str::to_string)
                .collect();
        let plan = Plan::from_options(&TOOL.parse(&args).unwrap()).unwrap();
        assert_eq!(plan.count, 3);
        let pairs: Vec<_> = (0..3).map(|nth| (plan.key(nth).unwrap(), plan.value(nth))).collect();
        let expected = [("0", "7.0"), ("1", "7.1"), ("0", "7.2")];
        assert_eq!(pairs, expected.map(|(key, value)| (key.to_string(), value.to_string())));
        assert_eq!(TOOL.parse(&[]).unwrap_err(), "argument --topic is required");
    }

    #[test]
    fn answers_read_as_the_originals() {
        let at = kavka_client::TopicPartition::new("v", 0).into();
        let written = Written { at, offset: 1, timestamp: -1 };
        let line = answer("v", Some("1".to_string()), "7.1".to_string(), Ok(written));
        let rest = line.split_once(",\"name\"").unwrap().1;
        assert_eq!(
            rest,
            ":\"producer_send_success\",\"key\":\"1\",\"value\":\"7.1\",\"offset\":1,\"topic\":\"v\",\"partition\":0}"
        );
    }
}
