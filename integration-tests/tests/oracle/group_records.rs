//! What the requests of `consumer_groups` left in `__consumer_offsets`: the same records in the same order. Ids of
//! topics, times and hashes, which hold such ids, are masked.

use std::collections::HashMap;

use anyhow::{Context, Result};
use bytes::Bytes;
use kavka_protocol::ApiKey;
use kavka_protocol::coordinator_records::{GroupKey, GroupValue};
use kavka_protocol::messages::{FetchResponse, MetadataRequest, MetadataResponse};
use kavka_protocol::record::{Scratch, batches};
use regex::{Captures, Regex};

use crate::fetch::whole_partition;
use crate::player::Session;

const TOPIC: &str = "__consumer_offsets";
const PARTITIONS: i32 = 4;

/// Plays a script whose groups begin with `cg`, and then reads what was written of them.
pub(crate) fn script(session: &mut Session) -> Result<()> {
    let topics = topic_names(session)?;
    for partition in 0..PARTITIONS {
        let answer: FetchResponse = session.quiet(ApiKey::Fetch, 12, &whole_partition(TOPIC, partition))?;
        let found =
            answer.responses.first().and_then(|topic| topic.partitions.first()).context("no answer")?;
        let records = found.records.clone().unwrap_or_default();
        let mut scratch = Scratch::new();
        // Of each group in its order: groups of one partition may be written to by the broker's own timers between.
        let mut by_group: Vec<(String, Vec<String>)> = Vec::new();
        for batch in batches(&records) {
            let batch = batch?;
            if batch.header().is_control() {
                continue;
            }
            for record in batch.records(&mut scratch)? {
                let record = record?;
                let key = GroupKey::decode(Bytes::copy_from_slice(record.key.context("no key")?))?;
                let value = match record.value {
                    Some(value) => {
                        Some(GroupValue::decode(key.id(), Bytes::copy_from_slice(value)).context("value")?)
                    }
                    None => None,
                };
                let key = format!("{key:?}");
                let Some(group) = group_of(&key).filter(|group| group.starts_with("cg")) else { continue };
                let shown = masked(&format!("{key} = {value:?}"), &topics);
                match by_group.iter_mut().find(|(known, _)| *known == group) {
                    Some((_, records)) => records.push(shown),
                    None => by_group.push((group, vec![shown])),
                }
            }
        }
        by_group.sort();
        for (group, records) in by_group {
            session.fact(&format!("records of {group}"), records.join("\n"));
        }
    }
    Ok(())
}

fn topic_names(session: &mut Session) -> Result<HashMap<String, String>> {
    let request = make!(MetadataRequest { topics: None });
    let answer: MetadataResponse = session.quiet(ApiKey::Metadata, 12, &request)?;
    let named = answer.topics.iter().map(|topic| {
        let name = topic.name.as_ref().map_or_else(String::new, |name| name.to_string());
        (topic.topic_id.to_string(), name)
    });
    Ok(named.collect())
}

fn group_of(key: &str) -> Option<String> {
    let (_, after) = key.split_once("group_id: \"").or_else(|| key.split_once("group: \""))?;
    Some(after.split_once('"')?.0.to_owned())
}

fn masked(text: &str, topics: &HashMap<String, String>) -> String {
    let mut text = topics.iter().fold(text.to_owned(), |text, (id, name)| text.replace(id, name));
    for (pattern, by) in [
        (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>"),
        (r"\b1[789]\d{11}\b", "<time>"),
        (r"(metadata_hash): -?\d{4,}", "$1: <set>"),
        // An offset in the metadata log, which has NoOpRecords on one side.
        (r"(topics: \[[^\]]*\], version): \d+", "$1: <set>"),
        // Member ids that the broker made.
        (r#"member_id: "[A-Za-z0-9_-]{22}""#, "member_id: <given>"),
    ] {
        text = Regex::new(pattern).expect("pattern").replace_all(&text, by).into_owned();
    }
    topics_in_order(&text)
}

/// Java's and our tables keep topics in the order of their ids' hashes, which differ from node to node.
fn topics_in_order(text: &str) -> String {
    let one = r"\w+ \{ topic_id: [^{}]*\{\} \}";
    let list = Regex::new(&format!("{one}(?:, {one})+")).expect("pattern");
    let one = Regex::new(one).expect("pattern");
    let sorted = |found: &Captures<'_>| {
        let mut topics: Vec<&str> = one.find_iter(&found[0]).map(|topic| topic.as_str()).collect();
        topics.sort_unstable();
        topics.join(", ")
    };
    list.replace_all(text, sorted).into_owned()
}
