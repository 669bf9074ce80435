//! The accumulator with a clock that the test moves.

use futures::FutureExt;
use kavka_protocol::record::{BATCH_OVERHEAD, BatchView};

use super::*;
use crate::ClientError;
use crate::cluster::{Partition, Topic as KnownTopic};
use crate::net::NetError;
use crate::producer::batch::Body;
use crate::producer::delivery::Delivery;
use crate::producer::record::RecordRef;

const BACKOFF: Duration = Duration::from_millis(100);
const NODE: i32 = 1;

struct Bench {
    accumulator: Accumulator,
    memory: Arc<Semaphore>,
    now: Instant,
    deliveries: Vec<Option<Delivery>>,
    compressor: kavka_protocol::compression::Compressor,
}

pub(super) fn topic(partitions: i32) -> KnownTopic {
    let partition = |index| Partition {
        index,
        leader: Some(NODE),
        leader_epoch: 0,
        replicas: vec![NODE],
        isr: vec![NODE],
        offline: Vec::new(),
    };
    KnownTopic {
        id: Uuid::from_u128(5),
        is_internal: false,
        error: ErrorCode::None,
        partitions: (0..partitions).map(partition).collect(),
    }
}

pub(super) fn batching(batch_size: usize) -> Batching {
    Batching {
        batch_size,
        linger: Duration::from_millis(5),
        delivery_timeout: Duration::from_secs(120),
        retries: u32::MAX,
        retry_backoff: BACKOFF,
        retry_backoff_max: BACKOFF,
        max_request_size: 1 << 20,
        codec: Codec::None,
        level: None,
        idempotent: true,
        in_order: false,
        ignore_keys: false,
        adaptive: true,
        availability_timeout: Duration::ZERO,
        buffer_memory: 1 << 20,
        keeps_timestamps: false,
    }
}

impl Bench {
    fn new(batch_size: usize) -> Self {
        // Batches of one record do not wait for another.
        let linger = if batch_size == 1 { Duration::ZERO } else { Duration::from_millis(5) };
        Self::with(Batching { linger, ..batching(batch_size) }, None)
    }

    fn with(config: Batching, transactions: Option<Transactions>) -> Self {
        let memory = Arc::new(Semaphore::new(1 << 16));
        let mut accumulator = Accumulator::new(config, memory.clone(), transactions);
        let now = Instant::now();
        accumulator.add_topic("t", &topic(1), now);
        if accumulator.identity == Identity::Wanted {
            accumulator.identified(Ok(ProducerId { id: 7, epoch: 0 }));
        }
        let compressor = kavka_protocol::compression::Compressor::new();
        Self { accumulator, memory, now, deliveries: Vec::new(), compressor }
    }

    /// Says whether the sender is to be woken.
    fn append(&mut self, value: &str) -> bool {
        // The limit of a batch is at least the most its first record may take, which leaves room for a tiny one.
        let value = if self.accumulator.config.batch_size == 1 { &value.repeat(50) } else { value };
        let record = RecordRef::new("t", value.as_bytes());
        let now = self.now;
        match self.accumulator.append(&record, &[], 1, Some(0), &mut None, &|| now).unwrap() {
            Appended::Done { delivery, wakes } => {
                self.deliveries.push(Some(delivery));
                wakes
            }
            other => panic!("{other:?}"),
        }
    }

    fn take(&mut self) -> Option<Batch> {
        self.accumulator.step(self.now);
        let mut request = self.accumulator.take_request(self.now, |_| true)?;
        assert_eq!((request.node, request.batches.len()), (NODE, 1));
        let mut batch = request.batches.pop()?;
        batch.finish(&mut self.compressor, &mut Vec::new()).unwrap();
        Some(batch)
    }

    fn answer(&mut self, batch: Batch, answer: Answer) {
        self.accumulator.answered(batch, answer, self.now);
    }

    fn refuse(&mut self, batch: Batch, code: ErrorCode) {
        self.answer(batch, Answer::Refused(Refusal { code, message: None, records: Vec::new() }));
    }

    fn accept(&mut self, batch: Batch, base_offset: i64) {
        self.answer(batch, Answer::Written { base_offset, log_append_time: -1 });
    }

    /// The connection breaks.
    fn lose(&mut self, batch: Batch) {
        let error = NetError::Closed { address: "h:1".to_string(), reason: "reset".to_string() };
        self.answer(batch, Answer::Failed(error.into()));
    }

    fn outcome(&mut self, record: usize) -> Option<Result<i64, ProduceError>> {
        let mut delivery = self.deliveries[record].take()?;
        let outcome = (&mut delivery).now_or_never().map(|outcome| outcome.map(|written| written.offset));
        if outcome.is_none() {
            self.deliveries[record] = Some(delivery);
        }
        outcome
    }

    fn wait(&mut self, time: Duration) {
        self.now += time;
    }
}

/// Epoch, sequence and count of records.
fn header(batch: &Batch) -> (i16, i32, i32) {
    let Body::Closed(bytes) = &batch.body else { panic!("not closed") };
    let view = BatchView::parse(bytes).unwrap();
    view.verify_crc().unwrap();
    (view.header().producer_epoch, view.header().base_sequence, view.header().records_count)
}

#[test]
fn a_batch_is_ready_after_lingering_or_when_full() {
    let mut bench = Bench::new(400);
    assert!(bench.append("a"), "a new batch is for the sender to time");
    assert!(!bench.append("b"));
    assert!(bench.take().is_none());
    assert_eq!(bench.accumulator.next_deadline(bench.now), Some(bench.now + Duration::from_millis(5)));
    bench.wait(Duration::from_millis(5));
    assert_eq!(header(&bench.take().unwrap()), (0, 0, 2));
    while !bench.append("cccccccccccccccccccc") || bench.accumulator.topics[0].queues[0].batches.len() < 2 {}
    assert_eq!(header(&bench.take().unwrap()).1, 2, "full ones do not linger");
}

#[test]
fn batches_hold_exactly_batch_size() {
    let mut bench = Bench::new(200);
    for _ in 0..20 {
        bench.append("0123456789");
    }
    let batch = bench.take().unwrap();
    // A record of 10 bytes takes 17: length, attributes, two deltas, no key, length of the value, no headers.
    let (_, _, count) = header(&batch);
    assert_eq!((count as usize, batch.size()), ((200 - BATCH_OVERHEAD) / 17, BATCH_OVERHEAD + 8 * 17));
}

#[test]
fn records_learn_their_offsets_and_memory_comes_back() {
    let mut bench = Bench::new(400);
    let free = bench.memory.available_permits();
    bench.append("a");
    bench.append("b");
    assert_eq!(bench.memory.available_permits(), free - 400);
    let done = bench.accumulator.flush();
    let batch = bench.take().unwrap();
    bench.accept(batch, 10);
    assert_eq!(bench.outcome(0).unwrap().unwrap(), 10);
    assert_eq!(bench.outcome(1).unwrap().unwrap(), 11);
    assert_eq!(bench.memory.available_permits(), free);
    assert!(done.blocking_recv().is_ok());
}

#[test]
fn full_memory_is_told_and_what_was_waited_for_is_used() {
    let mut bench = Bench::new(1 << 15);
    bench.append("a");
    let (record, now) = (RecordRef::new("t", &[0; 40_000]), bench.now);
    let full = bench.accumulator.append(&record, &[], 1, Some(0), &mut None, &|| now).unwrap();
    let Appended::NeedsMemory(bytes) = full else { panic!("{full:?}") };
    assert!(bytes > 40_000);
    bench.wait(Duration::from_secs(1));
    let batch = bench.take().unwrap();
    bench.accept(batch, 0);
    let mut waited = bench.memory.clone().try_acquire_many_owned(bytes as u32).ok();
    let done = bench.accumulator.append(&record, &[], 1, Some(0), &mut waited, &|| now).unwrap();
    assert!(matches!(done, Appended::Done { .. }) && waited.is_none());
}

#[test]
fn what_is_sent_again_keeps_its_place_and_sequence() {
    let mut bench = Bench::new(1);
    for value in ["a", "b", "c"] {
        bench.append(value);
    }
    let (first, second) = (bench.take().unwrap(), bench.take().unwrap());
    bench.refuse(second, ErrorCode::OutOfOrderSequenceNumber);
    assert!(bench.take().is_none(), "nothing goes out while the first is in flight");
    bench.refuse(first, ErrorCode::NotLeaderOrFollower);
    assert!(bench.take().is_none(), "not before the backoff");
    bench.wait(BACKOFF * 2);
    let first = bench.take().unwrap();
    assert_eq!(header(&first), (0, 0, 1));
    bench.accept(first, 0);
    let second = bench.take().unwrap();
    assert_eq!(header(&second), (0, 1, 1));
    bench.accept(second, 1);
    assert_eq!(header(&bench.take().unwrap()), (0, 2, 1));
}

#[test]
fn a_refusal_for_good_bumps_the_epoch_and_numbers_again() {
    let mut bench = Bench::new(1);
    for value in ["a", "b", "c"] {
        bench.append(value);
    }
    let (first, second) = (bench.take().unwrap(), bench.take().unwrap());
    bench.refuse(first, ErrorCode::InvalidRecord);
    assert!(!bench.outcome(0).unwrap().unwrap_err().outcome_is_unknown());
    assert!(bench.take().is_none(), "the second may still be answered");
    bench.refuse(second, ErrorCode::OutOfOrderSequenceNumber);
    bench.wait(BACKOFF * 2);
    let second = bench.take().unwrap();
    assert_eq!(header(&second), (1, 0, 1));
    bench.accept(second, 0);
    assert_eq!(header(&bench.take().unwrap()), (1, 1, 1));
    assert_eq!(bench.accumulator.counters.epoch_bumps, 1);
}

#[test]
fn a_lost_batch_is_unknown_and_the_next_is_not_numbered_anew() {
    let mut bench = Bench::new(1);
    bench.append("a");
    let first = bench.take().unwrap();
    bench.wait(Duration::from_secs(60));
    bench.append("b");
    let second = bench.take().unwrap();
    bench.lose(first);
    bench.lose(second);
    bench.wait(Duration::from_secs(60));
    bench.accumulator.step(bench.now);
    let error = bench.outcome(0).unwrap().unwrap_err();
    assert!(error.outcome_is_unknown(), "{error}");
    assert_eq!(error.to_string(), "Expiring 1 record(s) for t-0:120000 ms has passed since batch creation");
    let second = bench.take().unwrap();
    assert_eq!(header(&second), (0, 1, 1), "it may be in the log already");
    bench.append("c");
    bench.accept(second, 1);
    assert_eq!(header(&bench.take().unwrap()), (0, 2, 1));
}

#[test]
fn a_lost_batch_that_never_arrived_bumps_the_epoch() {
    let mut bench = Bench::new(1);
    bench.append("a");
    let first = bench.take().unwrap();
    bench.wait(Duration::from_secs(60));
    bench.append("b");
    bench.lose(first);
    bench.wait(Duration::from_secs(60));
    bench.accumulator.step(bench.now);
    assert!(bench.outcome(0).unwrap().unwrap_err().outcome_is_unknown());
    let second = bench.take().unwrap();
    assert_eq!(header(&second), (1, 0, 1), "nothing else was numbered");
    bench.accept(second, 0);
    assert_eq!(bench.outcome(1).unwrap().unwrap(), 0);
}

#[test]
fn a_duplicate_is_a_success_at_an_unknown_offset() {
    let mut bench = Bench::new(1);
    bench.append("a");
    let first = bench.take().unwrap();
    bench.lose(first);
    bench.wait(BACKOFF * 2);
    let again = bench.take().unwrap();
    bench.refuse(again, ErrorCode::DuplicateSequenceNumber);
    assert_eq!(bench.outcome(0).unwrap().unwrap(), -1);
}

#[test]
fn records_expire_where_they_wait_and_on_their_way() {
    let mut bench = Bench::new(400);
    bench.append("a");
    bench.wait(Duration::from_secs(1));
    let mut sent = bench.take().unwrap();
    bench.append("b");
    bench.wait(Duration::from_secs(120));
    bench.accumulator.step(bench.now);
    bench.accumulator.expire_in_flight(&mut sent, bench.now);
    assert!(bench.outcome(0).unwrap().unwrap_err().outcome_is_unknown());
    assert!(!bench.outcome(1).unwrap().unwrap_err().outcome_is_unknown());
    assert!(!bench.accumulator.has_incomplete());
    // The late answer still counts for the sequence.
    bench.accept(sent, 0);
    bench.append("c");
    bench.wait(Duration::from_secs(1));
    assert_eq!(header(&bench.take().unwrap()), (0, 1, 1));
}

#[test]
fn a_batch_too_large_is_split_and_keeps_its_sequences() {
    let mut bench = Bench::new(400);
    for value in ["a", "b", "c", "d"] {
        bench.append(&value.repeat(40));
    }
    bench.append(&"e".repeat(300));
    let (whole, next) = (bench.take().unwrap(), bench.take());
    assert_eq!(header(&whole), (0, 0, 4));
    assert!(next.is_none(), "the last batch lingers");
    bench.refuse(whole, ErrorCode::MessageTooLarge);
    let mut offset = 0;
    let mut sequences = Vec::new();
    bench.wait(Duration::from_millis(5));
    while offset < 5 {
        let part = bench.take().unwrap();
        let (_, sequence, count) = header(&part);
        sequences.push((sequence, count));
        bench.accept(part, offset);
        offset += i64::from(count);
    }
    assert_eq!(sequences, [(0, 2), (2, 2), (4, 1)]);
    for record in 0..5 {
        assert_eq!(bench.outcome(record).unwrap().unwrap(), record as i64);
    }
    assert!(!bench.accumulator.has_incomplete());
}

#[test]
fn only_the_records_at_fault_are_told_so() {
    let mut bench = Bench::new(400);
    bench.append("a");
    bench.append("b");
    bench.wait(Duration::from_secs(1));
    let batch = bench.take().unwrap();
    let records = vec![(1, Some("too old".to_string()))];
    let refusal = Refusal { code: ErrorCode::InvalidTimestamp, message: None, records };
    bench.answer(batch, Answer::Refused(refusal));
    assert!(matches!(bench.outcome(0).unwrap(), Err(ProduceError::OthersInvalid)));
    assert_eq!(bench.outcome(1).unwrap().unwrap_err().to_string(), "too old");
}

#[test]
fn without_a_producer_id_nothing_is_sent_and_it_is_asked_for_once() {
    let mut bench = Bench::new(1);
    bench.accumulator.identity = Identity::Wanted;
    assert!(!bench.accumulator.take_wish_for_identity(), "nobody needs one yet");
    bench.append("a");
    assert!(bench.accumulator.take_wish_for_identity() && !bench.accumulator.take_wish_for_identity());
    assert!(bench.take().is_none());
    let refused = ClientError::broker(ErrorCode::ClusterAuthorizationFailed, None);
    bench.accumulator.identified(Err(refused));
    assert_eq!(bench.outcome(0).unwrap().unwrap_err().code(), Some(ErrorCode::ClusterAuthorizationFailed));
    bench.append("b");
    assert!(bench.accumulator.take_wish_for_identity(), "the next record asks again");
}

#[test]
fn a_new_leader_is_asked_without_waiting() {
    let mut bench = Bench::new(1);
    bench.append("a");
    let batch = bench.take().unwrap();
    bench.refuse(batch, ErrorCode::NotLeaderOrFollower);
    assert!(bench.take().is_none());
    let mut moved = topic(1);
    moved.partitions[0].leader_epoch = 1;
    let mut view = ClusterView::default();
    view.topics.insert("t".to_string(), moved);
    bench.accumulator.learn(&view);
    assert!(bench.take().is_some());
}

#[test]
fn one_request_has_a_batch_of_every_partition_that_is_ready() {
    let mut config = batching(100);
    config.max_request_size = 250;
    let mut bench = Bench::with(config, None);
    bench.accumulator.add_topic("t", &topic(4), bench.now);
    for partition in 0..4 {
        let (record, now) = (RecordRef::new("t", &[b'x'; 60]), bench.now);
        let appended = bench.accumulator.append(&record, &[], 1, Some(partition), &mut None, &|| now);
        assert!(matches!(appended, Ok(Appended::Done { .. })));
    }
    bench.wait(Duration::from_millis(5));
    bench.accumulator.step(bench.now);
    let mut sizes = Vec::new();
    while let Some(request) = bench.accumulator.take_request(bench.now, |_| true) {
        sizes.push(request.batches.len());
    }
    assert_eq!(sizes, [1, 1, 1, 1], "two batches of 128 bytes are more than max.request.size");
}

#[test]
fn estimates_of_compression_despair_fast_and_hope_slowly() {
    let mut bench = Bench::new(400);
    let topic = &mut bench.accumulator.topics[0];
    topic.observe_ratio(0.2);
    assert!((topic.ratio - 0.995).abs() < 1e-6);
    topic.observe_ratio(1.2);
    assert!((topic.ratio - 1.2).abs() < 1e-6);
}

#[test]
fn a_restarted_broker_that_knows_only_the_last_batch_gets_none_twice() {
    let mut bench = Bench::new(1);
    for value in ["a", "b", "c", "d"] {
        bench.append(value);
    }
    let sent: Vec<Batch> = (0..3).map(|_| bench.take().unwrap()).collect();
    sent.into_iter().for_each(|batch| bench.lose(batch));
    for sequence in 0..2 {
        bench.wait(BACKOFF * 2);
        let again = bench.take().unwrap();
        assert_eq!(header(&again).1, sequence);
        bench.refuse(again, ErrorCode::OutOfOrderSequenceNumber);
    }
    bench.wait(BACKOFF * 2);
    let last = bench.take().unwrap();
    assert_eq!(header(&last), (0, 2, 1));
    bench.accept(last, 2);
    assert_eq!(bench.outcome(0).unwrap().unwrap(), -1, "it is there, but where nobody says");
    assert_eq!(bench.outcome(1).unwrap().unwrap(), -1);
    assert_eq!(bench.outcome(2).unwrap().unwrap(), 2);
    assert_eq!(header(&bench.take().unwrap()), (0, 3, 1), "the same epoch goes on");
}
