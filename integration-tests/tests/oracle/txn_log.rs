//! Transactions as the log shows them: read_committed, aborted ranges, markers written by hand, producer states.

use anyhow::Result;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::describe_producers_request::TopicRequest;
use kavka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kavka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kavka_protocol::messages::write_txn_markers_request::{WritableTxnMarker, WritableTxnMarkerTopic};
use kavka_protocol::messages::{
    BrokerId, DescribeProducersRequest, DescribeProducersResponse, FetchRequest, FetchResponse,
    ListOffsetsRequest, ListOffsetsResponse, ProduceResponse, ProducerId, WriteTxnMarkersRequest,
    WriteTxnMarkersResponse,
};
use uuid::Uuid;

use crate::player::{Session, topic};
use crate::txn::{Producer, await_coordinator, await_state};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let id = session.topic("tl", 2, &[])?;
    await_coordinator(session, "tl")?;
    read_committed(session, id)?;
    markers(session)?;
    hanging(session)?;
    Ok(())
}

fn fetch(session: &mut Session, label: &str, version: i16, id: Uuid, offset: i64, committed: bool) {
    let wanted = make!(FetchPartition {
        partition: 0,
        current_leader_epoch: -1,
        fetch_offset: offset,
        partition_max_bytes: 1 << 20
    });
    let (name, id) = if version >= 13 { ("", id) } else { ("tl", Uuid::nil()) };
    let request = make!(FetchRequest {
        max_wait_ms: 0,
        min_bytes: 1,
        max_bytes: 1 << 20,
        session_epoch: -1,
        isolation_level: i8::from(committed),
        topics: vec![make!(FetchTopic { topic: topic(name), topic_id: id, partitions: vec![wanted] })],
    });
    let label = format!("{label} from {offset}, {}", if committed { "committed" } else { "all" });
    session.call_then::<_, FetchResponse>(&label, ApiKey::Fetch, version, &request, |response| {
        // Markers carry the time of their writing, so only the length of what came is compared.
        for partition in response.responses.iter_mut().flat_map(|topic| &mut topic.partitions) {
            let length = partition.records.as_ref().map_or(0, |records| records.len());
            partition.records = Some(bytes::Bytes::from(format!("{length} bytes")));
        }
    });
}

fn ends(session: &mut Session, label: &str, name: &str) {
    for (version, isolation, timestamp) in
        [(2, 0, -1), (2, 1, -1), (7, 1, -1), (7, 1, -3), (7, 0, -3), (7, 1, 0)]
    {
        let wanted = make!(ListOffsetsPartition {
            partition_index: 0,
            current_leader_epoch: -1,
            timestamp: timestamp
        });
        let wanted = make!(ListOffsetsTopic { name: topic(name), partitions: vec![wanted] });
        let request = make!(ListOffsetsRequest {
            replica_id: BrokerId(-1),
            isolation_level: isolation,
            topics: vec![wanted]
        });
        let label = format!("{label}, isolation {isolation}, timestamp {timestamp}");
        session.call::<_, ListOffsetsResponse>(&label, ApiKey::ListOffsets, version, &request);
    }
}

fn producers(session: &mut Session, label: &str, name: &str) {
    let wanted = make!(TopicRequest { name: topic(name), partition_indexes: vec![0] });
    let request = make!(DescribeProducersRequest { topics: vec![wanted] });
    session.call_then::<_, DescribeProducersResponse>(
        label,
        ApiKey::DescribeProducers,
        0,
        &request,
        |response| {
            for partition in response.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
                partition.active_producers.sort_by_key(|found| found.producer_id);
            }
        },
    );
}

fn quietly(session: &mut Session, producer: &Producer, name: &str, at: i32, values: &[&str]) -> Result<()> {
    let request = producer.produce_request(name, 0, producer.records(at, values)?);
    let done: ProduceResponse = session.quiet(ApiKey::Produce, 11, &request)?;
    let answer = &done.responses[0].partition_responses[0];
    anyhow::ensure!(answer.error_code == 0, "produce: {answer:?}");
    Ok(())
}

fn read_committed(session: &mut Session, id: Uuid) -> Result<()> {
    let mut first = Producer::quietly(session, "tl-first", 60_000)?;
    let mut second = Producer::quietly(session, "tl-second", 60_000)?;
    first.add_quietly(session, &[("tl", &[0])])?;
    second.add_quietly(session, &[("tl", &[0])])?;
    quietly(session, &first, "tl", 0, &["a", "b"])?;
    quietly(session, &second, "tl", 0, &["c"])?;
    quietly(session, &first, "tl", 2, &["d"])?;
    producers(session, "two open", "tl");
    ends(session, "two open", "tl");
    fetch(session, "two open", 11, id, 0, true);
    second.end(session, "the later one", 4, false);
    await_state(session, "tl-second", "CompleteAbort")?;
    ends(session, "one open", "tl");
    fetch(session, "one open", 11, id, 0, true);
    first.end(session, "the earlier one", 4, true);
    await_state(session, "tl-first", "CompleteCommit")?;
    producers(session, "none open", "tl");
    ends(session, "none open", "tl");
    for round in 0..3 {
        first.add_quietly(session, &[("tl", &[0])])?;
        quietly(session, &first, "tl", 3 + round, &["e"])?;
        first.end(session, "aborted", 4, false);
        await_state(session, "tl-first", "CompleteAbort")?;
    }
    for version in 4..=18 {
        for offset in [0, 2, 4, 6, 8, 12] {
            fetch(session, "none open", version, id, offset, true);
        }
        fetch(session, "none open", version, id, 0, false);
    }
    Ok(())
}

fn marker(producer: &Producer, committed: bool, partitions: &[(&str, &[i32])]) -> WritableTxnMarker {
    let topics = partitions
        .iter()
        .map(|(name, partitions)| {
            make!(WritableTxnMarkerTopic { name: topic(name), partition_indexes: partitions.to_vec() })
        })
        .collect();
    make!(WritableTxnMarker {
        producer_id: ProducerId(producer.producer_id),
        producer_epoch: producer.epoch,
        transaction_result: committed,
        topics: topics,
        coordinator_epoch: 0,
    })
}

fn write(session: &mut Session, label: &str, version: i16, markers: Vec<WritableTxnMarker>) {
    // The largest timestamp is the first of its kind, and markers of one millisecond would share it on a quick node.
    std::thread::sleep(std::time::Duration::from_millis(3));
    let request = make!(WriteTxnMarkersRequest { markers: markers });
    session.call_then::<_, WriteTxnMarkersResponse>(
        label,
        ApiKey::WriteTxnMarkers,
        version,
        &request,
        |response| {
            for marker in &mut response.markers {
                marker.topics.sort_by(|a, b| a.name.cmp(&b.name));
                marker
                    .topics
                    .iter_mut()
                    .for_each(|topic| topic.partitions.sort_by_key(|p| p.partition_index));
            }
        },
    );
}

fn markers(session: &mut Session) -> Result<()> {
    session.topic("tl-markers", 2, &[])?;
    for version in 1..=2 {
        let id = if version == 1 { "tl-markers-1" } else { "tl-markers-2" };
        let producer = Producer::quietly(session, id, 600_000)?;
        producer.add_quietly(session, &[("tl-markers", &[0])])?;
        quietly(session, &producer, "tl-markers", 0, &["a"])?;
        let at = |partitions: &[(&str, &[i32])]| vec![marker(&producer, true, partitions)];
        write(session, "no markers", version, vec![]);
        write(session, "no topics", version, at(&[]));
        write(session, "unknown topic", version, at(&[("tl-unknown", &[0])]));
        write(session, "unknown partition", version, at(&[("tl-markers", &[9])]));
        let old = producer.with_epoch(producer.epoch - 1);
        write(session, "older epoch", version, vec![marker(&old, true, &[("tl-markers", &[0])])]);
        ends(session, "still open", "tl-markers");
        write(session, "commit", version, at(&[("tl-markers", &[0])]));
        ends(session, "ended by hand", "tl-markers");
        producers(session, "ended by hand", "tl-markers");
        write(session, "commit again", version, at(&[("tl-markers", &[0])]));
        let stranger = producer.with_producer_id(700_000 + i64::from(version));
        write(session, "a stranger", version, vec![marker(&stranger, false, &[("tl-markers", &[1])])]);
        let newer = producer.with_epoch(producer.epoch + 1);
        let both = vec![
            marker(&newer, false, &[("tl-markers", &[0, 1])]),
            marker(&producer, false, &[("tl-markers", &[0]), ("tl-unknown", &[0])]),
        ];
        write(session, "newer, then older epoch", version, both);
        let mut stale = marker(&newer, false, &[("tl-markers", &[0])]);
        stale.coordinator_epoch = -1;
        write(session, "older coordinator", version, vec![stale]);
        let mut later = marker(&newer, false, &[("tl-markers", &[0])]);
        later.coordinator_epoch = 5;
        write(session, "newer coordinator", version, vec![later]);
        let again = marker(&newer, false, &[("tl-markers", &[0])]);
        write(session, "the coordinator before", version, vec![again]);
        producers(session, "after all", "tl-markers");
        if version >= 2 {
            for (label, epoch) in [("the epoch it has", newer.epoch), ("the next epoch", newer.epoch + 1)] {
                let mut second = marker(&producer.with_epoch(epoch), true, &[("tl-markers", &[0])]);
                second.transaction_version = 2;
                second.coordinator_epoch = 5;
                write(session, &format!("of transaction version 2, {label}"), version, vec![second]);
            }
            producers(session, "after version 2", "tl-markers");
        }
    }
    Ok(())
}

/// A transaction whose coordinator has ended it, but whose producer writes on, as a late request would.
fn hanging(session: &mut Session) -> Result<()> {
    session.topic("tl-hanging", 1, &[])?;
    let mut producer = Producer::quietly(session, "tl-hanging", 60_000)?;
    producer.add_quietly(session, &[("tl-hanging", &[0])])?;
    quietly(session, &producer, "tl-hanging", 0, &["a"])?;
    let before = producer.clone();
    producer.end(session, "the old way", 4, true);
    await_state(session, "tl-hanging", "CompleteCommit")?;
    before.produce(session, "late, old client", 11, ("tl-hanging", 0), (1, &["b"]))?;
    before.produce(session, "late, older client", 7, ("tl-hanging", 0), (1, &["b"]))?;
    ends(session, "nothing hangs", "tl-hanging");
    producer.add_quietly(session, &[("tl-hanging", &[0])])?;
    quietly(session, &producer, "tl-hanging", 1, &["c"])?;
    let before = producer.clone();
    producer.end(session, "the new way", 5, true);
    await_state(session, "tl-hanging", "CompleteCommit")?;
    before.produce(session, "late, new client", 12, ("tl-hanging", 0), (2, &["d"]))?;
    before.produce(session, "late, old client, again", 11, ("tl-hanging", 0), (2, &["d"]))?;
    ends(session, "nothing hangs, still", "tl-hanging");
    producers(session, "nothing hangs", "tl-hanging");
    Ok(())
}
