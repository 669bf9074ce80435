//! Goal: a Kavka consumer that leads a group decides as a Java consumer does. Method: groups recorded from the assignors
//! of Apache Kafka 4.3 (`integration-tests/oracle/recorders/RecordAssignors.java`).

use std::collections::BTreeMap;

use bytes::Bytes;
use kavka_client::TopicPartition;
use kavka_client::cluster::{Broker, ClusterView, Partition, Topic};
use kavka_client::consumer::assignor::{Assignment, Subscription, built_in};
use serde_json::Value;

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_string)
}

fn int(value: &Value) -> i32 {
    i32::try_from(value.as_i64().unwrap()).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn cluster(case: &Value) -> ClusterView {
    let broker =
        |(id, rack): (i32, &Value)| (id, Broker { id, host: "h".to_string(), port: 1, rack: text(rack) });
    let partition = |(index, replicas): (i32, &Value)| {
        let replicas: Vec<i32> = list(replicas).iter().map(int).collect();
        Partition {
            index,
            leader: replicas.first().copied(),
            leader_epoch: 0,
            isr: replicas.clone(),
            replicas,
            offline: Vec::new(),
        }
    };
    let topic = |(name, partitions): (&String, &Value)| {
        let partitions = (0..).zip(list(partitions)).map(partition).collect();
        let topic = Topic {
            id: uuid::Uuid::nil(),
            is_internal: false,
            error: kavka_protocol::ErrorCode::None,
            partitions,
        };
        (name.clone(), topic)
    };
    ClusterView {
        brokers: (0..).zip(list(&case["brokers"])).map(broker).collect(),
        topics: case["topics"].as_object().unwrap().iter().map(topic).collect(),
        ..ClusterView::default()
    }
}

fn bytes(hex: &str) -> Bytes {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn subscription(value: &Value) -> Subscription {
    let owned = |at: &Value| TopicPartition::new(at[0].as_str().unwrap(), int(&at[1]));
    Subscription {
        topics: list(&value["topics"]).iter().filter_map(text).collect(),
        user_data: value["user_data"].as_str().map(bytes),
        owned: list(&value["owned"]).iter().map(owned).collect(),
        generation: Some(int(&value["generation"])).filter(|generation| *generation >= 0),
        rack: text(&value["rack"]),
        instance_id: text(&value["instance"]),
    }
}

/// Partitions of each topic in the order given. Topics have no order on the wire.
fn by_topic(assignment: &Assignment) -> BTreeMap<String, Vec<i32>> {
    let mut topics = BTreeMap::<String, Vec<i32>>::new();
    for at in &assignment.partitions {
        topics.entry(at.topic.clone()).or_default().push(at.partition);
    }
    topics
}

#[test]
fn recorded_groups_are_assigned_as_by_the_java_client() {
    let mut compared = BTreeMap::<String, usize>::new();
    let mut different = Vec::new();
    for (number, line) in include_str!("golden/assignors.jsonl").lines().enumerate() {
        let case: Value = serde_json::from_str(line).unwrap();
        let name = case["assignor"].as_str().unwrap();
        let members = case["members"].as_object().unwrap();
        let group = members.iter().map(|(id, value)| (id.clone(), subscription(value))).collect();
        let decided = built_in(name).unwrap().assign(&cluster(&case), &group).unwrap();
        let expected = case["out"].as_object().unwrap().iter().map(|(id, topics)| {
            let of_topic = |(topic, partitions): (&String, &Value)| {
                (topic.clone(), list(partitions).iter().map(int).collect())
            };
            (id.clone(), topics.as_object().unwrap().iter().map(of_topic).collect())
        });
        let expected: BTreeMap<String, BTreeMap<String, Vec<i32>>> = expected.collect();
        let actual: BTreeMap<String, BTreeMap<String, Vec<i32>>> =
            decided.iter().map(|(id, assignment)| (id.clone(), by_topic(assignment))).collect();
        if actual != expected {
            different.push(format!("line {}: {name}\n  java {expected:?}\n  here {actual:?}", number + 1));
        }
        *compared.entry(name.to_string()).or_default() += 1;
    }
    assert!(different.is_empty(), "{} of {compared:?}:\n{}", different.len(), different.join("\n"));
    assert!(compared.len() == 4 && compared.values().all(|count| *count >= 80), "{compared:?}");
}
