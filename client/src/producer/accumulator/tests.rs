//! The accumulator with a clock that the test moves.

use std::sync::Arc;

use kavka_protocol::record::BatchView;
use tokio::sync::Semaphore;

use super::*;

const BACKOFF: Duration = Duration::from_millis(100);

struct Bench {
    accumulator: Accumulator,
    memory: Arc<Semaphore>,
    now: Instant,
    replies: Vec<oneshot::Receiver<Result<Written, ProduceError>>>,
}

fn at() -> TopicPartition {
    TopicPartition::new("t", 0)
}

impl Bench {
    fn new(batch_size: usize) -> Self {
        let config = Batching {
            batch_size,
            linger: Duration::from_millis(5),
            delivery_timeout: Duration::from_secs(120),
            retries: u32::MAX,
            codec: Codec::None,
            level: None,
            idempotent: true,
            ignore_keys: false,
        };
        let mut accumulator = Accumulator::new(config);
        accumulator.set_producer_id(ProducerId { id: 7, epoch: 0 });
        Self {
            accumulator,
            memory: Arc::new(Semaphore::new(1 << 20)),
            now: Instant::now(),
            replies: Vec::new(),
        }
    }

    fn append(&mut self, value: &'static str) -> bool {
        let record = Record { partition: Some(0), ..Record::new("t", value) };
        let memory = self.memory.clone().try_acquire_many_owned(size_max(&record) as u32).unwrap();
        let (reply, receiver) = oneshot::channel();
        self.replies.push(receiver);
        self.accumulator.append(&record, 1, Pending { reply, timestamp: 1 }, memory, self.now).unwrap()
    }

    fn take(&mut self) -> Option<Batch> {
        self.accumulator.take(&at(), self.now)
    }

    fn refuse(&mut self, batch: Batch, code: ErrorCode) {
        self.accumulator.answered(batch, Answer::Refused(ClientError::broker(code, None)), self.now, BACKOFF);
    }

    fn accept(&mut self, batch: Batch, base_offset: i64) {
        let answer = Answer::Written { base_offset, log_append_time: -1 };
        self.accumulator.answered(batch, answer, self.now, BACKOFF);
    }
}

fn sequence(batch: &Batch) -> i32 {
    BatchView::parse(&batch.bytes).unwrap().header().base_sequence
}

#[test]
fn a_batch_is_ready_after_lingering_or_when_full() {
    let mut bench = Bench::new(400);
    assert!(bench.append("a"), "a new batch is for the sender to time");
    assert!(!bench.append("b"));
    assert!(bench.take().is_none());
    bench.now += Duration::from_millis(5);
    assert_eq!(bench.accumulator.ready(bench.now), [at()]);
    let batch = bench.take().unwrap();
    assert_eq!(BatchView::parse(&batch.bytes).unwrap().header().records_count, 2);
    while bench.accumulator.queues[&at()].open.len() < 2 {
        bench.append("cccccccccccccccccccc");
    }
    assert_eq!(sequence(&bench.take().unwrap()), 2, "full ones do not linger");
}

#[test]
fn records_learn_their_offsets_and_memory_comes_back() {
    let mut bench = Bench::new(400);
    let free = bench.memory.available_permits();
    bench.append("a");
    bench.append("b");
    let done = bench.accumulator.flush();
    let batch = bench.take().unwrap();
    assert!(bench.memory.available_permits() < free);
    bench.accept(batch, 10);
    let offsets: Vec<i64> =
        bench.replies.iter_mut().map(|reply| reply.try_recv().unwrap().unwrap().offset).collect();
    assert_eq!(offsets, [10, 11]);
    assert_eq!(bench.memory.available_permits(), free);
    assert!(done.blocking_recv().is_ok());
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
    bench.now += BACKOFF;
    let first = bench.take().unwrap();
    assert_eq!(sequence(&first), 0);
    bench.accept(first, 0);
    let second = bench.take().unwrap();
    assert_eq!(sequence(&second), 1);
    bench.accept(second, 1);
    assert_eq!(sequence(&bench.take().unwrap()), 2);
}

#[test]
fn a_gap_asks_for_a_new_producer_id_and_numbers_again() {
    let mut bench = Bench::new(1);
    for value in ["a", "b", "c"] {
        bench.append(value);
    }
    let (first, second) = (bench.take().unwrap(), bench.take().unwrap());
    bench.refuse(second, ErrorCode::NetworkException);
    bench.refuse(first, ErrorCode::MessageTooLarge);
    assert!(bench.replies[0].try_recv().unwrap().is_err());
    bench.now += BACKOFF;
    assert!(bench.take().is_none() && bench.accumulator.needs_producer_id());
    bench.accumulator.set_producer_id(ProducerId { id: 8, epoch: 0 });
    let second = bench.take().unwrap();
    let view = BatchView::parse(&second.bytes).unwrap();
    assert_eq!((view.header().producer_id, view.header().base_sequence), (8, 0));
    view.verify_crc().unwrap();
    bench.accept(second, 0);
    assert_eq!(sequence(&bench.take().unwrap()), 1);
}

#[test]
fn records_expire_where_they_wait() {
    let mut bench = Bench::new(400);
    bench.append("a");
    bench.now += Duration::from_secs(120);
    bench.accumulator.expire(bench.now);
    let error = bench.replies[0].try_recv().unwrap().unwrap_err().to_string();
    assert_eq!(error, "Expiring 1 record(s) for t-0:120000 ms has passed since batch creation");
}

#[test]
fn sequences_are_ordered_across_the_wrap() {
    assert!(is_before(0, 1) && !is_before(1, 0) && !is_before(3, 3));
    assert!(is_before(i32::MAX, 0) && !is_before(0, i32::MAX));
    assert!(!is_before(NO_SEQUENCE, NO_SEQUENCE));
}
