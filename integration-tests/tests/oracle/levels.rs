//! What topics with a codec and level of their own store of the same batch. LZ4's dense levels are the same library
//! on both sides, so their bytes are compared; of the other encoders only that they follow the level.

use anyhow::{Context, Result};
use bytes::Bytes;
use kavka_protocol::ApiKey;
use kavka_protocol::compression::Codec;
use kavka_protocol::messages::{FetchResponse, ProduceResponse};
use kavka_protocol::record::{BatchOptions, BatchView, Scratch};
use uuid::Uuid;

use crate::fetch::whole_partition;
use crate::player::Session;
use crate::produce::{batch, request};

fn stored(session: &mut Session, codec: &str, level: Option<i32>, records: &Bytes) -> Result<Bytes> {
    let name = format!("level-{codec}-{}", level.map_or("default".to_owned(), |level| level.to_string()));
    let key = format!("compression.{codec}.level");
    let text = level.unwrap_or_default().to_string();
    let mut configs = vec![("compression.type", codec)];
    configs.extend(level.map(|_| (key.as_str(), text.as_str())));
    session.topic(&name, 1, &configs)?;
    let produce = request(&name, Uuid::nil(), -1, &[(0, Some(records.clone()))]);
    let _: ProduceResponse = session.quiet(ApiKey::Produce, 9, &produce)?;
    let answer: FetchResponse = session.quiet(ApiKey::Fetch, 12, &whole_partition(&name, 0))?;
    let partition =
        answer.responses.first().and_then(|topic| topic.partitions.first()).context("no answer")?;
    partition.records.clone().context("no records")
}

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let mut seed = 1u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 22
    };
    let text: String =
        (0..8_000).map(|_| format!("{{\"user\":{},\"page\":\"/{}\"}} ", next(), next() % 50)).collect();
    let sent = batch(BatchOptions { codec: Codec::Snappy, ..BatchOptions::default() }, &[&text])?.freeze();
    for level in 1..=17 {
        let kept = stored(session, "lz4", Some(level), &sent)?;
        let mut scratch = Scratch::new();
        let records = BatchView::parse(&kept)?.records(&mut scratch)?.count();
        // The default is the fast encoder, of which there are two makes.
        let shown = if level == 9 { String::new() } else { format!("{kept:02x?}") };
        session.fact(&format!("lz4 level {level}"), format!("{records} records {shown}"));
    }
    for (codec, fast, dense) in [("gzip", 1, 9), ("zstd", 1, 19), ("zstd", -50, 1), ("lz4", 9, 12)] {
        let fast_bytes = stored_once(session, codec, fast, &sent)?.len();
        let dense_bytes = stored_once(session, codec, dense, &sent)?.len();
        session.fact(&format!("{codec} {dense} after {fast}"), format!("{}", dense_bytes < fast_bytes));
    }
    for codec in ["gzip", "zstd", "lz4", "snappy"] {
        let kept = stored(session, codec, None, &sent)?;
        session.fact(codec, format!("{:?}", BatchView::parse(&kept)?.header().compression()?));
    }
    Ok(())
}

/// As [`stored`], where the topic may be there already.
fn stored_once(session: &mut Session, codec: &str, level: i32, records: &Bytes) -> Result<Bytes> {
    let name = format!("level-{codec}-{level}");
    let answer: FetchResponse = session.quiet(ApiKey::Fetch, 12, &whole_partition(&name, 0))?;
    let kept = answer.responses.first().and_then(|topic| topic.partitions.first()?.records.clone());
    match kept.filter(|kept| !kept.is_empty()) {
        Some(kept) => Ok(kept),
        None => stored(session, codec, Some(level), records),
    }
}
