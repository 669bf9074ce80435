//! What the transaction coordinator is asked and what it answers, free of wire types.

use kavka_protocol::ErrorCode;

use super::{MarkerOutcomes, PartitionSet, TransactionState};

/// A producer as its transactional id knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Producer {
    /// `producer.id`.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
}

/// InitProducerId with a transactional id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitProducerId {
    /// The transactional id.
    pub transactional_id: String,
    /// How long a transaction may stay open.
    pub transaction_timeout_ms: i32,
    /// The id and epoch the producer wants to go on with (KIP-360), both or none.
    pub expected: Option<Producer>,
    /// Whether transactions are to have no timeout (KIP-939).
    pub enable_2pc: bool,
    /// Whether an open transaction is to be kept (KIP-939).
    pub keep_prepared: bool,
}

/// AddPartitionsToTxn for one transactional id, or AddOffsetsToTxn with the group's partition of
/// `__consumer_offsets`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddPartitions {
    /// The transactional id.
    pub transactional_id: String,
    /// Who asks.
    pub producer: Producer,
    /// What to add.
    pub partitions: PartitionSet,
    /// 2 for AddPartitionsToTxn from version 4 on, 0 below it and for AddOffsetsToTxn.
    pub client_transaction_version: i16,
}

/// AddPartitionsToTxn that only asks whether the partitions are in the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyPartitions {
    /// The transactional id.
    pub transactional_id: String,
    /// On whose behalf.
    pub producer: Producer,
    /// What to look for.
    pub partitions: PartitionSet,
}

/// EndTxn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndTransaction {
    /// The transactional id.
    pub transactional_id: String,
    /// Who asks.
    pub producer: Producer,
    /// Commit or abort.
    pub committed: bool,
    /// 2 for EndTxn from version 5 on, 0 below it.
    pub client_transaction_version: i16,
}

/// DescribeTransactions for one id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedTransaction {
    /// `NONE`, or why nothing is known.
    pub error: ErrorCode,
    /// The transactional id.
    pub transactional_id: String,
    /// Its state; `None` on error.
    pub state: Option<TransactionState>,
    /// Timeout of its transactions.
    pub transaction_timeout_ms: i32,
    /// When the present or last transaction began, -1 if there was none.
    pub transaction_start_ms: i64,
    /// The present producer.
    pub producer: Producer,
    /// Partitions of the open transaction.
    pub partitions: PartitionSet,
}

impl DescribedTransaction {
    /// Nothing known, with a wire struct's defaults.
    pub fn error(transactional_id: String, error: ErrorCode) -> Self {
        Self {
            error,
            transactional_id,
            state: None,
            transaction_timeout_ms: 0,
            transaction_start_ms: 0,
            producer: Producer { producer_id: 0, producer_epoch: 0 },
            partitions: PartitionSet::new(),
        }
    }
}

/// ListTransactions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListTransactions {
    /// Names of states; empty for all.
    pub states: Vec<String>,
    /// Producer ids; empty for all.
    pub producer_ids: Vec<i64>,
    /// Only transactions open for longer than this, negative for all.
    pub duration_ms: i64,
    /// Only transactional ids that match this as a whole; `None` or empty for all.
    pub transactional_id_pattern: Option<String>,
}

/// Answer to ListTransactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionList {
    /// `NONE` or why not.
    pub error: ErrorCode,
    /// States asked for that are none.
    pub unknown_states: Vec<String>,
    /// What was found.
    pub transactions: Vec<ListedTransaction>,
}

/// A transactional id in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTransaction {
    /// The id.
    pub transactional_id: String,
    /// Its producer.
    pub producer_id: i64,
    /// Its state.
    pub state: TransactionState,
}

/// What a shard looks for.
#[derive(Debug, Clone)]
pub(crate) struct ListFilter {
    /// `None` for all. States that are none match nothing.
    pub states: Option<Vec<TransactionState>>,
    pub producer_ids: Vec<i64>,
    pub duration_ms: i64,
    pub pattern: Option<regex::Regex>,
}

/// What a shard is asked.
#[derive(Debug)]
pub(crate) enum Request {
    /// With an id for the producer in case it needs one.
    Init(InitProducerId, Option<i64>),
    Add(AddPartitions),
    Verify(VerifyPartitions),
    /// With an id for the producer in case its epochs run out.
    End(EndTransaction, Option<i64>),
    Describe(String),
    List(ListFilter),
    /// An open transaction has run out of time, and of epochs: here is another producer id.
    TimedOut(String, Producer, Result<i64, ErrorCode>),
    /// An attempt to write markers is over.
    MarkersWritten(String, Producer, MarkerOutcomes),
}

/// What a shard answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Response {
    /// To [`Request::Init`] and [`Request::End`].
    Producer(Result<Producer, ErrorCode>),
    /// The request is to be put again with a producer id.
    NeedsProducerId,
    Added(ErrorCode),
    Verified(Result<Vec<(std::sync::Arc<str>, i32, ErrorCode)>, ErrorCode>),
    Described(DescribedTransaction),
    Listed(ErrorCode, Vec<ListedTransaction>),
    /// To what the coordinator tells itself.
    Noted,
}

impl Request {
    /// The refusal of a request that a shard cannot take.
    pub fn refuse(&self, error: ErrorCode) -> Response {
        match self {
            Self::Init(..) | Self::End(..) => Response::Producer(Err(error)),
            Self::Add(_) => Response::Added(error),
            Self::Verify(_) => Response::Verified(Err(error)),
            Self::Describe(id) => Response::Described(DescribedTransaction::error(id.clone(), error)),
            Self::List(_) => Response::Listed(error, Vec::new()),
            Self::TimedOut(..) | Self::MarkersWritten(..) => Response::Noted,
        }
    }
}

impl Response {
    /// What is answered instead when the records of the answer were not committed.
    pub fn fail(self, error: ErrorCode) -> Self {
        match self {
            Self::Producer(_) | Self::NeedsProducerId => Self::Producer(Err(error)),
            Self::Added(_) => Self::Added(error),
            Self::Verified(_) => Self::Verified(Err(error)),
            Self::Described(found) => {
                Self::Described(DescribedTransaction::error(found.transactional_id, error))
            }
            Self::Listed(..) => Self::Listed(error, Vec::new()),
            Self::Noted => Self::Noted,
        }
    }
}
