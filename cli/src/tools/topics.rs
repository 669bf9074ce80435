//! `kafka-topics`: create, delete, describe or change topics.

use std::process::ExitCode;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};

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

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let actions = ["create", "list", "alter", "describe", "delete"];
    if actions.iter().filter(|action| parsed.has(action)).count() != 1 {
        let line =
            "Command must include exactly one action: --list, --describe, --create, --alter or --delete";
        return Err(ToolError::Usage(line.to_string()));
    }
    parsed.require(&["bootstrap-server"])?;
    Err(ToolError::failed("not served yet"))
}
