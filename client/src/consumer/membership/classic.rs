//! The classic protocol: let go, join, sync, take over, and heartbeats from then on.
//!
//! Rounds begin only while the application polls, since it must let go first. What a request in flight answers is of
//! no use once the state has moved on; its number tells.

use std::time::Instant;

use kavka_protocol::ErrorCode;

use super::{
    Action, Event, Identity, Leave, Membership, NO_GENERATION, Notice, Pause, Release, Timing, Wants,
    has_moved,
};
use crate::consumer::assignor::RebalanceProtocol;
use crate::{ClientError, TopicPartition};

/// A request of the protocol, without what the shell knows anyway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::consumer) enum Request {
    Join {
        identity: Identity,
        wants: Wants,
        owned: Vec<TopicPartition>,
    },
    /// Decides for the group where this member leads, then syncs.
    Sync {
        identity: Identity,
        joined: Joined,
    },
    Heartbeat {
        identity: Identity,
    },
    Leave {
        identity: Identity,
    },
}

/// What a round of joining says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::consumer) struct Joined {
    pub protocol: String,
    /// Members and their subscriptions as bytes, where this one leads.
    pub members: Option<Vec<(String, Option<String>, bytes::Bytes)>>,
}

/// An answer.
#[derive(Debug)]
pub(in crate::consumer) enum Answer {
    /// The broker wants us to come back with this id (KIP-394).
    UseMemberId(String),
    Joined {
        identity: Identity,
        joined: Joined,
    },
    Synced(Vec<TopicPartition>),
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not a member.
    Out,
    /// The application is letting go.
    Releasing,
    /// A join is on its way or waits for its next try.
    Joining,
    /// A sync is on its way.
    Syncing,
    /// The application is taking over.
    Adopting,
    Stable,
    /// For good.
    Failed,
}

/// A member by the classic protocol.
#[derive(Debug)]
pub(in crate::consumer) struct Classic {
    timing: Timing,
    protocol: RebalanceProtocol,
    is_static: bool,
    state: State,
    identity: Identity,
    wants: Wants,
    owned: Vec<TopicPartition>,
    joined: Joined,
    must_join: bool,
    number: u64,
    /// The number of the request that moves the state on.
    awaited: Option<u64>,
    heartbeat: Option<u64>,
    heartbeat_at: Instant,
    retry_at: Option<Instant>,
    pause: Pause,
    polled_at: Instant,
}

type Actions = Vec<Action<Request>>;

impl Classic {
    pub(in crate::consumer) fn new(
        timing: Timing,
        protocol: RebalanceProtocol,
        is_static: bool,
        now: Instant,
    ) -> Self {
        Self {
            pause: Pause::new(&timing),
            timing,
            protocol,
            is_static,
            state: State::Out,
            identity: Identity::default(),
            wants: Wants::default(),
            owned: Vec::new(),
            joined: Joined::default(),
            must_join: false,
            number: 0,
            awaited: None,
            heartbeat: None,
            heartbeat_at: now,
            retry_at: None,
            polled_at: now,
        }
    }

    fn send(&mut self, request: Request) -> Action<Request> {
        self.number += 1;
        self.awaited = Some(self.number);
        self.retry_at = None;
        Action::Send { number: self.number, request }
    }

    fn is_in_group(&self) -> bool {
        !matches!(self.state, State::Out | State::Joining | State::Failed)
            && self.identity.generation != NO_GENERATION
    }

    fn is_polled(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.polled_at) <= self.timing.max_poll_interval
    }

    fn wanted(&mut self, wants: Wants) -> Actions {
        self.wants = wants;
        if !self.wants.is_nothing() {
            self.must_join = true;
            return Vec::new();
        }
        let leave = self.leave_request(self.is_static);
        self.forget();
        (self.state, self.must_join) = (State::Out, false);
        self.owned.clear();
        leave.map(Action::SendOnly).into_iter().collect()
    }

    fn forget(&mut self) {
        self.identity = Identity::default();
        (self.awaited, self.heartbeat, self.retry_at) = (None, None, None);
    }

    fn leave_request(&self, stays: bool) -> Option<Request> {
        let is_member = !self.identity.member_id.is_empty() && self.state != State::Failed;
        (is_member && !stays).then(|| Request::Leave { identity: self.identity.clone() })
    }

    /// What time alone brings: a round that is due, heartbeats, the end of an application's patience.
    fn due(&mut self, now: Instant) -> Actions {
        if !self.is_polled(now) && self.is_in_group() && self.state != State::Syncing {
            return self.poll_expired();
        }
        let mut actions = Vec::new();
        if self.must_join && matches!(self.state, State::Out | State::Stable) && self.is_polled(now) {
            actions.push(self.release());
        }
        if self.state == State::Joining && self.retry_at.is_some_and(|at| at <= now) {
            actions.push(self.join());
        }
        if self.is_in_group() && self.heartbeat.is_none() && self.heartbeat_at <= now {
            self.number += 1;
            self.heartbeat = Some(self.number);
            self.heartbeat_at = now + self.timing.heartbeat_interval;
            let request = Request::Heartbeat { identity: self.identity.clone() };
            actions.push(Action::Send { number: self.number, request });
        }
        actions
    }

    fn poll_expired(&mut self) -> Actions {
        tracing::warn!("the application has not polled for max.poll.interval.ms: leaving the group");
        let leave = self.leave_request(self.is_static);
        self.forget();
        [self.release_lost()].into_iter().chain(leave.map(Action::SendOnly)).collect()
    }

    /// Asks the application to let go: of all before an eager round, of what is not wanted before a cooperative one.
    fn release(&mut self) -> Action<Request> {
        let which = match self.protocol {
            RebalanceProtocol::Cooperative => Release::Unwanted(self.wants.clone()),
            RebalanceProtocol::Eager => Release::All,
        };
        self.tell_release(which, false)
    }

    /// Tells the application that what it had may have new owners already. This takes the place of any notice it has not
    /// answered, and does not wait for a poll: the next one must not commit, and not take over, what is not ours.
    fn release_lost(&mut self) -> Action<Request> {
        self.tell_release(Release::All, true)
    }

    fn tell_release(&mut self, which: Release, are_lost: bool) -> Action<Request> {
        (self.state, self.must_join, self.awaited) = (State::Releasing, false, None);
        Action::Tell(Notice::Release { which, are_lost })
    }

    fn join(&mut self) -> Action<Request> {
        self.state = State::Joining;
        let (identity, wants, owned) = (self.identity.clone(), self.wants.clone(), self.owned.clone());
        self.send(Request::Join { identity, wants, owned })
    }

    fn answered(&mut self, now: Instant, number: u64, answer: Result<Answer, ClientError>) -> Actions {
        if self.heartbeat == Some(number) {
            self.heartbeat = None;
            return answer.map_or_else(|error| self.heartbeat_failed(now, &error), |_| Vec::new());
        }
        if self.awaited != Some(number) {
            return Vec::new();
        }
        self.awaited = None;
        match answer {
            Ok(answer) => self.go_on(now, answer),
            Err(error) => self.round_failed(now, &error),
        }
    }

    fn go_on(&mut self, now: Instant, answer: Answer) -> Actions {
        match answer {
            Answer::UseMemberId(member_id) => {
                self.identity.member_id = member_id;
                vec![self.join()]
            }
            Answer::Joined { identity, joined } => {
                self.pause.reset();
                (self.identity, self.joined, self.state) = (identity.clone(), joined.clone(), State::Syncing);
                (self.heartbeat, self.heartbeat_at) = (None, now + self.timing.heartbeat_interval);
                vec![self.send(Request::Sync { identity, joined })]
            }
            Answer::Synced(partitions) => {
                self.state = State::Adopting;
                self.owned.clone_from(&partitions);
                vec![Action::Tell(Notice::Assign(partitions))]
            }
            Answer::Done => Vec::new(),
        }
    }

    /// A join or a sync came to nothing.
    fn round_failed(&mut self, now: Instant, error: &ClientError) -> Actions {
        let mut actions = Vec::new();
        if has_moved(error) {
            actions.push(Action::ForgetCoordinator);
        }
        match error.code() {
            Some(ErrorCode::RebalanceInProgress) => actions.push(self.join()),
            Some(code @ (ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration)) => {
                self.thrown_out(code);
                if self.owned.is_empty() {
                    self.state = State::Joining;
                    self.retry_at = Some(now + self.pause.next());
                } else {
                    actions.push(self.release_lost());
                }
            }
            _ if error.is_retriable() => {
                self.state = State::Joining;
                self.retry_at = Some(now + self.pause.next());
            }
            _ => actions.extend(self.fail(error)),
        }
        actions
    }

    fn thrown_out(&mut self, code: ErrorCode) {
        match code {
            ErrorCode::IllegalGeneration => self.identity.generation = NO_GENERATION,
            _ => self.identity = Identity::default(),
        }
    }

    fn heartbeat_failed(&mut self, now: Instant, error: &ClientError) -> Actions {
        if has_moved(error) {
            self.heartbeat_at = now + self.pause.next();
            return vec![Action::ForgetCoordinator];
        }
        match error.code() {
            Some(ErrorCode::RebalanceInProgress) => self.must_join = true,
            Some(code @ (ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration)) => {
                self.thrown_out(code);
                return vec![self.release_lost()];
            }
            Some(_) if error.is_retriable() => self.heartbeat_at = now + self.pause.next(),
            _ => return self.fail(error),
        }
        Vec::new()
    }

    fn fail(&mut self, error: &ClientError) -> Actions {
        self.state = State::Failed;
        self.forget();
        vec![Action::Tell(Notice::Fail(error.into()))]
    }
}

impl Membership for Classic {
    type Request = Request;
    type Answer = Answer;

    fn step(&mut self, now: Instant, event: Event<Answer>) -> Actions {
        let mut actions = match event {
            Event::Polled => {
                self.polled_at = now;
                Vec::new()
            }
            Event::Wanted(wants) => self.wanted(wants),
            Event::Released(owned) if self.state == State::Releasing => {
                (self.owned, self.polled_at) = (owned, now);
                vec![self.join()]
            }
            Event::Adopted { has_let_go } if self.state == State::Adopting => {
                (self.state, self.polled_at) = (State::Stable, now);
                // Others wait for what was let go (KIP-429).
                self.must_join |= has_let_go && self.protocol == RebalanceProtocol::Cooperative;
                Vec::new()
            }
            Event::Answered { number, answer } => self.answered(now, number, answer),
            Event::Rejoin => {
                self.must_join |= !self.wants.is_nothing();
                Vec::new()
            }
            Event::Released(_) | Event::Adopted { .. } | Event::Time => Vec::new(),
        };
        actions.extend(self.due(now));
        actions
    }

    fn deadline(&self) -> Option<Instant> {
        let poll = self.is_in_group().then(|| self.polled_at + self.timing.max_poll_interval);
        let heartbeat = (self.is_in_group() && self.heartbeat.is_none()).then_some(self.heartbeat_at);
        [self.retry_at, poll, heartbeat].into_iter().flatten().min()
    }

    fn identity(&self) -> Identity {
        self.identity.clone()
    }

    fn leave(&mut self, how: Leave) -> Option<Request> {
        let stays = match how {
            Leave::Default => self.is_static,
            Leave::LeaveGroup => false,
            Leave::RemainInGroup => true,
        };
        self.leave_request(stays)
    }
}

#[cfg(test)]
mod tests;
