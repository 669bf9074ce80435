//! Transactions that are being looked up with their coordinator before their first append (KIP-890).
//!
//! A record of a transaction must not get into a partition that the coordinator does not know to be part of the
//! transaction: nobody would ever end it there. So the first append of a transaction asks the coordinator. A guard is
//! given out before and must still be good at the append: a marker that is written meanwhile takes it back, since what
//! the coordinator said was about the transaction that has ended.
//!
//! Source: `VerificationStateEntry` and `VerificationGuard` in Apache Kafka 4.3.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use kavka_protocol::record::BatchHeader;

/// Given out before a transaction is looked up with its coordinator, and shown at the append.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerificationGuard(u64);

impl VerificationGuard {
    /// No transaction was looked up.
    pub const NONE: Self = Self(0);

    /// A number that stands for it, 0 for none.
    pub fn to_raw(self) -> u64 {
        self.0
    }

    /// The guard that a number stands for. One that was never given out opens nothing.
    pub fn from_raw(raw: u64) -> Self {
        Self(raw)
    }

    /// Whether nothing was looked up.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// One that no other look-up of this process has.
    fn fresh() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A look-up under way, or done and not used yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verification {
    since_ms: i64,
    pub(super) guard: VerificationGuard,
    /// The producer's epoch grows with every transaction (transaction version 2).
    pub(super) supports_epoch_bump: bool,
    /// No higher sequence is taken first: the lower one, whose look-up failed, comes again.
    pub(super) lowest_sequence: i32,
    epoch: i16,
}

/// What is being looked up, by producer.
#[derive(Debug, Default)]
pub(super) struct Verifications {
    by_producer: HashMap<i64, Verification>,
}

impl Verifications {
    pub(super) fn get(&self, producer_id: i64) -> Option<&Verification> {
        self.by_producer.get(&producer_id)
    }

    /// The guard for a look-up that begins, or goes on, with a batch of this sequence.
    pub(super) fn start(&mut self, batch: &FirstBatch, now_ms: i64) -> VerificationGuard {
        let FirstBatch { producer_id, epoch, sequence, supports_epoch_bump } = *batch;
        let state = self.by_producer.entry(producer_id).or_insert_with(|| Verification {
            since_ms: now_ms,
            guard: VerificationGuard::fresh(),
            supports_epoch_bump,
            lowest_sequence: sequence,
            epoch,
        });
        if epoch == state.epoch {
            state.lowest_sequence = state.lowest_sequence.min(sequence);
        } else if epoch > state.epoch {
            state.epoch = epoch;
            state.lowest_sequence = sequence;
        }
        state.guard
    }

    /// A batch of a transaction was written. The late marker of the producer's last transaction carries the epoch of
    /// the next one, and takes nothing back from that.
    pub(super) fn on_append(&mut self, header: &BatchHeader) {
        let Some(state) = self.by_producer.get(&header.producer_id) else { return };
        let is_of_last = header.is_control() && header.producer_epoch == state.epoch;
        if !(state.supports_epoch_bump && is_of_last) {
            self.by_producer.remove(&header.producer_id);
        }
    }

    /// Forgets those that nobody came back for.
    pub(super) fn remove_expired(&mut self, now_ms: i64, expiration_ms: i64) {
        self.by_producer.retain(|_, state| now_ms.saturating_sub(state.since_ms) < expiration_ms);
    }
}

/// The first batch that a transaction wants to write to a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstBatch {
    /// Whose transaction.
    pub producer_id: i64,
    /// Its epoch.
    pub epoch: i16,
    /// First sequence of the batch, -1 for offsets that are committed.
    pub sequence: i32,
    /// The producer's epoch grows with every transaction (transaction version 2).
    pub supports_epoch_bump: bool,
}
