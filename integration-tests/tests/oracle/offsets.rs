//! Committed offsets: written, read, deleted.

use anyhow::Result;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kavka_protocol::messages::offset_delete_request::{
    OffsetDeleteRequestPartition, OffsetDeleteRequestTopic,
};
use kavka_protocol::messages::offset_fetch_request::{
    OffsetFetchRequestGroup, OffsetFetchRequestTopic, OffsetFetchRequestTopics,
};
use kavka_protocol::messages::{
    DeleteGroupsRequest, DeleteGroupsResponse, OffsetCommitRequest, OffsetCommitResponse,
    OffsetDeleteRequest, OffsetDeleteResponse, OffsetFetchRequest, OffsetFetchResponse,
};
use uuid::Uuid;

use crate::groups::await_coordinator;
use crate::player::{Session, group, s, topic};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let id = session.topic("of", 3, &[])?;
    await_coordinator(session, "of-simple")?;
    commit(session, id);
    fetch(session, id);
    delete(session);
    Ok(())
}

fn commit_request(version: i16, name: &str, id: Uuid, partition: i32, offset: i64) -> OffsetCommitRequest {
    let mut wanted = make!(OffsetCommitRequestPartition {
        partition_index: partition,
        committed_offset: offset,
        committed_metadata: Some(s("note")),
    });
    wanted.committed_leader_epoch = if version >= 6 { 0 } else { -1 };
    let (name, id) = if version >= 10 { ("", id) } else { (name, Uuid::nil()) };
    let wanted =
        make!(OffsetCommitRequestTopic { name: topic(name), topic_id: id, partitions: vec![wanted] });
    make!(OffsetCommitRequest {
        group_id: group("of-simple"),
        generation_id_or_member_epoch: -1,
        topics: vec![wanted],
    })
}

fn commit(session: &mut Session, id: Uuid) {
    for version in 2..=10 {
        let mut ask = |label: &str, request: &OffsetCommitRequest| {
            session.call::<_, OffsetCommitResponse>(label, ApiKey::OffsetCommit, version, request);
        };
        ask("outside a generation", &commit_request(version, "of", id, 0, 10 + i64::from(version)));
        ask("another partition", &commit_request(version, "of", id, 1, 5));
        ask("unknown partition", &commit_request(version, "of", id, 9, 5));
        ask("unknown topic", &commit_request(version, "of-unknown", Uuid::from_u128(4), 0, 5));
        ask("negative offset", &commit_request(version, "of", id, 2, -1));
        let mut request = commit_request(version, "of", id, 0, 1);
        request.topics[0].partitions[0].committed_metadata = None;
        ask("null metadata", &request);
        request.topics[0].partitions[0].committed_metadata = Some(s(&"m".repeat(4_097)));
        ask("long metadata", &request);
        let mut request = commit_request(version, "of", id, 0, 1);
        request.generation_id_or_member_epoch = 3;
        request.member_id = s("stranger");
        ask("by a stranger", &request);
        request.group_id = group("of-none");
        ask("by a stranger of no group", &request);
        let mut request = commit_request(version, "of", id, 0, 1);
        request.group_id = group("");
        ask("empty group id", &request);
        let mut request = commit_request(version, "of", id, 0, 1);
        request.topics.clear();
        ask("nothing", &request);
        if version >= 7 {
            let mut request = commit_request(version, "of", id, 0, 1);
            request.group_instance_id = Some(s("instance"));
            ask("by an unknown instance", &request);
        }
    }
}

fn fetch(session: &mut Session, id: Uuid) {
    for version in 1..=7 {
        let mut ask = |label: &str, name: &str, wanted: Option<&[(&str, &[i32])]>| {
            let topics = wanted.map(|all| {
                all.iter()
                    .map(|(name, partitions)| {
                        make!(OffsetFetchRequestTopic {
                            name: topic(name),
                            partition_indexes: partitions.to_vec()
                        })
                    })
                    .collect()
            });
            let mut request = make!(OffsetFetchRequest { group_id: group(name), topics: topics });
            request.require_stable = version >= 7;
            session.call_then::<_, OffsetFetchResponse>(label, ApiKey::OffsetFetch, version, &request, tidy);
        };
        ask("some", "of-simple", Some(&[("of", &[0, 1, 2, 9])]));
        ask("unknown topic", "of-simple", Some(&[("of-unknown", &[0])]));
        ask("unknown group", "of-none", Some(&[("of", &[0])]));
        ask("empty group id", "", Some(&[("of", &[0])]));
        ask("nothing", "of-simple", Some(&[]));
        if version >= 2 {
            ask("all", "of-simple", None);
            ask("all of an unknown group", "of-none", None);
        }
    }
    for version in 8..=10 {
        let (known, unknown) = if version >= 10 {
            ((topic(""), id), (topic(""), Uuid::from_u128(4)))
        } else {
            ((topic("of"), Uuid::nil()), (topic("of-unknown"), Uuid::nil()))
        };
        let some = |of: &(kavka_protocol::messages::TopicName, Uuid), partitions: &[i32]| {
            make!(OffsetFetchRequestTopics {
                name: of.0.clone(),
                topic_id: of.1,
                partition_indexes: partitions.to_vec(),
            })
        };
        let wanted = |name: &str, topics: Option<Vec<OffsetFetchRequestTopics>>| {
            make!(OffsetFetchRequestGroup { group_id: group(name), member_epoch: -1, topics: topics })
        };
        for (label, groups) in [
            ("some", vec![wanted("of-simple", Some(vec![some(&known, &[0, 1, 2, 9])]))]),
            (
                "unknown topic",
                vec![wanted("of-simple", Some(vec![some(&unknown, &[0]), some(&known, &[0])]))],
            ),
            ("all", vec![wanted("of-simple", None)]),
            ("two groups", vec![wanted("of-simple", None), wanted("of-none", None)]),
            ("a group twice", vec![wanted("of-none", None), wanted("of-none", None)]),
            ("empty group id", vec![wanted("", None)]),
            ("no groups", vec![]),
        ] {
            for stable in [false, true] {
                let request = make!(OffsetFetchRequest { groups: groups.clone(), require_stable: stable });
                session.call_then(label, ApiKey::OffsetFetch, version, &request, tidy);
            }
        }
        if version >= 9 {
            let mut member = wanted("of-simple", None);
            member.member_id = Some(s("stranger"));
            member.member_epoch = 3;
            let request = make!(OffsetFetchRequest { groups: vec![member] });
            session.call_then("by a stranger", ApiKey::OffsetFetch, version, &request, tidy);
        }
    }
}

fn tidy(response: &mut OffsetFetchResponse) {
    response.topics.sort_by(|a, b| a.name.cmp(&b.name));
    for found in &mut response.topics {
        found.partitions.sort_by_key(|p| p.partition_index);
    }
    for found in &mut response.groups {
        found.topics.sort_by(|a, b| (&a.name, a.topic_id).cmp(&(&b.name, b.topic_id)));
        found.topics.iter_mut().for_each(|t| t.partitions.sort_by_key(|p| p.partition_index));
    }
}

fn delete(session: &mut Session) {
    let mut ask = |label: &str, name: &str, wanted: &[(&str, i32)]| {
        let topics = wanted
            .iter()
            .map(|(name, partition)| {
                let partition = make!(OffsetDeleteRequestPartition { partition_index: *partition });
                make!(OffsetDeleteRequestTopic { name: topic(name), partitions: vec![partition] })
            })
            .collect();
        let request = make!(OffsetDeleteRequest { group_id: group(name), topics: topics });
        session.call::<_, OffsetDeleteResponse>(label, ApiKey::OffsetDelete, 0, &request);
    };
    ask("one", "of-simple", &[("of", 0)]);
    ask("the same again", "of-simple", &[("of", 0)]);
    ask("unknown partition", "of-simple", &[("of", 9)]);
    ask("unknown topic", "of-simple", &[("of-unknown", 0)]);
    ask("nothing", "of-simple", &[]);
    ask("unknown group", "of-none", &[("of", 0)]);
    ask("empty group id", "", &[("of", 0)]);
    let request = make!(DeleteGroupsRequest { groups_names: vec![group("of-simple")] });
    session.call::<_, DeleteGroupsResponse>("the group", ApiKey::DeleteGroups, 2, &request);
    session.call::<_, DeleteGroupsResponse>("the group again", ApiKey::DeleteGroups, 2, &request);
}
