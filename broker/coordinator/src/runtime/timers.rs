//! Deadlines of a state machine, by key.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    hash::Hash,
};

/// At most one deadline per key, in milliseconds of the monotonic clock.
///
/// A session timeout is pushed back by every heartbeat, so moving a deadline later touches only the map: the heap
/// keeps the earlier entry and pushes the real one when that comes up. Each key has at most one useful entry in the
/// heap besides those it left behind by moving earlier.
#[derive(Debug, Clone)]
pub struct Timers<K> {
    deadlines: HashMap<K, Entry>,
    heap: BinaryHeap<Reverse<(i64, K)>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    deadline: i64,
    /// When the heap will bring this key up. Invariant: never after `deadline`.
    queued: i64,
}

impl<K> Default for Timers<K>
where
    K: Ord,
{
    fn default() -> Self {
        Self { deadlines: HashMap::new(), heap: BinaryHeap::new() }
    }
}

impl<K: Clone + Eq + Hash + Ord> Timers<K> {
    /// Sets or moves the deadline of `key`.
    pub fn schedule(&mut self, key: K, deadline: i64) {
        if let Some(entry) = self.deadlines.get_mut(&key) {
            entry.deadline = deadline;
            if entry.queued <= deadline {
                return;
            }
            entry.queued = deadline;
        } else {
            self.deadlines.insert(key.clone(), Entry { deadline, queued: deadline });
        }
        self.heap.push(Reverse((deadline, key)));
        // Cancelled and moved entries stay in the heap until they come up; a shard with churn would grow by them.
        if self.heap.len() > 64 && self.heap.len() > 4 * self.deadlines.len() {
            self.rebuild();
        }
    }

    /// Forgets the deadline of `key`.
    pub fn cancel(&mut self, key: &K) {
        self.deadlines.remove(key);
    }

    /// The deadline of `key`.
    pub fn deadline(&self, key: &K) -> Option<i64> {
        self.deadlines.get(key).map(|entry| entry.deadline)
    }

    /// A time at or before the earliest deadline, when to call [`Self::pop_due`] next.
    pub fn next_wake(&self) -> Option<i64> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }

    /// Removes and returns one key whose deadline is at or before `now`, earliest first.
    pub fn pop_due(&mut self, now: i64) -> Option<K> {
        while let Some(Reverse((at, _))) = self.heap.peek() {
            if *at > now {
                return None;
            }
            let Reverse((at, key)) = self.heap.pop()?;
            let Some(entry) = self.deadlines.get_mut(&key) else { continue };
            if entry.queued != at {
                continue;
            }
            if entry.deadline <= now {
                self.deadlines.remove(&key);
                return Some(key);
            }
            entry.queued = entry.deadline;
            let deadline = entry.deadline;
            self.heap.push(Reverse((deadline, key)));
        }
        None
    }

    /// How many deadlines are set.
    pub fn len(&self) -> usize {
        self.deadlines.len()
    }

    /// Whether no deadline is set.
    pub fn is_empty(&self) -> bool {
        self.deadlines.is_empty()
    }

    fn rebuild(&mut self) {
        self.heap.clear();
        for (key, entry) in &mut self.deadlines {
            entry.queued = entry.deadline;
            self.heap.push(Reverse((entry.deadline, key.clone())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fires_in_order_and_once() {
        let mut timers = Timers::default();
        timers.schedule("b", 20);
        timers.schedule("a", 10);
        assert_eq!(timers.next_wake(), Some(10));
        assert_eq!(timers.pop_due(9), None);
        assert_eq!(timers.pop_due(25), Some("a"));
        assert_eq!(timers.pop_due(25), Some("b"));
        assert_eq!(timers.pop_due(25), None);
        assert!(timers.is_empty());
    }

    #[test]
    fn a_later_deadline_replaces_an_earlier_one() {
        let mut timers = Timers::default();
        timers.schedule("a", 10);
        timers.schedule("a", 30);
        assert_eq!(timers.pop_due(29), None);
        assert_eq!(timers.next_wake(), Some(30));
        assert_eq!(timers.pop_due(30), Some("a"));
    }

    #[test]
    fn an_earlier_deadline_replaces_a_later_one() {
        let mut timers = Timers::default();
        timers.schedule("a", 30);
        timers.schedule("a", 10);
        assert_eq!(timers.pop_due(10), Some("a"));
        assert_eq!(timers.pop_due(40), None);
    }

    #[test]
    fn cancelled_then_scheduled_again_fires_once_at_the_new_time() {
        let mut timers = Timers::default();
        timers.schedule("a", 10);
        timers.cancel(&"a");
        timers.schedule("a", 20);
        assert_eq!(timers.pop_due(15), None);
        assert_eq!(timers.pop_due(20), Some("a"));
        assert_eq!(timers.pop_due(100), None);
    }

    #[test]
    fn churn_does_not_grow_the_heap() {
        let mut timers = Timers::default();
        for n in 0..10_000 {
            timers.schedule(n, i64::from(n) + 1_000_000);
            timers.cancel(&n);
        }
        assert!(timers.heap.len() <= 65, "{}", timers.heap.len());
    }
}
