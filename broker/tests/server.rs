//! A whole node in this process: what it refuses to start with, what it says to strangers, and that it stops cleanly.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, SystemTime};

use bytes::{Buf, Bytes, BytesMut};
use kavka_broker::server::Server;
use kavka_broker_config::{BrokerConfig, Properties};
use kavka_controller::format::{self, FeatureLevels, FormatOptions, InitialVoter};
use kavka_log::{clean_shutdown, kafka_uuid};
use kavka_protocol::header::RequestHeader;
use kavka_protocol::messages::{ApiVersionsRequest, ApiVersionsResponse, MetadataRequest, MetadataResponse};
use kavka_protocol::wire::{self, Decodable, Encodable, StrBytes};
use kavka_protocol::{ApiKey, ErrorCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn config(dir: &Path, extra: &[(&str, &str)]) -> BrokerConfig {
    let dir = dir.display().to_string();
    let mut properties: Properties = [
        ("process.roles", "broker,controller"),
        ("node.id", "1"),
        ("listeners", "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0"),
        ("controller.listener.names", "CONTROLLER"),
        ("controller.quorum.bootstrap.servers", "127.0.0.1:9"),
        ("log.dirs", &dir),
        ("offsets.topic.replication.factor", "1"),
    ]
    .iter()
    .map(|(k, v)| (k.to_string(), v.to_string()))
    .collect();
    properties.extend(extra.iter().map(|(k, v)| (k.to_string(), v.to_string())));
    BrokerConfig::from_properties(&properties).unwrap()
}

fn format(dir: &Path) {
    let voter =
        InitialVoter { id: 1, directory_id: kafka_uuid::random(), host: "127.0.0.1".to_owned(), port: 9 };
    let options = FormatOptions {
        node_id: 1,
        cluster_id: "test-cluster".to_owned(),
        log_dirs: BTreeSet::from([dir.to_owned()]),
        metadata_log_dir: dir.to_owned(),
        levels: FeatureLevels::latest(),
        records: Vec::new(),
        controller_listener: "CONTROLLER".to_owned(),
        initial_voters: Some(vec![voter]),
        ignore_formatted: false,
        now: SystemTime::now(),
    };
    format::format(&options, |_| {}).unwrap();
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(("127.0.0.1", server.ready().endpoints[0].port)).await.unwrap()
}

async fn send<T: Encodable>(stream: &mut TcpStream, key: ApiKey, version: i16, request: &T, encode_as: i16) {
    let header = RequestHeader {
        api_key: key,
        api_version: version,
        correlation_id: 7,
        client_id: Some(StrBytes::from_static_str("t")),
    };
    let mut frame = BytesMut::new();
    header.encode(&mut frame).unwrap();
    wire::encode(request, encode_as, &mut frame).unwrap();
    stream.write_i32(frame.len() as i32).await.unwrap();
    stream.write_all(&frame).await.unwrap();
}

async fn receive<T: Decodable>(stream: &mut TcpStream, flexible: bool, version: i16) -> T {
    let size = stream.read_i32().await.unwrap();
    let mut frame = vec![0; size as usize];
    stream.read_exact(&mut frame).await.unwrap();
    let mut frame = Bytes::from(frame);
    assert_eq!(frame.get_i32(), 7);
    if flexible {
        assert_eq!(frame.get_u8(), 0);
    }
    let response = wire::decode(&mut frame, version).unwrap();
    assert!(frame.is_empty(), "{} bytes too many", frame.len());
    response
}

async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut byte = [0];
    matches!(tokio::time::timeout(Duration::from_secs(5), stream.read(&mut byte)).await, Ok(Ok(0) | Err(_)))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_start_says_why_in_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let refusal = async |config| match Server::start(config).await {
        Ok(_) => panic!("it started"),
        Err(error) => {
            let text = error.to_string();
            assert!(!text.contains('\n'), "{text}");
            text
        }
    };
    assert!(refusal(config(dir.path(), &[])).await.contains("is not formatted"));
    format(dir.path());
    let foreign = [("node.id", "2")];
    assert!(refusal(config(dir.path(), &foreign)).await.contains("Invalid node.id in"));
    let secured = [
        ("listeners", "SSL://127.0.0.1:0,CONTROLLER://127.0.0.1:0"),
        ("listener.security.protocol.map", "SSL:SSL,CONTROLLER:PLAINTEXT"),
        ("security.inter.broker.protocol", "SSL"),
    ];
    let text = refusal(config(dir.path(), &secured)).await;
    assert!(text.contains("security protocol SSL"), "{text}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listeners = format!("PLAINTEXT://{},CONTROLLER://127.0.0.1:0", taken.local_addr().unwrap());
    let text = refusal(config(dir.path(), &[("listeners", &listeners)])).await;
    assert!(text.contains("cannot listen on PLAINTEXT://127.0.0.1:"), "{text}");
}

/// A second node on the directory of a running one must not even begin: it would write to its metadata log.
#[tokio::test(flavor = "multi_thread")]
async fn a_directory_in_use_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    format(dir.path());
    let first = Server::start(config(dir.path(), &[])).await.unwrap();
    let metadata = || {
        let log = dir.path().join("__cluster_metadata-0/00000000000000000000.log");
        (
            std::fs::read(log).unwrap(),
            std::fs::read(dir.path().join("__cluster_metadata-0/quorum-state")).unwrap(),
        )
    };
    let before = metadata();
    let Err(error) = Server::start(config(dir.path(), &[])).await else { panic!("a second node started") };
    assert!(error.to_string().contains("Failed to acquire lock on file .lock"), "{error}");
    assert_eq!(metadata(), before);
    first.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_starts_serves_stops_and_starts_again() {
    let dir = tempfile::tempdir().unwrap();
    format(dir.path());
    for round in 0..2 {
        let server = Server::start(config(dir.path(), &[])).await.unwrap();
        assert_eq!(&*server.ready().cluster_id, "test-cluster");
        let mut stream = connect(&server).await;
        let topic = kavka_protocol::messages::metadata_request::MetadataRequestTopic::default()
            .with_name(Some(StrBytes::from_static_str("made-on-demand").into()));
        let request = MetadataRequest::default()
            .with_topics(Some(vec![topic]))
            .with_allow_auto_topic_creation(round == 0);
        send(&mut stream, ApiKey::Metadata, 13, &request, 13).await;
        let response: MetadataResponse = receive(&mut stream, true, 13).await;
        assert_eq!(response.cluster_id.as_deref(), Some("test-cluster"));
        assert_eq!(response.topics[0].error_code, 0, "round {round}");
        assert_eq!(response.topics[0].partitions[0].leader_id.0, 1, "round {round}");
        server.stop().await;
        assert!(clean_shutdown::exists(dir.path()));
        assert!(is_closed(&mut stream).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn api_versions_answers_old_new_and_nameless_clients() {
    let dir = tempfile::tempdir().unwrap();
    format(dir.path());
    let server = Server::start(config(dir.path(), &[])).await.unwrap();
    let mut stream = connect(&server).await;
    let named = ApiVersionsRequest::default()
        .with_client_software_name(StrBytes::from_static_str("test"))
        .with_client_software_version(StrBytes::from_static_str("1.0"));

    send(&mut stream, ApiKey::ApiVersions, 4, &named, 4).await;
    let response: ApiVersionsResponse = receive(&mut stream, false, 4).await;
    let produce = response.api_keys.iter().find(|api| api.api_key == ApiKey::Produce.code()).unwrap();
    assert_eq!((produce.min_version, produce.max_version), (0, 13));
    assert!(
        response
            .finalized_features
            .iter()
            .any(|f| &*f.name == "metadata.version" && f.max_version_level == 30)
    );
    assert!(response.supported_features.iter().any(|f| &*f.name == "kraft.version"));

    send(&mut stream, ApiKey::ApiVersions, 3, &named, 3).await;
    let response: ApiVersionsResponse = receive(&mut stream, false, 3).await;
    assert!(response.supported_features.iter().all(|f| f.min_version > 0));

    send(&mut stream, ApiKey::ApiVersions, 9, &named, 4).await;
    let response: ApiVersionsResponse = receive(&mut stream, false, 0).await;
    assert_eq!(response.error_code, ErrorCode::UnsupportedVersion.code());
    assert_eq!(response.api_keys.len(), 1);

    send(&mut stream, ApiKey::ApiVersions, 3, &ApiVersionsRequest::default(), 3).await;
    let response: ApiVersionsResponse = receive(&mut stream, false, 3).await;
    assert_eq!(response.error_code, ErrorCode::InvalidRequest.code());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_ends_the_connection_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    format(dir.path());
    let server = Server::start(config(dir.path(), &[])).await.unwrap();
    let frames: [&[u8]; 6] = [
        b"",
        b"\0\x03",
        b"\x7f\xff\0\0\0\0\0\0\0\0",
        // Metadata v1 with two thousand million topics.
        b"\0\x03\0\x01\0\0\0\x07\xff\xff\x7f\xff\xff\xff",
        // Produce v1, which Kafka 4 no longer reads.
        b"\0\0\0\x01\0\0\0\x07\xff\xff",
        // LeaderAndIsr, which is no more.
        b"\0\x04\0\x01\0\0\0\x07\xff\xff",
    ];
    for frame in frames {
        let mut stream = connect(&server).await;
        stream.write_i32(frame.len() as i32).await.unwrap();
        stream.write_all(frame).await.unwrap();
        assert!(is_closed(&mut stream).await, "{frame:?}");
    }
    let mut stream = connect(&server).await;
    send(&mut stream, ApiKey::Metadata, 9, &MetadataRequest::default().with_topics(Some(vec![])), 9).await;
    let response: MetadataResponse = receive(&mut stream, true, 9).await;
    assert_eq!(response.brokers.len(), 1);
    server.stop().await;
}
