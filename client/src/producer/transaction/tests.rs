//! The state machine by events.

use super::*;

const ID: ProducerId = ProducerId { id: 9, epoch: 0 };
const NEXT: ProducerId = ProducerId { id: 9, epoch: 1 };

fn at(partition: i32) -> TopicPartition {
    TopicPartition::new("t", partition)
}

fn ready(version: i16) -> Transactions {
    let mut tx = Transactions::new("tx".to_string());
    let ticket = tx.init().unwrap();
    let request = tx.next_request(false).unwrap();
    assert_eq!(request, Request::InitProducerId { producer: None, ticket });
    assert!(tx.next_request(false).is_none(), "one at a time");
    tx.features_epoch = -1;
    tx.state = State::Uninitialized;
    tx.learn_features(1, version);
    tx.state = State::Initializing;
    assert!(tx.answered(request, Reply::ProducerId(ID)).is_none());
    assert!(tx.take(ticket).unwrap().is_ok() && tx.take(ticket).is_none());
    assert!(tx.take_reset());
    tx
}

fn begun(version: i16) -> Transactions {
    let mut tx = ready(version);
    tx.begin().unwrap();
    tx
}

fn offsets() -> HashMap<TopicPartition, CommittedOffset> {
    let offset = CommittedOffset { offset: 5, leader_epoch: -1, metadata: String::new() };
    HashMap::from([(at(0), offset.clone()), (at(1), offset)])
}

#[test]
fn version_1_adds_partitions_and_then_ends() {
    let mut tx = begun(1);
    tx.add_partition(&at(0)).unwrap();
    assert!(!tx.is_added(&at(0)));
    let add = tx.next_request(true).unwrap();
    assert_eq!(add, Request::AddPartitions { partitions: vec![at(0)], is_first: true });
    tx.answered(add, Reply::Partitions(vec![(at(0), ErrorCode::None)]));
    assert!(tx.is_added(&at(0)));
    let ticket = tx.commit().unwrap();
    assert!(tx.next_request(true).is_none(), "records go first");
    let end = tx.next_request(false).unwrap();
    assert_eq!(end, Request::EndTxn { commit: true, ticket });
    tx.answered(end, Reply::Code(ErrorCode::None));
    assert!(tx.take(ticket).unwrap().is_ok());
    assert_eq!((tx.state, tx.producer()), (State::Ready, Some(ID)));
    assert!(!tx.is_added(&at(0)) && !tx.take_reset());
}

#[test]
fn version_2_adds_nothing_and_ends_with_a_new_epoch() {
    let mut tx = begun(2);
    tx.add_partition(&at(0)).unwrap();
    assert!(tx.is_added(&at(0)) && tx.next_request(true).is_none());
    let ticket = tx.commit().unwrap();
    let end = tx.next_request(false).unwrap();
    tx.answered(end, Reply::ProducerId(NEXT));
    assert!(tx.take(ticket).unwrap().is_ok() && tx.take_reset());
    assert_eq!(tx.producer(), Some(NEXT));
}

#[test]
fn an_empty_transaction_asks_nobody() {
    for version in [1, 2] {
        let mut tx = begun(version);
        let ticket = tx.commit().unwrap();
        assert!(tx.next_request(false).is_none());
        assert!(tx.take(ticket).unwrap().is_ok());
        tx.begin().unwrap();
    }
}

#[test]
fn offsets_are_committed_by_both_versions() {
    let group = GroupMetadata::new("g");
    for version in [1, 2] {
        let mut tx = begun(version);
        let ticket = tx.send_offsets(offsets(), group.clone()).unwrap();
        let mut request = tx.next_request(false).unwrap();
        if version == 1 {
            assert!(matches!(request, Request::AddOffsets { .. }));
            tx.answered(request, Reply::Code(ErrorCode::None));
            request = tx.next_request(false).unwrap();
        }
        assert_eq!(request.coordinator(), Coordinator::Group);
        // One partition is done, the other is tried again at a coordinator looked up anew.
        let answers = vec![(at(0), ErrorCode::None), (at(1), ErrorCode::NotCoordinator)];
        assert_eq!(tx.answered(request, Reply::Partitions(answers)), Some(Coordinator::Group));
        let again = tx.next_request(false).unwrap();
        let Request::CommitOffsets { offsets, .. } = &again else { panic!("{again:?}") };
        assert_eq!(offsets.keys().collect::<Vec<_>>(), [&at(1)]);
        tx.answered(again, Reply::Partitions(vec![(at(1), ErrorCode::None)]));
        assert!(tx.take(ticket).unwrap().is_ok());
        assert!(tx.commit().is_ok() && matches!(tx.next_request(false), Some(Request::EndTxn { .. })));
    }
}

#[test]
fn a_member_that_lost_its_place_must_abort() {
    let mut tx = begun(2);
    let ticket = tx.send_offsets(offsets(), GroupMetadata::new("g")).unwrap();
    let request = tx.next_request(false).unwrap();
    let answers = vec![(at(0), ErrorCode::IllegalGeneration), (at(1), ErrorCode::CoordinatorLoadInProgress)];
    tx.answered(request, Reply::Partitions(answers));
    let error = tx.take(ticket).unwrap().unwrap_err();
    assert!(error.is_abortable() && error.code() == Some(ErrorCode::IllegalGeneration));
    assert!(tx.commit().unwrap_err().is_abortable());
    tx.abort().unwrap();
    let end = tx.next_request(false).unwrap();
    tx.answered(end, Reply::ProducerId(NEXT));
    assert_eq!(tx.state, State::Ready);
}

#[test]
fn a_failed_batch_aborts_and_version_1_bumps_the_epoch() {
    for version in [1, 2] {
        let mut tx = begun(version);
        tx.add_partition(&at(0)).unwrap();
        if version == 1 {
            let add = tx.next_request(true).unwrap();
            tx.answered(add, Reply::Partitions(vec![(at(0), ErrorCode::None)]));
        }
        let refused = ProduceError::from(ClientError::broker(ErrorCode::InvalidRecord, None));
        tx.batch_failed(&refused);
        assert!(tx.add_partition(&at(1)).unwrap_err().is_abortable());
        assert!(tx.drops_records().is_some());
        let ticket = tx.abort().unwrap();
        let end = tx.next_request(false).unwrap();
        if version == 1 {
            tx.answered(end, Reply::Code(ErrorCode::None));
            assert!(tx.take(ticket).is_none(), "the epoch is still to be bumped");
            let bump = tx.next_request(false).unwrap();
            assert_eq!(bump, Request::InitProducerId { producer: Some(ID), ticket });
            tx.answered(bump, Reply::ProducerId(NEXT));
        } else {
            tx.answered(end, Reply::ProducerId(NEXT));
        }
        assert!(tx.take(ticket).unwrap().is_ok() && tx.take_reset());
        assert_eq!((tx.state, tx.producer()), (State::Ready, Some(NEXT)));
    }
}

#[test]
fn the_fenced_are_fenced_for_good() {
    let mut tx = begun(2);
    tx.add_partition(&at(0)).unwrap();
    let ticket = tx.commit().unwrap();
    let end = tx.next_request(false).unwrap();
    tx.answered(end, Reply::Code(ErrorCode::InvalidProducerEpoch));
    assert!(matches!(tx.take(ticket).unwrap().unwrap_err(), TransactionError::Fenced { .. }));
    for error in [tx.begin().unwrap_err(), tx.abort().unwrap_err(), tx.check_send().unwrap_err()] {
        assert!(matches!(error, TransactionError::Fenced { .. }), "{error}");
    }
    assert!(tx.has_fatal_error());
}

#[test]
fn what_is_worth_another_try_is_tried_again() {
    let mut tx = begun(1);
    tx.add_partition(&at(0)).unwrap();
    for (reply, looked_up) in [
        (Reply::Disconnected, true),
        (Reply::Partitions(vec![(at(0), ErrorCode::NotCoordinator)]), true),
        (Reply::Partitions(vec![(at(0), ErrorCode::ConcurrentTransactions)]), false),
        (Reply::Partitions(vec![(at(0), ErrorCode::UnknownTopicOrPartition)]), false),
        (Reply::CoordinatorRefused { code: ErrorCode::CoordinatorNotAvailable, message: None }, false),
    ] {
        let request = tx.next_request(true).unwrap();
        assert_eq!(tx.answered(request, reply).is_some(), looked_up);
    }
    assert!(matches!(tx.next_request(true), Some(Request::AddPartitions { .. })));
}

#[test]
fn a_refused_partition_aborts() {
    let mut tx = begun(1);
    tx.add_partition(&at(0)).unwrap();
    let request = tx.next_request(true).unwrap();
    let answers =
        vec![(at(0), ErrorCode::OperationNotAttempted), (at(1), ErrorCode::TopicAuthorizationFailed)];
    tx.answered(request, Reply::Partitions(answers));
    let error = tx.commit().unwrap_err();
    assert!(error.is_abortable() && error.code() == Some(ErrorCode::TopicAuthorizationFailed), "{error}");
}

#[test]
fn a_call_without_answer_is_asked_again_by_the_same_call_only() {
    let mut tx = begun(2);
    tx.add_partition(&at(0)).unwrap();
    let ticket = tx.commit().unwrap();
    let end = tx.next_request(false).unwrap();
    assert_eq!(tx.commit().unwrap(), ticket);
    let told = tx.abort().unwrap_err().to_string();
    assert!(told.contains("`commitTransaction` timed out"), "{told}");
    assert!(tx.begin().is_err());
    tx.answered(end, Reply::ProducerId(NEXT));
    assert_eq!(tx.commit().unwrap(), ticket, "until its result is known");
    assert!(tx.take(ticket).unwrap().is_ok());
    tx.begin().unwrap();
}

#[test]
fn a_lost_producer_id_mapping_skips_the_end() {
    let mut tx = begun(1);
    tx.add_partition(&at(0)).unwrap();
    let add = tx.next_request(true).unwrap();
    tx.answered(add, Reply::Partitions(vec![(at(0), ErrorCode::InvalidProducerIdMapping)]));
    let ticket = tx.abort().unwrap();
    let bump = tx.next_request(false).unwrap();
    assert_eq!(bump, Request::InitProducerId { producer: Some(ID), ticket });
}

#[test]
fn calls_out_of_order_are_refused() {
    let mut tx = Transactions::new("tx".to_string());
    assert!(matches!(tx.begin(), Err(TransactionError::InvalidState(_))));
    assert!(matches!(tx.check_send(), Err(TransactionError::InvalidState(_))));
    let mut tx = ready(2);
    assert!(matches!(tx.commit(), Err(TransactionError::InvalidState(_))));
    assert!(matches!(tx.init(), Err(TransactionError::InvalidState(_))));
    assert!(matches!(
        tx.send_offsets(offsets(), GroupMetadata::new("g")),
        Err(TransactionError::InvalidState(_))
    ));
    tx.begin().unwrap();
    assert!(matches!(tx.begin(), Err(TransactionError::InvalidState(_))));
}

#[test]
fn refused_initialization_may_be_tried_again() {
    let mut tx = Transactions::new("tx".to_string());
    let ticket = tx.init().unwrap();
    let request = tx.next_request(false).unwrap();
    tx.answered(request, Reply::Code(ErrorCode::TransactionalIdAuthorizationFailed));
    assert!(tx.take(ticket).unwrap().is_err());
    assert!(tx.init().is_ok());
}
