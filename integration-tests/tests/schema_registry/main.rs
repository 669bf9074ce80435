//! Goal: the serializers that use a schema registry ask it as little as they can, tell what will pass from what will
//! not, and understand Confluent's own serializers, both ways. Method: a registry in memory that counts requests and
//! fails on demand; Confluent's Python client against the same registry, over Kavka.

mod avro;
mod client;
#[cfg(feature = "foreign")]
mod confluent;
mod json_schema;
mod protobuf;
mod typed;

use std::sync::Arc;

use anyhow::{Context, Result};
use bytes::Bytes;
use kavka_client::Properties;
use kavka_client::serde::registry::{Registry, RegistryConfig, SerdeConfig};
use kavka_client::serde::{Deserializer, Headers, Part, Place, SerdeError, Serializer};
use kavka_integration_tests::harness::SchemaRegistry;

fn properties(pairs: &[(&str, &str)]) -> Properties {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A client of the server, with more settings.
fn registry(server: &SchemaRegistry, more: &[(&str, &str)]) -> Result<Registry> {
    let fixed = [("schema.registry.url", server.url()), ("retries.wait.ms", "1")];
    Ok(Registry::new(RegistryConfig::from_properties(&properties(&[&fixed[..], more].concat()))?)?)
}

fn values(more: &[(&str, &str)]) -> Result<SerdeConfig> {
    Ok(SerdeConfig::from_properties(&properties(more), Part::Value)?)
}

/// A written value with its headers, as a reader gets them.
#[derive(Debug)]
struct Written {
    headers: Vec<(Bytes, Option<Bytes>)>,
    data: Bytes,
}

fn try_write<T: ?Sized>(
    serializer: &dyn Serializer<T>,
    topic: &str,
    data: &T,
) -> Result<Written, SerdeError> {
    let (mut headers, mut out) = (Headers::new(), Vec::new());
    serializer.serialize(Place::value(topic), &mut headers, data, &mut out)?;
    let headers = headers.into_iter().map(|(name, value)| (Bytes::from(name), value)).collect();
    Ok(Written { headers, data: out.into() })
}

/// Prepares and writes, as a typed producer does.
async fn write<T: ?Sized>(
    serializer: &dyn Serializer<T>,
    topic: &str,
    data: &T,
) -> Result<Written, SerdeError> {
    match try_write(serializer, topic, data) {
        Err(SerdeError::NotPrepared) => {}
        written => return written,
    }
    let preparation = serializer.prepare(Place::value(topic), data);
    preparation.await?;
    try_write(serializer, topic, data)
}

/// Prepares and reads, as a typed consumer does.
async fn read<T>(
    deserializer: &dyn Deserializer<T>,
    topic: &str,
    written: &Written,
) -> Result<T, SerdeError> {
    let place = Place::value(topic);
    match deserializer.deserialize(place, &written.headers, &written.data) {
        Err(SerdeError::NotPrepared) => {}
        outcome => return outcome,
    }
    let preparation = deserializer.prepare(place, &written.headers, &written.data);
    preparation.await?;
    deserializer.deserialize(place, &written.headers, &written.data)
}

/// The requests of one method and path, whatever the query.
fn asked(server: &SchemaRegistry, method_and_path: &str) -> usize {
    let requests = server.requests();
    requests.iter().filter(|request| request.split('?').next() == Some(method_and_path)).count()
}

/// What went wrong, which something must have.
fn failure<T: std::fmt::Debug>(outcome: Result<T, SerdeError>) -> Result<SerdeError> {
    outcome.err().context("it must fail")
}

fn shared<T>(of: T) -> Arc<T> {
    Arc::new(of)
}
