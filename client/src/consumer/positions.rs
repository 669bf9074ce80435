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
    /// The log may have been cut below the position; nothing is fetched until the leader has said.
    pub is_checking: bool,
    /// A replica nearby, and until when to trust that.
    pub preferred: Option<(i32, Instant)>,
    /// Until when to read from the leader only, because the replica nearby was of no use.
    pub leader_until: Option<Instant>,
    /// When to try again after a failure.
    pub not_before: Option<Instant>,
    pub end: Option<End>,
}

/// What the last fetch said of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub high_watermark: i64,
    pub last_stable_offset: i64,
}

/// A position to ask a leader about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Check {
    pub at: TopicPartition,
    pub version: u64,
    pub offset: i64,
    /// Of the record before the position.
    pub leader_epoch: i32,
    /// Of the leader now.
    pub current_epoch: i32,
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
            is_checking: false,
            preferred: None,
            leader_until: None,
            not_before: None,
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

    /// Those that have no place yet, and are to be found by this; with their versions.
    pub(super) fn to_find(&self) -> BTreeMap<TopicPartition, (OffsetSpec, u64)> {
        let find = |(at, assigned): (&TopicPartition, &Assigned)| match assigned.position {
            Position::Find(spec) => Some((at.clone(), (spec, assigned.version))),
            Position::Committed | Position::At { .. } => None,
        };
        self.all.iter().filter_map(find).collect()
    }

    /// Those whose place is what the group has committed; with their versions.
    pub(super) fn uncommitted(&self) -> BTreeMap<TopicPartition, u64> {
        let open = self.all.iter().filter(|(_, assigned)| assigned.position == Position::Committed);
        open.map(|(at, assigned)| (at.clone(), assigned.version)).collect()
    }

    /// Notices leaders that have changed since places were last checked: what was fetched of those is stale.
    pub(super) fn begin_checks(&mut self, view: &ClusterView) {
        for (at, assigned) in &mut self.all {
            let Position::At { leader_epoch, .. } = assigned.position else { continue };
            let Some(now) = view.leader_epoch(at).filter(|_| !assigned.is_checking) else { continue };
            if assigned.checked_epoch.is_some_and(|checked| checked >= now) {
                continue;
            }
            if leader_epoch < 0 {
                // Nothing says which record lay before it.
                assigned.checked_epoch = Some(now);
                continue;
            }
            self.next_version += 1;
            assigned.version = self.next_version;
            assigned.is_checking = true;
            assigned.fetch_offset = None;
        }
    }

    /// Those to ask their leaders about.
    pub(super) fn to_check(&self, view: &ClusterView) -> Vec<Check> {
        let check = |(at, assigned): (&TopicPartition, &Assigned)| {
            let Position::At { offset, leader_epoch } = assigned.position else { return None };
            let current_epoch = view.leader_epoch(at).filter(|_| assigned.is_checking)?;
            let version = assigned.version;
            Some(Check { at: at.clone(), version, offset, leader_epoch, current_epoch })
        };
        self.all.iter().filter_map(check).collect()
    }

    /// What can be fetched now.
    pub(super) fn orders(&self, now: Instant) -> BTreeMap<TopicPartition, Order> {
        let order = |(at, assigned): (&TopicPartition, &Assigned)| {
            let Position::At { offset, .. } = assigned.position else { return None };
            let is_held = assigned.not_before.is_some_and(|until| until > now);
            let order = Order {
                offset: assigned.fetch_offset.unwrap_or(offset),
                version: assigned.version,
                preferred: assigned.preferred.filter(|(_, until)| *until > now).map(|(id, _)| id),
                wants_leader: assigned.leader_until.is_some_and(|until| until > now),
            };
            let can_be = !assigned.is_paused && !assigned.is_checking && !is_held;
            can_be.then(|| (at.clone(), order))
        };
        self.all.iter().filter_map(order).collect()
    }

    /// When something that had to wait may be fetched.
    pub(super) fn next_time(&self, now: Instant) -> Option<Instant> {
        self.all.values().filter_map(|assigned| assigned.not_before).filter(|at| *at > now).min()
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
        self.not_before = None;
        self.end = Some(End {
            high_watermark: fetched.high_watermark,
            last_stable_offset: fetched.last_stable_offset,
        });
        if let Some(id) = fetched.preferred {
            self.preferred = Some((id, preferred_until));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::cluster::{Partition, Topic};

    fn at() -> TopicPartition {
        TopicPartition::new("t", 0)
    }

    fn view(leader_epoch: i32) -> ClusterView {
        let partition = Partition {
            index: 0,
            leader: Some(1),
            leader_epoch,
            replicas: vec![1],
            isr: vec![1],
            offline: Vec::new(),
        };
        let topic = Topic {
            id: uuid::Uuid::nil(),
            is_internal: false,
            error: kavka_protocol::ErrorCode::None,
            partitions: vec![partition],
        };
        ClusterView { topics: [("t".to_string(), topic)].into(), ..ClusterView::default() }
    }

    fn positions(offset: i64, leader_epoch: i32) -> Positions {
        let mut positions = Positions::default();
        positions.set([at()].into(), Position::At { offset, leader_epoch });
        positions
    }

    fn is_ordered(positions: &Positions, now: Instant) -> bool {
        !positions.orders(now).is_empty()
    }

    #[test]
    fn a_new_leader_is_asked_before_it_is_fetched_from() {
        let mut positions = positions(7, 3);
        let before = positions.get(&at()).unwrap().version;
        positions.begin_checks(&view(3));
        let check = Check { at: at(), version: before + 1, offset: 7, leader_epoch: 3, current_epoch: 3 };
        assert_eq!(positions.to_check(&view(3)), [check]);
        assert!(!is_ordered(&positions, Instant::now()));
        let assigned = positions.get_mut(&at()).unwrap();
        (assigned.is_checking, assigned.checked_epoch) = (false, Some(3));
        positions.begin_checks(&view(3));
        assert!(positions.to_check(&view(3)).is_empty() && is_ordered(&positions, Instant::now()));
        positions.begin_checks(&view(4));
        assert_eq!(positions.to_check(&view(4)).len(), 1);
        assert!(positions.current(&at(), before + 1).is_none(), "what was fetched before is stale");
    }

    #[test]
    fn without_an_epoch_there_is_nothing_to_check_until_a_record_tells_one() {
        let mut positions = positions(7, -1);
        positions.begin_checks(&view(3));
        assert!(positions.to_check(&view(3)).is_empty() && is_ordered(&positions, Instant::now()));
        positions.get_mut(&at()).unwrap().position = Position::At { offset: 8, leader_epoch: 3 };
        positions.begin_checks(&view(3));
        assert!(positions.to_check(&view(3)).is_empty(), "the leader that sent it knows it");
        positions.begin_checks(&view(5));
        assert_eq!(positions.to_check(&view(5)).len(), 1);
    }

    #[test]
    fn what_failed_is_left_alone_for_a_while() {
        let (mut positions, now) = (positions(7, -1), Instant::now());
        let later = now + Duration::from_millis(100);
        positions.get_mut(&at()).unwrap().not_before = Some(later);
        assert!(!is_ordered(&positions, now) && is_ordered(&positions, later));
        assert_eq!(positions.next_time(now), Some(later));
        assert_eq!(positions.next_time(later), None);
    }
}
