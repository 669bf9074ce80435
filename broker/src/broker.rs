//! What request handlers have at hand.

use std::sync::Arc;

use kavka_broker_config::BrokerConfig;
use kavka_controller::{Controller, MetadataImage};
use kavka_coordinator::{GroupCoordinator, TransactionCoordinator};

use crate::DynamicConfig;
use crate::api::fetch::FetchSessions;
use crate::loggers::Loggers;
use crate::producer_ids::ProducerIds;
use crate::replica::ReplicaManager;
use crate::transactions::LocalMarkers;

/// The parts of a running broker, put together by `server` and shared by all handlers.
pub struct Broker {
    /// `server.properties`, checked.
    pub config: Arc<BrokerConfig>,
    /// The settings as they are now.
    pub dynamic: Arc<DynamicConfig>,
    /// Levels of this process's loggers.
    pub loggers: Arc<Loggers>,
    /// The cluster's id.
    pub cluster_id: Arc<str>,
    /// Decides on changes of the metadata, and has the published one.
    pub controller: Controller,
    /// The partitions this broker hosts.
    pub replicas: Arc<ReplicaManager>,
    /// Classic groups and committed offsets.
    pub groups: GroupCoordinator,
    /// What clients fetch incrementally (`max.incremental.fetch.session.cache.slots`).
    pub fetch_sessions: FetchSessions,
    /// Ids for producers.
    pub producer_ids: Arc<ProducerIds>,
    /// Transactions.
    pub transactions: TransactionCoordinator,
    /// Writes the ends of transactions to partitions led here.
    pub(crate) markers: LocalMarkers,
    /// `fetch.max.bytes`
    pub fetch_max_bytes: usize,
}

impl Broker {
    /// The metadata as of now; later changes do not show in it.
    pub fn image(&self) -> Arc<MetadataImage> {
        self.controller.image()
    }
}
