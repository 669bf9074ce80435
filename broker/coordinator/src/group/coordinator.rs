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
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::{
    GroupConfig,
    consumer::{self, RegexJob},
    messages::{
        Caller, ConsumerHeartbeatRequest, ConsumerHeartbeatResponse, DescribedConsumerGroup, DescribedGroup,
        HeartbeatRequest, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest, LeaveGroupResponse,
        ListGroupsRequest, ListedGroup, OffsetCommitRequest, OffsetCommitResponse, OffsetDeleteRequest,
        OffsetDeleteResponse, OffsetFetchRequest, OffsetFetchResponse, Request, Response, SyncGroupRequest,
        SyncGroupResponse, TxnOffsetCommitRequest,
    },
    shard::GroupShard,
    view::{ClusterView, ConsumerGroupSettings, TopicsView},
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
    view: Arc<ClusterView>,
    /// Regular expressions to resolve, until [`GroupCoordinator::run`] takes them over. At most one per group waits.
    jobs: Mutex<Option<mpsc::UnboundedReceiver<(i32, RegexJob)>>>,
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
        let view = Arc::new(ClusterView::new(&config));
        let (shard_config, shard_view) = (Arc::clone(&config), Arc::clone(&view));
        let new_shard = move || GroupShard::new(Arc::clone(&shard_config), Arc::clone(&shard_view));
        let (sender, jobs) = mpsc::unbounded_channel();
        let submit = move |partition, _, job| drop(sender.send((partition, job)));
        let driver = Arc::new(Driver::with_effects(driver_config, log, new_shard, submit));
        let partition_count = AtomicI32::new(config.offsets_topic_num_partitions);
        let jobs = Mutex::new(Some(jobs));
        Self { inner: Arc::new(Inner { config, driver, partition_count, view, jobs }) }
    }

    /// Drives timeouts and resolves regular expressions; runs until dropped. Without it, requests are served but no
    /// session ever ends.
    pub fn run(&self) -> impl Future<Output = ()> + Send + use<> {
        let driver = Arc::clone(&self.inner.driver);
        let jobs = self.inner.jobs.lock().take();
        async move {
            let resolving = resolve(Arc::clone(&driver), jobs);
            futures::future::join(driver.keep_time(), resolving).await;
        }
    }

    /// The topics are now these. `changed` are the names of those that were made, changed or deleted since the last
    /// call, `has_new` says whether some were made.
    pub fn set_topics(&self, topics: Arc<dyn TopicsView>, changed: Vec<Arc<str>>, has_new: bool) {
        self.inner.view.set_topics(topics, has_new);
        if changed.is_empty() {
            return;
        }
        let changed: Arc<[Arc<str>]> = changed.into();
        for partition in self.inner.driver.partitions() {
            // A shard that is loading looks at all topics when it is done.
            drop(self.inner.driver.request(partition, Request::TopicsChanged(Arc::clone(&changed))));
        }
    }

    /// A group's own settings are now these.
    pub fn set_group_settings(&self, group_id: &str, settings: ConsumerGroupSettings) {
        self.inner.view.set_settings(group_id, settings);
    }

    /// `group.consumer.assignment.interval.ms` is now this.
    pub fn set_assignment_interval_ms(&self, interval_ms: i32) {
        self.inner.view.set_assignment_interval_ms(interval_ms);
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

    /// ConsumerGroupHeartbeat.
    pub fn consumer_heartbeat(
        &self,
        caller: Caller,
        request: ConsumerHeartbeatRequest,
    ) -> Answer<ConsumerHeartbeatResponse> {
        let pick = |response| match response {
            Response::ConsumerHeartbeat(response) => response,
            other => unreachable!("ConsumerGroupHeartbeat answered with {other:?}"),
        };
        // What is wrong in itself is wrong on every broker.
        if let Err(refusal) = consumer::validate(&self.inner.config, &request) {
            let (reply, receiver) = oneshot::channel();
            let _ = reply.send(Response::ConsumerHeartbeat(ConsumerHeartbeatResponse::refused(refusal)));
            return Answer { receiver: Some(receiver), pick };
        }
        let group_id = request.group_id.clone();
        self.ask(&group_id, Request::ConsumerHeartbeat(caller, request), pick)
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

/// Resolves regular expressions one group after another, away from the shards.
async fn resolve(driver: Arc<Driver<GroupShard>>, jobs: Option<mpsc::UnboundedReceiver<(i32, RegexJob)>>) {
    let Some(mut jobs) = jobs else { return };
    while let Some((partition, job)) = jobs.recv().await {
        let group_id = Arc::clone(&job.group_id);
        match tokio::task::spawn_blocking(move || job.resolve()).await {
            // Where the shard has moved on, nobody waits for it.
            Ok(found) => drop(driver.request(partition, Request::RegexesResolved(group_id, found))),
            Err(error) => {
                tracing::error!(group = %group_id, %error, "resolving regular expressions has failed")
            }
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
