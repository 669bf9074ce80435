//! Records at a fixed rate through one partition, each timed from when it was due to when the consumer holds it.
//!
//! Three threads with blocking sockets and nothing that pauses them: a sender (acks=all, no linger, five requests in
//! flight at most, as the Java client), one that takes the acknowledgements, and a consumer that follows the log's end.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use kavka_protocol::compression::Compressor;
use kavka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::{
    BrokerId, FetchRequest, FetchResponse, ListOffsetsRequest, ListOffsetsResponse, ProduceRequest,
    ProduceResponse, TopicName,
};
use kavka_protocol::record::{BatchBuilder, BatchOptions, Scratch, batches};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};

use crate::harness::Raw;

const IN_FLIGHT_MAX: usize = 5;
const PRODUCE: i16 = 9;
const FETCH: i16 = 12;

/// How long records took, in microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Latency {
    /// Half took at most this.
    pub p50: f64,
    /// 99 of 100 took at most this.
    pub p99: f64,
    /// 999 of 1,000 took at most this.
    pub p999: f64,
}

/// Sends `rate` records of `size` bytes a second for `seconds` to partition 0 of `topic`; the first third is warm-up.
///
/// # Errors
/// Where the broker refuses a request, or the records do not all arrive within a minute of the last.
pub fn latency(bootstrap: &str, topic: &str, rate: usize, seconds: usize, size: usize) -> Result<Latency> {
    let total = rate * seconds;
    let clock = Clock { start: Instant::now() + Duration::from_millis(200), rate };
    let first = log_end(bootstrap, topic)?;
    let consumer = {
        let (bootstrap, topic) = (bootstrap.to_owned(), topic.to_owned());
        std::thread::spawn(move || consume(&bootstrap, &topic, first, total, clock))
    };
    send(bootstrap, topic, total, size, clock)?;
    let mut took = consumer.join().expect("the consumer does not panic")?.split_off(total / 3);
    took.sort_unstable();
    let at = |quantile: f64| took[((took.len() - 1) as f64 * quantile) as usize] as f64 / 1e3;
    Ok(Latency { p50: at(0.5), p99: at(0.99), p999: at(0.999) })
}

/// When each record is due.
#[derive(Clone, Copy)]
struct Clock {
    start: Instant,
    rate: usize,
}

impl Clock {
    fn due(&self, record: usize) -> Instant {
        self.start + Duration::from_nanos(record as u64 * 1_000_000_000 / self.rate as u64)
    }
}

fn topic_name(topic: &str) -> TopicName {
    TopicName(StrBytes::from_string(topic.to_owned()))
}

fn log_end(bootstrap: &str, topic: &str) -> Result<i64> {
    let partition = ListOffsetsPartition::default().with_partition_index(0).with_timestamp(-1);
    let wanted = ListOffsetsTopic::default().with_name(topic_name(topic)).with_partitions(vec![partition]);
    let request = ListOffsetsRequest::default().with_replica_id(BrokerId(-1)).with_topics(vec![wanted]);
    let response: ListOffsetsResponse = Raw::connect(bootstrap)?.call(ApiKey::ListOffsets, 6, &request)?;
    let found = &response.topics[0].partitions[0];
    ensure!(found.error_code == 0, "list offsets: {:?}", ErrorCode::from_code(found.error_code));
    Ok(found.offset)
}

fn send(bootstrap: &str, topic: &str, total: usize, size: usize, clock: Clock) -> Result<()> {
    let mut connection = Raw::connect(bootstrap)?;
    let answers = connection.try_clone()?;
    // A full channel holds the sender back at five requests in flight.
    let (sent, awaited) = sync_channel(IN_FLIGHT_MAX - 1);
    let acknowledgements = std::thread::spawn(move || acknowledge(answers, &awaited));
    let outcome = send_all(&mut connection, topic, total, size, clock, &sent);
    drop(sent);
    // What the broker said comes first: the sender only sees that nobody awaits answers any more.
    acknowledgements.join().expect("the reader does not panic")?;
    outcome
}

fn send_all(
    connection: &mut Raw,
    topic: &str,
    total: usize,
    size: usize,
    clock: Clock,
    sent: &SyncSender<()>,
) -> Result<()> {
    let mut next = 0;
    while next < total {
        std::thread::sleep(clock.due(next).saturating_duration_since(Instant::now()));
        let now = Instant::now();
        let mut batch = BatchBuilder::new(BatchOptions::default());
        let timestamp = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as i64;
        let mut value = vec![b'x'; size.max(8)];
        while next < total && clock.due(next) <= now {
            value[..8].copy_from_slice(&(next as u64).to_be_bytes());
            batch.append(timestamp, None, Some(&value), &[])?;
            next += 1;
        }
        let records = batch.build(&mut Compressor::default())?.freeze();
        connection.send(ApiKey::Produce, PRODUCE, &produce_request(topic, records))?;
        sent.send(()).context("the broker refused a record")?;
    }
    Ok(())
}

fn produce_request(topic: &str, records: Bytes) -> ProduceRequest {
    let data = PartitionProduceData::default().with_records(Some(records));
    let topic_data = TopicProduceData::default().with_name(topic_name(topic)).with_partition_data(vec![data]);
    ProduceRequest::default()
        .with_acks(-1)
        .with_timeout_ms(10_000)
        .with_transactional_id(None)
        .with_topic_data(vec![topic_data])
}

fn acknowledge(mut connection: Raw, awaited: &Receiver<()>) -> Result<()> {
    while awaited.recv().is_ok() {
        let (_, response): (i32, ProduceResponse) = connection.receive(ApiKey::Produce, PRODUCE)?;
        let code = response.responses[0].partition_responses[0].error_code;
        ensure!(code == 0, "produce: {:?}", ErrorCode::from_code(code));
    }
    Ok(())
}

/// Nanoseconds that each record took, in their order.
fn consume(bootstrap: &str, topic: &str, first: i64, total: usize, clock: Clock) -> Result<Vec<u64>> {
    let mut connection = Raw::connect(bootstrap)?;
    let mut took = Vec::with_capacity(total);
    let mut offset = first;
    let mut scratch = Scratch::default();
    let give_up = clock.due(total) + Duration::from_secs(60);
    while took.len() < total {
        if Instant::now() > give_up {
            bail!("{} of {total} records arrived", took.len());
        }
        let response: FetchResponse = connection.call(ApiKey::Fetch, FETCH, &fetch_request(topic, offset))?;
        let now = Instant::now();
        let Some(found) = response.responses.first().and_then(|topic| topic.partitions.first()) else {
            continue;
        };
        ensure!(found.error_code == 0, "fetch: {:?}", ErrorCode::from_code(found.error_code));
        for batch in batches(found.records.as_deref().unwrap_or_default()) {
            let batch = batch?;
            for record in batch.records(&mut scratch)? {
                let value = record?.value.context("a record without value")?;
                let number = u64::from_be_bytes(value[..8].try_into()?) as usize;
                took.push(now.saturating_duration_since(clock.due(number)).as_nanos() as u64);
            }
            offset = batch.header().next_offset();
        }
    }
    Ok(took)
}

fn fetch_request(topic: &str, offset: i64) -> FetchRequest {
    let partition = FetchPartition::default()
        .with_partition(0)
        .with_fetch_offset(offset)
        .with_partition_max_bytes(1 << 20);
    let wanted = FetchTopic::default().with_topic(topic_name(topic)).with_partitions(vec![partition]);
    FetchRequest::default()
        .with_replica_id(BrokerId(-1))
        .with_max_wait_ms(500)
        .with_min_bytes(1)
        .with_max_bytes(50 << 20)
        .with_session_epoch(-1)
        .with_topics(vec![wanted])
}
