//! What a consumer reads: partitions by hand, or topics by name or by expression; and seeking in them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::Mutex;
use regex::Regex;

use super::assignor::RebalanceProtocol;
use super::commit::without_group;
use super::config::GroupProtocol;
use super::group::{ClassicSpeaker, Decided, Group, ModernSpeaker, counts};
use super::membership::classic::Classic;
use super::membership::modern::Modern;
use super::membership::{Leave, Timing, Wants};
use super::positions::Position;
use super::rebalance::RebalanceListener;
use super::{ConsumeError, Consumer};
use crate::admin::OffsetSpec;
use crate::cluster::ClusterView;
use crate::{ClientError, TopicPartition};

/// What is subscribed to.
#[derive(Debug, Default)]
pub(super) struct Subscribed {
    pub wants: Wants,
    /// Resolved by this client.
    pub pattern: Option<Regex>,
    /// The group has not heard of it yet.
    is_new: bool,
    /// When to look at the topics again.
    pub fresh_until: Option<Instant>,
    /// How many partitions they had when this member decided for its classic group.
    decided: Arc<Mutex<Decided>>,
}

impl Consumer {
    /// Reads these partitions and no others. A subscription ends; see [`Consumer::unsubscribe`] to leave in order.
    pub fn assign(&mut self, partitions: impl IntoIterator<Item = TopicPartition>) {
        self.subscribed = Subscribed::default();
        self.group = None;
        let start = match &self.line {
            Some(_) => Position::Committed,
            None => self.reset_position().unwrap_or(Position::Committed),
        };
        let partitions = partitions.into_iter().collect();
        self.cluster.meter().assign(&partitions);
        self.positions.set(partitions, start);
    }

    /// Shares these topics with the other members of the group.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] without `group.id`.
    pub fn subscribe(&mut self, topics: impl IntoIterator<Item = String>) -> Result<(), ConsumeError> {
        self.subscribe_to(Wants { topics: topics.into_iter().collect(), regex: None }, None)
    }

    /// Shares all topics whose whole name matches, also those that will be. This client looks for them, every
    /// `metadata.max.age.ms`; Kafka's own topics are left out if `exclude.internal.topics` is set.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] without `group.id`, or for an expression that is none.
    pub fn subscribe_pattern(&mut self, pattern: &str) -> Result<(), ConsumeError> {
        let whole = Regex::new(&format!("^(?:{pattern})$"));
        let whole = whole.map_err(|error| ClientError::Invalid(error.to_string()))?;
        self.subscribe_to(Wants::default(), Some(whole))
    }

    /// Like [`Consumer::subscribe_pattern`], but the broker looks for topics (KIP-848), by the rules of RE2/J.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] without `group.id` or without `group.protocol=consumer`. A broker that finds the
    /// expression wrong makes polls fail with `INVALID_REGULAR_EXPRESSION`.
    pub fn subscribe_regex(&mut self, regex: &str) -> Result<(), ConsumeError> {
        if self.config.group_protocol != GroupProtocol::Consumer {
            let line = "a pattern for the broker needs group.protocol=consumer";
            return Err(ClientError::Invalid(line.to_string()).into());
        }
        self.subscribe_to(Wants { topics: BTreeSet::new(), regex: Some(regex.to_string()) }, None)
    }

    fn subscribe_to(&mut self, wants: Wants, pattern: Option<Regex>) -> Result<(), ConsumeError> {
        if self.line.is_none() {
            return Err(without_group());
        }
        if self.group.is_none() {
            // What was assigned by hand is not the group's.
            self.cluster.meter().assign(&BTreeSet::new());
            self.positions.set(BTreeSet::new(), Position::Committed);
        }
        let decided = self.subscribed.decided.clone();
        self.subscribed = Subscribed { wants, pattern, is_new: true, fresh_until: None, decided };
        Ok(())
    }

    /// Who hears of rebalances from now on.
    pub fn set_rebalance_listener(&mut self, listener: Option<Arc<dyn RebalanceListener>>) {
        self.listener = listener;
    }

    /// Lets go of everything and leaves the group.
    pub async fn unsubscribe(&mut self) {
        if let Some(mut group) = self.group.take() {
            self.commit_before_rebalance().await;
            let all: Vec<TopicPartition> = self.positions.partitions().cloned().collect();
            self.let_go(&all, false).await;
            group.leave(Leave::Default, self.config.common.dial.request_timeout).await;
        }
        self.subscribed = Subscribed::default();
        self.positions.set(BTreeSet::new(), Position::Committed);
    }

    /// Asks for a new round of a classic group, at the next poll. A broker that decides does so by itself.
    pub fn enforce_rebalance(&self) {
        if let Some(group) = &self.group {
            group.rejoin();
        }
    }

    /// Joins the group if there is a subscription it has not heard of.
    pub(super) fn start_membership(&mut self) -> Result<(), ConsumeError> {
        let waits_for_topics = self.subscribed.pattern.is_some() && self.subscribed.wants.is_nothing();
        if !self.subscribed.is_new || waits_for_topics {
            return Ok(());
        }
        let line = self.line.clone().ok_or_else(without_group)?;
        let timing = Timing {
            heartbeat_interval: self.config.heartbeat_interval,
            max_poll_interval: self.config.max_poll_interval,
            retry_backoff: self.config.common.retry_backoff,
            retry_backoff_max: self.config.common.retry_backoff_max,
        };
        let is_static = self.config.group_instance_id.is_some();
        let group = self.group.get_or_insert_with(|| match self.config.group_protocol {
            GroupProtocol::Classic => {
                let protocol = best_protocol(&self.assignors);
                let speaker = ClassicSpeaker {
                    line,
                    config: self.config.clone(),
                    assignors: self.assignors.clone(),
                    decided: self.subscribed.decided.clone(),
                };
                Group::start(Classic::new(timing, protocol, is_static, Instant::now()), speaker)
            }
            GroupProtocol::Consumer => {
                let speaker = ModernSpeaker { line, config: self.config.clone() };
                Group::start(Modern::new(timing, new_member_id(), is_static, Instant::now()), speaker)
            }
        });
        group.want(self.subscribed.wants.clone());
        self.subscribed.is_new = false;
        Ok(())
    }

    /// Looks at the subscribed topics as they are now: for new ones that match, and for new partitions.
    pub(super) fn topics_are_fresh(&mut self, view: &ClusterView) {
        self.subscribed.fresh_until = Some(Instant::now() + self.config.common.metadata_max_age);
        self.match_topics(view);
        let is_changed = {
            let decided = self.subscribed.decided.lock();
            !decided.is_empty() && counts(view, decided.keys()) != *decided
        };
        if is_changed {
            self.enforce_rebalance();
        }
    }

    fn match_topics(&mut self, view: &ClusterView) {
        let Some(pattern) = &self.subscribed.pattern else { return };
        let hides_internal = self.config.exclude_internal_topics;
        let matching = view
            .topics
            .iter()
            .filter(|(name, topic)| pattern.is_match(name) && !(topic.is_internal && hides_internal))
            .map(|(name, _)| name.clone())
            .collect();
        if self.subscribed.wants.topics != matching {
            self.subscribed.wants.topics = matching;
            self.subscribed.is_new = true;
        }
    }

    /// The topics subscribed to by name, or found by this client's pattern.
    pub fn subscription(&self) -> &BTreeSet<String> {
        &self.subscribed.wants.topics
    }

    /// The partitions it reads now.
    pub fn assignment(&self) -> impl Iterator<Item = &TopicPartition> {
        self.positions.partitions()
    }

    /// Whether the group has given us an assignment since the last call.
    pub fn take_rebalanced(&mut self) -> bool {
        std::mem::take(&mut self.is_rebalanced)
    }

    /// Fetches no more of these, and keeps what is fetched, until [`Consumer::resume`].
    pub fn pause(&mut self, partitions: impl IntoIterator<Item = TopicPartition>) {
        self.set_paused(partitions, true);
    }

    /// Goes on with these.
    pub fn resume(&mut self, partitions: impl IntoIterator<Item = TopicPartition>) {
        self.set_paused(partitions, false);
    }

    fn set_paused(&mut self, partitions: impl IntoIterator<Item = TopicPartition>, is_paused: bool) {
        for at in partitions {
            if let Some(assigned) = self.positions.get_mut(&at) {
                assigned.is_paused = is_paused;
            }
        }
    }

    /// What is paused.
    pub fn paused(&self) -> impl Iterator<Item = &TopicPartition> {
        self.positions.iter().filter(|(_, assigned)| assigned.is_paused).map(|(at, _)| at)
    }

    /// Goes on reading at `offset`. Nothing happens where the partition is not assigned.
    pub fn seek(&mut self, at: &TopicPartition, offset: i64) {
        self.positions.seek(at, Position::At { offset, leader_epoch: -1 });
    }

    /// Like [`Consumer::seek`], checking that the log still has the record of this epoch before it.
    pub fn seek_checked(&mut self, at: &TopicPartition, offset: i64, leader_epoch: i32) {
        self.positions.seek(at, Position::At { offset, leader_epoch });
    }

    /// Goes on reading where the broker says this is: at the start, the end, or at a time.
    pub fn seek_to(&mut self, at: &TopicPartition, spec: OffsetSpec) {
        self.positions.seek(at, Position::Find(spec));
    }

    /// The offset of the next record that poll will return, once it is known.
    pub fn position(&self, at: &TopicPartition) -> Option<i64> {
        match self.positions.get(at)?.position {
            Position::At { offset, .. } => Some(offset),
            Position::Committed | Position::Find(_) => None,
        }
    }

    /// The offset of the next record that poll will return, found out if it is not known yet.
    ///
    /// # Errors
    /// [`ConsumeError::NotAssigned`], what poll would say, or [`ClientError::Timeout`] after `default.api.timeout.ms`.
    pub async fn find_position(&mut self, at: &TopicPartition) -> Result<i64, ConsumeError> {
        let limit = self.config.api_timeout;
        let deadline = Instant::now() + limit;
        loop {
            self.positions.get(at).ok_or_else(|| ConsumeError::NotAssigned(at.clone()))?;
            if let Some(offset) = self.position(at) {
                return Ok(offset);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match tokio::time::timeout(left, self.step_to_positions()).await {
                Ok(outcome) => outcome?,
                Err(_) => {
                    let last = self.trouble.as_ref().map_or("no answer".to_string(), ToString::to_string);
                    let doing = format!("the position of {at}");
                    return Err(ClientError::Timeout { doing, after: limit, last }.into());
                }
            }
        }
    }

    /// How many offsets are between the position and the end that a reader of this isolation sees, as of the last fetch.
    pub fn current_lag(&self, at: &TopicPartition) -> Option<i64> {
        self.positions.lag(at, self.config.read_committed)
    }
}

/// The best that all assignors support; eager where they have nothing in common.
fn best_protocol(assignors: &[Arc<dyn super::PartitionAssignor>]) -> RebalanceProtocol {
    let is_cooperative =
        assignors.iter().all(|assignor| assignor.protocols().contains(&RebalanceProtocol::Cooperative));
    if is_cooperative { RebalanceProtocol::Cooperative } else { RebalanceProtocol::Eager }
}

/// Unique, in the form of Kafka's ids: a member of a KIP-848 group names itself (KIP-1082).
fn new_member_id() -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let number = uuid::Uuid::new_v4().as_u128();
    let digit = |at: u32| if at < 21 { (number >> (122 - 6 * at)) & 63 } else { (number & 3) << 4 };
    (0..22).map(|at| char::from(DIGITS[usize::try_from(digit(at)).unwrap_or(0)])).collect()
}
