//! State of a classic group.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use bytes::Bytes;
use kavka_protocol::{ErrorCode, coordinator_records::java_string_hash};

use super::Member;
use crate::{
    group::{
        messages::{JoinGroupResponse, JoinedMember, Response, SyncGroupResponse},
        records::{self, GroupMetadata, MemberMetadata},
        shard::Step,
    },
    runtime::Record,
};

/// Protocol type of consumers, whose metadata the coordinator may look into.
pub(crate) const CONSUMER_PROTOCOL: &str = "consumer";

/// Where a group stands between generations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupState {
    /// No members; may still hold offsets.
    Empty,
    /// Waiting for members to join the next generation.
    PreparingRebalance,
    /// Waiting for the leader's assignment.
    CompletingRebalance,
    /// Every member can fetch its assignment.
    Stable,
}

impl GroupState {
    /// The name clients see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::PreparingRebalance => "PreparingRebalance",
            Self::CompletingRebalance => "CompletingRebalance",
            Self::Stable => "Stable",
        }
    }
}

/// A classic group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClassicGroup {
    pub group_id: Arc<str>,
    pub state: GroupState,
    /// State before the present one; a group that was never anything else counts as having been stable.
    pub previous_state: GroupState,
    /// Wall clock of the last change of state; absent in records older than version 2.
    pub state_timestamp: Option<i64>,
    /// Absent for a simple group: one that only holds offsets.
    pub protocol_type: Option<String>,
    pub protocol_name: Option<String>,
    pub generation_id: i32,
    pub leader: Option<Arc<str>>,
    pub members: BTreeMap<Arc<str>, Member>,
    /// Member id by instance id. Invariant: every value is a key of `members`.
    pub static_members: BTreeMap<Arc<str>, Arc<str>>,
    /// Ids given out that have not come back yet (KIP-394).
    pub pending_join: BTreeSet<Arc<str>>,
    /// Members of this generation that have not sent SyncGroup yet.
    pub pending_sync: BTreeSet<Arc<str>>,
    /// Topics of all members, when the protocol is a consumer's and could be read.
    pub subscribed_topics: Option<BTreeSet<String>>,
    /// Someone joined while the initial delay ran, so it may be extended.
    pub new_member_added: bool,
    /// How much of the initial delay has been scheduled and how much may still be: milliseconds.
    pub initial_delay: Option<(i64, i64)>,
}

impl ClassicGroup {
    /// A group without members.
    pub fn new(group_id: Arc<str>, now_wall_ms: i64) -> Self {
        Self {
            group_id,
            state: GroupState::Empty,
            previous_state: GroupState::Stable,
            state_timestamp: Some(now_wall_ms),
            protocol_type: None,
            protocol_name: None,
            generation_id: 0,
            leader: None,
            members: BTreeMap::new(),
            static_members: BTreeMap::new(),
            pending_join: BTreeSet::new(),
            pending_sync: BTreeSet::new(),
            subscribed_topics: None,
            new_member_added: false,
            initial_delay: None,
        }
    }

    /// The group a record describes. Nothing is known of requests in flight, so it is stable or empty.
    pub fn from_record(group_id: Arc<str>, value: GroupMetadata) -> Self {
        let mut group = Self::new(group_id, 0);
        group.state_timestamp = (value.state_timestamp != -1).then_some(value.state_timestamp);
        group.state = if value.members.is_empty() { GroupState::Empty } else { GroupState::Stable };
        group.generation_id = value.generation;
        group.protocol_type = (!value.protocol_type.is_empty()).then_some(value.protocol_type);
        group.leader = value.leader.map(Into::into);
        let protocol = value.protocol.clone().unwrap_or_default();
        group.protocol_name = value.protocol;
        for member in value.members {
            let member_id: Arc<str> = member.member_id.into();
            let instance_id: Option<Arc<str>> = member.group_instance_id.map(Into::into);
            if let Some(instance_id) = &instance_id {
                group.static_members.insert(instance_id.clone(), member_id.clone());
            }
            group.members.insert(
                member_id.clone(),
                Member {
                    member_id,
                    group_instance_id: instance_id,
                    client_id: member.client_id.into(),
                    client_host: member.client_host.into(),
                    rebalance_timeout_ms: match member.rebalance_timeout_ms {
                        -1 => member.session_timeout_ms,
                        timeout => timeout,
                    },
                    session_timeout_ms: member.session_timeout_ms,
                    protocols: vec![(protocol.clone(), member.subscription)],
                    assignment: member.assignment,
                    awaiting_join: None,
                    awaiting_sync: None,
                    is_new: false,
                },
            );
        }
        group.subscribed_topics = group.compute_subscribed_topics();
        group
    }

    /// The record that describes the group, with these assignments.
    pub fn to_record(&self, assignment_of: impl Fn(&Member) -> Bytes) -> Record {
        let protocol = self.protocol_name.as_deref().unwrap_or_default();
        let members = self.members.values().map(|member| MemberMetadata {
            member_id: member.member_id.to_string(),
            group_instance_id: member.group_instance_id.as_deref().map(str::to_owned),
            client_id: member.client_id.to_string(),
            client_host: member.client_host.to_string(),
            rebalance_timeout_ms: member.rebalance_timeout_ms,
            session_timeout_ms: member.session_timeout_ms,
            subscription: member.metadata(protocol),
            assignment: assignment_of(member),
        });
        records::group_metadata(
            &self.group_id,
            GroupMetadata {
                protocol_type: self.protocol_type.clone().unwrap_or_default(),
                generation: self.generation_id,
                protocol: self.protocol_name.clone(),
                leader: self.leader.as_deref().map(str::to_owned),
                state_timestamp: self.state_timestamp.unwrap_or(-1),
                members: members.collect(),
            },
        )
    }

    /// The record of a group that has just come to be: nothing of its first members, who are not in a generation yet.
    pub fn to_empty_record(&self) -> Record {
        let value = GroupMetadata {
            protocol_type: String::new(),
            generation: 0,
            protocol: None,
            leader: None,
            state_timestamp: self.state_timestamp.unwrap_or(-1),
            members: Vec::new(),
        };
        records::group_metadata(&self.group_id, value)
    }

    pub fn transition_to(&mut self, state: GroupState, now_wall_ms: i64) {
        self.previous_state = self.state;
        self.state = state;
        self.state_timestamp = Some(now_wall_ms);
    }

    pub fn is_leader(&self, member_id: &str) -> bool {
        self.leader.as_deref() == Some(member_id)
    }

    pub fn uses_consumer_protocol(&self) -> bool {
        self.protocol_type.as_deref() == Some(CONSUMER_PROTOCOL)
    }

    pub fn awaiting_join_count(&self) -> usize {
        self.members.values().filter(|member| member.awaiting_join.is_some()).count()
    }

    pub fn has_all_members_joined(&self) -> bool {
        self.pending_join.is_empty() && self.members.values().all(|member| member.awaiting_join.is_some())
    }

    /// The longest that any member may take to rejoin.
    pub fn rebalance_timeout_ms(&self) -> i64 {
        self.members.values().map(|member| i64::from(member.rebalance_timeout_ms)).max().unwrap_or(0).max(0)
    }

    /// Adds a member; the first one sets the protocol type and leads.
    pub fn add(&mut self, member: Member, protocol_type: &str) {
        if let Some(instance_id) = &member.group_instance_id {
            self.static_members.insert(instance_id.clone(), member.member_id.clone());
        }
        if self.members.is_empty() {
            self.protocol_type = Some(protocol_type.to_owned());
        }
        self.leader.get_or_insert_with(|| member.member_id.clone());
        self.pending_join.remove(&member.member_id);
        self.members.insert(member.member_id.clone(), member);
    }

    /// Removes a member or an id given out; another member leads if it was the leader.
    pub fn remove(&mut self, member_id: &str) -> Option<Member> {
        let removed = self.members.remove(member_id);
        if let Some(instance_id) = removed.as_ref().and_then(|member| member.group_instance_id.as_ref()) {
            self.static_members.remove(instance_id);
        }
        if self.is_leader(member_id) {
            self.leader = self.members.keys().next().cloned();
        }
        self.pending_join.remove(member_id);
        self.pending_sync.remove(member_id);
        removed
    }

    /// Checks that a request speaks for a member of this group.
    ///
    /// # Errors
    /// `UNKNOWN_MEMBER_ID`, or `FENCED_INSTANCE_ID` when its instance id belongs to another member by now.
    pub fn validate_member(&self, member_id: &str, group_instance_id: Option<&str>) -> Result<(), ErrorCode> {
        if let Some(instance_id) = group_instance_id {
            match self.static_members.get(instance_id) {
                None => return Err(ErrorCode::UnknownMemberId),
                Some(existing) if existing.as_ref() != member_id => return Err(ErrorCode::FencedInstanceId),
                Some(_) => {}
            }
        }
        if self.members.contains_key(member_id) { Ok(()) } else { Err(ErrorCode::UnknownMemberId) }
    }

    /// Whether a member with this protocol type and these protocols could belong to the group.
    pub fn supports_protocols(&self, protocol_type: &str, protocols: &[(String, Bytes)]) -> bool {
        if self.state == GroupState::Empty {
            return !protocol_type.is_empty() && !protocols.is_empty();
        }
        self.protocol_type.as_deref() == Some(protocol_type)
            && protocols.iter().any(|(name, _)| self.supporters(name) == self.members.len())
    }

    fn supporters(&self, protocol: &str) -> usize {
        let supports = |member: &&Member| member.protocols.iter().any(|(name, _)| name == protocol);
        self.members.values().filter(supports).count()
    }

    /// The protocol that all members support and most prefer.
    ///
    /// Kafka counts votes in a `HashMap` and takes the first of those with the most, so a tie goes to the lowest bucket
    /// of Java's table; clients in mixed groups see the same choice.
    pub fn select_protocol(&self) -> Option<String> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for member in self.members.values() {
            // A name listed twice by a member counts once.
            let names: BTreeSet<&str> = member.protocols.iter().map(|(name, _)| name.as_str()).collect();
            names.into_iter().for_each(|name| *counts.entry(name).or_default() += 1);
        }
        let size = self.members.len();
        let candidates: Vec<&str> =
            counts.into_iter().filter(|(_, count)| *count == size).map(|(name, _)| name).collect();
        let mut votes: HashMap<&str, usize> = HashMap::new();
        for vote in self.members.values().filter_map(|member| member.vote(&candidates)) {
            *votes.entry(vote).or_default() += 1;
        }
        votes
            .into_iter()
            .min_by_key(|(name, count)| (usize::MAX - count, java_hash_bucket(name), *name))
            .map(|(name, _)| name.to_owned())
    }

    /// Topics that members subscribe to, read from their metadata; `None` when that cannot be known.
    pub fn compute_subscribed_topics(&self) -> Option<BTreeSet<String>> {
        if !self.uses_consumer_protocol() {
            return None;
        }
        if self.members.is_empty() {
            return Some(BTreeSet::new());
        }
        let protocol = self.protocol_name.as_deref()?;
        let mut topics = BTreeSet::new();
        for member in self.members.values() {
            topics.extend(records::subscribed_topics(&member.metadata(protocol))?);
        }
        Some(topics)
    }

    /// Whether the group reads `topic`. A consumer group whose topics are unknown may read any.
    pub fn is_subscribed_to(&self, topic: &str) -> bool {
        match &self.subscribed_topics {
            Some(topics) => topics.contains(topic),
            None => self.uses_consumer_protocol(),
        }
    }

    /// Starts the next generation with the members there are.
    pub fn init_next_generation(&mut self, now_wall_ms: i64) {
        self.generation_id += 1;
        self.protocol_name = if self.members.is_empty() { None } else { self.select_protocol() };
        self.subscribed_topics = self.compute_subscribed_topics();
        let next = if self.members.is_empty() { GroupState::Empty } else { GroupState::CompletingRebalance };
        self.transition_to(next, now_wall_ms);
        self.pending_sync.clear();
    }

    /// Makes someone who has rejoined the leader if the leader has not. False when nobody has rejoined, or the group
    /// never had a leader.
    pub fn elect_joined_leader(&mut self) -> bool {
        let Some(leader) = &self.leader else { return false };
        if self.members.get(leader).is_some_and(|member| member.awaiting_join.is_some()) {
            return true;
        }
        let joined = self.members.values().find(|member| member.awaiting_join.is_some());
        let Some(joined) = joined.map(|member| member.member_id.clone()) else { return false };
        tracing::info!(group = %self.group_id, leader = %joined, "leader did not rejoin in time, another member leads");
        self.leader = Some(joined);
        true
    }

    /// Members as the leader gets them.
    pub fn joined_members(&self) -> Vec<JoinedMember> {
        let protocol = self.protocol_name.as_deref().unwrap_or_default();
        let joined = |member: &Member| JoinedMember {
            member_id: member.member_id.to_string(),
            group_instance_id: member.group_instance_id.as_deref().map(str::to_owned),
            metadata: member.metadata(protocol),
        };
        self.members.values().map(joined).collect()
    }

    /// The answer that puts `member_id` into the present generation.
    pub fn join_response(&self, member_id: &str) -> JoinGroupResponse {
        JoinGroupResponse {
            error: ErrorCode::None,
            generation_id: self.generation_id,
            protocol_type: self.protocol_type.clone(),
            protocol_name: self.protocol_name.clone(),
            leader: self.leader.as_deref().unwrap_or_default().to_owned(),
            skip_assignment: false,
            member_id: member_id.to_owned(),
            members: if self.is_leader(member_id) { self.joined_members() } else { Vec::new() },
        }
    }

    /// Answers a parked JoinGroup, if there is one.
    pub fn complete_join(&mut self, step: &mut Step<'_>, member_id: &str, response: JoinGroupResponse) {
        if let Some(ticket) = self.members.get_mut(member_id).and_then(|member| member.awaiting_join.take()) {
            step.reply(ticket, Response::Join(response));
        }
    }

    /// Answers a parked SyncGroup, if there is one.
    pub fn complete_sync(
        &mut self,
        step: &mut Step<'_>,
        member_id: &str,
        response: SyncGroupResponse,
    ) -> bool {
        let ticket = self.members.get_mut(member_id).and_then(|member| member.awaiting_sync.take());
        ticket.is_some_and(|ticket| {
            step.reply(ticket, Response::Sync(response));
            true
        })
    }

    /// Answers everything that is parked: the group moves elsewhere.
    pub fn unload(&mut self, step: &mut Step<'_>, error: ErrorCode) {
        let ids: Vec<Arc<str>> = self.members.keys().cloned().collect();
        for id in ids {
            self.complete_join(step, &id, JoinGroupResponse::error(error, &*id));
            self.complete_sync(step, &id, SyncGroupResponse::error(error));
        }
    }
}

/// Bucket of a string in a Java `HashMap` of the default 16 buckets.
pub(crate) fn java_hash_bucket(text: &str) -> u32 {
    let hash = java_string_hash(text).cast_unsigned();
    (hash ^ (hash >> 16)) & 15
}
