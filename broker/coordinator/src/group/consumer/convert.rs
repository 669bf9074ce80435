//! A group changes its protocol while its members go on (KIP-848): a classic group becomes a consumer group when the
//! first member of the new protocol joins, and goes back when the last one leaves.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use kavka_protocol::{
    ErrorCode,
    group_metadata::{ConsumerProtocolAssignment, ConsumerProtocolSubscription},
};

use super::{
    ConsumerGroup, Member, Refusal,
    classic_members::encode_assignment,
    member::{ClassicMetadata, with_epoch},
    records,
    scene::Scene,
};
use crate::{
    assignor::Partitions,
    group::{
        classic::{self, CONSUMER_PROTOCOL, ClassicGroup, GroupState},
        messages::Response,
        records::group_metadata_tombstone,
        shard::{Group, GroupShard, Pending, TimerKey},
        view::TopicsView,
    },
    runtime::{Actions, Now, Record, Then, Ticket},
};

/// A consumer group on its way to a classic one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Downgrade {
    pub group_id: Arc<str>,
    /// Who does not come along.
    leaving: Vec<Arc<str>>,
    /// All protocols of each member; the record has but the chosen one.
    protocols: Vec<(Arc<str>, Vec<(String, Bytes)>)>,
    must_rebalance: bool,
    /// Who waits for it, with the answer.
    reply: Option<(Ticket, Box<Response>)>,
}

impl GroupShard {
    /// Makes a consumer group out of a classic one with members. Those that wait for the others are told to come again.
    pub(super) fn upgrade(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        group_id: &str,
        records: &mut Vec<Record>,
    ) -> Result<Box<ConsumerGroup>, Refusal> {
        let (groups, mut scene) = self.scene(now, records);
        let Some(Group::Classic(classic)) = groups.get(group_id) else {
            let message = format!("Group {group_id} is not a consumer group.");
            return Err(Refusal::new(ErrorCode::GroupIdNotFound, message));
        };
        scene.check_upgrade(classic)?;
        let mut group = consumer_from_classic(classic, &*scene.view.topics())?;
        group.metadata_hash = scene.metadata_hash(&group.subscriptions);
        scene.records.push(group_metadata_tombstone(group_id));
        scene.records.extend(group.all_records());
        for member in group.members.values() {
            let Some(classic) = &member.classic else { continue };
            let session = TimerKey::Session(Arc::clone(&group.group_id), Arc::clone(&member.member_id));
            scene.schedule(session, classic.session_timeout_ms);
        }
        self.with_classic(now, actions, group_id, |classic, step| {
            classic.unload(step, ErrorCode::RebalanceInProgress);
            step.cancel(&TimerKey::Join(Arc::clone(&classic.group_id)));
            step.cancel(&TimerKey::Sync(Arc::clone(&classic.group_id)));
        });
        tracing::info!(group = group_id, "classic group becomes a consumer group");
        Ok(Box::new(group))
    }

    /// Whether what is left without these is to be a classic group.
    pub(super) fn may_downgrade_without(&self, group_id: &str, leaving: &[Arc<Member>]) -> bool {
        let Some(Group::Consumer(group)) = self.groups.get(group_id) else { return false };
        let rest = group.members.len() - leaving.len();
        !leaving.is_empty()
            && rest > 0
            && group.is_classic_without(leaving)
            && self.config.consumer.migration_policy.allows_downgrade()
            && rest <= self.config.group_max_size
    }

    pub(super) fn downgrade_without(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        group_id: &Arc<str>,
        leaving: &[Arc<Member>],
        reply: Option<(Ticket, Box<Response>)>,
    ) {
        let mut records = Vec::new();
        let (groups, mut scene) = self.scene(now, &mut records);
        let Some(Group::Consumer(group)) = groups.get(group_id) else { return };
        match scene.downgrade(group, leaving, None, true) {
            Ok(downgrade) => self.write_downgrade(now, actions, downgrade, records, reply),
            Err(refusal) => {
                tracing::warn!(group = %group_id, error = refusal.message, "group cannot become a classic one");
                if let Some((ticket, response)) = reply {
                    self.step(now, actions).reply(ticket, response.fail(refusal.error));
                }
            }
        }
    }

    /// Writes the change; the rest follows when it is committed.
    pub(super) fn write_downgrade(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        downgrade: Downgrade,
        records: Vec<Record>,
        reply: Option<(Ticket, Box<Response>)>,
    ) {
        let downgrade = Downgrade { reply, ..downgrade };
        let then = Then::Continue(Pending::Downgraded(Box::new(downgrade)));
        self.step(now, actions).write(records, true, then);
    }

    /// The group is a classic one by now, or could not be written.
    pub(in crate::group) fn downgraded(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        downgrade: Downgrade,
        result: Result<(), ErrorCode>,
    ) {
        let Downgrade { group_id, leaving, protocols, must_rebalance, reply } = downgrade;
        if result.is_ok() {
            let mut step = self.step(now, actions);
            let members = protocols.iter().map(|(member, _)| member);
            members.chain(&leaving).for_each(|member| step.cancel_member(&group_id, member));
            tracing::info!(group = %group_id, "consumer group becomes a classic group");
            self.with_classic(now, actions, &group_id, |group, step| {
                for (member_id, protocols) in protocols {
                    if let Some(member) = group.members.get_mut(&member_id) {
                        member.protocols = protocols;
                    }
                    group.heard_from(step, &member_id);
                }
                if must_rebalance && group.state == GroupState::Stable {
                    group.prepare_rebalance(step);
                }
            });
        }
        if let Some((ticket, response)) = reply {
            let response = result.map_or_else(|error| response.clone().fail(error), |()| *response.clone());
            self.step(now, actions).reply(ticket, response);
        }
    }
}

impl Scene<'_> {
    fn check_upgrade(&self, group: &ClassicGroup) -> Result<(), Refusal> {
        let reason = if !self.config.consumer.migration_policy.allows_upgrade() {
            "online upgrade is disabled"
        } else if !group.uses_consumer_protocol() {
            "the group does not use the consumer embedded protocol"
        } else if group.members.len() > self.config.consumer.max_size {
            "the group size exceeds the consumer group maximum size"
        } else {
            return Ok(());
        };
        Err(cannot_upgrade(group, reason))
    }

    /// Whether the group is to be a classic one once a classic member has taken the place of `replaced`, the last of
    /// the new protocol.
    pub(super) fn may_downgrade_replacing(&self, group: &ConsumerGroup, replaced: &Member) -> bool {
        !replaced.uses_classic_protocol()
            && group.classic_member_count() + 1 == group.members.len()
            && self.config.consumer.migration_policy.allows_downgrade()
            && group.members.len() <= self.config.group_max_size
    }

    /// The records that make a classic group out of a consumer group: without `leaving`, and with the second of
    /// `replaced` in place of the first.
    pub(super) fn downgrade(
        &mut self,
        group: &ConsumerGroup,
        leaving: &[Arc<Member>],
        replaced: Option<(&Member, &Member)>,
        must_rebalance: bool,
    ) -> Result<Downgrade, Refusal> {
        let ids = replaced.map(|(old, new)| (&*old.member_id, &*new.member_id));
        group.tombstones(ids, self.records);
        let mut classic = ClassicGroup::new(Arc::clone(&group.group_id), self.now.wall_ms);
        classic.state = GroupState::Stable;
        classic.generation_id = group.epoch;
        let stays = |member: &&Arc<Member>| {
            !leaving.iter().any(|leaving| leaving.member_id == member.member_id)
                && replaced.is_none_or(|(old, _)| old.member_id != member.member_id)
        };
        let members = group.members.values().filter(stays).map(|member| &**member);
        let mut protocols = Vec::new();
        for member in members.chain(replaced.map(|(_, new)| new)) {
            let Some(metadata) = &member.classic else { continue };
            protocols.push((Arc::clone(&member.member_id), metadata.protocols.clone()));
            classic.add(classic_member(member, metadata), CONSUMER_PROTOCOL);
        }
        classic.protocol_name = classic.select_protocol();
        let topics = self.view.topics();
        let protocol = classic.protocol_name.clone().unwrap_or_default();
        for member in classic.members.values_mut() {
            let target_id = match ids {
                Some((old, new)) if *member.member_id == *new => old,
                _ => &*member.member_id,
            };
            let target = group.targets.get(target_id).cloned().unwrap_or_default();
            let assignment = encode_assignment(&target, &member.metadata(&protocol), &*topics);
            member.assignment = assignment.ok_or_else(|| {
                let message = format!("Cannot downgrade the classic group {}.", group.group_id);
                Refusal::new(ErrorCode::GroupIdNotFound, message)
            })?;
        }
        self.records.push(classic.to_record(|member| member.assignment.clone()));
        Ok(Downgrade {
            group_id: Arc::clone(&group.group_id),
            leaving: leaving.iter().map(|member| Arc::clone(&member.member_id)).collect(),
            protocols,
            must_rebalance,
            reply: None,
        })
    }
}

impl ConsumerGroup {
    /// All records of a group that was never written.
    fn all_records(&self) -> Vec<Record> {
        let group = &*self.group_id;
        let members = || self.members.values();
        let mut all: Vec<Record> = members().map(|member| records::member(group, member)).collect();
        all.push(records::epoch(group, Some((self.epoch, self.metadata_hash))));
        all.extend(members().map(|member| {
            let target = self.targets.get(&member.member_id).cloned().unwrap_or_default();
            records::target(group, &member.member_id, Some(&target))
        }));
        all.push(records::target_epoch(group, Some((self.target_epoch, self.target_timestamp))));
        all.extend(members().map(|member| records::assignment(group, member)));
        all
    }
}

fn cannot_upgrade(group: &ClassicGroup, reason: &str) -> Refusal {
    let message =
        format!("Cannot upgrade classic group {} to consumer group because {reason}.", group.group_id);
    tracing::info!(group = %group.group_id, reason, "classic group cannot become a consumer group");
    Refusal::new(ErrorCode::GroupIdNotFound, message)
}

fn consumer_from_classic(classic: &ClassicGroup, topics: &dyn TopicsView) -> Result<ConsumerGroup, Refusal> {
    let malformed = || cannot_upgrade(classic, "the embedded consumer protocol is malformed");
    let mut group = ConsumerGroup::new(Arc::clone(&classic.group_id));
    group.epoch = classic.generation_id;
    group.target_epoch = classic.generation_id;
    for member in classic.members.values() {
        let metadata = match &classic.protocol_name {
            Some(protocol) => member.metadata(protocol),
            // The first generation has not formed; whatever is chosen, the topics are the same.
            None => member.protocols.first().map(|(_, metadata)| metadata.clone()).unwrap_or_default(),
        };
        let (subscription, _) =
            ConsumerProtocolSubscription::from_bytes(metadata).map_err(|_| malformed())?;
        let target = match assigned_partitions(&member.assignment, topics) {
            Ok(Some(target)) => target,
            Ok(None) => {
                let reason = "an unsupported custom assignor is in use. Please refer to the documentation or switch \
                              to a default assignor before re-attempting the upgrade";
                return Err(cannot_upgrade(classic, reason));
            }
            Err(()) => return Err(malformed()),
        };
        let mut new = Member::new(Arc::clone(&member.member_id));
        new.epoch = classic.generation_id;
        new.previous_epoch = classic.generation_id;
        new.instance_id = member.group_instance_id.clone();
        new.rack_id = subscription.rack_id.as_deref().filter(|rack| !rack.is_empty()).map(Arc::from);
        new.rebalance_timeout_ms = member.rebalance_timeout_ms;
        new.client_id = Arc::from(&*member.client_id);
        new.client_host = Arc::from(&*member.client_host);
        new.topics = Arc::new(subscription.topics.iter().map(|topic| Arc::from(&**topic)).collect());
        new.assigned = Arc::new(with_epoch(&target, classic.generation_id));
        let (session_timeout_ms, protocols) = (member.session_timeout_ms, member.protocols.clone());
        new.classic = Some(Arc::new(ClassicMetadata { session_timeout_ms, protocols }));
        group.targets.insert(Arc::clone(&member.member_id), Arc::new(target));
        group.update_member(new);
    }
    Ok(group)
}

/// What a leader has assigned, by topic id. `None` if it has put more into it than partitions, which would be lost.
fn assigned_partitions(assignment: &Bytes, topics: &dyn TopicsView) -> Result<Option<Partitions>, ()> {
    if assignment.is_empty() {
        return Ok(Some(Partitions::new()));
    }
    let (assignment, _) = ConsumerProtocolAssignment::from_bytes(assignment.clone()).map_err(|_| ())?;
    if assignment.user_data.is_some_and(|data| !data.is_empty()) {
        return Ok(None);
    }
    let mut partitions = Partitions::new();
    for assigned in assignment.assigned_partitions {
        let numbers: BTreeSet<i32> = assigned.partitions.into_iter().collect();
        if let Some(topic) = topics.by_name(&assigned.topic).filter(|_| !numbers.is_empty()) {
            partitions.insert(topic.id, numbers);
        }
    }
    Ok(Some(partitions))
}

fn classic_member(member: &Member, metadata: &ClassicMetadata) -> classic::Member {
    classic::Member {
        member_id: Arc::clone(&member.member_id),
        group_instance_id: member.instance_id.clone(),
        client_id: Box::from(&*member.client_id),
        client_host: Box::from(&*member.client_host),
        rebalance_timeout_ms: member.rebalance_timeout_ms,
        session_timeout_ms: metadata.session_timeout_ms,
        protocols: metadata.protocols.clone(),
        assignment: Bytes::new(),
        awaiting_join: None,
        awaiting_sync: None,
        is_new: false,
    }
}
