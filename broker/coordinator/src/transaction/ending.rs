//! The end of a prepared transaction: which partitions have been told, and when to try the others again.

use kavka_protocol::ErrorCode;

use super::{
    MarkerOutcome, MarkerOutcomes, PartitionSet,
    messages::{Producer, Response},
};
use crate::runtime::Ticket;

/// First and longest pause before another attempt.
const BACKOFF_MIN_MS: i64 = 10;
const BACKOFF_MAX_MS: i64 = 1_000;

/// A transaction whose outcome is committed to the coordinator's log and not yet to all of its partitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ending {
    /// The producer of the Prepare record, whose epoch the markers have.
    pub producer: Producer,
    /// Partitions without marker.
    pub remaining: PartitionSet,
    /// Markers or the Complete record are under way.
    pub is_busy: bool,
    /// The Complete record is in the log.
    pub is_recorded: bool,
    /// Who asked for the end, and its answer.
    ///
    /// Kafka answers before the markers are written, so that the next transaction is likely to be told
    /// CONCURRENT_TRANSACTIONS and to come again after a pause, and a reader may not yet see what was committed. Here
    /// the answer waits for them, but not for long: a partition without leader must not hold up its producer.
    pub waiter: Option<(Ticket, Response)>,
    failures: u32,
}

/// How things stand after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    /// All partitions have their marker.
    All,
    /// Some have not.
    TryAgainIn(i64),
}

impl Ending {
    /// How long the answer to EndTxn waits for markers at most.
    pub const WAIT_MS: i64 = 500;

    /// Nothing written yet.
    pub fn new(producer: Producer, remaining: PartitionSet) -> Self {
        Self { producer, remaining, is_busy: false, is_recorded: false, waiter: None, failures: 0 }
    }

    /// Notes what became of an attempt.
    pub fn settle(&mut self, id: &str, outcomes: MarkerOutcomes) -> Settled {
        for (topic, partition, outcome) in outcomes {
            if is_settled(id, &topic, partition, outcome) {
                self.remaining.remove(&topic, partition);
            }
        }
        if self.remaining.is_empty() {
            self.is_busy = false;
            return Settled::All;
        }
        Settled::TryAgainIn(self.failed())
    }

    /// Notes that an attempt has failed; the pause before the next.
    pub fn failed(&mut self) -> i64 {
        self.is_busy = false;
        let pause = BACKOFF_MIN_MS << self.failures.min(7);
        self.failures += 1;
        pause.min(BACKOFF_MAX_MS)
    }
}

fn is_settled(id: &str, topic: &str, partition: i32, outcome: MarkerOutcome) -> bool {
    match outcome {
        MarkerOutcome::Written => true,
        MarkerOutcome::Gone => {
            tracing::info!(id, topic, partition, "partition of a transaction is gone");
            true
        }
        // Such a partition cannot have taken records of the transaction.
        MarkerOutcome::Failed(ErrorCode::UnsupportedForMessageFormat | ErrorCode::UnsupportedVersion) => true,
        // The partition has a marker of this epoch or a later one: an attempt whose answer was lost, or an abort by an
        // administrator. Kafka gives up on the transactional id here, until the coordinator changes.
        MarkerOutcome::Failed(ErrorCode::InvalidProducerEpoch) => {
            tracing::warn!(id, topic, partition, "partition knows a later epoch than the marker's");
            true
        }
        MarkerOutcome::Failed(error) => {
            tracing::info!(id, topic, partition, ?error, "marker not written, trying again");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending() -> Ending {
        let producer = Producer { producer_id: 1, producer_epoch: 2 };
        Ending::new(producer, [("a", 0), ("a", 1), ("b", 0)].into_iter().collect())
    }

    #[test]
    fn pauses_grow_to_a_second() {
        let mut ending = ending();
        let pauses: Vec<i64> = (0..9).map(|_| ending.failed()).collect();
        assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 1_000, 1_000]);
    }

    #[test]
    fn partitions_without_outcome_are_tried_again() {
        let mut ending = ending();
        let failed = MarkerOutcome::Failed(ErrorCode::NotLeaderOrFollower);
        let outcomes = vec![("a".into(), 0, MarkerOutcome::Written), ("a".into(), 1, failed)];
        assert_eq!(ending.settle("t", outcomes), Settled::TryAgainIn(10));
        assert_eq!(ending.remaining, [("a", 1), ("b", 0)].into_iter().collect());
        let late = MarkerOutcome::Failed(ErrorCode::InvalidProducerEpoch);
        let outcomes = vec![("a".into(), 1, MarkerOutcome::Gone), ("b".into(), 0, late)];
        assert_eq!(ending.settle("t", outcomes), Settled::All);
    }
}
