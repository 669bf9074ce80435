//! A node inside the test's process, and a connection that speaks requests as they are.

#![allow(dead_code, reason = "no test uses all of it")]

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use kavka_broker::server::{Server, StartOptions};
use kavka_broker_config::{BrokerConfig, Properties};
use kavka_controller::format::{self, FeatureLevels, FormatOptions, InitialVoter};
use kavka_log::kafka_uuid;
use kavka_protocol::ApiKey;
use kavka_protocol::header::{RequestHeader, parse_response_header};
use kavka_protocol::metadata_records::MetadataRecord;
use kavka_protocol::wire::{self, Decodable, Encodable, StrBytes};

/// A node and its data directory.
pub struct Node {
    pub server: Server,
    pub port: u16,
    pub controller: u16,
    _dir: tempfile::TempDir,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Formats a directory and starts a node on it.
pub async fn start() -> Node {
    start_with(&[], StartOptions::default()).await
}

/// The same with settings of its own.
pub async fn start_with(extra: &[(&str, &str)], options: StartOptions) -> Node {
    start_formatted(extra, options, Vec::new()).await
}

/// The same on a directory with more in it than the features.
pub async fn start_formatted(
    extra: &[(&str, &str)],
    options: StartOptions,
    records: Vec<MetadataRecord>,
) -> Node {
    let dir = tempfile::tempdir().unwrap();
    let (port, controller) = (free_port(), free_port());
    let pairs = [
        ("process.roles", "broker,controller".to_owned()),
        ("node.id", "1".to_owned()),
        ("listeners", format!("PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}")),
        ("controller.listener.names", "CONTROLLER".to_owned()),
        ("controller.quorum.bootstrap.servers", format!("127.0.0.1:{controller}")),
        ("log.dirs", dir.path().display().to_string()),
        ("offsets.topic.replication.factor", "1".to_owned()),
    ];
    let formatting = FormatOptions {
        node_id: 1,
        cluster_id: kafka_uuid::to_string(kafka_uuid::random()),
        log_dirs: BTreeSet::from([dir.path().to_owned()]),
        metadata_log_dir: dir.path().to_owned(),
        levels: FeatureLevels::latest(),
        records,
        controller_listener: "CONTROLLER".to_owned(),
        initial_voters: Some(vec![InitialVoter {
            id: 1,
            directory_id: kafka_uuid::random(),
            host: "127.0.0.1".to_owned(),
            port: controller,
        }]),
        ignore_formatted: false,
        now: SystemTime::now(),
    };
    format::format(&formatting, |_| {}).unwrap();
    let mut properties: Properties = pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    properties.extend(extra.iter().map(|(key, value)| (key.to_string(), value.to_string())));
    let config = BrokerConfig::from_properties(&properties).unwrap();
    let server = Server::start_with(config, options).await.unwrap();
    Node { server, port, controller, _dir: dir }
}

/// A blocking connection.
pub struct Client {
    stream: TcpStream,
    next: i32,
}

impl Client {
    pub fn connect(port: u16) -> Client {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Client { stream, next: 0 }
    }

    pub fn send<T: Encodable>(&mut self, key: ApiKey, version: i16, request: &T) -> i32 {
        let correlation_id = self.next;
        self.next += 1;
        let client_id = Some(StrBytes::from_static_str("test"));
        let mut frame = BytesMut::zeroed(4);
        RequestHeader { api_key: key, api_version: version, correlation_id, client_id }
            .encode(&mut frame)
            .unwrap();
        wire::encode(request, version, &mut frame).unwrap();
        let length = frame.len() as u32 - 4;
        frame[..4].copy_from_slice(&length.to_be_bytes());
        self.stream.write_all(&frame).unwrap();
        correlation_id
    }

    pub fn receive<T: Decodable>(&mut self, key: ApiKey, version: i16) -> (i32, T) {
        let mut frame = self.frame().expect("connection was closed");
        let correlation_id = parse_response_header(key, version, &mut frame).unwrap();
        let response = wire::decode(&mut frame, version).unwrap();
        assert!(frame.is_empty(), "{} bytes behind the response", frame.len());
        (correlation_id, response)
    }

    pub fn call<Q: Encodable, S: Decodable>(&mut self, key: ApiKey, version: i16, request: &Q) -> S {
        let sent = self.send(key, version, request);
        let (received, response) = self.receive(key, version);
        assert_eq!(sent, received);
        response
    }

    /// The next frame; `None` at the end of the connection.
    pub fn frame(&mut self) -> Option<Bytes> {
        let mut length = [0; 4];
        self.stream.read_exact(&mut length).ok()?;
        let mut frame = BytesMut::zeroed(u32::from_be_bytes(length) as usize);
        self.stream.read_exact(&mut frame).ok()?;
        Some(frame.freeze())
    }
}
