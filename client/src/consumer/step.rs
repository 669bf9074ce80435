//! What a poll does in its own time: questions go out, answers come in, fetches start and end.
//!
//! Nothing here waits for one broker alone: every question and every fetch is a task of its own, so a poll may be as
//! short as it likes, and dropping it loses nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::OffsetForLeaderEpochResponse;

use super::background::{Answer, FoundOffsets, Subject, Versions};
use super::commit::passing;
use super::fetch::Outcome;
use super::group::Committed;
use super::lookup::check_request;
use super::measured;
use super::positions::{Check, Position};
use super::records::{Fetched, Reader};
use super::{ConsumeError, Consumer, Ready, corrupt, records};
use crate::admin::{OffsetSpec, offsets_of_leader};
use crate::cluster::{ClusterView, Wanted};
use crate::error::code_of;
use crate::net::NetError;
use crate::{ClientError, TopicPartition};

/// How long to read from the leader where the replica nearby does not answer. The leader goes on naming it until the
/// controller has noticed, which it may never do if only we cannot reach it.
const FOLLOWER_PAUSE: Duration = Duration::from_secs(60);

/// The longest wait without a look at what is due.
const TICK: Duration = Duration::from_secs(1);

/// With records at hand, how long a look at what else is due lasts: for many partitions it costs more than the records
/// of a poll.
const GLANCE: Duration = Duration::from_millis(5);

impl Consumer {
    /// One piece of work: whatever can be asked and fetched, then what comes back first, unless records are ready.
    pub(super) async fn step(&mut self) -> Result<(), ConsumeError> {
        let now = Instant::now();
        if self.has_ready() && self.looked.is_some_and(|looked| now < looked + GLANCE) {
            return Ok(());
        }
        self.looked = Some(now);
        self.auto_commit();
        let view = self.cluster.view();
        self.ask(&view)?;
        self.start_fetches(&view);
        if self.has_ready() {
            return Ok(());
        }
        let due = self.next_time();
        let notified = async {
            match &self.group {
                Some(group) => group.notified().await,
                None => std::future::pending().await,
            }
        };
        let (fetcher, background) = (&mut self.fetcher, &mut self.background);
        tokio::select! {
            outcomes = fetcher.next() => {
                outcomes.into_iter().try_for_each(|outcome| self.take_outcome(outcome))
            }
            (subject, answer) = background.next() => self.take_answer(subject, answer),
            () = notified => Ok(()),
            () = self.waker.woken() => Ok(()),
            () = tokio::time::sleep_until(due.into()) => Ok(()),
        }
    }

    /// As [`Consumer::step`], for positions only.
    pub(super) async fn step_to_positions(&mut self) -> Result<(), ConsumeError> {
        let view = self.cluster.view();
        self.ask(&view)?;
        let due = self.next_time();
        tokio::select! {
            (subject, answer) = self.background.next() => self.take_answer(subject, answer),
            () = tokio::time::sleep_until(due.into()) => Ok(()),
        }
    }

    /// When to look again if nothing comes back.
    fn next_time(&self) -> Instant {
        let now = Instant::now();
        let held =
            [self.background.next_time(now), self.positions.next_time(now), self.fetcher.next_time(now)];
        let idle = if self.fetcher.is_idle() { self.config.common.retry_backoff } else { TICK };
        held.into_iter().flatten().min().unwrap_or(now + TICK).min(now + idle)
    }

    fn ask(&mut self, view: &ClusterView) -> Result<(), ConsumeError> {
        let now = Instant::now();
        self.ask_topics(view, now);
        self.ask_committed(now)?;
        self.ask_offsets(view, now);
        self.positions.begin_checks(view);
        self.ask_checks(view, now);
        Ok(())
    }

    /// Topics that are not known or not to be trusted, and all of them every `metadata.max.age.ms`: for new partitions,
    /// leaders that have moved, and topics that match.
    fn ask_topics(&mut self, view: &ClusterView, now: Instant) {
        let mut topics: BTreeSet<&str> = self.positions.partitions().map(|at| at.topic.as_str()).collect();
        topics.extend(self.subscribed.wants.topics.iter().map(String::as_str));
        let is_due = self.subscribed.fresh_until.is_none_or(|until| until <= now);
        let wanted = if self.subscribed.pattern.is_some() && is_due {
            Wanted::All
        } else {
            let is_wanted = |name: &&str| {
                let known = view.topics.get(*name).filter(|topic| topic.error == ErrorCode::None);
                is_due || known.is_none() || self.stale.contains(*name)
            };
            let names: Vec<String> = topics.into_iter().filter(is_wanted).map(str::to_string).collect();
            if names.is_empty() {
                return;
            }
            Wanted::Topics(names)
        };
        if self.background.may_ask(Subject::Topics, now) {
            let (cluster, creates) = (self.cluster.clone(), self.config.create_topics);
            self.background.ask(Subject::Topics, async move {
                let found = cluster.refresh(&wanted, creates).await;
                Answer::Topics { wanted, found }
            });
        }
    }

    fn ask_committed(&mut self, now: Instant) -> Result<(), ConsumeError> {
        let of = self.positions.uncommitted();
        if of.is_empty() {
            return Ok(());
        }
        let Some(line) = self.line.clone() else { return self.take_committed(&of, &Committed::new()) };
        if self.background.may_ask(Subject::Committed, now) {
            let identity = self.identity_source();
            self.background.ask(Subject::Committed, async move {
                let wanted: Vec<TopicPartition> = of.keys().cloned().collect();
                let found = line.committed_now(&identity(), &wanted).await;
                Answer::Committed { of, found: found.map_err(|error| passing(&line, error)) }
            });
        }
        Ok(())
    }

    fn ask_offsets(&mut self, view: &ClusterView, now: Instant) {
        let mut by_leader = BTreeMap::<i32, BTreeMap<TopicPartition, (OffsetSpec, u64)>>::new();
        for (at, wanted) in self.positions.to_find() {
            match view.leader(&at.topic, at.partition) {
                Some(leader) => _ = by_leader.entry(leader).or_default().insert(at, wanted),
                None => _ = self.stale.insert(at.topic),
            }
        }
        for (leader, of) in by_leader {
            if !self.background.may_ask(Subject::Offsets(leader), now) {
                continue;
            }
            let (cluster, read_committed) = (self.cluster.clone(), self.config.read_committed);
            self.background.ask(Subject::Offsets(leader), async move {
                let wanted = of.iter().map(|(at, (spec, _))| (at.clone(), *spec)).collect();
                let found = offsets_of_leader(&cluster, leader, &wanted, read_committed).await;
                Answer::Offsets { of, found }
            });
        }
    }

    /// Asks new leaders whether positions lie in their logs, which may have been cut (KIP-320).
    fn ask_checks(&mut self, view: &ClusterView, now: Instant) {
        let mut by_leader = BTreeMap::<i32, Vec<Check>>::new();
        for check in self.positions.to_check(view) {
            match view.leader(&check.at.topic, check.at.partition) {
                Some(leader) => by_leader.entry(leader).or_default().push(check),
                None => _ = self.stale.insert(check.at.topic),
            }
        }
        for (leader, checks) in by_leader {
            if self.background.may_ask(Subject::Checks(leader), now) {
                let cluster = self.cluster.clone();
                self.background.ask(Subject::Checks(leader), async move {
                    let ask = async {
                        let connection = cluster.broker(leader).await?;
                        Ok(connection.call(&check_request(&checks)).await?)
                    };
                    let found = ask.await;
                    Answer::Checks { checks, found }
                });
            }
        }
    }

    fn take_answer(&mut self, subject: Subject, answer: Answer) -> Result<(), ConsumeError> {
        self.background.release(subject, Instant::now());
        match answer {
            Answer::Topics { wanted, found: Ok(view) } => self.take_topics(&wanted, &view),
            Answer::Committed { of, found: Ok(found) } => self.take_committed(&of, &found),
            Answer::Offsets { of, found: Ok(found) } => self.take_offsets(subject, &of, found),
            Answer::Checks { checks, found: Ok(response) } => self.take_checks(subject, &checks, &response),
            Answer::Checks { checks, found: Err(ClientError::Net(NetError::UnsupportedVersion { .. })) } => {
                // A broker so old that it cannot say.
                checks.iter().for_each(|check| self.trust(check));
                Ok(())
            }
            Answer::Topics { found: Err(error), .. } | Answer::Committed { found: Err(error), .. } => {
                self.ask_again(subject, error)
            }
            Answer::Offsets { of, found: Err(error) } => {
                self.stale.extend(of.into_keys().map(|at| at.topic));
                self.ask_again(subject, error)
            }
            Answer::Checks { checks, found: Err(error) } => {
                self.stale.extend(checks.into_iter().map(|check| check.at.topic));
                self.ask_again(subject, error)
            }
        }
    }

    /// What can pass is asked again after a pause.
    fn ask_again(&mut self, subject: Subject, error: ClientError) -> Result<(), ConsumeError> {
        if !error.is_retriable() {
            return Err(error.into());
        }
        tracing::debug!(%error, ?subject, "asking again");
        self.background.hold(subject, Instant::now());
        self.trouble = Some(error);
        Ok(())
    }

    fn take_topics(&mut self, wanted: &Wanted, view: &ClusterView) -> Result<(), ConsumeError> {
        self.trouble = None;
        let is_whole = match wanted {
            Wanted::Topics(names) => {
                names.iter().for_each(|name| _ = self.stale.remove(name));
                self.subscribed.pattern.is_none()
                    && self.subscribed.wants.topics.iter().all(|topic| names.contains(topic))
            }
            Wanted::All | Wanted::Brokers => {
                self.stale.clear();
                true
            }
        };
        if is_whole {
            self.topics_are_fresh(view);
            self.start_membership()?;
        }
        let Wanted::Topics(names) = wanted else { return Ok(()) };
        for name in names {
            let error = view.topics.get(name).map(|topic| topic.error);
            if let Some(code @ (ErrorCode::TopicAuthorizationFailed | ErrorCode::InvalidTopicException)) =
                error
            {
                return Err(ClientError::broker(code, Some(&format!("{}: {name}", code.message()))).into());
            }
        }
        Ok(())
    }

    fn take_committed(&mut self, of: &Versions, found: &Committed) -> Result<(), ConsumeError> {
        for (at, version) in of {
            let position = match found.get(at) {
                Some(found) => Position::At { offset: found.offset, leader_epoch: found.leader_epoch },
                None => self.reset_position().ok_or_else(|| ConsumeError::NoOffset(at.clone()))?,
            };
            if let Some(assigned) = self.positions.current(at, *version) {
                assigned.position = position;
            }
        }
        Ok(())
    }

    fn take_offsets(
        &mut self,
        subject: Subject,
        of: &BTreeMap<TopicPartition, (OffsetSpec, u64)>,
        found: FoundOffsets,
    ) -> Result<(), ConsumeError> {
        let view = self.cluster.view();
        for (at, found) in found {
            let Some((_, version)) = of.get(&at) else { continue };
            let found = match found {
                Ok(found) => found,
                Err(error) if error.is_retriable() => {
                    self.stale.insert(at.topic);
                    self.ask_again(subject, error)?;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let Some(assigned) = self.positions.current(&at, *version) else { continue };
            if found.offset < 0 {
                // No record is so late: go on at the end.
                assigned.position = Position::Find(OffsetSpec::Latest);
                continue;
            }
            assigned.position = Position::At { offset: found.offset, leader_epoch: found.leader_epoch };
            // It was the leader who said so.
            assigned.checked_epoch = view.leader_epoch(&at);
        }
        Ok(())
    }

    fn take_checks(
        &mut self,
        subject: Subject,
        checks: &[Check],
        response: &OffsetForLeaderEpochResponse,
    ) -> Result<(), ConsumeError> {
        for topic in &response.topics {
            for answer in &topic.partitions {
                let is_it = |check: &&Check| {
                    check.at.partition == answer.partition && check.at.topic == topic.topic.as_str()
                };
                let Some(check) = checks.iter().find(is_it) else { continue };
                match code_of(answer.error_code) {
                    ErrorCode::None => self.checked(check, answer.leader_epoch, answer.end_offset)?,
                    code if code.is_retriable() => {
                        self.stale.insert(check.at.topic.clone());
                        self.ask_again(subject, ClientError::broker(code, None))?;
                    }
                    code => return Err(ClientError::broker(code, None).into()),
                }
            }
        }
        Ok(())
    }

    fn trust(&mut self, check: &Check) {
        if let Some(assigned) = self.positions.current(&check.at, check.version) {
            (assigned.checked_epoch, assigned.is_checking) = (Some(check.current_epoch), false);
        }
    }

    /// The leader says where the epoch of the position's record ends in its log.
    fn checked(&mut self, check: &Check, epoch: i32, end_offset: i64) -> Result<(), ConsumeError> {
        let Check { at, offset, .. } = check;
        if self.positions.current(at, check.version).is_none() {
            return Ok(());
        }
        // -1 is an epoch the leader knows nothing of.
        let is_known = end_offset >= 0 && epoch >= 0;
        if is_known && end_offset >= *offset {
            self.trust(check);
            return Ok(());
        }
        let truncated = || ConsumeError::Truncated { at: at.clone(), offset: *offset, end_offset, epoch };
        let reset = self.reset_position().ok_or_else(truncated)?;
        tracing::warn!(partition = %at, offset, end_offset, "the log was cut below the position");
        let divergent = Position::At { offset: end_offset, leader_epoch: epoch };
        self.positions.seek(at, if is_known { divergent } else { reset });
        if let Some(assigned) = self.positions.get_mut(at) {
            assigned.checked_epoch = Some(check.current_epoch);
        }
        Ok(())
    }

    /// A broker is asked for all of its partitions at once, or the few that it is asked for alone might have nothing
    /// and make it wait while others have; and as long as not too much waits for the application.
    fn start_fetches(&mut self, view: &ClusterView) {
        let orders = self.positions.orders(Instant::now());
        if orders.is_empty() {
            return;
        }
        let mut waiting = HashMap::<i32, usize>::new();
        for ready in self.ready.iter().filter(|ready| !self.is_paused(&ready.at)) {
            *waiting.entry(ready.broker).or_default() += ready.reader.left();
        }
        self.stale.extend(self.fetcher.start(view, &orders, &waiting));
    }

    fn take_outcome(&mut self, outcome: Outcome) -> Result<(), ConsumeError> {
        if self.positions.current(&outcome.at, outcome.version).is_none() {
            return Ok(());
        }
        match outcome.result {
            Ok(fetched) => self.keep(fetched, outcome.broker, outcome.version),
            Err(error) => self.fetch_failed(&outcome.at, outcome.offset, outcome.from_follower, error),
        }
    }

    fn keep(&mut self, fetched: Fetched, broker: i32, version: u64) -> Result<(), ConsumeError> {
        let next = records::next_offset(&fetched).map_err(|error| corrupt(&fetched, &error))?;
        self.metrics.fetches += 1;
        self.metrics.fetched_bytes += fetched.bytes.len() as u64;
        measured::fetched(self.cluster.meter(), &fetched, next, self.config.read_committed);
        let trust_until = Instant::now() + self.config.common.metadata_max_age;
        let Some(assigned) = self.positions.current(&fetched.at, version) else { return Ok(()) };
        assigned.heard(&fetched, trust_until);
        assigned.fetch_offset = Some(next);
        if next > fetched.from {
            let at = fetched.at.clone();
            self.ready.push_back(Ready { at, version, broker, reader: Reader::new(fetched), next });
        }
        Ok(())
    }

    fn fetch_failed(
        &mut self,
        at: &TopicPartition,
        offset: i64,
        from_follower: bool,
        error: ClientError,
    ) -> Result<(), ConsumeError> {
        let (now, common) = (Instant::now(), &self.config.common);
        let Some(assigned) = self.positions.get_mut(at) else { return Ok(()) };
        if from_follower {
            // Whatever it is, the leader knows better.
            tracing::debug!(%error, partition = %at, "reading from the leader");
            let pause = if error.code().is_some() { common.retry_backoff_max } else { FOLLOWER_PAUSE };
            (assigned.preferred, assigned.leader_until) = (None, Some(now + pause));
            return Ok(());
        }
        assigned.not_before = Some(now + common.retry_backoff);
        let is_at_position = matches!(assigned.position, Position::At { offset: own, .. } if own == offset);
        match error.code() {
            // What is fetched and waits lies before it, and is to be read first.
            Some(ErrorCode::OffsetOutOfRange) if !is_at_position => {}
            Some(ErrorCode::OffsetOutOfRange) => {
                let out_of_range = || ConsumeError::OutOfRange { at: at.clone(), offset };
                let reset = self.reset_position().ok_or_else(out_of_range)?;
                tracing::info!(partition = %at, offset, "the position is out of range");
                self.positions.seek(at, reset);
            }
            Some(code) if code.refreshes_metadata() || code.is_retriable() => {
                self.stale.insert(at.topic.clone());
            }
            None if error.is_retriable() => {
                self.stale.insert(at.topic.clone());
                self.trouble = Some(error);
            }
            _ => return Err(error.into()),
        }
        Ok(())
    }
}
