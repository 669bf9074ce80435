//! Goal: broker settings changed over the wire take effect at once, and fall back when they are removed.
//! Method: one node in this process; changes by IncrementalAlterConfigs, effects as a client sees them.

mod common;

use std::time::{Duration, Instant};

use bytes::Bytes;
use common::{Client, start_with};
use kavka_broker::server::StartOptions;
use kavka_protocol::compression::Compressor;
use kavka_protocol::messages::create_topics_request::CreatableTopic;
use kavka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kavka_protocol::messages::incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::*;
use kavka_protocol::record::{BatchBuilder, BatchOptions};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};

const BROKER: i8 = 4;
const BROKER_LOGGER: i8 = 8;
const SET: i8 = 0;
const DELETE: i8 = 1;
const APPEND: i8 = 2;

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

/// Changes one key; the error's code and text.
fn alter(client: &mut Client, kind: i8, name: &str, key: &str, op: i8, value: Option<&str>) -> (i16, String) {
    let config =
        AlterableConfig::default().with_name(text(key)).with_config_operation(op).with_value(value.map(text));
    let resource = AlterConfigsResource::default()
        .with_resource_type(kind)
        .with_resource_name(text(name))
        .with_configs(vec![config]);
    let request = IncrementalAlterConfigsRequest::default().with_resources(vec![resource]);
    let response: IncrementalAlterConfigsResponse = client.call(ApiKey::IncrementalAlterConfigs, 1, &request);
    let answer = &response.responses[0];
    (answer.error_code, answer.error_message.as_deref().unwrap_or_default().to_owned())
}

fn set(client: &mut Client, broker: &str, key: &str, value: &str) {
    assert_eq!(alter(client, BROKER, broker, key, SET, Some(value)), (0, String::new()), "{key}={value}");
}

fn delete(client: &mut Client, broker: &str, key: &str) {
    assert_eq!(alter(client, BROKER, broker, key, DELETE, None), (0, String::new()), "{key}");
}

/// Value and source of a setting or of a logger's level.
fn describe(client: &mut Client, kind: i8, key: &str) -> (Option<String>, i8) {
    let resource = DescribeConfigsResource::default()
        .with_resource_type(kind)
        .with_resource_name(text("1"))
        .with_configuration_keys(Some(vec![text(key)]));
    let request = DescribeConfigsRequest::default().with_resources(vec![resource]);
    let response: DescribeConfigsResponse = client.call(ApiKey::DescribeConfigs, 4, &request);
    let config = &response.results[0].configs[0];
    (config.value.as_deref().map(str::to_owned), config.config_source)
}

fn create(client: &mut Client, topic: &str) {
    let wanted = CreatableTopic::default()
        .with_name(TopicName(text(topic)))
        .with_num_partitions(1)
        .with_replication_factor(1);
    let request = CreateTopicsRequest::default().with_topics(vec![wanted]).with_timeout_ms(10_000);
    let response: CreateTopicsResponse = client.call(ApiKey::CreateTopics, 7, &request);
    assert_eq!(response.topics[0].error_code, 0);
}

fn produce(client: &mut Client, topic: &str, timestamp: i64, size: usize) -> Option<ErrorCode> {
    let mut builder = BatchBuilder::new(BatchOptions::default());
    builder.append(timestamp, None, Some(&vec![b'x'; size]), &[]).unwrap();
    let records: Bytes = builder.build(&mut Compressor::new()).unwrap().freeze();
    let partition = PartitionProduceData::default().with_index(0).with_records(Some(records));
    let data =
        TopicProduceData::default().with_name(TopicName(text(topic))).with_partition_data(vec![partition]);
    let request = ProduceRequest::default()
        .with_transactional_id(None)
        .with_acks(-1)
        .with_timeout_ms(5000)
        .with_topic_data(vec![data]);
    let response: ProduceResponse = client.call(ApiKey::Produce, 11, &request);
    ErrorCode::from_code(response.responses[0].partition_responses[0].error_code)
}

fn now_ms() -> i64 {
    std::time::UNIX_EPOCH.elapsed().unwrap().as_millis() as i64
}

fn wait_until(what: &str, mut is_true: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while !is_true() {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn message_size_follows_the_narrowest_setting_there_is() {
    let node = start_with(&[("message.max.bytes", "5000")], StartOptions::default()).await;
    let client = &mut Client::connect(node.port);
    create(client, "t");
    let is_taken = |client: &mut Client, size: usize| match produce(client, "t", now_ms(), size) {
        Some(ErrorCode::None) => true,
        Some(ErrorCode::MessageTooLarge) => false,
        other => panic!("{other:?}"),
    };
    assert!(is_taken(client, 4000) && !is_taken(client, 6000));
    set(client, "", "message.max.bytes", "1000");
    assert!(!is_taken(client, 4000));
    assert_eq!(describe(client, BROKER, "message.max.bytes"), (Some("1000".to_owned()), 3));
    set(client, "1", "message.max.bytes", "9000");
    assert!(is_taken(client, 6000));
    assert_eq!(describe(client, BROKER, "message.max.bytes"), (Some("9000".to_owned()), 2));
    delete(client, "1", "message.max.bytes");
    assert!(!is_taken(client, 4000) && is_taken(client, 500));
    delete(client, "", "message.max.bytes");
    assert!(is_taken(client, 4000) && !is_taken(client, 6000));
    assert_eq!(describe(client, BROKER, "message.max.bytes"), (Some("5000".to_owned()), 4));
    node.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shorter_retention_deletes_what_is_older() {
    let settings = [("log.retention.check.interval.ms", "100"), ("log.initial.task.delay.ms", "0")];
    let node = start_with(&settings, StartOptions::default()).await;
    let client = &mut Client::connect(node.port);
    create(client, "t");
    assert_eq!(produce(client, "t", now_ms() - 60_000, 10), Some(ErrorCode::None));
    let earliest = |client: &mut Client| {
        let partition = ListOffsetsPartition::default().with_partition_index(0).with_timestamp(-2);
        let topic =
            ListOffsetsTopic::default().with_name(TopicName(text("t"))).with_partitions(vec![partition]);
        let request = ListOffsetsRequest::default().with_topics(vec![topic]).with_replica_id(BrokerId(-1));
        let response: ListOffsetsResponse = client.call(ApiKey::ListOffsets, 7, &request);
        response.topics[0].partitions[0].offset
    };
    assert_eq!(earliest(client), 0);
    set(client, "", "log.retention.ms", "30000");
    wait_until("the old record goes", || earliest(client) == 1);
    node.server.stop().await;
}

fn cleaner_threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.starts_with("log-cleaner")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_without_a_table_of_their_own_take_effect_too() {
    // One test, since both look at the whole process.
    let node = start_with(&[], StartOptions::default()).await;
    let client = &mut Client::connect(node.port);
    let others = cleaner_threads() - 1;
    set(client, "", "log.cleaner.threads", "2");
    wait_until("a second thread", || cleaner_threads() >= others + 2);
    let (code, message) = alter(client, BROKER, "", "log.cleaner.threads", SET, Some("5"));
    assert_eq!(code, ErrorCode::InvalidRequest.code());
    assert!(message.contains("cannot be increased to more than double the current value 2"), "{message}");
    delete(client, "", "log.cleaner.threads");
    set(client, "1", "background.threads", "20");
    assert_eq!(describe(client, BROKER, "background.threads"), (Some("20".to_owned()), 2));

    let (code, message) = alter(client, BROKER, "1", "node.id", SET, Some("2"));
    assert_eq!(
        (code, message.as_str()),
        (ErrorCode::InvalidRequest.code(), "Cannot update these configs dynamically: [node.id]")
    );
    let (code, message) = alter(client, BROKER, "1", "min.insync.replicas", SET, Some("1"));
    assert_eq!(
        (code, message.as_str()),
        (
            ErrorCode::InvalidConfig.code(),
            "Broker-level min.insync.replicas cannot be altered while ELR is enabled."
        )
    );
    node.server.stop().await;
}

/// Whether a new connection gets an answer while the client waits for it.
fn is_served(port: u16, patience: Duration) -> bool {
    let (told, answer) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let request = ApiVersionsRequest::default()
            .with_client_software_name(text("test"))
            .with_client_software_version(text("1"));
        let mut client = Client::connect(port);
        let response: ApiVersionsResponse = client.call(ApiKey::ApiVersions, 3, &request);
        let _ = told.send(response.error_code);
    });
    answer.recv_timeout(patience).is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_above_the_limit_wait_until_it_is_raised() {
    let node = start_with(&[], StartOptions::default()).await;
    let client = &mut Client::connect(node.port);
    for (scope, key) in [("", "max.connections"), ("1", "listener.name.plaintext.max.connections")] {
        assert!(is_served(node.port, Duration::from_secs(10)));
        set(client, scope, key, "1");
        assert!(!is_served(node.port, Duration::from_millis(300)), "{key}");
        delete(client, scope, key);
    }
    set(client, "", "max.connections.per.ip.overrides", "127.0.0.1:1");
    assert!(!is_served(node.port, Duration::from_millis(300)));
    node.server.stop().await;
}

/// Which of the two sides serves a request, and what it says of the cluster.
#[tokio::test(flavor = "multi_thread")]
async fn a_controllers_listener_serves_what_controllers_serve() {
    let node = start_with(&[], StartOptions::default()).await;
    let of_broker = &mut Client::connect(node.port);
    let of_controller = &mut Client::connect(node.controller);
    let keys = |client: &mut Client| -> Vec<i16> {
        let request = ApiVersionsRequest::default()
            .with_client_software_name(text("test"))
            .with_client_software_version(text("1"));
        let response: ApiVersionsResponse = client.call(ApiKey::ApiVersions, 4, &request);
        assert!(!response.finalized_features.is_empty());
        response.api_keys.iter().map(|api| api.api_key).collect()
    };
    let (broker_keys, controller_keys) = (keys(of_broker), keys(of_controller));
    for key in [ApiKey::Produce, ApiKey::Fetch, ApiKey::Metadata, ApiKey::DescribeClientQuotas] {
        assert!(
            broker_keys.contains(&key.code()) && !controller_keys.contains(&key.code()),
            "{}",
            key.name()
        );
    }
    for key in [ApiKey::CreateTopics, ApiKey::DescribeQuorum, ApiKey::IncrementalAlterConfigs] {
        assert!(broker_keys.contains(&key.code()) && controller_keys.contains(&key.code()), "{}", key.name());
    }

    let cluster = |client: &mut Client, endpoint_type| -> DescribeClusterResponse {
        let request = DescribeClusterRequest::default().with_endpoint_type(endpoint_type);
        client.call(ApiKey::DescribeCluster, 1, &request)
    };
    let controllers = cluster(of_controller, 2);
    assert_eq!((controllers.error_code, controllers.endpoint_type), (0, 2));
    assert_eq!(controllers.controller_id, 1);
    assert_eq!(controllers.brokers[0].port, i32::from(node.controller));
    let mismatched = ErrorCode::MismatchedEndpointType.code();
    assert_eq!([cluster(of_controller, 1).error_code, cluster(of_broker, 2).error_code], [mismatched; 2]);
    assert_eq!(cluster(of_broker, 1).brokers[0].port, i32::from(node.port));

    create(of_controller, "made-by-the-controller");
    assert_eq!(produce(of_broker, "made-by-the-controller", now_ms(), 10), Some(ErrorCode::None));
    set(of_controller, "1", "max.connections", "7");
    assert_eq!(describe(of_controller, BROKER, "max.connections"), (Some("7".to_owned()), 2));
    assert_eq!(alter(of_controller, BROKER_LOGGER, "1", "root", SET, Some("WARN")).0, 0);
    assert_eq!(describe(of_broker, BROKER_LOGGER, "root"), (Some("WARN".to_owned()), 6));
    of_controller.send(ApiKey::Metadata, 9, &MetadataRequest::default());
    assert!(of_controller.frame().is_none(), "what is not served ends the connection");
    node.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn log_levels_are_told_and_changed() {
    use kavka_broker::loggers::{LogLevel, LogLevels, Loggers};
    use std::sync::{Arc, Mutex};
    let applied = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&applied);
    let loggers = Loggers::new(LogLevels::default(), move |levels| sink.lock().unwrap().push(levels.clone()));
    let options = StartOptions { loggers: Arc::new(loggers), ..StartOptions::default() };
    let node = start_with(&[], options).await;
    let client = &mut Client::connect(node.port);
    let level = |client: &mut Client, logger: &str| describe(client, BROKER_LOGGER, logger);
    let shown = |level: &str| (Some(level.to_owned()), 6);
    assert_eq!(level(client, "root"), shown("INFO"));

    let change =
        |client: &mut Client, name: &str, op, value| alter(client, BROKER_LOGGER, "1", name, op, value);
    assert_eq!(change(client, "kavka_log", SET, Some("DEBUG")).0, 0);
    assert_eq!(level(client, "kavka_log::cleaner"), shown("DEBUG"));
    assert_eq!(change(client, "root", SET, Some("ERROR")).0, 0);
    assert_eq!(level(client, "kavka_broker"), shown("ERROR"));
    assert_eq!(change(client, "kavka_log", DELETE, None).0, 0);
    assert_eq!(level(client, "kavka_log"), shown("ERROR"));
    assert_eq!(
        applied.lock().unwrap().last(),
        Some(&LogLevels { root: LogLevel::Error, targets: Default::default() })
    );

    let (invalid_config, invalid_request) =
        (ErrorCode::InvalidConfig.code(), ErrorCode::InvalidRequest.code());
    for (name, op, value, code, message) in [
        ("kafka.x", SET, Some("INFO"), invalid_config, "Logger kafka.x does not exist!"),
        (
            "root",
            SET,
            Some("LOUD"),
            invalid_config,
            "Cannot set the log level of root to LOUD as it is not a supported log level. Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN",
        ),
        ("root", DELETE, None, invalid_request, "Removing the log level of the root logger is not allowed"),
        (
            "root",
            APPEND,
            Some("INFO"),
            invalid_request,
            "APPEND operation is not allowed for the BROKER_LOGGER resource",
        ),
    ] {
        assert_eq!(change(client, name, op, value), (code, message.to_owned()));
    }
    assert_eq!(alter(client, BROKER_LOGGER, "7", "root", SET, Some("INFO")).0, invalid_request);
    assert_eq!(applied.lock().unwrap().len(), 3, "what is refused changes nothing");
    node.server.stop().await;
}
