//! What coordinators see of the partitions of their topic.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use kavka_coordinator::{AppendError, CoordinatorLog, GroupCoordinator, LogBounds, ReadError};
use kavka_log::{AppendError as LogAppendError, Isolation, VerificationGuard};
use kavka_protocol::record::TransactionMarker;

use super::{AppendFailure, AppendSpec, LeadershipListener, Partition, PartitionError, ReplicaManager};

/// The partitions of one internal topic, as [`CoordinatorLog`].
pub struct InternalTopicLog {
    replicas: Arc<ReplicaManager>,
    topic: &'static str,
}

impl InternalTopicLog {
    /// The log of `topic`.
    pub fn new(replicas: Arc<ReplicaManager>, topic: &'static str) -> Self {
        InternalTopicLog { replicas, topic }
    }

    fn partition(&self, number: i32) -> Option<Arc<Partition>> {
        self.replicas.topic(self.topic)?.partition(number)
    }
}

impl CoordinatorLog for InternalTopicLog {
    fn append(
        &self,
        partition: i32,
        leader_epoch: i32,
        batch: BytesMut,
        now_ms: i64,
    ) -> Result<i64, AppendError> {
        self.append_transactional(partition, leader_epoch, batch, VerificationGuard::NONE.to_raw(), now_ms)
    }

    fn append_transactional(
        &self,
        partition: i32,
        leader_epoch: i32,
        batch: BytesMut,
        verification: u64,
        now_ms: i64,
    ) -> Result<i64, AppendError> {
        let partition = self.partition(partition).ok_or(AppendError::UnknownPartition)?;
        let spec = AppendSpec::coordinator(leader_epoch, VerificationGuard::from_raw(verification));
        match partition.append(batch, spec, now_ms) {
            Ok(appended) => Ok(appended.info.last_offset + 1),
            Err(failure) => Err(append_error(&failure)),
        }
    }

    fn append_marker(
        &self,
        partition: i32,
        leader_epoch: i32,
        marker: &TransactionMarker,
        now_ms: i64,
    ) -> Result<i64, AppendError> {
        let partition = self.partition(partition).ok_or(AppendError::UnknownPartition)?;
        let mut answers = partition
            .append_markers(std::slice::from_ref(marker), leader_epoch, now_ms)
            .map_err(|failure| append_error(&failure))?;
        match answers.pop() {
            Some(Ok(appended)) => Ok(appended.info.last_offset + 1),
            Some(Err(failure)) => Err(append_error(&failure)),
            None => Err(AppendError::Other("marker was not answered".to_owned())),
        }
    }

    fn read(&self, partition: i32, start_offset: i64, max_bytes: usize) -> Result<Bytes, ReadError> {
        let partition = self.partition(partition).ok_or(ReadError::UnknownPartition)?;
        let log = partition.log().ok_or(ReadError::UnknownPartition)?;
        let storage = |error: &dyn std::fmt::Display| ReadError::Storage(error.to_string());
        let found =
            log.read(start_offset, max_bytes, Isolation::LogEnd, true).map_err(|error| storage(&error))?;
        let Some(range) = found.range else { return Ok(Bytes::new()) };
        let bytes = range.read_to_bytes().map_err(|error| storage(&error))?;
        let mut batches = kavka_protocol::record::batches(&bytes);
        while let Some(Ok(_)) = batches.next() {}
        let whole = batches.position();
        Ok(bytes.slice(..whole))
    }

    fn bounds(&self, partition: i32) -> Option<LogBounds> {
        let offsets = self.partition(partition)?.log()?.offsets();
        Some(LogBounds {
            log_start_offset: offsets.log_start_offset,
            high_watermark: offsets.high_watermark,
            log_end_offset: offsets.log_end_offset,
        })
    }

    fn max_batch_bytes(&self, partition: i32) -> usize {
        let log = self.partition(partition).and_then(|partition| partition.log());
        log.map_or(0, |log| log.config().max_message_bytes as usize)
    }
}

fn append_error(failure: &AppendFailure) -> AppendError {
    match failure {
        AppendFailure::Partition(
            PartitionError::UnknownTopicOrPartition | PartitionError::UnknownTopicId,
        ) => AppendError::UnknownPartition,
        AppendFailure::Partition(PartitionError::Offline) => AppendError::Storage(failure.to_string()),
        AppendFailure::Partition(_) => AppendError::NotLeader,
        AppendFailure::NotEnoughReplicas { .. } => AppendError::NotEnoughReplicas,
        AppendFailure::Log(
            LogAppendError::MessageTooLarge { .. } | LogAppendError::BatchSetTooLarge { .. },
        ) => AppendError::TooLarge,
        AppendFailure::Log(LogAppendError::InvalidTxnState { .. }) => AppendError::InvalidTxnState,
        AppendFailure::Log(LogAppendError::InvalidProducerEpoch { .. }) => AppendError::InvalidProducerEpoch,
        AppendFailure::Log(LogAppendError::TransactionCoordinatorFenced { .. }) => {
            AppendError::TransactionCoordinatorFenced
        }
        AppendFailure::Log(LogAppendError::Storage { .. }) => AppendError::Storage(failure.to_string()),
        AppendFailure::Log(error) => AppendError::Other(error.to_string()),
    }
}

impl LeadershipListener for GroupCoordinator {
    fn elected(&self, partition: i32, leader_epoch: i32) {
        self.on_elected(partition, leader_epoch);
    }

    fn resigned(&self, partition: i32, leader_epoch: i32) {
        self.on_resigned(partition, leader_epoch);
    }

    fn high_watermark(&self, partition: i32, high_watermark: i64) {
        self.on_high_watermark(partition, high_watermark);
    }
}
