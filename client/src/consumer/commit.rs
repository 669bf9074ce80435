//! Commits: of positions or of given offsets, waited for or not, by itself every so often.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use kavka_protocol::ErrorCode;
use tokio::task::JoinHandle;

use super::group::{Committed, Line, Wish};
use super::interceptor::ConsumerInterceptor;
use super::membership::{Identity, Leave};
use super::positions::Position;
use super::{ConsumeError, Consumer};
use crate::admin::CommittedOffset;
use crate::metrics::Measure;
use crate::retry::Tries;
use crate::{ClientError, GroupMetadata, TopicPartition};

/// How long a commit waits for a member epoch newer than the one that was refused.
const EPOCH_PATIENCE: Duration = Duration::from_millis(100);

impl Consumer {
    /// Commits the positions of all partitions.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `REBALANCE_IN_PROGRESS`, after which the next poll rejoins.
    pub async fn commit(&mut self) -> Result<(), ConsumeError> {
        let offsets = self.positions_to_commit();
        self.commit_offsets(offsets).await
    }

    /// Commits these offsets: of each partition the next to be read.
    ///
    /// Dropping the future does not take a commit back that is on its way.
    ///
    /// # Errors
    /// As [`Consumer::commit`].
    pub async fn commit_offsets(
        &mut self,
        offsets: BTreeMap<TopicPartition, CommittedOffset>,
    ) -> Result<(), ConsumeError> {
        self.finish_commit().await;
        if offsets.is_empty() {
            return Ok(());
        }
        let started = Instant::now();
        self.committing(offsets)?.await?;
        self.cluster.meter().record_ns_since(Measure::CommitSync, started);
        Ok(())
    }

    /// Starts a commit of all positions. It goes on whether the future is awaited or not.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] without `group.id`; the future, as [`Consumer::commit`].
    pub fn commit_async(
        &mut self,
    ) -> Result<impl Future<Output = Result<(), ConsumeError>> + Send + use<>, ConsumeError> {
        let offsets = self.positions_to_commit();
        self.commit_offsets_async(offsets)
    }

    /// Like [`Consumer::commit_offsets`], as [`Consumer::commit_async`] goes about it.
    ///
    /// # Errors
    /// As [`Consumer::commit_async`].
    pub fn commit_offsets_async(
        &mut self,
        offsets: BTreeMap<TopicPartition, CommittedOffset>,
    ) -> Result<impl Future<Output = Result<(), ConsumeError>> + Send + use<>, ConsumeError> {
        let task = tokio::spawn(self.committing(offsets)?);
        Ok(async move {
            let joined = task.await.unwrap_or_else(|error| Err(ClientError::Invalid(error.to_string())));
            Ok(joined?)
        })
    }

    fn positions_to_commit(&self) -> Wish {
        let at = |(at, assigned): (&TopicPartition, &super::positions::Assigned)| match assigned.position {
            Position::At { offset, leader_epoch } => {
                Some((at.clone(), CommittedOffset { offset, leader_epoch, metadata: String::new() }))
            }
            Position::Committed | Position::Find(_) => None,
        };
        self.positions.iter().filter_map(at).collect()
    }

    /// A commit with its tries, which borrows nothing.
    fn committing(
        &mut self,
        offsets: Wish,
    ) -> Result<impl Future<Output = Result<(), ClientError>> + Send + use<>, ConsumeError> {
        let line = self.line.clone().ok_or_else(without_group)?;
        let identity = self.identity_source();
        let instance_id = self.config.group_instance_id.clone();
        let tries = Tries::new("a commit of offsets", self.config.api_timeout, &self.config.common);
        let interceptors = self.interceptors.clone();
        self.metrics.commits += 1;
        Ok(async move {
            let started = Instant::now();
            let outcome = commit(&line, identity, instance_id.as_deref(), &offsets, tries).await;
            line.cluster.meter().record_ms_since(Measure::Commit, started);
            if outcome.is_ok() {
                tell(&interceptors, &offsets);
            }
            outcome
        })
    }

    pub(super) fn identity_source(&self) -> impl Fn() -> Identity + Send + use<> {
        let group = self.group.as_ref().map(super::group::Group::identity_source);
        move || group.as_ref().map(|identity| identity()).unwrap_or_default()
    }

    /// Starts a commit where one is due.
    pub(super) fn auto_commit(&mut self) {
        if self.committing.as_ref().is_some_and(|task| !task.is_finished()) {
            return;
        }
        let is_due = self.config.auto_commit.is_some_and(|interval| self.committed_at.elapsed() >= interval);
        let offsets = if is_due { self.positions_to_commit() } else { Wish::new() };
        if is_due {
            self.committed_at = Instant::now();
        }
        if offsets.is_empty() {
            return;
        }
        if let Ok(commit) = self.committing(offsets) {
            self.committing = Some(tokio::spawn(commit));
        }
    }

    /// Waits for a commit that was started by itself: a later one must not be overtaken by it.
    async fn finish_commit(&mut self) {
        let Some(task) = &mut self.committing else { return };
        report(task).await;
        self.committing = None;
    }

    /// Commits what was read before it goes to others, if that is automatic.
    pub(super) async fn commit_before_rebalance(&mut self) {
        if self.config.auto_commit.is_none() {
            return;
        }
        self.finish_commit().await;
        // Longer would only keep the others waiting; at worst records are read twice.
        let limit = self.config.common.dial.request_timeout;
        match tokio::time::timeout(limit, self.commit()).await {
            Ok(Ok(())) => self.committed_at = Instant::now(),
            Ok(Err(error)) => tracing::warn!(%error, "offsets not committed before rebalancing"),
            Err(_) => tracing::warn!("offsets not committed before rebalancing: no answer"),
        }
    }

    /// What the group has committed for these partitions. Partitions without are left out.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] without `group.id`, or [`ClientError`] of the call.
    pub async fn committed(
        &self,
        partitions: impl IntoIterator<Item = TopicPartition>,
    ) -> Result<Committed, ConsumeError> {
        let wanted: Vec<TopicPartition> = partitions.into_iter().collect();
        let line = self.line.clone().ok_or_else(without_group)?;
        let identity = self.identity_source();
        let started = Instant::now();
        let mut tries = Tries::new("committed offsets", self.config.api_timeout, &self.config.common);
        loop {
            let attempt = async { line.committed_now(&identity(), &wanted).await };
            match tries.one(attempt.boxed()).await {
                Ok(found) => {
                    line.cluster.meter().record_ns_since(Measure::Committed, started);
                    return Ok(found);
                }
                Err(error) => tries.again(passing(&line, error)).await?,
            }
        }
    }

    /// The group as a transaction that commits offsets for it must name it (KIP-447).
    ///
    /// # Errors
    /// [`ClientError::Invalid`] without `group.id`.
    pub fn group_metadata(&self) -> Result<GroupMetadata, ConsumeError> {
        let line = self.line.as_ref().ok_or_else(without_group)?;
        let identity = self.identity_source()();
        Ok(GroupMetadata {
            group_id: line.group_id.to_string(),
            generation_id: identity.generation,
            member_id: identity.member_id,
            group_instance_id: self.config.group_instance_id.clone(),
        })
    }

    /// Commits if that is automatic, leaves the group and closes the connections, all within
    /// `default.api.timeout.ms`.
    pub async fn close(self) {
        let limit = self.config.api_timeout;
        self.close_with(limit, Leave::Default).await;
    }

    /// Like [`Consumer::close`] within `limit`, and leaving as `how` says.
    pub async fn close_with(mut self, limit: Duration, how: Leave) {
        let closing = async {
            self.commit_before_rebalance().await;
            let all: Vec<TopicPartition> = self.positions.partitions().cloned().collect();
            if self.group.is_some() {
                self.let_go(&all, false).await;
            }
            if let Some(group) = &mut self.group {
                group.leave(how, limit).await;
            }
            self.fetcher.close_sessions().await;
        };
        if tokio::time::timeout(limit, closing).await.is_err() {
            tracing::warn!("the consumer could not close in order within {limit:?}");
        }
        if let Some(telemetry) = self.telemetry.take() {
            telemetry.close(limit).await;
        }
        self.cluster.close();
    }
}

pub(super) fn without_group() -> ConsumeError {
    let line = "To use the group management or offset commit APIs, you must provide a valid group.id in the consumer configuration.";
    ClientError::Invalid(line.to_string()).into()
}

/// The error, as one to try again where only our epoch or the coordinator was old.
pub(super) fn passing(line: &Line, error: ClientError) -> ClientError {
    match error.code() {
        Some(ErrorCode::NotCoordinator | ErrorCode::CoordinatorNotAvailable) => line.forget(),
        Some(ErrorCode::StaleMemberEpoch) => {
            return ClientError::broker(
                ErrorCode::CoordinatorLoadInProgress,
                Some("the member epoch is stale"),
            );
        }
        _ if matches!(error, ClientError::Net(_)) => line.forget(),
        _ => {}
    }
    error
}

async fn commit(
    line: &Line,
    identity: impl Fn() -> Identity,
    instance_id: Option<&str>,
    offsets: &Wish,
    mut tries: Tries,
) -> Result<(), ClientError> {
    loop {
        let used = identity();
        let Err(error) = tries.one(line.commit(&used, instance_id, offsets).boxed()).await else {
            return Ok(());
        };
        if error.code() == Some(ErrorCode::StaleMemberEpoch) && identity() == used {
            tokio::time::sleep(EPOCH_PATIENCE).await;
        }
        tries.again(passing(line, error)).await?;
    }
}

async fn report(task: &mut JoinHandle<Result<(), ClientError>>) {
    if let Ok(Err(error)) = task.await {
        // The next one, or the next member, will do it; at worst records are read twice.
        tracing::warn!(%error, "offsets not committed");
    }
}

fn tell(interceptors: &[Arc<dyn ConsumerInterceptor>], offsets: &Wish) {
    for interceptor in interceptors {
        interceptor.on_commit(offsets);
    }
}
