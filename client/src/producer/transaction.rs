//! The transactions of a producer, as a state machine: calls and answers go in, requests and results come out.
//!
//! One request is on its way at a time. A call gets a [`Ticket`] whose result appears once its requests are answered;
//! a call that has not been answered in time is asked again by its ticket, and nothing else may be called before.
//!
//! Version 2 (KIP-890, where the cluster's `transaction.version` is 2 or more): partitions and groups join the
//! transaction by being written to, and each transaction ends with a new epoch. Version 1: they are added by requests,
//! and the epoch is bumped only after errors.

mod request;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kavka_protocol::ErrorCode;

pub(super) use request::{Coordinator, Reply, Request};

use super::sequences::ProducerId;
use super::{CommittedOffset, GroupMetadata, ProduceError, TransactionError};
use crate::{ClientError, TopicPartition};

/// Level of the feature `transaction.version` that makes version 2.
const VERSION_2: i16 = 2;

/// Where the producer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Uninitialized,
    Initializing,
    Ready,
    InTransaction,
    Committing,
    Aborting,
    AbortableError,
    FatalError,
}

/// A call whose result is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Ticket(u64);

type CallResult = Result<(), TransactionError>;

/// See the module.
#[derive(Debug)]
pub(super) struct Transactions {
    id: String,
    state: State,
    last_error: Option<Arc<ProduceError>>,
    producer: Option<ProducerId>,
    version_2: bool,
    features_epoch: i64,
    must_bump_epoch: bool,
    /// The coordinator knows of the transaction, or will by what is on its way.
    started: bool,
    new_partitions: HashSet<TopicPartition>,
    partitions: HashSet<TopicPartition>,
    pending: Vec<Request>,
    in_flight: bool,
    /// The call that changes the state, until its result is taken.
    transition: Option<(Ticket, &'static str)>,
    next_ticket: u64,
    /// Transactions begun.
    number: u64,
    results: HashMap<Ticket, Option<CallResult>>,
    /// Sequences start again at 0.
    resets_sequences: bool,
}

impl Transactions {
    pub(super) fn new(id: String) -> Self {
        Self {
            id,
            state: State::Uninitialized,
            last_error: None,
            producer: None,
            version_2: false,
            features_epoch: -1,
            must_bump_epoch: false,
            started: false,
            new_partitions: HashSet::new(),
            partitions: HashSet::new(),
            pending: Vec::new(),
            in_flight: false,
            transition: None,
            next_ticket: 0,
            number: 0,
            results: HashMap::new(),
            resets_sequences: false,
        }
    }

    pub(super) fn transactional_id(&self) -> &str {
        &self.id
    }

    pub(super) fn producer(&self) -> Option<ProducerId> {
        self.producer
    }

    pub(super) fn is_version_2(&self) -> bool {
        self.version_2
    }

    /// Whether batches are to be sent without lingering, since the transaction waits for them.
    pub(super) fn is_completing(&self) -> bool {
        matches!(self.state, State::Committing | State::Aborting)
    }

    /// Whether a transaction is open in some way.
    pub(super) fn is_ongoing(&self) -> bool {
        matches!(
            self.state,
            State::InTransaction | State::Committing | State::Aborting | State::AbortableError
        )
    }

    /// Records not sent yet are to be dropped, for this reason.
    pub(super) fn drops_records(&self) -> Option<ProduceError> {
        match (self.state, &self.last_error) {
            (State::AbortableError | State::FatalError, Some(cause)) => Some((**cause).clone()),
            (State::Aborting, _) => Some(TransactionError::Aborted.into()),
            _ => None,
        }
    }

    pub(super) fn has_fatal_error(&self) -> bool {
        self.state == State::FatalError
    }

    /// Whether sequences start again, once.
    pub(super) fn take_reset(&mut self) -> bool {
        std::mem::take(&mut self.resets_sequences)
    }

    /// The features of the cluster as a broker has told them; looked at between transactions.
    pub(super) fn learn_features(&mut self, epoch: i64, transaction_version: i16) {
        if epoch <= self.features_epoch || !matches!(self.state, State::Uninitialized | State::Ready) {
            return;
        }
        self.features_epoch = epoch;
        self.version_2 = transaction_version >= VERSION_2;
    }

    // Calls.

    pub(super) fn init(&mut self) -> Result<Ticket, TransactionError> {
        if let Some(ticket) = self.repeated("initTransactions")? {
            return Ok(ticket);
        }
        self.fail_if_error()?;
        if self.state != State::Uninitialized {
            return Err(self.wrong_state("initTransactions"));
        }
        self.state = State::Initializing;
        let ticket = self.begin_transition("initTransactions");
        self.pending.push(Request::InitProducerId { producer: None, ticket });
        Ok(ticket)
    }

    pub(super) fn begin(&mut self) -> Result<(), TransactionError> {
        self.fail_if_pending("beginTransaction")?;
        self.fail_if_error()?;
        if self.state != State::Ready {
            return Err(self.wrong_state("beginTransaction"));
        }
        self.state = State::InTransaction;
        self.number += 1;
        Ok(())
    }

    /// Changes with every transaction.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// A record goes to `at`; called for the first record of each partition in a transaction.
    pub(super) fn add_partition(&mut self, at: &TopicPartition) -> Result<(), TransactionError> {
        self.check_send()?;
        if self.version_2 {
            self.partitions.insert(at.clone());
            self.started = true;
        } else if !self.partitions.contains(at) {
            self.new_partitions.insert(at.clone());
        }
        Ok(())
    }

    /// Whether records may be sent at all now.
    pub(super) fn check_send(&mut self) -> Result<(), TransactionError> {
        self.fail_if_error()?;
        self.fail_if_pending("send")?;
        match self.state {
            State::InTransaction => Ok(()),
            _ => Err(self.wrong_state("send")),
        }
    }

    /// Whether batches of the partition may be sent: the coordinator knows of it, or learns by them.
    pub(super) fn is_added(&self, at: &TopicPartition) -> bool {
        self.partitions.contains(at)
    }

    pub(super) fn send_offsets(
        &mut self,
        offsets: HashMap<TopicPartition, CommittedOffset>,
        group: GroupMetadata,
    ) -> Result<Ticket, TransactionError> {
        self.fail_if_pending("sendOffsetsToTransaction")?;
        self.fail_if_error()?;
        if self.state != State::InTransaction {
            return Err(self.wrong_state("sendOffsetsToTransaction"));
        }
        let ticket = self.ticket();
        self.pending.push(if self.version_2 {
            self.started = true;
            Request::CommitOffsets { group, offsets, ticket }
        } else {
            Request::AddOffsets { group, offsets, ticket }
        });
        Ok(ticket)
    }

    pub(super) fn commit(&mut self) -> Result<Ticket, TransactionError> {
        self.end("commitTransaction", true)
    }

    pub(super) fn abort(&mut self) -> Result<Ticket, TransactionError> {
        self.end("abortTransaction", false)
    }

    fn end(&mut self, operation: &'static str, commit: bool) -> Result<Ticket, TransactionError> {
        if let Some(ticket) = self.repeated(operation)? {
            return Ok(ticket);
        }
        let may_abort = !commit && self.state == State::AbortableError;
        if !may_abort {
            self.fail_if_error()?;
            if self.state != State::InTransaction {
                return Err(self.wrong_state(operation));
            }
        }
        let lost_mapping = self
            .last_error
            .take()
            .is_some_and(|error| error.code() == Some(ErrorCode::InvalidProducerIdMapping));
        if !commit {
            self.new_partitions.clear();
        }
        self.state = if commit { State::Committing } else { State::Aborting };
        let ticket = self.begin_transition(operation);
        // Without the mapping the coordinator takes no EndTxn; everyone else is fenced by going straight to a new epoch.
        if lost_mapping {
            self.complete();
            self.state = State::Initializing;
            self.pending.push(Request::InitProducerId { producer: self.producer, ticket });
        } else {
            self.pending.push(Request::EndTxn { commit, ticket });
        }
        Ok(ticket)
    }

    /// The result of a call, once there is one.
    pub(super) fn take(&mut self, ticket: Ticket) -> Option<CallResult> {
        let result = self.results.get_mut(&ticket)?.take()?;
        self.results.remove(&ticket);
        if self.transition.is_some_and(|(pending, _)| pending == ticket) {
            self.transition = None;
        }
        Some(result)
    }

    // What the sender does.

    /// The next request to send. `has_batches`: records of the transaction have no final answer yet.
    pub(super) fn next_request(&mut self, has_batches: bool) -> Option<Request> {
        if self.in_flight {
            return None;
        }
        if !self.new_partitions.is_empty() && !self.has_error() {
            let partitions = self.new_partitions.iter().cloned().collect();
            self.new_partitions.clear();
            self.pending.push(Request::AddPartitions { partitions, is_first: self.partitions.is_empty() });
        }
        while let Some(at) = (0..self.pending.len()).min_by_key(|at| self.pending[*at].priority()) {
            let is_end = matches!(self.pending[at], Request::EndTxn { .. });
            if is_end && has_batches {
                return None;
            }
            let request = self.pending.remove(at);
            if self.has_error() {
                if let Some(ticket) = request.ticket() {
                    let error = self.error_now();
                    self.finish(ticket, Err(error));
                }
                continue;
            }
            if let (Request::EndTxn { ticket, .. }, false) = (&request, self.started) {
                // The coordinator knows of nothing to end.
                self.ended(*ticket, None);
                continue;
            }
            self.in_flight = true;
            return Some(request);
        }
        None
    }

    /// The answer to a request, or what became of it. Gives the coordinator to look up anew, if one is.
    pub(super) fn answered(&mut self, request: Request, reply: Reply) -> Option<Coordinator> {
        self.in_flight = false;
        let coordinator = request.coordinator();
        match reply {
            Reply::Disconnected => {
                self.pending.push(request);
                return Some(coordinator);
            }
            Reply::Failed(error) => self.fail_request(&request, error, false),
            Reply::CoordinatorRefused { code, message } => match code {
                ErrorCode::GroupAuthorizationFailed | ErrorCode::TransactionAbortable => {
                    self.fail_request(&request, ClientError::broker(code, message.as_deref()), true);
                }
                code if code.is_retriable() => self.pending.push(request),
                code => self.fail_request(&request, ClientError::broker(code, message.as_deref()), false),
            },
            Reply::Code(ErrorCode::None) => self.succeeded(request, None),
            Reply::Code(code) => return self.refused(request, code),
            Reply::ProducerId(producer) => self.succeeded(request, Some(producer)),
            Reply::Partitions(answers) => return self.partitions_answered(request, answers),
        }
        None
    }

    /// A batch of the transaction has failed for good.
    pub(super) fn batch_failed(&mut self, error: &ProduceError) {
        match error.code() {
            Some(
                ErrorCode::ClusterAuthorizationFailed
                | ErrorCode::TransactionalIdAuthorizationFailed
                | ErrorCode::ProducerFenced
                | ErrorCode::UnsupportedVersion,
            ) => self.become_fatal(error.clone()),
            _ => {
                self.must_bump_epoch |= !self.version_2 && !self.is_completing();
                self.become_abortable(error.clone());
            }
        }
    }

    /// The producer ends: nobody gets an answer any more.
    pub(super) fn close(&mut self) {
        self.become_fatal(ProduceError::Closed);
        self.pending.clear();
    }

    // Steps.

    fn succeeded(&mut self, request: Request, producer: Option<ProducerId>) {
        match request {
            Request::InitProducerId { ticket, .. } => {
                self.producer = producer;
                self.resets_sequences = true;
                self.state = State::Ready;
                self.finish(ticket, Ok(()));
            }
            Request::AddPartitions { partitions, .. } => {
                self.partitions.extend(partitions);
                self.started = true;
            }
            Request::AddOffsets { group, offsets, ticket } => {
                self.started = true;
                self.pending.push(Request::CommitOffsets { group, offsets, ticket });
            }
            Request::CommitOffsets { ticket, .. } => self.finish(ticket, Ok(())),
            Request::EndTxn { ticket, .. } => self.ended(ticket, producer),
        }
    }

    fn ended(&mut self, ticket: Ticket, producer: Option<ProducerId>) {
        if let Some(producer) = producer {
            self.producer = Some(producer);
            self.resets_sequences = true;
        }
        let must_bump = std::mem::take(&mut self.must_bump_epoch);
        self.complete();
        if must_bump && !self.version_2 {
            self.state = State::Initializing;
            self.pending.push(Request::InitProducerId { producer: self.producer, ticket });
        } else {
            self.state = State::Ready;
            self.finish(ticket, Ok(()));
        }
    }

    fn complete(&mut self) {
        self.last_error = None;
        self.started = false;
        self.must_bump_epoch = false;
        self.new_partitions.clear();
        self.partitions.clear();
    }

    fn refused(&mut self, request: Request, code: ErrorCode) -> Option<Coordinator> {
        use ErrorCode as E;
        let coordinator = request.coordinator();
        let error = || ClientError::broker(code, None);
        let is_init = matches!(request, Request::InitProducerId { .. });
        match code {
            E::NotCoordinator | E::CoordinatorNotAvailable => {
                self.pending.push(request);
                return Some(coordinator);
            }
            E::InvalidProducerEpoch | E::ProducerFenced => {
                self.fail_request(&request, ClientError::broker(E::ProducerFenced, None), false);
            }
            // Worth another try while the caller waits, as Java's producer gives the application to decide.
            E::TransactionalIdAuthorizationFailed | E::ClusterAuthorizationFailed if is_init => {
                let result = Err(self.fatal(error().into()));
                self.state = State::Uninitialized;
                if let Some(ticket) = request.ticket() {
                    self.finish(ticket, result);
                }
            }
            E::UnknownProducerId | E::InvalidProducerIdMapping if !is_init => {
                self.must_bump_epoch |= !self.version_2;
                self.fail_request(&request, error(), true);
            }
            E::GroupAuthorizationFailed | E::TransactionAbortable | E::TopicAuthorizationFailed => {
                self.fail_request(&request, error(), true);
            }
            code if code.is_retriable() => self.pending.push(request),
            _ => self.fail_request(&request, error(), false),
        }
        None
    }

    fn partitions_answered(
        &mut self,
        request: Request,
        answers: Vec<(TopicPartition, ErrorCode)>,
    ) -> Option<Coordinator> {
        match request {
            Request::CommitOffsets { group, mut offsets, ticket } => {
                let mut worst = None;
                for (at, code) in answers {
                    match code {
                        ErrorCode::None => drop(offsets.remove(&at)),
                        code => worst = worse(worst, code),
                    }
                }
                match worst {
                    None if offsets.is_empty() => {
                        self.finish(ticket, Ok(()));
                        None
                    }
                    worst => self.offsets_refused(
                        Request::CommitOffsets { group, offsets, ticket },
                        worst.unwrap_or(ErrorCode::UnknownServerError),
                    ),
                }
            }
            request => {
                let failed = answers.iter().map(|(_, code)| *code).filter(|code| *code != ErrorCode::None);
                match failed.fold(None, worse) {
                    None => {
                        self.succeeded(request, None);
                        None
                    }
                    // Others of the batch had errors, which say why.
                    Some(ErrorCode::OperationNotAttempted) => {
                        let told = "Could not add partitions to transaction due to errors".to_string();
                        self.fail_request(&request, ClientError::Invalid(told), true);
                        None
                    }
                    Some(code) => self.refused(request, code),
                }
            }
        }
    }

    fn offsets_refused(&mut self, request: Request, code: ErrorCode) -> Option<Coordinator> {
        use ErrorCode as E;
        match code {
            E::RequestTimedOut => {
                self.pending.push(request);
                Some(Coordinator::Group)
            }
            E::FencedInstanceId | E::UnknownMemberId | E::IllegalGeneration | E::StaleMemberEpoch => {
                self.fail_request(&request, ClientError::broker(code, None), true);
                None
            }
            code => self.refused(request, code),
        }
    }

    fn fail_request(&mut self, request: &Request, error: ClientError, is_abortable: bool) {
        let error = ProduceError::from(error);
        if is_abortable {
            self.become_abortable(error.clone())
        } else {
            self.become_fatal(error.clone())
        }
        if let Some(ticket) = request.ticket() {
            let error = if is_abortable {
                TransactionError::Abortable { cause: Arc::new(error) }
            } else {
                self.fatal(error)
            };
            self.finish(ticket, Err(error));
        }
    }

    fn become_abortable(&mut self, error: ProduceError) {
        // What fails while the transaction is aborted is aborted with it.
        if matches!(self.state, State::InTransaction | State::Committing | State::Initializing) {
            tracing::info!(%error, "the transaction must be aborted");
            self.state = State::AbortableError;
            self.last_error = Some(Arc::new(error));
        }
    }

    fn become_fatal(&mut self, error: ProduceError) {
        tracing::info!(%error, "no more transactions");
        self.state = State::FatalError;
        let result = Err(self.fatal(error.clone()));
        self.last_error = Some(Arc::new(error));
        if let Some((ticket, _)) = self.transition {
            self.finish(ticket, result);
        }
    }

    fn fatal(&self, error: ProduceError) -> TransactionError {
        match error.code() {
            Some(ErrorCode::ProducerFenced) => TransactionError::Fenced { transactional_id: self.id.clone() },
            _ => TransactionError::Fatal { cause: Arc::new(error) },
        }
    }

    fn has_error(&self) -> bool {
        matches!(self.state, State::AbortableError | State::FatalError)
    }

    fn error_now(&self) -> TransactionError {
        let cause = self.last_error.clone().unwrap_or_else(|| Arc::new(ProduceError::Closed));
        match self.state {
            State::AbortableError => TransactionError::Abortable { cause },
            _ => self.fatal((*cause).clone()),
        }
    }

    fn fail_if_error(&self) -> Result<(), TransactionError> {
        if self.has_error() { Err(self.error_now()) } else { Ok(()) }
    }

    fn wrong_state(&self, operation: &str) -> TransactionError {
        let id = &self.id;
        TransactionError::InvalidState(format!(
            "TransactionalId {id}: {operation} is not possible in state {:?}",
            self.state
        ))
    }

    fn ticket(&mut self) -> Ticket {
        self.next_ticket += 1;
        let ticket = Ticket(self.next_ticket);
        self.results.insert(ticket, None);
        ticket
    }

    fn begin_transition(&mut self, operation: &'static str) -> Ticket {
        let ticket = self.ticket();
        self.transition = Some((ticket, operation));
        ticket
    }

    fn finish(&mut self, ticket: Ticket, result: CallResult) {
        // The first result counts: a fatal error may have come before the answer.
        if let Some(slot @ None) = self.results.get_mut(&ticket) {
            *slot = Some(result);
        }
    }

    /// The ticket of the same call made before, whose result nobody has taken.
    fn repeated(&self, operation: &'static str) -> Result<Option<Ticket>, TransactionError> {
        match self.transition {
            Some((ticket, pending)) if pending == operation => Ok(Some(ticket)),
            _ => self.fail_if_pending(operation).map(|()| None),
        }
    }

    fn fail_if_pending(&self, operation: &str) -> Result<(), TransactionError> {
        match self.transition {
            None => Ok(()),
            Some((_, pending)) => Err(TransactionError::InvalidState(format!(
                "Cannot attempt operation `{operation}` because the previous call to `{pending}` timed out and must be retried"
            ))),
        }
    }
}

/// The code that decides where partitions have different ones: one that ends the transaction, else a retriable one.
fn worse(a: Option<ErrorCode>, b: ErrorCode) -> Option<ErrorCode> {
    let is_mild = |code: ErrorCode| {
        code.is_retriable()
            || matches!(
                code,
                ErrorCode::NotCoordinator
                    | ErrorCode::CoordinatorNotAvailable
                    | ErrorCode::ConcurrentTransactions
                    | ErrorCode::OperationNotAttempted
            )
    };
    match a {
        Some(a) if !is_mild(a) || (is_mild(b) && a != ErrorCode::OperationNotAttempted) => Some(a),
        _ => Some(b),
    }
}
