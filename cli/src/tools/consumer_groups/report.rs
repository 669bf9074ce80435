//! The tables of `kafka-consumer-groups`.

use kavka_client::TopicPartition;
use kavka_client::admin::{GroupDescription, GroupListing, GroupMember, MemberAssignment};

use crate::output::{Column, table};

/// A line of `--describe --offsets`.
#[derive(Debug, Clone)]
pub(super) struct OffsetRow {
    pub group: String,
    pub at: Option<TopicPartition>,
    pub leader_epoch: Option<i32>,
    pub offset: Option<i64>,
    pub end: Option<i64>,
    pub member: Option<(String, Option<String>, String, String)>,
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or("-".to_string(), |value| value.to_string())
}

pub(super) fn offsets(rows: &[OffsetRow], verbose: bool) -> Vec<String> {
    let mut columns =
        vec![Column::at_least("GROUP", 15), Column::at_least("TOPIC", 15), Column::exactly("PARTITION", 10)];
    if verbose {
        columns.push(Column::exactly("LEADER-EPOCH", 15));
    }
    columns.extend([
        Column::exactly("CURRENT-OFFSET", 15),
        Column::exactly("LOG-END-OFFSET", 15),
        Column::exactly("LAG", 15),
    ]);
    columns.push(Column::at_least("CONSUMER-ID", 15));
    columns.extend([Column::at_least("HOST", 15), Column::last("CLIENT-ID")]);
    let cells = rows.iter().map(|row| {
        let lag = row.offset.zip(row.end).map(|(offset, end)| end - offset);
        let member = row.member.as_ref();
        let mut cells = vec![
            row.group.clone(),
            shown(row.at.as_ref().map(|at| &at.topic)),
            shown(row.at.as_ref().map(|at| at.partition)),
        ];
        if verbose {
            cells.push(shown(row.leader_epoch.filter(|epoch| *epoch >= 0)));
        }
        cells.extend([shown(row.offset), shown(row.end), shown(lag)]);
        cells.extend([
            shown(member.map(|member| &member.0)),
            shown(member.map(|member| &member.2)),
            shown(member.map(|member| &member.3)),
        ]);
        cells
    });
    table(&columns, cells.collect())
}

pub(super) fn members(group: &GroupDescription, verbose: bool) -> Vec<String> {
    let has_instances = group.members.iter().any(|member| member.instance_id.is_some());
    let mut columns = vec![Column::at_least("GROUP", 15), Column::at_least("CONSUMER-ID", 15)];
    if has_instances {
        columns.push(Column::at_least("GROUP-INSTANCE-ID", 17));
    }
    columns.extend([
        Column::at_least("HOST", 15),
        Column::at_least("CLIENT-ID", 15),
        Column::exactly("#PARTITIONS", 15),
    ]);
    if verbose {
        columns.extend([Column::exactly("CURRENT-EPOCH", 15), Column::at_least("CURRENT-ASSIGNMENT", 20)]);
        columns.extend([Column::exactly("TARGET-EPOCH", 15), Column::at_least("TARGET-ASSIGNMENT", 20)]);
        if group.members.iter().any(|member| member.is_upgraded.is_some_and(|is| !is)) {
            columns.push(Column::last("UPGRADED"));
        }
    }
    let is_mixed = columns.last().is_some_and(|column| column.title == "UPGRADED");
    let cells = group.members.iter().map(|member| {
        let mut cells = vec![group.id.clone(), member.id.clone()];
        if has_instances {
            cells.push(member.instance_id.clone().unwrap_or_default());
        }
        cells.extend([member.host.clone(), member.client_id.clone(), count(member).to_string()]);
        if verbose {
            cells.extend([shown(member.epoch), assignment(&member.assignment)]);
            let target_epoch = member.target.as_ref().and(group.target_assignment_epoch);
            cells.extend([shown(target_epoch), member.target.as_ref().map_or("-".to_string(), assignment)]);
            if is_mixed {
                cells.push(shown(member.is_upgraded));
            }
        }
        cells
    });
    let mut lines = table(&columns, cells.collect());
    if !verbose {
        // The original ends these lines with a separator.
        lines.iter_mut().for_each(|line| line.push(' '));
    }
    lines
}

fn count(member: &GroupMember) -> usize {
    member.assignment.values().map(Vec::len).sum()
}

/// `topic:0,1;other:2`, or a dash for nothing.
fn assignment(assignment: &MemberAssignment) -> String {
    if assignment.is_empty() {
        return "-".to_string();
    }
    let topics = assignment.iter().map(|(topic, partitions)| {
        let partitions: Vec<String> = partitions.iter().map(ToString::to_string).collect();
        format!("{topic}:{}", partitions.join(","))
    });
    topics.collect::<Vec<_>>().join(";")
}

pub(super) fn state(group: &GroupDescription, verbose: bool) -> Vec<String> {
    let at = &group.coordinator;
    let coordinator = format!("{}:{}  ({})", at.host, at.port, at.id);
    let mut columns = vec![
        Column::at_least("GROUP", 15),
        Column::at_least("COORDINATOR (ID)", 25),
        Column::exactly("ASSIGNMENT-STRATEGY", 20),
        Column::exactly("STATE", 20),
    ];
    let assignor = if group.assignor.is_empty() { "-".to_string() } else { group.assignor.clone() };
    let mut cells = vec![group.id.clone(), coordinator, assignor, group.state.clone()];
    if verbose {
        columns.extend([Column::exactly("GROUP-EPOCH", 15), Column::exactly("TARGET-ASSIGNMENT-EPOCH", 25)]);
        cells.extend([shown(group.group_epoch), shown(group.target_assignment_epoch)]);
    }
    columns.push(Column::last("#MEMBERS"));
    cells.push(group.members.len().to_string());
    table(&columns, vec![cells])
}

pub(super) fn listing(groups: &[GroupListing], with_type: bool, with_state: bool) -> Vec<String> {
    if !with_type && !with_state {
        return groups.iter().map(|group| group.id.clone()).collect();
    }
    let width = groups.iter().map(|group| group.id.len()).max().unwrap_or(0).max(15) + 10;
    let mut columns = vec![Column::exactly("GROUP", width)];
    let known = |text: &str| if text.is_empty() { "Unknown".to_string() } else { text.to_string() };
    if with_type {
        columns.push(Column::exactly("TYPE", 20));
    }
    if with_state {
        columns.push(Column::exactly("STATE", 20));
    }
    let cells = groups.iter().map(|group| {
        let mut cells = vec![group.id.clone()];
        cells.extend(with_type.then(|| known(&group.group_type)));
        cells.extend(with_state.then(|| known(&group.state)));
        cells
    });
    table(&columns, cells.collect())
}

pub(super) fn new_offsets(rows: &[(String, TopicPartition, i64)]) -> Vec<String> {
    let columns = [
        Column::at_least("GROUP", 15),
        Column::at_least("TOPIC", 15),
        Column::exactly("PARTITION", 10),
        Column::last("NEW-OFFSET"),
    ];
    let cells = rows.iter().map(|(group, at, offset)| {
        vec![group.clone(), at.topic.clone(), at.partition.to_string(), offset.to_string()]
    });
    let mut lines = vec![String::new()];
    lines.extend(table(&columns, cells.collect()));
    lines
}

pub(super) fn deleted_offsets(rows: &[(TopicPartition, String)]) -> Vec<String> {
    let columns =
        [Column::at_least("TOPIC", 15), Column::exactly("PARTITION", 10), Column::exactly("STATUS", 15)];
    let cells = rows.iter().map(|(at, status)| {
        // A topic that is not there has no partitions to name.
        let partition = if at.partition < 0 { "-".to_string() } else { at.partition.to_string() };
        vec![at.topic.clone(), partition, status.clone()]
    });
    let mut lines = vec![String::new()];
    lines.extend(table(&columns, cells.collect()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;
    use kavka_client::cluster::Broker;

    fn golden(text: &str) -> Vec<String> {
        recorded(text).lines().filter(|line| !line.is_empty()).map(str::to_string).collect()
    }

    fn group(id: &str, members: Vec<GroupMember>) -> GroupDescription {
        GroupDescription {
            id: id.to_string(),
            group_type: "Consumer".to_string(),
            protocol_type: "consumer".to_string(),
            state: "Empty".to_string(),
            assignor: "uniform".to_string(),
            group_epoch: Some(3),
            target_assignment_epoch: Some(2),
            members,
            coordinator: Broker { id: 1, host: "127.0.0.1".to_string(), port: 47192, rack: None },
            authorized_operations: None,
        }
    }

    fn member(id: &str, epoch: Option<i32>) -> GroupMember {
        let assignment = MemberAssignment::from([
            ("cli-a".to_string(), vec![0, 1, 2, 3]),
            ("g-none".to_string(), vec![0]),
        ]);
        GroupMember {
            id: id.to_string(),
            instance_id: None,
            client_id: "live-client".to_string(),
            host: "/127.0.0.1".to_string(),
            target: epoch.map(|_| assignment.clone()),
            assignment,
            epoch,
            is_upgraded: epoch.map(|_| true),
        }
    }

    #[test]
    fn lists_read_as_recorded() {
        let groups = [
            ("g-consumer", "Consumer"),
            ("g-classic", "Classic"),
            ("g-group", "Classic"),
            ("mmgrp1", "Classic"),
        ];
        let groups: Vec<GroupListing> = groups
            .into_iter()
            .map(|(id, kind)| GroupListing {
                id: id.to_string(),
                protocol_type: "consumer".to_string(),
                state: "Empty".to_string(),
                group_type: kind.to_string(),
            })
            .collect();
        for (text, with_type, with_state) in [
            (include_str!("../../../tests/golden/consumer-groups-list.txt"), false, false),
            (include_str!("../../../tests/golden/consumer-groups-list-type.txt"), true, false),
            (include_str!("../../../tests/golden/consumer-groups-list-state.txt"), false, true),
        ] {
            assert_eq!(listing(&groups, with_type, with_state), golden(text));
        }
    }

    #[test]
    fn offsets_read_as_recorded() {
        let row = |topic: &str| OffsetRow {
            group: "g-classic".to_string(),
            at: Some(TopicPartition::new(topic, 0)),
            leader_epoch: None,
            offset: Some(10),
            end: Some(10),
            member: None,
        };
        let text = include_str!("../../../tests/golden/consumer-groups-describe-empty.txt");
        assert_eq!(offsets(&[row("g-gzip"), row("g-none")], false), golden(text));
        let id = "live-client-45d82314-6547-4610-8e2b-422816af267a";
        let row = |topic: &str, partition, offset| OffsetRow {
            group: "live-classic".to_string(),
            at: Some(TopicPartition::new(topic, partition)),
            leader_epoch: None,
            offset: Some(offset),
            end: Some(offset),
            member: Some((id.to_string(), None, "/127.0.0.1".to_string(), "live-client".to_string())),
        };
        let mut rows: Vec<OffsetRow> = (0..4).map(|partition| row("cli-a", partition, 0)).collect();
        rows.push(row("g-none", 0, 10));
        let text = include_str!("../../../tests/golden/consumer-groups-describe-live-classic.txt");
        assert_eq!(offsets(&rows, false), golden(text));
    }

    #[test]
    fn members_and_states_read_as_recorded() {
        let classic =
            group("live-classic", vec![member("live-client-45d82314-6547-4610-8e2b-422816af267a", None)]);
        let text = include_str!("../../../tests/golden/consumer-groups-describe-live-members.txt");
        assert_eq!(members(&classic, true), golden(text));
        let consumer = group("live-consumer", vec![member("VJbroCqXToKbhB3uNWtHAA", Some(2))]);
        let text = include_str!("../../../tests/golden/consumer-groups-describe-live-consumer-members.txt");
        assert_eq!(members(&consumer, true), golden(text));
        let text = include_str!("../../../tests/golden/consumer-groups-describe-state.txt");
        assert_eq!(state(&group("g-consumer", Vec::new()), true), golden(text));
    }

    #[test]
    fn changed_offsets_read_as_recorded() {
        let rows = [("g-classic".to_string(), TopicPartition::new("g-none", 0), 0)];
        let text = recorded(include_str!("../../../tests/golden/consumer-groups-reset-dry.txt"));
        assert_eq!(new_offsets(&rows).join("\n"), text);
        let at = TopicPartition::new("g-gzip", 0);
        let text = golden(include_str!("../../../tests/golden/consumer-groups-delete-offsets.txt"));
        assert_eq!(deleted_offsets(&[(at, "Successful".to_string())])[1..], text[1..]);
    }
}
