//! Deleting the records at the start of partitions (KIP-107).

use std::collections::BTreeMap;

use kavka_protocol::messages::delete_records_request::{DeleteRecordsPartition, DeleteRecordsTopic};
use kavka_protocol::messages::{DeleteRecordsRequest, DeleteRecordsResponse};

use super::Admin;
use super::driver::{Handler, Outcome, Outcomes, only};
use super::partitions::grouped;
use super::routing::{Leader, Target};
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
        only(self.delete_records_of(&BTreeMap::from([(at.clone(), offset)])).await)
    }

    /// Deletes the records of partitions below these offsets (-1 is the high watermark), and says where each starts
    /// now.
    pub async fn delete_records_of(
        &self,
        offsets: &BTreeMap<TopicPartition, i64>,
    ) -> Outcomes<TopicPartition, i64> {
        let handler = DeleteRecords { offsets, timeout_ms: self.request_timeout_ms() };
        self.drive(&handler, &Leader, offsets.keys().cloned().collect()).await
    }
}

struct DeleteRecords<'a> {
    offsets: &'a BTreeMap<TopicPartition, i64>,
    timeout_ms: i32,
}

impl Handler for DeleteRecords<'_> {
    type Key = TopicPartition;
    type Request = DeleteRecordsRequest;
    type Value = i64;
    const DOING: &'static str = "the deletion of records";

    fn request(&self, _: i16, keys: &[TopicPartition]) -> Result<DeleteRecordsRequest, ClientError> {
        let partition = |name: &str, index: i32| {
            let at = TopicPartition::new(name, index);
            let mut partition = DeleteRecordsPartition::default();
            partition.partition_index = index;
            partition.offset = self.offsets.get(&at).copied().unwrap_or(-1);
            partition
        };
        let topic = |(name, indexes): (&str, Vec<i32>)| {
            let mut topic = DeleteRecordsTopic::default();
            topic.name = topic_name(name);
            topic.partitions = indexes.into_iter().map(|index| partition(name, index)).collect();
            topic
        };
        let mut request = DeleteRecordsRequest::default();
        request.topics = grouped(keys).into_iter().map(topic).collect();
        request.timeout_ms = self.timeout_ms;
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        _: &[TopicPartition],
        response: DeleteRecordsResponse,
    ) -> Vec<(TopicPartition, Outcome<i64>)> {
        let outcomes = response.topics.iter().flat_map(|topic| {
            topic.partitions.iter().map(move |partition| {
                let at = TopicPartition::new(topic.name.to_string(), partition.partition_index);
                (at, Outcome::of(partition.error_code, None, || partition.low_watermark))
            })
        });
        outcomes.collect()
    }
}
