//! The cluster's metadata as every node sees it: an immutable value, and what changes it.

mod apply;
mod cluster;
mod delta;
mod resources;
mod sorted_map;
mod topics;
mod write;

use std::sync::Arc;

pub use apply::{ApplyError, NO_LEADER_CHANGE};
pub use cluster::{BrokerRegistration, ClusterImage, ControllerRegistration, Endpoint, VersionRange};
pub use delta::{MetadataDelta, MetadataListener, MetadataUpdate};
pub use resources::{
    Acl, AclsImage, ClientQuotasImage, ConfigMap, ConfigResource, ConfigResourceType, ConfigsImage,
    DelegationToken, DelegationTokensImage, FeaturesImage, ProducerIdsImage, QuotaEntity, ScramCredential,
    ScramImage,
};
pub use sorted_map::SortedMap;
pub use topics::{
    DIRECTORY_LOST, DIRECTORY_MIGRATING, DIRECTORY_UNASSIGNED, LeaderRecoveryState, NO_LEADER,
    PartitionImage, TopicImage, TopicsImage,
};
pub(crate) use write::{broker_record, controller_record, partition_record, quota_record};

/// How far of the metadata log an image holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance {
    /// Offset of the last record in it, -1 if there is none.
    pub last_offset: i64,
    /// Epoch of that record.
    pub last_epoch: i32,
    /// Timestamp of that record's batch, in milliseconds.
    pub last_timestamp: i64,
}

impl Default for Provenance {
    fn default() -> Self {
        Self { last_offset: -1, last_epoch: -1, last_timestamp: -1 }
    }
}

/// The cluster's metadata at one offset of the metadata log. A copy costs a few reference counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MetadataImage {
    /// How far of the log it holds.
    pub provenance: Provenance,
    /// Finalized features.
    pub features: Arc<FeaturesImage>,
    /// Brokers and controllers.
    pub cluster: Arc<ClusterImage>,
    /// Topics.
    pub topics: TopicsImage,
    /// Configs.
    pub configs: ConfigsImage,
    /// Client quotas.
    pub client_quotas: ClientQuotasImage,
    /// SCRAM credentials.
    pub scram: ScramImage,
    /// ACLs.
    pub acls: AclsImage,
    /// Delegation tokens.
    pub delegation_tokens: DelegationTokensImage,
    /// Producer ids.
    pub producer_ids: ProducerIdsImage,
}
