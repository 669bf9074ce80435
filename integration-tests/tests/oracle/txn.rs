//! What the scripts of transactions share: a producer with its requests, and waiting for the coordinator.

use anyhow::{Context, Result, ensure};
use bytes::{Bytes, BytesMut};
use kavka_protocol::ApiKey;
use kavka_protocol::messages::add_partitions_to_txn_request::{
    AddPartitionsToTxnTopic, AddPartitionsToTxnTransaction,
};
use kavka_protocol::messages::{
    AddOffsetsToTxnRequest, AddOffsetsToTxnResponse, AddPartitionsToTxnRequest, AddPartitionsToTxnResponse,
    DescribeTransactionsRequest, DescribeTransactionsResponse, EndTxnRequest, EndTxnResponse,
    FindCoordinatorRequest, FindCoordinatorResponse, InitProducerIdRequest, InitProducerIdResponse,
    ProduceRequest, ProduceResponse, ProducerId, TransactionalId,
};
use kavka_protocol::record::BatchOptions;
use uuid::Uuid;

use crate::player::{Session, group, s, topic};
use crate::produce::{self, batch};

/// Codes that say to come again: loading, not available, not here, concurrent transactions.
const AGAIN: [i16; 4] = [14, 15, 16, 51];

pub(crate) fn txn_id(id: &str) -> TransactionalId {
    TransactionalId(s(id))
}

/// Waits until the coordinator of the transactional id can be found and has loaded, and has producer ids to give.
pub(crate) fn await_coordinator(session: &mut Session, id: &str) -> Result<()> {
    session.until(|session| {
        let request = init_request(4, None, 60_000, None);
        let given: InitProducerIdResponse = session.quiet(ApiKey::InitProducerId, 4, &request)?;
        Ok((!AGAIN.contains(&given.error_code)).then_some(()))
    })?;
    session.until(|session| {
        let request = make!(FindCoordinatorRequest { key: s(id), key_type: 1 });
        let found: FindCoordinatorResponse = session.quiet(ApiKey::FindCoordinator, 3, &request)?;
        if found.error_code != 0 {
            return Ok(None);
        }
        let request = make!(DescribeTransactionsRequest { transactional_ids: vec![txn_id(id)] });
        let found: DescribeTransactionsResponse = session.quiet(ApiKey::DescribeTransactions, 0, &request)?;
        Ok((!AGAIN.contains(&found.transaction_states[0].error_code)).then_some(()))
    })
}

/// Waits until the transaction is in this state, in which the coordinator has nothing left to do of its own.
pub(crate) fn await_state(session: &mut Session, id: &str, state: &str) -> Result<()> {
    let request = make!(DescribeTransactionsRequest { transactional_ids: vec![txn_id(id)] });
    session
        .until(|session| {
            let found: DescribeTransactionsResponse =
                session.quiet(ApiKey::DescribeTransactions, 0, &request)?;
            let found = &found.transaction_states[0];
            Ok((&*found.transaction_state == state).then_some(()))
        })
        .with_context(|| format!("{id} is not {state}"))
}

/// Waits until no markers are on their way, where it is not said how the transaction ended or whether there was one.
pub(crate) fn settle(session: &mut Session, id: &str) -> Result<()> {
    let request = make!(DescribeTransactionsRequest { transactional_ids: vec![txn_id(id)] });
    session.until(|session| {
        let found: DescribeTransactionsResponse = session.quiet(ApiKey::DescribeTransactions, 0, &request)?;
        Ok((!found.transaction_states[0].transaction_state.starts_with("Prepare")).then_some(()))
    })
}

pub(crate) fn describe(session: &mut Session, label: &str, ids: &[&str]) {
    let request =
        make!(DescribeTransactionsRequest { transactional_ids: ids.iter().map(|id| txn_id(id)).collect() });
    session.call_then::<_, DescribeTransactionsResponse>(
        label,
        ApiKey::DescribeTransactions,
        0,
        &request,
        |response| {
            for found in &mut response.transaction_states {
                found.topics.sort_by(|a, b| a.topic.cmp(&b.topic));
                found.topics.iter_mut().for_each(|topic| topic.partitions.sort_unstable());
            }
        },
    );
}

/// A request for a producer id; old versions cannot name the one it has.
pub(crate) fn init_request(
    version: i16,
    id: Option<&str>,
    timeout_ms: i32,
    current: Option<(i64, i16)>,
) -> InitProducerIdRequest {
    let (producer_id, epoch) = current.filter(|_| version >= 3).unwrap_or((-1, -1));
    make!(InitProducerIdRequest {
        transactional_id: id.map(txn_id),
        transaction_timeout_ms: timeout_ms,
        producer_id: ProducerId(producer_id),
        producer_epoch: epoch,
    })
}

/// Topics with partitions, as AddPartitionsToTxn wants them.
pub(crate) fn added(partitions: &[(&str, &[i32])]) -> Vec<AddPartitionsToTxnTopic> {
    partitions
        .iter()
        .map(|(name, partitions)| {
            make!(AddPartitionsToTxnTopic { name: topic(name), partitions: partitions.to_vec() })
        })
        .collect()
}

/// Answers name topics and partitions in an order of no meaning.
pub(crate) fn tidy_added(response: &mut AddPartitionsToTxnResponse) {
    response.results_by_transaction.sort_by(|a, b| a.transactional_id.cmp(&b.transactional_id));
    let batched = response.results_by_transaction.iter_mut().map(|found| &mut found.topic_results);
    for topics in batched.chain([&mut response.results_by_topic_v3_and_below]) {
        topics.sort_by(|a, b| a.name.cmp(&b.name));
        topics.iter_mut().for_each(|topic| topic.results_by_partition.sort_by_key(|p| p.partition_index));
    }
}

/// A transactional producer as the script drives it.
#[derive(Debug, Clone)]
pub(crate) struct Producer {
    pub(crate) id: &'static str,
    pub(crate) producer_id: i64,
    pub(crate) epoch: i16,
}

impl Producer {
    /// A producer with its id, without a line in the transcript; waits where an earlier transaction still ends.
    pub(crate) fn quietly(session: &mut Session, id: &'static str, timeout_ms: i32) -> Result<Producer> {
        await_coordinator(session, id)?;
        let request = init_request(4, Some(id), timeout_ms, None);
        let given = session.until(|session| {
            let given: InitProducerIdResponse = session.quiet(ApiKey::InitProducerId, 4, &request)?;
            Ok((!AGAIN.contains(&given.error_code)).then_some(given))
        })?;
        ensure!(given.error_code == 0, "init {id}: {given:?}");
        Ok(Producer { id, producer_id: given.producer_id.0, epoch: given.producer_epoch })
    }

    pub(crate) fn with_epoch(&self, epoch: i16) -> Producer {
        Producer { epoch, ..self.clone() }
    }

    pub(crate) fn with_id(&self, id: &'static str) -> Producer {
        Producer { id, ..self.clone() }
    }

    pub(crate) fn with_producer_id(&self, producer_id: i64) -> Producer {
        Producer { producer_id, ..self.clone() }
    }

    pub(crate) fn transaction(
        &self,
        verify_only: bool,
        partitions: &[(&str, &[i32])],
    ) -> AddPartitionsToTxnTransaction {
        make!(AddPartitionsToTxnTransaction {
            transactional_id: txn_id(self.id),
            producer_id: ProducerId(self.producer_id),
            producer_epoch: self.epoch,
            verify_only: verify_only,
            topics: added(partitions),
        })
    }

    pub(crate) fn add_request(
        &self,
        version: i16,
        partitions: &[(&str, &[i32])],
    ) -> AddPartitionsToTxnRequest {
        if version >= 4 {
            return make!(AddPartitionsToTxnRequest {
                transactions: vec![self.transaction(false, partitions)]
            });
        }
        make!(AddPartitionsToTxnRequest {
            v3_and_below_transactional_id: txn_id(self.id),
            v3_and_below_producer_id: ProducerId(self.producer_id),
            v3_and_below_producer_epoch: self.epoch,
            v3_and_below_topics: added(partitions),
        })
    }

    pub(crate) fn add(
        &self,
        session: &mut Session,
        label: &str,
        version: i16,
        partitions: &[(&str, &[i32])],
    ) -> Option<AddPartitionsToTxnResponse> {
        let request = self.add_request(version, partitions);
        session.call_then(label, ApiKey::AddPartitionsToTxn, version, &request, tidy_added)
    }

    pub(crate) fn add_quietly(&self, session: &mut Session, partitions: &[(&str, &[i32])]) -> Result<()> {
        let request = self.add_request(3, partitions);
        let done: AddPartitionsToTxnResponse = session.quiet(ApiKey::AddPartitionsToTxn, 3, &request)?;
        let failed = done.results_by_topic_v3_and_below.iter().flat_map(|t| &t.results_by_partition);
        ensure!(failed.into_iter().all(|p| p.partition_error_code == 0), "add {}: {done:?}", self.id);
        Ok(())
    }

    pub(crate) fn add_offsets(
        &self,
        session: &mut Session,
        label: &str,
        version: i16,
        name: &str,
    ) -> Option<AddOffsetsToTxnResponse> {
        let request = make!(AddOffsetsToTxnRequest {
            transactional_id: txn_id(self.id),
            producer_id: ProducerId(self.producer_id),
            producer_epoch: self.epoch,
            group_id: group(name),
        });
        session.call(label, ApiKey::AddOffsetsToTxn, version, &request)
    }

    pub(crate) fn end_request(&self, committed: bool) -> EndTxnRequest {
        make!(EndTxnRequest {
            transactional_id: txn_id(self.id),
            producer_id: ProducerId(self.producer_id),
            producer_epoch: self.epoch,
            committed: committed,
        })
    }

    /// Ends the transaction and waits for its markers; from version 5 on the answer may hold the next epoch, which is taken over.
    pub(crate) fn end(
        &mut self,
        session: &mut Session,
        label: &str,
        version: i16,
        committed: bool,
    ) -> Option<EndTxnResponse> {
        let label = format!("{label}, {}", if committed { "commit" } else { "abort" });
        let answer: EndTxnResponse =
            session.call(&label, ApiKey::EndTxn, version, &self.end_request(committed))?;
        if version >= 5 && answer.error_code == 0 && answer.producer_id.0 >= 0 {
            (self.producer_id, self.epoch) = (answer.producer_id.0, answer.producer_epoch);
        }
        if let Err(error) = settle(session, self.id) {
            session.note(format!("{} does not settle: {error:#}", self.id));
        }
        Some(answer)
    }

    pub(crate) fn records(&self, sequence: i32, values: &[&str]) -> Result<Bytes> {
        let options = BatchOptions {
            producer_id: self.producer_id,
            producer_epoch: self.epoch,
            base_sequence: sequence,
            transactional: true,
            ..BatchOptions::default()
        };
        batch(options, values).map(BytesMut::freeze)
    }

    pub(crate) fn produce_request(&self, name: &str, partition: i32, records: Bytes) -> ProduceRequest {
        let mut request = produce::request(name, Uuid::nil(), -1, &[(partition, Some(records))]);
        request.transactional_id = Some(txn_id(self.id));
        request
    }

    /// Produces up to version 12, which names topics.
    pub(crate) fn produce(
        &self,
        session: &mut Session,
        label: &str,
        version: i16,
        (name, partition): (&str, i32),
        (sequence, values): (i32, &[&str]),
    ) -> Result<Option<ProduceResponse>> {
        let request = self.produce_request(name, partition, self.records(sequence, values)?);
        Ok(session.call(label, ApiKey::Produce, version, &request))
    }
}
