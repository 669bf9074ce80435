//! Plans of `kafka-reassign-partitions`: its JSON files, and proposals.

use std::collections::{BTreeMap, BTreeSet};

use kavka_client::TopicPartition;
use serde_json::{Value, json};

use crate::args::ToolError;

/// Replicas of a partition and the directory of each; `any` leaves the choice to the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub replicas: Vec<i32>,
    pub dirs: Vec<String>,
}

/// Where partitions are, or are to be.
pub(super) type Plan = BTreeMap<TopicPartition, Target>;

/// Leaves the choice of a directory to the broker.
pub(super) const ANY_DIR: &str = "any";

fn failed(text: String) -> ToolError {
    ToolError::Failed(format!("Error: {text}"))
}

/// The plan of a file.
pub(super) fn parse(text: &str) -> Result<Plan, ToolError> {
    let value: Value = serde_json::from_str(text).map_err(|error| failed(error.to_string()))?;
    if value.get("version").is_some_and(|version| version.as_i64() != Some(1)) {
        return Err(failed(format!("Not supported version field value {}", value["version"])));
    }
    let mut plan = Plan::new();
    let mut twice = BTreeSet::new();
    for entry in value.get("partitions").and_then(Value::as_array).into_iter().flatten() {
        let invalid = || failed(format!("not a partition with its replicas: {entry}"));
        let topic = entry.get("topic").and_then(Value::as_str).ok_or_else(invalid)?;
        let index = entry.get("partition").and_then(Value::as_i64).and_then(|at| i32::try_from(at).ok());
        let at = TopicPartition::new(topic, index.ok_or_else(invalid)?);
        let ids = entry.get("replicas").and_then(Value::as_array).ok_or_else(invalid)?;
        let ids = ids.iter().map(|id| id.as_i64().and_then(|id| i32::try_from(id).ok()));
        let replicas: Vec<i32> = ids.collect::<Option<_>>().ok_or_else(invalid)?;
        let dirs = match entry.get("log_dirs").and_then(Value::as_array) {
            Some(dirs) => dirs.iter().filter_map(Value::as_str).map(str::to_string).collect(),
            None => vec![ANY_DIR.to_string(); replicas.len()],
        };
        if dirs.len() != replicas.len() {
            return Err(failed(format!(
                "Size of replicas list {replicas:?} is different from size of log dirs list {dirs:?} for partition {at}"
            )));
        }
        if plan.insert(at.clone(), Target { replicas, dirs }).is_some() {
            twice.insert(at.to_string());
        }
    }
    if !twice.is_empty() {
        let twice: Vec<String> = twice.into_iter().collect();
        return Err(failed(format!(
            "Partition reassignment contains duplicate topic partitions: {}",
            twice.join(",")
        )));
    }
    Ok(plan)
}

/// Checks what only a plan that is carried out must fulfil.
pub(super) fn check(plan: &Plan) -> Result<(), ToolError> {
    if plan.is_empty() {
        return Err(failed("Partition reassignment list cannot be empty".to_string()));
    }
    for (at, target) in plan {
        if target.replicas.is_empty() {
            return Err(failed(format!("Partition replica list cannot be empty for {at}")));
        }
        let distinct: BTreeSet<i32> = target.replicas.iter().copied().collect();
        if distinct.len() != target.replicas.len() {
            return Err(failed(format!(
                "Partition replica lists may not contain duplicate entries: {at} contains multiple entries for its \
                 replicas"
            )));
        }
    }
    Ok(())
}

/// The topics of a `--topics-to-move-json-file`.
pub(super) fn topics_to_move(text: &str) -> Result<Vec<String>, ToolError> {
    let value: Value = serde_json::from_str(text).map_err(|error| failed(error.to_string()))?;
    let topics = value.get("topics").and_then(Value::as_array).into_iter().flatten();
    let names: Vec<String> =
        topics.filter_map(|topic| topic.get("topic")?.as_str()).map(str::to_string).collect();
    let distinct: BTreeSet<&String> = names.iter().collect();
    if distinct.len() != names.len() {
        let mut seen = BTreeSet::new();
        let twice: Vec<&str> = names.iter().filter(|name| !seen.insert(*name)).map(String::as_str).collect();
        return Err(failed(format!("Topics to reassign contains duplicate entries: {}", twice.join(","))));
    }
    Ok(names)
}

/// The plan as Kafka's JSON, in one line.
pub(super) fn to_json(plan: &Plan) -> String {
    let entries: Vec<Value> = plan
        .iter()
        .map(|(at, target)| {
            json!({
                "topic": at.topic,
                "partition": at.partition,
                "replicas": target.replicas,
                "log_dirs": target.dirs,
            })
        })
        .collect();
    json!({ "version": 1, "partitions": entries }).to_string()
}

/// Spreads partitions over brokers: leaders in turn, followers after them. A topic whose partitions have
/// more replicas than there are brokers is refused.
pub(super) fn propose(current: &Plan, brokers: &[i32]) -> Result<Plan, ToolError> {
    let mut proposed = Plan::new();
    for (nth, (at, target)) in current.iter().enumerate() {
        let count = target.replicas.len();
        if count > brokers.len() {
            return Err(failed(format!(
                "Replication factor: {count} larger than available brokers: {}",
                brokers.len()
            )));
        }
        let replicas: Vec<i32> =
            brokers.iter().cycle().skip(nth % brokers.len().max(1)).take(count).copied().collect();
        let dirs = vec![ANY_DIR.to_string(); count];
        proposed.insert(at.clone(), Target { replicas, dirs });
    }
    Ok(proposed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;

    fn error(text: &str) -> String {
        parse(text).and_then(|plan| check(&plan)).unwrap_err().to_string()
    }

    fn entry(index: i32, replicas: &str) -> String {
        format!("{{\"topic\":\"a\",\"partition\":{index},\"replicas\":{replicas}}}")
    }

    #[test]
    fn plans_read_back_as_recorded() {
        let golden = recorded(include_str!("../../../tests/golden/reassign-generate.txt"));
        let lines: Vec<&str> = golden.lines().filter(|line| line.starts_with('{')).collect();
        let current = parse(lines[0]).unwrap();
        assert_eq!(to_json(&current), lines[0]);
        assert_eq!(to_json(&propose(&current, &[1]).unwrap()), lines[1]);
        assert_eq!(topics_to_move("{\"version\":1,\"topics\":[{\"topic\":\"a\"}]}").unwrap(), ["a"]);
    }

    #[test]
    fn wrong_plans_are_refused_with_the_originals_words() {
        let (a, b) = (entry(0, "[1]"), entry(0, "[2]"));
        assert_eq!(
            error(&format!("{{\"partitions\":[{a},{b}]}}")),
            "Error: Partition reassignment contains duplicate topic partitions: a-0"
        );
        assert_eq!(error("{\"x\":1}"), "Error: Partition reassignment list cannot be empty");
        let twice = entry(0, "[1,1]");
        assert!(
            error(&format!("{{\"partitions\":[{twice}]}}")).contains("may not contain duplicate entries")
        );
    }

    #[test]
    fn a_proposal_spreads_leaders() {
        let text =
            format!("{{\"partitions\":[{},{},{}]}}", entry(0, "[1,2]"), entry(1, "[1,2]"), entry(2, "[1,2]"));
        let proposed = propose(&parse(&text).unwrap(), &[1, 2, 3]).unwrap();
        let replicas: Vec<&[i32]> = proposed.values().map(|target| target.replicas.as_slice()).collect();
        assert_eq!(replicas, [&[1, 2], &[2, 3], &[3, 1]]);
        assert!(
            propose(&proposed, &[1]).unwrap_err().to_string().contains("larger than available brokers: 1")
        );
    }
}
