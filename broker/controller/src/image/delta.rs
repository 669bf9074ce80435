//! What changed between two images.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use uuid::Uuid;

use super::{ConfigResource, MetadataImage, QuotaEntity, TopicImage};

/// Names of what a run of metadata records touched; the values are in the image after it.
///
/// Something touched is not necessarily different: a record may have set what was set before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MetadataDelta {
    /// Topics made, and topics with partitions made or changed: id to numbers of the partitions touched.
    pub topics: BTreeMap<Uuid, BTreeSet<i32>>,
    /// Topics that were deleted, as they were before.
    pub deleted_topics: BTreeMap<Uuid, Arc<TopicImage>>,
    /// Resources whose configs were touched.
    pub configs: BTreeSet<ConfigResource>,
    /// Brokers that registered, changed or went.
    pub brokers: BTreeSet<i32>,
    /// Controllers that registered.
    pub controllers: BTreeSet<i32>,
    /// Entities whose quotas were touched.
    pub client_quotas: BTreeSet<QuotaEntity>,
    /// Mechanism and user of SCRAM credentials touched.
    pub scram: BTreeSet<(i8, Arc<str>)>,
    /// Delegation tokens touched.
    pub delegation_tokens: BTreeSet<Arc<str>>,
    /// ACLs added or removed.
    pub acls: BTreeSet<Uuid>,
    /// A feature level was touched.
    pub features: bool,
    /// A block of producer ids was taken.
    pub producer_ids: bool,
}

impl MetadataDelta {
    /// Everything in `image`, as if it was made out of an empty one.
    pub fn everything(image: &MetadataImage) -> Self {
        Self {
            topics: image.topics.iter().map(|t| (t.id, t.partitions.keys().copied().collect())).collect(),
            deleted_topics: BTreeMap::new(),
            configs: image.configs.iter().map(|(resource, _)| resource.clone()).collect(),
            brokers: image.cluster.brokers.keys().copied().collect(),
            controllers: image.cluster.controllers.keys().copied().collect(),
            client_quotas: image.client_quotas.keys().cloned().collect(),
            scram: image.scram.keys().cloned().collect(),
            delegation_tokens: image.delegation_tokens.keys().cloned().collect(),
            acls: image.acls.keys().copied().collect(),
            features: image.features.metadata_version > 0,
            producer_ids: image.producer_ids != Default::default(),
        }
    }

    /// Whether nothing was touched.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A step from one published image to the next.
#[derive(Debug, Clone)]
pub struct MetadataUpdate {
    /// The image before.
    pub before: Arc<MetadataImage>,
    /// The image now.
    pub after: Arc<MetadataImage>,
    /// What the records between the two touched.
    pub delta: MetadataDelta,
}

/// Told of every update, in order, on the thread that publishes metadata.
///
/// The update counts as published, and whoever asked for the change gets the answer, once every listener has
/// returned. So the log of a new partition is there before CreateTopics is answered. A listener may do file
/// work, and must not wait for the controller, since the controller waits for it.
pub trait MetadataListener: Send {
    /// Applies one update.
    fn on_update(&mut self, update: &MetadataUpdate);
}

impl<F: FnMut(&MetadataUpdate) + Send> MetadataListener for F {
    fn on_update(&mut self, update: &MetadataUpdate) {
        self(update);
    }
}
