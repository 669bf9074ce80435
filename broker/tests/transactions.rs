//! Goal: transactions over a socket, with the old protocol and with transaction version 2. Method: one node in this
//! process, requests written by the generated encoders; what `read_committed` gives and where it ends is looked at
//! after each step.

mod common;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use common::{Client, Node};
use kavka_broker::server::StartOptions;
use kavka_protocol::compression::Compressor;
use kavka_protocol::messages::add_partitions_to_txn_request::AddPartitionsToTxnTopic;
use kavka_protocol::messages::create_topics_request::CreatableTopic;
use kavka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kavka_protocol::messages::offset_fetch_request::{OffsetFetchRequestGroup, OffsetFetchRequestTopics};
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::txn_offset_commit_request::{
    TxnOffsetCommitRequestPartition, TxnOffsetCommitRequestTopic,
};
use kavka_protocol::messages::*;
use kavka_protocol::record::{BatchBuilder, BatchOptions};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};

const SETTINGS: [(&str, &str); 3] = [
    ("transaction.state.log.replication.factor", "1"),
    ("transaction.state.log.min.isr", "1"),
    ("transaction.state.log.num.partitions", "3"),
];

fn text(value: &str) -> StrBytes {
    StrBytes::from_string(value.to_owned())
}

fn name(topic: &str) -> TopicName {
    TopicName(text(topic))
}

/// A transactional producer that does nothing by itself.
struct Producer {
    client: Client,
    id: TransactionalId,
    producer_id: ProducerId,
    epoch: i16,
    sequence: i32,
}

impl Producer {
    /// The next instance behind a transactional id.
    fn start(port: u16, id: &str) -> Producer {
        let mut client = Client::connect(port);
        for (key_type, key) in [(1, id), (0, "group")] {
            let request = FindCoordinatorRequest::default()
                .with_key_type(key_type)
                .with_coordinator_keys(vec![text(key)]);
            let found: FindCoordinatorResponse = client.call(ApiKey::FindCoordinator, 6, &request);
            assert_eq!((found.coordinators[0].error_code, found.coordinators[0].node_id.0), (0, 1));
        }
        let id = TransactionalId(text(id));
        let request = InitProducerIdRequest::default()
            .with_transactional_id(Some(id.clone()))
            .with_transaction_timeout_ms(60_000)
            .with_producer_id((-1).into())
            .with_producer_epoch(-1);
        let given: InitProducerIdResponse = again(|| {
            let given: InitProducerIdResponse = client.call(ApiKey::InitProducerId, 5, &request);
            (given.error_code, given)
        });
        assert_eq!(given.error_code, 0);
        let (producer_id, epoch) = (given.producer_id, given.producer_epoch);
        Producer { client, id, producer_id, epoch, sequence: 0 }
    }

    fn add(&mut self, partitions: &[i32]) -> Vec<i16> {
        let topic =
            AddPartitionsToTxnTopic::default().with_name(name("t")).with_partitions(partitions.to_vec());
        let request = AddPartitionsToTxnRequest::default()
            .with_v3_and_below_transactional_id(self.id.clone())
            .with_v3_and_below_producer_id(self.producer_id)
            .with_v3_and_below_producer_epoch(self.epoch)
            .with_v3_and_below_topics(vec![topic]);
        let added: AddPartitionsToTxnResponse = again(|| {
            let added: AddPartitionsToTxnResponse = self.client.call(ApiKey::AddPartitionsToTxn, 3, &request);
            let results = &added.results_by_topic_v3_and_below[0].results_by_partition;
            (results[0].partition_error_code, added)
        });
        let results = &added.results_by_topic_v3_and_below[0].results_by_partition;
        results.iter().map(|result| result.partition_error_code).collect()
    }

    fn request(&mut self, value: &str) -> ProduceRequest {
        let mut builder = BatchBuilder::new(BatchOptions {
            producer_id: self.producer_id.0,
            producer_epoch: self.epoch,
            base_sequence: self.sequence,
            transactional: true,
            ..BatchOptions::default()
        });
        // Of now, like the markers': much older records would be in a segment of their own.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
        builder.append(now, None, Some(value.as_bytes()), &[]).unwrap();
        self.sequence += 1;
        let records: Bytes = builder.build(&mut Compressor::new()).unwrap().freeze();
        let data = PartitionProduceData::default().with_index(0).with_records(Some(records));
        let topic = TopicProduceData::default().with_name(name("t")).with_partition_data(vec![data]);
        ProduceRequest::default()
            .with_transactional_id(Some(self.id.clone()))
            .with_acks(-1)
            .with_timeout_ms(5000)
            .with_topic_data(vec![topic])
    }

    fn produce(&mut self, version: i16, value: &str) -> i16 {
        let request = self.request(value);
        let response: ProduceResponse = self.client.call(ApiKey::Produce, version, &request);
        response.responses[0].partition_responses[0].error_code
    }

    fn commit_offset(&mut self, version: i16, offset: i64) -> i16 {
        let partition = TxnOffsetCommitRequestPartition::default()
            .with_partition_index(0)
            .with_committed_offset(offset)
            .with_committed_metadata(Some(text("")));
        let topic =
            TxnOffsetCommitRequestTopic::default().with_name(name("t")).with_partitions(vec![partition]);
        let request = TxnOffsetCommitRequest::default()
            .with_transactional_id(self.id.clone())
            .with_group_id(GroupId(text("group")))
            .with_producer_id(self.producer_id)
            .with_producer_epoch(self.epoch)
            .with_topics(vec![topic]);
        let response: TxnOffsetCommitResponse = again(|| {
            let response: TxnOffsetCommitResponse =
                self.client.call(ApiKey::TxnOffsetCommit, version, &request);
            (response.topics[0].partitions[0].error_code, response)
        });
        response.topics[0].partitions[0].error_code
    }

    fn end(&mut self, version: i16, committed: bool) -> i16 {
        let request = EndTxnRequest::default()
            .with_transactional_id(self.id.clone())
            .with_producer_id(self.producer_id)
            .with_producer_epoch(self.epoch)
            .with_committed(committed);
        let response: EndTxnResponse = self.client.call(ApiKey::EndTxn, version, &request);
        if version >= 5 && response.error_code == 0 {
            (self.producer_id, self.epoch) = (response.producer_id, response.producer_epoch);
            self.sequence = 0;
        }
        response.error_code
    }

    /// The last stable offset of the partition, and the first offsets of aborted transactions.
    fn read_committed(&mut self) -> (i64, Vec<i64>) {
        let partition = FetchPartition::default()
            .with_partition(0)
            .with_fetch_offset(0)
            .with_partition_max_bytes(1 << 20);
        let request = FetchRequest::default()
            .with_isolation_level(1)
            .with_max_bytes(1 << 20)
            .with_session_epoch(-1)
            .with_topics(vec![FetchTopic::default().with_topic(name("t")).with_partitions(vec![partition])]);
        let response: FetchResponse = self.client.call(ApiKey::Fetch, 12, &request);
        let data = &response.responses[0].partitions[0];
        let aborted = data.aborted_transactions.iter().flatten().map(|aborted| aborted.first_offset);
        (data.last_stable_offset, aborted.collect())
    }

    /// The committed offset, or the error that it is not stable.
    fn offset(&mut self) -> Result<i64, i16> {
        let topic = OffsetFetchRequestTopics::default().with_name(name("t")).with_partition_indexes(vec![0]);
        let group = OffsetFetchRequestGroup::default()
            .with_group_id(GroupId(text("group")))
            .with_topics(Some(vec![topic]));
        let request = OffsetFetchRequest::default().with_groups(vec![group]).with_require_stable(true);
        let response: OffsetFetchResponse = self.client.call(ApiKey::OffsetFetch, 8, &request);
        let partition = &response.groups[0].topics[0].partitions[0];
        match partition.error_code {
            0 => Ok(partition.committed_offset),
            code => Err(code),
        }
    }

    fn settles(&mut self, what: &str, mut look: impl FnMut(&mut Self) -> bool) {
        let until = Instant::now() + Duration::from_secs(20);
        while !look(self) {
            let late = Instant::now() >= until;
            assert!(!late, "waited in vain for {what}: {:?}", (self.read_committed(), self.offset()));
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Asks again while the coordinator is busy, as clients do.
fn again<T>(mut ask: impl FnMut() -> (i16, T)) -> T {
    let busy = [
        ErrorCode::ConcurrentTransactions,
        ErrorCode::CoordinatorLoadInProgress,
        ErrorCode::CoordinatorNotAvailable,
        ErrorCode::NotCoordinator,
    ];
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let (code, answer) = ask();
        if !busy.iter().any(|busy| busy.code() == code) || Instant::now() > until {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn create_topic(port: u16) {
    let topic =
        CreatableTopic::default().with_name(name("t")).with_num_partitions(1).with_replication_factor(1);
    let request = CreateTopicsRequest::default().with_topics(vec![topic]).with_timeout_ms(10_000);
    let response: CreateTopicsResponse = Client::connect(port).call(ApiKey::CreateTopics, 7, &request);
    assert_eq!(response.topics[0].error_code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_commit_abort_and_fence() {
    let node = common::start_with(&SETTINGS, StartOptions::default()).await;
    let port = node.port;
    tokio::task::spawn_blocking(move || {
        create_topic(port);
        let end = old_protocol(port, 0);
        let end = version_2(port, end);
        fencing(port, end);
    })
    .await
    .unwrap();
    let Node { server, .. } = node;
    server.stop().await;
}

/// Partitions are added first; then verified at the first append.
fn old_protocol(port: u16, start: i64) -> i64 {
    let mut producer = Producer::start(port, "old");
    let not_added = producer.produce(11, "a");
    assert_eq!(not_added, ErrorCode::TransactionAbortable.code(), "told to abort");
    producer.sequence = 0;
    assert_eq!(producer.produce(9, "a"), ErrorCode::InvalidTxnState.code(), "in words of older clients");
    producer.sequence = 0;
    assert_eq!(producer.add(&[0]), [0]);
    assert_eq!(producer.add(&[0, 7]), [55, 3], "one that does not exist keeps the other out");
    assert_eq!((producer.produce(11, "a"), producer.produce(11, "b")), (0, 0));
    assert_eq!(producer.read_committed(), (start, vec![]), "nothing is decided");
    assert_eq!(producer.end(4, true), 0);
    producer.settles("the commit", |producer| producer.read_committed() == (start + 3, vec![]));
    assert_eq!(producer.add(&[0]), [0]);
    assert_eq!(producer.produce(11, "c"), 0);
    assert_eq!(producer.end(4, false), 0);
    producer.settles("the abort", |producer| producer.read_committed() == (start + 5, vec![start + 3]));
    start + 5
}

/// The append adds the partition, and every transaction has its epoch. Two appends are sent at once: the second must
/// not overtake the first, which waits for the coordinator.
fn version_2(port: u16, start: i64) -> i64 {
    let mut producer = Producer::start(port, "new");
    let requests = [producer.request("a"), producer.request("b")];
    for request in &requests {
        producer.client.send(ApiKey::Produce, 12, request);
    }
    for offset in 0..2 {
        let (_, response): (_, ProduceResponse) = producer.client.receive(ApiKey::Produce, 12);
        let partition = &response.responses[0].partition_responses[0];
        assert_eq!((partition.error_code, partition.base_offset), (0, start + offset));
    }
    assert_eq!(producer.commit_offset(5, 7), 0);
    assert_eq!(producer.offset(), Err(ErrorCode::UnstableOffsetCommit.code()));
    let epoch = producer.epoch;
    assert_eq!(producer.end(5, true), 0);
    assert_eq!(producer.epoch, epoch + 1);
    producer.settles("the offset", |producer| producer.offset() == Ok(7));
    // Goes on at once: the append waits while the markers are still being written.
    assert_eq!(producer.produce(12, "c"), 0);
    assert_eq!(producer.commit_offset(5, 8), 0);
    assert_eq!(producer.end(5, false), 0);
    producer.settles("the abort", |producer| producer.read_committed().0 == start + 5);
    producer.settles("the dropped offset", |producer| producer.offset() == Ok(7));
    start + 5
}

/// A new instance ends what the old one has begun, which is not let in again.
fn fencing(port: u16, start: i64) {
    let mut old = Producer::start(port, "fenced");
    assert_eq!(old.produce(12, "a"), 0);
    let mut new = Producer::start(port, "fenced");
    assert_eq!(new.producer_id, old.producer_id);
    assert!(new.epoch > old.epoch);
    new.settles("the abort", |new| new.read_committed().0 == start + 2);
    assert_eq!(old.produce(12, "b"), ErrorCode::InvalidProducerEpoch.code());
    assert_eq!(old.end(5, true), ErrorCode::ProducerFenced.code());
    assert_eq!(old.end(1, true), ErrorCode::InvalidProducerEpoch.code(), "in words of older clients");
    assert_eq!(new.produce(12, "c"), 0);
    assert_eq!(new.end(5, true), 0);
    new.settles("the commit", |new| new.read_committed().0 == start + 4);
}
