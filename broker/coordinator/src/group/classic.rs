//! The classic group protocol: the coordinator forms generations, the leader among the members assigns.
//!
//! Source: `ClassicGroup` and `GroupMetadataManager` in Apache Kafka 4.3; KIP-62 (rebalance timeout), KIP-345 and
//! KIP-814 (static members), KIP-394 (member id first).

mod expire;
mod group;
mod join;
mod leave;
mod member;
mod sync;

pub(crate) use group::{CONSUMER_PROTOCOL, ClassicGroup, GroupState, java_hash_bucket};
pub(crate) use join::{REQUIRES_KNOWN_MEMBER_ID, Replaced};
pub(crate) use member::Member;
pub(crate) use sync::Assigned;

use std::sync::Arc;

use super::consumer::{Downgrade, Fenced};

/// A write of a group that is under way, and what it was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pending {
    /// A group that has just come to be.
    Created(Arc<str>),
    /// The leader's assignment.
    Assigned(Assigned),
    /// A static member that came back under a new id.
    StaticMember(Box<Replaced>),
    /// Members put out of a consumer group.
    Fenced(Fenced),
    /// A consumer group that becomes a classic one.
    Downgraded(Box<Downgrade>),
}
