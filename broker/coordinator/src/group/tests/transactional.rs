//! Offsets committed in transactions.

use kavka_protocol::{ErrorCode, record::TransactionMarker};
use uuid::Uuid;

use super::{
    super::messages::{
        FetchedOffset, OffsetCommitPartition, OffsetCommitTopic, OffsetDeleteRequest, OffsetFetchRequest,
        Request, Response, TxnOffsetCommitRequest,
    },
    fixture::{Commits, Fixture},
};
use crate::runtime::TransactionalProducer;

fn topics(offset: i64) -> Vec<OffsetCommitTopic> {
    let partition =
        OffsetCommitPartition { partition: 0, committed_offset: offset, leader_epoch: 3, metadata: None };
    vec![OffsetCommitTopic { name: "t".into(), topic_id: Uuid::nil(), partitions: vec![partition] }]
}

fn commit(producer_id: i64, offset: i64) -> TxnOffsetCommitRequest {
    TxnOffsetCommitRequest {
        group_id: "g".into(),
        generation_id: -1,
        member_id: String::new(),
        group_instance_id: None,
        producer: TransactionalProducer { producer_id, producer_epoch: 0, verification: 1 },
        topics: topics(offset),
    }
}

fn send(fixture: &mut Fixture, request: TxnOffsetCommitRequest) -> ErrorCode {
    let ticket = fixture.send(Request::CommitTransactional(request));
    match fixture.reply(ticket) {
        Some(Response::Commit(response)) => response.topics[0].2[0].1,
        other => panic!("{other:?}"),
    }
}

fn end(fixture: &mut Fixture, producer_id: i64, committed: bool) {
    let marker = TransactionMarker {
        producer_id,
        producer_epoch: 1,
        coordinator_epoch: 0,
        committed,
        transaction_version: 2,
    };
    let ticket = fixture.send(Request::EndTransaction(marker));
    assert_eq!(fixture.reply(ticket), Some(Response::EndTransaction(ErrorCode::None)));
}

fn fetch(fixture: &mut Fixture, require_stable: bool) -> FetchedOffset {
    let ticket = fixture.send(Request::Fetch(OffsetFetchRequest {
        group_id: "g".into(),
        member_id: None,
        member_epoch: -1,
        topics: Some(vec![("t".into(), Uuid::nil(), vec![0])]),
        require_stable,
    }));
    match fixture.reply(ticket) {
        Some(Response::Fetch(response)) => response.topics[0].2[0].clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn offsets_of_a_transaction_show_when_it_commits_and_never_if_it_aborts() {
    let mut fixture = Fixture::new();
    assert_eq!(send(&mut fixture, commit(1, 10)), ErrorCode::None);
    assert_eq!(fetch(&mut fixture, false).committed_offset, -1);
    assert_eq!(fetch(&mut fixture, true).error, ErrorCode::UnstableOffsetCommit);
    end(&mut fixture, 1, true);
    assert_eq!(fetch(&mut fixture, true).committed_offset, 10);
    assert_eq!(send(&mut fixture, commit(1, 20)), ErrorCode::None);
    assert_eq!(fetch(&mut fixture, true).error, ErrorCode::UnstableOffsetCommit);
    assert_eq!(fetch(&mut fixture, false).committed_offset, 10);
    end(&mut fixture, 1, false);
    assert_eq!(fetch(&mut fixture, true).committed_offset, 10);
}

#[test]
fn a_commit_that_the_log_refuses_leaves_nothing_pending() {
    let mut fixture = Fixture::new();
    fixture.commits = Commits::Refused;
    assert_eq!(send(&mut fixture, commit(1, 10)), ErrorCode::CoordinatorNotAvailable);
    fixture.commits = Commits::AtOnce;
    assert_eq!(fetch(&mut fixture, true).error, ErrorCode::None);
}

#[test]
fn deleting_an_offset_also_drops_what_a_transaction_holds() {
    let mut fixture = Fixture::new();
    assert_eq!(send(&mut fixture, commit(1, 10)), ErrorCode::None);
    let delete = OffsetDeleteRequest { group_id: "g".into(), topics: vec![("t".into(), vec![0])] };
    fixture.send(Request::DeleteOffsets(delete));
    assert_eq!(fetch(&mut fixture, true).error, ErrorCode::None);
    end(&mut fixture, 1, true);
    assert_eq!(fetch(&mut fixture, true).committed_offset, -1);
}

#[test]
fn only_who_names_a_member_is_fenced_by_the_group() {
    let mut fixture = Fixture::without_delay();
    let known = TxnOffsetCommitRequest { generation_id: 1, member_id: "m".into(), ..commit(1, 10) };
    assert_eq!(send(&mut fixture, known.clone()), ErrorCode::IllegalGeneration, "no such group");
    let member_id = fixture.stable_group("g");
    assert_eq!(send(&mut fixture, known.clone()), ErrorCode::UnknownMemberId);
    let member = TxnOffsetCommitRequest { member_id: member_id.clone(), ..known };
    assert_eq!(send(&mut fixture, member.clone()), ErrorCode::None);
    let older = TxnOffsetCommitRequest { generation_id: 0, ..member };
    assert_eq!(send(&mut fixture, older), ErrorCode::IllegalGeneration);
    assert_eq!(send(&mut fixture, commit(2, 11)), ErrorCode::None, "clients before KIP-447");
}
