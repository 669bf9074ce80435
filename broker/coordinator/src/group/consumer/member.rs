//! A member of a consumer group.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use bytes::Bytes;
use kavka_protocol::coordinator_records::{
    ConsumerGroupCurrentMemberAssignmentValue, ConsumerGroupMemberMetadataValue,
    consumer_group_current_member_assignment_value::TopicPartitions,
    consumer_group_member_metadata_value::{ClassicMemberMetadata, ClassicProtocol},
};
use uuid::Uuid;

use super::records::text;
use crate::assignor::Partitions;

/// Epoch of a member that leaves for good.
pub(crate) const LEAVE_EPOCH: i32 = -1;
/// Epoch of a static member that leaves and will be back.
pub(crate) const STATIC_LEAVE_EPOCH: i32 = -2;

/// Where a member stands on its way to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberState {
    /// It has all of its target at its epoch.
    Stable,
    /// It must give up partitions before it may move on.
    UnrevokedPartitions,
    /// It has moved on, but others have not given up all that it shall have.
    UnreleasedPartitions,
    /// A state of a later Kafka.
    Unknown,
}

impl MemberState {
    fn from_code(code: i8) -> Self {
        match code {
            0 => Self::Stable,
            1 => Self::UnrevokedPartitions,
            2 => Self::UnreleasedPartitions,
            _ => Self::Unknown,
        }
    }

    fn code(self) -> i8 {
        match self {
            Self::Stable => 0,
            Self::UnrevokedPartitions => 1,
            Self::UnreleasedPartitions => 2,
            Self::Unknown => 127,
        }
    }
}

/// Partitions by topic, each with the epoch in which the member got it (KIP-1251). No topic is without partitions.
pub(crate) type Owned = BTreeMap<Uuid, BTreeMap<i32, i32>>;

/// Topics by name.
pub(crate) type TopicNames = BTreeSet<Arc<str>>;

/// What a member says of itself that speaks the classic protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClassicMetadata {
    pub session_timeout_ms: i32,
    /// In the member's order of preference, never empty.
    pub protocols: Vec<(String, Bytes)>,
}

/// A member. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub member_id: Arc<str>,
    pub epoch: i32,
    /// The epoch before, for a member that did not get the answer with its new one.
    pub previous_epoch: i32,
    pub state: MemberState,
    pub instance_id: Option<Arc<str>>,
    pub rack_id: Option<Arc<str>>,
    pub rebalance_timeout_ms: i32,
    pub client_id: Arc<str>,
    pub client_host: Arc<str>,
    pub topics: Arc<TopicNames>,
    /// Empty for none; `None` comes from records only.
    pub regex: Option<Arc<str>>,
    pub assignor: Option<Arc<str>>,
    pub assigned: Arc<Owned>,
    pub revoking: Arc<Owned>,
    /// Only of a member that speaks the classic protocol.
    pub classic: Option<Arc<ClassicMetadata>>,
}

impl Member {
    /// A member of which nothing is known yet.
    pub fn new(member_id: Arc<str>) -> Self {
        Self {
            member_id,
            epoch: 0,
            previous_epoch: -1,
            state: MemberState::Stable,
            instance_id: None,
            rack_id: None,
            rebalance_timeout_ms: -1,
            client_id: "".into(),
            client_host: "".into(),
            topics: Arc::default(),
            regex: Some("".into()),
            assignor: None,
            assigned: Arc::default(),
            revoking: Arc::default(),
            classic: None,
        }
    }

    /// Whether it has arrived at the target of this epoch.
    pub fn is_reconciled_to(&self, target_epoch: i32) -> bool {
        self.state == MemberState::Stable && self.epoch == target_epoch
    }

    pub fn uses_classic_protocol(&self) -> bool {
        self.classic.is_some()
    }

    /// The expression it subscribes to, if any.
    pub fn regex(&self) -> Option<&Arc<str>> {
        self.regex.as_ref().filter(|regex| !regex.is_empty())
    }

    /// Moves it to `epoch`, keeping the epoch it had.
    pub fn advance(&mut self, epoch: i32) {
        self.previous_epoch = std::mem::replace(&mut self.epoch, epoch);
    }

    /// The epoch in which it got a partition that it still holds.
    pub fn assignment_epoch(&self, topic_id: Uuid, partition: i32) -> Option<i32> {
        let in_owned = |owned: &Owned| owned.get(&topic_id).and_then(|p| p.get(&partition).copied());
        in_owned(&self.assigned).or_else(|| in_owned(&self.revoking))
    }

    /// Takes over what a record says of the member itself.
    pub fn update_with(&mut self, value: ConsumerGroupMemberMetadataValue) {
        let own = |text: Option<kavka_protocol::wire::StrBytes>| text.map(|text| Arc::from(&*text));
        self.instance_id = own(value.instance_id);
        self.rack_id = own(value.rack_id);
        self.client_id = Arc::from(&*value.client_id);
        self.client_host = Arc::from(&*value.client_host);
        self.topics = Arc::new(value.subscribed_topic_names.iter().map(|name| Arc::from(&**name)).collect());
        self.regex = own(value.subscribed_topic_regex);
        self.rebalance_timeout_ms = value.rebalance_timeout_ms;
        self.assignor = own(value.server_assignor);
        let classic = value.classic_member_metadata.filter(|classic| !classic.supported_protocols.is_empty());
        self.classic = classic.map(|classic| {
            // Copied: a slice would keep the whole batch that was read alive.
            let protocol = |p: &ClassicProtocol| (p.name.to_string(), Bytes::copy_from_slice(&p.metadata));
            Arc::new(ClassicMetadata {
                session_timeout_ms: classic.session_timeout_ms,
                protocols: classic.supported_protocols.iter().map(protocol).collect(),
            })
        });
    }

    /// The record's value of the member itself.
    pub fn metadata_value(&self) -> ConsumerGroupMemberMetadataValue {
        let maybe = |value: &Option<Arc<str>>| value.as_deref().map(text);
        let classic = self.classic.as_ref().map(|classic| {
            let protocol = |(name, metadata): &(String, Bytes)| {
                ClassicProtocol::default().with_name(text(name)).with_metadata(metadata.clone())
            };
            ClassicMemberMetadata::default()
                .with_session_timeout_ms(classic.session_timeout_ms)
                .with_supported_protocols(classic.protocols.iter().map(protocol).collect())
        });
        ConsumerGroupMemberMetadataValue::default()
            .with_instance_id(maybe(&self.instance_id))
            .with_rack_id(maybe(&self.rack_id))
            .with_client_id(text(&self.client_id))
            .with_client_host(text(&self.client_host))
            .with_subscribed_topic_names(self.topics.iter().map(|name| text(name)).collect())
            .with_subscribed_topic_regex(maybe(&self.regex))
            .with_rebalance_timeout_ms(self.rebalance_timeout_ms)
            .with_server_assignor(maybe(&self.assignor))
            .with_classic_member_metadata(classic)
    }

    /// Takes over what a record says of the member's assignment.
    pub fn update_assignment(&mut self, value: ConsumerGroupCurrentMemberAssignmentValue) {
        let epoch = value.member_epoch;
        self.epoch = epoch;
        self.previous_epoch = value.previous_member_epoch;
        self.state = MemberState::from_code(value.state);
        self.assigned = Arc::new(owned_from_record(value.assigned_partitions, epoch));
        self.revoking = Arc::new(owned_from_record(value.partitions_pending_revocation, epoch));
    }

    /// The record's value of the member's assignment.
    pub fn assignment_value(&self) -> ConsumerGroupCurrentMemberAssignmentValue {
        ConsumerGroupCurrentMemberAssignmentValue::default()
            .with_member_epoch(self.epoch)
            .with_previous_member_epoch(self.previous_epoch)
            .with_state(self.state.code())
            .with_assigned_partitions(owned_to_record(&self.assigned))
            .with_partitions_pending_revocation(owned_to_record(&self.revoking))
    }
}

/// Kafka before 4.3 wrote no epochs: then the member's own counts.
fn owned_from_record(topics: Vec<TopicPartitions>, member_epoch: i32) -> Owned {
    let mut owned = Owned::new();
    for topic in topics {
        let epochs = topic.assignment_epochs.filter(|epochs| epochs.len() == topic.partitions.len());
        let epochs = epochs.unwrap_or_else(|| vec![member_epoch.max(0); topic.partitions.len()]);
        if !topic.partitions.is_empty() {
            owned.insert(topic.topic_id, topic.partitions.into_iter().zip(epochs).collect());
        }
    }
    owned
}

fn owned_to_record(owned: &Owned) -> Vec<TopicPartitions> {
    let topic = |(topic_id, partitions): (&Uuid, &BTreeMap<i32, i32>)| {
        TopicPartitions::default()
            .with_topic_id(*topic_id)
            .with_partitions(partitions.keys().copied().collect())
            .with_assignment_epochs(Some(partitions.values().copied().collect()))
    };
    owned.iter().map(topic).collect()
}

/// All partitions, each with this epoch.
pub(crate) fn with_epoch(partitions: &Partitions, epoch: i32) -> Owned {
    let topic = |(id, partitions): (&Uuid, &BTreeSet<i32>)| {
        (*id, partitions.iter().map(|partition| (*partition, epoch)).collect())
    };
    partitions.iter().map(topic).collect()
}

/// The partitions alone.
pub(crate) fn without_epochs(owned: &Owned) -> Partitions {
    owned.iter().map(|(id, partitions)| (*id, partitions.keys().copied().collect())).collect()
}
