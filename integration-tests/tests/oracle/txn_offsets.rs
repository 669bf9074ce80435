//! Offsets inside transactions: pending, committed, dropped, and refused.

use anyhow::{Result, ensure};
use kavka_protocol::ApiKey;
use kavka_protocol::messages::offset_fetch_request::{
    OffsetFetchRequestGroup, OffsetFetchRequestTopic, OffsetFetchRequestTopics,
};
use kavka_protocol::messages::txn_offset_commit_request::{
    TxnOffsetCommitRequestPartition, TxnOffsetCommitRequestTopic,
};
use kavka_protocol::messages::{
    AddOffsetsToTxnRequest, AddOffsetsToTxnResponse, DeleteGroupsRequest, DeleteGroupsResponse,
    JoinGroupResponse, OffsetFetchRequest, OffsetFetchResponse, ProducerId, SyncGroupResponse,
    TxnOffsetCommitRequest, TxnOffsetCommitResponse,
};

use crate::groups::{await_coordinator, join, sync};
use crate::player::{Session, group, s, topic};
use crate::txn::{Producer, await_state, describe, txn_id};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    session.topic("to", 3, &[])?;
    await_coordinator(session, "to-group")?;
    for version in 0..=5 {
        life(session, version)?;
    }
    refused(session)?;
    of_members(session)?;
    deleted(session)?;
    Ok(())
}

fn request(producer: &Producer, name: &str, offsets: &[(&str, i32, i64)]) -> TxnOffsetCommitRequest {
    let topics = offsets
        .iter()
        .map(|(name, partition, offset)| {
            let partition = make!(TxnOffsetCommitRequestPartition {
                partition_index: *partition,
                committed_offset: *offset,
                committed_leader_epoch: -1,
                committed_metadata: Some(s("note")),
            });
            make!(TxnOffsetCommitRequestTopic { name: topic(name), partitions: vec![partition] })
        })
        .collect();
    make!(TxnOffsetCommitRequest {
        transactional_id: txn_id(producer.id),
        group_id: group(name),
        producer_id: ProducerId(producer.producer_id),
        producer_epoch: producer.epoch,
        generation_id: -1,
        topics: topics,
    })
}

fn commit(session: &mut Session, label: &str, version: i16, request: &TxnOffsetCommitRequest) {
    session.call_then::<_, TxnOffsetCommitResponse>(
        label,
        ApiKey::TxnOffsetCommit,
        version,
        request,
        |response| {
            response.topics.sort_by(|a, b| a.name.cmp(&b.name));
        },
    );
}

fn add_quietly(session: &mut Session, producer: &Producer, name: &str) -> Result<()> {
    let request = make!(AddOffsetsToTxnRequest {
        transactional_id: txn_id(producer.id),
        producer_id: ProducerId(producer.producer_id),
        producer_epoch: producer.epoch,
        group_id: group(name),
    });
    let done: AddOffsetsToTxnResponse = session.quiet(ApiKey::AddOffsetsToTxn, 3, &request)?;
    ensure!(done.error_code == 0, "add offsets: {done:?}");
    Ok(())
}

/// Committed offsets, stable only and whatever is there.
fn fetch(session: &mut Session, label: &str, name: &str) {
    for (version, stable) in [(7, true), (7, false), (9, true), (9, false)] {
        let mut request = make!(OffsetFetchRequest { require_stable: stable });
        if version >= 8 {
            let wanted =
                make!(OffsetFetchRequestTopics { name: topic("to"), partition_indexes: vec![0, 1, 2] });
            request.groups = vec![make!(OffsetFetchRequestGroup {
                group_id: group(name),
                member_epoch: -1,
                topics: Some(vec![wanted])
            })];
        } else {
            request.group_id = group(name);
            request.topics = Some(vec![make!(OffsetFetchRequestTopic {
                name: topic("to"),
                partition_indexes: vec![0, 1, 2]
            })]);
        }
        let label = format!("{label}{}", if stable { ", stable" } else { "" });
        session.call::<_, OffsetFetchResponse>(&label, ApiKey::OffsetFetch, version, &request);
    }
    // All topics at once says nothing of those that are only pending.
    let all = make!(OffsetFetchRequestGroup { group_id: group(name), member_epoch: -1, topics: None });
    let request = make!(OffsetFetchRequest { groups: vec![all], require_stable: true });
    let label = format!("{label}, all, stable");
    session.call_then::<_, OffsetFetchResponse>(&label, ApiKey::OffsetFetch, 9, &request, |response| {
        for topic in response.groups.iter_mut().flat_map(|found| &mut found.topics) {
            topic.partitions.sort_by_key(|partition| partition.partition_index);
        }
    });
}

fn life(session: &mut Session, version: i16) -> Result<()> {
    const IDS: [&str; 6] = ["to-0", "to-1", "to-2", "to-3", "to-4", "to-5"];
    let id = IDS[version as usize];
    let name = format!("to-group-{version}");
    let mut producer = Producer::quietly(session, id, 60_000)?;
    let offset = 10 * i64::from(version) + 1;
    commit(session, "group not added", version, &request(&producer, &name, &[("to", 2, 4)]));
    describe(session, "after a commit alone", &[id]);
    producer.add_offsets(session, "a group", version.min(4), &name);
    describe(session, "with a group", &[id]);
    commit(session, "two", version, &request(&producer, &name, &[("to", 0, offset), ("to", 1, 5)]));
    fetch(session, "pending", &name);
    producer.end(session, "with offsets", version, true);
    await_state(session, id, "CompleteCommit")?;
    fetch(session, "committed", &name);
    producer.add_offsets(session, "the same group", version.min(4), &name);
    commit(session, "to be dropped", version, &request(&producer, &name, &[("to", 0, 99)]));
    fetch(session, "pending over a committed one", &name);
    producer.end(session, "with offsets", version, false);
    await_state(session, id, "CompleteAbort")?;
    fetch(session, "dropped", &name);
    producer.add_offsets(session, "no commit follows", version.min(4), &name);
    producer.end(session, "without its offsets", version, true);
    await_state(session, id, "CompleteCommit")?;
    fetch(session, "nothing new", &name);
    Ok(())
}

fn refused(session: &mut Session) -> Result<()> {
    let mut producer = Producer::quietly(session, "to-bad", 60_000)?;
    let name = "to-group-bad";
    add_quietly(session, &producer, name)?;
    for version in 0..=5 {
        let good = request(&producer, name, &[("to", 0, 1)]);
        let mut ask = |label: &str, change: &dyn Fn(&mut TxnOffsetCommitRequest)| {
            let mut request = good.clone();
            change(&mut request);
            commit(session, label, version, &request);
        };
        ask("empty group", &|r| r.group_id = group(""));
        ask("a group that was not added", &|r| r.group_id = group("to-group-other"));
        ask("unknown topic", &|r| r.topics[0].name = topic("to-unknown"));
        ask("unknown partition", &|r| r.topics[0].partitions[0].partition_index = 9);
        ask("nothing", &|r| r.topics.clear());
        ask("negative offset", &|r| r.topics[0].partitions[0].committed_offset = -1);
        ask("no note", &|r| r.topics[0].partitions[0].committed_metadata = None);
        ask("long note", &|r| {
            r.topics[0].partitions[0].committed_metadata = Some(s(&"m".repeat(4_097)));
        });
        ask("older epoch", &|r| r.producer_epoch -= 1);
        ask("newer epoch", &|r| r.producer_epoch += 1);
        ask("another producer", &|r| r.producer_id = ProducerId(123_456));
        ask("another transactional id", &|r| r.transactional_id = txn_id("to-nobody"));
        ask("empty transactional id", &|r| r.transactional_id = txn_id(""));
        if version >= 3 {
            ask("a member of an empty group", &|r| r.member_id = s("stranger"));
            ask("a generation of an empty group", &|r| r.generation_id = 1);
            ask("a stranger", &|r| {
                r.member_id = s("stranger");
                r.generation_id = 1;
            });
            ask("an instance", &|r| r.group_instance_id = Some(s("instance")));
        }
    }
    describe(session, "after bad commits", &["to-bad"]);
    producer.end(session, "after bad commits", 4, false);
    await_state(session, "to-bad", "CompleteAbort")?;
    fetch(session, "after bad commits", name);
    Ok(())
}

/// A classic group with a member, whose generation fences.
fn of_members(session: &mut Session) -> Result<()> {
    let name = "to-group-members";
    let given: JoinGroupResponse = session.quiet(ApiKey::JoinGroup, 9, &join(name, &s(""), None))?;
    let joined: JoinGroupResponse =
        session.quiet(ApiKey::JoinGroup, 9, &join(name, &given.member_id, None))?;
    let (member, generation) = (joined.member_id, joined.generation_id);
    let _: SyncGroupResponse = session.quiet(ApiKey::SyncGroup, 4, &sync(name, generation, &member))?;
    for version in 3..=5 {
        let id = ["to-members-3", "to-members-4", "to-members-5"][version as usize - 3];
        let mut producer = Producer::quietly(session, id, 60_000)?;
        add_quietly(session, &producer, name)?;
        let mut ask = |label: &str, member: &str, generation: i32, instance: Option<&str>| {
            let mut request = request(&producer, name, &[("to", 0, 7)]);
            request.member_id = s(member);
            request.generation_id = generation;
            request.group_instance_id = instance.map(s);
            commit(session, label, version, &request);
        };
        ask("its member", &member, generation, None);
        ask("an old generation", &member, generation - 1, None);
        ask("a generation to come", &member, generation + 1, None);
        ask("no generation", &member, -1, None);
        ask("unknown member", "stranger", generation, None);
        ask("no member", "", generation, None);
        ask("neither", "", -1, None);
        ask("unknown instance", &member, generation, Some("instance"));
        producer.end(session, "of a member", version, true);
        await_state(session, id, "CompleteCommit")?;
    }
    fetch(session, "of a member", name);
    Ok(())
}

/// A group with nothing but pending offsets.
fn deleted(session: &mut Session) -> Result<()> {
    let name = "to-group-deleted";
    let mut producer = Producer::quietly(session, "to-deleted", 60_000)?;
    add_quietly(session, &producer, name)?;
    commit(session, "of a group to delete", 4, &request(&producer, name, &[("to", 0, 3)]));
    let request = make!(DeleteGroupsRequest { groups_names: vec![group(name)] });
    session.call::<_, DeleteGroupsResponse>("pending offsets only", ApiKey::DeleteGroups, 2, &request);
    producer.end(session, "of a deleted group", 4, true);
    await_state(session, "to-deleted", "CompleteCommit")?;
    fetch(session, "of a deleted group", name);
    session.call::<_, DeleteGroupsResponse>("offsets only", ApiKey::DeleteGroups, 2, &request);
    fetch(session, "of a group deleted again", name);
    Ok(())
}
