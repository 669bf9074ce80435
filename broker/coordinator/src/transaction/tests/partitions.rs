//! AddPartitionsToTxn and its verification.

use kavka_protocol::ErrorCode;

use super::super::{TransactionState, messages::*};
use super::fixture::*;

#[test]
fn the_first_partition_begins_a_transaction() {
    let mut f = Fixture::new(2);
    let producer = f.init("t", None).unwrap();
    f.pass(1_000);
    assert_eq!(f.add("t", producer, &[("a", 0), ("b", 1)]), ErrorCode::None);
    assert_eq!(f.state("t"), Some(TransactionState::Ongoing));
    assert_eq!(f.get("t").start_ms, START_MS + 1_000);
    f.pass(1_000);
    assert_eq!(f.add("t", producer, &[("c", 0)]), ErrorCode::None);
    assert_eq!(f.get("t").start_ms, START_MS + 1_000, "it goes on");
    assert_eq!(f.get("t").partitions.len(), 3);
}

#[test]
fn partitions_that_are_in_need_no_record() {
    let mut f = Fixture::new(2);
    let producer = f.init("t", None).unwrap();
    f.add("t", producer, &[("a", 0), ("b", 1)]);
    let records = f.log.len();
    assert_eq!(f.add("t", producer, &[("b", 1)]), ErrorCode::None);
    assert_eq!(f.log.len(), records);
}

#[test]
fn only_the_present_producer_adds() {
    let mut f = Fixture::new(2);
    assert_eq!(f.add("", (1, 1), &[("a", 0)]), ErrorCode::InvalidRequest);
    assert_eq!(f.add("t", (1, 1), &[("a", 0)]), ErrorCode::InvalidProducerIdMapping);
    f.has("t", &transaction(TransactionState::Ongoing, (7, 3)));
    assert_eq!(f.add("t", (8, 3), &[("a", 0)]), ErrorCode::InvalidProducerIdMapping);
    assert_eq!(f.add("t", (7, 2), &[("a", 0)]), ErrorCode::ProducerFenced);
    assert_eq!(f.add("t", (7, 4), &[("a", 0)]), ErrorCode::ProducerFenced);
    assert_eq!(f.add("t", (7, 3), &[("a", 0)]), ErrorCode::None);
}

#[test]
fn nothing_is_added_while_a_transaction_ends() {
    let mut f = Fixture::new(2);
    f.has("t", &transaction(TransactionState::PrepareCommit, (7, 3)));
    assert_eq!(f.add("t", (7, 3), &[("a", 0)]), ErrorCode::ConcurrentTransactions);
    assert_eq!(f.add("t", (8, 1), &[("a", 0)]), ErrorCode::ConcurrentTransactions, "looked at first");
}

fn verify(f: &mut Fixture, id: &str, producer: (i64, i16)) -> Result<Vec<ErrorCode>, ErrorCode> {
    let partitions = [("topic", 0), ("topic", 9)].into_iter().collect();
    let request = VerifyPartitions { transactional_id: id.into(), producer: at(producer), partitions };
    let ticket = f.send(Request::Verify(request));
    match f.reply(ticket) {
        Some(Response::Verified(verified)) => {
            verified.map(|partitions| partitions.into_iter().map(|(_, _, error)| error).collect())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn verification_tells_what_is_in() {
    let mut f = Fixture::new(2);
    assert_eq!(verify(&mut f, "", (7, 3)), Err(ErrorCode::InvalidRequest));
    assert_eq!(verify(&mut f, "t", (7, 3)), Err(ErrorCode::InvalidProducerIdMapping));
    f.has("t", &transaction(TransactionState::Ongoing, (7, 3)));
    assert_eq!(verify(&mut f, "t", (7, 3)), Ok(vec![ErrorCode::None, ErrorCode::TransactionAbortable]));
    assert_eq!(verify(&mut f, "t", (7, 2)), Err(ErrorCode::ProducerFenced));
    assert_eq!(verify(&mut f, "t", (8, 3)), Err(ErrorCode::InvalidProducerIdMapping));
    f.has("t", &transaction(TransactionState::PrepareAbort, (7, 3)));
    assert_eq!(verify(&mut f, "t", (7, 2)), Err(ErrorCode::ProducerFenced), "looked at first");
    assert_eq!(verify(&mut f, "t", (7, 3)), Err(ErrorCode::ConcurrentTransactions));
    f.has("t", &transaction(TransactionState::CompleteCommit, (7, 3)));
    let none = vec![ErrorCode::TransactionAbortable; 2];
    assert_eq!(verify(&mut f, "t", (7, 3)), Ok(none));
}

#[test]
fn answers_wait_for_what_they_tell_of() {
    let mut f = Fixture::new(2);
    let producer = f.init("t", None).unwrap();
    f.commits = Commits::Held;
    let added = f.send(Request::Add(add("t", producer, &[("topic", 0)], 2)));
    let partitions = [("topic", 0)].into_iter().collect();
    let verify = VerifyPartitions { transactional_id: "t".into(), producer: at(producer), partitions };
    let verified = f.send(Request::Verify(verify));
    let refused = f.send(Request::Add(add("t", (1, 1), &[("topic", 0)], 2)));
    let described = f.send(Request::Describe("t".into()));
    for ticket in [added, verified, refused, described] {
        assert_eq!(f.reply(ticket), None, "the record is not committed");
    }
    f.commit();
    assert_eq!(f.reply(added), Some(Response::Added(ErrorCode::None)));
    assert!(f.reply(verified).is_some() && f.reply(refused).is_some() && f.reply(described).is_some());
}
