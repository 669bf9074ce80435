//! All partitions on this broker, kept in step with the metadata image.

use std::sync::Arc;

use arc_swap::ArcSwap;
use kavka_controller::image::{
    ConfigResourceType, MetadataImage, MetadataUpdate, PartitionImage, TopicImage,
};
use kavka_log::{LogDirEvent, LogManager, TopicPartition};
use papaya::HashMap;
use parking_lot::Mutex;
use tracing::{error, info, warn};
use uuid::Uuid;

use super::settings::SettingsSource;
use super::{Partition, PartitionError, TopicSettings};

/// Told of what happens to the partitions of one topic. Called on the thread that changed them.
pub trait LeadershipListener: Send + Sync {
    /// This broker leads the partition from now on, at this epoch.
    fn elected(&self, partition: i32, leader_epoch: i32);
    /// This broker no longer leads the partition.
    fn resigned(&self, partition: i32, leader_epoch: i32);
    /// The high watermark moved up to here. Must not block.
    fn high_watermark(&self, partition: i32, high_watermark: i64);
}

/// A topic with partitions on this broker.
pub struct HostedTopic {
    name: Arc<str>,
    id: Uuid,
    /// By number; `None` where the partition has no replica here.
    partitions: ArcSwap<Vec<Option<Arc<Partition>>>>,
}

impl HostedTopic {
    /// Its name.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Its id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// One of its partitions, if that has a replica here.
    pub fn partition(&self, number: i32) -> Option<Arc<Partition>> {
        let partitions = self.partitions.load();
        partitions.get(usize::try_from(number).ok()?)?.clone()
    }

    fn set(&self, number: i32, partition: Option<Arc<Partition>>) {
        let Ok(at) = usize::try_from(number) else { return };
        let mut partitions = Vec::clone(&self.partitions.load());
        if partitions.len() <= at {
            partitions.resize(at + 1, None);
        }
        partitions[at] = partition;
        self.partitions.store(Arc::new(partitions));
    }
}

/// The partitions that this broker hosts.
pub struct ReplicaManager {
    broker_id: i32,
    logs: Arc<LogManager>,
    settings: SettingsSource,
    by_name: HashMap<Arc<str>, Arc<HostedTopic>>,
    by_id: HashMap<Uuid, Arc<HostedTopic>>,
    listeners: HashMap<Arc<str>, Arc<dyn LeadershipListener>>,
    image: ArcSwap<MetadataImage>,
    /// Held while an update is applied; says whether one was.
    changes: Mutex<bool>,
}

impl ReplicaManager {
    /// Hosts nothing until the first update. `settings` gives a topic's settings in an image.
    pub fn new(
        broker_id: i32,
        logs: Arc<LogManager>,
        settings: impl Fn(&MetadataImage, &str) -> TopicSettings + Send + Sync + 'static,
    ) -> Arc<ReplicaManager> {
        Arc::new(ReplicaManager {
            broker_id,
            logs,
            settings: Arc::new(settings),
            by_name: HashMap::new(),
            by_id: HashMap::new(),
            listeners: HashMap::new(),
            image: ArcSwap::default(),
            changes: Mutex::new(false),
        })
    }

    /// Tells `listener` of the partitions of `topic`; before the first update.
    pub fn listen(&self, topic: &str, listener: Arc<dyn LeadershipListener>) {
        self.listeners.pin().insert(topic.into(), listener);
    }

    /// `node.id`
    pub fn broker_id(&self) -> i32 {
        self.broker_id
    }

    /// The logs below.
    pub fn logs(&self) -> &Arc<LogManager> {
        &self.logs
    }

    /// The image that was applied last.
    pub fn image(&self) -> Arc<MetadataImage> {
        self.image.load_full()
    }

    /// A topic with partitions here.
    pub fn topic(&self, name: &str) -> Option<Arc<HostedTopic>> {
        self.by_name.pin().get(name).cloned()
    }

    /// A topic with partitions here.
    pub fn topic_by_id(&self, id: &Uuid) -> Option<Arc<HostedTopic>> {
        self.by_id.pin().get(id).cloned()
    }

    /// A partition by name.
    ///
    /// # Errors
    /// [`PartitionError::NotLeader`] if it lives elsewhere, [`PartitionError::UnknownTopicOrPartition`] if nowhere.
    pub fn partition(&self, topic: &str, number: i32) -> Result<Arc<Partition>, PartitionError> {
        match self.by_name.pin().get(topic).and_then(|topic| topic.partition(number)) {
            Some(partition) => Ok(partition),
            None if self.image.load().topics.partition(topic, number).is_some() => {
                Err(PartitionError::NotLeader)
            }
            None => Err(PartitionError::UnknownTopicOrPartition),
        }
    }

    /// The leader of a partition as clients are told it, with its epoch: ours if we host it, else the image's.
    pub fn leader_of(&self, topic: &str, number: i32) -> (i32, i32) {
        if let Some(partition) = self.topic(topic).and_then(|topic| topic.partition(number)) {
            return partition.leader();
        }
        let image = self.image.load();
        image.topics.partition(topic, number).map_or((-1, -1), |found| (found.leader, found.leader_epoch))
    }

    /// Follows one step of the metadata. File work happens here; nothing waits for the controller.
    pub fn apply(&self, update: &MetadataUpdate, now_ms: i64) {
        let mut started = self.changes.lock();
        let image = &update.after;
        if !std::mem::replace(&mut *started, true) {
            self.set_strays_aside(image, now_ms);
        }
        for (id, topic) in &update.delta.deleted_topics {
            self.delete_topic(id, topic, now_ms);
        }
        // Before the partitions: who finds a topic here asks this image about it.
        self.image.store(Arc::clone(image));
        for (id, touched) in &update.delta.topics {
            let Some(topic) = image.topics.by_id(id) else { continue };
            let settings = (self.settings)(image, &topic.name);
            for number in touched {
                if let Some(partition) = topic.partitions.get(number) {
                    self.apply_partition(topic, *number, partition, &settings, now_ms);
                }
            }
        }
        self.apply_configs(update);
    }

    fn apply_partition(
        &self,
        topic: &TopicImage,
        number: i32,
        image: &PartitionImage,
        settings: &TopicSettings,
        now_ms: i64,
    ) {
        let id = TopicPartition::new(Arc::clone(&topic.name), number);
        if !image.replicas.contains(&self.broker_id) {
            if let Some(partition) = self.topic_by_id(&topic.id).and_then(|topic| topic.partition(number)) {
                self.stop(&partition, now_ms);
                if let Some(hosted) = self.topic_by_id(&topic.id) {
                    hosted.set(number, None);
                }
            }
            return;
        }
        let hosted = self.hosted(topic);
        let partition = hosted.partition(number).unwrap_or_else(|| {
            let listener = self.listeners.pin().get(&*topic.name).cloned();
            let partition = Partition::new(id.clone(), topic.id, self.broker_id, listener);
            hosted.set(number, Some(Arc::clone(&partition)));
            partition
        });
        if partition.log().is_none() && !self.open_log(&partition, image, settings, now_ms) {
            return;
        }
        if let Err(error) = partition.apply(image, settings.min_insync_replicas) {
            error!(partition = %id, %error, "cannot take over the partition's state");
            partition.set_offline();
        }
    }

    /// Opens or makes the log; its high watermark starts where the last checkpoint says.
    fn open_log(
        &self,
        partition: &Partition,
        image: &PartitionImage,
        settings: &TopicSettings,
        now_ms: i64,
    ) -> bool {
        let (id, topic_id) = (partition.id(), Some(partition.topic_id()));
        let is_new = image.leader_epoch == 0 && image.partition_epoch == 0;
        let opened = self.logs.placement(image.directory(self.broker_id), is_new).and_then(|dir| {
            self.logs.get_or_create(id, topic_id, settings.log.clone(), dir.as_deref(), now_ms)
        });
        match opened {
            Ok(log) => {
                log.update_high_watermark(self.logs.checkpointed_high_watermark(id).unwrap_or(0));
                partition.set_log(log);
                true
            }
            Err(error) => {
                error!(partition = %id, %error, "cannot open the log");
                partition.set_offline();
                false
            }
        }
    }

    fn hosted(&self, topic: &TopicImage) -> Arc<HostedTopic> {
        if let Some(hosted) = self.topic_by_id(&topic.id) {
            return hosted;
        }
        let hosted = Arc::new(HostedTopic {
            name: Arc::clone(&topic.name),
            id: topic.id,
            partitions: ArcSwap::from_pointee(Vec::with_capacity(topic.partitions.len())),
        });
        self.by_id.pin().insert(topic.id, Arc::clone(&hosted));
        self.by_name.pin().insert(Arc::clone(&topic.name), Arc::clone(&hosted));
        hosted
    }

    fn delete_topic(&self, id: &Uuid, topic: &TopicImage, now_ms: i64) {
        let Some(hosted) = self.by_id.pin().remove(id).cloned() else { return };
        let by_name = self.by_name.pin();
        // A new topic of the same name may have taken its place.
        if by_name.get(&*topic.name).is_some_and(|current| current.id == *id) {
            by_name.remove(&*topic.name);
        }
        for partition in hosted.partitions.load().iter().flatten() {
            self.stop(partition, now_ms);
        }
    }

    fn stop(&self, partition: &Partition, now_ms: i64) {
        partition.remove();
        if let Err(error) = self.logs.delete_log(partition.id(), now_ms) {
            warn!(partition = %partition.id(), %error, "cannot delete the log");
        }
    }

    /// Logs that the metadata does not place on this broker are renamed and left alone.
    fn set_strays_aside(&self, image: &MetadataImage, now_ms: i64) {
        for log in self.logs.logs() {
            let id = log.partition();
            if &*id.topic == "__cluster_metadata" {
                continue;
            }
            let topic = match log.topic_id() {
                Some(topic_id) => image.topics.by_id(&topic_id),
                None => image.topics.by_name(&id.topic),
            };
            let placed = topic
                .and_then(|topic| topic.partitions.get(&id.partition))
                .is_some_and(|partition| partition.replicas.contains(&self.broker_id));
            if !placed {
                info!(partition = %id, "not in the metadata: set aside as stray");
                if let Err(error) = self.logs.mark_stray(id, now_ms) {
                    warn!(partition = %id, %error, "cannot set the log aside");
                }
            }
        }
    }

    fn apply_configs(&self, update: &MetadataUpdate) {
        let own = self.broker_id.to_string();
        let all = update.delta.configs.iter().any(|resource| {
            resource.resource_type == ConfigResourceType::Broker
                && (resource.name.is_empty() || *resource.name == *own)
        });
        if all {
            for topic in update.after.topics.iter() {
                self.update_settings(&update.after, &topic.name);
            }
            return;
        }
        for resource in &update.delta.configs {
            if resource.resource_type == ConfigResourceType::Topic {
                self.update_settings(&update.after, &resource.name);
            }
        }
    }

    fn update_settings(&self, image: &MetadataImage, topic: &str) {
        let Some(hosted) = self.topic(topic) else { return };
        let settings = (self.settings)(image, topic);
        self.logs.update_topic_config(topic, &settings.log);
        for partition in hosted.partitions.load().iter().flatten() {
            partition.set_min_insync_replicas(settings.min_insync_replicas);
        }
    }

    /// Takes note of a directory that failed: its partitions answer with a storage error from here on.
    pub fn log_dir_failed(&self, event: &LogDirEvent) {
        let LogDirEvent::Offline { dir, partitions, .. } = event;
        error!(dir = %dir.display(), partitions = partitions.len(), "log directory is offline");
        for id in partitions {
            if let Some(partition) = self.topic(&id.topic).and_then(|topic| topic.partition(id.partition)) {
                partition.set_offline();
            }
        }
    }
}
