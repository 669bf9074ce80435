//! Questions on their way between polls, beside fetches: each in a task of its own, so that an application that polls
//! for a moment at a time gets answers that take longer, and one broker that is silent keeps nobody from the others.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use kavka_protocol::messages::OffsetForLeaderEpochResponse;
use tokio::task::JoinSet;

use super::group::Committed;
use super::positions::Check;
use crate::admin::{FoundOffset, OffsetSpec};
use crate::cluster::{ClusterView, Wanted};
use crate::config::CommonConfig;
use crate::retry::Backoff;
use crate::{ClientError, TopicPartition};

/// What is asked about. There is one question of each at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// Topics and who leads them.
    Topics,
    /// What the group has committed.
    Committed,
    /// Offsets by rule, at this leader.
    Offsets(i32),
    /// Whether positions lie in the logs of this leader.
    Checks(i32),
}

/// Partitions with the version that they had when they were asked about.
pub(super) type Versions = BTreeMap<TopicPartition, u64>;

/// The offsets that one leader has found.
pub(super) type FoundOffsets = Vec<(TopicPartition, Result<FoundOffset, ClientError>)>;

/// What came back.
#[derive(Debug)]
pub(super) enum Answer {
    Topics { wanted: Wanted, found: Result<Arc<ClusterView>, ClientError> },
    Committed { of: Versions, found: Result<Committed, ClientError> },
    Offsets { of: BTreeMap<TopicPartition, (OffsetSpec, u64)>, found: Result<FoundOffsets, ClientError> },
    Checks { checks: Vec<Check>, found: Result<OffsetForLeaderEpochResponse, ClientError> },
}

/// Which subjects are asked about, and when they may be again.
#[derive(Debug)]
struct Pause {
    is_busy: bool,
    not_before: Option<Instant>,
    backoff: Backoff,
}

/// The questions of a consumer. Dropped, it asks no more.
#[derive(Debug)]
pub(super) struct Background {
    tasks: JoinSet<(Subject, Answer)>,
    pauses: HashMap<Subject, Pause>,
    backoff: Backoff,
}

impl Background {
    pub(super) fn new(config: &CommonConfig) -> Self {
        let backoff = Backoff::new(config.retry_backoff, config.retry_backoff_max);
        Self { tasks: JoinSet::new(), pauses: HashMap::new(), backoff }
    }

    pub(super) fn may_ask(&self, subject: Subject, now: Instant) -> bool {
        let pause = self.pauses.get(&subject);
        pause.is_none_or(|pause| !pause.is_busy && pause.not_before.is_none_or(|until| until <= now))
    }

    /// Asks. The caller has seen that it may.
    pub(super) fn ask(&mut self, subject: Subject, question: impl Future<Output = Answer> + Send + 'static) {
        self.pause(subject).is_busy = true;
        self.tasks.spawn(async move { (subject, question.await) });
    }

    fn pause(&mut self, subject: Subject) -> &mut Pause {
        let backoff = &self.backoff;
        let none = || Pause { is_busy: false, not_before: None, backoff: backoff.clone() };
        self.pauses.entry(subject).or_insert_with(none)
    }

    /// The next answer; never, if nothing is asked. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> (Subject, Answer) {
        loop {
            match self.tasks.join_next().await {
                Some(Ok((subject, answer))) => {
                    self.pause(subject).is_busy = false;
                    return (subject, answer);
                }
                Some(Err(panicked)) => {
                    tracing::error!(%panicked, "a question broke off");
                    self.tasks.abort_all();
                    self.pauses.clear();
                }
                None => std::future::pending().await,
            }
        }
    }

    /// It was of no use: the next question waits longer than the last one did.
    pub(super) fn hold(&mut self, subject: Subject, now: Instant) {
        let pause = self.pause(subject);
        pause.not_before = Some(now + pause.backoff.next_delay());
    }

    /// It was of use. Another question about topics waits all the same: metadata is not asked for in a circle.
    pub(super) fn release(&mut self, subject: Subject, now: Instant) {
        let backoff = self.backoff.clone();
        let pause = self.pause(subject);
        pause.backoff = backoff;
        let not_before = now + pause.backoff.clone().next_delay();
        pause.not_before = (subject == Subject::Topics).then_some(not_before);
    }

    /// When something that had to wait may be asked.
    pub(super) fn next_time(&self, now: Instant) -> Option<Instant> {
        let waiting = self.pauses.values().filter(|pause| !pause.is_busy);
        waiting.filter_map(|pause| pause.not_before).filter(|at| *at > now).min()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Properties;
    use crate::consumer::ConsumerConfig;

    fn background() -> Background {
        Background::new(&ConsumerConfig::from_properties(&Properties::new()).unwrap().common)
    }

    fn answer() -> Answer {
        Answer::Topics { wanted: Wanted::Brokers, found: Ok(Arc::default()) }
    }

    #[tokio::test]
    async fn one_question_of_each_subject_at_a_time() {
        let (mut background, now) = (background(), Instant::now());
        assert!(background.may_ask(Subject::Offsets(1), now));
        background.ask(Subject::Offsets(1), async { answer() });
        assert!(!background.may_ask(Subject::Offsets(1), now));
        assert!(background.may_ask(Subject::Offsets(2), now), "another leader is another subject");
        assert_eq!(background.next().await.0, Subject::Offsets(1));
        assert!(background.may_ask(Subject::Offsets(1), now));
    }

    #[test]
    fn what_failed_waits_longer_each_time() {
        let (mut background, now) = (background(), Instant::now());
        let mut last = Duration::ZERO;
        for _ in 0..3 {
            background.hold(Subject::Committed, now);
            let until = background.next_time(now).unwrap();
            assert!(
                !background.may_ask(Subject::Committed, now) && background.may_ask(Subject::Committed, until)
            );
            assert!(until - now > last, "{:?} after {last:?}", until - now);
            last = until - now;
        }
        background.release(Subject::Committed, now);
        assert!(background.may_ask(Subject::Committed, now));
    }

    #[test]
    fn metadata_is_not_asked_for_in_a_circle() {
        let (mut background, now) = (background(), Instant::now());
        background.release(Subject::Topics, now);
        assert!(!background.may_ask(Subject::Topics, now));
        assert!(background.may_ask(Subject::Topics, now + Duration::from_millis(120)));
    }
}
