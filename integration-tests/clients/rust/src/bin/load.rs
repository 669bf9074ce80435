//! The client benchmark's load by Confluent's native Rust client.
//! `load produce BOOTSTRAP TOPIC PAYLOADS SIZE CODEC SECONDS COUNT`, `load consume BOOTSTRAP TOPIC PARTITIONS SECONDS COUNT`.
//! Clients warm up with COUNT / 4 records each until they have taken SECONDS of CPU time, a new one is measured with COUNT. Prints
//! `warmed=… cpu=… seconds=… sum=…`.
//! Its fastest ways: values by reference into the batch, and values that are slices of what was fetched.

use std::collections::HashMap;
use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use confluent_kafka::common::TopicPartition;
use confluent_kafka::common::serialization::{ByteArraySerializer, BytesDeserializer};
use confluent_kafka::consumer::{Consumer, ConsumerConfig, KafkaConsumer};
use confluent_kafka::producer::{KafkaProducer, Producer, ProducerConfig, ProducerRecord, RecordMetadata};

static DELIVERED: AtomicU64 = AtomicU64::new(0);

fn settings(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

fn cpu_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [.., warm_seconds, count] = words[..] else { return Err("bad arguments".into()) };
    let (warm_seconds, count): (f64, usize) = (warm_seconds.parse()?, count.parse()?);
    let payloads = if words[0] == "produce" { std::fs::read(words[3])? } else { Vec::new() };
    let mut warmed = 0;
    loop {
        let measured = warmed > 0 && cpu_seconds() >= warm_seconds;
        let many = if measured { count } else { count / 4 };
        let (cpu, started) = (cpu_seconds(), Instant::now());
        let sum = match words[0] {
            "produce" => produce(&words, &payloads, many).await?,
            _ => consume(&words, many).await?,
        };
        let (cpu, elapsed) = (cpu_seconds() - cpu, started.elapsed().as_secs_f64());
        if measured {
            println!("warmed={warmed} cpu={cpu:.6} seconds={elapsed:.6} sum={sum}");
            return Ok(());
        }
        warmed += many;
    }
}

fn delivered(_: Option<&RecordMetadata>, error: Option<&confluent_kafka::common::Error>) {
    if error.is_none() {
        DELIVERED.fetch_add(1, Ordering::Relaxed);
    }
}

async fn produce(words: &[&str], payloads: &[u8], count: usize) -> Result<u64, Box<dyn Error>> {
    let (topic, size, codec) = (words[2], words[4].parse()?, words[5]);
    let payloads: Vec<&[u8]> = payloads.chunks_exact(size).collect();
    let config = settings(&[
        ("bootstrap.servers", words[1]),
        ("compression.type", codec),
        ("batch.size", "65536"),
        ("linger.ms", "5"),
        ("acks", "all"),
        ("enable.idempotence", "true"),
        ("buffer.memory", "67108864"),
    ]);
    let config = ProducerConfig::new(&config)?;
    let producer = KafkaProducer::<Vec<u8>, Vec<u8>>::new(config, ByteArraySerializer::new(), ByteArraySerializer::new())?;
    DELIVERED.store(0, Ordering::Relaxed);
    for number in 0..count {
        let value = payloads[number % payloads.len()];
        // A callback without state takes no memory.
        let record = ProducerRecord::new(topic.to_string(), Some(value));
        drop(KafkaProducer::send(&producer, record, Some(Box::new(delivered))).await?);
    }
    producer.flush().await?;
    producer.close().await?;
    let delivered = DELIVERED.load(Ordering::Relaxed);
    if delivered == count as u64 { Ok(0) } else { Err(format!("{delivered} of {count}").into()) }
}

async fn consume(words: &[&str], count: usize) -> Result<u64, Box<dyn Error>> {
    let config = settings(&[
        ("bootstrap.servers", words[1]),
        ("auto.offset.reset", "earliest"),
        ("enable.auto.commit", "false"),
        // It has no other, though nothing here is of a group.
        ("group.protocol", "consumer"),
        ("check.crcs", "true"),
    ]);
    let config = ConsumerConfig::new(&config)?;
    let mut consumer = KafkaConsumer::<Bytes, Bytes>::new(config, BytesDeserializer::new(), BytesDeserializer::new())?;
    let partitions: i32 = words[3].parse()?;
    consumer.assign((0..partitions).map(|index| TopicPartition::new(words[2], index)).collect()).await?;
    let (mut seen, mut sum) = (0, 0);
    let deadline = Instant::now() + Duration::from_secs(120);
    while seen < count {
        for record in &consumer.poll(Duration::from_millis(500)).await? {
            let value = record.value().map_or(&[][..], |value| &value[..]);
            sum += value.len() as u64 + value.first().map_or(0, |first| u64::from(*first));
            seen += 1;
        }
        if Instant::now() > deadline {
            return Err(format!("{seen} of {count}: too slow").into());
        }
    }
    consumer.close().await?;
    Ok(sum)
}
