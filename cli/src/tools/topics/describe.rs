//! `kafka-topics --describe`.

use std::collections::{BTreeSet, HashMap};

use kavka_client::admin::{ConfigEntry, ConfigSource, PartitionDescription, ResourceType, TopicDescription};
use kavka_client::{Admin, TopicPartition};

use super::{REPORTS, selected_existing};
use crate::args::{Parsed, ToolError};
use crate::java::{parse_uuid, uuid_text};
use crate::output::print_line;

/// Partitions of one response, unless an option says otherwise.
const PARTITIONS_PER_RESPONSE: i32 = 2000;

type Moves = HashMap<TopicPartition, (Vec<i32>, Vec<i32>)>;

/// What to show.
#[derive(Debug, Default)]
struct Report {
    only: Vec<&'static str>,
    overridden_only: bool,
}

/// Runs the action.
pub(super) async fn describe(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let names = match parsed.one("topic-id")?.map(|text| (text, parse_uuid(text))) {
        Some((text, None)) => {
            return Err(ToolError::failed(format!("Input string `{text}` decoded as no uuid")));
        }
        Some((text, Some(id))) if !id.is_nil() => match admin.topic_name_of(id).await {
            Ok(name) => vec![name],
            Err(_) if parsed.has("if-exists") => Vec::new(),
            Err(_) => return Err(ToolError::failed(format!("TopicId '{text}' does not exist as expected"))),
        },
        _ => selected_existing(parsed, admin).await?,
    };
    let limit = parsed.parse_one("partition-size-limit-per-response")?.unwrap_or(PARTITIONS_PER_RESPONSE);
    let topics = admin.describe_topics(&names, limit).await.map_err(ToolError::failed)?;
    let live: BTreeSet<i32> =
        admin.brokers().await.map_err(ToolError::failed)?.iter().map(|broker| broker.id).collect();
    // Only for display, and not everyone may ask.
    let moves = admin.reassignments().await.unwrap_or_default();
    let moves: Moves = moves.into_iter().map(|(at, moved)| (at, (moved.adding, moved.removing))).collect();
    let report = Report {
        only: REPORTS.into_iter().filter(|report| parsed.has(report)).collect(),
        overridden_only: parsed.has("topics-with-overrides"),
    };
    for topic in &topics {
        let configs =
            admin.describe_configs(ResourceType::Topic, &topic.name).await.map_err(ToolError::failed)?;
        for line in report.lines(topic, &configs, &moves, &live) {
            print_line(&line);
        }
    }
    Ok(())
}

impl Report {
    fn lines(
        &self,
        topic: &TopicDescription,
        configs: &[ConfigEntry],
        moves: &Moves,
        live: &BTreeSet<i32>,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        let own: Vec<String> = configs
            .iter()
            .filter(|entry| entry.source != ConfigSource::DefaultConfig)
            .map(|entry| format!("{}={}", entry.name, entry.value.as_deref().unwrap_or("null")))
            .collect();
        let move_of = |index: i32| moves.get(&TopicPartition::new(topic.name.clone(), index));
        if self.only.is_empty() && !(self.overridden_only && own.is_empty()) {
            let factor =
                topic.partitions.first().map_or(0, |first| replication_factor(first, move_of(first.index)));
            let id =
                if topic.id.is_nil() { String::new() } else { format!("\tTopicId: {}", uuid_text(topic.id)) };
            lines.push(format!(
                "Topic: {}{id}\tPartitionCount: {}\tReplicationFactor: {factor}\tConfigs: {}",
                topic.name,
                topic.partitions.len(),
                own.join(",")
            ));
        }
        if self.overridden_only {
            return lines;
        }
        let min_isr = configs.iter().find(|entry| entry.name == "min.insync.replicas");
        let min_isr = min_isr.and_then(|entry| entry.value.as_ref()?.parse().ok()).unwrap_or(1);
        let shown = topic.partitions.iter().filter(|partition| {
            self.only.is_empty()
                || self
                    .only
                    .iter()
                    .any(|report| is_in(report, partition, move_of(partition.index), min_isr, live))
        });
        lines.extend(shown.map(|partition| partition_line(&topic.name, partition, move_of(partition.index))));
        lines
    }
}

/// Whether a partition belongs in a report.
fn is_in(
    report: &str,
    partition: &PartitionDescription,
    moving: Option<&(Vec<i32>, Vec<i32>)>,
    min_isr: usize,
    live: &BTreeSet<i32>,
) -> bool {
    let isr = partition.isr.len();
    match report {
        "under-replicated-partitions" => replication_factor(partition, moving) > isr,
        "under-min-isr-partitions" => partition.leader.is_none() || isr < min_isr,
        "at-min-isr-partitions" => isr == min_isr,
        _ => partition.leader.is_none_or(|leader| !live.contains(&leader)),
    }
}

/// Replicas without those that a move is adding.
fn replication_factor(partition: &PartitionDescription, moving: Option<&(Vec<i32>, Vec<i32>)>) -> usize {
    let adding =
        moving.map_or(0, |(adding, _)| adding.iter().filter(|id| partition.replicas.contains(id)).count());
    partition.replicas.len() - adding
}

fn partition_line(
    topic: &str,
    partition: &PartitionDescription,
    moving: Option<&(Vec<i32>, Vec<i32>)>,
) -> String {
    let leader = partition.leader.map_or("none".to_string(), |leader| leader.to_string());
    let (replicas, isr) = (list(&partition.replicas), list(&partition.isr));
    let mut line = format!(
        "\tTopic: {topic}\tPartition: {}\tLeader: {leader}\tReplicas: {replicas}\tIsr: {isr}",
        partition.index
    );
    if let Some((adding, removing)) = moving {
        line.push_str(&format!("\tAdding Replicas: {}\tRemoving Replicas: {}", list(adding), list(removing)));
    }
    let known = |ids: &Option<Vec<i32>>| ids.as_deref().map_or("N/A".to_string(), list);
    line.push_str(&format!(
        "\tElr: {}\tLastKnownElr: {}",
        known(&partition.elr),
        known(&partition.last_known_elr)
    ));
    line
}

fn list(ids: &[i32]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;

    fn topic() -> TopicDescription {
        let partition = |index| PartitionDescription {
            index,
            leader: Some(1),
            replicas: vec![1],
            isr: vec![1],
            elr: Some(Vec::new()),
            last_known_elr: Some(Vec::new()),
        };
        TopicDescription {
            name: "cli-a".to_string(),
            id: parse_uuid("je3Cb9gkShmnDhcnt_e7Qg").unwrap(),
            is_internal: false,
            partitions: (0..3).map(partition).collect(),
            authorized_operations: None,
        }
    }

    fn entry(name: &str, value: &str, source: ConfigSource) -> ConfigEntry {
        ConfigEntry {
            name: name.to_string(),
            value: Some(value.to_string()),
            source,
            ..ConfigEntry::default()
        }
    }

    fn configs() -> Vec<ConfigEntry> {
        vec![
            entry("min.insync.replicas", "1", ConfigSource::DynamicDefaultBrokerConfig),
            entry("cleanup.policy", "delete", ConfigSource::DefaultConfig),
            entry("retention.ms", "1000000", ConfigSource::DynamicTopicConfig),
            entry("min.compaction.lag.ms", "0", ConfigSource::StaticBrokerConfig),
        ]
    }

    #[test]
    fn a_topic_reads_as_recorded() {
        let lines = Report::default().lines(&topic(), &configs(), &Moves::new(), &BTreeSet::from([1]));
        assert_eq!(lines.join("\n"), recorded(include_str!("../../../tests/golden/topics-describe.txt")));
    }

    #[test]
    fn reports_show_only_their_partitions() {
        let report = |only: &'static str| Report { only: vec![only], overridden_only: false };
        let mut topic = topic();
        topic.partitions[1].leader = None;
        topic.partitions[2].isr.clear();
        let count = |only, live: &[i32]| {
            report(only).lines(&topic, &configs(), &Moves::new(), &live.iter().copied().collect()).len()
        };
        assert_eq!(count("under-replicated-partitions", &[1]), 1);
        assert_eq!(count("under-min-isr-partitions", &[1]), 2);
        assert_eq!(count("at-min-isr-partitions", &[1]), 2);
        assert_eq!(count("unavailable-partitions", &[1]), 1);
        assert_eq!(count("unavailable-partitions", &[]), 3);
    }

    #[test]
    fn replicas_being_added_do_not_count() {
        let mut partition = topic().partitions.remove(0);
        partition.replicas = vec![1, 2];
        assert_eq!(replication_factor(&partition, Some(&(vec![2], vec![]))), 1);
        assert!(
            partition_line("t", &partition, Some(&(vec![2], vec![1])))
                .contains("\tAdding Replicas: 2\tRemoving Replicas: 1\t")
        );
    }
}
