//! EndTxn, markers, and what comes between.

use kavka_protocol::ErrorCode;

use super::super::{MarkerOutcome, TransactionState, ending::Ending, messages::*};
use super::fixture::*;

#[test]
fn a_commit_at_version_1_keeps_the_epoch() {
    let mut f = Fixture::new(1);
    let producer = f.init("t", None).unwrap();
    f.add("t", producer, &[("a", 0), ("a", 1)]);
    let ticket = f.end_ticket("t", producer, true, 0);
    assert_eq!(f.state("t"), Some(TransactionState::PrepareCommit));
    assert_eq!(f.reply(ticket), None, "the partitions do not know yet");
    assert_eq!(f.sends.len(), 1);
    assert_eq!((f.sends[0].producer, f.sends[0].committed), (at(producer), true));
    assert_eq!(f.sends[0].transaction_version, 0);
    assert_eq!(f.sends[0].partitions.len(), 2);
    f.write_markers();
    assert_eq!(f.reply(ticket), Some(Response::Producer(Ok(at(producer)))));
    assert_eq!(f.state("t"), Some(TransactionState::CompleteCommit));
    assert!(f.get("t").partitions.is_empty());
    assert_eq!(f.end("t", producer, true, 0), Ok(producer), "asked again");
    assert_eq!(f.end("t", producer, false, 0), Err(ErrorCode::InvalidTxnState));
    assert_eq!(f.add("t", producer, &[("a", 0)]), ErrorCode::None, "the next one");
}

#[test]
fn a_commit_at_version_2_raises_the_epoch() {
    let mut f = Fixture::new(2);
    let producer = f.init("t", None).unwrap();
    f.add("t", producer, &[("a", 0)]);
    let ticket = f.end_ticket("t", producer, true, 2);
    assert_eq!(f.sends[0].producer, at((producer.0, 1)), "markers have the new epoch");
    assert_eq!(f.sends[0].transaction_version, 2);
    f.write_markers();
    let next = (producer.0, 1);
    assert_eq!(f.reply(ticket), Some(Response::Producer(Ok(at(next)))));
    assert_eq!(f.end("t", producer, true, 2), Ok(next), "asked again");
    assert_eq!(f.end("t", producer, false, 2), Err(ErrorCode::InvalidTxnState));
    assert_eq!(f.add("t", producer, &[("a", 0)]), ErrorCode::ProducerFenced);
    assert_eq!(f.add("t", next, &[("a", 0)]), ErrorCode::None);
    assert_eq!(f.end("t", next, false, 2), Ok((producer.0, 2)));
    assert_eq!(f.end("t", next, false, 2), Ok((producer.0, 2)), "asked again");
    assert_eq!(f.state("t"), Some(TransactionState::CompleteAbort));
    assert_eq!(f.end("t", next, true, 2), Err(ErrorCode::InvalidTxnState));
}

#[test]
fn an_abort_without_transaction_is_taken_at_version_2_only() {
    for state in [TransactionState::Empty, TransactionState::CompleteCommit, TransactionState::CompleteAbort]
    {
        let mut f = Fixture::new(2);
        f.has("t", &transaction(state, (7, 3)));
        f.pass(500);
        assert_eq!(f.end("t", (7, 3), true, 2), Err(ErrorCode::InvalidTxnState));
        assert_eq!(f.end("t", (7, 3), false, 2), Ok((7, 4)));
        assert_eq!(f.state("t"), Some(TransactionState::CompleteAbort));
        assert_eq!(f.get("t").start_ms, START_MS + 500);
    }
    let mut f = Fixture::new(1);
    f.has("t", &transaction(TransactionState::Empty, (7, 3)));
    assert_eq!(f.end("t", (7, 3), false, 0), Err(ErrorCode::InvalidTxnState));
    f.has("t", &transaction(TransactionState::CompleteCommit, (7, 3)));
    assert_eq!(f.end("t", (7, 3), false, 0), Err(ErrorCode::InvalidTxnState));
}

#[test]
fn only_the_present_producer_ends() {
    for version in [0, 2] {
        let mut f = Fixture::new(2);
        assert_eq!(f.end("", (7, 3), true, version), Err(ErrorCode::InvalidRequest));
        assert_eq!(f.end("t", (7, 3), true, version), Err(ErrorCode::InvalidProducerIdMapping));
        f.has("t", &transaction(TransactionState::Ongoing, (7, 3)));
        assert_eq!(f.end("t", (8, 3), true, version), Err(ErrorCode::InvalidProducerIdMapping));
        assert_eq!(f.end("t", (7, 2), true, version), Err(ErrorCode::ProducerFenced));
        assert_eq!(f.end("t", (7, 4), true, version), Err(ErrorCode::ProducerFenced));
        f.has("t", &transaction(TransactionState::Empty, (7, 3)));
        assert_eq!(f.end("t", (7, 2), false, version), Err(ErrorCode::ProducerFenced));
    }
}

#[test]
fn who_asks_while_the_transaction_ends_is_told_to_come_again() {
    for (version, epoch) in [(0, 3), (2, 2), (2, 3)] {
        for state in [TransactionState::PrepareCommit, TransactionState::PrepareAbort] {
            let mut f = Fixture::new(2);
            f.has("t", &transaction(state, (7, 3)));
            f.sends.clear();
            for committed in [true, false] {
                assert_eq!(
                    f.end("t", (7, epoch), committed, version),
                    Err(ErrorCode::ConcurrentTransactions)
                );
            }
        }
    }
}

#[test]
fn when_epochs_run_out_the_next_transaction_has_another_producer_id() {
    let mut f = Fixture::new(2);
    f.has("t", &transaction(TransactionState::Ongoing, (7, i16::MAX - 1)));
    let ticket = f.end_ticket("t", (7, i16::MAX - 1), true, 2);
    assert_eq!(f.sends[0].producer, at((7, i16::MAX)), "the last transaction ends under its own id");
    assert_eq!(f.get("t").next_producer_id, FIRST_ID);
    f.write_markers();
    assert_eq!(f.reply(ticket), Some(Response::Producer(Ok(at((FIRST_ID, 0))))));
    assert_eq!(f.end("t", (7, i16::MAX - 1), true, 2), Ok((FIRST_ID, 0)), "asked again");
    assert_eq!(f.end("t", (7, i16::MAX - 1), false, 2), Err(ErrorCode::InvalidTxnState));
    f.restart();
    assert_eq!(f.end("t", (7, i16::MAX - 1), true, 2), Ok((FIRST_ID, 0)), "asked the next coordinator");
    assert_eq!(f.add("t", (FIRST_ID, 0), &[("a", 0)]), ErrorCode::None);
}

#[test]
fn an_answer_does_not_wait_for_ever_for_markers() {
    let mut f = Fixture::new(2);
    let producer = f.init("t", None).unwrap();
    f.add("t", producer, &[("a", 0)]);
    let ticket = f.end_ticket("t", producer, true, 2);
    f.pass(Ending::WAIT_MS - 1);
    assert_eq!(f.reply(ticket), None);
    f.pass(1);
    assert_eq!(f.reply(ticket), Some(Response::Producer(Ok(at((producer.0, 1))))));
    assert_eq!(f.add("t", (producer.0, 1), &[("a", 0)]), ErrorCode::ConcurrentTransactions);
    f.write_markers();
    assert_eq!(f.add("t", (producer.0, 1), &[("a", 0)]), ErrorCode::None);
}

#[test]
fn markers_that_failed_are_written_again() {
    let mut f = Fixture::new(2);
    let producer = f.init("t", None).unwrap();
    f.add("t", producer, &[("a", 0), ("b", 0), ("gone", 0)]);
    f.end_ticket("t", producer, true, 2);
    let send = f.sends.pop().unwrap();
    f.settle(&send, |topic, _| match topic {
        "a" => MarkerOutcome::Written,
        "gone" => MarkerOutcome::Gone,
        _ => MarkerOutcome::Failed(ErrorCode::NotLeaderOrFollower),
    });
    assert_eq!(f.state("t"), Some(TransactionState::PrepareCommit));
    assert!(f.sends.is_empty(), "not at once");
    f.pass(10);
    assert_eq!(f.sends[0].partitions, [("b", 0)].into_iter().collect());
    f.write_markers();
    assert_eq!(f.state("t"), Some(TransactionState::CompleteCommit));
}

#[test]
fn no_marker_before_the_decision_is_committed() {
    let mut f = Fixture::new(2);
    let producer = f.init("t", None).unwrap();
    f.add("t", producer, &[("a", 0)]);
    f.commits = Commits::Held;
    let ticket = f.end_ticket("t", producer, true, 2);
    assert!(f.sends.is_empty());
    f.time_out_commits();
    assert_eq!(f.reply(ticket), Some(Response::Producer(Err(ErrorCode::CoordinatorNotAvailable))));
    assert!(f.sends.is_empty(), "it may yet be lost");
    f.commit();
    assert_eq!(f.sends.len(), 1, "somebody has to tell the partitions");
    f.write_markers();
    assert_eq!(f.end("t", producer, true, 2), Ok((producer.0, 1)));
}

#[test]
fn a_new_coordinator_ends_what_is_prepared() {
    let mut f = Fixture::new(2);
    let producer = f.init("t", None).unwrap();
    f.add("t", producer, &[("a", 0)]);
    let ticket = f.end_ticket("t", producer, false, 2);
    let old = f.sends.pop().unwrap();
    f.restart();
    assert_eq!(f.reply(ticket), Some(Response::Producer(Err(ErrorCode::NotCoordinator))));
    let new = f.sends.pop().unwrap();
    assert_eq!(old, new);
    f.settle(&new, |_, _| MarkerOutcome::Written);
    assert_eq!(f.state("t"), Some(TransactionState::CompleteAbort));
    // Of the first coordinator, late: the next transaction is none of its business.
    f.add("t", (producer.0, 1), &[("a", 0)]);
    f.end_ticket("t", (producer.0, 1), true, 2);
    f.settle(&old, |_, _| MarkerOutcome::Written);
    assert_eq!(f.state("t"), Some(TransactionState::PrepareCommit));
}

#[test]
fn the_end_is_written_again_until_it_is_there() {
    let mut f = Fixture::new(2);
    let producer = f.init("t", None).unwrap();
    f.add("t", producer, &[("a", 0)]);
    let ticket = f.end_ticket("t", producer, true, 2);
    f.commits = Commits::Refused;
    f.write_markers();
    assert_eq!(f.state("t"), Some(TransactionState::PrepareCommit));
    f.pass(100);
    assert_eq!(f.reply(ticket), None);
    f.commits = Commits::AtOnce;
    f.pass(200);
    assert_eq!(f.state("t"), Some(TransactionState::CompleteCommit));
    assert_eq!(f.reply(ticket), Some(Response::Producer(Ok(at((producer.0, 1))))));
}

#[test]
fn an_end_that_is_committed_late_is_not_written_twice() {
    // At version 1 both transactions have the same producer, so its epoch does not tell them apart.
    let mut f = Fixture::new(1);
    let producer = f.init("t", None).unwrap();
    f.add("t", producer, &[("a", 0)]);
    let first = f.end_ticket("t", producer, false, 0);
    f.commits = Commits::Held;
    f.write_markers();
    f.send(Request::Add(add("t", producer, &[("a", 0)], 0)));
    let second = f.end_ticket("t", producer, true, 0);
    f.time_out_commits();
    let late = Some(Response::Producer(Err(ErrorCode::CoordinatorNotAvailable)));
    assert_eq!(f.reply(first), late);
    assert_eq!(f.reply(second), late);
    f.commit();
    assert!(f.sends[0].committed);
    f.write_markers();
    assert_eq!(f.state("t"), Some(TransactionState::CompleteCommit));
}
