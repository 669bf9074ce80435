//! Confluent's native Rust client: `confluent-rust-client BOOTSTRAP TOPIC`, with a topic of one partition (the broker
//! makes it on first use). Produces with every codec and reads back by assignment. Exits non-zero at the first surprise.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use confluent_kafka::common::TopicPartition;
use confluent_kafka::common::serialization::{StringDeserializer, StringSerializer};
use confluent_kafka::consumer::{Consumer, ConsumerConfig, KafkaConsumer};
use confluent_kafka::producer::{KafkaProducer, Producer, ProducerConfig, ProducerRecord};

const EACH: usize = 200;

fn step(name: &str, ok: bool, detail: impl std::fmt::Debug) {
    if !ok {
        println!("confluent-rust: FAILED {name}: {detail:?}");
        std::process::exit(1);
    }
    println!("confluent-rust: ok {name}");
}

fn settings(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let (bootstrap, topic) = (arguments[1].as_str(), arguments[2].clone());
    let mut expected = Vec::new();
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"] {
        let config = settings(&[("bootstrap.servers", bootstrap), ("compression.type", codec), ("linger.ms", "5")]);
        let producer = KafkaProducer::<String, String>::new(
            ProducerConfig::new(&config)?,
            StringSerializer::default(),
            StringSerializer::default(),
        )?;
        for i in 0..EACH {
            let (key, value) = (format!("{codec}-{i}"), format!("value {i} value value value"));
            expected.push((key.clone(), value.clone()));
            drop(producer.send(ProducerRecord::with_key(topic.clone(), Some(key), Some(value))).await?);
        }
        producer.flush().await?;
        let last = producer.send(ProducerRecord::new(topic.clone(), Some(codec.to_string()))).await?.get().await?;
        expected.push((String::new(), codec.to_string()));
        step(&format!("produce with {codec}"), last.offset() as usize == expected.len() - 1, last.offset());
        producer.close().await?;
    }
    let config = settings(&[("bootstrap.servers", bootstrap), ("auto.offset.reset", "earliest"), ("group.protocol", "consumer")]);
    let mut consumer = KafkaConsumer::<String, String>::new(
        ConsumerConfig::new(&config)?,
        StringDeserializer::default(),
        StringDeserializer::default(),
    )?;
    let partition = TopicPartition::new(topic.as_str(), 0);
    consumer.assign(vec![partition.clone()]).await?;
    let mut found = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(120);
    while found.len() < expected.len() && Instant::now() < deadline {
        let records = consumer.poll(Duration::from_millis(500)).await?;
        for record in records.records_with_partition(&partition) {
            let key = record.key().cloned().unwrap_or_default();
            found.push((key, record.value().cloned().unwrap_or_default()));
        }
    }
    step("assigned consume gives every record in order", found == expected, (found.len(), expected.len()));
    consumer.seek_with_offset(partition.clone(), (expected.len() - 1) as i64).await?;
    let records = consumer.poll(Duration::from_secs(60)).await?;
    step("seek to the last record", records.count() == 1, records.count());
    consumer.close().await?;
    Ok(())
}
