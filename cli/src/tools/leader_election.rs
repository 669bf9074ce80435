//! `kafka-leader-election`: elects leaders of partitions.

use std::collections::BTreeSet;
use std::process::ExitCode;

use kavka_client::admin::{ElectionType, PartitionResults};
use kavka_client::{ClientError, TopicPartition};
use kavka_protocol::ErrorCode;
use serde_json::Value;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin, admin_of_file, block_on};
use crate::java::exception_class;
use crate::output::print_line;

const SPEC: Spec = Spec {
    tool: "kafka-leader-election",
    about: "This tool attempts to elect a new leader for a set of topic partitions. The type of elections supported \
            are preferred replicas and unclean replicas.",
    options: &[
        Opt::one("admin.config", "file", "deprecated for --command-config"),
        Opt::flag("all-topic-partitions", "all partitions that need an election of this type"),
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("command-config", "file", "properties of the admin client"),
        Opt::maybe("election-type", "type", "REQUIRED: preferred, or unclean, which may lose records"),
        Opt::one("partition", "number", "with --topic: the partition"),
        Opt::one(
            "path-to-json-file",
            "file",
            "partitions as {\"partitions\":[{\"topic\":\"a\",\"partition\":0}]}",
        ),
        Opt::one("topic", "topic", "with --partition: the topic"),
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let kind = check(parsed)?;
    let partitions = partitions(parsed)?;
    let admin = match parsed.one("admin.config")? {
        Some(path) => {
            print_line(
                "Option --admin.config has been deprecated and will be removed in a future version. \
                 Use --command-config instead.",
            );
            admin_of_file(parsed, path)?
        }
        None => admin(parsed)?,
    };
    let outcome = block_on(async { Ok(admin.elect_leaders(kind, partitions.as_deref()).await) })?;
    let results = outcome.map_err(|error| match error.code() {
        Some(ErrorCode::ClusterAuthorizationFailed) => {
            ToolError::failed("Not authorized to perform leader election")
        }
        _ => ToolError::failed(format!("Error while making request: {error}")),
    })?;
    let report = Report::of(kind, &results);
    report.lines.iter().for_each(|line| print_line(line));
    match report.failed {
        0 => Ok(ExitCode::SUCCESS),
        count => Err(ToolError::failed(format!("{count} replica(s) could not be elected"))),
    }
}

/// Refuses options that do not go together, in the original's order and without its usage.
fn check(parsed: &Parsed) -> Result<ElectionType, ToolError> {
    let missing: Vec<&str> =
        ["election-type", "bootstrap-server"].into_iter().filter(|name| !parsed.has(name)).collect();
    let kind = match parsed.one("election-type")? {
        Some(text) => Some(election_type(text)?),
        None => None,
    };
    if !missing.is_empty() {
        return Err(ToolError::failed(format!("Missing required option(s): {}", missing.join(", "))));
    }
    let scopes = ["topic", "all-topic-partitions", "path-to-json-file"];
    if scopes.iter().filter(|scope| parsed.has(scope)).count() != 1 {
        return Err(ToolError::failed(format!(
            "One and only one of the following options is required: {}",
            scopes.join(", ")
        )));
    }
    if parsed.has("topic") != parsed.has("partition") {
        if parsed.has("topic") {
            return Err(ToolError::failed("Missing required option(s): partition"));
        }
        return Err(ToolError::failed("Option partition is only allowed if topic is used"));
    }
    kind.ok_or_else(|| ToolError::failed("Missing required option(s): election-type"))
}

fn election_type(text: &str) -> Result<ElectionType, ToolError> {
    match text.to_lowercase().as_str() {
        "preferred" => Ok(ElectionType::Preferred),
        "unclean" => Ok(ElectionType::Unclean),
        _ => Err(ToolError::failed(format!("Cannot parse argument '{text}' of option election-type"))),
    }
}

/// The partitions that are named; `None` for all.
fn partitions(parsed: &Parsed) -> Result<Option<Vec<TopicPartition>>, ToolError> {
    if let Some(topic) = parsed.one("topic")? {
        let index = parsed.parse_one("partition")?.unwrap_or_default();
        return Ok(Some(vec![TopicPartition::new(topic, index)]));
    }
    let Some(path) = parsed.one("path-to-json-file")? else { return Ok(None) };
    let text =
        std::fs::read_to_string(path).map_err(|error| ToolError::failed(format!("{path}: {error}")))?;
    partitions_of_json(&text).map(Some)
}

fn partitions_of_json(text: &str) -> Result<Vec<TopicPartition>, ToolError> {
    let value: Value =
        serde_json::from_str(text).map_err(|_| ToolError::failed("Replica election data is empty"))?;
    let list = value.get("partitions").and_then(Value::as_array);
    let list =
        list.ok_or_else(|| ToolError::failed("Replica election data is missing \"partitions\" field"))?;
    let mut partitions = Vec::new();
    for entry in list {
        let topic = entry.get("topic").and_then(Value::as_str);
        let index =
            entry.get("partition").and_then(Value::as_i64).and_then(|index| i32::try_from(index).ok());
        let (Some(topic), Some(index)) = (topic, index) else {
            return Err(ToolError::failed(format!("no topic and partition in {entry}")));
        };
        partitions.push(TopicPartition::new(topic, index));
    }
    let mut seen = BTreeSet::new();
    let twice: BTreeSet<&TopicPartition> = partitions.iter().filter(|at| !seen.insert(*at)).collect();
    if !twice.is_empty() {
        let twice: Vec<String> = twice.iter().map(ToString::to_string).collect();
        let line = format!("Replica election data contains duplicate partitions: {}", twice.join(","));
        return Err(ToolError::failed(line));
    }
    Ok(partitions)
}

struct Report {
    lines: Vec<String>,
    failed: usize,
}

impl Report {
    fn of(kind: ElectionType, results: &PartitionResults) -> Self {
        let kind = match kind {
            ElectionType::Preferred => "PREFERRED",
            ElectionType::Unclean => "UNCLEAN",
        };
        let (mut elected, mut unneeded, mut failures) = (Vec::new(), Vec::new(), Vec::new());
        for (at, outcome) in results {
            match outcome {
                Ok(()) => elected.push(at.to_string()),
                Err(error) if error.code() == Some(ErrorCode::ElectionNotNeeded) => {
                    unneeded.push(at.to_string());
                }
                Err(error) => failures.push(failure(kind, at, error)),
            }
        }
        let mut lines = Vec::new();
        if !elected.is_empty() {
            let all = elected.join(", ");
            lines.push(format!("Successfully completed leader election ({kind}) for partitions {all}"));
        }
        if !unneeded.is_empty() {
            lines.push(format!("Valid replica already elected for partitions {}", unneeded.join(", ")));
        }
        let failed = failures.len();
        lines.extend(failures);
        Self { lines, failed }
    }
}

fn failure(kind: &str, at: &TopicPartition, error: &ClientError) -> String {
    let class = error.code().map(|code| format!("{}: ", exception_class(code))).unwrap_or_default();
    format!("Error completing leader election ({kind}) for partition: {at}: {class}{error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(line: &str) -> Result<ElectionType, String> {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        check(&Parsed::parse(&SPEC, &args).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_missing_or_too_much_is_named() {
        let server = "--bootstrap-server a:1";
        assert_eq!(checked(server).unwrap_err(), "Missing required option(s): election-type");
        let typed = format!("{server} --election-type Preferred");
        assert!(checked(&typed).unwrap_err().starts_with("One and only one of the following options"));
        assert_eq!(
            checked(&format!("{typed} --topic a")).unwrap_err(),
            "Missing required option(s): partition"
        );
        assert_eq!(
            checked(&format!("{server} --election-type x --all-topic-partitions")).unwrap_err(),
            "Cannot parse argument 'x' of option election-type"
        );
        assert_eq!(checked(&format!("{typed} --all-topic-partitions")), Ok(ElectionType::Preferred));
    }

    #[test]
    fn partitions_come_from_json() {
        let error = |text: &str| partitions_of_json(text).unwrap_err().to_string();
        assert_eq!(error("{\"x\":1}"), "Replica election data is missing \"partitions\" field");
        let entry = "{\"topic\":\"a\",\"partition\":0}";
        assert_eq!(
            error(&format!("{{\"partitions\":[{entry},{entry}]}}")),
            "Replica election data contains duplicate partitions: a-0"
        );
        let one = partitions_of_json(&format!("{{\"partitions\":[{entry}]}}")).unwrap();
        assert_eq!(one, [TopicPartition::new("a", 0)]);
    }

    #[test]
    fn outcomes_read_as_in_the_original() {
        let results = PartitionResults::from([
            (TopicPartition::new("a", 0), Err(ClientError::broker(ErrorCode::ElectionNotNeeded, None))),
            (TopicPartition::new("b", 0), Ok(())),
            (
                TopicPartition::new("nope", 1),
                Err(ClientError::broker(ErrorCode::UnknownTopicOrPartition, Some("No such topic as nope"))),
            ),
        ]);
        let report = Report::of(ElectionType::Preferred, &results);
        assert_eq!(
            report.lines,
            [
                "Successfully completed leader election (PREFERRED) for partitions b-0",
                "Valid replica already elected for partitions a-0",
                "Error completing leader election (PREFERRED) for partition: nope-1: \
                 org.apache.kafka.common.errors.UnknownTopicOrPartitionException: No such topic as nope",
            ]
        );
        assert_eq!(report.failed, 1);
    }
}
