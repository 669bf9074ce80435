//! `kafka-transactions`: look at transactions, and end those that nobody will end.

mod report;

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use kavka_client::admin::{AbortSpec, TransactionFilter};
use kavka_client::{Admin, ClientError, TopicPartition};
use kavka_protocol::ErrorCode;

use crate::args::{Command, Commands, Opt, Parsed, Spec, ToolError, run_commands};
use crate::connect::{admin, block_on};
use crate::output::print_line;

const TOPIC: Opt = Opt::one("topic", "TOPIC", "topic name");
const PARTITION: Opt = Opt::one("partition", "PARTITION", "partition number");

const TOOL: Commands = Commands {
    spec: Spec {
        tool: "kafka-transactions.sh",
        about: "This tool is used to analyze the transactional state of producers in the cluster. It can be used to \
                detect and recover from hanging transactions.",
        options: &[
            Opt::flag("version", "show the version").or('v'),
            Opt::one("command-config", "FILE", "properties of the admin client"),
            Opt::one("bootstrap-server", "host:port", "the brokers to connect to"),
        ],
    },
    required: &["bootstrap-server"],
    error_line: None,
    help_exit: 1,
    commands: &[
        Command {
            spec: Spec {
                tool: "list",
                about: "list transactions",
                options: &[
                    Opt::one("duration-filter", "DURATION_FILTER", "only those open for longer, in ms"),
                    Opt::one(
                        "transactional-id-pattern",
                        "TRANSACTIONAL_ID_PATTERN",
                        "only those whose transactional id fits this regular expression",
                    ),
                ],
            },
            required: &[],
            run: list,
        },
        Command {
            spec: Spec {
                tool: "describe",
                about: "describe the state of an active transactional-id",
                options: &[Opt::one("transactional-id", "TRANSACTIONAL_ID", "transactional id")],
            },
            required: &["transactional-id"],
            run: describe,
        },
        Command {
            spec: Spec {
                tool: "describe-producers",
                about: "describe the states of active producers for a topic partition",
                options: &[
                    Opt::one("broker-id", "BROKER_ID", "the replica to ask; the leader by default"),
                    TOPIC,
                    PARTITION,
                ],
            },
            required: &["topic", "partition"],
            run: describe_producers,
        },
        Command {
            spec: Spec {
                tool: "abort",
                about: "abort a hanging transaction (requires administrative privileges)",
                options: &[
                    TOPIC,
                    PARTITION,
                    Opt::one("start-offset", "START_OFFSET", "start offset of the transaction to abort"),
                    Opt::one("producer-id", "PRODUCER_ID", "producer id, for brokers older than 3.0"),
                    Opt::one(
                        "producer-epoch",
                        "PRODUCER_EPOCH",
                        "producer epoch, for brokers older than 3.0",
                    ),
                    Opt::one(
                        "coordinator-epoch",
                        "COORDINATOR_EPOCH",
                        "coordinator epoch, for brokers older than 3.0",
                    ),
                ],
            },
            required: &["topic", "partition"],
            run: abort,
        },
        Command {
            spec: Spec {
                tool: "find-hanging",
                about: "find hanging transactions",
                options: &[
                    Opt::one("broker-id", "BROKER_ID", "broker to search"),
                    Opt::one(
                        "max-transaction-timeout",
                        "MINUTES",
                        "younger ones are left out; 15 minutes by default",
                    ),
                    Opt::one("topic", "TOPIC", "topic to search; required with --partition"),
                    PARTITION,
                ],
            },
            required: &[],
            run: find_hanging,
        },
        Command {
            spec: Spec {
                tool: "forceTerminateTransaction",
                about: "Force abort an ongoing transaction on transactionalId (requires administrative privileges)",
                options: &[Opt::one("transactionalId", "TRANSACTIONALID", "transactional id")],
            },
            required: &["transactionalId"],
            run: force_terminate,
        },
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_commands(&TOOL, &args)
}

/// Runs `work` with an admin client; its lines go to stdout.
fn with_admin(
    parsed: &Parsed,
    work: impl AsyncFnOnce(Admin) -> Result<Vec<String>, ToolError>,
) -> Result<ExitCode, ToolError> {
    let admin = admin(parsed)?;
    let lines = block_on(async { work(admin).await })?;
    lines.iter().for_each(|line| print_line(line));
    Ok(ExitCode::SUCCESS)
}

/// A failure as the original words it.
fn failed(doing: &str) -> impl Fn(ClientError) -> ToolError {
    move |error| ToolError::Failed(format!("{doing}: {error}. Enable debug logging for additional detail."))
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn list(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let filter = TransactionFilter {
        open_longer_than_ms: parsed.number("duration-filter", "Long")?,
        id_pattern: parsed.last("transactional-id-pattern").map(str::to_string),
        ..TransactionFilter::default()
    };
    with_admin(parsed, async |admin| {
        let listed = admin.list_transactions(&filter).await.map_err(failed("Failed to list transactions"))?;
        Ok(report::listing(&listed))
    })
}

fn describe(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let id = parsed.needed("transactional-id")?;
    with_admin(parsed, async |admin| {
        let doing = format!("Failed to describe transaction state of transactional-id `{id}`");
        let described = admin.describe_transaction(id).await.map_err(|error| match error.code() {
            Some(ErrorCode::TransactionalIdNotFound) => ToolError::Failed(format!(
                "{doing}: DescribeTransactions request for transactionalId `{id}` failed because the ID could not be \
                 found. Enable debug logging for additional detail."
            )),
            _ => failed(&doing)(error),
        })?;
        Ok(report::description(&described, now_ms()))
    })
}

/// The partition that `--topic` and `--partition` name.
fn partition(parsed: &Parsed) -> Result<TopicPartition, ToolError> {
    let index = parsed.number("partition", "Integer")?.unwrap_or_default();
    Ok(TopicPartition::new(parsed.needed("topic")?, index))
}

fn describe_producers(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let broker: Option<i32> = parsed.number("broker-id", "Integer")?;
    let at = partition(parsed)?;
    with_admin(parsed, async |admin| {
        let on = broker.map_or("leader".to_string(), |id| format!("broker {id}"));
        let doing = format!("Failed to describe producers for partition {at} on {on}");
        let found = admin.describe_producers(std::slice::from_ref(&at), broker).await;
        let mut found = found.map_err(failed(&doing))?;
        Ok(report::producers(&found.remove(&at).unwrap_or_default()))
    })
}

fn abort(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let at = partition(parsed)?;
    let start: Option<i64> = parsed.number("start-offset", "Long")?;
    let by_producer = producer_to_abort(parsed, &at)?;
    if start.is_none() && by_producer.is_none() {
        return Err(ToolError::failed(
            "The transaction to abort must be identified either with --start-offset (for brokers on 3.0 or above) \
             or with --producer-id, --producer-epoch, and --coordinator-epoch (for older brokers)",
        ));
    }
    with_admin(parsed, async |admin| {
        let spec = match (start, by_producer) {
            (Some(start), _) => transaction_at(&admin, at, start).await?,
            (None, Some(spec)) => spec,
            (None, None) => return Ok(Vec::new()),
        };
        let doing = format!("Failed to abort transaction {spec}");
        admin.abort_transaction(&spec).await.map_err(failed(&doing))?;
        Ok(Vec::new())
    })
}

/// What `--producer-id`, `--producer-epoch` and `--coordinator-epoch` name, unless a start offset does.
fn producer_to_abort(parsed: &Parsed, at: &TopicPartition) -> Result<Option<AbortSpec>, ToolError> {
    let producer_id: Option<i64> = parsed.number("producer-id", "Long")?;
    let producer_epoch: Option<i16> = parsed.number("producer-epoch", "Short")?;
    let coordinator_epoch: Option<i32> = parsed.number("coordinator-epoch", "Integer")?;
    let Some(producer_id) = producer_id.filter(|_| !parsed.has("start-offset")) else { return Ok(None) };
    let missing = |name: &str| ToolError::failed(format!("Missing required argument --{name}"));
    Ok(Some(AbortSpec {
        at: at.clone(),
        producer_id,
        producer_epoch: producer_epoch.ok_or_else(|| missing("producer-epoch"))?,
        // A producer without a marker so far has -1; no coordinator's epoch is below 0.
        coordinator_epoch: coordinator_epoch.ok_or_else(|| missing("coordinator-epoch"))?.max(0),
    }))
}

async fn transaction_at(admin: &Admin, at: TopicPartition, start: i64) -> Result<AbortSpec, ToolError> {
    let doing = format!("Failed to validate producer state for partition {at}");
    let found = admin.describe_producers(std::slice::from_ref(&at), None).await.map_err(failed(&doing))?;
    let producer = found.values().flatten().find(|producer| producer.transaction_start == Some(start));
    let producer = producer.ok_or_else(|| {
        ToolError::failed(format!(
            "Could not find any open transactions starting at offset {start} on partition {at}"
        ))
    })?;
    Ok(AbortSpec {
        at,
        producer_id: producer.producer_id,
        producer_epoch: i16::try_from(producer.producer_epoch).unwrap_or(-1),
        coordinator_epoch: producer.coordinator_epoch.unwrap_or(0),
    })
}

fn find_hanging(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let broker: Option<i32> = parsed.number("broker-id", "Integer")?;
    let minutes: i64 = parsed.number("max-transaction-timeout", "Integer")?.map_or(15, i32::into);
    let partition: Option<i32> = parsed.number("partition", "Integer")?;
    let topic = parsed.last("topic");
    if topic.is_none() && broker.is_none() {
        return Err(ToolError::failed(
            "The `find-hanging` command requires either --topic or --broker-id to limit the scope of the search",
        ));
    }
    if partition.is_some() && topic.is_none() {
        return Err(ToolError::failed("The --partition argument requires --topic to be provided"));
    }
    with_admin(parsed, async |admin| {
        let partitions = match (topic, partition) {
            (Some(topic), Some(index)) => vec![TopicPartition::new(topic, index)],
            (topic, _) => partitions_of(&admin, topic, broker).await?,
        };
        let on = broker.map_or("Optional.empty".to_string(), |id| format!("Optional[{id}]"));
        let doing =
            format!("Failed to describe producers for {} partitions on broker {on}", partitions.len());
        let found = admin.find_hanging(&partitions, broker, minutes * 60_000, now_ms()).await;
        Ok(report::hanging(&found.map_err(failed(&doing))?, now_ms()))
    })
}

/// The partitions of a topic, or of all, that are on the broker if one is given.
async fn partitions_of(
    admin: &Admin,
    topic: Option<&str>,
    broker: Option<i32>,
) -> Result<Vec<TopicPartition>, ToolError> {
    let topics = match topic {
        Some(topic) => vec![topic.to_string()],
        None => {
            let all = admin.list_topics().await.map_err(failed("Failed to list topics"))?;
            all.into_iter().map(|(name, _)| name).collect()
        }
    };
    let doing = format!("Failed to describe {} topics", topics.len());
    let described = admin.describe_topics(&topics, 2000).await.map_err(failed(&doing))?;
    let mut partitions = Vec::new();
    for topic in described {
        let here = topic
            .partitions
            .iter()
            .filter(|partition| broker.is_none_or(|broker| partition.replicas.contains(&broker)));
        partitions.extend(here.map(|partition| TopicPartition::new(topic.name.clone(), partition.index)));
    }
    Ok(partitions)
}

fn force_terminate(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let id = parsed.needed("transactionalId")?;
    with_admin(parsed, async |admin| {
        let doing = format!("Failed to force terminate transactionalId `{id}`");
        admin.force_terminate_transaction(id).await.map_err(failed(&doing))?;
        Ok(Vec::new())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn abort_line(line: &str) -> Result<Option<AbortSpec>, ToolError> {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        let parsed = TOOL.commands[3].parse(&args).unwrap();
        producer_to_abort(&parsed, &partition(&parsed).unwrap())
    }

    #[test]
    fn a_producer_is_named_in_full_or_not_at_all() {
        let spec =
            abort_line("--topic t --partition 1 --producer-id 5 --producer-epoch 2 --coordinator-epoch -1");
        assert_eq!(
            spec.unwrap().unwrap().to_string(),
            "AbortTransactionSpec(topicPartition=t-1, producerId=5, producerEpoch=2, coordinatorEpoch=0)"
        );
        assert_eq!(
            abort_line("--topic t --partition 1 --producer-id 5").unwrap_err().to_string(),
            "Missing required argument --producer-epoch"
        );
        assert_eq!(abort_line("--topic t --partition 1 --start-offset 7 --producer-id 5").unwrap(), None);
        assert!(abort_line("--topic t --partition 1 --producer-id x").is_err());
    }
}
