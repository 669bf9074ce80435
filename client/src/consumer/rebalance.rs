//! What an application hears of rebalances, and how a poll carries one out.

use std::collections::BTreeSet;
use std::time::Instant;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::membership::{FailedFor, Notice, Release};
use super::positions::Position;
use super::{ConsumeError, Consumer};
use crate::metrics::Measure;
use crate::{ClientError, TopicPartition};

/// Hears what comes and goes. Called from within `poll`, which waits for it whatever its time limit.
///
/// The consumer may be asked, sought, paused and committed, but not polled. A poll that is dropped meanwhile begins the
/// call again the next time, so an implementation should bear being called twice with the same partitions.
pub trait RebalanceListener: Send + Sync {
    /// These are to be read from now on, beside those the member had already.
    fn on_assigned<'a>(
        &'a self,
        consumer: &'a mut Consumer,
        partitions: &'a [TopicPartition],
    ) -> BoxFuture<'a, ()> {
        let _ = (consumer, partitions);
        async {}.boxed()
    }

    /// These are about to go: the last moment to commit what was read of them.
    fn on_revoked<'a>(
        &'a self,
        consumer: &'a mut Consumer,
        partitions: &'a [TopicPartition],
    ) -> BoxFuture<'a, ()> {
        let _ = (consumer, partitions);
        async {}.boxed()
    }

    /// These are gone and may have new owners already: commits are refused.
    fn on_lost<'a>(
        &'a self,
        consumer: &'a mut Consumer,
        partitions: &'a [TopicPartition],
    ) -> BoxFuture<'a, ()> {
        self.on_revoked(consumer, partitions)
    }
}

impl Consumer {
    /// Works on what the group wants, until there is nothing more.
    pub(super) async fn rebalance(&mut self) -> Result<(), ConsumeError> {
        while let Some((number, notice)) = self.group.as_ref().and_then(|group| group.notice()) {
            match notice {
                Notice::Release { which, are_lost } => {
                    self.cluster.meter().begin(Measure::Rebalance);
                    let leaving = self.leaving(&which);
                    if are_lost {
                        self.let_go(&leaving, true).await;
                    } else {
                        self.commit_before_rebalance().await;
                        self.let_go(&leaving, false).await;
                    }
                    let owned = self.positions.partitions().cloned().collect();
                    self.with_group(|group| group.released(number, owned));
                }
                Notice::Assign(partitions) => {
                    self.cluster.meter().begin(Measure::Rebalance);
                    let has_let_go = self.adopt(partitions).await;
                    self.cluster.meter().end(Measure::Rebalance);
                    self.with_group(|group| group.adopted(number, has_let_go));
                }
                Notice::Fail(failed) => return self.membership_failed(failed).await,
            }
        }
        Ok(())
    }

    fn with_group(&self, tell: impl FnOnce(&super::group::Group)) {
        if let Some(group) = &self.group {
            tell(group);
        }
    }

    /// The notice stays, so that every poll fails from now on.
    async fn membership_failed(&mut self, failed: FailedFor) -> Result<(), ConsumeError> {
        self.cluster.meter().record(Measure::RebalanceFailed, 1.0, Instant::now());
        let all: Vec<TopicPartition> = self.positions.partitions().cloned().collect();
        self.let_go(&all, true).await;
        Err(ClientError::from(failed).into())
    }

    fn leaving(&self, which: &Release) -> Vec<TopicPartition> {
        let goes = |at: &&TopicPartition| match which {
            Release::All => true,
            Release::Unwanted(wants) => !wants.topics.contains(&at.topic),
            Release::These(these) => these.contains(at),
        };
        self.positions.partitions().filter(goes).cloned().collect()
    }

    pub(super) async fn let_go(&mut self, partitions: &[TopicPartition], are_lost: bool) {
        if partitions.is_empty() {
            return;
        }
        if let Some(listener) = self.listener.clone() {
            let started = Instant::now();
            let measure = match are_lost {
                true => {
                    listener.on_lost(self, partitions).await;
                    Measure::PartitionsLost
                }
                false => {
                    listener.on_revoked(self, partitions).await;
                    Measure::PartitionsRevoked
                }
            };
            self.cluster.meter().record_ms_since(measure, started);
        }
        let kept = self.positions.partitions().filter(|at| !partitions.contains(at)).cloned().collect();
        self.cluster.meter().assign(&kept);
        self.positions.set(kept, Position::Committed);
    }

    /// Takes an assignment over; whether something had to be let go for it.
    async fn adopt(&mut self, partitions: Vec<TopicPartition>) -> bool {
        let new: BTreeSet<TopicPartition> = partitions.into_iter().collect();
        let gone: Vec<TopicPartition> =
            self.positions.partitions().filter(|at| !new.contains(at)).cloned().collect();
        if !gone.is_empty() {
            self.commit_before_rebalance().await;
            self.let_go(&gone, false).await;
        }
        let added: Vec<TopicPartition> =
            new.iter().filter(|at| self.positions.get(at).is_none()).cloned().collect();
        tracing::info!(partitions = new.len(), added = added.len(), gone = gone.len(), "assigned");
        self.cluster.meter().assign(&new);
        self.positions.set(new, Position::Committed);
        self.is_rebalanced = true;
        self.metrics.rebalances += 1;
        if let Some(listener) = self.listener.clone() {
            let started = Instant::now();
            listener.on_assigned(self, &added).await;
            self.cluster.meter().record_ms_since(Measure::PartitionsAssigned, started);
        }
        !gone.is_empty()
    }
}
