//! A shard, a log in memory, a clock, and partitions that take markers, all moved by hand.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, atomic::AtomicI16},
};

use kavka_protocol::ErrorCode;

use super::super::{
    MarkerOutcome, PartitionSet, TransactionConfig, TransactionState,
    messages::*,
    records,
    shard::{Effect, Pending, Rules, SendMarkers, TransactionShard},
    state::Transaction,
};
use crate::runtime::{Action, Now, Record, StateMachine, Then, Ticket};

pub(super) const START_MS: i64 = 1_700_000_000_000;
pub(super) const TIMEOUT_MS: i32 = 60_000;
/// The first id that the fixture gives out.
pub(super) const FIRST_ID: i64 = 1_000;

/// What becomes of writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commits {
    AtOnce,
    /// Appended, but held until [`Fixture::commit`].
    Held,
    /// Refused by the log.
    Refused,
}

pub(super) struct Fixture {
    pub shard: TransactionShard,
    pub now: Now,
    pub log: Vec<Record>,
    /// How much of the log is committed.
    pub committed: usize,
    pub commits: Commits,
    pub replies: HashMap<Ticket, Response>,
    /// Markers that the shard wants written.
    pub sends: Vec<SendMarkers>,
    /// Ids of transactions that need a producer id.
    pub wanting: Vec<(Arc<str>, Producer)>,
    rules: Arc<Rules>,
    held: VecDeque<Then<Response, Pending>>,
    next_ticket: u64,
    next_id: i64,
}

impl Fixture {
    /// At a finalized `transaction.version`.
    pub fn new(transaction_version: i16) -> Self {
        Self::with(TransactionConfig::default(), transaction_version)
    }

    pub fn with(config: TransactionConfig, transaction_version: i16) -> Self {
        let rules = Arc::new(Rules { config, transaction_version: AtomicI16::new(transaction_version) });
        let mut fixture = Self {
            shard: TransactionShard::new(Arc::clone(&rules)),
            now: Now { wall_ms: START_MS, tick_ms: 0 },
            log: Vec::new(),
            committed: 0,
            commits: Commits::AtOnce,
            replies: HashMap::new(),
            sends: Vec::new(),
            wanting: Vec::new(),
            rules,
            held: VecDeque::new(),
            next_ticket: 1,
            next_id: FIRST_ID,
        };
        fixture.load();
        fixture
    }

    fn load(&mut self) {
        let mut actions = Vec::new();
        self.shard.loaded(self.now, &mut actions);
        self.carry_out(actions);
    }

    /// Puts a state into the log, as if it had come about.
    pub fn has(&mut self, id: &str, transaction: &Transaction) {
        let version = self.rules.transaction_version.load(std::sync::atomic::Ordering::Relaxed);
        self.log.push(records::encode(id, transaction, version).expect("fits"));
        self.committed = self.log.len();
        self.restart();
    }

    /// The shard as the log alone makes it.
    pub fn replayed(&self) -> BTreeMap<Arc<str>, Transaction> {
        let mut shard = TransactionShard::new(Arc::clone(&self.rules));
        for record in &self.log {
            shard.replay(self.now, 0, -1, record).expect("own records are understood");
        }
        shard.transactions
    }

    /// Drops the shard and builds it again from the log. Whoever waits is refused, what was under way is lost.
    pub fn restart(&mut self) {
        let error = ErrorCode::NotCoordinator;
        let mut actions = Vec::new();
        for then in std::mem::take(&mut self.held) {
            self.finish(then, Err(error), &mut actions);
        }
        self.shard.unloaded(&mut actions);
        for action in actions {
            match action {
                Action::Reply(ticket, response) => drop(self.replies.insert(ticket, response)),
                Action::Write(write) => {
                    if let Then::Reply(ticket, response) = write.then {
                        self.replies.insert(ticket, response.fail(error));
                    }
                }
                _ => {}
            }
        }
        self.shard = TransactionShard::new(Arc::clone(&self.rules));
        for record in &self.log {
            self.shard.replay(self.now, 0, -1, record).expect("own records are understood");
        }
        self.sends.clear();
        self.wanting.clear();
        self.load();
    }

    /// Another broker becomes the coordinator, which has only what was committed.
    pub fn fail_over(&mut self) {
        self.log.truncate(self.committed);
        self.restart();
    }

    pub fn send(&mut self, request: Request) -> Ticket {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        let mut actions = Vec::new();
        self.shard.request(self.now, ticket, request, &mut actions);
        self.carry_out(actions);
        ticket
    }

    /// Sends a request again with a fresh producer id if it wants one.
    pub fn send_with_id(&mut self, request: impl Fn(Option<i64>) -> Request) -> Ticket {
        let ticket = self.send(request(None));
        if self.replies.get(&ticket) != Some(&Response::NeedsProducerId) {
            return ticket;
        }
        let id = self.fresh_id();
        self.send(request(Some(id)))
    }

    pub fn fresh_id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id - 1
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
            if next == end {
                return;
            }
        }
    }

    /// Commits all that is held.
    pub fn commit(&mut self) {
        self.commits = Commits::AtOnce;
        self.committed = self.log.len();
        self.end_held(Ok(()));
    }

    /// The high watermark does not come in time for what is held.
    pub fn time_out_commits(&mut self) {
        self.end_held(Err(ErrorCode::CoordinatorNotAvailable));
    }

    fn end_held(&mut self, result: Result<(), ErrorCode>) {
        let mut actions = Vec::new();
        for then in std::mem::take(&mut self.held) {
            self.finish(then, result, &mut actions);
        }
        self.carry_out(actions);
    }

    fn finish(
        &mut self,
        then: Then<Response, Pending>,
        result: Result<(), ErrorCode>,
        actions: &mut Vec<Action<Response, Pending, Effect>>,
    ) {
        match (then, result) {
            (Then::Reply(ticket, response), Ok(())) => drop(self.replies.insert(ticket, response)),
            (Then::Reply(ticket, response), Err(error)) => {
                self.replies.insert(ticket, TransactionShard::failed(response, error));
            }
            (Then::Continue(pending), result) => self.shard.written(self.now, pending, result, actions),
            (Then::Nothing, _) => {}
        }
    }

    fn carry_out(&mut self, actions: Vec<Action<Response, Pending, Effect>>) {
        let mut queue = VecDeque::from(actions);
        while let Some(action) = queue.pop_front() {
            let mut more = Vec::new();
            match action {
                Action::Reply(ticket, response) => drop(self.replies.insert(ticket, response)),
                Action::Effect(Effect::Send(send)) => self.sends.push(send),
                Action::Effect(Effect::ProducerId(id, producer)) => self.wanting.push((id, producer)),
                Action::Write(write) => {
                    if self.commits == Commits::Refused && !write.records.is_empty() {
                        self.finish(write.then, Err(ErrorCode::CoordinatorNotAvailable), &mut more);
                    } else {
                        for record in write.records {
                            self.shard.replay(self.now, 0, -1, &record).expect("own records are understood");
                            self.log.push(record);
                        }
                        // An answer must not overtake one that waits.
                        if self.commits == Commits::Held || !self.held.is_empty() {
                            self.held.push_back(write.then);
                        } else {
                            self.committed = self.log.len();
                            self.finish(write.then, Ok(()), &mut more);
                        }
                    }
                }
                Action::WriteTransactional(..) | Action::EndTransaction(..) => {
                    panic!("the transaction log is not part of transactions")
                }
            }
            more.into_iter().rev().for_each(|action| queue.push_front(action));
        }
    }

    /// The answer to a request, once.
    pub fn reply(&mut self, ticket: Ticket) -> Option<Response> {
        self.replies.remove(&ticket)
    }

    /// The partitions take all markers that are wanted.
    pub fn write_markers(&mut self) {
        while let Some(send) = self.sends.pop() {
            self.settle(&send, |_, _| MarkerOutcome::Written);
        }
    }

    /// Tells the shard what became of an attempt.
    pub fn settle(&mut self, send: &SendMarkers, outcome: impl Fn(&str, i32) -> MarkerOutcome) {
        let outcomes =
            send.partitions.iter().map(|(topic, p)| (Arc::clone(topic), p, outcome(topic, p))).collect();
        let request = Request::MarkersWritten(send.transactional_id.to_string(), send.producer, outcomes);
        self.send(request);
    }

    pub fn init_ticket(&mut self, id: &str, expected: Option<(i64, i16)>) -> Ticket {
        let request = init(id, expected);
        self.send_with_id(|fresh| Request::Init(request.clone(), fresh))
    }

    pub fn init(&mut self, id: &str, expected: Option<(i64, i16)>) -> Result<(i64, i16), ErrorCode> {
        let ticket = self.init_ticket(id, expected);
        self.producer_reply(ticket)
    }

    fn producer_reply(&mut self, ticket: Ticket) -> Result<(i64, i16), ErrorCode> {
        // The answer waits for markers, or for as long as it may.
        self.write_markers();
        match self.reply(ticket).expect("answered") {
            Response::Producer(result) => {
                result.map(|producer| (producer.producer_id, producer.producer_epoch))
            }
            other => panic!("{other:?}"),
        }
    }

    pub fn add(&mut self, id: &str, producer: (i64, i16), partitions: &[(&str, i32)]) -> ErrorCode {
        let version = self.rules.transaction_version.load(std::sync::atomic::Ordering::Relaxed);
        let ticket = self.send(Request::Add(add(id, producer, partitions, if version >= 2 { 2 } else { 0 })));
        match self.reply(ticket).expect("answered") {
            Response::Added(error) => error,
            other => panic!("{other:?}"),
        }
    }

    pub fn end_ticket(&mut self, id: &str, producer: (i64, i16), committed: bool, version: i16) -> Ticket {
        let request = EndTransaction {
            transactional_id: id.into(),
            producer: at(producer),
            committed,
            client_transaction_version: version,
        };
        self.send_with_id(|fresh| Request::End(request.clone(), fresh))
    }

    /// EndTxn at the client's version of transactions, markers included.
    pub fn end(
        &mut self,
        id: &str,
        producer: (i64, i16),
        committed: bool,
        version: i16,
    ) -> Result<(i64, i16), ErrorCode> {
        let ticket = self.end_ticket(id, producer, committed, version);
        self.producer_reply(ticket)
    }

    pub fn state(&self, id: &str) -> Option<TransactionState> {
        self.shard.transactions.get(id).map(|found| found.state)
    }

    pub fn get(&self, id: &str) -> &Transaction {
        &self.shard.transactions[id]
    }
}

pub(super) fn at((producer_id, producer_epoch): (i64, i16)) -> Producer {
    Producer { producer_id, producer_epoch }
}

pub(super) fn init(id: &str, expected: Option<(i64, i16)>) -> InitProducerId {
    InitProducerId {
        transactional_id: id.into(),
        transaction_timeout_ms: TIMEOUT_MS,
        expected: expected.map(at),
        enable_2pc: false,
        keep_prepared: false,
    }
}

pub(super) fn add(
    id: &str,
    producer: (i64, i16),
    partitions: &[(&str, i32)],
    client_transaction_version: i16,
) -> AddPartitions {
    AddPartitions {
        transactional_id: id.into(),
        producer: at(producer),
        partitions: partitions.iter().copied().collect(),
        client_transaction_version,
    }
}

/// A transactional id in `state`.
pub(super) fn transaction(state: TransactionState, producer: (i64, i16)) -> Transaction {
    let is_open = state == TransactionState::Ongoing || state.is_prepared();
    let partitions: PartitionSet = [("topic", 0), ("topic", 1)].into_iter().filter(|_| is_open).collect();
    Transaction {
        producer_id: producer.0,
        previous_producer_id: producer.0,
        next_producer_id: -1,
        producer_epoch: producer.1,
        last_producer_epoch: -1,
        timeout_ms: TIMEOUT_MS,
        state,
        partitions,
        start_ms: if state == TransactionState::Empty { -1 } else { START_MS },
        last_update_ms: START_MS,
        client_transaction_version: 2,
    }
}
