//! `kafka-verifiable-consumer`: a member of a group, and a line of JSON for each thing that happens to it.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use kavka_client::admin::CommittedOffset;
use kavka_client::consumer::{ConsumeError, ConsumedRecord, Consumer, RebalanceListener};
use kavka_client::{Properties, TopicPartition};
use kavka_protocol::ErrorCode;
use serde_json::{Value, json};

use super::verifiable_producer::{event, stopped};
use crate::args::{Command, Opt, Parsed, Spec, ToolError, run_command};
use crate::connect::{Unreachable, block_on, properties_file};
use crate::output::print_line;

/// How long one poll waits; then it is told if the cluster cannot be reached. A signal ends it at once.
const POLL: Duration = Duration::from_secs(1);

const TOOL: Command = Command {
    spec: Spec {
        tool: "verifiable-consumer",
        about: "This tool consumes messages from a specific topic and emits consumer events (e.g. group rebalances, \
                received messages, and offsets committed) as JSON objects to STDOUT.",
        options: &[
            Opt::one("topic", "TOPIC", "Consumes messages from this topic."),
            Opt::one("group-protocol", "GROUP-PROTOCOL", "CLASSIC (the default) or CONSUMER."),
            Opt::one(
                "group-remote-assignor",
                "GROUP-REMOTE-ASSIGNOR",
                "The broker's assignor, with the protocol CONSUMER.",
            ),
            Opt::one("group-id", "GROUP-ID", "The group id of the consumer group."),
            Opt::one("group-instance-id", "GROUP-INSTANCE-ID", "The name of a static member."),
            Opt::one("max-messages", "MAX-MESSAGES", "Consume so many messages; without end by default."),
            Opt::one("session-timeout", "TIMEOUT-MS", "The session timeout, with the protocol CLASSIC."),
            Opt::flag("verbose", "A line for each record too."),
            Opt::flag("enable-autocommit", "Commit every so often rather than after each poll."),
            Opt::one("reset-policy", "RESET-POLICY", "earliest (the default), latest or none."),
            Opt::one(
                "assignment-strategy",
                "ASSIGNMENT-STRATEGY",
                "The assignor, with the protocol CLASSIC; org.apache.kafka.clients.consumer.RangeAssignor by default.",
            ),
            Opt::one("consumer.config", "CONFIG-FILE", "deprecated for --command-config"),
            Opt::one(
                "command-config",
                "CONFIG-FILE",
                "Consumer config properties file; options override it.",
            ),
            Opt::one("bootstrap-server", "HOST1:PORT1[,HOST2:PORT2[...]]", "The brokers to connect to."),
        ],
    },
    required: &["topic", "group-id", "bootstrap-server"],
    run: execute,
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_command(&TOOL, &args)
}

/// What the options ask for.
struct Plan {
    topic: String,
    limit: Option<u64>,
    commits_itself: bool,
    is_verbose: bool,
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let limit: i32 = parsed.number("max-messages", "Integer")?.unwrap_or(-1);
    let plan = Plan {
        topic: parsed.needed("topic")?.to_string(),
        limit: u64::try_from(limit).ok(),
        commits_itself: parsed.has("enable-autocommit"),
        is_verbose: parsed.has("verbose"),
    };
    let properties = properties(parsed)?;
    block_on(consume(&plan, &properties)).map(|()| ExitCode::SUCCESS)
}

fn properties(parsed: &Parsed) -> Result<Properties, ToolError> {
    let (old, new) = (parsed.last("consumer.config"), parsed.last("command-config"));
    if old.is_some() && new.is_some() {
        let line = "Options --consumer.config and --command-config are mutually exclusive.";
        return Err(ToolError::Usage(line.to_string()));
    }
    if old.is_some() {
        print_line(
            "Option --consumer.config has been deprecated and will be removed in a future version. Use --command-config instead.",
        );
    }
    let mut properties = match new.or(old) {
        Some(path) => properties_file(path)?,
        None => Properties::new(),
    };
    let mut set = |name: &str, value: &str| properties.insert(name.to_string(), value.to_string());
    let protocol = parsed.last("group-protocol").unwrap_or("classic");
    set("group.protocol", protocol);
    if protocol.eq_ignore_ascii_case("consumer") {
        parsed.last("group-remote-assignor").map(|assignor| set("group.remote.assignor", assignor));
    } else {
        let range = "org.apache.kafka.clients.consumer.RangeAssignor";
        set("partition.assignment.strategy", parsed.last("assignment-strategy").unwrap_or(range));
    }
    parsed.number::<i32>("session-timeout", "Integer")?.map(|ms| set("session.timeout.ms", &ms.to_string()));
    set("group.id", parsed.needed("group-id")?);
    parsed.last("group-instance-id").map(|id| set("group.instance.id", id));
    set("bootstrap.servers", parsed.needed("bootstrap-server")?);
    set("enable.auto.commit", if parsed.has("enable-autocommit") { "true" } else { "false" });
    set("auto.offset.reset", parsed.last("reset-policy").unwrap_or("earliest"));
    Ok(properties)
}

async fn consume(plan: &Plan, properties: &Properties) -> Result<(), ToolError> {
    let mut consumer = Consumer::new(properties).map_err(ToolError::failed)?;
    print_line(&event("startup_complete", json!({})));
    consumer.set_rebalance_listener(Some(Arc::new(Lines)));
    consumer.subscribe([plan.topic.clone()]).map_err(ToolError::failed)?;
    let waker = consumer.waker();
    let stop = tokio::spawn(async move {
        stopped().await;
        print_line(&event("shutdown_requested", json!({})));
        waker.wake();
    });
    if let Err(error) = work(plan, &mut consumer).await
        && !matches!(error, ConsumeError::Woken)
    {
        // As the original: to the log, and the exit code stays 0.
        eprintln!("Error during processing, terminating consumer process: {error}");
    }
    let is_asked = stop.is_finished();
    stop.abort();
    consumer.close().await;
    print_line(&event("shutdown_complete", json!({})));
    if !is_asked {
        // The original says so in a hook of the virtual machine, which runs at every end.
        print_line(&event("shutdown_requested", json!({})));
    }
    Ok(())
}

/// Until the limit, a signal, or a failure that does not pass.
async fn work(plan: &Plan, consumer: &mut Consumer) -> Result<(), ConsumeError> {
    let (mut count, mut unreachable) = (0, Unreachable::new());
    while plan.limit.is_none_or(|limit| count < limit) {
        let records = unreachable.of_poll(consumer.poll(POLL).await)?;
        if records.is_empty() {
            continue;
        }
        let offsets = received(plan, &records, &mut count);
        if plan.commits_itself {
            continue;
        }
        let outcome = consumer.commit_offsets(offsets.clone()).await;
        if let Err(ConsumeError::Client(error)) = &outcome
            && error.code() == Some(ErrorCode::FencedInstanceId)
        {
            return outcome;
        }
        print_line(&committed(&offsets, outcome.err().map(|error| error.to_string())));
    }
    Ok(())
}

/// Prints what came, and gives what to commit. `count` is moved by what is within the limit.
fn received(
    plan: &Plan,
    records: &[ConsumedRecord],
    count: &mut u64,
) -> BTreeMap<TopicPartition, CommittedOffset> {
    let mut offsets = BTreeMap::new();
    let mut summaries = Vec::new();
    for of_partition in by_partition(records) {
        let left = plan.limit.map_or(u64::MAX, |limit| limit.saturating_sub(*count));
        let kept = of_partition.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let (Some(first), Some(last)) = (of_partition[..kept].first(), of_partition[..kept].last()) else {
            continue;
        };
        let next = CommittedOffset { offset: last.offset + 1, leader_epoch: -1, metadata: String::new() };
        offsets.insert(TopicPartition::clone(&first.at), next);
        summaries.push(json!({
            "topic": first.at.topic,
            "partition": first.at.partition,
            "count": kept,
            "minOffset": first.offset,
            "maxOffset": last.offset,
        }));
        if plan.is_verbose {
            of_partition[..kept].iter().for_each(|record| print_line(&line_of(record)));
        }
        *count += kept as u64;
    }
    print_line(&event("records_consumed", json!({"count": records.len(), "partitions": summaries})));
    offsets
}

/// The records of each partition, in the order in which the first of them came.
fn by_partition(records: &[ConsumedRecord]) -> Vec<Vec<&ConsumedRecord>> {
    let mut partitions: Vec<Vec<&ConsumedRecord>> = Vec::new();
    for record in records {
        match partitions.iter_mut().find(|of| of[0].at == record.at) {
            Some(of_partition) => of_partition.push(record),
            None => partitions.push(vec![record]),
        }
    }
    partitions
}

fn line_of(record: &ConsumedRecord) -> String {
    let text = |bytes: &Option<bytes::Bytes>| {
        bytes.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    };
    event(
        "record_data",
        json!({
            "key": text(&record.key),
            "value": text(&record.value),
            "topic": record.at.topic,
            "partition": record.at.partition,
            "offset": record.offset,
        }),
    )
}

fn committed(offsets: &BTreeMap<TopicPartition, CommittedOffset>, error: Option<String>) -> String {
    let offset = |(at, committed): (&TopicPartition, &CommittedOffset)| json!({"topic": at.topic, "partition": at.partition, "offset": committed.offset});
    let offsets: Vec<Value> = offsets.iter().map(offset).collect();
    let fields = match error {
        None => json!({"offsets": offsets, "success": true}),
        Some(error) => json!({"offsets": offsets, "error": error, "success": false}),
    };
    event("offsets_committed", fields)
}

/// Prints what comes and goes.
struct Lines;

impl Lines {
    fn print(name: &str, partitions: &[TopicPartition]) {
        let one = |at: &TopicPartition| json!({"topic": at.topic, "partition": at.partition});
        let partitions: Vec<Value> = partitions.iter().map(one).collect();
        print_line(&event(name, json!({"partitions": partitions})));
    }
}

impl RebalanceListener for Lines {
    fn on_assigned<'a>(&'a self, _: &'a mut Consumer, partitions: &'a [TopicPartition]) -> BoxFuture<'a, ()> {
        async move { Self::print("partitions_assigned", partitions) }.boxed()
    }

    fn on_revoked<'a>(&'a self, _: &'a mut Consumer, partitions: &'a [TopicPartition]) -> BoxFuture<'a, ()> {
        async move { Self::print("partitions_revoked", partitions) }.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Parsed, String> {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        TOOL.parse(&args)
    }

    #[test]
    fn each_protocol_has_settings_of_its_own() {
        let of = |more: &str| {
            properties(&parsed(&format!("--topic t --group-id g --bootstrap-server a:1 {more}")).unwrap())
                .unwrap()
        };
        let classic = of("--session-timeout 7000 --enable-autocommit");
        assert_eq!(
            classic["partition.assignment.strategy"],
            "org.apache.kafka.clients.consumer.RangeAssignor"
        );
        assert_eq!(
            (classic["session.timeout.ms"].as_str(), classic["enable.auto.commit"].as_str()),
            ("7000", "true")
        );
        let modern = of("--group-protocol CONSUMER --group-remote-assignor uniform");
        assert_eq!(modern["group.remote.assignor"], "uniform");
        assert!(!modern.contains_key("partition.assignment.strategy"));
        assert_eq!(
            parsed("--topic t --bootstrap-server a:1").unwrap_err(),
            "argument --group-id is required"
        );
    }

    #[test]
    fn what_is_beyond_the_limit_is_counted_and_not_committed() {
        let record = |partition, offset| ConsumedRecord {
            at: Arc::new(TopicPartition::new("t", partition)),
            offset,
            timestamp: -1,
            timestamp_type: kavka_protocol::record::TimestampType::CreateTime,
            leader_epoch: 0,
            key: None,
            value: None,
            headers: Vec::new(),
        };
        let records = [record(0, 5), record(0, 6), record(1, 0), record(1, 1), record(2, 0)];
        let plan = Plan { topic: "t".to_string(), limit: Some(3), commits_itself: false, is_verbose: false };
        let mut count = 0;
        let offsets = received(&plan, &records, &mut count);
        let offsets: Vec<(i32, i64)> = offsets.iter().map(|(at, one)| (at.partition, one.offset)).collect();
        assert_eq!((count, offsets), (3, vec![(0, 7), (1, 1)]));
    }

    #[test]
    fn lines_read_as_the_originals() {
        let at = TopicPartition::new("v", 0);
        let one = CommittedOffset { offset: 3, leader_epoch: -1, metadata: String::new() };
        let line = committed(&BTreeMap::from([(at, one)]), None);
        let rest = line.split_once(",\"name\"").unwrap().1;
        assert_eq!(
            rest,
            ":\"offsets_committed\",\"offsets\":[{\"topic\":\"v\",\"partition\":0,\"offset\":3}],\"success\":true}"
        );
    }
}
