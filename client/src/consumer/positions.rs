//! The partitions a consumer has, and where it stands in each.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::fetch::Order;
use super::records::Fetched;
use crate::TopicPartition;
use crate::admin::OffsetSpec;
use crate::cluster::ClusterView;

/// Where reading stands in a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// At what the group has committed, or else by `auto.offset.reset`.
    Committed,
    /// At what the broker says this is.
    Find(OffsetSpec),
    /// Here; the epoch is that of the record before it, -1 where it is not known.
    At { offset: i64, leader_epoch: i32 },
}

#[derive(Debug)]
pub(super) struct Assigned {
    pub position: Position,
    /// Where the next fetch begins; ahead of the position while records wait to be polled.
    pub fetch_offset: Option<i64>,
    /// Changes with every seek, so that what was fetched before is known to be stale.
    pub version: u64,
    pub is_paused: bool,
    /// The leader epoch under which the position was last known to lie in the log.
    pub checked_epoch: Option<i32>,
    /// A replica nearby, and until when to trust that.
    pub preferred: Option<(i32, Instant)>,
    pub end: Option<End>,
}

/// What the last fetch said of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub high_watermark: i64,
    pub last_stable_offset: i64,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Positions {
    all: BTreeMap<TopicPartition, Assigned>,
    next_version: u64,
}

impl Positions {
    fn version(&mut self) -> u64 {
        self.next_version += 1;
        self.next_version
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&TopicPartition, &Assigned)> {
        self.all.iter()
    }

    pub(super) fn partitions(&self) -> impl Iterator<Item = &TopicPartition> {
        self.all.keys()
    }

    pub(super) fn get(&self, at: &TopicPartition) -> Option<&Assigned> {
        self.all.get(at)
    }

    pub(super) fn get_mut(&mut self, at: &TopicPartition) -> Option<&mut Assigned> {
        self.all.get_mut(at)
    }

    /// The partition, if it is still as it was when it had this version.
    pub(super) fn current(&mut self, at: &TopicPartition, version: u64) -> Option<&mut Assigned> {
        self.all.get_mut(at).filter(|assigned| assigned.version == version)
    }

    /// Has these and no others; those it had stay where they are.
    pub(super) fn set(&mut self, partitions: BTreeSet<TopicPartition>, start: Position) {
        self.all.retain(|at, _| partitions.contains(at));
        for at in partitions {
            if !self.all.contains_key(&at) {
                let assigned = self.fresh(start);
                self.all.insert(at, assigned);
            }
        }
    }

    fn fresh(&mut self, position: Position) -> Assigned {
        let version = self.version();
        Assigned {
            position,
            fetch_offset: None,
            version,
            is_paused: false,
            checked_epoch: None,
            preferred: None,
            end: None,
        }
    }

    /// Goes elsewhere. Whether it has the partition.
    pub(super) fn seek(&mut self, at: &TopicPartition, position: Position) -> bool {
        let mut fresh = self.fresh(position);
        let Some(assigned) = self.all.get_mut(at) else { return false };
        fresh.is_paused = assigned.is_paused;
        *assigned = fresh;
        true
    }

    /// Those that have no place yet, and are to be found by this.
    pub(super) fn to_find(&self) -> BTreeMap<TopicPartition, OffsetSpec> {
        let find = |(at, assigned): (&TopicPartition, &Assigned)| match assigned.position {
            Position::Find(spec) => Some((at.clone(), spec)),
            Position::Committed | Position::At { .. } => None,
        };
        self.all.iter().filter_map(find).collect()
    }

    /// Those whose leader has changed since their place was last checked: partition, offset and its epoch.
    pub(super) fn to_check(&self, view: &ClusterView) -> Vec<(TopicPartition, i64, i32, i32)> {
        let check = |(at, assigned): (&TopicPartition, &Assigned)| {
            let Position::At { offset, leader_epoch } = assigned.position else { return None };
            let now = view.topics.get(&at.topic)?.partition(at.partition)?.leader_epoch;
            let is_new = assigned.checked_epoch.is_none_or(|checked| checked < now);
            (leader_epoch >= 0 && now >= 0 && is_new).then(|| (at.clone(), offset, leader_epoch, now))
        };
        self.all.iter().filter_map(check).collect()
    }

    /// What can be fetched now.
    pub(super) fn orders(
        &self,
        now: Instant,
        may_fetch: impl Fn(&TopicPartition) -> bool,
    ) -> BTreeMap<TopicPartition, Order> {
        let order = |(at, assigned): (&TopicPartition, &Assigned)| {
            let Position::At { offset, .. } = assigned.position else { return None };
            let order = Order {
                offset: assigned.fetch_offset.unwrap_or(offset),
                version: assigned.version,
                preferred: assigned.preferred.filter(|(_, until)| *until > now).map(|(id, _)| id),
            };
            (!assigned.is_paused && may_fetch(at)).then(|| (at.clone(), order))
        };
        self.all.iter().filter_map(order).collect()
    }

    /// How far the end is from the position, as of the last fetch.
    pub(super) fn lag(&self, at: &TopicPartition, read_committed: bool) -> Option<i64> {
        let assigned = self.all.get(at)?;
        let Position::At { offset, .. } = assigned.position else { return None };
        let end = assigned.end?;
        let end = if read_committed { end.last_stable_offset } else { end.high_watermark };
        Some((end - offset).max(0))
    }
}

impl Assigned {
    /// Notes what a fetch said beside the records.
    pub(super) fn heard(&mut self, fetched: &Fetched, preferred_until: Instant) {
        self.end = Some(End {
            high_watermark: fetched.high_watermark,
            last_stable_offset: fetched.last_stable_offset,
        });
        if let Some(id) = fetched.preferred {
            self.preferred = Some((id, preferred_until));
        }
    }
}
