//! All partitions of all topics in order, one to each member in turn.
//!
//! Source: `org.apache.kafka.clients.consumer.RoundRobinAssignor` of Apache Kafka 4.3.

use std::collections::BTreeMap;

use super::group_view::GroupView;
use super::{Assignment, AssignorError, PartitionAssignor, Subscription};
use crate::cluster::ClusterView;

/// `roundrobin`.
#[derive(Debug, Clone, Copy, Default)]
pub struct RoundRobin;

impl PartitionAssignor for RoundRobin {
    fn name(&self) -> &str {
        "roundrobin"
    }

    fn assign(
        &self,
        cluster: &ClusterView,
        group: &BTreeMap<String, Subscription>,
    ) -> Result<BTreeMap<String, Assignment>, AssignorError> {
        let view = GroupView::new(cluster, group);
        let mut turns: Vec<usize> = (0..view.members.len()).collect();
        turns.sort_by(|one, other| view.compare_members(*one, *other));
        let mut given = vec![Vec::new(); turns.len()];
        let mut next = 0;
        for (at, topic) in view.topics.iter().enumerate() {
            for partition in 0..topic.partitions.len() {
                // Every topic here is wanted by somebody.
                while !view.wants(turns[next], at) {
                    next = (next + 1) % turns.len();
                }
                given[turns[next]].push((at, partition));
                next = (next + 1) % turns.len();
            }
        }
        Ok(view.named(given))
    }
}
