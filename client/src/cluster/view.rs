//! What is known about a cluster at one moment.

use std::collections::{BTreeMap, HashMap};

use crate::error::code_of;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::MetadataResponse;
use kavka_protocol::messages::metadata_response::{MetadataResponsePartition, MetadataResponseTopic};
use uuid::Uuid;

/// A broker's address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broker {
    /// Its node id.
    pub id: i32,
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// `broker.rack`.
    pub rack: Option<String>,
}

impl Broker {
    /// `host:port`, with brackets around an IPv6 address.
    pub fn address(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

/// A topic and its partitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its id; nil from brokers that do not tell.
    pub id: Uuid,
    /// Whether it is one of Kafka's own.
    pub is_internal: bool,
    /// Why it is not usable, or `None`.
    pub error: ErrorCode,
    /// In the order of their index, which may have gaps.
    pub partitions: Vec<Partition>,
}

impl Topic {
    /// The partition with this index.
    pub fn partition(&self, index: i32) -> Option<&Partition> {
        self.partitions.iter().find(|partition| partition.index == index)
    }
}

impl Topic {
    /// A broker that lags behind tells of an older leader: what is known of a newer one stays (KIP-320).
    fn keep_newer(&mut self, known: &Self) {
        if known.id != self.id {
            return;
        }
        for partition in &mut self.partitions {
            let newer = known.partition(partition.index);
            let newer = newer.filter(|newer| newer.leader_epoch > partition.leader_epoch);
            if let Some(newer) = newer.filter(|_| partition.leader_epoch >= 0) {
                *partition = newer.clone();
            }
        }
    }
}

/// A partition and who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// Its number in the topic.
    pub index: i32,
    /// The broker that leads it, if there is one.
    pub leader: Option<i32>,
    /// -1 where it is not known.
    pub leader_epoch: i32,
    /// Brokers that have it.
    pub replicas: Vec<i32>,
    /// Those in sync.
    pub isr: Vec<i32>,
    /// Those that are away.
    pub offline: Vec<i32>,
}

/// Brokers and topics.
#[derive(Debug, Clone, Default)]
pub struct ClusterView {
    /// The cluster's id.
    pub cluster_id: Option<String>,
    /// The broker that takes controller requests.
    pub controller: Option<i32>,
    /// Brokers by id.
    pub brokers: BTreeMap<i32, Broker>,
    /// Topics by name: those asked about so far.
    pub topics: HashMap<String, Topic>,
}

impl ClusterView {
    /// The broker that leads a partition.
    pub fn leader(&self, topic: &str, partition: i32) -> Option<i32> {
        self.topics.get(topic)?.partition(partition)?.leader
    }

    /// The epoch of a partition's leader, where it is known.
    pub fn leader_epoch(&self, at: &crate::TopicPartition) -> Option<i32> {
        let partition = self.topics.get(&at.topic)?.partition(at.partition)?;
        Some(partition.leader_epoch).filter(|epoch| *epoch >= 0)
    }

    /// This view after a response, which holds all topics if `is_whole`.
    pub(super) fn merged(&self, response: &MetadataResponse, is_whole: bool) -> Self {
        let mut topics = if is_whole { HashMap::new() } else { self.topics.clone() };
        for topic in &response.topics {
            if let Some(name) = &topic.name {
                let mut topic = topic_of(topic);
                if let Some(known) = self.topics.get(name.as_str()) {
                    topic.keep_newer(known);
                }
                topics.insert(name.to_string(), topic);
            }
        }
        Self {
            cluster_id: response.cluster_id.as_ref().map(ToString::to_string),
            controller: (response.controller_id.0 >= 0).then_some(response.controller_id.0),
            brokers: response
                .brokers
                .iter()
                .filter_map(broker_of)
                .map(|broker| (broker.id, broker))
                .collect(),
            topics,
        }
    }
}

fn broker_of(broker: &kavka_protocol::messages::metadata_response::MetadataResponseBroker) -> Option<Broker> {
    Some(Broker {
        id: broker.node_id.0,
        host: broker.host.to_string(),
        port: u16::try_from(broker.port).ok()?,
        rack: broker.rack.as_ref().map(ToString::to_string),
    })
}

fn topic_of(topic: &MetadataResponseTopic) -> Topic {
    let mut partitions: Vec<Partition> = topic.partitions.iter().map(partition_of).collect();
    partitions.sort_by_key(|partition| partition.index);
    Topic { id: topic.topic_id, is_internal: topic.is_internal, error: code_of(topic.error_code), partitions }
}

fn partition_of(partition: &MetadataResponsePartition) -> Partition {
    let ids = |nodes: &[kavka_protocol::messages::BrokerId]| nodes.iter().map(|node| node.0).collect();
    Partition {
        index: partition.partition_index,
        leader: (partition.leader_id.0 >= 0).then_some(partition.leader_id.0),
        leader_epoch: partition.leader_epoch,
        replicas: ids(&partition.replica_nodes),
        isr: ids(&partition.isr_nodes),
        offline: ids(&partition.offline_replicas),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::topic_name;

    fn response(id: u128, leader: i32, leader_epoch: i32) -> MetadataResponse {
        let mut partition = MetadataResponsePartition::default();
        partition.leader_id.0 = leader;
        partition.leader_epoch = leader_epoch;
        let mut topic = MetadataResponseTopic::default();
        topic.name = Some(topic_name("t"));
        topic.topic_id = Uuid::from_u128(id);
        topic.partitions = vec![partition];
        let mut response = MetadataResponse::default();
        response.topics = vec![topic];
        response
    }

    #[test]
    fn an_older_leader_does_not_replace_a_newer_one() {
        let view = ClusterView::default().merged(&response(1, 1, 5), false);
        assert_eq!(view.merged(&response(1, 2, 4), false).leader("t", 0), Some(1));
        assert_eq!(view.merged(&response(1, 2, 6), false).leader("t", 0), Some(2));
        assert_eq!(view.merged(&response(1, 2, -1), false).leader("t", 0), Some(2), "it tells no epochs");
        assert_eq!(
            view.merged(&response(7, 2, 0), false).leader("t", 0),
            Some(2),
            "another topic of that name"
        );
    }
}
