//! The few requests that measurements and several tests need.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail, ensure};
use kavka_protocol::compression::Compressor;
use kavka_protocol::messages::create_topics_request::CreatableTopic;
use kavka_protocol::messages::metadata_request::MetadataRequestTopic;
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::{
    CreateTopicsRequest, CreateTopicsResponse, MetadataRequest, MetadataResponse, ProduceRequest,
    ProduceResponse, TopicName,
};
use kavka_protocol::record::{BatchBuilder, BatchOptions};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};

use super::Raw;

/// Creates a topic with one replica and waits until each of its partitions has a leader.
///
/// # Errors
/// Where the broker refuses, or a partition has no leader after 60 s.
pub fn create_topic(bootstrap: &str, topic: &str, partitions: i32) -> Result<()> {
    let mut connection = Raw::connect(bootstrap)?;
    let name = TopicName(StrBytes::from_string(topic.to_owned()));
    let wanted =
        CreatableTopic::default().with_name(name).with_num_partitions(partitions).with_replication_factor(1);
    let request = CreateTopicsRequest::default().with_topics(vec![wanted]).with_timeout_ms(30_000);
    let response: CreateTopicsResponse = connection.call(ApiKey::CreateTopics, 5, &request)?;
    let code = response.topics[0].error_code;
    ensure!(code == 0, "create {topic}: {:?}", ErrorCode::from_code(code));
    wait_until_led(bootstrap, topic, partitions)
}

/// Waits until each of the topic's partitions has a leader.
///
/// # Errors
/// Where one has none after 60 s.
pub fn wait_until_led(bootstrap: &str, topic: &str, partitions: i32) -> Result<()> {
    let name = TopicName(StrBytes::from_string(topic.to_owned()));
    let wanted = MetadataRequestTopic::default().with_name(Some(name));
    let request = MetadataRequest::default().with_topics(Some(vec![wanted]));
    let mut connection = Raw::connect(bootstrap)?;
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        let response: MetadataResponse = connection.call(ApiKey::Metadata, 9, &request)?;
        let found = &response.topics[0].partitions;
        if found.len() == partitions as usize && found.iter().all(|p| p.error_code == 0 && p.leader_id.0 >= 0)
        {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    bail!("{topic} has no leader after 60 s")
}

/// Creates a topic and produces one record with acks=all as soon as the broker lets it; returns once it is
/// acknowledged. For measuring how long a broker takes to be of use.
///
/// # Errors
/// Where nothing is acknowledged within 60 s.
pub fn first_acknowledged_produce(bootstrap: &str, topic: &str) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        match create_topic(bootstrap, topic, 1).and_then(|()| produce_one(bootstrap, topic)) {
            Ok(()) => return Ok(()),
            Err(error) if Instant::now() > deadline => return Err(error),
            Err(_) => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

fn produce_one(bootstrap: &str, topic: &str) -> Result<()> {
    produce(bootstrap, topic, 0, &["first".to_owned()]).map(drop)
}

/// Whether a partition's answer is only that of a broker that does not lead it yet, though metadata says so.
pub fn is_early(error_code: i16) -> bool {
    [ErrorCode::NotLeaderOrFollower, ErrorCode::UnknownTopicOrPartition, ErrorCode::LeaderNotAvailable]
        .iter()
        .any(|early| early.code() == error_code)
}

/// Produces one batch with acks=all and gives its base offset; waits up to 30 s for the partition to be led.
///
/// # Errors
/// Where the broker refuses it, or the connection breaks: then it may be there or not.
pub fn produce(bootstrap: &str, topic: &str, partition: i32, values: &[String]) -> Result<i64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as i64;
    let mut batch = BatchBuilder::new(BatchOptions::default());
    for value in values {
        batch.append(now, None, Some(value.as_bytes()), &[])?;
    }
    let records = batch.build(&mut Compressor::default())?.freeze();
    let data = PartitionProduceData::default().with_index(partition).with_records(Some(records));
    let topic_data = TopicProduceData::default()
        .with_name(TopicName(StrBytes::from_string(topic.to_owned())))
        .with_partition_data(vec![data]);
    let request = ProduceRequest::default()
        .with_acks(-1)
        .with_timeout_ms(10_000)
        .with_transactional_id(None)
        .with_topic_data(vec![topic_data]);
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut connection = Raw::connect(bootstrap)?;
    loop {
        let response: ProduceResponse = connection.call(ApiKey::Produce, 9, &request)?;
        let answer = &response.responses[0].partition_responses[0];
        let code = answer.error_code;
        if !is_early(code) || Instant::now() > deadline {
            ensure!(code == 0, "produce to {topic}-{partition}: {:?}", ErrorCode::from_code(code));
            return Ok(answer.base_offset);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
