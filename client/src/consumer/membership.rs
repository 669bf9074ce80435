//! What a member of a group does next: two state machines, one for each protocol, without I/O and without a clock.
//!
//! [`classic::Classic`] joins, syncs and sends heartbeats; [`modern::Modern`] (KIP-848) sends heartbeats that carry
//! everything. Either turns an [`Event`] into [`Action`]s. The shell (`group`) carries them out: requests go to the
//! coordinator, a [`Notice`] to the application, which answers it from within `poll`. At most one notice is out.

pub(super) mod classic;
pub(super) mod modern;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use kavka_protocol::ErrorCode;

use crate::{ClientError, TopicPartition};

/// What the group knows us by. The generation is the member epoch in the newer protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub member_id: String,
    pub generation: i32,
}

impl Default for Identity {
    fn default() -> Self {
        Self { member_id: String::new(), generation: NO_GENERATION }
    }
}

/// The generation of who is not a member.
pub(super) const NO_GENERATION: i32 = -1;

/// What the application wants to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wants {
    pub topics: BTreeSet<String>,
    /// An expression that the broker resolves.
    pub regex: Option<String>,
}

impl Wants {
    pub(super) fn is_nothing(&self) -> bool {
        self.topics.is_empty() && self.regex.is_none()
    }
}

/// Something that happened. `A` is an answer to a request of the protocol.
#[derive(Debug)]
pub(super) enum Event<A> {
    /// The application polls.
    Polled,
    /// It wants something else. A wish for something makes a member; a wish for nothing leaves.
    Wanted(Wants),
    /// It has let go of what a [`Notice::Release`] named, and has this left.
    Released(Vec<TopicPartition>),
    /// It has taken over what a [`Notice::Assign`] named; whether it had to let something go meanwhile.
    Adopted { has_let_go: bool },
    /// The request with this number was answered, or failed.
    Answered { number: u64, answer: Result<A, ClientError> },
    /// Topics have changed, or the application wants a new round.
    Rejoin,
    /// Nothing, but a deadline has passed.
    Time,
}

/// Something to do. `R` is a request of the protocol.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Action<R> {
    /// Send, and report back under the number.
    Send { number: u64, request: R },
    /// Send; nobody waits for the answer.
    SendOnly(R),
    /// Find the coordinator anew before the next request.
    ForgetCoordinator,
    /// Tell the application.
    Tell(Notice),
}

/// What the application is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Notice {
    /// Let go, and say so by [`Event::Released`].
    Release {
        which: Release,
        /// They may have new owners already: there is nothing to commit.
        are_lost: bool,
    },
    /// Read these, and say so by [`Event::Adopted`].
    Assign(Vec<TopicPartition>),
    /// Membership is over, and will not come back by itself.
    Fail(FailedFor),
}

/// What to let go of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Release {
    All,
    /// What is no longer wanted.
    Unwanted(Wants),
    These(Vec<TopicPartition>),
}

/// Why membership is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FailedFor {
    pub code: Option<ErrorCode>,
    pub message: String,
}

impl From<&ClientError> for FailedFor {
    fn from(error: &ClientError) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

impl From<FailedFor> for ClientError {
    fn from(failed: FailedFor) -> Self {
        match failed.code {
            Some(code) => Self::Broker { code, message: failed.message },
            None => Self::Invalid(failed.message),
        }
    }
}

/// The settings of a membership.
#[derive(Debug, Clone)]
pub(super) struct Timing {
    pub heartbeat_interval: Duration,
    pub max_poll_interval: Duration,
    pub retry_backoff: Duration,
    pub retry_backoff_max: Duration,
}

/// A protocol's state machine.
pub(super) trait Membership: Send + 'static {
    /// A request to the coordinator.
    type Request: Send + 'static;
    /// Its answer.
    type Answer: Send + 'static;

    fn step(&mut self, now: Instant, event: Event<Self::Answer>) -> Vec<Action<Self::Request>>;

    /// When to be called with [`Event::Time`] at the latest.
    fn deadline(&self) -> Option<Instant>;

    fn identity(&self) -> Identity;

    /// The request that says good-bye, if there is anyone to say it to. The machine is not used afterwards.
    fn leave(&mut self, how: Leave) -> Option<Self::Request>;
}

/// How a consumer that closes leaves its group (KIP-1092).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Leave {
    /// A dynamic member leaves; a static one keeps its place until its session ends.
    #[default]
    Default,
    /// Leave, also as a static member.
    LeaveGroup,
    /// Say nothing: the session ends by itself.
    RemainInGroup,
}

/// Whether another coordinator has to be found.
fn has_moved(error: &ClientError) -> bool {
    matches!(error, ClientError::Net(_))
        || matches!(error.code(), Some(ErrorCode::NotCoordinator | ErrorCode::CoordinatorNotAvailable))
}

/// Growing pauses between tries, without chance: the shell adds none either, since one member is no herd.
#[derive(Debug, Clone)]
struct Pause {
    first: Duration,
    max: Duration,
    next: Duration,
}

impl Pause {
    fn new(timing: &Timing) -> Self {
        let (first, max) = (timing.retry_backoff, timing.retry_backoff_max);
        Self { first, max, next: first }
    }

    fn next(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(self.max);
        pause
    }

    fn reset(&mut self) {
        self.next = self.first;
    }
}
