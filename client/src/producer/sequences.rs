//! Sequence numbers of one partition under an idempotent or transactional producer.
//!
//! The broker takes a batch only if its sequence follows the one before, so a batch keeps its number through every
//! retry. A number whose batch has failed for good leaves a gap:
//!
//! - where the broker is known not to have the batch, the producer's epoch is bumped and what waits is numbered anew
//!   from 0;
//! - where that is not known, the partition is *unresolved*: batches that have numbers are still tried, and the
//!   broker's answers to them tell. Only a refusal for the gap lets them be numbered anew, since numbering a batch anew
//!   that is in the log would write it twice.
//!
//! A broker that was restarted may recognise only the last batch it has of a producer. So a batch that may be written
//! already, and is refused as out of order, proves nothing yet: those after it are tried, and one that is taken or
//! recognised proves that all before it are in the log. Only when all are refused is none of them there.

use std::collections::VecDeque;

use kavka_protocol::record::increment_sequence;

/// The producer id an idempotent producer writes under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ProducerId {
    pub id: i64,
    pub epoch: i16,
}

/// A batch with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Numbered {
    batch: u64,
    base: i32,
    count: i32,
    /// Refused as out of order although it may have been written.
    in_doubt: bool,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Sequences {
    producer: Option<ProducerId>,
    next: i32,
    last_acked: i32,
    /// Batches without a final answer, in the order of their numbers.
    open: VecDeque<Numbered>,
    /// The number after a batch of unknown fate.
    unresolved: Option<i32>,
    must_bump: bool,
}

impl Default for Sequences {
    fn default() -> Self {
        Self {
            producer: None,
            next: 0,
            last_acked: -1,
            open: VecDeque::new(),
            unresolved: None,
            must_bump: false,
        }
    }
}

impl Sequences {
    /// Numbers a batch under `producer`, or says that it cannot be numbered yet.
    pub(super) fn number(
        &mut self,
        producer: ProducerId,
        batch: u64,
        count: i32,
    ) -> Option<(ProducerId, i32)> {
        if self.must_bump || self.unresolved.is_some() {
            return None;
        }
        if self.producer != Some(producer) {
            if !self.open.is_empty() {
                return None;
            }
            self.start_over(producer);
        }
        let base = self.next;
        self.next = increment_sequence(base, count);
        self.open.push_back(Numbered { batch, base, count, in_doubt: false });
        Some((producer, base))
    }

    /// Whether a batch that has its number may be sent: the first that is not in doubt, and no new numbers are due.
    pub(super) fn may_resend(&self, batch: u64) -> bool {
        let first = self.open.iter().find(|open| !open.in_doubt);
        !self.must_bump && first.is_none_or(|first| first.batch == batch)
    }

    /// Whether a batch waits for what the answers to later ones show.
    pub(super) fn is_in_doubt(&self, batch: u64) -> bool {
        self.open.iter().any(|open| open.in_doubt && open.batch == batch)
    }

    /// Whether any batch is in doubt.
    pub(super) fn has_doubt(&self) -> bool {
        self.open.front().is_some_and(|first| first.in_doubt)
    }

    /// The broker has the batch, and so all that were numbered before it: those are given.
    pub(super) fn acked(&mut self, batch: u64, last: i32) -> Vec<u64> {
        let Some(at) = self.position(batch) else {
            // Of an epoch before this one.
            return Vec::new();
        };
        self.open.remove(at);
        if last > self.last_acked || self.last_acked - last > i32::MAX / 2 {
            self.last_acked = last;
        }
        self.open.iter().take(at).map(|open| open.batch).collect()
    }

    /// The broker does not have the batch and will not get it.
    pub(super) fn refused(&mut self, batch: u64) {
        if self.remove(batch) {
            self.must_bump = true;
        }
    }

    /// The batch will not be sent again, and nobody knows whether the broker has it.
    pub(super) fn lost(&mut self, batch: u64) {
        if let Some(lost) = self.open.iter().find(|open| open.batch == batch).copied() {
            self.remove(batch);
            let after = increment_sequence(lost.base, lost.count);
            self.unresolved = Some(self.unresolved.map_or(after, |known| known.max(after)));
        }
    }

    /// Where a batch stands among those without a final answer.
    pub(super) fn position(&self, batch: u64) -> Option<usize> {
        self.open.iter().position(|open| open.batch == batch)
    }

    /// Forgets a batch whose fate is known by another.
    pub(super) fn remove(&mut self, batch: u64) -> bool {
        let before = self.open.len();
        self.open.retain(|open| open.batch != batch);
        self.open.len() < before
    }

    /// Puts the parts of a batch in its place: same numbers, more batches.
    pub(super) fn split(&mut self, batch: u64, parts: &[(u64, i32, i32)]) {
        let Some(at) = self.position(batch) else { return };
        self.open.remove(at);
        for (index, (batch, base, count)) in parts.iter().copied().enumerate() {
            self.open.insert(at + index, Numbered { batch, base, count, in_doubt: false });
        }
    }

    /// The broker misses what comes before the batch, which is to be sent again; new numbers may be due first.
    pub(super) fn out_of_order(&mut self, batch: u64, base: i32, was_renumbered: bool, maybe_written: bool) {
        let follows_last_ack = increment_sequence(self.last_acked, 1) == base;
        let is_next = match self.unresolved {
            // Else something before it is still on its way, or was refused for the same reason.
            None => follows_last_ack && !was_renumbered,
            Some(after) => after == base,
        };
        // What follows a batch in doubt is next in the same sense.
        let at = self.position(batch);
        let is_next = is_next || at.is_some_and(|at| at > 0 && self.open[at - 1].in_doubt);
        match at {
            Some(at) if is_next && maybe_written => {
                self.open[at].in_doubt = true;
                self.must_bump |= self.open.iter().all(|open| open.in_doubt);
            }
            // It was sent once only and is not there, so none after it is.
            _ => self.must_bump |= is_next,
        }
    }

    /// The broker has forgotten the producer.
    pub(super) fn forgotten(&mut self) {
        self.must_bump = true;
    }

    /// Once nothing numbered is open, it shows whether the batch of unknown fate had arrived.
    pub(super) fn resolve(&mut self) {
        if self.unresolved.is_some() && self.open.is_empty() {
            self.unresolved = None;
            let is_complete = self.last_acked != -1 && increment_sequence(self.last_acked, 1) == self.next;
            self.must_bump |= !is_complete;
        }
    }

    /// Whether a number is missing for good.
    pub(super) fn must_bump(&self) -> bool {
        self.must_bump
    }

    /// Whether the fate of a batch is unknown.
    pub(super) fn is_unresolved(&self) -> bool {
        self.unresolved.is_some()
    }

    /// Whether any numbered batch has no final answer.
    #[cfg(test)]
    pub(super) fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Numbers all open batches anew under `producer`; gives each with its new number.
    pub(super) fn renumber(&mut self, producer: ProducerId) -> Vec<(u64, i32)> {
        let open = std::mem::take(&mut self.open);
        self.start_over(producer);
        for old in open {
            self.open.push_back(Numbered { base: self.next, in_doubt: false, ..old });
            self.next = increment_sequence(self.next, old.count);
        }
        self.open.iter().map(|open| (open.batch, open.base)).collect()
    }

    fn start_over(&mut self, producer: ProducerId) {
        *self = Self { producer: Some(producer), ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: ProducerId = ProducerId { id: 7, epoch: 0 };
    const BUMPED: ProducerId = ProducerId { id: 7, epoch: 1 };

    fn three() -> Sequences {
        let mut sequences = Sequences::default();
        for batch in 1..=3 {
            assert_eq!(sequences.number(ID, batch, 10), Some((ID, (batch as i32 - 1) * 10)));
        }
        sequences
    }

    #[test]
    fn a_refused_batch_numbers_the_rest_anew() {
        let mut sequences = three();
        sequences.refused(1);
        assert!(sequences.must_bump() && !sequences.may_resend(2) && sequences.number(ID, 4, 1).is_none());
        assert_eq!(sequences.renumber(BUMPED), [(2, 0), (3, 10)]);
        assert!(sequences.may_resend(2) && !sequences.may_resend(3), "one by one");
        assert_eq!(sequences.number(BUMPED, 4, 1), Some((BUMPED, 20)));
    }

    #[test]
    fn a_lost_batch_that_had_arrived_needs_no_new_numbers() {
        let mut sequences = three();
        sequences.lost(1);
        assert!(sequences.is_unresolved() && sequences.number(ID, 4, 1).is_none());
        assert!(sequences.may_resend(2));
        sequences.acked(2, 19);
        sequences.acked(3, 29);
        sequences.resolve();
        assert!(!sequences.must_bump());
        assert_eq!(sequences.number(ID, 4, 1), Some((ID, 30)));
    }

    #[test]
    fn a_lost_batch_that_had_not_arrived_shows_by_the_next() {
        let mut sequences = three();
        sequences.lost(1);
        sequences.out_of_order(3, 20, false, true);
        assert!(!sequences.must_bump(), "the third proves nothing");
        sequences.out_of_order(2, 10, false, false);
        assert!(sequences.must_bump(), "the second does");
        assert_eq!(sequences.renumber(BUMPED), [(2, 0), (3, 10)]);
    }

    #[test]
    fn a_lost_last_batch_shows_by_nothing_and_is_numbered_over() {
        let mut sequences = Sequences::default();
        sequences.number(ID, 1, 5);
        sequences.lost(1);
        sequences.resolve();
        assert!(sequences.must_bump() && !sequences.is_unresolved());
    }

    #[test]
    fn out_of_order_behind_an_open_batch_waits_for_it() {
        let mut sequences = three();
        sequences.out_of_order(2, 10, false, false);
        assert!(!sequences.must_bump(), "the first is still open");
        sequences.acked(1, 9);
        sequences.out_of_order(2, 10, false, false);
        assert!(sequences.must_bump(), "the broker has lost what it acknowledged");
    }

    #[test]
    fn another_epoch_waits_for_open_batches_of_the_old_one() {
        let mut sequences = three();
        assert!(sequences.number(BUMPED, 4, 1).is_none());
        for (batch, last) in [(1, 9), (2, 19), (3, 29)] {
            sequences.acked(batch, last);
        }
        assert!(!sequences.has_open());
        assert_eq!(sequences.number(BUMPED, 4, 1), Some((BUMPED, 0)));
    }

    #[test]
    fn parts_take_the_place_of_a_split_batch() {
        let mut sequences = three();
        sequences.split(2, &[(8, 10, 4), (9, 14, 6)]);
        sequences.acked(1, 9);
        assert!(sequences.may_resend(8) && !sequences.may_resend(9));
        sequences.acked(8, 13);
        assert!(sequences.may_resend(9) && !sequences.may_resend(3));
    }

    #[test]
    fn a_broker_that_knows_only_its_last_batch_is_asked_for_every_one() {
        // All three were written, the answers lost, and the broker restarted.
        let mut sequences = three();
        sequences.out_of_order(1, 0, false, true);
        assert!(!sequences.must_bump() && sequences.may_resend(2) && !sequences.may_resend(1));
        sequences.out_of_order(2, 10, false, true);
        assert!(!sequences.must_bump() && sequences.may_resend(3));
        assert_eq!(sequences.acked(3, 29), [1, 2], "the last one proves the others");
        assert!(sequences.remove(1) && sequences.remove(2) && !sequences.must_bump());
        assert_eq!(sequences.number(ID, 4, 1), Some((ID, 30)));
        // None was written: the broker has lost what it acknowledged before.
        let mut sequences = three();
        for (batch, base) in [(1, 0), (2, 10), (3, 20)] {
            assert!(!sequences.must_bump());
            sequences.out_of_order(batch, base, false, true);
        }
        assert_eq!(sequences.renumber(BUMPED), [(1, 0), (2, 10), (3, 20)]);
        assert!(sequences.may_resend(1));
    }
}
