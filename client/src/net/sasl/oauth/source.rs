//! The one task that owns a client's token: all its connections ask it.
//!
//! It fetches when the first token is wanted, and then ahead of the end of each; while that goes on, or fails, the token
//! at hand is given as long as it holds. It ends when nobody is left to ask. Connections queue in a channel of
//! [`QUEUE_LENGTH`]; who finds it full waits.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures::future::BoxFuture;
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::refresh::AFTER_FAILURE;
use super::{AccessToken, RefreshConfig, TokenError, TokenProvider};

const QUEUE_LENGTH: usize = 16;

/// A token is not given out when it ends so soon, or when it has come to the half of its life if that is less: the broker
/// ends the session with it, and takes no renewal within a second.
const TOO_SOON: Duration = Duration::from_secs(2);

type Fetched = Result<AccessToken, TokenError>;
type Ask = oneshot::Sender<Fetched>;

/// Where a client's connections get their token; cheap to clone.
#[derive(Clone)]
pub(in crate::net::sasl) struct TokenSource {
    shared: Arc<Shared>,
}

struct Shared {
    provider: Arc<dyn TokenProvider>,
    refresh: RefreshConfig,
    /// To the task, once there is one.
    asks: Mutex<Option<mpsc::Sender<Ask>>>,
}

impl TokenSource {
    pub(in crate::net::sasl) fn new(provider: Arc<dyn TokenProvider>, refresh: RefreshConfig) -> Self {
        Self { shared: Arc::new(Shared { provider, refresh, asks: Mutex::new(None) }) }
    }

    /// A token that holds, or a new one.
    ///
    /// # Errors
    /// Of the provider.
    pub(in crate::net::sasl) async fn token(&self) -> Fetched {
        let (ask, answer) = oneshot::channel();
        let asked = self.owner().send(ask).await;
        let gone = || TokenError::retriable("the task that fetches tokens has ended with its runtime");
        asked.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    /// The way to the task, which is started where there is none, or where its runtime has ended.
    fn owner(&self) -> mpsc::Sender<Ask> {
        let mut asks = self.shared.asks.lock();
        match &*asks {
            Some(owner) if !owner.is_closed() => owner.clone(),
            _ => {
                let (sender, receiver) = mpsc::channel(QUEUE_LENGTH);
                let (provider, refresh) = (Arc::clone(&self.shared.provider), self.shared.refresh.clone());
                tokio::spawn(Owner::new(provider, refresh).run(receiver));
                *asks = Some(sender.clone());
                sender
            }
        }
    }
}

struct Owner {
    provider: Arc<dyn TokenProvider>,
    refresh: RefreshConfig,
    held: Option<AccessToken>,
    /// Until when the token is given out.
    given_until: SystemTime,
    /// When the next one is to be fetched.
    due: Option<Instant>,
    /// Those who wait for the one that is being fetched.
    waiting: Vec<Ask>,
}

impl Owner {
    fn new(provider: Arc<dyn TokenProvider>, refresh: RefreshConfig) -> Self {
        let given_until = SystemTime::UNIX_EPOCH;
        Self { provider, refresh, held: None, given_until, due: None, waiting: Vec::new() }
    }

    async fn run(mut self, mut asks: mpsc::Receiver<Ask>) {
        let provider = Arc::clone(&self.provider);
        let mut fetching: Option<BoxFuture<'_, Fetched>> = None;
        loop {
            let due = self.due;
            tokio::select! {
                ask = asks.recv() => match ask {
                    None => return,
                    Some(ask) => self.asked(ask),
                },
                fetched = async { fetching.as_mut().expect("guarded").await }, if fetching.is_some() => {
                    fetching = None;
                    self.fetched(fetched);
                }
                () = async { tokio::time::sleep_until(due.expect("guarded")).await }, if due.is_some() => {
                    self.due = None;
                    fetching.get_or_insert_with(|| provider.token());
                }
            }
            if !self.waiting.is_empty() {
                fetching.get_or_insert_with(|| provider.token());
            }
        }
    }

    fn asked(&mut self, ask: Ask) {
        match &self.held {
            // Who asked may have gone.
            Some(token) if self.given_until > SystemTime::now() => drop(ask.send(Ok(token.clone()))),
            _ => self.waiting.push(ask),
        }
    }

    /// A token that has come is given out even where it seems expired: the broker's clock decides.
    fn fetched(&mut self, fetched: Fetched) {
        for ask in self.waiting.drain(..) {
            drop(ask.send(fetched.clone()));
        }
        let delay = match fetched {
            Ok(token) => {
                let (now, random) = (SystemTime::now(), rand::random::<f64>());
                let left = token.expires.duration_since(now).unwrap_or_default();
                self.given_until = now + left.saturating_sub(TOO_SOON).max(left / 2);
                let delay = self.refresh.delay(now, token.starts, token.expires, random);
                tracing::debug!(principal = token.principal, "a token has come; another is due in {delay:?}");
                self.held = Some(token);
                delay
            }
            Err(error) => {
                tracing::warn!(%error, "no token");
                AFTER_FAILURE
            }
        };
        // Before the first token, only those who connect ask for one.
        self.due = self.held.is_some().then(|| Instant::now() + delay);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use super::*;

    /// Gives tokens that live so long, after a pause; each has its number. Fails where it is told to.
    struct Numbers {
        next: AtomicU32,
        life: Duration,
        fails: fn(u32) -> bool,
    }

    impl TokenProvider for Numbers {
        fn token(&self) -> BoxFuture<'_, Fetched> {
            Box::pin(async {
                let number = self.next.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
                if (self.fails)(number) {
                    return Err(TokenError::retriable("down"));
                }
                Ok(AccessToken {
                    value: number.to_string(),
                    principal: "me".to_owned(),
                    starts: None,
                    expires: SystemTime::now() + self.life,
                    extensions: Default::default(),
                })
            })
        }
    }

    fn source(life: Duration, fails: fn(u32) -> bool) -> TokenSource {
        let numbers = Numbers { next: AtomicU32::new(0), life, fails };
        TokenSource::new(Arc::new(numbers), RefreshConfig::default())
    }

    async fn value(source: &TokenSource) -> String {
        source.token().await.unwrap().value
    }

    #[tokio::test]
    async fn all_share_one_token_and_the_next_comes_ahead_of_time() {
        let source = source(Duration::from_millis(1500), |_| false);
        let (first, second) = tokio::join!(value(&source), value(&source));
        assert_eq!((first.as_str(), second.as_str()), ("0", "0"));
        // Refreshed at eight tenths of its life, while nobody asks.
        tokio::time::sleep(Duration::from_millis(1350)).await;
        assert_eq!(value(&source).await, "1");
    }

    #[tokio::test]
    async fn failures_are_told_and_the_next_caller_tries_again() {
        let source = source(Duration::from_secs(3600), |number| number == 0);
        let (first, second) = tokio::join!(source.token(), source.token());
        assert!(first.is_err() && second.is_err());
        assert_eq!(value(&source).await, "1");
    }

    #[tokio::test]
    async fn an_expired_token_is_replaced_before_it_is_used_again() {
        let source = source(Duration::ZERO, |_| false);
        assert_eq!((value(&source).await, value(&source).await), ("0".to_owned(), "1".to_owned()));
    }
}
