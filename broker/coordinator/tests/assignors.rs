//! Goal: the server's assignors decide as Apache Kafka's do, and evenly, completely and with few moves. Method: groups
//! recorded from Apache Kafka 4.3 (`integration-tests/oracle/recorders/RecordAssignors.java`), and random groups.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kavka_coordinator::assignor::{
    Assignor, AssignorError, GroupAssignment, GroupSpec, MemberSpec, Partitions, Range, SubscriptionType,
    TopicDescriber, Uniform,
};
use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

struct Topics(BTreeMap<Uuid, i32>);

impl TopicDescriber for Topics {
    fn partition_count(&self, topic: Uuid) -> Option<i32> {
        self.0.get(&topic).copied()
    }

    fn racks(&self, _: Uuid, _: i32) -> BTreeSet<String> {
        BTreeSet::new()
    }
}

fn partitions(value: &Value, ids: &[Uuid]) -> Partitions {
    let of_topic = |(index, partitions): (&String, &Value)| {
        let partitions = partitions.as_array().unwrap().iter().map(|one| one.as_i64().unwrap() as i32);
        (ids[index.parse::<usize>().unwrap()], partitions.collect())
    };
    value.as_object().unwrap().iter().map(of_topic).collect()
}

fn member(value: &Value, ids: &[Uuid]) -> MemberSpec {
    let topics = value.get("topics").and_then(Value::as_array).into_iter().flatten();
    MemberSpec {
        instance_id: value.get("instance").map(|id| id.as_str().unwrap().to_string()),
        rack_id: None,
        topics: Arc::new(topics.map(|index| ids[index.as_u64().unwrap() as usize]).collect()),
        assigned: Arc::new(partitions(&value["has"], ids)),
    }
}

fn decide(
    assignor: &dyn Assignor,
    members: BTreeMap<String, MemberSpec>,
    topics: &Topics,
) -> Result<GroupAssignment, AssignorError> {
    let subscription_type = SubscriptionType::of(&members);
    assignor.assign(&GroupSpec { members, subscription_type }, topics)
}

#[test]
fn recorded_groups_are_assigned_as_by_apache_kafka() {
    let mut compared = 0;
    for line in include_str!("golden/assignors.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let listed = case["topics"].as_array().unwrap();
        let ids: Vec<Uuid> = listed.iter().map(|topic| topic[0].as_str().unwrap().parse().unwrap()).collect();
        let counts = listed.iter().map(|topic| topic[1].as_i64().unwrap() as i32);
        let topics = Topics(ids.iter().copied().zip(counts).collect());
        let of_ids = |value: &Value| value.as_object().unwrap().clone();
        let members =
            of_ids(&case["members"]).iter().map(|(id, value)| (id.clone(), member(value, &ids))).collect();
        let assignor: &dyn Assignor = if case["assignor"] == "uniform" { &Uniform } else { &Range };
        let decided = decide(assignor, members, &topics).unwrap();
        for (id, expected) in of_ids(&case["out"]) {
            let actual = decided.get(&id).map(|target| Partitions::clone(target)).unwrap_or_default();
            assert_eq!(actual, partitions(&expected, &ids), "{id} in {line}");
        }
        compared += 1;
    }
    assert!(compared > 300, "{compared} cases");
}

#[test]
fn an_unknown_topic_is_named_as_kafka_names_it() {
    let topic = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
    let wants = MemberSpec { topics: Arc::new(BTreeSet::from([topic])), ..MemberSpec::default() };
    let error = decide(&Uniform, BTreeMap::from([("m".to_string(), wants)]), &Topics(BTreeMap::new()));
    let expected =
        "Members are subscribed to topic ASNFZ4mrze8BI0VniavN7w which doesn't exist in the topic metadata.";
    assert_eq!(error.unwrap_err().to_string(), expected);
}

#[test]
fn what_stays_is_not_copied() {
    let topic = Uuid::from_u128(7);
    let assigned = Arc::new(Partitions::from([(topic, BTreeSet::from([0, 1]))]));
    let stays = MemberSpec {
        topics: Arc::new(BTreeSet::from([topic])),
        assigned: assigned.clone(),
        ..MemberSpec::default()
    };
    let topics = Topics(BTreeMap::from([(topic, 2)]));
    let decided = decide(&Uniform, BTreeMap::from([("m".to_string(), stays)]), &topics).unwrap();
    assert!(Arc::ptr_eq(&decided["m"], &assigned));
}

/// Who wants what, of up to five topics with up to nine partitions.
fn groups() -> impl Strategy<Value = (Vec<i32>, Vec<Vec<bool>>)> {
    (1..6_usize).prop_flat_map(|topic_count| {
        let counts = prop::collection::vec(1..10_i32, topic_count);
        let wants = prop::collection::vec(prop::collection::vec(any::<bool>(), topic_count), 1..12);
        (counts, wants)
    })
}

fn id(index: usize) -> Uuid {
    Uuid::from_u128(index as u128 * 0x1234_5678_9abc_def1_0001)
}

fn spec(wants: &[Vec<bool>], before: &GroupAssignment) -> BTreeMap<String, MemberSpec> {
    let one = |(at, wants): (usize, &Vec<bool>)| {
        let name = format!("member-{at}");
        let topics =
            wants.iter().enumerate().filter(|(_, wants)| **wants).map(|(index, _)| id(index)).collect();
        let assigned = before.get(&name).cloned().unwrap_or_default();
        (name, MemberSpec { topics: Arc::new(topics), assigned, ..MemberSpec::default() })
    };
    wants.iter().enumerate().map(one).collect()
}

fn sizes(assignment: &GroupAssignment) -> Vec<usize> {
    assignment.values().map(|target| target.values().map(BTreeSet::len).sum()).collect()
}

/// Each partition that somebody wants has one owner, who wants it.
fn check_complete(assignment: &GroupAssignment, members: &BTreeMap<String, MemberSpec>, topics: &Topics) {
    let mut seen = BTreeSet::new();
    for (name, target) in assignment {
        for (topic, partitions) in target.iter() {
            assert!(members[name].topics.contains(topic) && !partitions.is_empty());
            for partition in partitions {
                assert!(seen.insert((*topic, *partition)), "given twice");
            }
        }
    }
    let wanted: BTreeSet<Uuid> = members.values().flat_map(|member| member.topics.iter().copied()).collect();
    let count: i32 = wanted.iter().map(|topic| topics.0[topic]).sum();
    assert_eq!(seen.len(), count as usize, "some were left out");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn assignments_are_complete_and_settle((counts, wants) in groups(), is_range in any::<bool>()) {
        let assignor: &dyn Assignor = if is_range { &Range } else { &Uniform };
        let topics = Topics(counts.iter().enumerate().map(|(index, count)| (id(index), *count)).collect());
        let members = spec(&wants, &GroupAssignment::new());
        let first = decide(assignor, members.clone(), &topics).unwrap();
        check_complete(&first, &members, &topics);
        let again = decide(assignor, spec(&wants, &first), &topics).unwrap();
        prop_assert_eq!(&again, &first, "nothing changed, so nothing moves");
    }

    #[test]
    fn uniform_is_even_and_moves_little_where_all_want_the_same(
        counts in prop::collection::vec(1..10_i32, 1..6), before in 1..10_usize, after in 1..10_usize,
    ) {
        let topics = Topics(counts.iter().enumerate().map(|(index, count)| (id(index), *count)).collect());
        let wants = |members: usize| vec![vec![true; counts.len()]; members];
        let first = decide(&Uniform, spec(&wants(before), &GroupAssignment::new()), &topics).unwrap();
        let second = decide(&Uniform, spec(&wants(after), &first), &topics).unwrap();
        let sizes = sizes(&second);
        let (least, most) = (*sizes.iter().min().unwrap(), *sizes.iter().max().unwrap());
        prop_assert!(most - least <= 1, "{sizes:?}");
        let kept = |name: &String, topic: &Uuid, partition: &i32| {
            first.get(name).and_then(|target| target.get(topic)).is_some_and(|had| had.contains(partition))
        };
        for (name, had) in &first {
            let Some(now) = second.get(name) else { continue };
            let moved_in: usize = now
                .iter()
                .flat_map(|(topic, partitions)| partitions.iter().map(move |partition| (topic, partition)))
                .filter(|(topic, partition)| !kept(name, topic, partition))
                .count();
            let lost = had
                .iter()
                .flat_map(|(topic, partitions)| partitions.iter().map(move |partition| (topic, partition)))
                .filter(|(topic, partition)| !now.get(*topic).is_some_and(|now| now.contains(*partition)))
                .count();
            prop_assert!(moved_in == 0 || lost == 0, "{name} both lost and got");
        }
    }
}
