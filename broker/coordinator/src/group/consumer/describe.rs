//! ConsumerGroupDescribe.

use uuid::Uuid;

use super::{ConsumerGroup, Member, member::without_epochs};
use crate::{
    assignor::Partitions,
    group::{
        messages::{DescribedConsumerGroup, DescribedConsumerMember, DescribedPartitions},
        view::TopicsView,
    },
};
use kavka_protocol::ErrorCode;

impl ConsumerGroup {
    /// The group as clients are shown it. Topics that are gone are left out.
    pub fn describe(&self, default_assignor: &str, topics: &dyn TopicsView) -> DescribedConsumerGroup {
        let member = |member: &Member| {
            let mut held = without_epochs(&member.assigned);
            for (topic_id, partitions) in &*member.revoking {
                held.entry(*topic_id).or_default().extend(partitions.keys());
            }
            let target = self.targets.get(&member.member_id);
            DescribedConsumerMember {
                member_id: member.member_id.to_string(),
                instance_id: member.instance_id.as_deref().map(str::to_owned),
                rack_id: member.rack_id.as_deref().map(str::to_owned),
                epoch: member.epoch,
                client_id: member.client_id.to_string(),
                client_host: member.client_host.to_string(),
                topics: member.topics.iter().map(|topic| topic.to_string()).collect(),
                regex: member.regex.as_deref().map(str::to_owned),
                assignment: named(&held, topics),
                target_assignment: target.map(|target| named(target, topics)).unwrap_or_default(),
                uses_classic_protocol: member.uses_classic_protocol(),
            }
        };
        let assignor = self.preferred_assignor(None, None);
        DescribedConsumerGroup {
            group_state: self.state_name().to_owned(),
            group_epoch: self.epoch,
            assignment_epoch: self.target_epoch,
            assignor: assignor.as_deref().unwrap_or(default_assignor).to_owned(),
            members: self.members.values().map(|m| member(m)).collect(),
            ..DescribedConsumerGroup::error(&*self.group_id, ErrorCode::None)
        }
    }
}

fn named(partitions: &Partitions, topics: &dyn TopicsView) -> Vec<DescribedPartitions> {
    let topic = |(topic_id, partitions): (&Uuid, &std::collections::BTreeSet<i32>)| {
        let topic = topics.by_id(*topic_id)?;
        Some(DescribedPartitions {
            topic_id: *topic_id,
            topic: topic.name.to_string(),
            partitions: partitions.iter().copied().collect(),
        })
    };
    partitions.iter().filter_map(topic).collect()
}
