//! What the controller decides: pure functions from image and request to records and response.

mod brokers;
mod configs;
mod features;
mod leaders;
mod partition_change;
mod placement;
mod producer_ids;
mod quotas;
mod scram;
mod topics;

use std::sync::Arc;

use kavka_broker_config::BrokerConfig;
use kavka_protocol::error_code::ErrorCode;
use kavka_protocol::metadata_records::MetadataRecord;
use kavka_protocol::wire::StrBytes;
use rand::rngs::StdRng;
use uuid::Uuid;

pub use brokers::{broker_heartbeat, register_broker, unregister_broker};
pub use configs::{
    ConfigSource, dynamic_broker_configs, dynamic_settings, incremental_alter_configs, legacy_alter_configs,
    topic_value_sources,
};
pub use features::update_features;
pub use leaders::{alter_partition_reassignments, elect_leaders, list_partition_reassignments};
pub use producer_ids::allocate_producer_ids;
pub use quotas::{alter_client_quotas, describe_client_quotas};
pub use scram::{alter_user_scram_credentials, credential_record};
pub use topics::{create_partitions, create_topics, delete_topics, validate_topic_name};

use crate::features::MetadataVersion;
use crate::image::MetadataImage;

/// Records that one request of a user may cause.
pub(crate) const RECORDS_PER_USER_OPERATION_MAX: usize = 10_000;

/// Settings that decisions depend on.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The cluster's id.
    pub cluster_id: Arc<str>,
    /// `server.properties` of this node.
    pub broker: Arc<BrokerConfig>,
}

/// What a decision may look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// The metadata with every decision so far, committed or not.
    pub image: &'a MetadataImage,
    /// The settings.
    pub settings: &'a Settings,
    /// Offset that the first record of this decision will get.
    pub next_offset: i64,
    /// Now, in milliseconds since the epoch.
    pub now_ms: i64,
    /// For ids and for where replicas go.
    pub rng: &'a mut StdRng,
}

impl Context<'_> {
    /// The finalized `metadata.version`.
    pub fn metadata_version(&self) -> MetadataVersion {
        MetadataVersion(self.image.features.metadata_version)
    }

    /// An id for something new; never one that stands for something special or begins with a dash, which tools
    /// would take for an option.
    pub fn random_id(&mut self) -> Uuid {
        loop {
            let id = uuid::Builder::from_random_bytes(rand::Rng::random(self.rng)).into_uuid();
            if id.as_u128() > 100 && !kavka_log::kafka_uuid::to_string(id).starts_with('-') {
                return id;
            }
        }
    }
}

/// Records to write, and the response once they are committed.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<R> {
    /// The records.
    pub records: Vec<MetadataRecord>,
    /// The response.
    pub response: R,
}

impl<R> Decision<R> {
    /// A response without records.
    pub fn answer(response: R) -> Self {
        Self { records: Vec::new(), response }
    }
}

/// An error code with the words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The code.
    pub code: ErrorCode,
    /// The words, where Kafka has some.
    pub message: Option<String>,
}

impl ApiError {
    /// No error.
    pub const NONE: Self = Self { code: ErrorCode::None, message: None };

    /// An error with words of its own.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: Some(message.into()) }
    }

    /// The message as a response carries it.
    pub fn wire_message(&self) -> Option<StrBytes> {
        self.message.as_ref().map(|message| StrBytes::from_string(message.clone()))
    }
}

impl From<ErrorCode> for ApiError {
    /// The code with Kafka's usual words.
    fn from(code: ErrorCode) -> Self {
        Self { code, message: Some(code.message().to_owned()) }
    }
}
