//! One script's conversation with one broker, kept as a transcript.

use std::fmt::Debug;

use anyhow::{Result, bail};
use bytes::{Bytes, BytesMut};
use kavka_integration_tests::harness::Raw;
use kavka_protocol::header::{RequestHeader, parse_response_header};
use kavka_protocol::messages::{GroupId, TopicName};
use kavka_protocol::wire::{self, Decodable, Encodable, StrBytes};
use kavka_protocol::{ApiKey, guard};

use crate::text;

/// A struct of a message from some of its fields; these types allow no literals outside their crate.
macro_rules! make {
    ($ty:path { $($field:ident: $value:expr),* $(,)? }) => {{
        #[allow(unused_mut, reason = "without fields")]
        let mut value = <$ty>::default();
        $(value.$field = $value;)*
        value
    }};
}

pub(crate) fn s(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

pub(crate) fn topic(name: &str) -> TopicName {
    TopicName(s(name))
}

pub(crate) fn group(name: &str) -> GroupId {
    GroupId(s(name))
}

/// The label of what is no answer.
pub(crate) const NOTE: &str = "note";

/// A request and what came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) label: String,
    pub(crate) answer: String,
}

pub(crate) struct Session {
    bootstrap: String,
    connection: Option<Raw>,
    steps: Vec<Step>,
}

impl Session {
    pub(crate) fn new(bootstrap: String) -> Session {
        Session { bootstrap, connection: None, steps: Vec::new() }
    }

    pub(crate) fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// Puts something else than an answer into the transcript.
    pub(crate) fn note(&mut self, what: String) {
        self.steps.push(Step { label: NOTE.into(), answer: what });
    }

    /// Puts what the script found out by several requests into the transcript.
    pub(crate) fn fact(&mut self, label: &str, found: String) {
        self.record(label, found);
    }

    fn record(&mut self, label: &str, answer: String) {
        self.steps.push(Step { label: label.to_owned(), answer });
    }

    fn connection(&mut self) -> Result<&mut Raw> {
        if self.connection.is_none() {
            self.connection = Some(Raw::connect(&self.bootstrap)?);
        }
        match &mut self.connection {
            Some(connection) => Ok(connection),
            None => bail!("no connection"),
        }
    }

    /// Sends a request and records the answer; `None` when the broker closed the connection instead.
    pub(crate) fn call<Q, R>(&mut self, label: &str, key: ApiKey, version: i16, request: &Q) -> Option<R>
    where
        Q: Encodable,
        R: Decodable + Debug,
    {
        self.call_then(label, key, version, request, |_| {})
    }

    /// As [`Session::call`]; `tidy` brings what has no order into one, before it is recorded.
    pub(crate) fn call_then<Q, R>(
        &mut self,
        label: &str,
        key: ApiKey,
        version: i16,
        request: &Q,
        tidy: impl FnOnce(&mut R),
    ) -> Option<R>
    where
        Q: Encodable,
        R: Decodable + Debug,
    {
        let label = format!("{} v{version}: {label}", key.name());
        if let Err(error) = wire::encode_to_bytes(request, version) {
            panic!("{label}: the script asks for what the version cannot say: {error}");
        }
        let result = self.exchange::<Q, R>(key, version, request);
        match result {
            Ok(mut response) => {
                tidy(&mut response);
                let shown = text::show(&response, &self.bootstrap);
                self.record(&label, shown);
                Some(response)
            }
            Err(error) => {
                self.connection = None;
                let closed = error.downcast_ref::<std::io::Error>().is_some_and(|e| {
                    !matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
                });
                let answer = if closed { "connection closed".to_string() } else { format!("{error:#}") };
                self.record(&label, answer);
                None
            }
        }
    }

    /// As [`Session::call`] without a line in the transcript, for what only prepares.
    pub(crate) fn quiet<Q: Encodable, R: Decodable>(
        &mut self,
        key: ApiKey,
        version: i16,
        request: &Q,
    ) -> Result<R> {
        self.exchange(key, version, request)
    }

    fn exchange<Q: Encodable, R: Decodable>(&mut self, key: ApiKey, version: i16, request: &Q) -> Result<R> {
        let connection = self.connection()?;
        connection.send(key, version, request)?;
        let mut frame = connection.receive_frame()?;
        parse_response_header(key, version, &mut frame)?;
        guard::check_response(key, version, &frame)?;
        let response = wire::decode(&mut frame, version)?;
        if !frame.is_empty() {
            bail!("{} bytes behind the response", frame.len());
        }
        Ok(response)
    }

    /// Sends a request that is not answered.
    pub(crate) fn send<Q: Encodable>(&mut self, key: ApiKey, version: i16, request: &Q) -> Result<()> {
        self.connection()?.send(key, version, request)?;
        Ok(())
    }

    /// Sends a body as it is behind a proper header, and records the answer's bytes.
    pub(crate) fn raw(&mut self, label: &str, key: ApiKey, version: i16, body: &[u8]) -> Option<Bytes> {
        let header = RequestHeader {
            api_key: key,
            api_version: version,
            correlation_id: 77,
            client_id: Some(s("raw")),
        };
        let mut frame = BytesMut::new();
        if header.encode(&mut frame).is_err() {
            return None;
        }
        frame.extend_from_slice(body);
        self.bytes(&format!("{} v{version}: {label}", key.name()), &frame)
    }

    /// Sends a frame as it is and records the answer's bytes.
    pub(crate) fn bytes(&mut self, label: &str, frame: &[u8]) -> Option<Bytes> {
        let mut sized = (frame.len() as u32).to_be_bytes().to_vec();
        sized.extend_from_slice(frame);
        let result = self.connection().and_then(|connection| {
            connection.write(&sized)?;
            connection.receive_frame()
        });
        match result {
            Ok(answer) => {
                self.record(label, format!("{:02x?}", &answer[..]));
                Some(answer)
            }
            Err(_) => {
                self.connection = None;
                self.record(label, "connection closed".into());
                None
            }
        }
    }

    /// A topic that the script needs, made without a line in the transcript.
    pub(crate) fn topic(
        &mut self,
        name: &str,
        partitions: i32,
        configs: &[(&str, &str)],
    ) -> Result<uuid::Uuid> {
        use kavka_protocol::messages::create_topics_request::{CreatableTopic, CreatableTopicConfig};
        use kavka_protocol::messages::{CreateTopicsRequest, CreateTopicsResponse};
        // The scripts' records are years old, which the default retention would not let stand.
        let lasting = ("retention.ms", "-1");
        let lasting = (!configs.iter().any(|(name, _)| *name == lasting.0)).then_some(&lasting);
        let configs = configs
            .iter()
            .chain(lasting)
            .map(|(name, value)| make!(CreatableTopicConfig { name: s(name), value: Some(s(value)) }))
            .collect();
        let wanted = make!(CreatableTopic {
            name: topic(name),
            num_partitions: partitions,
            replication_factor: 1,
            configs: configs,
        });
        let request = make!(CreateTopicsRequest { topics: vec![wanted], timeout_ms: 30_000 });
        let response: CreateTopicsResponse = self.quiet(ApiKey::CreateTopics, 7, &request)?;
        let Some(made) = response.topics.first().filter(|made| made.error_code == 0) else {
            bail!("create {name}: {response:?}");
        };
        let id = made.topic_id;
        for partition in 0..partitions {
            self.until(|session| session.is_served(name, partition))?;
        }
        Ok(id)
    }

    /// Metadata may name a leader before that leader serves the partition, so the partition itself is asked.
    fn is_served(&mut self, name: &str, partition: i32) -> Result<Option<()>> {
        use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
        use kavka_protocol::messages::{BrokerId, ListOffsetsRequest, ListOffsetsResponse};
        let wanted = make!(ListOffsetsPartition {
            partition_index: partition,
            current_leader_epoch: -1,
            timestamp: -1,
        });
        let wanted = make!(ListOffsetsTopic { name: topic(name), partitions: vec![wanted] });
        let request = make!(ListOffsetsRequest { replica_id: BrokerId(-1), topics: vec![wanted] });
        let response: ListOffsetsResponse = self.quiet(ApiKey::ListOffsets, 7, &request)?;
        let answered = response.topics.iter().flat_map(|t| &t.partitions);
        Ok(answered.into_iter().all(|p| p.error_code == 0).then_some(()))
    }

    /// Gives changed settings the time to reach every part of the broker; no answer says that they have.
    pub(crate) fn settle(&self) {
        std::thread::sleep(std::time::Duration::from_millis(1_500));
    }

    /// Waits until the broker serves what it could not yet; the transcript sees the last answer only.
    pub(crate) fn until<T>(&mut self, mut probe: impl FnMut(&mut Session) -> Result<Option<T>>) -> Result<T> {
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        loop {
            if let Some(done) = probe(self)? {
                return Ok(done);
            }
            if std::time::Instant::now() > deadline {
                bail!("waited 30 s in vain");
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }
}
