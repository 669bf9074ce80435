//! Writing the ends of transactions to the partitions led here.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, join_all};
use kavka_coordinator::GroupCoordinator;
use kavka_coordinator::transaction::{Marker, MarkerOutcome, MarkerOutcomes, MarkerSender};
use kavka_protocol::ErrorCode;
use kavka_protocol::record::TransactionMarker;
use tokio::time::Instant;

use crate::api::CONSUMER_OFFSETS;
use crate::purgatory::Waiter;
use crate::replica::{Appended, Commit, Partition, PartitionError, ReplicaManager};
use crate::time::now_ms;

/// Partitions written to before other tasks get their turn.
const PARTITIONS_PER_TURN: usize = 32;

/// A marker for one partition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MarkerWrite {
    /// Of the asker: which of its markers this is.
    pub(crate) index: usize,
    pub(crate) marker: TransactionMarker,
}

/// Markers by topic and partition, so that each partition is written once.
pub(crate) type MarkerWrites = BTreeMap<(Arc<str>, i32), Vec<MarkerWrite>>;

/// Appends markers to the partitions of this broker.
///
/// Appends are small writes into the page cache, like those of producers, and are made where the caller runs.
#[derive(Clone)]
pub(crate) struct LocalMarkers {
    replicas: Arc<ReplicaManager>,
    groups: GroupCoordinator,
    /// `request.timeout.ms`: how long a marker may wait for the in-sync replicas.
    timeout: Duration,
}

impl LocalMarkers {
    pub(crate) fn new(replicas: Arc<ReplicaManager>, groups: GroupCoordinator, timeout: Duration) -> Self {
        Self { replicas, groups, timeout }
    }

    /// Whether the partition exists anywhere.
    fn exists(&self, topic: &str, partition: i32) -> bool {
        self.replicas.image().topics.partition(topic, partition).is_some()
    }

    /// Writes all markers and waits until they are committed. Gives topic, partition, the asker's index and the code.
    pub(crate) async fn write(&self, writes: MarkerWrites) -> Vec<(Arc<str>, i32, usize, ErrorCode)> {
        let deadline = Instant::now() + self.timeout;
        let mut results = Vec::new();
        let mut waiting = Vec::new();
        let mut ended = Vec::new();
        for (done, ((topic, number), writes)) in writes.into_iter().enumerate() {
            if done % PARTITIONS_PER_TURN == PARTITIONS_PER_TURN - 1 {
                tokio::task::yield_now().await;
            }
            // AddOffsetsToTxn does not ask whether anybody has committed anything yet.
            if &*topic == CONSUMER_OFFSETS && self.exists(&topic, number) {
                // Its shard decides on the order of commits and ends, so it writes the marker too.
                ended.extend(writes.into_iter().map(|write| {
                    let ending = self.groups.end_transaction(number, write.marker);
                    let topic = Arc::clone(&topic);
                    async move { (topic, number, write.index, offsets_error(ending.await)) }
                }));
                continue;
            }
            for (write, result) in self.append(&topic, number, &writes) {
                match result {
                    Ok((partition, appended)) if !appended.committed => {
                        waiting.push((Arc::clone(&topic), number, write.index, partition, appended));
                    }
                    Ok(_) => results.push((Arc::clone(&topic), number, write.index, ErrorCode::None)),
                    Err(code) => results.push((Arc::clone(&topic), number, write.index, code)),
                }
            }
        }
        results.extend(join_all(ended).await);
        for (topic, number, index, partition, appended) in waiting {
            let code = wait_for_commit(&partition, &appended, deadline).await;
            results.push((topic, number, index, code));
        }
        results
    }

    fn append<'a>(
        &self,
        topic: &str,
        number: i32,
        writes: &'a [MarkerWrite],
    ) -> Vec<(&'a MarkerWrite, Result<(Arc<Partition>, Appended), ErrorCode>)> {
        let all = |code: ErrorCode| writes.iter().map(|write| (write, Err(code))).collect();
        let partition = match self.replicas.partition(topic, number) {
            Ok(partition) => partition,
            Err(error) => return all(error.error_code()),
        };
        let markers: Vec<TransactionMarker> = writes.iter().map(|write| write.marker).collect();
        match partition.append_markers(&markers, -1, now_ms()) {
            Ok(answers) => {
                let answers = answers.into_iter().map(|answer| match answer {
                    Ok(appended) => Ok((Arc::clone(&partition), appended)),
                    Err(failure) => {
                        tracing::debug!(topic, number, %failure, "marker is refused");
                        Err(failure.error_code())
                    }
                });
                writes.iter().zip(answers).collect()
            }
            Err(failure) => {
                tracing::debug!(topic, number, %failure, "markers could not be written");
                all(failure.error_code())
            }
        }
    }

    async fn write_all(self, markers: Vec<Marker>) -> Vec<MarkerOutcomes> {
        let mut outcomes: Vec<MarkerOutcomes> = markers.iter().map(|_| Vec::new()).collect();
        let mut writes = MarkerWrites::new();
        for (index, marker) in markers.iter().enumerate() {
            let write = MarkerWrite {
                index,
                marker: TransactionMarker {
                    producer_id: marker.producer_id,
                    producer_epoch: marker.producer_epoch,
                    coordinator_epoch: marker.coordinator_epoch,
                    committed: marker.committed,
                    transaction_version: marker.transaction_version,
                },
            };
            for (topic, number) in marker.partitions.iter() {
                writes.entry((Arc::clone(topic), number)).or_default().push(write);
            }
        }
        for (topic, number, index, code) in self.write(writes).await {
            let outcome = match code {
                ErrorCode::None => MarkerOutcome::Written,
                // The metadata has the last word on what exists: a replica may only be on its way.
                ErrorCode::UnknownTopicOrPartition if !self.exists(&topic, number) => MarkerOutcome::Gone,
                code => MarkerOutcome::Failed(code),
            };
            outcomes[index].push((topic, number, outcome));
        }
        outcomes
    }
}

impl MarkerSender for LocalMarkers {
    fn write_markers(&self, markers: Vec<Marker>) -> BoxFuture<'static, Vec<MarkerOutcomes>> {
        Box::pin(self.clone().write_all(markers))
    }
}

/// The transaction coordinator does not expect a group coordinator's codes: to it, that is a leader not ready yet.
fn offsets_error(code: ErrorCode) -> ErrorCode {
    match code {
        ErrorCode::CoordinatorNotAvailable
        | ErrorCode::CoordinatorLoadInProgress
        | ErrorCode::NotCoordinator => PartitionError::NotLeader.error_code(),
        code => code,
    }
}

async fn wait_for_commit(partition: &Partition, appended: &Appended, deadline: Instant) -> ErrorCode {
    let required_offset = appended.info.last_offset + 1;
    let mut in_time = true;
    loop {
        let waiter = Waiter::new(1);
        partition.watches().watch_offset(required_offset, &waiter);
        // What was committed before the watch began is seen now.
        match partition.commit_state(required_offset, appended.leader_epoch) {
            Commit::Done => return ErrorCode::None,
            Commit::TooFewReplicas => return ErrorCode::NotEnoughReplicasAfterAppend,
            Commit::LeaderChanged => return ErrorCode::NotLeaderOrFollower,
            Commit::Pending if in_time => in_time = waiter.wait(deadline).await,
            Commit::Pending => return ErrorCode::RequestTimedOut,
        }
    }
}
