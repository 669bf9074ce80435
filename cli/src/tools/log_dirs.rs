//! `kafka-log-dirs`: what is in the log directories of brokers.

use std::collections::BTreeSet;
use std::process::ExitCode;

use kavka_client::admin::DirDescription;
use kavka_protocol::ErrorCode;
use serde_json::{Value, json};

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin, block_on};
use crate::java::exception_class;
use crate::output::print_line;

const SPEC: Spec = Spec {
    tool: "kafka-log-dirs",
    about: "This tool helps to query log directory usage on the specified brokers.",
    options: &[
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("broker-list", "ids", "only these brokers; all by default"),
        Opt::one("command-config", "file", "properties of the admin client"),
        Opt::flag("describe", "REQUIRED: describe the log directories"),
        Opt::one("topic-list", "topics", "only these topics; all by default"),
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    parsed.require(&["bootstrap-server", "describe"])?;
    let topics: Vec<&str> = split_list(parsed.one("topic-list")?);
    let ids: Vec<i32> = split_list(parsed.one("broker-list")?)
        .into_iter()
        .map(|id| id.parse().map_err(|_| ToolError::failed(format!("For input string: \"{id}\""))))
        .collect::<Result<_, _>>()?;
    let admin = admin(parsed)?;
    block_on(async {
        let known: BTreeSet<i32> =
            admin.brokers().await.map_err(ToolError::failed)?.iter().map(|broker| broker.id).collect();
        let unknown: Vec<String> =
            ids.iter().filter(|id| !known.contains(id)).map(ToString::to_string).collect();
        if !unknown.is_empty() {
            let ids = unknown.join(",");
            let known: Vec<String> = known.iter().map(ToString::to_string).collect();
            print_line(&format!(
                "ERROR: The given brokers do not exist from --broker-list: {ids}. Current existent brokers: {}",
                known.join(",")
            ));
            return Ok(ExitCode::SUCCESS);
        }
        let asked: Vec<i32> = if ids.is_empty() { known.into_iter().collect() } else { ids };
        print_line("Querying brokers for log directories information");
        let mut brokers = Vec::new();
        for id in &asked {
            brokers.push((*id, admin.describe_log_dirs(*id).await.map_err(ToolError::failed)?));
        }
        let names: Vec<String> = asked.iter().map(ToString::to_string).collect();
        print_line(&format!("Received log directory information from brokers {}", names.join(",")));
        print_line(&report(&brokers, &topics));
        Ok(ExitCode::SUCCESS)
    })
}

fn split_list(text: Option<&str>) -> Vec<&str> {
    text.into_iter().flat_map(|text| text.split(',')).filter(|part| !part.is_empty()).collect()
}

fn report(brokers: &[(i32, Vec<DirDescription>)], topics: &[&str]) -> String {
    let brokers: Vec<Value> = brokers
        .iter()
        .map(|(id, dirs)| json!({"broker": id, "logDirs": dirs.iter().map(|dir| dir_json(dir, topics)).collect::<Vec<_>>()}))
        .collect();
    json!({"brokers": brokers, "version": 1}).to_string()
}

fn dir_json(dir: &DirDescription, topics: &[&str]) -> Value {
    let mut replicas: Vec<_> = dir
        .replicas
        .iter()
        .filter(|replica| topics.is_empty() || topics.contains(&replica.at.topic.as_str()))
        .collect();
    replicas.sort_by(|a, b| a.at.cmp(&b.at));
    let partitions: Vec<Value> = replicas
        .iter()
        .map(|replica| {
            json!({
                "partition": replica.at.to_string(),
                "size": replica.size,
                "offsetLag": replica.offset_lag,
                "isFuture": replica.is_future,
            })
        })
        .collect();
    let error = (dir.error != ErrorCode::None).then(|| exception_class(dir.error));
    json!({"partitions": partitions, "error": error, "logDir": dir.path})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;
    use kavka_client::TopicPartition;
    use kavka_client::admin::DirReplica;

    #[test]
    fn the_report_reads_as_recorded() {
        let replica = |topic: &str, partition, size| DirReplica {
            at: TopicPartition::new(topic, partition),
            size,
            offset_lag: 0,
            is_future: false,
        };
        let dir = DirDescription {
            path: "/var/lib/kafka/data".to_string(),
            error: ErrorCode::None,
            replicas: vec![
                replica("g-none", 0, 702),
                replica("other", 0, 1),
                replica("cli-a", 1, 0),
                replica("cli-a", 0, 0),
                replica("cli-a", 2, 0),
                replica("cli-a", 3, 0),
            ],
            total_bytes: None,
            usable_bytes: None,
            is_cordoned: false,
        };
        let golden = recorded(include_str!("../../tests/golden/log-dirs.txt"));
        assert_eq!(Some(report(&[(1, vec![dir])], &["cli-a", "g-none"]).as_str()), golden.lines().last());
    }
}
