//! Goal: transactions come to their end whatever happens around them. Method: the coordinator over logs in memory,
//! markers and producer ids that the test gives or holds back.

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use futures::future::{BoxFuture, join_all};
use kavka_coordinator::{
    CoordinatorLog, TransactionConfig, TransactionCoordinator,
    transaction::{
        Marker, MarkerOutcome, MarkerOutcomes, MarkerSender, ProducerIdSource, TransactionState,
        messages::{AddPartitions, EndTransaction, InitProducerId, ListTransactions, Producer},
    },
};
use kavka_protocol::ErrorCode;
use parking_lot::Mutex;
use support::{MemoryLog, until};

/// Partitions that take markers, and producer ids from 0 on.
#[derive(Default)]
struct World {
    markers: Mutex<Vec<Marker>>,
    /// What becomes of the next attempts.
    fails: Mutex<Vec<ErrorCode>>,
    panics: Mutex<usize>,
    ids: AtomicI64,
}

struct Shared(Arc<World>);

impl MarkerSender for Shared {
    fn write_markers(&self, markers: Vec<Marker>) -> BoxFuture<'static, Vec<MarkerOutcomes>> {
        let world = Arc::clone(&self.0);
        Box::pin(async move {
            let panics = std::mem::take(&mut *world.panics.lock());
            assert!(panics == 0, "as the test wants");
            let failure = world.fails.lock().pop();
            let outcome = failure.map_or(MarkerOutcome::Written, MarkerOutcome::Failed);
            let all = |marker: &Marker| {
                marker.partitions.iter().map(|(topic, p)| (Arc::clone(topic), p, outcome)).collect()
            };
            let outcomes = markers.iter().map(all).collect();
            if failure.is_none() {
                world.markers.lock().extend(markers);
            }
            outcomes
        })
    }
}

impl ProducerIdSource for Shared {
    fn next(&self) -> BoxFuture<'static, Result<i64, ErrorCode>> {
        let id = self.0.ids.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { Ok(id) })
    }
}

struct Scene {
    coordinator: TransactionCoordinator,
    log: Arc<MemoryLog>,
    world: Arc<World>,
}

fn start() -> Scene {
    let log = Arc::new(MemoryLog::default());
    let world = Arc::new(World::default());
    let coordinator = TransactionCoordinator::new(
        TransactionConfig { transaction_state_log_num_partitions: 2, ..TransactionConfig::default() },
        Arc::clone(&log) as Arc<dyn CoordinatorLog>,
        Arc::new(Shared(Arc::clone(&world))),
        Arc::new(Shared(Arc::clone(&world))),
    );
    let told = coordinator.clone();
    log.tell(move |partition, high_watermark| told.on_high_watermark(partition, high_watermark));
    coordinator.set_transaction_version(2);
    tokio::spawn(coordinator.run());
    Scene { coordinator, log, world }
}

impl Scene {
    fn elect(&self, leader_epoch: i32) {
        for partition in 0..2 {
            self.log.with(partition, |p| p.leader_epoch = leader_epoch);
            self.coordinator.on_elected(partition, leader_epoch);
        }
    }

    fn init(&self, id: &str) -> impl Future<Output = Result<Producer, ErrorCode>> + use<> {
        self.coordinator.init_producer_id(InitProducerId {
            transactional_id: id.into(),
            transaction_timeout_ms: 60_000,
            expected: None,
            enable_2pc: false,
            keep_prepared: false,
        })
    }

    fn add(&self, id: &str, producer: Producer) -> impl Future<Output = ErrorCode> + use<> {
        self.coordinator.add_partitions(AddPartitions {
            transactional_id: id.into(),
            producer,
            partitions: [("a", 0), ("b", 1)].into_iter().collect(),
            client_transaction_version: 2,
        })
    }

    fn commit(
        &self,
        id: &str,
        producer: Producer,
    ) -> impl Future<Output = Result<Producer, ErrorCode>> + use<> {
        self.coordinator.end_transaction(EndTransaction {
            transactional_id: id.into(),
            producer,
            committed: true,
            client_transaction_version: 2,
        })
    }

    async fn state(&self, id: &str) -> Option<TransactionState> {
        self.coordinator.describe_transactions(vec![id.into()]).await[0].state
    }
}

fn next(producer: Producer) -> Producer {
    Producer { producer_epoch: producer.producer_epoch + 1, ..producer }
}

#[tokio::test]
async fn one_transaction_after_another() {
    let scene = start();
    assert_eq!(scene.init("t").await, Err(ErrorCode::NotCoordinator));
    scene.elect(7);
    let mut producer = scene.init("t").await.unwrap();
    for _ in 0..50 {
        assert_eq!(scene.add("t", producer).await, ErrorCode::None, "never told to come again");
        assert_eq!(scene.commit("t", producer).await, Ok(next(producer)));
        producer = next(producer);
    }
    let markers = scene.world.markers.lock();
    assert_eq!(markers.len(), 50);
    for (epoch, marker) in (1..).zip(markers.iter()) {
        assert_eq!((marker.producer_epoch, marker.coordinator_epoch), (epoch, 7));
        assert!(marker.committed && marker.partitions.len() == 2);
    }
}

#[tokio::test]
async fn requests_take_effect_in_their_order() {
    let scene = start();
    scene.elect(0);
    let producer = scene.init("t").await.unwrap();
    let (added, ended) = (scene.add("t", producer), scene.commit("t", producer));
    let late = scene.add("t", producer);
    assert_eq!(ended.await, Ok(next(producer)));
    assert_eq!((added.await, late.await), (ErrorCode::None, ErrorCode::ConcurrentTransactions));
}

#[tokio::test]
async fn nobody_hears_of_a_commit_that_is_not_committed() {
    let scene = start();
    scene.elect(0);
    let producer = scene.init("t").await.unwrap();
    scene.add("t", producer).await;
    let partition = scene.coordinator.partition_for("t");
    scene.log.with(partition, |p| p.held = true);
    let ended = tokio::spawn(scene.commit("t", producer));
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert!(!ended.is_finished() && scene.world.markers.lock().is_empty());
    scene.log.with(partition, |p| p.held = false);
    scene.log.commit(partition);
    assert_eq!(ended.await.unwrap(), Ok(next(producer)));
    assert_eq!(scene.world.markers.lock().len(), 1);
}

#[tokio::test]
async fn failed_markers_are_tried_until_they_are_written() {
    let scene = start();
    scene.elect(0);
    let producer = scene.init("t").await.unwrap();
    scene.add("t", producer).await;
    *scene.world.fails.lock() = vec![ErrorCode::NotLeaderOrFollower; 3];
    *scene.world.panics.lock() = 1;
    assert_eq!(scene.commit("t", producer).await, Ok(next(producer)));
    assert_eq!(scene.state("t").await, Some(TransactionState::CompleteCommit));
}

#[tokio::test]
async fn the_next_coordinator_ends_what_the_first_began() {
    let scene = start();
    scene.elect(3);
    let producer = scene.init("t").await.unwrap();
    scene.add("t", producer).await;
    *scene.world.fails.lock() = vec![ErrorCode::NotLeaderOrFollower; 2];
    let ended = scene.commit("t", producer);
    for partition in 0..2 {
        scene.coordinator.on_resigned(partition, 4);
    }
    assert_eq!(ended.await, Err(ErrorCode::NotCoordinator));
    scene.elect(5);
    until("ended", async || scene.state("t").await == Some(TransactionState::CompleteCommit)).await;
    assert!(scene.world.markers.lock().iter().any(|marker| marker.coordinator_epoch == 5));
    assert_eq!(scene.commit("t", producer).await, Ok(next(producer)), "asked again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_producers_at_once() {
    let scene = Arc::new(start());
    scene.elect(0);
    let work = (0..50).map(|n| {
        let scene = Arc::clone(&scene);
        tokio::spawn(async move {
            let id = format!("t{n}");
            let mut producer = scene.init(&id).await.unwrap();
            for _ in 0..20 {
                assert_eq!(scene.add(&id, producer).await, ErrorCode::None);
                producer = scene.commit(&id, producer).await.unwrap();
            }
            producer.producer_epoch
        })
    });
    for epoch in join_all(work).await {
        assert_eq!(epoch.unwrap(), 20);
    }
    assert_eq!(scene.world.markers.lock().len(), 1_000);
    let list = |pattern: &str, states: &[&str]| ListTransactions {
        states: states.iter().map(|&state| state.to_owned()).collect(),
        duration_ms: -1,
        transactional_id_pattern: Some(pattern.to_owned()),
        ..ListTransactions::default()
    };
    let all = scene.coordinator.list_transactions(list("", &[])).await;
    assert_eq!((all.error, all.transactions.len()), (ErrorCode::None, 50));
    let some = scene.coordinator.list_transactions(list("t1.?", &["CompleteCommit", "Odd"])).await;
    assert_eq!((some.transactions.len(), some.unknown_states), (11, vec!["Odd".to_owned()]));
    let none = scene.coordinator.list_transactions(list("1", &[])).await;
    assert!(none.transactions.is_empty(), "a pattern matches the whole id");
    for bad in ["(", "a)|(b"] {
        let error = scene.coordinator.list_transactions(list(bad, &[])).await.error;
        assert_eq!(error, ErrorCode::InvalidRegularExpression);
    }
}
