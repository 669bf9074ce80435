//! Questions to the cluster that an application waits for: offsets by rule, and topics.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::FutureExt;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::offset_for_leader_epoch_request::{
    OffsetForLeaderPartition, OffsetForLeaderTopic,
};
use kavka_protocol::messages::{BrokerId, OffsetForLeaderEpochRequest};

use super::config::OffsetReset;
use super::positions::{Check, Position};
use super::{ConsumeError, Consumer};
use crate::admin::{FoundOffset, OffsetSpec};
use crate::cluster::{Topic, Wanted};
use crate::retry::Tries;
use crate::text::topic_name;
use crate::{ClientError, TopicPartition};

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
}

fn ms_ago(age: Duration) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.saturating_sub(age).as_millis()).unwrap_or(i64::MAX)
}

pub(super) fn check_request(checks: &[Check]) -> OffsetForLeaderEpochRequest {
    let mut request = OffsetForLeaderEpochRequest::default();
    request.replica_id = BrokerId(-1);
    for check in checks {
        let mut partition = OffsetForLeaderPartition::default();
        partition.partition = check.at.partition;
        partition.current_leader_epoch = check.current_epoch;
        partition.leader_epoch = check.leader_epoch;
        match request.topics.last_mut().filter(|topic| topic.topic.as_str() == check.at.topic) {
            Some(topic) => topic.partitions.push(partition),
            None => {
                let mut topic = OffsetForLeaderTopic::default();
                topic.topic = topic_name(&check.at.topic);
                topic.partitions = vec![partition];
                request.topics.push(topic);
            }
        }
    }
    request
}
