//! The topics of the metadata image, as the group coordinator looks at them.

use std::sync::Arc;

use kavka_controller::MetadataImage;
use kavka_controller::image::TopicImage;
use kavka_coordinator::group::view::{TopicView, TopicsView};
use uuid::Uuid;

/// The topics at one moment.
#[derive(Debug)]
pub(super) struct GroupTopics(pub(super) Arc<MetadataImage>);

fn view(topic: &TopicImage) -> TopicView {
    TopicView {
        name: Arc::clone(&topic.name),
        id: topic.id,
        partition_count: i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX),
    }
}

impl TopicsView for GroupTopics {
    fn version(&self) -> i64 {
        self.0.provenance.last_offset
    }

    fn by_name(&self, name: &str) -> Option<TopicView> {
        self.0.topics.by_name(name).map(|topic| view(topic))
    }

    fn by_id(&self, id: Uuid) -> Option<TopicView> {
        self.0.topics.by_id(&id).map(|topic| view(topic))
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.0.topics.iter().map(|topic| Arc::clone(&topic.name)).collect()
    }

    fn racks(&self, id: Uuid, partition: i32) -> Vec<String> {
        let topic = self.0.topics.by_id(&id);
        let replicas = topic.and_then(|topic| topic.partitions.get(&partition)).map(|p| &p.replicas);
        let rack = |broker: &i32| self.0.cluster.brokers.get(broker)?.rack.as_deref().map(str::to_owned);
        replicas.into_iter().flatten().filter_map(rack).collect()
    }
}
