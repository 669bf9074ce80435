//! Load and check of the tests that end brokers badly: idempotent producers with acks=all, three requests in flight
//! each, and everything read back and compared with what was acknowledged.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use kavka_integration_tests::harness::Raw;
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::messages::create_topics_request::CreatableTopic;
use kavka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::{
    CreateTopicsRequest, CreateTopicsResponse, FetchRequest, FetchResponse, InitProducerIdRequest,
    InitProducerIdResponse, ListOffsetsRequest, ListOffsetsResponse, ProduceRequest, ProduceResponse,
    ProducerId, TopicName,
};
use kavka_protocol::record::{BatchBuilder, BatchOptions, Scratch, batches};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};
use rand::Rng;

pub const TOPIC: &str = "killed";
pub const PARTITIONS: i32 = 3;
const IN_FLIGHT: usize = 3;
const CODECS: [Codec; 5] = [Codec::None, Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd];

/// What was acknowledged: partition and offset to value.
pub type Acknowledged = HashMap<(i32, i64), String>;

fn topic() -> TopicName {
    TopicName(StrBytes::from_static_str(TOPIC))
}

pub fn create_topic(bootstrap: &str) -> Result<()> {
    let config = kavka_protocol::messages::create_topics_request::CreatableTopicConfig::default()
        .with_name(StrBytes::from_static_str("segment.bytes"))
        .with_value(Some(StrBytes::from_static_str("1048576")));
    let wanted = CreatableTopic::default()
        .with_name(topic())
        .with_num_partitions(PARTITIONS)
        .with_replication_factor(1)
        .with_configs(vec![config]);
    let request = CreateTopicsRequest::default().with_topics(vec![wanted]).with_timeout_ms(10_000);
    let response: CreateTopicsResponse = Raw::connect(bootstrap)?.call(ApiKey::CreateTopics, 5, &request)?;
    ensure!(response.topics[0].error_code == 0, "create topic: {response:?}");
    Ok(())
}

/// Whether the answer is one of a broker whose disk failed, and which goes down.
fn ends_production(error_code: i16) -> bool {
    [ErrorCode::KafkaStorageError, ErrorCode::NotLeaderOrFollower]
        .iter()
        .any(|code| code.code() == error_code)
}

/// Produces until the connection breaks or the disk fails, which is how each round ends.
pub fn produce_until_broken(bootstrap: &str, partition: i32, round: u32) -> Result<Acknowledged> {
    let mut acknowledged = Acknowledged::new();
    let mut connection = Raw::connect(bootstrap)?;
    let request =
        InitProducerIdRequest::default().with_transactional_id(None).with_transaction_timeout_ms(60_000);
    let Ok(given) = connection.call::<_, InitProducerIdResponse>(ApiKey::InitProducerId, 4, &request) else {
        return Ok(acknowledged);
    };
    ensure!(given.error_code == 0, "init producer id: {given:?}");
    let mut producer = Producer { given, partition, round, sequence: 0, compressor: Compressor::default() };
    let mut in_flight: VecDeque<Vec<String>> = VecDeque::new();
    loop {
        while in_flight.len() < IN_FLIGHT {
            let (request, values) = producer.next_request()?;
            if connection.send(ApiKey::Produce, 9, &request).is_err() {
                return Ok(acknowledged);
            }
            in_flight.push_back(values);
        }
        let Ok((_, response)) = connection.receive::<ProduceResponse>(ApiKey::Produce, 9) else {
            return Ok(acknowledged);
        };
        let answer = &response.responses[0].partition_responses[0];
        if ends_production(answer.error_code) {
            return Ok(acknowledged);
        }
        ensure!(answer.error_code == 0, "produce: {:?}", ErrorCode::from_code(answer.error_code));
        let values = in_flight.pop_front().context("an answer without a request")?;
        acknowledged
            .extend((answer.base_offset..).zip(values).map(|(offset, value)| ((partition, offset), value)));
    }
}

struct Producer {
    given: InitProducerIdResponse,
    partition: i32,
    round: u32,
    sequence: i32,
    compressor: Compressor,
}

impl Producer {
    fn next_request(&mut self) -> Result<(ProduceRequest, Vec<String>)> {
        let mut rng = rand::rng();
        let mut batch = BatchBuilder::new(BatchOptions {
            codec: CODECS[rng.random_range(0..CODECS.len())],
            producer_id: self.given.producer_id.0,
            producer_epoch: self.given.producer_epoch,
            base_sequence: self.sequence,
            ..BatchOptions::default()
        });
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as i64;
        let count = rng.random_range(1..20);
        let mut values = Vec::new();
        for index in 0..count {
            let filler = "x".repeat(rng.random_range(0..400));
            let value = format!("{}-{}-{} {filler}", self.round, self.partition, self.sequence + index);
            batch.append(now, None, Some(value.as_bytes()), &[])?;
            values.push(value);
        }
        self.sequence += count;
        let records: Bytes = batch.build(&mut self.compressor)?.freeze();
        let data = PartitionProduceData::default().with_index(self.partition).with_records(Some(records));
        let topic_data = TopicProduceData::default().with_name(topic()).with_partition_data(vec![data]);
        let request = ProduceRequest::default()
            .with_acks(-1)
            .with_timeout_ms(10_000)
            .with_topic_data(vec![topic_data])
            .with_transactional_id(None);
        ensure!(self.given.producer_id != ProducerId(-1), "no producer id was given");
        Ok((request, values))
    }
}

/// Reads everything back: offsets dense from 0, no value twice, each acknowledged record in its place.
pub fn check(bootstrap: &str, acknowledged: &Acknowledged) -> Result<()> {
    let mut connection = Raw::connect(bootstrap)?;
    let mut found = Acknowledged::new();
    for partition in 0..PARTITIONS {
        let end = end_offset(&mut connection, partition)?;
        let mut next = 0;
        while next < end {
            let records = fetch(&mut connection, partition, next)?;
            let before = next;
            let mut scratch = Scratch::new();
            for batch in batches(&records) {
                let batch = batch?;
                batch.verify_crc()?;
                for record in batch.records(&mut scratch)? {
                    let record = record?;
                    if record.offset < next {
                        continue;
                    }
                    ensure!(
                        record.offset == next,
                        "partition {partition}: {} follows {}",
                        record.offset,
                        next - 1
                    );
                    let value = String::from_utf8(record.value.context("a record without value")?.to_vec())?;
                    found.insert((partition, next), value);
                    next += 1;
                }
            }
            ensure!(next > before, "partition {partition}: nothing at {next}, though the log ends at {end}");
        }
    }
    let distinct: HashSet<&String> = found.values().collect();
    ensure!(distinct.len() == found.len(), "{} values stand twice", found.len() - distinct.len());
    for (place, value) in acknowledged {
        let there = found.get(place);
        ensure!(there == Some(value), "acknowledged at {place:?}: {value:?}, found there: {there:?}");
    }
    Ok(())
}

fn end_offset(connection: &mut Raw, partition: i32) -> Result<i64> {
    let wanted = ListOffsetsPartition::default().with_partition_index(partition).with_timestamp(-1);
    let wanted = ListOffsetsTopic::default().with_name(topic()).with_partitions(vec![wanted]);
    let request = ListOffsetsRequest::default().with_replica_id((-1).into()).with_topics(vec![wanted]);
    let response: ListOffsetsResponse = connection.call(ApiKey::ListOffsets, 6, &request)?;
    let answer = &response.topics[0].partitions[0];
    ensure!(answer.error_code == 0, "list offsets: {answer:?}");
    Ok(answer.offset)
}

fn fetch(connection: &mut Raw, partition: i32, offset: i64) -> Result<Bytes> {
    let wanted = FetchPartition::default()
        .with_partition(partition)
        .with_fetch_offset(offset)
        .with_partition_max_bytes(1 << 20);
    let wanted = FetchTopic::default().with_topic(topic()).with_partitions(vec![wanted]);
    let request = FetchRequest::default()
        .with_max_wait_ms(500)
        .with_min_bytes(1)
        .with_max_bytes(1 << 20)
        .with_topics(vec![wanted]);
    let response: FetchResponse = connection.call(ApiKey::Fetch, 11, &request)?;
    let answer = &response.responses[0].partitions[0];
    ensure!(response.error_code == 0 && answer.error_code == 0, "fetch: {answer:?}");
    Ok(answer.records.clone().unwrap_or_default())
}
