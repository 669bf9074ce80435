//! Members want different topics: give what is open to the least loaded, then move from the most to the least loaded,
//! topic by topic, until nothing changes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use super::balancer::Balancer;
use super::{partition_count, walk_members};
use crate::assignor::{AssignorError, GroupAssignment, GroupSpec, TopicDescriber};
use kavka_protocol::java_order::uuid_key;

/// How often all topics are gone through at most; each time roughly halves what is uneven.
const ROUNDS_MAX: usize = 16;

/// A topic that somebody wants.
#[derive(Debug, Default)]
struct Topic {
    /// Indexes of the members that want it, ascending.
    readers: Vec<usize>,
    /// Who has each partition.
    owners: Vec<Option<usize>>,
}

struct Builder<'a> {
    /// In the order of the walk, which settles ties.
    member_ids: Vec<&'a str>,
    /// Partitions per member.
    loads: Vec<usize>,
    topics: BTreeMap<Uuid, Topic>,
    target: Vec<Arc<crate::assignor::Partitions>>,
}

pub(super) fn assign(
    group: &GroupSpec,
    describer: &dyn TopicDescriber,
) -> Result<GroupAssignment, AssignorError> {
    let mut builder = Builder::new(group, describer)?;
    if builder.topics.is_empty() {
        return Ok(GroupAssignment::new());
    }
    builder.keep(group);
    builder.assign_remaining();
    builder.balance();
    let ids = builder.member_ids.into_iter().map(str::to_string);
    Ok(ids.zip(builder.target).collect())
}

impl<'a> Builder<'a> {
    fn new(group: &'a GroupSpec, describer: &dyn TopicDescriber) -> Result<Self, AssignorError> {
        let member_ids = walk_members(group);
        let mut topics = BTreeMap::<Uuid, Topic>::new();
        for (index, id) in member_ids.iter().enumerate() {
            for topic in group.members[*id].topics.iter() {
                if !topics.contains_key(topic) {
                    let count = usize::try_from(partition_count(describer, *topic)?).unwrap_or(0);
                    topics.insert(*topic, Topic { readers: Vec::new(), owners: vec![None; count] });
                }
                topics.entry(*topic).or_default().readers.push(index);
            }
        }
        let loads = vec![0; member_ids.len()];
        let target = vec![Arc::default(); member_ids.len()];
        Ok(Self { member_ids, loads, topics, target })
    }

    /// Members keep what they have of topics that they still want.
    fn keep(&mut self, group: &GroupSpec) {
        for (index, id) in self.member_ids.iter().enumerate() {
            let member = &group.members[*id];
            let mut kept = member.assigned.clone();
            for (name, partitions) in member.assigned.iter() {
                let topic = self.topics.get_mut(name).filter(|_| member.topics.contains(name));
                let Some(topic) = topic else {
                    Arc::make_mut(&mut kept).remove(name);
                    continue;
                };
                self.loads[index] += partitions.len();
                for partition in partitions {
                    let owner = usize::try_from(*partition).ok().and_then(|at| topic.owners.get_mut(at));
                    if let Some(owner) = owner {
                        *owner = Some(index);
                    }
                }
            }
            self.target[index] = kept;
        }
    }

    /// Topics with the most partitions per reader first: those leave the later ones room to even out.
    fn in_order(&self, wanted: impl Fn(&Topic) -> bool) -> Vec<Uuid> {
        let mut ids: Vec<(&Uuid, &Topic)> = self.topics.iter().filter(|(_, topic)| wanted(topic)).collect();
        ids.sort_by(|(one_id, one), (other_id, other)| {
            by_density(one, other).then_with(|| uuid_key(**one_id).cmp(&uuid_key(**other_id)))
        });
        ids.into_iter().map(|(id, _)| *id).collect()
    }

    fn assign_remaining(&mut self) {
        let mut balancer = Balancer::default();
        for id in self.in_order(|topic| topic.owners.contains(&None)) {
            let topic = &self.topics[&id];
            let open: Vec<usize> =
                (0..topic.owners.len()).filter(|partition| topic.owners[*partition].is_none()).collect();
            balancer.start(&topic.readers, &self.loads);
            for partition in open {
                let member = balancer.next_least_loaded(&self.loads);
                self.assign_partition(id, partition, member);
            }
        }
    }

    fn balance(&mut self) {
        let ids = self.in_order(|topic| topic.readers.len() >= 2);
        let mut balancer = Balancer::default();
        // The last topic in which something moved: come round to it again, and all are even.
        let mut last_moved = None;
        for _ in 0..ROUNDS_MAX {
            for (at, id) in ids.iter().enumerate() {
                if last_moved == Some(at) {
                    return;
                }
                if self.balance_topic(*id, &mut balancer) || last_moved.is_none() {
                    last_moved = Some(at);
                }
            }
        }
    }

    /// Whether anything moved.
    fn balance_topic(&mut self, id: Uuid, balancer: &mut Balancer) -> bool {
        let topic = &self.topics[&id];
        if balancer.start(&topic.readers, &self.loads) <= 1 {
            return false;
        }
        // What each member may give, its last partition at the end.
        let mut owned = HashMap::<usize, Vec<usize>>::new();
        for (partition, owner) in topic.owners.iter().enumerate() {
            if let Some(owner) = owner {
                owned.entry(*owner).or_default().push(partition);
            }
        }
        let mut has_moved = false;
        while !balancer.is_balanced() {
            let Some(partition) = self.next_to_move(balancer, &mut owned) else { break };
            let to = balancer.next_least_loaded(&self.loads);
            if balancer.is_balanced() {
                break;
            }
            self.assign_partition(id, partition, to);
            has_moved = true;
        }
        has_moved
    }

    /// A partition of the most loaded member that has one.
    fn next_to_move(&self, balancer: &mut Balancer, owned: &mut HashMap<usize, Vec<usize>>) -> Option<usize> {
        loop {
            let from = balancer.next_most_loaded(&self.loads)?;
            match owned.get_mut(&from).and_then(Vec::pop) {
                Some(partition) => return Some(partition),
                None => balancer.exclude_most_loaded(),
            }
        }
    }

    fn assign_partition(&mut self, id: Uuid, partition: usize, to: usize) {
        let Some(owner) = self.topics.get_mut(&id).and_then(|topic| topic.owners.get_mut(partition)) else {
            return;
        };
        let number = i32::try_from(partition).expect("a partition's number was an i32");
        if let Some(from) = owner.replace(to) {
            self.loads[from] -= 1;
            let target = Arc::make_mut(&mut self.target[from]);
            if let Some(partitions) = target.get_mut(&id) {
                partitions.remove(&number);
                if partitions.is_empty() {
                    target.remove(&id);
                }
            }
        }
        self.loads[to] += 1;
        Arc::make_mut(&mut self.target[to]).entry(id).or_default().insert(number);
    }
}

/// More partitions per reader first, then fewer readers.
fn by_density(one: &Topic, other: &Topic) -> Ordering {
    // As fractions, since a comparison of quotients as floating point is that of these products.
    let (one_product, other_product) =
        (one.owners.len() * other.readers.len(), other.owners.len() * one.readers.len());
    other_product.cmp(&one_product).then(one.readers.len().cmp(&other.readers.len()))
}
