//! One partition of `__consumer_offsets`: its groups, their offsets, and what requests do to them.

use std::{collections::BTreeMap, sync::Arc};

use kavka_protocol::ErrorCode;

pub(crate) use super::classic::Pending;
use super::{
    GroupConfig,
    classic::{ClassicGroup, GroupState},
    messages::{
        Caller, JoinGroupRequest, JoinGroupResponse, LeaveGroupResponse, Request, Response, SyncGroupResponse,
    },
    modern::ModernGroup,
    offsets::OffsetStore,
    records::{self, Decoded},
};
use crate::runtime::{Action, Actions, Now, Record, StateMachine, Then, Ticket, Write, timers::Timers};

/// Deadlines of a shard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TimerKey {
    /// Session of a member of a group, or of a member id that was given out.
    Session(Arc<str>, Arc<str>),
    /// End of the join phase of a group.
    Join(Arc<str>),
    /// End of the sync phase of a group.
    Sync(Arc<str>),
    /// Next look for expired offsets.
    Expiration,
}

/// A group of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Group {
    /// The classic protocol, simple groups included.
    Classic(ClassicGroup),
    /// The consumer, share and streams protocols.
    Modern(ModernGroup),
}

impl Group {
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Classic(group) => group.state == GroupState::Empty,
            Self::Modern(group) => group.is_empty(),
        }
    }

    pub fn is_subscribed_to(&self, topic: &str) -> bool {
        match self {
            Self::Classic(group) => group.is_subscribed_to(topic),
            Self::Modern(group) => group.is_subscribed_to(topic),
        }
    }

    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Classic(_) => "classic",
            Self::Modern(group) => group.kind.name(),
        }
    }

    pub fn state_name(&self) -> &'static str {
        match self {
            Self::Classic(group) => group.state.name(),
            Self::Modern(group) => group.state_name(),
        }
    }
}

/// The state of one partition of `__consumer_offsets`.
#[derive(Debug, Clone)]
pub(crate) struct GroupShard {
    pub(super) config: Arc<GroupConfig>,
    pub(super) groups: BTreeMap<Arc<str>, Group>,
    pub(super) offsets: OffsetStore,
    pub(super) timers: Timers<TimerKey>,
}

/// What a group may use while it handles one event.
pub(crate) struct Step<'a> {
    pub now: Now,
    pub config: &'a GroupConfig,
    pub timers: &'a mut Timers<TimerKey>,
    pub actions: &'a mut Vec<Action<Response, Pending>>,
}

impl Step<'_> {
    /// Sends an answer now.
    pub fn reply(&mut self, ticket: Ticket, response: Response) {
        self.actions.push(Action::Reply(ticket, response));
    }

    /// Sends an answer once all writes so far are committed.
    pub fn reply_committed(&mut self, ticket: Ticket, response: Response) {
        self.write(Vec::new(), true, Then::Reply(ticket, response));
    }

    pub fn refuse_join(&mut self, ticket: Ticket, error: ErrorCode, member_id: &str) {
        self.reply(ticket, Response::Join(JoinGroupResponse::error(error, member_id)));
    }

    pub fn write(&mut self, records: Vec<Record>, replay: bool, then: Then<Response, Pending>) {
        self.actions.push(Action::Write(Write { records, replay, then }));
    }

    /// Sets a deadline this many milliseconds from now.
    pub fn schedule(&mut self, key: TimerKey, after_ms: i64) {
        self.timers.schedule(key, self.now.tick_ms.saturating_add(after_ms));
    }

    pub fn cancel(&mut self, key: &TimerKey) {
        self.timers.cancel(key);
    }
}

impl GroupShard {
    /// A shard that knows of no groups yet.
    pub fn new(config: Arc<GroupConfig>) -> Self {
        Self { config, groups: BTreeMap::new(), offsets: OffsetStore::default(), timers: Timers::default() }
    }

    /// Runs `f` on a classic group; `None` if there is no such group or it is of another kind.
    fn with_classic<T>(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        group_id: &str,
        f: impl FnOnce(&mut ClassicGroup, &mut Step<'_>) -> T,
    ) -> Option<T> {
        let Self { config, groups, timers, .. } = self;
        match groups.get_mut(group_id) {
            Some(Group::Classic(group)) => Some(f(group, &mut Step { now, config, timers, actions })),
            Some(Group::Modern(_)) | None => None,
        }
    }

    pub(super) fn step<'a>(&'a mut self, now: Now, actions: &'a mut Actions<Self>) -> Step<'a> {
        Step { now, config: &self.config, timers: &mut self.timers, actions }
    }

    fn join(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        caller: Caller,
        request: JoinGroupRequest,
    ) {
        if let Err(error) = validate_join(&self.config, &request) {
            return self.step(now, actions).refuse_join(ticket, error, &request.member_id);
        }
        let group_id: Arc<str> = request.group_id.as_str().into();
        let mut created = Vec::new();
        match self.groups.get(&group_id) {
            Some(Group::Classic(_)) => {}
            Some(Group::Modern(group)) if !group.is_empty_consumer() => {
                let error = ErrorCode::InconsistentGroupProtocol;
                return self.step(now, actions).refuse_join(ticket, error, "");
            }
            // Only who has no member id yet may start a group; others are of a group that is gone.
            Some(Group::Modern(_)) | None if !request.member_id.is_empty() => {
                let error = ErrorCode::UnknownMemberId;
                return self.step(now, actions).refuse_join(ticket, error, &request.member_id);
            }
            existing => {
                if let Some(Group::Modern(group)) = existing {
                    group.tombstones(&mut created);
                }
                let group = ClassicGroup::new(group_id.clone(), now.wall_ms);
                created.push(group.to_empty_record());
                self.groups.insert(group_id.clone(), Group::Classic(group));
            }
        }
        self.with_classic(now, actions, &group_id, |group, step| group.join(step, ticket, caller, request));
        if !created.is_empty() {
            let then = Then::Continue(Pending::Created(group_id));
            self.step(now, actions).write(created, false, then);
        }
    }

    /// The record of a new group could not be written: whoever waits in it must start again.
    fn created(&mut self, now: Now, actions: &mut Actions<Self>, id: &str, result: Result<(), ErrorCode>) {
        let Err(error) = result else { return };
        tracing::warn!(group = id, ?error, "new group could not be stored");
        self.with_classic(now, actions, id, |group, step| {
            group.unload(step, error);
            let members: Vec<Arc<str>> = group.members.keys().chain(&group.pending_join).cloned().collect();
            for member in members {
                step.cancel(&TimerKey::Session(group.group_id.clone(), member));
            }
            step.cancel(&TimerKey::Join(group.group_id.clone()));
            step.cancel(&TimerKey::Sync(group.group_id.clone()));
        });
        self.groups.remove(id);
    }

    fn modern(&mut self, group_id: &str, kind: super::modern::GroupKind) -> &mut ModernGroup {
        let id: Arc<str> = group_id.into();
        let slot = self.groups.entry(id).or_insert_with(|| Group::Modern(ModernGroup::new(kind)));
        // An empty classic group that turned into one of another kind, or a group re-created as another kind.
        if !matches!(slot, Group::Modern(group) if group.kind == kind) {
            *slot = Group::Modern(ModernGroup::new(kind));
        }
        match slot {
            Group::Modern(group) => group,
            Group::Classic(_) => unreachable!("just made modern"),
        }
    }
}

/// What is wrong with a JoinGroup whatever the group.
fn validate_join(config: &GroupConfig, request: &JoinGroupRequest) -> Result<(), ErrorCode> {
    if request.group_id.is_empty() {
        return Err(ErrorCode::InvalidGroupId);
    }
    let session = i128::from(request.session_timeout_ms);
    let in_bounds = session >= config.group_min_session_timeout.as_millis().cast_signed()
        && session <= config.group_max_session_timeout.as_millis().cast_signed();
    if in_bounds { Ok(()) } else { Err(ErrorCode::InvalidSessionTimeout) }
}

impl StateMachine for GroupShard {
    type Request = Request;
    type Response = Response;
    type Pending = Pending;
    type Effect = std::convert::Infallible;

    fn request(&mut self, now: Now, ticket: Ticket, request: Request, actions: &mut Actions<Self>) {
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
            Request::Sync(request) => {
                let group_id = request.group_id.clone();
                let sync = |group: &mut ClassicGroup, step: &mut Step<'_>| group.sync(step, ticket, request);
                if self.with_classic(now, actions, &group_id, sync).is_none() {
                    let refusal = Response::Sync(SyncGroupResponse::error(ErrorCode::UnknownMemberId));
                    self.step(now, actions).reply(ticket, refusal);
                }
            }
            Request::Heartbeat(request) => {
                let beat = |group: &mut ClassicGroup, step: &mut Step<'_>| group.heartbeat(step, &request);
                let error = self.with_classic(now, actions, &request.group_id, beat);
                let error = error.unwrap_or(ErrorCode::UnknownMemberId);
                self.step(now, actions).reply(ticket, Response::Heartbeat(error));
            }
            Request::Leave(request) => {
                let leavers = |error| {
                    let member = |m: &super::messages::LeavingMember| {
                        (m.member_id.clone(), m.group_instance_id.clone(), error)
                    };
                    request.members.iter().map(member).collect()
                };
                let unknown = LeaveGroupResponse {
                    error: ErrorCode::None,
                    members: leavers(ErrorCode::UnknownMemberId),
                };
                let group_id = request.group_id.clone();
                let leave = |group: &mut ClassicGroup, step: &mut Step<'_>| group.leave(step, request);
                let response = self.with_classic(now, actions, &group_id, leave).unwrap_or(unknown);
                self.step(now, actions).reply_committed(ticket, Response::Leave(response));
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
                let then = Then::Reply(ticket, Response::TopicsDeleted);
                self.step(now, actions).write(records, true, then);
            }
        }
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
        }
    }

    fn time_passed(&mut self, now: Now, actions: &mut Actions<Self>) {
        while let Some(key) = self.timers.pop_due(now.tick_ms) {
            match key {
                TimerKey::Session(group, member) => {
                    self.with_classic(now, actions, &group, |g, step| g.session_expired(step, &member));
                }
                TimerKey::Join(group) => {
                    self.with_classic(now, actions, &group, ClassicGroup::join_timer);
                }
                TimerKey::Sync(group) => {
                    self.with_classic(now, actions, &group, ClassicGroup::sync_timer);
                }
                TimerKey::Expiration => self.expire(now, actions),
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
        let Self { config, groups, timers, .. } = self;
        let mut step = Step { now, config, timers, actions };
        for group in groups.values_mut() {
            let Group::Classic(group) = group else { continue };
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
