//! Shards, their writes, timers and loading.
//!
//! A [`StateMachine`] decides; a shard carries out what it decided: it appends records through the
//! [`crate::CoordinatorLog`], replays them, keeps answers until the high watermark has passed them, and brings time.

pub(crate) mod driver;
pub(crate) mod loader;
mod shard;
pub mod timers;
mod writer;

use std::convert::Infallible;

use bytes::Bytes;
use kavka_protocol::{ErrorCode, record::TransactionMarker};

/// The time as a state machine sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Wall clock, milliseconds since 1970: for timestamps in records and retention.
    pub wall_ms: i64,
    /// Monotonic clock in milliseconds from any origin: for timeouts, which must not move with the wall clock.
    pub tick_ms: i64,
}

/// Names a request that waits for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// A record of a coordinator's topic, `None` for a tombstone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Key with its type in front.
    pub key: Bytes,
    /// Value with its version in front.
    pub value: Option<Bytes>,
}

/// What a state machine wants done, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action<R, P, E = Infallible> {
    /// Send this answer now.
    Reply(Ticket, R),
    /// Append these records.
    Write(Write<R, P>),
    /// Append these records as part of a transaction. They are replayed with its producer id.
    WriteTransactional(TransactionalProducer, Write<R, P>),
    /// Append the end of a transaction and replay it with [`StateMachine::replay_marker`].
    EndTransaction(TransactionMarker, Then<R, P>),
    /// Do this outside; what comes of it is another request.
    Effect(E),
}

/// Who writes records as part of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransactionalProducer {
    /// Producer id.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
    /// See [`crate::CoordinatorLog::append_transactional`].
    pub verification: u64,
}

/// Records to append as one batch, and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write<R, P> {
    /// The records. None: what follows waits for the writes before it, which is how a read sees committed state only.
    pub records: Vec<Record>,
    /// Whether the records are replayed into the state once appended. Not when the state is ahead of them already.
    pub replay: bool,
    /// What to do when the high watermark has passed the batch, or when that cannot be.
    pub then: Then<R, P>,
}

/// What follows a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then<R, P> {
    /// Send this answer; on failure what [`StateMachine::failed`] makes of it.
    Reply(Ticket, R),
    /// Call [`StateMachine::written`].
    Continue(P),
    /// Nothing.
    Nothing,
}

/// The actions of one step.
pub type Actions<M> =
    Vec<Action<<M as StateMachine>::Response, <M as StateMachine>::Pending, <M as StateMachine>::Effect>>;

/// State of one partition of a coordinator's topic, and the rules that move it. No I/O, no clock, no randomness.
pub trait StateMachine: Send + 'static {
    /// What it is asked.
    type Request: Send;
    /// What it answers.
    type Response: Send;
    /// What it remembers about a write under way.
    type Pending: Send;
    /// What it has done outside, [`Infallible`] if nothing.
    type Effect: Send;

    /// Decides on a request.
    fn request(&mut self, now: Now, ticket: Ticket, request: Self::Request, actions: &mut Actions<Self>)
    where
        Self: Sized;

    /// A write with [`Then::Continue`] is committed, or has failed with the code to give to clients.
    fn written(
        &mut self,
        now: Now,
        pending: Self::Pending,
        result: Result<(), ErrorCode>,
        actions: &mut Actions<Self>,
    ) where
        Self: Sized;

    /// Handles deadlines at or before now. It may stop after one that makes it write, and is called again then; it
    /// must not set deadlines that have passed already.
    fn time_passed(&mut self, now: Now, actions: &mut Actions<Self>)
    where
        Self: Sized;

    /// When to call [`Self::time_passed`] next, on the monotonic clock.
    fn next_wake(&self) -> Option<i64>;

    /// Applies a record found at `offset`, written under `producer_id` (-1 outside a transaction). A record that
    /// cannot be understood is kept as it is in the log and skipped: the error is logged, never fatal.
    ///
    /// # Errors
    /// The text says what is wrong with the record.
    fn replay(&mut self, now: Now, offset: i64, producer_id: i64, record: &Record) -> Result<(), String>;

    /// Applies a transaction marker.
    fn replay_marker(&mut self, producer_id: i64, committed: bool);

    /// Loading is done: timers start.
    fn loaded(&mut self, now: Now, actions: &mut Actions<Self>)
    where
        Self: Sized;

    /// The partition has another leader: answers every request it has parked itself.
    fn unloaded(&mut self, actions: &mut Actions<Self>)
    where
        Self: Sized;

    /// The refusal of a request the shard cannot take.
    fn refuse(request: &Self::Request, error: ErrorCode) -> Self::Response;

    /// The refusal in place of a prepared answer whose records were not committed.
    fn failed(response: Self::Response, error: ErrorCode) -> Self::Response;
}
