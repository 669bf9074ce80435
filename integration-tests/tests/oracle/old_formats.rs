//! What producers of the past send: Produce v0-2, record sets of magic 0 and 1 in later versions, and sets of batches
//! that are empty, several, mixed or cut.

use anyhow::Result;
use bytes::{BufMut, Bytes, BytesMut};
use kavka_protocol::ApiKey;
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::messages::ProduceResponse;
use kavka_protocol::record::{BatchOptions, crc32c};
use uuid::Uuid;

use crate::player::Session;
use crate::produce::{TIME, ask, batch, request, versioned};

/// A message of format 0 or 1 with a true checksum.
fn message(magic: i8, offset: i64, attributes: u8, key: Option<&[u8]>, value: Option<&[u8]>) -> BytesMut {
    let mut body = BytesMut::new();
    body.put_i8(magic);
    body.put_u8(attributes);
    if magic == 1 {
        body.put_i64(TIME);
    }
    for field in [key, value] {
        body.put_i32(field.map_or(-1, |bytes| bytes.len() as i32));
        body.put_slice(field.unwrap_or_default());
    }
    let mut out = BytesMut::new();
    out.put_i64(offset);
    out.put_i32(body.len() as i32 + 4);
    out.put_u32(crc32(&body));
    out.unsplit(body);
    out
}

/// CRC-32 of ISO-HDLC, bit by bit: a message is short.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

fn wrapped(magic: i8, codec: Codec) -> Result<BytesMut> {
    let inner = [message(magic, 0, 0, None, Some(b"a")), message(magic, 1, 0, None, Some(b"b"))].concat();
    let mut value = Vec::new();
    Compressor::default().compress(codec, None, &inner, &mut value)?;
    Ok(message(magic, 1, codec as u8, None, Some(&value)))
}

/// Produce v0-2: acks, timeout, and a topic with a partition.
fn old_request(version: i16, acks: i16, records: &[u8]) -> BytesMut {
    let mut frame = BytesMut::new();
    frame.put_i16(0);
    frame.put_i16(version);
    frame.put_i32(5);
    frame.put_i16(3);
    frame.put_slice(b"old");
    frame.put_i16(acks);
    frame.put_i32(10_000);
    frame.put_i32(1);
    frame.put_i16(3);
    frame.put_slice(b"old");
    frame.put_i32(1);
    frame.put_i32(0);
    frame.put_i32(records.len() as i32);
    frame.put_slice(records);
    frame
}

/// A batch of format 2 changed by hand, with a true checksum again.
fn changed(mut batch: BytesMut, change: impl FnOnce(&mut BytesMut)) -> BytesMut {
    change(&mut batch);
    let length = batch.len() as i32 - 12;
    batch[8..12].copy_from_slice(&length.to_be_bytes());
    let crc = crc32c(&batch[21..]);
    batch[17..21].copy_from_slice(&crc.to_be_bytes());
    batch
}

fn framed(size: i32, magic: u8) -> BytesMut {
    let mut bytes = BytesMut::zeroed(12 + size as usize);
    bytes[8..12].copy_from_slice(&size.to_be_bytes());
    bytes[16] = magic;
    bytes
}

fn sets() -> Result<Vec<(String, BytesMut)>> {
    let new = batch(BatchOptions::default(), &["a", "b"])?;
    let joined =
        |parts: &[&BytesMut]| BytesMut::from(&parts.iter().flat_map(|p| p.to_vec()).collect::<Vec<_>>()[..]);
    let mut sets = Vec::new();
    let mut add = |label: &str, set: BytesMut| sets.push((label.to_owned(), set));
    for magic in [0, 1] {
        let one = message(magic, 0, 0, Some(b"k"), Some(b"v"));
        let next = message(magic, 1, 0, None, Some(b"w"));
        add(&format!("magic {magic}"), one.clone());
        add(&format!("two of magic {magic}"), joined(&[&one, &next]));
        add(&format!("magic {magic} without key and value"), message(magic, 0, 0, None, None));
        add(&format!("magic {magic} at offset 5"), message(magic, 5, 0, Some(b"k"), Some(b"v")));
        add(&format!("magic {magic} and a batch"), joined(&[&one, &new]));
        add(&format!("a batch and magic {magic}"), joined(&[&new, &one]));
        add(&format!("magic {magic} cut short"), BytesMut::from(&one[..one.len() - 1]));
        add(&format!("a batch and half of magic {magic}"), joined(&[&new, &BytesMut::from(&one[..20])]));
        let mut broken = one.clone();
        broken[12] ^= 1;
        add(&format!("magic {magic} with a wrong crc"), broken);
        for codec in [Codec::Gzip, Codec::Snappy, Codec::Lz4] {
            add(&format!("magic {magic} around {codec:?}"), wrapped(magic, codec)?);
        }
        add(&format!("magic {magic} of codec 7"), message(magic, 0, 7, None, Some(b"v")));
        add(&format!("magic {magic} log append time"), message(magic, 0, 8, None, Some(b"v")));
    }
    let (v0, v1) = (message(0, 0, 0, None, Some(b"v")), message(1, 1, 0, None, Some(b"v")));
    add("magic 0 and magic 1", joined(&[&v0, &v1]));
    add("a batch and garbage", joined(&[&new, &BytesMut::from(&[0xff; 40][..])]));
    add("a batch and zeros", joined(&[&new, &BytesMut::zeroed(40)]));
    add("a batch and half a batch", joined(&[&new, &BytesMut::from(&new[..30])]));
    add("three batches", joined(&[&new, &new, &new]));
    let packed = batch(BatchOptions { codec: Codec::Lz4, ..BatchOptions::default() }, &["x"; 20])?;
    add("two compressed batches", joined(&[&packed, &packed]));
    add("plain and compressed", joined(&[&new, &packed]));
    for (size, magic) in
        [(13, 0), (14, 0), (14, 1), (21, 1), (22, 1), (14, 2), (20, 2), (48, 2), (49, 2), (5, 2)]
    {
        add(&format!("a frame of {size} bytes, magic {magic}"), framed(size, magic));
    }
    add("16 bytes", BytesMut::zeroed(16));
    add("11 bytes", BytesMut::zeroed(11));
    add("zeros", BytesMut::zeroed(100));
    let empty = |last: i32, count: i32| {
        changed(new.clone(), |bytes| {
            bytes.truncate(61);
            bytes[23..27].copy_from_slice(&last.to_be_bytes());
            bytes[57..61].copy_from_slice(&count.to_be_bytes());
        })
    };
    for (last, count) in [(0, 0), (-1, 0), (0, 1), (3, 0), (i32::MAX, i32::MIN)] {
        add(&format!("no records, last delta {last}, count {count}"), empty(last, count));
    }
    add("compressed nothing", changed(packed.clone(), |bytes| bytes.truncate(61)));
    add(
        "compressed nothing of count 0",
        changed(packed, |bytes| {
            bytes.truncate(61);
            bytes[57..61].fill(0);
        }),
    );
    // A control batch as a coordinator writes it: key (version, type), value (version, coordinator epoch).
    for (kind, label) in [(0u8, "abort"), (1, "commit"), (2, "leader change"), (9, "unknown")] {
        let options = BatchOptions {
            producer_id: 4711,
            producer_epoch: 0,
            transactional: true,
            ..BatchOptions::default()
        };
        let mut builder = kavka_protocol::record::BatchBuilder::new(options);
        builder.append(TIME, Some(&[0, 0, 0, kind]), Some(&[0, 0, 0, 0, 0, 1]), &[])?;
        let marker = changed(builder.build(&mut Compressor::default())?, |bytes| bytes[22] |= 0x20);
        add(&format!("{label} marker of a producer"), marker.clone());
        add(
            &format!("{label} marker of nobody"),
            changed(marker, |bytes| {
                bytes[22] &= !0x10;
                bytes[43..57].fill(0xff);
            }),
        );
    }
    Ok(sets)
}

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let id = session.topic("old", 2, &[])?;
    session.topic("old-append-time", 1, &[("message.timestamp.type", "LogAppendTime")])?;
    session.topic("old-compact", 1, &[("cleanup.policy", "compact")])?;
    session.topic("old-gzip", 1, &[("compression.type", "gzip")])?;
    let sets = sets()?;
    for (label, set) in &sets {
        let records = set.clone().freeze();
        for version in [3, 6, 7, 8, 9, 12, 13] {
            let request = versioned(version, "old", id, -1, &[(0, Some(records.clone()))]);
            ask(session, label, version, &request);
        }
        for other in ["old-append-time", "old-compact", "old-gzip"] {
            ask(
                session,
                &format!("{label}, {other}"),
                9,
                &request(other, Uuid::nil(), 1, &[(0, Some(records.clone()))]),
            );
        }
        let good = batch(BatchOptions::default(), &["good"])?.freeze();
        let beside = [(0, Some(records.clone())), (1, Some(good.clone()))];
        ask(session, &format!("{label}, beside a good one"), 9, &request("old", Uuid::nil(), 1, &beside));
        unanswered(session, label, &records)?;
    }
    let good = batch(BatchOptions::default(), &["good"])?;
    for version in [0, 1, 2, -1, 14, i16::MAX] {
        for acks in [0, 1, -1] {
            for (label, set) in [
                ("magic 0", message(0, 0, 0, Some(b"k"), Some(b"v"))),
                ("magic 1", message(1, 0, 0, Some(b"k"), Some(b"v"))),
                ("a batch", good.clone()),
                ("nothing", BytesMut::new()),
            ] {
                let label = format!("Produce v{version}: {label}, acks {acks}");
                session.bytes(&label, &old_request(version, acks, &set));
            }
        }
    }
    Ok(())
}

/// With acks=0 there is no answer, but an error closes the connection, which the next request shows.
fn unanswered(session: &mut Session, label: &str, records: &Bytes) -> Result<()> {
    let request = request("old", Uuid::nil(), 0, &[(0, Some(records.clone()))]);
    session.send(ApiKey::Produce, 9, &request)?;
    let probe = crate::produce::request("old", Uuid::nil(), 1, &[]);
    session.call::<_, ProduceResponse>(&format!("{label}, after acks 0"), ApiKey::Produce, 9, &probe);
    Ok(())
}
