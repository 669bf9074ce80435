//! Bytes written by Apache Kafka's own serializers, at every version of every API: the guard lets
//! them pass, and what is decoded from them encodes to the same bytes.

mod common;

use bytes::Bytes;
use common::{Side, java_messages, recode};
use kavka_protocol::{ApiKey, guard};

/// kafka-protocol drops the last version of a request that was unstable in Kafka 4.1.
fn unstable(key: ApiKey, version: i16) -> bool {
    version > key.info().max_version
}

#[test]
fn every_version_decodes_and_encodes_to_the_same_bytes() {
    let mut seen = 0;
    for (key, side, version, body) in java_messages() {
        if unstable(key, version) {
            continue;
        }
        let again = recode(key, side, version, Bytes::from(body.clone()))
            .unwrap_or_else(|e| panic!("{key:?} {side:?} v{version}: {e}"));
        assert_eq!(again, body, "{key:?} {side:?} v{version}");
        seen += 1;
    }
    assert!(seen > 1_150, "{seen} samples");
}

#[test]
fn guard_accepts_all_of_them() {
    for (key, side, version, body) in java_messages() {
        let result = match side {
            Side::Request => guard::check_request(key, version, &body),
            Side::Response => guard::check_response(key, version, &body),
        };
        assert_eq!(result, Ok(()), "{key:?} {side:?} v{version}");
    }
}

#[test]
fn every_shorter_body_is_refused_before_decoding() {
    for (key, side, version, body) in java_messages() {
        for length in 0..body.len() {
            let result = match side {
                Side::Request => guard::check_request(key, version, &body[..length]),
                Side::Response => guard::check_response(key, version, &body[..length]),
            };
            assert!(result.is_err(), "{key:?} {side:?} v{version} cut to {length}");
        }
    }
}
