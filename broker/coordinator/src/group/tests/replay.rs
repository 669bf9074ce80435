//! Goal: what a coordinator does and what it finds when it loads are the same. Method: random requests, time and
//! refused writes; then a second shard is built from the log and compared with the first.

use bytes::Bytes;
use proptest::prelude::*;

use super::{
    super::{classic::GroupState, messages::*, shard::Group},
    fixture::{Commits, Fixture, commit, join},
};

#[derive(Debug, Clone)]
enum Event {
    Join { group: u8, member: u8, instance: Option<u8> },
    Sync { group: u8, member: u8 },
    Heartbeat { group: u8, member: u8 },
    Leave { group: u8, member: u8 },
    Commit { group: u8, member: Option<u8>, topic: u8 },
    DeleteOffsets { group: u8, topic: u8 },
    DeleteGroup { group: u8 },
    Pass { ms: i64 },
    Refuse { refuse: bool },
}

fn event() -> impl Strategy<Value = Event> {
    let (group, member) = (0..3u8, 0..4u8);
    prop_oneof![
        4 => (group.clone(), member.clone(), proptest::option::weighted(0.3, 0..2u8))
            .prop_map(|(group, member, instance)| Event::Join { group, member, instance }),
        4 => (group.clone(), member.clone()).prop_map(|(group, member)| Event::Sync { group, member }),
        2 => (group.clone(), member.clone()).prop_map(|(group, member)| Event::Heartbeat { group, member }),
        2 => (group.clone(), member.clone()).prop_map(|(group, member)| Event::Leave { group, member }),
        3 => (group.clone(), proptest::option::of(member), 0..2u8)
            .prop_map(|(group, member, topic)| Event::Commit { group, member, topic }),
        1 => (group.clone(), 0..2u8).prop_map(|(group, topic)| Event::DeleteOffsets { group, topic }),
        1 => group.prop_map(|group| Event::DeleteGroup { group }),
        3 => prop_oneof![Just(100), Just(3_000), Just(11_000), Just(61_000), Just(8 * 86_400_000)]
            .prop_map(|ms| Event::Pass { ms }),
        1 => any::<bool>().prop_map(|refuse| Event::Refuse { refuse }),
    ]
}

/// The id and generation of the n-th member of a group, or some that do not exist.
fn member(f: &Fixture, group: &str, n: u8) -> (String, i32) {
    match f.shard.groups.get(group) {
        Some(Group::Classic(classic)) => {
            let ids = classic.members.keys().chain(&classic.pending_join);
            let id = ids.clone().nth(usize::from(n)).map_or_else(String::new, |id| id.to_string());
            (id, classic.generation_id)
        }
        _ => (String::new(), 0),
    }
}

fn play(f: &mut Fixture, event: &Event) {
    let name = |group: &u8| format!("g{group}");
    match event {
        Event::Join { group, member: n, instance } => {
            let group = name(group);
            let (member_id, _) = if instance.is_some() { Default::default() } else { member(f, &group, *n) };
            let group_instance_id = instance.map(|instance| format!("i{instance}"));
            f.join(JoinGroupRequest { member_id, group_instance_id, ..join(&group) });
        }
        Event::Sync { group, member: n } => {
            let (id, generation) = member(f, &name(group), *n);
            f.sync(&name(group), &id, generation, &[(&id, "mine")]);
        }
        Event::Heartbeat { group, member: n } => {
            let (id, generation) = member(f, &name(group), *n);
            f.heartbeat(&name(group), &id, generation);
        }
        Event::Leave { group, member: n } => {
            let (id, _) = member(f, &name(group), *n);
            f.leave(&name(group), &[(&id, None)]);
        }
        Event::Commit { group, member: n, topic } => {
            let (member_id, generation_id) = n.map_or((String::new(), -1), |n| member(f, &name(group), n));
            let mut request = OffsetCommitRequest { member_id, generation_id, ..commit(&name(group)) };
            request.topics[0].name = format!("t{topic}");
            f.commit_offset(request);
        }
        Event::DeleteOffsets { group, topic } => {
            let topics = vec![(format!("t{topic}"), vec![0])];
            f.send(Request::DeleteOffsets(OffsetDeleteRequest { group_id: name(group), topics }));
        }
        Event::DeleteGroup { group } => {
            f.send(Request::Delete(vec![name(group)]));
        }
        Event::Pass { ms } => f.pass(*ms),
        Event::Refuse { refuse } => f.commits = if *refuse { Commits::Refused } else { Commits::AtOnce },
    }
}

/// What a record keeps of a stable group: everything but when it became so.
fn stored(group: &Group) -> Option<(Bytes, Option<Bytes>)> {
    match group {
        Group::Classic(group) if group.state == GroupState::Stable => {
            let mut group = group.clone();
            group.state_timestamp = None;
            let record = group.to_record(|member| member.assignment.clone());
            Some((record.key, record.value))
        }
        Group::Classic(_) | Group::Consumer(_) | Group::Modern(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn loading_the_log_gives_the_state(events in proptest::collection::vec(event(), 1..60)) {
        let mut f = Fixture::new();
        let mut refused = false;
        for event in &events {
            refused |= matches!(event, Event::Refuse { refuse: true });
            play(&mut f, event);
        }
        let before = f.shard.clone();
        f.restart();
        prop_assert_eq!(&before.offsets, &f.shard.offsets);
        let ids = |shard: &super::super::shard::GroupShard| shard.groups.keys().cloned().collect::<Vec<_>>();
        // An empty generation that was refused is in memory only: the one before comes back, and times out.
        if !refused {
            prop_assert_eq!(ids(&before), ids(&f.shard));
        }
        for (id, group) in &before.groups {
            if let Some(expected) = stored(group) {
                let loaded = f.shard.groups.get(id).and_then(stored);
                prop_assert_eq!(Some(expected), loaded);
            }
        }
    }
}
