//! The start of a node, step by step.

use std::sync::Arc;
use std::time::Instant;

use kavka_broker_config::{BrokerConfig, Endpoint};
use kavka_controller::{Controller, MetadataUpdate};
use kavka_coordinator::{GroupCoordinator, TransactionCoordinator};
use kavka_log::{DirLocks, LogDirEvent, LogManager, kafka_uuid};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::directories::{self, Directories};
use super::dynamic::DynamicSettings;
use super::lifecycle::Lifecycle;
use super::settings::{self, topic_settings};
use super::upkeep::Upkeep;
use super::{Ready, Server, StartError, StartOptions, coordinators, listeners};
use crate::api::dispatch::Dispatcher;
use crate::api::fetch::FetchSessions;
use crate::api::{CONSUMER_OFFSETS, Side, TRANSACTION_STATE};
use crate::loggers::Loggers;
use crate::network::{ConnectionLimits, Listener, RequestBudget};
use crate::producer_ids::ProducerIds;
use crate::replica::{InternalTopicLog, ReplicaManager};
use crate::time::now_ms;
use crate::transactions::{CoordinatorIds, LocalMarkers};
use crate::{Broker, DynamicConfig};

impl Server {
    /// Starts a node and returns once it accepts connections.
    ///
    /// # Errors
    /// [`StartError`]; nothing keeps running then.
    pub async fn start(config: BrokerConfig) -> Result<Self, StartError> {
        Self::start_with(config, StartOptions::default()).await
    }

    /// [`Server::start`] with what its process has prepared.
    ///
    /// # Errors
    /// As there.
    pub async fn start_with(config: BrokerConfig, options: StartOptions) -> Result<Self, StartError> {
        let config = Arc::new(config);
        check_roles(&config)?;
        let directories = directories::check(&config)?;
        // Before the controller: it writes to the metadata log as soon as it leads.
        let locks = match options.locks {
            Some(locks) => Arc::new(locks),
            None => lock_directories(&config)?,
        };
        let for_clients = listeners::bind_broker(&config)?;
        let for_controllers = listeners::bind_controller(&config)?;
        let incarnation_id = kafka_uuid::random();
        let controller =
            start_controller(&config, &directories, incarnation_id, &for_controllers.advertised).await?;
        let failed = CancellationToken::new();
        let logs = open_logs(&config, &directories, &locks, &controller).await?;
        let broker = assemble(&config, options.loggers, &directories.cluster_id, controller, logs, &failed);
        let logs = broker.replicas.logs();
        let limits = [
            listeners::limits(&config, config.listeners.broker_listeners()),
            listeners::limits(&config, config.listeners.controller_listeners()),
        ]
        .map(|limits| ConnectionLimits::new(limits, Instant::now()));
        let upkeep = Upkeep::new(Arc::clone(logs), settings::cleaner(&config));
        // Registered first: the image of a broker that was killed still has it lead everything at the old epochs, and
        // its coordinators would load their partitions for nothing.
        let lifecycle = Lifecycle::register(
            &config,
            &broker.cluster_id,
            incarnation_id,
            &for_clients.advertised,
            logs,
            &broker.controller,
        )
        .await?;
        let heartbeat = Arc::new(Notify::new());
        follow_metadata(&broker, &limits, &upkeep, &heartbeat).await?;
        lifecycle.unfence(&config, &broker.controller, logs).await?;
        let (tasks, shutdown) = (TaskTracker::new(), CancellationToken::new());
        tasks.spawn(lifecycle.keep_alive(&config, broker.controller.clone(), Arc::clone(logs), heartbeat));
        tasks.spawn(shutdown.clone().run_until_cancelled_owned(broker.groups.run()));
        tasks.spawn(shutdown.clone().run_until_cancelled_owned(broker.transactions.run()));
        upkeep.start().map_err(StartError::Socket)?;
        let [client_limits, controller_limits] = &limits;
        accept(&broker, Side::Controller, for_controllers.listeners, controller_limits, &tasks, &shutdown);
        accept(&broker, Side::Broker, for_clients.listeners, client_limits, &tasks, &shutdown);
        let ready = Ready {
            endpoints: for_clients.advertised,
            controller_endpoints: for_controllers.advertised,
            node_id: config.node_id,
            cluster_id: Arc::clone(&broker.cluster_id),
        };
        Ok(Self { broker, ready, lifecycle, upkeep, tasks, shutdown, failed, _locks: locks })
    }
}

fn check_roles(config: &BrokerConfig) -> Result<(), StartError> {
    if config.is_broker() && config.is_controller() {
        return Ok(());
    }
    Err(StartError::UnsupportedRoles { roles: config.values().list("process.roles").join(",") })
}

async fn start_controller(
    config: &Arc<BrokerConfig>,
    directories: &Directories,
    incarnation_id: uuid::Uuid,
    advertised: &[Endpoint],
) -> Result<Controller, StartError> {
    let config = settings::controller(config, directories, incarnation_id, advertised);
    blocking(move || Controller::start(config)).await?.map_err(StartError::Controller)
}

fn lock_directories(config: &BrokerConfig) -> Result<Arc<DirLocks>, StartError> {
    let dirs = config.log_dirs.iter().chain([&config.metadata_log_dir]);
    DirLocks::acquire(dirs).map(Arc::new).map_err(StartError::Log)
}

async fn open_logs(
    config: &Arc<BrokerConfig>,
    directories: &Directories,
    locks: &Arc<DirLocks>,
    controller: &Controller,
) -> Result<Arc<LogManager>, StartError> {
    let manager = settings::log_manager(config, directories.usable.clone());
    let (config, locks, image) = (Arc::clone(config), Arc::clone(locks), controller.image());
    blocking(move || {
        let topic_config = |topic: &str| topic_settings(&config, &image, topic).log;
        LogManager::open_locked(&locks, manager, &topic_config, now_ms())
    })
    .await?
    .map_err(StartError::Log)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StartError> {
    tokio::task::spawn_blocking(work).await.map_err(StartError::Panicked)
}

/// Puts the parts together; nothing runs yet.
fn assemble(
    config: &Arc<BrokerConfig>,
    loggers: Arc<Loggers>,
    cluster_id: &str,
    controller: Controller,
    logs: Arc<LogManager>,
    failed: &CancellationToken,
) -> Arc<Broker> {
    let for_settings = Arc::clone(config);
    let replicas = ReplicaManager::new(config.node_id, Arc::clone(&logs), move |image, topic| {
        topic_settings(&for_settings, image, topic)
    });
    let offsets_log = InternalTopicLog::new(Arc::clone(&replicas), CONSUMER_OFFSETS);
    let groups = GroupCoordinator::new(settings::groups(config), Arc::new(offsets_log));
    replicas.listen(CONSUMER_OFFSETS, coordinators::leadership(&groups));
    let producer_ids =
        Arc::new(ProducerIds::new(crate::producer_ids::from_controller(config.node_id, controller.clone())));
    let request_timeout = settings::transactions(config).request_timeout;
    let markers = LocalMarkers::new(Arc::clone(&replicas), groups.clone(), request_timeout);
    let transactions = TransactionCoordinator::new(
        settings::transactions(config),
        Arc::new(InternalTopicLog::new(Arc::clone(&replicas), TRANSACTION_STATE)),
        Arc::new(markers.clone()),
        Arc::new(CoordinatorIds(Arc::clone(&producer_ids))),
    );
    replicas.listen(TRANSACTION_STATE, coordinators::transaction_leadership(&transactions));
    let (told, failed) = (Arc::downgrade(&replicas), failed.clone());
    // Weak, since the replica manager holds the log manager.
    let watched = Arc::downgrade(&logs);
    logs.set_event_listener(Box::new(move |event: LogDirEvent| {
        if let Some(replicas) = told.upgrade() {
            replicas.log_dir_failed(&event);
        }
        if watched.upgrade().is_some_and(|logs| logs.dirs().iter().all(|dir| !dir.online)) {
            tracing::error!("all log directories have failed");
            failed.cancel();
        }
    }));
    let size = |name: &str| usize::try_from(config.values().int(name)).unwrap_or(0);
    Arc::new(Broker {
        config: Arc::clone(config),
        dynamic: Arc::new(DynamicConfig::new(Arc::clone(config))),
        loggers,
        cluster_id: Arc::from(cluster_id),
        controller,
        replicas,
        groups,
        fetch_sessions: FetchSessions::new(size("max.incremental.fetch.session.cache.slots")),
        producer_ids,
        transactions,
        markers,
        fetch_max_bytes: size("fetch.max.bytes"),
    })
}

/// Has every change of the metadata applied, beginning with all there is.
async fn follow_metadata(
    broker: &Arc<Broker>,
    limits: &[Arc<ConnectionLimits>; 2],
    upkeep: &Arc<Upkeep>,
    heartbeat: &Arc<Notify>,
) -> Result<(), StartError> {
    let (replicas, groups, runtime) =
        (Arc::clone(&broker.replicas), broker.groups.clone(), Handle::current());
    let transactions = broker.transactions.clone();
    let static_config = Arc::clone(&broker.config);
    let dynamic = DynamicSettings {
        groups: broker.groups.clone(),
        config: Arc::clone(&broker.dynamic),
        node_id: broker.config.node_id,
        limits: limits.clone(),
        upkeep: Arc::clone(upkeep),
        heartbeat: Arc::clone(heartbeat),
    };
    let apply = move |update: &MetadataUpdate| {
        dynamic.apply(update, replicas.logs());
        coordinators::before_update(&groups, update);
        coordinators::before_update_transactions(&transactions, update);
        replicas.apply(update, now_ms());
        coordinators::settings_update(&groups, &static_config, update);
        coordinators::after_update(&groups, update, &runtime);
    };
    broker.controller.subscribe(apply).await.map_err(|_| StartError::ControllerStopped)
}

/// The controllers' listeners have limits and memory for requests of their own, as in Kafka, so that clients cannot
/// keep a node's administrators out.
fn accept(
    broker: &Arc<Broker>,
    side: Side,
    sockets: Vec<Listener>,
    limits: &Arc<ConnectionLimits>,
    tasks: &TaskTracker,
    shutdown: &CancellationToken,
) {
    let config = &broker.config;
    let dispatcher = Arc::new(Dispatcher::new(Arc::clone(broker), side));
    let budget = RequestBudget::new(config.queued_max_request_bytes);
    for socket in sockets {
        tasks.spawn(socket.run(
            Arc::clone(&dispatcher),
            Arc::clone(limits),
            Arc::clone(&budget),
            tasks.clone(),
            shutdown.clone(),
        ));
    }
}
