//! A bounded memory that asks for each missing thing once.

use std::hash::Hash;
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use indexmap::IndexMap;
use parking_lot::Mutex;

use super::RegistryError;

type Answer<V> = Result<V, RegistryError>;

enum Slot<V> {
    Ready { answer: Answer<V>, until: Option<Instant> },
    Asked(Shared<BoxFuture<'static, Answer<V>>>),
}

/// How long answers count.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lifetimes {
    /// None: for ever.
    pub found: Option<Duration>,
    /// Of the answer that there is no such thing; none: not at all. Other errors are never kept.
    pub missing: Option<Duration>,
}

/// Answers by what was asked.
pub(crate) struct Cache<K, V> {
    slots: Mutex<IndexMap<K, Slot<V>>>,
    capacity: usize,
    lifetimes: Lifetimes,
}

impl<K: Hash + Eq + Clone, V: Clone + Send + Sync + 'static> Cache<K, V> {
    /// Forgets the oldest when there are more than `capacity`.
    pub fn new(capacity: usize, lifetimes: Lifetimes) -> Self {
        Self { slots: Mutex::new(IndexMap::new()), capacity: capacity.max(1), lifetimes }
    }

    /// What is known now.
    pub fn known(&self, key: &K, now: Instant) -> Option<Answer<V>> {
        match self.slots.lock().get(key) {
            Some(Slot::Ready { answer, until }) if until.is_none_or(|until| now < until) => {
                Some(answer.clone())
            }
            Some(_) | None => None,
        }
    }

    /// What is known, or what `ask` brings; who asks at the same time waits for the same answer. If the caller goes
    /// away the next one drives the request on.
    pub async fn get<F>(&self, key: K, ask: F) -> Answer<V>
    where
        F: FnOnce() -> BoxFuture<'static, Answer<V>>,
    {
        if let Some(answer) = self.known(&key, Instant::now()) {
            return answer;
        }
        let asked = self.asked(&key, ask);
        let answer = asked.clone().await;
        self.keep(&key, &asked, &answer);
        answer
    }

    fn asked<F>(&self, key: &K, ask: F) -> Shared<BoxFuture<'static, Answer<V>>>
    where
        F: FnOnce() -> BoxFuture<'static, Answer<V>>,
    {
        let mut slots = self.slots.lock();
        if let Some(Slot::Asked(asked)) = slots.get(key) {
            return asked.clone();
        }
        let asked = ask().shared();
        slots.insert(key.clone(), Slot::Asked(asked.clone()));
        while slots.len() > self.capacity {
            slots.shift_remove_index(0);
        }
        asked
    }

    /// The first of those who waited notes the answer.
    fn keep(&self, key: &K, asked: &Shared<BoxFuture<'static, Answer<V>>>, answer: &Answer<V>) {
        let mut slots = self.slots.lock();
        match slots.get(key) {
            Some(Slot::Asked(current)) if current.ptr_eq(asked) => {}
            Some(_) | None => return,
        }
        let lifetime = match answer {
            Ok(_) => Some(self.lifetimes.found),
            Err(error) if error.is_not_found() => self.lifetimes.missing.map(Some),
            Err(_) => None,
        };
        match lifetime {
            Some(lifetime) => {
                let until = lifetime.map(|lifetime| Instant::now() + lifetime);
                slots.insert(key.clone(), Slot::Ready { answer: answer.clone(), until });
            }
            None => {
                slots.shift_remove(key);
            }
        }
    }
}

impl<K, V> std::fmt::Debug for Cache<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").field("known", &self.slots.lock().len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn refused(status: u16) -> RegistryError {
        RegistryError::Refused { url: String::new(), status, code: 0, message: String::new() }
    }

    #[tokio::test]
    async fn many_who_ask_at_once_share_one_request() {
        let cache = Arc::new(Cache::<u8, u8>::new(10, Lifetimes::default()));
        let asked = Arc::new(AtomicU32::new(0));
        let get = || {
            let (cache, asked) = (cache.clone(), asked.clone());
            async move {
                let ask = || {
                    async move {
                        asked.fetch_add(1, Ordering::SeqCst);
                        tokio::task::yield_now().await;
                        Ok(7)
                    }
                    .boxed()
                };
                cache.get(1, ask).await
            }
        };
        // One of them goes away in the middle of it.
        assert!(get().now_or_never().is_none());
        let answers = futures::future::join_all((0..5).map(|_| get())).await;
        assert!(answers.into_iter().all(|answer| answer.unwrap() == 7));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert_eq!(cache.known(&1, Instant::now()).unwrap().unwrap(), 7);
    }

    #[tokio::test]
    async fn only_what_is_missing_is_remembered_of_failures() {
        let lifetimes = Lifetimes { found: None, missing: Some(Duration::from_secs(60)) };
        let cache = Cache::<u8, u8>::new(10, lifetimes);
        let ask = |status| move || async move { Err(refused(status)) }.boxed();
        assert!(cache.get(1, ask(503)).await.is_err());
        assert!(cache.known(&1, Instant::now()).is_none());
        assert!(cache.get(1, ask(404)).await.is_err());
        assert!(cache.known(&1, Instant::now()).unwrap().is_err());
        assert!(cache.known(&1, Instant::now() + Duration::from_secs(61)).is_none());
    }

    #[tokio::test]
    async fn the_oldest_is_forgotten_when_it_is_full() {
        let cache = Cache::<u8, u8>::new(2, Lifetimes::default());
        for key in 0..3 {
            cache.get(key, || async move { Ok(key) }.boxed()).await.unwrap();
        }
        assert!(cache.known(&0, Instant::now()).is_none());
        assert_eq!(cache.known(&2, Instant::now()).unwrap().unwrap(), 2);
    }
}
