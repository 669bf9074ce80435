//! Asking the transaction coordinator before the first append of a transaction to a partition.
//!
//! Source: KIP-890; `ReplicaManager.handleProduceAppend` and `AddPartitionsToTxnManager` in Apache Kafka 4.3.

use std::sync::Arc;
use std::time::Duration;

use kavka_coordinator::transaction::PartitionSet;
use kavka_coordinator::transaction::messages::{AddPartitions, Producer, VerifyPartitions};
use kavka_log::{FirstBatch, VerificationGuard};
use kavka_protocol::ErrorCode;
use tokio::time::Instant;

use crate::Broker;
use crate::replica::Partition;
use crate::time::now_ms;

/// What a client understands of transactions, by the version of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientSupport {
    /// Neither of the below.
    Basic,
    /// `TRANSACTION_ABORTABLE`.
    AbortableError,
    /// Transaction version 2: the append adds the partition to the transaction, and every transaction has its epoch.
    ImplicitAdd,
}

impl ClientSupport {
    pub(crate) fn of_produce(version: i16) -> Self {
        match version {
            12.. => Self::ImplicitAdd,
            11 => Self::AbortableError,
            _ => Self::Basic,
        }
    }

    pub(crate) fn of_txn_offset_commit(version: i16) -> Self {
        match version {
            5.. => Self::ImplicitAdd,
            4 => Self::AbortableError,
            _ => Self::Basic,
        }
    }
}

/// A batch of a transaction, and the partition it is for.
pub(crate) struct FirstAppend {
    pub(crate) partition: Arc<Partition>,
    /// -1 for offsets.
    pub(crate) sequence: i32,
}

/// A transaction that wants to append.
pub(crate) struct Verification<'a> {
    pub(crate) broker: &'a Broker,
    pub(crate) transactional_id: &'a str,
    pub(crate) producer: Producer,
    pub(crate) support: ClientSupport,
}

/// The guard to append with, or why not to.
pub(crate) type Verified = Result<VerificationGuard, ErrorCode>;

impl Verification<'_> {
    /// As [`Self::once`], but waits a little while the producer's last transaction still ends: with transaction
    /// version 2 a producer goes on before its markers are written.
    pub(crate) async fn with_patience(&self, appends: &[FirstAppend]) -> Vec<Verified> {
        let started = Instant::now();
        loop {
            let verified = self.once(appends).await;
            let is_ending = verified.contains(&Err(ErrorCode::ConcurrentTransactions));
            if self.support != ClientSupport::ImplicitAdd || !is_ending {
                return verified;
            }
            let values = self.broker.config.values();
            let millis = |key: &str| Duration::from_millis(u64::from(values.int(key).unsigned_abs()));
            let longest =
                millis("add.partitions.to.txn.retry.backoff.max.ms").min(millis("request.timeout.ms"));
            if started.elapsed() >= longest {
                return verified;
            }
            tokio::time::sleep(millis("add.partitions.to.txn.retry.backoff.ms")).await;
        }
    }

    /// Has the partitions that the transaction has not written to yet verified by its coordinator, or added to the
    /// transaction where the client leaves that to us. The answers are in the order of the appends.
    pub(crate) async fn once(&self, appends: &[FirstAppend]) -> Vec<Verified> {
        let adds = self.support == ClientSupport::ImplicitAdd;
        if !adds && !self.broker.replicas.logs().verifies_transactions() {
            return appends.iter().map(|_| Ok(VerificationGuard::NONE)).collect();
        }
        let now_ms = now_ms();
        let mut verified: Vec<Verified> = appends.iter().map(|append| self.start(append, now_ms)).collect();
        let asked = |verified: &Verified| verified.is_ok_and(|guard| !guard.is_none());
        let partitions: PartitionSet = appends
            .iter()
            .zip(&verified)
            .filter(|(_, verified)| asked(verified))
            .map(|(append, _)| (&append.partition.id().topic, append.partition.id().partition))
            .collect();
        if partitions.is_empty() {
            return verified;
        }
        let error_of = self.ask(partitions).await;
        for (append, verified) in appends.iter().zip(&mut verified) {
            let id = append.partition.id();
            if asked(verified)
                && let Some(code) = error_of(&id.topic, id.partition)
            {
                *verified = Err(self.for_client(code));
            }
        }
        verified
    }

    fn start(&self, append: &FirstAppend, now_ms: i64) -> Verified {
        let batch = FirstBatch {
            producer_id: self.producer.producer_id,
            epoch: self.producer.producer_epoch,
            sequence: append.sequence,
            supports_epoch_bump: self.support == ClientSupport::ImplicitAdd,
        };
        append.partition.start_verification(&batch, now_ms).map_err(|failure| failure.error_code())
    }

    /// What the coordinator says of each partition, if it has something to say against it.
    async fn ask(&self, partitions: PartitionSet) -> impl Fn(&str, i32) -> Option<ErrorCode> + use<> {
        let (transactional_id, producer) = (self.transactional_id.to_owned(), self.producer);
        let coordinator = &self.broker.transactions;
        let (of_all, of_each) = if self.support == ClientSupport::ImplicitAdd {
            let client_transaction_version = 2;
            let request =
                AddPartitions { transactional_id, producer, partitions, client_transaction_version };
            (coordinator.add_partitions(request).await, Vec::new())
        } else {
            let request = VerifyPartitions { transactional_id, producer, partitions };
            match coordinator.verify_partitions(request).await {
                Ok(of_each) => (ErrorCode::None, of_each),
                Err(code) => (code, Vec::new()),
            }
        };
        move |topic: &str, number: i32| {
            let own = of_each.iter().find(|(name, partition, _)| &**name == topic && *partition == number);
            Some(own.map_or(of_all, |(_, _, code)| *code)).filter(|code| *code != ErrorCode::None)
        }
    }

    fn for_client(&self, code: ErrorCode) -> ErrorCode {
        match code {
            // What producers expect here.
            ErrorCode::ProducerFenced => ErrorCode::InvalidProducerEpoch,
            ErrorCode::TransactionAbortable if self.support == ClientSupport::Basic => {
                ErrorCode::InvalidTxnState
            }
            code => code,
        }
    }
}
