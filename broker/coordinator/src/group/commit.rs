//! OffsetCommit, OffsetFetch, OffsetDelete, and offsets that expire.

use kavka_protocol::ErrorCode;
use uuid::Uuid;

use super::{
    classic::{ClassicGroup, GroupState},
    messages::{
        CommittedTopic, FetchedOffset, OffsetCommitRequest, OffsetCommitResponse, OffsetCommitTopic,
        OffsetDeleteRequest, OffsetDeleteResponse, OffsetFetchRequest, OffsetFetchResponse, Response,
    },
    offsets::OffsetAndMetadata,
    records,
    shard::{Group, GroupShard, Step, TimerKey},
};
use crate::runtime::{Actions, Now, Record, Then, Ticket};

/// First version of OffsetCommit whose clients know `GROUP_ID_NOT_FOUND`.
const COMMIT_KNOWS_GROUP_ID_NOT_FOUND: i16 = 9;

impl GroupShard {
    /// Commits offsets. The group need not exist: then it is a simple group, which comes to be with its first offset.
    pub(super) fn commit_offsets(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        request: OffsetCommitRequest,
    ) {
        if let Err(error) = self.validate_commit(now, actions, &request) {
            let response = OffsetCommitResponse::error(&request.topics, error);
            return self.step(now, actions).reply_committed(ticket, Response::Commit(response));
        }
        let (records, topics) =
            self.offset_records(now, &request.group_id, request.topics, request.retention_time_ms);
        let then = Then::Reply(ticket, Response::Commit(OffsetCommitResponse { topics }));
        self.step(now, actions).write(records, true, then);
    }

    /// The records of a commit, and what is answered once they are written.
    pub(super) fn offset_records(
        &self,
        now: Now,
        group_id: &str,
        topics: Vec<OffsetCommitTopic>,
        retention_time_ms: i64,
    ) -> (Vec<Record>, Vec<CommittedTopic>) {
        let mut records = Vec::new();
        let mut committed = Vec::with_capacity(topics.len());
        for topic in topics {
            let mut partitions = Vec::with_capacity(topic.partitions.len());
            for partition in topic.partitions {
                let too_large = partition.metadata.as_deref().is_some_and(|metadata| {
                    metadata.encode_utf16().count() > self.config.offset_metadata_max_bytes
                });
                let error = if too_large {
                    ErrorCode::OffsetMetadataTooLarge
                } else {
                    let value =
                        OffsetAndMetadata::value(&partition, topic.topic_id, now.wall_ms, retention_time_ms);
                    let number = partition.partition;
                    records.push(records::offset_commit(group_id, &topic.name, number, Some(value)));
                    ErrorCode::None
                };
                partitions.push((partition.partition, error));
            }
            committed.push((topic.name, topic.topic_id, partitions));
        }
        (records, committed)
    }

    fn validate_commit(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        request: &OffsetCommitRequest,
    ) -> Result<(), ErrorCode> {
        let Self { config, groups, timers, .. } = self;
        match groups.get_mut(request.group_id.as_str()) {
            Some(Group::Classic(group)) => {
                validate_classic_commit(group, request)?;
                // A member that commits lives.
                if matches!(group.state, GroupState::Stable | GroupState::PreparingRebalance) {
                    group.heard_from(&mut Step { now, config, timers, actions }, &request.member_id);
                }
                Ok(())
            }
            Some(Group::Consumer(group)) => {
                let instance_id = request.group_instance_id.as_deref();
                let version = Some(request.api_version);
                let may =
                    group.may_commit(&request.member_id, instance_id, request.generation_id, version)?;
                let partitions = |topic: &OffsetCommitTopic| {
                    topic.partitions.iter().map(|p| (topic.topic_id, p.partition)).collect::<Vec<_>>()
                };
                // One that may not be committed refuses all.
                let mut all = request.topics.iter().flat_map(partitions);
                all.try_for_each(|(topic_id, partition)| may.check(topic_id, partition))
            }
            Some(Group::Modern(group)) => group.validate_commit(&request.member_id, request.generation_id),
            None if request.generation_id < 0 => {
                // As with an empty group: nobody to be fenced by.
                Ok(())
            }
            None if request.api_version >= COMMIT_KNOWS_GROUP_ID_NOT_FOUND => Err(ErrorCode::GroupIdNotFound),
            None => Err(ErrorCode::IllegalGeneration),
        }
    }

    /// Fetches offsets of a group. A group that does not exist has none, which is no error.
    pub(super) fn fetch_offsets(&self, request: &OffsetFetchRequest) -> OffsetFetchResponse {
        let group_id = request.group_id.as_str();
        let (member_id, epoch) = (request.member_id.as_deref(), request.member_epoch);
        let allowed = match self.groups.get(group_id) {
            Some(Group::Consumer(group)) => group.may_fetch(member_id, epoch),
            Some(Group::Modern(group)) => group.validate_fetch(member_id, epoch),
            Some(Group::Classic(_)) | None => Ok(()),
        };
        if let Err(error) = allowed {
            return OffsetFetchResponse { group_id: request.group_id.clone(), error, topics: Vec::new() };
        }
        let fetched = |topic: &str, topic_id: Uuid, partition: i32| {
            if request.require_stable && self.offsets.has_pending(group_id, topic, partition) {
                return FetchedOffset::none(partition, ErrorCode::UnstableOffsetCommit);
            }
            match self.offsets.get(group_id, topic, partition) {
                Some(offset) if !offset.is_of_another_topic(topic_id) => FetchedOffset {
                    partition,
                    committed_offset: offset.committed_offset,
                    leader_epoch: offset.leader_epoch,
                    metadata: offset.metadata.to_string(),
                    error: ErrorCode::None,
                },
                Some(_) | None => FetchedOffset::none(partition, ErrorCode::None),
            }
        };
        let topics = match &request.topics {
            Some(topics) => topics
                .iter()
                .map(|(name, id, partitions)| {
                    (name.clone(), *id, partitions.iter().map(|p| fetched(name, *id, *p)).collect())
                })
                .collect(),
            None => self
                .offsets
                .of_group(group_id)
                .into_iter()
                .flatten()
                .map(|(name, partitions)| {
                    let offsets = partitions.keys().map(|p| fetched(name, Uuid::nil(), *p)).collect();
                    (name.to_string(), Uuid::nil(), offsets)
                })
                .collect(),
        };
        OffsetFetchResponse { group_id: request.group_id.clone(), error: ErrorCode::None, topics }
    }

    /// Deletes offsets of topics the group does not read.
    pub(super) fn delete_offsets(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        request: OffsetDeleteRequest,
    ) {
        let group = match self.validate_offset_delete(&request.group_id) {
            Ok(group) => group,
            Err(error) => {
                let response = OffsetDeleteResponse { error, topics: Vec::new() };
                return self.step(now, actions).reply_committed(ticket, Response::DeleteOffsets(response));
            }
        };
        let mut records = Vec::new();
        let mut topics = Vec::with_capacity(request.topics.len());
        for (topic, partitions) in request.topics {
            let subscribed = group.is_subscribed_to(&topic);
            let error = if subscribed { ErrorCode::GroupSubscribedToTopic } else { ErrorCode::None };
            for partition in &partitions {
                let exists = self.offsets.get(&request.group_id, &topic, *partition).is_some()
                    || self.offsets.has_pending(&request.group_id, &topic, *partition);
                if !subscribed && exists {
                    records.push(records::offset_commit(&request.group_id, &topic, *partition, None));
                }
            }
            topics.push((topic, partitions.into_iter().map(|partition| (partition, error)).collect()));
        }
        let response = OffsetDeleteResponse { error: ErrorCode::None, topics };
        let then = Then::Reply(ticket, Response::DeleteOffsets(response));
        self.step(now, actions).write(records, true, then);
    }

    fn validate_offset_delete(&self, group_id: &str) -> Result<&Group, ErrorCode> {
        if group_id.is_empty() {
            return Err(ErrorCode::InvalidGroupId);
        }
        let group = self.groups.get(group_id).ok_or(ErrorCode::GroupIdNotFound)?;
        match group {
            // What other protocol types subscribe to cannot be known.
            Group::Classic(classic) if !group.is_empty() && !classic.uses_consumer_protocol() => {
                Err(ErrorCode::NonEmptyGroup)
            }
            Group::Classic(_) | Group::Consumer(_) | Group::Modern(_) => Ok(group),
        }
    }

    /// Removes offsets that nobody has used for the retention time, and groups that are left with nothing.
    pub(super) fn expire(&mut self, now: Now, actions: &mut Actions<Self>) {
        let mut records = Vec::new();
        for (group_id, group) in &self.groups {
            let all_expired = self.expire_group(now, group_id, group, &mut records);
            if all_expired && group.is_empty() && !self.offsets.has_open_transactions(group_id) {
                match group {
                    Group::Classic(classic) => {
                        // Someone is about to join: the group is not abandoned.
                        if classic.pending_join.is_empty() {
                            records.push(records::group_metadata_tombstone(group_id));
                        }
                    }
                    Group::Consumer(group) => group.tombstones(None, &mut records),
                    // Share groups keep state in another topic, which must go first.
                    Group::Modern(modern) if modern.kind == super::modern::GroupKind::Share => {}
                    Group::Modern(modern) => modern.tombstones(&mut records),
                }
            }
        }
        let interval = self.config.retention_check_interval_ms();
        let mut step = self.step(now, actions);
        if !records.is_empty() {
            tracing::info!(tombstones = records.len(), "removing expired offsets and groups");
            step.write(records, true, Then::Nothing);
        }
        step.schedule(TimerKey::Expiration, interval);
    }

    /// True when nothing is left of the group's offsets.
    fn expire_group(&self, now: Now, group_id: &str, group: &Group, records: &mut Vec<Record>) -> bool {
        let Some(topics) = self.offsets.of_group(group_id) else { return true };
        let Some(since) = expiry_base(group) else { return false };
        let retention = i64::try_from(self.config.offsets_retention.as_millis()).unwrap_or(i64::MAX);
        let mut all = true;
        for (topic, partitions) in topics {
            if group.is_subscribed_to(topic) {
                all = false;
                continue;
            }
            for (partition, offset) in partitions {
                let expired = match offset.expire_timestamp {
                    Some(expires) => now.wall_ms >= expires,
                    None => {
                        let base = since.unwrap_or(offset.commit_timestamp);
                        now.wall_ms.saturating_sub(base) >= retention
                    }
                };
                if expired && !self.offsets.has_pending(group_id, topic, *partition) {
                    records.push(records::offset_commit(group_id, topic, *partition, None));
                } else {
                    all = false;
                }
            }
        }
        all
    }
}

/// From when on the retention of a group's offsets counts: `None` not at all, `Some(None)` from each commit,
/// `Some(Some(t))` from when the group became empty.
fn expiry_base(group: &Group) -> Option<Option<i64>> {
    match group {
        Group::Classic(group) => match (&group.protocol_type, group.state) {
            (None, _) => Some(None),
            (Some(_), GroupState::Empty) => Some(group.state_timestamp),
            (Some(_), GroupState::Stable)
                if group.uses_consumer_protocol() && group.subscribed_topics.is_some() =>
            {
                Some(None)
            }
            (Some(_), _) => None,
        },
        Group::Consumer(_) | Group::Modern(_) => Some(None),
    }
}

fn validate_classic_commit(group: &ClassicGroup, request: &OffsetCommitRequest) -> Result<(), ErrorCode> {
    if request.generation_id < 0 && group.state == GroupState::Empty {
        return Ok(());
    }
    if request.generation_id >= 0 || !request.member_id.is_empty() || request.group_instance_id.is_some() {
        group.validate_member(&request.member_id, request.group_instance_id.as_deref())?;
        if request.generation_id != group.generation_id {
            return Err(ErrorCode::IllegalGeneration);
        }
    } else if group.state != GroupState::Empty {
        // A group with members does not take commits from outside.
        return Err(ErrorCode::UnknownMemberId);
    }
    if group.state == GroupState::CompletingRebalance {
        // The member knows the generation but not its assignment yet, so it cannot have anything to commit.
        return Err(ErrorCode::RebalanceInProgress);
    }
    Ok(())
}
