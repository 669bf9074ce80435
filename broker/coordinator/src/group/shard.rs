//! One partition of `__consumer_offsets`: its groups, their offsets, and what requests do to them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kavka_protocol::ErrorCode;

pub(crate) use super::classic::Pending;
use super::{
    GroupConfig,
    classic::{ClassicGroup, GroupState},
    consumer::{ConsumerGroup, RegexJob, TopicHashes},
    messages::{Caller, JoinGroupRequest, JoinGroupResponse, Response},
    modern::ModernGroup,
    offsets::OffsetStore,
    view::ClusterView,
};
use crate::runtime::{Action, Actions, Now, Record, Then, Ticket, Write, timers::Timers};

/// Deadlines of a shard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TimerKey {
    /// Session of a member of a group, or of a member id that was given out.
    Session(Arc<str>, Arc<str>),
    /// A member of a consumer group has not revoked what it must.
    Revoke(Arc<str>, Arc<str>),
    /// A classic member of a consumer group has not rejoined.
    MemberJoin(Arc<str>, Arc<str>),
    /// A classic member of a consumer group has not fetched its assignment.
    MemberSync(Arc<str>, Arc<str>),
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
    /// The consumer protocol.
    Consumer(Box<ConsumerGroup>),
    /// The share and streams protocols.
    Modern(ModernGroup),
}

impl Group {
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Classic(group) => group.state == GroupState::Empty,
            Self::Consumer(group) => group.is_empty(),
            Self::Modern(group) => group.is_empty(),
        }
    }

    pub fn is_subscribed_to(&self, topic: &str) -> bool {
        match self {
            Self::Classic(group) => group.is_subscribed_to(topic),
            Self::Consumer(group) => group.is_subscribed_to(topic),
            Self::Modern(group) => group.is_subscribed_to(topic),
        }
    }

    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Classic(_) => "classic",
            Self::Consumer(_) => "consumer",
            Self::Modern(group) => group.kind.name(),
        }
    }

    pub fn state_name(&self) -> &'static str {
        match self {
            Self::Classic(group) => group.state.name(),
            Self::Consumer(group) => group.state_name(),
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
    pub(super) view: Arc<ClusterView>,
    pub(super) hashes: TopicHashes,
    /// Groups whose expressions are being resolved.
    pub(super) resolving: BTreeSet<Arc<str>>,
    /// Jobs of the step under way.
    pub(super) jobs: Vec<RegexJob>,
}

/// What a group may use while it handles one event.
pub(crate) struct Step<'a> {
    pub now: Now,
    pub config: &'a GroupConfig,
    pub timers: &'a mut Timers<TimerKey>,
    pub actions: &'a mut Actions<GroupShard>,
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

    /// Cancels all timers of a member of a consumer group.
    pub fn cancel_member(&mut self, group_id: &Arc<str>, member_id: &Arc<str>) {
        for key in [TimerKey::Session, TimerKey::Revoke, TimerKey::MemberJoin, TimerKey::MemberSync] {
            self.timers.cancel(&key(Arc::clone(group_id), Arc::clone(member_id)));
        }
    }
}

impl GroupShard {
    /// A shard that knows of no groups yet.
    pub fn new(config: Arc<GroupConfig>, view: Arc<ClusterView>) -> Self {
        Self {
            config,
            groups: BTreeMap::new(),
            offsets: OffsetStore::default(),
            timers: Timers::default(),
            view,
            hashes: TopicHashes::new(),
            resolving: BTreeSet::new(),
            jobs: Vec::new(),
        }
    }

    /// Runs `f` on a classic group; `None` if there is no such group or it is of another kind.
    pub(super) fn with_classic<T>(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        group_id: &str,
        f: impl FnOnce(&mut ClassicGroup, &mut Step<'_>) -> T,
    ) -> Option<T> {
        let Self { config, groups, timers, .. } = self;
        match groups.get_mut(group_id) {
            Some(Group::Classic(group)) => Some(f(group, &mut Step { now, config, timers, actions })),
            Some(Group::Consumer(_) | Group::Modern(_)) | None => None,
        }
    }

    pub(super) fn step<'a>(&'a mut self, now: Now, actions: &'a mut Actions<Self>) -> Step<'a> {
        Step { now, config: &self.config, timers: &mut self.timers, actions }
    }

    pub(super) fn join(
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
            Some(Group::Consumer(group)) if !group.is_empty() => {
                return self.join_consumer(now, actions, ticket, &caller, &request);
            }
            Some(Group::Modern(group)) if !group.turns_classic() => {
                let error = ErrorCode::InconsistentGroupProtocol;
                return self.step(now, actions).refuse_join(ticket, error, "");
            }
            // Only who has no member id yet may start a group; others are of a group that is gone.
            Some(Group::Consumer(_) | Group::Modern(_)) | None if !request.member_id.is_empty() => {
                let error = ErrorCode::UnknownMemberId;
                return self.step(now, actions).refuse_join(ticket, error, &request.member_id);
            }
            existing => {
                match existing {
                    Some(Group::Consumer(group)) => group.tombstones(None, &mut created),
                    Some(Group::Modern(group)) => group.tombstones(&mut created),
                    Some(Group::Classic(_)) | None => {}
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
    pub(super) fn created(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        id: &str,
        result: Result<(), ErrorCode>,
    ) {
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

    pub(super) fn modern(&mut self, group_id: &str, kind: super::modern::GroupKind) -> &mut ModernGroup {
        let id: Arc<str> = group_id.into();
        let slot = self.groups.entry(id).or_insert_with(|| Group::Modern(ModernGroup::new(kind)));
        // An empty classic group that turned into one of another kind, or a group re-created as another kind.
        if !matches!(slot, Group::Modern(group) if group.kind == kind) {
            *slot = Group::Modern(ModernGroup::new(kind));
        }
        match slot {
            Group::Modern(group) => group,
            Group::Classic(_) | Group::Consumer(_) => unreachable!("just made modern"),
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
