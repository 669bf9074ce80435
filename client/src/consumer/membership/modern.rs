//! The protocol of KIP-848: one request, the heartbeat, says what changed and hears what to read.
//!
//! The member makes its own id. What it is to read comes as topic ids; names are looked up first. It lets go, takes over,
//! and says what it has in a heartbeat of its own, upon which the broker gives others what was let go.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use kavka_protocol::ErrorCode;
use uuid::Uuid;

use super::{Action, Event, Identity, Leave, Membership, Notice, Pause, Release, Timing, Wants, has_moved};
use crate::{ClientError, TopicPartition};

/// Partitions by topic id.
pub(in crate::consumer) type ById = BTreeMap<Uuid, BTreeSet<i32>>;

/// The epoch that joins, those that leave, for good and as a static member that comes back.
const JOIN: i32 = 0;
const LEAVE: i32 = -1;
const LEAVE_FOR_NOW: i32 = -2;

/// A heartbeat; `None` is what the broker knows already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::consumer) struct Heartbeat {
    pub identity: Identity,
    /// Rack, rebalance timeout and assignor go along: the first heartbeat, and after one that may be lost.
    pub is_full: bool,
    pub topics: Option<BTreeSet<String>>,
    pub regex: Option<String>,
    pub owned: Option<ById>,
}

/// A request: names to look up, or a heartbeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::consumer) enum Request {
    Heartbeat(Heartbeat),
    /// Looks up the names of topics.
    Resolve(BTreeSet<Uuid>),
}

/// An answer.
#[derive(Debug)]
pub(in crate::consumer) enum Answer {
    Heartbeat {
        identity: Identity,
        interval: Duration,
        assigned: Option<ById>,
    },
    /// Those names that could be found.
    Resolved(BTreeMap<Uuid, String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not a member.
    Out,
    /// Out of it, thrown out or for want of a poll; the application is letting go before we come back.
    Fenced,
    /// In it.
    In,
    /// For good.
    Failed,
}

/// What the application is busy with.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    None,
    Releasing { then: Vec<TopicPartition>, ids: ById },
    Adopting { ids: ById },
}

/// A member by the protocol of KIP-848.
#[derive(Debug)]
pub(in crate::consumer) struct Modern {
    timing: Timing,
    is_static: bool,
    state: State,
    change: Change,
    identity: Identity,
    wants: Wants,
    /// What the broker has been told of that.
    told: Option<Wants>,
    /// What the broker wants us to have, until we have it.
    target: Option<ById>,
    names: BTreeMap<Uuid, String>,
    owned: Vec<TopicPartition>,
    owned_ids: ById,
    /// What we have has changed since the broker was told.
    must_tell_owned: bool,
    number: u64,
    heartbeat: Option<u64>,
    resolving: Option<u64>,
    resolve_at: Option<Instant>,
    heartbeat_at: Instant,
    interval: Duration,
    pause: Pause,
    polled_at: Instant,
}

type Actions = Vec<Action<Request>>;

impl Modern {
    /// `member_id` must be new and unique: the broker keeps it.
    pub(in crate::consumer) fn new(timing: Timing, member_id: String, is_static: bool, now: Instant) -> Self {
        Self {
            pause: Pause::new(&timing),
            interval: timing.heartbeat_interval,
            timing,
            is_static,
            state: State::Out,
            change: Change::None,
            identity: Identity { member_id, generation: JOIN },
            wants: Wants::default(),
            told: None,
            target: None,
            names: BTreeMap::new(),
            owned: Vec::new(),
            owned_ids: ById::new(),
            must_tell_owned: false,
            number: 0,
            heartbeat: None,
            resolving: None,
            resolve_at: None,
            heartbeat_at: now,
            polled_at: now,
        }
    }

    fn is_polled(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.polled_at) <= self.timing.max_poll_interval
    }

    fn wanted(&mut self, now: Instant, wants: Wants) -> Actions {
        self.wants = wants;
        if self.wants.is_nothing() {
            let leave = self.leave_request(self.is_static);
            self.forget();
            self.owned.clear();
            self.state = State::Out;
            return leave.map(Action::SendOnly).into_iter().collect();
        }
        if self.state == State::Out {
            self.state = State::In;
        }
        self.heartbeat_at = now;
        Vec::new()
    }

    /// Starts over, as if nothing had been said.
    fn forget(&mut self) {
        self.identity.generation = JOIN;
        (self.told, self.target, self.must_tell_owned) = (None, None, false);
        (self.heartbeat, self.resolving, self.resolve_at) = (None, None, None);
        self.change = Change::None;
        self.owned_ids.clear();
    }

    fn leave_request(&self, for_now: bool) -> Option<Request> {
        let is_member = self.state == State::In && self.identity.generation > JOIN;
        let generation = if for_now { LEAVE_FOR_NOW } else { LEAVE };
        let identity = Identity { generation, ..self.identity.clone() };
        is_member.then(|| Request::Heartbeat(Heartbeat { identity, ..Heartbeat::default() }))
    }

    fn due(&mut self, now: Instant) -> Actions {
        if self.state != State::In {
            return Vec::new();
        }
        if !self.is_polled(now) {
            tracing::warn!("the application has not polled for max.poll.interval.ms: leaving the group");
            let leave = self.leave_request(self.is_static);
            return [self.lose()].into_iter().chain(leave.map(Action::SendOnly)).collect();
        }
        let mut actions = self.reconcile(now);
        // A heartbeat on its way is waited for, whatever there is to say.
        if self.heartbeat.is_none() && self.heartbeat_at <= now {
            actions.push(self.beat(now));
        }
        actions
    }

    /// Tells the application that what it had may have new owners already. This takes the place of any notice it has not
    /// answered, and does not wait for a poll: the next one must not commit, and not take over, what is not ours.
    fn lose(&mut self) -> Action<Request> {
        self.forget();
        self.state = State::Fenced;
        Action::Tell(Notice::Release { which: Release::All, are_lost: true })
    }

    fn beat(&mut self, now: Instant) -> Action<Request> {
        let is_full = self.told.is_none();
        let is_joining = self.identity.generation == JOIN;
        let told = self.told.replace(self.wants.clone()).unwrap_or_default();
        let topics = (is_full || told.topics != self.wants.topics).then(|| self.wants.topics.clone());
        // An empty expression takes one back.
        let regex = (is_full && self.wants.regex.is_some() || told.regex != self.wants.regex)
            .then(|| self.wants.regex.clone().unwrap_or_default());
        let owned = (is_full || self.must_tell_owned)
            .then(|| if is_joining { ById::new() } else { self.owned_ids.clone() });
        self.must_tell_owned = false;
        self.number += 1;
        (self.heartbeat, self.heartbeat_at) = (Some(self.number), now + self.interval);
        let identity = self.identity.clone();
        let request = Request::Heartbeat(Heartbeat { identity, is_full, topics, regex, owned });
        Action::Send { number: self.number, request }
    }

    /// One step from what we have to what we should have.
    fn reconcile(&mut self, now: Instant) -> Actions {
        if self.change != Change::None {
            return Vec::new();
        }
        let Some(target) = self.target.clone() else { return Vec::new() };
        let unknown: BTreeSet<Uuid> =
            target.keys().filter(|id| !self.names.contains_key(id)).copied().collect();
        if !unknown.is_empty() && self.resolving.is_none() && self.resolve_at.is_none_or(|at| at <= now) {
            self.number += 1;
            self.resolving = Some(self.number);
            return vec![Action::Send { number: self.number, request: Request::Resolve(unknown) }];
        }
        if self.resolving.is_some() {
            return Vec::new();
        }
        // What has no name yet is taken over later: a topic just made may be slow to show.
        let ids: ById = target.into_iter().filter(|(id, _)| !unknown.contains(id)).collect();
        if unknown.is_empty() {
            self.target = None;
        } else if ids == self.owned_ids {
            return Vec::new();
        }
        let wanted = self.named(&ids);
        let release: Vec<TopicPartition> =
            self.owned.iter().filter(|at| !wanted.contains(at)).cloned().collect();
        self.change = Change::Releasing { then: wanted, ids };
        vec![Action::Tell(Notice::Release { which: Release::These(release), are_lost: false })]
    }

    fn named(&self, ids: &ById) -> Vec<TopicPartition> {
        let of_topic = |(id, partitions): (&Uuid, &BTreeSet<i32>)| {
            let name = self.names.get(id).cloned().unwrap_or_default();
            partitions
                .iter()
                .map(|partition| TopicPartition::new(name.clone(), *partition))
                .collect::<Vec<_>>()
        };
        ids.iter().flat_map(of_topic).collect()
    }

    fn released(&mut self, now: Instant, owned: Vec<TopicPartition>) -> Actions {
        (self.owned, self.polled_at) = (owned, now);
        match (self.state, std::mem::replace(&mut self.change, Change::None)) {
            (State::Fenced, _) => {
                self.forget();
                (self.state, self.heartbeat_at) = (State::In, now);
                Vec::new()
            }
            (State::In, Change::Releasing { then, ids }) => {
                self.change = Change::Adopting { ids };
                self.owned.clone_from(&then);
                vec![Action::Tell(Notice::Assign(then))]
            }
            (_, change) => {
                self.change = change;
                Vec::new()
            }
        }
    }

    fn adopted(&mut self, now: Instant) {
        self.polled_at = now;
        if let Change::Adopting { ids } = std::mem::replace(&mut self.change, Change::None) {
            self.owned_ids = ids;
            (self.must_tell_owned, self.heartbeat_at) = (true, now);
        }
    }

    fn answered(&mut self, now: Instant, number: u64, answer: Result<Answer, ClientError>) -> Actions {
        if self.resolving == Some(number) {
            self.resolving = None;
            if let Ok(Answer::Resolved(names)) = answer {
                self.names.extend(names);
            }
            self.resolve_at = Some(now + self.timing.retry_backoff_max);
            return Vec::new();
        }
        if self.heartbeat != Some(number) {
            return Vec::new();
        }
        self.heartbeat = None;
        match answer {
            Ok(Answer::Heartbeat { identity, interval, assigned }) => {
                self.pause.reset();
                self.identity = identity;
                // What there is to say since it left is said at once.
                let is_news = self.told.as_ref() != Some(&self.wants) || self.must_tell_owned;
                self.interval = interval;
                self.heartbeat_at = if is_news { now } else { now + interval };
                if let Some(assigned) = assigned {
                    (self.target, self.resolve_at) = (Some(assigned), None);
                }
                Vec::new()
            }
            Ok(Answer::Resolved(_)) => Vec::new(),
            Err(error) => self.heartbeat_failed(now, &error),
        }
    }

    fn heartbeat_failed(&mut self, now: Instant, error: &ClientError) -> Actions {
        // Whether it arrived is not known: the next one says everything.
        (self.told, self.must_tell_owned) = (None, true);
        self.heartbeat_at = now + self.pause.next();
        match error.code() {
            Some(ErrorCode::FencedMemberEpoch | ErrorCode::UnknownMemberId) => {
                self.heartbeat_at = now;
                vec![self.lose()]
            }
            _ if has_moved(error) => vec![Action::ForgetCoordinator],
            Some(ErrorCode::UnreleasedInstanceId) => self.fail(error),
            _ if error.is_retriable() => Vec::new(),
            _ => self.fail(error),
        }
    }

    fn fail(&mut self, error: &ClientError) -> Actions {
        self.forget();
        self.state = State::Failed;
        vec![Action::Tell(Notice::Fail(error.into()))]
    }
}

impl Membership for Modern {
    type Request = Request;
    type Answer = Answer;

    fn step(&mut self, now: Instant, event: Event<Answer>) -> Actions {
        let mut actions = match event {
            Event::Polled => {
                self.polled_at = now;
                Vec::new()
            }
            Event::Wanted(wants) => self.wanted(now, wants),
            Event::Released(owned) => self.released(now, owned),
            Event::Adopted { .. } => {
                self.adopted(now);
                Vec::new()
            }
            Event::Answered { number, answer } => self.answered(now, number, answer),
            // The broker decides on its own when to move partitions.
            Event::Rejoin | Event::Time => Vec::new(),
        };
        actions.extend(self.due(now));
        actions
    }

    fn deadline(&self) -> Option<Instant> {
        if self.state != State::In {
            return None;
        }
        let heartbeat = self.heartbeat.is_none().then_some(self.heartbeat_at);
        let resolve = self.target.is_some().then_some(self.resolve_at).flatten();
        let resolve = resolve.filter(|_| self.resolving.is_none() && self.change == Change::None);
        [heartbeat, resolve, Some(self.polled_at + self.timing.max_poll_interval)].into_iter().flatten().min()
    }

    fn identity(&self) -> Identity {
        self.identity.clone()
    }

    fn leave(&mut self, how: Leave) -> Option<Request> {
        match how {
            Leave::Default => self.leave_request(self.is_static),
            Leave::LeaveGroup => self.leave_request(false),
            Leave::RemainInGroup => self.is_static.then(|| self.leave_request(true)).flatten(),
        }
    }
}

#[cfg(test)]
mod tests;
