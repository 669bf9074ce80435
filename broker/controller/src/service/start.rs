//! Starting: read the log, lead, begin the cluster where it is new.

use std::sync::Arc;

use arc_swap::ArcSwap;
use kavka_protocol::metadata_records::{
    AbortTransactionRecord, BeginTransactionRecord, ConfigRecord, EndTransactionRecord, MetadataRecord,
};
use kavka_protocol::wire::StrBytes;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::mpsc;
use tracing::info;

use super::{
    ControllerConfig, Group, QUEUE_MAX, Service, SnapshotProgress, StartError, now_ms, persist, publish,
};
use crate::features::{ELR_VERSION, MetadataVersion, supported_features};
use crate::handle::{Controller, QuorumStatus};
use crate::image::{ConfigResourceType, ControllerRegistration, MetadataImage};
use crate::raft::batch::{BatchPosition, Control, Entry, control_batch};
use crate::raft::{
    Action, EntryPosition, Event, MetadataLog, MetadataLogError, Quorum, Replayed, ReplicaKey, Role,
    bootstrap, election_state,
};

impl Controller {
    /// Opens the metadata log, takes leadership of it and starts the controller's threads; the log's content is
    /// published when this returns. Needs to be called on a tokio runtime. Blocks on file work.
    ///
    /// # Errors
    /// [`StartError`]
    pub fn start(config: ControllerConfig) -> Result<Self, StartError> {
        let runtime = tokio::runtime::Handle::current();
        let (sender, queue) = mpsc::channel(QUEUE_MAX);
        let (publisher, publications) = std::sync::mpsc::channel();
        let status = Arc::new(ArcSwap::from_pointee(QuorumStatus::default()));
        let mut service = load(config, sender.downgrade(), publisher, Arc::clone(&status))?;
        service.lead()?;
        service.state.delta = Default::default();
        let image = Arc::new(ArcSwap::from_pointee(service.state.image.clone()));
        let published = Arc::clone(&image);
        let spawn = |name: &str, run: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new().name(name.to_owned()).spawn(run).map_err(StartError::Thread)
        };
        spawn("kavka-metadata", Box::new(move || publish::run(&publications, &published)))?;
        spawn("kavka-controller", Box::new(move || service.run(queue, &runtime)))?;
        Ok(Self { queue: sender, image, status })
    }
}

/// Reads everything there is.
fn load(
    config: ControllerConfig,
    queue: mpsc::WeakSender<super::Message>,
    publisher: std::sync::mpsc::Sender<super::Publication>,
    status: Arc<ArcSwap<QuorumStatus>>,
) -> Result<Service, StartError> {
    let now_ms = now_ms();
    let log = MetadataLog::open(config.log.clone(), now_ms)?;
    let mut state = Replayed::default();
    let newest = log.replay(|position, entry| state.apply(position, entry))?;
    let voters = super::voters_of(&state, &config);
    if voters.is_empty() {
        return Err(StartError::NoVoters { log_dir: config.log.log_dir });
    }
    let local = ReplicaKey { id: config.settings.broker.node_id, directory_id: config.directory_id };
    if !voters.is_only(&local) {
        return Err(StartError::NotSoleVoter { voters: voters.iter().map(|v| v.key.id).collect() });
    }
    let snapshot = SnapshotProgress {
        bytes_since: log.bytes_after(newest),
        last_ms: now_ms,
        last_offset: newest.map_or(0, |id| id.end_offset),
        writing: false,
    };
    let quorum = Quorum::new(local, voters);
    let rng = StdRng::from_os_rng();
    Ok(Service { config, log, quorum, state, rng, publisher, status, queue, snapshot })
}

impl Service {
    /// Becomes leader and writes what a leader writes first, all with one sync.
    fn lead(&mut self) -> Result<(), StartError> {
        let start = Event::Start {
            election: election_state::read(self.log.dir())?,
            last_epoch: self.log.last_epoch(),
            log_end_offset: self.log.end_offset(),
        };
        for action in self.quorum.step(start) {
            match action {
                Action::Persist(election) => {
                    persist(&self.log, &self.state, self.quorum.voters(), &election)?
                }
                Action::BeginEpoch { granting_voters, .. } => self.begin_epoch(granting_voters)?,
                Action::AdvanceHighWatermark(offset) => self.log.update_high_watermark(offset),
            }
        }
        assert!(matches!(self.quorum.role(), Role::Leader { .. }), "a sole voter leads");
        Ok(())
    }

    fn begin_epoch(&mut self, granting_voters: Vec<i32>) -> Result<(), StartError> {
        let now_ms = now_ms();
        let mut group = Group { next_offset: self.log.end_offset(), ..Group::default() };
        self.add_controls(granting_voters, now_ms, &mut group)?;
        let activation = self.activation_records()?;
        self.add(&activation, now_ms, &mut group)?;
        let registration = self.registration();
        if let Some(record) = registration {
            self.add(&[record], now_ms, &mut group)?;
        }
        self.commit(group)?;
        info!(
            epoch = self.quorum.epoch(),
            end_offset = self.log.end_offset(),
            topics = self.state.image.topics.len(),
            "controller leads the metadata quorum"
        );
        Ok(())
    }

    /// The control records that begin an epoch. The first leader copies the voters of the formatted checkpoint
    /// into the log, so that other replicas hear of them (KIP-853).
    fn add_controls(
        &mut self,
        granting_voters: Vec<i32>,
        now_ms: i64,
        group: &mut Group,
    ) -> Result<(), MetadataLogError> {
        let node_id = self.config.settings.broker.node_id;
        let ids = self.quorum.voters().iter().map(|voter| voter.key.id).collect();
        let mut controls = vec![Control::LeaderChange { leader_id: node_id, voters: ids, granting_voters }];
        let kraft_version = self.state.image.features.kraft_version;
        let voters = self.current_voters();
        let moved = voters != *self.quorum.voters();
        let only_formatted = self.state.voters_offset < 0 && group.next_offset == 0;
        if kraft_version > 0 && (only_formatted || moved) {
            controls.extend([Control::KRaftVersion(kraft_version), Control::Voters(voters.clone())]);
            self.quorum.set_voters(voters);
        }
        let position =
            BatchPosition { base_offset: group.next_offset, epoch: self.quorum.epoch(), timestamp: now_ms };
        let batch = control_batch(position, &controls)?;
        for control in controls {
            let position = EntryPosition {
                offset: group.next_offset,
                epoch: position.epoch,
                timestamp: position.timestamp,
            };
            let offset = position.offset;
            self.state
                .apply(position, Entry::Control(control))
                .map_err(|source| MetadataLogError::Apply { offset, source })?;
            group.next_offset += 1;
        }
        group.batches = batch;
        Ok(())
    }

    /// The voters with this node's listeners as they are now.
    fn current_voters(&self) -> crate::raft::VoterSet {
        let mut voters = self.quorum.voters().clone();
        if let Some(voter) = voters.get(self.config.settings.broker.node_id) {
            let mut voter = voter.clone();
            let plain =
                |e: &crate::image::Endpoint| crate::image::Endpoint { security_protocol: 0, ..e.clone() };
            voter.listeners = self.config.endpoints.iter().map(plain).collect();
            voters.insert(voter);
        }
        voters
    }

    /// What the first records of a cluster are, or the end of a transaction that was left open.
    fn activation_records(&self) -> Result<Vec<MetadataRecord>, StartError> {
        let text = StrBytes::from_static_str;
        if !self.state.is_empty() {
            if !self.state.in_transaction() {
                return Ok(Vec::new());
            }
            let record = AbortTransactionRecord::default().with_reason(Some(text("controller failover")));
            return Ok(vec![MetadataRecord::AbortTransaction(record)]);
        }
        let mut records = bootstrap::read(&self.config.log.log_dir).map_err(MetadataLogError::from)?;
        let mut first = MetadataImage::default();
        for record in &records {
            let applied = first.apply(record, &mut Default::default());
            applied.map_err(|source| MetadataLogError::Apply { offset: 0, source })?;
        }
        if first.features.level(ELR_VERSION) > 0 {
            records.push(min_insync_replicas(&self.config));
        }
        if MetadataVersion(first.features.metadata_version).supports_transactions() {
            let begin = BeginTransactionRecord::default().with_name(Some(text("Bootstrap records")));
            records.insert(0, MetadataRecord::BeginTransaction(begin));
            records.push(MetadataRecord::EndTransaction(EndTransactionRecord::default()));
        }
        Ok(records)
    }

    /// This controller's registration.
    fn registration(&self) -> Option<MetadataRecord> {
        let level = self.state.image.features.metadata_version;
        MetadataVersion(level).supports_controller_registration().then(|| {
            crate::image::controller_record(&ControllerRegistration {
                id: self.config.settings.broker.node_id,
                incarnation_id: self.config.incarnation_id,
                zk_migration_ready: false,
                endpoints: self.config.endpoints.clone(),
                features: supported_features().map(|(name, range)| (name.into(), range)).collect(),
            })
        })
    }
}

/// With eligible leader replicas the minimum ISR must be the same on all brokers, so the cluster begins with it
/// (KIP-966).
fn min_insync_replicas(config: &ControllerConfig) -> MetadataRecord {
    const KEY: &str = "min.insync.replicas";
    let value = config.settings.broker.values().originals().get(KEY).map_or("1", String::as_str);
    MetadataRecord::Config(
        ConfigRecord::default()
            .with_resource_type(ConfigResourceType::Broker.code())
            .with_name(StrBytes::from_static_str(KEY))
            .with_value(Some(StrBytes::from_string(value.to_owned()))),
    )
}
