//! What request handlers have at hand.

use std::sync::Arc;

use arc_swap::ArcSwap;
use kavka_broker_config::BrokerConfig;
use kavka_controller::MetadataImage;
use kavka_coordinator::GroupCoordinator;

use crate::api::fetch::FetchSessions;
use crate::producer_ids::ProducerIds;
use crate::replica::ReplicaManager;

/// The parts of a running broker, put together by `server` and shared by all handlers.
pub struct Broker {
    /// `server.properties`, checked.
    pub config: BrokerConfig,
    /// The cluster's id.
    pub cluster_id: Arc<str>,
    /// The published metadata; `server` swaps it after every part has heard of a change.
    pub metadata: ArcSwap<MetadataImage>,
    /// The partitions this broker hosts.
    pub replicas: Arc<ReplicaManager>,
    /// Classic groups and committed offsets.
    pub groups: GroupCoordinator,
    /// What clients fetch incrementally (`max.incremental.fetch.session.cache.slots`).
    pub fetch_sessions: FetchSessions,
    /// Ids for idempotent producers.
    pub producer_ids: ProducerIds,
    /// `fetch.max.bytes`
    pub fetch_max_bytes: usize,
}

impl Broker {
    /// The metadata as of now; later changes do not show in it.
    pub fn image(&self) -> Arc<MetadataImage> {
        self.metadata.load_full()
    }
}
