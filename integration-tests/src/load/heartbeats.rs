//! Heartbeats of a large group that is at rest.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::consumer_group_heartbeat_request::TopicPartitions as Owned;
use kavka_protocol::messages::join_group_request::JoinGroupRequestProtocol;
use kavka_protocol::messages::sync_group_request::SyncGroupRequestAssignment;
use kavka_protocol::messages::{
    ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, GroupId, HeartbeatRequest,
    HeartbeatResponse, JoinGroupRequest, JoinGroupResponse, SyncGroupRequest, SyncGroupResponse, TopicName,
};
use kavka_protocol::wire::StrBytes;

use crate::harness::Raw;
use crate::members::{await_coordinator, patiently};

/// Connections that the heartbeats of all members share, and how many requests each has in flight.
const CONNECTIONS: usize = 4;
const WINDOW: usize = 16;
/// How long nothing may change before a group counts as at rest.
const QUIET: Duration = Duration::from_secs(3);

fn string(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

/// Members of a KIP-848 group, each with its epoch, once nothing changes any more.
#[derive(Debug)]
pub struct Consumers {
    group: GroupId,
    members: Vec<(StrBytes, i32)>,
}

impl Consumers {
    /// Lets `count` members join a group for `topic`, and waits until each has what it is to have.
    ///
    /// # Errors
    /// Where a member is refused, or the group does not settle.
    pub fn join(bootstrap: &str, group: &str, topic: &str, count: usize) -> Result<Consumers> {
        let mut connection = await_coordinator(bootstrap, group)?;
        let group = GroupId(string(group));
        let mut members: Vec<(StrBytes, i32)> =
            (0..count).map(|number| (string(&format!("member-{number}")), 0)).collect();
        let mut owned: Vec<Vec<Owned>> = vec![Vec::new(); count];
        for (id, epoch) in &mut members {
            let request = ConsumerGroupHeartbeatRequest::default()
                .with_group_id(group.clone())
                .with_member_id(id.clone())
                .with_member_epoch(0)
                .with_rebalance_timeout_ms(300_000)
                .with_subscribed_topic_names(Some(vec![TopicName(string(topic))]))
                .with_topic_partitions(Some(Vec::new()));
            *epoch = patiently("join", || {
                let answer: ConsumerGroupHeartbeatResponse =
                    connection.call(ApiKey::ConsumerGroupHeartbeat, 1, &request)?;
                Ok((answer.error_code, answer.member_epoch))
            })?;
        }
        let deadline = Instant::now() + Duration::from_secs(120);
        // A group is assigned at most once a second, so members may agree on an epoch that is not the last.
        let mut quiet_since = None;
        loop {
            let mut changed = false;
            for ((id, epoch), owned) in members.iter_mut().zip(&mut owned) {
                let request = ConsumerGroupHeartbeatRequest::default()
                    .with_group_id(group.clone())
                    .with_member_id(id.clone())
                    .with_member_epoch(*epoch)
                    .with_rebalance_timeout_ms(-1)
                    .with_subscribed_topic_names(None)
                    .with_topic_partitions(Some(owned.clone()));
                let answer: ConsumerGroupHeartbeatResponse =
                    connection.call(ApiKey::ConsumerGroupHeartbeat, 1, &request)?;
                ensure!(answer.error_code == 0, "settling: {answer:?}");
                changed |= answer.member_epoch != *epoch || answer.assignment.is_some();
                *epoch = answer.member_epoch;
                if let Some(given) = answer.assignment {
                    let given = given.topic_partitions.into_iter().map(|given| {
                        Owned::default().with_topic_id(given.topic_id).with_partitions(given.partitions)
                    });
                    *owned = given.collect();
                }
            }
            let same = members.iter().all(|(_, epoch)| *epoch == members[0].1);
            let all: usize = owned.iter().flatten().map(|topic| topic.partitions.len()).sum();
            if changed || !same || all < count {
                quiet_since = None;
            } else if quiet_since.get_or_insert_with(Instant::now).elapsed() > QUIET {
                return Ok(Consumers { group, members });
            }
            ensure!(Instant::now() < deadline, "{count} members do not settle: {all} partitions owned");
        }
    }

    /// Sends `count` heartbeats that say nothing but that the member lives; gives the seconds they took.
    ///
    /// # Errors
    /// Where one of them is not answered with success.
    pub fn beat(&self, bootstrap: &str, count: usize) -> Result<f64> {
        let requests: Vec<ConsumerGroupHeartbeatRequest> = self
            .members
            .iter()
            .map(|(id, epoch)| {
                ConsumerGroupHeartbeatRequest::default()
                    .with_group_id(self.group.clone())
                    .with_member_id(id.clone())
                    .with_member_epoch(*epoch)
                    .with_rebalance_timeout_ms(-1)
                    .with_subscribed_topic_names(None)
                    .with_topic_partitions(None)
            })
            .collect();
        spread(bootstrap, count, |connection, number| match number {
            Some(number) => connection
                .send(ApiKey::ConsumerGroupHeartbeat, 1, &requests[number % requests.len()])
                .map(drop),
            None => {
                let (_, answer) = connection
                    .receive::<ConsumerGroupHeartbeatResponse>(ApiKey::ConsumerGroupHeartbeat, 1)?;
                ensure!(answer.error_code == 0, "heartbeat: {answer:?}");
                Ok(())
            }
        })
    }
}

/// Members of a classic group that is stable.
#[derive(Debug)]
pub struct Classics {
    group: GroupId,
    generation: i32,
    members: Vec<StrBytes>,
    /// Kept open as its clients would.
    _connections: Vec<Raw>,
}

impl Classics {
    /// Lets `count` members join and sync, each on a connection of its own, since a join waits for the others.
    ///
    /// # Errors
    /// Where a member is refused, or not answered.
    pub fn join(bootstrap: &str, group: &str, count: usize) -> Result<Classics> {
        drop(await_coordinator(bootstrap, group)?);
        let group = GroupId(string(group));
        // Version 0, topic t, no user data.
        let metadata = Bytes::from_static(&[0, 0, 0, 0, 0, 1, 0, 1, b't', 0xff, 0xff, 0xff, 0xff]);
        let protocol = JoinGroupRequestProtocol::default().with_name(string("range")).with_metadata(metadata);
        // Version 3 gives the id with the join.
        let join = JoinGroupRequest::default()
            .with_group_id(group.clone())
            .with_session_timeout_ms(300_000)
            .with_rebalance_timeout_ms(5_000)
            .with_protocol_type(string("consumer"))
            .with_protocols(vec![protocol]);
        let mut connections = (0..count).map(|_| Raw::connect(bootstrap)).collect::<Result<Vec<_>>>()?;
        for connection in &mut connections {
            // The first join of a group waits for stragglers as long as there are any.
            connection.wait_up_to(Duration::from_secs(180))?;
            connection.send(ApiKey::JoinGroup, 3, &join)?;
        }
        let mut joined = Vec::with_capacity(count);
        for connection in &mut connections {
            let (_, answer) = connection.receive::<JoinGroupResponse>(ApiKey::JoinGroup, 3)?;
            ensure!(answer.error_code == 0, "join: {answer:?}");
            joined.push(answer);
        }
        // Who was answered before the others came does not join again here, and is no longer in the group.
        let generation = joined.iter().map(|member| member.generation_id).max().context("no members")?;
        let (mut connections, joined): (Vec<Raw>, Vec<JoinGroupResponse>) = connections
            .into_iter()
            .zip(joined)
            .filter(|(_, member)| member.generation_id == generation)
            .unzip();
        // What one heartbeat costs hardly depends on how many are left.
        ensure!(joined.len() * 2 >= count, "{} of {count} members in one generation", joined.len());
        for (connection, member) in connections.iter_mut().zip(&joined) {
            let assignments = member.members.iter().map(|other| {
                SyncGroupRequestAssignment::default()
                    .with_member_id(other.member_id.clone())
                    .with_assignment(Bytes::from_static(&[0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]))
            });
            let sync = SyncGroupRequest::default()
                .with_group_id(group.clone())
                .with_generation_id(generation)
                .with_member_id(member.member_id.clone())
                .with_assignments(assignments.collect());
            connection.send(ApiKey::SyncGroup, 3, &sync)?;
        }
        for connection in &mut connections {
            let (_, answer) = connection.receive::<SyncGroupResponse>(ApiKey::SyncGroup, 3)?;
            ensure!(answer.error_code == 0, "sync: {answer:?}");
        }
        let members = joined.into_iter().map(|member| member.member_id).collect();
        Ok(Classics { group, generation, members, _connections: connections })
    }

    /// As [`Consumers::beat`].
    ///
    /// # Errors
    /// As [`Consumers::beat`].
    pub fn beat(&self, bootstrap: &str, count: usize) -> Result<f64> {
        let request = |number: usize| {
            HeartbeatRequest::default()
                .with_group_id(self.group.clone())
                .with_generation_id(self.generation)
                .with_member_id(self.members[number % self.members.len()].clone())
        };
        spread(bootstrap, count, |connection, number| match number {
            Some(number) => connection.send(ApiKey::Heartbeat, 4, &request(number)).map(drop),
            None => {
                let (_, answer) = connection.receive::<HeartbeatResponse>(ApiKey::Heartbeat, 4)?;
                ensure!(answer.error_code == 0, "heartbeat: {answer:?}");
                Ok(())
            }
        })
    }
}

/// Spreads requests over the connections; `step` sends the request of a number, or receives an answer.
fn spread(
    bootstrap: &str,
    count: usize,
    step: impl Fn(&mut Raw, Option<usize>) -> Result<()> + Sync,
) -> Result<f64> {
    let began = Instant::now();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..CONNECTIONS)
            .map(|at| {
                let step = &step;
                scope.spawn(move || -> Result<()> {
                    let mut connection = Raw::connect(bootstrap)?;
                    let mut in_flight = 0;
                    for number in (at..count).step_by(CONNECTIONS) {
                        if in_flight == WINDOW {
                            step(&mut connection, None)?;
                            in_flight -= 1;
                        }
                        step(&mut connection, Some(number))?;
                        in_flight += 1;
                    }
                    (0..in_flight).try_for_each(|_| step(&mut connection, None))
                })
            })
            .collect();
        running.into_iter().try_for_each(|thread| thread.join().expect("a connection's thread panicked"))
    })?;
    Ok(began.elapsed().as_secs_f64())
}
