//! The handle the broker holds.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    task::{Context, Poll},
};

use futures::future::join_all;
use kavka_protocol::{
    ErrorCode, compression::Codec, coordinator_records::partition_for, record::TransactionMarker,
};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{
    GroupConfig,
    messages::{
        Caller, DescribedConsumerGroup, DescribedGroup, HeartbeatRequest, JoinGroupRequest,
        JoinGroupResponse, LeaveGroupRequest, LeaveGroupResponse, ListGroupsRequest, ListedGroup,
        OffsetCommitRequest, OffsetCommitResponse, OffsetDeleteRequest, OffsetDeleteResponse,
        OffsetFetchRequest, OffsetFetchResponse, Request, Response, SyncGroupRequest, SyncGroupResponse,
        TxnOffsetCommitRequest,
    },
    shard::GroupShard,
};
use crate::{
    CoordinatorLog,
    runtime::driver::{Driver, DriverConfig},
};

/// The group coordinator of this broker: a shard for every partition of `__consumer_offsets` it leads. Cheap to clone.
///
/// Every method decides before it returns; only the [`Answer`] may have to wait, for other members of the group or for
/// the high watermark. So requests of one connection take effect in their order although their answers overlap.
#[derive(Clone)]
pub struct GroupCoordinator {
    inner: Arc<Inner>,
}

struct Inner {
    config: Arc<GroupConfig>,
    driver: Arc<Driver<GroupShard>>,
    partition_count: AtomicI32,
}

impl GroupCoordinator {
    /// A coordinator over the partitions of `__consumer_offsets` in `log`: as many as the settings say, until
    /// [`Self::set_partition_count`] says what an existing topic has.
    pub fn new(config: GroupConfig, log: Arc<dyn CoordinatorLog>) -> Self {
        let config = Arc::new(config);
        let codec = u8::try_from(config.offsets_topic_compression_codec).ok().and_then(Codec::from_id);
        let driver_config = DriverConfig {
            codec: codec.unwrap_or(Codec::None),
            commit_timeout_ms: config.commit_timeout_ms(),
            load_buffer_size: config.offsets_load_buffer_size,
        };
        let shard_config = Arc::clone(&config);
        let driver = Driver::new(driver_config, log, move || GroupShard::new(Arc::clone(&shard_config)));
        let partition_count = AtomicI32::new(config.offsets_topic_num_partitions);
        Self { inner: Arc::new(Inner { config, driver: Arc::new(driver), partition_count }) }
    }

    /// Drives timeouts; runs until dropped. Without it, requests are served but no session ever ends.
    pub fn run(&self) -> impl Future<Output = ()> + Send + use<> {
        let driver = Arc::clone(&self.inner.driver);
        async move { driver.keep_time().await }
    }

    /// Drops all shards; whoever waits gets `NOT_COORDINATOR`.
    pub fn shut_down(&self) {
        self.inner.driver.shut_down();
    }

    /// The settings it runs with.
    pub fn config(&self) -> &GroupConfig {
        &self.inner.config
    }

    /// How many partitions `__consumer_offsets` has. It must not change while groups exist, since a group's partition
    /// follows from it.
    pub fn set_partition_count(&self, partition_count: i32) {
        self.inner.partition_count.store(partition_count, Ordering::Relaxed);
    }

    /// The partition of `__consumer_offsets` that owns `group_id`.
    pub fn partition_for(&self, group_id: &str) -> i32 {
        partition_for(group_id, self.inner.partition_count.load(Ordering::Relaxed))
    }

    /// This broker now leads `partition` at `leader_epoch`: its shard loads in the background. Call it within a tokio
    /// runtime, when the log already appends as leader.
    pub fn on_elected(&self, partition: i32, leader_epoch: i32) {
        self.inner.driver.on_elected(partition, leader_epoch);
    }

    /// This broker no longer leads `partition`: its shard is dropped and waiting requests get `NOT_COORDINATOR`.
    pub fn on_resigned(&self, partition: i32, leader_epoch: i32) {
        self.inner.driver.on_resigned(partition, leader_epoch);
    }

    /// The high watermark of `partition` is now at least `high_watermark`. Never blocks; safe inside
    /// [`CoordinatorLog::append`].
    pub fn on_high_watermark(&self, partition: i32, high_watermark: i64) {
        self.inner.driver.on_high_watermark(partition, high_watermark);
    }

    /// These topics (name and id) are deleted, so their offsets are removed. Answers once that is committed.
    pub fn on_topics_deleted(&self, topics: &[(String, Uuid)]) -> impl Future<Output = ()> + Send + use<> {
        let partitions = self.inner.driver.partitions();
        let answers: Vec<_> = partitions
            .into_iter()
            .map(|partition| self.inner.driver.request(partition, Request::TopicsDeleted(topics.to_vec())))
            .collect();
        async move {
            join_all(answers).await;
        }
    }

    fn ask<T>(&self, group_id: &str, request: Request, pick: fn(Response) -> T) -> Answer<T> {
        let receiver = self.inner.driver.request(self.partition_for(group_id), request);
        Answer { receiver: Some(receiver), pick }
    }

    /// JoinGroup. Waits until the generation forms.
    pub fn join_group(&self, caller: Caller, request: JoinGroupRequest) -> Answer<JoinGroupResponse> {
        let group_id = request.group_id.clone();
        self.ask(&group_id, Request::Join(caller, request), |response| match response {
            Response::Join(response) => response,
            other => unreachable!("JoinGroup answered with {other:?}"),
        })
    }

    /// SyncGroup. Waits for the leader's assignment.
    pub fn sync_group(&self, request: SyncGroupRequest) -> Answer<SyncGroupResponse> {
        let group_id = request.group_id.clone();
        self.ask(&group_id, Request::Sync(request), |response| match response {
            Response::Sync(response) => response,
            other => unreachable!("SyncGroup answered with {other:?}"),
        })
    }

    /// Heartbeat.
    pub fn heartbeat(&self, request: HeartbeatRequest) -> Answer<ErrorCode> {
        let group_id = request.group_id.clone();
        self.ask(&group_id, Request::Heartbeat(request), |response| match response {
            Response::Heartbeat(error) => error,
            other => unreachable!("Heartbeat answered with {other:?}"),
        })
    }

    /// LeaveGroup.
    pub fn leave_group(&self, request: LeaveGroupRequest) -> Answer<LeaveGroupResponse> {
        let group_id = request.group_id.clone();
        self.ask(&group_id, Request::Leave(request), |response| match response {
            Response::Leave(response) => response,
            other => unreachable!("LeaveGroup answered with {other:?}"),
        })
    }

    /// OffsetCommit.
    pub fn commit_offsets(&self, request: OffsetCommitRequest) -> Answer<OffsetCommitResponse> {
        let group_id = request.group_id.clone();
        self.ask(&group_id, Request::Commit(request), |response| match response {
            Response::Commit(response) => response,
            other => unreachable!("OffsetCommit answered with {other:?}"),
        })
    }

    /// TxnOffsetCommit. The transaction must have been verified with its coordinator, and the group's partition of
    /// `__consumer_offsets` be part of it.
    pub fn commit_transactional_offsets(
        &self,
        request: TxnOffsetCommitRequest,
    ) -> Answer<OffsetCommitResponse> {
        let group_id = request.group_id.clone();
        self.ask(&group_id, Request::CommitTransactional(request), |response| match response {
            Response::Commit(response) => response,
            other => unreachable!("TxnOffsetCommit answered with {other:?}"),
        })
    }

    /// Writes the end of a transaction to a partition of `__consumer_offsets`, which commits or drops the offsets
    /// that wait for it there. Answers once the marker is committed.
    pub fn end_transaction(&self, partition: i32, marker: TransactionMarker) -> Answer<ErrorCode> {
        let receiver = self.inner.driver.request(partition, Request::EndTransaction(marker));
        let pick = |response| match response {
            Response::EndTransaction(error) => error,
            other => unreachable!("the end of a transaction answered with {other:?}"),
        };
        Answer { receiver: Some(receiver), pick }
    }

    /// OffsetFetch for one group.
    pub fn fetch_offsets(&self, request: OffsetFetchRequest) -> Answer<OffsetFetchResponse> {
        let group_id = request.group_id.clone();
        self.ask(&group_id, Request::Fetch(request), |response| match response {
            Response::Fetch(response) => response,
            other => unreachable!("OffsetFetch answered with {other:?}"),
        })
    }

    /// OffsetDelete.
    pub fn delete_offsets(&self, request: OffsetDeleteRequest) -> Answer<OffsetDeleteResponse> {
        let group_id = request.group_id.clone();
        self.ask(&group_id, Request::DeleteOffsets(request), |response| match response {
            Response::DeleteOffsets(response) => response,
            other => unreachable!("OffsetDelete answered with {other:?}"),
        })
    }

    /// DescribeGroups, in the order asked.
    pub fn describe_groups(
        &self,
        group_ids: Vec<String>,
    ) -> impl Future<Output = Vec<DescribedGroup>> + Send + use<> {
        let answers: Vec<Answer<Vec<DescribedGroup>>> = group_ids
            .into_iter()
            .map(|group_id| {
                self.ask(&group_id.clone(), Request::Describe(vec![group_id]), |response| match response {
                    Response::Describe(groups) => groups,
                    other => unreachable!("DescribeGroups answered with {other:?}"),
                })
            })
            .collect();
        async move { join_all(answers).await.into_iter().flatten().collect() }
    }

    /// ConsumerGroupDescribe, in the order asked.
    pub fn describe_consumer_groups(
        &self,
        group_ids: Vec<String>,
    ) -> impl Future<Output = Vec<DescribedConsumerGroup>> + Send + use<> {
        let answers: Vec<Answer<DescribedConsumerGroup>> = group_ids
            .into_iter()
            .map(|group_id| {
                self.ask(&group_id.clone(), Request::DescribeConsumer(group_id), |response| match response {
                    Response::DescribeConsumer(group) => group,
                    other => unreachable!("ConsumerGroupDescribe answered with {other:?}"),
                })
            })
            .collect();
        async move { join_all(answers).await }
    }

    /// DeleteGroups; one write per partition.
    pub fn delete_groups(
        &self,
        group_ids: Vec<String>,
    ) -> impl Future<Output = Vec<(String, ErrorCode)>> + Send + use<> {
        let mut by_partition: BTreeMap<i32, Vec<String>> = BTreeMap::new();
        for group_id in group_ids {
            by_partition.entry(self.partition_for(&group_id)).or_default().push(group_id);
        }
        let pick = |response| match response {
            Response::Delete(results) => results,
            other => unreachable!("DeleteGroups answered with {other:?}"),
        };
        let answers: Vec<Answer<Vec<(String, ErrorCode)>>> = by_partition
            .into_iter()
            .map(|(partition, ids)| {
                let receiver = self.inner.driver.request(partition, Request::Delete(ids));
                Answer { receiver: Some(receiver), pick }
            })
            .collect();
        async move { join_all(answers).await.into_iter().flatten().collect() }
    }

    /// ListGroups over all partitions led here. The error is that of a partition that is still loading: the list would
    /// be incomplete.
    pub fn list_groups(
        &self,
        request: &ListGroupsRequest,
    ) -> impl Future<Output = (ErrorCode, Vec<ListedGroup>)> + Send + use<> {
        let pick = |response| match response {
            Response::List(error, groups) => (error, groups),
            other => unreachable!("ListGroups answered with {other:?}"),
        };
        let partitions = self.inner.driver.partitions();
        let answers: Vec<Answer<(ErrorCode, Vec<ListedGroup>)>> = partitions
            .into_iter()
            .map(|partition| {
                let receiver = self.inner.driver.request(partition, Request::List(request.clone()));
                Answer { receiver: Some(receiver), pick }
            })
            .collect();
        async move {
            let mut all = Vec::new();
            for (error, groups) in join_all(answers).await {
                if error != ErrorCode::None {
                    return (error, Vec::new());
                }
                all.extend(groups);
            }
            (ErrorCode::None, all)
        }
    }
}

/// An answer that is there already or will come. Dropping it does not undo what was asked.
#[derive(Debug)]
pub struct Answer<T> {
    /// `None` once the shard has gone without an answer, which only happens when the process ends.
    receiver: Option<oneshot::Receiver<Response>>,
    pick: fn(Response) -> T,
}

impl<T> Answer<T> {
    /// The answer if it is there already.
    ///
    /// # Errors
    /// Not yet: the answer is handed back to be awaited.
    pub fn now(mut self) -> Result<T, Self> {
        match self.receiver.as_mut().map(oneshot::Receiver::try_recv) {
            Some(Ok(response)) => Ok((self.pick)(response)),
            Some(Err(_)) | None => Err(self),
        }
    }
}

impl<T> Future for Answer<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let Some(receiver) = &mut self.receiver else { return Poll::Pending };
        match Pin::new(receiver).poll(context) {
            Poll::Ready(Ok(response)) => Poll::Ready((self.pick)(response)),
            Poll::Ready(Err(_)) => {
                self.receiver = None;
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
