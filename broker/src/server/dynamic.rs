//! Broker settings changed at run time, taken over by the parts that do not look them up themselves.

use std::sync::Arc;

use kavka_broker_config::BrokerConfig;
use kavka_controller::MetadataUpdate;
use kavka_controller::image::ConfigResource;
use kavka_log::LogManager;

use super::{listeners, settings};
use crate::network::ConnectionLimits;

/// Who is told of changed settings. Topics' settings are the replica manager's business.
pub(super) struct DynamicSettings {
    /// `server.properties`.
    pub(super) config: Arc<BrokerConfig>,
    pub(super) limits: Arc<ConnectionLimits>,
}

impl DynamicSettings {
    /// Takes over the settings after an update that touched them.
    pub(super) fn apply(&self, update: &MetadataUpdate, logs: &LogManager) {
        let own = [ConfigResource::default_broker(), ConfigResource::broker(self.config.node_id)];
        if !own.iter().any(|resource| update.delta.configs.contains(resource)) {
            return;
        }
        let changed = settings::dynamic_broker_settings(&update.after, self.config.node_id);
        match self.config.with_overrides(&changed) {
            Ok(config) => {
                self.limits.update(listeners::limits(&config));
                let dirs = logs.config().log_dirs;
                logs.update_config(settings::log_manager(&config, dirs));
            }
            Err(error) => tracing::error!(%error, "changed broker settings are not taken over"),
        }
    }
}
