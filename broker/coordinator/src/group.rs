//! The group coordinator: classic groups and their committed offsets, on `__consumer_offsets`.

mod admin;
mod classic;
mod commit;
mod config;
mod coordinator;
pub mod messages;
mod modern;
mod offsets;
mod records;
mod shard;
mod transactional;

pub use config::GroupConfig;
pub use coordinator::{Answer, GroupCoordinator};

#[cfg(test)]
mod tests;
