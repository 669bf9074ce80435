//! Reading: every version, limits, sessions, and what is not there.

use anyhow::{Context, Result};
use kavka_protocol::ApiKey;
use kavka_protocol::compression::Codec;
use kavka_protocol::messages::fetch_request::{FetchPartition, FetchTopic, ForgottenTopic, ReplicaState};
use kavka_protocol::messages::{BrokerId, FetchRequest, FetchResponse, ProduceResponse};
use kavka_protocol::record::BatchOptions;
use uuid::Uuid;

use crate::player::{Session, topic};
use crate::produce::{batch, request as produce};

struct Wanted<'a> {
    name: &'a str,
    id: Uuid,
    partition: i32,
    offset: i64,
    max_bytes: i32,
}

fn request(version: i16, wanted: &[Wanted<'_>], max_bytes: i32) -> FetchRequest {
    let topics = wanted
        .iter()
        .map(|w| {
            let mut partition = make!(FetchPartition {
                partition: w.partition,
                fetch_offset: w.offset,
                partition_max_bytes: w.max_bytes
            });
            partition.current_leader_epoch = -1;
            let (name, id) = if version >= 13 { ("", w.id) } else { (w.name, Uuid::nil()) };
            make!(FetchTopic { topic: topic(name), topic_id: id, partitions: vec![partition] })
        })
        .collect();
    make!(FetchRequest {
        max_wait_ms: 0,
        min_bytes: 1,
        max_bytes: max_bytes,
        session_epoch: -1,
        topics: topics
    })
}

/// All of a partition, for versions up to 12.
pub(crate) fn whole_partition(name: &str, partition: i32) -> FetchRequest {
    let all = Wanted { name, id: Uuid::nil(), partition, offset: 0, max_bytes: 1 << 24 };
    request(12, &[all], 1 << 24)
}

fn ask(session: &mut Session, label: &str, version: i16, request: &FetchRequest) -> Option<FetchResponse> {
    session.call(label, ApiKey::Fetch, version, request)
}

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let id = session.topic("fe", 2, &[])?;
    for codec in [Codec::None, Codec::Gzip, Codec::None] {
        // Apache's gzip and ours may differ in bytes, so the batch is kept as it was sent.
        let records = batch(BatchOptions { codec, ..BatchOptions::default() }, &["a", "b", "c"])?.freeze();
        let _: ProduceResponse =
            session.quiet(ApiKey::Produce, 9, &produce("fe", Uuid::nil(), -1, &[(0, Some(records))]))?;
    }
    let at =
        |partition: i32, offset: i64, max_bytes: i32| Wanted { name: "fe", id, partition, offset, max_bytes };
    for version in 4..=18 {
        ask(session, "all", version, &request(version, &[at(0, 0, 1 << 20)], 1 << 20));
        ask(session, "inside a batch", version, &request(version, &[at(0, 4, 1 << 20)], 1 << 20));
        ask(session, "at the end", version, &request(version, &[at(0, 9, 1 << 20)], 1 << 20));
        ask(session, "beyond the end", version, &request(version, &[at(0, 10, 1 << 20)], 1 << 20));
        ask(session, "before the start", version, &request(version, &[at(0, -1, 1 << 20)], 1 << 20));
        ask(session, "unknown partition", version, &request(version, &[at(7, 0, 1 << 20)], 1 << 20));
        let unknown = Wanted {
            name: "fe-unknown",
            id: Uuid::from_u128(3),
            partition: 0,
            offset: 0,
            max_bytes: 1 << 20,
        };
        ask(session, "unknown topic", version, &request(version, &[unknown], 1 << 20));
        ask(session, "nothing", version, &request(version, &[], 1 << 20));
        let mut committed = request(version, &[at(0, 0, 1 << 20)], 1 << 20);
        committed.isolation_level = 1;
        ask(session, "read committed", version, &committed);
    }
    limits(session, id);
    epochs(session, id);
    sessions(session, id)
}

fn limits(session: &mut Session, id: Uuid) {
    let at =
        |partition: i32, offset: i64, max_bytes: i32| Wanted { name: "fe", id, partition, offset, max_bytes };
    for (partition_max, max) in
        [(1, 1 << 20), (1 << 20, 1), (100, 1 << 20), (0, 0), (-1, -1), (150, 150), (250, 1 << 20)]
    {
        let label = format!("at most {partition_max} of {max}");
        ask(session, &label, 12, &request(12, &[at(0, 0, partition_max), at(1, 0, partition_max)], max));
    }
    let twice = [at(0, 0, 1), at(0, 3, 1)];
    ask(session, "a partition twice", 12, &request(12, &twice, 1 << 20));
    let mut odd = request(12, &[at(0, 0, 1 << 20)], 1 << 20);
    odd.isolation_level = 2;
    ask(session, "odd isolation", 12, &odd);
    let mut waits = request(12, &[at(0, 9, 1 << 20)], 1 << 20);
    waits.max_wait_ms = 300;
    ask(session, "waits in vain", 12, &waits);
    waits.min_bytes = 0;
    ask(session, "waits for nothing", 12, &waits);
    waits.max_wait_ms = -1;
    ask(session, "negative wait", 12, &waits);
}

fn epochs(session: &mut Session, id: Uuid) {
    for (label, current, last) in [
        ("current epoch", 0, -1),
        ("epoch to come", 5, -1),
        ("last fetched epoch", 0, 0),
        ("last fetched epoch to come", 0, 4),
    ] {
        for version in [9, 12, 16] {
            let wanted = Wanted { name: "fe", id, partition: 0, offset: 3, max_bytes: 1 << 20 };
            let mut request = request(version, &[wanted], 1 << 20);
            let partition = &mut request.topics[0].partitions[0];
            partition.current_leader_epoch = current;
            if version >= 12 {
                partition.last_fetched_epoch = last;
            }
            ask(session, label, version, &request);
        }
    }
    // A follower that is none.
    let wanted = Wanted { name: "fe", id, partition: 0, offset: 0, max_bytes: 1 << 20 };
    let mut follower = request(14, &[wanted], 1 << 20);
    follower.replica_id = BrokerId(2);
    ask(session, "as another broker", 14, &follower);
    let wanted = Wanted { name: "fe", id, partition: 0, offset: 0, max_bytes: 1 << 20 };
    let mut follower = request(16, &[wanted], 1 << 20);
    follower.replica_state = make!(ReplicaState { replica_id: BrokerId(2), replica_epoch: 1 });
    ask(session, "as another broker", 16, &follower);
}

fn sessions(session: &mut Session, id: Uuid) -> Result<()> {
    for version in [7, 12, 13, 17] {
        let at =
            |partition: i32, offset: i64| Wanted { name: "fe", id, partition, offset, max_bytes: 1 << 20 };
        let mut open = request(version, &[at(0, 9), at(1, 0)], 1 << 20);
        open.session_epoch = 0;
        let opened = ask(session, "opens a session", version, &open).context("no session")?;
        let mut next = request(version, &[], 1 << 20);
        next.session_id = opened.session_id;
        next.session_epoch = 1;
        ask(session, "nothing new", version, &next);
        next.session_epoch = 7;
        ask(session, "wrong epoch", version, &next);
        next.session_epoch = 2;
        next.topics = request(version, &[at(0, 6)], 1 << 20).topics;
        ask(session, "an offset moved back", version, &next);
        next.session_epoch = 3;
        next.topics.clear();
        ask(session, "the same again", version, &next);
        next.session_epoch = 4;
        next.topics = request(version, &[at(0, 99)], 1 << 20).topics;
        ask(session, "out of range", version, &next);
        next.session_epoch = 5;
        next.topics.clear();
        ask(session, "still out of range", version, &next);
        next.session_epoch = 6;
        let (name, topic_id) = if version >= 13 { ("", id) } else { ("fe", Uuid::nil()) };
        next.forgotten_topics_data =
            vec![make!(ForgottenTopic { topic: topic(name), topic_id: topic_id, partitions: vec![0] })];
        ask(session, "forgets one", version, &next);
        next.session_epoch = -1;
        next.forgotten_topics_data.clear();
        next.topics = request(version, &[at(0, 9)], 1 << 20).topics;
        ask(session, "closes the session", version, &next);
        next.session_epoch = 8;
        ask(session, "closed session", version, &next);
        next.session_id = 12_345;
        next.session_epoch = 1;
        ask(session, "unknown session", version, &next);
        next.session_epoch = -2;
        ask(session, "negative epoch", version, &next);
    }
    Ok(())
}
