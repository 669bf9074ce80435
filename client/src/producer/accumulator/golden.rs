//! Batches as the Java client made them of the same records (`tests/golden/producer/Record.java`): the same partitions,
//! the same bytes. The broker set base offset and leader epoch, which are outside the CRC.

use kavka_protocol::compression::Compressor;
use kavka_protocol::record::{
    BatchView, NO_LEADER_EPOCH, Scratch, batches, patch_base_offset, patch_leader_epoch,
};

use super::tests::{batching, topic};
use super::*;
use crate::producer::batch::Body;
use crate::producer::record::{HeadersRef, RecordRef};

macro_rules! golden {
    ($codec:literal) => {
        [
            &include_bytes!(concat!("../../../tests/golden/producer/", $codec, "-0.log"))[..],
            &include_bytes!(concat!("../../../tests/golden/producer/", $codec, "-1.log"))[..],
            &include_bytes!(concat!("../../../tests/golden/producer/", $codec, "-2.log"))[..],
        ]
    };
}

/// The batches that the Java client sent to each partition.
fn theirs(logs: [&[u8]; 3]) -> Vec<Vec<Vec<u8>>> {
    let sent = |log: &[u8]| {
        let batches = batches(log).map(|batch| {
            let mut bytes = batch.unwrap().bytes().to_vec();
            patch_base_offset(&mut bytes, 0);
            patch_leader_epoch(&mut bytes, NO_LEADER_EPOCH);
            bytes
        });
        batches.collect()
    };
    logs.into_iter().map(sent).collect()
}

/// Ours, of the same records.
fn ours(codec: Codec, batch_size: usize) -> Vec<Vec<Vec<u8>>> {
    let config = Batching { codec, idempotent: false, ..batching(batch_size) };
    let mut accumulator = Accumulator::new(config, Arc::new(Semaphore::new(1 << 25)), None);
    let now = Instant::now();
    accumulator.add_topic("t", &topic(3), now);
    for i in 0..200i64 {
        let key = if i % 7 == 0 { String::new() } else { format!("key-{}", i * 31 % 57) };
        let value = format!("value {i} ").repeat(1 + i as usize % 9);
        let header_value = format!("v{i}");
        let headers: Vec<(String, Option<bytes::Bytes>)> = (0..i % 4)
            .map(|h| (format!("h{}", h % 2), (h != 2).then(|| header_value.clone().into())))
            .collect();
        let record = RecordRef {
            topic: "t",
            partition: None,
            timestamp: None,
            key: Some(key.as_bytes()),
            value: (i % 11 != 0).then_some(value.as_bytes()),
            headers: HeadersRef::Owned(&headers),
        };
        let timestamp = 1_700_000_000_000 + i * 37 % 500;
        let views = record.headers.views();
        let appended = accumulator.append(&record, &views, timestamp, None, &mut None, &|| now);
        assert!(matches!(appended, Ok(Appended::Done { .. })));
    }
    let mut sent = vec![Vec::new(); 3];
    accumulator.close();
    accumulator.step(now);
    while let Some(request) = accumulator.take_request(now, |_| true) {
        for mut batch in request.batches {
            batch.finish(&mut Compressor::new(), &mut Vec::new()).unwrap();
            let Body::Closed(bytes) = batch.body else { panic!("not closed") };
            sent[batch.place.partition as usize].push(bytes.to_vec());
        }
    }
    sent
}

#[test]
fn batches_have_the_bytes_of_the_java_client() {
    assert_eq!(ours(Codec::None, 1000), theirs(golden!("none")));
}

/// The encoders are others than Java's, so the compressed bytes differ; all else is the same.
#[test]
fn compressed_batches_hold_what_the_java_clients_hold() {
    for (codec, logs) in [
        (Codec::Gzip, golden!("gzip")),
        (Codec::Snappy, golden!("snappy")),
        (Codec::Lz4, golden!("lz4")),
        (Codec::Zstd, golden!("zstd")),
    ] {
        let (ours, theirs) = (ours(codec, 100_000), theirs(logs));
        for (our, their) in ours.iter().flatten().zip(theirs.iter().flatten()) {
            let (our, their) = (BatchView::parse(our).unwrap(), BatchView::parse(their).unwrap());
            let mut expected = *their.header();
            (expected.batch_length, expected.crc) = (our.header().batch_length, our.header().crc);
            assert_eq!(*our.header(), expected);
            let (mut left, mut right) = (Scratch::new(), Scratch::new());
            assert_eq!(
                left.decompress(codec, our.payload()).unwrap(),
                right.decompress(codec, their.payload()).unwrap(),
                "{}",
                codec.name()
            );
        }
        let counts = |all: &[Vec<Vec<u8>>]| all.iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(counts(&ours), counts(&theirs));
    }
}
