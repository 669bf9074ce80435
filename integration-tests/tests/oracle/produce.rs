//! Appending: good batches of every kind, and every way to be refused.

use anyhow::{Context, Result};
use bytes::{Bytes, BytesMut};
use kavka_protocol::ApiKey;
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::{
    InitProducerIdRequest, InitProducerIdResponse, ProduceRequest, ProduceResponse, ProducerId,
    TransactionalId,
};
use kavka_protocol::record::{BatchBuilder, BatchOptions};
use uuid::Uuid;

use crate::player::{Session, s, topic};

/// Records with keys, at a fixed time.
pub(crate) fn batch(options: BatchOptions, values: &[&str]) -> Result<BytesMut> {
    let mut builder = BatchBuilder::new(options);
    for (at, value) in values.iter().enumerate() {
        let key = format!("k{at}");
        builder.append(TIME + at as i64, Some(key.as_bytes()), Some(value.as_bytes()), &[])?;
    }
    Ok(builder.build(&mut Compressor::default())?)
}

/// In the past, so that no clock calls it too far ahead, and the same on every run.
pub(crate) const TIME: i64 = 1_600_000_000_000;

pub(crate) fn request(name: &str, id: Uuid, acks: i16, parts: &[(i32, Option<Bytes>)]) -> ProduceRequest {
    let data = parts
        .iter()
        .map(|(index, records)| make!(PartitionProduceData { index: *index, records: records.clone() }))
        .collect();
    let wanted = make!(TopicProduceData { name: topic(name), topic_id: id, partition_data: data });
    make!(ProduceRequest { acks: acks, timeout_ms: 10_000, topic_data: vec![wanted] })
}

/// Names up to version 12, ids from 13 on.
pub(crate) fn versioned(
    version: i16,
    name: &str,
    id: Uuid,
    acks: i16,
    parts: &[(i32, Option<Bytes>)],
) -> ProduceRequest {
    if version >= 13 { request("", id, acks, parts) } else { request(name, Uuid::nil(), acks, parts) }
}

pub(crate) fn ask(
    session: &mut Session,
    label: &str,
    version: i16,
    request: &ProduceRequest,
) -> Option<ProduceResponse> {
    session.call_then(label, ApiKey::Produce, version, request, |response: &mut ProduceResponse| {
        response.responses.sort_by(|a, b| (&a.name, a.topic_id).cmp(&(&b.name, b.topic_id)));
        for answered in &mut response.responses {
            answered.partition_responses.sort_by_key(|p| p.index);
        }
    })
}

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let id = session.topic("pr", 2, &[])?;
    for version in 3..=13 {
        for acks in [1, -1] {
            let records = batch(BatchOptions::default(), &["a", "b"])?.freeze();
            let good = versioned(version, "pr", id, acks, &[(0, Some(records.clone())), (1, Some(records))]);
            ask(session, &format!("acks {acks}"), version, &good);
        }
        let records = batch(BatchOptions::default(), &["a"])?.freeze();
        let unknown = versioned(version, "pr-unknown", Uuid::from_u128(9), 1, &[(0, Some(records.clone()))]);
        ask(session, "unknown topic", version, &unknown);
        ask(
            session,
            "unknown partition",
            version,
            &versioned(version, "pr", id, 1, &[(9, Some(records.clone()))]),
        );
        ask(session, "acks 2", version, &versioned(version, "pr", id, 2, &[(0, Some(records.clone()))]));
        ask(session, "acks -2", version, &versioned(version, "pr", id, -2, &[(0, Some(records))]));
        ask(session, "nothing", version, &make!(ProduceRequest { acks: 1, timeout_ms: 1_000 }));
    }
    codecs(session, id)?;
    bad_batches(session, id)?;
    compacted(session)?;
    idempotent(session, id)?;
    init_producer_id(session);
    Ok(())
}

fn codecs(session: &mut Session, id: Uuid) -> Result<()> {
    for codec in Codec::ALL {
        let records = batch(BatchOptions { codec, ..BatchOptions::default() }, &["x"; 50])?.freeze();
        for version in [3, 7, 13] {
            let label = format!("{codec:?}");
            ask(session, &label, version, &versioned(version, "pr", id, -1, &[(0, Some(records.clone()))]));
        }
    }
    for kind in ["gzip", "lz4", "uncompressed"] {
        let name = format!("pr-{kind}");
        session.topic(&name, 1, &[("compression.type", kind)])?;
        let records =
            batch(BatchOptions { codec: Codec::Zstd, ..BatchOptions::default() }, &["y"; 50])?.freeze();
        ask(session, &format!("to be {kind}"), 9, &request(&name, Uuid::nil(), -1, &[(0, Some(records))]));
    }
    session.topic("pr-append-time", 1, &[("message.timestamp.type", "LogAppendTime")])?;
    let records = batch(BatchOptions::default(), &["a", "b"])?.freeze();
    ask(session, "log append time", 9, &request("pr-append-time", Uuid::nil(), -1, &[(0, Some(records))]));
    Ok(())
}

fn bad_batches(session: &mut Session, id: Uuid) -> Result<()> {
    let good = batch(BatchOptions::default(), &["a", "b", "c"])?;
    let changed = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        Some(bytes.freeze())
    };
    // Changes behind the CRC need a new one; those before it (offset, length, epoch, magic) are outside.
    let resealed = |change: &dyn Fn(&mut BytesMut)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        let crc = kavka_protocol::record::crc32c(&bytes[21..]);
        bytes[17..21].copy_from_slice(&crc.to_be_bytes());
        Some(bytes.freeze())
    };
    let two = [&good[..], &good[..]].concat();
    let end = good.len();
    // Null records are left out: Apache Kafka fails on them and never answers.
    let cases: Vec<(&str, Option<Bytes>)> = vec![
        ("empty records", Some(Bytes::new())),
        ("half a batch", Some(good.clone().freeze().slice(..end / 2))),
        ("a byte too few", Some(good.clone().freeze().slice(..end - 1))),
        ("a byte too many", Some(Bytes::from([&good[..], &[0]].concat()))),
        ("two batches", Some(Bytes::from(two))),
        ("wrong crc", changed(end - 1, 0x55)),
        ("base offset 7", changed(7, 7)),
        ("magic 0", changed(16, 0)),
        ("magic 1", changed(16, 1)),
        ("magic 3", changed(16, 3)),
        ("length 0", changed(11, 0)),
        ("negative length", changed(8, 0xff)),
        ("unknown codec", resealed(&|b| b[22] |= 7)),
        ("control batch", resealed(&|b| b[22] |= 0x20)),
        ("transactional without id", resealed(&|b| b[22] |= 0x10)),
        ("log append time claimed", resealed(&|b| b[22] |= 0x08)),
        ("gzip claimed", resealed(&|b| b[22] |= 1)),
        ("count 2 of 3", resealed(&|b| b[60] = 2)),
        ("count 4 of 3", resealed(&|b| b[60] = 4)),
        ("negative count", resealed(&|b| b[57] = 0xff)),
        ("last offset delta 7", resealed(&|b| b[26] = 7)),
        ("negative last offset delta", resealed(&|b| b[23] = 0xff)),
        ("record length too large", resealed(&|b| b[61] = 0x7e)),
        ("record length negative", resealed(&|b| b[61] = 1)),
        ("producer without sequence", resealed(&|b| b[43..51].copy_from_slice(&5i64.to_be_bytes()))),
    ];
    for (label, records) in cases {
        ask(session, label, 9, &request("pr", Uuid::nil(), 1, &[(0, records.clone())]));
        ask(session, label, 13, &request("", id, -1, &[(0, records)]));
    }
    session.topic("pr-small", 1, &[("max.message.bytes", "100")])?;
    let large = batch(
        BatchOptions::default(),
        &["a value that does not fit the limit of the topic, with its header"],
    )?;
    for version in [3, 8, 9] {
        let label = "larger than the topic takes";
        ask(
            session,
            label,
            version,
            &request("pr-small", Uuid::nil(), 1, &[(0, Some(large.clone().freeze()))]),
        );
    }
    session.topic("pr-strict-time", 1, &[("message.timestamp.before.max.ms", "1000")])?;
    let old = batch(BatchOptions::default(), &["a", "b"])?.freeze();
    for version in [7, 8, 9] {
        let request = request("pr-strict-time", Uuid::nil(), 1, &[(0, Some(old.clone()))]);
        ask(session, "too old", version, &request);
    }
    ask(
        session,
        "internal topic",
        9,
        &request("__consumer_offsets", Uuid::nil(), 1, &[(0, Some(old.clone()))]),
    );
    ask(session, "bad name", 9, &request("a b", Uuid::nil(), 1, &[(0, Some(old.clone()))]));
    ask(session, "empty name", 9, &request("", Uuid::nil(), 1, &[(0, Some(old))]));
    Ok(())
}

fn compacted(session: &mut Session) -> Result<()> {
    session.topic("pr-compact", 1, &[("cleanup.policy", "compact")])?;
    let mut builder = BatchBuilder::new(BatchOptions::default());
    builder.append(TIME, Some(b"k"), Some(b"v"), &[])?;
    builder.append(TIME, None, Some(b"no key"), &[])?;
    builder.append(TIME, None, Some(b"no key either"), &[])?;
    let records = builder.build(&mut Compressor::default())?.freeze();
    for version in [3, 7, 8, 9, 12] {
        let request = request("pr-compact", Uuid::nil(), -1, &[(0, Some(records.clone()))]);
        ask(session, "without keys", version, &request);
    }
    let good = batch(BatchOptions::default(), &["a", "b"])?.freeze();
    ask(session, "with keys", 9, &request("pr-compact", Uuid::nil(), -1, &[(0, Some(good))]));
    Ok(())
}

fn idempotent(session: &mut Session, id: Uuid) -> Result<()> {
    let init = make!(InitProducerIdRequest {
        transactional_id: None,
        transaction_timeout_ms: 60_000,
        producer_id: ProducerId(-1),
        producer_epoch: -1
    });
    // A broker fetches its first block of ids when it is asked for one, and says so meanwhile.
    session.until(|session| {
        let answer: InitProducerIdResponse = session.quiet(ApiKey::InitProducerId, 4, &init)?;
        Ok((answer.error_code != 14).then_some(()))
    })?;
    let given: InitProducerIdResponse =
        session.call("a producer", ApiKey::InitProducerId, 4, &init).context("producer id")?;
    let of = |epoch: i16, sequence: i32, values: &[&str]| {
        let options = BatchOptions {
            producer_id: given.producer_id.0,
            producer_epoch: epoch,
            base_sequence: sequence,
            ..BatchOptions::default()
        };
        batch(options, values).map(BytesMut::freeze)
    };
    let first = of(0, 0, &["1", "2"])?;
    let steps = [
        ("first", first.clone()),
        ("the same again", first.clone()),
        ("next", of(0, 2, &["3"])?),
        ("a sequence left out", of(0, 9, &["4"])?),
        ("an old sequence that never was", of(0, 1, &["4"])?),
        ("older duplicate", first.clone()),
        ("newer epoch not from 0", of(1, 5, &["5"])?),
        ("newer epoch from 0", of(1, 0, &["5"])?),
        ("older epoch", of(0, 3, &["6"])?),
        ("negative epoch", of(-1, 1, &["7"])?),
        ("negative sequence", of(1, -1, &["7"])?),
    ];
    for (label, records) in steps {
        ask(session, label, 9, &request("pr", Uuid::nil(), -1, &[(1, Some(records))]));
    }
    let both = [&of(1, 1, &["8"])?[..], &of(1, 2, &["9"])?[..]].concat();
    ask(session, "two batches of a producer", 13, &request("", id, -1, &[(1, Some(Bytes::from(both)))]));
    let mixed = [&of(1, 1, &["8"])?[..], &batch(BatchOptions::default(), &["z"])?[..]].concat();
    ask(
        session,
        "two producers in one",
        9,
        &request("pr", Uuid::nil(), -1, &[(1, Some(Bytes::from(mixed)))]),
    );
    // A producer that the broker has never heard of may begin anywhere.
    let options =
        BatchOptions { producer_id: 99_999, producer_epoch: 3, base_sequence: 17, ..BatchOptions::default() };
    let stranger = batch(options, &["s"])?.freeze();
    ask(session, "an unknown producer", 9, &request("pr", Uuid::nil(), -1, &[(1, Some(stranger))]));
    Ok(())
}

fn init_producer_id(session: &mut Session) {
    let mut ask = |label: &str, version: i16, id: Option<&str>, timeout: i32, producer: i64, epoch: i16| {
        let mut request = make!(InitProducerIdRequest {
            transactional_id: id.map(|id| TransactionalId(s(id))),
            transaction_timeout_ms: timeout,
            producer_id: ProducerId(-1),
            producer_epoch: -1,
        });
        if version >= 3 {
            request.producer_id = ProducerId(producer);
            request.producer_epoch = epoch;
        }
        session.call::<_, InitProducerIdResponse>(label, ApiKey::InitProducerId, version, &request);
    };
    for version in 0..=5 {
        ask("without transactions", version, None, 60_000, -1, -1);
        ask("timeout 0", version, None, 0, -1, -1);
        ask("empty transactional id", version, Some(""), 60_000, -1, -1);
    }
    ask("with an id of its own", 4, None, 60_000, 1_000, 0);
    ask("epoch without id", 4, None, 60_000, -1, 3);
    ask("id without epoch", 4, None, 60_000, 5, -1);
}
