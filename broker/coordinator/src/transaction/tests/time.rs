//! Timeouts of transactions, expiry of ids.

use kavka_protocol::ErrorCode;

use super::super::{TransactionState, messages::Request};
use super::fixture::*;

#[test]
fn a_transaction_that_takes_too_long_is_aborted_and_its_producer_fenced() {
    for version in [0, 1, 2] {
        let mut f = Fixture::new(version);
        let producer = f.init("t", None).unwrap();
        f.add("t", producer, &[("a", 0)]);
        f.pass(60_000);
        assert_eq!(f.state("t"), Some(TransactionState::Ongoing), "looked for every 10 s");
        f.pass(10_000);
        assert_eq!(f.state("t"), Some(TransactionState::PrepareAbort));
        assert_eq!(f.sends[0].producer, at((producer.0, 1)));
        assert_eq!(f.sends[0].transaction_version, if version == 2 { 2 } else { 0 });
        f.write_markers();
        assert_eq!(f.state("t"), Some(TransactionState::CompleteAbort));
        let client = if version == 2 { 2 } else { 0 };
        let late = f.end("t", producer, true, client);
        // At version 2 this looks as a retry does, of a request that was decided otherwise.
        let expected = if version == 2 { ErrorCode::InvalidTxnState } else { ErrorCode::ProducerFenced };
        assert_eq!(late, Err(expected));
        assert_eq!(f.add("t", producer, &[("a", 0)]), ErrorCode::ProducerFenced);
        assert_eq!(f.init("t", None), Ok((producer.0, 2)));
    }
}

#[test]
fn a_timeout_at_the_last_epoch_waits_for_a_producer_id() {
    let mut f = Fixture::new(2);
    f.has("t", &transaction(TransactionState::Ongoing, (7, i16::MAX - 1)));
    f.pass(70_000);
    assert_eq!(f.state("t"), Some(TransactionState::Ongoing));
    let (id, producer) = f.wanting.pop().expect("an id is wanted");
    f.send(Request::TimedOut(id.to_string(), producer, Err(ErrorCode::CoordinatorLoadInProgress)));
    f.wanting.clear();
    f.pass(10_000);
    let (id, producer) = f.wanting.pop().expect("and again");
    f.send(Request::TimedOut(id.to_string(), producer, Ok(50)));
    assert_eq!(f.sends[0].producer, at((7, i16::MAX)));
    f.write_markers();
    assert_eq!((f.get("t").producer_id, f.get("t").producer_epoch), (50, 0));
}

#[test]
fn ids_not_used_for_long_are_forgotten() {
    let week = 7 * 24 * 3_600_000;
    let mut f = Fixture::new(2);
    f.has("empty", &transaction(TransactionState::Empty, (1, 0)));
    f.has("done", &transaction(TransactionState::CompleteCommit, (2, 0)));
    f.pass(week - 3_600_000);
    assert_eq!(f.init("empty", None), Ok((1, 1)));
    f.pass(2 * 3_600_000);
    assert_eq!(f.state("done"), None);
    assert_eq!(f.log.last().unwrap().value, None);
    assert_eq!(f.state("empty"), Some(TransactionState::Empty), "used meanwhile");
    f.restart();
    assert_eq!(f.state("done"), None);
    assert_eq!(f.end("done", (2, 0), true, 2), Err(ErrorCode::InvalidProducerIdMapping));
    f.pass(week);
    assert_eq!(f.state("empty"), None);
}
