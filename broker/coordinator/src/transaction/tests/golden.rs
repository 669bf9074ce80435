//! Partitions of `__transaction_state` as Apache Kafka 4.3 wrote them. Method: from each record follows what was asked
//! for; the shard is asked the same at the same time and must write the same bytes.

use kavka_protocol::record::{Scratch, batches};

use super::super::{
    TransactionState,
    messages::{AddPartitions, EndTransaction, Request},
    records::{self, Decoded},
    state::Transaction,
};
use super::fixture::*;
use crate::runtime::Record;

const PARTITIONS: [&[u8]; 3] = [
    include_bytes!("../../../tests/golden/transaction_state-0.log"),
    include_bytes!("../../../tests/golden/transaction_state-1.log"),
    include_bytes!("../../../tests/golden/transaction_state-2.log"),
];

fn read(bytes: &[u8]) -> Vec<Record> {
    let mut scratch = Scratch::new();
    let mut found = Vec::new();
    for batch in batches(bytes) {
        for record in batch.expect("whole").records(&mut scratch).expect("readable") {
            let record = record.expect("readable");
            let key = record.key.expect("key").to_vec().into();
            found.push(Record { key, value: record.value.map(|value| value.to_vec().into()) });
        }
    }
    found
}

/// Asks for what made Kafka write `next`.
fn ask(f: &mut Fixture, id: &str, next: &Transaction) {
    let before = f.shard.transactions.get(id).cloned();
    f.now.wall_ms = next.last_update_ms;
    match next.state {
        TransactionState::Empty => {
            let mut request = init(id, None);
            request.transaction_timeout_ms = next.timeout_ms;
            f.send(Request::Init(request, Some(next.producer_id)));
        }
        TransactionState::Ongoing => {
            f.send(Request::Add(AddPartitions {
                transactional_id: id.into(),
                producer: next.producer(),
                partitions: next.partitions.clone(),
                client_transaction_version: next.client_transaction_version,
            }));
        }
        TransactionState::PrepareCommit | TransactionState::PrepareAbort => {
            let request = EndTransaction {
                transactional_id: id.into(),
                producer: before.expect("known").producer(),
                committed: next.state == TransactionState::PrepareCommit,
                client_transaction_version: next.client_transaction_version,
            };
            f.send(Request::End(request, None));
        }
        TransactionState::CompleteCommit | TransactionState::CompleteAbort => f.write_markers(),
        TransactionState::Dead | TransactionState::PrepareEpochFence => panic!("{next:?}"),
    }
}

#[test]
fn the_same_requests_make_the_same_records() {
    let mut count = 0;
    for partition in PARTITIONS {
        let mut f = Fixture::new(2);
        for (at, record) in read(partition).into_iter().enumerate() {
            let Decoded::Transaction(id, next) = records::decode(&record).expect("understood") else {
                panic!("a tombstone: {record:?}")
            };
            // A transaction without partitions is complete as soon as it is prepared.
            if f.log.len() == at {
                ask(&mut f, &id, &next);
            }
            assert_eq!(records::decode(&f.log[at]), records::decode(&record));
            // The order of topics is that of Java's hashes.
            if next.partitions.topics().count() < 2 {
                assert_eq!(f.log[at], record, "{id}: {next:?}");
            }
            count += 1;
        }
    }
    assert!(count >= 30, "{count}");
}

#[test]
fn records_are_read_back() {
    for state in TransactionState::ALL.into_iter().take(6) {
        for version in [0, 1, 2] {
            let mut before = transaction(state, (5, 6));
            before.next_producer_id = 9;
            let record = records::encode("t", &before, version).expect("fits");
            assert_eq!(record.value.as_ref().unwrap()[..2], i16::from(version > 0).to_be_bytes());
            let after = records::as_read_back(&before, version);
            assert_eq!(records::decode(&record), Ok(Decoded::Transaction("t".into(), after)));
        }
    }
}

#[test]
fn what_is_not_understood_is_told() {
    let good = records::encode("t", &transaction(TransactionState::Ongoing, (5, 6)), 2).unwrap();
    let value = good.value.clone().unwrap();
    for length in 0..value.len() {
        let cut = Record { value: Some(value.slice(..length)), ..good.clone() };
        assert!(records::decode(&cut).is_err(), "{length} bytes of {}", value.len());
    }
    for length in 0..good.key.len() {
        assert!(records::decode(&Record { key: good.key.slice(..length), ..good.clone() }).is_err());
    }
    let later = Record { key: vec![0, 9, 1].into(), value: None };
    assert_eq!(records::decode(&later), Ok(Decoded::Unknown));
}
