//! Who takes part in the quorum.

use std::collections::BTreeMap;
use std::fmt;

use uuid::Uuid;

use crate::image::{Endpoint, VersionRange};

/// A voter or observer: its node id, and its metadata log directory if known (KIP-853).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplicaKey {
    /// `node.id`
    pub id: i32,
    /// `directory.id` of the directory that holds the metadata log; nil if unknown.
    pub directory_id: Uuid,
}

impl ReplicaKey {
    /// A node whose directory is not known.
    pub fn without_directory(id: i32) -> Self {
        Self { id, directory_id: Uuid::nil() }
    }

    /// Whether both may be the same replica: an unknown directory of `self` matches any.
    pub fn matches(&self, other: &Self) -> bool {
        self.id == other.id && (self.directory_id.is_nil() || self.directory_id == other.directory_id)
    }
}

impl fmt::Display for ReplicaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.id, kavka_log::kafka_uuid::to_string(self.directory_id))
    }
}

/// A member of the quorum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voter {
    /// Which replica.
    pub key: ReplicaKey,
    /// Its controller listeners; the security protocol is not stored.
    pub listeners: Vec<Endpoint>,
    /// Levels of `kraft.version` it supports.
    pub kraft_version: VersionRange,
}

/// The voters by node id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VoterSet {
    voters: BTreeMap<i32, Voter>,
}

impl VoterSet {
    /// The voters in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Voter> {
        self.voters.values()
    }

    /// Number of voters.
    pub fn len(&self) -> usize {
        self.voters.len()
    }

    /// Whether nobody votes.
    pub fn is_empty(&self) -> bool {
        self.voters.is_empty()
    }

    /// The voter with a node id.
    pub fn get(&self, id: i32) -> Option<&Voter> {
        self.voters.get(&id)
    }

    /// Whether `key` is a voter.
    pub fn contains(&self, key: &ReplicaKey) -> bool {
        self.get(key.id).is_some_and(|voter| voter.key.matches(key))
    }

    /// Whether `key` is a voter and there is no other.
    pub fn is_only(&self, key: &ReplicaKey) -> bool {
        self.len() == 1 && self.contains(key)
    }

    /// Adds a voter or replaces the one with its id.
    pub fn insert(&mut self, voter: Voter) {
        self.voters.insert(voter.key.id, voter);
    }
}

impl FromIterator<Voter> for VoterSet {
    fn from_iter<I: IntoIterator<Item = Voter>>(voters: I) -> Self {
        Self { voters: voters.into_iter().map(|voter| (voter.key.id, voter)).collect() }
    }
}
