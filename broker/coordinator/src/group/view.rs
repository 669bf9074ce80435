//! What groups see of the cluster around them: topics, and settings that change at run time.

use std::{
    collections::HashMap,
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicI32, AtomicI64, Ordering},
    },
};

use parking_lot::RwLock;
use uuid::Uuid;

use super::GroupConfig;

/// A topic as groups see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicView {
    /// Its name.
    pub name: Arc<str>,
    /// Its id.
    pub id: Uuid,
    /// How many partitions it has, numbered from 0.
    pub partition_count: i32,
}

/// The cluster's topics at one moment. Implementations never change; a change of metadata brings another one.
pub trait TopicsView: Debug + Send + Sync {
    /// How far of the metadata log it holds; grows from one view to the next.
    fn version(&self) -> i64;

    /// The topic of this name.
    fn by_name(&self, name: &str) -> Option<TopicView>;

    /// The topic with this id.
    fn by_id(&self, id: Uuid) -> Option<TopicView>;

    /// The names of all topics.
    fn names(&self) -> Vec<Arc<str>>;

    /// The racks of the brokers that have the partition, one per replica, as far as they name one.
    fn racks(&self, id: Uuid, partition: i32) -> Vec<String>;
}

/// A cluster without topics: what a coordinator sees before it is told of the metadata.
#[derive(Debug)]
struct NoTopics;

impl TopicsView for NoTopics {
    fn version(&self) -> i64 {
        -1
    }

    fn by_name(&self, _: &str) -> Option<TopicView> {
        None
    }

    fn by_id(&self, _: Uuid) -> Option<TopicView> {
        None
    }

    fn names(&self) -> Vec<Arc<str>> {
        Vec::new()
    }

    fn racks(&self, _: Uuid, _: i32) -> Vec<String> {
        Vec::new()
    }
}

/// Settings of one group of the consumer protocol, `None` where the broker's count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConsumerGroupSettings {
    /// `consumer.session.timeout.ms`.
    pub session_timeout_ms: Option<i32>,
    /// `consumer.heartbeat.interval.ms`.
    pub heartbeat_interval_ms: Option<i32>,
    /// `consumer.assignment.interval.ms`.
    pub assignment_interval_ms: Option<i32>,
}

/// What all shards of a coordinator share; the broker keeps it up to date.
#[derive(Debug)]
pub(crate) struct ClusterView {
    topics: RwLock<Arc<dyn TopicsView>>,
    /// Version of the last view that had topics its predecessor did not have, -1 before the first view.
    new_topics_version: AtomicI64,
    /// By group id; groups without settings of their own are missing.
    settings: RwLock<HashMap<String, ConsumerGroupSettings>>,
    /// `group.consumer.assignment.interval.ms`, which may change at run time.
    assignment_interval_ms: AtomicI32,
}

impl ClusterView {
    /// A view of nothing.
    pub fn new(config: &GroupConfig) -> Self {
        Self {
            topics: RwLock::new(Arc::new(NoTopics)),
            new_topics_version: AtomicI64::new(-1),
            settings: RwLock::default(),
            assignment_interval_ms: AtomicI32::new(config.consumer.assignment_interval_ms),
        }
    }

    pub fn topics(&self) -> Arc<dyn TopicsView> {
        Arc::clone(&self.topics.read())
    }

    pub fn new_topics_version(&self) -> i64 {
        self.new_topics_version.load(Ordering::Acquire)
    }

    /// Another state of the metadata. `has_new_topics` says that some topic was not in the one before.
    pub fn set_topics(&self, topics: Arc<dyn TopicsView>, has_new_topics: bool) {
        let version = topics.version();
        *self.topics.write() = topics;
        if has_new_topics || self.new_topics_version() == -1 {
            self.new_topics_version.store(version, Ordering::Release);
        }
    }

    /// The settings of a group, empty when it has none.
    pub fn settings(&self, group_id: &str) -> ConsumerGroupSettings {
        self.settings.read().get(group_id).copied().unwrap_or_default()
    }

    pub fn set_settings(&self, group_id: &str, settings: ConsumerGroupSettings) {
        let mut all = self.settings.write();
        if settings == ConsumerGroupSettings::default() {
            all.remove(group_id);
        } else {
            all.insert(group_id.to_owned(), settings);
        }
    }

    pub fn assignment_interval_ms(&self) -> i32 {
        self.assignment_interval_ms.load(Ordering::Relaxed)
    }

    pub fn set_assignment_interval_ms(&self, interval_ms: i32) {
        self.assignment_interval_ms.store(interval_ms, Ordering::Relaxed);
    }
}
