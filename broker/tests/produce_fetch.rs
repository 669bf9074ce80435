//! Goal: what is produced over a socket is fetched over a socket, in all the ways that clients do it.
//! Method: one node in this process; requests written by the generated encoders.

mod common;

use std::time::{Duration, Instant};

use bytes::Bytes;
use common::{Client, Node};
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::messages::create_topics_request::CreatableTopic;
use kavka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::*;
use kavka_protocol::record::{BatchBuilder, BatchOptions, Scratch, batches};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};
use uuid::Uuid;

const NOW: i64 = 1_790_000_000_000;

fn name(topic: &str) -> TopicName {
    TopicName(StrBytes::from_string(topic.to_owned()))
}

fn create(client: &mut Client, topic: &str, partitions: i32) -> Uuid {
    let wanted = CreatableTopic::default()
        .with_name(name(topic))
        .with_num_partitions(partitions)
        .with_replication_factor(1);
    let request = CreateTopicsRequest::default().with_topics(vec![wanted]).with_timeout_ms(10_000);
    let response: CreateTopicsResponse = client.call(ApiKey::CreateTopics, 7, &request);
    assert_eq!(response.topics[0].error_code, 0, "{:?}", response.topics[0].error_message);
    response.topics[0].topic_id
}

fn batch(values: &[&[u8]], options: BatchOptions) -> Bytes {
    let mut builder = BatchBuilder::new(options);
    for value in values {
        builder.append(NOW, None, Some(value), &[]).unwrap();
    }
    builder.build(&mut Compressor::new()).unwrap().freeze()
}

fn produce(topic: &str, acks: i16, batches: &[(i32, Bytes)]) -> ProduceRequest {
    let partitions = batches.iter().map(|(index, records)| {
        PartitionProduceData::default().with_index(*index).with_records(Some(records.clone()))
    });
    let data = TopicProduceData::default().with_name(name(topic)).with_partition_data(partitions.collect());
    ProduceRequest::default()
        .with_transactional_id(None)
        .with_acks(acks)
        .with_timeout_ms(5000)
        .with_topic_data(vec![data])
}

fn fetch(topic: &str, partitions: &[(i32, i64)], min_bytes: i32, max_wait_ms: i32) -> FetchRequest {
    let partitions = partitions.iter().map(|(number, offset)| {
        FetchPartition::default()
            .with_partition(*number)
            .with_fetch_offset(*offset)
            .with_partition_max_bytes(1 << 20)
    });
    FetchRequest::default()
        .with_max_wait_ms(max_wait_ms)
        .with_min_bytes(min_bytes)
        .with_max_bytes(10 << 20)
        .with_session_epoch(-1)
        .with_topics(vec![
            FetchTopic::default().with_topic(name(topic)).with_partitions(partitions.collect()),
        ])
}

/// Offsets and values of the records of a partition's answer.
fn records(data: &Option<Bytes>) -> Vec<(i64, Vec<u8>)> {
    let mut scratch = Scratch::new();
    let mut found = Vec::new();
    for batch in batches(data.as_deref().unwrap_or_default()) {
        let batch = batch.unwrap();
        batch.verify_crc().unwrap();
        for record in batch.records(&mut scratch).unwrap() {
            let record = record.unwrap();
            found.push((record.offset, record.value.unwrap().to_vec()));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn one_node_serves_producers_and_consumers() {
    let node = common::start().await;
    let port = node.port;
    tokio::task::spawn_blocking(move || {
        every_version_and_codec(port);
        large_ranges_and_many_partitions(port);
        a_fetch_waits_for_bytes(port);
        sessions(port);
        errors(port);
        idempotence(port);
        ends_and_deletion(port);
    })
    .await
    .unwrap();
    let Node { server, .. } = node;
    server.stop().await;
}

fn every_version_and_codec(port: u16) {
    let mut client = Client::connect(port);
    let id = create(&mut client, "versions", 1);
    let mut next = 0;
    for version in 3..=13 {
        for codec in Codec::ALL {
            if codec == Codec::Zstd && version < 7 {
                continue;
            }
            let records = batch(&[b"one", b"two"], BatchOptions { codec, ..Default::default() });
            let mut request = produce("versions", -1, &[(0, records)]);
            request.topic_data[0].topic_id = id;
            let response: ProduceResponse = client.call(ApiKey::Produce, version, &request);
            let answer = &response.responses[0].partition_responses[0];
            assert_eq!((answer.error_code, answer.base_offset), (0, next), "version {version} {codec:?}");
            next += 2;
        }
    }
    for version in 4..=18 {
        let mut request = fetch("versions", &[(0, 3)], 1, 500);
        request.topics[0].topic_id = id;
        let response: FetchResponse = client.call(ApiKey::Fetch, version, &request);
        let answer = &response.responses[0].partitions[0];
        assert_eq!((answer.error_code, answer.high_watermark), (0, next), "version {version}");
        let got = records(&answer.records);
        // The batch that holds the wanted offset comes whole.
        assert_eq!(got[0], (2, b"one".to_vec()));
        assert_eq!(got.len() as i64, next - 2);
        assert_eq!(got.last().unwrap().0, next - 1);
    }
}

fn large_ranges_and_many_partitions(port: u16) {
    let mut client = Client::connect(port);
    create(&mut client, "large", 3);
    let value = vec![9; 100_000];
    let big = batch(&[&value, &value, &value], BatchOptions::default());
    let request =
        produce("large", 1, &[(0, big.clone()), (1, big), (2, batch(&[b"small"], BatchOptions::default()))]);
    let response: ProduceResponse = client.call(ApiKey::Produce, 9, &request);
    assert!(response.responses[0].partition_responses.iter().all(|answer| answer.error_code == 0));
    let response: FetchResponse =
        client.call(ApiKey::Fetch, 12, &fetch("large", &[(0, 0), (1, 0), (2, 0)], 1, 500));
    let lens: Vec<usize> =
        response.responses[0].partitions.iter().map(|answer| records(&answer.records).len()).collect();
    assert_eq!(lens, [3, 3, 1]);
    // Limits hold, except that the first batch always comes.
    let mut tight = fetch("large", &[(0, 0), (1, 0)], 1, 500);
    tight.max_bytes = 1000;
    let response: FetchResponse = client.call(ApiKey::Fetch, 12, &tight);
    let lens: Vec<usize> =
        response.responses[0].partitions.iter().map(|answer| records(&answer.records).len()).collect();
    assert_eq!(lens, [3, 0]);
}

fn a_fetch_waits_for_bytes(port: u16) {
    let mut consumer = Client::connect(port);
    let mut producer = Client::connect(port);
    create(&mut producer, "waits", 1);
    let begun = Instant::now();
    let response: FetchResponse = consumer.call(ApiKey::Fetch, 12, &fetch("waits", &[(0, 0)], 1, 300));
    assert!(begun.elapsed() >= Duration::from_millis(300));
    assert!(records(&response.responses[0].partitions[0].records).is_empty());

    let begun = Instant::now();
    consumer.send(ApiKey::Fetch, 12, &fetch("waits", &[(0, 0)], 150, 15_000));
    for _ in 0..2 {
        std::thread::sleep(Duration::from_millis(50));
        let request = produce("waits", -1, &[(0, batch(&[b"0123456789"], BatchOptions::default()))]);
        let response: ProduceResponse = producer.call(ApiKey::Produce, 9, &request);
        assert_eq!(response.responses[0].partition_responses[0].error_code, 0);
    }
    let (_, response): (i32, FetchResponse) = consumer.receive(ApiKey::Fetch, 12);
    assert!(begun.elapsed() < Duration::from_secs(10), "the second batch brought the bytes it waited for");
    assert_eq!(records(&response.responses[0].partitions[0].records).len(), 2);
}

fn sessions(port: u16) {
    let mut client = Client::connect(port);
    create(&mut client, "sessions", 2);
    let mut request = fetch("sessions", &[(0, 0), (1, 0)], 1, 0);
    request.session_epoch = 0;
    let response: FetchResponse = client.call(ApiKey::Fetch, 12, &request);
    assert_ne!(response.session_id, 0);
    assert_eq!(response.responses[0].partitions.len(), 2);
    let produced: ProduceResponse = client.call(
        ApiKey::Produce,
        9,
        &produce("sessions", 1, &[(1, batch(&[b"news"], BatchOptions::default()))]),
    );
    assert_eq!(produced.responses[0].partition_responses[0].error_code, 0);
    let incremental = |epoch| {
        FetchRequest::default()
            .with_max_wait_ms(0)
            .with_min_bytes(1)
            .with_max_bytes(1 << 20)
            .with_session_id(response.session_id)
            .with_session_epoch(epoch)
    };
    let next: FetchResponse = client.call(ApiKey::Fetch, 12, &incremental(1));
    assert_eq!(next.responses.len(), 1);
    let told: Vec<i32> = next.responses[0].partitions.iter().map(|answer| answer.partition_index).collect();
    assert_eq!(told, [1], "only what changed");
    let wrong: FetchResponse = client.call(ApiKey::Fetch, 12, &incremental(7));
    assert_eq!(wrong.error_code, ErrorCode::InvalidFetchSessionEpoch.code());
}

fn errors(port: u16) {
    let mut client = Client::connect(port);
    create(&mut client, "errors", 1);
    let good = || batch(&[b"x"], BatchOptions::default());
    let code = |client: &mut Client, request: &ProduceRequest| {
        let response: ProduceResponse = client.call(ApiKey::Produce, 9, request);
        ErrorCode::from_code(response.responses[0].partition_responses[0].error_code)
    };
    assert_eq!(
        code(&mut client, &produce("nowhere", 1, &[(0, good())])),
        Some(ErrorCode::UnknownTopicOrPartition)
    );
    assert_eq!(
        code(&mut client, &produce("errors", 1, &[(5, good())])),
        Some(ErrorCode::UnknownTopicOrPartition)
    );
    assert_eq!(
        code(&mut client, &produce("errors", 2, &[(0, good())])),
        Some(ErrorCode::InvalidRequiredAcks)
    );
    let mut damaged = good().to_vec();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(
        code(&mut client, &produce("errors", 1, &[(0, damaged.into())])),
        Some(ErrorCode::CorruptMessage)
    );
    let two = [good(), good()].concat();
    assert_eq!(code(&mut client, &produce("errors", 1, &[(0, two.into())])), Some(ErrorCode::InvalidRecord));
    let huge = batch(&[&vec![1; 2 << 20]], BatchOptions::default());
    assert_eq!(code(&mut client, &produce("errors", 1, &[(0, huge)])), Some(ErrorCode::MessageTooLarge));

    let unknown = FetchRequest::default()
        .with_max_wait_ms(10_000)
        .with_min_bytes(1)
        .with_max_bytes(1 << 20)
        .with_session_epoch(-1)
        .with_topics(vec![
            FetchTopic::default()
                .with_topic_id(Uuid::from_u128(99))
                .with_partitions(vec![FetchPartition::default().with_partition_max_bytes(100)]),
        ]);
    let response: FetchResponse = client.call(ApiKey::Fetch, 17, &unknown);
    assert_eq!(response.responses[0].partitions[0].error_code, ErrorCode::UnknownTopicId.code());
    let response: FetchResponse = client.call(ApiKey::Fetch, 12, &fetch("errors", &[(0, 1)], 1, 10_000));
    assert_eq!(response.responses[0].partitions[0].error_code, ErrorCode::OffsetOutOfRange.code());

    let transactional = BatchOptions {
        producer_id: 1,
        producer_epoch: 0,
        base_sequence: 0,
        transactional: true,
        ..Default::default()
    };
    let mut open = produce("errors", -1, &[(0, batch(&[b"x"], transactional))]);
    assert_eq!(code(&mut client, &open), Some(ErrorCode::TransactionalIdAuthorizationFailed));
    open.transactional_id = Some(TransactionalId(StrBytes::from_static_str("id")));
    assert_eq!(code(&mut client, &open), Some(ErrorCode::NotEnoughReplicas), "no coordinator knows of it");

    // acks=0 has no answer; an error ends the connection instead.
    client.send(ApiKey::Produce, 9, &produce("errors", 0, &[(0, good())]));
    let response: FetchResponse = client.call(ApiKey::Fetch, 12, &fetch("errors", &[(0, 0)], 1, 5_000));
    assert_eq!(records(&response.responses[0].partitions[0].records).len(), 1);
    client.send(ApiKey::Produce, 9, &produce("nowhere", 0, &[(0, good())]));
    assert!(client.frame().is_none());
}

fn idempotence(port: u16) {
    let mut client = Client::connect(port);
    create(&mut client, "idempotent", 1);
    let request = InitProducerIdRequest::default()
        .with_transactional_id(None)
        .with_producer_id((-1).into())
        .with_producer_epoch(-1);
    let init: InitProducerIdResponse = client.call(ApiKey::InitProducerId, 4, &request);
    assert_eq!((init.error_code, init.producer_epoch), (0, 0));
    let mut send = |base_sequence| {
        let options = BatchOptions {
            producer_id: init.producer_id.0,
            producer_epoch: init.producer_epoch,
            base_sequence,
            ..Default::default()
        };
        let request = produce("idempotent", -1, &[(0, batch(&[b"a", b"b"], options))]);
        let response: ProduceResponse = client.call(ApiKey::Produce, 9, &request);
        let answer = &response.responses[0].partition_responses[0];
        (ErrorCode::from_code(answer.error_code).unwrap(), answer.base_offset)
    };
    assert_eq!(send(0), (ErrorCode::None, 0));
    assert_eq!(send(2), (ErrorCode::None, 2));
    assert_eq!(send(2), (ErrorCode::None, 2), "sent again, appended once");
    assert_eq!(send(6).0, ErrorCode::OutOfOrderSequenceNumber);
    let request = DescribeProducersRequest::default().with_topics(vec![
        describe_producers_request::TopicRequest::default()
            .with_name(name("idempotent"))
            .with_partition_indexes(vec![0]),
    ]);
    let described: DescribeProducersResponse = client.call(ApiKey::DescribeProducers, 0, &request);
    let producer = &described.topics[0].partitions[0].active_producers[0];
    assert_eq!((producer.producer_id, producer.last_sequence), (init.producer_id, 3));
}

fn ends_and_deletion(port: u16) {
    let mut client = Client::connect(port);
    create(&mut client, "ends", 1);
    for _ in 0..3 {
        let request = produce("ends", 1, &[(0, batch(&[b"a", b"b"], BatchOptions::default()))]);
        let _: ProduceResponse = client.call(ApiKey::Produce, 9, &request);
    }
    let mut offset = |timestamp| {
        let asked = ListOffsetsPartition::default().with_timestamp(timestamp).with_current_leader_epoch(-1);
        let topic = ListOffsetsTopic::default().with_name(name("ends")).with_partitions(vec![asked]);
        let request = ListOffsetsRequest::default().with_replica_id((-1).into()).with_topics(vec![topic]);
        let response: ListOffsetsResponse = client.call(ApiKey::ListOffsets, 7, &request);
        let answer = &response.topics[0].partitions[0];
        (ErrorCode::from_code(answer.error_code).unwrap(), answer.offset)
    };
    assert_eq!(offset(-1), (ErrorCode::None, 6));
    assert_eq!(offset(-2), (ErrorCode::None, 0));
    assert_eq!(offset(NOW), (ErrorCode::None, 0));
    assert_eq!(offset(NOW + 1), (ErrorCode::None, -1));
    assert_eq!(offset(-4).0, ErrorCode::UnsupportedVersion);
    let delete = delete_records_request::DeleteRecordsTopic::default()
        .with_name(name("ends"))
        .with_partitions(vec![delete_records_request::DeleteRecordsPartition::default().with_offset(4)]);
    let request = DeleteRecordsRequest::default().with_topics(vec![delete]).with_timeout_ms(1000);
    let response: DeleteRecordsResponse = client.call(ApiKey::DeleteRecords, 2, &request);
    assert_eq!(response.topics[0].partitions[0].low_watermark, 4);
    let response: FetchResponse = client.call(ApiKey::Fetch, 12, &fetch("ends", &[(0, 3)], 1, 1000));
    assert_eq!(response.responses[0].partitions[0].error_code, ErrorCode::OffsetOutOfRange.code());
}
