//! Goal: a data directory moves from Apache Kafka 4.3 to kavka and back, and nothing that a client can see changes.
//! Method: Apache Kafka makes topics with every codec, configs and a group; everything visible is read; kavka takes
//! over the stopped directory with the same `server.properties` and must show the same; it writes more, in its turn;
//! Apache Kafka's dump tool reads every file; Apache Kafka takes over again and must show what kavka showed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kavka_integration_tests::harness::{Apache, Kavka, Raw, apache_tool, free_port, probe, write_properties};

use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kavka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kavka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kavka_protocol::messages::offset_fetch_request::OffsetFetchRequestGroup;
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::{
    DescribeConfigsRequest, DescribeConfigsResponse, FetchRequest, FetchResponse, FindCoordinatorRequest,
    FindCoordinatorResponse, GroupId, MetadataRequest, MetadataResponse, OffsetCommitRequest,
    OffsetCommitResponse, OffsetFetchRequest, OffsetFetchResponse, ProduceRequest, ProduceResponse,
    TopicName,
};
use kavka_protocol::record::{BatchBuilder, BatchOptions, Scratch, batches};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};

const CODECS: [(&str, Codec); 5] = [
    ("none", Codec::None),
    ("gzip", Codec::Gzip),
    ("snappy", Codec::Snappy),
    ("lz4", Codec::Lz4),
    ("zstd", Codec::Zstd),
];
const GROUP: &str = "readers";

/// Everything a client can see, as text to compare: topics with ids, records, configs, committed offsets.
type Visible = BTreeMap<String, String>;

#[test]
fn a_directory_moves_to_kavka_and_back() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let (port, controller_port) = (free_port()?, free_port()?);
    let properties = write_properties(dir.path(), port, controller_port, "offsets.topic.num.partitions=3")?;
    let properties = properties.display().to_string();
    let id = "AAAAAAAAQACAAAAAAAAAAA";
    apache_tool("kafka.tools.StorageTool", &["format", "--standalone", "-t", id, "-c", &properties])?;

    let mut apache = Apache::launch(dir.path().to_path_buf(), port, controller_port)?;
    write(&apache.bootstrap(), "apache", 1)?;
    let by_apache = visible(&apache.bootstrap())?;
    apache.stop()?;

    let mut kavka = Kavka::start_broker(dir.path(), port)?;
    let same = visible(&kavka.bootstrap()).inspect_err(|_| println!("{}", kavka.log()))?;
    assert_eq!(by_apache, same, "kavka shows something else than Apache Kafka; its log:\n{}", kavka.log());
    write(&kavka.bootstrap(), "apache", 2).inspect_err(|_| println!("{}", kavka.log()))?;
    write(&kavka.bootstrap(), "kavka", 3).inspect_err(|_| println!("{}", kavka.log()))?;
    let by_kavka = visible(&kavka.bootstrap())?;
    ensure!(by_kavka != by_apache, "kavka wrote nothing");
    kavka.stop()?;
    dump_every_file(&dir.path().join("data"))?;

    let mut apache = Apache::launch(dir.path().to_path_buf(), port, controller_port)?;
    let same = visible(&apache.bootstrap()).inspect_err(|_| println!("{}", apache.log()))?;
    assert_eq!(by_kavka, same, "Apache Kafka shows something else than kavka; its log:\n{}", apache.log());
    write(&apache.bootstrap(), "kavka", 4)?;
    apache.stop()
}

/// Topics named for `prefix` (made if absent), one per codec, with a few records more; and a commit of the group.
fn write(bootstrap: &str, prefix: &str, generation: i64) -> Result<()> {
    for (name, codec) in CODECS {
        let topic = format!("{prefix}-{name}");
        if !topics(bootstrap)?.contains_key(&topic) {
            probe::create_topic(bootstrap, &topic, 2)?;
        }
        probe::wait_until_led(bootstrap, &topic, 2)?;
        let mut batch = BatchBuilder::new(BatchOptions { codec, ..BatchOptions::default() });
        for index in 0..50 {
            let (key, value) = (format!("key {index}"), format!("value {generation} {index} value value"));
            let value = (index % 10 != 0).then_some(value.as_bytes());
            let headers: &[(&[u8], Option<&[u8]>)] = &[(b"h", Some(b"1")), (b"h", None)];
            batch.append(1_700_000_000_000 + index, Some(key.as_bytes()), value, headers)?;
        }
        produce(bootstrap, &topic, batch)?;
    }
    commit(bootstrap, &format!("{prefix}-none"), generation)
}

fn name(topic: &str) -> TopicName {
    TopicName(StrBytes::from_string(topic.to_owned()))
}

fn produce(bootstrap: &str, topic: &str, batch: BatchBuilder) -> Result<()> {
    let records = batch.build(&mut Compressor::default())?.freeze();
    let data = PartitionProduceData::default().with_index(1).with_records(Some(records));
    let data = TopicProduceData::default().with_name(name(topic)).with_partition_data(vec![data]);
    let request = ProduceRequest::default().with_acks(-1).with_timeout_ms(10_000).with_topic_data(vec![data]);
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let response: ProduceResponse = Raw::connect(bootstrap)?.call(ApiKey::Produce, 9, &request)?;
        let answer = &response.responses[0].partition_responses[0];
        // Metadata may name the leader a moment before it leads.
        let early = [ErrorCode::NotLeaderOrFollower.code(), ErrorCode::UnknownTopicOrPartition.code()];
        if !early.contains(&answer.error_code) || Instant::now() > deadline {
            ensure!(answer.error_code == 0, "produce to {topic}: {answer:?}");
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until the group's coordinator serves, which begins with the first request for it.
fn coordinator(bootstrap: &str) -> Result<Raw> {
    let key = StrBytes::from_static_str(GROUP);
    let request = FindCoordinatorRequest::default().with_key(key).with_key_type(0);
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let mut connection = Raw::connect(bootstrap)?;
        let response: FindCoordinatorResponse = connection.call(ApiKey::FindCoordinator, 3, &request)?;
        if response.error_code == 0 {
            return Ok(connection);
        }
        ensure!(Instant::now() < deadline, "no coordinator: {response:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn commit(bootstrap: &str, topic: &str, offset: i64) -> Result<()> {
    let partition = OffsetCommitRequestPartition::default()
        .with_partition_index(1)
        .with_committed_offset(offset)
        .with_committed_metadata(Some(StrBytes::from_static_str("note")));
    let topic = OffsetCommitRequestTopic::default().with_name(name(topic)).with_partitions(vec![partition]);
    let request = OffsetCommitRequest::default()
        .with_group_id(GroupId(StrBytes::from_static_str(GROUP)))
        .with_generation_id_or_member_epoch(-1)
        .with_topics(vec![topic]);
    let mut connection = coordinator(bootstrap)?;
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let response: OffsetCommitResponse = connection.call(ApiKey::OffsetCommit, 8, &request)?;
        if response.topics[0].partitions[0].error_code == 0 {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "commit: {response:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Topics by name, with id and number of partitions.
fn topics(bootstrap: &str) -> Result<BTreeMap<String, (String, usize)>> {
    let request = MetadataRequest::default().with_topics(None);
    let response: MetadataResponse = Raw::connect(bootstrap)?.call(ApiKey::Metadata, 12, &request)?;
    let named = response.topics.into_iter().map(|topic| {
        let name = topic.name.map_or_else(String::new, |name| name.0.to_string());
        (name, (topic.topic_id.to_string(), topic.partitions.len()))
    });
    Ok(named.collect())
}

fn visible(bootstrap: &str) -> Result<Visible> {
    let mut all = Visible::new();
    for (topic, (id, partitions)) in topics(bootstrap)? {
        probe::wait_until_led(bootstrap, &topic, i32::try_from(partitions)?)?;
        all.insert(format!("{topic} id"), format!("{id} {partitions}"));
        if topic.starts_with("__") {
            continue;
        }
        for partition in 0..i32::try_from(partitions)? {
            all.insert(format!("{topic}-{partition} records"), records(bootstrap, &topic, partition)?);
        }
        all.insert(format!("{topic} configs"), configs(bootstrap, &topic)?);
    }
    all.insert("committed".to_owned(), committed(bootstrap)?);
    Ok(all)
}

fn records(bootstrap: &str, topic: &str, partition: i32) -> Result<String> {
    let wanted = FetchPartition::default().with_partition(partition).with_partition_max_bytes(1 << 24);
    let wanted = FetchTopic::default().with_topic(name(topic)).with_partitions(vec![wanted]);
    let request = FetchRequest::default().with_max_bytes(1 << 24).with_topics(vec![wanted]);
    let response: FetchResponse = Raw::connect(bootstrap)?.call(ApiKey::Fetch, 11, &request)?;
    let answer = &response.responses[0].partitions[0];
    ensure!(answer.error_code == 0, "fetch {topic}-{partition}: {answer:?}");
    let bytes = answer.records.clone().unwrap_or_default();
    let mut scratch = Scratch::new();
    let mut text = format!("end {}\n", answer.high_watermark);
    for batch in batches(&bytes) {
        let batch = batch?;
        batch.verify_crc()?;
        for record in batch.records(&mut scratch)? {
            text.push_str(&format!("{:?}\n", record?));
        }
    }
    Ok(text)
}

fn configs(bootstrap: &str, topic: &str) -> Result<String> {
    let resource = DescribeConfigsResource::default()
        .with_resource_type(2)
        .with_resource_name(StrBytes::from_string(topic.to_owned()))
        .with_configuration_keys(None);
    let request = DescribeConfigsRequest::default().with_resources(vec![resource]);
    let response: DescribeConfigsResponse =
        Raw::connect(bootstrap)?.call(ApiKey::DescribeConfigs, 4, &request)?;
    ensure!(response.results[0].error_code == 0, "configs of {topic}: {response:?}");
    let mut lines: Vec<String> = response.results[0]
        .configs
        .iter()
        .map(|config| {
            format!(
                "{}={:?} from {}",
                config.name,
                config.value.as_ref().map(ToString::to_string),
                config.config_source
            )
        })
        .collect();
    lines.sort();
    Ok(lines.join("\n"))
}

fn committed(bootstrap: &str) -> Result<String> {
    let group = OffsetFetchRequestGroup::default()
        .with_group_id(GroupId(StrBytes::from_static_str(GROUP)))
        .with_topics(None);
    let request = OffsetFetchRequest::default().with_groups(vec![group]);
    let mut connection = coordinator(bootstrap)?;
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let response: OffsetFetchResponse = connection.call(ApiKey::OffsetFetch, 8, &request)?;
        let group = &response.groups[0];
        if group.error_code == 0 {
            let mut lines: Vec<String> = group
                .topics
                .iter()
                .flat_map(|topic| topic.partitions.iter().map(move |p| format!("{} {p:?}", topic.name.0)))
                .collect();
            lines.sort();
            return Ok(lines.join("\n"));
        }
        ensure!(Instant::now() < deadline, "committed offsets: {response:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Apache Kafka's own tool reads each log, index, time index and snapshot below `data`.
fn dump_every_file(data: &Path) -> Result<()> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(data)? {
        let dir = entry?.path();
        if dir.is_dir() {
            files.extend(dumpable(&dir)?);
        }
    }
    ensure!(files.len() > 40, "only {} files in {}", files.len(), data.display());
    let list = files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(",");
    let arguments = ["--deep-iteration", "--files", &list];
    let output = apache_tool("org.apache.kafka.tools.DumpLogSegments", &arguments)?;
    for complaint in [
        "Mismatches in",
        "isvalid: false",
        "Found timestamp mismatch",
        "Found out of order",
        "Could not",
        "corrupt",
    ] {
        ensure!(!output.contains(complaint), "the dump complains: {complaint}\n{output}");
    }
    Ok(())
}

fn dumpable(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let kind = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if ["log", "index", "timeindex", "txnindex", "snapshot"].contains(&kind) {
            files.push(path);
        }
    }
    Ok(files)
}
