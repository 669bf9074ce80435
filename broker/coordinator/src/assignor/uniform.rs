//! As even as can be, then with as few moves as can be. Racks play no part, as in Kafka 4.3.
//!
//! Source: `org.apache.kafka.coordinator.group.assignor.UniformAssignor` of Apache Kafka 4.3.

mod balancer;
mod heterogeneous;
mod homogeneous;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::{Assignor, AssignorError, GroupAssignment, GroupSpec, SubscriptionType, TopicDescriber};
use kavka_protocol::java_order::{grown, walk};

/// Kafka's `uniform`, the default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Uniform;

impl Assignor for Uniform {
    fn name(&self) -> &str {
        "uniform"
    }

    fn assign(
        &self,
        group: &GroupSpec,
        topics: &dyn TopicDescriber,
    ) -> Result<GroupAssignment, AssignorError> {
        if group.members.is_empty() {
            return Ok(GroupAssignment::new());
        }
        match group.subscription_type {
            SubscriptionType::Homogeneous => homogeneous::assign(group, topics),
            SubscriptionType::Heterogeneous => heterogeneous::assign(group, topics),
        }
    }
}

/// Member ids as Kafka walks over them; it decides who gets the odd partition.
fn walk_members(group: &GroupSpec) -> Vec<&str> {
    walk(group.members.keys().map(String::as_str), grown(group.members.len()))
}

fn partition_count(topics: &dyn TopicDescriber, topic: Uuid) -> Result<i32, AssignorError> {
    topics.partition_count(topic).ok_or_else(|| {
        AssignorError::UnknownTopic(format!(
            "Members are subscribed to topic {} which doesn't exist in the topic metadata.",
            URL_SAFE_NO_PAD.encode(topic.as_bytes())
        ))
    })
}
