//! Requests that wait: a produce for an offset, a fetch for bytes, each with a deadline.
//!
//! Every partition has a [`WatchList`]. Whoever moves the partition's offsets tells the list, which wakes exactly
//! the requests for which that is enough; nobody polls. A request registers with its partitions and then looks
//! at them once more, so that what happened in between is not missed.
//!
//! Lock order: a watch list's lock is taken last and held for the length of the list.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::task::Poll;

use futures::task::AtomicWaker;
use parking_lot::Mutex;
use tokio::time::Instant;

/// One waiting request, shared by the lists it is in.
#[derive(Debug)]
pub struct Waiter {
    /// Bytes a fetch still misses, or partitions a produce still waits for.
    missing: AtomicI64,
    done: AtomicBool,
    waker: AtomicWaker,
}

impl Waiter {
    /// A request that misses `missing` bytes or partitions.
    pub fn new(missing: i64) -> Arc<Waiter> {
        Arc::new(Waiter {
            missing: AtomicI64::new(missing),
            done: AtomicBool::new(missing <= 0),
            waker: AtomicWaker::new(),
        })
    }

    /// Takes `amount` off what is missing and wakes the request if nothing is left.
    pub fn satisfy(&self, amount: i64) {
        if self.missing.fetch_sub(amount, Ordering::AcqRel) <= amount {
            self.finish();
        }
    }

    /// Wakes the request whatever is missing: its partition is no longer what it was.
    pub fn finish(&self) {
        if !self.done.swap(true, Ordering::AcqRel) {
            self.waker.wake();
        }
    }

    /// Whether the request has been woken or has given up.
    pub fn is_done(&self) -> bool {
        self.done.load(Ordering::Acquire)
    }

    /// Waits until there is nothing missing, or until `deadline`. Returns whether the first was the case.
    /// Dropping the future ends the wait; the lists forget the request in time.
    pub async fn wait(self: Arc<Self>, deadline: Instant) -> bool {
        let given_up = GiveUp(&self);
        let woken = poll_fn(|cx| {
            if given_up.0.is_done() {
                return Poll::Ready(());
            }
            given_up.0.waker.register(cx.waker());
            // The wake may have come just before the waker was there to take it.
            if given_up.0.is_done() { Poll::Ready(()) } else { Poll::Pending }
        });
        tokio::time::timeout_at(deadline, woken).await.is_ok()
    }
}

/// Marks a request as done when its wait ends, whichever way: lists drop what is done.
struct GiveUp<'a>(&'a Waiter);

impl Drop for GiveUp<'_> {
    fn drop(&mut self) {
        self.0.done.store(true, Ordering::Release);
    }
}

#[derive(Debug)]
enum Watch {
    /// A fetch that sees what is below the high watermark or the last stable offset.
    Committed(Arc<Waiter>),
    /// A fetch that sees everything (a follower's).
    Appended(Arc<Waiter>),
    /// A produce: the high watermark must reach the offset.
    Offset(i64, Arc<Waiter>),
}

impl Watch {
    fn waiter(&self) -> &Arc<Waiter> {
        match self {
            Watch::Committed(waiter) | Watch::Appended(waiter) | Watch::Offset(_, waiter) => waiter,
        }
    }
}

/// The requests that wait for one partition.
#[derive(Debug, Default)]
pub struct WatchList {
    watches: Mutex<Vec<Watch>>,
    /// Length of the list, so that an append to a partition nobody waits for takes no lock.
    len: AtomicUsize,
}

impl WatchList {
    /// A list this long is searched for requests that have given up before it grows.
    const PURGE_AT: usize = 8;

    /// Watches for bytes below the high watermark.
    pub fn watch_committed(&self, waiter: &Arc<Waiter>) {
        self.add(Watch::Committed(Arc::clone(waiter)));
    }

    /// Watches for bytes below the log's end.
    pub fn watch_appended(&self, waiter: &Arc<Waiter>) {
        self.add(Watch::Appended(Arc::clone(waiter)));
    }

    /// Watches for the high watermark to reach `offset`.
    pub fn watch_offset(&self, offset: i64, waiter: &Arc<Waiter>) {
        self.add(Watch::Offset(offset, Arc::clone(waiter)));
    }

    fn add(&self, watch: Watch) {
        let mut watches = self.watches.lock();
        if watches.len() >= Self::PURGE_AT && watches.len() == watches.capacity() {
            watches.retain(|watch| !watch.waiter().is_done());
        }
        watches.push(watch);
        // Ordered before the registrant's second look at the partition: either that look sees the new offset,
        // or the one who moves it sees this length.
        self.len.store(watches.len(), Ordering::SeqCst);
    }

    /// The log grew by `bytes`.
    pub fn appended(&self, bytes: i64) {
        self.settle(|watch| match watch {
            Watch::Appended(waiter) => {
                waiter.satisfy(bytes);
                true
            }
            Watch::Committed(_) | Watch::Offset(..) => true,
        });
    }

    /// The high watermark is now `high_watermark`, which has made about `bytes` visible.
    pub fn committed(&self, high_watermark: i64, bytes: i64) {
        self.settle(|watch| match watch {
            Watch::Committed(waiter) => {
                waiter.satisfy(bytes);
                true
            }
            Watch::Appended(_) => true,
            Watch::Offset(offset, waiter) if *offset <= high_watermark => {
                waiter.satisfy(1);
                false
            }
            Watch::Offset(..) => true,
        });
    }

    /// The partition is no longer what it was (leader, epoch, log): all who wait look again.
    pub fn wake_all(&self) {
        self.settle(|watch| {
            watch.waiter().finish();
            false
        });
    }

    /// Shows every watch to `keep`, and drops those that it does not keep and those that are done.
    fn settle(&self, mut keep: impl FnMut(&Watch) -> bool) {
        std::sync::atomic::fence(Ordering::SeqCst);
        if self.len.load(Ordering::SeqCst) == 0 {
            return;
        }
        let mut watches = self.watches.lock();
        watches.retain(|watch| !watch.waiter().is_done() && keep(watch) && !watch.waiter().is_done());
        self.len.store(watches.len(), Ordering::SeqCst);
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.len.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    #[tokio::test(start_paused = true)]
    async fn a_fetch_wakes_once_its_bytes_are_there_and_not_before() {
        let list = WatchList::default();
        let waiter = Waiter::new(100);
        list.watch_committed(&waiter);
        let mut wait = Box::pin(Arc::clone(&waiter).wait(soon()));
        list.committed(1, 60);
        assert!(futures::poll!(&mut wait).is_pending());
        list.appended(1000);
        assert!(futures::poll!(&mut wait).is_pending(), "not visible to this one");
        list.committed(2, 40);
        assert!(wait.await);
        assert_eq!(list.len(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_produce_waits_for_all_its_partitions() {
        let lists = [WatchList::default(), WatchList::default()];
        let waiter = Waiter::new(2);
        lists[0].watch_offset(10, &waiter);
        lists[1].watch_offset(20, &waiter);
        let mut wait = Box::pin(Arc::clone(&waiter).wait(soon()));
        lists[0].committed(9, 1);
        lists[0].committed(10, 1);
        lists[0].committed(11, 1);
        assert!(futures::poll!(&mut wait).is_pending(), "each partition counts once");
        lists[1].committed(25, 1);
        assert!(wait.await);
    }

    #[tokio::test(start_paused = true)]
    async fn the_deadline_ends_the_wait_and_the_list_forgets() {
        let list = WatchList::default();
        for _ in 0..100 {
            let waiter = Waiter::new(1);
            list.watch_committed(&waiter);
            assert!(!waiter.wait(Instant::now() + Duration::from_millis(500)).await);
        }
        assert!(list.len() <= WatchList::PURGE_AT, "{}", list.len());
        list.committed(1, 1);
        assert_eq!(list.len(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_of_leader_wakes_everyone() {
        let list = WatchList::default();
        let waiter = Waiter::new(1_000_000);
        list.watch_offset(50, &waiter);
        list.wake_all();
        assert!(waiter.wait(soon()).await);
    }

    #[test]
    fn nothing_missing_is_done_at_once() {
        assert!(Waiter::new(0).is_done());
    }
}
