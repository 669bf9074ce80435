//! Writes three readings as JSON under text keys, and reads them back as values of their type. A record that is none is
//! left out.
//!
//! Start `kavka up` in another terminal, then `cargo run -p kavka-examples --example typed`.

use std::time::Duration;

use kavka_client::serde::JsonSerde;
use kavka_client::serde::standard::StringSerde;
use kavka_client::typed::{TypedConsumer, TypedProducer, TypedRecord};
use kavka_client::{Consumer, Producer, Properties};
use serde::{Deserialize, Serialize};

const TOPIC: &str = "readings";

#[derive(Debug, Serialize, Deserialize)]
struct Reading {
    sensor: u32,
    celsius: f64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let servers = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:9092".to_string());
    let properties: Properties = [
        ("bootstrap.servers", servers.as_str()),
        ("group.id", "thermometers"),
        ("auto.offset.reset", "earliest"),
    ]
    .map(|(name, value)| (name.to_string(), value.to_string()))
    .into_iter()
    .collect();

    let producer: TypedProducer<str, Reading> =
        TypedProducer::new(Producer::new(&properties)?, StringSerde::default(), JsonSerde::new());
    for (place, sensor, celsius) in [("cellar", 1, 11.5), ("attic", 2, 31.0), ("cellar", 1, 11.25)] {
        let reading = Reading { sensor, celsius };
        producer.send(TypedRecord::new(TOPIC, &reading).with_key(place)).await?.await?;
    }
    producer.into_inner().close().await;

    let mut consumer: TypedConsumer<String, Reading> =
        TypedConsumer::new(Consumer::new(&properties)?, StringSerde::default(), JsonSerde::new());
    consumer.consumer_mut().subscribe([TOPIC.to_string()])?;
    let mut seen = 0;
    while seen < 3 {
        for record in consumer.poll(Duration::from_secs(1)).await? {
            match record {
                Ok(record) => println!("{}: {:?}", record.key.as_deref().unwrap_or("nowhere"), record.value),
                Err(error) => println!("left out: {error}"),
            }
            seen += 1;
        }
    }
    consumer.into_inner().close().await;
    Ok(())
}
