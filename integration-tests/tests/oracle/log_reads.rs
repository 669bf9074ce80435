//! Offsets by time, epochs, deletion of records, log directories, producers.

use anyhow::Result;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::alter_replica_log_dirs_request::{AlterReplicaLogDir, AlterReplicaLogDirTopic};
use kavka_protocol::messages::delete_records_request::{DeleteRecordsPartition, DeleteRecordsTopic};
use kavka_protocol::messages::describe_log_dirs_request::DescribableLogDirTopic;
use kavka_protocol::messages::describe_producers_request::TopicRequest;
use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kavka_protocol::messages::offset_for_leader_epoch_request::{
    OffsetForLeaderPartition, OffsetForLeaderTopic,
};
use kavka_protocol::messages::{
    AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse, BrokerId, DeleteRecordsRequest,
    DeleteRecordsResponse, DescribeLogDirsRequest, DescribeLogDirsResponse, DescribeProducersRequest,
    DescribeProducersResponse, ListOffsetsRequest, ListOffsetsResponse, OffsetForLeaderEpochRequest,
    OffsetForLeaderEpochResponse, ProduceResponse,
};
use kavka_protocol::record::BatchOptions;
use uuid::Uuid;

use crate::player::{Session, s, topic};
use crate::produce::{TIME, batch, request as produce};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    session.topic("lr", 2, &[])?;
    for _ in 0..3 {
        let records = batch(BatchOptions::default(), &["a", "b", "c"])?.freeze();
        let _: ProduceResponse =
            session.quiet(ApiKey::Produce, 9, &produce("lr", Uuid::nil(), -1, &[(0, Some(records))]))?;
    }
    list_offsets(session);
    leader_epochs(session);
    producers(session)?;
    log_dirs(session);
    delete_records(session);
    // What deletion changed.
    for time in [-1, -2, TIME] {
        ask_offset(session, &format!("time {time} after deletion"), 7, "lr", 0, time, -1, 0);
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "one call per line of a table")]
fn ask_offset(
    session: &mut Session,
    label: &str,
    version: i16,
    name: &str,
    partition: i32,
    time: i64,
    epoch: i32,
    isolation: i8,
) {
    let partition = make!(ListOffsetsPartition {
        partition_index: partition,
        current_leader_epoch: epoch,
        timestamp: time
    });
    let wanted = make!(ListOffsetsTopic { name: topic(name), partitions: vec![partition] });
    let mut request = make!(ListOffsetsRequest { replica_id: BrokerId(-1), topics: vec![wanted] });
    if version >= 2 {
        request.isolation_level = isolation;
    }
    if version >= 10 {
        request.timeout_ms = 1_000;
    }
    session.call::<_, ListOffsetsResponse>(label, ApiKey::ListOffsets, version, &request);
}

fn list_offsets(session: &mut Session) {
    for version in 1..=11 {
        for time in [-1, -2, -3, -4, -5, -6, -7, 0, TIME, TIME + 1, TIME + 2, TIME + 3, i64::MAX, i64::MIN] {
            ask_offset(session, &format!("time {time}"), version, "lr", 0, time, -1, 0);
        }
        for time in [-1, -2, -3, 0] {
            ask_offset(session, &format!("time {time} of an empty one"), version, "lr", 1, time, -1, 0);
        }
        ask_offset(session, "unknown partition", version, "lr", 5, -1, -1, 0);
        ask_offset(session, "unknown topic", version, "lr-unknown", 0, -1, -1, 0);
        ask_offset(session, "read committed", version, "lr", 0, -1, -1, 1);
        ask_offset(session, "odd isolation", version, "lr", 0, -1, -1, 7);
        if version >= 4 {
            ask_offset(session, "current epoch", version, "lr", 0, -1, 0, 0);
            ask_offset(session, "epoch to come", version, "lr", 0, -1, 9, 0);
        }
    }
    let partition = |at: i32| {
        make!(ListOffsetsPartition { partition_index: at, current_leader_epoch: -1, timestamp: -1 })
    };
    let wanted = make!(ListOffsetsTopic {
        name: topic("lr"),
        partitions: vec![partition(0), partition(0), partition(1)]
    });
    let mut request = make!(ListOffsetsRequest { replica_id: BrokerId(-1), topics: vec![wanted] });
    let label = "a partition twice";
    session.call_then(label, ApiKey::ListOffsets, 7, &request, |response: &mut ListOffsetsResponse| {
        // Apache Kafka collects the partitions in a hash map.
        response.topics.iter_mut().for_each(|topic| topic.partitions.sort_by_key(|p| p.partition_index));
    });
    request.topics.clear();
    session.call::<_, ListOffsetsResponse>("nothing", ApiKey::ListOffsets, 7, &request);
}

fn leader_epochs(session: &mut Session) {
    for version in 2..=4 {
        for (name, partition, current, epoch) in [
            ("lr", 0, -1, 0),
            ("lr", 0, 0, 0),
            ("lr", 0, -1, 1),
            ("lr", 0, -1, -1),
            ("lr", 0, 7, 0),
            ("lr", 1, -1, 0),
            ("lr", 9, -1, 0),
            ("lr-unknown", 0, -1, 0),
        ] {
            let wanted = make!(OffsetForLeaderPartition {
                partition: partition,
                current_leader_epoch: current,
                leader_epoch: epoch,
            });
            let wanted = make!(OffsetForLeaderTopic { topic: topic(name), partitions: vec![wanted] });
            let mut request = make!(OffsetForLeaderEpochRequest { topics: vec![wanted] });
            request.replica_id = BrokerId(if version >= 3 { -1 } else { -2 });
            let label = format!("{name}-{partition} at {epoch}, current {current}");
            session.call::<_, OffsetForLeaderEpochResponse>(
                &label,
                ApiKey::OffsetForLeaderEpoch,
                version,
                &request,
            );
        }
    }
}

fn producers(session: &mut Session) -> Result<()> {
    let options =
        BatchOptions { producer_id: 4_000, producer_epoch: 2, base_sequence: 0, ..BatchOptions::default() };
    let records = batch(options, &["p"])?.freeze();
    let _: ProduceResponse =
        session.quiet(ApiKey::Produce, 9, &produce("lr", Uuid::nil(), -1, &[(1, Some(records))]))?;
    for (label, name, partitions) in [
        ("one", "lr", &[0, 1][..]),
        ("unknown partition", "lr", &[8]),
        ("unknown topic", "lr-unknown", &[0]),
        ("no partition", "lr", &[]),
        ("bad name", "a b", &[0]),
    ] {
        let wanted = make!(TopicRequest { name: topic(name), partition_indexes: partitions.to_vec() });
        let request = make!(DescribeProducersRequest { topics: vec![wanted] });
        session.call::<_, DescribeProducersResponse>(label, ApiKey::DescribeProducers, 0, &request);
    }
    Ok(())
}

fn log_dirs(session: &mut Session) {
    for version in 1..=5 {
        for (label, topics) in [
            ("some", Some(vec![("lr", vec![0, 1])])),
            ("unknown", Some(vec![("lr", vec![9]), ("lr-unknown", vec![0])])),
            ("nothing", Some(vec![])),
        ] {
            let topics = topics.map(|all| {
                all.into_iter()
                    .map(|(name, partitions)| {
                        make!(DescribableLogDirTopic { topic: topic(name), partitions: partitions })
                    })
                    .collect()
            });
            let request = make!(DescribeLogDirsRequest { topics: topics });
            session.call_then::<_, DescribeLogDirsResponse>(
                label,
                ApiKey::DescribeLogDirs,
                version,
                &request,
                |response| {
                    for dir in &mut response.results {
                        dir.topics.sort_by(|a, b| a.name.cmp(&b.name));
                        dir.topics.iter_mut().for_each(|t| t.partitions.sort_by_key(|p| p.partition_index));
                    }
                },
            );
        }
    }
    for version in [1, 2] {
        for (label, path, name, partition) in [
            ("unknown directory", "/nowhere", "lr", 0),
            ("relative directory", "here", "lr", 0),
            ("unknown directory and topic", "/nowhere", "lr-unknown", 0),
        ] {
            let wanted = make!(AlterReplicaLogDirTopic { name: topic(name), partitions: vec![partition] });
            let dir = make!(AlterReplicaLogDir { path: s(path), topics: vec![wanted] });
            let request = make!(AlterReplicaLogDirsRequest { dirs: vec![dir] });
            session.call::<_, AlterReplicaLogDirsResponse>(
                label,
                ApiKey::AlterReplicaLogDirs,
                version,
                &request,
            );
        }
    }
}

fn delete_records(session: &mut Session) {
    let mut ask = |label: &str, version: i16, name: &str, partition: i32, offset: i64| {
        let partition = make!(DeleteRecordsPartition { partition_index: partition, offset: offset });
        let wanted = make!(DeleteRecordsTopic { name: topic(name), partitions: vec![partition] });
        let request = make!(DeleteRecordsRequest { topics: vec![wanted], timeout_ms: 10_000 });
        session.call::<_, DeleteRecordsResponse>(label, ApiKey::DeleteRecords, version, &request);
    };
    for version in 0..=2 {
        ask("beyond the end", version, "lr", 0, 10);
        ask("below -1", version, "lr", 0, -2);
        ask("unknown partition", version, "lr", 9, 1);
        ask("unknown topic", version, "lr-unknown", 0, 1);
        ask("internal topic", version, "__consumer_offsets", 0, 1);
        ask("up to inside a batch", version, "lr", 0, 2 + i64::from(version));
        ask("the same again", version, "lr", 0, 2 + i64::from(version));
        ask("less", version, "lr", 0, 1);
    }
    ask("all", 2, "lr", 0, -1);
    ask("all of an empty one", 2, "lr", 0, -1);
}
