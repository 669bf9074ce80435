//! Shared by the tests of this directory: hex, golden tables, decoding by name.
#![allow(dead_code, reason = "each test uses its part")]

pub mod mutation;

use bytes::{Bytes, BytesMut};
use kavka_protocol::messages::*;
use kavka_protocol::{ApiKey, wire};

/// The request's or the response's side of an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Request,
    Response,
}

pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).expect("hex")).collect()
}

/// Rows of a golden table, without its comment.
pub fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect())
}

/// Every message that Apache Kafka's serializers wrote: key, side, version, body.
pub fn java_messages() -> Vec<(ApiKey, Side, i16, Vec<u8>)> {
    rows(include_str!("../golden/java-messages.tsv"))
        .map(|row| {
            let (name, side) = match row[0].strip_suffix("Request") {
                Some(name) => (name, Side::Request),
                None => (row[0].strip_suffix("Response").expect("side"), Side::Response),
            };
            let key = *ApiKey::ALL.iter().find(|k| k.name() == name).expect("known API");
            (key, side, row[1].parse().expect("version"), unhex(row[2]))
        })
        .collect()
}

/// Decodes and encodes again; the error of either as text.
pub fn recode(key: ApiKey, side: Side, version: i16, body: Bytes) -> Result<BytesMut, String> {
    fn through<T: wire::Decodable + wire::Encodable>(
        mut body: Bytes,
        version: i16,
    ) -> Result<BytesMut, String> {
        let message: T = wire::decode(&mut body, version).map_err(|e| e.to_string())?;
        if !body.is_empty() {
            return Err(format!("{} bytes left", body.len()));
        }
        let mut out = BytesMut::new();
        wire::encode(&message, version, &mut out).map_err(|e| e.to_string())?;
        Ok(out)
    }
    macro_rules! by_key {
        ($($key:ident $request:ident $response:ident;)*) => {
            match (key, side) {
                $((ApiKey::$key, Side::Request) => through::<$request>(body, version),
                (ApiKey::$key, Side::Response) => through::<$response>(body, version),)*
            }
        };
    }
    kavka_protocol::for_each_api!(by_key)
}

/// Decodes and drops.
pub fn decode(key: ApiKey, side: Side, version: i16, mut body: Bytes) -> bool {
    macro_rules! by_key {
        ($($key:ident $request:ident $response:ident;)*) => {
            match (key, side) {
                $((ApiKey::$key, Side::Request) => wire::decode::<$request>(&mut body, version).is_ok(),
                (ApiKey::$key, Side::Response) => wire::decode::<$response>(&mut body, version).is_ok(),)*
            }
        };
    }
    kavka_protocol::for_each_api!(by_key)
}
