//! Deleting the records at the start of partitions.

use std::collections::BTreeMap;

use kavka_protocol::messages::DeleteRecordsRequest;
use kavka_protocol::messages::delete_records_request::{DeleteRecordsPartition, DeleteRecordsTopic};

use super::Admin;
use crate::TopicPartition;
use crate::error::ClientError;
use crate::text::topic_name;

impl Admin {
    /// Deletes the records of a partition below `offset` (-1 is its high watermark) and returns the
    /// offset it now starts at.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `OFFSET_OUT_OF_RANGE`.
    pub async fn delete_records(&self, at: &TopicPartition, offset: i64) -> Result<i64, ClientError> {
        let mut partition = DeleteRecordsPartition::default();
        partition.partition_index = at.partition;
        partition.offset = offset;
        let mut topic = DeleteRecordsTopic::default();
        topic.name = topic_name(&at.topic);
        topic.partitions = vec![partition];
        let mut request = DeleteRecordsRequest::default();
        request.topics = vec![topic];
        request.timeout_ms = self.request_timeout_ms();
        self.at_leader("the deletion of records", at, async |connection| {
            let response = connection.call(&request).await?;
            let result = response.topics.first().and_then(|topic| topic.partitions.first());
            let result = result.ok_or_else(|| ClientError::Invalid("empty answer".to_string()))?;
            ClientError::check(result.error_code, None)?;
            Ok(result.low_watermark)
        })
        .await
    }

    /// Runs `call` on the connection to the leader of a partition, which is looked up again for each try.
    pub(super) async fn at_leader<T>(
        &self,
        doing: &str,
        at: &TopicPartition,
        mut call: impl AsyncFnMut(crate::net::Connection) -> Result<T, ClientError>,
    ) -> Result<T, ClientError> {
        self.cluster
            .retrying(doing, self.api_timeout, async || {
                let leaders = self.leaders(std::slice::from_ref(at)).await?;
                let leader = leaders.into_keys().next();
                let leader = leader.ok_or_else(|| {
                    ClientError::broker(kavka_protocol::ErrorCode::LeaderNotAvailable, None)
                })?;
                let outcome = call(self.cluster.broker(leader).await?).await;
                if outcome.is_err() {
                    self.cluster.forget_topic(&at.topic);
                }
                outcome
            })
            .await
    }

    /// Partitions by the broker that leads them.
    pub(super) async fn leaders(
        &self,
        partitions: &[TopicPartition],
    ) -> Result<BTreeMap<i32, Vec<TopicPartition>>, ClientError> {
        let mut topics: Vec<String> = partitions.iter().map(|at| at.topic.clone()).collect();
        topics.sort();
        topics.dedup();
        let view = self.cluster.with_topics(&topics, false).await?;
        let mut leaders = BTreeMap::<i32, Vec<TopicPartition>>::new();
        for at in partitions {
            let Some(leader) = view.leader(&at.topic, at.partition) else {
                self.cluster.forget_topic(&at.topic);
                let is_known =
                    view.topics.get(&at.topic).is_some_and(|topic| topic.partition(at.partition).is_some());
                let code = if is_known {
                    kavka_protocol::ErrorCode::LeaderNotAvailable
                } else {
                    kavka_protocol::ErrorCode::UnknownTopicOrPartition
                };
                return Err(ClientError::broker(code, None));
            };
            leaders.entry(leader).or_default().push(at.clone());
        }
        Ok(leaders)
    }
}
