//! One partition of `__transaction_state`: its transactional ids, and what requests and time do to them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc,
        atomic::{AtomicI16, Ordering},
    },
};

use kavka_protocol::ErrorCode;

use super::{
    MarkerOutcomes, TransactionConfig, TransactionState,
    config::millis,
    decide::{self, Decision, Given},
    ending::{Ending, Settled},
    messages::{DescribedTransaction, ListFilter, ListedTransaction, Producer, Request, Response},
    records::{self, Decoded},
    state::Transaction,
};
use crate::runtime::{Action, Actions, Now, Record, StateMachine, Then, Ticket, Write, timers::Timers};

/// What all shards of a coordinator go by.
#[derive(Debug)]
pub(crate) struct Rules {
    pub config: TransactionConfig,
    /// Finalized `transaction.version`.
    pub transaction_version: AtomicI16,
}

/// Deadlines of a shard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TimerKey {
    /// Next look for transactions that have run out of time.
    TimedOut,
    /// Next look for ids that have not been used for long.
    Expired,
    /// The next attempt to end a prepared transaction.
    TryAgain(Arc<str>),
    /// The producer has waited long enough for the end of its transaction.
    Answer(Arc<str>),
}

/// What the shard has done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Write markers; the answer is [`Request::MarkersWritten`].
    Send(SendMarkers),
    /// Get a producer id; the answer is [`Request::TimedOut`].
    ProducerId(Arc<str>, Producer),
}

/// Markers of a prepared transaction that are to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SendMarkers {
    pub transactional_id: Arc<str>,
    pub producer: Producer,
    pub committed: bool,
    pub transaction_version: i16,
    pub partitions: super::PartitionSet,
}

/// A write under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pending {
    /// The end of a transaction is decided once this is committed. The answer is for who asked for it.
    Prepared { id: Arc<str>, producer: Producer, waiter: Option<(Ticket, Response)> },
    /// A transaction has ended once this is committed.
    Completed { id: Arc<str>, producer: Producer },
}

/// The state of one partition of `__transaction_state`.
#[derive(Debug)]
pub(crate) struct TransactionShard {
    rules: Arc<Rules>,
    pub(super) transactions: BTreeMap<Arc<str>, Transaction>,
    /// Ids with an open transaction.
    open: BTreeSet<Arc<str>>,
    /// Decided and not yet in the log: [`StateMachine::replay`] takes it from here, with what records do not carry.
    /// One that was never appended is replaced by the next decision on its id.
    staged: HashMap<Arc<str>, Transaction>,
    /// Prepared transactions whose markers are being written, by id.
    pub(super) endings: HashMap<Arc<str>, Ending>,
    timers: Timers<TimerKey>,
}

impl TransactionShard {
    /// A shard that knows of no ids yet.
    pub fn new(rules: Arc<Rules>) -> Self {
        Self {
            rules,
            transactions: BTreeMap::new(),
            open: BTreeSet::new(),
            staged: HashMap::new(),
            endings: HashMap::new(),
            timers: Timers::default(),
        }
    }

    fn given(&self, now: Now, fresh_id: Option<i64>) -> Given {
        let config = &self.rules.config;
        Given {
            now_ms: now.wall_ms,
            transaction_version: self.transaction_version(),
            max_timeout_ms: millis(config.transaction_max_timeout),
            two_phase_commit: config.transaction_two_phase_commit_enable,
            fresh_id,
        }
    }

    fn transaction_version(&self) -> i16 {
        self.rules.transaction_version.load(Ordering::Relaxed)
    }

    /// Carries out a decision whose answer `wrap` makes a response of.
    fn carry_out<T>(
        &mut self,
        id: &str,
        decision: Decision<T>,
        ticket: Ticket,
        wrap: fn(T) -> Response,
        actions: &mut Actions<Self>,
    ) {
        let (then, next) = match decision {
            Decision::NeedsProducerId => {
                return actions.push(Action::Reply(ticket, Response::NeedsProducerId));
            }
            Decision::Answer(answer) => return reply_committed(ticket, wrap(answer), actions),
            Decision::Write(next, answer) => (Then::Reply(ticket, wrap(answer)), next),
            Decision::End(next, answer) => {
                let waiter = Some((ticket, wrap(answer)));
                let producer = next.producer();
                (Then::Continue(Pending::Prepared { id: id.into(), producer, waiter }), next)
            }
        };
        self.write(id, next, then, actions);
    }

    /// Has the next state of an id written.
    fn write(
        &mut self,
        id: &str,
        next: Transaction,
        then: Then<Response, Pending>,
        actions: &mut Actions<Self>,
    ) {
        let record = match records::encode(id, &next, self.transaction_version()) {
            Ok(record) => record,
            Err(error) => {
                tracing::error!(id, error, "transaction cannot be written");
                let failed = ErrorCode::UnknownServerError;
                let waiter = match then {
                    Then::Reply(ticket, response) => Some((ticket, response)),
                    Then::Continue(Pending::Prepared { waiter, .. }) => waiter,
                    Then::Continue(Pending::Completed { .. }) | Then::Nothing => None,
                };
                actions.extend(waiter.map(|(ticket, response)| Action::Reply(ticket, response.fail(failed))));
                return;
            }
        };
        self.staged.insert(id.into(), next);
        actions.push(Action::Write(Write { records: vec![record], replay: true, then }));
    }

    fn put(&mut self, id: Arc<str>, next: Transaction) {
        if next.state == TransactionState::Ongoing {
            self.open.insert(Arc::clone(&id));
        } else {
            self.open.remove(&id);
        }
        if matches!(next.state, TransactionState::CompleteCommit | TransactionState::CompleteAbort)
            && let Some(ending) = self.endings.get_mut(&id)
        {
            ending.is_recorded = true;
        }
        self.transactions.insert(id, next);
    }

    fn describe(&self, id: String) -> DescribedTransaction {
        if id.is_empty() {
            return DescribedTransaction::error(id, ErrorCode::InvalidRequest);
        }
        let Some(found) = self.transactions.get(id.as_str()) else {
            return DescribedTransaction::error(id, ErrorCode::TransactionalIdNotFound);
        };
        // Kafka takes each partition from the set as its marker is written.
        let partitions = self.endings.get(id.as_str()).map_or(&found.partitions, |ending| &ending.remaining);
        DescribedTransaction {
            error: ErrorCode::None,
            transactional_id: id,
            state: Some(found.state),
            transaction_timeout_ms: found.timeout_ms,
            transaction_start_ms: found.start_ms,
            producer: found.producer(),
            partitions: if found.state.is_prepared() { partitions.clone() } else { found.partitions.clone() },
        }
    }

    fn list(&self, now: Now, filter: &ListFilter) -> Vec<ListedTransaction> {
        let matches = |id: &str, found: &Transaction| {
            (filter.producer_ids.is_empty() || filter.producer_ids.contains(&found.producer_id))
                && filter.states.as_ref().is_none_or(|states| states.contains(&found.state))
                && (filter.duration_ms < 0 || now.wall_ms.saturating_sub(found.start_ms) > filter.duration_ms)
                && filter.pattern.as_ref().is_none_or(|pattern| pattern.is_match(id))
        };
        let found = self.transactions.iter().filter(|(id, found)| matches(id, found));
        let listed = |(id, found): (&Arc<str>, &Transaction)| ListedTransaction {
            transactional_id: id.to_string(),
            producer_id: found.producer_id,
            state: found.state,
        };
        found.map(listed).collect()
    }

    /// Aborts an open transaction that has run out of time.
    fn time_out(&mut self, now: Now, id: &Arc<str>, fresh_id: Option<i64>, actions: &mut Actions<Self>) {
        let Some(current) = self.transactions.get(id) else { return };
        if !current.is_timed_out(now.wall_ms) {
            return;
        }
        match decide::fence(current, &self.given(now, fresh_id)) {
            Decision::End(next, ()) => {
                tracing::info!(%id, producer_id = next.producer_id, "transaction timed out and is aborted");
                let (id, producer) = (Arc::clone(id), next.producer());
                let then = Then::Continue(Pending::Prepared { id: Arc::clone(&id), producer, waiter: None });
                self.write(&id, next, then, actions);
            }
            Decision::NeedsProducerId | Decision::Answer(()) | Decision::Write(..) => {
                actions.push(Action::Effect(Effect::ProducerId(Arc::clone(id), current.producer())));
            }
        }
    }

    fn expire(&mut self, now: Now, actions: &mut Actions<Self>) {
        let before = now.wall_ms.saturating_sub(millis(self.rules.config.transactional_id_expiration));
        let expired = self
            .transactions
            .iter()
            .filter(|(_, found)| found.state.may_expire() && found.last_update_ms <= before)
            .filter_map(|(id, _)| records::tombstone(id).ok());
        let records: Vec<Record> = expired.collect();
        if !records.is_empty() {
            actions.push(Action::Write(Write { records, replay: true, then: Then::Nothing }));
        }
    }

    fn schedule(&mut self, now: Now, key: TimerKey, after_ms: i64) {
        self.timers.schedule(key, now.tick_ms.saturating_add(after_ms));
    }

    /// A Prepare record is committed, so the outcome is: now the partitions are told.
    fn prepared(
        &mut self,
        now: Now,
        id: Arc<str>,
        producer: Producer,
        waiter: Option<(Ticket, Response)>,
        actions: &mut Actions<Self>,
    ) {
        let Some(current) = self.transactions.get(&id) else { return };
        let mut ending = Ending::new(producer, current.partitions.clone());
        if let Some(waiter) = waiter {
            ending.waiter = Some(waiter);
            self.schedule(now, TimerKey::Answer(Arc::clone(&id)), Ending::WAIT_MS);
        }
        self.endings.insert(Arc::clone(&id), ending);
        self.go_on(now, &id, actions);
    }

    /// The next step in ending a prepared transaction.
    fn go_on(&mut self, now: Now, id: &Arc<str>, actions: &mut Actions<Self>) {
        let Some(current) = self.transactions.get(id).filter(|found| found.state.is_prepared()) else {
            return;
        };
        let Some(ending) = self.endings.get_mut(id).filter(|ending| !ending.is_busy) else { return };
        ending.is_busy = true;
        let producer = ending.producer;
        if ending.remaining.is_empty() {
            let next = decide::complete(current, now.wall_ms);
            let then = Then::Continue(Pending::Completed { id: Arc::clone(id), producer });
            return self.write(id, next, then, actions);
        }
        actions.push(Action::Effect(Effect::Send(SendMarkers {
            transactional_id: Arc::clone(id),
            producer,
            committed: current.state == TransactionState::PrepareCommit,
            transaction_version: current.client_transaction_version,
            partitions: ending.remaining.clone(),
        })));
    }

    fn markers_written(
        &mut self,
        now: Now,
        id: &str,
        producer: Producer,
        outcomes: MarkerOutcomes,
        actions: &mut Actions<Self>,
    ) {
        let Some((id, ending)) = self.endings.get_key_value(id) else { return };
        let id = Arc::clone(id);
        // From before this broker lost the partition and got it again.
        if ending.producer != producer {
            return;
        }
        let Some(ending) = self.endings.get_mut(&id) else { return };
        match ending.settle(&id, outcomes) {
            Settled::All => self.go_on(now, &id, actions),
            Settled::TryAgainIn(ms) => self.schedule(now, TimerKey::TryAgain(id), ms),
        }
    }

    fn completed(
        &mut self,
        now: Now,
        id: &Arc<str>,
        producer: Producer,
        result: Result<(), ErrorCode>,
        actions: &mut Actions<Self>,
    ) {
        let Some(ending) = self.endings.get_mut(id).filter(|ending| ending.producer == producer) else {
            return;
        };
        if let (Err(error), false) = (result, ending.is_recorded) {
            tracing::warn!(%id, ?error, "end of a transaction could not be written, trying again");
            let ms = ending.failed();
            return self.schedule(now, TimerKey::TryAgain(Arc::clone(id)), ms);
        }
        if let Some((ticket, response)) = ending.waiter.take() {
            let response = result.map_or_else(|error| response.clone().fail(error), |()| response.clone());
            actions.push(Action::Reply(ticket, response));
        }
        self.endings.remove(id);
        self.timers.cancel(&TimerKey::Answer(Arc::clone(id)));
    }

    fn is_prepared(&self, id: &str, producer: Producer) -> bool {
        let found = self.transactions.get(id);
        found.is_some_and(|found| found.state.is_prepared() && found.producer() == producer)
    }
}

/// Answers when all writes so far are committed: even a refusal tells of the state.
fn reply_committed(ticket: Ticket, response: Response, actions: &mut Actions<TransactionShard>) {
    actions.push(Action::Write(Write {
        records: Vec::new(),
        replay: true,
        then: Then::Reply(ticket, response),
    }));
}

impl StateMachine for TransactionShard {
    type Request = Request;
    type Response = Response;
    type Pending = Pending;
    type Effect = Effect;

    fn request(&mut self, now: Now, ticket: Ticket, request: Request, actions: &mut Actions<Self>) {
        match request {
            Request::Init(request, fresh_id) => {
                let id = request.transactional_id.as_str();
                let decision = decide::init(self.transactions.get(id), &request, &self.given(now, fresh_id));
                self.carry_out(id, decision, ticket, Response::Producer, actions);
            }
            Request::Add(request) => {
                let id = request.transactional_id.as_str();
                let decision = decide::add(self.transactions.get(id), &request, &self.given(now, None));
                self.carry_out(id, decision, ticket, Response::Added, actions);
            }
            Request::Verify(request) => {
                let current = self.transactions.get(request.transactional_id.as_str());
                let verified = decide::verify(current, &request);
                reply_committed(ticket, Response::Verified(verified), actions);
            }
            Request::End(request, fresh_id) => {
                let id = request.transactional_id.as_str();
                let decision = decide::end(self.transactions.get(id), &request, &self.given(now, fresh_id));
                self.carry_out(id, decision, ticket, Response::Producer, actions);
            }
            Request::Describe(id) => {
                reply_committed(ticket, Response::Described(self.describe(id)), actions);
            }
            Request::List(filter) => {
                let listed = self.list(now, &filter);
                reply_committed(ticket, Response::Listed(ErrorCode::None, listed), actions);
            }
            Request::TimedOut(id, producer, fresh_id) => {
                actions.push(Action::Reply(ticket, Response::Noted));
                let found = self.transactions.get_key_value(id.as_str());
                let Some((id, _)) = found.filter(|(_, found)| found.producer() == producer) else { return };
                let id = Arc::clone(id);
                match fresh_id {
                    Ok(fresh_id) => self.time_out(now, &id, Some(fresh_id), actions),
                    Err(error) => tracing::warn!(%id, ?error, "no producer id for a transaction timed out"),
                }
            }
            Request::MarkersWritten(id, producer, outcomes) => {
                actions.push(Action::Reply(ticket, Response::Noted));
                self.markers_written(now, &id, producer, outcomes, actions);
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
        match (pending, result) {
            (Pending::Prepared { id, producer, waiter }, Ok(())) => {
                if self.is_prepared(&id, producer) {
                    self.prepared(now, id, producer, waiter, actions);
                } else if let Some((ticket, response)) = waiter {
                    actions.push(Action::Reply(ticket, response.fail(ErrorCode::UnknownServerError)));
                }
            }
            (Pending::Prepared { id, producer, waiter }, Err(error)) => {
                actions.extend(waiter.map(|(ticket, response)| Action::Reply(ticket, response.fail(error))));
                // Appended, but not committed in time. It may yet be; nobody else would tell the partitions then.
                if self.is_prepared(&id, producer) {
                    actions.push(wait_for_commit(id, producer));
                }
            }
            (Pending::Completed { id, producer }, result) => {
                self.completed(now, &id, producer, result, actions);
            }
        }
    }

    fn time_passed(&mut self, now: Now, actions: &mut Actions<Self>) {
        while let Some(key) = self.timers.pop_due(now.tick_ms) {
            match key {
                TimerKey::TimedOut => {
                    for id in self.open.iter().cloned().collect::<Vec<_>>() {
                        self.time_out(now, &id, None, actions);
                    }
                    self.schedule(now, TimerKey::TimedOut, self.timeout_interval_ms());
                }
                TimerKey::Expired => {
                    self.expire(now, actions);
                    self.schedule(now, TimerKey::Expired, self.expiry_interval_ms());
                }
                TimerKey::TryAgain(id) => self.go_on(now, &id, actions),
                TimerKey::Answer(id) => {
                    let waiter = self.endings.get_mut(&id).and_then(|ending| ending.waiter.take());
                    actions.extend(waiter.map(|(ticket, response)| Action::Reply(ticket, response)));
                }
            }
        }
    }

    fn next_wake(&self) -> Option<i64> {
        self.timers.next_wake()
    }

    fn replay(&mut self, _: Now, _: i64, _: i64, record: &Record) -> Result<(), String> {
        match records::decode(record)? {
            Decoded::Transaction(id, read) => {
                let next = self.staged.remove(&id).unwrap_or(read);
                self.put(id, next);
            }
            Decoded::Removed(id) => {
                self.staged.remove(&id);
                self.open.remove(&id);
                self.transactions.remove(&id);
            }
            Decoded::Unknown => {}
        }
        Ok(())
    }

    fn replay_marker(&mut self, _: i64, _: bool) {}

    fn loaded(&mut self, now: Now, actions: &mut Actions<Self>) {
        let prepared = self.transactions.iter().filter(|(_, found)| found.state.is_prepared());
        // The log is loaded to its end: the last decisions may not be committed yet.
        actions.extend(prepared.map(|(id, found)| wait_for_commit(Arc::clone(id), found.producer())));
        self.schedule(now, TimerKey::TimedOut, self.timeout_interval_ms());
        self.schedule(now, TimerKey::Expired, self.expiry_interval_ms());
    }

    fn unloaded(&mut self, actions: &mut Actions<Self>) {
        for ending in self.endings.values_mut() {
            let waiter = ending.waiter.take();
            // The outcome is decided and committed, but who asks again should hear it from the next coordinator.
            let refused = |(ticket, response): (Ticket, Response)| {
                Action::Reply(ticket, response.fail(ErrorCode::NotCoordinator))
            };
            actions.extend(waiter.map(refused));
        }
    }

    fn refuse(request: &Request, error: ErrorCode) -> Response {
        request.refuse(error)
    }

    fn failed(response: Response, error: ErrorCode) -> Response {
        response.fail(error)
    }
}

impl TransactionShard {
    fn timeout_interval_ms(&self) -> i64 {
        millis(self.rules.config.transaction_abort_timed_out_transaction_cleanup_interval)
    }

    fn expiry_interval_ms(&self) -> i64 {
        millis(self.rules.config.transaction_remove_expired_transaction_cleanup_interval)
    }
}

/// Waits until all that is in the log so far is committed, a Prepare record of `id` with it.
fn wait_for_commit(id: Arc<str>, producer: Producer) -> Action<Response, Pending, Effect> {
    let then = Then::Continue(Pending::Prepared { id, producer, waiter: None });
    Action::Write(Write { records: Vec::new(), replay: true, then })
}
