use std::path::Path;
use std::sync::Arc;

use bytes::BytesMut;
use kavka_controller::{MetadataDelta, MetadataImage, MetadataUpdate};
use kavka_log::{LogConfig, LogManager, LogManagerConfig, TopicPartition, VerificationGuard};
use kavka_protocol::ErrorCode;
use kavka_protocol::compression::Compressor;
use kavka_protocol::metadata_records::{
    MetadataRecord, PartitionChangeRecord, PartitionRecord, RemoveTopicRecord, TopicRecord,
};
use kavka_protocol::record::{BatchBuilder, BatchOptions};
use kavka_protocol::wire::StrBytes;
use parking_lot::Mutex;
use tempfile::TempDir;
use tokio::time::Instant;
use uuid::Uuid;

use super::*;
use crate::purgatory::Waiter;

const NOW: i64 = 1_700_000_000_000;
const TOPIC_ID: Uuid = Uuid::from_u128(0x1234);
const CONSUMER: Reader = Reader::Consumer { read_committed: false };

struct Fixture {
    manager: Arc<ReplicaManager>,
    image: Arc<MetadataImage>,
    dirs: Vec<TempDir>,
}

fn open_logs(dirs: &[TempDir]) -> Arc<LogManager> {
    let config = LogManagerConfig {
        log_dirs: dirs.iter().map(|dir| dir.path().to_path_buf()).collect(),
        cordoned_log_dirs: Vec::new(),
        defaults: LogConfig::default(),
        recovery_threads_per_dir: 1,
        flush_check_interval_ms: i64::MAX,
        recovery_point_checkpoint_interval_ms: 60_000,
        start_offset_checkpoint_interval_ms: 60_000,
        high_watermark_checkpoint_interval_ms: 5_000,
        retention_check_interval_ms: 300_000,
        producer_id_expiration_ms: 86_400_000,
        verify_transactions: false,
        transaction_max_timeout_ms: 900_000,
        producer_id_expiration_check_interval_ms: 600_000,
    };
    LogManager::open(config, &|_| LogConfig::default(), NOW).unwrap()
}

impl Fixture {
    fn new(dir_count: usize, min_insync_replicas: usize) -> Self {
        let dirs: Vec<TempDir> = (0..dir_count).map(|_| tempfile::tempdir().unwrap()).collect();
        let manager = ReplicaManager::new(1, open_logs(&dirs), move |_, _| TopicSettings {
            min_insync_replicas,
            ..TopicSettings::default()
        });
        Fixture { manager, image: Arc::default(), dirs }
    }

    fn apply(&mut self, records: &[MetadataRecord]) {
        let before = Arc::clone(&self.image);
        let mut after = (*before).clone();
        let mut delta = MetadataDelta::default();
        for record in records {
            after.apply(record, &mut delta).unwrap();
        }
        self.image = Arc::new(after);
        self.manager.apply(&MetadataUpdate { before, after: Arc::clone(&self.image), delta }, NOW);
    }

    fn partition(&self, number: i32) -> Arc<Partition> {
        self.manager.partition("topic", number).unwrap()
    }
}

fn topic() -> MetadataRecord {
    let record = TopicRecord::default().with_name(StrBytes::from_static_str("topic")).with_topic_id(TOPIC_ID);
    MetadataRecord::Topic(record)
}

fn partition(number: i32, replicas: &[i32], leader: i32) -> MetadataRecord {
    MetadataRecord::Partition(
        PartitionRecord::default()
            .with_partition_id(number)
            .with_topic_id(TOPIC_ID)
            .with_replicas(replicas.to_vec())
            .with_isr(replicas.to_vec())
            .with_leader(leader)
            .with_leader_epoch(0)
            .with_directories(vec![Uuid::nil(); replicas.len()]),
    )
}

fn new_leader(number: i32, leader: i32) -> MetadataRecord {
    MetadataRecord::PartitionChange(
        PartitionChangeRecord::default()
            .with_partition_id(number)
            .with_topic_id(TOPIC_ID)
            .with_leader(leader)
            .with_leader_recovery_state(-1),
    )
}

fn batch(count: usize) -> BytesMut {
    let mut builder = BatchBuilder::new(BatchOptions::default());
    for _ in 0..count {
        builder.append(NOW, None, Some(b"value"), &[]).unwrap();
    }
    builder.build(&mut Compressor::new()).unwrap()
}

fn append(partition: &Partition, count: usize) -> Appended {
    partition.append(batch(count), AppendSpec::client(true, VerificationGuard::NONE), NOW).unwrap()
}

fn spec(offset: i64) -> FetchSpec {
    FetchSpec {
        offset,
        max_bytes: 1 << 20,
        min_one_batch: true,
        current_leader_epoch: -1,
        last_fetched_epoch: -1,
        leader_only: true,
        reader: CONSUMER,
    }
}

fn read_len(partition: &Partition, offset: i64) -> usize {
    match partition.fetch(&spec(offset)).unwrap() {
        FetchOutcome::Read(info) => info.len(),
        FetchOutcome::Diverging(..) => panic!("diverging"),
    }
}

#[test]
fn alone_in_the_isr_an_append_is_committed_at_once_and_read_back() {
    let mut fixture = Fixture::new(1, 1);
    fixture.apply(&[topic(), partition(0, &[1], 1)]);
    let partition = fixture.partition(0);
    let appended = append(&partition, 3);
    assert!(appended.committed);
    assert_eq!((appended.info.first_offset, appended.info.last_offset), (0, 2));
    assert!(read_len(&partition, 0) > 61);
    assert_eq!(read_len(&partition, 3), 0);
    let error = partition.fetch(&spec(4)).unwrap_err();
    assert_eq!(error.error_code(), ErrorCode::OffsetOutOfRange);
}

#[test]
fn high_watermark_waits_for_the_other_in_sync_replicas() {
    let mut fixture = Fixture::new(1, 1);
    fixture.apply(&[topic(), partition(0, &[1, 2], 1)]);
    let partition = fixture.partition(0);
    let appended = append(&partition, 2);
    assert!(!appended.committed);
    assert_eq!(partition.commit_state(2, 0), Commit::Pending);
    assert_eq!(read_len(&partition, 0), 0, "consumers do not see it");
    let followers = FetchSpec { reader: Reader::Replica, ..spec(0) };
    assert!(matches!(partition.fetch(&followers).unwrap(), FetchOutcome::Read(info) if !info.is_empty()));
    // The follower falls out of the ISR: what is there is committed.
    fixture.apply(&[MetadataRecord::PartitionChange(
        PartitionChangeRecord::default()
            .with_partition_id(0)
            .with_topic_id(TOPIC_ID)
            .with_isr(Some(vec![1]))
            .with_leader(-2)
            .with_leader_recovery_state(-1),
    )]);
    assert_eq!(partition.commit_state(2, partition.leader().1), Commit::Done);
    assert!(read_len(&partition, 0) > 0);
}

#[test]
fn too_small_an_isr_refuses_acks_all_only() {
    let mut fixture = Fixture::new(1, 2);
    fixture.apply(&[topic(), partition(0, &[1], 1)]);
    let partition = fixture.partition(0);
    let refused =
        partition.append(batch(1), AppendSpec::client(true, VerificationGuard::NONE), NOW).unwrap_err();
    assert_eq!(refused.error_code(), ErrorCode::NotEnoughReplicas);
    partition.append(batch(1), AppendSpec::client(false, VerificationGuard::NONE), NOW).unwrap();
}

#[test]
fn leadership_and_epochs_are_checked() {
    let mut fixture = Fixture::new(1, 1);
    fixture.apply(&[topic(), partition(0, &[1, 2], 1), partition(1, &[2], 2)]);
    let hosted = fixture.partition(0);
    let code = |spec: &FetchSpec| hosted.fetch(spec).unwrap_err().error_code();
    assert_eq!(code(&FetchSpec { current_leader_epoch: 1, ..spec(0) }), ErrorCode::UnknownLeaderEpoch);
    fixture.apply(&[new_leader(0, 2)]);
    assert_eq!(code(&spec(0)), ErrorCode::NotLeaderOrFollower);
    assert_eq!(code(&FetchSpec { current_leader_epoch: 0, ..spec(0) }), ErrorCode::FencedLeaderEpoch);
    assert_eq!(hosted.leader(), (2, 1));
    assert_eq!(read_len_of_follower(&hosted), 0, "consumers that say where they are may ask a follower");
    let refused =
        hosted.append(batch(1), AppendSpec::client(false, VerificationGuard::NONE), NOW).unwrap_err();
    assert_eq!(refused.error_code(), ErrorCode::NotLeaderOrFollower);
    let elsewhere = fixture.manager.partition("topic", 1).err();
    assert_eq!(elsewhere, Some(PartitionError::NotLeader));
    assert_eq!(fixture.manager.partition("topic", 2).err(), Some(PartitionError::UnknownTopicOrPartition));
}

fn read_len_of_follower(partition: &Partition) -> usize {
    match partition.fetch(&FetchSpec { leader_only: false, ..spec(0) }).unwrap() {
        FetchOutcome::Read(info) => info.len(),
        FetchOutcome::Diverging(..) => panic!("diverging"),
    }
}

#[tokio::test(start_paused = true)]
async fn an_append_wakes_the_fetch_and_a_lost_leadership_everyone() {
    let mut fixture = Fixture::new(1, 1);
    fixture.apply(&[topic(), partition(0, &[1], 1)]);
    let partition = fixture.partition(0);
    let deadline = Instant::now() + std::time::Duration::from_secs(5);
    let fetch = Waiter::new(1);
    partition.watches().watch_committed(&fetch);
    append(&partition, 1);
    assert!(fetch.wait(deadline).await);
    let fetch = Waiter::new(i64::MAX);
    partition.watches().watch_committed(&fetch);
    fixture.apply(&[new_leader(0, -1)]);
    assert!(fetch.wait(deadline).await);
}

#[test]
fn a_reader_with_another_history_is_told_where_ours_ends() {
    let mut fixture = Fixture::new(1, 1);
    fixture.apply(&[topic(), partition(0, &[1], 1)]);
    let partition = fixture.partition(0);
    append(&partition, 2);
    fixture.apply(&[new_leader(0, 1)]);
    append(&partition, 2);
    let epoch_of = |last_fetched_epoch, offset| FetchSpec { last_fetched_epoch, ..spec(offset) };
    assert!(matches!(partition.fetch(&epoch_of(0, 2)).unwrap(), FetchOutcome::Read(_)));
    match partition.fetch(&epoch_of(0, 3)).unwrap() {
        FetchOutcome::Diverging(end, _) => assert_eq!((end.leader_epoch, end.end_offset), (0, 2)),
        FetchOutcome::Read(_) => panic!("epoch 0 ended at 2"),
    }
}

#[test]
fn timestamps_and_ends_are_looked_up() {
    let mut fixture = Fixture::new(1, 1);
    fixture.apply(&[topic(), partition(0, &[1], 1)]);
    let partition = fixture.partition(0);
    append(&partition, 5);
    let offset = |timestamp| {
        let found = partition.offset_for_timestamp(timestamp, CONSUMER, -1, true).unwrap();
        found.map(|found| found.offset)
    };
    assert_eq!(offset(-1), Some(5));
    assert_eq!(offset(-2), Some(0));
    assert_eq!(offset(NOW), Some(0));
    assert_eq!(offset(NOW + 1), None);
    assert_eq!(partition.delete_records(Some(3)).unwrap().unwrap(), (3, 3));
    assert_eq!(offset(-2), Some(3));
    assert!(partition.delete_records(Some(6)).unwrap().is_err());
}

#[derive(Default)]
struct Recorder(Mutex<Vec<String>>);

impl LeadershipListener for Recorder {
    fn elected(&self, partition: i32, leader_epoch: i32) {
        self.0.lock().push(format!("elected {partition} {leader_epoch}"));
    }
    fn resigned(&self, partition: i32, leader_epoch: i32) {
        self.0.lock().push(format!("resigned {partition} {leader_epoch}"));
    }
    fn high_watermark(&self, partition: i32, high_watermark: i64) {
        self.0.lock().push(format!("committed {partition} {high_watermark}"));
    }
}

#[test]
fn a_coordinator_hears_of_its_partitions() {
    let mut fixture = Fixture::new(1, 1);
    let recorder = Arc::new(Recorder::default());
    fixture.manager.listen("topic", Arc::clone(&recorder) as Arc<dyn LeadershipListener>);
    fixture.apply(&[topic(), partition(0, &[1], 1)]);
    append(&fixture.partition(0), 2);
    fixture.apply(&[MetadataRecord::RemoveTopic(RemoveTopicRecord::default().with_topic_id(TOPIC_ID))]);
    assert_eq!(*recorder.0.lock(), ["elected 0 0", "committed 0 2", "resigned 0 0"]);
}

fn directories(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_deleted_topic_is_gone_and_its_successor_starts_empty() {
    let mut fixture = Fixture::new(1, 1);
    fixture.apply(&[topic(), partition(0, &[1], 1)]);
    let old = fixture.partition(0);
    append(&old, 2);
    fixture.apply(&[MetadataRecord::RemoveTopic(RemoveTopicRecord::default().with_topic_id(TOPIC_ID))]);
    assert!(fixture.manager.topic("topic").is_none());
    assert!(fixture.manager.topic_by_id(&TOPIC_ID).is_none());
    let code = old.fetch(&spec(0)).unwrap_err().error_code();
    assert_eq!(code, ErrorCode::NotLeaderOrFollower);
    assert!(directories(fixture.dirs[0].path()).iter().all(|name| name.ends_with("-delete")));
    fixture.apply(&[topic(), partition(0, &[1], 1)]);
    assert_eq!(fixture.partition(0).log().unwrap().log_end_offset(), 0);
}

#[test]
fn logs_outside_the_metadata_are_set_aside_and_known_ones_continue() {
    let mut fixture = Fixture::new(1, 1);
    fixture.apply(&[topic(), partition(0, &[1], 1)]);
    append(&fixture.partition(0), 2);
    let stray = TopicPartition::new("gone", 0);
    let logs = Arc::clone(fixture.manager.logs());
    logs.get_or_create(&stray, Some(Uuid::from_u128(9)), LogConfig::default(), None, NOW).unwrap();
    logs.shutdown(None);
    let Fixture { image, dirs, .. } = fixture;
    let manager = ReplicaManager::new(1, open_logs(&dirs), |_, _| TopicSettings::default());
    let delta = MetadataDelta::everything(&image);
    manager.apply(&MetadataUpdate { before: Arc::default(), after: image, delta }, NOW);
    let partition = manager.partition("topic", 0).unwrap();
    let log = partition.log().unwrap();
    assert_eq!((log.log_end_offset(), log.high_watermark()), (2, 2));
    let names = directories(dirs[0].path());
    assert!(names.iter().any(|name| name.starts_with("gone-0.") && name.ends_with("-stray")), "{names:?}");
}

#[test]
fn a_replica_moves_to_another_directory_while_it_is_written() {
    let mut fixture = Fixture::new(2, 1);
    fixture.apply(&[topic(), partition(0, &[1], 1)]);
    let partition = fixture.partition(0);
    for _ in 0..50 {
        append(&partition, 10);
    }
    let from = partition.log().unwrap().parent_dir().to_path_buf();
    let other = fixture.dirs.iter().map(|dir| dir.path()).find(|dir| *dir != from).unwrap();
    assert_eq!(
        fixture.manager.move_to_dir("topic", 0, Path::new("/nowhere"), NOW),
        ErrorCode::LogDirNotFound
    );
    assert_eq!(fixture.manager.move_to_dir("topic", 0, other, NOW), ErrorCode::None);
    let started = std::time::Instant::now();
    let mut appended = 500;
    while partition.log().unwrap().parent_dir() != other {
        append(&partition, 1);
        appended += 1;
        assert!(started.elapsed().as_secs() < 20, "the move does not end");
    }
    append(&partition, 1);
    let log = partition.log().unwrap();
    assert_eq!((log.log_end_offset(), log.high_watermark()), (appended + 1, appended + 1));
    assert!(!log.is_future());
    assert!(read_len(&partition, 499) > 0);
}
