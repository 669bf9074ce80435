//! Tells the coordinators which partitions of their topics this broker leads.

use std::sync::Arc;

use kavka_broker_config::BrokerConfig;
use kavka_controller::image::{ConfigResource, ConfigResourceType};
use kavka_controller::{MetadataUpdate, features};
use kavka_coordinator::group::view::ConsumerGroupSettings;
use kavka_coordinator::{GroupCoordinator, TransactionCoordinator};
use tokio::runtime::Handle;
use uuid::Uuid;

use super::group_topics::GroupTopics;
use crate::api::{CONSUMER_OFFSETS, TRANSACTION_STATE};
use crate::replica::LeadershipListener;

/// Passes on what happens to the partitions of [`CONSUMER_OFFSETS`].
pub(super) struct GroupLeadership {
    pub(super) groups: GroupCoordinator,
    /// Loading is a task; the calls come from the thread that publishes metadata.
    pub(super) runtime: Handle,
}

impl LeadershipListener for GroupLeadership {
    fn elected(&self, partition: i32, leader_epoch: i32) {
        let _guard = self.runtime.enter();
        self.groups.on_elected(partition, leader_epoch);
    }

    fn resigned(&self, partition: i32, leader_epoch: i32) {
        let _guard = self.runtime.enter();
        self.groups.on_resigned(partition, leader_epoch);
    }

    fn high_watermark(&self, partition: i32, high_watermark: i64) {
        self.groups.on_high_watermark(partition, high_watermark);
    }
}

/// Passes on what happens to the partitions of [`TRANSACTION_STATE`].
pub(super) struct TransactionLeadership {
    transactions: TransactionCoordinator,
    runtime: Handle,
}

impl LeadershipListener for TransactionLeadership {
    fn elected(&self, partition: i32, leader_epoch: i32) {
        let _guard = self.runtime.enter();
        self.transactions.on_elected(partition, leader_epoch);
    }

    fn resigned(&self, partition: i32, leader_epoch: i32) {
        let _guard = self.runtime.enter();
        self.transactions.on_resigned(partition, leader_epoch);
    }

    fn high_watermark(&self, partition: i32, high_watermark: i64) {
        self.transactions.on_high_watermark(partition, high_watermark);
    }
}

/// The listener for the replica manager. Must be called within the runtime.
pub(super) fn transaction_leadership(transactions: &TransactionCoordinator) -> Arc<TransactionLeadership> {
    Arc::new(TransactionLeadership { transactions: transactions.clone(), runtime: Handle::current() })
}

/// Before partitions are applied: an id's partition follows from how many there are.
pub(super) fn before_update_transactions(transactions: &TransactionCoordinator, update: &MetadataUpdate) {
    if let Some(topic) = update.after.topics.by_name(TRANSACTION_STATE)
        && let Ok(count) = i32::try_from(topic.partitions.len())
    {
        transactions.set_partition_count(count);
    }
    transactions.set_transaction_version(update.after.features.level(features::TRANSACTION_VERSION));
}

/// Before partitions are applied: a group's partition follows from how many there are.
pub(super) fn before_update(groups: &GroupCoordinator, update: &MetadataUpdate) {
    if let Some(topic) = update.after.topics.by_name(CONSUMER_OFFSETS)
        && let Ok(count) = i32::try_from(topic.partitions.len())
    {
        groups.set_partition_count(count);
    }
}

/// After partitions are applied: groups see the new topics, and offsets of deleted ones go too.
pub(super) fn after_update(groups: &GroupCoordinator, update: &MetadataUpdate, runtime: &Handle) {
    tell_topics(groups, update);
    let deleted: Vec<(String, Uuid)> =
        update.delta.deleted_topics.iter().map(|(id, topic)| (topic.name.to_string(), *id)).collect();
    if deleted.is_empty() {
        return;
    }
    let _guard = runtime.enter();
    let removing = groups.on_topics_deleted(&deleted);
    runtime.spawn(removing);
}

fn tell_topics(groups: &GroupCoordinator, update: &MetadataUpdate) {
    let (before, after, delta) = (&update.before, &update.after, &update.delta);
    let touched = delta.topics.keys().filter_map(|id| after.topics.by_id(id));
    let changed = touched.chain(delta.deleted_topics.values()).map(|topic| Arc::clone(&topic.name));
    let has_new = delta.topics.keys().any(|id| before.topics.by_id(id).is_none());
    groups.set_topics(Arc::new(GroupTopics(Arc::clone(after))), changed.collect(), has_new);
}

/// Settings of groups that an update has touched. Where they lie outside the broker's bounds the bound counts, as in
/// Kafka: the bounds may have changed since.
pub(super) fn settings_update(groups: &GroupCoordinator, config: &BrokerConfig, update: &MetadataUpdate) {
    let bounds = config.values();
    let touched = update.delta.configs.iter().filter(|c| c.resource_type == ConfigResourceType::Group);
    for resource in touched {
        let own = |name: &str| own_setting(update, resource, &format!("consumer.{name}"));
        let bounded = |name: &str| {
            let (min, max) = (format!("group.consumer.min.{name}"), format!("group.consumer.max.{name}"));
            own(name).map(|value| value.min(bounds.int(&max)).max(bounds.int(&min)))
        };
        let settings = ConsumerGroupSettings {
            session_timeout_ms: bounded("session.timeout.ms"),
            heartbeat_interval_ms: bounded("heartbeat.interval.ms"),
            assignment_interval_ms: bounded("assignment.interval.ms"),
        };
        groups.set_group_settings(&resource.name, settings);
    }
}

fn own_setting(update: &MetadataUpdate, resource: &ConfigResource, name: &str) -> Option<i32> {
    update.after.configs.value(resource, name)?.trim().parse().ok()
}

/// The listener for the replica manager. Must be called within the runtime.
pub(super) fn leadership(groups: &GroupCoordinator) -> Arc<GroupLeadership> {
    Arc::new(GroupLeadership { groups: groups.clone(), runtime: Handle::current() })
}
