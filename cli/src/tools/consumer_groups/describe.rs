//! `kafka-consumer-groups --describe`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kavka_client::admin::{CommittedOffset, GroupDescription, OffsetSpec};
use kavka_client::{Admin, TopicPartition};

use super::report::{self, OffsetRow};
use super::{failed, groups, print_failure};
use crate::args::{Parsed, ToolError};
use crate::output::print_line;

/// Runs the action.
pub(super) async fn describe(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let mut ids = groups(parsed, admin).await?;
    ids.sort();
    ids.dedup();
    let verbose = parsed.has("verbose");
    for id in ids {
        // An unknown group is told on stdout and is no failure, as in the original.
        let group = match admin.describe_group(&id).await {
            Ok(group) => group,
            Err(error) if error.code().is_some() => {
                print_failure(&failed(error).to_string());
                continue;
            }
            Err(error) => return Err(failed(error)),
        };
        if parsed.has("members") {
            // Members have their titles even where there are none.
            show(&group, 1, || report::members(&group, verbose));
        } else if parsed.has("state") {
            show(&group, 1, || report::state(&group, verbose));
        } else {
            let rows = offset_rows(admin, &group).await?;
            show(&group, rows.len(), || report::offsets(&rows, verbose));
        }
    }
    Ok(())
}

/// Prints what there is to say about the group's state, then the table unless it is empty.
fn show(group: &GroupDescription, row_count: usize, lines: impl FnOnce() -> Vec<String>) {
    match group.state.as_str() {
        "Dead" => print_line(&format!("\nError: Consumer group '{}' does not exist.", group.id)),
        "Empty" => eprintln!("\nConsumer group '{}' has no active members.", group.id),
        "Stable" => {}
        _ => eprintln!("\nWarning: Consumer group '{}' is rebalancing.", group.id),
    }
    if group.state != "Dead" && row_count > 0 {
        print_line("");
        lines().iter().for_each(|line| print_line(line));
    }
}

async fn offset_rows(admin: &Admin, group: &GroupDescription) -> Result<Vec<OffsetRow>, ToolError> {
    let committed = admin.group_offsets(&group.id).await.map_err(failed)?;
    let mut partitions: Vec<TopicPartition> = committed.keys().cloned().collect();
    for member in &group.members {
        for (topic, indexes) in &member.assignment {
            partitions.extend(indexes.iter().map(|index| TopicPartition::new(topic.clone(), *index)));
        }
    }
    let ends = end_offsets(admin, partitions).await;
    Ok(rows(group, &committed, &ends))
}

/// The ends of the partitions; those of topics that are gone stay unknown.
async fn end_offsets(admin: &Admin, partitions: Vec<TopicPartition>) -> BTreeMap<TopicPartition, i64> {
    let mut topics = BTreeMap::<String, BTreeMap<TopicPartition, OffsetSpec>>::new();
    for at in partitions {
        topics.entry(at.topic.clone()).or_default().insert(at, OffsetSpec::Latest);
    }
    let view = admin.all_topics().await.ok();
    let mut ends = BTreeMap::new();
    for (topic, wanted) in topics {
        if !view.as_ref().is_some_and(|view| view.topics.contains_key(&topic)) {
            continue;
        }
        if let Ok(found) = admin.list_offsets(&wanted, false).await {
            ends.extend(found.into_iter().filter_map(|(at, offset)| Some((at, offset.ok()?.offset))));
        }
    }
    ends
}

/// Members with the most partitions first, then what nobody has.
fn rows(
    group: &GroupDescription,
    committed: &BTreeMap<TopicPartition, CommittedOffset>,
    ends: &BTreeMap<TopicPartition, i64>,
) -> Vec<OffsetRow> {
    let row = |at: &TopicPartition, member: Option<(String, Option<String>, String, String)>| OffsetRow {
        group: group.id.clone(),
        at: Some(at.clone()),
        leader_epoch: committed.get(at).map(|committed| committed.leader_epoch),
        offset: committed.get(at).map(|committed| committed.offset),
        end: ends.get(at).copied(),
        member,
    };
    let mut members: Vec<_> = group.members.iter().filter(|member| !member.assignment.is_empty()).collect();
    members.sort_by_key(|member| Reverse(member.assignment.values().map(Vec::len).sum::<usize>()));
    let mut rows = Vec::new();
    let mut assigned = std::collections::BTreeSet::new();
    for member in members {
        let about =
            (member.id.clone(), member.instance_id.clone(), member.host.clone(), member.client_id.clone());
        for (topic, indexes) in &member.assignment {
            for index in indexes {
                let at = TopicPartition::new(topic.clone(), *index);
                rows.push(row(&at, Some(about.clone())));
                assigned.insert(at);
            }
        }
    }
    rows.extend(committed.keys().filter(|at| !assigned.contains(at)).map(|at| row(at, None)));
    rows
}
