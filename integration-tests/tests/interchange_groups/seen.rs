//! What can be seen of groups and transactions, as text to compare.

use std::collections::BTreeMap;

use anyhow::Result;
use kavka_integration_tests::committed::read_committed;
use kavka_integration_tests::harness::Raw;
use kavka_integration_tests::members::patiently;
use kavka_integration_tests::transactor::describe;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::describe_producers_request::TopicRequest;
use kavka_protocol::messages::offset_fetch_request::OffsetFetchRequestGroup;
use kavka_protocol::messages::{
    ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse, DescribeGroupsRequest,
    DescribeGroupsResponse, DescribeProducersRequest, DescribeProducersResponse, GroupId, ListGroupsRequest,
    ListGroupsResponse, ListTransactionsRequest, ListTransactionsResponse, OffsetFetchRequest,
    OffsetFetchResponse, TopicName,
};
use kavka_protocol::wire::StrBytes;

fn string(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

fn group_id(text: &str) -> GroupId {
    GroupId(string(text))
}

/// Groups with their members and offsets, transactions, producers, and records: key to text. A broker that has just
/// started lists what it has loaded, so it is asked for the groups of `known` first.
pub fn describe_all(
    bootstrap: &str,
    topic: &str,
    ids: &[String],
    known: &[String],
) -> Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    let mut connection = Raw::connect(bootstrap)?;
    for name in known {
        offsets(&mut connection, name)?;
    }
    let groups = patiently("list groups", || {
        let response: ListGroupsResponse =
            connection.call(ApiKey::ListGroups, 5, &ListGroupsRequest::default())?;
        Ok((response.error_code, response.groups))
    })?;
    for group in groups {
        let name = group.group_id.0.to_string();
        all.insert(format!("group {name}"), format!("{group:?}"));
        all.insert(format!("offsets of {name}"), offsets(&mut connection, &name)?);
        if &*group.group_type == "consumer" {
            all.insert(format!("members of {name}"), consumer_group(&mut connection, &name)?);
        } else {
            all.insert(format!("members of {name}"), classic_group(&mut connection, &name)?);
        }
    }
    for id in ids {
        all.insert(format!("transaction {id}"), describe(&mut connection, id)?);
    }
    let listed = patiently("list transactions", || {
        let response: ListTransactionsResponse = connection.call(
            ApiKey::ListTransactions,
            1,
            &ListTransactionsRequest::default().with_duration_filter(-1),
        )?;
        Ok((response.error_code, response.transaction_states))
    })?;
    for found in listed.iter().filter(|found| ids.iter().any(|id| **id == *found.transactional_id.0)) {
        all.insert(format!("listed {}", found.transactional_id.0), format!("{found:?}"));
    }
    for partition in 0..2 {
        let found = read_committed(bootstrap, topic, partition)?;
        all.insert(format!("records of {partition}"), format!("{found:?}"));
        all.insert(format!("producers of {partition}"), producers(&mut connection, topic, partition)?);
    }
    Ok(all)
}

fn offsets(connection: &mut Raw, name: &str) -> Result<String> {
    let asked = OffsetFetchRequestGroup::default().with_group_id(group_id(name)).with_topics(None);
    let request = OffsetFetchRequest::default().with_groups(vec![asked]);
    let found = patiently("offset fetch", || {
        let mut response: OffsetFetchResponse = connection.call(ApiKey::OffsetFetch, 9, &request)?;
        let found = response.groups.remove(0);
        Ok((found.error_code, found))
    })?;
    let mut lines: Vec<String> = found
        .topics
        .iter()
        .flat_map(|topic| topic.partitions.iter().map(move |found| format!("{} {found:?}", topic.name.0)))
        .collect();
    lines.sort();
    Ok(lines.join("\n"))
}

fn consumer_group(connection: &mut Raw, name: &str) -> Result<String> {
    let request = ConsumerGroupDescribeRequest::default().with_group_ids(vec![group_id(name)]);
    let mut found = patiently("describe", || {
        let mut response: ConsumerGroupDescribeResponse =
            connection.call(ApiKey::ConsumerGroupDescribe, 1, &request)?;
        let found = response.groups.remove(0);
        Ok((found.error_code, found))
    })?;
    found.members.sort_by(|a, b| a.member_id.cmp(&b.member_id));
    for member in &mut found.members {
        for assignment in [&mut member.assignment, &mut member.target_assignment] {
            assignment.topic_partitions.iter_mut().for_each(|topic| topic.partitions.sort_unstable());
        }
    }
    Ok(format!("{found:?}"))
}

fn classic_group(connection: &mut Raw, name: &str) -> Result<String> {
    let request = DescribeGroupsRequest::default().with_groups(vec![group_id(name)]);
    patiently("describe", || {
        let response: DescribeGroupsResponse = connection.call(ApiKey::DescribeGroups, 5, &request)?;
        Ok((response.groups[0].error_code, format!("{:?}", response.groups[0])))
    })
}

fn producers(connection: &mut Raw, topic: &str, partition: i32) -> Result<String> {
    let wanted =
        TopicRequest::default().with_name(TopicName(string(topic))).with_partition_indexes(vec![partition]);
    let request = DescribeProducersRequest::default().with_topics(vec![wanted]);
    let mut found = patiently("describe producers", || {
        let mut response: DescribeProducersResponse =
            connection.call(ApiKey::DescribeProducers, 0, &request)?;
        let found = response.topics.remove(0).partitions.remove(0);
        Ok((found.error_code, found))
    })?;
    found.active_producers.sort_by_key(|producer| producer.producer_id);
    Ok(format!("{found:?}"))
}
