//! A shard, a log in memory and a clock, all moved by hand.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use kavka_protocol::{ErrorCode, group_metadata::ConsumerProtocolSubscription};
use uuid::Uuid;

use super::super::{
    GroupConfig, classic::Pending, consumer::RegexJob, messages::*, shard::GroupShard, view::ClusterView,
};
use crate::runtime::{Action, Now, Record, StateMachine, Then, Ticket};

/// Wall clock at the start.
pub(super) const START_MS: i64 = 1_700_000_000_000;
/// Session timeout of members unless a test says otherwise.
pub(super) const SESSION_MS: i32 = 10_000;
/// Rebalance timeout of members unless a test says otherwise.
pub(super) const REBALANCE_MS: i32 = 60_000;

/// What becomes of writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commits {
    /// Committed at once.
    AtOnce,
    /// Appended, but held until [`Fixture::commit`].
    Held,
    /// Refused by the log.
    Refused,
}

pub(super) struct Fixture {
    pub shard: GroupShard,
    pub now: Now,
    pub log: Vec<Record>,
    pub commits: Commits,
    replies: HashMap<Ticket, Response>,
    held: VecDeque<Then<Response, Pending>>,
    next_ticket: u64,
    /// Expressions to resolve.
    pub jobs: Vec<RegexJob>,
}

impl Fixture {
    pub fn new() -> Self {
        Self::with(GroupConfig::default())
    }

    pub fn with(config: GroupConfig) -> Self {
        let mut fixture = Self {
            shard: GroupShard::new(Arc::new(config.clone()), Arc::new(ClusterView::new(&config))),
            now: Now { wall_ms: START_MS, tick_ms: 0 },
            log: Vec::new(),
            commits: Commits::AtOnce,
            replies: HashMap::new(),
            held: VecDeque::new(),
            next_ticket: 1,
            jobs: Vec::new(),
        };
        fixture.load();
        fixture
    }

    /// No initial delay, so that a generation forms with the first member.
    pub fn without_delay() -> Self {
        Self::with(GroupConfig { group_initial_rebalance_delay: Duration::ZERO, ..GroupConfig::default() })
    }

    fn load(&mut self) {
        let mut actions = Vec::new();
        self.shard.loaded(self.now, &mut actions);
        self.carry_out(actions);
    }

    /// Drops the shard and builds it again from the log.
    pub fn restart(&mut self) {
        let mut shard = GroupShard::new(Arc::clone(&self.shard.config), Arc::clone(&self.shard.view));
        for (offset, record) in (0..).zip(&self.log) {
            shard.replay(self.now, offset, -1, record).expect("own records are understood");
        }
        self.shard = shard;
        self.held.clear();
        self.load();
    }

    pub fn send(&mut self, request: Request) -> Ticket {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        let mut actions = Vec::new();
        self.shard.request(self.now, ticket, request, &mut actions);
        self.carry_out(actions);
        ticket
    }

    /// Lets time pass, deadline by deadline.
    pub fn pass(&mut self, ms: i64) {
        let end = self.now.tick_ms + ms;
        loop {
            let next = self.shard.next_wake().filter(|at| *at <= end).unwrap_or(end).max(self.now.tick_ms);
            self.now.wall_ms += next - self.now.tick_ms;
            self.now.tick_ms = next;
            let mut actions = Vec::new();
            self.shard.time_passed(self.now, &mut actions);
            self.carry_out(actions);
            if next == end && self.shard.next_wake().is_none_or(|at| at > end) {
                return;
            }
        }
    }

    /// Commits all that is held.
    pub fn commit(&mut self) {
        self.commits = Commits::AtOnce;
        let mut actions = Vec::new();
        for then in std::mem::take(&mut self.held) {
            self.finish(then, Ok(()), &mut actions);
        }
        self.carry_out(actions);
    }

    fn carry_out(&mut self, actions: Vec<Action<Response, Pending, RegexJob>>) {
        let mut queue = VecDeque::from(actions);
        while let Some(action) = queue.pop_front() {
            let mut more = Vec::new();
            let (producer_id, write) = match action {
                Action::Reply(ticket, response) => {
                    self.replies.insert(ticket, response);
                    continue;
                }
                Action::Write(write) => (-1, write),
                Action::WriteTransactional(producer, write) => (producer.producer_id, write),
                Action::EndTransaction(marker, then) => {
                    self.shard.replay_marker(marker.producer_id, marker.committed);
                    self.finish(then, Ok(()), &mut more);
                    queue.extend(more);
                    continue;
                }
                Action::Effect(job) => {
                    self.jobs.push(job);
                    continue;
                }
            };
            if self.commits == Commits::Refused && !write.records.is_empty() {
                self.finish(write.then, Err(ErrorCode::CoordinatorNotAvailable), &mut more);
            } else {
                for record in write.records {
                    if write.replay {
                        let offset = i64::try_from(self.log.len()).expect("small");
                        self.shard.replay(self.now, offset, producer_id, &record).expect("own record");
                    }
                    self.log.push(record);
                }
                match self.commits {
                    Commits::Held => self.held.push_back(write.then),
                    Commits::AtOnce | Commits::Refused => self.finish(write.then, Ok(()), &mut more),
                }
            }
            queue.extend(more);
        }
    }

    fn finish(
        &mut self,
        then: Then<Response, Pending>,
        result: Result<(), ErrorCode>,
        actions: &mut Vec<Action<Response, Pending, RegexJob>>,
    ) {
        match (then, result) {
            (Then::Reply(ticket, response), Ok(())) => drop(self.replies.insert(ticket, response)),
            (Then::Reply(ticket, response), Err(error)) => {
                drop(self.replies.insert(ticket, response.fail(error)));
            }
            (Then::Continue(pending), result) => self.shard.written(self.now, pending, result, actions),
            (Then::Nothing, _) => {}
        }
    }

    pub fn reply(&mut self, ticket: Ticket) -> Option<Response> {
        self.replies.remove(&ticket)
    }

    pub fn join_reply(&mut self, ticket: Ticket) -> Option<JoinGroupResponse> {
        self.reply(ticket).map(|response| match response {
            Response::Join(response) => response,
            other => panic!("not a join: {other:?}"),
        })
    }

    pub fn sync_reply(&mut self, ticket: Ticket) -> Option<SyncGroupResponse> {
        self.reply(ticket).map(|response| match response {
            Response::Sync(response) => response,
            other => panic!("not a sync: {other:?}"),
        })
    }

    pub fn join(&mut self, request: JoinGroupRequest) -> Ticket {
        let caller = Caller { client_id: "client".into(), client_host: "/127.0.0.1".into() };
        self.send(Request::Join(caller, request))
    }

    /// A new dynamic member, with the two requests it takes. Returns its id and the parked JoinGroup.
    pub fn join_dynamic(&mut self, group: &str) -> (String, Ticket) {
        let first = self.join(join(group));
        let id = self.join_reply(first).expect("answered at once").member_id;
        let ticket = self.join(JoinGroupRequest { member_id: id.clone(), ..join(group) });
        (id, ticket)
    }

    pub fn sync(
        &mut self,
        group: &str,
        member: &str,
        generation: i32,
        assignments: &[(&str, &str)],
    ) -> Ticket {
        self.send(Request::Sync(SyncGroupRequest {
            group_id: group.into(),
            generation_id: generation,
            member_id: member.into(),
            group_instance_id: None,
            protocol_type: None,
            protocol_name: None,
            assignments: assignments
                .iter()
                .map(|(member, bytes)| ((*member).to_owned(), Bytes::copy_from_slice(bytes.as_bytes())))
                .collect(),
        }))
    }

    pub fn heartbeat(&mut self, group: &str, member: &str, generation: i32) -> ErrorCode {
        self.heartbeat_as(group, member, generation, None)
    }

    pub fn heartbeat_as(
        &mut self,
        group: &str,
        member: &str,
        generation: i32,
        instance: Option<&str>,
    ) -> ErrorCode {
        let ticket = self.send(Request::Heartbeat(HeartbeatRequest {
            group_id: group.into(),
            generation_id: generation,
            member_id: member.into(),
            group_instance_id: instance.map(Into::into),
        }));
        match self.reply(ticket) {
            Some(Response::Heartbeat(error)) => error,
            other => panic!("heartbeat answered with {other:?}"),
        }
    }

    pub fn leave(&mut self, group: &str, members: &[(&str, Option<&str>)]) -> LeaveGroupResponse {
        let members = members.iter().map(|(id, instance)| LeavingMember {
            member_id: (*id).into(),
            group_instance_id: instance.map(Into::into),
            reason: None,
        });
        let request = LeaveGroupRequest { group_id: group.into(), members: members.collect() };
        let ticket = self.send(Request::Leave(request));
        match self.reply(ticket) {
            Some(Response::Leave(response)) => response,
            other => panic!("leave answered with {other:?}"),
        }
    }

    pub fn describe(&self, group: &str) -> DescribedGroup {
        self.shard.describe(group)
    }

    pub fn state(&self, group: &str) -> String {
        self.describe(group).group_state
    }

    /// One member, stable in generation 1. Returns its id.
    pub fn stable_group(&mut self, group: &str) -> String {
        let (leader, ticket) = self.join_dynamic(group);
        self.pass(i64::try_from(self.shard.config.group_initial_rebalance_delay.as_millis()).expect("small"));
        let generation = self.join_reply(ticket).expect("generation formed").generation_id;
        let ticket = self.sync(group, &leader, generation, &[(&leader, "all")]);
        assert_eq!(self.sync_reply(ticket).expect("synced").error, ErrorCode::None);
        leader
    }

    pub fn commit_offset(&mut self, request: OffsetCommitRequest) -> ErrorCode {
        let ticket = self.send(Request::Commit(request));
        match self.reply(ticket) {
            Some(Response::Commit(response)) => response.topics[0].2[0].1,
            other => panic!("commit answered with {other:?}"),
        }
    }

    pub fn fetch_offset(&mut self, group: &str, topic: &str, topic_id: Uuid) -> i64 {
        let request = OffsetFetchRequest {
            group_id: group.into(),
            member_id: None,
            member_epoch: -1,
            topics: Some(vec![(topic.into(), topic_id, vec![0])]),
            require_stable: false,
        };
        self.shard.fetch_offsets(&request).topics[0].2[0].committed_offset
    }
}

/// JoinGroup of a consumer that subscribes to `t`, without member id.
pub(super) fn join(group: &str) -> JoinGroupRequest {
    JoinGroupRequest {
        api_version: 9,
        group_id: group.into(),
        session_timeout_ms: SESSION_MS,
        rebalance_timeout_ms: REBALANCE_MS,
        member_id: String::new(),
        group_instance_id: None,
        protocol_type: "consumer".into(),
        protocols: vec![("range".into(), subscription(&["t"]))],
        reason: None,
        fresh_id: Uuid::new_v4(),
    }
}

/// A consumer's metadata.
pub(super) fn subscription(topics: &[&str]) -> Bytes {
    let topics = topics.iter().map(|topic| (*topic).to_owned().into()).collect();
    let subscription = ConsumerProtocolSubscription::default().with_topics(topics);
    subscription.to_bytes(1).expect("encodes")
}

/// A commit of offset 42 for partition 0 of `t` from outside group management.
pub(super) fn commit(group: &str) -> OffsetCommitRequest {
    OffsetCommitRequest {
        api_version: 9,
        group_id: group.into(),
        generation_id: -1,
        member_id: String::new(),
        group_instance_id: None,
        retention_time_ms: -1,
        topics: vec![OffsetCommitTopic {
            name: "t".into(),
            topic_id: Uuid::nil(),
            partitions: vec![OffsetCommitPartition {
                partition: 0,
                committed_offset: 42,
                leader_epoch: 3,
                metadata: None,
            }],
        }],
    }
}
