//! A transactional producer made of raw requests, which a test can stop between any two of them and take up again on
//! another broker.

use std::collections::HashMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};
use kavka_protocol::compression::Compressor;
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::txn_offset_commit_request::{
    TxnOffsetCommitRequestPartition, TxnOffsetCommitRequestTopic,
};
use kavka_protocol::messages::{
    DescribeTransactionsRequest, DescribeTransactionsResponse, EndTxnRequest, EndTxnResponse,
    FindCoordinatorRequest, FindCoordinatorResponse, GroupId, InitProducerIdRequest, InitProducerIdResponse,
    ProduceRequest, ProduceResponse, ProducerId, TopicName, TransactionalId, TxnOffsetCommitRequest,
    TxnOffsetCommitResponse,
};
use kavka_protocol::record::{BatchBuilder, BatchOptions};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};

use crate::harness::{Raw, probe};

/// How long it asks again where the answer is to come again.
const PATIENCE: Duration = Duration::from_secs(60);

fn string(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

/// Whether the answer says to come again: loading, not there yet, an earlier transaction not through.
fn is_again(code: i16) -> bool {
    let again = [
        ErrorCode::CoordinatorLoadInProgress,
        ErrorCode::CoordinatorNotAvailable,
        ErrorCode::NotCoordinator,
        ErrorCode::ConcurrentTransactions,
    ];
    probe::is_early(code) || again.iter().any(|error| error.code() == code)
}

/// Calls until the answer is neither a success nor a failure to wait for, and gives its error code.
fn patiently(mut call: impl FnMut() -> Result<i16>) -> Result<i16> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let code = call()?;
        if !is_again(code) || Instant::now() > deadline {
            return Ok(code);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn succeed(what: &str, code: i16) -> Result<()> {
    ensure!(code == 0, "{what}: {:?}", ErrorCode::from_code(code));
    Ok(())
}

/// The producer; transactions of version 2, as new clients run them.
#[derive(Debug)]
pub struct Transactor {
    connection: Raw,
    id: String,
    producer_id: i64,
    epoch: i16,
    sequences: HashMap<(String, i32), i32>,
}

impl Transactor {
    /// Gets a producer id for the transactional id, which fences whoever had it.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn start(bootstrap: &str, id: &str, timeout: Duration) -> Result<Transactor> {
        let connection = Raw::connect(bootstrap)?;
        let mut this = Transactor {
            connection,
            id: id.to_owned(),
            producer_id: -1,
            epoch: -1,
            sequences: HashMap::new(),
        };
        let find = FindCoordinatorRequest::default().with_key(string(id)).with_key_type(1);
        let code = patiently(|| {
            let found: FindCoordinatorResponse = this.connection.call(ApiKey::FindCoordinator, 3, &find)?;
            Ok(found.error_code)
        })?;
        succeed("find coordinator", code)?;
        let request = InitProducerIdRequest::default()
            .with_transactional_id(Some(TransactionalId(string(id))))
            .with_transaction_timeout_ms(i32::try_from(timeout.as_millis())?)
            .with_producer_id(ProducerId(-1))
            .with_producer_epoch(-1);
        let code = patiently(|| {
            let given: InitProducerIdResponse = this.connection.call(ApiKey::InitProducerId, 5, &request)?;
            (this.producer_id, this.epoch) = (given.producer_id.0, given.producer_epoch);
            Ok(given.error_code)
        })?;
        succeed("init producer id", code)?;
        Ok(this)
    }

    /// Goes on with what it has begun, on a new connection.
    ///
    /// # Errors
    /// Where nobody listens.
    pub fn reconnect(&mut self, bootstrap: &str) -> Result<()> {
        self.connection = Raw::connect(bootstrap)?;
        Ok(())
    }

    /// The transactional id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The producer id.
    pub fn producer_id(&self) -> i64 {
        self.producer_id
    }

    /// Produces into the transaction, which begins with it where none is open; gives the base offset.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn produce(&mut self, topic: &str, partition: i32, values: &[String]) -> Result<i64> {
        let sequence = self.sequences.entry((topic.to_owned(), partition)).or_default();
        let mut batch = BatchBuilder::new(BatchOptions {
            producer_id: self.producer_id,
            producer_epoch: self.epoch,
            base_sequence: *sequence,
            transactional: true,
            ..BatchOptions::default()
        });
        *sequence += i32::try_from(values.len())?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as i64;
        for value in values {
            batch.append(now, None, Some(value.as_bytes()), &[])?;
        }
        let records = batch.build(&mut Compressor::default())?.freeze();
        let data = PartitionProduceData::default().with_index(partition).with_records(Some(records));
        let data =
            TopicProduceData::default().with_name(TopicName(string(topic))).with_partition_data(vec![data]);
        let request = ProduceRequest::default()
            .with_acks(-1)
            .with_timeout_ms(10_000)
            .with_transactional_id(Some(TransactionalId(string(&self.id))))
            .with_topic_data(vec![data]);
        let mut base_offset = -1;
        let code = patiently(|| {
            let response: ProduceResponse = self.connection.call(ApiKey::Produce, 12, &request)?;
            let answer = &response.responses[0].partition_responses[0];
            base_offset = answer.base_offset;
            Ok(answer.error_code)
        })?;
        succeed(&format!("produce to {topic}-{partition}"), code)?;
        Ok(base_offset)
    }

    /// Commits an offset of a group within the transaction.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn commit_offset(&mut self, group: &str, topic: &str, partition: i32, offset: i64) -> Result<()> {
        let wanted = TxnOffsetCommitRequestPartition::default()
            .with_partition_index(partition)
            .with_committed_offset(offset)
            .with_committed_metadata(Some(string("in a transaction")));
        let wanted = TxnOffsetCommitRequestTopic::default()
            .with_name(TopicName(string(topic)))
            .with_partitions(vec![wanted]);
        let request = TxnOffsetCommitRequest::default()
            .with_transactional_id(TransactionalId(string(&self.id)))
            .with_group_id(GroupId(string(group)))
            .with_producer_id(ProducerId(self.producer_id))
            .with_producer_epoch(self.epoch)
            .with_generation_id(-1)
            .with_topics(vec![wanted]);
        let code = patiently(|| {
            let response: TxnOffsetCommitResponse =
                self.connection.call(ApiKey::TxnOffsetCommit, 5, &request)?;
            Ok(response.topics[0].partitions[0].error_code)
        })?;
        succeed(&format!("commit an offset of {group}"), code)
    }

    /// Commits or aborts, and goes on with the epoch it is given.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks: then the outcome is not known.
    pub fn end(&mut self, committed: bool) -> Result<()> {
        let request = EndTxnRequest::default()
            .with_transactional_id(TransactionalId(string(&self.id)))
            .with_producer_id(ProducerId(self.producer_id))
            .with_producer_epoch(self.epoch)
            .with_committed(committed);
        let code = patiently(|| {
            let answer: EndTxnResponse = self.connection.call(ApiKey::EndTxn, 5, &request)?;
            if answer.error_code == 0 {
                (self.producer_id, self.epoch) = (answer.producer_id.0, answer.producer_epoch);
            }
            Ok(answer.error_code)
        })?;
        self.sequences.clear();
        succeed(if committed { "commit" } else { "abort" }, code)
    }
}

/// The state of a transaction as its coordinator describes it, with the partitions in it.
///
/// # Errors
/// Where the broker refuses, also after a while of loading.
pub fn describe(connection: &mut Raw, id: &str) -> Result<String> {
    let request =
        DescribeTransactionsRequest::default().with_transactional_ids(vec![TransactionalId(string(id))]);
    let mut text = String::new();
    let code = patiently(|| {
        let response: DescribeTransactionsResponse =
            connection.call(ApiKey::DescribeTransactions, 0, &request)?;
        let mut state = response.transaction_states.into_iter().next().context("no answer")?;
        state.topics.sort_by(|a, b| a.topic.cmp(&b.topic));
        state.topics.iter_mut().for_each(|topic| topic.partitions.sort_unstable());
        text = format!("{state:?}");
        Ok(state.error_code)
    })?;
    succeed(&format!("describe {id}"), code)?;
    Ok(text)
}

/// Waits until the transaction is described as in this state.
///
/// # Errors
/// Where it is not within `limit`.
pub fn await_state(connection: &mut Raw, id: &str, state: &str, limit: Duration) -> Result<()> {
    let deadline = Instant::now() + limit;
    loop {
        let text = describe(connection, id)?;
        if text.contains(&format!("transaction_state: {state:?}")) {
            return Ok(());
        }
        if Instant::now() > deadline {
            bail!("{id} is not {state} within {limit:?} but {text}");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
