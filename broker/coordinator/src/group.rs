//! The group coordinator: classic groups and their committed offsets, on `__consumer_offsets`.

mod config;
mod coordinator;

pub use config::GroupConfig;
pub use coordinator::GroupCoordinator;
