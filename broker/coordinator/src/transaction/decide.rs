//! What becomes of a transactional id: each request against its present state. Neither clock nor log; what is decided
//! here comes true when its record is in the log.
//!
//! Kafka keeps a *pending* state while a record is on its way. Here the record is in the state before the next request
//! is looked at, and answers leave in the order of their records; so the only transition that takes time is that from
//! Prepare to Complete, and *prepared* stands for Kafka's pending.
//!
//! Source: KIP-98, KIP-360, KIP-890, KIP-939; `TransactionCoordinator` and `TransactionMetadata` in Apache Kafka 4.3.

use kavka_protocol::ErrorCode;

use super::{
    PartitionSet, TransactionState,
    messages::{AddPartitions, EndTransaction, InitProducerId, Producer, VerifyPartitions},
    state::{
        EPOCH_BUMP_VERSION, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_TIMEOUT_MS, Transaction, is_epoch_exhausted,
    },
};

/// What is decided from besides the state and the request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given {
    /// Wall clock.
    pub now_ms: i64,
    /// Finalized `transaction.version`.
    pub transaction_version: i16,
    /// `transaction.max.timeout.ms`.
    pub max_timeout_ms: i64,
    /// `transaction.two.phase.commit.enable`.
    pub two_phase_commit: bool,
    /// A producer id that nobody has yet.
    pub fresh_id: Option<i64>,
}

/// What a request does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision<T> {
    /// Nothing: this is the answer.
    Answer(T),
    /// Writes the new state, then answers.
    Write(Transaction, T),
    /// Writes a Prepare state, has markers sent, and answers no sooner than that is decided.
    End(Transaction, T),
    /// Nothing yet: [`Given::fresh_id`] is needed.
    NeedsProducerId,
}

type ProducerDecision = Decision<Result<Producer, ErrorCode>>;

fn refused(error: ErrorCode) -> ProducerDecision {
    Decision::Answer(Err(error))
}

/// InitProducerId: a producer starts, or goes on after an error.
pub(crate) fn init(
    current: Option<&Transaction>,
    request: &InitProducerId,
    given: &Given,
) -> ProducerDecision {
    if let Err(error) = validate_init(request, given) {
        return refused(error);
    }
    let timeout_ms = if request.enable_2pc { NO_TIMEOUT_MS } else { request.transaction_timeout_ms };
    let Some(current) = current else {
        let Some(producer_id) = given.fresh_id else { return Decision::NeedsProducerId };
        let created =
            started(&unborn(producer_id, timeout_ms), producer_id, 0, NO_PRODUCER_EPOCH, timeout_ms, given);
        return write_producer(created);
    };
    if current.state.is_prepared() {
        return refused(ErrorCode::ConcurrentTransactions);
    }
    if request.expected.is_some_and(|expected| !may_go_on(current, expected)) {
        return refused(ErrorCode::ProducerFenced);
    }
    match current.state {
        TransactionState::Empty | TransactionState::CompleteCommit | TransactionState::CompleteAbort => {
            next_epoch(current, request.expected, timeout_ms, given)
        }
        // The producer before this one is fenced and its transaction aborted. The epoch of that is given to nobody:
        // the client comes again and gets the one after.
        TransactionState::Ongoing => match fence(current, given) {
            Decision::End(aborted, ()) => Decision::End(aborted, Err(ErrorCode::ConcurrentTransactions)),
            _ => Decision::NeedsProducerId,
        },
        TransactionState::PrepareCommit
        | TransactionState::PrepareAbort
        | TransactionState::Dead
        | TransactionState::PrepareEpochFence => refused(ErrorCode::UnknownServerError),
    }
}

fn validate_init(request: &InitProducerId, given: &Given) -> Result<(), ErrorCode> {
    let timeout_ms = request.transaction_timeout_ms;
    if request.transactional_id.is_empty() {
        Err(ErrorCode::InvalidRequest)
    } else if request.enable_2pc && !given.two_phase_commit {
        Err(ErrorCode::TransactionalIdAuthorizationFailed)
    } else if request.keep_prepared {
        // Kafka 4.3 has the field and not yet the behaviour.
        Err(ErrorCode::UnsupportedVersion)
    } else if !request.enable_2pc && (timeout_ms <= 0 || i64::from(timeout_ms) > given.max_timeout_ms) {
        Err(ErrorCode::InvalidTransactionTimeout)
    } else {
        Ok(())
    }
}

/// A transactional id before its first record.
fn unborn(producer_id: i64, timeout_ms: i32) -> Transaction {
    Transaction {
        producer_id,
        previous_producer_id: NO_PRODUCER_ID,
        next_producer_id: NO_PRODUCER_ID,
        producer_epoch: NO_PRODUCER_EPOCH,
        last_producer_epoch: NO_PRODUCER_EPOCH,
        timeout_ms,
        state: TransactionState::Empty,
        partitions: PartitionSet::new(),
        start_ms: -1,
        last_update_ms: -1,
        client_transaction_version: 0,
    }
}

/// Whether a producer may go on that says who it is: it has the present id, or had the one before until its epochs ran
/// out and never heard of the change.
fn may_go_on(current: &Transaction, expected: Producer) -> bool {
    current.producer_epoch == NO_PRODUCER_EPOCH
        || expected.producer_id == current.producer_id
        || (expected.producer_id == current.previous_producer_id
            && is_epoch_exhausted(expected.producer_epoch))
}

fn next_epoch(
    current: &Transaction,
    expected: Option<Producer>,
    timeout_ms: i32,
    given: &Given,
) -> ProducerDecision {
    let expected = expected.map(|producer| producer.producer_epoch);
    let epoch = current.producer_epoch;
    let start = |id, epoch, last| write_producer(started(current, id, epoch, last, timeout_ms, given));
    if current.is_epoch_exhausted() {
        return match (expected, given.fresh_id) {
            // As Kafka has it, which takes this for a defect of its own.
            (Some(expected), _) if expected != epoch => refused(ErrorCode::UnknownServerError),
            (_, None) => Decision::NeedsProducerId,
            (expected, Some(id)) => start(id, 0, if expected.is_some() { epoch } else { NO_PRODUCER_EPOCH }),
        };
    }
    let id = current.producer_id;
    match expected {
        // A new producer. That there is no last epoch fences those before it.
        None => start(id, epoch + 1, NO_PRODUCER_EPOCH),
        Some(expected) if epoch == NO_PRODUCER_EPOCH || expected == epoch => start(id, epoch + 1, epoch),
        // The same request again: its answer got lost.
        Some(expected) if expected == current.last_producer_epoch => {
            start(id, epoch, current.last_producer_epoch)
        }
        Some(_) => refused(ErrorCode::ProducerFenced),
    }
}

fn started(
    current: &Transaction,
    producer_id: i64,
    producer_epoch: i16,
    last_producer_epoch: i16,
    timeout_ms: i32,
    given: &Given,
) -> Transaction {
    Transaction {
        producer_id,
        producer_epoch,
        last_producer_epoch,
        timeout_ms,
        partitions: PartitionSet::new(),
        start_ms: -1,
        ..current.to(TransactionState::Empty, given.now_ms)
    }
}

fn write_producer(next: Transaction) -> ProducerDecision {
    let producer = next.producer();
    Decision::Write(next, Ok(producer))
}

/// AddPartitionsToTxn and AddOffsetsToTxn: partitions join the transaction, which begins if there is none.
pub(crate) fn add(
    current: Option<&Transaction>,
    request: &AddPartitions,
    given: &Given,
) -> Decision<ErrorCode> {
    if request.transactional_id.is_empty() {
        return Decision::Answer(ErrorCode::InvalidRequest);
    }
    let Some(current) = current else { return Decision::Answer(ErrorCode::InvalidProducerIdMapping) };
    if current.state.is_prepared() {
        return Decision::Answer(ErrorCode::ConcurrentTransactions);
    }
    if let Err(error) = check_producer(current, request.producer) {
        return Decision::Answer(error);
    }
    let is_open = match current.state {
        TransactionState::Ongoing => true,
        TransactionState::Empty | TransactionState::CompleteCommit | TransactionState::CompleteAbort => false,
        TransactionState::PrepareCommit
        | TransactionState::PrepareAbort
        | TransactionState::Dead
        | TransactionState::PrepareEpochFence => return Decision::Answer(ErrorCode::UnknownServerError),
    };
    if is_open && request.partitions.is_subset(&current.partitions) {
        return Decision::Answer(ErrorCode::None);
    }
    let mut next = current.to(TransactionState::Ongoing, given.now_ms);
    next.partitions.extend(&request.partitions);
    if !is_open {
        next.start_ms = given.now_ms;
    }
    next.client_transaction_version = request.client_transaction_version;
    Decision::Write(next, ErrorCode::None)
}

fn check_producer(current: &Transaction, producer: Producer) -> Result<(), ErrorCode> {
    if current.producer_id != producer.producer_id {
        Err(ErrorCode::InvalidProducerIdMapping)
    } else if current.producer_epoch != producer.producer_epoch {
        Err(ErrorCode::ProducerFenced)
    } else {
        Ok(())
    }
}

/// What a verification found: an error for all, or one for each partition.
pub(crate) type Verified = Result<Vec<(std::sync::Arc<str>, i32, ErrorCode)>, ErrorCode>;

/// AddPartitionsToTxn that only verifies: whether the partitions are in the transaction.
pub(crate) fn verify(current: Option<&Transaction>, request: &VerifyPartitions) -> Verified {
    if request.transactional_id.is_empty() {
        return Err(ErrorCode::InvalidRequest);
    }
    let current = current.ok_or(ErrorCode::InvalidProducerIdMapping)?;
    check_producer(current, request.producer)?;
    if current.state.is_prepared() {
        return Err(ErrorCode::ConcurrentTransactions);
    }
    let look = |(topic, partition): (&std::sync::Arc<str>, i32)| {
        let is_in = current.partitions.contains(topic, partition);
        let error = if is_in { ErrorCode::None } else { ErrorCode::TransactionAbortable };
        (std::sync::Arc::clone(topic), partition, error)
    };
    Ok(request.partitions.iter().map(look).collect())
}

/// EndTxn.
pub(crate) fn end(
    current: Option<&Transaction>,
    request: &EndTransaction,
    given: &Given,
) -> ProducerDecision {
    if request.transactional_id.is_empty() {
        return refused(ErrorCode::InvalidRequest);
    }
    let Some(current) = current else { return refused(ErrorCode::InvalidProducerIdMapping) };
    if request.client_transaction_version >= EPOCH_BUMP_VERSION {
        end_and_raise_epoch(current, request, given)
    } else {
        end_at_same_epoch(current, request, given)
    }
}

/// EndTxn of versions 0-4.
fn end_at_same_epoch(current: &Transaction, request: &EndTransaction, given: &Given) -> ProducerDecision {
    if let Err(error) = check_producer(current, request.producer) {
        return refused(error);
    }
    match (current.state, request.committed) {
        (TransactionState::PrepareCommit | TransactionState::PrepareAbort, _) => {
            refused(ErrorCode::ConcurrentTransactions)
        }
        (TransactionState::Ongoing, committed) => {
            let next =
                Transaction { client_transaction_version: 0, ..current.to(prepare(committed), given.now_ms) };
            let next = Transaction { next_producer_id: NO_PRODUCER_ID, ..next };
            Decision::End(next, Ok(current.producer()))
        }
        (TransactionState::CompleteCommit, true) | (TransactionState::CompleteAbort, false) => {
            Decision::Answer(Ok(current.producer()))
        }
        (TransactionState::CompleteCommit | TransactionState::CompleteAbort | TransactionState::Empty, _) => {
            refused(ErrorCode::InvalidTxnState)
        }
        (TransactionState::Dead | TransactionState::PrepareEpochFence, _) => {
            refused(ErrorCode::UnknownServerError)
        }
    }
}

/// EndTxn from version 5 on (KIP-890): each end raises the epoch, so a request that comes again is known by the epoch
/// before. An abort is taken even where no transaction is known to be open, since with implicit adding the producer
/// cannot know either; it too raises the epoch, and so fences what may still be under way.
fn end_and_raise_epoch(current: &Transaction, request: &EndTransaction, given: &Given) -> ProducerDecision {
    let producer = request.producer;
    let again_after_overflow = current.previous_producer_id == producer.producer_id
        && producer.producer_epoch == i16::MAX - 1
        && current.producer_epoch == 0;
    let again = i32::from(current.producer_epoch) == i32::from(producer.producer_epoch) + 1;
    let is_retry = again || again_after_overflow;
    if current.state.is_prepared() {
        return refused(ErrorCode::ConcurrentTransactions);
    }
    if current.producer_id != producer.producer_id && !again_after_overflow {
        return refused(ErrorCode::InvalidProducerIdMapping);
    }
    let is_present = current.producer_epoch == producer.producer_epoch;
    let is_complete =
        matches!(current.state, TransactionState::CompleteCommit | TransactionState::CompleteAbort);
    if !(is_present || (is_complete && is_retry)) {
        return refused(ErrorCode::ProducerFenced);
    }
    match (current.state, request.committed) {
        (TransactionState::Ongoing, committed) => raise_epoch(current, committed, false, 2, given),
        (TransactionState::CompleteCommit, true) | (TransactionState::CompleteAbort, false) if is_retry => {
            Decision::Answer(Ok(current.producer()))
        }
        (TransactionState::CompleteCommit, false) if is_retry => refused(ErrorCode::InvalidTxnState),
        (
            TransactionState::CompleteCommit | TransactionState::CompleteAbort | TransactionState::Empty,
            false,
        ) => raise_epoch(current, false, true, 2, given),
        (
            TransactionState::CompleteCommit | TransactionState::CompleteAbort | TransactionState::Empty,
            true,
        ) => refused(ErrorCode::InvalidTxnState),
        (
            TransactionState::PrepareCommit
            | TransactionState::PrepareAbort
            | TransactionState::Dead
            | TransactionState::PrepareEpochFence,
            _,
        ) => refused(ErrorCode::UnknownServerError),
    }
}

/// Prepares the end of a transaction at the next epoch; the answer is the producer as it will be when all is done.
fn raise_epoch(
    current: &Transaction,
    committed: bool,
    is_without_partitions: bool,
    version: i16,
    given: &Given,
) -> ProducerDecision {
    let mut next = current.to(prepare(committed), given.now_ms);
    next.next_producer_id = NO_PRODUCER_ID;
    if current.is_epoch_exhausted() {
        let Some(id) = given.fresh_id else { return Decision::NeedsProducerId };
        next.next_producer_id = id;
    }
    // The highest epoch is only reached by fencing; to go beyond would be a defect, and must not wrap around.
    next.producer_epoch = current.producer_epoch.saturating_add(1);
    next.last_producer_epoch = current.producer_epoch;
    next.client_transaction_version = version;
    if is_without_partitions {
        next.start_ms = given.now_ms;
    }
    let producer = complete(&next, given.now_ms).producer();
    Decision::End(next, Ok(producer))
}

/// Aborts an open transaction without its producer, which is fenced by a higher epoch. Either `End` or
/// `NeedsProducerId`.
pub(crate) fn fence(current: &Transaction, given: &Given) -> Decision<()> {
    if given.transaction_version >= EPOCH_BUMP_VERSION {
        return match raise_epoch(current, false, false, given.transaction_version, given) {
            Decision::End(next, _) => Decision::End(next, ()),
            Decision::NeedsProducerId | Decision::Answer(_) | Decision::Write(..) => {
                Decision::NeedsProducerId
            }
        };
    }
    let mut next = current.to(TransactionState::PrepareAbort, given.now_ms);
    next.producer_epoch = current.producer_epoch.saturating_add(1);
    next.last_producer_epoch = NO_PRODUCER_EPOCH;
    next.next_producer_id = NO_PRODUCER_ID;
    next.client_transaction_version = 0;
    Decision::End(next, ())
}

fn prepare(committed: bool) -> TransactionState {
    if committed { TransactionState::PrepareCommit } else { TransactionState::PrepareAbort }
}

/// The state after all markers of a prepared transaction are written.
pub(crate) fn complete(prepared: &Transaction, now_ms: i64) -> Transaction {
    let is_commit = prepared.state == TransactionState::PrepareCommit;
    let state = if is_commit { TransactionState::CompleteCommit } else { TransactionState::CompleteAbort };
    let mut next = prepared.to(state, now_ms);
    if prepared.raises_epoch() && prepared.next_producer_id != NO_PRODUCER_ID {
        next.producer_id = prepared.next_producer_id;
        next.producer_epoch = 0;
    }
    next.next_producer_id = NO_PRODUCER_ID;
    next.partitions = PartitionSet::new();
    next
}
