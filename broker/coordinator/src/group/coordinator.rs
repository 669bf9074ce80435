//! The handle the broker holds.

use std::sync::Arc;

use super::GroupConfig;
use crate::{CoordinatorLog, hash::partition_for};

/// The group coordinator of this broker: a shard for every partition of `__consumer_offsets` it leads. Cheap to clone.
#[derive(Clone)]
pub struct GroupCoordinator {
    inner: Arc<Inner>,
}

struct Inner {
    config: GroupConfig,
    #[expect(dead_code, reason = "the runtime is next")]
    log: Arc<dyn CoordinatorLog>,
    partition_count: i32,
}

impl GroupCoordinator {
    /// A coordinator over the `partition_count` partitions of `__consumer_offsets` in `log`.
    pub fn new(config: GroupConfig, log: Arc<dyn CoordinatorLog>, partition_count: i32) -> Self {
        Self { inner: Arc::new(Inner { config, log, partition_count }) }
    }

    /// The settings it runs with.
    pub fn config(&self) -> &GroupConfig {
        &self.inner.config
    }

    /// The partition of `__consumer_offsets` that owns `group_id`.
    pub fn partition_for(&self, group_id: &str) -> i32 {
        partition_for(group_id, self.inner.partition_count)
    }

    /// This broker now leads `partition` at `leader_epoch`: its shard loads in the background.
    pub fn on_elected(&self, _partition: i32, _leader_epoch: i32) {}

    /// This broker no longer leads `partition`: its shard is dropped and waiting requests get `NOT_COORDINATOR`.
    pub fn on_resigned(&self, _partition: i32, _leader_epoch: i32) {}

    /// The high watermark of `partition` is now at least `high_watermark`. Never blocks; safe inside
    /// [`CoordinatorLog::append`].
    pub fn on_high_watermark(&self, _partition: i32, _high_watermark: i64) {}
}
