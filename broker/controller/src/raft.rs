//! The KRaft quorum: who leads, what is committed, and the files that remember it.
//!
//! [`Quorum`] decides and does nothing else; the controller's log thread carries out what it says on a
//! [`MetadataLog`].

pub mod batch;
pub mod bootstrap;
pub mod election_state;
mod log;
mod quorum;
mod replay;
pub mod snapshot;
mod voters;

pub use election_state::{ElectionState, ElectionStateError};
pub use log::{EntryPosition, METADATA_TOPIC_ID, MetadataLog, MetadataLogConfig, MetadataLogError};
pub use quorum::{Action, Event, Quorum, Role};
pub use replay::Replayed;
pub use voters::{ReplicaKey, Voter, VoterSet};
