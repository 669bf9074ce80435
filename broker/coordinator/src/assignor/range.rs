//! Neighbouring partitions: every member gets the same stretch of each topic, so topics of one size stay side by side.
//!
//! Source: `org.apache.kafka.coordinator.group.assignor.RangeAssignor` of Apache Kafka 4.3.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

use super::{Assignor, AssignorError, GroupAssignment, GroupSpec, MemberSpec, Partitions, TopicDescriber};
use kavka_protocol::java_order::compare_text;

/// Kafka's `range`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Range;

impl Assignor for Range {
    fn name(&self) -> &str {
        "range"
    }

    fn assign(
        &self,
        group: &GroupSpec,
        topics: &dyn TopicDescriber,
    ) -> Result<GroupAssignment, AssignorError> {
        let mut shares = shares(group, topics)?;
        let mut assignment = GroupAssignment::new();
        for (id, member) in in_order(group) {
            let mut partitions = Partitions::new();
            for topic in member.topics.iter() {
                let Some(share) = shares.get_mut(topic) else { continue };
                let range = share.next();
                if !range.is_empty() {
                    partitions.insert(*topic, range.collect());
                }
            }
            assignment.insert(id.clone(), Arc::new(partitions));
        }
        Ok(assignment)
    }
}

/// How a topic is shared out.
struct Share {
    partition_count: i32,
    reader_count: i32,
    given: i32,
    next: i32,
}

impl Share {
    /// The next reader's stretch: the first ones get one more where it does not come out even.
    fn next(&mut self) -> std::ops::Range<i32> {
        let (least, extra) =
            (self.partition_count / self.reader_count, self.partition_count % self.reader_count);
        let start = self.next;
        let end = (start + least + i32::from(self.given < extra)).min(self.partition_count);
        self.given += 1;
        self.next = end;
        start..end
    }
}

fn shares(group: &GroupSpec, topics: &dyn TopicDescriber) -> Result<BTreeMap<Uuid, Share>, AssignorError> {
    let mut shares = BTreeMap::<Uuid, Share>::new();
    for topic in group.members.values().flat_map(|member| member.topics.iter()) {
        if let Some(share) = shares.get_mut(topic) {
            share.reader_count += 1;
            continue;
        }
        let unknown =
            || AssignorError::UnknownTopic("Member is subscribed to a non-existent topic".to_string());
        let partition_count = topics.partition_count(*topic).ok_or_else(unknown)?;
        shares.insert(*topic, Share { partition_count, reader_count: 1, given: 0, next: 0 });
    }
    Ok(shares)
}

/// Static members come first, by instance id, so that one that restarts with a new member id keeps its stretch.
fn in_order(group: &GroupSpec) -> Vec<(&String, &MemberSpec)> {
    let mut members: Vec<(&String, &MemberSpec)> = group.members.iter().collect();
    members.sort_by(|(one_id, one), (other_id, other)| match (&one.instance_id, &other.instance_id) {
        (Some(one), Some(other)) => compare_text(one, other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => compare_text(one_id, other_id),
    });
    members
}
