//! Topics and partitions.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

use super::SortedMap;

/// Directory id of a replica whose directory is not known yet (`DirectoryId.UNASSIGNED`).
pub const DIRECTORY_UNASSIGNED: Uuid = Uuid::nil();
/// Directory id of a replica whose directory is offline (`DirectoryId.LOST`).
pub const DIRECTORY_LOST: Uuid = Uuid::from_u128(1);
/// Directory id of a replica written before directories were assigned (`DirectoryId.MIGRATING`).
pub const DIRECTORY_MIGRATING: Uuid = Uuid::from_u128(2);

/// No leader.
pub const NO_LEADER: i32 = -1;

/// All topics.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TopicsImage {
    pub(crate) by_name: SortedMap<Arc<str>, Arc<TopicImage>>,
    pub(crate) by_id: SortedMap<Uuid, Arc<TopicImage>>,
}

impl TopicsImage {
    /// Number of topics.
    pub fn len(&self) -> usize {
        self.by_name.len()
    }

    /// Whether there is no topic.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The topic called `name`.
    pub fn by_name(&self, name: &str) -> Option<&Arc<TopicImage>> {
        self.by_name.get(name)
    }

    /// The topic with `id`.
    pub fn by_id(&self, id: &Uuid) -> Option<&Arc<TopicImage>> {
        self.by_id.get(id)
    }

    /// A partition by topic name.
    pub fn partition(&self, name: &str, partition: i32) -> Option<&Arc<PartitionImage>> {
        self.by_name(name)?.partitions.get(&partition)
    }

    /// All topics in the order of their names.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<TopicImage>> {
        self.by_name.values()
    }

    /// The topics whose name is not below `name`, in order.
    pub fn from_name<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Arc<TopicImage>> {
        self.by_name.range_from(name).map(|(_, topic)| topic)
    }

    pub(crate) fn insert(&mut self, topic: Arc<TopicImage>) {
        self.by_name.insert(Arc::clone(&topic.name), Arc::clone(&topic));
        self.by_id.insert(topic.id, topic);
    }

    pub(crate) fn remove(&mut self, id: &Uuid) -> Option<Arc<TopicImage>> {
        let topic = self.by_id.remove(id)?;
        self.by_name.remove(&topic.name);
        Some(topic)
    }
}

/// A topic with its partitions.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicImage {
    /// Its name.
    pub name: Arc<str>,
    /// Its id; a topic deleted and made anew has another one.
    pub id: Uuid,
    /// Its partitions by number, from 0 without holes.
    pub partitions: BTreeMap<i32, Arc<PartitionImage>>,
}

/// The state of a partition.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionImage {
    /// Brokers with a replica, the preferred leader first.
    pub replicas: Vec<i32>,
    /// The log directory of each replica, in the order of `replicas`.
    pub directories: Vec<Uuid>,
    /// Replicas in sync with the leader.
    pub isr: Vec<i32>,
    /// Replicas to go once a reassignment is done.
    pub removing_replicas: Vec<i32>,
    /// Replicas to come by a reassignment.
    pub adding_replicas: Vec<i32>,
    /// Replicas that may lead although they left the ISR (KIP-966).
    pub elr: Vec<i32>,
    /// The last known of those, once `elr` is empty too.
    pub last_known_elr: Vec<i32>,
    /// The leader, or [`NO_LEADER`].
    pub leader: i32,
    /// Whether an unclean leader has yet to recover.
    pub leader_recovery_state: LeaderRecoveryState,
    /// Grows with every change of leader.
    pub leader_epoch: i32,
    /// Grows with every change of this state.
    pub partition_epoch: i32,
}

impl PartitionImage {
    /// The directory of the replica on `broker`.
    pub fn directory(&self, broker: i32) -> Option<Uuid> {
        let at = self.replicas.iter().position(|replica| *replica == broker)?;
        self.directories.get(at).copied()
    }

    /// Whether a reassignment is going on.
    pub fn is_reassigning(&self) -> bool {
        !self.removing_replicas.is_empty() || !self.adding_replicas.is_empty()
    }

    /// The preferred leader, the first of the replicas.
    pub fn preferred_replica(&self) -> i32 {
        self.replicas.first().copied().unwrap_or(NO_LEADER)
    }
}

/// Whether a leader was elected uncleanly and has yet to recover.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LeaderRecoveryState {
    /// Clean, or recovered.
    #[default]
    Recovered,
    /// Elected uncleanly.
    Recovering,
}

impl LeaderRecoveryState {
    /// Kafka's number of it.
    pub fn code(self) -> i8 {
        match self {
            Self::Recovered => 0,
            Self::Recovering => 1,
        }
    }

    /// The state with Kafka's number `code`.
    pub fn from_code(code: i8) -> Option<Self> {
        match code {
            0 => Some(Self::Recovered),
            1 => Some(Self::Recovering),
            _ => None,
        }
    }
}
