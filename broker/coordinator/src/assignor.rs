//! Who of a KIP-848 group reads what, decided by the server.
//!
//! [`Uniform`] and [`Range`] are Kafka's two built-in assignors; an [`Assignor`] sees a [`GroupSpec`] and asks a
//! [`TopicDescriber`] how many partitions there are. Same input, same output as Apache Kafka 4.3: where Kafka walks over
//! a `HashMap`, the walk here has the same order (see [`kavka_protocol::java_order`]). What Kafka's own order leaves to the history of a
//! map, namely keys that share a bucket, is walked here in ascending order.

mod range;
mod uniform;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;

use uuid::Uuid;

pub use range::Range;
pub use uniform::Uniform;

/// Partitions by topic id. No topic stands in it with an empty set.
pub type Partitions = BTreeMap<Uuid, BTreeSet<i32>>;

/// The target of every member. What an assignor leaves as it was is the same `Arc` that it was given.
pub type GroupAssignment = BTreeMap<String, Arc<Partitions>>;

/// Whether all members want the same topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionType {
    /// All the same.
    Homogeneous,
    /// At least one differs.
    Heterogeneous,
}

/// A member as an assignor sees it.
#[derive(Debug, Clone, Default)]
pub struct MemberSpec {
    /// `group.instance.id` of a static member.
    pub instance_id: Option<String>,
    /// `client.rack`.
    pub rack_id: Option<String>,
    /// The topics it wants, by name or by expression; only such as exist.
    pub topics: Arc<BTreeSet<Uuid>>,
    /// Its present target assignment.
    pub assigned: Arc<Partitions>,
}

/// A group as an assignor sees it.
#[derive(Debug, Clone)]
pub struct GroupSpec {
    /// By member id.
    pub members: BTreeMap<String, MemberSpec>,
    /// Must be true to the members' topics: see [`SubscriptionType::of`].
    pub subscription_type: SubscriptionType,
}

impl SubscriptionType {
    /// The type that these members' topics make.
    pub fn of(members: &BTreeMap<String, MemberSpec>) -> Self {
        let mut topics = members.values().map(|member| &member.topics);
        let first = topics.next();
        if topics.all(|other| first.is_none_or(|first| first == other)) {
            Self::Homogeneous
        } else {
            Self::Heterogeneous
        }
    }
}

/// What is known of the cluster's topics.
pub trait TopicDescriber {
    /// How many partitions the topic has; `None` where there is no such topic.
    fn partition_count(&self, topic: Uuid) -> Option<i32>;

    /// Racks of the brokers that have the partition.
    fn racks(&self, topic: Uuid, partition: i32) -> BTreeSet<String>;
}

/// An assignment cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssignorError {
    /// A member wants a topic that is not there.
    #[error("{0}")]
    UnknownTopic(String),
    /// The present assignment holds partitions that are not there.
    #[error("Partitions were left unassigned")]
    LeftUnassigned,
}

/// Decides for a group.
///
/// An implementation is deterministic, gives each partition to one member at most, and gives a member only
/// partitions of topics that it wants.
pub trait Assignor: Debug + Send + Sync {
    /// The name members ask for it by (`group.remote.assignor`).
    fn name(&self) -> &str;

    /// The target assignment of every member; a member that is missing gets nothing.
    ///
    /// # Errors
    /// [`AssignorError`], in particular for a topic the describer does not know.
    fn assign(
        &self,
        group: &GroupSpec,
        topics: &dyn TopicDescriber,
    ) -> Result<GroupAssignment, AssignorError>;
}
