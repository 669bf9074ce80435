//! One partition: its state machine, the writes that wait for the high watermark, the requests that wait for answers.

use std::collections::{HashMap, VecDeque};

use kavka_protocol::{ErrorCode, record::TransactionMarker};
use tokio::sync::oneshot;

use super::{
    Action, Actions, Now, Record, StateMachine, Then, Ticket, TransactionalProducer, Write,
    writer::{BatchFormat, next_batch},
};
use crate::log::{AppendError, CoordinatorLog};

/// Writes that may wait for the high watermark. More are refused with `COORDINATOR_NOT_AVAILABLE`; so many waiting
/// means that replication stands still.
const WAITING_MAX: usize = 100_000;

/// What a shard runs on.
pub(crate) struct Environment<'a, M: StateMachine> {
    pub log: &'a dyn CoordinatorLog,
    pub on_effect: &'a (dyn Fn(i32, i32, M::Effect) + Send + Sync),
    pub partition: i32,
    pub codec: kavka_protocol::compression::Codec,
    pub commit_timeout_ms: i64,
}

/// A loaded shard. Whoever holds its lock may call it; nothing in here waits.
pub(crate) struct ActiveShard<M: StateMachine> {
    machine: M,
    leader_epoch: i32,
    /// Offset after the last record that is in the state. Invariant: never falls.
    last_written: i64,
    /// In the order of their offsets.
    waiting: VecDeque<Waiting<M>>,
    tickets: HashMap<Ticket, oneshot::Sender<M::Response>>,
    next_ticket: u64,
}

struct Waiting<M: StateMachine> {
    /// Committed once the high watermark is here.
    end: i64,
    /// On the monotonic clock.
    deadline: i64,
    then: Then<M::Response, M::Pending>,
}

impl<M: StateMachine> ActiveShard<M> {
    /// A shard that has been loaded up to `last_written`.
    pub fn new(machine: M, leader_epoch: i32, last_written: i64) -> Self {
        Self {
            machine,
            leader_epoch,
            last_written,
            waiting: VecDeque::new(),
            tickets: HashMap::new(),
            next_ticket: 0,
        }
    }

    pub fn leader_epoch(&self) -> i32 {
        self.leader_epoch
    }

    /// Loading is done.
    pub fn loaded(&mut self, env: &Environment<'_, M>, now: Now, high_watermark: i64) {
        let mut actions = Actions::<M>::new();
        self.machine.loaded(now, &mut actions);
        self.carry_out(env, now, actions, high_watermark);
    }

    /// Takes a request; the answer goes to `reply`, perhaps at once.
    pub fn request(
        &mut self,
        env: &Environment<'_, M>,
        now: Now,
        request: M::Request,
        reply: oneshot::Sender<M::Response>,
        high_watermark: i64,
    ) {
        if self.waiting.len() >= WAITING_MAX {
            let _ = reply.send(M::refuse(&request, ErrorCode::CoordinatorNotAvailable));
            return;
        }
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.tickets.insert(ticket, reply);
        let mut actions = Actions::<M>::new();
        self.machine.request(now, ticket, request, &mut actions);
        self.carry_out(env, now, actions, high_watermark);
    }

    /// Deadlines, and writes that the high watermark has reached.
    pub fn advance(&mut self, env: &Environment<'_, M>, now: Now, high_watermark: i64) {
        // A machine may stop at the first deadline that makes it write, so that the next one finds what was written.
        while self.machine.next_wake().is_some_and(|at| at <= now.tick_ms) {
            let mut actions = Actions::<M>::new();
            self.machine.time_passed(now, &mut actions);
            self.carry_out(env, now, actions, high_watermark);
        }
        let mut actions = Actions::<M>::new();
        while self
            .waiting
            .front()
            .is_some_and(|waiting| waiting.deadline <= now.tick_ms && waiting.end > high_watermark)
        {
            if let Some(waiting) = self.waiting.pop_front() {
                // The records stay in the log and may yet be committed; the client cannot know and tries again.
                self.finish(now, waiting.then, Err(ErrorCode::CoordinatorNotAvailable), &mut actions);
            }
        }
        self.carry_out(env, now, actions, high_watermark);
    }

    /// When [`Self::advance`] is due, on the monotonic clock.
    pub fn next_wake(&self) -> Option<i64> {
        let waiting = self.waiting.front().map(|waiting| waiting.deadline);
        match (self.machine.next_wake(), waiting) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Another broker leads: everyone who waits is told to look there.
    pub fn unload(mut self, now: Now) {
        let error = ErrorCode::NotCoordinator;
        let mut actions = Actions::<M>::new();
        for waiting in std::mem::take(&mut self.waiting) {
            self.finish(now, waiting.then, Err(error), &mut actions);
        }
        self.machine.unloaded(&mut actions);
        for action in actions {
            match action {
                Action::Reply(ticket, response) => self.send(ticket, response),
                Action::Write(Write { then: Then::Reply(ticket, response), .. })
                | Action::WriteTransactional(_, Write { then: Then::Reply(ticket, response), .. })
                | Action::EndTransaction(_, Then::Reply(ticket, response)) => {
                    self.send(ticket, M::failed(response, error));
                }
                Action::Write(_)
                | Action::WriteTransactional(..)
                | Action::EndTransaction(..)
                | Action::Effect(_) => {}
            }
        }
    }

    fn carry_out(&mut self, env: &Environment<'_, M>, now: Now, actions: Actions<M>, high_watermark: i64) {
        let mut queue = VecDeque::from(actions);
        let mut high_watermark = high_watermark;
        loop {
            while let Some(action) = queue.pop_front() {
                let mut more = Actions::<M>::new();
                match action {
                    Action::Reply(ticket, response) => self.send(ticket, response),
                    Action::Effect(effect) => (env.on_effect)(env.partition, self.leader_epoch, effect),
                    Action::Write(write) => {
                        let result = self.append(env, now, &write.records, write.replay, None);
                        self.written(env, now, result, write.then, high_watermark, &mut more);
                    }
                    Action::WriteTransactional(producer, write) => {
                        let result = self.append(env, now, &write.records, write.replay, Some(producer));
                        self.written(env, now, result, write.then, high_watermark, &mut more);
                    }
                    Action::EndTransaction(marker, then) => {
                        let result = self.end_transaction(env, now, &marker);
                        self.written(env, now, result, then, high_watermark, &mut more);
                    }
                }
                // A failed write's consequences come before what was decided after it.
                more.into_iter().rev().for_each(|action| queue.push_front(action));
            }
            if let Some(bounds) = self.waiting.front().and_then(|_| env.log.bounds(env.partition)) {
                high_watermark = high_watermark.max(bounds.high_watermark);
            }
            let mut more = Actions::<M>::new();
            while self.waiting.front().is_some_and(|waiting| waiting.end <= high_watermark) {
                if let Some(waiting) = self.waiting.pop_front() {
                    self.finish(now, waiting.then, Ok(()), &mut more);
                }
            }
            if more.is_empty() {
                return;
            }
            queue.extend(more);
        }
    }

    /// Has what follows an append done: at once, or when the high watermark has passed it.
    fn written(
        &mut self,
        env: &Environment<'_, M>,
        now: Now,
        result: Result<(), AppendError>,
        then: Then<M::Response, M::Pending>,
        high_watermark: i64,
        actions: &mut Actions<M>,
    ) {
        if let Err(error) = result {
            tracing::warn!(partition = env.partition, %error, "coordinator could not write");
            return self.finish(now, then, Err(response_error(&error)), actions);
        }
        if self.waiting.is_empty() && self.last_written <= high_watermark {
            return self.finish(now, then, Ok(()), actions);
        }
        let deadline = now.tick_ms.saturating_add(env.commit_timeout_ms);
        self.waiting.push_back(Waiting { end: self.last_written, deadline, then });
    }

    fn end_transaction(
        &mut self,
        env: &Environment<'_, M>,
        now: Now,
        marker: &TransactionMarker,
    ) -> Result<(), AppendError> {
        let end = env.log.append_marker(env.partition, self.leader_epoch, marker, now.wall_ms)?;
        self.appended(end);
        self.machine.replay_marker(marker.producer_id, marker.committed);
        Ok(())
    }

    fn appended(&mut self, end: i64) {
        assert!(end > self.last_written, "the log went from {} back to {end}", self.last_written);
        self.last_written = end;
    }

    fn append(
        &mut self,
        env: &Environment<'_, M>,
        now: Now,
        records: &[Record],
        replay: bool,
        producer: Option<TransactionalProducer>,
    ) -> Result<(), AppendError> {
        let max_bytes = env.log.max_batch_bytes(env.partition);
        let format = BatchFormat { codec: env.codec, max_bytes, producer };
        let producer_id = producer.map_or(-1, |producer| producer.producer_id);
        let (partition, epoch) = (env.partition, self.leader_epoch);
        // All are made before the first is appended: what cannot be written leaves nothing behind.
        let mut batches = Vec::with_capacity(1);
        let mut rest = records;
        while !rest.is_empty() {
            let (batch, taken) = next_batch(rest, format, now.wall_ms)?;
            let (those, others) = rest.split_at(taken);
            rest = others;
            batches.push((batch, those));
        }
        for (batch, records) in batches {
            let end = match producer {
                None => env.log.append(partition, epoch, batch, now.wall_ms)?,
                Some(TransactionalProducer { verification, .. }) => {
                    env.log.append_transactional(partition, epoch, batch, verification, now.wall_ms)?
                }
            };
            self.appended(end);
            let base = end - i64::try_from(records.len()).unwrap_or(i64::MAX);
            for (offset, record) in (base..).zip(records).filter(|_| replay) {
                if let Err(error) = self.machine.replay(now, offset, producer_id, record) {
                    tracing::error!(partition = env.partition, offset, error, "own record not understood");
                }
            }
        }
        Ok(())
    }

    fn finish(
        &mut self,
        now: Now,
        then: Then<M::Response, M::Pending>,
        result: Result<(), ErrorCode>,
        actions: &mut Actions<M>,
    ) {
        match (then, result) {
            (Then::Reply(ticket, response), Ok(())) => self.send(ticket, response),
            (Then::Reply(ticket, response), Err(error)) => self.send(ticket, M::failed(response, error)),
            (Then::Continue(pending), result) => self.machine.written(now, pending, result, actions),
            (Then::Nothing, _) => {}
        }
    }

    fn send(&mut self, ticket: Ticket, response: M::Response) {
        if let Some(reply) = self.tickets.remove(&ticket) {
            // The client may have gone.
            let _ = reply.send(response);
        }
    }
}

/// What clients are told when a write fails: codes that make them try again or look elsewhere, never those of the log.
fn response_error(error: &AppendError) -> ErrorCode {
    match error {
        AppendError::UnknownPartition | AppendError::NotEnoughReplicas => ErrorCode::CoordinatorNotAvailable,
        AppendError::NotLeader | AppendError::Storage(_) => ErrorCode::NotCoordinator,
        AppendError::InvalidTxnState => ErrorCode::InvalidTxnState,
        AppendError::InvalidProducerEpoch => ErrorCode::InvalidProducerEpoch,
        AppendError::TransactionCoordinatorFenced => ErrorCode::TransactionCoordinatorFenced,
        AppendError::TooLarge | AppendError::Other(_) => ErrorCode::UnknownServerError,
    }
}
