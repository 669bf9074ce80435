//! Random requests, clocks, markers, failures of the log, and coordinators that come and go. Method: after each step
//! the log is read back and checked against the state and against what was promised; in the end all heals, and
//! everything under way must come to its end.

use std::collections::HashMap;

use kavka_protocol::ErrorCode;
use proptest::prelude::*;

use super::super::{
    MarkerOutcome, TransactionState,
    decide::complete,
    messages::*,
    records::{self, Decoded, as_read_back},
    state::Transaction,
};
use super::fixture::*;
use crate::runtime::Ticket;

const IDS: [&str; 2] = ["a", "b"];
const TOPICS: [&str; 3] = ["x", "y", "z"];

#[derive(Debug, Clone)]
enum Step {
    /// As a new producer, or as one that was given out before.
    Init(usize, Option<usize>),
    Add(usize, usize, usize, i32),
    End(usize, usize, bool, bool),
    Verify(usize, usize, usize, i32),
    Pass(i64),
    /// What becomes of the next attempt: for each topic; or nothing is ever heard of it.
    Markers([u8; 3]),
    LoseAttempt,
    GiveId(bool),
    Commits(u8),
    Commit,
    TimeOutCommits,
    Restart,
    FailOver,
}

fn step() -> impl Strategy<Value = Step> {
    let id = 0..IDS.len();
    // The newest producer mostly.
    let producer = prop_oneof![4 => Just(0usize), 1 => 0..5usize];
    let topic = 0..TOPICS.len();
    prop_oneof![
        3 => (id.clone(), prop::option::of(producer.clone())).prop_map(|(id, p)| Step::Init(id, p)),
        6 => (id.clone(), producer.clone(), topic.clone(), 0..2).prop_map(|(i, p, t, n)| Step::Add(i, p, t, n)),
        5 => (id.clone(), producer.clone(), any::<bool>(), any::<bool>())
            .prop_map(|(i, p, commit, old)| Step::End(i, p, commit, old)),
        1 => (id, producer, topic, 0..2).prop_map(|(i, p, t, n)| Step::Verify(i, p, t, n)),
        2 => prop_oneof![Just(5), Just(1_000), Just(15_000), Just(70_000)].prop_map(Step::Pass),
        6 => prop::array::uniform3(0..6u8).prop_map(Step::Markers),
        1 => Just(Step::LoseAttempt),
        1 => any::<bool>().prop_map(Step::GiveId),
        2 => (0..4u8).prop_map(Step::Commits),
        2 => Just(Step::Commit),
        1 => Just(Step::TimeOutCommits),
        1 => Just(Step::Restart),
        1 => Just(Step::FailOver),
    ]
}

/// What was asked, until the answer is there.
enum Asked {
    Init(usize),
    /// The id, who asked, and for what.
    End(usize, Producer, bool),
    Other,
}

struct World {
    f: Fixture,
    version: i16,
    asked: HashMap<Ticket, Asked>,
    /// Producers given out, newest first, by id.
    producers: [Vec<Producer>; 2],
    /// Markers in the partitions: their outcome by topic, partition and producer.
    markers: HashMap<(String, i32, i64, i16), bool>,
    /// Partitions that went away.
    gone: Vec<(String, i32)>,
}

impl World {
    fn new(version: i16, nearly_exhausted: bool) -> Self {
        let mut f = Fixture::new(version);
        let mut producers = [vec![at((900, 0))], vec![at((901, 0))]];
        if nearly_exhausted {
            let old = transaction(TransactionState::Empty, (5, i16::MAX - 3));
            f.has(IDS[0], &old);
            producers[0].insert(0, old.producer());
        }
        Self { f, version, asked: HashMap::new(), producers, markers: HashMap::new(), gone: Vec::new() }
    }

    fn producer(&self, id: usize, age: usize) -> Producer {
        let known = &self.producers[id];
        known[age.min(known.len() - 1)]
    }

    fn client_version(&self, is_old: bool) -> i16 {
        if self.version >= 2 && !is_old { 2 } else { 0 }
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Init(id, age) => {
                let expected = age.map(|age| self.producer(id, age));
                let request = InitProducerId { expected, ..init(IDS[id], None) };
                let ticket = self.f.send_with_id(|fresh| Request::Init(request.clone(), fresh));
                self.asked.insert(ticket, Asked::Init(id));
            }
            Step::Add(id, age, topic, partition) => {
                let producer = self.producer(id, age);
                let pair = (producer.producer_id, producer.producer_epoch);
                let request = add(IDS[id], pair, &[(TOPICS[topic], partition)], self.client_version(false));
                let is_present =
                    self.f.shard.transactions.get(IDS[id]).is_some_and(|now| now.producer() == producer);
                let ticket = self.f.send(Request::Add(request));
                if let Some(Response::Added(ErrorCode::None)) = self.f.replies.get(&ticket) {
                    assert!(is_present, "a fenced producer added a partition");
                }
                self.asked.insert(ticket, Asked::Other);
            }
            Step::End(id, age, committed, is_old) => {
                let producer = self.producer(id, age);
                let request = EndTransaction {
                    transactional_id: IDS[id].into(),
                    producer,
                    committed,
                    client_transaction_version: self.client_version(is_old),
                };
                let ticket = self.f.send_with_id(|fresh| Request::End(request.clone(), fresh));
                self.asked.insert(ticket, Asked::End(id, producer, committed));
            }
            Step::Verify(id, age, topic, partition) => {
                let partitions = [(TOPICS[topic], partition)].into_iter().collect();
                let producer = self.producer(id, age);
                let request = VerifyPartitions { transactional_id: IDS[id].into(), producer, partitions };
                let ticket = self.f.send(Request::Verify(request));
                self.asked.insert(ticket, Asked::Other);
            }
            Step::Pass(ms) => self.f.pass(ms),
            Step::Markers(fate) => self.write_markers(fate),
            // Such an attempt ends too: all of it failed, as far as the coordinator knows.
            Step::LoseAttempt => {
                if let Some(send) = self.f.sends.pop() {
                    self.f.settle(&send, |_, _| MarkerOutcome::Failed(ErrorCode::RequestTimedOut));
                }
            }
            Step::GiveId(is_there) => {
                if let Some((id, producer)) = self.f.wanting.pop() {
                    let fresh =
                        if is_there { Ok(self.f.fresh_id()) } else { Err(ErrorCode::UnknownServerError) };
                    self.f.send(Request::TimedOut(id.to_string(), producer, fresh));
                }
            }
            Step::Commits(0) => self.f.commits = Commits::Held,
            Step::Commits(1) => self.f.commits = Commits::Refused,
            Step::Commits(_) => self.f.commits = Commits::AtOnce,
            Step::Commit => self.f.commit(),
            Step::TimeOutCommits => self.f.time_out_commits(),
            Step::Restart => self.f.restart(),
            Step::FailOver => self.f.fail_over(),
        }
    }

    fn write_markers(&mut self, fate: [u8; 3]) {
        let Some(send) = self.f.sends.pop() else { return };
        let prepared = &self.f.shard.transactions[&send.transactional_id];
        assert!(prepared.state.is_prepared(), "markers of a transaction that is not prepared");
        let mut outcomes = HashMap::new();
        for (topic, partition) in send.partitions.iter() {
            let which = TOPICS.iter().position(|name| *name == &**topic).unwrap();
            let key = (topic.to_string(), partition);
            let outcome = match fate[which] {
                0 => MarkerOutcome::Failed(ErrorCode::NotLeaderOrFollower),
                1 => {
                    self.gone.push(key.clone());
                    MarkerOutcome::Gone
                }
                // Written, though the coordinator does not hear of it.
                2 => {
                    self.mark(&key, send.producer, send.committed);
                    MarkerOutcome::Failed(ErrorCode::RequestTimedOut)
                }
                _ => {
                    self.mark(&key, send.producer, send.committed);
                    MarkerOutcome::Written
                }
            };
            outcomes.insert(key, outcome);
        }
        self.f.settle(&send, |topic, partition| outcomes[&(topic.to_owned(), partition)]);
    }

    fn mark(&mut self, (topic, partition): &(String, i32), producer: Producer, committed: bool) {
        let key = (topic.clone(), *partition, producer.producer_id, producer.producer_epoch);
        let before = self.markers.insert(key, committed);
        // At one epoch of version 1 several transactions may end, each with its own outcome.
        if self.version >= 2 && before.is_some_and(|before| before != committed) {
            let is_version_1 = self.f.log.iter().any(|record| match records::decode(record) {
                Ok(Decoded::Transaction(_, t)) => t.state.is_prepared() && !t.raises_epoch(),
                _ => false,
            });
            assert!(is_version_1, "{topic}-{partition} has both outcomes of {producer:?}");
        }
    }

    fn check(&mut self) {
        let replayed = self.f.replayed();
        let state = self.f.shard.transactions.iter();
        let read_back = state.map(|(id, t)| (id.clone(), as_read_back(t, self.version))).collect();
        assert_eq!(replayed, read_back, "the log does not give the state");
        let mut last: HashMap<String, Transaction> = HashMap::new();
        for record in &self.f.log {
            match records::decode(record).unwrap() {
                Decoded::Transaction(id, next) => {
                    if let Some(before) = last.get(&*id) {
                        self.check_transition(before, &next);
                    }
                    last.insert(id.to_string(), next);
                }
                Decoded::Removed(id) => drop(last.remove(&*id)),
                Decoded::Unknown => panic!("{record:?}"),
            }
        }
        self.check_answers();
    }

    fn check_transition(&self, before: &Transaction, next: &Transaction) {
        use TransactionState::{CompleteAbort, CompleteCommit, Empty, Ongoing, PrepareAbort, PrepareCommit};
        let is_valid = match next.state {
            Empty | Ongoing => {
                !before.state.is_prepared() && (next.state == Ongoing || before.state != Ongoing)
            }
            PrepareCommit => before.state == Ongoing,
            PrepareAbort => !before.state.is_prepared(),
            CompleteCommit => before.state == PrepareCommit,
            CompleteAbort => before.state == PrepareAbort,
            _ => false,
        };
        assert!(is_valid, "{:?} after {:?}", next.state, before.state);
        let order = |t: &Transaction| (t.producer_id, t.producer_epoch);
        assert!(order(before) <= order(next), "the epoch went back: {before:?} to {next:?}");
        if matches!(next.state, CompleteCommit | CompleteAbort) {
            for (topic, partition) in before.partitions.iter() {
                let key = (topic.to_string(), partition, before.producer_id, before.producer_epoch);
                let marked = self.markers.contains_key(&key);
                let gone = self.gone.contains(&(topic.to_string(), partition));
                assert!(marked || gone, "{topic}-{partition} was not told of {next:?}");
            }
        }
    }

    fn check_answers(&mut self) {
        let tickets: Vec<Ticket> = self.asked.keys().copied().collect();
        for ticket in tickets {
            let Some(response) = self.f.replies.remove(&ticket) else { continue };
            let asked = self.asked.remove(&ticket).unwrap();
            let Response::Producer(Ok(given)) = response else { continue };
            let id = match asked {
                Asked::Init(id) => id,
                Asked::End(id, by, committed) => {
                    let is_next = given.producer_id == by.producer_id
                        && (by.producer_epoch..=by.producer_epoch.saturating_add(1))
                            .contains(&given.producer_epoch);
                    let is_overflow = by.producer_epoch == i16::MAX - 1 && given.producer_epoch == 0;
                    assert!(is_next || is_overflow, "{by:?} ended a transaction of {given:?}");
                    self.check_end(id, given, committed);
                    id
                }
                Asked::Other => panic!("answered {given:?}"),
            };
            if !self.producers[id].contains(&given) {
                self.producers[id].insert(0, given);
            }
        }
        // What was given out is kept, whoever is the coordinator.
        for (id, producers) in IDS.iter().zip(&self.producers) {
            let order = |p: &Producer| (p.producer_id, p.producer_epoch);
            let Some(highest) =
                producers.iter().filter(|p| p.producer_id >= FIRST_ID).max_by_key(|p| order(p))
            else {
                continue;
            };
            let Some(now) = self.f.shard.transactions.get(*id) else {
                panic!("{id} is forgotten, {highest:?} was given out")
            };
            let now = if now.state.is_prepared() { complete(now, 0) } else { now.clone() };
            assert!(order(highest) <= order(&now.producer()), "{highest:?} was given out, {now:?}");
        }
    }

    /// Whoever is told that a transaction has ended finds it so in the log, forever.
    fn check_end(&self, id: usize, given: Producer, committed: bool) {
        let is_there = self.f.log[..self.f.committed].iter().any(|record| match records::decode(record) {
            Ok(Decoded::Transaction(name, t)) if *name == *IDS[id] && t.state.is_prepared() => {
                complete(&t, 0).producer() == given
                    && (t.state == TransactionState::PrepareCommit) == committed
            }
            _ => false,
        });
        assert!(is_there, "{} told {given:?}, committed: {committed}", IDS[id]);
    }

    /// All is well again; what is under way ends.
    fn heal(&mut self) {
        self.f.commit();
        for _ in 0..5 {
            self.f.pass(2_000);
            while !self.f.sends.is_empty() {
                self.write_markers([3; 3]);
            }
        }
        self.check();
        assert!(self.asked.is_empty(), "requests without answer");
        for (id, t) in &self.f.shard.transactions {
            assert!(!t.state.is_prepared(), "{id} never ends: {t:?}");
        }
        assert!(self.f.shard.endings.is_empty());
    }
}

proptest! {
    // PROPTEST_CASES asks for more than a few seconds' worth.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(400),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn promises_hold(
        version in 0..3i16,
        nearly_exhausted: bool,
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let mut world = World::new(version, nearly_exhausted);
        for step in &steps {
            world.take(step);
            world.check();
        }
        world.heal();
    }
}
