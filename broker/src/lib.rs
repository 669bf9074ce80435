//! The Kafka broker: listeners and connections (`network`), one handler per API key (`api`), and
//! the start and stop order that ties log, controller and coordinators together (`server`).

pub mod api;
mod broker;
mod dynamic_config;
pub mod loggers;
pub mod network;
pub mod producer_ids;
pub mod purgatory;
pub mod replica;
pub mod server;
mod time;
mod transactions;

pub use broker::Broker;
pub use dynamic_config::DynamicConfig;
