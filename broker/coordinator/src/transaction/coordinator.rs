//! The handle the broker holds.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicI16, AtomicI32, Ordering},
    },
};

use futures::future::join_all;
use kavka_protocol::{ErrorCode, compression::Codec, coordinator_records::partition_for};
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};

use super::{
    MarkerSender, ProducerIdSource, TransactionConfig, TransactionState,
    config::millis,
    dispatch::{Dispatcher, Job},
    messages::{
        AddPartitions, DescribedTransaction, EndTransaction, InitProducerId, ListFilter, ListTransactions,
        Producer, Request, Response, TransactionList, VerifyPartitions,
    },
    shard::{Rules, TransactionShard},
};
use crate::{
    CoordinatorLog,
    runtime::driver::{Driver, DriverConfig},
};

/// What became of a verification, for each partition: `NONE` or why it is not in the transaction.
pub type VerifiedPartitions = Result<Vec<(Arc<str>, i32, ErrorCode)>, ErrorCode>;

/// The transaction coordinator of this broker: a shard for every partition of `__transaction_state` it leads. Cheap to
/// clone.
///
/// Every method decides before it returns; only the future may have to wait, for the high watermark or for a producer
/// id. So requests of one connection take effect in their order although their answers overlap. Dropping a future does
/// not undo what was asked.
///
/// Errors are those of the newest version of each API; older ones call `PRODUCER_FENCED` `INVALID_PRODUCER_EPOCH`.
#[derive(Clone)]
pub struct TransactionCoordinator {
    inner: Arc<Inner>,
}

struct Inner {
    rules: Arc<Rules>,
    driver: Arc<Driver<TransactionShard>>,
    producer_ids: Arc<dyn ProducerIdSource>,
    markers: Arc<dyn MarkerSender>,
    partition_count: AtomicI32,
    /// Until [`TransactionCoordinator::run`] takes it. Holds at most one job for each transactional id.
    jobs: Mutex<Option<mpsc::UnboundedReceiver<Job>>>,
}

impl TransactionCoordinator {
    /// A coordinator over the partitions of `__transaction_state` in `log`: as many as the settings say, until
    /// [`Self::set_partition_count`] says what an existing topic has.
    pub fn new(
        config: TransactionConfig,
        log: Arc<dyn CoordinatorLog>,
        markers: Arc<dyn MarkerSender>,
        producer_ids: Arc<dyn ProducerIdSource>,
    ) -> Self {
        let driver_config = DriverConfig {
            // As in Kafka, whatever the topic says.
            codec: Codec::None,
            commit_timeout_ms: millis(config.request_timeout),
            load_buffer_size: config.transaction_state_log_load_buffer_size,
        };
        let partition_count = AtomicI32::new(config.transaction_state_log_num_partitions);
        let rules = Arc::new(Rules { config, transaction_version: AtomicI16::new(0) });
        let shard_rules = Arc::clone(&rules);
        let (queue, jobs) = mpsc::unbounded_channel();
        let driver = Driver::with_effects(
            driver_config,
            log,
            move || TransactionShard::new(Arc::clone(&shard_rules)),
            move |partition, coordinator_epoch, effect| {
                // Nobody takes jobs once the broker stops.
                let _ = queue.send(Job { partition, coordinator_epoch, effect });
            },
        );
        let jobs = Mutex::new(Some(jobs));
        let driver = Arc::new(driver);
        Self { inner: Arc::new(Inner { rules, driver, producer_ids, markers, partition_count, jobs }) }
    }

    /// Drives timeouts and has markers written; runs until dropped, within a tokio runtime. Only the first call does
    /// both.
    pub fn run(&self) -> impl Future<Output = ()> + Send + use<> {
        let driver = Arc::clone(&self.inner.driver);
        let jobs = self.inner.jobs.lock().take();
        let dispatcher = Dispatcher {
            driver: Arc::clone(&driver),
            markers: Arc::clone(&self.inner.markers),
            producer_ids: Arc::clone(&self.inner.producer_ids),
        };
        async move {
            let dispatch = async {
                if let Some(jobs) = jobs {
                    dispatcher.run(jobs).await;
                }
            };
            futures::join!(driver.keep_time(), dispatch);
        }
    }

    /// Drops all shards; whoever waits gets `NOT_COORDINATOR`.
    pub fn shut_down(&self) {
        self.inner.driver.shut_down();
    }

    /// The settings it runs with.
    pub fn config(&self) -> &TransactionConfig {
        &self.inner.rules.config
    }

    /// How many partitions `__transaction_state` has. It must not change while there are transactional ids, since
    /// their partition follows from it.
    pub fn set_partition_count(&self, partition_count: i32) {
        self.inner.partition_count.store(partition_count, Ordering::Relaxed);
    }

    /// The finalized level of the feature `transaction.version`: format of records, and whether an abort by the
    /// coordinator is one of version 2.
    pub fn set_transaction_version(&self, level: i16) {
        self.inner.rules.transaction_version.store(level, Ordering::Relaxed);
    }

    /// The finalized level of `transaction.version`, as last set.
    pub fn transaction_version(&self) -> i16 {
        self.inner.rules.transaction_version.load(Ordering::Relaxed)
    }

    /// The partition of `__transaction_state` that owns `transactional_id`.
    pub fn partition_for(&self, transactional_id: &str) -> i32 {
        partition_for(transactional_id, self.inner.partition_count.load(Ordering::Relaxed))
    }

    /// This broker now leads `partition` at `leader_epoch`: its shard loads in the background. Call it within a tokio
    /// runtime, when the log already appends as leader.
    pub fn on_elected(&self, partition: i32, leader_epoch: i32) {
        self.inner.driver.on_elected(partition, leader_epoch);
    }

    /// This broker no longer leads `partition`: its shard is dropped and waiting requests get `NOT_COORDINATOR`.
    pub fn on_resigned(&self, partition: i32, leader_epoch: i32) {
        self.inner.driver.on_resigned(partition, leader_epoch);
    }

    /// The high watermark of `partition` is now at least `high_watermark`. Never blocks; safe inside
    /// [`CoordinatorLog::append`].
    pub fn on_high_watermark(&self, partition: i32, high_watermark: i64) {
        self.inner.driver.on_high_watermark(partition, high_watermark);
    }

    fn ask(&self, transactional_id: &str, request: Request) -> oneshot::Receiver<Response> {
        self.inner.driver.request(self.partition_for(transactional_id), request)
    }

    /// Waits for the answer; puts the request again if it turns out to need a producer id.
    fn with_producer_id<R: Clone + Send + 'static>(
        &self,
        transactional_id: String,
        request: R,
        wrap: fn(R, Option<i64>) -> Request,
    ) -> impl Future<Output = Result<Producer, ErrorCode>> + Send + use<R> {
        let first = self.ask(&transactional_id, wrap(request.clone(), None));
        let this = self.clone();
        async move {
            match answer(first).await {
                Response::Producer(result) => result,
                Response::NeedsProducerId => {
                    let id = this.inner.producer_ids.next().await?;
                    match answer(this.ask(&transactional_id, wrap(request, Some(id)))).await {
                        Response::Producer(result) => result,
                        other => unreachable!("asked for a producer with an id, answered {other:?}"),
                    }
                }
                other => unreachable!("asked for a producer, answered {other:?}"),
            }
        }
    }

    /// InitProducerId with a transactional id.
    ///
    /// # Errors
    /// `CONCURRENT_TRANSACTIONS` while a transaction ends, also one that this call has aborted; `PRODUCER_FENCED`,
    /// `INVALID_TRANSACTION_TIMEOUT`, `INVALID_REQUEST`, `TRANSACTIONAL_ID_AUTHORIZATION_FAILED` (two-phase commit is
    /// off), `UNSUPPORTED_VERSION` (keeping prepared transactions), those of the producer id source, and those of any
    /// coordinator.
    pub fn init_producer_id(
        &self,
        request: InitProducerId,
    ) -> impl Future<Output = Result<Producer, ErrorCode>> + Send + use<> {
        self.with_producer_id(request.transactional_id.clone(), request, Request::Init)
    }

    /// AddPartitionsToTxn for one transactional id; the code is that of all its partitions. AddOffsetsToTxn is the same
    /// with the group's partition of `__consumer_offsets`.
    pub fn add_partitions(&self, request: AddPartitions) -> impl Future<Output = ErrorCode> + Send + use<> {
        let receiver = self.ask(&request.transactional_id.clone(), Request::Add(request));
        async move {
            match answer(receiver).await {
                Response::Added(error) => error,
                other => unreachable!("AddPartitionsToTxn answered with {other:?}"),
            }
        }
    }

    /// AddPartitionsToTxn that only verifies.
    ///
    /// # Errors
    /// The code of all partitions, when it is not theirs.
    pub fn verify_partitions(
        &self,
        request: VerifyPartitions,
    ) -> impl Future<Output = VerifiedPartitions> + Send + use<> {
        let receiver = self.ask(&request.transactional_id.clone(), Request::Verify(request));
        async move {
            match answer(receiver).await {
                Response::Verified(verified) => verified,
                other => unreachable!("verification answered with {other:?}"),
            }
        }
    }

    /// EndTxn. Gives the producer to go on with: from version 5 of the API on at another epoch, or another id.
    ///
    /// # Errors
    /// `CONCURRENT_TRANSACTIONS` while the transaction already ends; `INVALID_TXN_STATE`, `PRODUCER_FENCED`,
    /// `INVALID_PRODUCER_ID_MAPPING`, `INVALID_REQUEST`, and those of any coordinator.
    pub fn end_transaction(
        &self,
        request: EndTransaction,
    ) -> impl Future<Output = Result<Producer, ErrorCode>> + Send + use<> {
        self.with_producer_id(request.transactional_id.clone(), request, Request::End)
    }

    /// DescribeTransactions, in the order asked.
    pub fn describe_transactions(
        &self,
        transactional_ids: Vec<String>,
    ) -> impl Future<Output = Vec<DescribedTransaction>> + Send + use<> {
        let describe = |id: String| self.ask(&id.clone(), Request::Describe(id));
        let answers: Vec<_> = transactional_ids.into_iter().map(describe).collect();
        async move {
            let pick = |response| match response {
                Response::Described(found) => found,
                other => unreachable!("DescribeTransactions answered with {other:?}"),
            };
            join_all(answers.into_iter().map(answer)).await.into_iter().map(pick).collect()
        }
    }

    /// ListTransactions over all partitions led here. While one of them loads, the list is an error: it would be
    /// incomplete.
    pub fn list_transactions(
        &self,
        request: ListTransactions,
    ) -> impl Future<Output = TransactionList> + Send + use<> {
        let driver = Arc::clone(&self.inner.driver);
        async move {
            let (filter, unknown_states) = match filter(&request) {
                Ok(found) => found,
                Err(error) => {
                    return TransactionList { error, unknown_states: Vec::new(), transactions: Vec::new() };
                }
            };
            let list = |partition| driver.request(partition, Request::List(filter.clone()));
            let answers: Vec<_> = driver.partitions().into_iter().map(list).collect();
            let mut transactions = Vec::new();
            for response in join_all(answers.into_iter().map(answer)).await {
                match response {
                    Response::Listed(ErrorCode::None, listed) => transactions.extend(listed),
                    // Led by another broker: it lists them.
                    Response::Listed(ErrorCode::NotCoordinator, _) => {}
                    Response::Listed(error, _) => {
                        return TransactionList {
                            error,
                            unknown_states: Vec::new(),
                            transactions: Vec::new(),
                        };
                    }
                    other => unreachable!("ListTransactions answered with {other:?}"),
                }
            }
            TransactionList { error: ErrorCode::None, unknown_states, transactions }
        }
    }
}

/// The answer of a shard. One that ends without is as good as a shard that was never here.
async fn answer(receiver: oneshot::Receiver<Response>) -> Response {
    match receiver.await {
        Ok(response) => response,
        // Only when the process ends.
        Err(_) => std::future::pending().await,
    }
}

/// What to look for, and the names of states that are none.
fn filter(request: &ListTransactions) -> Result<(ListFilter, Vec<String>), ErrorCode> {
    let mut states = Vec::new();
    let mut unknown = Vec::new();
    for name in &request.states {
        match TransactionState::from_name(name) {
            Some(state) => states.push(state),
            None => unknown.push(name.clone()),
        }
    }
    let pattern = match request.transactional_id_pattern.as_deref() {
        None | Some("") => None,
        Some(pattern) => Some(whole(pattern).map_err(|_| ErrorCode::InvalidRegularExpression)?),
    };
    let filter = ListFilter {
        states: (!request.states.is_empty()).then_some(states),
        producer_ids: request.producer_ids.clone(),
        duration_ms: request.duration_ms,
        pattern,
    };
    Ok((filter, unknown))
}

/// A pattern that must match from the first to the last character.
fn whole(pattern: &str) -> Result<regex::Regex, regex::Error> {
    // On its own first: `a)|(b` must not become valid by what is put around it.
    regex::Regex::new(pattern)?;
    regex::Regex::new(&format!(r"\A(?:{pattern})\z"))
}
