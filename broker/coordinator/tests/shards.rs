//! Goal: shards answer when they may, and never get stuck. Method: the coordinator over a log in memory whose high
//! watermark, leadership and failures the test moves.

mod support;

use std::{sync::Arc, time::Duration};

use kavka_coordinator::{
    CoordinatorLog, GroupConfig, GroupCoordinator,
    group::messages::{
        HeartbeatRequest, ListGroupsRequest, OffsetCommitPartition, OffsetCommitRequest, OffsetCommitTopic,
        OffsetFetchRequest,
    },
};
use kavka_protocol::{ErrorCode, record::batches};
use support::{MemoryLog, until};
use uuid::Uuid;

fn start(config: GroupConfig) -> (GroupCoordinator, Arc<MemoryLog>) {
    let log = Arc::new(MemoryLog::default());
    let coordinator = GroupCoordinator::new(config, Arc::clone(&log) as Arc<dyn CoordinatorLog>);
    let told = coordinator.clone();
    log.tell(move |partition, high_watermark| told.on_high_watermark(partition, high_watermark));
    tokio::spawn(coordinator.run());
    (coordinator, log)
}

fn one_partition() -> GroupConfig {
    GroupConfig { offsets_topic_num_partitions: 1, ..GroupConfig::default() }
}

fn commit(group: &str, topics: usize) -> OffsetCommitRequest {
    let partition =
        OffsetCommitPartition { partition: 0, committed_offset: 42, leader_epoch: -1, metadata: None };
    OffsetCommitRequest {
        api_version: 9,
        group_id: group.into(),
        generation_id: -1,
        member_id: String::new(),
        group_instance_id: None,
        retention_time_ms: -1,
        topics: (0..topics)
            .map(|n| OffsetCommitTopic {
                name: format!("t{n}"),
                topic_id: Uuid::nil(),
                partitions: vec![partition.clone()],
            })
            .collect(),
    }
}

async fn commit_error(coordinator: &GroupCoordinator, request: OffsetCommitRequest) -> ErrorCode {
    coordinator.commit_offsets(request).await.topics[0].2[0].1
}

async fn fetched(coordinator: &GroupCoordinator, group: &str) -> usize {
    let request = OffsetFetchRequest {
        group_id: group.into(),
        member_id: None,
        member_epoch: -1,
        topics: None,
        require_stable: false,
    };
    coordinator.fetch_offsets(request).await.topics.len()
}

#[tokio::test]
async fn only_led_partitions_are_served() {
    let (coordinator, _log) = start(one_partition());
    assert_eq!(commit_error(&coordinator, commit("g", 1)).await, ErrorCode::NotCoordinator);
    coordinator.on_elected(0, 0);
    assert_eq!(commit_error(&coordinator, commit("g", 1)).await, ErrorCode::None);
    coordinator.on_resigned(0, 1);
    assert_eq!(commit_error(&coordinator, commit("g", 1)).await, ErrorCode::NotCoordinator);
    assert_eq!(coordinator.list_groups(&ListGroupsRequest::default()).await, (ErrorCode::None, Vec::new()));
}

#[tokio::test]
async fn an_answer_waits_for_the_high_watermark() {
    let (coordinator, log) = start(one_partition());
    log.with(0, |p| p.held = true);
    coordinator.on_elected(0, 0);
    let commit = coordinator.commit_offsets(commit("g", 1));
    let read = coordinator.describe_groups(vec!["g".into()]);
    let commit = commit.now().expect_err("not committed yet");
    tokio::time::sleep(Duration::from_millis(20)).await;
    let commit = commit.now().expect_err("not committed yet");
    log.commit(0);
    assert_eq!(commit.await.topics[0].2[0].1, ErrorCode::None);
    assert_eq!(read.await[0].group_state, "Empty");
}

#[tokio::test]
async fn a_write_that_is_never_committed_is_given_up() {
    let config = GroupConfig { offsets_commit_timeout: Duration::from_millis(30), ..one_partition() };
    let (coordinator, log) = start(config);
    log.with(0, |p| p.held = true);
    coordinator.on_elected(0, 0);
    assert_eq!(commit_error(&coordinator, commit("g", 1)).await, ErrorCode::CoordinatorNotAvailable);
    log.commit(0);
    assert_eq!(fetched(&coordinator, "g").await, 1, "unknown is not failed: it was committed after all");
}

#[tokio::test]
async fn who_waits_when_leadership_is_lost_is_sent_elsewhere() {
    let (coordinator, log) = start(one_partition());
    log.with(0, |p| p.held = true);
    coordinator.on_elected(0, 0);
    let answer = coordinator.commit_offsets(commit("g", 1));
    coordinator.on_resigned(0, 1);
    assert_eq!(answer.await.topics[0].2[0].1, ErrorCode::NotCoordinator);
}

#[tokio::test]
async fn a_deposed_leader_writes_nothing() {
    let (coordinator, log) = start(one_partition());
    coordinator.on_elected(0, 0);
    log.with(0, |p| p.leader_epoch = 1);
    assert_eq!(commit_error(&coordinator, commit("g", 1)).await, ErrorCode::NotCoordinator);
    assert_eq!(fetched(&coordinator, "g").await, 0);
}

#[tokio::test]
async fn a_new_leader_finds_what_was_committed() {
    let (coordinator, log) = start(one_partition());
    coordinator.on_elected(0, 0);
    for n in 0..20 {
        assert_eq!(commit_error(&coordinator, commit(&format!("g{n}"), 3)).await, ErrorCode::None);
    }
    coordinator.on_resigned(0, 1);
    log.with(0, |p| {
        p.leader_epoch = 2;
        p.reads_block = true;
    });
    coordinator.on_elected(0, 2);
    assert_eq!(commit_error(&coordinator, commit("g", 1)).await, ErrorCode::CoordinatorLoadInProgress);
    let heartbeat = HeartbeatRequest {
        group_id: "g0".into(),
        generation_id: 1,
        member_id: "m".into(),
        group_instance_id: None,
    };
    assert_eq!(coordinator.heartbeat(heartbeat).await, ErrorCode::None, "it is not the member's fault");
    let (error, _) = coordinator.list_groups(&ListGroupsRequest::default()).await;
    assert_eq!(error, ErrorCode::CoordinatorLoadInProgress);
    log.with(0, |p| p.reads_block = false);
    until("loaded", async || fetched(&coordinator, "g19").await == 3).await;
    let (_, groups) = coordinator.list_groups(&ListGroupsRequest::default()).await;
    assert_eq!(groups.len(), 20);
}

#[tokio::test]
async fn a_load_that_is_overtaken_is_dropped() {
    let (coordinator, log) = start(one_partition());
    coordinator.on_elected(0, 0);
    commit_error(&coordinator, commit("g", 1)).await;
    log.with(0, |p| p.reads_block = true);
    for epoch in 1..6 {
        coordinator.on_resigned(0, epoch * 2);
        log.with(0, |p| p.leader_epoch = epoch * 2 + 1);
        coordinator.on_elected(0, epoch * 2 + 1);
    }
    coordinator.on_resigned(0, 3);
    log.with(0, |p| p.reads_block = false);
    until("loaded", async || commit_error(&coordinator, commit("g", 2)).await == ErrorCode::None).await;
    assert_eq!(fetched(&coordinator, "g").await, 2);
}

#[tokio::test]
async fn many_records_become_several_batches() {
    let (coordinator, log) = start(one_partition());
    log.with(0, |p| p.max_batch_bytes = 1_000);
    coordinator.on_elected(0, 0);
    assert_eq!(commit_error(&coordinator, commit("g", 500)).await, ErrorCode::None);
    assert_eq!(fetched(&coordinator, "g").await, 500);
    let sizes: Vec<usize> =
        log.with(0, |p| batches(&p.bytes).map(|batch| batch.expect("whole").bytes().len()).collect());
    assert!(sizes.len() > 10 && sizes.iter().all(|size| *size <= 1_000));
    let end = log.with(0, |p| p.end);
    let mut large = commit("h", 100);
    large.topics[99].partitions[0].metadata = Some("x".repeat(2_000));
    assert_eq!(commit_error(&coordinator, large).await, ErrorCode::UnknownServerError);
    assert_eq!(log.with(0, |p| p.end), end, "all or nothing");
    assert_eq!(fetched(&coordinator, "h").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn commits_from_many_sides_all_get_their_answers() {
    let (coordinator, log) = start(GroupConfig { offsets_topic_num_partitions: 2, ..GroupConfig::default() });
    for partition in 0..2 {
        log.with(partition, |p| p.held = true);
        coordinator.on_elected(partition, 0);
    }
    let committing = Arc::clone(&log);
    let mover = tokio::spawn(async move {
        loop {
            committing.commit(0);
            committing.commit(1);
            tokio::task::yield_now().await;
        }
    });
    let clients: Vec<_> = (0..8)
        .map(|client| {
            let coordinator = coordinator.clone();
            tokio::spawn(async move {
                for n in 0..300 {
                    let error = commit_error(&coordinator, commit(&format!("g{client}-{n}"), 1)).await;
                    assert_eq!(error, ErrorCode::None);
                }
            })
        })
        .collect();
    for client in clients {
        tokio::time::timeout(Duration::from_secs(60), client).await.expect("not stuck").expect("no panic");
    }
    mover.abort();
    let (_, groups) = coordinator.list_groups(&ListGroupsRequest::default()).await;
    assert_eq!(groups.len(), 8 * 300);
}
