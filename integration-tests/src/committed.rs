//! An independent reader of committed transactions: every record of a partition with its fate, by the markers and the
//! list of aborted transactions in fetch responses, with no client between.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_protocol::ApiKey;
use kavka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kavka_protocol::messages::{
    FetchRequest, FetchResponse, ListOffsetsRequest, ListOffsetsResponse, TopicName,
};
use kavka_protocol::record::{Scratch, batches};
use kavka_protocol::wire::StrBytes;

use crate::harness::{Raw, probe};

/// What is to be read of a partition at this moment.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Committed {
    /// Values by offset that a read_committed consumer is given.
    pub values: BTreeMap<i64, String>,
    /// How many records below the last stable offset were aborted.
    pub aborted: usize,
    /// Where it ends for read_committed.
    pub last_stable_offset: i64,
    /// Where it ends for everyone else.
    pub high_watermark: i64,
}

fn name(topic: &str) -> TopicName {
    TopicName(StrBytes::from_string(topic.to_owned()))
}

/// The end of a partition; that of stable offsets where `committed`. Waits up to 30 s for the partition to be led.
///
/// # Errors
/// Where the broker refuses.
pub fn end_offset(connection: &mut Raw, topic: &str, partition: i32, committed: bool) -> Result<i64> {
    let wanted = ListOffsetsPartition::default().with_partition_index(partition).with_timestamp(-1);
    let wanted = ListOffsetsTopic::default().with_name(name(topic)).with_partitions(vec![wanted]);
    let request = ListOffsetsRequest::default()
        .with_replica_id((-1).into())
        .with_isolation_level(i8::from(committed))
        .with_topics(vec![wanted]);
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let response: ListOffsetsResponse = connection.call(ApiKey::ListOffsets, 6, &request)?;
        let answer = &response.topics[0].partitions[0];
        if !probe::is_early(answer.error_code) || Instant::now() > deadline {
            ensure!(answer.error_code == 0, "end of {topic}-{partition}: {answer:?}");
            return Ok(answer.offset);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Reads a partition from its start to its last stable offset.
///
/// # Errors
/// Where the broker refuses, or what it sends is not dense, intact and in order.
pub fn read_committed(bootstrap: &str, topic: &str, partition: i32) -> Result<Committed> {
    let mut connection = Raw::connect(bootstrap)?;
    let high_watermark = end_offset(&mut connection, topic, partition, false)?;
    let last_stable_offset = end_offset(&mut connection, topic, partition, true)?;
    let mut found = Committed { last_stable_offset, high_watermark, ..Committed::default() };
    let mut next = 0;
    while next < last_stable_offset {
        let response = fetch(&mut connection, topic, partition, next)?;
        let answer = &response.responses[0].partitions[0];
        ensure!(
            response.error_code == 0 && answer.error_code == 0,
            "fetch {topic}-{partition} at {next}: {answer:?}"
        );
        let mut aborted: Vec<(i64, i64)> = answer
            .aborted_transactions
            .iter()
            .flatten()
            .map(|transaction| (transaction.first_offset, transaction.producer_id.0))
            .collect();
        aborted.sort_unstable();
        let before = next;
        next = take(&mut found, &answer.records.clone().unwrap_or_default(), next, aborted)
            .with_context(|| format!("{topic}-{partition}"))?;
        ensure!(next > before, "{topic}-{partition}: nothing at {next} of {last_stable_offset}");
    }
    Ok(found)
}

/// Walks the batches of one response as KIP-98 says: a producer is aborting from the first offset of its aborted
/// transaction up to its marker.
fn take(found: &mut Committed, bytes: &[u8], from: i64, aborted: Vec<(i64, i64)>) -> Result<i64> {
    let mut aborted = aborted.into_iter().peekable();
    let mut aborting = BTreeSet::new();
    let mut next = from;
    let mut scratch = Scratch::new();
    for batch in batches(bytes) {
        let batch = batch?;
        batch.verify_crc()?;
        let header = *batch.header();
        if header.last_offset() < from {
            continue;
        }
        ensure!(header.base_offset <= next, "batch {} follows offset {next}", header.base_offset);
        while aborted.peek().is_some_and(|(first, _)| *first <= header.last_offset()) {
            aborting.extend(aborted.next().map(|(_, producer)| producer));
        }
        if header.is_control() {
            aborting.remove(&header.producer_id);
            next = header.next_offset();
            continue;
        }
        let dropped = header.is_transactional() && aborting.contains(&header.producer_id);
        for record in batch.records(&mut scratch)? {
            let record = record?;
            if record.offset < next {
                continue;
            }
            if dropped {
                found.aborted += 1;
            } else {
                let value = record.value.context("a record without value")?;
                found.values.insert(record.offset, String::from_utf8(value.to_vec())?);
            }
        }
        next = header.next_offset();
    }
    Ok(next)
}

fn fetch(connection: &mut Raw, topic: &str, partition: i32, offset: i64) -> Result<FetchResponse> {
    let wanted = FetchPartition::default()
        .with_partition(partition)
        .with_fetch_offset(offset)
        .with_partition_max_bytes(1 << 20);
    let wanted = FetchTopic::default().with_topic(name(topic)).with_partitions(vec![wanted]);
    let request = FetchRequest::default()
        .with_max_wait_ms(500)
        .with_min_bytes(1)
        .with_max_bytes(1 << 20)
        .with_isolation_level(1)
        .with_topics(vec![wanted]);
    connection.call(ApiKey::Fetch, 11, &request)
}

/// As [`read_committed`], once no transaction is open any more.
///
/// # Errors
/// As [`read_committed`]; also where one is still open after `limit`.
pub fn read_settled(bootstrap: &str, topic: &str, partition: i32, limit: Duration) -> Result<Committed> {
    let deadline = Instant::now() + limit;
    loop {
        let found = read_committed(bootstrap, topic, partition)?;
        if found.last_stable_offset == found.high_watermark {
            return Ok(found);
        }
        ensure!(
            Instant::now() < deadline,
            "{topic}-{partition} has an open transaction at {} of {} after {limit:?}",
            found.last_stable_offset,
            found.high_watermark
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}
