//! `kafka-consumer-groups --reset-offsets`: new offsets by a rule or from a file.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use kavka_client::admin::{CommittedOffset, OffsetSpec};
use kavka_client::{Admin, TopicPartition};
use kavka_protocol::ErrorCode;

use super::{failed, groups, report};
use crate::args::{Parsed, ToolError};
use crate::output::print_line;
use crate::time::{parse_datetime_ms, parse_duration_ms};

const RULES: [&str; 8] = [
    "to-offset",
    "to-earliest",
    "to-latest",
    "shift-by",
    "to-datetime",
    "by-duration",
    "to-current",
    "from-file",
];

type Offsets = BTreeMap<TopicPartition, i64>;

/// Runs the action.
pub(super) async fn reset(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    if parsed.has("dry-run") && parsed.has("execute") {
        return Err(ToolError::Usage(
            "Option [reset-offsets] only accepts one of [execute] and [dry-run]".to_string(),
        ));
    }
    if !parsed.has("dry-run") && !parsed.has("execute") {
        eprintln!(
            "WARN: No action will be performed as the --execute option is missing. In version 5.0, this command will \
             require either --dry-run or --execute to be specified. You should add the --dry-run option explicitly if you are scripting this command and want to \
             keep the current default behavior without prompting."
        );
    }
    let given: Vec<&str> = RULES.into_iter().filter(|rule| parsed.has(rule)).collect();
    let rule = match given[..] {
        [rule] => rule,
        [] => {
            let line = "Option \"[reset-offsets]\" requires one of the following scenarios: --to-offset, --shift-by, \
                        --by-duration, --to-datetime, --to-earliest, --to-latest, --from-file, --to-current";
            return Err(ToolError::Usage(line.to_string()));
        }
        [first, second, ..] => {
            return Err(ToolError::Usage(format!(
                "Option \"[{first}]\" can't be used with option \"[{second}]\""
            )));
        }
    };
    let mut rows = Vec::new();
    for group in groups(parsed, admin).await? {
        if let Some(offsets) = group_offsets(parsed, admin, &group, rule).await? {
            if parsed.has("execute") {
                commit(admin, &group, &offsets).await?;
            }
            rows.extend(offsets.into_iter().map(|(at, offset)| (group.clone(), at, offset)));
        }
    }
    if parsed.has("export") {
        let is_single = parsed.all("group").count() == 1;
        print_line(&to_csv(&rows, !is_single));
    } else {
        report::new_offsets(&rows).iter().for_each(|line| print_line(line));
    }
    Ok(())
}

async fn group_offsets(
    parsed: &Parsed,
    admin: &Admin,
    group: &str,
    rule: &str,
) -> Result<Option<Offsets>, ToolError> {
    match admin.describe_group(group).await {
        Ok(described) if described.state != "Empty" && described.state != "Dead" => {
            print_line(&format!(
                "\nError: Assignments can only be reset if the group '{group}' is inactive, but the current state is {}.",
                described.state
            ));
            return Ok(None);
        }
        // A group that does not exist yet may be given offsets.
        Ok(_) => {}
        Err(error) if error.code() == Some(ErrorCode::GroupIdNotFound) => {}
        Err(error) => return Err(failed(error)),
    }
    if rule == "from-file" {
        let path = parsed.required("from-file")?;
        let text = std::fs::read_to_string(path)
            .map_err(|_| ToolError::failed(format!("java.io.IOException: Unable to read file {path}")))?;
        let planned = from_csv(&text, group)?;
        return Ok(Some(within_range(admin, planned).await?));
    }
    let committed = admin.group_offsets(group).await.map_err(failed)?;
    let scope: Vec<TopicPartition> = if parsed.has("all-topics") {
        committed.keys().cloned().collect()
    } else {
        partitions(parsed, admin).await?
    };
    let offsets = match rule {
        "to-offset" => {
            let offset = parsed.parse_one::<i64>("to-offset")?.unwrap_or_default();
            within_range(admin, scope.into_iter().map(|at| (at, offset)).collect()).await?
        }
        "shift-by" => {
            let shift = parsed.parse_one::<i64>("shift-by")?.unwrap_or_default();
            within_range(admin, shifted(&scope, &committed, shift)?).await?
        }
        "to-current" => {
            let (known, open): (Vec<_>, Vec<_>) =
                scope.into_iter().partition(|at| committed.contains_key(at));
            let mut offsets = list(admin, &open, OffsetSpec::Latest).await?;
            offsets.extend(known.into_iter().map(|at| (at.clone(), committed[&at].offset)));
            offsets
        }
        "to-earliest" => list(admin, &scope, OffsetSpec::Earliest).await?,
        "to-latest" => list(admin, &scope, OffsetSpec::Latest).await?,
        _ => at_time(admin, &scope, wanted_time(parsed, rule)?).await?,
    };
    Ok(Some(offsets))
}

/// Partitions that `--topic` names: `topic` or `topic:0,1`. All must be there.
pub(super) async fn partitions(parsed: &Parsed, admin: &Admin) -> Result<Vec<TopicPartition>, ToolError> {
    if !parsed.has("topic") {
        let line = "One of the reset scopes should be defined: --all-topics, --topic.";
        return Err(ToolError::Usage(line.to_string()));
    }
    let (found, unknown) = named_partitions(parsed, admin).await?;
    if !unknown.is_empty() {
        return Err(ToolError::failed(ErrorCode::UnknownTopicOrPartition.message()));
    }
    let view = admin.all_topics().await.map_err(failed)?;
    let is_there = |at: &&TopicPartition| {
        view.topics.get(&at.topic).is_some_and(|topic| topic.partition(at.partition).is_some())
    };
    let missing: Vec<String> = found.iter().filter(|at| !is_there(at)).map(ToString::to_string).collect();
    if !missing.is_empty() {
        return Err(ToolError::Failed(format!("The partitions \"{}\" do not exist", missing.join(","))));
    }
    Ok(found)
}

/// Partitions that `--topic` names, and topics without partitions named that are not there.
pub(super) async fn named_partitions(
    parsed: &Parsed,
    admin: &Admin,
) -> Result<(Vec<TopicPartition>, Vec<String>), ToolError> {
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for argument in parsed.all("topic") {
        let Some((topic, indexes)) = argument.split_once(':') else {
            match admin.describe_topics(&[argument.to_string()], 2000).await {
                Ok(topics) => {
                    let all = topics.iter().flat_map(|topic| &topic.partitions);
                    found.extend(all.map(|partition| TopicPartition::new(argument, partition.index)));
                }
                Err(error) if error.code() == Some(ErrorCode::UnknownTopicOrPartition) => {
                    unknown.push(argument.to_string());
                }
                Err(error) => return Err(failed(error)),
            }
            continue;
        };
        if indexes.is_empty() {
            let line = format!("Invalid topic arg '{argument}', expected topic name and partitions");
            return Err(ToolError::Usage(line));
        }
        for index in indexes.split(',') {
            let index = index.parse().map_err(|_| {
                ToolError::Usage(format!("Invalid partition '{index}' specified in topic arg '{argument}''"))
            })?;
            found.push(TopicPartition::new(topic, index));
        }
    }
    Ok((found, unknown))
}

fn shifted(
    scope: &[TopicPartition],
    committed: &BTreeMap<TopicPartition, CommittedOffset>,
    shift: i64,
) -> Result<Offsets, ToolError> {
    let shift_one = |at: &TopicPartition| {
        let current = committed.get(at).ok_or_else(|| {
            ToolError::Usage(format!(
                "Cannot shift offset for partition {at} since there is no current committed offset"
            ))
        })?;
        Ok((at.clone(), current.offset.saturating_add(shift)))
    };
    scope.iter().map(shift_one).collect()
}

fn wanted_time(parsed: &Parsed, rule: &str) -> Result<i64, ToolError> {
    let text = parsed.required(rule)?;
    if rule == "to-datetime" {
        let unreadable = || {
            match text.contains('T') {
            true => {
                // Java takes a time without a zone for UTC before it reads it.
                let zone = if text.ends_with('Z') || text.rfind(['+', '-']) > text.find('T') { "" } else { "Z" };
                format!("java.text.ParseException: Unparseable date: \"{text}{zone}\"")
            }
            false => "java.text.ParseException: Error parsing timestamp. It does not contain a 'T' according to ISO8601 \
                      format"
                .to_string(),
        }
        };
        return parse_datetime_ms(text).ok_or_else(|| ToolError::Failed(unreadable()));
    }
    let ago = parse_duration_ms(text);
    let ago = ago.ok_or_else(|| ToolError::failed("Text cannot be parsed to a Duration"))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Ok(i64::try_from(now).unwrap_or(i64::MAX).saturating_sub(ago))
}

async fn list(admin: &Admin, partitions: &[TopicPartition], spec: OffsetSpec) -> Result<Offsets, ToolError> {
    let wanted = partitions.iter().map(|at| (at.clone(), spec)).collect();
    let found = admin.list_offsets(&wanted, false).await.map_err(failed)?;
    found.into_iter().map(|(at, offset)| Ok((at, offset.map_err(failed)?.offset))).collect()
}

/// The first offset at that time or later; the end where there is none.
async fn at_time(admin: &Admin, partitions: &[TopicPartition], ms: i64) -> Result<Offsets, ToolError> {
    let mut offsets = list(admin, partitions, OffsetSpec::Timestamp(ms)).await?;
    let open: Vec<TopicPartition> =
        offsets.iter().filter(|(_, offset)| **offset < 0).map(|(at, _)| at.clone()).collect();
    for at in &open {
        print_line(&format!(
            "\nWarn: Partition {} from topic {} is empty. Falling back to latest known offset.",
            at.partition, at.topic
        ));
    }
    offsets.extend(list(admin, &open, OffsetSpec::Latest).await?);
    Ok(offsets)
}

/// The offsets, moved to the nearest that the partition has.
async fn within_range(admin: &Admin, wanted: Offsets) -> Result<Offsets, ToolError> {
    let partitions: Vec<TopicPartition> = wanted.keys().cloned().collect();
    let starts = list(admin, &partitions, OffsetSpec::Earliest).await?;
    let ends = list(admin, &partitions, OffsetSpec::Latest).await?;
    let clamp = |(at, offset): (TopicPartition, i64)| {
        let (start, end) =
            (starts.get(&at).copied().unwrap_or(0), ends.get(&at).copied().unwrap_or(i64::MAX));
        if offset > end {
            eprintln!(
                "New offset ({offset}) is higher than latest offset for topic partition {at}. Value will be set to {end}"
            );
        } else if offset < start {
            eprintln!(
                "New offset ({offset}) is lower than earliest offset for topic partition {at}. Value will be set to {start}"
            );
        }
        let offset = offset.min(end).max(start);
        (at, offset)
    };
    Ok(wanted.into_iter().map(clamp).collect())
}

async fn commit(admin: &Admin, group: &str, offsets: &Offsets) -> Result<(), ToolError> {
    let offsets = offsets
        .iter()
        .map(|(at, offset)| {
            (at.clone(), CommittedOffset { offset: *offset, leader_epoch: -1, metadata: String::new() })
        })
        .collect();
    admin.alter_group_offsets(group, &offsets).await.map_err(failed)
}

fn to_csv(rows: &[(String, TopicPartition, i64)], with_group: bool) -> String {
    let line = |(group, at, offset): &(String, TopicPartition, i64)| {
        let rest = format!("{},{},{offset}\n", at.topic, at.partition);
        if with_group { format!("{group},{rest}") } else { rest }
    };
    rows.iter().map(line).collect()
}

/// Lines of `topic,partition,offset` or, for this group among others, `group,topic,partition,offset`.
fn from_csv(text: &str, group: &str) -> Result<Offsets, ToolError> {
    let mut offsets = Offsets::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let invalid = || ToolError::failed(format!("invalid line in the file of offsets: {line}"));
        let fields: Vec<&str> = line.split(',').map(|field| field.trim().trim_matches('"')).collect();
        let (topic, partition, offset) = match fields[..] {
            [topic, partition, offset] => (topic, partition, offset),
            [of, topic, partition, offset] if of == group => (topic, partition, offset),
            [_, _, _, _] => continue,
            _ => return Err(invalid()),
        };
        let partition = partition.parse().map_err(|_| invalid())?;
        offsets.insert(TopicPartition::new(topic, partition), offset.parse().map_err(|_| invalid())?);
    }
    Ok(offsets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exported_offsets_read_back() {
        let rows = [("g".to_string(), TopicPartition::new("t", 1), 5)];
        assert_eq!(to_csv(&rows, true), "g,t,1,5\n");
        for with_group in [true, false] {
            let offsets = from_csv(&to_csv(&rows, with_group), "g").unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(offsets, Offsets::from([(TopicPartition::new("t", 1), 5)]));
        }
        assert!(from_csv("other,t,1,5\n", "g").unwrap_or_else(|error| panic!("{error}")).is_empty());
        assert!(from_csv("t,x,5\n", "g").is_err());
    }

    #[test]
    fn only_what_is_committed_can_be_shifted() {
        let at = TopicPartition::new("t", 0);
        let committed = CommittedOffset { offset: 10, leader_epoch: -1, metadata: String::new() };
        let committed = BTreeMap::from([(at.clone(), committed)]);
        assert_eq!(
            shifted(std::slice::from_ref(&at), &committed, -4).unwrap_or_else(|error| panic!("{error}"))[&at],
            6
        );
        assert!(shifted(&[TopicPartition::new("t", 1)], &committed, 1).is_err());
    }
}
