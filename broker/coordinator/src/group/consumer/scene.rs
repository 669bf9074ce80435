//! What happens to a group when one of its members changes: records of the member, its expressions, the group's epoch,
//! and another assignment. Nothing here touches the state; the records do, once they are written.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    ConsumerGroup, Member, Refusal, RegexJob,
    hash::{group_hash, topic_hash},
    member::MemberState,
    reconcile::Goal,
    records, regex,
    regex::REFRESH_MIN_INTERVAL_MS,
    subscriptions::{Subscriptions, count_down, count_up},
    target,
};
use crate::{
    assignor::{Assignor, Partitions, SubscriptionType},
    group::{
        GroupConfig,
        config::assignor_named,
        shard::{GroupShard, TimerKey},
        view::ClusterView,
    },
    runtime::{Now, Record, timers::Timers},
};

/// Hashes of topics that groups read, by name. Forgotten when the topic changes.
pub(crate) type TopicHashes = HashMap<Arc<str>, i64>;

/// What became of a member's subscription by expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RegexChange {
    None,
    /// Another expression, and what it stands for is still to be found out.
    Updated,
    /// Another expression or none, and it is known what that means.
    Resolved,
}

/// A member before and after, in its group.
pub(super) struct Change<'a> {
    pub group: &'a ConsumerGroup,
    pub old: &'a Member,
    pub new: &'a Member,
}

/// What a member is to have by the latest assignment.
pub(super) struct Target {
    pub epoch: i32,
    pub partitions: Arc<Partitions>,
}

/// All that deciding on a group needs besides the group.
pub(super) struct Scene<'a> {
    pub now: Now,
    pub config: &'a GroupConfig,
    pub view: &'a ClusterView,
    pub hashes: &'a mut TopicHashes,
    pub resolving: &'a mut BTreeSet<Arc<str>>,
    pub timers: &'a mut Timers<TimerKey>,
    pub records: &'a mut Vec<Record>,
    /// Work to be done away from the shard.
    pub jobs: &'a mut Vec<RegexJob>,
}

impl GroupShard {
    /// The groups, and what deciding on one of them needs.
    pub(super) fn scene<'a>(
        &'a mut self,
        now: Now,
        records: &'a mut Vec<Record>,
    ) -> (&'a BTreeMap<Arc<str>, crate::group::shard::Group>, Scene<'a>) {
        let Self { config, view, groups, hashes, resolving, timers, jobs, .. } = self;
        (groups, Scene { now, config, view, hashes, resolving, timers, records, jobs })
    }
}

impl Scene<'_> {
    /// Writes the member down if anything about it is new. True when it names other topics.
    pub fn update_member(&mut self, change: &Change<'_>) -> bool {
        if change.new == change.old {
            return false;
        }
        self.records.push(records::member(&change.group.group_id, change.new));
        change.new.topics != change.old.topics
    }

    /// Looks after the group's expressions: those that nobody uses go, and all are resolved again when one is new,
    /// when there are new topics, or when it was long ago.
    pub fn update_regexes(&mut self, change: &Change<'_>) -> Result<RegexChange, Refusal> {
        let Change { group, old, new } = *change;
        let mut outcome = RegexChange::None;
        let mut must_resolve = false;
        if old.regex != new.regex {
            outcome = RegexChange::Updated;
            if let Some(regex) = old.regex().filter(|regex| group.regex_member_count(regex) == 1) {
                self.records.push(records::regex(&group.group_id, regex, None));
            }
            match new.regex() {
                Some(regex) if group.regex_member_count(regex) == 0 => {
                    regex::check(regex)?;
                    must_resolve = true;
                }
                Some(regex) if group.resolved.contains_key(regex) => outcome = RegexChange::Resolved,
                Some(_) => {}
                None if old.regex().is_some() => outcome = RegexChange::Resolved,
                None => {}
            }
        }
        if must_resolve || !group.regex_members.is_empty() {
            self.maybe_resolve(change, must_resolve);
        }
        Ok(outcome)
    }

    fn maybe_resolve(&mut self, change: &Change<'_>, must_resolve: bool) {
        let Change { group, old, new } = *change;
        if self.resolving.contains(&group.group_id) {
            return;
        }
        let last = group.resolved.values().next();
        let last_time = last.map_or(i64::MIN, |resolved| resolved.timestamp);
        let now_ms = self.now.wall_ms;
        if now_ms <= last_time.saturating_add(REFRESH_MIN_INTERVAL_MS) {
            return;
        }
        // Only what a changed member adds or takes away is copied: the steady heartbeat looks and goes.
        let changed = (old.regex != new.regex).then(|| {
            let mut regexes = group.regex_members.clone();
            old.regex().into_iter().for_each(|regex| count_down(&mut regexes, regex));
            new.regex().into_iter().for_each(|regex| count_up(&mut regexes, regex));
            regexes
        });
        let regexes = changed.as_ref().unwrap_or(&group.regex_members);
        let interval = i64::from(self.config.consumer.regex_refresh_interval_ms);
        let is_due = must_resolve
            || regexes.len() != group.resolved.len()
            || last.map_or(0, |resolved| resolved.version) < self.view.new_topics_version()
            || now_ms > last_time.saturating_add(interval);
        if is_due && !regexes.is_empty() {
            self.resolving.insert(Arc::clone(&group.group_id));
            self.jobs.push(RegexJob {
                group_id: Arc::clone(&group.group_id),
                topics: self.view.topics(),
                regexes: regexes.keys().cloned().collect(),
                timestamp: now_ms,
            });
        }
    }

    /// The hash of these topics.
    pub fn metadata_hash(&mut self, subscriptions: &Subscriptions) -> i64 {
        let topics = self.view.topics();
        let mut hashes = BTreeMap::new();
        for name in subscriptions.topics() {
            let Some(topic) = topics.by_name(name) else { continue };
            let hash =
                *self.hashes.entry(Arc::clone(&topic.name)).or_insert_with(|| topic_hash(&topic, &*topics));
            hashes.insert(&**name, hash);
        }
        group_hash(&hashes)
    }

    /// Looks at the group's topics, and moves its epoch on if they have changed or if it must. Returns the epoch and
    /// whether the members want the same topics.
    pub fn update_metadata(&mut self, change: &Change<'_>, must_bump: bool) -> (i32, SubscriptionType) {
        let group = change.group;
        let prospect = group.prospect(change.old, change.new);
        let hash = self.metadata_hash(&prospect.subscriptions);
        let mut epoch = group.epoch;
        if must_bump || hash != group.metadata_hash {
            epoch += 1;
            tracing::info!(group = %group.group_id, epoch, hash, "group epoch moves on");
            self.records.push(records::epoch(&group.group_id, Some((epoch, hash))));
        }
        if group.has_subscription_metadata_record {
            self.records.push(records::subscription_metadata_tombstone(&group.group_id));
        }
        (epoch, prospect.kind)
    }

    /// Makes another assignment if the group's epoch is ahead of the last one, unless that was made just now.
    pub fn maybe_assign(
        &mut self,
        change: &Change<'_>,
        epoch: i32,
        kind: SubscriptionType,
    ) -> Result<Target, Refusal> {
        let group = change.group;
        let present = || Target { epoch: group.target_epoch, partitions: group.target_of(change.new) };
        if group.target_epoch >= epoch {
            return Ok(present());
        }
        let interval = self.view.settings(&group.group_id).assignment_interval_ms;
        let interval = interval.unwrap_or_else(|| self.view.assignment_interval_ms());
        if !target::is_due(group.target_timestamp, interval, self.now.wall_ms) {
            return Ok(present());
        }
        let preferred = group.preferred_assignor(Some(change.old), Some(change.new));
        let change = target::Change { epoch, member: change.new, kind };
        let topics = self.view.topics();
        let assignor = self.assignor(preferred.as_deref())?;
        let assigned = group.assign(assignor, &change, &*topics, self.now.wall_ms)?;
        self.records.extend(assigned.records);
        Ok(Target { epoch, partitions: assigned.target })
    }

    /// The assignor of that name, or the broker's first.
    fn assignor(&self, preferred: Option<&str>) -> Result<&'static dyn Assignor, Refusal> {
        let default = self.config.consumer.assignors.first().map(String::as_str);
        preferred.or(default).and_then(assignor_named).ok_or_else(|| {
            let message = "no assignor is configured";
            Refusal::new(kavka_protocol::ErrorCode::UnknownServerError, message)
        })
    }

    /// Moves the member towards its target, writes that down, and watches that it gives up in time what it must.
    pub fn reconcile(
        &mut self,
        group: &ConsumerGroup,
        member: &Member,
        target: &Target,
        has_subscription_changed: bool,
        owned: Option<&[(uuid::Uuid, Vec<i32>)]>,
    ) -> Result<Option<Member>, Refusal> {
        if !has_subscription_changed && member.is_reconciled_to(target.epoch) {
            return Ok(None);
        }
        let topics = self.view.topics();
        let goal = Goal {
            topics: &*topics,
            target_epoch: target.epoch,
            target: &target.partitions,
            has_subscription_changed,
            owned,
        };
        let Some(next) = group.reconcile(member, &goal)? else { return Ok(None) };
        self.records.push(records::assignment(&group.group_id, &next));
        // Members of the classic protocol are watched by their join and sync timers.
        if !next.uses_classic_protocol() {
            let key = TimerKey::Revoke(Arc::clone(&group.group_id), Arc::clone(&next.member_id));
            if next.state == MemberState::UnrevokedPartitions {
                let timeout = i64::from(next.rebalance_timeout_ms);
                self.timers.schedule(key, self.now.tick_ms.saturating_add(timeout));
            } else {
                self.timers.cancel(&key);
            }
        }
        Ok(Some(next))
    }

    /// Starts a timer from now.
    pub fn schedule(&mut self, key: TimerKey, after_ms: i32) {
        self.timers.schedule(key, self.now.tick_ms.saturating_add(i64::from(after_ms)));
    }

    /// The session timeout of members of the group.
    pub fn session_timeout_ms(&self, group_id: &str) -> i32 {
        let own = self.view.settings(group_id).session_timeout_ms;
        own.unwrap_or(self.config.consumer.session_timeout_ms)
    }

    /// How often members of the group are to be heard.
    pub fn heartbeat_interval_ms(&self, group_id: &str) -> i32 {
        let own = self.view.settings(group_id).heartbeat_interval_ms;
        own.unwrap_or(self.config.consumer.heartbeat_interval_ms)
    }
}
