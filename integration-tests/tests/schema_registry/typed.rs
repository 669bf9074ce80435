//! A typed consumer over a registry that comes and goes, and over records that are none.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures::StreamExt;
use kavka_client::config::{ConsumerConfigBuilder, ProducerConfigBuilder};
use kavka_client::producer::RecordRef;
use kavka_client::serde::avro::{AvroDeserializer, AvroSchema, AvroSerializer};
use kavka_client::serde::standard::StringSerde;
use kavka_client::typed::{TypedConsumeError, TypedConsumer, TypedProducer, TypedRecord};
use kavka_client::{Consumer, Producer, TopicPartition};
use kavka_integration_tests::harness::{Make, Node, SchemaRegistry};

use super::{registry, values};

const TOPIC: &str = "numbers";

/// Numbers 0 to 3, the third of them no number.
async fn write(node: &Node, server: &SchemaRegistry) -> Result<()> {
    let config = ProducerConfigBuilder::new().bootstrap_servers(&node.bootstrap()).build()?;
    let serializer =
        AvroSerializer::new(registry(server, &[])?, values(&[])?, AvroSchema::parse(r#""long""#)?);
    let producer: TypedProducer<str, i64> =
        TypedProducer::new(Producer::from_config(config)?, StringSerde::default(), serializer);
    for number in 0..4 {
        if number == 2 {
            let broken = RecordRef::new(TOPIC, b"two").with_key(b"key");
            producer.producer().send(broken).await?.await?;
            continue;
        }
        producer.send(TypedRecord::new(TOPIC, &number).with_key("key")).await?.await?;
    }
    producer.into_inner().close().await;
    Ok(())
}

fn consumer(node: &Node, server: &SchemaRegistry) -> Result<TypedConsumer<String, i64>> {
    let settings = ConsumerConfigBuilder::new().bootstrap_servers(&node.bootstrap());
    let mut consumer = Consumer::new(settings.properties())?;
    let at = TopicPartition::new(TOPIC, 0);
    consumer.assign([at.clone()]);
    consumer.seek(&at, 0);
    let deserializer = AvroDeserializer::new(registry(server, &[("max.retries", "0")])?, values(&[])?);
    Ok(TypedConsumer::new(consumer, StringSerde::default(), deserializer))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_while_the_registry_is_away_and_bad_records_stop_nobody() -> Result<()> {
    let (node, server) = (Node::start(Make::from_env()?, "")?, SchemaRegistry::start()?);
    write(&node, &server).await?;
    let mut consumer = consumer(&node, &server)?;
    server.fail_next(&[503]);
    let deadline = Instant::now() + Duration::from_secs(60);
    let away = loop {
        ensure!(Instant::now() < deadline, "no record in time");
        match consumer.poll(Duration::from_secs(1)).await {
            Ok(records) => ensure!(records.is_empty(), "{records:?}"),
            Err(error) => break error,
        }
    };
    ensure!(matches!(away, TypedConsumeError::Later { offset: 0, .. }), "{away}");
    let at = TopicPartition::new(TOPIC, 0);
    ensure!(consumer.consumer().position(&at) == Some(0), "the next poll begins with it");

    let (mut seen, mut stream) = (Vec::new(), std::pin::pin!(consumer.stream()));
    while seen.len() < 4 {
        let next = tokio::time::timeout(Duration::from_secs(60), stream.next()).await?;
        seen.push(match next.context("the stream goes on")? {
            Ok(record) => format!("{} at {}", record.value.context("a value")?, record.offset),
            Err(TypedConsumeError::Record(error)) => error.to_string(),
            Err(error) => return Err(error.into()),
        });
    }
    let broken = "Error deserializing VALUE for partition numbers-0 at offset 2: Unknown magic byte!";
    ensure!(seen[2].starts_with(broken), "{seen:?}");
    ensure!([&seen[0], &seen[1], &seen[3]] == ["0 at 0", "1 at 1", "3 at 3"], "{seen:?}");
    Ok(())
}
