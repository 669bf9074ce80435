//! DescribeTransactions and ListTransactions.

use kavka_protocol::ErrorCode;

use super::super::{MarkerOutcome, TransactionState, messages::*};
use super::fixture::*;

fn describe(f: &mut Fixture, id: &str) -> DescribedTransaction {
    let ticket = f.send(Request::Describe(id.into()));
    match f.reply(ticket) {
        Some(Response::Described(found)) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_transaction_is_described() {
    let mut f = Fixture::new(2);
    assert_eq!(describe(&mut f, "").error, ErrorCode::InvalidRequest);
    assert_eq!(describe(&mut f, "t").error, ErrorCode::TransactionalIdNotFound);
    let producer = f.init("t", None).unwrap();
    assert_eq!(describe(&mut f, "t").transaction_start_ms, -1);
    f.add("t", producer, &[("a", 0), ("a", 1)]);
    let found = describe(&mut f, "t");
    assert_eq!(found.state, Some(TransactionState::Ongoing));
    assert_eq!((found.producer, found.transaction_timeout_ms), (at(producer), TIMEOUT_MS));
    assert_eq!((found.transaction_start_ms, found.partitions.len()), (START_MS, 2));
    f.end_ticket("t", producer, true, 2);
    let send = f.sends.pop().unwrap();
    f.settle(&send, |_, partition| match partition {
        0 => MarkerOutcome::Written,
        _ => MarkerOutcome::Failed(ErrorCode::NotLeaderOrFollower),
    });
    let found = describe(&mut f, "t");
    assert_eq!(found.state, Some(TransactionState::PrepareCommit));
    assert_eq!(found.partitions, [("a", 1)].into_iter().collect(), "those without marker");
}

#[test]
fn lists_are_filtered() {
    let mut f = Fixture::new(2);
    f.has("a-1", &transaction(TransactionState::Empty, (1, 0)));
    f.has("a-2", &transaction(TransactionState::Ongoing, (2, 0)));
    f.has("b-3", &transaction(TransactionState::Ongoing, (3, 0)));
    f.pass(5_000);
    let mut list = |change: fn(&mut ListFilter)| {
        let mut filter = ListFilter { states: None, producer_ids: vec![], duration_ms: -1, pattern: None };
        change(&mut filter);
        let ticket = f.send(Request::List(filter));
        match f.reply(ticket) {
            Some(Response::Listed(ErrorCode::None, listed)) => {
                listed.into_iter().map(|found| found.producer_id).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(list(|_| {}), [1, 2, 3]);
    assert_eq!(list(|filter| filter.states = Some(vec![TransactionState::Ongoing])), [2, 3]);
    assert_eq!(list(|filter| filter.states = Some(vec![])), Vec::<i64>::new(), "only unknown ones");
    assert_eq!(list(|filter| filter.producer_ids = vec![3, 1]), [1, 3]);
    assert_eq!(list(|filter| filter.duration_ms = 4_999), [1, 2, 3], "-1 is long ago, as in Kafka");
    assert_eq!(list(|filter| filter.duration_ms = 5_000), [1]);
    assert_eq!(list(|filter| filter.pattern = Some(regex::Regex::new(r"\A(?:a-.*)\z").unwrap())), [1, 2]);
}
