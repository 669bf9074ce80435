//! What becomes of the records of a batch, and who waits for it.
//!
//! One [`Outcome`] serves all records of a batch, so a delivery future costs no allocation of its own.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;

use super::{ProduceError, Written};
use crate::TopicPartition;

/// The fate of one batch.
#[derive(Debug)]
pub(super) struct Outcome {
    at: Arc<TopicPartition>,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Waiting(Vec<Waker>),
    Done(Verdict),
    /// The batch was split: each part with the index of its first record in this one.
    Split(Vec<(u32, Arc<Outcome>)>),
}

/// How a batch ended.
#[derive(Debug, Clone)]
pub(super) enum Verdict {
    Written {
        /// -1 if it is not known.
        base_offset: i64,
        /// Of all records, or -1 where they keep their own timestamps.
        log_append_time: i64,
    },
    Failed {
        error: ProduceError,
        /// Records with an error of their own, by their index in the batch.
        each: HashMap<u32, ProduceError>,
    },
}

impl Verdict {
    pub(super) fn failed(error: ProduceError) -> Self {
        Self::Failed { error, each: HashMap::new() }
    }

    pub(super) fn of_record(
        &self,
        at: &Arc<TopicPartition>,
        index: u32,
        timestamp: i64,
    ) -> Result<Written, ProduceError> {
        match self {
            Self::Written { base_offset, log_append_time } => {
                let offset = if *base_offset < 0 { -1 } else { base_offset + i64::from(index) };
                let timestamp = if *log_append_time >= 0 { *log_append_time } else { timestamp };
                Ok(Written { at: at.clone(), offset, timestamp })
            }
            Self::Failed { error, each } => Err(each.get(&index).unwrap_or(error).clone()),
        }
    }
}

impl Outcome {
    pub(super) fn new(topic: &str, partition: i32) -> Arc<Self> {
        let at = Arc::new(TopicPartition::new(topic, partition));
        Arc::new(Self { at, state: Mutex::new(State::Waiting(Vec::new())) })
    }

    /// Tells all who wait; says false if it was decided before.
    pub(super) fn decide(&self, verdict: Verdict) -> bool {
        self.end(State::Done(verdict))
    }

    /// Refers all who wait to the parts of the batch.
    pub(super) fn split(&self, parts: Vec<(u32, Arc<Outcome>)>) {
        self.end(State::Split(parts));
    }

    fn end(&self, state: State) -> bool {
        let mut current = self.state.lock();
        if !matches!(*current, State::Waiting(_)) {
            return false;
        }
        let State::Waiting(wakers) = std::mem::replace(&mut *current, state) else { return false };
        drop(current);
        wakers.into_iter().for_each(Waker::wake);
        true
    }
}

/// Resolves once the record is acknowledged or has failed. Dropping it does not take the record back.
#[derive(Debug)]
#[must_use = "a failure to write the record shows only here"]
pub struct Delivery {
    outcome: Arc<Outcome>,
    index: u32,
    timestamp: i64,
}

impl Delivery {
    pub(super) fn new(outcome: Arc<Outcome>, index: u32, timestamp: i64) -> Self {
        Self { outcome, index, timestamp }
    }

    /// The partition that was chosen for the record.
    pub fn partition(&self) -> i32 {
        self.outcome.at.partition
    }

    /// Says nobody will look: failures of the record go unnoticed.
    pub fn forget(self) {}
}

impl Future for Delivery {
    type Output = Result<Written, ProduceError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let (first, part) = {
                let mut state = self.outcome.state.lock();
                match &mut *state {
                    State::Waiting(wakers) => {
                        // One task that awaits many records of the batch need be woken once only.
                        if wakers.last().is_none_or(|last| !last.will_wake(context.waker())) {
                            wakers.push(context.waker().clone());
                        }
                        return Poll::Pending;
                    }
                    State::Done(verdict) => {
                        return Poll::Ready(verdict.of_record(&self.outcome.at, self.index, self.timestamp));
                    }
                    State::Split(parts) => {
                        let after = parts.partition_point(|(first, _)| *first <= self.index);
                        parts[after.saturating_sub(1)].clone()
                    }
                }
            };
            self.index -= first;
            self.outcome = part;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn records_of_a_split_batch_find_their_part() {
        let whole = Outcome::new("t", 3);
        let mut deliveries: Vec<_> = (0..4).map(|index| Delivery::new(whole.clone(), index, 9)).collect();
        assert!(deliveries.iter_mut().all(|delivery| delivery.now_or_never().is_none()));
        let parts = [Outcome::new("t", 3), Outcome::new("t", 3)];
        whole.split(vec![(0, parts[0].clone()), (3, parts[1].clone())]);
        assert!(parts[0].decide(Verdict::Written { base_offset: 10, log_append_time: -1 }));
        assert!(parts[1].decide(Verdict::Written { base_offset: 20, log_append_time: 5 }));
        assert!(!parts[1].decide(Verdict::failed(ProduceError::Closed)), "decided once");
        let written: Vec<_> = deliveries
            .into_iter()
            .map(|delivery| delivery.now_or_never().unwrap().unwrap())
            .map(|written| (written.offset, written.timestamp))
            .collect();
        assert_eq!(written, [(10, 9), (11, 9), (12, 9), (20, 5)]);
    }
}
