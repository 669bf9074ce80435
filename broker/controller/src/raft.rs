//! The KRaft quorum: who leads, what is committed, and the files that remember it.
//!
//! [`Quorum`] decides and does nothing else; the controller's log thread carries out what it says on a
//! [`MetadataLog`].

pub mod batch;
pub mod bootstrap;
pub mod election_state;
mod quorum;
pub mod snapshot;
mod voters;

pub use election_state::ElectionState;
pub use quorum::{Action, Event, Quorum, Role};
pub use voters::{ReplicaKey, Voter, VoterSet};
