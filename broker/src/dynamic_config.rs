//! The broker's settings as they are now: `server.properties` and what was changed at run time.

use std::sync::Arc;

use arc_swap::ArcSwap;
use kavka_broker_config::{BrokerConfig, ConfigError, Properties, Scope, check_dynamic};
use kavka_controller::MetadataImage;
use kavka_controller::decide::dynamic_settings;
use kavka_controller::image::ConfigResource;

/// Settings in force. Updated as the metadata is published, before the parts of the broker are told.
#[derive(Debug)]
pub struct DynamicConfig {
    given: Arc<BrokerConfig>,
    current: ArcSwap<BrokerConfig>,
}

impl DynamicConfig {
    /// Nothing has been changed yet.
    pub fn new(given: Arc<BrokerConfig>) -> Self {
        Self { current: ArcSwap::new(Arc::clone(&given)), given }
    }

    /// The settings in force.
    pub fn current(&self) -> Arc<BrokerConfig> {
        self.current.load_full()
    }

    /// Checks what would be set on this broker, or on all, in place of what `image` has there.
    ///
    /// # Errors
    /// [`ConfigError`] with Kafka's text.
    pub fn check(&self, image: &MetadataImage, scope: Scope, values: &Properties) -> Result<(), ConfigError> {
        check_dynamic(scope, values)?;
        let new = match scope {
            Scope::Broker => {
                let of_all = dynamic_settings(image, &ConfigResource::default_broker());
                self.given.with_dynamic(&of_all, values)
            }
            Scope::AllBrokers => {
                let of_broker = dynamic_settings(image, &ConfigResource::broker(self.given.node_id));
                self.given.with_dynamic(values, &of_broker)
            }
        };
        let new = new.map_err(|error| match error {
            // Kafka's rules between settings are Scala's `require`.
            ConfigError::Rule(text) => ConfigError::Rule(format!("requirement failed: {text}")),
            other => other,
        })?;
        self.current.load().check_change(&new)
    }

    /// Takes over the settings of `image`. Where they contradict each other those from before stay.
    pub(crate) fn update(&self, image: &MetadataImage) -> Arc<BrokerConfig> {
        let of_all = dynamic_settings(image, &ConfigResource::default_broker());
        let of_broker = dynamic_settings(image, &ConfigResource::broker(self.given.node_id));
        match self.given.with_dynamic(&of_all, &of_broker) {
            Ok(config) => self.current.store(Arc::new(config)),
            Err(error) => tracing::error!(%error, "changed broker settings are not taken over"),
        }
        self.current()
    }
}
