//! InitProducerId in every state.

use kavka_protocol::ErrorCode;

use super::super::{TransactionConfig, TransactionState, messages::*};
use super::fixture::*;

#[test]
fn a_new_id_gets_a_producer_and_every_init_the_next_epoch() {
    let mut f = Fixture::new(2);
    assert_eq!(f.init("t", None), Ok((FIRST_ID, 0)));
    assert_eq!(f.init("t", None), Ok((FIRST_ID, 1)));
    assert_eq!(f.init("other", None), Ok((FIRST_ID + 1, 0)));
    assert_eq!(f.state("t"), Some(TransactionState::Empty));
}

#[test]
fn a_new_id_does_not_mind_what_its_producer_was_before() {
    let mut f = Fixture::new(2);
    assert_eq!(f.init("t", Some((77, 5))), Ok((FIRST_ID, 0)));
}

#[test]
fn a_producer_that_goes_on_gets_the_next_epoch_and_may_ask_twice() {
    for version in [0, 1, 2] {
        let mut f = Fixture::new(version);
        let (id, epoch) = f.init("t", None).unwrap();
        assert_eq!(f.init("t", Some((id, epoch))), Ok((id, 1)));
        assert_eq!(f.init("t", Some((id, epoch))), Ok((id, 1)), "the answer got lost");
        assert_eq!(f.init("t", Some((id, 1))), Ok((id, 2)));
        assert_eq!(f.init("t", Some((id, 0))), Err(ErrorCode::ProducerFenced));
    }
}

#[test]
fn a_new_producer_fences_the_one_before_that_wants_to_go_on() {
    let mut f = Fixture::new(2);
    let (id, _) = f.init("t", None).unwrap();
    assert_eq!(f.init("t", None), Ok((id, 1)));
    assert_eq!(f.init("t", Some((id, 0))), Err(ErrorCode::ProducerFenced));
    assert_eq!(f.init("t", Some((id + 5, 1))), Err(ErrorCode::ProducerFenced));
}

#[test]
fn a_retry_over_a_change_of_coordinators_is_refused() {
    let mut f = Fixture::new(2);
    let (id, _) = f.init("t", None).unwrap();
    assert_eq!(f.init("t", Some((id, 0))), Ok((id, 1)));
    f.restart();
    assert_eq!(f.init("t", Some((id, 0))), Err(ErrorCode::ProducerFenced));
}

#[test]
fn while_a_transaction_ends_nobody_starts() {
    for state in [TransactionState::PrepareCommit, TransactionState::PrepareAbort] {
        let mut f = Fixture::new(2);
        f.has("t", &transaction(state, (7, 3)));
        let send = f.sends.pop().expect("markers are sent again");
        assert_eq!(f.init("t", None), Err(ErrorCode::ConcurrentTransactions));
        assert_eq!(f.init("t", Some((9, 9))), Err(ErrorCode::ConcurrentTransactions), "looked at first");
        f.sends.push(send);
        f.write_markers();
        assert_eq!(f.init("t", None), Ok((7, 4)));
    }
}

#[test]
fn an_open_transaction_is_aborted_and_its_producer_fenced() {
    for version in [0, 1, 2] {
        let mut f = Fixture::new(version);
        let producer = f.init("t", None).unwrap();
        assert_eq!(f.add("t", producer, &[("a", 0)]), ErrorCode::None);
        let ticket = f.init_ticket("t", None);
        assert_eq!(f.state("t"), Some(TransactionState::PrepareAbort));
        assert!(!f.sends[0].committed);
        assert_eq!(f.sends[0].producer, at((FIRST_ID, 1)), "an epoch that nobody gets");
        f.write_markers();
        let refused = Response::Producer(Err(ErrorCode::ConcurrentTransactions));
        assert_eq!(f.reply(ticket), Some(refused));
        assert_eq!(f.state("t"), Some(TransactionState::CompleteAbort));
        assert_eq!(f.init("t", None), Ok((FIRST_ID, 2)));
        assert_eq!(f.add("t", producer, &[("a", 0)]), ErrorCode::ProducerFenced);
    }
}

#[test]
fn an_open_transaction_of_another_producer_is_left_alone() {
    let mut f = Fixture::new(2);
    f.has("t", &transaction(TransactionState::Ongoing, (7, 3)));
    assert_eq!(f.init("t", Some((8, 3))), Err(ErrorCode::ProducerFenced));
    assert_eq!(f.state("t"), Some(TransactionState::Ongoing));
}

#[test]
fn when_epochs_run_out_a_new_producer_id_is_given() {
    let mut f = Fixture::new(2);
    f.has("t", &transaction(TransactionState::Empty, (7, i16::MAX - 2)));
    assert_eq!(f.init("t", None), Ok((7, i16::MAX - 1)));
    assert_eq!(f.init("t", None), Ok((FIRST_ID, 0)));
}

#[test]
fn a_producer_whose_epochs_ran_out_may_ask_twice() {
    let mut f = Fixture::new(2);
    f.has("t", &transaction(TransactionState::CompleteCommit, (7, i16::MAX - 1)));
    let expected = Some((7, i16::MAX - 1));
    assert_eq!(f.init("t", Some((7, 5))), Err(ErrorCode::UnknownServerError), "as in Kafka");
    assert_eq!(f.init("t", expected), Ok((FIRST_ID, 0)));
    assert_eq!(f.init("t", expected), Ok((FIRST_ID, 0)), "the answer got lost");
    assert_eq!(f.init("t", Some((7, 5))), Err(ErrorCode::ProducerFenced));
}

#[test]
fn fencing_the_last_epoch_leads_to_a_new_producer_id() {
    for version in [1, 2] {
        let mut f = Fixture::new(version);
        f.has("t", &transaction(TransactionState::Ongoing, (7, i16::MAX - 1)));
        assert_eq!(f.init("t", None), Err(ErrorCode::ConcurrentTransactions));
        assert_eq!(f.get("t").producer_id, if version == 2 { FIRST_ID } else { 7 });
        let expected = if version == 2 { (FIRST_ID, 1) } else { (FIRST_ID, 0) };
        assert_eq!(f.init("t", None), Ok(expected));
    }
}

#[test]
fn timeouts_and_ids_are_checked() {
    let mut f = Fixture::new(2);
    let mut ask = |change: fn(&mut InitProducerId)| {
        let mut request = init("t", None);
        change(&mut request);
        let ticket = f.send_with_id(|fresh| Request::Init(request.clone(), fresh));
        f.reply(ticket)
    };
    let refused = |error| Some(Response::Producer(Err(error)));
    assert_eq!(ask(|r| r.transaction_timeout_ms = 0), refused(ErrorCode::InvalidTransactionTimeout));
    assert_eq!(ask(|r| r.transaction_timeout_ms = 900_001), refused(ErrorCode::InvalidTransactionTimeout));
    assert_eq!(ask(|r| r.transactional_id.clear()), refused(ErrorCode::InvalidRequest));
    assert_eq!(ask(|r| r.enable_2pc = true), refused(ErrorCode::TransactionalIdAuthorizationFailed));
    assert_eq!(ask(|r| r.keep_prepared = true), refused(ErrorCode::UnsupportedVersion));
    assert!(matches!(ask(|r| r.transaction_timeout_ms = 900_000), Some(Response::Producer(Ok(_)))));
}

#[test]
fn two_phase_commit_has_no_timeout() {
    let config =
        TransactionConfig { transaction_two_phase_commit_enable: true, ..TransactionConfig::default() };
    let mut f = Fixture::with(config, 2);
    let request = InitProducerId { enable_2pc: true, transaction_timeout_ms: 0, ..init("t", None) };
    let ticket = f.send_with_id(|fresh| Request::Init(request.clone(), fresh));
    assert_eq!(f.reply(ticket), Some(Response::Producer(Ok(at((FIRST_ID, 0))))));
    assert_eq!(f.get("t").timeout_ms, i32::MAX);
    assert_eq!(f.add("t", (FIRST_ID, 0), &[("a", 0)]), ErrorCode::None);
    f.pass(40 * 24 * 3_600_000);
    assert_eq!(f.state("t"), Some(TransactionState::Ongoing));
}

#[test]
fn a_failed_write_changes_nothing() {
    let mut f = Fixture::new(2);
    f.commits = Commits::Refused;
    assert_eq!(f.init("t", None), Err(ErrorCode::CoordinatorNotAvailable));
    assert_eq!(f.state("t"), None);
    f.commits = Commits::AtOnce;
    let producer = f.init("t", None).unwrap();
    assert_eq!(f.add("t", producer, &[("a", 0)]), ErrorCode::None);
    let before = f.get("t").clone();
    f.commits = Commits::Refused;
    assert_eq!(f.init("t", None), Err(ErrorCode::CoordinatorNotAvailable));
    assert_eq!(f.add("t", producer, &[("b", 0)]), ErrorCode::CoordinatorNotAvailable);
    assert_eq!(f.end("t", producer, true, 2), Err(ErrorCode::CoordinatorNotAvailable));
    assert_eq!(*f.get("t"), before);
    f.commits = Commits::AtOnce;
    assert_eq!(f.end("t", producer, true, 2), Ok((producer.0, 1)));
}
