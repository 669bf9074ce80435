//! No body, however mangled, makes guard and decoder panic or reserve more than the body justifies.
//!
//! Bodies that Apache Kafka's serializers wrote are mutated (bytes flipped, counts blown up, cut,
//! spliced) and passed through the guard and, if it lets them pass, the decoder, while this
//! binary's allocator adds up what is asked of it. `KAVKA_FUZZ_SECONDS` makes the run longer.

mod common;

use std::time::Instant;

use bytes::Bytes;
use common::mutation::{apply, asked_for, changes, deadline};
use common::{Side, decode, java_messages};
use kavka_protocol::{ApiKey, guard};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

/// All that decoding may ask for. The guard's budget counts what is live at the end; vectors that
/// double while they grow ask for twice that in sum, and nodes of maps are part empty.
fn limit(body: usize) -> usize {
    64 * body + 2 * guard::MEMORY_SLACK
}

fn try_body(key: ApiKey, side: Side, version: i16, body: Vec<u8>) {
    let length = body.len();
    let bytes = Bytes::from(body);
    let asked = asked_for(|| {
        let passed = match side {
            Side::Request => guard::check_request(key, version, &bytes).is_ok(),
            Side::Response => guard::check_response(key, version, &bytes).is_ok(),
        };
        if passed {
            decode(key, side, version, bytes.clone());
        }
    });
    assert!(
        asked <= limit(length),
        "{key:?} {side:?} v{version}: {asked} bytes for {length}: {:02x?}",
        &bytes[..]
    );
}

#[test]
fn mutated_bodies_stay_within_their_budget() {
    let samples = java_messages();
    let until = deadline();
    let mut runner = TestRunner::new(Config::default());
    let strategy = changes();
    loop {
        for (key, side, version, body) in &samples {
            for _ in 0..20 {
                let change = strategy.new_tree(&mut runner).expect("strategy").current();
                let mut body = body.clone();
                apply(&mut body, &change);
                try_body(*key, *side, *version, body);
            }
        }
        if Instant::now() >= until {
            break;
        }
    }
}

#[test]
fn random_bytes_stay_within_their_budget() {
    let mut runner = TestRunner::new(Config::default());
    let strategy = proptest::collection::vec(any::<u8>(), 0..64);
    for key in ApiKey::ALL {
        let info = key.info();
        for version in info.min_version..=info.max_version {
            for side in [Side::Request, Side::Response] {
                for _ in 0..20 {
                    let body = strategy.new_tree(&mut runner).expect("strategy").current();
                    try_body(*key, side, version, body);
                }
            }
        }
    }
}

#[test]
fn five_bytes_of_metadata_do_not_abort_the_process() {
    // kafka-protocol alone asks for 154,618,822,584 bytes here.
    let body = [0x7f, 0xff, 0xff, 0xff, 0];
    assert!(guard::check_request(ApiKey::Metadata, 1, &body).is_err());
    try_body(ApiKey::Metadata, Side::Request, 1, body.to_vec());
}

#[test]
fn many_tiny_elements_are_refused_for_the_memory_they_would_take() {
    // 100,000 topics with empty names: 200 KiB on the wire, some 7 MiB decoded.
    let mut body = 100_000i32.to_be_bytes().to_vec();
    body.extend(vec![0; 200_000]);
    assert!(matches!(
        guard::check_request(ApiKey::Metadata, 0, &body),
        Err(guard::GuardError::Memory { .. })
    ));
    // The same number of honest names is served.
    let mut body = 100_000i32.to_be_bytes().to_vec();
    for n in 0..100_000 {
        body.extend([0, 5]);
        body.extend(format!("{n:05}").as_bytes());
    }
    assert_eq!(guard::check_request(ApiKey::Metadata, 0, &body), Ok(()));
}
