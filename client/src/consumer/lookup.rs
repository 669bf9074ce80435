//! Questions to the cluster: offsets by rule, topics, and whether a position still lies in the log.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::FutureExt;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::offset_for_leader_epoch_request::{
    OffsetForLeaderPartition, OffsetForLeaderTopic,
};
use kavka_protocol::messages::{BrokerId, OffsetForLeaderEpochRequest};

use super::config::OffsetReset;
use super::positions::Position;
use super::{ConsumeError, Consumer};
use crate::admin::{FoundOffset, OffsetSpec};
use crate::cluster::{ClusterView, Topic, Wanted};
use crate::error::code_of;
use crate::retry::Tries;
use crate::text::topic_name;
use crate::{ClientError, TopicPartition};

/// Partition, offset, the epoch of the record before it, and the epoch of the leader now.
type Check = (TopicPartition, i64, i32, i32);

impl Consumer {
    /// The first offset of each partition.
    ///
    /// # Errors
    /// [`ClientError`] of the call or of the first partition refused.
    pub async fn beginning_offsets(
        &self,
        partitions: impl IntoIterator<Item = TopicPartition>,
    ) -> Result<BTreeMap<TopicPartition, i64>, ConsumeError> {
        self.offsets(partitions.into_iter().map(|at| (at, OffsetSpec::Earliest)).collect()).await
    }

    /// The offset after the last that can be read of each partition, under the consumer's `isolation.level`.
    ///
    /// # Errors
    /// [`ClientError`] of the call or of the first partition refused.
    pub async fn end_offsets(
        &self,
        partitions: impl IntoIterator<Item = TopicPartition>,
    ) -> Result<BTreeMap<TopicPartition, i64>, ConsumeError> {
        self.offsets(partitions.into_iter().map(|at| (at, OffsetSpec::Latest)).collect()).await
    }

    async fn offsets(
        &self,
        wanted: BTreeMap<TopicPartition, OffsetSpec>,
    ) -> Result<BTreeMap<TopicPartition, i64>, ConsumeError> {
        let found = self.admin.list_offsets(&wanted, self.config.read_committed).await?;
        let offset =
            |(at, found): (TopicPartition, Result<FoundOffset, ClientError>)| Ok((at, found?.offset));
        found.into_iter().map(offset).collect()
    }

    /// The first record of each partition at this time (ms since 1970) or later; partitions without one are left out.
    ///
    /// # Errors
    /// [`ClientError`] of the call or of the first partition refused.
    pub async fn offsets_for_times(
        &self,
        times: BTreeMap<TopicPartition, i64>,
    ) -> Result<BTreeMap<TopicPartition, FoundOffset>, ConsumeError> {
        let wanted = times.into_iter().map(|(at, ms)| (at, OffsetSpec::Timestamp(ms))).collect();
        let found = self.admin.list_offsets(&wanted, self.config.read_committed).await?;
        let mut offsets = BTreeMap::new();
        for (at, found) in found {
            let found = found?;
            if found.offset >= 0 {
                offsets.insert(at, found);
            }
        }
        Ok(offsets)
    }

    /// A topic and who leads its partitions.
    ///
    /// # Errors
    /// [`ClientError::Broker`], `UNKNOWN_TOPIC_OR_PARTITION` above all.
    pub async fn partitions_for(&self, topic: &str) -> Result<Topic, ConsumeError> {
        let wanted = Wanted::Topics(vec![topic.to_string()]);
        let mut tries = Tries::new("a topic", self.config.api_timeout, &self.config.common);
        loop {
            let attempt = async {
                let view = self.cluster.refresh(&wanted, self.config.create_topics).await?;
                let missing = || ClientError::broker(ErrorCode::UnknownTopicOrPartition, None);
                let found = view.topics.get(topic).cloned().ok_or_else(missing)?;
                ClientError::check(found.error.code(), None)?;
                Ok(found)
            };
            match tries.one(attempt.boxed()).await {
                Ok(found) => return Ok(found),
                Err(error) => tries.again(error).await?,
            }
        }
    }

    /// All topics that this client may see.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn list_topics(&self) -> Result<BTreeMap<String, Topic>, ConsumeError> {
        let mut tries = Tries::new("topics", self.config.api_timeout, &self.config.common);
        let view = loop {
            match tries.one(self.cluster.refresh(&Wanted::All, false).boxed()).await {
                Ok(view) => break view,
                Err(error) => tries.again(error).await?,
            }
        };
        let usable = view.topics.iter().filter(|(_, topic)| topic.error == ErrorCode::None);
        Ok(usable.map(|(name, topic)| (name.clone(), topic.clone())).collect())
    }

    pub(super) fn reset_position(&self) -> Option<Position> {
        match self.config.offset_reset {
            OffsetReset::To(spec) => Some(Position::Find(spec)),
            OffsetReset::Ago(age) => Some(Position::Find(OffsetSpec::Timestamp(ms_ago(age)))),
            OffsetReset::Fail => None,
        }
    }

    /// Finds out where to begin, for partitions that have no place yet.
    pub(super) async fn find_positions(&mut self) -> Result<(), ConsumeError> {
        self.find_committed().await?;
        let wanted = self.positions.to_find();
        if wanted.is_empty() {
            return Ok(());
        }
        let found = self.admin.list_offsets(&wanted, self.config.read_committed).await?;
        let view = self.cluster.view();
        for (at, found) in found {
            let found = found?;
            let is_as_asked = |position: Position| position == Position::Find(wanted[&at]);
            let Some(assigned) = self.positions.get_mut(&at).filter(|one| is_as_asked(one.position)) else {
                continue;
            };
            if found.offset < 0 {
                // No record is so late: go on at the end.
                assigned.position = Position::Find(OffsetSpec::Latest);
                continue;
            }
            assigned.position = Position::At { offset: found.offset, leader_epoch: found.leader_epoch };
            // It was the leader who said so.
            let topic = view.topics.get(&at.topic).and_then(|topic| topic.partition(at.partition));
            assigned.checked_epoch = topic.map(|partition| partition.leader_epoch);
        }
        Ok(())
    }

    async fn find_committed(&mut self) -> Result<(), ConsumeError> {
        let open: Vec<TopicPartition> = self
            .positions
            .iter()
            .filter(|(_, assigned)| assigned.position == Position::Committed)
            .map(|(at, _)| at.clone())
            .collect();
        if open.is_empty() {
            return Ok(());
        }
        let committed = match &self.line {
            Some(_) => self.committed(open.clone()).await?,
            None => BTreeMap::new(),
        };
        for at in open {
            let position = match committed.get(&at) {
                Some(found) => Position::At { offset: found.offset, leader_epoch: found.leader_epoch },
                None => self.reset_position().ok_or_else(|| ConsumeError::NoOffset(at.clone()))?,
            };
            if let Some(assigned) = self.positions.get_mut(&at) {
                assigned.position = position;
            }
        }
        Ok(())
    }

    /// Asks new leaders whether positions lie in their logs, which may have been cut (KIP-320).
    pub(super) async fn check_positions(&mut self, view: &ClusterView) -> Result<(), ConsumeError> {
        let checks = self.positions.to_check(view);
        let mut by_leader = BTreeMap::<i32, Vec<Check>>::new();
        for check in checks {
            if let Some(leader) = view.leader(&check.0.topic, check.0.partition) {
                by_leader.entry(leader).or_default().push(check);
            }
        }
        for (leader, checks) in by_leader {
            let connection = self.cluster.broker(leader).await.map_err(ConsumeError::from)?;
            let Ok(version) = connection.version_of::<OffsetForLeaderEpochRequest>() else { continue };
            let response =
                connection.call_at(version, &check_request(&checks)).await.map_err(ClientError::from)?;
            for topic in &response.topics {
                for answer in &topic.partitions {
                    let at = TopicPartition::new(topic.topic.to_string(), answer.partition);
                    if let Some(check) = checks.iter().find(|check| check.0 == at) {
                        self.checked(
                            check,
                            code_of(answer.error_code),
                            answer.leader_epoch,
                            answer.end_offset,
                        )?;
                    }
                }
            }
        }
        Ok(())
    }

    fn checked(
        &mut self,
        (at, offset, leader_epoch, now): &Check,
        code: ErrorCode,
        found_epoch: i32,
        end_offset: i64,
    ) -> Result<(), ConsumeError> {
        match code {
            ErrorCode::None => {}
            code if code.is_retriable() => {
                self.cluster.forget_topic(&at.topic);
                return Ok(());
            }
            code => return Err(ClientError::broker(code, None).into()),
        }
        let here = Position::At { offset: *offset, leader_epoch: *leader_epoch };
        let Some(assigned) = self.positions.get_mut(at).filter(|assigned| assigned.position == here) else {
            return Ok(());
        };
        assigned.checked_epoch = Some(*now);
        let is_cut = end_offset < *offset;
        if !is_cut {
            return Ok(());
        }
        let truncated = || ConsumeError::Truncated { at: at.clone(), offset: *offset, end_offset };
        let reset = self.reset_position().ok_or_else(truncated)?;
        tracing::warn!(partition = %at, offset, end_offset, "the log was cut below the position");
        // -1 is an epoch the leader knows nothing of.
        let position = match end_offset {
            -1 => reset,
            offset => Position::At { offset, leader_epoch: found_epoch },
        };
        self.positions.seek(at, position);
        if let Some(assigned) = self.positions.get_mut(at) {
            assigned.checked_epoch = Some(*now);
        }
        Ok(())
    }
}

fn ms_ago(age: Duration) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.saturating_sub(age).as_millis()).unwrap_or(i64::MAX)
}

fn check_request(checks: &[Check]) -> OffsetForLeaderEpochRequest {
    let mut request = OffsetForLeaderEpochRequest::default();
    request.replica_id = BrokerId(-1);
    for (at, _, leader_epoch, now) in checks {
        let mut partition = OffsetForLeaderPartition::default();
        partition.partition = at.partition;
        partition.current_leader_epoch = *now;
        partition.leader_epoch = *leader_epoch;
        match request.topics.last_mut().filter(|topic| topic.topic.as_str() == at.topic) {
            Some(topic) => topic.partitions.push(partition),
            None => {
                let mut topic = OffsetForLeaderTopic::default();
                topic.topic = topic_name(&at.topic);
                topic.partitions = vec![partition];
                request.topics.push(topic);
            }
        }
    }
    request
}
