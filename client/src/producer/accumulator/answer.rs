//! What the broker said of a batch, and what follows.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use kavka_protocol::ErrorCode;

use super::Accumulator;
use crate::ClientError;
use crate::metrics::Measure;
use crate::producer::ProduceError;
use crate::producer::batch::{Batch, Body, invalid_records};
use crate::producer::delivery::Verdict;
use crate::producer::error::leaves_unknown;
use crate::producer::measured;
use kavka_protocol::record::BATCH_OVERHEAD;

/// What came of sending a batch.
#[derive(Debug, Clone)]
pub(in crate::producer) enum Answer {
    Written {
        base_offset: i64,
        log_append_time: i64,
    },
    Refused(Refusal),
    /// The request failed; see [`crate::net::NetError::outcome_is_unknown`].
    Failed(ClientError),
}

/// The broker's reasons.
#[derive(Debug, Clone)]
pub(in crate::producer) struct Refusal {
    pub code: ErrorCode,
    pub message: Option<String>,
    /// Records that are at fault, by their index.
    pub records: Vec<(u32, Option<String>)>,
}

impl Refusal {
    fn error(&self) -> ProduceError {
        ClientError::broker(self.code, self.message.as_deref()).into()
    }

    /// An error for each record at fault: its own code if it is the only one, else that it is invalid.
    fn each(&self) -> HashMap<u32, ProduceError> {
        let code = if self.records.len() == 1 { self.code } else { ErrorCode::InvalidRecord };
        let error = |message: &Option<String>| {
            ClientError::broker(code, message.as_deref().or(self.message.as_deref())).into()
        };
        self.records.iter().map(|(index, message)| (*index, error(message))).collect()
    }
}

/// What to do with a batch that was not written.
enum Next {
    Again,
    Split,
    /// The broker has it already: an earlier try was written although its answer was lost.
    Done,
    Fail,
}

impl Accumulator {
    /// Deals with the answer to a batch that was taken.
    pub(in crate::producer) fn answered(&mut self, mut batch: Batch, answer: Answer, now: Instant) {
        self.queue(batch.place).in_flight -= 1;
        match answer {
            Answer::Written { base_offset, log_append_time } => {
                self.written(batch, Verdict::Written { base_offset, log_append_time });
            }
            Answer::Refused(refusal) => {
                batch.maybe_written |= leaves_unknown(refusal.code);
                self.refused(batch, refusal, now);
            }
            Answer::Failed(error) => {
                let may_have_arrived = match &error {
                    ClientError::Net(error) => error.outcome_is_unknown(),
                    _ => false,
                };
                batch.maybe_written |= may_have_arrived;
                if error.is_retriable() && self.may_try_again(&batch, now) {
                    self.again(batch, now);
                } else {
                    let verdict = Verdict::failed(batch.with_doubt(error.into()));
                    self.fail(batch, verdict);
                }
            }
        }
    }

    fn written(&mut self, batch: Batch, verdict: Verdict) {
        let (place, last) = (batch.place, batch.last_sequence());
        let implied = self.queue(place).sequences.acked(batch.id, last);
        for id in implied {
            let queue = self.queue(place);
            // One that is on its way gets an answer of its own.
            let Some(at) = queue.batches.iter().position(|waiting| waiting.id == id) else { continue };
            queue.sequences.remove(id);
            if let Some(earlier) = queue.batches.remove(at) {
                self.conclude(earlier, Verdict::Written { base_offset: -1, log_append_time: -1 });
            }
        }
        self.conclude(batch, verdict);
    }

    fn refused(&mut self, mut batch: Batch, refusal: Refusal, now: Instant) {
        match self.next_for(&batch, &refusal, now) {
            Next::Again => self.again(batch, now),
            Next::Split => self.split(batch),
            Next::Done => self.written(batch, Verdict::Written { base_offset: -1, log_append_time: -1 }),
            Next::Fail => {
                if refusal.code.is_retriable() {
                    // The limits are reached; the broker has refused this try, not necessarily the earlier ones.
                    batch.maybe_written |= leaves_unknown(refusal.code);
                }
                let error = batch.with_doubt(refusal.error());
                self.fail(batch, invalid_records(error, refusal.each()));
            }
        }
    }

    fn next_for(&mut self, batch: &Batch, refusal: &Refusal, now: Instant) -> Next {
        let may_try = self.may_try_again(batch, now);
        let is_transactional = self.transactions.is_some();
        let sequences = &mut self.queue(batch.place).sequences;
        match refusal.code {
            ErrorCode::MessageTooLarge if batch.count > 1 && !batch.is_done => Next::Split,
            ErrorCode::DuplicateSequenceNumber => Next::Done,
            ErrorCode::OutOfOrderSequenceNumber if may_try && batch.numbered.is_some() => {
                let base = batch.numbered.map_or(-1, |(_, base)| base);
                sequences.out_of_order(batch.id, base, batch.was_renumbered, batch.maybe_written);
                // A transaction cannot number anew; it is aborted instead.
                if is_transactional && sequences.must_bump() { Next::Fail } else { Next::Again }
            }
            ErrorCode::UnknownProducerId if may_try && batch.numbered.is_some() && !is_transactional => {
                sequences.forgotten();
                Next::Again
            }
            code if code.is_retriable() && may_try => Next::Again,
            _ => Next::Fail,
        }
    }

    fn may_try_again(&self, batch: &Batch, now: Instant) -> bool {
        !batch.is_done
            && !batch.has_expired(self.config.delivery_timeout, now)
            && batch.attempts <= self.config.retries
    }

    fn again(&mut self, mut batch: Batch, now: Instant) {
        self.counters.records_retried += u64::from(batch.count);
        self.measure(&batch, Measure::RecordRetry);
        batch.not_before = Some(now + self.backoff(batch.attempts));
        self.put_back(batch);
    }

    fn put_back(&mut self, batch: Batch) {
        let place = batch.place;
        let queue = self.queue(place);
        queue.put_back(batch);
        if !std::mem::replace(&mut queue.is_active, true) {
            self.active.push(place);
        }
    }

    /// Doubled with each try up to the maximum, give or take a fifth.
    fn backoff(&self, attempts: u32) -> Duration {
        let doubled = self.config.retry_backoff.saturating_mul(1 << attempts.saturating_sub(1).min(16));
        doubled.min(self.config.retry_backoff_max).mul_f64(rand::random_range(0.8..1.2))
    }

    /// A batch that still waits, and has waited too long.
    pub(super) fn fail_waiting(&mut self, batch: Batch, error: ProduceError) {
        self.fail(batch, Verdict::failed(error));
    }

    /// Fails a batch for good.
    fn fail(&mut self, batch: Batch, verdict: Verdict) {
        if batch.numbered.is_some() {
            let sequences = &mut self.queue(batch.place).sequences;
            if batch.maybe_written {
                sequences.lost(batch.id);
            } else {
                sequences.refused(batch.id);
            }
        }
        if let (Some(transactions), Verdict::Failed { error, .. }) = (&mut self.transactions, &verdict) {
            transactions.batch_failed(error);
        }
        self.conclude(batch, verdict);
    }

    /// A batch on its way has waited too long: its records fail now, its answer is still wanted for the sequences.
    pub(in crate::producer) fn expire_in_flight(&mut self, batch: &mut Batch, now: Instant) {
        if batch.is_done || !batch.has_expired(self.config.delivery_timeout, now) {
            return;
        }
        batch.maybe_written = true;
        let error = self.expired_error(batch, now);
        if let Some(transactions) = &mut self.transactions {
            transactions.batch_failed(&error);
        }
        self.decide(batch, Verdict::failed(error));
    }

    /// When a batch on its way expires.
    pub(in crate::producer) fn expiry(&self, batch: &Batch) -> Option<Instant> {
        (!batch.is_done).then(|| batch.created + self.config.delivery_timeout)
    }

    fn split(&mut self, mut batch: Batch) {
        self.counters.batches_split += 1;
        if let Some(meter) = &self.meter {
            meter.record(Measure::BatchSplit, 1.0, Instant::now());
        }
        let place = batch.place;
        let half = BATCH_OVERHEAD + (batch.raw_size.max(batch.size()) - BATCH_OVERHEAD) / 2;
        let limit = self.config.batch_size.min(half);
        let (codec, level) = (self.config.codec, self.config.level);
        let name = self.topics[place.topic].name.clone();
        let topic = &mut self.topics[place.topic];
        // What compresses worse than thought must not be packed so densely again.
        topic.ratio = topic.ratio.max(1.0);
        let mut next_id = self.next_id;
        let parts = batch.split(
            limit,
            codec,
            level,
            || {
                next_id += 1;
                next_id
            },
            || crate::producer::delivery::Outcome::new(&name, place.partition),
        );
        self.next_id = next_id;
        match parts {
            Ok(parts) => {
                self.incomplete += parts.len();
                self.incomplete -= 1;
                let numbers: Vec<_> = parts
                    .iter()
                    .filter_map(|part| part.numbered.map(|(_, base)| (part.id, base, part.count as i32)))
                    .collect();
                self.queue(place).sequences.split(batch.id, &numbers);
                for part in parts.into_iter().rev() {
                    self.put_back(part);
                }
            }
            Err(error) => {
                let error = ClientError::Invalid(format!("cannot split a batch: {error}"));
                self.fail(batch, Verdict::failed(error.into()));
            }
        }
    }

    /// A batch that could not be built.
    pub(in crate::producer) fn unsendable(&mut self, batch: Batch, error: ClientError) {
        self.queue(batch.place).in_flight -= 1;
        self.fail(batch, Verdict::failed(error.into()));
    }

    /// Takes note of a batch as it was sent.
    pub(in crate::producer) fn sent(&mut self, batch: &Batch) {
        let Body::Closed(bytes) = &batch.body else { return };
        self.counters.batches_sent += 1;
        self.counters.bytes_sent += bytes.len() as u64;
        if let Some(meter) = &self.meter {
            measured::sent(meter, self.topic(batch.place).0, batch, bytes.len());
        }
        if batch.attempts == 1 && batch.raw_size > BATCH_OVERHEAD {
            let observed = (bytes.len() - BATCH_OVERHEAD) as f32 / (batch.raw_size - BATCH_OVERHEAD) as f32;
            self.topics[batch.place.topic].observe_ratio(observed);
        }
    }
}
