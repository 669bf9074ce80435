//! The shard as a state machine: which request goes where, records into the state, deadlines.

use std::sync::Arc;

use kavka_protocol::ErrorCode;

use super::{
    classic::{ClassicGroup, Pending},
    consumer::RegexJob,
    messages::{
        HeartbeatRequest, LeaveGroupRequest, LeaveGroupResponse, LeavingMember, Request, Response,
        SyncGroupRequest, SyncGroupResponse,
    },
    records::{self, Decoded},
    shard::{Group, GroupShard, Step, TimerKey},
};
use crate::runtime::{Action, Actions, Now, Record, StateMachine, Then, Ticket};

impl StateMachine for GroupShard {
    type Request = Request;
    type Response = Response;
    type Pending = Pending;
    type Effect = RegexJob;

    fn request(&mut self, now: Now, ticket: Ticket, request: Request, actions: &mut Actions<Self>) {
        self.decide(now, ticket, request, actions);
        actions.extend(self.jobs.drain(..).map(Action::Effect));
    }

    fn written(
        &mut self,
        now: Now,
        pending: Pending,
        result: Result<(), ErrorCode>,
        actions: &mut Actions<Self>,
    ) {
        match pending {
            Pending::Created(group_id) => self.created(now, actions, &group_id, result),
            Pending::Assigned(assigned) => {
                let group_id = assigned.group_id.clone();
                self.with_classic(now, actions, &group_id, |group, step| {
                    group.assignment_written(step, assigned, result);
                });
            }
            Pending::StaticMember(replaced) => {
                let group_id = replaced.group_id.clone();
                self.with_classic(now, actions, &group_id, |group, step| {
                    group.static_member_written(step, *replaced, result);
                });
            }
            Pending::Fenced(fenced) => self.fenced(now, actions, fenced, result),
            Pending::Downgraded(downgrade) => self.downgraded(now, actions, *downgrade, result),
        }
    }

    fn time_passed(&mut self, now: Now, actions: &mut Actions<Self>) {
        while let Some(key) = self.timers.pop_due(now.tick_ms) {
            match key {
                TimerKey::Session(ref group, ref member) => {
                    self.with_classic(now, actions, group, |g, step| g.session_expired(step, member));
                    self.consumer_timer(now, actions, &key);
                }
                TimerKey::Revoke(..) | TimerKey::MemberJoin(..) | TimerKey::MemberSync(..) => {
                    self.consumer_timer(now, actions, &key);
                }
                TimerKey::Join(group) => {
                    self.with_classic(now, actions, &group, ClassicGroup::join_timer);
                }
                TimerKey::Sync(group) => {
                    self.with_classic(now, actions, &group, ClassicGroup::sync_timer);
                }
                TimerKey::Expiration => self.expire(now, actions),
            }
            // What is decided next must see what is written now.
            if actions.iter().any(|action| matches!(action, Action::Write(_))) {
                return;
            }
        }
    }

    fn next_wake(&self) -> Option<i64> {
        self.timers.next_wake()
    }

    fn replay(&mut self, now: Now, offset: i64, producer_id: i64, record: &Record) -> Result<(), String> {
        match records::decode(record)? {
            Decoded::OffsetCommit { group, topic, partition, value } => {
                if value.is_some() && !self.groups.contains_key(group.as_str()) {
                    // Committed outside group management: a simple group comes to be with its first offset.
                    let id: Arc<str> = group.as_str().into();
                    let simple = ClassicGroup::new(id.clone(), now.wall_ms);
                    self.groups.insert(id, Group::Classic(simple));
                }
                self.offsets.replay(&group, &topic, partition, (offset, producer_id), value);
            }
            Decoded::GroupMetadata { group, value: Some(value) } => {
                let id: Arc<str> = group.into();
                self.groups.insert(id.clone(), Group::Classic(ClassicGroup::from_record(id, value)));
            }
            Decoded::GroupMetadata { group, value: None } => {
                // The tombstone of a classic group that has become one of another kind may come after its first record.
                if matches!(self.groups.get(group.as_str()), Some(Group::Classic(_))) {
                    self.groups.remove(group.as_str());
                }
            }
            Decoded::Consumer { group, change } => self.replay_consumer(&group, change)?,
            Decoded::Modern { group, kind, change } => {
                if record.value.is_none()
                    && !matches!(self.groups.get(group.as_str()), Some(Group::Modern(g)) if g.kind == kind)
                {
                    return Ok(());
                }
                let modern = self.modern(&group, kind);
                modern.replay(record, change);
                if modern.is_gone() {
                    self.groups.remove(group.as_str());
                }
            }
            Decoded::Unknown => {}
        }
        Ok(())
    }

    fn replay_marker(&mut self, producer_id: i64, committed: bool) {
        self.offsets.end_transaction(producer_id, committed);
    }

    fn loaded(&mut self, now: Now, actions: &mut Actions<Self>) {
        let Self { config, groups, timers, view, .. } = self;
        let mut step = Step { now, config, timers, actions };
        for group in groups.values_mut() {
            let group = match group {
                Group::Classic(group) => group,
                Group::Consumer(group) => {
                    let session = view.settings(&group.group_id).session_timeout_ms;
                    group.loaded(&mut step, session.unwrap_or(config.consumer.session_timeout_ms));
                    continue;
                }
                Group::Modern(_) => continue,
            };
            let members: Vec<Arc<str>> = group.members.keys().cloned().collect();
            members.iter().for_each(|member| group.heard_from(&mut step, member));
            if group.members.len() > step.config.group_max_size {
                // The limit was lowered meanwhile: members get a chance to commit before some are turned away.
                group.prepare_rebalance(&mut step);
            }
        }
        let interval = step.config.retention_check_interval_ms();
        step.schedule(TimerKey::Expiration, interval);
    }

    fn unloaded(&mut self, actions: &mut Actions<Self>) {
        let now = Now { wall_ms: 0, tick_ms: 0 };
        let Self { config, groups, timers, .. } = self;
        let mut step = Step { now, config, timers, actions };
        for group in groups.values_mut() {
            if let Group::Classic(group) = group {
                group.unload(&mut step, ErrorCode::NotCoordinator);
            }
        }
    }

    fn refuse(request: &Request, error: ErrorCode) -> Response {
        request.refuse(error)
    }

    fn failed(response: Response, error: ErrorCode) -> Response {
        response.fail(error)
    }
}

impl GroupShard {
    fn decide(&mut self, now: Now, ticket: Ticket, request: Request, actions: &mut Actions<Self>) {
        match request {
            Request::Join(caller, request) => self.join(now, actions, ticket, caller, request),
            // The empty group id may hold offsets, but nobody can be a member of it.
            Request::Sync(ref with) if with.group_id.is_empty() => {
                self.step(now, actions).reply(ticket, request.refuse(ErrorCode::InvalidGroupId));
            }
            Request::Heartbeat(ref with) if with.group_id.is_empty() => {
                self.step(now, actions).reply(ticket, request.refuse(ErrorCode::InvalidGroupId));
            }
            Request::Leave(ref with) if with.group_id.is_empty() => {
                self.step(now, actions).reply(ticket, request.refuse(ErrorCode::InvalidGroupId));
            }
            Request::Sync(request) => self.sync(now, actions, ticket, request),
            Request::Heartbeat(request) => self.heartbeat(now, actions, ticket, &request),
            Request::Leave(request) => self.leave(now, actions, ticket, request),
            Request::ConsumerHeartbeat(caller, request) => {
                self.consumer_heartbeat(now, actions, ticket, &caller, request);
            }
            Request::Describe(ids) => {
                let groups = ids.iter().map(|id| self.describe(id)).collect();
                self.step(now, actions).reply_committed(ticket, Response::Describe(groups));
            }
            Request::DescribeConsumer(id) => {
                let group = self.describe_consumer(&id);
                self.step(now, actions).reply_committed(ticket, Response::DescribeConsumer(group));
            }
            Request::List(request) => {
                let groups = self.list(&request);
                self.step(now, actions).reply_committed(ticket, Response::List(ErrorCode::None, groups));
            }
            Request::Delete(ids) => self.delete_groups(now, actions, ticket, ids),
            Request::Commit(request) => self.commit_offsets(now, actions, ticket, request),
            Request::CommitTransactional(request) => {
                self.commit_transactional_offsets(now, actions, ticket, request);
            }
            Request::EndTransaction(marker) => self.end_transaction(actions, ticket, marker),
            Request::Fetch(request) => {
                let response = self.fetch_offsets(&request);
                self.step(now, actions).reply_committed(ticket, Response::Fetch(response));
            }
            Request::DeleteOffsets(request) => self.delete_offsets(now, actions, ticket, request),
            Request::TopicsDeleted(topics) => {
                let mut records = Vec::new();
                self.offsets.topics_deleted(&topics, &mut records);
                let then = Then::Reply(ticket, Response::Done);
                self.step(now, actions).write(records, true, then);
            }
            Request::TopicsChanged(names) => {
                self.topics_changed(&names);
                self.step(now, actions).reply(ticket, Response::Done);
            }
            Request::RegexesResolved(group_id, found) => {
                self.regexes_resolved(now, actions, ticket, &group_id, found);
            }
        }
    }

    fn sync(&mut self, now: Now, actions: &mut Actions<Self>, ticket: Ticket, request: SyncGroupRequest) {
        let group_id = request.group_id.clone();
        if matches!(self.groups.get(group_id.as_str()), Some(Group::Consumer(_))) {
            return self.sync_consumer(now, actions, ticket, request);
        }
        let sync = |group: &mut ClassicGroup, step: &mut Step<'_>| group.sync(step, ticket, request);
        if self.with_classic(now, actions, &group_id, sync).is_none() {
            let refusal = Response::Sync(SyncGroupResponse::error(ErrorCode::UnknownMemberId));
            self.step(now, actions).reply(ticket, refusal);
        }
    }

    fn heartbeat(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        request: &HeartbeatRequest,
    ) {
        let error = if matches!(self.groups.get(request.group_id.as_str()), Some(Group::Consumer(_))) {
            self.heartbeat_consumer(now, request)
        } else {
            let beat = |group: &mut ClassicGroup, step: &mut Step<'_>| group.heartbeat(step, request);
            let error = self.with_classic(now, actions, &request.group_id, beat);
            error.unwrap_or(ErrorCode::UnknownMemberId)
        };
        self.step(now, actions).reply(ticket, Response::Heartbeat(error));
    }

    fn leave(&mut self, now: Now, actions: &mut Actions<Self>, ticket: Ticket, request: LeaveGroupRequest) {
        if matches!(self.groups.get(request.group_id.as_str()), Some(Group::Consumer(_))) {
            return self.leave_consumer(now, actions, ticket, request);
        }
        let refused = |m: &LeavingMember| {
            (m.member_id.clone(), m.group_instance_id.clone(), ErrorCode::UnknownMemberId)
        };
        let unknown = LeaveGroupResponse {
            error: ErrorCode::None,
            members: request.members.iter().map(refused).collect(),
        };
        let group_id = request.group_id.clone();
        let leave = |group: &mut ClassicGroup, step: &mut Step<'_>| group.leave(step, request);
        let response = self.with_classic(now, actions, &group_id, leave).unwrap_or(unknown);
        self.step(now, actions).reply_committed(ticket, Response::Leave(response));
    }

    /// Groups that read one of these topics look at them again with their next heartbeat.
    fn topics_changed(&mut self, names: &[Arc<str>]) {
        self.hashes.retain(|name, _| !names.contains(name));
        for group in self.groups.values_mut() {
            if let Group::Consumer(group) = group
                && names.iter().any(|name| group.is_subscribed_to(name))
            {
                group.refresh_due = true;
            }
        }
    }
}
