//! Goal: whatever members, time and the cluster do to a consumer group, a partition is held by one member at most,
//! epochs never go back, loading the log gives the state, and once all is quiet every partition is read. Method: random
//! events against a shard, with members as simple clients.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kavka_protocol::ErrorCode;
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    super::{
        consumer::ConsumerGroup,
        messages::*,
        shard::{Group, GroupShard},
    },
    consumer_fixture::{Topics, alive, joining, topic_id},
    fixture::{Commits, Fixture, join, subscription},
};

#[derive(Debug, Clone)]
enum Event {
    Join { member: u8, subscription: u8, instance: bool },
    Beat { member: u8, lost: bool },
    Subscribe { member: u8, subscription: u8 },
    Leave { member: u8, away: bool },
    Classic { member: u8 },
    ClassicBeat { member: u8 },
    Pass { ms: i64 },
    Topics { topic: u8, partitions: i32 },
    Resolve,
    Refuse { refuse: bool },
    Restart,
}

fn event() -> impl Strategy<Value = Event> {
    let member = 0..5u8;
    prop_oneof![
        5 => (member.clone(), 0..5u8, proptest::bool::weighted(0.3))
            .prop_map(|(member, subscription, instance)| Event::Join { member, subscription, instance }),
        12 => (member.clone(), proptest::bool::weighted(0.2))
            .prop_map(|(member, lost)| Event::Beat { member, lost }),
        2 => (member.clone(), 0..5u8)
            .prop_map(|(member, subscription)| Event::Subscribe { member, subscription }),
        2 => (member.clone(), any::<bool>()).prop_map(|(member, away)| Event::Leave { member, away }),
        2 => member.clone().prop_map(|member| Event::Classic { member }),
        2 => member.prop_map(|member| Event::ClassicBeat { member }),
        5 => prop_oneof![Just(100), Just(1_000), Just(11_000), Just(46_000), Just(61_000)]
            .prop_map(|ms| Event::Pass { ms }),
        2 => (0..3u8, 0..5).prop_map(|(topic, partitions)| Event::Topics { topic, partitions }),
        2 => Just(Event::Resolve),
        1 => any::<bool>().prop_map(|refuse| Event::Refuse { refuse }),
        1 => Just(Event::Restart),
    ]
}

/// A client, as far as it matters to the server.
#[derive(Debug, Clone, Default)]
struct Client {
    epoch: i32,
    instance: bool,
    owned: Vec<(Uuid, Vec<i32>)>,
    is_member: bool,
    subscription: u8,
    /// It missed an answer, so it says all again.
    has_lost_track: bool,
}

struct World {
    f: Fixture,
    topics: Topics,
    /// Topics made so far.
    made: u8,
    clients: BTreeMap<u8, Client>,
    /// The highest group epoch seen, and each member's.
    epochs: BTreeMap<Arc<str>, i32>,
    group_epoch: i32,
}

const NAMES: [&str; 3] = ["t0", "t1", "t2"];

fn id(member: u8) -> String {
    format!("m{member}")
}

/// Names and expression of a subscription.
fn subscribe(request: &mut ConsumerHeartbeatRequest, subscription: u8) {
    let (names, regex): (&[&str], &str) = match subscription {
        0 => (&["t0"], ""),
        1 => (&["t0", "t1"], ""),
        2 => (&["t2", "missing"], ""),
        3 => (&[], "t[01]"),
        _ => (&["t0"], "t.*"),
    };
    request.topics = Some(names.iter().map(|name| (*name).to_owned()).collect());
    request.regex = Some(regex.to_owned());
}

impl World {
    fn new() -> Self {
        let topics = Topics::of(&[("t0", 3), ("t1", 2), ("t2", 1)]);
        let f = Fixture::new();
        f.shard.view.set_topics(Arc::new(topics.clone()), true);
        Self { f, topics, made: 1, clients: BTreeMap::new(), epochs: BTreeMap::new(), group_epoch: 0 }
    }

    fn beat(&mut self, member: u8, mut request: ConsumerHeartbeatRequest, lost: bool) {
        let client = self.clients.entry(member).or_default();
        if client.instance {
            request.instance_id = Some(format!("i{member}"));
        }
        let answer = self.f.beat(request);
        if lost {
            client.has_lost_track = true;
            return;
        }
        client.has_lost_track = answer.error == ErrorCode::CoordinatorNotAvailable;
        match answer.error {
            ErrorCode::None => {
                client.is_member = true;
                client.epoch = answer.member_epoch;
                if let Some(assignment) = answer.assignment {
                    client.owned = assignment;
                }
            }
            ErrorCode::CoordinatorNotAvailable => {}
            ErrorCode::FencedMemberEpoch
            | ErrorCode::UnknownMemberId
            | ErrorCode::GroupIdNotFound
            | ErrorCode::FencedInstanceId
            | ErrorCode::UnreleasedInstanceId => {
                *client = Client { instance: client.instance, ..Client::default() }
            }
            other => panic!("unexpected {other:?}: {:?}", answer.error_message),
        }
    }

    fn plain(&mut self, member: u8, lost: bool) {
        let Some(client) = self.clients.get(&member).filter(|client| client.is_member) else { return };
        let owned = Some(client.owned.clone());
        let mut request = ConsumerHeartbeatRequest { owned, ..alive(&id(member), client.epoch) };
        if client.has_lost_track {
            request.rebalance_timeout_ms = 60_000;
            subscribe(&mut request, client.subscription);
        }
        self.beat(member, request, lost);
    }

    fn play(&mut self, event: &Event) {
        match *event {
            Event::Join { member, subscription, instance } => {
                let known = self.clients.entry(member).or_default();
                // An instance keeps its id for life.
                if !known.is_member {
                    known.instance = instance;
                }
                known.subscription = subscription;
                let mut request = joining(&id(member), &[]);
                subscribe(&mut request, subscription);
                self.beat(member, request, false);
            }
            Event::Beat { member, lost } => self.plain(member, lost),
            Event::Subscribe { member, subscription } => {
                let Some(client) = self.clients.get_mut(&member).filter(|client| client.is_member) else {
                    return;
                };
                client.subscription = subscription;
                let mut request = alive(&id(member), client.epoch);
                subscribe(&mut request, subscription);
                self.beat(member, request, false);
            }
            Event::Leave { member, away } => {
                let Some(client) = self.clients.get_mut(&member).filter(|client| client.is_member) else {
                    return;
                };
                let epoch = if away && client.instance { -2 } else { -1 };
                client.is_member = false;
                self.beat(member, alive(&id(member), epoch), true);
                self.clients
                    .insert(member, Client { instance: self.clients[&member].instance, ..Client::default() });
            }
            Event::Classic { member } => {
                let protocols = vec![("range".to_owned(), subscription(&["t0"]))];
                let member_id = format!("c{member}");
                self.f.join(JoinGroupRequest { member_id, protocols, ..join("g") });
            }
            Event::ClassicBeat { member } => {
                let id = format!("c{member}");
                let Some(Group::Consumer(group)) = self.f.shard.groups.get("g") else { return };
                let Some(epoch) = group.members.get(id.as_str()).map(|member| member.epoch) else { return };
                self.f.heartbeat("g", &id, epoch);
                self.f.sync("g", &id, epoch, &[]);
            }
            Event::Pass { ms } => self.f.pass(ms),
            Event::Topics { topic, partitions } => {
                let name = NAMES[usize::from(topic)];
                self.topics.version += 1;
                let before = self.topics.topics.get(name).copied();
                if partitions == 0 {
                    self.topics.topics.remove(name);
                } else {
                    // One that is made again is another one.
                    let again = Uuid::from_u128(topic_id(name).as_u128() + (u128::from(self.made) << 64));
                    let (id, count) = before.unwrap_or((again, 0));
                    self.made += 1;
                    self.topics.topics.insert(name.into(), (id, count.max(partitions)));
                }
                let has_new = before.is_none() && partitions > 0;
                self.f.change_topics(self.topics.clone(), has_new, &[name]);
            }
            Event::Resolve => self.f.resolve(),
            Event::Refuse { refuse } => {
                self.f.commits = if refuse { Commits::Refused } else { Commits::AtOnce };
            }
            Event::Restart => self.f.restart(),
        }
    }

    fn check(&mut self) {
        let Some(Group::Consumer(group)) = self.f.shard.groups.get("g") else {
            self.epochs.clear();
            self.group_epoch = 0;
            return;
        };
        group.assert_partitions_are_held_once();
        assert!(group.epoch >= self.group_epoch, "the group's epoch went back");
        assert!(group.target_epoch <= group.epoch);
        self.group_epoch = group.epoch;
        self.epochs.retain(|member, _| group.members.contains_key(member));
        for member in group.members.values() {
            let before = self.epochs.insert(member.member_id.clone(), member.epoch);
            let is_away = member.epoch == -2 || before == Some(-2);
            assert!(
                is_away || before.is_none_or(|before| member.epoch >= before),
                "a member's epoch went back"
            );
            assert!(member.epoch <= group.epoch);
        }
    }

    /// All clients live on for a minute and a half; then nobody else is in the group, and all that it reads is read.
    fn settle(&mut self) {
        self.f.commits = Commits::AtOnce;
        for _ in 0..30 {
            self.f.pass(3_100);
            for member in 0..5 {
                self.plain(member, false);
                self.f.resolve();
            }
        }
        let Some(Group::Consumer(group)) = self.f.shard.groups.get("g") else { return };
        let live: BTreeSet<String> =
            self.clients.iter().filter(|(_, client)| client.is_member).map(|(n, _)| id(*n)).collect();
        let members: BTreeSet<String> = group.members.keys().map(|id| id.to_string()).collect();
        assert_eq!(members, live);
        if group.is_empty() {
            return;
        }
        assert_eq!(group.state_name(), "Stable");
        let wanted: BTreeSet<(Uuid, i32)> = group
            .members
            .values()
            .flat_map(|member| group.topic_ids(member, &self.topics))
            .flat_map(|topic| {
                let count = self.f.shard.view.topics().by_id(topic).map_or(0, |topic| topic.partition_count);
                (0..count).map(move |partition| (topic, partition))
            })
            .collect();
        let read: BTreeSet<(Uuid, i32)> = self
            .clients
            .values()
            .filter(|client| client.is_member)
            .flat_map(|client| &client.owned)
            .flat_map(|(topic, partitions)| partitions.iter().map(|partition| (*topic, *partition)))
            .collect();
        assert_eq!(read, wanted, "{group:#?}");
    }
}

/// The groups as records have them.
fn stored(shard: &GroupShard) -> Vec<ConsumerGroup> {
    let as_stored = |group: &Group| match group {
        Group::Consumer(group) => {
            let mut group = (**group).clone();
            group.refresh_due = true;
            group.refreshed_epoch = 0;
            Some(group)
        }
        Group::Classic(_) | Group::Modern(_) => None,
    };
    shard.groups.values().filter_map(as_stored).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_group_survives_whatever_happens(events in proptest::collection::vec(event(), 1..80)) {
        let mut world = World::new();
        for event in &events {
            world.play(event);
            world.check();
        }
        let before = stored(&world.f.shard);
        world.f.restart();
        prop_assert_eq!(before, stored(&world.f.shard));
        world.settle();
        world.check();
    }
}
