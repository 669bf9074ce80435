//! Broker settings changed at run time, taken over by the parts that do not look them up themselves.

use std::sync::Arc;

use kavka_broker_config::BrokerConfig;
use kavka_controller::MetadataUpdate;
use kavka_controller::image::ConfigResource;
use kavka_coordinator::GroupCoordinator;
use kavka_log::{LogManager, LogManagerConfig};
use tokio::sync::Notify;

use super::upkeep::Upkeep;
use super::{listeners, settings};
use crate::dynamic_config::DynamicConfig;
use crate::network::ConnectionLimits;

/// Who is told of changed settings. Topics' settings are the replica manager's business.
pub(super) struct DynamicSettings {
    pub(super) groups: GroupCoordinator,
    pub(super) config: Arc<DynamicConfig>,
    pub(super) node_id: i32,
    /// Of the listeners for clients, and of those for controllers.
    pub(super) limits: [Arc<ConnectionLimits>; 2],
    pub(super) upkeep: Arc<Upkeep>,
    /// Has the next heartbeat sent at once, which tells the controller of cordoned directories.
    pub(super) heartbeat: Arc<Notify>,
}

impl DynamicSettings {
    /// Takes over the settings after an update that touched them.
    pub(super) fn apply(&self, update: &MetadataUpdate, logs: &LogManager) {
        let own = [ConfigResource::default_broker(), ConfigResource::broker(self.node_id)];
        if !own.iter().any(|resource| update.delta.configs.contains(resource)) {
            return;
        }
        let config = self.config.update(&update.after);
        let [of_broker, of_controller] = &self.limits;
        of_broker.update(listeners::limits(&config, config.listeners.broker_listeners()));
        of_controller.update(listeners::limits(&config, config.listeners.controller_listeners()));
        let before = logs.config();
        let after = changed_logs(&config, before.clone());
        let is_cordon_moved = before.cordoned_log_dirs != after.cordoned_log_dirs;
        logs.update_config(after);
        if is_cordon_moved {
            self.heartbeat.notify_one();
        }
        self.upkeep.update_cleaner(settings::cleaner(&config));
        let interval = config.values().int("group.consumer.assignment.interval.ms");
        self.groups.set_assignment_interval_ms(interval);
    }
}

/// The intervals of the log manager are for a restart.
fn changed_logs(config: &BrokerConfig, before: LogManagerConfig) -> LogManagerConfig {
    let new = settings::log_manager(config, before.log_dirs.clone());
    LogManagerConfig {
        cordoned_log_dirs: new.cordoned_log_dirs,
        defaults: new.defaults,
        recovery_threads_per_dir: new.recovery_threads_per_dir,
        producer_id_expiration_ms: new.producer_id_expiration_ms,
        ..before
    }
}
