//! What is known of a transactional id.

use super::{PartitionSet, messages::Producer};

/// Where a transactional id stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransactionState {
    /// Its producer has begun no transaction yet.
    Empty,
    /// A transaction is open.
    Ongoing,
    /// A transaction will be committed, whatever happens.
    PrepareCommit,
    /// A transaction will be aborted, whatever happens.
    PrepareAbort,
    /// The last transaction is committed.
    CompleteCommit,
    /// The last transaction is aborted.
    CompleteAbort,
    /// About to be removed. Nobody writes it; it has an id and a name.
    Dead,
    /// A producer is about to be fenced. Nobody writes it; it has an id and a name.
    PrepareEpochFence,
}

impl TransactionState {
    /// All of them, by their ids.
    pub const ALL: [Self; 8] = [
        Self::Empty,
        Self::Ongoing,
        Self::PrepareCommit,
        Self::PrepareAbort,
        Self::CompleteCommit,
        Self::CompleteAbort,
        Self::Dead,
        Self::PrepareEpochFence,
    ];

    /// As requests and tools name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::Ongoing => "Ongoing",
            Self::PrepareCommit => "PrepareCommit",
            Self::PrepareAbort => "PrepareAbort",
            Self::CompleteCommit => "CompleteCommit",
            Self::CompleteAbort => "CompleteAbort",
            Self::Dead => "Dead",
            Self::PrepareEpochFence => "PrepareEpochFence",
        }
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// As records say it.
    pub fn id(self) -> i8 {
        self as i8
    }

    /// The state of this id.
    pub fn from_id(id: i8) -> Option<Self> {
        Self::ALL.get(usize::try_from(id).ok()?).copied()
    }

    /// Whether the outcome is decided and being told to the partitions. Until that is done, nothing else may happen
    /// to the transactional id.
    pub fn is_prepared(self) -> bool {
        matches!(self, Self::PrepareCommit | Self::PrepareAbort)
    }

    /// Whether the id may be forgotten when it has not been used for long.
    pub fn may_expire(self) -> bool {
        matches!(self, Self::Empty | Self::CompleteCommit | Self::CompleteAbort)
    }
}

/// No producer id.
pub(crate) const NO_PRODUCER_ID: i64 = -1;
/// No epoch.
pub(crate) const NO_PRODUCER_EPOCH: i16 = -1;
/// Timeout of producers under two-phase commit: their transactions stay open until they end them.
pub(crate) const NO_TIMEOUT_MS: i32 = i32::MAX;
/// The lowest feature level whose transactions raise the epoch at each end.
pub(crate) const EPOCH_BUMP_VERSION: i16 = 2;

/// Whether no producer may be given a higher epoch: the highest is kept for fencing it.
pub(crate) fn is_epoch_exhausted(epoch: i16) -> bool {
    epoch >= i16::MAX - 1
}

/// A transactional id, as of its last record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transaction {
    pub producer_id: i64,
    /// The producer id before the last change of anything, to know a retry after the id has changed.
    pub previous_producer_id: i64,
    /// The id to go on with when the markers are written, if the epochs of this one have run out.
    pub next_producer_id: i64,
    pub producer_epoch: i16,
    /// The epoch before, to know a retry; -1 if there is none to accept. Not in any record: as in Kafka, a retry over
    /// a change of coordinators is refused.
    pub last_producer_epoch: i16,
    pub timeout_ms: i32,
    pub state: TransactionState,
    pub partitions: PartitionSet,
    /// -1 before the first transaction of a producer.
    pub start_ms: i64,
    pub last_update_ms: i64,
    /// Version of the client's last change.
    pub client_transaction_version: i16,
}

impl Transaction {
    pub fn producer(&self) -> Producer {
        Producer { producer_id: self.producer_id, producer_epoch: self.producer_epoch }
    }

    pub fn is_epoch_exhausted(&self) -> bool {
        is_epoch_exhausted(self.producer_epoch)
    }

    pub fn raises_epoch(&self) -> bool {
        self.client_transaction_version >= EPOCH_BUMP_VERSION
    }

    /// The next state of the id, all else as it is.
    pub fn to(&self, state: TransactionState, now_ms: i64) -> Self {
        Self { previous_producer_id: self.producer_id, state, last_update_ms: now_ms, ..self.clone() }
    }

    /// Whether its transaction has been open for longer than its producer allowed.
    pub fn is_timed_out(&self, now_ms: i64) -> bool {
        self.state == TransactionState::Ongoing
            && self.timeout_ms != NO_TIMEOUT_MS
            && self.start_ms.saturating_add(i64::from(self.timeout_ms)) < now_ms
    }
}
