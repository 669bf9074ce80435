//! What topics there are, by name and id, with and without creating them on the way.

use anyhow::Result;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::describe_topic_partitions_request::{Cursor, TopicRequest};
use kavka_protocol::messages::metadata_request::MetadataRequestTopic;
use kavka_protocol::messages::{
    DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse, MetadataRequest, MetadataResponse,
};
use uuid::Uuid;

use crate::player::{Session, topic};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let id = session.topic("m-one", 2, &[])?;
    session.topic("m-two", 1, &[])?;
    by_name(session)?;
    by_id(session, id);
    describe_partitions(session);
    Ok(())
}

fn tidy(response: &mut MetadataResponse) {
    response
        .topics
        .retain(|t| t.name.as_ref().is_none_or(|name| name.starts_with("m-") || t.error_code != 0));
    response.topics.sort_by(|a, b| a.name.cmp(&b.name));
    for found in &mut response.topics {
        found.partitions.sort_by_key(|p| p.partition_index);
    }
}

fn named(names: &[&str]) -> Option<Vec<MetadataRequestTopic>> {
    Some(names.iter().map(|name| make!(MetadataRequestTopic { name: Some(topic(name)) })).collect())
}

fn by_name(session: &mut Session) -> Result<()> {
    for version in 0..=13 {
        let mut ask =
            |label: &str, topics: Option<Vec<MetadataRequestTopic>>, create: bool, operations: bool| {
                let mut request =
                    make!(MetadataRequest { topics: topics, allow_auto_topic_creation: create });
                if version >= 8 {
                    request.include_topic_authorized_operations = operations;
                    request.include_cluster_authorized_operations = operations && version <= 10;
                }
                session.call_then(label, ApiKey::Metadata, version, &request, tidy);
            };
        if version >= 1 {
            ask("all", None, true, false);
        }
        ask("none or all", Some(vec![]), true, false);
        ask("known", named(&["m-one", "m-two"]), true, false);
        ask("the same twice", named(&["m-one", "m-one"]), true, false);
        ask("with operations", named(&["m-one"]), true, true);
        for bad in ["", ".", "a b", "__unknown/"] {
            ask(&format!("name {bad:?}"), named(&[bad]), true, false);
        }
        if version >= 4 {
            ask("unknown", named(&["m-unknown"]), false, false);
        }
    }
    // Creation on the way: the first answer comes before there is a leader.
    let request = make!(MetadataRequest { topics: named(&["m-auto"]), allow_auto_topic_creation: true });
    session.call_then("creates", ApiKey::Metadata, 12, &request, |response: &mut MetadataResponse| {
        // Which of the two errors it is depends on how quick the controller was.
        for found in &mut response.topics {
            found.error_code = found.error_code.min(3);
            found.topic_id = Uuid::nil();
            found.partitions.clear();
        }
    });
    session.until(|session| {
        let response: MetadataResponse = session.quiet(ApiKey::Metadata, 12, &request)?;
        Ok(response.topics.iter().all(|t| t.error_code == 0).then_some(()))
    })?;
    session.call_then("created", ApiKey::Metadata, 12, &request, tidy);
    Ok(())
}

fn by_id(session: &mut Session, id: Uuid) {
    for version in 10..=13 {
        for (label, name, id) in [
            ("known id", None, id),
            ("unknown id", None, Uuid::from_u128(5)),
            ("zero id and no name", None, Uuid::nil()),
            ("id and name", Some("m-one"), id),
        ] {
            let wanted = make!(MetadataRequestTopic { name: name.map(topic), topic_id: id });
            let request =
                make!(MetadataRequest { topics: Some(vec![wanted]), allow_auto_topic_creation: false });
            session.call_then(label, ApiKey::Metadata, version, &request, tidy);
        }
    }
}

fn describe_partitions(session: &mut Session) {
    let mut ask = |label: &str, names: &[&str], limit: i32, cursor: Option<(&str, i32)>| {
        let topics = names.iter().map(|name| make!(TopicRequest { name: topic(name) })).collect();
        let cursor = cursor
            .map(|(name, partition)| make!(Cursor { topic_name: topic(name), partition_index: partition }));
        let request = make!(DescribeTopicPartitionsRequest {
            topics: topics,
            response_partition_limit: limit,
            cursor: cursor,
        });
        session.call::<_, DescribeTopicPartitionsResponse>(
            label,
            ApiKey::DescribeTopicPartitions,
            0,
            &request,
        );
    };
    ask("two", &["m-one", "m-two"], 2_000, None);
    ask("out of order", &["m-two", "m-one"], 2_000, None);
    ask("unknown between", &["m-one", "m-nope", "m-two"], 2_000, None);
    ask("one partition a time", &["m-one", "m-two"], 1, None);
    ask("the next one", &["m-one", "m-two"], 1, Some(("m-one", 1)));
    ask("the last one", &["m-one", "m-two"], 1, Some(("m-two", 0)));
    ask("cursor at a topic not asked for", &["m-one", "m-two"], 10, Some(("m-onf", 0)));
    ask("cursor behind all", &["m-one"], 10, Some(("z", 0)));
    ask("cursor at a partition that is not", &["m-one"], 10, Some(("m-one", 9)));
    ask("cursor before 0", &["m-one"], 10, Some(("m-one", -1)));
    ask("limit 0", &["m-one"], 0, None);
    ask("limit below 0", &["m-one"], -1, None);
    ask("bad name", &["a b"], 10, None);
    ask("twice", &["m-one", "m-one"], 10, None);
}
