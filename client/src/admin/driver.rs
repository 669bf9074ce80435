//! The one way of all calls: keys are mapped to brokers, asked there, and mapped anew where the answer is that the
//! broker is no longer the right one.
//!
//! What is asked and what an answer means is a [`Handler`], which is pure; who is asked is a [`Routing`]. Each key has
//! its own outcome, and all of them share the time limit of the call (`AdminApiDriver` in Apache Kafka).

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use kavka_protocol::ErrorCode;
use kavka_protocol::wire::Request;

use super::Admin;
use super::routing::{Routing, Target};
use crate::error::{ClientError, code_of};
use crate::net::{Connection, NetError};
use crate::retry::Backoff;

/// What came of each key.
pub type Outcomes<K, V> = BTreeMap<K, Result<V, ClientError>>;

/// What an answer says about one key.
#[derive(Debug)]
pub(super) enum Outcome<V> {
    /// It is done.
    Done(V),
    /// It cannot be done.
    Failed(ClientError),
    /// The same broker may do it later.
    Retry(ClientError),
    /// Another broker is to be asked.
    Moved(ClientError),
}

impl<V> Outcome<V> {
    /// By a code on the wire: the value, or the refusal as [`refusal`] sorts it.
    pub(super) fn of(code: i16, message: Option<&str>, value: impl FnOnce() -> V) -> Self {
        match code_of(code) {
            ErrorCode::None => Self::Done(value()),
            code => refusal(code, message),
        }
    }

    /// As [`Outcome::of`] for changes that the controller makes: its refusals are final, but for those of a broker
    /// that is not the controller, and of one that asks for patience.
    pub(super) fn of_change(code: i16, message: Option<&str>, value: impl FnOnce() -> V) -> Self {
        match code_of(code) {
            ErrorCode::None => Self::Done(value()),
            code @ ErrorCode::NotController => Self::Moved(ClientError::broker(code, message)),
            code @ ErrorCode::ThrottlingQuotaExceeded => Self::Retry(ClientError::broker(code, message)),
            code => Self::Failed(ClientError::broker(code, message)),
        }
    }
}

/// What to do about a refusal by a leader or a coordinator.
pub(super) fn refusal<V>(code: ErrorCode, message: Option<&str>) -> Outcome<V> {
    let error = ClientError::broker(code, message);
    match code {
        ErrorCode::NotCoordinator | ErrorCode::CoordinatorNotAvailable | ErrorCode::NotController => {
            Outcome::Moved(error)
        }
        code if code.refreshes_metadata() => Outcome::Moved(error),
        code if code.is_retriable() => Outcome::Retry(error),
        _ => Outcome::Failed(error),
    }
}

/// One kind of call.
pub(super) trait Handler: Sync {
    /// What each outcome is of.
    type Key: Clone + Ord + Send + Sync;
    /// The request.
    type Request: Request + Send + Sync;
    /// What is had for a key.
    type Value: Send;

    /// What the call is for, in the words of a timeout.
    const DOING: &'static str;
    /// How many keys a request takes.
    const KEYS_MAX: usize = usize::MAX;
    /// The highest version in use.
    const VERSION_MAX: i16 = i16::MAX;

    /// The request about these keys, at most [`Handler::KEYS_MAX`] of them.
    ///
    /// # Errors
    /// [`ClientError`] where the version cannot say what is wanted.
    fn request(&self, version: i16, keys: &[Self::Key]) -> Result<Self::Request, ClientError>;

    /// How many keys a request of this version takes.
    fn keys_max(_version: i16) -> usize {
        Self::KEYS_MAX
    }

    /// What the answer says. Keys it is silent about are asked again.
    fn answer(
        &self,
        from: &Target,
        keys: &[Self::Key],
        response: <Self::Request as Request>::Response,
    ) -> Vec<(Self::Key, Outcome<Self::Value>)>;
}

/// The same outcome for all keys of a request: `error` of the whole response.
pub(super) fn for_all<K: Clone, V>(
    keys: &[K],
    code: ErrorCode,
    message: Option<&str>,
) -> Vec<(K, Outcome<V>)> {
    keys.iter().map(|key| (key.clone(), refusal(code, message))).collect()
}

/// A key that has no outcome yet.
#[derive(Debug, Default)]
struct Open {
    /// Who is to be asked, once it is known.
    target: Option<Target>,
    /// Why it is still open.
    last: Option<ClientError>,
}

/// All keys of a call.
struct Progress<K, V> {
    open: BTreeMap<K, Open>,
    done: Outcomes<K, V>,
}

impl<K: Clone + Ord, V> Progress<K, V> {
    fn settle(&mut self, key: K, outcome: Result<V, ClientError>) {
        if self.open.remove(&key).is_some() {
            self.done.insert(key, outcome);
        }
    }

    /// Keeps a key open; where `unmaps`, its broker is looked for again.
    fn keep(&mut self, key: &K, why: ClientError, unmaps: bool) {
        if let Some(open) = self.open.get_mut(key) {
            open.last = Some(why);
            if unmaps {
                open.target = None;
            }
        }
    }

    fn unmapped(&self) -> Vec<K> {
        let unmapped = self.open.iter().filter(|(_, open)| open.target.is_none());
        unmapped.map(|(key, _)| key.clone()).collect()
    }

    fn by_target(&self) -> BTreeMap<Target, Vec<K>> {
        let mut targets = BTreeMap::<Target, Vec<K>>::new();
        for (key, open) in &self.open {
            if let Some(target) = &open.target {
                targets.entry(target.clone()).or_default().push(key.clone());
            }
        }
        targets
    }

    /// Time is up: what is open has failed.
    fn time_out(mut self, doing: &str, after: Duration) -> Outcomes<K, V> {
        for (key, open) in self.open {
            let last = open.last.map_or_else(|| "no answer".to_string(), |error| error.to_string());
            let error = ClientError::Timeout { doing: doing.to_string(), after, last };
            self.done.insert(key, Err(error));
        }
        self.done
    }
}

impl Admin {
    /// Asks about all keys until each has an outcome or the time of a call is over.
    pub(super) async fn drive<H: Handler, R: Routing<H::Key>>(
        &self,
        handler: &H,
        routing: &R,
        keys: Vec<H::Key>,
    ) -> Outcomes<H::Key, H::Value> {
        let started = Instant::now();
        let config = self.cluster.config();
        let mut backoff = Backoff::new(config.retry_backoff, config.retry_backoff_max);
        let open = keys.into_iter().map(|key| (key, Open::default())).collect();
        let mut progress = Progress { open, done: BTreeMap::new() };
        loop {
            let left = self.api_timeout.saturating_sub(started.elapsed());
            let round = self.round(handler, routing, &mut progress, started);
            let is_late = tokio::time::timeout(left, round).await.is_err();
            if progress.open.is_empty() {
                return progress.done;
            }
            let delay = backoff.next_delay();
            if is_late || started.elapsed() + delay >= self.api_timeout {
                return progress.time_out(H::DOING, self.api_timeout);
            }
            tokio::time::sleep(delay).await;
        }
    }

    /// Looks for the brokers of keys that have none, and asks every broker once.
    async fn round<H: Handler, R: Routing<H::Key>>(
        &self,
        handler: &H,
        routing: &R,
        progress: &mut Progress<H::Key, H::Value>,
        started: Instant,
    ) {
        for (key, found) in routing.find(self, progress.unmapped()).await {
            match found {
                Outcome::Done(target) => {
                    if let Some(open) = progress.open.get_mut(&key) {
                        open.target = Some(target);
                    }
                }
                Outcome::Failed(error) => progress.settle(key, Err(error)),
                Outcome::Retry(error) | Outcome::Moved(error) => {
                    if self.cluster.gives_up_first_connect(&error, started) {
                        progress.settle(key, Err(error));
                    } else {
                        progress.keep(&key, error, true);
                    }
                }
            }
        }
        let mut asked = FuturesUnordered::new();
        for (target, keys) in progress.by_target() {
            asked.push(self.ask_target(handler, target, keys));
        }
        while let Some(answers) = asked.next().await {
            for (keys, answer) in answers {
                match answer {
                    Ok(outcomes) => self.apply(routing, progress, &keys, outcomes),
                    Err(error) => self.not_answered(routing, progress, keys, &error, started),
                }
            }
        }
    }

    /// Asks one broker about keys, in as many requests as it takes.
    async fn ask_target<H: Handler>(
        &self,
        handler: &H,
        target: Target,
        keys: Vec<H::Key>,
    ) -> Vec<(Vec<H::Key>, Result<Vec<(H::Key, Outcome<H::Value>)>, ClientError>)> {
        let connection = match target.connection(&self.cluster).await {
            Ok(connection) => connection,
            Err(error) => return vec![(keys, Err(error))],
        };
        let version = match connection.version_at_most::<H::Request>(H::VERSION_MAX) {
            Ok(version) => version,
            Err(error) => return vec![(keys, Err(error.into()))],
        };
        let mut answers = Vec::new();
        for keys in keys.chunks(H::keys_max(version)) {
            let answer = ask_once(handler, &connection, version, &target, keys).await;
            answers.push((keys.to_vec(), answer));
        }
        answers
    }

    fn apply<K: Clone + Ord, V, R: Routing<K>>(
        &self,
        routing: &R,
        progress: &mut Progress<K, V>,
        keys: &[K],
        outcomes: Vec<(K, Outcome<V>)>,
    ) {
        for key in keys {
            let silent = ClientError::Invalid("the answer does not mention it".to_string());
            progress.keep(key, silent, false);
        }
        for (key, outcome) in outcomes {
            match outcome {
                Outcome::Done(value) => progress.settle(key, Ok(value)),
                Outcome::Failed(error) => progress.settle(key, Err(error)),
                Outcome::Retry(error) => progress.keep(&key, error, false),
                Outcome::Moved(error) => {
                    routing.moved(self, &key);
                    progress.keep(&key, error, true);
                }
            }
        }
    }

    /// A broker that cannot be reached may no longer be the right one.
    fn not_answered<K: Clone + Ord, V, R: Routing<K>>(
        &self,
        routing: &R,
        progress: &mut Progress<K, V>,
        keys: Vec<K>,
        error: &ClientError,
        started: Instant,
    ) {
        let is_final = !error.is_retriable() || self.cluster.gives_up_first_connect(error, started);
        for key in keys {
            if is_final {
                progress.settle(key, Err(error.clone()));
            } else {
                routing.moved(self, &key);
                progress.keep(&key, error.clone(), true);
            }
        }
    }
}

async fn ask_once<H: Handler>(
    handler: &H,
    connection: &Connection,
    version: i16,
    target: &Target,
    keys: &[H::Key],
) -> Result<Vec<(H::Key, Outcome<H::Value>)>, ClientError> {
    let request = handler.request(version, keys)?;
    let response = connection.call_at(version, &request).await?;
    Ok(handler.answer(target, keys, response))
}

/// The outcome of a call about one key.
pub(super) fn only<K: Ord, V>(outcomes: Outcomes<K, V>) -> Result<V, ClientError> {
    let no_key = || Err(ClientError::Invalid("the call was about nothing".to_string()));
    outcomes.into_values().next().unwrap_or_else(no_key)
}

/// Values only, or the first error in the order of the keys.
pub(super) fn all_or_first_error<K: Ord, V>(outcomes: Outcomes<K, V>) -> Result<BTreeMap<K, V>, ClientError> {
    outcomes.into_iter().map(|(key, outcome)| Ok((key, outcome?))).collect()
}

/// Whether a broker is too old for a call.
pub(super) fn is_unsupported(error: &ClientError) -> bool {
    matches!(error, ClientError::Net(NetError::UnsupportedVersion { .. }))
        || error.code() == Some(ErrorCode::UnsupportedVersion)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_sorted_by_who_can_help() {
        let of = |code: ErrorCode| Outcome::of(code.code(), None, || ());
        assert!(matches!(of(ErrorCode::None), Outcome::Done(())));
        assert!(matches!(of(ErrorCode::NotCoordinator), Outcome::Moved(_)));
        assert!(matches!(of(ErrorCode::NotLeaderOrFollower), Outcome::Moved(_)));
        assert!(matches!(of(ErrorCode::CoordinatorLoadInProgress), Outcome::Retry(_)));
        assert!(matches!(of(ErrorCode::GroupIdNotFound), Outcome::Failed(_)));
        let of_change = |code: ErrorCode| Outcome::of_change(code.code(), None, || ());
        assert!(matches!(of_change(ErrorCode::NotController), Outcome::Moved(_)));
        assert!(matches!(of_change(ErrorCode::ThrottlingQuotaExceeded), Outcome::Retry(_)));
        assert!(matches!(of_change(ErrorCode::RequestTimedOut), Outcome::Failed(_)));
    }

    #[test]
    fn what_is_open_when_time_is_up_says_why() {
        let mut progress = Progress {
            open: BTreeMap::from([("a", Open::default()), ("b", Open::default())]),
            done: Outcomes::<_, ()>::new(),
        };
        progress.keep(&"a", ClientError::broker(ErrorCode::NotCoordinator, None), true);
        progress.settle("b", Ok(()));
        let done = progress.time_out("a test", Duration::from_secs(1));
        assert!(done["b"].is_ok());
        let told = done["a"].as_ref().unwrap_err().to_string();
        assert!(told.contains("a test") && told.contains("coordinator"), "{told}");
    }

    #[test]
    fn calls_can_be_spawned() {
        fn is_send<T: Send>(_: &T) {}
        let config =
            crate::config::AdminConfigBuilder::new().bootstrap_servers("localhost:1").build().unwrap();
        let admin = Admin::new(config).unwrap();
        is_send(&admin.describe_groups(&[]));
        is_send(&admin.create_topics(&[], crate::admin::TopicChangeOptions::default()));
        is_send(&admin.describe_cluster(true));
        is_send(&admin.list_offsets(&BTreeMap::new(), false));
        is_send(&admin.describe_acls(&crate::admin::AclFilter::default()));
    }
}
