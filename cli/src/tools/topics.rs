//! `kafka-topics`: create, delete, describe or change topics.

mod describe;

use std::process::ExitCode;

use kavka_client::admin::NewTopic;
use kavka_client::{Admin, ClientError};
use kavka_protocol::ErrorCode;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin, block_on};
use crate::output::print_line;
use crate::pattern::TopicPattern;

const SPEC: Spec = Spec {
    tool: "kafka-topics",
    about: "This tool helps to create, delete, describe, or change a topic.",
    options: &[
        Opt::flag("alter", "change the number of partitions"),
        Opt::flag(
            "at-min-isr-partitions",
            "describe only partitions whose in-sync replicas are at the minimum",
        ),
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("command-config", "file", "properties of the admin client"),
        Opt::one("config", "name=value", "a config of the topic to create; may be repeated"),
        Opt::flag("create", "create a topic"),
        Opt::flag("delete", "delete topics"),
        Opt::one("delete-config", "name", "no longer supported"),
        Opt::flag("describe", "show topics and their partitions"),
        Opt::flag("exclude-internal", "leave internal topics out"),
        Opt::flag("if-exists", "do nothing when the topic does not exist"),
        Opt::flag("if-not-exists", "do nothing when the topic exists"),
        Opt::flag("list", "list the topics"),
        Opt::one(
            "partition-size-limit-per-response",
            "count",
            "most partitions in one response of DescribeTopicPartitions",
        ),
        Opt::one("partitions", "count", "number of partitions of the topic"),
        Opt::one("replica-assignment", "id:id,…", "replicas of each partition by broker id"),
        Opt::one("replication-factor", "count", "replicas of each partition of the topic to create"),
        Opt::one("topic", "topic", "the topic, or a pattern except with --create"),
        Opt::one("topic-id", "id", "the id of the topic to describe"),
        Opt::flag("topics-with-overrides", "describe only topics with own configs"),
        Opt::flag("unavailable-partitions", "describe only partitions without a leader"),
        Opt::flag(
            "under-min-isr-partitions",
            "describe only partitions below the minimum of in-sync replicas",
        ),
        Opt::flag("under-replicated-partitions", "describe only partitions with replicas out of sync"),
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

const REPORTS: [&str; 4] = [
    "under-replicated-partitions",
    "under-min-isr-partitions",
    "at-min-isr-partitions",
    "unavailable-partitions",
];

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let action = check(parsed)?;
    let admin = admin(parsed)?;
    let outcome = block_on(async {
        match action {
            "create" => create(parsed, &admin).await,
            "alter" => alter(parsed, &admin).await,
            "delete" => delete(parsed, &admin).await,
            "describe" => describe::describe(parsed, &admin).await,
            _ => list(parsed, &admin).await,
        }
    });
    match outcome {
        // The original tells what went wrong on stdout.
        Err(ToolError::Failed(line)) => {
            print_line(&format!("Error while executing topic command : {line}"));
            Ok(ExitCode::FAILURE)
        }
        other => other.map(|()| ExitCode::SUCCESS),
    }
}

/// Checks which options go together and returns the action.
fn check(parsed: &Parsed) -> Result<&'static str, ToolError> {
    let given: Vec<&'static str> = ["create", "list", "alter", "describe", "delete"]
        .into_iter()
        .filter(|action| parsed.has(action))
        .collect();
    let [action] = given[..] else {
        let line =
            "Command must include exactly one action: --list, --describe, --create, --alter or --delete";
        return Err(ToolError::Usage(line.to_string()));
    };
    parsed.require(&["bootstrap-server"])?;
    if action == "describe" && parsed.has("topic") && parsed.has("topic-id") {
        let line = "Only topic id will be used when both --topic and --topic-id are specified and topicId is not Uuid.ZERO_UUID";
        print_line(line);
    }
    match action {
        "create" | "delete" => parsed.require(&["topic"])?,
        "alter" => parsed.require(&["topic", "partitions"])?,
        _ => {}
    }
    let used_only_with = |option: &str, actions: &[&str]| {
        if parsed.has(option) && !actions.contains(&action) {
            let line = format!("Option \"[{action}]\" can't be used with option \"[{option}]\"");
            return Err(ToolError::Usage(line));
        }
        Ok(())
    };
    used_only_with("config", &["create"])?;
    used_only_with("partitions", &["create", "alter"])?;
    used_only_with("replication-factor", &["create"])?;
    used_only_with("replica-assignment", &["create", "alter"])?;
    used_only_with("if-not-exists", &["create"])?;
    used_only_with("if-exists", &["alter", "delete", "describe"])?;
    used_only_with("topics-with-overrides", &["describe"])?;
    used_only_with("exclude-internal", &["list", "describe"])?;
    for report in REPORTS {
        used_only_with(report, &["describe"])?;
        parsed.exclude(report, &["topics-with-overrides"])?;
    }
    if action == "create" {
        parsed.exclude("replica-assignment", &["partitions", "replication-factor"])?;
    }
    Ok(action)
}

async fn create(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let name = parsed.required("topic")?.to_string();
    let partitions = parsed.parse_one::<i32>("partitions")?;
    let replication_factor = parsed.parse_one::<i32>("replication-factor")?;
    if name.contains(['.', '_']) {
        print_line(
            "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could \
             collide. To avoid issues it is best to use either, but not both.",
        );
    }
    if replication_factor.is_some_and(|factor| !(1..=i32::from(i16::MAX)).contains(&factor)) {
        return Err(ToolError::failed("The replication factor must be between 1 and 32767 inclusive"));
    }
    if partitions.is_some_and(|count| count < 1) {
        return Err(ToolError::failed("The partitions must be greater than 0"));
    }
    let topic = NewTopic {
        name,
        partitions,
        replication_factor: replication_factor.and_then(|factor| i16::try_from(factor).ok()),
        assignments: parsed
            .one("replica-assignment")?
            .map(parse_assignments)
            .transpose()?
            .unwrap_or_default(),
        configs: parsed.all("config").map(parse_config).collect::<Result<_, _>>()?,
    };
    match admin.create_topic(&topic).await {
        Ok(()) => print_line(&format!("Created topic {}.", topic.name)),
        Err(error) if exists(&error) && parsed.has("if-not-exists") => {}
        Err(error) => return Err(ToolError::failed(error)),
    }
    Ok(())
}

fn exists(error: &ClientError) -> bool {
    error.code() == Some(ErrorCode::TopicAlreadyExists)
}

fn parse_config(pair: &str) -> Result<(String, String), ToolError> {
    let invalid = "requirement failed: Invalid topic config: all configs to be added must be in the format \"key=val\".";
    let (name, value) = pair.split_once('=').ok_or_else(|| ToolError::failed(invalid))?;
    Ok((name.trim().to_string(), value.trim().to_string()))
}

/// Reads `1:2,2:3`: brokers of each partition.
fn parse_assignments(text: &str) -> Result<Vec<Vec<i32>>, ToolError> {
    let mut assignments: Vec<Vec<i32>> = Vec::new();
    for part in text.split(',') {
        let ids: Result<Vec<i32>, _> = part.split(':').map(|id| id.trim().parse()).collect();
        let ids = ids.map_err(|_| ToolError::failed(format!("For input string: \"{part}\"")))?;
        let duplicates: Vec<String> = (1..ids.len())
            .filter(|at| ids[..*at].contains(&ids[*at]))
            .map(|at| ids[at].to_string())
            .collect();
        if !duplicates.is_empty() {
            let line = format!(
                "Partition replica lists may not contain duplicate entries: {}",
                duplicates.join(",")
            );
            return Err(ToolError::failed(line));
        }
        if assignments.first().is_some_and(|first| first.len() != ids.len()) {
            let line = format!("Partition {} has different replication factor: {ids:?}", assignments.len());
            return Err(ToolError::failed(line));
        }
        assignments.push(ids);
    }
    Ok(assignments)
}

/// Names of the topics that `--topic` selects.
async fn selected(parsed: &Parsed, admin: &Admin) -> Result<Vec<String>, ToolError> {
    let pattern = parsed.one("topic")?.map(TopicPattern::new).transpose()?;
    let all = admin.list_topics().await.map_err(ToolError::failed)?;
    let is_selected = |name: &str, is_internal: bool| {
        pattern.as_ref().is_none_or(|pattern| pattern.is_match(name))
            && !(is_internal && parsed.has("exclude-internal"))
    };
    Ok(all
        .into_iter()
        .filter(|(name, internal)| is_selected(name, *internal))
        .map(|(name, _)| name)
        .collect())
}

/// Like [`selected`]; a `--topic` that selects nothing is an error unless `--if-exists` is given.
async fn selected_existing(parsed: &Parsed, admin: &Admin) -> Result<Vec<String>, ToolError> {
    let names = selected(parsed, admin).await?;
    match parsed.one("topic")? {
        Some(topic) if names.is_empty() && !topic.is_empty() && !parsed.has("if-exists") => {
            Err(ToolError::failed(format!("Topic '{topic}' does not exist as expected")))
        }
        _ => Ok(names),
    }
}

async fn list(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    print_line(&selected(parsed, admin).await?.join("\n"));
    Ok(())
}

async fn alter(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let names = selected_existing(parsed, admin).await?;
    let count = parsed.parse_one::<i32>("partitions")?.unwrap_or_default();
    if count < 1 {
        return Err(ToolError::failed("The partitions must be greater than 0"));
    }
    let assignments = parsed.one("replica-assignment")?.map(parse_assignments).transpose()?;
    for topic in admin.describe_topics(&names, 2000).await.map_err(ToolError::failed)? {
        let new = assignments.as_ref().map(|all| all.get(topic.partitions.len()..).unwrap_or_default());
        admin.create_partitions(&topic.name, count, new).await.map_err(ToolError::failed)?;
    }
    Ok(())
}

async fn delete(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    for name in selected_existing(parsed, admin).await? {
        admin.delete_topic(&name).await.map_err(ToolError::failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(line: &str) -> Result<&'static str, String> {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        check(&Parsed::parse(&SPEC, &args).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn options_that_do_not_go_together_are_refused() {
        assert_eq!(action("--list --bootstrap-server a:1"), Ok("list"));
        assert_eq!(
            action("--create --bootstrap-server a:1").unwrap_err(),
            "Missing required argument \"[topic]\""
        );
        assert_eq!(action("--list").unwrap_err(), "Missing required argument \"[bootstrap-server]\"");
        assert!(
            action("--list --create").unwrap_err().starts_with("Command must include exactly one action")
        );
        assert_eq!(
            action("--list --partitions 2 --bootstrap-server a:1").unwrap_err(),
            "Option \"[list]\" can't be used with option \"[partitions]\""
        );
    }

    #[test]
    fn replica_assignments_are_checked() {
        assert_eq!(parse_assignments("1:2, 2:3").unwrap(), [[1, 2], [2, 3]]);
        let error = |text: &str| parse_assignments(text).unwrap_err().to_string();
        assert_eq!(error("1:1"), "Partition replica lists may not contain duplicate entries: 1");
        assert_eq!(error("1:2,3"), "Partition 1 has different replication factor: [3]");
    }
}
