//! Memory for requests in flight (`queued.max.request.bytes`).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::Notify;

/// Counts the bytes of requests that have been read or are being read, over all connections.
///
/// As in Kafka a request may start while anything at all is left, so the limit is overdrawn by at
/// most one request per reading thread; that keeps a request larger than the rest from starving.
#[derive(Debug)]
pub struct RequestBudget {
    available: AtomicI64,
    freed: Notify,
}

impl RequestBudget {
    /// A budget of `limit` bytes; `None` does not limit, only count.
    pub fn new(limit: Option<usize>) -> Arc<Self> {
        let limit = limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(i64::MAX / 2);
        Arc::new(Self { available: AtomicI64::new(limit), freed: Notify::new() })
    }

    /// Whether a new request may not be read now.
    pub fn is_exhausted(&self) -> bool {
        self.available.load(Ordering::Acquire) <= 0
    }

    /// Takes `bytes`, also from an exhausted budget: the caller asked [`RequestBudget::is_exhausted`] before it read.
    pub(super) fn take(self: &Arc<Self>, bytes: usize) -> Permit {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX / 4);
        self.available.fetch_sub(bytes, Ordering::AcqRel);
        Permit { budget: Arc::clone(self), bytes }
    }

    /// Resolves once there may be something left. A wake-up does not promise it: ask again.
    pub(super) async fn wait(self: Arc<Self>) {
        let freed = self.freed.notified();
        tokio::pin!(freed);
        // Registered before the look, so that a release between look and wait is not missed.
        freed.as_mut().enable();
        if self.is_exhausted() {
            freed.await;
        }
    }
}

/// A share of the budget, given back when dropped.
#[derive(Debug)]
pub(super) struct Permit {
    budget: Arc<RequestBudget>,
    bytes: i64,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let before = self.budget.available.fetch_add(self.bytes, Ordering::AcqRel);
        if before <= 0 && before + self.bytes > 0 {
            self.budget.freed.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_exhausted_budget_lets_nobody_in_until_something_is_returned() {
        let budget = RequestBudget::new(Some(100));
        let first = budget.take(60);
        assert!(!budget.is_exhausted());
        let second = budget.take(60);
        assert!(budget.is_exhausted());
        let waiter = tokio::spawn(Arc::clone(&budget).wait());
        tokio::task::yield_now().await;
        assert!(!waiter.is_finished());
        drop(first);
        waiter.await.unwrap();
        drop(second);
        assert!(!budget.is_exhausted());
    }
}
