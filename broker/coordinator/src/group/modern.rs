//! Groups of the newer protocols, as far as a coordinator must know them that only keeps them.
//!
//! A `__consumer_offsets` written by Apache Kafka may hold share (KIP-932) and streams (KIP-1071) groups. Their records stay as they are; here is enough to list the groups, to guard their offsets and to delete them.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use kavka_protocol::ErrorCode;

use crate::runtime::Record;

/// Which protocol a group speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupKind {
    Share,
    Streams,
}

impl GroupKind {
    /// The type as ListGroups shows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Streams => "streams",
        }
    }

    /// The protocol type as ListGroups shows it.
    pub fn protocol_type(self) -> &'static str {
        self.name()
    }
}

/// What a record says about a modern group. A change without value is a removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// The group's epoch.
    Epoch(Option<i32>),
    /// A member and the topics it names.
    Member(String, Option<Vec<String>>),
    /// Epoch of the target assignment.
    TargetEpoch(Option<i32>),
    /// Epoch a member has reached, and whether it has its whole target.
    MemberEpoch(String, Option<(i32, bool)>),
    /// Something that is only kept.
    Other,
}

/// A group of a newer protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ModernGroup {
    pub kind: GroupKind,
    epoch: i32,
    target_epoch: i32,
    /// Topics by member.
    members: BTreeMap<String, Vec<String>>,
    /// Epoch and whether it has its whole target, by member.
    member_epochs: BTreeMap<String, (i32, bool)>,
    /// Keys of the group's records that have a value.
    keys: BTreeSet<Bytes>,
}

impl ModernGroup {
    pub fn new(kind: GroupKind) -> Self {
        Self {
            kind,
            epoch: 0,
            target_epoch: 0,
            members: BTreeMap::new(),
            member_epochs: BTreeMap::new(),
            keys: BTreeSet::new(),
        }
    }

    pub fn replay(&mut self, record: &Record, change: Change) {
        if record.value.is_some() {
            self.keys.insert(Bytes::copy_from_slice(&record.key));
        } else {
            self.keys.remove(&record.key);
        }
        match change {
            Change::Epoch(epoch) => self.epoch = epoch.unwrap_or(0),
            Change::TargetEpoch(epoch) => self.target_epoch = epoch.unwrap_or(-1),
            Change::Member(member, topics) => put(&mut self.members, member, topics),
            Change::MemberEpoch(member, epoch) => put(&mut self.member_epochs, member, epoch),
            Change::Other => {}
        }
    }

    /// All its records are removed.
    pub fn is_gone(&self) -> bool {
        self.keys.is_empty()
    }

    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Such a group turns into a classic one when a classic member joins.
    pub fn turns_classic(&self) -> bool {
        self.kind == GroupKind::Streams && self.is_empty()
    }

    /// Streams groups name their topics in the topology, which is not looked into: they may read any.
    pub fn is_subscribed_to(&self, topic: &str) -> bool {
        let named = self.members.values().flatten().any(|name| name == topic);
        named || (self.kind == GroupKind::Streams && !self.is_empty())
    }

    pub fn state_name(&self) -> &'static str {
        let reconciled = |member: &String| matches!(self.member_epochs.get(member), Some((epoch, true)) if *epoch == self.target_epoch);
        if self.members.is_empty() {
            "Empty"
        } else if self.kind == GroupKind::Share {
            "Stable"
        } else if self.epoch > self.target_epoch {
            "Assigning"
        } else if self.members.keys().all(reconciled) {
            "Stable"
        } else {
            "Reconciling"
        }
    }

    /// Whether a commit for this group may be accepted.
    ///
    /// # Errors
    /// `UNKNOWN_MEMBER_ID` or `STALE_MEMBER_EPOCH`; `GROUP_ID_NOT_FOUND` for share groups, which commit no offsets.
    pub fn validate_commit(&self, member_id: &str, member_epoch: i32) -> Result<(), ErrorCode> {
        if self.kind == GroupKind::Share {
            return Err(ErrorCode::GroupIdNotFound);
        }
        if member_epoch < 0 && self.is_empty() {
            return Ok(());
        }
        match self.member_epochs.get(member_id) {
            Some((epoch, _)) if *epoch == member_epoch => Ok(()),
            Some(_) => Err(ErrorCode::StaleMemberEpoch),
            None => Err(ErrorCode::UnknownMemberId),
        }
    }

    /// Whether a fetch of offsets may be answered.
    ///
    /// # Errors
    /// As for commits.
    pub fn validate_fetch(&self, member_id: Option<&str>, member_epoch: i32) -> Result<(), ErrorCode> {
        match member_id {
            // An administrator, or a consumer outside group management.
            None if member_epoch < 0 => Ok(()),
            member_id => self.validate_commit(member_id.unwrap_or_default(), member_epoch),
        }
    }

    /// Tombstones for every record of the group, in an order in which Apache Kafka replays them without complaint:
    /// members' details before members, the group last.
    pub fn tombstones(&self, records: &mut Vec<Record>) {
        let rank = |key: &Bytes| match key.get(..2).map(|kind| i16::from_be_bytes([kind[0], kind[1]])) {
            Some(14 | 22) => 0,
            Some(13 | 21) => 1,
            Some(12 | 20) => 2,
            Some(10 | 19) => 3,
            Some(11 | 17) => 5,
            _ => 4,
        };
        let mut keys: Vec<&Bytes> = self.keys.iter().collect();
        keys.sort_by_key(|key| rank(key));
        records.extend(keys.into_iter().map(|key| Record { key: key.clone(), value: None }));
    }
}

fn put<V>(map: &mut BTreeMap<String, V>, key: String, value: Option<V>) {
    match value {
        Some(value) => map.insert(key, value),
        None => map.remove(&key),
    };
}
