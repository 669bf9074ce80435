//! Which topics a group reads, and how many subscriptions stand behind each.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{ConsumerGroup, Member};
use crate::assignor::SubscriptionType;

/// One more of `key`.
pub(super) fn count_up<K: Ord + Clone>(counts: &mut BTreeMap<K, usize>, key: &K) {
    *counts.entry(key.clone()).or_default() += 1;
}

/// One less of `key`; none is no entry.
pub(super) fn count_down<K: Ord>(counts: &mut BTreeMap<K, usize>, key: &K) {
    match counts.get_mut(key) {
        Some(count) if *count > 1 => *count -= 1,
        _ => drop(counts.remove(key)),
    }
}

/// Behind one topic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    /// Members that name it.
    by_name: usize,
    /// Expressions that stand for it.
    by_regex: usize,
}

/// Topics by name, with who wants them. No topic is kept that nobody wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Subscriptions(BTreeMap<Arc<str>, Count>);

impl Subscriptions {
    pub fn contains(&self, topic: &str) -> bool {
        self.0.contains_key(topic)
    }

    pub fn topics(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.keys()
    }

    pub fn add_name(&mut self, topic: &Arc<str>) {
        self.0.entry(topic.clone()).or_default().by_name += 1;
    }

    pub fn add_regex(&mut self, topic: &Arc<str>) {
        self.0.entry(topic.clone()).or_default().by_regex += 1;
    }

    pub fn remove_name(&mut self, topic: &str) {
        self.change(topic, |count| count.by_name = count.by_name.saturating_sub(1));
    }

    pub fn remove_regex(&mut self, topic: &str) {
        self.change(topic, |count| count.by_regex = count.by_regex.saturating_sub(1));
    }

    fn change(&mut self, topic: &str, change: impl FnOnce(&mut Count)) {
        let Some(count) = self.0.get_mut(topic) else { return };
        change(count);
        if *count == Count::default() {
            self.0.remove(topic);
        }
    }

    /// Whether all of `member_count` members want the same topics, by Kafka's counts: some groups whose members do
    /// count as heterogeneous, which only costs time.
    pub fn kind(&self, regex_members: &BTreeMap<Arc<str>, usize>, member_count: usize) -> SubscriptionType {
        let is_homogeneous = match regex_members.values().next() {
            None => self.0.values().all(|count| count.by_name == member_count),
            Some(count) if *count == member_count => {
                self.0.values().all(|count| count.by_regex == 1 && count.by_name == 0)
            }
            Some(_) => false,
        };
        if is_homogeneous { SubscriptionType::Homogeneous } else { SubscriptionType::Heterogeneous }
    }
}

/// Subscriptions as they would be.
pub(crate) struct Prospect {
    pub subscriptions: Subscriptions,
    pub kind: SubscriptionType,
}

impl ConsumerGroup {
    /// Subscriptions if `old` were replaced by `new`.
    pub fn prospect(&self, old: &Member, new: &Member) -> Prospect {
        let mut subscriptions = self.subscriptions.clone();
        old.topics.iter().for_each(|topic| subscriptions.remove_name(topic));
        new.topics.iter().for_each(|topic| subscriptions.add_name(topic));
        let mut regex_members = self.regex_members.clone();
        if old.regex() != new.regex() {
            if let Some(regex) = old.regex() {
                count_down(&mut regex_members, regex);
                if self.regex_member_count(regex) == 1 {
                    self.drop_regex(&mut subscriptions, regex);
                }
            }
            if let Some(regex) = new.regex() {
                count_up(&mut regex_members, regex);
            }
        }
        let is_known = self.members.contains_key(&new.member_id)
            || new.instance_id.as_ref().is_some_and(|id| self.static_members.contains_key(id));
        let member_count = self.members.len() + usize::from(!is_known);
        let kind = subscriptions.kind(&regex_members, member_count);
        Prospect { subscriptions, kind }
    }

    /// Subscriptions without these members, and the expressions that nobody else uses.
    pub fn prospect_without(&self, leaving: &[Arc<Member>]) -> (Subscriptions, BTreeSet<Arc<str>>) {
        let mut subscriptions = self.subscriptions.clone();
        let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        for member in leaving {
            member.topics.iter().for_each(|topic| subscriptions.remove_name(topic));
            if let Some(regex) = member.regex() {
                count_up(&mut counts, regex);
            }
        }
        let mut unused = BTreeSet::new();
        for (regex, count) in counts {
            if self.regex_member_count(&regex) == count {
                self.drop_regex(&mut subscriptions, &regex);
                unused.insert(regex);
            }
        }
        (subscriptions, unused)
    }

    fn drop_regex(&self, subscriptions: &mut Subscriptions, regex: &str) {
        let topics = self.resolved.get(regex).into_iter().flat_map(|resolved| &resolved.topics);
        topics.for_each(|topic| subscriptions.remove_regex(topic));
    }
}
