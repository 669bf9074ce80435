//! Leaders, ISR and ELR of a partition whose surroundings changed.

use kavka_protocol::metadata_records::{MetadataRecord, PartitionChangeRecord};
use uuid::Uuid;

use super::Context;
use crate::features::ELR_VERSION;
use crate::image::{
    ConfigResource, LeaderRecoveryState, MetadataImage, NO_LEADER, NO_LEADER_CHANGE, PartitionImage,
    TopicImage,
};

/// How a leader is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Election {
    /// The first of the replicas if it may lead, else whoever leads now, else any.
    Preferred,
    /// Whoever leads now if it may, else any that is in sync.
    Online,
    /// As `Online`, and any replica if there is no other.
    Unclean,
}

/// A change of one partition, being worked out.
pub(crate) struct PartitionChange<'a> {
    topic_id: Uuid,
    number: i32,
    partition: &'a PartitionImage,
    isr: Vec<i32>,
    elr: Vec<i32>,
    election: Election,
    elr_enabled: bool,
    min_isr: usize,
}

impl<'a> PartitionChange<'a> {
    /// No change yet of a partition of `topic`.
    pub(crate) fn new(
        context: &Context<'_>,
        topic: &TopicImage,
        number: i32,
        partition: &'a PartitionImage,
    ) -> Self {
        Self {
            topic_id: topic.id,
            number,
            partition,
            isr: partition.isr.clone(),
            elr: partition.elr.clone(),
            election: Election::Online,
            elr_enabled: context.image.features.level(ELR_VERSION) > 0,
            min_isr: min_insync_replicas(context, topic),
        }
    }

    /// Takes a broker out of the ISR.
    pub(crate) fn without(mut self, broker: i32) -> Self {
        self.isr.retain(|replica| *replica != broker);
        self
    }

    /// Sets how the leader is chosen.
    pub(crate) fn election(mut self, election: Election) -> Self {
        self.election = election;
        self
    }

    /// The record, `None` if nothing changes. `may_lead` says whether a broker can take leadership now.
    ///
    /// Source: KIP-966; `PartitionChangeBuilder` in Apache Kafka.
    pub(crate) fn build(mut self, may_lead: impl Fn(i32) -> bool) -> Option<MetadataRecord> {
        let partition = self.partition;
        let mut record =
            PartitionChangeRecord::default().with_topic_id(self.topic_id).with_partition_id(self.number);
        self.populate_elr();
        let mut last_known_elr =
            if self.elr.is_empty() { Vec::new() } else { partition.last_known_elr.clone() };
        let (leader, unclean) = self.elect(&may_lead);
        if leader != partition.leader {
            if self.elr.contains(&leader) {
                self.isr = vec![leader];
                self.elr.retain(|replica| *replica != leader);
                last_known_elr.clear();
            }
            record.leader = leader;
            if unclean {
                self.isr = vec![leader];
                last_known_elr.clear();
                if partition.leader_recovery_state == LeaderRecoveryState::Recovered {
                    record.leader_recovery_state = LeaderRecoveryState::Recovering.code();
                }
            }
        }
        if self.isr.is_empty() && self.elr_enabled && partition.leader != NO_LEADER {
            last_known_elr = vec![partition.leader];
        } else if self.isr.is_empty() {
            last_known_elr = partition.last_known_elr.clone();
        }
        let changed = |new: Vec<i32>, old: &Vec<i32>| (new != *old).then_some(new);
        if self.elr_enabled || !self.isr.is_empty() {
            record.isr = changed(self.isr, &partition.isr);
        }
        if self.elr_enabled {
            record.eligible_leader_replicas = changed(self.elr, &partition.elr);
            record.last_known_elr = changed(last_known_elr, &partition.last_known_elr);
        }
        let nothing = record.leader == NO_LEADER_CHANGE
            && record.isr.is_none()
            && record.eligible_leader_replicas.is_none()
            && record.last_known_elr.is_none();
        (!nothing).then_some(MetadataRecord::PartitionChange(record))
    }

    /// Whoever drops out of an ISR below the minimum may still lead: it has all that was acknowledged.
    fn populate_elr(&mut self) {
        if !self.elr_enabled || self.isr.len() >= self.min_isr.min(self.partition.replicas.len()) {
            self.elr.clear();
            return;
        }
        for replica in &self.partition.isr {
            if !self.elr.contains(replica) {
                self.elr.push(*replica);
            }
        }
        let isr = &self.isr;
        self.elr.retain(|replica| !isr.contains(replica));
        self.elr.sort_unstable();
    }

    /// The leader, and whether it was elected uncleanly.
    fn elect(&self, may_lead: &impl Fn(i32) -> bool) -> (i32, bool) {
        let replicas = &self.partition.replicas;
        let valid = |replica: i32| {
            let eligible =
                self.isr.contains(&replica) || (self.isr.is_empty() && self.elr.contains(&replica));
            eligible && may_lead(replica)
        };
        let preferred = self.partition.preferred_replica();
        if self.election == Election::Preferred && valid(preferred) {
            return (preferred, false);
        }
        if valid(self.partition.leader) {
            return (self.partition.leader, false);
        }
        if let Some(leader) = replicas.iter().copied().find(|replica| valid(*replica)) {
            return (leader, false);
        }
        if let [last] = self.partition.last_known_elr[..]
            && self.elr_enabled
            && self.isr.is_empty()
            && self.elr.is_empty()
            && may_lead(last)
        {
            return (last, true);
        }
        let unclean = self.election == Election::Unclean;
        let any = replicas.iter().copied().find(|replica| unclean && may_lead(*replica));
        any.map_or((NO_LEADER, false), |leader| (leader, true))
    }
}

/// The value of a topic setting that is in force: the topic's, the brokers' dynamic default, or the one of
/// `server.properties`.
pub(crate) fn effective_topic_config(
    context: &Context<'_>,
    topic: &str,
    key: &str,
    broker_key: &str,
) -> Option<String> {
    let dynamic = |image: &MetadataImage, resource, key: &str| image.configs.value(&resource, key).cloned();
    dynamic(context.image, ConfigResource::topic(topic), key)
        .or_else(|| dynamic(context.image, ConfigResource::default_broker(), broker_key))
        .map(|value| value.to_string())
        .or_else(|| context.settings.broker.values().originals().get(broker_key).cloned())
}

fn min_insync_replicas(context: &Context<'_>, topic: &TopicImage) -> usize {
    const KEY: &str = "min.insync.replicas";
    effective_topic_config(context, &topic.name, KEY, KEY).and_then(|value| value.parse().ok()).unwrap_or(1)
}

/// Whether `unclean.leader.election.enable` is in force for a topic.
pub(crate) fn unclean_election_enabled(context: &Context<'_>, topic: &str) -> bool {
    const KEY: &str = "unclean.leader.election.enable";
    effective_topic_config(context, topic, KEY, KEY).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}
