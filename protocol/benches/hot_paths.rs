//! What the hot paths of a request cost, in nanoseconds: the guard, the walk over records, LZ4 and the checksum.
//! `cargo bench -p kavka-protocol`. Each figure is the best of many rounds, so that other work on the machine counts
//! little.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::messages::fetch_request::{FetchPartition, FetchTopic};
use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kavka_protocol::messages::{FetchRequest, HeartbeatRequest, ProduceRequest};
use kavka_protocol::record::{BatchBuilder, BatchOptions, BatchView, Scratch, validate_structure};
use kavka_protocol::wire::{self, Decodable, Encodable, StrBytes};
use kavka_protocol::{ApiKey, guard};
use uuid::Uuid;

fn main() {
    guard_and_decoding();
    records();
}

fn guard_and_decoding() {
    println!("guard, and decoding of the same body");
    let small = produce(1, batch(1, 100, Codec::None));
    request::<ProduceRequest>("Produce, 1 partition, 1 record of 100 B", ApiKey::Produce, 13, &small);
    let large = produce(6, batch(600, 100, Codec::None));
    request::<ProduceRequest>("Produce, 6 partitions of 64 KiB", ApiKey::Produce, 13, &large);
    let many = produce(1_000, batch(1, 100, Codec::None));
    request::<ProduceRequest>("Produce, 1,000 partitions", ApiKey::Produce, 13, &many);
    request::<FetchRequest>("Fetch, 1 partition", ApiKey::Fetch, 17, &fetch(1));
    request::<FetchRequest>("Fetch, 1,000 partitions", ApiKey::Fetch, 17, &fetch(1_000));
    let heartbeat = HeartbeatRequest::default().with_member_id(StrBytes::from_static_str("member-1"));
    request::<HeartbeatRequest>("Heartbeat", ApiKey::Heartbeat, 4, &heartbeat);
}

fn request<T: Encodable + Decodable>(name: &str, key: ApiKey, version: i16, message: &T) {
    let mut body = BytesMut::new();
    wire::encode(message, version, &mut body).expect("a sound request");
    let body = body.freeze();
    let guarded = best(|| guard::check_request(key, version, black_box(&body)).expect("a sound request"));
    let decoded = best(|| {
        let mut body = black_box(&body).clone();
        wire::decode::<T>(&mut body, version).expect("a sound request")
    });
    println!("  {name} ({} bytes): {guarded:.0} ns, {decoded:.0} ns", body.len());
}

fn produce(partitions: i32, records: Bytes) -> ProduceRequest {
    let partitions = (0..partitions)
        .map(|index| PartitionProduceData::default().with_index(index).with_records(Some(records.clone())));
    let topic = TopicProduceData::default()
        .with_topic_id(Uuid::from_u128(1))
        .with_partition_data(partitions.collect());
    ProduceRequest::default().with_acks(-1).with_timeout_ms(30_000).with_topic_data(vec![topic])
}

fn fetch(partitions: i32) -> FetchRequest {
    let partitions = (0..partitions).map(|index| FetchPartition::default().with_partition(index));
    let topic = FetchTopic::default().with_topic_id(Uuid::from_u128(1)).with_partitions(partitions.collect());
    FetchRequest::default().with_max_bytes(50 << 20).with_topics(vec![topic])
}

/// A batch of records without keys, whose values are the words of a log line.
fn batch(count: usize, size: usize, codec: Codec) -> Bytes {
    const WORDS: [&str; 6] = ["order", "created", "customer", "status=200", "latency_ms=", "checkout"];
    let mut builder = BatchBuilder::new(BatchOptions { codec, ..BatchOptions::default() });
    let mut state = 42u64;
    for number in 0..count {
        let mut value = String::new();
        while value.len() < size {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            value.push_str(WORDS[(state >> 33) as usize % WORDS.len()]);
            value.push_str(&((state >> 40) % 10_000).to_string());
            value.push(' ');
        }
        let value = &value.as_bytes()[..size];
        builder
            .append(1_700_000_000_000 + number as i64 / 50, None, Some(value), &[])
            .expect("a sound record");
    }
    builder.build(&mut Compressor::new()).expect("a sound batch").freeze()
}

fn records() {
    println!("records");
    for (count, size) in [(600, 100), (63, 1024)] {
        let bytes = batch(count, size, Codec::None);
        let view = BatchView::parse(&bytes).expect("a sound batch");
        let mut scratch = Scratch::new();
        let walked = best(|| {
            validate_structure(black_box(&view), &mut scratch, |_, record| {
                black_box(record);
            })
            .expect("a sound batch")
        });
        println!("  walk over records of {size} B: {:.1} ns each", walked / count as f64);
    }
    let plain = batch(1_200, 100, Codec::None);
    let view = BatchView::parse(&plain).expect("a sound batch");
    let checked = best(|| black_box(&view).verify_crc().expect("a sound batch"));
    println!("  CRC-32C: {:.1} GB/s", plain.len() as f64 / checked);
    let packed = batch(1_200, 100, Codec::Lz4);
    let view = BatchView::parse(&packed).expect("a sound batch");
    let mut scratch = Scratch::new();
    let mut length = 0;
    let unpacked = best(|| {
        let plain = scratch.decompress(Codec::Lz4, black_box(&view).payload()).expect("a sound payload");
        length = plain.len();
    });
    println!("  LZ4: {:.1} GB/s of {length} bytes, {} packed", length as f64 / unpacked, packed.len());
}

/// Nanoseconds of one call, the best of many rounds of some 100 µs.
fn best<T>(mut call: impl FnMut() -> T) -> f64 {
    let mut calls = 1;
    loop {
        let took = time(calls, &mut call);
        if took > Duration::from_micros(100) {
            break;
        }
        calls *= 2;
    }
    let rounds = (0..2_000).map(|_| time(calls, &mut call));
    rounds.min().map_or(f64::NAN, |best| best.as_secs_f64() * 1e9 / f64::from(calls))
}

fn time<T>(calls: u32, call: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(call());
    }
    start.elapsed()
}
