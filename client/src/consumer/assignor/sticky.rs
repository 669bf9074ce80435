//! As even as can be, with as few moves as can be.
//!
//! Where all members want the same topics it is a matter of counting ([`constrained`]); else partitions are moved one
//! by one while that helps ([`general`]).
//!
//! Source: `org.apache.kafka.clients.consumer.internals.AbstractStickyAssignor` of Apache Kafka 4.3.

mod constrained;
mod general;
mod movements;
mod previous;
mod racks;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bytes::Bytes;
use parking_lot::Mutex;

use super::group_view::{At, GroupView};
use super::user_data;
use super::{Assignment, AssignorError, PartitionAssignor, RebalanceProtocol, Subscription};
use crate::TopicPartition;
use crate::cluster::ClusterView;
use previous::{Claims, MemberData};

/// `sticky`: members let go of everything, and get most of it back.
#[derive(Debug, Default)]
pub struct Sticky {
    last: Mutex<Option<(Vec<TopicPartition>, i32)>>,
}

/// `cooperative-sticky`: members keep what does not move (KIP-429).
#[derive(Debug)]
pub struct CooperativeSticky {
    generation: Mutex<i32>,
}

impl Default for CooperativeSticky {
    fn default() -> Self {
        Self { generation: Mutex::new(-1) }
    }
}

impl PartitionAssignor for Sticky {
    fn name(&self) -> &str {
        "sticky"
    }

    fn user_data(&self, _: &[String]) -> Option<Bytes> {
        let last = self.last.lock();
        last.as_ref().map(|(partitions, generation)| user_data::write_sticky(partitions, *generation))
    }

    fn assign(
        &self,
        cluster: &ClusterView,
        group: &BTreeMap<String, Subscription>,
    ) -> Result<BTreeMap<String, Assignment>, AssignorError> {
        let view = GroupView::new(cluster, group);
        // The subscription's own list is empty: members of this protocol have let go of everything.
        let told = |subscription: &Subscription| {
            let previous = user_data::read_sticky(subscription.user_data.as_ref());
            MemberData { partitions: previous.partitions, generation: previous.generation }
        };
        let decided = decide(&view, told).map_err(|reason| failed(self, reason))?;
        Ok(view.named(decided.given))
    }

    fn on_assignment(&self, assignment: &Assignment, generation: i32) {
        *self.last.lock() = Some((assignment.partitions.clone(), generation));
    }
}

impl PartitionAssignor for CooperativeSticky {
    fn name(&self) -> &str {
        "cooperative-sticky"
    }

    fn protocols(&self) -> &[RebalanceProtocol] {
        &[RebalanceProtocol::Cooperative, RebalanceProtocol::Eager]
    }

    fn user_data(&self, _: &[String]) -> Option<Bytes> {
        Some(user_data::write_cooperative(*self.generation.lock()))
    }

    fn assign(
        &self,
        cluster: &ClusterView,
        group: &BTreeMap<String, Subscription>,
    ) -> Result<BTreeMap<String, Assignment>, AssignorError> {
        let view = GroupView::new(cluster, group);
        let told = |subscription: &Subscription| {
            let in_words = || user_data::read_cooperative(subscription.user_data.as_ref());
            MemberData {
                partitions: subscription.owned.clone(),
                generation: subscription.generation.or_else(in_words),
            }
        };
        let mut decided = decide(&view, told).map_err(|reason| failed(self, reason))?;
        let moving = decided.moving.take().unwrap_or_else(|| moving(&view, &decided.given));
        // What someone still has is given in the next round, when it has been let go.
        for (at, to) in moving {
            decided.given[to].retain(|given| *given != at);
        }
        Ok(view.named(decided.given))
    }

    fn on_assignment(&self, _: &Assignment, generation: i32) {
        *self.generation.lock() = generation;
    }
}

fn failed(assignor: &dyn PartitionAssignor, reason: String) -> AssignorError {
    AssignorError { assignor: assignor.name().to_string(), reason }
}

/// A decision, in the order of the view's members.
struct Decided {
    given: Vec<Vec<At>>,
    /// What goes from one member to another, and to whom, where the algorithm kept count.
    moving: Option<HashMap<At, usize>>,
}

fn decide(view: &GroupView<'_>, told: impl Fn(&Subscription) -> MemberData) -> Result<Decided, String> {
    if view.members.is_empty() {
        return Ok(Decided { given: Vec::new(), moving: None });
    }
    let data: Vec<MemberData> = view.members.iter().map(|(_, subscription)| told(subscription)).collect();
    let claims = Claims::new(view, &data);
    if claims.all_want_the_same {
        constrained::assign(view, claims)
    } else {
        Ok(Decided { given: general::assign(view, &data, claims), moving: None })
    }
}

/// What members get that others of them have had to let go.
fn moving(view: &GroupView<'_>, given: &[Vec<At>]) -> HashMap<At, usize> {
    let (mut added, mut revoked) = (HashMap::new(), BTreeSet::new());
    for (member, assigned) in given.iter().enumerate() {
        let owned = view.members[member].1.owned.iter().filter_map(|at| view.find(at));
        let owned: BTreeSet<At> = owned.collect();
        let assigned: BTreeSet<At> = assigned.iter().copied().collect();
        added.extend(assigned.difference(&owned).map(|at| (*at, member)));
        revoked.extend(owned.difference(&assigned).copied());
    }
    added.retain(|at, _| revoked.contains(at));
    added
}
