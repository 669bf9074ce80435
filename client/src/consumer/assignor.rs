//! Who of a classic group reads what: decided by the member that leads.
//!
//! [`Range`], [`RoundRobin`], [`Sticky`] and [`CooperativeSticky`] decide as the Java client's do on the same input;
//! anything else is a [`PartitionAssignor`] of the application's own.

mod group_view;
mod range;
mod round_robin;
mod sticky;
mod user_data;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use bytes::Bytes;

pub use range::Range;
pub use round_robin::RoundRobin;
pub use sticky::{CooperativeSticky, Sticky};

use crate::TopicPartition;
use crate::cluster::ClusterView;

/// Whether members keep what they have while the group rebalances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RebalanceProtocol {
    /// Everyone lets go of everything before joining.
    Eager,
    /// Only what moves is let go, in a round of its own (KIP-429).
    Cooperative,
}

/// What a member tells the leader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscription {
    /// What it wants to read.
    pub topics: Vec<String>,
    /// The assignor's own words.
    pub user_data: Option<Bytes>,
    /// What it has.
    pub owned: Vec<TopicPartition>,
    /// The generation it has that from; `None` where it has none or does not tell.
    pub generation: Option<i32>,
    /// `client.rack`.
    pub rack: Option<String>,
    /// `group.instance.id`.
    pub instance_id: Option<String>,
}

/// What the leader tells a member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignment {
    /// What it is to read.
    pub partitions: Vec<TopicPartition>,
    /// The assignor's own words.
    pub user_data: Option<Bytes>,
}

/// An assignor could not decide.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("assignor '{assignor}' failed: {reason}")]
pub struct AssignorError {
    /// Its name.
    pub assignor: String,
    /// Why.
    pub reason: String,
}

/// Decides for a classic group, where this member leads it.
///
/// An implementation must give every member of `group` an assignment, each partition to one member at most, and
/// only partitions of topics that the member wants. It may keep state between rounds behind its own lock.
pub trait PartitionAssignor: Debug + Send + Sync {
    /// The name in the group protocol; members of a group must have one in common.
    fn name(&self) -> &str;

    /// What it can be used with. A group uses the best that all assignors of a consumer support.
    fn protocols(&self) -> &[RebalanceProtocol] {
        &[RebalanceProtocol::Eager]
    }

    /// What to say about this member in the next round.
    fn user_data(&self, topics: &[String]) -> Option<Bytes> {
        let _ = topics;
        None
    }

    /// Decides.
    ///
    /// # Errors
    /// [`AssignorError`] ends the round; the group tries again.
    fn assign(
        &self,
        cluster: &ClusterView,
        group: &BTreeMap<String, Subscription>,
    ) -> Result<BTreeMap<String, Assignment>, AssignorError>;

    /// Hears what this member got, in which generation.
    fn on_assignment(&self, assignment: &Assignment, generation: i32) {
        let _ = (assignment, generation);
    }
}

/// A built-in assignor by its protocol name or the last part of its Java class name.
pub fn built_in(name: &str) -> Option<Arc<dyn PartitionAssignor>> {
    Some(match name {
        "range" | "RangeAssignor" => Arc::new(Range),
        "roundrobin" | "RoundRobinAssignor" => Arc::new(RoundRobin),
        "sticky" | "StickyAssignor" => Arc::new(Sticky::default()),
        "cooperative-sticky" | "CooperativeStickyAssignor" => Arc::new(CooperativeSticky::default()),
        _ => return None,
    })
}
