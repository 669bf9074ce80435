//! The table of tools. A new tool is a module and a line in [`TOOLS`].

use std::process::ExitCode;

mod broker_api_versions;
mod client_metrics;
mod cluster;
mod configs;
mod console_consumer;
mod console_producer;
mod consumer_groups;
mod consumer_perf;
mod delete_records;
mod dump_log;
mod features;
mod get_offsets;
mod groups;
mod leader_election;
mod log_dirs;
mod metadata_quorum;
mod producer_perf;
mod reassign_partitions;
mod storage;
mod topics;
mod transactions;
mod verifiable_consumer;
mod verifiable_producer;

/// A command of `kavka`.
pub struct Tool {
    /// The command: `kavka <name>`.
    pub name: &'static str,
    /// Kafka's script of the same job, without `.sh`, where there is one.
    pub script: Option<&'static str>,
    /// One line for `kavka --help`.
    pub about: &'static str,
    /// Runs it with the arguments after the name.
    pub run: fn(Vec<String>) -> ExitCode,
}

/// All tools, in the order of `kavka --help`.
pub const TOOLS: &[Tool] = &[
    Tool { name: "up", script: None, about: "serve one node without a config file", run: crate::up::run },
    tool("broker", "kafka-server-start", "serve one node as server.properties says", crate::broker::run),
    tool("storage", "kafka-storage", "format and inspect log directories", storage::run),
    tool("topics", "kafka-topics", "create, delete, describe or change topics", topics::run),
    tool("configs", "kafka-configs", "show and change configs", configs::run),
    tool(
        "consumer-groups",
        "kafka-consumer-groups",
        "list, describe, delete groups; set their offsets",
        consumer_groups::run,
    ),
    tool("groups", "kafka-groups", "list groups of all types", groups::run),
    tool("transactions", "kafka-transactions", "show transactions, end those that hang", transactions::run),
    tool("console-producer", "kafka-console-producer", "lines of stdin as records", console_producer::run),
    tool("console-consumer", "kafka-console-consumer", "records as lines on stdout", console_consumer::run),
    tool("get-offsets", "kafka-get-offsets", "offsets of partitions, by time", get_offsets::run),
    tool("delete-records", "kafka-delete-records", "delete the start of partitions", delete_records::run),
    tool(
        "producer-perf-test",
        "kafka-producer-perf-test",
        "how fast records can be written",
        producer_perf::run,
    ),
    tool(
        "consumer-perf-test",
        "kafka-consumer-perf-test",
        "how fast records can be read",
        consumer_perf::run,
    ),
    tool("dump-log", "kafka-dump-log", "what is in the files of a log directory", dump_log::run),
    tool("log-dirs", "kafka-log-dirs", "what is in the log directories of brokers", log_dirs::run),
    tool(
        "broker-api-versions",
        "kafka-broker-api-versions",
        "the requests each broker serves",
        broker_api_versions::run,
    ),
    tool("cluster", "kafka-cluster", "the cluster's id and nodes; unregister brokers", cluster::run),
    tool("features", "kafka-features", "show and change the levels of features", features::run),
    tool(
        "metadata-quorum",
        "kafka-metadata-quorum",
        "the quorum of controllers and its members",
        metadata_quorum::run,
    ),
    tool("leader-election", "kafka-leader-election", "elect leaders of partitions", leader_election::run),
    tool(
        "client-metrics",
        "kafka-client-metrics",
        "which metrics clients send to the brokers",
        client_metrics::run,
    ),
    tool(
        "reassign-partitions",
        "kafka-reassign-partitions",
        "move partitions between brokers and directories",
        reassign_partitions::run,
    ),
    tool(
        "verifiable-consumer",
        "kafka-verifiable-consumer",
        "a member of a group, with a line of JSON for all that happens to it",
        verifiable_consumer::run,
    ),
    tool(
        "verifiable-producer",
        "kafka-verifiable-producer",
        "numbers as records, with a line of JSON for each",
        verifiable_producer::run,
    ),
];

/// A tool that stands in for one of Kafka's scripts.
const fn tool(
    name: &'static str,
    script: &'static str,
    about: &'static str,
    run: fn(Vec<String>) -> ExitCode,
) -> Tool {
    Tool { name, script: Some(script), about, run }
}
