//! The controller's threads: one that decides and writes, one that publishes.

mod publish;
mod start;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use arc_swap::ArcSwap;
use bytes::BytesMut;
use kavka_broker_config::{BrokerConfig, QuorumVoter};
use kavka_protocol::metadata_records::MetadataRecord;
use rand::rngs::StdRng;
use tokio::sync::{mpsc, oneshot};
use tracing::{error, info, warn};
use uuid::Uuid;

pub(crate) use publish::Publication;

use crate::decide::{Context, Settings};
use crate::features::MetadataVersion;
use crate::handle::QuorumStatus;
use crate::image::{Endpoint, MetadataListener, Provenance, VersionRange};
use crate::raft::batch::{BatchError, BatchPosition, data_batch};
use crate::raft::snapshot::{self, SnapshotContent, SnapshotId};
use crate::raft::{
    Action, ElectionStateError, Event, MetadataLog, MetadataLogConfig, MetadataLogError, Quorum, Replayed,
    ReplicaKey, Voter, VoterSet, election_state,
};

/// Operations that wait at most.
const QUEUE_MAX: usize = 1024;
/// Operations written together at most.
const BATCH_OPERATIONS_MAX: usize = 512;
/// Bytes written together, from which no more operations are added.
const BATCH_BYTES_MAX: usize = 4 << 20;
/// Records in one batch of the log.
const BATCH_RECORDS_MAX: usize = 10_000;
/// How often an idle controller looks whether a snapshot is due.
const TICK: Duration = Duration::from_secs(30);

/// How to start a controller.
#[derive(Debug, Clone)]
pub struct ControllerConfig {
    /// What decisions depend on.
    pub settings: Settings,
    /// The metadata log.
    pub log: MetadataLogConfig,
    /// `directory.id` of the metadata log's directory.
    pub directory_id: Uuid,
    /// Made anew at each start of the process.
    pub incarnation_id: Uuid,
    /// The controller listeners of this node.
    pub endpoints: Vec<Endpoint>,
    /// `controller.quorum.voters`; empty where the log says who votes.
    pub static_voters: Vec<Voter>,
    /// `metadata.log.max.record.bytes.between.snapshots`
    pub snapshot_bytes: u64,
    /// `metadata.log.max.snapshot.interval.ms`; `None` for 0, which means never.
    pub snapshot_interval: Option<Duration>,
}

impl ControllerConfig {
    /// The settings of a node as its `server.properties` has them. `directory_id` is that of the metadata log's
    /// directory, `incarnation_id` is new at each start of the process, `advertised` is where its controller listens.
    pub fn new(
        broker: Arc<BrokerConfig>,
        cluster_id: Arc<str>,
        directory_id: Uuid,
        incarnation_id: Uuid,
        advertised: &[kavka_broker_config::Endpoint],
    ) -> Self {
        let endpoint = |e: &kavka_broker_config::Endpoint| Endpoint {
            name: e.listener_name.as_str().into(),
            host: e.host.as_str().into(),
            port: e.port,
            security_protocol: e.security_protocol.code(),
        };
        let controller_name: Arc<str> =
            broker.listeners.controller_names.first().map_or("", String::as_str).into();
        let static_voter = |voter: &QuorumVoter| Voter {
            key: ReplicaKey::without_directory(voter.id),
            listeners: vec![Endpoint {
                name: Arc::clone(&controller_name),
                host: voter.host.as_str().into(),
                port: voter.port,
                security_protocol: 0,
            }],
            kraft_version: VersionRange { min: 0, max: 1 },
        };
        let values = broker.values();
        let interval = u64::try_from(values.long("metadata.log.max.snapshot.interval.ms")).unwrap_or(0);
        Self {
            log: MetadataLogConfig {
                log_dir: broker.metadata_log_dir.clone(),
                // Tests of Kafka's use the internal one to get small segments.
                segment_bytes: values
                    .optional_int("internal.metadata.log.segment.bytes")
                    .unwrap_or(values.int("metadata.log.segment.bytes"))
                    .unsigned_abs(),
                segment_ms: values.long("metadata.log.segment.ms"),
                retention_bytes: values.long("metadata.max.retention.bytes"),
                retention_ms: values.long("metadata.max.retention.ms"),
            },
            directory_id,
            incarnation_id,
            endpoints: advertised.iter().map(endpoint).collect(),
            static_voters: broker.controller_quorum_voters.iter().map(static_voter).collect(),
            snapshot_bytes: values.long("metadata.log.max.record.bytes.between.snapshots").unsigned_abs(),
            snapshot_interval: (interval > 0).then(|| Duration::from_millis(interval)),
            settings: Settings { cluster_id, broker },
        }
    }
}

/// Why a controller could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The metadata log.
    #[error(transparent)]
    Log(#[from] MetadataLogError),
    /// `quorum-state`.
    #[error(transparent)]
    ElectionState(#[from] ElectionStateError),
    /// A thread.
    #[error("cannot start a thread")]
    Thread(#[source] std::io::Error),
    /// The log names no voters, and neither does the configuration.
    #[error("there are no voters: format {} first, or set controller.quorum.voters", log_dir.display())]
    NoVoters {
        /// Where the log is.
        log_dir: PathBuf,
    },
    /// This node is not the sole voter.
    #[error(
        "the metadata quorum has the voters {voters:?}; a quorum of more than this node is not supported yet"
    )]
    NotSoleVoter {
        /// The voters.
        voters: Vec<i32>,
    },
}

/// Completes an operation once its records are published.
pub(crate) type Completion = Box<dyn FnOnce() + Send>;

/// A decision, with what tells its asker.
pub(crate) type Operation = Box<dyn FnOnce(&mut Context<'_>) -> (Vec<MetadataRecord>, Completion) + Send>;

/// What the controller's thread is asked to do.
pub(crate) enum Message {
    /// Decide.
    Operation(Operation),
    /// Add a listener.
    Subscribe { listener: Box<dyn MetadataListener>, done: oneshot::Sender<()> },
    /// A snapshot was written, or could not be.
    SnapshotWritten(Result<SnapshotId, std::io::Error>),
    /// Stop.
    Shutdown { done: oneshot::Sender<()> },
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Operation(_) => "Operation",
            Self::Subscribe { .. } => "Subscribe",
            Self::SnapshotWritten(_) => "SnapshotWritten",
            Self::Shutdown { .. } => "Shutdown",
        })
    }
}

/// The state of the controller's thread.
///
/// It runs until it is told to stop or its log fails, and owns the log meanwhile. After a failure nothing more
/// is answered: what is on disk is then not known, and only a restart can tell.
struct Service {
    config: ControllerConfig,
    log: MetadataLog,
    quorum: Quorum,
    /// With everything decided, written or not.
    state: Replayed,
    rng: StdRng,
    publisher: std::sync::mpsc::Sender<Publication>,
    status: Arc<ArcSwap<QuorumStatus>>,
    /// To itself, for snapshots; weak, so that the queue closes with the last handle.
    queue: mpsc::WeakSender<Message>,
    snapshot: SnapshotProgress,
}

#[derive(Debug, Default)]
struct SnapshotProgress {
    bytes_since: u64,
    last_ms: i64,
    last_offset: i64,
    writing: bool,
}

/// Operations to be written together.
#[derive(Default)]
struct Group {
    batches: BytesMut,
    completions: Vec<Completion>,
    next_offset: i64,
}

impl Service {
    /// Serves the queue until it is closed or the log fails.
    fn run(mut self, mut queue: mpsc::Receiver<Message>, runtime: &tokio::runtime::Handle) {
        loop {
            let next = runtime.block_on(async { tokio::time::timeout(TICK, queue.recv()).await });
            let outcome = match next {
                Err(_) => Ok(()),
                Ok(None) => break,
                Ok(Some(message)) => match self.handle(message, &mut queue) {
                    Ok(Some(stop)) => {
                        self.close();
                        let _ = stop.send(());
                        return;
                    }
                    Ok(None) => Ok(()),
                    Err(e) => Err(e),
                },
            };
            if let Err(e) = outcome {
                error!(error = %Chain(&e), "the metadata log failed; the controller stops");
                return;
            }
            self.maybe_snapshot(now_ms());
        }
        self.close();
    }

    /// Handles a message and those that came after it; `Some` if it is time to stop.
    fn handle(
        &mut self,
        first: Message,
        queue: &mut mpsc::Receiver<Message>,
    ) -> Result<Option<oneshot::Sender<()>>, MetadataLogError> {
        let mut group = Group { next_offset: self.log.end_offset(), ..Group::default() };
        let mut next = Some(first);
        let mut stop = None;
        while let Some(message) = next.take() {
            match message {
                Message::Operation(operation) => self.decide(operation, &mut group)?,
                Message::Subscribe { listener, done } => {
                    self.commit(std::mem::take(&mut group))?;
                    group.next_offset = self.log.end_offset();
                    self.publish(Publication::Subscribe { listener, done });
                }
                Message::SnapshotWritten(result) => self.snapshot_written(result)?,
                Message::Shutdown { done } => {
                    stop = Some(done);
                    break;
                }
            }
            if group.completions.len() < BATCH_OPERATIONS_MAX && group.batches.len() < BATCH_BYTES_MAX {
                next = queue.try_recv().ok();
            }
        }
        self.commit(group)?;
        Ok(stop)
    }

    /// Decides and applies, to be written with the group.
    fn decide(&mut self, operation: Operation, group: &mut Group) -> Result<(), MetadataLogError> {
        let now_ms = now_ms();
        let mut context = Context {
            image: &self.state.image,
            settings: &self.config.settings,
            next_offset: group.next_offset,
            now_ms,
            rng: &mut self.rng,
        };
        let (records, completion) = operation(&mut context);
        self.add(&records, now_ms, group)?;
        group.completions.push(completion);
        Ok(())
    }

    fn add(
        &mut self,
        records: &[MetadataRecord],
        now_ms: i64,
        group: &mut Group,
    ) -> Result<(), MetadataLogError> {
        for records in records.chunks(BATCH_RECORDS_MAX) {
            let position = BatchPosition {
                base_offset: group.next_offset,
                epoch: self.quorum.epoch(),
                timestamp: now_ms,
            };
            group.batches.unsplit(self.encode(position, records)?);
            for record in records {
                let offset = group.next_offset;
                self.state
                    .apply_record(record)
                    .map_err(|source| MetadataLogError::Apply { offset, source })?;
                group.next_offset += 1;
            }
            self.state.image.provenance = Provenance {
                last_offset: group.next_offset - 1,
                last_epoch: position.epoch,
                last_timestamp: now_ms,
            };
        }
        Ok(())
    }

    fn encode(&self, position: BatchPosition, records: &[MetadataRecord]) -> Result<BytesMut, BatchError> {
        let level = match records.iter().find_map(finalized_metadata_version) {
            Some(level) => level,
            None => self.state.image.features.metadata_version,
        };
        data_batch(position, records, MetadataVersion(level))
    }

    /// Writes a group, waits until it is on disk, and publishes it.
    fn commit(&mut self, group: Group) -> Result<(), MetadataLogError> {
        if !group.batches.is_empty() {
            let now_ms = now_ms();
            self.snapshot.bytes_since += group.batches.len() as u64;
            self.log.append(group.batches, self.quorum.epoch(), now_ms)?;
            self.flushed(now_ms);
        }
        if group.completions.is_empty() {
            return Ok(());
        }
        let delta = std::mem::take(&mut self.state.delta);
        let image = Arc::new(self.state.image.clone());
        self.publish(Publication::Update { image, delta, completions: group.completions });
        Ok(())
    }

    /// Tells the quorum what is on disk, and everyone what is committed.
    fn flushed(&mut self, now_ms: i64) {
        let end_offset = self.log.end_offset();
        for action in self.quorum.step(Event::Flushed { end_offset }) {
            match action {
                Action::AdvanceHighWatermark(offset) => self.log.update_high_watermark(offset),
                Action::Persist(_) | Action::BeginEpoch { .. } => {
                    unreachable!("a flush elects nobody")
                }
            }
        }
        self.status.store(Arc::new(QuorumStatus {
            epoch: self.quorum.epoch(),
            leader_id: Some(self.config.settings.broker.node_id),
            high_watermark: self.quorum.high_watermark().unwrap_or(0),
            log_end_offset: end_offset,
            last_write_ms: now_ms,
            voters: self.quorum.voters().clone(),
        }));
    }

    fn publish(&self, publication: Publication) {
        // The publisher ends after this thread, unless a listener panicked; then nobody is answered.
        let _ = self.publisher.send(publication);
    }

    /// Begins a snapshot on a thread of its own if enough was written or enough time has passed.
    fn maybe_snapshot(&mut self, now_ms: i64) {
        let interval = self.config.snapshot_interval.map(|interval| interval.as_millis() as i64);
        let due = interval.is_some_and(|interval| now_ms - self.snapshot.last_ms >= interval);
        let provenance = self.state.image.provenance;
        let anything_new = provenance.last_offset + 1 > self.snapshot.last_offset;
        let wanted = self.snapshot.bytes_since >= self.config.snapshot_bytes || (due && anything_new);
        if self.snapshot.writing || !wanted || self.state.in_transaction() {
            return;
        }
        let Some(queue) = self.queue.upgrade() else { return };
        let id = SnapshotId { end_offset: provenance.last_offset + 1, epoch: provenance.last_epoch };
        let image = self.state.image.clone();
        let voters = self.quorum.voters().clone();
        let path = self.log.dir().join(id.file_name());
        let write = move || {
            let kraft_version = image.features.kraft_version;
            let content = SnapshotContent {
                epoch: id.epoch,
                last_contained_log_timestamp: provenance.last_timestamp,
                quorum: (kraft_version > 0).then_some((kraft_version, &voters)),
                metadata_version: MetadataVersion(image.features.metadata_version),
                now_ms,
            };
            let written = snapshot::write(&path, content, image.records()).map(|()| id);
            // Nobody is interested once the controller has stopped.
            let _ = queue.blocking_send(Message::SnapshotWritten(written));
        };
        match std::thread::Builder::new().name("kavka-snapshot".to_owned()).spawn(write) {
            Ok(_) => {
                self.snapshot = SnapshotProgress {
                    bytes_since: 0,
                    last_ms: now_ms,
                    last_offset: id.end_offset,
                    writing: true,
                };
            }
            Err(e) => warn!(error = %e, "cannot start a thread for a metadata snapshot"),
        }
    }

    fn snapshot_written(
        &mut self,
        result: Result<SnapshotId, std::io::Error>,
    ) -> Result<(), MetadataLogError> {
        self.snapshot.writing = false;
        match result {
            Ok(id) => {
                info!(end_offset = id.end_offset, epoch = id.epoch, "metadata snapshot written");
                self.log.clean(now_ms())
            }
            // The log still has everything; the next snapshot may do better.
            Err(e) => {
                warn!(error = %e, "cannot write a metadata snapshot");
                Ok(())
            }
        }
    }

    fn close(&mut self) {
        if let Err(e) = self.log.close() {
            error!(error = %Chain(&e), "cannot close the metadata log");
        }
    }
}

fn finalized_metadata_version(record: &MetadataRecord) -> Option<i16> {
    match record {
        MetadataRecord::FeatureLevel(r) if *r.name == *crate::features::METADATA_VERSION => {
            Some(r.feature_level)
        }
        _ => None,
    }
}

/// The wall clock in milliseconds.
fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// An error with its causes, on one line.
struct Chain<'a>(&'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(cause) = source {
            write!(f, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}

/// The voters: those the log names, else those of the configuration.
fn voters_of(state: &Replayed, config: &ControllerConfig) -> VoterSet {
    state.voters.clone().unwrap_or_else(|| config.static_voters.iter().cloned().collect())
}

/// Writes `quorum-state`.
fn persist(
    log: &MetadataLog,
    state: &Replayed,
    voters: &VoterSet,
    election: &crate::raft::ElectionState,
) -> Result<(), MetadataLogError> {
    let ids: Vec<i32> = voters.iter().map(|voter| voter.key.id).collect();
    Ok(election_state::write(log.dir(), election, state.image.features.kraft_version, &ids)?)
}
