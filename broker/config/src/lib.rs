//! The settings of broker, topics, groups and quotas: one declared table for each kind of resource.
//!
//! The facts (name, type, default, valid values, importance, when a change takes effect, synonyms)
//! stand in `facts/*.tsv` and are read on first use, which takes a fraction of a millisecond. The
//! same tables feed validation, DescribeConfigs and the generated docs.

mod broker;
mod docs;
mod dynamic;
mod endpoint;
mod listeners;
mod quorum;
mod synonyms;
mod table;
mod topic;

pub use broker::{BrokerConfig, ProcessRole};
pub use dynamic::{Scope, check_dynamic, listener_override, usable_dynamic};
pub use endpoint::{Endpoint, SecurityProtocol};
pub use kavka_config::{
    ConfigDef, ConfigError, ConfigKey, ConfigType, ConfigValue, Importance, Properties, Validator,
};
pub use listeners::Listeners;
pub use quorum::QuorumVoter;
pub use synonyms::{Synonym, broker_synonyms, topic_synonyms};
pub use table::{BROKER, CLIENT_METRICS, GROUP, QUOTA_IP, QUOTA_USER_CLIENT, TOPIC, Table, UpdateMode};
pub use topic::{GroupConfig, TopicConfig, topic_defaults, validate_group_config, validate_topic_config};
